"""Who holds whom: a capture by the state's forces is an arrest, and "they were released" frees
those of whom it was said before that they were taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rashomon.assemble.doers import STATE_KINDS
from rashomon.assemble.drafts import Draft
from rashomon.assemble.marks import Marks
from rashomon.records import Quantity

REACH = 2
"""Sentences back in which those were taken whom a pronoun frees."""


def set_arrests(drafts: Sequence[Draft], marks: Marks) -> None:
    """Make arrests of the captures by forces of a state, and of fighters by nobody who is named:
    "commandos killed six gunmen and captured one"."""
    for draft in drafts:
        value = draft.value
        if draft.field != "abductions" or not isinstance(value, Quantity):
            continue
        verb = marks.predicate(draft.anchor)
        if not any(marks.hit("captures", i) is not None for i in (verb, draft.anchor)):
            continue
        by = marks.actor(value.by).kind if value.by else None
        if by in STATE_KINDS or (by is None and _are_fighters(value, marks)):
            draft.field = "arrests"


def _are_fighters(value: Quantity, marks: Marks) -> bool:
    words = (value.group or "").lower().split()
    codes = marks.lexicon["people.fighters"].codes
    return any(w in codes or w.removesuffix("s") in codes for w in words)


def released(drafts: Sequence[Draft], marks: Marks) -> Iterator[Draft]:
    """Those freed whom only a pronoun names: "22 students were seized. They were released"."""
    taken = [d for d in drafts if d.field == "abductions" and isinstance(d.value, Quantity)]
    told = {marks.predicate(d.anchor) for d in drafts if d.field == "releases"}
    freed = marks.hits("effects.patient") if taken else {}
    for verb, hit in sorted(freed.items()):
        if "releases" not in hit.codes or verb in told or not marks.is_verb(verb):
            continue
        if marks.negated(verb) or not marks.is_passive(verb):
            continue
        for who in marks.children(verb, "patient"):
            whose = _antecedent(who, taken, marks)
            if whose is None or not isinstance(whose.value, Quantity):
                continue
            yield Draft(
                field="releases",
                value=replace(
                    whose.value, text=marks.token(who).text, by=None, counts="total", part_of=None
                ),
                anchor=who,
                words=marks.token(who).text,
                content=marks.clause(verb),
                about=whose.about,
            )


def _antecedent(pronoun: int, taken: Sequence[Draft], marks: Marks) -> Draft | None:
    """Those taken whom a pronoun means: the last before it, one for "he", more for "they"."""
    token = marks.token(pronoun)
    one = any(token.lower in marks.lexicon[f"persons.{who}"].codes for who in ("he", "she"))
    many = token.lower in marks.lexicon["persons.they"].codes
    if not one and not many:
        return None
    before = [
        d
        for d in taken
        if d.anchor < pronoun and d.stance != "denied" and d.scope is None
        if token.sentence - marks.token(d.anchor).sentence <= REACH
    ]
    fits = [d for d in before if isinstance(d.value, Quantity) and (d.value.low == 1) is one]
    wholes = [d for d in fits if d.part_of is None] or fits
    return wholes[-1] if wholes else None
