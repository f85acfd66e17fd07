"""What leaves the desk: exports of a selection, and incidents as a page or a PDF to be passed on.

Names of private persons are withheld from all of it, inside quotations and titles too, unless a
reviewer ticks that they be in it; the log tells of everything that was taken out, and of that.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import PurePath
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from rashomon import pipeline
from rashomon.desk.asking import Change, changing
from rashomon.desk.exporting import (
    EARLIEST,
    TYPES,
    Taken,
    attached,
    exported,
    format_of,
    logged,
    private_names,
    read,
    zipped,
)
from rashomon.desk.rendering import casebook_of, render
from rashomon.desk.selection import Selected, Selection
from rashomon.desk.turns import Turns
from rashomon.errors import UsageError
from rashomon.evaluate.corrected import case_of
from rashomon.publish.export import FORMATS, TABLES
from rashomon.publish.export.tables import COLUMNS
from rashomon.publish.sitrep import page
from rashomon.publish.sitrep.pdf import typeset
from rashomon.records import LIST_SCHEMA, IncidentFile, IncidentList, Reading
from rashomon.store import Casebook

router = APIRouter(default_response_class=HTMLResponse)

SHARED: Final = 100
"""Incidents that a page or a PDF holds at most: a reader's afternoon."""
_SHARING: Final = Turns(at_once=1, waiting=4)
"""A page of a hundred incidents is drawn for some seconds."""
LONGEST_TITLE: Final = 200

Taking = Annotated[Change, Depends(changing("viewer"))]
_Incidents = Annotated[list[str], Query(max_length=SHARED, alias="incident")]


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
    generated = book.now()[:10]
    asked = {"title": title, "generated": generated, "include_private": taken.private}
    with _SHARING.turn():
        listed, files, readings = _told(book, taken)
        private = None if taken.private else private_names(book, request.app.state.kept)
        if kind == "pdf":
            body = typeset(listed, files, readings, private=private, **asked)  # type: ignore[arg-type]
        else:
            kind = "html"
            body = page.render(listed, files, readings, private=private, **asked).encode()  # type: ignore[arg-type]
    media = "application/pdf" if kind == "pdf" else "text/html; charset=utf-8"
    logged(book, change.who.name, "share", f"{kind} of {len(files)} incidents", taken)
    return Response(body, media_type=media, headers=attached(f"rashomon-{generated}.{kind}"))


@router.post("/export")
def export(
    request: Request,
    selected: Selected,
    change: Taking,
    named: _Incidents = [],  # noqa: B006  FastAPI copies it
) -> Response:
    """The incidents in a format that others work with; with the reasons, as a ZIP archive."""
    book = casebook_of(request)
    form, name = format_of(change.said("format"))
    taken = _taken(book, selected, named, change)
    stream, told = exported(book, form, taken, request.app.state.kept)
    logged(book, change.who.name, "export", f"{form.what}: {told.said}", taken)
    if change.said("reasons") == "yes":
        stream = zipped(name, stream, told)
        name = f"{PurePath(name).stem}.zip"
    media = TYPES[name.rsplit(".", 1)[1]]
    return StreamingResponse(read(stream), media_type=media, headers=attached(name))


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
    return Response(whole.getvalue(), media_type=TYPES["zip"], headers=attached(f"{made.name}.zip"))


# ------------------------------------------------------------------------------- what is asked for


def _taken(book: Casebook, selected: Selection, named: list[str], change: Change) -> Taken:
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
    return Taken(found, everything, as_of, private, _said(selected, named))


def _named(book: Casebook, named: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(book.resolve_id(each) for each in named))


def _said(selected: Selection, named: list[str]) -> str:
    """The selection in words, as the log has it."""
    if named:
        return ", ".join(named)
    said = [f"{name} {value}" for name, value in selected.said.items() if value]
    return ", ".join(said) or "all incidents"


# ------------------------------------------------------------------------------------ page and PDF


def _told(
    book: Casebook, taken: Taken
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
