"""A real SPARQL server for the tests: `oxigraph serve` on a free loopback port."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def oxigraph_server(*options: str) -> Iterator[str]:
    """`oxigraph serve` on a free loopback port, in memory."""
    program = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")
    assert program, "pip install oxigraph"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "serve", "--bind", f"127.0.0.1:{port}", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.02)
            else:
                pytest.fail("oxigraph serve does not answer")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)
