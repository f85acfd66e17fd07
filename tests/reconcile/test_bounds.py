"""Counts with open ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.bounds import Bounds, agree, compatible, figure, written
from rashomon.records import Quantity


def count(low: int | None, high: int | None, approximate: bool = False) -> Quantity:
    return Quantity(low, high, approximate, "n")


@pytest.mark.parametrize(
    ("a", "b", "meet", "same"),
    [
        (count(25, None), count(89, 89), True, False),
        (count(25, 25), count(89, 89), False, False),
        (count(24, None), count(71, 71), True, False),
        (count(89, None), count(89, 89), True, True),
        (count(30, 30, True), count(26, 26), False, False),
        (count(40, 40, True), count(38, 38), True, False),
        (count(None, 70), count(60, 60), True, False),
        (count(None, 70), count(71, None), False, False),
        (count(20, 30), count(25, 25), True, False),
        (count(0, 0), count(1, 1), False, False),
    ],
)
def test_compatible_is_not_equal(a: Quantity, b: Quantity, meet: bool, same: bool) -> None:
    assert compatible(a, b) is compatible(b, a) is meet
    assert agree(a, b) is agree(b, a) is same


@st.composite
def counts(draw: st.DrawFn) -> Quantity:
    low = draw(st.none() | st.integers(0, 200))
    high = draw(st.none() | st.integers(low or 0, 400))
    return count(low, high, draw(st.booleans()))


@given(counts(), counts())
def test_agreeing_and_holding_imply_meeting(a: Quantity, b: Quantity) -> None:
    assert compatible(a, a)
    if agree(a, b):
        assert compatible(a, b)
    if Bounds.of(a).holds(Bounds.of(b)):
        assert compatible(a, b)
    assert Bounds.of(a, provisional=True).holds(Bounds.of(a))


def test_figures_and_words() -> None:
    assert [figure(each) for each in (count(25, None), count(20, 30), count(None, 70))] == [
        25,
        20,
        None,
    ]
    assert [
        written(each)
        for each in (
            count(25, 25),
            count(25, None),
            count(None, 70),
            count(20, 30),
            count(40, 40, True),
            count(None, None),
        )
    ] == ["25", "at least 25", "up to 70", "20-30", "about 40", "an unstated number"]
