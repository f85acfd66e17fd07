"""Killed and injured of incidents of gun violence: gold data, figures from claims, scores."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.errors import UsageError
from rashomon.evaluate.gunviolence import (
    FIELDS,
    GunIncident,
    choose,
    figures_of,
    measure,
    read_incidents,
    score,
)
from rashomon.evaluate.measure import Asked
from tests.reader import read_text

TEXTS = {
    "one dead after another": (
        "A 22-year-old man was shot in a parking lot on Monday. The victim was taken to hospital, "
        "where he died. Police identified him as Dan Marsh.",
        {"killed": 1, "injured": 0},
    ),
    "shot, some fatally": (
        "Six people were shot outside a club early Sunday, two of them fatally, police said.",
        {"killed": 2, "injured": 4},
    ),
    "one hurt, told of in three ways": (
        "A woman was shot in the leg on Friday. She is in stable condition. The 31-year-old was "
        "driving home when someone opened fire.",
        {"killed": 0, "injured": 1},
    ),
    "nobody": (
        "Shots were fired at a house on Friday. Nobody was hurt.",
        {"killed": 0, "injured": 0},
    ),
}


def _line(name: str, text: str, gold: dict[str, int]) -> str:
    docs = [{"dct": "2017-03-06", "title": None, "text": text, "url": None}]
    return json.dumps({"incident": name, "docs": docs, "gold": gold})


@pytest.mark.parametrize("about", TEXTS)
def test_figures_are_chosen_from_the_claims(about: str) -> None:
    text, figures = TEXTS[about]
    assert figures_of(read_text(text)) == figures


def test_a_file_is_scored_and_its_predictions_are_kept(tmp_path: Path) -> None:
    gold = tmp_path / "incidents.jsonl"
    lines = [_line(name, text, figures) for name, (text, figures) in TEXTS.items()]
    gold.write_text("\n".join([*lines, json.dumps({"incident": "x", "docs": []})]))
    found = measure(gold, Asked())
    assert found.figures["incidents"] == len(TEXTS)
    assert found.figures["killed_exact"] == 1.0
    assert found.predictions == {name: figures for name, (_, figures) in TEXTS.items()}


def test_the_article_that_is_asked_for_is_taken() -> None:
    none, one, two = ({"killed": n, "injured": 0} for n in (0, 1, 2))
    assert choose([none, two, one], "latest") == none
    assert choose([none, two, one], "telling") == two
    assert choose([none, two, one, one], "all") == one
    assert choose([none], "latest") == none
    assert choose([], "all") == none


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=20))
def test_shares_are_those_counted_by_hand(pairs: list[tuple[int, int]]) -> None:
    incidents = [
        GunIncident(str(n), (), dict.fromkeys(FIELDS, true)) for n, (true, _) in enumerate(pairs)
    ]
    said = {str(n): dict.fromkeys(FIELDS, guess) for n, (_, guess) in enumerate(pairs)}
    figures = score(incidents, said)
    several = [true == guess for true, guess in pairs if true >= 2]
    assert figures["killed_exact"] == sum(a == b for a, b in pairs) / len(pairs)
    expected = sum(several) / len(several) if several else 0.0
    assert figures["injured_exact_of_two_or_more"] == expected


@pytest.mark.parametrize(
    "line", ["no json", '{"incident": "a", "gold": {"killed": 1}}', "[1]", '{"docs": []}']
)
def test_other_files_are_refused_by_line(tmp_path: Path, line: str) -> None:
    gold = tmp_path / "incidents.jsonl"
    gold.write_text(line)
    with pytest.raises(UsageError, match=r"line 1|no incident"):
        read_incidents(gold)
