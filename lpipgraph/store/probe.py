"""Finds what a SPARQL server supports, with three triples in a temporary graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from ..errors import RemoteError
from ..sparql import printed
from ..vocabulary import XSD
from .graph_files import Spooled, spooled
from .load_record import LOADED
from .remote import RemoteStore
from .writing import PROBE, Writer, staged

__all__ = ["Ability", "probe"]

_SAYS = NamedNode(LOADED.value + "/says")
#: Literals in an unusual form; a server that stores values may return another form.
_DECIMAL = Literal("1.50", datatype=XSD.decimal)
_SEPARATORS = Literal("a\u2028b\u2029c\u0085d")


@dataclass(frozen=True, slots=True)
class Ability:
    """One check: its name, its result, and the consequence for a load."""

    what: str
    found: str
    so: str = ""


def probe(server: RemoteStore) -> list[Ability]:
    """Checks the features that a load needs; writes three triples into a temporary graph, and removes them.

    Parameters
    ----------
    server
        The server; the addresses that accept updates and graphs are stored in it.

    Raises
    ------
    RemoteError
        If the server cannot be reached.
    """
    found = [Ability("queries", server.name), *_asked(server)]
    quads = [
        Quad(PROBE, _SAYS, term, PROBE) for term in (_DECIMAL, _SEPARATORS, Literal("x", language="en-GB"))
    ]
    with spooled(quads, left="nothing was sent") as graphs:
        found += _written(server, graphs[PROBE.value])
    return found


def _asked(server: RemoteStore) -> Iterator[Ability]:
    reply = server.answer_to("ASK { }")
    product = reply.headers.get("Server", "").strip()
    if product:
        yield Ability("server", product)
    standard = b'"boolean"' in reply.body
    yield Ability(
        "ASK",
        "as the standard has it" if standard else "a table of one number",
        "" if standard else "it is read",
    )
    default = server.ask_over("ASK { ?s ?p ?o }")
    named = bool(server.counts())
    yield Ability("default graph", "holds something" if default else "empty", "each query states its graphs")
    yield Ability("named graphs", "some" if named else "none")
    cap = server.answer_to("SELECT * WHERE { ?s ?p ?o } LIMIT 1").headers.get("X-SPARQL-MaxRows")
    if cap:
        yield Ability("rows in an answer", f"at most {cap}", "a cut answer is refused")


def _written(server: RemoteStore, graph: Spooled) -> Iterator[Ability]:
    writer = Writer(server)
    beside = staged(PROBE)
    try:
        updates = _tried(
            "updates",
            lambda: writer.update([f"DROP SILENT GRAPH {beside}"]),
            server,
            "graphs are replaced one by one",
        )
        yield updates
        try:
            packed = writer.takes_gzip()
            writer.stage(graph)
        except RemoteError as error:
            yield Ability("writing", error.what, "nothing can be loaded")
            return
        over = server.graph_addresses
        yield Ability(
            "Graph Store Protocol",
            over[0] if over else "none",
            "" if over else "triples go in updates, which is slower",
        )
        whole = writer.takes_quads()
        yield Ability(
            "many graphs in one request",
            "all or nothing" if whole else "no",
            "a first load is one request" if whole else "each graph is sent by itself",
        )
        if over:
            yield Ability("gzip", "yes" if packed else "no", "" if packed else "graphs are sent unpacked")
        if not updates.so:
            yield _tried(
                "several operations in one update",
                lambda: writer.swap([graph], happened=lambda: writer.holds(PROBE, graph)),
                server,
                "graphs are moved one by one",
            )
            yield _kept(server)
            yield _doubles(server, writer, graph)
    finally:
        for name in (PROBE, beside):
            with suppress(RemoteError):
                writer.update([f"DROP SILENT GRAPH {name}"])


def _tried(what: str, act: Callable[[], object], server: RemoteStore, otherwise: str) -> Ability:
    try:
        act()
    except RemoteError as error:
        return Ability(what, f"no: {error.what}", otherwise)
    return Ability(what, server.update_addresses[0] if what == "updates" else "yes")


def _kept(server: RemoteStore) -> Ability:
    """Which literals are returned as they were sent."""
    there = {q.object for q in server.graph(PROBE)}
    lost = [
        name
        for name, term in (("1.50", _DECIMAL), ("U+2028", _SEPARATORS))
        if not any(isinstance(o, Literal) and o.value == term.value for o in there)
    ]
    known = server.ask_over(f"ASK {{ GRAPH {PROBE} {{ ?s ?p {printed(_DECIMAL)} }} }}")
    return Ability(
        "literals",
        f"written otherwise: {', '.join(lost)}" if lost else "as they are sent",
        ("the server itself is asked for them" if known else "such a triple is not found again")
        if lost
        else "",
    )


def _doubles(server: RemoteStore, writer: Writer, graph: Spooled) -> Ability:
    """Whether a triple in two graphs of a query's default graph counts once, as RDF requires."""
    writer.put(staged(PROBE), graph)
    writer.verify({staged(PROBE): graph})
    count = server.select_over(
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", ((PROBE, staged(PROBE)), ())
    ).rows[0][0]
    once = isinstance(count, Literal) and count.value == str(graph.count)
    return Ability(
        "a triple in two graphs",
        "counts once" if once else "counts twice",
        "" if once else "for queries of your own, load with --merged-graph",
    )
