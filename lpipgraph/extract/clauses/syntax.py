"""Parses clauses: each verb of a sentence with its subject, its arguments and its construction.

What stands outside a verb's clause is never its argument: a relative clause, a participle and a subordinate clause each end
where their comma or the main verb states this, and a name between two verbs is the second one's subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...tables import words
from .antecedents import (
    described_before,
    in_list,
    meant_by,
    named_before,
    named_behind,
    nearest_noun,
    noun_between,
    of_somebody,
    person_before,
    previous,
    subject_before,
    verb_follows,
)
from .arguments import arguments, between, invert, shared
from .chunks import Item, Noun
from .factuality import (
    SHE,
    adjacent,
    apposed_before,
    cleft_denied,
    delegated,
    doubted_by,
    doubted_noun,
    first_to,
    goes_on,
    kept,
    leads_to,
    place_meant,
    set_to,
    wished,
)
from .lemmas import kind_of
from .parse import (
    Clause,
    Frame,
    Parse,
    close_finished,
    close_relative,
    doubts,
    inherit_waiting,
    pop,
    supposed,
)
from .tokens import Token
from .verbs import Verb

__all__ = ["Clause", "clauses_of"]

_HYPOTHETICAL = words("grammar", kind="hypothetical")
#: Events to be held are held: a notice, and no wish.
_HELD = frozenset(("hold", "host", "stage", "launch", "organise", "run"))
_NOBODY = frozenset(("nobody", "none", "nothing", "neither"))
_OPENINGS = words("grammar", kind="hypothetical opening")


def clauses_of(items: Sequence[Item], tokens: Sequence[Token]) -> tuple[Clause, ...]:
    """The clauses of a sentence in the order of their verbs; none for a question."""
    if any(t.text == "?" and t.mention is None for t in tokens):
        return ()
    p = Parse(items, tokens, [Frame("main")])
    first = tokens[0].lower if tokens else ""
    p.doubted = supposed(tokens)
    if (
        first in _OPENINGS
        and len(tokens) > 1
        and (tokens[1].mention or tokens[1].lower in ("the", "a", "an", "it", "they"))
    ):
        return ()
    for n, item in enumerate(items):
        _STEPS.get(item.kind, _nothing)(p, n, item)
    inherit_waiting(p)
    invert(p)
    made = shared(p, [replace(c, args=arguments(p, n), pre=between(p, n)) for n, c in enumerate(p.clauses)])
    return tuple(delegated(kept(tokens, made)))


def _nothing(_p: Parse, _n: int, _item: Item) -> None: ...


# --- items, from left to right ---------------------------------------------------------------------------------


def _mark(p: Parse, _n: int, item: Item) -> None:
    last = p.frames[0].last
    asserted = last is None or not doubts(p.clauses[last])
    inherit_waiting(p)
    p.doubted = p.doubted and item.word == ":" and p.frame.verb is None
    p.since = len(p.clauses)
    p.frames = [Frame("main", asserted=asserted if item.word == ":" else True)]


def _comma(p: Parse, _n: int, _item: Item) -> None:
    for frame in p.frames[1:]:
        frame.closable = True
    if len(p.frames) == 1 and not p.frame.subject and p.frame.verb is None:
        p.frame.closable = False


def _open(p: Parse, n: int, _item: Item) -> None:
    noun = nearest_noun(p, n)
    p.frames.append(Frame("bracket", antecedent=noun, bracket=True, asserted=p.frame.asserted))


def _close(p: Parse, _n: int, _item: Item) -> None:
    for k in range(len(p.frames) - 1, 0, -1):
        if p.frames[k].bracket:
            del p.frames[k:]
            return


def _relative(p: Parse, n: int, item: Item) -> None:
    if n and p.items[n - 1].kind == "comma":
        close_finished(p, keep_subject=True)
    antecedent = meant_by(p, n, item.word)
    if item.word == "whose" and of_somebody(p, n + 1):
        antecedent = person_before(p, n - 1) or antecedent
    asserted = p.frame.asserted and not doubted_noun(p, n) and not cleft_denied(p, n)
    kind = "relative" if item.word in ("which", "who", "that") else "relative prep"
    if item.word in ("whose", "whom"):
        kind = "relative prep"
    link = (
        item.word.removesuffix(" which")
        if " which" in item.word
        else item.word
        if item.word == "whose"
        else ""
    )
    frame = Frame(kind, antecedent=antecedent, link=link, asserted=asserted)
    p.relatives.append(frame)
    p.frames.append(frame)


def _sub(p: Parse, n: int, item: Item) -> None:
    word = item.word
    place = place_meant(p, n) if word == "where" else ()
    if place:
        if n and p.items[n - 1].kind == "comma":
            close_finished(p, keep_subject=True)
        p.frames.append(Frame("relative prep", antecedent=place, link="where", asserted=p.frame.asserted))
        return
    asserted = p.frame.asserted and word not in _HYPOTHETICAL
    if word in ("if", "unless") and not (n and p.items[n - 1].word in ("even", "as")):
        p.doubted = True
        for k in range(p.since, len(p.clauses)):  # "A leads B if …"
            p.clauses[k] = replace(p.clauses[k], asserted=False)
    before = p.items[n - 1] if n else None
    if before is not None and before.kind == "comma":
        close_finished(p)
    if word == "that" and p.frame.last is not None:
        asserted = asserted and not doubted_by(p, p.clauses[p.frame.last])
    if (word == "that" and doubted_noun(p, n)) or wished(p, n):
        asserted = False
    kind = "complement" if word == "that" else "sub"
    frame = Frame(kind, asserted=asserted)
    last = p.clauses[p.frame.last] if p.frame.last is not None else None
    if (
        word == "that"
        and last is not None
        and last.verb.lemmas == ("be",)
        and last.subject[:1]
        and last.subject[0].head == "it"
    ):
        # "It was in 2020 that …"
        dated = [*last.fronted, *(x for x in p.items[p.places[p.frame.last or 0] + 1 : n] if x.kind == "pp")]
        frame.fronted = [x for x in dated if any(y.date for y in x.nouns)]
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


def _noun_phrase(p: Parse, n: int, item: Item) -> None:
    _after_comma(p, n)
    frame = p.frame
    if (
        frame.verb is None
        and frame.place == n - 2
        and p.items[n - 1].kind == "comma"
        and apposed_before(p, n)
    ):
        frame.subject = ()  # "Part of the ‹O›, the unit is …"
    if frame.verb is None and frame.subject and frame.place == n - 1 and item.nouns[0].head in SHE:
        frame.subject = ()  # "Before her doctorate she …"
    if frame.verb is None and not frame.subject and frame.kind != "bracket":
        if frame.kind in ("relative", "relative prep") and not verb_follows(p, n):
            return
        frame.subject, frame.place = named_behind(p, n) or item.nouns, n
        if item.negated or any(x.negated or x.head in _NOBODY for x in item.nouns):
            frame.asserted = False
        if item.joined == "or":
            frame.subject = ()
            frame.place = n


def _after_comma(p: Parse, n: int) -> None:
    """A fronted clause ends at its comma: the noun after it is the main clause's subject."""
    if n and p.items[n - 1].kind == "comma":
        while len(p.frames) > 1 and p.frame.closable and not p.frame.bracket:
            outer = p.frames[-2]
            # "While others slept, X …": a verb that nobody knows has its subject
            if p.frame.verb is None and not (p.frame.kind == "sub" and p.frame.subject):
                break
            if outer.verb is None and not outer.subject:
                pop(p)
            else:
                break


def _prepositional(p: Parse, _n: int, item: Item) -> None:
    frame = p.frame
    if frame.verb is None and not frame.subject and frame.kind in ("main", "sub", "complement"):
        frame.fronted.append(item)


def _verb(p: Parse, n: int, item: Item) -> None:
    verb = item.verb
    assert verb is not None
    if verb.infinitive:
        _infinitive(p, n, verb)
    elif verb.bare or not verb.finite:
        _participle(p, n, verb)
    else:
        _finite(p, n, verb)


def _and(p: Parse, n: int, _item: Item) -> None:
    """A noun after "and" that a verb follows opens a clause of its own."""
    k = n + 1
    while k < len(p.items) and p.items[k].kind == "adverb":
        k += 1
    opens = k < len(p.items) and p.items[k].kind == "np" and p.frame.verb is not None
    if opens and (verb_follows(p, k) or (named_behind(p, k) and verb_follows(p, k + 3))):
        if n and p.items[n - 1].kind == "comma":
            close_finished(p)
        if p.frame.kind == "relative" and p.frame.last is not None and p.clauses[p.frame.last].object:
            frame = p.frame  # "which A hosts and B funds"
            p.frames[-1] = Frame(
                "relative", antecedent=frame.antecedent, link=frame.link, asserted=frame.asserted
            )
            return
        asserted = p.frames[0].asserted if p.frame.kind != "complement" else p.frame.asserted
        if len(p.frames) == 1:
            inherit_waiting(p)
            p.frames[0] = Frame("main", asserted=asserted)
        else:
            p.frames.append(Frame("clause", asserted=p.frame.asserted))


_STEPS = {
    "mark": _mark, "comma": _comma, "open": _open, "close": _close, "relative": _relative, "sub": _sub,
    "np": _noun_phrase, "pp": _prepositional, "verb": _verb, "and": _and,
}  # fmt: skip


# --- verbs -----------------------------------------------------------------------------------------------------


def _add(
    p: Parse,
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


def _infinitive(p: Parse, n: int, verb: Verb) -> None:
    """What follows "to" is asserted only after verbs such as "continue", "go on", and then has their subject."""
    if n and p.items[n - 1].kind == "comma":
        close_finished(p)
    if verb.passive and set(verb.lemmas) & _HELD and noun_between(p, n - (p.items[n - 1].kind == "comma")):
        subject = meant_by(p, n)  # "‹E›, to be held in May"
        denied = any(t.lower in ("not", "never") for t in p.tokens[verb.start - 1 : verb.end])
        p.frames.append(Frame("participle", asserted=p.frame.asserted, subject=subject))
        _add(p, n, replace(verb, blocked=denied), "participle", subject)
        return
    governor = p.frame.last
    before = _previous_verb(p, n)
    joined = n and p.items[n - 1].kind == "and"
    if governor is None or (before is None and not joined):
        p.frames.append(Frame("infinitive", asserted=False))
        _add(p, n, verb, "infinitive", (), asserted=False)
        return
    clause = p.clauses[governor]
    asserting = (
        bool(set(clause.verb.lemmas) & kind_of("asserts")) and clause.asserted and adjacent(p, governor, n)
    )
    asserting = asserting or leads_to(p, governor, n, verb) or first_to(p, governor, n)
    subject = clause.subject if asserting else ()
    moved = () if asserting else set_to(p, governor, n, verb)
    if moved:
        asserting, subject = True, moved
    p.clauses.append(
        Clause(
            verb,
            "infinitive",
            subject,
            (),
            clause.fronted,
            asserting and not verb.blocked and p.frame.asserted,
            clause.verb,
            clause.subject if moved and not clause.verb.passive else (),
        )
    )
    p.places.append(n)
    if asserting:
        p.frame.last = len(p.clauses) - 1


def _previous_verb(p: Parse, n: int) -> int | None:
    return next((k for k in range(n - 1, -1, -1) if p.items[k].kind == "verb"), None)


def _participle(p: Parse, n: int, verb: Verb) -> None:
    before = previous(p, n)
    name = "participle" if verb.passive else "present participle"
    kind = before.kind if before is not None else ""
    if p.frame.kind == "bracket" and p.frame.verb is None and kind in ("open", "adverb"):
        _add(p, n, verb, name, p.frame.antecedent)
        return
    if p.frame.kind == "sub" and kind == "sub" and p.frame.verb is None:
        _gerund(p, n, verb)
        return
    if before is not None and before.word == "with" and before.end == verb.start and p.frame.kind == "main":
        # "With ‹O› paying for it, …": what the noun behind "with" does
        p.frames.append(Frame("participle", asserted=p.frame.asserted, subject=before.nouns))
        _add(p, n, verb, f"absolute {name}", before.nouns)
        return
    named = named_before(p, n) if kind == "comma" and verb.passive and verb.bare else ()
    if named and p.frame.verb is None and not p.frame.subject and p.frame.kind == "main":
        # "Under the ‹L›, launched by ‹O›, …": what the fronted phrase names
        p.frames.append(Frame("participle", asserted=p.frame.asserted, subject=named))
        _add(p, n, verb, name, named)
        return
    if before is None or (p.frame.verb is None and not p.frame.subject and p.frame.kind == "main"):
        # at the head of the sentence: the subject comes later
        p.frames.append(Frame("participle", asserted=p.frame.asserted, subject=()))
        number = _add(p, n, verb, f"fronted {name}", ())
        p.frames[-1].waiting.append(number)
        return
    if kind == "and" and verb.passive:
        close_relative(p, n)
    if kind == "and" and p.frame.last is not None:
        behind = described_before(p, n) if verb.passive and verb.bare else ()
        if behind:  # "‹L›, worth £3m and run by"
            p.frames.append(Frame("participle", asserted=p.frame.asserted, subject=behind))
            _add(p, n, verb, name, behind)
        else:
            _coordinated(p, n, verb)
        return
    if kind == "verb" and not verb.passive and p.frame.last is not None and goes_on(p, n):
        # "goes on hosting X", "keeps funding X": what the verb before says of its subject
        one = p.clauses[p.frame.last]
        _add(p, n, verb, "aspect", one.subject, asserted=one.asserted, under=one.verb)
        return
    if kind == "comma":
        if (
            (in_list(p, n) or p.frame.bracket)
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
            p.frames.append(Frame("participle", asserted=p.frame.asserted, subject=subject))
            _add(p, n, verb, name, subject)
            return
        if not verb.passive:
            # "X hosts the Y, bringing together Z": what X does
            close_finished(p)
            subject = p.clauses[p.frame.last].subject if p.frame.last is not None else ()
            p.frames.append(Frame("participle", asserted=p.frame.asserted, subject=subject))
            _add(p, n, verb, name, subject)
            return
    subject = meant_by(p, n)
    places = [x.name is not None and p.tokens[x.name].letter == "G" for x in subject]
    if kind == "comma" and verb.passive and places and all(places) and p.frame.last is not None:
        subject = p.clauses[p.frame.last].subject  # "came to ‹G› last year, funded by ‹O›"
    asserted = p.frame.asserted and not (n > 0 and p.items[n - 1].negated)
    if p.clauses and not any(x.kind in ("comma", "mark", "close", "and") for x in p.items[p.places[-1] : n]):
        # "would love to see X led by Y", "wants X extended to Z"
        asserted = (
            asserted
            and not doubts(p.clauses[-1])
            and (p.clauses[-1].asserted or not p.clauses[-1].verb.infinitive)
        )
    frame = Frame("participle", asserted=asserted, subject=subject)
    p.frames.append(frame)
    _add(p, n, verb, name, subject)


def _gerund(p: Parse, n: int, verb: Verb) -> None:
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


def _coordinated(p: Parse, n: int, verb: Verb) -> None:
    """For example "and led by Y": the subject and the voice of the verb before."""
    last = p.frame.last
    assert last is not None
    one = p.clauses[last]
    follows = next((x for x in p.items[n + 1 :] if x.kind != "adverb"), None)
    if verb.form == "past" and one.verb.form == "ing" and follows is not None and follows.word == "by":
        verb = replace(verb, passive=True, form="pp", past=False)  # "is taking place and paid for by"
    if (
        verb.bare
        and one.verb.finite
        and not one.verb.passive
        and not one.verb.bare
        and verb.passive
        and one.verb.form in ("past", "s", "base", "pp")
    ):
        nearest = meant_by(p, n)
        number = _add(
            p,
            n,
            verb,
            "coordinated participle",
            one.subject if one.verb.lemmas == ("be",) or one.verb.form == "ing" else nearest,
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


def _finite(p: Parse, n: int, verb: Verb) -> None:
    before = previous(p, n)
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
        kind == "comma" and p.frame.last is not None and _open_subject(p) is None and not noun_between(p, n)
    ):
        k = n - 1
        while k > 0 and p.items[k].kind in ("adverb", "and"):
            k -= 1
        if p.items[k].kind == "comma":
            close_finished(p)
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
    place = subject_before(p, n)
    if place is None:
        outer = p.frame
        p.frames.append(
            Frame(
                "clause", asserted=outer.asserted, fronted=list(outer.fronted if outer.verb is None else ())
            )
        )
        _add(p, n, verb, _voice(verb), ())
        return
    asserted = p.frame.asserted
    last = p.frame.last
    if last is not None and not any(
        x.kind in ("comma", "and", "mark") for x in p.items[p.places[last] : place]
    ):
        asserted = asserted and not doubted_by(p, p.clauses[last])
        if _reduced(p, n, verb, last):  # "is one of the bodies supported through ‹L›"
            _participle(p, n, replace(verb, passive=True, bare=True, form="pp", finite=False, past=False))
            return
    nouns = p.items[place].nouns
    if len(nouns) > 1 and last is not None and p.places[last] < place:
        nouns = nouns[-1:]
    p.frames.append(Frame("clause", asserted=asserted, subject=nouns, place=place))
    number = _add(p, n, verb, _voice(verb), nouns)
    p.subjects[place] = number


def _reduced(p: Parse, n: int, verb: Verb, last: int) -> bool:
    """Whether what looks like a past tense is a participle: its noun is in a clause that has its verb, and no object follows."""
    follows = p.items[n + 1] if n + 1 < len(p.items) else None
    return (
        verb.form == "past"
        and not verb.passive
        and follows is not None
        and follows.kind == "pp"
        and not set(verb.lemmas) & kind_of("intransitive")
        and not set(p.clauses[last].verb.lemmas) & (kind_of("report") | kind_of("denies"))
    )


def _voice(verb: Verb) -> str:
    return "passive" if verb.passive else "copula" if verb.lemmas == ("be",) else "active"


def _open_subject(p: Parse) -> int | None:
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
