"""Reports without capitals keep most of what they say; their spans are their own characters."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from rashomon import pipeline
from rashomon.as_written import as_written
from rashomon.evaluate.caseless import lower, score_without_capitals, upper
from rashomon.evaluate.cases import add_up, find_cases, load_case
from rashomon.knowledge import Knowledge
from rashomon.records import Report, iterate_spans

FOLDER = Path(__file__).parent / "cases"
ASIDE = frozenset(yaml.safe_load((FOLDER / "floors.yaml").read_text(encoding="utf-8"))["aside"])
CASES = [load_case(f) for f in find_cases(FOLDER) if f.name not in ASIDE]
KEPT = {"en": 0.86, "fr": 0.86}
"""Least share of the rows met that must survive the loss of all capitals."""
MORE_FORBIDDEN = 3
"""Forbidden rows that a language's cases may meet besides without capitals."""

TEXT = (
    "Gunmen killed seven soldiers in an attack on an army post near Menaka in Mali on Monday, the "
    "Malian army said. Islamic State claimed responsibility for the attack."
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge.open()


@pytest.mark.parametrize("language", sorted(KEPT))
def test_most_rows_survive(language: str, knowledge: Knowledge) -> None:
    cases = [c for c in CASES if c.name.endswith(f"-{language}")]
    as_is = add_up(score_without_capitals(c, str, knowledge) for c in cases)
    without = add_up(score_without_capitals(c, lower, knowledge) for c in cases)
    assert without.bad == 0
    assert without.met >= KEPT[language] * as_is.met
    assert without.forbidden <= as_is.forbidden + MORE_FORBIDDEN


@pytest.mark.parametrize("change", [lower, upper])
def test_spans_are_the_text_as_written(change: object, knowledge: Knowledge) -> None:
    text = lower(TEXT) if change is lower else upper(TEXT)
    report = Report.make(text, published="2023-05-02", language="en")
    reading = pipeline.read(report, knowledge)
    assert reading.report.text == text
    spans = list(iterate_spans(reading.claims))
    assert spans
    assert all(text[s.start : s.end] == s.text for s in spans)
    (deaths,) = [c for c in reading.claims if c.field == "deaths"]
    assert deaths.value.text in text  # type: ignore[union-attr]


def test_a_text_with_capitals_is_read_as_it_is(knowledge: Knowledge) -> None:
    report = Report.make(TEXT, published="2023-05-02", language="en")
    reading = pipeline.read(report, knowledge)
    assert as_written(reading, report) is reading
    assert reading.report is report
