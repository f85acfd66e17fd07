"""UCDP GED: one incident → one row of its 49 columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rashomon.country_codes import codes_of
from rashomon.publish.accounts import source_in_words
from rashomon.publish.export.dossier import Dossier
from rashomon.publish.export.facts import (
    country_of,
    edtf_of,
    precision_of,
    priogrid,
    schemes,
    source_names,
    sources,
    speakers,
    stories,
)
from rashomon.publish.words import country_name, place_in_words, place_precision

Row = Mapping[str, Any]


def ged(dossier: Dossier) -> tuple[Row, ...] | str:
    """The row, or why UCDP GED would not hold the incident."""
    coding = dossier.coding("ucdp")
    if coding.outside is not None:
        return coding.outside
    if country_of(dossier) is None:
        return "outside UCDP GED: its country is not known"
    values = {value.column: value.value for value in coding.values}
    row = dict.fromkeys(schemes()["ged"]["columns"])
    row |= {column: value for column, value in values.items() if column in row}
    row |= _identity(dossier, values)
    row |= _reports(dossier)
    row |= _place(dossier)
    return (row,)


def _identity(dossier: Dossier, values: Mapping[str, int | str | None]) -> dict[str, Any]:
    it = dossier.file.incident
    return {
        "year": int(it.date_start[:4]) if it.date_start else None,
        "dyad_name": f"{values['side_a']} - {values['side_b']}",
        "event_clarity": 2 if dossier.aggregated else 1,
        "date_prec": it.date_prec,
        "date_start": it.date_start,
        "date_end": it.date_end or it.date_start,
        "gwnoa": codes_of(_text(values.get("gwnoa"))).gw,
        "gwnob": codes_of(_text(values.get("gwnob"))).gw,
    }


def _text(value: int | str | None) -> str | None:
    return None if value is None else str(value)


def _reports(dossier: Dossier) -> dict[str, Any]:
    told = sources(dossier)
    articles = [
        ",".join(
            f'"{part}"'
            for part in (source_in_words(r), (r.published or "")[:10], r.title, r.url)
            if part
        )
        for r in told
    ]
    return {
        "number_of_sources": stories(dossier),
        "source_article": ";".join(articles),
        "source_office": ";".join(source_names(dossier)),
        "source_date": ";".join(dict.fromkeys(r.published[:10] for r in told if r.published)),
        "source_headline": ";".join(dict.fromkeys(r.title for r in told if r.title)),
        "source_original": ";".join(speakers(dossier)),
    }


def _place(dossier: Dossier) -> dict[str, Any]:
    place = dossier.file.incident.place
    country = country_of(dossier)
    codes = codes_of(country)
    found: dict[str, Any] = {
        "country": country_name(country),
        "country_id": codes.gw,
        "region": codes.ucdp,
        "where_prec": precision_of(dossier),
        "where_description": _described(dossier),
    }
    if place is None:
        return found
    found |= {"adm_1": place.admin1, "adm_2": place.admin2, "where_coordinates": place.name}
    if place.latitude is None or place.longitude is None:
        return found
    return {
        **found,
        "latitude": round(place.latitude, 6),
        "longitude": round(place.longitude, 6),
        "geom_wkt": f"POINT ({place.longitude:.6f} {place.latitude:.6f})",
        "priogrid_gid": priogrid(place.latitude, place.longitude),
    }


def _described(dossier: Dossier) -> str:
    """The place and the days as uncertain as they are, with why the place was chosen."""
    it = dossier.file.incident
    said = f"{place_in_words(it.place)} ({place_precision(it.place)})"
    if it.date_prec is not None and it.date_prec > 1:
        said += f"; date (EDTF) {edtf_of(it)}"
    return said
