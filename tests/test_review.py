"""Why an incident stands where it does in the review queue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rashomon.judging import judge
from rashomon.pipeline import reconcile
from rashomon.records import Concern, Reading
from rashomon.store import Casebook
from tests.factories import day, make_reading, place, site, toll

VOICES: Any = (
    ("un", "the UN mission", "the UN mission"),
    ("medical", "the hospital", "the hospital"),
)
MINE: dict[str, Any] = {"by": "A. Coder", "why": "it is so"}


def report(number: int, dead: int, name: str = "Kemba", located: bool = True) -> Reading:
    words = f"{dead} soldiers were killed"
    voice = VOICES[number - 1]
    where = place(name, 14.0, 2.0, country="NE") if located else place(name, method="unresolved")
    return make_reading(
        f"Report {number}: {words} in {name} on 2030-05-04, {voice[1]} said.",
        outlet=f"Outlet {number}",
        published=f"2030-05-{10 + number}",
        places=[where],
        claims=[
            toll("deaths", words, dead, dead, group="soldiers",
                 voice=voice, stance="claimed"),
            site(f"in {name}", name),
            day("on 2030-05-04", "2030-05-04"),
        ],
    )  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with Casebook.open(tmp_path / "c.db", create=True) as opened:
        yield opened


def add(book: Casebook, *readings: Reading) -> None:
    for each in readings:
        book.add_reading(each)
    reconcile(book)


def queued(book: Casebook) -> dict[str, Concern]:
    (line,) = book.queue()
    assert line.weight == pytest.approx(sum(each.points for each in line.concerns))
    return {each.kind: each for each in line.concerns}


def test_a_contested_toll_weighs_more_than_one_voice(book: Casebook) -> None:
    add(book, report(1, 25))
    alone = queued(book)
    assert set(alone) == {"alone", "toll"}
    assert "25" in alone["alone"].detail
    add(book, report(2, 71))
    both = queued(book)
    assert "25 ≠ 71" in both["contested toll"].detail
    assert "alone" not in both
    assert both["contested toll"].points > alone["alone"].points


def test_a_figure_that_is_signed_is_no_reason_any_longer(book: Casebook) -> None:
    add(book, report(1, 25), report(2, 71))
    (line,) = book.queue()
    made = judge(book, "set-figure", [line.entry.id], value={"field": "deaths", "best": 71}, **MINE)
    assert "contested toll" not in queued(book)
    book.withdraw_judgement(made.id, "A. Coder", book.now(), "no")
    reconcile(book)
    assert "contested toll" in queued(book)


def test_what_is_no_incident_is_no_reason_to_look(book: Casebook) -> None:
    add(book, report(1, 25))
    (line,) = book.queue()
    judge(book, "not-an-incident", [line.entry.id], **MINE)
    assert not queued(book)


def test_a_place_that_cannot_be_found_is_a_reason(book: Casebook) -> None:
    add(book, report(1, 25, located=False))
    assert "unplaced" in queued(book)


def test_a_review_that_was_done_is_open_again_with_a_new_report(book: Casebook) -> None:
    add(book, report(1, 25))
    (line,) = book.queue()
    book.review(line.entry.id, "A. Coder", status="done", assignee=None)
    reconcile(book)
    assert [each.status for each in book.queue()] == ["done"]
    assert "changed" not in queued(book)
    add(book, report(2, 71))
    assert [each.status for each in book.queue()] == ["open"]
    assert "1 new report" in queued(book)["changed"].detail
    judge(book, "note", [line.entry.id], **MINE)
    assert "changed" in queued(book), "a judgement is no review"
    book.review(line.entry.id, "A. Coder", status="done", assignee=None)
    reconcile(book)
    assert "changed" not in queued(book)


def test_a_judgement_whose_claim_is_gone_waits(book: Casebook) -> None:
    first = report(1, 25)
    add(book, first)
    deaths = next(each for each in first.claims if each.field == "deaths")
    (line,) = book.queue()
    judge(book, "accept", [line.entry.id], claims=[deaths.id], **MINE)
    assert "waiting" not in queued(book)
    from dataclasses import replace

    again = replace(
        first,
        reader=replace(first.reader, version="2"),
        claims=tuple(each for each in first.claims if each.id != deaths.id),
    )
    add(book, again)
    assert "A. Coder" in queued(book)["waiting"].detail
