"""Damaged and hostile inputs of every kind: each is taken, or refused with one of our errors, within ten seconds.

Run it with ``python benchmarks/fuzz.py --count 20000 --seed 7``. Each mutant is made from the seed, its kind and its
number alone; what fails is named with the command that makes it again. Mutants run in processes of their own, so that
one that ends its process is found, too. Of every document that is read each quote, those of notes as well, stands at its offsets.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from lpipgraph.errors import LpipError
from lpipgraph.files import root

__all__ = ["KINDS", "mutant", "problem"]

#: Seconds of the processor for one mutant; the clock may show more on a busy machine.
MOST = 10.0
_PATIENCE = 120.0
_HEAD = "Lanes and Ledgers\n\nIssue No. 7 | Date 03.03.2025\n\n"
#: What readers stumble over, by kind.
_TOKENS: Mapping[str, tuple[str, ...]] = {
    "text": (
        "[", "](", "](#)", "**", "# ", "| ", "|\t", "\n\n", "\r\n", "\f", "\u2028", "\u200b", "\ufeff", "\u00ad", "£", "£1.5bn",
        "(", ")", "“", "\"", "'", "- ", "1. ", "Q1. ", ": ", " – ", "ﬁ", "é", "e\u0301", "👩‍🔬", "\x00", "\ufffe", "ann@x.ac.uk",
        "31.02.2024", "99:99", "Dr ", "of the ", " and ", "Council", "&amp;", "<p>", "</p>", "<br/>", "_", "----", "Theme Lead: ", "İ", "ß", "\U0001d400",
    ),
    "html": (
        "<p>", "</p>", "<table>", "<td>", "</tr>", "<!--", "-->", "<![CDATA[", "<script>", "<style>", "&#0;", "&#xD800;", "&bogus;", "<svg>",
        "<a href='", "' ", "\">", "<ul><li>", "<h1>", "</h1>", "<!DOCTYPE html>", "<base href='x'>", "<meta charset=utf-16>", "<div>" * 300, "\x00",
    ),
    "xml": (
        "<w:p>", "</w:p>", "<w:t>", "</w:t>", "<w:tbl>", "<w:tr>", "<w:tc>", "<!DOCTYPE x>", "&x;", "<w:r/>", "]]>", "<w:p>" * 300, "<w:instrText>HYPERLINK ",
    ),
    "pdf": (" 0 R", " obj", "endobj", "stream", "endstream", "<<", ">>", "/Kids", "/Parent", "/Length ", "xref", "trailer", "[", "]", "BT", "ET", "Tj", " 999999999 ", "-1"),
    "query": (
        "{", "}", "(", ")", "?x", "$", "<", ">", "\"", "'''", "\\u0000", "\\", "SERVICE", "LOAD", "FILTER", "GRAPH", "OPTIONAL", "UNION", "SELECT", "*", "(1/0)",
        "<< ", " >>", "<<( ", " )>>", "VALUES", "BIND", "COUNT(*)", "#", "@en--ltr", "^^", "1e999", "ORDER BY", "LIMIT -1", "MINUS", "!", "|", "^", "{" * 300, "(" * 300, "\ud800",
    ),
    "json": ("{", "}", "[", "]", "\"", ":", ",", "null", "true", "1e999", "-", "NaN", "\\ud800", "\\u0000", "[" * 5000, "{\"a\":" * 3000, "9" * 400, "../", "/"),
    "table": (",", "\"", "\n", "\r", ";", "\t", "|", "\x00", "http://", "https://x y", "javascript:", "organisation:x", "2024-13-45", "1e999", "9" * 400, "İ", "=1+1", "yes", "no", "../", "\ufeff", "\ud800"),
}  # fmt: skip


# --- seeds ----------------------------------------------------------------------------------------------------


@cache
def _issues() -> tuple[str, ...]:
    found = [*(root() / "data" / "issues").glob("*.txt"), *(root() / "tests" / "issues").glob("*.txt")]
    return tuple(path.read_text("utf-8") for path in sorted(found))


@cache
def _files(pattern: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(root().glob(pattern)))


def _passage(chance: Random) -> str:
    """Some lines of an issue below a masthead."""
    lines = chance.choice(_issues()).splitlines(keepends=True)
    at = chance.randrange(len(lines))
    return _HEAD + "".join(lines[at : at + chance.randint(3, 25)])[:1800]


def _page(chance: Random) -> str:
    parts = [
        f"<{(tag := chance.choice(['p', 'h2', 'li', 'td']))}>{p}</{tag}>"
        for p in _passage(chance).split("\n\n")
    ]
    return "<html><body>" + "\n".join(parts) + "</body></html>"


# --- mutations --------------------------------------------------------------------------------------------------


def _of_text(text: str, chance: Random, tokens: tuple[str, ...]) -> str:
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        a, b = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        kind = chance.randrange(8)
        token = chance.choice(tokens)
        if kind == 0:
            text = text[:a] + token * chance.choice((1, 1, 2, 5, 200)) + text[a:]
        elif kind == 1:
            text = text[:a] + text[min(b, a + 200) :]
        elif kind == 2:
            text = text[:b] + text[max(a, b - 300) : b] * chance.randint(1, 8) + text[b:]
        elif kind == 3:
            text = (
                text[:a]
                + chr(chance.choice((chance.randrange(1, 128), chance.randrange(0x2FF))))
                + text[a + 1 :]
            )
        elif kind == 4:
            pieces = text.split("\n")
            chance.shuffle(pieces)
            text = "\n".join(pieces)
        elif kind == 5:
            text = text[:a] if a > 200 else text
        elif kind == 6:
            text = text.replace(
                chance.choice((" ", "\n", ".", ",", "\n\n", "a")), token, chance.choice((1, 5, 50))
            )
        else:
            text = text[:a] + chance.choice((text.upper(), text.lower(), text[::-1]))[a:b] + text[b:]
    return text


def _of_bytes(content: bytes, chance: Random, tokens: tuple[str, ...]) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice((1, 2, 4, 16))):
        at = chance.randrange(len(made) + 1)
        size = chance.choice((1, 2, 4, 64, 1000))
        kind = chance.randrange(6)
        if kind == 0 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            made[at : at + size] = bytes(size)
        elif kind == 2:
            del made[at : at + size]
        elif kind == 3:
            made[at:at] = made[at : at + size] * chance.randint(1, 5)
        elif kind == 4:
            made[at:at] = chance.choice(tokens).encode("utf-8", "surrogatepass")
        else:
            made[at : at + size] = chance.randbytes(size)
    return bytes(made)


def _docx(chance: Random) -> bytes:
    """A DOCX whose bytes are damaged, or whose document is."""
    whole = chance.choice(_files("tests/formats/*.docx"))
    if chance.random() < 0.3:
        return _of_bytes(whole, chance, _TOKENS["xml"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        hit = chance.choice(old.namelist()) if chance.random() < 0.4 else "word/document.xml"
        for name in old.namelist():
            content = old.read(name)
            if name == hit:
                content = _of_text(content.decode("utf-8"), chance, _TOKENS["xml"]).encode("utf-8", "replace")
            new.writestr(name, content)
    return out.getvalue()


def _authority(chance: Random) -> bytes:
    """One table of an authority, its name before it."""
    path = chance.choice(sorted((root() / "data" / "authority").glob("*.csv")))
    lines = path.read_text("utf-8").splitlines(keepends=True)
    text = lines[0] + "".join(chance.sample(lines[1:], min(12, len(lines) - 1)))
    return (
        path.name.encode() + b"\n" + _of_text(text, chance, _TOKENS["table"]).encode("utf-8", "surrogatepass")
    )


def _decisions(chance: Random) -> bytes:
    text = _of_text(_decision_sheet(chance), chance, _TOKENS["table"])
    return text.encode("utf-8", "surrogatepass")


@cache
def _queue() -> str:
    """A spreadsheet of the names of an issue, as `review --csv` writes it."""
    from lpipgraph import curation, document
    from lpipgraph.authority import Authority
    from lpipgraph.extract import extract

    issue = document.parse(_issues()[1])
    known = Authority.read()
    return curation.to_csv(curation.queue(extract(issue, known), known)).decode("utf-8-sig")


def _decision_sheet(chance: Random) -> str:
    rows = list(csv.reader(io.StringIO(_queue())))
    header, rows = rows[0], chance.sample(rows[1:], min(6, len(rows) - 1))
    for row in rows:
        for n, name in enumerate(header):
            if name == "decision":
                row[n] = chance.choice(("new", "same", "none", "unsure", ""))
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


def _with(pattern: str, tokens: str) -> Callable[[Random], bytes]:
    return lambda chance: _of_bytes(chance.choice(_files(pattern)), chance, _TOKENS[tokens])


def _from(passage: Callable[[Random], str], tokens: str) -> Callable[[Random], bytes]:
    return lambda chance: _of_text(passage(chance), chance, _TOKENS[tokens]).encode("utf-8", "surrogatepass")


def _query(chance: Random) -> str:
    return chance.choice(_files("queries/*.rq")).decode()


# --- what is done with a mutant ---------------------------------------------------------------------------------


def _is_read(content: bytes) -> str | None:
    from lpipgraph import document
    from lpipgraph.extract import extract

    issue = document.of(content, where="mutant")
    rows = extract(issue, _known())
    quoted = [(r.quote, r.start, r.end) for r in (*rows.entities, *rows.relations)]
    quoted += [
        (str(n["quote"]), int(str(n["start"])), int(str(n["end"]))) for n in rows.notes if "start" in n
    ]
    for quote, start, end in quoted:
        if issue.text[start:end] != quote and issue.text[start:end][:200] != quote:
            return f"a quote is not at its offsets {start}-{end}: {quote[:60]!r}"
    return None


@cache
def _known() -> Any:
    from lpipgraph.authority import Authority

    return Authority.read()


def _is_read_here(kind: str) -> Callable[[bytes], str | None]:
    """Reads a document of a foreign format in this process: what the process of its own would do, without its start."""

    def read(content: bytes) -> str | None:
        from unittest.mock import patch

        from lpipgraph.document.formats import worker

        with patch.object(worker, "_limit"):  # the limits are the fuzzer's own here
            source = worker._read(kind, content, 0, 0)
        return _is_read(source.text.encode("utf-8"))

    return read


def _is_asked(content: bytes) -> str | None:
    from lpipgraph.cli import querying

    querying.asked(_store(), content.decode("utf-8", "replace"), None)
    return None


@cache
def _folder() -> Path:
    from pyoxigraph import Dataset, NamedNode, RdfFormat, parse

    from lpipgraph import store

    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    small = root() / "tests" / "export" / "small.trig"
    named = (q for q in parse(path=str(small), format=RdfFormat.TRIG) if isinstance(q.graph_name, NamedNode))
    store.publish(Dataset(named), folder / "store")
    return folder


@cache
def _store() -> Any:
    from lpipgraph import store

    return store.BoundedStore(store.open_store(_folder() / "store"), seconds=5, memory=2_000_000_000)


def _manifest(chance: Random) -> bytes:
    text = (_folder() / "store" / "manifest.json").read_text("utf-8")
    return _of_text(text, chance, _TOKENS["json"]).encode("utf-8", "surrogatepass")


def _is_opened(content: bytes) -> str | None:
    from lpipgraph import store

    place = _folder() / "mutant"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(_folder() / "store", place)
    (place / "manifest.json").write_bytes(content)
    with store.open_store(place) as opened:
        opened.select("SELECT * { ?s ?p ?o } LIMIT 1")
    return None


def _is_known(content: bytes) -> str | None:
    from lpipgraph.authority import Authority

    name, _, table = content.partition(b"\n")
    place = _folder() / "authority"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(root() / "data" / "authority", place)
    (place / name.decode()).write_bytes(table)
    Authority.read(place)
    return None


def _is_taken(content: bytes) -> str | None:
    from lpipgraph import curation
    from lpipgraph.authority import Authority

    place = _folder() / "decided"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(root() / "data" / "authority", place)
    sheet = _folder() / "sheet.csv"
    sheet.write_bytes(content)
    curation.take(sheet, place, "lanes-07", _known(), who="Ann", when="2025-03-03")
    Authority.read(place)
    return None


#: Kind → its share, how a mutant is made, what is done with it.
KINDS: Mapping[str, tuple[int, Callable[[Random], bytes], Callable[[bytes], str | None]]] = {
    "text": (30, _from(_passage, "text"), _is_read),
    "html": (10, _from(_page, "html"), _is_read_here("html")),
    "docx": (6, _docx, _is_read_here("docx")),
    "pdf": (6, _with("tests/formats/*.pdf", "pdf"), _is_read_here("pdf")),
    "query": (20, _from(_query, "query"), _is_asked),
    "manifest": (12, _manifest, _is_opened),
    "authority": (8, _authority, _is_known),
    "decisions": (8, _decisions, _is_taken),
}


def mutant(kind: str, seed: int, number: int) -> bytes:
    """The mutant of a kind with a number: the same in each run."""
    return KINDS[kind][1](Random(f"{seed} {kind} {number}"))


def problem(kind: str, content: bytes) -> str | None:
    """What is wrong with how a mutant is taken, None if nothing is."""
    began = time.process_time()
    try:
        found = KINDS[kind][2](content)
    except LpipError as error:
        lines = str(error).splitlines()
        found = None if len(lines) == 1 else f"an error of {len(lines)} lines"
    except Exception as error:
        import traceback

        last = traceback.extract_tb(error.__traceback__)[-1]
        found = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}: {str(error)[:100]}"
    seconds = time.process_time() - began
    return f"{seconds:.1f} seconds" if found is None and seconds > MOST else found


# --- many of them -------------------------------------------------------------------------------------------------


def _work(kind: str, seed: int, first: int, count: int) -> None:
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stderr(nowhere):  # noqa: PTH123
        problem(kind, mutant(kind, seed, first))  # what is loaded once takes no mutant's time
        for number in range(first, first + count):
            print(f"{number}", end=" ", flush=True)
            print((problem(kind, mutant(kind, seed, number)) or "").replace("\n", " "), flush=True)


def _run(kind: str, seed: int, first: int, count: int) -> Iterator[tuple[int, str]]:
    """The problems of a range of mutants; one that ends its process, or does not end, costs only itself."""
    end = first + count
    while first < end:
        command = [sys.executable, __file__, "--work", kind, str(seed), str(first), str(end - first)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
            assert child.stdout is not None
            pending = b""
            with selectors.DefaultSelector() as ready:
                ready.register(child.stdout, selectors.EVENT_READ)
                while True:
                    if not ready.select(_PATIENCE):
                        child.kill()
                        break
                    piece = os.read(child.stdout.fileno(), 65536)
                    if not piece:
                        break
                    *lines, pending = (pending + piece).split(b"\n")
                    for line in lines:
                        number, _, what = line.decode("utf-8", "replace").partition(" ")
                        first = int(number) + 1
                        if what:
                            yield int(number), what
        if first < end:
            yield first, f"its process ended ({child.returncode})"
            first += 1


def main() -> int:
    """Runs mutants and lists what fails; 1 if anything does."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=2000, help="how many, of all kinds together")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--kind", action="append", choices=[*KINDS], help="only this one")
    options.add_argument("--first", type=int, default=0, help="the number of the first mutant of each kind")
    options.add_argument(
        "--keep", metavar="FILE", help="write the first mutant there, and do nothing with it"
    )
    options.add_argument("--work", nargs=4, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.work:
        _work(given.work[0], *map(int, given.work[1:]))
        return 0
    kinds = given.kind or [*KINDS]
    if given.keep:
        Path(given.keep).write_bytes(mutant(kinds[0], given.seed, given.first))
        return 0
    whole = sum(KINDS[kind][0] for kind in kinds)
    failed: Counter[str] = Counter()
    for kind in kinds:
        count = max(1, round(given.count * KINDS[kind][0] / whole))
        began = time.perf_counter()
        for number, what in _run(kind, given.seed, given.first, count):
            failed[kind] += 1
            print(f"  {kind} {number}: {what}", flush=True)
        again = f"python benchmarks/fuzz.py --kind {kind} --seed {given.seed} --first N --count 1"
        print(
            f"{kind}: {count:,} mutants, {failed[kind]} failed, {time.perf_counter() - began:.0f} s; {again}",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
