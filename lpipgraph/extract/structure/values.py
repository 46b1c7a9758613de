"""Types a field by its value alone: a date, a sum, a person, an organisation, a place, a title, prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ...dates import find_dates, find_times
from ...document import MAIL
from ...names import fold
from ...tables import table
from ...tables import words as listed
from ..agents import looks_like_person
from ..clauses.lemmas import forms_of
from ..draft import Draft
from ..lexicon import (
    ACRONYM,
    ARTICLE_PREFIX,
    LEADING,
    NOT_NAMES,
    ORG_HEADS,
    PERSON_TITLE,
    ROLE_HEADS,
    is_ordinary,
    label_senses,
    singular,
)
from ..name_boundaries import DEPARTMENT
from ..names.persons import first_name
from ..policies import MONEY
from ..spans import capitalised, head_class
from .joint_names import STUDIES, is_one_body, joins_names, stands_alone

__all__ = ["TYPE", "TYPES", "Party", "kind_words", "label_sense", "only_last_day", "parties", "type_of"]

#: What sorts of events there are.
TYPES = (
    "training|summer school|winter school|study (?:tour|visit)|workshops?|webinars?|conference|launch|lecture|seminar|panel|summit|drop-in(?: \\w+)?|round ?table|course|"
    "symposium|festival|masterclass|briefing|book launch|hackathon|exhibition|open day|networking|podcast|talk"
)
TYPE = re.compile(rf"\b(?P<type>{TYPES})\b", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|www\.)\S+|\[[^\]]*\]\([^)]*\)")
_INVITATION = re.compile(
    r"(?:(?:available|found|online|accessed|retrieved)(?=\b[^\n]*(?:https?:|www\.))|find out|read|learn|see|more|download|view|register|book|visit|click|follow|apply|link|sign up|get|full|buy|order|watch|listen)\b(?: (?:more|now|here|it|the|our|to|a|on|your|online|report|place|at|full|blog|paper|post|text|website|programme|details|about|us|free|up|for|this))*[\s.:>→»]*(?:(?:https?://|www\.)\S+(?:(?<=[-/.])\s\S+)?)?",
    re.IGNORECASE,
)
#: A span of years: "2024-26".
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)")
_TYPE = re.compile(
    rf"(?:(?:online|annual|free|half-day|one-day|public|hybrid|lunchtime|evening) )*(?:{TYPES})(?: session| event)?",
    re.IGNORECASE,
)
_GENRE = re.compile(
    r"(?:(?:policy|working|research|discussion|guest|evidence|annual) )?(?:reports?|blogs?|blog posts?|papers?|briefs?|briefings?|briefing (?:notes?|papers?)|podcasts?|articles?|books?|toolkits?|guides?)",
    re.IGNORECASE,
)
_ONLINE = re.compile(
    r"(?:online|virtual(?:ly)?|via (?:zoom|teams)|zoom|teams|ms teams|microsoft teams|hybrid|in person|tbc|to be confirmed)(?: only| event)?",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?:(?:jointly |first |co-?)?(?:published|written|hosted|organised|organized|run|led|convened|presented|produced|issued|prepared|funded|authored|released|put on|posted|compiled|edited|words)(?: jointly)? (?:by|with)|previously (?:at|with|of)|formerly (?:at|with|of)|now (?:at|with)|by|with|from|at|in|words|author|authors|courtesy of)\s+(?=\S)",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:n/?a|none|tbc|tba|to be confirmed|to be announced|not known|unknown|various)", re.IGNORECASE
)
#: "Free", "all welcome": on what terms one may come to an event.
_TERMS = listed("events", "words", kind="terms")
_ARTICLE = re.compile(r"^(?:the|our|a|an)\s+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w&'’.-]*|\d[\w.-]*|&")
_SMALL = frozenset(
    [
        "of",
        "for",
        "and",
        "the",
        "in",
        "on",
        "to",
        "&",
        "with",
        "de",
        "la",
        "le",
        "des",
        "del",
        "di",
        "da",
        "do",
        "dos",
        "du",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "te",
        "ten",
        "al",
        "bin",
        "ap",
        "ab",
        "ferch",
        "y",
        "at",
        "a",
        "an",
    ]
)
_ASKING = ("who", "whose", "where", "when", "how", "what", "which")
_SENTENCE_WORDS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|do|does|did|be|been|we|you|they|it|this|that|these|which|who|how|why|what|your|our|their|its)\b"
)
_SPLIT = re.compile(r"\s*(?:;|\s/\s|,\s+and\b|,|\band\b|\bwith\b|&|\balongside\b|\btogether with\b)\s+")


#: "McGeown, O. and Devenney, C": writers by surname and initials, who are no body.
_INVERTED = re.compile(r"[A-ZÀ-Þ][\w'’-]+, (?:[A-Z]\.?[ -]?){1,3}(?:,|&|and\b|$)")
#: No date, name or title is longer.
_LONG = 220
_PLAIN_ROLE = re.compile(r"[A-Za-z-]+(?: (?!a\b|an\b|the\b|that\b|been\b|is\b)[a-z-]+){0,2}")


@dataclass(frozen=True, slots=True)
class Party:
    """A person or organisation that a value names: `cls`, its extent in the reading, and how sure its words make it."""

    start: int
    end: int
    text: str
    cls: str
    sure: bool


#: What a question for the same thing may have or leave out.
_HELPING = frozenset(
    ("be", "do", "have", "will", "can", "may", "the", "it", "this", "that", "for", "from", "by", "to", "in")
)


def _stem(words: str) -> str:
    """The words of a label led back to their lemmas, without those that only help."""
    lemmas = [next((lemma for lemma, _ in forms_of(w)), singular(w)) for w in words.split()]
    return " ".join(lemma for lemma in lemmas if lemma not in _HELPING)


@lru_cache(maxsize=1)
def _asked() -> dict[str, str]:
    """The wordings of the thesaurus that are questions ("who pays", "how much"), by their lemmas; those of one sense alone."""
    senses: dict[str, set[str]] = {}
    for words, sense in label_senses().items():
        if words.split()[0] in _ASKING and len(words.split()) > 1:
            senses.setdefault(_stem(words), set()).add(sense)
    return {stem: found.pop() for stem, found in senses.items() if len(found) == 1 and " " in stem}


#: What joins two labels of one column.
_JOINED = re.compile(r"\s*[/,&+]\s*|\s+and\s+")


@lru_cache(maxsize=1024)
def label_sense(label: str, exact: bool = False) -> str | None:
    """What a label means by the thesaurus: its whole wording, or else the last of its words that has a sense."""
    words = fold(re.sub(r"\([^()]*\)", " ", label)).strip()
    known = label_senses()
    for variant in (words, re.sub(r"^(?:the|a|an|our|its|their) ", "", words)):
        if variant in known:
            return known[variant]
    parts = words.split()
    if {known.get(fold(half)) for half in _JOINED.split(label)} == {"role", "body"}:
        return "role"  # "Post and employer": where the post is held stands behind it
    if len(parts) > 1 and (sense := _asked().get(_stem(words))):
        return sense  # "Who is paying" asks what "who pays" asks
    if exact or not 1 < len(parts) <= 5:
        return None
    for size in (3, 2):
        for at in range(len(parts) - size, -1, -1):
            if size < len(parts) and (sense := known.get(" ".join(parts[at : at + size]))):
                return sense
    for part in reversed(parts):
        sense = known.get(part) or known.get(singular(part))
        if sense and sense not in ("to", "from", "start", "place", "text") and len(part) > 3:
            return sense
    return None


@lru_cache(maxsize=1)
def _kind_words() -> dict[str, str]:
    return {w: row["kind"] for row in table("record-kinds") for w in row["words"].split("|")}


def kind_words(text: str) -> set[str]:
    """The kinds of record that the words of a heading or label speak for."""
    known = _kind_words()
    return {known[w] for w in fold(text).split() if w in known}


def type_of(d: Draft, text: str) -> str:
    """The type of one value: date, time, money, email, link, type, place, person, body, agents, name, title, prose or none."""
    return d.judged("type", text, lambda: _type_of(d, " ".join(text.split()).strip(" .,;"), text))


#: The beginning of a sentence, and of no title: "It takes place", "They met".
_CLAUSE = re.compile(r"(?:It|They|We|She|He|There|You) (?:will |can |may |has |have )?[a-z]+")


def _type_of(d: Draft, words: str, raw: str) -> str:
    if MAIL.search(words) and len(words) < 120:
        return "email"  # also where its letters are covered
    if not words or not any(c.isalnum() for c in words):
        return "none"
    if _NOTHING.fullmatch(words) or words.lower() in _TERMS:
        return "none"
    if len(words) > _LONG or _CLAUSE.match(words):
        return "prose"
    if _INVITATION.fullmatch(words) or _URL.fullmatch(words):
        return "link"
    if _YEARS.fullmatch(words):
        return "date"
    rest = blank_dates(d, words)
    left = [
        w
        for w in _WORD.findall(rest)
        if w.lower()
        not in (
            "from",
            "on",
            "at",
            "to",
            "and",
            "until",
            "the",
            "w",
            "c",
            "in",
            "since",
            "by",
            "gmt",
            "bst",
            "cet",
            "uk",
            "week",
            "of",
            "commencing",
            "starting",
            "between",
            "all",
            "day",
            "online",
            "free",
            "am",
            "pm",
            "lasting",
            "hours",
            "hour",
        )
    ]
    if rest != words and len(left) <= 1 + len(words) // 60 and not any(_named(d, w) for w in left):
        return "date"
    money = MONEY.search(words)
    if money and len(words) - len(money.group()) <= 45:
        return "money"
    if _TYPE.fullmatch(words) or _GENRE.fullmatch(words):
        return "type"
    if _ONLINE.fullmatch(words):
        return "place"
    places = d.places_in(words)
    if places and not any(
        w
        for w in _WORD.findall(_blank(words, [(a, b) for _, a, b in places]))
        if w.lower() not in _SMALL and w.lower() not in ("online", "central", "city", "across", "all")
    ):
        known = d.named(words, ("Organisation", "Person", "Policy", "Theme"))
        if known is None:
            return "place"
    if is_role(words) and len(words.split()) <= 9 and (_capital(words) or _PLAIN_ROLE.fullmatch(words)):
        return "role"
    found = parties(d, words)
    if found and all(p.sure for p in found):
        kinds = {p.cls for p in found}
        return "agents" if len(kinds) > 1 else ("person" if kinds == {"Person"} else "body")
    tokens = _WORD.findall(words)
    small = [t for t in tokens if t[0].islower() and t not in _SMALL]
    if len(tokens) > 14 and len(small) > len(tokens) / 2:
        return "prose"
    if re.search(r"[.!?]\s+[A-Z]", words) and len(tokens) > 12:
        return "prose"
    if raw.rstrip().endswith(".") and len(tokens) > 6 and _SENTENCE_WORDS.search(words.lower()):
        return "prose"
    if found and not small and len(tokens) <= 8:
        return "name"
    return "title"


def _named(d: Draft, word: str) -> bool:
    """Whether a word beside a date is a name: neither a place nor a word such as "Posted"."""
    return (
        len(word) > 3
        and word[0].isupper()
        and label_sense(word, exact=True) is None
        and d.gazetteer.lookup(word) is None
    )


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for a, b in spans:
        text = text[:a] + " " * (b - a) + text[b:]
    return text


def blank_dates(d: Draft, text: str) -> str:
    """The words without their dates, weekdays and times of day."""
    spans = [(x.start, x.end) for x in find_dates(text, after=d.reference, years=True)]
    spans += [(x.start, x.end) for x in find_times(text)]
    text = _blank(text, spans)
    return re.sub(
        r"\b(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?s?|Spring|Summer|Autumn|Winter|Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b(?=\W*$|\W+\s|\s*\d| to )|\b(?:GMT|BST|CET|CEST|UTC|EST)\b",
        lambda m: " " * len(m[0]),
        text,
    )


#: What parts the values of a cell beyond doubt.
_HARD = re.compile(r"\s*(?:;|\n|\s/\s|\s\|\s|•|\s\+\s)\s*")


def parties(d: Draft, text: str, *, field: bool = False) -> list[Party]:
    """The persons and organisations that a value consists of, and nothing else; empty if a part of it can be neither.

    Roles beside a person ("Jo Doe, Policy Officer, Body") belong to neither and are passed over. In a `field` that holds
    persons or organisations a name needs no word that states this, nor capitals.
    """
    if len(text) > _LONG:
        return []
    cuts = [m.span() for m in _HARD.finditer(text)]
    if cuts:
        out: list[Party] = []
        at = 0
        for a, b in [*cuts, (len(text), len(text))]:
            if text[at:a].strip():
                inside = _listed(d, text[at:a], field)
                if not inside:
                    return []
                out += [replace(p, start=p.start + at, end=p.end + at) for p in inside]
            at = b
        return out
    return _listed(d, text, field)


def _listed(d: Draft, text: str, field: bool) -> list[Party]:
    """A list of names that commas and "and" join, or one name that holds such words itself."""
    small = sum(w[0].islower() and w not in _SMALL for w in _WORD.findall(text))
    if small > 8:
        return []
    whole = _party(d, text, 0, len(text))
    if whole is not None and (whole.sure or not _SPLIT.search(text)):
        return [whole]
    if whole is not None and DEPARTMENT.match(whole.text) and len(list(capitalised(text))) == 1:
        return [replace(whole, sure=True)]  # "Department for Roofs and Drains"
    if whole is not None and is_one_body(d, _SPLIT.split(_ARTICLE.sub("", whole.text))):
        return [replace(whole, sure=True)]
    found: list[Party] = []
    spans = list(_parts(d, text))
    for start, end in spans:
        if end <= start:
            continue
        part = _party(d, text, start, end)
        if part is not None and _TYPE.fullmatch(part.text):
            return []  # "Webinar with ‹P›"
        if part is None and field and found:
            part = _unlike(text, start, end)
        if part is None:
            if found and is_role(re.split(r" (?:at|of the|with) ", text[start:end].strip())[0]):
                continue
            found = []
            break
        found.append(part)
    likely = sum(p.sure or (p.cls == "Person" and " " in p.text) for p in found)
    if len(found) > 1 and likely * 3 <= len(found) and (field or not likely) and _one_name(d, text):
        # "Hands, Hearts and Homes": no part of it is a name by itself
        return [whole or Party(0, len(text), text.strip(" .,"), "Organisation", False)]
    if not found and whole is not None:
        return [whole]
    if not found and field and (alone := _unlike(text, 0, len(text))):
        return [alone]
    return found


#: Two surnames or plain words make the name of a firm.
_FIRM = re.compile(r"[^\W\d_][\w'’.-]+ & [^\W\d_][\w'’.-]+")


def _one_name(d: Draft, text: str) -> bool:
    """Whether a text with commas may be one name: short, without brackets, and not a place beside a name."""
    if _FIRM.fullmatch(text.strip(" .,")):
        return True
    return len(text.split()) <= 8 and not re.search(r"[()]", text) and not d.places_in(text)


def _unlike(text: str, start: int, end: int) -> Party | None:
    """An organisation whose name does not look like one: "brightside", "Stories from the Shore"."""
    raw = text[start:end].strip(" .,;")
    start += len(text[start:end]) - len(text[start:end].lstrip(" .,;"))
    words = raw.split()
    if not 1 <= len(words) <= 6 or re.search(r"[():!?@£\d]", raw) or _SENTENCE_WORDS.search(raw.lower()):
        return None
    if is_role(raw) or raw.lower() in ("online", "various", "all", "us", "none", "the", "others", "more"):
        return None
    if len(words) > 1 and raw[:1].islower() and words[0] not in _SMALL:
        return None
    return Party(start, start + len(raw), raw, "Organisation", False)


def _parts(d: Draft, text: str) -> Iterator[tuple[int, int]]:
    """Where a list of names is cut: not within brackets' words, nor where only both sides together are a name."""
    cuts = [(m.start(), m.end()) for m in _SPLIT.finditer(text)] + [
        (m.start(), m.end()) for m in re.finditer(r"\s*[()]\s*", text)
    ]
    cuts = sorted(set(cuts))
    start = 0
    n = 0
    while n <= len(cuts):
        a = cuts[n][0] if n < len(cuts) else len(text)
        # a longer name that spans later cuts wins: "Department for Science, Innovation and Technology"
        best = None
        for later in range(len(cuts), n, -1):
            end = cuts[later][0] if later < len(cuts) else len(text)
            if _spans_cuts(d, text, start, end, cuts[n:later]):
                best = (end, later)
                break
        if best:
            yield start, best[0]
            n = best[1]
        else:
            yield start, a
        if n >= len(cuts):
            return
        start = cuts[n][1]
        n += 1


def _spans_cuts(d: Draft, text: str, start: int, end: int, cuts: list[tuple[int, int]]) -> bool:
    name = text[start:end]
    if "(" in name or ")" in name or ";" in name:
        return False
    if known_party(d, name):
        return True
    if not _capital(name):
        return False
    pieces = []
    at = start
    for a, b in [*cuts, (end, end)]:
        pieces.append(text[at:a].strip())
        at = b
    if not all(any(c.isalpha() for c in piece) for piece in pieces):
        return False  # "10:00 - 12:00, ‹O›": an hour is no part of a name
    alone = [bool(known_party(d, p)) or stands_alone(p) for p in pieces]
    if is_one_body(d, pieces) or (STUDIES.search(pieces[0]) and not any(alone[1:])):
        return True
    if len(pieces) == 2 and d.joined(*pieces):
        return True
    # "Learning and Work Institute": only the last piece has the head noun, and what stands before it is a plain word
    last = pieces[-1].split()
    return (
        singular(last[-1]) in ORG_HEADS
        and not any(alone[:-1])
        and all(len(p.split()) == 1 and (is_ordinary(p) or d.is_common(p)) for p in pieces[:-1])
    )


def known_party(d: Draft, name: str) -> str | None:
    """The class of a person or organisation that is known by this name."""
    return d.judged("known party", name, lambda: _known_party(d, name))


def _known_party(d: Draft, name: str) -> str | None:
    bare = _ARTICLE.sub("", name) if name[:1].islower() else name
    for candidate in (name, bare):
        found = d.named(candidate, ("Organisation", "Person"))
        if found:
            return d.entities[found].cls
        for cls in ("Organisation", "Person"):
            if d.known_entry(cls, candidate):
                return cls
    return None


def is_role(text: str) -> bool:
    """Whether the words are a role or job title: "Policy Officer", "Head of Evaluation"."""
    words = _ARTICLE.sub("", text.strip()).split()
    if not words or "," in text or re.match(rf"{PERSON_TITLE} [A-Z]", text.strip()):
        return False
    head = words
    for n, word in enumerate(words):
        if word in ("of", "for", "at", "in", "to") and n:
            head = words[:n]
            break
    return singular(head[-1]) in ROLE_HEADS


_PREFIXED = re.compile(rf"(?:{ARTICLE_PREFIX})[^\W\d_]")


def _capital(name: str) -> bool:
    words = _WORD.findall(name)
    return (
        bool(words)
        and all(not w[0].islower() or w in _SMALL or _PREFIXED.match(w) for w in words)
        and any(w[0].isupper() for w in words)
    )


def _party(d: Draft, text: str, start: int, end: int) -> Party | None:
    raw = text[start:end]
    found = d.judged("party", raw, lambda: _party_of(d, raw))
    return found and replace(found, start=start + found.start, end=start + found.end)


def _party_of(d: Draft, raw: str) -> Party | None:
    start = 0
    lead = len(raw) - len(raw.lstrip(" ,;:-–—"))
    start, raw = start + lead, raw[lead:].rstrip(" ,;:.-–—")
    for pattern in (_LEAD_IN, _ARTICLE):
        match = pattern.match(raw)
        if match:
            start, raw = start + match.end(), raw[match.end() :]
    if not raw or len(raw) > 110 or _INVERTED.match(raw):
        return None
    end = start + len(raw)
    cls = known_party(d, raw)
    if cls:
        return Party(start, end, raw, cls, True)
    acronym = re.fullmatch(r"(?P<name>[^()]+?)\s*\((?P<short>[A-Z][\w&-]*)\)", raw)
    name = acronym["name"] if acronym else raw
    if any(c in name for c in '()|:;?!"') or not _capital(name):
        return None
    words = _WORD.findall(name)
    if len(words) == 1 and name.lower() in LEADING:
        return None
    if "," in name and not STUDIES.search(name.split(",")[0]) and not is_one_body(d, _SPLIT.split(name)):
        return None
    if not words or words[0].lower() in ("by", "how", "why", "what", "when", "where", "who"):
        return None
    if is_role(name) and not re.match(rf"{PERSON_TITLE} ", name):
        return None
    if next(find_dates(name, years=True), None):
        return None
    if "at" in words and re.match(rf"{PERSON_TITLE} ", name):
        who = name.partition(" at ")[0]  # "Professor Jo Doe at the Guildhall"
        return Party(start, start + len(who), who, "Person", True) if looks_like_person(who) else None
    if looks_like_person(name) and not d.gazetteer.lookup(name):
        titled = bool(re.match(rf"{PERSON_TITLE} ", name)) or "." in words[0]
        return Party(start, end, raw, "Person", titled or first_name(words[0]) > 0)
    head = head_class(name)
    if head == "Organisation" or (acronym and ACRONYM.fullmatch(acronym["short"])):
        return Party(start, end, raw, "Organisation", not joins_names(name))
    if head is not None:
        return None
    if ACRONYM.fullmatch(name) and len(name) > 1 and name not in NOT_NAMES:
        return Party(start, end, raw, "Organisation", True)
    if len(words) <= 6 and name not in NOT_NAMES:
        return Party(start, end, raw, "Organisation", False)
    return None


#: "Register by", "Places must be booked by": what follows is the last day to sign up, not the day of an event.
_SIGN_UP = re.compile(
    r"(?:^|[.!?;]\s+)(?:please |do |to )?(?:register|registration|book(?:ing)?s?|sign up|rsvp|reserve|enrol|places|tickets)\b"
    r"[^.!?]*?\b(?:by|before|until|no later than|closes?(?: on)?)\s+(?=\S)",
    re.IGNORECASE,
)


def only_last_day(d: Draft, words: str) -> bool:
    """Whether the only day that a line gives is the one until which one may sign up: it says more of the event above."""
    match = _SIGN_UP.search(words)
    return match is not None and blank_dates(d, words[: match.end()]) == words[: match.end()]
