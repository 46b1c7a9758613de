"""Tokenises a sentence, with each name as one token."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..lexicon import PERSON_TITLE
from ..tagging import Mention, Tagged

__all__ = ["Token", "plain_opening", "tokens_of", "words_of"]

_WORD = re.compile(
    r"[^\W\d_]+n['’]t\b|£?\d[\d.,/]*\d|£?\d|[^\W\d_](?:[\w&]|[-.@](?=\w))*|'s\b|'(?= |$)|[^\w\s]"
)
_TITLE = re.compile(rf"(?:The Rt Hon\.? |Rt Hon\.? )?(?:{PERSON_TITLE}\s+)+$")
#: Quotation marks around a name belong to it.
_OPENING, _CLOSING = re.compile(r'["“‘]'), re.compile(r'["”’]')
#: "(ERC)" behind the name that it shortens.
_SHORT = re.compile(r"\s*\((?:the )?[A-Z][\w&-]{1,11}\)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark, or a name: `mention` is set for a name; `start` and `end` are offsets in the sentence's words."""

    text: str
    start: int
    end: int
    mention: Mention | None = None
    #: The word in lower case; empty for a name, which no rule may match by its letters. Stored, for it is asked most of all.
    lower: str = field(init=False, repr=False, compare=False)
    #: The letter of the name's class (P, O, L, G, T, C, K, E, B, N), or empty for a word. Stored like `lower`.
    letter: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        mention = self.mention
        object.__setattr__(self, "lower", "" if mention else self.text.lower().replace("’", "'"))
        object.__setattr__(self, "letter", mention.letter if mention and mention.letter != "R" else "")


def tokens_of(tagged: Tagged) -> tuple[Token, ...]:
    """The tokens of a tagged sentence: names are atoms, with the title before a person and the short form in brackets after.

    Roles (letter R) are not atoms: their words are read by the grammar of roles.
    """
    text = tagged.sentence.text
    found: list[Token] = []
    at = 0
    for mention in sorted(tagged.mentions, key=lambda m: m.start):
        if mention.letter == "R" or mention.start < at:
            continue
        start = mention.start
        if mention.letter == "P" and (title := _TITLE.search(text, at, start)):
            start = title.start()
        short = _SHORT.match(text, mention.end)
        # "(Leeds)" behind a body is where it is
        placed = short is not None and any(
            short.start() < m.start < short.end() and m.letter == "G" for m in tagged.mentions
        )
        end = short.end() if short and not placed and mention.letter in "OLB" else mention.end
        if at < start and _OPENING.match(text, start - 1):
            if _CLOSING.match(text, end):
                start, end = start - 1, end + 1
            elif _CLOSING.match(text, end - 1):
                start -= 1
        found.extend(words_of(text, at, start))
        found.append(Token(mention.text, start, end, mention))
        at = end
    found.extend(words_of(text, at, len(text)))
    return tuple(found)


@lru_cache(maxsize=8192)
def words_of(text: str, start: int, end: int) -> tuple[Token, ...]:
    """The plain words and marks of a stretch of a text."""
    return tuple(Token(m.group(), m.start(), m.end()) for m in _WORD.finditer(text, start, end))


def plain_opening(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """An undecided word that only its place at the head of the sentence gives a capital is a word: "Thanks to a grant …", "Co-led by"."""
    tokens = _timed(_presented(tokens))
    first = tokens[0] if tokens else None
    if (
        first is None
        or first.mention is None
        or first.mention.id is not None
        or not first.text.replace("-", "").isalpha()
    ):
        return tokens
    dash, tail = tokens[1:3] if len(tokens) > 2 else (None, None)
    if (
        dash is not None
        and tail is not None
        and dash.text == "-"
        and first.end == dash.start
        and dash.end == tail.start
    ):
        return (Token(f"{first.text}-{tail.text}", first.start, tail.end), *tokens[3:])
    return (replace(first, mention=None), *tokens[1:])


#: What is said of a thing behind a colon as it would be behind a comma: "‹O›: a charity in ‹G›", "‹O›: hosted by ‹O2›".
_SAID = re.compile(
    r"an?|the|one|our|part|home|led|run|(?!need|seed|feed|speed)[a-z-]+ed|held|set|built|based|made"
)
_ACTS = re.compile(r"[a-z]+[a-z](?<!s)s")


def _presented(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """A line that presents what it names, "‹O›: a charity in ‹G›", read as the sentence that it stands for."""
    n = next((k for k, t in enumerate(tokens[:4]) if t.letter), -1)
    if (
        n < 0
        or n + 2 >= len(tokens)
        or tokens[n].letter not in "OLKEB"
        or any(t.lower not in ("the", "*") for t in tokens[:n])
    ):
        return tokens
    colon, behind = tokens[n + 1 : n + 3]
    if colon.text not in (":", "–", "—") or behind.mention is not None:
        return tokens
    if _SAID.fullmatch(behind.text):
        return (*tokens[: n + 1], replace(colon, text=","), *tokens[n + 2 :])
    if colon.text == ":" and _ACTS.fullmatch(behind.text):
        return (*tokens[: n + 1], *tokens[n + 2 :])
    return tokens


#: What closes a phrase of time: "last summer", "two years ago", "this May".
_TIMES = re.compile(
    r"years?|summer|spring|autumn|winter|month|months|week|weeks|decade|decades|century|quarter|morning|evening|night|weekend|term|ago|earlier|"
    r"january|february|march|april|may|june|july|august|september|october|november|december"
)
_OPENS_TIME = frozenset(
    ("until", "till", "by", "since", "before", "in", "during", "from", "after", "over", "at", "for", "last", "this", "next", "every", "each", "late",
     "early", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "a", "some", "many", "earlier", "later", "throughout", "once", "mid")
)  # fmt: skip


def _timed(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """A sentence that opens with a time and no comma, "Until last summer ‹P› was at ‹O›", with the comma that it could have."""
    if len(tokens) < 5 or tokens[0].lower not in _OPENS_TIME:
        return tokens
    for k in range(1, 5):
        if tokens[k].letter or tokens[k].lower == "the" or tokens[k].text in (",", ".", ":", ";"):
            return tokens
        nxt = tokens[k + 1] if k + 1 < len(tokens) else None
        if nxt is None or not _TIMES.fullmatch(tokens[k].lower) or nxt.lower in ("ago", "earlier"):
            continue
        if nxt.letter or nxt.lower in ("the", "she", "he", "it", "they"):
            return (*tokens[: k + 1], Token(",", tokens[k].end, tokens[k].end), *tokens[k + 1 :])
        return tokens
    return tokens
