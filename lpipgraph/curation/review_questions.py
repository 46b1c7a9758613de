"""Asks about doubtful statements and unread verbs in a terminal, and saves each answer at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from ..authority import NOTHING, Unread, VerbFrame, Verdict
from ..authority.frames import with_frames
from ..authority.verdicts import with_verdicts
from ..files import read_bytes, writing
from ..records import PREDICATES, SUBJECTS
from .statement_queue import Statement, judge

__all__ = ["frame_of", "review_statements", "review_verbs"]

_Answer = TypeVar("_Answer", Verdict, VerbFrame)

_LAST = "that was the last one: Enter to finish, b back > "
_STATEMENT = "y yes, n no, u unsure, s skip, b back, q quit, ? help > "
_STATEMENT_HELP = """\
y            the words say it: it is a statement of the graph
n            they do not: it goes, and no reader brings it back
u            unsure: it stays among the candidates
s or Enter   not now;  b: back to the last answer, which is taken back;  q: save and quit
More words after y, n or u are the reason, as in: n the fund is another one"""
_VERB = "predicate, < predicate, none, s skip, b back, q quit, ? help > "
_VERB_HELP = """\
hosts        a predicate: the first name stands in it to the second, whatever the construction
< fundedBy   the second stands in it to the first
none         the verb states nothing that the graph keeps: it is not asked about again
s or Enter   not now;  b: back to the last answer, which is taken back;  q: save and quit"""
_VERDICTS = {"y": "yes", "n": "no", "u": "unsure"}


def review_statements(
    items: Iterable[Statement],
    ask: Callable[[str], str],
    show: Callable[[str], object],
    who: str,
    when: str,
    *,
    path: Path | str | None = None,
) -> list[Verdict]:
    """Asks about doubtful statements, one by one.

    Parameters
    ----------
    items
        The statements.
    ask, show, who, when
        As for `lpipgraph.curation.review`.
    path
        The file for verdicts, below ``data/authority/verdicts``; they are not saved if None.

    Returns
    -------
    list of Verdict
        The decisions that were not undone.

    Raises
    ------
    AuthorityError
        If `path` is not a table of verdicts.
    OutputError
        If it cannot be written.
    """
    todo = tuple(items)

    def card(at: int) -> str:
        i = todo[at]
        return (
            f"\n{at + 1} of {len(todo)}   {i.subject}  {i.predicate}  {i.object}\n   “{i.quote}”  {i.where}"
            f"\n   sure to {i.score:.2f}; {i.doubt}"
        )

    def answered(at: int, answer: str) -> Verdict | str:
        verdict = _VERDICTS.get(answer[:1].casefold())
        if verdict is None:
            return _STATEMENT_HELP
        return judge(todo[at], verdict, who=who, when=when, why=answer[1:].lstrip(" :,").strip())

    def table(content: bytes | None, made: list[Verdict]) -> bytes:
        return with_verdicts(content, made, where=path)

    return _ask_all(len(todo), card, answered, ask, show, _STATEMENT, _keeping(path, table))


def review_verbs(
    items: Iterable[Unread],
    ask: Callable[[str], str],
    show: Callable[[str], object],
    who: str,
    when: str,
    *,
    path: Path | str | None = None,
) -> list[VerbFrame]:
    """Asks for the meaning of verbs between two names; an answer is a row of the table of frames.

    Parameters
    ----------
    items
        The verbs.
    ask, show, who, when
        As for `lpipgraph.curation.review`.
    path
        The file for the rows, below ``data/authority/frames``; they are not saved if None.

    Returns
    -------
    list of VerbFrame
        The decisions that were not undone.

    Raises
    ------
    AuthorityError
        If `path` is not a table of frames.
    OutputError
        If it cannot be written.
    """
    todo = tuple(items)

    def card(at: int) -> str:
        i = todo[at]
        lines = [
            "",
            f"{at + 1} of {len(todo)}   “{_phrase(i)}” between {i.subject_class} and {i.object_class}: which predicate?",
        ]
        lines += [f"   “{example}”" for example in i.examples]
        fitting = _fitting(i)
        lines.append(
            f"   that fit: {', '.join(fitting)}" if fitting else "   no predicate fits these classes"
        )
        return "\n".join(lines)

    def answered(at: int, answer: str) -> VerbFrame | str:
        if answer == "?":
            return _VERB_HELP
        frame = frame_of(todo[at], answer, who=who, when=when)
        return (
            f"'{answer}' does not fit; one of {', '.join((*_fitting(todo[at]), NOTHING))}, or ? for help"
            if frame is None
            else frame
        )

    def table(content: bytes | None, made: list[VerbFrame]) -> bytes:
        return with_frames(content, made, where=path)

    return _ask_all(len(todo), card, answered, ask, show, _VERB, _keeping(path, table))


def frame_of(item: Unread, answer: str, *, who: str = "", when: str = "", why: str = "") -> VerbFrame | None:
    """Converts an answer to a row of the table of frames; None if its predicate does not take the two classes.

    Parameters
    ----------
    item
        The verb.
    answer
        A predicate, with ``<`` before it if the second name is its subject; or `lpipgraph.authority.NOTHING`.
    who, when, why
        The person, the day (ISO 8601) and the reason.
    """
    turned, predicate = re.fullmatch(r"(<?)\s*(.*)", answer.strip()).groups()  # type: ignore[union-attr]
    if predicate == NOTHING:
        return VerbFrame((item.verb, "", NOTHING, "", "", "", "", ""), who, when, why)
    first, second = (
        (item.object_class, item.subject_class) if turned else (item.subject_class, item.object_class)
    )
    if not _takes(predicate, first, second):
        return None
    s, o = item.letters
    ends = (item.object, o, "agent", s) if turned else ("agent", s, item.object, o)
    return VerbFrame((item.verb, "", predicate, *ends, ""), who, when, why)


def _phrase(item: Unread) -> str:
    return item.verb if item.object == "theme" else f"{item.verb} {item.object}"


def _fitting(item: Unread) -> list[str]:
    """The answers that fit the two classes."""
    a, b = item.subject_class, item.object_class
    straight = [p for p in PREDICATES if _takes(p, a, b)]
    return [*straight, *(f"< {p}" for p in PREDICATES if _takes(p, b, a) and p not in straight)]


def _takes(predicate: str, subject: str, object_: str) -> bool:
    objects = PREDICATES.get(predicate, "literal")
    return (
        objects not in ("literal", "*")
        and object_ in objects.split("|")
        and subject in SUBJECTS.get(predicate, ())
    )


# --- a session ---------------------------------------------------------------------------------------------


def _keeping(
    path: Path | str | None, table: Callable[[bytes | None, list[_Answer]], bytes]
) -> Callable[[list[_Answer]], None]:
    """Appends the decisions to the content of the file before the session, atomically."""
    place = None if path is None else Path(path)
    before = read_bytes(place) if place is not None and place.exists() else None

    def keep(made: list[_Answer]) -> None:
        if place is None:
            return
        if not made and before is None:
            place.unlink(missing_ok=True)
            return
        with writing(place) as stream:
            stream.write(table(before, made) if made else before or b"")

    return keep


def _ask_all(
    count: int,
    card: Callable[[int], str],
    answered: Callable[[int, str], _Answer | str],
    ask: Callable[[str], str],
    show: Callable[[str], object],
    prompt: str,
    keep: Callable[[list[_Answer]], None],
) -> list[_Answer]:
    """Asks all questions; each answer has the number of its item, so that it can be undone."""
    made: list[tuple[int, _Answer]] = []
    at = 0
    while at < count or made:
        last = at >= count
        if not last:
            show(card(at))
        try:
            answer = ask(_LAST if last else prompt).strip()
        except EOFError:
            break
        low = answer.casefold()
        if low in ("q", "quit") or (last and low != "b"):
            break
        if low == "b":
            if made:
                at, _ = made.pop()
                keep([row for _, row in made])
            else:
                show("nothing was decided in this session yet")
        elif low in ("", "s"):
            at += 1
        else:
            row = answered(at, answer)
            if isinstance(row, str):
                show(row)
                continue
            made.append((at, row))
            keep([row for _, row in made])
            at += 1
    show(f"{len(made)} decisions, {count - len({n for n, _ in made})} left")
    return [row for _, row in made]
