"""What incidents are found by, kept beside their entries: facets, places, actors with their roles.

A row of facets stands for an incident that is in lists: one that has an entry and that mentions
belong to. Whoever changes that says so here, in the same transaction, and the count of changes
moves on, by which a view that was worked out before is known to be old.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, select, update

from rashomon.gazetteer.names import key
from rashomon.mercator import xy
from rashomon.records import Facets, IncidentEntry, Place, identify
from rashomon.store import tables
from rashomon.store.session import chunks, insert_or_replace, replace_all

MOST_COUNTED: Final = 2**31 - 1

_facets, _sides, _queue = tables.facets, tables.sides, tables.queue


def place_key(place: Place) -> str:
    """One key for a place under every spelling of its name: by name, region and country."""
    return identify("l", key(place.name), place.country, place.admin1)


def keep(
    connection: Connection,
    entries: Sequence[IncidentEntry],
    numbers: Mapping[str, int],
    found: Mapping[str, Facets],
) -> None:
    """Keep what these entries' incidents are found by, in the place of what was kept before.

    `numbers` are the incidents' numbers; `found` their facets, as far as they are known.
    """
    places = {place_key(each.place): _place_row(each.place) for each in entries if each.place}
    replace_all(connection, tables.places, [places[each] for each in sorted(places)], ["key"])
    actors = {
        side.actor: {
            "id": side.actor,
            "name": side.name,
            "words": key(side.name),
            "kind": side.kind,
            "country": side.country,
        }
        for each in found.values()
        for side in each.sides
    }
    replace_all(connection, tables.actors, [actors[each] for each in sorted(actors)], ["id"])
    change = _changed(connection)
    rows = [
        {**_row(each, numbers[each.id], found.get(each.id)), "change": change} for each in entries
    ]
    replace_all(connection, _facets, rows, ["number"])
    for chunk in chunks([row["number"] for row in rows]):
        connection.execute(delete(_sides).where(_sides.c.number.in_(chunk)))
    sides = [
        {"number": numbers[incident], "actor": side.actor, "role": side.role}
        for incident, each in found.items()
        for side in each.sides
    ]
    if sides:
        connection.execute(tables.sides.insert(), sides)
    reviewed(connection, numbers)


def reviewed(connection: Connection, incidents: Iterable[str]) -> None:
    """Keep which of these incidents wait for review: those whose review is not done, and that
    there is a reason to look at."""
    line = select(_queue.c.incident).where(_queue.c.status != "done", _queue.c.weight > 0)
    waits = line.where(_queue.c.incident == _facets.c.incident).exists()
    change = _changed(connection)
    for chunk in chunks(sorted(incidents)):
        own = _facets.c.incident.in_(chunk)
        connection.execute(update(_facets).where(own).values(review=waits, change=change))


def forget(connection: Connection, incidents: Iterable[str], *, all_: bool = False) -> None:
    """Take incidents that no mention belongs to any longer (or `all_` of these) out of what is
    found."""
    mentions = tables.mentions
    gone = False
    for chunk in chunks(sorted(set(incidents))):
        query = select(_facets.c.number).where(_facets.c.incident.in_(chunk))
        if not all_:
            query = query.where(~exists().where(mentions.c.incident == _facets.c.incident))
        numbers = connection.execute(query).scalars().all()
        if numbers:
            connection.execute(delete(_sides).where(_sides.c.number.in_(numbers)))
            connection.execute(delete(_facets).where(_facets.c.number.in_(numbers)))
            gone = True
    if gone:
        _changed(connection)


def _changed(connection: Connection) -> int:
    """Count one change more; its number."""
    before = connection.execute(select(tables.listing.c.change)).scalar() or 0
    insert_or_replace(connection, tables.listing, {"id": 1, "change": before + 1}, "id")
    return before + 1


def _place_row(place: Place) -> dict[str, Any]:
    return {
        "key": place_key(place),
        "name": place.name,
        "words": key(f"{place.name} {place.admin1 or ''}"),
        "country": place.country,
        "admin1": place.admin1,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "radius_km": place.radius_km,
        "where_prec": place.where_prec,
        "method": place.method,
    }


def _counted(toll: int | None) -> int | None:
    """A toll as a column holds it: None for a number that no database column, and no war, has."""
    return toll if toll is not None and toll <= MOST_COUNTED else None


def _row(entry: IncidentEntry, number: int, found: Facets | None) -> dict[str, Any]:
    place = entry.place
    anchor = found.anchor if found is not None else None
    if anchor is None and place is not None and place.latitude is not None:
        assert place.longitude is not None
        anchor = place.latitude, place.longitude
    x, y = xy(*anchor) if anchor is not None else (None, None)
    named = [entry.title]
    if place is not None:
        named += [place.name, place.admin1 or ""]
    named += [side.name for side in found.sides] if found is not None else []
    return {
        "number": number,
        "incident": entry.id,
        "status": entry.status,
        "country": place.country if place is not None else None,
        "admin1": place.admin1 if place is not None else None,
        "day": entry.date_start,
        "event": found.event if found is not None else None,
        "toll": _counted(found.toll) if found is not None else None,
        "review": False,
        "place": place_key(place) if place is not None else None,
        "latitude": anchor[0] if anchor is not None else None,
        "longitude": anchor[1] if anchor is not None else None,
        "x": x,
        "y": y,
        "words": " ".join(dict.fromkeys(key(" ".join(named)).split())),
    }
