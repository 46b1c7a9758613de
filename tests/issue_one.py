"""Issue No. 1 with its answer key as records: what the tests of graph, ontology and reasoner build from."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from pyoxigraph import Dataset

from lpipgraph import graph, reason
from lpipgraph.authority import Authority
from lpipgraph.records import Records

DATA = Path(__file__).parent.parent / "data"


@cache
def text() -> str:
    return (DATA / "issues" / "policy-innovate-01.txt").read_bytes().decode("utf-8")


@cache
def key() -> Records:
    """The answer key as it is, half of its rows not sure."""
    return Records.read(DATA / "gold" / "policy-innovate-01.gold.json").located(text())


@cache
def records() -> Records:
    """All rows of the key, taken as sure."""
    return replace(
        key(),
        entities=tuple(replace(e, sure=True) for e in key().entities),
        relations=tuple(replace(r, sure=True) for r in key().relations),
    )


@cache
def authority() -> Authority:
    return Authority.read()


@cache
def built() -> Dataset:
    return graph.build(records(), text(), authority())


@cache
def derived() -> Dataset:
    return reason.entail(built())


@cache
def whole() -> Dataset:
    """All public graphs and what follows from them."""
    return Dataset([*graph.public(built()), *derived()])
