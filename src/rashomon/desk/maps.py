"""The map of the desk: the ground it is drawn on, and the incidents that are selected.

The ground is vector tiles out of the package (`data/basemap`, made by `recipes/basemap`). Of the
incidents, those that would lie on each other on the screen are one circle with their number, put
together where the casebook is; one that stands alone has its title, and the area in which it lies
where that is larger than a point. So an answer is bounded by the size of a screen.
"""

from __future__ import annotations

import gzip
import json
import math
import zipfile
from dataclasses import replace
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Final

import shapely
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from rashomon.desk.rendering import borders, casebook_of, render
from rashomon.desk.selection import Selected, box_of
from rashomon.errors import UsageError
from rashomon.geodesy import geojson
from rashomon.mercator import WORLD, xy
from rashomon.publish.labels import labels
from rashomon.publish.maps import COUNTRY, FIRST_ORDER, Spot, area_of, draw_both
from rashomon.publish.words import distance_in_words, place_in_words, short_days
from rashomon.records import IncidentEntry, Place
from rashomon.store import Box, Cell

router = APIRouter(prefix="/map")

FINEST: Final = 20
"""The zoom beyond which a map shows no more."""
TILE: Final = 512
"""Pixels of a tile."""
CELL: Final = 3
"""A tile is cut into 2^3 cells to a side, 64 pixels wide."""
APART: Final = 46
"""Pixels between the middles of circles, the largest of which are 54 pixels wide."""
AREAS: Final = 80
"""Areas drawn at most."""
DRAWN: Final = 50
"""Incidents that the drawing for browsers without WebGL shows."""
KEPT: Final = "private, max-age=86400"


@router.get("/tiles/{zoom}/{x}/{y}")
def tile(request: Request, zoom: int, x: int, y: int) -> Response:
    """One tile of the ground: Mapbox vector tiles, to zoom 6; none where there is but sea."""
    try:
        body = _tiles().read(f"{zoom}/{x}/{y}")
    except KeyError:
        return Response(status_code=204, headers={"Cache-Control": KEPT})
    headers = {"Cache-Control": KEPT}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, media_type="application/vnd.mapbox-vector-tile", headers=headers)


@cache
def _tiles() -> zipfile.ZipFile:
    return zipfile.ZipFile(Path(str(resources.files("rashomon"))) / "data/basemap/tiles.zip")


@router.get("/incidents")
def incidents(
    request: Request,
    selected: Selected,
    window: Annotated[str, Query(max_length=100)] = "",
    zoom: Annotated[float, Query(ge=0, le=24)] = 1,
) -> Response:
    """The selected incidents in a window (west,south,east,north in degrees) as a map of that zoom
    shows them."""
    book, kept = casebook_of(request), request.app.state.kept
    filters, level = selected.filters, min(FINEST, round(zoom)) + CELL
    seen = _snapped(box_of(window, "window"), level)
    if seen is None:
        raise UsageError("window: name west,south,east,north in degrees")
    body: str = kept.get(
        book,
        ("map", filters, seen, level),
        lambda: json.dumps(_shown(book.cells(filters, level, seen), level), ensure_ascii=False),
    )
    return Response(body, media_type="application/json")


def _snapped(window: Box | None, level: int) -> Box | None:
    """The window, widened to whole tiles, so that moving the map a little asks the same."""
    if window is None:
        return None
    west, south, east, north = window
    side = WORLD >> max(0, level - CELL)
    left, top = (each // side * side for each in xy(north, west))
    right, bottom = (-(-each // side) * side for each in xy(south, east))
    # At least one tile, where all of the window lies on an edge.
    right, bottom = max(right, left + side), max(bottom, top + side)
    return _degrees(left, bottom, right, top)


def _degrees(left: int, bottom: int, right: int, top: int) -> Box:
    def latitude(y: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / WORLD))))

    def longitude(x: int) -> float:
        return min(180.0, x / WORLD * 360 - 180)

    # A hair less, so that the next tile's first step is not in it.
    hair = 1e-9
    return longitude(left), latitude(bottom) + hair, longitude(right) - hair, latitude(top)


def _apart(cells: tuple[Cell, ...], level: int) -> list[Cell]:
    """The cells, those whose circles would overlap as one, with the middle of the fullest."""
    pixels = TILE / 2**CELL * 2**level / WORLD
    kept: list[Cell] = []
    at: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    for cell in cells:
        x, y = (pixels * each for each in xy(cell.latitude, cell.longitude))
        column, row = int(x // APART), int(y // APART)
        near = (
            number
            for beside in (column - 1, column, column + 1)
            for below in (row - 1, row, row + 1)
            for a, b, number in at.get((beside, below), ())
            if math.hypot(a - x, b - y) < APART
        )
        other = next(near, None)
        if other is None:
            at.setdefault((column, row), []).append((x, y, len(kept)))
            kept.append(cell)
            continue
        first = kept[other]
        west, south, east, north = first.box
        a, b, c, d = cell.box
        kept[other] = replace(
            first,
            incidents=first.incidents + cell.incidents,
            contested=first.contested + cell.contested,
            box=(min(west, a), min(south, b), max(east, c), max(north, d)),
            alone=None,
        )
    return kept


def _shown(found: tuple[Cell, ...], level: int) -> dict[str, Any]:
    cells = _apart(found, level)
    clusters: list[dict[str, Any]] = []
    spots: list[dict[str, Any]] = []
    areas: list[dict[str, Any]] = []
    for each in cells:
        at = [round(each.longitude, 5), round(each.latitude, 5)]
        if each.alone is None:
            box = [round(edge, 5) for edge in each.box]
            clusters.append(
                {"at": at, "incidents": each.incidents, "contested": each.contested, "box": box}
            )
            continue
        spots.append(_spot(each.alone, at))
        if len(areas) < AREAS and each.alone.place is not None:
            drawn = _area(each.alone.place, level)
            if drawn is not None:
                areas.append({"id": each.alone.id, **drawn})
    total = sum(each.incidents for each in cells)
    return {"incidents": total, "clusters": clusters, "spots": spots, "areas": areas}


def _spot(entry: IncidentEntry, at: list[float]) -> dict[str, Any]:
    known = entry.date_start is not None
    sign = labels().statuses[entry.status]
    return {
        "id": entry.id,
        "at": at,
        "title": entry.title,
        "when": short_days(entry.date_start, entry.date_end) if known else "date not known",
        "where": f"{place_in_words(entry.place)}{_within(entry.place)}",
        "status": entry.status,
        "sign": sign.sign,
        "word": sign.word,
    }


def _within(place: Place | None) -> str:
    if place is None or place.radius_km is None:
        return ""
    return f", within {distance_in_words(place.radius_km)}"


def _area(place: Place, level: int) -> dict[str, Any] | None:
    """What a place is known as where that is more than a dot on a map of this level: a shape, or a
    radius in kilometres."""
    pixel_km = 40_075 / 64 / 2**level * math.cos(math.radians(place.latitude or 0.0))
    if place.region is None and place.where_prec in (FIRST_ORDER, COUNTRY):
        named = (place.country or "", place.admin1 or place.name, place.where_prec)
        shape = _known_area(*named, level)
        if shape is not None:
            return {"shape": shape, "whole": place.where_prec == COUNTRY}
    if place.region is not None:
        area = area_of(place, borders())
        if area is not None:
            return {"shape": _simple(area, level), "whole": False}
    if place.radius_km is None or place.radius_km < 8 * pixel_km:
        return None
    return {"radius_km": round(place.radius_km, 2), "whole": False}


@lru_cache(maxsize=2_000)
def _known_area(country: str, name: str, precision: int, level: int) -> dict[str, Any] | None:
    known = borders()
    area = known.country(country) if precision == COUNTRY else known.region(country, name)
    return None if area is None else _simple(area, level)


def _simple(area: Any, level: int) -> dict[str, Any]:
    """GeoJSON of an area, no finer than the pixels of a map of this level."""
    degrees = 360 / 64 / 2**level
    return geojson(shapely.simplify(area, degrees), 3 if level < 12 else 5)


@router.get("/drawing")
def drawing(request: Request, selected: Selected) -> HTMLResponse:
    """The map as a drawing, for browsers without WebGL: the newest of the selected incidents."""
    return HTMLResponse(_drawn(request, selected) or "")


@router.get("")
def page(request: Request, selected: Selected) -> HTMLResponse:
    """The drawing on a page of its own, for browsers without scripts."""
    drawn = _drawn(request, selected)
    if drawn is None:
        raise HTTPException(404, "none of the selected incidents can be placed on a map")
    return render(request, "drawing.html.j2", map=drawn, back=selected.address(), drawn=DRAWN)


def _drawn(request: Request, selected: Selected) -> Any:
    book, kept = casebook_of(request), request.app.state.kept

    def draw() -> Any:
        shown = book.browse(selected.filters, order=selected.order, limit=DRAWN)
        return draw_both(
            [
                Spot(each.place, str(number), href=f"/incidents/{each.id}", says=each.title)
                for number, each in enumerate(shown, 1)
                if each.place is not None
            ],
            borders(),
        )

    return kept.get(book, ("drawing", selected.filters, selected.order), draw)
