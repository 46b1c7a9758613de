"""Recognises bylines: below a title, above it, or at the end of an article."""

from __future__ import annotations

import re
from functools import lru_cache

from ..tables import words as words_of
from .datelines import dateline_of

__all__ = [
    "VERB",
    "is_author_note",
    "is_byline",
    "is_credit",
    "is_field",
    "is_first_name",
    "is_name",
    "is_people",
    "is_post",
    "is_signature",
    "names_post",
    "opens_with_post",
]

VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|joined|joins|aims|please)\b")
_RELATIVE = re.compile(r",? (?:who|whose|which)\b")
_NAME_WORD = r"[A-ZÀ-ÞŁŚŽ][\w'’.-]*"
_PERSON = (
    rf"(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Cllr|Councillor)\.? )?{_NAME_WORD}"
    rf"(?: (?:de|da|van|von|der|den|la|le|al|bin|ap|ferch|y|di|du|dos|ten|of|{_NAME_WORD})){{1,4}}"
)
_BYLINE = re.compile(rf"(?:[-–—] ?)?{_PERSON}(?:(?:, | and | & |, and ){_PERSON})*(?:, | \(| [-–|] )")
_EXPLICIT_BYLINE = re.compile(
    r"(?:[-–—] ?)?(?:(?:[Bb]y|Words(?: by)?|Text(?: by)?|Authors?|Written by)\s*:?\s+[A-Z]|"
    r"(?:[A-Z][a-z]+ )(?:[a-z]+ ){0,2}by\s*:?\s+[A-Z][^.]*$)"
)
#: "Ada Green reports": a byline that is a sentence.
_TELLS = re.compile(
    rf"{_PERSON}(?:(?:, | and | & |, and ){_PERSON})*,? "
    r"(?:reports?|writes?|explains?|asks?|argues?|investigates?|reflects?|looks back|takes stock)\.?"
)
#: A signature: "— Ada Green, Institute", "(Ada Green, Institute)".
_SIGNATURE = re.compile(rf"(?:[-–—~] ?{_PERSON}\b[^.!?]*|\({_PERSON}\b[^.!?()]*\))")


def is_byline(words: str) -> bool:
    """Whether a line below an article's heading names its authors: "Name, Organisation" or "By Name and Name"."""
    if len(words) > 200 or words.endswith("?") or re.search(r"[£€@]", words):
        return False
    if re.search(r"\b(?:Fund|Programme|Scheme|Plan|Levy|Deal|Strategy|Act|Pilot)s?\b[^,]{0,3} [–—-] ", words):
        return False
    if (
        _TELLS.fullmatch(words)
        or dateline_of(words) is not None
        or (_SIGNATURE.fullmatch(words) and not VERB.search(words))
    ):
        return True
    if _EXPLICIT_BYLINE.match(words):
        return not VERB.search(words) and not is_field(words)
    if _RELATIVE.search(words) or _STOP.search(words) or (words.endswith(".") and not is_credit(words)):
        return False  # a sentence
    if words.split(maxsplit=1)[0].lower() in words_of("stopwords", kind="leading"):
        return False  # "In Denmark, where the idea began"
    return bool(_BYLINE.match(words)) and not VERB.search(words)


#: A sentence ends here and the next begins: "Example Foundation, April 2025. A report on buses".
_STOP = re.compile(r"(?:(?<!Prof)(?<!Cllr)(?<=[a-z]{3})|(?<=\d\d))\. (?=[A-Z])")
_BY = re.compile(r"(?P<label>[A-Z][a-z]+(?: [a-z]+){0,2} by)\b")


@lru_cache(maxsize=1)
def _fields() -> frozenset[str]:
    """Labels that end in "by" and name neither author nor lead: "organised by", "paid for by"."""
    people = words_of("labels", column="labels", sense="author") | words_of(
        "labels", column="labels", sense="lead"
    )
    return frozenset(w for w in words_of("labels", column="labels") if w.endswith(" by")) - people


def is_field(words: str) -> bool:
    """Whether a line is a field of a record that names an organiser or a payer, and so not a byline."""
    match = _BY.match(words)
    return match is not None and match["label"].lower() in _fields()


def is_signature(words: str) -> bool:
    """Whether a separate line above or below an article names its author."""
    if len(words) > 160 or words.endswith(("?", ":")) or re.search(r"[£€@\d]", words) or VERB.search(words):
        return False
    explicit = _EXPLICIT_BYLINE.match(words) and not words.endswith(".") and not is_field(words)
    explicit = explicit or _is_undated(words)
    return bool(explicit or _SIGNATURE.fullmatch(words) or _TELLS.fullmatch(words))


def _is_undated(words: str) -> bool:
    """Whether a line names authors by a word for it, and says no more: "By the policy officers", "WORDS ADA GREEN"."""
    line = dateline_of(words)
    return line is not None and line.who is not None and not (line.dated or line.timed or line.topics)


#: "Ada Green is a researcher at the Institute. She does not own a car.": a note below an article on its author.
_AUTHOR_NOTE = re.compile(
    rf"{_PERSON}(?:(?:, | and | & |, and ){_PERSON})* "
    r"(?:is|are|was|were|works?|leads?|holds?|runs?|teach(?:es)?|chairs?|lectures?|writes?|edits?|directs?|heads?)\b.{10,}"
)
_LONGEST_NOTE = 260


def is_author_note(words: str) -> bool:
    """Whether a paragraph is only about one or two persons, as a note on the author is; other paragraphs can be so too."""
    return len(words) <= _LONGEST_NOTE and _AUTHOR_NOTE.fullmatch(words) is not None


_TITLE = re.compile(r"(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Cllr|Councillor|Revd?)\.? ")
_SENTENCES = re.compile(r"[a-z]{3}\. [A-Z]")
_PARTED = re.compile(r",? and (?=[A-Z])| & |[,;:|/()\n]+| [–—-] ")
_LOWER = frozenset(
    [
        "of",
        "for",
        "and",
        "the",
        "in",
        "at",
        "on",
        "to",
        "de",
        "la",
        "le",
        "von",
        "van",
        "der",
        "den",
        "da",
        "di",
        "du",
        "&",
        "y",
    ]
)


@lru_cache(maxsize=1)
def _given() -> tuple[frozenset[str], frozenset[str]]:
    """First names, and those of them that are also ordinary words or places."""
    return words_of("first-names"), words_of("first-names", careful="yes")


@lru_cache(maxsize=1)
def _heads() -> tuple[frozenset[str], frozenset[str]]:
    """The head words of roles and organisations, and the head words of other things."""
    offices = words_of("roles", kind="head").union(
        *(words_of("heads", kind=k) for k in ("body", "body of", "unit"))
    )
    things = frozenset[str]().union(
        *(words_of("heads", kind=k) for k in ("policy", "place", "event", "work"))
    )
    return offices, things - offices


def is_credit(words: str) -> bool:
    """Whether a line contains only persons and their roles: "Ada Green, Editor", "Ada Green", "Ada Green, Clerk, Body".

    The position of the line decides further: at the edge of prose it is a byline, as the title of a portrait it is not.
    """
    words = words.strip().rstrip(".")
    if not words or len(words) > 160 or re.search(r"[£€@\d?!:\"“”]", words) or VERB.search(words):
        return False
    if _SENTENCES.search(words) or words.split()[0].lower() in words_of("stopwords", kind="leading"):
        return False  # prose with a word for a role: "In Denmark, the scheme … share a post. Age UK …"
    pieces = [p for p in (piece.strip() for piece in _PARTED.split(words.lstrip("-–—~ "))) if p]
    kinds = [_piece(p) for p in pieces]
    if not kinds or "" in kinds or kinds[0] not in ("person", "perhaps"):
        return False
    return "person" in kinds or "office" in kinds


def is_first_name(words: str) -> bool:
    """Whether a line is a first name, or two: "Ada", "Ada and Ben"."""
    return 0 < len(words) < 40 and all(name in _given()[0] for name in re.split(r" (?:and|&) |, ", words))


def is_people(words: str) -> bool:
    """Whether a line consists of one or several names of two words or more: "Ada Green", "Ada Green and Ben Cole"."""
    return all(is_name(name) for name in re.split(r", | and | & |, and ", words))


def names_post(words: str) -> bool:
    """Whether a short line names a post: "Professor of Public Policy", "Clerk, Other Body"."""
    posts = words_of("roles", kind="head")
    own = re.findall(r"[\w-]+", words)
    return len(own) < 9 and any(w.lower() in posts for w in own if w[0].isupper())


_ASIDE = re.compile(r"\s*\([^()]*\)\.?$")


def is_name(words: str) -> bool:
    """Whether a line consists of two to four capitalised words, or of a name such as "The Secretariat"."""
    return len(words) < 60 and re.fullmatch(_PERSON, words) is not None


def is_post(words: str) -> bool:
    """Whether a line gives a person and a post: "Ada Green – Clerk, Body (previously Other Body)"."""
    own = _ASIDE.sub("", words.strip())
    return len(own.split()) > 2 and bool(_PARTED.search(own)) and is_credit(own)


#: What parts a person, a post and what is said behind them.
_SAID = re.compile(r"[,;:|/()\n]+| [–—-] |\. | (?:at|of) (?=the |[A-Z])")


def opens_with_post(words: str) -> bool:
    """Whether a line opens with a person and a post, whatever follows: "Ada Green (Clerk, Body); on loan to another Body"."""
    person, *said = [p for p in (piece.strip(" .*_") for piece in _SAID.split(words.strip(" *_"))) if p] or [
        ""
    ]
    if not said or _piece(person) not in ("person", "perhaps") or len(person.split()) > 6:
        return False
    post = said[0].split()
    offices, _ = _heads()
    posts = words_of("roles", kind="head")
    small = [w for w in post if w.islower() and w not in _LOWER and w not in offices]
    return (
        len(post) <= 9
        and any(w.lower() in posts for word in post for w in (word, *word.split("-")))
        and len(small) < 2
        and not VERB.search(said[0])
    )


def _piece(words: str) -> str:
    """Classifies a part of a line: person, perhaps (a person by its shape), office (a role or an organisation), other or empty."""
    bare = _TITLE.sub("", words)
    own = bare.split()
    offices, things = _heads()
    low = [w.lower() for w in own]
    if any(w in offices or w.removesuffix("s") in offices for w in low):
        return "office"
    if len(own) > 1 and own[-1] in words_of("roles", kind="weak"):
        return "office"  # "freelance writer"
    if any(w[0].islower() and w not in _LOWER for w in own):
        return ""
    given, careful = _given()
    known = any(w in given and w not in careful for w in own[0].split("-"))
    thing = bool(things & {w for word in low for w in (word, word.removesuffix("s"))})
    if thing and not (known and len(own) == 2):  # "Ada Green", but not "Green Lane"
        return ""
    shaped = len(own) <= 5 and re.fullmatch(_PERSON, bare if len(own) > 1 else words) is not None
    if not shaped:
        return "other" if own[0][0].isupper() and len(own) <= 4 else ""
    return "person" if known or bare != words else "perhaps"
