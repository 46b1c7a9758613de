"""An archive of issues: each is a part of its own, kept by the stamp of what it was made from, and the graph is kept, not rebuilt."""

from .cluster import Cluster
from .judging import told_again
from .ledger import Held, Ledger, read_ledger
from .making import Outcome, update
from .taking import Intake, Refused, stale
from .work import Source

__all__ = [
    "Cluster",
    "Held",
    "Intake",
    "Ledger",
    "Outcome",
    "Refused",
    "Source",
    "read_ledger",
    "stale",
    "told_again",
    "update",
]
