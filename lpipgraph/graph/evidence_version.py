"""Checks the version of the evidence model in a graph, and whether this program supports it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Dataset, NamedNode, Quad

from ..errors import InputError
from ..vocabulary import DCTERMS, EVIDENCE_FORM, LPIP, OA, PROV, RDF, Minter, graph_kind
from ..vocabulary import iri as public_iri

__all__ = ["TELLING", "form", "passed", "refuse_others"]

#: What only evidence of form 1 has, and where it is.
_FORMER = frozenset({PROV.hadPrimarySource, OA.hasSelector})
#: Predicates of what tells the form of evidence.
TELLING = _FORMER | {DCTERMS.conformsTo}
_EVIDENCE = frozenset({"evidence", "derived-evidence"})


def form(iri: Minter = public_iri, number: int | str = EVIDENCE_FORM) -> NamedNode:
    """The IRI of an evidence version (dcterms:conformsTo of the dataset's description)."""
    return iri("def", "evidence", str(number))


def refuse_others(dataset: Dataset, *, where: object = None) -> None:
    """Refuses a graph with evidence of another version.

    Parameters
    ----------
    dataset
        Any graphs; graphs without our evidence are accepted.
    where
        The file, for the error message.

    Raises
    ------
    InputError
        If the evidence has an older or a newer form.
    """
    stem = form(number="").value
    stated = {
        q.object.value
        for q in dataset.quads_for_predicate(DCTERMS.conformsTo)
        if isinstance(q.object, NamedNode)
    }
    found = {value.removeprefix(stem) for value in stated if value.startswith(stem)}
    claims = {q.subject for q in dataset.quads_for_object(LPIP.Claim) if q.predicate == RDF.type}
    if any(q.subject in claims for q in dataset.quads_for_predicate(PROV.hadPrimarySource)) or (
        claims and any(True for _ in dataset.quads_for_predicate(OA.hasSelector))
    ):
        found.add("1")
    for number in sorted(found - {str(EVIDENCE_FORM)}):
        raise _other(number, where)


def passed(quads: Iterable[Quad], *, where: object = None) -> Iterator[Quad]:
    """Passes quads through one by one, with the check of `refuse_others`, for streams.

    Raises
    ------
    InputError
        At the first quad that only another form of evidence has.
    """
    stem = form(number="").value
    if isinstance(quads, list) and TELLING.isdisjoint({quad.predicate for quad in quads}):
        yield from quads
        return
    for quad in quads:
        if quad.predicate == DCTERMS.conformsTo and isinstance(quad.object, NamedNode):
            number = quad.object.value.removeprefix(stem)
            if quad.object.value.startswith(stem) and number != str(EVIDENCE_FORM):
                raise _other(number, where)
        elif quad.predicate in _FORMER and graph_kind(quad.graph_name) in _EVIDENCE:  # type: ignore[arg-type, operator]
            raise _other("1", where)
        yield quad


def _other(number: str, where: object) -> InputError:
    return InputError(
        f"its evidence has the form {number} of another version of lpipgraph; this one reads form {EVIDENCE_FORM}",
        where=where,
        hint="build the graph again from its issues with lpipgraph build",
    )
