"""Judgements: every kind does what it says, beside the claims, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rashomon.errors import UsageError
from rashomon.judging import judge
from rashomon.pipeline import list_incidents, reconcile, show
from rashomon.records import Finding, IncidentFile, Reading
from rashomon.store import Casebook
from tests.factories import actor, day, make_reading, place, site, toll

NOW = "2030-06-01T12:00:00+00:00"
MINE: dict[str, Any] = {"by": "A. Coder", "why": "it is so"}


def report(number: int, dead: int, date: str, name: str) -> Reading:
    return make_reading(
        f"Report {number}: {dead} soldiers were killed in {name} on {date}, the ministry said.",
        outlet=f"Outlet {number}",
        published="2030-05-20",
        actors=[actor("the ministry", "state", "NE")],
        places=[place(name, 14.0 + number, 2.0, country="NE")],
        claims=[
            toll("deaths", f"{dead} soldiers were killed", dead, dead, group="soldiers",
                 voice=("official", "the ministry", "the ministry"), stance="admitted"),
            site(f"in {name}", name),
            day(f"on {date}", date),
        ],
    )  # fmt: skip


FIRST = report(1, 25, "2030-05-04", "Kemba")
SECOND = report(2, 31, "2030-05-11", "Wuro Sambe")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with Casebook.open(tmp_path / "c.db", create=True, clock=lambda: NOW) as opened:
        for reading in (FIRST, SECOND):
            opened.add_reading(reading)
        reconcile(opened)
        yield opened


def ids(book: Casebook) -> list[str]:
    return [each.id for each in list_incidents(book).incidents]


def deaths(file: IncidentFile) -> Finding:
    return next(each for each in file.findings if each.field == "deaths")


def best(book: Casebook, incident: str) -> int | None:
    return deaths(show(book, incident)).best


def test_merge_and_split_win_and_are_taken_back(book: Casebook) -> None:
    one, other = ids(book)
    merged = judge(book, "merge", [one, other], **MINE)
    assert len(ids(book)) == 1
    assert book.resolve_id(one) == book.resolve_id(other)
    reconcile(book)
    assert len(ids(book)) == 1, "it survives every re-run"
    split = judge(book, "split", ids(book), reports=[SECOND.report.id], **MINE)
    assert sorted(ids(book)) == sorted([one, other]), "each part has its own id again"
    book.withdraw_judgement(split.id, "A. Coder", NOW, "no")
    reconcile(book)
    assert len(ids(book)) == 1
    book.withdraw_judgement(merged.id, "A. Coder", NOW, "no")
    reconcile(book)
    assert sorted(ids(book)) == sorted([one, other])


def test_a_claim_is_corrected_rejected_and_accepted(book: Casebook) -> None:
    incident = book.incidents_of([FIRST.incidents[0].id])[FIRST.incidents[0].id]
    count = FIRST.claims[0].id
    judge(book, "accept", [], claims=[count], **MINE)
    assert best(book, incident) == 25
    fixed = judge(book, "correct", [], claims=[count], value={"low": 52, "high": 52}, **MINE)
    assert best(book, incident) == 52
    assert book.reading(FIRST.report.id).claims[0].value == FIRST.claims[0].value, "claims stay"
    book.withdraw_judgement(fixed.id, "A. Coder", NOW, "misread")
    assert best(book, incident) == 25
    judge(book, "reject", [], claims=[count], **MINE)
    assert not [f for f in show(book, incident).findings if f.field == "deaths"]
    assert {each.kind for each in show(book, incident).judgements} == {"accept", "reject"}


def test_a_claim_is_added_with_its_words(book: Casebook) -> None:
    incident = book.incidents_of([FIRST.incidents[0].id])[FIRST.incidents[0].id]
    added = {"report": FIRST.report.id, "field": "injuries", "quote": "in Kemba",
             "value": {"low": 3, "high": 3, "approximate": False}}  # fmt: skip
    judge(book, "add", [incident], value=added, **MINE)
    found = next(f for f in show(book, incident).findings if f.field == "injuries")
    assert found.best == 3
    with pytest.raises(UsageError, match="does not hold the words"):
        judge(book, "add", [incident], value={**added, "quote": "nobody wrote this"}, **MINE)
    with pytest.raises(UsageError, match="names a report"):
        judge(book, "add", [incident], value={**added, "report": SECOND.report.id}, **MINE)


def test_figures_and_grades_are_proposed_until_signed(book: Casebook) -> None:
    one, other = ids(book)
    before = deaths(show(book, other))
    assert before.proposed
    judge(book, "set-figure", [one], value={"field": "deaths", "best": 71, "high": 80}, **MINE)
    signed = deaths(show(book, one))
    assert (signed.best, signed.high, signed.proposed) == (71, 80, False)
    assert "A. Coder" in signed.rule
    assert deaths(show(book, other)) == before, "another incident's figure is not touched"
    judge(book, "grade", [one], value={"grade": "Fair"}, **MINE)
    judge(book, "note", [one], **MINE)
    assert [each.kind for each in show(book, one).judgements] == ["set-figure", "grade", "note"]


def test_what_is_no_incident_is_in_no_list(book: Casebook) -> None:
    one, other = ids(book)
    made = judge(book, "not-an-incident", [one], **MINE)
    assert ids(book) == [other]
    assert show(book, one).judgements[0].kind == "not-an-incident"
    book.withdraw_judgement(made.id, "A. Coder", NOW, "it is one")
    assert ids(book) == [one, other]


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        ("merge", {"incidents": 1}, "two incidents"),
        ("split", {"incidents": 1}, "parted from the rest"),
        ("reject", {}, "name the claim"),
        ("reject", {"claims": ["c-none"]}, "no claim"),
        ("correct", {"claims": [FIRST.claims[0].id]}, "say what is right"),
        ("correct", {"claims": [FIRST.claims[0].id], "value": {"low": -1}}, "cannot be corrected"),
        ("set-figure", {"incidents": 1, "value": {"field": "deaths", "best": -3}}, "which figure"),
        ("grade", {"incidents": 1, "value": {"grade": "Good"}}, "one of Confirmed"),
        ("note", {"incidents": 2}, "one incident"),
    ],
)
def test_what_is_no_judgement_is_refused(
    book: Casebook, kind: Any, more: dict[str, Any], says: str
) -> None:
    named = ids(book)[: more.pop("incidents", 0)]
    with pytest.raises(UsageError, match=says):
        judge(book, kind, named, **more, **MINE)
    assert not book.judgements()
    with pytest.raises(UsageError, match="who made it"):
        judge(book, kind, named, by="", why="")
