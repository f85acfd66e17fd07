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


def without_mere_meetings(drafts: Sequence[Draft], marks: Marks) -> list[Draft]:
    """The drafts without arrests by those who arrest nobody: "had come to pick up his daughter"."""
    return [d for d in drafts if d.field != "arrests" or not _is_meeting(d, marks)]


def _is_meeting(draft: Draft, marks: Marks) -> bool:
    verb = marks.predicate(draft.anchor)
    if marks.hit("mere_meeting", verb) is None or marks.is_passive(verb):
        return False
    agents = marks.agents(verb)
    return bool(agents) and not any(
        ((hit := marks.hit("people", a)) is not None and hit.code == "forces")
        or marks.hit("force_words", a) is not None
        or ((m := marks.mention(a)) is not None and marks.actor(m.actor).kind in STATE_KINDS)
        for a in agents
    )


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
    """Those freed of whom it was told that they were taken: "22 students were seized. They were
    released", "two men who were arrested were let go"."""
    fields = ("abductions", "arrests")
    taken = [d for d in drafts if d.field in fields and isinstance(d.value, Quantity)]
    told = {marks.predicate(d.anchor) for d in drafts if d.field == "releases"}
    freed = marks.hits("effects.patient") if taken else {}
    for verb, hit in sorted(freed.items()):
        if "releases" not in hit.codes or verb in told or not marks.is_verb(verb):
            continue
        if marks.negated(verb):
            continue
        for who in marks.children(verb, "patient"):
            count = marks.count_of_noun.get(who)
            own = {who, *(range(count.first, count.last) if count is not None else ())}
            whose = next((d for d in taken if d.anchor in own), None)
            whose = whose or _antecedent(who, taken, marks)
            if whose is None or not isinstance(whose.value, Quantity):
                continue
            text = whose.value.text if whose.anchor in own else marks.token(who).text
            yield Draft(
                field="releases",
                value=replace(whose.value, text=text, by=None, counts="total", part_of=None),
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
