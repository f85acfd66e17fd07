"""An empty casebook, and one with three reports of two incidents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rashomon.store import Casebook

NOW = "2020-02-01T12:00:00+00:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "casebook.db"


@pytest.fixture
def casebook(path: Path) -> Iterator[Casebook]:
    with Casebook.open(path, create=True, clock=lambda: NOW, patience=0.2) as opened:
        yield opened
