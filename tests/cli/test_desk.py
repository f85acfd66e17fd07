"""`rashomon desk`: what it says when it cannot open."""

from __future__ import annotations

import socket
from pathlib import Path

from rashomon.store import Casebook
from tests.cli.conftest import Run


def test_a_port_that_is_taken(run: Run, tmp_path: Path) -> None:
    Casebook.open(tmp_path / "casebook.db", create=True).close()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = run("desk", "--casebook", tmp_path / "casebook.db", "--port", str(port))
    assert outcome.code == 2
    assert f"--port {port} is taken" in outcome.line
    assert "0 for a free one" in outcome.line


def test_no_casebook(run: Run, tmp_path: Path) -> None:
    outcome = run("desk", "--casebook", tmp_path / "none.db", "--port", "0")
    assert outcome.code == 1
    assert "there is none" in outcome.line
