"""Readings that are brought to a casebook: taken as they are, unless more is known or read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rashomon.ingest import Given
from rashomon.parquet import write
from rashomon.pipeline import ingest
from rashomon.records import Reader, Reading
from rashomon.store import Casebook
from tests.reader import knowledge, read_text

TEXT = "Gunmen killed seven soldiers in Mopti on Thursday, the army said."
GIVEN = Given(language="en", outlet="A daily", as_default=True)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with Casebook.open(tmp_path / "c.db", create=True) as opened:
        yield opened


def brought(folder: Path, reading: Reading) -> Path:
    path = folder / "readings.parquet"
    with path.open("wb") as stream:
        write(stream, [reading])
    return path


def written(folder: Path, published: str | None = None) -> Path:
    path = folder / "report.txt"
    path.write_text((f"published: {published}\n---\n" if published else "") + TEXT)
    return path


def by(reading: Reading, version: str) -> Reading:
    return replace(reading, reader=Reader("rashomon", version, "none"))


def test_a_reading_is_taken_as_it_is_and_once(book: Casebook, tmp_path: Path) -> None:
    made = by(read_text(TEXT, published=None, outlet="A daily"), "0.0")
    for _ in range(2):
        ingest([brought(tmp_path, made)], book, knowledge(), GIVEN)
        assert list(book.readings()) == [made]
        assert len(book.history(made.report.id)) == 1
    assert book.incidents()
    assert book.unreconciled() == ()


def test_what_this_reader_read_itself_stands(book: Casebook, tmp_path: Path) -> None:
    made = by(read_text(TEXT, published=None, outlet="A daily"), "0.0")
    path = brought(tmp_path, made)
    ingest([path], book, knowledge(), GIVEN)
    ingest([written(tmp_path)], book, knowledge(), GIVEN)
    for _ in range(2):
        (now,) = book.readings()
        assert now.reader == knowledge().reader
        assert len(book.history(made.report.id)) == 2
        ingest([path], book, knowledge(), GIVEN)


def test_a_newer_reader_s_reading_takes_the_place_of_an_older_one_s(
    book: Casebook, tmp_path: Path
) -> None:
    made = read_text(TEXT, published=None, outlet="A daily")
    for version in ("0.0", "0.1"):
        ingest([brought(tmp_path, by(made, version))], book, knowledge(), GIVEN)
        (now,) = book.readings()
        assert now.reader.version == version


def test_a_report_of_which_more_is_known_is_read_again(book: Casebook, tmp_path: Path) -> None:
    made = by(read_text(TEXT, published=None, outlet="A daily"), "0.0")
    ingest([written(tmp_path, "2020-01-10")], book, knowledge(), GIVEN)
    before = list(book.readings())
    ingest([brought(tmp_path, made)], book, knowledge(), GIVEN)
    assert list(book.readings()) == before, "it was read without the date"

    dated = by(read_text(TEXT, published="2020-01-10", outlet="A daily"), "0.0")
    other = tmp_path / "other.db"
    with Casebook.open(other, create=True) as second:
        ingest([brought(tmp_path, made)], second, knowledge(), GIVEN)
        ingest([brought(tmp_path, dated)], second, knowledge(), GIVEN)
        (now,) = second.readings()
        assert now.report.published == "2020-01-10"
        assert any(claim.field == "time" for claim in now.claims)
