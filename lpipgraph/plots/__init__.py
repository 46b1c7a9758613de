"""Draws charts of the graph: a network, a timeline, coverage of themes, and a map.

The layout of each picture is computed first, as data, and then drawn: the layout is the same on every machine, and can be
tested. matplotlib (extra ``plot``) draws SVG and PNG without a browser or network access; networkx arranges the networks.

>>> import lpipgraph
>>> g = lpipgraph.open(lpipgraph.build())
>>> picture = lpipgraph.plots.network(g)
>>> picture.title
'Organisations and themes'
"""

from .draw import FORMATS, Shown, checked_format, drawn
from .layout import KINDS, Mark, Picture, checked_kind, coverage, layout, network, places, timeline
from .placing import positions, spread

__all__ = [
    "FORMATS",
    "KINDS",
    "Mark",
    "Picture",
    "Shown",
    "checked_format",
    "checked_kind",
    "coverage",
    "drawn",
    "layout",
    "network",
    "places",
    "positions",
    "spread",
    "timeline",
]
