"""What nouns say about names without a verb: "X, an arm of Y", "X's Y", "the Y-led X", "with £3 million from Y", "partners include Y".

The nouns and their meaning are rows of ``data/reading/nouns.csv``; each construction here serves all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..tables import table, words
from .phrases import closes, names_from, skip, taken_back, the
from .roles import is_role_word
from .tokens import Token

__all__ = ["Fact", "Frame", "frames_of", "nominal_facts"]

#: Subject token, predicate, object token or words, construction.
Fact = tuple[int, str, "int | str", str]
#: Predicate, whether the name before is the subject ("s") or the object ("o"), subject's classes, object's classes.
Frame = tuple[str, str, str, str]

_HYPOTHETICAL = words("nouns", "noun", kind="hypothetical")
_ADJECTIVES = words("nouns", "noun", kind="adjective")
_MONEY_NOUNS = words("nouns", "noun", kind="money")
_PARTNERS = words("nouns", "noun", kind="partners")
_MARKS = frozenset((",", "(", "–", "—", "-"))
_COPULA = frozenset(("is", "are", "remains", "forms", "form", "makes", "make", "becomes", "constitutes"))
_ADVERBS = frozenset(
    ("also", "now", "itself", "still", "both", "itself", "each", "all", "already", "currently")
)
_DETERMINERS = frozenset(("the", "a", "an", "its", "their", "one", "our", "another", "two", "three"))
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
_SCALES = frozenset(("million", "billion", "m", "bn", "k", "trillion"))
_MONEY = re.compile(r"[£$€]\d[\d.,]*$")


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


def frames_of(
    tokens: Sequence[Token], i: int
) -> tuple[int, str, bool, list[tuple[frozenset[str], Frame]]] | None:
    """The noun of the table that begins at token `i`: its end, itself, whether it is a plural, and its frames by preposition."""
    for length in (4, 3, 2, 1):
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
    found.extend(_amounts(tokens))
    if len(names) > 1:
        for rule in (_nouns_with_arguments, _joined, _possessive, _suffixes, _fronted, _brackets):
            found.extend(rule(tokens))
        if not any(t.lower in _HYPOTHETICAL for t in tokens):
            found.extend(_money(tokens))
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
    """Such as "X, an arm of Y", "X (part of Y)", "X – home to Y", "X is one strand of Y", "an arm of Y, X", "Y's arm, X"."""
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
                and start == _sentence_start(tokens, start)
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
        if low in _DETERMINERS:
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
    while k > 0 and tokens[k - 1].lower in _ADJECTIVES:
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
        return (_coordinated(tokens, j - 1) if plural else [j - 1]), how
    if tokens[j].lower in _COPULA:
        k = j - 1
        while k >= 0 and tokens[k].lower in _ADVERBS:
            k -= 1
        if k >= 0 and tokens[k].letter and _is_subject(tokens, k):
            return _coordinated(tokens, k), "copula"
    return [], ""


def _coordinated(tokens: Sequence[Token], k: int) -> list[int]:
    """The name at `k` and those that "and" and commas join to it on its left."""
    out = [k]
    while True:
        j = k - 1
        while j >= 0 and (tokens[j].lower in ("the", "and", "&") or (tokens[j].text == "," and j > 0)):
            j -= 1
        if j < 0 or j == k - 1 or not tokens[j].letter or tokens[j].letter != tokens[k].letter:
            break
        between = tokens[j + 1 : k]
        if not any(t.lower in ("and", "&", ",") or t.text == "," for t in between):
            break
        out.append(j)
        k = j
    return out


def _is_subject(tokens: Sequence[Token], k: int) -> bool:
    """Whether the name at `k` opens its clause, so that what follows is said of it."""
    j = k - 1
    while j >= 0 and (tokens[j].lower in ("the", "a", "an", "its", "our") or tokens[j].lower in _ADJECTIVES):
        j -= 1
    if j < 0 or tokens[j].text in (";", ":", "–", "—", '"', "“"):
        return True
    if tokens[j].lower in ("and", "but", "that", "while", "whereas", "because"):
        return True
    if tokens[j].text == ",":
        return not any(t.letter for t in tokens[:j]) or (
            j > 0 and tokens[0].lower in ("in", "since", "under", "across", "within", "at")
        )
    return False


def _sentence_start(tokens: Sequence[Token], start: int) -> int:
    return start if all(t.text in ('"', "“", "'") for t in tokens[:start]) else -1


def _owned(
    tokens: Sequence[Token], i: int, end: int, word: str, rows: list[tuple[frozenset[str], Frame]]
) -> Iterator[Fact]:
    """Such as "Y's research arm, X," and "Y and its arm X": the noun's argument is its owner."""
    j = i - 1
    while (
        j > 0
        and i - j < 4
        and not tokens[j].letter
        and (tokens[j].lower in _ADJECTIVES or tokens[j].lower.isalpha())
        and (tokens[j].lower not in _PREPOSITIONS and tokens[j].lower not in ("its", "their"))
    ):
        j -= 1
    owner = -1
    if j > 0 and tokens[j].text in ("'s", "'") and tokens[j - 1].letter:
        owner = j - 1
    elif j > 0 and tokens[j].lower in ("its", "their"):
        before = [n for n in range(j) if tokens[n].letter]
        owner = before[0] if len(before) == 1 else -1
    if owner < 0:
        return
    comma = end < len(tokens) and tokens[end].text in (",", "–", "—", "(")
    k = the(tokens, end + 1 if comma else end)
    if k >= len(tokens) or not tokens[k].letter or (comma and not closes(tokens, k + 1)):
        return
    frames = [frame for prepositions, frame in rows if prepositions & {"of", "to"}]
    yield from _fill(frames, tokens, k, owner, f"{word}, possessive")


# --- two names side by side ---------------------------------------------------------------------------------------------


def _joined(tokens: Sequence[Token]) -> Iterator[Fact]:
    """Such as "X of Y", "X at Y", "X in Y", "X, by Y": a preposition between two names."""
    rows = _rows("of")
    for i, token in enumerate(tokens):
        if not token.letter or i + 2 >= len(tokens):
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
        for k in targets:
            yield from _fill(rows[link], tokens, i, k, f"{link}, between names")


def _stands_free(tokens: Sequence[Token], i: int, link: str) -> bool:
    """Whether what follows a name belongs to it: it is no object of a verb, whose place "in Leeds" may be as well."""
    j = i - 1
    while j >= 0 and (
        tokens[j].lower in _ADJECTIVES or tokens[j].lower in _DETERMINERS or tokens[j].letter == "N"
    ):
        j -= 1
    if j < 0 or not tokens[j].lower[:1].isalpha():
        return True
    low = tokens[j].lower
    if link in ("of", "by"):
        return True
    if link == "from" and low in ("for", "to", "of"):
        return False
    return low in _PREPOSITIONS


def _possessive(tokens: Sequence[Token]) -> Iterator[Fact]:
    """Such as "X's Y", "X's own new £3 million Y"."""
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
                tokens[j].lower in _ADJECTIVES
                or _MONEY.match(tokens[j].text)
                or tokens[j].lower in _SCALES
                or tokens[j].text == "-"
                or re.fullmatch(r"(?:19|20)\d\d", tokens[j].text)
            )
        ):
            j += 1
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
    """Such as "the Y-led X", "the Leeds-based X"."""
    rows = _rows("suffix")
    for i, token in enumerate(tokens[:-3]):
        if not token.letter or tokens[i + 1].text not in ("-", "–") or tokens[i + 2].lower not in rows:
            continue
        k = skip(tokens, i + 3)
        if tokens[k].letter:
            yield from _fill(rows[tokens[i + 2].lower], tokens, i, k, f"-{tokens[i + 2].lower}")


def _fronted(tokens: Sequence[Token]) -> Iterator[Fact]:
    """Such as "In ‹G›, the ‹L› …", "Under the ‹L2›, the ‹L› …"."""
    frames = _rows("fronted").get(tokens[0].lower)
    if frames is None:
        return
    k = the(tokens, 1)
    if k + 2 >= len(tokens) or not tokens[k].letter or tokens[k + 1].text != ",":
        return
    n = skip(tokens, k + 2)
    if tokens[n].letter and n + 1 < len(tokens) and tokens[n + 1].text not in ("'s", "'", ","):
        yield from _fill(frames, tokens, k, n, f"{tokens[0].lower}, fronted")


def _brackets(tokens: Sequence[Token]) -> Iterator[Fact]:
    """Such as "X (Y)", by the classes of the two."""
    frames = _rows("bracket")["("]
    for i, token in enumerate(tokens[:-3]):
        if not token.letter or tokens[i + 1].text != "(":
            continue
        k = the(tokens, i + 2)
        if k < len(tokens) and tokens[k].letter and k + 1 < len(tokens) and tokens[k + 1].text in (")", ","):
            yield from _fill(frames, tokens, i, k, "brackets")


# --- money --------------------------------------------------------------------------------------------------------------


def _sum(tokens: Sequence[Token], i: int) -> tuple[int, str] | None:
    """The sum of money that begins at `i`: where it ends, and its words."""
    if i >= len(tokens) or tokens[i].letter or not _MONEY.match(tokens[i].text):
        return None
    text = tokens[i].text.rstrip(".,")
    j = i + 1
    if j < len(tokens) and tokens[j].text == "-" and j + 1 < len(tokens) and tokens[j + 1].lower in _SCALES:
        return j + 2, f"{text}-{tokens[j + 1].text}"
    if j < len(tokens) and tokens[j].lower in _SCALES:
        gap = " " if tokens[j].start > tokens[i].end else ""
        return j + 1, f"{text}{gap}{tokens[j].text}"
    return j, text


def _amounts(tokens: Sequence[Token]) -> Iterator[Fact]:
    """Such as "the £40 million L", "L (£40 million)", "L, worth £40 million"."""
    for i, token in enumerate(tokens):
        found = _sum(tokens, i) if not token.letter else None
        if found is None:
            continue
        end, text = found
        if i and tokens[i - 1].lower in ("over", "than", "to", "of", "about"):
            continue
        k = end
        while k < len(tokens) and k - end < 4 and tokens[k].lower in _ADJECTIVES:
            k += 1
        if k < len(tokens) and tokens[k].letter == "L" and (k == end or tokens[end].text != ","):
            if i and tokens[i - 1].lower in ("the", "a", "an", "its", "their", "new", "'s", "our", "this"):
                yield (k, "amount", text, "sum before the name")
        elif (
            i > 1
            and tokens[i - 1].text == "("
            and tokens[i - 2].letter == "L"
            and tokens[end : end + 1]
            and tokens[end].text == ")"
        ):
            yield (i - 2, "amount", text, "brackets")
        elif (
            i > 2
            and tokens[i - 1].lower == "worth"
            and tokens[i - 2].text in (",", "(")
            and tokens[i - 3].letter == "L"
        ):
            yield (i - 3, "amount", text, "worth, behind the name")


def _money(tokens: Sequence[Token]) -> Iterator[Fact]:
    """Such as "With £3 million from Y, X …", "X, with funding from Y", "a grant from Y to X", "funding for X from Y", "X's grant from Y"."""
    for i, token in enumerate(tokens):
        if token.lower not in ("from", "of") or not _is_money(tokens, i):
            continue
        funders, end = names_from(tokens, i + 1, "OL")
        if not funders or (
            token.lower == "of"
            and not any(t.lower in ("support", "backing") for t in tokens[max(0, i - 2) : i])
        ):
            continue
        begin = _money_start(tokens, i)
        if begin > 0 and taken_back(tokens, begin):
            continue
        whom, how = _funded(tokens, begin, i, end)
        for k in funders:
            if whom is not None and k != whom and tokens[whom].letter in "OL":
                yield (whom, "fundedBy", k, how)


def _money_start(tokens: Sequence[Token], i: int) -> int:
    """The first token of the phrase of money that ends before `i`."""
    j = i
    while j > 0 and i - j < 12:
        t = tokens[j - 1]
        if t.text in (".", ";", ",", "(") or t.lower in (
            "with",
            "thanks",
            "using",
            "through",
            "by",
            "on",
            "is",
            "was",
            "has",
            "'s",
        ):
            break
        j -= 1
    return j


def _is_money(tokens: Sequence[Token], i: int) -> bool:
    """Whether money stands directly before the preposition at `i`, or with "for X" between."""
    j = i - 1
    if j > 0 and tokens[j].letter and tokens[j].letter in "OL":
        j = j - 1
        while j > 0 and tokens[j].lower in _DETERMINERS:
            j -= 1
        if tokens[j].lower not in ("for", "to"):
            return False
        j -= 1
    if j < 0 or tokens[j].letter:
        return False
    if tokens[j].lower in _MONEY_NOUNS or tokens[j].lower in _SCALES or _MONEY.match(tokens[j].text):
        return True
    return any(_MONEY.match(t.text) for t in tokens[max(0, j - 6) : j + 1] if not t.letter) and not any(
        t.letter or t.text == "," for t in tokens[max(0, j - 5) : j + 1]
    )


def _funded(tokens: Sequence[Token], begin: int, i: int, end: int) -> tuple[int | None, str]:
    """Whom the money goes to."""
    inside = [n for n in range(begin, i) if tokens[n].letter and tokens[n].letter in "OL"]
    if inside:
        return inside[0], "money for X from Y"
    if end < len(tokens) and tokens[end].lower in ("to", "for"):
        k = skip(tokens, end + 1)
        return (k, "money from Y to X") if tokens[k : k + 1] and tokens[k].letter else (None, "")
    opener = tokens[begin - 1].lower if begin else ""
    if opener in ("with", "using", "thanks") or (
        begin and tokens[begin].lower == "to" and opener == "thanks"
    ):
        if begin == 1:
            if end < len(tokens) and tokens[end].text == ",":
                k = skip(tokens, end + 1)
                return (k, "with money from Y, X") if k < len(tokens) and tokens[k].letter else (None, "")
            return None, ""
        before = [n for n in range(begin - 1) if tokens[n].letter and tokens[n].letter in "OL"]
        if before and _is_subject(tokens, before[0]) and all(_is_agent(tokens, n) for n in before[1:]):
            return before[0], "X with money from Y"
        return None, ""
    if begin > 1 and opener == "'s" and tokens[begin - 2].letter:
        return begin - 2, "X's money from Y"
    return None, ""


def _is_agent(tokens: Sequence[Token], n: int) -> bool:
    """Whether a name stands behind "by": "X is funded by A, with support from B" is about X."""
    while n > 0 and (
        tokens[n - 1].lower in _DETERMINERS or tokens[n - 1].lower in ("and", "&") or tokens[n - 1].letter
    ):
        n -= 1
    return n > 0 and tokens[n - 1].lower == "by"


# --- partners -----------------------------------------------------------------------------------------------------------


def _partners(tokens: Sequence[Token]) -> Iterator[Fact]:
    """Such as "partners of Y include X", "Y's partners are X", "Y brings together partners such as X", "Y … in partnership with X"."""
    for i, token in enumerate(tokens):
        low = token.lower
        if (
            low in ("partnership", "collaboration", "association")
            and i
            and tokens[i - 1].lower == "in"
            and i + 1 < len(tokens)
        ):
            if tokens[i + 1].lower != "with" or (i > 1 and taken_back(tokens, i - 1)):
                continue
            listed, _ = names_from(tokens, i + 2, "O")
            whole = _first_body(tokens, i)
        elif low in _PARTNERS:
            j = i + 1
            whole = -1
            if j < len(tokens) and tokens[j].lower in ("of", "in", "to", "on", "at"):
                k = the(tokens, j + 1)
                if k >= len(tokens) or tokens[k].letter != "O":
                    continue
                whole, j = k, k + 1
            elif i > 1 and tokens[i - 1].text in ("'s", "'") and tokens[i - 2].letter == "O":
                whole = i - 2
            if j < len(tokens) and tokens[j].text in (",", ":"):
                j += 1
            if j < len(tokens) and tokens[j].lower in ("include", "including", "are", "like"):
                j += 1
            elif j + 1 < len(tokens) and tokens[j].lower == "such" and tokens[j + 1].lower == "as":
                j += 2
            elif tokens[j - 1].text != ":" and not (
                low == "partners" and j == i + 1 and i and tokens[i - 1].lower in ("with", "its")
            ):
                continue
            if low == "members" and whole < 0:
                continue
            listed, _ = names_from(tokens, j, "O")
            whole = whole if whole >= 0 else _first_body(tokens, i)
        else:
            continue
        for k in listed:
            if whole >= 0 and k != whole:
                yield (k, "partnerOf", whole, "partners")


def _first_body(tokens: Sequence[Token], i: int) -> int:
    """The body that a clause is about: it opens the sentence and is the only one before `i`."""
    before = [n for n in range(i) if tokens[n].letter == "O"]
    return before[0] if len(before) == 1 and _is_subject(tokens, before[0]) else -1
