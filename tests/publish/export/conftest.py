"""A casebook of the examples, and one of invented incidents for what the examples do not have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rashomon.ingest import Given
from rashomon.pipeline import ingest
from rashomon.store import Casebook
from tests.publish.export.invented import fill
from tests.reader import knowledge

EXAMPLES = Path(__file__).parents[3] / "examples"
NOW = "2020-02-01T12:00:00+00:00"


@pytest.fixture(scope="package")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    path = tmp_path_factory.mktemp("exported") / "examples.db"
    files = sorted([*EXAMPLES.glob("*.txt"), *EXAMPLES.glob("*.html")])
    with Casebook.open(path, create=True, clock=lambda: NOW) as opened:
        ingest(files, opened, knowledge(), Given())
        yield opened


@pytest.fixture(scope="package")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    path = tmp_path_factory.mktemp("exported") / "invented.db"
    with Casebook.open(path, create=True, clock=lambda: NOW) as opened:
        fill(opened)
        yield opened
