"""What kind of incident: the codes of ACLED, UCDP and PLOVER from the rules of
`data/taxonomies/types.yaml`, applied to what the report says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.marks import Marks
from rashomon.assemble.triggers import CLASS_OF_MEANS, Trigger
from rashomon.records import Involvement, Quantity, TypeValue

ANYWHERE = ("suicide-bomb", "sexual-violence", "prison-break")
"""Classes that tell what it was wherever they stand in the report."""
TELLING = (*ANYWHERE[:1], "air-strike", "shelling", "explosive", *ANYWHERE[1:], "mob-violence")
"""Classes that say more than "attack", the most telling first."""
LEAD = 2
"""Sentences from the first in which people taken make it an abduction, however many died."""
NAMED = 3
"""People harmed for which somebody named as the target stands."""
HARM = frozenset({"deaths", "injuries", "casualties"})
TOLLS = HARM | {"abductions"}
STATES = ("state", "state-forces")


def type_of(
    happening: Happening, drafts: Sequence[Draft], marks: Marks, taxonomy: Mapping[str, Any]
) -> TypeValue | None:
    """The type of an incident: of the classes of its words, from the most telling on, the first of
    which a rule fits; None when none does."""
    told = _Told(happening, [d for d in drafts if d.about is happening], marks)
    for event_class in told.classes:
        for rule in taxonomy["rules"]:
            if event_class in rule["class"] and told.meets(rule):
                return _coded(rule, told)
    return None


def _coded(rule: Mapping[str, Any], told: _Told) -> TypeValue:
    named = [t for t in told.happening.triggers if t.event_class in rule["class"]]
    trigger = (named or told.happening.triggers)[0]
    event, sub_event = rule["acled"]
    return TypeValue(
        acled_event=event,
        acled_sub_event=sub_event,
        ucdp=told.ucdp(event),
        plover=rule["plover"],
        mode=rule["mode"],
        text=told.marks.token(trigger.i).text,
    )


@dataclass
class _Told:
    """What the report says of one incident."""

    happening: Happening
    drafts: Sequence[Draft]
    marks: Marks

    def meets(self, rule: Mapping[str, Any]) -> bool:
        """Whether the conditions of a rule hold."""
        if rule.get("first") and not set(rule["class"]) & set(self.classes[:1]):
            return False
        means = rule.get("means")
        return (
            rule.get("target", self.target) == self.target
            and rule.get("perpetrator", self.perpetrator) == self.perpetrator
            and (not rule.get("killed") or self._most("deaths") > 0)
            and (means is None or any(self.marks.hit(means, i) is not None for i in self._weapons))
        )

    @property
    def _weapons(self) -> list[int]:
        return [d.anchor for d in self.drafts if d.field == "weapon"]

    @cached_property
    def classes(self) -> list[str]:
        """The classes of an incident's triggers, the most telling of its first sentence in front:
        "two people died when planes bombed the market" is no mere attack."""
        marks, triggers = self.marks, self.happening.triggers
        struck = {d.anchor for d in self.drafts if d.field == "target"}
        of = [t for t in triggers if t.i not in struck] or triggers  # "shot at a protest"
        of = [t for t in of if not self._is_asked(t)] or of  # "How many people were killed?"
        of = [t for t in of if not self._is_fled(t)] or of  # "were fleeing the fighting"
        first = marks.token(of[0].i).sentence
        lead = [t for t in of if marks.token(t.i).sentence == first]
        exact = [t.event_class for t in lead if not self._is_mere(t)]
        found = [each for each in ANYWHERE if any(t.event_class == each for t in of)]
        found += [each for each in TELLING if each in exact]
        found += [*exact, *(t.event_class for t in of)]
        if found[:1] == ["clash"] and "attack" in found and self._civilians_killed:
            found.insert(0, "attack")  # who killed villagers after a clash elsewhere
        if self._by("mob_words"):
            found.insert(0, "mob-violence")
        if self._by("protesters"):
            found.insert(0, "violent-protest")
        if found[:1] == ["clash"] and self._fought_by("protesters"):
            found.insert(0, "violent-protest")
        if self.perpetrator != "armed" and self._struck("protesters"):
            found.insert(0, "protest")
        captured = found[:1] == ["clash"] and self.target == "military"  # soldiers, in a battle
        if self._is_abduction and not captured:
            found.insert(0, "abduction")
        elif self._most("deaths"):
            found = [each for each in found if each != "abduction"]
        if self._most("deaths"):  # whose house was set on fire over them
            found = ["attack" if each in ("looting", "coup") else each for each in found]
        if found[:1] == ["explosive"] and self._from_air(triggers):
            found.insert(0, "air-strike")
        if set(found) == {"attack"} and self.perpetrator is None:
            found = [*self._by_means(), *found]
        return list(dict.fromkeys(found))

    def _is_asked(self, trigger: Trigger) -> bool:
        """Whether a trigger only stands in a question."""
        document = self.marks.document
        sentence = document.sentence_of(trigger.i)
        return document.text[sentence.start : sentence.end].rstrip("\"'”’»").endswith("?")

    def _is_fled(self, trigger: Trigger) -> bool:
        """Whether people only fled it."""
        marks, i = self.marks, trigger.i
        fled = marks.hit("fled_from", marks.predicate(i)) is not None
        return fled and not marks.is_verb(i) and trigger.event_class == "clash"

    def _fought_by(self, people: str) -> bool:
        """Whether one of the sides that fought is called by a word of a list."""
        words = self.marks.lexicon[people].codes
        return any(d.fought and _has(words, getattr(d.value, "text", "")) for d in self.drafts)

    @property
    def _civilians_killed(self) -> bool:
        """Whether somebody is told to have killed civilians, and nobody to have fought."""
        if self.target != "civilian" or any(d.fought for d in self.drafts):
            return False
        killed = [d.value for d in self.drafts if d.field == "deaths"]
        by = [v for v in killed if isinstance(v, Quantity) and v.by is not None]
        return any(self._side(v) == "civilian" for v in by)

    def _by(self, people: str) -> bool:
        """Whether those who did it are called by a word of a list, and are nobody's fighters:
        "villagers beat two men"."""
        words = self.marks.lexicon[people].codes
        did = [d for d in self.drafts if d.field == "perpetrator" and d.stance != "denied"]
        first = [d for d in did if d.stance is None and isinstance(d.value, Involvement)][:1]
        return any(_has(words, getattr(d.value, "text", "")) for d in first)

    def _is_mere(self, trigger: Trigger) -> bool:
        """Whether a trigger only tells what was done to people: "killed"."""
        marks, i = self.marks, trigger.i
        harm = ("effects.patient", "effects.agent")
        return trigger.event_class == "attack" and any(marks.hit(n, i) is not None for n in harm)

    def _from_air(self, triggers: Sequence[Trigger]) -> bool:
        """Whether it was bombed from the air: aircraft or an air strike are told of."""
        marks = self.marks
        bombed = [t for t in triggers if t.event_class == "explosive"]
        mere = all(marks.token(t.i).lower in marks.lexicon["bombing_words"].codes for t in bombed)
        flown = any(t.event_class == "air-strike" for t in triggers)
        struck = all(marks.is_verb(t.i) and marks.is_passive(t.i) for t in bombed)
        flown = flown or (struck and self._planes_elsewhere)
        flown = flown or any(marks.hit("weapons.aerial", i) is not None for i in self._weapons)
        return mere and flown

    @property
    def _planes_elsewhere(self) -> bool:
        """Whether the report tells of air strikes, and nobody here laid a bomb."""
        laid = any(self.marks.hit("weapons.explosives", i) is not None for i in self._weapons)
        nouns = self.marks.hits("events.nouns").values()
        return not laid and any("air-strike" in hit.codes for hit in nouns)

    def _by_means(self) -> list[str]:
        """What it was by its means, where harm alone is told: "died … a shell"."""
        hits = [
            event_class
            for i in self._weapons
            for code, event_class in CLASS_OF_MEANS
            if self.marks.hit(f"weapons.{code}", i) is not None
        ]
        return hits[:1]

    @cached_property
    def _is_abduction(self) -> bool:
        """Whether more people were taken than killed, and that is what it is told for."""
        most = self._most("abductions")
        if not most or most <= self._most("deaths"):
            return False
        first = self.marks.token(self.happening.triggers[0].i).sentence
        taken = [d.anchor for d in self.drafts if d.field == "abductions" and d.stance != "denied"]
        near = any(self.marks.token(i).sentence - first < LEAD for i in taken)
        return near or not self._most("deaths")

    def _most(self, field: str) -> int:
        values = [
            d.value for d in self.drafts if d.field == field and isinstance(d.value, Quantity)
        ]
        return max((v.low or v.high or 0 for v in values), default=0)

    def _struck(self, people: str) -> bool:
        """Whether those struck are called by a word of a list."""
        words = self.marks.lexicon[people].codes
        named = [
            d.value.text if isinstance(d.value, Involvement) else d.value.group or ""
            for d in self.drafts
            if (d.field in ("target", "victim") and isinstance(d.value, Involvement))
            or (d.field in HARM and isinstance(d.value, Quantity))
        ]
        return any(_has(words, text) for text in named)

    @cached_property
    def target(self) -> str | None:
        """Whether "military" or "civilian": by the first target that tells, else by who most of
        those harmed are."""
        marks = self.marks
        targets = [d for d in self.drafts if d.field == "target"]
        most = {"military": 0, "civilian": 0}
        for draft in targets:
            if not isinstance(draft.value, Involvement):
                continue
            text = draft.value.text
            hit = marks.hit("people", draft.anchor)
            if _has(marks.lexicon["private_guards"].codes, text):
                most["civilian"] += NAMED
            elif _has(marks.lexicon["civilian_marks"].codes, text):
                most["civilian"] += NAMED  # "a camp for displaced people", "an aid convoy"
            elif _has(marks.lexicon["military_targets"].codes, text):
                return "military"
            elif hit is not None and hit.code in ("forces", "civilians"):
                most["military" if hit.code == "forces" else "civilian"] += NAMED
            elif marks.hit("civilian_targets", draft.anchor) is not None:
                return "civilian"
        for side in most:
            most[side] = max(most[side], self._harmed(side))
        if any(most.values()):
            return max(most, key=lambda side: most[side])
        return "civilian" if targets or self._somebody_harmed else None

    @property
    def _somebody_harmed(self) -> bool:
        """Whether people of whom no more is told were hurt: "five died", "a fatal shooting"."""
        counted = [
            (d.value.low or d.value.high or 0)
            for d in self.drafts
            if d.field in HARM and isinstance(d.value, Quantity) and d.stance != "denied"
            if d.value.side is None and d.value.status == "unknown"
        ]
        at_people = {"shooting", "massacre"}
        return any(counted) or any(t.event_class in at_people for t in self.happening.triggers)

    def _harmed(self, side: str) -> int:
        """The most people of a side that one claim counts as harmed: killed, where anybody was."""
        killed = [d for d in self.drafts if d.field == "deaths"]
        tolls = killed if any(self._told_side(d) for d in killed) else self.drafts
        counted = [
            (d.value.low or d.value.high or 1)
            for d in tolls
            if d.field in TOLLS and isinstance(d.value, Quantity) and self._side(d.value) == side
        ]
        return max(counted, default=0)

    def _told_side(self, draft: Draft) -> bool:
        return isinstance(draft.value, Quantity) and self._side(draft.value) is not None

    def _side(self, value: Quantity) -> str | None:
        marks = self.marks
        if value.low == 0 and value.high == 0:
            return None
        if _has(marks.lexicon["private_guards"].codes, value.group or ""):
            return "civilian"
        actor = marks.actor(value.side) if value.side else None
        if actor is not None and actor.kind == "state-forces":
            return "military"
        if value.status == "combatant" and self.perpetrator == "state":
            return "military"  # "commandos shot dead three militants"
        anybody = value.status == "civilian" or self._is_anybody(value.group)
        return "civilian" if anybody else None

    def _is_anybody(self, group: str | None) -> bool:
        """Whether those harmed are told to be no more than people: "a man", "deux jeunes"."""
        named = (self.marks.lexicon["persons.general"].codes, self.marks.lexicon["captives"].codes)
        return any(_has(words, group or "") for words in named)

    @cached_property
    def perpetrator(self) -> str | None:
        """Who did it: "state" or "armed"; of those who took part, whether one was a state."""
        did = [d for d in self.drafts if d.field == "perpetrator" and d.stance != "denied"]
        for draft in sorted(did, key=lambda d: d.stance is not None):
            if isinstance(draft.value, Involvement):
                return "state" if self._is_state(draft.value) else "armed"
        took_part = [d.value for d in self.drafts if d.field == "participant"]
        states = [v for v in took_part if isinstance(v, Involvement) and self._is_state(v)]
        return "state" if states else None

    def _is_state(self, value: Involvement) -> bool:
        actor = self.marks.actor(value.actor) if value.actor else None
        return actor is not None and actor.kind in STATES

    def ucdp(self, event: str) -> int | None:
        """UCDP's type of violence: 1 state-based, 2 between groups, 3 one-sided. Where two sides
        fought and are named, they tell; else the target does."""
        if event in ("Protests", "Riots", "Strategic developments"):
            return None
        sides = {
            d.value.actor: self._is_state(d.value)
            for d in self.drafts
            if d.field == "participant" and d.stance != "denied" and d.fought
            if isinstance(d.value, Involvement)
        }
        if event == "Battles" and len(sides) > 1:
            return 1 if any(sides.values()) else 2
        if event == "Battles" and self.target != "military":
            return 1 if self.perpetrator == "state" else None
        if self.target == "military":
            return 1
        if self.target == "civilian" and self.perpetrator is not None:
            return 3
        return None


def _has(words: Mapping[str, object], text: str) -> bool:
    """Whether a text has a word of a list, or its plural."""
    lower = text.lower()
    for word in words:
        at = lower.find(word)
        if at >= 0 and (at == 0 or not lower[at - 1].isalpha()):
            after = lower[at + len(word) :]
            if not after[:1].isalpha() or (after[:1] == "s" and not after[1:2].isalpha()):
                return True
    return False
