"""Looking through a casebook a page at a time: incidents by filters, their counts, the log.

Every query names its columns and has a limit: a page costs the same in a casebook of a hundred
incidents and of a hundred thousand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import JSON, Connection, cast, exists, func, select, type_coerce

from rashomon.codec import from_json, loads
from rashomon.records import IncidentEntry, Judgement, Link, LinkFeature, Status
from rashomon.store import tables
from rashomon.store.evidence import Activity
from rashomon.store.session import chunks
from rashomon.store.stories import Stories

Order = Literal["newest", "oldest"]

_entries, _mentions, _links = tables.entries, tables.mentions, tables.links


@dataclass(frozen=True, slots=True)
class Filters:
    """Which incidents: all that meet every condition given.

    `words` are looked for in the title and the name of the place; `since` and `until` are ISO days
    around the day that the incident began (inclusive); `country` is ISO 3166-1 alpha-2.
    """

    status: Status | None = None
    country: str | None = None
    since: str | None = None
    until: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Tallies:
    """How many incidents meet the filters: all of them, and by status, country and month of the day
    they began ("2020-01"); incidents without a day or country are in no month or country."""

    total: int
    statuses: dict[str, int]
    countries: dict[str, int]
    months: dict[str, int]


class Browsing(Stories):
    """Pages of incidents and of the log."""

    def browse(
        self, filters: Filters, *, order: Order = "newest", offset: int = 0, limit: int = 50
    ) -> tuple[IncidentEntry, ...]:
        """The incidents that meet the filters, `limit` of them from `offset`; those without a date
        come last in either order."""
        dated = _entries.c.sort_date != "9999"
        by_day = _entries.c.sort_date.desc() if order == "newest" else _entries.c.sort_date
        query = select(_entries.c.body).order_by(dated.desc(), by_day, _entries.c.incident)
        with self._reading() as connection:
            wanted = query.where(*conditions(connection, filters)).limit(limit).offset(offset)
            return tuple(loads(IncidentEntry, row.body) for row in connection.execute(wanted))

    def tally(self, filters: Filters) -> Tallies:
        """How many incidents meet the filters, by what they can be filtered by."""
        with self._reading() as connection:
            met = conditions(connection, filters)

            def by(column: Any) -> dict[str, int]:
                counted = select(column, func.count()).where(*met).group_by(column)
                rows = connection.execute(counted.order_by(column)).all()
                return {str(key): int(number) for key, number in rows if key is not None}

            statuses = by(_entries.c.status)
            months = by(func.substr(_entries.c.sort_date, 1, 7))
            months.pop("9999", None)
            return Tallies(sum(statuses.values()), statuses, by(_entries.c.country), months)

    def entries_of(self, incident_ids: Iterable[str]) -> tuple[IncidentEntry, ...]:
        """These incidents as lists show them, in the order given; those without an entry left
        out."""
        wanted = list(dict.fromkeys(incident_ids))
        found: dict[str, IncidentEntry] = {}
        with self._reading() as connection:
            for chunk in chunks(wanted):
                query = select(_entries.c.incident, _entries.c.body)
                for row in connection.execute(query.where(_entries.c.incident.in_(chunk))):
                    found[row.incident] = loads(IncidentEntry, row.body)
        return tuple(found[each] for each in wanted if each in found)

    def links_of(self, mention_ids: Iterable[str], *, limit: int = 50) -> tuple[Link, ...]:
        """The links from these mentions to any, the strongest first."""
        found: list[Link] = []
        with self._reading() as connection:
            for chunk in chunks(sorted(set(mention_ids))):
                touches = _links.c.a.in_(chunk) | _links.c.b.in_(chunk)
                query = select(_links).where(touches).order_by(_links.c.points.desc()).limit(limit)
                for row in connection.execute(query):
                    features = tuple(
                        from_json(LinkFeature, each) for each in json.loads(row.features)
                    )
                    found.append(Link(row.a, row.b, row.points, row.kept, features))
        return tuple(sorted(found, key=lambda link: (-link.points, link.a, link.b))[:limit])

    def judgement(self, judgement_id: str) -> Judgement | None:
        """One judgement, withdrawn or not; None when there is none with this id."""
        with self._reading() as connection:
            return self._judgement(connection, judgement_id)

    def recent_activity(self, *, offset: int = 0, limit: int = 100) -> tuple[Activity, ...]:
        """Lines of the activity log, the newest first."""
        table = tables.activity
        columns = (table.c.at, table.c.by, table.c.action, table.c.detail)
        query = select(*columns).order_by(table.c.number.desc()).limit(limit).offset(offset)
        with self._reading() as connection:
            return tuple(Activity(*row) for row in connection.execute(query))


def conditions(connection: Connection, filters: Filters) -> list[Any]:
    """The conditions on entries that the filters make."""
    occupied = exists().where(_mentions.c.incident == _entries.c.incident)
    wanted: list[Any] = [occupied]
    if filters.status is not None:
        wanted.append(_entries.c.status == filters.status)
    if filters.country is not None:
        wanted.append(_entries.c.country == filters.country)
    if filters.since is not None:
        wanted.append(_entries.c.sort_date >= filters.since)
    if filters.until is not None:
        # The days of a month or a year sort before its name with a character after all digits.
        wanted.append(_entries.c.sort_date <= f"{filters.until}~")
        wanted.append(_entries.c.sort_date != "9999")
    for word in (filters.words or "").split():
        body = _as_json(connection)
        place = func.coalesce(body["place"]["name"].as_string(), "")
        text = func.lower(body["title"].as_string() + " " + place)
        wanted.append(text.contains(word.lower(), autoescape=True))
    return wanted


def _as_json(connection: Connection) -> Any:
    """The entry's body as a JSON document. SQLite has no such type, and its functions take text."""
    if connection.dialect.name == "sqlite":
        return type_coerce(_entries.c.body, JSON)
    return cast(_entries.c.body, JSON)
