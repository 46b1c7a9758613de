"""Names, decided once for the whole document from all that it shows of them."""

from __future__ import annotations

from .persons import persons
from .short import short_forms
from .told import told
from .unlisted import unlisted

__all__ = ["persons", "short_forms", "told", "unlisted"]
