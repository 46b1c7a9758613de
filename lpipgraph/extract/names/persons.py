"""Decides which runs of capitals are people, once for all their occurrences.

A first sentence seldom tells enough: "Ada Green" may be a person or a park. So the first pass only collects, for each
possible name, what speaks for it and against it anywhere; the second pass decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from ...names import fold
from ...tables import table, words
from ..draft import Draft, Sentence
from ..lexicon import (
    ARTICLE_PREFIX,
    GENERIC,
    LEADING,
    NO_FIRST_NAMES,
    NOT_NAMES,
    ORG_HEADS,
    ORG_OF_HEADS,
    PERSON_TITLE,
    POLICY_HEADS,
    POLICY_OF_HEADS,
    ROLE_HEADS,
    is_demonym,
    is_ordinary,
    singular,
)
from ..spans import head_class
from .sequence import votes

__all__ = ["first_name", "lower_words", "persons"]

_WORD = rf"(?:{ARTICLE_PREFIX})?[A-ZÀ-ÖØ-ÞĀ-Ž](?:[\w'’]|-(?=\w))+"
_PARTICLES = words("particles")
_TOKEN = re.compile(
    rf"(?P<initial>(?:[A-Z]\.(?:[ -]?[A-Z]\.)*)|(?:[A-Z]{{1,2}})(?= [A-Z][a-z]))(?![\w])|(?P<name>{_WORD})|(?P<low>[^\W\d_][\w'’-]*)|(?P<mark>\S)"
)
_TITLE = re.compile(rf"(?:\b(?:The )?(?:Rt\.? Hon\.?|Right Hon(?:ourable|\.)?)(?: the)? |\b{PERSON_TITLE} )$")
_SHORT_TITLE = re.compile(rf"\b{PERSON_TITLE} $")
#: "Baroness Kincaid", who bears no other name here.
_TITLED_SURNAME = re.compile(
    rf"\b(?:Lord|Lady|Baroness|Sir|Dame|Dr|Prof|Professor|Mr|Mrs|Ms|Cllr|Councillor)\.? (?P<surname>{_WORD}(?<!['’]s))(?!\w|[-'’.]\w| (?:of|for) [A-Z]|(?: (?:{'|'.join(sorted(_PARTICLES))}))* [A-Z]|\))"
)
#: What a person does and a place or a fund does not.
_ACTS = words("signs", kind="person verb")
_HUMAN_BEFORE = words("signs", kind="person before")
_POSTNOMINALS = words("signs", kind="post-nominal")
#: Nouns that close the name of a street, a park or a building.
_PLACE_HEADS = words("heads", kind="place")
_LOWER = re.compile(r"(?<![\w'’])[a-zà-öø-ÿ]{2,}(?![\w'’])")
_INNER = re.compile(r"[a-z][A-Z]")
_SURNAME_FORM = re.compile(rf"(?:O['’]|Mc|Mac|Fitz|De|Di|Du|La|Le|Van|{ARTICLE_PREFIX})[A-Z]")
_REACH = 250
_ARTICLE = re.compile(r"\b(?:[Tt]he|[Tt]his|[Oo]ur|[Aa]n?|[Ee]very|[Ee]ach|[Tt]hat|[Tt]hese) $")
_CAPITAL_BEFORE = re.compile(rf"(?:^|[\s(\"“‘'])({_WORD}) $")
#: "Head of Skills Jo Doe": a role phrase right before a name.
_ROLE_PHRASE = re.compile(rf"\b({_WORD}) (?:of|for) (?:[A-Z][\w-]+(?:,? and|,|)? ){{1,4}}$")
#: "Centre for", "University of": what stands behind is the rest of a name.
_NAME_BEFORE = re.compile(rf"\b({_WORD}) (?:of|for|on) (?:the )?$")
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near|around|across|through|outside) $")
_STATE = re.compile(
    rf" (?:is|was|has been|will be|goes|went) (?:now )?on (?:{'|'.join(sorted(words('signs', kind='person state')))})\b"
)
_BODY_OPENERS = words("heads", kind="opens a body")
_BODIES_BEFORE = words("signs", kind="body apposed")
_BODY_BEHIND = re.compile(r" (?:of|from|at) (?:the )?((?:[A-Z][\w-]+ ?(?:(?:of|for|and) )?){1,6})")
_PRONOUN = re.compile(r"(?:She|He|Her|His)\b")
_SURNAME_HEADS = words("heads", kind="surname too")
_LOW_BEFORE = re.compile(r"([a-z-]+),? $")
_VERB = re.compile(
    r"(?:\s*\([^()]{1,60}\))?,? (?:whos?e?\b|(?:(?:also|now|then|first|recently|has|have|had|will|is|was) )*([a-z-]+))"
)
_POST = re.compile(rf",? (?:{'|'.join(sorted(_POSTNOMINALS))})\b")
_ROLE_BEHIND = re.compile(
    r"(?:,| \(| –| -|:| is| was| as| has been| will be) (?:is |was |as )?(?:an? |the |our |its |now |new )*"
    r"(?P<more>(?:[\w&-]+ ){0,5}?)(?P<last>[\w-]+)(?=[,.;)]| (?:at|of|for|in|to|and|with|on)\b|$)"
)
_COMMON_HEAD = re.compile(rf" (?:[a-z]+ )?(?:{'|'.join(sorted(words('signs', kind='thing after')))})s?\b")
_FIRM_BEHIND = re.compile(
    rf" (?:& [A-Z]\w+ )?(?:{'|'.join(sorted(w.capitalize() for w in words('heads', kind='firm')))})\b"
)
_GOES_ON = re.compile(r"-\w|(?: of | for | & )[A-Z]")
_CAPITAL_BEHIND = re.compile(rf" {_WORD}")
#: What each sign weighs; fitted on the open keys and rounded.
_WEIGHT = {row["sign"]: float(row["weight"]) for row in table("person-evidence")}
#: Above this sum a candidate is a person.
_ENOUGH = 2.5
#: From this sum on the sequence model is asked.
_DOUBTFUL = 1.0


@dataclass(slots=True)
class _Candidate:
    """A possible person: its first place, and what was seen for and against it, each kind of sign once."""

    span: tuple[int, int]
    signs: set[str] = field(default_factory=set)
    titled: list[str] = field(default_factory=list)

    @property
    def total(self) -> float:
        return sum(_WEIGHT[sign] for sign in self.signs)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    kind: str


def persons(d: Draft) -> None:
    """Persons with or without title and role, from the evidence of the whole document."""
    found: dict[str, _Candidate] = {}
    asked: dict[str, list[Sentence]] = {}
    opening: tuple[int, str] | None = None
    for sentence in d.prose():
        if not d.is_masked(sentence.span()[0]):
            if opening and opening[0] == sentence.block.start and _PRONOUN.match(sentence.text):
                found[opening[1]].signs.add("pronoun in the next sentence")
            opening = None
            for name, start, signs in _candidates(d, sentence):
                asked.setdefault(name, []).append(sentence)
                span = sentence.span(start, start + len(name))
                candidate = found.setdefault(name, _Candidate(span))
                title = _SHORT_TITLE.search(sentence.text, 0, start)
                if title and title.group() + name not in candidate.titled:
                    candidate.titled.append(title.group() + name)
                candidate.signs |= signs
                if start == 0:
                    opening = (sentence.block.start, name)
    _vote(d, found, asked)
    for name, candidate in found.items():
        if name in d.hints:
            candidate.signs.add("field of a person" if "Person" in d.hints[name] else "field of another kind")
        if candidate.total >= _ENOUGH and not _contradicted(d, name):
            sure = 0.95 if candidate.total >= 4 else 0.8
            d.add("Person", name, candidate.span, aliases=candidate.titled, how="pooled evidence", score=sure)
    _short_forms(d)


def _vote(d: Draft, found: dict[str, _Candidate], asked: dict[str, list[Sentence]]) -> None:
    """Ask the sequence model about those whom the signs leave in doubt."""
    doubtful = {name for name, c in found.items() if _DOUBTFUL <= c.total < _ENOUGH}
    sentences = {id(s): s for name in doubtful for s in asked[name][:3]}
    for vote in votes(d, sentences.values(), lower_words(d)):
        if vote.cls == "Person" and vote.name in doubtful and vote.probability > 0.5:
            found[vote.name].signs.add("sequence model")


_TITLED_WORD = re.compile(rf"\b(?P<title>{PERSON_TITLE}) (?=(?P<word>\w+(?:[-'’]\w+)*))")
_ACTING = re.compile(r"(?<![\w-] )(?<!\w)(?P<who>\w+(?:[-'’]\w+)*) (?=(?P<act>[a-z]+))")


def _short_forms(d: Draft) -> None:
    """Surnames alone: with a title ("Dr Hale"), or bare where the word means nothing else here ("Achterberg said")."""
    bearers: dict[str, list[str]] = {}
    for person in d.of("Person"):
        bearers.setdefault(person.name.rsplit(maxsplit=1)[-1], []).append(person.id)
    # one pass over the text for all of them
    titled: dict[str, set[str]] = {}
    for match in _TITLED_WORD.finditer(d.doc.text):
        word = match["word"]
        for end in (*(m.start() for m in re.finditer(r"\W", word)), len(word)):
            titled.setdefault(word[:end], set()).add(f"{match['title']} {word[:end]}")
    acting = {m["who"] for m in _ACTING.finditer(d.doc.text) if m["act"] in _ACTS}
    for surname, ids in bearers.items():
        if len(ids) > 1 or len(surname) < 3:
            continue
        forms = set(titled.get(surname, ()))
        ordinary = (
            _is_word(d, surname)
            or first_name(surname)
            or d.gazetteer.lookup(surname)
            or d.known.get(fold(surname))
        )
        if not ordinary and surname in acting:
            forms.add(surname)
        d.alias(ids[0], *sorted(forms))
    parts = {word for p in d.of("Person") for word in p.name.split()}
    for match in _TITLED_SURNAME.finditer(d.doc.text):
        surname = match["surname"]
        title_only = singular(surname) in ROLE_HEADS or surname.lower() in LEADING or surname in NOT_NAMES
        borne = surname in bearers or surname in parts
        if not borne and not title_only and not d.is_masked(match.start()):
            whole = match.group()
            id_ = d.add("Person", whole, match.span(), how="title and surname", score=0.8)
            parts.add(surname)
            if d.entities[id_].name == surname:
                d.change(id_, name=whole, aliases=tuple({surname, *d.entities[id_].aliases} - {whole}))


def _contradicted(d: Draft, name: str) -> bool:
    """Whether the document or the authority already has the name as something else."""
    if d.named(name, ("Organisation", "Policy", "Theme", "Place", "CaseStudy", "Event", "Publication")):
        return True
    known = {e.cls for e in d.known.get(d.key(name), ())}
    return bool(known) and "Person" not in known


@lru_cache(maxsize=4096)
def first_name(word: str) -> float:
    """How strongly a word is known as a first name: 2, 1 for one that is also an ordinary word or a place, 0."""
    known = _first_names()
    if word.lower() in LEADING or word.lower() in _PARTICLES:
        return 0.0
    best = known.get(word, 0.0)
    if not best and "-" in word:
        best = max(known.get(p, 0.0) for p in word.split("-"))
    return best


@lru_cache(maxsize=1)
def _first_names() -> dict[str, float]:
    careful = words("first-names", careful="yes")
    return {w: (1.0 if w in careful else 2.0) for w in words("first-names")}


def _tokens(text: str) -> list[_Token]:
    return [_Token(m.group(), m.start(), m.end(), m.lastgroup or "mark") for m in _TOKEN.finditer(text)]


def _words_before(text: str, at: int) -> str:
    """What is right before an offset, as far as a sign can reach: a rule that ends there need not begin at the sentence."""
    return text[max(0, at - _REACH) : at]


def _candidates(d: Draft, sentence: Sentence) -> list[tuple[str, int, frozenset[str]]]:
    """The possible persons of a sentence, each with where it begins and with its signs."""
    text = sentence.text
    tokens = _tokens(text)
    out: list[tuple[str, int, frozenset[str]]] = []
    n = 0
    while n < len(tokens):
        token = tokens[n]
        titled = bool(token.kind == "name" and _TITLE.search(_words_before(text, token.start)))
        start = _may_begin(text, tokens, n, titled)
        if not start:
            n += 1
            continue
        last = _reach(text, tokens, n)
        if last > n or (titled and token.kind == "name"):
            name = text[token.start : tokens[last].end].removesuffix("'s").removesuffix("’s")
            signs = _signs(d, text, tokens, n, last, name, titled)
            if signs is not None and (last > n):
                out.append((name, token.start, signs))
            n = last + 1
            continue
        n += 1
    return out


def _is_word(d: Draft, word: str) -> bool:
    """Whether a word with a capital is in lower case elsewhere in the document, or ends as only words do."""
    return word.lower() in lower_words(d) or word.endswith(("ing", "tion", "ment", "ity", "ness", "ics"))


def lower_words(d: Draft) -> frozenset[str]:
    """The words that the document writes in lower case somewhere."""
    cached = d.cache.get("lower words")
    if cached is None:
        cached = d.cache["lower words"] = (0, frozenset(_LOWER.findall(d.doc.text)))
    found = cached[1]
    assert isinstance(found, frozenset)
    return found


def _plain(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s")


def _may_begin(text: str, tokens: list[_Token], n: int, titled: bool) -> bool:
    token = tokens[n]
    if token.kind == "initial":
        return (
            n + 1 < len(tokens)
            and tokens[n + 1].kind == "name"
            and text[token.end : tokens[n + 1].start] in (" ", "")
        )
    if token.kind != "name" or token.text in NOT_NAMES or re.fullmatch(PERSON_TITLE, token.text):
        return False
    if titled:
        return True
    return first_name(token.text) > 0 or _unknown(text, tokens, n)


def _unknown(text: str, tokens: list[_Token], n: int) -> bool:
    """Whether a first name that no list has may begin here: two names alone, none of them a word that opens names of things."""
    last = _reach(text, tokens, n)
    run = tokens[n : last + 1]
    words_ = [_plain(t.text) for t in run]
    return (
        1 <= last - n <= 3
        and sum(t.kind == "name" for t in run) == 2
        and not any(w.lower() in NO_FIRST_NAMES or w.lower() in LEADING or is_demonym(w) for w in words_)
        and not any(singular(w) in ORG_HEADS or singular(w) in POLICY_HEADS or w.isupper() for w in words_)
        and (n == 0 or tokens[n - 1].kind != "name" or text[tokens[n - 1].end : tokens[n].start] != " ")
    )


def _reach(text: str, tokens: list[_Token], n: int) -> int:
    """The last token of the name that begins at `n`: names, initials and particles separated by single blanks."""
    last = n
    k = n + 1
    count = 1
    while k < len(tokens) and count < 5:
        gap = text[tokens[k - 1].end : tokens[k].start]
        token = tokens[k]
        if gap not in (" ", "") or (gap == "" and tokens[k - 1].kind != "initial"):
            break
        if tokens[k - 1].kind == "name" and tokens[k - 1].text.endswith(("'s", "’s")):
            break
        if token.kind == "name":
            bare = _plain(token.text)
            if bare in _POSTNOMINALS or (bare.isupper() and len(bare) > 2) or singular(bare) in ROLE_HEADS:
                break
            if re.fullmatch(PERSON_TITLE, bare):
                break
            last = k
            count += 1
        elif token.kind == "initial":
            if token.text in _POSTNOMINALS:
                break
        elif not (token.kind == "low" and token.text in _PARTICLES):
            break
        k += 1
    return last


def _signs(
    d: Draft, text: str, tokens: list[_Token], n: int, last: int, name: str, titled: bool
) -> frozenset[str] | None:
    """What speaks for a person and against one here; None where the run is plainly something else."""
    run = tokens[n : last + 1]
    parts = [_plain(t.text) for t in run if t.kind != "low"]
    final = singular(parts[-1])
    if name.lower() in GENERIC or (len(parts) > 2 and final in _PLACE_HEADS):
        return None
    if any(_INNER.search(p) and not _SURNAME_FORM.match(p) for p in parts):
        return None  # "Bruntwood SciTech"
    if parts[0] in _BODY_OPENERS or any(p.endswith(("'", "’")) for p in parts[:-1]):
        return None
    before, after = _words_before(text, run[0].start), text[run[0].start + len(name) :]
    if _FIRM_BEHIND.match(after):
        return None  # "Tarbet Lorne Associates"
    kind = _LOW_BEFORE.search(before)
    if not titled and kind and kind.group()[-2] != "," and (kind[1] == "at" or kind[1] in _BODIES_BEFORE):
        return None  # "training manager at Harrow Wind", "the charity Lane Voices"
    signs = {"title"} if titled else set()
    head = final in ORG_HEADS or final in POLICY_HEADS or final in _PLACE_HEADS
    if head and len(parts) == 2 and parts[-1].lower() in _SURNAME_HEADS and not _PLACE_BEFORE.search(before):
        head = False
    elif head and not titled and (final in ORG_HEADS or first_name(parts[0]) < 2 or is_ordinary(parts[0])):
        return None
    elif head:
        signs.add("head of a body or policy" if len(parts) == 2 else "head after two names")
    elif not titled and head_class(name) is not None:
        return None
    opening = _NAME_BEFORE.search(before)
    if opening and (low := singular(opening[1])) not in ROLE_HEADS and low in ORG_OF_HEADS | POLICY_OF_HEADS:
        signs.add("inside a name")
    first = _first_sign(d, run[0])
    if first == "no first name" and not titled:
        return None
    signs.add(first)
    if len(parts) > 2 and (first_name(parts[1]) or len(parts[1].strip(".")) == 1):
        signs.add("middle name")
    if len(parts) > 3:
        signs.add("long")
    if _SURNAME_FORM.match(parts[-1]) or any(t.kind == "low" for t in run[1:]):
        signs.add("surname form")
    elif "-" in parts[-1]:
        signs.add("double surname")
    if (final in LEADING and first != "first name") or (singular(parts[0]) in LEADING and not titled):
        signs.add("ordinary word")
    if d.gazetteer.lookup(name) is not None:
        signs.add("place")
    elif len(parts) == 2 and d.gazetteer.lookup(parts[-1]) is not None:
        signs.add("surname is a place")
    elif len(parts) == 2 and not head and _is_word(d, parts[-1]):
        signs.add("surname is a word")
    return frozenset(signs | _signs_before(before, titled) | _signs_behind(after, first))


def _first_sign(d: Draft, token: _Token) -> str:
    if token.kind == "initial":
        if "." in token.text:
            return "initials"
        return "bare initials" if token.text.lower() not in NO_FIRST_NAMES else "no first name"
    known = first_name(token.text)
    if known:
        return "first name" if known == 2 else "first name or word"
    if _is_word(d, token.text) or is_ordinary(token.text) or d.gazetteer.lookup(token.text) is not None:
        return "no first name"
    return "unknown first name"


def _signs_before(before: str, titled: bool) -> set[str]:
    signs: set[str] = set()
    if _ARTICLE.search(before):
        signs.add("article")
    preceding = _CAPITAL_BEFORE.search(before)
    phrase = _ROLE_PHRASE.search(before)
    if phrase and singular(phrase[1]) in ROLE_HEADS:
        signs.add("role before")
    elif preceding and not titled:
        word = singular(preceding[1])
        if word in ROLE_HEADS or word in _HUMAN_BEFORE:
            signs.add("role before")
        elif word not in LEADING and preceding[1] not in NOT_NAMES and not first_name(preceding[1]):
            opens = before.strip() == preceding[1]
            signs.add("word before" if opens else "capital before")
    low = _LOW_BEFORE.search(before)
    if low and (low[1] in ROLE_HEADS or low[1] in _HUMAN_BEFORE):
        signs.add("role before")
    return signs


def _signs_behind(after: str, first: str) -> set[str]:
    signs: set[str] = set()
    following = _VERB.match(after)
    if following and (following[1] is None or following[1] in _ACTS):
        signs.add("acts as a person")
    if _STATE.match(after):
        signs.add("acts as a person")
    body = _BODY_BEHIND.match(after)
    if body and head_class(body[1].strip()) == "Organisation":
        signs.add("of a body")
    if _POST.match(after):
        signs.add("post-nominal")
    role = _ROLE_BEHIND.match(after)
    if role:
        phrase = f"{role['more']}{role['last']}".split()
        if any(singular(w) in ROLE_HEADS for w in phrase):
            signs.add("role behind")
    if _COMMON_HEAD.match(after):
        signs.add("common noun behind")
    if _GOES_ON.match(after) and (after[0] == "-" or first not in ("first name", "initials")):
        signs.add("goes on")
    elif _CAPITAL_BEHIND.match(after) and "post-nominal" not in signs:
        signs.add("capital behind")
    return signs
