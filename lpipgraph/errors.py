"""Defines the errors that lpipgraph raises.

::

    LpipError                  exit 2: could not run
    ├── InputError             a file that cannot be read, or is not what it should be
    │   ├── NotAnIssue         a readable text without the newsletter's masthead
    │   ├── RecordsError       a records file or value that breaks the format
    │   ├── AmbiguousName      a name that several things have
    │   ├── AuthorityError     an authority file with a missing column, a duplicate, a bad IRI
    │   └── SyntaxProblem      a shape, query, ontology or RDF file that does not parse
    ├── UnknownName            a query, parameter, value, format or term that does not exist
    ├── OutputError            a place that cannot be written, or is full, or is locked
    ├── StoreError             a store that is missing, damaged or foreign
    │   └── RemoteError        a SPARQL server that refuses, hangs or sends an incomplete answer
    ├── QueryRefused           a query that may not run from outside (updates, SERVICE, too large)
    └── DataError              exit 1: everything ran, and the data is not valid

The parts of the message are fields (`what`, `where`, `hint`), so that callers need not parse it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = [
    "AmbiguousName",
    "AuthorityError",
    "DataError",
    "InputError",
    "LpipError",
    "NotAnIssue",
    "OutputError",
    "QueryRefused",
    "RecordsError",
    "RemoteError",
    "StoreError",
    "SyntaxProblem",
    "UnknownName",
    "printable",
]

#: Escape sequences and control characters of a terminal, and characters that change the direction of text.
_STEERING = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])|\x9b[0-?]*[ -/]*[@-~]"
    r"|[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def printable(text: str, most: int | None = None) -> str:
    """Untrusted text made safe for messages and logs: without control characters, with its contact data covered.

    Line ends are kept, surrogates are shown by their codes. Every message goes through here. A part of an address is not
    recognised as such, so that a text must be shortened here and not before.

    Parameters
    ----------
    text
        The words of a document, a file, a server or a user.
    most
        The largest number of characters; None for all.
    """
    from .contacts import masked  # imported only when something is said: its patterns take time

    return masked(_STEERING.sub("", text).encode("utf-8", "backslashreplace").decode())[:most]


class LpipError(Exception):
    """Base of all errors here: what happened, where, and what to do next.

    Parameters
    ----------
    what
        The problem, as one sentence part without a full stop.
    where
        The file, line, endpoint or name concerned.
    hint
        What the user can do.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: object = None, hint: str | None = None) -> None:
        self.what = what
        self.where = None if where is None else str(where)
        self.hint = hint
        # the message is composed when it is needed: the processes that read documents cannot import what that takes
        super().__init__(what)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"; {self.hint}" if self.hint else ""
        return printable(" ".join(f"{place}{self.what}{advice}".split()))


class InputError(LpipError):
    """A file that cannot be read, or is not what it should be."""


class NotAnIssue(InputError):  # noqa: N818 - says what is wrong
    """A readable text without the newsletter's masthead."""


class RecordsError(InputError):
    """Records that break the format of ``data/gold/README.md``."""


class AuthorityError(InputError):
    """An authority file with a missing column, a duplicate identifier or a bad IRI."""


class SyntaxProblem(InputError):  # noqa: N818 - says what is wrong
    """A shape, query, ontology or RDF file that does not parse."""


class UnknownName(LpipError):  # noqa: N818 - says what is wrong
    """A name that does not exist, with the nearest ones that do.

    Parameters
    ----------
    kind
        What was looked for: "query", "parameter", "theme"...
    name
        What the user wrote.
    known
        All valid names.
    main
        The names to choose from, if `known` also has other names of the same things.
    see
        What to do if no name is similar and there are too many to list them.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        known: Iterable[str],
        *,
        main: Iterable[str] | None = None,
        see: str | None = None,
    ) -> None:
        self.kind = kind
        self.name = name
        names = sorted(set(known))
        self.suggestions = _nearest(name, names)
        choices = names if main is None else sorted(set(main))
        if self.suggestions:
            hint: str | None = "did you mean " + " or ".join(f"'{s}'" for s in self.suggestions) + "?"
        elif 0 < len(choices) <= 20:
            hint = "choose from: " + ", ".join(choices)
        else:
            hint = see
        super().__init__(f"no {kind} is called '{name}'", hint=hint)


#: The least similarity of a name and a suggestion, and how far another suggestion may be behind the best one.
_ALIKE, _BEHIND = 0.6, 0.1
_PARTED = re.compile(r"[\W_]+")


def _nearest(name: str, choices: Sequence[str]) -> list[str]:
    """The names that were probably meant, at most three, the best first: similar spellings, else names that contain it."""
    from rapidfuzz.distance import OSA  # imported only when an error occurs

    wanted = _PARTED.sub(" ", name.casefold()).strip()
    if not wanted:
        return []
    asked = wanted.split()
    scored = []
    for choice in choices:
        folded = _PARTED.sub(" ", choice.casefold()).strip()
        parts = folded.split()
        whole = OSA.normalized_similarity(wanted, folded)
        # words in another order, or some of the words: each is compared with its most similar word
        each = [max((_word(word, part) for part in parts), default=0.0) for word in asked]
        scored.append((max(whole, 0.95 * min(each)), whole, choice))
    best = max((score for score, _, _ in scored), default=0.0)
    if best >= _ALIKE:
        near = [one for one in scored if one[0] >= max(_ALIKE, best - _BEHIND)]
        return [choice for _, _, choice in sorted(near, key=lambda one: (-one[0], -one[1]))[:3]]
    return [choice for choice in choices if name.casefold() in choice.casefold()][:3]


def _word(typed: str, known: str) -> float:
    from rapidfuzz.distance import OSA

    begins = len(typed) > 2 and known.startswith(typed)
    return max(0.9 * begins, OSA.normalized_similarity(typed, known))


class AmbiguousName(InputError):  # noqa: N818 - says what is wrong
    """A name that several things have."""


class OutputError(LpipError):
    """A place that cannot be written, or is full, or is locked by another run."""


class StoreError(LpipError):
    """A store that is missing, damaged or not made by this project."""


class RemoteError(StoreError):
    """A SPARQL server that refuses, hangs or sends an incomplete answer."""


class QueryRefused(LpipError):  # noqa: N818 - says what is wrong
    """A query that may not run from outside: an update, SERVICE, or over a limit."""


class DataError(LpipError):
    """Everything ran, and the data is not valid."""

    exit_code = 1
