"""What somebody is accused of: harm done, or something else."""

from __future__ import annotations

from collections.abc import Container

from rashomon.assemble.marks import Marks

HARM = (
    "events.verbs",
    "events.nouns",
    "operation_nouns",
    "effects.patient",
    "effects.noun",
    "damage.verbs",
    "perpetrator.by_verbs",
    "perpetrator.joined_in",
    "responsibility.behind",
    "weapons",
)
"""The lists whose words make a deed of what stands behind "accused of"."""


def charges_harm(marks: Marks, accused: int, verb: int) -> bool:
    """Whether a charge names harm, or no deed at all: "accused the rebels of dressing as civilians"
    charges them with no attack, "of backing the men who attacked a town" neither."""
    if _for_no_deed(marks, accused, verb):
        return False  # "blamed the surgeon for his pain"
    below = marks.children(verb, "clause", "complement")
    beside = marks.children(accused, "clause", "relative")
    told = marks.lexicon["blamed_for"].codes  # "for what it called a crime"
    charged = {i for i in below if i > max(accused, verb) and marks.is_verb(i)}
    charged = {i for i in charged if not _is_freely_told(marks, i, told)}
    charged |= {
        i for i in beside if i > verb and not _tells(marks, i) and not _describes(marks, i)
    }  # not "groups financed by smugglers"
    own = {n for i in charged for n in marks.document.subtree(i)}
    for n in sorted(own - charged):
        if marks.token(n).relation == "relative":
            own -= set(marks.document.subtree(n))
    words = tuple(sorted(own))
    if charged and all(marks.hit("perpetrator.backing", i) is not None for i in charged):
        return False  # "of supplying the missile"
    if charged and all(marks.hit("omitting", i) is not None for i in charged):
        return False  # "of ignoring warnings of the raid"
    return not charged or any(marks.any_hit(name, words) is not None for name in HARM)


def _for_no_deed(marks: Marks, accused: int, verb: int) -> bool:
    """Whether somebody is only blamed "for" something that is no deed."""
    words = marks.lexicon["blamed_for"].codes
    named = [
        c
        for over in (verb, accused)
        for c in marks.children(over, "oblique", "clause")
        if c > max(accused, verb) and marks.case(c) in words
    ]
    deeds = (*HARM, "accusation_nouns", "denied_nouns", "responsibility.it", "free_relatives")
    return bool(named) and not any(
        marks.hit(name, i) is not None
        for c in named
        for i in marks.document.subtree(c)
        for name in deeds
    )


def _is_freely_told(marks: Marks, verb: int, behind: Container[str]) -> bool:
    """Whether a clause only calls the deed something: "for what it termed an escalation"; not
    "for what he called neglect"."""
    faults = marks.lexicon["blamed_faults"].codes
    if any(marks.token(i).lemma in faults for i in marks.document.subtree(verb)):
        return False
    opens = any(marks.token(c).lower in behind for c in marks.children(verb, "marker", "case"))
    return opens and any(marks.hit("free_relatives", c) is not None for c in marks.children(verb))


def _tells(marks: Marks, verb: int) -> bool:
    """Whether a clause tells of somebody with a verb and a subject of its own ("which is holding
    talks"), and is no charge."""
    forms = (verb, *marks.children(verb, "auxiliary", "copula"))
    return any("finite" in marks.token(i).features for i in forms)


def _describes(marks: Marks, verb: int) -> bool:
    """Whether a bare participle only says who the accused are."""
    return marks.is_passive(verb) and not marks.children(verb, "auxiliary")
