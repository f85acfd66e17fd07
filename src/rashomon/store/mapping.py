"""Incidents for a map: those that lie near each other on its screen as one, with their number.

What is asked for is a window and how fine the grid in it; what is answered is bounded by the number
of its cells, however many incidents there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Integer, cast, func, select

from rashomon.mercator import BITS
from rashomon.records import IncidentEntry
from rashomon.store import tables
from rashomon.store.browsing import Filters, bodies_of, conditions
from rashomon.store.searching import Searching

_facets = tables.facets

MOST_CELLS: Final = 2_000
"""Cells answered at most; the fullest, where there are more."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Incidents that share a cell of the grid: how many, how many of them are contested, their
    middle, and west, south, east, north of them. Degrees."""

    incidents: int
    contested: int
    latitude: float
    longitude: float
    box: tuple[float, float, float, float]


class Mapping(Searching):
    """What a map shows."""

    def cells(self, filters: Filters, level: int) -> tuple[Cell, ...]:
        """The incidents that meet the filters, by cells of a grid of 2^level to a side of the
        world (Web Mercator), the fullest first."""
        shift = BITS - max(0, min(BITS, level))
        x, y = (column.op(">>")(shift) for column in (_facets.c.x, _facets.c.y))
        lat, lon = _facets.c.latitude, _facets.c.longitude
        number = func.count()
        contested = func.sum(cast(_facets.c.status == "contested", Integer))
        with self._reading() as connection:
            query = (
                select(
                    number,
                    contested,
                    func.avg(lat),
                    func.avg(lon),
                    func.min(lon),
                    func.min(lat),
                    func.max(lon),
                    func.max(lat),
                )
                .where(*conditions(connection, filters), _facets.c.x.is_not(None))
                .group_by(x, y)
                .order_by(number.desc(), func.min(_facets.c.number))
                .limit(MOST_CELLS)
            )
            rows = connection.execute(query).all()
        return tuple(
            Cell(row[0], int(row[1]), row[2], row[3], (row[4], row[5], row[6], row[7]))
            for row in rows
        )

    def spots(
        self, filters: Filters, limit: int
    ) -> tuple[tuple[IncidentEntry, tuple[float, float]], ...]:
        """The located incidents that meet the filters, each with (latitude, longitude), the newest
        first, `limit` at most."""
        with self._reading() as connection:
            query = (
                select(_facets.c.number, _facets.c.latitude, _facets.c.longitude)
                .where(*conditions(connection, filters), _facets.c.x.is_not(None))
                .order_by(_facets.c.day.desc().nulls_last(), _facets.c.number.desc())
            )
            rows = connection.execute(query.limit(limit)).all()
            found = bodies_of(connection, [row.number for row in rows])
        return tuple(
            (found[row.number], (row.latitude, row.longitude))
            for row in rows
            if row.number in found
        )
