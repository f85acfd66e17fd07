"""Cases: reports with the claims that a reading of them must, and must not, make.

A case is a folder with `report.txt` and `expected.json`:

    about      what the case is, for people
    read       the arguments of `rashomon read` that it is read with ("--published", "2021-03-16")
    incidents  label → the id of the row that best tells which incident is meant
    rows       what the reading must say: each row is met by one claim that meets all its conditions
    never      rows that no claim may meet
    closed     label → the fields in which `rows` is complete: any further claim there is extra

A row is an object of conditions beside `id` and `what`: a dotted path into the claim
("value.low", "voice.kind") → what stands there. A plain value must be equal, `{"re": pattern}` must
be found in it, `{"in": [...]}` must contain it. `actor.` and `place.` lead into the record that the
claim's value names; `near` is [latitude, longitude, kilometres] around that place; `members` the
number of members that the value lists; `incident` a label, or null for a claim of no incident.

Which incident of the reading each label stands for is not fixed by name: of all assignments of
labels to distinct incidents, the one that meets most rows counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, TypeAlias

from rashomon.errors import UsageError

Json: TypeAlias = Mapping[str, Any]

MEAN_EARTH_RADIUS_KM = 6371.0
ABSENT = object()
"""What a label stands for when the reading has no incident left for it: equal to no id."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a reading must say, or must not."""

    id: str
    what: str
    conditions: tuple[tuple[str, Any], ...]

    @property
    def label(self) -> str | None:
        """The label of the incident that it is about, None for no or any incident."""
        return next((want for path, want in self.conditions if path == "incident"), None)


@dataclass(frozen=True, slots=True)
class Case:
    """A report and what a reading of it must say. `read` are arguments of `rashomon read`."""

    name: str
    folder: Path
    text: str
    about: str
    read: tuple[str, ...]
    incidents: tuple[str, ...]
    closed: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    never: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CaseScore:
    """What a reading meets of a case, and what is wrong with it.

    `missing` are the rows that no claim meets, `forbidden` those of `never` that one does, `extra`
    the claims in closed fields that meet no row (as JSON), `bad` the spans that are not the
    report's own text, one sentence each.
    """

    case: Case
    language: str | None
    missing: tuple[Row, ...]
    forbidden: tuple[Row, ...]
    extra: tuple[Json, ...]
    bad: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows the case has."""
        return len(self.case.rows)

    @property
    def met(self) -> int:
        """How many of them the reading meets."""
        return self.rows - len(self.missing)

    @property
    def holds(self) -> bool:
        """True when every row is met and nothing is wrong."""
        return not (self.missing or self.forbidden or self.extra or self.bad)


# ------------------------------------------------------------------------------------------ loading


def find_cases(path: Path) -> list[Path]:
    """The case folders at `path`: itself, or those beneath it, sorted by name."""
    return sorted(found.parent for found in path.rglob("expected.json"))


def load_case(folder: Path) -> Case:
    """The case in `folder`.

    Raises UsageError, naming the file and the row, where the case cannot mean what it says.
    """
    expected = folder / "expected.json"
    try:
        text = (folder / "report.txt").read_text(encoding="utf-8")
        raw = json.loads(expected.read_text(encoding="utf-8"))
        labels = tuple(raw["incidents"])
        case = Case(
            name=folder.name,
            folder=folder,
            text=text,
            about=raw.get("about", ""),
            read=tuple(raw["read"]),
            incidents=labels,
            closed=tuple(
                (label, name) for label, names in raw.get("closed", {}).items() for name in names
            ),
            rows=tuple(_row(each, labels) for each in raw["rows"]),
            never=tuple(_row(each, labels) for each in raw["never"]),
        )
    except FileNotFoundError as error:
        raise UsageError(f"{folder} is no case: {error.filename} is missing") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UsageError(f"{folder} is no case: {error}") from error
    except KeyError as error:
        raise UsageError(f"{expected}: the key {error.args[0]!r} is missing") from error
    except (re.error, ValueError) as error:
        raise UsageError(f"{expected}: {error}") from error
    for label, _ in case.closed:
        if label not in labels:
            raise UsageError(f"{expected}: closed names {label!r}, which is in no incidents")
    return case


def _row(raw: Json, labels: Sequence[str]) -> Row:
    conditions = tuple((key, want) for key, want in raw.items() if key not in ("id", "what"))
    for path, want in conditions:
        if path == "incident" and want is not None and want not in labels:
            raise ValueError(f"row {raw['id']} names the incident {want!r}, which is not declared")
        if isinstance(want, dict) and "re" in want:
            try:
                re.compile(want["re"])
            except re.error as error:
                raise ValueError(f"row {raw['id']}, {path}: {error}") from error
    return Row(raw["id"], raw["what"], conditions)


# ------------------------------------------------------------------------------------------ scoring


class _Reading:
    """A reading as JSON, with its records by id."""

    def __init__(self, reading: Json) -> None:
        self.claims: Sequence[Json] = reading["claims"]
        self.actors = {each["id"]: each for each in reading.get("actors", ())}
        self.places = {each["id"]: each for each in reading.get("places", ())}
        self.report: Json = reading["report"]
        self.evidence = {key: part for key, part in reading.items() if key != "report"}

    def meets(self, row: Row, claim: Json, stands_for: Mapping[str, object]) -> bool:
        """Does the claim meet the row, with the incident that each label stands for?"""
        value = claim.get("value") or {}
        looked_up = {
            **claim,
            "actor": self.actors.get(value.get("actor")),
            "place": self.places.get(value.get("place")),
        }
        for path, want in row.conditions:
            if path == "incident":
                met = claim.get("incident") == (
                    None if want is None else stands_for.get(want, ABSENT)
                )
            elif path == "near":
                met = _is_near(looked_up["place"], want)
            elif path == "members":
                met = len(value.get("members") or ()) == want
            else:
                met = _matches(want, _follow(looked_up, path))
            if not met:
                return False
        return True


def score_reading(case: Case, reading: Json) -> CaseScore:
    """Scores a reading, given as the JSON of `rashomon read`, against a case."""
    read = _Reading(reading)
    stands_for = _assign(case, read)

    def said(row: Row) -> bool:
        return any(read.meets(row, claim, stands_for) for claim in read.claims)

    closed = {(stands_for[label], name) for label, name in case.closed}
    return CaseScore(
        case=case,
        language=read.report.get("language"),
        missing=tuple(row for row in case.rows if not said(row)),
        forbidden=tuple(row for row in case.never if said(row)),
        extra=tuple(
            claim
            for claim in read.claims
            if (claim.get("incident"), claim["field"]) in closed
            and not any(read.meets(row, claim, stands_for) for row in case.rows)
        ),
        bad=tuple(_bad_spans(case, read)),
    )


def _assign(case: Case, read: _Reading) -> dict[str, object]:
    """The incident that each label stands for, so that most rows are met; ties: the first."""
    incidents = sorted({each["incident"] for each in read.claims if each.get("incident")})

    @cache
    def rows_met(label: str, incident: str) -> int:
        claims = [each for each in read.claims if each.get("incident") == incident]
        rows = [row for row in case.rows if row.label == label]
        return sum(any(read.meets(row, each, {label: incident}) for each in claims) for row in rows)

    @cache
    def best(at: int, taken: frozenset[str]) -> tuple[int, tuple[object, ...]]:
        if at == len(case.incidents):
            return 0, ()
        label = case.incidents[at]
        chosen: tuple[int, tuple[object, ...]] | None = None
        for incident in [each for each in incidents if each not in taken]:
            rest, others = best(at + 1, taken | {incident})
            total = rows_met(label, incident) + rest
            if chosen is None or total > chosen[0]:
                chosen = total, (incident, *others)
        rest, others = best(at + 1, taken)
        if chosen is None or rest > chosen[0]:
            chosen = rest, (ABSENT, *others)
        return chosen

    return dict(zip(case.incidents, best(0, frozenset())[1], strict=True))


def _follow(record: object, path: str) -> Any:
    for key in path.split("."):
        record = record.get(key) if isinstance(record, Mapping) else None
    return record


def _matches(want: Any, have: Any) -> bool:
    if isinstance(want, Mapping) and "re" in want:
        return have is not None and re.search(want["re"], str(have)) is not None
    if isinstance(want, Mapping) and "in" in want:
        return have in want["in"]
    return bool(have == want)


def _is_near(place: Json | None, want: Sequence[float]) -> bool:
    """Is the place's point within `want` [latitude, longitude, km], along a great circle?"""
    if place is None or place.get("latitude") is None:
        return False
    latitude, longitude, kilometres = want
    a, b = radians(place["latitude"]), radians(latitude)
    half_chord = (
        sin((b - a) / 2) ** 2
        + cos(a) * cos(b) * sin(radians(longitude - place["longitude"]) / 2) ** 2
    )
    return 2 * MEAN_EARTH_RADIUS_KM * asin(sqrt(half_chord)) <= kilometres


def _bad_spans(case: Case, read: _Reading) -> Iterator[str]:
    """One sentence for each span that is not the report's own text, and each claim without one."""
    text = read.report["text"]
    for span in _spans(read.evidence):
        if text[span["start"] : span["end"]] != span["text"]:
            yield f"span {span['start']}-{span['end']} is not {span['text']!r} in the report"
    for claim in read.claims:
        content = _follow(claim, "spans.content")
        if not isinstance(content, Mapping) or not str(content.get("text") or "").strip():
            yield f"claim {claim.get('id')} has no words as evidence"
    # The reader may tidy white space (a page's paragraphs), but change no character.
    if "".join(text.split()) not in "".join(case.text.split()):
        yield "the reading's text is not the report's"


def _spans(part: Any) -> Iterator[Json]:
    if isinstance(part, Mapping):
        if {"start", "end", "text"} <= part.keys() and isinstance(part["start"], int):
            yield part
        for value in part.values():
            yield from _spans(value)
    elif isinstance(part, Sequence) and not isinstance(part, str):
        for value in part:
            yield from _spans(value)


# ------------------------------------------------------------------------------------------ totals


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over cases: `share` is rows met of rows, None where there are none."""

    cases: int
    rows: int
    met: int
    forbidden: int
    extra: int
    bad: int

    @property
    def share(self) -> float | None:
        """Rows met of all rows, 0 to 1."""
        return self.met / self.rows if self.rows else None


def add_up(scores: Iterable[CaseScore]) -> Totals:
    """The sums over the scores."""
    every = list(scores)
    return Totals(
        cases=len(every),
        rows=sum(each.rows for each in every),
        met=sum(each.met for each in every),
        forbidden=sum(len(each.forbidden) for each in every),
        extra=sum(len(each.extra) for each in every),
        bad=sum(len(each.bad) for each in every),
    )
