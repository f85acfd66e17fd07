"""Reports, spans, actors and places: what a report is and what it names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from rashomon.errors import InvariantError
from rashomon.records.terms import ActorKind, PlaceMethod, identify


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


CORRECTABLE: Final = ("outlet", "agency", "author", "title", "published", "language")
"""What may be said otherwise of a report without making it another one."""


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

    def told(self, again: Report, *, correct: bool) -> Report:
        """This report with what another source of the same one adds to it: what was not known, and
        with `correct` what it says otherwise too. Its text, address and id stay."""
        added = {}
        for name in CORRECTABLE:
            before, after = getattr(self, name), getattr(again, name)
            if after is not None and (before is None or correct):
                added[name] = after
        return replace(self, **added)

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
class PlaceClause:
    """Words of the report that say where a place lies.

    `means` says what they were taken to mean, in kilometres and degrees; `met` whether the place
    lies so, as it is given.
    """

    span: Span
    means: str
    met: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place as one report names it.

    Degrees WGS 84; `radius_km` is the uncertainty around the point; `where_prec` UCDP's 1-7;
    `region` a GeoJSON geometry ([longitude, latitude]) or None. `explanation` says why this place
    was chosen, or why none could be; `clauses` are what the report says of where it lies.
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
    clauses: tuple[PlaceClause, ...] = ()

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
