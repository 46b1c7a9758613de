"""What several test modules share: one build of the issue that ships."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from lpipgraph import pipeline

if TYPE_CHECKING:
    from web_site import Site

# the same cases for everybody, so that a red run is a change's doing; at night (`make test-all`) new ones each time
settings.register_profile("same", derandomize=True)
settings.register_profile("new", derandomize=False)
settings.load_profile("new" if "LPIPGRAPH_FUZZ" in os.environ else "same")


@pytest.fixture(scope="session")
def built_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build; tests read it and leave it as it is."""
    folder = tmp_path_factory.mktemp("build") / "lpip-graph"
    pipeline.build((), folder)
    return folder


@pytest.fixture(scope="session")
def website(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The graph of the issue that ships, served in this process."""
    from web_site import site

    with site(built_folder / "store", tmp_path_factory.mktemp("served") / "public") as made:
        yield made
