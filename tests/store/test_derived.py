"""Mentions, links, incidents and entries in the store."""

from __future__ import annotations

from typing import Any

import pytest

from rashomon.errors import CasebookError, UsageError
from rashomon.records import (
    IncidentEntry,
    Judgement,
    Lineage,
    Link,
    LinkFeature,
    MentionProfile,
    Reader,
    Reading,
    Status,
    identify,
)
from rashomon.store import Casebook, IncidentChanges
from tests.factories import READER, make_profile, make_reading, place, toll
from tests.store.conftest import NOW

SECOND = Reader("factory", "2", "none")


def reading(number: int, *labels: str, reader: Reader = READER, **report: Any) -> Reading:
    """A report of one incident ("main"), or of those with these labels."""
    text = f"Report {number}: " + " ".join(f"{n} died here." for n in range(len(labels) or 1))
    claims = [
        toll("deaths", f"{n} died here", n, n, incident=label)
        for n, label in enumerate(labels or ("main",))
    ]
    return make_reading(text, claims=claims, reader=reader, **report)


def add(casebook: Casebook, made: Reading, *keys: str) -> list[str]:
    """Add a reading with profiles of these keys; the ids of its mentions."""
    casebook.add_reading(made)
    labels = [mention.title for mention in made.incidents]
    casebook.save_profiles([make_profile(made.report.id, each, keys=keys) for each in labels])
    return [mention.id for mention in made.incidents]


def entry(
    incident: str, day: str | None, status: Status = "single", country: str | None = "NE"
) -> IncidentEntry:
    where = place("Kemba", 14, 1, country=country) if country else None
    title = f"Attack {incident[:4]}"
    return IncidentEntry(incident, title, None, day, day, 1, where, status, ("r-1",), ())


def pending(casebook: Casebook) -> list[str]:
    return list(casebook.unreconciled())


# ---------------------------------------------------------------------------- profiles, links


def test_profiles_return_as_they_were(casebook: Casebook) -> None:
    made = reading(1)
    casebook.add_reading(made)
    assert list(casebook.unprofiled()) == [made.report.id]
    profile = make_profile(made.report.id, places=(place("Kemba", 14, 1),), words=("a", "b"))
    casebook.save_profiles([profile])
    assert list(casebook.unprofiled()) == []
    assert casebook.profiles([profile.id, "m-none"]) == (profile,)
    assert casebook.unreconciled() == (profile.id,)


def test_a_profile_of_no_current_mention_is_refused(casebook: Casebook) -> None:
    with pytest.raises(CasebookError, match="no current reading has the mention"):
        casebook.save_profiles([make_profile("r-none")])


def test_neighbours_share_a_key(casebook: Casebook) -> None:
    (one,) = add(casebook, reading(1), "NE|2020-01", "kemba")
    (two,) = add(casebook, reading(2), "ML|2020-01", "kemba")
    (three,) = add(casebook, reading(3), "ML|2020-01")

    def near(*keys: str) -> set[str]:
        return {profile.id for profile in casebook.neighbours(keys)}

    assert near("kemba") == {one, two}
    assert near("kemba", "ML|2020-01") == {one, two, three}
    assert near("CO|2019-04") == set()
    casebook.save_profiles([make_profile(reading(2).report.id, keys=("CO|2019-04",))])
    assert near("kemba") == {one}
    assert near("CO|2019-04") == {two}


def test_more_neighbours_than_a_page(casebook: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rashomon.store.session.PAGE", 2)
    made = [add(casebook, reading(n), "k", f"k{n}")[0] for n in range(7)]
    assert [p.id for p in casebook.neighbours(["k"])] == sorted(made)
    assert [p.id for p in casebook.neighbours(f"k{n}" for n in range(7))] == sorted(made)
    assert pending(casebook) == sorted(made)


def test_links_return_with_their_reasons(casebook: Casebook) -> None:
    one, two, three = sorted(add(casebook, reading(n))[0] for n in range(3))
    link = Link(one, two, 3.5, True, (LinkFeature("days", 2.0, "same day"),))
    other = Link(two, three, -1.0, False, ())
    casebook.save_links([link, other])
    assert casebook.links_among([one, two, three]) == (link, other)
    assert casebook.links_among([one, two]) == (link,)
    assert casebook.links_among([one, three]) == ()
    stronger = Link(one, two, 5.0, True, ())
    casebook.save_links([stronger])
    assert casebook.links_among([one, two]) == (stronger,)


# --------------------------------------------------------------------------------- incidents


def test_regrouping_makes_incidents_with_ids_that_stay(casebook: Casebook) -> None:
    one, two, three = (add(casebook, reading(n))[0] for n in range(3))
    changes = casebook.regroup([{one, two}, {three}])
    first = identify("i", min(one, two))
    assert set(changes.members) == {first, identify("i", three)}
    assert casebook.members(first) == tuple(sorted([one, two]))
    assert casebook.incident_of(one) == first
    assert casebook.incidents_of([two, three]) == {two: first, three: identify("i", three)}
    assert pending(casebook) == []
    assert list(casebook.incidents()) == sorted(changes.members)
    assert casebook.reports_of(first) == tuple(sorted(reading(n).report.id for n in (0, 1)))


def test_merge_and_split_lead_old_ids(casebook: Casebook) -> None:
    one, two = (add(casebook, reading(n))[0] for n in range(2))
    casebook.regroup([{one}])
    casebook.regroup([{two}])
    first, second = identify("i", one), identify("i", two)
    casebook.regroup([{one, two}])
    assert casebook.resolve_id(second) == first
    assert casebook.members(second) == ()
    assert list(casebook.incidents()) == [first]
    casebook.regroup([{one}, {two}])
    assert casebook.resolve_id(second) == second
    assert casebook.members(second) == (two,)


def test_a_regrouping_that_leaves_members_out_changes_nothing(casebook: Casebook) -> None:
    one, two = (add(casebook, reading(n))[0] for n in range(2))
    casebook.regroup([{one, two}])
    with pytest.raises(Exception, match="is in no group"):
        casebook.regroup([{one}])
    assert casebook.companions([one]) == tuple(sorted([one, two]))
    assert len(casebook.members(identify("i", min(one, two)))) == 2


def test_changes_are_all_or_nothing(casebook: Casebook) -> None:
    (one,) = add(casebook, reading(1))
    wrong = IncidentChanges({"i-1": (one,), "i-2": ("m-none",)}, {"i-1": one, "i-2": "m-none"}, {})
    with pytest.raises(CasebookError, match="no current reading has the mention m-none"):
        casebook.apply(wrong)
    assert list(casebook.incidents()) == []
    assert pending(casebook) == [one]
    casebook.apply(IncidentChanges({"i-1": (one,)}, {"i-1": one}, {}))
    assert casebook.members("i-1") == (one,)


# ----------------------------------------------------------------------------- reading again


def test_mentions_of_a_superseded_reading_drop_out(casebook: Casebook) -> None:
    old = reading(1, "a", "b")
    a, b = add(casebook, old)
    casebook.regroup([{a}, {b}])
    again = reading(1, "a", reader=SECOND)
    text = make_reading(old.report.text, claims=[], titles={"a": "a"}, reader=SECOND)
    assert again.incidents[0].id != a  # another text, so another report
    casebook.add_reading(text)
    assert casebook.incident_of(a) is None
    assert list(casebook.incidents()) == []
    casebook.save_profiles([make_profile(old.report.id, "a")])
    casebook.regroup([{a}])
    assert casebook.members(identify("i", a)) == (a,)
    assert casebook.resolve_id(identify("i", b)) == identify("i", b)
    assert casebook.members(identify("i", b)) == ()


def test_an_incident_keeps_its_id_when_its_reports_are_read_again(casebook: Casebook) -> None:
    old = reading(1)
    (one,) = add(casebook, old)
    (two,) = add(casebook, reading(2))
    casebook.regroup([{one, two}])
    incident = identify("i", min(one, two))
    claims = [toll("deaths", "0 died here", 0, 0, incident="anew")]
    anew = make_reading(old.report.text, claims=claims, reader=SECOND)
    (other,) = add(casebook, anew)
    assert other != one
    assert casebook.companions([other]) == tuple(sorted([other, two]))
    casebook.regroup([{other, two}])
    assert casebook.members(incident) == tuple(sorted([other, two]))


def test_an_incident_of_one_report_keeps_its_id_too(casebook: Casebook) -> None:
    old = reading(1)
    (one,) = add(casebook, old)
    casebook.regroup([{one}])
    claims = [toll("deaths", "died here", 0, 0, incident="anew")]  # no claim is the same
    (other,) = add(casebook, make_reading(old.report.text, claims=claims, reader=SECOND))
    casebook.regroup([{other}])
    assert casebook.incident_of(other) == identify("i", one)


def test_an_incident_that_vanished_can_come_back(casebook: Casebook) -> None:
    old = reading(1)
    (one,) = add(casebook, old)
    casebook.regroup([{one}])
    casebook.add_reading(make_reading(old.report.text, reader=SECOND))
    assert casebook.members(identify("i", one)) == ()
    add(casebook, old)
    assert pending(casebook) == [one]
    casebook.regroup([{one}])
    assert casebook.incident_of(one) == identify("i", one)


def test_links_and_keys_of_superseded_mentions_go(casebook: Casebook) -> None:
    old = reading(1)
    one, two = sorted([*add(casebook, old, "k"), *add(casebook, reading(2), "k")])
    casebook.save_links([Link(one, two, 1.0, True, ())])
    casebook.add_reading(make_reading(old.report.text, reader=SECOND))
    assert casebook.links_among([one, two]) == ()
    assert len(casebook.neighbours(["k"])) == 1


# ---------------------------------------------------------------------------------- entries


def grouped(casebook: Casebook, number: int) -> list[str]:
    mentions = [add(casebook, reading(n))[0] for n in range(number)]
    casebook.regroup([{each} for each in mentions])
    return [identify("i", each) for each in mentions]


def test_entries_come_by_date_those_without_one_last(
    casebook: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rashomon.store.session.PAGE", 2)
    ids = sorted(grouped(casebook, 5))
    assert list(casebook.undescribed()) == ids
    days = ["2020-01-09", "2019-04-01", None, "2020-01-09", "2018-12-31"]
    made = [entry(each, day) for each, day in zip(ids, days, strict=True)]
    casebook.save_entries(made)
    assert list(casebook.undescribed()) == []
    expected = [made[4], made[1], made[0], made[3], made[2]]
    assert list(casebook.entries()) == expected


def test_entries_are_filtered_by_status_and_country(casebook: Casebook) -> None:
    one, two, three = grouped(casebook, 3)
    contested = entry(one, "2020-01-09", "contested")
    abroad = entry(two, "2020-01-09", "contested", "ML")
    nowhere = entry(three, None, "single", None)
    casebook.save_entries([contested, abroad, nowhere])
    assert list(casebook.entries(status="contested")) == sorted(
        [contested, abroad], key=lambda each: each.id
    )
    assert [e.id for e in casebook.entries(status="contested", country="ML")] == [two]
    assert [e.id for e in casebook.entries(status="single")] == [three]
    assert list(casebook.entries(country="CO")) == []


def test_an_entry_is_replaced_and_goes_stale_when_its_incident_changes(casebook: Casebook) -> None:
    one, two = grouped(casebook, 2)
    casebook.save_entries([entry(one, "2020-01-09"), entry(two, "2020-01-09")])
    casebook.save_entries([entry(one, "2020-01-08")])
    assert {e.id: e.date_start for e in casebook.entries()}[one] == "2020-01-08"
    mentions = [*casebook.members(one), *casebook.members(two)]
    casebook.regroup([mentions])
    (survivor,) = casebook.incidents()
    assert [e.id for e in casebook.entries()] == [survivor]
    assert list(casebook.undescribed()) == [survivor]


def test_an_alias_has_no_entry(casebook: Casebook) -> None:
    one, two = grouped(casebook, 2)
    casebook.regroup([[*casebook.members(one), *casebook.members(two)]])
    (survivor,) = casebook.incidents()
    alias = one if survivor == two else two
    with pytest.raises(CasebookError, match="is no incident"):
        casebook.save_entries([entry(alias, None)])
    with pytest.raises(CasebookError, match="is no incident"):
        casebook.save_entries([entry("i-none", None)])


# ------------------------------------------------------------------------------------ lineage


def test_lineages_are_kept_changed_and_taken_back(casebook: Casebook) -> None:
    (one, two), made = grouped(casebook, 2), [reading(n).report.id for n in range(2)]
    casebook.save_entries([entry(one, None), entry(two, None)])
    casebook.save_lineages({made[0]: None, made[1]: Lineage("copy", made[0])})
    assert casebook.lineages() == {made[1]: Lineage("copy", made[0])}
    assert list(casebook.undescribed()) == [two]
    listed = {e.id: e.lineage for e in casebook.report_entries()}
    assert listed == {made[0]: None, made[1]: Lineage("copy", made[0])}
    casebook.save_lineages({made[1]: Lineage("version", made[0])})
    assert casebook.lineages([made[1]]) == {made[1]: Lineage("version", made[0])}
    casebook.save_lineages({made[1]: None})
    assert casebook.lineages() == {}


def test_report_entries_hold_all_but_the_text(casebook: Casebook) -> None:
    made = reading(1, url="https://a.org/1", agency="AFP", title="T")
    casebook.add_reading(made)
    (listed,) = casebook.report_entries([made.report.id, "r-none"])
    assert (listed.id, listed.url, listed.agency) == (made.report.id, "https://a.org/1", "AFP")


# --------------------------------------------------------------------------------- resolve_id


def test_an_id_may_be_cut_short(casebook: Casebook) -> None:
    ids = grouped(casebook, 4)
    for incident in ids:
        assert casebook.resolve_id(incident) == incident
        assert casebook.resolve_id(incident[:12]) == incident
        assert casebook.resolve_id(f" {incident[2:12]} ") == incident


def test_an_ambiguous_id_names_those_it_may_be(casebook: Casebook) -> None:
    ids = grouped(casebook, 3)
    casebook.save_entries([entry(ids[0], None)])
    with pytest.raises(UsageError) as error:
        casebook.resolve_id("i-")
    assert "may be any of 3" in str(error.value)
    assert f"{ids[0]} (Attack {ids[0][:4]})" in str(error.value)


def test_an_unknown_id_names_those_that_come_near(casebook: Casebook) -> None:
    ids = grouped(casebook, 3)
    with pytest.raises(UsageError) as error:
        casebook.resolve_id(ids[0][:8] + "zz")
    assert str(error.value).endswith(f"near it: {ids[0]}")
    with pytest.raises(UsageError, match="no incident '%'"):
        casebook.resolve_id("%")
    with pytest.raises(UsageError, match="no incident ''"):
        casebook.resolve_id("")


def test_an_empty_casebook_says_what_to_do(casebook: Casebook) -> None:
    with pytest.raises(UsageError, match="has none yet; add reports with: rashomon ingest"):
        casebook.resolve_id("i-1")


def test_a_prefix_of_two_ids_that_lead_to_one_is_clear(casebook: Casebook) -> None:
    one, two = (add(casebook, reading(n))[0] for n in range(2))
    casebook.regroup([{one}])
    casebook.regroup([{two}])
    casebook.regroup([{one, two}])
    assert casebook.resolve_id("i-") == identify("i", one)


# --------------------------------------------------------------------------------- judgements


def judgement(number: int, kind: Any, *claims: str, incident: str | None = None) -> Judgement:
    at = f"2020-01-{number:02}T00:00:00Z"
    return Judgement(f"j-{number}", kind, "ana", at, "because", claims, incident, {"n": number})


def claim_of(casebook: Casebook, incident: str) -> str:
    (mention,) = casebook.members(incident)
    report = casebook.profiles([mention])[0].report
    return casebook.reading(report).claims[0].id


def test_judgements_return_in_the_order_of_their_time(casebook: Casebook) -> None:
    later, sooner = judgement(9, "note", "c-1", "c-0"), judgement(3, "grade", incident="i-1")
    assert casebook.add_judgement(later)
    assert casebook.add_judgement(sooner)
    assert not casebook.add_judgement(later)
    assert casebook.judgements() == (sooner, later)
    with pytest.raises(CasebookError, match="another judgement has the id j-9"):
        casebook.add_judgement(judgement(9, "reject", "c-1"))
    assert [line.action for line in casebook.logged()] == ["judge", "judge"]


def test_a_withdrawn_judgement_stays_and_counts_no_longer(casebook: Casebook) -> None:
    casebook.add_judgement(judgement(1, "reject", "c-1"))
    casebook.add_judgement(judgement(2, "note", "c-1"))
    assert casebook.withdraw_judgement("j-1", "ben", NOW, "it was right")
    assert not casebook.withdraw_judgement("j-1", "ben", NOW, "it was right")
    assert [each.id for each in casebook.judgements()] == ["j-2"]
    assert casebook.counts().judgements == 2
    assert [line.by for line in casebook.logged()] == ["ana", "ana", "ben"]
    with pytest.raises(CasebookError, match="there is no judgement j-9"):
        casebook.withdraw_judgement("j-9", "ben", NOW, "")


def test_judgements_belong_to_the_incident_of_their_claims(casebook: Casebook) -> None:
    one, two = grouped(casebook, 2)
    on_claim = judgement(1, "reject", claim_of(casebook, one), incident=two)
    on_incident = judgement(2, "note", incident=two)
    on_lost_claim = judgement(3, "reject", "c-lost", incident=two)
    for each in (on_claim, on_incident, on_lost_claim):
        casebook.add_judgement(each)
    assert casebook.judgements(one) == (on_claim,)
    assert casebook.judgements(two) == (on_incident, on_lost_claim)
    casebook.regroup([[*casebook.members(one), *casebook.members(two)]])
    (survivor,) = casebook.incidents()
    assert casebook.judgements(survivor) == (on_claim, on_incident, on_lost_claim)


def test_a_judgement_outlives_a_re_reading_with_the_same_claim(casebook: Casebook) -> None:
    old = reading(1)
    (mention,) = add(casebook, old)
    casebook.regroup([{mention}])
    rejected = judgement(1, "reject", old.claims[0].id)
    casebook.add_judgement(rejected)
    add(casebook, reading(1, reader=SECOND))
    assert casebook.judgements(identify("i", mention)) == ()  # waits, as its mention does
    casebook.regroup([{mention}])
    assert casebook.judgements(identify("i", mention)) == (rejected,)


def test_a_merge_judgement_calls_for_reconciling(casebook: Casebook) -> None:
    one, two = grouped(casebook, 2)
    claims = [claim_of(casebook, one), claim_of(casebook, two)]
    casebook.save_entries([entry(one, None), entry(two, None)])
    casebook.add_judgement(judgement(1, "merge", *claims))
    both = sorted([*casebook.members(one), *casebook.members(two)])
    assert pending(casebook) == both
    assert casebook.mentions_of_claims([*claims, "c-none"]) == {
        claims[0]: casebook.members(one)[0],
        claims[1]: casebook.members(two)[0],
    }
    assert list(casebook.undescribed()) == sorted([one, two])
    casebook.regroup([both])
    assert pending(casebook) == []
    casebook.withdraw_judgement("j-1", "ana", NOW, "no")
    assert pending(casebook) == both


def test_a_judgement_on_a_figure_makes_the_entry_stale(casebook: Casebook) -> None:
    one, two = grouped(casebook, 2)
    casebook.save_entries([entry(one, None), entry(two, None)])
    casebook.add_judgement(judgement(1, "set-figure", incident=two))
    assert list(casebook.undescribed()) == [two]
    assert pending(casebook) == []


def test_counts(casebook: Casebook) -> None:
    grouped(casebook, 2)
    counts = casebook.counts()
    assert (counts.reports, counts.unread, counts.claims, counts.incidents) == (2, 0, 2, 2)


def test_profiles_are_read_as_records(casebook: Casebook) -> None:
    (one,) = add(casebook, reading(1))
    assert isinstance(casebook.profiles([one])[0], MentionProfile)
