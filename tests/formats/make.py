"""Make the documents beside this file: Issue No. 1 as an office program writes it.

Run it by hand (``python tests/formats/make.py``) where LibreOffice 7 with its British hyphenation is installed, and
commit what changes. The text becomes a flat OpenDocument file with real headings, lists, tables, links, running heads
and page numbers, and LibreOffice makes of it:

``issue-01.docx``, ``issue-01.html``, ``issue-01.pdf``
    one column.
``issue-01-columns.pdf``
    two columns, justified and hyphenated, tables without rules.

``issue-02-magazine.pdf``
    Issue No. 2 by another program, WeasyPrint 70 (``pip install weasyprint``): headings across two columns, first
    lines indented, running heads on both sides, tables with rules between rows only.

``issue-01.md`` is written here. The text's links lead nowhere (``(#)``); in the documents each has an address of its own.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from html import escape
from itertools import count
from pathlib import Path

HERE = Path(__file__).resolve().parent
ISSUE = HERE.parents[1] / "data/issues/policy-innovate-01.txt"
_INLINE = re.compile(
    r"\[(?P<label>[^\[\]\n]*)\]\((?P<to>[^()\s]*)\)|\*\*(?P<bold>[^*]+)\*\*|\\?\*(?P<it>[^*\n]+)\*|\n"
)


def addressed(text: str) -> str:
    """The text of the issue with an address for every link."""
    numbers = count(1)
    text = re.sub(r"\(#\)", lambda _: f"(https://example.org/link/{next(numbers)})", text)
    return re.sub(
        r"(?<=<p>)(Link to report)(?=</p>)",
        lambda m: f"[{m[1]}](https://example.org/link/{next(numbers)})",
        text,
    )


def _inline(raw: str) -> str:
    out, at = [], 0
    for match in _INLINE.finditer(raw):
        out.append(escape(raw[at : match.start()]))
        at = match.end()
        if match["label"] is not None:
            out.append(
                f'<text:a xlink:type="simple" xlink:href="{escape(match["to"])}">{_inline(match["label"])}</text:a>'
            )
        elif match["bold"] is not None:
            out.append(f'<text:span text:style-name="Bold">{_inline(match["bold"])}</text:span>')
        elif match["it"] is not None:
            out.append(f'<text:span text:style-name="Italic">{_inline(match["it"])}</text:span>')
        else:
            out.append(" ")
    return "".join(out) + escape(raw[at:])


def _p(raw: str, style: str = "Body") -> str:
    return f'<text:p text:style-name="{style}">{_inline(raw)}</text:p>'


def _cell(raw: str, style: str, label: bool) -> str:
    paragraphs = re.findall(r"<p>(.*?)</p>", raw, re.DOTALL) or [raw]
    inner = "".join(_p(x.strip(), "Label" if label else "CellText") for x in paragraphs)
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">{inner}</table:table-cell>'
    )


def body(text: str, *, cell: str) -> str:
    """The issue's blocks as OpenDocument."""
    from lpipgraph import document

    doc = document.parse(text)
    out: list[str] = []
    tables, wide = count(1), 2

    def together(a: document.Block | None, b: document.Block | None) -> bool:
        """Whether two blocks belong to one list or table."""
        if a is None or b is None or a.kind != b.kind or re.search(r"\n\s*\n", text[a.end : b.start]):
            return False
        return a.marker[:1].isdigit() == b.marker[:1].isdigit()

    for before, block, after in zip([None, *doc.blocks], doc.blocks, [*doc.blocks[1:], None], strict=False):
        raw = text[block.start : block.end]
        section = doc.section_at(block.start).kind
        if block.kind == "item" and section == "contents":
            title, _, page = raw.rpartition("\t")
            line = _p(title or page, "Contents")
            out.append(line.replace("</text:p>", f"<text:tab/>{page}</text:p>") if title else line)
        elif block.kind == "item":
            if not together(before, block):
                ordered = block.marker[:1].isdigit()
                out.append(f'<text:list text:style-name="{"Numbers" if ordered else "Bullets"}">')
            start = re.match(r"\d+", block.marker)
            number = f' text:start-value="{start[0]}"' if start and not together(before, block) else ""
            out.append(f"<text:list-item{number}>{_p(raw, 'Item')}</text:list-item>")
            out.append("" if together(block, after) else "</text:list>")
        elif block.kind == "row":
            if not together(before, block):
                wide = max(len(block.cells), 2)
                styles = ("C1", "C2") if wide == 2 else ("C3",) * wide
                out.append(f'<table:table table:name="T{next(tables)}" table:style-name="Table">')
                out += [f'<table:table-column table:style-name="{s}"/>' for s in styles]
            cells = [text[a:b] for a, b in block.cells]
            out.append("<table:table-row>")
            out += [_cell(c, cell, n == 0 and wide == 2) for n, c in enumerate([*cells, ""][:wide])]
            out.append("</table:table-row>" if together(block, after) else "</table:table-row></table:table>")
        elif block.kind == "heading":
            level = 1 if block.level == 1 else 2
            out.append(
                f'<text:h text:style-name="H{level}" text:outline-level="{level}">{_inline(raw)}</text:h>'
            )
        else:
            style = "Title" if not out else "Small" if section == "masthead" and len(raw) < 60 else "Body"
            out.append(_p(raw, style))
    return "".join(out)


_FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls>
<style:font-face style:name="F" svg:font-family="{font}"/></office:font-face-decls>
<office:styles>
<style:default-style style:family="paragraph"><style:paragraph-properties fo:hyphenation-ladder-count="no-limit"/>
<style:text-properties style:font-name="F" fo:font-size="10.5pt" fo:language="en" fo:country="GB" fo:hyphenate="{hyphenate}"
 fo:hyphenation-remain-char-count="2" fo:hyphenation-push-char-count="2"/></style:default-style>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:default-outline-level="1"
 style:parent-style-name="Standard"><style:paragraph-properties fo:margin-top="8mm" fo:margin-bottom="2mm" fo:text-align="left"
 fo:keep-with-next="always"/><style:text-properties fo:font-size="19pt" fo:font-weight="bold" fo:color="#1f4e79"
 fo:hyphenate="false"/></style:style>
<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:default-outline-level="2"
 style:parent-style-name="Standard"><style:paragraph-properties fo:margin-top="5mm" fo:margin-bottom="1.5mm" fo:text-align="left"
 fo:keep-with-next="always"/><style:text-properties fo:font-size="13pt" fo:font-weight="bold" fo:hyphenate="false"/></style:style>
</office:styles>
<office:automatic-styles>
<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm"
 fo:margin-top="14mm" fo:margin-bottom="14mm" fo:margin-left="20mm" fo:margin-right="20mm"/>
<style:header-style><style:header-footer-properties fo:min-height="10mm" fo:margin-bottom="6mm"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:min-height="8mm" fo:margin-top="6mm"/></style:footer-style>
</style:page-layout>
<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties
 fo:margin-bottom="3mm"/><style:text-properties fo:font-size="30pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Small" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties
 fo:margin-bottom="2.5mm"/></style:style>
<style:style style:name="Body" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties
 fo:margin-bottom="2.5mm" fo:text-align="{align}"/></style:style>
<style:style style:name="Contents" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties
 fo:margin-bottom="1mm"><style:tab-stops><style:tab-stop style:position="{tab}mm" style:type="right" style:leader-style="dotted"
 style:leader-text="."/></style:tab-stops></style:paragraph-properties></style:style>
<style:style style:name="Item" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties
 fo:margin-bottom="1mm" fo:text-align="{align}"/></style:style>
<style:style style:name="CellText" style:family="paragraph" style:parent-style-name="Standard"/>
<style:style style:name="Label" style:family="paragraph" style:parent-style-name="Standard"><style:text-properties
 fo:font-weight="bold"/></style:style>
<style:style style:name="H1" style:family="paragraph" style:parent-style-name="Heading_20_1"/>
<style:style style:name="H2" style:family="paragraph" style:parent-style-name="Heading_20_2"/>
<style:style style:name="Bold" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Italic" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="Columns" style:family="section"><style:section-properties text:dont-balance-text-columns="true">
<style:columns fo:column-count="{columns}" fo:column-gap="8mm"/></style:section-properties></style:style>
<style:style style:name="Table" style:family="table"><style:table-properties style:width="{width}mm" table:align="left"
 fo:margin-bottom="4mm"/></style:style>
<style:style style:name="C1" style:family="table-column"><style:table-column-properties style:column-width="{first}mm"/></style:style>
<style:style style:name="C2" style:family="table-column"><style:table-column-properties style:column-width="{second}mm"/></style:style>
<style:style style:name="C3" style:family="table-column"><style:table-column-properties style:column-width="{third}mm"/></style:style>
<style:style style:name="Ruled" style:family="table-cell"><style:table-cell-properties fo:padding="1mm"
 fo:border="0.5pt solid #888888"/></style:style>
<style:style style:name="Plain" style:family="table-cell"><style:table-cell-properties fo:padding="1mm" fo:border="none"/></style:style>
<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•">
<style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment
 text:label-followed-by="listtab" fo:text-indent="-6mm" fo:margin-left="8mm"/></style:list-level-properties>
</text:list-level-style-bullet></text:list-style>
<text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" style:num-suffix="." style:num-format="1">
<style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment
 text:label-followed-by="listtab" fo:text-indent="-6mm" fo:margin-left="8mm"/></style:list-level-properties>
</text:list-level-style-number></text:list-style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page">
<style:header><text:p>Policy Innovate | Issue No. {number}</text:p></style:header>
<style:footer><text:p>Page <text:page-number text:select-page="current">1</text:page-number></text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>
"""


def flat(text: str, *, columns: int) -> str:
    """The issue as a flat OpenDocument file."""
    inner = body(text, cell="Ruled" if columns == 1 else "Plain")
    wide = 170 if columns == 1 else 81
    if columns > 1:
        inner = f'<text:section text:style-name="Columns" text:name="S">{inner}</text:section>'
    number = re.search(r"[Ii]ssue (?:[Nn]o\. )?(\d+)", text)
    return _FLAT.format(
        body=inner, number=number[1] if number else "", columns=columns, width=wide, first=45 if columns == 1 else 24, second=wide - (45 if columns == 1 else 24),
        tab=wide - 1, third=wide // 4, align="left" if columns == 1 else "justify", hyphenate="false" if columns == 1 else "true",
        font="Carlito" if columns == 1 else "Liberation Serif",
    )  # fmt: skip


def markdown(text: str) -> str:
    """The issue as a person would write it in Markdown, in marks that the plain text does not have."""
    from lpipgraph import document

    doc = document.parse(text)
    out: list[str] = []
    definitions: list[str] = []
    numbers = count(1)

    def reference(match: re.Match[str]) -> str:
        number = next(numbers)
        if number % 3:
            return f'[{match[1]}]({match[2]} "more")' if number % 3 == 1 else match[0]
        definitions.append(f"[{number}]: <{match[2]}>")
        return f"[{match[1]}][{number}]"

    before = ""
    for block in doc.blocks:
        raw = " ".join(text[block.start : block.end].split("\n"))
        raw = re.sub(r"\[([^\[\]\n]*)\]\(([^()\s]*)\)", reference, raw).replace("&", "&amp;")
        gap = "\n" if block.kind == before and block.kind in ("item", "row") else "\n\n"
        if block.kind == "heading":
            line = f"{raw}\n{'=' * 8}" if block.level == 1 else f"## {raw} ##"
        elif block.kind == "item":
            line = f"{'+' if block.marker in ('', '-') else block.marker} {raw}".replace("\t", " ")
        elif block.kind == "row":
            cells = [" ".join(text[a:b].split("\n")) for a, b in block.cells]
            line = "| " + " | ".join(cells) + " |"
            if block.kind != before:
                line = f"| | |\n|---|---|\n{line}"
        else:
            line = raw
        out.append(gap + line)
        before = block.kind
    return "---\nlayout: newsletter\n---\n" + "".join(out).lstrip() + "\n\n" + "\n".join(definitions) + "\n"


_STYLE = """
@page { size: A4; margin: 25mm 18mm; @top-left { content: "Policy Innovate" } @top-right { content: counter(page) }
  @bottom-center { content: "LPIP Hub | www.lpip.example" } }
body { font: 10pt "Liberation Sans"; columns: 2; column-gap: 7mm; text-align: justify; hyphens: auto }
h1 { column-span: all; font-size: 20pt; color: #046; border-bottom: 1pt solid }
h2 { font-size: 10.5pt; color: #046; text-align: left }
p { margin: 0; text-indent: 4mm } .Title, .Small, .CellText, .Label, .Contents { text-indent: 0 }
.Title { font-size: 34pt; font-weight: bold; text-align: left }
table { border-collapse: collapse; width: 100%; margin: 2mm 0; text-align: left }
td { border-top: .5pt solid #999; padding: 1mm; vertical-align: top }
.Contents { display: flex; justify-content: space-between; text-align: left } a { color: #00c }
"""
_AS_HTML = (
    (r'<text:a [^>]*xlink:href="([^"]*)">(.*?)</text:a>', r'<a href="\1">\2</a>'),
    (r'<text:span text:style-name="Bold">(.*?)</text:span>', r"<b>\1</b>"),
    (r'<text:span text:style-name="Italic">(.*?)</text:span>', r"<i>\1</i>"),
    (r'<text:h text:style-name="H(\d)"[^>]*>(.*?)</text:h>', r"<h\1>\2</h\1>"),
    (
        r'<text:p text:style-name="Contents">(.*?)<text:tab/>(.*?)</text:p>',
        r'<p class="Contents"><span>\1</span><span>\2</span></p>',
    ),
    (r'<text:p text:style-name="(\w+)">(.*?)</text:p>', r'<p class="\1">\2</p>'),
    (r'<text:list text:style-name="Numbers">(.*?)</text:list>', r"<ol>\1</ol>"),
    (r'<text:list text:style-name="Bullets">(.*?)</text:list>', r"<ul>\1</ul>"),
    (r'<text:list-item(?: text:start-value="(\d+)")?>(.*?)</text:list-item>', r"<li value='\1'>\2</li>"),
    (r"<table:table-column[^>]*/>", ""),
    (r"<table:table [^>]*>(.*?)</table:table>", r"<table>\1</table>"),
    (r"<table:table-row>(.*?)</table:table-row>", r"<tr>\1</tr>"),
    (r"<table:table-cell[^>]*>(.*?)</table:table-cell>", r"<td>\1</td>"),
)


def magazine(text: str) -> str:
    """The issue as a page for print, in two columns."""
    inner = body(text, cell="")
    for pattern, instead in _AS_HTML:
        inner = re.sub(pattern, instead, inner, flags=re.DOTALL)
    return f"<html lang=en><meta charset=utf-8><style>{_STYLE}</style><body>{inner.replace(' value=' + chr(39) * 2, '')}"


def convert(source: Path, filter_: str, target: Path) -> None:
    """One file by the office program."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", filter_,
             "--outdir", folder, str(source)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        made = Path(folder) / source.with_suffix("." + filter_.partition(":")[0]).name
        target.write_bytes(made.read_bytes())


def main() -> int:
    """Write all of them."""
    text = addressed(ISSUE.read_text("utf-8"))
    (HERE / "issue-01.md").write_text(markdown(text), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        one, two = Path(folder) / "issue-01.fodt", Path(folder) / "issue-01-columns.fodt"
        one.write_text(flat(text, columns=1), "utf-8")
        two.write_text(flat(text, columns=2), "utf-8")
        convert(one, "docx:MS Word 2007 XML", HERE / "issue-01.docx")
        convert(one, "html:HTML (StarWriter)", HERE / "issue-01.html")
        convert(one, "pdf:writer_pdf_Export", HERE / "issue-01.pdf")
        convert(two, "pdf:writer_pdf_Export", HERE / "issue-01-columns.pdf")
    import weasyprint

    second = addressed((HERE.parent / "issues/policy-innovate-02.txt").read_text("utf-8"))
    weasyprint.HTML(string=magazine(second)).write_pdf(HERE / "issue-02-magazine.pdf")
    for made in sorted(HERE.glob("issue-0*")):
        print(f"{made.name}: {made.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
