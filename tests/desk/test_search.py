"""Search, and the pages of actors and places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from rashomon.publish.excerpts import excerpts, marked
from rashomon.store import tokens


def test_search_finds_texts_incidents_actors_and_places(client: TestClient) -> None:
    page = client.get("/search?words=ouallam+soldiers").text
    assert "2 reports" in page
    assert "<mark>Ouallam</mark>" in page
    assert "<mark>soldiers</mark>" in page
    assert re.search(r'<a href="/incidents/i-[0-9a-f]+">Attack in Ouallam', page)
    assert "<mark>Ouallam</mark>" in client.get("/search?words=OUAL").text
    there = client.get("/search?words=ouallam").text
    assert re.search(r'<a href="/\?place=l-[0-9a-f]+">Ouallam</a>', there)
    niger = client.get("/search?words=niger").text
    assert re.search(r'<a href="/\?actor=a-[0-9a-f]+">Niger</a>', niger)


def test_a_search_for_nothing(client: TestClient) -> None:
    assert "accents and capitals do not matter" in client.get("/search").text
    assert "There is no word in that" in client.get("/search?words=%25%22*").text
    assert "No text has these words" in client.get("/search?words=zzz").text


def test_report_text_is_never_markup_in_what_is_found(client: TestClient) -> None:
    page = client.get("/search?words=script+alert").text
    assert "1 report" in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;<mark>script</mark>&gt;" in page


@pytest.mark.parametrize("path", ["/search", "/actors", "/places"])
def test_words_are_no_query_language(client: TestClient, path: str) -> None:
    for words in (
        "'; DROP TABLE facets; --",
        '"',
        "\\",
        "%",
        "_",
        "a* OR b",
        "NEAR(a b)",
        "^a",
        "é",
    ):
        answer = client.get(path, params={"words": words})
        assert answer.status_code == 200
        assert client.get(path, params={"words": words, "page": 999}).status_code == 200
    assert client.get(path, params={"words": "x" * 300}).status_code == 422
    assert client.get(path, params={"page": "0"}).status_code == 422


def test_actors_lead_to_their_incidents(client: TestClient) -> None:
    page = client.get("/actors").text
    leads = re.search(r'href="(/\?actor=a-[0-9a-f]+)">Niger</a>', page)
    assert leads
    shown = client.get(leads[1]).text
    assert "1 incident of 2" in shown
    assert "with Niger" in shown
    assert "No side is called so" in client.get("/actors?words=nobody").text
    assert "armed group" not in client.get("/actors?kind=state").text.split("<tbody>")[-1]


def test_places_lead_to_their_incidents(client: TestClient) -> None:
    page = client.get("/places").text
    assert "2 places" in page
    assert "listed in the gazetteer" in page
    leads = re.search(r'href="(/\?place=l-[0-9a-f]+)">Kano</a>', page)
    assert leads
    shown = client.get(leads[1]).text
    assert "1 incident of 2" in shown
    assert "at Kano" in shown
    assert "1 place " in client.get("/places?country=NE").text


def test_what_follows_is_gone_when_it_does(client: TestClient, book: Path) -> None:
    """Lists are of what there is now: a merged incident's place stands once."""
    assert client.get("/places").text.count("data-row>") == 2
    assert book.exists()


@given(st.text(max_size=400), st.text(max_size=12))
def test_excerpts_are_the_text(text: str, words: str) -> None:
    wanted = tokens(words)
    assert "".join(piece for piece, _ in marked(text, wanted)) == text
    for cut in excerpts(text, wanted):
        said = "".join(piece for piece, _ in cut).removeprefix("… ").removesuffix(" …")
        assert said in text
    for cut in (marked(text, wanted), *excerpts(text, wanted)):
        for piece, hit in cut:
            if hit:
                assert any(
                    part.startswith(w) for part in " ".join(tokens(piece)).split() for w in wanted
                )
