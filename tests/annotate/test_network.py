"""What is kept, and what is done side by side, gives what the model's own components give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.attrs import DEP, HEAD, TAG

from rashomon.annotate.layout import sentences_of
from rashomon.annotate.model import Model, _set_starts
from rashomon.annotate.network import Embedding, Encoder, keys_of
from rashomon.annotate.parse import word_of
from tests.reader import knowledge

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*/report.txt"))[::7]
SMALL_DIFFERENCE = 1e-4
WORDS = (
    *("Gunmen", "killed", "there", "were", "let", "'s", "nothin'", "ai", "n't", "it", "is", "25"),
    *("soldiers", ".", "!", '"', ",", "who", "Niger", "got", "ta", "in", "\n"),
)


def plain(language: str) -> Any:
    """The model as it comes, without the components that reading leaves out."""
    return knowledge().model(language).pipeline


def with_starts(text: str, language: str) -> Any:
    """The text in the plain model's tokens, told where sentences begin."""
    doc = plain(language).make_doc(text)
    if len(doc):
        _set_starts(doc, [s.start for s in sentences_of(text, knowledge().lexicon(language))])
    return doc


def as_it_comes(text: str, language: str) -> list[tuple[Any, int]]:
    """Words and heads by the components as they are, one after another; white space left out,
    whose relation nobody asks for."""
    doc = with_starts(text, language)
    for _, component in plain(language).pipeline:
        doc = component(doc)
    return [(word_of(token), token.head.i) for token in doc if not token.is_space]


def as_it_is_read(text: str, language: str) -> list[tuple[Any, int]]:
    model: Model = knowledge().model(language)
    parsed = model._parsed(with_starts(text, language))
    found = zip(parsed.words, parsed.heads, strict=True)
    return [(word, head) for word, head in found if not word.is_space]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_words_and_heads_are_those_of_the_components(path: Path) -> None:
    text, language = path.read_text(encoding="utf-8"), path.parent.name[-2:]
    assert as_it_is_read(text, language) == as_it_comes(text, language)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.sampled_from(WORDS),
        min_size=1,
        max_size=40,
    ).map(" ".join)
)
def test_of_any_words_in_a_row(text: str) -> None:
    assert as_it_is_read(text, "en") == as_it_comes(text, "en")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_layers_give_what_the_network_gives(language: str) -> None:
    encode = plain(language).get_pipe("tok2vec").model.layers[1]
    encoder = Encoder.of(encode)
    assert encoder is not None
    for length in (1, 2, 9, 80):
        width = encode.get_dim("nO")
        words = np.random.default_rng(length).standard_normal((length, width), dtype=np.float32)
        assert np.abs(encoder(words) - encode.predict([words])[0]).max() < SMALL_DIFFERENCE


def test_a_model_is_taken_apart_only_where_it_is_built_as_expected() -> None:
    steps = [component for _, component in plain("en").pipeline]
    assert Embedding.of(steps[1:], plain("en").vocab) is None
    assert Encoder.of(plain("en").get_pipe("tok2vec").model.layers[0]) is None


def test_keys_tell_words_apart_by_every_column() -> None:
    text = " ".join(path.read_text(encoding="utf-8") for path in CASES)
    doc = plain("en")(text[:4_000])
    columns = doc.to_array([TAG, DEP, HEAD])
    assert len(set(keys_of(columns))) == len(np.unique(columns, axis=0))
