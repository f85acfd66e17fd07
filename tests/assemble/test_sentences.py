"""Sentence cases: who says what, how many, who did it, and which incident it was about."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.assemble.sentences import FOLDER, SentenceCase, faults, holds, load, report, slips
from tests.gaps import GAPS, closed_gaps, rows

FILES = (
    "voices",
    "tolls",
    "involvement",
    "types",
    "french",
    "motives",
    "responsibility",
    "happenings",
    "scene",
    "headlines",
)


def listed(name: str) -> list[Any]:
    return [pytest.param(case, id=case.name) for case in load(name)]


@pytest.mark.parametrize("case", listed("voices"))
def test_voices(case: SentenceCase) -> None:
    check(case)


@pytest.mark.parametrize("case", listed("tolls"))
def test_tolls(case: SentenceCase) -> None:
    check(case)


@pytest.mark.parametrize("case", listed("involvement"))
def test_involvement(case: SentenceCase) -> None:
    check(case)


@pytest.mark.parametrize("case", listed("types"))
def test_types(case: SentenceCase) -> None:
    check(case)


@pytest.mark.parametrize("case", listed("french"))
def test_french(case: SentenceCase) -> None:
    check(case)


@pytest.mark.parametrize("case", listed("motives"))
def test_motives(case: SentenceCase) -> None:
    check(case)


@pytest.mark.parametrize("case", listed("responsibility"))
def test_responsibility(case: SentenceCase) -> None:
    check(case)


@pytest.mark.parametrize("case", listed("happenings"))
def test_happenings(case: SentenceCase) -> None:
    check(case)


@pytest.mark.parametrize("case", listed("scene"))
def test_scene(case: SentenceCase) -> None:
    check(case)


@pytest.mark.parametrize("case", listed("headlines"))
def test_headlines(case: SentenceCase) -> None:
    check(case)


def check(case: SentenceCase) -> None:
    wrong = faults(case)
    assert not wrong, report(case, wrong)


def test_the_known_gaps_are_still_open() -> None:
    closed = closed_gaps(FOLDER, holds)
    assert not closed, f"these hold now; move them with `python -m tests.gaps`: {closed}"


# -------------------------------------------------------------------------- the cases themselves


def test_cases_ask_for_what_claims_have() -> None:
    files = [Path(name).stem for name in (*FILES, GAPS)]
    wrong = list(chain.from_iterable(slips(case) for name in files for case in load(name)))
    assert not wrong


def test_no_case_stands_twice() -> None:
    files = [FOLDER / f"{name}.yaml" for name in FILES] + [FOLDER / GAPS]
    told = [(about, language) for path in files for about, language, _ in rows(path)]
    assert len(told) == len(set(told))


def test_a_gap_names_its_file() -> None:
    assert {told["of"] for _, _, told in rows(FOLDER / GAPS)} <= set(FILES)
