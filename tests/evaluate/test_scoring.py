"""The scorer of cases: what meets a row, which incident a label stands for, what is at fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.errors import UsageError
from rashomon.evaluate.cases import Case, add_up, find_cases, load_case, score_reading

TEXT = "Gunmen killed five soldiers at Kemba, the army said. In March, three died at Ouro."

EXPECTED: dict[str, Any] = {
    "about": "two incidents",
    "read": ["--published", "2021-03-16"],
    "incidents": {"A": "A1", "B": "B1"},
    "closed": {"A": ["deaths"]},
    "rows": [
        {"id": "A1", "what": "five soldiers", "incident": "A", "field": "deaths", "value.low": 5},
        {
            "id": "A2",
            "what": "at Kemba",
            "incident": "A",
            "field": "place",
            "place.country": {"in": ["ML", "NE"]},
            "near": [15.0, 2.0, 20],
        },
        {"id": "B1", "what": "three", "incident": "B", "field": "deaths", "value.low": 3},
        {"id": "C1", "what": "five states", "incident": None, "field": "membership", "members": 2},
    ],
    "never": [
        {
            "id": "N1",
            "what": "the army does not say three",
            "field": "deaths",
            "value.low": 3,
            "voice.text": {"re": "(?i)ARMY"},
        }
    ],
}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return write(tmp_path / "kemba-en", EXPECTED)


def write(folder: Path, expected: object, text: str = TEXT) -> Case:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.txt").write_text(text, encoding="utf-8")
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    return load_case(folder)


def claim(number: int, incident: str | None, field: str, words: str, **value: Any) -> Any:
    start = TEXT.index(words)
    return {
        "id": f"c{number}",
        "incident": incident,
        "field": field,
        "value": value,
        "stance": "claimed",
        "voice": {"kind": "official", "text": "the army"},
        "spans": {"content": {"start": start, "end": start + len(words), "text": words}},
    }


def reading(*claims: Any) -> Any:
    return {
        "report": {"language": "en", "text": TEXT},
        "actors": [],
        "places": [{"id": "p1", "country": "NE", "latitude": 15.1, "longitude": 2.0}],
        "claims": list(claims),
    }


def whole() -> Any:
    narrated = claim(3, "i1", "deaths", "three died", low=3)
    narrated["voice"] = {"kind": "narrator", "text": "narrator"}
    return reading(
        claim(1, "i9", "deaths", "killed five soldiers", low=5),
        claim(2, "i9", "place", "at Kemba", place="p1"),
        narrated,
        claim(4, None, "membership", "Gunmen", members=["a1", "a2"]),
    )


def test_everything_met(case: Case) -> None:
    score = score_reading(case, whole())
    assert score.holds
    assert (score.met, score.rows, score.language) == (4, 4, "en")


def test_labels_stand_for_the_incidents_that_meet_most_rows(case: Case) -> None:
    swapped = whole()
    for each in swapped["claims"]:
        if each["incident"]:
            each["incident"] = {"i9": "i1", "i1": "i9"}[each["incident"]]
    assert score_reading(case, swapped).holds


def test_one_incident_cannot_stand_for_two_labels(case: Case) -> None:
    merged = whole()
    for each in merged["claims"]:
        if each["incident"]:
            each["incident"] = "i1"
    score = score_reading(case, merged)
    assert [row.id for row in score.missing] == ["B1"]
    assert [each["id"] for each in score.extra] == ["c3"]


def test_a_forbidden_row_that_a_claim_meets(case: Case) -> None:
    wrong = whole()
    wrong["claims"][2]["voice"] = {"kind": "official", "text": "the Army"}
    assert [row.id for row in score_reading(case, wrong).forbidden] == ["N1"]


def test_a_place_without_a_point_is_near_nothing(case: Case) -> None:
    unplaced = whole()
    unplaced["places"][0].update(latitude=None, longitude=None)
    assert [row.id for row in score_reading(case, unplaced).missing] == ["A2"]


def test_a_place_too_far_away(case: Case) -> None:
    far = whole()
    far["places"][0]["latitude"] = 15.2
    assert [row.id for row in score_reading(case, far).missing] == ["A2"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda r: r["claims"][0]["spans"]["content"].update(text="killed six"), "is not"),
        (lambda r: r["claims"][0]["spans"].update(content=None), "no words as evidence"),
        (lambda r: r["report"].update(text=TEXT.replace("five", "nine")), "not the report's"),
    ],
)
def test_evidence_that_is_not_the_text(case: Case, spoil: Any, words: str) -> None:
    spoiled = whole()
    spoil(spoiled)
    assert any(words in each for each in score_reading(case, spoiled).bad)


def test_white_space_may_be_tidied(case: Case, tmp_path: Path) -> None:
    spaced = write(tmp_path / "spaced", EXPECTED, TEXT.replace(". ", ".\n\n  "))
    assert score_reading(spaced, whole()).holds


@given(order=st.permutations(range(4)))
def test_the_order_of_claims_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    made = write(tmp_path_factory.getbasetemp() / "any-order", EXPECTED)
    claims = whole()["claims"]
    assert score_reading(made, reading(*(claims[i] for i in order))).holds


def test_totals(case: Case) -> None:
    totals = add_up([score_reading(case, whole()), score_reading(case, reading())])
    assert (totals.cases, totals.rows, totals.met, totals.share) == (2, 8, 4, 0.5)
    assert add_up([]).share is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rows": None}, "the key 'rows' is missing"),
        ({"closed": {"Z": ["deaths"]}}, "closed names 'Z'"),
        ({"rows": [{"id": "A1", "what": "", "incident": "Q"}]}, "names the incident 'Q'"),
        ({"rows": [{"id": "A1", "what": "", "field": {"re": "("}}]}, "row A1, field"),
    ],
)
def test_a_case_that_cannot_mean_what_it_says(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    broken = {key: value for key, value in {**EXPECTED, **change}.items() if value is not None}
    with pytest.raises(UsageError, match=words.replace("(", r"\(")):
        write(tmp_path / "broken", broken)


def test_a_folder_that_is_no_case(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no case"):
        load_case(tmp_path)
    assert find_cases(tmp_path) == []
