"""Draws a layout as SVG, PNG or HTML: equal layouts give equal bytes."""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass
from html import escape
from typing import Any

from ..errors import InputError, UnknownName
from .layout import TEXT, Label, Picture

__all__ = ["FORMATS", "Shown", "checked_format", "drawn"]

#: The output formats.
FORMATS = ("svg", "png", "html")
_INK, _QUIET, _LAND = "#222222", "#8a8a8a", "#e8e4da"
_HEAD, _FOOT = 40.0, 44.0
#: Aligned by the middle of the letters without descenders: descenders would raise a word above its neighbours.
_MIDDLE = "center_baseline"


def checked_format(format: str) -> str:
    """A format of pictures, as it is given.

    Raises
    ------
    UnknownName
        If it is none of `FORMATS`.
    """
    if format not in FORMATS:
        raise UnknownName("format of a picture", format, FORMATS)
    return format


def drawn(picture: Picture, format: str = "svg") -> bytes:
    """Draws a picture.

    Raises
    ------
    UnknownName
        If the format is not in `FORMATS`.
    InputError
        If matplotlib is not installed.
    """
    checked_format(format)
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise InputError("this needs matplotlib", hint="pip install 'lpipgraph[plot]'") from error
    high = picture.height + _HEAD + _FOOT
    with matplotlib.rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "lpipgraph", "font.family": "DejaVu Sans"}
    ):
        figure = Figure(figsize=(picture.width / 72, high / 72), facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, picture.width)
        axes.set_ylim(-_FOOT, picture.height + _HEAD)
        axes.axis("off")
        _draw(axes, picture)
        out = io.BytesIO()
        if format == "png":
            figure.savefig(
                out,
                format="png",
                dpi=144,
                metadata={"Title": picture.title, "Description": picture.alt, "Software": None},
            )
            return out.getvalue()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    svg = _described(out.getvalue().decode(), picture)
    return svg.encode() if format == "svg" else _page(svg, picture).encode()


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture in a notebook, with the available width and a description for screen readers."""

    picture: Picture

    def _repr_html_(self) -> str:
        svg = drawn(self.picture).decode()
        image = svg[svg.index("<svg ") :].replace("<svg ", '<svg style="max-width: 100%; height: auto" ', 1)
        return f'<figure style="margin: 0">{image}</figure>'


def _draw(axes: Any, picture: Picture) -> None:  # noqa: ANN401 -- matplotlib has no types
    from matplotlib.patches import Polygon, Rectangle

    for ring in picture.rings:
        axes.add_patch(
            Polygon(ring, closed=True, facecolor=_LAND, edgecolor="#b5ae9c", linewidth=0.6, zorder=0)
        )
    boxes = [m.label.box for m in picture.marks if m.kind == "Theme" and m.label]
    half = max((right - left for left, _, right, _ in boxes), default=0) / 2 + 6
    for one, other, weight in picture.links:
        a, b = picture.marks[one], picture.marks[other]
        # a line ends at the near edge of a theme's box, and does not pass behind another box
        axes.plot(
            [a.x, b.x - half if a.x < b.x else b.x + half],
            [a.y, b.y],
            color="#9aa7b0",
            linewidth=0.5 + 0.5 * weight,
            alpha=0.8,
            zorder=1,
        )
    for x, said in picture.ticks:
        axes.plot([x, x], [16, picture.height - 10], color="#dddddd", linewidth=0.7, zorder=0)
        axes.text(x, 4, said, fontsize=TEXT, color=_INK, ha="center", va=_MIDDLE)
    for x, y, wide, high, number, share in picture.cells:
        colour = _shade(share) if number else "#f4f4f4"
        axes.add_patch(Rectangle((x, y), wide, high, facecolor=colour, edgecolor="white", linewidth=1.5))
        if number:
            ink = "white" if share > 0.5 else _INK
            axes.text(
                x + wide / 2, y + high / 2, str(number), fontsize=TEXT, color=ink, ha="center", va=_MIDDLE
            )
    for mark in picture.marks:
        colour, shape = picture.legend[mark.kind]
        if mark.label is not None and picture.kind == "map":
            left, low, right, high = mark.label.box
            near = left if mark.label.side == "left" else right
            axes.plot([mark.x, near], [mark.y, (low + high) / 2], color=_QUIET, linewidth=0.5, zorder=1)
        if mark.until is not None:
            axes.plot(
                [mark.x, mark.until],
                [mark.y, mark.y],
                color=colour,
                linewidth=5,
                alpha=0.45,
                solid_capstyle="butt",
                zorder=2,
            )
        if picture.kind == "network" and mark.kind == "Theme" and mark.label is not None:
            _, low, _, high = mark.label.box
            axes.add_patch(
                Rectangle(
                    (mark.x - half, low - 2),
                    2 * half,
                    high - low + 4,
                    facecolor=colour,
                    edgecolor="white",
                    zorder=3,
                )
            )
            _write(axes, mark.label, "white", zorder=4)
            continue
        axes.plot(
            [mark.x],
            [mark.y],
            marker=shape,
            markersize=mark.size,
            color=colour,
            markeredgecolor="white",
            linestyle="",
            zorder=3,
        )
        if mark.label is not None:
            _write(axes, mark.label, _INK, zorder=4)
    for text in picture.texts:
        _write(axes, text, _INK, zorder=4)
    axes.text(
        24, picture.height + 22, picture.title, fontsize=14, color=_INK, weight="bold", ha="left", va=_MIDDLE
    )
    at = picture.width - 24
    for kind, (colour, shape) in reversed(list(picture.legend.items())):
        at -= len(kind) * TEXT * 0.62
        axes.text(at, picture.height + 22, kind.lower(), fontsize=TEXT, color=_INK, ha="left", va=_MIDDLE)
        axes.plot([at - 9], [picture.height + 22], marker=shape, markersize=7, color=colour, linestyle="")
        at -= 30
    lines = textwrap.wrap(picture.source, max(40, int((picture.width - 48) / (8 * 0.58))))
    axes.text(24, -_FOOT / 2, "\n".join(lines), fontsize=8, color="#555555", ha="left", va=_MIDDLE)


def _write(axes: Any, label: Label, colour: str, *, zorder: int) -> None:  # noqa: ANN401 -- matplotlib has no types
    side = {"left": "left", "right": "right", "centre": "center"}[label.side]
    axes.text(
        label.x,
        label.y,
        "\n".join(label.lines),
        fontsize=TEXT,
        color=colour,
        ha=side,
        va=_MIDDLE,
        zorder=zorder,
        linespacing=1.1,
    )


def _shade(share: float) -> str:
    """A shade from light to dark blue; the shades differ in lightness only."""
    light, dark = (214, 230, 242), (8, 64, 129)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(light, dark, strict=True))


def _described(svg: str, picture: Picture) -> str:
    """The SVG with its title and description where screen readers find them."""
    start = svg.index("<svg ")
    end = svg.index(">", start) + 1
    title, told = (f"{picture.kind}-{part}" for part in ("title", "desc"))  # a page can have several pictures
    words = (
        f'<title id="{title}">{escape(picture.title)}</title><desc id="{told}">{escape(picture.alt)}</desc>'
    )
    return f'{svg[: end - 1]} role="img" aria-labelledby="{title} {told}">{words}{svg[end:]}'


def _page(svg: str, picture: Picture) -> str:
    """An HTML page with the picture and a description for screen readers."""
    image = svg[svg.index("<svg ") :]
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(picture.title)}</title>'
        "<style>body{font-family:sans-serif;margin:2em;max-width:70em}svg{max-width:100%;height:auto}</style></head>\n"
        f"<body><figure>{image}<figcaption>{escape(picture.alt)}</figcaption></figure></body></html>\n"
    )
