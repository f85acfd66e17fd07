"""What an incident is called, when and where it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rashomon.reconcile import describe, entry, gather, report_entry, weigh_case
from rashomon.reconcile.describe import written_dates
from rashomon.records import IncidentRecord, Lineage, PlaceValue, Reading
from tests.factories import actor, day, kind_of_event, make_reading, place, site, toll, who


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2020-01-09", "2020-01-09", "9 January 2020"),
        ("2020-01-09", "2020-01-11", "9-11 January 2020"),
        ("2017-10-01", "2017-10-31", "October 2017"),
        ("2020-02-01", "2020-02-29", "February 2020"),
        ("2019-01-01", "2019-12-31", "2019"),
        ("2019-12-30", "2020-01-02", "30 December 2019 to 2 January 2020"),
    ],
)
def test_dates_in_words(start: str, end: str, words: str) -> None:
    assert written_dates(start, end) == words


def described(*readings: Reading) -> IncidentRecord:
    mentions = [mention.id for reading in readings for mention in reading.incidents]
    return describe(gather(readings, mentions, {}), "i-1")


def a_reading(outlet: str, *claims, places=(), actors=()) -> Reading:  # type: ignore[no-untyped-def]  # sketches
    text = "Gunmen attacked Kemba in Lac region in March, on 4 March or 5 March, they ambushed men."
    return make_reading(text, outlet=outlet, claims=claims, places=places, actors=actors)


KEMBA = place("Kemba", 13.2, 14.1, country="TD", admin1="Lac")
REGION = place("Lac", 13.3, 14.2, country="TD", where_prec=4, radius_km=90, method="region")


def test_the_precise_answer_that_most_stories_support() -> None:
    record = described(
        a_reading(
            "A",
            day("in March", "2030-03-01", "2030-03-31", date_prec=4),
            site("Lac", "Lac"),
            places=[REGION],
        ),
        a_reading("B", day("on 4 March", "2030-03-04"), site("Kemba", "Kemba"), places=[KEMBA]),
        a_reading("C", day("on 4 March", "2030-03-04"), site("Lac", "Lac"), places=[REGION]),
        a_reading(
            "D",
            day("5 March", "2030-03-05"),
            kind_of_event("ambushed", acled_sub_event="Armed clash"),
        ),
    )
    assert (record.date_start, record.date_end, record.date_prec) == ("2030-03-04", "2030-03-04", 1)
    assert record.place is not None
    assert record.place.name == "Kemba"
    assert record.title == "Ambush in Kemba, Chad, 4 March 2030"


def placed(*readings: Reading) -> str | None:
    found = described(*readings).place
    return found.name if found is not None else None


def test_what_names_the_district_supports_the_town_in_it() -> None:
    wide = place("Mamdi", 13.3, 14.2, where_prec=3, radius_km=30, method="region")
    wide = replace(wide, country="TD", admin1="Lac")
    town = replace(KEMBA, admin2="Mamdi")
    text = "Gunmen attacked Kemba in Mamdi and fled to Tola."
    of_town = make_reading(text, outlet="A", claims=[site("Kemba", "Kemba")], places=[town])
    of_district = make_reading(text, outlet="B", claims=[site("Mamdi", "Mamdi")], places=[wide])
    assert placed(of_district, of_town) == "Kemba"
    far = place("Tola", 12.0, 15.9, country="TD", admin1="Lac")
    of_other = make_reading(text, outlet="C", claims=[site("Tola", "Tola")], places=[far])
    assert placed(of_other, of_district, of_town) == "Kemba"


def test_a_site_in_a_region_of_which_little_is_named_comes_last() -> None:
    text = "A man was shot on Garcia Street in Kemba, near Bol, Liwa and Ngouri, said Moussa."
    near = [place(n, 13.4, 14.4, country="TD", admin1="Lac") for n in ("Bol", "Liwa", "Ngouri")]
    street = [place(n, 40.0, -3.7, country="ES", admin1="Madrid") for n in ("Garcia", "Moussa")]
    reading = make_reading(
        text, claims=[site("Garcia", "Garcia"), site("Kemba", "Kemba")],
        places=[KEMBA, *near, *street],
    )  # fmt: skip
    assert placed(reading) == "Kemba"


def test_an_unlisted_place_is_named_although_nobody_knows_where_it_is() -> None:
    record = described(
        a_reading("A", site("Kemba", "Kemba"), places=[place("Kemba", country="TD")])
    )
    assert record.title == "Incident at Kemba, Chad"
    assert record.place is not None
    assert record.place.latitude is None
    assert (record.date_start, record.date_end, record.type) == (None, None, None)


def test_nothing_known_is_said_as_nothing() -> None:
    record = described(a_reading("A", toll("deaths", "men", 2, None, group="men")))
    assert (record.title, record.place, record.sides) == ("Incident", None, ())


def test_sides_have_names_and_nobody_unnamed_where_somebody_is_named() -> None:
    readings = [
        a_reading(
            "A",
            who("perpetrator", "Gunmen", "Gunmen", stance="reported"),
            who("perpetrator", "they", "ISWAP", stance="suspected"),
            toll("deaths", "men", 3, 3, group="soldiers", side="army"),
            who("participant", "region", "French army", stance="denied"),
            actors=[
                actor("ISWAP", "armed-group"),
                actor("army", "state-forces", "TD"),
                actor("French army", "state-forces", "FR"),
            ],
        )
    ]
    record = described(*readings)
    assert [(side.name, side.role) for side in record.sides] == [
        ("Islamic State West Africa Province", "perpetrator"),
        ("Islamic State", "perpetrator"),
        ("Chad", "victim"),
    ]


def test_entries_tell_reports_about_it_from_those_that_name_it() -> None:
    about = a_reading("A", toll("deaths", "men", 3, 3, group="men"))
    names = a_reading("B", toll("deaths", "men", 4, 4, group="men", mode="historical"))
    readings = [names, about]
    case = gather(readings, [m.id for r in readings for m in r.incidents], {})
    listed = entry(case, describe(case, "i-1"), weigh_case(case))
    assert listed.reports == (about.report.id,)
    assert listed.mentioned_in == (names.report.id,)
    shown = report_entry(about.report, Lineage("copy", "r-0"))
    assert (shown.id, shown.lineage) == (about.report.id, Lineage("copy", "r-0"))


def test_a_part_knows_what_it_is_a_part_of() -> None:
    reading = make_reading(
        "A day of attacks; one was in Kemba.",
        claims=[site("Kemba", "Kemba", incident="one")],
        titles={"day": "A day of attacks"},
        parents={"one": "day"},
    )
    ids = {mention.title: mention.id for mention in reading.incidents}
    incidents = {ids["one"]: "i-one", ids["A day of attacks"]: "i-day"}
    case = gather([reading], {ids["one"]}, {}, incident_of=incidents)
    assert describe(case, "i-one").parent == "i-day"
    assert describe(case, "i-one", "i-else").parent == "i-else"


def test_a_guessed_namesake_abroad_is_no_location() -> None:
    guess = place("Kembo", 5.0, -3.0, country="CI")
    chad = place("Chad", 15.0, 19.0, country="TD", where_prec=6, radius_km=600, method="region")
    text = "In Chad, gunmen attacked Kemba."
    reading = make_reading(
        text, claims=[site("Kemba", "Kembo"), site("Chad", "Chad")], places=[guess, chad]
    )
    first = reading.claims[0]
    assert isinstance(first.value, PlaceValue)
    written = replace(first, value=replace(first.value, text="Kemba"))
    claims = (written, *reading.claims[1:])
    record = described(replace(reading, claims=claims))
    assert record.place is not None
    assert (record.place.name, record.place.latitude, record.place.country) == ("Kemba", None, "TD")
    assert "CI" in record.place.explanation
    assert record.title == "Incident at Kemba, Chad"
