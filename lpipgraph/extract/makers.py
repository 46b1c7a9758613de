"""Extracts who makes the issue: its publisher, its authors and its editors."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from ..document.blocks import Block
from ..names import fold
from .agents import looks_like_person, organisation
from .draft import Draft
from .lexicon import PERSON
from .spans import Span, capitalised, classify

__all__ = ["makers", "publisher"]

#: "put together this fortnight by Ada Green and Ben Ode": persons who make the issue, where its masthead or its first lines say so.
_MADE_BY = re.compile(
    rf"\b(?P<how>put together|compiled|assembled|written|prepared|edited)(?: [^.;]{{0,40}}?)? by (?P<who>{PERSON}(?:(?:, (?:and )?| and | & ){PERSON})*)"
)


def makers(d: Draft) -> None:
    """Who wrote or put together the issue, as its opening says; who edited it is in doubt as an author."""
    head = d.doc.sections[0]
    for block in d.doc.blocks_in(head.start, head.end):
        if block.kind != "paragraph":
            continue
        for sentence in d.block_sentences(block):
            made = _MADE_BY.search(sentence.text)
            own = re.search(
                r"\b(?:number|issue|edition|newsletter|bulletin|digest)\b", sentence.text, re.IGNORECASE
            )
            if made is None or not (own or fold(d.doc.title) in fold(sentence.text)):
                continue
            for person in re.finditer(PERSON, made["who"]):
                if not looks_like_person(person.group()):
                    continue
                at = made.start("who")
                where = sentence.span(at + person.start(), at + person.end())
                id_ = d.add("Person", person.group(), where, how="masthead")
                d.relate(d.issue, "author", id_, sentence.span(), "masthead", sure=made["how"] != "edited")


#: Who issues the newsletter, said outright; else whose news it is.
_ISSUED = (
    r"\b(?:published|issued|produced) (?:[^.]{0,40}? )??by (?:the )?(?=[A-Z])",
    r"\b(?:newsletter|digest|bulletin|news|update|briefing|magazine|quarterly|round-up|roundup)\b[^.]{0,60}? (?:of|from|by) (?:the )?(?=[A-Z])",
)
#: What stands behind "bulletin of the" and fills the line is one name, with all its "and" and "of".
_ONE_NAME = re.compile(
    r"(?P<name>[A-Z][\w'’-]*(?: (?:(?:and|of|for|the|in|&) ){0,2}[A-Z(][\w'’()-]*)+)\s*\.?"
)


def publisher(d: Draft) -> None:
    """The organisation that issues the newsletter: its logo lines in the masthead, or "the newsletter of the Body"."""
    head = d.doc.sections[0]
    blocks = d.doc.blocks_in(head.start, head.end)
    for block in blocks:
        body = d.doc.reading(block.start, block.end)
        for span in capitalised(body.text):
            if classify(span) == "Organisation":
                organisation(d, span.text, body.span(span.start, span.end), how="masthead")
    for one, two in itertools.pairwise(blocks):
        logo = f"{d.quote(one.start, one.end)} {d.quote(two.start, two.end)}"
        if logo.isupper() and logo.isascii() and len(logo) < 30 and logo.replace(" ", "").isalpha():
            where = (one.start, two.end)
            d.relate(d.issue, "publisher", organisation(d, logo, where, how="masthead"), where, "masthead")
            return
    for wording, block in itertools.product(_ISSUED, blocks):
        body = d.doc.reading(block.start, block.end)
        stated = re.search(wording, body.text, re.IGNORECASE)
        if stated is None:
            continue
        rest = body.text[stated.end() :]
        named = next(iter(capitalised(rest, joined=d.joined)), None)
        if named is not None and (filled := _ONE_NAME.fullmatch(rest)):
            named = Span(0, filled.end("name"), filled["name"])
        if named and classify(named) != "Place":
            last = stated.end() + named.end
            org = organisation(d, named.text, body.span(stated.end() + named.start, last), how="masthead")
            d.relate(d.issue, "publisher", org, body.span(stated.start(), last), "masthead")
            return
    if not _sender(d, blocks):
        _stated_elsewhere(d)


#: The sender of a letter, and what a line below the title says whose news it is: "Place and policy from the Body".
_FROM = re.compile(r"From: (?:the )?(?P<name>[A-Z][^<]*?) ?<[^<>@\s]+@[^<>\s]+>$")
_NEWS_FROM = re.compile(r"[A-Z][^.!?:]{0,60} from (?:the )?(?P<name>[A-Z][^.!?:]*)$")
_LETTER = re.compile(r"\b(?:newsletter|digest|bulletin|briefing|magazine|letter|round-up)\b", re.IGNORECASE)


def _sender(d: Draft, blocks: Sequence[Block]) -> bool:
    """Whether a line of the masthead is, or closes with, the name of the organisation whose newsletter it is."""
    for n, block in enumerate(blocks):
        line = d.doc.reading(block.start, block.end)
        below = d.quote(blocks[n + 1].start, blocks[n + 1].end) if n + 1 < len(blocks) else ""
        stated = _FROM.match(line.text) or (_NEWS_FROM.match(line.text) if 0 < n < 3 else None)
        start = stated.start("name") if stated is not None else 0
        name = line.text[start:].split(" <")[0]
        alone = stated is None and len(below) < 60 and bool(_LETTER.search(below))
        if (stated is None and not alone) or classify(Span(0, len(name), name)) != "Organisation":
            continue
        if stated is None and name.isupper():
            continue  # the newsletter's own title
        org = organisation(d, name, line.span(start, start + len(name)), how="masthead")
        d.relate(d.issue, "publisher", org, line.span(0, len(line.text)), "masthead")
        return True
    return False


def _stated_elsewhere(d: Draft) -> None:
    """For example "Policy Innovate is published by the Body", at the end of the issue."""
    for sentence in d.prose():
        stated = re.search(
            r"\b(?:is|are) (?:edited by [^.]{3,60} and )?(?:published|produced|issued) by (?:the )?(?=[A-Z])",
            sentence.text,
        )
        if stated is None or fold(sentence.text[: stated.start()]) != fold(d.doc.title):
            continue
        rest = sentence.text[stated.end() :]
        named = next(iter(capitalised(rest, joined=d.joined)), None)
        if named is not None and classify(named) == "Organisation":
            last = stated.end() + named.end
            org = organisation(d, named.text, sentence.span(stated.end() + named.start, last), how="masthead")
            d.relate(d.issue, "publisher", org, sentence.span(0, last), "masthead")
            return
