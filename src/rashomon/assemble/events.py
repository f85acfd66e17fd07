"""Verbs that tell of an event by what stands beside them: "a shell landed on a market", "retook the
town of X", "left nine dead", "the second came on Friday"."""

from __future__ import annotations

from rashomon.assemble.marks import Marks


def costs_people(marks: Marks, verb: int) -> bool:
    """Whether what a verb brings about is dead or wounded: "left three dead", "cost a constable
    his life"."""
    patients = marks.patients(verb)
    under = [c for p in patients for c in marks.children(p, "patient", "apposition")]
    lost = any(marks.hit(n, p) for p in (*patients, *under) for n in ("effects.noun", "lives"))
    states = marks.children(verb, "complement", "modifier")
    return lost or any(marks.hit("effects.adjective", c) is not None for c in states)


def sends(marks: Marks, i: int) -> bool:
    """Whether a verb of throwing or firing tells of it, and does not only describe what was
    thrown ("a bomb dropped half a century ago")."""
    if marks.hit("sending", i) is not None and not any(
        marks.case(c) in marks.lexicon[name].codes
        for c in marks.children(i, "oblique", "recipient")
        for name in ("against_words", "into_words")
    ):
        return False  # "sent helicopters" to help
    beside = marks.token(i).relation in ("relative", "modifier")
    return marks.is_verb(i) and not (beside and marks.is_passive(i))


def lands(marks: Marks, i: int) -> bool:
    """Whether what is fired or dropped comes down: "a rocket fell on a house"."""
    return marks.is_verb(i) and any(marks.hit("munitions", a) for a in marks.agents(i))


def is_ordinal(marks: Marks, i: int) -> bool:
    """Whether a verb tells of one of several events by its number alone: "the second came"."""
    words = {*marks.lexicon["superlatives"].codes, *marks.lexicon["apart_words"].codes}
    agents = marks.agents(i) if marks.hit("event_comes", i) is not None else ()
    return marks.is_verb(i) and any(marks.token(a).lower in words for a in agents)


def is_there(marks: Marks, i: int) -> bool:
    """Whether something happened "there"."""
    words = marks.lexicon["there_words"].codes
    return any(marks.token(c).lower in words for c in (i, *marks.children(i)))


def takes_town(marks: Marks, i: int) -> bool:
    """Whether a town is taken, or a part of one."""
    return marks.is_verb(i) and any(
        marks.hit("wave_sites", p) is not None or p in marks.places_by_token
        for p in marks.patients(i)
    )


def rams(marks: Marks, i: int) -> bool:
    """Whether a vehicle is driven into people or what they are in."""
    means = (*marks.children(i, "agent", "patient"),)
    struck = [
        c
        for c in marks.children(i, "oblique")
        if marks.case(c) in marks.lexicon["into_words"].codes
        if any(marks.hit(n, c) is not None for n in ("people", "perpetrator.many"))
        or marks.hit("civilian_targets", c) is not None
    ]
    driven = any(marks.hit("weapons.vehicle", m) is not None for m in means)
    return marks.is_verb(i) and driven and bool(struck)


def lays_something_else(marks: Marks, i: int) -> bool:
    """Whether a verb of laying has no weapon as its object: "laid wreaths", "planted trees"."""
    if marks.hit("laying", i) is None:
        return False
    laid = marks.patients(i)
    return bool(laid) and not any(
        marks.hit("weapons", p) is not None or marks.token(p).pos == "PRON" for p in laid
    )


def seizes(marks: Marks, verb: int) -> bool:
    """Whether fighters or forces take a place, a post or a vehicle: "the rebels captured the town",
    "pirates boarded a tanker"; not "the police seized a car"."""
    if not marks.is_verb(verb) or marks.hit("seizing", verb) is None:
        return False
    taken = [p for p in marks.patients(verb) if marks.hit("targets", p) is not None]
    if not taken:
        return False
    for agent in marks.agents(verb):
        people, mention = marks.hit("people", agent), marks.mention(agent)
        kind = marks.actor(mention.actor).kind if mention is not None else None
        if (people is not None and people.code == "fighters") or kind in ("armed-group", "militia"):
            return True
        fixed = any(marks.hit("seized_places", p) is not None for p in taken)
        if fixed and people is not None and people.code == "forces":
            return True
    return False
