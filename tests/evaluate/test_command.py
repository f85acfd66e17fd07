"""`rashomon evaluate`: what it finds in a folder, and what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rashomon.errors import UsageError
from rashomon.evaluate.command import app

CASES = Path(__file__).resolve().parent.parent / "cases"
TIMEML = """<?xml version="1.0" ?>
<TimeML><DCT><TIMEX3 tid="t0" type="DATE" value="2021-03-16">March 16, 2021</TIMEX3></DCT>
<TEXT>A convoy was hit on <TIMEX3 tid="t1" type="DATE" value="2021-03-14">March 14</TIMEX3>.</TEXT>
</TimeML>
"""


def test_cases_as_json_and_as_a_table() -> None:
    folder = str(CASES / "colombia-patrol-en")
    printed = CliRunner().invoke(app, ["cases", folder, "--json"], catch_exceptions=False)
    scored = json.loads(printed.stdout)["cases"]
    assert scored["total"]["rows"] == scored["cases"][0]["rows"]
    assert set(scored["languages"]) == {"en"}
    missing = len(scored["cases"][0]["missing"])
    assert scored["total"]["met"] == scored["total"]["rows"] - missing

    table = CliRunner().invoke(app, ["cases", folder], catch_exceptions=False).stdout
    assert table.count("missing") == missing
    assert table.splitlines()[-1].startswith("all ")


def test_times(tmp_path: Path) -> None:
    (tmp_path / "one.tml").write_text(TIMEML, encoding="utf-8")
    printed = CliRunner().invoke(app, ["all", str(tmp_path), "--json"], catch_exceptions=False)
    scored = json.loads(printed.stdout)
    assert set(scored) == {"times"}
    assert scored["times"]["texts"] == 1
    assert scored["times"]["value"]["f1"] == 1.0
    table = CliRunner().invoke(app, ["times", str(tmp_path)], catch_exceptions=False).stdout
    assert "value" in table
    assert "1.000" in table


@pytest.mark.parametrize(
    ("command", "words"), [("cases", "no case"), ("times", "no .tml"), ("all", "no gold data")]
)
def test_a_folder_without_gold_data(tmp_path: Path, command: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        CliRunner().invoke(app, [command, str(tmp_path)], catch_exceptions=False)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        CliRunner().invoke(app, ["all", str(tmp_path / "gone")], catch_exceptions=False)
