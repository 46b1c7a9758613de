"""Reads of sentences which work they mention by "it" or "the report", and extracts where prose says that a work can be read.

The wordings are the rows ``address`` of ``data/reading/particulars.csv``, over a sentence whose names and addresses are marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..document import Block
from ..records import Value
from ..tables import table
from .draft import Draft, Sentence
from .tagging import Mention, Tagged, Tagger

__all__ = ["LINK", "URL", "Spoken", "addresses", "goes_on", "printed", "spoken_works"]

LINK = re.compile(
    r"\[(?P<label>[^\[\]\n]+)\]\((?P<url>(?:https?://|www\.)[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)"
)
_ADDRESS = r"(?:https?://|www\.)[^\s<>\"{}|\\^`\[\]]+"
URL = re.compile(rf"(?<![\w@/.(]){_ADDRESS}", re.IGNORECASE)
_BRACKETED = re.compile(rf"(?<=\(){_ADDRESS}", re.IGNORECASE)
_CLOSING = ".,;:!?'\"”’…*_"
#: Kinds of publications that no sentence means by "it": the issue's own parts, and what is cited by name and year.
_NO_WORK = frozenset(("newsletter issue", "article", "cited work"))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence, and the work that "it" or "the report" in it means, with the place where that was named."""

    tagged: Tagged
    meant: str | None
    named: int
    #: The works that the sentence itself names.
    own: tuple[Mention, ...]


@lru_cache(maxsize=1)
def _pointing() -> re.Pattern[str]:
    """What points back to a work: a pronoun, or a definite noun for a written work."""
    works = "|".join(
        sorted(
            map(re.escape, (r["word"] for r in table("works") if r["what"] != "authors")),
            key=len,
            reverse=True,
        )
    )
    return re.compile(
        rf"(?:it|they|(?:the|this|its)(?: (?:full|whole|complete|new|final|latest|published))*(?: (?:text|{works}|publication|document|summary|pdf))(?: itself| in full)?)\b",
        re.IGNORECASE,
    )


def spoken_works(d: Draft, tagger: Tagger, block: Block) -> Iterator[Spoken]:
    """The sentences of a block, each with the one work that the sentence before named or spoke of."""
    last: tuple[str, int] | None = None
    for sentence in d.block_sentences(block):
        tagged = tagger.tag(sentence)
        own = tuple(m for m in tagged.of("B") if m.id is not None and _is_work(d, m.id))
        yield Spoken(tagged, last and last[0], last[1] if last else -1, own)
        named = {m.id for m in own}
        if len(named) == 1 and own[0].id is not None:
            last = (own[0].id, sentence.span()[0])
        elif named or not _speaks_on(sentence):
            last = None


def _is_work(d: Draft, id_: str) -> bool:
    """Whether a name is that of a work of its own."""
    return id_ in d.entities and d.entities[id_].kind not in _NO_WORK


def _speaks_on(sentence: Sentence) -> bool:
    """Whether a sentence that names no work still mentions the one before: "It is long. It finds …"."""
    return bool(re.match(r"\W*", sentence.text) and _pointing().match(sentence.text.lstrip(" \"'“‘(")))


@lru_cache(maxsize=1)
def _leading() -> tuple[re.Pattern[str], ...]:
    """The wordings that lead from a work, ``‹W›``, to an address, ``‹U›``."""
    named = r"‹B(?P<n>\d+)›(?: \([^()]*\))?"
    rows = [
        row["wording"].replace("‹U›", r"⟨(?P<u>\d+)⟩")
        for row in table("particulars")
        if row["kind"] == "address"
    ]
    return tuple(
        re.compile(row.replace("‹W›", work), re.IGNORECASE)
        for work in (named, rf"(?P<n>)(?:{_pointing().pattern})(?!,? ‹B)")
        for row in rows
    )


def addresses(d: Draft) -> None:
    """Where a sentence says that the work is that it names, or that the sentence before it named."""
    if "://" not in d.doc.text and "www." not in d.doc.text:
        return
    tagger = Tagger.of(d)
    for block in d.doc.blocks:
        raw = d.doc.text[block.start : block.end]
        if block.kind not in ("paragraph", "item") or not ("://" in raw or "www." in raw):
            continue
        for spoken in spoken_works(d, tagger, block):
            _said(d, spoken)


def _said(d: Draft, spoken: Spoken) -> None:
    text, urls = _marked(d, spoken.tagged)
    if not urls:
        return
    for wording in _leading():
        for match in wording.finditer(text):
            mention = spoken.tagged.mention(match["n"] or None)
            work = mention.id if mention else spoken.meant
            url, end = urls[int(match["u"])]
            start = spoken.tagged.span()[0] if mention else spoken.named
            if work is None or d.says(work, "address") or (mention is not None and mention not in spoken.own):
                continue
            d.relate(work, "address", Value(url, "url"), (start, end), "work address")


def _marked(d: Draft, tagged: Tagged) -> tuple[str, list[tuple[str, int]]]:
    """A tagged sentence with ``⟨n⟩`` for its addresses, a link as "label at ⟨n⟩", and each address with its end in the source."""
    start, end = tagged.span()
    text = tagged.text
    urls: list[tuple[str, int]] = []
    at = 0
    opened = start - (d.doc.text[start - 1 : start] == "[")
    for link in LINK.finditer(d.doc.text, opened, d.closed((start, end))[1]):
        label = d.quote(*link.span("label"))
        found = text.find(label, at)
        if found >= 0:
            at = found + len(label)
            mark = f" at ⟨{len(urls)}⟩"
            urls.append((link["url"], link.end()))
            text = text[:at] + mark + text[at:]
    for pattern in (_BRACKETED, URL):
        while match := pattern.search(text):
            url = printed(match[0])
            stop = match.start() + len(url)
            where = d.doc.text.find(match[0], start, end)
            whole = where >= 0 and not goes_on(d.doc.text, where + len(match[0]), match[0])
            if whole:
                urls.append((url, where + len(url)))
            text = f"{text[: match.start()]}⟨{len(urls) - 1 if whole else '…'}⟩{text[stop:]}"
    return text, urls


def printed(url: str) -> str:
    """An address without the marks of the sentence after it."""
    url = url.rstrip(_CLOSING)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(_CLOSING)
    return url


def goes_on(text: str, end: int, url: str) -> bool:
    """Whether the next line may be the rest of an address."""
    following = re.match(r"\r?\n([^\s]+)", text[end : end + 200])
    return following is not None and (url[-1] in "-/_=&?%" or bool(re.search(r"[/=&?_]|\.\w", following[1])))
