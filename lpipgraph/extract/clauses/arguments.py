"""Assigns arguments to the verbs of a sentence: inverted subjects, shared objects, prepositional phrases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .antecedents import described, verb_follows
from .chunks import Item
from .parse import Clause, Parse

__all__ = ["arguments", "between", "invert", "shared"]

_ARGUMENTS = frozenset(("np", "pp", "adverb"))
#: Verbs and prepositions with which a sentence may begin at its end.
_INVERTING = frozenset(("be", "stand", "sit", "lie", "come"))
_LOCATING = frozenset(("behind", "among", "amongst", "at", "within", "inside", "under"))


def between(p: Parse, number: int) -> tuple[Item, ...]:
    """The phrases between a clause's subject and its verb, if nothing else is there."""
    place = next((k for k, n in p.subjects.items() if n == number), None)
    if place is None:
        return ()
    items = _unbracketed(p.items[place + 1 : p.places[number]])
    if any(i.kind not in ("pp", "comma", "adverb") for i in items):
        return ()
    return tuple(i for i in items if i.kind == "pp")


def _unbracketed(items: Sequence[Item]) -> list[Item]:
    """The items without what is in brackets."""
    found: list[Item] = []
    inside = False
    for item in items:
        inside = inside or item.kind == "open"
        if not inside:
            found.append(item)
        inside = inside and item.kind != "close"
    return found


def _leading(p: Parse, number: int) -> int | None:
    """For example "Leading ‹O› is ‹P›": the participle whose object was taken for the subject of "is"."""
    n = p.places[number]
    one = number - 1
    if one < 0 or p.places[one] != n - 2 or p.clauses[one].construction != "fronted present participle":
        return None
    return one if p.clauses[number].verb.lemmas == ("be",) and p.subjects.get(n - 1) == number else None


def invert(p: Parse) -> None:
    """For example "Behind ‹L› is ‹O›", "Leading ‹O› is ‹P›", "Among the partners of ‹O› are ‹O2› and ‹O3›": the subject comes last."""
    for number, clause in enumerate(p.clauses):
        n = p.places[number]
        leading = _leading(p, number)
        if leading is not None and n + 1 < len(p.items) and p.items[n + 1].kind == "np":
            del p.subjects[n - 1]
            for k in (leading, number):
                p.clauses[k] = replace(p.clauses[k], subject=p.items[n + 1].nouns)
            p.inverted[number] = ()
            continue
        if (
            clause.subject
            or not set(clause.verb.lemmas) & _INVERTING
            or clause.verb.passive
            or n + 1 >= len(p.items)
        ):
            continue
        after = p.items[n + 1]
        opened = any(i.word in _LOCATING or _in_stead(i) for i in clause.fronted)
        waiting = [
            k
            for k, c in enumerate(p.clauses[:number])
            if c.construction.startswith("fronted") and not c.subject
        ]
        if after.kind != "np" or not (opened or (waiting and clause.verb.lemmas == ("be",))):
            continue
        p.clauses[number] = replace(clause, subject=after.nouns, construction="inverted", fronted=())
        p.inverted[number] = clause.fronted
        for k in waiting:
            p.clauses[k] = replace(p.clauses[k], subject=after.nouns)


def _in_stead(item: Item) -> bool:
    """For example "In its place stands ‹L›"."""
    return item.word == "in" and any(n.head in ("place", "stead") and n.determiner for n in item.nouns)


def arguments(p: Parse, number: int) -> tuple[Item, ...]:
    """The phrases after a verb that are in its clause."""
    if number in p.inverted:
        return p.inverted[number]
    place = p.places[number]
    verb = p.clauses[number].verb
    out: list[Item] = []
    k = place + 1
    while k < len(p.items):
        item = p.items[k]
        if item.kind in ("mark", "relative", "sub", "close"):
            break
        if item.kind == "verb":
            break
        if k in p.subjects:
            nouns = item.nouns[:-1]
            if len(item.nouns) > 1 and p.clauses[p.subjects[k]].subject == item.nouns[-1:] and nouns:
                out.append(
                    replace(
                        item, nouns=nouns, joined="and" if len(nouns) == 1 or item.joined == "and" else ""
                    )
                )
            break
        if item.kind == "open":
            stop = next((m for m in range(k, len(p.items)) if p.items[m].kind == "close"), None)
            if stop is None:
                break
            k = stop + 1
            continue
        if item.kind == "comma":
            after = p.items[k + 1] if k + 1 < len(p.items) else None
            if after is None or after.kind not in ("pp", "adverb") or not _continues(p, k + 1):
                if after is not None and _apposed(p, k):
                    k = _apposed(p, k) or k
                    continue
                break
        elif item.kind == "and" and _aside(p, k) is not None:
            k = _aside(p, k) or k  # "by A and, in part, by B"
            continue
        elif item.kind == "and":
            after = p.items[k + 1] if k + 1 < len(p.items) else None
            if after is None or after.kind != "pp" or item.word == "but":
                break
            if item.word in ("or", "nor"):
                while out and out[-1].kind == "pp" and out[-1].word == after.word:
                    out.pop()  # "by A or by B": nobody knows which
                break
        elif item.kind in _ARGUMENTS and (item.word != "worth" or not _of_another(p, k, number)):
            out.append(item)  # else "is replaced by ‹L2›, worth £3m, in May"
        k += 1
    del verb
    return tuple(out)


def _of_another(p: Parse, k: int, number: int) -> bool:
    """Whether what is at `k` describes a policy that is not the subject of its clause."""
    nouns = described(p, k)
    return bool(nouns) and nouns[0] not in p.clauses[number].subject


def _aside(p: Parse, k: int) -> int | None:
    """After "and, in part,": the preposition that follows what is between two commas."""
    four = p.items[k + 1 : k + 5]
    kinds = [i.kind for i in four]
    if (
        kinds in (["comma", "adverb", "comma", "pp"], ["comma", "pp", "comma", "pp"])
        and four[1].nouns[:1] == four[1].nouns
    ):
        return k + 4 if not any(n.name is not None for n in four[1].nouns) else None
    return None


def _apposed(p: Parse, k: int) -> int | None:
    """After ", a charity," inside a clause: where the clause continues with a preposition."""
    if (
        k + 2 < len(p.items)
        and p.items[k + 1].kind == "np"
        and p.items[k + 1].nouns[0].name is None
        and k + 1 not in p.subjects
    ):
        m = k + 2
        while m < len(p.items) and p.items[m].kind == "pp":
            m += 1
        if m + 1 < len(p.items) and p.items[m].kind == "comma" and p.items[m + 1].kind == "pp":
            return m + 1
    return None


def _continues(p: Parse, k: int) -> bool:
    """Whether a preposition after a comma still belongs to the verb: only its own phrases follow up to the next mark."""
    while k < len(p.items) and p.items[k].kind in ("pp", "adverb"):
        k += 1
    if k >= len(p.items):
        return True
    item = p.items[k]
    if item.kind == "np" and verb_follows(p, k):
        return False
    return item.kind in ("mark", "comma", "and", "relative", "verb", "sub", "close", "open")


def shared(p: Parse, clauses: list[Clause]) -> list[Clause]:
    """For example "owns and runs the X": a verb without arguments has those of the verb that "and" joins to it."""
    for n in range(len(clauses) - 2, -1, -1):
        a, b = p.places[n], p.places[n + 1]
        between = p.items[a + 1 : b]
        one, two = clauses[n], clauses[n + 1]
        if (
            between
            and between[-1].kind == "and"
            and all(x.kind in ("and", "adverb", "comma") for x in between)
            and one.verb.passive == two.verb.passive
            and not one.args
        ):
            clauses[n] = replace(one, args=two.args)
    return clauses
