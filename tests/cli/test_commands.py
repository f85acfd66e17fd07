"""The commands on a small casebook."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from rashomon.schemas import published
from tests.cli.conftest import REPORT, Run

RASHOMON = Path(sys.executable).with_name("rashomon")


def incident(run: Run, casebook: Path) -> str:
    listed = json.loads(run("list", "--casebook", casebook, "--format", "json").out)
    first: str = listed["incidents"][0]["id"]
    return first


def test_read_writes_json_for_programs(run: Run, report: Path) -> None:
    outcome = run("read", report)
    assert outcome.code == 0
    assert outcome.lines == []
    reading = json.loads(outcome.out)
    jsonschema.validate(reading, published("reading"))
    text = reading["report"]["text"]
    spans = [each["spans"]["content"] for each in reading["claims"]]
    assert spans
    assert all(text[each["start"] : each["end"]] == each["text"] for each in spans)
    assert run("read", report).out == outcome.out


def test_read_writes_text_for_people(run: Run, report: Path) -> None:
    outcome = run("read", report, "--format", "text")
    assert outcome.code == 0
    assert "Defence Ministry" in outcome.out


def test_read_takes_standard_input_and_what_is_said_about_it(run: Run) -> None:
    outcome = run(
        *("read", "-", "--published", "2021-03-17", "--outlet", "A radio", "--lang", "EN"),
        *("--url", "https://radio.example/1", "--title", "Seven dead"),
        data=REPORT.encode(),
    )
    assert outcome.code == 0
    report = json.loads(outcome.out)["report"]
    assert (report["published"], report["outlet"]) == ("2021-03-17", "A radio")
    assert (report["url"], report["title"]) == ("https://radio.example/1", "Seven dead")
    assert report["language"] == "en"


def test_an_empty_standard_input(run: Run) -> None:
    outcome = run("read", "-")
    assert outcome.code == 1
    assert outcome.line.startswith("rashomon: standard input: ")


def test_list_and_show_fit_their_schemas(run: Run, casebook: Path) -> None:
    listed = json.loads(run("list", "--casebook", casebook).out)
    jsonschema.validate(listed, published("list"))
    shown = json.loads(run("show", incident(run, casebook), "--casebook", casebook).out)
    jsonschema.validate(shown, published("incident"))
    assert shown["incident"]["id"] == incident(run, casebook)


def test_an_incident_is_found_by_the_beginning_of_its_id(run: Run, casebook: Path) -> None:
    whole = incident(run, casebook)
    expected = run("show", whole, "--casebook", casebook).out
    assert run("show", whole[:10], "--casebook", casebook).out == expected
    listed = json.loads(run("list", "--casebook", casebook).out)["incidents"]
    if len(listed) == 1:
        assert run("show", "--most-contested", "--casebook", casebook).out == expected


def test_text_for_people(run: Run, casebook: Path) -> None:
    table = run("list", "--casebook", casebook, "--format", "text")
    assert table.code == 0
    assert incident(run, casebook)[:8] in table.out
    shown = run("show", incident(run, casebook), "--casebook", casebook, "--format", "text")
    assert shown.code == 0
    assert "soldiers" in shown.out


def test_as_of_a_day_before_anything_was_published(run: Run, casebook: Path) -> None:
    outcome = run(
        *("show", incident(run, casebook), "--casebook", casebook, "--as-of", "2021-03-15"),
        *("--format", "json"),
    )
    assert outcome.code == 0
    assert json.loads(outcome.out)["findings"] == []


def test_the_casebook_can_be_named_in_the_environment(
    run: Run, casebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RASHOMON_CASEBOOK", str(casebook))
    assert run("list").out == run("list", "--casebook", casebook).out


def test_ingesting_twice_changes_nothing(run: Run, report: Path, tmp_path: Path) -> None:
    book = tmp_path / "casebook.db"
    first = run("ingest", report, "--casebook", book)
    assert first.code == 0
    assert "1 report" in first.out
    before = run("list", "--casebook", book).out
    second = run("ingest", report, "--casebook", book)
    assert second.code == 0
    assert run("list", "--casebook", book).out == before


def test_a_sitrep_may_be_a_pdf(run: Run, casebook: Path, tmp_path: Path) -> None:
    made = tmp_path / "sitrep.pdf"
    found = run("sitrep", "--casebook", casebook, "--out", made)
    assert found.code == 0
    assert made.read_bytes().startswith(b"%PDF")


def test_a_sitrep_is_one_page(run: Run, casebook: Path, tmp_path: Path) -> None:
    page = tmp_path / "new folder" / "sitrep.html"
    outcome = run("sitrep", "--casebook", casebook, "--out", page, "--title", "Western Niger")
    assert outcome.code == 0
    html = page.read_text(encoding="utf-8")
    assert html.lstrip().lower().startswith("<!doctype html>")
    assert "Western Niger" in html
    assert list(page.parent.iterdir()) == [page]
    assert "Western Niger" in run("sitrep", "--casebook", casebook, "--title", "Western Niger").out


@pytest.mark.parametrize("name", ["reading", "list", "incident"])
def test_schema(run: Run, name: str) -> None:
    assert json.loads(run("schema", name).out) == published(name)


def test_version_and_help_that_teaches(run: Run) -> None:
    assert run("--version").out.startswith("rashomon 0.")
    assert "rashomon ingest reports/" in run("--help").out
    for command in ("read", "ingest", "list", "show", "sitrep", "schema"):
        shown = run(command, "--help")
        assert shown.code == 0
        assert f"$ rashomon {command}" in shown.out


def test_help_needs_no_reader() -> None:
    script = (
        "import sys\n"
        "from rashomon.cli.main import app\n"
        "heavy = {'spacy', 'numpy', 'sqlalchemy', 'shapely', 'trafilatura', 'yaml', 'jinja2'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)


def test_a_reader_of_our_output_may_stop_early() -> None:
    writer = subprocess.Popen(
        [RASHOMON, "schema", "reading"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    assert writer.stderr.read() == b""
    writer.stderr.close()
    assert writer.wait(timeout=30) == 0


def test_an_interrupted_ingest_keeps_what_it_has(run: Run, tmp_path: Path) -> None:
    for number in range(30):
        text = REPORT.replace("seven", str(20 + number))
        (tmp_path / f"{number:02}.txt").write_text(text, encoding="utf-8")
    book = tmp_path / "casebook.db"
    writer = subprocess.Popen(
        [RASHOMON, "ingest", tmp_path, "--casebook", book],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert writer.stderr is not None
    said = writer.stderr.readline()
    writer.send_signal(signal.SIGINT)
    rest = writer.stderr.read()
    writer.stderr.close()
    assert writer.wait(timeout=60) == 130, said + rest
    assert "Traceback" not in rest
    assert str(book) in rest.splitlines()[-1]
    again = run("ingest", tmp_path, "--casebook", book)
    assert again.code == 0
    assert len(json.loads(run("list", "--casebook", book).out)["reports"]) == 30


def test_the_gazetteer_says_where_it_is(run: Run) -> None:
    built = run("gazetteer", "build")
    assert built.code == 0
    told = run("gazetteer", "info")
    assert told.code == 0
    assert built.out.strip() in told.out
    assert "countries" in told.out
