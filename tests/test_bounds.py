"""Plain text is read under limits of time and memory, as documents of other formats are: one line, exit code 2."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from lpipgraph import resource_limits
from lpipgraph.cli import main
from lpipgraph.errors import InputError

TEXT = (
    "Lanes and Ledgers\n\nIssue No. 7 | Date 03.03.2025\n\n"
    + "The Marlow Council met Ann Lee in May 2024.\n\n" * 20_000
)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # hypothesis counts garbage, too
@pytest.mark.parametrize("command", ["extract", "build", "annotate", "review"])
@pytest.mark.parametrize(
    ("limit", "most", "words"),
    [
        ("DEADLINE", 0.3, "reading it took more than 0.3 seconds"),
        ("MEMORY", 5e6, "needs more than 5 MB of memory"),
    ],
)
def test_what_is_over_a_limit_is_refused_with_one_line(
    command: str,
    limit: str,
    most: float,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(resource_limits, limit, most)
    path = tmp_path / "long.txt"
    path.write_text(TEXT)
    output = tmp_path / "out"
    more = ["--csv"] if command == "review" else []
    assert main([command, str(path), *more, "-o", str(output)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not output.exists()


def test_a_pattern_that_searches_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource_limits, "DEADLINE", 0.3)
    with (
        pytest.raises(InputError, match=r"x\.txt: reading it took more than"),
        resource_limits.bounded("x.txt"),
    ):
        re.match(r"(?:a+)+$", "a" * 40 + "b")


def test_the_limits_are_gone_with_the_reading() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with resource_limits.bounded("x.txt"), resource_limits.bounded("y.txt"):
        assert signal.getitimer(signal.ITIMER_PROF)[1] > 0
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    assert signal.getsignal(signal.SIGPROF) == before
