"""The records: what every stage takes and gives.

Frozen, slotted dataclasses whose field names are the keys of the published JSON, in its order, so
that the JSON, its schema and the code cannot drift apart (`schemas.py` generates the schemas from
here). An invariant is enforced once, where the record is made:

* a span is the text: `report.text[span.start:span.end] == span.text`  (`Reading`)
* ids are unique and every reference inside a reading resolves              (`Reading`)
* a claim's value has the shape of its field, its bounds the right order    (`Claim`, `Quantity`)
* coordinates come in pairs, lie on the earth, and are never invented       (`Place`)

`None` means unknown, never "none" or zero. pydantic stands only at the edges (files, the API):
inside the flow these classes are made millions of times and need no second validation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from rashomon.errors import InvariantError

# ------------------------------------------------------------------------- the field's value lists

Stance = Literal["reported", "claimed", "admitted", "suspected", "possible", "unverified", "denied"]
Mode = Literal["actual", "historical", "future", "hypothetical"]
VoiceKind = Literal[
    "narrator",
    "official",
    "belligerent",
    "local",
    "security-source",
    "medical",
    "witness",
    "media",
    "un",
    "ngo",
    "expert",
    "anonymous",
]
ActorKind = Literal[
    "state",
    "state-forces",
    "armed-group",
    "militia",
    "civilians",
    "organisation",
    "media",
    "public-person",
    "private-person",
    "unidentified",
]
ClaimField = Literal[
    "deaths",
    "injuries",
    "casualties",
    "abductions",
    "releases",
    "missing",
    "arrests",
    "displaced",
    "survivors",
    "damage",
    "presence",
    "perpetrator",
    "target",
    "victim",
    "participant",
    "place",
    "time",
    "type",
    "weapon",
    "tactic",
    "motive",
    "responsibility",
    "relation",
    "membership",
    "statement",
]
PlaceRole = Literal["site", "origin", "destination", "reference"]
PlaceMethod = Literal["gazetteer", "from-report", "region", "unresolved"]
Counts = Literal["total", "part", "added"]
Status = Literal["contested", "revised", "corroborated", "single"]
LineageKind = Literal["copy", "retelling", "version"]
JudgementKind = Literal[
    "accept",
    "correct",
    "reject",
    "merge",
    "split",
    "add",
    "set-figure",
    "grade",
    "not-an-incident",
    "note",
]
Medium = Literal["text", "html"]

READING_SCHEMA = "rashomon/reading/1"
LIST_SCHEMA = "rashomon/list/1"
INCIDENT_SCHEMA = "rashomon/incident/1"

TOLL_FIELDS: frozenset[str] = frozenset(
    {
        "deaths",
        "injuries",
        "casualties",
        "abductions",
        "releases",
        "missing",
        "arrests",
        "displaced",
        "survivors",
    }
)
"""The fields that count people; their value is a `Quantity`."""

WITHOUT_INCIDENT: frozenset[str] = frozenset({"presence", "membership"})
"""Fields whose claims belong to no incident (CONTRACT.md, reading rule 10)."""


def identify(prefix: str, *parts: object) -> str:
    """A short, stable id: `prefix-` and 80 bits of SHA-256 over the parts, in hexadecimal."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return f"{prefix}-{hashlib.sha256(joined.encode('utf-8')).hexdigest()[:20]}"


# ---------------------------------------------------------------------------- reports and evidence


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of a report's text, and those very characters."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise InvariantError(f"a span runs forward from 0 on, not {self.start} to {self.end}")
        if self.end - self.start != len(self.text):
            raise InvariantError(
                f"span {self.start}-{self.end} is {self.end - self.start} characters long, "
                f"its text {len(self.text)}"
            )

    @staticmethod
    def of(text: str, start: int, end: int) -> Span:
        """The span of `text` from `start` to `end`."""
        return Span(start, end, text[start:end])

    def overlaps(self, other: Span) -> bool:
        """True when both share at least one character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """True when `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Report:
    """One published text. `published` is an ISO 8601 date, or date and time with zone."""

    id: str
    outlet: str | None
    agency: str | None
    author: str | None
    url: str | None
    title: str | None
    published: str | None
    language: str | None
    medium: str | None
    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise InvariantError("a report has a text")
        if self.published is not None:
            try:
                date.fromisoformat(self.published[:10])
            except ValueError as error:
                raise InvariantError(
                    f"published is no ISO 8601 date: {self.published!r}"
                ) from error

    @staticmethod
    def make(
        text: str,
        *,
        outlet: str | None = None,
        agency: str | None = None,
        author: str | None = None,
        url: str | None = None,
        title: str | None = None,
        published: str | None = None,
        language: str | None = None,
        medium: str | None = "text",
    ) -> Report:
        """A report with its id.

        The id is a hash of the text and of where it was published (the address, else the outlet):
        two outlets that print one wire story word for word are two reports of one voice, and the
        casebook must be able to show both (docs/decisions/0003-identity.md).
        """
        return Report(
            id=identify("r", text, url or outlet),
            outlet=outlet,
            agency=agency,
            author=author,
            url=url,
            title=title,
            published=published,
            language=language,
            medium=medium,
            text=text,
        )

    @property
    def day(self) -> date | None:
        """The day of publication, without its time."""
        return None if self.published is None else date.fromisoformat(self.published[:10])


@dataclass(frozen=True, slots=True)
class Rejection:
    """Input that could not become a report, and why. Kept in the casebook, never only logged.

    `input` names the file or address, `place` where in it (a line, a record) or None, `reason` a
    word of `errors.REASONS`, `detail` one sentence for people with the next step, `at` ISO 8601.
    """

    input: str
    place: str | None
    reason: str
    detail: str
    at: str | None = None


# ---------------------------------------------------------------------------------- actors, places


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who acts, suffers or speaks. `country` is ISO 3166-1 alpha-2."""

    id: str
    name: str
    kind: ActorKind
    country: str | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """One place that a name may mean; `score` is comparable within one name only."""

    name: str
    country: str | None
    latitude: float
    longitude: float
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place as one report names it.

    Degrees WGS 84; `radius_km` is the uncertainty around the point; `where_prec` UCDP's 1-7;
    `region` a GeoJSON geometry ([longitude, latitude]) or None. `explanation` says why this place
    was chosen, or why none could be.
    """

    id: str
    name: str
    country: str | None
    admin1: str | None
    admin2: str | None
    latitude: float | None
    longitude: float | None
    radius_km: float | None
    where_prec: int | None
    geonameid: int | None
    method: PlaceMethod
    region: dict[str, Any] | None
    candidates: tuple[PlaceCandidate, ...]
    explanation: str
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise InvariantError(f"place {self.name!r} has one coordinate of two")
        if self.latitude is not None and not -90 <= self.latitude <= 90:
            raise InvariantError(f"place {self.name!r} lies off the earth")
        if self.longitude is not None and not -180 <= self.longitude <= 180:
            raise InvariantError(f"place {self.name!r} lies off the earth")
        if self.method == "unresolved" and self.latitude is not None:
            raise InvariantError(f"unresolved place {self.name!r} has coordinates")
        if self.where_prec is not None and not 1 <= self.where_prec <= 7:
            raise InvariantError(f"where_prec of {self.name!r} is 1 to 7, not {self.where_prec}")
        if not self.explanation:
            raise InvariantError(f"place {self.name!r} has no explanation")


# ------------------------------------------------------------------------------------ claim values


@dataclass(frozen=True, slots=True)
class Quantity:
    """People counted. A bound that the words leave open is None ("at least 25": 25 to None).

    `group` is the words for the people ("soldiers"); `side` the id of the actor whose people they
    are, `by` of the actor who did it; `part_of` the claim id of the total this is a part of.
    """

    low: int | None
    high: int | None
    approximate: bool
    text: str
    group: str | None = None
    side: str | None = None
    by: str | None = None
    status: Literal["combatant", "civilian", "unknown"] = "unknown"
    category: Literal["women", "children", "men"] | None = None
    counts: Counts = "total"
    part_of: str | None = None
    unit: Literal["persons", "households", "bodies"] = "persons"

    def __post_init__(self) -> None:
        _check_bounds(self.low, self.high)


@dataclass(frozen=True, slots=True)
class ItemQuantity:
    """Things counted: destroyed (`damage`) or stationed (`presence`)."""

    low: int | None
    high: int | None
    approximate: bool
    text: str
    item: str | None = None
    actor: str | None = None
    place: str | None = None
    by: str | None = None

    def __post_init__(self) -> None:
        _check_bounds(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Involvement:
    """Who took part and how: perpetrator, target, participant. `actor` is an actor id."""

    actor: str | None
    text: str
    action: str | None = None


@dataclass(frozen=True, slots=True)
class VictimValue:
    """A victim, with age in years, sex and fate where the report gives them."""

    actor: str | None
    text: str
    action: str | None = None
    age: int | None = None
    sex: Literal["female", "male"] | None = None
    fate: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """Where: `place` is a place id. Only a `site` places an incident."""

    place: str
    text: str
    role: PlaceRole


@dataclass(frozen=True, slots=True)
class TimeValue:
    """When: ISO dates, both inclusive; UCDP's date_prec 1-5; `time` HH:MM of the local day."""

    start: str | None
    end: str | None
    date_prec: int | None
    time: str | None
    tz: str | None
    text: str

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start > self.end:
            raise InvariantError(f"a time ends before it starts: {self.start} to {self.end}")
        if self.date_prec is not None and not 1 <= self.date_prec <= 5:
            raise InvariantError(f"date_prec is 1 to 5, not {self.date_prec}")


@dataclass(frozen=True, slots=True)
class TypeValue:
    """What kind of incident, in three schemes; None where it lies outside that scheme."""

    acled_event: str | None
    acled_sub_event: str | None
    ucdp: int | None
    plover: str | None
    mode: str | None
    text: str


@dataclass(frozen=True, slots=True)
class MeansValue:
    """A weapon or a tactic: the words, and its code in `data/taxonomies`."""

    text: str
    code: str | None


@dataclass(frozen=True, slots=True)
class MotiveValue:
    """Why, as a voice says."""

    text: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class ResponsibilityValue:
    """Whether someone has claimed the incident. `actor` is None when nobody has."""

    actor: str | None
    kind: Literal["claimed", "unclaimed", "denied"]


@dataclass(frozen=True, slots=True)
class RelationValue:
    """How the claim's incident stands to another incident of the reading (`incident`: its id)."""

    incident: str | None
    kind: Literal[
        "same-perpetrator", "response-to", "retaliation-for", "part-of", "follows", "linked"
    ]


@dataclass(frozen=True, slots=True)
class MembershipValue:
    """What an organisation consists of: actor ids."""

    actor: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementValue:
    """What a voice says that fits no other field."""

    text: str


ClaimValue: TypeAlias = (
    Quantity
    | ItemQuantity
    | Involvement
    | VictimValue
    | PlaceValue
    | TimeValue
    | TypeValue
    | MeansValue
    | MotiveValue
    | ResponsibilityValue
    | RelationValue
    | MembershipValue
    | StatementValue
)

VALUE_OF_FIELD: dict[str, type[ClaimValue]] = {
    **dict.fromkeys(sorted(TOLL_FIELDS), Quantity),
    "damage": ItemQuantity,
    "presence": ItemQuantity,
    "perpetrator": Involvement,
    "target": Involvement,
    "participant": Involvement,
    "victim": VictimValue,
    "place": PlaceValue,
    "time": TimeValue,
    "type": TypeValue,
    "weapon": MeansValue,
    "tactic": MeansValue,
    "motive": MotiveValue,
    "responsibility": ResponsibilityValue,
    "relation": RelationValue,
    "membership": MembershipValue,
    "statement": StatementValue,
}
"""The shape of a claim's value, by its field."""


# ---------------------------------------------------------------------------------- voices, claims


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


# ----------------------------------------------------------------------------------------- reading


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


def iterate_spans(record: object) -> Iterator[Span]:
    """Every span inside a record, at any depth."""
    if isinstance(record, Span):
        yield record
    elif isinstance(record, tuple):
        for item in record:
            yield from iterate_spans(item)
    elif is_dataclass(record):
        for each in fields(record):
            yield from iterate_spans(getattr(record, each.name))


def _check_bounds(low: int | None, high: int | None) -> None:
    if low is not None and high is not None and low > high:
        raise InvariantError(f"a quantity's low exceeds its high: {low} > {high}")
    if (low is not None and low < 0) or (high is not None and high < 0):
        raise InvariantError(f"a quantity is not negative: {low} to {high}")


def _unique(report: str, kind: str, ids: list[str]) -> frozenset[str]:
    seen = frozenset(ids)
    if len(seen) != len(ids):
        twice = sorted({each for each in ids if ids.count(each) > 1})
        raise InvariantError(f"report {report}: two {kind}s with one id: {', '.join(twice)}")
    return seen


# ---------------------------------------------------------------------- the casebook's own records


@dataclass(frozen=True, slots=True)
class Lineage:
    """This report is a copy, retelling or version `of` another (a report id): one voice."""

    kind: LineageKind
    of: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an analyst decided. Stands beside claims, never over them; can be withdrawn.

    `claims` are the claims judged; for merge and split they stand for the mentions to join or part
    (a claim outlives a re-reading, a mention may not). `value` is what a correction, an added
    claim, a figure, a grade or a note says, as JSON; `incident` the incident judged.
    """

    id: str
    kind: JudgementKind
    by: str
    at: str
    why: str
    claims: tuple[str, ...]
    incident: str | None = None
    value: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class TollFigure:
    """One figure of a mention, as far as comparing mentions needs it."""

    field: ClaimField
    low: int | None
    high: int | None
    group: str | None


@dataclass(frozen=True, slots=True)
class MentionProfile:
    """A mention boiled down to what tells incidents apart; made from one reading alone, so that
    comparing two mentions never depends on what else has arrived.

    `passing` is true when the report only names the incident for context. Days are ISO dates;
    `actors` are unified actor names with their role; `words` the content words around the
    mention; `keys` the block keys: two mentions are compared only when they share one.
    """

    id: str
    report: str
    published: str | None
    passing: bool
    title: str
    parent: str | None
    date_start: str | None
    date_end: str | None
    date_prec: int | None
    places: tuple[Place, ...]
    countries: tuple[str, ...]
    actors: tuple[str, ...]
    tolls: tuple[TollFigure, ...]
    types: tuple[str, ...]
    words: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkFeature:
    """One reason for or against a link: `points` is its weight times how well it fits."""

    name: str
    points: float
    detail: str


@dataclass(frozen=True, slots=True)
class Link:
    """Whether two mentions are of one incident, and every reason. `a` < `b` are mention ids."""

    a: str
    b: str
    points: float
    kept: bool
    features: tuple[LinkFeature, ...]


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report as lists show it: everything but its text, and its lineage."""

    id: str
    outlet: str | None
    agency: str | None
    author: str | None
    url: str | None
    title: str | None
    published: str | None
    language: str | None
    medium: str | None
    lineage: Lineage | None


@dataclass(frozen=True, slots=True)
class IncidentEntry:
    """An incident as lists show it. `status` is the worst of its findings', contested first."""

    id: str
    title: str
    parent: str | None
    date_start: str | None
    date_end: str | None
    date_prec: int | None
    place: Place | None
    status: Status
    reports: tuple[str, ...]
    mentioned_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncidentList:
    """`rashomon list --format json`."""

    schema: str
    incidents: tuple[IncidentEntry, ...]
    reports: tuple[ReportEntry, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A side of an incident. `role` is perpetrator, target, victim or participant."""

    actor: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class PositionVoice:
    """A voice that holds a position: unified over reports, with each wording used.

    `side` is the actor id of the side it speaks for; `copies` how many reports only repeat it.
    """

    kind: VoiceKind
    side: str | None
    text: str
    texts: tuple[str, ...]
    via: tuple[str, ...]
    stance: Stance
    first_seen: str | None
    last_seen: str | None
    reports: tuple[str, ...]
    copies: int


@dataclass(frozen=True, slots=True)
class Position:
    """One value of one field with every voice that holds it."""

    value: ClaimValue
    stance: Stance
    voices: tuple[PositionVoice, ...]
    first_seen: str | None
    last_seen: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """One side moved its own figure. `from_` and `to` are values; `first`, `then` ISO dates."""

    voice: str
    from_: ClaimValue
    to: ClaimValue
    first: str | None
    then: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """All positions on one question of one incident.

    `group` is the words that most use for the people counted, `side` the id of the actor whose
    people they are; `best`, `low`, `high` are figures or None, `rule` the sentence that gave them;
    `proposed` until a person signs.
    """

    field: ClaimField
    group: str | None
    side: str | None
    status: Status
    best: int | None
    low: int | None
    high: int | None
    rule: str
    proposed: bool
    positions: tuple[Position, ...]
    revisions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a named rule found. None changes a claim."""

    rule: str
    result: Literal["pass", "warn", "fail"]
    detail: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """An incident as the casebook knows it."""

    id: str
    title: str
    parent: str | None
    type: TypeValue | None
    date_start: str | None
    date_end: str | None
    date_prec: int | None
    place: Place | None
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class IncidentFile:
    """`rashomon show ID --format json`: one incident, every account."""

    schema: str
    incident: IncidentRecord
    findings: tuple[Finding, ...]
    reports: tuple[ReportEntry, ...]
    checks: tuple[CheckResult, ...]
    judgements: tuple[Judgement, ...]
