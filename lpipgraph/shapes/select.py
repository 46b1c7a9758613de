"""SPARQL SELECT constraints: checked, and opened at the places where the focus nodes are joined in.

SHACL binds ``$this`` before the query runs, once for each focus node. Here one query answers for all of them:
the pattern that gives the focus nodes is joined into every group that speaks of ``$this``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, QuerySolutions, Store

from ..errors import SyntaxProblem

__all__ = ["FOCUS", "Select", "read_select", "understood"]

#: Stands in `Select.text` where the pattern of the focus nodes goes.
FOCUS = "%FOCUS%"

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|<[^<>"{}|^`\\\s]*>|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<open>\{)|(?P<close>\})|(?P<var>[?$]\w+)|(?P<name>(?:[A-Za-z_][\w.-]*)?:(?:[\w.:%-]|\\.)*)|(?P<word>[A-Za-z_]\w*)""",
    re.DOTALL | re.VERBOSE,
)
#: What SHACL 5.3 forbids in a constraint, and what would count over all focus nodes instead of each.
_REFUSED = {
    "MINUS": "use FILTER NOT EXISTS",
    "VALUES": "use FILTER (?x IN (...))",
    "SERVICE": "a constraint may not leave the data",
    "FROM": "a constraint may not choose its data",
    "GRAPH": "leave it out: the public graphs are read as one",
    "LIMIT": "leave it out: every result counts",
    "OFFSET": "leave it out: every result counts",
    "ASK": "write it as SELECT $this",
    "CONSTRUCT": "write it as SELECT $this",
    "DESCRIBE": "write it as SELECT $this",
}
_RESERVED = ("failure", "currentShape", "shapesGraph")


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT constraint, with `FOCUS` where the pattern of the focus nodes has to be put."""

    text: str
    prefixes: Mapping[str, str]
    message: str | None


@dataclass(slots=True)
class _Group:
    start: int
    parent: int | None
    select: bool = False
    projects: bool = False
    mentions: bool = False


def read_select(text: str, *, prefixes: Mapping[str, str], path: str | None, message: str | None) -> Select:
    """A SELECT constraint out of its text.

    Parameters
    ----------
    text
        The query as ``sh:select`` gives it.
    prefixes
        The declared prefixes.
    path
        What stands for ``$PATH``, None for a node shape.
    message
        The constraint's own message.

    Raises
    ------
    SyntaxProblem
        If it does not parse, is no SELECT of ``$this``, or uses what SHACL forbids there.
    """
    if path is not None:
        text = re.sub(r"[?$]PATH\b", lambda _: path, text)
    text = _without_comments(text)
    groups = _groups(text)
    try:
        Store().query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        raise SyntaxProblem(" ".join(str(error).split())[:200], hint="mend the query") from error
    if any(group.select and not group.projects for group in groups):
        raise SyntaxProblem("a sub-query does not select $this", hint="add $this to its SELECT")
    marks = [group.start for group in groups if group.mentions and not group.select]
    if not re.search(r"[?$]this\b", text[: groups[0].start]):
        raise SyntaxProblem("the query does not select $this", hint="begin it with SELECT $this")
    marks.append(groups[0].start)
    for mark in sorted(set(marks), reverse=True):
        text = f"{text[:mark]} {FOCUS} {text[mark:]}"
    return Select(text, prefixes, message)


def _without_comments(text: str) -> str:
    return _TOKEN.sub(lambda m: " " if (m["skip"] or "").startswith("#") else m[0], text)


def _groups(text: str) -> list[_Group]:
    """The query's ``{ }`` groups in order of opening, each with what is said of ``$this`` in it."""
    groups: list[_Group] = []
    current: int | None = None
    heading = False  # between SELECT and its WHERE group
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match[0]
        if kind == "open":
            groups.append(_Group(match.end(), current))
            current = len(groups) - 1
            heading = False
        elif kind == "close":
            current = groups[current].parent if current is not None else None
        elif kind == "word":
            word = token.upper()
            if word in _REFUSED:
                raise SyntaxProblem(f"{word} may not stand in a constraint", hint=_REFUSED[word])
            if word == "SELECT":
                heading = True
                if current is not None:
                    groups[current].select = True
        elif kind == "var":
            if token[1:] in _RESERVED:
                raise SyntaxProblem(f"{token} is not known here", hint="only $this and $PATH are")
            if token[1:] == "this":
                if heading and current is not None:
                    groups[current].projects = True
                enclosing = current
                while enclosing is not None:
                    groups[enclosing].mentions = True
                    enclosing = groups[enclosing].parent
    if not groups:
        raise SyntaxProblem("the query has no { } group", hint="write SELECT $this WHERE { ... }")
    return groups


def understood(pattern: str, flags: str) -> bool:
    """Whether the store can run a regular expression; one that it cannot would fail everywhere in silence."""
    solutions = Store().query(f"SELECT (REGEX('', {Literal(pattern)}, {Literal(flags)}) AS ?known) {{}}")
    assert isinstance(solutions, QuerySolutions)
    return next(solutions)["known"] is not None
