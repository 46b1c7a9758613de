"""Lines of N-Quads that are not parsed: they are just those that would be written as they stand."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import RdfFormat, parse, serialize
from test_glance import texts

from lpipgraph import graph
from lpipgraph.errors import DataError, SyntaxProblem
from lpipgraph.glance import harmless, not_harmless
from lpipgraph.graph import stream
from lpipgraph.nquads import Lines, unchanged
from lpipgraph.privacy import _guard_each, guard_lines
from lpipgraph.store.graph_files import Spool

NIGHTLY = "LPIPGRAPH_FUZZ" in os.environ
CONTENTS = 30_000 if NIGHTLY else 1_500

SUBJECTS = [
    "<https://x.org/a>", "<http://x.org/a/b?q=1#c>", "<https://x.org:80/~a(b)!$&'*+,;=@:>", "<https://x.org/é>", "<https://x.org/a%20b>",
    "<https://x.org/a%2>", "<https://x.org/\\u00e9>", "<urn:x:a>", "_:a", "<a>", "<https://x.org/a b>", "<https://x.org/[a]>", "<https:///a>",
    "<https://[::1]/a>", "<https://x.org/#a#b>", "<HTTPS://X.org/A>", "<https://x.org", '"a"', "a:b", "<https://x.org/a>\t", "<https://x.org:a/>",
    "<https://x.org/%>", "<https://a@x.org/>", "<https://x.org?a>", "<https://x.org#a>", "<https://x.org:/>", "<https://-..-/>",
]  # fmt: skip
OBJECTS = [
    '"a"', '""', '"a"@en', '"a"@EN-gb', '"a"@en-gb', '"a"@e', '"a"@en-', '"a"@en--ltr', '"a"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '"01"^^<http://www.w3.org/2001/XMLSchema#integer>', '"a"^^<http://www.w3.org/2001/XMLSchema#string>', '"a"^^<https://x.org/t>',
    '"a"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>', '"a"^^<t>', '"a" ^^<https://x.org/t>', '"a\\"b"', '"a"b"', '"a\\nb"', '"\\\\"',
    '"\\\\u2013"', '"\\\\\\u2013"', '"\\u2013"', '"\\u0041"', '"\\u00A0"', '"\\ud800"', '"\\uD7ff"', '"\\U0001F600"', '"\\u007f"', '"\\u0085"', '"a\tb"',
    '"\\tb"', '"\x7f"', '"\x01"', '"\u0085"', '"\u2028"', '"\ufffe"', '"\r"', '"😀"', '"\\x"', '"', '"a', "'a'", "5", '"a" "b"', '"<a> <b> "',
    '"a"@en <https://x.org/a>', "<<( <https://x.org/a> <https://x.org/a> <https://x.org/a> )>>", '"\\u"', '"\\u12"',
]  # fmt: skip
ENDS = [
    " <https://x.org/g> .", " <https://x.org/g>.", " <https://x.org/g> . ", " <https://x.org/g> . # \"a\"", " <https://x.org/g> . # a", " .",
    " _:g .", " <https://x.org/g>", "<https://x.org/g> .", " <https://x.org/g> . <https://x.org/g> .", "  <https://x.org/g> .", " <https://x.org/g> .\r",
    ' "g" .', " <g> .", " <https://x.org/\\u00e9> .", " <https://x.org/é> .",
]  # fmt: skip
WHOLE = [
    "",
    " ",
    "# a b c",
    "\ufeff",
    "a",
    '"',
    "# <https://x.org/a> <https://x.org/a> <https://x.org/a> <https://x.org/g> .",
    "\\u0041",
]


def _line(draw: Random, good: float) -> str:
    """A line, of which each part is a plain one at a chance of `good`."""
    if draw.random() > good and draw.random() < 0.2:
        return draw.choice(WHOLE)

    def drawn(parts: list[str]) -> str:
        return parts[0] if draw.random() < good else draw.choice(parts)

    between = " " if draw.random() < good else draw.choice(["  ", "\t", ""])
    object_ = drawn(draw.choice((OBJECTS, SUBJECTS)))
    return f"{drawn(SUBJECTS)}{between}{drawn(SUBJECTS)} {object_}{drawn(ENDS)}"


def _written(content: bytes) -> list[bytes] | None:
    """The lines of N-Quads as they are written; None if it is none."""
    try:
        return (
            serialize(parse(content, format=RdfFormat.N_QUADS), format=RdfFormat.N_QUADS) or b""
        ).splitlines(keepends=True)
    except (SyntaxError, ValueError):
        return None


def _sum(found: Lines, rest: bytes) -> list[bytes] | None:
    written = _written(rest)
    return None if written is None else sorted([*(line + b"\n" for line in found.lines), *written])


def test_what_is_not_parsed_is_what_parsing_and_writing_would_give() -> None:
    draw = Random(3)
    passed = parsed = broken = 0
    for _ in range(CONTENTS):
        good = draw.choice((0.5, 0.9, 0.97))
        content = "".join(_line(draw, good) + "\n" for _ in range(draw.randint(1, 6))).encode(
            "utf-8", "replace"
        )
        found, rest = unchanged(content)
        whole = _written(content)
        assert _sum(found, rest) == (None if whole is None else sorted(whole)), content
        for line in found.lines:
            assert _written(line + b"\n") == [line + b"\n"]
            assert line.endswith(b"> .")
        passed += bool(found.lines)
        parsed += bool(rest) and whole is not None
        broken += whole is None
    assert min(passed, parsed, broken) > CONTENTS / 12  # else this test tries little


@pytest.mark.parametrize("object_", OBJECTS + SUBJECTS)
def test_each_object_and_each_end(object_: str) -> None:
    for end in ENDS:
        content = f"<https://x.org/a> <https://x.org/a> {object_}{end}\n".encode()
        whole = _written(content)
        assert _sum(*unchanged(content)) == (None if whole is None else sorted(whole)), end


@pytest.mark.parametrize("form", ["{letter}", "\\u{code:04x}", "\\u{code:04X}", "\\\\u{code:04X}"])
def test_each_letter(form: str) -> None:
    letters = [
        n
        for n in range(0x3100 if not NIGHTLY else 0x10000)
        if not 0xD800 <= n < 0xE000 and n not in (10, 13, 34, 92)
    ]
    content = "".join(
        f'<https://x.org/a> <https://x.org/a> "{form.format(letter=chr(n), code=n)}" <https://x.org/g> .\n'
        for n in (*letters, 0xFFFE, 0xFFFF)
    ).encode()
    whole = _written(content)
    assert whole is not None
    assert _sum(*unchanged(content)) == sorted(whole)


def test_text_that_is_no_utf_8_is_left_to_the_parser() -> None:
    content = b'<https://x.org/a> <https://x.org/a> "\xff" <https://x.org/g> .\n'
    found, rest = unchanged(content)
    assert (found.lines, rest) == ([], content)


def _file(path: Path, more: str = "") -> Path:
    lines = (
        f'<https://x.org/{n}> <https://x.org/p> "Text – no. {n}"@en <https://x.org/g/{n // 40}> .\n'
        for n in range(90)
    )
    path.write_text("".join(lines) + more, encoding="utf-8")
    return path


def test_a_file_of_written_lines_is_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted: the parser sees what follows literals, once, and lines that are written otherwise."""
    odd = '<https://x.org/a> <https://x.org/p> "a\\tb" <https://x.org/g/0> .\n'
    file = _file(tmp_path / "a.nq", odd)
    known = graph.read(file)
    seen = 0

    def counted(content: bytes, **options: RdfFormat) -> object:
        nonlocal seen
        seen += content.count(b"\n")
        return parse(content, **options)

    monkeypatch.setattr(stream, "parse", counted)
    for name in ("_WHOLE", "_PIECE"):
        monkeypatch.setattr(stream, name, 1_000)
    graphs = []
    for pieces in (stream.written_pieces_of(file), stream.pieces_of(file)):
        seen = 0
        place = tmp_path / f"{len(graphs)}"
        place.mkdir()
        graphs.append(
            {name: (g.count, g.digest) for name, g in Spool(pieces, place, left="").graphs().items()}
        )
        assert seen == (91 if len(graphs) == 2 else 1)
    assert graphs[0] == graphs[1]
    assert sum(count for count, _ in graphs[0].values()) == len(known) == 91


def test_a_fault_is_named_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_WHOLE", 1_000)
    file = _file(tmp_path / "a.nq", '<https://x.org/a> <https://x.org/p> "a <https://x.org/g> .\n')
    said = []
    for pieces in (stream.written_pieces_of, stream.pieces_of):
        with pytest.raises(SyntaxProblem) as caught:
            list(pieces(file))
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert ":91" in said[0] or "line 91" in said[0]


def test_many_texts_are_passed_as_each_would_be() -> None:
    draw = Random(5)
    known = [text.encode("utf-8", "surrogatepass") for text in texts(11, 20 * CONTENTS)]
    for _ in range(CONTENTS):
        some = draw.choices(known, k=draw.randint(0, 12))
        assert not_harmless(some) == [text for text in some if not harmless(text)]


def test_many_lines_are_refused_if_one_would_be() -> None:
    draw = Random(6)
    known = [
        f'<https://x.org/a> <https://x.org/p> "{text}"{draw.choice(("", "@en"))} <https://x.org/g> .'.encode()
        for text in texts(12, 3 * CONTENTS)
        if text.isprintable() and '"' not in text and "\\" not in text
    ]
    refused = {line for line in known if _refused(line)}
    clear = [line for line in known if line not in refused]
    assert len(refused) > 50
    assert len(clear) > 50
    guard_lines(clear, left="")
    for line in sorted(refused)[:: 1 if NIGHTLY else 8]:
        some = [*draw.choices(clear, k=3), line, *draw.choices(clear, k=3)]
        with pytest.raises(DataError):
            guard_lines(some, left="")


def _refused(line: bytes) -> bool:
    try:
        _guard_each([line], "")
    except DataError:
        return True
    return False


@pytest.mark.parametrize(
    "line",
    [
        "<mailto:ann@x.ac.uk> <https://x.org/p> <https://x.org/a> <https://x.org/g> .",
        '<https://x.org/ann@x.ac.uk> <https://x.org/p> "a" <https://x.org/g> .',
        "<https://x.org/a> <https://x.org/p> <tel:+441214960344> <https://x.org/g> .",
        '<https://x.org/a> <https://x.org/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <https://x.org/g/ann@x.ac.uk> .',
        '<https://x.org/a> <https://x.org/p> "1"^^<https://x.org/ann@x.ac.uk> <https://x.org/g> .',
        '<https://x.org/a> <https://x.org/p> "Mailto:ann" <https://x.org/g> .',
        '<https://x.org/a> <https://x.org/p> "a \\"ann@x.ac.uk\\"" <https://x.org/g> .',
        '<https://x.org/a> <https://x.org/p> <<( <https://x.org/a> <https://x.org/p> "ann@x.ac.uk" )>> <https://x.org/g> .',
    ],
)
def test_contact_data_anywhere_in_a_line_is_refused_as_by_the_line(line: str) -> None:
    clear = b'<https://x.org/a> <https://x.org/p> "A name" <https://x.org/g> .'
    told = []
    for check in (
        lambda lines: _guard_each(lines, "nothing"),
        lambda lines: guard_lines(lines, left="nothing"),
    ):
        try:
            check([clear, line.encode(), clear])
        except DataError as error:
            told.append(str(error))
        else:
            told.append("")
    assert told[0] == told[1]
