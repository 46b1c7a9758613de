"""Manages an archive of issues: one part for each issue, reused while its inputs are unchanged, and one graph that is updated."""

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
