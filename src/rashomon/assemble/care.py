"""Those in care: people taken to a hospital, in one, or brought there with wounds are hurt."""

from __future__ import annotations

from rashomon.assemble.deeds import Effect
from rashomon.assemble.marks import Marks
from rashomon.document import CountPhrase

FIRED = ("shots", "fired", "weapons.firearms", "weapons.heavy")
"""Lists of what hits people because somebody fired it."""


def of_hospital(marks: Marks, people: int, verb: int) -> Effect | None:
    """What it says of people that they were taken to a hospital: "11 people were taken to
    hospital"."""
    takes_in = marks.hit("conditions.takes_in", verb) is not None
    if not (takes_in or marks.hit("conditions.carry_verbs", verb)) or marks.negated(verb):
        return None
    if marks.hit("units_of_people.bodies", people) is not None:
        return None
    if any(marks.hit("voices.medical", a) is not None for a in marks.children(verb, "agent")):
        return Effect("injuries", verb, None)  # "the hospital had admitted 64 patients"
    if takes_in:
        return None
    # "rushed to hospital": the parser may take the hospital for an infinitive
    for child in marks.children(verb, "oblique", "complement"):
        if marks.hit("conditions.care", child) is not None:
            return Effect("injuries", verb, None)
    return None


def told_in_clause(marks: Marks, count: CountPhrase) -> Effect | None:
    """What wounds or a hospital in their clause say of those counted: "admitted 15 people with
    gunshot wounds", "nineteen people are in hospital"."""
    noun = count.noun if count.noun is not None else count.last - 1
    verb = marks.predicate(noun)
    tied = marks.token(noun).relation in ("agent", "patient")
    if not tied or not marks.is_verb(verb) or marks.negated(verb) or count.low == 0:
        return None
    if count.noun is not None and marks.hit("people", noun) is None and not marks.native(noun):
        return None
    rests = marks.token(verb).pos == "AUX" or marks.hit("conditions.stay_verbs", verb)
    for name in ("conditions.injuries", "conditions.care"):
        for i in marks.hits(name):
            if i <= count.last or marks.predicate(i) != verb:
                continue
            if name == "conditions.care" and marks.token(i).head != verb:
                continue  # "two doctors from the hospital"
            taken = marks.hit("conditions.carry_verbs", verb) is not None
            taken = taken or marks.hit("wound_verbs", verb) is not None
            if rests or (taken and name == "conditions.injuries"):
                return Effect("injuries", i, None)
    return None


def of_rest(marks: Marks, people: int) -> Effect | None:
    """What stands right behind people says of them: "three others in hospital"."""
    where = marks.lexicon["place_roles.site"].codes
    for child in marks.children(people, "oblique"):
        if marks.hit("conditions.care", child) is not None and marks.case(child) in where:
            return Effect("injuries", child, None)
    return None


def is_kept_in_care(marks: Marks, verb: int) -> bool:
    """Whether a verb keeps people in a hospital: "were detained in hospital"."""
    where = marks.lexicon["place_roles.site"].codes
    below = marks.children(verb, "oblique")
    return any(marks.hit("conditions.care", c) and marks.case(c) in where for c in below)


def is_hit_by_fire(marks: Marks, verb: int) -> bool:
    """Whether what hits somebody was fired: bullets, gunfire, a shell."""
    by = marks.children(verb, "agent", "oblique")
    return any(marks.hit(name, c) is not None for c in by for name in FIRED)
