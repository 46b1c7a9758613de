"""Runs a review session in a terminal: shows the name queue, takes one key for each decision."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from ..authority import PREFIXES, Authority, Decision, Entry, key
from ..authority.decisions import with_decisions
from ..files import read_bytes, writing
from ..records import CLASSES
from .name_queue import Item, decide

__all__ = ["review"]

HELP = """\
1-9          it is this candidate
e            the same, or with a name or id after it: it is this known thing
n            new: a thing as guessed;  c: a new thing, but its name, kind or class is another
x            not an entity
u            unsure: it stays among the candidates
s or Enter   not now;  b: back to the last decision, which is taken back;  q: save and quit
More words after n, x, u or a number are the reason, as in: x a heading"""
_PROMPT = "1-9 existing, n new, c corrected, x not an entity, u unsure, s skip, b back, q quit, ? help > "
_LAST = "that was the last name: Enter to finish, b back > "
_WORDS = {"n": "new", "x": "not an entity", "u": "unsure"}


def review(
    items: Iterable[Item],
    ask: Callable[[str], str],
    show: Callable[[str], object],
    who: str,
    when: str,
    *,
    path: Path | str | None = None,
    authority: Authority | None = None,
) -> list[Decision]:
    """Asks about the names of a queue, one by one.

    Parameters
    ----------
    items
        The queue.
    ask
        A function that shows a prompt and returns the answer, such as `input`; an `EOFError` counts as q.
    show
        A function that shows lines, such as `print`.
    who, when
        The curator, and the day (ISO 8601).
    path
        The file for decisions, below ``data/authority/decisions``; they are not saved if None. After each answer
        the file is replaced atomically, and keeps the rows that it had before the session.
    authority
        The known things, so that answers can name one that is not a candidate.

    Returns
    -------
    list of Decision
        The decisions that were not undone. If the chosen candidate comes from the issue and is not known, a
        decision that the candidate is a new thing is added.

    Raises
    ------
    AuthorityError
        If `path` is not a table of decisions.
    OutputError
        If it cannot be written.
    """
    return _Session(tuple(items), ask, show, who, when, authority or Authority()).run(
        None if path is None else Path(path)
    )


class _Session:
    """A session: `made` are the decisions of each answer, with the number of its item."""

    def __init__(
        self,
        items: tuple[Item, ...],
        ask: Callable[[str], str],
        show: Callable[[str], object],
        who: str,
        when: str,
        authority: Authority,
    ) -> None:
        self.items, self.ask, self.show, self.who, self.when = items, ask, show, who, when
        self.known = authority.by_id()
        self.names = authority.by_name()
        self.made: list[tuple[int, list[Decision]]] = []

    def run(self, path: Path | None) -> list[Decision]:
        """Asks all questions, and returns the decisions."""
        before = read_bytes(path) if path is not None and path.exists() else None
        at = 0
        while True:
            while at < len(self.items) and self.settled(at):
                at += 1
            last = at == len(self.items)
            if last and not self.made:
                break
            if not last:
                self.show(self.card(at))
            try:
                answer = self.ask(_LAST if last else _PROMPT).strip()
                if answer[:1].casefold() == "q" or (last and answer[:1].casefold() != "b"):
                    break
                after = self.back(at) if last else self.answered(at, answer)
            except EOFError:
                break
            if path is not None and after != at:
                self.keep(path, before)
            at = after
        left = sum(not self.settled(n) for n in range(len(self.items)))
        self.show(f"{len(self.decisions())} decisions, {left} names left")
        return self.decisions()

    def decisions(self) -> list[Decision]:
        """The decisions that were not undone."""
        return [d for _, decisions in self.made for d in decisions]

    def keep(self, path: Path, before: bytes | None) -> None:
        """Writes the previous content of the file followed by the decisions."""
        if self.made or before is not None:
            content = with_decisions(before, self.decisions(), where=path) if self.made else before or b""
            with writing(path) as stream:
                stream.write(content)
        else:
            path.unlink(missing_ok=True)

    def settled(self, at: int) -> bool:
        """Whether an item has been decided."""
        return any((d.cls, key(d.mention)) == self.items[at].key for d in self.decisions())

    def card(self, at: int) -> str:
        """The text that shows an item."""
        item = self.items[at]
        doubt = "ambiguous" if item.ambiguous else f"{item.how or 'unknown how'}, sure to {item.score:.2f}"
        lines = [
            "",
            f"{at + 1} of {len(self.items)}   {item.mention}",
            f"   “{item.quote}”  {item.where}".rstrip(),
            f"   guess: {item.cls}{f', {item.kind}' if item.kind else ''} ({doubt}); "
            f"settles {item.occurrences} place{'s' if item.occurrences != 1 else ''}",
        ]
        lines += [f"   {item.disputed}"] if item.disputed else []
        lines += [f"   {n}  {c.score:.2f}  {c.name}  ({c.id})" for n, c in enumerate(item.candidates[:9], 1)]
        return "\n".join(lines)

    def answered(self, at: int, answer: str) -> int:
        """Applies an answer; returns the number of the item to show next."""
        item = self.items[at]
        first, rest = answer[:1].casefold(), answer[1:].lstrip(" :,").strip()
        if first in ("", "s"):
            return at + 1
        if first == "b":
            return self.back(at)
        if first in _WORDS:
            self.decide(at, decide(item, _WORDS[first], who=self.who, when=self.when, why=rest))
        elif first == "c":
            self.decide(at, self.corrected(item, rest))
        elif first == "e" or first.isdecimal():
            return self.existing(at, rest if first == "e" else answer)
        else:
            self.show(HELP)
            return at
        return at + 1

    def back(self, at: int) -> int:
        """Undoes the last answer; returns the number of its item."""
        if not self.made:
            self.show("nothing was decided in this session yet")
            return at
        return self.made.pop()[0]

    def decide(self, at: int, *decisions: Decision) -> None:
        """Records the decisions of an answer."""
        self.made.append((at, list(decisions)))

    def corrected(self, item: Item, why: str) -> Decision:
        """A new thing whose name, kind or class the curator types; Enter keeps the extracted value."""
        name = self.ask(f"name [{item.mention}] ").strip()
        kind = self.ask(f"kind [{item.kind or ''}] ").strip()
        while True:
            cls = self.ask(f"class [{item.cls}] ").strip() or item.cls
            right = [c for c in CLASSES if c.casefold().startswith(cls.casefold())]
            if len(right) == 1:
                break
            self.show("one of " + ", ".join(CLASSES))
        return decide(
            item, "new", who=self.who, when=self.when, why=why, name=name, kind=kind, right_class=right[0]
        )

    def existing(self, at: int, answer: str) -> int:
        """A candidate by its number, or a known thing by its id or name."""
        item = self.items[at]
        answer = answer or self.ask("which? number, id or name > ").strip()
        number = re.match(r"(\d)(?!\d)[ :,]*(.*)", answer)
        if number and 1 <= int(number[1]) <= len(item.candidates):
            chosen, why = item.candidates[int(number[1]) - 1], number[2]
            entry = self.known.get(chosen.id)
            self.decide(at, *self.local(chosen.id), self.merged(item, chosen.id, chosen.name, entry, why))
            return at + 1
        found = [self.known[answer]] if answer in self.known else list(self.names.get(key(answer), ()))
        if len(found) == 1:
            self.decide(at, self.merged(item, found[0].id, found[0].name, found[0], ""))
            return at + 1
        many = "several things have that name: " + ", ".join(e.id for e in found)
        self.show(many if found else f"nothing known is called '{answer}'")
        return at

    def merged(self, item: Item, id_: str, name: str, entry: Entry | None, why: str) -> Decision:
        """The decision that a name is an existing thing."""
        cls = next((c for c, prefix in PREFIXES.items() if id_.startswith(f"{prefix}:")), item.cls)
        kind = (entry.kind if entry else None) or ""
        return decide(
            item, "existing", who=self.who, when=self.when, why=why, target=id_, name=name, kind=kind,
            right_class=cls,
        )  # fmt: skip

    def local(self, id_: str) -> list[Decision]:
        """The decision that is needed first: a candidate that only the issue has is a new thing."""
        at = next((n for n, i in enumerate(self.items) if i.id == id_), None)
        if id_ in self.known or at is None or self.settled(at):
            return []
        return [decide(self.items[at], "new", who=self.who, when=self.when, target=id_)]
