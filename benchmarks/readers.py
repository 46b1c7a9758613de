"""Our readers of files beside the libraries that read the same formats: what each reads, finds and costs.

Run it with ``python benchmarks/readers.py FOLDER…``. Each file is read in a process of its own, of 60 seconds and 2 GB at most.
With ``--records`` it also says how many records of Issue No. 1 come out of each reader's text of ``tests/formats``, and how many
texts come back from the bytes of an encoding. A library that is not installed is left out with a note (``pip install pdfplumber
python-docx mammoth lxml html5lib selectolax markdown-it-py charset-normalizer``). docs/readers.md holds the last result, and
what followed from it.

A file is read, read without a word, refused (an error that says what is wrong) or a crash (any other error, no more time
or memory). Words are
compared with those that at least two readers find in a file; it counts how often a word stands there, not where.
"""

from __future__ import annotations

import argparse
import ast
import html
import importlib
import importlib.metadata
import io
import json
import re
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.document import formats
from lpipgraph.document.formats.text import decode
from lpipgraph.errors import LpipError
from lpipgraph.extract import extract
from lpipgraph.files import root
from lpipgraph.names import fold

SECONDS, MEMORY = 60, 2_000_000_000
FIXTURES = root() / "tests" / "formats"
ISSUE = root() / "data" / "issues" / "policy-innovate-01.txt"
#: What a reader raises that means to refuse a file, by the ends of the names of its classes.
_REFUSALS = ("PDFSyntaxError", "PDFPasswordIncorrect", "PDFEncryptionError", "PdfminerException", "PdfReadError", "PdfStreamError", "LimitReachedError", "PSEOF", "PSSyntaxError",
    "FileNotDecryptedError", "PackageNotFoundError", "BadZipFile", "XMLSyntaxError", "ParserError", "UnicodeDecodeError")  # fmt: skip


# --- readers: the text of a file --------------------------------------------------------------------------------


def _ours(content: bytes) -> str:
    """The text without our marks and the addresses of links, which no other reader gives."""
    text = formats.source_of(content).text
    return re.sub(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)", "]", text)


def _pdfplumber(content: bytes) -> str:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as opened:
        return "\n".join(page.extract_text() or "" for page in opened.pages)


def _pdfminer(content: bytes) -> str:
    from pdfminer.high_level import extract_text

    return str(extract_text(io.BytesIO(content)))


def _pypdf(content: bytes) -> str:
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def _python_docx(content: bytes) -> str:
    import docx
    from docx.table import Table

    def parts(holder: Any) -> Iterator[str]:
        for each in holder.iter_inner_content():
            if isinstance(each, Table):
                for row in each.rows:
                    yield "\t".join("\n".join(parts(cell)) for cell in row.cells)
            else:
                yield each.text

    return "\n\n".join(parts(docx.Document(io.BytesIO(content))))


def _mammoth(content: bytes) -> str:
    import mammoth

    made = mammoth.convert_to_html(io.BytesIO(content)).value
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(?:p|h\d|li|td|tr)>|<br />", "\n\n", made)))


def _selectolax(content: bytes) -> str:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(content)
    for each in tree.css("script, style, noscript, template, svg, select, textarea, title"):
        each.decompose()
    return tree.body.text(separator="\n") if tree.body else ""


def _lxml_html(content: bytes) -> str:
    import lxml.html

    return "\n".join(_shown(lxml.html.document_fromstring(content)))


def _html5lib(content: bytes) -> str:
    import html5lib

    return "\n".join(_shown(html5lib.parse(content, namespaceHTMLElements=False)))


def _shown(tree: Any) -> Iterator[str]:
    """The words of a tree of elements but for those that no reader shows, without recursion."""
    waiting = [(tree, False)]
    while waiting:
        node, behind = waiting.pop()
        if behind:
            yield node.tail or ""
            continue
        waiting.append((node, True))
        if isinstance(node.tag, str) and node.tag not in _UNSHOWN:
            yield node.text or ""
            waiting += ((child, False) for child in reversed(node))


_UNSHOWN = {"head", "script", "style", "noscript", "template", "svg", "select", "textarea"}


def _markdown_it(content: bytes) -> str:
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark").enable("table").render(content.decode("utf-8"))
    return html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", " ", made, flags=re.DOTALL))


def _charset_normalizer(content: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(content).best()
    if best is None:
        raise ValueError("no encoding fits")
    return str(best)


@dataclass(frozen=True)
class Reader:
    """A way to read a format: the package and the module that it needs, none for ours.

    `gone` is what of ours would go if it took our place: modules, and names of a module.
    """

    format: str
    name: str
    read: Callable[[bytes], str]
    package: str = ""
    module: str = ""
    gone: tuple[str, ...] = ()


READERS = (
    Reader("pdf", "ours (PDFium)", _ours),
    Reader("pdf", "pdfplumber", _pdfplumber, "pdfplumber", "pdfplumber", ("pdf",)),
    Reader("pdf", "pdfminer.six", _pdfminer, "pdfminer.six", "pdfminer.high_level", ("pdf", "layout", "columns", "segments", "tables", "page_model")),
    Reader("pdf", "pypdf", _pypdf, "pypdf", "pypdf", ("pdf", "layout", "columns", "segments", "tables", "page_model")),
    Reader("docx", "ours", _ours),
    Reader("docx", "python-docx", _python_docx, "python-docx", "docx", ("docx:_Package", "xml")),
    Reader("docx", "mammoth", _mammoth, "mammoth", "mammoth", ("docx", "xml")),
    Reader("html", "ours (html.parser)", _ours),
    Reader("html", "selectolax", _selectolax, "selectolax", "selectolax.lexbor", ("html:_IMPLIED,_OPTIONAL,_Page._imply,_Page._close,_Page._behind_cell",)),
    Reader("html", "lxml.html", _lxml_html, "lxml", "lxml.html", ("html:_IMPLIED,_OPTIONAL,_Page._imply,_Page._close,_Page._behind_cell",)),
    Reader("html", "html5lib", _html5lib, "html5lib", "html5lib", ("html:_IMPLIED,_OPTIONAL,_Page._imply,_Page._close,_Page._behind_cell",)),
    Reader("md", "ours", _ours),
    Reader("md", "markdown-it-py", _markdown_it, "markdown-it-py", "markdown_it", ("text:_DEFINITION,_LABEL,_EDIT,_edits,_TITLED,_KEY,_matter,_link",)),
    Reader("txt", "ours", _ours),
    Reader("txt", "charset-normalizer", _charset_normalizer, "charset-normalizer", "charset_normalizer", ("text:decode,_is_utf8",)),
)  # fmt: skip
_ENDS = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".md": "md",
    ".txt": "txt",
    ".dat": "txt",
}


def version(reader: Reader) -> str | None:
    """The version of a reader's library; none if it is not installed."""
    try:
        return importlib.metadata.version(reader.package or "lpipgraph")
    except importlib.metadata.PackageNotFoundError:
        return None if reader.package else ""


# --- one file, in a process of its own --------------------------------------------------------------------------


def one(number: int, path: Path) -> dict[str, object]:
    """What a reader makes of a file: its text or the kind of its end, seconds of the processor, and bytes."""
    reader = READERS[number]
    content = path.read_bytes()
    if reader.package:
        importlib.import_module(reader.module)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    before = _seconds()
    found: dict[str, object] = {}
    try:
        found["text"] = reader.read(content)
    except Exception as error:
        refused = isinstance(error, LpipError) or type(error).__name__.endswith(_REFUSALS)
        found = {"end": "refused" if refused else "crash", "why": f"{type(error).__name__}: {error}"[:200]}
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {**found, "seconds": _seconds() - before, "memory": most * 1024}


def _seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def asked(number: int, path: Path) -> dict[str, object]:
    """The same, from another process."""
    command = [sys.executable, __file__, "--one", str(number), str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        return dict(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError) as error:
        return {"end": "crash", "why": type(error).__name__, "seconds": float(SECONDS), "memory": 0}


# --- all files, one table ---------------------------------------------------------------------------------------


def words(text: str) -> Counter[str]:
    """How often each word stands in a text; hyphens at line ends and soft ones are undone, for readers differ in them."""
    joined = re.sub(r"[-\u2010\ufffe\x02]\n\s*(?=[a-z])", "", text.replace("\u00ad", ""))
    return Counter(re.findall(r"[^\W_]{2,}", joined.casefold()))


def agreed(found: list[Counter[str]]) -> Counter[str]:
    """What at least two of several readers find, as often as the second of them finds it."""
    every = {word for each in found for word in each}
    return Counter(
        {word: n for word in every if (n := sorted((each[word] for each in found), reverse=True)[1])}
    )


def lines_gone(reader: Reader) -> int:
    """How many lines of our own code a library would take the place of."""
    total = 0
    for each in reader.gone:
        module, _, names = each.partition(":")
        path = Path(formats.__file__).with_name(f"{module}.py")
        text = path.read_text("utf-8")
        total += sum(_spans(ast.parse(text), names.split(","))) if names else len(text.splitlines())
    return total


def _spans(tree: ast.Module, names: list[str]) -> Iterator[int]:
    for node in ast.walk(tree):
        for inner in getattr(node, "body", ()) if isinstance(node, ast.Module | ast.ClassDef) else ():
            name = getattr(inner, "name", "") or ast.unparse(inner).split(" ")[0].rstrip(":")
            full = f"{node.name}.{name}" if isinstance(node, ast.ClassDef) else name
            if full in names:
                yield inner.end_lineno - inner.lineno + 1


def rows(files: list[Path], *, why: bool) -> Iterator[list[str]]:
    """A row for each reader: what became of the files, its words, what it costs, and what would go."""
    for kind in dict.fromkeys(reader.format for reader in READERS):
        chosen = [path for path in files if _ENDS.get(path.suffix.lower()) == kind]
        numbers = [
            n for n, reader in enumerate(READERS) if reader.format == kind and version(reader) is not None
        ]
        found = {(n, path): asked(n, path) for path in chosen for n in numbers}
        shared: dict[Path, Counter[str]] = {}
        for path in chosen:
            texts = [words(str(found[n, path]["text"])) for n in numbers if "text" in found[n, path]]
            shared[path] = agreed(texts) if len(texts) > 1 else Counter()
        for n in numbers:
            mine = {path: found[n, path] for path in chosen}
            has = {path: words(str(each.get("text", ""))) for path, each in mine.items()}
            ends = Counter(
                str(each.get("end", "read" if has[path] else "empty")) for path, each in mine.items()
            )
            wanted = sum(each.total() for each in shared.values())
            met = sum((shared[path] & has[path]).total() for path in chosen)
            alone = sum((has[path] - shared[path]).total() for path in chosen if shared[path])
            yield [
                kind, f"{READERS[n].name} {version(READERS[n]) if READERS[n].package else ''}".strip(),
                str(ends["read"]), str(ends["empty"]), str(ends["refused"]), str(ends["crash"]),
                f"{met / wanted:.1%}" if wanted else "–", f"{alone / max(met + alone, 1):.1%}",
                f"{sum(float(str(each['seconds'])) for each in mine.values()):.1f}",
                f"{max((int(str(each['memory'])) for each in mine.values()), default=0) // 1_000_000}",
                str(lines_gone(READERS[n])) if READERS[n].gone else "–",
            ]  # fmt: skip
            if why:
                for path, each in mine.items():
                    if "end" in each:
                        print(
                            f"{READERS[n].name}, {path.name}: {each['end']}: {each['why']}", file=sys.stderr
                        )


def damaged(folder: Path) -> list[Path]:
    """The documents of ``tests/formats`` as a bad line or disk leaves them, written into a folder: cut off, blanked, flipped."""
    chance = Random(5)
    made = []
    for path in sorted(FIXTURES.glob("issue-*.*")):
        for n, harm in enumerate(("cut", "blank", "flip")):
            content = bytearray(path.read_bytes())
            at = chance.randrange(len(content) // 3, len(content))
            if harm == "cut":
                del content[at:]
            elif harm == "blank":
                content[at : at + 2000] = bytes(len(content[at : at + 2000]))
            else:
                for _ in range(40):
                    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            made.append(folder / f"{harm}-{n}-{path.name}")
            made[-1].write_bytes(content)
    return made


HEADS = [
    "format",
    "reader",
    "read",
    "empty",
    "refused",
    "crashed",
    "words",
    "alone",
    "CPU s",
    "MB",
    "lines gone",
]


# --- records ----------------------------------------------------------------------------------------------------


def said(text: str) -> set[tuple[object, ...]]:
    """The relations of an issue, by the names of both sides; where a work can be read is left out."""
    records = extract(document.parse(text), Authority.read())
    names = {e.id: fold(e.name) for e in records.entities}
    return {
        (names[r.s], r.p, names[r.o] if isinstance(r.o, str) else r.o.value)
        for r in records.relations
        if r.p != "address"
    }


def of_records() -> Iterator[list[str]]:
    """Of the relations of Issue No. 1 in plain text, how many come out of each reader's text of it in another format."""
    wanted = said(ISSUE.read_text("utf-8"))
    for path in sorted(FIXTURES.glob("issue-01*.*")):
        for reader in READERS:
            if reader.format == _ENDS[path.suffix] and version(reader) is not None:
                content = path.read_bytes()
                text = reader.read(content) if reader.package else formats.source_of(content).text
                try:
                    found = said(text)
                except LpipError as error:
                    yield [path.name, reader.name, "–", "–", str(error)[:60]]
                    continue
                both = len(found & wanted)
                yield [
                    path.name,
                    reader.name,
                    f"{both / len(wanted):.1%}",
                    f"{both / max(len(found), 1):.1%}",
                    "",
                ]


def of_encodings() -> Iterator[list[str]]:
    """How many of the open issues, whole and their first 2,000 characters, come back from the bytes of an encoding."""
    paths = [ISSUE, *sorted((root() / "tests" / "issues").glob("*.txt"))]
    whole = [path.read_text("utf-8") for path in paths]
    for encoding in ("utf-8", "utf-16", "cp1252"):
        given: list[tuple[str, bytes]] = []
        for text in (*whole, *(each[:2000] for each in whole)):
            with suppress(UnicodeEncodeError):
                given += [] if text.isascii() else [(text, text.encode(encoding))]
        for reader in READERS:
            if reader.format == "txt" and version(reader) is not None:
                read = reader.read if reader.package else decode
                yield [
                    encoding,
                    reader.name,
                    str(sum(read(content) == text for text, content in given)),
                    str(len(given)),
                ]


def _print(heads: list[str], made: Iterator[list[str]]) -> None:
    """A table in Markdown, each row as soon as it is there."""
    for row in chain((heads, ["---"] * len(heads)), made):
        print(f"| {' | '.join(row)} |", flush=True)


def main() -> None:
    """Read the files named with every reader, and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, help="folders of files, and files")
    parser.add_argument("--records", action="store_true", help="compare the records of Issue No. 1, too")
    parser.add_argument("--damaged", action="store_true", help="read damaged documents, too")
    parser.add_argument("--why", action="store_true", help="say of each file that was not read why")
    parser.add_argument("--one", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(one(int(given.one[0]), Path(given.one[1]))))
        return
    for reader in READERS:
        if version(reader) is None:
            print(f"{reader.name} is left out: it is not installed", file=sys.stderr)
    named = [
        path for each in given.folders for path in (sorted(each.rglob("*")) if each.is_dir() else [each])
    ]
    files = [path for path in named if path.is_file()]
    if files:
        _print(HEADS, rows(files, why=given.why))
    if given.damaged:
        with TemporaryDirectory() as folder:
            _print(HEADS, rows(damaged(Path(folder)), why=given.why))
    if given.records:
        _print(["file", "reader", "relations found", "of these right", ""], of_records())
        _print(["encoding", "reader", "right", "of texts"], of_encodings())


if __name__ == "__main__":
    main()
