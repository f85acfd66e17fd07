"""Opening a casebook: from a path or URL to an engine on a database of the right schema.

A file is looked at before it is touched: what is no casebook of ours stays as it is, to the byte.
"""

from __future__ import annotations

import importlib.util
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from rashomon.errors import CasebookAway, CasebookError, NewerCasebook
from rashomon.store.tables import REVISIONS, VERSION_TABLE

_SQLITE_HEADER: Final = b"SQLite format 3\x00"
WRITE: Final = "casebook_write"
"""The execution option of a connection that is going to write."""

TURN: Final = 0x7261_7368_6F74_7572
"""The key of the advisory lock of whoever reconciles a casebook on a server: "rashotur"."""

_DRIVER: Final = "postgresql+psycopg"
_WRITERS: Final = 0x7261_7368_6F6D_6F6E
"""The key of the advisory lock that whoever writes to a casebook on a server holds: "rashomon"."""


def open_engine(target: str | Path, *, create: bool, patience: float) -> tuple[Engine, str]:
    """An engine on the casebook, and its name for messages.

    `target` is a path or a database URL; `patience` how many seconds to wait for another writer.
    Makes the casebook where there is none and `create` is true; migrates an older one. Raises
    CasebookError (nothing there, not a casebook, not writable, no driver), NewerCasebook.
    """
    url, path = _address(target)
    name = str(path) if path is not None else url.render_as_string(hide_password=True)
    if path is not None:
        _look_at(path, create)
    engine = _engine(url, name, patience)
    try:
        _bring_up_to_date(engine, name, create)
    except (SQLAlchemyError, sqlite3.Error) as error:
        engine.dispose()
        raise explain(error, name) from error
    except CasebookError:
        engine.dispose()
        raise
    return engine, name


def explain(error: SQLAlchemyError | sqlite3.Error, name: str) -> CasebookError:
    """What a database's error means for the person at the keyboard."""
    said = str(getattr(error, "orig", None) or error).splitlines()[0]
    for sign, meaning in _AWAY:
        if sign in said.lower():
            return CasebookAway(f"casebook {name}: {meaning}")
    for sign, meaning in _MEANINGS:
        if sign in said.lower():
            return CasebookError(f"casebook {name}: {meaning}")
    if getattr(error, "connection_invalidated", False):
        return CasebookAway(f"casebook {name}: {_SILENT}")
    return CasebookError(f"casebook {name}: {said}")


_BUSY: Final = "another program is writing to it; wait until that ends and try again"
_SILENT: Final = "its server does not answer; check the address and that it runs"
_UNKNOWN: Final = "there is no server of this name; check the address"
_FULL: Final = "the disk is full; what was saved before is kept; make room and try again"

_MEANINGS: Final = (
    ("readonly", "it may not be written; make the file and its folder writable, or use a copy"),
    ("unable to open", "it cannot be opened; its folder must exist and be writable"),
    ("disk is full", _FULL),
    ("no space left", _FULL),
    ("not a database", "it is not a casebook; name another file with --casebook"),
    (
        "malformed",
        "the file is damaged; take a backup of it, and ingest the reports into a new one",
    ),
    ("disk i/o", "the disk could not be read or written; check it and try again"),
    (
        "does not exist",
        "its server has no such database or user; make it with createdb, or check the URL",
    ),
    ("authentication failed", "its server does not accept the user or password of the URL"),
    ("no password supplied", "its server wants a password: postgresql://USER:PASSWORD@HOST/NAME"),
    ("permission denied", "its server does not let this user do that; ask who keeps the server"),
    ("resolve host", _UNKNOWN),
    ("translate host", _UNKNOWN),
)
_AWAY: Final = (
    ("locked", _BUSY),
    ("lock timeout", _BUSY),
    ("connection refused", _SILENT),
    ("is the server running", _SILENT),
    ("timeout expired", _SILENT),
    ("starting up", _SILENT),
    ("shutting down", _SILENT),
    ("terminating connection", _SILENT),
    ("server closed the connection", _SILENT),
    ("connection is lost", _SILENT),
    ("connection is closed", _SILENT),
)
"""Signs of what passes by itself; the others want a person."""


def _address(target: str | Path) -> tuple[URL, Path | None]:
    """The database's URL, and its path where it is a file."""
    if isinstance(target, Path) or "://" not in target:
        path = Path(target)
        if str(path) == ":memory:":
            raise _not_kept(str(target))
        return URL.create("sqlite", database=str(path)), path
    try:
        url = make_url(target)
    except (ArgumentError, ValueError) as error:
        raise CasebookError(
            f"casebook {target}: not a database URL; name a file, or postgresql://…"
        ) from error
    if url.get_backend_name() == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise _not_kept(str(target))
        return url, Path(str(url.database))
    if url.get_backend_name() != "postgresql":
        raise CasebookError(
            f"casebook {url.render_as_string()}: casebooks are SQLite files or PostgreSQL databases"
        )
    return url, None


def _with_driver(url: URL) -> URL:
    """The URL with the driver that the `postgres` extra brings, where it names none."""
    return url.set(drivername=_DRIVER) if url.drivername in ("postgresql", "postgres") else url


def _look_at(path: Path, create: bool) -> None:
    """Refuse what cannot be a casebook, without touching it; make the folder of a new one."""
    try:
        if path.is_dir():
            raise CasebookError(f"casebook {path}: it is a folder; name a file in it")
        if not path.exists():
            if not create:
                raise _nothing(str(path))
            for above in path.parents:
                if above.exists() and not above.is_dir():
                    raise CasebookError(
                        f"casebook {path}: {above} is a file, not a folder; name another place"
                    )
            path.parent.mkdir(parents=True, exist_ok=True)
            return
        with path.open("rb") as file:
            header = file.read(len(_SQLITE_HEADER))
    except OSError as error:
        raise CasebookError(
            f"casebook {path}: {error.strerror or error}; "
            "name a file in a folder that you may write"
        ) from error
    if header and header != _SQLITE_HEADER:
        raise _foreign(str(path))


def _not_kept(name: str) -> CasebookError:
    return CasebookError(f"casebook {name}: a casebook in memory would be lost; name a file")


def _nothing(name: str) -> CasebookError:
    return CasebookError(
        f"casebook {name}: there is none; make it with: rashomon ingest PATH --casebook {name}"
    )


def _foreign(name: str) -> CasebookError:
    return CasebookError(
        f"casebook {name}: it is not a casebook, and was left as it is; name another file"
    )


def _engine(url: URL, name: str, patience: float) -> Engine:
    """An engine whose transactions, if they will write, wait for their turn at their beginning."""
    if url.get_backend_name() == "sqlite":
        return _file(url, patience)
    try:
        return _server(_with_driver(url), patience)
    except ModuleNotFoundError as error:
        raise CasebookError(
            f"casebook {name}: the driver {error.name} is missing; "
            "install it with: pip install 'rashomon[postgres]'"
        ) from error


def _file(url: URL, patience: float) -> Engine:
    engine = create_engine(url, max_overflow=-1)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        # sqlite3 would begin transactions by itself, and never before DDL; we begin them (below).
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that turns from reading to writing half-way cannot wait for another writer
        # (SQLite fails it at once), so one that will write says so at its start.
        writes = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _server(url: URL, patience: float) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, max_overflow=-1)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {max(1, int(patience * 1000))}")
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # One writer at a time, as in a file: two that add the same reports in another order would
        # wait for each other for ever. The server queues them in the order in which they came.
        if connection.get_execution_options().get(WRITE, False):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")

    return engine


def _bring_up_to_date(engine: Engine, name: str, create: bool) -> None:
    with engine.connect() as connection:
        revision = _revision(connection, name)
    if revision is None and not create:
        raise _nothing(name)
    if revision == REVISIONS[-1]:
        return
    if revision is not None and revision not in REVISIONS:
        raise NewerCasebook(
            f"casebook {name}: a newer version of Rashomon wrote it (schema {revision}, this "
            f"version knows up to {REVISIONS[-1]}); upgrade with: pip install --upgrade rashomon"
        )
    if engine.dialect.name == "sqlite":
        _let_readers_go_on(engine)
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        migrate(connection)


def _let_readers_go_on(engine: Engine) -> None:
    """Write-ahead logging: readers go on while one writes. The file keeps the setting."""
    raw = engine.raw_connection()  # it cannot be set inside a transaction
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()


def _revision(connection: Connection, name: str) -> str | None:
    """The schema's revision; None for a database without tables. Raises CasebookError if foreign.

    On a server other programs' tables may stand beside ours, in a file they may not.
    """
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
        return None if found is None else str(found)
    if tables and connection.dialect.name == "sqlite":
        raise _foreign(name)
    return None


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to `revision`, inside the connection's transaction."""
    # Here, not above: opening a casebook that is up to date needs no Alembic, and it loads slowly.
    from alembic import command
    from alembic.config import Config

    config = Config()
    found = importlib.util.find_spec("rashomon.store.migrations")
    assert found is not None
    assert found.submodule_search_locations is not None
    config.set_main_option(
        "script_location", found.submodule_search_locations[0].replace("%", "%%")
    )
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
