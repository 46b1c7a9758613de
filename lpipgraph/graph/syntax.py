"""Explains syntax errors of RDF files in plain words: cause, place and remedy.

A parser's message mentions code points and subtags; users need to know that a quotation mark is missing.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from xml.parsers import expat

from ..contacts import MARK, masked
from ..errors import SyntaxProblem

__all__ = ["check_xml", "decoded", "problem", "refuse_deep"]

#: Deeper nesting of triples overflows the parser's stack, which crashes the process.
_DEEPEST = 100
_DEEPEST_ELEMENT = 1000
#: How far beyond an error its words are looked at.
_SHOWN = 200
_WITHIN = re.compile(rb"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<<\(?|\)?>>|<[^<>\s]*>")
_NAMES = {"ttl": "Turtle", "trig": "TriG", "nt": "N-Triples", "nq": "N-Quads", "rdfxml": "RDF/XML"}
#: Pattern in the parser's message → cause and remedy. `{0}` is the content of the first group.
_SAID: tuple[tuple[str, str, str], ...] = (
    (r"Unexpected end|end of file", "the file ends too early", "close the quotation marks or brackets that begin here, and end with a full stop"),
    (r"language (?:sub)?tag|language code", "the language tag after the text is not valid", "write it as @en or @en-GB"),
    (r"prefix (\S*:) has not been declared", "the prefix {0} is not declared", "add a line @prefix {0} <…> ."),
    (r"Invalid IRI code point '(.)'", "an address in < > contains “{0}”, which is not allowed there", "write it percent-encoded, such as %20 for a space"),
    (r"percent encoding '(%..?)", "an address in < > contains “{0}”", "write a percent sign as %25"),
    (r"No scheme found", "an address in < > has no beginning such as https://", "write it in full, with https://, or add an @base"),
    (r"[Ii]nvalid (?:IRI|port|host|authority)|IRI", "an address in < > is not valid", "write it in full, as a browser shows it"),
    (r"escape character '(\\.)'|escape", "a backslash in a text does not begin a valid escape", "write \\\\ for a backslash, or \\u and four digits for a character"),
    (r"Line jumps", "a text extends over the end of its line", "put it between three quotation marks on each side, or write \\n"),
    (r"PREFIX keyword", "a declared prefix has no colon", "write it as @prefix ex: <…> ."),
    (r"blank node ID", "the name of a blank node is missing after “_:”", "write it as _:a"),
    (r"should end with a '(.)'", "a bracket is not closed", "put “{0}” where it ends"),
    (r"followed by a dot|dot is expected|Expect\w* '?\.'?", "a full stop is missing", "end each statement with a full stop"),
    (r"datatype IRI after", "there is no datatype after ^^", "write it as ^^xsd:date"),
)  # fmt: skip
#: Text at the place of the error → cause and remedy.
_STANDS: tuple[tuple[str, str, str], ...] = (
    (r"[“”‘’«»„]", "quotation marks are curly", 'write straight ones: "…"'),
    (r"-\d", "a date has no quotation marks", 'write it as "2024-12-11"^^xsd:date'),
    (r"(?i)(true|false)\b", "true and false are written in lower case", "write true or false"),
    (r"[£€$]", "a sum of money has no quotation marks", 'write the number alone, or the sum as "£5m"'),
    (r"[.;,\])}]", "something is missing before “{0}”", "say what the statement is about, and end it with a full stop"),
    (r'["\']|-?\d', "a text or number is in a place where only a name or address is allowed", "is a comma, semicolon or full stop missing before it?"),
    (r"[\w-]+", "“{0}” is neither a text nor a name with its prefix", "put a text between quotation marks, and write \\\" for one within it"),
)  # fmt: skip


def refuse_deep(content: bytes, format: str, where: object) -> None:
    """Checks that triples or XML elements are not nested too deep.

    Raises
    ------
    SyntaxProblem
        If they do.
    """
    if format == "rdfxml":
        _refuse_deep_xml(content, where)
    elif content.count(b"<<") > _DEEPEST:
        depth = 0
        for match in _WITHIN.finditer(content):
            if match[0].startswith(b"<<"):
                depth += 1
            elif match[0].endswith(b">>"):
                depth = max(0, depth - 1)
            if depth > _DEEPEST:
                line = content.count(b"\n", 0, match.start()) + 1
                raise _too_deep("triples", _DEEPEST, line, where)


def _refuse_deep_xml(content: bytes, where: object) -> None:
    """Refuses deep XML: the time of the RDF/XML parser grows with the square of the depth."""
    depth = 0
    parser = expat.ParserCreate()

    def begun(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST_ELEMENT:
            raise _too_deep("elements", _DEEPEST_ELEMENT, parser.CurrentLineNumber, where)

    def ended(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = begun, ended
    with suppress(expat.ExpatError):  # errors of the XML are reported later
        parser.Parse(content, True)


def _too_deep(what: str, most: int, line: int, where: object) -> SyntaxProblem:
    return SyntaxProblem(
        f"{what} are nested more than {most:,} deep",
        where=f"{where}, line {line}" if where else f"line {line}",
        hint="give the inner ones names",
    )


def decoded(content: bytes, where: object) -> bytes:
    """An RDF file as UTF-8 without a byte-order mark.

    Raises
    ------
    SyntaxProblem
        If it is neither UTF-8 nor marked as UTF-16, with the place of the first wrong byte.
    """
    if content.startswith(codecs.BOM_UTF8):
        content = content[len(codecs.BOM_UTF8) :]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16").encode()
        except UnicodeError as error:
            raise SyntaxProblem("the file is damaged UTF-16", where=where, hint="save it as UTF-8") from error
    elif content.lstrip()[:100].startswith(b"<?xml") and b"encoding=" in content[:200]:
        return content  # XML declares its encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        sign = content[error.start : error.start + 1].decode("cp1252", "replace")
        raise SyntaxProblem(
            f"the file is not UTF-8; in Windows-1252 this byte would be “{sign}”",
            where=_place(where, line, column),
            hint="open it in an editor as Windows-1252 and save it as UTF-8",
        ) from error
    return content


def problem(error: Exception, content: bytes, format: str, where: object) -> SyntaxProblem:
    """The error for a file that does not parse."""
    name = _NAMES[format]
    text = content.decode("utf-8", "replace")
    begin = text.lstrip()[:200].lower()
    if format != "rdfxml" and begin.startswith(("<!doctype", "<html", "<?xml", "<rdf:rdf")):
        kind = "HTML" if "html" in begin else "RDF/XML"
        return _made(
            name,
            f"it is {kind}",
            "give it the suffix .rdf" if kind != "HTML" else "is this the right file?",
            where,
        )
    if format not in ("trig",) and begin.startswith(("{", "[")) and '"' in begin[:40] and ":" in begin:
        return _made(name, "it is JSON", "turn it into Turtle or N-Quads first", where)
    if format == "rdfxml":
        return _xml(error, content, name, where)
    line, column = _position(error)
    what, hint = _words(str(error), text, line, column)
    return _made(name, what, hint, _place(where, line, column))


def _words(message: str, text: str, line: int | None, column: int | None) -> tuple[str, str]:
    said = message.split(": ", 1)[-1]
    lines = text.splitlines()
    at = (column or 1) - 1
    # the place may be inside an address, which only the words around it show
    rest = masked(lines[line - 1][: at + _SHOWN])[at:] if line and line <= len(lines) else ""
    for pattern, what, hint in _SAID:
        if match := re.search(pattern, said):
            group = next((g for g in match.groups() if g), "")
            group = MARK if rest.startswith(MARK) else group
            return what.format(group), hint.format(group)
    for pattern, what, hint in _STANDS:
        if match := re.match(pattern, rest):
            return what.format(match[0]), hint
    shown = rest[:20].rstrip() or "the end of the line"
    return f"“{shown}” is not allowed here", "compare the line with those above it"


def _broken_xml(content: bytes, name: str, where: object) -> SyntaxProblem | None:
    """The error in malformed XML; None if it is well-formed."""
    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError as wrong:
        what = {"mismatched tag": "an element is closed by another's name"}.get(
            expat.ErrorString(wrong.code), expat.ErrorString(wrong.code)
        )
        place = _place(where, wrong.lineno, wrong.offset + 1)
        return _made(name, what, "mend the XML there", place)
    return None


def _xml(error: Exception, content: bytes, name: str, where: object) -> SyntaxProblem:
    broken = _broken_xml(content, name, where)
    if broken is not None:
        return broken
    said = str(error).split(": ", 1)[-1]
    for pattern, what, hint in _SAID:
        if match := re.search(pattern, said):
            group = next((g for g in match.groups() if g), "")
            return _made(name, what.format(group), hint.format(group), where)
    return _made(name, "it is XML and not RDF", "its outermost element has to be rdf:RDF", where)


def _made(name: str, what: str, hint: str, where: object) -> SyntaxProblem:
    return SyntaxProblem(f"not {name}: {what}", where=where, hint=hint)


def _position(error: Exception) -> tuple[int | None, int | None]:
    line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
    return line, column


def _place(where: object, line: int | None, column: int | None) -> str | None:
    at = f"line {line}, column {column}" if line is not None else None
    return ", ".join(str(part) for part in (where, at) if part is not None) or None


def check_xml(content: bytes, where: object = None) -> None:
    """Checks that RDF/XML is complete: its parser accepts a truncated file.

    Raises
    ------
    SyntaxProblem
        If an element is not closed or the XML is broken in another way, with the place.
    """
    broken = _broken_xml(content, _NAMES["rdfxml"], where)
    if broken is not None:
        raise broken
