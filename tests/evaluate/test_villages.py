"""Villages told of and located: what is written, what is hidden, what is scored."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.errors import UsageError
from rashomon.evaluate import villages
from rashomon.evaluate.measure import Asked
from rashomon.evaluate.villages import (
    LANGUAGES,
    SETS,
    Hiding,
    Outcome,
    Teller,
    Village,
    distance_in_words,
    measure,
    read_villages,
    summary,
    wind_in_words,
)
from rashomon.gazetteer import Borders, open_builtin
from tests.gazetteer.test_added import line

KM = {"km": 1, "kilometres": 1, "kilometers": 1, "kilomètres": 1, "kilomètre": 1, "miles": 1.609344,
      "mile": 1.609344, "kilometre": 1, "kilometer": 1}  # fmt: skip
VILLAGE = Village(1, "Qorvenka", "NE", 14.0, 5.5)


@pytest.fixture(scope="module")
def teller() -> Teller:
    return Teller(open_builtin(), Borders.open())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", SETS)
@pytest.mark.parametrize("count", [2, 3])
def test_reports_are_whole_and_always_the_same(
    teller: Teller, language: str, of: str, count: int
) -> None:
    told = teller.tell(VILLAGE, language, of, count)
    assert told is not None
    assert len(told.clauses) == count
    assert "Qorvenka" in told.text
    assert "{" not in told.text
    assert told == teller.tell(VILLAGE, language, of, count)


@given(st.floats(0.5, 600), st.integers(0, 10**6), st.sampled_from(LANGUAGES))
def test_distances_are_rounded_and_not_made_up(km: float, seed: int, language: str) -> None:
    words = distance_in_words(random.Random(seed), km, language)
    unit = words.split()[-1]
    digits = re.search(r"[\d,]+", words)
    if digits:
        value = float(digits[0].replace(",", "")) * KM[unit]
        assert abs(value - km) <= max(0.26 * km, 1.7), words


@given(st.floats(0, 360), st.integers(0, 10**6))
def test_winds_are_near_the_bearing(bearing: float, seed: int) -> None:
    wind = wind_in_words(random.Random(seed), bearing, "en").replace("-", "")
    told = {"north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180,
            "southwest": 225, "west": 270, "northwest": 315}[wind]  # fmt: skip
    assert abs((told - bearing + 180) % 360 - 180) <= 30.01


def test_a_village_is_hidden_and_its_namesakes_far_away_are_not() -> None:
    builtin = open_builtin()
    town = next(p for p in builtin.exact("Ouallam") if p.feature_class == "P")
    hiding = Hiding.over(builtin.path)
    assert town in hiding.exact("Ouallam")
    away = town.latitude + 5
    hiding.hide(Village(2, "Ouallam", "NE", away, town.longitude))
    assert town in hiding.exact("Ouallam")
    hiding.hide(Village(2, "Ouallam", "NE", town.latitude, town.longitude))
    assert town not in hiding.exact("Ouallam")
    assert town not in {p for p, _ in hiding.fuzzy("Oualam", country="NE")}
    assert hiding.exact("Niamey") == builtin.exact("Niamey")


def test_what_is_not_located_counts_as_far_away() -> None:
    near = Outcome(4.0, 10.0, True, "from-report", False, 1.0, 1.0)
    lost = Outcome(None, None, False, None, False, None, None)
    figures = summary([near, lost, lost])
    assert figures["median_km"] > 20_000
    assert figures["inside"] == figures["located"] == pytest.approx(1 / 3)


def test_measuring_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(villages, "VILLAGES", 2)
    monkeypatch.setattr(villages, "FALSIFIED", 1)
    dump = [line(900000031, "Qorvenka", 14.0, 5.5), line(900000032, "Tarvenka", 13.6, 8.2)]
    (tmp_path / "NE.txt").write_text("".join([*dump, "broken\n"]), encoding="utf-8")
    assert {v.name for v in read_villages(tmp_path)} == {"Qorvenka", "Tarvenka"}
    scored = measure(tmp_path, Asked())
    assert scored.figures["three clauses"]["villages"] == 2
    assert scored.figures["three clauses"]["median_km"] < 40
    assert scored.figures["one clause falsified"]["villages"] == 1
    assert len(scored.predictions) == 5
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UsageError, match="no GeoNames dumps"):
        read_villages(empty)
