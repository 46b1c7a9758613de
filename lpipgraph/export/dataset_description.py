"""Describes the dataset in schema.org terms for dataset search engines, from the catalogue."""

from __future__ import annotations

from ..vocabulary import DCAT, DCTERMS, LICENCE, iri
from .projection import Json
from .public_data import Index, Material, Object, first_of, text_of

__all__ = ["described"]

_DATASET = iri("dataset", "policy-innovate").value


def described(material: Material) -> Json:
    """The dataset as schema.org's Dataset, with the files that the catalogue names."""
    index = material.index(("catalogue",))
    said = index.get(_DATASET, {})
    found: Json = {
        "@id": _DATASET,
        "@type": "Dataset",
        "name": first_of(said, DCTERMS.title.value) or "Policy Innovate as a graph",
        "description": first_of(said, DCTERMS.description.value)
        or "People, organisations, themes, policies, publications and events of a newsletter, each with the words that say it.",
        "url": _DATASET,
        "license": first_of(said, DCTERMS.license.value) or LICENCE.value,
        "isAccessibleForFree": True,
        "keywords": sorted(map(text_of, said.get(DCAT.keyword.value, ()))),
        "creator": _body(index, first_of(said, DCTERMS.publisher.value)),
        "datePublished": first_of(said, DCTERMS.issued.value),
        "dateModified": first_of(said, DCTERMS.modified.value),
        "temporalCoverage": _period(index.get(first_of(said, DCTERMS.temporal.value), {})),
        "spatialCoverage": "United Kingdom",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": first_of(index.get(text_of(each), {}), DCTERMS.title.value),
                "contentUrl": first_of(index.get(text_of(each), {}), DCAT.downloadURL.value),
                "encodingFormat": first_of(index.get(text_of(each), {}), DCAT.mediaType.value).replace(
                    "https://www.iana.org/assignments/media-types/", ""
                ),
            }
            for each in said.get(DCAT.distribution.value, ())
        ],
    }
    return {key: value for key, value in found.items() if value not in ("", [], None)}


def _body(index: Index, name: str) -> Json | None:
    said = index.get(name, {})
    shown = first_of(said, "http://xmlns.com/foaf/0.1/name")
    return {"@type": "Organization", "name": shown, "url": name} if shown else None


def _period(said: dict[str, list[Object]]) -> str:
    """From day to day, as ISO 8601 has it."""
    ends = [first_of(said, DCAT.startDate.value), first_of(said, DCAT.endDate.value)]
    return "/".join(ends) if all(ends) else ""
