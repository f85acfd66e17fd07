"""What stands apart in a sentence: where its words hang, and that no word is lost or moved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.annotate import annotate
from rashomon.document import Document
from tests.reader import knowledge, report_of

CASES = yaml.safe_load((Path(__file__).parent / "asides.yaml").read_text(encoding="utf-8"))
PIECES = [
    "lundi",
    ",",
    ".",
    "a indiqué",
    "l'armée",
    "«",
    "»",
    "Neuf soldats",
    "dit-il",
    "Gao",
    "\n",
]


def document(text: str) -> Document:
    return annotate(report_of(text, "fr"), "fr", knowledge())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_words_hang_where_they_belong(case: dict[str, Any]) -> None:
    tokens = document(case["fr"]).tokens
    by_word = {token.text: token for token in tokens}
    found = {word: tokens[by_word[word].head].text for word in case["heads"]}
    assert found == case["heads"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_every_word_stays_where_it_stands(pieces: list[str]) -> None:
    text = "Il " + " ".join(pieces)
    tokens = document(text).tokens
    assert "".join(t.text for t in tokens) == "".join(text.split())
    assert all(text[t.start : t.end] == t.text for t in tokens)
    for token in tokens:  # a tree: every word leads to a root of its own sentence
        seen = set()
        at = token.i
        while tokens[at].head != at:
            assert at not in seen
            seen.add(at)
            at = tokens[at].head
        assert tokens[at].sentence == token.sentence
