"""A casebook on a PostgreSQL server: opening it, and several programs that write to it at once."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from rashomon.errors import CasebookAway, CasebookError, NewerCasebook
from rashomon.pipeline import reconcile
from rashomon.records import Judgement
from rashomon.store import Casebook
from rashomon.store.locking import locked, patiently
from rashomon.store.opening import open_engine
from rashomon.store.tables import VERSION_TABLE, metadata
from tests.factories import make_reading, make_report
from tests.postgres import Server
from tests.store.writing import told

WRITERS = 4
REPORTS = 24
"""Each writer adds three quarters of them, in an order of its own, so that most have three."""


def test_an_empty_database_becomes_a_casebook(postgres: Server) -> None:
    url = postgres.database()
    with pytest.raises(CasebookError, match="there is none; make it with: rashomon ingest"):
        Casebook.open(url, create=False)
    with Casebook.open(url, create=True) as casebook:
        casebook.add_report(make_report("Seven died."))
    with Casebook.open(url, create=False) as casebook:
        assert casebook.counts().reports == 1
    engine, _ = open_engine(url, create=False, patience=1)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True}
        )
        differing = compare_metadata(context, metadata)
    # Of words, a server has an index that a file has not (there it is a table of its own).
    assert {(each[0], each[1].name) for each in differing} == {
        ("remove_index", "ix_facets_words"),
        ("remove_index", "ix_reports_words"),
    }
    engine.dispose()


def test_a_database_that_is_not_there_is_named(postgres: Server) -> None:
    url = postgres.url("absent")
    with pytest.raises(CasebookError, match=r"no such database.*createdb") as error:
        Casebook.open(url, create=True)
    assert "absent" in str(error.value)


def test_a_server_that_is_not_there_is_away() -> None:
    url = "postgresql://me:secret@127.0.0.1:1/casebook"
    with pytest.raises(CasebookAway, match="its server does not answer") as error:
        Casebook.open(url, create=True)
    assert "secret" not in str(error.value)


def test_a_newer_casebook_on_a_server_says_to_upgrade(postgres: Server) -> None:
    url = postgres.casebook()
    with Casebook.open(url, create=False) as casebook:
        change = f"UPDATE {VERSION_TABLE} SET version_num = "
        with casebook._engine.begin() as connection:
            before = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
            connection.execute(text(f"{change} '9999'"))
        try:
            with pytest.raises(NewerCasebook):
                Casebook.open(url, create=True)
        finally:
            with casebook._engine.begin() as connection:
                connection.execute(text(f"{change} '{before}'"))


def test_several_that_make_a_casebook_at_once_make_one(postgres: Server) -> None:
    url = postgres.database()
    failed: list[BaseException] = []

    def make() -> None:
        try:
            Casebook.open(url, create=True).close()
        except BaseException as error:  # noqa: BLE001  told to the test's own thread
            failed.append(error)

    makers = [threading.Thread(target=make) for _ in range(WRITERS)]
    for each in makers:
        each.start()
    for each in makers:
        each.join()
    assert not failed
    with Casebook.open(url, create=False) as casebook:
        assert casebook.counts().reports == 0


def test_writers_at_once_lose_and_double_nothing(target: str, path: Path) -> None:
    """Four processes add the same reports, each in another order, and each reconciles: what comes
    out is what one process makes of them."""
    command = [sys.executable, "-m", "tests.store.writing", target, str(REPORTS)]
    writers = [subprocess.Popen([*command, str(each)]) for each in range(WRITERS)]
    assert [each.wait(120) for each in writers] == [0] * WRITERS
    alone = path.with_name("alone.db")
    with Casebook.open(alone, create=True) as expected:
        for number in range(REPORTS):
            expected.add_reading(told(number))
        reconcile(expected)
        with Casebook.open(target, create=False) as casebook:
            assert casebook.counts() == expected.counts()
            assert list(casebook.readings()) == list(expected.readings())
            assert grouped(casebook) == grouped(expected)
            assert casebook.unreconciled() == casebook.untraced() == ()
            assert casebook.lineages().keys() == expected.lineages().keys()


def grouped(casebook: Casebook) -> set[tuple[str, ...]]:
    return {tuple(casebook.members(each)) for each in casebook.incidents()}


def test_what_is_judged_while_others_reconcile_is_looked_at(casebook: Casebook) -> None:
    first, second = told(1), told(2)
    for each in (first, second):
        casebook.add_reading(each)
    reconcile(casebook)
    known = casebook.decisions()
    claims = (first.claims[0].id, second.claims[0].id)
    casebook.add_judgement(Judgement("j-1", "split", "me", "2020-01-01", "why", claims))
    reconcile(casebook)
    assert casebook.unreconciled() == ()
    assert casebook.awaken_since(known)
    assert len(casebook.unreconciled()) == 2
    assert not casebook.awaken_since(casebook.decisions())


# ------------------------------------------------------------------------------ whole or nothing


def test_a_whole_that_fails_leaves_nothing(casebook: Casebook) -> None:
    def fail() -> None:
        with casebook.whole():
            casebook.add_reading(make_reading("Seven died."))
            assert casebook.counts().reports == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert casebook.counts().reports == 0
    with casebook.whole():
        casebook.add_reading(make_reading("Seven died."))
    assert casebook.counts().reports == 1


def test_one_turn_at_a_time(target: str) -> None:
    order: list[str] = []
    with (
        Casebook.open(target, create=False) as casebook,
        Casebook.open(target, create=False) as other,
    ):

        def wait() -> None:
            with other.turn():
                order.append("second")

        with casebook.turn():
            waiting = threading.Thread(target=wait)
            waiting.start()
            waiting.join(0.3)
            other_is_waiting = waiting.is_alive()
            order.append("first")
        waiting.join(10)
    assert other_is_waiting
    assert order == ["first", "second"]


def test_a_lock_leaves_no_file(tmp_path: Path) -> None:
    with locked(tmp_path / "lock"):
        assert (tmp_path / "lock").exists()
    assert not list(tmp_path.iterdir())


def test_what_is_away_for_a_while_is_tried_again() -> None:
    tries: list[float] = []

    def call() -> str:
        if len(tries) < 2:
            raise CasebookAway("its server does not answer")
        return "done"

    def waiting(error: CasebookAway, seconds: float) -> None:
        tries.append(seconds)

    assert patiently(call, waiting, (0.0, 0.01, 0.02)) == "done"
    assert tries == [0.0, 0.01]
    tries.clear()
    with pytest.raises(CasebookAway):
        patiently(call, None, (0.0,))


def test_a_connection_that_was_cut_is_made_again(postgres: Server) -> None:
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'casebook'"
    with Casebook.open(postgres.casebook(), create=False) as casebook:

        def cut_off() -> None:
            with casebook.whole():
                casebook.add_report(make_report("Eight died."))
                postgres.run(cut)
                casebook.add_report(make_report("Nine died."))

        casebook.add_report(make_report("Seven died."))
        postgres.run(cut)
        assert casebook.counts().reports == 1
        with pytest.raises(CasebookAway):
            cut_off()
        assert casebook.counts().reports == 1
