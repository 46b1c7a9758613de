"""Parses front matter: the fields between two fences above a Markdown text."""

from __future__ import annotations

import re
from dataclasses import replace

from .lines import Line

__all__ = ["without_fences"]

#: Opening fence of front matter → possible closing fences (YAML, TOML).
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_FIELD = re.compile(r"(?P<key>[A-Za-z][\w -]{0,30}?)\s*[:=]\s*(?P<value>.*)")
#: The most lines of front matter.
_MOST = 60
#: Fields that name the newsletter, most reliable first: next to another of them, "title" may be that of the first article.
_TITLES = ("publication", "newsletter", "magazine", "journal", "series", "title", "name")


def without_fences(lines: list[Line]) -> tuple[list[Line], str, int]:
    """The lines without the fences of front matter, its title, and the offset of its end; "" and 0 if there is none."""
    first = next((n for n, x in enumerate(lines) if x.raw.strip()), -1)
    closing = _FENCES.get(lines[first].raw.strip()) if first >= 0 else None
    if closing is None:
        return lines, "", 0
    last = next(
        (n for n in range(first + 1, min(first + _MOST, len(lines))) if lines[n].raw.strip() in closing), -1
    )
    inside = [x.raw for x in lines[first + 1 : last] if x.raw.strip()] if last > 0 else []
    fields = {m["key"].strip().lower(): m["value"] for raw in inside if (m := _FIELD.fullmatch(raw.strip()))}
    if len(fields) < 2 or any(not (_FIELD.match(raw.strip()) or raw[0] in " -#[]") for raw in inside):
        return lines, "", 0
    kept = list(lines)
    for n in (first, last):
        kept[n] = replace(lines[n], raw="")
    title = next((fields[key] for key in _TITLES if fields.get(key)), "")
    return kept, title.strip().strip("\"'“”"), lines[last].end
