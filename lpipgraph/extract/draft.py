"""Holds the rows of an extraction while they are found; the only mutable object of the reader."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import TypeVar

from ..authority import PREFIXES, Authority, Entry
from ..dates import whole_date
from ..document import MAIL, Block, Document, Reading
from ..gazetteer import Gazetteer
from ..names import fold, slug
from ..records import Entity, Records, Relation, Value
from .entities import Entities, same_body
from .lexicon import PERSON_TITLE, plain_role
from .non_names import trimmed
from .run_ins import joined, without_fields
from .scopes import Scope, laid_out

_T = TypeVar("_T")

__all__ = ["REACH", "Draft", "Scope", "Sentence", "merged"]

#: "of the Department for Homes": what leads up to a name is no part of it.
_LEAD_IN = re.compile(r"^(?:(?:of|at|for|from|in|by|with|and|the) )+(?=[A-Z])")
#: "Commissioned", "Filed": a participle that opens a sentence is no body.
_PARTICIPLE = re.compile(r"[A-Z][a-z]+(?:ed|ing)")
_BRACKET = re.compile(r"\s*\(([^()]*)\)")
_JOINERS = frozenset(("of", "for", "the", "and", "in", "on"))
#: In a long text so many places of a word tell how it is used.
_ENOUGH = 1000
#: What makes a name a part of a longer one.
_GOES_ON = re.compile(r" [A-Z]|[-'’]| (?:of|for|and) [A-Z]")
_CAPITAL = re.compile(r" [A-Z]")
_TITLED = re.compile(rf"^{PERSON_TITLE}\s+")


#: So far before a sentence its quote may begin, in characters.
REACH = 1200


def merged(stretches: Iterable[tuple[int, int]]) -> list[int]:
    """The starts and ends, by turns, of what stretches cover together: an offset is covered where an odd number is before it."""
    ends: list[int] = []
    for a, b in sorted(s for s in stretches if s[0] < s[1]):
        if ends and a <= ends[-1]:
            ends[-1] = max(ends[-1], b)
        else:
            ends += a, b
    return ends


def _end_of(id_: str, meant: Mapping[str, str]) -> str:
    """What an entity means at last, where what it means stands for something else."""
    while id_ in meant:
        id_ = meant[id_]
    return id_


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its words in a reading of its block, and where it is in the source."""

    reading: Reading
    first: int
    last: int
    block: Block

    @property
    def text(self) -> str:
        """The words."""
        return self.reading.text[self.first : self.last]

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """Where a stretch of the words is in the source."""
        stop = self.last if end is None else self.first + end
        return self.reading.span(self.first + start, stop)


@dataclass
class Draft:
    """Rows as they are found."""

    #: The document that is read: its contact data is covered.
    doc: Document
    authority: Authority
    gazetteer: Gazetteer
    #: The text as it is.
    source: str = ""
    entities: Entities = field(default_factory=Entities)
    relations: dict[tuple[str, str, str | Value], Relation] = field(default_factory=dict)
    scopes: list[Scope] = field(default_factory=list)
    long_form: dict[str, str] = field(default_factory=dict)
    notes: list[dict[str, object]] = field(default_factory=list)
    #: What the field of a record says of the class of a name: "Author: Ada Green". Evidence, not a decision.
    hints: dict[str, set[str]] = field(default_factory=dict)
    #: Stretches that are no prose: citations, table keys. Names are not looked for there.
    masked: list[tuple[int, int]] = field(default_factory=list)
    issue: str = ""
    #: Short forms by the sentence in which they stand: extent in its words, the form, and the id of what it means there.
    shorts: dict[int, list[tuple[int, int, str, str]]] = field(default_factory=dict)
    #: How many stretches were masked when they were merged, and the ends of what they made.
    _merged: tuple[int, list[int]] = field(default_factory=lambda: (0, []))
    #: How many scopes were laid out, and what they made.
    _laid: tuple[int, list[int], list[tuple[int, ...]]] = field(default_factory=lambda: (0, [], []))
    _unbroken: list[int] = field(default_factory=list)
    #: Grows with every new name: what was made from the names before is then out of date.
    stamp: int = 0
    cache: dict[str, tuple[int, object]] = field(default_factory=dict)
    #: What was judged of a value, and the stamp of the names that it was judged by.
    _judged: tuple[int, dict[tuple[str, str], object]] = field(default_factory=lambda: (0, {}))
    #: The places of each text that was asked for.
    _placed: dict[str, tuple[tuple[str, int, int], ...]] = field(default_factory=dict)
    _by_key: dict[tuple[str, str], str] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)
    _said: set[tuple[str, str]] = field(default_factory=set)
    _numbers: dict[str, int] = field(default_factory=dict)

    @cached_property
    def known(self) -> dict[str, list[Entry]]:
        """Folded name → authority entries."""
        found: dict[str, list[Entry]] = {}
        for entry in self.authority.entries:
            for name in self.borne(entry):
                for key in (fold(name), self.key(name)):
                    bearers = found.setdefault(key, [])
                    if entry not in bearers:
                        bearers.append(entry)
        return found

    def borne(self, entry: Entry) -> tuple[str, ...]:
        """The names of an authority's entry, without an acronym that this document gives to another long form."""
        return tuple(n for n in entry.names if not self.contested(entry, n))

    def contested(self, entry: Entry, name: str) -> bool:
        """Whether the document writes an entry's acronym out as something that the entry is not called.

        "The Economic Research Council (ERC)" is not another organisation that is known as ERC.
        """
        long = self.long_form.get(name)
        if long is None or entry.cls not in ("Organisation", "Policy"):
            return False
        written = [n for n in entry.names if " " in n]
        return bool(written) and not any(same_body(long, n) for n in written)

    # --- names ---------------------------------------------------------------------------------------------

    def key(self, name: str) -> str:
        """A name as it is compared: folded, bracketed acronyms dropped, acronyms written out."""
        cached = self._keys.get(name)
        if cached is None:
            cached = self._keys[name] = self._key(name)
        return cached

    def _key(self, name: str) -> str:
        at = 0
        while match := _BRACKET.search(name, at):
            long = self.long_form.get(match[1].strip())
            at = match.end()
            if long is None:
                continue
            before = name[: match.start()].split()
            n = len(long.split())
            if sorted(map(fold, before[-n:])) == sorted(map(fold, long.split())):
                before = [*before[:-n], *long.split()]  # a slip in the order of the words
            name = " ".join(before) + name[match.end() :]
            at = 0
        words = [self.long_form.get(w, w) for w in re.sub(r"[()]", " ", name).split()]
        return fold(" ".join(words))

    def judged(self, what: str, words: str, judge: Callable[[], _T]) -> _T:
        """What `judge` makes of some words, once for all places where they are: until there are more names."""
        if self._judged[0] != self.stamp:
            self._judged = (self.stamp, {})
        kept = self._judged[1]
        key = (what, words)
        if key not in kept:
            kept[key] = judge()
        return kept[key]  # type: ignore[return-value]

    def find(self, cls: str, name: str) -> str | None:
        """The id of the entity of a class that bears a name, or None."""
        return self._by_key.get((cls, self.key(name))) or self._by_key.get((cls, fold(name)))

    def named(self, name: str, classes: Iterable[str] = tuple(PREFIXES)) -> str | None:
        """The id of an entity of any of `classes` that bears a name."""
        return next((found for cls in classes if (found := self.find(cls, name))), None)

    def add(
        self,
        cls: str,
        name: str,
        span: tuple[int, int],
        *,
        kind: str | None = None,
        aliases: Iterable[str] = (),
        how: str = "rule",
        score: float = 0.9,
        id_: str | None = None,
        **more: object,
    ) -> str:
        """An entity by its name; a known name gives the known entity one more surface form."""
        name = " ".join(name.split()).strip(" ,;:.")
        if cls in ("Person", "Organisation", "Policy"):
            name = _LEAD_IN.sub("", name)
        name = trimmed(cls, name)
        bare = _TITLED.sub("", name) if cls == "Person" else name
        aliases = [a for a in (" ".join(a.split()) for a in aliases) if a]
        if bare != name:
            aliases.append(name)
        entry = self.known_entry(cls, bare, aliases)
        if entry is None and cls in ("Organisation", "Policy") and bare in self.long_form:
            aliases.append(bare)
            bare = self.long_form[bare]  # what it is short for is its name
        found = id_ if id_ in self.entities else None
        for candidate in () if id_ else (bare, *aliases):
            found = found or self.find(cls, candidate)
        if found is None and id_ is None and entry is not None and entry.id in self.entities:
            found = entry.id
        if found is None:
            self.stamp += 1
            found = id_ or (entry.id if entry else self._new_id(cls, bare))
            start, end = span
            self.entities[found] = Entity(
                id=found, cls=cls, name=entry.name if entry else bare, kind=(entry.kind if entry else None) or kind,
                quote=self.doc.text[start:end], start=start, end=end,
                how="authority" if entry else how, score=1.0 if entry else score, **more,  # type: ignore[arg-type]
            )  # fmt: skip
        self.alias(found, bare, *aliases)
        return found

    def known_entry(self, cls: str, name: str, aliases: Iterable[str] = ()) -> Entry | None:
        """The authority's entry for a name, if there is just one of this class."""
        for candidate in (name, *aliases):
            entries = [e for e in self.known.get(fold(candidate), ()) if e.cls == cls]
            if not entries:
                entries = [e for e in self.known.get(self.key(candidate), ()) if e.cls == cls]
            if len(entries) == 1:
                return entries[0]
        return None

    def hint(self, cls: str, name: str) -> None:
        """One more piece of evidence for the class of a name, from where it is in a record."""
        self.hints.setdefault(" ".join(name.split()), set()).add(cls)

    def alias(self, id_: str, *names: str) -> None:
        """More surface forms of an entity; a form that another entity of the class bears already stays with that one."""
        entity = self.entities[id_]
        forms = list(entity.aliases)
        for name in names:
            for key in {self.key(name), fold(name)}:
                if key and (entity.cls, key) not in self._by_key:
                    self._by_key[entity.cls, key] = id_
                    self.stamp += 1
            if name != entity.name and name not in forms and self.find(entity.cls, name) == id_:
                forms.append(name)
                self.stamp += 1
        self._by_key.setdefault((entity.cls, self.key(entity.name)), id_)
        self.entities[id_] = replace(entity, aliases=tuple(forms))

    def short(self, id_: str, sentence: Sentence, start: int, end: int) -> None:
        """A short form in a sentence means an entity there; it is one of its surface forms, and is looked for nowhere else."""
        form = sentence.text[start:end]
        row = (start, end, form, id_)
        here = self.shorts.setdefault(sentence.span()[0], [])
        if row not in here:
            here.append(row)
            self.stamp += 1
        entity = self.entities[id_]
        if form not in entity.names and f"the {form}" not in entity.names:
            self.change(id_, aliases=(*entity.aliases, form))

    def merge(self, meant: Mapping[str, str]) -> None:
        """Entities that are others: their rows become those of what they mean."""
        ends: dict[str, str] = {}
        for id_, other in meant.items():
            if (end := _end_of(other, ends)) != id_:
                ends[id_] = end
        final = {id_: _end_of(id_, ends) for id_ in ends}
        for id_, other in final.items():
            gone, kept = self.entities.take(id_), self.entities[other]
            self.change(other, aliases=(*kept.aliases, *(n for n in gone.names if n not in kept.names)))
        self.stamp += len(final)
        self._by_key = {key: final.get(bearer, bearer) for key, bearer in self._by_key.items()}
        rows = list(self.relations.values())
        self.relations.clear()
        for row in rows:
            s = final.get(row.s, row.s)
            o = final.get(row.o, row.o) if isinstance(row.o, str) else row.o
            if s == row.s and o == row.o:
                self.relations.setdefault(row.fact, row)
            elif s != o:
                moved = replace(row, s=s, o=o)
                self.relations.setdefault(moved.fact, moved)
        self._said = {(r.s, r.p) for r in self.relations.values()}
        for scope in self.scopes:
            scope.id = final.get(scope.id, scope.id)
            scope.authors = [final.get(a, a) for a in scope.authors]

    def drop(self, ids: Iterable[str]) -> None:
        """Entities that are none, with all that was said of them."""
        gone = {id_ for id_ in ids if self.entities.take(id_)}
        self._by_key = {key: bearer for key, bearer in self._by_key.items() if bearer not in gone}
        self.relations = {
            fact: r for fact, r in self.relations.items() if r.s not in gone and r.o not in gone
        }
        self._said = {(r.s, r.p) for r in self.relations.values()}
        self.scopes = [scope for scope in self.scopes if scope.id not in gone]
        self.stamp += 1

    def change(self, id_: str, **fields: object) -> None:
        """Other values for fields of an entity."""
        self.entities[id_] = replace(self.entities[id_], **fields)  # type: ignore[arg-type]

    def _new_id(self, cls: str, name: str) -> str:
        base = f"{PREFIXES[cls]}:{slug(name)}"
        found, n = base, self._numbers.get(base, 2)
        while found in self.entities:
            found, n = f"{base}-{n}", n + 1
        self._numbers[base] = n
        return found

    def of(self, cls: str) -> list[Entity]:
        """All entities of a class found so far."""
        return self.entities.of(cls)

    # --- relations -----------------------------------------------------------------------------------------

    def relate(
        self,
        s: str,
        p: str,
        o: str | Value,
        span: tuple[int, int],
        rule: str,
        *,
        basis: str = "stated",
        sure: bool = True,
    ) -> None:
        """A statement with the words that make it; the first place where the text makes it is kept."""
        if s == o:
            return
        if (
            isinstance(o, str)
            and rule.startswith("clause")
            and not (self._names(s, span) or self._names(o, span))
        ):
            # "Owen, our Skills lead": the quote begins where the person is named in full
            named = self.doc.text.rfind(self.entities[s].name, max(0, span[0] - REACH), span[0])
            if named < 0:
                return
            span = (named, span[1])
        if p in ("startPeriod", "endPeriod") and isinstance(o, Value) and (day := whole_date(o.value)):
            o = Value(day.value, day.type)
        if p == "hasRole" and isinstance(o, Value):
            o = Value(plain_role(o.value))
        start, end = self.closed(span)
        row = Relation(
            s=s, p=p, o=o, quote=self.doc.text[start:end], start=start, end=end, rule=rule, basis=basis, sure=sure
        )  # fmt: skip
        self.relations.setdefault(row.fact, row)
        self._said.add((s, p))

    def _names(self, id_: str, span: tuple[int, int]) -> bool:
        """Whether a stretch holds a name of an entity; of what has no row yet that is not asked."""
        entity, words_ = self.entities.get(id_), " ".join(self.doc.text[slice(*span)].split()).lower()
        return entity is None or any(name.lower() in words_ for name in entity.names)

    def says(self, s: str, p: str) -> bool:
        """Whether there is a statement of a kind about something."""
        return (s, p) in self._said

    def closed(self, span: tuple[int, int]) -> tuple[int, int]:
        """A span that does not cut a link open: "[Skills" becomes "[Skills](#)"."""
        start, end = span
        text = self.doc.text
        opened = text.rfind("[", start, end)
        if opened >= 0 and "]" not in text[opened:end]:
            close = re.compile(r"[^\[\]\n]*\]\([^()\s]*\)").match(text, end)
            end = close.end() if close else end
        elif text[end : end + 2] == "](" and (close := re.compile(r"\]\([^()\s]*\)").match(text, end)):
            end = close.end()
        head = text.find("](", start, end)
        if head >= 0 and "[" not in text[start:head]:
            before = text.rfind("[", max(0, start - 200), start)
            if before >= 0 and "]" not in text[before:start] and "\n" not in text[before:start]:
                start = before
        return start, end

    def note(self, what: str, span: tuple[int, int]) -> None:
        """Something that was met and not understood: reported with its place, never dropped in silence."""
        start, end = span
        self.notes.append({"what": what, "quote": self.doc.text[start:end][:200], "start": start, "end": end})

    # --- text ----------------------------------------------------------------------------------------------

    def sentences(
        self, start: int, end: int, kinds: Iterable[str] = ("paragraph", "item")
    ) -> Iterator[Sentence]:
        """The sentences of the blocks in a stretch of the source."""
        for block in self.doc.blocks_in(start, end):
            if block.kind in kinds:
                yield from self.block_sentences(block)

    def block_sentences(self, block: Block) -> list[Sentence]:
        """The sentences of one block; each cell of a row is read by itself."""
        found = self._sentences.get(block.start)
        if found is None:
            found = []
            for a, b in (
                block.cells if block.kind == "row" else without_fields(self.doc.text, block.start, block.end)
            ):
                reading = self.doc.reading(a, b)
                pieces = self._whole([(i, j) for i, j in reading.sentences() if j > i], reading)
                reading, pieces = joined(reading, pieces)
                found.extend(Sentence(reading, i, j, block) for i, j in pieces)
            self._sentences[block.start] = found
        return found

    def keep_whole(self, span: tuple[int, int]) -> None:
        """A name that has the mark of a sentence's end in it ("Who Pays? A Study of Fares"): sentences do not end there."""
        ends = self._unbroken
        inner = (span[0] + 1, span[1])
        self._unbroken = merged([*zip(ends[::2], ends[1::2], strict=True), inner])
        self._sentences.clear()

    def _whole(self, pieces: list[tuple[int, int]], reading: Reading) -> list[tuple[int, int]]:
        joined: list[tuple[int, int]] = []
        for i, j in pieces:
            at = reading.places[i]
            if joined and bisect_right(self._unbroken, at) % 2 == 1:
                joined[-1] = (joined[-1][0], j)
            else:
                joined.append((i, j))
        return joined

    @cached_property
    def _joined(self) -> dict[tuple[str, str], tuple[bool | None]]:
        return {}

    @cached_property
    def _sentences(self) -> dict[int, list[Sentence]]:
        return {}

    @cached_property
    def reference(self) -> date | None:
        """The issue's date: a day without a year is the next one after it."""
        value = self.doc.date
        if value is None:
            return None
        return date.fromisoformat(value if len(value) == 10 else f"{value}-01")

    def prose(self) -> list[Sentence]:
        """All sentences but those of the table of contents."""
        return [
            s
            for b in self.doc.blocks
            if b.kind in ("paragraph", "item", "row")
            and not (self.doc.sections[0].end < b.start and self.doc.section_at(b.start).kind == "contents")
            for s in self.block_sentences(b)
        ]

    def is_masked(self, start: int) -> bool:
        """Whether an offset lies in a stretch that is not prose."""
        if self._merged[0] != len(self.masked):
            self._merged = len(self.masked), merged(self.masked)
        n = bisect_right(self._merged[1], start)
        return n % 2 == 1

    def is_common(self, word: str) -> bool:
        """Whether a word with a capital is an ordinary word: it is in lower case elsewhere, or ends like one."""
        low = word.lower()
        met = (
            low in self._words if low.isalpha() else bool(re.search(rf"\b{re.escape(low)}\b", self.doc.text))
        )
        return met or word.endswith(("ing", "ly", "tion", "ment"))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(re.findall(r"\w+", self.doc.text))

    @cached_property
    def flat(self) -> str:
        """The words of the whole issue on one line."""
        return " ".join(self.doc.reading(0, len(self.doc.text)).text.split())

    def joined(self, left: str, right: str) -> bool | None:
        """Whether two names that "and" joins are one: only together, and more than once; None where the text does not tell."""
        cached = self._joined.get((left, right))
        if cached is None:
            both = islice(self.standing(f"{left} and {right}"), 2)
            together = sum(1 for _ in both)
            own_left = any(
                not (rest.startswith(f" and {right}") or _GOES_ON.match(rest))
                for _, rest in self.standing(left)
            )
            own_right = any(
                not (before.endswith(f"{left} and ") or rest[:1] == "-" or _CAPITAL.match(rest))
                for before, rest in self.standing(right)
            )
            one = together > 1 and not own_left and not own_right
            two = own_left and own_right
            cached = self._joined[left, right] = (True if one else False if two else None,)
        return cached[0]

    @cached_property
    def _first_words(self) -> dict[str, list[int]]:
        """Where each word is on the one line; of one that is everywhere the first places are enough."""
        found: dict[str, list[int]] = {}
        for match in re.finditer(r"\w+", self.flat):
            places = found.setdefault(match.group(), [])
            if len(places) < _ENOUGH:
                places.append(match.start())
        return found

    def standing(self, name: str) -> Iterator[tuple[str, str]]:
        """The words before and after each occurrence of a name as whole words."""
        reach = len(name) + 60
        word = re.match(r"\w+", name)
        for at in self._first_words.get(word.group(), ()) if word else ():
            if self.flat.startswith(name, at):
                end = at + len(name)
                before, rest = self.flat[max(0, at - reach) : at], self.flat[end : end + reach]
                if not (before[-1:] == "-" or rest[:1].isalnum()):
                    yield before, rest

    def quote(self, start: int, end: int) -> str:
        """The words of a stretch of the source, without traces."""
        return self.doc.reading(start, end).text

    def address(self, start: int, end: int) -> str:
        """The first e-mail address of a stretch of the source, empty if there is none."""
        reading = self.doc.reading(start, end)
        found = MAIL.search(reading.text)
        return self.source[slice(*reading.span(*found.span()))] if found else ""

    def places_in(self, text: str) -> list[tuple[str, int, int]]:
        """The longest names of the gazetteer in a text, with their extents: runs of up to five words that begin with a capital."""
        if text not in self._placed:
            self._placed[text] = tuple(self.gazetteer.places_in(text))
        return list(self._placed[text])

    def scope_at(self, offset: int) -> Scope | None:
        """The innermost publication of the issue in which an offset lies."""
        inside = self.scopes_at(offset)
        return max(inside, key=lambda s: s.start) if inside else None

    def scopes_at(self, offset: int) -> tuple[Scope, ...]:
        """All publications of the issue in which an offset lies."""
        if self._laid[0] != len(self.scopes):
            self._laid = len(self.scopes), *laid_out(self.scopes)
        n = bisect_right(self._laid[1], offset)
        return tuple(self.scopes[i] for i in self._laid[2][n - 1]) if n else ()

    def records(self) -> Records:
        """The rows, in the order of the text. A record whose name is an empty cell costs its row, not the issue."""
        persons = frozenset(w for e in self.of("Person") for w in e.name.split())
        nameless = [
            e.id
            for e in self.entities.values()
            if not e.name.strip() or self._is_participle(e) or self._is_fragment(e, persons)
        ]
        for id_ in nameless:
            entity = self.entities.take(id_)
            what = f"“{entity.name}” is not a name" if entity.name.strip() else "a record without a name"
            self.note(what, (entity.start, entity.end))
        # a name that stands only where no names are looked for is the authority's alone
        ends = self.entities.keys()
        kept = (r for r in self.relations.values() if r.s in ends and (r.o in ends or isinstance(r.o, Value)))
        entities = sorted(self.entities.values(), key=lambda e: (e.start, e.id))
        relations = sorted(kept, key=lambda r: (r.start, r.s, r.p, str(r.o)))
        return Records(self.doc.id, tuple(entities), tuple(relations), tuple(self.notes))

    def _is_fragment(self, entity: Entity, persons: frozenset[str]) -> bool:
        """Whether an organisation's or policy's only name is cut off ("Institute for") or a part of a person's."""
        if entity.cls not in ("Organisation", "Policy") or entity.how == "authority":
            return False
        return all(n.split()[-1] in _JOINERS or n in persons for n in entity.names)

    def _is_participle(self, entity: Entity) -> bool:
        """Whether an organisation's only name is one participle that nobody knows as a name."""
        return (
            entity.cls == "Organisation"
            and entity.how not in ("authority", "record field")
            and all(_PARTICIPLE.fullmatch(name) for name in entity.names)
        )
