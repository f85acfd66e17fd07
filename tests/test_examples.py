"""The examples, from files to incidents: what a newcomer sees, whatever the order of the files.

What is to be seen is data, in `examples.yaml`; the casebook is made once for the module.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from rashomon.codec import dumps
from rashomon.evaluate.accounts import described, files_of, finds, holds, is_, positions, revises
from rashomon.evaluate.accounts import shortly as main
from rashomon.ingest import Given
from rashomon.pipeline import ingest, list_incidents, show
from rashomon.records import Finding, IncidentEntry, IncidentFile
from rashomon.store import Casebook
from tests.reader import knowledge

EXAMPLES = Path(__file__).parent.parent / "examples"
FILES = sorted([*EXAMPLES.glob("*.txt"), *EXAMPLES.glob("*.html")])
EXPECTED = yaml.load(
    (Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
)
NOW = "2020-02-01T12:00:00+00:00"

each_incident = pytest.mark.parametrize("told", EXPECTED, ids=lambda told: told["about"])


@dataclass(frozen=True)
class Seen:
    """A casebook of the examples as its users see it: `list` and every `show`, as JSON."""

    listed: str
    shown: Mapping[str, str]


def seen(casebook: Casebook) -> Seen:
    listed = list_incidents(casebook)
    shown = {each.id: dumps(show(casebook, each.id)) for each in listed.incidents}
    return Seen(dumps(listed), shown)


def filled(path: Path, files: Sequence[Path]) -> Casebook:
    casebook = Casebook.open(path, create=True, clock=lambda: NOW)
    ingest(files, casebook, knowledge(), Given())
    return casebook


@pytest.fixture(scope="module")
def casebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Casebook]:
    with filled(tmp_path_factory.mktemp("examples") / "casebook.db", FILES) as opened:
        yield opened


@pytest.fixture(scope="module")
def report_ids() -> dict[str, str]:
    """Report id by the name of its file."""
    return {name.partition(".")[0]: each for name, each in files_of(FILES, knowledge()).items()}


# ------------------------------------------------------------------------- what a newcomer sees


def entry_of(casebook: Casebook, told: Mapping[str, Any]) -> IncidentEntry:
    found = [
        e for e in list_incidents(casebook).incidents if e.reports and is_(told["title"], e.title)
    ]
    assert len(found) == 1, f"{told['about']}: {[e.title for e in found]}"
    return found[0]


def test_every_file_is_a_report(casebook: Casebook, report_ids: dict[str, str]) -> None:
    assert len(FILES) == 20
    assert {r.id for r in list_incidents(casebook).reports} == set(report_ids.values())
    assert casebook.counts().rejections == 0
    assert casebook.counts().unread == 0


def test_three_incidents_are_reported_on(casebook: Casebook) -> None:
    listed = list_incidents(casebook).incidents
    told = {entry_of(casebook, each).id for each in EXPECTED}
    assert len(told) == len(EXPECTED)
    others = [e for e in listed if e.id not in told]
    assert not [e.title for e in others if len(e.reports) > 1]


@each_incident
def test_the_incident(
    casebook: Casebook, report_ids: dict[str, str], told: Mapping[str, Any]
) -> None:
    entry = entry_of(casebook, told)
    assert (entry.date_start, entry.date_end, entry.date_prec) == (told["day"], told["day"], 1)
    assert entry.place is not None
    assert is_(told.get("country"), entry.place.country)
    assert entry.status == told["status"]
    names = {stem for stem, report in report_ids.items() if report in entry.reports}
    assert names == {stem for stem in report_ids if stem.startswith(told["reports"])}


@each_incident
def test_its_accounts(casebook: Casebook, told: Mapping[str, Any]) -> None:
    file = show(casebook, entry_of(casebook, told).id)
    missing = [each for each in told["accounts"] if not holds(file, each)]
    assert not missing, f"{missing}\n{described(file)}"


@each_incident
def test_its_revisions(casebook: Casebook, told: Mapping[str, Any]) -> None:
    file = show(casebook, entry_of(casebook, told).id)
    missing = [each for each in told.get("revised", ()) if not revises(file, each)]
    assert not missing, f"{missing}\n{described(file)}"


@each_incident
def test_its_checks(casebook: Casebook, told: Mapping[str, Any]) -> None:
    file = show(casebook, entry_of(casebook, told).id)
    missing = [each for each in told.get("checks", ()) if not finds(file, each)]
    assert not missing, f"{missing}\n{file.checks}"


@each_incident
def test_what_is_not_seen_yet(casebook: Casebook, told: Mapping[str, Any]) -> None:
    file = show(casebook, entry_of(casebook, told).id)
    now = [each for each in told.get("not_yet", ()) if holds(file, each)]
    assert not now, f"seen now, move from not_yet to accounts: {now}"
    right = [each for each in told.get("still_wrong", ()) if not holds(file, each)]
    assert not right, f"right now, move from still_wrong to never: {right}"


@each_incident
def test_what_no_report_says(casebook: Casebook, told: Mapping[str, Any]) -> None:
    file = show(casebook, entry_of(casebook, told).id)
    wrong = [each for each in told.get("never", ()) if holds(file, each)]
    assert not wrong, f"{wrong}\n{described(file)}"


def test_the_wire_copy_is_no_voice_of_its_own(
    casebook: Casebook, report_ids: dict[str, str]
) -> None:
    reports = {r.id: r for r in list_incidents(casebook).reports}

    def lineage(stem: str) -> tuple[str, str] | None:
        found = reports[report_ids[stem]].lineage
        return (found.kind, found.of) if found else None

    wire = report_ids["chinagodrar-05-reuters-en"]
    assert lineage("chinagodrar-06-reuters-copy-en") == ("copy", wire)
    first = report_ids["chinagodrar-02-frappes-fr"]
    assert lineage("chinagodrar-03-demonstration-de-force-fr") == ("version", first)
    assert lineage("chinagodrar-05-reuters-en") is None
    file = show(casebook, entry_of(casebook, EXPECTED[0]).id)
    sources_said = [
        voice
        for _, position, voice in positions(file)
        if voice.kind == "security-source" and main(position.value) == "89.."
    ]
    assert [v.copies >= 1 for v in sources_said] == [True], "one voice, and its copies counted"


def test_the_toll_as_it_was_known_on_a_day(casebook: Casebook) -> None:
    incident = entry_of(casebook, EXPECTED[0]).id
    best = {
        day: toll_of_soldiers(show(casebook, incident, date(2020, 1, day))).best
        for day in (9, 10, 12)
    }
    assert best == {9: 25, 10: 25, 12: 89}
    known = show(casebook, incident, date(2020, 1, 10)).reports
    assert known
    assert all(r.published is not None and r.published <= "2020-01-10" for r in known)


def toll_of_soldiers(file: IncidentFile) -> Finding:
    return next(
        f for f in file.findings if f.field == "deaths" and is_("/sold(ier|at)|milit/", f.group)
    )


# -------------------------------------------------------------------------- whatever the order


@pytest.fixture(scope="module")
def in_order(casebook: Casebook) -> Seen:
    return seen(casebook)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_the_files_makes_no_difference(
    in_order: Seen, tmp_path: Path, seed: int
) -> None:
    shuffled = random.Random(seed).sample(FILES, len(FILES))
    assert shuffled != FILES
    with filled(tmp_path / "casebook.db", shuffled) as other:
        again = seen(other)
    assert again.listed == in_order.listed
    assert again.shown == in_order.shown


def test_in_two_parts_or_at_once(in_order: Seen, tmp_path: Path) -> None:
    half = len(FILES) // 2
    with filled(tmp_path / "casebook.db", FILES[half:]) as other:
        ingest(FILES[:half], other, knowledge(), Given())
        parted = seen(other)
    assert grouped(parted) == grouped(in_order)


def grouped(found: Seen) -> set[tuple[frozenset[str], str, str]]:
    """The incidents by their reports, status and day, whatever their ids."""
    listed = yaml.safe_load(found.listed)
    return {
        (frozenset([*e["reports"], *e["mentioned_in"]]), e["status"], str(e["date_start"]))
        for e in listed["incidents"]
    }


def test_a_second_ingest_changes_nothing(in_order: Seen, casebook: Casebook) -> None:
    before = casebook.counts()
    ingest(FILES, casebook, knowledge(), Given())
    assert casebook.counts() == before
    assert seen(casebook) == in_order
