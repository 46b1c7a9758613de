"""Checks what shapes cannot: files, graphs and unknown terms.

The queries of ``shapes/world/`` find errors; their first line is the message. This module has the checks that need
more than a query: terms that the ontology does not have, facts without evidence, invalid literals, quotes that are not
in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import permutations

from pyoxigraph import BlankNode, Dataset, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from ..authority.registers import shipped
from ..contacts import masked
from ..files import find
from ..names import fold
from ..ownership import is_general
from ..privacy import contact_kind, is_hidden
from ..vocabulary import (
    CLASS_TERMS,
    DCTERMS,
    FOAF,
    LPIP,
    OA,
    ORG,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SHOWN,
    SKOS,
    graph_kind,
    iri,
)  # fmt: skip
from .context import Context
from .lexical_forms import not_of_its_datatype
from .paths import SH, Path, Term
from .report import Report, Result, in_order
from .spelling import misspelt

__all__ = ["closed_world"]

_MESSAGE = re.compile(r"^# message: (.+)$", re.MULTILINE)
#: Graphs that do not describe the subjects of the newsletter.
_APART = frozenset({"ontology", "queries", "catalogue"})
_ENTITIES = frozenset(CLASS_TERMS.values())
#: Properties of entities whose values come from issues; names, types and identifiers also have other sources.
_STATED = frozenset(
    getattr(LPIP, name)
    for name in [
        "leadsTheme",
        "coversFor",
        "secondedTo",
        "workedFor",
        "boardMemberOf",
        "hasRole",
        "worksOn",
        "commissionedBy",
        "summarises",
        "aboutTheme",
        "reviewsTheme",
        "relatesToTheme",
        "leads",
        "hosts",
        "basedAt",
        "usesSourceFrom",
        "disseminatesWorkOf",
        "definesConcept",
        "hasDefinition",
        "asksQuestion",
        "appliesTo",
        "responsibleBody",
        "amount",
        "startPeriod",
        "endPeriod",
        "status",
        "legalBasis",
        "registration",
        "registrationPage",
        "joined",
        "expertise",
        "finding",
    ]
) | {
    ORG.memberOf,
    ORG.subOrganizationOf,
    ORG.linkedTo,
    SCHEMA.funder,
    SCHEMA.organizer,
    SCHEMA.eventAttendanceMode,
    DCTERMS.creator,
    DCTERMS.publisher,
}
_ORGANISATIONS = frozenset({LPIP.Organisation, LPIP.Unit, LPIP.Network, ORG.Organization})
_NAMES = frozenset({RDFS.label, SKOS.prefLabel, SCHEMA.name, FOAF.name})
#: UTF-8 that was read as Windows-1252: “â€™” for an apostrophe, “Ã©” for é.
_MISREAD = re.compile("â€[\u0080-\u00bf™œ\u201c-\u201e˜¦]|[ÂÃ][\u0080-\u00bf]")


def closed_world(
    dataset: Dataset, texts: Mapping[str, str] | None = None, beside: Report | None = None
) -> Report:
    """Finds errors in files, graphs and terms.

    Parameters
    ----------
    dataset
        The data with its original graphs, and the ontology.
    texts
        Name of a file → its text, for the comparison of quotes with their text.
    beside
        The results of the shapes: contact data found by them is not reported again.

    Returns
    -------
    Report
        Results like those of `validate`.
    """
    quads = [q for q in dataset if _kind(q) not in _APART]
    store = Store()
    store.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in quads)
    context = Context(store)
    found = [
        *_queried(store),
        *misspelt(quads),
        *_namesakes(quads),
        *_contact_data(quads, beside),
        *_unclaimed(dataset, quads),
        *_no_identifiers(dataset, quads),
        *_wrong_literals(quads),
        *(_wrong_quotes(store, texts) if texts else ()),
    ]
    results = [
        Result(
            focus,
            None if path is None else Path("predicate", predicate=path),
            value,
            NamedNode(SH + severity),
            message,
            iri("shape", name),
            "closed-world",
            name,
            context.name(focus),
            context.passage(focus, None if path is None else Path("predicate", predicate=path), value),
        )
        for focus, path, value, severity, message, name in found
    ]
    return Report(not results, in_order(results))


#: Focus node, path, value, severity, message, name of the check.
_Found = tuple[Term, NamedNode | None, Term | None, str, str, str]


def _kind(quad: Quad) -> str | None:
    name = quad.graph_name
    return graph_kind(name) if isinstance(name, NamedNode) else None


def _queried(store: Store) -> Iterator[_Found]:
    for path in find("shapes/world", "*.rq"):
        text = path.read_text("utf-8")
        message = _MESSAGE.search(text)
        assert message is not None, path
        answer = store.query(text)
        assert isinstance(answer, QuerySolutions)
        for row in answer:
            yield row["this"], row["path"], row["value"], "Violation", message[1], path.stem


def _contact_data(quads: Iterable[Quad], beside: Report | None) -> Iterator[_Found]:
    """Contact data in public graphs, in every spelling that `lpipgraph.privacy` recognises."""
    shape = iri("shape", "NoContactData")
    told = {(r.focus, r.value) for r in beside.results if r.shape == shape} if beside else set()
    for quad in quads:
        here = (quad.subject, None if quad.predicate == FOAF.mbox else quad.object)
        if is_hidden(quad.graph_name) or here in told:
            continue
        for term in (quad.object, quad.subject):
            kind = contact_kind(term)
            if kind is not None:
                message = (
                    f"{'An' if kind[0] == 'e' else 'A'} {kind} is in it, which belongs in the private graph."
                )
                yield quad.subject, quad.predicate, quad.object, "Violation", message, "contact-data"


def _namesakes(quads: Iterable[Quad]) -> Iterator[_Found]:
    """Organisations with the same name except for case, accents, punctuation and an article.

    Units of several organisations can have a general name ("Advisory Board"): it is reported if it does not name its owner.
    """
    organisations, named = set(), []
    parts_of: dict[Term, set[Term]] = {}
    for quad in quads:
        if quad.predicate == RDF.type and quad.object in _ORGANISATIONS:
            organisations.add(quad.subject)
        elif quad.predicate in _NAMES and isinstance(quad.object, Literal):
            named.append((quad.subject, quad.object))
        elif quad.predicate == ORG.subOrganizationOf:
            parts_of.setdefault(quad.subject, set()).add(quad.object)
    bearers: dict[str, dict[Term, None]] = {}
    for subject, name in named:
        if subject in organisations:
            bearers.setdefault(fold(name.value) or name.value, {})[subject] = None
    for key, things in bearers.items():
        general = len(things) > 1 and is_general(key, "Organisation")
        for one, other in permutations(things, 2):
            mine, theirs = parts_of.get(one, set()), parts_of.get(other, set())
            if general and mine and theirs and mine.isdisjoint(theirs):
                continue
            message = "It has the same name as another organisation."
            severity = "Warning" if general else "Violation"
            yield one, RDFS.label, other, severity, message, "one-name-two-organisations"


def _unclaimed(dataset: Dataset, quads: Iterable[Quad]) -> Iterator[_Found]:
    """Facts without evidence, of issues and derived ones; in a separate file with evidence, all its statements."""
    parts: dict[NamedNode, dict[Term, Term]] = {RDF.subject: {}, RDF.predicate: {}, RDF.object: {}}
    named: dict[Term, Term] = {}
    shown: list[tuple[Term, Term]] = []
    loose, facts, things = [], [], set()
    for quad in quads:
        if quad.predicate in parts:
            parts[quad.predicate][quad.subject] = quad.object
        elif quad.predicate == LPIP.names:
            named[quad.subject] = quad.object
        elif quad.predicate == LPIP.shows:
            shown.append((quad.subject, quad.object))
        kind = _kind(quad)
        if kind in ("issue", "derived"):
            facts.append(quad)
        elif kind is None:
            loose.append(quad)
            if quad.predicate == RDF.type and quad.object in _ENTITIES:
                things.add(quad.subject)
    claimed = {
        (subject, parts[RDF.predicate].get(claim), parts[RDF.object].get(claim))
        for claim, subject in parts[RDF.subject].items()
    }
    seen = {(named.get(naming), object_) for naming, object_ in shown}
    if claimed or seen:
        facts += [q for q in loose if q.subject in things and q.predicate in _STATED]
    above = _classes_above(dataset)
    classes = {
        (thing, higher)
        for thing, class_ in (*seen, *((s, o) for s, p, o in claimed if p == RDF.type))
        for higher in above.get(class_, ())
    }
    for quad in facts:
        fact = (quad.subject, quad.predicate, quad.object)
        if fact in claimed or (quad.predicate in SHOWN and (quad.subject, quad.object) in seen):
            continue
        if quad.predicate != RDF.type or (quad.subject, quad.object) not in classes:
            message = "No claim and no naming says where this fact comes from."
            yield *fact, "Violation", message, "fact-without-claim"


def _classes_above(dataset: Dataset) -> dict[object, set[object]]:
    """Class → all its superclasses."""
    direct: dict[object, set[object]] = {}
    for quad in dataset.quads_for_predicate(RDFS.subClassOf):
        direct.setdefault(quad.subject, set()).add(quad.object)
    found: dict[object, set[object]] = {}
    for class_ in direct:
        todo, known = [class_], found.setdefault(class_, set())
        while todo:
            for higher in direct.get(todo.pop(), ()):
                if higher not in known:
                    known.add(higher)
                    todo.append(higher)
    return found


def _no_identifiers(dataset: Dataset, quads: Iterable[Quad]) -> Iterator[_Found]:
    """What a thing is said to be the same as, where that is no identifier of it in a register.

    A register of one's own counts where the thing states its identifier with that register's name.
    """
    registers = [r for r in shipped().values() if r.address]
    pages = {r.scheme for r in shipped().values() if r.says != "thing"}
    above = _classes_above(dataset)
    classes: dict[Term, set[object]] = {}
    stated: dict[Term, set[Term]] = {}
    notations: dict[Term, str] = {}
    schemes: dict[Term, str] = {}
    same = []
    for quad in quads:
        s, p, o = quad.subject, quad.predicate, quad.object
        if p == RDF.type:
            classes.setdefault(s, set()).update((o, *above.get(o, ())))
        elif p == LPIP.identifier:
            stated.setdefault(s, set()).add(o)
        elif p in (SKOS.notation, LPIP.scheme) and isinstance(o, Literal):
            (notations if p == SKOS.notation else schemes)[s] = o.value
        elif p in (SCHEMA.sameAs, OWL.sameAs) and isinstance(o, NamedNode):
            same.append((s, p, o))
    for s, p, o in same:
        mine = {name for name, term in CLASS_TERMS.items() if term in classes.get(s, ())}
        of_it = [r for r in registers if r.names(o.value)]
        own = any(
            o.value.endswith(notations.get(each, o.value)) and o.value != notations.get(each, o.value)
            for each in stated.get(s, ())
            if schemes.get(each) not in pages | {r.scheme for r in registers} | {None}
        )
        if own or any(not r.classes or not mine or mine & set(r.classes) for r in of_it):
            continue
        if of_it:
            known, this = (" or ".join(sorted(names)) for names in (of_it[0].classes, mine))
            message = (
                f"{of_it[0].scheme} identifies a thing of the class {known}, and this is of the class {this}."
            )
        else:
            message = (
                "It is said to be the same as something that no known register has as an identifier; "
                "a page about it is foaf:page."
            )
        yield s, p, o, "Violation", message, "same-as-no-identifier"


def _wrong_literals(quads: Iterable[Quad]) -> Iterator[_Found]:
    for quad in quads:
        literal = quad.object
        if not isinstance(literal, Literal):
            continue
        wrong = not_of_its_datatype(literal)
        if wrong is not None:
            yield quad.subject, quad.predicate, literal, "Violation", wrong, "wrong-literal"
        elif _MISREAD.search(literal.value):
            message = "The text was read in the wrong encoding (UTF-8 as Windows-1252)."
            yield quad.subject, quad.predicate, literal, "Warning", message, "wrong-encoding"


def _wrong_quotes(store: Store, texts: Mapping[str, str]) -> Iterator[_Found]:
    """Quotes that differ from the text at their place."""
    by_digest = {sha256(text.encode("utf-8", "surrogatepass")).hexdigest(): text for text in texts.values()}
    sources = {q.subject: q.object for q in store.quads_for_pattern(None, LPIP.sha256, None, DefaultGraph())}
    right: dict[Term, str] = {}
    for source, digest in sources.items():
        if isinstance(digest, Literal) and digest.value in by_digest:
            right[source] = by_digest[digest.value]
        elif len(texts) == len(sources):
            message = f"Its checksum is not that of {' or '.join(texts)}: the text is another one."
            yield source, LPIP.sha256, digest, "Violation", message, "text-of-another-issue"
    default = next(iter(texts.values())) if len(texts) == 1 and len(sources) <= 1 else None
    # contact data in a public quote is masked: within the quote, or beyond its ends
    shown = {text: masked(text) for text in texts.values()}
    for quad in store.quads_for_pattern(None, OA.hasSource, None, DefaultGraph()):
        text = right.get(quad.object, default)
        if text is None:
            continue
        exact, start = (_one(store, quad.subject, term) for term in (OA.exact, OA.start))
        if exact is None:
            continue
        at = int(start) if start is not None and start.isascii() and start.isdecimal() else None
        if not _stands(exact, text, shown[text], at):
            elsewhere = text.find(exact)
            where = f" It is at {elsewhere}." if elsewhere >= 0 else ""
            message = f"The quote is not at its place in the text.{where}"
            yield quad.subject, OA.exact, Literal(exact), "Violation", message, "quote-not-in-text"
        elif at is not None:
            for term, ends, side in ((OA.prefix, at, "before"), (OA.suffix, None, "after")):
                words = _one(store, quad.subject, term)
                if words is None:
                    continue
                begins = at + len(exact) if ends is None else ends - len(words)
                if begins < 0 or not _stands(words, text, shown[text], begins):
                    message = f"The text {side} the quote is not the text there."
                    yield quad.subject, term, Literal(words), "Violation", message, "quote-not-in-text"


def _stands(exact: str, text: str, shown: str, at: int | None) -> bool:
    """Whether a quote is in a text, at its offset if it has one, unchanged or with contact data masked."""
    if at is None:
        return exact in text or exact in shown
    end = at + len(exact)
    return exact in (text[at:end], shown[at:end]) or exact == masked(shown[at:end])


def _one(store: Store, segment: object, term: NamedNode) -> str | None:
    assert isinstance(segment, NamedNode | BlankNode)
    found = next(store.quads_for_pattern(segment, term, None, DefaultGraph()), None)
    return found.object.value if found is not None and isinstance(found.object, Literal) else None
