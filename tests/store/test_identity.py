"""Ids of incidents: whatever is merged and split, every mention has one, every old id leads on."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.errors import InvariantError
from rashomon.records import identify
from rashomon.store.identity import IncidentChanges, KnownId, assign, succeed


class Ledger:
    """A casebook of ids in memory, to try thousands of regroupings in a second."""

    def __init__(self) -> None:
        self.incident_of: dict[str, str] = {}
        self.number: dict[str, int] = {}
        self.founder: dict[str, str] = {}
        self.survivor: dict[str, str] = {}

    def known(self, incident: str) -> KnownId | None:
        if incident not in self.number:
            return None
        return KnownId(
            incident,
            self.number[incident],
            self.founder[incident],
            self.survivor.get(incident),
            incident in self.incident_of.values(),
        )

    def regroup(self, groups: Iterable[Iterable[str]]) -> IncidentChanges:
        parts = [frozenset(group) for group in groups]
        named = {mention for part in parts for mention in part}
        touched = {self.incident_of[m] for m in named if m in self.incident_of}
        before = {m: i for m, i in self.incident_of.items() if i in touched}
        aliases = [k for a in self.survivor if (k := self.known(a)) and k.survivor in touched]
        changes = assign(parts, before, self.known, aliases)
        for incident, founder in sorted(changes.founders.items()):
            self.number.setdefault(incident, len(self.number))
            self.founder.setdefault(incident, founder)
            self.survivor.pop(incident, None)
        for incident, members in changes.members.items():
            self.incident_of.update(dict.fromkeys(members, incident))
        self.survivor.update(changes.aliases)
        return changes

    def check(self) -> None:
        live = set(self.incident_of.values())
        for incident in self.number:
            leads = self.survivor.get(incident, incident)
            assert leads in live, f"{incident} leads nowhere"
            assert leads not in self.survivor, f"{incident} leads to an alias"
        assert not live & set(self.survivor)


def new_id(*mentions: str) -> str:
    return identify("i", min(mentions))


def test_a_new_incident_has_its_smallest_mention_s_id() -> None:
    ledger = Ledger()
    ledger.regroup([{"m2", "m1"}, {"m3"}])
    assert ledger.incident_of == {"m1": new_id("m1"), "m2": new_id("m1"), "m3": new_id("m3")}


def test_an_incident_keeps_its_id_when_a_smaller_mention_joins() -> None:
    ledger = Ledger()
    ledger.regroup([{"m2"}])
    ledger.regroup([{"m1", "m2"}])
    assert ledger.incident_of == {"m1": new_id("m2"), "m2": new_id("m2")}


def test_after_a_merge_the_oldest_id_stays_and_the_other_leads_to_it() -> None:
    ledger = Ledger()
    ledger.regroup([{"m9"}])
    ledger.regroup([{"m1"}])
    changes = ledger.regroup([{"m1", "m9"}])
    assert set(changes.members) == {new_id("m9")}
    assert changes.aliases == {new_id("m1"): new_id("m9")}


def test_merging_and_splitting_again_gives_each_its_old_id() -> None:
    ledger = Ledger()
    ledger.regroup([{"m1"}, {"m2"}, {"m3"}])
    before = dict(ledger.incident_of)
    ledger.regroup([{"m1", "m2", "m3"}])
    assert len(ledger.survivor) == 2
    ledger.regroup([{"m1"}, {"m2"}, {"m3"}])
    assert ledger.incident_of == before
    assert ledger.survivor == {}


def test_after_a_split_the_id_stays_with_the_larger_part() -> None:
    ledger = Ledger()
    ledger.regroup([{"m1", "m2", "m3"}])
    changes = ledger.regroup([{"m1"}, {"m2", "m3"}])
    assert ledger.incident_of["m2"] == new_id("m1")
    assert changes.founders == {identify("i", "m1", 2): "m1"}  # the first is the others' now


def test_at_a_tie_the_id_stays_with_its_founding_mention() -> None:
    ledger = Ledger()
    ledger.regroup([{"m2"}])
    ledger.regroup([{"m1", "m2"}])
    ledger.regroup([{"m1"}, {"m2"}])
    assert ledger.incident_of == {"m1": new_id("m1"), "m2": new_id("m2")}


def test_an_alias_follows_its_founding_mention() -> None:
    ledger = Ledger()
    for mention in ("m1", "m2", "m3"):
        ledger.regroup([{mention}])
    ledger.regroup([{"m1", "m2", "m3"}])
    assert set(ledger.survivor.values()) == {new_id("m1")}
    ledger.regroup([{"m1"}, {"m2", "m3"}])
    assert ledger.incident_of == {"m1": new_id("m1"), "m2": new_id("m2"), "m3": new_id("m2")}
    assert ledger.survivor == {new_id("m3"): new_id("m2")}


def test_undoing_a_merge_of_a_small_and_a_large_incident_swaps_no_ids() -> None:
    ledger = Ledger()
    ledger.regroup([{"m1"}])
    ledger.regroup([{"m5"}])
    ledger.regroup([{"m2", "m5", "m6"}])  # its id is older than its smallest mention
    before = dict(ledger.incident_of)
    ledger.regroup([{"m1", "m2", "m5", "m6"}])
    ledger.regroup([{"m1"}, {"m2", "m5", "m6"}])
    assert ledger.incident_of == before


def test_an_incident_left_out_by_half_is_noticed() -> None:
    ledger = Ledger()
    ledger.regroup([{"m1", "m2"}])
    with pytest.raises(InvariantError, match="its mention m2 is in no group"):
        ledger.regroup([{"m1"}])


def test_changes_hold_each_mention_once() -> None:
    with pytest.raises(InvariantError, match="in two incidents: m1"):
        IncidentChanges({"i-1": ("m1",), "i-2": ("m1",)}, {}, {})
    with pytest.raises(InvariantError, match="without a mention"):
        IncidentChanges({"i-1": ()}, {}, {})
    with pytest.raises(InvariantError, match="both an incident and an alias"):
        IncidentChanges({"i-1": ("m1",)}, {}, {"i-1": "i-2"})
    with pytest.raises(InvariantError, match="without a mention"):
        Ledger().regroup([set()])


partitions = st.lists(st.integers(0, 5), min_size=12, max_size=12).map(
    lambda labels: [
        {f"m{n:02}" for n, label in enumerate(labels) if label == wanted}
        for wanted in sorted(set(labels))
    ]
)


@given(st.lists(partitions, min_size=1, max_size=8))
def test_every_mention_has_one_incident_and_every_id_leads_on(steps: list[list[set[str]]]) -> None:
    ledger = Ledger()
    for step in steps:
        ledger.regroup(step)
        ledger.check()
        for group in step:
            assert len({ledger.incident_of[mention] for mention in group}) == 1
        assert len(set(ledger.incident_of.values())) == len(step)


@given(partitions)
def test_joining_all_and_parting_again_gives_every_part_its_id(groups: list[set[str]]) -> None:
    ledger = Ledger()
    for group in groups:
        ledger.regroup([group])
    before = dict(ledger.incident_of)
    ledger.regroup([{mention for group in groups for mention in group}])
    ledger.regroup(groups)
    assert ledger.incident_of == before
    assert ledger.survivor == {}


@given(partitions, st.randoms(use_true_random=False))
def test_the_order_of_groups_does_not_matter(
    groups: list[set[str]], shuffle: random.Random
) -> None:
    first, second = Ledger(), Ledger()
    for ledger in (first, second):
        ledger.regroup([{"m00", "m01", "m02"}, {"m05"}])
        rest = list(groups)
        if ledger is second:
            shuffle.shuffle(rest)
        ledger.regroup(rest)
    assert first.incident_of == second.incident_of
    assert first.survivor == second.survivor


def test_ten_thousand_random_merges_and_splits() -> None:
    chance = random.Random(7)
    mentions = [f"m{n:03}" for n in range(60)]
    ledger = Ledger()
    ledger.regroup([{mention} for mention in mentions])
    for _ in range(10_000):
        members: dict[str, list[str]] = {}
        for mention in mentions:
            members.setdefault(ledger.incident_of[mention], []).append(mention)
        incidents = sorted(members)
        if chance.random() < 0.5 and len(incidents) > 1:
            one, other = chance.sample(incidents, 2)
            ledger.regroup([members[one] + members[other]])
        else:
            group = members[chance.choice(incidents)]
            apart = {m for m in group if chance.random() < 0.5}
            ledger.regroup([part for part in (apart, set(group) - apart) if part])
    ledger.check()
    assert set(ledger.incident_of) == set(mentions)


# --------------------------------------------------------------------------- reading it again


def test_the_same_mention_succeeds_itself() -> None:
    assert succeed({"m1": "i1"}, {}, ["m1", "m2"], {}) == {"m1": "i1"}


def test_the_mention_with_most_of_its_claims_succeeds() -> None:
    heirs = succeed(
        {"m1": "i1", "m2": "i2"},
        {"c1": "m1", "c2": "m1", "c3": "m2"},
        ["n1", "n2"],
        {"c1": "n1", "c2": "n2", "c3": "n2", "c4": "n2"},
    )
    assert heirs == {"n1": "i1", "n2": "i1"}


def test_one_left_over_takes_the_place_of_the_one_left_over() -> None:
    assert succeed({"m1": "i1"}, {"c1": "m1"}, ["n1"], {"c9": "n1"}) == {"n1": "i1"}
    assert succeed({"m1": "i1"}, {}, ["n1", "n2"], {}) == {}
    assert succeed({"m1": "i1", "m2": "i2"}, {}, ["n1"], {}) == {}
