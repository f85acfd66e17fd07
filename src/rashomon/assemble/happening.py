"""One incident of a report, and what parts an event from it: days, places, kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rashomon.assemble.dates import are_apart
from rashomon.assemble.marks import Marks
from rashomon.assemble.news import introduces, is_fine
from rashomon.assemble.triggers import Trigger
from rashomon.document import TimeExpression
from rashomon.records import Mode

NIGHTS = ("TNI", "TEV", "TMO")
"""How TimeML ends the value of a night, an evening, a morning."""
OPENING = 2
"""Tokens at the head of a sentence in which the day begins that it opens with."""


@dataclass(slots=True)
class Happening:
    """An incident of the report: its triggers, in order; `mode` of everything said of it;
    `is_part`, whether words say that it is one of a wave or not, None where they do not."""

    number: int
    triggers: list[Trigger] = field(default_factory=list)
    mode: Mode = "actual"
    is_part: bool | None = None

    @property
    def times(self) -> Iterator[TimeExpression]:
        """Its times, in order of the text."""
        return (t.time for t in self.triggers if t.time is not None)

    @property
    def place_ids(self) -> set[str]:
        """Ids of the places named with it."""
        return {p.place for t in self.triggers for p in t.places}


def struck_place(marks: Marks, trigger: Trigger, site: str | None) -> bool:
    """Whether a place of its own was struck: "raided the village of X"; not the main site."""
    struck = {j for p in marks.patients(trigger.i) for j in marks.document.subtree(p)}
    fine = [p for p in trigger.places if is_fine(marks, p)]
    there = [p for j in struck for p in fine if marks.places_by_token.get(j) == p]
    return bool(there) and all(p.place != site for p in fine)


def on_another_day(marks: Marks, trigger: Trigger, main: Happening) -> bool:
    """Whether an event's day is none of the main one's days."""
    day = trigger.time.start if trigger.time and trigger.time.date_prec == 1 else None
    days = [(t.start, t.end or t.start) for t in main.times if t.start is not None]
    return day is not None and bool(days) and not any(a <= day <= b for a, b in days)


def names_own_day(marks: Marks, trigger: Trigger, main: Happening) -> bool:
    """Whether an event is called by a day before the main one's ("Friday's bombings"), and
    neither was in a night, which is of two days."""
    time = trigger.time
    if time is None or time.start is None or marks.is_verb(trigger.i):
        return False
    own = marks.document.token_at(time.span.start)
    if own not in marks.document.subtree(trigger.i):
        return False
    days = [t for t in main.times if t.date_prec == 1 and t.start is not None]
    dark = any((t.value or "").endswith(NIGHTS) for t in (time, *days))
    return bool(days) and not dark and all(t.start > time.start for t in days if t.start)


def is_of_other_kind(marks: Marks, trigger: Trigger, main: Happening) -> bool:
    """Whether an event is told as new and is of a kind of its own: air strikes on the day after
    an ambush, a march after a bombing."""
    kinds = {t.event_class for t in main.triggers}
    told = introduces(marks, trigger.i, trigger.is_indefinite)
    return told and trigger.event_class not in kinds | {"attack"}


def clashes(marks: Marks, trigger: Trigger, happening: Happening) -> bool:
    """Whether an event's time cannot be that of an incident."""
    time = trigger.time
    return time is not None and any(are_apart(time, t) for t in happening.times)


def parted(marks: Marks, happening: Happening, trigger: Trigger) -> bool:
    """Whether an event and an incident have towns of their own, and none in common."""
    fine = {p.place for p in trigger.places if is_fine(marks, p)}
    theirs = {p.place for t in happening.triggers for p in t.places if is_fine(marks, p)}
    return bool(fine and theirs and not fine & theirs)


def tells_new_deed(marks: Marks, trigger: Trigger, beside: Iterable[Trigger]) -> bool:
    """Whether a sentence that opens with a day tells of somebody new to whom something new was
    done: "The next day, five men were killed in a raid on a house", "A day later three died when a
    second mosque was attacked". `beside`: the events of its sentence."""
    sentence = marks.document.sentence_of(trigger.i)
    opening = range(sentence.first, sentence.first + OPENING)
    time = trigger.time
    at = marks.document.token_at(time.span.start) if time is not None else None
    if at not in opening:
        return False
    told = [t for t in beside if introduces(marks, t.i, t.is_indefinite)]
    done = any(marks.is_verb(t.i) for t in told)
    return len(told) > 1 and done and any(t.i == trigger.i for t in told)


def sets_scene(marks: Marks, trigger: Trigger, above: Happening) -> bool:
    """Whether a noun tells at what event something was done: "shot at a rally in X"."""
    if marks.is_verb(trigger.i) or marks.case(trigger.i) is None:
        return False
    sites = marks.lexicon["place_roles.site"].codes
    undated = trigger.time is None or trigger.time in tuple(above.times)
    new = not marks.is_verb(trigger.i) and trigger.is_indefinite
    return undated and new and marks.case(trigger.i) in sites
