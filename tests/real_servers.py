"""SPARQL servers of other projects, started for real on this machine; see `tests/stores/obtain.py`.

Each is skipped with a reason where it is not there.
"""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from sparql_server import oxigraph_server

from lpipgraph.files import root

__all__ = ["SERVERS"]

#: Where the servers are; `make stores` brings them.
FOLDER = Path(os.environ.get("LPIPGRAPH_STORES", root() / "build" / "stores"))
_VIRTUOSO = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = .
NumberOfBuffers = 10000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 10000
"""
_REPOSITORY = b"""@prefix config: <tag:rdf4j.org,2023:config/>.
[] a config:Repository ; config:rep.id "lpip" ; config:rep.impl [
  config:rep.type "openrdf:SailRepository" ; config:sail.impl [ config:sail.type "openrdf:MemoryStore" ] ] .
"""


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _home(name: str, sign: str) -> Path:
    place = FOLDER / name
    if not any(place.glob(sign)):
        pytest.skip(f"{name} is not in {FOLDER}: make stores brings it, where it can be had")
    return place


@contextmanager
def _running(
    command: list[str], where: Path, answers: str, env: Mapping[str, str] | None = None
) -> Iterator[None]:
    """A server, from when it answers at an address until the context ends."""
    with (where / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=where, stdout=log, stderr=log, env={**os.environ, **(env or {})}
        )
    try:
        ends = time.monotonic() + 120
        while True:
            try:
                urlopen(answers, timeout=5).close()
                break
            except OSError:
                if time.monotonic() > ends or process.poll() is not None:
                    pytest.fail(f"{command[0]} does not answer: {(where / 'log').read_text()[-2000:]}")
                time.sleep(0.2)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _fuseki() -> Iterator[str]:
    place, port = _home("fuseki", "jena-fuseki-main-*.jar"), _port()
    command = ["java", "-cp", f"{place}/*", "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"]
    options = ["--localhost", "--port", str(port), "--mem", "--update", "/lpip"]
    with tempfile.TemporaryDirectory() as folder:
        url = f"http://127.0.0.1:{port}/lpip"
        with _running(command + options, Path(folder), f"{url}/query?query=ASK%7B%7D"):
            yield url


@contextmanager
def _rdf4j() -> Iterator[str]:
    place, port = _home("rdf4j", "jetty-runner-*.jar"), _port()
    runner, war = next(place.glob("jetty-runner-*.jar")), next(place.glob("*.war"))
    with tempfile.TemporaryDirectory() as folder:
        command = ["java", f"-Dorg.eclipse.rdf4j.appdata.basedir={folder}", "-jar", str(runner)]
        options = ["--host", "127.0.0.1", "--port", str(port), "--path", "/rdf4j-server", str(war)]
        url = f"http://127.0.0.1:{port}/rdf4j-server"
        with _running(command + options, Path(folder), f"{url}/protocol"):
            made = Request(f"{url}/repositories/lpip", data=_REPOSITORY, method="PUT")
            made.add_header("Content-Type", "text/turtle")
            urlopen(made).close()
            yield f"{url}/repositories/lpip"


@contextmanager
def _virtuoso() -> Iterator[str]:
    place, port, sql = _home("virtuoso", "usr/bin/virtuoso-t"), _port(), _port()
    libraries = [
        str(path) for path in (place / "usr/lib", place / "lib") for path in path.glob("*-linux-gnu")
    ]
    env = {"LD_LIBRARY_PATH": ":".join(libraries)}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "virtuoso.ini").write_text(_VIRTUOSO.format(http=port, sql=sql))
        command = [str(place / "usr/bin/virtuoso-t"), "+configfile", "virtuoso.ini", "+foreground"]
        url = f"http://127.0.0.1:{port}/sparql"
        with _running(command, Path(folder), url, env):
            yield url


@contextmanager
def _oxigraph() -> Iterator[str]:
    with oxigraph_server() as url:
        yield url


#: Name → how it is started: a context with the address to load into. Virtuoso wants the credentials ``dba:dba``.
SERVERS: Mapping[str, Callable[[], AbstractContextManager[str]]] = {
    "oxigraph": _oxigraph,
    "fuseki": _fuseki,
    "rdf4j": _rdf4j,
    "virtuoso": _virtuoso,
}
