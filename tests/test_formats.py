"""Files of every kind give the same records, every quote points to its place, and bad files are refused in one line."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from common import growth, script
from hypothesis import given
from hypothesis import strategies as st

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.document import Document, formats
from lpipgraph.document.formats import DOCX, HTML, MARKDOWN, PDF, TEXT, Source, source_of
from lpipgraph.document.formats.html import read_html
from lpipgraph.document.formats.limits import read_limited
from lpipgraph.document.formats.page_model import Page, Rule, Word
from lpipgraph.document.formats.segments import joined
from lpipgraph.document.formats.tables import ruled
from lpipgraph.errors import InputError
from lpipgraph.extract import extract
from lpipgraph.files import root
from lpipgraph.names import fold
from lpipgraph.records import Records

FOLDER = Path(__file__).parent / "formats"
ISSUE = root() / "data/issues/policy-innovate-01.txt"
MADE = {
    "issue-01.docx": DOCX,
    "issue-01.html": HTML,
    "issue-01.md": MARKDOWN,
    "issue-01.pdf": PDF,
    "issue-01-columns.pdf": PDF,
}


def maker():
    """The script that made the documents: it knows which address it gave to which link."""
    return script("tests/formats/make.py")


@pytest.fixture(scope="module")
def reference() -> Document:
    return document.parse(maker().addressed(ISSUE.read_text("utf-8")))


def facts(doc: Document):
    """Entities by class and name, relations by the names of both sides; and the records themselves.

    Where a work can be read is left out: the plain issue prints no addresses.
    """
    records = extract(doc, Authority.read())
    names = {e.id: fold(e.name) for e in records.entities}
    entities = {(e.cls, fold(e.name)) for e in records.entities}
    relations = {
        (names[r.s], r.p, names[r.o] if isinstance(r.o, str) else (r.o.value, r.o.type))
        for r in records.relations
        if r.p != "address"
    }
    return entities, relations, records


@cache
def in_format(name: str) -> tuple[Document, tuple[set, set, Records]]:
    """A document in one of the formats, and its facts: read once, and looked at by several tests."""
    doc = document.read(FOLDER / name)
    return doc, facts(doc)


@pytest.fixture(scope="module")
def expected(reference):
    entities, relations, _ = facts(reference)
    assert len(entities) > 150
    assert len(relations) > 400
    return entities, relations


# --- one issue in every format ---


def test_there_are_documents_to_read():
    assert {path.name for path in FOLDER.glob("issue-01*")} == set(MADE)
    assert all(path.stat().st_size < 300_000 for path in FOLDER.glob("issue-01*"))


@pytest.mark.parametrize("name", MADE)
def test_every_format_gives_the_same_records(name, expected):
    """Identical: no entity and no relation more or less, in a PDF of two hyphenated columns either."""
    doc, (entities, relations, _) = in_format(name)
    assert (doc.id, doc.number, doc.date) == ("policy-innovate-01", "1", "2024-12-11")
    assert doc.origin.media_type == MADE[name]
    assert entities == expected[0]
    assert relations == expected[1]


def test_a_pdf_of_another_program_gives_the_same_records():
    """Headings across two columns, first lines indented, a title beside prose, tables without frames."""
    text = (Path(__file__).parent / "issues/policy-innovate-02.txt").read_text("utf-8")
    entities, relations, _ = facts(document.parse(maker().addressed(text)))
    doc = document.read(FOLDER / "issue-02-magazine.pdf")
    found = facts(doc)
    assert len(entities) > 150
    assert (found[0], found[1]) == (entities, relations)
    assert "www.lpip.example" not in doc.text


def test_addresses_change_no_record(expected):
    entities, relations, _ = facts(document.read(ISSUE))
    assert (entities, relations) == expected


@pytest.mark.parametrize("name", MADE)
def test_link_addresses_are_kept(name, reference):
    links = re.findall(r"\]\((https://example\.org/link/\d+)\)", in_format(name)[0].text)
    assert len(set(re.findall(r"\]\((https://example\.org/link/\d+)\)", reference.text))) > 60
    assert set(links) == set(re.findall(r"\]\((https://example\.org/link/\d+)\)", reference.text))


@pytest.mark.parametrize("name", MADE)
def test_every_quote_points_to_its_place(name):
    """What stands in the file at the places of a quote are the quote's words, in their order."""
    doc, (_, _, records) = in_format(name)
    kinds = {PDF: "page", DOCX: "paragraph", HTML: "paragraph", MARKDOWN: "line"}
    count = 0
    for row in (*records.entities, *records.relations):
        stretches = doc.origin.stretches(row.start, row.end)
        assert stretches
        assert all(place.kind == kinds[doc.origin.media_type] for place, _ in stretches)
        for place, words in stretches:
            unit = doc.origin.units[place.number - 1]
            assert unit.text[place.offset : place.offset + len(words)] == words
        there = "".join(words for _, words in stretches)
        if doc.origin.media_type == MARKDOWN:  # whose addresses stand in the text
            there = re.sub(r"\]\([^()\n]*\)|\]\[\d+\]", "", there)
        quote = re.sub(r"\]\([^()\s]*\)", "", doc.text[row.start : row.end])
        assert letters(there) == letters(quote) or doc.origin.media_type == MARKDOWN
        assert is_within(letters(doc.reading(row.start, row.end).text), letters(straight(there)))
        assert doc.origin.place(row.start).number == stretches[0][0].number
        count += 1
    assert count > 500


def straight(text: str) -> str:
    return text.translate(str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'}))


def is_within(part: str, whole: str) -> bool:
    """Whether the characters of one come in the other, in their order."""
    rest = iter(whole)
    return all(char in rest for char in part)


def letters(text: str) -> str:
    """A quote without white space, marks and the hyphens of line ends."""
    return re.sub(r"[\s*\[\]\u00ad&-]|</?p>", "", text)


def test_a_place_says_where():
    doc = document.read(FOLDER / "issue-01.pdf")
    at = doc.text.index("Charlotte Hoole")
    place = doc.origin.place(at)
    assert place.kind == "page"
    assert 1 < place.number <= len(doc.origin.units)
    assert str(place) == f"page {place.number}, character {place.offset + 1}"
    assert doc.origin.units[place.number - 1].text[place.offset :].startswith("Charlotte Hoole")


def test_plain_text_is_left_as_it_is():
    for path in [ISSUE, *sorted(Path(__file__).parent.glob("issues/policy-innovate-0[234].txt"))]:
        doc = document.read(path)
        assert doc.text == path.read_bytes().decode("utf-8")
        assert doc.origin.place(0).kind == "line"
        line = doc.text.count("\n", 0, 3000) + 1
        assert doc.origin.place(3000).number == line


@pytest.mark.parametrize("name", MADE)
def test_the_suffix_plays_no_part(name, tmp_path):
    odd = tmp_path / "issue.jpeg"
    odd.write_bytes((FOLDER / name).read_bytes())
    assert document.read(odd).origin.media_type == MADE[name]


def test_reading_twice_gives_the_same():
    content = (FOLDER / "issue-01-columns.pdf").read_bytes()
    assert source_of(content) == source_of(content)


def test_running_heads_are_not_in_the_text_and_sentences_go_on():
    doc = document.read(FOLDER / "issue-01-columns.pdf")
    assert "Policy Innovate | Issue No. 1" not in doc.text
    assert not re.search(r"^Page \d+$", doc.text, re.MULTILINE)
    assert "geographical scales and internationally" in doc.text
    assert "service-driven approach to place-based policy making" in doc.text
    whole = next(
        b for b in doc.blocks if "We will draw together an understanding" in doc.text[b.start : b.end]
    )
    assert doc.text[whole.start : whole.end].endswith("respond to stakeholder needs.")
    first, last = doc.origin.place(whole.start), doc.origin.place(whole.end - 1)
    assert (first.number, last.number) == (1, 2)


def test_the_plain_text_reader_skips_running_heads():
    doc = document.read(Path(__file__).parent / "issues/policy-innovate-04.txt")
    assert [doc.text[a:b] for a, b in doc.furniture][:2] == ["Policy Innovate | Issue No. 4", "4"]
    assert (
        "will hold authorities to account through a single outcomes framework"
        in doc.reading(0, len(doc.text)).text
    )


def test_a_line_end_within_a_word():
    text = "Policy Innovate\nIssue No. 3 | 1 May 2025\n\nWe commis-\nsioned place-\nbased work. All place-based ﬁelds in co\u00adop\u00a0towns."
    doc = document.parse(text)
    assert (
        "commissioned place-based work. All place-based fields in coop towns."
        in doc.reading(0, len(text)).text
    )


# --- HTML ---

HEAD = "<h1>Policy Innovate</h1><p>Issue No. 7 | Date 01.02.2026</p>"


def html(body: str) -> Source:
    return source_of(f"<!DOCTYPE html><html><body>{HEAD}{body}</body></html>".encode())


def tail(source: Source) -> str:
    return source.text.split("01.02.2026")[1].strip()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>a<script>alert('x')</script>b<style>p{}</style>", "ab"),
        ("<p>A &amp; B &ndash; C&nbsp;D &#8217;", "A & B – C\xa0D ’"),
        ("<ul><li>one<li>two<ul><li>in</ul></ul>", "- one\n- two\n  - in"),
        ("<ol start=4><li>d<li value=9>i</ol>", "4. d\n9. i"),
        ("<p><b>Bold </b>word and <i>this</i>", "**Bold** word and *this*"),
        ("<p>un<b>bel</b>ievable", "unbelievable"),
        ("<p><b><i>both</i></b>", "**both**"),
        ("<p><a href='https://x.org/a b'>L [1]</a>", "[L 1](https://x.org/a%20b)"),
        ("<p><a href='javascript:alert(1)'>L</a> <a href='data:x'>M</a>", "L M"),
        ("<p><a href='mailto:a@b.uk'>a@b.uk</a>", "a@b.uk"),
        ("<p>one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "A\tB\n1\t2"),
        ("<table><tr><td>A<td><p>x<p>y</table>", "A\t<p>x</p> <p>y</p>"),
        ("<table><tr><td rowspan=2>A<td>1<tr><td>2</table>", "A\t1\n\t2"),
        ("<table><tr><td colspan=2>A<td>B</table>", "A\t\tB"),
        ("<table><tr><td><h2>T</h2><p>x<td><p>y</table>", "## T\n\nx\n\ny"),
        ("<table><tr><td><table><tr><td>1<td>2</table><td>z</table>", "1\t2\n\nz"),
        ("<p style='display:none'>hidden</p><div hidden>x</div><p>seen", "seen"),
        ("<h2>Two <em>words</em></h2><h3>x</h3>", "## Two words\n\n### x"),
        ("<p>a</b></i></div></p>b", "a\n\nb"),
        ("<pre>a\n  b</pre>", "a\n  b"),
    ],
)
def test_html(body, text):
    assert tail(page(body)) == text


def page(body: str) -> Source:
    """The same in this process, which costs less."""
    return read_html(f"<!DOCTYPE html><html><body>{HEAD}{body}</body></html>")


HIDING = {
    "display": "display:none !important",
    "visibility": "visibility: hidden",
    "opacity": "opacity:0",
    "no letters": "font-size:0px;line-height:0",
    "small letters": "font-size:1px",
    "no height": "max-height:0;overflow:hidden",
    "no box": "height:1px;width:1px;overflow:hidden;margin:-1px",
    "off the page": "position:absolute;left:-9999px",
    "indented away": "text-indent:-10000px",
    "clipped": "position:absolute;clip:rect(0 0 0 0)",
    "clipped in another way": "clip: rect(1px, 1px, 1px, 1px)",
    "the colour of the ground": "color:#ffffff;background-color:#FFF",
    "as services write it": "display:none;font-size:1px;color:#333;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden;mso-hide:all",
}


@pytest.mark.parametrize("tag", ["div", "span", "td", "p"])
@pytest.mark.parametrize("style", HIDING.values(), ids=HIDING)
def test_a_preheader_is_not_read_however_it_is_hidden(style, tag):
    inner = f'<{tag} STYLE="{style}">Three <b>hidden</b> words</{tag}>'
    source = page(f"<table><tr>{inner}</tr></table><p>seen</p>" if tag == "td" else f"{inner}<p>seen</p>")
    assert tail(source) == "seen"
    assert source.notes == ("hidden words were not read, the first are: Three hidden words",)


@pytest.mark.parametrize("style", [HIDING["display"], HIDING["no height"], HIDING["no letters"]])
@pytest.mark.parametrize("selector", [".pre", "span.pre", "#first", "p, .pre", "SPAN.pre"])
def test_a_preheader_may_be_hidden_by_a_class(style, selector):
    sheet = f"<style>/* a {{ note */ @media print {{ .x {{ display:none }} }} {selector} {{ color: red; {style} }}</style>"
    assert tail(page(f"{sheet}<span id=first class='a pre'>hidden</span><div class=x>seen</div>")) == "seen"


SHOWING = {
    "cells without space between them": "<td style='font-size:0'><div style='font-size:14px'>seen</div></td>",
    "letters by name": "<div style='font-size:0'><p style='font-size:small'>seen</p></div>",
    "hidden from one program": "<p style='mso-hide:all'>seen</p>",
    "half seen through": "<p style='opacity:0.5'>seen</p>",
    "a part of a part": "<p style='max-height:0'>seen</p>",
    "white on a dark ground": "<p style='color:#fff;background:#000'>seen</p>",
    "letters in ems": "<p style='font-size:0.9em'>seen</p>",
    "hidden on small screens": "<style>@media (max-width:600px){.h{display:none!important}}</style><p class=h>seen</p>",
    "faded in by a script": "<style>.h{opacity:0;visibility:hidden}</style><p class=h>seen</p>",
    "shown after all": "<style>.h{display:none}</style><p class=h style='display:block'>seen</p>",
    "a rule for parts of others": "<style>.a .h{display:none}</style><p class=h>seen</p>",
    "a page that comes late": "<body style='display:none'><p>seen</p>",
}


@pytest.mark.parametrize("body", SHOWING.values(), ids=SHOWING)
def test_what_is_seen_is_read(body):
    source = page(f"<table><tr>{body}</tr></table>" if body.startswith("<td") else body)
    assert tail(source) == "seen"
    assert source.notes == ()


@pytest.mark.parametrize(
    "struck",
    ["<s>12 May</s>", "<strike>12 May</strike>", "<del>12 <b>May</b></del>", "<span style='text-decoration:line-through'>12 May</span>",
     "<span style='text-decoration: red LINE-THROUGH'>12 May</span>", "<style>.o{text-decoration-line:line-through}</style><span class=o>12 May</span>"],
)  # fmt: skip
def test_what_is_struck_out_is_not_read(struck):
    source = page(f"<p>Join us on {struck} 19 May.</p>")
    assert tail(source) == "Join us on 19 May."
    assert source.notes == ("a struck-out passage was not read",)


def test_html_that_no_heading_numbers_takes_its_title():
    source = source_of(
        b"<html><head><title>Policy Innovate, Issue 12, May 2026</title></head><body><h1>Policy Innovate</h1><p>Hello"
    )
    assert source.text.startswith("Policy Innovate, Issue 12, May 2026\n")
    assert document.parse(source.text).number == "12"


def test_places_in_html_have_paths():
    source = html("<table><tr><td>a<td>b</table><div><p>x<p>needle here</div>")
    place = source.place(source.text.index("here"))
    assert (place.kind, place.offset, place.path) == ("paragraph", 7, "//div[1]/p[2]")


def test_nothing_is_fetched_or_resolved():
    source = html("<base href='http://evil.example/'><meta http-equiv=refresh content='0;url=http://evil.example'>"
                  "<img src='http://evil.example/x.png'><p><a href='y.html'>rel</a>")  # fmt: skip
    assert tail(source) == "[rel](y.html)"
    assert source.notes == ("1 pictures were not read",)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-1", "utf-16", "nonsense"])
def test_html_in_other_encodings(charset):
    page = f"<html><head><meta charset='{charset}'></head><body>{HEAD}<p>£5m – Siân</body></html>"
    page = page.replace("–", "-") if charset == "iso-8859-1" else page
    codec = "utf-8" if charset == "nonsense" else charset
    assert "£5m" in source_of(page.encode(codec)).text
    assert "Siân" in source_of(page.encode(codec)).text


# --- Markdown and text ---

MD = "# Policy Innovate\n\nIssue No. 7 | Date 01.02.2026\n\n"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Title\n=====\n\nSub\n---\n", "# Title\n\n## Sub"),
        ("## Closed ##\n", "## Closed"),
        ("## Dates\n\n~~12 May~~ 19 May, not ~ 5 or ~~~ 6 ~~", "## Dates\n\n 19 May, not ~ 5 or ~~~ 6 ~~"),
        ("[a][1] and [b]\n\n[1]: https://x.org 'T'\n[b]: <y>\n", "[a](https://x.org) and [b](y)"),
        ('[a](https://x.org "title") ![pic](p.png)b', "[a](https://x.org) b"),
        ("[a](https://x.org/(1))", "[a](https://x.org/%281%29)"),
        ("<https://x.org> <a@b.uk>", "[https://x.org](https://x.org) a@b.uk"),
        ("A &amp; B\\_C 1\\. x", "A & B_C 1. x"),
        ("> quoted\n> words", "quoted\nwords"),
        ("+ one\n+ two", "- one\n- two"),
        ("- [x] done", "- done"),
        ("_it_ and ***both*** snake_case_name", "*it* and **both** snake_case_name"),
        ("a<!-- no -->b", "ab"),
        ("```\ncode\n```\n", "code"),
        ("~~~~ toml\ncode\n~~~~\n", "code"),
        ("~~~~~~ FIVE MORE WORDS ~~~~~~\nwords\n", "~~~~~~ FIVE MORE WORDS ~~~~~~\nwords"),
        ("~~~ Diary ~~~\nwords\n", "~~~ Diary ~~~\nwords"),
        ("text[^a]\n\n[^a]: note", "text\n\nnote"),
        ("text[^1] and[^12].\n\n[^1]: note", "text[1] and[12].\n\n[1] note"),
        ("| A | B |\n|---|---|\n| 1 | 2 |", "| A | B |\n|---|---|\n| 1 | 2 |"),
        ("keep **bold** [x](#) and\ttabs", "keep **bold** [x](#) and\ttabs"),
    ],
)
def test_markdown(raw, text):
    source = source_of((MD + raw).encode())
    assert source.media_type == MARKDOWN
    assert source.text.split("01.02.2026")[1].strip() == text


def test_front_matter_gives_the_masthead():
    source = source_of(
        b'---\nlayout: x\ntitle: "Policy Innovate"\nissue: 9\ndate: 2026-03-01\n---\n\n# Hello\n\nx\n'
    )
    doc = document.parse(source.text)
    assert (doc.title, doc.number, doc.date) == ("Policy Innovate", "9", "2026-03-01")


@given(st.text(alphabet="ab *_#[]()<>&;`~\\\n-=|!:1.\"'", max_size=200))
def test_markdown_keeps_every_place(raw):
    """Whatever the marks: what is copied is what stands there, and places come in order."""
    source = source_of(("# x\n" + raw).encode(), where="x")
    for at, length, unit, offset in source.pieces:
        assert source.text[at : at + length] == source.units[unit].text[offset : offset + length]
    assert list(source.pieces) == sorted(source.pieces)


@given(st.text(alphabet="ab \n<>/pbtdrliuhx='&;#", max_size=200))
def test_html_keeps_every_place(raw):
    from lpipgraph.document.formats.html import read_html

    source = read_html(f"<p>x</p>{raw}")
    for at, length, unit, offset in source.pieces:
        assert (
            source.text[at : at + length].split() == source.units[unit].text[offset : offset + length].split()
        )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("£5m – ‘Siân’".encode("cp1252"), "£5m – ‘Siân’"),
        ("£5m".encode("utf-8-sig"), "£5m"),
        ("£5m – Siân".encode("utf-16"), "£5m – Siân"),
        (b"a\x00b\x07c " * 1 + b"x" * 400, "a\u200bb\u200bc " + "x" * 400),
        ("a\ufffeb".encode(), "a\u200bb"),
    ],
)
def test_text_in_other_encodings(content, text):
    source = source_of(content)
    assert source.media_type == TEXT
    assert source.text == text


def test_what_was_done_is_noted():
    assert source_of("£5m".encode("cp1252")).notes == ("read as Windows-1252, for it is not UTF-8",)
    assert source_of(b"a\x00b" + b"x" * 400).notes == (
        "1 control characters were taken out, the first in line 1",
    )


# --- DOCX ---

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def docx(body: str, *, more: dict[str, str | bytes] | None = None, xml: str | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "word/document.xml", xml or f"<w:document {W} {MC} {R}><w:body>{body}</w:body></w:document>"
        )
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}<w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


FIELD = (
    "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>HYPERLINK \"https://x.org\"</w:instrText></w:r>"
    "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>L</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
)
STYLES = (
    f"<w:styles {W}><w:style w:styleId='H'><w:name w:val='heading 2'/></w:style><w:style w:styleId='S'><w:basedOn w:val='H'/>"
    "</w:style><w:style w:styleId='L'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style></w:styles>"
)
NUMBERS = (
    f"<w:numbering {W}><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/>"
    "</w:lvl><w:lvl w:ilvl='1'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/>"
    "</w:num></w:numbering>"
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="a" Type="x/styles" Target="styles.xml"/><Relationship Id="b" Type="x/numbering" Target="numbering.xml"/>'
    '<Relationship Id="c" Type="x/hyperlink" Target="https://x.org/" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (p("a") + p("b"), "a\n\nb\n"),
        (p("T", "<w:outlineLvl w:val='1'/>"), "## T\n"),
        (p("T", "<w:pStyle w:val='S'/>"), "## T\n"),
        (p("a", "<w:pStyle w:val='L'/>") + p("b", "<w:pStyle w:val='L'/>"), "1. a\n2. b\n"),
        (p("a", "<w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr>"), "  - a\n"),
        ("<w:p><w:hyperlink r:id='c'><w:r><w:t>L</w:t></w:r></w:hyperlink></w:p>", "[L](https://x.org/)\n"),
        (FIELD, "[L](https://x.org)\n"),
        ("<w:p><w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:ins><w:r><w:t>yes</w:t></w:r></w:ins></w:p>", "yes\n"),
        ("<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>no</w:t></w:r><w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t>yes</w:t></w:r></w:p>", "yes\n"),
        ("<w:p><w:r><w:rPr><w:dstrike/></w:rPr><w:t>no</w:t></w:r><w:r><w:t>yes</w:t></w:r></w:p>", "yes\n"),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r><w:r><w:t>yes</w:t></w:r></w:p>", "yes\n"),
        ("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>B</w:t></w:r><w:r><w:rPr><w:b w:val='0'/></w:rPr><w:t> x</w:t></w:r></w:p>", "**B** x\n"),
        (f"<w:tbl><w:tr><w:tc>{p('A')}</w:tc><w:tc>{p('x')}{p('y')}</w:tc></w:tr></w:tbl>", "A\t<p>x</p> <p>y</p>\n"),
        ("<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>" + p("box") + "</w:txbxContent></w:drawing>"
         "</mc:Choice><mc:Fallback><w:pict><w:txbxContent>" + p("box") + "</w:txbxContent></w:pict></mc:Fallback>"
         "</mc:AlternateContent></w:r></w:p>", "box\n"),
        ("<w:p><w:r><w:t>co</w:t><w:softHyphen/><w:t>op</w:t><w:br/><w:t>2</w:t></w:r></w:p>", "co\u00adop\n2\n"),
    ],
)  # fmt: skip
def test_docx(body, text):
    more = {
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERS,
        "word/_rels/document.xml.rels": RELATIONS,
    }
    assert source_of(docx(body, more=more)).text == text


# --- bad input: one clear line ---


def refused(content: bytes, match: str) -> str:
    with pytest.raises(InputError, match=match) as caught:
        source_of(content, where="issue.bin")
    message = str(caught.value)
    assert message.startswith("issue.bin: ")
    assert "; " in message
    assert "\n" not in message
    assert len(message) < 300
    return message


def pdf() -> bytes:
    return (FOLDER / "issue-01.pdf").read_bytes()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99, 0.9999])
def test_a_pdf_that_is_cut_off(share):
    refused(pdf()[: int(len(pdf()) * share)], "cut off|damaged")


def test_a_pdf_that_was_cut_off_after_an_earlier_end():
    refused(pdf() + b"\n7 0 obj\n<<" + b"x" * 5000, "cut off")
    refused(pdf().replace(b"%PDF-", b"%PDF-1.7\n%<</Linearized 1/L 99999999>>\n%PDF-", 1), "cut off|damaged")


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\nstartxref\n0\n%%EOF\n",
        b"%PDF-1.7\n" + bytes(range(256)) * 40,
    ],
)
def test_a_pdf_with_nothing_in_it(content):
    refused(content, "cut off|damaged")


def written(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, with its table of contents in order."""
    out, places = b"%PDF-1.7\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, len(objects) + 1, trailer, len(out)
    )  # fmt: skip


def pages(kids: bytes, count: int, *more: bytes) -> list[bytes]:
    return [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), *more]


PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"


def test_a_pdf_without_text():
    assert "OCR" in refused(written(pages(b"3 0 R", 1, PAGE)), "has no text")


def test_a_page_of_very_many_rules_is_read_at_once():
    """The cells of a spreadsheet, each with four lines of its own: what is read grows with them and no faster."""

    def table(rows: int) -> list[int]:
        rules = []
        for row, column in product(range(rows), range(60)):
            x, y = column * 10.0, row * 10.0
            rules += [Rule(x, y, x + 10, y), Rule(x, y, x, y + 10)]
        words = [Word(str(n), n, n * 10 + 2, n * 10 + 7, 8.0, 5, False, False) for n in range(60)]
        page = Page(1, 600, 1000, "", words, rules)
        (found,) = [s for s in ruled(page, [joined([word]) for word in words]) if s.grid]
        return [len(row) for row in found.grid.rows]

    assert table(100) == [59] * 99
    assert growth(table, 100) < 2.5


def test_a_pdf_that_is_a_picture_of_a_page():
    drawn = b"q 595 0 0 842 0 0 cm /I Do Q"
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
    )
    image = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n0\nendstream"
    content = b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn)
    refused(written(pages(b"3 0 R", 1, page, content, image)), "only pictures of pages")


def test_a_pdf_with_a_password():
    encrypt = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"41" * 32, b"42" * 32)
    refused(written(pages(b"3 0 R", 1, PAGE), encrypt), "password")


def test_a_pdf_of_ten_thousand_pages():
    refused(written(pages(b"3 0 R " * 10_000, 10_000, PAGE)), "pages and the limit is")


def test_a_pdf_whose_objects_name_themselves():
    refused(written(pages(b"2 0 R", 1)), "PDF")
    refused(written(pages(b"3 0 R", 1, b"3 0 R")), "PDF")


def test_random_bytes():
    import random

    for seed in range(5):
        refused(random.Random(seed).randbytes(20_000), "binary data|not text")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "a picture"),
        (b"{\\rtf1 hello}", "Rich Text"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 99, "old Word"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\x1f\x8b" + b"x" * 99, "compressed"),
        (b"<?xml version='1.0'?><feed/>", "XML file"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "no text of its own"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "XML file"),
        (b"<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><html><p>&a;", "declarations"),
    ],
)
def test_files_of_other_kinds(content, match):
    refused(content, match)


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def test_archives_that_are_no_documents():
    refused(archive(photo=b"x" * 500), "archive")
    refused(archive(mimetype=b"application/vnd.oasis.opendocument.text"), "OpenDocument|archive")
    refused(archive(xl__workbook=b"x"), "spreadsheet")
    refused(archive(word__document=b"x"), "no document")
    refused(b"PK\x05\x06" + b"\x00" * 18, "archive")


def test_a_docx_that_is_cut_off():
    content = (FOLDER / "issue-01.docx").read_bytes()
    for share in (0.3, 0.6, 0.95):
        refused(content[: int(len(content) * share)], "damaged|cut off")
    broken = bytearray(content)
    at = content.index(b"word/document.xml") + 60
    broken[at : at + 400] = b"\x00" * 400
    refused(bytes(broken), "damaged")


def test_a_docx_that_is_a_bomb():
    refused(
        docx("", xml=f"<w:document {W}><w:body><w:p><w:r><w:t>" + "x" * 200_000_000), "would unpack to 200,"
    )
    empty = "<w:p/>" * 6_000_000
    refused(docx("", xml=f"<w:document {W}><w:body>{empty}</w:body></w:document>"), "would unpack to 36,")
    refused(docx("", xml=f"<w:document {W}><w:body>{'<w:p/>' * 600_000}</w:body></w:document>"), "elements")
    refused(docx("", xml=f"<w:document {W}><w:body>{'<w:p>' * 100_000}"), "nested")


def test_a_docx_that_states_a_false_size():
    content = bytearray(docx(p("x" * 1000)))
    entry = content.rindex(b"word/document.xml") - 46
    content[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    refused(bytes(content), "damaged|not well-formed")


BILLION = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)


@pytest.mark.parametrize(
    "start",
    [
        f"{BILLION}]>",
        "<!DOCTYPE x [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE x SYSTEM 'http://x.example/'>",
    ],
)
def test_document_types_in_a_docx(start):
    xml = f"<?xml version='1.0'?>{start}<w:document {W}><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
    refused(docx("", xml=xml), "document type declarations are not accepted")
    utf16 = xml.replace("<?xml version='1.0'?>", "<?xml version='1.0' encoding='utf-16'?>").encode("utf-16")
    refused(docx("", xml=utf16), "document type declarations are not accepted")


@pytest.mark.parametrize("name", ["../evil.txt", "word/../../evil.txt", "/etc/evil", "C:/evil", "..\\evil"])
def test_names_that_lead_outside_of_a_docx(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(docx(p("x"), more={name: "evil"}), "outside")
    assert not list(tmp_path.rglob("*"))


def test_two_parts_of_one_name():
    with pytest.warns(UserWarning, match="Duplicate"):
        content = docx(p("x"), more={"word/document.xml": "<x/>"})
    refused(content, "two parts")


def test_a_docx_with_a_password():
    content = bytearray(docx(p("x")))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    refused(bytes(content), "password")


def test_a_docx_without_text():
    refused(docx("<w:p/>"), "no text")
    refused(docx("", xml=f"<w:document {W}/>"), "no body")


def test_html_nested_200_000_deep():
    source = source_of(b"<div>" * 200_000 + b"deep <b>text</b>" + b"</div>" * 200_000)
    assert source.text == "deep **text**\n"


@pytest.mark.parametrize(
    "content",
    [
        b"<p title='" + b"x" * 5_000_000 + b"'>text</p>",
        b"<html>" + b"<table><tr><td>" * 20_000 + b"text",
        b"<html>" + b"<b><p>" * 50_000 + b"text",
        b"<html><p>text" + b"</span>" * 200_000,
        b"<html><p>text<!--" + b"<!-- " * 100_000,
        b"<html><p>text" + b"<a" * 100_000,
        b"<html><p>text" + b"<a b='" * 50_000 + b">",
        b"<html><p>text<script>" + b"<script>" * 100_000,
        b"<html><p>text" + b"&" * 1_000_000,
    ],
)
def test_html_that_would_tire_a_reader(content):
    assert "text" in source_of(content).text


def test_a_file_over_the_limit(tmp_path):
    large = tmp_path / "large.pdf"
    with large.open("wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(InputError, match=r"200,000,000 bytes and the limit is 20,000,000"):
        document.read(large)
    small = tmp_path / "small.txt"
    small.write_text("Policy Innovate\nIssue No. 3 | 1 May 2025\n\nText.\n")
    with pytest.raises(InputError, match=r"limit is 10"):
        document.read(small, limit=10)
    assert document.read(small, limit=1000).number == "3"


def test_a_reader_that_takes_too_long():
    with pytest.raises(InputError, match=r"x: reading this HTML file took more than 0\.05 seconds; save"):
        read_limited("html", b"<p>" + b"<div>" * 500_000, where="x", deadline=0.05)


def test_a_reader_that_breaks_down(monkeypatch):
    monkeypatch.setattr("lpipgraph.document.formats.limits.MEMORY", 1_000_000)
    with pytest.raises(InputError, match=r"memory|broke down"):
        source_of(docx(p("x" * 100_000)), where="x")


def test_a_place_outside_of_the_text():
    source = source_of(b"abc")
    with pytest.raises(IndexError):
        source.place(9)
    with pytest.raises(IndexError):
        source.place(-1)
    assert source.place(3).offset == 3
    assert formats.Place("line", 1, 0) == source.place(0)


@pytest.mark.parametrize(
    "head", ["From: Ada\nSubject: News\n", "Subject: News\nDate: 3 May 2026\n", "To: all\n"]
)
def test_a_message_that_was_pasted_is_text(head: str):
    """Only what a mail program puts above a message makes a file one of its own."""
    assert source_of(f"{head}\nThe towns were glad.\n".encode()).media_type == "text/plain"
    for line in (
        "MIME-Version: 1.0",
        "Received: from a\n by b",
        "Message-ID: <1@a>",
        "X-Any_1: a\nDKIM-Signature: v",
    ):
        source = source_of(f"{head}{line}\n\nThe towns were glad.\n".encode())
        assert (source.media_type, source.text) == ("message/rfc822", "The towns were glad.\n")
