"""Takes lines of N-Quads apart without parsing them, many at a time.

Lines that stand as `pyoxigraph` would write them need not be parsed and written again: that costs more than
all else that a load does with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from pyoxigraph import RdfFormat, parse, serialize

__all__ = ["Lines", "taken_apart", "unchanged"]

_SIGNS = rb"\w.~!$&'()*+,;=:@/-"
_ADDRESS = (
    rb"<https?://[A-Za-z0-9.-]++(?::[0-9]++)?(?:/[" + _SIGNS + rb"]*+)?"
    rb"(?:\?[?" + _SIGNS + rb"]*+)?(?:\#[?" + _SIGNS + rb"]*+)?>"
)
#: A term that certainly stands as it is written: a plain address.
_PLAIN = re.compile(_ADDRESS)
_GRAPH = re.compile(rb" " + _ADDRESS + rb" \.")
#: The code of a letter that is written as it is (U+00A0 and beyond).
_CODE = re.compile(
    rb"\\u(0[1-9a-fA-F][0-9a-fA-F]{2}|00[a-fA-F][0-9a-fA-F]|[1-9abcefABCEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2})"
)
#: All bytes but control characters, which are written as escapes.
_WRITTEN = bytes(n for n in range(256) if n >= 32 and n != 127)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of N-Quads, without line ends, and their terms.

    `terms` are subjects, predicates and, where no literal is the object, objects and graphs. `texts` are the
    literals' texts by what follows them in the line (type or language, and graph). The terms of `others` are in
    neither: lines without a graph, with escapes, with triple terms, or that are no N-Quads.
    """

    lines: Sequence[bytes]
    terms: Set[bytes]
    texts: Mapping[bytes, Sequence[bytes]]
    others: Sequence[bytes]


def taken_apart(lines: Iterable[bytes]) -> Lines:
    """The lines with their terms; empty ones are left out."""
    kept = list(filter(None, lines))
    heads: list[bytes] = []  # terms, with a space behind each
    texts: dict[bytes, list[bytes]] = {}
    others: list[bytes] = []
    for line in kept:
        parts = line.split(b'"')
        if len(parts) == 3:
            head, text, end = parts
            if head.count(b" ") == 2 and head.endswith(b" ") and text.find(b"\\") < 0:
                heads.append(head)
                if end in texts:
                    texts[end].append(text)
                else:
                    texts[end] = [text]
                continue
        elif len(parts) == 1 and line.count(b" ") == 4 and line.endswith(b" ."):
            heads.append(line[:-1])
            continue
        others.append(line)
    terms = b"".join(heads).split(b" ")
    terms.pop()  # behind the last space
    return Lines(kept, set(terms), texts, others)


def unchanged(content: bytes) -> tuple[Lines, bytes]:
    """Divides N-Quads into lines that `pyoxigraph` would write as they stand, and the rest.

    Lines of the first kind have a named graph, and neither blank nodes nor escapes, except that letters which were
    written as codes stand as letters. A line of the rest may be of that kind, too, or be no N-Quads at all.

    Parameters
    ----------
    content
        Whole lines.

    Returns
    -------
    tuple
        The lines of the first kind, and those of the rest; both in their order.
    """
    try:
        content.decode()
    except UnicodeDecodeError:
        return taken_apart(()), content
    if content.find(b"\\u") >= 0 and content.find(b"\\\\") < 0:  # else it may be a backslash and a letter
        content = _CODE.sub(_letter, content)
    if content.find(b"\xef\xbf\xbe") >= 0 or content.find(b"\xef\xbf\xbf") >= 0:
        return taken_apart(
            ()
        ), content  # U+FFFE and U+FFFF, the only ones of U+0080 and beyond that are written as codes
    found = taken_apart(content.split(b"\n"))
    odd = {term for term in found.terms if _PLAIN.fullmatch(term) is None}
    odd.update(_odd_ends(end for end in found.texts))
    for end, texts in found.texts.items():
        if b"".join(texts).translate(None, _WRITTEN):
            odd.add(end)
    if not odd and not found.others:
        return found, b""
    others = set(found.others)
    good: list[bytes] = []
    rest: list[bytes] = []
    for line in found.lines:
        (rest if line in others or (odd and _holds(line, odd)) else good).append(line)
    rest.append(b"")
    if odd:
        return taken_apart(good), b"\n".join(rest)
    return Lines(good, found.terms, found.texts, ()), b"\n".join(rest)


def _letter(code: re.Match[bytes]) -> bytes:
    return chr(int(code[1], 16)).encode()


def _holds(line: bytes, odd: Set[bytes]) -> bool:
    """Whether a line that could be taken apart has one of some terms."""
    terms, quote, rest = line.partition(b'"')
    return any(term in odd for term in terms.split(b" ")) or (
        bool(quote) and rest[rest.find(b'"') + 1 :] in odd
    )


def _odd_ends(ends: Iterable[bytes]) -> set[bytes]:
    """Those of what follows literals that would be written otherwise, or name no graph."""
    odd, rest = set[bytes](), list[bytes]()
    for end in ends:
        if _GRAPH.fullmatch(end) is None:
            if _GRAPH.fullmatch(end[end.find(b" ") :]):
                rest.append(end)
            else:
                odd.add(end)
    # types and languages: as the writer has them
    return odd if _stands(rest) else odd.union(end for end in rest if not _stands([end]))


def _stands(ends: Sequence[bytes]) -> bool:
    lines = b"".join(b'<x:s> <x:p> ""%b\n' % end for end in ends)
    try:
        return serialize(parse(lines, format=RdfFormat.N_QUADS), format=RdfFormat.N_QUADS) == lines
    except (SyntaxError, ValueError):
        return False
