"""How much the reader understands of English and of layouts that no rule was written for.

Run it with ``make reading``, or ``python benchmarks/reading.py --names given --misses``. A bench is a folder of data
(``tests/reading`` unless ``--bench`` names another; its README says what its files hold): sentences that state facts,
sentences that state none, and one set of records printed in many layouts. Each sentence is filled with random names,
wrapped into a small issue and read through the public door.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from lpipgraph import document
from lpipgraph.authority import Authority, Entry
from lpipgraph.errors import LpipError
from lpipgraph.extract import extract
from lpipgraph.files import root
from lpipgraph.names import fold
from lpipgraph.records import Entity, Records, Relation, Value
from lpipgraph.score import Tally, score

BENCH = root() / "tests" / "reading"

#: A slot's letter → the class of what fills it.
CLASSES = {
    "P": "Person", "O": "Organisation", "L": "Policy", "G": "Place", "B": "Publication", "E": "Event", "T": "Theme",
}  # fmt: skip
#: ``{P}``, ``{O2}``, ``{the L}``, ``{O:council}``, ``{P.last}``.
SLOT = re.compile(r"\{(?P<the>[Tt]he )?(?P<slot>[POLGBET]\d?)(?::(?P<kind>[\w|]+))?(?P<last>\.last)?\}")
#: A predicate with a literal → the literal's type; dates say their own.
TYPES = {"amount": "money", "email": "email", "address": "url"}

PAGE = """Policy Innovate

Issue No. 7 | Date 04.03.2026

Contents

Notes from the Month.....3

Notes from the Month

Jo Doe, LPIP Hub

{before} {text} {after}
"""
#: Sentences without names, so that a page is not one sentence.
BEFORE = (
    "The month was a busy one.",
    "Much has changed since the last number.",
    "Readers asked for more news and less comment.",
    "Here is what reached us.",
    "It has been a long winter.",
)
AFTER = (
    "More will follow in the next number.",
    "Nobody was surprised.",
    "Letters are welcome.",
    "The weather was fine.",
    "We shall come back to this.",
)


# --- names -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """An invented name: `the` says whether prose puts an article before it."""

    slot: str
    kind: str
    the: bool
    name: str


def names_of(bench: Path) -> Mapping[str, Sequence[Name]]:
    """Slot letter → the bench's names."""
    found: dict[str, list[Name]] = {}
    for row in rows(bench / "names.tsv"):
        found.setdefault(row["slot"], []).append(
            Name(row["slot"], row["kind"], row["the"] == "yes", row["name"])
        )
    return found


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table of tabs; lines that begin with # are remarks."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if line.strip() and not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def fill(text: str, names: Mapping[str, Sequence[Name]], rng: random.Random) -> tuple[str, dict[str, Name]]:
    """A sentence with names in its slots, no two alike, and which slot got which."""
    chosen: dict[str, Name] = {}
    # a slot that wants a kind is filled before one that takes any
    for hit in sorted(SLOT.finditer(text), key=lambda hit: hit["kind"] is None):
        slot = hit["slot"]
        if slot in chosen:
            continue
        kinds = set((hit["kind"] or "").split("|")) - {""}
        taken = {name.name for name in chosen.values()}
        # a kind that ends so fills only the slots that ask for it
        free = [
            n
            for n in names[slot[0]]
            if n.name not in taken and (n.kind in kinds if kinds else not n.kind.endswith("_only"))
        ]
        chosen[slot] = rng.choice(free)

    def put(hit: re.Match[str]) -> str:
        name = chosen[hit["slot"]]
        words = name.name.split()[-1] if hit["last"] else name.name
        return (hit["the"] if hit["the"] and name.the else "") + words

    return SLOT.sub(put, text), chosen


# --- statements --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statement:
    """``fundedBy O L``: what a sentence says; one that a question mark leads is neither demanded nor punished."""

    p: str
    s: str
    o: str
    demanded: bool = True

    @staticmethod
    def parse(text: str) -> Statement:
        """``?hasRole P "Chair"``; a star stands for anything."""
        p, s, o = text.strip().split(None, 2)
        return Statement(p.removeprefix("?"), s, o, not p.startswith("?"))


def value(p: str, text: str) -> Value:
    """The literal that a statement names between its quotation marks."""
    plain = text.strip('"')
    dated = {4: "gYear", 7: "gYearMonth", 10: "date"}.get(len(plain), "dateTime")
    is_date = re.fullmatch(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d)?)?)?", plain)
    return Value(plain, dated if is_date else TYPES.get(p, "string"))


def same(p: str, found: Value, wanted: Value) -> bool:
    """Whether two literals say the same, as the score has it; a date that is called a string is still a date."""
    if found.type == "string":
        found = value(p, found.value)
    one = Entity(id="x", cls="Person", name="x", quote="x")
    left = Records("x", (one,), (Relation(s="x", p=p, o=found, quote="x"),))
    right = Records("x", (one,), (Relation(s="x", p=p, o=wanted, quote="x"),))
    return score(left, right).relations.correct == 1


@dataclass(frozen=True, slots=True)
class Reading:
    """A filled sentence and the rows that were read between its own names, slots in the place of ids."""

    text: str
    names: Mapping[str, Name]
    rows: Sequence[tuple[str, str, str | Value]]
    #: Slots whose entity was found, with the class that it got.
    found: Mapping[str, str]
    #: The sentences that say what a work found, by its slot: they are looked at only where they are asked for.
    findings: Sequence[tuple[str, str, str | Value]] = ()

    def says(self, statement: Statement) -> bool:
        """Whether one of the rows is the statement, a star in it being anything."""
        rows = self.findings if statement.p == "finding" else self.rows
        return any(self.matches(row, statement) for row in rows)

    def matches(self, row: tuple[str, str, str | Value], statement: Statement) -> bool:
        """Whether a row is the statement."""
        s, p, o = row
        if statement.p not in ("*", p) or statement.s not in ("*", s):
            return False
        if statement.o == "*" or isinstance(o, str):
            return statement.o in ("*", o)
        return statement.o.startswith('"') and same(p, o, value(p, statement.o))

    def right_classes(self, statement: Statement) -> bool:
        """Whether both ends bear the class that their slot has."""
        ends = [end for end in (statement.s, statement.o) if re.fullmatch(r"[A-Z]\d?", end)]
        return all(self.found.get(end) == CLASSES[end[0]] for end in ends)


def read(template: str, names: Mapping[str, Sequence[Name]], seed: str, *, given: bool) -> Reading:
    """Fill a sentence, read it in a small issue, and keep what was read between its names."""
    rng = random.Random(seed)
    text, chosen = fill(template, names, rng)
    page = PAGE.format(before=rng.choice(BEFORE), text=text, after=rng.choice(AFTER))
    known = Authority()
    if given:
        known = Authority(
            tuple(
                Entry(f"{CLASSES[slot[0]].lower()}:bench-{slot.lower()}", CLASSES[slot[0]], name.name)
                for slot, name in chosen.items()
                if slot[0] != "T"
            )
        )
    records = extract(document.parse(page), known)
    slots: dict[str, str] = {}
    found: dict[str, str] = {}
    for slot, name in chosen.items():
        bearers = [e for e in records.entities if fold(name.name) in map(fold, e.names)]
        bearers.sort(key=lambda e: e.cls != CLASSES[slot[0]])
        slots |= {e.id: slot for e in bearers if e.id not in slots}
        if bearers:
            found[slot] = bearers[0].cls
    between = [
        (slots[r.s], r.p, slots[r.o] if isinstance(r.o, str) else r.o)
        for r in records.relations
        if r.s in slots
        and (isinstance(r.o, Value) or r.o in slots)
        and r.p not in ("mentions", "description")
    ]
    findings = tuple(r for r in between if r[1] == "finding")
    told = tuple(r for r in dict.fromkeys(between) if r not in findings)
    return Reading(text, chosen, told, found, findings)


# --- sentences ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Counts:
    """What came of the sentences or of the distractors, with a line for each that failed."""

    demanded: int = 0
    read: int = 0
    wrong: int = 0
    ends: int = 0
    misses: list[str] = field(default_factory=list)
    groups: dict[str, list[int]] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        """The share of right statements among those read between the sentences' own names."""
        return self.read / (self.read + self.wrong) if self.read + self.wrong else 1.0


def shown(row: tuple[str, str, str | Value]) -> str:
    """A row as a statement is written."""
    s, p, o = row
    return f"{p} {s} {o}" if isinstance(o, str) else f'{p} {s} "{o.value}"'


def sentences(bench: Path, seed: int, *, given: bool, only: str = "") -> Counts:
    """Read the sentences that state facts."""
    names, counts = names_of(bench), Counts()
    for number, row in enumerate(rows(bench / "sentences.tsv")):
        if only not in row["statements"]:
            continue
        wanted = [Statement.parse(text) for text in row["statements"].split(";")]
        # partners are partners of one another: the other direction is neither wanted nor wrong
        wanted += [Statement(w.p, w.o, w.s, demanded=False) for w in wanted if w.p == "partnerOf"]
        reading = read(row["sentence"], names, f"{seed}:{number}", given=given)
        lost: list[str] = []
        for statement in (each for each in wanted if each.demanded):
            right = reading.says(statement) and reading.right_classes(statement)
            counts.demanded += 1
            counts.read += right
            counts.ends += reading.right_classes(statement)
            group = counts.groups.setdefault(statement.p, [0, 0, 0])
            group[0] += 1
            group[1] += right
            if not right:
                why = "" if reading.right_classes(statement) else " (name)"
                lost.append(f"{statement.p} {statement.s} {statement.o}{why}")
        false = [each for each in reading.rows if not any(reading.matches(each, s) for s in wanted)]
        counts.wrong += len(false)
        for each in false:
            counts.groups.setdefault(each[1], [0, 0, 0])[2] += 1
        if lost or false:
            counts.misses.append(reading.text)
            counts.misses += [f"    - {each}" for each in lost] + [f"    + {shown(each)}" for each in false]
    return counts


def distractors(bench: Path, seed: int, *, given: bool, only: str = "") -> Counts:
    """Read the sentences that do not state what their words suggest."""
    names, counts = names_of(bench), Counts()
    for number, row in enumerate(rows(bench / "distractors.tsv")):
        if only not in row["forbidden"]:
            continue
        forbidden = [Statement.parse(text) for text in row["forbidden"].split(";")]
        reading = read(row["sentence"], names, f"{seed}:{number}", given=given)
        false = [each for each in reading.rows if any(reading.matches(each, s) for s in forbidden)]
        counts.demanded += 1
        counts.wrong += bool(false)
        group = counts.groups.setdefault(row["kind"], [0, 0, 0])
        group[0] += 1
        group[2] += bool(false)
        if false:
            counts.misses.append(f"{reading.text}  [{row['kind']}]")
            counts.misses += [f"    + {shown(each)}" for each in false]
    return counts


# --- layouts -----------------------------------------------------------------------------------------------


class Several(list[str]):
    """Names in one cell: ``{people}`` is "A, B and C", ``{people:; }`` puts that between them."""

    def __format__(self, spec: str) -> str:
        if spec:
            return spec.join(self)
        return " and ".join(filter(None, (", ".join(self[:-1]), *self[-1:])))


class Moment(datetime):
    """A time whose format knows ``%!`` (10am, 2.30pm) and drops leading noughts of days."""

    def __format__(self, spec: str) -> str:
        minutes = f".{self.minute:02d}" if self.minute else ""
        clock = f"{self.hour % 12 or 12}{minutes}{'pm' if self.hour >= 12 else 'am'}"
        return self.strftime(spec.replace("%!", clock).replace("%e", str(self.day)))


def cells(row: Mapping[str, str]) -> dict[str, Any]:
    """A record's fields as a template prints them."""
    made: dict[str, Any] = {}
    for name, text in row.items():
        if not text:
            made[name] = ""
        elif name in ("start", "end", "date", "joined") and len(text) > len("2026"):
            made[name] = Moment.fromisoformat(text if len(text) > len("2026-05") else f"{text}-01")
        elif "|" in text or name in ("people", "partners"):
            made[name] = Several(part.strip() for part in text.split("|"))
        else:
            made[name] = text
    return made


FIELD = re.compile(r"\{(\w+)[^{}]*\}")
#: A stretch of a template's line that goes when none of its fields is filled.
OPTIONAL = re.compile(r"\[\[(.*?)\]\]")


def printed(line: str, record: Mapping[str, Any]) -> str | None:
    """A template's line for one record; None if it has fields and all are empty."""
    used = FIELD.findall(line)
    if used and not any(record[name] for name in used):
        return None

    def put(hit: re.Match[str]) -> str:
        return hit.group().format(**record) if record[hit[1]] else ""

    def kept(hit: re.Match[str]) -> str:
        return hit[1] if any(record[name] for name in FIELD.findall(hit[1])) else ""

    return FIELD.sub(put, OPTIONAL.sub(kept, line)).replace(r"\n", "\n")


def layout(template: str, records: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """A template as an issue.

    ``@each GROUP`` … ``@end`` repeats its lines for each record, ``@across GROUP SEPARATOR`` … ``@end`` puts the
    records beside one another in each line, ``@columns GROUP 30 12`` … ``@end`` pads its cells (parted by ``|``).
    """
    out: list[str] = []
    block: list[str] = []
    order: list[str] = []
    for line in template.splitlines():
        if line.startswith("@end"):
            out += list(_block(order, block, records))
            block, order = [], []
        elif line.startswith("@"):
            order = line[1:].split(None, 2)
        elif order:
            block.append(line)
        else:
            out.append(line)
    return "\n".join(out) + "\n"


def _block(
    order: Sequence[str], lines: Sequence[str], records: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[str]:
    how, group, *rest = order
    if how == "across":
        between = {"tab": "\t", "pipe": " | "}[rest[0]]
        for line in lines:
            head, _, cell = line.partition("\t")
            yield between.join([head, *(printed(cell, record) or "–" for record in records[group])])
        return
    widths = [int(width) for width in rest[0].split()] if how == "columns" else []
    if how == "columns":
        head, *lines = lines
        yield _padded(head, widths)
    for record in records[group]:
        for line in lines:
            text = printed(line, record)
            if text is not None:
                yield _padded(text, widths) if widths else text


def _padded(line: str, widths: Sequence[int]) -> str:
    parts = [part.strip() for part in line.split("|")]
    return "".join(
        part.ljust(max(width, len(part) + 2)) for part, width in zip(parts, [*widths, 0], strict=True)
    ).rstrip()


def key_of(bench: Path) -> tuple[dict[str, list[dict[str, Any]]], Records]:
    """The records of a bench as templates print them, and as an answer key."""
    groups: dict[str, list[dict[str, Any]]] = {}
    entities: dict[tuple[str, str], Entity] = {}
    relations: dict[tuple[str, str, str | Value], Relation] = {}

    def entity(cls: str, name: str, *, sure: bool = True) -> str:
        made = Entity(
            id=f"{cls.lower()}:{fold(name).replace(' ', '-')}", cls=cls, name=name, quote=name, sure=sure
        )
        return entities.setdefault((cls, name), made).id

    for path in sorted((bench / "layouts").glob("*.tsv")):
        group = groups.setdefault(path.stem, [])
        remarks = (line for line in path.read_text("utf-8").splitlines() if line.startswith("# fact: "))
        facts = [line.removeprefix("# fact: ").split() for line in remarks]
        for row in rows(path):
            group.append(cells(row))
            for s_field, p, o_field in facts:
                optional = p.startswith("?")
                for s in _values(row, s_field):
                    for o in _values(row, o_field):
                        if s == o:
                            continue
                        predicate = p.removeprefix("?")
                        subject = entity(_class(s_field), s)
                        if ":" in o_field:
                            target: str | Value = entity(_class(o_field), o)
                        else:
                            target = value(predicate, o)
                        made = Relation(s=subject, p=predicate, o=target, quote=s, sure=not optional)
                        relations.setdefault(made.fact, made)
    return groups, Records("bench", tuple(entities.values()), tuple(relations.values()))


def _values(row: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in row[name.split(":", maxsplit=1)[0]].split("|") if part.strip()]


def _class(name: str) -> str:
    return CLASSES[name.split(":")[1]]


@dataclass(frozen=True, slots=True)
class Printed:
    """How one layout was read."""

    name: str
    relations: Tally
    entities: Tally
    groups: Mapping[str, Tally]
    misses: Sequence[str]


def layouts(bench: Path, *, given: bool, only: str = "", keep: Path | None = None) -> Iterator[Printed]:
    """Print the records in each layout and read them; `keep` is a folder for the printed issues."""
    groups, key = key_of(bench)
    known = Authority()
    if given:
        known = Authority(tuple(Entry(e.id, e.cls, e.name) for e in key.entities if e.cls != "Theme"))
    for path in sorted((bench / "layouts").glob("*.txt")):
        if only not in path.stem:
            continue
        text = layout(path.read_text("utf-8"), groups)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / path.name).write_text(text, "utf-8")
        try:
            found = extract(document.parse(text), known)
        except LpipError as error:
            found = Records("bench")
            print(f"{path.stem}: {error}", file=sys.stderr)
        result = score(found, key)
        misses = [f"    - {each.says}" for each in result.missing] + [
            f"    + {each.says}" for each in result.spurious
        ]
        yield Printed(path.stem, result.relations, result.entities, result.predicates, misses)


# --- the command -------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--bench", type=Path, default=BENCH, help="a folder like tests/reading")
    parser.add_argument(
        "--names", choices=("given", "found"), default="found", help="names as authority, or none"
    )
    parser.add_argument("--seed", type=int, default=1, help="chooses the names")
    parser.add_argument("--part", choices=("all", "sentences", "distractors", "layouts"), default="all")
    parser.add_argument(
        "--only", default="", help="statements, forbidden statements or layouts that contain this"
    )
    parser.add_argument(
        "--misses", action="store_true", help="list what was not read (-) and what is wrong (+)"
    )
    parser.add_argument("--keep", type=Path, help="write the printed layouts into this folder")
    options = parser.parse_args(arguments)
    given, began = options.names == "given", time.perf_counter()
    print(f"names {options.names}, seed {options.seed}")
    if options.part in ("all", "sentences"):
        counts = sentences(options.bench, options.seed, given=given, only=options.only)
        _show(counts, options.misses)
        share = counts.read / max(counts.demanded, 1)
        print(
            f"statements   {counts.read} of {counts.demanded} read ({share:.1%}; both names right in {counts.ends}), "
            f"{counts.wrong} wrong, precision {counts.precision:.3f}"
        )
    if options.part in ("all", "distractors"):
        counts = distractors(options.bench, options.seed, given=given, only=options.only)
        _show(counts, options.misses)
        share = counts.wrong / max(counts.demanded, 1)
        print(f"distractors  {counts.wrong} of {counts.demanded} misread ({share:.1%})")
    if options.part in ("all", "layouts"):
        found = list(layouts(options.bench, given=given, only=options.only, keep=options.keep))
        for each in found:
            print(_row(each))
            if options.misses:
                print(*each.misses, sep="\n")
        if found:
            f1 = [each.relations.f1 for each in found]
            total = sum((each.relations for each in found), Tally())
            print(
                f"layouts      F1 of relations {statistics.mean(f1):.3f} on average, {min(f1):.3f} the worst of {len(f1)}; "
                f"precision {total.precision:.3f}; entities {statistics.mean(each.entities.f1 for each in found):.3f}"
            )
    print(f"{time.perf_counter() - began:.1f} s")
    return 0


def _row(each: Printed) -> str:
    tally = each.relations
    return (
        f"  {each.name:<26} relations {tally.f1:.3f} (P {tally.precision:.2f}, R {tally.recall:.2f}), "
        f"entities {each.entities.f1:.3f}"
    )


def _show(counts: Counts, misses: bool) -> None:
    for name, (demanded, right, wrong) in sorted(counts.groups.items()):
        print(f"  {name:<26} {demanded:>4} wanted {right:>4} read {wrong:>4} wrong")
    if misses:
        print(*counts.misses, sep="\n")


def filled(bench: Path = BENCH, seed: int = 1) -> Iterable[tuple[str, str]]:
    """Every sentence of a bench with its file, filled with names: for tests of the bench itself."""
    names = names_of(bench)
    for file in ("sentences.tsv", "distractors.tsv"):
        for number, row in enumerate(rows(bench / file)):
            yield file, fill(row["sentence"], names, random.Random(f"{seed}:{number}"))[0]


if __name__ == "__main__":
    sys.exit(main())
