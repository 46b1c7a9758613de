"""Converts PDF to text: PDFium gives words on pages, `columns` and `layout` order and join them."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import InputError
from .detect import PDF
from .integrity import damage_of
from .layout import compose_pages
from .page_model import Page, Rule, Word
from .source import Source

if TYPE_CHECKING:
    import pypdfium2

__all__ = ["read_pdf"]

_MAX_PAGES = 1000
_MAX_CHARS = 5_000_000
_MAX_OBJECTS = 200_000
_AGAIN = "save or download the document again"
_STARTXREF = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_LINEARIZED = re.compile(rb"/Linearized\b[^>]*/L\s+(\d{1,12})|/L\s+(\d{1,12})[^>]*/Linearized\b")
_BOLD = re.compile(r"bold|black|heavy|semi|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
_HYPHENS = (0x02, 0xFFFE)  # how PDFium marks the hyphen at the end of a line
_UNKNOWN = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Link:
    to: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class _Look:
    size: float
    bold: bool
    italic: bool


def read_pdf(content: bytes) -> Source:
    """A PDF as text; its places are pages, and offsets in a page's text as PDFium gives it (ISO 32000-2, 9.10).

    Running heads, page numbers and the order of columns are undone, words separated at line ends joined.

    Raises
    ------
    InputError
        If it is cut off, protected by a password, has no text, or is over its limits.
    """
    import pypdfium2

    _whole(content)
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(
                "the PDF is protected by a password", hint="save it without a password"
            ) from error
        raise InputError("the PDF is damaged and cannot be read", hint=_AGAIN) from error
    if len(pdf) > _MAX_PAGES:
        raise InputError(
            f"the PDF has {len(pdf):,} pages and the limit is {_MAX_PAGES:,}", hint="is this the right file?"
        )
    faults = damage_of(content)
    pages = list(_pages(pdf))
    letters = sum(not c.isspace() for page in pages for c in page.text)
    if letters < 20:
        raise InputError(
            "the PDF has no text" + (", only pictures of pages" if any(p.pictures for p in pages) else ""),
            hint="have its text recognised (OCR), or send the document that it was made from",
        )
    return compose_pages(pages, PDF, [*faults, *_notes(pages)])


def _notes(pages: Sequence[Page]) -> Iterator[str]:
    """What was not read, page by page."""
    for page in pages:
        if not page.text.strip():
            yield f"page {page.number}: no text" + (", only pictures" if page.pictures else "")
        if unknown := page.text.count(_UNKNOWN):
            yield f"page {page.number}: {unknown} characters have no meaning that the PDF states"
        if page.turned:
            yield f"page {page.number}: {page.turned} characters are turned or outside of the page and were not read"
        if page.filled:
            yield f"page {page.number}: {page.filled} form fields or comments were not read"


def _whole(content: bytes) -> None:
    """Refuse what is cut off: PDFium would rebuild it and read as far as it goes, without a word."""
    start = content.index(b"%PDF-")
    linear = _LINEARIZED.search(content, start, start + 2048)
    if linear and int(linear[1] or linear[2]) > len(content) - start:
        raise InputError("the PDF is cut off", hint=_AGAIN)
    ends = list(_STARTXREF.finditer(content))
    if not ends or len(content) - ends[-1].end() > 2048:
        raise InputError("the PDF is cut off: its end is missing", hint=_AGAIN)
    for base in (start, 0):
        at = int(ends[-1][1]) + base
        if re.match(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)", content[at : at + 64]):
            return
    raise InputError("the PDF is damaged: its table of contents is not where it should be", hint=_AGAIN)


def _pages(pdf: pypdfium2.PdfDocument) -> Iterator[Page]:
    import pypdfium2

    total = 0
    for n in range(len(pdf)):
        try:
            page = pdf[n]
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise InputError(f"page {n + 1} of the PDF is damaged", hint=_AGAIN) from error
        total += text.count_chars()
        if total > _MAX_CHARS:
            raise InputError(
                f"the PDF has more than {_MAX_CHARS:,} characters", hint="is this the right file?"
            )
        yield _Reader(pdf, page, text).page(n + 1)
        text.close()
        page.close()


class _Reader:
    """One page as PDFium sees it."""

    def __init__(
        self, pdf: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage
    ) -> None:
        from pypdfium2 import raw

        self.raw = raw
        self.pdf = pdf
        self.handle = page.raw
        self.text = text.raw
        self.count = text.count_chars()
        self.left, self.bottom, right, top = page.get_cropbox()
        self.turn = page.get_rotation()
        self.wide, self.high = right - self.left, top - self.bottom
        self.looks: dict[int, _Look] = {}
        about = ctypes.cast(raw.FPDFText_GetTextObject, ctypes.c_void_p).value
        # as numbers, not pointers: this is asked for every character
        self.object_at = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(about or 0)
        self.text_address = ctypes.cast(self.text, ctypes.c_void_p)
        self.box = raw.FS_RECTF()
        self.origin = (ctypes.c_double(), ctypes.c_double())

    def page(self, number: int) -> Page:
        """All of the page."""
        unicode = self.raw.FPDFText_GetUnicode
        flat = self.turn in (0, 180)
        page = Page(
            number,
            self.wide if flat else self.high,
            self.high if flat else self.wide,
            "".join([_char(unicode(self.text, i)) for i in range(self.count)]),
        )
        links = list(self._links())
        for word in self._words(page.text, links):
            if word.x1 < word.x0:  # drawn from right to left
                word.x0, word.x1 = word.x1, word.x0
            sound = 0 < word.size < math.inf and word.x1 < math.inf
            if sound and -1 <= word.x0 <= page.width and -1 <= word.y <= page.height + 1:
                page.words.append(word)
            else:
                page.turned += len(word.text)
        self._drawn(page)
        page.filled = self._annotated()
        return page

    def _place(self, x: float, y: float) -> tuple[float, float]:
        """A point as it is shown: from the upper left corner of the page as it is turned."""
        x, y = x - self.left, y - self.bottom
        if self.turn == 90:
            return y, x
        if self.turn == 180:
            return self.wide - x, y
        if self.turn == 270:
            return self.high - y, self.wide - x
        return x, self.high - y

    def _words(self, text: str, links: Sequence[_Link]) -> Iterator[Word]:
        word: Word | None = None
        end = -1
        for first, last, key in self._pieces(text):
            look = self.looks.get(key) or self._look(key, first)
            for a, b, x0, x1, y, link in self._linked(first, last, links, look.size):
                if word is not None and end == a and self._joins(word, look, x0, y) and word.link == link:
                    word.text += text[a:b]
                    word.x1 = max(word.x1, x1)
                    word.hung = text[a:b] == "-"
                else:
                    if word is not None:
                        yield word
                    word = Word(text[a:b], a, x0, x1, y, look.size, look.bold, look.italic, link)
                    word.spaced = (
                        a > 0 and text[a - 1] == " " and bool(self.object_at(self.text_address, a - 1))
                    )
                end = b
        if word is not None:
            yield word

    def _pieces(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Where characters stand together that were drawn at one go, and by what."""
        first, before = 0, 0
        for i, char in enumerate(text):
            key = 0 if char.isspace() or char == "\u200b" else self.object_at(self.text_address, i) or 0
            if key != before:
                if before:
                    yield first, i, before
                first, before = i, key
        if before:
            yield first, len(text), before

    def _linked(
        self, first: int, last: int, links: Sequence[_Link], size: float
    ) -> Iterator[tuple[int, int, float, float, float, str]]:
        """A piece with its extent, cut where links begin and end."""
        x0, x1, y = self._extent(first)
        near = [link for link in links if link.y0 <= y - 0.3 * size <= link.y1]
        if not near:
            yield first, last, x0, self._extent(last - 1)[1], y, ""
            return
        begin, right, to = first, x1, None
        for i in range(first, last):
            a, b, _ = self._extent(i)
            here = next((link.to for link in near if link.x0 <= (a + b) / 2 <= link.x1), "")
            if to is not None and here != to:
                yield begin, i, x0, right, y, to
                begin, x0 = i, a
            to, right = here, b
        yield begin, last, x0, right, y, to or ""

    def _joins(self, word: Word, look: _Look, x0: float, y: float) -> bool:
        return (
            (word.bold, word.italic) == (look.bold, look.italic)
            and abs(word.size - look.size) < 0.1
            and abs(word.y - y) < 0.5
            and -0.5 * word.size < x0 - word.x1 < 0.2 * word.size
        )

    def _extent(self, i: int) -> tuple[float, float, float]:
        """Where a character begins and ends, and its base line."""
        x, y = self.origin
        self.raw.FPDFText_GetLooseCharBox(self.text, i, self.box)
        self.raw.FPDFText_GetCharOrigin(self.text, i, x, y)
        base = self._place(x.value, y.value)[1]
        a = self._place(self.box.left, self.box.bottom)[0]
        b = self._place(self.box.right, self.box.top)[0]
        return min(a, b), max(a, b), base

    def _look(self, key: int, i: int) -> _Look:
        """Size and font of what draws a character; a size of 0 for what does not run across the page."""
        raw = self.raw
        about = raw.FPDFText_GetTextObject(self.text, i)
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(about, matrix)
        across = (abs(matrix.a) >= abs(matrix.b)) == (self.turn in (0, 180))
        scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
        font = raw.FPDFTextObj_GetFont(about)
        name = ctypes.create_string_buffer(200)
        raw.FPDFFont_GetBaseFontName(font, name, 200)
        flags = max(raw.FPDFFont_GetFlags(font), 0)
        title = name.value.decode("utf-8", "replace")
        self.looks[key] = _Look(
            round(raw.FPDFText_GetFontSize(self.text, i) * scale, 2) if across else 0.0,
            bool(_BOLD.search(title)) or bool(flags & 1 << 18),
            bool(_ITALIC.search(title)) or bool(flags & 1 << 6),
        )
        return self.looks[key]

    def _links(self) -> Iterator[_Link]:
        raw = self.raw
        position = ctypes.c_int(0)
        link = raw.FPDF_LINK()
        rect = raw.FS_RECTF()
        while raw.FPDFLink_Enumerate(self.handle, position, link):
            action = raw.FPDFLink_GetAction(link)
            if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
                continue
            length = raw.FPDFAction_GetURIPath(self.pdf, action, None, 0)
            if not 1 < length < 4000:
                continue
            buffer = ctypes.create_string_buffer(length)
            raw.FPDFAction_GetURIPath(self.pdf, action, buffer, length)
            if raw.FPDFLink_GetAnnotRect(link, rect):
                (a, b), (c, d) = self._place(rect.left, rect.bottom), self._place(rect.right, rect.top)
                to = buffer.value.decode("utf-8", "replace")
                yield _Link(to, min(a, c) - 0.5, min(b, d) - 0.5, max(a, c) + 0.5, max(b, d) + 0.5)

    def _annotated(self) -> int:
        """How many form fields and comments the page has: PDFium does not count their words to its text."""
        raw = self.raw
        worded = (
            raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_STAMP,
        )  # fmt: skip
        silent = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)  # a pop-up shows another's words
        count = 0
        for n in range(min(raw.FPDFPage_GetAnnotCount(self.handle), _MAX_OBJECTS)):
            about = raw.FPDFPage_GetAnnot(self.handle, n)
            kind = raw.FPDFAnnot_GetSubtype(about)
            # UTF-16 with an end of two bytes: what is longer says something
            said = raw.FPDFAnnot_GetStringValue(about, b"Contents", None, 0) > 2
            count += kind in worded or (said and kind not in silent)
            raw.FPDFPage_CloseAnnot(about)
        return count

    def _drawn(self, page: Page) -> None:
        """The rules of tables, and how many pictures there are."""
        raw = self.raw
        bounds = [ctypes.c_float() for _ in range(4)]
        for n in range(min(raw.FPDFPage_CountObjects(self.handle), _MAX_OBJECTS)):
            about = raw.FPDFPage_GetObject(self.handle, n)
            kind = raw.FPDFPageObj_GetType(about)
            page.pictures += kind == raw.FPDF_PAGEOBJ_IMAGE
            if kind != raw.FPDF_PAGEOBJ_PATH or not raw.FPDFPageObj_GetBounds(about, *bounds):
                continue
            (a, b), (c, d) = (self._place(bounds[k].value, bounds[k + 1].value) for k in (0, 2))
            x0, x1, y0, y1 = min(a, c), max(a, c), min(b, d), max(b, d)
            if min(x1 - x0, y1 - y0) <= 2.5:
                if max(x1 - x0, y1 - y0) >= 6:
                    page.rules.append(Rule(x0, y0, x1, y1))
            elif raw.FPDFPath_CountSegments(about) <= 6 and (
                x1 - x0 < page.width * 0.95 or y1 - y0 < page.height / 2
            ):
                page.rules += [
                    Rule(x0, y0, x1, y0),
                    Rule(x0, y1, x1, y1),
                    Rule(x0, y0, x0, y1),
                    Rule(x1, y0, x1, y1),
                ]


def _char(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if code in (9, 10, 13):
        return chr(code)
    if code < 32 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code >= 0x110000:
        return "\u200b" if code == 0 else _UNKNOWN
    return chr(code)
