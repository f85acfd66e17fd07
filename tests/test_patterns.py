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


@settings(max_examples=300)
@given(st.text("ab -sx'", max_size=30), st.lists(st.text("abx -'", min_size=1, max_size=6)))
def test_phrases_are_those_that_one_pattern_finds(text: str, phrases: list[str]) -> None:
    """Looked for only where the words stand that they begin with, and yet all found: the longest
    at each spot, with plural endings, over spaces and hyphens."""
    terms = Terms.of([phrase for phrase in phrases if re.match(r".*\w.*\w$", phrase)])
    several = sorted((t for t in terms.codes if not t.isalnum()), key=lambda t: (-len(t), t))
    words = [[word for word in re.split(r"[\s-]+", term) if word] for term in several]
    either = "|".join(
        r"[\s-]+".join(re.escape(word) + "(?:e?s|x)?" for word in each) for each in words
    )
    wanted = re.finditer(rf"(?<!\w)(?:{either})(?!\w)", text) if several else ()
    found = terms.phrases.matches(text, runs_of(text))
    assert [(f.start, f.end) for f in found] == [m.span() for m in wanted]
