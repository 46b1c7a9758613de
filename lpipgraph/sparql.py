"""Prints terms into SPARQL, tokenises queries, and lists the graphs that a query names.

By the grammar of SPARQL 1.1 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar); nothing is parsed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from .errors import SyntaxProblem
from .vocabulary import PREFIXES

__all__ = [
    "Stated",
    "escaped",
    "misread",
    "place",
    "place_of_token",
    "prefixed",
    "printed",
    "stated",
    "tokens",
]

_NAME = r"[\w·‿⁀\-.]"
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<string>\"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\" | '''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
      | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:[\w.\-·]+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)
  | (?P<name>(?:[^\W\d_]NAME{0,200})?:(?:NAME|:|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<open>[({\[]|<<\(?)
  | (?P<close>[)}\]]|\)?>>)
  | (?P<operator>\^\^|&&|\|\||!=|<=|>=|[!<>=+*/|^?-])
  | (?P<stop>[.;,])
  | (?P<space>\s+)
    """.replace("NAME", _NAME),
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\\\([uU])|\\u([0-9A-Fa-f]{4})|\\.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stated:
    """The graphs that a query names: those of FROM and FROM NAMED, and whether it uses GRAPH."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    graph: bool = False


def printed(term: NamedNode | Literal) -> str:
    """A term as it is written in a query: one token, whatever its content.

    As Oxigraph prints it, except for codepoint escapes. SPARQL replaces these before parsing (section 19.2):
    some parsers find one that begins inside an escaped backslash, or take four more digits as part of it.
    Therefore a u after a backslash is itself escaped, and every escape has eight digits.
    """
    if not isinstance(term, NamedNode | Literal):
        raise TypeError(f"expected a term, found {term!r}")
    return escaped(str(term))


def escaped(triples: str) -> str:
    """N-Triples as they are written in a query or an update; see `printed` for the differences."""
    return _ESCAPED.sub(_coded, triples) if "\\" in triples else triples


def _coded(match: re.Match[str]) -> str:
    if match[1]:
        return f"\\\\\\U{ord(match[1]):08X}"
    return f"\\U0000{match[2]}" if match[2] else match[0]


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each token, without white space and comments.

    Raises
    ------
    SyntaxProblem
        If no token begins at a position, with the line and column.
    """
    at, ends, next_token = 0, len(text), _TOKEN.match
    while at < ends:
        match = next_token(text, at)
        if match is None:
            raise SyntaxProblem(
                f"no token of SPARQL begins with {text[at : at + 1]!r}", where=place(text, at)
            )
        at = match.end()
        kind = match.lastgroup
        if kind != "space" and kind != "comment":  # noqa: PLR1714 -- each query passes here
            yield kind or "", match[0]


def place(text: str, at: int) -> str:
    """The line and column of an offset in a query, in words."""
    return f"query, line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"


def place_of_token(text: str, number: int) -> str:
    """The line and column of a token of a query, counted from 0 as `tokens` gives them."""
    found = (m for m in _TOKEN.finditer(text) if m.lastgroup not in ("space", "comment"))
    return place(text, next(itertools.islice(found, number, None)).start())


def stated(text: str) -> Stated:
    """The graphs that a query states.

    Raises
    ------
    SyntaxProblem
        As `tokens`, and if FROM names its graph by a prefix, which is not looked up here.
    """
    upper = text.upper()
    if "FROM" not in upper and "GRAPH" not in upper:
        return Stated()
    default: list[str] = []
    named: list[str] = []
    graph = False
    found = [(kind, token.upper() if kind == "word" else token) for kind, token in tokens(text)]
    for place, (kind, token) in enumerate(found):
        graph = graph or (kind, token) == ("word", "GRAPH")
        if (kind, token) != ("word", "FROM"):
            continue
        is_named = found[place + 1 : place + 2] == [("word", "NAMED")]
        at = place + 2 if is_named else place + 1
        if at >= len(found) or found[at][0] != "iri":
            raise SyntaxProblem("FROM must name its graph in full, as <https://...>", where="query")
        (named if is_named else default).append(found[at][1][1:-1])
    return Stated(tuple(default), tuple(named), graph)


def prefixed(text: str) -> str:
    """A query with declarations for the project's prefixes that it uses, added on its first line."""
    found = list(tokens(text))
    used = {token.partition(":")[0] for kind, token in found if kind == "name"}
    own = {
        token.partition(":")[0]
        for (kind, word), (_, token) in itertools.pairwise(found)
        if kind == "word" and word.upper() == "PREFIX"
    }
    lacking = sorted((used - own) & PREFIXES.keys())
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in lacking) + text


_ERROR = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<rest>.*)", re.DOTALL)
_SIGNS = re.compile(r"(?<![\w\[])\"([^\"\\]{1,8})\"")
#: A token that Oxigraph expected → its meaning.
_MEANT = {
    "Prefix not found": "the prefix '{}' is not declared",
    "The SELECT contains a variable that is unbound": "SELECT shows a variable that GROUP BY does not have",
}


def misread(text: str, error: SyntaxError) -> SyntaxProblem:
    """A parser's error in words, with line and column."""
    match = _ERROR.match(str(error))
    if match is None:
        return SyntaxProblem(f"the query does not parse: {error}", where="query")
    line, column = int(match["line"]), int(match["column"])
    lines = text.split("\n")
    here = lines[line - 1] if line <= len(lines) else ""
    rest = re.match(r"[\w:?$<>/#.-]{1,40}|\S|", here[column - 1 :].lstrip())
    found = rest[0] if rest else ""
    special = next((words for key, words in _MEANT.items() if key in match["rest"]), "")
    if special:
        name = re.search(r"([\w.-]*:)[\w.-]*$", here[: column - 1])
        what = special.format(name[1] if name else found)
    elif not found and line >= len(lines) and text.count("{") > text.count("}"):
        what = "the query ends too early"
    else:
        what = (
            f"the query cannot go on with '{found}' here"
            if found
            else "something is missing before this place"
        )
    signs = list(dict.fromkeys(_SIGNS.findall(match["rest"])))
    hint = None if special or not signs else "one of these may follow: " + " ".join(signs[:8])
    return SyntaxProblem(what, where=f"query, line {line}, column {column}", hint=hint)
