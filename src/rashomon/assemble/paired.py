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


def with_recalled(marks: Marks, triggers: Sequence[Trigger]) -> list[Trigger]:
    """The triggers, those of a clause on an event that only a pronoun names ("recalled those of
    2014, in which nine died") told as another event, with the time and the places behind it."""
    those = marks.lexicon["standing_for_event"].codes
    pronouns = {
        c
        for verb in marks.hits("recalling")
        for c in marks.children(verb, "patient", "oblique")
        if c > verb and marks.token(c).lower in those
    }
    found = []
    for trigger in triggers:
        noun = told_by_relative(marks, trigger.i, pronouns) if pronouns else None
        if noun is not None and marks.is_verb(trigger.i):
            between = range(noun, trigger.i)
            times = (marks.times_by_token.get(i) for i in between)
            time = next((t for t in times if t is not None and t.start is not None), None)
            names = {marks.places_by_token.get(i): None for i in between}
            places = tuple(n for n in names if n is not None and n.use == "place")
            trigger = replace(
                trigger,
                time=time or trigger.time,
                places=places or trigger.places,
                is_recalled=True,
            )
        found.append(trigger)
    return found


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
