"""resolve: Document → Document. Times, places and actors, each with its reason."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from rashomon.document import Document, PlaceName, TimeExpression
from rashomon.knowledge import Knowledge
from rashomon.known_actors import KnownActor, known_actors
from rashomon.resolve.actors import KnownNames, resolve_actors
from rashomon.resolve.home import home_of
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.places import resolve_places
from rashomon.resolve.time_lexicon import TimeLexicon, lexicon_from
from rashomon.resolve.time_said import said_at
from rashomon.resolve.times import resolve_times


def resolve(document: Document, knowledge: Knowledge) -> Document:
    """The document with its times dated, its places located and its actors named.

    Actors come last: a demonym ("Nigerien soldiers") tells their country.
    """
    language = document.language
    document = document.filled(times=_times(document, knowledge))
    known_names: KnownNames = knowledge.keep("actors", lambda: KnownNames(known_actors()))
    names = known_names.find(document.text)
    bodies = {(a, b) for a, b, actor in names if actor.kind not in ("state", "civilians")}
    place_names, places = resolve_places(
        document,
        knowledge.gazetteer,
        knowledge.borders,
        _places(language, knowledge),
        home_of(document.report, known_actors()),
        frozenset(bodies),
    )
    document = document.filled(place_names=place_names, places=places)
    mentions, actors = resolve_actors(document, knowledge.lexicon(language), names)
    return document.filled(
        actor_mentions=mentions,
        actors=actors,
        place_names=tuple(
            replace(p, use="part-of-name") if _inside(p, names) else p for p in place_names
        ),
    )


def _words_for_times(language: str, knowledge: Knowledge) -> TimeLexicon | None:
    """The words for times; None for a language that has none yet: its reports stay undated."""
    name = f"lexicons/times.{language}.yaml"
    if not knowledge.has(name):
        return None
    found: TimeLexicon = knowledge.keep(
        f"times.{language}", lambda: lexicon_from(knowledge.data(name), name)
    )
    return found


def _places(language: str, knowledge: Knowledge) -> PlaceLexicon:
    """The words for places; a language that has none yet has its names found, and no more."""
    name = f"lexicons/places.{language}.yaml"
    numbers = knowledge.lexicon(language).numbers.words
    found: PlaceLexicon = knowledge.keep(
        f"places.{language}",
        lambda: PlaceLexicon.from_mapping(
            knowledge.data(name) if knowledge.has(name) else {"language": language}, numbers
        ),
    )
    return found


def _times(document: Document, knowledge: Knowledge) -> tuple[TimeExpression, ...]:
    """Read once, and again where a quotation was said on another day than that of publication."""
    language, published = document.language, document.report.published
    lexicon = _words_for_times(language, knowledge)
    if lexicon is None:
        return ()
    times = resolve_times(document.text, language, published, lexicon)
    said = said_at(document, times, knowledge.lexicon(language))
    if said is None:
        return times
    return resolve_times(document.text, language, published, lexicon, said_at=said)


def _inside(place: PlaceName, names: list[tuple[int, int, KnownActor]]) -> bool:
    """Whether a place's name is part of an actor's ("Islamic State in the Greater …"), or an armed
    group's whole name."""
    before = bisect_right(names, place.span.start, key=lambda name: name[0])
    if not before:
        return False
    start, end, actor = names[before - 1]
    whole = actor.kind in ("armed-group", "militia")  # "Taliban" is a town in some country too
    return place.span.end <= end and (whole or end - start > place.span.end - place.span.start)


__all__ = ["resolve"]
