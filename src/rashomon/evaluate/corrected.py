"""What analysts put right on a report, as a case that `rashomon evaluate cases` runs.

    accepted   a row: the reading must say it
    corrected  a row that says it rightly, and one under `never` that says it as it was misread
    added      a row
    rejected   a row under `never`

A row holds what makes up the claim: its question, its value, its stance and mode, and whose words
they are. The report's text goes in as it is, with the names that it has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase
from typing import Any, Final

from rashomon.codec import to_json
from rashomon.errors import UsageError
from rashomon.judging import corrected, with_added
from rashomon.publish.labels import labels
from rashomon.publish.words import Names, value_in_words, voice_in_words
from rashomon.records import Claim, Involvement, Judgement, PlaceValue, Quantity, Reading, identify
from rashomon.store import Casebook

RANK: Final = ("add", "accept", "correct", "reject")
"""The judgements of claims; of those of one claim the last in this order counts."""
GIVEN: Final = (
    ("--published", "published"),
    ("--outlet", "outlet"),
    ("--url", "url"),
    ("--title", "title"),
    ("--lang", "language"),
)
"""Arguments of `rashomon read` → what of the report they give."""
COMPARED: Final = {
    "low": "value.low",
    "high": "value.high",
    "approximate": "value.approximate",
    "status": "value.status",
    "category": "value.category",
    "counts": "value.counts",
    "unit": "value.unit",
    "role": "value.role",
    "kind": "value.kind",
    "start": "value.start",
    "end": "value.end",
    "date_prec": "value.date_prec",
    "time": "value.time",
    "acled_event": "value.acled_event",
    "acled_sub_event": "value.acled_sub_event",
    "age": "value.age",
    "sex": "value.sex",
}
"""Keys of a value that must be equal → their path in a row."""
WORDED: Final = {"group": "value.group", "item": "value.item", "text": "value.text"}
"""Keys whose words must be found in the claim's."""


@dataclass(frozen=True, slots=True)
class MadeCase:
    """A case that is not written yet: the folder's name, and what its two files hold."""

    name: str
    report: str
    expected: str

    def write(self, folder: Path) -> Path:
        """Write the case into a folder of its own there. UsageError where it is there already."""
        place = folder / self.name
        try:
            place.mkdir(parents=True)
        except FileExistsError as error:
            raise UsageError(
                f"{place} is there already: remove it, or name another --out"
            ) from error
        (place / "report.txt").write_text(self.report, encoding="utf-8")
        (place / "expected.json").write_text(self.expected, encoding="utf-8")
        return place


def case_of(book: Casebook, report: str) -> MadeCase:
    """The case of a report: everything that was judged of its claims and stands. Raises UsageError
    where nothing was."""
    reading = book.reading(report)
    placed = book.incidents_of({each.id for each in reading.incidents})
    found = {j.id: j for incident in placed.values() for j in book.judgements(incident)}
    known = {claim.id for claim in reading.claims}
    judged = [
        each
        for each in found.values()
        if each.kind in RANK
        and (known & set(each.claims) or (each.value or {}).get("report") == report)
    ]
    if not judged:
        raise UsageError(
            f"nothing was judged of the claims of report {report}: accept, correct, reject or add "
            "one, and then save the case"
        )
    (whole,) = with_added([reading], judged, placed.keys())
    made = _Rows(whole, sorted(judged, key=lambda each: (each.at, each.id)))
    told = reading.report
    arguments = [(option, getattr(told, name)) for option, name in GIVEN]
    expected = {
        "about": f"What was judged of {told.title or told.outlet or report}: "
        + "; ".join(f"{labels().judgements[each.kind]} by {each.by}: {each.why}" for each in judged)
        + ". The report's own text: mind its rights before you pass it on.",
        "read": [each for pair in arguments if pair[1] for each in pair],
        "incidents": made.labels(),
        "closed": {},
        "rows": made.rows,
        "never": made.never,
    }
    name = f"{told.id[:10]}-{told.language or 'en'}"
    return MadeCase(name, told.text, _laid_out(expected))


class _Rows:
    """The rows of a case, and which of them tells which incident is meant."""

    def __init__(self, reading: Reading, judged: Sequence[Judgement]) -> None:
        self.rows: list[dict[str, Any]] = []
        self.never: list[dict[str, Any]] = []
        self._reading = reading
        self._names = Names.of([reading])
        self._label: dict[str, str] = {}
        claims = {claim.id: claim for claim in reading.claims}
        # As in weighing: what was rejected is out, and the latest correction stands.
        ranked = sorted(judged, key=lambda each: RANK.index(each.kind))
        last = {claim: each for each in ranked for claim in each.claims}
        wrong = {claim for claim, each in last.items() if each.kind != "accept"}
        for each in judged:
            if each.kind == "add":
                self._right(claims[identify("c", each.id)], f"added: {each.why}")
        for key, each in last.items():
            if key not in claims:
                continue
            claim = claims[key]
            if each.kind == "accept":
                self._right(claim, "accepted")
                continue
            if each.kind == "correct":
                self._right(corrected(claim, each.value or {}), f"corrected: {each.why}")
            self._wrong(claim, each.why)
        self._anchor([c for c in reading.claims if c.id not in wrong])

    def labels(self) -> dict[str, str]:
        """Label → the id of the row that best tells which incident is meant."""
        first: dict[str, str] = {}
        for row in self.rows:
            if row.get("incident") is not None:
                first.setdefault(row["incident"], row["id"])
        return first

    def _right(self, claim: Claim, why: str) -> None:
        number = f"R{len(self.rows) + 1:02}"
        self.rows.append({"id": number, "what": self._says(claim, why), **self._conditions(claim)})

    def _wrong(self, claim: Claim, why: str) -> None:
        number = f"N{len(self.never) + 1:02}"
        said = self._says(claim, f"not so: {why}")
        self.never.append({"id": number, "what": said, **self._conditions(claim)})

    def _anchor(self, unjudged: Sequence[Claim]) -> None:
        """A row for each incident that has none: what tells it from the others, as it was read."""
        held = {row.get("incident") for row in self.rows}
        for mention, label in list(self._label.items()):
            own = [each for each in unjudged if each.incident == mention]
            if label not in held and own:
                self._right(min(own, key=_tells), "as read, to tell which incident is meant")

    def _says(self, claim: Claim, why: str) -> str:
        says = value_in_words(claim.field, claim.value, self._names)
        return f"{says}, by {voice_in_words(claim.voice.kind, claim.voice.text)} ({why})"

    def _conditions(self, claim: Claim) -> dict[str, Any]:
        value = to_json(claim.value)
        found: dict[str, Any] = {"incident": self._labelled(claim), "field": claim.field}
        found |= {path: value[key] for key, path in COMPARED.items() if key in value}
        for key, path in WORDED.items():
            counted = isinstance(claim.value, Quantity) and key == "text"
            if value.get(key) and not counted:
                found[path] = _holds(value[key])
        found |= self._named(claim, value)
        found |= {
            "stance": claim.stance,
            "mode": claim.mode,
            "voice.kind": claim.voice.kind,
            "voice.text": _holds(claim.voice.text),
        }
        return found

    def _named(self, claim: Claim, value: Mapping[str, Any]) -> dict[str, Any]:
        """Conditions on the place or actor that a claim's value names."""
        if isinstance(claim.value, PlaceValue):
            place = self._names.places.get(claim.value.place)
            return {} if place is None else {"place.name": _holds(place.name)}
        name = self._names.actor(value.get("actor"))
        if name is None or isinstance(claim.value, Involvement):
            return {}
        return {"actor.name": _holds(name)}

    def _labelled(self, claim: Claim) -> str | None:
        if claim.incident is None:
            return None
        number = len(self._label)
        label = ascii_uppercase[number] if number < len(ascii_uppercase) else f"I{number}"
        return self._label.setdefault(claim.incident, label)


def _tells(claim: Claim) -> tuple[int, str]:
    """How well a claim tells its incident from others: a toll best, then a day, then a place."""
    order = ("deaths", "time", "place", "injuries")
    return (order.index(claim.field) if claim.field in order else len(order), claim.id)


def _holds(words: str) -> dict[str, str]:
    return {"re": re.escape(words).replace("\\ ", " ")}


def _laid_out(expected: Mapping[str, Any]) -> str:
    """As the project's own cases are: a row a line."""
    return "".join(_lines(expected))


def _lines(expected: Mapping[str, Any]) -> Iterator[str]:
    yield "{\n"
    for key, value in expected.items():
        end = "\n" if key == "never" else ",\n"
        if key in ("rows", "never") and value:
            rows = ",\n".join(f"    {json.dumps(each, ensure_ascii=False)}" for each in value)
            yield f'  "{key}": [\n{rows}\n  ]{end}'
        else:
            yield f'  "{key}": {json.dumps(value, ensure_ascii=False)}{end}'
    yield "}\n"
