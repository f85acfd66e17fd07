"""A casebook of three short reports, its desk, and a browser to walk it with."""

from __future__ import annotations

import itertools
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

from rashomon.desk import create
from rashomon.ingest import Given
from rashomon.pipeline import ingest
from rashomon.store import Casebook
from tests.reader import knowledge

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'
REPORTS = {
    "one.txt": (
        "outlet: A radio station\npublished: 2021-03-16\ntitle: Seven soldiers killed\n"
        "url: https://radio.example/1\n---\n"
        "Gunmen killed seven soldiers in an attack on an army post in Ouallam, in western Niger, "
        "on Monday, the defence ministry said.\n\nNobody has claimed the attack.\n"
    ),
    "two.txt": (
        "outlet: A daily\npublished: 2021-03-17\ntitle: Residents speak of twelve dead\n---\n"
        "Twelve soldiers were killed in Monday's attack on an army post in Ouallam, in western "
        "Niger, two residents said on Wednesday.\n"
    ),
    "three.txt": (
        f"outlet: {HOSTILE}\npublished: 2021-04-02\ntitle: {HOSTILE}\n---\n"
        f"A bomb killed four people in a market in Kano, in northern Nigeria, on Thursday, "
        f"police said. {HOSTILE}\n"
    ),
}


@pytest.fixture(scope="package")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The casebook as it was read, to be copied."""
    folder = tmp_path_factory.mktemp("desk")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "casebook.db"
    with Casebook.open(path, create=True) as casebook:
        ingest([folder / name for name in REPORTS], casebook, knowledge(), Given(language="en"))
    return path


@pytest.fixture
def book(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "casebook.db"))


def ticking() -> Callable[[], str]:
    """A clock that moves on by a second each time it is asked."""
    seconds = itertools.count()
    return lambda: f"2021-05-01T10:{(n := next(seconds)) // 60:02}:{n % 60:02}+00:00"


@pytest.fixture
def client(book: Path) -> Iterator[TestClient]:
    app = create(str(book), "A. Analyst", ticking())
    with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def address(book: Path) -> Iterator[str]:
    """A desk that runs, for a browser."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(create(str(book), "A. Analyst", ticking()), log_level="error")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
