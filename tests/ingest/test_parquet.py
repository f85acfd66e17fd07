"""Parquet: tables of reports, and readings that come back as they were."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.codec import dumps
from rashomon.ingest import Given, count, sources
from rashomon.ingest.parquet import parquet_rows
from rashomon.parquet import COLUMNS, SCHEMA, Outcome, write
from rashomon.records import Reading, Rejection, Report, identify
from rashomon.settings import Settings
from tests.strategies import readings, words

SETTINGS = Settings.default()
BODY = "Gunmen killed seven soldiers near the border on Thursday."
rejections = st.builds(Rejection, words, st.none() | words, st.just("empty"), words, st.none())


def table(path: Path, **columns: Any) -> Path:
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path


def read(path: Path, about: Given | None = None) -> list[Any]:
    return list(sources([path], about or Given(language="en", as_default=True), SETTINGS))


def written(outcomes: list[Outcome]) -> bytes:
    out = io.BytesIO()
    write(out, outcomes)
    return out.getvalue()


@settings(max_examples=30, deadline=None)
@given(st.lists(readings() | rejections, min_size=1, max_size=3))
def test_what_is_written_comes_back(outcomes: list[Outcome]) -> None:
    made = [*outcomes, *(each.report for each in outcomes if isinstance(each, Reading))]
    honest = [each for each in made if not isinstance(each, Reading | Report) or _named(each)]
    data = written(honest)
    assert list(parquet_rows(io.BytesIO(data), {}, "x")) == honest
    assert written(honest) == data


def _named(outcome: Reading | Report) -> bool:
    """Whether the report's id is the hash that it must be (the strategy makes any)."""
    report = outcome.report if isinstance(outcome, Reading) else outcome
    return report.id == identify("r", report.text, report.url or report.outlet)


def test_a_table_of_reports(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.parquet",
        text=[BODY, f"{BODY} More.", f"{BODY} Again."],
        published=[datetime(2020, 1, 9, 5, tzinfo=UTC), datetime(2020, 1, 10, tzinfo=UTC), None],
        outlet=["A daily", None, ""],
        pages=[1, 2, 3],
    )
    found = read(path)
    assert [each.published for each in found] == [
        "2020-01-09T05:00:00+00:00",
        "2020-01-10T00:00:00+00:00",
        None,
    ]
    assert [each.outlet for each in found] == ["A daily", None, None]
    assert count([path]) == 3
    days = table(tmp_path / "b.parquet", Body=[BODY], Day=[date(2020, 1, 9)])
    columns = (("text", "Body"), ("published", "Day"))
    (report,) = read(days, Given(language="en", as_default=True, columns=columns))
    assert (report.text, report.published) == (BODY, "2020-01-09")


def test_cells_that_are_no_text_are_refused_by_row(tmp_path: Path) -> None:
    first, second = read(table(tmp_path / "a.parquet", text=[5, None]))
    assert (first.place, first.reason) == ("row 1", "bad-record")
    assert second.reason == "empty"


@pytest.mark.parametrize("keep", [0, 4, 0.5, 0.9])
def test_a_damaged_file_is_refused(tmp_path: Path, keep: float) -> None:
    path = table(tmp_path / "a.parquet", text=[BODY] * 50)
    data = path.read_bytes()
    path.write_bytes(data[: int(keep * len(data)) if keep < 1 else int(keep)])
    (refused,) = read(path)
    assert refused.reason == "damaged"


def test_noise_in_the_pages_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path / "a.parquet", text=[f"{BODY} {number}" for number in range(500)])
    data = bytearray(path.read_bytes())
    data[50:2000] = bytes(1950)
    path.write_bytes(bytes(data))
    assert read(path)[-1].reason == "damaged"


def test_a_table_without_texts_names_its_columns(tmp_path: Path) -> None:
    (refused,) = read(table(tmp_path / "a.parquet", body=[BODY]))
    assert "body" in refused.detail


@pytest.mark.parametrize(
    "json",
    [
        "{",
        '{"schema": "rashomon/reading/1"}',
        '{"id":"r-1","outlet":null,"agency":null,"author":null,"url":null,"title":null,'
        '"published":null,"language":"en","medium":"text","text":"Not the text of the id."}',
        None,
    ],
)
@pytest.mark.parametrize("kind", ["reading", "report", "other", None])
def test_readings_that_break_their_rules_are_refused_by_row(
    tmp_path: Path, kind: str | None, json: str | None
) -> None:
    good = Report.make(BODY, language="en")
    arrays: dict[str, list[str | None]] = {name: [None, None] for name in COLUMNS}
    arrays |= {"kind": [kind, "report"], "json": [json, dumps(good)]}
    schema = pyarrow.schema(
        [(name, pyarrow.string()) for name in COLUMNS], metadata={b"rashomon": SCHEMA}
    )
    path = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(pyarrow.table(arrays, schema=schema), path)
    first, second = read(path)
    assert (first.reason, first.place) == ("bad-record", "row 1")
    assert second == good
