"""How people are told to be, without what was done to them: in captivity, safe; each a case."""

from __future__ import annotations

from typing import cast

from rashomon.assemble.deeds import Effect
from rashomon.assemble.marks import Marks
from rashomon.document import CountPhrase
from rashomon.records import ClaimField


def in_state(marks: Marks, verb: int) -> Effect | None:
    """What a set phrase behind a verb of being or staying says of its subject: "72 remain in
    captivity", "restent sans nouvelles"."""
    stays = marks.token(verb).pos == "AUX" or marks.hit("conditions.stay_verbs", verb) is not None
    if not stays:
        return None
    for child in marks.children(verb, "oblique", "complement", "modifier", "clause"):
        for hit in marks.hits("effects.phrase").values():
            if hit.first <= child < hit.last and hit.code != "casualties":
                return Effect(cast(ClaimField, hit.code), child, None)
    return None


def of_cases(marks: Marks, count: CountPhrase) -> Effect | None:
    """What the deed of each case was: "32 cases of enforced disappearance"."""
    noun = count.noun
    if noun is None or marks.hit("case_nouns", noun) is None:
        return None
    for child in marks.children(noun, "oblique", "modifier"):
        deed = marks.hit("case_deeds", child)
        if deed is not None and marks.case(child) in marks.lexicon["of_words"].codes:
            return Effect(cast(ClaimField, deed.code), noun, None)
    return None
