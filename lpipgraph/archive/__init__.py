"""An archive of issues: each is a part of its own, kept by the stamp of what it was made from, and the graph is kept, not rebuilt."""

from .ledger import Held, Ledger, read_ledger
from .making import Outcome, Refused, Update, update
from .pool import source
from .work import Source

__all__ = ["Held", "Ledger", "Outcome", "Refused", "Source", "Update", "read_ledger", "source", "update"]
