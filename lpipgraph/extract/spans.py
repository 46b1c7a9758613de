"""Finds capitalised spans in sentences, and the class that their words suggest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..tables import words
from .heads import NATIONS, head_class
from .lexicon import (
    ACRONYM,
    GENERIC,
    LEADING,
    NOT_NAMES,
    ORG_HEADS,
    ORG_OF_HEADS,
    PERSON_TITLE,
    POLICY_HEADS,
    POLICY_OF_HEADS,
    POLICY_TAILS,
    is_ordinary,
    singular,
)
from .name_boundaries import (
    DEPARTMENT,
    ONE_BEHIND,
    STUDIES,
    Known,
    Token,
    is_person,
    is_plain,
    opens,
    parts,
    whole,
)

__all__ = ["Span", "capitalised", "classify", "head_class", "opens_no_name"]

_TOKEN = re.compile(r"\d+@|[^\W_](?:[\w&]|[@'.-](?=\w)|\.(?=[A-Z]\.))*")
#: Words in lower case that may stand within a name.
_JOINERS = words("stopwords", kind="joiner")
#: "Funding for the …", "Prepared for …", "Responsibility for …": words that open a sentence and no name.
_PARTICIPLE = re.compile(r"[A-Z][a-z]+(?:ed|ing|ity|ly|ion)")
#: "mySociety", "techUK": a name that begins in lower case.
_INNER = re.compile(r"[a-z]{1,8}[A-Z][A-Za-z]+")
#: "Water (Special Measures) Act": what a law adds to its name in brackets.
_LAW = re.compile(
    r" \((?:No\. ?\d+|(?:[A-Z][\w-]+(?: (?:and|of|for|etc\.?))? ?){1,4})\) (?:Act|Bill|Order|Regulations|Measure)\b"
)
_BRACKET_TAIL = re.compile(r" \((?P<acronym>[A-Z][A-Za-z]+)\) (?P<tail>[a-z]+)\b")
#: What stands behind "funds" or "plans" where it is a verb.
_OBJECT = re.compile(
    rf" (?:(?:{'|'.join(sorted(words('stopwords', kind='determiner')))})\b|£|to [a-z]|[\w-]+ing\b|‹)"
)
_TRIPLE = re.compile(r"[A-Z][a-z]+(?<!s)s, [A-Z][a-z]+s (?:and|&) [A-Z][a-z]+s\b(?! [A-Z]|-|'| (?:and|&) )")
_FROM_THE = re.compile(r"[A-Z][a-z]+s from the [A-Z][a-z]+\b(?! [A-Z]|-|')")
_DOING_THE = re.compile(r"[A-Z][a-z]+ing the [A-Z][a-z]+\b(?! [A-Z]|-|')")
#: "the Slow the Beck project": what stands between "the" and a noun for an example is one name.
_THE_WHOLE = re.compile(
    rf"[A-Z][a-z]+(?: [a-z]+)? (?:the|for|to|with) [A-Z][a-z]+(?= (?:{'|'.join(sorted(words('heads', kind='example tail')))})\b)"
)
_COLON = re.compile(
    r": (?:[A-Z][a-z]+ ){0,2}[A-Z][a-z]+(?=[.;)]|,(?! [A-Z][\w ]+ and )| (?:is|was|has|will|in|from|which|and (?:is|has))\b|$)"
)
#: "…, which Ashby Council hosts and UKRI funds, …": what closes such a clause is a verb.
_WHICH = re.compile(r"\b(?:which|that|whom) (?:[^.;:,]* and )?(?:the )?$")
_OF = re.compile(r" (?:of|for) ")
#: Words that open a body's name: "HM Treasury".
_BODY_OPENERS = words("heads", kind="opens a body")
_TITLE_WORD = re.compile(PERSON_TITLE)


@dataclass(frozen=True, slots=True)
class Span:
    """A capitalised span of a text; `tail` is the lower-case head noun after it ("pilots"), if any."""

    start: int
    end: int
    text: str
    tail: str = ""
    first: bool = False


def _nobody(_name: str) -> bool:
    return False


def capitalised(
    text: str,
    alone: Callable[[str], bool] = _nobody,
    joined: Callable[[str, str], bool | None] | None = None,
) -> Iterator[Span]:
    """The capitalised spans of a sentence, longest readings first, cut at "and" where both sides stand alone.

    Parameters
    ----------
    text
        The words of one sentence.
    alone
        Whether a name is known to stand for itself: then a possessive parts it from what follows ("Spain's Basque Country").
    joined
        Whether two names that "and" joins are one in this document; None where it does not tell.
    """
    known = Known(alone) if joined is None else Known(alone, joined)
    tokens = _tokens(text)
    i = 0
    while i < len(tokens):
        if not tokens[i].capital:
            i += 1
            continue
        if tokens[i].text == "The" and i + 1 < len(tokens) and _THE_WHOLE.match(text, tokens[i + 1].start):
            i += 1
        phrase = _phrase(text, tokens, i, known)
        if phrase is not None:
            start, end = tokens[i].start, tokens[phrase].end
            yield Span(start, end, text[start:end], first=opens(text, start))
            i = phrase + 1
            continue
        j = _run(text, tokens, i)
        run = tokens[i : j + 1]
        following = tokens[j + 1] if j + 1 < len(tokens) else None
        yield from _spans(text, run, following, known, first=opens(text, run[0].start))
        i = j + 1


@lru_cache(maxsize=65536)
def _tokens(text: str) -> list[Token]:
    return [_token(match) for match in _TOKEN.finditer(text)]


#: "Council-led": what stands behind the hyphen is no part of the name.
_BY = re.compile(r"-(?:led|run|funded|backed|hosted|based|financed|managed|owned|wide|commissioned)$")


def _token(match: re.Match[str]) -> Token:
    text = match.group()
    if text.endswith("'s"):
        text = text[:-2]
    text = _BY.sub("", text)
    if text in NOT_NAMES and (len(text) > 2 or text == "I"):
        capital = False
    else:
        capital = (
            (text[0].isupper() and "@" not in text) or text.endswith("@") or bool(_INNER.fullmatch(text))
        )
    return Token(match.start(), match.start() + len(text), text, capital)


def _phrase(text: str, tokens: list[Token], i: int, known: Known) -> int | None:
    """The last token of a name that is made as a phrase: "Hands, Hearts and Homes", "Voices from the Shore"."""
    determined = text.endswith(("the ", "The ", "its ", "called "), 0, tokens[i].start)
    if determined and (named := _THE_WHOLE.match(text, tokens[i].start)) is not None:
        return next(n for n in range(i, len(tokens)) if tokens[n].end >= named.end())
    phrase = next(
        (m for form in (_TRIPLE, _FROM_THE, _DOING_THE) if (m := form.match(text, tokens[i].start))), None
    )
    if phrase is None or (i and text[tokens[i - 1].end : tokens[i].start] == " " and tokens[i - 1].capital):
        return None
    if not all(is_plain(w, known.alone) for w in re.findall(r"[A-Z]\w+", phrase.group())):
        return None
    if opens(text, tokens[i].start) and not ONE_BEHIND.match(text, phrase.end()):
        return None
    return next(n for n in range(i, len(tokens)) if tokens[n].end >= phrase.end())


def _first_names() -> frozenset[str]:
    return words("first-names")


def _run(text: str, tokens: list[Token], i: int) -> int:
    """The index of the last token of the run that begins at `i`."""
    j = i
    while j + 1 < len(tokens):
        gap = text[tokens[j].end : tokens[j + 1].start]
        following = tokens[j + 1]
        if _TITLE_WORD.fullmatch(following.text) or (
            following.capital and gap == ". " and len(tokens[j].text) > 1
        ):
            break
        if following.capital and gap == ". ":
            j += 1
            continue
        if (
            following.capital
            and (gap in (" ", " & ", "'s ", ": ") or (gap == "' " and _plural_owner(text, tokens, i, j)))
            and (gap != ": " or _colon_name(text, tokens, i, j))
            and not (gap == " & " and _iswhole(text[tokens[i].start : tokens[j].end]))
        ):
            j += 1
            continue
        if text[tokens[j].end : following.start] == " (" and _is_middle(text, tokens, j):
            j += 2
            continue
        law = _LAW.match(text, tokens[j].end)
        if law:
            j = next(n for n in range(j + 1, len(tokens)) if tokens[n].end >= law.end())
            continue
        if following.capital and gap == ", " and STUDIES.search(text[tokens[i].start : tokens[j].end]):
            ahead = _after_list(text, tokens, j + 1)
            listed = tokens[j + 1 : (ahead or j) + 1]
            if (
                ahead is not None
                and all(t.text == "and" or re.fullmatch(r"[A-Z][a-z]+", t.text) for t in listed)
                and ahead - j <= 4
                and (
                    text[tokens[ahead - 2].end : tokens[ahead - 1].start] == " "
                    or text[tokens[ahead - 1].end : tokens[ahead].start] == " & "
                )
            ):
                j = ahead
                continue
        if following.capital and gap == ", " and DEPARTMENT.search(text[tokens[i].start : tokens[j].end]):
            ahead = _after_list(text, tokens, j + 1)
            if ahead is not None:
                j = ahead
                continue
        if following.capital and gap == ", " and text.endswith(("the ", "The "), 0, tokens[j].start):
            ahead = _office_list(text, tokens, j + 1)
            if ahead is not None:
                j = ahead
                continue
        k = j + 1
        while (
            k < len(tokens)
            and tokens[k].text in _JOINERS
            and text[tokens[k - 1].end : tokens[k].start] == " "
        ):
            k += 1
        chain = [t.text for t in tokens[j + 1 : k]]
        if _repeated(text, tokens, j):
            j += 2  # "Street by Street"
            continue
        if "the" in chain and chain[0] not in ("of", "for", "on", "to"):
            break
        if chain == ["with"] and head_class(text[tokens[i].start : tokens[j].end]) == "Organisation":
            break  # "the Hub with ‹O›": two
        joined = (
            k > j + 1
            and k < len(tokens)
            and tokens[k].capital
            and text[tokens[k - 1].end : tokens[k].start] == " "
        )
        if joined and k - j <= 3 and gap == " ":
            j = k
            continue
        break
    return j


def _repeated(text: str, tokens: list[Token], j: int) -> bool:
    """Whether a small word joins a word with itself: "Street by Street", "Hand in Hand"."""
    if j + 2 >= len(tokens) or tokens[j + 2].text != tokens[j].text or tokens[j + 1].capital:
        return False
    return text[tokens[j].end : tokens[j + 2].start] == f" {tokens[j + 1].text} "


def _plural_owner(text: str, tokens: list[Token], i: int, j: int) -> bool:
    """Whether an apostrophe after a plural is within a name ("Citizens' Advice") and closes no quotation."""
    opened = re.search(r"(?:^|[\s(])'[^']*$", text[: tokens[j].end])
    return (
        tokens[j].text.endswith("s")
        and opened is None
        and head_class(text[tokens[i].start : tokens[j].end]) in (None, "Role")
    )


def _office_list(text: str, tokens: list[Token], j: int) -> int | None:
    """For example "the Foreign, Commonwealth & Development Office": where a list of adjectives ends with its organisation's head noun."""
    met = False
    for k in range(j, min(j + 7, len(tokens))):
        gap = text[tokens[k - 1].end : tokens[k].start]
        if not tokens[k].capital:
            if tokens[k].text != "and" or gap != " ":
                return None
            met = True
            continue
        if gap == " & ":
            met = True
        elif gap not in (" ", ", ") or (gap == ", " and met):
            return None
        behind = tokens[k + 1] if k + 1 < len(tokens) else None
        goes_on = behind is not None and behind.capital and text[tokens[k].end : behind.start] == " "
        if met and singular(tokens[k].text) in ORG_HEADS and not goes_on:
            return k
    return None


def _is_middle(text: str, tokens: list[Token], j: int) -> bool:
    """For example "Local Policy Innovation Partnership (LPIP) Hub": an acronym in brackets within a name."""
    if j + 2 >= len(tokens) or not tokens[j + 2].capital:
        return False
    inner = tokens[j + 1]
    return bool(
        (ACRONYM.fullmatch(inner.text) or inner.text in NATIONS)
        and text[inner.end : tokens[j + 2].start] == ") "
        and singular(tokens[j + 2].text) in ORG_HEADS | POLICY_HEADS | {"project"}
    )


def _colon_name(text: str, tokens: list[Token], i: int, j: int) -> bool:
    """For example "Warm Homes: Social Housing Fund": a colon within a name whose last word is a policy's head."""
    words = text[tokens[j + 1].start :].split(" ")
    heads = [n for n, w in enumerate(words[:5]) if singular(w.strip(",;)")) in POLICY_HEADS]
    if not heads and j - i in (1, 2) and _COLON.match(text, tokens[j].end):
        # within a sentence, with one name and not a list behind: "part of Warm Homes: Tarn Valley"
        left = text[tokens[i].start : tokens[j].end]
        return (
            not opens(text, tokens[i].start)
            and head_class(left) is None
            and not is_person(left)
            and tokens[j + 1].text not in _first_names()
        )
    return bool(
        heads
        and i < j
        and all(w[:1].isupper() for w in words[: heads[0] + 1])
        and (i > 0 or tokens[0].text == "The")
    )


def _after_list(text: str, tokens: list[Token], j: int) -> int | None:
    """For example "Department for Science, Innovation and Technology": where a list that closes with "and" ends."""
    for k in range(j, min(j + 8, len(tokens) - 1)):
        if not tokens[k].capital and tokens[k].text not in ("and", "the", "of"):
            return None
        if tokens[k].text in _BODY_OPENERS:
            return None  # "the Office for Things, HM Harbour Registry and Homes Cymru"
        ampersand = text[tokens[k].end : tokens[k + 1].start] == " & "
        if (tokens[k].text == "and" or ampersand) and tokens[k + 1].capital:
            end = k + 1
            while (
                end + 1 < len(tokens)
                and tokens[end + 1].capital
                and text[tokens[end].end : tokens[end + 1].start] == " "
            ):
                end += 1
            return end
    return None


def _spans(
    text: str, run: list[Token], following: Token | None, known: Known, *, first: bool
) -> Iterator[Span]:
    while run and _leads(run) and (first or run[0].text.lower() in ("the", "a", "this")):
        article = run[0].text == "The" and len(run) > 2 and run[1].capital
        run = run[1:]
        if article:  # "The Last Mile Levy": the sentence's capital was the article's
            first = False
            break
        if run and not run[0].capital:
            first = False
        while run and not run[0].capital:
            run = run[1:]
        first = first and len(run) > 0 and run[0].text.lower() in LEADING
    if not run:
        return
    while first and len(run) > 2 and run[1].text in _JOINERS and opens_no_name(run[0].text):
        run = run[2:]
        while run and not run[0].capital:
            run = run[1:]
        first = False
    if not run:
        return
    cut = _cut(text, run, known, tail=_tail_of(text, run, following) != "")
    if cut is not None:
        left, right = cut
        word = text[left[-1].end : right[0].start].split()[:1]
        if first and len(left) == 1 and word in (["of"], ["in"]) and is_ordinary(left[0].text):
            left = []  # "Residents of Nørrebro" at the head of its sentence
        yield from _spans(text, left, None, known, first=first)
        yield from _spans(text, right, following, known, first=False)
        return
    while run and not run[0].capital:
        run = run[1:]
    if not run:
        return
    start, end = run[0].start, run[-1].end
    tail = _tail_of(text, run, following)
    bracket = _BRACKET_TAIL.match(text, end)
    verb = bracket and _is_verb(text, start, end, bracket["tail"], bracket.end("tail"))
    if bracket and singular(bracket["tail"]) in POLICY_TAILS and not verb:
        end, tail = bracket.end("acronym") + 1, bracket["tail"]
    name = text[start:end]
    if name not in NOT_NAMES:
        yield Span(start, end, name, tail, first)


def _leads(run: list[Token]) -> bool:
    """Whether a run of capitals opens with a word that is the sentence's: "What" is, but not in "What Works Growth"."""
    low = run[0].text.lower()
    return low in LEADING or (low == "what" and len(run) > 1 and run[1].text != "Works")


def _tail_of(text: str, run: list[Token], following: Token | None) -> str:
    """A policy's head noun in lower case after a run, unless it is a verb there: "the WorkWell pilots"."""
    start, end = run[0].start, run[-1].end
    if (
        following is None
        or text[end : following.start] != " "
        or singular(following.text) not in POLICY_TAILS
    ):
        return ""
    return "" if _is_verb(text, start, end, following.text, following.end) else following.text


def _is_verb(text: str, start: int, end: int, word: str, last: int) -> bool:
    """Whether a word that could be a policy's head is the verb of the name before it: "‹Body› (B) funds the …"."""
    named = head_class(text[start:end])
    return (word.endswith("s") or named == "Organisation") and bool(
        _OBJECT.match(text, last)
        or (word in ("funds", "plans") and named)
        or (word.endswith("s") and _WHICH.search(text, 0, start))
    )


def _cut(text: str, run: list[Token], known: Known, *, tail: bool) -> tuple[list[Token], list[Token]] | None:
    """Where a run holds two names: first at possessives and "and", then at the weaker joining words."""
    for n, token in enumerate(run[1:], start=1):
        left = text[run[0].start : run[n - 1].end]
        if (
            text[run[n - 1].end : token.start] == "'s "
            and (not _common_owner(text, run, n, known))
            and (
                (known.alone(left) and not _own_name(text, run, n))
                or ACRONYM.fullmatch(left)
                or head_class(left)
                or head_class(whole(text, run)) is None
                or (left.endswith("s") and head_class(whole(text, run[n:])))
            )
        ):
            return run[:n], run[n:]
    for joiners in (frozenset(("and", "&")), _JOINERS):
        for n, token in enumerate(run[1:-1], start=1):
            if token.text in joiners and token.text in _JOINERS and parts(text, run, n, known, tail=tail):
                return run[:n], run[n + 1 :]
    return None


def opens_no_name(word: str) -> bool:
    """Whether a word with a capital opens a sentence and no name: "Funding for …", "Prepared for …"."""
    head = singular(word)
    return (
        bool(_PARTICIPLE.fullmatch(word))
        and head not in ORG_OF_HEADS | ORG_HEADS | POLICY_OF_HEADS | POLICY_HEADS
    )


def _own_name(text: str, run: list[Token], n: int) -> bool:
    """For example "Scotland's Rural College": an organisation whose name begins with a possessive, against "Scotland's Department for Things"."""
    right = text[run[n].start : run[-1].end].split()
    return (
        len(run) - n <= 3
        and head_class(whole(text, run)) == "Organisation"
        and head_class(" ".join(right)) == "Organisation"
        and not any(w in ("for", "of") for w in right)
        and singular(text[run[0].start : run[n - 1].end].rsplit(maxsplit=1)[-1]) not in ORG_HEADS
        and right[-1] not in ("Government", "Executive", "Parliament", "Assembly", "Council")
    )


def _common_owner(text: str, run: list[Token], n: int, known: Known) -> bool:
    """For example "the Baker's Mill Quarter": after "the" a common word's possessive opens a name."""
    left = run[0].text
    return (
        n == 1
        and text.endswith("the ", 0, run[0].start)
        and is_ordinary(left)
        and not known.alone(left)
        and head_class(left) is None
        and singular(left) not in ORG_HEADS | POLICY_HEADS
    )


def _iswhole(name: str) -> bool:
    """Whether "&" after a name parts it from another: "Jo Doe & Centre for Things", "Harbour Alliance & Open Works"."""
    parts = name.split()
    if len(parts) > 1 and singular(parts[-1]) in ORG_HEADS and not _OF.search(name):
        return True
    return len(parts) < 4 and is_person(name)


def classify(span: Span) -> str | None:
    """The class that the words of a span alone say, or None.

    Returns
    -------
    str | None
        "Organisation", "Policy", "Role", "Generic" (a kind of thing, no name), or None for an unknown name.
    """
    low = span.text.lower()
    if low in GENERIC or (span.text in NOT_NAMES):
        return "Generic"
    if span.tail:
        return "Policy"
    return head_class(span.text)
