"""Which incidents: filters, parents with parts, what is left out and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.country_codes import codes_of, country_by
from rashomon.publish.export import Wanted, counted_once
from rashomon.publish.export.facts import edtf, priogrid
from rashomon.records import IncidentEntry, Judgement
from rashomon.store import Casebook
from tests.publish.export.exporting import export
from tests.publish.export.invented import fill


def titles(casebook: Casebook, **wanted: object) -> list[str]:
    rows = export(casebook, "csv", "incidents", Wanted(**wanted)).rows  # type: ignore[arg-type]
    return [row["title"] for row in rows]


ALL = ["Tarkint", "Lomé-Kara", "Mabo, Benin", "Mabo Ouest", "Mabo Est", "Bria"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ALL),
        ({"country": "TG"}, ["Lomé-Kara"]),
        ({"start": "2021-07-12", "end": "2021-07-31"}, ["Mabo, Benin", "Mabo Est"]),
        ({"start": "2021-08-01"}, ["Bria"]),
        ({"end": "2021-05-03"}, ["Tarkint"]),
        ({"actor": "lake front"}, ["Lomé-Kara", "Mabo, Benin", "Mabo Ouest", "Mabo Est"]),
        ({"actor": "Mali"}, ["Tarkint"]),
        ({"actor": "nobody of that name"}, []),
        ({"status": "corroborated"}, ["Tarkint"]),
        ({"date_prec": 1, "where_prec": 1}, ALL),
        ({"country": "BJ", "start": "2021-07-12"}, ["Mabo, Benin", "Mabo Est"]),
    ],
)
def test_filters(invented: Casebook, wanted: dict[str, object], found: list[str]) -> None:
    listed = titles(invented, **wanted)
    assert len(listed) == len(found)
    assert all(word in title for title, word in zip(listed, found, strict=True)), listed


def test_what_is_not_known_is_less_exact_than_any(examples: Casebook) -> None:
    rows = export(examples, "csv", "incidents", Wanted(where_prec=3, date_prec=1)).rows
    assert rows
    for row in rows:
        assert row["latitude"]
        assert row["date_prec"] == "1"
        assert int(row["where_prec"]) <= 3


def test_an_actor_is_found_by_any_of_its_names(examples: Casebook) -> None:
    assert titles(examples, actor="ISIS") == titles(examples, actor="Islamic State") != []


@pytest.mark.parametrize("kind", ["ged", "acled", "airwars", "hxl"])
def test_a_wave_and_its_parts_are_never_both_counted(invented: Casebook, kind: str) -> None:
    exported = export(invented, kind)
    wave = [each for each in exported.left if "parts are exported" in each.why]
    assert [each.title for each in wave] == ["Attack in Mabo, Benin, 11-12 July 2021"]
    assert "Mabo Ouest" in exported.text


def test_the_figures_of_a_wave_are_empty_where_its_parts_have_them(invented: Casebook) -> None:
    rows = export(invented, "csv", "incidents").rows
    wave = next(row for row in rows if "Mabo, Benin" in row["title"])
    assert wave["counted_in"]
    assert (wave["killed_best"], wave["acled_fatalities"]) == ("", "")
    in_benin = [row for row in rows if row["country"] == "BJ"]
    assert sum(int(row["killed_best"] or 0) for row in in_benin) == 30


ENTRY = IncidentEntry("p", "t", None, None, None, None, None, "single", (), ())


def entries(parents: dict[str, str | None]) -> list[IncidentEntry]:
    return [replace(ENTRY, id=key, parent=parent) for key, parent in parents.items()]


def test_a_parent_whose_toll_is_not_divided_counts_for_its_parts() -> None:
    told = entries({"p": None, "a": "p", "b": "p"})
    tolls = {"p": 40, "a": 10, "b": None}
    assert set(counted_once(told, tolls.get)) == {"a", "b"}
    assert set(counted_once(told, {"p": 40, "a": 25, "b": 15}.get)) == {"p"}
    assert set(counted_once(told, {"p": None, "a": None, "b": 1}.get)) == {"p"}


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.one_of(st.none(), st.sampled_from("abcdefgh"))),
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 50)),
)
def test_no_incident_and_its_ancestor_are_both_counted(
    parents: dict[str, str | None], tolls: dict[str, int]
) -> None:
    left = counted_once(entries(parents), tolls.get)
    for key in parents:
        above, seen = parents[key], {key}
        while above is not None and above in parents and above not in seen:
            cyclic = _in_a_circle(key, parents) or _in_a_circle(above, parents)
            assert cyclic or key in left or above in left
            seen.add(above)
            above = parents[above]


def _in_a_circle(key: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    at: str | None = key
    while at is not None and at in parents:
        if at in seen:
            return True
        seen.add(at)
        at = parents[at]
    return False


def test_what_a_scheme_would_not_hold_is_named_with_the_reason(invented: Casebook) -> None:
    left = {each.title: each.why for each in export(invented, "ged").left}
    assert (
        "nobody names an organised group"
        in left["Attack in Bria, Central African Republic, 4 August 2021"]
    )
    assert "Bria" in export(invented, "acled").text


def test_what_was_judged_to_be_no_incident_is_left_out(tmp_path: Path) -> None:
    with Casebook.open(tmp_path / "judged.db", create=True) as book:
        fill(book)
        bria = next(each.id for each in book.entries() if "Bria" in each.title)
        book.add_judgement(
            Judgement("j-1", "not-an-incident", "Ann", "2021-09-01", "a rumour", (), bria, None)
        )
        for kind, table in (("acled", None), ("geojson", None), ("csv", "incidents")):
            exported = export(book, kind, table)
            assert [each.why for each in exported.left if each.incident == bria] == [
                "judged to be no incident by Ann on 2021-09-01: a rumour"
            ]
            assert "Bria" not in exported.text


@pytest.mark.parametrize(
    ("start", "end", "precision", "written"),
    [
        ("2020-01-09", "2020-01-09", 1, "2020-01-09"),
        ("2020-01-09", None, 1, "2020-01-09"),
        ("2019-12-01", "2019-12-31", 4, "2019-12"),
        ("2019-01-01", "2019-12-31", 5, "2019"),
        ("2020-02-01", "2020-02-29", 4, "2020-02"),
        ("2020-01-09", "2020-01-11", 1, "2020-01-09/2020-01-11"),
        ("2020-01-06", "2020-01-12", 3, "[2020-01-06..2020-01-12]"),
        (None, None, None, None),
    ],
)
def test_uncertain_dates_are_written_as_edtf(
    start: str | None, end: str | None, precision: int | None, written: str | None
) -> None:
    assert edtf(start, end, precision) == written


def test_countries_in_other_numbers() -> None:
    assert (codes_of("NE").iso, codes_of("NE").gw) == (562, 436)
    assert (codes_of("YE").gw, codes_of("YE").ucdp) == (678, "Middle East")
    assert codes_of(None).iso is None
    assert country_by(gw=432) == "ML"
    assert country_by(iso=840) == "US"
    assert country_by(gw=999_999) is None


def test_priogrid_cells() -> None:
    assert priogrid(-90, -180) == 1
    assert priogrid(89.9, 179.9) == 259_200
    # Marion Island lies in the southernmost African cell of the published grid
    assert priogrid(-46.9, 37.75) == 62_356
