"""Days named inside a quotation count from the day on which it was said."""

from __future__ import annotations

import pytest

from rashomon.annotate import annotate
from rashomon.knowledge import Knowledge
from rashomon.records import Report
from rashomon.resolve import resolve


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.open()


@pytest.mark.parametrize(
    ("text", "language", "words", "day"),
    [
        (
            "“Gunmen came to the village yesterday,” the mayor told reporters on Wednesday.",
            "en", "yesterday", "2020-01-07",
        ),
        ("The mayor said on Wednesday: “They came yesterday.”", "en", "yesterday", "2020-01-07"),
        ("The mayor said: “They came yesterday.”", "en", "yesterday", "2020-01-09"),
        ("“They came yesterday,” the mayor said.", "en", "yesterday", "2020-01-09"),
        (
            "The attack of Monday was cruel. “They came yesterday,” the mayor said on Tuesday.",
            "en", "yesterday", "2020-01-06",
        ),
        (
            "« Ils sont venus hier au village », a déclaré mercredi le maire de la ville.",
            "fr", "hier", "2020-01-07",
        ),
        ("Le maire a déclaré qu'ils étaient venus hier.", "fr", "hier", "2020-01-09"),
    ],
)  # fmt: skip
def test_a_day_inside_a_quotation(
    knowledge: Knowledge, text: str, language: str, words: str, day: str
) -> None:
    report = Report.make(text, published="2020-01-10", language=language)
    times = resolve(annotate(report, language, knowledge), knowledge).times
    (found,) = [each for each in times if each.span.text == words]
    assert str(found.start) == day
