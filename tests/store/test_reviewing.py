"""The review queue in the store: its order, its states, and who looks at what."""

from __future__ import annotations

import pytest

from rashomon.errors import CasebookError, UsageError
from rashomon.pipeline import reconcile
from rashomon.records import Concern
from rashomon.store import Casebook, Filters
from tests.store.writing import told


@pytest.fixture
def filled(casebook: Casebook) -> Casebook:
    """Four incidents of two reports each; the weights are 3, 2, 1 and 1, by id at a tie."""
    with casebook.whole():
        for number in range(8):
            casebook.add_reading(told(number))
    reconcile(casebook)
    for place, incident in enumerate(sorted(casebook.incidents())):
        found = [Concern("toll", 1.0, "so many")] * max(1, 3 - place)
        casebook.save_queued([(incident, found, f"state {place}")])
    return casebook


def ids(casebook: Casebook) -> list[str]:
    return [each.entry.id for each in casebook.queue()]


def test_what_matters_most_comes_first(filled: Casebook) -> None:
    assert ids(filled) == sorted(filled.incidents())
    assert [each.weight for each in filled.queue()] == [3, 2, 1, 1]
    assert filled.queue(limit=1, offset=1)[0].concerns == (Concern("toll", 1.0, "so many"),) * 2
    assert not filled.queue(filters=Filters(country="FR"))
    assert filled.queued() == {"open": 4, "in review": 0, "done": 0}


def test_next_goes_down_the_queue_and_round(filled: Casebook) -> None:
    first, second, third, fourth = ids(filled)
    assert filled.queued_after(None) == first
    assert filled.queued_after(first) == second
    assert filled.queued_after(third) == fourth
    assert filled.queued_after(fourth) == first
    filled.review(second, "ana", status="done", assignee=None)
    assert filled.queued_after(first) == third
    assert filled.queued_after(second) == third
    for each in (first, third, fourth):
        filled.review(each, "ana", status="done", assignee=None)
    assert filled.queued_after(first) is None


def test_a_review_is_kept_and_logged(filled: Casebook) -> None:
    first = ids(filled)[0]
    filled.review(first, "ana", status="in review", assignee="ben")
    filled.review(first, "ben", status=None, assignee="ben")  # nothing new: nothing logged
    line = filled.queue_line(first)
    assert line is not None
    assert (line.status, line.assignee) == ("in review", "ben")
    assert [each.entry.id for each in filled.queue(assignee="ben")] == [first]
    assert filled.assignees() == ("ben",)
    said = [each for each in filled.logged() if each.action == "review"]
    assert [(each.by, each.detail) for each in said] == [("ana", f"{first}: in review, with ben")]
    filled.review(first, "ben", status="open", assignee=" ")
    assert filled.queue(assignee="ben") == ()


def test_a_review_is_open_again_when_what_is_known_has_changed(filled: Casebook) -> None:
    first = ids(filled)[0]
    filled.review(first, "ana", status="done", assignee="ana")
    filled.save_queued([(first, (), "state 0")])
    assert [each.entry.id for each in filled.queue("done")] == [first]
    filled.save_queued([(first, (), "another state")])
    line = filled.queue_line(first)
    assert line is not None
    assert (line.status, line.assignee) == ("open", "ana")


@pytest.mark.parametrize(("status", "name"), [("finished", None), ("open", "x" * 300)])
def test_what_is_no_review_is_refused(filled: Casebook, status: str, name: str | None) -> None:
    with pytest.raises(UsageError):
        filled.review(ids(filled)[0], "ana", status=status, assignee=name)  # type: ignore[arg-type]  # as a form may say
    with pytest.raises(CasebookError, match="there is no incident i-none"):
        filled.review("i-none", "ana", status="done", assignee=None)
