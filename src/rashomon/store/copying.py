"""Backing a casebook up and restoring it.

A backup of a file or of a database on a server is one thing: a casebook in a SQLite file, which
can be looked into like any other. It is made whole or not at all.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Table, bindparam, func, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from rashomon.errors import CasebookError, UsageError
from rashomon.store import tables
from rashomon.store.casebook import Casebook
from rashomon.store.opening import WRITE, explain, open_engine
from rashomon.store.session import PAGE

PART: Final = ".part"
"""What a backup is called while it is being written."""

_ALONE: Final = "DELETE"
"""A backup needs no other file beside it, and can be read where nothing may be written."""
_SHARED: Final = "WAL"
"""A casebook in use: readers go on while one writes."""


def backup(casebook: Casebook, out: Path) -> None:
    """Write all of a casebook, as it is at one moment, into a new SQLite file.

    Others may go on writing to the casebook. Raises UsageError where `out` is there already,
    CasebookError where the casebook cannot be read or `out` not be written.
    """
    if out.exists():
        raise UsageError(f"{out} is there already; name a new file, or remove it first")
    with _new_file(out) as part:
        target, name = open_engine(part, create=True, patience=1)
        try:
            with (
                _snapshot(casebook) as source,
                target.connect().execution_options(**{WRITE: True}) as into,
                into.begin(),
            ):
                into.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
                _copy(source, into)
        except SQLAlchemyError as error:
            raise explain(error, f"{casebook.name} → {name}") from error
        finally:
            target.dispose()
        _close(part, _ALONE)


def restore(saved: Path, target: str) -> None:
    """Make a casebook of a backup, at a path or on a server.

    Raises CasebookError where the backup is none, or where the target holds something already:
    nothing is ever overwritten. A backup of an earlier version is brought up to date.
    """
    if not saved.exists():
        raise UsageError(f"{saved}: there is no such file; name a backup")
    if "://" not in target or target.startswith("sqlite:"):
        path = Path(target.removeprefix("sqlite:///"))
        if path.exists():
            raise _occupied(target)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _new_file(path) as part:
            _copy_file(saved, part)
            Casebook.open(part, create=False).close()  # up to date, and a casebook
            _close(part, _SHARED)
        return
    with _aside(saved) as copy, Casebook.open(copy, create=False) as source:
        engine, name = open_engine(target, create=True, patience=10)
        try:
            with (
                source._reading() as rows,
                engine.connect().execution_options(**{WRITE: True}) as into,
                into.begin(),
            ):
                if any(_holds(into, each) for each in tables.metadata.sorted_tables):
                    raise _occupied(name)
                _copy(rows, into)
        except SQLAlchemyError as error:
            raise explain(error, name) from error
        finally:
            engine.dispose()


def _occupied(name: str) -> CasebookError:
    return CasebookError(
        f"casebook {name}: there is one already, and it was left as it is; restore into a new one"
    )


def _holds(connection: Connection, table: Table) -> bool:
    return bool(connection.execute(select(func.count()).select_from(table)).scalar_one())


@contextmanager
def _new_file(out: Path) -> Iterator[Path]:
    """A file beside `out` that takes its name when the block ends well, and is gone otherwise."""
    part = out.with_name(out.name + PART)
    part.unlink(missing_ok=True)
    try:
        yield part
        os.link(part, out)  # unlike a renaming, it fails where `out` has come about meanwhile
    except FileExistsError as error:
        raise UsageError(f"{out} is there already; name a new file, or remove it first") from error
    finally:
        for each in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
            each.unlink(missing_ok=True)


@contextmanager
def _aside(saved: Path) -> Iterator[Path]:
    """A copy of a backup that may be changed, as bringing it up to date does."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "casebook.db"
        _copy_file(saved, copy)
        yield copy


def _copy_file(saved: Path, to: Path) -> None:
    """SQLite's own copy, which takes what still stands in a write-ahead log with it."""
    with saved.open("rb") as file:
        if not file.read(16).startswith(b"SQLite format 3"):
            raise CasebookError(f"{saved} is no backup of a casebook; name another file")
    try:
        here = sqlite3.connect(f"file:{saved}?mode=ro", uri=True)
        there = sqlite3.connect(to)
        try:
            here.backup(there)
        finally:
            here.close()
            there.close()
    except sqlite3.Error as error:
        raise explain(error, str(saved)) from error


def _close(part: Path, journal: str) -> None:
    """Put all of a casebook into its one file, and the file onto the disk."""
    connection = sqlite3.connect(part)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA journal_mode = {journal}")
        said = connection.execute("PRAGMA integrity_check").fetchone()[0]
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    finally:
        connection.close()
    if said != "ok" or broken is not None:
        raise CasebookError(f"{part}: what was written is not what was read; check the disk")
    with part.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _snapshot(casebook: Casebook) -> Iterator[Connection]:
    """A connection that sees the casebook as it is now, whatever others write meanwhile."""
    engine = casebook._engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with casebook._told(), engine.connect() as connection, connection.begin():
        yield connection


def _copy(source: Connection, into: Connection) -> None:
    """Every row of every table that a copy takes along; what others name comes before what names
    it."""
    for table in tables.metadata.sorted_tables:
        if table.name in tables.OF_ONE_PLACE:
            continue
        # Reports name earlier ones, and come in that order; an alias may lead to a later id.
        late = ("survivor",) if table is tables.incidents else ()
        numbered = "number" in table.c
        order = [table.c.number] if numbered else list(table.primary_key.columns)
        found = source.execution_options(yield_per=PAGE).execute(select(table).order_by(*order))
        for page in found.mappings().partitions():
            into.execute(insert(table), [{**row, **dict.fromkeys(late)} for row in page])
        if numbered and into.dialect.name == "postgresql":
            sequence = f"pg_get_serial_sequence('{table.name}', 'number')"
            last = f"(SELECT max(number) FROM {table.name})"
            into.execute(text(f"SELECT setval({sequence}, {last})"))
    _lead(source, into)


def _lead(source: Connection, into: Connection) -> None:
    """Let the aliases lead where they led."""
    table = tables.incidents
    aliases = select(table.c.id, table.c.survivor).where(table.c.survivor.is_not(None))
    rows = [{"alias": row[0], "leads": row[1]} for row in source.execute(aliases)]
    if rows:
        led = update(table).where(table.c.id == bindparam("alias"))
        into.execute(led.values(survivor=bindparam("leads")), rows)
