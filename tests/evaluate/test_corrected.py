"""A correction becomes a case: it runs, it holds once the reader is right, and fails until then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rashomon.codec import to_json
from rashomon.errors import UsageError
from rashomon.evaluate.cases import load_case, score_reading
from rashomon.evaluate.corrected import case_of
from rashomon.judging import corrected, judge
from rashomon.pipeline import reconcile
from rashomon.records import Reading
from rashomon.store import Casebook
from tests.factories import actor, day, make_reading, place, site, toll, who

MINE: dict[str, Any] = {"by": "A. Coder", "why": "it is so"}
READ = make_reading(
    "The ministry said 25 soldiers were killed in Kemba (camp) on 2030-05-04 by gunmen. "
    "Seven were wounded, residents said.",
    outlet="A daily",
    published="2030-05-05",
    language="en",
    actors=[actor("The ministry", "state", "NE"), actor("gunmen", "unidentified")],
    places=[place("Kemba (camp)", 14.0, 2.0, country="NE")],
    claims=[
        toll("deaths", "25 soldiers were killed", 25, 25, group="soldiers",
             voice=("official", "The ministry", "The ministry"), stance="claimed"),
        toll("injuries", "Seven were wounded", 7, 7, group="soldiers",
             voice=("witness", "residents", "residents"), stance="claimed"),
        site("in Kemba (camp)", "Kemba (camp)"),
        day("on 2030-05-04", "2030-05-04"),
        who("perpetrator", "by gunmen", "gunmen"),
    ],
)  # fmt: skip
DEATHS, INJURIES, SITE, _, GUNMEN = READ.claims


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with Casebook.open(tmp_path / "c.db", create=True) as opened:
        opened.add_reading(READ)
        reconcile(opened)
        yield opened


def scored(book: Casebook, tmp_path: Path, reading: Reading) -> Any:
    place = case_of(book, READ.report.id).write(
        tmp_path / "made" / str(len(list(tmp_path.iterdir())))
    )
    return score_reading(load_case(place), to_json(reading))


def incident(book: Casebook) -> str:
    return next(book.incidents())


def test_what_was_accepted_holds_and_must_go_on_holding(book: Casebook, tmp_path: Path) -> None:
    for claim in READ.claims:
        judge(book, "accept", [incident(book)], claims=[claim.id], **MINE)
    found = scored(book, tmp_path, READ)
    assert found.rows == len(READ.claims)
    assert found.holds
    without = replace(READ, claims=READ.claims[1:])
    assert [row.conditions for row in scored(book, tmp_path, without).missing]


def test_a_correction_fails_until_the_reader_is_right(book: Casebook, tmp_path: Path) -> None:
    change = {"value": {"low": 71, "high": None}, "stance": "admitted"}
    judge(book, "correct", [incident(book)], claims=[DEATHS.id], value=change, **MINE)
    now = scored(book, tmp_path, READ)
    assert (len(now.missing), len(now.forbidden)) == (1, 1)
    right = replace(READ, claims=(corrected(DEATHS, change), *READ.claims[1:]))
    assert scored(book, tmp_path, right).holds


def test_what_was_rejected_must_not_be_read_again(book: Casebook, tmp_path: Path) -> None:
    judge(book, "reject", [incident(book)], claims=[GUNMEN.id], **MINE)
    now = scored(book, tmp_path, READ)
    assert len(now.forbidden) == 1
    assert now.rows == 1, "a row tells which incident is meant"
    assert scored(book, tmp_path, replace(READ, claims=READ.claims[:-1])).holds


def test_what_was_added_must_be_read(book: Casebook, tmp_path: Path) -> None:
    added = {"report": READ.report.id, "field": "target", "quote": "camp",
             "value": {"actor": None, "action": None}}  # fmt: skip
    made = judge(book, "add", [incident(book)], value=added, **MINE)
    assert len(scored(book, tmp_path, READ).missing) == 1
    book.withdraw_judgement(made.id, "A. Coder", book.now(), "no")
    with pytest.raises(UsageError, match="nothing was judged"):
        case_of(book, READ.report.id)


def test_what_is_rejected_is_out_as_in_weighing(book: Casebook, tmp_path: Path) -> None:
    judge(book, "reject", [incident(book)], claims=[SITE.id], **MINE)
    judge(book, "accept", [incident(book)], claims=[SITE.id], by="B. Coder", why="it is there")
    assert [row.what for row in scored(book, tmp_path, READ).forbidden]


def test_a_case_overwrites_none(book: Casebook, tmp_path: Path) -> None:
    judge(book, "accept", [incident(book)], claims=[SITE.id], **MINE)
    folder = tmp_path / "twice"
    case_of(book, READ.report.id).write(folder)
    with pytest.raises(UsageError, match="is there already"):
        case_of(book, READ.report.id).write(folder)
