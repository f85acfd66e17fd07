"""An empty casebook in each kind of database that one can be kept in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rashomon.store import Casebook
from tests.postgres import Server

NOW = "2020-02-01T12:00:00+00:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "casebook.db"


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A casebook with nothing in it, to be copied: making one takes longer."""
    made = tmp_path_factory.mktemp("empty") / "casebook.db"
    Casebook.open(made, create=True).close()
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, path: Path, empty_file: Path) -> Iterator[str]:
    """Where a casebook is, that has nothing in it yet: a file, then a database on a server."""
    if request.param == "sqlite":
        shutil.copyfile(empty_file, path)
        yield str(path)
        return
    server: Server = request.getfixturevalue("postgres")
    yield server.casebook()


@pytest.fixture
def casebook(target: str) -> Iterator[Casebook]:
    with Casebook.open(target, create=False, clock=lambda: NOW, patience=0.2) as opened:
        yield opened
