"""Facets: what an incident is found by, beside its entry in lists."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.errors import GEOSException, ShapelyError
from shapely.geometry import shape

from rashomon.accounts import Case
from rashomon.reconcile.coding.tolls import add, tolls_of
from rashomon.reconcile.describe import sides
from rashomon.reconcile.weigh import Weighed
from rashomon.records import Facets, IncidentRecord, ListedSide, Place


def facets(case: Case, record: IncidentRecord, weighed: Sequence[Weighed]) -> Facets:
    """What the incident is found by; the same accounts give the same."""
    what = record.type
    return Facets(
        incident=record.id,
        event=(what.acled_sub_event or what.acled_event) if what is not None else None,
        toll=_toll(case, weighed),
        anchor=anchor(record.place),
        sides=tuple(
            ListedSide(actor.id, actor.name, actor.kind, actor.country, role)
            for actor, role in sides(case)
        ),
    )


def _toll(case: Case, weighed: Sequence[Weighed]) -> int | None:
    """The deaths of all sides together, as the totals have them: best, else the least."""
    tolls = tolls_of(case, weighed, "deaths")
    best = add(tolls, lambda toll: toll.finding.best).number
    return best if best is not None else add(tolls, lambda toll: toll.finding.low).number


def anchor(place: Place | None) -> tuple[float, float] | None:
    """(latitude, longitude) of a place, or a point inside it where it is an area alone."""
    if place is None:
        return None
    if place.latitude is not None and place.longitude is not None:
        return place.latitude, place.longitude
    if place.region is None:
        return None
    try:
        inside = shape(place.region.get("geometry") or place.region).representative_point()
    except (GEOSException, ShapelyError, ValueError, KeyError, TypeError, IndexError):
        # A region comes from whoever read the report; a broken one is not on the map.
        return None
    return None if inside.is_empty else (float(inside.y), float(inside.x))
