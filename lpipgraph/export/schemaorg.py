"""Applies the constraints of schema.org: domains of properties, one address and distinct identifiers for each thing.

``domains.csv`` says which of the portal's types a property belongs to, and which its values may have, as schema.org's own vocabulary
has it (a test compares the two), and ``instead.csv`` what says the same where it does not hold.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from pyoxigraph import Literal

from ..files import find, read_bytes
from ..names import fold
from ..vocabulary import LPIP, PREFIXES, RDF
from .context import VERSION
from .public_data import Index, Object, text_of

__all__ = ["own_page", "settled"]

_SCHEMA = PREFIXES["schema"]
_URL, _IDENTIFIER, _PAGE = (_SCHEMA + word for word in ("url", "identifier", "subjectOf"))
_CLASS = _SCHEMA + "additionalType"
#: Classes of what has a title of its own; an article about a person or a policy is called after them, too.
_TITLED = frozenset((LPIP.Theme.value, LPIP.Publication.value))
_NAME, _OTHER_NAME = _SCHEMA + "name", _SCHEMA + "alternateName"
#: What a search engine shows under its headline.
_HEADED = frozenset(_SCHEMA + word for word in ("Article", "BlogPosting", "Report"))
#: Words that an address leaves out, what follows a title, and the ends of addresses that name a file.
_SMALL = frozenset(("a", "an", "and", "the", "of", "for", "in", "on", "to"))
_SUBTITLE = re.compile(r":\s|\s[–—-]\s")
_SUFFIX = re.compile(r"\.(?:html?|php|aspx?|pdf)$", re.IGNORECASE)
_PROPERTY_ID, _VALUE = _SCHEMA + "propertyID", _SCHEMA + "value"


def settled(index: Index) -> Index:
    """The triples of the portal's queries as schema.org allows them.

    Parameters
    ----------
    index
        What the queries say. It is changed.
    """
    domains, instead = _domains(), _instead()
    for predicates in index.values():
        types = _types(predicates)
        for predicate in [p for p in predicates if p in domains]:
            holds, ranges = domains[predicate]
            other = next(
                (o for o in instead.get(predicate, ()) if o not in domains or types & domains[o][0]), None
            )
            if other is None:
                continue
            values = predicates.pop(predicate)
            fits = [v for v in values if types & holds and _fits(v, index, ranges)]
            rest = [v for v in values if v not in fits]
            for name, some in ((predicate, fits), (other, rest)):
                if some:
                    predicates[name] = list(dict.fromkeys([*predicates.get(name, ()), *some]))
    for predicates in index.values():
        if _NAME in predicates and _HEADED.intersection(map(str, predicates.get(RDF.type.value, ()))):
            predicates[_SCHEMA + "headline"] = predicates[_NAME]
        _one_address(predicates)
        if _URL not in predicates and _TITLED.intersection(map(str, predicates.get(_CLASS, ()))):
            own = own_page(predicates.get(_PAGE, ()), _names_in(predicates))
            if own is not None:
                predicates[_URL] = [own]
        if _IDENTIFIER in predicates:
            predicates[_IDENTIFIER] = _each_once(predicates[_IDENTIFIER], index)
    return index


def _types(predicates: Mapping[str, list[Object]]) -> set[str]:
    return {str(t) for t in predicates.get(RDF.type.value, ())}


def _fits(value: Object, index: Index, ranges: frozenset[str]) -> bool:
    """Whether a value is of a type that the property takes; a literal is, and a thing of which nothing is said."""
    types = set() if isinstance(value, Literal) else _types(index.get(value, {}))
    return not types or bool(types & ranges)


def _names_in(predicates: Mapping[str, list[Object]]) -> list[str]:
    return [text_of(name) for key in (_NAME, _OTHER_NAME) for name in predicates.get(key, ())]


def own_page(pages: Iterable[Object], names: Iterable[str]) -> Object | None:
    """The best of the pages whose address ends in a work's title: such a page is the work's own.

    A page about it, such as a report in the news or its author's list of posts, has another title. The page stays among
    those about the thing, where readers of earlier exports look for it. Of several, one of the site that has most pages
    about the thing is best.
    """
    pages = list(pages)
    keys = {key for name in names for part in (name, _SUBTITLE.split(name)[0]) for key in _keys(part)}
    sites = Counter(map(_site, pages))
    found = (page for page in pages if keys & set(_keys(_last(str(page)))))
    return min(found, key=lambda page: (-sites[_site(page)], _rank(page)), default=None)


def _site(page: Object) -> str:
    return urlsplit(str(page)).netloc.removeprefix("www.")


def _last(address: str) -> str:
    path = unquote(urlsplit(address).path).rstrip("/")
    return _SUFFIX.sub("", path.rpartition("/")[2])


def _keys(words: str) -> tuple[str, ...]:
    """What two spellings of a name have in common: "the-green-book", "Green Book", "greenbook" and "book-green"."""
    plain = [word for word in re.findall(r"[^\W_]+", fold(words)) if word not in _SMALL]
    return ("".join(plain), " ".join(sorted(plain))) if plain else ()


def _one_address(predicates: dict[str, list[Object]]) -> None:
    """The best address as the address, and the others as pages about the thing."""
    addresses = predicates.get(_URL, [])
    if len(addresses) < 2:
        return
    best = min(addresses, key=_rank)
    predicates[_URL] = [best]
    pages = [*predicates.get(_PAGE, ()), *(each for each in addresses if each != best)]
    predicates[_PAGE] = list(dict.fromkeys(pages))


def _rank(address: Object) -> tuple[bool, int, int, str]:
    """Secure before not, near the root of a site before deep in it, short before long."""
    text = str(address)
    parts = urlsplit(text)
    return parts.scheme != "https", len(parts.path.strip("/").split("/")), len(text), text


def _each_once(identifiers: Iterable[Object], index: Index) -> list[Object]:
    found: dict[tuple[str, ...], Object] = {}
    for each in identifiers:
        said = index.get(str(each), {})
        key = tuple(text_of(value) for p in (_PROPERTY_ID, _VALUE) for value in said.get(p, ()))
        found.setdefault(key or (str(each),), each)
    return list(found.values())


@lru_cache(maxsize=1)
def _domains() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """Property → types that it belongs to, and types of its values; a property that is not here belongs to all."""
    return {
        _SCHEMA + row["property"]: (_words(row["types"]), _words(row["values"])) for row in _rows("domains")
    }


def _words(cell: str) -> frozenset[str]:
    return frozenset(_SCHEMA + word for word in cell.split())


@lru_cache(maxsize=1)
def _instead() -> Mapping[str, list[str]]:
    """Property → what says the same, the best first."""
    return {
        _SCHEMA + row["property"]: [_full(word) for word in row["instead"].split()]
        for row in _rows("instead")
    }


def _full(word: str) -> str:
    prefix, _, local = word.partition(":")
    return PREFIXES[prefix] + local


def _rows(name: str) -> list[dict[str, str]]:
    (path,) = find(f"ontology/export/{VERSION}/portal", f"{name}.csv")
    return list(csv.DictReader(io.StringIO(read_bytes(path).decode("utf-8"))))
