"""Estimates the probability that a statement is right, from the record of its rule, its names and its quote.

A logistic regression over few signs that need no other text than the records. Its weights are in
``data/reading/confidence.csv``; ``data/training/reliability.py`` fits them on what the reader made of issues that nobody who
writes rules had seen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

from ..dates import MONTH_NAMES
from ..records import Entity, Records, Relation, Value
from ..tables import table

__all__ = ["SIGNS", "Signs", "held", "probability", "score"]

#: The signs, in the order of the table.
SIGNS = (
    "constant", "rule", "doubt in names", "part of a name", "single word", "tail", "carried", "distance", "rivals",
)  # fmt: skip
_NAMED = ("Organisation", "Policy", "Event", "CaseStudy", "Person", "Publication")
#: "University of the Coast in Swansea", "Ministry in Sweden", "the Council and Professor Ada Green": the name may end sooner.
_TAIL = re.compile(
    r" (?:in|from|at|with|by) (?:the )?[A-Z]| and (?:Professor|Dr|Mr|Ms|Mrs|Sir|Dame|Lord|Cllr)\b|[.;?] |^\d"
)
#: What the issue itself names by its place.
_OWN = ("newsletter issue", "article")
#: "The Institute in March 2026" is no title.
_DATED = re.compile(rf"\b(?:{MONTH_NAMES}) (?:19|20)\d\d\b")


class Signs:
    """The signs of each statement of one issue's records."""

    def __init__(self, rows: Records) -> None:
        self.entities = {e.id: e for e in rows.entities}
        self.parts = _parts(rows.entities)
        by_name: dict[str, list[str]] = {}
        for e in rows.entities:
            for name in filter(None, e.names):
                by_name.setdefault(name, []).append(e.id)
        self.names = AhoCorasick(list(by_name))
        self.bearers = list(by_name.values())
        self.bodies = frozenset(e.name for e in rows.entities if e.cls == "Organisation" and " " in e.name)
        self.lengths = sorted(set(map(len, self.bodies)))

    def of(self, r: Relation, rule: float, proven: float = 0.0) -> tuple[float, ...]:
        """The values of `SIGNS`; `rule` is the share of rows of its rule that were right, `proven` says of how many (0 to 1)."""
        ends = [self.entities[r.s], *([self.entities[r.o]] if isinstance(r.o, str) else [])]
        named = [e for e in ends if e.cls in _NAMED and e.how != "authority" and e.kind not in _OWN]
        places = [_places(e.names, r.quote) for e in ends]
        if isinstance(r.o, Value):
            places.append(_places((r.o.value,), r.quote))
        rivals = sum(e.cls == ends[-1].cls and e.id not in (r.s, r.o) for e in self._named_in(r.quote))
        alone = r.p == "mentions"  # what an article names stands anywhere in it
        seen = (
            sum(max(0.0, 0.6 - (1.0 if e.score is None else e.score)) for e in ends),
            float(sum(e.id in self.parts for e in named)),
            float(sum(e.cls != "Person" and " " not in e.name and not e.name.isupper() for e in named)),
            float(sum(self._goes_on(e) for e in named)),
            float(not alone and not places[0]),
            0.0 if alone else min(_distance(places) / 10, 3.0),
            0.0 if alone else min(rivals, 5) / 5,
        )
        return held(rule, proven, seen)

    def _named_in(self, quote: str) -> list[Entity]:
        """The entities one of whose names is in a quote."""
        hits = self.names.find_matches_as_indexes(quote, overlapping=True)
        return [self.entities[id_] for id_ in {id_ for n, _, _ in hits for id_ in self.bearers[n]}]

    def _goes_on(self, e: Entity) -> bool:
        """Whether a name is likely to have ended sooner, or a title to be something else's name or date."""
        if e.kind == "cited work":
            return False
        if e.cls == "Publication":
            return bool(_DATED.search(e.name)) or any(e.name[:n] in self.bodies for n in self.lengths)
        return e.cls == "Organisation" and bool(_TAIL.search(e.name))


def held(rule: float, proven: float, seen: Sequence[float]) -> tuple[float, ...]:
    """All signs, from the share of a rule and what was seen: against a rule that many rows have proven a sign says less."""
    return (1.0, _logit(rule), *((1 - proven / 2) * x for x in seen))


def score(values: Sequence[float]) -> float:
    """The probability of a statement with these signs, by the table's weights."""
    return probability(_weights(), values)


def probability(weights: Sequence[float], values: Sequence[float]) -> float:
    """The probability of a statement with these signs."""
    return 1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, values, strict=True))))


def _logit(share: float) -> float:
    """The log odds of a share; nothing is quite sure."""
    odd = min(max(share, 0.02), 0.98)
    return math.log(odd / (1 - odd))


@lru_cache(maxsize=1)
def _weights() -> tuple[float, ...]:
    found = {row["sign"]: float(row["weight"]) for row in table("confidence")}
    return tuple(found[sign] for sign in SIGNS)


def _places(names: Sequence[str], quote: str) -> list[tuple[int, int]]:
    return [(at, at + len(name)) for name in names if (at := quote.find(name)) >= 0]


def _distance(places: Sequence[Sequence[tuple[int, int]]]) -> float:
    """Words between the two ends of a statement, about: characters by six; none where one of them is not in the quote."""
    if len(places) < 2 or not places[0] or not places[1]:
        return 0.0
    return min(max(0, max(a, c) - min(b, d)) for a, b in places[0] for c, d in places[1]) / 6


def _parts(entities: Sequence[Entity]) -> frozenset[str]:
    """Organisations and policies whose whole name is a part of another's: "Forum", where there is a "Northern Skills Forum"."""
    runs: set[tuple[str, ...]] = set()
    for e in entities:
        if e.cls in ("Organisation", "Policy", "Person"):
            for name in (n for n in e.names if len(n.split()) < 9):
                words = name.split()
                runs.update(
                    tuple(words[i:j])
                    for i in range(len(words))
                    for j in range(i + 1, len(words) + 1)
                    if j - i < len(words) < 12
                )
    return frozenset(
        e.id for e in entities if e.cls in ("Organisation", "Policy") and tuple(e.name.split()) in runs
    )
