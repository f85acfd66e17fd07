"""Coded datasets in and out: the same figures come back, and never weigh."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.errors import UsageError
from rashomon.exchange import take_in_coded
from rashomon.ingest.coded import coded, rows
from rashomon.pipeline import show
from rashomon.records import Quantity, Reading, Rejection, TimeValue
from rashomon.store import Casebook
from tests.publish.export.exporting import export

GED_ROW = {
    "id": "244657",
    "type_of_violence": "1",
    "side_a": "Government of Niger",
    "side_b": "IS",
    "source_headline": "Attack, on a camp",
    "where_prec": "1",
    "where_coordinates": "Chinagodrar village",
    "latitude": "15.1",
    "longitude": "2.9",
    "country": "Niger",
    "country_id": "436",
    "date_prec": "1",
    "date_start": "2020-01-09 00:00:00.000",
    "date_end": "2020-01-09 00:00:00.000",
    "deaths_a": "89",
    "deaths_b": "77",
    "deaths_civilians": "0",
    "deaths_unknown": "0",
    "best": "166",
    "high": "177",
    "low": "94",
}
ACLED_ROW = {
    "event_id_cnty": "NIR1",
    "event_date": "09 January 2020",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Islamic State Sahel Province",
    "inter1": "Rebel group",
    "actor2": "Military Forces of Niger (2011-2021)",
    "inter2": "State forces",
    "iso": "562",
    "country": "Niger",
    "location": "Chinagodrar",
    "latitude": "15.1",
    "longitude": "2.9",
    "geo_precision": "1",
    "notes": "On 9 January, attackers struck a camp; 89 soldiers died.",
    "fatalities": "174",
    "timestamp": "1580000000",
}


def as_csv(table: Sequence[Mapping[str, str]], separator: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]), delimiter=separator, restval="")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode("utf-8")


def read(data: bytes, scheme: str = "ged") -> list[Reading | Rejection]:
    return list(rows(io.BytesIO(data), scheme, "file.csv"))  # type: ignore[arg-type]


def tolls(reading: Reading) -> dict[str, tuple[int | None, int | None]]:
    """The line's column → the figure."""
    return {
        claim.spans.content.text.partition(":")[0]: (claim.value.low, claim.value.high)
        for claim in reading.claims
        if isinstance(claim.value, Quantity)
    }


def test_a_ged_row_is_read() -> None:
    (reading,) = read(as_csv([GED_ROW]))
    assert isinstance(reading, Reading)
    assert tolls(reading) == {
        "best": (166, 166),
        "high": (94, 177),
        "deaths_a": (89, 89),
        "deaths_b": (77, 77),
    }
    assert {(a.name, a.kind, a.country) for a in reading.actors} == {
        ("Government of Niger", "state", "NE"),
        ("IS", "armed-group", None),
    }
    (place,) = reading.places
    assert (place.country, place.latitude, place.where_prec) == ("NE", 15.1, 1)
    assert reading.report.medium == "dataset"


def test_an_acled_row_is_read() -> None:
    (reading,) = read(as_csv([ACLED_ROW], ";"), "acled")
    assert isinstance(reading, Reading)
    assert tolls(reading) == {"fatalities": (174, 174)}
    assert {(a.name, a.kind, a.country) for a in reading.actors} == {
        ("Islamic State Sahel Province", "armed-group", None),
        ("Military Forces of Niger (2011-2021)", "state-forces", "NE"),
    }
    assert reading.report.published == "2020-01-26"


@pytest.mark.parametrize(
    ("precision", "start", "end"),
    [("1", "2020-01-09", "2020-01-09"), ("2", "2020-01-06", "2020-01-12"),
     ("3", "2020-01-01", "2020-01-31")],
)  # fmt: skip
def test_acled_s_precision_is_a_range_of_days(precision: str, start: str, end: str) -> None:
    (reading,) = read(as_csv([{**ACLED_ROW, "time_precision": precision}]), "acled")
    assert isinstance(reading, Reading)
    (when,) = [c.value for c in reading.claims if isinstance(c.value, TimeValue)]
    assert (when.start, when.end) == (start, end)


@pytest.mark.parametrize(
    ("scheme", "column", "value", "said"),
    [
        ("ged", "best", "-3", "no whole number"),
        ("ged", "best", "many", "no whole number"),
        ("ged", "best", "", "it is empty"),
        ("ged", "low", "200", "not in this order"),
        ("ged", "high", "99999999999", "more than can be"),
        ("ged", "date_start", "2020-13-01", "is no date"),
        ("ged", "date_end", "2019-01-01", "before date_start"),
        ("ged", "latitude", "91", "off the earth"),
        ("ged", "longitude", "", "one coordinate of two"),
        ("ged", "longitude", "east", "no number of degrees"),
        ("ged", "type_of_violence", "4", "none of 1 to 3"),
        ("ged", "where_prec", "0", "none of 1 to 7"),
        ("ged", "side_b", "", "two sides"),
        ("acled", "fatalities", "", "it is empty"),
        ("acled", "fatalities", "3.5", "no whole number"),
        ("acled", "event_date", "", "it is empty"),
        ("acled", "event_date", "9/1/2020", "is no date"),
        ("acled", "time_precision", "9", "none of 1 to 3"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_column(
    scheme: str, column: str, value: str, said: str
) -> None:
    good = GED_ROW if scheme == "ged" else ACLED_ROW
    found = read(as_csv([good, {**good, column: value}, good]), scheme)
    refused = [each for each in found if isinstance(each, Rejection)]
    assert len(found) == 3
    assert len(refused) == 1
    assert (refused[0].place or "").startswith("row 2, column ")
    assert said in refused[0].detail
    if "order" not in said and "coordinate" not in said:
        assert refused[0].place == f"row 2, column {column}"


def test_ragged_rows_and_other_files(tmp_path: Path) -> None:
    data = as_csv([GED_ROW]) + b"only,three,cells\r\n\r\n" + as_csv([GED_ROW]).split(b"\r\n")[1]
    found = read(data)
    assert [type(each) for each in found] == [Reading, Rejection, Reading]
    for wrong in (b"", b"a,b,c\n1,2,3\n", "caf\xe9,best\n".encode("latin-1"), b"\xff\xfe\x00a"):
        path = tmp_path / "wrong.csv"
        path.write_bytes(wrong)
        with pytest.raises(UsageError, match=r"wrong\.csv"):
            list(coded(path, "ged"))
    with pytest.raises(UsageError, match="no such file"):
        list(coded(tmp_path / "missing.csv", "ged"))


@given(st.dictionaries(st.sampled_from(sorted(GED_ROW)), st.text(max_size=30)))
def test_any_row_is_a_reading_or_a_refusal(changed: dict[str, str]) -> None:
    for found in read(as_csv([{**GED_ROW, **changed}])):
        if isinstance(found, Rejection):
            assert found.detail
            continue
        for claim in found.claims:
            span = claim.spans.content
            assert found.report.text[span.start : span.end] == span.text


# ------------------------------------------------------------------------------------- round trips


def imported(book: Casebook, data: bytes, scheme: str, tmp_path: Path) -> list[Reading | Rejection]:
    path = tmp_path / f"{scheme}.csv"
    path.write_bytes(data)
    seen: list[Reading | Rejection] = []
    take_in_coded(path, scheme, book, progress=seen.append)  # type: ignore[arg-type]
    return seen


@pytest.mark.parametrize("book", ["examples", "invented"])
@pytest.mark.parametrize(
    ("scheme", "columns"), [("ged", ("best", "low", "high")), ("acled", ("fatalities",))]
)
def test_an_exported_file_gives_the_same_figures_back(
    book: str,
    scheme: str,
    columns: tuple[str, ...],
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    exported = export(request.getfixturevalue(book), scheme)
    with Casebook.open(tmp_path / "back.db", create=True) as back:
        seen = imported(back, exported.data, scheme, tmp_path)
        assert len(seen) == len(exported.rows) > 2
        for row, reading in zip(exported.rows, seen, strict=True):
            assert isinstance(reading, Reading)
            given_back = tolls(reading)
            whole = given_back[columns[0]]
            low, high = given_back.get("high", whole)
            figures = (whole[0], low, high)[: len(columns)]
            assert figures == tuple(int(row[name]) for name in columns)
        assert back.counts().incidents == len(exported.rows)


def test_a_coded_row_stands_beside_the_reports_and_never_weighs(
    tmp_path: Path, examples: Casebook
) -> None:
    """Rows put into a copy of the examples meet their incident, and change no figure of it."""
    path = tmp_path / "both.db"
    with sqlite3.connect(examples.name) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
    before = export(examples, "ged")
    with Casebook.open(path, create=False) as book:
        for scheme, row in (("ged", GED_ROW), ("acled", ACLED_ROW)):
            imported(book, as_csv([row]), scheme, tmp_path)
        met = next(e for e in book.entries() if (e.date_start, len(e.reports)) > ("2020-01-09", 2))
        file = show(book, met.id)
        kept = {"UCDP GED", "ACLED"}
        assert kept <= {report.outlet for report in file.reports}
        voices = {v.text for f in file.findings for p in f.positions for v in p.voices}
        assert kept <= voices
        again = export(book, "ged")
        assert again.data == before.data


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    with Casebook.open(tmp_path / "again.db", create=True) as book:
        imported(book, as_csv([GED_ROW]), "ged", tmp_path)
        first = (book.counts(), [entry.id for entry in book.entries()])
        imported(book, as_csv([GED_ROW]), "ged", tmp_path)
        assert (book.counts(), [entry.id for entry in book.entries()]) == first


def test_two_rows_of_one_dataset_are_two_incidents(tmp_path: Path) -> None:
    rows_ = [GED_ROW, {**GED_ROW, "id": "244658", "deaths_a": "12"}]
    with Casebook.open(tmp_path / "two.db", create=True) as book:
        imported(book, as_csv(rows_), "ged", tmp_path)
        assert book.counts().incidents == 2
