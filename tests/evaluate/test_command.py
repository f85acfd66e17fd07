"""`rashomon evaluate`: what it finds in a folder, and what it prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rashomon.errors import UsageError
from rashomon.evaluate.command import app
from rashomon.evaluate.measure import MEASURES, floors

CASES = Path(__file__).resolve().parent.parent / "cases"
TIMEML = """<?xml version="1.0" ?>
<TimeML><DCT><TIMEX3 tid="t0" type="DATE" value="2021-03-16">March 16, 2021</TIMEX3></DCT>
<TEXT>A convoy was hit on <TIMEX3 tid="t1" type="DATE" value="2021-03-14">March 14</TIMEX3>.</TEXT>
</TimeML>
"""


def test_cases_as_json_and_as_a_table() -> None:
    folder = str(CASES / "colombia-patrol-en")
    printed = CliRunner().invoke(app, ["cases", folder, "--json"], catch_exceptions=False)
    scored = json.loads(printed.stdout)
    assert scored["rows"] == scored["cases"][0]["rows"]
    assert set(scored["languages"]) == {"en"}
    missing = len(scored["cases"][0]["missing"])
    assert scored["met"] == scored["rows"] - missing

    table = CliRunner().invoke(app, ["cases", folder], catch_exceptions=False).stdout
    assert table.count("missing") == missing
    assert table.splitlines()[-1].startswith("all ")


def test_times(tmp_path: Path) -> None:
    (tmp_path / "one.tml").write_text(TIMEML, encoding="utf-8")
    printed = CliRunner().invoke(app, ["all", str(tmp_path), "--json"], catch_exceptions=False)
    scored = json.loads(printed.stdout)
    assert set(scored) == {"times"}
    assert scored["times"]["texts"] == 1
    assert len(scored["times"]["digest"]) == 64
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
    with pytest.raises(UsageError, match="no such file or folder"):
        CliRunner().invoke(app, ["all", str(tmp_path / "gone")], catch_exceptions=False)


def test_predictions_are_written(tmp_path: Path) -> None:
    (tmp_path / "one.tml").write_text(TIMEML, encoding="utf-8")
    out = tmp_path / "out.json"
    arguments = ["times", str(tmp_path), "--predictions", str(out)]
    CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert [each["value"] for each in json.loads(out.read_text())["one.tml"]] == ["2021-03-14"]


def test_a_figure_below_its_floor_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor = {"times": {"Some": {"value F1, all types": 1.01}}}
    monkeypatch.setattr("rashomon.evaluate.measure.floors", lambda: floor)
    (tmp_path / "Some").mkdir()
    (tmp_path / "Some" / "one.tml").write_text(TIMEML, encoding="utf-8")
    ended = CliRunner().invoke(app, ["all", str(tmp_path)])
    assert ended.exit_code == 1
    assert "value F1, all types is 1.000, not 1.01" in ended.stderr
    sample = CliRunner().invoke(app, ["all", str(tmp_path), "--limit", "1"])
    assert sample.exit_code == 0


def test_every_floor_names_a_measure() -> None:
    assert floors().keys() <= {measure.name for measure in MEASURES}
