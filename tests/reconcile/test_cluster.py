"""Clusters: every mention in exactly one, in any order of arrival; judgements win."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from rashomon.reconcile import cluster, decided
from rashomon.reconcile.link import weights
from rashomon.records import Judgement, Link
from tests.factories import make_profile

IDS = [f"m-{letter}" for letter in "abcdefghij"]
PAIRS = list(combinations(IDS, 2))


def link(a: str, b: str, points: float) -> Link:
    return Link(a, b, points, points >= weights().keep, ())


links = st.lists(
    st.tuples(st.sampled_from(PAIRS), st.floats(-20, 20, allow_nan=False)),
    max_size=25,
    unique_by=lambda pair: pair[0],
).map(lambda rows: [link(a, b, points) for (a, b), points in rows])
pairs = st.lists(st.sampled_from(PAIRS), max_size=4)


dated = st.lists(
    st.sampled_from(["2020-01-09", "2020-01-30", "2021-06-01", None]), max_size=10
).map(
    lambda days: [
        replace(make_profile(f"r-{each}", day=day), id=each)
        for each, day in zip(IDS, days, strict=False)
    ]
)


@given(links, pairs, pairs, dated, st.randoms())
def test_any_order_gives_the_same_incidents(links, must, cannot, dated, chance) -> None:  # type: ignore[no-untyped-def]  # hypothesis fills these in
    first = cluster(IDS, links, must, cannot, dated)
    for each in (links, must, cannot, dated):
        chance.shuffle(each)
    ids = list(IDS)
    chance.shuffle(ids)
    turned = [(b, a) for a, b in must]
    assert cluster(ids, links, turned, cannot, dated) == first


@given(links, pairs, pairs)
def test_each_mention_is_in_one_incident_and_splits_win(links, must, cannot) -> None:  # type: ignore[no-untyped-def]  # hypothesis fills these in
    incidents = cluster(IDS, links, must, cannot)
    assert sorted(each for incident in incidents for each in incident) == IDS
    for a, b in cannot:
        assert not any({a, b} <= incident for incident in incidents)
    if not cannot:
        for a, b in must:
            assert any({a, b} <= incident for incident in incidents)


@given(links)
def test_without_vetoes_incidents_are_the_components_of_kept_links(links) -> None:  # type: ignore[no-untyped-def]  # hypothesis fills these in
    usual = [each for each in links if each.points > weights().veto]
    above = {each: each for each in IDS}

    def root(each: str) -> str:
        return each if above[each] == each else root(above[each])

    for each in usual:
        if each.kept:
            above[root(each.a)] = root(each.b)
    components = {frozenset(i for i in IDS if root(i) == root(each)) for each in IDS}
    assert set(cluster(IDS, usual)) == components


@given(links, dated, st.sampled_from(IDS))
def test_what_is_not_linked_to_a_mention_does_not_move(links, dated, gone) -> None:  # type: ignore[no-untyped-def]  # hypothesis fills these in
    """Incremental is batch: incidents that a mention is not connected with stay as they are."""
    whole = cluster(IDS, links, profiles=dated)
    reached = {gone}
    while True:
        wider = reached | {x for k in links if {k.a, k.b} & reached for x in (k.a, k.b)}
        if wider == reached:
            break
        reached = wider
    rest = [each for each in IDS if each not in reached]
    assert set(cluster(rest, links, profiles=dated)) == {
        each for each in whole if not each & reached
    }


def test_a_vague_mention_does_not_glue_two_exact_ones() -> None:
    incidents = cluster(
        ["m-a", "m-b", "m-v"],
        [link("m-a", "m-v", 6.0), link("m-b", "m-v", 7.0), link("m-a", "m-b", -9.0)],
    )
    assert incidents == (frozenset({"m-a"}), frozenset({"m-b", "m-v"}))


def test_a_mention_without_a_day_does_not_glue_two_days() -> None:
    days = {"m-a": "2020-01-09", "m-b": "2020-03-02", "m-v": None}
    profiles = [replace(make_profile(f"r-{i}", day=day), id=i) for i, day in days.items()]
    weak = [link("m-a", "m-v", 7.0), link("m-b", "m-v", 6.0)]
    assert cluster(days, weak, profiles=profiles) == (frozenset({"m-a", "m-v"}), frozenset({"m-b"}))
    strong = [link("m-a", "m-v", 17.0), link("m-b", "m-v", 16.0)]
    assert cluster(days, strong, profiles=profiles) == (frozenset(days),), "a name in all three"
    one_day = [replace(each, date_start="2020-01-09", date_end="2020-01-09") for each in profiles]
    assert cluster(days, weak, profiles=one_day) == (frozenset(days),)


def test_a_merge_wins_over_a_veto_and_a_split_over_a_merge() -> None:
    against = [link("m-a", "m-b", -50.0)]
    assert cluster(["m-a", "m-b"], against, [("m-b", "m-a")]) == (frozenset({"m-a", "m-b"}),)
    parted = cluster(["m-a", "m-b"], against, [("m-a", "m-b")], [("m-b", "m-a")])
    assert parted == (frozenset({"m-a"}), frozenset({"m-b"}))


def test_the_last_judgement_on_a_pair_counts_and_lost_claims_do_not() -> None:
    mention_of = {"c-1": "m-a", "c-2": "m-b", "c-3": "m-c"}
    judgements = [
        Judgement("j-2", "split", "ana", "2030-01-02T00:00:00Z", "two days", ("c-2", "c-1")),
        Judgement("j-1", "merge", "ana", "2030-01-01T00:00:00Z", "one", ("c-1", "c-2", "c-3")),
        Judgement("j-3", "merge", "ana", "2030-01-03T00:00:00Z", "gone", ("c-1", "c-9")),
        Judgement("j-4", "note", "ana", "2030-01-04T00:00:00Z", "just a note", ("c-1", "c-2")),
    ]
    together, apart = decided(judgements, mention_of)
    assert together == {("m-a", "m-c"), ("m-b", "m-c")}
    assert apart == {("m-a", "m-b")}
