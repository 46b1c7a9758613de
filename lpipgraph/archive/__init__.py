"""An archive of issues: each is a part of its own, kept by the stamp of what it was made from, and the graph is kept, not rebuilt."""

from .cluster import Cluster
from .ingest import Intake, Refused, stale
from .manifest import Held, Ledger, read_ledger
from .tasks import Source
from .update import Outcome, update
from .validation import told_again

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
