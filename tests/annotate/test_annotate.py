"""Numbers, sentences and quotations: cases as data, and what holds of any text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.annotate import annotate
from rashomon.annotate.counts import number_value
from rashomon.annotate.layout import MAX_SENTENCE, quotations_of, sentences_of
from rashomon.document import CountPhrase, Document
from tests.gaps import closed_gaps, rows
from tests.reader import knowledge, report_of

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "fr")


def document(text: str, language: str) -> Document:
    return annotate(report_of(text, language), language, knowledge())


def listed(name: str) -> list[Any]:
    return [
        pytest.param(language, told, id=f"{language}: {about}")
        for about, language, told in rows(FOLDER / f"{name}.yaml")
    ]


def holds(of: str, language: str, told: dict[str, Any]) -> bool:
    """Whether the reader does what a case says."""
    if of == "counts":
        return counts_in(told["text"], language) == expected_counts(told)
    return layout_of(told["text"], language) == expected_layout(told)


def test_the_known_gaps_are_still_open() -> None:
    closed = closed_gaps(FOLDER, holds)
    assert not closed, f"these hold now; move them with `python -m tests.gaps`: {closed}"


# -------------------------------------------------------------------------------------- numbers


def bounds(count: CountPhrase) -> str:
    """The bounds of a count as the cases write them."""
    about = "~" if count.approximate else ""
    if count.low == count.high:
        return f"{about}{count.low}"
    if count.low is None or count.high is None:
        return f"{about}{'' if count.low is None else count.low}..{count.high or ''}"
    return f"{about}{count.low}-{count.high}"


def counts_in(text: str, language: str) -> list[list[str]]:
    found = document(text, language)
    nouns = [found.tokens[c.noun].text if c.noun is not None else "null" for c in found.counts]
    return [
        [count.span.text, bounds(count), noun, count.kind]
        for count, noun in zip(found.counts, nouns, strict=True)
    ]


def expected_counts(told: dict[str, Any]) -> list[list[str]]:
    return [each if len(each) == 4 else [*each, "count"] for each in told["counts"]]


@pytest.mark.parametrize(("language", "told"), listed("counts"))
def test_counts(language: str, told: dict[str, Any]) -> None:
    assert counts_in(told["text"], language) == expected_counts(told), told["text"]


@given(number=st.integers(0, 999_999_999))
def test_figures_with_and_without_separators(number: int) -> None:
    lexicon = knowledge().lexicon("fr")
    assert number_value(str(number), lexicon.numbers) == number
    for mark in (",", ".", " ", "\u00a0", "\u202f"):
        assert number_value(f"{number:,}".replace(",", mark), lexicon.numbers) == number


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_word_means_its_number(language: str) -> None:
    numbers = knowledge().lexicon(language).numbers
    for word, value in numbers.words.items():
        assert number_value(word, numbers) == value, word


# --------------------------------------------------------------------------------------- layout


Layout = tuple[list[list[str]], list[str]]


def layout_of(text: str, language: str) -> Layout:
    """Sentences with their kinds, and quotations."""
    found = sentences_of(text, knowledge().lexicon(language))
    quoted = [text[q.start : q.end] for q in quotations_of(text, knowledge().lexicon(language))]
    return [[text[s.start : s.end], s.kind] for s in found], quoted


def expected_layout(told: dict[str, Any]) -> Layout:
    sentences = [[s, "body"] if isinstance(s, str) else s for s in told["sentences"]]
    return sentences, told.get("quotations", [])


@pytest.mark.parametrize(("language", "told"), listed("layout"))
def test_layout(language: str, told: dict[str, Any]) -> None:
    assert layout_of(told["text"], language) == expected_layout(told)


any_text = st.text(st.sampled_from("ab Éç.!?…;:,-—“”«»\"'’()\n\t 19🚁\u200b\u202e"), max_size=200)


@given(text=any_text, language=st.sampled_from(LANGUAGES))
def test_sentences_hold_every_letter_once_and_in_order(text: str, language: str) -> None:
    found = sentences_of(text, knowledge().lexicon(language))
    assert [s.index for s in found] == list(range(len(found)))
    ends = [0, *(s.end for s in found)]
    for sentence, before in zip(found, ends, strict=False):
        assert before <= sentence.start < sentence.end <= len(text)
        assert not text[before : sentence.start].strip()
        assert "\n" not in text[sentence.start : sentence.end]
    assert not text[ends[-1] :].strip()


@given(text=any_text, language=st.sampled_from(LANGUAGES))
def test_quotations_lie_apart_inside_one_paragraph(text: str, language: str) -> None:
    end = 0
    for quotation in quotations_of(text, knowledge().lexicon(language)):
        assert end <= quotation.start < quotation.end <= len(text)
        assert "\n" not in text[quotation.start : quotation.end]
        end = quotation.end


@pytest.mark.parametrize("text", ["a" * 5_000, "word " * 2_000, "“" + "x " * 3_000])
def test_no_sentence_is_too_long_to_parse(text: str) -> None:
    found = sentences_of(text, knowledge().lexicon("en"))
    assert all(s.end - s.start <= MAX_SENTENCE for s in found)


# ---------------------------------------------------------------------------------------- tokens


@settings(max_examples=15)
@given(text=any_text.filter(str.strip), language=st.sampled_from(LANGUAGES))
def test_tokens_are_the_text_and_hang_in_one_tree(text: str, language: str) -> None:
    found = document(text, language)
    for token in found.tokens:
        assert found.text[token.start : token.end] == token.text
        assert found.sentences[token.sentence].start <= token.start
        assert found.tokens[token.head].sentence == token.sentence
    tops = [t.i for t in found.tokens if t.head == t.i]
    reached = {i for top in tops for i in found.subtree(top)}
    assert reached == set(range(len(found.tokens)))


@pytest.mark.parametrize(
    ("language", "text", "noun", "case"),
    [
        ("en", "The soldiers were killed by gunmen in Mopti.", "gunmen", "by"),
        ("en", "The soldiers were killed by gunmen in Mopti.", "Mopti", "in"),
        ("fr", "Les soldats ont été tués par des hommes à Mopti.", "hommes", "par"),
        ("fr", "Les soldats ont été tués par des hommes à Mopti.", "Mopti", "à"),
    ],
)
def test_prepositions_hang_under_their_nouns(
    language: str, text: str, noun: str, case: str
) -> None:
    found = document(text, language)
    head = next(t for t in found.tokens if t.text == noun)
    below = [found.tokens[c] for c in found.children[head.i]]
    assert [t.lower for t in below if t.relation == "case"] == [case]


@pytest.mark.parametrize(
    ("language", "text", "relation", "word"),
    [
        ("en", "Gunmen killed nine soldiers.", "agent", "Gunmen"),
        ("en", "Gunmen killed nine soldiers.", "patient", "soldiers"),
        ("en", "Nine soldiers were killed by gunmen.", "patient", "soldiers"),
        ("en", "Nine soldiers were killed by gunmen.", "agent", "gunmen"),
        ("fr", "Des hommes ont tué neuf soldats.", "agent", "hommes"),
        ("fr", "Des hommes ont tué neuf soldats.", "patient", "soldats"),
        ("fr", "Neuf soldats ont été tués par des hommes.", "patient", "soldats"),
        ("fr", "Neuf soldats ont été tués par des hommes.", "agent", "hommes"),
    ],
)
def test_one_label_for_who_acts_and_who_suffers(
    language: str, text: str, relation: str, word: str
) -> None:
    found = document(text, language)
    assert [t.text for t in found.tokens if t.relation == relation] == [word]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Gunmen killed 25soldiers.", ["Gunmen", "killed", "25", "soldiers", "."]),
        ("fr", "Ils ont tué 25soldats.", ["Ils", "ont", "tué", "25", "soldats", "."]),
        ("en", "The 20th battalion left.", ["The", "20th", "battalion", "left", "."]),
    ],
)
def test_a_number_without_its_space_is_a_word_of_its_own(
    language: str, text: str, words: list[str]
) -> None:
    assert [t.text for t in document(text, language).tokens] == words
