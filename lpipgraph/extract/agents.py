"""Parses lines that name authors, such as bylines, author cells and contact lines, into people, organisations and roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ..dates import MONTH_NAMES
from ..document import Reading
from ..records import Value
from ..tables import words
from .clauses.roles import Role, is_role_word, role_phrase
from .clauses.tokens import Token, words_of
from .draft import Draft
from .lexicon import ACRONYM, NO_FIRST_NAMES, PERSON, PERSON_TITLE, ROLE_HEADS, is_ordinary, singular
from .spans import Span, capitalised, classify, head_class
from .tagging import Mention

__all__ = ["Agent", "agents", "looks_like_person", "office", "organisation"]

_PERSON = re.compile(PERSON)
_TITLE = re.compile(rf"^{PERSON_TITLE} ")
_INITIALS = re.compile(r"(?:[A-Z]\. ?|[A-Z] ){1,3}(?:(?:de|da|van|von|der|le) )*[A-ZÀ-Þ][\w'’-]+")


@dataclass(slots=True)
class Agent:
    """Somebody or some body that a line names, with the extent in the source."""

    id: str
    cls: str
    span: tuple[int, int]
    organisations: list[str] = field(default_factory=list)


def looks_like_person(name: str) -> bool:
    """Whether a capitalised span reads as a person's name and nothing else."""
    bare = _TITLE.sub("", name)
    words = bare.split()
    if _TITLE.match(name):
        return len(words) >= 1 and "at" not in words  # "Professor Jo Doe at the Guildhall"
    if _INITIALS.fullmatch(bare):
        return True
    if not _PERSON.fullmatch(bare) or not 2 <= len(words) <= 6:
        return False
    if any(w.isupper() and len(w) > 2 for w in words) or any(c.isdigit() or c == "&" for c in bare):
        return False
    if any(w.endswith(("s'", "s’", "'s", "’s")) for w in words[:-1]):
        return False  # "Farmers' Voice"
    if words[0].lower() in NO_FIRST_NAMES or singular(words[-1]) in ROLE_HEADS:
        return False
    return classify(Span(0, len(bare), bare)) is None


def is_surely_person(name: str) -> bool:
    """Whether a name is a person's beyond doubt: it opens with a title, or with a first name that is no other word."""
    first = name.split(maxsplit=1)[0]
    return looks_like_person(name) and (
        _TITLE.match(name) is not None or first in words("first-names", careful="")
    )


def organisation(d: Draft, name: str, span: tuple[int, int], how: str, score: float = 0.8) -> str:
    """An organisation by its name, with the acronym that is in brackets after it as an alias."""
    return d.add("Organisation", name, span, how=how, score=score, kind=_kind(name))


def _kind(name: str) -> str | None:
    words = name.split()
    # the board of an institute is a board, and the Institute for Government no government
    first = _OF.split(name, maxsplit=1)[0].split()
    for word in (*first[-1:], words[-1], *words):
        head = singular(word)
        if head in _KINDS:
            return _KINDS[head]
    return None


_OF = re.compile(r" (?:of|for|at|in|on) ")
_KINDS = {
    "university": "university", "college": "college", "institute": "research institute", "centre": "centre",
    "council": "council", "department": "government department", "ministry": "government department",
    "foundation": "foundation", "trust": "trust", "commission": "commission", "network": "network", "hub": "hub",
    "association": "association", "agency": "agency", "authority": "authority", "government": "government",
    "board": "board", "team": "team", "partnership": "partnership", "lab": "research lab", "caucus": "research body",
    "alliance": "alliance", "office": "office", "treasury": "government department", "company": "company",
    "society": "society", "forum": "forum", "academy": "academy", "committee": "committee",
}  # fmt: skip


#: What opens a line of authors: "By", "Words:", "Written by", "Report authored by:".
_OPENER = re.compile(
    r"\s*(?:[-–—]\s*)?(?:(?:By|Words(?: by)?|Text(?: by)?|Authors?|Written by)\b:?\s+|[A-Z][a-z]+ (?:[a-z]+ ){0,2}by:?\s+(?=[A-Z]))"
)
_HONOUR = re.compile(r"\b(?:the )?(?:Rt\.?|Right) Hon(?:ourable)?\.?(?= )", re.IGNORECASE)
_LETTERS = re.compile(
    r"(?<=[\w.]),? (?:[OMCDK]BE|FRS|FBA|FAcSS|FRSA|FRTPI|MRTPI|QC|KC|MP|MSP|MLA|PhD|DPhil|MSc|MBA)(?=[,;.)\s]|$)(?! [Ss]tudent| [Cc]andidate| for\b)"
)
_AND_PERSON = re.compile(rf" & (?={PERSON})")
_NO_BODY = re.compile(
    rf"{MONTH_NAMES}|Spring|Summer|Autumn|Winter|"
    r"Link|Date|By|Authors?|Words"
)
_LINK = re.compile(r" (?:of|at|from|for|in|with) (?:the )?")
_BEFORE_BODY = frozenset((",", "(", "–", "—", "-", "|", "[", ":"))


def agents(d: Draft, reading: Reading, rule: str, *, first: int = 0, last: int | None = None) -> list[Agent]:
    """Who a line of authors names, in order; their roles and affiliations are stated on the way.

    Understands "A, Body", "A and B, Body", "A, Role at Body and B of Body", "A (Role, Body)", "Role A", "A and B (Body), with
    Body", "A | Role | Body", "Body and Body".

    Parameters
    ----------
    d
        The draft to write to.
    reading
        The words of the line.
    rule
        The name of the calling rule.
    first, last
        The stretch of the line to read.
    """
    last = len(reading.text) if last is None else last
    text = re.sub(r" [|/] ", ",  ", reading.text[first:last])
    text = _AND_PERSON.sub(lambda m: " ; " if _person_at(text, m.end()) else m.group(), text)
    for rest in (_HONOUR, _LETTERS):
        text = rest.sub(lambda m: " " * len(m.group()), text)
    opener = _OPENER.match(text)
    if opener:
        text = " " * opener.end() + text[opener.end() :]
    whole = reading.span(first, last) if text.strip() else (0, 0)
    return _Line(d, reading, rule, first, whole, _tokens(d, text)).read()


#: Where what somebody is ends and the rest of what is told of them begins.
_TOLD_ON = re.compile(r"[.;:] | [–—] |,? (?:which|where|while|whom?|whose|and (?:he|she|they)|until|since)\b")
_AT = re.compile(r"(?:,| at| with|,? based at| \(|,? of)(?: the)? ?$")


def office(d: Draft, reading: Reading, rule: str) -> tuple[str, list[str], int]:
    """A role by its name, where it is held, and the end of the words that say both: "Senior Analyst, ‹O›. Before that she was at ‹O2›".

    A body that the role is named after ("‹O› Fellow") stays in it.
    """
    end = _TOLD_ON.search(reading.text)
    text = reading.text[: end.start() if end else None].rstrip(" .,;")
    until = reading.span(0, len(text))[1] if text else 0
    named = [t for t in _tokens(d, text) if _is_body(d, t)]
    # "Head of Local Government, ‹O›": what the office is for is no body
    while named and " of" in text[: named[0].start][-7:] and d.named(named[0].text) is None:
        named.pop(0)
    if not named or (at := _AT.search(text[: named[0].start])) is None or not at.start():
        return text, [], until
    role, first = text[: at.start()], named[0]
    behind = text[first.end :].strip(" )")
    if behind and len(named) == 1 and behind[0] not in ",":
        return role, [], until  # "Adviser at ‹O› Wales": the body's name ends elsewhere
    where = named[: 1 if _parted(text, named) else None]
    held = [organisation(d, t.text, reading.span(t.start, t.end), how=rule) for t in where]
    return role, held, until


def _is_body(d: Draft, token: Token) -> bool:
    """Whether a token is a body's name, or a name that is neither a place nor made of ordinary words."""
    name = token.text
    return token.letter == "O" or (
        token.mention is not None
        and token.letter != "P"
        and head_class(name) is None
        and d.gazetteer.lookup(name) is None
        and not is_role_word(name.split()[-1])
        and not all(is_ordinary(w) for w in name.split())
        and not re.match(PERSON_TITLE, name)
    )


def _parted(text: str, named: list[Token]) -> bool:
    """Whether something other than "and" stands between bodies: the second holds the first or is another matter."""
    return any(text[a.end : b.start].strip(" ,") not in ("and", "and the", "&") for a, b in pairwise(named))


def _person_at(text: str, at: int) -> bool:
    match = _PERSON.match(text, at)
    return match is not None and looks_like_person(match.group())


def _tokens(d: Draft, text: str) -> list[Token]:
    """The line's tokens: persons and organisations are atoms, what is undecided stays a name of unknown class."""

    def alone(name: str) -> bool:
        return d.named(name, ("Organisation", "Person")) is not None or d.gazetteer.lookup(name) is not None

    found: list[Mention] = []
    for span in capitalised("– " + text, alone, d.joined):
        found.extend(_parts(d, text, span.start - 2, span.end - 2))
    out: list[Token] = []
    at = 0
    for m in sorted(found, key=lambda m: m.start):
        if m.start >= at:
            out.extend(words_of(text, at, m.start))
            out.append(Token(m.text, m.start, m.end, m))
            at = m.end
    out.extend(words_of(text, at, len(text)))
    return out


def _parts(d: Draft, text: str, start: int, end: int) -> Iterator[Mention]:
    """A capitalised span as names: "Jo Doe of the Body" is a person and an organisation, "Director of the Body" a role and an organisation."""
    name = text[start:end]
    letter = _letter(d, name)
    link = _LINK.search(name)
    # "Jo Doe of the Body" ends like a body's name and is none, unless it is known as one.
    both = (
        link is not None
        and d.named(name) is None
        and _letter(d, name[: link.start()]) == "P"
        and _letter(d, name[link.end() :]) == "O"
    )
    if letter and not both:
        yield Mention("line", letter, start, end, name)
        return
    for link in _LINK.finditer(name):
        left, right = name[: link.start()], name[link.end() :]
        body = _letter(d, right) == "O" or (is_role_word(left.split()[-1]) and bool(ACRONYM.fullmatch(right)))
        if body and (_letter(d, left) == "P" or is_role_word(left.split()[-1])):
            yield from _parts(d, text, start, start + link.start())
            yield Mention("line", "O", start + link.end(), end, right)
            return
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", name)]
    for n in range(1, len(words)):
        left, right = name[: words[n - 1][1]], name[words[n][0] :]
        if (
            is_role_word(left.split()[-1])
            and _letter(d, right) == "P"
            and role_phrase(words_of(left, 0, len(left)), 0)
        ):
            yield Mention(None, "N", start, start + len(left), left)
            yield Mention("line", "P", start + words[n][0], end, right)
            return
    yield Mention(None, "N", start, end, name)


def _letter(d: Draft, name: str) -> str:
    """P or O, if a name is known or reads as a person's or an organisation's and as nothing else."""
    known = d.named(name, ("Person", "Organisation"))
    if known:
        return "P" if d.entities[known].cls == "Person" else "O"
    if d.known_entry("Organisation", name):
        return "O"
    words = name.split()
    if looks_like_person(name) and not is_role_word(words[0]):
        return "P"
    opens = role_phrase(words_of(name, 0, len(name)), 0)
    return (
        "O"
        if head_class(name) == "Organisation"
        and (opens is None or not is_role_word(words[-1]))
        and not _role_first(name)
        else ""
    )


def _role_first(name: str) -> bool:
    link = _LINK.search(name)
    return (
        link is not None
        and is_role_word(name[: link.start()].rsplit(maxsplit=1)[-1])
        and head_class(name) == "Role"
    )


@dataclass
class _Line:
    """One line while it is read: `group` are the persons whose role or organisation may still come."""

    d: Draft
    reading: Reading
    rule: str
    first: int
    whole: tuple[int, int]
    tokens: list[Token]
    found: list[Agent] = field(default_factory=list)
    group: list[Agent] = field(default_factory=list)
    told: bool = False
    bracketed: bool = False
    #: A role that stands before its person.
    ahead: Role | None = None

    def read(self) -> list[Agent]:
        i = 0
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.letter == "P":
                self._person(token)
                i += 1
                continue
            role = None if token.letter == "O" else role_phrase(self.tokens, i)
            if role is not None:
                self._role(role, i)
                i = max(role.end, i + 1)  # a role read out of the middle of a name ends where it began
                continue
            if token.mention is not None:
                self._body(token, i)
            i += 1
        return self.found

    def _before(self, i: int) -> str:
        """The mark or word before token `i`, over articles."""
        j = i - 1
        while j >= 0 and self.tokens[j].lower in ("the", "our", "its"):
            j -= 1
        return self.tokens[j].text.lower() if j >= 0 and not self.tokens[j].letter else ""

    def _person(self, token: Token) -> None:
        where = self.reading.span(self.first + token.start, self.first + token.end)
        agent = Agent(self.d.add("Person", token.text, where, how=self.rule), "Person", where)
        if self.told:
            self.group, self.told = [], False
        self.found.append(agent)
        self.group.append(agent)
        if self.ahead is not None:
            self._state([agent], self.ahead)
            self.ahead = None

    def _role(self, role: Role, i: int) -> None:
        if (
            re.fullmatch(PERSON_TITLE, role.text)
            and self.tokens[role.end : role.end + 1]
            and self.tokens[role.end].letter == "P"
        ):
            return
        before = self._before(i)
        behind = self.tokens[role.end] if role.end < len(self.tokens) else None
        comma = behind is not None and behind.text == "," and role.end + 1 < len(self.tokens)
        if behind is not None and (
            (behind.letter == "P" and (before not in _BEFORE_BODY or not self.group))
            or (
                comma
                and self.tokens[role.end + 1].letter == "P"
                and (not self.group or before in ("and", "&", ";"))
            )
        ):
            self.ahead = role
            return
        if not self.group:
            return
        self._state(self.group if role.plural or not self._joined() else self.group[-1:], role)
        self.told = True

    def _joined(self) -> bool:
        """Whether several persons are before: a role in the singular is then the last one's."""
        return len(self.group) > 1

    def _state(self, whom: list[Agent], role: Role) -> None:
        text = (
            role.text.removesuffix("s")
            if role.plural and role.text.lower().endswith(f"{role.head}s")
            else role.text
        )
        for agent in whom:
            if not role.past:
                self.d.relate(agent.id, "hasRole", Value(text), self.whole, self.rule)
            for n in role.bodies:
                self._affiliate(agent, self._add(self.tokens[n]), past=role.past)

    def _affiliate(self, agent: Agent, body: str, *, past: bool = False) -> None:
        if not past:
            agent.organisations.append(body)
        self.d.relate(agent.id, "workedFor" if past else "affiliatedWith", body, self.whole, self.rule)

    def _add(self, token: Token) -> str:
        where = self.reading.span(self.first + token.start, self.first + token.end)
        return organisation(self.d, token.text, where, how=self.rule)

    def _body(self, token: Token, i: int) -> None:
        name = token.text
        if token.letter != "O" and (
            _NO_BODY.fullmatch(name)
            or classify(Span(0, len(name), name)) == "Generic"
            or self.d.gazetteer.lookup(name) is not None
        ):
            return
        before = self._before(i)
        belongs = before in _BEFORE_BODY or before in ("of", "at", "from", "for", "in")
        if before in ("and", "&") and self.told and not self.bracketed:
            belongs = bool(self.group and self.group[-1].organisations)
        if token.letter != "O" and not belongs and is_ordinary(name):
            return  # "Filed under Homes and Energy"
        body = self._add(token)
        if self.group and belongs:
            for agent in self.group:
                self._affiliate(agent, body)
            self.told = True
            self.bracketed = self._inside(i)
        else:
            self.found.append(
                Agent(
                    body, "Organisation", self.reading.span(self.first + token.start, self.first + token.end)
                )
            )
            self.group, self.told = [], False

    def _inside(self, i: int) -> bool:
        """Whether token `i` is in brackets."""
        opened = [t.text for t in self.tokens[:i] if t.text in ("(", ")")]
        return bool(opened) and opened[-1] == "("
