"""Which language a report is in."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from rashomon.ingest import Given, from_stream, language_code, readable_languages, sources
from rashomon.ingest.language import detect, fits_script
from rashomon.knowledge import LANGUAGES
from rashomon.languages import is_read, unread
from rashomon.records import Rejection, Report
from rashomon.settings import Settings


def test_what_is_read_is_what_there_is_a_reader_for() -> None:
    assert readable_languages() == LANGUAGES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Gunmen killed seven soldiers near Gao.", "en"),
        ("Sept soldats tués près de Gao.", "fr"),
        ("GUNMEN KILLED SEVEN SOLDIERS NEAR THE BORDER ON THURSDAY, OFFICIALS SAID.", "en"),
        ("La policía dijo que los guerrilleros mataron a tres personas el lunes.", "es"),
        (
            "Gunmen don kill seven soldiers for Zamfara State, police tok-tok pesin don confam.",
            "pcm",
        ),
        ("قتل سبعة جنود في هجوم شنه مسلحون على معسكر للجيش قرب الحدود", "ar"),
        ("12 34 56 78", None),
        ("Kidal", None),
    ],
)
def test_languages_are_told_apart(text: str, code: str | None) -> None:
    assert detect(text) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("en", "en"),
        ("EN-us", "en"),
        ("fr_CA", "fr"),
        ("French", "fr"),
        ("zh-Hant-TW", "zh"),
        ("tlh", "tlh"),
        ("no language at all", None),
        ("", None),
    ],
)
def test_codes_in_what_sources_say(words: str, code: str | None) -> None:
    assert language_code(words) == code


def test_another_language_is_refused_by_its_name() -> None:
    spanish = "La policía dijo que los guerrilleros mataron a tres personas el lunes en Bogotá."
    outcome = from_stream(io.BytesIO(spanish.encode()), Given(), Settings.default())
    assert isinstance(outcome, Rejection)
    assert outcome.reason == "language"
    assert "Spanish" in outcome.detail
    assert "en (English) or fr (French)" in outcome.detail


def test_a_report_in_another_language_is_kept_with_its_language(tmp_path: Path) -> None:
    spanish = "La policía dijo que los guerrilleros mataron a tres personas el lunes en Bogotá."
    (tmp_path / "found.txt").write_text(spanish, encoding="utf-8")
    (tmp_path / "said.txt").write_text("language: sw\n---\nWatu saba wameuawa.", encoding="utf-8")
    found = list(sources([tmp_path], Given(), Settings.default()))
    assert [each.language for each in found if isinstance(each, Report)] == ["es", "sw"]
    assert not is_read("es", ("en", "fr"))
    assert unread(["es", "en", "sw", "es", None], ("en", "fr")) == "2 in Spanish, 1 in Swahili"
    assert unread(["en", "fr", None], ("en", "fr")) is None


def test_a_language_that_cannot_be_told_is_asked_for() -> None:
    outcome = from_stream(io.BytesIO(b"Kidal: 7"), Given(), Settings.default())
    assert isinstance(outcome, Rejection)
    assert "--lang" in outcome.detail
    assert isinstance(
        from_stream(io.BytesIO(b"Kidal: 7"), Given(language="fr"), Settings.default()), Report
    )


def test_script() -> None:
    assert fits_script("en", "Seven killed in Ménaka")
    assert not fits_script("fr", "Семь человек погибли")
    assert fits_script("ru", "Семь человек погибли")
    assert fits_script("en", "12")


def test_the_model_is_loaded_only_for_reports_that_do_not_say() -> None:
    script = (
        "import io, sys\n"
        "from rashomon.ingest import Given, from_stream\n"
        "from rashomon.settings import Settings\n"
        "report = io.BytesIO(b'language: en\\n---\\nSeven killed.')\n"
        "from_stream(report, Given(), Settings.default())\n"
        "assert not {'py3langid', 'numpy', 'trafilatura', 'lxml'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)
