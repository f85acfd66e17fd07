"""Days before and after a day, at the edges of the calendar too."""

from __future__ import annotations

from datetime import date


def shifted(day: date, by: int) -> date:
    """The day so many days later (earlier, if negative); the calendar's first or last day where
    that lies beyond it."""
    number = min(max(day.toordinal() + by, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(number)
