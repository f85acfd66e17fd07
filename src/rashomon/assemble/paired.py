"""Events that a noun names and a relative clause goes on about: "a raid on X in January, in which
nine died" is one event, told twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rashomon.assemble.allusions import told_by_relative
from rashomon.assemble.marks import Marks
from rashomon.assemble.triggers import Trigger


def pairs(marks: Marks, triggers: Sequence[Trigger]) -> dict[int, int]:
    """The token of each verb whose clause goes on about an event, with that of the event's noun."""
    nouns = {t.i for t in triggers}
    found = {t.i: told_by_relative(marks, t.i, nouns) for t in triggers if marks.is_verb(t.i)}
    return {verb: noun for verb, noun in found.items() if noun is not None}


def with_times_shared(triggers: Sequence[Trigger], pair: dict[int, int]) -> list[Trigger]:
    """The triggers, those of one event each with the time that only the other has."""
    by_token = {t.i: t for t in triggers}
    for verb, noun in pair.items():
        told, named = by_token[verb], by_token[noun]
        if told.time is None or named.time is None:
            time = told.time or named.time
            by_token[verb] = replace(told, time=time)
            by_token[noun] = replace(named, time=time)
    return [by_token[t.i] for t in triggers]
