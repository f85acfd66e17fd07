"""A casebook as large as one wants, to measure the desk with: made-up incidents, written in bulk.

    python -m benchmarks.casebooks out/large.db --incidents 100000

The reports and readings are those of `generated` (nothing in them is taken from a text). Which of
them tell of one incident is known here, so nothing is compared: the rows are written as reconciling
leaves them, but for links, block keys and profiles, which the desk's pages do not need to be asked
for fast. So it takes minutes where reconciling takes hours.
"""

from __future__ import annotations

import argparse
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, Final

from sqlalchemy import Connection, insert

from benchmarks.generated import KINDS, Told, readings
from rashomon.codec import dumps, to_json
from rashomon.reconcile.describe import written_dates
from rashomon.records import (
    Facets,
    IncidentEntry,
    Involvement,
    ListedSide,
    Place,
    Quantity,
    Reading,
    Status,
    TimeValue,
    TypeValue,
    identify,
)
from rashomon.store import Casebook, listing, tables

AT_ONCE = 2_000
"""Reports whose rows are written together."""
FURTHER: Final = 0.31
"""The share of the further reports of an incident that is kept: ten claims an incident are left."""


@dataclass
class Known:
    """What the reports so far tell of one incident."""

    number: int
    id: str
    founder: str
    reports: list[str] = field(default_factory=list)
    passing: list[str] = field(default_factory=list)
    killed: list[int] = field(default_factory=list)
    event: str | None = None
    day: TimeValue | None = None
    place: Place | None = None
    group: str | None = None

    @property
    def status(self) -> Status:
        """Contested where reports give other figures, corroborated where several give one."""
        if len(set(self.killed)) > 1:
            return "contested"
        return "corroborated" if len(self.reports) > 1 else "single"


def fill(casebook: Casebook, incidents: int) -> tuple[int, int]:
    """Write so many incidents into an empty casebook; (reports, claims) written."""
    known: dict[int, Known] = {}
    reports = claims = 0
    with casebook._engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Rows come in the order of the reports, before what they name.
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute("PRAGMA synchronous = OFF")
        for some in _portions(readings(incidents * 5), incidents):
            with connection.begin():
                claims += _write(connection, some, reports, known)
            reports += len(some)
        told = list(known.values())
        for start in range(0, len(told), AT_ONCE):
            with connection.begin():
                _describe(connection, told[start : start + AT_ONCE])
        if connection.dialect.name == "sqlite":
            raw.execute("PRAGMA optimize")
    return reports, claims


def _portions(stream: Iterator[Told], incidents: int) -> Iterator[list[Told]]:
    """The readings, some at a time, until so many incidents are told."""
    chance = Random(5)
    seen: set[int] = set()
    some: list[Told] = []
    for told in stream:
        if seen.issuperset(told.truth.values()) and chance.random() > FURTHER:
            continue
        seen.update(told.truth.values())
        some.append(told)
        if len(some) == AT_ONCE or len(seen) >= incidents:
            yield some
            some = []
        if len(seen) >= incidents:
            return


def _write(connection: Connection, some: list[Told], before: int, known: dict[int, Known]) -> int:
    """Rows of reports, readings, mentions and claims; how many claims."""
    at = "2024-01-01T00:00:00+00:00"
    rows: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in ("reports", "readings", "current_readings", "traces", "mentions", "claims")
    }
    for number, told in enumerate(some, before + 1):
        reading = told.reading
        report = to_json(reading.report)
        rows["reports"].append({"number": number, **report, "previous": None, "added_at": at})
        reader = reading.reader
        rows["readings"].append(
            {
                "number": number,
                "report": reading.report.id,
                "reader": reader.name,
                "version": reader.version,
                "knowledge": reader.knowledge,
                "added_at": at,
                "body": _packed(reading),
            }
        )
        rows["current_readings"].append({"report": reading.report.id, "reading": number})
        rows["traces"].append({"report": reading.report.id, "pending": False})
        for mention, truth in told.truth.items():
            if truth not in known:
                known[truth] = Known(len(known) + 1, identify("i", mention), mention)
            rows["mentions"].append(
                {
                    "id": mention,
                    "report": reading.report.id,
                    "incident": known[truth].id,
                    "former": None,
                    "pending": False,
                    "profile": None,
                }
            )
        rows["claims"] += [
            {"id": c.id, "report": reading.report.id, "mention": c.incident, "field": c.field}
            for c in reading.claims
        ]
        _learn(told, known)
    for name, found in rows.items():
        connection.execute(insert(tables.metadata.tables[name]), found)
    return len(rows["claims"])


def _packed(reading: Reading) -> bytes:
    body = to_json(reading)
    del body["report"]
    return zlib.compress(dumps(body).encode("utf-8"), 1)


def _learn(told: Told, known: dict[int, Known]) -> None:
    """What a report adds to what is known of its incidents."""
    reading = told.reading
    main = reading.incidents[0].id
    places = {each.id: each for each in reading.places}
    for mention, truth in told.truth.items():
        it = known[truth]
        (it.reports if mention == main else it.passing).append(reading.report.id)
        for claim in reading.claims:
            value = claim.value
            if claim.incident != mention:
                continue
            if claim.field == "deaths" and isinstance(value, Quantity) and value.low is not None:
                it.killed.append(value.low)
            elif isinstance(value, TypeValue):
                it.event = it.event or value.acled_sub_event
            elif isinstance(value, TimeValue):
                it.day = it.day or value
            elif claim.field == "place" and it.place is None:
                it.place = _found(it.number, places.get(getattr(value, "place", "")))
            elif claim.field == "perpetrator" and isinstance(value, Involvement):
                it.group = it.group or value.text


def _found(number: int, place: Place | None) -> Place | None:
    """The place as it was located: one in twelve was not, as a village that nobody lists."""
    if place is None or number % 12:
        return place
    nowhere = replace(place, latitude=None, longitude=None, radius_km=None, where_prec=None)
    return replace(nowhere, method="unresolved")


def _describe(connection: Connection, some: list[Known]) -> None:
    """Rows of incidents, their entries, what they are found by, and their place in the queue."""
    at = "2024-01-01T00:00:00+00:00"
    connection.execute(
        insert(tables.incidents),
        [
            {
                "number": each.number,
                "id": each.id,
                "founder": each.founder,
                "survivor": None,
                "created_at": at,
            }
            for each in some
        ],
    )
    entries = [_entry(each) for each in some]
    connection.execute(
        insert(tables.entries),
        [
            {
                "incident": each.id,
                "status": each.status,
                "country": each.place.country if each.place else None,
                "sort_date": each.date_start or "9999",
                "stale": False,
                "body": dumps(each),
            }
            for each in entries
        ],
    )
    connection.execute(
        insert(tables.queue),
        [
            {
                "incident": each.id,
                "status": "open",
                "assignee": None,
                "weight": float(len(set(each.killed)) - 1) if each.killed else 0.0,
                "concerns": "[]",
                "state": "",
            }
            for each in some
        ],
    )
    facets = {each.id: _facets(each) for each in some}
    listing.keep(connection, entries, {each.id: each.number for each in some}, facets)


def _entry(it: Known) -> IncidentEntry:
    noun = {"Attack": "Attack", "Armed clash": "Clash"}.get(it.event or "", "Incident")
    start = it.day.start if it.day is not None else None
    end = it.day.end if it.day is not None else None
    parts = [f"{noun} in {it.place.name}" if it.place else noun]
    if start is not None:
        parts.append(written_dates(start, end or start))
    return IncidentEntry(
        id=it.id,
        title=", ".join(parts),
        parent=None,
        date_start=start,
        date_end=end,
        date_prec=it.day.date_prec if it.day is not None else None,
        place=it.place,
        status=it.status,
        reports=tuple(dict.fromkeys(it.reports)),
        mentioned_in=tuple(dict.fromkeys(it.passing)),
    )


def _facets(it: Known) -> Facets:
    sides = []
    if it.group is not None:
        sides.append(
            ListedSide(identify("a", it.group), it.group, "armed-group", None, "perpetrator")
        )
    country = it.place.country if it.place is not None else None
    if country is not None and it.event == KINDS[1][1]:
        state = identify("a", f"state:{country}")
        sides.append(ListedSide(state, f"Army of {country}", "state", country, "participant"))
    anchor = None
    if it.place is not None and it.place.latitude is not None:
        assert it.place.longitude is not None
        anchor = it.place.latitude, it.place.longitude
    killed = min(it.killed) if it.killed else None
    return Facets(it.id, it.event, killed, anchor, tuple(sides))


def main() -> None:
    """Makes the casebook."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("casebook", help="a new file, or the URL of an empty database")
    parser.add_argument("--incidents", type=int, default=100_000)
    options = parser.parse_args()
    if "://" not in options.casebook and Path(options.casebook).exists():
        raise SystemExit(f"{options.casebook} is there already; name a new file")
    started = time.perf_counter()
    with Casebook.open(options.casebook, create=True) as casebook:
        reports, claims = fill(casebook, options.incidents)
    print(
        f"{options.casebook}: {options.incidents:,} incidents, {reports:,} reports, "
        f"{claims:,} claims, in {time.perf_counter() - started:.0f} s"
    )


if __name__ == "__main__":
    main()
