"""Statuses: contested, revised, corroborated or single, the first that applies in this order
(CONTRACT.md, meeting rule 2), with the sentence that says why.

Only answers that stand are held against each other (`holdings.active`); a denial is an answer to
whoever affirms, whenever that was. Outlets and narrators can contest and be contested, but
corroborate nothing, and neither do two unnamed sources of one kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rashomon.accounts import Account
from rashomon.bounds import agree
from rashomon.reconcile.holdings import Holding, Move
from rashomon.reconcile.link import kilometres
from rashomon.reconcile.unify import PERSONS
from rashomon.records import PlaceValue, ResponsibilityValue, Status, TimeValue, TypeValue

APART_KM = 25.0
"""Two sites this much farther apart than their uncertainties are two places."""
MINUTES = 30
"""Two hours of one day within this many minutes are one: both are mostly "about"."""
GROUPS = frozenset({"state", "state-forces", "armed-group", "militia"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of a question and the sentence that gave it."""

    status: Status
    why: str


def judge(standing: Sequence[Holding], others: Sequence[Holding], moves: Sequence[Move]) -> Verdict:
    """The verdict on one question.

    `standing` are the asserted answers that stand, `others` those of voices that do not assert
    (denials, suspicions), `moves` what voices replaced.
    """
    weighed = [each for each in standing if not each.secondary]
    against = next(_contests(weighed, others), None)
    if against is not None:
        return Verdict("contested", f"{_named(against[0])} against {_named(against[1])}")
    moved = next((move for move in moves if not move.after.secondary), None)
    if moved is not None:
        return Verdict("revised", f"{_named(moved.after)} has replaced its own earlier account")
    for one, other in combinations([*weighed, *_suspicions(others)], 2):
        if _same_answer(one, other) and independent(one, other):
            return Verdict("corroborated", f"{_named(one)} and {_named(other)} agree")
    return Verdict("single", "no two independent voices give the same account")


def _contests(
    standing: Sequence[Holding], others: Sequence[Holding]
) -> Iterator[tuple[Holding, Holding]]:
    """Pairs of answers of two voices that cannot both be true."""
    together = _held_together(standing)
    suspected = _suspicions(others)
    for one, other in combinations([*standing, *suspected], 2):
        joint = frozenset((one.answer, other.answer)) in together
        if one.voice.key == other.voice.key or one.answer == other.answer:
            continue
        if clash(one, other) and not joint:
            yield one, other
    affirmed = [*standing, *(o for o in others if o.polarity in ("suspected", "possible"))]
    for denial in (each for each in others if each.polarity == "denied"):
        for one in affirmed:
            if one.voice.key != denial.voice.key and _denies(denial, one):
                yield one, denial


def _suspicions(others: Iterable[Holding]) -> list[Holding]:
    """Suspicions that count as answers: who did it is seldom more than suspected."""
    return [
        each
        for each in others
        if each.polarity == "suspected" and each.accounts[0].claim.field == "perpetrator"
        if not each.superseded and not each.secondary
    ]


def _held_together(standing: Iterable[Holding]) -> frozenset[frozenset[object]]:
    """Pairs of answers that one voice gives in one breath: two groups that acted together."""
    by_voice: dict[tuple[str, str], list[object]] = {}
    for each in standing:
        for account in each.accounts:
            by_voice.setdefault((each.voice.key, account.report.id), []).append(each.answer)
    return frozenset(
        frozenset(pair) for answers in by_voice.values() for pair in combinations(answers, 2)
    )


def clash(one: Holding, other: Holding) -> bool:
    """Whether two answers to one question cannot both be true."""
    if one.value is not None and other.value is not None:
        if _disputed(one) != _disputed(other) and None not in (_disputed(one), _disputed(other)):
            return True
        return not one.bounds.meets(other.bounds)
    a, b = one.accounts[0], other.accounts[0]
    if isinstance(a.value, PlaceValue):
        return _places_clash(a, b)
    if isinstance(a.value, TimeValue) and isinstance(b.value, TimeValue):
        return _times_clash(a.value, b.value, isinstance(one.answer, str))
    if isinstance(a.value, TypeValue) and isinstance(b.value, TypeValue):
        events = {a.value.acled_event, b.value.acled_event}
        told = not (one.voice.press and other.voice.press)  # two outlets' choices of words
        return told and events == {"Battles", "Violence against civilians"}
    if isinstance(a.value, ResponsibilityValue) and isinstance(b.value, ResponsibilityValue):
        return _responsibilities_clash(a, b)
    return a.claim.field == "perpetrator" and _groups_clash(a, b)


def _disputed(each: Holding) -> object:
    """What the dead are called, where that is part of the answer."""
    return each.answer[3] if isinstance(each.answer, tuple) and len(each.answer) == 4 else None


def _places_clash(a: Account, b: Account) -> bool:
    if a.place is None or b.place is None:
        return False
    if a.place.country and b.place.country and a.place.country != b.place.country:
        return True
    if max(a.place.where_prec or 7, b.place.where_prec or 7) >= 4:
        return False
    if a.place.latitude is None or b.place.latitude is None:
        return False
    radii = (a.place.radius_km or 0.0) + (b.place.radius_km or 0.0)
    return kilometres(a.place, b.place) > radii + APART_KM


def _times_clash(a: TimeValue, b: TimeValue, by_the_clock: bool) -> bool:
    if by_the_clock:
        if a.time is None or b.time is None or a.tz != b.tz or a.start != b.start:
            return False
        return abs(_minutes(a.time) - _minutes(b.time)) > MINUTES
    if a.start is None or b.start is None:
        return False
    return a.start > (b.end or b.start) or b.start > (a.end or a.start)


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes[:2] or 0)


def _responsibilities_clash(a: Account, b: Account) -> bool:
    """Two groups claim it; or one voice says that a group claimed it and the group denies it.

    That nobody has claimed it is true until somebody does.
    """
    if not isinstance(a.value, ResponsibilityValue) or not isinstance(b.value, ResponsibilityValue):
        return False
    kinds = {a.value.kind, b.value.kind}
    sides = (a.actor.side if a.actor else None, b.actor.side if b.actor else None)
    if kinds == {"claimed"}:
        return None not in sides and sides[0] != sides[1]
    return kinds == {"claimed", "denied"} and sides[0] == sides[1]


def _groups_clash(a: Account, b: Account) -> bool:
    """Two groups or states on different sides; persons may have led either."""
    if a.actor is None or b.actor is None:
        return False
    kinds = {a.actor.kind, b.actor.kind}
    return kinds <= GROUPS and not kinds & PERSONS and a.actor.side != b.actor.side


def _denies(denial: Holding, affirmed: Holding) -> bool:
    """Whether what one voice denies is what another affirms (or thinks possible)."""
    if denial.value is not None and affirmed.value is not None:
        return denial.bounds.meets(affirmed.bounds)
    a, b = denial.accounts[0], affirmed.accounts[0]
    if a.actor is not None and b.actor is not None:
        return a.actor.id == b.actor.id or a.actor.side == b.actor.side
    return denial.answer == affirmed.answer


def _same_answer(one: Holding, other: Holding) -> bool:
    if one.value is not None and other.value is not None:
        return agree(one.value, other.value) and _disputed(one) == _disputed(other)
    a, b = one.accounts[0], other.accounts[0]
    if a.claim.field == "perpetrator" and a.actor is not None and b.actor is not None:
        return a.actor.kind in GROUPS and a.actor.side == b.actor.side
    return one.answer == other.answer and one.answer is not None


def independent(one: Holding, other: Holding) -> bool:
    """Whether two voices can know each for itself (CONTRACT.md, meeting rule 4)."""
    a, b = one.voice, other.voice
    if a.key == b.key or a.press or b.press or one.secondary or other.secondary:
        return False
    return a.named or b.named or a.kind != b.kind


def _named(each: Holding) -> str:
    return each.accounts[0].claim.voice.text
