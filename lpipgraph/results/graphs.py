"""Formats graphs: RDF, JSON-LD, and network formats (GraphML, GEXF, DOT)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import Dataset, Literal, NamedNode

from .. import graph as graphs
from ..errors import InputError, UnknownName
from ..queries import Evidence
from ..store_protocol import Term, word
from ..vocabulary import PREFIXES, RDF, RDFS, SKOS, XSD
from .words import quoted

__all__ = ["GRAPH_FORMATS", "local", "network", "write_graph"]

_RDF = ("ttl", "nt", "jsonld")
_NETWORKS = ("graphml", "gexf", "dot")
#: Formats of graphs.
GRAPH_FORMATS = (*_RDF, *_NETWORKS)
_NAMES = (RDFS.label, SKOS.prefLabel)


def write_graph(graph: Dataset, format: str, why: Mapping[str, Sequence[Evidence]] | None = None) -> bytes:
    """A graph in a format of `GRAPH_FORMATS`.

    Parameters
    ----------
    graph
        The triples.
    format
        Its name.
    why
        The claims behind each triple, written as comments below the graph; only in Turtle and N-Triples.

    Raises
    ------
    UnknownName
        If there is no such format.
    InputError
        If a needed library is not installed, or the format cannot hold evidence.
    """
    if format not in GRAPH_FORMATS:
        raise UnknownName("format of a graph", format, GRAPH_FORMATS)
    if why and format not in ("ttl", "nt"):
        raise InputError(
            f"{format} cannot hold evidence (--why)",
            hint="use --format ttl, or lpipgraph export --format evidence",
        )
    if format == "jsonld":
        return _jsonld(graph)
    if format in _NETWORKS:
        return _network_file(network(graph), format)
    lines = [f"# {line} {quoted(item)}\n" for line, items in (why or {}).items() for item in items]
    return graphs.write(graph, format) + "".join(lines).encode()


def network(graph: Dataset) -> Any:  # noqa: ANN401 -- networkx has no types
    """A graph for networkx: things become nodes with name and class, statements between things become edges.

    Returns
    -------
    networkx.MultiDiGraph
        Node → ``label``, ``class`` and its literals; edge → ``label`` and ``property``.
    """
    networkx = imported_networkx()
    made = networkx.MultiDiGraph()
    quads = sorted(graph, key=str)
    classes = {q.object for q in quads if q.predicate == RDF.type}
    for q in quads:
        subject = word(q.subject)
        made.add_node(subject)
        if q.predicate == RDF.type:
            made.nodes[subject].setdefault("class", local(q.object))
        elif q.predicate in _NAMES:
            made.nodes[subject].setdefault("label", word(q.object))
        elif isinstance(q.object, Literal):
            made.nodes[subject].setdefault(local(q.predicate), word(q.object))
        elif q.object not in classes:
            made.add_edge(
                subject,
                word(q.object),
                key=q.predicate.value,
                label=spaced(q.predicate),
                property=q.predicate.value,
            )
    for node, values in made.nodes(data=True):
        values.setdefault("label", re.split(r"[/#]", node)[-1])
    return made


def imported_networkx() -> Any:  # noqa: ANN401 -- networkx has no types
    """The library networkx, or an error that says how to install it."""
    try:
        import networkx
    except ImportError as error:
        raise InputError("this needs networkx", hint="pip install 'lpipgraph[plot]'") from error
    return networkx


def local(term: Term) -> str:
    """The last part of an IRI."""
    return re.split(r"[/#]", word(term))[-1]


def spaced(term: Term) -> str:
    """The last part of an IRI in words: "leads theme"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local(term)).lower()


def _network_file(made: Any, format: str) -> bytes:  # noqa: ANN401 -- networkx has no types
    networkx = imported_networkx()
    if format == "graphml":
        return "".join(f"{line}\n" for line in networkx.generate_graphml(made, named_key_ids=True)).encode()
    if format == "gexf":
        out = io.BytesIO()
        networkx.write_gexf(made, out)
        # the file contains a date, which is fixed so that the same graph gives the same bytes
        return re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue())
    return "".join(_dot(made)).encode()


def _dot(made: Any) -> Iterable[str]:  # noqa: ANN401 -- networkx has no types
    def text(value: object) -> str:
        escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
        return '"' + " ".join(escaped.split()) + '"'

    yield "digraph {\n"
    for node, values in made.nodes(data=True):
        more = f", class={text(values['class'])}" if "class" in values else ""
        yield f"  {text(node)} [label={text(values['label'])}{more}];\n"
    for subject, other, values in made.edges(data=True):
        yield f"  {text(subject)} -> {text(other)} [label={text(values['label'])}];\n"
    yield "}\n"


def _jsonld(graph: Dataset) -> bytes:
    """JSON-LD 1.1: one object for each thing, prefixes in the context, every property an array."""
    used: set[str] = set()

    def short(node: NamedNode) -> str:
        for prefix, namespace in PREFIXES.items():
            if node.value.startswith(namespace):
                used.add(prefix)
                return f"{prefix}:{node.value.removeprefix(namespace)}"
        return node.value

    def value(term: Term) -> dict[str, str]:
        if not isinstance(term, Literal):
            return {"@id": word(term)}
        if term.language is not None:
            return {"@value": term.value, "@language": term.language}
        if term.datatype == XSD.string:
            return {"@value": term.value}
        return {"@value": term.value, "@type": short(term.datatype)}

    things: dict[str, dict[str, Any]] = {}
    for quad in sorted(graph, key=str):
        thing = things.setdefault(word(quad.subject), {"@id": word(quad.subject)})
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            thing.setdefault("@type", []).append(short(quad.object))
        elif quad.predicate == RDF.type:
            thing.setdefault("@type", []).append(word(quad.object))
        else:
            thing.setdefault(short(quad.predicate), []).append(value(quad.object))
    content = {
        "@context": {prefix: PREFIXES[prefix] for prefix in sorted(used)},
        "@graph": list(things.values()),
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
