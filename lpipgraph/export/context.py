"""Builds JSON-LD contexts, and compacts terms by them.

The contexts, frames and schemas are files of ``ontology/export/``; PyLD's compaction and framing are the
oracle that tests hold this to (JSON-LD 1.1 Processing Algorithms, W3C Recommendation of 16 July 2020).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..errors import DataError, InputError, SyntaxProblem, UnknownName
from ..files import find, read_bytes
from ..vocabulary import BASE, PREFIXES, RDF, XSD
from .public_data import Object

__all__ = [
    "FOLDER",
    "FORMER",
    "SCHEMA_ORG",
    "VERSION",
    "Context",
    "Term",
    "bundled",
    "document_loader",
    "served",
]

#: Contexts, frames and schemas change in step; a change that breaks a consumer gets a new version.
VERSION = "v2"
#: Earlier versions whose addresses are served still.
FORMER = ("v1",)
#: A stand-in for schema.org's context: every term that our contexts do not define is one of schema.org's.
SCHEMA_ORG = "https://schema.org"
#: What the addresses of contexts, frames and schemas begin with.
FOLDER = f"{BASE}export/{VERSION}/"

_KEYWORDS = {"id": "@id", "type": "@type"}
_CANONICAL = re.compile(r"0|-?[1-9][0-9]{0,15}").fullmatch  # exact in every JSON reader: below 2**53
_STRING, _LANG_STRING = XSD.string.value, RDF.langString.value
_INTEGER, _BOOLEAN = XSD.integer.value, XSD.boolean.value


def bundled() -> Mapping[str, bytes]:
    """The contexts, frames and schemas of the current version: address → content.

    Raises
    ------
    InputError
        If the installation lacks them.
    """
    return _files(VERSION)


def served() -> Mapping[str, bytes]:
    """The contexts, frames and schemas of all versions, whose addresses stay: address → content."""
    return {url: content for version in (*FORMER, VERSION) for url, content in _files(version).items()}


def _files(version: str) -> dict[str, bytes]:
    paths = find(f"ontology/export/{version}", "*.json*")
    return {f"{BASE}export/{version}/{path.name}": read_bytes(path) for path in paths}


def document_loader(url: str, options: object = None) -> dict[str, object]:  # noqa: ARG001 - PyLD's call
    """A document loader for PyLD that serves the files of all versions and nothing else, never the network.

    For schema.org's context it serves what that comes to beside ours: any other word is one of schema.org's.

    Raises
    ------
    UnknownName
        For any other address.
    """
    known = dict(served())
    known[SCHEMA_ORG] = json.dumps({"@context": {"@vocab": PREFIXES["schema"]}}).encode()
    if url not in known:
        raise UnknownName("bundled context", url, known)
    document = json.loads(known[url])
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": document,
    }


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a context: its key, the coercion of its values, and whether it always has an array."""

    key: str
    type: str | None
    language: str | None
    array: bool


@dataclass(frozen=True)
class Context:
    """A bundled context, ready to compact with. It supports only the features of JSON-LD 1.1 that our contexts use."""

    url: str
    terms: Mapping[str, Any]

    @staticmethod
    def read(name: str) -> Context:
        """The context ``{name}.context.jsonld`` of the current version.

        Raises
        ------
        SyntaxProblem
            If the file is not JSON.
        """
        url = f"{FOLDER}{name}.context.jsonld"
        try:
            return Context(url, json.loads(bundled()[url])["@context"])
        except KeyError as error:
            raise InputError("the context is missing", where=url, hint="reinstall lpipgraph") from error
        except ValueError as error:
            raise SyntaxProblem(f"no JSON ({error})", where=url) from error

    def expanded(self, word: str) -> str:
        """A term or compact IRI as an absolute IRI."""
        value = self.terms.get(word)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("@reverse")
        if isinstance(value, str) and value != word:
            return value if value.startswith("@") else self.expanded(value)
        prefix, colon, local = word.partition(":")
        if colon and prefix in self.terms:
            return str(self.terms[prefix]) + local
        return word

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        """Namespace → prefix."""
        simple = ((v, k) for k, v in self.terms.items() if isinstance(v, str) and v.startswith("http"))
        return {namespace: key for namespace, key in simple if namespace[-1] in "/#"}

    @cached_property
    def _namespace(self) -> re.Pattern[str]:
        longest_first = sorted(self._prefixes, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first)) or "(?!)")

    @cached_property
    def _forward(self) -> Mapping[str, list[Term]]:
        found: dict[str, list[Term]] = {}
        for key, value in self.terms.items():
            if key[0] == "@" or key in _KEYWORDS or value is None:
                continue
            if isinstance(value, str):
                found.setdefault(self.expanded(key), []).append(Term(key, None, None, False))
            elif "@id" in value:
                coercion = value.get("@type")
                if coercion is not None and not coercion.startswith("@"):
                    coercion = self.expanded(coercion)
                array = value.get("@container") == "@set"
                term = Term(key, coercion, value.get("@language"), array)
                found.setdefault(self.expanded(key), []).append(term)
        return found

    @cached_property
    def _backward(self) -> Mapping[str, str]:
        reverse = (
            (k, v["@reverse"]) for k, v in self.terms.items() if isinstance(v, dict) and "@reverse" in v
        )
        return {self.expanded(predicate): key for key, predicate in reverse}

    @cached_property
    def _words(self) -> Mapping[str, str]:
        """IRI → the plain term for it."""
        return {iri: terms[0].key for iri, terms in self._forward.items() if terms[0].type is None}

    @cached_property
    def _terms_of(self) -> Mapping[str, str]:
        """IRI → a term for it, coercing or not: a predicate is named by the key that it has elsewhere."""
        return {iri: terms[0].key for iri, terms in self._forward.items()}

    @cached_property
    def _memory(self) -> dict[str, dict[Object, tuple[Term, Any]]]:
        return {}

    @cached_property
    def _coerced(self) -> dict[str, dict[tuple[str | None, str | None], Term]]:
        return {
            predicate: {(term.type, term.language): term for term in terms}
            for predicate, terms in self._forward.items()
        }

    def iri(self, iri: str) -> str:
        """An IRI as a compact IRI where a prefix fits.

        Raises
        ------
        DataError
            If its scheme is one of the prefixes, so that a reader would take it for another IRI.
        """
        match = self._namespace.match(iri)
        if match is None:
            if not iri.startswith("http") and iri.partition(":")[0] in self._prefixes.values():
                raise DataError("this IRI cannot be told from a prefixed name", where=iri, hint="rename it")
            return iri
        local = iri[match.end() :]
        return f"{self._prefixes[match[0]]}:{local}" if local and not local.startswith("//") else iri

    def word(self, iri: str) -> str:
        """An IRI as a term where there is one, else as `iri` gives it."""
        return self._words.get(iri) or self.iri(iri)

    def value(self, predicate: str, value: Object) -> tuple[Term, Any]:
        """The term for a value, and the value as JSON."""
        memory = self._memory.get(predicate)
        if memory is None:
            self._memory[predicate] = memory = {}
            terms = self._coerced.setdefault(predicate, {})
            terms.setdefault((None, None), Term(self.iri(predicate), None, None, False))
        known = memory.get(value)
        if known is None:
            memory[value] = known = self._value(self._coerced[predicate], value)
        return known

    def _value(self, terms: Mapping[tuple[str | None, str | None], Term], value: Object) -> tuple[Term, Any]:
        plain = terms[None, None]
        if isinstance(value, str):
            if ("@vocab", None) in terms:
                return terms["@vocab", None], self._terms_of.get(value) or self.iri(value)
            if ("@id", None) in terms:
                return terms["@id", None], self.iri(value)
            return plain, {"id": self.iri(value)}
        text, datatype = value.value, value.datatype.value
        if datatype == _LANG_STRING:
            language = value.language or ""
            if (None, language) in terms:
                return terms[None, language], text
            return plain, {"@language": language, "@value": text}
        if datatype == _STRING:
            return plain, text
        if datatype == _INTEGER and _CANONICAL(text):
            return plain, int(text)
        if datatype == _BOOLEAN and text in ("true", "false"):
            return plain, text == "true"
        if (datatype, None) in terms:
            return terms[datatype, None], text
        return plain, {"@type": self.word(datatype), "@value": text}

    @property
    def links(self) -> list[str]:
        """The predicates whose objects can be nested: no term converts them to plain text."""
        return [p for p, terms in self._forward.items() if all(term.type is None for term in terms)]

    @property
    def backward(self) -> Mapping[str, str]:
        """Predicate → the term for it when it is read backwards."""
        return self._backward

    @property
    def many_types(self) -> bool:
        """Whether a node's types are always in an array."""
        return isinstance(self.terms.get("type"), dict)
