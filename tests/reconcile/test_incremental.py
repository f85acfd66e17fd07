"""Any order, and any number of steps, gives what everything at once gives.

The readings are made up (`benchmarks/generated.py`): campaigns, namesakes, wire copies, vague days.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from benchmarks.generated import readings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rashomon.codec import dumps
from rashomon.pipeline import list_incidents, reconcile, show
from rashomon.records import Judgement, JudgementKind, Reading
from rashomon.store import Casebook

KINDS: tuple[JudgementKind, ...] = ("merge", "split")
NOW = "2030-06-01T12:00:00+00:00"


@cache
def told() -> tuple[Reading, ...]:
    """Some news, with everything that happened in it told at least once."""
    return tuple(each.reading for each in readings(24, seed=3))


Outcome = tuple[frozenset[frozenset[str]], dict[str, str], frozenset[str]]


def outcome(steps: Sequence[Sequence[Reading]]) -> Outcome:
    """The incidents as sets of mentions, every report's lineage, and what is shown of each incident
    but its id, after reconciling once a step."""
    with tempfile.TemporaryDirectory() as scratch:
        book = Casebook.open(Path(scratch) / "c.db", create=True, clock=lambda: NOW)
        with book:
            for step in steps:
                for reading in step:
                    book.add_reading(reading)
                reconcile(book)
            groups = frozenset(frozenset(book.members(each)) for each in book.incidents())
            lineage = {r: f"{each.kind} {each.of}" for r, each in book.lineages().items()}
            shown = frozenset(
                dumps(show(book, each.id)).replace(each.id, "it")
                for each in list_incidents(book).incidents
            )
            return groups, lineage, shown


@cache
def at_once() -> Outcome:
    return outcome([told()])


def test_there_is_something_to_put_together() -> None:
    groups, lineage, shown = at_once()
    assert len(shown) == len(groups) < len([m for group in groups for m in group])
    assert any(each.startswith("copy") for each in lineage.values())


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), st.integers(1, 8))
def test_any_order_and_any_steps_give_the_same(chance: random.Random, steps: int) -> None:
    order = list(told())
    chance.shuffle(order)
    cuts = sorted(chance.sample(range(1, len(order)), steps - 1))
    parts = [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    assert outcome(parts) == at_once()


def test_random_merges_and_splits_keep_every_mention_and_every_id() -> None:
    """On a casebook, some; `test_identity` has ten thousand of them on the ids alone."""
    chance = random.Random(5)
    with (
        tempfile.TemporaryDirectory() as scratch,
        Casebook.open(Path(scratch) / "c.db", create=True, clock=lambda: NOW) as book,
    ):
        for reading in told():
            book.add_reading(reading)
        reconcile(book)
        claim_of = {c.incident: c.id for r in told() for c in r.claims if c.incident}
        ever = set(book.incidents())
        for number in range(40):
            one, other = chance.sample(sorted(claim_of), 2)
            kind: JudgementKind = chance.choice(KINDS)
            claims = (claim_of[one], claim_of[other])
            made = Judgement(
                f"j-{number:03}", kind, "A", f"{NOW[:17]}{number % 60:02}", "w", claims
            )
            book.add_judgement(made)
            reconcile(book)
            ever |= set(book.incidents())
        members = [m for each in book.incidents() for m in book.members(each)]
        assert sorted(members) == sorted(claim_of)
        now = set(book.incidents())
        assert {book.resolve_id(each) for each in ever} <= now
