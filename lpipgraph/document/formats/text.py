"""Decodes plain text and Markdown, and reduces Markdown to the marks that the parser knows."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator

from ...errors import InputError
from .detect import MARKDOWN
from .markup import Composer, address, struck_out
from .source import Source

__all__ = ["decode", "decode_page", "read_text", "without_controls"]

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: Characters that are not allowed in text (https://www.w3.org/TR/xml/#charsets), except for those that end a line or page.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufdd0-\ufdef\ufffe\uffff]")
_PAGE_END = str.maketrans("\v\f\x1c\x1d\x1e", "\n\n\n\n\n")
_BINARY_SHARE = 0.01
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)


def decode(content: bytes, *, where: object = None, declared: str | None = None) -> str:
    """Text out of bytes: by byte order mark, as declared, as strict UTF-8, else as Windows-1252.

    Parameters
    ----------
    content
        The bytes of the file.
    where
        Its name, for messages.
    declared
        The encoding that the file declares, if any; it is ignored if the content does not match it.

    Raises
    ------
    InputError
        For binary data, and for bytes that are not text in any of these.
    """
    mark = next((name for start, name in _MARKS if content.startswith(start)), None)
    if mark is None and content.count(b"\x00") > len(content) * _BINARY_SHARE:
        raise InputError(
            "this is binary data, not text",
            where=where,
            hint="save it as PDF, DOCX, HTML or plain text (UTF-8)",
        )
    wrong = 0
    for encoding in filter(None, (mark, None if mark else declared, "utf-8")):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            wrong = error.start
        except LookupError:
            continue
        else:
            if "\x00" not in text or len(_CONTROL.findall(text)) <= len(text) * _BINARY_SHARE:
                return text
    if mark is None:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            text = "\x00"
        if not _CONTROL.search(text):
            return text
    raise InputError(
        f"not text in UTF-8, UTF-16 or Windows-1252 (byte {wrong})", where=where, hint="save it as UTF-8"
    )


def decode_page(content: bytes, *, declared: str | None = None) -> str:
    """Decodes an HTML page by its declared encoding, if the content matches it."""
    if declared is None and (said := _CHARSET.search(content[:1024])):
        declared = said[1].decode("ascii")
    if declared and declared.lower().startswith("utf-16"):
        declared = None  # a page in UTF-16 cannot declare this in single bytes
    return decode(content, declared=declared)


def without_controls(text: str) -> tuple[str, list[str]]:
    """Replaces every control character by a zero width space, and notes their number.

    Offsets do not change. Form feeds become line ends.
    """
    text = text.translate(_PAGE_END)
    first = _CONTROL.search(text)
    if first is None:
        return text, []
    line = text.count("\n", 0, first.start()) + 1
    text, count = _CONTROL.subn("\u200b", text)
    return text, [f"{count} control characters were taken out, the first in line {line}"]


def read_text(content: bytes, media_type: str, *, where: object = None) -> Source:
    """Plain text or Markdown as it is, except for Markdown that the parser does not know.

    Underlined headings get ``#``; links by reference, with a title or in angle brackets become ``[label](address)``;
    entities and escapes become their characters; quote marks, comments, fences and pictures go
    (https://spec.commonmark.org/0.31.2/). Everything else stays, and with it every offset.

    Raises
    ------
    InputError
        If the bytes are not text.
    """
    text = decode(content, where=where)
    notes = []
    if not content.startswith(tuple(start for start, _ in _MARKS)) and not _is_utf8(content):
        notes.append("read as Windows-1252, for it is not UTF-8")
    text, removed = without_controls(text)
    struck = len(_STRUCK.findall(text)) if media_type == MARKDOWN else 0
    removed += [struck_out(struck)] if struck else []
    out = Composer()
    starts = [0]
    for line in text.splitlines(keepends=True):
        out.unit("line", line)
        starts.append(starts[-1] + len(line))
    at = 0
    for start, end, instead in [
        *(_edits(text) if media_type == MARKDOWN else ()),
        (len(text), len(text), ""),
    ]:
        _copy(out, text, starts, at, start)
        out.put(instead)
        at = end
    return out.source(media_type, [*notes, *removed])


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _copy(out: Composer, text: str, starts: list[int], start: int, end: int) -> None:
    line = bisect_right(starts, start) - 1
    while start < end:
        stop = min(end, starts[line + 1])
        out.put(text[start:stop], line, start - starts[line])
        start, line = stop, line + 1


# --- Markdown ----------------------------------------------------------------------------------------------------

_DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)(?P<id>[^\[\]\n]+)\]:[ \t]*<?(?P<to>[^\s>]+)>?(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$\n?",
    re.MULTILINE,
)
_STRUCK = re.compile(r"(?<![~\w])~~(?=[^\s~])[^~\n]{1,300}(?<=\S)~~(?!~)")
_LABEL = r"(?P<label>(?:[^\[\]\\\n]|\\.|\[[^\[\]\n]*\])*)"
_EDIT = re.compile(
    r"(?P<comment><!--.*?-->)"
    r"|(?P<matter>\A---[ \t]*\n(?:[\w-]+:[^\n]*\n|[ \t]+[^\n]*\n|\n)+?---[ \t]*$\n?)"
    r"|(?P<definition>^ {0,3}\[(?!\^)[^\[\]\n]+\]:[ \t]*\S[^\n]*$\n?)"
    r"|(?P<ruler>^ {0,3}(?:(?:\* *){3,}|(?:_ *){3,}|(?:- *){3,})$)"
    r"|(?P<setext>^ {0,3}(?P<title>[^\s>#|-][^\n|]*)\n {0,3}(?P<line>=+|-{2,})[ \t]*$)"
    r"|(?P<fence>^ {0,3}(?:`{3,}|~{3,})[ \t]*[a-z0-9.+#-]*[ \t]*(?:\{[^{}\n]*\})?[ \t]*$\n?)"
    r"|(?P<closing>[ \t]+#+[ \t]*$)"
    r"|(?P<quote>^(?: {0,3}>)+ ?)"
    r"|(?P<plus>(?<=\n)[ \t]*\+(?=[ \t]+\S))"
    r"|(?P<task>(?<=[-*+] )\[[ xX]\] )"
    r"|(?P<picture>!\[[^\[\]\n]*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\]))"
    rf"|(?P<link>\[{_LABEL}\]\((?P<to>[^\n]*?(?:\([^()\n]*\)[^()\n]*?)*)\))"
    r"|(?P<reference>\[(?P<words>[^\[\]\n^][^\[\]\n]*)\](?:\[(?P<id>[^\[\]\n]*)\])?(?![(\[:]))"
    r"|(?P<auto><(?P<address>(?:https?://|mailto:)[^<>\s]+|[\w.+-]+@[\w-]+\.[\w.-]+)>)"
    r"|(?P<note>\[\^[^\[\]\s]+\]:?[ \t]?)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<under>(?<![\w_])_(?=[^\s_])(?P<inner>[^_\n]{1,300})(?<=\S)_(?![\w_]))"
    r"|(?P<triple>\*{3})"
    rf"|(?P<struck>{_STRUCK.pattern})",
    re.MULTILINE | re.DOTALL,
)
_NOTE = re.compile(r"\[\^\d{1,3}(?=\])")
_TITLED = re.compile(r"<?(?P<to>[^\s>]*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*")


def _edits(text: str) -> Iterator[tuple[int, int, str]]:
    """What to put in place of which stretches, in order."""
    known = {" ".join(m["id"].casefold().split()): m["to"] for m in _DEFINITION.finditer(text)}
    at = 0
    while match := _EDIT.search(text, at):
        start, end = match.span()
        at = end
        kind = match.lastgroup
        if kind == "matter":
            yield from _matter(text, start, end)
        elif kind == "setext":
            yield match.start("title"), match.start("title"), "# " if match["line"][0] == "=" else "## "
            yield match.end("title"), end, ""
            at = match.end("title")
        elif kind == "link":
            yield from _link(match, _TITLED.fullmatch(match["to"]))
            at = end
        elif kind == "reference":
            to = known.get(" ".join((match["id"] or match["words"]).casefold().split()))
            if to is None:
                at = start + 1
                continue
            yield match.end("words"), end, f"]({address(to)})"
        elif kind == "auto":
            to = match["address"]
            web = "://" in to
            yield start, start + 1, "[" if web else ""
            yield end - 1, end, f"]({address(to)})" if web else ""
        elif kind == "entity":
            char = html.unescape(match[0])
            if char != match[0]:
                yield start, end, char
        elif kind == "escape":
            yield start, start + (2 if match[0][1] == "*" else 1), ""
            at = start + 2
        elif kind == "under":
            yield start, start + 1, "*"
            yield end - 1, end, "*"
        elif kind == "ruler":  # the parser passes over it; only no other rule may take it
            continue
        elif kind == "plus":
            yield end - 1, end, "-"
        elif kind == "triple":
            yield start, end, "**"
        elif kind == "note" and (number := _NOTE.match(match[0])):
            yield start + 1, start + 2, ""  # by its number an article cites what a note names
            yield start + number.end() + 1, end, " " if ":" in match[0] else match[0][number.end() + 1 :]
        else:
            yield start, end, ""


_KEY = re.compile(r"(?:sub)?title:[ \t]*[\"']?|(?=(?:issue|number|volume|date):)", re.IGNORECASE)


def _matter(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Removes front matter fields that a masthead does not have."""
    at = start
    for line in text[start:end].splitlines(keepends=True):
        key = _KEY.match(line)
        if key:
            yield at, at + key.end(), ""
            body = line.rstrip()
            if key[0][-1:] in ("'", '"') and body.endswith(key[0][-1:]):
                yield at + len(body) - 1, at + len(body), ""
        else:
            yield at, at + len(line), ""
        at += len(line)


def _link(match: re.Match[str], parts: re.Match[str] | None) -> Iterator[tuple[int, int, str]]:
    """A link with a title, angle brackets, a picture or brackets in its words, or round brackets in its address."""
    if parts is None:
        return
    for odd in re.finditer(r"!\[[^\[\]]*\]\([^()]*\)|[\[\]\\]", match["label"]):
        yield match.start("label") + odd.start(), match.start("label") + odd.end(), ""
    to = address(parts["to"])
    if to != match["to"]:
        yield match.start("to"), match.end("to"), to
