"""Converts HTML to text in one pass over the tags, without a tree, so that deep nesting is cheap."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ...errors import InputError
from ..lines import NUMBER
from .detect import HTML
from .markup import Block, Composer, Paragraph, Run, Table, compose, struck_out
from .source import Source
from .unseen import Sheets, hides, is_struck, is_tiny

__all__ = ["read_html"]

_VOID = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    )
)
_UNREAD = frozenset(
    (
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "select",
        "textarea",
        "audio",
        "video",
        "canvas",
        "map",
        "datalist",
    )
)
#: Withdrawn words: what is struck out is no longer said.
_STRUCK = frozenset(("s", "strike", "del"))
#: Where words that are not read need no mention.
_NO_WORDS = (*sorted(_UNREAD), "title")
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = frozenset(
    (
        "html",
        "body",
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "ul",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        *_HEADINGS,
    )
)
#: What ends when another begins, up to the element that holds both.
_IMPLIED = {
    "li": ({"li"}, {"ul", "ol", "menu", "table"}),
    "dt": ({"dt", "dd"}, {"dl", "table"}),
    "dd": ({"dt", "dd"}, {"dl", "table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"table"}),
    "tbody": ({"thead", "tbody", "tfoot"}, {"table"}),
    "thead": ({"thead", "tbody", "tfoot"}, {"table"}),
    "tfoot": ({"thead", "tbody", "tfoot"}, {"table"}),
}
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_SUBSET = re.compile(r"<!doctype[^>\[]*\[", re.IGNORECASE)
#: What the parser need not see, and would look for the end of again and again.
_SKIPPED = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\b[^>]*>|\Z)", re.IGNORECASE | re.DOTALL)
_MAX_TABLES = 40
_MAX_SPAN = 40
#: Hidden words that are kept for a note, from which contact data is removed.
_MOST_UNSEEN = 400


def read_html(content: str, title: str = "") -> Source:
    """An HTML page as text; its places are paragraphs with their path of elements.

    Running heads, scripts, styles and what is hidden are not read, entities are resolved by the standard's own list
    (https://html.spec.whatwg.org/multipage/named-characters.html), addresses are kept as written.

    Parameters
    ----------
    content
        The page.
    title
        What it was sent under; used where its own title has no number.

    Raises
    ------
    InputError
        If the page declares entities of its own.
    """
    if _SUBSET.search(content[:20_000]):
        raise InputError(
            "document type declarations with entities are not accepted", hint="remove the <!DOCTYPE [...]>"
        )
    page = _Page(Sheets.of(content))
    content = _SKIPPED.sub("", content)
    unended = content.find("<", content.rfind(">") + 1)  # the standard drops a tag that the file ends in
    page.feed(content if unended < 0 else content[:unended])
    page.close()
    left = [element.tag for element in page.stack[1:] if element.tag not in _OPTIONAL]
    if unended >= 0 or left:
        inside = f"inside of <{left[-1]}>" if left else "inside of a tag"
        page.notes.append(f"the page ends {inside}: its end may be missing")
    page.finish(title)
    compose(page.out, page.blocks)
    if page.pictures:
        page.notes.append(f"{page.pictures} pictures were not read")
    if page.unseen:
        page.notes.append(f"hidden words were not read, the first are: {page.unseen.strip()}")
    if page.struck:
        page.notes.append(struck_out(page.struck))
    return page.out.source(HTML, page.notes)


#: Elements that may be left open (https://html.spec.whatwg.org/multipage/syntax.html#optional-tags). Who opens html or body
#: by hand also closes them.
_OPTIONAL = frozenset(
    {
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "tfoot",
        "option",
        "optgroup",
        "colgroup",
        "caption",
        "rt",
        "rp",
    }
)


@dataclass(slots=True)
class _Element:
    tag: str
    number: int
    bold: bool = False
    italic: bool = False
    hidden: bool = False
    struck: bool = False
    tiny: bool = False
    link: str | None = None
    children: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _TableState:
    table: Table
    holder: list[Block]
    spans: dict[int, int] = field(default_factory=dict)
    lists: list[list[int]] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self, sheets: Sheets) -> None:
        super().__init__(convert_charrefs=True)
        self.out = Composer()
        self.notes: list[str] = []
        self.blocks: list[Block] = []
        self.holder: list[Block] = self.blocks
        self.tables: list[_TableState] = []
        self.lists: list[list[int]] = []
        self.stack: list[_Element] = [_Element("", 1)]
        self.open: Counter[str] = Counter()
        self.hidden = 0
        self.bold = 0
        self.italic = 0
        self.links: list[str] = []
        self.runs: list[tuple[str, bool, bool, str]] = []
        self.path = ""
        self.marker = ""
        self.pictures = 0
        self.struck = 0
        self.withdrawn = 0
        self.unseen = ""
        self.shown = False
        self.sheets = sheets
        self.title: list[str] = []

    # --- the parser's calls ---

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {k: v or "" for k, v in attrs}
        if tag == "br":
            self._break()
            return
        if tag in _BLOCKS:
            self.flush()
            self._imply(tag)
        if tag in _VOID:
            self.pictures += tag == "img" and not self.hidden
            return
        self.stack[-1].children[tag] += 1
        style = values.get("style", "")
        element = _Element(tag, self.stack[-1].children[tag])
        looks = self.sheets.style(values)
        element.struck = tag in _STRUCK or is_struck(looks)
        self.struck += element.struck and not self.hidden
        element.hidden = tag in _UNREAD or "hidden" in values or element.struck
        element.hidden |= tag not in ("html", "body") and hides(looks)
        element.hidden |= tag == "div" and values.get("title") in (
            "header",
            "footer",
        )  # as LibreOffice marks them
        element.tiny = is_tiny(looks, inherited=self.stack[-1].tiny)
        element.bold = tag in ("b", "strong") or bool(_BOLD.search(style))
        element.italic = tag in ("i", "em") or bool(_ITALIC.search(style))
        if tag == "a" and values.get("href", "").strip():
            element.link = values["href"].strip()
            self.links.append(element.link)
        self.hidden += element.hidden
        self.withdrawn += element.struck
        self.bold += element.bold
        self.italic += element.italic
        self.stack.append(element)
        self.open[tag] += 1
        if not self.hidden:
            self._begin(tag, values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # HTML knows no empty elements but the void ones

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
        if not self.open[tag] or (self.tables and tag not in _BLOCKS and self._behind_cell(tag)):
            if tag == "br":
                self._break()
            return
        while self._pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open["title"] and not self.open["svg"]:
            self.title.append(data)
        if self.hidden or self.open["title"] or self.stack[-1].tiny:
            if not self.withdrawn and not any(self.open[tag] for tag in _NO_WORDS):
                self._hide(data)
            return
        self.shown = self.shown or bool(self.unseen and data.strip())
        if not self.open["pre"]:
            data = _SPACE.sub(" ", data)
            if not self.runs or self.runs[-1][0][-1] in " \n":
                data = data.lstrip(" ")
        if not data:
            return
        if not self.runs:
            self.path = self._path()
        self.runs.append((data, self.bold > 0, self.italic > 0, self.links[-1] if self.links else ""))

    def _hide(self, data: str) -> None:
        """Keeps the first hidden words, up to the next shown ones: an address may be in several elements."""
        if not self.shown and len(self.unseen) < _MOST_UNSEEN and (self.unseen or data.strip()):
            self.unseen += data[:_MOST_UNSEEN]

    def finish(self, sent_as: str) -> None:
        """End what the page left open; its title is first where nothing else gives the issue's number."""
        self.flush()
        while len(self.stack) > 1:
            self._pop()
        title = _SPACE.sub(" ", "".join(self.title)).strip()
        title = title if NUMBER.search(title) else sent_as
        head = " ".join(b.text for b in self.blocks[:30] if isinstance(b, Paragraph))
        if NUMBER.search(title) and not NUMBER.search(head[:4000]):
            unit = self.out.unit("paragraph", title, "//title")
            self.blocks.insert(0, Paragraph([Run(title, unit=unit)]))

    # --- paragraphs ---

    def flush(self) -> None:
        """End the paragraph at hand."""
        self._hide("\n")
        runs, self.runs = self.runs, []
        while runs and not runs[-1][0].strip():
            runs.pop()
        if not runs:
            return
        unit = self.out.unit("paragraph", "".join(r[0] for r in runs), self.path)
        made = []
        at = 0
        for text, bold, italic, link in runs:
            made.append(Run(text, bold, italic, link, unit, at))
            at += len(text)
        heading = next((h for h in _HEADINGS if self.open[h]), None)
        if heading:
            self.holder.append(Paragraph(made, "heading", _HEADINGS[heading]))
        elif self.marker:
            self.holder.append(Paragraph(made, "item", max(len(self.lists), 1), self.marker))
            self.marker = ""
        else:
            self.holder.append(Paragraph(made))

    def _break(self) -> None:
        if self.hidden:
            self._hide("\n")
            return
        if self.runs and self.runs[-1][0] == "\n":
            self.flush()
        elif self.runs:
            self.runs.append(("\n", False, False, ""))

    def _path(self) -> str:
        """The elements that contain the words, as an XPath; only the innermost ones of a deep nest."""
        steps = []
        for element in reversed(self.stack[-60:]):
            if element.tag in _BLOCKS and element.tag not in ("html", "body"):
                steps.append(f"{element.tag}[{element.number}]")
            if len(steps) == 12:
                break
        return "//" + "/".join(reversed(steps))

    # --- elements ---

    def _begin(self, tag: str, values: dict[str, str]) -> None:
        if tag in ("ul", "ol", "menu", "dir"):
            start = values.get("start", "1")
            self.lists.append([int(start) if re.fullmatch(r"\d{1,6}", start) else 1, tag == "ol"])
        elif tag == "li":
            number = self.lists[-1] if self.lists else [1, False]
            if re.fullmatch(r"\d{1,6}", values.get("value", "")):
                number[0] = int(values["value"])
            self.marker = f"{number[0]}." if number[1] else "-"
            number[0] += 1
        elif tag == "table" and len(self.tables) < _MAX_TABLES:
            self.tables.append(_TableState(Table(), self.holder, lists=self.lists))
            self.lists = []
        elif self.tables and tag == "tr":
            self.tables[-1].table.rows.append([])
        elif self.tables and tag in ("td", "th"):
            self._cell(values)

    def _cell(self, values: dict[str, str]) -> None:
        state = self.tables[-1]
        if not state.table.rows:
            state.table.rows.append([])
        row = state.table.rows[-1]
        while state.spans.get(len(row), 0):
            state.spans[len(row)] -= 1
            row.append([])
        wide, high = (
            min(int(values.get(k, "1")), _MAX_SPAN) if re.fullmatch(r"\d{1,6}", values.get(k, "1")) else 1
            for k in ("colspan", "rowspan")
        )
        for n in range(max(wide, 1)):
            if high > 1:
                state.spans[len(row)] = high - 1
            row.append([])
            if n == 0:
                self.holder = row[-1]

    def _imply(self, tag: str) -> None:
        """End the elements that this one ends without an end tag."""
        if self.open["p"] and tag not in ("html", "body"):
            self._close({"p"}, {"td", "th", "table", "li", "div"})
        if tag in _IMPLIED:
            self._close(*_IMPLIED[tag])

    def _close(self, tags: set[str], within: set[str]) -> None:
        if not any(self.open[t] for t in tags):
            return
        for back in range(1, min(len(self.stack), 60)):
            element = self.stack[-back]
            if element.tag in tags:
                for _ in range(back):
                    self._pop()
                return
            if element.tag in within:
                return

    def _behind_cell(self, tag: str) -> bool:
        """Whether an inline element was opened outside of the cell that we are in."""
        for element in reversed(self.stack[-60:]):
            if element.tag == tag:
                return False
            if element.tag in ("td", "th", "table"):
                return True
        return False

    def _pop(self) -> str:
        element = self.stack.pop()
        self.open[element.tag] -= 1
        shown = not self.hidden
        self.hidden -= element.hidden
        self.withdrawn -= element.struck
        self.bold -= element.bold
        self.italic -= element.italic
        if element.link is not None:
            self.links.pop()
        if not shown:
            return element.tag
        if element.tag in ("ul", "ol", "menu", "dir") and self.lists:
            self.lists.pop()
        elif element.tag == "li":
            self.marker = ""
        elif element.tag in ("td", "th") and self.tables:
            self.holder = self.tables[-1].holder
        elif element.tag == "table" and self.tables and self.open["table"] < len(self.tables):
            state = self.tables.pop()
            self.holder, self.lists = state.holder, state.lists
            if state.table.rows:
                self.holder.append(state.table)
        return element.tag
