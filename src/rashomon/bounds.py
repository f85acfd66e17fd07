"""Counts with open ends: when two of them can both be true, and which number one stands for.

Shared by `reconcile` and `check`. Nothing here knows who counts whom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rashomon.records import ItemQuantity, Quantity

ABOUT = 0.10
"""How far "about", "some", "nearly" a number may be off when accounts are held against each
other: a tenth, as journalists round to the ten ("some 30" and 26 clash, "about 40" and 38 do not).
"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers a count allows, both ends included; `high` is infinite where left open."""

    low: float
    high: float

    @staticmethod
    def of(value: Quantity | ItemQuantity, *, provisional: bool = False) -> Bounds:
        """What a count allows. A provisional one ("16 counted so far") is open above."""
        low = 0.0 if value.low is None else float(value.low)
        high = math.inf if value.high is None else float(value.high)
        if value.approximate:
            margin = max(1.0, ABOUT * max(low, 0.0 if math.isinf(high) else high))
            low, high = max(0.0, low - margin), high + margin
        return Bounds(low, math.inf if provisional else high)

    def meets(self, other: Bounds) -> bool:
        """True when one number lies in both: 25–open and 89–89 meet, 25–25 and 89–89 do not."""
        return self.low <= other.high and other.low <= self.high

    def holds(self, other: Bounds) -> bool:
        """True when this one says no more than the other does: "more than 60" holds 63."""
        return self.low <= other.low and other.high <= self.high


def compatible(a: Quantity | ItemQuantity, b: Quantity | ItemQuantity) -> bool:
    """Whether both counts can be true at once (CONTRACT.md, meeting rule 3)."""
    return Bounds.of(a).meets(Bounds.of(b))


def figure(value: Quantity | ItemQuantity) -> int | None:
    """The number a coder would enter: the lower bound; None where only an upper one is given.

    "At least 25" stands for 25 and "between 20 and 30" for 20: both ACLED and UCDP code the
    conservative number; "up to 70" gives none.
    """
    return value.low


def is_plural(value: Quantity | ItemQuantity) -> bool:
    """Whether it is no count but a mere plural: "soldiers were killed", two at least."""
    return value.low == 2 and value.high is None


def agree(a: Quantity | ItemQuantity, b: Quantity | ItemQuantity) -> bool:
    """Whether both give the same number: "at least 89" and "89" do, "dozens" and 71 do not."""
    return figure(a) is not None and figure(a) == figure(b) and compatible(a, b)


def written(value: Quantity | ItemQuantity) -> str:
    """The bounds in a few characters, for reasons and details: "25", "at least 25", "20-30"."""
    about = "about " if value.approximate else ""
    if value.low is None and value.high is None:
        return "an unstated number"
    if value.low is None:
        return f"{about}up to {value.high}"
    if value.high is None:
        return f"{about}at least {value.low}"
    return f"{about}{value.low}" if value.low == value.high else f"{about}{value.low}-{value.high}"
