"""Half-written, hostile and contradictory input leaves a consistent casebook that says what it
did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rashomon.ingest import Given
from rashomon.pipeline import ingest, list_incidents, reconcile, show
from rashomon.reconcile import profile
from rashomon.records import Reading, Rejection
from rashomon.store import Casebook
from tests.factories import day, make_reading, place, site, toll
from tests.reader import knowledge

GOOD = "Gunmen killed 25 soldiers in an attack on a camp near Kemba on 4 May, the ministry said."


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with Casebook.open(tmp_path / "c.db", create=True) as opened:
        yield opened


def consistent(book: Casebook) -> None:
    """Every mention is in one incident, every incident can be shown, nothing waits."""
    reconcile(book)
    assert book.unreconciled() == ()
    assert book.untraced() == ()
    assert not list(book.undescribed())
    members = [m for incident in book.incidents() for m in book.members(incident)]
    assert len(members) == len(set(members))
    for each in list_incidents(book).incidents:
        assert show(book, each.id).incident.id == each.id


def test_lines_that_are_no_reports_are_told(book: Casebook, tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": GOOD, "published": "2030-05-05", "url": "https://a.example/1"}),
        '{"text": "cut off in the mid',
        json.dumps({"text": GOOD, "published": "2030-13-45"}),
        json.dumps({"text": "", "published": "2030-05-05"}),
        json.dumps({"text": 12}),
        json.dumps(["no", "object"]),
        json.dumps({"text": f"{GOOD} A toll of {10**40} was denied, and -5 were wounded."}),
    ]
    file = tmp_path / "reports.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told: list[object] = []
    ingest([file], book, knowledge(), Given(), told.append)
    refused = [each for each in told if isinstance(each, Rejection)]
    assert len(refused) == 5
    assert len(list(book.rejections())) == 5
    assert all(each.detail and each.place for each in book.rejections())
    assert book.counts().reports == 2
    consistent(book)


def test_five_hundred_reports_with_one_id_are_one(book: Casebook, tmp_path: Path) -> None:
    line = json.dumps({"text": GOOD, "published": "2030-05-05", "url": "https://a.example/1"})
    (tmp_path / "reports.jsonl").write_text("\n".join([line] * 500), encoding="utf-8")
    ingest([tmp_path / "reports.jsonl"], book, knowledge(), Given())
    assert book.counts().reports == 1
    consistent(book)


def odd(number: int, dead: int, when: str, published: str, longitude: float) -> Reading:
    return make_reading(
        f"Report {number}: {dead} people were killed in Taveuni Bay on {when}.",
        published=published,
        outlet=f"Outlet {number}",
        places=[place("Taveuni Bay", -16.9, longitude, country="FJ")],
        claims=[
            toll("deaths", f"{dead} people were killed", dead, dead, group="people"),
            site("in Taveuni Bay", "Taveuni Bay"),
            day(f"on {when}", when),
        ],
    )


def test_both_sides_of_the_antimeridian_are_one_place(book: Casebook) -> None:
    east = odd(1, 12, "2030-05-04", "2030-05-05", 179.99)
    west = odd(2, 12, "2030-05-04", "2030-05-05", -179.99)
    for reading in (east, west):
        book.add_reading(reading)
    consistent(book)
    assert len(list_incidents(book).incidents) == 1


@pytest.mark.parametrize(
    ("dead", "when", "published"),
    [
        (10**40, "2030-05-04", "2030-05-05"),
        (0, "9999-12-31", "9999-12-31"),
        (1, "0001-01-01", "0001-01-01"),
        (7, "2030-05-04", "0001-01-02"),
        (7, "0001-01-01", "9999-12-31"),
    ],
)
def test_figures_and_days_at_the_edges(
    book: Casebook, dead: int, when: str, published: str
) -> None:
    for number in (1, 2):
        book.add_reading(odd(number, dead, when, published, 178.0))
    consistent(book)
    assert len(list_incidents(book).incidents) == 1


def test_accounts_that_contradict_each_other_in_everything(book: Casebook) -> None:
    for number in range(12):
        when = f"20{10 + number}-0{1 + number % 9}-1{number % 9}"
        book.add_reading(odd(number, 10**number, when, "2030-05-05", -170.0 + 30 * number))
    consistent(book)
    assert sum(len(each.reports) for each in list_incidents(book).incidents) == 12


def test_an_undated_report_at_the_edge_of_the_calendar() -> None:
    reading = make_reading(
        "Three people were killed.",
        published="0001-01-01",
        claims=[toll("deaths", "Three people were killed", 3, 3, group="people")],
    )
    (made,) = profile(reading)
    assert made.keys
