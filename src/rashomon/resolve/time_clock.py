"""Reading of clock times and parts of a day: "12:00 p.m.", "vers 6 heures", "last night"."""

from __future__ import annotations

from datetime import date
from typing import Final

from rashomon.resolve.time_calendar import Period, day_of, step
from rashomon.resolve.time_context import (
    CLOCK_ALONE,
    FROM_EVENT,
    NO_ANTECEDENT,
    NO_PUBLICATION,
    PART_ALONE,
    Context,
    Found,
    followed_by_word,
    given,
    missing,
)
from rashomon.resolve.time_days import direction
from rashomon.resolve.time_scan import Hit

UNKNOWN_DAY: Final = "XXXX-XX-XX"
LATE: Final = range(6, 12)
"""Hours "at night" that are before midnight."""
MINUTES_OF_DAY: Final = 24 * 60
DARK: Final = frozenset({"EV", "NI"})
BESIDE: Final = 6
"""Characters between a day and its part: "Thursday morning", "matin du 9"."""


def read_clock(hit: Hit, context: Context) -> Found | None:
    """ "12:00 p.m. local time", "0600 GMT", "13h30", "half past six", "three in the morning"."""
    words, lexicon = hit.groups, context.lexicon
    hour, minute = _hour_and_minute(hit, context)
    if hour is None or hour > 24 or (hour == 24 and minute):
        return None
    told = next((kind for kind in ("half_day", "half_told") if kind in words), None)
    if told is not None:
        if hour > 12 or hour == 0:
            return None
        half = lexicon.value(told, words[told])
        late = half == "pm" or (half == "night" and hour in LATE)
        crosses = "hour2" in words and hour % 12 > int(words["hour2"]) % 12
        hour = hour % 12 + (12 if late is not crosses else 0)  # "between 11 and 1 a.m."
    if "minute_way" in words:
        minutes = 60 * hour + minute * int(lexicon.value("minute_way", words["minute_way"]))
        hour, minute = divmod(minutes % MINUTES_OF_DAY, 60)
    return clock(hit, context, f"{hour:02d}:{minute:02d}")


def _hour_and_minute(hit: Hit, context: Context) -> tuple[int | None, int]:
    words = hit.groups
    if "hour4" in words:
        return int(words["hour4"][:2]), int(words["hour4"][2:])
    minute = 30 if "half" in words else int(words.get("minute", "0"))
    if "minute_word" in words:
        minute = int(context.lexicon.value("minute_word", words["minute_word"]))
    if "hour" in words:
        return int(words["hour"]), minute
    word = words["number"]
    value = int(word) if word.isdigit() else context.lexicon.value("number", word)
    return (value if isinstance(value, int) else None), minute


def read_named_hour(hit: Hit, context: Context) -> Found:
    """ "noon", "midnight", "midi"."""
    return clock(hit, context, str(context.lexicon.value("named_hour", hit.groups["named_hour"])))


def clock(hit: Hit, context: Context, hour: str) -> Found:
    """A clock time (HH:MM) that still wants its day."""
    zone = hit.word("zone")
    tz = None if zone is None else str(context.lexicon.value("zone", zone))
    return missing(hit, f"{UNKNOWN_DAY}T{hour}", CLOCK_ALONE, "TIME", hour=hour, tz=tz)


def read_part(hit: Hit, context: Context) -> Found | None:
    """ "this morning", "last night", "the next morning", "the night before"; "night" alone is
    kept only beside a day."""
    part = str(context.lexicon.value("part", hit.groups["part"]))
    unknown = f"{UNKNOWN_DAY}T{part}"
    shift, anchored = _day_of_part(hit, context)
    if anchored is None:
        weak = hit.start + len(hit.groups["part"]) == hit.end
        return missing(hit, unknown, PART_ALONE, "TIME", part=part, weak=weak)
    if anchored == "event":
        return missing(hit, unknown, FROM_EVENT, "TIME", part=part)
    if anchored == "now":
        day, reason = context.base(hit.start), NO_PUBLICATION
    else:
        words = context.folded[hit.start : hit.end].split()
        same = not context.lexicon.context.get("same", frozenset()).isdisjoint(
            words
        )  # "that night" is the last
        named = _day_with(part, context) if same else None
        named = named or context.focus(hit.start, shift)
        day, reason = (named.end if named else None), NO_ANTECEDENT
    if day is None:
        return missing(hit, unknown, reason, "TIME", part=part)
    return _of_day(hit, step(day, shift, "day"), part)


def _day_with(part: str, context: Context) -> Period | None:
    """The last day that was named with a part ("Thursday morning"), which "the same morning" takes
    up, whatever other days were named since."""
    alike = DARK if part in DARK else {part}
    for at in range(len(context.earlier) - 1, -1, -1):
        found = context.earlier[at]
        if found.part not in alike and not _is_hour_of(part, found.hour):
            continue
        beside = [found, *context.earlier[max(at - 1, 0) : at], *context.earlier[at + 1 : at + 2]]
        for each in beside:
            near = max(found.start - each.end, each.start - found.end) <= BESIDE
            if near and each.period is not None and each.period.grain == "day":
                return each.period
    return None


def _is_hour_of(part: str, hour: str | None) -> bool:
    """Whether an hour falls into a part of the day."""
    if hour is None:
        return False
    if part in DARK:
        return hour >= "17:00" or hour < "05:00"
    return hour < "12:00" if part == "MO" else hour >= "12:00"


def read_deictic_part(hit: Hit, context: Context) -> Found:
    """ "tonight": a part of the day of publication."""
    part = str(context.lexicon.value("deictic_part", hit.groups["deictic_part"]))
    base = context.base(hit.start)
    if base is None:
        return missing(hit, f"{UNKNOWN_DAY}T{part}", NO_PUBLICATION, "TIME", part=part)
    return _of_day(hit, base, part)


def _of_day(hit: Hit, day: date, part: str) -> Found:
    value = f"{day.isoformat()}T{part}"
    return given(hit, day_of(day), value=value, timex_type="TIME", part=part)


def _day_of_part(hit: Hit, context: Context) -> tuple[int, str | None]:
    """How many days from what: "now" (publication), "then" (the day last named), "event" (one
    that has no date here), or nothing at all."""
    if "ago" in hit.groups:
        how = str(context.lexicon.value("ago", hit.groups["ago"]))
        if how.endswith("event") and followed_by_word(hit, context):
            return 0, "event"
        return (-1 if how.startswith("-") else 1), "then"
    shifts: dict[str | None, tuple[int, str]] = {
        "last": (-1, "now"),
        "this": (0, "now"),
        "next": (1, "then"),
        "the next": (1, "then"),
        "following": (1, "then"),
        "previous": (-1, "then"),
        "same": (0, "then"),
    }
    return shifts.get(direction(hit, context), (0, None))
