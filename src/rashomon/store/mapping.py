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
from rashomon.store.browsing import Box, Filters, bodies_of, conditions, inside
from rashomon.store.searching import Searching

_facets = tables.facets

MOST_CELLS: Final = 2_000
"""Cells answered at most; the fullest, where there are more."""
MOST_ALONE: Final = 400
"""Incidents that are told one by one at most."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Incidents that share a cell of the grid: how many, how many of them are contested, their
    middle, and west, south, east, north of them, in degrees; `alone` is the incident where there
    is but one, for the newest of these."""

    incidents: int
    contested: int
    latitude: float
    longitude: float
    box: Box
    alone: IncidentEntry | None


class Mapping(Searching):
    """What a map shows."""

    def cells(self, filters: Filters, level: int, window: Box | None = None) -> tuple[Cell, ...]:
        """The incidents in the window (everywhere, if none) that meet the filters, by cells of a
        grid of 2^level to a side of the world (Web Mercator), the fullest first."""
        shift = BITS - max(0, min(BITS, level))
        x, y = (column.op(">>")(shift) for column in (_facets.c.x, _facets.c.y))
        lat, lon = _facets.c.latitude, _facets.c.longitude
        incidents, latest = func.count(), func.max(_facets.c.number)
        contested = func.sum(cast(_facets.c.status == "contested", Integer))
        edges = (func.min(lon), func.min(lat), func.max(lon), func.max(lat))
        with self._reading() as connection:
            met = [*conditions(connection, filters), _facets.c.x.is_not(None)]
            if window is not None:
                met.append(inside(window))
            query = (
                select(incidents, contested, latest, func.avg(lat), func.avg(lon), *edges)
                .where(*met)
                .group_by(x, y)
                .order_by(incidents.desc(), latest.desc())
                .limit(MOST_CELLS)
            )
            rows = connection.execute(query).all()
            alone = bodies_of(connection, [row[2] for row in rows if row[0] == 1][:MOST_ALONE])
        return tuple(
            Cell(
                row[0],
                int(row[1]),
                row[3],
                row[4],
                (row[5], row[6], row[7], row[8]),
                alone.get(row[2]) if row[0] == 1 else None,
            )
            for row in rows
        )

    def extent(self, filters: Filters) -> Box | None:
        """West, south, east, north of the incidents that meet the filters, in degrees; None where
        none of them is located."""
        lat, lon = _facets.c.latitude, _facets.c.longitude
        query = select(func.min(lon), func.min(lat), func.max(lon), func.max(lat))
        with self._reading() as connection:
            row = connection.execute(query.where(*conditions(connection, filters))).one()
        return None if row[0] is None else (row[0], row[1], row[2], row[3])
