"""Exports the load pack: files for the bulk loaders of SPARQL stores, with checksums that prove they are complete.

``lpip.nq.gz`` holds all graphs, ``lpip.nt.gz`` all triples for a store without named graphs, ``graphs/`` a file a
graph, each with its name beside it as Virtuoso's loader wants it. ``manifest.json`` counts and digests them,
``dataset.ttl`` describes the dataset (DCAT-AP, VoID) and ``service.ttl`` the SPARQL service that will hold it.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Collection, Iterator
from hashlib import sha256

from pyoxigraph import NamedNode, RdfFormat, parse, serialize

from ..files import find
from ..vocabulary import BASE, PREFIXES
from .public_data import Material

__all__ = ["description", "loadpack"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FOLDER = "loadpack"


def loadpack(material: Material) -> Iterator[tuple[str, bytes, dict[str, int]]]:
    """The files of the pack: path, content and counts.

    The digest of a graph in ``manifest.json`` is the SHA-256 of its sorted N-Quads: without blank nodes that is the
    hash of its canonical form (RDF Dataset Canonicalization 1.0).
    """
    rows = []
    for name in material.lines:
        bare = material.bare(name)
        content = _packed(bare)
        path = f"graphs/{_file_name(name)}.nt.gz"
        rows.append(
            {
                "graph": name,
                "file": path,
                "triples": len(bare),
                "digest": sha256(_joined(material.lines[name])).hexdigest(),
                "sha256": sha256(content).hexdigest(),
            }
        )
        yield f"{_FOLDER}/{path}", content, {"triples": len(bare)}
        # Virtuoso's loader looks for the name without the .gz
        yield f"{_FOLDER}/{path.removesuffix('.gz')}.graph", f"{name}\n".encode(), {}
    every = [line for lines in material.lines.values() for line in lines]
    whole = {"lpip.nq.gz": _packed(every), "lpip.nt.gz": _packed(material.triple_lines)}
    yield f"{_FOLDER}/lpip.nq.gz", whole["lpip.nq.gz"], {"graphs": len(rows), "quads": len(every)}
    yield f"{_FOLDER}/lpip.nt.gz", whole["lpip.nt.gz"], {"triples": len(material.triple_lines)}
    manifest = {
        "graphs": rows,
        "quads": len(every),
        "digest": sha256(_joined(every)).hexdigest(),
        "files": {name: sha256(content).hexdigest() for name, content in whole.items()},
    }
    yield f"{_FOLDER}/manifest.json", json.dumps(manifest, indent=1).encode() + b"\n", {"graphs": len(rows)}
    content, count = description(material)
    yield f"{_FOLDER}/dataset.ttl", content, {"triples": count}
    service = _service(material)
    yield f"{_FOLDER}/service.ttl", _turtle(service), {"triples": len(service)}
    for loader in find("ontology/export/loaders", "*"):
        yield f"{_FOLDER}/{loader.name}", loader.read_bytes(), {}


def description(material: Material) -> tuple[bytes, int]:
    """The catalogue as Turtle, and the number of its triples."""
    described = [line for name in material.names(["catalogue"]) for line in material.bare(name)]
    return _turtle(described), len(described)


def _file_name(graph: str) -> str:
    return graph.removeprefix(f"{BASE}graph/").replace("/", "-")


def _joined(lines: Collection[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _packed(lines: Collection[bytes]) -> bytes:
    """Compressed without a timestamp, so that the same graph gives the same bytes."""
    content = io.BytesIO()
    # `gzip.compress` writes another header from Python 3.13 on
    with gzip.GzipFile(fileobj=content, mode="wb", compresslevel=6, mtime=0) as stream:
        stream.write(_joined(lines))
    return content.getvalue()


def _turtle(lines: Collection[bytes]) -> bytes:
    content = _joined(lines)
    triples = (quad.triple for quad in parse(content, format=RdfFormat.N_TRIPLES))
    used = {
        prefix: base for prefix, base in {**PREFIXES, "sd": _SD}.items() if f"<{base}".encode() in content
    }
    found = serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(sorted(used.items())))
    assert found is not None
    return found


def _service(material: Material) -> list[bytes]:
    """SPARQL 1.1 Service Description: the service's graphs, and how many triples each holds.

    The operator of the service adds its address.
    """
    service = NamedNode(f"{BASE}service")
    dataset = NamedNode(f"{BASE}service/dataset")
    default = NamedNode(f"{BASE}service/default-graph")
    rdf_type = f"<{PREFIXES['rdf']}type>"

    def line(s: NamedNode, p: str, o: str) -> bytes:
        return f"{s} <{p}> {o} .".encode()

    def typed(s: NamedNode, name: str) -> bytes:
        return f"{s} {rdf_type} <{_SD}{name}> .".encode()

    lines = [
        typed(service, "Service"),
        line(service, f"{_SD}supportedLanguage", f"<{_SD}SPARQL11Query>"),
        line(service, f"{_SD}defaultDataset", str(dataset)),
        typed(dataset, "Dataset"),
        line(dataset, f"{_SD}defaultGraph", str(default)),
        typed(default, "Graph"),
        line(
            default,
            f"{PREFIXES['void']}triples",
            f'"{len(material.triple_lines)}"^^<{PREFIXES["xsd"]}integer>',
        ),
    ]
    for name, held in material.lines.items():
        named = NamedNode(f"{BASE}service/{_file_name(name)}")
        lines += [
            line(dataset, f"{_SD}namedGraph", str(named)),
            typed(named, "NamedGraph"),
            line(named, f"{_SD}name", f"<{name}>"),
            line(named, f"{_SD}graph", f"<{name}>"),
            line(NamedNode(name), f"{PREFIXES['void']}triples", f'"{len(held)}"^^<{PREFIXES["xsd"]}integer>'),
        ]
    return sorted(lines)
