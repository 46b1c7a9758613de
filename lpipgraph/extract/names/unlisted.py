"""Classifies names without a telling word ("Onward", "Lairg", "Straatwarm") from all their occurrences."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ...tables import table, words
from ..case_studies import CASE_HEADING
from ..draft import Draft, Sentence
from ..entities import initials
from ..heads import is_built
from ..lexicon import GENERIC, LEADING, NOT_NAMES, is_demonym, is_ordinary, singular
from ..tagging import Tagger
from .class_slots import slots
from .clause_signs import deeds
from .features import around, of_form, of_place
from .persons import lower_words
from .sequence import Vote, votes
from .short_forms import is_bare_head

__all__ = ["CLASSES", "ENOUGH", "Candidate", "candidates", "chances", "person_words", "unlisted"]

#: What a name may be; none of them is "no name".
CLASSES = ("Organisation", "Policy", "Place", "Person", "CaseStudy", "Event", "Publication")
_OFFICES = words("heads", kind="role") | words("roles", kind="head")
_EVENT_HEADS = words("heads", kind="event")
#: "Soviet-era".
_ADJECTIVE = re.compile(r"[A-Z][a-z]+-[a-z]+")
#: From this probability on a name is what it seems.
ENOUGH = 0.41


@dataclass(slots=True)
class Candidate:
    """An unknown name: where it is first, and what was seen of it; a model's vote counts by its probability."""

    span: tuple[int, int]
    signs: set[str] = field(default_factory=set)
    said: dict[str, float] = field(default_factory=dict)
    seen: int = 0

    def features(self) -> dict[str, float]:
        """Each sign with its strength."""
        found = dict.fromkeys(self.signs, 1.0)
        if "stands inside a sentence" in found:
            found.pop("opens its sentence", None)
        if self.seen > 1:
            found["more than once"] = 1.0
        return {**found, **self.said, "any name": 1.0}


def unlisted(d: Draft) -> None:
    """Unknown names, each decided once from all places where it is."""
    for name, candidate in candidates(d).items():
        longer = _spelt_out(d, name)
        if longer is not None:
            d.alias(longer, name)
        elif not is_bare_head(name):
            _decide(d, name, candidate)


def candidates(d: Draft) -> dict[str, Candidate]:
    """The unknown names of the document with all that it shows of them."""
    tagger = Tagger.of(d)
    everybody = [p.id for p in d.of("Person")]
    found: dict[str, Candidate] = {}
    asked: list[Sentence] = []
    for sentence in d.prose():
        if d.is_masked(sentence.span()[0]):
            continue
        tagged = tagger.tag(sentence, everybody)
        unknown = [m for m in tagged.mentions if m.id is None and m.letter == "N" and _possible(d, m.text)]
        if not unknown:
            continue
        asked.append(sentence)
        done, claims = deeds(tagged), slots(d, tagged)
        heading = CASE_HEADING.search(d.doc.section_at(sentence.span()[0]).heading) is not None
        for mention in unknown:
            span = sentence.span(mention.start, mention.end)
            candidate = found.setdefault(mention.text, Candidate(span))
            candidate.seen += 1
            candidate.signs |= around(d, tagged, mention) | of_place(d, span[0]) | claims.get(mention, set())
            candidate.signs |= done.get(mention, frozenset())
            if heading:
                candidate.signs.add("under a heading of cases")
    said: dict[str, list[Vote]] = defaultdict(list)
    for vote in votes(d, asked, lower_words(d)):
        said[vote.name].append(vote)
    for name, candidate in found.items():
        candidate.signs |= of_form(d, name) | {f"field of a {c}" for c in d.hints.get(name, ())}
        for vote in said.get(name, ()):
            key = f"model: {vote.cls}"
            candidate.said[key] = max(candidate.said.get(key, 0.0), round(vote.probability, 3))
    return found


def _spelt_out(d: Draft, name: str) -> str | None:
    """The one organisation or policy whose initials or first word a name is: "RWO", "Hartwell" for the "Hartwell & Dunne Trust"."""
    bearers = set()
    for cls in ("Organisation", "Policy"):
        if len(name) > 2:
            bearers |= {
                e.id
                for e in d.entities.abbreviated(cls, name)
                if any(name in initials(long) and len(long.split()) > 2 for long in e.names)
            }
        if name.lower() not in lower_words(d):
            bearers |= {
                e.id for e in d.entities.beginning(cls, name) if any(_and_more(name, n) for n in e.names)
            }
    return bearers.pop() if len(bearers) == 1 else None


def _and_more(name: str, long: str) -> bool:
    """Whether a longer name continues with "and": "Hartwell & Dunne Trust"."""
    parts = long.split()
    return len(parts) > 2 and parts[0] == name and parts[1] in ("&", "and")


def _possible(d: Draft, name: str) -> bool:
    if name.lower() in GENERIC or name in NOT_NAMES or len(name) < 3 or is_demonym(name):
        return False
    if d.gazetteer.lookup(name) is not None or d.named(name) or name.lower() in LEADING:
        return False
    parts = name.split()
    if singular(parts[-1].rpartition("-")[2]) in _OFFICES:  # "Pro-Vice-Chancellor"
        return False
    if singular(parts[-1]) in _EVENT_HEADS or parts[-1] in person_words(d):
        return False
    return len(parts) <= 7 and not name.isdigit() and not _ADJECTIVE.fullmatch(name)


def person_words(d: Draft) -> frozenset[str]:
    """The words of the names of all persons found."""
    stamp, found = d.cache.get("person words", (-1, frozenset()))
    if stamp != d.stamp or not isinstance(found, frozenset):
        found = frozenset(w for person in d.of("Person") for w in person.name.split())
        d.cache["person words"] = (d.stamp, found)
    return found


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, tuple[float, ...]]:
    return {row["sign"]: tuple(float(row[c] or 0) for c in CLASSES) for row in table("name-evidence")}


def chances(features: Mapping[str, float]) -> dict[str, float]:
    """The probability of each class for a name; the remainder is the probability that it is not a name."""
    sums = [0.0] * len(CLASSES)
    for sign, strength in features.items():
        for n, weight in enumerate(_weights().get(sign, ())):
            sums[n] += weight * strength
    powers = [math.exp(min(s, 30.0)) for s in sums]
    whole = 1.0 + sum(powers)
    return {cls: power / whole for cls, power in zip(CLASSES, powers, strict=True)}


def _decide(d: Draft, name: str, candidate: Candidate) -> None:
    likely = chances(candidate.features())
    if not candidate.signs & _CASES:
        likely["CaseStudy"] = 0.0
    best = _said_to_be(candidate, likely) or max(CLASSES, key=lambda cls: likely[cls])
    if (
        "a town in a place" in candidate.signs
        and " " not in name
        and best in ("CaseStudy", "Organisation", "Place")
    ):
        d.add("Place", name, candidate.span, how="place in the sentence", score=0.7)
        return
    if "called a town" in candidate.signs and best not in ("Place", "CaseStudy"):
        d.add("Place", name, candidate.span, how="apposition", score=0.8)
        return
    if best == "Place" and _opens_a_body(d, name) and not candidate.signs & _IN_PLACES:
        return  # "at Marlow": a short form of "Marlow Rural Council"
    said = best == _said_to_be(candidate, likely)
    needed = _NEEDED.get(best, ENOUGH)
    if candidate.signs >= _CASE_ABROAD:
        if likely[best] < needed and likely["CaseStudy"] >= _ABROAD:
            best = "CaseStudy"
        needed = min(needed, _ABROAD) if best == "CaseStudy" else needed
    if (likely[best] < needed and not said) or (best == "Person" and " " not in name):
        return
    if best in ("Organisation", "Policy"):
        near = d.entities.beginning(best, name.split(maxsplit=1)[0])
        longer = [e.id for e in near if any(_shortens(name, n) for n in e.names)]
        if len(longer) == 1:
            d.alias(longer[0], name)
            return
    if best == "Organisation" and not said and is_built(name) and not candidate.signs & _DOES:
        return  # "Corn Exchange, Hexham": where something is held
    kind = "case study" if best == "CaseStudy" else None
    span = candidate.span
    nation, _, own = name.partition(" ")
    if best == "CaseStudy" and is_demonym(nation) and own and not any(map(is_ordinary, own.split())):
        name, span = own, (span[0] + len(nation) + 1, span[1])  # "the Dutch Straatdok model"
    d.add(best, name, span, kind=kind, how="pooled evidence", score=round(likely[best], 2))


#: What shows that a name is of somebody who does something.
_DOES = frozenset(("acts as a body", "acts as a person", "acts as a policy", "stated as: O"))
#: Persons have been decided before, by their own signs; a place needs more than its looks.
_NEEDED = {"Person": 0.6, "Place": 0.6}
#: Without one of these a name is no example of practice.
_CASES = frozenset(
    ("under a heading of cases", "abroad", "under a review", "is said to be: case", "case noun before", "case noun right behind",
     "listed with a case", "case noun right before")
)  # fmt: skip
#: Under a heading of cases what stands beside a place abroad is seldom anything else.
_CASE_ABROAD = frozenset(("under a heading of cases", "abroad"))
_ABROAD = 0.25
#: What an apposition calls a name, and the class that it has then.
_KINDS = {
    f"is said to be: {kind}": cls
    for kind, cls in {
        "body": "Organisation",
        "policy": "Policy",
        "work": "Publication",
        "event": "Event",
    }.items()
}
_IN_PLACES = frozenset(("in before", "in the before", "near before", "across before", "place opener before"))
#: From this probability on a name may be what an apposition calls it, if it is likely to be a name at all.
_ABLE = 0.12


def _said_to_be(candidate: Candidate, likely: Mapping[str, float]) -> str | None:
    """The class that an apposition gives a name: "Kindling, a development trust, …"."""
    classes = {_KINDS[sign] for sign in candidate.signs & _KINDS.keys()}
    if len(classes) != 1 or "is said to be: place" in candidate.signs or sum(likely.values()) < ENOUGH:
        return None
    cls = classes.pop()
    return cls if likely[cls] >= _ABLE else None


#: Words that tell bodies of one kind apart by where they work.
_WHERE = words("stopwords", kind="direction") | {n.lower() for n in words("stopwords", kind="nation")}


def _opens_a_body(d: Draft, name: str) -> bool:
    """Whether one organisation's name begins with a word that stands alone here."""
    bodies = d.entities.beginning("Organisation", name.split(maxsplit=1)[0])
    return sum(any(long.startswith(f"{name} ") for long in body.names) for body in bodies) == 1


def _shortens(short: str, long: str) -> bool:
    """Whether a name leaves out words of a longer one, but neither its first nor its last: "What Works Growth"."""
    parts, whole = short.split(), long.split()
    if not 1 < len(parts) < len(whole) or parts[0] != whole[0] or parts[-1] != whole[-1]:
        return False
    if parts[-1].lower() in _WHERE:
        return False  # "Transport East" is not Transport for the South East
    rest = iter(whole)
    return all(part in rest for part in parts)
