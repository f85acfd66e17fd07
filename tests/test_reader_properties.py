"""What holds of every reading, whatever the text: spans, references, repeatability, no crash.

Texts are cut from the examples, shuffled, repeated, mixed with other languages and with characters
that offsets go wrong at first; then lists of what broke a reader once, or would.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rashomon.codec import dumps, loads
from rashomon.ingest import Given, sources
from rashomon.pipeline import read
from rashomon.records import (
    TOLL_FIELDS,
    Claim,
    Quantity,
    Reading,
    Report,
    SaidWhen,
    iterate_spans,
)
from tests.reader import knowledge, read_text, report_of

EXAMPLES = Path(__file__).parent.parent / "examples"
LANGUAGES = ("en", "fr")
AS_WRITTEN = TOLL_FIELDS | {"damage", "place", "time", "type", "weapon", "tactic", "motive"}
"""Fields whose value gives the words of the report; an actor may be named as elsewhere in it."""


@cache
def example_reports() -> tuple[Report, ...]:
    found = sources([EXAMPLES], Given(), knowledge().settings)
    return tuple(each for each in found if isinstance(each, Report))


# ----------------------------------------------------------------------------------- what holds


def check(reading: Reading) -> None:
    """Everything that holds of any reading."""
    text = reading.report.text
    spans = list(iterate_spans((reading.actors, reading.places, reading.claims)))
    assert all(text[span.start : span.end] == span.text for span in spans)
    for records in (reading.actors, reading.places, reading.incidents, reading.claims):
        ids = [record.id for record in records]
        assert len(ids) == len(set(ids))
    incidents = {mention.id for mention in reading.incidents}
    told = {claim.incident for claim in reading.claims} - {None}
    assert told == incidents, "an incident is told of, and what is told of is one"
    assert [c.spans.content.start for c in reading.claims] == sorted(
        c.spans.content.start for c in reading.claims
    )
    claims = {claim.id: claim for claim in reading.claims}
    for claim in reading.claims:
        check_claim(claim, claims)
        if claim.field in AS_WRITTEN:
            assert getattr(claim.value, "text") in text  # noqa: B009  not every value has one
    assert loads(Reading, dumps(reading)) == reading


def check_claim(claim: Claim, claims: dict[str, Claim]) -> None:
    assert claim.voice.text.strip()
    assert claim.voice.text not in claim.voice.via
    assert claim.spans.content not in claim.also
    assert (claim.stance == "reported") <= (claim.spans.cue is None), "a cue is somebody's"
    if isinstance(claim.said, SaidWhen):
        assert claim.said.start <= claim.said.end
    if isinstance(claim.value, Quantity):
        assert claim.field in TOLL_FIELDS
        part_of = claim.value.part_of
        if part_of is not None:
            assert claim.value.counts == "part"
            assert claims[part_of].field in TOLL_FIELDS
            assert part_of != claim.id


# ------------------------------------------------------------------------------- the examples


@pytest.mark.parametrize("report", example_reports(), ids=lambda report: str(report.title)[:40])
def test_an_example_is_read_alike_twice(report: Report) -> None:
    reading = read(report, knowledge())
    check(reading)
    assert reading.claims
    assert dumps(read(report, knowledge())) == dumps(reading)


def test_what_was_read_before_leaves_no_trace() -> None:
    first, *others = example_reports()[:4]
    alone = dumps(read(first, knowledge()))
    for other in others:
        read(other, knowledge())
    assert dumps(read(first, knowledge())) == alone


# ------------------------------------------------------------------------------- pieces of them

STRANGE = (
    "🚁", "👩‍👩‍👧", "\u200b", "\u200d", "\ufeff", "\u202e", "\u2028", "\u00a0", "İ", "ß", "é",
    "—", "“", "”", "«", "»", '"', "’", "…", "(", ")", "[", "%", "$", "-", "--", "\t", "\r\n",
    "\n\n", "25", "1,500", "1 500", "12:30", "2020-01-09", "..70", "AK-47", "99999999999999999999",
)  # fmt: skip
FOREIGN = (
    "قُتل خمسة وعشرون جنديا يوم الخميس.",
    "Двадцать пять солдат были убиты в четверг.",
    "周四有二十五名士兵丧生。",
    "Al menos 25 soldados murieron el jueves, según el ejército.",
    "Dakarai 25 aka nashe a harin.",
    "قُتل 7 جنود in Gao, المتحدث said 周四, сказал он.",
)


@cache
def pieces() -> list[str]:
    lines = [line for report in example_reports() for line in report.text.splitlines() if line]
    return [part for line in lines for part in (line, *line.split(". "))]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Shuffled, cut and mixed pieces of up to some hundred characters each."""
    made = []
    for _ in range(draw(st.integers(1, 4))):
        piece = draw(st.sampled_from([*pieces(), *FOREIGN]))
        start = draw(st.integers(0, max(len(piece) - 1, 0)))
        made.append(piece[start : draw(st.integers(start, start + 300))])
        made.extend(draw(st.lists(st.sampled_from(STRANGE), max_size=3)))
    order = draw(st.permutations(made))
    return draw(st.sampled_from(["", " ", "\n", ". "])).join(order)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    text=texts().filter(str.strip),
    language=st.sampled_from(LANGUAGES),
    published=st.sampled_from([None, "2020-01-10", "2020-02-29T23:30:00+01:00"]),
)
def test_pieces_of_reports(text: str, language: str, published: str | None) -> None:
    report = report_of(text, language, published)
    reading = read(report, knowledge())
    check(reading)
    assert reading.report == report


OWN_WORDS = {
    "en": "the|attack|killed|25|soldiers|said|army|,|that|in|on|Monday|Mopti|.|“|”|by|no|and|of|"
    "according to|were|denied|who|which|claimed|responsibility|gunmen|dead|including|more than",
    "fr": "les|attaque|tués|25|soldats|a dit|l'armée|,|que|dans|lundi|Mopti|.|«|»|par|aucun|et|de|"
    "selon|ont été|démenti|qui|dont|revendiqué|hommes armés|morts|-t-il|plus de|une dizaine de",
}
"""What rules look for, in each language."""


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(language=st.sampled_from(LANGUAGES), data=st.data())
def test_the_readers_own_words_in_any_order(language: str, data: st.DataObject) -> None:
    words = st.sampled_from(OWN_WORDS[language].split("|"))
    drawn = data.draw(st.lists(words, min_size=1, max_size=40))
    check(read_text(" ".join(drawn), language))


# --------------------------------------------------------------------------------- lists of woe

LONGER = "İİİİ İSTANBUL: nine soldiers were killed on Monday, the army said."

WOES: dict[str, str] = {
    "one letter": "a",
    "one word": "Attack",
    "only a country": "Mali",
    "a country as the last word": "A\n\nMali",
    "a country and a colon": "Mali : armée",
    "only marks": "... !!! ??? ;;; --- “” «» () [] ,,,",
    "only digits": "25 89 1,500 12:30 2020",
    "only signs": "🚁🚁🚁 💥 👩‍👩‍👧‍👦",
    "only what nobody sees": "\u200b\u200d\ufeff a",
    "right to left": "\u202eNine soldiers were killed on Monday.\u202c",
    "white space around": "\n\n\t  Nine soldiers were killed.  \n\n\t",
    "spaces that do not break": "Nine\u00a0soldiers\u202fwere\u00a0killed on\u00a0Monday.",
    "other line ends": "Nine soldiers were killed.\r\nThe army said so.\rNobody\u2028claimed it.",
    "one long line": "Nine soldiers were killed on Monday and " * 120,
    "one long word": "a" * 5_000,
    "no full stop": "the army said nine soldiers were killed on monday in mopti " * 40,
    "all capitals": "NINE SOLDIERS WERE KILLED ON MONDAY IN MOPTI, THE ARMY SAID.",
    "no capitals": "nine soldiers were killed on monday in mopti, the army said.",
    "huge numbers": "Over 99999999999999999999 soldiers and 123,456,789,012 others were killed.",
    "brackets in brackets": "((((Nine ((soldiers)) were) killed)))) [on (Monday]",
    "quotation marks that never close": '“Nine «soldiers "were ‘killed”, the army said.',
    "a quotation of nothing": "“” the army said “ ” and «»",
    "cues without speakers": "Said. According to. Selon. A dit. Denied. Claimed responsibility.",
    "only cues": "said said said that that denied said",
    "only numbers words": "twenty-five hundred and and to between or more at least",
    "dates that are none": "On 31 February and 32/13/2020 at 25:61, nine soldiers were killed.",
    "the same sentence many times": "Nine soldiers were killed on Monday. " * 60,
    "a list": "- nine killed\n- four wounded\n* two missing\n1. army: nine\n2. rebels: none",
    "a table": "side\tkilled\twounded\narmy\t9\t4\nrebels\t20\t",
    "markup": "<p>Nine soldiers were <b>killed</b> on Monday.</p> &nbsp;&amp;",
    "combining marks": "L'arme\u0301e a annonce\u0301 neuf morts a\u0300 Gao.",
    "letters with longer small forms": LONGER,
    **{f"another language {n}": text for n, text in enumerate(FOREIGN)},
}


ENDLESS = {
    "quotation marks": '"',
    "brackets": "(",
    "syllables": "a-",
    "capitals": "A",
    "numbers": "25 ",
    "numbers in words": "twenty-five hundred ",
    "deaths": "killed ",
    "figures of deaths": "25 killed ",
    "datelines": "GAO, MALI (AFP) - ",
    "places": "Gao Mali ",
}
PATIENCE = 8.0
"""Times as long that four times the text may take: sixteen is what grows with its square."""


@pytest.mark.parametrize("what", ENDLESS)
def test_time_grows_with_the_text(what: str) -> None:
    def seconds(characters: int) -> float:
        text = (ENDLESS[what] * characters)[:characters]
        started = time.process_time()
        check(read_text(text))
        return time.process_time() - started

    seconds(1_000)
    short, long = seconds(3_000), seconds(12_000)
    assert long < max(PATIENCE * short, 1.5), f"{short:.2f} s, then {long:.2f} s for four times it"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("woe", WOES)
def test_no_text_is_too_strange(woe: str, language: str) -> None:
    check(read_text(WOES[woe], language))


def test_no_words_no_claims() -> None:
    for woe in ("one letter", "only marks", "only signs", "only what nobody sees"):
        assert read_text(WOES[woe]).claims == ()


def test_letters_with_longer_small_forms_move_no_span() -> None:
    # An actor's id is its place among all that were found, "İİİİ" perhaps among them: whose dead
    # they are is compared by the words that name them.
    def said(text: str) -> tuple[Any, ...]:
        reading = read_text(text)
        value = next(c.value for c in reading.claims if c.field == "deaths")
        assert isinstance(value, Quantity)
        whose = [a.spans for a in reading.actors if a.id == value.side]
        return replace(value, side=None), whose

    assert said(LONGER) == said(LONGER.replace("İ", "I"))


@pytest.mark.parametrize("published", [None, "1899-12-31", "2400-02-29T00:00:00Z"])
def test_any_day_of_publication(published: str | None) -> None:
    reading = read_text("Nine soldiers were killed on Monday.", "en", published)
    check(reading)
    times = [c for c in reading.claims if c.field == "time"]
    assert bool(times) == (published is not None), "without a day of publication, Monday is none"


def test_the_outlet_is_no_part_of_what_is_read() -> None:
    def said(outlet: str | None) -> list[Any]:
        reading = read_text("Nine soldiers were killed, the army said.", "en", outlet=outlet)
        return [(c.field, c.value, c.spans) for c in reading.claims]

    assert said(None) == said("A city newspaper")
