"""Groups the lines of an issue into blocks: headings, bylines, paragraphs, list items, table rows."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from ..dates import MONTH_NAMES, find_dates
from ..names import fold
from .article_openings import is_salutation
from .bylines import VERB, is_byline, is_credit, is_field, is_first_name, is_name, is_post, is_signature
from .contents import Contents, entry_title, in_two_lines
from .kickers import own_kicker
from .lines import ENDED, HASHES, ITEM, MAIL, ORDINAL, Line, has_words, is_address, opens_prose, rows_of_pipes
from .masthead import PREHEADER
from .reading import plain
from .rolls import in_roll, rolls_of

__all__ = ["Block", "blocks_of", "width_of"]


@dataclass(frozen=True, slots=True)
class Block:
    """A contiguous stretch of the source with one role.

    `kind` is kicker (the word or two above a title), heading, byline, paragraph, item (of a list) or row (of a table);
    `level` the depth of a heading or item; `marker` the characters before an item ("-", "3."); `cells` the extents of a
    row's cells; `apart` tells whether an ornament is above it.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    marker: str = ""
    cells: tuple[tuple[int, int], ...] = ()
    apart: bool = False


_LABEL = re.compile(
    r"(?:[\w-]+ ){0,4}(?:leads?|co-leads?|authors?|contacts?|organisers?|hosts?|dates?|words|what|when|where|venue|"
    r"links?|funders?|cover|who for|for whom|cost|book|partners)\s*(?::|//)",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"(?:[a-z,]|[a-z]-)$")
_FUNCTION_WORD = re.compile(
    r"\b(?:a|an|the|in|of|and|or|to|for|with|by|on|at|from|as|that|which|its|their|our)$", re.IGNORECASE
)


def blocks_of(
    text: str,
    lines: list[Line],
    contents: Contents,
    furniture: Sequence[tuple[int, int]] = (),
    masthead: int = 0,
    roles: Mapping[int, str] | None = None,
    ornaments: Sequence[int] = (),
) -> list[Block]:
    """The blocks of an issue, in order.

    Parameters
    ----------
    text, lines
        The issue, and its lines without furniture.
    contents
        The position of its table of contents, and the titles it lists; these are headings.
    furniture
        The extents that were removed from the lines; sentences that they interrupted are joined.
    masthead
        Where the issue's number and date end, if they are above its first article.
    roles
        The roles of lines that open an article without blank lines between them (see `openings_of`).
    ornaments
        Where ornaments begin, in order.
    """
    roles = roles or {}
    first, last, titles = contents
    known = {fold(t) for t in titles}
    opens = 0 <= first < len(lines) // 2
    masthead_end = first if opens else sum(line.start < masthead for line in lines)
    width = width_of(lines)
    piped = rows_of_pipes(lines)
    rolls = rolls_of(lines)
    rolled: set[int] = set()
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
        elif i < masthead_end and not opens_prose(lines, i):
            blocks.append(Block("paragraph", start, end))
        elif not has_words(raw) and not (i and _UNDERLINE.fullmatch(raw)):
            i += 1
            continue
        elif hashes := HASHES.match(raw):
            blocks.append(Block("heading", line.start + hashes.end(), end, len(hashes[1]) + 10, line.number))
        elif _UNDERLINE.fullmatch(raw) and blocks and i and lines[i - 1].raw.strip():
            blocks[-1] = _underlined(blocks[-1], lines[i - 1], raw)
        elif in_two_lines(lines, i, known):
            blocks.append(Block("heading", start, lines[i + 1].start + len(lines[i + 1].raw.rstrip()), 1))
            i += 1
        elif _matches(entry_title(plain(raw)), known):
            numbered = ITEM.match(raw) if fold(plain(raw)) not in known else None
            first_word = line.start + numbered.end() if numbered else start
            blocks.append(
                Block("heading", first_word, end, 1, numbered["marker"] if numbered else line.number)
            )
        elif i in rolls:
            last_line = lines[rolls[i] - 1]
            blocks.append(Block("paragraph", start, last_line.start + len(last_line.raw.rstrip())))
            rolled.add(start)
            i = rolls[i]
            continue
        elif role := roles.get(i):
            blocks.append(_opening(role, line, start, end))
        elif ("\t" in raw.strip("\n") and not _is_tabbed_item(raw)) or (
            (raw.lstrip().startswith("|") and raw.count("|") > 2) or i in piped
        ):
            i = _row(lines, i, blocks)
            continue
        elif (item := ITEM.match(raw)) and _numbered_heading(lines, i, item, blocks):
            blocks.append(Block("heading", line.start + item.end(), end, 2, item["marker"]))
        elif item and not _hyphen_heading(raw):
            i = _item(lines, i, item, blocks, known)
            continue
        elif (
            (_alone(lines, i) or line.number)
            and (_greets_twice(lines, i) or _is_heading(raw, blocks, over=_over_prose(lines, i)))
            and not _one_of_many(lines, i)
            and not in_roll(lines, i)
            and not _dates_an_entry(lines, i)
        ):
            blocks.append(Block("heading", start, end, 2, line.number))
        else:
            i = _paragraph(lines, i, blocks, known, width)
            continue
        i += 1
    return _parted(_signed(text, _joined(text, blocks, furniture), rolled), ornaments)


def _parted(blocks: list[Block], ornaments: Sequence[int]) -> list[Block]:
    """Marks the blocks that have an ornament above them."""
    ends = [0, *(b.end for b in blocks)]
    return [
        replace(b, apart=True) if bisect_left(ornaments, end) < bisect_left(ornaments, b.start) else b
        for end, b in zip(ends, blocks, strict=False)
    ]


def _opening(role: str, line: Line, start: int, end: int) -> Block:
    """The block of a line whose role in an opening is known."""
    if role != "title":
        return Block({"standfirst": "paragraph"}.get(role, role), start, end)
    item = ITEM.match(line.raw)
    if item and ORDINAL.fullmatch(item["marker"]):
        return Block("heading", line.start + item.end(), end, 2, item["marker"])
    return Block("heading", start, end, 2, line.number)


def _signed(text: str, blocks: list[Block], rolled: Set[int]) -> list[Block]:
    """Marks as bylines the lines above a title or at the end of an article that name its author, but no entries of a list of people."""
    signed = list(blocks)
    for n, block in enumerate(blocks):
        if block.kind not in ("paragraph", "heading", "item") or n < 2 or block.level == 1:
            continue
        if block.start in rolled or is_post(plain(text[signed[n - 1].start : signed[n - 1].end])):
            continue  # one of a list of people
        if block.kind == "heading" and _signs_off(text, signed, n):
            signed[n] = replace(block, kind="paragraph", level=0)
            continue
        if _below_standfirst(text, signed, n):
            signed[n] = Block("byline", block.start, block.end)
            continue
        # an address may be below the name
        after = n + 1 + (n + 1 < len(blocks) and is_address(text[blocks[n + 1].start : blocks[n + 1].end]))
        beside = after == len(blocks) or blocks[after].kind in ("heading", "kicker")
        line = text.rfind("\n", 0, block.start) + 1
        words = plain(text[line : block.end])
        ended = signed[n - 1].kind in (
            "paragraph",
            "item",
            "row",
        )  # a line after prose, not one of a list of people
        if (beside and (is_signature(words) or (ended and is_credit(words)))) or (
            block.kind == "heading" and ended and is_signature(words)
        ):
            signed[n] = Block("byline", block.start, block.end)
    return _signed_alike(text, signed)


def _signed_alike(text: str, blocks: list[Block]) -> list[Block]:
    """Marks as bylines single names between prose and a listed title, where other articles end with bylines."""
    last = [
        n
        for n in range(1, len(blocks) - 1)
        if blocks[n - 1].kind == "paragraph" and (blocks[n + 1].kind, blocks[n + 1].level) == ("heading", 1)
    ]
    if sum(blocks[n].kind == "byline" for n in last) < 2:
        return blocks
    alike = {
        n
        for n in last
        if (blocks[n].kind, blocks[n].level) == ("heading", 2)
        and is_name(plain(text[blocks[n].start : blocks[n].end]))
    }
    return [Block("byline", b.start, b.end) if n in alike else b for n, b in enumerate(blocks)]


def _signs_off(text: str, blocks: list[Block], n: int) -> bool:
    """Whether a line is only a first name after prose, which ends a letter."""
    words = plain(text[blocks[n].start : blocks[n].end]).strip("—–- ")
    return blocks[n - 1].kind == "paragraph" and is_first_name(words)


def _below_standfirst(text: str, blocks: list[Block], n: int) -> bool:
    """Whether a line is a byline below a title and a standfirst of one sentence."""
    title, standfirst, line = blocks[n - 2 : n + 1]
    if (title.kind, standfirst.kind) != ("heading", "paragraph") or n + 1 == len(blocks):
        return False
    if line.kind == "item":
        return False
    words = plain(text[line.start : line.end])
    return (
        standfirst.end - standfirst.start < 240
        and blocks[n + 1].kind == "paragraph"
        and (is_credit(words) or (is_signature(words) and is_byline(words)))
    )


#: Three cells of a row, separated by runs of blanks.
_COLUMNS = re.compile(r"\S {3,}\S.*\S {3,}\S")
#: "TERM = its definition": lines of their own.
_PAIR = re.compile(r"[^=.]{3,60} (?:=|::) \S")
#: "10 Feb, 2pm, online – Title": an entry, no heading.
_DATED = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.{12,}",
    re.IGNORECASE,
)
#: "Joined: February 2026": a detail of an entry.
_DATED_LABEL = re.compile(
    rf"[A-Z][\w ]{{1,30}}: (?:\d{{1,2}} )?(?:{MONTH_NAMES})(?: \d{{4}})?", re.IGNORECASE
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
    """The line above an underline as a heading; below a longer paragraph the underline is a rule."""
    if block.start >= above.start and block.end <= above.end and len(above.raw) < 120:
        return Block("heading", block.start, block.end, 11 if "=" in raw else 12)
    return block


def _matches(words: str, known: set[str]) -> bool:
    """Whether a line equals a title of the contents except for one or two words."""
    folded = fold(words)
    if known and not known.isdisjoint((folded, fold(own_kicker(words)[2]), fold(words.partition(": ")[0]))):
        return True
    own = set(folded.split())
    if not 3 <= len(own) <= 20:
        return False
    return any(len(own & set(t.split())) > 0.85 * len(own | set(t.split())) for t in known)


def _one_of_many(lines: list[Line], i: int) -> bool:
    """Whether the next or previous line that is not empty has the same shape: an entry of a list, not a heading."""
    shape = _shape(plain(lines[i].raw))
    if not shape or shape == ("label",):
        return False
    around = (lines[i + 1 : i + 6], reversed(lines[max(i - 5, 0) : i]))
    return any(_shape(plain(next((x.raw for x in near if x.raw.strip()), ""))) == shape for near in around)


def _dates_an_entry(lines: list[Line], i: int) -> bool:
    """Whether a line is nothing but a date, and a sentence follows: the day of what is above, and no title.

    A month above a list of events is a heading: what follows it is no sentence.
    """
    words = plain(lines[i].raw)
    if len(words) > 40 or not any((d.start, d.end) == (0, len(words)) for d in find_dates(words)):
        return False
    below = plain(next((x.raw for x in lines[i + 1 : i + 6] if x.raw.strip()), ""))
    return len(below.split()) > 5 and ENDED.search(below) is not None


def _numbered_heading(lines: list[Line], i: int, item: re.Match[str], blocks: list[Block]) -> bool:
    """Whether a number belongs to a heading: the line is alone, and no other numbered line follows."""
    if not ORDINAL.fullmatch(item["marker"]) or not _alone(lines, i):
        return False
    after = next((lines[n].raw for n in range(i + 1, len(lines)) if lines[n].raw.strip()), "")
    before = next((lines[n].raw for n in range(i - 1, -1, -1) if lines[n].raw.strip()), "")
    if any(re.match(rf"\s*{ORDINAL.pattern}\s", x) for x in (after, before)):
        return False
    below = itertools.dropwhile(lambda raw: not raw.strip(), (x.raw for x in lines[i + 1 : i + 12]))
    follows = sum(map(len, itertools.takewhile(str.strip, below)))
    if lines[i].raw.rstrip().endswith("?") and follows < 120 and not is_signature(plain(after)):
        return False  # one of a list of questions
    return _is_heading(lines[i].raw[item.end() :], blocks)


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
        words.isupper() and 5 < len(words) < 90 and not MAIL.search(words) and not words.endswith((".", ","))
    )


def _bold(raw: str) -> bool:
    return bool(re.fullmatch(r"\s*(?:\*\*|__)[^*]+(?:\*\*|__):?\s*", raw))


def _greets_twice(lines: list[Line], i: int) -> bool:
    """Whether a greeting is above another greeting, and so is the title of a letter: "Hello from the coast / Dear all,"."""
    below = next((x.raw for x in lines[i + 1 : i + 4] if x.raw.strip()), "")
    own = plain(lines[i].raw)
    return own[-1:].isalpha() and is_salutation(own) and is_salutation(plain(below).rstrip(","))


def _over_prose(lines: list[Line], i: int) -> bool:
    """Whether a line is alone below the end of a paragraph and above a longer paragraph or its byline."""
    above = next((x.raw.strip() for x in reversed(lines[max(i - 4, 0) : i]) if x.raw.strip()), "")
    paragraphs = [
        list(run)
        for filled, run in itertools.groupby(
            (x.raw for x in lines[i + 1 : i + 18]), lambda raw: bool(raw.strip())
        )
        if filled
    ]
    if len(paragraphs) > 1 and len(paragraphs[0]) == 1 and is_signature(plain(paragraphs[0][0])):
        del paragraphs[0]
    run = paragraphs[0] if paragraphs else []
    return bool(
        run
        and len(run[0].strip()) > 40
        and sum(map(len, run)) > 120
        and ENDED.search(run[-1].rstrip())
        and (not above or ENDED.search(above) or above.isupper())
    )


#: A line with the end of a sentence and the start of the next one.
_GOES_ON = re.compile(r"[a-z]{3}\. [A-Z][a-z]* (?:[\w'’,-]+ ){3,}[a-z]+$")


def _is_heading(raw: str, blocks: list[Block], *, over: bool = False) -> bool:
    words = plain(raw)
    if is_salutation(words) or PREHEADER.fullmatch(words) or is_field(words):
        return False
    if not words or len(words) > 120 or words[-1] in ".;,:" or MAIL.search(words) or _LABEL.match(words):
        return False
    if re.fullmatch(r"\s*\[[^\]]*\]\([^)]*\)\s*", raw) or "://" in words:
        return False
    if not (words[0].isupper() or words[0].isdigit() or words[0] in "\"'"):
        return False
    if _COLUMNS.search(raw):
        return False  # the head of a table
    if words.endswith("?") and blocks and blocks[-1].kind == "item" and not words.isupper():
        return False  # the question of the item above it
    if _QUOTED_ENTRY.match(words) or _PAIR.match(words):
        return False
    if (
        _INVITATION.match(words)
        or _DATED.match(words)
        or _DATED_LABEL.fullmatch(words)
        or not any(c.isalpha() for c in words)
    ):
        return False
    if blocks and blocks[-1].kind == "heading" and (is_byline(words) or is_credit(words)):
        return False
    if _GOES_ON.search(words) and not _bold(raw):
        return (
            False  # "Dr Jo Doe looks after it. She is a Fellow at the Lab, which she": a line of a paragraph
        )
    few = len(words.split()) <= (10 if over else 7) and not re.search(r"\bby\b", words)
    asked = words.endswith("?") or few
    if VERB.search(words) and not asked and not _bold(raw):
        return False
    if blocks and blocks[-1].kind == "paragraph" and _FUNCTION_WORD.search(words) and len(words.split()) < 3:
        return False
    return len(words.split()) <= 18


def _row(lines: list[Line], i: int, blocks: list[Block]) -> int:
    """Reads a row of a table: cells separated by tabs or pipes; lines that open with a tag are a further cell."""
    line = lines[i]
    pipe = "\t" not in line.raw
    cells: list[tuple[int, int]] = []
    at = line.start
    pieces = line.raw.strip().strip("|").split("|") if pipe else line.raw.split("\t")
    if pipe:
        if not line.raw.strip(" |:-\t"):
            return i + 1
        at = line.start + (
            line.raw.index("|") + 1
            if line.raw.lstrip().startswith("|")
            else len(line.raw) - len(line.raw.lstrip())
        )
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


def _is_tabbed_item(raw: str) -> bool:
    """Whether a tab only separates the marker of an item from its words, such as a number from a question."""
    item = ITEM.match(raw)
    return item is not None and "\t" not in raw[item.end() :].strip() and len(raw[item.end() :].split()) > 3


def _item(lines: list[Line], i: int, item: re.Match[str], blocks: list[Block], known: set[str]) -> int:
    start = lines[i].start + item.end()
    end = lines[i].start + len(lines[i].raw.rstrip())
    j = i + 1
    while j < len(lines) and not lines[j].opens and _goes_on(lines[j].raw, known):
        end = lines[j].start + len(lines[j].raw.rstrip())
        j += 1
    blocks.append(Block("item", start, end, 1 + (len(item["indent"].expandtabs(4)) > 0), item["marker"]))
    return j


def _paragraph(lines: list[Line], i: int, blocks: list[Block], known: set[str], width: int) -> int:
    raw = lines[i].raw
    start = lines[i].start + len(raw) - len(raw.lstrip())
    end = lines[i].start + len(raw.rstrip())
    words = plain(raw)
    if in_roll(lines, i):
        blocks.append(Block("paragraph", start, end))
        return i + 1
    if blocks and blocks[-1].kind == "heading" and (is_byline(words) or is_credit(words)):
        blocks.append(Block("byline", start, end))
        return i + 1
    j = i + 1
    if not MAIL.search(raw) and not _LABEL.match(words):
        while (
            j < len(lines)
            and _goes_on(lines[j].raw, known)
            and not MAIL.search(lines[j].raw)
            and not _apart(lines[j - 1], lines[j], width)
        ):
            end = lines[j].start + len(lines[j].raw.rstrip())
            j += 1
    blocks.append(Block("paragraph", start, end))
    return j


_LABELLED = re.compile(r"[A-Z][\w'’/&-]*(?: [\w'’/&-]+){0,3}(?::|//|::|=) ?\S")
_SEPARATOR = re.compile(r" [–—-] | \| | / | // | :: | = |\s{2,}(?=\S)")
_DATE_HEAD = re.compile(
    r"(?:[A-Z][a-z]+ )?\d{1,2}(?:st|nd|rd|th)?(?:[-–]\d{1,2})? [A-Z][a-z]{2,8}\b|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
)
_YEAR_TAIL = re.compile(r"\b(?:19|20)\d\d\)?\.?$")


def _shape(words: str) -> tuple[object, ...]:
    """The shape of a line of a list: its label, its separators, a date at one of its ends."""
    if _LABELLED.match(words):
        return ("label",)
    marks = tuple(m.group().strip() for m in _SEPARATOR.finditer(words))
    dated = bool(_DATE_HEAD.match(words))
    closed = words.endswith(")") or bool(_YEAR_TAIL.search(words))
    return (
        (marks[:1], dated, closed)
        if (marks or dated) and (dated or closed or len(marks) > 1 or "|" in marks)
        else ()
    )


def _apart(above: Line, below: Line, width: int) -> bool:
    """Whether a line begins a new block although no blank line is above it."""
    upper, lower = above.raw.strip(), below.raw.strip()
    if below.opens:
        return True
    if lower[:1].islower():
        return False
    if above.opens and not width and ENDED.search(upper):
        return True
    if width:
        if len(above.raw.rstrip()) + 1 + len(lower.split()[0]) > width:
            return False  # the next word did not fit: the line was wrapped
        if ENDED.search(upper) and len(upper) < width - 12 and len(lower) > width // 2:
            return True  # a paragraph's last line
    elif len(upper) > 100 and len(lower) > 80 and ENDED.search(upper):
        return True
    shape = _shape(plain(upper))
    return bool(shape) and shape == _shape(plain(lower))


def width_of(lines: list[Line]) -> int:
    """The column at which prose is wrapped; 0 if a paragraph is a line."""
    wrapped = sorted(
        len(one.raw.rstrip())
        for one, two in itertools.pairwise(lines)
        if two.raw[:1].islower() and len(one.raw) > 40 and not ENDED.search(one.raw.rstrip())
    )
    if len(wrapped) < 6 or wrapped[-1] > 110:
        return 0
    width = wrapped[-1]
    near = sum(1 for n in wrapped if n > width - 16)
    return width if near > 0.7 * len(wrapped) else 0


def _goes_on(raw: str, known: set[str]) -> bool:
    """Whether a line belongs to the paragraph or item above it."""
    words = plain(raw)
    return bool(
        words
        and not ITEM.match(raw)
        and not HASHES.match(raw)
        and "\t" not in raw.strip()
        and not _LABEL.match(words)
        and not _matches(entry_title(words), known)
        and not _UNDERLINE.fullmatch(raw)
        and not _PAIR.match(words)
        and not _QUOTED_ENTRY.match(words)
    )


def _joined(text: str, blocks: list[Block], furniture: Sequence[tuple[int, int]]) -> list[Block]:
    """Joins sentences that a page break cut; a heading without text below it becomes a paragraph."""
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
            cut = (_UNFINISHED.search(tail) or (paged and not ENDED.search(tail))) and (
                head[:1].islower() or _FUNCTION_WORD.search(tail) or tail.endswith(",") or paged
            )
            if cut and not MAIL.search(head):
                joined[-1] = Block(before.kind, before.start, block.end, before.level, before.marker)
                continue
        joined.append(block)
    if joined and joined[-1].kind == "heading":
        last = joined[-1]
        numbered = last.marker not in ("", "contents")  # its number remains the marker of an entry
        joined[-1] = Block(
            "item" if numbered else "paragraph",
            last.start,
            last.end,
            int(numbered),
            last.marker if numbered else "",
        )
    return joined
