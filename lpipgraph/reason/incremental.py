"""Maintains derived facts incrementally: adds those that new facts support, removes those without support.

A table contains every derivation: a rule, the fact that it concludes, the facts in its body. For additions, the rules are
evaluated with the new facts only (semi-naive evaluation). For removals, all facts that may depend on the removed ones are
removed, and those with a derivation from the remaining facts are restored (delete and rederive). Counting derivations is not
sufficient, because two facts can support one another.

The table is in SQLite, the facts for the rules in a separate store; both are in a folder, or in memory. Only one process can
use a folder, and a killed process can damage it: change a copy (`Conclusions.copy`) and replace the folder with it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, KeysView, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b, sha256
from pathlib import Path
from shutil import rmtree
from typing import Any, Self

from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse, serialize

from ..errors import DataError
from ..vocabulary import RDF, Minter
from ..vocabulary import iri as public_iri
from .facts import Fact, claim_of, claims, described, in_default, stated
from .latest import Told, latest
from .materialise import fixpoint
from .rule_bodies import Body, bodies, is_of_ontology
from .rules import SUBCLASS, Rule, rules

__all__ = ["Change", "Conclusions"]

_FORM = 2
_TABLES = """
CREATE TABLE fact (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, stated INTEGER NOT NULL, derived INTEGER NOT NULL);
CREATE TABLE evidence (fact INTEGER NOT NULL, node TEXT NOT NULL, PRIMARY KEY (fact, node)) WITHOUT ROWID;
CREATE TABLE derivation (
    id INTEGER PRIMARY KEY, rule TEXT NOT NULL, conclusion INTEGER NOT NULL, body TEXT NOT NULL,
    UNIQUE (conclusion, rule, body)
);
CREATE TABLE body (
    fact INTEGER NOT NULL, derivation INTEGER NOT NULL, ground INTEGER NOT NULL, PRIMARY KEY (fact, derivation)
) WITHOUT ROWID;
CREATE INDEX body_of ON body (derivation);
CREATE TABLE written (fact INTEGER PRIMARY KEY, quads BLOB NOT NULL);
CREATE TABLE told (
    about BLOB NOT NULL, number INTEGER NOT NULL, thing TEXT NOT NULL, node TEXT NOT NULL, PRIMARY KEY (about, number, node)
) WITHOUT ROWID;
CREATE TABLE stamp (value TEXT NOT NULL);
"""
#: The statements of the newest issue about each changing property.
_NEWEST = "SELECT number, thing, node FROM told WHERE number = (SELECT MAX(number) FROM told other WHERE other.about = told.about)"
#: The most facts in one query.
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the graphs of derived facts and their evidence: the removed and the added quads."""

    gone: tuple[Quad, ...]
    came: tuple[Quad, ...]


class Conclusions:
    """The facts derived from those of issues, kept between changes.

    Parameters
    ----------
    ontology
        The ontology's triples.
    folder
        The folder of the derived facts, existing or new; in memory if None.
    iri
        The function that creates IRIs, if their base is not the public one.
    known
        The rules; those of the package if None.

    Attributes
    ----------
    fresh
        Whether it is empty: the folder is new, or its content came from other rules or another ontology and was removed.
        Then all issues must be added.

    Raises
    ------
    SyntaxProblem
        If a rule cannot be maintained incrementally.
    """

    def __init__(
        self,
        ontology: Iterable[Quad],
        folder: Path | None = None,
        *,
        iri: Minter = public_iri,
        known: Iterable[Rule] | None = None,
    ) -> None:
        self._iri = iri
        self._rules = rules() if known is None else tuple(known)
        given = tuple(dict.fromkeys(q.triple for q in ontology))
        stamp = _stamp(given, self._rules, iri)
        self._bodies, self._fixed = _settled(self._rules, given)
        if folder is not None and not _is_of(folder, stamp):
            rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        self._store = Store() if folder is None else Store(folder / "facts")
        self._db = sqlite3.connect(
            ":memory:" if folder is None else folder / "conclusions.db", isolation_level=None
        )
        self._db.execute("PRAGMA journal_mode = MEMORY")
        self._db.execute("PRAGMA synchronous = OFF")
        self.fresh = not self._db.execute("SELECT 1 FROM sqlite_master").fetchone()
        if self.fresh:
            self._db.executescript(_TABLES)
            self._db.execute("INSERT INTO stamp VALUES (?)", (stamp,))
            self._store.bulk_extend(Quad(*fact) for fact in self._fixed)

    # --- public methods -----------------------------------------------------------------------------------------

    def change(self, gone: Iterable[Quad] = (), came: Iterable[Quad] = ()) -> Change:
        """Removes issues and adds others.

        Parameters
        ----------
        gone
            The graphs of issues with their evidence, unchanged since they were added. Other graphs are ignored.
        came
            The graphs of issues with their evidence.

        Returns
        -------
        Change
            The change of ``graph/derived``, ``graph/derived/evidence`` and ``graph/latest``.

        Raises
        ------
        DataError
            If a fact is about the ontology, or a removed fact was never added. Nothing is changed then.
        """
        lost, won = stated(gone), stated(came)
        for fact in won.facts:
            if is_of_ontology(fact):
                raise DataError("a fact of an issue is about the ontology", where=_key(fact))
        with self._transaction():
            step = _Step(self)
            step.count(won.facts, lost.facts)
            step.rest_on(won.evidence, lost.evidence)
            step.take_away()
            step.add()
            change, newest = step.written(), step.tell(won.told, lost.told)
            return Change(change.gone + newest.gone, change.came + newest.came)

    def quads(self) -> Iterator[Quad]:
        """All derived facts and their evidence, and the rules."""
        yield from described(self._rules, self._iri)
        for (text,) in self._db.execute("SELECT quads FROM written ORDER BY fact"):
            yield from parse(text, format=RdfFormat.N_QUADS)
        rows = self._db.execute(f"{_NEWEST} ORDER BY about, node")
        yield from latest((_row(*row) for row in rows), self._iri)

    def copy(self, folder: Path) -> None:
        """Writes a copy to a new folder; the files of facts are shared by hard links if possible."""
        folder.mkdir(parents=True)
        self._store.flush()
        self._store.backup(folder / "facts")
        with sqlite3.connect(folder / "conclusions.db") as other:
            self._db.backup(other)
        other.close()

    def close(self) -> None:
        """Closes the folder."""
        self._db.close()
        self._store.flush()  # otherwise its log is read again each time it is opened
        del self._store

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


class _Step:
    """The state of a change in progress."""

    def __init__(self, kept: Conclusions) -> None:
        self._kept = kept
        self._db, self._store = kept._db, kept._store
        self._ids: dict[Fact, int] = {}
        self._facts: dict[int, Fact] = {}
        #: Fact → the number of issues that state it, and whether it is derived.
        self._stated: dict[int, int] = {}
        self._derived: dict[int, bool] = {}
        #: Facts that are no longer stated, facts that are now stated, and all facts whose claims may have changed.
        self._lost: list[int] = []
        self._won: list[int] = []
        self._touched: set[int] = set()

    # --- facts by number -----------------------------------------------------------------------------------

    def _id(self, fact: Fact) -> int:
        known = self._ids.get(fact)
        if known is None:
            key = _key(fact)
            row = self._db.execute("SELECT id, stated, derived FROM fact WHERE key = ?", (key,)).fetchone()
            if row is None:
                made = self._db.execute("INSERT INTO fact (key, stated, derived) VALUES (?, 0, 0)", (key,))
                row = (made.lastrowid, 0, 0)
            known = self._know(fact, *row)
        return known

    def _fact(self, number: int) -> Fact:
        if number not in self._facts:
            row = self._db.execute("SELECT key, stated, derived FROM fact WHERE id = ?", (number,)).fetchone()
            (triple,) = parse(f"{row[0]} .", format=RdfFormat.N_TRIPLES)
            self._know((triple.subject, triple.predicate, triple.object), number, *row[1:])
        return self._facts[number]

    def _know(self, fact: Fact, number: int, stated: int, derived: int) -> int:
        self._ids[fact] = number
        self._facts[number] = fact
        self._stated[number] = stated
        self._derived[number] = bool(derived)
        return number

    def _is_derived(self, number: int) -> bool:
        self._fact(number)
        return self._derived[number]

    def _is_stated(self, number: int) -> bool:
        self._fact(number)
        return self._stated[number] > 0

    def _column(self, query: str, *values: object) -> list[int]:
        return [row[0] for row in self._db.execute(query, values)]

    # --- stated facts ------------------------------------------------------------------------------------

    def count(self, won: Counter[Fact], lost: Counter[Fact]) -> None:
        """Updates the number of issues that state each fact."""
        for fact in won.keys() | lost.keys():
            difference = won[fact] - lost[fact]
            if not difference:
                continue
            number = self._id(fact)
            before = self._stated[number]
            after = before + difference
            if after < 0:
                raise DataError("a fact goes that no issue had added", where=_key(fact))
            self._stated[number] = after
            if not before:
                self._won.append(number)
            elif not after:
                self._lost.append(number)

    def rest_on(self, won: dict[Fact, list[NamedNode]], lost: dict[Fact, list[NamedNode]]) -> None:
        """Updates the claims and namings of each fact."""
        for fact in won.keys() | lost.keys():
            new, old = set(won.get(fact, ())), set(lost.get(fact, ()))
            if new == old:
                continue
            number = self._id(fact)
            self._touched.add(number)
            self._db.executemany(
                "DELETE FROM evidence WHERE fact = ? AND node = ?", [(number, n.value) for n in old - new]
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO evidence VALUES (?, ?)", [(number, n.value) for n in new - old]
            )

    # --- derived facts --------------------------------------------------------------------------------------

    def take_away(self) -> None:
        """Removes all facts that may depend on facts no longer stated, and restores those with another derivation."""
        fixed = self._kept._fixed
        out: set[int] = set()
        todo = [number for number in self._lost if self._fact(number) not in fixed]
        while todo:
            number = todo.pop()
            if number in out:
                continue
            out.add(number)
            todo += [n for n in self._resting(number) if not self._is_stated(n)]
        self._touched |= out
        lacking: dict[int, int] = {}
        conclusions: dict[int, int] = {}
        back = []
        for number in out:
            for derivation in self._column("SELECT id FROM derivation WHERE conclusion = ?", number):
                body = self._column("SELECT fact FROM body WHERE derivation = ?", derivation)
                conclusions[derivation] = number
                lacking[derivation] = sum(fact in out for fact in body)
                if not lacking[derivation]:
                    back.append(number)
        while back:
            number = back.pop()
            if number not in out:
                continue
            out.remove(number)
            self._derived[number] = True
            for derivation in self._column("SELECT derivation FROM body WHERE fact = ?", number):
                if derivation in lacking:
                    lacking[derivation] -= 1
                    if not lacking[derivation]:
                        back.append(conclusions[derivation])
        for number in out:
            dead = self._db.execute(
                "SELECT d.id, d.conclusion FROM body b JOIN derivation d ON d.id = b.derivation WHERE b.fact = ?",
                (number,),
            ).fetchall()
            self._touched |= {conclusion for _, conclusion in dead}
            self._db.executemany("DELETE FROM derivation WHERE id = ?", [(d,) for d, _ in dead])
            self._db.executemany("DELETE FROM body WHERE derivation = ?", [(d,) for d, _ in dead])
            self._derived[number] = False
            self._store.remove(in_default(self._fact(number)))

    def _resting(self, number: int) -> list[int]:
        """The conclusions of derivations with a fact in their body."""
        return self._column(
            "SELECT DISTINCT d.conclusion FROM body b JOIN derivation d ON d.id = b.derivation WHERE b.fact = ?",
            number,
        )

    def add(self) -> None:
        """Derives facts from those that are newly stated."""
        self._touched |= set(self._won)
        new: list[Fact] = []
        for number in self._won:
            if self._derived[number]:
                self._derived[number] = False
            elif self._facts[number] not in self._kept._fixed:
                new.append(self._facts[number])
        while new:
            self._store.extend(map(in_default, new))
            by_predicate: dict[NamedNode, list[Fact]] = {}
            for fact in new:
                by_predicate.setdefault(fact[1], []).append(fact)
            found: dict[int, Fact] = {}
            for body in self._kept._bodies:
                for number in range(len(body.patterns)):
                    matching = body.matching(number, by_predicate)
                    for at in range(0, len(matching), _MOST):
                        self._draw(body, body.asked(number, matching[at : at + _MOST]), found)
            self._derived.update(dict.fromkeys(found, True))
            new = list(found.values())

    def _draw(self, body: Body, query: str, found: dict[int, Fact]) -> None:
        answer = self._store.query(query)
        assert isinstance(answer, QuerySolutions)
        read = [_reader(pattern, body.variables) for pattern in (body.rule.conclusion, *body.patterns)]
        for solution in answer:
            row = list(solution)
            if any(term is None for term in row):
                continue
            conclusion, *rest = (each(row) for each in read)
            if conclusion in self._kept._fixed:
                continue
            number = self._id(conclusion)
            grounds: dict[int, bool] = {}
            for n, fact in enumerate(rest):
                at = self._id(fact)
                grounds[at] = grounds.get(at, False) or n in body.grounds
            name = " ".join(map(str, sorted(grounds)))
            made = self._db.execute(
                "INSERT OR IGNORE INTO derivation (rule, conclusion, body) VALUES (?, ?, ?) RETURNING id",
                (body.rule.name, number, name),
            ).fetchone()
            if made is None:
                continue
            self._db.executemany(
                "INSERT INTO body VALUES (?, ?, ?)", [(f, made[0], int(g)) for f, g in grounds.items()]
            )
            self._touched.add(number)
            if not self._stated[number] and not self._derived[number]:
                found[number] = conclusion

    # --- newest statements ------------------------------------------------------------------------------------

    def tell(self, won: set[Told], lost: set[Told]) -> Change:
        """Updates the changing statements and the newest of each kind."""
        keys = {each.about: _digest(each.about) for each in won ^ lost}
        before = self._newest(keys.values())
        self._db.executemany(
            "DELETE FROM told WHERE about = ? AND number = ? AND node = ?",
            [(keys[t.about], t.number, t.node.value) for t in lost - won],
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO told VALUES (?, ?, ?, ?)",
            [(keys[t.about], t.number, t.thing.value, t.node.value) for t in won - lost],
        )
        after = self._newest(keys.values())
        return Change(tuple(sorted(before - after, key=str)), tuple(sorted(after - before, key=str)))

    def _newest(self, keys: Iterable[bytes]) -> set[Quad]:
        rows = (row for key in keys for row in self._db.execute(f"{_NEWEST} AND about = ?", (key,)))
        return set(latest((_row(*row) for row in rows), self._kept._iri))

    # --- output -----------------------------------------------------------------------------------

    def written(self) -> Change:
        """Writes the claims of all facts whose claims may have changed, and returns the change."""
        above = [n for n in self._touched if self._fact(n)[1] == RDF.type]
        while above:  # the evidence of a class applies to its superclasses too
            higher = self._column(
                "SELECT d.conclusion FROM body b JOIN derivation d ON d.id = b.derivation WHERE b.fact = ? AND d.rule = ?",
                above.pop(),
                SUBCLASS,
            )
            above += [n for n in higher if n not in self._touched]
            self._touched.update(higher)
        resting = {
            conclusion
            for number in self._touched
            for conclusion in self._column(
                "SELECT d.conclusion FROM body b JOIN derivation d ON d.id = b.derivation WHERE b.fact = ? AND b.ground",
                number,
            )
        }
        gone: list[Quad] = []
        came: list[Quad] = []
        for number in sorted(self._touched | resting):
            row = self._db.execute("SELECT quads FROM written WHERE fact = ?", (number,)).fetchone()
            old = set(row[0].splitlines()) if row else set()
            new = self._lines(number) if self._is_derived(number) else set()
            if new == old:
                continue
            gone += parse(b"\n".join(sorted(old - new)), format=RdfFormat.N_QUADS)
            came += parse(b"\n".join(sorted(new - old)), format=RdfFormat.N_QUADS)
            if new:
                self._db.execute(
                    "INSERT OR REPLACE INTO written VALUES (?, ?)", (number, b"\n".join(sorted(new)))
                )
            else:
                self._db.execute("DELETE FROM written WHERE fact = ?", (number,))
        states = ((self._stated[n], self._derived[n], n) for n in self._facts)
        self._db.executemany("UPDATE fact SET stated = ?, derived = ? WHERE id = ?", states)
        nothing = ((n,) for n in self._facts if not self._stated[n] and not self._derived[n])
        self._db.executemany(
            "DELETE FROM fact WHERE id = ? AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.fact = fact.id)",
            nothing,
        )
        return Change(tuple(gone), tuple(came))

    def _lines(self, number: int) -> set[bytes]:
        fact = self._fact(number)
        supports: dict[str, list[NamedNode]] = {}
        for rule, ground in self._db.execute(
            "SELECT DISTINCT d.rule, b.fact FROM derivation d JOIN body b ON b.derivation = d.id "
            "WHERE d.conclusion = ? AND d.rule != ? AND b.ground",
            (number, SUBCLASS),
        ).fetchall():
            supports.setdefault(rule, []).extend(self._behind(ground, frozenset()))
        text = serialize(claims(fact, supports, self._kept._iri), format=RdfFormat.N_QUADS)
        assert text is not None
        return set(text.splitlines())

    def _behind(self, number: int, seen: frozenset[int]) -> Iterator[NamedNode]:
        """The claims and namings of a fact, or of the facts from which it follows by class."""
        nodes = [
            NamedNode(row[0])
            for row in self._db.execute("SELECT node FROM evidence WHERE fact = ?", (number,))
        ]
        if self._is_derived(number):
            fact = self._fact(number)
            own = self._db.execute(
                "SELECT DISTINCT rule FROM derivation WHERE conclusion = ? AND rule != ?", (number, SUBCLASS)
            )
            nodes += [claim_of(fact, row[0], self._kept._iri) for row in own]
        yield from nodes
        if not nodes and number not in seen:
            for ground in self._column(
                "SELECT DISTINCT b.fact FROM derivation d JOIN body b ON b.derivation = d.id "
                "WHERE d.conclusion = ? AND d.rule = ? AND b.ground",
                number,
                SUBCLASS,
            ):
                yield from self._behind(ground, seen | {number})


def _reader(pattern: Sequence[str | NamedNode], variables: Sequence[str]):  # type: ignore[no-untyped-def] # noqa: ANN202
    s, p, o = (variables.index(part) if isinstance(part, str) else part for part in pattern)

    def term(row: list[object], part: int | NamedNode) -> object:
        return row[part] if isinstance(part, int) else part

    return lambda row: (term(row, s), term(row, p), term(row, o))


def _row(number: int, thing: str, node: str) -> Told:
    return Told("", number, NamedNode(thing), NamedNode(node))


def _digest(about: str) -> bytes:
    return blake2b(about.encode(), digest_size=12).digest()


def _key(fact: Fact) -> str:
    return f"{fact[0]} {fact[1]} {fact[2]}"


@lru_cache(maxsize=4)
def _settled(known: tuple[Rule, ...], ontology: tuple[Triple, ...]) -> tuple[tuple[Body, ...], KeysView[Any]]:
    """The bodies of rules, and an ontology with what follows from it: a process with many archives works them out once."""
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in ontology)
    fixpoint(store, known)
    return bodies(known, store), {(q.subject, q.predicate, q.object): None for q in store}.keys()


def _stamp(ontology: Iterable[Triple], known: Iterable[Rule], iri: Minter) -> str:
    lines = sorted(f"{t.subject} {t.predicate} {t.object}" for t in ontology)
    parts = (str(_FORM), iri.base, *lines, *(f"{rule.name}\n{rule.text}" for rule in known))
    return sha256("\n".join(parts).encode()).hexdigest()


def _is_of(folder: Path, stamp: str) -> bool:
    """Whether the content of a folder was derived with these rules and this ontology."""
    path = folder / "conclusions.db"
    if not path.is_file() or not (folder / "facts").is_dir():
        return False
    try:
        db = sqlite3.connect(path)
        try:
            return bool(db.execute("SELECT value FROM stamp").fetchone() == (stamp,))
        finally:
            db.close()
    except sqlite3.Error:
        return False
