"""Time expressions: cases that a reader of the language can add to, and what must always hold."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.document import TimeExpression
from rashomon.errors import KnowledgeError
from rashomon.knowledge import LANGUAGES
from rashomon.resolve.time_calendar import date_precision
from rashomon.resolve.time_lexicon import TimeLexicon, fold, lexicon_from
from rashomon.resolve.times import READERS, resolve_times

CASES = Path(__file__).parent / "times"


@cache
def lexicon(language: str) -> TimeLexicon:
    return TimeLexicon.load(language)


def read(
    text: str, language: str = "en", published: str | None = "2020-01-10", **more: Any
) -> tuple[TimeExpression, ...]:
    return resolve_times(text, language, published, lexicon(language), **more)


def listed_cases() -> Iterator[Any]:
    for language in LANGUAGES:
        listed = yaml.load(
            (CASES / f"{language}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
        )
        for case in listed["cases"]:
            published = case.get("published", listed["published"])
            yield pytest.param(
                language, None if published == "none" else published, case, id=case["text"][:60]
            )


def described(found: TimeExpression) -> dict[str, str]:
    first, last = found.start, found.end
    days = str(first) if first == last else f"{first} to {last}"
    shown = {
        "text": found.span.text,
        "type": found.timex_type,
        "value": found.value,
        "days": "none" if first is None else days.replace("None", "none"),
        "prec": found.date_prec,
        "time": found.time,
        "tz": found.tz,
        "why": found.reason,
    }
    return {key: "none" if value is None else str(value) for key, value in shown.items()}


@pytest.mark.parametrize(("language", "published", "case"), list(listed_cases()))
def test_cases(language: str, published: str | None, case: dict[str, Any]) -> None:
    tense = case.get("tense")
    found = read(case["text"], language, published, tense_at=(lambda _: tense) if tense else None)
    shown = [described(each) for each in found]
    assert [each["text"] for each in shown] == [each["text"] for each in case["expect"]]
    for mine, expected in zip(shown, case["expect"], strict=True):
        assert {key: mine[key] for key in expected} == expected


def test_a_quotation_counts_from_the_day_it_was_said() -> None:
    text = 'He said yesterday: "They came yesterday."'
    quoted = text.index('"')
    found = read(text, said_at=lambda at: date(2020, 1, 7) if at > quoted else None)
    assert [each.start for each in found] == [date(2020, 1, 9), date(2020, 1, 6)]


def test_without_linking_both_ends_stay_apart() -> None:
    found = read("from Monday to Wednesday", link=False)
    assert [each.span.text for each in found] == ["Monday", "Wednesday"]


# ------------------------------------------------------------------------------ what always holds

WORDS = {
    language: sorted(
        {word for words in lexicon(language).words.values() for word in words}
        | {
            "the",
            "of",
            "le",
            "de",
            "du",
            "au",
            "9",
            "12:00",
            "2019",
            "1,500",
            ",",
            ".",
            "\n",
            "(",
            ")",
        }
    )
    for language in LANGUAGES
}


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str]:
    language = draw(st.sampled_from(LANGUAGES))
    words = draw(st.lists(st.sampled_from(WORDS[language]), max_size=12))
    joint = draw(st.sampled_from([" ", "-", "\n"]))
    return language, joint.join(words)


@settings(max_examples=300, deadline=None)
@given(texts(), st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_any_run_of_its_words_is_read_soundly(
    given: tuple[str, str], published: date | None
) -> None:
    language, text = given
    found = read(text, language, published.isoformat() if published else None)
    end = 0
    for each in found:
        assert text[each.span.start : each.span.end] == each.span.text
        assert each.span.start >= end
        end = each.span.end
        if each.start is None:
            assert each.reason
            assert each.end is None
            assert each.date_prec is None
        else:
            assert each.reason is None
            assert each.end is None or each.start <= each.end
            if each.end is not None:
                assert each.date_prec == date_precision(each.start, each.end)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_can_be_read(text: str, language: str) -> None:
    assert len(fold(text)) == len(text)
    for each in read(text, language):
        assert each.span.text


DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_last_one_up_to_publication(published: date, weekday: int) -> None:
    (found,) = read(f"Gunmen attacked on {DAYS[weekday]}.", published=published.isoformat())
    assert found.start is not None
    assert found.start.weekday() == weekday
    assert timedelta() <= published - found.start < timedelta(days=7)


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)))
def test_a_full_date_needs_no_publication(day: date) -> None:
    (found,) = read(f"on {day:%B} {day.day}, {day.year}", published=None)
    assert (found.start, found.end, found.value) == (day, day, day.isoformat())


@pytest.mark.parametrize(
    ("days", "precision"),
    [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5), (366, 5), (367, None)],
)
def test_date_precision(days: int, precision: int | None) -> None:
    start = date(2019, 1, 1)
    assert date_precision(start, start + timedelta(days=days - 1)) == precision


@pytest.mark.parametrize(
    "filler",
    ["Monday ", "a ", " ", "1 ", "1", "in May 2019, ", "la nuit ", "the\n", "two days later "],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_makes_the_search_endless(filler: str, language: str) -> None:
    """Texts made to mislead a pattern: with one that backtracks, none of these would end."""
    text = (filler * 40_000)[:40_000]
    assert all(
        found.span.text == text[found.span.start : found.span.end] for found in read(text, language)
    )


# ------------------------------------------------------------------------------------- the lexicon


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_names_a_reader_and_every_word_is_folded(language: str) -> None:
    known = lexicon(language)
    for phrases in known.phrases.values():
        assert {phrase.reads for phrase in phrases} <= READERS.keys()
    for words in known.words.values():
        assert all(word == fold(word) for word in words)


def test_a_lexicon_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(lexicon("fr")))
    found = resolve_times("Attaqué jeudi.", "fr", "2020-01-10", sent)
    assert [each.start for each in found] == [date(2020, 1, 9)]


def test_a_language_without_words_is_named() -> None:
    with pytest.raises(KnowledgeError, match=r"times\.de\.yaml is missing"):
        TimeLexicon.load("de")


def test_a_broken_lexicon_says_where() -> None:
    entries = {
        "words": {"number": {}, "tens": {}},
        "context": {"clock_core": "x"},
        "phrases": {"month": [{"month": "{mnoth}"}]},
    }
    with pytest.raises(KnowledgeError, match=r"times\.xx\.yaml, month: .*\{mnoth\}"):
        lexicon_from(entries, "times.xx.yaml")
