"""Looking through a casebook a page at a time: incidents by filters, their counts, the log.

Everything is asked of the facets, whose rows are small and indexed; bodies are fetched for the page
that is shown. Every query names its columns and has a limit or groups what it counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import Connection, Integer, cast, func, select

from rashomon.codec import from_json, loads
from rashomon.mercator import xy
from rashomon.records import IncidentEntry, Judgement, Link, LinkFeature, Status
from rashomon.store import tables
from rashomon.store.evidence import Activity
from rashomon.store.matching import matching, tokens
from rashomon.store.session import chunks, count
from rashomon.store.stories import Stories

Order = Literal["newest", "oldest"]
Box = tuple[float, float, float, float]
Grain = Literal["day", "month", "year"]

BARS: Final = 96
"""Periods at most: eight years of months, else years."""
DAYS: Final = 92
"""A quarter is told by days."""

_facets, _entries, _links = tables.facets, tables.entries, tables.links
_sides, _actors = tables.sides, tables.actors


@dataclass(frozen=True, slots=True)
class Filters:
    """Which incidents: all that meet every condition given.

    `words` are looked for in the title, the place and the names of the sides, each as the beginning
    of a word; `since` and `until` are ISO days, months or years around the day that the incident
    began (inclusive); `country` is ISO 3166-1 alpha-2 and `region` a first-order region in it;
    `actor` is an actor's id, or words of its name; `place` a place's key; `event` a type of event;
    `toll` the least number of deaths; `box` (west, south, east, north) in degrees, where west may
    lie beyond east, across the date line. `review`: its review is not done, and there is a reason
    to look at it; `unplaced`: it cannot be located.
    """

    status: Status | None = None
    country: str | None = None
    since: str | None = None
    until: str | None = None
    words: str | None = None
    region: str | None = None
    actor: str | None = None
    place: str | None = None
    event: str | None = None
    toll: int | None = None
    box: Box | None = None
    review: bool = False
    unplaced: bool = False


@dataclass(frozen=True, slots=True)
class Tallies:
    """How many incidents meet the filters: all of them; those to review; those that cannot be
    located; and by what they can be filtered by.

    `statuses`, `countries`, `regions` (of the country chosen, else empty) and `events` count what
    another choice there would give, the other filters kept. `periods` are days, months or years
    ("2020-01-09", "2020-01", "2020"), as `grain` says; incidents without a day are in none.
    """

    total: int
    review: int
    unplaced: int
    statuses: dict[str, int]
    countries: dict[str, int]
    regions: dict[str, int]
    events: dict[str, int]
    grain: Grain
    periods: dict[str, int]


class Browsing(Stories):
    """Pages of incidents and of the log."""

    def browse(
        self, filters: Filters, *, order: Order = "newest", offset: int = 0, limit: int = 50
    ) -> tuple[IncidentEntry, ...]:
        """The incidents that meet the filters, `limit` of them from `offset`; those without a date
        come last in either order."""
        with self._reading() as connection:
            numbers = _page(connection, filters, order, offset, limit)
            found = bodies_of(connection, numbers)
        return tuple(found[each] for each in numbers if each in found)

    def tally(self, filters: Filters) -> Tallies:
        """How many incidents meet the filters, by what they can be filtered by."""
        with self._reading() as connection:
            total, review, unplaced, first, last = _sums(connection, filters)
            grain = _grain(first, last)
            length = {"day": 10, "month": 7, "year": 4}[grain]

            def by(column: Any, **without: Any) -> dict[str, int]:
                met = conditions(connection, replace(filters, **without))
                query = select(column, func.count()).where(*met, column.is_not(None))
                rows = connection.execute(query.group_by(column).order_by(column))
                return {str(key): int(number) for key, number in rows}

            return Tallies(
                total=total,
                review=review,
                unplaced=unplaced,
                statuses=by(_facets.c.status, status=None),
                countries=by(_facets.c.country, country=None, region=None),
                regions=by(_facets.c.admin1, region=None) if filters.country else {},
                events=by(_facets.c.event, event=None),
                grain=grain,
                periods=by(func.substr(_facets.c.day, 1, length)) if first else {},
            )

    def tolls(self, incident_ids: Iterable[str]) -> dict[str, int]:
        """Incident → the deaths of all sides together, for those of these of which a figure is
        given."""
        found: dict[str, int] = {}
        query = select(_facets.c.incident, _facets.c.toll).where(_facets.c.toll.is_not(None))
        with self._reading() as connection:
            for chunk in chunks(list(incident_ids)):
                rows = connection.execute(query.where(_facets.c.incident.in_(chunk)))
                found.update((row.incident, row.toll) for row in rows)
        return found

    def selected(self, filters: Filters) -> tuple[str, ...]:
        """The ids of all incidents that meet the filters, by the day they began."""
        order = (_facets.c.day.is_(None), _facets.c.day, _facets.c.incident)
        with self._reading() as connection:
            met = select(_facets.c.incident).where(*conditions(connection, filters))
            return tuple(connection.execute(met.order_by(*order)).scalars())

    def listed(self) -> int:
        """How many incidents are in lists."""
        with self._reading() as connection:
            return count(connection, _facets)

    def state(self) -> tuple[int, ...]:
        """Numbers that differ whenever what lists and counts show may differ."""
        kept = (tables.reports, tables.readings, tables.judgements, tables.activity)
        with self._reading() as connection:
            highest = [
                connection.execute(select(func.max(each.c.number))).scalar() or 0 for each in kept
            ]
            return (connection.execute(select(tables.listing.c.change)).scalar() or 0, *highest)

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
    """The filters as conditions on rows of facets."""
    equal = {
        _facets.c.status: filters.status,
        _facets.c.country: filters.country,
        _facets.c.admin1: filters.region,
        _facets.c.place: filters.place,
        _facets.c.event: filters.event,
    }
    wanted: list[Any] = [column == value for column, value in equal.items() if value]
    if filters.since is not None:
        wanted.append(_facets.c.day >= filters.since)
    if filters.until is not None:
        # The days of a month or a year sort before its name with a character after all digits.
        wanted.append(_facets.c.day <= f"{filters.until}~")
    if filters.toll is not None:
        wanted.append(_facets.c.toll >= filters.toll)
    if filters.review:
        wanted.append(_facets.c.review)
    if filters.unplaced:
        wanted.append(_facets.c.x.is_(None))
    if filters.box is not None:
        wanted.append(inside(filters.box))
    if filters.actor:
        wanted.append(_facets.c.number.in_(_with_actor(filters.actor)))
    if filters.words and filters.words.strip():
        wanted.append(matching(connection, "facets", filters.words))
    return wanted


def inside(box: Box) -> Any:
    """The condition that an incident lies in a box, its edges included."""
    west, south, east, north = box
    left, top = xy(north, west)
    right, bottom = xy(south, east)
    x = _facets.c.x
    across = x.between(left, right) if west <= east else (x >= left) | (x <= right)
    return across & _facets.c.y.between(top, bottom)


def _with_actor(actor: str) -> Any:
    """The numbers of incidents with an actor, by its id or by words that its name has."""
    query = select(_sides.c.number).join(_actors, _actors.c.id == _sides.c.actor)
    if actor.startswith("a-"):
        return query.where(_actors.c.id == actor)
    return query.where(*named(_actors.c.words, actor))


def named(column: Any, words: str) -> list[Any]:
    """The conditions that a column of names (as `gazetteer.names.key` has them) holds each of these
    words as the beginning of one."""
    spaced = " " + column
    return [spaced.contains(f" {word}", autoescape=True) for word in tokens(words)]


def _page(
    connection: Connection, filters: Filters, order: Order, offset: int, limit: int
) -> list[int]:
    """The numbers of the incidents of one page."""
    met = conditions(connection, filters)
    columns = (_facets.c.day, _facets.c.number)
    by = [each.desc() if order == "newest" else each for each in columns]
    dated = _facets.c.day.is_not(None)
    query = select(_facets.c.number).where(*met)
    rows = connection.execute(query.where(dated).order_by(*by).limit(limit).offset(offset))
    found = [int(each) for each in rows.scalars()]
    if len(found) < limit:
        before = 0
        if offset and not found:
            before = offset - count(connection, _facets, *met, dated)
        rest = query.where(~dated).order_by(by[1]).limit(limit - len(found)).offset(before)
        found += connection.execute(rest).scalars().all()
    return found


def bodies_of(connection: Connection, numbers: Iterable[int]) -> dict[int, IncidentEntry]:
    """Number → the incident as lists show it."""
    query = select(_facets.c.number, _entries.c.body).join(
        _entries, _entries.c.incident == _facets.c.incident
    )
    return {
        row.number: loads(IncidentEntry, row.body)
        for chunk in chunks(list(numbers))
        for row in connection.execute(query.where(_facets.c.number.in_(chunk)))
    }


def _sums(connection: Connection, filters: Filters) -> tuple[int, int, int, str, str]:
    """(all, to review, not located, the first day, the last day)."""
    query = select(
        func.count(),
        func.coalesce(func.sum(cast(_facets.c.review, Integer)), 0),
        func.count() - func.count(_facets.c.x),
        func.coalesce(func.min(_facets.c.day), ""),
        func.coalesce(func.max(_facets.c.day), ""),
    ).where(*conditions(connection, filters))
    row = connection.execute(query).one()
    return int(row[0]), int(row[1]), int(row[2]), str(row[3]), str(row[4])


def _grain(first: str, last: str) -> Grain:
    if not first:
        return "month"
    if (date.fromisoformat(last) - date.fromisoformat(first)).days < DAYS:
        return "day"
    months = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])
    return "month" if months < BARS else "year"
