"""Extracts citations: "Newman et al, 2021", "DLUHC, 2022; McCrone, 1969", "Eckersley and Tobin, 2019"."""

from __future__ import annotations

import re

from ..dates import MONTH_NAMES
from ..records import Value
from ..tables import words
from .agents import looks_like_person, organisation
from .draft import Draft, Sentence
from .lexicon import ACRONYM, ORG_HEADS, PERSON, singular

__all__ = ["citations", "told"]

_SURNAME = r"(?:(?:van|von|de|da|del|der|den|la|le|di|du|dos|al|el|mac|ní|nic|ó|Van|Von|De|Le|La|Ní|Nic|Mac|Ó|O') ?){0,3}[A-ZÀ-Þ][\w'’-]*"
_AUTHOR = r"(?:[A-Z][\w&'’-]*(?:,? (?:for|of|and|on|the|[A-Z\d][\w&'’-]*)){0,9}?)"
_WORK = re.compile(
    rf"(?P<who>{_SURNAME}(?:,? et al\.?|,? (?:and|&) {_SURNAME}|(?:, {_SURNAME}){{1,3}},? (?:and|&) {_SURNAME})?|{_AUTHOR})"
    r"(?:,? \(?)(?P<year>(?:1[89]\d\d|20[0-4]\d))[a-z]?\b(?! [A-Z])"
)
_GROUP = re.compile(r"[(\[](?P<inner>[^()\[\]]*\b(?:19|20)\d\d[a-z]?(?:[^()\[\]\d][^()\[\]]*)?)[)\]](?!\()")
_NARRATIVE = re.compile(
    rf"(?P<before>[\w'’-]+ |^|[,;:(] ?)(?P<who>{_SURNAME}(?:,? et al\.?| (?:and|&) {_SURNAME})?),? \((?P<year>(?:19|20)\d\d)[a-z]?(?:, pp?\. ?[\d–-]+)?\)"
)
#: What stands before a work in brackets.
_LEAD = (
    r"\s*(?:(?:,|and|see|e\.g\.|cf\.?|also|for example|notably|following|after|in|by)(?:[ ,]\s*|(?=\s)))*\s*"
)
_OPENERS = frozenset(
    (
        "as",
        "see",
        "in",
        "by",
        "following",
        "after",
        "and",
        "like",
        "unlike",
        "since",
        "while",
        "but",
        "what",
        "when",
        "with",
        "on",
        "both",
    )
)
#: Last words of a publishing house's name.
_IMPRINTS = words("heads", kind="imprint")
_LINKED = re.compile(r"\[(?P<label>[^\[\]\n]*?,? \(?(?:19|20)\d\d[a-z]?\)?)\]\(")


def citations(d: Draft) -> None:
    """Each work that an article cites, with its year, and its author where that is an organisation."""
    for scope in d.scopes:
        if scope.kind != "article":
            continue
        for link in _LINKED.finditer(d.doc.text, scope.start, scope.end):
            _linked(d, scope.id, link.start("label"), link["label"])
        for sentence in d.sentences(scope.start, scope.end):
            if d.is_masked(sentence.span()[0]):
                continue
            text = sentence.text
            for match in _NARRATIVE.finditer(text):
                if _names_work(d, match):
                    piece = f"{match['who']}, {match['year']}"
                    _piece(d, scope.id, sentence, match.start("who"), piece, match.end())
            for group in _GROUP.finditer(text):
                at = group.start("inner")
                for piece in re.split(r";", group["inner"]):
                    _piece(d, scope.id, sentence, at, piece)
                    at += len(piece) + 1


def _names_work(d: Draft, match: re.Match[str]) -> bool:
    """Whether "Green (2019)" is a work: two surnames are; one alone must not be the end of a longer name or a thing with its year."""
    who = match["who"]
    if " et al" in who or " and " in who or "&" in who:
        return True
    before = match["before"].strip()
    if (before[:1].isupper() and before.lower() not in _OPENERS) or before.lower() in (
        "the",
        "a",
        "an",
        "our",
    ):
        return False
    if before.islower() and _in_title(d, match):
        return False
    head = singular(who.split()[-1])
    things = words("heads", kind="policy") | words("heads", kind="work") | words("heads", kind="event")
    return not (head in ORG_HEADS or head in things or d.places_in(who) or d.is_common(who))


def _in_title(d: Draft, match: re.Match[str]) -> bool:
    """Whether the words before are the first of a title that ends in the brackets: "Patience as Policy (2024)"."""
    said = match.string[: match.start("before")].split()
    return (
        len(said) > 1
        and said[-1][:1].isupper()
        and said[-1].isalpha()
        and match["before"].strip() not in ("by", "see", "following")
        and not (d.places_in(said[-1]) or d.named(said[-1]))
    )


def _piece(d: Draft, article: str, sentence: Sentence, at: int, piece: str, end: int | None = None) -> None:
    """One work, or a list of works separated by commas, within brackets; `end` where the words differ from `piece`."""
    pos = 0
    while True:
        lead = re.match(_LEAD, piece[pos:])
        assert lead is not None
        pos += lead.end()
        match = _WORK.match(piece, pos)
        if match is None:
            return
        who, year = match["who"].strip(), match["year"]
        if re.fullmatch(
            r"(?:from|in|since|until|to|between|January|February|March|April|May|June|July|August|"
            r"September|October|November|December|Spring|Summer|Autumn|Winter|[A-Z]\w+ [A-Z]\w+day).*",
            who,
        ):
            return
        if re.search(
            rf"\b(?:{MONTH_NAMES})$",
            who,
        ):
            return
        where = sentence.span(at + match.start(), end or at + match.end())
        if (
            who.split()[-1].lower() in _IMPRINTS
        ):  # "(Bristol University Press, 2020)": who printed it, not who wrote it
            d.masked.append(where)
            return
        body = _body(who)
        who_name = re.sub(r"\bet al\.?$", "et al.", who).replace(", et al.", " et al.")
        id_ = d.add(
            "Publication",
            f"{who_name} ({year})",
            where,
            kind="cited work",
            aliases=[match.group().strip()],
            how="citation",
        )
        d.relate(article, "cites", id_, where, "citation")
        d.relate(id_, "publicationDate", Value(year, "gYear"), where, "citation")
        two = re.fullmatch(rf"{_SURNAME} (?:and|&) {_SURNAME}", who)
        if body or (d.find("Organisation", who) and not two) or d.known_entry("Organisation", who):
            org = organisation(d, who, where, how="cited author", score=0.7)
            d.relate(id_, "author", org, where, "citation")
        elif (
            len(who.split()) > 1
            and not re.search(r" (?:and|&) ", who)
            and "et al" not in who
            and not _is_surname(who)
        ):
            org = organisation(d, who, where, how="cited author", score=0.6)
            d.relate(id_, "author", org, where, "citation")
        d.masked.append(where)
        if end is not None:
            return
        pos = match.end()


def _body(who: str) -> bool:
    own = who.split()
    return bool(ACRONYM.fullmatch(who)) or (
        len(own) > 1 and any(singular(w) in ORG_HEADS for w in own) and "et al" not in who
    )


def _is_surname(who: str) -> bool:
    return bool(re.fullmatch(_SURNAME, who)) or who.split(maxsplit=1)[0].lower() in (
        "van",
        "von",
        "de",
        "le",
        "la",
        "ní",
        "mac",
        "nic",
        "ó",
        "van der",
    )


def _linked(d: Draft, article: str, at: int, label: str) -> None:
    """A link whose words are a citation, outside brackets: "[Audit Wales, 2022](#) said as much"."""
    reading = d.doc.reading(at, at + len(label))
    text = re.sub(r" \((\d{4}[a-z]?)\)$", r", \1", reading.text)
    if _WORK.fullmatch(text):
        block = d.doc.block_with(at)
        if block is not None:
            _piece(d, article, Sentence(reading, 0, len(reading.text), block), 0, text, len(reading.text))


_KIND_WORD = re.compile(r"\b(?P<kind>blog|podcast)s?\b(?: posts?)?", re.IGNORECASE)
_MARKED = r"[\"'](?P<title>[A-Z][^\"']{6,110}?)[,.]?[\"']"
_BY = tuple(
    re.compile(p)
    for p in (
        rf"\bIn (?:the (?:first|second|third|other|last), )?{_MARKED},? (?P<who>{PERSON}) (?!is\b|was\b|has\b)[a-z]+s\b",
        rf"{_MARKED},? (?:is )?by (?P<who>{PERSON})",
        rf"(?P<who>{PERSON})'s (?:\w+ )?(?:blog|post|podcast)?,? ?{_MARKED}",
    )
)
_OWN_SITE = re.compile(r"\bour (?:own )?(?:site|website|web ?pages?|blog)\b", re.IGNORECASE)


def told(d: Draft) -> None:
    """Blogs and podcasts that a paragraph describes, each by its title in quotation marks and who speaks in it."""
    publisher = next((r.o for r in d.relations.values() if r.s == d.issue and r.p == "publisher"), None)
    for block in d.doc.blocks:
        if block.kind not in ("paragraph", "item"):
            continue
        sentences = d.block_sentences(block)
        kind = next((m for s in sentences[:2] if (m := _KIND_WORD.search(s.text))), None)
        if kind is None:
            continue
        own = any(_OWN_SITE.search(s.text) for s in sentences)
        for sentence in sentences:
            match = next((m for rule in _BY if (m := rule.search(sentence.text))), None)
            if match is None or not looks_like_person(match["who"]) or d.find("Publication", match["title"]):
                continue
            title = sentence.span(*match.span("title"))
            id_ = d.add(
                "Publication", match["title"], title, kind=kind["kind"].lower(), how="work told", score=0.8
            )
            who = d.add("Person", match["who"], sentence.span(*match.span("who")), how="work told", score=0.8)
            d.relate(id_, "author", who, sentence.span(), "work told")
            if own and isinstance(publisher, str):
                d.relate(
                    id_, "publisher", publisher, (sentences[0].span()[0], sentence.span()[1]), "work told"
                )
            d.masked.append(title)
