"""People counted whom a pronoun takes up behind them: "took nine passengers off a bus and killed
them", "lined up 40 villagers before shooting them"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from rashomon.assemble.marks import Marks
from rashomon.records import ClaimField

HARM = frozenset({"deaths", "injuries", "casualties"})
"""What is told of those taken up."""


def harms_to(marks: Marks, noun: int, number: int | None) -> Iterator[tuple[int, ClaimField]]:
    """The verbs of the sentence whose object is a pronoun that can only mean the people of
    `noun`, with what each does. `number` is how many they are, where that is exact."""
    sentence = marks.document.sentence_of(noun)
    pronouns = marks.lexicon["taking_up.many" if number != 1 else "taking_up.one"].codes
    undergoes = noun in marks.patients(marks.predicate(noun))
    for i in range(noun + 1, sentence.last):
        if i in marks.count_of_noun or _are_others(marks, i):
            return
        verb = marks.token(i).head
        if undergoes and marks.hit("throats", i) is not None and _are_their(marks, i):
            yield verb, "deaths"  # "abducted six men and slit their throats"
        if marks.token(i).lower not in pronouns or not noun < verb or verb == i:
            continue
        hit = marks.hit("effects.patient", verb)
        patient = marks.token(i).relation == "patient" and not marks.is_passive(verb)
        if undergoes and patient and hit is not None and not marks.negated(verb):
            put_to_death = hit.code == "casualties" and leads_to_death(marks, marks.predicate(noun))
            yield verb, "deaths" if put_to_death else cast(ClaimField, hit.code)


def leads_to_death(marks: Marks, verb: int) -> bool:
    """Whether those shot were first brought where they were to be: "lined up 17 men and shot
    them"."""
    return marks.hit("execution_leads", verb) is not None


def _are_their(marks: Marks, throats: int) -> bool:
    """Whether somebody cut the throats of those told of before."""
    token = marks.token(throats)
    owned = any(marks.token(c).pos == "PRON" for c in marks.children(throats, "possessor"))
    cut = marks.hit("slitting", token.head) is not None and not marks.is_passive(token.head)
    return owned and cut and token.relation == "patient"


def _are_others(marks: Marks, i: int) -> bool:
    """Whether a word names several other people, whom a pronoun behind may mean."""
    token = marks.token(i)
    return token.pos == "NOUN" and "plural" in token.features and marks.hit("people", i) is not None
