"""TimeML scoring: offsets, one-to-one pairs, and what is said of a folder without texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from rashomon.errors import UsageError
from rashomon.evaluate.measure import Asked
from rashomon.evaluate.tempeval import Timex, measure, predict, read_folder, read_timeml, score
from rashomon.resolve.time_lexicon import TimeLexicon

TIMEML = """<?xml version="1.0" ?>
<TimeML>
<DCT><TIMEX3 tid="t0" type="DATE" value="2020-01-10">01/10/2020</TIMEX3></DCT>
<TEXT>The camp was <EVENT eid="e1">hit</EVENT> by many men on
<TIMEX3 type="DATE" value="2020-01-09">Thursday</TIMEX3>, it seems, and
around <TIMEX3 type="TIME" value="2020-01-10T12:00">noon</TIMEX3> &amp; burned
<TIMEX3 type="DURATION" value="PT2H">two hours</TIMEX3>, as in
<TIMEX3 type="DATE" value="2018">2017</TIMEX3>
and <TIMEX3 type="DATE" value="XX">then</TIMEX3>.</TEXT>
</TimeML>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.tml").write_text(TIMEML, encoding="utf-8")
    return tmp_path


def test_offsets_are_those_of_the_text_without_tags(folder: Path) -> None:
    (text,) = read_folder(folder)
    assert text.published == "2020-01-10"
    words = [text.text[each.start : each.end] for each in text.timexes]
    assert words == ["Thursday", "noon", "two hours", "2017", "then"]


def test_value_needs_overlap_and_the_same_value(folder: Path) -> None:
    texts = read_folder(folder)
    scores = score(texts, predict(texts, TimeLexicon.load("en")))
    assert scores["relaxed"]["recall"] == pytest.approx(4 / 5)
    assert scores["value"]["precision"] == pytest.approx(3 / 4)
    assert scores["value"]["recall"] == pytest.approx(3 / 5)
    assert scores["value_dates_and_times"]["f1"] == pytest.approx(2 * (2 / 3) * (2 / 4) / (7 / 6))


def test_one_prediction_counts_once(folder: Path) -> None:
    (text,) = read_folder(folder)
    everything = Timex(0, len(text.text), "DATE", "2020-01-09")
    scores = score([text], {text.name: [everything]})
    assert scores["relaxed"]["precision"] == 1
    assert scores["relaxed"]["recall"] == pytest.approx(1 / 5)


def test_nothing_found_is_no_division_by_zero(folder: Path) -> None:
    assert score(read_folder(folder), {})["value"] == {"precision": 0, "recall": 0, "f1": 0}


def test_the_measure_gives_scores_and_what_was_found(folder: Path) -> None:
    scored = measure(folder, Asked())
    assert scored.figures["value"]["f1"] > 0.6
    assert scored.held["value F1, all types"] == scored.figures["value"]["f1"]
    assert {"start", "end", "type", "value"} == scored.predictions["a.tml"][0].keys()


def test_a_folder_without_texts_is_a_mistake_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no \.tml files"):
        measure(tmp_path, Asked())


def test_what_is_no_timeml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "b.tml"
    path.write_text("<TimeML></TimeML>", encoding="utf-8")
    with pytest.raises(UsageError, match="it has no TEXT"):
        read_timeml(path)
    path.write_text("<TimeML>", encoding="utf-8")
    with pytest.raises(UsageError, match=r"b\.tml: no TimeML"):
        read_timeml(path)
