"""HXL: one incident → one row under the tags of the Humanitarian Data Exchange for events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rashomon.country_codes import codes_of
from rashomon.publish.export.acled import accounts
from rashomon.publish.export.dossier import Dossier
from rashomon.publish.export.facts import country_of, edtf_of, source_names
from rashomon.publish.export.tables import toll_of
from rashomon.publish.words import country_name, type_in_words

Row = Mapping[str, Any]


def hxl(dossier: Dossier) -> tuple[Row, ...] | str:
    """The row, by header; or why there is none."""
    outside = dossier.coding("totals").outside
    if outside is not None:
        return outside
    it, place = dossier.file.incident, dossier.file.incident.place
    coded = dossier.coded("acled")
    country = country_of(dossier)
    row = {
        "Event code": it.id,
        "Date": edtf_of(it),
        "Year": int(it.date_start[:4]) if it.date_start else None,
        "Start": it.date_start,
        "End": it.date_end,
        "Type": type_in_words(it.type) if it.type is not None else None,
        "First group": coded["actor1"].value,
        "Second group": coded["actor2"].value,
        "Region": codes_of(country).acled,
        "Country": country_name(country),
        "Country code": country,
        "Admin 1": place.admin1 if place is not None else None,
        "Admin 2": place.admin2 if place is not None else None,
        "Admin 3": None,
        "Location": place.name if place is not None else None,
        "Latitude": place.latitude if place is not None else None,
        "Longitude": place.longitude if place is not None else None,
        "Source": "; ".join(source_names(dossier)),
        "Description": _described(dossier),
        "Killed": toll_of(dossier, "deaths")["best"],
        "Injured": toll_of(dossier, "injuries")["best"],
    }
    return (row,)


def _described(dossier: Dossier) -> str:
    said = accounts(dossier)
    best = dossier.coded("ucdp").get("best")
    parts = [dossier.file.incident.title]
    parts += [f"Accounts of the dead: {said}"] if said else []
    parts += [f"Killed: {best.reason}"] if best is not None else []
    return ". ".join(parts)
