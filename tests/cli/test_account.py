"""`rashomon account`, and `rashomon desk --shared` until it listens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rashomon.store import Casebook
from tests.cli.conftest import Run

WORDS = b"four words of mine\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "casebook.db"
    Casebook.open(path, create=True).close()
    return path


def test_accounts_are_made_changed_and_removed(run: Run, book: Path) -> None:
    at = ("--casebook", book)
    assert "no accounts" in run("account", "list", *at, "--format", "text").out
    made = run(
        "account", "add", "Anna", "--role", "administrator", "--password-stdin", *at, data=WORDS
    )
    assert "Anna may come in as administrator" in made.out
    run("account", "add", "Bo", "--password-stdin", *at, data=WORDS)
    assert run("account", "role", "bo", "reviewer", *at).code == 0
    assert run("account", "password", "Bo", "--password-stdin", *at, data=b"x" + WORDS).code == 0
    assert run("account", "remove", "Bo", *at).code == 0
    listed = json.loads(run("account", "list", *at).out)
    assert [(each["name"], each["role"], each["active"]) for each in listed] == [
        ("Anna", "administrator", True),
        ("Bo", "reviewer", False),
    ]
    assert "password" not in listed[0]
    with Casebook.open(book, create=False) as opened:
        kept = opened.password_of("Anna")
        assert kept is not None
        assert kept.startswith("$argon2id$")
        assert [each.action for each in opened.logged()] == ["account"] * 5


@pytest.mark.parametrize(
    ("words", "data", "told"),
    [
        (("add", "Anna"), b"", "--password-stdin"),
        (("add", "Anna", "--password-stdin"), b"short\n", "at least 12 characters"),
        (("add", " ", "--password-stdin"), WORDS, "is no name"),
        (("role", "Nobody", "coder"), b"", "no account 'Nobody'"),
        (("role", "Nobody", "king"), b"", "viewer, coder, reviewer, administrator"),
        (("remove", "Nobody"), b"", "no account 'Nobody'"),
        (("password", "Nobody", "--password-stdin"), WORDS, "no account 'Nobody'"),
    ],
)
def test_what_cannot_be_done_is_told(
    run: Run, book: Path, words: tuple[str, ...], data: bytes, told: str
) -> None:
    outcome = run("account", *words, "--casebook", book, data=data)
    assert outcome.code == 2
    assert told in outcome.line


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--shared",), "rashomon account add NAME --role administrator"),
        (("--bind", "0.0.0.0"), "need --shared"),
        (("--proxy", "127.0.0.1"), "need --shared"),
        (("--shared", "--by", "Anna"), "everybody signs in themselves"),
    ],
)
def test_a_desk_is_not_shared_by_mistake(
    run: Run, book: Path, options: tuple[str, ...], told: str
) -> None:
    outcome = run("desk", "--casebook", book, *options)
    assert outcome.code in (1, 2)
    assert told in outcome.line


def test_a_certificate_that_is_none(run: Run, book: Path, tmp_path: Path) -> None:
    run(
        "account",
        "add",
        "A",
        "--role",
        "administrator",
        "--password-stdin",
        "--casebook",
        book,
        data=WORDS,
    )
    desk = ("desk", "--shared", "--casebook", book)
    assert "go together" in run(*desk, "--certificate", tmp_path / "c.pem").line
    (tmp_path / "c.pem").write_text("no certificate")
    both = ("--certificate", tmp_path / "c.pem", "--key", tmp_path / "c.pem")
    assert "no certificate with its key" in run(*desk, *both).line
    assert "no address of this machine" in run(*desk, "--bind", "nowhere.invalid").lines[-1]


def test_what_is_taken_in_and_given_out_is_logged(run: Run, report: Path, tmp_path: Path) -> None:
    book = tmp_path / "new.db"
    for _ in range(2):  # the second time nothing is new, and nothing is told
        run("ingest", report, "--casebook", book)
    run("export", "--format", "geojson", "--casebook", book, "--out", tmp_path / "map.geojson")
    run("sitrep", "--casebook", book, "--out", tmp_path / "page.html")
    with Casebook.open(book, create=False) as opened:
        lines = [(each.action, each.detail) for each in opened.logged()]
    assert [action for action, _ in lines] == ["ingest", "export", "export"]
    assert lines[0][1] == f"{report}: 1 new report, 0 refused"
    assert "private names withheld" in lines[1][1]
