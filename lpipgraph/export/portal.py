"""Writes the ``portal`` profile: schema.org's words, nested one level, every object with ``id``, ``type``, ``name``.

Facts are converted by the queries of ``ontology/export/{version}/portal/``; here, their triples
become one file a class, one file a thing, and an index of both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, QueryTriples, RdfFormat, Store

from ..errors import SyntaxProblem
from ..files import find, read_bytes
from ..vocabulary import CLASS_PATHS, CLASS_TERMS, DCTERMS, OA, PREFIXES, RDF, RDFS, iri
from .context import SCHEMA_ORG, VERSION, Context
from .dataset_description import described
from .projection import Json, Projection, Shape, text
from .public_data import FACTS, Index, Material, Object
from .schemaorg import settled

__all__ = ["Portal", "file_name", "portal", "portal_files", "said"]

_MAIN: Mapping[str, str] = {term.value: word for word, term in CLASS_TERMS.items()}
_SCHEMA = PREFIXES["schema"]
#: What is shown of every nested thing, and of some more.
_REFERENCE = ("type", "name", "datePublished", "url")
_DETAILS: Mapping[str, tuple[str, ...]] = {
    "amount": ("value", "currency", "perPeriod"),
    "sum": ("value", "currency", "perPeriod"),
    "identifier": ("propertyID", "value"),
    "quotation": ("text", "property"),
}
_SAFE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?").fullmatch
#: Names that Windows keeps for devices, whatever their suffix.
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d").fullmatch


@dataclass(frozen=True)
class Portal:
    """The things of the graph in the words of the portal's context."""

    index: Index

    @cached_property
    def things(self) -> Mapping[str, list[Json]]:
        """Class word → its things, sorted by id; a class without things is there too."""
        context = Context.read("portal")
        reference = Shape(only=_predicates(context, _REFERENCE))
        details = {
            context.expanded(key): Shape(only=_predicates(context, (*_REFERENCE, *more)))
            for key, more in _DETAILS.items()
        }
        shape = Shape(
            {**dict.fromkeys(context.links, reference), **details},
            {**dict.fromkeys(context.backward, reference), RDF.subject.value: details[RDF.subject.value]},
        )
        additional = context.expanded("additionalType")
        projection = Projection(context, self.index)
        found: dict[str, list[Json]] = {word: [] for word in CLASS_PATHS}
        for subject in sorted(self.index):
            classes = self.index[subject].get(additional, ())
            word = next((word for cls, word in _MAIN.items() if cls in classes), None)
            if word is not None:
                found[word].append(projection.node(subject, shape))
        return found


def _predicates(context: Context, keys: Iterable[str]) -> frozenset[str]:
    return frozenset(RDF.type.value if key == "type" else context.expanded(key) for key in keys)


def portal(material: Material) -> Portal:
    """The results of the portal's queries on the fact graphs, in schema.org's terms, with their quotes.

    Raises
    ------
    SyntaxProblem
        If a query does not parse.
    """
    index = settled(said(material))
    _quote(index, material)
    return Portal(index)


def said(material: Material) -> Index:
    """What the portal's queries say of the fact graphs.

    Raises
    ------
    SyntaxProblem
        If a query does not parse.
    """
    store = Store()
    for name in material.names(FACTS):
        # the graph's name is cut off: the queries ask the merged default graph
        store.load(b"\n".join(material.bare(name)), format=RdfFormat.N_TRIPLES)
    index: Index = {}
    for path in find(f"ontology/export/{VERSION}/portal", "*.rq"):
        try:
            triples = store.query(read_bytes(path).decode("utf-8"))
        except SyntaxError as error:
            raise SyntaxProblem(f"not SPARQL ({error})", where=path) from error
        if not isinstance(triples, QueryTriples):
            raise SyntaxProblem("no CONSTRUCT query", where=path)
        for triple in triples:
            value = triple.object
            if not isinstance(triple.subject, NamedNode) or not isinstance(value, (NamedNode, Literal)):
                raise SyntaxProblem("the query makes blank nodes", where=path)
            values = index.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, [])
            values.append(value if isinstance(value, Literal) else value.value)
    for predicates in index.values():
        for predicate, values in predicates.items():
            predicates[predicate] = list(dict.fromkeys(values))
    return index


def _quote(index: Index, material: Material) -> None:
    """Beside each thing, the newsletter's sentences that its statements rest on."""
    evidence = material.index(("evidence",))
    published, name_of, words = (_SCHEMA + word for word in ("datePublished", "name", "text"))
    labels = material.index(("ontology",))
    for claim in sorted(evidence):
        predicates = evidence[claim]
        things = [t for t in predicates.get(RDF.subject.value, ()) if t in index]
        quotes = [
            quote
            for segment in predicates.get(OA.hasTarget.value, ())
            for quote in evidence.get(str(segment), {}).get(OA.exact.value, ())
        ]
        if not things or not quotes or RDF.predicate.value not in predicates:
            continue
        (predicate,) = predicates[RDF.predicate.value]
        about = [
            _words(index.get(value, {}).get(name_of, [value])[0] if isinstance(value, str) else value)
            for value in predicates.get(RDF.object.value, ())
        ]
        (label,) = labels.get(str(predicate), {}).get(RDFS.label.value, [str(predicate)])[:1]
        dates = [
            date
            for segment in predicates.get(OA.hasTarget.value, ())
            for source in evidence.get(str(segment), {}).get(OA.hasSource.value, ())
            for issue in evidence.get(str(source), {}).get(DCTERMS.source.value, ())
            for date in index.get(str(issue), {}).get(published, ())
        ]
        index[claim] = {
            RDF.type.value: [_SCHEMA + "Quotation"],
            RDF.subject.value: list(things),
            RDF.predicate.value: [predicate],
            name_of: [
                Literal(": ".join((_words(label).rpartition("#")[2].rpartition("/")[2], *about))[:200])
            ],
            words: [Literal(_words(quote)) for quote in quotes[:1]],
            **({published: dates[:1]} if dates else {}),
        }


def _words(value: Object) -> str:
    return " ".join((value.value if isinstance(value, Literal) else value).split())


def portal_files(
    shown: Portal, material: Material, *, inline: bool = False
) -> Iterator[tuple[str, bytes, int]]:
    """The portal's files: an index, one a class, one a thing, and the description of the dataset.

    Parameters
    ----------
    shown
        The things.
    material
        What they are made of, for the description.
    inline
        Whether our context stands in each file, and not its address.

    Yields
    ------
    tuple of str, bytes, int
        Path, JSON-LD, and the number of things in it.
    """
    context = Context.read("portal")
    dataset = described(material)
    # schema.org's for search engines, which read no other; ours for what we say beyond it
    common = {
        "@context": [SCHEMA_ORG, context.terms if inline else context.url],
        "license": dataset["license"],
    }
    classes = []
    for word, things in shown.things.items():
        path = CLASS_PATHS[word]
        names = _names(things)
        head = {
            "id": iri("portal", path).value,
            "type": "ItemList",
            "name": word,
            "numberOfItems": len(things),
        }
        for thing in things:
            yield f"{path}/{names[thing['id']]}", _pretty({**common, **thing}), 1
        yield f"{path}.jsonld", _list({**common, **head}, things), len(things)
        brief = (
            {**{key: thing[key] for key in ("id", "type", "name")}, "file": f"{path}/{names[thing['id']]}"}
            for thing in things
        )
        classes.append({**head, "file": f"{path}.jsonld", "itemListElement": list(brief)})
    count = sum(map(len, shown.things.values()))
    whole = {"id": iri("portal").value, "type": "ItemList", "name": "Policy Innovate", "numberOfItems": count}
    yield "index.jsonld", _list({**common, **whole}, classes), count
    yield "dataset.jsonld", _pretty({"@context": SCHEMA_ORG, **dataset}), 0


def _names(things: Iterable[Json]) -> Mapping[str, str]:
    """Id → file name; things that would share one get a name with their digest."""
    names = {thing["id"]: file_name(thing["id"]) for thing in things}
    taken = Counter(names.values())
    return {id_: name if taken[name] == 1 else file_name(id_, plain=False) for id_, name in names.items()}


def file_name(id_: str, *, plain: bool = True) -> str:
    """A file name for a thing that every file system takes, and that differs in more than case.

    Parameters
    ----------
    id_
        The thing's IRI.
    plain
        Whether the last part of the IRI will do where it is safe; else the name ends in its digest.

    Returns
    -------
    str
        ``abigail-taylor.jsonld``; for a part with anything but ``a-z``, ``0-9`` and hyphens, longer than 100
        characters, or a device's name on Windows: what is left of it, and 12 hex digits.
    """
    part = id_.rstrip("/#").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    if plain and _SAFE(part) and not _RESERVED(part):
        return f"{part}.jsonld"
    rest = re.sub(r"[^a-z0-9]+", "-", part.lower())[:80].strip("-")
    digest = sha256(id_.encode()).hexdigest()[:12]
    return f"{rest}-{digest}.jsonld" if rest else f"{digest}.jsonld"


def _list(head: Json, items: Iterable[Json]) -> bytes:
    inner = ",\n".join(map(text, items))
    return _embeddable(f'{text(head)[:-1]}, "itemListElement": [\n{inner}\n]}}\n')


def _pretty(node: Json) -> bytes:
    """JSON with one key per line, which is easy to read and compare."""
    inner = ",\n".join(f"  {text(key)}: {text(value)}" for key, value in node.items())
    return _embeddable(f"{{\n{inner}\n}}\n")


def _embeddable(content: str) -> bytes:
    """JSON that is safe in a page's script element: "<" is escaped, because it occurs only in strings."""
    return content.replace("<", "\\u003c").encode()
