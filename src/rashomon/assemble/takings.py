"""Verbs that tell of people taken, held or let go only by what stands beside them: "took three
guards hostage", "led 72 people into the bush", "is held on suspicion of murder", "let them go"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rashomon.terms import Hit

if TYPE_CHECKING:  # Marks asks here what its hits mean
    from rashomon.assemble.marks import Marks


def taken(marks: Marks, found: Mapping[int, Hit]) -> Mapping[int, Hit]:
    """Such verbs by what they tell: abductions, arrests or releases. `found` are known already."""
    told: dict[int, Hit] = {}
    for name, what in (
        ("led_away", _led_away),
        ("held_by", _held),
        ("letting", _let_go),
        ("taking", _taking),
        ("holding", _still_held),
        ("showing", _shown),
    ):
        for i in marks.hits(name):
            if i not in found and marks.is_verb(i):
                code = what(marks, i)
                if code is not None:
                    told[i] = Hit((code,), i, i + 1, i)
    return told


def _taking(marks: Marks, i: int) -> str | None:
    """As in "took three guards hostage", "the rebels took 276 girls", "14 girls were taken from a
    dormitory"."""
    people = [p for p in marks.children(i, "patient") if _are_people(marks, p)]
    last = marks.document.sentence_of(i).last
    held = any(
        marks.token(c).lower in marks.lexicon["taken_as"].codes and c < last
        for p in (i, *people)
        for c in marks.children(p)
        if c > i
    )
    if people and (held or any(_takes(marks, a) for a in marks.agents(i))):
        return "abductions"
    below = marks.children(i, "oblique")
    cases = {marks.case(c) for c in below} & marks.lexicon["place_roles.origin"].codes.keys()
    to = {marks.case(c) for c in below} & marks.lexicon["place_roles.destination"].codes.keys()
    if people and marks.is_passive(i) and cases and not to and _is_taking_away(marks, i):
        return "abductions"
    return None


def _is_taking_away(marks: Marks, i: int) -> bool:
    """Whether a verb of taking does not only say that somebody held on to something."""
    return marks.token(i).lemma in marks.lexicon["taken_from"].codes


def _led_away(marks: Marks, i: int) -> str | None:
    """As in "led 72 people into the bush", "drove the children away"."""
    people = [p for p in marks.patients(i) if _are_people(marks, p)]
    if not people and marks.is_passive(i):  # "In all 72 persons were led": parsed as where
        people = [c for c in marks.children(i, "oblique") if c < i and _are_people(marks, c)]
    if not people:
        return None
    by_fighters = any(_takes(marks, a) for a in marks.agents(i))
    if not by_fighters and not marks.is_passive(i):
        return None
    away = any(marks.token(c).lower in marks.lexicon["away_words"].codes for c in marks.children(i))
    into = any(
        marks.hit("hideouts", c) is not None
        for p in (i, *people)
        for c in marks.children(p, "oblique")
        if marks.case(c) is not None
    )
    return "abductions" if into or (away and by_fighters) else None


def _held(marks: Marks, i: int) -> str | None:
    """As in "is held on suspicion of murder", "nobody has been held", "took two men into
    custody"."""
    told = marks.hits("effects.phrase").values()
    below = {c for c in marks.document.subtree(i) if c > i}
    custody = any(h.code == "arrests" and h.head in below for h in told)
    custody = custody or marks.any_hit("custody_words", tuple(sorted(below))) is not None
    if custody:
        freed = any(
            h.code == "abductions" for j, h in marks.hits("effects.noun").items() if j in below
        )
        return "releases" if freed else "arrests"  # "took custody of the 23 hostages"
    if marks.hit("held_alone", i) is None:
        return None
    if not marks.is_passive(i):
        return "arrests" if _forces_hold(marks, i) else None
    nobody = marks.negated(i) or any(
        marks.token(p).lower in marks.lexicon["responsibility.nobody"].codes
        or (
            marks.hit("people", p) is not None
            and any(
                marks.token(c).lower in marks.lexicon["progressive"].codes
                for c in marks.children(i)
            )
        )
        for p in marks.patients(i)
    )
    return "arrests" if nobody and not marks.children(i, "oblique", "complement") else None


def _forces_hold(marks: Marks, i: int) -> bool:
    """As in "police are holding 76 people": the state's forces, and people whom nobody took
    before."""
    forces = any(
        marks.hit("force_words", a) is not None
        or ((hit := marks.hit("people", a)) is not None and hit.code == "forces")
        for a in marks.agents(i)
    )
    return forces and any(
        p in marks.count_of_noun and _are_people(marks, p) and marks.hit("captives", p) is None
        for p in marks.patients(i)
    )


def _still_held(marks: Marks, i: int) -> str | None:
    """As in "five pupils have been held since the raid"; plain persons are under arrest where
    nothing tells of an abduction, and prisoners who are held somewhere are no news."""
    people = [p for p in marks.patients(i) if marks.hit("people", p) is not None]
    counted = (p in marks.count_of_noun and marks.hit("captives", p) is None for p in people)
    if not marks.is_passive(i) or not any(counted):
        return None
    plain = all(marks.hits("people")[p].code == "persons" for p in people)
    told = any(hit.code == "abduction" for hit in marks.hits("events.nouns").values())
    return "arrests" if plain and not told and not marks.hits("captives") else "abductions"


def _shown(marks: Marks, i: int) -> str | None:
    """As in "paraded seven prisoners"."""
    shown = any(marks.hit("captives", p) is not None for p in marks.patients(i))
    return "abductions" if shown else None


def goes_off_with(marks: Marks, noun: int, verb: int) -> bool:
    """Whether fighters go off with people: "drove off with four aid workers"."""
    beside = marks.case(noun) in marks.lexicon["leaving_with"].codes
    leaving = beside and marks.hit("leaving", verb) is not None
    return leaving and any(_takes(marks, a) for a in marks.agents(verb))


def _let_go(marks: Marks, i: int) -> str | None:
    """As in "they let three women go", "were let go without charge"."""
    gone = (c for c in marks.children(i) if marks.token(c).lemma in marks.lexicon["gone"].codes)
    return "releases" if any(c > i for c in gone) else None


def _are_people(marks: Marks, noun: int) -> bool:
    known = marks.hit("people", noun) is not None and noun in marks.count_of_noun
    return known or marks.hit("captives", noun) is not None


def _takes(marks: Marks, noun: int) -> bool:
    """Whether fighters or an armed group act."""
    hit, mention = marks.hit("people", noun), marks.mention(noun)
    kind = marks.actor(mention.actor).kind if mention is not None else None
    return (hit is not None and hit.code == "fighters") or kind in ("armed-group", "militia")
