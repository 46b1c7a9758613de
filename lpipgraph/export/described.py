"""The dataset in schema.org's words, as search engines for datasets read it; out of the catalogue, and without a clock."""

from __future__ import annotations

from pyoxigraph import Literal

from ..vocabulary import DCAT, DCTERMS, LICENCE, iri
from .material import Index, Material, Object
from .projection import Json

__all__ = ["described"]

_DATASET = iri("dataset", "policy-innovate").value


def described(material: Material) -> Json:
    """The dataset as schema.org's Dataset, with the files that the catalogue names."""
    index = material.index(("catalogue",))
    said = index.get(_DATASET, {})
    found: Json = {
        "@id": _DATASET,
        "@type": "Dataset",
        "name": _one(said, DCTERMS.title.value) or "Policy Innovate as a graph",
        "description": _one(said, DCTERMS.description.value)
        or "People, organisations, themes, policies, publications and events of a newsletter, each with the words that say it.",
        "url": _DATASET,
        "license": _one(said, DCTERMS.license.value) or LICENCE.value,
        "isAccessibleForFree": True,
        "keywords": sorted(map(_text, said.get(DCAT.keyword.value, ()))),
        "creator": _body(index, _one(said, DCTERMS.publisher.value)),
        "datePublished": _one(said, DCTERMS.issued.value),
        "dateModified": _one(said, DCTERMS.modified.value),
        "temporalCoverage": _period(index.get(_one(said, DCTERMS.temporal.value), {})),
        "spatialCoverage": "United Kingdom",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": _one(index.get(_text(each), {}), DCTERMS.title.value),
                "contentUrl": _one(index.get(_text(each), {}), DCAT.downloadURL.value),
                "encodingFormat": _one(index.get(_text(each), {}), DCAT.mediaType.value).replace(
                    "https://www.iana.org/assignments/media-types/", ""
                ),
            }
            for each in said.get(DCAT.distribution.value, ())
        ],
    }
    return {key: value for key, value in found.items() if value not in ("", [], None)}


def _body(index: Index, name: str) -> Json | None:
    said = index.get(name, {})
    shown = _one(said, "http://xmlns.com/foaf/0.1/name")
    return {"@type": "Organization", "name": shown, "url": name} if shown else None


def _period(said: dict[str, list[Object]]) -> str:
    """From day to day, as ISO 8601 has it."""
    ends = [_one(said, DCAT.startDate.value), _one(said, DCAT.endDate.value)]
    return "/".join(ends) if all(ends) else ""


def _one(said: dict[str, list[Object]], predicate: str) -> str:
    return _text(said[predicate][0]) if predicate in said else ""


def _text(value: Object) -> str:
    return value.value if isinstance(value, Literal) else value
