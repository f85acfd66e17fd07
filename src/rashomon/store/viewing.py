"""A view of the incidents, worked out over the columns: which there are, how many, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from rashomon.mercator import BITS, xy
from rashomon.store import tables
from rashomon.store.columns import NONE, UNDATED, Arrays, Mask, Numbers
from rashomon.store.filters import Box, Filters, Grain, Order, Tallies, with_actor
from rashomon.store.matching import matching

BARS: Final = 96
"""Periods at most: eight years of months, else years."""
DAYS: Final = 92
"""A quarter is told by days."""
_DROPPED: Final[dict[Grain, int]] = {"day": 1, "month": 100, "year": 10_000}


@dataclass(frozen=True, slots=True)
class View:
    """The rows of a selection: those that meet all filters but what may be chosen otherwise, and
    those that meet each of the latter."""

    facets: Arrays
    others: Mask
    status: Mask
    country: Mask
    region: Mask
    event: Mask

    @property
    def rows(self) -> Mask:
        """The rows that meet all filters."""
        found: Mask = self.others & self.status & self.country & self.region & self.event
        return found


def view(connection: Connection, facets: Arrays, filters: Filters) -> View:
    """The rows that meet the filters."""
    every = np.ones(len(facets), dtype=bool)

    def equal(name: str, value: str | None) -> Mask:
        if not value:
            return every
        found: Mask = getattr(facets, name) == facets.codes[name].one(value)
        return found

    others = every & equal("place", filters.place)
    if filters.since is not None:
        others &= facets.day >= _bound(filters.since, "0")
    if filters.until is not None:
        others &= (facets.day <= _bound(filters.until, "9")) & (facets.day != UNDATED)
    if filters.toll is not None:
        others &= facets.toll >= filters.toll
    if filters.review:
        others &= facets.review
    if filters.unplaced:
        others &= facets.x == NONE
    if filters.box is not None:
        others &= inside(facets, filters.box)
    if filters.actor:
        of = with_actor(filters.actor).distinct()
        others &= facets.remembered("actor", filters.actor, lambda: _numbers(connection, of))
    if filters.words and filters.words.strip():
        met = select(tables.facets.c.number).where(matching(connection, "facets", filters.words))
        others &= facets.remembered("words", filters.words, lambda: _numbers(connection, met))
    return View(
        facets,
        others,
        equal("status", filters.status),
        equal("country", filters.country),
        equal("admin1", filters.region),
        equal("event", filters.event),
    )


def _numbers(connection: Connection, query: Any) -> Sequence[int]:
    return connection.execute(query).scalars().all()


def _bound(said: str, filler: str) -> int:
    """The first or last day of a day, month or year."""
    digits = said.replace("-", "")
    return int(digits + filler * (8 - len(digits)))


def inside(facets: Arrays, box: Box) -> Mask:
    """The rows that lie in a box, its edges included."""
    west, south, east, north = box
    left, top = xy(north, west)
    right, bottom = xy(south, east)
    after, before = facets.x >= left, facets.x <= right
    across = after & before if west <= east else (after | before) & (facets.x != NONE)
    found: Mask = across & (facets.y >= top) & (facets.y <= bottom)
    return found


def page(seen: View, order: Order, offset: int, limit: int) -> list[int]:
    """The numbers of the incidents of a page; those without a date come last."""
    rows = np.flatnonzero(seen.rows)
    # The columns are in the order of the days, undated ones first.
    if order == "newest":
        rows = rows[::-1]
    else:
        undated = int(np.count_nonzero(seen.facets.day[rows] == UNDATED))
        rows = np.roll(rows, -undated)
    numbers: list[int] = seen.facets.number[rows[offset : offset + limit]].tolist()
    return numbers


def tallied(seen: View, *, regions: bool) -> Tallies:
    """How many rows there are, by what they can be filtered by."""
    facets, rows = seen.facets, seen.rows
    days = facets.day[rows]
    days = days[days != UNDATED]
    grain = _grain(int(days.min()), int(days.max())) if len(days) else "month"
    periods, numbers = np.unique(days // _DROPPED[grain], return_counts=True)
    counted = zip(periods.tolist(), numbers.tolist(), strict=True)

    def by(name: str, met: Mask) -> dict[str, int]:
        return facets.codes[name].counted(getattr(facets, name)[seen.others & met])

    return Tallies(
        total=int(np.count_nonzero(rows)),
        review=int(np.count_nonzero(facets.review & rows)),
        unplaced=int(np.count_nonzero((facets.x == NONE) & rows)),
        statuses=by("status", seen.country & seen.region & seen.event),
        countries=by("country", seen.status & seen.event),
        regions=by("admin1", seen.status & seen.country & seen.event) if regions else {},
        events=by("event", seen.status & seen.country & seen.region),
        grain=grain,
        periods={_named(at, grain): number for at, number in counted},
    )


def _grain(first: int, last: int) -> Grain:
    start, end = (date(each // 10_000, each // 100 % 100, each % 100) for each in (first, last))
    if (end - start).days < DAYS:
        return "day"
    months = (end.year - start.year) * 12 + end.month - start.month
    return "month" if months < BARS else "year"


def _named(period: int, grain: Grain) -> str:
    if grain == "year":
        return f"{period:04}"
    if grain == "month":
        return f"{period // 100:04}-{period % 100:02}"
    return f"{period // 10_000:04}-{period // 100 % 100:02}-{period % 100:02}"


def extent(seen: View) -> Box | None:
    """West, south, east, north of the rows, in degrees; None where none is located."""
    facets = seen.facets
    rows = seen.rows & (facets.x != NONE)
    if not rows.any():
        return None
    longitude, latitude = facets.longitude[rows], facets.latitude[rows]
    edges = longitude.min(), latitude.min(), longitude.max(), latitude.max()
    west, south, east, north = (float(each) for each in edges)
    return west, south, east, north


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of a grid that rows lie in, the fullest first; `latest` is the number of the incident
    that was entered last in each."""

    incidents: Numbers
    contested: Numbers
    latest: Numbers
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    west: NDArray[np.float64]
    south: NDArray[np.float64]
    east: NDArray[np.float64]
    north: NDArray[np.float64]


def cells(seen: View, level: int, window: Box | None, most: int) -> Cells:
    """The located rows in a window by cells of a grid of 2^level to a side of the world."""
    facets = seen.facets
    met = seen.rows & (facets.x != NONE)
    if window is not None:
        met &= inside(facets, window)
    rows = np.flatnonzero(met)
    shift = BITS - level
    key = ((facets.x[rows] >> shift) << BITS) | (facets.y[rows] >> shift)
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    starts = np.flatnonzero(np.diff(key, prepend=-1)) if len(key) else np.empty(0, dtype=np.int64)
    incidents = np.diff(starts, append=len(rows))
    contested = facets.status[rows] == facets.codes["status"].one("contested")

    def over(values: NDArray[Any], ufunc: Any) -> NDArray[Any]:
        return ufunc.reduceat(values, starts) if len(starts) else values[:0]

    latest = over(facets.number[rows], np.maximum)
    latitude, longitude = facets.latitude[rows], facets.longitude[rows]
    first = np.lexsort((-latest, -incidents))[:most]
    return Cells(
        incidents[first],
        over(contested.astype(np.int64), np.add)[first],
        latest[first],
        (over(latitude, np.add) / incidents)[first],
        (over(longitude, np.add) / incidents)[first],
        over(longitude, np.minimum)[first],
        over(latitude, np.minimum)[first],
        over(longitude, np.maximum)[first],
        over(latitude, np.maximum)[first],
    )
