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
