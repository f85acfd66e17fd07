"""Everything that can be wrong with what a user names: one clear line, the right exit code, and the
rest goes on."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import REPORT, Outcome, Run

BAD_FILES: dict[str, tuple[bytes, str, str]] = {
    # name: (content, reason, a word of the next step)
    "empty.txt": (b"", "empty", "leave it out"),
    "binary.txt": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary", ".txt"),
    "wrong-date.txt": (b"published: 16.3.2021\n---\nSeven died.", "bad-date", "year-month-day"),
    "header.txt": (b"outlet: A\nplace: B\n---\nSeven died.", "bad-header", "outlet"),
    "language.txt": (b"language: elvish\n---\nWatu saba.", "language", "en (English)"),
    "latin.txt": ("Sept tués à Ménaka.".encode("latin-1"), "encoding", "iconv"),
    "ten-megabytes.txt": (b"Seven soldiers died. " * 500_000, "too-large", "split"),
    "page.html": (
        b"<html><body><nav><a href='/'>Home</a></nav></body></html>",
        "no-article",
        ".txt",
    ),
    "scan.pdf": (b"%PDF-1.7", "damaged", ".txt"),
    "lines.jsonl": (b'{"text": "Seven died.", "language": "en"\n', "bad-record", "JSON"),
}


@dataclass(frozen=True)
class Ingested:
    """An ingest of bad inputs with one good report among them."""

    outcome: Outcome
    casebook: Path


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory, run: Run, report: Path) -> Ingested:
    folder = tmp_path_factory.mktemp("bad")
    for name, (content, _, _) in BAD_FILES.items():
        (folder / name).write_bytes(content)
    (folder / "good.txt").write_text(REPORT, encoding="utf-8")
    nothing = tmp_path_factory.mktemp("nothing")
    (nothing / "README.md").write_text("No reports here.", encoding="utf-8")
    casebook = tmp_path_factory.mktemp("casebook") / "bad.db"
    outcome = run("ingest", folder / "missing.txt", nothing, folder, "--casebook", casebook)
    return Ingested(outcome, casebook)


@pytest.mark.parametrize(
    ("name", "step"),
    [
        *((name, step) for name, (_, _, step) in BAD_FILES.items()),
        ("missing.txt", "check the name"),
        ("nothing", ".txt, .md, .html, .pdf"),
    ],
)
def test_each_bad_input_is_told_in_one_line(ingested: Ingested, name: str, step: str) -> None:
    said = [each for each in ingested.outcome.lines if name in each]
    assert len(said) == 1, said
    assert said[0].startswith("rashomon: refused ")
    assert step in said[0]


def test_the_exit_code_says_that_some_were_refused_and_the_rest_went_on(
    ingested: Ingested, run: Run
) -> None:
    assert ingested.outcome.code == 1
    listed = json.loads(run("list", "--casebook", ingested.casebook, "--format", "json").out)
    assert [each["outlet"] for each in listed["reports"]] == ["A wire agency"]
    assert listed["incidents"]


def test_list_rejected_shows_what_was_refused_and_why(ingested: Ingested, run: Run) -> None:
    found = run("list", "--rejected", "--casebook", ingested.casebook, "--format", "json")
    rejected = json.loads(found.out)["rejections"]
    reasons = {Path(each["input"]).name: each["reason"] for each in rejected}
    expected = {name: reason for name, (_, reason, _) in BAD_FILES.items()}
    assert reasons.pop("missing.txt") == "not-found"
    assert next(reasons.pop(name) for name in list(reasons) if name.startswith("nothing")) == (
        "no-reports"
    )
    assert reasons == expected
    text = run("list", "--rejected", "--casebook", ingested.casebook, "--format", "text")
    assert text.code == 0
    for name in BAD_FILES:
        assert name in text.out.replace("\n", "")


def test_refusing_again_adds_nothing(ingested: Ingested, run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    book = tmp_path / "casebook.db"
    for _ in range(2):
        assert run("ingest", tmp_path / "empty.txt", "--casebook", book).code == 1
    rejected = run("list", "--rejected", "--casebook", book, "--format", "json").out
    assert len(json.loads(rejected)["rejections"]) == 1


@pytest.mark.parametrize(
    ("name", "content"), [(name, content) for name, (content, _, _) in BAD_FILES.items()]
)
def test_read_refuses_it_in_one_line(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    outcome = run("read", path)
    assert outcome.code == 1
    assert outcome.out == ""
    assert str(path) in outcome.line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read", "missing.txt"], ["missing.txt", "check the name"]),
        (["read", "."], ["folder", "ingest"]),
        (["read", "REPORT", "--published", "soon"], ["--published", "'soon'", "year-month-day"]),
        (["read", "REPORT", "--published", "2021-02-30"], ["--published", "2021-02-30"]),
        (["read", "REPORT", "--published", "2021-03-16T10:00"], ["--published", "zone"]),
        (["read", "REPORT", "--lang", "xx"], ["--lang", "'xx'", "en, fr"]),
        (["read", "REPORT", "--format", "xml"], ["--format", "xml", "json"]),
        (["read"], ["FILE", "rashomon read --help"]),
        (["read", "REPORT", "--outlte", "A"], ["--outlte", "--outlet"]),
        (["raed", "REPORT"], ["raed", "read"]),
        (["ingest", "REPORT", "--lang", "xx"], ["--lang", "'xx'", "en, fr"]),
        (["ingest", "REPORT", "--published", "x"], ["--published", "year-month-day"]),
        (["ingest", ".", "--url", "https://example.org"], ["--url", "one file"]),
        (["ingest", "https://example.org/a", "--url", "https://x.org"], ["--url", "one file"]),
        (["watch", "missing.opml", "--once"], ["missing.opml", "cannot be read"]),
        (["watch", "https://example.org/a", "--every", "5s"], ["--every", "15m"]),
        (["show", "--casebook", "BOOK"], ["rashomon show ID"]),
        (["show", "i-1", "--most-contested"], ["rashomon show ID"]),
        (["show", "i-1", "--as-of", "now", "--casebook", "BOOK"], ["--as-of", "'now'"]),
        (["show", "i-none", "--casebook", "BOOK"], ["i-none", "near it"]),
        (["show", "%", "--casebook", "BOOK"], ["'%'"]),
        (["show", "i-", "--as-of", "2021-13-01", "--casebook", "BOOK"], ["--as-of"]),
        (["schema", "books"], ["books", "reading, list, incident"]),
        (["sitrep", "--casebook", "BOOK", "--out", "REPORT/below.html"], ["below.html", "--out"]),
    ],
)
def test_a_wrong_call(
    run: Run, report: Path, casebook: Path, arguments: list[str], words: list[str]
) -> None:
    given = [
        each.replace("REPORT", str(report)).replace("BOOK", str(casebook)) for each in arguments
    ]
    outcome = run(*given)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.line.startswith("rashomon: ")
    for word in words:
        assert word in outcome.line


@pytest.mark.parametrize("command", [["list"], ["show", "i-1"], ["sitrep"]])
def test_a_casebook_that_is_not_there(run: Run, tmp_path: Path, command: list[str]) -> None:
    gone = tmp_path / "gone.db"
    outcome = run(*command, "--casebook", gone)
    assert outcome.code == 1
    assert str(gone) in outcome.line
    assert "rashomon ingest" in outcome.line
    assert not gone.exists()


def test_what_is_no_casebook_is_left_alone(run: Run, report: Path) -> None:
    before = report.read_bytes()
    outcome = run("ingest", report, "--casebook", report)
    assert outcome.code == 1
    assert "not a casebook" in outcome.line
    assert report.read_bytes() == before


def test_a_casebook_of_a_newer_version(run: Run, report: Path, tmp_path: Path) -> None:
    from rashomon.store import Casebook
    from rashomon.store.tables import VERSION_TABLE

    path = tmp_path / "newer.db"
    Casebook.open(path, create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = 'of 2031'")
    for command in (["list"], ["show", "i-1"], ["sitrep"], ["ingest", str(report)]):
        outcome = run(*command, "--casebook", path)
        assert outcome.code == 1
        assert str(path) in outcome.line
        assert "upgrade" in outcome.line


def test_an_unwritable_folder(run: Run, report: Path) -> None:
    for folder in (report, Path("/proc/self/fdinfo")):
        outcome = run("ingest", report, "--casebook", folder / "casebook.db")
        assert outcome.code == 1
        assert str(folder) in outcome.line
        assert "folder" in outcome.line


def test_control_characters_in_a_name_do_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    outcome = run("read", tmp_path / "a\x1b[31m\nb.txt")
    assert outcome.code == 2
    assert "\x1b" not in outcome.line
