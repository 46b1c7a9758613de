"""The package as others get it: what the wheel holds, what it needs, and its public names."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from common import committed

import lpipgraph
from lpipgraph import graph
from lpipgraph.vocabulary import LPIP, OWL, RDF

HERE = Path(__file__).parents[1]
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))
#: Folders of declarative files that every installation needs, and a floor for the files in each.
SHIPPED = {"ontology": 20, "shapes": 5, "queries": 25, "data/authority": 11, "data/issues": 1, "data/gold": 3}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and an sdist, made of the files as they are."""
    place = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(place), str(HERE)],
        capture_output=True,
        check=True,
    )
    return place


def test_the_wheel_brings_every_declarative_file(built):
    (wheel,) = built.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder, floor in SHIPPED.items():
        wanted = {f"lpipgraph/_files/{name}" for name in committed(folder)}
        assert len(wanted) >= floor
        assert wanted - inside == set()
    assert "lpipgraph/_files/data/gazetteer/places.csv" in inside
    modules = {name for name in committed("lpipgraph") if "__pycache__" not in name}
    assert modules - inside == set()


def test_the_wheel_brings_nothing_else(built):
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"lpipgraph", f"lpipgraph-{lpipgraph.__version__}.dist-info"}
    assert not [name for name in names if name.endswith(".pyc") or "/tests/" in name]
    assert not [name for name in names if "/_files/" in name and name.endswith(".py")]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_can_build_and_test_itself(built):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"Makefile", "README.md", "CHANGELOG.md", "tests/test_package.py", "ontology/lpip.ttl"} <= inside


def test_no_build_is_packed_whatever_it_is_called(tmp_path):
    copy = tmp_path / "checkout"
    for name in committed("."):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((HERE / name).read_bytes())
    before = {path for path in copy.rglob("*") if path.is_file()}
    lpipgraph.build((), copy / "both")
    for place in ("lpip-graph", "data/mine", "tests/issues/mine", "both.rejected"):
        shutil.copytree(copy / "both", copy / place)
    (copy / "records.json").write_text("{}")
    built = {
        path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file() and path not in before
    }
    command = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--sdist",
        "--outdir",
        str(tmp_path / "d"),
        str(copy),
    ]
    subprocess.run(command, capture_output=True, check=True)
    (sdist,) = (tmp_path / "d").glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert built
    assert inside & built == set()
    assert "lpipgraph/store/local.py" in inside


def test_public_names_are_sorted_and_there():
    names = lpipgraph.__all__
    assert names == sorted(names)
    assert set(names) == {*lpipgraph._HOMES, "__version__"}
    assert all(getattr(lpipgraph, name) is not None for name in names)
    assert set(names) <= set(dir(lpipgraph))
    with pytest.raises(AttributeError, match="has no attribute 'bild'"):
        _ = lpipgraph.bild


def test_a_name_does_not_become_another_thing_when_a_module_is_loaded(tmp_path):
    """A module of the same name would take the place of a function that bears it."""
    modules = {path.stem for path in (HERE / "lpipgraph").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert modules & set(lpipgraph._HOMES) == set()


def test_import_costs_next_to_nothing(tmp_path):
    code = "import sys, lpipgraph; print(*(m for m in sys.modules if m.startswith('lpipgraph')))"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert shown.stdout.split() == ["lpipgraph"]


def test_the_ontology_has_documentation(tmp_path):
    page = tmp_path / "index.html"
    subprocess.run(
        [sys.executable, "-m", "pylode", str(HERE / "ontology" / "lpip.ttl"), "-o", str(page)],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    text = page.read_text("utf-8")
    kinds = graph.read(HERE / "ontology" / "lpip.ttl").quads_for_predicate(RDF.type)
    individuals = {quad.subject for quad in kinds if quad.object == OWL.NamedIndividual}
    terms = {getattr(LPIP, name) for name in LPIP} - individuals
    assert len(terms) >= 80
    assert [term.value for term in terms if term.value not in text] == []


def test_the_changelog_speaks_of_this_version():
    first = re.search(r"^## (\S+)", (HERE / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first is not None
    assert first[1] == lpipgraph.__version__


def test_every_dependency_is_used_and_its_licence_named():
    text = (HERE / "pyproject.toml").read_text("utf-8")
    code = "".join(path.read_text("utf-8") for path in (HERE / "lpipgraph").rglob("*.py"))
    for wanted in PROJECT["project"]["dependencies"]:
        name = re.split(r"[<>=~! ]", wanted)[0]
        (line,) = [line for line in text.splitlines() if f'"{wanted}"' in line]
        assert re.search(r"# (Apache|MIT|BSD|W3C)", line), name
        modules = {"PyLD": "pyld", "ahocorasick-rs": "ahocorasick_rs", "python-crfsuite": "pycrfsuite"}
        modules["uvloop"] = "granian"  # which takes it where it is there
        module = modules.get(name, name)
        assert re.search(rf"^\s*(?:import|from) {module}\b", code, re.MULTILINE), name


def test_nothing_of_a_machine_is_in_the_repository():
    """No absolute path of a home or temporary folder."""
    pattern = re.compile(rb"/(?:home|root|Users)/[a-z]|/tmp/[a-z]")
    found = []
    for name in sorted(committed(".")):
        path = HERE / name
        if name == "tests/test_package.py" or path.suffix in {".docx", ".pdf"}:
            continue
        if pattern.search(path.read_bytes()):
            found.append(name)
    assert found == []
