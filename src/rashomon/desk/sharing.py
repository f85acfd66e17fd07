"""What leaves the desk: exports of a selection, and incidents as a page or a PDF to be passed on.

Names of private persons are withheld from all of it, inside quotations and titles too, unless a
reviewer ticks that they be in it; the log tells of everything that was taken out, and of that.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import IO, Annotated, BinaryIO, Final, cast

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from rashomon import pipeline
from rashomon.desk.asking import Change, changing
from rashomon.desk.rendering import casebook_of, render
from rashomon.desk.selection import Selected, Selection
from rashomon.errors import UsageError
from rashomon.evaluate.corrected import case_of
from rashomon.exchange import dossiers
from rashomon.publish.export import FORMATS, TABLES, Format, Left, Wanted, table_format, write
from rashomon.publish.export.sinks import CsvSink
from rashomon.publish.export.tables import COLUMNS
from rashomon.publish.private import PrivateNames
from rashomon.publish.sitrep import page
from rashomon.publish.sitrep.pdf import typeset
from rashomon.records import LIST_SCHEMA, IncidentFile, IncidentList, Reading
from rashomon.store import Casebook

router = APIRouter(default_response_class=HTMLResponse)

SHARED: Final = 100
"""Incidents that a page or a PDF holds at most: a reader's afternoon."""
LONGEST_TITLE: Final = 200
CHUNK: Final = 1 << 16
IN_MEMORY: Final = 1 << 22
"""Bytes of a file to be sent that are held in memory; what is longer lies on the disk meanwhile."""
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time of a file in an archive, which is none: the same again gives the same bytes."""
ENDINGS: Final = {"airwars": "jsonl", "ftm": "jsonl", "geojson": "geojson"}
"""Format → how its file's name ends, where that is neither csv nor the format's own name."""
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}

Taking = Annotated[Change, Depends(changing("viewer"))]
_Incidents = Annotated[list[str], Query(max_length=SHARED, alias="incident")]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What is taken out: these incidents, as known on a day or now, and how that is said."""

    incidents: tuple[str, ...]
    everything: bool
    as_of: date | None
    private: bool
    said: str


@router.get("/share")
def share(request: Request, selected: Selected, named: _Incidents = []) -> HTMLResponse:  # noqa: B006  FastAPI copies it
    """The ways in which incidents can be passed on."""
    book = casebook_of(request)
    found = _named(book, named) if named else book.selected(selected.filters)
    shown = book.entries_of(found[:SHARED])
    query = "&".join(f"incident={each}" for each in found) if named else selected.query()
    return render(
        request,
        "share.html.j2",
        number=len(found),
        first=shown[:5],
        title=shown[0].title if len(found) == 1 and shown else "Situation report",
        most=SHARED,
        said=_said(selected, named),
        query=f"?{query}" if query else "",
        address=f"/incidents/{found[0]}" if len(named) == 1 and found else selected.address(),
        formats=list(FORMATS.values()),
        tables=[(kind, table) for kind in TABLES for table in COLUMNS],
    )


@router.post("/share")
def shared(
    request: Request,
    selected: Selected,
    change: Taking,
    named: _Incidents = [],  # noqa: B006  FastAPI copies it
) -> Response:
    """The incidents as one self-contained page, or as a PDF."""
    book = casebook_of(request)
    taken = _taken(book, selected, named, change)
    if not 0 < len(taken.incidents) <= SHARED:
        raise UsageError(
            f"{len(taken.incidents):,} incidents are selected; a page holds 1 to {SHARED}: "
            "narrow the selection, or export it"
        )
    title = change.said("title").strip()[:LONGEST_TITLE] or "Situation report"
    kind = change.said("as", "page")
    listed, files, readings = _told(book, taken)
    private = None if taken.private else PrivateNames(book.readings())
    generated = book.now()[:10]
    asked = {"title": title, "generated": generated, "include_private": taken.private}
    if kind == "pdf":
        body = typeset(listed, files, readings, private=private, **asked)  # type: ignore[arg-type]
        kind, media = "pdf", "application/pdf"
    else:
        body = page.render(listed, files, readings, private=private, **asked).encode()  # type: ignore[arg-type]
        kind, media = "html", "text/html; charset=utf-8"
    _log(book, change, "share", f"{kind} of {len(files)} incidents", taken)
    return Response(body, media_type=media, headers=_attached(f"rashomon-{generated}.{kind}"))


@router.post("/export")
def export(
    request: Request,
    selected: Selected,
    change: Taking,
    named: _Incidents = [],  # noqa: B006  FastAPI copies it
) -> Response:
    """The incidents in a format that others work with; with the reasons, as a ZIP archive."""
    book = casebook_of(request)
    form, name = _format(change.said("format"))
    taken = _taken(book, selected, named, change)
    stream, told = _exported(book, form, taken)
    _log(book, change, "export", f"{form.what}: {told.said}", taken)
    if change.said("reasons") == "yes":
        stream = _zipped(name, stream, told)
        name = f"{PurePath(name).stem}.zip"
    media = TYPES[name.rsplit(".", 1)[1]]
    return StreamingResponse(_read(stream), media_type=media, headers=_attached(name))


@router.post("/reports/{report}/case")
def case(request: Request, report: str, change: Taking) -> Response:
    """What was judged of a report's claims, as a case that `rashomon evaluate cases` runs: a folder
    in a ZIP archive."""
    book = casebook_of(request)
    made = case_of(book, report)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("report.txt", made.report), ("expected.json", made.expected)):
            archive.writestr(zipfile.ZipInfo(f"{made.name}/{name}", EARLIEST), text)
    book.log("case", f"{report} as a case", change.who.name)
    return Response(
        whole.getvalue(), media_type=TYPES["zip"], headers=_attached(f"{made.name}.zip")
    )


# ------------------------------------------------------------------------------- what is asked for


def _taken(book: Casebook, selected: Selection, named: list[str], change: Change) -> _Taken:
    private = change.said("private") == "yes"
    if private:
        change.who.needs("reviewer")
    day = change.said("as_of").strip()
    try:
        as_of = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise UsageError(f"as of: {day[:20]!r} is no date; write year-month-day") from error
    found = _named(book, named) if named else book.selected(selected.filters)
    everything = not named and not selected.narrowed
    return _Taken(found, everything, as_of, private, _said(selected, named))


def _named(book: Casebook, named: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(book.resolve_id(each) for each in named))


def _said(selected: Selection, named: list[str]) -> str:
    """The selection in words, as the log has it."""
    if named:
        return ", ".join(named)
    said = [f"{name} {value}" for name, value in selected.said.items() if value]
    return ", ".join(said) or "all incidents"


def _log(book: Casebook, change: Change, action: str, what: str, taken: _Taken) -> None:
    known = f", as known on {taken.as_of}" if taken.as_of else ""
    private = "WITH names of private persons" if taken.private else "private persons withheld"
    book.log(action, f"{what} ({taken.said}{known}); {private}", change.who.name)


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


# ------------------------------------------------------------------------------------ page and PDF


def _told(
    book: Casebook, taken: _Taken
) -> tuple[IncidentList, tuple[IncidentFile, ...], dict[str, Reading]]:
    """The incidents with their files, and the readings of their reports by id."""
    files: list[IncidentFile] = []
    readings: dict[str, Reading] = {}
    for each in taken.incidents:
        file, read = pipeline.dossier(book, each, taken.as_of)
        if file.reports or taken.as_of is None:
            files.append(file)
            readings |= {reading.report.id: reading for reading in read}
    entries = book.entries_of(file.incident.id for file in files)
    reports = {report.id: report for file in files for report in file.reports}
    listed = IncidentList(LIST_SCHEMA, entries, tuple(reports[key] for key in sorted(reports)))
    return listed, tuple(files), readings


# ---------------------------------------------------------------------------------------- exports


@dataclass(frozen=True, slots=True)
class _Exported:
    """What became of the incidents: rows written of how many, their reasons, and what was left."""

    rows: int
    incidents: int
    reasons: IO[bytes]
    left: IO[bytes]
    left_out: int

    @property
    def said(self) -> str:
        """In a sentence."""
        left = f"; {self.left_out:,} left out" if self.left_out else ""
        return f"{self.rows:,} rows of {self.incidents:,} incidents{left}"


def _format(asked: str) -> tuple[Format, str]:
    """The format and the name of its file: "ged", or "csv claims" for a table."""
    name, _, table = asked.partition(" ")
    if not table and name in FORMATS:
        return FORMATS[name], f"{name}.{ENDINGS.get(name, 'csv')}"
    if name in TABLES and table in COLUMNS:
        return table_format(name, table), f"{table}.{name}"
    raise UsageError(f"{asked[:40]!r} is no format; choose one of those offered")


def _exported(book: Casebook, form: Format, taken: _Taken) -> tuple[IO[bytes], _Exported]:
    ids = frozenset() if taken.everything else frozenset(taken.incidents)
    out, why, left_out = _file(), _file(), _file()
    rows = incidents = left = 0
    with (
        CsvSink(cast(BinaryIO, left_out), ["incident", "title", "why"]) as left_sink,
        CsvSink(cast(BinaryIO, why), ["row", "incident", "column", "value", "why"]) as why_sink,
    ):
        told = (
            dossiers(book, Wanted(incidents=ids), taken.as_of, with_private_names=taken.private)
            if taken.everything or ids
            else iter(())
        )
        for each in write(told, form, cast(BinaryIO, out)):
            if isinstance(each, Left):
                left += 1
                left_sink.add({"incident": each.incident, "title": each.title, "why": each.why})
                continue
            rows, incidents = rows + each.rows, incidents + 1
            for reason in each.reasons:
                why_sink.add({name: getattr(reason, name) for name in reason.__slots__})
    return out, _Exported(rows, incidents, why, left_out, left)


def _file() -> IO[bytes]:
    """A file to be sent, which is no longer there when it is closed."""
    return cast(IO[bytes], tempfile.SpooledTemporaryFile(IN_MEMORY))


def _zipped(name: str, stream: IO[bytes], told: _Exported) -> IO[bytes]:
    """The file with the reasons of what stands in it, and what it does not hold and why."""
    whole = _file()
    parts = ((name, stream), ("reasons.csv", told.reasons), ("left-out.csv", told.left))
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for called, part in parts:
            part.seek(0)
            with archive.open(zipfile.ZipInfo(called, EARLIEST), "w") as into:
                for block in iter(lambda: part.read(CHUNK), b""):  # noqa: B023  used at once
                    into.write(block)
    return whole


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        stream.seek(0)
        yield from iter(lambda: stream.read(CHUNK), b"")
