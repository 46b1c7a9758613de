"""Rejects queries that do more than read, before an engine sees them.

Oxigraph's parser has no limit of its own: 2,200 nested braces overflow the native stack and end the process,
and the cost of planning grows with the cube of the patterns. `SERVICE` reaches any address, and other engines
open what `FROM` names. Therefore a lexer checks the query first, by the tokens of SPARQL 1.1
(https://www.w3.org/TR/sparql11-query/#sparqlGrammar), skipping comments, strings and IRIs, with a list of
allowed words. Parsers do not agree where a word ends (Oxigraph reads ``SERVICESILENT`` as two words), so a
word that is not on the list is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from ..errors import QueryRefused, SyntaxProblem
from ..sparql import place_of_token, tokens
from ..vocabulary import is_public

__all__ = ["FORMS", "guard", "is_repeatable"]

#: The allowed forms of a query.
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")

_MOST_BYTES = 64_000
#: The engine's stack allows 2,000 levels on a main thread; a server thread has less.
_MOST_DEPTH = 60
#: Measured: 128 patterns of one subject take the planner 1.7 s, 64 take 0.09 s.
_MOST_PARTS = 100
_MOST_RUN = 200
_MOST_OPERATORS = 400
_MOST_TOKENS = 6_000
_SHORTER = "ask for less at a time"

_WORDS = """
    BASE PREFIX SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK FROM NAMED WHERE GROUP BY HAVING ORDER ASC DESC
    LIMIT OFFSET VALUES UNDEF OPTIONAL GRAPH BIND AS MINUS UNION FILTER IN NOT EXISTS TRUE FALSE A SEPARATOR
    COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL
    FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR
    MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF
    STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE
"""
_UPDATE_WORDS = "INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH USING"
_ALLOWED = frozenset(_WORDS.split())
_UPDATES = frozenset(_UPDATE_WORDS.split())
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
#: Functions whose value is another one at each call.
_VOLATILE = frozenset({"RAND", "NOW", "UUID", "STRUUID"})
_CLAUSES = frozenset({"OPTIONAL", "UNION", "MINUS", "GRAPH", "BIND", "FILTER", "EXISTS", "SELECT", "VALUES"})


def guard(text: str, known: Collection[str] = ()) -> str:
    """The form of a query that may run, one of `FORMS`.

    Parameters
    ----------
    text
        A query as typed.
    known
        Graphs of the store that ``FROM`` may name, besides those with public names.

    Raises
    ------
    QueryRefused
        For an update, ``SERVICE``, a graph that is not public in ``FROM``, and a query that is too long,
        too deep or has too many parts.
    SyntaxProblem
        For characters that are not SPARQL.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > _MOST_BYTES:
        raise QueryRefused(f"the query has {size:,} bytes and the limit is {_MOST_BYTES:,}", where="query")
    form = _checked(text, known)
    if _ESCAPE.search(text):
        # Some parsers replace \u0053 before parsing: the replaced text must pass, too.
        _checked(_ESCAPE.sub(_unescaped, text), known)
    return form


def is_repeatable(text: str) -> bool:
    """Whether a query that `guard` has accepted gives the same answer each time while the store does not change."""
    plain = _ESCAPE.sub(_unescaped, text)
    return not any(token.upper() in _VOLATILE for kind, token in tokens(plain) if kind == "word")


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 else ""


def _checked(text: str, known: Collection[str]) -> str:
    seen = list(tokens(text))
    if len(seen) > _MOST_TOKENS:
        raise QueryRefused(f"the query has {len(seen):,} words and signs", where="query", hint=_SHORTER)
    _check_shape(seen)
    form = ""
    for index, (kind, token) in enumerate(seen):
        if kind not in ("name", "word"):
            continue
        before = seen[index - 1][1].upper() if index else ""
        following = seen[index + 1][1] if index + 1 < len(seen) else ""
        word = token.upper()
        if kind == "name":
            if following == "{" and "SERVICE" in word:
                raise QueryRefused("SERVICE may not run: it reaches other servers", where="query")
            continue
        _check_word(word, token, text, index)
        if word in FORMS and not form:
            form = word
        if (word == "FROM" and following.upper() != "NAMED") or (before == "FROM" and word == "NAMED"):
            _check_from(following, known)
    if not form:
        raise QueryRefused(
            "this is not a query", where="query", hint="it must be a SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
    return form


def _check_shape(seen: list[tuple[str, str]]) -> None:
    """Refuses a query that is nested too deep, or has too many parts in one group, to be planned safely."""
    opened, runs = ["{"], [0]
    groups = [0]  # the number of parts of each open group; a part is a triple pattern or a step of a path
    clauses = operators = 0
    for kind, token in seen:
        # In brackets a run without commas may be a collection, whose every member is two triple patterns.
        runs[-1] = 0 if token == "," else runs[-1] + 1
        groups[-1] += token in ("/", "[") or (kind == "stop" and opened[-1] != "(")
        clauses += kind == "word" and token.upper() in _CLAUSES
        operators += kind == "operator"
        if kind == "open":
            opened.append(token[0])
            runs.append(0)
            groups += [0] if token == "{" else []
        elif kind == "close" and len(opened) > 1:
            opened.pop()
            runs.pop()
            if token == "}" and len(groups) > 1:
                groups.pop()
        if len(opened) > _MOST_DEPTH:
            raise _too_many(_MOST_DEPTH, "levels")
        if groups[-1] > _MOST_PARTS:
            raise _too_many(_MOST_PARTS, "parts in one group")
        if runs[-1] > _MOST_RUN and opened[-1] == "(":
            raise _too_many(_MOST_RUN, "members in one bracket")
    if clauses > _MOST_PARTS:
        raise _too_many(_MOST_PARTS, "clauses")
    if operators > _MOST_OPERATORS:
        raise _too_many(_MOST_OPERATORS, "operators")


def _too_many(most: int, what: str) -> QueryRefused:
    return QueryRefused(f"the query has more than {most:,} {what}", where="query", hint=_SHORTER)


def _check_word(word: str, token: str, text: str, index: int) -> None:
    if word in _ALLOWED:
        return
    if "SERVICE" in word:
        raise QueryRefused("SERVICE may not run: it reaches other servers", where="query")
    if word in _UPDATES:
        raise QueryRefused(
            f"{word} may not run: a query only reads",
            where="query",
            hint="use lpipgraph build or load to write",
        )
    raise SyntaxProblem(f"'{token[:40]}' is not a word of SPARQL", where=place_of_token(text, index))


def _check_from(graph: str, known: Collection[str]) -> None:
    if not graph.startswith("<"):
        raise QueryRefused("FROM must name its graph in full, as <https://...>", where="query")
    if graph[1:-1] not in known and not is_public(graph[1:-1]):
        raise QueryRefused(
            f"FROM {graph[:200]} may not run: it is not a public graph of this store", where="query"
        )
