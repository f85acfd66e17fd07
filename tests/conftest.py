"""Settings for every test: property tests try the same examples each time, however busy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import Server, server

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def _no_added_gazetteers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What whoever runs the tests has added to their gazetteer makes no difference to them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RASHOMON_GAZETTEERS", str(tmp_path_factory.mktemp("none-added")))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, started for the first test that wants it."""
    with server() as running:
        yield running
