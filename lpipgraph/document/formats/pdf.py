"""PDF to words on pages, by PDFium, and to text by `columns` and `layout`."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from .detect import PDF
from .source import Source

if TYPE_CHECKING:
    import pypdfium2

__all__ = ["Page", "Rule", "Word", "read_pdf"]

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


@dataclass(slots=True)
class Word:
    """Characters without a space between, in one look; `y` is the base line, counted downwards in points.

    `hung` says that the hyphen at the end was drawn apart from the word, as programs do that put it in themselves.
    """

    text: str
    at: int
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool
    link: str = ""
    hung: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that is drawn, from one end to the other."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Page:
    """A page: its words, its drawn lines, and its whole text in the order of the file."""

    number: int
    width: float
    height: float
    text: str
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: int = 0


def read_pdf(content: bytes) -> Source:
    """A PDF as text; its places are pages, and offsets in a page's text as PDFium gives it (ISO 32000-2, 9.10).

    Running heads, page numbers and the order of columns are undone, words parted at line ends joined.

    Raises
    ------
    InputError
        If it is cut off, protected by a password, has no text, or is over its limits.
    """
    import pypdfium2

    from .layout import compose_pages

    _whole(content)
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError("the PDF is protected by a password", hint="save it without a password") from error
        raise InputError("the PDF is damaged and cannot be read", hint=_AGAIN) from error
    if len(pdf) > _MAX_PAGES:
        raise InputError(f"the PDF has {len(pdf):,} pages and the limit is {_MAX_PAGES:,}", hint="is this the right file?")
    pages = list(_pages(pdf))
    letters = sum(not c.isspace() for page in pages for c in page.text)
    if letters < 20:
        raise InputError(
            "the PDF has no text" + (", only pictures of pages" if any(p.pictures for p in pages) else ""),
            hint="have its text recognised (OCR), or send the document that it was made from",
        )
    notes = []
    blank = [str(p.number) for p in pages if p.pictures and not p.text.strip()]
    if blank:
        notes.append(f"pages without text, only with pictures, were not read: {', '.join(blank[:20])}")
    unknown = sum(p.text.count(_UNKNOWN) for p in pages)
    if unknown:
        notes.append(f"{unknown} characters have no meaning that the PDF states")
    return compose_pages(pages, PDF, notes)


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
            raise InputError(f"the PDF has more than {_MAX_CHARS:,} characters", hint="is this the right file?")
        yield _Reader(pdf, page, text).page(n + 1)
        text.close()
        page.close()


class _Reader:
    """One page as PDFium sees it."""

    def __init__(self, pdf: pypdfium2.PdfDocument, page: Any, text: Any) -> None:
        import pypdfium2.raw as raw

        self.raw = raw
        self.pdf = pdf
        self.handle = page
        self.text = text
        self.left, bottom, right, top = page.get_mediabox()
        self.turn = page.get_rotation()
        self.wide, self.high = right - self.left, top - bottom
        self.bottom = bottom
        self.looks: dict[int, tuple[float, bool, bool]] = {}

    def page(self, number: int) -> Page:
        count = self.text.count_chars()
        chars = [self.raw.FPDFText_GetUnicode(self.text, i) for i in range(count)]
        flat = self.turn in (0, 180)
        page = Page(
            number,
            self.wide if flat else self.high,
            self.high if flat else self.wide,
            "".join(_char(c) for c in chars),
        )
        page.words = list(self._words(page.text, list(self._links())))
        self._drawn(page)
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

    def _words(self, text: str, links: Sequence[tuple[str, float, float, float, float]]) -> Iterator[Word]:
        raw = self.raw
        box = raw.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        word: Word | None = None
        end = -1
        before = None
        for i, char in enumerate(text):
            if char.isspace() or char == "\u200b":
                continue
            about = raw.FPDFText_GetTextObject(self.text, i)
            if not about:
                continue
            key = ctypes.cast(about, ctypes.c_void_p).value or 0
            size, bold, italic = self.looks.get(key) or self._look(about, key, i)
            raw.FPDFText_GetLooseCharBox(self.text, i, box)
            raw.FPDFText_GetCharOrigin(self.text, i, x, y)
            x0, base = self._place(x.value, y.value)
            ends = [self._place(box.left, box.bottom)[0], self._place(box.right, box.top)[0]]
            x0, x1 = min(x0, *ends) if self.turn else box.left - self.left, max(ends)
            middle, height = (x0 + x1) / 2, base - 0.3 * size
            link = next((to for to, a, b, c, d in links if b <= height <= d and a <= middle <= c), "")
            if (
                word is not None
                and end == i
                and word.link == link
                and word.bold == bold
                and word.italic == italic
                and abs(word.size - size) < 0.1
                and abs(word.y - base) < 0.5
                and -0.5 * size < x0 - word.x1 < 0.2 * size
            ):
                word.text += char
                word.hung = char == "-" and key != before
                word.x1 = max(word.x1, x1)
            else:
                if word is not None:
                    yield word
                word = Word(char, i, x0, x1, base, size, bold, italic, link)
            end = i + 1
            before = key
        if word is not None:
            yield word

    def _look(self, about: Any, key: int, i: int) -> tuple[float, bool, bool]:
        raw = self.raw
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(about, matrix)
        scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
        font = raw.FPDFTextObj_GetFont(about)
        name = ctypes.create_string_buffer(200)
        raw.FPDFFont_GetBaseFontName(font, name, 200)
        flags = raw.FPDFFont_GetFlags(font)
        title = name.value.decode("utf-8", "replace")
        self.looks[key] = (
            round(raw.FPDFText_GetFontSize(self.text, i) * scale, 2),
            bool(_BOLD.search(title)) or bool(flags > 0 and flags & 1 << 18),
            bool(_ITALIC.search(title)) or bool(flags > 0 and flags & 1 << 6),
        )
        return self.looks[key]

    def _links(self) -> Iterator[tuple[str, float, float, float, float]]:
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
                yield to, min(a, c) - 0.5, min(b, d) - 0.5, max(a, c) + 0.5, max(b, d) + 0.5

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
            elif raw.FPDFPath_CountSegments(about) <= 6 and (x1 - x0 < page.width * 0.95 or y1 - y0 < page.height / 2):
                page.rules += [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]


def _char(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if code in (9, 10, 13):
        return chr(code)
    if code < 32 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code >= 0x110000:
        return "\u200b" if code == 0 else _UNKNOWN
    return chr(code)
