"""Words of violence that mean something else where other words stand with them: "a general strike",
"struck a deal", "a heart attack", "killed the bill", « les prix explosent »."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Marks asks here which words to leave out
    from rashomon.assemble.marks import Marks

VIOLENT = frozenset(
    {
        "events.nouns",
        "events.verbs",
        "effects.patient",
        "effects.agent",
        "effects.noun",
        "operation_nouns",
        "harm_verbs",
        "damage.verbs",
        "damage.struck",
        "targets_struck.struck",
        "deeds",
    }
)
"""Lists in which a word means violence."""


def other_senses(marks: Marks) -> frozenset[int]:
    """The tokens that look violent and are not, by what they govern, who does it, what they are
    called, whose they are and what governs them."""
    words = marks.hits("other_senses.words")
    others = {i for i in words if _is_other(marks, i)}
    done = {i for i in words if not others.isdisjoint(marks.children(i, "agent"))}
    return frozenset(others | done)  # "a strike by nurses hit hospitals"


def _is_other(marks: Marks, i: int) -> bool:
    if marks.is_verb(i):
        return (
            _pairs(marks, i, "objects", marks.children(i, "patient"))
            or _pairs(marks, i, "against", marks.children(i, "oblique", "recipient"))
            or _pairs(marks, i, "subjects", marks.children(i, "agent"))
            or (marks.is_passive(i) and _pairs(marks, i, "objects", marks.patients(i)))
        )
    described = (*marks.children(i, "modifier", "name", "possessor"), *range(max(i - 1, 0), i))
    below = marks.children(i, "oblique")
    of = [c for c in below if marks.case(c) not in marks.lexicon["against_words"].codes]
    words = marks.lexicon["other_senses.governed"].codes
    over = marks.token(i)
    return (
        _pairs(marks, i, "described", described)
        or _pairs(marks, i, "whose", (*marks.children(i, "possessor", "name"), *of))
        or _pairs(marks, i, "against", below)
        or (over.relation == "patient" and f"{marks.token(over.head).lemma} {over.lemma}" in words)
        or f"{marks.case(i)} {over.lower}" in words
    )


def _pairs(marks: Marks, i: int, name: str, others: tuple[int, ...]) -> bool:
    """Whether the word stands with one of others in a list of pairs ("strike deal")."""
    pairs = marks.lexicon[f"other_senses.{name}"].codes
    word = marks.token(i).lemma
    return any(
        f"{word} {form}" in pairs
        for other in others
        if other != i
        for form in (marks.token(other).lemma, marks.token(other).lower)
    )
