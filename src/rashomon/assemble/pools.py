"""Those of whom only some are counted: "16 of the 40 students", "six of the seven"; and the hurt of
whom it is told that they died since."""

from __future__ import annotations

from rashomon.assemble.deeds import Effect
from rashomon.assemble.marks import Marks
from rashomon.document import CountPhrase

LOSSES = ("effects.toll", "effects.noun", "effects.adjective")
"""Lists of words that are themselves the dead, the hurt or the taken."""


def is_pool(marks: Marks, noun: int, count: CountPhrase) -> bool:
    """Whether people are only those of whom some are counted: "16 of the 40 students"."""
    token = marks.token(noun)
    if any(c.noun == noun and c.first < count.first for c in marks.counts):
        return True
    of = token.relation == "oblique" and marks.case(noun) in marks.lexicon["of_words"].codes
    if of and count.low == 1 and token.head in marks.count_of_noun:
        return True  # "six members of one family"
    return of and any(
        c.first <= token.head < c.last and c.noun != noun and c.low != 0 for c in marks.counts
    )


def is_bare_pool(marks: Marks, count: CountPhrase) -> bool:
    """Whether a bare number is only that of those of whom some are counted."""
    at = count.first - 1
    if at > 0 and marks.token(at).lower in marks.lexicon["persons.known"].codes:
        at -= 1
    whole = at > 0 and marks.token(at).lower in marks.lexicon["of_words"].codes
    behind = marks.token(count.last) if count.last < len(marks.document.tokens) else None
    described = behind is not None and any(marks.hit(n, behind.i) for n in LOSSES)
    done = behind is not None and marks.hit("effects.patient", behind.i) is not None
    return whole and at - 1 in marks.count_at and not described and not done


def bodies_described(marks: Marks, noun: int, count: CountPhrase) -> bool:
    """Whether none of the bodies is said to be something: "none of the bodies was a minor's"."""
    hit = marks.hit("units_of_people", noun)
    of = any(
        marks.token(i).lower in marks.lexicon["of_words"].codes for i in range(count.last, noun)
    )
    return hit is not None and hit.code == "bodies" and of and count.low == count.high == 0


def is_among_pool(marks: Marks, count: CountPhrase) -> bool:
    """Whether those counted are some of others whom the same noun names: "one of two men"."""
    return count.noun is not None and any(
        c.noun == count.noun and c.first > count.first for c in marks.counts
    )


def is_of_others(marks: Marks, i: int, start: int) -> bool:
    """Whether a word behind token `start` tells of a noun behind a preposition: "49 in a camp for
    displaced people"."""
    token = marks.token(i)
    before = token.relation == "modifier" and token.head > i
    return before and any(marks.token(j).pos == "ADP" for j in range(start + 1, i))


def since_died(marks: Marks, noun: int) -> Effect | None:
    """That the hurt died since, in a clause about them: "quatre blessés ayant succombé"."""
    for verb in marks.children(noun, "relative"):
        hit = marks.hit("effects.agent", verb) if marks.children(verb, "auxiliary") else None
        if hit is not None and hit.code == "deaths" and not marks.children(verb, "agent"):
            return Effect("deaths", verb, None)
    return None


def is_credited(marks: Marks, at: int) -> bool:
    """Whether those counted are who tells it: "D'après quatre sources, le bilan est de 22"."""
    told = marks.hits("speech.according").values()
    return any(hit.last <= at <= hit.last + 1 for hit in told)


def is_only_described(marks: Marks, noun: int, count: CountPhrase) -> bool:
    """Whether none of the wounds is said to be so ("none of the injuries were serious")."""
    of = any(
        marks.token(i).lower in marks.lexicon["of_words"].codes for i in range(count.last, noun)
    )
    of = of or marks.hit("effects.toll", noun) is not None  # "published no toll"
    return of and count.low == count.high == 0
