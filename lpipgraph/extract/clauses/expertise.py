"""Reads lists of fields of expertise: "natural flood management, peatland finance and farm tenancy"."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["fields_of"]

_STOP = re.compile(
    r"(?:, (?:is|was|has|had|will|joined|came|who|whose|exploring|with particular|which|where|and (?:she|he|is|writes|has)|how|looking|whilst|while|influencing|and (?:(?:also|now|currently|still) )?(?:sits|chairs|leads|runs|advises|teaches|serves|works|edits|directs|heads|joins|joined|came|led|chaired|co-leads|co-directs|holds|helps|hosts|presents|spent|took|was|has|is) |and (?:before|earlier|until|after|now|previously)\b)\b|;| whilst | while |\. |, with |,? and (?=[A-Z][\w'’-]+ [A-Z][\w'’-]+(?:,| ?$)))"
)


#: What somebody works on and knows no more of than others: "works on the Skills theme".
_NO_FIELDS = (" theme", " themes", " project", " report", " book", " programme", " scheme", " issue")


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
    yield from (field for field in _items(listed) if not f" {field.lower()}".endswith(_NO_FIELDS))


def _items(listed: str) -> Iterator[str]:
    """The members of "a, b and c"; an "and" inside a member stays there unless it is the last one."""
    if re.match(r"(?:the )?interactions? between\b", listed):
        yield re.split(r" both in\b", listed)[0]
        return
    parts = [p.strip() for p in re.split(r"[,;]\s+", listed)]
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
        if clean and len(clean.split()) <= 14:
            yield clean
