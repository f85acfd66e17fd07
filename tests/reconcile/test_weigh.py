"""Weighing: what holds of every finding, and what analysts' judgements do to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rashomon.check import run_checks
from rashomon.reconcile import describe, entry, gather, profile, weigh, weigh_case
from rashomon.records import Finding, Judgement, JudgementKind, Quantity, Reading
from tests.factories import actor, claim, day, make_reading, site, toll
from tests.strategies import readings as any_readings

STANCES = ("reported", "claimed", "admitted", "suspected", "possible", "unverified", "denied")
VOICES = (
    ("narrator", ""),
    ("official", "the ministry", "army"),
    ("belligerent", "the Front", "Front"),
    ("security-source", "a security source"),
    ("medical", "a hospital"),
    ("un", "the United Nations"),
)
TEXT = "The army and the Front fought at Lubira on Monday: some soldiers were killed, men hurt."


@st.composite
def tolls(draw: st.DrawFn):  # type: ignore[no-untyped-def]  # a claim sketch
    low = draw(st.none() | st.integers(0, 40))
    high = draw(st.none() | st.integers(low or 0, 60))
    side = draw(st.sampled_from(["army", "Front", None]))
    return toll(
        draw(st.sampled_from(["deaths", "injuries"])),
        "some soldiers were killed",
        low,
        high,
        text=f"{draw(st.integers())}",
        group=draw(st.sampled_from(["soldiers", "people", "rebels"])),
        side=side,
        stance=draw(st.sampled_from(STANCES)),
        voice=draw(st.sampled_from(VOICES)),
        superseded=draw(st.booleans()),
        provisional=draw(st.booleans()),
    )


@st.composite
def some_readings(draw: st.DrawFn) -> list[Reading]:
    found = []
    for index in range(draw(st.integers(1, 4))):
        published = f"2030-03-{draw(st.integers(4, 12)):02}"
        found.append(
            make_reading(
                TEXT,
                outlet=f"Outlet {index}",
                published=published,
                actors=[actor("army", "state-forces", "TD"), actor("Front", "armed-group", "TD")],
                claims=[
                    *draw(
                        st.lists(
                            tolls(), min_size=1, max_size=4, unique_by=lambda c: c.value["text"]
                        )
                    ),
                    day("Monday", "2030-03-04"),
                    site("Lubira", "Lubira"),
                ],
            )
        )
    return found


def weighed(
    readings: Sequence[Reading], *judgements: Judgement, **more: Any
) -> tuple[Finding, ...]:
    mentions = [mention.id for reading in readings for mention in reading.incidents]
    return weigh(readings, mentions, {}, judgements, **more)


@given(some_readings(), st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
def test_the_order_of_reports_makes_no_difference(readings, chance) -> None:  # type: ignore[no-untyped-def]  # hypothesis fills these in
    first = weighed(readings)
    chance.shuffle(readings)
    assert weighed(readings) == first


@given(some_readings())
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
def test_every_finding_keeps_its_promises(readings: list[Reading]) -> None:
    claims = {each.id: each for reading in readings for each in reading.claims}
    seen: list[str] = []
    for finding in weighed(readings):
        held = [c for position in finding.positions for c in position.claims]
        seen.extend(held)
        assert finding.proposed
        assert finding.rule
        if finding.best is not None:
            assert finding.low is not None
            assert finding.high is not None
            assert finding.low <= finding.best <= finding.high
        figures = {
            number
            for c in held
            if claims[c].stance in ("reported", "claimed", "admitted")
            if isinstance(value := claims[c].value, Quantity)
            for number in (value.low, value.high)
        }
        assert {finding.best, finding.low, finding.high} - {None} <= figures
        for position in finding.positions:
            assert position.voices
            reports = {r for voice in position.voices for r in voice.reports}
            assert len(reports) <= len(position.claims)
            assert all(voice.copies == 0 for voice in position.voices)
        if finding.status == "revised":
            assert finding.revisions
    tolls = [c for c, each in claims.items() if isinstance(each.value, Quantity)]
    assert sorted(c for c in seen if c in tolls) == sorted(tolls)


@given(some_readings(), st.integers(3, 13))
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
def test_as_of_a_day_is_what_was_published_by_then(readings: list[Reading], last: int) -> None:
    day_ = f"2030-03-{last:02}"
    earlier = [each for each in readings if (each.report.published or "") <= day_]
    assert weighed(readings, as_of=day_) == weighed(earlier)
    told = [c for f in weighed(readings, as_of=day_) for p in f.positions for c in p.claims]
    later = [c for f in weighed(readings) for p in f.positions for c in p.claims]
    assert set(told) <= set(later)


@given(any_readings())
@settings(suppress_health_check=list(HealthCheck), max_examples=60, deadline=None)
def test_any_reading_can_be_weighed_described_and_checked(reading: Reading) -> None:
    for mention in reading.incidents:
        case = gather([reading], {mention.id}, {})
        findings = weigh_case(case)
        record = describe(case, "i-1")
        assert record.title
        assert entry(case, record, findings).id == "i-1"
        run_checks(case, record, findings)
    assert [each.id for each in profile(reading)] == [each.id for each in reading.incidents]


# ----------------------------------------------------------------------------------- judgements


def judged(kind: JudgementKind, *claims: str, at: str = "2030-04-01T09:00:00Z", value=None):  # type: ignore[no-untyped-def]  # any JSON
    return Judgement(f"j-{kind}-{at}", kind, "Ana", at, "seen the list", claims, value=value)


def two_accounts() -> tuple[list[Reading], str, str]:
    readings = [
        make_reading(
            f"{count} soldiers died at Lubira, {who} said.",
            published=published,
            actors=[actor("soldiers", "state-forces", "TD")],
            claims=[
                toll(
                    "deaths",
                    f"{count} soldiers died",
                    count,
                    count,
                    group="soldiers",
                    side="soldiers",
                    voice=(kind, who),
                )
            ],
        )
        for count, kind, who, published in (
            (10, "official", "the ministry", "2030-03-04"),
            (30, "medical", "a hospital", "2030-03-05"),
        )
    ]
    first, second = (reading.claims[0].id for reading in readings)
    return readings, first, second


def test_without_judgements_the_later_independent_voice_is_best() -> None:
    readings, _, _ = two_accounts()
    (finding,) = weighed(readings)
    assert (finding.status, finding.best, finding.low, finding.high) == ("contested", 30, 10, 30)
    assert "a hospital" in finding.rule


def test_a_rejected_claim_is_not_weighed() -> None:
    readings, _, second = two_accounts()
    (finding,) = weighed(readings, judged("reject", second))
    assert (finding.status, finding.best, len(finding.positions)) == ("single", 10, 1)


def test_a_correction_stands_in_for_what_was_read() -> None:
    readings, _, second = two_accounts()
    (finding,) = weighed(readings, judged("correct", second, value={"low": 10, "high": 10}))
    assert (finding.status, finding.best) == ("corroborated", 10)
    (finding,) = weighed(readings, judged("correct", second, value={"stance": "denied"}))
    assert {position.stance for position in finding.positions} == {"claimed", "denied"}


def test_a_signed_figure_is_best_and_no_longer_proposed() -> None:
    readings, first, _ = two_accounts()
    signed = judged("set-figure", first, value={"best": 44})
    (finding,) = weighed(readings, signed)
    assert (finding.best, finding.low, finding.high, finding.proposed) == (44, 10, 44, False)
    assert "Ana" in finding.rule
    (before,) = weighed(readings, signed, as_of="2030-03-31")
    assert (before.best, before.proposed) == (30, True)
    by_field = judged("set-figure", value={"field": "injuries", "best": 1})
    assert weighed(readings, by_field)[0].proposed


def test_two_unnamed_sources_of_one_kind_are_no_corroboration() -> None:
    readings = [
        make_reading(
            f"Report {n}: 12 people died, a security source said.",
            outlet=f"Outlet {n}",
            claims=[
                toll(
                    "deaths",
                    "12 people died",
                    12,
                    12,
                    group="people",
                    voice=("security-source", "a security source"),
                )
            ],
        )
        for n in (1, 2)
    ]
    (finding,) = weighed(readings)
    assert finding.status == "single"
    assert len(finding.positions[0].voices) == 1


def test_a_denial_is_contested_whenever_it_comes() -> None:
    readings = [
        make_reading(
            "Villagers said soldiers took two men. The army took nobody, it said.",
            published=published,
            actors=[actor("army", "state-forces", "TD")],
            claims=claims,
        )
        for published, claims in (
            (
                "2030-01-01",
                [
                    toll(
                        "abductions",
                        "took two men",
                        2,
                        2,
                        group="men",
                        voice=("witness", "Villagers"),
                    )
                ],
            ),
            (
                "2031-01-01",
                [
                    toll(
                        "abductions",
                        "took nobody",
                        2,
                        2,
                        group="men",
                        stance="denied",
                        voice=("official", "The army", "army"),
                    )
                ],
            ),
        )
    ]
    (finding,) = weighed(readings)
    assert finding.status == "contested"
    assert (finding.best, finding.high) == (2, 2)


def test_hours_of_one_day_are_a_question_of_their_own() -> None:
    reading = make_reading(
        "The army said it began at six on Monday, villagers at five.",
        actors=[actor("army", "state-forces", "TD")],
        claims=[
            day(
                "six on Monday", "2030-03-04", time="06:00", voice=("official", "The army", "army")
            ),
            claim(
                "time",
                "at five",
                {
                    "start": "2030-03-04",
                    "end": "2030-03-04",
                    "date_prec": 1,
                    "time": "05:00",
                    "tz": None,
                    "text": "five",
                },
                voice=("witness", "villagers"),
            ),
        ],
    )
    assert sorted(finding.status for finding in weighed([reading])) == ["contested", "corroborated"]
