"""Searching: reports by the words of their titles and texts, actors and places by their names."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from rashomon.records import ReportEntry
from rashomon.store import tables
from rashomon.store.filters import named
from rashomon.store.matching import matching
from rashomon.store.reviewing import Reviewing
from rashomon.store.session import chunks, made

COUNTED: Final = 1_000
"""Reports are counted up to here; of more it is only said that there are more."""

_reports, _facets, _sides = tables.reports, tables.facets, tables.sides
_actors, _places = tables.actors, tables.places


@dataclass(frozen=True, slots=True)
class FoundReport:
    """A report that has the words: its entry (without lineage), its text, and the incidents that it
    tells of."""

    report: ReportEntry
    text: str
    incidents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownActor:
    """A side of incidents: how many it has a part in, and in which roles."""

    id: str
    name: str
    kind: str
    country: str | None
    incidents: int
    roles: dict[str, int]


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place that incidents are placed at. Coordinates in degrees; `method` is how it was
    located."""

    key: str
    name: str
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    radius_km: float | None
    where_prec: int | None
    method: str
    incidents: int


class Searching(Reviewing):
    """Search, and the lists of actors and places."""

    def search_reports(
        self, words: str, *, offset: int = 0, limit: int = 20
    ) -> tuple[FoundReport, ...]:
        """The reports that have all these words, the newest first."""
        names = [each.name for each in fields(ReportEntry) if each.name != "lineage"]
        with self._reading() as connection:
            query = (
                select(_reports.c.number)
                .where(matching(connection, "reports", words))
                .order_by(_reports.c.published.desc().nulls_last(), _reports.c.number.desc())
            )
            numbers = connection.execute(query.limit(limit).offset(offset)).scalars().all()
            columns = [_reports.c.number, _reports.c.text, *(_reports.c[name] for name in names)]
            rows = {
                row[0]: row
                for row in connection.execute(
                    select(*columns).where(_reports.c.number.in_(numbers))
                )
            }
            told = _told(connection, [row.id for row in rows.values()])
        return tuple(
            FoundReport(
                made(ReportEntry, (*rows[each][2:], None)),
                rows[each][1],
                tuple(told.get(rows[each].id, ())),
            )
            for each in numbers
        )

    def count_reports(self, words: str, *, most: int = COUNTED) -> int:
        """How many reports have all these words; `most` + 1 where more than that do."""
        with self._reading() as connection:
            found = select(_reports.c.number).where(matching(connection, "reports", words))
            query = select(func.count()).select_from(found.limit(most + 1).subquery())
            return int(connection.execute(query).scalar_one())

    def actors(
        self,
        words: str = "",
        *,
        kind: str | None = None,
        country: str | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[KnownActor, ...]:
        """The sides of incidents, those with most incidents first."""
        number = func.count().label("incidents")
        query = (
            select(_actors.c.id, _actors.c.name, _actors.c.kind, _actors.c.country, number)
            .join(_sides, _sides.c.actor == _actors.c.id)
            .where(*_named_so(_actors, words, kind=kind, country=country))
            .group_by(_actors.c.id)
            .order_by(number.desc(), _actors.c.id)
        )
        with self._reading() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).all()
            roles = _roles(connection, [row.id for row in rows])
        return tuple(made(KnownActor, (*row, roles.get(row.id, {}))) for row in rows)

    def count_actors(
        self, words: str = "", *, kind: str | None = None, country: str | None = None
    ) -> int:
        """How many sides there are."""
        query = select(_actors.c.id).where(
            *_named_so(_actors, words, kind=kind, country=country),
            _actors.c.id.in_(select(_sides.c.actor)),
        )
        return self._number_of(query)

    def actor(self, actor_id: str) -> KnownActor | None:
        """One side, or None when no incident has it."""
        query = select(_actors).where(_actors.c.id == actor_id)
        with self._reading() as connection:
            row = connection.execute(query).first()
            roles = _roles(connection, [actor_id]).get(actor_id, {})
        if row is None or not roles:
            return None
        return KnownActor(row.id, row.name, row.kind, row.country, sum(roles.values()), roles)

    def places(
        self,
        words: str = "",
        *,
        country: str | None = None,
        method: str | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[KnownPlace, ...]:
        """The places that incidents are placed at, those with most incidents first."""
        number = func.count().label("incidents")
        shown = [_places.c[each.name] for each in fields(KnownPlace) if each.name != "incidents"]
        query = (
            select(*shown, number)
            .join(_facets, _facets.c.place == _places.c.key)
            .where(*_named_so(_places, words, country=country, method=method))
            .group_by(_places.c.key)
            .order_by(number.desc(), _places.c.key)
        )
        with self._reading() as connection:
            rows = connection.execute(query.limit(limit).offset(offset))
            return tuple(made(KnownPlace, row) for row in rows)

    def count_places(
        self, words: str = "", *, country: str | None = None, method: str | None = None
    ) -> int:
        """How many places there are that incidents are placed at."""
        query = select(_places.c.key).where(
            *_named_so(_places, words, country=country, method=method),
            _places.c.key.in_(select(_facets.c.place)),
        )
        return self._number_of(query)

    def place(self, key: str) -> KnownPlace | None:
        """One place, or None when no incident is placed there."""
        shown = [_places.c[each.name] for each in fields(KnownPlace) if each.name != "incidents"]
        with self._reading() as connection:
            row = connection.execute(select(*shown).where(_places.c.key == key)).first()
            query = select(func.count()).select_from(_facets).where(_facets.c.place == key)
            number = int(connection.execute(query).scalar_one())
        return made(KnownPlace, (*row, number)) if row is not None and number else None

    def kinds_and_countries(self, of: str) -> tuple[list[str], list[str]]:
        """(kinds of actor or methods of locating, countries) that `of` ("actors" or "places")
        has."""
        table, what = (_actors, _actors.c.kind) if of == "actors" else (_places, _places.c.method)
        with self._reading() as connection:
            found = [
                [str(each) for each in connection.execute(query).scalars()]
                for query in (
                    select(column).where(column.is_not(None)).distinct().order_by(column)
                    for column in (what, table.c.country)
                )
            ]
        return found[0], found[1]

    def _number_of(self, query: Select[Any]) -> int:
        with self._reading() as connection:
            counted = select(func.count()).select_from(query.subquery())
            return int(connection.execute(counted).scalar_one())


def _named_so(table: Any, words: str, **equal: str | None) -> list[Any]:
    conditions = [table.c[name] == value for name, value in equal.items() if value]
    if words.strip():
        # Signs alone are the name of nothing.
        conditions += named(table.c.words, words) or [table.c.name.is_(None)]
    return conditions


def _roles(connection: Connection, actors: list[str]) -> dict[str, dict[str, int]]:
    """Actor → role → how many incidents it has it in."""
    found: dict[str, dict[str, int]] = {}
    query = select(_sides.c.actor, _sides.c.role, func.count()).group_by(
        _sides.c.actor, _sides.c.role
    )
    for chunk in chunks(actors):
        for actor, role, number in connection.execute(query.where(_sides.c.actor.in_(chunk))):
            found.setdefault(actor, {})[role] = number
    return found


def _told(connection: Connection, reports: list[str]) -> dict[str, list[str]]:
    """Report → the incidents that it tells of."""
    mentions = tables.mentions
    found: dict[str, list[str]] = {}
    query = (
        select(mentions.c.report, mentions.c.incident)
        .where(mentions.c.report.in_(reports), mentions.c.incident.is_not(None))
        .distinct()
        .order_by(mentions.c.incident)
    )
    for report, incident in connection.execute(query):
        found.setdefault(report, []).append(incident)
    return found
