"""Looking through a casebook a page at a time: incidents by filters, their counts, the log.

What meets the filters is worked out over the facets of all incidents, held in memory (`columns`);
bodies are fetched for the page that is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from rashomon.codec import from_json, loads
from rashomon.records import IncidentEntry, Judgement, Link, LinkFeature
from rashomon.store import tables
from rashomon.store.columns import Columns
from rashomon.store.evidence import Activity
from rashomon.store.filters import Filters, Order, Tallies, conditions
from rashomon.store.session import chunks
from rashomon.store.stories import Stories
from rashomon.store.viewing import View, page, tallied, view

_facets, _entries, _links = tables.facets, tables.entries, tables.links


@dataclass(frozen=True, slots=True)
class State:
    """Two numbers to know the same casebook by: `given` differs when reports, readings or
    rejections came, `following` when anything did that a list may show."""

    given: tuple[int | None, ...]
    following: tuple[int | None, ...]


class Browsing(Stories):
    """Pages of incidents and of the log."""

    _columns: Columns

    def browse(
        self, filters: Filters, *, order: Order = "newest", offset: int = 0, limit: int = 50
    ) -> tuple[IncidentEntry, ...]:
        """The incidents that meet the filters, `limit` of them from `offset`; those without a date
        come last in either order."""
        with self._view(filters) as (connection, seen):
            numbers = page(seen, order, offset, limit)
            found = bodies_of(connection, numbers)
        return tuple(found[each] for each in numbers if each in found)

    def tally(self, filters: Filters) -> Tallies:
        """How many incidents meet the filters, by what they can be filtered by."""
        with self._view(filters) as (_, seen):
            return tallied(seen, regions=filters.country is not None)

    @contextmanager
    def _view(self, filters: Filters) -> Iterator[tuple[Connection, View]]:
        """The rows that meet the filters, and the connection that they were asked for with."""
        # Inside a batch there is what nobody else may see yet, and what may be undone.
        columns = self._columns if self._batch is None else Columns()
        with self._reading() as connection:
            yield connection, view(connection, columns.current(connection), filters)

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
        with self._view(Filters()) as (_, seen):
            return len(seen.facets)

    def state(self) -> State:
        """What differs whenever what pages show may differ."""
        reports, readings, rejections, judgements, activity = (
            select(func.max(tables.metadata.tables[name].c.number)).scalar_subquery()
            for name in ("reports", "readings", "rejections", "judgements", "activity")
        )
        change = select(tables.listing.c.change).scalar_subquery()
        query = select(change, reports, readings, rejections, judgements, activity)
        with self._reading() as connection:
            row = connection.execute(query).one()
        return State(given=tuple(row[1:4]), following=tuple(row))

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
