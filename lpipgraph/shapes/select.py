"""Checks SPARQL SELECT constraints, and prepares them for joining with focus nodes.

SHACL binds ``$this`` before the query runs, once for each focus node. Here one query answers for all focus nodes:
the pattern that selects them is joined into every group that uses ``$this``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, QuerySolutions, Store

from ..errors import SyntaxProblem, printable
from .paths import Term

__all__ = ["FOCUS", "SHAPES", "Select", "ask_validator", "read_select", "understood"]

#: The placeholder in `Select.text` for the pattern of the focus nodes.
FOCUS = "%FOCUS%"

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|<[^<>"{}|^`\\\s]*>|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<open>\{)|(?P<close>\})|(?P<var>[?$]\w+)|(?P<name>(?:[A-Za-z_][\w.-]*)?:(?:[\w.:%-]|\\.)*)|(?P<word>[A-Za-z_]\w*)""",
    re.DOTALL | re.VERBOSE,
)
#: Keywords that SHACL 5.3 forbids in a constraint, and keywords that would apply to all focus nodes together.
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
_RESERVED = ("failure",)
#: The graph with the shapes during validation, for constraints that query them.
SHAPES = "urn:x-shacl:shapes"


_SHAPES_GRAPH = re.compile(r"\s*[?$]shapesGraph\b")


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT constraint with `FOCUS` in place of the pattern of the focus nodes."""

    text: str
    prefixes: Mapping[str, str]
    message: str | None

    @property
    def asks_shapes(self) -> bool:
        """Whether it queries the graph of shapes."""
        return SHAPES in self.text


@dataclass(slots=True)
class _Group:
    start: int
    parent: int | None
    select: bool = False
    projects: bool = False
    mentions: bool = False  # whether it uses a pre-bound variable


def read_select(
    text: str,
    *,
    prefixes: Mapping[str, str],
    path: str | None,
    message: str | None,
    bound: Mapping[str, Term] = MappingProxyType({}),
) -> Select:
    """Parses a SELECT constraint.

    Parameters
    ----------
    text
        The query in ``sh:select``.
    prefixes
        The declared prefixes.
    path
        The replacement of ``$PATH``; None for a node shape.
    message
        The constraint's message.
    bound
        Further pre-bound variables: parameters, ``currentShape``, ``shapesGraph``.

    Raises
    ------
    SyntaxProblem
        If it does not parse, does not select ``$this``, or uses a forbidden keyword.
    """
    text = _prepared(text, path)
    used = {name: term for name, term in bound.items() if re.search(rf"[?$]{name}\b", text)}
    groups = _groups(text, {"this", *used})
    _parsed(text, prefixes)
    if any(group.select and not group.projects for group in groups):
        raise SyntaxProblem("a sub-query does not select $this", hint="add $this to its SELECT")
    if not re.search(r"[?$]this\b", text[: groups[0].start]):
        raise SyntaxProblem("the query does not select $this", hint="begin it with SELECT $this")
    return Select(_opened(text, groups, f"{FOCUS} {_values(used)}"), prefixes, message)


def ask_validator(
    text: str,
    *,
    prefixes: Mapping[str, str],
    path: str | None,
    message: str | None,
    bound: Mapping[str, Term],
) -> Select:
    """Converts an ASK validator (SHACL 6.2.2) to a SELECT constraint that selects the values with the answer no.

    The parameters are those of `read_select`; the query uses ``$value``.
    """
    text = _prepared(text, path)
    used = {name: term for name, term in bound.items() if re.search(rf"[?$]{name}\b", text)}
    _parsed(text, prefixes)
    body = re.sub(r"^.*?\bASK\b(?:\s+WHERE\b)?", "", text, count=1, flags=re.DOTALL | re.IGNORECASE)
    groups = _groups(body, {"this", "value", *used})
    value = "BIND(?this AS ?value)" if path is None else f"?this {path} ?value ."
    opened = _opened(body, groups, f"{FOCUS} {value} {_values(used)}")
    whole = f"SELECT DISTINCT ?this ?value {{ {FOCUS} {value} MINUS {opened} }}"
    return Select(whole, prefixes, message)


def _prepared(text: str, path: str | None) -> str:
    if path is not None:
        text = re.sub(r"[?$]PATH\b", lambda _: path, text)
    return _without_comments(text)


def _parsed(text: str, prefixes: Mapping[str, str]) -> None:
    try:
        Store().query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        raise SyntaxProblem(printable(" ".join(str(error).split()), 200), hint="mend the query") from error


def _values(bound: Mapping[str, Term]) -> str:
    """The pattern that binds variables; those without a value remain unbound."""
    names = [name for name, term in bound.items() if not isinstance(term, BlankNode)]
    if not names:
        return ""
    return f"VALUES ({' '.join(f'?{n}' for n in names)}) {{ ({' '.join(str(bound[n]) for n in names)}) }}"


def _opened(text: str, groups: Sequence[_Group], inserted: str) -> str:
    """Inserts a pattern into each group that uses a pre-bound variable, and into the outermost one."""
    marks = {group.start for group in groups if group.mentions and not group.select} | {groups[0].start}
    for mark in sorted(marks, reverse=True):
        text = f"{text[:mark]} {inserted} {text[mark:]}"
    return text


def _without_comments(text: str) -> str:
    return _TOKEN.sub(lambda m: " " if (m["skip"] or "").startswith("#") else m[0], text)


def _groups(text: str, bound: Collection[str]) -> list[_Group]:
    """The query's ``{ }`` groups in order of opening, each with whether it uses a pre-bound variable."""
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
            if word in _REFUSED and not (word == "GRAPH" and _SHAPES_GRAPH.match(text, match.end())):
                raise SyntaxProblem(f"{word} is not allowed in a constraint", hint=_REFUSED[word])
            if word == "SELECT":
                heading = True
                if current is not None:
                    groups[current].select = True
        elif kind == "var":
            if token[1:] in _RESERVED:
                raise SyntaxProblem(f"{token} is not known here", hint="only $this and $PATH are")
            if token[1:] == "this" and heading and current is not None:
                groups[current].projects = True
            if token[1:] in bound:
                enclosing = current
                while enclosing is not None:
                    groups[enclosing].mentions = True
                    enclosing = groups[enclosing].parent
    if not groups:
        raise SyntaxProblem("the query has no { } group", hint="write SELECT $this WHERE { ... }")
    return groups


def understood(pattern: str, flags: str) -> bool:
    """Whether the store supports a regular expression; an unsupported one would silently fail for every value."""
    solutions = Store().query(f"SELECT (REGEX('', {Literal(pattern)}, {Literal(flags)}) AS ?known) {{}}")
    assert isinstance(solutions, QuerySolutions)
    return next(solutions)["known"] is not None
