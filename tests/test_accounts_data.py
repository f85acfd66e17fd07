"""The accounts are sound as data: what `tests/accounts/README.md` says of them holds.

No reader is run here: a slip in what is expected shows without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml

from rashomon.records import VALUE_OF_FIELD

FOLDER = Path(__file__).parent / "accounts"
HEADER = {"outlet", "url", "title", "published", "language"}
FILES = ("reports", "mentioned_in", "either")
INCIDENT = {
    *("about", "title", "day", "country", "status", "parent"),
    *("figures", "accounts", "revised", "checks", "never"),
    *FILES,
}
STATUSES = {"contested", "revised", "corroborated", "single"}


@dataclass(frozen=True)
class Told:
    """One folder of accounts."""

    folder: Path

    @cached_property
    def expected(self) -> dict[str, Any]:
        text = (self.folder / "expected.yaml").read_text(encoding="utf-8")
        loaded: dict[str, Any] = yaml.load(text, yaml.BaseLoader)
        return loaded

    @cached_property
    def reports(self) -> dict[str, tuple[dict[str, str], str]]:
        """File → its header and its text."""
        read = {}
        for path in sorted(self.folder.glob("*.txt")):
            head, _, text = path.read_text(encoding="utf-8").partition("\n---\n")
            read[path.name] = (dict(line.split(": ", 1) for line in head.splitlines()), text)
        return read

    def told_in(self, incident: Mapping[str, Any]) -> list[str]:
        return [name for key in FILES for name in incident.get(key, ())]


CASES = [Told(path.parent) for path in sorted(FOLDER.glob("*/expected.yaml"))]
each_case = pytest.mark.parametrize("told", CASES, ids=lambda told: told.folder.name)


@each_case
def test_its_reports_can_be_ingested_and_are_all_accounted_for(told: Told) -> None:
    assert 2 <= len(told.reports) <= 6
    for name, (header, text) in told.reports.items():
        assert header.keys() >= HEADER, name
        assert 60 <= len(text.split()) <= 250, name
    named = [name for each in told.expected["incidents"] for name in told.told_in(each)]
    assert set(named) == set(told.reports)
    for each in told.expected["incidents"]:
        assert len(told.told_in(each)) == len(set(told.told_in(each))), each["about"]


@each_case
def test_its_keys_are_those_of_the_format(told: Told) -> None:
    assert told.expected.keys() <= {"about", "traps", "incidents", "lineage", "as_of"}
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"`{trap}`" in listed for trap in told.expected["traps"])
    incidents = told.expected["incidents"]
    for each in incidents:
        assert each.keys() <= INCIDENT, each["about"]
        assert each.get("status", "single") in STATUSES
        assert 1 <= int(each.get("parent", 1)) <= len(incidents)
        for row in (*each.get("accounts", ()), *each.get("never", ())):
            assert next(iter(row)) in VALUE_OF_FIELD, row
            assert set(list(row)[1:]) <= {"group", "kind", "voice", "stance", "via"}, row
    for each in told.expected.get("as_of", ()):
        assert each.keys() == {"date", "incident", "figures"}
        assert 1 <= int(each["incident"]) <= len(incidents)
    for name, line in told.expected.get("lineage", {}).items():
        assert line["kind"] in {"copy", "retelling", "version"}
        assert {name, line["of"]} <= set(told.reports)


@each_case
def test_its_words_stand_together_in_a_report_that_tells_it(told: Told) -> None:
    for incident in told.expected["incidents"]:
        reports = [told.reports[name] for name in told.told_in(incident)]
        texts = ["\n".join([*header.values(), text]) for header, text in reports]
        for wanted in _wanted(incident):
            assert any(all(_stands(each, text) for each in wanted) for text in texts), wanted


def _wanted(incident: Mapping[str, Any]) -> Iterator[list[str]]:
    """Words that one report has to have, all of them: of the title, of a row, of a group."""
    yield [incident["title"]]
    for row in incident.get("accounts", ()):
        yield [row[key] for key in ("group", "voice", "via") if key in row]
    for findings in incident.get("figures", {}).values():
        for each in findings if isinstance(findings, list) else [findings]:
            yield [each["group"]] if "group" in each else []


def _stands(wanted: str, text: str) -> bool:
    if wanted.startswith("/"):
        return re.search(wanted[1:-1], text, re.IGNORECASE) is not None
    return wanted in text
