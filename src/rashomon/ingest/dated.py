"""The day on which a report appeared, where its own first lines say it.

    Market bombed
    By Ann Lee | 22 June 2023

    NAIROBI, Sept 21, 2013 (Agency) - …

Only a whole date counts, day, month and year, in a line that says little else or in a dateline; a
date written in figures alone only where its order is beyond doubt. Days are understood by
`dateparser`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

PROSE: Final = 160
"""Characters from which a line is a paragraph; only what stands before the first is a header."""
HEADER_LINES: Final = 8
OTHER_WORDS: Final = 6
"""Words that may stand beside the date in a line that is about it: "By Ann Lee, Nairobi"."""
_NAMED: Final = (
    r"(?:\d{1,2}(?:st|nd|rd|th|er)?\.?\s+[^\W\d_]{3,9}\.?,?\s+(?:19|20)\d\d"
    r"|[^\W\d_]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d)"
)
_DATE: Final = re.compile(
    rf"(?<![\w/.-])(?:(?P<iso>(?:19|20)\d\d-\d\d-\d\d)|(?P<named>{_NAMED})"
    r"|(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<year>(?:19|20)\d\d))(?!\w)"
)
_DATELINE: Final = re.compile(
    rf"[A-ZÀ-Þ][^.\n:;]{{1,50}}?[,(]?\s(?:le\s)?(?P<day>{_NAMED})\)?\s?(?:\([^)\n]{{2,30}}\))?\s?[-–—:]"
)
"""A place, a whole date, perhaps an agency, and a dash, where a paragraph begins."""


def day_of(text: str, language: str) -> str | None:
    """The day of publication that the first lines of `text` give, in ISO 8601; None without one, or
    where they give two. `language`: ISO 639-1, of the names of months."""
    days: set[date] = set()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for at, line in enumerate(lines[:HEADER_LINES]):
        if len(line) >= PROSE or at == HEADER_LINES - 1:
            break
        for match in _DATE.finditer(line):
            beside = len(re.findall(r"[^\W\d_]+", line)) - len(
                re.findall(r"[^\W\d_]+", match.group())
            )
            if beside <= (OTHER_WORDS if at else 0) and not line.endswith((".", "?", "!", ",")):
                days |= _days(match, language)
    for line in lines[:HEADER_LINES]:
        opening = _DATELINE.match(line)
        if opening is not None:
            days |= _named(opening["day"], language)
            break
    return days.pop().isoformat() if len(days) == 1 else None


def _days(match: re.Match[str], language: str) -> set[date]:
    if match["named"]:
        return _named(match["named"], language)
    try:
        if match["iso"]:
            return {date.fromisoformat(match["iso"])}
        first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
        if language != "en" or first > 12:
            return {date(year, second, first)}
        return {date(year, first, second)} if second > 12 or first == second else set()
    except ValueError:
        return set()


def _named(words: str, language: str) -> set[date]:
    # Slow to import, and needed only for reports that say no day otherwise.
    import dateparser

    whole = {"REQUIRE_PARTS": ["day", "month", "year"]}
    try:
        found = dateparser.parse(words, languages=[language], settings=whole)
    except ValueError:  # a language whose months it does not know
        return set()
    return {found.date()} if found is not None else set()
