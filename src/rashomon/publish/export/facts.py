"""What several formats need of an incident: its days, its place and its sources in their terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from rashomon.accounts import DATASET
from rashomon.known_actors import known_actors
from rashomon.publish.accounts import source_in_words
from rashomon.publish.export.dossier import Dossier
from rashomon.publish.words import country_name
from rashomon.records import IncidentRecord, Place, PositionVoice, ReportEntry

_DATA: Final = resources.files("rashomon") / "data" / "publish"


@cache
def schemes() -> Mapping[str, Any]:
    """Columns and lists of every scheme."""
    text = (_DATA / "schemes.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


# -------------------------------------------------------------------------------------------- when


def edtf(start: str | None, end: str | None, precision: int | None) -> str | None:
    """Days as Extended Date/Time Format (ISO 8601-2): "2020-01-09", a month "2019-12", a year
    "2019", a stretch that is known exactly "2020-01-09/2020-01-11", one day among several
    "[2020-01-06..2020-01-12]"; None where no day is known."""
    if start is None:
        return None
    first, last = date.fromisoformat(start[:10]), date.fromisoformat((end or start)[:10])
    if first == last:
        return first.isoformat()
    after = last + timedelta(days=1) if last < date.max else last
    if first.day == 1 and after.day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.year:04}-{first.month:02}"
        if (first.month, last.month) == (1, 12) and first.year == last.year:
            return f"{first.year:04}"
    if precision == 1:
        return f"{first.isoformat()}/{last.isoformat()}"
    return f"[{first.isoformat()}..{last.isoformat()}]"


def edtf_of(record: IncidentRecord) -> str | None:
    """An incident's days."""
    return edtf(record.date_start, record.date_end, record.date_prec)


# ------------------------------------------------------------------------------------------- where


def country_of(dossier: Dossier) -> str | None:
    """The country of an incident: its place's, else the one that most sites lie in."""
    return dossier.coded("totals")["country"].text


def written_country(dossier: Dossier) -> str | None:
    """The name of the incident's country."""
    return country_name(country_of(dossier))


def is_located(place: Place | None) -> bool:
    """Whether a place has coordinates."""
    return place is not None and place.latitude is not None and place.longitude is not None


def precision_of(dossier: Dossier) -> int | None:
    """UCDP's where_prec: the place's own; 6, the country, for one that could not be located."""
    place = dossier.file.incident.place
    if place is not None and is_located(place):
        return place.where_prec
    return 6 if country_of(dossier) is not None else None


def priogrid(latitude: float, longitude: float) -> int:
    """The PRIO-GRID cell: half-degree cells numbered row by row from the south-west corner, 720 to
    a row (Tollefsen, Strand and Buhaug 2012)."""
    row = min(359, int((latitude + 90) * 2))
    column = min(719, int((longitude + 180) * 2))
    return row * 720 + column + 1


# ----------------------------------------------------------------------------------------- sources


def sources(dossier: Dossier) -> tuple[ReportEntry, ...]:
    """The reports of an incident in the order of publication, rows of coded datasets left out
    unless there is nothing else."""
    told = sorted(dossier.file.reports, key=lambda r: (r.published or "9999", r.id))
    reports = [report for report in told if report.medium != DATASET]
    return tuple(reports or told)


def stories(dossier: Dossier) -> int:
    """How many of them are not copies, retellings or versions of another."""
    return sum(report.lineage is None for report in sources(dossier)) or 1


def source_names(dossier: Dossier) -> list[str]:
    """Outlets with the agencies that they print, each once."""
    return list(dict.fromkeys(source_in_words(report) for report in sources(dossier)))


def source_scale(dossier: Dossier) -> str | None:
    """ACLED's source scale: International for known wire agencies; None where an outlet is not
    known, since its reach cannot be told from its name."""
    for report in sources(dossier):
        known = known_actors().find(report.agency or report.outlet or "")
        if known is None or not known.agency:
            return None
    return "International"


def speakers(dossier: Dossier) -> list[str]:
    """The persons and bodies that the information on the dead comes from, else on anything."""
    findings = dossier.findings("deaths") or dossier.file.findings
    return list(
        dict.fromkeys(
            voice.text
            for finding in findings
            for position in finding.positions
            for voice in position.voices
            if voice.kind != "narrator" and not is_coded(dossier, voice)
        )
    )


def is_coded(dossier: Dossier, voice: PositionVoice) -> bool:
    """Whether a voice is that of a coded dataset, which no export of a scheme gives as a source."""
    rows = {report.id for report in dossier.file.reports if report.medium == DATASET}
    return bool(voice.reports) and rows.issuperset(voice.reports)
