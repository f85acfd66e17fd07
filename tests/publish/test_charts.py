"""Charts: every figure drawn where it belongs, nothing beyond the frame."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from rashomon.publish.accounts import Question, columns, questions
from rashomon.publish.charts import NARROW, WIDE, Frame, chart, series_of, undated, worth_drawing
from rashomon.publish.evidence import Evidence
from rashomon.publish.words import Names
from rashomon.records import (
    INCIDENT_SCHEMA,
    Finding,
    IncidentFile,
    IncidentRecord,
    Position,
    PositionVoice,
    Quantity,
    Stance,
    VoiceKind,
)
from tests.publish.sample import chinagodrar

Figure = tuple[str | None, int | None, int | None, VoiceKind, str, Stance]
EMPTY = IncidentRecord("i", "t", None, None, None, None, None, None, ())


def asked(*figures: Figure) -> tuple[IncidentFile, Question]:
    positions = []
    for day, low, high, kind, name, stance in figures:
        value = Quantity(low, high, False, "n", group="people")
        voice = PositionVoice(kind, None, name, (name,), (), stance, day, day, (), 0)
        positions.append(Position(value, stance, (voice,), day, day, ()))
    finding = Finding(
        "deaths", "people", None, "contested", None, None, None, "r", True, tuple(positions), ()
    )
    file = IncidentFile(INCIDENT_SCHEMA, EMPTY, (finding,), (), (), ())
    return file, questions(file, Evidence({}, {}), Names())[0]


def drawn(*figures: Figure, frame: Frame = WIDE) -> ElementTree.Element:
    file, question = asked(*figures)
    made = chart(question, {}, columns(file, [question]), frame)
    assert made is not None
    return parsed(made)


def parsed(svg: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(str(svg))


def words(svg: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in svg.iter("text")]


def test_a_voice_that_moves_its_figure_is_one_line_with_an_arrowhead() -> None:
    svg = drawn(
        ("2020-01-09", 25, 25, "official", "Ministry", "claimed"),
        ("2020-01-12", 89, 89, "official", "Ministry", "admitted"),
    )
    classes = [each.get("class") for each in svg.iter("path")]
    assert classes.count("line") == 1
    assert classes.count("head") == 1
    assert {"25", "89", "Ministry", "9 Jan", "12 Jan", "2020"} <= set(words(svg))


def test_each_voice_keeps_its_look_in_every_chart() -> None:
    file, _ = chinagodrar()
    told = questions(file, Evidence({}, {}), Names.of((), file))
    tolls = [each for each in told if each.finding.field == "deaths"]
    voices = columns(file, tolls)
    looks: dict[str, set[tuple[str, str]]] = {}
    for question in tolls:
        for series in series_of(question, {}, voices):
            looks.setdefault(series.name, set()).add((series.colour, series.shape))
    assert all(len(each) == 1 for each in looks.values())
    assert len({next(iter(each)) for each in looks.values()}) == len(looks)


def test_what_is_not_asserted_is_hollow_and_joins_no_line() -> None:
    svg = drawn(
        ("2020-01-09", 25, 25, "official", "Ministry", "denied"),
        ("2020-01-10", 30, 40, "witness", "Residents", "possible"),
    )
    classes = [each.get("class") for each in svg.iter("path")]
    assert classes.count("mark hollow") == 4  # a mark and its key, twice
    assert "line" not in classes
    assert classes.count("cross") == 1


def test_outlets_are_points_without_a_line() -> None:
    svg = drawn(
        ("2020-01-09", 25, 25, "narrator", "A daily", "reported"),
        ("2020-01-12", 89, 89, "narrator", "A weekly", "reported"),
    )
    assert "line" not in [each.get("class") for each in svg.iter("path")]
    assert "the outlets themselves" in " ".join(words(svg))


def test_a_long_gap_is_cut_and_says_how_long() -> None:
    svg = drawn(
        ("2017-10-05", 3, 3, "official", "A", "claimed"),
        ("2017-10-06", 4, 4, "official", "A", "claimed"),
        ("2022-10-06", 8, 8, "media", "B", "claimed"),
    )
    assert "5 years" in words(svg)
    assert {"2017", "2022"} <= set(words(svg))


def test_one_day_stands_in_the_middle_and_marks_do_not_cover_each_other() -> None:
    svg = drawn(
        ("2020-01-09", 25, 25, "official", "A", "claimed"),
        ("2020-01-09", 25, 25, "media", "B", "claimed"),
        ("2020-01-09", 26, None, "ngo", "C", "claimed"),
    )
    starts = {
        (each.get("d") or "").split("A")[0].split("a")[0]
        for each in svg.iter("path")
        if each.get("class") == "mark"
    }
    assert len(starts) == 6


def test_figures_far_apart_stand_on_a_logarithmic_scale_that_says_so() -> None:
    svg = drawn(
        ("2020-01-09", 3, 3, "official", "A", "claimed"),
        ("2020-01-10", 5000, 5000, "ngo", "B", "claimed"),
    )
    assert "logarithmic scale" in words(svg)


def test_many_voices_make_the_chart_higher() -> None:
    many: list[Figure] = [
        ("2020-01-09", n, n, "ngo", f"Organisation {n} for the recording of harm", "claimed")
        for n in range(1, 25)
    ]
    svg = drawn(*many, frame=NARROW)
    assert float(svg.get("height") or 0) > NARROW.height
    assert min(float(each.get("y") or 0) for each in svg.iter("text")) > 0


def test_what_has_no_date_or_no_number_is_not_drawn() -> None:
    file, question = asked(
        (None, 25, 25, "official", "A", "claimed"),
        ("2020-01-09", None, None, "ngo", "B", "claimed"),
    )
    assert chart(question, {}, columns(file, [question])) is None
    assert undated(question) == 1
    assert not worth_drawing(question)


def test_names_are_text_and_never_markup() -> None:
    svg = drawn(("2020-01-09", 2, 3, "official", "<script>alert(1)</script>", "claimed"))
    assert not list(svg.iter("script"))
    assert "script" in " ".join(words(svg))


def test_marks_lead_to_their_words() -> None:
    file, question = asked(("2020-01-09", 25, 25, "official", "A", "claimed"))
    made = chart(question, {0: "#q-c1"}, columns(file, [question]))
    assert made is not None
    assert 'href="#q-c1"' in made
    assert "25 people killed — A (official), claimed, 9 Jan 2020" in made


BOUND = st.one_of(st.none(), st.integers(0, 10**6))


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    low, high = draw(BOUND), draw(BOUND)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    on = date(2015, 1, 1) + timedelta(days=draw(st.integers(0, 4000)))
    kind: VoiceKind = draw(st.sampled_from(["official", "narrator", "ngo"]))
    stance: Stance = draw(st.sampled_from(["claimed", "denied", "possible", "reported"]))
    return on.isoformat(), low, high, kind, draw(st.sampled_from("ABCD")), stance


@pytest.mark.parametrize("frame", [WIDE, NARROW])
@given(st.lists(figures(), max_size=12))
def test_any_figures_can_be_drawn_within_the_frame(frame: Frame, some: list[Figure]) -> None:
    file, question = asked(*some)
    made = chart(question, {}, columns(file, [question]), frame)
    if made is None:
        assert all(low is None and high is None for _, low, high, *_ in some)
        return
    svg = parsed(made)
    height = float(svg.get("height") or 0)
    for each in svg.iter("path"):
        x, y = (float(n) for n in re.findall(r"-?[\d.]+", each.get("d") or "")[:2])
        assert math.isfinite(x)
        assert -12 <= x <= frame.width
        assert -12 <= y <= height
