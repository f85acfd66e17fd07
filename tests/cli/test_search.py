"""`rashomon search` on a small casebook."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_search_tells_reports_incidents_and_what_is_missing(run: Run, casebook: Path) -> None:
    listed = run("list", "--casebook", casebook, "--format", "text").out
    found = run("search", "KILL", "--casebook", casebook)
    assert found.code == 0
    assert "r-" in found.out
    assert "kill" in found.out.casefold()
    assert listed
    nothing = run("search", "zzz", "--casebook", casebook)
    assert nothing.code == 0
    assert "Nothing has all of these words" in nothing.out
    signs = run("search", "%", "--casebook", casebook)
    assert signs.code == 2
    assert "has no word in it" in "\n".join(signs.lines)
