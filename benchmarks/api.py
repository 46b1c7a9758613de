"""Tries the web API with schemathesis (MIT): requests that its description allows and forbids, against a server of the issue that ships.

schemathesis is installed into ``build/schemathesis``, an environment of its own, because it changes how pytest runs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from serve import free_port, running, serving

from lpipgraph import build

PLACE = Path("build/schemathesis")
#: An address that is too long is refused as such, which schemathesis does not count among the refusals.
_CONFIG = """
[checks.negative_data_rejection]
expected-statuses = ["400", "404", "405", "406", "409", "414"]
"""


def main() -> int:
    """The exit code of schemathesis."""
    program = PLACE / "bin" / "schemathesis"
    if not program.exists():
        venv.create(PLACE, with_pip=True)
        subprocess.run(
            [PLACE / "bin" / "python", "-m", "pip", "install", "--quiet", "schemathesis>=4"], check=True
        )
    with tempfile.TemporaryDirectory() as temporary:
        folder, port = Path(temporary) / "graph", free_port()
        build((), folder)
        config = Path(temporary) / "schemathesis.toml"
        config.write_text(_CONFIG, "utf-8")
        with running(serving(folder, port, Path(temporary) / "cache"), port):
            checks = [
                "--phases=examples,fuzzing",
                "--suppress-health-check=all",
                "--generation-deterministic",
            ]
            address = f"http://127.0.0.1:{port}/openapi.json"
            return subprocess.run(
                [program, "--config-file", config, "run", address, "--max-examples", "20", *checks],
                check=False,
            ).returncode


if __name__ == "__main__":
    sys.exit(main())
