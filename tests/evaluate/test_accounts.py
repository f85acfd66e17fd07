"""Several reports put together: what is demanded of them, and what they hold today."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from rashomon.errors import UsageError
from rashomon.evaluate.accounts import is_, measure
from rashomon.evaluate.measure import Asked

FOLDER = Path(__file__).parent.parent / "accounts"
HELD = yaml.safe_load((FOLDER / "floors.yaml").read_text(encoding="utf-8"))


def test_the_accounts_hold_their_floors() -> None:
    score = measure(FOLDER, Asked())
    assert set(HELD["aside"]) <= set(score.predictions)
    below = {
        name: (round(score.held[name], 3), floor)
        for name, floor in HELD["floors"].items()
        if score.held[name] < floor
    }
    assert not below, below
    assert not set(score.figures["missing"]) & set(HELD["aside"]), "they are only counted"


def test_a_case_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"expected\.yaml"):
        measure(tmp_path, Asked())
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "expected.yaml").write_text("about: nothing\n", encoding="utf-8")
    with pytest.raises(UsageError, match="incidents"):
        measure(tmp_path, Asked())


def test_words_are_as_wanted() -> None:
    assert is_(None, None)
    assert is_("/minist/", "the Ministry")
    assert not is_("minist", "the Ministry")
    assert not is_("/x/", None)


def test_what_reports_may_also_name_in_passing_is_known_by_its_title(tmp_path: Path) -> None:
    case = tmp_path / "wave"
    case.mkdir()
    (case / "a.txt").write_text(
        "published: 2019-04-21\nlanguage: en\n---\nGunmen killed nine people in Gao on Friday. On "
        "Saturday a bomb killed four people in Kidal.\n",
        encoding="utf-8",
    )
    (case / "expected.yaml").write_text(
        "incidents:\n  - {about: Gao, reports: [a.txt]}\n"
        "  - {about: Kidal, title: /Kidal/, either: [a.txt], never: [{deaths: '9'}]}\n",
        encoding="utf-8",
    )
    assert measure(tmp_path, Asked()).figures["missing"] == {"wave": []}
