"""Converts DOCX to text: the main document with headings, lists, tables, links and footnotes."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from ...errors import InputError
from ..lines import NUMBER
from .detect import DOCX
from .markup import Block, Composer, Paragraph, Run, Table, compose, struck_out
from .source import Source
from .xml import tree

__all__ = ["read_docx"]

_MAX_PART = 32_000_000
_MAX_PARTS = 10_000
_AGAIN = "open it in an office program and save it again"
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)
_MAIN = re.compile(
    r"application/vnd\.(?:openxmlformats-officedocument|ms-word)\.[\w.]*(?:document|template)[\w.]*main\+xml"
)
_HEADING = re.compile(r"heading (\d)")
_LINK = re.compile(r"\s*HYPERLINK\s+(?:\\l\s+)?\"([^\"]*)\"", re.IGNORECASE)
_BULLETS = ("bullet", "none", "")


def read_docx(content: bytes) -> Source:
    """A DOCX file as text (ECMA-376 part 1); its places are the paragraphs of the main document.

    Deleted, struck-out and hidden text, comments, pictures, macros and footers are not read; a running head only where nothing
    else gives the issue's number.

    Raises
    ------
    InputError
        If it is damaged, protected, larger unpacked than its limits, or not what an office program writes.
    """
    package = _Package(content)
    main = package.main()
    styles = _Styles(package.related(main, "styles"), package.related(main, "numbering"))
    reader = _Reader(package, main, styles)
    blocks = list(reader.blocks(_child(package.tree(main), "w:body"), main))
    if not any(isinstance(b, Table) or b.text.strip() for b in blocks):
        raise InputError("the document has no text", hint="is this the right file?")
    head = " ".join(b.text for b in blocks[:30] if isinstance(b, Paragraph))
    if not NUMBER.search(head[:4000]):
        blocks = [*reader.heads(), *blocks]
    compose(reader.out, blocks)
    if reader.pictures:
        reader.notes.append(f"{reader.pictures} pictures were not read")
    if reader.struck:
        reader.notes.append(struck_out(reader.struck))
    return reader.out.source(DOCX, reader.notes)


class _Package:
    """The parts of the archive, each checked for its declared size before it is unpacked."""

    def __init__(self, content: bytes) -> None:
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise InputError("the document is damaged or cut off", hint=_AGAIN) from error
        entries = self.archive.infolist()
        names = [e.filename for e in entries]
        if len(names) > _MAX_PARTS:
            raise InputError(
                f"the document has {len(names):,} parts and the limit is {_MAX_PARTS:,}", hint=_AGAIN
            )
        for entry in entries:
            parts = re.split(r"[/\\]", entry.filename)
            if ".." in parts or entry.orig_filename.startswith(("/", "\\")) or ":" in parts[0]:
                raise InputError("the document holds a file that points outside of it", hint=_AGAIN)
            if entry.flag_bits & 1:
                raise InputError("the document is protected by a password", hint="save it without a password")
        if len(set(names)) < len(names):
            raise InputError("the document holds two parts of one name", hint=_AGAIN)
        self.names = set(names)

    def tree(self, part: str) -> Element:
        """A part as XML."""
        entry = self.archive.getinfo(part)
        if entry.file_size > _MAX_PART:
            raise InputError(
                f"{part} would unpack to {entry.file_size:,} bytes and the limit is {_MAX_PART:,}",
                hint="is this the right file?",
            )
        try:
            with self.archive.open(entry) as stream:
                content = stream.read(_MAX_PART + 1)
        except _DAMAGE as error:
            raise InputError(f"{part} is damaged", hint=_AGAIN) from error
        if len(content) > _MAX_PART:
            raise InputError(f"{part} unpacks to more than it declares", hint=_AGAIN)
        return tree(content, part=part)

    def main(self) -> str:
        """The name of the main document."""
        if "[Content_Types].xml" not in self.names:
            raise InputError(
                "this is an archive, and no document", hint="unpack it and name the document in it"
            )
        for override in self.tree("[Content_Types].xml").iter("Override"):
            if _MAIN.fullmatch(override.get("ContentType", "")):
                part = override.get("PartName", "").lstrip("/")
                if part in self.names:
                    return part
        raise InputError(
            "this is not a text document", hint="save it as PDF, DOCX, HTML, Markdown or plain text"
        )

    def relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """What a part refers to: its type, its name or address, and whether it is outside."""
        folder, name = posixpath.split(part)
        where = posixpath.join(folder, "_rels", f"{name}.rels")
        if where not in self.names:
            return {}
        found = {}
        for relation in self.tree(where).iter("Relationship"):
            outside = relation.get("TargetMode") == "External"
            target = relation.get("Target", "")
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], target, outside)
        return found

    def related(self, part: str, kind: str) -> Element | None:
        """The part of a kind that a part refers to, as XML."""
        for type_, target, outside in self.relations(part).values():
            if type_ == kind and not outside and target in self.names:
                return self.tree(target)
        return None


@dataclass(slots=True)
class _Style:
    name: str
    based_on: str
    outline: int | None
    list: tuple[str, int] | None
    bold: bool | None
    italic: bool | None


class _Styles:
    """Headings and lists by style, and how lists are numbered."""

    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        self.styles: dict[str, _Style] = {}
        for style in () if styles is None else styles.iter("w:style"):
            self.styles[style.get("w:styleId", "")] = _Style(
                _value(style, "w:name").lower(),
                _value(style, "w:basedOn"),
                _outline(style.find("w:pPr")),
                _list(style.find("w:pPr")),
                _on(style.find("w:rPr"), "w:b"),
                _on(style.find("w:rPr"), "w:i"),
            )
        self.formats: dict[str, dict[int, tuple[str, int]]] = {}
        self.numbers: dict[str, str] = {}
        self.starts: dict[tuple[str, int], int] = {}
        for abstract in () if numbering is None else numbering.iter("w:abstractNum"):
            self.formats[abstract.get("w:abstractNumId", "")] = {
                _int(level.get("w:ilvl")): (_value(level, "w:numFmt"), _int(_value(level, "w:start"), 1))
                for level in abstract.iter("w:lvl")
            }
        for number in () if numbering is None else numbering.iter("w:num"):
            self.numbers[number.get("w:numId", "")] = _value(number, "w:abstractNumId")
            for change in number.iter("w:lvlOverride"):
                start = _value(change, "w:startOverride")
                if start:
                    self.starts[number.get("w:numId", ""), _int(change.get("w:ilvl"))] = _int(start, 1)
        self.counts: dict[tuple[str, int], int] = {}
        self.started: set[str] = set()

    def chain(self, style: str) -> Iterator[_Style]:
        """A style and those it is based on."""
        seen = set()
        while style in self.styles and style not in seen:
            seen.add(style)
            yield self.styles[style]
            style = self.styles[style].based_on

    def marker(self, number: str, level: int) -> str:
        """What is before the next item of a list."""
        abstract = self.numbers.get(number, "")
        kind, start = self.formats.get(abstract, {}).get(level, ("bullet", 1))
        if kind in _BULLETS:
            return "-"
        key = (abstract or number, level)
        if number not in self.started and (number, level) in self.starts:
            self.counts[key] = self.starts[number, level] - 1
        self.started.add(number)
        self.counts[key] = self.counts.get(key, start - 1) + 1
        for deeper in [k for k in self.counts if k[0] == key[0] and k[1] > level]:
            del self.counts[deeper]
        return f"{self.counts[key]}."


@dataclass(slots=True)
class _Field:
    """A field such as a link or a table of contents: its instruction, then its result."""

    code: str = ""
    result: bool = False


@dataclass(slots=True)
class _Words:
    """The runs of one paragraph as they are read."""

    runs: list[Run] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Reader:
    def __init__(self, package: _Package, main: str, styles: _Styles) -> None:
        self.package = package
        self.main = main
        self.styles = styles
        self.out = Composer()
        self.notes: list[str] = []
        self.pictures = 0
        self.struck = 0
        self.links = {k: v[1] for k, v in package.relations(main).items() if v[0] == "hyperlink"}
        self.fields: list[_Field] = []
        self.footnotes = {
            note.get("w:id", ""): note
            for kind in ("footnotes", "endnotes")
            for note in package.related(main, kind) or ()
            if note.get("w:type") is None
        }

    def heads(self) -> list[Block]:
        """The first running head that gives the number of an issue, if there is one."""
        for kind, part, outside in self.package.relations(self.main).values():
            if kind == "header" and not outside and part in self.package.names:
                found = list(self.blocks(self.package.tree(part), part))
                if any(isinstance(b, Paragraph) and NUMBER.search(b.text) for b in found):
                    return found
        return []

    def blocks(self, parent: Element, path: str) -> Iterator[Block]:
        """What is in the body, a cell, a text box or a note."""
        for element in parent:
            if element.tag == "w:p":
                yield from self.paragraph(element, path)
            elif element.tag == "w:tbl":
                yield Table([list(self.row(row, path)) for row in _rows(element)])
            elif element.tag == "mc:AlternateContent":
                yield from self.blocks(_choice(element), path)
            elif element.tag in _TRANSPARENT:
                yield from self.blocks(element, path)

    def row(self, row: Element, path: str) -> Iterator[list[Block]]:
        """The cells of a row; a cell over several columns is followed by empty ones."""
        for cell in _through(row, "w:tc"):
            properties = cell.find("w:tcPr")
            merged = None if properties is None else properties.find("w:vMerge")
            goes_on = merged is not None and merged.get("w:val", "continue") == "continue"
            yield [] if goes_on else list(self.blocks(cell, path))
            wide = _int(_value(properties, "w:gridSpan"), 1) if properties is not None else 1
            for _ in range(min(wide, 40) - 1):
                yield []

    def paragraph(self, element: Element, path: str) -> Iterator[Block]:
        """A paragraph, what its text boxes hold, and the footnotes it calls."""
        properties = element.find("w:pPr")
        style = _value(properties, "w:pStyle") if properties is not None else ""
        chain = list(self.styles.chain(style))
        words = _Words()
        base = Run(
            "",
            bold=next((s.bold for s in chain if s.bold is not None), False),
            italic=next((s.italic for s in chain if s.italic is not None), False),
        )
        self.inline(element, words, base)
        text = "".join(r.text for r in words.runs)
        unit = self.out.unit("paragraph", text, path)
        at = 0
        runs = []
        for run in words.runs:
            runs.append(replace(run, unit=unit, offset=at))
            at += len(run.text)
        yield from self._shaped(runs, properties, chain)
        for box in words.boxes:
            yield from self.blocks(box, path)
        for note in words.notes:
            if note in self.footnotes:
                yield from self.blocks(self.footnotes.pop(note), "word/footnotes.xml")

    def _shaped(
        self, runs: list[Run], properties: Element | None, chain: list[_Style]
    ) -> Iterator[Paragraph]:
        outline = _outline(properties)
        if outline is None:
            outline = next((s.outline for s in chain if s.outline is not None), None)
        if outline is None:
            named = next((m for s in chain if (m := _HEADING.fullmatch(s.name))), None)
            outline = int(named[1]) - 1 if named else None
        if outline is not None and 0 <= outline < 9:
            yield Paragraph(runs, "heading", outline + 1)
            return
        numbered = _list(properties) or next((s.list for s in chain if s.list), None)
        if numbered and numbered[0] not in ("", "0"):
            if any(r.text.strip() for r in runs):
                yield Paragraph(runs, "item", numbered[1] + 1, self.styles.marker(*numbered))
            return
        yield Paragraph(runs)

    def inline(self, parent: Element, words: _Words, look: Run) -> None:
        """The runs of a paragraph, in order."""
        for element in parent:
            tag = element.tag
            if tag == "w:r":
                self._run(element, words, look)
            elif tag == "w:hyperlink":
                anchor = element.get("w:anchor")
                link = self.links.get(element.get("r:id", ""), "") or (f"#{anchor}" if anchor else "")
                link = "" if anchor and anchor.startswith("_Toc") else link
                self.inline(element, words, replace(look, link=link))
            elif tag == "w:fldSimple":
                target = _LINK.match(element.get("w:instr", ""))
                self.inline(element, words, replace(look, link=target[1] if target else look.link))
            elif tag == "mc:AlternateContent":
                self.inline(_choice(element), words, look)
            elif tag in _TRANSPARENT:
                self.inline(element, words, look)

    def _run(self, run: Element, words: _Words, look: Run) -> None:
        properties = run.find("w:rPr")
        if properties is not None:
            if _on(properties, "w:vanish") or _on(properties, "w:webHidden"):
                return
            if _on(properties, "w:strike") or _on(properties, "w:dstrike"):
                self.struck += any((t.text or "").strip() for t in run.iter("w:t"))
                return
            bold, italic = _on(properties, "w:b"), _on(properties, "w:i")
            for style in self.styles.chain(_value(properties, "w:rStyle")):
                bold = style.bold if bold is None else bold
                italic = style.italic if italic is None else italic
            look = replace(
                look,
                bold=look.bold if bold is None else bold,
                italic=look.italic if italic is None else italic,
            )
        for element in run:
            tag = element.tag
            if tag == "w:fldChar":
                self._field(element.get("w:fldCharType", ""))
            elif tag == "w:instrText" and self.fields:
                self.fields[-1].code += element.text or ""
            elif tag in ("w:footnoteReference", "w:endnoteReference"):
                words.notes.append(element.get("w:id", ""))
            elif tag == "mc:AlternateContent":
                self._run(_choice(element), words, look)
            elif tag in ("w:drawing", "w:pict", "w:object"):
                boxes = list(_through(element, "w:txbxContent"))
                words.boxes += boxes
                self.pictures += not boxes
            elif all(f.result for f in self.fields):
                text = _characters(element)
                if text:
                    words.runs.append(replace(look, text=text, link=look.link or self._field_link()))

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].result = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _field_link(self) -> str:
        for target in (_LINK.match(f.code) for f in reversed(self.fields)):
            if target:
                return "" if target[1].startswith("_Toc") else target[1]
        return ""


#: Elements that only hold others.
_TRANSPARENT = frozenset(
    ["w:ins", "w:moveTo", "w:sdt", "w:sdtContent", "w:smartTag", "w:customXml", "w:dir", "w:bdo"]
)
_SYMBOLS = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "\u2011",
    "w:softHyphen": "\u00ad",
}


def _characters(element: Element) -> str:
    if element.tag == "w:t":
        return element.text or ""
    return _SYMBOLS.get(element.tag, "")


def _child(parent: Element, tag: str) -> Element:
    found = parent.find(tag)
    if found is None:
        raise InputError("the document has no body", hint=_AGAIN)
    return found


def _choice(element: Element) -> Element:
    """Of alternative contents the first, for the others say the same."""
    found = element.find("mc:Choice")
    return found if found is not None else next(iter(element), Element("none"))


def _through(parent: Element, tag: str) -> Iterator[Element]:
    """The nearest elements below of one name, not those inside of them; of alternative contents the first."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag == "mc:AlternateContent":
            yield from _through(_choice(element), tag)
        elif element.tag not in ("w:tbl", "w:del"):
            yield from _through(element, tag)


def _rows(table: Element) -> Iterator[Element]:
    return _through(table, "w:tr")


def _value(parent: Element | None, tag: str) -> str:
    found = None if parent is None else parent.find(tag)
    return "" if found is None else found.get("w:val", "")


def _int(value: str | None, default: int = 0) -> int:
    return int(value) if value and re.fullmatch(r"\d{1,6}", value) else default


def _outline(properties: Element | None) -> int | None:
    value = _value(properties, "w:outlineLvl")
    return _int(value) if value else None


def _list(properties: Element | None) -> tuple[str, int] | None:
    number = None if properties is None else properties.find("w:numPr")
    return None if number is None else (_value(number, "w:numId"), min(_int(_value(number, "w:ilvl")), 8))


def _on(properties: Element | None, tag: str) -> bool | None:
    """Whether a toggle such as bold is on, off or not stated."""
    found = None if properties is None else properties.find(tag)
    return None if found is None else found.get("w:val", "true") not in ("false", "0", "off")
