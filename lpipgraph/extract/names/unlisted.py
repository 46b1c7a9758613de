"""Bodies and policies whose words do not say what they are ("Onward", "Power to Change"): what the whole document does with them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from ...tables import table, words
from ..draft import Draft, Sentence
from ..lexicon import ACRONYM, GENERIC, LEADING, NOT_NAMES, ORG_HEADS, POLICY_HEADS, is_demonym, singular
from ..tagging import Mention, Tagged, Tagger
from .deeds import deeds
from .persons import first_name, lower_words
from .sequence import Vote, votes
from .short import is_bare_head

__all__ = ["person_words", "unlisted"]

_VERB = re.compile(
    r"(?: \([^()]{1,40}\))?,? (?:(?:also|now|has|have|had|will|recently|then|itself) )*([a-z-]+)"
)
_POSSESSION = re.compile(r"['’]s? (?:[a-z-]+ )?([a-z-]+)")
_WORD_BEFORE = re.compile(r"([A-Za-z-]+),? (?:the )?[\"“‘'*_]?$")
_KIND_BEHIND = re.compile(r",? (?:is |are |was |which is |\()?an? (?:[\w-]+ ){0,4}?([a-z-]+)\b")
_AGENT = re.compile(
    r"\b(?:[a-z]+ed|built|led|run|written|made|given|held|set up|drawn up) (?:jointly )?by (?:the )?$"
)
_INNER = re.compile(r"[A-Za-z]*[a-z][A-Z]\w*")
_FORMS = {row["sign"]: (float(row["Organisation"]), float(row["Policy"])) for row in table("name-evidence")}
_EVENT_HEADS = words("heads", kind="event")
_BODY_VERBS = words("signs", kind="body verb")
_POLICY_VERBS = words("signs", kind="policy verb")
_BODY_BEFORE = words("signs", kind="body before")
_POLICY_BEFORE = words("signs", kind="policy before")
_PREPOSITIONS = words("signs", kind="body preposition")
_POSSESSED = words("signs", kind="body possession")
_LISTED = {"O": "listed with a body", "L": "listed with a policy"}
_LIST = re.compile(r"(?: \([^()]{1,30}\))?(?:,| and|, and| or| & ) (?:the |by |with |from |for )?| and ")
#: From this sum on a name is what it seems, and by so much more than the other class.
_ENOUGH, _AHEAD = 1.9, 0.5


@dataclass(slots=True)
class _Candidate:
    span: tuple[int, int]
    signs: set[str] = field(default_factory=set)
    seen: int = 0


def unlisted(d: Draft) -> None:
    """Unknown names, each decided once from all places where it stands."""
    tagger = Tagger.of(d)
    found: dict[str, _Candidate] = {}
    asked: list[Sentence] = []
    for sentence in d.prose():
        if d.is_masked(sentence.span()[0]):
            continue
        tagged = tagger.tag(sentence)
        done: dict[Mention, frozenset[str]] | None = None
        for mention in tagged.mentions:
            if mention.id is None and mention.letter == "N" and _possible(d, mention.text):
                done = deeds(tagged) if done is None else done
                span = sentence.span(mention.start, mention.end)
                candidate = found.setdefault(mention.text, _Candidate(span))
                if not asked or asked[-1] is not sentence:
                    asked.append(sentence)
                candidate.seen += 1
                candidate.signs |= _signs(tagged, mention) | _deed_signs(done.get(mention, frozenset()))
    if not found:
        return
    said: dict[str, list[Vote]] = defaultdict(list)
    for vote in votes(d, asked, lower_words(d)):
        said[vote.name].append(vote)
    for name, candidate in found.items():
        longer = _spelt_out(d, name)
        if longer is not None:
            d.alias(longer, name)
        elif not is_bare_head(name):
            _decide(d, name, candidate, said.get(name, []))


def _spelt_out(d: Draft, name: str) -> str | None:
    """The one body or policy whose initials or first word a name is: "RWO", "Hartwell" for the "Hartwell & Dunne Trust"."""
    bearers = set()
    for entity in (*d.of("Organisation"), *d.of("Policy")):
        for long in entity.names:
            parts = long.split()
            if len(parts) < 3:
                continue
            initials = "".join(p[0] for p in parts if p[0].isupper())
            if name == initials and len(name) > 2:
                bearers.add(entity.id)
            if name == parts[0] and parts[1] in ("&", "and") and name.lower() not in lower_words(d):
                bearers.add(entity.id)
    return bearers.pop() if len(bearers) == 1 else None


def _possible(d: Draft, name: str) -> bool:
    if name.lower() in GENERIC or name in NOT_NAMES or len(name) < 3 or is_demonym(name):
        return False
    if d.gazetteer.lookup(name) is not None or d.named(name):
        return False
    parts = name.split()
    if singular(parts[-1]) in _EVENT_HEADS or parts[-1] in person_words(d):
        return False
    return not (len(parts) > 1 and first_name(parts[0]) == 2 and len(parts) < 4) and len(parts) <= 7


def person_words(d: Draft) -> frozenset[str]:
    """The words of the names of all persons found."""
    return frozenset(w for person in d.of("Person") for w in person.name.split())


def _signs(tagged: Tagged, mention: Mention) -> set[str]:
    text = tagged.sentence.text
    before, after = text[: mention.start], text[mention.end :]
    signs = set()
    word = _WORD_BEFORE.search(before)
    if word:
        low = word[1].lower()
        if low in _BODY_BEFORE:
            signs.add("body noun before")
        if low in _POLICY_BEFORE:
            signs.add("policy noun before")
        if low in _PREPOSITIONS:
            signs.add("preposition")
    if _AGENT.search(before):
        signs.add("agent")
    if re.search(r"\b[Tt]he $", before):
        signs.add("article")
    kind = _KIND_BEHIND.match(after)
    verb = _VERB.match(after)
    if kind and singular(kind[1]) in ORG_HEADS | _BODY_BEFORE:
        signs.add("kind behind: body")
    elif kind and singular(kind[1]) in POLICY_HEADS:
        signs.add("kind behind: policy")
    elif verb:
        if verb[1] in _BODY_VERBS:
            signs.add("acts as a body")
        if verb[1] in _POLICY_VERBS:
            signs.add("acts as a policy")
    signs |= {
        _LISTED[m.letter]
        for m in tagged.mentions
        if m.id and m.letter in _LISTED and _beside(text, m, mention)
    }
    possession = _POSSESSION.match(after)
    if possession and possession[1] in _POSSESSED:
        signs.add("possession")
    if before[-1:] in ("“", '"') and after[:1] in ("”", '"'):
        signs.add("quoted")
    if not before.strip(" \"'“‘("):
        signs.add("opens its sentence")
    else:
        signs.add("stands inside a sentence")
    return signs


def _beside(text: str, known: Mention, mention: Mention) -> bool:
    """Whether a name stands beside another in a list."""
    first, second = sorted((known, mention), key=lambda m: m.start)
    return bool(_LIST.fullmatch(text, first.end, second.start)) if first.end <= second.start else False


def _deed_signs(letters: frozenset[str]) -> set[str]:
    """The clauses of a sentence as signs."""
    if len(letters) > 1:
        return {"stated of either"}
    return {"stated of a body"} if "O" in letters else {"stated of a policy"} if letters else set()


def _decide(d: Draft, name: str, candidate: _Candidate, said: list[Vote]) -> None:
    signs = set(candidate.signs)
    if "stands inside a sentence" in signs:
        signs.discard("opens its sentence")
    parts = name.split()
    opens = "opens its sentence" in signs
    if all(p.lower() in lower_words(d) or p.lower() in LEADING for p in parts):
        signs.add("ordinary word" if len(parts) == 1 or opens else "")
    if ACRONYM.fullmatch(name):
        signs.add("acronym")
    elif _INNER.fullmatch(name):
        signs.add("inner capital")
    if len(parts) > 1:
        signs.add("several words")
        signs.discard("opens its sentence")
    if "&" in parts or re.search(r"s['’] [A-Z]", name):
        signs.add("form of a body")
    if "for" in parts:
        signs.add("for a purpose")
    sums = {}
    for n, cls in enumerate(("Organisation", "Policy")):
        own = sum(v.probability for v in said if v.cls == cls) / max(candidate.seen, len(said), 1)
        sums[cls] = (
            sum(_FORMS[s][n] for s in signs if s in _FORMS)
            + 2.5 * (cls in d.hints.get(name, ()))
            + own * _FORMS["sequence model"][n]
        )
    best, other = sorted(sums, key=lambda c: -sums[c])
    if sums[best] >= _ENOUGH and sums[best] - sums[other] >= _AHEAD:
        longer = [e.id for e in d.of(best) if any(_shortens(name, n) for n in e.names)]
        if len(longer) == 1:
            d.alias(longer[0], name)
            return
        d.add(best, name, candidate.span, how="pooled evidence", score=0.7)


def _shortens(short: str, long: str) -> bool:
    """Whether a name leaves out words of a longer one, but neither its first nor its last: "What Works Growth"."""
    parts, whole = short.split(), long.split()
    if not 1 < len(parts) < len(whole) or parts[0] != whole[0] or parts[-1] != whole[-1]:
        return False
    rest = iter(whole)
    return all(part in rest for part in parts)
