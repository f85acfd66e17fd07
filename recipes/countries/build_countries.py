"""Derive countries.tsv (names and demonyms in English and French); see README.md.

    python recipes/countries/build_countries.py WORLD_COUNTRIES src/rashomon/data/gazetteer

WORLD_COUNTRIES is the unpacked npm package `world-countries`. CLDR's names come from Babel.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel import Locale

COLUMNS = ("code", "name", "names_en", "names_fr", "demonyms_en", "demonyms_fr", "sovereign")
SOVEREIGN_WITHOUT_A_SEAT = {"XK", "PS", "TW", "VA", "EH"}
NO_PLURAL = ("s", "x", "ch", "sh", "ese")


def english(forms: Iterable[str]) -> list[str]:
    """Adjective and plural; "French", "Chinese" and "Swiss" have no plural in -s."""
    out: list[str] = []
    for form in split(forms):
        out += [form] if form.endswith(NO_PLURAL) else [form, form + "s"]
    return unique(out)


def french(forms: Iterable[str]) -> list[str]:
    """Masculine and feminine with their plurals."""
    out: list[str] = []
    for form in split(forms):
        out += [form] if form.endswith(("s", "x")) else [form, form + "s"]
    return unique(out)


def split(forms: Iterable[str]) -> list[str]:
    parts = [p for form in forms for p in form.replace(" or ", ",").split(",")]
    return [p.strip() for p in parts if p.strip()]


def unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(w for w in words if w))


def row(record: dict[str, Any], cldr: tuple[Any, Any]) -> dict[str, str]:
    code = record["cca2"]
    names = record["name"]
    french_names = record["translations"].get("fra", {})
    demonyms = record["demonyms"]
    in_english = unique(
        [names["common"], names["official"], cldr[0].get(code, ""), *record["altSpellings"]]
    )
    in_french = unique(
        [french_names.get("common", ""), french_names.get("official", ""), cldr[1].get(code, "")]
    )
    return {
        "code": code,
        "name": names["common"],
        "names_en": "|".join(n for n in in_english if len(n) > 3),
        "names_fr": "|".join(n for n in in_french if len(n) > 3),
        "demonyms_en": "|".join(english(demonyms.get("eng", {}).values())),
        "demonyms_fr": "|".join(french(demonyms.get("fra", {}).values())),
        "sovereign": str(int(record["unMember"] or code in SOVEREIGN_WITHOUT_A_SEAT)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("world_countries", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    records = json.loads((arguments.world_countries / "countries.json").read_text("utf-8"))
    cldr = (Locale("en").territories, Locale("fr").territories)
    with (arguments.out / "countries.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        for record in sorted(records, key=lambda r: str(r["cca2"])):
            writer.writerow(row(record, cldr))


if __name__ == "__main__":
    main()
