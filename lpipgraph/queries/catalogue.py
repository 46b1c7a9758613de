"""Loads the prepared queries: one file in ``queries/`` for each, with its description, parameters and columns.

The comments at the head of a file describe the query::

    # title: The leads of the themes
    # question: Who leads which theme?
    # keywords: theme, lead
    # parameter: theme (theme): only this theme
    # parameter: from (date) required: the first day
    # example: theme=Skills
    # column: themeName (theme): the theme's name
    # why: ?person lpip:leadsTheme ?theme

A line that begins with ``# `` continues the previous one. Columns are named by their variable and shown under
the name in brackets; variables without a column hold the IRIs that ``why`` uses. A ``why`` line is a triple,
or several separated by `` . ``, with variables of the row and others; or ``claim ?x`` if the row contains the
claim itself. The body is valid SPARQL, with a line ``VALUES ?theme { UNDEF }`` for each parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ..errors import InputError, SyntaxProblem, UnknownName
from ..files import find, read_bytes, root
from ..sparql import printed

__all__ = [
    "KINDS",
    "Bound",
    "Column",
    "Parameter",
    "Pattern",
    "Query",
    "catalogue",
    "part",
    "query",
    "read_query",
]

#: Kind of a parameter → the class of its values, or their datatype.
KINDS: Mapping[str, str] = {
    "theme": "lpip:Theme",
    "person": "lpip:Person",
    "organisation": "lpip:Organisation",
    "policy": "lpip:Policy",
    "publication": "lpip:Publication",
    "event": "lpip:Event",
    "place": "lpip:Place",
    "concept": "lpip:KeyConcept",
    "thing": "lpip:Entity",
    "issue": "xsd:integer",
    "date": "xsd:date",
    "integer": "xsd:integer",
    "number": "xsd:decimal",
    "text": "xsd:string",
}
_KEYS = ("title", "question", "keywords", "parameter", "example", "column", "why")
_LINE = re.compile(r"#\s(?P<key>[a-z]+):\s+(?P<value>.*)")
_PARAMETER = re.compile(
    r"(?P<name>[a-z]\w*) \((?P<kind>\w+)\)(?P<required> required)?(?: = (?P<default>[^:]+))?: (?P<text>.+)"
)
_COLUMN = re.compile(r"(?P<name>\w+) \((?P<heading>[^)]+)\): (?P<text>.+)")
_PREFIX = re.compile(r"^\s*PREFIX\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
_FORM = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.MULTILINE)
_VALUES = re.compile(r"(?<![\w?$])VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")

Pattern = tuple[str | NamedNode, str | NamedNode, str | NamedNode]
#: The binding of a parameter: a term, or several alternatives.
Bound = NamedNode | Literal | Sequence[NamedNode | Literal]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query: a thing of a kind of `KINDS`, by name or IRI, or a typed value."""

    name: str
    kind: str
    description: str
    required: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A displayed variable, and its heading."""

    name: str
    heading: str
    description: str


@dataclass(frozen=True, slots=True, repr=False)
class Query:
    """One prepared question.

    Attributes
    ----------
    name, title, question, keywords
        Its name, title, question and keywords.
    parameters, example
        Its parameters, and example values.
    columns
        The displayed variables, with their headings.
    why
        The evidence of a row: groups of triples over its variables, or variables with a claim.
    form, text
        SELECT, CONSTRUCT or ASK, and the whole file.
    """

    name: str
    title: str
    question: str
    keywords: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str]
    columns: tuple[Column, ...]
    why: tuple[tuple[Pattern, ...] | str, ...]
    form: str
    text: str

    def __repr__(self) -> str:
        wanted = ", ".join(p.name if p.required else f"[{p.name}]" for p in self.parameters)
        return f"<{self.name}({wanted}): {self.question}>"

    def parameter(self, name: str) -> Parameter:
        """One parameter.

        Raises
        ------
        UnknownName
            If the query has no such parameter.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise UnknownName(f"parameter of {self.name}", name, (p.name for p in self.parameters))

    def missing(self, given: Iterable[str]) -> InputError | None:
        """The error for a missing required parameter; None if none is missing."""
        known = set(given)
        left = [p for p in self.parameters if p.required and p.name not in known]
        if not left:
            return None
        return InputError(
            f"{self.name} needs the parameter {left[0].name} ({left[0].description})",
            hint=f"add -p {left[0].name}=… (in Python {left[0].name}=…)",
        )

    def bind(self, /, **values: Bound) -> str:
        """The query's text with its parameters bound, as terms and never as text.

        Parameters
        ----------
        values
            Parameter → term, or several alternative terms. Absent optional parameters do not restrict the
            answer.

        Raises
        ------
        UnknownName
            For a parameter that the query does not have.
        InputError
            For a required parameter that is absent: without it the answer may be all pairs of things.
        """
        for name in values:
            self.parameter(name)
        terms = {name: _several(value) for name, value in values.items()}
        if error := self.missing(name for name in terms if terms[name]):
            raise error
        # One pass over the file's own text, so that an inserted value that looks like such a line has no
        # effect.
        return _VALUES.sub(
            # an absent value is left out: UNDEF makes the optimisers of some servers lose rows
            lambda m: (
                f"VALUES ?{m[1]} {{ {' '.join(map(printed, terms[m[1]]))} }}" if terms.get(m[1]) else ""
            ),
            self.text,
        )


def _several(value: Bound) -> tuple[NamedNode | Literal, ...]:
    if isinstance(value, NamedNode | Literal):
        return (value,)
    if isinstance(value, str):
        raise TypeError(f"expected a term, found {value!r}")
    return tuple(value)


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Query]:
    """All prepared queries by name, in the order of the names.

    Raises
    ------
    SyntaxProblem
        For a file with an invalid head.
    """
    return {path.stem: read_query(path) for path in find("queries", "*.rq")}


def query(name: str) -> Query:
    """The prepared query of that name.

    Raises
    ------
    UnknownName
        With the most similar names.
    """
    folder = root() / "queries"
    if not folder.is_dir() or f"{name}.rq" not in {path.name for path in folder.iterdir()}:
        known = [path.stem for path in find("queries", "*.rq")]
        raise UnknownName("query", name, known, see="lpipgraph query lists them all")
    return read_query(folder / f"{name}.rq")


@lru_cache(maxsize=8)
def part(name: str) -> str:
    """The text of an internal query from ``queries/parts``."""
    (path,) = find("queries/parts", f"{name}.rq")
    return read_bytes(path).decode("utf-8")


def read_query(path: Path) -> Query:
    """Reads a query from its file.

    Raises
    ------
    SyntaxProblem
        If its head is incomplete or has unknown lines, with the line.
    InputError
        If it cannot be read.
    """
    try:
        text = read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise SyntaxProblem(f"not UTF-8 (byte {error.start})", where=path) from error
    return _parsed(text, path)


@lru_cache(maxsize=256)
def _parsed(text: str, path: Path) -> Query:
    found = _head(text, path)
    prefixes = dict(_PREFIX.findall(text))
    form = _FORM.search(text)
    if form is None:
        raise SyntaxProblem("the file holds no query", where=path)
    result = Query(
        name=path.stem,
        title=_one(found, "title", path),
        question=_one(found, "question", path),
        keywords=tuple(word.strip() for word in _one(found, "keywords", path).split(",")),
        parameters=tuple(_parameter(value, path) for value in found["parameter"]),
        example=dict(_example(value, path) for value in found["example"]),
        columns=tuple(_column(value, path) for value in found["column"]),
        why=tuple(_why(value, prefixes, path) for value in found["why"]),
        form=form[1].upper(),
        text=text,
    )
    for parameter in result.parameters:
        if parameter.name not in _VALUES.findall(text):
            raise SyntaxProblem(f"a line VALUES ?{parameter.name} {{ UNDEF }} is missing", where=path)
    for name in result.example:
        result.parameter(name)
    return result


def _head(text: str, path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {key: [] for key in _KEYS}
    last = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        if line.startswith("#   ") and last:
            found[last][-1] += " " + line[1:].strip()
            continue
        match = _LINE.fullmatch(line.rstrip())
        if match is None or match["key"] not in found:
            raise SyntaxProblem(
                "this line of the head is not understood",
                where=f"{path}, line {number}",
                hint=f"it begins with one of: {', '.join(_KEYS)}",
            )
        last = match["key"]
        found[last].append(match["value"])
    return found


def _one(found: Mapping[str, Sequence[str]], key: str, path: Path) -> str:
    if len(found[key]) != 1:
        raise SyntaxProblem(f"the head needs one line '# {key}: …'", where=path)
    return found[key][0]


def _parameter(value: str, path: Path) -> Parameter:
    match = _PARAMETER.fullmatch(value)
    if match is None or match["kind"] not in KINDS:
        raise SyntaxProblem(
            f"no parameter: '{value}'", where=path, hint=f"name (kind): text, kind one of {', '.join(KINDS)}"
        )
    return Parameter(match["name"], match["kind"], match["text"], bool(match["required"]), match["default"])


def _example(value: str, path: Path) -> tuple[str, str]:
    name, equals, given = value.partition("=")
    if not equals:
        raise SyntaxProblem(f"no example: '{value}'", where=path, hint="parameter=value")
    return name.strip(), given.strip()


def _column(value: str, path: Path) -> Column:
    match = _COLUMN.fullmatch(value)
    if match is None:
        raise SyntaxProblem(f"no column: '{value}'", where=path, hint="variable (heading): text")
    return Column(match["name"], match["heading"], match["text"])


def _why(value: str, prefixes: Mapping[str, str], path: Path) -> tuple[Pattern, ...] | str:
    if value.startswith("claim ?"):
        return value.removeprefix("claim ?").strip()
    patterns = []
    for triple in value.split(" . "):
        terms = [_term(word, prefixes, path) for word in triple.split()]
        if len(terms) != 3:
            raise SyntaxProblem(f"'{triple}' is not a triple", where=path)
        patterns.append((terms[0], terms[1], terms[2]))
    return tuple(patterns)


def _term(word: str, prefixes: Mapping[str, str], path: Path) -> str | NamedNode:
    prefix, colon, local = word.partition(":")
    if word.startswith("?"):
        return word
    if colon and prefix in prefixes:
        return NamedNode(prefixes[prefix] + local)
    raise SyntaxProblem(f"'{word}' is neither a variable nor a name with a known prefix", where=path)
