"""Airwars: one incident → one object with its ranges of civilian harm and a proposed grade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rashomon.publish.accounts import source_in_words
from rashomon.publish.export.acled import accounts
from rashomon.publish.export.dossier import Dossier
from rashomon.publish.export.facts import (
    country_of,
    edtf_of,
    is_located,
    precision_of,
    schemes,
    sources,
)
from rashomon.publish.words import country_name, place_in_words

Row = Mapping[str, Any]


def airwars(dossier: Dossier) -> tuple[Row, ...] | str:
    """The object, or why Airwars would not hold the incident."""
    coding = dossier.coding("airwars")
    if coding.outside is not None:
        return coding.outside
    it, place = dossier.file.incident, dossier.file.incident.place
    row: dict[str, Any] = dict.fromkeys(schemes()["airwars"]["columns"])
    row |= {value.column: value.value for value in coding.values}
    row |= {
        "incident": it.id,
        "title": it.title,
        "date_start": it.date_start,
        "date_end": it.date_end,
        "date": edtf_of(it),
        "country": country_name(country_of(dossier)),
        "location": place_in_words(place) if place is not None else None,
        "where_prec": precision_of(dossier),
        "notes": _notes(dossier),
        "sources": [
            {
                "name": source_in_words(report),
                "language": report.language,
                "url": report.url,
                "archive_url": None,
            }
            for report in sources(dossier)
        ],
    }
    if place is not None and is_located(place):
        row |= {"latitude": place.latitude, "longitude": place.longitude}
    return (row,)


def _notes(dossier: Dossier) -> str:
    """The sentence of every figure, once."""
    told: dict[str, list[str]] = {}
    for value in dossier.coding("airwars").values:
        if value.value is not None:
            told.setdefault(value.reason, []).append(value.column)
    said = [f"{', '.join(columns)}: {reason}" for reason, columns in told.items()]
    return ". ".join([f"Accounts of the dead: {accounts(dossier)}", *said])
