"""A text without what a pattern needs has no match of it; lists that are left out have none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.annotate import annotate
from rashomon.document import runs_of
from rashomon.patterns import may_match, needed_words
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.terms import Terms
from tests.reader import knowledge, report_of

CLAUSES = [
    clause.pattern.pattern for code in ("en", "fr") for clause in PlaceLexicon.load(code).clauses
]
PATTERNS = [*CLAUSES[::6], "(?:ab+c|xyz+)d?", "a(?:foo|food)b{2}", "(?i:One)|two", "x*", "[ab]cde"]


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_every_match_has_what_its_pattern_needs(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(PATTERNS))
    text = data.draw(st.from_regex(re.compile(pattern)))
    assert may_match(needed_words(pattern), text.lower())


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("road from (?:here|there) to", {("road from ",), ("here",)}),
        ("(?:near|close to) x", {("close to", "near")}),
        ("(?:near|at) x", set()),
        ("(?:the )?(?:north(?:ern)?|north-east) of it", {("north",), (" of it",)}),
        ("maybe?", {("mayb",)}),
    ],
)
def test_what_is_needed(pattern: str, needed: set[tuple[str, ...]]) -> None:
    assert set(needed_words(pattern)) == needed


@pytest.mark.parametrize("language", ["en", "fr"])
def test_lists_that_have_nothing_in_a_text_are_the_only_ones_left_out(language: str) -> None:
    path = next((Path(__file__).parent / "cases").glob(f"*-{language}")) / "report.txt"
    lexicon = knowledge().lexicon(language)
    text = path.read_text(encoding="utf-8")
    document = annotate(report_of(text, language), language, knowledge())
    there = lexicon.in_words_of(document)
    for name, terms in lexicon.terms.items():
        assert name in there or not terms.find(document), name


@given(st.text("ab -sx'", max_size=30), st.lists(st.text("abx -'", min_size=1, max_size=6)))
def test_phrases_are_those_that_their_patterns_find(text: str, phrases: list[str]) -> None:
    """A phrase is looked for only where the words that it begins with stand."""
    terms = Terms.of([phrase for phrase in phrases if re.match(r"\w.*\w$", phrase)])
    wanted = {term for term in terms.codes if not term.isalnum()}
    words = {term: re.split(r"[\s-]+", term) for term in wanted}
    found = {
        term
        for term, each in words.items()
        if re.search(r"(?<!\w)" + r"[\s-]+".join(map(re.escape, each)) + r"(?!\w)", text)
    }
    spots = [match.group() for match in terms.phrases.matches(text, runs_of(text))]
    assert bool(spots) >= bool(found)
