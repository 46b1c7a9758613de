"""Prepares the network of organisations, people and themes: edges with their routes, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from ..errors import InputError
from ..phrases import heading, sentence
from ..plots import positions, spread
from ..vocabulary import LPIP, ORG
from .store_queries import Known, line
from .views import Fact, Quote, Ref

__all__ = ["Edge", "Network", "Wanted", "edges", "network"]

#: The number of things that are shown by default.
MOST = 150
#: So many things have room in the picture; with more it is drawn smaller. Of its width and height, what one takes with its name.
_ROOM, _BOX = 40, (0.115, 0.13)
_KINDS = ("theme", "organisation", "person")
#: Between people and organisations, and people and themes; what links organisations with themes is in the ontology.
_OF_PEOPLE = (ORG.memberOf, LPIP.secondedTo, LPIP.workedFor, LPIP.leadsTheme, LPIP.boardMemberOf)


@dataclass(frozen=True, slots=True)
class Edge:
    """A link of two things: `route` in words, `times` the number of passages that say so, `issues` where they stand."""

    key: str
    one: Ref
    route: str
    other: Ref
    times: int
    issues: tuple[str, ...]
    fact: Fact


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the network: each an empty text where nothing is."""

    theme: str = ""
    route: str = ""
    kind: str = ""
    issue: str = ""
    least: int = 1

    @staticmethod
    def of(parameters: Mapping[str, str]) -> Wanted:
        """From the address of a page; invalid values are ignored."""
        least = parameters.get("least", "")
        return Wanted(
            parameters.get("theme", ""),
            parameters.get("route", ""),
            parameters.get("kind", ""),
            parameters.get("issue", ""),
            max(1, int(least)) if least.isascii() and least.isdigit() and len(least) < 4 else 1,
        )


@dataclass(frozen=True, slots=True)
class Network:
    """The links that are shown, where their ends stand in the picture (from 0 to 1), and what can be asked for.

    `left` is the number of things that were left out, those with the fewest links.
    """

    edges: tuple[Edge, ...]
    nodes: tuple[tuple[Ref, float, float, int], ...]
    left: int
    themes: tuple[Ref, ...]
    routes: tuple[str, ...]


def edges(known: Known) -> tuple[Edge, ...]:
    """All links between organisations, people and themes."""
    people = " ".join(str(p) for p in _OF_PEOPLE)
    rows = known.store.select(
        "SELECT DISTINCT ?s ?sName ?p ?o ?oName WHERE { "
        "{ ?p rdfs:subPropertyOf lpip:linkedToTheme . ?s ?p ?o . ?s rdf:type lpip:Organisation } UNION "
        f"{{ VALUES ?p {{ {people} }} ?s ?p ?o . ?s rdf:type lpip:Person }} "
        "?s rdfs:label ?sName . ?o rdfs:label ?oName }"
    ).dicts()
    quads: dict[tuple[str, str, str], Quad] = {}
    names: dict[str, str] = {}
    for row in rows:
        s, p, o = row["s"], row["p"], row["o"]
        if not (isinstance(s, NamedNode) and isinstance(p, NamedNode) and isinstance(o, NamedNode)):
            continue
        quads[s.value, p.value, o.value] = Quad(s, p, o)
        for term, name in ((s, row["sName"]), (o, row["oName"])):
            if isinstance(name, Literal):
                names[term.value] = min(names.get(term.value, name.value), name.value)
    said = known.specific(quads.values())
    behind = known.behind(said)
    found: list[Edge] = []
    for q in sorted(said, key=str):
        assert isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
        quotes = behind.get(line(q), ())
        prop = known.property_of(q.predicate.value)
        one, other = (known.ref(t.value, names[t.value]) for t in (q.subject, q.object))
        if one.kind not in _KINDS or other.kind not in _KINDS:
            continue
        route = heading(q.predicate.value, prop.label, prop.inverse, incoming=False)
        key = f"n{len(found)}"
        fact = Fact(key, sentence(one.name, q.predicate.value, prop.label, other.name), other, "", quotes)
        found.append(Edge(key, one, route, other, max(1, len(_places(quotes))), _issues(quotes), fact))
    return tuple(sorted(found, key=lambda e: (e.one.name.casefold(), e.route, e.other.name.casefold())))


def _places(quotes: Iterable[Quote]) -> set[tuple[str, str]]:
    return {(q.issue, q.anchor) for q in quotes}


def _issues(quotes: Iterable[Quote]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(q.issue for q in quotes))


def network(every: Sequence[Edge], wanted: Wanted, most: int = MOST) -> Network:
    """Those of all links that are asked for, with places for their ends: none where networkx is not installed."""
    themes = {r.iri: r for e in every for r in (e.one, e.other) if r.kind == "theme"}
    fitting = [e for e in every if _fits(e, wanted, every)]
    degrees: dict[str, int] = {}
    refs: dict[str, Ref] = {}
    for e in fitting:
        for ref in (e.one, e.other):
            degrees[ref.iri] = degrees.get(ref.iri, 0) + 1
            refs[ref.iri] = ref
    shown = set(sorted(degrees, key=lambda iri: (-degrees[iri], iri))[:most])
    kept = tuple(e for e in fitting if {e.one.iri, e.other.iri} <= shown)
    try:
        at = positions([(e.one.iri, e.other.iri, float(e.times)) for e in kept])
        larger = max(1.0, len(at) / _ROOM) ** 0.5
        at = spread(at, (_BOX[0] / larger, _BOX[1] / larger))
    except InputError:
        at = {}
    nodes = tuple((refs[iri], *at[iri], degrees[iri]) for iri in sorted(at))
    return Network(
        kept,
        nodes,
        len(degrees) - len(shown),
        tuple(sorted(themes.values(), key=lambda r: r.name.casefold())),
        tuple(sorted({e.route for e in every})),
    )


def _fits(edge: Edge, wanted: Wanted, every: Sequence[Edge]) -> bool:
    if wanted.route and edge.route != wanted.route:
        return False
    if wanted.issue and wanted.issue not in edge.issues:
        return False
    if wanted.kind and wanted.kind not in (edge.one.kind, edge.other.kind):
        return False
    if edge.times < wanted.least:
        return False
    if not wanted.theme:
        return True
    theme = f"theme/{wanted.theme}"
    if theme in (edge.one.path, edge.other.path):
        return True
    # of people and organisations, the links between those that the theme is linked with
    near = {e.one.iri for e in every if e.other.path == theme}
    return edge.one.iri in near and edge.other.iri in near
