"""Decides names once for the whole document, from pooled evidence."""

from __future__ import annotations

from .apposed import apposed
from .named_in_prose import told
from .persons import persons
from .short_forms import short_forms
from .unlisted import unlisted

__all__ = ["apposed", "persons", "short_forms", "told", "unlisted"]
