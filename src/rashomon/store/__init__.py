"""The casebook: what was reported, how it was read, what was judged, and what follows from it."""

from rashomon.store.accounts import ROLES, Account, Role, Token
from rashomon.store.browsing import State
from rashomon.store.casebook import Casebook, Counts, utc_now
from rashomon.store.evidence import Activity
from rashomon.store.filters import Box, Filters, Order, Tallies
from rashomon.store.identity import IncidentChanges
from rashomon.store.judging import REGROUPING, Withdrawal
from rashomon.store.locking import patiently
from rashomon.store.mapping import Cell
from rashomon.store.matching import tokens
from rashomon.store.reviewing import QueueLine
from rashomon.store.searching import COUNTED, FoundReport, KnownActor, KnownPlace

__all__ = [
    "COUNTED",
    "REGROUPING",
    "ROLES",
    "Account",
    "Activity",
    "Box",
    "Casebook",
    "Cell",
    "Counts",
    "Filters",
    "FoundReport",
    "IncidentChanges",
    "KnownActor",
    "KnownPlace",
    "Order",
    "QueueLine",
    "Role",
    "State",
    "Tallies",
    "Token",
    "Withdrawal",
    "patiently",
    "tokens",
    "utc_now",
]
