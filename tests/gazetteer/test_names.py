"""Names as keys: what must be one name, and what must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.gazetteer.names import key, skeleton, skeletons_near, without_article


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Côte d'Ivoire", "COTE D’IVOIRE"),
        ("N’Djamena", "N'Djaména"),
        ("Bani-Bangou", "Bani Bangou"),
        ("U.S.", "US"),
        ("Saint-Louis", "St. Louis"),
    ],
)
def test_spellings_with_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Djibo", "Jibo"),
        ("Mossoul", "Mosul"),
        ("Tombouctou", "Tombuktu"),
        ("Al-Falluja", "Fallujah"),
        ("Ouallam", "Wallam"),
        ("Faloudja", "Fallujah"),
    ],
)
def test_transliterations_sound_the_same(one: str, other: str) -> None:
    assert skeleton(key(one)) == skeleton(key(other))


def test_niger_and_nigeria_keep_apart() -> None:
    assert key("Niger") != key("Nigeria")
    assert key("Nigerien") != key("Nigerian")


def test_articles() -> None:
    assert without_article(key("The Hague")) == "hague"
    assert without_article(key("l'Isle")) == "isle"
    assert without_article(key("Lagos")) == "lagos"


@given(st.text(max_size=30))
def test_a_key_is_its_own_key(name: str) -> None:
    once = key(name)
    assert key(once) == once
    assert skeleton(once) in skeletons_near(skeleton(once))


@given(st.text(alphabet="abcdfghjklmnprst", min_size=3, max_size=8), st.integers(0, 7))
def test_one_dropped_letter_is_near(a_skeleton: str, at: int) -> None:
    at %= len(a_skeleton)
    assert a_skeleton[:at] + a_skeleton[at + 1 :] in skeletons_near(a_skeleton)
