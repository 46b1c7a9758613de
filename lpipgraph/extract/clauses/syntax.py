"""Clauses: each verb of a sentence with its subject, its arguments and the construction that binds them.

What stands outside a verb's clause is never its argument: a relative clause, a participle and a subordinate clause each end
where their comma or the main verb says so, and a name between two verbs is the second one's subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..tables import table, words
from .chunks import Item, Noun
from .roles import is_role_word
from .tokens import Token
from .verbs import Verb, kind_of

__all__ = ["Clause", "clauses_of"]

_HYPOTHETICAL = words("grammar", kind="hypothetical")
_OPENINGS = words("grammar", kind="hypothetical opening")
#: Behind a name these say where it is, and what follows still speaks of the name itself: "the Centre at ‹O›, which …".
_TIGHT = frozenset(("at", "in", "within", "near", "for", "of"))
_THINGS = {row["word"]: row["classes"] for row in table("grammar") if row["kind"] == "thing"}
_ARGUMENTS = frozenset(("np", "pp", "adverb"))
#: Verbs and prepositions with which a sentence may begin at its end.
_INVERTING = frozenset(("be", "stand", "sit", "lie", "come"))
_LOCATING = frozenset(("behind", "among", "amongst", "at", "within", "inside", "under"))
#: Nouns that do not vouch for the clause that completes them: "hopes that", "a myth that".
_DOUBT_NOUNS = words("grammar", kind="doubt noun")


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb with what belongs to it.

    `subject` are nouns (pronouns among them), `args` the phrases behind the verb, `fronted` those before the subject.
    `asserted` is false for what is denied, supposed, planned or asked.
    """

    verb: Verb
    construction: str
    subject: tuple[Noun, ...] = ()
    args: tuple[Item, ...] = ()
    fronted: tuple[Item, ...] = ()
    asserted: bool = True
    #: The verb that this one hangs on: "continues to lead".
    under: Verb | None = None
    #: What a relative clause says it of where that is its object: "the Y, which X runs", "under which" with its preposition.
    object: tuple[Noun, ...] = ()
    link: str = ""
    #: What stands between the subject and the verb: "money for ‹O› comes", "‹O›, along with ‹O2›, runs".
    pre: tuple[Item, ...] = ()


@dataclass(slots=True)
class _Frame:
    """A clause that is open while the sentence is read from left to right."""

    kind: str
    subject: tuple[Noun, ...] = ()
    asserted: bool = True
    verb: int | None = None
    #: Number of the last clause made in this frame.
    last: int | None = None
    #: A comma or a bracket stood behind: the clause around it may go on.
    closable: bool = False
    #: For a relative clause with a preposition: "under which".
    link: str = ""
    antecedent: tuple[Noun, ...] = ()
    #: Participles that wait for the subject: "Led by X, the Y …".
    waiting: list[int] = field(default_factory=list)
    fronted: list[Item] = field(default_factory=list)
    #: The item that is the subject.
    place: int = -1
    bracket: bool = False


@dataclass(slots=True)
class _Parse:
    items: Sequence[Item]
    tokens: Sequence[Token]
    frames: list[_Frame]
    clauses: list[Clause] = field(default_factory=list)
    #: For each clause, the item of its verb; the items that are subjects.
    places: list[int] = field(default_factory=list)
    subjects: dict[int, int] = field(default_factory=dict)
    doubted: bool = False
    #: Clauses whose subject stands behind the verb, with what stands at the head of the sentence.
    inverted: dict[int, tuple[Item, ...]] = field(default_factory=dict)

    @property
    def frame(self) -> _Frame:
        return self.frames[-1]


def clauses_of(items: Sequence[Item], tokens: Sequence[Token]) -> tuple[Clause, ...]:
    """The clauses of a sentence in the order of their verbs; none for a question."""
    if any(t.text == "?" and t.mention is None for t in tokens):
        return ()
    p = _Parse(items, tokens, [_Frame("main")])
    first = tokens[0].lower if tokens else ""
    p.doubted = first in _OPENINGS and (
        first in ("perhaps", "maybe", "imagine", "suppose", "supposing", "assuming")
    )
    if (
        first in ("should", "had", "were")
        and len(tokens) > 1
        and (tokens[1].mention or tokens[1].lower in ("the", "a", "an", "it", "they"))
    ):
        return ()
    for n, item in enumerate(items):
        _STEPS.get(item.kind, _nothing)(p, n, item)
    _inherit_waiting(p)
    _invert(p)
    out = [replace(c, args=_arguments(p, n), pre=_between(p, n)) for n, c in enumerate(p.clauses)]
    return tuple(_shared(p, out))


def _nothing(_p: _Parse, _n: int, _item: Item) -> None:
    return


# --- items, from left to right ---------------------------------------------------------------------------------


def _mark(p: _Parse, _n: int, item: Item) -> None:
    asserted = all(f.asserted for f in p.frames[:1])
    _inherit_waiting(p)
    p.doubted = p.doubted and item.word == ":" and p.frame.verb is None
    p.frames = [_Frame("main", asserted=asserted if item.word == ":" else True)]


def _comma(p: _Parse, _n: int, _item: Item) -> None:
    for frame in p.frames[1:]:
        frame.closable = True
    if len(p.frames) == 1 and not p.frame.subject and p.frame.verb is None:
        p.frame.closable = False


def _open(p: _Parse, n: int, _item: Item) -> None:
    noun = _nearest(p, n)
    p.frames.append(_Frame("bracket", antecedent=noun, bracket=True, asserted=p.frame.asserted))


def _close(p: _Parse, _n: int, _item: Item) -> None:
    for k in range(len(p.frames) - 1, 0, -1):
        if p.frames[k].bracket:
            del p.frames[k:]
            return


def _relative(p: _Parse, n: int, item: Item) -> None:
    if n and p.items[n - 1].kind == "comma":
        _close_finished(p, keep_subject=True)
    antecedent = _antecedent(p, n, item.word)
    kind = "relative" if item.word in ("which", "who", "that") else "relative prep"
    if item.word in ("whose", "whom"):
        kind = "relative prep"
    link = item.word.removesuffix(" which") if " which" in item.word else ""
    p.frames.append(_Frame(kind, antecedent=antecedent, link=link, asserted=p.frame.asserted))


def _sub(p: _Parse, n: int, item: Item) -> None:
    word = item.word
    asserted = p.frame.asserted and word not in _HYPOTHETICAL
    if word in _HYPOTHETICAL and word != "until":
        p.doubted = p.doubted or word in ("if", "unless")
    before = p.items[n - 1] if n else None
    if before is not None and before.kind == "comma":
        _close_finished(p)
    if word == "that" and p.frame.last is not None:
        asserted = asserted and not _doubts(p.clauses[p.frame.last])
    if word == "that" and before is not None and before.nouns and before.nouns[-1].head in _DOUBT_NOUNS:
        asserted = False
    kind = "complement" if word == "that" else "sub"
    frame = _Frame(kind, asserted=asserted)
    if word in (
        "without",
        "instead of",
        "rather than",
        "other than",
        "than",
        "before",
        "despite",
        "against",
        "like",
    ):
        frame.asserted = asserted and word == "before"
    p.frames.append(frame)


def _doubts(clause: Clause) -> bool:
    """Whether a verb does not vouch for what it says: "hopes that", "denied that", "has not said that"."""
    return clause.verb.blocked or bool(set(clause.verb.lemmas) & kind_of("denies"))


def _noun_phrase(p: _Parse, n: int, item: Item) -> None:
    _after_comma(p, n)
    frame = p.frame
    if frame.verb is None and not frame.subject and frame.kind != "bracket":
        if frame.kind in ("relative", "relative prep") and not _verb_follows(p, n):
            return
        frame.subject, frame.place = _named_behind(p, n) or item.nouns, n
        if item.negated or any(x.negated for x in item.nouns):
            frame.asserted = False
        if item.joined == "or":
            frame.subject = ()
            frame.place = n


def _named_behind(p: _Parse, n: int) -> tuple[Noun, ...]:
    """Such as "The first, the ‹L›, …": the name in apposition to a subject that is a common noun."""
    noun = p.items[n].nouns[0]
    if (
        len(p.items[n].nouns) > 1
        or noun.name is not None
        or noun.determiner in ("", "a", "an")
        or n + 3 >= len(p.items)
    ):
        return ()
    comma, name, close = p.items[n + 1 : n + 4]
    if (
        comma.kind == "comma"
        and name.kind == "np"
        and len(name.nouns) == 1
        and close.kind == "comma"
        and name.nouns[0].name is not None
    ):
        return name.nouns
    return ()


def _after_comma(p: _Parse, n: int) -> None:
    """A fronted clause ends at its comma: the noun behind it is the main clause's subject."""
    if n and p.items[n - 1].kind == "comma":
        while len(p.frames) > 1 and p.frame.closable and not p.frame.bracket:
            outer = p.frames[-2]
            # "While others slept, X …": a verb that nobody knows has its subject
            if p.frame.verb is None and not (p.frame.kind == "sub" and p.frame.subject):
                break
            if outer.verb is None and not outer.subject:
                _pop(p)
            else:
                break


def _pop(p: _Parse) -> None:
    frame = p.frames.pop()
    if frame.kind in ("participle", "sub") and frame.waiting:
        p.frame.waiting.extend(frame.waiting)


def _prepositional(p: _Parse, _n: int, item: Item) -> None:
    frame = p.frame
    if frame.verb is None and not frame.subject and frame.kind in ("main", "sub", "complement"):
        frame.fronted.append(item)


def _verb(p: _Parse, n: int, item: Item) -> None:
    verb = item.verb
    assert verb is not None
    if verb.infinitive:
        _infinitive(p, n, verb)
    elif verb.bare or not verb.finite:
        _participle(p, n, verb)
    else:
        _finite(p, n, verb)


def _and(p: _Parse, n: int, _item: Item) -> None:
    """A noun behind "and" that a verb follows opens a clause of its own."""
    k = n + 1
    while k < len(p.items) and p.items[k].kind == "adverb":
        k += 1
    if k < len(p.items) and p.items[k].kind == "np" and p.frame.verb is not None and _verb_follows(p, k):
        if n and p.items[n - 1].kind == "comma":
            _close_finished(p)
        asserted = p.frames[0].asserted if p.frame.kind != "complement" else p.frame.asserted
        if len(p.frames) == 1:
            _inherit_waiting(p)
            p.frames[0] = _Frame("main", asserted=asserted)
        else:
            p.frames.append(_Frame("clause", asserted=p.frame.asserted))


_STEPS = {
    "mark": _mark, "comma": _comma, "open": _open, "close": _close, "relative": _relative, "sub": _sub,
    "np": _noun_phrase, "pp": _prepositional, "verb": _verb, "and": _and,
}  # fmt: skip


# --- verbs -----------------------------------------------------------------------------------------------------


def _add(
    p: _Parse,
    n: int,
    verb: Verb,
    construction: str,
    subject: tuple[Noun, ...],
    *,
    asserted: bool = True,
    under: Verb | None = None,
) -> int:
    frame = p.frame
    ok = asserted and frame.asserted and not verb.blocked and not p.doubted
    item = p.items[n]
    when = (Item("pp", item.start, item.end, item.nouns, item.word),) if item.nouns else ()
    p.clauses.append(Clause(verb, construction, subject, (), (*frame.fronted, *when), ok, under))
    p.places.append(n)
    frame.verb, frame.last = n, len(p.clauses) - 1
    return frame.last


def _infinitive(p: _Parse, n: int, verb: Verb) -> None:
    """What follows "to" is asserted only behind verbs such as "continue", "go on", and then has their subject."""
    governor = p.frame.last
    before = _previous_verb(p, n)
    joined = n and p.items[n - 1].kind == "and"
    if governor is None or (before is None and not joined):
        p.frames.append(_Frame("infinitive", asserted=False))
        _add(p, n, verb, "infinitive", (), asserted=False)
        return
    clause = p.clauses[governor]
    asserting = (
        bool(set(clause.verb.lemmas) & kind_of("asserts")) and clause.asserted and _adjacent(p, governor, n)
    )
    subject = clause.subject if asserting else ()
    if "use" in clause.verb.lemmas:
        verb = replace(verb, ended=True)
    p.clauses.append(
        Clause(
            verb,
            "infinitive",
            subject,
            (),
            clause.fronted,
            asserting and not verb.blocked and p.frame.asserted,
            clause.verb,
        )
    )
    p.places.append(n)
    if asserting:
        p.frame.last = len(p.clauses) - 1


def _adjacent(p: _Parse, governor: int, n: int) -> bool:
    """Whether only adverbs stand between a verb and the infinitive."""
    return all(
        x.kind in ("adverb", "and") or (x.kind == "sub" and x.word == "on")
        for x in p.items[p.places[governor] + 1 : n]
    )


def _previous_verb(p: _Parse, n: int) -> int | None:
    return next((k for k in range(n - 1, -1, -1) if p.items[k].kind == "verb"), None)


def _participle(p: _Parse, n: int, verb: Verb) -> None:
    before = _before(p, n)
    name = "participle" if verb.passive else "present participle"
    kind = before.kind if before is not None else ""
    if p.frame.kind == "bracket" and p.frame.verb is None and kind in ("open", "adverb"):
        _add(p, n, verb, name, p.frame.antecedent)
        return
    if p.frame.kind == "sub" and kind == "sub" and p.frame.verb is None:
        _gerund(p, n, verb)
        return
    if before is None or (p.frame.verb is None and not p.frame.subject and p.frame.kind == "main"):
        # at the head of the sentence: the subject comes later
        p.frames.append(_Frame("participle", asserted=p.frame.asserted, subject=()))
        number = _add(p, n, verb, f"fronted {name}", ())
        p.frames[-1].waiting.append(number)
        return
    if kind == "and" and p.frame.last is not None:
        _coordinated(p, n, verb)
        return
    if kind == "comma":
        if (
            _in_list(p, n)
            and p.frame.last is not None
            and p.clauses[p.frame.last].verb.passive
            and verb.passive
        ):
            _coordinated(p, n, verb)
            return
        main = _open_subject(p)
        if main is not None:
            del p.frames[main + 1 :]
            subject = p.frame.subject
            p.frames.append(_Frame("participle", asserted=p.frame.asserted, subject=subject))
            _add(p, n, verb, name, subject)
            return
        if not verb.passive:
            # "X hosts the Y, bringing together Z": what X does
            _close_finished(p)
            subject = p.clauses[p.frame.last].subject if p.frame.last is not None else ()
            p.frames.append(_Frame("participle", asserted=p.frame.asserted, subject=subject))
            _add(p, n, verb, name, subject)
            return
    subject = _antecedent(p, n)
    asserted = p.frame.asserted and not _item_negated(p, n)
    if p.clauses and not any(x.kind in ("comma", "mark", "close", "and") for x in p.items[p.places[-1] : n]):
        # "would love to see X led by Y", "wants X extended to Z"
        asserted = (
            asserted
            and not _doubts(p.clauses[-1])
            and (p.clauses[-1].asserted or not p.clauses[-1].verb.infinitive)
        )
    frame = _Frame("participle", asserted=asserted, subject=subject)
    p.frames.append(frame)
    _add(p, n, verb, name, subject)


def _item_negated(p: _Parse, n: int) -> bool:
    return n > 0 and p.items[n - 1].negated


def _gerund(p: _Parse, n: int, verb: Verb) -> None:
    """After joining X", "while working at Y": what the main clause's subject did; it may come later."""
    main = next((f for f in reversed(p.frames[:-1]) if f.last is not None), None)
    outer = p.frames[-2] if len(p.frames) > 1 else p.frame
    word = p.items[n - 1].word
    if main is not None and main.last is not None:
        subject = p.clauses[main.last].subject
        _add(p, n, verb, f"gerund {word}", subject)
    elif outer.subject:
        _add(p, n, verb, f"gerund {word}", outer.subject)
    else:
        number = _add(p, n, verb, f"gerund {word}", ())
        p.frame.waiting.append(number)


def _coordinated(p: _Parse, n: int, verb: Verb) -> None:
    """Such as "and led by Y": the subject and the voice of the verb before."""
    last = p.frame.last
    assert last is not None
    one = p.clauses[last]
    if (
        verb.bare
        and one.verb.finite
        and not one.verb.passive
        and not one.verb.bare
        and verb.passive
        and one.verb.form in ("past", "s", "base", "pp")
    ):
        nearest = _antecedent(p, n)
        number = _add(
            p,
            n,
            verb,
            "coordinated participle",
            one.subject if one.verb.lemmas == ("be",) else nearest,
        )
    else:
        if verb.bare and verb.form == "past" and one.verb.passive:
            verb = replace(verb, passive=True, form="pp")
        number = _add(
            p,
            n,
            verb,
            one.construction
            if one.construction.startswith("coordinated")
            else f"coordinated {one.construction}",
            one.subject,
            asserted=not one.verb.blocked or not verb.bare,
        )
        if last in p.frame.waiting:
            p.frame.waiting.append(number)


def _finite(p: _Parse, n: int, verb: Verb) -> None:
    before = _before(p, n)
    kind = before.kind if before is not None else ""
    # "is hosted by A and funded B" is a past tense by its form and a participle by what stands before
    frame = p.frame
    if frame.kind in ("relative", "relative prep") and frame.verb is None:
        if frame.subject:
            number = _add(
                p,
                n,
                verb,
                "object relative" if frame.kind == "relative" else "prepositional relative",
                frame.subject,
            )
            p.clauses[number] = replace(p.clauses[number], object=frame.antecedent, link=frame.link)
            p.subjects[frame.place] = number
        elif frame.kind == "relative":
            _add(p, n, verb, "relative", frame.antecedent)
        else:
            _add(p, n, verb, "prepositional relative", ())
        return
    if kind == "and" or (
        kind == "comma" and p.frame.last is not None and _open_subject(p) is None and not _noun_between(p, n)
    ):
        k = n - 1
        while k > 0 and p.items[k].kind in ("adverb", "and"):
            k -= 1
        if p.items[k].kind == "comma":
            _close_finished(p)
        if p.frame.last is not None:
            if p.frame.kind == "participle" and _open_subject(p) is not None:
                p.frames.pop()
            if p.frame.last is not None:
                _coordinated(p, n, verb)
                return
    main = _open_subject(p)
    if main is not None:
        for frame in p.frames[main + 1 :]:
            if frame.waiting:
                p.frames[main].waiting.extend(frame.waiting)
        del p.frames[main + 1 :]
        number = _add(p, n, verb, _voice(verb), p.frame.subject)
        p.subjects[p.frame.place] = number
        for w in p.frame.waiting:
            p.clauses[w] = replace(p.clauses[w], subject=p.frame.subject)
        p.frame.waiting = []
        return
    # a clause of its own: the noun right before the verb is its subject
    place = _subject_before(p, n)
    if place is None:
        p.frames.append(_Frame("clause", asserted=p.frame.asserted))
        _add(p, n, verb, _voice(verb), ())
        return
    asserted = p.frame.asserted
    last = p.frame.last
    if last is not None and not any(
        x.kind in ("comma", "and", "mark") for x in p.items[p.places[last] : place]
    ):
        asserted = asserted and not _doubts(p.clauses[last])
    nouns = p.items[place].nouns
    if len(nouns) > 1 and last is not None and p.places[last] < place:
        nouns = nouns[-1:]
    p.frames.append(_Frame("clause", asserted=asserted, subject=nouns, place=place))
    number = _add(p, n, verb, _voice(verb), nouns)
    p.subjects[place] = number


def _voice(verb: Verb) -> str:
    return "passive" if verb.passive else "copula" if verb.lemmas == ("be",) else "active"


def _before(p: _Parse, n: int) -> Item | None:
    """The item before, adverbs skipped."""
    for k in range(n - 1, -1, -1):
        if p.items[k].kind != "adverb":
            return p.items[k]
    return None


def _noun_between(p: _Parse, n: int) -> bool:
    return _before(p, n) is not None and _before(p, n).kind in ("np", "pp")  # type: ignore[union-attr]


def _open_subject(p: _Parse) -> int | None:
    """The innermost clause that has a subject and no verb yet; a clause inside it must be over."""
    for k in range(len(p.frames) - 1, -1, -1):
        frame = p.frames[k]
        if frame.subject and frame.verb is None:
            return k
        if frame.bracket:
            return None
        if frame.verb is None and frame.place >= 0:
            return k
    return None


def _close_finished(p: _Parse, *, keep_subject: bool = False) -> None:
    """Takes leave of inner clauses that a comma closed."""
    while len(p.frames) > 1 and p.frame.closable and p.frame.verb is not None and not p.frame.bracket:
        if keep_subject and p.frames[-2].verb is None:
            break
        _pop(p)


def _subject_before(p: _Parse, n: int) -> int | None:
    """The item that is the subject of the verb at `n`: the noun before it, out of the prepositions that complete it."""
    k = n - 1
    while k >= 0 and p.items[k].kind in ("adverb", "pp"):
        k -= 1
    if k >= 0 and p.items[k].kind == "np":
        return k
    # "is funded by A and B leads C": the last of a list behind a preposition
    k = n - 1
    while k >= 0 and p.items[k].kind == "adverb":
        k -= 1
    if k >= 0 and p.items[k].kind == "pp" and len(p.items[k].nouns) > 1:
        return k
    return None


def _verb_follows(p: _Parse, n: int) -> bool:
    """Whether a finite verb follows the noun at item `n` before anything but its complements."""
    k = n + 1
    while k < len(p.items) and p.items[k].kind in ("pp", "adverb"):
        k += 1
    if k >= len(p.items):
        return False
    if p.items[k].kind in ("relative", "open"):
        return True
    verb = p.items[k].verb
    return verb is not None and not verb.infinitive and (verb.finite or k == n + 1)


def _in_list(p: _Parse, n: int) -> bool:
    """Whether "and" with a participle follows: "is led by A, hosted by B and funded by C"."""
    for k in range(n + 1, len(p.items)):
        item = p.items[k]
        if item.kind == "and":
            after = next((x for x in p.items[k + 1 :] if x.kind != "adverb"), None)
            return after is not None and after.verb is not None and after.verb.bare
        if item.kind in ("mark", "relative", "sub") or (
            item.kind == "verb" and item.verb and item.verb.finite
        ):
            return False
    return False


def _nearest(p: _Parse, n: int) -> tuple[Noun, ...]:
    k = n - 1
    while k >= 0 and p.items[k].kind in ("adverb", "comma", "close"):
        k -= 1
    if k >= 0 and p.items[k].kind in ("np", "pp"):
        return p.items[k].nouns[-1:]
    return ()


def _antecedent(p: _Parse, n: int, word: str = "which") -> tuple[Noun, ...]:
    """What "which" or a participle speaks of: the noun before, or the one that it completes ("the Centre at ‹O›, which").

    Nobody is a "which", nothing a "who"; a noun in apposition or behind "is" is what it stands for: "X, a fund that …".
    """
    k = n - 1
    while k >= 0 and p.items[k].kind in ("adverb", "comma", "close"):
        k -= 1
    found: tuple[Noun, ...] = ()
    while k >= 0 and p.items[k].kind in ("np", "pp"):
        nouns = p.items[k].nouns[-1:]
        inner = _relational(p, nouns[0])
        if not found or (_personal(p, inner) if word == "who" else _thing(p, inner)):
            found = (inner,)
        before = p.items[k - 1] if k else None
        tight = p.items[k].kind == "pp" and p.items[k].word in _TIGHT
        if not (
            tight and before is not None and before.kind in ("np", "pp") and p.items[k].start == before.end
        ):
            break
        k -= 1
    if word == "who" and not (found and _personal(p, found[0])):
        return _person_before(p, k)
    if word == "who" and found and found[0].name is None:
        return _person_before(p, k) or found
    if found and found[0].name is None and k >= 0:
        return _meant(p, k, found[0])
    return found


def _person_before(p: _Parse, k: int) -> tuple[Noun, ...]:
    """The person before an apposition: "Dr ‹P›, Lecturer at ‹O›, who"."""
    while k >= 0 and p.items[k].kind in ("np", "pp", "comma", "adverb"):
        nouns = p.items[k].nouns[-1:]
        if nouns and nouns[0].name is not None and _personal(p, nouns[0]):
            return nouns
        k -= 1
    return ()


def _personal(p: _Parse, noun: Noun) -> bool:
    if noun.name is not None:
        return p.tokens[noun.name].letter == "P"
    return "P" in _THINGS.get(noun.head, "") or (is_role_word(noun.head) and noun.head not in _THINGS)


def _thing(p: _Parse, noun: Noun) -> bool:
    """Whether a noun is something of which a clause may go on to speak: a name that is nobody's, or "the scheme"."""
    if noun.name is not None:
        return p.tokens[noun.name].letter != "P"
    return not noun.money and bool(set(_THINGS.get(noun.head, "")) & set("OLBEK"))


def _relational(p: _Parse, noun: Noun) -> Noun:
    """Out of "the heir of ‹L›" the ‹L›: what follows speaks of it, for an heir is no thing of its own."""
    while (
        noun.name is None
        and noun.of
        and noun.head != "one"
        and not _thing(p, noun)
        and noun.of[0].date is None
    ):
        noun = noun.of[0]
    return noun


def _meant(p: _Parse, k: int, noun: Noun) -> tuple[Noun, ...]:
    """What a common noun in apposition or behind "is" stands for."""
    if noun.owner is not None or noun.determiner not in ("a", "an", "one", "the", "") or noun.negated:
        return (noun,)
    before = p.items[k - 1] if k else None
    if before is None:
        return (noun,)
    if before.kind == "comma" and k > 1 and p.items[k - 2].kind in ("np", "pp") and noun.determiner != "the":
        return p.items[k - 2].nouns[-1:]
    if (
        before.verb is not None
        and before.verb.lemmas == ("be",)
        and not before.verb.blocked
        and p.frame.last is not None
    ):
        clause = p.clauses[p.frame.last]
        if p.places[p.frame.last] == k - 1 and len(clause.subject) == 1:
            return clause.subject
    return (noun,)


def _inherit_waiting(p: _Parse) -> None:
    for frame in p.frames:
        if frame.waiting and frame.last is not None and frame.kind == "main":
            subject = p.clauses[frame.last].subject
            for w in frame.waiting:
                p.clauses[w] = replace(p.clauses[w], subject=subject)


def _between(p: _Parse, number: int) -> tuple[Item, ...]:
    """The phrases between a clause's subject and its verb, if nothing else stands there."""
    place = next((k for k, n in p.subjects.items() if n == number), None)
    if place is None:
        return ()
    items = p.items[place + 1 : p.places[number]]
    if any(i.kind not in ("pp", "comma", "adverb") for i in items):
        return ()
    return tuple(i for i in items if i.kind == "pp")


def _invert(p: _Parse) -> None:
    """Such as "Behind ‹L› is ‹O›", "Leading ‹O› is ‹P›", "Among the partners of ‹O› are ‹O2› and ‹O3›": the subject comes last."""
    for number, clause in enumerate(p.clauses):
        n = p.places[number]
        if (
            clause.subject
            or not set(clause.verb.lemmas) & _INVERTING
            or clause.verb.passive
            or n + 1 >= len(p.items)
        ):
            continue
        after = p.items[n + 1]
        opened = any(i.word in _LOCATING for i in clause.fronted)
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


# --- arguments -------------------------------------------------------------------------------------------------


def _arguments(p: _Parse, number: int) -> tuple[Item, ...]:
    """The phrases behind a verb that are in its clause."""
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
        elif item.kind == "and":
            after = p.items[k + 1] if k + 1 < len(p.items) else None
            if after is None or after.kind != "pp" or item.word == "but":
                break
            if item.word in ("or", "nor"):
                while out and out[-1].kind == "pp" and out[-1].word == after.word:
                    out.pop()  # "by A or by B": nobody knows which
                break
        elif item.kind in _ARGUMENTS:
            out.append(item)
        k += 1
    del verb
    return tuple(out)


def _apposed(p: _Parse, k: int) -> int | None:
    """Behind ", a charity," inside a clause: where the clause goes on with a preposition."""
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


def _continues(p: _Parse, k: int) -> bool:
    """Whether a preposition behind a comma still belongs to the verb: nothing but its own phrases follow up to the next mark."""
    while k < len(p.items) and p.items[k].kind in ("pp", "adverb"):
        k += 1
    if k >= len(p.items):
        return True
    item = p.items[k]
    if item.kind == "np" and _verb_follows(p, k):
        return False
    return item.kind in ("mark", "comma", "and", "relative", "verb", "sub", "close", "open")


def _shared(p: _Parse, clauses: list[Clause]) -> list[Clause]:
    """Such as "owns and runs the X": a verb without arguments has those of the verb that "and" joins to it."""
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
