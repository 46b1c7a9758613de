"""How Sphinx builds the documentation site: `make docs`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import generate

import lpipgraph

project = "lpipgraph"
author = "The lpipgraph authors"
copyright = "the lpipgraph authors; the newsletter's text belongs to its publisher"
version = release = lpipgraph.__version__
language = "en-GB"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "generated"]

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_format = "short"

# system fonts and no asset from elsewhere: the site can be read without a network
html_theme = "furo"
html_title = "lpipgraph"
html_copy_source = False

generate.all_pages(Path(__file__).parent / "generated")
