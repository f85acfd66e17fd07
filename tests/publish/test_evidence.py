"""The words behind a value: cut, never changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rashomon.publish.evidence import Evidence, quote
from rashomon.records import Claim, ClaimSpans, Reading, Span
from tests.factories import make_reading, toll
from tests.publish.sample import chinagodrar


def _reading(text: str, content: str, **more: Any) -> Reading:
    return make_reading(text, claims=[toll("deaths", content, 1, 1, text="one", **more)])


def test_one_sentence_around_the_clause() -> None:
    text = "It was quiet. Col. Diarra said 25 men were killed. They fled to the U.S. Embassy."
    reading = _reading(text, "25 men were killed", cue="said", source="Col. Diarra")
    parts = quote(text, reading.claims[0])
    assert "".join(part.text for part in parts) == "… Col. Diarra said 25 men were killed. …"
    marked = {part.role: part.text for part in parts}
    assert marked["content"] == "25 men were killed"
    assert (marked["cue"], marked["source"]) == ("said", "Col. Diarra")


def test_a_speaker_in_another_sentence_is_shown_with_the_gap() -> None:
    text = "The ministry spoke first.\n\nNobody else did. Six were hurt."
    reading = _reading(text, "Six were hurt", source="The ministry")
    said = "".join(part.text for part in quote(text, reading.claims[0]))
    assert said == "The ministry spoke first. … Six were hurt."


def test_a_text_without_any_sentence_end_is_cut_at_words() -> None:
    text = "word " * 200 + "six were hurt" + " word" * 200
    said = "".join(part.text for part in quote(text, _reading(text, "six were hurt").claims[0]))
    assert said.startswith("… word ")
    assert said.endswith("word …")
    assert len(said) < 600


WORDS = st.text(alphabet="abc. \n?É«»\u202e<", max_size=300)


@given(WORDS, st.text(alphabet="abcÉ <", min_size=1, max_size=40), WORDS, st.integers(0, 600))
def test_nothing_is_added_or_lost(before: str, clause: str, after: str, at: int) -> None:
    text = f"{before}{clause}{after}x"
    start = len(before)
    cue = min(at, len(text) - 1)
    claim = replace(
        _reading("x y", "x").claims[0],
        spans=ClaimSpans(
            Span.of(text, start, start + len(clause)), Span.of(text, cue, cue + 1), None
        ),
    )
    parts = quote(text, claim)
    kept = [part for part in parts if part.role != "gap"]
    assert all(part.text in text for part in kept)
    shown = "".join(part.text for part in kept if part.role in ("content", "cue"))
    assert len(shown) >= len(clause)


def test_claims_are_shared_out_by_voice_and_none_is_lost() -> None:
    file, readings = chinagodrar()
    evidence = Evidence.of(readings)
    for finding in file.findings:
        for position in finding.positions:
            behind = evidence.behind(position)
            assert {c.id for claims in behind.values() for c in claims} == set(position.claims)
    soldiers = file.findings[0].positions[0]
    behind = evidence.behind(soldiers)
    assert [c.voice.kind for c in behind[0]] == ["official", "official", "official"]
    assert [c.voice.kind for c in behind[1]] == ["narrator"]


def test_claims_that_are_not_at_hand_are_left_out() -> None:
    file, _ = chinagodrar()
    nothing: dict[str, Claim] = {}
    assert Evidence(nothing, {}).behind(file.findings[0].positions[0]) == {}
