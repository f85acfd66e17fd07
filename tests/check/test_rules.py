"""Rules: what each finds, and what it leaves alone."""

from __future__ import annotations

import pytest

from rashomon.check import explanation, run_checks
from rashomon.check.rules import RULES
from rashomon.knowledge import load_yaml
from rashomon.reconcile import describe, gather, trace_lineage, weigh_case
from rashomon.records import CheckResult, PlaceClause, PlaceMethod, Reading, Span
from tests.factories import actor, day, make_reading, place, site, toll


def checked(*readings: Reading) -> dict[str, list[CheckResult]]:
    mentions = [
        mention.id
        for reading in readings
        for mention in reading.incidents
        if mention.title == "main"
    ]
    case = gather(readings, mentions, trace_lineage([r.report for r in readings]))
    found: dict[str, list[CheckResult]] = {}
    for each in run_checks(case, describe(case, "i-1"), weigh_case(case)):
        found.setdefault(each.rule, []).append(each)
    return found


def test_every_rule_is_explained_and_every_explanation_has_a_rule() -> None:
    names = {name for name, _ in RULES} | {"inside the country"}
    assert set(load_yaml("check/rules.yaml")) - {"weekdays"} == names
    assert all(explanation(name).endswith(".") for name in names)


def test_a_rule_with_nothing_to_look_at_says_nothing() -> None:
    assert (
        checked(make_reading("Two men died.", claims=[toll("deaths", "Two men died", 2, 2)])) == {}
    )


@pytest.mark.parametrize(
    ("words", "date", "result"),
    [
        ("on Thursday", "2020-01-09", "pass"),
        ("jeudi 9 janvier", "2020-01-09", "pass"),
        ("on Friday", "2020-01-09", "fail"),
        ("lundi", "2020-01-09", "fail"),
    ],
)
def test_weekdays(words: str, date: str, result: str) -> None:
    (found,) = checked(make_reading(f"It happened {words}.", claims=[day(words, date)]))["weekday"]
    assert found.result == result
    assert bool(found.claims) is (result == "fail")


def test_nothing_is_reported_before_it_happens() -> None:
    reading = make_reading(
        "On 12 January.", published="2020-01-10", claims=[day("12 January", "2020-01-12")]
    )
    (found,) = checked(reading)["after publication"]
    assert found.result == "fail"
    assert "2020-01-12" in found.detail


def test_parts_and_killed_against_their_totals() -> None:
    reading = make_reading(
        "Ten people died, 12 of them women; 8 were killed or wounded.",
        claims=[
            toll("deaths", "Ten people died", 10, 10, group="people", key="all"),
            toll(
                "deaths",
                "12 of them women",
                12,
                12,
                group="women",
                value={"counts": "part", "part_of": "all"},
            ),
            toll("casualties", "8 were killed or wounded", 8, 8, group="people"),
        ],
    )
    found = checked(reading)
    assert [each.result for each in found["parts and total"]] == ["fail"]
    assert [each.result for each in found["killed and casualties"]] == ["fail"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "radius", "result"),
    [
        (13.5, 2.1, 5.0, "pass"),  # Niamey
        (48.85, 2.35, 5.0, "warn"),  # Paris
        (15.6, 2.6, 60.0, "pass"),  # over the border, within its uncertainty
    ],
)
def test_a_place_in_its_country(
    latitude: float, longitude: float, radius: float, result: str
) -> None:
    spot = place("Kemba", latitude, longitude, country="NE", radius_km=radius)
    reading = make_reading("It was in Kemba.", places=[spot], claims=[site("in Kemba", "Kemba")])
    assert [each.result for each in checked(reading)["inside the country"]] == [result]


def a_place(
    outlet: str, latitude: float, longitude: float, method: PlaceMethod = "from-report"
) -> Reading:
    spot = place("Kemba", latitude, longitude, country="NE", method=method)
    return make_reading(
        f"{outlet}: it was in Kemba.", outlet=outlet, places=[spot], claims=[site("Kemba", "Kemba")]
    )


def test_one_story_alone_with_its_place() -> None:
    readings = [a_place("A", 14.0, 2.0), a_place("B", 14.1, 2.1), a_place("C", 17.0, 9.0)]
    (found,) = checked(*readings)["place against the others"]
    assert found.result == "warn"
    assert found.claims == (readings[2].claims[0].id,)
    assert "C" in found.detail
    assert (
        checked(*readings[:2], a_place("D", 14.05, 2.0))["place against the others"][0].result
        == "pass"
    )


def test_one_name_in_two_places_of_the_list_is_no_outlets_doing() -> None:
    listed = [
        a_place(outlet, latitude, 2.0, "gazetteer")
        for outlet, latitude in {"A": 14.0, "B": 14.1, "C": 17.0}.items()
    ]
    (found,) = checked(*listed)["place against the others"]
    assert found.result == "pass"


@pytest.mark.parametrize(
    ("latitude", "met", "result", "told"),
    [
        (14.0, True, "pass", "fits the place"),
        (14.0, False, "warn", "'40 km from Gao' (36–44 km from Gao), where it is not"),
        (None, False, "warn", "which cannot all be true"),
    ],
)
def test_a_site_lies_where_its_report_says(
    latitude: float | None, met: bool, result: str, told: str
) -> None:
    text = "It was in Kemba, 40 km from Gao."
    start = text.index("40 km")
    said = PlaceClause(Span.of(text, start, len(text) - 1), "36–44 km from Gao", met)
    spot = place("Kemba", latitude, latitude, country="ML", clauses=(said,))
    reading = make_reading(text, places=[spot], claims=[site("It was in Kemba", "Kemba")])
    (found,) = checked(reading)["where it lies"]
    assert (found.result, told in found.detail) == (result, True), found.detail


def a_toll(outlet: str, country: str, count: int = 25) -> Reading:
    return make_reading(
        f"{outlet}: {count} soldiers died.",
        outlet=outlet,
        actors=[actor("soldiers", "state-forces", country)],
        claims=[
            toll(
                "deaths", f"{count} soldiers died", count, count, group="soldiers", side="soldiers"
            )
        ],
    )


def test_one_story_alone_with_whose_people_it_counts() -> None:
    readings = [a_toll("A", "NE"), a_toll("B", "NE"), a_toll("C", "NG")]
    (found,) = checked(*readings)["people against the others"]
    assert (found.result, found.claims) == ("warn", (readings[2].claims[0].id,))


def test_a_figure_that_only_copies_support() -> None:
    text = (
        "At least 25 soldiers died in the raid on the camp before dawn on Thursday, two officers "
        "of the garrison said, and as many were missing when the convoy reached the place at noon. "
    )
    readings = [
        make_reading(
            text, outlet=name, claims=[toll("deaths", "At least 25 soldiers died", 25, None)]
        )
        for name in ("A", "B", "C")
    ]
    (found,) = checked(*readings)["copies only"]
    assert found.result == "warn"
    assert "3 reports" in found.detail
