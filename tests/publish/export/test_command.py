"""`rashomon export` and `import` as they are typed: files whole or not at all, errors in a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from rashomon.cli.export import opened
from rashomon.errors import UsageError
from rashomon.publish.export import FORMATS, sinks
from rashomon.store import Casebook
from tests.cli.conftest import Outcome, run_command
from tests.publish.export.test_coded import GED_ROW, as_csv


def run(casebook: Casebook, *arguments: str | Path) -> Outcome:
    return run_command("export", "--casebook", casebook.name, *arguments)


def test_a_file_is_written_and_not_replaced_unasked(invented: Casebook, tmp_path: Path) -> None:
    path = tmp_path / "new" / "ged.csv"
    done = run(invented, "--format", "ged", "--out", path)
    assert done.code == 0
    written = path.read_bytes()
    assert written.startswith(b"id,relid,year")
    assert f"{path}: 4 rows of 4 incidents; 2 incidents left out" in done.lines
    refused = run(invented, "--format", "acled", "--out", path)
    assert refused.code == 2
    assert "is there already" in refused.line
    assert path.read_bytes() == written
    assert run(invented, "--format", "acled", "--out", path, "--force").code == 0
    assert path.read_bytes() != written
    assert list(path.parent.iterdir()) == [path]


def _fill_the_disk(path: Path) -> None:
    with opened(path) as stream:
        stream.write(b"half")
        raise OSError(28, "No space left on device")


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "ged.csv"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(UsageError, match="No space left on device"):
        _fill_the_disk(path)
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_standard_output_holds_the_rows_and_nothing_else(invented: Casebook) -> None:
    done = run(invented, "--format", "acled", "--country", "Benin")
    assert done.code == 0
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["location"] for row in rows] == ["Mabo Ouest", "Mabo Est"]
    assert [line for line in done.lines if "left out" in line]


def test_reasons_and_what_is_left_out_in_files(invented: Casebook, tmp_path: Path) -> None:
    why, left = tmp_path / "why.csv", tmp_path / "left.csv"
    out = tmp_path / "ged.csv"
    done = run(invented, "--format", "ged", "--out", out, "--reasons", why, "--left-out", left)
    assert done.code == 0
    ged = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    for reason in csv.DictReader(why.open(encoding="utf-8", newline="")):
        assert reason["why"]
        if reason["column"] in ("best", "low", "high", "side_a", "deaths_civilians"):
            assert ged[int(reason["row"]) - 1][reason["column"]] == reason["value"]
    told = list(csv.DictReader(left.open(encoding="utf-8", newline="")))
    assert len(told) == 2
    assert all(row["why"] and row["incident"].startswith("i-") for row in told)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--format", "ged", "--table", "claims"], "takes no --table"),
        (["--format", "csv"], "needs --table claims, positions or incidents"),
        (["--format", "ged", "--country", "Nowhereland"], "is no country"),
        (["--format", "ged", "--from", "2021-02-30"], "is no date"),
        (["--format", "ged", "--from", "2021-02-03", "--to", "2021-02-01"], "is after --to"),
        (["--format", "ged", "--incident", "i-nothing"], "no incident"),
        (["--format", "xml"], "is not one of"),
        (["--format", "ged", "--where-prec", "9"], "less than or equal to 7"),
    ],
)
def test_a_wrong_call_is_one_line(invented: Casebook, typed: list[str], said: str) -> None:
    wrong = run(invented, *typed)
    assert wrong.code == 2
    assert said in wrong.line


def test_private_names_are_in_when_asked_for(invented: Casebook) -> None:
    typed = ("--format", "csv", "--table", "claims")
    assert "Aminata" not in run(invented, *typed).out
    assert "Aminata" in run(invented, *typed, "--with-private-names").out


def test_as_of_a_day_nothing_later_is_known(examples: Casebook) -> None:
    typed = ("--format", "csv", "--table", "incidents", "--as-of", "2020-01-10")
    then = {row["incident"]: row for row in _rows(run(examples, *typed).out)}
    now = {row["incident"]: row for row in _rows(run(examples, *typed[:4]).out)}
    assert set(then) <= set(now)
    camp = next(row for row in now.values() if row["date_start"] == "2020-01-09")
    before = then[camp["incident"]]
    assert int(before["reports"]) < int(camp["reports"])
    assert int(before["killed_best"]) < int(camp["killed_best"])
    early = _rows(run(examples, *typed[:4], "--as-of", "2017-10-05").out)
    assert early
    assert all("2017" in row["title"] for row in early if row["date_start"])


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_import_tells_what_it_took_and_refused(tmp_path: Path) -> None:
    path, book = tmp_path / "ged.csv", tmp_path / "book.db"
    path.write_bytes(as_csv([GED_ROW, {**GED_ROW, "best": "-1"}]))
    done = run_command("import", "--format", "ged", path, "--casebook", book)
    assert done.code == 1
    assert "1 row, 1 of them new" in done.out
    assert f"{path}, row 2, column best: '-1' is no whole number" in done.lines[0]
    listed = run_command("list", "--rejected", "--casebook", book, "--format", "json")
    assert "row 2, column best" in listed.out
    wrong = run_command("import", "--format", "acled", path, "--casebook", book)
    assert wrong.code == 2
    assert "is no ACLED file: it has no column event_date" in wrong.line


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    """Ten times the rows take no more memory, in every kind of sink."""
    import tracemalloc

    def many(count: int) -> Iterator[dict[str, str]]:
        return ({"name": f"row {number}"} for number in range(count))

    for make in (
        lambda stream: sinks.CsvSink(stream, ["name"]),
        sinks.LinesSink,
        sinks.GeoJsonSink,
        lambda stream: sinks.XlsxSink(stream, {"name": str}, "t"),
        lambda stream: sinks.ParquetSink(stream, {"name": str}),
    ):
        peaks = []
        for count in (3_000, 12_000):
            with (tmp_path / "file").open("wb") as stream:
                tracemalloc.start()
                with make(stream) as sink:
                    for row in many(count):
                        sink.add(row)
                peaks.append(tracemalloc.get_traced_memory()[1])
                tracemalloc.stop()
        assert peaks[1] < peaks[0] * 1.5 + 1_000_000, (make, peaks)
    assert set(FORMATS) == {"ged", "acled", "airwars", "geojson", "ftm", "hxl"}
