"""Several who judge one incident at the same moment: one is first, and the others are told."""

from __future__ import annotations

import threading

from rashomon.errors import Overtaken
from rashomon.records import Judgement
from rashomon.store import Casebook

PEOPLE = 6


def note(by: str, name: str = "") -> Judgement:
    at = "2021-05-01T10:00:00+00:00"
    return Judgement(f"j-{by}{name}", "note", by, at, "so", (), "i-1")


def test_of_all_who_saw_the_same_one_is_first(target: str) -> None:
    kept: list[str] = []
    told: list[str] = []
    ready = threading.Barrier(PEOPLE)

    def judge(by: str) -> None:
        with Casebook.open(target, create=False) as book:
            seen = frozenset(book.standing("i-1"))
            ready.wait()
            try:
                book.add_judgement(note(by), seen=seen)
                kept.append(by)
            except Overtaken as error:
                told.append(error.incident)

    people = [threading.Thread(target=judge, args=(f"p{n}",)) for n in range(PEOPLE)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert len(kept) == 1
    assert told == ["i-1"] * (PEOPLE - 1)
    with Casebook.open(target, create=False) as book:
        assert [each.by for each in book.judgements("i-1")] == kept


def test_what_changed_since_is_told(casebook: Casebook) -> None:
    casebook.add_judgement(note("anna"))
    casebook.add_judgement(note("bo"))
    seen = frozenset(casebook.standing("i-1"))
    assert casebook.decided_since("i-1", seen, "bo") == ((), ())
    casebook.withdraw_judgement("j-anna", "anna", "2021-05-02T10:00:00+00:00", "misread")
    casebook.add_judgement(note("carl"))
    later, taken = casebook.decided_since("i-1", seen, "bo")
    assert [each.by for each in later] == ["carl"]
    assert [(each.by, each.why, each.judgement.id) for each in taken] == [
        ("anna", "misread", "j-anna")
    ]
    # What one has done oneself is no news.
    assert casebook.decided_since("i-1", seen, "anna")[1] == ()
    assert casebook.decided_since("i-1", seen, "carl")[0] == ()
