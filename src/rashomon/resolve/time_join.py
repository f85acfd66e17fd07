"""Expressions that belong together made one: day and hour, part of day and day, both ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from rashomon.resolve.time_calendar import Period, day_of, month_of, step
from rashomon.resolve.time_context import Context, Found
from rashomon.resolve.time_scan import word_before

# What lies between two expressions that are one is a few small words.
LONGEST_GAP: Final = 40

_DAYS: Final = frozenset({"date", "weekday", "deictic", "numeric", "holiday"})


# --------------------------------------------------------------------------- days, parts and hours


def join_hours(found: Sequence[Found], context: Context) -> list[Found]:
    """ "noon on Thursday", "Thursday night", "6 in the morning": one expression each.

    Words that are a time only beside another ("night") and stand alone are left out.
    """
    joined: list[Found] = []
    for each in found:
        current = each
        while joined and (one := _joined(joined[-1], current, context)) is not None:
            joined.pop()
            current = one
        joined.append(current)
    return [each for each in joined if not each.weak]


def _joined(left: Found, right: Found, context: Context) -> Found | None:
    if not 0 <= right.start - left.end <= LONGEST_GAP:
        return None
    for one, other, gap, make in _JOINTS:
        if one(left) and other(right):
            pattern = context.lexicon.gaps[gap]
            if pattern.fullmatch(context.folded, left.end, right.start):
                opened = "(" in context.folded[left.end : right.start]
                closed = opened and context.folded.startswith(")", right.end)
                return replace(make(left, right), start=left.start, end=right.end + closed)
    return None


def is_day(found: Found) -> bool:
    """A day without a time of day, resolved or not."""
    plain = found.timex_type == "DATE" and found.part is None and found.hour is None
    return plain and (found.form in _DAYS or found.grain == "day")


def _is_dayish(found: Found) -> bool:
    return is_day(found) or (found.part is not None and found.hour is None and not _is_part(found))


def _is_part(found: Found) -> bool:
    return found.form == "part" and found.period is None


def _is_clock(found: Found) -> bool:
    return found.hour is not None and found.period is None and (found.value or "")[:4] == "XXXX"


def _has_hour(found: Found) -> bool:
    return found.hour is not None and found.part is None


def _day_and_part(day: Found, part: Found) -> Found:
    value = None if day.value is None else f"{day.value}T{part.part}"
    return replace(day, timex_type="TIME", value=value, part=part.part)


def _day_and_clock(day: Found, clock: Found) -> Found:
    """The hour on that day; of a night the evening or the morning side."""
    hour = _of_part(clock.hour or "", day.part)
    period = day.period
    if period is not None and period.days > 1:
        period = day_of(period.start if hour >= "12:00" else period.end)
    named = day.value if period is None else period.value
    value = None if named is None else f"{named.split('T')[0]}T{hour}"
    return replace(
        day, timex_type="TIME", value=value, period=period, hour=hour, tz=clock.tz, part=None
    )


def _clock_and_part(clock: Found, part: Found) -> Found:
    hour = _of_part(clock.hour or "", part.part)
    named = None if clock.value is None else f"{clock.value.split('T')[0]}T{hour}"
    return replace(clock, hour=hour, value=named)


def _of_part(hour: str, part: str | None) -> str:
    """ "6:30" in the evening is 18:30, "12:30" in the morning 00:30."""
    number = int(hour[:2])
    if part in ("MO", "NI") and number == 12 and hour[3:] != "00":
        number = 0
    if (part in ("AF", "EV") and number < 12) or (part == "NI" and 5 < number < 12):
        number += 12
    return f"{number:02d}{hour[2:]}"


_Test = Callable[[Found], bool]
_Make = Callable[[Found, Found], Found]
_JOINTS: Final[tuple[tuple[_Test, _Test, str, _Make], ...]] = (
    (is_day, _is_part, "day_part", _day_and_part),
    (_is_part, is_day, "part_day", lambda part, day: _day_and_part(day, part)),
    (_has_hour, _is_part, "clock_part", _clock_and_part),
    (_has_hour, _is_clock, "same_clock", lambda clock, _: clock),
    (_is_part, _is_clock, "part_clock", lambda part, clock: _clock_and_part(clock, part)),
    (_is_dayish, _is_clock, "day_clock", _day_and_clock),
    (_is_clock, _is_dayish, "clock_day", lambda clock, day: _day_and_clock(day, clock)),
)


# ----------------------------------------------------------------------------------------- years


def share_years(found: Sequence[Found], context: Context) -> list[Found]:
    """ "between March and June 2018": what stands in one list with a year is of that year."""
    shared = list(found)
    for at in range(len(shared) - 2, -1, -1):
        left, right = shared[at], shared[at + 1]
        if _shares_year(left, right, context):
            shared[at] = _in_year_of(left, right)
    return shared


def _shares_year(left: Found, right: Found, context: Context) -> bool:
    alike = left.form == right.form in ("month", "date") and right.said_year
    near = 0 < right.start - left.end <= LONGEST_GAP
    if not alike or not near or left.said_year or right.period is None:
        return False
    gap = context.lexicon.gaps["list"]
    return gap.fullmatch(context.folded, left.end, right.start) is not None


def _in_year_of(left: Found, right: Found) -> Found:
    assert right.period is not None
    match = re.search(r"-(\d\d)(?:-(\d\d))?$", left.value or "")
    if match is None:
        return left
    year = right.period.start.year
    month, day = int(match[1]), int(match[2] or 1)
    if (month, day) > (right.period.start.month, right.period.start.day):
        year -= 1
    try:
        period = day_of(date(year, month, day)) if match[2] else month_of(year, month)
    except ValueError:
        return left
    return replace(left, period=period, value=period.value, reason=None, said_year=True)


# ----------------------------------------------------------------------------------------- ranges


def link_ranges(found: Sequence[Found], context: Context) -> list[Found]:
    """ "from Monday to Wednesday", "between 2015 and 2018", "since Thursday": one run of days."""
    linked: list[Found] = []
    for each in found:
        one = _range(linked[-1], each, context) if linked else None
        if one is not None:
            linked[-1] = one
        else:
            linked.append(each)
    return [_since(each, context) for each in linked]


def _range(left: Found, right: Found, context: Context) -> Found | None:
    if not 0 < right.start - left.end <= LONGEST_GAP:
        return None
    before = word_before(context.folded, left.start)
    for leads, gap in context.lexicon.ranges:
        if not gap.fullmatch(context.folded, left.end, right.start):
            continue
        if before in leads:
            lead = context.folded.rindex(before, 0, left.start)
            return _run(replace(left, start=lead), right)
        if "" in leads:
            return _run(left, right)
    return None


def _run(left: Found, right: Found) -> Found | None:
    """Both ends as one, or None where they are no two ends of one run."""
    if left.hour and right.hour:
        return _hours(left, right)
    first, last = left.period, right.period
    if first is None or last is None or "DURATION" in (left.timex_type, right.timex_type):
        return None
    start = first.start
    if start > last.end and not left.said_year:
        back = {"weekday": "week", "month": "year", "date": "year"}.get(left.form)
        start = step(start, -1, back) if back else start
    if start > last.end:
        return None
    value = f"{first.value if start == first.start else start.isoformat()}/{last.value}"
    period = Period(start, last.end, value, last.grain)
    return replace(
        left, end=right.end, timex_type="DATE", value=value, period=period, part=None, form="range"
    )


def _hours(left: Found, right: Found) -> Found | None:
    """ "between 10 a.m. and noon on Thursday": its beginning counts as the time."""
    day = left if left.period else right
    if left.period and right.period and left.period != right.period:
        return None
    named = (day.value or "").split("T")[0]
    value = f"{named}T{left.hour}/{named}T{right.hour}"
    return replace(
        day,
        start=left.start,
        end=right.end,
        value=value,
        hour=left.hour,
        tz=left.tz or right.tz,
        form="range",
    )


def _since(found: Found, context: Context) -> Found:
    """ "since 2017": from then up to the day of publication; EDTF writes the open end as ".."."""
    before = word_before(context.folded, found.start)
    if found.period is None or before not in context.lexicon.since or found.form == "range":
        return found
    lead = context.folded.rindex(before, 0, found.start)
    base = context.base(found.start)
    start = found.period.start
    if found.timex_type == "DURATION":
        return replace(found, start=lead)
    end = base if base is not None and base >= start else None
    grain = found.period.grain
    period = Period(start, end or start, f"{found.value}/..", grain)
    return replace(found, start=lead, value=period.value, period=period, open_end=end is None)
