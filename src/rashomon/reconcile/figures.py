"""Figures: best, low and high of one question, each with the sentence of the rule that gave it.

The order in which voices are believed is data (`data/reconcile/figures.yaml`, whose header states
the rules); this is the method. A figure of an open range is its lower bound, the conservative one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rashomon.accounts import Case
from rashomon.bounds import agree, figure, is_plural
from rashomon.knowledge import load_yaml
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.holdings import Holding
from rashomon.reconcile.people import CIVILIANS, FIGHTERS, HARM, STRUCK
from rashomon.reconcile.questions import Question
from rashomon.reconcile.statuses import independent
from rashomon.records import ResponsibilityValue

LOSSES = frozenset({"deaths", "injuries", "casualties", "missing"})
"""What a side says of its enemy to its own advantage."""
_ROLES = frozenset({"perpetrator", "responsibility", "target", "participant"})


@dataclass(frozen=True, slots=True)
class Figures:
    """Best, low and high, or None; and the sentence of the rule."""

    best: int | None
    low: int | None
    high: int | None
    rule: str


@dataclass(frozen=True, slots=True)
class Sides:
    """The sides of an incident, as `state:XX` or names: which did it, which fought at all, which
    two fought each other; and the country it happened in."""

    attackers: frozenset[str]
    fighting: frozenset[str]
    hostile: frozenset[frozenset[str]]
    home: str | None


def sides_of(case: Case) -> Sides:
    """The sides as the accounts have them, denials left out. Where a group says that it did it, a
    state that outlets have as a perpetrator answered it."""
    attackers: set[str] = set()
    claimants: set[str] = set()
    answering: set[str] = set()
    struck: set[str] = set()
    took_part: set[str] = set()
    hostile: set[frozenset[str]] = set()
    for account in case.accounts:
        if account.claim.stance in ("denied", "unverified"):
            continue
        state = account.people if (account.people or "").startswith(STATE_PREFIX) else None
        if state is not None:
            struck.add(state)
        if account.by is not None and account.claim.field in HARM:
            attackers.add(account.by.side)
            hostile.add(frozenset((account.by.side, state or "")))
        if account.actor is not None and account.claim.field in _ROLES:
            role = {"perpetrator": attackers, "responsibility": attackers, "target": struck}
            by_press = account.claim.field == "perpetrator" and account.voice.press
            if isinstance(account.value, ResponsibilityValue) and account.value.kind == "claimed":
                claimants.add(account.actor.side)
            if by_press and account.actor.side.startswith(STATE_PREFIX):
                answering.add(account.actor.side)
            else:
                role.get(account.claim.field, took_part).add(account.actor.side)
    took_part |= answering
    attackers |= set() if claimants else answering
    hostile.update(frozenset((one, other)) for one in attackers for other in struck if one != other)
    fighting = frozenset(attackers | struck | took_part)
    return Sides(frozenset(attackers), fighting, frozenset(hostile), case.home)


def best_low_high(question: Question, standing: Sequence[Holding], sides: Sides) -> Figures:
    """The figures of one question from the answers that stand."""
    entering, alone = enter(question, standing, sides)
    words = _data()["rules"]
    high = _most([*entering, *alone])
    if not entering:
        return Figures(None, None, high, words["only_enemy"] if alone else words["nothing"])
    low = min((f for each in entering if (f := _figure(each)) is not None), default=None)
    chosen = _best(question, entering, sides)
    if chosen is None:
        return Figures(None, low, high, words["upper"])
    raised = bool(alone) and high != _most(entering)
    return Figures(_figure(chosen[0]), low, high, _sentence(*chosen, entering, raised))


def enter(
    question: Question, standing: Sequence[Holding], sides: Sides
) -> tuple[list[Holding], list[Holding]]:
    """The answers that enter the figures, and those that only raise `high`: what a side says of
    its enemy's losses and no other voice supports."""
    usable = [each for each in standing if not each.secondary and each.value is not None]
    counts = [each for each in usable if each.value is not None and not is_plural(each.value)]
    usable = counts or usable
    enemies = [each for each in usable if _of_its_enemy(question, each, sides)]
    supported = [e for e in enemies if any(_supports(other, e) for other in usable)]
    alone = [each for each in enemies if each not in supported]
    return [e for e in usable if e not in alone and not _repeats(e, alone)], alone


def _figure(each: Holding) -> int | None:
    return None if each.value is None else figure(each.value)


def _most(holdings: Iterable[Holding]) -> int | None:
    """The largest number that any of them allows: the upper bound, the lower one where open."""
    tops = [
        each.value.high if each.value.high is not None else each.value.low
        for each in holdings
        if each.value is not None
    ]
    return max((top for top in tops if top is not None), default=None)


# ------------------------------------------------------------------------------- who speaks of whom


def _of_its_enemy(question: Question, each: Holding, sides: Sides) -> bool:
    """Whether a side gives the figure of its enemy's people (CONTRACT.md, meeting rule 6)."""
    side, owner = each.voice.side, question.topic.split("|")[0]
    if side is None or question.field not in LOSSES:
        return False
    state = side.startswith(STATE_PREFIX)
    if owner == FIGHTERS:
        return state and side in sides.fighting
    if owner == STRUCK:
        return side in sides.attackers and _as_fighters(each)
    if not owner.startswith(STATE_PREFIX) or side == owner:
        return False
    return not state or frozenset((side, owner)) in sides.hostile


def _as_fighters(each: Holding) -> bool:
    """Whether the voice calls those struck fighters, its enemy."""
    return any(getattr(a.value, "status", "") == "combatant" for a in each.accounts)


def _supports(other: Holding, each: Holding) -> bool:
    if other.value is None or each.value is None or other.voice.side == each.voice.side:
        return False
    return independent(other, each) and agree(other.value, each.value)


def _repeats(each: Holding, alone: Iterable[Holding]) -> bool:
    """Whether an outlet repeats what only the enemy says."""
    if not each.voice.press or each.value is None:
        return False
    return any(o.value is not None and agree(each.value, o.value) for o in alone)


# -------------------------------------------------------------------------------------------- best


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml("reconcile/figures.yaml")
    return data


def _best(
    question: Question, entering: Sequence[Holding], sides: Sides
) -> tuple[Holding, str] | None:
    """The holding whose figure is best and what its tier means."""
    for tier in _data()["tiers"]:
        order = {name: place for place, name in enumerate(tier["voices"])}
        found = [
            (each, order[role])
            for each in entering
            if (role := _role(question, each, sides)) in order and _figure(each) is not None
        ]
        if found:
            return min(found, key=lambda pair: _rank(pair, entering))[0], tier["means"]
    return None


def _rank(pair: tuple[Holding, int], entering: Sequence[Holding]) -> tuple[object, ...]:
    """Not from a passing mention, then the latest hour, the most voices, the tier's order."""
    each, order = pair
    number = _figure(each) or 0
    holders = len(_agreeing(each, entering))
    return (each.passing, -each.minute, -holders, order, each.provisional, number, each.voice.key)


def _agreeing(each: Holding, entering: Iterable[Holding]) -> list[Holding]:
    return [
        other
        for other in entering
        if other.value is not None and each.value is not None and agree(other.value, each.value)
    ]


def _role(question: Question, each: Holding, sides: Sides) -> str:
    """How the voice stands to the people counted: its place in the tiers."""
    owner, voice = question.topic.split("|")[0], each.voice
    if voice.side is None:
        return voice.kind
    home = STATE_PREFIX + sides.home if sides.home else None
    if voice.side == owner or (owner == FIGHTERS and not voice.side.startswith(STATE_PREFIX)):
        return "own side"
    if owner == CIVILIANS and voice.side == home and home not in sides.attackers:
        return "own side"
    if each.stance == "admitted":
        return "own side"
    if not voice.side.startswith(STATE_PREFIX):
        return "belligerent"
    return "party" if voice.side in sides.attackers else "official"


def _sentence(chosen: Holding, means: str, entering: Sequence[Holding], raised: bool) -> str:
    words = _data()["rules"]
    others = {o.voice.key for o in _agreeing(chosen, entering)} - {chosen.voice.key}
    sentence: str = words["supported" if others else "best"].format(
        best=_figure(chosen),
        means=means,
        voice=chosen.accounts[0].claim.voice.text,
        day=chosen.first if chosen.first < "9999" else "on an unknown day",
        others=len(others),
    )
    if len({_figure(each) for each in entering}) > 1:
        sentence += words["range"]
    return sentence + (words["enemy"] if raised else "")


def signed(why: str, by: str, at: str) -> str:
    """The sentence for a figure that a person set."""
    text: str = _data()["rules"]["set"].format(by=by, at=at[:10], why=why)
    return text
