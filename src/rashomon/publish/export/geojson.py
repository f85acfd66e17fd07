"""GeoJSON (RFC 7946): one incident → one feature.

A point, longitude first; the region where only a region is known; no geometry where nothing is, for
which the property `location` says why. Where forces stand is no incident and never on the map.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from rashomon.publish.export.dossier import Dossier
from rashomon.publish.export.facts import country_of, edtf_of, source_names
from rashomon.publish.export.tables import toll_of
from rashomon.publish.words import country_name, place_precision
from rashomon.records import Place

Feature = Mapping[str, Any]

DIGITS: Final = 6
"""Decimals of a degree: a tenth of a metre."""


def geojson(dossier: Dossier) -> tuple[Feature, ...] | str:
    """The feature."""
    it = dossier.file.incident
    feature = {
        "type": "Feature",
        "id": it.id,
        "geometry": geometry(it.place),
        "properties": _properties(dossier),
    }
    return (feature,)


def _properties(dossier: Dossier) -> dict[str, Any]:
    it, place = dossier.file.incident, dossier.file.incident.place
    killed, injured = toll_of(dossier, "deaths"), toll_of(dossier, "injuries")
    coded = dossier.coded("acled")
    return {
        "title": it.title,
        "status": dossier.entry.status,
        "parent": it.parent,
        "counted_in": dossier.counted_in,
        "date_start": it.date_start,
        "date_end": it.date_end,
        "date_prec": it.date_prec,
        "date": edtf_of(it),
        "event_type": it.type.acled_event if it.type is not None else None,
        "sub_event_type": it.type.acled_sub_event if it.type is not None else None,
        "place": place.name if place is not None else None,
        "admin1": place.admin1 if place is not None else None,
        "country": country_of(dossier),
        "country_name": country_name(country_of(dossier)),
        "where_prec": place.where_prec if place is not None else None,
        "radius_km": place.radius_km if place is not None else None,
        "location": place_precision(place),
        "explanation": place.explanation if place is not None else None,
        **{f"killed_{name}": number for name, number in killed.items()},
        **{f"injured_{name}": number for name, number in injured.items()},
        "actor1": coded["actor1"].value,
        "actor2": coded["actor2"].value,
        "reports": len(dossier.entry.reports),
        "mentioned_in": len(dossier.entry.mentioned_in),
        "sources": source_names(dossier),
        "names_withheld": dossier.withheld,
    }


# ---------------------------------------------------------------------------------------- geometry


def geometry(place: Place | None) -> dict[str, Any] | None:
    """A place's geometry, or None where nothing is known of where it is."""
    if place is None:
        return None
    if place.latitude is not None and place.longitude is not None:
        point = [round(place.longitude, DIGITS), round(place.latitude, DIGITS)]
        return {"type": "Point", "coordinates": point}
    if place.region is None:
        return None
    area: dict[str, Any] = _rounded(mapping(_wound(_within(shape(place.region)))))
    return area


def _within(area: BaseGeometry) -> BaseGeometry:
    """The area cut at the antimeridian, each part between 180 degrees west and east."""
    west, _, east, _ = area.bounds
    if west >= -180 and east <= 180:
        return area
    parts: list[Polygon] = []
    for turn in (-360, 0, 360):
        moved = affinity.translate(area, xoff=turn).intersection(box(-180, -90, 180, 90))
        parts += _polygons(moved)
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _polygons(area: BaseGeometry) -> list[Polygon]:
    if isinstance(area, Polygon):
        return [] if area.is_empty else [area]
    return [each for part in getattr(area, "geoms", ()) for each in _polygons(part)]


def _wound(area: BaseGeometry) -> BaseGeometry:
    """Outer rings counter-clockwise, holes clockwise, as the standard has it."""
    if isinstance(area, Polygon):
        return orient(area)
    parts = _polygons(area)
    return MultiPolygon([orient(part) for part in parts]) if parts else area


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return round(value, DIGITS) if isinstance(value, float) else value
