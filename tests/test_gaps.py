"""Moving closed gaps: the text of an entry goes to its file, and nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.gaps import GAPS, closed_gaps, move_closed, rows

GAP = """# What is not right yet.

- about: the first
  of: tolls
  en:
    text: "One: two"
    claims: []

- about: the second
  of: voices
  fr:
    text: Trois
    claims: []
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / GAPS).write_text(GAP, encoding="utf-8")
    for name in ("tolls", "voices"):
        (tmp_path / f"{name}.yaml").write_text(
            f"# {name}\n\n- about: an older one\n  en: {{text: Zero}}\n", encoding="utf-8"
        )
    return tmp_path


def first_holds(of: str, language: str, told: dict[str, Any]) -> bool:
    return (of, language, told["text"]) == ("tolls", "en", "One: two")


def test_a_closed_gap_is_named(folder: Path) -> None:
    assert closed_gaps(folder, first_holds) == ["tolls.yaml, en: the first"]


def test_a_closed_gap_moves_as_it_was_written(folder: Path) -> None:
    assert move_closed(folder, first_holds) == 1
    assert [about for about, _, _ in rows(folder / "tolls.yaml")] == ["an older one", "the first"]
    assert 'text: "One: two"' in (folder / "tolls.yaml").read_text(encoding="utf-8")
    assert "of:" not in (folder / "tolls.yaml").read_text(encoding="utf-8")
    left = (folder / GAPS).read_text(encoding="utf-8")
    assert left.startswith("# What is not right yet.\n\n- about: the second\n")
    assert [about for about, _, _ in rows(folder / "voices.yaml")] == ["an older one"]
    assert not closed_gaps(folder, first_holds)


def test_when_all_are_closed_none_is_left(folder: Path) -> None:
    assert move_closed(folder, lambda of, language, told: True) == 2
    assert list(rows(folder / GAPS)) == []
    assert (folder / GAPS).read_text(encoding="utf-8") == "# What is not right yet.\n"
