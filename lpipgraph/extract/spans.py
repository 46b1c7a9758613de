"""Capitalised spans: where a sentence may name something, and of what class the words alone say it is."""

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
    ROLE_HEADS,
    is_demonym,
    singular,
)

#: What "for" may follow at the head of a sentence without being a name.
_MONEY = words("grammar", kind="money noun") | {"responsibility", "support", "applications"}

__all__ = ["Span", "capitalised", "classify", "head_class", "opens_no_name"]

_TOKEN = re.compile(r"\d+@|[^\W_](?:[\w&]|[@'.-](?=\w)|\.(?=[A-Z]\.))*")
#: Words in lower case that may stand within a name.
_JOINERS = words("stopwords", kind="joiner")
#: Joining words that more often part two names.
_WEAK = words("stopwords", kind="weak joiner")
#: "Funding for the …", "Prepared for …", "Responsibility for …": words that open a sentence and no name.
_PARTICIPLE = re.compile(r"[A-Z][a-z]+(?:ed|ing|ity|ly|ion)")
#: "mySociety", "techUK": a name that begins in lower case.
_INNER = re.compile(r"[a-z]{1,8}[A-Z][A-Za-z]+")
_BRACKET_TAIL = re.compile(r" \((?P<acronym>[A-Z][A-Za-z]+)\) (?P<tail>[a-z]+)\b")
#: What stands behind "funds" or "plans" where it is a verb.
_OBJECT = re.compile(
    rf" (?:(?:{'|'.join(sorted(words('stopwords', kind='determiner')))})\b|£|to [a-z]|[\w-]+ing\b|‹)"
)
_TRIPLE = re.compile(r"[A-Z][a-z]+(?<!s)s, [A-Z][a-z]+s (?:and|&) [A-Z][a-z]+s\b(?! [A-Z]|-|'| (?:and|&) )")
_FROM_THE = re.compile(r"[A-Z][a-z]+s from the [A-Z][a-z]+\b(?! [A-Z]|-|')")
#: What is said of one thing and not of several.
_ONE_BEHIND = re.compile(r",?(?: who| which)? (?:is|was|has|does|[a-z]+(?<!s)s) (?!of\b)")
_COLON = re.compile(
    r": (?:[A-Z][a-z]+ ){0,2}[A-Z][a-z]+(?=[.;)]|,(?! [A-Z][\w ]+ and )| (?:is|was|has|will|in|from|which|and (?:is|has))\b|$)"
)
_PAIR = re.compile(r"[A-Z][a-z]+ and [A-Z][a-z]+")
_PARTING = re.compile(r"(?:\bbetween |\bboth |, |\bin |\bacross |\bfrom )(?:the )?$")
#: "…, which Ashby Council hosts and UKRI funds, …": what closes such a clause is a verb.
_WHICH = re.compile(r"\b(?:which|that|whom) (?:[^.;:,]* and )?(?:the )?$")
_OF = re.compile(r" (?:of|for) ")
_THE = re.compile(r"\b[Tt]he $")
_TITLE_WORD = re.compile(PERSON_TITLE)
_DEPARTMENT = re.compile(r"\b(?:Department|Ministry|Office|Committee|Secretary of State) (?:for|of)\b")
#: Bodies that are called after two places.
_TWO_PLACES = re.compile(
    rf"(?:[A-Z][\w'-]+ ){{0,2}}(?:{'|'.join(h.capitalize() for h in sorted(words('heads', kind='body of places')))}) of [A-Z][\w'-]+"
)
_STUDIES = re.compile(r"\b(?:Institute|Centre|Council|School|Academy) (?:for|of)\b")
_EVENT_HEADS = words("heads", kind="event") - words("heads", kind="ordinary event")


@dataclass(frozen=True, slots=True)
class Span:
    """A capitalised span of a text; `tail` is the lower-case head noun behind it ("pilots"), if any."""

    start: int
    end: int
    text: str
    tail: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    capital: bool


def capitalised(text: str, alone: Callable[[str], bool] = lambda _: False) -> Iterator[Span]:
    """The capitalised spans of a sentence, longest readings first, cut at "and" where both sides stand alone.

    Parameters
    ----------
    text
        The words of one sentence.
    alone
        Whether a name is known to stand for itself: then a possessive parts it from what follows ("Spain's Basque Country").
    """
    tokens = _tokens(text)
    i = 0
    while i < len(tokens):
        if not tokens[i].capital:
            i += 1
            continue
        phrase = _phrase(text, tokens, i, alone)
        if phrase is not None:
            start, end = tokens[i].start, tokens[phrase].end
            yield Span(start, end, text[start:end], first=_opens(text, start))
            i = phrase + 1
            continue
        j = _run(text, tokens, i)
        run = tokens[i : j + 1]
        following = tokens[j + 1] if j + 1 < len(tokens) else None
        yield from _spans(text, run, following, alone, first=_opens(text, run[0].start))
        i = j + 1


def _opens(text: str, start: int) -> bool:
    return not text[:start].strip(" \"'([") or text[:start].rstrip(" \"'")[-1:] in (":", "?")


@lru_cache(maxsize=8192)
def _tokens(text: str) -> list[_Token]:
    return [_token(match) for match in _TOKEN.finditer(text)]


#: "Council-led": what stands behind the hyphen is no part of the name.
_BY = re.compile(r"-(?:led|run|funded|backed|hosted|based|financed|managed|owned|wide|commissioned)$")


def _token(match: re.Match[str]) -> _Token:
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
    return _Token(match.start(), match.start() + len(text), text, capital)


def _phrase(text: str, tokens: list[_Token], i: int, alone: Callable[[str], bool]) -> int | None:
    """The last token of a name that is made as a phrase: "Hands, Hearts and Homes", "Voices from the Shore"."""
    phrase = _TRIPLE.match(text, tokens[i].start) or _FROM_THE.match(text, tokens[i].start)
    if phrase is None or (i and text[tokens[i - 1].end : tokens[i].start] == " " and tokens[i - 1].capital):
        return None
    if not all(_is_plain(w, alone) for w in re.findall(r"[A-Z]\w+", phrase.group())):
        return None
    if _opens(text, tokens[i].start) and not _ONE_BEHIND.match(text, phrase.end()):
        return None
    return next(n for n in range(i, len(tokens)) if tokens[n].end >= phrase.end())


def _first_names() -> frozenset[str]:
    return words("first-names")


def _is_plain(word: str, alone: Callable[[str], bool]) -> bool:
    """Whether a capitalised word is neither a name that stands for itself nor a kind of body, policy or person."""
    head = singular(word)
    return not (
        alone(word)
        or ACRONYM.fullmatch(word)
        or is_demonym(word)
        or word in NOT_NAMES
        or word.lower() in GENERIC
        or head in LEADING
        or head in ORG_HEADS
        or head in POLICY_HEADS
        or head in ROLE_HEADS
        or word in words("first-names")
    )


def _run(text: str, tokens: list[_Token], i: int) -> int:
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
            and not (gap == " & " and _is_whole(text[tokens[i].start : tokens[j].end]))
        ):
            j += 1
            continue
        if text[tokens[j].end : following.start] == " (" and _is_middle(text, tokens, j):
            j += 2
            continue
        if following.capital and gap == ", " and _STUDIES.search(text[tokens[i].start : tokens[j].end]):
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
        if following.capital and gap == ", " and _DEPARTMENT.search(text[tokens[i].start : tokens[j].end]):
            ahead = _after_list(text, tokens, j + 1)
            if ahead is not None:
                j = ahead
                continue
        if following.capital and gap == ", " and _THE.search(text[: tokens[j].start]):
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
        if "the" in chain and chain[0] not in ("of", "for", "on", "to"):
            break
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


def _plural_owner(text: str, tokens: list[_Token], i: int, j: int) -> bool:
    """Whether an apostrophe behind a plural stands within a name ("Citizens' Advice") and closes no quotation."""
    opened = re.search(r"(?:^|[\s(])'[^']*$", text[: tokens[j].end])
    return (
        tokens[j].text.endswith("s")
        and opened is None
        and head_class(text[tokens[i].start : tokens[j].end]) in (None, "Role")
    )


def _office_list(text: str, tokens: list[_Token], j: int) -> int | None:
    """Such as "the Foreign, Commonwealth & Development Office": where a list of adjectives ends with its body's head noun."""
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
        if met and singular(tokens[k].text) in ORG_HEADS:
            return k
    return None


def _is_middle(text: str, tokens: list[_Token], j: int) -> bool:
    """Such as "Local Policy Innovation Partnership (LPIP) Hub": an acronym in brackets within a name."""
    if j + 2 >= len(tokens) or not tokens[j + 2].capital:
        return False
    inner = tokens[j + 1]
    return bool(
        (ACRONYM.fullmatch(inner.text) or inner.text in NATIONS)
        and text[inner.end : tokens[j + 2].start] == ") "
        and singular(tokens[j + 2].text) in ORG_HEADS | POLICY_HEADS | {"project"}
    )


def _colon_name(text: str, tokens: list[_Token], i: int, j: int) -> bool:
    """Such as "Warm Homes: Social Housing Fund": a colon within a name whose last word is a policy's head."""
    words = text[tokens[j + 1].start :].split(" ")
    heads = [n for n, w in enumerate(words[:5]) if singular(w.strip(",;)")) in POLICY_HEADS]
    if not heads and j - i in (1, 2) and _COLON.match(text, tokens[j].end):
        # within a sentence, with one name and not a list behind: "part of Warm Homes: Tarn Valley"
        left = text[tokens[i].start : tokens[j].end]
        return (
            not _opens(text, tokens[i].start)
            and head_class(left) is None
            and not _is_person(left)
            and tokens[j + 1].text not in _first_names()
        )
    return bool(
        heads
        and i < j
        and all(w[:1].isupper() for w in words[: heads[0] + 1])
        and (i > 0 or tokens[0].text == "The")
    )


def _after_list(text: str, tokens: list[_Token], j: int) -> int | None:
    """Such as "Department for Science, Innovation and Technology": where a list that closes with "and" ends."""
    for k in range(j, min(j + 8, len(tokens) - 1)):
        if not tokens[k].capital and tokens[k].text not in ("and", "the", "of"):
            return None
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
    text: str, run: list[_Token], following: _Token | None, alone: Callable[[str], bool], *, first: bool
) -> Iterator[Span]:
    while run and run[0].text.lower() in LEADING and (first or run[0].text.lower() in ("the", "a", "this")):
        run = run[1:]
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
    cut = _cut(text, run, alone)
    if cut is not None:
        left, right = cut
        yield from _spans(text, left, None, alone, first=first)
        yield from _spans(text, right, following, alone, first=False)
        return
    while run and not run[0].capital:
        run = run[1:]
    if not run:
        return
    start, end = run[0].start, run[-1].end
    tail = ""
    if (
        following is not None
        and text[end : following.start] == " "
        and singular(following.text) in POLICY_TAILS
        and not (
            (following.text.endswith("s") or head_class(text[start:end]) == "Organisation")
            and (
                _OBJECT.match(text, following.end)
                or (following.text in ("funds", "plans") and head_class(text[start:end]))
                or (following.text.endswith("s") and _WHICH.search(text, 0, start))
            )
        )
    ):
        tail = following.text
    bracket = _BRACKET_TAIL.match(text, end)
    if bracket and singular(bracket["tail"]) in POLICY_TAILS:
        end, tail = bracket.end("acronym") + 1, bracket["tail"]
    name = text[start:end]
    if name not in NOT_NAMES:
        yield Span(start, end, name, tail, first)


def _cut(
    text: str, run: list[_Token], alone: Callable[[str], bool]
) -> tuple[list[_Token], list[_Token]] | None:
    """Where a run holds two names: first at possessives and "and", then at the weaker joining words."""
    for n, token in enumerate(run[1:], start=1):
        left = text[run[0].start : run[n - 1].end]
        if text[run[n - 1].end : token.start] == "'s " and (
            (alone(left) and not _own_name(text, run, n))
            or ACRONYM.fullmatch(left)
            or head_class(left)
            or head_class(_whole(text, run)) is None
            or (left.endswith("s") and head_class(_whole(text, run[n:])))
        ):
            return run[:n], run[n:]
    for joiners in (frozenset(("and", "&")), _JOINERS):
        for n, token in enumerate(run[1:-1], start=1):
            if token.text in joiners and token.text in _JOINERS and _parts(text, run, n, alone):
                return run[:n], run[n + 1 :]
    return None


def opens_no_name(word: str) -> bool:
    """Whether a word with a capital opens a sentence and no name: "Funding for …", "Prepared for …"."""
    head = singular(word)
    return (
        bool(_PARTICIPLE.fullmatch(word))
        and head not in ORG_OF_HEADS | ORG_HEADS | POLICY_OF_HEADS | POLICY_HEADS
    )


def _own_name(text: str, run: list[_Token], n: int) -> bool:
    """Such as "Scotland's Rural College": a body whose name begins with a possessive, against "Scotland's Department for Things"."""
    right = text[run[n].start : run[-1].end].split()
    return (
        len(run) - n <= 3
        and head_class(_whole(text, run)) == "Organisation"
        and head_class(" ".join(right)) == "Organisation"
        and not any(w in ("for", "of") for w in right)
        and right[-1] not in ("Government", "Executive", "Parliament", "Assembly", "Council")
    )


def _whole(text: str, run: list[_Token]) -> str:
    return text[run[0].start : run[-1].end]


def _parts(text: str, run: list[_Token], n: int, alone: Callable[[str], bool]) -> bool:
    """Whether a joining word parts two names instead of standing within one."""
    word = run[n].text
    left = text[run[0].start : run[n - 1].end]
    if word in ("and", "&") and (borne := _bearer(left)):
        left = borne
    rest = [t for t in run[n + 1 :] if t.capital]
    following = [t for t in run[n + 1 :] if t.text in ("and", "&")]
    until = [t for t in rest if not following or t.end <= following[0].start]
    right = text[rest[0].start : (until or rest)[-1].end] if rest else ""
    left_head = singular(left.split()[-1])
    if word in ("and", "&"):
        if word == "&" or _DEPARTMENT.search(left):
            return False
        if any(
            alone(text[run[k].start : run[m].end])
            for k in range(max(0, n - 3), n)
            for m in range(n + 1, min(n + 4, len(run)))
            if run[k].capital and run[m].capital
        ):
            return False  # "Kensington and Chelsea"
        if _STUDIES.search(left) and head_class(right) is None:
            return False
        if len(run) == 3 and _is_pair(text, run, alone):
            return False  # "People and Places"
        if (
            _TWO_PLACES.fullmatch(left)
            and re.fullmatch(r"[A-Z][\w'-]+", right)
            and not ACRONYM.fullmatch(right)
        ):
            return False  # "Royal Borough of Kensington and Chelsea"
        if head_class(left) or ACRONYM.fullmatch(left.split()[-1]) or not right or left_head in ROLE_HEADS:
            return True
        return head_class(right) is None or len(right.split()) > 5 or alone(right)
    if word == "in" and left_head in ROLE_HEADS:
        return alone(right)
    if (
        word in ("to", "on")
        and len(left.split()) > 1
        and (head_class(left) or left_head in _EVENT_HEADS)
        and (
            alone(right)
            or (head_class(_whole(text, run[n + 1 :])) and (word == "to" or run[n + 1].text == "the"))
        )
    ):
        return True  # "from Ashby Council to Barton Council", "the Skills Conference on the Growth Deal"
    if word == "on" and left_head in POLICY_HEADS | ORG_OF_HEADS:
        return False
    if word == "with" and (head_class(left) or left_head in ORG_HEADS) and head_class(right):
        return True
    if word == "in" and head_class(left) == "Organisation" and alone(right) and not _OF.search(left):
        return True
    if word == "to" and (run[n + 1].text == "the" or head_class(left) or alone(left)):
        return True  # "extended the Wage Scheme to Leeds"
    if word in _WEAK:
        return head_class(_whole(text, run)) is None and not (
            word in ("to", "in") and len(run) <= 3 and n == 1 and not alone(right)
        )
    if word == "for" and n == 1 and left.lower() in _MONEY:
        return True  # "Money for the Lanes Institute" at the head of its sentence
    if word in ("of", "for"):
        if left_head in ROLE_HEADS:
            body = alone(right) or head_class(right) == "Organisation"
            whole = (
                " and " in _whole(text, run[n + 1 :])
                and head_class(_whole(text, run[n + 1 :])) == "Organisation"
            )
            return word == "of" and ((run[n + 1].text == "the" and body) or whole)
        if alone(left) or (_is_person(left) and head_class(_whole(text, run[n + 1 :]))):
            return True
        if left_head in ORG_OF_HEADS or left_head in _EVENT_HEADS:
            return False
        if left_head in POLICY_OF_HEADS:
            return word == "of" and alone(right)
        if word == "for" and n == 1 and head_class(left) is None:
            return False
        if run[n + 1].text == "the" or head_class(left):
            return True
        return head_class(_whole(text, run)) is None and not (word == "of" and len(right.split()) == 1)
    return False


def _is_pair(text: str, run: list[_Token], alone: Callable[[str], bool]) -> bool:
    """Whether two plain words are one name: not where they open a sentence, unless what follows speaks of one thing."""
    if not _PAIR.fullmatch(_whole(text, run)) or not all(_is_plain(t.text, alone) for t in (run[0], run[2])):
        return False
    start, end = run[0].start, run[-1].end
    if _PARTING.search(text, 0, start) and not _ONE_BEHIND.match(text, end):
        return False
    return not _opens(text, start) or bool(_ONE_BEHIND.match(text, end))


def _bearer(left: str) -> str:
    """What follows "of" in "Leader of Ashby", "Jo Doe of Ashby": what a joining word may join to what follows."""
    giver, to, taker = left.partition(" to ")
    if to and head_class(giver):
        return re.sub(r"^the ", "", taker)
    head, of, rest = left.partition(" of ")
    if of and (singular(head.split()[-1]) in ROLE_HEADS or _is_person(head)):
        return re.sub(r"^the ", "", rest)
    return ""


def _is_person(name: str) -> bool:
    """Whether a span opens with a known first name and says nothing of a body or policy."""
    parts = name.split()
    return (
        1 < len(parts) < 5
        and any(p in words("first-names", careful="") for p in (parts[0], parts[0].split("-")[0]))
        and head_class(name) is None
        and not any(singular(p) in ORG_OF_HEADS for p in parts)
    )


def _is_whole(name: str) -> bool:
    """Whether "&" behind a name parts it from another: "Jo Doe & Centre for Things", "Harbour Alliance & Open Works"."""
    parts = name.split()
    if len(parts) > 1 and singular(parts[-1]) in ORG_HEADS and not _OF.search(name):
        return True
    return len(parts) < 4 and _is_person(name)


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
