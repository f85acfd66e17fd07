"""The actors of `data/actors.yaml`: found by any of their names, with the side they are on.

Shared by the stage that resolves actors in a report and by the one that unifies them over reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rashomon.errors import KnowledgeError
from rashomon.gazetteer.names import key
from rashomon.knowledge import load_yaml
from rashomon.records import ActorKind, VoiceKind

STATE_PREFIX = "state:"
"""A side that is a state: the prefix and its ISO 3166-1 code."""

_WORD = re.compile(r"[^\W_][\w'’.-]*", re.UNICODE)


@dataclass(frozen=True, slots=True)
class KnownActor:
    """One entry of the data file; its header says what each field means."""

    name: str
    aliases: tuple[str, ...]
    kind: ActorKind
    country: str | None
    side: str | None
    voice: VoiceKind | None
    agency: bool
    sources: tuple[str, ...]


class KnownActors:
    """All known actors, by name and alias."""

    def __init__(self, actors: Iterable[KnownActor]) -> None:
        self.actors = tuple(actors)
        self._by_name = {each.name: each for each in self.actors}
        self._by_key: dict[str, list[tuple[str, KnownActor]]] = {}
        for each in self.actors:
            for name in (each.name, *each.aliases):
                self._by_key.setdefault(key(name), []).append((name, each))
        self._longest = max((len(k.split()) for k in self._by_key), default=1)

    def find(self, name: str) -> KnownActor | None:
        """The actor with this very name or alias, accents and hyphens aside; None if unknown."""
        for known, each in self._by_key.get(key(name), ()):
            if _same_case(known, name):
                return each
        return None

    def find_in(self, words: str) -> KnownActor | None:
        """The actor that a description names ("fighters of the Islamic State group"): the longest
        name in it, the first of equals; None when it names nobody known."""
        tokens = list(_WORD.finditer(words))
        for length in range(min(self._longest, len(tokens)), 0, -1):
            for first in range(len(tokens) - length + 1):
                part = words[tokens[first].start() : tokens[first + length - 1].end()]
                found = self.find(part)
                if found is not None:
                    return found
        return None

    def side_of(self, actor: KnownActor) -> str:
        """The side it acts for: a known actor's name, or `state:XX`."""
        seen = {actor.name}
        while actor.side is not None and not actor.side.startswith(STATE_PREFIX):
            above = self._by_name[actor.side]
            if above.name in seen:
                break
            seen.add(above.name)
            actor = above
        if actor.side is not None and actor.side.startswith(STATE_PREFIX):
            return actor.side
        if actor.kind in ("state", "state-forces") and actor.country:
            return STATE_PREFIX + actor.country
        return actor.name


@cache
def known_actors() -> KnownActors:
    """The shipped list; KnowledgeError names a broken entry."""
    rows = load_yaml("actors.yaml")
    actors = KnownActors(_entry(row) for row in rows)
    for each in actors.actors:
        side = each.side
        if side and not side.startswith(STATE_PREFIX) and side not in actors._by_name:
            raise KnowledgeError(f"actors.yaml: {each.name} is on the side of no entry: {side}")
    return actors


def _entry(row: Mapping[str, Any]) -> KnownActor:
    try:
        return KnownActor(
            name=row["name"],
            aliases=tuple(row["aliases"]),
            kind=row["kind"],
            country=row["country"],
            side=row["side"],
            voice=row.get("voice"),
            agency=bool(row.get("agency", False)),
            sources=tuple(row["sources"]),
        )
    except KeyError as error:
        raise KnowledgeError(f"actors.yaml: an entry lacks {error}: {dict(row)}") from error


def _same_case(known: str, name: str) -> bool:
    """Whether the capitals of the known name are capitals in the text: "EI" is not "ei"."""
    if known.isupper():
        return name.isupper()
    words, found = known.split(), name.split()
    if len(words) == len(found) > 1:  # "Le Soir" is not "Le soir"
        return all(f[:1].isupper() for w, f in zip(words, found, strict=True) if w[:1].isupper())
    return not known[:1].isupper() or any(c.isupper() for c in name)
