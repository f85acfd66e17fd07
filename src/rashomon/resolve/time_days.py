"""Reading of days, dates and months: "9 January", "last Thursday", "the night of 9 to 10"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from dateutil.easter import easter

from rashomon.resolve.time_calendar import NO_LONGER_THAN, Period, day_of, month_of, phase_of, step
from rashomon.resolve.time_context import (
    DAY_OR_MONTH,
    FROM_EVENT,
    NO_ANTECEDENT,
    NO_PUBLICATION,
    NO_SUCH_DAY,
    NO_YEAR,
    VAGUE,
    Context,
    Found,
    followed_by_word,
    given,
    missing,
)
from rashomon.resolve.time_scan import Hit, word_after

# A day and month without a year lie in the past, unless that is longer ago than this: news names
# the year of what is most of a year old, and leaves it out of what comes in the next months.
LONGEST_AGO: Final = timedelta(days=270)

_DIGITS = re.compile(r"\d+")


def read_date(hit: Hit, context: Context) -> Found:
    """ "Thursday, January 9, 2020", "le 9 janvier", "9 January last year"."""
    month, day = month_number(hit, context), day_number(hit, context)
    weekday = weekday_number(hit, context)
    year = said_year(hit, context) or year_of_sentence(hit, context)
    if year is not None:
        return _exact(hit, year, month, day)
    base = context.base(hit.start)
    if base is None:
        return missing(hit, f"XXXX-{month:02d}-{day:02d}", NO_YEAR)
    found = choose_day(month, day, base, weekday, _way(hit, context))
    if found is None:
        return missing(hit, None, NO_SUCH_DAY)
    return given(hit, day_of(found))


def read_days(hit: Hit, context: Context) -> Found:
    """ "9-12 January": days of one month, both ends included."""
    month, first = month_number(hit, context), int(_figures(hit.groups["day"]))
    last, year = int(_figures(hit.groups["day2"])), said_year(hit, context)
    base = context.base(hit.start)
    if year is None:
        if base is None:
            return missing(hit, f"XXXX-{month:02d}-{first:02d}", NO_YEAR)
        end = choose_day(month, last, base, None, _way(hit, context))
        year = end.year if end else base.year
    try:
        start, end = date(year, month, first), date(year, month, last)
    except ValueError:
        return missing(hit, None, NO_SUCH_DAY)
    if end < start:
        return missing(hit, None, NO_SUCH_DAY)
    value = f"{start.isoformat()}/{end.isoformat()}"
    return given(hit, Period(start, end, value, "day"), said_year="year" in hit.groups)


def read_month(hit: Hit, context: Context) -> Found:
    """ "December", "last December", "early January 2020", "December last year"."""
    month, year = month_number(hit, context), said_year(hit, context)
    base = context.base(hit.start)
    if year is None and "which" not in hit.groups:
        year = year_of_sentence(hit, context)
    said = year is not None
    if year is None:
        if base is None:
            return missing(hit, f"XXXX-{month:02d}", NO_YEAR)
        year = _year_of_month(hit, context, month, base)
    period = staged(month_of(year, month), hit, context, base)
    return given(hit, period, said_year=said)


def read_weekday(hit: Hit, context: Context) -> Found:
    """ "Thursday", "last Thursday", "Thursday of last week", "le jeudi suivant"."""
    weekday = weekday_number(hit, context)
    assert weekday is not None, hit.phrase.pattern.pattern
    unknown = f"XXXX-WXX-{weekday + 1}"
    if any(context.folded.endswith(lead, 0, hit.start) for lead in _any_one(context)):
        return missing(hit, unknown, VAGUE)
    which = direction(hit, context)
    if "behind" in hit.groups and followed_by_word(hit, context):
        return missing(hit, unknown, FROM_EVENT)  # "the Monday before the vote"
    if which in ("previous", "following", "same"):
        anchor = context.last(hit.start, NO_LONGER_THAN["week"])
        if anchor is None:
            return missing(hit, unknown, NO_ANTECEDENT)
        return given(hit, day_of(_turn(anchor.start, weekday, which)))
    base = context.base(hit.start)
    if base is None:
        return missing(hit, unknown, NO_PUBLICATION)
    if "of_week" in hit.groups:
        of_week = context.lexicon.value("which", hit.groups["of_week"])
        weeks = {"last": -1, "past": -1, "next": 1, "the next": 1}.get(str(of_week), 0)
        monday = base - timedelta(days=base.weekday())
        return given(hit, day_of(step(monday, 7 * weeks + weekday, "day")))
    return given(hit, day_of(_undated(base, weekday, which, context.tense(hit.start))))


def _any_one(context: Context) -> tuple[str, ...]:
    """What right before a weekday makes it any one of them: "on a Friday"."""
    return tuple(f" {words} " for words in context.lexicon.context.get("any_one", ()))


def read_deictic(hit: Hit, context: Context) -> Found:
    """ "today", "yesterday", "avant-hier"."""
    base = context.base(hit.start)
    if base is None:
        return missing(hit, None, NO_PUBLICATION)
    shift = context.lexicon.value("deictic", hit.groups["deictic"])
    return given(hit, day_of(step(base, int(shift), "day")))


def read_beside(hit: Hit, context: Context) -> Found:
    """ "la veille", "le lendemain": counted from the day last named."""
    if word_after(context.folded, hit.end) in context.lexicon.context["event_links"]:
        return missing(hit, None, FROM_EVENT)
    shift = int(context.lexicon.value("beside", hit.groups["beside"]))
    anchor = context.focus(hit.start, shift)
    if anchor is None:
        return missing(hit, None, NO_ANTECEDENT)
    return given(hit, day_of(step(anchor.start if shift < 0 else anchor.end, shift, "day")))


def read_holiday(hit: Hit, context: Context) -> Found:
    """ "Christmas", "Easter Monday", "le jour de l'An"; the year as for a date without one."""
    rule = str(context.lexicon.value("holiday", hit.groups["holiday"]))
    year, base = said_year(hit, context), context.base(hit.start)
    if year is not None:
        return given(hit, day_of(_holiday(rule, year)), said_year=True)
    if base is None:
        value = None if rule.startswith("easter") else f"XXXX-{rule}"
        return missing(hit, value, NO_YEAR)
    days = [_holiday(rule, base.year + shift) for shift in (-1, 0, 1)]
    return given(hit, day_of(_nearest(days, base, _way(hit, context))))


def read_numeric(hit: Hit, context: Context) -> Found | None:
    """ "2020-01-09", "09/01/2020". Where the order of day and month is open, publication decides
    if only one of both days lies before it."""
    numbers = [int(each) for each in _DIGITS.findall(hit.groups["numeric_date"])]
    if hit.groups["numeric_date"][:4].isdigit():
        return _stamp(hit, numbers)
    first, second, year = numbers
    if year < 100:
        year = _full_year(year, context.base(hit.start))
    days = _readings(first, second, year, context.lexicon.day_first)
    base = context.base(hit.start)
    if len(days) == 2 and base is not None:
        days = [day for day in days if day <= base] or days
    if not days:
        return None
    if len(days) == 2:
        return missing(hit, None, DAY_OR_MONTH)
    return given(hit, day_of(days[0]), said_year=True)


def _stamp(hit: Hit, numbers: list[int]) -> Found:
    """ "2020-01-09" or "2020-01-09T12:00Z"."""
    found = _exact(hit, numbers[0], numbers[1], numbers[2])
    if found.period is None or len(numbers) < 5:
        return found
    hour = f"{numbers[3]:02d}:{numbers[4]:02d}"
    zone = "UTC" if hit.groups["numeric_date"].endswith("z") else None
    value = f"{found.value}T{hour}"
    return replace(found, timex_type="TIME", value=value, hour=hour, tz=zone)


def read_night(hit: Hit, context: Context) -> Found:
    """ "overnight from Thursday to Friday", "dans la nuit du 9 au 10 janvier": both days."""
    last = _second_day(hit, context)
    if isinstance(last, str):
        return missing(hit, None, last, "TIME", part="NI")
    first = last - timedelta(days=1)
    if "weekday" in hit.groups and "weekday2" in hit.groups and "day2" not in hit.groups:
        weekday = int(context.lexicon.value("weekday", hit.groups["weekday"]))
        first = _turn(last, weekday, "previous")
    value = f"{first.isoformat()}TNI"
    return given(hit, Period(first, last, value, "day"), timex_type="TIME", part="NI")


def read_overnight(hit: Hit, context: Context) -> Found:
    """ "overnight" alone: the night that ended on the day of publication."""
    base = context.base(hit.start)
    if base is None:
        return missing(hit, "XXXX-XX-XXTNI", NO_PUBLICATION, "TIME", part="NI")
    first = step(base, -1, "day")
    value = f"{first.isoformat()}TNI"
    return given(hit, Period(first, base, value, "day"), timex_type="TIME", part="NI")


# -------------------------------------------------------------------------------- words to numbers


def month_number(hit: Hit, context: Context) -> int:
    """1 to 12."""
    word = hit.word("month")
    assert word is not None, hit.phrase.pattern.pattern
    return int(context.lexicon.value("month", word))


def day_number(hit: Hit, context: Context) -> int:
    """The day of the month of a date."""
    if "day" in hit.groups:
        return int(_figures(hit.groups["day"]))
    return int(context.lexicon.value("day_word", hit.groups["day_word"]))


def weekday_number(hit: Hit, context: Context) -> int | None:
    """0 (Monday) to 6, where the hit has a weekday."""
    for kind in ("weekday", "weekday_short"):
        word = hit.word(kind)
        if word is not None:
            return int(context.lexicon.value(kind, word))
    return None


def direction(hit: Hit, context: Context) -> str | None:
    """What "last", "this", "next" and their like say: a value of the list `which`."""
    for name in ("there", "behind"):
        if name in hit.groups:
            return str(context.lexicon.value(name, hit.groups[name]))
    word = hit.word("which")
    return None if word is None else str(context.lexicon.value("which", word))


def said_year(hit: Hit, context: Context) -> int | None:
    """The year that a hit names in figures, or as "last year" where the base is known."""
    figure = hit.word("year")
    base = context.base(hit.start)
    if figure is not None:
        number = int(figure.lstrip("'"))
        return _full_year(number, base) if figure.startswith("'") else number
    if "of_year" in hit.groups:
        which = context.lexicon.value("which", hit.groups["of_year"])
    elif "there" in hit.groups and "month" in hit.groups:
        which = context.lexicon.value("there", hit.groups["there"])
    else:
        return None
    counted = which in ("same", "previous", "following")
    anchor = (context.last_year(hit.start) or context.last(hit.start)) if counted else None
    year = anchor.start.year if anchor else base.year if base else None
    shift = {"last": -1, "past": -1, "previous": -1, "next": 1, "the next": 1, "following": 1}
    return None if year is None else year + shift.get(str(which), 0)


def year_of_sentence(hit: Hit, context: Context) -> int | None:
    """The year that a sentence has named before a day or month without one: "In 2013, bombs in
    March and May …"; None for one that only tells since when, and where none stands there."""
    found = context.year_before(hit.start)
    return None if found is None else found.start.year


def staged(period: Period, hit: Hit, context: Context, base: date | None) -> Period:
    """The part of a period that "early", "the end of", "earlier", "later" single out."""
    if "phase" in hit.groups:
        return phase_of(period, str(context.lexicon.value("phase", hit.groups["phase"])))
    if "moving" not in hit.groups:
        return period
    moving = context.lexicon.value("moving", hit.groups["moving"])
    if base is None or not period.start <= base <= period.end:
        return phase_of(period, "start" if moving == "earlier" else "end")
    if moving == "earlier":
        return Period(period.start, base, period.value, period.grain)
    return Period(base, period.end, period.value, period.grain)


def _figures(word: str) -> str:
    match = _DIGITS.match(word)
    assert match is not None, word
    return match.group()


def _full_year(two: int, base: date | None) -> int:
    """'98 is the latest such year at most ten years after publication."""
    limit = base.year + 10 if base else 2050
    return limit - (limit - two) % 100


# ------------------------------------------------------------------------------ choosing among days


def _exact(hit: Hit, year: int, month: int, day: int) -> Found:
    try:
        return given(hit, day_of(date(year, month, day)), said_year=True)
    except ValueError:
        return missing(hit, None, NO_SUCH_DAY)


def _way(hit: Hit, context: Context) -> str | None:
    """Past or future, as the hit's own words or the sentence have it."""
    which = direction(hit, context)
    if which in ("last", "previous"):
        return "last"
    if which in ("next", "the next", "following"):
        return "next"
    if context.tense(hit.start) == "future" and context.parsed_tense(hit.start) != "past":
        return "future" if context.parsed_tense(hit.start) == "future" else "near"
    return context.parsed_tense(hit.start)


def choose_day(
    month: int, day: int, base: date, weekday: int | None, way: str | None
) -> date | None:
    """The day meant by a day and month without a year; None where no year has it.

    A weekday beside it picks the year where they agree, if one near does.
    """
    days = [each for each in _of_years(month, day, base.year) if each is not None]
    agreeing = [each for each in days if weekday is not None and each.weekday() == weekday]
    near = [each for each in agreeing if abs(each - base) <= timedelta(days=400)]
    if near:
        return min(near, key=lambda each: abs(each - base))
    return _nearest(days, base, way) if days else None


def _of_years(month: int, day: int, year: int) -> list[date | None]:
    reach = 4 if (month, day) == (2, 29) else 1
    return [_or_none(year + shift, month, day) for shift in range(-reach, reach + 1)]


def _or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(days: list[date], base: date, way: str | None) -> date:
    """The one of `days` (a year apart) that news means on the day `base`."""
    past = [day for day in days if day < base or (day == base and way not in ("last", "next"))]
    future = [day for day in days if day > base or (day == base and way == "future")]
    if way in ("next", "future") and future:
        return min(future)
    if not past:
        return min(future)
    if way == "near":
        return min(days, key=lambda day: abs(day - base))
    if way == "last" or not future or base - max(past) <= LONGEST_AGO:
        return max(past)
    return min(future)


def _year_of_month(hit: Hit, context: Context, month: int, base: date) -> int:
    which = direction(hit, context)
    if which in ("last", "previous"):
        return base.year if month < base.month else base.year - 1
    if which in ("next", "the next", "following"):
        return base.year if month > base.month else base.year + 1
    if which in ("this", "same"):
        return base.year
    if context.tense(hit.start) == "future":
        return base.year if month >= base.month else base.year + 1
    return base.year if month <= base.month else base.year - 1


def _undated(base: date, weekday: int, which: str | None, tense: str | None) -> date:
    """The day a weekday means on the day `base`: itself if it is one, else the last before,
    or the next after where the sentence speaks of what is to come."""
    if which == "last" or which == "past":
        return _turn(base, weekday, "previous")
    if which in ("next", "the next"):
        return _turn(base, weekday, "following")
    back = base - timedelta(days=(base.weekday() - weekday) % 7)
    ahead = base + timedelta(days=(weekday - base.weekday()) % 7)
    if which == "this" and tense != "past":
        return ahead if ahead - base < base - back or tense == "future" else back
    return ahead if tense == "future" else back


def _turn(day: date, weekday: int, which: str) -> date:
    """The weekday strictly before or after a day, or in the same week."""
    if which == "same":
        return day + timedelta(days=weekday - day.weekday())
    if which == "previous":
        return day - timedelta(days=(day.weekday() - weekday - 1) % 7 + 1)
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def _readings(first: int, second: int, year: int, day_first: bool | None) -> list[date]:
    """The days that two figures and a year can mean, without repeats."""
    orders = [(second, first)] if day_first else [(second, first), (first, second)]
    days = [_or_none(year, month, day) for month, day in orders]
    if day_first and days == [None]:
        days = [_or_none(year, first, second)]
    return sorted({day for day in days if day is not None})


def _holiday(rule: str, year: int) -> date:
    if rule.startswith("easter"):
        return easter(year) + timedelta(days=int(rule.removeprefix("easter")))
    month, day = rule.split("-")
    return date(year, int(month), int(day))


def _second_day(hit: Hit, context: Context) -> date | str:
    """The morning side of a night, or why it is not known."""
    base, words = context.base(hit.start), hit.groups
    if "day2" in words:
        return _second_date(hit, context)
    if base is None:
        return NO_PUBLICATION
    tense = context.tense(hit.start)
    lexicon = context.lexicon
    if "weekday" in words and "weekday2" in words:
        weekday = int(lexicon.value("weekday", words["weekday2"]))
        return _undated(base, weekday, None, tense)
    if "into" in words:
        return _undated(base, int(lexicon.value("weekday", words["into"])), None, tense)
    weekday = int(lexicon.value("weekday", words.get("weekday") or words["weekday2"]))
    return _undated(base, weekday, None, tense) + timedelta(days=1)


def _second_date(hit: Hit, context: Context) -> date | str:
    words, base = hit.groups, context.base(hit.start)
    day, year = int(_figures(words["day2"])), said_year(hit, context)
    month_word = words.get("month2") or words.get("month")
    if month_word is None:
        return _day_of_month(day, base)
    month = int(context.lexicon.value("month", month_word))
    if year is None and base is None:
        return NO_YEAR
    if year is not None:
        return _or_none(year, month, day) or NO_SUCH_DAY
    assert base is not None
    return choose_day(month, day, base, None, None) or NO_SUCH_DAY


def _day_of_month(day: int, base: date | None) -> date | str:
    """The latest such day of a month that is not after publication."""
    if base is None:
        return NO_PUBLICATION
    for back in range(3):
        month = step(base.replace(day=1), -back, "month")
        found = _or_none(month.year, month.month, day)
        if found is not None and found <= base:
            return found
    return NO_SUCH_DAY
