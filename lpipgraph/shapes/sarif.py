"""Writes the report as SARIF 2.1.0, which code editors and code hosting services read.

SARIF: Static Analysis Results Interchange Format, OASIS Standard of 27 March 2020.
"""

from __future__ import annotations

import json

from pyoxigraph import NamedNode

from .. import __version__
from .paths import local
from .report import Report, Result

__all__ = ["sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"Violation": "error", "Warning": "warning", "Info": "note"}


def sarif(report: Report) -> bytes:
    """A report as one SARIF log with one run; the same report gives the same bytes.

    Parameters
    ----------
    report
        The result of `validate`, with the lines of files if they are known.
    """
    names = sorted({result.constraint for result in report.results})
    first = {result.constraint: result for result in reversed(report.results)}
    driver = {
        "name": "lpipgraph",
        "version": __version__,
        "rules": [
            {
                "id": name,
                "shortDescription": {"text": first[name].message},
                "properties": {"shape": first[name].shape.value, "component": first[name].component},
            }
            for name in names
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(result, names.index(result.constraint)) for result in report.results],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1, ensure_ascii=False).encode() + b"\n"


def _result(result: Result, index: int) -> dict[str, object]:
    focus = result.focus.value if isinstance(result.focus, NamedNode) else str(result.focus)
    logical: list[dict[str, object]] = [{"fullyQualifiedName": focus, "kind": "resource"}]
    location: dict[str, object] = {"logicalLocations": logical}
    place = result.place
    if place is not None:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": place.file.replace("\\", "/").replace(" ", "%20")},
            "region": {"startLine": place.line},
        }
        if place.graph is not None:
            logical.append({"fullyQualifiedName": place.graph.value, "kind": "namespace"})
    found: dict[str, object] = {
        "ruleId": result.constraint,
        "ruleIndex": index,
        "level": _LEVELS.get(local(result.severity), "error"),
        "message": {"text": result.line},
        "locations": [location],
    }
    if result.where is not None:
        found["properties"] = {
            "quote": result.where.quote,
            "start": result.where.start,
            "end": result.where.end,
            "source": None if result.where.source is None else result.where.source.value,
        }
    return found
