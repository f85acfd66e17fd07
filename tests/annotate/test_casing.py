"""Capitals put back: offsets hold, names are found again, and text with capitals is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.casing import caseless, casing, shown

ENGLISH = (
    "Gunmen attacked a police station near Bogota on Monday, the Colombian Defense Ministry said. "
    "Two officers were killed, according to President Cesar Gaviria, who spoke in Medellin."
)
FRENCH = (
    "Des hommes armés ont attaqué un village près de Niamey lundi, selon le ministère de la "
    "Défense. Deux soldats ont été tués, a déclaré Emmanuel Macron à Paris."
)


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (FRENCH, "fr")])
@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_most_capitals_come_back(text: str, language: str, change: object) -> None:
    changed = text.lower() if change is str.lower else text.upper()
    assert caseless(changed)
    restored = shown(changed, language)
    wrong = sum(a != b for a, b in zip(restored, text, strict=True))
    assert restored.lower() == text.lower()
    assert wrong <= 3


@pytest.mark.parametrize("text", [ENGLISH, FRENCH, "a few words", "", "12 30 45"])
def test_text_with_capitals_or_too_short_is_left_alone(text: str) -> None:
    assert shown(text, "en") == text


def test_a_short_form_in_brackets_is_written_in_capitals() -> None:
    text = (
        "guerrillas of the popular front of zandoria (pfzq) claimed the attack in a note on monday."
    )
    assert "(PFZQ)" in shown(text, "en")


def test_a_language_without_a_table_is_read_as_it_is() -> None:
    assert shown(ENGLISH.lower(), "xx") == ENGLISH.lower()


@given(st.text(max_size=300))
def test_offsets_always_hold(text: str) -> None:
    table = casing("en")
    assert table is not None
    restored = table.restore(text)
    assert len(restored) == len(text)
    assert all(a.lower() == b.lower() or a == b for a, b in zip(restored, text, strict=True))


@given(st.text(alphabet="abc XYZéß'’-.(\n", max_size=200))
def test_upper_and_lower_case_are_restored_alike(text: str) -> None:
    table = casing("en")
    assert table is not None
    upper = "".join(c.upper() if len(c.upper()) == 1 else c for c in text)
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    assert table.restore(upper) == table.restore(lower)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Two Officers Wounded In Dallas Shooting", "Two officers wounded in Dallas shooting"),
        ("Islamic State Claims Attack Near Niamey", "Islamic State claims attack near Niamey"),
        ("Police: 11-Year-Old Boy Killed In Raid", "Police: 11-year-old boy killed in raid"),
    ],
)
def test_headlines_lose_the_capitals_of_plain_words(line: str, read: str) -> None:
    body = "A man was shot on Monday, police said."
    assert shown(f"{line}\n{body}", "en") == f"{read}\n{body}"


@given(st.text(max_size=200))
def test_what_is_shown_is_as_long_as_the_text(text: str) -> None:
    assert len(shown(text, "en")) == len(text)
