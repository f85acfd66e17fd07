"""Finding incidents, reports, actors and places, against the same looked for by hand."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from rashomon.gazetteer.names import key
from rashomon.mercator import BITS, xy
from rashomon.records import (
    Facets,
    IncidentEntry,
    ListedSide,
    Place,
    Reader,
    Status,
    identify,
)
from rashomon.store import Casebook, Filters
from rashomon.store.listing import place_key
from tests.factories import make_profile, make_reading, place, toll

NAMES = ("Kemba", "Tôra", "Bandi-sur-Mer", "Sulu")
COUNTRIES = ("NE", "ML", "FJ")
EVENTS = ("Armed clash", "Attack", None)
STATUSES: tuple[Status, ...] = ("contested", "revised", "corroborated", "single")
GROUPS = (
    ListedSide("a-1", "the Northern Front", "armed-group", None, "perpetrator"),
    ListedSide("a-2", "État du Nord", "state", "NE", "victim"),
    ListedSide("a-3", "River League", "militia", None, "target"),
)


def incidents(casebook: Casebook, number: int) -> list[str]:
    """So many incidents of a report each."""
    mentions = []
    with casebook.batch():
        for n in range(number):
            made = make_reading(f"Report {n}: 1 died.", claims=[toll("deaths", "1 died", 1, 1)])
            casebook.add_reading(made)
            casebook.save_profiles([make_profile(made.report.id, "main", keys=[])])
            mentions += [each.id for each in made.incidents]
        casebook.regroup([{each} for each in mentions])
    return [identify("i", each) for each in mentions]


def invented(chance: Random, incident: str) -> tuple[IncidentEntry, Facets]:
    """An incident anywhere, on any day, or nowhere and on none."""
    where: Place | None = None
    if chance.random() < 0.8:
        where = place(
            chance.choice(NAMES),
            round(chance.uniform(-80, 80), 3),
            round(chance.uniform(-179, 179), 3),
            country=chance.choice(COUNTRIES),
            admin1=chance.choice((None, "Tillabéri")),
        )
    day = None
    if chance.random() < 0.85:
        day = f"20{chance.randint(18, 21)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    entry = IncidentEntry(
        incident,
        f"Attack in {where.name if where else 'a village'}",
        None,
        day,
        day,
        1,
        where,
        chance.choice(STATUSES),
        ("r-1",),
        (),
    )
    anchor = None
    if where is not None and where.latitude is not None and where.longitude is not None:
        anchor = where.latitude, where.longitude
    sides = tuple(each for each in GROUPS if chance.random() < 0.4)
    killed = chance.choice((None, 0, 3, 25, 400))
    return entry, Facets(incident, chance.choice(EVENTS), killed, anchor, sides)


@pytest.fixture
def world(casebook: Casebook) -> list[tuple[IncidentEntry, Facets]]:
    """Sixty invented incidents in the casebook; those in Kemba wait for review."""
    chance = Random(4)
    found = [invented(chance, each) for each in incidents(casebook, 60)]
    casebook.save_entries([entry for entry, _ in found], [facets for _, facets in found])
    return found


def meets(entry: IncidentEntry, facets: Facets, filters: Filters) -> bool:
    """The filters' docstring, word by word."""
    where, day = entry.place, entry.date_start
    named = f"{entry.title} {where.name if where else ''} {where.admin1 or '' if where else ''}"
    words = key(" ".join([named, *(side.name for side in facets.sides)])).split()
    conditions = [
        filters.status in (None, entry.status),
        filters.country in (None, where.country if where else ""),
        filters.region in (None, where.admin1 if where else ""),
        filters.event in (None, facets.event),
        filters.since is None or (day is not None and day >= filters.since),
        filters.until is None or (day is not None and day[: len(filters.until)] <= filters.until),
        filters.toll is None or (facets.toll is not None and facets.toll >= filters.toll),
        filters.place is None or (where is not None and place_key(where) == filters.place),
        not filters.unplaced or facets.anchor is None,
        not filters.actor
        or any(
            side.actor == filters.actor or key(side.name).startswith(key(filters.actor))
            for side in facets.sides
        ),
        all(
            any(word.startswith(wanted) for word in words)
            for wanted in key(filters.words or "").split()
        ),
    ]
    if filters.box is not None:
        west, south, east, north = filters.box
        at = facets.anchor
        across = at is not None and (
            west <= at[1] <= east if west <= east else at[1] >= west or at[1] <= east
        )
        conditions.append(across and at is not None and south <= at[0] <= north)
    return all(conditions)


SELECTIONS = (
    Filters(),
    Filters(status="contested"),
    Filters(country="ML"),
    Filters(country="NE", region="Tillabéri"),
    Filters(since="2019-03", until="2020"),
    Filters(until="2019-06-15"),
    Filters(event="Attack", toll=3),
    Filters(actor="a-1"),
    Filters(actor="etat du"),
    Filters(actor="the"),
    Filters(words="ATTACK tora"),
    Filters(words="mer river"),
    Filters(words="ulu"),
    Filters(words="kem ba"),
    Filters(unplaced=True),
    Filters(box=(-60.0, -40.0, 60.0, 40.0)),
    Filters(box=(100.0, -80.0, -100.0, 80.0), status="single"),
    Filters(place=place_key(place("Tora", 0, 0, country="ML"))),
)


def test_what_is_selected_is_what_the_filters_say(
    casebook: Casebook, world: list[tuple[IncidentEntry, Facets]]
) -> None:
    for filters in SELECTIONS:
        _check(casebook, world, filters)


def _check(casebook: Casebook, world: list[tuple[IncidentEntry, Facets]], filters: Filters) -> None:
    wanted = {entry.id: entry for entry, facets in world if meets(entry, facets, filters)}
    found = casebook.browse(filters, limit=100)
    assert {each.id: each for each in found} == wanted, filters
    assert len(found) == len(wanted)
    days = [each.date_start or "" for each in found]
    assert days == sorted(days, reverse=True)
    oldest = casebook.browse(filters, order="oldest", limit=100)
    days = [each.date_start or "~" for each in oldest]
    assert days == sorted(days)
    assert set(casebook.selected(filters)) == set(wanted)
    pages = [casebook.browse(filters, offset=at, limit=7) for at in range(0, 70, 7)]
    assert [each for page in pages for each in page] == list(found)

    tallies = casebook.tally(filters)
    assert tallies.total == len(wanted)
    assert sum(tallies.periods.values()) == sum(each.date_start is not None for each in found)
    facets = {each.incident: each for _, each in world}
    located = [facets[each].anchor for each in wanted if facets[each].anchor]
    assert tallies.unplaced == len(wanted) - len(located)

    for level in (0, 4, 9):
        cells = casebook.cells(filters, level)
        assert sum(each.incidents for each in cells) == len(located)
        shift = BITS - level
        places = {tuple(each >> shift for each in xy(*at)) for at in located if at}
        assert len(cells) == len(places)
        for cell in cells:
            west, south, east, north = cell.box
            assert west <= cell.longitude <= east
            assert south <= cell.latitude <= north
        for cell in cells:
            assert (cell.alone is not None) == (cell.incidents == 1)
            if cell.alone is not None:
                assert facets[cell.alone.id].anchor == (cell.latitude, cell.longitude)
    window = (-20.0, -90.0, 90.0, 10.0)
    seen = [at for at in located if at and -20 <= at[1] <= 90 and at[0] <= 10]
    assert sum(each.incidents for each in casebook.cells(filters, 6, window)) == len(seen)
    west_to_east = sorted(at[1] for at in located if at)
    extent = casebook.extent(filters)
    assert (extent is None) == (not located)
    if extent is not None:
        assert (extent[0], extent[2]) == (west_to_east[0], west_to_east[-1])


def test_each_choice_is_counted_with_the_other_filters(
    casebook: Casebook, world: list[tuple[IncidentEntry, Facets]]
) -> None:
    tallies = casebook.tally(Filters(status="contested", country="NE", event="Attack"))
    for name, counted in (
        ("status", tallies.statuses),
        ("country", tallies.countries),
        ("event", tallies.events),
    ):
        for value, number in counted.items():
            other: dict[str, Any] = {"status": "contested", "country": "NE", "event": "Attack"}
            wanted = Filters(**{**other, name: value})
            assert number == sum(meets(*each, wanted) for each in world)
    assert casebook.tally(Filters()).regions == {}


def test_the_timeline_is_as_fine_as_its_length_allows(
    casebook: Casebook, world: list[tuple[IncidentEntry, Facets]]
) -> None:
    for filters, grain, length in (
        (Filters(), "month", 7),
        (Filters(since="2019-02", until="2019-03"), "day", 10),
    ):
        tallies = casebook.tally(filters)
        assert tallies.grain == grain
        assert {len(each) for each in tallies.periods} == {length}


def test_an_incident_that_no_report_tells_of_any_longer_is_in_no_list(casebook: Casebook) -> None:
    made = make_reading("One died.", claims=[toll("deaths", "One died", 1, 1)])
    casebook.add_reading(made)
    casebook.save_profiles([make_profile(made.report.id, "main", keys=[])])
    mention = made.incidents[0].id
    casebook.regroup([{mention}])
    entry, facets = invented(Random(1), identify("i", mention))
    casebook.save_entries([entry], [facets])
    before = casebook.state()
    assert casebook.listed() == 1
    casebook.add_reading(make_reading(made.report.text, reader=Reader("factory", "2", "none")))
    assert casebook.listed() == 0
    assert casebook.browse(Filters()) == ()
    assert casebook.state() != before


def test_what_was_undone_is_in_no_view(casebook: Casebook) -> None:
    (one,) = incidents(casebook, 1)
    entry, facets = invented(Random(3), one)
    casebook.save_entries([replace(entry, status="single")], [facets])
    contested = Filters(status="contested")
    beside = casebook.beside()
    assert beside.tally(contested).total == 0

    def fail() -> None:
        with casebook.whole():
            casebook.save_entries([replace(entry, status="contested")], [facets])
            assert [each.id for each in casebook.browse(contested)] == [one]
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert casebook.browse(contested) == ()
    casebook.save_entries([replace(entry, status="contested")], [facets])
    assert beside.tally(contested).total == 1
    assert [each.id for each in beside.browse(contested)] == [one]


def test_merged_incidents_are_one_in_lists(casebook: Casebook) -> None:
    one, two = incidents(casebook, 2)
    chance = Random(2)
    casebook.save_entries(
        [invented(chance, each)[0] for each in (one, two)],
        [invented(chance, each)[1] for each in (one, two)],
    )
    casebook.regroup([[*casebook.members(one), *casebook.members(two)]])
    assert casebook.listed() == 1


# ---------------------------------------------------------------------------------------- search


def test_reports_are_found_by_their_words_whatever_the_accents(casebook: Casebook) -> None:
    texts = {
        "Une attaque à Ségou a fait sept morts.": "Ségou",
        "SEGOU: a market was burnt.": None,
        "Nothing happened in the south.": "À l'aube",
    }
    for n, (text, title) in enumerate(texts.items()):
        casebook.add_reading(make_reading(text, title=title, published=f"2020-01-0{n + 1}"))

    def found(words: str) -> list[str]:
        return [each.text for each in casebook.search_reports(words)]

    both = list(texts)[1::-1]
    assert found("segou") == both  # the newest first
    assert found("SÉGOU") == both
    assert found("ség mark") == both[:1]
    assert found("a l'aube") == list(texts)[2:]
    assert found("gou") == []
    for signs in ("", "%", '" OR 1=1', "'; DROP TABLE reports; --", "*", "NOT", "a AND", "\\", ":"):
        casebook.search_reports(signs)
        casebook.browse(Filters(words=signs))
    assert found("*") == []
    assert casebook.count_reports("segou") == 2
    assert casebook.count_reports("segou", most=1) == 2
    assert [each.text for each in casebook.search_reports("segou", offset=1)] == both[1:]


def test_a_title_that_was_corrected_is_found_by_the_new_words(casebook: Casebook) -> None:
    reading = make_reading("Seven died.", title="Raid")
    casebook.add_reading(reading)
    casebook.correct_report(replace(reading.report, title="Ambush"), "me")
    assert casebook.count_reports("raid") == 0
    assert casebook.count_reports("ambush seven") == 1


def test_actors_and_places_with_their_incidents(
    casebook: Casebook, world: list[tuple[IncidentEntry, Facets]]
) -> None:
    for known in casebook.actors():
        own = [each for _, each in world for side in each.sides if side.actor == known.id]
        assert known.incidents == len(own)
        assert sum(known.roles.values()) == len(own)
        assert casebook.actor(known.id) == known
    assert casebook.count_actors() == len(casebook.actors()) == 3
    assert [each.id for each in casebook.actors("nord etat")] == ["a-2"]
    assert [each.id for each in casebook.actors(kind="militia")] == ["a-3"]
    assert casebook.actors("%") == ()
    assert casebook.actor("a-none") is None

    there = casebook.places(limit=100)
    assert sum(each.incidents for each in there) == sum(e.place is not None for e, _ in world)
    assert casebook.count_places() == len(there)
    assert {each.name for each in casebook.places("band sur")} == {"Bandi-sur-Mer"}
    assert {each.country for each in casebook.places(country="FJ")} == {"FJ"}
    assert casebook.place(there[0].key) == there[0]
    assert casebook.place("l-none") is None
    assert casebook.kinds_and_countries("actors") == (
        ["armed-group", "militia", "state"],
        ["NE"],
    )
