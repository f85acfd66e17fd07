"""Actors: who is named or described, as whom, of what kind; and what holds of any of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from rashomon.annotate import annotate
from rashomon.document import Document
from rashomon.resolve import resolve
from tests.gaps import closed_gaps, rows
from tests.reader import knowledge, report_of

FOLDER = Path(__file__).parent
CASES = list(rows(FOLDER / "actors.yaml"))


def resolved(text: str, language: str) -> Document:
    document = annotate(report_of(text, language), language, knowledge())
    return resolve(document, knowledge())


def actors_in(text: str, language: str) -> list[tuple[str, str, str, str]]:
    """(words, name, kind, country) of every mention."""
    document = resolved(text, language)
    actors = {actor.id: actor for actor in document.actors}
    named = [(mention.span.text, actors[mention.actor]) for mention in document.actor_mentions]
    return [(words, a.name, str(a.kind), a.country or "null") for words, a in named]


def missing(language: str, told: dict[str, Any]) -> list[list[str]]:
    """The actors of a case that are not found."""
    found = actors_in(told["text"], language)
    return [
        wanted
        for wanted in told["actors"]
        if not any(all(map(is_as_wanted, each, wanted)) for each in found)
    ]


def is_as_wanted(found: str, wanted: str) -> bool:
    if wanted.startswith("/") and wanted.endswith("/"):
        return re.search(wanted[1:-1], found) is not None
    return found == wanted


def holds(of: str, language: str, told: dict[str, Any]) -> bool:
    return not missing(language, told)


@pytest.mark.parametrize(
    ("language", "told"),
    [pytest.param(language, told, id=f"{language}: {about}") for about, language, told in CASES],
)
def test_actors(language: str, told: dict[str, Any]) -> None:
    lacking = missing(language, told)
    assert not lacking, f"{told['text']}\n  found: {actors_in(told['text'], language)}"


def test_the_known_gaps_are_still_open() -> None:
    closed = closed_gaps(FOLDER, holds)
    assert not closed, f"these hold now; move them with `python -m tests.gaps`: {closed}"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_mentions_lie_in_the_text_and_name_an_actor(language: str) -> None:
    text = " ".join(told["text"] for _, lang, told in CASES if lang == language)
    document = resolved(text, language)
    ids = [actor.id for actor in document.actors]
    assert len(ids) == len(set(ids))
    for mention in document.actor_mentions:
        assert mention.first <= mention.head < mention.last
        assert document.span(mention.first, mention.last) == mention.span
        assert mention.actor in ids
    spots = [mention.span for mention in document.actor_mentions]
    assert len(spots) == len(set(spots)), "one mention to a spot"
    for actor in document.actors:
        assert actor.name.strip() == actor.name != ""
        assert all(text[span.start : span.end] == span.text for span in actor.spans)


def test_one_actor_under_its_names() -> None:
    document = resolved(
        "The Islamic State group attacked. Fighters of Islamic State fled. ISIS said so.", "en"
    )
    named = {m.actor for m in document.actor_mentions if "Is" in m.span.text or "IS" in m.span.text}
    assert len(named) == 1


def test_capitals_tell_a_short_name_from_a_word() -> None:
    document = resolved("It is the state of things that is told.", "en")
    assert not [a for a in document.actors if a.kind == "armed-group"]
