"""Saved pages."""

from __future__ import annotations

import io

import pytest

from rashomon.ingest import Given, from_stream
from rashomon.records import Rejection, Report
from rashomon.settings import Settings

SETTINGS = Settings.default()
FIRST = "Gunmen killed seven soldiers near the border on Thursday, the defence ministry said."
SECOND = "Two attackers died as well, according to a resident who asked not to be named."


def page(head: str = "", body: str = "", lang: str = ' lang="en"') -> str:
    article = body or f"<article><h1>Seven killed</h1><p>{FIRST}</p><p>{SECOND}</p></article>"
    return (
        f"<!DOCTYPE html><html{lang}><head><title>Seven killed | A daily</title>{head}</head><body>"
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>'
        f"{article}<footer><p>About us · Terms of use</p></footer></body></html>"
    )


def read(markup: str | bytes, about: Given | None = None) -> Report | Rejection:
    raw = markup.encode() if isinstance(markup, str) else markup
    return from_stream(io.BytesIO(raw), about or Given(), SETTINGS, source="a.html")


def accepted(markup: str | bytes, about: Given | None = None) -> Report:
    report = read(markup, about)
    assert isinstance(report, Report), report
    return report


def refused(markup: str | bytes) -> Rejection:
    rejection = read(markup)
    assert isinstance(rejection, Rejection), rejection
    return rejection


META = (
    '<meta property="og:site_name" content="A daily">'
    '<meta property="og:title" content="Seven killed near the border">'
    '<meta name="author" content="Jane Writer">'
    '<link rel="canonical" href="https://daily.example/world/seven-killed">'
)


def test_the_article_and_what_the_page_says_of_itself() -> None:
    dated = META + '<meta property="article:published_time" content="2020-01-09T18:30:00+01:00">'
    report = accepted(page(dated))
    assert report.text.endswith(f"{FIRST}\n\n{SECOND}")
    assert "Home" not in report.text
    assert "Terms" not in report.text
    assert report.outlet == "A daily"
    assert report.title == "Seven killed near the border"
    assert report.author == "Jane Writer"
    assert report.url == "https://daily.example/world/seven-killed"
    assert report.published == "2020-01-09T18:30:00+01:00"
    assert (report.language, report.medium) == ("en", "html")


def test_the_headline_is_no_part_of_the_text() -> None:
    assert accepted(page()).text == f"{FIRST}\n\n{SECOND}"


def test_a_time_without_zone_is_a_day() -> None:
    dated = '<meta property="article:published_time" content="2020-01-09T18:30:00">'
    assert accepted(page(dated)).published == "2020-01-09"


def test_old_reports_keep_their_date() -> None:
    dated = '<meta name="date" content="1989-04-19">'
    assert accepted(page(dated)).published == "1989-04-19"


def test_no_date_is_guessed_from_the_text() -> None:
    body = f"<article><p>{FIRST} It was the worst attack since 3 May 2019.</p></article>"
    assert accepted(page(body=body)).published is None


def test_what_is_given_wins_over_the_page() -> None:
    report = accepted(page(META), Given(published="2020-01-10", outlet="A radio"))
    assert (report.published, report.outlet) == ("2020-01-10", "A radio")
    report = accepted(page(META), Given(outlet="A radio", as_default=True))
    assert report.outlet == "A daily"


def test_links_lists_breaks_and_tables_keep_their_words_in_order() -> None:
    body = (
        f'<article><p>The <a href="/m">ministry</a> said: {FIRST}</p><h2>What we know</h2>'
        "<ul><li>Seven soldiers are dead.</li><li>Two are missing.</li></ul>"
        f"<p>{SECOND}<br><br>The camp\n   was burnt.</p></article>"
    )
    assert accepted(page(body=body)).text.split("\n\n") == [
        f"The ministry said: {FIRST}",
        "What we know",
        "Seven soldiers are dead.",
        "Two are missing.",
        SECOND,
        "The camp was burnt.",
    ]


@pytest.mark.parametrize("charset", ["windows-1252", "ISO-8859-1", "utf-8"])
def test_a_declared_charset_is_used(charset: str) -> None:
    body = "<article><p>Sept soldats ont été tués à Ménaka, a annoncé le ministère.</p></article>"
    markup = page(f'<meta charset="{charset}">', body, ' lang="fr"').encode(charset)
    assert "tués à Ménaka" in accepted(markup).text


@pytest.mark.parametrize("head", ["", '<meta charset="unicode_escape">', '<meta charset="utf-8">'])
def test_bytes_that_no_declaration_explains_are_refused(head: str) -> None:
    rejection = refused(page(head, f"<article><p>À Ménaka. {FIRST}</p></article>").encode("cp1252"))
    assert rejection.reason == "encoding"
    assert rejection.place is not None
    assert rejection.place.startswith("byte ")
    assert "iconv" in rejection.detail


@pytest.mark.parametrize(
    "body",
    [
        '<ul><li><a href="/1">Seven killed in the north.</a></li></ul>' * 30,
        "<div><p>We use cookies for the best experience. By continuing, you accept.</p></div>",
        "<noscript>Please enable JavaScript to view this page.</noscript>",
        "<script>var story = 'Seven killed.';</script>",
        "<div></div>",
    ],
)
def test_a_page_without_an_article(body: str) -> None:
    rejection = refused(page(body=body))
    assert rejection.reason == "no-article"
    assert ".txt" in rejection.detail


def test_a_template_that_declares_the_wrong_language_is_not_believed() -> None:
    arabic = "قتل سبعة جنود في هجوم شنه مسلحون على معسكر للجيش قرب الحدود يوم الخميس، بحسب الوزارة."
    rejection = refused(page(body=f"<article><p>{arabic}</p><p>{arabic}</p></article>"))
    assert rejection.reason == "language"
    assert "Arabic" in rejection.detail


def test_a_page_nested_beyond_reason() -> None:
    assert refused("<html><body>" + "<div>" * 50_000 + FIRST).reason == "no-article"


def test_a_page_too_large() -> None:
    assert refused(page(body="<p>" + "x" * 5_000_000)).reason == "too-large"
