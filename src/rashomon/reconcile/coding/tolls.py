"""Tolls: an incident's dead or wounded by class of people, none counted twice.

A class is a state, fighters, civilians, or people of whom nobody says more (`reconcile.people`).
Only totals are summed. Parts of a total ("three of them women") and additions ("two more bodies")
are in it already. People of whom nobody says more are taken to be all of the dead, so that they add
only what they are more than the others together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from rashomon.accounts import Case
from rashomon.bounds import figure
from rashomon.gazetteer.names import key
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.coding.wording import sentence, wording
from rashomon.reconcile.countries import country_name
from rashomon.reconcile.figures import enter, sides_of
from rashomon.reconcile.holdings import Holding
from rashomon.reconcile.people import CIVILIANS, PEOPLE
from rashomon.reconcile.weigh import Weighed
from rashomon.records import Finding, Quantity


@dataclass(frozen=True, slots=True)
class Toll:
    """The toll of one class. `conservative` is ACLED's figure and `vague` the sentence where a rule
    for figures without a number gave it; `alone` where only their enemy counts them."""

    people: str
    category: str
    finding: Finding
    conservative: int | None
    vague: str | None
    alone: bool

    @property
    def named(self) -> str:
        """What those counted are called."""
        if self.people.startswith(STATE_PREFIX):
            country = country_name(self.people.removeprefix(STATE_PREFIX))
            return f"{self.finding.group or 'people'} ({country})"
        called: str = wording()["people"].get(self.people, self.people)
        if self.people in (PEOPLE, CIVILIANS) or self.finding.group is None:
            return called
        return f"{self.finding.group} ({called})"


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over classes, and the sentence of what was added."""

    number: int | None
    parts: str


def tolls_of(case: Case, weighed: Sequence[Weighed], field: str) -> tuple[Toll, ...]:
    """The tolls of one field: totals, and those of women, children and men with their category."""
    sides = sides_of(case)
    found = []
    for each in weighed:
        if each.question.field != field:
            continue
        people, counts, category, group, households = _topic(each.question.topic)
        if households or group or (counts != "total" and not category):
            continue
        entering, alone = enter(each.question, each.standing, sides)
        number, vague = _conservative(entering, each.finding)
        only = bool(alone) and not entering
        found.append(Toll(people, category, each.finding, number, vague, only))
    return tuple(found)


def _topic(topic: str) -> list[str]:
    parts = topic.split("|")
    return [*parts, "", "", "", "", ""][:5]


def totals(tolls: Sequence[Toll]) -> tuple[Toll, ...]:
    """Those that are totals of their class."""
    return tuple(toll for toll in tolls if not toll.category)


def add(tolls: Sequence[Toll], of: Callable[[Toll], int | None]) -> Total:
    """The sum over the classes of one number of each, people without more counted as all."""
    numbers = [(toll, of(toll)) for toll in totals(tolls)]
    known = [(toll, number) for toll, number in numbers if number is not None]
    if not known:
        return Total(None, "")
    rest = [(toll, number) for toll, number in known if toll.people != PEOPLE]
    everyone = max((number for toll, number in known if toll.people == PEOPLE), default=0)
    summed = sum(number for _, number in rest)
    parts = " + ".join(f"{number} {toll.named}" for toll, number in rest)
    if everyone > summed:
        whole = f"{everyone} {wording()['people'][PEOPLE]}"
        return Total(everyone, f"{whole}, {parts} among them" if rest else whole)
    return Total(summed, parts or f"{everyone} {wording()['people'][PEOPLE]}")


# ------------------------------------------------------------------------------- ACLED's own figure


def _conservative(entering: Sequence[Holding], finding: Finding) -> tuple[int | None, str | None]:
    """The least of what is held now, figures without a number by ACLED's rule, and that rule."""
    if not finding.proposed:
        return finding.best, None
    found = [
        (number, words)
        for each in entering
        if isinstance(each.value, Quantity)
        for number, words in [acled_number(each.value)]
        if number is not None
    ]
    return min(found, key=lambda pair: pair[0], default=(None, None))


@cache
def _vague() -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple(
        (int(row["number"]), re.compile(rf"\b(?:{'|'.join(map(key, row['words']))})\b"))
        for row in wording()["vague"]
    )


def acled_number(value: Quantity) -> tuple[int | None, str | None]:
    """The number that ACLED codes for a figure, and the sentence where it is a rule for vague ones.

    "Dozens" (read as 24 and more) is 12, "hundreds" 100, "several" 3; people without any number 3.
    """
    low = figure(value)
    if value.high is not None or any(sign.isdigit() for sign in value.text):
        return low, None
    said = key(value.text)
    for number, pattern in _vague():
        if pattern.search(said):
            return number, sentence("acled", "vague", words=value.text, number=number)
    two = set(wording()["two"]) & set(said.split())
    if low == _PLURAL and not value.approximate and not two:
        number = int(wording()["unstated"])
        return number, sentence("acled", "vague", words=value.text, number=number)
    return low, None


_PLURAL = 2
"""What a plural without a number is read as (CONTRACT.md, reading rule 7)."""
