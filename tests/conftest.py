"""What several test modules share: one build of the issue that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from lpipgraph import pipeline


@pytest.fixture(scope="session")
def built_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build; tests read it and leave it as it is."""
    folder = tmp_path_factory.mktemp("build") / "lpip-graph"
    pipeline.build((), folder)
    return folder
