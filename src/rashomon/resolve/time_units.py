"""Reading of units of time: "last week", "two days later", "the third quarter", "72 hours"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from rashomon.resolve.time_calendar import (
    NO_LONGER_THAN,
    Grain,
    Period,
    at_grain,
    century_of,
    day_of,
    decade_of,
    duration_value,
    half_of,
    quarter_of,
    season_of,
    shifted,
    step,
    weekend_of,
    year_of,
)
from rashomon.resolve.time_context import (
    CLOCK_ALONE,
    FROM_EVENT,
    LENGTH,
    NO_ANTECEDENT,
    NO_PUBLICATION,
    PARAGRAPH_REACH,
    REPEATED,
    VAGUE,
    Context,
    Found,
    followed_by_word,
    given,
    missing,
)
from rashomon.resolve.time_days import direction, said_year, staged
from rashomon.resolve.time_scan import Hit, word_before

GRAINS: Final[dict[str, Grain]] = {
    "day": "day",
    "weekend": "weekend",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "half": "half",
    "year": "year",
    "decade": "decade",
    "century": "century",
}
"""The units that periods come in, by the values of the lexicon's lists of units."""

MINUTES_OF_DAY: Final = 24 * 60

_SHIFTS: Final = {
    "last": -1,
    "previous": -1,
    "this": 0,
    "same": 0,
    "next": 1,
    "the next": 1,
    "following": 1,
}


def read_unit(hit: Hit, context: Context) -> Found | None:
    """ "last week", "earlier this month", "the following day", "the end of the year"."""
    grain = GRAINS.get(unit_of(hit, context) or "")
    which = direction(hit, context)
    if grain is None:
        return None
    if which is None:
        return _pointed(hit, context, grain)
    if which == "past":
        return read_window(hit, context)
    if which in ("previous", "following", "same") or (which == "the next" and grain == "day"):
        same = which == "same"  # "the same day" may be that of telling
        anchor = context.last(hit.start, NO_LONGER_THAN.get(grain), of_telling=same)
        if anchor is None:
            return missing(hit, None, NO_ANTECEDENT)
        return given(hit, _relative(anchor.start, _SHIFTS[which], grain))
    base = context.base(hit.start)
    if base is None:
        return missing(hit, None, NO_PUBLICATION)
    if grain == "weekend":
        return given(hit, _weekend(base, which, context.tense(hit.start)))
    if which == "latest":
        spoken_of = context.last(hit.start, (grain,), PARAGRAPH_REACH, leave_out="ago")
        return given(hit, spoken_of or _relative(base, -1, grain))
    return given(hit, staged(_relative(base, _SHIFTS[which], grain), hit, context, base))


def _relative(day: date, shift: int, grain: Grain) -> Period:
    return at_grain(step(at_grain(day, grain).start, shift, grain), grain)


def _weekend(base: date, which: str | None, tense: str | None) -> Period:
    """The weekend that is on, or the last one, or the coming one."""
    this = weekend_of(base)
    past = this if this.end < base else weekend_of(step(base, -1, "week"))
    if which == "last":
        return past
    if which in ("next", "the next"):
        return this if this.start > base else weekend_of(step(base, 1, "week"))
    if this.start <= base or tense == "future" or (which == "this" and tense != "past"):
        return this
    return past


def _pointed(hit: Hit, context: Context, grain: Grain) -> Found | None:
    """ "the quarter", "the end of the year": the one just spoken of, else the present one."""
    staged_words = set(hit.groups) & {"phase", "moving"}
    if not staged_words and hit.groups["unit"] not in context.lexicon.context["pointed"]:
        return None
    base = context.base(hit.start)
    period = context.last(hit.start, (grain,), PARAGRAPH_REACH, leave_out="ago")
    if period is None:
        if base is None:
            return missing(hit, None, NO_ANTECEDENT)
        if grain == "weekend":
            period = _weekend(base, None, context.tense(hit.start))
        else:
            period = at_grain(base, grain)
    return given(hit, staged(period, hit, context, base))


def read_unit_end(hit: Hit, context: Context) -> Found:
    """ "year-end": the last day of the present one."""
    base = context.base(hit.start)
    grain = GRAINS.get(unit_of(hit, context) or "")
    if base is None or grain is None:
        return missing(hit, None, NO_PUBLICATION)
    return given(hit, day_of(at_grain(base, grain).end))


def read_ago(hit: Hit, context: Context) -> Found | None:
    """ "three weeks ago", "two days later", "the day before", "il y a deux semaines"."""
    unit, count = unit_of(hit, context), number_of(hit, context)
    how = str(context.lexicon.value("ago", hit.groups["ago"]))
    sign, anchored = (-1 if how.startswith("-") else 1), how[1:]
    assert unit is not None, hit.phrase.pattern.pattern
    if anchored == "event" and followed_by_word(hit, context):
        value = None if count is None else duration_value(count, unit)
        return missing(hit, value, FROM_EVENT, "DURATION" if value else "DATE")
    if count is None:
        return missing(hit, "PAST_REF" if sign < 0 else "FUTURE_REF", VAGUE)
    like = context.last(hit.start, ("quarter", "month", "half"), PARAGRAPH_REACH, "ago")
    if (unit, count, sign) == ("year", 1, -1) and like is not None:
        return given(hit, shifted(like, -1, "year"))
    anchor = context.base(hit.start)
    if anchored != "now" and unit not in GRAINS:
        return _hours_away(hit, context, sign * count, unit)
    if anchored != "now":
        named = _counted_from(hit, context, sign * count, unit)
        if named is None:
            return missing(hit, None, NO_ANTECEDENT)
        anchor = named.start if sign < 0 else named.end
        if _is_ahead(anchor, sign * count, unit, context, hit.start):
            return missing(hit, None, NO_ANTECEDENT)
    if anchor is None:
        return missing(hit, None, NO_PUBLICATION)
    return given(hit, _away(anchor, sign * count, unit))


def _counted_from(hit: Hit, context: Context, count: float, unit: str) -> Period | None:
    if unit == "day":
        return context.focus(hit.start, count)
    return context.last(hit.start, NO_LONGER_THAN.get(unit))


def _is_ahead(anchor: date, count: float, unit: str, context: Context, at: int) -> bool:
    """Whether "two days later" would come after the day of the report, of what is told as past: it
    counts from something that has no day."""
    base = context.base(at)
    if base is None or count < 0 or anchor > base or context.tense(at) == "future":
        return False
    return _away(anchor, count, unit).start > base


def _hours_away(hit: Hit, context: Context, count: float, unit: str) -> Found:
    """ "An hour earlier", after a clock time, is another one of the same day."""
    value = duration_value(abs(count), unit)
    named = context.earlier[-1] if context.earlier else None
    near = named is not None and hit.start - named.end <= PARAGRAPH_REACH
    if named is None or named.hour is None or not near or unit == "second":
        return missing(hit, value, NO_ANTECEDENT, "DURATION")
    minutes = 60 * int(named.hour[:2]) + int(named.hour[3:])
    minutes += round(count * (60 if unit == "hour" else 1))
    if not 0 <= minutes < MINUTES_OF_DAY:
        return missing(hit, value, NO_ANTECEDENT, "DURATION")
    hour = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return replace(
        missing(hit, f"XXXX-XX-XXT{hour}", CLOCK_ALONE, "TIME", hour=hour, tz=named.tz),
        form="clock",
    )


def _away(anchor: date, count: float, unit: str) -> Period:
    """The period `count` units from a day, as exact as the unit: weeks are counted to a week."""
    if unit in ("second", "minute", "hour"):
        days = count / {"second": 86400, "minute": 1440, "hour": 24}[unit]
        return day_of(step(anchor, round(days), "day"))
    if unit == "fortnight":
        count, unit = 2 * count, "week"
    if count != int(count):
        smaller = {"year": ("month", 12), "decade": ("year", 10), "week": ("day", 7)}
        unit, parts = smaller.get(unit, ("day", 30))
        count = round(count * parts)
    return at_grain(step(anchor, int(count), unit), GRAINS[unit])


def read_window(hit: Hit, context: Context) -> Found | None:
    """ "the past three weeks", "ces deux derniers jours": a stretch up to or from a day."""
    unit = unit_of(hit, context)
    which = "last" if "span_since" in hit.groups else direction(hit, context)
    count = number_of(hit, context)
    if unit is None or which is None:
        return None
    if "vague_number" in hit.groups:
        count = None
    value = duration_value(count, unit)
    if count is None:
        return missing(hit, value, VAGUE, "DURATION")
    if which in ("this", "same"):
        return missing(hit, value, LENGTH, "DURATION")
    back = which in ("last", "past", "previous")
    anchor = context.base(hit.start)
    if which in ("previous", "following"):
        named = context.last(hit.start, NO_LONGER_THAN.get(GRAINS.get(unit, "day")))
        anchor = None if named is None else named.start if back else named.end
    if anchor is None:
        reason = NO_ANTECEDENT if which in ("previous", "following") else NO_PUBLICATION
        return missing(hit, value, reason, "DURATION")
    far = _far_end(anchor, -count if back else count, unit)
    start, end = min(far, anchor), max(far, anchor)
    grain = GRAINS.get(unit, "day")
    return given(hit, Period(start, end, value, grain), timex_type="DURATION")


def _far_end(anchor: date, count: float, unit: str) -> date:
    if unit in ("second", "minute", "hour"):
        days = count / {"second": 86400, "minute": 1440, "hour": 24}[unit]
        return step(anchor, round(days) or (-1 if days < 0 else 1), "day")
    if unit == "fortnight":
        return step(anchor, round(2 * count), "week")
    return step(anchor, round(count), unit)


def read_duration(hit: Hit, context: Context) -> Found | None:
    """ "72 hours", "two-year", "several months", "a year and a half"."""
    unit = unit_of(hit, context)
    assert unit is not None, hit.phrase.pattern.pattern
    count = number_of(hit, context)
    counted = {"number", "vague_number"} & hit.groups.keys()
    if unit == "quarter" and (count in (1, 3) or not counted):
        return None  # three quarters of something, or where somebody lives
    if hit.groups.get("number") in context.lexicon.context["per"] and _is_rate(hit, context):
        return missing(hit, duration_value(1, unit), REPEATED, "SET")
    if hit.groups.keys() >= {"half"} and "number" not in hit.groups:
        count = 0.5
    if {"vague_number", "vague_adjective"} & hit.groups.keys():
        count = None
    return missing(hit, duration_value(count, unit), LENGTH if count else VAGUE, "DURATION")


def _is_rate(hit: Hit, context: Context) -> bool:
    """ "$5 million a year", "four flights a week"."""
    before = word_before(context.folded, hit.start)
    if before[-1:].isdigit() or before in context.lexicon.context["rate_words"]:
        return True
    return len(before) > 3 and before.endswith("s") and not before.endswith("ss")


def read_age(hit: Hit, context: Context) -> None:
    """ "a 30-year-old man": a person's age is no time of the report's."""


def read_set(hit: Hit, context: Context) -> Found:
    """ "every day", "each Thursday", "daily", "twice a week"."""
    lexicon, words = context.lexicon, hit.groups
    if "frequency" in words:
        value = str(lexicon.value("frequency", words["frequency"]))
    elif hit.word("weekday") or hit.word("weekdays"):
        kind = "weekdays" if "weekdays" in words else "weekday"
        value = f"XXXX-WXX-{int(lexicon.value(kind, words[kind])) + 1}"
        if "part" in words:
            value += f"T{lexicon.value('part', words['part'])}"
    elif "part" in words:
        value = f"XXXX-XX-XXT{lexicon.value('part', words['part'])}"
    elif "month" in words:
        value = f"XXXX-{int(lexicon.value('month', words['month'])):02d}"
    elif "season" in words:
        value = f"XXXX-{lexicon.value('season', words['season'])}"
    else:
        counted = "every" in words and "number" in words
        count = number_of(hit, context) if counted else 1
        value = duration_value(count, unit_of(hit, context) or "day")
    return missing(hit, value, REPEATED, "SET")


def read_quarter(hit: Hit, context: Context) -> Found:
    """ "the third quarter", "second quarter of 2019", "au premier trimestre"."""
    number = int(context.lexicon.value("ordinal", hit.groups["ordinal"]))
    return _part_of_year(hit, context, [quarter_of(y, number) for y in _years(hit, context)], "Q")


def read_half(hit: Hit, context: Context) -> Found | None:
    """ "the first half of 2019", "au second semestre"."""
    number = int(context.lexicon.value("ordinal", hit.groups["ordinal"]))
    if number > 2:
        return None
    return _part_of_year(hit, context, [half_of(y, number) for y in _years(hit, context)], "H")


def read_season(hit: Hit, context: Context) -> Found:
    """ "last summer", "the winter of 2019", "l'été dernier"."""
    code = str(context.lexicon.value("season", hit.groups["season"]))
    return _part_of_year(hit, context, [season_of(y, code) for y in _years(hit, context)], code)


def _years(hit: Hit, context: Context) -> list[int]:
    """The year that a hit names, or those around publication."""
    year, base = said_year(hit, context), context.base(hit.start)
    if year is not None:
        return [year]
    return [] if base is None else [base.year + shift for shift in (-2, -1, 0, 1, 2)]


def _part_of_year(hit: Hit, context: Context, periods: list[Period], code: str) -> Found:
    """The one of `periods` (the same part of each year) that is meant."""
    base = context.base(hit.start)
    if len(periods) == 1:
        said = "year" in hit.groups
        return given(hit, staged(periods[0], hit, context, base), said_year=said)
    if base is None:
        return missing(hit, f"XXXX-{code}", NO_PUBLICATION)
    which = direction(hit, context)
    ended = [each for each in periods if each.end < base]
    begun = [each for each in periods if each.start <= base]
    ahead = [each for each in periods if each.end >= base]
    coming = [each for each in periods if each.start > base]
    if which in ("last", "previous", "past"):
        chosen = ended[-1]
    elif which in ("next", "the next", "following"):
        chosen = coming[0]
    elif which == "this":
        same_year = [each for each in periods if each.start.year == base.year]
        holding = [each for each in begun if each.end >= base]
        chosen = (holding or same_year)[0]
    else:
        hinted = context.tense(hit.start) == "future"
        soon = ahead[0].start - base <= base - begun[-1].end
        chosen = ahead[0] if hinted and soon else begun[-1]
    return given(hit, staged(chosen, hit, context, base))


def read_year(hit: Hit, context: Context) -> Found | None:
    """ "2019", "early 2019", "fiscal 1989", "the year 2019"."""
    year = said_year(hit, context)
    if year is None:
        return None
    period = staged(year_of(year), hit, context, context.base(hit.start))
    return given(hit, period, said_year=True)


def read_spoken_year(hit: Hit, context: Context) -> Found | None:
    """ "nineteen ninety-four", as transcripts of broadcasts have it."""
    lexicon = context.lexicon
    if "spoken_year" in hit.groups:
        return given(hit, year_of(int(lexicon.value("spoken_year", hit.groups["spoken_year"]))))
    rest = number_of(hit, context)
    if rest is None or not 10 <= rest <= 99 or hit.groups["number"].isdigit():
        return None
    century = int(lexicon.value("spoken_century", hit.groups["spoken_century"]))
    return given(hit, year_of(100 * century + int(rest)), said_year=True)


def read_decade(hit: Hit, context: Context) -> Found:
    """ "the 1990s", "the nineties", "les années 90"."""
    words = hit.groups
    if "decade_word" in words:
        year = 1900 + int(context.lexicon.value("decade_word", words["decade_word"]))
    else:
        figure = words.get("decade") or words["decade_figure"]
        digits = "".join(each for each in figure if each.isdigit())
        year = int(digits) if len(digits) == 4 else 1900 + int(digits)
    return given(hit, staged(decade_of(year), hit, context, context.base(hit.start)))


def read_century(hit: Hit, context: Context) -> Found | None:
    """ "the 19th century", "au XIXe siècle"."""
    if "century_word" in hit.groups:
        number: float | None = int(
            context.lexicon.value("century_word", hit.groups["century_word"])
        )
    else:
        number = number_of(hit, context)
    if number is None or not 1 <= number <= 21:
        return None
    return given(hit, staged(century_of(int(number)), hit, context, context.base(hit.start)))


def read_vague(hit: Hit, context: Context) -> Found:
    """ "now", "soon", "bientôt": which way, but not when. The lists differ in where they stand."""
    (kind, word), *_ = hit.groups.items()
    return missing(hit, str(context.lexicon.value(kind, word)), VAGUE)


# -------------------------------------------------------------------------------- words to numbers


def unit_of(hit: Hit, context: Context) -> str | None:
    """The unit that a hit names."""
    for kind in ("unit", "units", "hour_mark"):
        word = hit.word(kind)
        if word is not None:
            return str(context.lexicon.value(kind, word))
    return None


def number_of(hit: Hit, context: Context) -> float | None:
    """How many units: 1 for a unit without a number, None for "several" or bare plurals."""
    extra = 0.5 if {"half", "half2"} & hit.groups.keys() else 0.0
    word = hit.word("number")
    if word is not None:
        count = int(word) if word.isdigit() else float(context.lexicon.value("number", word))
        return count + extra
    if "vague_number" in hit.groups or "units" in hit.groups:
        return None
    return 1 + extra
