"""Values in words: an open bound stays open, an unknown says so."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.publish.labels import labels
from rashomon.publish.words import (
    Names,
    day_in_words,
    days_in_words,
    distance_in_words,
    figure_in_words,
    move_in_words,
    place_in_words,
    place_precision,
    question_in_words,
    short_days,
    time_in_words,
    type_in_words,
    value_in_words,
    voice_in_words,
)
from rashomon.records import (
    ClaimField,
    Finding,
    Involvement,
    ItemQuantity,
    LineageKind,
    MembershipValue,
    Mode,
    Place,
    PlaceMethod,
    PlaceRole,
    PlaceValue,
    Quantity,
    RelationValue,
    ResponsibilityValue,
    Stance,
    Status,
    TimeValue,
    TypeValue,
    VictimValue,
    VoiceKind,
)
from tests.factories import place
from tests.publish.sample import CAMP

NAMES = Names(
    actors={"a1": "Nigerien army", "a2": "Islamic State"},
    places={"p1": CAMP},
    incidents={"m1": "Ambush"},
)


def quantity(low: int | None, high: int | None, text: str = "x1", **more: Any) -> Quantity:
    return Quantity(**{"low": low, "high": high, "approximate": False, "text": text, **more})


@pytest.mark.parametrize(
    ("low", "high", "approximate", "text", "said"),
    [
        (25, None, False, "at least 25", "at least 25"),
        (None, 70, False, "up to 70", "at most 70"),
        (111, None, False, "more than 110", "at least 111"),
        (7, 7, False, "seven", "7"),
        (20, 30, False, "between 20 and 30", "20–30"),
        (40, 40, True, "about 40", "about 40"),
        (40, 40, True, "une quarantaine", "about 40 (“une quarantaine”)"),
        (24, None, False, "dozens", "at least 24 (“dozens”)"),
        (0, 0, False, "no casualties", "none"),
        (None, None, False, "thousands of", "no number given"),
        (12000, 12000, False, "12,000", "12,000"),
    ],
)
def test_figures(
    low: int | None, high: int | None, approximate: bool, text: str, said: str
) -> None:
    assert figure_in_words(quantity(low, high, text, approximate=approximate)) == said


def test_people_name_their_group_or_their_side() -> None:
    soldiers = quantity(89, None, "89", group="soldiers", side="a1")
    assert value_in_words("deaths", soldiers, NAMES) == "at least 89 soldiers killed"
    unnamed = quantity(5, 5, "5", side="a1")
    assert value_in_words("injuries", unnamed, NAMES) == "5 people of Nigerien army wounded"
    fled = quantity(None, None, "families", group="families")
    assert value_in_words("displaced", fled, NAMES) == "families displaced, no number given"
    more = quantity(58, 58, "58", group="bodies", counts="added")
    assert value_in_words("deaths", more, NAMES) == "58 more bodies killed"
    some = quantity(3, 3, "3", group="people", category="children", counts="part")
    assert value_in_words("deaths", some, NAMES).endswith(
        "(children) killed, part of a larger figure"
    )


def test_a_plural_without_number_is_not_quoted_twice() -> None:
    attackers = quantity(2, None, "attackers", group="attackers")
    assert value_in_words("deaths", attackers, NAMES) == "at least 2 attackers killed"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("damage", ItemQuantity(5, 5, False, "5", "cars", "a1", None), "5 cars of Nigerien army"),
        ("presence", ItemQuantity(None, None, False, "a base", "a base", None, "p1"),
         "a base at Chinagodrar"),
        ("perpetrator", Involvement("a2", "the group", "attacked"),
         "the group (Islamic State): attacked"),
        ("target", Involvement("a1", "army"), "army"),
        ("target", Involvement(None, "a camp"), "a camp"),
        ("victim", VictimValue(None, "a teacher", None, 34, "female", "killed"),
         "a teacher (female, aged 34, killed)"),
        ("place", PlaceValue("p1", "Chinagodrar", "site"), "Chinagodrar, Tillabéri, Niger"),
        ("place", PlaceValue("p1", "Mali", "origin"), "from Mali, Tillabéri, Niger"),
        ("place", PlaceValue("p9", "a forest", "site"), "a forest"),
        ("responsibility", ResponsibilityValue(None, "unclaimed"), "claimed by nobody"),
        ("responsibility", ResponsibilityValue("a2", "claimed"), "claimed by Islamic State"),
        ("responsibility", ResponsibilityValue("a2", "denied"), "denied by Islamic State"),
        ("relation", RelationValue("m1", "retaliation-for"), "in retaliation for Ambush"),
        ("relation", RelationValue(None, "linked"), "linked to another incident"),
        ("membership", MembershipValue("a2", ("a1", "a9")), "Islamic State: Nigerien army, a9"),
    ],
)  # fmt: skip
def test_other_values(field: str, value: Any, said: str) -> None:
    assert value_in_words(field, value, NAMES) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2020-01-09", "2020-01-09", "Thursday 9 January 2020"),
        ("2020-01-09", "2020-01-12", "9–12 January 2020"),
        ("2020-01-09", "2020-02-03", "9 January 2020 – 3 February 2020"),
        ("2020-01-01", "2020-01-31", "January 2020"),
        ("2020-02-01", "2020-02-29", "February 2020"),
        ("2019-11-01", "2019-12-31", "November – December 2019"),
        ("2019-01-01", "2019-12-31", "2019"),
        ("2020-01-09", None, "from 9 January 2020"),
        (None, "2020-01-09", "until 9 January 2020"),
        (None, None, "date not known"),
    ],
)
def test_days(start: str | None, end: str | None, said: str) -> None:
    assert days_in_words(start, end) == said


def test_short_days() -> None:
    assert short_days("2020-01-09", "2020-01-09") == "9 Jan 2020"
    assert short_days("2020-01-09", "2020-02-03") == "9 Jan – 3 Feb 2020"
    assert short_days("2019-12-30", "2020-01-02") == "30 Dec 2019 – 2 Jan 2020"
    assert short_days("2019-12-01", "2019-12-31") == "Dec 2019"
    assert short_days(None, None) == "–"
    assert day_in_words("2020-01-09T13:00:00+01:00", short=True) == "9 Jan 2020"


@given(st.dates(), st.dates())
def test_every_stretch_of_days_can_be_said(one: Any, other: Any) -> None:
    start, end = sorted((one.isoformat(), other.isoformat()))
    assert end[:4].lstrip("0") in days_in_words(start, end)
    assert short_days(start, end)


def test_times_places_types() -> None:
    assert time_in_words(TimeValue(None, None, None, None, None, "one night")) == "“one night”"
    value = TimeValue("2020-01-09", "2020-01-09", 1, "13:00", "local", "Thursday")
    assert time_in_words(value) == "Thursday 9 January 2020, 13:00 local"
    assert (
        type_in_words(TypeValue("Battles", "Armed clash", 1, None, None, "t"))
        == "Battles: Armed clash"
    )
    assert type_in_words(TypeValue(None, None, 3, None, None, "t")) == "one-sided violence"
    assert type_in_words(TypeValue(None, None, None, None, None, "a clash")) == "a clash"
    assert place_in_words(None) == "place not known"
    assert place_precision(place("Nowhere")) == "cannot be geolocated"
    assert "within 12 km of the point" in place_precision(CAMP)
    assert distance_in_words(0.4) == "0.4 km"
    assert distance_in_words(1234.5) == "1,234 km"


def test_a_place_is_not_said_twice() -> None:
    niamey = place("Niamey", 13.5, 2.1, country="NE", admin1="Niamey")
    assert place_in_words(niamey) == "Niamey, Niger"


def test_voices_and_questions() -> None:
    assert voice_in_words("official", "Defence Ministry") == "Defence Ministry (official)"
    assert voice_in_words("narrator", "A daily") == "A daily"
    assert voice_in_words("witness", "a witness") == "a witness"
    assert voice_in_words("anonymous", "") == "the unnamed"
    finding = Finding("deaths", "soldiers", "a1", "single", None, None, None, "", True, (), ())
    assert question_in_words(finding, NAMES) == "Soldiers killed (Nigerien army)"
    first, then = quantity(25, 25), quantity(89, None)
    assert move_in_words("deaths", first, then, NAMES) == "25 → at least 89"


def test_every_value_of_the_records_lists_has_its_words() -> None:
    known = labels()
    assert set(known.questions) == set(get_args(ClaimField))
    assert set(known.stances) == set(known.held) == set(get_args(Stance))
    assert set(known.modes) == set(get_args(Mode))
    assert set(known.voices) == set(get_args(VoiceKind))
    assert set(known.statuses) == set(get_args(Status))
    assert set(known.lineages) == set(get_args(LineageKind))
    assert set(known.methods) == set(get_args(PlaceMethod))
    assert set(known.roles) == set(get_args(PlaceRole))
    assert set(known.date_precision) == set(range(1, 6))
    assert set(known.where_precision) == set(range(1, 8))


def test_names_come_from_readings_and_sides() -> None:
    assert NAMES.actor(None) is None
    assert NAMES.actor("nobody") is None
    assert isinstance(NAMES.places["p1"], Place)
