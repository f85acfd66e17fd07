"""A language of data alone: `lexicons/es.yaml` beside this file, over words without a parse."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from rashomon.codec import dumps
from rashomon.errors import KnowledgeError, UsageError
from rashomon.ingest import Given, readable_languages, single, sources
from rashomon.knowledge import Knowledge
from rashomon.pipeline import read
from rashomon.records import Quantity, Reading, Report, iterate_spans
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


def test_names_are_found_and_nothing_is_dated_without_words_for_it() -> None:
    reading = read_spanish(TEXT + " El jueves.")
    assert {place.name for place in reading.places} >= {"Gao", "Mali"}
    assert not [claim for claim in reading.claims if claim.field == "time"]


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
