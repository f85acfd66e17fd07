"""Coding: who fought whom and how many died, by the rules of UCDP, ACLED and Airwars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.reconcile import code, describe, gather, weigh_questions
from rashomon.reconcile.coding.tolls import acled_number
from rashomon.records import Judgement, Quantity, Reading, SchemeCoding
from tests.factories import (
    ClaimSketch,
    actor,
    day,
    kind_of_event,
    make_reading,
    place,
    site,
    toll,
    who,
)

ACTORS = [
    actor("army", "state-forces", "NE"),
    actor("allies", "state-forces", "FR"),
    actor("Lake Front", "armed-group"),
    actor("Hill Front", "armed-group"),
    actor("gunmen", "unidentified"),
    actor("villagers", "civilians"),
]
WORDS = (
    "In Kemba on 9 January the fight: first words, second words, third words, fourth words, "
    "fifth words."
)


def reading(*claims: ClaimSketch, **more: Any) -> Reading:
    return make_reading(
        WORDS,
        actors=ACTORS,
        places=[place("Kemba", 14.9, 1.1, country="NE")],
        claims=[site("In Kemba", "Kemba"), day("on 9 January", "2020-01-09"), *claims],
        **more,
    )


def coded(*readings: Reading, judged: tuple[Judgement, ...] = ()) -> dict[str, SchemeCoding]:
    mentions = [mention.id for each in readings for mention in each.incidents]
    case = gather(readings, mentions, {}, judged)
    record = describe(case, "i-1")
    return {each.scheme: each for each in code(case, record, weigh_questions(case))}


def values(coding: SchemeCoding) -> Mapping[str, Any]:
    return {value.column: value.value for value in coding.values}


def killed(words: str, low: int | None, high: int | None, **more: Any) -> ClaimSketch:
    return toll("deaths", words, low, high, **{"text": str(low), **more})


def soldiers(words: str, number: int, **more: Any) -> ClaimSketch:
    return killed(words, number, number, group="soldiers", side="army", **more)


MINISTRY = ("official", "the ministry", "army")
FRONT = ("belligerent", "Lake Front", "Lake Front")
WITNESS = ("witness", "a resident")
UN = ("un", "a UN mission")


# -------------------------------------------------------------------------------------------- UCDP


def test_state_against_group_puts_the_state_first() -> None:
    ucdp = coded(
        reading(
            soldiers("first words", 25, voice=MINISTRY),
            killed("second words", 5, 5, group="fighters", side="Lake Front", voice=FRONT),
            who("perpetrator", "the fight", "Lake Front"),
        )
    )["ucdp"]
    assert ucdp.outside is None
    found = values(ucdp)
    assert (found["type_of_violence"], found["side_a"], found["side_b"]) == (
        1, "Government of Niger", "Lake Front",
    )  # fmt: skip
    assert (found["deaths_a"], found["deaths_b"]) == (25, 5)
    assert (found["low"], found["best"], found["high"]) == (30, 30, 30)


def test_people_of_whom_nobody_says_more_are_all_of_the_dead() -> None:
    found = values(
        coded(
            reading(
                killed("second words", 40, 40, group="people", voice=UN, key="all"),
                soldiers("first words", 25, voice=UN, value={"counts": "part", "part_of": "all"}),
                who("perpetrator", "the fight", "Lake Front"),
            )
        )["ucdp"]
    )
    assert (found["best"], found["deaths_a"], found["deaths_unknown"]) == (40, 25, 15)


def test_an_enemy_s_count_alone_raises_high_alone() -> None:
    schemes = coded(
        reading(
            soldiers("first words", 25, voice=MINISTRY),
            killed("second words", 63, 63, group="attackers", voice=MINISTRY),
            who("perpetrator", "the fight", "Lake Front"),
        )
    )
    found = values(schemes["ucdp"])
    assert (found["low"], found["best"], found["high"]) == (25, 25, 88)
    fatalities = next(v for v in schemes["acled"].values if v.column == "fatalities")
    assert fatalities.number == 25
    assert "63 attackers" in fatalities.reason
    assert "only their enemy says so" in fatalities.reason


def test_two_groups_and_a_group_among_civilians() -> None:
    clash = reading(
        killed("first words", 4, 4, group="fighters", side="Hill Front"),
        who("perpetrator", "the fight", "Lake Front"),
        who("target", "second words", "Hill Front"),
    )
    found = values(coded(clash)["ucdp"])
    assert (found["type_of_violence"], found["side_a"], found["side_b"]) == (
        2, "Lake Front", "Hill Front",
    )  # fmt: skip
    raid = reading(
        killed("first words", 4, 4, group="villagers", side="villagers",
               value={"status": "civilian"}),
        who("perpetrator", "the fight", "Lake Front"),
    )  # fmt: skip
    found = values(coded(raid)["ucdp"])
    assert (found["type_of_violence"], found["side_b"]) == (3, "Civilians")
    assert found["deaths_civilians"] == 4


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ((who("perpetrator", "the fight", "Lake Front"),), "no voice gives a death"),
        ((soldiers("first words", 3), who("perpetrator", "the fight", "gunmen")), "gunmen"),
        (
            (killed("first words", 3, 3, group="people"),
             who("perpetrator", "the fight", "Lake Front")),
            "nobody names a group that it struck",
        ),
    ],
)  # fmt: skip
def test_what_ucdp_would_not_hold(claims: tuple[ClaimSketch, ...], why: str) -> None:
    outside = coded(reading(*claims))["ucdp"].outside
    assert outside is not None
    assert why in outside


def test_denials_code_nothing() -> None:
    found = values(
        coded(
            reading(
                soldiers("first words", 3, voice=MINISTRY),
                who("perpetrator", "the fight", "Lake Front", stance="denied", voice=FRONT),
                who("perpetrator", "second words", "Hill Front"),
            )
        )["acled"]
    )
    assert found["actor1"] == "Hill Front"


def test_a_signed_figure_is_everybody_s() -> None:
    told = reading(
        soldiers("first words", 25, voice=MINISTRY), who("perpetrator", "the fight", "Lake Front")
    )
    claim = next(c.id for c in told.claims if c.field == "deaths")
    sign = Judgement("j-1", "set-figure", "Ann", "2020-02-01", "the graves", (claim,), "i-1",
                     {"best": 31, "low": 31, "high": 31})  # fmt: skip
    schemes = coded(told, judged=(sign,))
    assert values(schemes["ucdp"])["best"] == 31
    assert values(schemes["acled"])["fatalities"] == 31
    assert not schemes["ucdp"].proposed


def test_only_rows_of_datasets_are_exported_nowhere() -> None:
    row = reading(
        soldiers("first words", 25), who("perpetrator", "the fight", "Lake Front"), medium="dataset"
    )
    assert all(each.outside for each in coded(row).values())


# ------------------------------------------------------------------------------------------- ACLED


@pytest.mark.parametrize(
    ("text", "low", "high", "approximate", "number"),
    [
        ("several", 3, None, False, 3),
        ("Plusieurs", 3, None, False, 3),
        ("many", 3, None, False, 3),
        ("a few", 2, None, False, 3),
        ("quelques", 2, None, False, 3),
        ("soldiers", 2, None, False, 3),
        ("at least two", 2, None, False, 2),
        ("au moins deux", 2, None, False, 2),
        ("dozens", 24, None, False, 12),
        ("des dizaines de", 20, None, False, 12),
        ("a dozen", 12, 12, True, 12),
        ("une dizaine", 10, 10, True, 10),
        ("hundreds of", 200, None, False, 100),
        ("plusieurs centaines de", 200, None, False, 100),
        ("at least 25", 25, None, False, 25),
        ("between 20 and 30", 20, 30, False, 20),
        ("up to 70", None, 70, False, None),
    ],
)
def test_acled_s_numbers_for_figures_without_one(
    text: str, low: int | None, high: int | None, approximate: bool, number: int | None
) -> None:
    assert acled_number(Quantity(low, high, approximate, text))[0] == number


def test_acled_takes_the_most_conservative_figure() -> None:
    found = values(
        coded(
            reading(soldiers("first words", 31, voice=MINISTRY),
                    who("perpetrator", "the fight", "Lake Front"),
                    kind_of_event("fifth words", acled_event="Battles",
                                  acled_sub_event="Armed clash")),
            reading(soldiers("first words", 22, voice=("local", "Mayor Ali Oumar")),
                    outlet="another"),
        )["acled"]
    )  # fmt: skip
    assert found["fatalities"] == 22
    assert (found["actor1"], found["inter1"]) == ("Lake Front", 2)
    assert (found["actor2"], found["inter2"]) == ("Military Forces of Niger", 1)
    assert found["interaction"] == 12


def test_foreign_forces_and_nobody_named() -> None:
    found = values(
        coded(
            reading(
                killed("first words", 4, 4, group="French soldiers", side="allies"),
                who("perpetrator", "the fight", "gunmen"),
            )
        )["acled"]
    )
    assert (found["actor1"], found["inter1"]) == ("Unidentified Armed Group (Niger)", 3)
    assert (found["actor2"], found["inter2"]) == ("Military Forces of France", 8)


# ----------------------------------------------------------------------------------------- Airwars


def harmed(words: str, number: int, **more: Any) -> ClaimSketch:
    return killed(words, number, number, group="villagers", side="villagers",
                  value={"status": "civilian"}, **more)  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "grade"),
    [
        ((harmed("first words", 4, voice=WITNESS),), "Weak"),
        ((harmed("first words", 4, voice=WITNESS), harmed("second words", 5, voice=UN)), "Weak"),
        (
            (harmed("first words", 4, voice=WITNESS), harmed("second words", 5, voice=UN),
             who("perpetrator", "the fight", "army")),
            "Fair",
        ),
        (
            (harmed("first words", 4, voice=WITNESS),
             harmed("second words", 2, voice=MINISTRY, stance="admitted", by="army"),
             who("perpetrator", "the fight", "army")),
            "Confirmed",
        ),
        (
            (harmed("first words", 4, voice=WITNESS),
             who("perpetrator", "the fight", "army", voice=UN),
             who("perpetrator", "second words", "Lake Front", voice=MINISTRY)),
            "Contested",
        ),
    ],
)  # fmt: skip
def test_airwars_grades(claims: tuple[ClaimSketch, ...], grade: str) -> None:
    airwars = coded(reading(*claims))["airwars"]
    assert airwars.outside is None
    assert values(airwars)["civilian_harm_status"] == grade
    assert airwars.proposed


def test_a_signed_grade_is_proposed_no_longer() -> None:
    told = reading(harmed("first words", 4, voice=WITNESS))
    sign = Judgement("j-1", "grade", "Ann", "2020-02-01", "seen on the spot", (), "i-1",
                     {"grade": "Confirmed"})  # fmt: skip
    airwars = coded(told, judged=(sign,))["airwars"]
    assert values(airwars)["civilian_harm_status"] == "Confirmed"
    assert not airwars.proposed


def test_people_of_unknown_status_widen_the_upper_end_alone() -> None:
    found = values(
        coded(
            reading(
                harmed("first words", 4, voice=WITNESS),
                killed("second words", 9, 9, group="people", voice=UN),
                who("perpetrator", "the fight", "army"),
            )
        )["airwars"]
    )
    name = "civilian_non_combatants_killed"
    assert found[f"{name}_min"] == 4
    assert found[f"{name}_max"] == 9


# -------------------------------------------------------------------------------------- invariants


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["army", "Lake Front", "villagers", None]),
            st.integers(0, 50),
            st.integers(0, 20),
            st.sampled_from([MINISTRY, FRONT, UN, WITNESS, ("narrator", "")]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_sums_keep_their_order(tolls: list[tuple[str | None, int, int, Any]]) -> None:
    groups = {
        "army": "soldiers",
        "Lake Front": "fighters",
        "villagers": "villagers",
        None: "people",
    }
    places = ("first words", "second words", "third words", "fourth words", "fifth words")
    claims = [
        killed(words, low, low + more, group=groups[side], side=side, voice=voice)
        for words, (side, low, more, voice) in zip(places, tolls, strict=False)
    ]
    schemes = coded(reading(*claims, who("perpetrator", "the fight", "Lake Front")))
    ucdp, airwars = values(schemes["ucdp"]), values(schemes["airwars"])
    if "best" in ucdp:
        assert ucdp["low"] <= ucdp["best"] <= ucdp["high"]
        sides = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
        assert sum(ucdp[name] for name in sides) == ucdp["best"]
        assert values(schemes["acled"])["fatalities"] <= ucdp["high"]
    for column, low in airwars.items():
        high = airwars.get(column.removesuffix("_min") + "_max")
        if column.endswith("_min") and low is not None and high is not None:
            assert low <= high
