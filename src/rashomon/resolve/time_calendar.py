"""Stretches of the calendar: their days, their TimeML value, and steps from one to another.

A `Period` is a run of whole days with the grain in which it was said. Values follow TimeML's
TIMEX3 (ISO-TimeML, Pustejovsky et al. 2010), which extends ISO 8601: "2020-W02-WE" is a weekend,
"2019-WI" a winter, "199" the 1990s. Weeks are ISO weeks, from Monday.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from dateutil.relativedelta import relativedelta

Grain = Literal[
    "hour",
    "day",
    "weekend",
    "week",
    "month",
    "quarter",
    "season",
    "half",
    "year",
    "decade",
    "century",
]

# First month of each season and how many months it lasts, in the northern hemisphere: the texts
# that name seasons are written there. A winter carries the year in which it begins.
SEASON_MONTHS: Final[dict[str, int]] = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
DAYS_OF_MONTH_THIRDS: Final = (10, 20)
UNIT_CODES: Final[dict[str, str]] = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "week": "W",
    "weekend": "WE",
    "month": "M",
    "year": "Y",
    "decade": "E",
    "century": "C",
}
"""TimeML's letter of each unit; "T" marks those below a day. Decades and centuries are its own."""


NO_LONGER_THAN: Final[dict[str, frozenset[Grain]]] = {
    "day": frozenset({"day"}),
    "weekend": frozenset({"day", "week", "weekend"}),
    "week": frozenset({"day", "week", "weekend"}),
    "month": frozenset({"day", "week", "weekend", "month"}),
    "quarter": frozenset({"day", "week", "weekend", "month", "quarter"}),
    "half": frozenset({"day", "week", "weekend", "month", "quarter", "half"}),
}
"""Unit → the grains that "the next" such unit can be counted from; a year from any."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days `start` to `end` (inclusive), their TimeML `value`, and the grain they were said in."""

    start: date
    end: date
    value: str
    grain: Grain

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.end - self.start).days + 1


def date_precision(start: date, end: date) -> int | None:
    """UCDP's date_prec of the days `start` to `end`: 1 a day, 2 two to six days, 3 a week, 4 up to
    a month, 5 up to a year; None for longer (UCDP GED codebook)."""
    days = (end - start).days + 1
    if days <= 1:
        return 1
    if days <= 6:
        return 2
    if days == 7:
        return 3
    if days <= 31:
        return 4
    return 5 if days <= 366 else None


def day_of(day: date) -> Period:
    """One day."""
    return Period(day, day, day.isoformat(), "day")


def week_of(day: date) -> Period:
    """The ISO week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    return Period(monday, monday + timedelta(days=6), f"{year}-W{week:02d}", "week")


def weekend_of(day: date) -> Period:
    """The Saturday and Sunday of the ISO week that holds `day`."""
    week = week_of(day)
    return Period(week.start + timedelta(days=5), week.end, f"{week.value}-WE", "weekend")


def month_of(year: int, month: int) -> Period:
    """A calendar month."""
    last = monthrange(year, month)[1]
    return Period(date(year, month, 1), date(year, month, last), f"{year:04d}-{month:02d}", "month")


def quarter_of(year: int, quarter: int) -> Period:
    """A quarter of a calendar year, 1 to 4."""
    first, last = month_of(year, 3 * quarter - 2), month_of(year, 3 * quarter)
    return Period(first.start, last.end, f"{year:04d}-Q{quarter}", "quarter")


def half_of(year: int, half: int) -> Period:
    """A half of a calendar year, 1 or 2."""
    first, last = month_of(year, 6 * half - 5), month_of(year, 6 * half)
    return Period(first.start, last.end, f"{year:04d}-H{half}", "half")


def season_of(year: int, code: str) -> Period:
    """A season by its TimeML code; the winter of a year ends in February of the next."""
    first = date(year, SEASON_MONTHS[code], 1)
    last = first + relativedelta(months=3) - timedelta(days=1)
    return Period(first, last, f"{year:04d}-{code}", "season")


def year_of(year: int) -> Period:
    """A calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31), f"{year:04d}", "year")


def decade_of(year: int) -> Period:
    """The ten years that hold `year`: 1990 to 1999."""
    first = year - year % 10
    return Period(date(first, 1, 1), date(first + 9, 12, 31), f"{first // 10:03d}", "decade")


def century_of(number: int) -> Period:
    """The `number`th century, as newspapers count: the 20th runs from 1900 to 1999."""
    first = 100 * (number - 1)
    return Period(
        date(max(first, 1), 1, 1), date(first + 99, 12, 31), f"{number - 1:02d}", "century"
    )


def at_grain(day: date, grain: Grain) -> Period:
    """The period of that grain that holds `day`."""
    match grain:
        case "week":
            return week_of(day)
        case "weekend":
            return weekend_of(day)
        case "month":
            return month_of(day.year, day.month)
        case "quarter":
            return quarter_of(day.year, (day.month + 2) // 3)
        case "half":
            return half_of(day.year, (day.month + 5) // 6)
        case "season":
            return season_holding(day)
        case "year":
            return year_of(day.year)
        case "decade":
            return decade_of(day.year)
        case "century":
            return century_of(day.year // 100 + 1)
        case _:
            return day_of(day)


def season_holding(day: date) -> Period:
    """The season that holds `day`."""
    month = 3 * (day.month // 3) or 12
    year = day.year - 1 if day.month < 3 else day.year
    code = next(code for code, first in SEASON_MONTHS.items() if first == month)
    return season_of(year, code)


def step(day: date, count: int, unit: str) -> date:
    """`day` moved by `count` units, kept inside the calendar (years 1 to 9999).

    A month from 31 January is the last of February, as `dateutil` has it.
    """
    months = {"month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12}
    months |= {"decade": 120, "century": 1200}
    try:
        if unit in months:
            return day + relativedelta(months=months[unit] * count)
        return day + timedelta(days=count * (7 if unit in ("week", "weekend") else 1))
    except (OverflowError, ValueError):
        return date.min if count < 0 else date.max


def shifted(period: Period, count: int, unit: Grain) -> Period:
    """The period of the same grain `count` units away: the quarter a year before this one."""
    return at_grain(step(period.start, count, unit), period.grain)


def phase_of(period: Period, phase: str) -> Period:
    """The early ("start"), middle ("mid") or late ("end") third of a period; its TimeML value
    stays the whole's.

    A month is cut at the 10th and the 20th, a year after April and August, as the words are
    commonly understood; everything else in three equal parts of whole days.
    """
    first, last = period.start, period.end
    if period.grain == "month":
        cuts = [first.replace(day=d) for d in DAYS_OF_MONTH_THIRDS]
    elif period.grain == "year":
        cuts = [date(first.year, 4, 30), date(first.year, 8, 31)]
    else:
        third = period.days // 3
        if third == 0:
            return period
        cuts = [first + timedelta(days=third - 1), last - timedelta(days=third)]
    bounds = {
        "start": (first, cuts[0]),
        "mid": (cuts[0] + timedelta(days=1), cuts[1]),
        "end": (cuts[1] + timedelta(days=1), last),
    }
    start, end = bounds[phase]
    return Period(start, end, period.value, period.grain)


def duration_value(count: float | None, unit: str) -> str:
    """TimeML's value of a duration: ("two", "hour") is PT2H; an unknown count is X: PXM.

    Halves are carried to the next smaller unit: a year and a half is P1Y6M, a minute and a half
    PT1M30S. Quarters are told in months, fortnights in weeks.
    """
    factor, unit = _PLAIN_UNITS.get(unit, (1, unit))
    if count is None:
        return _duration({unit: "X"})
    count *= factor
    whole = int(count)
    if whole == count or unit not in _HALVES:
        return _duration({unit: str(whole)})
    smaller, amount = _HALVES[unit]
    parts = {smaller: str(amount)}
    return _duration({unit: str(whole)} | parts if whole else parts)


_PLAIN_UNITS: Final = {
    "quarter": (3, "month"),
    "season": (3, "month"),
    "half": (6, "month"),
    "fortnight": (2, "week"),
}
_HALVES: Final = {
    "year": ("month", 6),
    "month": ("day", 15),
    "week": ("day", 3),
    "day": ("hour", 12),
    "hour": ("minute", 30),
    "minute": ("second", 30),
}


def _duration(parts: dict[str, str]) -> str:
    """ "P" and each part with its letter, "T" before the first of hours, minutes, seconds."""
    value = "P"
    for unit, count in parts.items():
        code = UNIT_CODES[unit]
        if code.startswith("T") and "T" not in value:
            value += "T"
        value += count + code.removeprefix("T")
    return value
