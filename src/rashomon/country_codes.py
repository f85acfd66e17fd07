"""Countries in the numbers and regions of others: ISO 3166-1, Gleditsch-Ward, ACLED, UCDP.

Shared by what reads coded datasets and by what writes them. The table is data
(`data/gazetteer/country_codes.tsv`, whose head says where the numbers come from).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from rashomon.gazetteer.names import key

_FOLDER: Final = resources.files("rashomon") / "data" / "gazetteer"
_UCDP_REGIONS: Final = {
    "Americas": (2, 199),
    "Europe": (200, 399),
    "Africa": (400, 626),
    "Middle East": (630, 699),
    "Asia": (700, 999),
}
"""UCDP's regions by the first and last Gleditsch-Ward number (its codebook)."""


@dataclass(frozen=True, slots=True)
class CountryCodes:
    """A country's ISO 3166-1 number, its Gleditsch-Ward number and its regions; None: none."""

    iso: int | None
    gw: int | None
    acled: str | None
    ucdp: str | None


@cache
def _codes() -> Mapping[str, CountryCodes]:
    lines = (_FOLDER / "country_codes.tsv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return {row["code"]: _row(row) for row in rows}


def _row(row: Mapping[str, str]) -> CountryCodes:
    gw = int(row["gw"]) if row["gw"] else None
    ucdp = next((r for r, (a, b) in _UCDP_REGIONS.items() if gw is not None and a <= gw <= b), None)
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


@cache
def _names() -> Mapping[str, str]:
    text = (_FOLDER / "countries.tsv").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        for name in (row["name"], *row["names_en"].split("|")):
            found.setdefault(key(name), row["code"])
    return found


def country_named(name: str) -> str | None:
    """The alpha-2 code of a country by its English name, with or without what datasets write in
    brackets behind it ("Yemen (North Yemen)", "Niger (2011-2021)")."""
    bare = re.sub(r"\s*\([^)]*\)", "", name)
    return _names().get(key(name)) or _names().get(key(bare))
