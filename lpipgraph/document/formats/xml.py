"""Parses XML safely: no document types, no deep nesting, no external entities."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from ...errors import InputError

__all__ = ["tree"]

_MAX_DEPTH = 250
_MAX_ELEMENTS = 400_000

#: Prefixes by namespace, of ECMA-376 (https://ecma-international.org/publications-and-standards/standards/ecma-376/),
#: transitional and strict.
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
    "http://schemas.openxmlformats.org/package/2006/content-types": "",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}


def tree(content: bytes, *, part: str) -> Element:
    """The root element of a part of a document, its names with the prefixes ``w:``, ``r:`` and ``mc:``.

    Parameters
    ----------
    content
        The bytes of the part.
    part
        Its name, for messages.

    Raises
    ------
    InputError
        For a document type declaration (and so for every entity), and for XML that is not well-formed, nested too
        deep or too long.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0
    count = 0

    def refuse(*_: object) -> None:
        raise InputError(
            f"document type declarations are not accepted ({part})", hint="save the document again"
        )

    def name(qualified: str) -> str:
        space, _, local = qualified.rpartition(" ")
        return _PREFIXES.get(space, "x:" if space else "") + local

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > _MAX_DEPTH:
            raise InputError(f"{part} is nested more than {_MAX_DEPTH} deep", hint="save the document again")
        if count > _MAX_ELEMENTS:
            raise InputError(
                f"{part} has more than {_MAX_ELEMENTS:,} elements", hint="is this the right file?"
            )
        builder.start(name(tag), {name(k): v for k, v in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name(tag))

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise InputError(
            f"{part} is not well-formed (line {error.lineno}, column {error.offset + 1})",
            hint="save the document again",
        ) from error
    return builder.close()
