"""A language of data alone: `lexicons/es.yaml` beside this file, over words without a parse."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from rashomon.codec import dumps
from rashomon.errors import KnowledgeError, UsageError
from rashomon.evaluate.cases import add_up
from rashomon.evaluate.run import score_cases
from rashomon.ingest import Given, readable_languages, single, sources
from rashomon.knowledge import Knowledge
from rashomon.pipeline import read
from rashomon.records import Quantity, Reading, Report, TimeValue, iterate_spans
from rashomon.settings import Settings

HERE = Path(__file__).parent
SETTINGS = replace(Settings.default(), languages=(HERE,))
TEXT = (
    "Hubo 12 soldados muertos en el ataque. Hubo más de 20 heridos.\n\n"
    "Siete civiles resultaron heridos en Gao (Malí). No hubo más muertos."
)


@cache
def spanish() -> Knowledge:
    return Knowledge(SETTINGS)


def read_spanish(text: str) -> Reading:
    return read(Report.make(text, language="es", published="2020-01-10"), spanish())


def test_a_folder_makes_a_language() -> None:
    assert spanish().languages == ("en", "es", "fr")
    assert readable_languages(SETTINGS.languages) == ("en", "es", "fr")
    with pytest.raises(UsageError, match="'es'"):
        Knowledge(Settings.default()).lexicon("es")


def test_tolls_are_read_with_their_bounds_and_people() -> None:
    found = {
        (claim.field, claim.value.text, claim.value.low, claim.value.high, claim.value.status)
        for claim in read_spanish(TEXT).claims
        if isinstance(claim.value, Quantity)
    }
    assert found >= {
        ("deaths", "12", 12, 12, "combatant"),
        ("injuries", "más de 20", 21, None, "unknown"),
        ("injuries", "Siete", 7, 7, "civilian"),
    }


def test_every_span_is_the_text() -> None:
    reading = read_spanish(TEXT)
    assert all(TEXT[s.start : s.end] == s.text for s in iterate_spans(reading))
    assert json.loads(dumps(reading))["report"]["language"] == "es"


def test_names_are_found_and_nothing_is_dated_without_words_for_it(tmp_path: Path) -> None:
    for name in ("lexicons/es.yaml", "models/es_words.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((HERE / name).read_text(encoding="utf-8"), encoding="utf-8")
    undated = Knowledge(replace(SETTINGS, languages=(tmp_path,)))
    text = "El jueves hubo 12 soldados muertos en un ataque en Gao (Malí)."
    reading = read(Report.make(text, language="es", published="2020-01-10"), undated)
    assert {place.name for place in reading.places} >= {"Gao", "Mali"}
    assert not [claim for claim in reading.claims if claim.field == "time"]


@pytest.mark.parametrize(
    ("text", "kind", "voice", "stance"),
    [
        (
            "Cinco soldados murieron en un ataque, informó el Ejército.",
            "official",
            "Ejército",
            "claimed",
        ),
        ("Según el alcalde, cinco soldados murieron en un ataque.", "local", "alcalde", "claimed"),
        ("Un testigo dijo que cinco soldados murieron.", "witness", "testigo", "claimed"),
        ("El Ejército negó que cinco soldados murieron.", "official", "Ejército", "denied"),
        ("Cinco soldados murieron en un ataque.", "narrator", "the report", "reported"),
    ],
)
def test_words_alone_tell_who_says_it(text: str, kind: str, voice: str, stance: str) -> None:
    (toll,) = [c for c in read_spanish(text).claims if c.field == "deaths"]
    assert isinstance(toll.value, Quantity)
    assert (toll.value.low, toll.value.high) == (5, 5)
    assert (toll.voice.kind, toll.voice.text, toll.stance) == (kind, voice, stance)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("el jueves", "2020-01-09", "2020-01-09"),
        ("en la noche del martes al miércoles", "2020-01-07", "2020-01-08"),
        ("el 5 de marzo de 2019", "2019-03-05", "2019-03-05"),
        ("ayer por la mañana", "2020-01-09", "2020-01-09"),
        ("el lunes pasado", "2020-01-06", "2020-01-06"),
    ],
)
def test_words_for_times_date_it(words: str, start: str, end: str) -> None:
    reading = read_spanish(f"Doce soldados murieron {words} en un ataque.")
    times = [c.value for c in reading.claims if isinstance(c.value, TimeValue)]
    assert [(t.start, t.end) for t in times] == [(start, end)]


def test_the_cases_of_it_hold() -> None:
    """19 of the 30 rows were met when the cases came, before a word was added for them."""
    totals = add_up(score_cases(HERE / "cases", spanish()))
    assert totals.met >= 26
    assert (totals.rows, totals.forbidden, totals.bad) == (30, 0, 0)
    assert totals.extra <= 2


def test_its_reports_are_taken_in(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(TEXT, encoding="utf-8")
    (taken,) = sources([file], Given(as_default=True), SETTINGS)
    assert isinstance(taken, Report)
    assert taken.language == "es"
    refused = single(file, Given(as_default=True), Settings.default())
    assert not isinstance(refused, Report)


def test_what_is_no_lexicon_is_named(tmp_path: Path) -> None:
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons" / "pt.yaml").write_text("language: pt\n", encoding="utf-8")
    broken = Knowledge(replace(SETTINGS, languages=(tmp_path,)))
    with pytest.raises(KnowledgeError, match=r"lexicons/pt\.yaml is no lexicon: KeyError\('model'"):
        broken.lexicon("pt")


def test_a_reader_with_another_language_is_another_reader() -> None:
    assert spanish().reader.knowledge != Knowledge(Settings.default()).reader.knowledge
