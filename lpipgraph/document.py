"""An issue as it reads: sections and blocks that tile the source text, and readings free of its traces.

The text of an issue comes out of a page: sentences broken in the middle, left ``<p>`` tags, dead ``(#)`` links, bold marks.
A `Reading` is that text as a person would read it, and knows for each of its characters where it stands in the source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .dates import find_dates
from .errors import InputError, NotAnIssue
from .files import read_bytes
from .names import fold, slug

__all__ = ["Block", "Document", "Reading", "Section", "parse", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """Text without traces, and for each of its characters the offset in the source (`places` has one more: the end)."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in the source, from its first to behind its last character."""
        return self.places[start], self.places[end - 1] + 1

    def sentences(self) -> Iterator[tuple[int, int]]:
        """The sentences of the reading, as offsets into `text`."""
        start = 0
        for match in _SENTENCE_END.finditer(self.text):
            before = self.text[start : match.start() + 1]
            if _ABBREVIATION.search(before):
                continue
            yield start, match.end(1)
            start = match.end()
        if self.text[start:].strip():
            yield start, len(self.text.rstrip())


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the source that belongs together.

    `kind` is heading, byline, paragraph, item (of a list) or row (of a table); `level` the depth of a heading or item;
    `marker` what stands before an item ("-", "3."); `cells` the extents of a row's cells.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    marker: str = ""
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """From one heading to the next: `kind` says what the newsletter uses it for."""

    kind: str
    heading: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """An issue: `sections` joined give `text` back, and so do `blocks` with the blank space between them."""

    id: str
    title: str
    number: str | None
    date: str | None
    text: str
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]

    def reading(self, start: int, end: int) -> Reading:
        """The stretch of the source as a person reads it."""
        return clean(self.text, start, end)

    def section_at(self, offset: int) -> Section:
        """The section in which an offset lies."""
        return self.sections[bisect_right([s.start for s in self.sections], offset) - 1]

    def blocks_in(self, start: int, end: int) -> list[Block]:
        """The blocks that begin in a stretch of the source."""
        return [b for b in self.blocks if start <= b.start < end]

    def extent(self, section: Section) -> tuple[int, int]:
        """A section with all that is below it: up to the next heading of its level or above."""
        at = self.sections.index(section)
        for later in self.sections[at + 1 :]:
            if later.level <= section.level:
                return section.start, later.start
        return section.start, len(self.text)


# --- readings -------------------------------------------------------------------------------------------------

_TRACE = re.compile(
    r"(?P<link>\[(?P<label>[^\[\]\n]*)\]\([^()\s]*\))"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9]*(?:\s[^<>\n]*)?/?>)"
    r"|(?P<bold>\*\*|__|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*]))"
    r"|(?P<soft>\u00ad|\u200b|\ufeff)"
    r"|(?P<hyphen>(?<=[a-z])-\n(?=[a-z]))"
    r"|(?P<space>\s+)"
)
_SINGLE = {"’": "'", "‘": "'", "“": '"', "”": '"', "\u2011": "-", "\u2010": "-"}
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}
_SENTENCE_END = re.compile(r"[.!?]([\"')\]]*)\s+(?=[\"'(\[]*[A-Z0-9])")
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Prof|Mr|Mrs|Ms|St|No|vs|cf|pp?|al|e\.g|i\.e|approx|c)|\b[A-Z])\.$")


def clean(text: str, start: int, end: int) -> Reading:
    """`text[start:end]` as a person reads it.

    Links become their words, bold marks, tags and soft hyphens go, curly quotes become straight, runs of white space one space.
    """
    out: list[str] = []
    places: list[int] = []

    def put(char: str, at: int) -> None:
        for c in _LIGATURES.get(char, char):
            out.append(_SINGLE.get(c, c))
            places.append(at)

    def walk(a: int, b: int) -> None:
        at = a
        while at < b:
            match = _TRACE.search(text, at, b)
            stop = match.start() if match else b
            for i in range(at, stop):
                put(text[i], i)
            if match is None:
                return
            if match["link"] is not None:
                walk(match.start("label"), match.end("label"))
            elif match["space"] is not None or (match["tag"] is not None and match["tag"].lower() in _BREAKS):
                if out and out[-1] != " ":
                    put(" ", match.start())
            at = match.end()

    walk(start, end)
    while out and out[-1] == " ":
        out.pop()
        places.pop()
    return Reading("".join(out), (*places, end))


_BREAKS = {"<br>", "<br/>", "<br />", "</p>", "</li>", "</div>"}

# --- lines to blocks -------------------------------------------------------------------------------------------

_ITEM = re.compile(r"(?P<indent>\s*)(?P<marker>[-•*–▪◦·o]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_LABEL = re.compile(
    r"(?:[\w-]+ ){0,4}(?:leads?|co-leads?|authors?|contacts?|organisers?|hosts?|dates?|words|when|where|venue|"
    r"links?|funders?|cover)\s*:",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|joined|joins|aims|please)\b")
_NAME_WORD = r"[A-ZÀ-ÞŁŚŽ][\w'’.-]*"
_PERSON = (
    rf"(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Cllr|Councillor)\.? )?{_NAME_WORD}"
    rf"(?: (?:de|da|van|von|der|den|la|le|al|bin|ap|ferch|y|di|du|dos|ten|of|{_NAME_WORD})){{1,4}}"
)
_BYLINE = re.compile(rf"{_PERSON}(?:(?:, | and | & |, and ){_PERSON})*(?:, | \(| [-–|] )")
_EXPLICIT_BYLINE = re.compile(r"(?:By|Words|Words by|Authors?|Written by)\s*:?\s+[A-Z]")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_UNFINISHED = re.compile(r"(?:[a-z,]|[a-z]-)$")
_FUNCTION_WORD = re.compile(
    r"\b(?:a|an|the|in|of|and|or|to|for|with|by|on|at|from|as|that|which|its|their|our)$", re.IGNORECASE
)
_FURNITURE = re.compile(r"(?:page )?\d{1,3}(?: of \d{1,3})?", re.IGNORECASE)

#: What a heading says about its section. Tried in order on the folded heading.
_KINDS = (
    ("contents", re.compile(r"(?:table of )?contents|(?:whats )?(?:inside|in)(?: this| the)?(?: issue)?|in this edition")),
    ("themes", re.compile(r".*\bthemes?\b.*\bleads?\b.*|.*\bleads?\b.*\bthemes?\b.*|(?:meet |introducing )?(?:our|the)? ?"
                          r"(?:research )?theme leads?|(?:our|the) (?:\w+ )?(?:research )?themes")),
    ("events", re.compile(r"(?:\w+ )?events?(?: and \w+)?|coming up|whats on|diary(?: dates)?|dates for (?:your|the) diary|"
                          r"upcoming(?: \w+)?|forthcoming(?: \w+)?|training and events|events? calendar")),
    ("webinars", re.compile(r"watch (?:it )?again|(?:webinars|recordings)(?: to watch again)?|catch up|missed it|on demand")),
    ("blogs", re.compile(r"(?:\w+ ){0,3}blogs?|(?:from|on) the blog|blog (?:posts|round up)")),
    ("reports", re.compile(r"(?:new |recent |latest )?(?:research and |publications and )?"
                           r"(?:reports?|publications?|research)(?: and (?:reports?|research|publications?|resources))?|"
                           r"(?:further |worth |what we are |what were )?reading(?: list)?|new (?:research|publications|reports)|"
                           r"(?:publications?|reports?) round ?up|(?:the )?bookshelf")),
    ("vacancies", re.compile(r"(?:job |current )?(?:vacanc(?:y|ies)|jobs|opportunities)|work with us|join (?:us|the team)")),
    ("interview", re.compile(r"(?:five|ten|\d+) minutes with.*|(?:an )?interview(?: with)?\b.*|q and a\b.*|in conversation\b.*|"
                             r"meet .*")),
    ("spotlight", re.compile(r"(?:place )?spotlight\b.*|focus on .*|place in focus\b.*|in focus\b.*")),
    ("contacts", re.compile(r"contacts?(?: us)?|get in touch|(?:for )?(?:any )?queries.*|how to (?:reach|contact) us")),
    ("disclaimer", re.compile(r"disclaimer.*")),
    ("funder", re.compile(r"funding|funders?|acknowledge?ments?")),
)  # fmt: skip

#: Paragraphs that open a section of their own without a heading.
_OPENERS = (
    ("disclaimer", re.compile(r"disclaimer\b", re.IGNORECASE)),
    ("contacts", re.compile(r"(?:for (?:any |further |more )?(?:queries|questions|information)[^.]*(?:contact|email|write)|"
                            r"(?:please )?(?:contact|get in touch with|email) (?:the|us|our)\b)", re.IGNORECASE)),
    ("funder", re.compile(r"[^.]{5,120}\b(?:is|are|was) (?:jointly |generously |co-)?(?:funded|supported|financed) (?:by|through)\b[^.]*\.?$",
                          re.IGNORECASE)),
)  # fmt: skip


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    raw: str


def _lines(text: str) -> list[_Line]:
    lines = []
    at = 0
    for raw in text.splitlines(keepends=True):
        body = raw.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        lines.append(_Line(at, at + len(body), body))
        at += len(raw)
    return lines


def _plain(raw: str) -> str:
    return clean(raw, 0, len(raw)).text.strip()


def _contents(lines: list[_Line]) -> tuple[int, int, list[str]]:
    """Where the table of contents stands (first and last+1 line) and its titles; (-1, -1, []) if there is none."""
    for i, line in enumerate(lines[:200]):
        plain = _plain(line.raw.lstrip("# "))
        if plain and _KINDS[0][1].fullmatch(fold(plain)):
            break
    else:
        return -1, -1, []
    titles: list[str] = []
    blank = 0
    last = i + 1
    for j in range(i + 1, len(lines)):
        raw = lines[j].raw
        plain = _plain(raw)
        if not plain:
            blank += 1
            continue
        title = re.sub(
            r"[\s.…·_]*\b(?:p(?:age|p)?\.? ?)?\d{1,3}$", "", re.sub(r"[.…]{3,}", " ", plain)
        ).strip()
        title = _ITEM.sub("", title, count=1).strip() if _ITEM.match(title) else title
        numbered = title != plain
        if fold(title) in map(fold, titles) or _HASHES.match(raw) or len(title) > 160:
            break
        if blank > 1 and titles and not numbered:
            break
        if blank and titles and not numbered and not _ITEM.match(plain):
            break
        blank = 0
        titles.append(title)
        last = j + 1
    return i, last, titles


def _blocks(text: str, lines: list[_Line], contents: tuple[int, int, list[str]]) -> list[Block]:
    first, last, titles = contents
    known = {fold(t) for t in titles}
    masthead_end = first if first >= 0 else _masthead_end(lines)
    blocks: list[Block] = []
    i = 0
    while i < len(lines):
        line = lines[i]
        raw = line.raw
        if not raw.strip() or (_FURNITURE.fullmatch(raw.strip()) and i >= last):
            i += 1
            continue
        indent = len(raw) - len(raw.lstrip())
        start = line.start + indent
        end = line.start + len(raw.rstrip())
        if i == first:
            blocks.append(Block("heading", start, end, 1))
        elif first < i < last:
            blocks.append(Block("item", start, end, 1))
        elif i < masthead_end:
            blocks.append(Block("paragraph", start, end))
        elif hashes := _HASHES.match(raw):
            blocks.append(Block("heading", line.start + hashes.end(), end, len(hashes[1]) + 10))
        elif "\t" in raw.strip("\n") or (raw.lstrip().startswith("|") and raw.count("|") > 2):
            i = _row(lines, i, blocks)
            continue
        elif (item := _ITEM.match(raw)) and not _hyphen_heading(raw):
            i = _item(lines, i, item, blocks, known)
            continue
        elif fold(_plain(raw)) in known:
            blocks.append(Block("heading", start, end, 1))
        elif _alone(lines, i) and _is_heading(raw, blocks):
            blocks.append(Block("heading", start, end, 2))
        else:
            i = _paragraph(lines, i, blocks, known)
            continue
        i += 1
    return _joined(text, blocks)


def _masthead_end(lines: list[_Line]) -> int:
    """Without contents the masthead ends behind the line with the issue's number or date."""
    for i, line in enumerate(lines[:60]):
        if _NUMBER.search(line.raw):
            return i + 1
    return min(3, len(lines))


def _hyphen_heading(raw: str) -> bool:
    return bool(re.match(r"\s*o\s+[a-z]", raw)) and not raw.startswith(" ")


def _alone(lines: list[_Line], i: int) -> bool:
    before = i == 0 or not lines[i - 1].raw.strip()
    after = i + 1 >= len(lines) or not lines[i + 1].raw.strip()
    return (before and after) or (before and _bold(lines[i].raw))


def _bold(raw: str) -> bool:
    return bool(re.fullmatch(r"\s*(?:\*\*|__)[^*]+(?:\*\*|__):?\s*", raw))


def _is_heading(raw: str, blocks: list[Block]) -> bool:
    plain = _plain(raw)
    if not plain or len(plain) > 120 or plain[-1] in ".;,:" or _MAIL.search(plain) or _LABEL.match(plain):
        return False
    if re.fullmatch(r"\s*\[[^\]]*\]\([^)]*\)\s*", raw) or "://" in plain:
        return False
    if not (plain[0].isupper() or plain[0].isdigit() or plain[0] in "\"'"):
        return False
    if blocks and blocks[-1].kind == "heading" and blocks[-1].level in (1, 11, 12) and is_byline(plain):
        return False
    if _VERB.search(plain) and not plain.endswith("?") and not _bold(raw):
        return False
    if blocks and blocks[-1].kind == "paragraph" and _FUNCTION_WORD.search(_plain(raw)):
        return False
    return len(plain.split()) <= 18


def is_byline(plain: str) -> bool:
    """Whether a line below an article's heading names its authors: "Name, Organisation" or "By Name and Name"."""
    if len(plain) > 200 or plain.endswith("?"):
        return False
    return bool(
        _EXPLICIT_BYLINE.match(plain) or _BYLINE.match(plain + ", ") or _BYLINE.match(plain)
    ) and not (_VERB.search(plain))


def _row(lines: list[_Line], i: int, blocks: list[Block]) -> int:
    """A row of a table: cells parted by tabs or pipes; lines that open with a tag go on with its last cell."""
    line = lines[i]
    pipe = "\t" not in line.raw
    cells: list[tuple[int, int]] = []
    at = line.start
    pieces = line.raw.strip().strip("|").split("|") if pipe else line.raw.split("\t")
    if pipe:
        if not line.raw.strip(" |:-\t"):
            return i + 1
        at = line.start + line.raw.index("|") + 1
    for piece in pieces:
        inner = len(piece) - len(piece.lstrip())
        cells.append((at + inner, at + inner + len(piece.strip())))
        at += len(piece) + 1
    end = max(line.start + len(line.raw.rstrip()), cells[-1][1])
    j = i + 1
    while j < len(lines):
        raw = lines[j].raw
        if raw.strip() and not raw.lstrip().startswith("<p"):
            break
        if raw.strip():
            end = lines[j].start + len(raw.rstrip())
            cells[-1] = (cells[-1][0], end)
        j += 1
    while not lines[j - 1].raw.strip():
        j -= 1
    start = line.start + len(line.raw) - len(line.raw.lstrip(" "))
    blocks.append(Block("row", start, end, cells=tuple(cells), marker="|" if pipe else "\t"))
    return j


def _item(lines: list[_Line], i: int, item: re.Match[str], blocks: list[Block], known: set[str]) -> int:
    start = lines[i].start + item.end()
    end = lines[i].start + len(lines[i].raw.rstrip())
    j = i + 1
    while j < len(lines) and _goes_on(lines[j].raw, known):
        end = lines[j].start + len(lines[j].raw.rstrip())
        j += 1
    blocks.append(Block("item", start, end, 1 + (len(item["indent"].expandtabs(4)) > 0), item["marker"]))
    return j


def _paragraph(lines: list[_Line], i: int, blocks: list[Block], known: set[str]) -> int:
    raw = lines[i].raw
    start = lines[i].start + len(raw) - len(raw.lstrip())
    end = lines[i].start + len(raw.rstrip())
    plain = _plain(raw)
    if blocks and blocks[-1].kind == "heading" and is_byline(plain):
        blocks.append(Block("byline", start, end))
        return i + 1
    j = i + 1
    if not _MAIL.search(raw) and not _LABEL.match(plain):
        while j < len(lines) and _goes_on(lines[j].raw, known) and not _MAIL.search(lines[j].raw):
            end = lines[j].start + len(lines[j].raw.rstrip())
            j += 1
    blocks.append(Block("paragraph", start, end))
    return j


def _goes_on(raw: str, known: set[str]) -> bool:
    """Whether a line belongs to the paragraph or item above it."""
    plain = _plain(raw)
    return bool(
        plain
        and not _ITEM.match(raw)
        and not _HASHES.match(raw)
        and "\t" not in raw.strip()
        and not _LABEL.match(plain)
        and fold(plain) not in known
    )


def _joined(text: str, blocks: list[Block]) -> list[Block]:
    """Sentences that a page break cut are one paragraph again; a heading that nothing follows is none."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if (
            before
            and block.kind == "paragraph"
            and before.kind in ("paragraph", "item")
            and before.end - before.start > 50
        ):
            tail, head = _plain(text[before.start : before.end]), _plain(text[block.start : block.end])
            cut = _UNFINISHED.search(tail) and (
                head[:1].islower() or _FUNCTION_WORD.search(tail) or tail.endswith(",")
            )
            if cut and not _MAIL.search(head):
                joined[-1] = Block(before.kind, before.start, block.end, before.level, before.marker)
                continue
        joined.append(block)
    if joined and joined[-1].kind == "heading":
        last = joined[-1]
        joined[-1] = Block("paragraph", last.start, last.end)
    return joined


# --- blocks to sections ----------------------------------------------------------------------------------------


def kind_of(heading: str) -> str | None:
    """What the newsletter uses a section with this heading for, if the heading says so."""
    folded = fold(heading)
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(folded)), None)


def _sections(text: str, blocks: list[Block], titles: list[str]) -> tuple[list[Section], list[Block]]:
    known = {fold(t) for t in titles}
    hashes = [b.level for b in blocks if b.kind == "heading" and b.level > 10]
    matched = [
        b.level
        for b in blocks
        if b.kind == "heading" and b.level > 10 and fold(_plain(text[b.start : b.end])) in known
    ]
    base = min(matched or hashes or [11])
    marks: list[tuple[int, str, str, int]] = [(0, "masthead", "", 1)]
    levelled: list[Block] = []
    parent = "masthead"
    for n, block in enumerate(blocks):
        heading = _plain(text[block.start : block.end])
        if block.kind == "heading":
            level = block.level
            kind = kind_of(heading)
            byline = n + 1 < len(blocks) and blocks[n + 1].kind == "byline"
            if fold(heading) in known:
                level = 1
            elif level > 10:
                level = max(level - base + 1, 1)
            elif byline or (kind and not known and level != 1):
                level = 1
            elif kind in _TAIL and parent in (*_LISTS, *_TAIL):
                level = 1
            if level == 1:
                parent = kind or "article"
                marks.append((block.start, parent, heading, 1))
            else:
                here = (
                    "theme"
                    if parent == "themes" and level == 2
                    else (kind if kind in _LISTS and level <= 2 else None)
                )
                marks.append((block.start, here or "part", heading, level))
            block = Block("heading", block.start, block.end, level)
        elif block.kind == "paragraph" and n > 0:
            opened = next((k for k, p in _OPENERS if p.match(heading)), None)
            if opened and (parent in (*_LISTS, *_TAIL) or n > len(blocks) - 12) and opened != marks[-1][1]:
                parent = opened
                marks.append((block.start, opened, "", 1))
        levelled.append(block)
    ends = [m[0] for m in marks[1:]] + [len(text)]
    found = [Section(k, h, lv, s, e) for (s, k, h, lv), e in zip(marks, ends, strict=True)]
    return [s for s in found if s.end > s.start or s.kind == "masthead"], levelled


_LISTS = ("blogs", "reports", "events", "webinars", "vacancies")
_TAIL = ("disclaimer", "contacts", "funder")

# --- the masthead ----------------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"\b(?:issue|edition|volume)\s*(?:no\.?|number|#|:)?\s*(?P<number>\d{1,3})\b", re.IGNORECASE
)


def parse(text: str, *, where: object = None) -> Document:
    """An issue's text as a Document.

    Parameters
    ----------
    text
        The decoded text, line ends as they are.
    where
        The file's name, for messages.

    Raises
    ------
    NotAnIssue
        If the first lines give neither a number ("Issue No. 1") nor a date beside the word "issue" or "edition".
    """
    lines = _lines(text)
    contents = _contents(lines)
    blocks = _blocks(text, lines, contents)
    sections, blocks = _sections(text, blocks, contents[2])
    head_end = lines[contents[0]].start if contents[0] > 0 else sum(len(x.raw) + 1 for x in lines[:40])
    head = text[:head_end][:4000]
    number = _NUMBER.search(head)
    dates = [d for d in find_dates(head) if d.type in ("date", "gYearMonth")]
    if number is None and not (dates and re.search(r"\b(?:issue|edition|newsletter)\b", head, re.IGNORECASE)):
        raise NotAnIssue(
            "this is no issue of the newsletter: its first lines have no masthead (issue number or date)",
            where=where,
            hint="an issue begins with its title and a line such as 'Issue No. 1 | Date 11.12.2024'",
        )
    title = next((_plain(x.raw.lstrip("# ")) for x in lines if _plain(x.raw.lstrip("# "))), "")
    title = re.split(
        r"\s*[–—|:,(-]\s*(?=(?:issue|edition|volume)\b)|\s+(?=issue (?:no|\d))", title, flags=re.IGNORECASE
    )[0]
    near = None
    if dates:
        anchor = number.start() if number else 0
        near = min(dates, key=lambda d: (d.type != "date", abs(d.start - anchor)))
    key = f"{int(number['number']):02d}" if number else (near.value if near else "")
    return Document(
        id=f"{slug(title)}-{key}".strip("-"),
        title=title,
        number=str(int(number["number"])) if number else None,
        date=near.value if near else None,
        text=text,
        sections=tuple(sections),
        blocks=tuple(blocks),
    )


def read(path: Path | str) -> Document:
    """The issue in a file.

    Raises
    ------
    InputError
        If the file is missing, empty, binary or in an unknown encoding.
    NotAnIssue
        If the text has no masthead.
    """
    return parse(decode(read_bytes(path), where=path), where=path)


def decode(content: bytes, *, where: object = None) -> str:
    """Text out of bytes: by its byte order mark, else as strict UTF-8, else as Windows-1252 where every byte has a character.

    Raises
    ------
    InputError
        For binary data, and for bytes that are no text in any of these.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            break
    else:
        encoding = "utf-8"
        if b"\x00" in content:
            raise InputError(
                "this is binary data, not text", where=where, hint="save the issue as plain text (UTF-8)"
            )
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            try:
                return _windows_1252(content)
            except UnicodeDecodeError:
                pass
        raise InputError(
            f"not text in UTF-8, UTF-16 or Windows-1252 (byte {error.start})",
            where=where,
            hint="save it as UTF-8",
        ) from error


def _windows_1252(content: bytes) -> str:
    text = content.decode("cp1252")
    odd = sum(1 for c in text if (c < " " and c not in "\t\r\n\f\v") or c == "\x7f")
    if odd:
        raise UnicodeDecodeError("cp1252", content, 0, 1, "control characters")
    return text
