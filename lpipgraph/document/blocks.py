"""Lines of an issue's text to blocks: headings, bylines, paragraphs, list items, table rows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..names import fold
from .reading import plain

__all__ = [
    "Block",
    "Contents",
    "Line",
    "blocks_of",
    "contents_of",
    "is_byline",
    "lines_of",
    "without_furniture",
]


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


#: Where the table of contents stands (first and last+1 line) and its titles; (-1, -1, []) if there is none.
Contents = tuple[int, int, list[str]]

_CONTENTS = re.compile(
    r"(?:table of )?contents|(?:whats )?(?:inside|in)(?: this| the)?(?: issue| edition| number)?|at a glance"
)
NUMBER = re.compile(
    r"(?:\b(?:issue|edition|volume|number|no\.)\s*(?:no\.?|number|#|:)?|#)\s*"
    r"(?P<number>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"(?P<indent>\s*)(?P<marker>[-•*–▪◦·~o]|Q\d{1,2}(?:\s?[.:)/])?|Question\s?\d{1,2}\s?[.:)/]|QUESTION \d{1,2}\s?[.:)/]|"
    r"\[\d{1,2}\]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)"
)
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_LABEL = re.compile(
    r"(?:[\w-]+ ){0,4}(?:leads?|co-leads?|authors?|contacts?|organisers?|hosts?|dates?|words|what|when|where|venue|"
    r"links?|funders?|cover|who for|for whom|cost|book|partners)\s*(?::|//)",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|joined|joins|aims|please)\b")
_NAME_WORD = r"[A-ZÀ-ÞŁŚŽ][\w'’.-]*"
_PERSON = (
    rf"(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Cllr|Councillor)\.? )?{_NAME_WORD}"
    rf"(?: (?:de|da|van|von|der|den|la|le|al|bin|ap|ferch|y|di|du|dos|ten|of|{_NAME_WORD})){{1,4}}"
)
_BYLINE = re.compile(rf"(?:[-–—] ?)?{_PERSON}(?:(?:, | and | & |, and ){_PERSON})*(?:, | \(| [-–|] )")
_EXPLICIT_BYLINE = re.compile(
    r"(?:[-–—] ?)?(?:(?:By|Words|Authors?)\s*:?\s+[A-Z]|(?:[A-Z][a-z]+ )(?:[a-z]+ ){0,2}by\s*:?\s+[A-Z][^.]*$)"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_UNFINISHED = re.compile(r"(?:[a-z,]|[a-z]-)$")
_FUNCTION_WORD = re.compile(
    r"\b(?:a|an|the|in|of|and|or|to|for|with|by|on|at|from|as|that|which|its|their|our)$", re.IGNORECASE
)
_PAGE = re.compile(r"(?:[-–—|] ?)?(?:page )?\d{1,3}(?: ?(?:of|/) ?\d{1,3})?(?: ?[-–—|])?", re.IGNORECASE)
_RULER = re.compile(r"(?:[-*_=] *){3,}")
_ENDED = re.compile(r"[.!?:;][\"')\]]*$")


@dataclass(slots=True)
class Line:
    """A line of the source without its line end; `raw` is empty where page furniture was taken out."""

    start: int
    end: int
    raw: str


def lines_of(text: str) -> list[Line]:
    """The lines of a text with their extents."""
    lines = []
    at = 0
    for raw in text.splitlines(keepends=True):
        body = raw.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        lines.append(Line(at, at + len(body), body))
        at += len(raw)
    return lines


def contents_of(lines: list[Line]) -> Contents:
    """Where the table of contents stands (heading and last+1 line) and its titles; (-1, -1, []) if there is none.

    Told by structure, not by its heading's words alone: a run of lines whose titles stand again, each as a line of its own,
    further down. A heading that says "contents" makes do with fewer of these.
    """
    words = [plain(line.raw.lstrip("# ")) if len(line.raw) < 240 else "" for line in lines]
    last_at = {fold(_without_marker(w)): n for n, w in enumerate(words) if w}
    best: tuple[tuple[bool, int], Contents] = ((False, 0), (-1, -1, []))
    i = 0
    while i < min(len(lines), 200):
        if not words[i]:
            i += 1
            continue
        called = bool(_CONTENTS.fullmatch(fold(words[i])))
        first = i + 1 if called else i
        titles, end, again = _entries(lines, words, last_at, first)
        if again >= (1 if called else 3) and again >= 0.5 * len(titles):
            heading = i if called else _heading_above(words, first)
            if (called, again) > best[0]:
                best = ((called, again), (heading, end, titles))
            i = end
        elif called and titles and again == 0 and best[0][1] == 0:
            best = ((False, 0), (i, end, titles))
            i = end
        else:
            i += 1
    return best[1]


def _heading_above(words: list[str], first: int) -> int:
    above = next((n for n in range(first - 1, max(first - 4, -1), -1) if words[n]), first)
    fits = 0 < above < first and len(words[above]) < 40 and not words[above].endswith(".")
    return above if fits and not NUMBER.search(words[above]) else first


def _entries(
    lines: list[Line], words: list[str], last_at: dict[str, int], first: int
) -> tuple[list[str], int, int]:
    """The titles of a run of entries, where it ends, and how many of them stand again below."""
    titles: list[str] = []
    again = blank = 0
    end = first
    for j in range(first, len(lines)):
        if not words[j]:
            blank += 1
            if lines[j].raw.strip():
                break
            continue
        title = _entry_title(words[j])
        numbered = title != words[j]
        folded = fold(title)
        if NUMBER.search(words[j]) and j < 30 and not titles:
            break  # the masthead's line
        if folded in map(fold, titles) or _HASHES.match(lines[j].raw) or len(title) > 160 or not title:
            break
        below = last_at.get(folded, -1) > j
        if titles and ((blank and not (numbered or below)) or blank > 2):
            break
        blank = 0
        again += below
        titles.append(title)
        end = j + 1
    return titles, end, again


def _entry_title(words: str) -> str:
    """An entry without its page number, leaders and bullet: "3  Title", "Title ..... 3", "- Title", "Title | p. 3"."""
    title = re.sub(r"[.…·_]{3,}", " ", words)
    title = re.sub(r"[\s.…·_|–—]*\b(?:p(?:age|p)?\.? ?)?\d{1,3}$", "", title).strip()
    title = re.sub(r"^(?:p(?:age|p)?\.? ?)?\d{1,3}(?:\s+|\s*[|–—:.)]\s*)(?=[A-Z\"'])", "", title)
    return _without_marker(title).strip()


def _without_marker(words: str) -> str:
    item = _ITEM.match(words)
    return words[item.end() :] if item else words


def without_furniture(lines: list[Line], last: int) -> tuple[list[Line], list[tuple[int, int]]]:
    """The lines with page numbers, running heads and rulers emptied, and the extents of these.

    Parameters
    ----------
    lines
        The lines of the issue.
    last
        Where the table of contents ends: numbers in it are no furniture.

    Returns
    -------
    tuple
        As many lines, and the furniture's extents in the text. Furniture is a page number on a line of its own,
        and a short line, beside a page number or with one in it, that comes again with another number or gives
        the issue's number.
    """
    near = {}
    found_heads: set[int] = set()
    title = next((fold(x.raw) for x in lines if x.raw.strip()), "")
    for i in range(max(last, 12), len(lines)):  # the first lines are the masthead
        raw = lines[i].raw.strip()
        if not raw or len(raw) > 90 or _ENDED.search(raw):
            continue
        beside = any(
            _PAGE.fullmatch(x.raw.strip()) for x in (*lines[max(i - 1, 0) : i], *lines[i + 1 : i + 2])
        )
        head = re.fullmatch(
            r"(?:\d{1,3}\s*[|·–—-]\s*(?P<a>.{3,60}))|(?:(?P<b>.{3,60}?)\s*[|·–—-]\s*\d{1,3})", raw
        )
        if head and fold(head["a"] or head["b"]) == title:
            found_heads.add(i)
        if (
            _PAGE.fullmatch(raw)
            or beside
            or (NUMBER.search(raw) and "|" in raw)
            or re.search(r"\bpage \d", raw, re.IGNORECASE)
        ):
            near[i] = re.sub(r"\d+", "0", fold(raw))
    often = Counter(near.values())
    found = {i for i, x in enumerate(lines) if _RULER.fullmatch(x.raw.strip())}
    found |= {
        i
        for i, words in near.items()
        if _PAGE.fullmatch(lines[i].raw.strip()) or often[words] > 1 or NUMBER.search(lines[i].raw)
    }
    found |= found_heads
    kept = [Line(x.start, x.end, "") if i in found else x for i, x in enumerate(lines)]
    return kept, [(lines[i].start, lines[i].end) for i in sorted(found)]


def blocks_of(
    text: str, lines: list[Line], contents: Contents, furniture: Sequence[tuple[int, int]] = ()
) -> list[Block]:
    """The blocks of an issue, in order.

    Parameters
    ----------
    text, lines
        The issue, and its lines without furniture.
    contents
        Where its table of contents is, and what it lists: these titles are headings.
    furniture
        What was taken out of the lines: a sentence that it cut is whole again.
    """
    first, last, titles = contents
    known = {fold(t) for t in titles}
    masthead_end = first if first >= 0 else _masthead_end(lines)
    blocks: list[Block] = []
    i = 0
    while i < len(lines):
        line = lines[i]
        raw = line.raw
        if not raw.strip():
            i += 1
            continue
        indent = len(raw) - len(raw.lstrip())
        start = line.start + indent
        end = line.start + len(raw.rstrip())
        if i == first:
            blocks.append(Block("heading", start, end, 1, "contents"))
        elif first < i < last:
            blocks.append(Block("item", start, end, 1))
        elif i < masthead_end:
            blocks.append(Block("paragraph", start, end))
        elif not any(c.isalnum() for c in raw) and not (i and _UNDERLINE.fullmatch(raw)):
            i += 1
            continue
        elif hashes := _HASHES.match(raw):
            blocks.append(Block("heading", line.start + hashes.end(), end, len(hashes[1]) + 10))
        elif _UNDERLINE.fullmatch(raw) and blocks and i and lines[i - 1].raw.strip():
            blocks[-1] = _underlined(blocks[-1], lines[i - 1], raw)
        elif _matches(_entry_title(plain(raw)), known):
            blocks.append(Block("heading", start, end, 1))
        elif "\t" in raw.strip("\n") or (raw.lstrip().startswith("|") and raw.count("|") > 2):
            i = _row(lines, i, blocks)
            continue
        elif (item := _ITEM.match(raw)) and not _hyphen_heading(raw):
            i = _item(lines, i, item, blocks, known)
            continue
        elif _alone(lines, i) and _is_heading(raw, blocks):
            blocks.append(Block("heading", start, end, 2))
        else:
            i = _paragraph(lines, i, blocks, known)
            continue
        i += 1
    return _joined(text, blocks, furniture)


#: "TERM = its definition": lines of their own.
_PAIR = re.compile(r"[^=.]{3,60} (?:=|::) \S")
#: "10 Feb, 2pm, online – Title": an entry, no heading.
_DATED = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.{12,}",
    re.IGNORECASE,
)
#: "“Title” (Author, date)": an entry of its own.
_QUOTED_ENTRY = re.compile(r"[\"“][^\"”]{4,140}[\"”]\s*\([A-Z]")
_INVITATION = re.compile(
    r"(?:(?:find out |read |learn )?more (?:on|about|details)|read (?:the|more|our)|download|view the|register|book (?:now|here|a)|"
    r"visit|click|follow|apply)\b",
    re.IGNORECASE,
)
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*")


def _underlined(block: Block, above: Line, raw: str) -> Block:
    """The line above an underline is a heading; of a longer paragraph nothing is (the underline is a rule)."""
    if block.start >= above.start and block.end <= above.end and len(above.raw) < 120:
        return Block("heading", block.start, block.end, 11 if "=" in raw else 12)
    return block


def _matches(words: str, known: set[str]) -> bool:
    """Whether a line is a title of the contents, the same but for a word or two."""
    folded = fold(words)
    if folded in known:
        return True
    own = set(folded.split())
    if not 3 <= len(own) <= 20:
        return False
    return any(len(own & set(t.split())) > 0.85 * len(own | set(t.split())) for t in known)


def _masthead_end(lines: list[Line]) -> int:
    """Without contents the masthead ends behind the line with the issue's number or date."""
    for i, line in enumerate(lines[:60]):
        if NUMBER.search(line.raw):
            return i + 1
    return min(3, len(lines))


def _hyphen_heading(raw: str) -> bool:
    return bool(re.match(r"\s*o\s+[a-z]", raw)) and not raw.startswith(" ")


def _alone(lines: list[Line], i: int) -> bool:
    before = i == 0 or not lines[i - 1].raw.strip()
    after = i + 1 >= len(lines) or not lines[i + 1].raw.strip()
    return (before and after) or (before and (_bold(lines[i].raw) or _capitals(lines[i].raw)))


def _capitals(raw: str) -> bool:
    """A line in capitals: two words or more, or one long one."""
    words = plain(raw)
    return (
        words.isupper() and 5 < len(words) < 90 and not _MAIL.search(words) and not words.endswith((".", ","))
    )


def _bold(raw: str) -> bool:
    return bool(re.fullmatch(r"\s*(?:\*\*|__)[^*]+(?:\*\*|__):?\s*", raw))


def _is_heading(raw: str, blocks: list[Block]) -> bool:
    words = plain(raw)
    if not words or len(words) > 120 or words[-1] in ".;,:" or _MAIL.search(words) or _LABEL.match(words):
        return False
    if re.fullmatch(r"\s*\[[^\]]*\]\([^)]*\)\s*", raw) or "://" in words:
        return False
    if not (words[0].isupper() or words[0].isdigit() or words[0] in "\"'"):
        return False
    if words.endswith("?") and blocks and blocks[-1].kind == "item":
        return False  # the question of the item above it
    if _QUOTED_ENTRY.match(words) or _PAIR.match(words):
        return False
    if _INVITATION.match(words) or _DATED.match(words) or not any(c.isalpha() for c in words):
        return False
    if blocks and blocks[-1].kind == "heading" and is_byline(words):
        return False
    few = len(words.split()) <= 7 and not re.search(r"\bby\b", words)
    asked = words.endswith("?") or few
    if _VERB.search(words) and not asked and not _bold(raw):
        return False
    if blocks and blocks[-1].kind == "paragraph" and _FUNCTION_WORD.search(words) and len(words.split()) < 3:
        return False
    return len(words.split()) <= 18


def is_byline(words: str) -> bool:
    """Whether a line below an article's heading names its authors: "Name, Organisation" or "By Name and Name"."""
    if len(words) > 200 or words.endswith("?") or re.search(r"[£€@]", words):
        return False
    if re.search(r"\b(?:Fund|Programme|Scheme|Plan|Levy|Deal|Strategy|Act|Pilot)s?\b[^,]{0,3} [–—-] ", words):
        return False
    return bool(_EXPLICIT_BYLINE.match(words) or _BYLINE.match(words)) and not (_VERB.search(words))


def _row(lines: list[Line], i: int, blocks: list[Block]) -> int:
    """A row of a table: cells parted by tabs or pipes; lines that open with a tag are one more cell."""
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
    more = False
    j = i + 1
    while j < len(lines):
        raw = lines[j].raw
        if raw.strip() and not raw.lstrip(" ").startswith("<p"):
            break
        if raw.strip():
            end = lines[j].start + len(raw.rstrip())
            if not more:
                cells.append((lines[j].start + len(raw) - len(raw.lstrip()), end))
            cells[-1] = (cells[-1][0], end)
            more = True
        j += 1
    while not lines[j - 1].raw.strip():
        j -= 1
    start = line.start + len(line.raw) - len(line.raw.lstrip(" "))
    blocks.append(Block("row", start, end, cells=tuple(cells), marker="|" if pipe else "\t"))
    return j


def _item(lines: list[Line], i: int, item: re.Match[str], blocks: list[Block], known: set[str]) -> int:
    start = lines[i].start + item.end()
    end = lines[i].start + len(lines[i].raw.rstrip())
    j = i + 1
    while j < len(lines) and _goes_on(lines[j].raw, known):
        end = lines[j].start + len(lines[j].raw.rstrip())
        j += 1
    blocks.append(Block("item", start, end, 1 + (len(item["indent"].expandtabs(4)) > 0), item["marker"]))
    return j


def _paragraph(lines: list[Line], i: int, blocks: list[Block], known: set[str]) -> int:
    raw = lines[i].raw
    start = lines[i].start + len(raw) - len(raw.lstrip())
    end = lines[i].start + len(raw.rstrip())
    words = plain(raw)
    if blocks and blocks[-1].kind == "heading" and is_byline(words):
        blocks.append(Block("byline", start, end))
        return i + 1
    j = i + 1
    if not _MAIL.search(raw) and not _LABEL.match(words):
        while j < len(lines) and _goes_on(lines[j].raw, known) and not _MAIL.search(lines[j].raw):
            end = lines[j].start + len(lines[j].raw.rstrip())
            j += 1
    blocks.append(Block("paragraph", start, end))
    return j


def _goes_on(raw: str, known: set[str]) -> bool:
    """Whether a line belongs to the paragraph or item above it."""
    words = plain(raw)
    return bool(
        words
        and not _ITEM.match(raw)
        and not _HASHES.match(raw)
        and "\t" not in raw.strip()
        and not _LABEL.match(words)
        and not _matches(_entry_title(words), known)
        and not _UNDERLINE.fullmatch(raw)
        and not _PAIR.match(words)
        and not _QUOTED_ENTRY.match(words)
    )


def _joined(text: str, blocks: list[Block], furniture: Sequence[tuple[int, int]]) -> list[Block]:
    """Sentences that a page break cut are one paragraph again; a heading that nothing follows is none."""
    joined: list[Block] = []
    breaks = [start for start, _ in furniture]
    for block in blocks:
        before = joined[-1] if joined else None
        if (
            before
            and block.kind == "paragraph"
            and before.kind in ("paragraph", "item")
            and before.end - before.start > 50
        ):
            tail, head = plain(text[before.start : before.end]), plain(text[block.start : block.end])
            paged = bisect_left(breaks, block.start) > bisect_left(breaks, before.end)
            cut = (_UNFINISHED.search(tail) or (paged and not _ENDED.search(tail))) and (
                head[:1].islower() or _FUNCTION_WORD.search(tail) or tail.endswith(",") or paged
            )
            if cut and not _MAIL.search(head):
                joined[-1] = Block(before.kind, before.start, block.end, before.level, before.marker)
                continue
        joined.append(block)
    if joined and joined[-1].kind == "heading":
        last = joined[-1]
        joined[-1] = Block("paragraph", last.start, last.end)
    return joined
