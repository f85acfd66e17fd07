"""Attributions: cases as data, and what holds of any text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.annotate import annotate
from rashomon.attributions import Finder, Saying
from rashomon.attributions.find import LEAST, SAME, shared
from rashomon.attributions.network import Network, row_of
from rashomon.document import Document
from tests.gaps import rows
from tests.reader import knowledge, report_of
from tests.strategies import texts

CASES = Path(__file__).with_name("cases.yaml")


def read(text: str, language: str) -> tuple[Document, tuple[Saying, ...]]:
    document = annotate(report_of(text, language), language, knowledge())
    return document, Finder.of(document, knowledge()).sayings()


def found_in(text: str, language: str) -> list[list[str | None]]:
    found, sayings = read(text, language)
    return [
        [
            None if each.source is None else found.span(*each.source).text,
            found.tokens[each.cue].text,
            " … ".join(found.span(*part).text for part in each.content),
        ]
        for each in sayings
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [pytest.param(lang, told, id=f"{lang}: {about}") for about, lang, told in rows(CASES)],
)
def test_attributions(language: str, told: dict[str, Any]) -> None:
    assert found_in(told["text"], language) == told["found"]


@given(st.data())
@settings(max_examples=25)
def test_attributions_of_any_text(data: st.DataObject) -> None:
    text = data.draw(texts.filter(str.strip))
    found, sayings = read(text, data.draw(st.sampled_from(("en", "fr"))))
    for each in sayings:
        assert LEAST <= each.sure <= 1.0001
        assert each.content == tuple(sorted(each.content))
        for first, last in each.content:
            assert 0 <= first < last <= len(found.tokens)
            assert not first <= each.cue < last
        assert (each.source is None) == (each.speaker is None)
        if each.source is not None and each.speaker is not None:
            assert each.source[0] <= each.speaker < each.source[1]
    for i, each in enumerate(sayings):
        assert all(shared(each.content, other.content) < SAME for other in sayings[:i])


@given(
    st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6), min_size=1, max_size=6)
)
def test_a_network_adds_the_rows_of_its_features(examples: list[list[str]]) -> None:
    rng = np.random.default_rng(1)
    rows = rng.integers(-127, 128, (16, 5)).astype(np.int8)
    network = Network(
        rows=rows,
        scale=rng.random(5).astype(np.float32),
        bias=rng.normal(size=4).astype(np.float32),
        output=rng.normal(size=4).astype(np.float32),
    )
    for example, score in zip(examples, network.scores(examples), strict=True):
        added = sum(rows[row_of(f, 15)].astype(float) for f in example) * network.scale
        hidden = np.maximum(added[:4] + network.bias, 0)
        assert score == pytest.approx(hidden @ network.output + added[4], rel=1e-4, abs=1e-4)
