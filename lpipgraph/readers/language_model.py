"""Extracts records from an issue with a language model at any endpoint with OpenAI's chat interface.

The model, its key and its address come from the environment: ``LPIPGRAPH_MODEL``, ``OPENAI_API_KEY`` and
``OPENAI_BASE_URL``. An issue is sent in parts, several in parallel; answers follow a strict JSON schema. Answers are
cached by the content of the request, so that a second run makes no requests and gives the same rows.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..authority import PREFIXES, Authority
from ..document import Document
from ..errors import InputError, RemoteError
from ..files import read_bytes, root, writing
from ..names import fold, slug
from ..records import CLASSES, PREDICATES, VALUE_TYPES, Entity, Records, Relation, Value

if TYPE_CHECKING:
    from openai import OpenAI

__all__ = ["Settings", "read"]

#: The name of the reader.
NAME = "language-model"
#: The approximate length of a part in characters, and the least: a part whose answer was truncated is halved.
PART, LEAST = 5_000, 600
#: The number of repeated requests if an answer does not follow the schema.
TRIES = 3
#: Personal contact data is not requested.
_PREDICATES = tuple(p for p in PREDICATES if p not in ("email", "mentions", "partOfIssue", "issueNumber"))
_TYPES = tuple(t for t in VALUE_TYPES if t not in ("email", "url"))


@dataclass(frozen=True, slots=True)
class Settings:
    """The model and the parameters of requests.

    Parameters
    ----------
    model
        Its name at the endpoint.
    folder
        The folder of cached answers.
    parallel
        The number of parallel requests.
    timeout
        The timeout of a request in seconds.
    retries
        The number of retries after a failure, a timeout or a status of 429 or 5xx.
    """

    model: str
    folder: Path
    parallel: int = 4
    timeout: float = 120.0
    retries: int = 3

    @staticmethod
    def from_environment() -> Settings:
        """The settings from the environment variables.

        Raises
        ------
        InputError
            If no model is named.
        """
        model = os.environ.get("LPIPGRAPH_MODEL", "")
        if not model:
            raise InputError(
                "no language model is named",
                where=NAME,
                hint="set LPIPGRAPH_MODEL, OPENAI_API_KEY and, for another endpoint, OPENAI_BASE_URL",
            )
        cache_home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = os.environ.get("LPIPGRAPH_CACHE") or Path(cache_home) / "lpipgraph"
        return Settings(model, Path(folder) / "answers")


def read(document: Document, authority: Authority, settings: Settings | None = None) -> Records:
    """Extracts records from an issue with a language model.

    Parameters
    ----------
    document
        The issue.
    authority
        Known names: a name of exactly one known thing of its class gets that thing's id.
    settings
        From the environment if None.

    Returns
    -------
    Records
        The records with unchecked quotes from the model, without offsets. A part that could not be read has a note.

    Raises
    ------
    InputError
        If no model or key is named, or the extra is not installed.
    RemoteError
        If no part could be read.
    """
    chosen = settings or Settings.from_environment()
    client = _client(chosen)
    parts = list(_parts(document))
    with ThreadPoolExecutor(chosen.parallel) as pool:
        told = list(pool.map(lambda part: _asked(chosen, client, document.text[slice(*part)]), parts))
    notes: list[dict[str, object]] = []
    rows: list[Mapping[str, Any]] = []
    for (start, end), (answers, failures) in zip(parts, told, strict=True):
        rows += answers
        notes += [
            {"what": f"{NAME}: a part was not read ({why})", "quote": document.text[start:end][:200],
             "start": start, "end": end}
            for why in failures
        ]  # fmt: skip
    if parts and not rows:
        raise RemoteError(
            str(notes[0]["what"]).removeprefix(f"{NAME}: "),
            where=NAME,
            hint="check OPENAI_BASE_URL, OPENAI_API_KEY and LPIPGRAPH_MODEL",
        )
    return _records(document.id, rows, notes, authority)


def _client(settings: Settings) -> OpenAI:
    """The client of the endpoint, with key and address from the environment."""
    try:
        import openai
    except ImportError as error:
        raise InputError(
            "the package openai is not installed", where=NAME, hint="pip install 'lpipgraph[llm]'"
        ) from error
    try:
        return openai.OpenAI(timeout=settings.timeout, max_retries=settings.retries)
    except openai.OpenAIError as error:
        raise InputError("no key for the language model", where=NAME, hint="set OPENAI_API_KEY") from error


def _parts(document: Document) -> Iterator[tuple[int, int]]:
    """Extents of complete blocks, each about as long as `PART`."""
    start = end = -1
    for block in document.blocks:
        if start >= 0 and block.end - start > PART:
            yield start, end
            start = -1
        start = block.start if start < 0 else start
        end = block.end
    if start >= 0:
        yield start, end


def _asked(settings: Settings, client: OpenAI, text: str) -> tuple[list[Mapping[str, Any]], list[str]]:
    """The answers for one part, and reasons for unread parts. A part whose answer was truncated is sent in halves."""
    try:
        return [_answer(settings, client, text)], []
    except _Cut:
        middle = text.find("\n", len(text) // 2)
        if len(text) < LEAST or middle < 0:
            return [], ["the answer was cut"]
        rows, failures = _asked(settings, client, text[:middle])
        more, others = _asked(settings, client, text[middle:])
        return rows + more, failures + others
    except _Unreadable as error:
        return [], [str(error)]


class _Cut(Exception):  # noqa: N818 - says what is wrong
    """The model stopped at its limit."""


class _Unreadable(Exception):  # noqa: N818 - says what is wrong
    """The answer is missing or does not follow the schema."""


def _answer(settings: Settings, client: OpenAI, text: str) -> Mapping[str, Any]:
    """The answer for a text, from the cache or a request. Only answers that follow the schema are cached."""
    asked = json.dumps([settings.model, _instructions(), _schema(), text], sort_keys=True)
    kept = settings.folder / f"{sha256(asked.encode()).hexdigest()}.json"
    if kept.exists():
        return _parsed(read_bytes(kept).decode("utf-8"))
    why = ""
    for _ in range(TRIES):
        content = _requested(settings, client, text)
        try:
            answer = _parsed(content)
        except _Unreadable as error:
            why = str(error)
            continue
        with writing(kept) as stream:
            stream.write(content.encode())
        return answer
    raise _Unreadable(why)


def _requested(settings: Settings, client: OpenAI, text: str) -> str:
    """The text of the answer; raises `_Cut` if it was truncated, `_Unreadable` if there was none."""
    import openai

    try:
        reply = client.chat.completions.create(
            model=settings.model,
            messages=[{"role": "system", "content": _instructions()}, {"role": "user", "content": text}],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "rows", "strict": True, "schema": dict(_schema())},
            },
            temperature=0,
            seed=0,
        )
    except openai.OpenAIError as error:
        raise _Unreadable(" ".join(str(error).split())[:200] or type(error).__name__) from error
    if not reply.choices:
        raise _Unreadable("the answer is empty")
    choice = reply.choices[0]
    if choice.finish_reason == "length":
        raise _Cut
    if choice.message.refusal or not choice.message.content:
        raise _Unreadable("the model refused" if choice.message.refusal else "the answer is empty")
    return choice.message.content


def _parsed(content: str) -> Mapping[str, Any]:
    """Parses an answer and checks the schema: a server without support for strict schemas can send anything."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _Unreadable("the answer is not JSON") from error
    properties: Mapping[str, Any] = _schema()["properties"]
    for name, rows in properties.items():
        wanted = set(rows["items"]["required"])
        given = answer.get(name) if isinstance(answer, dict) else None
        if not isinstance(given, list) or not all(
            isinstance(row, dict) and set(row) >= wanted and all(isinstance(row[k], str) for k in wanted)
            for row in given
        ):
            raise _Unreadable("the answer does not follow the schema")
    return answer  # type: ignore[no-any-return]


@cache
def _schema() -> Mapping[str, Any]:
    """The JSON schema of an answer. Strict mode requires all fields and no others; fields that do not apply are empty."""

    def rows(**fields: Sequence[str]) -> dict[str, Any]:
        properties = {k: {"type": "string", **({"enum": list(v)} if v else {})} for k, v in fields.items()}
        item = {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
        return {"type": "array", "items": item}

    relations = {
        "subject": (), "subject_class": CLASSES, "predicate": _PREDICATES, "object": (),
        "object_class": (*CLASSES, ""), "value": (), "value_type": (*_TYPES, ""), "quote": (),
    }  # fmt: skip
    return {
        "type": "object",
        "properties": {
            "entities": rows(**{"name": (), "class": CLASSES, "kind": (), "quote": ()}),
            "relations": rows(**relations),
        },
        "required": ["entities", "relations"],
        "additionalProperties": False,
    }


@cache
def _instructions() -> str:
    return read_bytes(root() / "data" / "reading" / "instructions.md").decode("utf-8")


# --- answers to rows -------------------------------------------------------------------------------------------------


def _records(
    issue: str,
    answers: Sequence[Mapping[str, Any]],
    notes: Sequence[Mapping[str, object]],
    authority: Authority,
) -> Records:
    """Converts answers to rows with ids: one thing for each class and folded name over all parts."""
    known = authority.by_name()
    entities: dict[tuple[str, str], Entity] = {}
    taken: set[str] = set()

    def id_of(cls: str, name: str) -> str:
        entries = [e for e in known.get(fold(name), ()) if e.cls == cls]
        id_ = entries[0].id if len(entries) == 1 else f"{PREFIXES[cls]}:{slug(name)}"
        base, n = id_, 2
        while id_ in taken:
            id_, n = f"{base}-{n}", n + 1
        taken.add(id_)
        return id_

    relations: dict[tuple[str, str, str | Value], Relation] = {}
    for answer in answers:
        for row in answer["entities"]:
            key = (row["class"], fold(row["name"]))
            if row["class"] in CLASSES and key[1] and key not in entities:
                entities[key] = Entity(
                    id=id_of(*key), cls=key[0], name=row["name"].strip(), kind=row["kind"].strip() or None,
                    quote=row["quote"], how=NAME, score=0.7,
                )  # fmt: skip
    for answer in answers:
        for row in answer["relations"]:
            subject = entities.get((row["subject_class"], fold(row["subject"])))
            target = entities.get((row["object_class"], fold(row["object"])))
            value = (
                Value(row["value"].strip(), row["value_type"] or "string") if row["value"].strip() else None
            )
            o = target.id if target is not None else value
            if subject is None or o is None:
                continue
            made = Relation(s=subject.id, p=row["predicate"], o=o, quote=row["quote"], rule=NAME)
            relations.setdefault(made.fact, made)
    return Records(issue, tuple(entities.values()), tuple(relations.values()), tuple(notes))
