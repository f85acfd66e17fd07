"""What happened to people, as one place of the text tells it."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.assemble.marks import Marks
from rashomon.records import ClaimField


@dataclass(frozen=True, slots=True)
class Effect:
    """What happened to the people counted: the field, the word that says so, and who did it."""

    field: ClaimField
    word: int
    verb: int | None
    loser: int | None = None


def carries_bomb(marks: Marks, noun: int) -> bool:
    """Whether a vehicle is told to be full of explosives: "a car laden with explosives"."""
    return marks.hit("weapons.vehicle", noun) is not None and any(
        marks.hit("weapons.explosives", i) is not None
        for c in marks.children(noun, "relative", "modifier")
        if marks.hit("laden", c) is not None
        for i in marks.document.subtree(c)
    )


def into_care(marks: Marks, verb: int) -> bool:
    """Whether people were brought to a hospital: "three were evacuated to the clinic"."""
    carried = marks.hit("conditions.carry_verbs", verb) is not None
    if carried and any(
        marks.hit("conditions.care", c) is not None for c in marks.children(verb, "oblique")
    ):
        return True
    return any(  # "four others with burns were evacuated"
        marks.hit("conditions.injuries", c) is not None
        for p in marks.children(verb, "patient", "agent")
        for c in marks.children(p, "oblique")
    )
