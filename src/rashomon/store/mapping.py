"""Incidents for a map: those that lie near each other on its screen as one, with their number.

What is asked for is a window and how fine the grid in it; what is answered is bounded by the number
of its cells, however many incidents there are.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from rashomon.mercator import BITS
from rashomon.records import IncidentEntry
from rashomon.store.browsing import bodies_of
from rashomon.store.filters import Box, Filters
from rashomon.store.searching import Searching
from rashomon.store.viewing import cells, extent

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
        with self._view(filters) as (connection, seen):
            found = cells(seen, max(0, min(BITS, level)), window, MOST_CELLS)
            single = found.latest[found.incidents == 1][:MOST_ALONE].tolist()
            alone = bodies_of(connection, single)
        columns = (getattr(found, each.name).tolist() for each in fields(found))
        return tuple(
            Cell(
                incidents=number,
                contested=contested,
                latitude=latitude,
                longitude=longitude,
                box=tuple(box),
                alone=alone.get(latest) if number == 1 else None,
            )
            for number, contested, latest, latitude, longitude, *box in zip(*columns, strict=True)
        )

    def extent(self, filters: Filters) -> Box | None:
        """West, south, east, north of the incidents that meet the filters, in degrees; None where
        none of them is located."""
        with self._view(filters) as (_, seen):
            return extent(seen)
