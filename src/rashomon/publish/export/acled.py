"""ACLED: one incident → one row of its 31 columns, or one a day where it lasted several."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from rashomon.country_codes import codes_of
from rashomon.publish.export.dossier import Dossier
from rashomon.publish.export.facts import (
    country_of,
    edtf_of,
    is_coded,
    precision_of,
    schemes,
    source_names,
    source_scale,
)
from rashomon.publish.labels import labels
from rashomon.publish.words import (
    country_name,
    day_in_words,
    days_in_words,
    figure_in_words,
    voice_in_words,
)
from rashomon.records import Finding, Quantity

Row = Mapping[str, Any]

SAID_AT_MOST: Final = 12
"""Accounts of the dead that the notes tell one by one; what is beyond is counted."""


def acled(dossier: Dossier) -> tuple[Row, ...] | str:
    """The row or rows, or why ACLED would not hold the incident."""
    coding = dossier.coding("acled")
    if coding.outside is not None:
        return coding.outside
    if country_of(dossier) is None:
        return "outside ACLED: its country is not known"
    values = {value.column: value.value for value in coding.values}
    row = dict.fromkeys(schemes()["acled"]["columns"])
    row |= {column: value for column, value in values.items() if column in row}
    row |= _kind(dossier)
    row |= _place(dossier)
    row |= {
        "source": "; ".join(source_names(dossier)),
        "source_scale": source_scale(dossier),
        "tags": f"rashomon={dossier.entry.id}",
    }
    return _by_day(dossier, row)


def _kind(dossier: Dossier) -> dict[str, Any]:
    rules = schemes()["acled"]
    what = dossier.file.incident.type
    event = what.acled_event if what is not None else None
    sub_event = what.acled_sub_event if what is not None else None
    return {
        "event_type": event,
        "sub_event_type": sub_event,
        "disorder_type": rules["disorder"].get(sub_event) or rules["disorder"].get(event),
    }


def _place(dossier: Dossier) -> dict[str, Any]:
    place = dossier.file.incident.place
    codes = codes_of(country_of(dossier))
    found: dict[str, Any] = {
        "iso": codes.iso,
        "region": codes.acled,
        "country": country_name(country_of(dossier)),
        "geo_precision": schemes()["acled"]["geo_precision"].get(precision_of(dossier)),
    }
    if place is None:
        return found
    found |= {"admin1": place.admin1, "admin2": place.admin2, "location": place.name}
    if place.latitude is not None and place.longitude is not None:
        found["latitude"] = round(place.latitude, 6)
        found["longitude"] = round(place.longitude, 6)
    return found


def _by_day(dossier: Dossier, row: dict[str, Any]) -> tuple[Row, ...]:
    """One row a day where the days are known exactly; a total is split over them evenly, what
    remains on the first."""
    it = dossier.file.incident
    first = date.fromisoformat(str(it.date_start))
    last = date.fromisoformat(it.date_end) if it.date_end else first
    days = (last - first).days + 1 if it.date_prec == 1 else 1
    precision = schemes()["acled"]["time_precision"].get(it.date_prec)
    each, rest = divmod(int(row["fatalities"] or 0), days)
    return tuple(
        {
            **row,
            "event_date": (first + timedelta(days=number)).isoformat(),
            "year": (first + timedelta(days=number)).year,
            "time_precision": precision,
            "fatalities": each + (rest if number == 0 else 0),
            "notes": notes(dossier, first + timedelta(days=number)),
        }
        for number in range(days)
    )


def notes(dossier: Dossier, day: date | None = None) -> str:
    """What happened, who says how many died, and how the fatalities and the actors were chosen."""
    it = dossier.file.incident
    coded = dossier.coded("acled")
    exact = it.date_prec == 1 and day is not None
    when = day_in_words(day.isoformat()) if exact and day else None
    when = when or f"{days_in_words(it.date_start, it.date_end)} (EDTF {edtf_of(it)})"
    parts = [f"{when}: {it.title}"]
    parts += [f"Accounts of the dead: {said}" for said in [accounts(dossier)] if said]
    parts.append(f"Fatalities {coded['fatalities'].reason}")
    parts.append(f"Actor 1: {coded['actor1'].reason}")
    if coded["actor2"].value is not None:
        parts.append(f"Actor 2: {coded['actor2'].reason}")
    return ". ".join(part.rstrip(".") for part in parts) + "."


def accounts(dossier: Dossier) -> str:
    """Who says how many died, in order of time: "25 soldiers, claimed by the ministry (2020-01-09)"
    and so on."""
    said = [words for finding in dossier.findings("deaths") for words in _said(dossier, finding)]
    shown = [words for _, words in sorted(said)]
    more = len(shown) - SAID_AT_MOST
    return "; ".join(shown[:SAID_AT_MOST]) + (f"; and {more} more" if more > 0 else "")


def _said(dossier: Dossier, finding: Finding) -> list[tuple[str, str]]:
    found = []
    for position in finding.positions:
        if not isinstance(position.value, Quantity):
            continue
        figure = figure_in_words(position.value)
        people = position.value.group or finding.group or "people"
        for voice in (v for v in position.voices if not is_coded(dossier, v)):
            day = (voice.first_seen or "")[:10]
            held = labels().held[voice.stance]
            who = voice_in_words(voice.kind, voice.text)
            when = f" ({day})" if day else ""
            found.append((day or "9999", f"{figure} {people}, {held} {who}{when}"))
    return found
