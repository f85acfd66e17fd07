"""When: the time expressions of a text, resolved against the day it was published.

The steps, on one screen:

1. scan    words that may speak of times → hits of the lexicon's phrases   (`time_scan`)
2. read    each hit in order → days, TimeML value, or none with a reason   (`time_days`, …)
3. join    day + hour, part of day + day; years shared in a list           (`time_join`)
4. link    "from … to …", "since …" → one run of days                      (`time_join`)

Works on the words alone, so that capitals, missing accents and texts that no parser has seen do not
matter. The method is that of HeidelTime (Strötgen and Gertz 2010): phrases and words as data, and
values found by rule from the publication date, tense and what was named before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from rashomon.document import TimeExpression
from rashomon.records import Span
from rashomon.resolve.time_calendar import date_precision
from rashomon.resolve.time_clock import (
    read_clock,
    read_deictic_part,
    read_named_hour,
    read_part,
)
from rashomon.resolve.time_context import Context, Found
from rashomon.resolve.time_days import (
    read_beside,
    read_date,
    read_days,
    read_deictic,
    read_holiday,
    read_month,
    read_night,
    read_numeric,
    read_overnight,
    read_weekday,
)
from rashomon.resolve.time_join import join_hours, link_ranges, share_years
from rashomon.resolve.time_lexicon import TimeLexicon, fold
from rashomon.resolve.time_scan import Hit, scan
from rashomon.resolve.time_units import (
    read_age,
    read_ago,
    read_century,
    read_decade,
    read_duration,
    read_half,
    read_quarter,
    read_season,
    read_set,
    read_spoken_year,
    read_unit,
    read_unit_end,
    read_vague,
    read_window,
    read_year,
)

READERS: Final[Mapping[str, Callable[[Hit, Context], Found | None]]] = {
    "age": read_age,
    "ago": read_ago,
    "beside": read_beside,
    "century": read_century,
    "clock": read_clock,
    "date": read_date,
    "days": read_days,
    "decade": read_decade,
    "deictic": read_deictic,
    "deictic_part": read_deictic_part,
    "duration": read_duration,
    "half": read_half,
    "holiday": read_holiday,
    "month": read_month,
    "named_hour": read_named_hour,
    "night": read_night,
    "numeric": read_numeric,
    "overnight": read_overnight,
    "part": read_part,
    "quarter": read_quarter,
    "season": read_season,
    "set": read_set,
    "spoken_year": read_spoken_year,
    "unit": read_unit,
    "unit_end": read_unit_end,
    "vague": read_vague,
    "weekday": read_weekday,
    "window": read_window,
    "year": read_year,
}
"""How a phrase is understood, by the name that it carries in the lexicon."""


def resolve_times(
    text: str,
    language: str,
    published: str | None,
    lexicon: TimeLexicon,
    *,
    tense_at: Callable[[int], str | None] | None = None,
    said_at: Callable[[int], date | None] | None = None,
    link: bool = True,
) -> tuple[TimeExpression, ...]:
    """The time expressions of `text`, in order and without overlap.

    `published` is an ISO 8601 date or time: without it what counts from "today" has no start, and
    a reason. `tense_at(offset)` gives the tense of the clause there ("past", "present", "future")
    where a parser knows it; `said_at(offset)` the day on which a quotation there was said, if it
    was another day than that of publication. With `link` false both ends of a range stay apart, as
    TimeML annotates them.
    """
    assert language == lexicon.language, (language, lexicon.language)
    day = None if published is None else date.fromisoformat(published[:10])
    context = Context(text, fold(text), lexicon, day, tense_at, said_at)
    for hit in scan(text, context.folded, lexicon):
        found = READERS[hit.phrase.reads](hit, context)
        if found is not None:
            context.earlier.append(found)
    joined = share_years(join_hours(context.earlier, context), context)
    if link:
        joined = link_ranges(joined, context)
    return tuple(_expression(found, text) for found in joined)


def _expression(found: Found, text: str) -> TimeExpression:
    period = found.period
    end = None if period is None or found.open_end else period.end
    return TimeExpression(
        span=Span.of(text, found.start, found.end),
        timex_type=found.timex_type,
        value=found.value,
        start=period.start if period else None,
        end=end,
        date_prec=date_precision(period.start, end) if period and end else None,
        time="00:00" if found.hour == "24:00" else found.hour,
        tz=found.tz,
        reason=found.reason,
    )
