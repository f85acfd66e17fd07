"""Events that words only point to: what an attack answers, what a day recalls, what is known."""

from __future__ import annotations

from rashomon.assemble.marks import Marks


def avenged(marks: Marks, i: int) -> set[int]:
    """What an attack is said to answer: when and where that was is not when it was ("carried
    out the attack to avenge commanders killed last year")."""
    answered: set[int] = set()
    sentence = marks.document.sentence_of(i)
    for head, hit in marks.hits("motives").items():
        if sentence.first <= head < sentence.last:
            words = range(hit.first, hit.last)
            answered.update(j for w in words for j in marks.document.subtree(w) if j >= hit.first)
    return answered if i not in answered else set()


def is_remembered(marks: Marks, i: int) -> bool:
    """Whether an event is what a day recalls: "the anniversary of the killing of 36"."""
    of = marks.case(i) in marks.lexicon["of_words"].codes
    return of and marks.hit("anniversaries", marks.token(i).head) is not None


def tells_whose(marks: Marks, i: int) -> bool:
    """Whether a noun says of what it was, as of something new: "dans l'attaque d'un collège"."""
    singular = marks.lexicon.numbers.singular
    return any(
        marks.token(c).lower in singular
        for below in marks.children(i)
        if below > i and marks.case(below) is not None
        for c in marks.children(below)
        if c < below
    )
