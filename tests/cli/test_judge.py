"""`rashomon judge` on a small casebook."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def _only(run: Run, casebook: Path) -> str:
    listed = json.loads(run("list", "--casebook", casebook, "--format", "json").out)
    found: str = listed["incidents"][0]["id"]
    return found


def test_a_figure_is_set_and_taken_back(run: Run, casebook: Path) -> None:
    incident = _only(run, casebook)
    signed = ("--by", "A. Coder", "--why", "the court's count", "--casebook", casebook)
    done = run("judge", "set-figure", incident, "--field", "deaths", "--best", "71", *signed)
    assert done.code == 0
    judgement = done.out.split(":")[0]
    shown = json.loads(run("show", incident, "--casebook", casebook, "--format", "json").out)
    best = [f for f in shown["findings"] if f["field"] == "deaths"]
    assert [(f["best"], f["proposed"]) for f in best if not f["proposed"]] == [(71, False)]
    assert [each["kind"] for each in shown["judgements"]] == ["set-figure"]
    assert run("judge", "withdraw", judgement, *signed).code == 0
    again = json.loads(run("show", incident, "--casebook", casebook, "--format", "json").out)
    assert again["judgements"] == []
    assert all(each["proposed"] for each in again["findings"])


def test_what_is_no_judgement_is_told_in_a_line(run: Run, casebook: Path) -> None:
    incident = _only(run, casebook)
    signed = ("--by", "A. Coder", "--why", "so", "--casebook", casebook)
    for arguments, says in (
        (("judge", "bless", incident), "no judgement 'bless'"),
        (("judge", "grade", incident, "--grade", "Good"), "one of Confirmed"),
        (("judge", "merge", incident), "two incidents"),
        (("judge", "correct", "--claim", "c-none", "--value", "{"), "no JSON"),
        (("judge", "withdraw", "j-none"), "no judgement j-none"),
    ):
        outcome = run(*arguments, *signed)
        assert outcome.code in (1, 2), arguments
        assert says in "\n".join(outcome.lines), (arguments, outcome.lines)
    unsigned = run("judge", "note", incident, "--casebook", casebook)
    assert "who made it and why" in "\n".join(unsigned.lines)
