"""What several formats need of an incident: its days, its place and its sources in their terms."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from rashomon.known_actors import known_actors
from rashomon.publish.accounts import source_in_words
from rashomon.publish.export.dossier import Dossier
from rashomon.publish.words import country_name
from rashomon.records import IncidentRecord, Place, ReportEntry

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


@dataclass(frozen=True, slots=True)
class CountryCodes:
    """A country's ISO 3166-1 number, its Gleditsch-Ward number and its regions; None: none."""

    iso: int | None
    gw: int | None
    acled: str | None
    ucdp: str | None


@cache
def _codes() -> Mapping[str, CountryCodes]:
    lines = (_DATA / "country_codes.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return {row["code"]: _row(row) for row in rows}


def _row(row: Mapping[str, str]) -> CountryCodes:
    gw = int(row["gw"]) if row["gw"] else None
    regions: Mapping[str, list[int]] = schemes()["ged"]["regions"]
    ucdp = next((r for r, (a, b) in regions.items() if gw is not None and a <= gw <= b), None)
    return CountryCodes(int(row["iso"]) if row["iso"] else None, gw, row["acled"] or None, ucdp)


def codes_of(country: str | None) -> CountryCodes:
    """The numbers and regions of an ISO 3166-1 alpha-2 code; all None where it is in no list."""
    return _codes().get(country or "", CountryCodes(None, None, None, None))


def country_by(*, iso: int | None = None, gw: int | None = None) -> str | None:
    """The alpha-2 code of a country by one of its numbers."""
    for code, numbers in _codes().items():
        if (iso is not None and numbers.iso == iso) or (gw is not None and numbers.gw == gw):
            return code
    return None


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
    reports = [report for report in told if report.medium != "dataset"]
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
    voices = [v for f in findings for p in f.positions for v in p.voices if v.kind != "narrator"]
    return list(dict.fromkeys(voice.text for voice in voices))
