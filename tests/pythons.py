"""Other versions of Python: the wheel in an empty environment of each, and the same bytes out of all of them.

``python tests/pythons.py dist/*.whl`` looks for Python 3.11 to 3.14 on the path and among pyenv's, installs the wheel into an
environment of its own for each, builds two issues, exports every format, and compares the files with those of the Python
that runs this. A version that is not there is named. Exit code 1 if a file differs or a command fails.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13", "3.14")
ISSUES = (
    Path(__file__).parents[1] / "data" / "issues" / "policy-innovate-01.txt",
    Path(__file__).parent / "issues" / "policy-innovate-02.txt",
)
#: Of the build's own folder, what is data; a store's files and the times in its ledger are its engine's.
OF_BUILD = ("graph.trig", "report.ttl", "records")


def found() -> Iterator[tuple[str, Path]]:
    """Version and interpreter of each Python that is there."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in VERSIONS:
        places = [shutil.which(f"python{version}"), *sorted(pyenv.glob(f"{version}.*/bin/python"))]
        for place in filter(None, places):
            asked = subprocess.run(
                [str(place), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
                capture_output=True,
                text=True,
                check=False,
            )
            if asked.stdout.strip() == version:
                yield version, Path(place)
                break
        else:
            print(f"Python {version}: not here")


def made(python: Path, wheel: Path, place: Path) -> dict[str, str]:
    """File → digest of what this Python writes."""
    environment = place / "venv"
    subprocess.run([python, "-m", "venv", environment], check=True)
    inner = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run(
        [inner, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel], check=True
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    for command in (("build", *map(str, ISSUES)), ("validate", "-q"), ("export", "-o", "export")):
        done = subprocess.run(
            [inner, "-m", "lpipgraph", *command], cwd=place, env=kept, capture_output=True, check=False
        )
        if done.returncode:
            raise SystemExit(
                f"{python}: lpipgraph {command[0]} ends with {done.returncode}: {done.stderr.decode()[-500:]}"
            )
    roots = [place / "export", *(place / "lpip-graph" / name for name in OF_BUILD)]
    files = [f for root in roots for f in ([root] if root.is_file() else sorted(root.rglob("*")))]
    return {
        f.relative_to(place).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest()
        for f in files
        if f.is_file()
    }


def main(arguments: Sequence[str]) -> int:
    """See the module."""
    (wheel,) = (Path(a).resolve() for a in arguments)
    digests: dict[str, dict[str, str]] = {}
    for version, python in found():
        with tempfile.TemporaryDirectory() as place:
            digests[version] = made(python, wheel, Path(place))
    own = digests["{}.{}".format(*sys.version_info[:2])]
    failed = False
    for version, files in digests.items():
        other = sorted(name for name in {*own, *files} if own.get(name) != files.get(name))
        print(
            f"Python {version}: {len(files)} files, {len(other)} of them other{''.join(f' {n}' for n in other[:9])}"
        )
        failed |= bool(other)
    return int(failed or not own)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
