"""Finds the masthead of an issue: its title, number and date, and which values were assumed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..dates import FoundDate, find_dates
from ..errors import NotAnIssue
from ..names import fold
from .datelines import is_dateline
from .lines import NUMBER, Line
from .reading import plain

__all__ = ["PREHEADER", "Given", "Masthead", "masthead_of", "number_of"]


@dataclass(frozen=True, slots=True)
class Given:
    """Values given by the user; they take precedence over those in the document."""

    title: str | None = None
    number: str | None = None
    date: str | None = None

    def __bool__(self) -> bool:
        """Whether any value is given."""
        return bool(self.title or self.number or self.date)


@dataclass(frozen=True, slots=True)
class Masthead:
    """Title, number and date of an issue; `assumed` lists values that are not in the masthead, `end` is the masthead's end."""

    title: str
    number: int | None
    date: str | None
    assumed: tuple[str, ...] = ()
    end: int = 0


_NUMERALS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "first": "one",
    "second": "two",
    "third": "three",
    "fifth": "five",
    "eighth": "eight",
    "ninth": "nine",
    "twelfth": "twelve",
}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_CALLED = re.compile(
    r"\b(?:issue|edition|volume|vol\.?|newsletter|bulletin|digest|number|no\.)(?!\w)", re.IGNORECASE
)
_ROMAN_NUMBER = re.compile(r"\b(?i:issue|edition|number|no\.)\s+(?:(?i:no\.?)\s+)?(?P<number>[IVXL]{1,6})\b")
#: What senders call an issue; they are words of titles as well, so that a number belongs to them only beside nothing else.
_OWN_WORDS = (
    r"letter|newsletter|bulletin|digest|dispatch|despatch|briefing|circular|mailing|notebook|round-?up|update"
)
#: A line, or a part of one, that is no more than what the sender calls an issue and its number: "Letter 5, June 2026".
_OWN_NUMBER = re.compile(
    rf"(?:^|[|·•–—,:(*_/-])[ \t\u00ad]*(?i:{_OWN_WORDS})[ \t]+(?i:no\.?[ \t]*|number[ \t]+|#)?(?P<number>\d{{1,3}})(?=[ \t\u00ad*_]*(?:$|[|·•–—,:()/-]))",
    re.MULTILINE,
)
_VOLUME = re.compile(
    rf"\b(?:vol(?:ume)?\.?)\s*(?:\d{{1,3}}|[IVXL]{{1,6}}|{'|'.join(_NUMERALS[1:])})\s*[,:·|/–-]?\s*(?=(?:issue|no|number|#))",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"\b(?P<number>\d{{1,3}}(?=st|nd|rd|th)|(?:(?:{'|'.join(_TENS)})-)?(?:{'|'.join(_ORDINALS)}|(?:four|six|seven|ten|\w+teen|\w+tie)th))"
    r"(?:st|nd|rd|th)?\s+(?:issue|edition|number)\b",
    re.IGNORECASE,
)
_TITLE_WORD = r"[A-ZÀ-Þ][\w'’-]*"
#: A title within a sentence: "You are reading number 27 of The Place Letter".
_TOLD = re.compile(
    rf"(?i:\b(?:(?:issue|edition|number|no\.)\s*(?:no\.?\s*)?[\w-]+|[\w-]+(?:st|nd|rd|th)\s+(?:issue|edition|number))\s+of\s+)"
    rf"(?P<title>(?:the )?{_TITLE_WORD}(?: (?:(?:of|and|the|for|from|in|on|&) ){{0,2}}{_TITLE_WORD}){{0,5}})"
)
#: The sender of a message, which is often the newsletter.
_SENDER = re.compile(r"from:\s*\"?(?P<words>[^<\"@|]{3,80}?)\"?\s*(?:<[^>]*>|\[[^\]]*\])?\s*", re.IGNORECASE)
#: Lines that mail programs and web pages put above a masthead.
PREHEADER = re.compile(
    r"(?:view|read|see|open|having trouble|trouble|can't|cannot|problems?)\b.{0,40}\b(?:browser|online|email|e-mail|web|newsletter)\b.*|"
    r"(?:unsubscribe|forward(?: (?:this )?to [\w ]{1,30})?|share(?: (?:this|on|with) [\w ]{1,30})?|subscribe|manage preferences|update preferences|share|tweet|web version|skip to .*|print|menu|home|"
    r"view online|add us to your address book|forward to a friend|archive|past issues|translate|rss)"
    r"(?:\s*[|·•/,-]\s*(?:[\w' -]{2,30}))*|(?:from|to|subject|sent|date):\s.*|https?://\S+|\W*",
    re.IGNORECASE,
)
#: The subject line of a pasted message.
_SUBJECT = re.compile(r"subject:\s*(?:(?:fwd?|re):\s*)*(?P<words>\S.*)", re.IGNORECASE)
#: The most lines of a masthead; further down it is an imprint.
_LINES = 25
#: The marks of italics: an underscore at the edge of words hides that a date ends there.
_SLANTED = re.compile(r"(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")
#: The longest title, in characters; a longer first line is prose.
_LONGEST = 120
_BESIDE = re.compile(
    rf"\s*[–—|:,(·•/-]+\s*(?=(?:issue|edition|volume|vol|number|no\.?)\b|#\d|(?:{_OWN_WORDS})\s+(?:no\.?\s*)?\d)|\s+(?=(?:issue|edition|vol(?:ume)?\.?|no\.) ?(?:no|\d))",
    re.IGNORECASE,
)


def masthead_of(
    head: str,
    lines: list[Line],
    given: Given,
    *,
    front: str = "",
    tail: str = "",
    at: int = 0,
    where: object = None,
) -> Masthead:
    """Reads the masthead; values given by the user take precedence.

    Parameters
    ----------
    head
        The start of the text, which is searched first.
    lines
        All lines of the issue.
    given
        The values given by the user.
    front
        The title in the front matter.
    tail
        The end of the text, where an imprint may be.
    at
        The first line that can be the title.
    where
        The file's name, for error messages.

    Raises
    ------
    NotAnIssue
        If there is no masthead, and the user gave neither a title nor a date.
    """
    head = _SLANTED.sub(" ", head)
    number, place = _number(head)
    dates = _dates(head)
    called = bool(_CALLED.search(head) or _OWN_NUMBER.search(head))
    assumed = []
    inside = True
    title = front or _title(lines, at, _line_of(lines, place))
    if not _is_masthead(called, number, dates) and len(title) < _LONGEST:
        imprint = _imprint(tail)
        if imprint:
            (number, place), dates = _number(imprint), _dates(imprint)
            called, inside = True, False
            assumed.append("number and date are those of the imprint at the end")
    if not _is_masthead(called, number, dates):
        if not (given.title and given.date):
            raise NotAnIssue(
                "this is not an issue of the newsletter: its first lines have no masthead (issue number or date)",
                where=where,
                hint="an issue begins with its title and a line such as 'Issue No. 1 | Date 11.12.2024'; for a "
                "document without one say --title and --date, and --number if it has one",
            )
        number, dates, inside = None, [], False
    again = _again(lines, given.title or title, number, place) if inside and number else place
    inside = inside and sum(bool(x.raw.strip()) for x in lines if x.end <= place) < _LINES
    own = [d for d in dates if d.start < place or not _HEADING.search(head, place, d.start)]
    near = min(
        own or dates,  # a day in the first article does not belong to a masthead that has a month
        key=lambda d: (abs(d.start - place) > 150, d.type != "date", abs(d.start - place)),
        default=None,
    )
    if given:
        said = {"title": given.title, "number": given.number, "date": given.date}
        assumed += [f"{name} {value!r} as given" for name, value in said.items() if value]
    return Masthead(
        given.title or title,
        number_of(given.number) if given.number else number,
        given.date or (near.value if near else None),
        tuple(assumed),
        max([place, again, *([near.end] if near and (not number or near.start - place < 150) else [])])
        if inside
        else 0,
    )


#: A heading of the first article, or of a masthead below the first mention of the number.
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)


def _again(lines: list[Line], title: str, number: int, place: int) -> int:
    """The end of a masthead below the first mention of the number: its title on a line, its number below it (after "Subject: …")."""
    filled = [x for x in lines if x.raw.strip()][:_LINES]
    for n, line in enumerate(filled):
        if line.start > place and fold(plain(line.raw)) == fold(title):
            for below in filled[n + 1 : n + 4]:
                if len(below.raw) < 90 and any(
                    number_of(m["number"]) == number for m in NUMBER.finditer(below.raw)
                ):
                    return below.end
    return place


def _is_masthead(called: bool, number: int | None, dates: list[FoundDate]) -> bool:
    return bool((called and (number or dates)) or (number and dates))


def _dates(text: str) -> list[FoundDate]:
    """The dates of a text, without those of lines that date an article: below another date such a line is not the masthead's."""
    found = [d for d in find_dates(text) if d.type in ("date", "gYearMonth")]
    return [d for n, d in enumerate(found) if n == 0 or not _dates_article(text, found[0].end, d)]


def _dates_article(text: str, above: int, date: FoundDate) -> bool:
    """Whether a date below that of the masthead is an article's: in a dateline, or alone in a line behind a blank one."""
    line = plain(_line_at(text, date.start))
    alone = len(line) == date.end - date.start and re.search(r"\n\s*\n", text[above : date.start]) is not None
    return alone or is_dateline(line)


def _line_at(text: str, place: int) -> str:
    end = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else len(text)]


def _imprint(tail: str) -> str:
    """The lines at the end of an issue that contain its number."""
    for line in tail.splitlines():
        if re.search(r"\b(?:issue|edition)\b", line, re.IGNORECASE) and _number(line)[0] and _dates(line):
            return line
    return ""


def _number(text: str) -> tuple[int | None, int]:
    """The issue's number and where it is: "Issue 7", "Vol. 2 Issue 3", "7th edition", "No. VII"."""
    volume = _VOLUME.search(text)
    first = NUMBER.search(text, volume.end() if volume else 0)
    ordinal = _ORDINAL.search(text)
    found = [m for m in (first, _ROMAN_NUMBER.search(text), _OWN_NUMBER.search(text)) if m]
    if ordinal and (
        not found or ordinal["number"].isdigit()
    ):  # "our first issue of the year" is weak evidence
        found.append(ordinal)
    if not found:
        return None, 0
    match = min(found, key=lambda m: m.start())
    return number_of(match["number"]), match.start()


def number_of(word: str) -> int | None:
    """The value of a number in digits, words or Roman numerals."""
    word = word.strip().lstrip("#")
    if word.isdigit():
        return int(word)
    low = word.lower()
    tens, _, units = low.rpartition("-")
    units = _ORDINALS.get(
        units, units.removesuffix("th").removesuffix("st").removesuffix("nd").removesuffix("rd")
    )
    units = f"{units[:-2]}y" if units.endswith("tie") else units
    if units in _TENS and not tens:
        return 20 + 10 * _TENS.index(units)
    if units in _NUMERALS and (not tens or tens in _TENS):
        return _NUMERALS.index(units) + (20 + 10 * _TENS.index(tens) if tens else 0)
    values = [_ROMAN[c] for c in word.upper() if c in _ROMAN]
    if len(values) != len(word) or not values:
        return None
    return sum(-v if v < max(values[n:], default=0) else v for n, v in enumerate(values))


def _line_of(lines: list[Line], place: int) -> int:
    """The line that contains an offset; 0 if that is below any masthead."""
    n = next((n for n, x in enumerate(lines) if x.end > place), 0) if place else 0
    return n if sum(bool(x.raw.strip()) for x in lines[:n]) < _LINES else 0


def _title(lines: list[Line], at: int, numbered: int) -> str:
    """The first line that is not a preheader, without the issue's number at its end.

    A sentence above the masthead is also a preheader, if a line that is not a sentence is between it and the number.
    """
    first = ""
    for n, line in enumerate(lines[at:], at):
        words = plain(line.raw.lstrip("# "))
        subject = _SUBJECT.fullmatch(words)
        if subject and _number(subject["words"])[0]:
            return _BESIDE.split(subject["words"])[0].strip()
        if not words or PREHEADER.fullmatch(words) or not any(c.isalnum() for c in words):
            continue
        title = _unspaced(line.raw) or _BESIDE.split(words)[0].strip()
        if not words.endswith((".", "!", "…")) and len(words) < _LONGEST and (not first or n < numbered):
            below = next((plain(x.raw) for x in lines[n + 1 : numbered] if x.raw.strip()), "")
            if below and len(below) < 60 and not _dates(below) and _issues(title, lines[: numbered + 6]):
                title = below
            own = _BESIDE.split(plain(lines[numbered].raw))[0].strip() if numbered > n else ""
            if own.count(" ") in range(1, 6) and not _number(own)[0] and _is_body(title, lines):
                title = own
            return _as_elsewhere(title, lines)
        first = first or title
        if n >= numbered:
            break
    return _told_title(lines[at : at + 2 * _LINES]) or first


def _told_title(head: list[Line]) -> str:
    """The title that the first sentences name; or the sender's name, if it recurs."""
    words = [plain(x.raw) for x in head]
    told = next((m for w in words if (m := _TOLD.search(w))), None)
    if told:
        return told["title"]
    sender = next((m["words"].strip() for w in words if (m := _SENDER.fullmatch(w))), "")
    return sender if sender and sum(sender in w for w in words) > 1 else ""


def _issues(name: str, head: list[Line]) -> bool:
    """Whether a name at the top is the newsletter's publisher, and so not its title: "Issued by the Name"."""
    said = re.compile(
        rf"\b(?:issued|published|produced|edited|brought to you) by (?:the )?{re.escape(name.removeprefix('THE ').removeprefix('The '))}",
        re.IGNORECASE,
    )
    return any(said.search(x.raw) for x in head)


def _is_body(name: str, lines: list[Line]) -> bool:
    """Whether a name at the top is an organisation: the text gives it an acronym, which newsletters do not have."""
    said = re.compile(rf"{re.escape(plain(name))} \([A-Z]{{2,8}}\)", re.IGNORECASE)
    return any(said.search(plain(x.raw)) for x in lines)


_SPACED = re.compile(r"\W*[^\W\d_](?: {1,3}[^\W\d_]){3,}\W*")


def _unspaced(raw: str) -> str:
    """A title in spaced letters ("T H E   P O S T") as words; empty if the letters are not spaced."""
    if not _SPACED.fullmatch(raw):
        return ""
    return " ".join("".join(word.split()) for word in re.split(r"\s{2,}", raw.strip()))


def _as_elsewhere(title: str, lines: list[Line]) -> str:
    """A title in capitals in the spelling used elsewhere in the text, if there is one."""
    if not title.isupper() or (" " not in title and not any(_unspaced(x.raw) == title for x in lines)):
        return title
    said = re.compile(rf"(?<!\w){re.escape(title)}(?!\w)", re.IGNORECASE)
    found = (m.group() for line in lines for m in said.finditer(line.raw) if not m.group().isupper())
    return next((words for words in found if words[0].isupper()), title)
