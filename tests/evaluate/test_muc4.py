"""Templates scored against keys written for this test, with figures worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from rashomon.errors import UsageError
from rashomon.evaluate.command import app
from rashomon.evaluate.muc4 import Message, as_templates, errors, normalised, read_messages, score

EMPTY: dict[str, Any] = {r: [] for r in ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")}


def gold(*rows: dict[str, Any]) -> Message:
    return Message("m1", "a text", as_templates([{**EMPTY, **row} for row in rows]))


def figures(gold_rows: list[dict[str, Any]], mine: list[dict[str, Any]]) -> dict[str, Any]:
    predicted = {"m1": as_templates([{**EMPTY, **row} for row in mine])}
    return score(predicted, [gold(*gold_rows)])


def test_case_punctuation_and_articles_make_no_difference() -> None:
    assert normalised("The  U.S. embassy, a 'fortress'") == "us embassy fortress"


def test_all_right() -> None:
    rows = [{"incident_type": "bombing", "Weapon": [["a bomb"]]}]
    assert figures(rows, rows)["micro"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}


def test_another_type_matches_nothing() -> None:
    found = figures(
        [{"incident_type": "bombing", "Weapon": [["bomb"]]}],
        [{"incident_type": "attack", "Weapon": [["bomb"]]}],
    )
    assert found["micro"]["f1"] == 0.0


def test_a_key_with_two_types_takes_either() -> None:
    found = figures([{"incident_type": "bombing / attack"}], [{"incident_type": "attack"}])
    assert found["incident_type"]["f1"] == 1.0


def test_any_string_of_an_entity_is_right_and_a_strange_one_spoils_it() -> None:
    key = [{"incident_type": "attack", "PerpOrg": [["fmln", "national liberation front"]]}]
    one = figures(key, [{"incident_type": "attack", "PerpOrg": [["FMLN"]]}])
    assert one["PerpOrg"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    mixed = figures(key, [{"incident_type": "attack", "PerpOrg": [["FMLN", "the army"]]}])
    assert mixed["PerpOrg"]["f1"] == 0.0


def test_templates_are_paired_so_that_most_is_right() -> None:
    key = [
        {"incident_type": "attack", "Victim": [["ana"]]},
        {"incident_type": "attack", "Victim": [["luis"], ["pedro"]]},
    ]
    mine = [{"incident_type": "attack", "Victim": [["luis"], ["ana"], ["pedro"]]}]
    found = figures(key, mine)
    assert found["Victim"] == pytest.approx({"precision": 2 / 3, "recall": 2 / 3, "f1": 2 / 3})
    # type: 1 of 1 predicted, 1 of 2 in the key; with the victims 3 of 4, and 3 of 5
    assert found["micro"]["precision"] == pytest.approx(3 / 4)
    assert found["micro"]["recall"] == pytest.approx(3 / 5)


def test_errors_are_told_by_their_kind() -> None:
    key = [
        gold({"incident_type": "attack", "Victim": [["luis galan"], ["ana"]], "Weapon": [["bomb"]]})
    ]
    row = {"incident_type": "attack", "Victim": [["senator luis galan"], ["bomb"], ["pedro"]]}
    found = errors({"m1": as_templates([{**EMPTY, **row}])}, key)["Victim"]
    assert {way: n for way, n in found.items() if n} == {
        "wrong, cut otherwise": 1,
        "wrong, other role": 1,
        "wrong, else": 1,
        "missed, cut otherwise": 1,
        "not told": 1,
    }
    nothing = errors({}, key)["Weapon"]
    assert nothing["missed, nothing told"] == 1


@pytest.mark.parametrize("line", ["{", "[]", '{"docid": "m1"}', '{"docid":"m","doctext":"x"}'])
def test_a_line_that_is_no_message_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "messages.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(UsageError, match="line 1"):
        list(read_messages(path))


def test_the_command_writes_predictions_and_figures(tmp_path: Path) -> None:
    key = {**EMPTY, "incident_type": "bombing", "Weapon": [[["bomb", 12]]]}
    text = "guerrillas set off a bomb in front of the city hall of zandoria yesterday. the bomb "
    text += "destroyed the city hall. nobody was hurt in the attack, the police said today."
    message = {"docid": "m1", "doctext": text, "templates": [key]}
    path, out = tmp_path / "messages.jsonl", tmp_path / "out.json"
    path.write_text(json.dumps(message) + "\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["muc4", str(path), "--predictions", str(out), "--json"])
    assert result.exit_code == 0, result.output
    said = json.loads(out.read_text(encoding="utf-8"))
    assert [t["incident_type"] for t in said["m1"]] == ["bombing"]
    assert all(s in text for t in said["m1"] for r in EMPTY for e in t[r] for s in e)
    assert '"micro"' in result.output
