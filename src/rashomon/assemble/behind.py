"""The verb behind people counted that tells what was done to them, where the parser ties them
otherwise: "neuf soldats, dont deux officiers, ont été tués"."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rashomon.assemble.deeds import Effect
from rashomon.assemble.marks import Marks
from rashomon.document import CountPhrase
from rashomon.records import ClaimField

if TYPE_CHECKING:
    from rashomon.assemble.effects import Effects

ADJACENT = 4
"""Tokens after counted people in which a participle closes their row."""
VERB_REACH = 12
"""Tokens behind counted people in which their verb is looked for without the parser's help."""
VERB_GROUP = 5
"""Tokens of a verb with its auxiliaries and adverbs ("ont tous été grièvement blessés")."""
PART_REACH = 3
"""Tokens behind a comma in which "of whom" opens what some of those counted were."""
ASIDE_REACH = 16
"""Tokens in which such an aside closes."""
_CLOSED_BY = {",": ",", "(": ")", "–": "–", "—": "—"}


def verb_behind(effects: Effects, start: int, count: CountPhrase) -> Effect | None:
    """The next verb behind the people counted, where the parser ties them otherwise: "neuf
    soldats, dont deux officiers, ont été tués", "neuf soldats et 20 rebelles sont morts"."""
    marks = effects.marks
    if count.noun is None or not effects.is_people(count.noun):
        return None
    if any(_governs(marks, c, count) for c in marks.children(count.noun, "case")):
        return None  # "a village of 300 people was evacuated"
    last = marks.document.sentence_of(start).last
    at, steps, asides = start + 1, 0, set[int]()
    while at < last and not (marks.is_verb(at) and not _opens_part(marks, at)):
        token = marks.token(at)
        behind = _behind_aside(marks, at, last)
        if behind > at:
            asides.update(range(at, behind))
            at = behind
            continue
        if token.text in (";", ":", "(") or token.pos == "SCONJ" or steps > VERB_REACH:
            return None
        at, steps = at + 1, steps + 1
    group = range(at, min(at + VERB_GROUP, last))
    own = marks.token(count.noun)
    tied = own.relation in ("agent", "patient") and marks.is_verb(own.head)
    if tied and own.head not in group and own.head not in asides:
        return None  # the parser gives them a verb of their own
    if at < last and _stands_alone(marks, at, steps):
        hit = marks.hit("effects.patient", at)
        assert hit is not None
        return Effect(effects.field_of(at, cast(ClaimField, hit.code)), at, at)
    if at < last and asides and (alone := _died(effects, at)) is not None:
        return alone
    if at >= last or marks.token(at).pos != "AUX":
        return None
    passive = False
    for i in group:
        token = marks.token(i)
        if i > at and token.pos in ("PUNCT", "CCONJ", "ADP", "SCONJ", "DET"):
            return None
        if marks.hit("sentencing", i) is not None:
            return None  # "six men were sentenced to hang"
        dead = not effects.takes_things(i)
        died = marks.hit("effects.agent", i) if dead else None
        active = marks.is_verb(i) and not marks.is_passive(i)
        if active and marks.children(i, "patient"):  # "deux hommes ont tué trois passants"
            return None
        died = died or marks.hit("effects.adjective", i)
        done = marks.hit("effects.patient", i) if passive else None
        if died is not None or done is not None:
            hit = died or done
            assert hit is not None
            field = effects.field_of(i, cast(ClaimField, hit.code))
            return Effect(field, i, i if died is None else None)
        if passive and asides and (told := effects.phrase_effect(i)) is not None:
            return told
        dug_out = marks.hit("body_verbs", i) if passive else None
        bodies = marks.hit("units_of_people.bodies", start) is not None
        if dug_out is not None and bodies and not marks.zeroed(start):
            return Effect("deaths", i, None)
        passive = passive or token.pos == "AUX"
    return None


def _opens_part(marks: Marks, i: int) -> bool:
    """Whether a word such as "including", which a model takes for a verb, opens a part."""
    return any(hit.first == i for hit in marks.hits("part_words").values())


def _behind_aside(marks: Marks, at: int, last: int) -> int:
    """Where it goes on behind what only tells who some of those counted were: "2,251 Palestinians,
    of whom 1,462 were civilians, and …", "55 households (some 300 people) …"; `at` where nothing
    of the kind begins there."""
    opening = marks.token(at).text
    if opening not in _CLOSED_BY:
        return at
    part = any(at < hit.first <= at + PART_REACH for hit in marks.hits("part_words").values())
    inside = range(at + 1, min(at + ASIDE_REACH, last))
    end = next((i for i in inside if marks.token(i).text == _CLOSED_BY[opening]), None)
    if end is None or not (part or opening == "("):
        return at
    return end + 1


def _died(effects: Effects, verb: int) -> Effect | None:
    """What a verb of one word, or a set phrase, tells of those before it: "died", "lost their
    lives"."""
    marks = effects.marks
    hit = marks.hit("effects.agent", verb)
    if hit is not None and hit.code in ("deaths", "missing") and not marks.negated(verb):
        return Effect(cast(ClaimField, hit.code), verb, None)
    return None if marks.negated(verb) else effects.phrase_effect(verb)


def _governs(marks: Marks, case: int, count: CountPhrase) -> bool:
    """Whether a preposition is that of those counted, and not of a time before them: "On 5
    December six peacekeepers were killed"."""
    between = range(case + 1, count.first)
    timed = bool(between) and all(i in marks.times_by_token for i in between)
    return not count.first <= case < count.last and not timed


def _stands_alone(marks: Marks, at: int, steps: int) -> bool:
    """Whether a participle closes a row of people: "Un civil et deux militaires tués"."""
    past = {"participle", "past"} <= marks.token(at).features
    done = marks.hit("effects.patient", at) is not None
    return past and done and steps <= ADJACENT and not marks.children(at, "auxiliary", "agent")
