"""Cases as data → readings, and what came of them → the words of the cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from rashomon.reconcile import Case, cluster, compare, gather, profile, trace_lineage
from rashomon.records import Lineage, MentionProfile, Reading
from tests.factories import ClaimSketch, actor, claim, make_reading, place

CASES = Path(__file__).parent / "cases"
_OF_CLAIM = (
    "stance",
    "mode",
    "incident",
    "superseded",
    "provisional",
    "said",
    "key",
    "via",
    "party",
)
_OF_QUANTITY = ("group", "side", "by", "status", "counts", "part_of", "approximate")


@dataclass(frozen=True)
class Told:
    """A case's readings by their names, and everything that follows without a casebook."""

    readings: Mapping[str, Reading]
    profiles: Mapping[str, MentionProfile]
    lineage: Mapping[str, Lineage]
    incidents: tuple[frozenset[str], ...]

    def mention(self, label: str) -> str:
        """The mention's id by `report` or `report.label`."""
        name, _, part = label.partition(".")
        wanted = part or "main"
        reading = self.readings[name]
        return next(m.id for m in reading.incidents if m.title == wanted)

    def case(self, label: str, as_of: str | None = None) -> Case:
        """The accounts of the incident that holds this mention."""
        mention = self.mention(label)
        mentions = next(each for each in self.incidents if mention in each)
        reports = {self.profiles[each].report for each in mentions}
        readings = [r for r in self.readings.values() if r.report.id in reports]
        return gather(readings, mentions, self.lineage, (), as_of)


def load(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return data


def tell(reports: Mapping[str, Mapping[str, Any]]) -> Told:
    """Everything that follows from the reports of a case."""
    readings = {name: read(name, report) for name, report in reports.items()}
    profiles = {p.id: p for reading in readings.values() for p in profile(reading)}
    links = [
        compare(a, b) for a, b in combinations(profiles.values(), 2) if set(a.keys) & set(b.keys)
    ]
    lineage = trace_lineage([r.report for r in readings.values()], profiles.values())
    return Told(readings, profiles, lineage, cluster(profiles, links, profiles=profiles.values()))


def read(name: str, report: Mapping[str, Any]) -> Reading:
    """The reading of one report of a case."""
    more: dict[str, Any] = {
        key: str(report[key])
        for key in ("agency", "url", "title", "language", "medium", "author")
        if key in report
    }
    return make_reading(
        " ".join(report["text"].split()),
        published=str(report["published"]),
        outlet=report.get("outlet", f"Outlet of {name}"),
        actors=[actor(*row) for row in report.get("actors", ())],
        places=[place(row.pop("name"), **row) for row in map(dict, report.get("places", ()))],
        claims=[_claim(dict(row)) for row in report["claims"]],
        **more,
    )


def _claim(row: dict[str, Any]) -> ClaimSketch:
    words = str(row.pop("words"))
    more = {key: row.pop(key) for key in _OF_CLAIM if key in row}
    if "said" in more:
        more["said"] = str(more["said"])
    voice = row.pop("voice", None)
    if voice is not None:
        more["voice"] = tuple(voice)
    quantity = {key: row.pop(key) for key in _OF_QUANTITY if key in row}
    quantity.update(row.pop("value", {}))
    date_prec = row.pop("date_prec", 1)
    ((name, value),) = row.items()
    field: Any = name
    return claim(field, words, _value(field, value, words, quantity, date_prec), **more)


def _value(
    field: str, value: Any, words: str, quantity: dict[str, Any], date_prec: int
) -> dict[str, Any]:
    match field:
        case "time":
            start, end = value if isinstance(value, list) else (value, value)
            return {"start": str(start), "end": str(end), "date_prec": date_prec, "time": None,
                    "tz": None, "text": words}  # fmt: skip
        case "place":
            return {"place": value, "text": value, "role": "site"}
        case "type":
            event, sub_event, ucdp = value
            return {"acled_event": event, "acled_sub_event": sub_event, "ucdp": ucdp,
                    "plover": "ASSAULT", "mode": None, "text": words}  # fmt: skip
        case "responsibility":
            return {"kind": value[0], "actor": value[1]}
        case "perpetrator" | "participant" | "target":
            return {"actor": value[0], "text": value[0], "action": value[1]}
        case "damage":
            return {
                "low": value[0],
                "high": value[1],
                "approximate": False,
                "text": words,
                **quantity,
            }
    low, high = value
    base = {"low": low, "high": high, "approximate": False, "text": words}
    return {**base, **quantity}
