"""Describes the API in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0), from the prepared queries."""

from __future__ import annotations

from typing import Any

from .. import __version__
from ..queries import Parameter, Query, catalogue

__all__ = ["description"]

_PROBLEM = {"$ref": "#/components/responses/Problem"}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "issue": {"type": "string", "pattern": "^[0-9]{1,6}$", "examples": ["1"]},
    "date": {"type": "string", "format": "date", "examples": ["2025-01-30"]},
    "integer": {"type": "string", "pattern": "^[0-9]{1,9}$", "examples": ["5"]},
    "number": {
        "type": "string",
        "pattern": "^[£€$]?[0-9]{1,12}([.][0-9]{1,4})?(k|m|bn)?$",
        "examples": ["£2.5m"],
    },
    "text": {"type": "string", "minLength": 1, "maxLength": 500, "pattern": "[A-Za-z0-9]"},
}
_NAME = {"type": "string", "minLength": 1, "maxLength": 500, "pattern": "[A-Za-z0-9]"}
_ROWS = {
    "type": "object",
    "description": "SPARQL 1.1 Query Results in JSON, with `why` beside the results if it was asked for",
    "required": ["head"],
    "properties": {
        "head": {"type": "object", "properties": {"vars": {"type": "array", "items": {"type": "string"}}}},
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {"bindings": {"type": "array", "items": {"type": "object"}}},
        },
        "boolean": {"type": "boolean"},
        "why": {"type": "array", "items": {"type": "array", "items": {"type": "object"}}},
    },
}


def description(address: str) -> dict[str, Any]:
    """The API of a server at an address."""
    paths: dict[str, Any] = {
        "/queries.json": {
            "get": _get(
                "listQueries", "All prepared questions", [], {"type": "array", "items": {"type": "object"}}
            )
        },
        "/search.json": {
            "get": _get(
                "search",
                "Names and sentences with some words",
                [_words()],
                {"type": "object", "required": ["names", "sentences"]},
            )
        },
        "/search/suggest": {
            "get": _get(
                "suggest", "Names that begin so", [_words()], {"type": "array", "items": {"type": "object"}}
            )
        },
        "/health": {
            "get": _get("health", "Whether the server is well, and what it serves", [], {"type": "object"})
        },
    }
    for query in catalogue().values():
        paths.update(_paths(query))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The Policy Innovate newsletter as linked data",
            "version": __version__,
            "summary": "Prepared questions over a graph in which every statement carries its quote",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": address}],
        "paths": paths,
        "components": {
            "schemas": {
                "Rows": _ROWS,
                "Problem": {
                    "type": "object",
                    "description": "RFC 9457",
                    "required": ["title", "status", "detail"],
                    "properties": {
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                    },
                },
            },
            "responses": {
                "Problem": {
                    "description": "What is wrong, and what to do",
                    "content": {
                        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    },
                }
            },
        },
    }


def _paths(query: Query) -> dict[str, Any]:
    given = [_parameter(p, query) for p in query.parameters]
    why = {
        "name": "why",
        "in": "query",
        "description": "with 1, what each row rests on",
        "schema": {"type": "string", "enum": ["0", "1"]},
    }
    name = "".join(part.capitalize() for part in query.name.split("-"))
    rows = {"$ref": "#/components/schemas/Rows"}
    csv, graph = (
        {"text/csv": {"schema": {"type": "string"}}},
        {"application/ld+json": {"schema": {"type": "object"}}},
    )
    made = {
        f"/queries/{query.name}.json": {
            "get": _get(f"ask{name}", query.title, [*given, why], rows, query.question)
        },
        f"/queries/{query.name}.csv": {
            "get": _get(f"ask{name}AsCsv", query.title, [*given, why], {}, query.question)
        },
        f"/queries/{query.name}.jsonld": {
            "get": _get(f"ask{name}AsGraph", query.title, given, {}, query.question)
        },
    }
    made[f"/queries/{query.name}.csv"]["get"]["responses"]["200"]["content"] = csv
    made[f"/queries/{query.name}.jsonld"]["get"]["responses"]["200"]["content"] = graph
    return made


def _parameter(parameter: Parameter, query: Query) -> dict[str, Any]:
    schema = dict(_SCHEMAS.get(parameter.kind, _NAME))
    if not parameter.required:
        # an empty field of a form is as if it were not there
        empty = {"type": "string", "maxLength": 0}
        any_ = {"type": "string", "maxLength": schema["maxLength"]} if "minLength" in schema else None
        schema = any_ or {"anyOf": [schema, empty]}
    if parameter.default is not None:
        schema["default"] = parameter.default
    made: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.description} ({parameter.kind}, by name or IRI; several may be given)"
        if parameter.kind not in _SCHEMAS
        else parameter.description,
        "schema": schema,
    }
    if parameter.name in query.example:
        made["example"] = query.example[parameter.name]
    return made


def _words() -> dict[str, Any]:
    return {
        "name": "q",
        "in": "query",
        "description": "the words",
        "schema": {"type": "string", "maxLength": 200},
    }


def _get(
    id_: str, summary: str, parameters: list[dict[str, Any]], schema: dict[str, Any], more: str = ""
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": id_,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": "The answer", "content": {"application/json": {"schema": schema}}},
            "304": {"description": "The client has it already"},
            **dict.fromkeys(("400", "404", "405", "406", "409", "414", "503"), _PROBLEM),
        },
    }
    if more:
        made["description"] = more
    return made
