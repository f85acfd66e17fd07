"""Claims and readings: who says what in one report, and the rules that a reading keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any

from rashomon.errors import InvariantError
from rashomon.records.evidence import Actor, Place, Report, Span
from rashomon.records.terms import WITHOUT_INCIDENT, ClaimField, Mode, Stance, VoiceKind, identify
from rashomon.records.values import (
    VALUE_OF_FIELD,
    ClaimValue,
    Involvement,
    ItemQuantity,
    MembershipValue,
    PlaceValue,
    Quantity,
    RelationValue,
    ResponsibilityValue,
    VictimValue,
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says it. `text` is the fullest description in the report; `via` who passed it on.

    `actor` is an actor id. `party` is true when the voice belongs to a side of the incident.
    """

    kind: VoiceKind
    actor: str | None
    text: str
    via: tuple[str, ...]
    party: bool


@dataclass(frozen=True, slots=True)
class ClaimSpans:
    """Where the report says it: the asserting clause, the attributing and the speaker's words."""

    content: Span
    cue: Span | None
    source: Span | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure covers when it is not one incident's: a stretch of time, a campaign."""

    text: str
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class SaidWhen:
    """When the voice said it: ISO dates, inclusive."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that one voice says of one incident (or of none: `incident` None)."""

    id: str
    incident: str | None
    field: ClaimField
    value: ClaimValue
    stance: Stance
    mode: Mode
    scope: Scope | None
    said: SaidWhen | None
    provisional: bool
    superseded: bool
    voice: Voice
    spans: ClaimSpans
    also: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        expected = VALUE_OF_FIELD.get(self.field)
        if expected is None:
            raise InvariantError(f"claim {self.id} has no such field: {self.field!r}")
        if not isinstance(self.value, expected):
            raise InvariantError(
                f"claim {self.id}: a {self.field} has a {expected.__name__}, "
                f"not a {type(self.value).__name__}"
            )
        if self.field in WITHOUT_INCIDENT and self.incident is not None:
            raise InvariantError(f"claim {self.id}: {self.field} belongs to no incident")
        if self.scope is not None and self.incident is not None:
            raise InvariantError(f"claim {self.id} has a scope wider than one incident, and one")

    @staticmethod
    def identify(report: str, field: str, spans: ClaimSpans, value_words: str) -> str:
        """A claim's id: a hash of report, field, spans and value words, so that a judgement made on
        one reading of a report finds the same claim in the next."""
        at = [f"{s.start}-{s.end}" if s else "" for s in (spans.content, spans.cue, spans.source)]
        return identify("c", report, field, *at, value_words)


@dataclass(frozen=True, slots=True)
class Mention:
    """What one report says of one incident; `parent` is the mention it is a part of."""

    id: str
    title: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who read the report: name, version, and a digest of the knowledge it read with."""

    name: str
    version: str
    knowledge: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All of one report: actors, places, incidents (as mentions) and claims."""

    schema: str
    reader: Reader
    report: Report
    actors: tuple[Actor, ...]
    places: tuple[Place, ...]
    incidents: tuple[Mention, ...]
    claims: tuple[Claim, ...]

    def __post_init__(self) -> None:
        text = self.report.text
        for part in (self.actors, self.places, self.claims):
            for span in iterate_spans(part):
                if text[span.start : span.end] != span.text:
                    raise InvariantError(
                        f"report {self.report.id}: span {span.start}-{span.end} reads "
                        f"{text[span.start : span.end]!r}, not {span.text!r}"
                    )
        self._check_references()

    def _check_references(self) -> None:
        actors = _unique(self.report.id, "actor", [a.id for a in self.actors])
        places = _unique(self.report.id, "place", [p.id for p in self.places])
        mentions = _unique(self.report.id, "incident", [m.id for m in self.incidents])
        claims = _unique(self.report.id, "claim", [c.id for c in self.claims])
        known = {"actor": actors, "place": places, "incident": mentions, "claim": claims}
        for kind, referred in _references(self):
            if referred is not None and referred not in known[kind]:
                raise InvariantError(
                    f"report {self.report.id}: no such {kind} in its reading: {referred}"
                )


def _references(reading: Reading) -> Iterator[tuple[str, str | None]]:
    """(kind, id) of everything that a record of the reading refers to."""
    for mention in reading.incidents:
        yield "incident", mention.parent
    for claim in reading.claims:
        yield "incident", claim.incident
        yield "actor", claim.voice.actor
        value = claim.value
        if isinstance(value, Quantity):
            yield from (("actor", value.side), ("actor", value.by), ("claim", value.part_of))
        elif isinstance(value, ItemQuantity):
            yield from (("actor", value.actor), ("actor", value.by), ("place", value.place))
        elif isinstance(value, Involvement | VictimValue | ResponsibilityValue):
            yield "actor", value.actor
        elif isinstance(value, PlaceValue):
            yield "place", value.place
        elif isinstance(value, RelationValue):
            yield "incident", value.incident
        elif isinstance(value, MembershipValue):
            yield "actor", value.actor
            yield from (("actor", member) for member in value.members)


_WITHOUT_PARTS = (str, int, float)


def iterate_spans(record: object) -> Iterator[Span]:
    """Every span inside a record, at any depth."""
    found: list[Span] = []
    _collect_spans(record, found)
    return iter(found)


def _collect_spans(record: object, found: list[Span]) -> None:
    if isinstance(record, Span):
        found.append(record)
    elif isinstance(record, tuple):
        for item in record:
            _collect_spans(item, found)
    else:
        cls: Any = type(record)  # mypy holds that a class has no hash
        for name in _names_of_parts(cls):
            part = getattr(record, name)
            if part is not None and not isinstance(part, _WITHOUT_PARTS):
                _collect_spans(part, found)


@cache
def _names_of_parts(cls: type) -> tuple[str, ...]:
    """The fields of a record's class; none for what is no record."""
    return tuple(each.name for each in fields(cls)) if is_dataclass(cls) else ()


def _unique(report: str, kind: str, ids: list[str]) -> frozenset[str]:
    seen = frozenset(ids)
    if len(seen) != len(ids):
        twice = sorted({each for each in ids if ids.count(each) > 1})
        raise InvariantError(f"report {report}: two {kind}s with one id: {', '.join(twice)}")
    return seen
