"""The casebook's own records: lineage, judgements, links, incidents, findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from rashomon.records.evidence import Place
from rashomon.records.terms import (
    ActorKind,
    ClaimField,
    JudgementKind,
    LineageKind,
    ReviewStatus,
    Stance,
    Status,
    VoiceKind,
)
from rashomon.records.values import ClaimValue, TypeValue


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
class Concern:
    """One reason to look at an incident: its kind (a key of `data/review.yaml`), its weight, and a
    sentence that says it."""

    kind: str
    points: float
    detail: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Where the review of an incident stands.

    `state` is a digest of what was known of it when that was said last, `reports` the ids of the
    reports that told of it then; `assignee` who looks at it, None for nobody.
    """

    status: ReviewStatus
    assignee: str | None
    state: str
    reports: tuple[str, ...]


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
class ListedSide:
    """A side of an incident as it is looked for: an actor over all reports, with its role there."""

    actor: str
    name: str
    kind: ActorKind
    country: str | None
    role: str


@dataclass(frozen=True, slots=True)
class Facets:
    """What an incident can be found by beside its entry.

    `event` is ACLED's sub-event type, else its event type; `toll` the deaths of all sides together
    (best, else the least), None where nobody gives a figure; `anchor` is (latitude, longitude) of
    the place, or a point inside it where it is known as an area alone.
    """

    incident: str
    event: str | None
    toll: int | None
    anchor: tuple[float, float] | None
    sides: tuple[ListedSide, ...]


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
class CodedValue:
    """What one column of a scheme holds for an incident, and the sentence that gave it.

    `column` is the scheme's own name for it, `number` or `text` what stands in it; both are None
    where it cannot be told, and `reason` says why.
    """

    column: str
    number: int | None
    text: str | None
    reason: str

    @staticmethod
    def of(column: str, value: int | str | None, reason: str) -> CodedValue:
        """The value as a number or as a text, whichever it is."""
        number = value if isinstance(value, int) else None
        return CodedValue(column, number, value if isinstance(value, str) else None, reason)

    @property
    def value(self) -> int | str | None:
        """The number, else the text."""
        return self.text if self.number is None else self.number


@dataclass(frozen=True, slots=True)
class SchemeCoding:
    """An incident as the coders of a scheme would enter it, from the claims at hand.

    `totals` is no scheme but the sums over all sides. `outside` says why the scheme would not hold
    the incident at all, None where it would; `values` are its figures, actors and grades;
    `proposed` until a person signs.
    """

    scheme: Literal["totals", "ucdp", "acled", "airwars"]
    outside: str | None
    values: tuple[CodedValue, ...]
    proposed: bool


@dataclass(frozen=True, slots=True)
class IncidentFile:
    """`rashomon show ID --format json`: one incident, every account."""

    schema: str
    incident: IncidentRecord
    findings: tuple[Finding, ...]
    reports: tuple[ReportEntry, ...]
    checks: tuple[CheckResult, ...]
    judgements: tuple[Judgement, ...]
    coded: tuple[SchemeCoding, ...] = ()
