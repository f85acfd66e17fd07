"""Opening, making, migrating and refusing casebooks; two programs at once; being cut off."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, MetaData, insert, make_url, select

import rashomon.store.migrations
from rashomon.errors import CasebookError, NewerCasebook
from rashomon.pipeline import reconcile
from rashomon.records import Judgement, Rejection
from rashomon.store import Casebook
from rashomon.store.opening import WRITE, _engine, migrate, open_engine
from rashomon.store.tables import REVISIONS, VERSION_TABLE, metadata
from tests.factories import make_reading, make_report, toll
from tests.postgres import Server
from tests.store.conftest import NOW


def refused(path: Path | str, *, create: bool) -> str:
    with pytest.raises(CasebookError) as error:
        Casebook.open(path, create=create, patience=0.1)
    said = str(error.value)
    assert str(path) in said
    assert "\n" not in said
    return said


# -------------------------------------------------------------------------------------- opening


def test_what_is_not_there_says_how_to_make_it(path: Path) -> None:
    assert f"rashomon ingest PATH --casebook {path}" in refused(path, create=False)
    assert not path.exists()


def test_a_new_casebook_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "out" / "deep" / "casebook.db"
    with Casebook.open(path, create=True) as casebook:
        assert casebook.counts().reports == 0
        assert casebook.name == str(path)
    with Casebook.open(path, create=False) as casebook:
        assert list(casebook.incidents()) == []


def test_an_empty_file_can_become_a_casebook(path: Path) -> None:
    path.touch()
    assert "there is none" in refused(path, create=False)
    Casebook.open(path, create=True).close()
    Casebook.open(path, create=False).close()


@pytest.mark.parametrize("create", [True, False])
def test_what_is_no_database_is_left_as_it_is(path: Path, create: bool) -> None:
    path.write_text("Seven people died.\n" * 50, encoding="utf-8")
    before = path.read_bytes()
    assert "it is not a casebook" in refused(path, create=create)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("create", [True, False])
def test_another_program_s_database_is_left_as_it_is(path: Path, create: bool) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE reports (id TEXT)")
    other.close()
    before = path.read_bytes()
    assert "it is not a casebook" in refused(path, create=create)
    assert path.read_bytes() == before


def test_a_damaged_file_is_named(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 2000)
    assert "not a casebook" in refused(path, create=False)


def test_a_folder_is_no_casebook(tmp_path: Path) -> None:
    assert "it is a folder" in refused(tmp_path, create=True)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    below = tmp_path / "file" / "deep" / "casebook.db"
    assert f"{tmp_path}/file is a file, not a folder" in refused(below, create=True)
    assert "may write" in refused(Path("/proc/none/casebook.db"), create=True)


def test_a_folder_that_cannot_be_written_is_named() -> None:
    # Tests may run as root, whom only the kernel's own folders refuse.
    assert "/proc/casebook.db" in refused(Path("/proc/casebook.db"), create=True)


def test_a_newer_casebook_says_to_upgrade(path: Path) -> None:
    Casebook.open(path, create=True).close()
    with sqlite3.connect(path) as later:
        later.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    later.close()
    with pytest.raises(NewerCasebook, match=r"schema 9999, .*pip install --upgrade rashomon"):
        Casebook.open(path, create=True)


def test_a_url_names_a_file_too(path: Path) -> None:
    with Casebook.open(f"sqlite:///{path}", create=True) as casebook:
        casebook.add_report(make_report("Seven died."))
    with Casebook.open(str(path), create=False) as casebook:
        assert casebook.counts().reports == 1


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense://", "://"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(CasebookError, match="casebook"):
        Casebook.open(url, create=True)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", ":memory:"])
def test_a_casebook_in_memory_is_refused(url: str) -> None:
    with pytest.raises(CasebookError, match="would be lost"):
        Casebook.open(url, create=True)


def test_a_password_is_not_shown() -> None:
    with pytest.raises(CasebookError) as error:
        Casebook.open("mysql://me:secret@localhost/x", create=True)
    assert "secret" not in str(error.value)


# ----------------------------------------------------------------------------------- migrations


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", next(iter(rashomon.store.migrations.__path__)))
    return ScriptDirectory.from_config(config)


def test_the_known_revisions_are_those_that_are_shipped() -> None:
    shipped = [each.revision for each in scripts().walk_revisions()]
    assert tuple(reversed(shipped)) == REVISIONS


def test_migrating_makes_the_tables_that_the_code_expects(path: Path) -> None:
    engine, _ = open_engine(path, create=True, patience=1)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "compare_type": True,
                # What FTS5 keeps its index in is its own.
                "include_name": lambda name, kind, _: kind != "table" or "_words" not in name,
            },
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, path: Path) -> str:
    """A database with nothing in it."""
    if request.param == "sqlite":
        return str(path)
    server: Server = request.getfixturevalue("postgres")
    return server.database()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_casebook_of_every_revision_keeps_all_it_holds(
    bare: str, tmp_path: Path, revision: str
) -> None:
    reading = make_reading("Seven died.", claims=[toll("deaths", "Seven died", 7, 7)])
    judgement = Judgement("j-1", "note", "me", NOW, "why", (reading.claims[0].id,))
    with Casebook.open(tmp_path / "now.db", create=True) as now:
        now.add_reading(reading)
        now.add_judgement(judgement)
        now.add_rejection(Rejection("a", None, "empty", "b", NOW))
        reconcile(now)
        _as_it_was(now, bare, revision)
        with Casebook.open(bare, create=False) as casebook:
            assert casebook.counts() == now.counts()
            assert list(casebook.readings()) == [reading]
            assert casebook.judgements() == (judgement,)
            assert list(casebook.rejections()) == list(now.rejections())
            assert list(casebook.entries()) == list(now.entries())
            assert list(casebook.logged()) == list(now.logged())
            reconcile(casebook)
            assert list(casebook.entries()) == list(now.entries())
            later = make_reading("Eight died.", claims=[toll("deaths", "Eight died", 8, 8)])
            assert casebook.add_reading(later)


def _as_it_was(now: Casebook, bare: str, revision: str) -> None:
    """Make a casebook of an earlier schema that holds the same, as far as that schema can."""
    engine = _engine(
        make_url(bare) if "://" in bare else URL.create("sqlite", database=bare), "", 1
    )
    with engine.connect().execution_options(**{WRITE: True}) as old, old.begin():
        migrate(old, revision)
        there = MetaData()
        there.reflect(old)
        with now._engine.connect() as connection:
            for table in metadata.sorted_tables:
                then = there.tables.get(table.name)
                rows = [dict(row._mapping) for row in connection.execute(select(table))]
                if then is None or not rows:
                    continue
                old.execute(
                    insert(then), [{k: v for k, v in row.items() if k in then.c} for row in rows]
                )
                if "number" in then.c and old.dialect.name == "postgresql":
                    most = max(row["number"] for row in rows)
                    old.exec_driver_sql(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'number'), {most})"
                    )
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rashomon.store.opening.migrate", _fail_after_migrating)
    with pytest.raises(CasebookError, match="disk is full"):
        Casebook.open(path, create=True)
    monkeypatch.undo()
    with sqlite3.connect(path) as left:
        assert left.execute("SELECT name FROM sqlite_master").fetchall() == []
    left.close()
    Casebook.open(path, create=True).close()


def _fail_after_migrating(connection: object) -> None:
    from sqlalchemy import Connection
    from sqlalchemy.exc import OperationalError

    assert isinstance(connection, Connection)
    migrate(connection)
    raise OperationalError("", None, sqlite3.OperationalError("database or disk is full"))


def test_opening_an_up_to_date_casebook_needs_no_alembic(path: Path) -> None:
    Casebook.open(path, create=True).close()
    code = (
        "import sys; from rashomon.store import Casebook; "
        f"Casebook.open({str(path)!r}, create=False).close(); "
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ------------------------------------------------------------------------------- two at once


def test_a_second_program_reads_while_one_writes(target: str, casebook: Casebook) -> None:
    casebook.add_report(make_report("Seven died."))
    with Casebook.open(target, create=False, patience=0.1) as other, casebook.batch():
        casebook.add_report(make_report("Eight died."))
        assert [each.text for each in other.reports()] == ["Seven died."]
        assert casebook.counts().reports == 2


def test_a_second_writer_is_told_to_wait(target: str, casebook: Casebook) -> None:
    with Casebook.open(target, create=False, patience=0.1) as other:
        with casebook.batch():
            casebook.add_report(make_report("Seven died."))
            with pytest.raises(CasebookError, match="another program is writing to it; wait"):
                other.add_report(make_report("Eight died."))
            with pytest.raises(CasebookError, match="wait"), other.batch():
                other.add_report(make_report("Eight died."))
        assert other.add_report(make_report("Eight died.")) == "new"
        assert casebook.counts().reports == 2


# ------------------------------------------------------------------------------------ batches


def test_a_batch_is_committed_every_so_many_reports(target: str, casebook: Casebook) -> None:
    with Casebook.open(target, create=False) as other, casebook.batch(every=3):
        seen = []
        for n in range(7):
            casebook.add_report(make_report(f"{n} died."))
            seen.append(other.counts().reports)
        assert seen == [0, 0, 0, 3, 3, 3, 6]
    assert casebook.counts().reports == 7


def test_a_report_is_committed_with_its_reading(target: str, casebook: Casebook) -> None:
    with Casebook.open(target, create=False) as other, casebook.batch(every=1):
        for n in range(3):
            report = make_report(f"{n} died.")
            casebook.add_report(report)
            casebook.add_reading(make_reading(report.text))
            assert other.counts().unread == 0


def test_a_slow_batch_is_committed_by_time(
    target: str, casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rashomon.store.session.BATCH_SECONDS", 0.0)
    with Casebook.open(target, create=False) as other, casebook.batch(every=1000):
        casebook.add_report(make_report("Seven died."))
        casebook.add_report(make_report("Eight died."))
        assert other.counts().reports == 1


def test_an_interrupted_batch_keeps_what_was_done(casebook: Casebook) -> None:
    def interrupted() -> None:
        with casebook.batch():
            casebook.add_report(make_report("Seven died."))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert casebook.counts().reports == 1


def test_a_call_that_fails_in_a_batch_undoes_itself_alone(casebook: Casebook) -> None:
    first = make_reading("Seven died.", titles={"main": "x"})
    stolen = make_reading("Eight died.")
    stolen = type(stolen)(
        stolen.schema, stolen.reader, stolen.report, (), (), first.incidents, ()
    )  # fmt: skip
    with casebook.batch():
        casebook.add_reading(first)
        with pytest.raises(CasebookError):
            casebook.add_reading(stolen)
        casebook.add_report(make_report("Nine died."))
    assert {each.text for each in casebook.reports()} == {"Seven died.", "Nine died."}


def test_a_batch_inside_a_batch_is_the_outer_one(target: str, casebook: Casebook) -> None:
    with Casebook.open(target, create=False) as other, casebook.batch():
        with casebook.batch(every=1):
            casebook.add_report(make_report("Seven died."))
        assert other.counts().reports == 0


KILLED = """
import os, sys
from rashomon.store import Casebook
from tests.factories import make_reading, make_report
casebook = Casebook.open(sys.argv[1], create=False)
with casebook.batch(every=10):
    for n in range(25):
        casebook.add_report(make_report(f"{n} died."))
        casebook.add_reading(make_reading(f"{n} died.", titles={"main": "x"}))
    os.kill(os.getpid(), 9)
"""


def test_a_killed_process_loses_only_the_open_batch(target: str, casebook: Casebook) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, target], check=False)
    assert done.returncode == -9
    counts = casebook.counts()
    assert (counts.reports, counts.unread) == (20, 0)
    assert len(list(casebook.unprofiled())) == 20
    casebook.add_report(make_report("Seven died."))
