"""Plain text and its header."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rashomon.ingest import Given, from_stream
from rashomon.records import Rejection, Report
from rashomon.settings import Settings

SETTINGS = Settings.default()
ENGLISH = Given(language="en")
BODY = "Gunmen killed seven soldiers near the border on Thursday, the ministry said."


def read(data: bytes | str, about: Given = ENGLISH) -> Report | Rejection:
    raw = data.encode() if isinstance(data, str) else data
    return from_stream(io.BytesIO(raw), about, SETTINGS, source="a.txt")


def accepted(data: bytes | str, about: Given = ENGLISH) -> Report:
    report = read(data, about)
    assert isinstance(report, Report), report
    return report


def refused(data: bytes | str, about: Given = ENGLISH) -> Rejection:
    rejection = read(data, about)
    assert isinstance(rejection, Rejection), rejection
    assert rejection.input == "a.txt"
    assert "\n" not in rejection.detail
    return rejection


def test_a_header_says_what_the_report_is() -> None:
    report = accepted(
        "outlet: A wire agency\nAgency: Reuters\nauthor: \nurl: https://example.org/a?b=c:d\n"
        f"title: Seven killed: what we know\npublished: 2020-01-09\nlanguage: en\n---\n\n{BODY}\n"
    )
    assert report.text == BODY
    assert report.outlet == "A wire agency"
    assert report.agency == "Reuters"
    assert report.author is None
    assert report.url == "https://example.org/a?b=c:d"
    assert report.title == "Seven killed: what we know"
    assert report.published == "2020-01-09"
    assert (report.language, report.medium) == ("en", "text")


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"{BODY}\n---\n{BODY}",
        f"outlet: A wire agency\n\n---\n{BODY}",
        f"NIAMEY: seven dead\n{BODY}",
        f"---\n{BODY}",
        f"{BODY}\noutlet: A wire agency\n---\nMore.",
    ],
)
def test_what_is_no_header_is_text(text: str) -> None:
    report = accepted(text)
    assert report.text == text
    assert report.outlet is None


def test_front_matter_is_a_header() -> None:
    assert accepted(f"---\noutlet: A radio\n---\n{BODY}").outlet == "A radio"


@pytest.mark.parametrize(
    ("header", "line", "reason", "word"),
    [
        ("outlet: A\nsource: B", "line 2", "bad-header", "source"),
        ("outlet: A\ndate 2020-01-09", "line 2", "bad-header", "key: value"),
        ("outlet: A\ntitle: B\noutlet: C", "line 3", "bad-header", "twice"),
        ("outlet: A\npublished: 9 January 2020", "line 2", "bad-date", "2020-01-09"),
        ("published: 2020-02-30", "line 1", "bad-date", "2020-02-30"),
        ("published: 2020-01-09T10:00", "line 1", "bad-date", "zone"),
        ("published: 20200109", "line 1", "bad-date", "year-month-day"),
        ("outlet: A\nlanguage: of the elves", "line 2", "language", "of the elves"),
        ("language: klingonese", "line 1", "language", "klingonese"),
    ],
)
def test_a_bad_header_line_is_named(header: str, line: str, reason: str, word: str) -> None:
    rejection = refused(f"{header}\n---\n{BODY}", Given())
    assert (rejection.place, rejection.reason) == (line, reason)
    assert word in rejection.detail


def test_a_time_keeps_the_zone_of_its_source() -> None:
    report = accepted(f"published: 2020-01-09T23:30:00-05:00\n---\n{BODY}")
    assert report.published == "2020-01-09T23:30:00-05:00"
    assert str(report.day) == "2020-01-09"


def test_what_is_given_wins_unless_it_is_only_a_default() -> None:
    text = f"outlet: A radio\npublished: 2020-01-09\n---\n{BODY}"
    about = Given(outlet="A daily", published="2020-01-10", language="en", title="Seven dead")
    report = accepted(text, about)
    assert (report.outlet, report.published, report.title) == (
        "A daily",
        "2020-01-10",
        "Seven dead",
    )
    report = accepted(text, replace(about, as_default=True))
    assert (report.outlet, report.published, report.title) == (
        "A radio",
        "2020-01-09",
        "Seven dead",
    )


def test_line_ends_become_one_kind_and_a_byte_order_mark_goes() -> None:
    report = accepted(
        b"\xef\xbb\xbfoutlet: A radio\r\n---\r\nOne line.\r\nTwo\x0clines.\rThree.\r\n"
    )
    assert report.text == "One line.\nTwo lines.\nThree."
    assert report.outlet == "A radio"


def test_bytes_that_are_no_utf_8_are_told_by_their_offset() -> None:
    rejection = refused("Attaque à Ménaka".encode("cp1252"))
    assert (rejection.reason, rejection.place) == ("encoding", "byte 8")
    assert "iconv" in rejection.detail


def test_utf_16_is_named() -> None:
    rejection = refused(b"\xff\xfe" + BODY.encode("utf-16-le"))
    assert rejection.reason == "encoding"
    assert "UTF-16LE" in rejection.detail


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00report", bytes(range(1, 32)) * 4])
def test_binary_data(data: bytes) -> None:
    assert refused(data).reason == "binary"


@pytest.mark.parametrize("text", ["", " \n\t\r\n ", "\ufeff", "outlet: A radio\n---\n", "\u00a0"])
def test_nothing_to_read(text: str) -> None:
    assert refused(text).reason == "empty"


def test_too_long() -> None:
    rejection = refused("a " * SETTINGS.max_characters)
    assert rejection.reason == "too-large"
    assert f"{SETTINGS.max_characters:,}" in rejection.detail
    assert refused("é" * (SETTINGS.max_characters * 3)).reason == "too-large"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_report_or_a_rejection(data: bytes) -> None:
    outcome = read(data)
    if isinstance(outcome, Report):
        assert "\r" not in outcome.text
        assert outcome.text == outcome.text.strip("\n")
        outcome.text.encode("utf-8")


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])))
def test_text_is_kept_to_the_character(text: str) -> None:
    """Spans refer to the stored text, so nothing in it may be tidied."""
    whole = f"{BODY}\n{text}"
    assert accepted(whole).text == whole.strip("\n")


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "NAIROBI, Sept 21, 2013 (Agency) - Gunmen stormed a mall.", "2013-09-21"),
        (
            "en",
            "Mall stormed\nBy Ann Lee, Nairobi\n21 September 2013\n\nGunmen came.",
            "2013-09-21",
        ),
        ("en", "Mall stormed\n\nAgency, Saturday 21 September 2013\n\nGunmen came.", "2013-09-21"),
        ("en", "Mall stormed\nPublished: 2013-09-21 14:05 GMT\nGunmen came.", "2013-09-21"),
        ("en", "Mall stormed\n21/09/2013\nGunmen came.", "2013-09-21"),
        ("en", "Mall stormed\n09/11/2013\nGunmen came.", None),  # September or November?
        ("en", "Mall stormed\nPublished 21 May 2013\nUpdated 22 May 2013\nGunmen came.", None),
        ("en", "Mall stormed\n31 February 2013\nGunmen came.", None),
        ("en", "On 21 September 2013, gunmen stormed a mall.", None),
        ("en", "The raid of 21 September 2013\nGunmen came.", None),
        ("en", f"{BODY * 3}\n\n21 September 2013\n\nGunmen came.", None),
        ("fr", "Bamako, le 5 mars 2020 (Agence) – Une attaque a eu lieu.", "2020-03-05"),
        ("fr", "Un camp visé\nPublié le : 05/03/2020 - 14:05\nUne attaque.", "2020-03-05"),
        ("fr", "Un camp visé\nMis à jour le 1er mars 2020 à 8h\nUne attaque.", "2020-03-01"),
        ("fr", "Un camp visé le 5 mars 2020\nUne attaque a eu lieu.", None),
    ],
)
def test_a_report_is_dated_by_its_own_first_lines(
    language: str, text: str, day: str | None
) -> None:
    assert accepted(text, Given(language=language)).published == day


def test_the_day_that_is_given_wins() -> None:
    about = Given(language="en", published="2013-09-22")
    assert accepted("NAIROBI, Sept 21, 2013 (Agency) - Gunmen came.", about).published == (
        "2013-09-22"
    )
