"""Finding a question, and seeing how an engine takes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..errors import SyntaxProblem
from ..names import fold
from ..sparql import prefixed
from .catalogue import Query, catalogue

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

__all__ = ["explained", "search"]

#: Where a word stands → what that counts.
_WEIGHTS = (5, 4, 3, 2, 1)
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "to",
        "is",
        "are",
        "who",
        "what",
        "which",
        "and",
        "or",
        "by",
        "with",
        "does",
        "do",
        "how",
        "many",
        "was",
        "were",
        "for",
    ]
)


def search(words: str) -> list[Query]:
    """The prepared queries that speak of these words, the best first; a word counts that begins one of theirs.

    Parameters
    ----------
    words
        One word or several, such as ``"co-authors"`` or ``"who funds what"``.
    """
    wanted = [w for w in fold(words).split() if w not in _STOP] or fold(words).split()
    found: list[tuple[int, str, Query]] = []
    for query in catalogue().values():
        texts = (
            query.name.replace("-", " "),
            " ".join(query.keywords),
            query.title,
            query.question,
            " ".join(f"{c.heading} {c.description}" for c in query.columns),
        )
        places = [(weight, fold(text).split()) for weight, text in zip(_WEIGHTS, texts, strict=True)]
        scores = [
            sum(weight for weight, own in places if any(_fits(word, other) for other in own))
            for word in wanted
        ]
        if all(scores) and scores:
            found.append((-sum(scores), query.name, query))
    return [query for *_, query in sorted(found, key=lambda item: item[:2])]


def _fits(word: str, other: str) -> bool:
    stem = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return (
        other == word
        or (len(word) > 2 and other.startswith(stem))
        or (len(other) > 4 and word.startswith(other))
    )


def explained(text: str) -> str:
    """The plan of a query: its algebra as SPARQL 1.1 defines it (section 18), one operator a line, from rdflib.

    Raises
    ------
    SyntaxProblem
        If it does not parse.
    """
    from pyparsing import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        plan = translateQuery(parseQuery(prefixed(text)))
    except ParseException as error:
        raise SyntaxProblem(
            f"the query does not parse at '{error.line[error.col - 1 :][:30]}'",
            where=f"query, line {error.lineno}, column {error.col}",
        ) from error
    return "".join(f"{line}\n" for line in _plan(plan.algebra, 0))


def _plan(node: CompValue, depth: int) -> Iterator[str]:
    """An operator with its own conditions, then its inputs, further in."""
    pad = "  " * depth
    own = [f"{key} {_short(value)}" for key, value in node.items() if key in _OWN and value not in (None, [])]
    yield f"{pad}{node.name}" + (f": {'; '.join(own)}" if own else "")
    for triple in node.get("triples") or ():
        yield f"{pad}  {' '.join(_short(term) for term in triple)}"
    for value in node.values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, Mapping) and getattr(part, "name", "") in _OPERATORS:
                yield from _plan(part, depth + 1)  # type: ignore[arg-type]


_OWN = ("expr", "var", "term", "PV", "length", "start", "res")
_OPERATORS = frozenset(
    [
        "SelectQuery",
        "AskQuery",
        "ConstructQuery",
        "DescribeQuery",
        "Project",
        "Distinct",
        "Reduced",
        "OrderBy",
        "Slice",
        "Filter",
        "Join",
        "LeftJoin",
        "Union",
        "Minus",
        "Extend",
        "Graph",
        "BGP",
        "AggregateJoin",
        "Group",
        "ToMultiSet",
        "values",
    ]
)


def _short(value: object) -> str:
    """A term or an expression on one line."""
    if isinstance(value, Mapping) and hasattr(value, "name"):
        inner = ", ".join(_short(v) for k, v in value.items() if k not in ("_vars",) and v is not None)
        return f"{str(value.name).removeprefix('Builtin_')}({inner})"
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(
            sorted(map(_short, value)) if isinstance(value, set | frozenset) else map(_short, value)
        )
    n3 = getattr(value, "n3", None)
    return str(n3()) if n3 is not None else str(value)
