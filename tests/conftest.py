"""What several test modules share: one build of the issue that ships."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import common
import pytest
from hypothesis import settings
from pyoxigraph import Dataset

from lpipgraph import pipeline
from lpipgraph.pages.site import site
from lpipgraph.pages.texts import texts_of
from lpipgraph.store import open_store
from lpipgraph.store_protocol import stored

if TYPE_CHECKING:
    from web_site import Site

# graphs and authorities stay until a run ends: to look through them again and again costs a twentieth of it
gc.set_threshold(50_000, 20, 100)
# the same cases for everybody, so that a red run is a change's doing; at night (`make test-all`) new ones each time
settings.register_profile("same", derandomize=True, deadline=None, max_examples=40)
settings.register_profile("new", derandomize=False, deadline=None)
settings.load_profile("new" if common.NIGHTLY else "same")


@pytest.fixture(scope="session", autouse=True)
def _shared(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> None:
    """The folder of the whole run, where there are several processes of it."""
    own = tmp_path_factory.getbasetemp()
    common.SHARED = (own.parent if hasattr(pytestconfig, "workerinput") else own) / "shared"
    common.SHARED.mkdir(exist_ok=True)


@pytest.fixture(scope="session")
def built_folder(_shared: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build; tests read it and leave it as it is."""
    made = common.once("lpip-graph", lambda folder: pipeline.build((), folder))
    # a copy for each process: a store is opened by one at a time
    return shutil.copytree(made, tmp_path_factory.mktemp("build") / "lpip-graph")


@pytest.fixture(scope="session")
def website(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The graph of the issue that ships, served in this process."""
    from web_site import site

    with site(built_folder / "store", tmp_path_factory.mktemp("served") / "public") as made:
        yield made


@pytest.fixture(scope="session")
def site_folder(built_folder: Path) -> Path:
    """The explorer of that build as files; tests read it and leave it as it is."""

    def make(folder: Path) -> None:
        with open_store(pipeline.store_of(built_folder)) as opened:
            site(Dataset(stored(opened)), folder, texts_of(built_folder), url="https://example.org/lpip/")

    return common.once("a site", make)
