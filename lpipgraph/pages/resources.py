"""Builds pages about resources that are not things of the newsletter: claims, namings, passages, graphs, runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, Quad

from ..phrases import heading, literal, sentence
from ..sparql import printed
from ..store_protocol import word
from ..vocabulary import LPIP, OA, PROV, RDF
from .display_labels import BASES
from .links import iri_of
from .store_queries import Known, anchor, key_of, printed_words
from .views import Passage, Ref

__all__ = ["RESOURCES", "Resource", "resource"]

#: What the paths of such pages begin with.
RESOURCES = "doc/"
#: First part of a path → what such a resource is.
_KINDS: Mapping[str, str] = {
    "claim": "statement",
    "naming": "mention of a name",
    "segment": "passage",
    "source": "text of an issue",
    "graph": "graph",
    "dataset": "data set",
    "query": "prepared question",
    "run": "run",
    "software": "software",
    "agent": "agent",
}
#: The most things listed for each property that leads here.
_MOST = 200
#: Shown as sentences and quotes above the list.
_TOLD = frozenset({RDF.subject, RDF.predicate, RDF.object, OA.hasTarget, PROV.wasDerivedFrom, LPIP.basis})


@dataclass(frozen=True, slots=True)
class Resource:
    """A page on a resource.

    Attributes
    ----------
    ref, kind
        Itself, with its sentence or name, and what it is.
    about
        Of a statement, its subject, property and value.
    passages, basis
        The words that it rests on, and how a reader is told what they are to it.
    premises, follows
        Of a statement, those that it is derived from, and those that are derived from it.
    rows
        All else that is said of it: heading and values.
    """

    ref: Ref
    kind: str
    about: tuple[Ref, ...] = ()
    passages: tuple[Passage, ...] = ()
    basis: str = ""
    premises: tuple[Ref, ...] = ()
    follows: tuple[Ref, ...] = ()
    rows: tuple[tuple[str, tuple[Ref, ...]], ...] = ()


def resource(known: Known, path: str) -> Resource | None:
    """The page of a resource; None if the store has no statement about it."""
    iri = iri_of(path)
    node = NamedNode(iri)
    said = printed(node)
    outgoing = sorted(
        known.store.construct(f"CONSTRUCT {{ {said} ?p ?o }} WHERE {{ {said} ?p ?o }}"), key=str
    )
    incoming = sorted(
        known.store.construct(
            f"CONSTRUCT {{ ?s ?p {said} }} WHERE {{ ?s ?p {said} . FILTER (?p != foaf:primaryTopic) }}"
        ),
        key=str,
    )
    kind = path.removeprefix(RESOURCES).partition("/")[0]
    triples = _triples(known, said) if kind == "graph" else 0
    if not outgoing and not incoming and not triples:
        return None
    nodes = [node, *_nodes(outgoing), *_nodes(incoming)]
    names = {**known.names(n.value for n in nodes), **_claims(known, nodes), **_namings(known, nodes)}

    def ref(term: object) -> Ref:
        if isinstance(term, NamedNode):
            return known.ref(term.value, names.get(term.value) or _short(term.value))
        return Ref(literal(term) if isinstance(term, Literal) else "")

    def of(predicate: NamedNode, quads: Iterable[Quad] = outgoing) -> tuple[Ref, ...]:
        return tuple(ref(q.object) for q in quads if q.predicate == predicate)

    passages = _passages(known, node, is_passage=kind == "segment")
    name = names.get(iri, "")
    if kind == "segment" and passages:
        name = f"“{_brief(passages[0].words)}”"
    basis = next((r.iri for r in of(LPIP.basis)), "").rpartition("/")[2]
    derived = [q for q in incoming if q.predicate == PROV.wasDerivedFrom]
    stated = []
    for named in of(RDF.predicate):
        prop = known.property_of(named.iri)
        title = heading(named.iri, prop.label, prop.inverse, incoming=False)
        stated.append(replace(named, name=title[:1].lower() + title[1:]))
    rest: dict[str, list[Ref]] = {"Triples": [Ref(f"{triples:,}")]} if triples else {}
    for q in (*outgoing, *(q for q in incoming if q not in derived)):
        inward = q.object == node
        if (
            kind in ("claim", "naming", "segment")
            and q.predicate in {*_TOLD, OA.exact, OA.start}
            and not inward
        ):
            continue
        prop = known.property_of(q.predicate.value)
        title = heading(q.predicate.value, prop.label, prop.inverse, incoming=inward)
        if inward and kind == "segment":
            title = "What rests on it"
        rest.setdefault(title, []).append(ref(q.subject if inward else q.object))
    return Resource(
        ref=known.ref(iri, name or _short(iri)),
        kind=_KINDS.get(kind, "resource"),
        about=(*of(RDF.subject), *stated, *of(RDF.object)) if kind == "claim" else (),
        passages=passages,
        basis=BASES.get(basis, ""),
        premises=of(PROV.wasDerivedFrom) if kind == "claim" else (),
        follows=tuple(ref(q.subject) for q in derived[:_MOST]),
        rows=tuple((title, tuple(dict.fromkeys(refs))[:_MOST]) for title, refs in rest.items()),
    )


def _triples(known: Known, graph: str) -> int:
    """How many triples a named graph has: one that nothing is said of has a page, too."""
    ((count,),) = known.store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}").rows
    return int(word(count))


def _nodes(quads: Iterable[Quad]) -> list[NamedNode]:
    return [t for q in quads for t in (q.subject, q.object, q.predicate) if isinstance(t, NamedNode)]


def _values(nodes: Iterable[NamedNode], part: str) -> str:
    """The nodes with a part in their IRIs, each once and not too many, as SPARQL writes them."""
    listed = sorted({n.value for n in nodes if part in n.value})[:_MOST]
    return " ".join(printed(NamedNode(iri)) for iri in listed)


def _claims(known: Known, nodes: Iterable[NamedNode]) -> dict[str, str]:
    """Claim → its statement as a sentence."""
    values = _values(nodes, "/claim/")
    if not values:
        return {}
    rows = known.store.select(
        f"SELECT ?claim ?s ?p ?o WHERE {{ VALUES ?claim {{ {values} }} "
        "?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }"
    ).rows
    names = known.names(t.value for row in rows for t in row if isinstance(t, NamedNode))

    def named(term: object) -> str:
        if isinstance(term, NamedNode):
            return names.get(term.value) or _short(term.value)
        return literal(term) if isinstance(term, Literal) else ""

    return {
        word(claim): sentence(named(s), word(p), known.property_of(word(p)).label, _brief(named(o)))
        for claim, s, p, o in rows
    }


def _namings(known: Known, nodes: Iterable[NamedNode]) -> dict[str, str]:
    """Naming → which words name what."""
    values = _values(nodes, "/naming/")
    if not values:
        return {}
    rows = known.store.select(
        f"SELECT ?naming ?thing (MIN(?said) AS ?shown) (MIN(?words) AS ?there) WHERE {{ VALUES ?naming {{ {values} }} "
        "?naming lpip:names ?thing . OPTIONAL { ?naming lpip:shows ?said FILTER (isLiteral(?said)) } "
        "OPTIONAL { ?naming oa:hasTarget/oa:exact ?words } } GROUP BY ?naming ?thing"
    ).dicts()
    names = known.names(word(row["thing"]) for row in rows)
    found = {}
    for row in rows:
        thing = names.get(word(row["thing"]), _short(word(row["thing"])))
        # what a naming shows may be a class or a kind, which has no words of the newsletter: then those it stands on name it
        there = next((word(row[name]) for name in ("shown", "there") if name in row), "")
        said = printed_words(there)
        found[word(row["naming"])] = f"“{_brief(said)}” names {thing}" if said else f"It names {thing}"
    return found


def _passages(known: Known, node: NamedNode, *, is_passage: bool) -> tuple[Passage, ...]:
    """The words that a claim or a naming points at, or those of a passage itself."""
    path = f"BIND ({printed(node)} AS ?at)" if is_passage else f"{printed(node)} oa:hasTarget ?at ."
    rows = known.store.select(
        f"SELECT DISTINCT ?source ?start ?words ?section WHERE {{ {path} "
        "?at oa:hasSource ?source ; oa:start ?start ; oa:exact ?words . OPTIONAL { ?at lpip:inSection ?section } } "
        "ORDER BY ?source ?start"
    ).dicts()
    found = []
    for row in rows:
        words, start = word(row["words"]), int(word(row["start"]))
        section = word(row["section"]) if "section" in row else None
        place = anchor(start, start + len(words))
        found.append(Passage(printed_words(words), key_of(word(row["source"])), section, place))
    return tuple(found)


def _short(iri: str) -> str:
    return iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1] or iri


def _brief(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) < 120 else words[:110].rsplit(" ", 1)[0] + " …"
