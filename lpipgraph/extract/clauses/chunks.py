"""Chunks a sentence into noun phrases with their heads, prepositional phrases, verb groups and punctuation.

A noun phrase is what its last word is: "the director of ‹O›" is a director, "the ‹O› director" is one as well, and neither is
the organisation. Only "the ‹L› programme", "the charity ‹O›" and "the delivery of ‹L›" name that thing itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ...authority import VerbFrame
from ...dates import FoundDate, find_dates
from ...tables import table, words
from .frame_table import added, frame_rows
from .lemmas import forms_of, is_adverb
from .lists import joined
from .phrase_items import Item, Noun
from .tokens import Token
from .verbs import Verb, verb_at

__all__ = ["MONEY", "Item", "Noun", "phrases_of"]

MONEY = re.compile(
    r"(?:£|€|\$)\s?\d[\d,]*(?:\.\d+)?(?:\s?(?:million|billion|trillion|thousand|bn|m|k)\b)?(?: (?:annually|a year|per year|per annum|each year))?"
    r"|\b\d[\d,.]*\s?(?:million|billion) (?:pounds|euros)"
)

_DETERMINERS = words("grammar", kind="determiner")
_PRONOUNS = words("grammar", kind="pronoun")
_PREPOSITIONS = words("grammar", kind="preposition")
#: First word → prepositions of several words, the longest first.
_PHRASES: dict[str, list[tuple[str, ...]]] = {}
for _phrase in sorted(words("grammar", kind="phrase"), key=len, reverse=True):
    _PHRASES.setdefault(_phrase.split()[0], []).append(tuple(_phrase.split()))
_NEGATIVE = words("grammar", kind="negative")
_SUBORDINATORS = words("grammar", kind="subordinator")
_TRANSPARENT = words("grammar", kind="transparent")
_GROUPS = words("grammar", kind="group noun")
#: "This year ‹O› …": when it was, and then who.
_DATING = frozenset(("this", "last", "next", "that", "each", "every", "the"))
#: "During her maternity leave ‹P› …": two phrases.
_ABSENCE = frozenset(("leave", "absence", "sabbatical", "secondment"))
_LIFE = words("grammar", kind="life noun")
_TIME = words("grammar", kind="time noun")
#: A common noun that may stand for a name → the letters of the classes that it may mean: "the fund".
THINGS = {row["word"]: row["classes"] for row in table("grammar") if row["kind"] == "thing"}
_MONEY_NOUNS = words("grammar", kind="money noun")
_MARKS = {
    ",": "comma",
    ";": "mark",
    ":": "mark",
    ".": "mark",
    "?": "mark",
    "!": "mark",
    "(": "open",
    ")": "close",
}
_DASHES = frozenset("–—")
_ADVERB_PARTICLES = words("grammar", kind="particle")
#: These open a new noun phrase wherever they stand.
_OPENERS = frozenset(("this", "that", "the", "a", "an", "its", "their", "each", "every", "both"))
#: Behind a name these open something else: "left the Trust last summer".
_BEHIND_NAMES = frozenset(
    (
        "last",
        "next",
        "today",
        "yesterday",
        "tomorrow",
        "later",
        "earlier",
        "twice",
        "alone",
        "herself",
        "himself",
        "itself",
        "going",
        "alive",
        "afloat",
        "running",
        "open",
    )
)
_ALWAYS = frozenset(("up", "out", "over", "off", "down"))
#: Behind a name these open a phrase of their own: "replaced the ‹O› two years ago".
_NUMERALS = words("grammar", kind="numeral")
_POSSESSIVE = ("'s", "'")


@dataclass(slots=True)
class _Reader:
    tokens: Sequence[Token]
    money: dict[int, tuple[int, str]] = field(default_factory=dict)
    dates: dict[int, tuple[int, FoundDate]] = field(default_factory=dict)


def phrases_of(tokens: Sequence[Token], text: str) -> tuple[Item, ...]:
    """The phrases of a sentence in order."""
    reader = _Reader(tokens)
    _literals(reader, text)
    items: list[Item] = []
    i = 0
    while i < len(tokens):
        item = _item(reader, i, items)
        if item is None:
            i += 1
            continue
        items.append(item)
        i = item.end
    return tuple(joined(items, tokens))


def _literals(reader: _Reader, text: str) -> None:
    tokens = reader.tokens
    if not any(c.isdigit() for c in text):
        return
    for found in find_dates(text, years=True):
        inside = [n for n, t in enumerate(tokens) if t.start < found.end and t.end > found.start]
        if inside and not any(tokens[n].mention for n in inside):
            reader.dates[inside[0]] = (inside[-1] + 1, found)
    for match in MONEY.finditer(text):
        inside = [n for n, t in enumerate(tokens) if t.start < match.end() and t.end > match.start()]
        if inside and not any(tokens[n].mention for n in inside):
            reader.money[inside[0]] = (inside[-1] + 1, match.group().strip(" ,.;"))


def _item(reader: _Reader, i: int, before: list[Item]) -> Item | None:
    tokens = reader.tokens
    token = tokens[i]
    low = token.lower
    if token.mention is None:
        if token.text in _MARKS:
            return Item(_MARKS[token.text], i, i + 1, word=token.text)
        if token.text in _DASHES or (token.text == "-" and _spaced(tokens, i)):
            return Item("comma", i, i + 1, word="–")
        if low in ('"', "“", "”", "-", "/"):
            return None
        if i in reader.dates or i in reader.money:
            return _noun_item(reader, i)
        for phrase in _PHRASES.get(low, ()):
            if tuple(t.lower for t in tokens[i : i + len(phrase)]) == phrase:
                if phrase[0] == "based" and i and tokens[i - 1].lower in ("is", "are", "was", "were"):
                    continue
                return _behind(reader, i, i + len(phrase), " ".join(phrase))
        if low in ("and", "or", "but", "nor", "&", "plus") and low not in ("plus",):
            return Item("and", i, i + 1, word=low)
        if low == "as" and [t.lower for t in tokens[i : i + 3]] == ["as", "well", "as"]:
            return Item("and", i, i + 3, word="and")
        if low in ("both", "all", "each") and _floats(reader, i, before):
            return Item("adverb", i, i + 1, word=low)
        if low in ("which", "who", "whom", "whose") or (low == "that" and _relative_that(reader, i, before)):
            return Item("relative", i, i + 1, word=low)
        if low == "not" and i + 1 < len(tokens) and not _verbal(tokens, i + 1):
            inner = _item(reader, i + 1, before)
            if inner is not None and inner.kind in ("np", "pp"):
                return Item(
                    inner.kind, i, inner.end, inner.nouns, inner.word, None, inner.joined, negated=True
                )
        if (
            before
            and before[-1].verb is not None
            and before[-1].end == i
            and i + 1 not in reader.dates
            and (_particle(before[-1].verb, low) or low in ("back", "away"))
        ):
            return Item("adverb", i, i + 1, word=low)
        verb = verb_at(tokens, i)
        if verb is not None:
            inside = next((n for n in range(verb.start + 1, verb.end) if n in reader.dates), None)
            if inside is not None:  # "has since 2019 been"
                end, found = reader.dates[inside]
                noun = Noun(inside, end, date=found)
                return Item("verb", verb.start, verb.end, (noun,), tokens[inside - 1].lower, verb)
            return Item("verb", verb.start, verb.end, verb=verb)
        looks = low == "after" and before and before[-1].verb is not None and "look" in before[-1].verb.lemmas
        if low in _SUBORDINATORS and not looks and _opens_clause(reader, i):
            return Item("sub", i, i + 1, word=low)
        if low == "to" or low in _PREPOSITIONS:
            if _stranded(reader, i, before):
                return Item("adverb", i, i + 1, word=low)
            return _behind(reader, i, i + 1, low)
        if low and is_adverb(low) and low not in ("both", "all", "each"):
            return Item("adverb", i, i + 1, word=low)
        if token.text in _POSSESSIVE:
            return None
    return _noun_item(reader, i)


@lru_cache(maxsize=8)
def _particles(decided: tuple[VerbFrame, ...]) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for row in frame_rows(decided):
        for particle in row["particle"].split("|"):
            first, *more = particle.split() or [""]
            # "on board" is a preposition with its noun, "on from" and "up" belong to the verb
            if first and (
                not more or first not in _PREPOSITIONS or more[0] in _PREPOSITIONS or first in _ALWAYS
            ):
                found.update((lemma, first) for lemma in row["verb"].split("|"))
    return frozenset(found)


def _particle(verb: Verb, word: str) -> bool:
    """Whether a word right after a verb belongs to it: "set up", "take over"."""
    if word == "on" and "go" in verb.lemmas:
        return True
    return word in _ADVERB_PARTICLES and any((lemma, word) in _particles(added()) for lemma in verb.lemmas)


def _stranded(reader: _Reader, i: int, before: list[Item]) -> bool:
    """Whether a preposition is left behind its passive: "is looked after by"."""
    verb = before[-1].verb if before and before[-1].end == i else None
    after = reader.tokens[i + 1].lower if i + 1 < len(reader.tokens) else ""
    return verb is not None and verb.passive and after == "by" and reader.tokens[i].lower != "by"


def _spaced(tokens: Sequence[Token], i: int) -> bool:
    return (
        0 < i < len(tokens) - 1
        and tokens[i - 1].end < tokens[i].start
        and tokens[i].end < tokens[i + 1].start
    )


def _verbal(tokens: Sequence[Token], i: int) -> bool:
    return bool(tokens[i].lower) and verb_at(tokens, i) is not None


def _floats(reader: _Reader, i: int, before: list[Item]) -> bool:
    """Whether "both" is between a subject and its verb: "A and B both have a seat"."""
    subject = bool(before) and before[-1].kind == "np" and before[-1].end == i
    return subject and i + 1 < len(reader.tokens) and _verbal(reader.tokens, i + 1)


def _relative_that(reader: _Reader, i: int, before: list[Item]) -> bool:
    """Whether "that" opens a relative clause: a noun is right before it, and a verb or a name after."""
    if (
        not before
        or before[-1].kind not in ("np", "pp")
        or before[-1].end != i
        or i + 1 >= len(reader.tokens)
    ):
        return False
    after = reader.tokens[i + 1]
    return bool(after.mention) or _verbal(reader.tokens, i + 1) or after.lower in (*_DETERMINERS, *_PRONOUNS)


def _opens_clause(reader: _Reader, i: int) -> bool:
    """Whether a word such as "after" or "since" opens a clause here: a verb is before the next mark."""
    low = reader.tokens[i].lower
    if low in ("if", "whether", "unless", "because", "although", "though", "whereas", "while", "whilst", "when", "where", "that", "lest",
               "how", "why", "what", "provided", "once", "so"):  # fmt: skip
        return not (low == "that" and i + 1 < len(reader.tokens) and _just_noun(reader, i + 1))
    if i + 1 in reader.dates:
        return False
    for n in range(i + 1, min(i + 14, len(reader.tokens))):
        t = reader.tokens[n]
        if t.text in (",", ";", ".", ")", ":"):
            return False
        last = reader.tokens[n - 1]
        if (
            n > i + 1
            and t.lower in _OPENERS
            and (last.mention or (last.lower.isalpha() and not _opens_noun(last.lower)))
        ):
            return False  # "Before Christmas the ‹O› …"
        if low == "as" and t.lower in ("who", "whose", "which"):
            return False  # "joined as a Fellow and whose research is"
        verb = verb_at(reader.tokens, n) if t.lower else None
        if (
            verb is not None
            and low == "as"
            and (last.lower == "and" or (n > 1 and reader.tokens[n - 2].lower == "and"))
        ):
            return False  # "joined as a Fellow and now leads"
        if verb is not None and not verb.infinitive:
            if verb.bare and verb.passive and n != i + 1:
                continue
            return True
    return False


def _opens_noun(word: str) -> bool:
    return (
        word in _DETERMINERS
        or word in _PREPOSITIONS
        or is_adverb(word)
        or bool(forms_of(word))
        or word in ("and", "or")
    )


def _just_noun(reader: _Reader, i: int) -> bool:
    """Whether "that" before token `i` is only a pointing word: "that plan"."""
    t = reader.tokens[i]
    return bool(t.lower) and t.lower in THINGS


def _behind(reader: _Reader, start: int, i: int, word: str) -> Item:
    """A preposition with the noun after it, or alone where a verb or "which" follows."""
    tokens = reader.tokens
    if i >= len(tokens):
        return Item("adverb", start, i, word=word)
    if tokens[i].lower in ("which", "whom", "whose"):
        return Item("relative", start, i + 1, word=f"{word} which")
    negated = word in _NEGATIVE
    j = i
    while j < len(tokens) and tokens[j].lower == "not":
        negated = True
        j += 1
    if j < len(tokens) and tokens[j].mention is None and tokens[j].text in _MARKS:
        return Item("adverb", start, i, word=word)
    if j not in reader.dates and _verbal(tokens, j):
        return Item("sub", start, i, word=word)
    while (
        j < len(tokens)
        and tokens[j].lower
        and is_adverb(tokens[j].lower)
        and tokens[j].lower not in ("both", "all", "each")
    ):
        j += 1
    if j < len(tokens) and tokens[j].lower in _PREPOSITIONS and not tokens[j].mention:
        inner = _item(reader, j, [])
        if inner is not None and inner.kind == "pp":
            return Item(
                "pp", start, inner.end, inner.nouns, inner.word, None, inner.joined, negated or inner.negated
            )
        return Item("adverb", start, j, word=word)
    noun = _noun(reader, j) if j < len(tokens) else None
    if noun is None:
        return Item("adverb", start, i, word=word)
    return Item("pp", start, noun.end, (noun,), word, negated=negated)


def _noun_item(reader: _Reader, i: int) -> Item | None:
    noun = _noun(reader, i)
    if noun is None:
        return None
    if noun.head in _TIME and noun.name is None:
        return Item("adverb", i, noun.end, word=noun.head)
    return Item("np", i, noun.end, (noun,))


def _noun(reader: _Reader, i: int) -> Noun | None:
    """The noun phrase that begins at token `i`, with what follows after "of"."""
    tokens = reader.tokens
    if i in reader.dates:
        end, found = reader.dates[i]
        return Noun(i, end, date=found)
    start, determiner, negated = i, "", False
    name: int | None = None
    owner: int | None = None
    modifier: int | None = None
    head, money = "", ""
    after_name: list[str] = []
    while i < len(tokens):
        t = tokens[i]
        low = t.lower
        if i in reader.money:
            i, money = reader.money[i]
            head = head or "money"
            continue
        if i in reader.dates and (i == start or name is None):
            i = reader.dates[i][0]
            continue
        if t.mention is not None:
            dated = head in _TIME and determiner in _DATING
            if (t.letter == "P" and (head in _LIFE or head in _TIME or head in _ABSENCE)) or dated:
                break  # "Early in her career ‹P› …"
            if t.letter == "P" and name is not None and name == i - 1:
                break  # "At ‹O› ‹P› works"
            if name is not None and (after_name or tokens[i - 1].text not in _POSSESSIVE):
                modifier = name
            name, head, after_name = i, "", []
            i += 1
            continue
        if t.text in _POSSESSIVE:
            if name is None and not head:
                break
            owner, name, head, after_name = (name if name is not None else owner), None, "", []
            i += 1
            continue
        if t.text in ('"', "“", "”"):
            i += 1
            continue
        if t.text == "-" and i > start and i + 1 < len(tokens) and not _spaced(tokens, i):
            i += 1
            continue
        if t.text == "&" and (head or name is not None):
            break
        if not low or not low[0].isalnum():
            break
        if low in _PRONOUNS and not head and name is None and not determiner:
            return Noun(start, i + 1, head=low, determiner="")
        if low in _DETERMINERS or low in ("not", "no"):
            if (name is not None and low in _NUMERALS) or ((head or name is not None) and low in _OPENERS):
                break
            determiner = determiner or low
            negated = negated or low in ("no", "neither", "not") or (low in ("little", "few") and i == start)
            i += 1
            if low in (
                "both",
                "all",
                "each",
                "several",
                "many",
                "some",
                "most",
                "this",
                "that",
                "these",
                "those",
                "one",
            ) and (
                i >= len(tokens)
                or (
                    not tokens[i].mention
                    and (
                        tokens[i].lower in _PREPOSITIONS
                        or _verbal(tokens, i)
                        or not (tokens[i].lower[:1].isalnum() or i in reader.money)
                    )
                )
            ):
                head = low
                break
            continue
        if (
            low in ("and", "or", "but", "nor")
            or low in _PREPOSITIONS
            or low in ("which", "who", "whose", "whom")
        ):
            break
        if low in _SUBORDINATORS or low in _PRONOUNS:
            break
        if name is not None and (low in _BEHIND_NAMES or _does(tokens, i)):
            break
        attributive = i > start and _attributive(tokens, i, start)
        if not attributive and is_adverb(low) and low not in THINGS:
            if (determiner or owner is not None) and not head and name is None:
                i += 1
                continue
            break
        if (
            not attributive
            and (head or name is not None or i > start or low not in THINGS)
            and _verbal(tokens, i)
        ):
            break
        head = low
        if name is not None:
            after_name.append(low)
        i += 1
    if i == start:
        return None
    if name is not None and after_name:
        letter = tokens[name].letter
        if letter and all(
            letter in THINGS.get(w, "") or (w.endswith("s") and letter in THINGS.get(w[:-1], ""))
            for w in after_name[-1:]
        ):
            head = ""
        else:
            modifier, name = name, None
    elif name is not None:
        head = ""
    said = tuple(t.lower for t in tokens[start:i])
    of: tuple[Noun, ...] = ()
    if i < len(tokens) and tokens[i].lower == "of" and not tokens[i].mention and (name is not None or head):
        inner = _behind(reader, i, i + 1, "of")
        if inner.kind == "pp":
            of, i = inner.nouns, inner.end
    return Noun(start, i, name, head, determiner, owner, money, None, negated, modifier, of, said)


def _done(tokens: Sequence[Token], i: int) -> bool:
    """Whether a plural before the name at `i` is not a title or kind of it: "of rents ‹O›", not "of the charities ‹O› and"."""
    low = tokens[i - 1].lower
    return (
        low.endswith("s")
        and low not in _GROUPS
        and low.removesuffix("s") not in THINGS
        and tokens[i].letter != "P"
    )


def _does(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word after a name is what it does: "lets ‹O› keep its doors open"."""
    low = tokens[i].lower
    after = tokens[i + 1].lower if i + 1 < len(tokens) else ""
    return after in _OPENERS and low not in THINGS and any(form == "base" for _, form in forms_of(low))


def _attributive(tokens: Sequence[Token], i: int, start: int) -> bool:
    """Whether a participle or an adverb is inside a noun phrase: "the newly launched ‹L›", "the funded project"."""
    if any(tokens[n].mention for n in range(start, i)):
        return False
    opened = any(tokens[n].lower in _DETERMINERS for n in range(start, i))
    if not opened or i + 1 >= len(tokens):
        return False
    forms = {form for _, form in forms_of(tokens[i].lower)}
    low = tokens[i].lower
    after = tokens[i + 1]
    if any(not is_adverb(tokens[n].lower) and tokens[n].lower not in _DETERMINERS for n in range(start, i)):
        # a noun stands before already: a participle here would open a clause
        return False
    if forms and not forms & {"pp", "ing", "past"}:
        return True
    if is_adverb(low):
        return bool(after.lower)
    return bool(after.mention) or (
        after.lower.isalpha() and after.lower not in _PREPOSITIONS and after.lower not in _DETERMINERS
    )
