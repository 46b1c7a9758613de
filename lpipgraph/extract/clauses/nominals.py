"""Reads nominal constructions: "X, an arm of Y", "X's Y", "the Y-led X", "with £3 million from Y", "partners include Y".

The nouns and their meaning are rows of ``data/reading/nouns.csv``; each construction here serves all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ...tables import table, words
from .authors import authored
from .lemmas import forms_of
from .money import SCALES, SUM, amounts, money
from .phrases import (
    ADJECTIVES,
    DETERMINERS,
    WORKS,
    clause_subject,
    closes,
    coordinated,
    is_subject,
    names_from,
    skip,
    taken_back,
    the,
)
from .places import OFFICES, placed
from .renamed import renamed
from .roles import is_role_word
from .tokens import Token

__all__ = ["Fact", "Frame", "frames_of", "nominal_facts"]

#: Subject token, predicate, object token or words, construction.
Fact = tuple[int, str, "int | str", str]
#: Predicate, whether the name before is the subject ("s") or the object ("o"), subject's classes, object's classes.
Frame = tuple[str, str, str, str]

_PARTNERS = words("nouns", "noun", kind="partners")
_MARKS = frozenset((",", "(", "–", "—", "-"))
_COPULA = frozenset(("is", "are", "remains", "forms", "form", "makes", "make", "becomes", "constitutes"))
_ADVERBS = frozenset(
    ("also", "now", "itself", "still", "both", "itself", "each", "all", "already", "currently")
)
_PREPOSITIONS = frozenset(
    [
        "of",
        "by",
        "at",
        "from",
        "with",
        "for",
        "to",
        "in",
        "on",
        "alongside",
        "through",
        "and",
        "or",
        "but",
        "that",
        "as",
        "under",
        "within",
        "between",
        "including",
        "include",
        "such",
        "than",
        "via",
    ]
)


@lru_cache(maxsize=1)
def _nouns() -> dict[str, list[tuple[frozenset[str], Frame]]]:
    found: dict[str, list[tuple[frozenset[str], Frame]]] = {}
    for row in table("nouns"):
        if row["kind"] == "relation":
            frame = (row["predicate"], row["first"], row["subject"], row["object"])
            found.setdefault(row["noun"], []).append((frozenset(row["prepositions"].split("|")), frame))
    return found


@lru_cache(maxsize=8)
def _rows(kind: str) -> dict[str, list[Frame]]:
    """Word → frames, of one kind of row whose word alone decides."""
    found: dict[str, list[Frame]] = {}
    for row in table("nouns"):
        if row["kind"] == kind:
            frame = (row["predicate"], row["first"], row["subject"], row["object"])
            found.setdefault(row["prepositions"] or row["noun"], []).append(frame)
    return found


@lru_cache(maxsize=1)
def _openings() -> frozenset[str]:
    """The first words of the nouns that have several."""
    return frozenset(noun.split()[0] for noun in _nouns() if " " in noun)


def frames_of(
    tokens: Sequence[Token], i: int
) -> tuple[int, str, bool, list[tuple[frozenset[str], Frame]]] | None:
    """The noun of the table that begins at token `i`: its end, itself, whether it is a plural, and its frames by preposition."""
    opening = tokens[i].text.lower()
    for length in (4, 3, 2, 1) if opening in _openings() else (1,):
        if i + length > len(tokens) or any(t.letter for t in tokens[i : i + length]):
            continue
        low = " ".join(t.text.lower() for t in tokens[i : i + length])
        for word, plural in (
            (low, False),
            (low.removesuffix("s"), low.endswith("s")),
            (low[:-3] + "y", low.endswith("ies")),
        ):
            if word in _nouns():
                return i + length, word, plural, _nouns()[word]
    return None


def nominal_facts(tokens: Sequence[Token]) -> list[Fact]:
    """All that the noun phrases of a sentence say about its names."""
    names = [i for i, t in enumerate(tokens) if t.letter]
    found: list[Fact] = []
    if not names:
        return found
    found.extend(amounts(tokens))
    if len(names) > 1:
        for rule in (
            _nouns_with_arguments,
            _joined,
            _possessive,
            _suffixes,
            _fronted,
            _offices,
            _brackets,
            placed,
            authored,
            renamed,
        ):
            found.extend(rule(tokens))
        found.extend(money(tokens))
        found.extend(_partners(tokens))
    return found


def _fill(frames: Sequence[Frame], tokens: Sequence[Token], a: int, b: int, how: str) -> Iterator[Fact]:
    """The statements of frames whose classes two names fill: `a` is the name that the construction names first."""
    for predicate, first, subject, obj in frames:
        s, o = (a, b) if first == "s" else (b, a)
        if (
            s != o
            and tokens[s].letter
            and tokens[o].letter
            and tokens[s].letter in subject
            and tokens[o].letter in obj
        ):
            yield (s, predicate, o, how)
            return


# --- a noun with its argument -------------------------------------------------------------------------------------------


def _nouns_with_arguments(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "X, an arm of Y", "X (part of Y)", "X – home to Y", "X is one strand of Y", "an arm of Y, X", "Y's arm, X"."""
    i = 0
    while i < len(tokens):
        noun = None if tokens[i].letter else frames_of(tokens, i)
        if noun is None:
            i += 1
            continue
        end, word, plural, rows = noun
        start = _phrase_start(tokens, i)
        yield from _owned(tokens, i, end, word, rows)
        if end >= len(tokens) or taken_back(tokens, start):
            i = end
            continue
        frames = [frame for prepositions, frame in rows if tokens[end].lower in prepositions]
        if frames:
            arguments, after = names_from(tokens, end + 1, "OLGPBEKC")
            firsts, how = _first(tokens, start, plural)
            if (
                arguments
                and not firsts
                and _opens_sentence(tokens, start)
                and after < len(tokens)
                and tokens[after].text == ","
            ):
                # "An arm of Y, X has grown."
                k = skip(tokens, after + 1)
                firsts, how = (
                    ([k], "apposition before") if tokens[k : k + 1] and tokens[k].letter else ([], "")
                )
                if (
                    firsts
                    and closes(tokens, k + 1)
                    and not (k + 1 < len(tokens) and tokens[k + 1].text == ",")
                ):
                    firsts = []
            for a in firsts:
                for b in arguments:
                    if b not in firsts:
                        yield from _fill(frames, tokens, a, b, f"{word}, {how}")
        i = end


def _phrase_start(tokens: Sequence[Token], i: int) -> int:
    """Where the phrase of the noun at `i` begins: its article, or the noun itself with the adjectives before it."""
    j = i
    while j > 0 and i - j < 5:
        low = tokens[j - 1].lower
        if low in DETERMINERS:
            j -= 1
            if (
                j > 1
                and tokens[j - 1].lower == "of"
                and tokens[j - 2].lower in ("one", "two", "three", "part")
            ):
                j -= 2
            return j
        if not low or not low[0].isalpha() or low in _PREPOSITIONS or low in _COPULA or low in _ADVERBS:
            break
        j -= 1
    # Without an article only adjectives of the table stand before.
    k = i
    while k > 0 and tokens[k - 1].lower in ADJECTIVES:
        k -= 1
    return k


def _first(tokens: Sequence[Token], start: int, plural: bool) -> tuple[list[int], str]:
    """The name that a phrase from `start` on describes, and the construction."""
    j = start - 1
    while j >= 0 and tokens[j].lower in ("both", "itself", "also", "now", "all", "currently"):
        j -= 1
    if j < 1:
        return [], ""
    if tokens[j].text in _MARKS and tokens[j - 1].letter:
        if tokens[j].text == "-" and tokens[j].start == tokens[j - 1].end:
            return [], ""
        how = "brackets" if tokens[j].text == "(" else "apposition"
        return (coordinated(tokens, j - 1) if plural else [j - 1]), how
    been = tokens[j].lower == "been" and tokens[j - 1].lower in ("has", "have")
    if been or tokens[j].lower in _COPULA:
        k = j - 2 if been else j - 1
        while k >= 0 and tokens[k].lower in _ADVERBS:
            k -= 1
        if k >= 0 and tokens[k].letter and is_subject(tokens, k):
            return coordinated(tokens, k), "copula"
    return [], ""


def _opens_sentence(tokens: Sequence[Token], start: int) -> bool:
    """Whether a phrase opens its sentence, after "As" if need be: "An arm of Y, X …", "As part of Y, X …"."""
    return all(t.text in ('"', "“", "'") or t.lower == "as" for t in tokens[:start])


def _owned(
    tokens: Sequence[Token], i: int, end: int, word: str, rows: list[tuple[frozenset[str], Frame]]
) -> Iterator[Fact]:
    """For example "Y's research arm, X," and "Y and its arm X": the noun's argument is its owner."""
    j = i - 1
    while (
        j > 0
        and i - j < 4
        and not tokens[j].letter
        and (tokens[j].lower in ADJECTIVES or tokens[j].lower.isalpha())
        and (tokens[j].lower not in _PREPOSITIONS and tokens[j].lower not in ("its", "their"))
    ):
        j -= 1
    owner = -1
    if j > 0 and tokens[j].text in ("'s", "'") and tokens[j - 1].letter:
        owner = j - 1
    elif j > 0 and tokens[j].lower in ("its", "their"):
        before = [n for n in range(j) if tokens[n].letter]
        owner = before[0] if len(before) == 1 else -1
    elif i > 0 and tokens[i - 1].letter and i > 1 and tokens[i - 2].lower in ("a", "an"):
        owner = i - 1
    elif j > 0 and tokens[j].letter and tokens[j - 1].lower in ("a", "an"):
        owner = j
    if owner < 0:
        return
    frames = [frame for prepositions, frame in rows if prepositions & {"of", "to"}]
    start = owner - 1 if owner and tokens[owner - 1].lower in DETERMINERS else owner
    if start > 1 and tokens[start - 1].text in _MARKS and tokens[start - 2].letter and closes(tokens, end):
        # "X, Y's flagship scheme, …", "X, a Y initiative, …"
        yield from _fill(frames, tokens, start - 2, owner, f"{word}, of its owner")
        return
    if tokens[owner + 1].text not in ("'s", "'") and tokens[j].lower not in ("its", "their"):
        return
    comma = end < len(tokens) and tokens[end].text in (",", "–", "—", "(")
    k = the(tokens, end + 1 if comma else end)
    if k >= len(tokens) or not tokens[k].letter or (comma and not closes(tokens, k + 1)):
        return
    yield from _fill(frames, tokens, k, owner, f"{word}, possessive")


# --- two names side by side ---------------------------------------------------------------------------------------------


#: What only takes place; who organises or hosts may as well be there.
_HELD = frozenset(["held", "staged"])


def _joined(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "X of Y", "X at Y", "X in Y", "X, by Y": a preposition between two names."""
    rows = _rows("of")
    for i, token in enumerate(tokens):
        if not token.letter or i + 2 >= len(tokens) or taken_back(tokens, i):
            continue
        j = i + 1
        comma = tokens[j].text == ","
        if comma:
            j += 1
        link = tokens[j].lower if j < len(tokens) else ""
        if link not in rows or (comma and link not in ("by", "in")) or not _stands_free(tokens, i, link):
            continue
        if link == "by":
            targets, after = names_from(tokens, j + 1, "PO")
        else:
            k = the(tokens, j + 1)
            targets = (k,) if k < len(tokens) and tokens[k].letter else ()
            if targets and link in ("across", "for", "in") and tokens[k].letter == "G":
                targets, after = names_from(tokens, j + 1, "G")
            after = targets[-1] + 1 if targets else j
        if after < len(tokens) and tokens[after].text in ("'s", "'"):
            continue
        if comma and link == "in" and not closes(tokens, after):
            continue
        if link == "in" and token.letter == "O" and _holds(tokens, i):
            continue
        for k in targets:
            how = "of the subject" if link == "in" and _opens_clause(tokens, i) else "between names"
            yield from _fill(rows[link], tokens, i, k, f"{link}, {how}")


def _holds(tokens: Sequence[Token], i: int) -> bool:
    """Whether an organisation is who held something: "a conference held by ‹O› in ‹G›" says where that was, not where the organisation is."""
    j = i - 1
    while j >= 0 and tokens[j].lower in DETERMINERS:
        j -= 1
    return j > 0 and tokens[j].lower == "by" and tokens[j - 1].lower in _HELD


def _holding(token: Token) -> bool:
    """Whether a word says that something is held: "a session, which we are running with ‹O› in ‹G›"."""
    return any(lemma in _HOLD for lemma, _ in forms_of(token.lower)) if token.lower else False


_HOLD = frozenset(
    ("run", "hold", "host", "organise", "organize", "stage", "convene", "launch", "meet", "plan", "put")
)


def _opens_clause(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name opens its clause alone: no "and" before it, of which it may be only the last part."""
    before = tokens[i - 2 if i and tokens[i - 1].lower in DETERMINERS else i - 1].lower if i else ""
    return before not in ("and", "&") and is_subject(tokens, i)


def _stands_free(tokens: Sequence[Token], i: int, link: str) -> bool:
    """Whether what follows a name belongs to it: it is not an object of a verb, whose place "in Leeds" may be as well."""
    j = i - 1
    while j >= 0 and (
        tokens[j].lower in ADJECTIVES
        or tokens[j].lower in DETERMINERS
        or tokens[j].lower in WORKS
        or tokens[j].letter == "N"
    ):
        j -= 1
    if j < 0 or not tokens[j].lower[:1].isalpha():
        return True
    low = tokens[j].lower
    if link == "by" and low in ("to", "on", "of", "about"):
        return False  # "a reply to the report by ‹O›"
    if link in ("of", "by"):
        return True
    if link == "from" and low in ("for", "to", "of"):
        return False
    if link == "in" and low == "with" and any(t.letter == "E" or _holding(t) for t in tokens[:i]):
        return False  # "a workshop run with ‹O› in ‹G›": where it was
    return low in _PREPOSITIONS


def _possessive(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "X's Y", "X's own new £3 million Y"."""
    frames = _rows("possessive")["'s"]
    for i, token in enumerate(tokens[:-2]):
        if not token.letter or tokens[i + 1].text not in ("'s", "'"):
            continue
        j = i + 2
        while (
            j < len(tokens)
            and j - i < 8
            and not tokens[j].letter
            and (
                tokens[j].lower in ADJECTIVES
                or SUM.match(tokens[j].text)
                or tokens[j].lower in SCALES
                or tokens[j].text == "-"
                or re.fullmatch(r"(?:19|20)\d\d", tokens[j].text)
            )
        ):
            j += 1
        j = skip(tokens, j)
        if j >= len(tokens) or not tokens[j].letter:
            continue
        after = j + 1
        if after < len(tokens) and (
            tokens[after].text in ("'s", "-")
            or is_role_word(tokens[after].text)
            or tokens[after].letter == "P"
        ):
            continue
        yield from _fill(frames, tokens, i, j, "possessive")
        if after < len(tokens) and tokens[after].lower in ("and", "&"):
            k = after + 1
            if k < len(tokens) and tokens[k].letter == tokens[j].letter and closes(tokens, k + 1):
                yield from _fill(frames, tokens, i, k, "possessive")


def _suffixes(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "the Y-led X", "the Leeds-based X"."""
    rows = _rows("suffix")
    for i, token in enumerate(tokens[:-3]):
        if not token.letter or tokens[i + 1].text not in ("-", "–") or tokens[i + 2].lower not in rows:
            continue
        k = skip(tokens, i + 3)
        apposed = i > 2 and tokens[i - 1].lower in ("a", "an") and tokens[i - 2].text in _MARKS
        if apposed and not tokens[k].letter and tokens[i - 3].letter:  # "‹O›, a ‹O2›-funded body"
            k = i - 3
        if tokens[k].letter:
            yield from _fill(rows[tokens[i + 2].lower], tokens, i, k, f"-{tokens[i + 2].lower}")


def _fronted(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "In ‹G›, the ‹L› …", "Under the ‹L2›, the ‹L› …", "From its base in ‹G›, ‹O› …"."""
    k = next((n for n, t in enumerate(tokens[:8]) if t.letter), 0)
    opener = [t.lower for t in tokens[:k]]
    while len(opener) > 1 and opener[-1] in ("the", "a", "an"):
        opener.pop()
    frames = _rows("fronted").get(" ".join(opener))
    if not k or frames is None:
        return
    listed, end = names_from(tokens, k, tokens[k].letter)
    if end >= len(tokens):
        return
    comma = tokens[end].text == ","
    if not comma and not (
        tokens[k].letter == "G" and (tokens[end].letter == "L" or tokens[end].lower == "the")
    ):
        return
    n = skip(tokens, end + 1 if comma else end)
    if not comma and (n >= len(tokens) or tokens[n].letter != "L"):
        return
    if (
        n < len(tokens)
        and tokens[n].letter
        and n + 1 < len(tokens)
        and tokens[n + 1].text not in ("'s", "'", ",")
    ):
        for place in listed:
            yield from _fill(frames, tokens, place, n, f"{opener[0]}, fronted")


def _offices(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "the ‹G› office of ‹O›", "‹O›'s ‹G› office"."""
    for i, token in enumerate(tokens[:-1]):
        if token.letter != "G" or tokens[i + 1].lower not in OFFICES:
            continue
        k = -1
        if i > 1 and tokens[i - 1].text in ("'s", "'"):
            k = i - 2
        elif i + 2 < len(tokens) and tokens[i + 2].lower == "of":
            k = the(tokens, i + 3)
        if 0 <= k < len(tokens) and tokens[k].letter == "O" and not taken_back(tokens, min(i, k)):
            yield k, "locatedIn", i, f"{tokens[i + 1].lower}, in a place"


def _brackets(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "X (Y)", by the classes of the two."""
    frames = _rows("bracket")["("]
    for i, token in enumerate(tokens[:-3]):
        if not token.letter or tokens[i + 1].text != "(":
            continue
        k = the(tokens, i + 2)
        listed, end = names_from(tokens, i + 2, "P") if token.letter == "B" else ((), 0)
        if len(listed) > 1 and end < len(tokens) and tokens[end].text == ")":  # "‹B› (‹P› and ‹P2›)"
            for writer in listed:
                yield from _fill(frames, tokens, i, writer, "brackets")
        if k < len(tokens) and tokens[k].letter and k + 1 < len(tokens) and tokens[k + 1].text in (")", ","):
            yield from _fill(frames, tokens, i, k, "brackets")


# --- partners -----------------------------------------------------------------------------------------------------------


def _partners(tokens: Sequence[Token]) -> Iterator[Fact]:
    """For example "partners of Y include X", "Y, whose partners are X", "Y … in partnership with X", "with X as a partner"."""
    for i, token in enumerate(tokens):
        low = token.lower
        listed: tuple[int, ...] = ()
        whole = -1
        predicate = "partnerOf"
        if low in ("partnership", "collaboration", "association") and i and tokens[i - 1].lower == "in":
            if (
                tokens[i + 1 : i + 2]
                and tokens[i + 1].lower == "with"
                and not (i > 1 and taken_back(tokens, i - 1))
            ):
                listed, _ = names_from(tokens, i + 2, "O")
                whole = clause_subject(tokens, i, "O")
                if any(t.lower in ("work", "works", "working", "worked") for t in tokens[max(0, i - 4) : i]):
                    for k in listed:
                        if whole >= 0 and k != whole:
                            yield (whole, predicate, k, "in partnership")
                    continue
        elif low in ("partner", "partners", "lead") and "as" in (t.lower for t in tokens[max(0, i - 3) : i]):
            with_ = next((n for n in range(i - 1, -1, -1) if tokens[n].lower == "with"), -1)
            if with_ > 0:
                listed, after = names_from(tokens, with_ + 1, "O")
                whole = (
                    clause_subject(tokens, with_, "O")
                    if after < len(tokens) and tokens[after].lower == "as"
                    else -1
                )
                lead = low == "lead" or tokens[i - 1].lower == "lead"
                if lead and len(listed) == 1 and whole >= 0:
                    yield (listed[0], "leadsOrganisation", whole, "with X as lead")
                    continue
        elif low in _PARTNERS:
            yield from _mutual(tokens, i)
            whole, j = _partners_of(tokens, i)
            listed = _partners_listed(tokens, i, j, named=whole >= 0)
            whole = whole if whole >= 0 or not listed else clause_subject(tokens, i, "O")
        for k in listed:
            if whole >= 0 and k != whole:
                yield (k, predicate, whole, "partners")


def _partners_of(tokens: Sequence[Token], i: int) -> tuple[int, int]:
    """Whose partners are meant, if the phrase states this, and the first token after the phrase."""
    j = i + 1
    if j < len(tokens) and tokens[j].lower in ("of", "in", "to", "on", "at"):
        k = the(tokens, j + 1)
        if k < len(tokens) and tokens[k].letter == "O":
            return k, k + 1
    if i > 1 and tokens[i - 1].text in ("'s", "'") and tokens[i - 2].letter == "O":
        return i - 2, j
    if i > 1 and tokens[i - 1].lower == "whose":
        k = i - 3 if tokens[i - 2].text == "," else i - 2
        return (k if k >= 0 and tokens[k].letter == "O" else -1), j
    return -1, j


def _partners_listed(tokens: Sequence[Token], i: int, j: int, *, named: bool) -> tuple[int, ...]:
    """The members that follow "partners"; "members" only where it is said of what."""
    if tokens[i].lower == "members" and not named:
        return ()
    if j < len(tokens) and tokens[j].text in (",", ":"):
        j += 1
    if j < len(tokens) and tokens[j].lower in ("include", "includes", "including", "are", "like"):
        j += 1
    elif j + 1 < len(tokens) and tokens[j].lower == "such" and tokens[j + 1].lower == "as":
        j += 2
    elif tokens[j - 1].text != ":" and not (j == i + 1 and i and tokens[i - 1].lower in ("with", "its")):
        return ()
    return names_from(tokens, j, "O")[0]


def _mutual(tokens: Sequence[Token], i: int) -> Iterator[Fact]:
    """For example "X and Y are long-standing partners"."""
    start = _phrase_start(tokens, i)
    if (
        tokens[i].lower == "partners"
        and closes(tokens, i + 1)
        and start > 3
        and tokens[start - 1].lower in ("are", "remain")
    ):
        both = (
            [k for k in coordinated(tokens, start - 2) if tokens[k].letter == "O"]
            if tokens[start - 2].letter == "O"
            else []
        )
        if len(both) == 2 and is_subject(tokens, both[1]):
            yield (both[1], "partnerOf", both[0], "partners of each other")
