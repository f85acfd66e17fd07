"""Accounts, sessions and tokens, in each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rashomon.errors import UsageError
from rashomon.store import Casebook, Role
from rashomon.store.copying import backup


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2021, 5, 1, 8, tzinfo=UTC)

    def __call__(self) -> str:
        return self.time.isoformat(timespec="seconds")

    def pass_by(self, **span: int) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(target: str, clock: Callable[[], str]) -> Iterator[Casebook]:
    with Casebook.open(target, create=False, clock=clock) as opened:
        yield opened


def add(book: Casebook, name: str, role: Role = "coder") -> None:
    book.add_account(name, role, "hash", "root", must_change=False)


def test_a_name_is_one_persons_for_ever(book: Casebook) -> None:
    add(book, "Anna", "administrator")
    for taken in ("Anna", "ANNA", "ａnna"):
        with pytest.raises(UsageError, match="already"):
            add(book, taken)
    for none in ("", " Anna", "An\nna", "x" * 61, "\x00"):
        with pytest.raises(UsageError, match="is no name"):
            add(book, none)
    add(book, "Bo")
    book.remove_account("bo", "Anna")
    assert book.account("Bo") is None
    assert book.password_of("Bo") is None
    assert [(each.name, each.active) for each in book.accounts()] == [("Anna", True), ("Bo", False)]
    add(book, "BO", "viewer")
    back = book.account("bo")
    assert back is not None
    assert (back.name, back.role) == ("Bo", "viewer")


def test_an_administrator_is_always_left(book: Casebook) -> None:
    add(book, "Anna", "administrator")
    with pytest.raises(UsageError, match="only administrator"):
        book.remove_account("Anna", "Anna")
    with pytest.raises(UsageError, match="only administrator"):
        book.set_role("Anna", "coder", "Anna")
    add(book, "Bo", "administrator")
    book.set_role("Anna", "coder", "Bo")
    with pytest.raises(UsageError, match="only administrator"):
        book.remove_account("Bo", "Anna")


def test_a_session_ends_when_unused_and_after_a_day(book: Casebook, clock: Clock) -> None:
    add(book, "Anna")
    book.begin_session("anna", "one", "token")
    for _ in range(6):
        clock.pass_by(minutes=115)
        found = book.session("one")
        assert found is not None
        assert (found[0].name, found[1]) == ("Anna", "token")
    clock.pass_by(minutes=35)
    assert book.session("one") is None, "twelve hours are over"

    book.begin_session("Anna", "two", "token")
    clock.pass_by(hours=2, seconds=1)
    assert book.session("two") is None, "unused for two hours"
    assert book.session("") is None
    book.begin_session("Anna", "three", "token")
    book.end_session("three")
    book.end_session("three")
    assert book.session("three") is None


def test_sessions_end_with_the_password_and_with_the_account(book: Casebook) -> None:
    add(book, "Anna", "administrator")
    add(book, "Bo")
    book.begin_session("Bo", "one", "token")
    book.set_password("Bo", "other", "Anna", must_change=True)
    assert book.session("one") is None
    book.begin_session("Bo", "two", "token")
    found = book.session("two")
    assert found is not None
    assert found[0].must_change
    book.remove_account("Bo", "Anna")
    assert book.session("two") is None
    with pytest.raises(UsageError, match="no account"):
        book.begin_session("Bo", "three", "token")


def test_a_token_gives_no_more_than_its_account(book: Casebook, clock: Clock) -> None:
    add(book, "Anna", "administrator")
    add(book, "Bo", "reviewer")
    made = book.add_token("Bo", "nightly", "reviewer", "digest", 30)
    assert book.tokens("bo") == (made,)
    assert _role(book, "digest") == "reviewer"
    book.set_role("Bo", "viewer", "Anna")
    assert _role(book, "digest") == "viewer"
    book.set_role("Bo", "administrator", "Anna")
    assert _role(book, "digest") == "reviewer"
    with pytest.raises(UsageError, match="no token"):
        book.revoke_token(made.number, "Anna", of="Anna")
    clock.pass_by(days=29)
    assert _role(book, "digest") == "reviewer"
    clock.pass_by(days=1)
    assert _role(book, "digest") is None
    other = book.add_token("Bo", "hourly", "coder", "other", 30)
    book.revoke_token(other.number, "Bo", of="Bo")
    assert _role(book, "other") is None
    book.add_token("Bo", "third", "coder", "third", 30)
    book.remove_account("Bo", "Anna")
    assert _role(book, "third") is None


def _role(book: Casebook, digest: str) -> Role | None:
    found = book.bearer(digest)
    return None if found is None else found[1]


def test_all_of_it_is_in_the_log_and_no_secret(book: Casebook) -> None:
    add(book, "Anna", "administrator")
    add(book, "Bo")
    book.begin_session("Bo", "session-digest", "form-token")
    book.end_session("session-digest")
    made = book.add_token("Bo", "nightly", "coder", "token-digest", 30)
    book.revoke_token(made.number, "Anna")
    book.set_role("Bo", "reviewer", "Anna")
    book.set_password("Bo", "new-hash", "Bo")
    book.remove_account("Bo", "Anna")
    lines = [(each.by, each.action, each.detail) for each in book.logged()]
    assert lines == [
        ("root", "account", "Anna added as administrator"),
        ("root", "account", "Bo added as coder"),
        ("Bo", "login", "coder"),
        ("Bo", "logout", ""),
        ("Bo", "token", "nightly: coder, until 2021-05-31"),
        ("Anna", "token", "nightly of Bo revoked"),
        ("Anna", "account", "Bo: reviewer, was coder"),
        ("Bo", "account", "Bo: new password"),
        ("Anna", "account", "Bo removed"),
    ]


def test_a_backup_lets_nobody_in_who_is_in_here(book: Casebook, tmp_path: Path) -> None:
    add(book, "Anna", "administrator")
    book.begin_session("Anna", "session", "token")
    book.add_token("Anna", "nightly", "coder", "token", 30)
    backup(book, tmp_path / "saved.db")
    with Casebook.open(tmp_path / "saved.db", create=False) as saved:
        assert [each.name for each in saved.accounts()] == ["Anna"]
        assert saved.tokens() == ()
        assert saved.session("session") is None
