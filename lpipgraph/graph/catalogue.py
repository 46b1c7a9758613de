"""Describes the dataset from its own counts: DCAT 3, VoID with partitions, PROV.

It has no timestamps: the same graphs give the same description.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from pyoxigraph import Dataset, Literal, NamedNode, Quad, Triple

from ..vocabulary import (
    DCAT,
    DCTERMS,
    LPIP,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    VOID,
    Minter,
    graph_kind,
    is_public,
)
from ..vocabulary import (
    iri as public_iri,
)
from .claims import Term, integer
from .discovery import catalogued, described, issue_dates, issue_files
from .evidence_version import form
from .values import english

__all__ = ["catalogue", "catalogue_of"]

_TITLES: Mapping[str, str] = {
    "ontology": "The ontology, version {name}",
    "vocabulary": "Themes, kinds and roles",
    "authority": "Names and identifiers from registers",
    "issue": "What issue {name} says",
    "evidence": "The words of issue {name} behind each fact",
    "findings": "Issue {name} checked against itself",
    "comparison": "What one issue says otherwise than another ({name})",
    "derived": "What follows from the facts",
    "derived-evidence": "The rules and claims behind what follows",
    "latest": "The newest claims of what changes from issue to issue",
    "queries": "Questions to ask",
}
#: The graphs whose classes and properties are counted.
_CONTENT = ("issue", "derived", "vocabulary", "authority")


def catalogue(dataset: Dataset, *, version: str, iri: Minter = public_iri) -> list[Quad]:
    """The description of all public graphs of a dataset, for ``graph/catalogue``.

    Parameters
    ----------
    dataset
        The finished dataset, including derived facts.
    version
        The version of the software that built it.
    iri
        The function that creates IRIs, if their base is not the public one.

    Returns
    -------
    list of Quad
        The dataset as dcat:Dataset and void:Dataset, a subset for each graph with its count, a partition for
        each class and property of the facts, and how each issue's graph came from its source.
    """
    graph = iri.graph("catalogue")
    sizes: dict[NamedNode, int] = {}
    members: defaultdict[str, set[object]] = defaultdict(set)
    uses: defaultdict[str, set[Triple]] = defaultdict(set)
    counted = Counter(q.graph_name for q in dataset)
    for name in sorted((n for n in counted if isinstance(n, NamedNode)), key=lambda n: n.value):
        if name == graph or not is_public(name):
            continue
        sizes[name] = counted[name]
        if graph_kind(name) in _CONTENT:
            for q in dataset.quads_for_graph_name(name):
                uses[q.predicate.value].add(q.triple)  # a set: a triple can be in more than one graph
                if q.predicate == RDF.type and isinstance(q.object, NamedNode):
                    members[q.object.value].add(q.subject)
    return catalogue_of(
        {name.value: size for name, size in sizes.items()},
        {name: len(found) for name, found in members.items()},
        {name: len(found) for name, found in uses.items()},
        dates=issue_dates(dataset.quads_for_object(LPIP.Issue), dataset.quads_for_predicate(DCTERMS.issued)),
        version=version,
        iri=iri,
    )


def catalogue_of(
    graphs: Mapping[str, int],
    members: Mapping[str, int],
    uses: Mapping[str, int],
    *,
    dates: Mapping[str, Literal],
    version: str,
    iri: Minter = public_iri,
) -> list[Quad]:
    """The description of the dataset from counts (see `catalogue`).

    Parameters
    ----------
    graphs
        Graph → its number of triples; graphs that are not public are skipped.
    members, uses
        Class → number of members, and property → number of triples, in the graphs of facts; each triple counts once.
    dates
        Issue's key → its date (`issue_dates`).
    version
        The version of the software that built it.
    iri
        The function that creates IRIs, if their base is not the public one.
    """
    graph = iri.graph("catalogue")
    sizes = {
        NamedNode(name): n for name, n in sorted(graphs.items()) if is_public(name) and name != graph.value
    }
    whole = iri("dataset", "policy-innovate")
    triples = [*_whole(whole, sizes, version, iri)]
    issues = {n.value.rsplit("/", 1)[1]: n for n in sizes if graph_kind(n) == "issue"}
    triples += catalogued(iri, whole, iri("dataset", "policy-innovate", "issues"), issues, dates)
    for key, name in issues.items():
        triples += [*described(iri, name, [dates[key]] if key in dates else []), *issue_files(iri, name)]
    for name, size in sizes.items():
        triples += [
            (whole, VOID.subset, name),
            (name, VOID.triples, integer(size)),
            *_part(name, version, iri),
        ]
    for cls, count in sorted(members.items()):
        node = iri("dataset", "policy-innovate", "class", _local(cls))
        triples += [
            (whole, VOID.classPartition, node),
            (node, getattr(VOID, "class"), NamedNode(cls)),
            (node, VOID.entities, integer(count)),
        ]
    for predicate, count in sorted(uses.items()):
        node = iri("dataset", "policy-innovate", "property", _local(predicate))
        triples += [
            (whole, VOID.propertyPartition, node),
            (node, VOID.property, NamedNode(predicate)),
            (node, VOID.triples, integer(count)),
        ]
    return [Quad(s, p, o, graph) for s, p, o in triples]


def _whole(
    whole: NamedNode, sizes: Mapping[NamedNode, int], version: str, iri: Minter
) -> Iterator[tuple[NamedNode, NamedNode, Term]]:
    yield whole, RDF.type, DCAT.Dataset
    yield whole, RDF.type, VOID.Dataset
    yield whole, DCTERMS.title, english("Policy Innovate as a graph")
    yield (
        whole,
        DCTERMS.description,
        english(
            "People, organisations, themes, policies, publications, events, places, concepts, questions and "
            "case studies of the newsletter Policy Innovate, each statement with the words that say it."
        ),
    )
    yield whole, DCAT.version, Literal(version)
    yield whole, DCTERMS.conformsTo, form(iri)
    yield form(iri), RDF.type, DCTERMS.Standard
    yield form(iri), DCTERMS.title, english("The form of the evidence")
    yield whole, VOID.triples, integer(sum(sizes.values()))
    yield whole, VOID.uriSpace, Literal(iri.base + "id/")
    for prefix in ("lpip", "org", "prov", "skos", "dcterms", "bibo", "foaf", "oa", "time"):
        yield whole, VOID.vocabulary, NamedNode(PREFIXES[prefix])
    software = iri("software", f"lpipgraph-{version}")
    yield software, RDF.type, PROV.SoftwareAgent
    yield software, RDFS.label, Literal(f"lpipgraph {version}")


def _part(name: NamedNode, version: str, iri: Minter) -> Iterator[tuple[NamedNode, NamedNode, Term]]:
    kind = graph_kind(name) or ""
    path = name.value.removeprefix(iri.base).split("/")
    number = path[2] if kind in ("issue", "evidence", "findings", "comparison", "ontology") else ""
    yield name, RDF.type, VOID.Dataset
    yield name, DCTERMS.title, english(_TITLES[kind].format(name=number))
    if kind != "issue":
        return
    run = iri("run", number, f"lpipgraph-{version}")
    yield name, RDF.type, DCAT.Dataset
    yield (
        name,
        DCTERMS.description,
        english(f"The facts that issue {number} of the newsletter states, each with the words that say it."),
    )
    yield name, DCAT.inSeries, iri("dataset", "policy-innovate", "issues")
    yield iri("dataset", "policy-innovate", "issues"), RDF.type, DCAT.DatasetSeries
    yield iri("dataset", "policy-innovate", "issues"), DCTERMS.title, english("Issues of Policy Innovate")
    yield name, PROV.wasDerivedFrom, iri.source(number)
    yield name, PROV.wasGeneratedBy, run
    yield run, RDF.type, PROV.Activity
    yield run, RDFS.label, english(f"Reading issue {number}")
    yield run, PROV.used, iri.source(number)
    yield run, PROV.used, iri.graph("authority")
    yield run, PROV.wasAssociatedWith, iri("software", f"lpipgraph-{version}")


def _local(term: str) -> str:
    """A term as a part of an IRI: its prefix and local name, so that org:Role and lpip:Role remain distinct."""
    for prefix, namespace in PREFIXES.items():
        if term.startswith(namespace):
            return f"{prefix}-{term.removeprefix(namespace)}"
    return term
