"""Classifies the lines of an issue, and finds page furniture: page numbers, running heads, rulers."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..contacts import MARK
from ..dates import MONTH_NAMES
from ..names import fold

__all__ = [
    "ENDED", "HASHES", "ITEM", "MAIL", "NUMBER", "ORDINAL", "Line", "edges_of", "has_words", "is_address", "is_framed", "is_full", "is_link", "is_ornament", "is_underline", "lines_of", "opens_prose", "ornaments_of", "rows_of_pipes", "runs_of",
    "underlined", "without_boxes", "without_endless", "without_frames", "without_furniture",
]  # fmt: skip

_UNITS = "one|two|three|four|five|six|seven|eight|nine"
NUMBER = re.compile(
    r"(?:\b(?:issue|edition|volume|number|no\.)\s*(?:no\.?|number|#|:)?|#)\s*"
    rf"(?P<number>\d{{1,3}}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:{_UNITS}))?|"
    rf"ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|{_UNITS})\b",
    re.IGNORECASE,
)
ITEM = re.compile(
    r"(?P<indent>\s*)(?P<marker>[-•*–▪◦·~o→➔➜▸►▶»]|Q\d{1,2}(?:\s?[.:)/])?|Question\s?\d{1,2}\s?[.:)/]|QUESTION \d{1,2}\s?[.:)/]|"
    r"\[\d{1,2}\]|\(?\d{1,2}[.)]|\d{1,2}\s?[▸►▶»›→]|\(?(?:[a-z]|[A-H])\)|\(?(?:ii|iii|iv|vi{1,3}|ix|xi{1,2})[.)]|"
    r"\d{1,2}(?=\t+[^\t]*$))\s+(?=\S)"
)
#: The number that is before an entry or a heading: "3.", "3)", "3 ▸".
ORDINAL = re.compile(r"\d{1,2}(?:[.)]|\s?[▸►▶»›→])")
#: An e-mail address, as it is or with its letters covered.
MAIL = re.compile(rf"[\w.+{MARK}-]+@[\w{MARK}-]+\.[\w.{MARK}-]+")
HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_PAGE = re.compile(r"(?:[-–—|] ?)?(?:page )?\d{1,3}(?: ?(?:of|/) ?\d{1,3})?(?: ?[-–—|])?", re.IGNORECASE)
_LINK = re.compile(r"(?:[^.:\n]{0,40}: *)?<?(?:https?://|www\.)\S+")
_NUMBERED = re.compile(
    r"(?:page )?\d{1,3}\s*(?:[|·–—-]\s*|\s)(?P<a>\S.{2,80})|(?P<b>\S.{2,80}?)\s*(?:[|·–—-]\s*|\s)(?:page )?\d{1,3}",
    re.IGNORECASE,
)
#: A day is no page number beside the month of the masthead, or in the byline of an article.
_DAY = re.compile(rf"\d{{1,2}} (?:{MONTH_NAMES}) \d{{4}}(?:\W.*\b(?:by|min)\b.*)?", re.IGNORECASE)
_WORD = re.compile(r"\w+")
#: The longest run of characters or of blanks that is language; a web address may be longer.
_ENDLESS = re.compile(r"[^\S\n]{500,}|(?<!\S)(?!\S{0,300}://)\S{500,}")
ENDED = re.compile(r"[.!?:;][\"')\]]*$")


_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*")
_EDGE = re.compile(r"\s*[+┌└╔╚*#][-=─═*#_+┬┴]{8,}[+┐┘╗╝*#]\s*")
#: What is at both sides of the lines of a box.
_SIDES = re.compile(r"\s*[|│║*#](?= )(?P<inner>.*?)(?:(?<= )[|│║*#])?\s*")


#: A heading between two runs of one mark: "~~~ DIARY ~~~", "=== Diary ===".
_FRAMED = re.compile(
    r"\s*(?P<mark>[~=*_•·:.+–—-])(?P=mark){2,}\s+(?P<words>[^\W_].{2,80}?)\s+(?P=mark){3,}\s*"
)


def is_framed(raw: str) -> bool:
    """Whether a line is a heading between two runs of one mark; a date or a page number is not a heading."""
    match = _FRAMED.fullmatch(raw)
    return match is not None and not re.search(r"\d{4}|\bpage \d", match["words"], re.IGNORECASE)


def without_frames(lines: list[Line]) -> tuple[list[Line], list[tuple[int, int]], frozenset[int]]:
    """Blanks the marks around framed headings; returns the lines, the extents of the marks, and the numbers of these lines."""
    kept = list(lines)
    found: list[tuple[int, int]] = []
    framed = frozenset(i for i, line in enumerate(lines) if is_framed(line.raw))
    for i in framed:
        line = lines[i]
        match = _FRAMED.fullmatch(line.raw)
        assert match is not None
        first, last = match.span("words")
        found += [(line.start, line.start + first), (line.start + last, line.end)]
        kept[i] = Line(line.start, line.end, " " * first + match["words"])
    return kept, found, framed


def is_underline(raw: str) -> bool:
    """Whether a line marks the line above it as a heading."""
    return _UNDERLINE.fullmatch(raw) is not None


def is_ornament(raw: str) -> bool:
    """Whether a line contains only an ornament: "* * *", "-----", "⁂", "~", "• • •"."""
    bare = raw.strip()
    return 0 < len(bare) <= 120 and not has_words(bare) and not bare.startswith("|")


def is_address(words: str) -> bool:
    """Whether words are an e-mail address and no more."""
    return MAIL.fullmatch(words.strip(" *_<>[]()")) is not None


def has_words(raw: str) -> bool:
    """Whether a line has letters or digits; those of an address that is covered are as good as any."""
    return MARK in raw or any(c.isalnum() for c in raw)


def underlined(lines: list[Line]) -> frozenset[int]:
    """The numbers of the lines with an underline below them."""
    return frozenset(
        i
        for i, (line, below) in enumerate(itertools.pairwise(lines))
        if is_underline(below.raw) and len(line.raw) < 120 and any(c.isalnum() for c in line.raw)
    )


def edges_of(lines: list[Line]) -> frozenset[int]:
    """The numbers of the lines that are edges of boxes."""
    return frozenset(i for i, line in enumerate(lines) if _EDGE.fullmatch(line.raw))


def ornaments_of(lines: list[Line]) -> frozenset[int]:
    """The numbers of the lines that are ornaments or edges of a box, and not underlines."""
    under = underlined(lines)
    return frozenset(i for i, line in enumerate(lines) if is_ornament(line.raw) and i - 1 not in under)


def without_boxes(lines: list[Line]) -> tuple[list[Line], list[tuple[int, int]]]:
    """Blanks the sides of boxes, and returns their extents: between two edges, each line is between bars."""
    kept = list(lines)
    found: list[tuple[int, int]] = []
    edges = [i for i, line in enumerate(lines) if _EDGE.fullmatch(line.raw)]
    for top, bottom in itertools.pairwise(edges):
        inside = [(i, _SIDES.fullmatch(lines[i].raw)) for i in range(top + 1, bottom) if lines[i].raw.strip()]
        if len(inside) < 2 or any(m is None or m["inner"].count("|") for _, m in inside):
            continue
        for i, m in inside:
            assert m is not None
            line = lines[i]
            first, last = m.span("inner")
            found += [
                (line.start + a, line.start + b)
                for a, b in ((0, first), (last, len(line.raw)))
                if line.raw[a:b].strip()
            ]
            kept[i] = Line(line.start, line.end, " " * first + m["inner"] + " " * (len(line.raw) - last))
    return kept, found


@dataclass(slots=True)
class Line:
    """A line of the source without its line end; `raw` is empty where page furniture was removed.

    `number` is the number of a heading, which is removed from `raw`; a line that `opens` a numbered paragraph had its number removed.
    """

    start: int
    end: int
    raw: str
    number: str = ""
    opens: bool = False


def is_link(words: str) -> bool:
    """Whether a line says no more than where to read on: "Read more: https://…"."""
    return _LINK.fullmatch(words) is not None


def is_full(lines: Sequence[Line], i: int, width: int) -> bool:
    """Whether a line was wrapped because the first word of the next line did not fit."""
    below = lines[i + 1].raw.split(maxsplit=1) if i + 1 < len(lines) else []
    return bool(below) and len(lines[i].raw.rstrip()) + 1 + len(below[0]) > width


def lines_of(text: str) -> list[Line]:
    """The lines of a text with their extents."""
    lines = []
    at = 0
    for raw in text.splitlines(keepends=True):
        body = raw.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        lines.append(Line(at, at + len(body), body))
        at += len(raw)
    return lines


def without_endless(lines: list[Line]) -> tuple[list[Line], list[tuple[int, int]]]:
    """Blanks runs that are not language, and returns their extents.

    A run of 500 characters without a blank is data and not a word (a picture in base64, a run of dots), and 500 blanks are
    a gap. Other code that reads a line need not be fast on such runs.
    """
    found: list[tuple[int, int]] = []
    kept: list[Line] = []
    for line in lines:
        raw = line.raw
        if len(raw) >= 500:
            runs = [m.span() for m in _ENDLESS.finditer(raw)]
            found += [(line.start + a, line.start + b) for a, b in runs]
            for a, b in reversed(runs):
                raw = raw[:a] + " " * (b - a) + raw[b:]
            raw = raw if raw.strip() else ""
        kept.append(Line(line.start, line.end, raw))
    return kept, found


def _of_masthead(words: str, title: str, known: set[str]) -> bool:
    """Whether the words next to a page number are the title, or only words of the masthead."""
    parts = _WORD.findall(words)
    return words == title or (len(parts) > 1 and all(part in known for part in parts))


def without_furniture(
    lines: list[Line], contents: tuple[int, int]
) -> tuple[list[Line], list[tuple[int, int]]]:
    """Empties page numbers, running heads and rulers, and returns their extents.

    Parameters
    ----------
    lines
        The lines of the issue.
    contents
        Start and end of the table of contents (-1 if there is none): numbers in it are not furniture.

    Returns
    -------
    tuple
        As many lines, and the furniture's extents in the text. Furniture is a page number on a line of its own,
        and a short line, next to a page number or with one in it, that recurs with another number or gives
        the issue's number; and a page number next to the issue's title or other words of its masthead.
    """
    near = {}
    found_heads: set[int] = set()
    first, last = contents
    top = lines[: min(12, first) if first >= 0 else 12]
    masthead = [fold(x.raw) for x in top if x.raw.strip()][:6]
    title = masthead[0] if masthead else ""
    numbers = {m["number"] for x in top for m in NUMBER.finditer(x.raw)}  # "#3 | Title" has another
    known = {word for line in masthead for word in _WORD.findall(line)}
    for i in range(max(last, 12), len(lines)):  # the first lines are the masthead
        raw = lines[i].raw.strip()
        if not raw or len(raw) > 90 or ENDED.search(raw):
            continue
        # a form feed between the number of a page and the head of the next is a line of its own
        beside = any(
            _PAGE.fullmatch(next((x.raw.strip() for x in some if x.raw.strip()), ""))
            for some in (reversed(lines[max(i - 3, 0) : i]), lines[i + 1 : i + 4])
        )
        if (
            (head := _NUMBERED.fullmatch(raw))
            and not _DAY.fullmatch(raw)
            and _of_masthead(fold(head["a"] or head["b"]), title, known)
        ):
            found_heads.add(i)
        if (
            _PAGE.fullmatch(raw)
            or beside
            or (NUMBER.search(raw) and "|" in raw)
            or re.search(r"\bpage \d", raw, re.IGNORECASE)
        ):
            near[i] = re.sub(r"\d+", "0", fold(raw))
    often = Counter(near.values())
    found = {i for i, x in enumerate(lines) if is_ornament(x.raw)}
    found |= {
        i
        for i, words in near.items()
        if _PAGE.fullmatch(lines[i].raw.strip())
        or often[words] > 1
        or any(m[0][0] != "#" or m["number"] in numbers for m in NUMBER.finditer(lines[i].raw))
    }
    found |= found_heads
    kept = [Line(x.start, x.end, "") if i in found else x for i, x in enumerate(lines)]
    return kept, [(lines[i].start, lines[i].end) for i in sorted(found)]


def rows_of_pipes(lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines that are rows of a table with pipes between its cells, without pipes at the edges.

    Three consecutive lines with the same number of cells, or two with at least four, are a table; one line is a menu or an
    imprint.
    """
    cells = [
        [cell.strip() for cell in line.raw.split("|")]
        if " | " in line.raw and not line.raw.strip().startswith("|")
        else []
        for line in lines
    ]
    found: set[int] = set()
    for width, run in itertools.groupby(range(len(lines)), key=lambda n: len(cells[n])):
        rows = list(run)
        if len(rows) >= (2 if width > 3 else 3) and width > 2 and all(cells[rows[0]]):
            found.update(rows)
    return found


def opens_prose(lines: list[Line], i: int) -> bool:
    """Whether a paragraph of several long lines begins here: a letter below the masthead, and no part of it."""
    run = [x.raw.strip() for x in itertools.takewhile(lambda line: bool(line.raw.strip()), lines[i : i + 40])]
    return len(run) > 1 and len(run[0]) > 60 and sum(map(len, run)) > 200 and bool(ENDED.search(run[-1]))


def runs_of(lines: Sequence[Line], first: int = 0) -> Iterator[tuple[int, int]]:
    """The first and last+1 line of each run of lines without a blank between them, from a line on."""
    start = None
    for i in range(first, len(lines) + 1):
        blank = i == len(lines) or not lines[i].raw.strip()
        if blank and start is not None:
            yield start, i
            start = None
        elif not blank and start is None:
            start = i
