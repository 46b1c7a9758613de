"""Reads the statements of the clauses of one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ...dates import FoundDate, find_times
from ...records import Value
from ...tables import words as words_of
from ..draft import REACH, Draft, Sentence
from ..lexicon import ACT
from ..themes import resolve
from .chunks import THINGS, Item, Noun, phrases_of
from .elliptic import whole
from .expertise import fields_of, list_end
from .frames import Fact, facts_of
from .light_verbs import act_facts
from .literals import given_away, moment, value_of
from .occasions import occasions
from .offices import AWAY, Office, covers, offices, organisers
from .pointing import (
    IT,
    acted_on,
    alike,
    among_partners,
    apposed,
    aside,
    first_of,
    heads_of,
    own_subjects,
    told_apart,
    told_before,
    unknown_before,
)
from .reach import reach_facts
from .relations import beside_facts, relation_facts
from .respective import crossed, one_each
from .roles import Role, is_role_word, role_phrases
from .speaker import NOT_OURS
from .subjects import Carried, Memory, of_another, owner_of
from .sums import asides
from .syntax import Clause, clauses_of
from .tense import LEAVING, going, on_a_day, once, over, then, until
from .tokens import Token
from .verbless import LEADS, only_leads, row_of, theme_lead

__all__ = ["SentenceReading"]

#: What begins a policy: "since its launch in 2022".
_LAUNCHES = words_of("grammar", kind="launch")
_BELONGING = frozenset(("be", "become", "remain", "join", "rejoin", "sit", "member", "members"))
#: Verbs of which the plain past says that an office is over: "She was director".
_STATES = frozenset(("be", "serve", "work", "act"))


class SentenceReading:
    """One sentence with what the sentences before it spoke of."""

    def __init__(self, d: Draft, sentence: Sentence, tokens: Sequence[Token], memory: Memory) -> None:
        self.d, self.sentence, self.tokens, self.memory = d, sentence, tokens, memory
        self.subjects: set[str] = set()
        self.about_another = False
        #: What definite nouns and pronouns mean.
        self.meant: dict[str, Carried] = {}
        #: What the definite nouns mean that are subjects: "the fund".
        self.pointed: dict[str, Carried] = {}
        #: The tokens of names that are subjects.
        self.places: set[int] = set()
        #: Those of them of which more is said than an aside does.
        self.outer: set[int] = set()
        #: The tokens of names that are objects, or what a noun without name is of: "plays host to ‹O›".
        self.objects: set[int] = set()
        self.clauses: tuple[Clause, ...] = ()

    def read(self) -> None:
        """Writes what the sentence states, and keeps whom it mentions."""
        tokens = self.tokens
        if not tokens:
            return
        carries = any(t.lower in _CARRIERS for t in tokens) or tokens[0].lower in _POINTERS
        if any(t.mention is not None and t.mention.id for t in tokens) or (
            carries and (self.memory.sentences or self.memory.topic)
        ):
            items = phrases_of(tokens, self.sentence.text)
            found = self.clauses = clauses_of(items, tokens)
            if (said := whole(tokens, found)) is not tokens:
                self.about_another = not self.memory.sentences
                tokens = self.tokens = said
                items = phrases_of(tokens, self.sentence.text)
                found = self.clauses = clauses_of(items, tokens)
            for clause in found:
                self._subject(clause)
                self._objects(clause)
            for clause in found:
                for phrase in apposed(tokens, clause):
                    for fact in facts_of(phrase):
                        self._write(fact)
                for fact in (*facts_of(clause), *act_facts(clause), *relation_facts(clause, tokens)):
                    self._write(fact)
                self._whose(clause)
            for fact in (*beside_facts(items, tokens, found), *reach_facts(found, tokens)):
                self._write(fact)
            self._asides(items)
            for event, day in occasions(items, tokens, found):
                for id_, _, span in self._ids(event, "E", None):
                    self._day(id_, day, span, "beside the name")
            self._launches(items)
            self._with_as(items)
            for one, other, clause in covers(tokens, found):
                self._both(one, "P", "coversFor", other, "P", clause)
            for one, other, clause in organisers(items, found):
                self._both(one, "E", "organiser", other, "O", clause)
            for office in offices(tokens, items, found):
                self._held(office)
            if not found:
                self._opening(items)
        another = of_another(self.memory, [c.subject for c in self.clauses if not c.link], tokens)
        self.memory.keep(self._named(), about_another=self.about_another, shadowed=another)

    def _whose(self, clause: Clause) -> None:
        """For example "‹O›, whose director is ‹P›"."""
        if clause.link != "whose" or clause.verb.lemmas != ("be",) or not clause.asserted or clause.verb.past:
            return
        last = clause.args[-1] if clause.args else None
        if last is not None and last.kind == "np" and len(clause.subject) == 1:
            for noun in last.nouns:
                self._office(clause.subject[0], noun, clause.object, clause)

    def _with_as(self, items: Sequence[Item]) -> None:
        """For example "‹O›, with ‹P› as its chair"."""
        for k in range(1, len(items) - 1):
            one, role = items[k], items[k + 1]
            if (one.kind, one.word, role.kind, role.word) != ("pp", "with", "pp", "as") or one.negated:
                continue
            body = items[k - 2] if items[k - 1].kind == "comma" and k > 1 else items[k - 1]
            if role.nouns[0].determiner in ("its", "their", "") and all(c.asserted for c in self.clauses):
                for noun in one.nouns:
                    self._office(role.nouns[0], noun, body.nouns, None)

    def _both(self, s: Noun, s_class: str, predicate: str, o: Noun, o_class: str, clause: Clause) -> None:
        for subject, _, span in self._ids(s, s_class, clause):
            for obj, _, _ in self._ids(o, o_class, clause):
                self._say(subject, predicate, obj, span, "office")

    def _held(self, office: Office) -> None:
        for noun in office.persons:
            for who, _, span in self._ids(noun, "P", office.clause):
                role = self._without_theme(" ".join(office.role.split()), who, span, None)
                led = office.bodies and self.tokens[office.bodies[0].start].letter == "O"
                if role and not office.past and (led or role.lower() not in LEADS):
                    self._say(who, "hasRole", Value(role), span, "office")
                for body in office.bodies if role.lower() in LEADS else ():
                    for theme, _, _ in self._ids(body, "T", office.clause):
                        self._say(who, "leadsTheme", theme, span, "office")
                for body in office.bodies:
                    for where, _, s_span in self._ids(body, "O", office.clause):
                        there = "workedFor" if office.past else "affiliatedWith"
                        self._say(who, there, where, span or s_span, "office")

    def _office(self, role: Noun, person: Noun, bodies: Sequence[Noun], clause: Clause | None) -> None:
        start = role.start + (role.determiner != "")
        words = self.sentence.text[self.tokens[start].start : self.tokens[role.end - 1].end]
        if role.name is not None or role.of or not is_role_word(role.head):
            return
        for who, _, _ in self._ids(person, "P", clause):
            self._say(who, "hasRole", Value(" ".join(words.split())), None, "office")
            for noun in bodies:
                for body, _, span in self._ids(noun, "O", clause):
                    self._say(who, "affiliatedWith", body, span, "office")

    def _asides(self, items: Sequence[Item]) -> None:
        """What is beside the names of policies."""
        clause = self.clauses[0] if self.clauses else None
        for noun, predicate, what in asides(items, self.tokens, self.clauses):
            for policy, _, span in self._ids(noun, "L", clause):
                if isinstance(what, FoundDate):
                    self._say(policy, predicate, Value(what.value, what.type), span, "beside the name")
                elif isinstance(what, str):
                    self._say(policy, predicate, Value(what, "money"), span, "beside the name")
                else:
                    for end, _, _ in self._ids(what, "OL" if predicate == "fundedBy" else "G", clause):
                        self._say(policy, predicate, end, span, "beside the name")

    def _objects(self, clause: Clause) -> None:
        args = [i for i in clause.args if i.kind != "adverb"]
        if args and args[0].kind == "np":
            direct = args[0].nouns
            if len(args) > 1 and direct[0].name is None and args[1].kind == "pp" and not direct[0].of:
                direct = args[1].nouns
            self.objects.update(n.name for n in direct if n.name is not None)

    def _launches(self, items: Sequence[Item]) -> None:
        """For example "since its launch in 2022", "the opening of ‹L› in May"."""
        clause = next((c for c in self.clauses if c.asserted), None)
        if clause is None or not all(c.asserted for c in self.clauses):
            return
        for one, two in pairwise(items):
            dates = [n.date for n in two.nouns if n.date is not None]
            if one.negated or two.word not in ("in", "on", "of") or len(dates) != 1:
                continue
            for noun in one.nouns[-1:]:
                whole = owner_of(noun, noun.head) if noun.head in _LAUNCHES else None
                for policy, _, span in self._ids(whole, "L", None) if whole is not None else ():
                    self._say(
                        policy,
                        "startPeriod",
                        Value(dates[0].value, dates[0].type),
                        span,
                        "launch, beside a date",
                    )

    def _subject(self, clause: Clause) -> None:
        for noun in clause.subject:
            mention = self.tokens[noun.name].mention if noun.name is not None else None
            if noun.name is not None and mention is not None and mention.id:
                self.subjects.add(mention.id)
                self.places.add(noun.name)
                if not aside(clause):
                    self.outer.add(noun.name)
            elif noun.name is not None:
                self.about_another = True  # a name of which nobody knows what it is
            elif (theme := self._theme(noun)) is not None:
                self.subjects.add(theme)
            elif noun.head == "it" and self.outer:
                continue  # "‹L› moved the tutor: it put …" speaks of this sentence's subject
            else:
                meant = self.memory.resolve(noun, "POLBEGKT", ())
                self.subjects.update(c.id for c in meant)
                self.about_another = self.about_another or (not meant and noun.head in THINGS)

    def _opening(self, items: Sequence[Item]) -> None:
        """A line without a verb is about what it opens with."""
        for item in items[:1]:
            for noun in item.nouns:
                if noun.name is not None and (m := self.tokens[noun.name].mention) is not None and m.id:
                    self.subjects.add(m.id)

    def _named(self) -> list[Carried]:
        found = []
        here = set()
        for n, t in enumerate(self.tokens):
            if t.mention is not None and t.mention.id and t.letter:
                here.add(t.mention.id)
                if t.mention.id in self.subjects:
                    row_of(self.d, self.sentence, t.mention)  # the next sentence may speak of it
                found.append(
                    Carried(
                        t.mention.id,
                        t.letter,
                        self.d.entities[t.mention.id].name if t.mention.id in self.d.entities else t.text,
                        t.mention.id in self.subjects,
                        self.sentence.span(),
                        aside=n in self.places and n not in self.outer,
                    )
                )
        for n, t in enumerate(self.tokens[1:]):
            if t.lower == "theme" and (m := self.tokens[n].mention) is not None and m.letter != "T":
                theme = resolve(self.d, m.text)
                if theme is not None and theme not in self.subjects:
                    found.append(
                        Carried(theme, "T", self.d.entities[theme].name, False, self.sentence.span())
                    )
        found += [
            replace(c, subject=False, span=self.sentence.span())
            for id_, c in self.meant.items()
            if id_ not in here | self.subjects
        ]
        for id_ in sorted(self.subjects - here):
            old = next((c for s in reversed(self.memory.sentences) for c in s if c.id == id_), None)
            if old is None and (led := self.d.entities.get(id_)) is not None and led.cls == "Theme":
                found.insert(0, Carried(id_, "T", led.name, True, self.sentence.span()))
            if old is not None:
                found.insert(0, Carried(old.id, old.letter, old.name, True, old.span))
        return found

    # --- ends ----------------------------------------------------------------------------------------------

    def _ids(
        self, noun: Noun, classes: str, clause: Clause | None
    ) -> Iterator[tuple[str, str, tuple[int, int] | None]]:
        """Id and class of what a noun means, and the sentence that names it where this one does not."""
        if noun.name is not None:
            token = self.tokens[noun.name]
            if token.mention is not None and token.mention.id and token.letter and token.letter in classes:
                yield row_of(self.d, self.sentence, token.mention), token.letter, None
            return
        if "T" in classes and (theme := self._theme(noun)) is not None:
            yield theme, "T", None
            return
        if clause is not None and noun in clause.subject and (told := told_before(self.clauses, noun)):
            yield from self._ids(*told[:1], classes, told[1])  # "A and B signed it, and it has £3m"
            return
        if (
            clause is not None
            and noun not in clause.subject
            and (told := acted_on(self.clauses, clause, noun))
        ):
            yield from self._ids(*told[:1], classes, told[1])
            return
        agent = clause is None or noun in clause.subject
        direct = clause is not None and any(i.kind == "np" and noun in i.nouns for i in clause.args)
        own = (
            heads_of(self.tokens, clause)
            if agent or clause is None or noun.head not in IT
            else own_subjects(self.tokens, self.clauses, clause, direct=direct)
        )
        before = first_of(self.clauses, noun).start
        by = {
            n.name for c in self.clauses if c.verb.passive for i in c.args if i.word == "by" for n in i.nouns
        }
        here = [
            Carried(
                t.mention.id,
                t.letter,
                t.text,
                n in self.places,
                self.sentence.span(),
                n in self.objects,
                n in by,
                n not in self.outer,
            )
            for n, t in enumerate(self.tokens[:before])
            if t.mention is not None and t.mention.id and t.letter and t.mention.id not in own
        ]
        named = {c.id for c in here}
        here += [
            replace(c, subject=True, span=self.sentence.span())
            for id_, c in self.pointed.items()
            if agent and id_ in self.subjects and id_ not in named | own
        ]
        if (noun.head in IT and unknown_before(self.tokens, self.clauses, noun)) or told_apart(
            self.tokens, noun
        ):
            return
        for c in self.memory.resolve(noun, classes, here, agent=agent, direct=direct):
            if c.id not in self.d.entities:
                continue
            self.meant[c.id] = c
            if noun.head not in IT and clause is not None and noun in clause.subject:
                self.pointed[c.id] = c
            yield c.id, c.letter, c.span

    def _theme(self, noun: Noun) -> str | None:
        """What "the Skills theme" means, where its name alone is too common to be marked."""
        if noun.head != "theme" or noun.modifier is None or noun.negated:
            return None
        return resolve(self.d, self.tokens[noun.modifier].text)

    def _write(self, fact: Fact) -> None:
        if crossed(self.tokens, fact):
            return
        if fact.predicate in NOT_OURS and any(
            end is not None and end.name is not None and self.tokens[end.name].text.lower() == "we"
            for end in (fact.subject, fact.object)
        ):
            return
        for subject, s_letter, s_span in self._ids(fact.subject, alike(self.tokens, fact), fact.clause):
            if fact.role_at is not None and fact.predicate == "expertise":
                self._expertise(fact, subject, s_span)
            elif fact.role_at is not None:
                self._role(fact, subject, s_span)
            elif fact.object_classes == "words":
                assert fact.object is not None
                noun = fact.object
                told = self.sentence.text[self.tokens[noun.start].start : self.tokens[noun.end - 1].end]
                self._relate(subject, fact.predicate, Value(" ".join(told.split())), s_span, fact)
            elif fact.object is None:
                assert fact.literal is not None
                if (
                    fact.predicate == "amount"
                    and fact.subject in fact.clause.subject
                    and given_away(self.tokens, fact.clause)
                ):
                    continue
                if (value := value_of(fact)) is not None and not (
                    fact.conditions & {"state"} and fact.clause.verb.ended
                ):
                    self._timed(subject, value, s_span, fact)
            else:
                for obj, o_letter, o_span in self._ids(fact.object, fact.object_classes, fact.clause):
                    self._pair(fact, subject, s_letter, obj, o_letter, s_span or o_span)

    def _timed(self, subject: str, value: Value, span: tuple[int, int] | None, fact: Fact) -> None:
        """A literal; the day of an event with the hours that its sentence names, and its end."""
        if fact.predicate == "publicationDate" and next(find_times(self.sentence.text), None) is not None:
            return  # the hours are those of its launch
        if fact.predicate == "startDateTime" and isinstance(fact.literal, FoundDate):
            self._day(subject, fact.literal, span, f"{fact.lemma}, {fact.clause.construction}")
        else:
            self._relate(subject, fact.predicate, value, span, fact)

    def _day(self, event: str, day: FoundDate, span: tuple[int, int] | None, how: str) -> None:
        times = list(find_times(self.sentence.text))
        begins, ends = (times[0].begins, times[0].ends) if len(times) == 1 else (None, None)
        last = day.last or (day.value if ends else None)
        self._say(event, "startDateTime", moment(day.value, begins), span, how)
        if last is not None:
            self._say(event, "endDateTime", moment(last, ends), span, how)

    def _pair(
        self, fact: Fact, subject: str, s_letter: str, obj: str, o_letter: str, span: tuple[int, int] | None
    ) -> None:
        c = fact.conditions
        predicate = fact.predicate
        board = "board" in self.d.entities[obj].name.lower().split() if obj in self.d.entities else False
        if "same" in c and s_letter != o_letter:
            return
        if predicate == "aboutTheme" and "review" in self.d.entities[subject].name.lower().split():
            return  # a review's own theme is its articles' to say
        if "board" in c and not board:
            return
        if predicate == "publisher" and fact.subject.determiner in ("its", "their"):
            return  # "‹O› has published its report ‹B›": whose it is wrote it
        if subject == obj:
            return
        if "then" in c and not then(self.tokens, fact.clause):
            return
        if "until" in c and not until(self.tokens, fact.clause):
            return
        if "leave" in c and not any(t.lower in AWAY for t in self.tokens):
            return
        if predicate == "partOfOrganisation" and among_partners(self.tokens, fact.object):
            predicate = "partnerOf"
        if board and (
            predicate == "partOfOrganisation"
            or (predicate == "partnerOf" and fact.lemma in _BELONGING and not _of_partners(fact.clause))
        ):
            predicate = "boardMemberOf"
        law = self.d.entities[obj].name if obj in self.d.entities else ""
        if predicate == "partOfPolicy" and fact.clause.verb.passive and ACT.search(law):
            predicate = "legalBasis"  # "was set up under the Local Powers Act"
        ended = fact.clause.verb.ended or until(self.tokens, fact.clause)
        if "state" in c and (ended or (predicate == "hosts" and on_a_day(self.tokens, fact.clause))):
            return
        if (fact.clause.verb.ended or (ended and fact.clause.verb.past)) and predicate in _LASTING:
            return
        if "present" in c and (ended or fact.clause.verb.past):
            return
        if "person" in c and (
            ended
            or over(self.tokens, fact.clause)
            or (fact.clause.verb.past and not fact.clause.construction.startswith("gerund"))
        ):
            if predicate == "affiliatedWith":
                predicate = "workedFor"
            elif ended:
                return
        if (
            predicate == "workedFor"
            and set(fact.clause.verb.lemmas) & LEAVING
            and going(self.tokens, fact.clause)
        ):
            predicate = "affiliatedWith"
        if predicate.startswith("role:"):
            self._relate(subject, "hasRole", Value(predicate[5:]), span, fact)
            return
        self._relate(subject, predicate, obj, span, fact)

    def _role(self, fact: Fact, person: str, span: tuple[int, int] | None) -> None:
        assert fact.role_at is not None
        verb = fact.clause.verb
        leaving = set(verb.lemmas) & LEAVING and going(self.tokens, fact.clause)
        gone = ("former" in fact.conditions and not leaving) or (
            "new" not in fact.conditions
            and (
                verb.ended
                or until(self.tokens, fact.clause)
                or (verb.past and once(self.tokens, fact.clause))
            )
        )
        if verb.past and "new" not in fact.conditions and fact.lemma in _STATES and not verb.passive:
            gone = True
        for role in one_each(
            self.tokens, role_phrases(self.tokens, fact.role_at), fact.clause.subject, fact.subject
        ):
            leads = fact.lemma == "be" and not role.bodies and "lead" in role.text.lower().split()
            if role.plural or (leads and only_leads(self.d, role.text)):
                continue  # who leads a theme is read as such
            past = gone or role.past
            if not past:
                text = self._without_theme(role.text, person, span, fact)
                self._relate(person, "hasRole", Value(" ".join(text.split())), span, fact)
            bodies = role.bodies or self._at_head(fact.clause) or self._its(fact.role_at)
            for n in bodies or self._welcomed(fact.clause):
                mention = self.tokens[n].mention
                if mention is not None and mention.id:
                    body = row_of(self.d, self.sentence, mention)
                    self._relate(person, "workedFor" if past else "affiliatedWith", body, span, fact)
            if fact.lemma in _SUCCEEDING and not past:
                self._succeeded(fact, role)
            carried = () if role.bodies else self._carried_body(fact.role_at, fact.clause)
            if len(carried) == 1:
                self._relate(
                    person,
                    "workedFor" if past else "affiliatedWith",
                    carried[0],
                    self._span_of(carried[0]) or span,
                    fact,
                )

    def _at_head(self, clause: Clause) -> tuple[int, ...]:
        """For example "At ‹O›, ‹P› is head of research": the organisation that opens the clause."""
        nouns = [n for i in clause.fronted if i.word == "at" and not i.negated for n in i.nouns]
        alone = clause.verb.lemmas == ("be",) and len(clause.fronted) == 1
        return tuple(
            n.name for n in nouns if alone and n.name is not None and self.tokens[n.name].letter == "O"
        )

    def _its(self, start: int) -> tuple[int, ...]:
        """For example "‹P› set up ‹O› and is still its chair": the only body that the sentence names before."""
        if self.tokens[start].lower not in ("its", "their"):
            return ()
        named = [n for n, t in enumerate(self.tokens[:start]) if t.letter == "O"]
        return tuple(named) if len(named) == 1 else ()

    def _welcomed(self, clause: Clause) -> tuple[int, ...]:
        """For example "‹O› welcomes ‹P›, who starts as Economist": the organisation that welcomes."""
        hosts = [c for c in self.clauses if c.asserted and "welcome" in c.verb.lemmas and not c.verb.passive]
        if len(hosts) != 1 or not set(clause.verb.lemmas) & _STARTING or clause is hosts[0]:
            return ()
        named = (n.name for n in hosts[0].subject if n.name is not None)
        return tuple(n for n in named if self.tokens[n].letter == "O")

    def _succeeded(self, fact: Fact, role: Role) -> None:
        """For example "‹P› succeeds ‹P2› as Director of ‹O›": whose office it was is there no more."""
        direct = next((i for i in fact.clause.args if i.kind != "adverb"), None)
        others = direct.nouns if direct is not None and direct.kind == "np" and not direct.negated else ()
        for noun in others:
            for person, _, span in self._ids(noun, "P", fact.clause):
                for n in role.bodies:
                    mention = self.tokens[n].mention
                    if mention is not None and mention.id:
                        body = row_of(self.d, self.sentence, mention)
                        self._relate(person, "workedFor", body, span, fact)

    def _carried_body(self, start: int, clause: Clause) -> tuple[str, ...]:
        """The same, where the sentence names none: the organisation that the sentence before is about."""
        appointed = clause.verb.passive and bool(set(clause.verb.lemmas) & _APPOINTED)
        if not (appointed or self.tokens[start].lower in ("its", "their")):
            return ()
        if any(t.letter == "O" for t in (self.tokens if appointed else self.tokens[:start])):
            return ()
        before = self.memory.sentences[-1] if self.memory.sentences else ()
        return tuple({c.id: None for c in before if c.letter == "O" and c.subject})

    def _span_of(self, id_: str) -> tuple[int, int] | None:
        return next((c.span for s in reversed(self.memory.sentences) for c in s if c.id == id_), None)

    def _expertise(self, fact: Fact, person: str, span: tuple[int, int] | None) -> None:
        assert fact.role_at is not None
        end = len(self.tokens)
        if "topic" in fact.conditions:  # "researches transport at ‹O›"
            topics = [i for i in fact.clause.args if i.word in ("", "of", "in", "and")]
            end = next((i.end for i in reversed(topics) if i.start <= fact.role_at), end)
            if any(t.letter in ("O", "L", "B", "E") for t in self.tokens[fact.role_at : end]):
                return  # a piece of work, no field
        end = min(end, list_end(self.tokens, self.clauses, fact.role_at, fact.clause))
        words = self.sentence.text[self.tokens[fact.role_at].start : self.tokens[end - 1].end]
        for field in fields_of(words):
            self._relate(person, "expertise", Value(field), span, fact)

    def _without_theme(self, role: str, person: str, span: tuple[int, int] | None, fact: Fact | None) -> str:
        """The role of one who leads a theme, without the theme; that they lead it is written."""
        plain, theme = theme_lead(self.d, role)
        if theme is not None:
            how = "office" if fact is None else f"{fact.lemma}, {fact.clause.construction}"
            self._say(person, "leadsTheme", theme, span, how)
        return plain

    def _relate(
        self, s: str, predicate: str, o: str | Value, span: tuple[int, int] | None, fact: Fact
    ) -> None:
        self._say(s, predicate, o, span, f"{fact.lemma}, {fact.clause.construction}")

    def _say(self, s: str, predicate: str, o: str | Value, span: tuple[int, int] | None, how: str) -> None:
        start, end = self.sentence.span()
        # what is said of a carried subject is quoted with the sentence that names it
        if span is not None and 0 <= end - span[0] <= REACH:
            start = min(start, span[0])
        if predicate == "startPeriod" and self.d.says(s, predicate):
            return  # the first beginning that the text tells of
        self.d.relate(s, predicate, o, (start, end), f"clause: {how}")


def _of_partners(clause: Clause) -> bool:
    """Whether a clause says who somebody's partners are: a board has partners as well as members."""
    return any(noun.head.startswith("partner") for noun in clause.subject)


#: What a row of these says holds still: "used to be funded by" is none.
_LASTING = frozenset(
    ("fundedBy", "hosts", "partnerOf", "basedAt", "leadsOrganisation", "partOfOrganisation", "responsibleBody", "leadsTheme", "coversFor")
)  # fmt: skip
_SUCCEEDING = frozenset(("succeed", "replace", "follow"))
_STARTING = frozenset(("start", "join", "arrive", "begin", "work", "serve"))
_APPOINTED = frozenset(("appoint", "elect", "name", "hire", "recruit", "choose"))
_POINTERS = frozenset(("that", "those", "these", "such"))
_CARRIERS = frozenset(("it", "they", "she", "he", "both", "this", "the", "its", "her", "his", "their"))
