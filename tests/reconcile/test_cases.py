"""Multi-report cases as data: the incidents, positions, statuses, figures, lineage and checks."""

from __future__ import annotations

from typing import Any

import pytest

from rashomon.check import run_checks
from rashomon.reconcile import describe, entry, weigh_case
from rashomon.reconcile.unify import side_actor
from rashomon.records import Finding, Position, Quantity
from tests.reconcile.building import CASES, Told, load, tell

NAMES = sorted(path.stem for path in CASES.glob("*.yaml"))


@pytest.fixture(scope="module", params=NAMES)
def told(request: pytest.FixtureRequest) -> tuple[Told, dict[str, Any]]:
    case = load(request.param)
    return tell(case["reports"]), case["expect"]


def test_incidents(told: tuple[Told, dict[str, Any]]) -> None:
    story, expect = told
    wanted = {frozenset(story.mention(label) for label in labels) for labels in expect["incidents"]}
    assert set(story.incidents) == wanted


def test_lineage(told: tuple[Told, dict[str, Any]]) -> None:
    story, expect = told
    name = {reading.report.id: label for label, reading in story.readings.items()}
    found = {name[r]: [each.kind, name[each.of]] for r, each in story.lineage.items()}
    assert found == expect.get("lineage", {})


def test_titles_and_lists(told: tuple[Told, dict[str, Any]]) -> None:
    story, expect = told
    name = {reading.report.id: label for label, reading in story.readings.items()}
    for label, title in expect.get("titles", {}).items():
        assert describe(story.case(label), "i-1").title == title
    for label, reports in expect.get("mentioned_in", {}).items():
        case = story.case(label)
        listed = entry(case, describe(case, "i-1"), weigh_case(case))
        assert [name[report] for report in listed.mentioned_in] == reports
        assert label in [name[report] for report in listed.reports]


def test_findings(told: tuple[Told, dict[str, Any]]) -> None:
    story, expect = told
    for wanted in expect.get("findings", []):
        findings = weigh_case(story.case(wanted["of"]))
        _compare(_pick(findings, wanted), wanted)


def test_as_of(told: tuple[Told, dict[str, Any]]) -> None:
    story, expect = told
    for wanted in expect.get("as_of", []):
        findings = weigh_case(story.case(wanted["of"], str(wanted["day"])))
        _compare(_pick(findings, wanted), wanted)


def test_checks(told: tuple[Told, dict[str, Any]]) -> None:
    story, expect = told
    for label, wanted in expect.get("checks", {}).items():
        case = story.case(label)
        results = run_checks(case, describe(case, "i-1"), weigh_case(case))
        found = {each.rule: each.result for each in results}
        assert {rule: found.get(rule) for rule in wanted} == wanted


def _pick(findings: tuple[Finding, ...], wanted: dict[str, Any]) -> Finding:
    found = [finding for finding in findings if finding.field == wanted["field"]]
    if "about" in wanted:
        found = [f for f in found if wanted["about"] in (f.group or "")]
    if "whose" in wanted:
        side = side_actor(f"state:{wanted['whose']}").id
        found = [f for f in found if f.side == side]
    if "holds" in wanted:
        found = [f for f in found if any(wanted["holds"] in str(p.value) for p in f.positions)]
    assert len(found) == 1, [(f.field, f.group, f.side, f.status) for f in findings]
    return found[0]


def _compare(finding: Finding, wanted: dict[str, Any]) -> None:
    for key in ("status", "best", "low", "high"):
        if key in wanted:
            assert getattr(finding, key) == wanted[key], (key, finding)
    if "positions" in wanted:
        positions = {f"{_bounds(p)} {p.stance}": len(p.voices) for p in finding.positions}
        assert positions == wanted["positions"]
    for bounds, copies in wanted.get("copies", {}).items():
        position = next(p for p in finding.positions if _bounds(p) == bounds)
        assert sum(voice.copies for voice in position.voices) == copies
    if "positions_by_stance" in wanted:
        stances = {p.stance: len(p.voices) for p in finding.positions}
        assert stances == wanted["positions_by_stance"]
    if "revisions" in wanted:
        found = [
            [_written(each.from_), _written(each.to), each.first, each.then]
            for each in finding.revisions
        ]
        assert found == [[item and str(item) for item in row] for row in wanted["revisions"]]


def _bounds(position: Position) -> str:
    return _written(position.value)


def _written(value: object) -> str:
    assert isinstance(value, Quantity)
    return f"{value.low}-{'' if value.high is None else value.high}"
