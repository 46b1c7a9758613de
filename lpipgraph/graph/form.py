"""The form of the evidence in a graph: of which version it is, and whether this version reads it."""

from __future__ import annotations

from pyoxigraph import Dataset, NamedNode

from ..errors import InputError
from ..vocabulary import DCTERMS, LPIP, OA, PROV, RDF, Minter
from ..vocabulary import iri as public_iri

__all__ = ["form", "refuse_others"]

#: 1: a claim for every fact, quote and position as selectors of their own. 2: namings, segments that hold their words.
_FORM = 2


def form(iri: Minter = public_iri, number: int | str = _FORM) -> NamedNode:
    """What the dataset of a version conforms to (dcterms:conformsTo of its description)."""
    return iri("def", "evidence", str(number))


def refuse_others(dataset: Dataset, *, where: object = None) -> None:
    """Refuses a graph whose evidence this version does not read.

    Parameters
    ----------
    dataset
        Any graphs. Those without evidence of ours are well.
    where
        The file, for the message.

    Raises
    ------
    InputError
        If the evidence is of an older or a newer form.
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
    for number in sorted(found - {str(_FORM)}):
        raise InputError(
            f"its evidence has the form {number} of another version of lpipgraph; this one reads form {_FORM}",
            where=where,
            hint="build the graph again from its issues with lpipgraph build",
        )
