"""The reader, opened once for all tests: the two language models take seconds to load.

read_text("Gunmen killed 12 villagers on Monday.", "en")
"""

from __future__ import annotations

from functools import cache

from rashomon.knowledge import Knowledge
from rashomon.pipeline import read
from rashomon.records import Reading, Report

PUBLISHED = "2020-01-10"
"""A Friday: the day on which a text without a date of its own appeared."""


@cache
def knowledge() -> Knowledge:
    """The shipped knowledge, shared by every test that does not change it."""
    return Knowledge.open()


def report_of(
    text: str, language: str = "en", published: str | None = PUBLISHED, outlet: str | None = None
) -> Report:
    """A report with this text."""
    return Report.make(text, language=language, published=published, outlet=outlet)


def read_text(
    text: str, language: str = "en", published: str | None = PUBLISHED, outlet: str | None = None
) -> Reading:
    """All that the reader makes of a text."""
    return read(report_of(text, language, published, outlet), knowledge())
