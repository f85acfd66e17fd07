"""Records by hand, in few words, for tests.

    make_reading(
        "At least 25 soldiers were killed in Kemba, the ministry said.",
        published="2020-01-10",
        actors=[actor("army", "state-forces", "NE")],
        places=[place("Kemba", 14.9, 1.1, country="NE")],
        claims=[
            toll("deaths", "At least 25 soldiers were killed", 25, None, group="soldiers",
                 side="army", voice=("official", "the ministry"), cue="said"),
            site("in Kemba", "Kemba"),
            day("At least 25 soldiers were killed", "2020-01-09"),
        ],
    )

Words are looked up in the text (their first occurrence) and become spans; a test whose words are
not in its text fails at once. Actors and places are named, not numbered: a name that was not
declared becomes an unidentified actor or an unresolved place. `incident` is a label; every label
becomes a mention, "main" is the one nobody names. `key` labels a claim for `part_of` of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rashomon.records import (
    READING_SCHEMA,
    VALUE_OF_FIELD,
    WITHOUT_INCIDENT,
    Actor,
    ActorKind,
    Claim,
    ClaimField,
    ClaimSpans,
    Mention,
    MentionProfile,
    Mode,
    Place,
    PlaceClause,
    PlaceMethod,
    PlaceRole,
    Reader,
    Reading,
    Report,
    SaidWhen,
    Scope,
    Span,
    Stance,
    TollFigure,
    Voice,
    VoiceKind,
    identify,
)

READER = Reader(name="factory", version="1", knowledge="none")

VoiceWords = tuple[VoiceKind, str] | tuple[VoiceKind, str, str | None]


@dataclass(frozen=True)
class ActorSketch:
    """An actor before its report is known; `aliases` are further words for it in the text."""

    name: str
    kind: ActorKind = "unidentified"
    country: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimSketch:
    """A claim before its report is known: names where ids will be, words where spans will be."""

    field: ClaimField
    content: str
    value: Mapping[str, Any]
    stance: Stance | None = None
    mode: Mode = "actual"
    incident: str | None = "main"
    voice: VoiceWords = ("narrator", "")
    via: tuple[str, ...] = ()
    party: bool = False
    cue: str | None = None
    source: str | None = None
    also: tuple[str, ...] = ()
    scope: str | None = None
    said: str | None = None
    provisional: bool = False
    superseded: bool = False
    key: str | None = None


def actor(
    name: str,
    kind: ActorKind = "unidentified",
    country: str | None = None,
    *aliases: str,
) -> ActorSketch:
    """An actor with its kind, its country and other words for it."""
    return ActorSketch(name, kind, country, aliases)


def place(
    name: str,
    latitude: float | None = None,
    longitude: float | None = None,
    *,
    country: str | None = None,
    admin1: str | None = None,
    admin2: str | None = None,
    radius_km: float | None = None,
    where_prec: int | None = None,
    method: PlaceMethod | None = None,
    region: dict[str, Any] | None = None,
    clauses: tuple[PlaceClause, ...] = (),
) -> Place:
    """A place; `make_reading` gives it its id and its spans."""
    found = latitude is not None
    return Place(
        id=name,
        name=name,
        country=country,
        admin1=admin1,
        admin2=admin2,
        latitude=latitude,
        longitude=longitude,
        radius_km=radius_km if radius_km is not None else (5.0 if found else None),
        where_prec=where_prec if where_prec is not None else (1 if found else None),
        geonameid=None,
        method=method or ("gazetteer" if found else "unresolved"),
        region=region,
        candidates=(),
        explanation="given by the test" if found else "no gazetteer lists it",
        spans=(),
        clauses=clauses,
    )


def claim(field: ClaimField, content: str, value: Mapping[str, Any], **more: Any) -> ClaimSketch:
    """Any claim. `more` are the other fields of `ClaimSketch`."""
    if field in WITHOUT_INCIDENT or more.get("scope"):
        more.setdefault("incident", None)
    return ClaimSketch(field=field, content=content, value=value, **more)


def toll(
    field: ClaimField,
    content: str,
    low: int | None,
    high: int | None,
    *,
    text: str | None = None,
    group: str | None = None,
    side: str | None = None,
    by: str | None = None,
    approximate: bool = False,
    value: Mapping[str, Any] | None = None,
    **more: Any,
) -> ClaimSketch:
    """People counted: deaths, injuries, … `side` and `by` are names of actors."""
    counted = {
        "low": low,
        "high": high,
        "approximate": approximate,
        "text": text or content,
        "group": group,
        "side": side,
        "by": by,
        **(value or {}),
    }
    return claim(field, content, counted, **more)


def site(content: str, name: str, role: PlaceRole = "site", **more: Any) -> ClaimSketch:
    """Where it happened; `name` is a place's name."""
    return claim("place", content, {"place": name, "text": name, "role": role}, **more)


def day(
    content: str,
    start: str | None,
    end: str | None = None,
    *,
    date_prec: int | None = 1,
    time: str | None = None,
    **more: Any,
) -> ClaimSketch:
    """When it happened: ISO dates, both inclusive."""
    value = {
        "start": start,
        "end": end or start,
        "date_prec": date_prec,
        "time": time,
        "tz": None,
        "text": content,
    }
    return claim("time", content, value, **more)


def who(
    field: ClaimField, content: str, name: str, action: str | None = None, **more: Any
) -> ClaimSketch:
    """Who took part: perpetrator, target, victim or participant; `name` is an actor's name."""
    return claim(field, content, {"actor": name, "text": name, "action": action}, **more)


def kind_of_event(content: str, *, incident: str = "main", **scheme: Any) -> ClaimSketch:
    """What kind of incident: `acled_event`, `acled_sub_event`, `ucdp`, `plover`, `mode`."""
    value = {
        "acled_event": None,
        "acled_sub_event": None,
        "ucdp": None,
        "plover": None,
        "mode": None,
        "text": content,
    }
    return claim("type", content, {**value, **scheme}, incident=incident)


def make_report(
    text: str,
    *,
    published: str | None = "2020-01-10",
    outlet: str | None = "a daily newspaper",
    language: str | None = "en",
    **more: Any,
) -> Report:
    """A report; `more` are agency, author, url, title, medium."""
    return Report.make(text, published=published, outlet=outlet, language=language, **more)


def make_reading(
    text: str,
    *,
    claims: Iterable[ClaimSketch] = (),
    actors: Iterable[ActorSketch] = (),
    places: Iterable[Place] = (),
    titles: Mapping[str, str] | None = None,
    parents: Mapping[str, str] | None = None,
    reader: Reader = READER,
    **report: Any,
) -> Reading:
    """A reading of a report with this text.

    `titles` gives labels of incidents their titles, `parents` a label its parent's label; `report`
    are the fields of the report (`published`, `outlet`, `url`, `title`, `language`, …).
    """
    return _Maker(make_report(text, **report), list(claims), list(actors), list(places)).reading(
        titles or {}, parents or {}, reader
    )


class _Maker:
    """Turns names into ids and words into spans."""

    def __init__(
        self,
        report: Report,
        claims: list[ClaimSketch],
        actors: list[ActorSketch],
        places: list[Place],
    ) -> None:
        self.report = report
        self.claims = claims
        self.actors = {each.name: each for each in actors}
        self.places = {each.name: each for each in places}
        self.claim_ids = {each.key: self._claim_id(each) for each in claims if each.key is not None}

    def reading(
        self, titles: Mapping[str, str], parents: Mapping[str, str], reader: Reader
    ) -> Reading:
        made = tuple(self._claim(each) for each in self.claims)
        labels = list(
            dict.fromkeys(
                [
                    *titles,
                    *parents.values(),
                    *parents,
                    *(each.incident for each in self.claims if each.incident is not None),
                ]
            )
        )
        mentions = tuple(
            Mention(
                id=self._id("m", label),
                title=titles.get(label, label),
                parent=self._id("m", parents[label]) if label in parents else None,
            )
            for label in labels
        )
        return Reading(
            schema=READING_SCHEMA,
            reader=reader,
            report=self.report,
            actors=tuple(self._actor(each) for each in self.actors.values()),
            places=tuple(self._place(each) for each in self.places.values()),
            incidents=mentions,
            claims=made,
        )

    def _id(self, prefix: str, name: str) -> str:
        return identify(prefix, self.report.id, name)

    def _span(self, words: str) -> Span:
        start = self.report.text.find(words)
        assert start >= 0, f"{words!r} is not in the text {self.report.text!r}"
        return Span(start, start + len(words), words)

    def _spans(self, each: ClaimSketch) -> ClaimSpans:
        return ClaimSpans(
            content=self._span(each.content),
            cue=self._span(each.cue) if each.cue else None,
            source=self._span(each.source) if each.source else None,
        )

    def _claim_id(self, each: ClaimSketch) -> str:
        words = "\x1f".join(f"{key}={value}" for key, value in sorted(each.value.items()))
        return Claim.identify(self.report.id, each.field, self._spans(each), words)

    def _claim(self, each: ClaimSketch) -> Claim:
        kind, text, *by_name = each.voice
        speaker = by_name[0] if by_name else None
        default: Stance = "reported" if kind == "narrator" else "claimed"
        return Claim(
            id=self._claim_id(each),
            incident=self._id("m", each.incident) if each.incident is not None else None,
            field=each.field,
            value=VALUE_OF_FIELD[each.field](**self._value(each)),
            stance=each.stance or default,
            mode=each.mode,
            scope=Scope(each.scope) if each.scope else None,
            said=SaidWhen(each.said, each.said) if each.said else None,
            provisional=each.provisional,
            superseded=each.superseded,
            voice=Voice(
                kind=kind,
                actor=self._actor_id(speaker),
                text=text or self.report.outlet or "the report",
                via=each.via,
                party=each.party,
            ),
            spans=self._spans(each),
            also=tuple(self._span(words) for words in each.also),
        )

    def _value(self, each: ClaimSketch) -> dict[str, Any]:
        value = dict(each.value)
        for key in ("side", "by", "actor"):
            if key in value:
                value[key] = self._actor_id(value[key])
        if value.get("part_of") is not None:
            value["part_of"] = self.claim_ids[value["part_of"]]
        if each.field in ("place", "presence", "damage") and value.get("place") is not None:
            value["place"] = self._place_id(value["place"])
        if each.field == "relation" and value.get("incident") is not None:
            value["incident"] = self._id("m", value["incident"])
        if each.field == "membership":
            value["members"] = tuple(self._actor_id(name) for name in value["members"])
        return value

    def _actor_id(self, name: str | None) -> str | None:
        if name is None:
            return None
        self.actors.setdefault(name, ActorSketch(name))
        return self._id("a", name)

    def _place_id(self, name: str) -> str:
        self.places.setdefault(name, place(name))
        return self._id("p", name)

    def _actor(self, each: ActorSketch) -> Actor:
        spans = [self._span(w) for w in (each.name, *each.aliases) if w in self.report.text]
        return Actor(
            id=self._id("a", each.name),
            name=each.name,
            kind=each.kind,
            country=each.country,
            spans=tuple(sorted(spans)),
        )

    def _place(self, each: Place) -> Place:
        spans = (self._span(each.name),) if each.name in self.report.text else ()
        return replace(each, id=self._id("p", each.name), spans=spans)


def make_profile(
    report: str,
    label: str = "main",
    *,
    published: str | None = "2020-01-10",
    day: str | None = "2020-01-09",
    keys: Sequence[str] = ("NE|2020-01",),
    countries: Sequence[str] = ("NE",),
    places: Sequence[Place] = (),
    actors: Sequence[str] = (),
    tolls: Sequence[TollFigure] = (),
    types: Sequence[str] = (),
    words: Sequence[str] = (),
    passing: bool = False,
    title: str | None = None,
    parent: str | None = None,
) -> MentionProfile:
    """A mention's profile; its id is that of `make_reading`'s mention of the same report, label."""
    return MentionProfile(
        id=identify("m", report, label),
        report=report,
        published=published,
        passing=passing,
        title=title or label,
        parent=parent,
        date_start=day,
        date_end=day,
        date_prec=1 if day else None,
        places=tuple(places),
        countries=tuple(countries),
        actors=tuple(actors),
        tolls=tuple(tolls),
        types=tuple(types),
        words=tuple(words),
        keys=tuple(keys),
    )
