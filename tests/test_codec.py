"""Records and JSON: nothing is lost either way, and what is wrong is named with its path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given

from rashomon.codec import VALUE_CLASSES, dumps, from_json, loads, to_json
from rashomon.errors import InvariantError
from rashomon.records import (
    VALUE_OF_FIELD,
    Finding,
    Link,
    LinkFeature,
    Place,
    Position,
    Quantity,
    Reading,
    Revision,
    StatementValue,
)
from tests.factories import actor, day, make_reading, place, site, toll
from tests.strategies import readings

TEXT = "At least 25 soldiers were killed in Kemba, the ministry said."
Change = Callable[[dict[str, Any]], object]


def reading() -> Reading:
    return make_reading(
        TEXT,
        actors=[actor("army", "state-forces", "NE")],
        places=[place("Kemba", 14, 1.1, country="NE")],
        claims=[
            toll("deaths", "At least 25 soldiers were killed", 25, None, side="army"),
            site("in Kemba", "Kemba"),
            day("At least 25 soldiers were killed", "2020-01-09"),
        ],
    )


@given(readings())
def test_a_reading_returns_as_it_was(made: Reading) -> None:
    assert loads(Reading, dumps(made)) == made


@given(readings())
def test_the_same_record_gives_the_same_text(made: Reading) -> None:
    assert dumps(made) == dumps(loads(Reading, dumps(made)))


def test_keys_are_the_field_names_in_their_order() -> None:
    made = to_json(reading())
    assert list(made) == [each.name for each in fields(Reading)]
    assert list(made["claims"][0]["value"])[:4] == ["low", "high", "approximate", "text"]


def test_from_is_written_without_its_underscore() -> None:
    value = Quantity(25, 25, False, "25")
    made = Revision("the ministry", value, Quantity(89, 89, False, "89"), None, None, ())
    assert to_json(made)["from"]["low"] == 25
    assert from_json(Revision, to_json(made)) == made


def test_text_stays_readable_and_indent_is_a_choice() -> None:
    assert dumps(StatementValue("à Kéndou 🚁")) == '{"text":"à Kéndou 🚁"}'
    assert dumps(StatementValue("x"), indent=2) == '{\n  "text": "x"\n}'


def test_whole_degrees_are_written_as_degrees() -> None:
    made = from_json(Place, to_json(reading().places[0]))
    assert '"latitude":14.0' in dumps(reading())
    assert dumps(made) == dumps(reading().places[0])


def test_a_region_of_tuples_becomes_lists() -> None:
    made = place("Kemba", 1, 2, region={"type": "Point", "coordinates": (2.0, 1.0)})
    assert to_json(made)["region"] == {"type": "Point", "coordinates": [2.0, 1.0]}


def test_records_inside_records_return() -> None:
    made = Link("a", "b", 1.5, True, (LinkFeature("days", 2, "same day"),))
    assert loads(Link, dumps(made)) == made


def test_no_two_values_have_the_same_keys() -> None:
    assert set(VALUE_CLASSES) == set(VALUE_OF_FIELD.values())
    keys = [frozenset(each.name for each in fields(cls)) for cls in VALUE_CLASSES]
    assert len(set(keys)) == len(keys)


def test_values_in_a_finding_follow_its_field() -> None:
    toll_of_25 = Quantity(25, 25, False, "25")
    position = Position(toll_of_25, "claimed", (), None, None, ())
    finding = Finding(
        "deaths", None, None, "single", 25, 25, 25, "rule", True, (position,),
        (Revision("army", toll_of_25, toll_of_25, None, None, ()),),
    )  # fmt: skip
    assert from_json(Finding, to_json(finding)) == finding
    assert from_json(Position, to_json(position)) == position
    broken = to_json(finding)
    broken["positions"][0]["value"] = {"text": "x"}
    with pytest.raises(InvariantError, match=r"positions\[0\]\.value\.low: is missing"):
        from_json(Finding, broken)


def test_what_a_default_covers_may_be_left_out() -> None:
    made = {"low": 3, "high": None, "approximate": False, "text": "several"}
    assert from_json(Quantity, made) == Quantity(3, None, False, "several")


WRONG: list[tuple[str, Change, str]] = [
    ("word for number", lambda r: r["claims"][0]["value"].update(low="many"),
     "claims[0].value.low: should be a whole number or null, not 'many'"),
    ("truth for number", lambda r: r["claims"][0]["value"].update(low=True),
     "claims[0].value.low: should be a whole number or null, not True"),
    ("number for text", lambda r: r["claims"][0]["voice"].update(via=["a", 1]),
     "claims[0].voice.via[1]: should be a text, not 1"),
    ("missing key", lambda r: r["claims"][1].pop("mode"), "claims[1].mode: is missing"),
    ("extra key", lambda r: r["claims"][1].update(modus=1),
     "claims[1]: a Claim has no key 'modus'"),
    ("no such field", lambda r: r["claims"][1].update(field="dead"),
     "claims[1].field: should be one of deaths, "),
    ("field of no text", lambda r: r["claims"][1].update(field=[]), "claims[1].field: should be"),
    ("null for record", lambda r: r["claims"][2]["spans"].update(content=None),
     "claims[2].spans.content: should be an object with the keys of a Span, not None"),
    ("value of another field", lambda r: r["claims"][2].update(value={"text": "x"}),
     "claims[2].value.start: is missing"),
    ("bounds turned", lambda r: r["claims"][0]["value"].update(high=3),
     "claims[0].value: a quantity's low exceeds its high: 25 > 3"),
    ("not finite", lambda r: r["places"][0].update(latitude=float("nan")),
     "places[0].latitude: should be a number or null, not nan"),
    ("object for list", lambda r: r.update(claims={}), "claims: should be a list, not {}"),
    ("list for object", lambda r: r["places"][0].update(region=[]),
     "places[0].region: should be an object or null, not []"),
    ("empty text", lambda r: r["report"].update(text=" "), "report: a report has a text"),
    ("span elsewhere", lambda r: r["claims"][0]["spans"]["content"].update(start=1, end=33),
     "Reading: report r-"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "said"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_wrong_record_is_named_with_its_path(change: Change, said: str) -> None:
    made = to_json(reading())
    change(made)
    with pytest.raises(InvariantError) as error:
        from_json(Reading, made)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_what_is_no_json_says_so() -> None:
    with pytest.raises(InvariantError, match="Reading: not JSON"):
        loads(Reading, "{")
    with pytest.raises(InvariantError, match="Reading: should be an object"):
        loads(Reading, "[]")


def test_infinity_is_not_written() -> None:
    with pytest.raises(InvariantError, match="JSON cannot hold"):
        dumps(LinkFeature("days", float("inf"), ""))
