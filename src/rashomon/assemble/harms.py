"""What single words tell of harm: graves, limbs, people driven out, nobody in particular."""

from __future__ import annotations

from rashomon.assemble.marks import Marks


def is_grave(marks: Marks, noun: int) -> bool:
    """Whether graves or coffins are counted for the dead in them."""
    verb = marks.predicate(noun)
    tied = marks.token(noun).relation in ("agent", "patient")
    told = marks.hit("grave_verbs", verb) is not None or marks.hit("speech", verb) is not None
    return marks.hit("graves", noun) is not None and tied and told


def is_limb(marks: Marks, i: int) -> bool:
    """Whether a shot or a blow went into an arm or a leg."""
    where = marks.lexicon["place_roles.site"].codes
    return marks.hit("conditions.limbs", i) is not None and marks.case(i) in where


def is_survived(marks: Marks, i: int) -> bool:
    """Whether those shot lived: "were shot in the leg", "were shot, but survived"."""
    if is_limb(marks, i):
        return True
    hit = marks.hit("effects.agent", i) if marks.is_verb(i) else None
    lived = hit is not None and hit.code == "survivors"
    return lived and marks.token(i).relation == "conjunct" and not marks.negated(i)


def is_uprooted(marks: Marks, verb: int) -> bool:
    """Whether people are made to leave: "forced 2,000 to flee", "driven from their homes"."""
    if marks.hit("uprooting", verb) is None or marks.negated(verb):
        return False
    for child in marks.children(verb, "complement"):
        fled = marks.hit("effects.agent", child) if marks.is_verb(child) else None
        if fled is not None and fled.code == "displaced":
            return True
    out = marks.lexicon["from_words"].codes
    return any(
        marks.case(c) in out and marks.hit("homes", c) is not None
        for p in (verb, *marks.children(verb, "patient"))
        for c in marks.children(p, "oblique")
    )


def is_anybody(marks: Marks, i: int) -> bool:
    """Whether a pronoun names nobody in particular: "every family has lost someone"."""
    token = marks.token(i)
    return token.pos == "PRON" and token.lower in marks.lexicon["anybody"].codes


def lives_cost(marks: Marks, at: int, above: int, people: bool) -> bool:
    """Whose lives it took: "claimed the lives of six soldiers", "a coûté la vie à six"."""
    verb = marks.predicate(above)
    if marks.hit("throats", above) is not None and marks.hit("slitting", verb) is not None:
        return True  # "slit the throats of eight villagers"
    if marks.hit("causing", verb) is None or not people:
        return False
    return marks.hit("lives", above) is not None or any(
        marks.hit("lives", p) is not None for p in marks.children(verb, "patient")
    )


def is_each_other(marks: Marks, i: int) -> bool:
    """Whether a word is the second of "each other", which names nobody."""
    pair = f"{marks.token(i - 1).lower} {marks.token(i).lower}" if i else ""
    return pair in marks.lexicon["reciprocals"].codes


MANY = 100
"""From so many people on, a number that reaches a town has fled to it."""


def are_on_the_move(marks: Marks, at: int, verb: int) -> bool:
    """Whether those counted left their homes or came to a place of refuge: "2,000 people have left
    Buni Yadi", "230 families moved to camps"."""
    count, token = marks.count_of_noun.get(at), marks.token(verb)
    moving = marks.hit("moving_verbs", verb) is not None and "past" in _tense(marks, verb)
    if count is None or not moving or marks.is_passive(verb) or marks.negated(verb):
        return False
    hit, unit = marks.hit("people", at), marks.hit("units_of_people", at)
    armed = hit is not None and hit.code in ("forces", "fighters")
    at_home = marks.hit("people_at_home", at) is not None
    many = (count.low or count.high or 0) >= MANY and hit is not None and hit.code == "persons"
    if armed or not (many or at_home or (unit is not None and unit.code == "households")):
        return False
    below = [*marks.children(verb, "patient"), *marks.children(verb, "oblique", "recipient")]
    purpose = marks.lexicon["purpose_words"].codes
    if any(marks.case(c) in purpose for c in below):
        return False  # "2,000 people came to Kano for the funeral"
    return token.pos == "VERB" and any(
        c in marks.places_by_token or any(marks.hit(n, c) for n in ("homes", "refuges"))
        for c in below
    )


def _tense(marks: Marks, verb: int) -> set[str]:
    """The features of a verb and its auxiliaries."""
    group = (verb, *marks.children(verb, "auxiliary"))
    return {feature for i in group for feature in marks.token(i).features}


def is_of_unknown_fate(marks: Marks, noun: int) -> bool:
    """Whether nobody knows where somebody is: "the whereabouts of 15 villagers remain unknown"."""
    verb = marks.token(noun).head
    return marks.hit("whereabouts", noun) is not None and any(
        marks.hit("fate_unknown", c) is not None for c in (verb, *marks.children(verb))
    )


def is_denied(marks: Marks, noun: int) -> bool:
    """Whether "not" stands right before a noun: "300 soldiers, and not civilians"."""
    own = ("determiner", "case", "name", "modifier")
    at = min((noun, *marks.children(noun, "determiner", "name", "modifier"))) - 1
    while at > 0 and marks.token(at).relation in own and marks.token(at).head > at:
        at -= 1
    return at >= 0 and marks.token(at).lower in marks.lexicon["not_words"].codes
