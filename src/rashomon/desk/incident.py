"""One incident, every account, with the forms to judge them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rashomon import pipeline
from rashomon.desk.claims import row
from rashomon.desk.rendering import borders, casebook_of, render
from rashomon.errors import UsageError
from rashomon.judging import GRADES
from rashomon.publish.sitrep.tell import article
from rashomon.publish.sitrep.view import overview
from rashomon.publish.words import Names, short_days
from rashomon.records import (
    LIST_SCHEMA,
    IncidentEntry,
    IncidentFile,
    IncidentList,
    Judgement,
    Reading,
)
from rashomon.store import Casebook

router = APIRouter(default_response_class=HTMLResponse)

LIKELY: Final = 8
"""Incidents offered as perhaps the same one."""


@router.get("/incidents/{name}")
def incident(
    request: Request,
    name: str,
    as_of: Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}$")] = None,
) -> Response:
    """One incident, every account, with the forms to judge them."""
    from datetime import date

    book = casebook_of(request)
    wanted = book.resolve_id(name)
    if wanted != name:
        return RedirectResponse(f"/incidents/{wanted}", 303)
    try:
        day = date.fromisoformat(as_of) if as_of else None
    except ValueError as error:
        raise UsageError(f"{as_of!r} is no date; write year-month-day") from error
    file = pipeline.show(book, wanted, day)
    readings = {
        each.report.id: each for each in book.readings(tuple(each.id for each in file.reports))
    }
    (entry,) = book.entries_of([wanted])
    around = book.entries_of([wanted, *([entry.parent] if entry.parent else [])])
    listed = IncidentList(schema=LIST_SCHEMA, incidents=around, reports=file.reports)
    line = overview(listed, [file], readings, borders()).told[0]
    told = article(line, readings, listed, borders())
    members = frozenset(book.members(wanted))
    return render(
        request,
        "desk_incident.html.j2",
        it=told,
        as_of=as_of,
        evidence=_evidence(file, readings, members),
        tolls=[each.question for each in told.tolls],
        telling=_telling(readings, members),
        grades=GRADES,
        likely=_likely(book, wanted, members),
        title=file.incident.title,
    )


def _evidence(
    file: IncidentFile, readings: Mapping[str, Reading], members: frozenset[str]
) -> list[dict[str, Any]]:
    """Every claim about the incident, in the order of its reports, with what was judged of it."""
    judged: dict[str, list[Judgement]] = {}
    for each in file.judgements:
        for key in each.claims:
            judged.setdefault(key, []).append(each)
    shown = []
    for report in file.reports:
        reading = readings.get(report.id)
        if reading is None:
            continue
        names = Names.of([reading])
        for claim in reading.claims:
            if claim.incident in members:
                shown.append(row(claim, names, reading, judged.get(claim.id, [])))
    return shown


def _telling(readings: Mapping[str, Reading], members: frozenset[str]) -> list[tuple[str, str]]:
    """(report, how it is called) for the reports that tell of an incident."""
    found = []
    for reading in readings.values():
        report = reading.report
        if any(mention.id in members for mention in reading.incidents):
            said = (report.outlet, report.title, report.published)
            found.append((report.id, ", ".join(each for each in said if each) or report.id))
    return sorted(found, key=lambda each: each[1])


def _likely(
    book: Casebook, incident: str, members: frozenset[str]
) -> list[tuple[IncidentEntry, str, float]]:
    """Incidents that might be the same: (entry, day, points of the strongest link to it)."""
    best: dict[str, float] = {}
    links = book.links_of(members)
    placed = book.incidents_of({each for link in links for each in (link.a, link.b)} - members)
    for link in links:
        other = placed.get(link.b if link.a in members else link.a)
        if other is not None and other != incident:
            best[other] = max(best.get(other, link.points), link.points)
    ranked = sorted(best, key=lambda each: (-best[each], each))[:LIKELY]
    return [
        (
            entry,
            short_days(entry.date_start, entry.date_end) if entry.date_start else "",
            best[entry.id],
        )
        for entry in book.entries_of(ranked)
    ]
