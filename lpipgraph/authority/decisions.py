"""Reads the decisions of curators about names: each row is a decision, and the last row about a name applies.

Decisions are read, checked and written here; `lpipgraph.curation` applies them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from ..errors import AuthorityError
from ..names import fold, slug
from ..records import CLASSES
from .tables import as_csv, bare, read_rows, standing

__all__ = [
    "COLUMNS",
    "DECISIONS",
    "EVERYWHERE",
    "PREFIXES",
    "Candidate",
    "Decision",
    "day",
    "in_force",
    "key",
    "read_decisions",
    "with_decisions",
    "within",
]

#: Class, name and kind of a thing.
Known = tuple[str, str, str]
#: Class → the prefix of its ids.
PREFIXES: Mapping[str, str] = {
    "Theme": "theme", "Person": "person", "Organisation": "org", "Policy": "policy", "Publication": "pub",
    "Event": "event", "Place": "place", "Concept": "concept", "Question": "question", "CaseStudy": "case",
}  # fmt: skip

#: The possible decisions about a name; "undo" cancels the rows before it.
DECISIONS = ("existing", "new", "not an entity", "unsure", "undo")
#: In the column `issue`: the decision applies to every issue.
EVERYWHERE = "*"
COLUMNS = (
    "issue", "class", "mention", "decision", "target", "name", "kind", "right_class", "who", "when", "why",
    "candidates",
)  # fmt: skip
_NEEDED = ("issue", "class", "mention", "decision")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a name may mean, and the similarity of the names, from 0 to 1."""

    id: str
    name: str
    score: float

    def __str__(self) -> str:
        return f"{self.id} {self.name.replace('|', '/')} {self.score:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A curator's decision about a name, in one issue or in all.

    Parameters
    ----------
    issue
        The issue's id as in its records, or `EVERYWHERE`.
    cls
        The extracted class; it identifies the name together with the mention.
    mention
        The name as printed in the issue.
    decision
        One of `DECISIONS`.
    target
        The id of the thing that is meant (existing), or its new id (new).
    name, kind
        The name and kind of the new thing (new); those of the target (existing).
    right_class
        Its class if the extracted one is wrong, else empty.
    who, when, why
        The person, the day (ISO 8601) and the reason.
    candidates
        The candidates at the time of the decision.
    where
        File and line, for error messages.
    """

    issue: str
    cls: str
    mention: str
    decision: str
    target: str = ""
    name: str = ""
    kind: str = ""
    right_class: str = ""
    who: str = ""
    when: str = ""
    why: str = ""
    candidates: tuple[Candidate, ...] = ()
    where: str = field(default="", compare=False)

    @property
    def final_class(self) -> str:
        """The class of the thing after the decision is applied."""
        return self.right_class or self.cls

    def row(self) -> dict[str, str]:
        """The decision as a row of its file."""
        return {
            "issue": self.issue, "class": self.cls, "mention": self.mention, "decision": self.decision,
            "target": self.target, "name": self.name, "kind": self.kind, "right_class": self.right_class,
            "who": self.who, "when": self.when, "why": self.why,
            "candidates": " | ".join(map(str, self.candidates)),
        }  # fmt: skip


def key(name: str) -> str:
    """The form of a name for comparison: folded, or unchanged if folding leaves nothing."""
    return fold(name) or " ".join(name.split()).casefold()


def within(name: str, longer: str) -> bool:
    """Whether a longer name contains a name as whole words."""
    return f" {key(name)} " in f" {key(longer)} "


def in_force(decisions: Iterable[Decision], issue: str) -> dict[tuple[str, str], Decision]:
    """The decisions that apply to an issue, by extracted class and `key` of the mention.

    Of several rows about one name, that of the latest day applies, and of one day the last row. "undo" cancels the
    decisions before it with the same `issue`. Decisions for the issue take precedence over those for all issues.

    Parameters
    ----------
    decisions
        In the order of their rows.
    issue
        The issue's id as in its records.
    """
    scopes: dict[str, dict[tuple[str, str], Decision]] = {EVERYWHERE: {}, issue: {}}
    for decision in sorted(decisions, key=lambda d: d.when):
        scope = scopes.get(decision.issue)
        if scope is None:
            continue
        name = (decision.cls, key(decision.mention))
        scope.pop(name, None)
        if decision.decision != "undo":
            scope[name] = decision
    return {**scopes[EVERYWHERE], **scopes[issue]}


def read_decisions(
    paths: Iterable[Path | str],
    known: Mapping[str, Known],
    earlier: Iterable[Decision] = (),
    *,
    who: str = "",
    when: str = "",
) -> tuple[Decision, ...]:
    """Reads decisions from CSV files: those below ``data/authority/decisions``, or a queue that a curator filled in.

    Rows without a decision are skipped.

    Parameters
    ----------
    paths
        The files, in the order in which their rows count.
    known
        Id → class, name and kind of the known things.
    earlier
        Decisions whose new things can also be meant.
    who, when
        Values for empty cells of these columns.

    Raises
    ------
    AuthorityError
        For an unknown decision, class or id, or a row that lacks what its decision needs, with file and line.
    InputError
        If a file cannot be read.
    """
    found: list[Decision] = []
    for path in map(Path, paths):
        for line, row in read_rows(path, _NEEDED, optional=COLUMNS[len(_NEEDED) :]):
            cells = {name: " ".join(bare(cell).split()) for name, cell in row.items()}
            if cells["decision"]:
                cells["who"], cells["when"] = cells["who"] or who, cells["when"] or when
                found.append(_decision(cells, f"{path}, line {line}"))
    new = {d.target: (d.final_class, d.name, d.kind) for d in (*earlier, *found) if d.decision == "new"}
    return tuple(_resolved(d, known, {**new, **known}) for d in found)


def _resolved(d: Decision, known: Mapping[str, Known], targets: Mapping[str, Known]) -> Decision:
    """A decision with the name, kind and class of its target."""
    if d.decision == "new" and d.target in known:
        # the new thing has been added to the tables since: the same id and name are the same thing
        if key(known[d.target][1]) != key(d.name):
            raise AuthorityError(
                f"'{d.target}' is not a new id: {known[d.target][1]} has it",
                where=d.where,
                hint="decide existing, or give the new thing another id in the column target",
            )
        d = replace(d, decision="existing")
    if d.decision != "existing":
        return d
    if d.target not in targets:
        raise AuthorityError(
            f"nothing has the id '{d.target}'", where=d.where, hint=_nearest(d.target, targets)
        )
    cls, name, kind = targets[d.target]
    if d.right_class not in ("", cls):
        raise AuthorityError(f"'{d.target}' is a {cls} and no {d.right_class}", where=d.where)
    return replace(d, name=name, kind=kind, right_class=cls if cls != d.cls else "")


def _decision(cells: Mapping[str, str], place: str) -> Decision:
    """Parses and checks one row."""
    decision = cells["decision"].casefold()
    if decision not in DECISIONS:
        raise AuthorityError(
            f"'{cells['decision']}' is not a decision", where=place, hint="one of " + ", ".join(DECISIONS)
        )
    for column in ("issue", "class", "mention", "who", "when"):
        if not cells[column]:
            raise AuthorityError(
                f"a decision without {column}",
                where=place,
                hint="only target, name, kind and why may be empty",
            )
    for column in ("class", "right_class"):
        if cells[column] and cells[column] not in CLASSES:
            raise AuthorityError(
                f"'{cells[column]}' is not a class", where=place, hint="one of " + ", ".join(CLASSES)
            )
    right = "" if cells["right_class"] == cells["class"] else cells["right_class"]
    target, name = cells["target"], cells["name"]
    if decision == "existing" and not target:
        raise AuthorityError(
            "an existing thing without its id", where=place, hint="write it into the column target"
        )
    if decision == "new":
        prefix = PREFIXES[right or cells["class"]]
        name = name or cells["mention"]
        target = target or f"{prefix}:{slug(name)}"
        if target.partition(":")[0] != prefix or not target.partition(":")[2]:
            raise AuthorityError(
                f"'{target}' is not an id of a {right or cells['class']}",
                where=place,
                hint=f"it begins with {prefix}:",
            )
    return Decision(
        issue=cells["issue"], cls=cells["class"], mention=cells["mention"], decision=decision, target=target,
        name=name, kind=cells["kind"], right_class=right, who=cells["who"], when=day(cells["when"], place),
        why=cells["why"], candidates=_candidates(cells["candidates"], place), where=place,
    )  # fmt: skip


def day(text: str, place: str) -> str:
    """A day in ISO 8601; British spreadsheet programs convert it to the form 31/12/2025, which is accepted."""
    british = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    try:
        if british:
            return date(int(british[3]), int(british[2]), int(british[1])).isoformat()
        return date.fromisoformat(re.split(r"[T ]", text, maxsplit=1)[0]).isoformat()
    except ValueError as error:
        raise AuthorityError(
            f"'{text}' is not a day ({error})", where=place, hint="such as 2025-03-31"
        ) from error


def _candidates(cell: str, place: str) -> tuple[Candidate, ...]:
    found = []
    for part in filter(None, map(str.strip, cell.split("|"))):
        match = re.fullmatch(r"(\S+) (.+) ([01]\.\d+)", part)
        if match is None:
            raise AuthorityError(
                f"'{part}' is not a candidate", where=place, hint="written as: id name score, separated by |"
            )
        found.append(Candidate(match[1], match[2], float(match[3])))
    return tuple(found)


def _nearest(id_: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(id_, known, n=3)
    return f"did you mean {' or '.join(near)}?" if near else "the tables in data/authority have the ids"


def with_decisions(content: bytes | None, decisions: Iterable[Decision], *, where: object = None) -> bytes:
    """Adds decisions to a table of decisions; its content is kept, including other columns.

    Parameters
    ----------
    content
        The current content of the file, None for a new one.
    decisions
        The decisions to add. A decision that equals the last one on its name in the file is not added again.
    where
        The file's name, for error messages.

    Raises
    ------
    AuthorityError
        If the file is not a table of decisions.
    """
    columns, rows = standing(content, _NEEDED, COLUMNS, where=where)
    last = {_about(row): [row.get(column, "") for column in COLUMNS] for row in rows}
    for row in (d.row() for d in decisions):
        if last.get(_about(row)) != list(row.values()):
            last[_about(row)] = list(row.values())
            rows.append(row)
    return as_csv(columns, rows)


def _about(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row[column] for column in ("issue", "class", "mention"))
