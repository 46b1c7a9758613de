"""Loads the rules: files of ``ontology/rules/`` with conclusions and conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from ..errors import SyntaxProblem
from ..files import find, read_bytes

__all__ = ["SUBCLASS", "Pattern", "Rule", "rules"]

#: The rule whose conclusions need no claim: the ontology and the evidence of the subclass show them.
SUBCLASS = "subclass"
#: A pattern of three variables (with their question mark) or terms.
Pattern = tuple[str | NamedNode, ...]

_HEADER = re.compile(r"^#\s*(title|because):\s*(.+?)\s*$", re.MULTILINE)
_PREFIX = re.compile(r"^PREFIX\s+(\w+):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
_CONSTRUCT = re.compile(r"^CONSTRUCT\s*\{([^{}]*)\}\s*(?=WHERE)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name and title, the triple that it concludes, the triples on which this is based, and its query.

    `text` is the query, `prologue` the part before its query form, and `where` the part after it.
    """

    name: str
    title: str
    conclusion: Pattern
    because: tuple[Pattern, ...]
    text: str
    prologue: str
    where: str

    @property
    def insert(self) -> str:
        """The rule as a SPARQL update."""
        return f"{self.prologue}INSERT {{ {' '.join(map(str, self.conclusion))} }} {self.where}"

    @property
    def select(self) -> str:
        """The rule as a SELECT query for the variables of its triples."""
        names = dict.fromkeys(
            term for pattern in (self.conclusion, *self.because) for term in pattern if isinstance(term, str)
        )
        return f"{self.prologue}SELECT DISTINCT {' '.join(names)} {self.where}"


def rules(folder: Path | None = None) -> tuple[Rule, ...]:
    """All rules, sorted by name.

    Parameters
    ----------
    folder
        A folder of ``.rq`` files; that of the package if None.

    Raises
    ------
    SyntaxProblem
        If a file has no title, no ground, or more than one triple in its CONSTRUCT.
    """
    paths = find("ontology/rules", "*.rq") if folder is None else sorted(folder.glob("*.rq"))
    return tuple(_rule(path) for path in paths)


def _rule(path: Path) -> Rule:
    text = read_bytes(path).decode("utf-8")
    prefixes = dict(_PREFIX.findall(text))
    header = [(key, value) for key, value in _HEADER.findall(text)]
    titles = [value for key, value in header if key == "title"]
    because = tuple(_pattern(value, prefixes, path) for key, value in header if key == "because")
    match = _CONSTRUCT.search(text)
    if len(titles) != 1 or not because or match is None:
        raise SyntaxProblem(
            "a rule needs one title, its grounds and one CONSTRUCT", where=path, hint="see its neighbours"
        )
    conclusion = _pattern(match[1].strip().removesuffix("."), prefixes, path)
    return Rule(path.stem, titles[0], conclusion, because, text, text[: match.start()], text[match.end() :])


def _pattern(text: str, prefixes: Mapping[str, str], path: Path) -> Pattern:
    terms: list[str | NamedNode] = []
    for word in text.split():
        prefix, colon, local = word.partition(":")
        if word.startswith("?"):
            terms.append(word)
        elif colon and prefix in prefixes:
            terms.append(NamedNode(prefixes[prefix] + local))
        else:
            raise SyntaxProblem(f"'{word}' is neither a variable nor a prefixed name", where=path)
    if len(terms) != 3:
        raise SyntaxProblem(f"'{text}' is not a triple", where=path)
    return tuple(terms)
