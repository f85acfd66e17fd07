"""Attribution scoring: half of the union, one to one, and what is no annotated text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rashomon.errors import UsageError
from rashomon.evaluate.measure import Asked
from rashomon.evaluate.polnear import (
    Attributed,
    AttributedText,
    Parts,
    measure,
    read_folder,
    score,
    share,
)

TEXT = "The army said that nine soldiers had died. It was raining, a resident said."
ANN = """T1\tSource 0 8\tThe army
T2\tCue 9 13\tsaid
T3\tContent 14 41\tthat nine soldiers had died
T4\tAttribution 9 13\tsaid
E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3
T5\tContent 43 50;54 57\tIt was ini
T6\tSource 59 69\ta resident
E2\tAttribution:T6 Source:T6 Content:T5
T7
T8\tDiscard 0 3\tThe
"""

pairs = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda p: (p[0], p[0] + p[1]))
parts = st.lists(pairs, max_size=3).map(tuple)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "a_b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "text" / "unmarked.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "attributions" / "a_b_1.ann").write_text(ANN, encoding="utf-8")
    (tmp_path / "attributions" / "a_b_2.ann").write_text("", encoding="utf-8")
    return tmp_path


def test_the_first_annotator_of_a_text_counts(folder: Path) -> None:
    (text,) = read_folder(folder)
    assert text.name == "a_b"
    assert text.attributed[0] == Attributed(((14, 41),), ((0, 8),), ((9, 13),))
    assert text.attributed[1].content == ((43, 50), (54, 57))


def test_half_of_the_union_is_enough_and_counts_once(folder: Path) -> None:
    (text,) = read_folder(folder)
    half = Attributed(((19, 41),), ((4, 8),))
    again = Attributed(((14, 40),), ())
    scored = score([text], {"a_b": [half, again]})
    assert scored["content"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert scored["source_accuracy"] == 0  # the larger share wins, and it names nobody
    assert score([text], {"a_b": [half]})["source_accuracy"] == 1
    less = Attributed(((28, 41),), ())
    assert score([text], {"a_b": [less]})["source_accuracy"] == 0


@given(parts, parts)
def test_a_share_is_that_of_the_characters(one: Parts, other: Parts) -> None:
    a, b = ({i for start, end in each for i in range(start, end)} for each in (one, other))
    both = len([i for i in range(50) if i in a and i in b])
    either = len([i for i in range(50) if i in a or i in b])
    assert share(one, other) == (both / either if either else 0)
    assert share(one, other) == share(other, one)


def test_what_is_gold_scores_full(folder: Path) -> None:
    (text,) = read_folder(folder)
    scored = score([text], {"a_b": text.attributed})
    assert scored["content"] == {"precision": 1, "recall": 1, "f1": 1}
    assert scored["source_accuracy"] == 1


def test_nothing_found_is_no_division_by_zero() -> None:
    scored = score([AttributedText("a", "b", ())], {})
    assert scored["content"] == {"precision": 0, "recall": 0, "f1": 0}


def test_the_measure_gives_scores_and_what_was_found(folder: Path) -> None:
    scored = measure(folder, Asked())
    assert scored.held["content F1"] > 0.6
    assert scored.held["source accuracy"] == 1
    assert {"content", "source"} == scored.predictions["a_b"][0].keys()


def test_a_folder_without_texts_is_a_mistake_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no annotated texts"):
        measure(tmp_path, Asked())


@pytest.mark.parametrize("line", ["T1\tContent x y\tw", "E1\tAttribution", "E1\tContent:T9"])
def test_what_is_no_annotation_is_named(folder: Path, line: str) -> None:
    (folder / "attributions" / "a_b_1.ann").write_text(line, encoding="utf-8")
    with pytest.raises(UsageError, match=r"a_b_1\.ann"):
        read_folder(folder)
