"""Pairs acronyms with the long forms that the text gives, as names of one thing."""

from __future__ import annotations

import re

from ..document import clean
from .draft import Draft
from .entities import initials
from .lexicon import ACRONYM, NOT_NAMES
from .spans import capitalised, classify

__all__ = ["acronyms"]

_BRACKET = re.compile(r"\s*\((?:the )?(?P<acronym>[A-Z][A-Za-z&\d-]{1,11})\)")
_LONG_AFTER = re.compile(
    r"\b(?P<acronym>[A-Z][A-Z&]{2,8})(?:,| \()\s*(?:the )?(?P<long>[A-Z][^,.;()]{8,80})[,.)]"
)


def acronyms(d: Draft) -> None:
    """Long forms with their acronyms, wherever the text pairs them: "Centre for Things (CfT)", "CFT, the Centre for Things"."""
    reading = d.doc.reading(0, len(d.doc.text))
    text = reading.text
    for match in _BRACKET.finditer(text):
        acronym = match["acronym"]
        before = text[max(0, match.start() - 120) : match.start()]
        if ACRONYM.fullmatch(acronym):
            long = _long_form(before, acronym)
        elif acronym.isalpha() and 3 < len(acronym) < 8 and acronym[1:].islower():
            long = _spelt(before, acronym)  # "(Defta)"
        else:
            continue
        if long:
            d.long_form.setdefault(acronym, long)
            if acronym.endswith("s") and acronym[:-1].isupper():
                d.long_form.setdefault(acronym[:-1], re.sub(r"s$", "", long))
    _initialisms(d, text)
    for match in _LONG_AFTER.finditer(text):
        if _initials(match["long"], match["acronym"]):
            d.long_form.setdefault(match["acronym"], match["long"].strip())
    for entry in d.authority.entries:
        for name in entry.names:
            if d.contested(entry, name) and (where := re.search(rf"\b{re.escape(name)}\b", d.doc.text)):
                what = f"{name} is {d.long_form[name]} here, and {entry.name} in the authority: two things, or one renamed?"
                d.note(what, where.span())


def _initialisms(d: Draft, text: str) -> None:
    """Acronyms that the text never pairs with their long form, though it names both: the initials tell."""
    wanted = {w for w in re.findall(r"\b[A-Z]{3,8}\b", text) if w not in d.long_form and w not in NOT_NAMES}
    if not wanted:
        return
    candidates: dict[str, set[str]] = {}
    for start, end in clean(text, 0, len(text)).sentences():
        for span in capitalised(text[start:end]):
            for letters in initials(span.text) & wanted:
                if classify(span) in ("Organisation", "Policy") and "(" not in span.text:
                    candidates.setdefault(letters, set()).add(span.text)
    for acronym, names in candidates.items():
        if len(names) == 1:
            d.long_form[acronym] = names.pop()


def _long_form(before: str, acronym: str) -> str | None:
    """The shortest run of words at the end of `before` whose initials spell the acronym."""
    words = before.split()
    for n in range(1, min(len(words), len(acronym) + 6) + 1):
        candidate = " ".join(words[-n:])
        if words[-n][:1].upper() != acronym[:1].upper() or not words[-n][:1].isupper():
            continue
        if _initials(candidate, acronym):
            return candidate.strip(" ,;:\"'(")
    return None


def _spelt(before: str, acronym: str) -> str | None:
    """The long form of an acronym that is written as a word: every capital of it gives one letter, in order."""
    words = before.split()
    for n in range(len(acronym), min(len(words), len(acronym) + 6) + 1):
        run = words[-n:]
        if run[0][0].isupper() and "".join(w[0] for w in run if w[0].isupper()) == acronym.upper():
            return " ".join(run).strip(" ,;:\"'(")
    return None


def _initials(name: str, acronym: str) -> bool:
    letters = [c.upper() for c in acronym.removesuffix("s") if c.isalpha()] or [acronym[:1]]
    parts = [w for w in re.split(r"[\s-]+", name.strip(" ,;:\"'(")) if w]
    content = [w[0].upper() for w in parts if w[0].isupper()]
    everything = [w[0].upper() for w in parts if w[0].isalpha()]
    if letters in (content, everything) or acronym.removesuffix("s").upper() in initials(
        name.strip(" ,;:\"'(")
    ):
        return True
    if acronym.isupper() and letters == content[: len(letters)] == content:
        return True
    firsts = iter(content)
    if len(letters) > 2 and len(content) - len(letters) <= 2 and all(letter in firsts for letter in letters):
        return (
            True  # a word or two gives no letter: "Yorkshire and Humber Policy Innovation Partnership (YPIP)"
        )
    return _subsequence(letters, parts)


def _subsequence(letters: list[str], parts: list[str]) -> bool:
    """Each word gives its first letter, and may give more of its own ("WISERD", "DfE" are not held to one letter a word)."""
    joined = "".join(parts).upper()
    at = 0
    used = 0
    firsts = {0}
    total = 0
    for w in parts:
        firsts.add(total)
        total += len(w)
    for letter in letters:
        while at < len(joined) and joined[at] != letter:
            at += 1
        if at == len(joined):
            return False
        used += at in firsts
        at += 1
    capitals = sum(1 for w in parts if w[0].isupper())
    return used >= max(2, len(letters) - 1) and capitals <= len(letters) + 1 and used >= capitals - 1
