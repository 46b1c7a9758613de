"""Brings the SPARQL servers that the tests load into, below one folder; what cannot be had is named, and no error.

    python tests/stores/obtain.py build/stores

Virtuoso comes from Debian's packages, unpacked and not installed; Fuseki, RDF4J and Blazegraph from Maven. Oxigraph is a package
that pip installs with the development tools.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
#: Virtuoso's server, and the libraries that a small machine lacks.
PACKAGES = (
    "virtuoso-opensource-7-bin", "libminizip1", "libldap-2.5-0", "libreadline8", "libpcre3", "libssl3",
)  # fmt: skip


def _run(*command: str, where: Path) -> None:
    subprocess.run(command, cwd=where, check=True, capture_output=True, timeout=300)


def virtuoso(place: Path) -> None:
    """Debian's packages, unpacked below `place`."""
    for package in PACKAGES:
        _run("apt-get", "download", "--quiet", package, where=place)
    for archive in sorted(place.glob("*.deb")):
        _run("dpkg", "--extract", str(archive), str(place), where=place)
        archive.unlink()


def _of_maven(name: str) -> Callable[[Path], None]:
    def bring(place: Path) -> None:
        pom = HERE / name / "pom.xml"
        _run(
            *("mvn", "--quiet", "--batch-mode", "--file", str(pom), "dependency:copy-dependencies"),
            *("-DincludeScope=runtime", f"-DoutputDirectory={place}"),
            where=place,
        )

    return bring


#: Name → how it is brought, and a file that shows that it is there.
SERVERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "virtuoso": (virtuoso, "usr/bin/virtuoso-t"),
    "fuseki": (_of_maven("fuseki"), "jena-fuseki-main-*.jar"),
    "rdf4j": (_of_maven("rdf4j"), "jetty-runner-*.jar"),
    "blazegraph": (_of_maven("blazegraph"), "blazegraph-jar-*.jar"),
}


def main(folder: Path) -> None:
    """Brings each server that is not there yet."""
    for name, (bring, sign) in SERVERS.items():
        place = folder.resolve() / name
        if any(place.glob(sign)):
            continue
        place.mkdir(parents=True, exist_ok=True)
        try:
            bring(place)
        except (OSError, subprocess.SubprocessError) as error:
            shutil.rmtree(place)
            said = getattr(error, "stderr", b"") or b""
            print(
                f"{name} cannot be had here: {said.decode(errors='replace').strip()[-200:] or error}",
                file=sys.stderr,
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
