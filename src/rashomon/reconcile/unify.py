"""One actor and one voice over many reports.

An actor's identity follows from its own record alone (its name, kind and country, and the list of
known actors), never from what else has arrived: so it is the same in every report and in any order.

* the bodies and forces of one state are that state's side, whatever they are called;
* a known armed group is found by any of its names, and its side is the group it belongs to;
* every other name is compared without accents, articles and words like "group" or "militants".

Voices (CONTRACT.md, meeting rule 4): one side's ministries, army and spokesmen are one voice; the
place's own officials are voices of their own; unnamed sources of one report are one voice; an
outlet and its narrator are one voice, and so are all copies of one story.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from rashomon.accounts import UnifiedActor, UnifiedVoice
from rashomon.gazetteer.names import key
from rashomon.knowledge import load_yaml
from rashomon.known_actors import STATE_PREFIX, known_actors
from rashomon.reconcile.countries import country_in, country_name
from rashomon.records import Actor, ActorKind, Report, Voice, VoiceKind, identify

STATE_KINDS: frozenset[ActorKind] = frozenset({"state", "state-forces"})
PERSONS: frozenset[ActorKind] = frozenset({"public-person", "private-person"})


@cache
def voice_words() -> dict[str, frozenset[str]]:
    """The word lists of `voices.yaml`, normalised where they are words of texts."""
    data = load_yaml("reconcile/voices.yaml")
    return {
        "local_offices": frozenset(key(word) for word in data["local_offices"]),
        "former_words": frozenset(key(word) for word in data["former_words"]),
        "home_bodies": frozenset(key(word) for word in data["home_bodies"]),
        "unnamed_kinds": frozenset(data["unnamed_kinds"]),
        "press_kinds": frozenset(data["press_kinds"]),
        "group_words": frozenset(key(word) for word in data["group_words"]),
        **{
            name: frozenset(key(word) for word in data[name])
            for name in (
                "own_words",
                "possessives",
                "lost_words",
                "state_medical",
                "of_bodies",
                "home_offices",
                "name_particles",
                "office_words",
                "body_words",
            )
        },
    }


def unify_actor(actor: Actor, home: str | None = None) -> UnifiedActor:
    """The actor over all reports; `home` is the country of the incident, for "the army"."""
    return _unify(actor.name, actor.kind, actor.country, home)


@lru_cache(maxsize=50_000)
def _unify(name: str, kind: ActorKind, country: str | None, home: str | None) -> UnifiedActor:
    known = known_actors().find(name)
    if known is None and kind in ("armed-group", "militia", "media", "organisation"):
        known = known_actors().find_in(name)
    if kind in STATE_KINDS or (known is not None and known.kind in STATE_KINDS):
        code = country or (known.country if known else None) or country_in(name) or home
        if code is not None:
            return side_actor(STATE_PREFIX + code)
    if known is not None:
        return UnifiedActor(
            id=identify("a", known.name),
            name=known.name,
            kind=known.kind,
            country=known.country,
            side=known_actors().side_of(known),
        )
    bare = _bare(name) if kind in ("armed-group", "militia") else key(name)
    return UnifiedActor(
        id=identify("a", bare or key(name)),
        name=name,
        kind=kind,
        country=country,
        side=f"unidentified {bare}" if kind == "unidentified" else name,
    )


@lru_cache(maxsize=10_000)
def side_actor(side: str) -> UnifiedActor:
    """The side itself as an actor: the state with its country's name, or the group."""
    if side.startswith(STATE_PREFIX):
        code = side.removeprefix(STATE_PREFIX)
        return UnifiedActor(identify("a", side), country_name(code), "state", code, side)
    known = known_actors().find(side)
    if known is not None:
        return UnifiedActor(identify("a", known.name), known.name, known.kind, known.country, side)
    own = identify("a", _bare(side) or key(side))
    return UnifiedActor(own, side, "armed-group", None, side)


def _bare(name: str) -> str:
    """The key of a group's name without the generic words around it."""
    words = key(name).split()
    kept = [word for word in words if word not in voice_words()["group_words"]]
    return " ".join(kept)


def outlet_key(name: str) -> str:
    """One key for an outlet or agency under any of its names."""
    known = known_actors().find(name)
    return key(known.name if known else name)


def unify_voice(voice: Voice, actor: Actor | None, story: Report, home: str | None) -> UnifiedVoice:
    """The voice over all reports.

    `actor` is the voice's actor, `story` the report where its story first appeared (the report
    itself unless it is a copy, retelling or version), `home` the country of the incident.
    """
    press = voice.kind in voice_words()["press_kinds"]
    if press:
        return UnifiedVoice(_press_key(voice, actor, story), voice.kind, None, True, True)
    if voice.kind == "official" or (
        voice.kind == "medical" and _holds(voice.text, "state_medical")
    ):
        return _official(voice, actor, story, home)
    if voice.kind == "un":
        return UnifiedVoice("un", voice.kind, None, True, False)
    if voice.kind == "belligerent":
        side = _belligerent_side(voice, actor)
        return UnifiedVoice(f"side {side}", voice.kind, side, True, False)
    person = actor is not None and actor.kind in PERSONS
    body = voice.kind == "medical" and other_body(voice.text) == "medical"
    if voice.kind == "ngo" or body or person or _is_full_name(voice.text):
        return UnifiedVoice(_person_key(voice, actor), voice.kind, None, True, False)
    return UnifiedVoice(f"{voice.kind} in {story.id}", voice.kind, None, False, False)


def _is_full_name(words: str) -> bool:
    """Whether words are a person's whole name: two to four words, each with a capital."""
    parts = words.split()
    return 2 <= len(parts) <= 4 and all(part[0].isupper() for part in parts)


def _press_key(voice: Voice, actor: Actor | None, story: Report) -> str:
    if voice.kind == "media":
        return f"press {outlet_key(actor.name if actor else voice.text)}"
    name = story.agency or story.outlet
    return f"press {outlet_key(name) if name else story.id}"


def _official(voice: Voice, actor: Actor | None, story: Report, home: str | None) -> UnifiedVoice:
    other = other_body(voice.text)
    if other == "un":
        return UnifiedVoice("un", "un", None, True, False)
    if other is not None:
        return UnifiedVoice(_person_key(voice, actor), other, None, True, False)
    if is_local_office(voice.text):
        named = actor is not None and actor.kind in PERSONS
        own = _person_key(voice, actor) if named else f"local in {story.id}"
        return UnifiedVoice(own, "local", None, named, False)
    country = _official_country(voice, actor, home)
    if country is None:
        return UnifiedVoice(_person_key(voice, actor), voice.kind, None, True, False)
    return side_voice(country)


def side_voice(country: str) -> UnifiedVoice:
    """The one voice of a state's ministries, forces and spokesmen."""
    side = STATE_PREFIX + country
    return UnifiedVoice(f"side {side}", "official", side, True, False)


def _official_country(voice: Voice, actor: Actor | None, home: str | None) -> str | None:
    """Whose official: as the actor, else the words say; "the ministry" alone is of the place, and
    so is whoever speaks for a body that only the state of the place has."""
    if actor is not None and actor.country is not None:
        return actor.country
    known = known_actors().find_in(voice.text)
    if known is not None and known.country is not None and known.kind in STATE_KINDS:
        return known.country
    said = country_in(voice.text)
    if said is not None:
        return said
    if actor is not None and actor.kind in PERSONS and not _holds(voice.text, "home_bodies"):
        return None
    return home


@lru_cache(maxsize=10_000)
def other_body(words: str) -> VoiceKind | None:
    """The kind of a body that no state speaks through ("doctors' committee"), whatever it was read
    as; None for others."""
    known = known_actors().find_in(re.sub(r"\b[dl]['’]", " ", words))
    if known is not None and known.voice == "un" and country_in(words) is None:
        return "un"
    if known is not None and known.voice in ("ngo", "medical") and not is_of_government(words):
        return known.voice
    text = f" {key(words)} "
    for kind, names in _other_bodies().items():
        if any(f" {name} " in text for name in names):
            return kind
    return None


@cache
def _other_bodies() -> dict[VoiceKind, tuple[str, ...]]:
    told = load_yaml("reconcile/voices.yaml")["other_bodies"]
    return {kind: tuple(key(name) for name in names) for kind, names in told.items()}


@lru_cache(maxsize=10_000)
def is_local_office(words: str) -> bool:
    """Whether the words name an office of the place rather than of the state's government. One that
    somebody held before does not count."""
    now = re.split(rf"\b(?:{'|'.join(sorted(voice_words()['former_words']))})\b", key(words))[0]
    return _holds(now, "local_offices")


def _holds(words: str, name: str) -> bool:
    """Whether words hold one of a list of `voices.yaml`, whole words only."""
    text = f" {key(words)} "
    return any(f" {each} " in text for each in voice_words()[name])


@lru_cache(maxsize=10_000)
def is_own(words: str) -> bool:
    """Whether words for people make them the speaker's own ("its own men")."""
    return not voice_words()["own_words"].isdisjoint(key(words).split())


@lru_cache(maxsize=10_000)
def is_theirs(words: str) -> bool:
    """Whether words for people have an owner who is not named ("its soldiers")."""
    return not voice_words()["possessives"].isdisjoint(key(words).split())


@lru_cache(maxsize=10_000)
def is_of_government(words: str) -> bool:
    """Whether the words name an office or body of a state's government, or one of `home_bodies`."""
    return _holds(words, "home_offices") or _holds(words, "home_bodies")


def _belligerent_side(voice: Voice, actor: Actor | None) -> str:
    if actor is not None and actor.kind in ("armed-group", "militia"):
        return unify_actor(actor).side
    known = known_actors().find_in(voice.text)
    spoken_for = known is not None and known.kind in ("armed-group", "militia")
    if actor is not None and not spoken_for:
        unified = unify_actor(actor)
        return "the fighters" if unified.kind == "unidentified" else unified.side
    return known_actors().side_of(known) if known else key(voice.text)


def _person_key(voice: Voice, actor: Actor | None) -> str:
    name = actor.name if actor is not None else voice.text
    known = known_actors().find(name)
    return f"{key(known.name if known else name)}"
