"""Several reports put together, against what a careful coder makes of them.

A case is a folder of reports (`.txt`, `.html`) with an `expected.yaml`: which incidents there are
and which reports tell them, every position with the voice that holds it, figures, statuses, what
was revised, and which report copies which (tests/accounts/README.md tells the keys). Each demand is
a row of one aspect; a row is met or not.

`predictions` are the casebooks as their users see them: case → the list and every incident.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from rashomon import codec
from rashomon.errors import UsageError
from rashomon.evaluate.measure import Asked, Score, Table
from rashomon.ingest import Given, sources
from rashomon.knowledge import Knowledge
from rashomon.pipeline import ingest, list_incidents, show
from rashomon.records import (
    Finding,
    IncidentEntry,
    IncidentFile,
    IncidentList,
    ItemQuantity,
    Position,
    PositionVoice,
    Quantity,
    Rejection,
    Report,
    ResponsibilityValue,
    Revision,
    TimeValue,
)
from rashomon.store import Casebook

EXPECTED: Final = "expected.yaml"
ASPECTS: Final = (
    "incidents", "positions", "figures", "status", "revisions", "lineage", "checks", "never",
)  # fmt: skip
CLOCK: Final = "2000-01-01T00:00:00+00:00"
"""The time that these casebooks are stamped with: two runs give the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """One demand: its aspect, what it is in words, and whether the casebook meets it."""

    aspect: str
    what: str
    met: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A casebook as its users see it: the list, and every incident with reports about it.

    `files` leads from the names of the files (without their ending) to report ids; `known` gives
    an incident as of a day; `words` the words of a claim for the people that it counts.
    """

    listed: IncidentList
    shown: Mapping[str, IncidentFile]
    files: Mapping[str, str]
    known: Mapping[tuple[str, str], IncidentFile]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scored:
    """A case and its rows. `aside`: it is not read while anything is improved, only counted."""

    name: str
    rows: tuple[Row, ...]
    aside: bool
    predictions: Any = None


def measure(path: Path, asked: Asked) -> Score:
    """Every case at or beneath a folder: the share of rows met, by aspect."""
    folders = sorted(found.parent for found in path.rglob(EXPECTED))
    if not folders:
        raise UsageError(f"{path}: no case there; a case is a folder with an {EXPECTED}")
    aside, knowledge = _aside(path), Knowledge.open()
    scored = [
        score_case(folder, knowledge, aside=folder.name in aside)
        for folder in asked.track(folders, "reading the cases")
    ]
    own = [each for each in scored if not each.aside]
    kept = [each for each in scored if each.aside]
    shares = {"all": _shares(scored), "not aside": _shares(own), "aside": _shares(kept)}
    held = {
        f"{aspect}, {name}": share[0] / share[1]
        for name, each in shares.items()
        for aspect, share in each.items()
        if share[1]
    }
    return Score(
        figures={
            "cases": len(scored),
            **{
                name: {a: {"met": met, "rows": rows} for a, (met, rows) in each.items()}
                for name, each in shares.items()
            },
            "missing": {
                each.name: [f"{r.aspect}: {r.what}" for r in each.rows if not r.met] for each in own
            },
        },
        tables=(_table(scored, shares),),
        held=held,
        predictions={each.name: each.predictions for each in scored},
        remarks=tuple(
            f"{each.name}: {row.aspect}: {row.what}"
            for each in own
            for row in each.rows
            if not row.met
        ),
    )


def _aside(path: Path) -> frozenset[str]:
    file = path / "floors.yaml"
    if not file.exists():
        return frozenset()
    return frozenset(yaml.safe_load(file.read_text(encoding="utf-8")).get("aside", ()))


def _shares(scored: Iterable[Scored]) -> dict[str, tuple[int, int]]:
    """Aspect → (rows met, rows), of all aspects together last."""
    met: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    for each in scored:
        for row in each.rows:
            for name in (row.aspect, "all rows"):
                rows[name] += 1
                met[name] += row.met
    return {name: (met[name], rows[name]) for name in (*ASPECTS, "all rows")}


def _table(scored: Sequence[Scored], shares: Mapping[str, Mapping[str, tuple[int, int]]]) -> Table:
    rows = [(each.name, *_cells(_shares([each]))) for each in scored if not each.aside]
    rows += [(f"= {name}", *_cells(each)) for name, each in shares.items() if each["all rows"][1]]
    return Table(("case", *ASPECTS, "all rows"), tuple(rows))


def _cells(shares: Mapping[str, tuple[int, int]]) -> list[str]:
    return [f"{met}/{rows}" if rows else "" for met, rows in shares.values()]


# ----------------------------------------------------------------------------------------- a case


def load(folder: Path) -> dict[str, Any]:
    """What a case expects; all values are text. UsageError where it is not as it should be."""
    try:
        told = yaml.load((folder / EXPECTED).read_text(encoding="utf-8"), yaml.BaseLoader)
    except (OSError, yaml.YAMLError) as error:
        raise UsageError(f"{folder / EXPECTED}: {error}") from error
    if not isinstance(told, dict) or not isinstance(told.get("incidents"), list):
        raise UsageError(f"{folder / EXPECTED}: it needs a list of `incidents`")
    return told


def reports_in(folder: Path) -> list[Path]:
    """The files of the reports of a case, by name."""
    return sorted(p for p in folder.iterdir() if p.suffix in (".txt", ".html"))


def score_case(folder: Path, knowledge: Knowledge, *, aside: bool = False) -> Scored:
    """Puts the reports of a case together and holds the outcome against what is expected."""
    told = load(folder)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "casebook.db"
        with Casebook.open(path, create=True, clock=lambda: CLOCK) as casebook:
            ingest(reports_in(folder), casebook, knowledge, Given())
            seen = see(casebook, files_of(reports_in(folder), knowledge), _days(told))
    predictions = {
        "list": codec.to_json(seen.listed),
        "incidents": {each: codec.to_json(file) for each, file in seen.shown.items()},
    }
    return Scored(folder.name, tuple(rows_of(told, seen)), aside, predictions)


def files_of(paths: Sequence[Path], knowledge: Knowledge) -> dict[str, str]:
    """The name of each report's file → the id of its report."""
    found = {}
    for path in paths:
        for report in sources([path], Given(), knowledge.settings):
            if isinstance(report, Rejection):
                raise UsageError(f"{report.input}: {report.detail}")
            assert isinstance(report, Report)  # no file of a case holds readings
            found[path.name] = report.id
    return found


def _days(told: Mapping[str, Any]) -> list[str]:
    return [each["date"] for each in told.get("as_of", ())]


def see(casebook: Casebook, files: Mapping[str, str], days: Iterable[str] = ()) -> Seen:
    """The casebook as its users see it, now and on these days."""
    listed = list_incidents(casebook)
    about = [each.id for each in listed.incidents if each.reports]
    return Seen(
        listed,
        {each: show(casebook, each) for each in about},
        files,
        {(e, day): show(casebook, e, date.fromisoformat(day)) for day in days for e in about},
        {
            claim.id: claim.value.group
            for reading in casebook.readings(list(files.values()))
            for claim in reading.claims
            if isinstance(claim.value, Quantity) and claim.value.group
        },
    )


def rows_of(told: Mapping[str, Any], seen: Seen) -> Iterator[Row]:
    """Every demand of a case, met or not."""
    pairs = _matched(told["incidents"], seen)
    for number, each in enumerate(told["incidents"]):
        name = each.get("about", each.get("title", f"incident {number + 1}"))
        entry = pairs.get(number)
        if entry is None:
            yield Row("incidents", f"{name}: is an incident with reports about it", False)
        for row in incident_rows(each, entry, seen):
            yield Row(row.aspect, f"{name}: {row.what}", row.met)
        if "parent" in each:
            above = pairs.get(int(each["parent"]) - 1)
            met = entry is not None and above is not None and entry.parent == above.id
            yield Row("incidents", f"{name}: is a part of incident {each['parent']}", met)
    found = {entry.id for entry in pairs.values()}
    others = [e.title for e in seen.listed.incidents if e.reports and e.id not in found]
    yield Row("incidents", f"no other incidents; there are {others}", not others)
    yield from _lineage_rows(told, seen)
    for each in told.get("as_of", ()):
        entry = pairs.get(int(each.get("incident", "1")) - 1)
        known = seen.known.get((entry.id, each["date"])) if entry is not None else None
        for row in _figure_rows(each["figures"], known):
            yield Row(row.aspect, f"as of {each['date']}: {row.what}", row.met)


def _matched(told: Sequence[Mapping[str, Any]], seen: Seen) -> dict[int, IncidentEntry]:
    """Number of an expected incident → the one that the casebook has for it: the one with most of
    its reports and fewest others, each once. One that reports may also name in passing (`either`)
    is known by its title too."""
    fits = []
    for number, each in enumerate(told):
        wanted = _ids(each.get("reports", ()), seen)
        either = _ids(each.get("either", ()), seen)
        for entry in seen.listed.incidents:
            have = set(entry.reports)
            named = is_(each.get("title"), entry.title)
            if wanted & have or (named and either & have):
                whole = wanted | have if wanted else have
                fit = len((wanted or either) & have) / len(whole) + (0.5 if named else 0.0)
                fits.append((-fit, number, entry.id, entry))
    pairs: dict[int, IncidentEntry] = {}
    for _, number, _, entry in sorted(fits, key=lambda fit: fit[:3]):
        if number not in pairs and entry.id not in {e.id for e in pairs.values()}:
            pairs[number] = entry
    return pairs


def incident_rows(
    told: Mapping[str, Any], entry: IncidentEntry | None, seen: Seen
) -> Iterator[Row]:
    """The demands on one incident; `entry` is what the casebook has for it, if anything."""
    file = seen.shown.get(entry.id) if entry is not None else None
    yield from _entry_rows(told, entry, seen)
    if "status" in told:
        status = entry.status if entry is not None else None
        yield Row("status", f"{told['status']}, is {status}", status == told["status"])
    yield from _figure_rows(told.get("figures", {}), file)
    for each in told.get("accounts", ()):
        yield Row("positions", _words(each), file is not None and holds(file, each, seen.words))
    for each in told.get("revised", ()):
        yield Row("revisions", _words(each), file is not None and revises(file, each))
    for each in told.get("checks", ()):
        yield Row("checks", _words(each), file is not None and finds(file, each))
    for each in told.get("never", ()):
        yield Row("never", _words(each), file is not None and not holds(file, each, seen.words))


def _entry_rows(told: Mapping[str, Any], entry: IncidentEntry | None, seen: Seen) -> Iterator[Row]:
    found = set(entry.reports) if entry is not None else set()
    either = _ids(told.get("either", ()), seen)
    wanted = _ids(told.get("reports", ()), seen)
    names = {report: name for name, report in seen.files.items()}
    are = ", ".join(sorted(names.get(each, each) for each in found))
    yield Row("incidents", f"its reports, not {are or 'none'}", found - either == wanted - either)
    if "mentioned_in" in told:
        passing = set(entry.mentioned_in) if entry is not None else set()
        wanted = _ids(told["mentioned_in"], seen)
        are = ", ".join(sorted(names.get(each, each) for each in passing))
        met = entry is not None and passing - either == wanted - either
        yield Row("incidents", f"the reports that mention it, not {are or 'none'}", met)
    if "title" in told:
        title = entry.title if entry is not None else None
        yield Row("incidents", f"title {told['title']}, is {title!r}", is_(told["title"], title))
    if "day" in told:
        start, _, end = told["day"].partition("/")
        days = (entry.date_start, entry.date_end) if entry is not None else (None, None)
        exact = end or entry is None or entry.date_prec == 1
        met = days == (start, end or start) and bool(exact)
        yield Row("incidents", f"day {told['day']}, is {days[0]} to {days[1]}", met)
    if "country" in told:
        country = entry.place.country if entry is not None and entry.place is not None else None
        yield Row(
            "incidents", f"country {told['country']}, is {country}", told["country"] == country
        )


def _ids(names: Iterable[str], seen: Seen) -> set[str]:
    """The report ids of files; of names that begin several files, all of these."""
    wanted = [names] if isinstance(names, str) else list(names)
    return {
        report for name in wanted for file, report in seen.files.items() if file.startswith(name)
    }


def _lineage_rows(told: Mapping[str, Any], seen: Seen) -> Iterator[Row]:
    if "lineage" not in told:
        return
    found = {each.id: each.lineage for each in seen.listed.reports}
    names = {report: name for name, report in seen.files.items()}
    for name, wanted in told["lineage"].items():
        lineage = found.get(seen.files.get(name, ""))
        met = (
            lineage is not None
            and lineage.kind == wanted["kind"]
            and lineage.of == seen.files.get(wanted["of"])
        )
        has = f"{lineage.kind} of {names.get(lineage.of)}" if lineage is not None else "none"
        yield Row("lineage", f"{name} is a {wanted['kind']} of {wanted['of']}, has {has}", met)
    others = [names[each] for each, lineage in found.items() if lineage is not None]
    others = [name for name in others if name not in told["lineage"]]
    yield Row("lineage", f"no others have one; {others} have", not others)


def _figure_rows(told: Mapping[str, Any], file: IncidentFile | None) -> Iterator[Row]:
    for field, wanted in told.items():
        for each in wanted if isinstance(wanted, list) else [wanted]:
            findings = [] if file is None else [f for f in file.findings if f.field == field]
            findings = [f for f in findings if is_(each.get("group"), _groups(f))]
            keys = [key for key in ("best", "low", "high", "status") if key in each]
            finding = max(
                findings, key=lambda f: sum(_is_so(f, each, k) for k in keys), default=None
            )
            for key in keys:
                met = finding is not None and _is_so(finding, each, key)
                is_now = getattr(finding, key) if finding is not None else "absent"
                what = f"{field} {each.get('group', '')} {key} {each[key]}, is {is_now}"
                yield Row("status" if key == "status" else "figures", what, met)


def _groups(finding: Finding) -> str:
    """All words that voices use for the people counted."""
    words = [getattr(position.value, "group", None) or "" for position in finding.positions]
    return " | ".join(dict.fromkeys(filter(None, [finding.group, *words])))


def _is_so(finding: Finding, told: Mapping[str, str], name: str) -> bool:
    found = getattr(finding, name)
    return told[name] == ("null" if found is None else str(found))


def _words(told: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in told.items())


# -------------------------------------------------------------------------------------- positions


def positions(file: IncidentFile) -> Iterator[tuple[str, Position, PositionVoice]]:
    """(field, position, voice) of every voice of every position."""
    for finding in file.findings:
        for position in finding.positions:
            for voice in position.voices:
                yield finding.field, position, voice


def holds(
    file: IncidentFile, told: Mapping[str, Any], words: Mapping[str, str] | None = None
) -> bool:
    """Whether some voice holds the position: the field with its value first, then who says it.

    `words` are those of the claims for the people that they count: a position that reports give in
    two languages goes by the words of both.
    """
    field = next(iter(told))
    return any(
        field == of
        and is_(told[field], shortly(position.value))
        and any(is_(told.get("group"), each) for each in _called(position, words or {}))
        and is_(told.get("kind"), voice.kind)
        and any(is_(told.get("voice"), words) for words in (voice.text, *voice.texts))
        and is_(told.get("stance"), voice.stance)
        and is_(told.get("via"), " ".join(voice.via))
        for of, position, voice in positions(file)
    )


def _called(position: Position, words: Mapping[str, str]) -> list[str | None]:
    """What a position's people are called by it and by those who hold it."""
    own = getattr(position.value, "group", None)
    return [own, *(words[claim] for claim in position.claims if claim in words)]


def revises(file: IncidentFile, told: Mapping[str, Any]) -> bool:
    """Whether a side moved its figure so."""
    return any(
        is_revision(finding.field, revision, told)
        for finding in file.findings
        for revision in finding.revisions
    )


def is_revision(field: str, revision: Revision, told: Mapping[str, Any]) -> bool:
    """Whether a revision of a field is the one told."""
    first, then = told.get(field, (None, None))
    return (
        field in told
        and is_(first, shortly(revision.from_))
        and is_(then, shortly(revision.to))
        and is_(told.get("voice"), revision.voice)
        and is_(told.get("first"), revision.first)
        and is_(told.get("then"), revision.then)
    )


def finds(file: IncidentFile, told: Mapping[str, str]) -> bool:
    """Whether a check came to this result."""
    return any(
        each.rule == told["rule"]
        and each.result == told["result"]
        and is_(told.get("detail"), each.detail)
        for each in file.checks
    )


def shortly(value: Any) -> str:
    """What tells a value most shortly: 25, 25.., ~20; a first day; a kind; else its words."""
    if isinstance(value, Quantity | ItemQuantity):
        about = "~" if value.approximate else ""
        if value.low == value.high:
            return f"{about}{value.low}"
        low, high = (("" if n is None else str(n)) for n in (value.low, value.high))
        return f"{about}{low}..{high}"
    if isinstance(value, TimeValue):
        return str(value.start)
    if isinstance(value, ResponsibilityValue):
        return value.kind
    return str(getattr(value, "text", getattr(value, "kind", "")))


def is_(wanted: str | None, found: str | None) -> bool:
    """Whether a word is as wanted: equal, or found by a `/pattern/`; nothing wanted: anything."""
    if wanted is None:
        return True
    if found is None:
        return False
    if wanted.startswith("/") and wanted.endswith("/"):
        return re.search(wanted[1:-1], found, re.IGNORECASE) is not None
    return wanted == found


def described(file: IncidentFile) -> str:
    """An incident's positions for people, when something is missing."""
    lines = [file.incident.title]
    for field, position, voice in positions(file):
        value = position.value
        group = getattr(value, "group", None) or ""
        via = f" via {', '.join(voice.via)}" if voice.via else ""
        lines.append(
            f"  {field} {shortly(value)} {group} | {voice.stance} {voice.kind} {voice.text}{via}"
        )
    return "\n".join(lines)
