"""Implements ``lpipgraph plot``."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from ..errors import InputError
from .commands import say

__all__ = ["plot"]


def plot(given: Namespace) -> int:
    """Draws a picture into a file, or to stdout."""
    from .. import plots, session
    from ..files import writing

    suffix = Path(given.output).suffix.lstrip(".").lower()
    plots.checked_kind(given.kind)
    format = plots.checked_format(given.format or (suffix if given.output != "-" and suffix else "svg"))
    if given.output == "-" and format == "png":
        raise InputError("this format is not text", where="standard output", hint="name a file with -o")
    with session.open(given.at, seconds=given.timeout) as g:
        picture = plots.layout(g, given.kind, **({"theme": given.themes} if given.themes else {}))
    content = plots.drawn(picture, format)
    if given.output == "-":
        sys.stdout.write(content.decode())
        return 0
    with writing(given.output) as stream:
        stream.write(content)
    say((f"{given.output}: {picture.alt}",))
    return 0
