"""Whoever reads an archive while it is brought up to date, or after its disk was full, sees the old one or the new one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_archive import EXTRAS, LEADS, dump, text_of

from lpipgraph import pipeline
from lpipgraph.errors import OutputError

FUZZ = bool(os.environ.get("LPIPGRAPH_FUZZ"))

READER = """
import hashlib, sys
from pathlib import Path
from lpipgraph import store
seen = set()
while not Path(sys.argv[2]).exists() or not seen:
    with store.open_store(sys.argv[1]) as opened:
        lines = sorted(str(quad) for quad in opened.quads())
    told = hashlib.sha256("\\n".join(lines).encode()).hexdigest()
    if told not in seen:
        seen.add(told)
        print(told, flush=True)
"""


def write(path: Path, number: int, lead: str, extra: str = "") -> Path:
    variant = {
        "lead": lead,
        "role": "Reader",
        "body": "Marlow University",
        "extra": extra,
        "month": number,
        "day": 1,
    }
    path.write_text(text_of(number, variant))
    return path


def test_a_reader_sees_the_old_archive_or_the_new(tmp_path: Path) -> None:
    write(tmp_path / "1.txt", 1, LEADS[0])
    paths = [tmp_path / "1.txt", tmp_path / "2.txt"]
    once = [sys.executable, "-c", READER]
    wanted = set()
    for n, lead in enumerate(LEADS[:2]):
        write(tmp_path / "2.txt", 2, lead)
        pipeline.build(paths, tmp_path / f"g{n}")
        now = [*once, str(tmp_path / f"g{n}" / "store"), str(tmp_path)]
        wanted.add(subprocess.run(now, check=True, capture_output=True, text=True).stdout.strip())
    assert len(wanted) == 2
    folder, end = tmp_path / "g1", tmp_path / "end"
    reader = subprocess.Popen([*once, str(folder / "store"), str(end)], stdout=subprocess.PIPE, text=True)
    for n in range(50 if FUZZ else 4):
        write(tmp_path / "2.txt", 2, LEADS[n % 2])
        pipeline.build([tmp_path / "2.txt"], folder)
    time.sleep(0.5)
    end.touch()
    told, _ = reader.communicate(timeout=120)
    assert reader.returncode == 0
    assert set(told.split()) <= wanted


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "lpip", str(place)]
    if not FUZZ or os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk wants LPIPGRAPH_FUZZ and a superuser who may mount")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_leaves_the_archive_as_it_was(tmp_path: Path, disk: Path) -> None:
    paths = [write(tmp_path / f"{n}.txt", n, LEADS[n - 1], EXTRAS[n - 1]) for n in (1, 2, 3)]
    pipeline.build(paths[:2], disk / "g")
    before = dump(disk / "g")
    used = sum(path.stat().st_size for path in disk.rglob("*") if path.is_file())
    refused = 0
    for more in (
        0,
        30,
        100,
        200,
        400,
        700,
        1100,
        1600,
        2200,
        3000,
        5000,
        8000,
        60_000,
    ):  # kilobytes that are free
        subprocess.run(["mount", "-o", f"remount,size={used // 1000 + more + 300}k", str(disk)], check=True)
        try:
            pipeline.build(paths, disk / "g")
        except OutputError as error:
            refused += 1
            assert "no space left" in str(error)
            assert dump(disk / "g") == before
            assert [path.name for path in disk.iterdir()] == ["g"]
        else:
            break
    assert refused > 2
    pipeline.build(paths, tmp_path / "full")
    assert dump(disk / "g") == dump(tmp_path / "full")
