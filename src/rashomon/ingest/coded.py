"""Coded datasets: rows of UCDP GED or ACLED files as readings of one more, secondary voice.

A row becomes a report whose text is made of the row (`column: value`, a line each, empty cells left
out) and whose claims point into that text, so that a span is the text here too. The claims are the
dataset's: shown beside the accounts of others, corroborating nobody and never in best, low or high
(CONTRACT.md, meeting rule 4). Rows are read one at a time; a row that cannot be understood is a
rejection that names its number and its column.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from rashomon.accounts import DATASET
from rashomon.country_codes import country_by, country_named
from rashomon.errors import UsageError
from rashomon.records import (
    READING_SCHEMA,
    Actor,
    ActorKind,
    Claim,
    ClaimField,
    ClaimSpans,
    ClaimValue,
    Involvement,
    Mention,
    Place,
    PlaceValue,
    Quantity,
    Reader,
    Reading,
    Rejection,
    Report,
    Span,
    StatementValue,
    TimeValue,
    TypeValue,
    Voice,
    VoiceKind,
    identify,
)

Scheme = Literal["ged", "acled"]

VERSION: Final = "1"
"""Of how rows are read: a later one supersedes the readings of an earlier one."""
MOST: Final = 10_000_000
"""A toll above this is a slip of the file: more than died in any war a year."""
LONGEST_ROW: Final = 1_000_000
"""Characters of the longest cell that is taken."""
_RADIUS_KM: Final = {1: 5.0, 2: 25.0, 3: 60.0, 4: 200.0, 5: 100.0, 6: 600.0}
"""About how far from its point a place may lie, by UCDP's where_prec: 2 is its own number, the
others the usual size of a district, a region and a country."""
_ACLED_PLACE: Final = {1: 1, 2: 2, 3: 4}
"""ACLED's geo_precision → UCDP's where_prec."""
_ACLED_TIME: Final = {1: 1, 2: 3, 3: 4}
"""ACLED's time_precision → UCDP's date_prec."""
_LONG_DATE: Final = "%d %B %Y"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A coded dataset: what its rows must have, and as whom it speaks."""

    scheme: Scheme
    name: str
    voice: VoiceKind
    needed: tuple[str, ...]


DATASETS: Final[Mapping[str, Dataset]] = {
    "ged": Dataset(
        "ged",
        "UCDP GED",
        "expert",
        ("date_start", "date_end", "type_of_violence", "side_a", "side_b", "best", "low", "high"),
    ),
    "acled": Dataset(
        "acled", "ACLED", "ngo", ("event_date", "event_type", "sub_event_type", "fatalities")
    ),
}


def coded(
    path: Path, scheme: Scheme, *, outlet: str | None = None, published: str | None = None
) -> Iterator[Reading | Rejection]:
    """The readings of a file's rows, and a rejection for each row that is none.

    `outlet` names the dataset and its version, `published` the day it appeared. Raises UsageError
    where the file is no such dataset at all.
    """
    try:
        with path.open("rb") as stream:
            yield from rows(stream, scheme, str(path), outlet=outlet, published=published)
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such file; check the name") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror or error})") from error


def rows(
    stream: BinaryIO,
    scheme: Scheme,
    source: str,
    *,
    outlet: str | None = None,
    published: str | None = None,
) -> Iterator[Reading | Rejection]:
    """As `coded`, from a stream of CSV in UTF-8, comma, semicolon or tab separated."""
    dataset = DATASETS[scheme]
    csv.field_size_limit(LONGEST_ROW)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="strict", newline="")
    try:
        head = text.readline()
        heads = next(csv.reader([head], delimiter=_separator(head)), [])
        columns = [each.strip().strip('"').casefold() for each in heads]
        missing = [name for name in dataset.needed if name not in columns]
        if missing:
            raise UsageError(
                f"{source} is no {dataset.name} file: it has no column {', '.join(missing)}; "
                f"its columns are {', '.join(columns[:8]) or 'none'}"
            )
        table = csv.reader(text, delimiter=_separator(head), strict=True)
        about = (dataset, outlet or dataset.name, published)
        yield from _read(table, columns, source, *about)
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{source} is not in UTF-8 (byte {error.start}); save it as CSV UTF-8"
        ) from error


def _separator(head: str) -> str:
    return max(",;\t", key=head.count)


def _read(
    table: Iterator[list[str]],
    columns: Sequence[str],
    source: str,
    dataset: Dataset,
    outlet: str,
    published: str | None,
) -> Iterator[Reading | Rejection]:
    number = 0
    while True:
        number += 1
        place = f"row {number}"
        try:
            cells = next(table, None)
        except csv.Error as error:
            yield Rejection(source, place, "bad-record", f"it is no row of CSV ({error})")
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        try:
            if len(cells) != len(columns):
                raise _Bad(None, f"it has {len(cells)} cells, and the file {len(columns)} columns")
            row = {name: " ".join(cell.split()) for name, cell in zip(columns, cells, strict=True)}
            yield _Row(row, dataset, outlet, published).reading()
        except _Bad as error:
            where = f"{place}, column {error.column}" if error.column else place
            yield Rejection(source, where, "bad-record", str(error))


class _Bad(Exception):
    """A row that cannot be understood: the column, and why."""

    def __init__(self, column: str | None, why: str) -> None:
        super().__init__(why)
        self.column = column


class _Row:
    """One row on its way to a reading."""

    def __init__(
        self, row: Mapping[str, str], dataset: Dataset, outlet: str, published: str | None
    ) -> None:
        self.row = {name: value for name, value in row.items() if value and name}
        self.dataset = dataset
        self.spans: dict[str, Span] = {}
        lines, at = [], 0
        for name, value in self.row.items():
            line = f"{name}: {value}"
            self.spans[name] = Span(at, at + len(line), line)
            lines.append(line)
            at += len(line) + 1
        self.text = "\n".join(lines)
        self.report = Report.make(
            self.text,
            outlet=outlet,
            title=self._title(),
            published=self._published() or published,
            language="en",
            medium=DATASET,
        )
        self.mention = identify("m", self.report.id, "row")
        self.actors: dict[str, Actor] = {}
        self.places: list[Place] = []
        self.claims: list[Claim] = []

    def reading(self) -> Reading:
        """All that the row says."""
        {"ged": self._ged, "acled": self._acled}[self.dataset.scheme]()
        return Reading(
            schema=READING_SCHEMA,
            reader=Reader(f"coded-{self.dataset.scheme}", VERSION, ""),
            report=self.report,
            actors=tuple(self.actors.values()),
            places=tuple(self.places),
            incidents=(Mention(self.mention, self.report.title or self.dataset.name, None),),
            claims=tuple(self.claims),
        )

    # ------------------------------------------------------------------------------------- cells

    def cell(self, name: str) -> str | None:
        """What stands in a column; None where it is empty or not there."""
        return self.row.get(name)

    def whole(self, name: str, most: int = MOST) -> int | None:
        """A whole number from 0 on. GED writes some as 3.0."""
        said = self.cell(name)
        if said is None:
            return None
        if not re.fullmatch(r"\d{1,12}(?:\.0*)?", said):
            raise _Bad(name, f"{said[:40]!r} is no whole number from 0 on")
        number = int(said.partition(".")[0])
        if number > most:
            raise _Bad(name, f"{number:,} is more than can be ({most:,} at most)")
        return number

    def choice(self, name: str, most: int) -> int | None:
        """A number of a list from 1 on."""
        number = self.whole(name)
        if number is not None and not 1 <= number <= most:
            raise _Bad(name, f"{number} is none of 1 to {most}")
        return number

    def degrees(self, name: str, most: float) -> float | None:
        """A latitude or longitude."""
        said = self.cell(name)
        if said is None:
            return None
        try:
            value = float(said)
        except ValueError as error:
            raise _Bad(name, f"{said[:40]!r} is no number of degrees") from error
        if not -most <= value <= most:
            raise _Bad(name, f"{said[:40]} lies off the earth")
        return value

    def day(self, name: str) -> date:
        """A day that must be there: 2020-01-09 with or without an hour, or 9 January 2020."""
        said = self.cell(name)
        if said is None:
            raise _Bad(name, "it is empty, and an event has a date")
        try:
            if re.match(r"\d{4}-\d{2}-\d{2}(?:[ T]|$)", said):
                return date.fromisoformat(said[:10])
            return datetime.strptime(said, _LONG_DATE).replace(tzinfo=UTC).date()
        except ValueError as error:
            raise _Bad(name, f"{said[:40]!r} is no date; write it as 2020-01-09") from error

    def _published(self) -> str | None:
        """The day that ACLED says it uploaded the row."""
        stamp = self.cell("timestamp") if self.dataset.scheme == "acled" else None
        if stamp is None:
            return None
        seconds = self.whole("timestamp", 10**11)
        try:
            return datetime.fromtimestamp(seconds or 0, UTC).date().isoformat()
        except (OverflowError, ValueError, OSError) as error:
            raise _Bad("timestamp", f"{stamp[:40]!r} is no time") from error

    def _title(self) -> str:
        parts = [
            self.cell("dyad_name") or self.cell("sub_event_type"),
            self.cell("where_coordinates") or self.cell("location"),
            self.cell("country"),
            (self.cell("date_start") or self.cell("event_date") or "")[:10],
        ]
        return ", ".join(part for part in parts if part)

    # ------------------------------------------------------------------------------------ claims

    def claim(self, field: ClaimField, value: ClaimValue, column: str, *also: str) -> str:
        """Add a claim whose words are the column's line; its id."""
        spans = ClaimSpans(self.spans[column], None, None)
        key = Claim.identify(self.report.id, field, spans, repr(value))
        self.claims.append(
            Claim(
                id=key,
                incident=self.mention,
                field=field,
                value=value,
                stance="claimed",
                mode="actual",
                scope=None,
                said=None,
                provisional=False,
                superseded=False,
                voice=Voice(self.dataset.voice, None, self.report.outlet or "", (), False),
                spans=spans,
                also=tuple(self.spans[each] for each in also if each in self.spans),
            )
        )
        return key

    def value_span(self, column: str) -> Span:
        """The value of a column, without its name."""
        line = self.spans[column]
        start = line.start + len(column) + 2
        return Span(start, line.end, self.text[start : line.end])

    def actor(self, column: str, kind: ActorKind, country: str | None) -> str:
        """The actor that a column names; its id."""
        name = self.row[column]
        key = identify("a", self.report.id, name)
        span = self.value_span(column)
        known = self.actors.get(key)
        spans = (*known.spans, span) if known is not None else (span,)
        self.actors[key] = Actor(key, name, kind, country, spans)
        return key

    def place(self, column: str, precision: int | None) -> None:
        """The site: the dataset's own coordinates, at its own precision."""
        if column not in self.row:
            return
        latitude, longitude = self.degrees("latitude", 90), self.degrees("longitude", 180)
        if (latitude is None) != (longitude is None):
            empty = "latitude" if latitude is None else "longitude"
            raise _Bad(empty, "one coordinate of two is empty")
        located = latitude is not None
        key = identify("p", self.report.id, self.row[column])
        self.places.append(
            Place(
                id=key,
                name=self.row[column],
                country=self.country,
                admin1=self.cell("adm_1") or self.cell("admin1"),
                admin2=self.cell("adm_2") or self.cell("admin2"),
                latitude=latitude,
                longitude=longitude,
                radius_km=_RADIUS_KM.get(precision or 0) if located else None,
                where_prec=precision if located else None,
                geonameid=None,
                method="gazetteer" if located else "unresolved",
                region=None,
                candidates=(),
                explanation=(
                    f"the coordinates that {self.dataset.name} gives"
                    if located
                    else f"{self.dataset.name} gives no coordinates"
                ),
                spans=(self.value_span(column),),
            )
        )
        value = PlaceValue(key, self.row[column], "site")
        self.claim("place", value, column, "latitude", "longitude")

    @property
    def country(self) -> str | None:
        """The row's country: by number, else by name."""
        number = {"ged": "country_id", "acled": "iso"}[self.dataset.scheme]
        found = None
        if (code := self.whole(number)) is not None:
            by_iso = self.dataset.scheme == "acled"
            found = country_by(iso=code) if by_iso else country_by(gw=code)
        return found or country_named(self.cell("country") or "")

    # --------------------------------------------------------------------------------------- GED

    def _ged(self) -> None:
        start, end = self.day("date_start"), self.day("date_end")
        if end < start:
            raise _Bad("date_end", f"{end} is before date_start {start}")
        prec = self.choice("date_prec", 5)
        when = TimeValue(
            start.isoformat(), end.isoformat(), prec, None, None, self.row["date_start"]
        )
        self.claim("time", when, "date_start", "date_end")
        self.place("where_coordinates", self.choice("where_prec", 7))
        kind = self.choice("type_of_violence", 3)
        if kind is None:
            raise _Bad("type_of_violence", "it is empty, and an event has one")
        what = TypeValue(None, None, kind, None, None, self.row["type_of_violence"])
        self.claim("type", what, "type_of_violence")
        self._ged_tolls(self._ged_sides(kind))

    def _ged_sides(self, kind: int) -> dict[str, str | None]:
        """The actor ids of side A and side B."""
        found: dict[str, str | None] = {"side_a": None, "side_b": None}
        for side in found:
            if side not in self.row:
                raise _Bad(side, "it is empty, and an event has two sides")
            who, country = _ged_actor(self.row[side])
            found[side] = self.actor(side, who, country)
            name = self.row[side]
            if kind == 3:
                field: ClaimField = "perpetrator" if side == "side_a" else "target"
            else:
                field = "participant"
            self.claim(field, Involvement(found[side], name), side)
        return found

    def _ged_tolls(self, sides: Mapping[str, str | None]) -> None:
        low, best, high = (self.whole(name) for name in ("low", "best", "high"))
        if best is None or low is None or high is None:
            empty = next(name for name in ("best", "low", "high") if name not in self.row)
            raise _Bad(empty, "it is empty, and an event has best, low and high")
        if not low <= best <= high:
            raise _Bad("best", f"low {low}, best {best}, high {high} are not in this order")
        total = self._toll("best", best, best)
        if (low, high) != (best, best):
            self._toll("high", low, high, "low")
        people: tuple[tuple[str, str | None, str], ...] = (
            ("deaths_a", "side_a", "combatant"),
            ("deaths_b", "side_b", "combatant"),
            ("deaths_civilians", None, "civilian"),
            ("deaths_unknown", None, "unknown"),
        )
        for column, side, status in people:
            number = self.whole(column)
            if not number:
                continue  # GED writes 0 where nobody is known to have died
            own = sides[side] if side else None
            civilians = status == "civilian" or (side == "side_b" and self._are_civilians(own))
            group = "civilians" if civilians else None
            meant: Any = "civilian" if civilians else status
            self._toll(column, number, number, side=own, group=group, status=meant, part_of=total)

    def _are_civilians(self, actor: str | None) -> bool:
        return actor is not None and self.actors[actor].kind == "civilians"

    def _toll(
        self,
        column: str,
        low: int,
        high: int,
        *also: str,
        side: str | None = None,
        group: str | None = None,
        status: Literal["combatant", "civilian", "unknown"] = "unknown",
        part_of: str | None = None,
    ) -> str:
        value = Quantity(
            low=low,
            high=high,
            approximate=False,
            text=self.row[column],
            group=group,
            side=side,
            status=status,
            counts="part" if part_of else "total",
            part_of=part_of,
        )
        return self.claim("deaths", value, column, *also)

    # ------------------------------------------------------------------------------------- ACLED

    def _acled(self) -> None:
        day, told = self.day("event_date"), self.choice("time_precision", 3)
        start, end = _within(day, told)
        prec = _ACLED_TIME.get(told or 0)
        when = TimeValue(
            start.isoformat(), end.isoformat(), prec, None, None, self.row["event_date"]
        )
        self.claim("time", when, "event_date", "time_precision")
        self.place("location", _ACLED_PLACE.get(self.choice("geo_precision", 3) or 0))
        event, sub_event = self.cell("event_type"), self.cell("sub_event_type")
        if event is None:
            raise _Bad("event_type", "it is empty, and an event has one")
        what = TypeValue(event, sub_event, None, None, None, sub_event or event)
        self.claim("type", what, "event_type", "sub_event_type")
        for number in ("1", "2"):
            self._acled_actor(number, event)
        fatalities = self.whole("fatalities")
        if fatalities is None:
            raise _Bad("fatalities", "it is empty; ACLED enters 0 where no death is known")
        self._toll("fatalities", fatalities, fatalities)
        if (notes := self.cell("notes")) is not None:
            self.claim("statement", StatementValue(notes), "notes")

    def _acled_actor(self, number: str, event: str) -> None:
        column = f"actor{number}"
        if column not in self.row:
            return
        inter = _INTER.get((self.cell(f"inter{number}") or "").casefold())
        kind, country = _acled_kind(self.row[column], inter, self.country)
        key = self.actor(column, kind, country)
        one_sided = event in ("Violence against civilians", "Explosions/Remote violence")
        roles: tuple[ClaimField, ClaimField] = ("participant", "participant")
        if one_sided:
            roles = ("perpetrator", "target")
        self.claim(roles[int(number) - 1], Involvement(key, self.row[column]), column)


def _within(day: date, precision: int | None) -> tuple[date, date]:
    """The days that ACLED's date and time_precision leave open."""
    if precision == 2:
        return day - timedelta(days=3), day + timedelta(days=3)
    if precision == 3:
        after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return day.replace(day=1), after - timedelta(days=1)
    return day, day


_GOVERNMENT: Final = re.compile(r"Government of (.+)")
_FORCES: Final = re.compile(r"(?:Military|Police) Forces of (?:the )?([^(]+)")


def _ged_actor(name: str) -> tuple[ActorKind, str | None]:
    """Kind and country of a GED side, by how UCDP names them."""
    state = _GOVERNMENT.match(name)
    if state is not None:
        return "state", country_named(state[1])
    return ("civilians", None) if name.casefold() == "civilians" else ("armed-group", None)


_INTER: Final[Mapping[str, ActorKind]] = {
    "1": "state-forces",
    "state forces": "state-forces",
    "2": "armed-group",
    "rebel group": "armed-group",
    "3": "militia",
    "political militia": "militia",
    "4": "militia",
    "identity militia": "militia",
}
"""ACLED's `inter`, as a number (older exports) and in words (today's)."""


def _acled_kind(
    name: str, inter: ActorKind | None, country: str | None
) -> tuple[ActorKind, str | None]:
    """Kind and country of an ACLED actor, by how ACLED names them and by its `inter`."""
    state = _FORCES.match(name) or _GOVERNMENT.match(name)
    if state is not None:
        return "state-forces", country_named(state[1].strip())
    if name.startswith("Unidentified"):
        return "unidentified", None
    if name.startswith(("Civilians", "Protesters", "Rioters")):
        return "civilians", country
    return inter or "armed-group", country if inter == "state-forces" else None
