"""The notebooks run from their first cell to their last, on one issue and on several, and show something."""

from __future__ import annotations

from pathlib import Path

import issue_one
import nbformat
import pytest
import series
from common import NIGHTLY
from nbclient import NotebookClient

from lpipgraph.store import publish

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_three_notebooks_without_output() -> None:
    assert len(NOTEBOOKS) >= 3
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert not [cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]


#: By day on three issues: `make docs` runs them on the one that ships.
GRAPHS = {"three issues": series.whole, **({"one issue": issue_one.whole} if NIGHTLY else {})}


@pytest.fixture(scope="module", params=GRAPHS.values(), ids=GRAPHS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("notebooks") / "graph"
    publish(request.param(), place)
    return place


# the kernel's own packages, not these notebooks
@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(folder: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LPIP_GRAPH", str(folder))
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=str(folder.parent))
    shown = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    assert sum(bool(outputs) for outputs in shown) >= 5
    errors = [
        out
        for outputs in shown
        for out in outputs
        if out.output_type == "error" or out.get("name") == "stderr"
    ]
    assert errors == []
    if path.stem != "how-organisations-connect":
        pictures = [out["data"]["text/html"] for outputs in shown for out in outputs if "<svg" in str(out)]
        # as wide as there is room, and told in words
        assert pictures and all("max-width: 100%" in each and "<desc" in each for each in pictures)
