"""Writes the markup of wikis as the marks of Markdown that the parser knows, without moving any character.

A page copied out of a wiki keeps its markup: MediaWiki, MoinMoin and DokuWiki put headings between equals signs, Confluence and
Jira write "h2.", Org "** Heading", AsciiDoc "== Heading", Foswiki "---++". Each mark becomes one of as many characters, so
that every offset stays.
"""

from __future__ import annotations

import re

__all__ = ["as_markdown"]

#: In place of a mark inside a line: the reading of a text leaves it out, and sees no gap between columns.
_SOFT = "\u00ad"

_DOTTED = re.compile(r"^h(?P<level>[1-6])\.(?=[ \t]+\S)", re.MULTILINE)
_EQUALS = re.compile(
    r"^(?P<marks>={1,6})(?P<words>[ \t]*[^\s=](?:[^\n]*[^\s=])?[ \t]*)(?P=marks)[ \t]*\r?$", re.MULTILINE
)
_OPEN_EQUALS = re.compile(r"^(?P<marks>={1,5})(?=[ \t]+\S[^\n]*[^=\s][ \t]*\r?$)", re.MULTILINE)
_STARS = re.compile(r"^(?P<marks>\*{1,5})(?=[ \t]+\S)", re.MULTILINE)
_PLUSSED = re.compile(r"^---(?P<marks>\+{1,6})!*(?=[ \t]*\S)", re.MULTILINE)
#: A line that only Org has: a keyword or the rule of a table.
_ORG = re.compile(r"^#\+(?P<key>[A-Za-z_]+):|^[ \t]*\|-+(?:\+-+)+\|[ \t]*\r?$", re.MULTILINE)
#: What pages in headings between equals signs have besides.
_SIGNS = re.compile(r"^\{\||'''|\[\[[^\[\]\n]+\]\]|^\|\|.*\|\|[ \t]*\r?$|^\^.*\^[ \t]*\r?$", re.MULTILINE)
#: Fewer marks than a plain text puts around a heading.
_FRAME = 3


def as_markdown(text: str) -> str:
    """A text with the marks of its wiki as those of Markdown; any other text as it is."""
    if len(_DOTTED.findall(text)) > 1:
        return _inline(_bars(_dotted(_lists(text))))
    heads = _EQUALS.findall(text)
    levels = {len(marks) for marks, _ in heads}
    if len(heads) > 1 and (len(levels) > 1 or min(levels) < _FRAME or _SIGNS.search(text)):
        return _inline(_media_tables(_bars(_terms(_equals(_lists(text))))))
    if len({len(marks) for marks in _OPEN_EQUALS.findall(text)}) > 1:
        return _lined(text, r"^\|={3,}[ \t]*\r?$", _OPEN_EQUALS)
    if _ORG.search(text) and _STARS.search(text):
        return _lined(text, r"^#\+[A-Za-z_]+:[ \t]*|^[ \t]*:(?:PROPERTIES|END):[ \t]*$", _STARS)
    if len(_PLUSSED.findall(text)) > 1:
        return _PLUSSED.sub(lambda m: _hashes(m).ljust(len(m[0])), text)
    return text


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\r\n]", " ", match[0])


def _soft(match: re.Match[str]) -> str:
    return _SOFT * len(match[0])


def _hashes(match: re.Match[str]) -> str:
    return "#" * len(match["marks"])


def _lined(text: str, gone: str, heads: re.Pattern[str]) -> str:
    """A text whose headings have number signs, without the lines and keywords that print nothing."""
    return heads.sub(_hashes, re.sub(gone, _blank, text, flags=re.MULTILINE))


# --- headings ------------------------------------------------------------------------------------------------


def _dotted(text: str) -> str:
    """Writes "##  Events" for "h2. Events"; deeper headings are as deep as there is room for."""
    return _DOTTED.sub(lambda m: ("#" * min(int(m["level"]), 3)).ljust(3), text)


def _equals(text: str) -> str:
    """Writes "## Events   " for "== Events =="; where the first heading has most marks (DokuWiki), most marks are the top."""
    found = [(len(m["marks"]), m["words"][0].isspace()) for m in _EQUALS.finditer(text)]
    counts = [count for count, _ in found]
    falling = counts[0] == max(counts) > min(counts)
    room = 0 if all(spaced for _, spaced in found) else 1

    def put(match: re.Match[str]) -> str:
        marks, words = match["marks"], match["words"]
        depth = max(counts) - len(marks) + 1 if falling else len(marks) - room
        hashes = ("#" * min(depth, len(marks) - room)).ljust(len(marks))
        return (hashes + words).ljust(len(match[0].rstrip("\r"))) + "\r" * match[0].endswith("\r")

    return _EQUALS.sub(put, text)


# --- lists ---------------------------------------------------------------------------------------------------

_ITEM = re.compile(r"^(?P<marks>[*#]{1,4})(?=[ \t]+\S)", re.MULTILINE)
#: An item without a blank before its bold label: "*'''Author:''' Jo Doe".
_TIGHT = re.compile(r"^(?P<marks>[*#:]+)'''(?=\S)", re.MULTILINE)
_TERM = re.compile(r"^;(?=[ \t]*\S)", re.MULTILINE)
_SAID = re.compile(r"^:(?=[ \t]+\S)", re.MULTILINE)


def _lists(text: str) -> str:
    """A number sign opens an item in wikis and a heading in Markdown; deeper items are set in."""

    def put(match: re.Match[str]) -> str:
        marks = match["marks"]
        return " " * (len(marks) - 1) + ("*" if marks[-1] == "*" else "-")

    return _ITEM.sub(put, text)


def _terms(text: str) -> str:
    """Makes "; Jo Doe" over ": Role: Chair" a title over its details."""
    text = _TIGHT.sub(lambda m: " " * (len(m["marks"]) - 1) + "* **", text)
    return _SAID.sub("*", _TERM.sub(" ", text))


# --- tables --------------------------------------------------------------------------------------------------

_DOUBLE_BARS = re.compile(r"^[ \t]*\|\|[^\n]*\|\|[ \t]*\r?$", re.MULTILINE)
_CARETS = re.compile(r"^[ \t]*\^[^\n]*\^[ \t]*\r?$", re.MULTILINE)
_HEAD_CELL = re.compile(r"(?<=\|)_\.(?=[ \t])")
_ATTRIBUTES = re.compile(
    r"(?<=[|!])[ \t]*(?:[\w-]+[ \t]*=[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*'|\w+)[ \t]*)+\|(?!\|)"
)


def _bars(text: str) -> str:
    """Makes "||Event||Date||" and "^ Event ^ Date ^" rows of cells."""
    text = _DOUBLE_BARS.sub(lambda m: m[0].replace("||", " |"), text)
    text = _CARETS.sub(lambda m: m[0].replace("^", "|"), text)
    return _HEAD_CELL.sub("  ", text)


def _media_tables(text: str) -> str:
    """Each row of a table of MediaWiki in one line of cells: "{| … |}" with "! head", "|-" and "| cell || cell" inside."""
    if not re.search(r"^[ \t]*\{\|", text, re.MULTILINE):
        return text
    done: list[str] = []
    inside = row = False
    for line in text.split("\n"):
        bare = line.strip()
        if not inside:
            inside = bare.startswith("{|")
            done.append(re.sub(r"[^\r]", " ", line) if inside else line)
        elif bare.startswith(("|-", "|}")):
            closed = line[: line.index("|") + 1].ljust(len(line)) if row else " " * len(line)
            done[len(done) - row :] = [f"{done[-1].replace(chr(13), ' ')} {closed}" if row else closed]
            inside, row = bare.startswith("|-"), False
        elif bare.startswith("|+"):
            done.append(line.replace("|+", "  ", 1))
        else:
            cells = _cells(line)
            done[len(done) - row :] = [f"{done[-1].replace(chr(13), ' ')} {cells}" if row else cells]
            row = row or bare.startswith(("|", "!"))
    return "\n".join(done)


def _cells(line: str) -> str:
    if not line.strip().startswith(("|", "!")):
        return line
    line = _ATTRIBUTES.sub(lambda m: " " * len(m[0]), line)
    if line.strip().startswith("!"):
        line = line.replace("!!", " |").replace("!", "|", 1)
    return line.replace("||", " |")


# --- inside lines --------------------------------------------------------------------------------------------

_QUOTES = re.compile(
    r"(?P<lead>^[ \t*#:;|-]*)?(?P<marks>'{2,5})(?=[^\s'])(?P<words>[^\n]{1,300}?)(?<=[^\s'])(?P=marks)(?!')(?P<after>:?[ \t]?)",
    re.MULTILINE,
)
#: The mark of an item or cell before its first words: more blanks behind it do not set it in.
_LEAD = r"(?P<lead>^[ \t]*[*:|-][ \t*:|-]*)?"
_GONE = re.compile(
    r"\[\[(?:Category|File|Image|Media|Kategorie)\s*:[^\[\]\n]*\]\]|__[A-Z]{3,}__|<!--.{0,2000}?-->|<ref[^<>\n]*/>|<ref[^<>\n]*>.{0,2000}?</ref>|~~NOTOC~~",
    re.DOTALL | re.IGNORECASE,
)
_MACRO = re.compile(r"\{(?:[a-z-]{2,20})(?:[:=][^{}\n]*)?\}")
_TO_PAGE = re.compile(_LEAD + r"\[\[(?:[^\[\]|\n]*\|)?(?P<words>[^\[\]|\n]+)\]\]", re.MULTILINE)
_OUTWARD = re.compile(_LEAD + r"\[(?:https?|mailto):\S+[ \t]+(?P<words>[^\[\]\n]+)\]", re.MULTILINE)
_OUTWARD_LAST = re.compile(
    _LEAD + r"\[(?P<words>[^\[\]|\n]+)\|(?:https?:|mailto:|#|\^|~)[^\[\]\n]*\]", re.MULTILINE
)
_SLANTED = re.compile(
    r"(?P<lead>^[ \t*|-]*)?(?<![:/\w])(?P<marks>//)(?=[^\s/])(?P<words>[^\n]{1,300}?)(?<=[^\s:/])//(?![/\w])(?P<after>:?[ \t]?)",
    re.MULTILINE,
)


def _inline(text: str) -> str:
    """Bold, italic and links of a wiki; what prints nothing goes."""
    text = _GONE.sub(_blank, text)
    text = _MACRO.sub(_soft, text)
    text = _QUOTES.sub(_emphasis, text)
    text = _SLANTED.sub(_emphasis, text)
    for link in (_TO_PAGE, _OUTWARD, _OUTWARD_LAST):
        text = link.sub(_words_alone, text)
    return text


def _emphasis(match: re.Match[str]) -> str:
    """Bold and italic words; what is left of the marks stands before them and behind the blank after them."""
    n = len(match["marks"])
    mark = "*" if n == len("''") else "**"
    lead = match["lead"]
    before = (_SOFT if lead is None else " ") * (n - len(mark))
    return f"{lead or ''}{before}{mark}{match['words']}{mark}{match['after']}{_SOFT * (n - len(mark))}"


def _words_alone(match: re.Match[str]) -> str:
    """The words of a link, between as many soft marks as it has others; behind the mark of an item, behind blanks."""
    lead = match["lead"] or ""
    start, end = match.start("words") - match.start() - len(lead), match.end("words") - match.start()
    before = (_SOFT if match["lead"] is None else " ") * start
    return f"{lead}{before}{match['words']}{_SOFT * (len(match[0]) - end)}"
