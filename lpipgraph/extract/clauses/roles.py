"""Parses role phrases: "Senior Policy and Data Analyst", "Head of Policy at the Body", "former Mayor of the Place".

A role phrase is a head noun with the words before it and the fields after it. An organisation after a preposition is the employer
and no part of the role; a place or a policy is neither the one nor the other. All words are in ``data/reading/roles.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ...dates import MONTH_NAMES
from ...tables import words
from .tokens import Token

__all__ = ["Role", "is_role_word", "role_phrase", "role_phrases"]

_HEADS = words("roles", kind="head")
_WEAK = words("roles", kind="weak")
_MODIFIERS = words("roles", kind="modifier")
_FIELDS = words("roles", kind="field")
_DETERMINERS = words("roles", kind="determiner")
_PAST = words("roles", kind="past")
_OPENERS = words("roles", kind="opener")
_AFTER = words("roles", kind="after")
_NO_OFFICE = words("roles", kind="no office")
#: Whoever is this "of" a body is none of its people: "a critic of ‹O›", "a graduate of ‹O›".
_OUTSIDERS = words("roles", kind="outsider")
#: A field that no list has: "gerontology", "procurement", "data-sharing".
_FIELD_LIKE = re.compile(r"[a-z-]{3,}(?:ics|ology|graphy|ment|tion|ity|ship|ture|nance|ing|ies)")
#: After a role these are verbs: "the director leads".
_VERBS = frozenset(("leads", "heads", "chairs", "hosts", "partners"))
_JOINS = frozenset(("and", "&"))
#: So many tokens a role phrase may have at most.
_REACH = 24
_WORD = re.compile(r"[\w'&-]+|[^\w\s]")
_LINKS = frozenset(("of", "for", "in", "on", "to"))
#: When somebody took a post is no part of it: "Mayor of the North in May".
_TIMES = frozenset(
    (*MONTH_NAMES.lower().split("|"), "spring", "summer", "autumn", "winter", "christmas", "easter")
)
_TO_BODY = frozenset(("of", "at", "for", "in", "with", "from", "to", "within", "on"))
_BODIES = words("heads", kind="body")
#: What these are is never a field of work: "founder of Quiet Towns".
_OF_BODIES = words("roles", kind="of a body")
_TIMES = words("grammar", kind="time noun") | frozenset(MONTH_NAMES.lower().split("|"))
_POST_NOMINAL = re.compile(
    r"(?:OBE|MBE|CBE|KBE|DBE|FRS|FBA|FAcSS|QC|KC|PhD|DPhil|MSc|MA|MRTPI|FRSA|CB|DL|JP)$"
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role as a sentence writes it.

    `text` is the phrase without the organisation, `start` and `end` are its tokens with what opens it and with its complements
    (`end` is the first token after). `bodies` are the tokens of the employers, `objects` those of policies and places.
    `past` is set by words such as "former".
    """

    text: str
    head: str
    start: int
    end: int
    bodies: tuple[int, ...] = ()
    objects: tuple[int, ...] = ()
    past: bool = False
    plural: bool = False
    #: Whether more than the bare head noun stands here: "lead" alone may be a verb, "hub lead" is not.
    bare: bool = True


@dataclass(frozen=True, slots=True)
class _Word:
    """One word or one decided name, with the token that it is in."""

    text: str
    low: str
    letter: str
    token: int
    start: int
    end: int


def is_role_word(word: str) -> bool:
    """Whether a word is the head of a role phrase, in singular or plural."""
    return _head(word.lower()) is not None


def role_phrase(tokens: Sequence[Token], i: int) -> Role | None:
    """The role phrase that begins at token `i`, with the organisations, policies and places that complete it; None if there is none.

    "Head of Policy at ‹O›" gives "Head of Policy" and the organisation; "Mayor of ‹G›" gives "Mayor" and the place as an object;
    "‹O› director" and "the ‹O›'s director" take the organisation before. Names of unknown class are read as words.
    """
    if not any(_holds_head(token.text) for token in tokens[i : i + _REACH]):
        return None
    flat = _flat(tokens, i)
    n, past = _opening(flat)
    bodies: list[int] = []
    if n < len(flat) and flat[n].letter == "O":
        bodies.append(flat[n].token)
        n += 1
        if n < len(flat) and flat[n].low in ("'s", "'"):
            n += 1
        m, was = _opening(flat, n)
        n, past = m, past or was
    core = _core(flat, n)
    if core is None:
        return None
    first, last = core
    head = _head(flat[last].low) or ""
    if flat[first].low.startswith("ex-") and head.startswith("ex-"):
        past, head = True, head[3:]
    end = last + 1
    if end < len(flat) and flat[end].low in _AFTER:
        end += 1
    objects: list[int] = []
    if head in _OUTSIDERS and (bodies or (end < len(flat) and flat[end].low in ("of", "to"))):
        return None
    end, found, things, words_end = _complement(flat, end)
    if words_end is None:
        return None
    bodies.extend(found)
    objects.extend(things)
    bare = first == last and words_end == last + 1
    if head in _WEAK and bare and not bodies:
        return None
    return Role(
        text=re.sub(r"^[Ee]x-", "", _text(flat, first, words_end)),
        head=head,
        start=i,
        end=flat[end].token if end < len(flat) else flat[-1].token + 1,
        bodies=tuple(bodies),
        objects=tuple(objects),
        past=past,
        plural=flat[last].low != head,
        bare=bare,
    )


def role_phrases(tokens: Sequence[Token], i: int) -> tuple[Role, ...]:
    """The roles that begin at token `i`, joined by "and": "Chair of ‹O› and Director of ‹O2›".

    A role without an organisation shares that of the next one, if nothing parts them: "Chair and Chief Executive of ‹O›".
    """
    found: list[Role] = []
    while (role := role_phrase(tokens, i)) is not None:
        found.append(role)
        j = role.end
        if (
            j < len(tokens)
            and tokens[j].text == ","
            and j + 1 < len(tokens)
            and tokens[j + 1].lower in _JOINS
        ):
            j += 1
        if j >= len(tokens) or tokens[j].lower not in _JOINS:
            break
        i = j + 1
    for n in range(len(found) - 2, -1, -1):
        a, b = found[n], found[n + 1]
        if not a.bodies and not a.objects and b.bodies and a.bare and a.end == b.start - 1:
            found[n] = replace(a, bodies=b.bodies)
    return tuple(found)


@lru_cache(maxsize=65536)
def _holds_head(text: str) -> bool:
    """Whether a token has the head of a role in it: most have none, and a phrase without one is looked at no further."""
    return any(is_role_word(word) for word in (text, *_WORD.findall(text)))


def _flat(tokens: Sequence[Token], i: int) -> list[_Word]:
    """Tokens as words; a name that nobody has decided is not a name yet, so its words may be a role's."""
    out: list[_Word] = []
    for n in range(i, min(i + _REACH, len(tokens))):
        t = tokens[n]
        letter = t.letter
        if t.mention is not None and t.mention.id is None and not _body_like(t):
            for m in _WORD.finditer(t.text):
                start = t.start + m.start()
                out.append(_Word(m.group(), m.group().lower(), "", n, start, start + len(m.group())))
            continue
        out.append(_Word(t.text, t.lower, letter, n, t.start, t.end))
    return out


def _body_like(token: Token) -> bool:
    """An undecided name that ends like an organisation's is not a role, unless it is one ("Chief Executive")."""
    last = token.text.split()[-1].lower()
    return token.letter == "O" and last not in _HEADS


def _opening(flat: list[_Word], n: int = 0) -> tuple[int, bool]:
    """After "the", "its former", "newly appointed": where the phrase's own words begin, and whether they describe the past."""
    past = False
    while n < len(flat):
        low = flat[n].low
        if low in _PAST:
            past = True
        elif low == "-" and past:
            pass
        elif low not in _DETERMINERS and (low not in _OPENERS or _titled(flat, n)):
            break
        n += 1
    return n, past


def _titled(flat: list[_Word], n: int) -> bool:
    """Whether a word that may open a role is part of its title: "Future Generations Commissioner", not "future Mayor"."""
    return flat[n].text[0].isupper() and flat[n].start > 0 and n + 1 < len(flat) and _proper(flat[n + 1])


def _head(low: str) -> str | None:
    for word in (low, low[:-1] if low.endswith("s") else "", low[:-3] + "y" if low.endswith("ies") else ""):
        if word in _HEADS or word in _WEAK:
            return word
    if low.startswith(("co-", "ex-", "vice-", "sub-")) and low.split("-", 1)[1] in _HEADS:
        return low
    return None


def _core(flat: list[_Word], n: int) -> tuple[int, int] | None:
    """First and last word of modifiers and head: "Senior Policy and Data Analyst"; the last head of the run closes it."""
    first, head = n, None
    while n < len(flat) and n - first < 9:
        word = flat[n]
        if word.letter or not word.text[0].isalpha():
            if word.text == "&" and head is None and n > first:
                n += 1
                continue
            break
        if _head(word.low) is not None and (head is None or word.low not in _VERBS):
            head = n
        elif word.low in _JOINS:
            if n == first or head is not None:
                break
        elif head is not None:
            # A word behind a head may lead to another one: "Deputy Chief Executive", "Research Fellow".
            if not (_modifies(word) and _ahead(flat, n)):
                break
        elif not _modifies(word):
            break
        n += 1
    return None if head is None else (first, head)


def _modifies(word: _Word) -> bool:
    low = word.low
    if low in _MODIFIERS or low in _FIELDS:
        return True
    if low in _NOT_MODIFIERS or _POST_NOMINAL.match(word.text):
        return False
    if word.text[0].isupper():
        return True
    return len(low) > 3 and not low.endswith(("ed", "ly", "s")) and low.isalpha()


_NOT_MODIFIERS = frozenset(
    [
        *_TO_BODY, *_DETERMINERS, "who", "which", "that", "whose", "said", "says", "told", "will", "would", "has", "have", "had",
        "is", "was", "are", "were", "been", "being", "not", "never", "who's", "but", "or", "nor", "as", "by", "until", "since",
        "before", "after", "when", "while", "where", "than", "like", "unlike", "with", "without", "about", "over", "under", "into",
        "some", "any", "no", "each", "every", "other", "another", "such", "these", "those", "they", "them", "there", "here", "what",
        "wrote", "went", "gave", "made", "took", "came", "spoke", "thought", "knew", "left", "held", "became", "become", "made",
        "does", "must", "should", "could", "might", "from", "only", "just", "more", "most", "many", "much", "very", "between",
    ]
)  # fmt: skip


def _ahead(flat: list[_Word], n: int) -> bool:
    """Whether another head follows within the run: modifiers only are between."""
    for m in range(n + 1, min(n + 4, len(flat))):
        if flat[m].letter or not flat[m].text[0].isalpha():
            return False
        if _head(flat[m].low) is not None:
            return True
        if not _modifies(flat[m]):
            return False
    return False


def _complement(flat: list[_Word], n: int) -> tuple[int, list[int], list[int], int | None]:
    """What completes a role from word `n` on: where it ends, employers, other names, and where the role's own words end."""
    bodies: list[int] = []
    objects: list[int] = []
    if n + 2 < len(flat) and flat[n].text == "(" and (stop := _field(flat, n + 1)) and flat[stop : stop + 1]:
        n = stop + 1 if flat[stop].text == ")" else n
    words_end: int | None = n
    end = n
    while n < len(flat) and flat[n].low in _TO_BODY:
        link, m = flat[n].low, n + 1
        while m < len(flat) and flat[m].low in _DETERMINERS and flat[m].low != "one":
            m += 1
        if m >= len(flat):
            break
        if flat[m].letter == "O":
            if m + 2 < len(flat) and flat[m + 1].low in ("'s", "'") and flat[m + 2].letter == "O":
                m += 2  # "Chair of ‹O›'s ‹O2›"
            bodies.append(flat[m].token)
            n = end = m + 1
            while n + 1 < len(flat) and flat[n].low in (*_JOINS, ","):
                m = n + 1
                while m < len(flat) and flat[m].low in _DETERMINERS:
                    m += 1
                closed = m + 1 >= len(flat) or flat[m + 1].text in (",", ".", ")", ";", "]")
                if m < len(flat) and flat[m].letter == "O" and closed and flat[n].low in _JOINS:
                    bodies.append(flat[m].token)
                    n = end = m + 1
                else:
                    break
            continue
        if flat[m].letter in ("L", "G", "T", "E", "B", "K", "C") and flat[m].letter:
            if link not in ("of", "for", "to", "on") or bodies:
                break
            if flat[m].letter == "B":
                break
            objects.append(flat[m].token)
            n = end = m + 1
            # "MP for ‹Leeds› North": a seat is more than the place in it, and part of the role.
            while flat[m].letter == "G" and n < len(flat) and _proper(flat[n]):
                n = end = words_end = n + 1
            continue
        if link not in _LINKS or bodies or (flat[n - 1].low in _OF_BODIES and _proper(flat[m])):
            break
        stop = _field(flat, m)
        if (
            stop is None
            and link == "for"
            and m < len(flat)
            and _proper(flat[m])
            and flat[n - 1].low in _SEATS
        ):
            stop = m
            while stop < len(flat) and (_proper(flat[stop]) or flat[stop].low in _JOINS):
                stop += 1
        if stop is None:
            break
        if flat[stop - 1].low in _NO_OFFICE:
            return n, bodies, objects, None
        n = end = words_end = stop
    if n < len(flat) and flat[n].low in _TO_BODY:
        m = n + 1
        while m < len(flat) and flat[m].low in _DETERMINERS:
            m += 1
        if m < len(flat) and flat[m].low in _NO_OFFICE and not bodies:
            return n, bodies, objects, None
    return end, bodies, objects, words_end


_SEATS = frozenset(("mp", "msp", "ms", "mla", "mep", "member", "councillor"))


def _proper(word: _Word) -> bool:
    return not word.letter and word.text[0].isupper() and word.text[0].isalpha()


def _field(flat: list[_Word], n: int) -> int | None:
    """The end of a field of work that begins at `n`: "Research and Impact"; a month or a season is not ("in May 2021")."""
    end = _any_field(flat, n)
    while end is not None and end > n and flat[end - 1].low in _TIMES:
        end -= 1
    return end if end != n else None


def _any_field(flat: list[_Word], n: int) -> int | None:
    """The same, for words of any meaning: fields of the table, their like, and capitals."""
    start = n
    last = None
    while n < len(flat) and n - start < 10:
        word = flat[n]
        if word.low in _TIMES:
            break
        if word.letter or not word.text[0].isalnum():
            comma = word.text == "," and n + 1 < len(flat) and _listed(flat, n + 1)
            if not comma and word.text != "&":
                break
        elif word.low in _JOINS:
            # "Head of Policy and Director of ‹O›": "and" opens a second role.
            core = _core(flat, n + 1)
            if core is not None:
                break
        elif _is_field(word) or word.low in _NO_OFFICE:
            last = n
        elif (_proper(word) and word.low not in _NOT_MODIFIERS) or (
            word.low in ("of", "for", "the", "on", "to") and last is not None
        ):
            pass
        else:
            break
        n += 1
    if last is None:
        # "Head of Lamps at ‹O›": capitals without an article are a field that no list has.
        stop = start
        while (
            stop < len(flat)
            and (_proper(flat[stop]) or flat[stop].low in _JOINS)
            and flat[stop].low not in _TIMES
            and stop - start < 5
        ):
            stop += 1
        named = start > 0 and flat[start - 1].low in _DETERMINERS
        named = named or _names_body(flat[start:stop])
        return (
            stop
            if stop > start and not named and _proper(flat[stop - 1]) and _core(flat, start) is None
            else None
        )
    # Capitals that go on from a field belong to it: "Head of Policy Innovation".
    while last + 1 < len(flat) and _proper(flat[last + 1]) and last + 1 < n:
        last += 1
    return last + 1


def _names_body(run: Sequence[_Word]) -> bool:
    """Whether capitals name an organisation and no field: "Marlow University", "REDACT-Lab"."""
    odd = any(
        len(w.text) > 4 and not w.text.isupper() and sum(c.isupper() for c in w.text) > 1 + w.text.count("-")
        for w in run
    )
    return odd or (len(run) > 1 and run[-1].low in _BODIES)


def _listed(flat: list[_Word], n: int) -> bool:
    """Whether a comma is one of a list of fields that closes with "and": "Children, Families and Learning"."""
    if not (_is_field(flat[n]) and _proper(flat[n])):
        return False
    for m in range(n + 1, min(n + 5, len(flat) - 1)):
        if flat[m].low in _JOINS:
            return _is_field(flat[m + 1]) and _core(flat, m + 1) is None
        if not _is_field(flat[m]) and flat[m].text != ",":
            return False
    return False


def _is_field(word: _Word) -> bool:
    low = word.low
    return low in _FIELDS or (bool(_FIELD_LIKE.fullmatch(low)) and low not in _NOT_MODIFIERS)


def _text(flat: list[_Word], first: int, end: int) -> str:
    """The words from `first` on as they are written."""
    out = flat[first].text
    for a, b in zip(flat[first:end], flat[first + 1 : end], strict=False):
        out += " " * min(1, b.start - a.end) + b.text
    return out
