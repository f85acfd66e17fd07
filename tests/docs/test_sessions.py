"""What the pages show is what happens: sessions are run again, Python is executed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rashomon.records import Report
from tests.docs import pages

ROOT = pages.ROOT


def test_the_sessions_are_still_what_is_printed() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "scripts" / "session.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader has it: the examples, and a casebook with some of them."""
    from rashomon import Casebook, Knowledge, pipeline
    from rashomon.ingest import Given

    made = tmp_path_factory.mktemp("reader")
    (made / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    (made / "out").mkdir()
    with Casebook.open(made / "out" / "casebook.db", create=True) as casebook:
        files = [ROOT / "examples" / "chinagodrar-01-ministry-en.txt"]
        pipeline.ingest(files, casebook, Knowledge.open(), Given(as_default=True))
    return made


def test_the_python_that_is_shown_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block, in the order of its page, in one process: as a reader would try them."""
    monkeypatch.chdir(folder)
    shown = [
        block
        for page in (ROOT / "README.md", ROOT / "docs" / "tutorial.md")
        for block in pages.blocks(page)
        if block.language == "python"
    ]
    assert len(shown) > 3
    for block in shown:
        exec(compile(block.text, pages.name(block.page), "exec"), {})


def test_the_header_that_is_shown_is_one() -> None:
    from rashomon.ingest.text import parse_text

    found = 0
    for page in pages.DOCS:
        for block in pages.blocks(page):
            if block.text.startswith("outlet:"):
                details, text = parse_text(block.text, pages.name(page))
                assert Report.make(text, published=details.values["published"]).day
                found += 1
    assert found
