"""resolve: Document → Document. Times, places and actors, each with its reason."""

from __future__ import annotations

from dataclasses import replace

from rashomon.document import Document, PlaceName
from rashomon.knowledge import Knowledge
from rashomon.known_actors import KnownActor, known_actors
from rashomon.resolve.actors import KnownNames, resolve_actors
from rashomon.resolve.home import home_of
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.places import resolve_places
from rashomon.resolve.time_lexicon import TimeLexicon
from rashomon.resolve.times import resolve_times


def resolve(document: Document, knowledge: Knowledge) -> Document:
    """The document with its times dated, its places located and its actors named.

    Actors come last: a demonym ("Nigerien soldiers") tells their country.
    """
    language = document.language
    times = resolve_times(
        document.text,
        language,
        document.report.published,
        knowledge.keep(f"times.{language}", lambda: TimeLexicon.load(language)),
    )
    document = document.filled(times=times)
    known_names: KnownNames = knowledge.keep("actors", lambda: KnownNames(known_actors()))
    place_names, places = resolve_places(
        document,
        knowledge.gazetteer,
        knowledge.borders,
        knowledge.keep(f"places.{language}", lambda: PlaceLexicon.load(language)),
        home_of(document.report, known_actors()),
    )
    document = document.filled(place_names=place_names, places=places)
    mentions, actors = resolve_actors(document, knowledge.lexicon(language), known_names)
    names = known_names.find(document.text)
    return document.filled(
        actor_mentions=mentions,
        actors=actors,
        place_names=tuple(
            replace(p, use="part-of-name") if _inside(p, names) else p for p in place_names
        ),
    )


def _inside(place: PlaceName, names: list[tuple[int, int, KnownActor]]) -> bool:
    """Whether a place's name is only a part of an actor's ("Islamic State in the Greater …")."""
    return any(
        start <= place.span.start
        and place.span.end <= end
        and end - start > place.span.end - place.span.start
        for start, end, _ in names
    )


__all__ = ["resolve"]
