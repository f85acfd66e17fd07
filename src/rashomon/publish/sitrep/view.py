"""What the templates show: everything decided and worded here, so that they hold layout alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rashomon.gazetteer.borders import Borders
from rashomon.publish.accounts import (
    Column,
    Question,
    Row,
    in_order,
)
from rashomon.publish.coding import CodedLine
from rashomon.publish.evidence import Segment
from rashomon.publish.labels import Sign, labels
from rashomon.publish.maps import Spot, draw_both
from rashomon.publish.words import (
    days_in_words,
    place_in_words,
    short_days,
)
from rashomon.records import (
    CheckResult,
    Finding,
    IncidentEntry,
    IncidentFile,
    IncidentList,
    Judgement,
    Place,
    Reading,
    ReportEntry,
    identify,
)

# ----------------------------------------------------------------------------------- the whole page


@dataclass(frozen=True, slots=True)
class Line:
    """An incident in the index. `file` is None when it is listed and not told."""

    number: int
    entry: IncidentEntry
    depth: int
    when: str
    vague: bool
    where: str
    status: Sign
    killed: tuple[str, ...]
    reports: int
    repeats: int
    named: int
    file: IncidentFile | None

    @property
    def anchor(self) -> str:
        """The id of its article."""
        return f"i-{self.entry.id}"


@dataclass(frozen=True, slots=True)
class Overview:
    """The page's head: what was read, the index, the map of all incidents."""

    lines: tuple[Line, ...]
    reports: int
    repeats: int
    published: str
    contested: int
    readers: tuple[str, ...]
    digest: str
    map: Markup | None
    unplaced: int

    @property
    def told(self) -> list[Line]:
        """The incidents that have an article."""
        return [line for line in self.lines if line.file is not None]


def overview(
    incidents: IncidentList,
    files: Sequence[IncidentFile],
    readings: Mapping[str, Reading],
    borders: Borders,
) -> Overview:
    """The index in the order in which incidents are told: contested first, then the newest."""
    by_id = {file.incident.id: file for file in files}
    lineage = {report.id: report.lineage for report in incidents.reports}
    repeating = {report for report, of in lineage.items() if of is not None}
    lines = [
        line_of(entry, by_id.get(entry.id), number, depth, repeating)
        for number, (entry, depth) in enumerate(in_order(incidents.incidents), 1)
    ]
    days = sorted(report.published[:10] for report in incidents.reports if report.published)
    spots = [
        Spot(
            line.entry.place,
            str(line.number),
            href=f"#{line.anchor}" if line.file else None,
            says=line.entry.title,
        )
        for line in lines
        if line.entry.place is not None
    ]
    return Overview(
        lines=tuple(lines),
        reports=len(incidents.reports),
        repeats=sum(report.lineage is not None for report in incidents.reports),
        published=days_in_words(days[0], days[-1]) if days else "",
        contested=sum(line.entry.status == "contested" for line in lines),
        readers=tuple(sorted({_reader(reading) for reading in readings.values()})),
        digest=state_of(files, readings),
        map=draw_both(spots, borders),
        unplaced=sum(not _located(line.entry.place) for line in lines),
    )


def line_of(
    entry: IncidentEntry,
    file: IncidentFile | None,
    number: int = 1,
    depth: int = 0,
    repeating: Collection[str] = (),
) -> Line:
    """An incident's line of the index; `repeating` are the reports that only repeat another."""
    return Line(
        number=number,
        entry=entry,
        depth=depth,
        when=_when(entry),
        vague=entry.date_prec is not None and entry.date_prec > 1,
        where=place_in_words(entry.place),
        status=labels().statuses[entry.status],
        killed=tuple(toll_in_short(f) for f in _deaths(file)),
        reports=len(entry.reports),
        repeats=sum(key in repeating for key in entry.reports),
        named=len(entry.mentioned_in),
        file=file,
    )


def _when(entry: IncidentEntry) -> str:
    if entry.date_start is None and entry.date_end is None:
        return "date not known"
    return short_days(entry.date_start, entry.date_end)


def _located(place: Place | None) -> bool:
    return place is not None and (place.latitude is not None or place.region is not None)


def _reader(reading: Reading) -> str:
    reader = reading.reader
    return f"{reader.name} {reader.version} (knowledge {reader.knowledge[:12]})"


def state_of(files: Sequence[IncidentFile], readings: Mapping[str, Reading]) -> str:
    """Names the state that the page was made from: reports, claims, readers and judgements."""
    parts: list[str] = []
    for key in sorted(readings):
        parts += [key, _reader(readings[key]), *(claim.id for claim in readings[key].claims)]
    for file in sorted(files, key=lambda each: each.incident.id):
        parts += [file.incident.id, *sorted(judgement.id for judgement in file.judgements)]
    return identify("state", *parts).removeprefix("state-")[:12]


def _deaths(file: IncidentFile | None) -> list[Finding]:
    return [] if file is None else [each for each in file.findings if each.field == "deaths"]


def toll_in_short(finding: Finding) -> str:
    """ "89 (25–100) soldiers": best, low–high where they differ, whose people."""
    low, high = ("?" if n is None else f"{n:,}" for n in (finding.low, finding.high))
    best = "no best" if finding.best is None else f"{finding.best:,}"
    return f"{best}{f' ({low}–{high})' if low != high else ''} {finding.group or ''}".strip()


# -------------------------------------------------------------------------------------- an article


@dataclass(frozen=True, slots=True)
class Cell:
    """One voice's answer to one question, in the matrix. `answer` is its number among the different
    answers, in order of time from 0: cells with one number say the same."""

    sign: str
    says: str
    held: str
    revises: str | None
    denies: bool
    asserted: bool
    day: str
    who: str | None
    href: str | None
    answer: int


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A question and every column's cells; an empty cell means that the voice does not say."""

    asks: str
    status: Sign
    status_key: str
    figures: str
    anchor: str
    cells: tuple[tuple[Column, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """The words, where they stand, and where else they stand word for word."""

    anchor: str | None
    segments: tuple[Segment, ...]
    language: str | None
    source: str
    published: str
    url: str | None
    also: tuple[str, ...]
    judged: tuple[str, ...]
    more_anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A row of a question with its quotes."""

    row: Row
    sign: Sign
    day: str
    until: str | None
    where: str
    quotes: tuple[Quote, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question told in full."""

    question: Question
    anchor: str
    status: Sign
    figures: tuple[tuple[str, str], ...]
    revisions: tuple[str, ...]
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in both widths."""

    asks: str
    status: Sign
    status_key: str
    wide: Markup
    narrow: Markup
    undated: int


@dataclass(frozen=True, slots=True)
class Source:
    """A report of the incident with its lineage in words."""

    entry: ReportEntry
    name: str
    published: str
    url: str | None
    lineage: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """One incident, every account."""

    line: Line
    file: IncidentFile
    when: str
    when_precision: str
    where: str
    where_precision: str
    explanation: str | None
    type: str | None
    sides: tuple[tuple[str, str], ...]
    parent: tuple[str, str] | None
    parts: tuple[tuple[str, str], ...]
    tolls: tuple[Asked, ...]
    columns: tuple[Column, ...]
    matrix: tuple[MatrixLine, ...]
    charts: tuple[Drawing, ...]
    map: Markup | None
    far: tuple[str, ...]
    asked: tuple[Asked, ...]
    sources: tuple[Source, ...]
    repeats: int
    checks: tuple[tuple[Sign, CheckResult, tuple[str, ...]], ...]
    judgements: tuple[tuple[str, Judgement, str], ...]
    coded: tuple[CodedLine, ...]
