"""Reads lists of fields of expertise: "natural flood management, peatland finance and farm tenancy"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .parse import Clause
from .tokens import Token

__all__ = ["fields_of", "list_end"]

_STOP = re.compile(
    r"(?:, (?:is|was|has|had|will|joined|came|who|whose|exploring|with particular|which|where|and (?:she|he|is|writes|has)|how|looking|whilst|while|influencing|and (?:(?:also|now|currently|still) )?(?:sits|chairs|leads|runs|advises|teaches|serves|works|edits|directs|heads|joins|joined|came|led|chaired|co-leads|co-directs|holds|helps|hosts|presents|spent|took|was|has|is) |and (?:before|earlier|until|after|now|previously)\b)\b|;| whilst | while |\. |, with |,? and (?=[A-Z][\w'’-]+ [A-Z][\w'’-]+(?:,| ?$)))"
)


#: What somebody works on and knows no more of than others: "works on the Skills theme".
_NO_FIELDS = (" theme", " themes", " project", " report", " book", " programme", " scheme", " issue")


#: A word that points to what was said before names no field: "works on it from this month".
_POINTS = re.compile(
    r"(?:it|its|this|that|them|these|those|him|her|us|one|both|all|everything)\b", re.IGNORECASE
)


def fields_of(listed: str, *, spanned: bool = False, whole: bool = False) -> Iterator[str]:
    """The members of a list of fields at the head of `listed`.

    Parameters
    ----------
    listed
        The list, and what follows it.
    spanned
        Whether they run "from a to b".
    whole
        Whether nothing follows: the list is a cell or a labelled line, whose semicolons part what holds commas and "and".
    """
    listed = listed.lstrip(": ")
    if whole and ";" in listed:
        yield from (part.strip(" .") for part in listed.split(";") if part.strip(" ."))
        return
    if listed.count(";") > 1:
        listed = listed.replace("; ", ", ")
    listed = _STOP.split(listed, maxsplit=1)[0].rstrip(" .")
    if spanned:
        listed = re.sub(r" (?:and|to) ", ", ", listed)
    yield from (
        field
        for field in _items(listed)
        if not f" {field.lower()}".endswith(_NO_FIELDS) and not _POINTS.match(field)
    )


def _items(listed: str) -> Iterator[str]:
    """The members of "a, b and c"; an "and" inside a member stays there unless it is the last one."""
    if re.match(r"(?:the )?interactions? between\b", listed):
        yield re.split(r" both in\b", listed)[0]
        return
    repeated = re.split(r",? and (?:in|on) ", listed)  # "in housing and in health and care": two fields
    parts = [p.strip() for p in re.split(r"[,;]\s+", repeated[0])]
    if repeated[1:]:
        parts += repeated[1:]
        yield from (p.strip(" .;:'\"") for p in parts if len(p.split()) <= _LONGEST)
        return
    last = parts.pop()
    last = re.sub(r"^(?:and|or) ", "", last)
    ands = [m.start() for m in re.finditer(r"\band\b", last)]
    if ands and not last.startswith("both ") and (parts or len(ands) >= 1):
        cut = ands[-1]
        parts += [last[:cut].strip(), last[cut + 3 :].strip()]
    else:
        parts.append(last)
    for part in parts:
        clean = re.sub(r"^(?:the |and |both |of |on |in |a focus on |.* of both )+", "", part).strip(
            " .;:'\""
        )
        clean = re.split(r" across ", clean)[0]
        if clean and len(clean.split()) <= _LONGEST:
            yield clean


#: The most words of a field.
_LONGEST = 14
#: A clause behind one of these is a member of the list: "works on housing and how towns change".
_ASKING = frozenset(("how", "why", "what", "where", "when", "which", "who", "whether", "that"))


def list_end(tokens: Sequence[Token], clauses: Sequence[Clause], first: int, clause: Clause) -> int:
    """Where a list that begins at the token `first` and belongs to `clause` ends: before the next clause of the sentence."""
    end = next(
        (
            at
            for c in clauses
            if c.verb.finite
            and c.verb.start > max(first, clause.verb.end)
            and (at := _opening(tokens, c, first))
        ),
        len(tokens),
    )
    while first < end < len(tokens) and tokens[end - 1].lower in (",", "and", "but", "while"):
        end -= 1
    return end


def _opening(tokens: Sequence[Token], clause: Clause, first: int) -> int:
    """Where a clause begins: with its subject, or with its verb behind a comma where the subject is before the list; else 0."""
    if clause.subject and clause.subject[0].start > first:
        start = clause.subject[0].start
        return 0 if tokens[start - 1].lower in _ASKING or tokens[start].lower in _ASKING else start
    verb = clause.verb.start
    return verb if tokens[verb - 1].lower == "," else 0
