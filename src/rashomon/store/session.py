"""Transactions: what every part of the casebook reads and writes through."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Column, Connection, Engine, Row, Select, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from rashomon.store.locking import locked
from rashomon.store.opening import TURN, WRITE, explain

PAGE: Final = 500
"""Rows fetched at a time, and the most values in one IN: far below SQLite's limit of variables."""

BATCH_SECONDS: Final = 2.0
"""A batch is committed after this long even when few reports came: others wait for the lock."""

Item = TypeVar("Item")


class _Batch:
    """A transaction that spans calls: begun at the first write, committed every so many reports
    (None: only at its end)."""

    def __init__(self, engine: Engine, every: int | None) -> None:
        self._engine = engine
        self._every = every
        self._reports = 0
        self._begun = 0.0
        self.connection: Connection | None = None

    def begin(self) -> Connection:
        """The open connection. Begun late, so that no lock is held while a report is read."""
        if self.connection is None:
            connection = self._engine.connect().execution_options(**{WRITE: True})
            try:
                connection.begin()
            except BaseException:
                connection.close()
                raise
            self.connection, self._begun = connection, time.monotonic()
        return self.connection

    def count_report(self) -> None:
        """Called before a report is added: the ones before it are whole, and may be committed."""
        if self._every is None:
            return
        late = self.connection is not None and time.monotonic() - self._begun > BATCH_SECONDS
        if self._reports >= self._every or late:
            self.commit()
        self._reports += 1

    def commit(self) -> None:
        """Save what was done since the last time."""
        self._reports = 0
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.commit()
            finally:
                connection.close()

    def discard(self) -> None:
        """Undo what was done since the last time."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()


class Session:
    """An open casebook's engine, clock and current batch. Not to be shared between threads."""

    def __init__(self, engine: Engine, name: str, clock: Callable[[], str]) -> None:
        self._engine = engine
        self._name = name
        self._now = clock
        self._batch: _Batch | None = None

    @property
    def name(self) -> str:
        """The casebook's path or URL, for messages (without a password)."""
        return self._name

    def now(self) -> str:
        """The time by the casebook's clock: ISO 8601, UTC."""
        return self._now()

    def close(self) -> None:
        """Give back the connections. An open casebook is a context manager and does so itself."""
        self._engine.dispose()

    @contextmanager
    def batch(self, every: int = 100) -> Iterator[None]:
        """Inside, commit only every `every` reports (or every two seconds).

        Each call is still whole or not at all. When the block ends, by an error or an interrupt
        too, what was done so far is kept; when the process dies, the last commit is.
        """
        if self._batch is not None:  # the outer batch decides
            yield
            return
        self._batch = batch = _Batch(self._engine, every)
        try:
            yield
        finally:
            self._batch = None
            with self._told():
                batch.commit()

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Inside, all calls are one transaction: when the block fails, nothing of it is kept."""
        if self._batch is not None:  # the outer batch decides
            yield
            return
        self._batch = batch = _Batch(self._engine, None)
        try:
            yield
        except BaseException:
            self._batch = None
            with suppress(SQLAlchemyError):
                batch.discard()
            raise
        self._batch = None
        with self._told():
            batch.commit()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Inside, no other program reconciles this casebook: waits until none does.

        Others may add reports, readings and judgements meanwhile. A process that dies gives its
        turn back: the lock is the server's, or the system's on a file beside the casebook's.
        """
        path = self._engine.url.database
        with self._told():
            if self._engine.dialect.name == "sqlite":
                with locked(Path(f"{path}-turn")):
                    yield
                return
            with self._engine.connect() as connection:
                lasting = connection.execution_options(isolation_level="AUTOCOMMIT")
                lasting.exec_driver_sql("SET lock_timeout = 0")
                lasting.exec_driver_sql(f"SELECT pg_advisory_lock({TURN})")
                try:
                    yield
                finally:
                    # Closed, not handed back: with it go the lock and the setting.
                    connection.invalidate()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what a database says into what a person can do."""
        try:
            yield
        except SQLAlchemyError as error:
            raise explain(error, self._name) from error

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection to read with: inside a batch the batch's own, which sees what it wrote."""
        with self._told():
            if self._batch is not None and self._batch.connection is not None:
                yield self._batch.connection
            else:
                with self._engine.connect() as connection:
                    yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction: all of the block is kept, or nothing."""
        with self._told():
            if self._batch is not None:
                connection = self._batch.begin()
                with connection.begin_nested():
                    yield connection
            else:
                with (
                    self._engine.connect().execution_options(**{WRITE: True}) as connection,
                    connection.begin(),
                ):
                    yield connection

    def _pages(
        self, query: Select[*tuple[Any, ...]], *keys: Column[Any]
    ) -> Iterator[Row[*tuple[Any, ...]]]:
        """The rows of a query in the order of `keys`, which must be unique and selected first.

        Fetched a page at a time, each in a transaction of its own: memory stays flat, and the
        caller may write between two rows.
        """
        last: Sequence[Any] | None = None
        while True:
            page = query.order_by(*keys).limit(PAGE)
            if last is not None:
                page = page.where(_after(keys, last))
            with self._reading() as connection:
                rows = connection.execute(page).all()
            yield from rows
            if len(rows) < PAGE:
                return
            last = rows[-1][: len(keys)]


def _after(keys: Sequence[Column[Any]], last: Sequence[Any]) -> Any:
    """The condition that a row comes after the one with these keys."""
    key, *further = keys
    if not further:
        return key > last[0]
    return (key > last[0]) | ((key == last[0]) & _after(further, last[1:]))


def made(cls: Callable[..., Item], row: Iterable[Any]) -> Item:
    """A record from a row whose columns are its fields, in their order."""
    return cls(*row)


def chunks(items: Iterator[Item] | Sequence[Item]) -> Iterator[list[Item]]:
    """The items, `PAGE` at a time."""
    rest = iter(items)
    while chunk := list(islice(rest, PAGE)):
        yield chunk


def insert_missing(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Add the row unless one with its key is there; true when it was added."""
    return _insert(connection, table, row, None)


def insert_or_replace(
    connection: Connection, table: Table, row: Mapping[str, Any], key: str
) -> None:
    """Add the row, or replace the values of the one whose column `key` is the same."""
    _insert(connection, table, row, key)


def replace_all(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], key: Sequence[str]
) -> None:
    """Add rows, each in the place of the one whose columns `key` are the same."""
    if not rows:
        return
    dialects = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    statement: Any = dialects[connection.dialect.name](table)
    new = {name: statement.excluded[name] for name in rows[0] if name not in key}
    statement = statement.on_conflict_do_update(index_elements=list(key), set_=new)
    connection.execute(statement, list(rows))


def _insert(
    connection: Connection, table: Table, row: Mapping[str, Any], replaced_by: str | None
) -> bool:
    # The clause is the same in both databases, yet SQLAlchemy has a class of it for each.
    dialects = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    statement: Any = dialects[connection.dialect.name](table).values(row)
    # Inline: fetch no new primary key, which would hide how many rows PostgreSQL added.
    statement = statement.inline()
    if replaced_by is None:
        statement = statement.on_conflict_do_nothing()
    else:
        new = {name: value for name, value in row.items() if name != replaced_by}
        statement = statement.on_conflict_do_update(index_elements=[replaced_by], set_=new)
    added = connection.execute(statement, execution_options={"preserve_rowcount": True})
    return added.rowcount > 0


def count(connection: Connection, table: Table, *conditions: Any) -> int:
    """How many rows meet the conditions."""
    query = select(func.count()).select_from(table).where(*conditions)
    return int(connection.execute(query).scalar_one())
