"""Indexes names, descriptions and sentences for full-text search in one SQLite file (FTS5).

Names are few and are ranked: the whole name before its beginning, before words of it, before other parts of
it. There may be millions of sentences: they are returned newest first, which needs no sorting, and ranked
only if there are few results. The user's words are never used as FTS5 syntax: each is quoted, and the last
one is a prefix.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from .errors import StoreError
from .evidence import Passage, outermost
from .names import fold
from .store_protocol import Closing, Store
from .vocabulary import CLASS_PATHS, CLASS_TERMS

__all__ = ["Found", "Index", "Sentence", "make"]

_ENTITIES = f"""
SELECT ?thing ?kind ?name ?rank WHERE {{
  VALUES ?class {{ {" ".join(map(str, CLASS_TERMS.values()))} }}
  VALUES (?property ?rank) {{ (rdfs:label 1) (skos:prefLabel 2) (skos:altLabel 3) (skos:hiddenLabel 4) }}
  ?thing rdf:type ?class ; ?property ?name .
  BIND (STR(?class) AS ?kind)
}} ORDER BY ?thing ?rank STR(?name)
"""
_WORDS = """
SELECT ?thing ?words WHERE {
  VALUES ?property { dcterms:description skos:definition }
  { ?thing ?property ?words } UNION { ?thing lpip:hasDefinition/skos:definition ?words }
} ORDER BY ?thing STR(?words)
"""
_SENTENCES = """
SELECT ?issue ?number ?date ?section ?before ?quote ?after ?start ?segment WHERE {
  ?segment oa:exact ?quote ; oa:start ?start ; oa:hasSource ?source .
  ?source dcterms:source ?issue .
  OPTIONAL { ?issue bibo:issue ?number } OPTIONAL { ?issue dcterms:issued ?date }
  OPTIONAL { ?segment lpip:inSection ?section }
  OPTIONAL { ?segment oa:prefix ?before }
  OPTIONAL { ?segment oa:suffix ?after }
}
"""
_TABLES = """
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, kind TEXT, name TEXT, words TEXT);
CREATE TABLE called (thing INTEGER, name TEXT, folded TEXT, main INTEGER);
CREATE INDEX by_name ON called (folded);
CREATE VIRTUAL TABLE names USING fts5 (text, content='', prefix='1 2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE parts USING fts5 (text, content='', detail='none', tokenize='trigram');
CREATE TABLE sentence (id INTEGER PRIMARY KEY, issue TEXT, section TEXT, words TEXT, first INTEGER, last INTEGER);
CREATE VIRTUAL TABLE said USING fts5 (text, content='', prefix='2 3', tokenize="porter unicode61 remove_diacritics 2");
"""
_TOKEN = re.compile(r"\w+", re.UNICODE)
#: The number of words that are used of a search, and of sentences that are ranked.
_MOST_WORDS, _RANKED = 12, 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that was found: its IRI, class as a segment ("theme"), main name, the matching name, and its score (0 to 1).

    `words` is its description; empty if it has none.
    """

    iri: str
    kind: str
    name: str
    fits: str
    score: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that was found: its words, the issue's key, the heading above it, and its place in the text."""

    words: str
    issue: str
    section: str | None
    start: int
    end: int


def make(store: Store, path: Path) -> None:
    """Writes the full-text index of a store, atomically.

    Raises
    ------
    StoreError
        If this Python's SQLite has no FTS5.
    """
    fresh = path.with_name(f".{path.name}.{id(store)}.tmp")
    fresh.unlink(missing_ok=True)
    try:
        with sqlite3.connect(fresh) as into:
            try:
                into.executescript(_TABLES)
            except sqlite3.OperationalError as error:
                raise StoreError(
                    f"this Python's SQLite cannot search ({error})",
                    where=path,
                    hint="use a Python whose SQLite has FTS5 with trigrams (3.34 or later)",
                ) from error
            _fill(store, into)
        into.close()
        fresh.replace(path)
    except sqlite3.Error as error:
        raise StoreError(f"the full-text index cannot be written ({error})", where=path) from error
    finally:
        fresh.unlink(missing_ok=True)


def _fill(store: Store, into: sqlite3.Connection) -> None:
    numbers: dict[str, int] = {}
    names: dict[str, set[str]] = {}
    described: dict[str, list[str]] = {}
    for thing, told in store.select(_WORDS).rows:
        if isinstance(thing, NamedNode) and isinstance(told, Literal):
            described.setdefault(thing.value, []).append(told.value)
    segments = {CLASS_TERMS[name].value: path for name, path in CLASS_PATHS.items()}
    number = 0
    for thing, kind, name, _ in store.select(_ENTITIES).rows:
        if not (isinstance(thing, NamedNode) and isinstance(name, Literal) and isinstance(kind, Literal)):
            continue
        iri = thing.value
        if iri not in numbers:
            numbers[iri] = len(numbers) + 1
            names[iri] = set()
            row = (numbers[iri], iri, segments[kind.value], name.value, " ".join(described.get(iri, ())))
            into.execute("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", row)
        folded = fold(name.value)
        if folded in names[iri]:
            continue
        number += 1
        into.execute(
            "INSERT INTO called (rowid, thing, name, folded, main) VALUES (?, ?, ?, ?, ?)",
            (number, numbers[iri], name.value, folded, int(not names[iri])),
        )
        names[iri].add(folded)
        for table in ("names", "parts"):
            into.execute(f"INSERT INTO {table} (rowid, text) VALUES (?, ?)", (number, name.value))
    for iri, texts in described.items():
        if iri in numbers:
            number += 1
            into.execute(
                "INSERT INTO called (rowid, thing, name, folded, main) VALUES (?, ?, '', '', -1)",
                (number, numbers[iri]),
            )
            into.execute("INSERT INTO names (rowid, text) VALUES (?, ?)", (number, " ".join(texts)))
    for number, (_, issue, section, words, start, end) in enumerate(sorted(_sentences(store)), 1):
        place = (number, issue, section or None, words, start, end)
        into.execute("INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?)", place)
        into.execute("INSERT INTO said (rowid, text) VALUES (?, ?)", (number, words))


def _sentences(store: Store) -> Iterator[tuple[str, str, str, str, int, int]]:
    """The quotes of the graph with the rest of their sentences, without those within another one; sorted, oldest first.

    The offsets refer to the quote.
    """
    by_issue: dict[tuple[str, str], set[Passage]] = {}
    for row in store.select(_SENTENCES).dicts():
        text = {name: term.value for name, term in row.items() if isinstance(term, Literal)}
        issue = row["issue"]
        key = text.get("number") or (issue.value.rsplit("/", 1)[-1] if isinstance(issue, NamedNode) else "")
        where = (text.get("date", ""), key)
        rest = (text.get(name, "") for name in ("before", "after", "section"))
        by_issue.setdefault(where, set()).add(Passage(int(text["start"]), text["quote"], *rest))
    for (day, key), passages in by_issue.items():
        for each in outermost(sorted(passages), lambda p: p.reach):
            yield day, key, each.section, each.words, each.start, each.end


class Index(Closing):
    """An index that `make` wrote, opened for reading; use one in each thread.

    Raises
    ------
    StoreError
        If there is none.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            self._db.execute("SELECT 1 FROM thing LIMIT 1")
        except sqlite3.Error as error:
            raise StoreError(f"there is no full-text index here ({error})", where=path) from error

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def names(self, asked: str, *, kinds: tuple[str, ...] = (), most: int = 20) -> list[Found]:
        """The things whose names match, the best first.

        Parameters
        ----------
        asked
            The user's words.
        kinds
            Only things of these classes, as segments; all if there are none.
        most
            The most results.
        """
        words = _TOKEN.findall(asked)[:_MOST_WORDS]
        if not words:
            return []
        folded = fold(asked)
        found: dict[int, tuple[float, str]] = {}
        exact = self._db.execute(
            "SELECT thing, name, main FROM called WHERE folded = ? AND main >= 0 LIMIT 200", (folded,)
        )
        for thing, name, main in exact:
            self._better(found, thing, 1.0 if main else 0.95, name)
        for match, least in ((_match(words), 0.4), (_match(words, any_of=True), 0.1)):
            rows = self._db.execute(
                "SELECT c.thing, c.name, c.folded, c.main FROM names JOIN called c ON c.rowid = names.rowid "
                "WHERE names MATCH ? ORDER BY rank LIMIT 200",
                (match,),
            )
            for thing, name, other, main in rows:
                self._better(found, thing, least + _closeness(folded, other, main) * 0.5, name)
            if len(found) >= most:
                break
        if len(found) < most and (parts := _trigrams(asked.strip())):
            rows = self._db.execute(
                "SELECT c.thing, c.name, c.folded, c.main FROM parts JOIN called c ON c.rowid = parts.rowid WHERE parts MATCH ? LIMIT 200",
                (parts,),
            )
            for thing, name, other, main in rows:
                closeness = _closeness(folded, other, main)
                if closeness > 0.3:
                    self._better(found, thing, closeness * 0.8, name)
        return self._told(found, kinds, most)

    @staticmethod
    def _better(found: dict[int, tuple[float, str]], thing: int, score: float, name: str) -> None:
        if thing not in found or score > found[thing][0]:
            found[thing] = (score, name)

    def _told(self, found: dict[int, tuple[float, str]], kinds: tuple[str, ...], most: int) -> list[Found]:
        made = []
        for thing, (score, fits) in found.items():
            iri, kind, name, words = self._db.execute(
                "SELECT iri, kind, name, words FROM thing WHERE id = ?", (thing,)
            ).fetchone()
            if not kinds or kind in kinds:
                made.append(Found(iri, kind, name, fits or name, round(score, 4), words))
        made.sort(key=lambda each: (-each.score, len(each.name), each.name, each.iri))
        return made[:most]

    def thing(self, iri: str) -> Found | None:
        """The thing with an IRI."""
        row = self._db.execute("SELECT iri, kind, name, words FROM thing WHERE iri = ?", (iri,)).fetchone()
        return None if row is None else Found(row[0], row[1], row[2], row[2], 1.0, row[3])

    def suggestions(self, asked: str, *, kinds: tuple[str, ...] = (), most: int = 8) -> list[Found]:
        """Completions of what the user typed; empty before the second letter."""
        return self.names(asked, kinds=kinds, most=most) if len(asked.strip()) >= 2 else []

    def sentences(self, asked: str, *, most: int = 20) -> list[Sentence]:
        """The newsletter's sentences with these words, the newest issue first; ranked where few are found."""
        words = _TOKEN.findall(asked)[:_MOST_WORDS]
        if not words:
            return []
        match = _match(words)
        few = len(
            self._db.execute("SELECT rowid FROM said WHERE said MATCH ? LIMIT ?", (match, _RANKED)).fetchall()
        )
        order = "rank, said.rowid DESC" if few < _RANKED else "said.rowid DESC"
        rows = self._db.execute(
            "SELECT words, issue, section, first, last FROM said JOIN sentence ON sentence.id = said.rowid "
            f"WHERE said MATCH ? ORDER BY {order} LIMIT ?",
            (match, most),
        )
        return [Sentence(*row) for row in rows]


def _match(words: list[str], *, any_of: bool = False) -> str:
    """Words as quoted tokens, the last one as a prefix; FTS5 syntax in them has no effect."""
    quoted = [f'"{word}"' for word in words]
    quoted[-1] += "*"
    return (" OR " if any_of else " ").join(quoted)


def _trigrams(asked: str) -> str:
    letters = "".join(c for c in asked if c.isalnum() or c == " ")[:60]
    parts = dict.fromkeys(letters[i : i + 3] for i in range(len(letters) - 2))
    return " OR ".join(f'"{part}"' for part in parts)


def _closeness(asked: str, name: str, main: int) -> float:
    """The similarity of two folded names, 0 to 1, by the pairs of letters they share; a common beginning adds to it."""
    if main < 0:
        return 0.1
    one, two = _pairs(asked), _pairs(name)
    shared = 2 * len(one & two) / max(1, len(one) + len(two))
    begins = 0.3 if name.startswith(asked) else 0.0
    return min(0.99, 0.7 * shared + begins + (0.05 if main else 0.0))


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}
