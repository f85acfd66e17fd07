"""The published schemas: they match the records, the contract's keys, and what is written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from rashomon.codec import to_json
from rashomon.errors import UsageError
from rashomon.records import (
    INCIDENT_SCHEMA,
    LIST_SCHEMA,
    CheckResult,
    Finding,
    IncidentEntry,
    IncidentFile,
    IncidentList,
    IncidentRecord,
    Involvement,
    Judgement,
    Lineage,
    Position,
    PositionVoice,
    Quantity,
    Reading,
    ReportEntry,
    Revision,
    Side,
    TypeValue,
)
from rashomon.schemas import SHAPES, generate, published, written
from tests.factories import make_reading, place, site, toll
from tests.strategies import readings

VALIDATORS = {name: Draft202012Validator(published(name)) for name in SHAPES}

PLACE_KEYS = (
    "id name country admin1 admin2 latitude longitude radius_km where_prec geonameid method region "
    "candidates explanation spans"
)
TOLL_KEYS = "low high approximate text group side by status category counts part_of unit"
ITEM_KEYS = "low high approximate text item actor place by"
REPORT_KEYS = "id outlet agency author url title published language medium"

# Typed by hand from the contract, so that a slip in the records cannot hide in what they generate.
CONTRACT: dict[str, dict[str, str]] = {
    "reading": {
        "": "schema report actors places incidents claims",
        "Report": f"{REPORT_KEYS} text",
        "Span": "start end text",
        "Actor": "id name kind country spans",
        "Place": PLACE_KEYS,
        "PlaceCandidate": "name country latitude longitude score why",
        "PlaceClause": "span means met",
        "Mention": "id title parent",
        "Claim": (
            "id incident field value stance mode scope said provisional superseded voice spans also"
        ),
        "SaidWhen": "start end",
        "Voice": "kind actor text via party",
        "ClaimSpans": "content cue source",
        "Quantity": TOLL_KEYS,
        "ItemQuantity": ITEM_KEYS,
        "Involvement": "actor text action",
        "VictimValue": "actor text action age sex fate",
        "PlaceValue": "place text role",
        "TimeValue": "start end date_prec time tz text",
        "TypeValue": "acled_event acled_sub_event ucdp plover mode text",
        "MeansValue": "text code",
        "MotiveValue": "text kind",
        "ResponsibilityValue": "actor kind",
        "RelationValue": "incident kind",
        "MembershipValue": "actor members",
        "StatementValue": "text",
    },
    "list": {
        "": "schema incidents reports",
        "IncidentEntry": (
            "id title parent date_start date_end date_prec place status reports mentioned_in"
        ),
        "Place": PLACE_KEYS,
        "ReportEntry": f"{REPORT_KEYS} lineage",
        "Lineage": "kind of",
    },
    "incident": {
        "": "schema incident findings reports checks judgements",
        "IncidentRecord": "id title parent type date_start date_end date_prec place sides",
        "Side": "actor name role",
        "Finding": (
            "field group side status best low high rule proposed positions revisions"
        ),
        "Position": "value stance voices first_seen last_seen claims",
        "PositionVoice": (
            "kind side text texts via stance first_seen last_seen reports copies"
        ),
        "Revision": "voice from to first then claims",
        "ReportEntry": f"{REPORT_KEYS} lineage",
        "CheckResult": "rule result detail claims",
        "Judgement": "kind by at why claims",
    },
}  # fmt: skip

# What we say beyond the contract: who read the report, what a judgement judged, what a report says
# of where a place lies, and how others would code the incident.
BEYOND: dict[tuple[str, str], set[str]] = {
    ("reading", ""): {"reader"},
    **{(name, "Place"): {"clauses"} for name in ("reading", "list", "incident")},
    ("incident", "Judgement"): {"id", "incident", "value"},
    ("incident", ""): {"coded"},
}

VALUES_BY_FIELD = {
    "Quantity": (
        "deaths injuries casualties abductions releases missing arrests displaced survivors"
    ),
    "ItemQuantity": "damage presence",
    "Involvement": "perpetrator target participant",
    "VictimValue": "victim",
    "PlaceValue": "place",
    "TimeValue": "time",
    "TypeValue": "type",
    "MeansValue": "weapon tactic",
    "MotiveValue": "motive",
    "ResponsibilityValue": "responsibility",
    "RelationValue": "relation",
    "MembershipValue": "membership",
    "StatementValue": "statement",
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_published_schema_is_what_the_records_generate(name: str) -> None:
    generated = generate(name)
    assert written(generated) == written(published(name)), "run python -m rashomon.schemas"
    Draft202012Validator.check_schema(generated)
    assert generated["$id"] == f"rashomon/{name}/1"


@pytest.mark.parametrize("name", SHAPES)
def test_the_keys_are_the_contract_s(name: str) -> None:
    schema = published(name)
    for record, keys in CONTRACT[name].items():
        shape = schema["$defs"][record] if record else schema
        extra = BEYOND.get((name, record), set())
        assert set(shape["properties"]) == set(keys.split()) | extra, record
        assert set(shape["required"]) == set(shape["properties"]), record
        assert shape["additionalProperties"] is False, record


def test_the_value_of_each_field_is_the_contract_s() -> None:
    conditions = published("reading")["$defs"]["Claim"]["allOf"]
    said = {
        each["then"]["properties"]["value"]["$ref"].rpartition("/")[2]: set(
            each["if"]["properties"]["field"]["enum"]
        )
        for each in conditions
    }
    assert said == {shape: set(words.split()) for shape, words in VALUES_BY_FIELD.items()}


@settings(max_examples=30)
@given(readings())
def test_every_reading_validates(reading: Reading) -> None:
    VALIDATORS["reading"].validate(to_json(reading))


def a_reading() -> dict[str, Any]:
    made: dict[str, Any] = to_json(
        make_reading(
            "Seven died in Kemba.",
            places=[place("Kemba", 14, 1.1)],
            claims=[toll("deaths", "Seven died", 7, 7), site("in Kemba", "Kemba")],
        )
    )
    return made


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "rashomon/reading/2"),
        (["claims", 0, "value"], {"text": "seven"}),
        (["claims", 0, "value", "low"], -1),
        (["claims", 0, "value", "status"], "soldier"),
        (["claims", 1, "value", "role"], "target"),
        (["claims", 0, "stance"], "asserted"),
        (["claims", 0, "spans", "content"], None),
        (["places", 0, "latitude"], 91),
        (["places", 0, "extra"], 1),
    ],
)
def test_a_wrong_reading_does_not_validate(path: list[Any], value: Any) -> None:
    reading = a_reading()
    VALIDATORS["reading"].validate(reading)
    at: Any = reading
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert not VALIDATORS["reading"].is_valid(reading)


def report_entry() -> ReportEntry:
    lineage = Lineage("copy", "r-2")
    return ReportEntry(
        "r-1", "o", None, None, None, None, "2020-01-10", "en", "text", lineage
    )  # fmt: skip


def test_a_list_validates() -> None:
    site_of_it = make_reading(
        "Kemba", places=[place("Kemba", 14, 1.1)], claims=[site("Kemba", "Kemba")]
    ).places[0]
    entries = tuple(
        IncidentEntry("i-1", "t", None, "2020-01-09", None, 1, where, "contested", ("r-1",), ())
        for where in (site_of_it, None)
    )
    VALIDATORS["list"].validate(to_json(IncidentList(LIST_SCHEMA, entries, (report_entry(),))))


def an_incident_file() -> IncidentFile:
    voice = PositionVoice(
        "official", None, "ministry", ("ministry",), (), "claimed", None, None, ("r-1",), 0
    )
    deaths = Quantity(25, None, False, "at least 25")
    by_whom = Involvement(None, "gunmen")
    findings = (
        Finding(
            "deaths", "soldiers", None, "revised", 25, 25, 89, "rule", True,
            (Position(deaths, "claimed", (voice,), None, None, ("c-1",)),),
            (Revision("ministry", deaths, Quantity(89, 89, False, "89"), None, None, ("c-1",)),),
        ),
        Finding(
            "perpetrator", None, None, "single", None, None, None, "rule", True,
            (Position(by_whom, "reported", (voice,), None, None, ("c-2",)),), (),
        ),
    )  # fmt: skip
    return IncidentFile(
        INCIDENT_SCHEMA,
        IncidentRecord(
            "i-1", "t", None, TypeValue("Battles", None, 1, None, None, "clash"),
            "2020-01-09", "2020-01-09", 1, None, (Side("a-1", "army", "target"),),
        ),
        findings,
        (report_entry(),),
        (CheckResult("weekday", "pass", "9 January 2020 was a Thursday", ("c-1",)),),
        (Judgement("j-1", "note", "me", "2020-01-11", "why", ("c-1",), "i-1", {"text": "x"}),),
    )  # fmt: skip


def test_an_incident_validates() -> None:
    VALIDATORS["incident"].validate(to_json(an_incident_file()))


def test_a_finding_with_a_value_of_another_field_does_not_validate() -> None:
    made = to_json(an_incident_file())
    positions = [finding["positions"] for finding in made["findings"]]
    positions[0][0]["value"], positions[1][0]["value"] = (
        positions[1][0]["value"],
        positions[0][0]["value"],
    )
    assert not VALIDATORS["incident"].is_valid(made)


def test_an_unknown_schema_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="there are: reading, list, incident"):
        generate("readings")
