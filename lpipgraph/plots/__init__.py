"""Draws pictures of the graph: a network, a timeline, coverage of themes, and a map.

Each picture is laid out first, as data, and drawn then: the layout is the same on every machine, and what it says can
be tested. Drawn by matplotlib (extra ``plot``), which needs neither a browser nor the network and writes SVG and PNG;
networkx orders the networks.

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
