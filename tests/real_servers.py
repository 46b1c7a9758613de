"""SPARQL servers of other projects, started for real on this machine; see `tests/stores/obtain.py`.

Each is skipped with a reason where it is not there.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.request import Request, urlopen
from zipfile import ZipFile

import pytest
from sparql_server import oxigraph_server

from lpipgraph.files import root

__all__ = ["LOADED", "SERVERS"]

#: Where the servers are; `make stores` brings them.
FOLDER = Path(os.environ.get("LPIPGRAPH_STORES", root() / "build" / "stores"))
#: A server of the tests lives for a minute: to compile a second time, for speed later on, costs more than it brings.
_JAVA = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
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
DirsAllowed = .,{allowed}
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
_QUADS = """com.bigdata.journal.AbstractJournal.file=blazegraph.jnl
com.bigdata.rdf.store.AbstractTripleStore.quads=true
com.bigdata.rdf.store.AbstractTripleStore.statementIdentifiers=false
com.bigdata.rdf.store.AbstractTripleStore.textIndex=false
com.bigdata.rdf.store.AbstractTripleStore.axiomsClass=com.bigdata.rdf.axioms.NoAxioms
com.bigdata.rdf.sail.truthMaintenance=false
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
            command, cwd=where, stdout=log, stderr=log, env={**os.environ, **_JAVA, **(env or {})}
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
def _fuseki(*data: str) -> Iterator[str]:
    place, port = _home("fuseki", "jena-fuseki-main-*.jar"), _port()
    command = ["java", "-cp", f"{place}/*", "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"]
    with tempfile.TemporaryDirectory() as folder:
        kept = data or ("--tdb2", "--loc", folder)
        options = ["--localhost", "--port", str(port), *kept, "--update", "/lpip"]
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


def _of_virtuoso(place: Path) -> dict[str, str]:
    """Where its programs find their libraries."""
    libraries = [
        str(path) for path in (place / "usr/lib", place / "lib") for path in path.glob("*-linux-gnu")
    ]
    return {"LD_LIBRARY_PATH": ":".join(libraries)}


@contextmanager
def _virtuoso(allowed: str = ".", sql: int = 0) -> Iterator[str]:
    place, port, sql = _home("virtuoso", "usr/bin/virtuoso-t"), _port(), sql or _port()
    with tempfile.TemporaryDirectory() as folder:
        said = _VIRTUOSO.format(http=port, sql=sql, allowed=allowed)
        (Path(folder) / "virtuoso.ini").write_text(said)
        command = [str(place / "usr/bin/virtuoso-t"), "+configfile", "virtuoso.ini", "+foreground"]
        url = f"http://127.0.0.1:{port}/sparql"
        with _running(command, Path(folder), url, _of_virtuoso(place)):
            yield url


@contextmanager
def _blazegraph() -> Iterator[str]:
    """Its jar holds the web application; its own Jetty does not start on a Java of today, so RDF4J's runs it."""
    place, port = _home("blazegraph", "blazegraph-jar-*.jar"), _port()
    runner = next(_home("rdf4j", "jetty-runner-*.jar").glob("jetty-runner-*.jar"))
    jar = next(place.glob("blazegraph-jar-*.jar"))
    with tempfile.TemporaryDirectory() as folder:
        with ZipFile(jar) as archive:
            archive.extractall(folder, [name for name in archive.namelist() if name.startswith("war/")])
        libraries = Path(folder, "war", "WEB-INF", "lib")
        libraries.mkdir(exist_ok=True)
        (libraries / jar.name).symlink_to(jar)
        properties = Path(folder, "quads.properties")
        properties.write_text(_QUADS)
        command = [
            *("java", "--add-opens", "java.base/java.lang=ALL-UNNAMED"),
            f"-Dcom.bigdata.rdf.sail.webapp.ConfigParams.propertyFile={properties}",
            *(
                "-jar",
                str(runner),
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
                "--path",
                "/blazegraph",
                "war",
            ),
        ]
        url = f"http://127.0.0.1:{port}/blazegraph/namespace/kb/sparql"
        with _running(command, Path(folder), f"{url}?query=ASK%7B%7D"):
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
    "blazegraph": _blazegraph,
}


# Filled by the loaders of a load pack


def _run(pack: Path, name: str, *arguments: str, path: Path | None = None, **env: str) -> None:
    """One loader of the pack, as a person runs it."""
    where = f"{path}{os.pathsep}{os.environ['PATH']}" if path else os.environ["PATH"]
    done = subprocess.run(
        ["sh", str(pack / f"load-{name}.sh"), *arguments],
        env={**os.environ, "PATH": where, **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-1000:]


@contextmanager
def _oxigraph_loaded(pack: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        _run(pack, "oxigraph", folder, path=Path(sysconfig.get_path("scripts")))
        with oxigraph_server("--location", folder) as url:
            yield url


@contextmanager
def _fuseki_loaded(pack: Path) -> Iterator[str]:
    place = _home("fuseki", "jena-fuseki-main-*.jar")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "tdb2.tdbloader")  # as Jena's own distribution has it
        program.write_text(f'#!/bin/sh\nexec java -cp "{place}/*" tdb2.tdbloader "$@"\n')
        program.chmod(0o755)
        _run(pack, "fuseki", f"{folder}/data", path=Path(folder))
        with _fuseki("--tdb2", "--loc", f"{folder}/data") as url:
            yield url


@contextmanager
def _rdf4j_loaded(pack: Path) -> Iterator[str]:
    with _rdf4j() as url:
        _run(pack, "rdf4j", url)
        yield url


@contextmanager
def _virtuoso_loaded(pack: Path) -> Iterator[str]:
    sql = _port()
    with _virtuoso(str(pack), sql) as url:
        place = _home("virtuoso", "usr/bin/isql-vt")
        _run(pack, "virtuoso", str(sql), "dba", ISQL=f"{place}/usr/bin/isql-vt", **_of_virtuoso(place))
        yield url


@contextmanager
def _blazegraph_loaded(pack: Path) -> Iterator[str]:
    with _blazegraph() as url:
        _run(pack, "blazegraph", url)
        yield url


#: Name → a server that a loader of the load pack in a folder has filled.
LOADED: Mapping[str, Callable[[Path], AbstractContextManager[str]]] = {
    "oxigraph": _oxigraph_loaded,
    "fuseki": _fuseki_loaded,
    "rdf4j": _rdf4j_loaded,
    "virtuoso": _virtuoso_loaded,
    "blazegraph": _blazegraph_loaded,
}
