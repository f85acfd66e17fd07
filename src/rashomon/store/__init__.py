"""The casebook: what was reported, how it was read, what was judged, and what follows from it."""

from rashomon.store.browsing import Filters, Order, Tallies
from rashomon.store.casebook import Casebook, Counts
from rashomon.store.evidence import Activity
from rashomon.store.identity import IncidentChanges
from rashomon.store.judging import REGROUPING, Withdrawal
from rashomon.store.locking import patiently
from rashomon.store.reviewing import QueueLine

__all__ = [
    "REGROUPING",
    "Activity",
    "Casebook",
    "Counts",
    "Filters",
    "IncidentChanges",
    "Order",
    "QueueLine",
    "Tallies",
    "Withdrawal",
    "patiently",
]
