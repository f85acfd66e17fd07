"""The fields of a form and a claim's value: what is asked is what is kept, and nothing else."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings

from rashomon.desk import fields
from rashomon.errors import UsageError
from rashomon.records import VALUE_OF_FIELD, ClaimField, Quantity, Reading
from tests.factories import make_reading, toll
from tests.strategies import readings

READ = make_reading(
    "25 soldiers were killed.", claims=[toll("deaths", "25 soldiers were killed", 25, 25)]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(readings())
def test_a_form_sent_as_it_was_shown_changes_nothing(reading: Reading) -> None:
    for claim in reading.claims:
        shown = {each.name: each.value for each in fields.inputs(claim.field, reading, claim.value)}
        said = {**shown, "stance": claim.stance, "mode": claim.mode}
        said |= {"voice.kind": claim.voice.kind, "voice.text": claim.voice.text}
        try:
            changed = fields.changed(claim, said, reading)
        except UsageError:
            continue  # a value longer than a field takes, or a name between spaces
        assert changed.keys() <= {"voice"}


@pytest.mark.parametrize("field", sorted(VALUE_OF_FIELD))
def test_an_empty_form_claims_nothing(field: str) -> None:
    asked = fields.inputs(cast(ClaimField, field), READ, None)
    told = fields.told(
        cast(ClaimField, field),
        {each.name: each.value for each in asked if not each.choices or each.value},
        READ,
    )
    assert not {"combatant", "women"} & set(map(str, told.values()))
    assert not any(type(each) is int for each in told.values())


def test_what_nobody_says_stands_as_unknown() -> None:
    shown = {each.name: each.value for each in fields.inputs("deaths", READ, None)}
    assert shown["value.status"] == "unknown"
    assert shown["value.counts"] == "total"
    assert shown["value.low"] == ""


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("deaths", {"value.low": "many"}),
        ("deaths", {"value.low": "-3"}),
        ("deaths", {"value.status": "guilty"}),
        ("deaths", {"value.side": "a-none"}),
        ("time", {"value.start": "2030-02-31"}),
        ("time", {"value.start": "last week"}),
        ("time", {"value.time": "25:00"}),
        ("responsibility", {"value.kind": "whispered"}),
        ("statement", {"voice.text": "x" * 500}),
        ("deaths", {"stance": "sworn"}),
        ("deaths", {"voice.text": "someone", "voice.kind": "ghost"}),
    ],
)
def test_what_no_claim_can_hold_is_told(field: str, said: dict[str, str]) -> None:
    of_a_value = any(name.startswith("value.") for name in said)
    with pytest.raises(UsageError):
        (
            fields.told(cast(ClaimField, field), said, READ)
            if of_a_value
            else fields.changed(READ.claims[0], said, READ)
        )


def test_only_what_is_said_otherwise_is_changed() -> None:
    (claim,) = READ.claims
    assert isinstance(claim.value, Quantity)
    assert fields.changed(claim, {"value.low": "26", "value.high": "25"}, READ) == {
        "value": {"low": 26}
    }
    assert fields.changed(claim, {"value.low": "1,025", "value.high": ""}, READ) == {
        "value": {"low": 1025, "high": None}
    }
