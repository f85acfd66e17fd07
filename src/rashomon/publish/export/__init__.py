"""Exports: a casebook's incidents in the formats that others work with.

    dossier   what is known of one incident, names withheld: what every format is made from
    choose    which incidents: filters, and parents with parts, of which never both
    ged, acled, airwars, geojson, ftm, hxl   one incident → rows or features of that format
    tables    claims, positions, incidents as plain rows
    sinks     rows → a file, one at a time: CSV, JSON lines, GeoJSON, XLSX, Parquet

Each format says of an incident either what it holds or why it would not hold it; nothing is dropped
unsaid. Columns and closed lists are data (`data/publish/schemes.yaml`). What a scheme's owner
assigns stays empty.
"""

from __future__ import annotations

from rashomon.publish.export.choose import Wanted, counted_once
from rashomon.publish.export.dossier import Dossier, make_dossier
from rashomon.publish.export.formats import (
    FORMATS,
    TABLES,
    Format,
    Left,
    Reason,
    Written,
    table_format,
    write,
)

__all__ = [
    "FORMATS",
    "TABLES",
    "Dossier",
    "Format",
    "Left",
    "Reason",
    "Wanted",
    "Written",
    "counted_once",
    "make_dossier",
    "table_format",
    "write",
]
