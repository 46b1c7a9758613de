"""How well found records agree with an answer key, by the rules of ``data/gold/README.md``.

Entities are paired one to one on class and a shared name; relations on the paired subject and object. What
the key is not sure of is neither demanded nor punished. Beside the figures stand the rows themselves: what
is missing, what is spurious, and which quotes do not say what their row says (hallucinations).
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import chain

from .names import fold
from .records import CLASSES, Entity, Records, Relation, Value

__all__ = ["Row", "Score", "Tally", "score"]

#: Free text agrees when this share of the words of the longer one stands in the other.
SHARED_WORDS = 0.6

#: A line with more characters is no heading.
LONGEST_HEADING = 160


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows found, rows demanded by the key, and rows that are both.

    Where nothing was found no row is wrong and the precision is 1; where nothing is demanded the recall is 1.
    """

    found: int = 0
    demanded: int = 0
    correct: int = 0

    @property
    def precision(self) -> float:
        """The share of the found rows that the key has."""
        return self.correct / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the key's rows that were found."""
        return self.correct / self.demanded if self.demanded else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        rows = self.found + self.demanded
        return 2 * self.correct / rows if rows else 1.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.found + other.found, self.demanded + other.demanded, self.correct + other.correct)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is missing, spurious or hallucinated: its class or predicate, what it says, and where."""

    group: str
    says: str
    quote: str
    start: int
    end: int
    why: str

    def __str__(self) -> str:
        place = f" at {self.start}-{self.end}" if self.start >= 0 else ""
        return f"{self.says}{place}: {self.why} “{' '.join(self.quote.split())}”"


@dataclass(frozen=True, slots=True)
class Score:
    """The agreement of found records with a key.

    `pairs` are the ids of the entities that were taken for the same thing, found first.
    """

    issue: str
    classes: Mapping[str, Tally]
    predicates: Mapping[str, Tally]
    missing: tuple[Row, ...] = ()
    spurious: tuple[Row, ...] = ()
    hallucinations: tuple[Row, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def entities(self) -> Tally:
        """All classes together."""
        return sum(self.classes.values(), Tally())

    @property
    def mentions(self) -> Tally:
        """The predicate `mentions`."""
        return self.predicates.get("mentions", Tally())

    @property
    def relations(self) -> Tally:
        """All predicates but `mentions`."""
        return sum((tally for name, tally in self.predicates.items() if name != "mentions"), Tally())

    def _lines(self) -> Iterable[tuple[str, Tally]]:
        yield from self.classes.items()
        yield from self.predicates.items()
        yield from (("ENTITIES", self.entities), ("MENTIONS", self.mentions), ("RELATIONS", self.relations))

    def table(self) -> str:
        """The figures as lines of plain text, the three totals and the hallucinations last."""
        lines = [f"{self.issue:<24}{'found':>7}{'key':>7}{'both':>7}{'precision':>11}{'recall':>9}{'F1':>8}"]
        lines.extend(
            f"{name:<24}{tally.found:>7}{tally.demanded:>7}{tally.correct:>7}"
            f"{tally.precision:>11.3f}{tally.recall:>9.3f}{tally.f1:>8.3f}"
            for name, tally in self._lines()
        )
        lines.append(f"{'hallucinations':<24}{len(self.hallucinations):>7}")
        return "\n".join(lines)

    def to_json(self) -> str:
        """Figures and rows as JSON; the same score gives the same bytes."""

        def figures(tally: Tally) -> dict[str, float]:
            rounded = {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1}
            return asdict(tally) | {name: round(value, 4) for name, value in rounded.items()}

        return json.dumps(
            {
                "issue": self.issue,
                "totals": {name: figures(tally) for name, tally in self._lines() if name.isupper()},
                "classes": {name: figures(tally) for name, tally in self.classes.items()},
                "predicates": {name: figures(tally) for name, tally in self.predicates.items()},
                "missing": [asdict(row) for row in self.missing],
                "spurious": [asdict(row) for row in self.spurious],
                "hallucinations": [asdict(row) for row in self.hallucinations],
            },
            ensure_ascii=False,
            indent=1,
        )


def score(found: Records, gold: Records, *, text: str | None = None) -> Score:
    """Compare what was found with an answer key.

    Parameters
    ----------
    found
        What an extractor read.
    gold
        The key. Its rows with ``sure=False`` are neither demanded nor punished, nor is what touches them; a
        predicate that it does not use is not judged.
    text
        The issue's decoded text. With it, quotes are looked up and the key's rows get their offsets.

    Returns
    -------
    Score
        Figures for each class and predicate, and the rows behind them.
    """
    paired, excused = _pair(found.entities, gold.entities)
    of_found = {e.id: e for e in found.entities}
    of_gold = {e.id: e for e in gold.entities}
    missing: list[Row] = []
    spurious: list[Row] = []

    classes: dict[str, Tally] = {}
    taken = set(paired.values())
    for cls in CLASSES:
        judged = [e for e in found.entities if e.cls == cls and e.id not in excused]
        demanded = [e for e in gold.entities if e.cls == cls and e.sure]
        if judged or demanded:
            correct = sum(e.id in taken for e in demanded)
            classes[cls] = Tally(len(judged), len(demanded), correct)
        missing += [_entity_row(e, "not found", text) for e in demanded if e.id not in taken]
        spurious += [_entity_row(e, "not in the key", text) for e in judged if e.id not in paired]

    unsure = {e.id for e in gold.entities if not e.sure}
    predicates: dict[str, Tally] = {}
    for predicate in sorted({r.p for r in gold.relations}):
        rows = [r for r in found.relations if r.p == predicate and not excused & _ends(r)]
        key = [r for r in gold.relations if r.p == predicate]
        right, wrong, absent = _compare(rows, key, paired, unsure)
        if right or wrong or absent:
            predicates[predicate] = Tally(right + len(wrong), right + len(absent), right)
        missing += [_relation_row(r, "not found", of_gold, text) for r in absent]
        spurious += [_relation_row(r, _why(r, paired, of_found), of_found, text) for r in wrong]

    return Score(
        found.issue,
        classes,
        predicates,
        tuple(missing),
        tuple(spurious),
        tuple(_hallucinations(found, of_found, text)),
        tuple(sorted(paired.items())),
    )


# --- entities ----------------------------------------------------------------------------------------------


def _pair(found: Sequence[Entity], gold: Sequence[Entity]) -> tuple[dict[str, str], set[str]]:
    """Found id → the key's id, and the found ids that are not judged because the key is not sure of them."""
    surface = {id(e): _surface(e) for e in chain(found, gold)}
    by_name: dict[tuple[str, str], list[int]] = {}
    for j, e in enumerate(gold):
        for name in surface[id(e)]:
            by_name.setdefault((e.cls, name), []).append(j)

    def closeness(a: Entity, b: Entity) -> int:
        same_kind = fold(a.kind or "") == fold(b.kind or "")
        names_a, names_b = surface[id(a)], surface[id(b)]
        if names_a[0] == names_b[0]:
            return 0 if same_kind else 1
        return 2 if names_a[0] in names_b or names_b[0] in names_a else 3

    near: list[dict[int, int]] = []
    for e in found:
        candidates = dict.fromkeys(j for n in surface[id(e)] for j in by_name.get((e.cls, n), ()))
        near.append({j: closeness(e, gold[j]) for j in candidates})

    def preference(i: int) -> Callable[[int], tuple[bool, bool, int]]:
        names, kind = set(surface[id(found[i])]), fold(found[i].kind or "")
        return lambda j: (
            not gold[j].sure,
            fold(gold[j].kind or "") != kind,
            -len(names & set(surface[id(gold[j])])),
        )

    ordered = [sorted(near[i], key=preference(i)) for i in range(len(found))]
    left: dict[int, int] = {}
    # same name and kind, then same name: each a greatest matching that later rounds do not undo
    for tier in (0, 1):
        free = set(range(len(gold))) - set(left.values())
        edges = [
            [j for j in ordered[i] if near[i][j] == tier and j in free] if i not in left else []
            for i in range(len(found))
        ]
        left |= _matching(edges)
    # aliases: as many pairs as can be, those first in which one side's name is the other's alias
    free = set(range(len(gold))) - set(left.values())
    rest: dict[int, int] = {}
    for tier in (2, 3):
        edges = [
            [j for j in ordered[i] if near[i][j] <= tier and j in free] if i not in left else []
            for i in range(len(found))
        ]
        rest = _matching(edges, rest)
    left |= rest
    pairs = {found[i].id: gold[j].id for i, j in left.items()}
    excused = {found[i].id for i, j in left.items() if not gold[j].sure}
    excused |= {
        e.id for i, e in enumerate(found) if i not in left and any(not gold[j].sure for j in ordered[i])
    }
    return pairs, excused


def _surface(entity: Entity) -> tuple[str, ...]:
    """An entity's names as they are compared, the preferred one first."""
    return tuple(dict.fromkeys(fold(name) or name.strip().casefold() for name in entity.names))


def _matching(edges: Sequence[Sequence[int]], start: Mapping[int, int] | None = None) -> dict[int, int]:
    """A greatest one-to-one matching of left to right numbers that keeps all of `start`'s partners matched.

    Augmenting paths, found breadth first (Berge 1957).
    """
    left = dict(start or {})
    right = {j: i for i, j in left.items()}
    for root in range(len(edges)):
        if root in left:
            continue
        came: dict[int, int] = {}
        queue = deque([root])
        end: int | None = None
        while queue and end is None:
            i = queue.popleft()
            for j in edges[i]:
                if j in came:
                    continue
                came[j] = i
                if j not in right:
                    end = j
                    break
                queue.append(right[j])
        while end is not None:
            i = came[end]
            previous = left.get(i)
            left[i], right[end] = end, i
            end = previous
    return left


# --- relations ---------------------------------------------------------------------------------------------


#: Stands before the id of a found entity that has no partner in the key.
_STRANGER = "?"


def _ends(r: Relation) -> set[str]:
    return {r.s} | ({r.o} if isinstance(r.o, str) else set())


def _compare(
    rows: Iterable[Relation], key: Iterable[Relation], paired: Mapping[str, str], unsure: set[str]
) -> tuple[int, list[Relation], list[Relation]]:
    """Of one predicate: how many facts are right, which found ones are wrong, which of the key are absent."""
    found: dict[tuple[str, str | Value], Relation] = {}
    for r in rows:
        o = paired.get(r.o, _STRANGER + r.o) if isinstance(r.o, str) else r.o
        found.setdefault((paired.get(r.s, _STRANGER + r.s), o), r)
    demanded: dict[tuple[str, str | Value], Relation] = {}
    doubtful: dict[tuple[str, str | Value], Relation] = {}
    for r in key:
        side = demanded if r.sure and not unsure & _ends(r) else doubtful
        side.setdefault((r.s, r.o), r)

    facts, wanted = list(found), list(demanded)
    by_subject: dict[str, list[int]] = {}
    for j, (subject, _) in enumerate(wanted):
        by_subject.setdefault(subject, []).append(j)
    exact: list[list[int]] = []
    near: list[list[int]] = []
    for subject, o in facts:
        candidates = by_subject.get(subject, ())
        exact.append([j for j in candidates if _agree(o, wanted[j][1], exact=True)])
        near.append([j for j in candidates if _agree(o, wanted[j][1])])
    left = _matching(near, _matching(exact))
    wrong = [
        found[subject, o]
        for i, (subject, o) in enumerate(facts)
        if i not in left and not any(subject == s and _agree(o, other) for s, other in doubtful)
    ]
    taken = set(left.values())
    absent = [demanded[fact] for j, fact in enumerate(wanted) if j not in taken]
    return len(left), wrong, absent


def _why(r: Relation, paired: Mapping[str, str], of_found: Mapping[str, Entity]) -> str:
    strangers = [of_found[id_].name for id_ in sorted(_ends(r)) if id_ not in paired]
    return f"the key has no {' and no '.join(strangers)}" if strangers else "not in the key"


# --- literals ----------------------------------------------------------------------------------------------

_DATES = ("date", "gYearMonth", "gYear", "dateTime")
_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d(?:\.\d+)?))?)?)?)?(?P<zone>Z|[+-]\d\d:\d\d)?"
)
_MONEY = re.compile(
    r"(?P<sign>[£$€¥]|\b(?:GBP|EUR|USD)\b)?\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<scale>thousand|million|billion|trillion|tn|bn|mn|k|m|b)?\b",
    re.IGNORECASE,
)
_SCALES = {"": 0, "k": 3, "t": 3, "m": 6, "b": 9, "tr": 12, "tn": 12}
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY"}


def _agree(found: str | Value, gold: str | Value, *, exact: bool = False) -> bool:
    """Whether two objects are one entity or say the same; `exact` leaves free text no play."""
    if not isinstance(found, Value) or not isinstance(gold, Value):
        return found == gold
    if gold.type in _DATES:
        return found.type in _DATES and _same_date(found.value, gold.value)
    if found.type != gold.type:
        return False
    a, b = found.value.strip(), gold.value.strip()
    if gold.type == "integer":
        return a == b or (a.lstrip("+-").isdecimal() and b.lstrip("+-").isdecimal() and int(a) == int(b))
    if gold.type == "money":
        return a == b or _same_sum(_money(a), _money(b))
    if gold.type in {"email", "url"}:
        return _address(a) == _address(b)
    words_a, words_b = fold(a).split(), fold(b).split()
    if words_a == words_b:
        return bool(words_a) or a.casefold() == b.casefold()
    shared = len(set(words_a) & set(words_b))
    return not exact and shared >= SHARED_WORDS * max(len(set(words_a)), len(set(words_b)))


def _same_date(a: str, b: str) -> bool:
    """Equal in value and in precision; a time zone that only one side states makes no difference."""
    one, two = _DATE.fullmatch(a.strip()), _DATE.fullmatch(b.strip())
    if one is None or two is None:
        return a.strip() == b.strip()
    for part in ("year", "month", "day", "hour", "minute"):
        if one[part] != two[part]:
            return False
    if Decimal(one["second"] or 0) != Decimal(two["second"] or 0):
        return False
    zones = {(zone if zone != "Z" else "+00:00") for zone in (one["zone"], two["zone"]) if zone}
    return len(zones) < 2


def _money(value: str) -> tuple[frozenset[str], tuple[Decimal, ...]]:
    """The currencies and the amounts of a sum as printed: "£1.89bn annually" is GBP and 1,890,000,000."""
    hits = [hit for hit in _MONEY.finditer(value) if hit["sign"] or hit["scale"]]
    hits = hits or list(_MONEY.finditer(value))[:1]
    amounts = []
    for hit in hits:
        scale = (hit["scale"] or "").lower()
        power = _SCALES[scale[:2] if scale[:2] in _SCALES else scale[:1]]
        amounts.append(Decimal(hit["number"].replace(",", "")).scaleb(power).normalize())
    signs = frozenset(_SIGNS.get(hit["sign"], hit["sign"].upper()) for hit in hits if hit["sign"])
    return signs, tuple(amounts)


def _same_sum(
    a: tuple[frozenset[str], tuple[Decimal, ...]], b: tuple[frozenset[str], tuple[Decimal, ...]]
) -> bool:
    """Equal amounts; a currency that only one side states makes no difference."""
    return bool(a[1]) and a[1] == b[1] and (a[0] == b[0] or not a[0] or not b[0])


def _address(value: str) -> str:
    return value.casefold().removeprefix("mailto:").rstrip("/")


# --- evidence ----------------------------------------------------------------------------------------------

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip


def _hallucinations(found: Records, of_found: Mapping[str, Entity], text: str | None) -> Iterable[Row]:
    """The found rows whose quote does not stand in the text, or does not name what the row says."""
    squeezed = "" if text is None else " ".join(text.split())
    for e in found.entities:
        why = _misplaced(e, text, squeezed)
        if not why and not _names(e, _padded(e.quote)):
            why = "the quote does not name it:"
        if why:
            yield _entity_row(e, why, None)
    for r in found.relations:
        why = _misplaced(r, text, squeezed)
        if not why:
            quote = _padded(r.quote)
            named = _names(of_found[r.s], quote) or (
                _names(of_found[r.o], quote) if isinstance(r.o, str) else _states(r.o, r.quote, quote)
            )
            if not named and not (r.basis == "bySection" and _quotes_heading(r, text)):
                why = "the quote names neither subject nor object:"
        if why:
            yield _relation_row(r, why, of_found, None)


def _misplaced(row: Entity | Relation, text: str | None, squeezed: str) -> str:
    if not row.quote.strip():
        return "there is no quote:"
    if text is None:
        return ""
    if row.start < 0:
        return "" if " ".join(row.quote.split()) in squeezed else "the quote does not occur in the text:"
    return "" if text[row.start : row.end] == row.quote else "the quote does not stand at its offsets:"


_GENITIVE = re.compile(r"['’‘]s\b")
#: "(theme web page)", "(LPIPs)": what a name adds in brackets need not be quoted.
_REMARK = re.compile(r"(?<=\S)\s*\([^()]*\)\s*$")


def _padded(words: str) -> str:
    """Folded words between spaces, the genitive's s taken off: what whole names are looked up in."""
    return f" {fold(_GENITIVE.sub('', words))} "


def _names(entity: Entity, quote: str) -> bool:
    names = (*entity.names, *((entity.text,) if entity.text else ()))
    return any(_padded(_REMARK.sub("", name)) in quote for name in names)


def _states(value: Value, quote: str, padded: str) -> bool:
    """Whether a quote prints a literal: all parts of a date, an amount, an address, most words of a text."""
    if value.type in _DATES:
        date = _DATE.fullmatch(value.value.strip())
        if date is None:
            return value.value in quote
        words = padded.split()
        numbers = {int(n) for n in re.findall(r"\d+", quote)}
        month = int(date["month"] or 0)
        spelt = any(0 < month <= 12 and w.startswith(_MONTHS[month - 1][:3]) for w in words)
        stated = {int(date["year"])} | ({int(date["day"])} if date["day"] else set())
        if date["hour"] and not {int(date["hour"]), int(date["hour"]) % 12 or 12} & numbers:
            return False
        return stated <= numbers and (not month or spelt or month in numbers)
    if value.type == "money":
        amounts = _money(value.value)[1]
        return set(amounts) <= set(_money(quote)[1]) if amounts else value.value in quote
    if value.type in {"email", "url"}:
        return _address(value.value) in quote.casefold()
    wanted = set(fold(value.value).split())
    if not wanted:
        return value.value in quote
    return len(wanted & set(padded.split())) >= SHARED_WORDS * len(wanted)


def _quotes_heading(row: Relation, text: str | None) -> bool:
    """Whether a quote covers a whole short line that is no sentence, as headings and labels are."""
    if text is None:
        return True
    start, end = _place(row, text)
    at = text.rfind("\n", 0, start) + 1
    while at < end:
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop].rstrip(" \t\r*#_")
        first = at + len(line) - len(line.lstrip(" \t*#_"))
        if start <= first < at + len(line) <= end and len(line) <= LONGEST_HEADING and line[-1] not in ".;,":
            return True
        at = stop + 1
    return False


# --- rows to show ------------------------------------------------------------------------------------------


def _place(row: Entity | Relation, text: str | None) -> tuple[int, int]:
    """The row's offsets, or where its quote stands first, runs of white space folded."""
    if row.start >= 0 or text is None:
        return row.start, row.end
    match = re.search(r"\s+".join(map(re.escape, row.quote.split())) or r"(?!)", text)
    return match.span() if match else (-1, -1)


def _entity_row(e: Entity, why: str, text: str | None) -> Row:
    return Row(e.cls, f"{e.cls} {e.name}", e.quote, *_place(e, text), why)


def _relation_row(r: Relation, why: str, entities: Mapping[str, Entity], text: str | None) -> Row:
    o = r.o.value if isinstance(r.o, Value) else entities[r.o].name
    return Row(r.p, f"{entities[r.s].name} {r.p} {o}", r.quote, *_place(r, text), why)
