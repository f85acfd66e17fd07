"""One report: its text with the claims marked, each with the form to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from rashomon.desk import claims as told
from rashomon.desk.marked import stretches
from rashomon.desk.rendering import casebook_of, render
from rashomon.errors import CasebookError
from rashomon.publish.words import Names
from rashomon.records import Judgement, Reading, Stance

router = APIRouter(default_response_class=HTMLResponse)


@router.get("/reports/{name}")
def report(request: Request, name: str) -> HTMLResponse:
    """A report's text with its claims marked, each with the form to judge it."""
    book = casebook_of(request)
    shown = book.report(name)
    try:
        reading: Reading | None = book.reading(name)
    except CasebookError:
        reading = None
    claims = [] if reading is None else list(reading.claims)
    placed = book.incidents_of({each.incident for each in claims if each.incident is not None})
    titles = {each.id: each.title for each in book.entries_of(sorted(set(placed.values())))}
    judged: dict[str, list[Judgement]] = {}
    for incident in titles:
        for each in book.judgements(incident):
            for key in each.claims:
                judged.setdefault(key, []).append(each)
    rows = []
    if reading is not None:
        names = Names.of([reading])
        for claim in sorted(claims, key=lambda each: (each.spans.content.start, each.id)):
            row = told.row(claim, names, reading, judged.get(claim.id, []))
            row["incident"] = placed.get(claim.incident or "")
            rows.append(row)
    return render(
        request,
        "report.html.j2",
        report=shown,
        reading=reading,
        stretches=stretches(shown.text, claims),
        rows=rows,
        groups=_grouped(rows, titles),
        titles=titles,
        stances=get_args(Stance),
        versions=[each for each in book.versions(name) if each != name],
        lineage=book.lineages([name]).get(name),
    )


def _grouped(
    rows: list[dict[str, Any]], titles: Mapping[str, str]
) -> list[tuple[str | None, list[dict[str, Any]]]]:
    """The claims by the incident that they are about, in the order of the text; last those about
    none."""
    groups: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["incident"] if row["incident"] in titles else None, []).append(row)
    return sorted(groups.items(), key=lambda group: group[0] is None)
