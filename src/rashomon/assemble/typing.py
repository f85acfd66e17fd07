"""What kind of incident: the codes of ACLED, UCDP and PLOVER from the rules of
`data/taxonomies/types.yaml`, applied to what the report says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rashomon.assemble.drafts import Draft
from rashomon.assemble.happenings import Happening
from rashomon.assemble.marks import Marks
from rashomon.records import Involvement, Quantity, TypeValue

TELLING = ("suicide-bomb", "air-strike", "shelling", "explosive", "sexual-violence", "prison-break")
"""Classes that say more than "attack", the most telling first."""
TOLLS = frozenset({"deaths", "injuries", "casualties", "abductions"})


def type_of(
    happening: Happening, drafts: Sequence[Draft], marks: Marks, taxonomy: Mapping[str, Any]
) -> TypeValue | None:
    """The type of an incident by the first rule that fits; None when none does."""
    mine = [d for d in drafts if d.about is happening]
    classes = _classes(happening, mine, marks)
    target = _target(mine, marks)
    perpetrator = _perpetrator(mine, marks)
    for rule in taxonomy["rules"]:
        considered = classes[:1] if rule.get("first") else classes
        if not set(rule["class"]) & set(considered):
            continue
        if rule.get("target", target) != target or rule.get("perpetrator", perpetrator) != (
            perpetrator
        ):
            continue
        means = rule.get("means")
        if means is not None and not any(
            d.field == "weapon" and marks.hit(means, d.anchor) is not None for d in mine
        ):
            continue
        named = [t for t in happening.triggers if t.event_class in rule["class"]]
        trigger = (named or happening.triggers)[0]
        event, sub_event = rule["acled"]
        return TypeValue(
            acled_event=event,
            acled_sub_event=sub_event,
            ucdp=_ucdp(event, target, perpetrator),
            plover=rule["plover"],
            mode=rule["mode"],
            text=marks.token(trigger.i).text,
        )
    return None


def _classes(happening: Happening, drafts: Sequence[Draft], marks: Marks) -> list[str]:
    """The classes of an incident's triggers, the most telling of its first sentence in front: "two
    people died when planes bombed the market" is no mere attack. Abduction only where more people
    were taken than killed."""
    first = marks.token(happening.triggers[0].i).sentence
    lead = {t.event_class for t in happening.triggers if marks.token(t.i).sentence == first}
    classes = [t.event_class for t in happening.triggers]
    told = [each for each in TELLING if each in lead] or classes[:1]
    most = {field: _most(field, drafts) for field in ("abductions", "deaths")}
    if most["abductions"] > most["deaths"]:
        return ["abduction", *told, *classes]
    return [c for c in (*told, *classes) if c != "abduction" or not most["deaths"]]


def _most(field: str, drafts: Sequence[Draft]) -> int:
    return max(
        (
            d.value.low or d.value.high or 0
            for d in drafts
            if d.field == field and isinstance(d.value, Quantity)
        ),
        default=0,
    )


def _target(drafts: Sequence[Draft], marks: Marks) -> str | None:
    """Whether "military" or "civilian", by the first target named, else by those who died."""
    for draft in drafts:
        if draft.field == "target" and isinstance(draft.value, Involvement):
            words = draft.value.text.lower().split()
            if any(w in marks.lexicon["military_targets"].codes for w in words):
                return "military"
            hit = marks.hit("people", draft.anchor)
            if hit is not None and hit.code in ("forces", "civilians"):
                return "military" if hit.code == "forces" else "civilian"
    sides = []
    for draft in drafts:
        if draft.field in TOLLS and isinstance(draft.value, Quantity):
            actor = marks.actor(draft.value.side) if draft.value.side else None
            if actor is not None and actor.kind == "state-forces":
                sides.append("military")
            elif draft.value.status == "civilian" or _is_anybody(draft.value.group, marks):
                sides.append("civilian")
    if sides:
        return sides[0]
    return "civilian" if any(d.field == "target" for d in drafts) else None


def _is_anybody(group: str | None, marks: Marks) -> bool:
    """Whether those harmed are told to be no more than people: "a man", "deux jeunes"."""
    anybody = marks.lexicon["persons.general"].codes
    words = {word.strip(".,") for word in (group or "").lower().split()}
    return any(word in anybody or word.removesuffix("s") in anybody for word in words)


def _perpetrator(drafts: Sequence[Draft], marks: Marks) -> str | None:
    for draft in drafts:
        if draft.field == "perpetrator" and isinstance(draft.value, Involvement):
            actor = marks.actor(draft.value.actor) if draft.value.actor else None
            return "state" if actor and actor.kind in ("state", "state-forces") else "armed"
    if any(d.field == "participant" for d in drafts):
        return "state"
    return None


def _ucdp(event: str, target: str | None, perpetrator: str | None) -> int | None:
    """UCDP's type of violence: 1 state-based, 3 one-sided; 2 is left to a person, since whether
    two groups are organised is not in the words."""
    if event in ("Protests", "Riots", "Strategic developments"):
        return None
    if target == "military":
        return 1
    if target == "civilian" and perpetrator is not None:
        return 3
    return None
