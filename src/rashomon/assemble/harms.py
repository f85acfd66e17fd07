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


def is_denied(marks: Marks, noun: int) -> bool:
    """Whether "not" stands right before a noun: "300 soldiers, and not civilians"."""
    own = ("determiner", "case", "name", "modifier")
    at = min((noun, *marks.children(noun, "determiner", "name", "modifier"))) - 1
    while at > 0 and marks.token(at).relation in own and marks.token(at).head > at:
        at -= 1
    return at >= 0 and marks.token(at).lower in marks.lexicon["not_words"].codes
