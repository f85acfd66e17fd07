"""The command line, run in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rashomon.cli.main import app

REPORT = """outlet: A wire agency
title: Seven soldiers killed in attack on army post
published: 2021-03-16
language: en
---
Gunmen killed seven soldiers on Monday in an attack on an army post in Banibangou, in western \
Niger, the Defence Ministry said.

A resident told the agency that at least 12 soldiers had died.
"""


@dataclass(frozen=True)
class Outcome:
    """How a command ended, what it wrote, and the lines it said on standard error."""

    code: int
    out: str
    lines: list[str]

    @property
    def line(self) -> str:
        """The one line said."""
        assert len(self.lines) == 1, self.lines
        return self.lines[0]


Run = Callable[..., Outcome]


def run_command(*arguments: str | Path, data: bytes = b"") -> Outcome:
    """Run `rashomon` with these arguments; what it raises beyond an exit fails the test."""
    result = CliRunner().invoke(app, [str(each) for each in arguments], input=data)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.stderr
    return Outcome(result.exit_code, result.stdout, result.stderr.splitlines())


@pytest.fixture(scope="session")
def run() -> Run:
    return run_command


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reports") / "banibangou.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def casebook(tmp_path_factory: pytest.TempPathFactory, run: Run, report: Path) -> Path:
    """A casebook with one report in it."""
    path = tmp_path_factory.mktemp("casebook") / "casebook.db"
    outcome = run("ingest", report, "--casebook", path)
    assert outcome.code == 0, outcome
    return path
