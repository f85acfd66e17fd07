"""Search over everything: incidents, the texts of reports, actors, places."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rashomon.desk.rendering import casebook_of, render
from rashomon.publish.excerpts import excerpts, marked
from rashomon.publish.labels import labels
from rashomon.publish.words import place_in_words, short_days
from rashomon.records import IncidentEntry
from rashomon.store import COUNTED, Casebook, Filters, FoundReport, tokens

router = APIRouter(default_response_class=HTMLResponse)

PAGE: Final = 20
"""Reports on a page."""
FEW: Final = 8
"""Incidents, actors and places that are shown before there is a link to all."""


@router.get("/search")
def search(
    request: Request,
    words: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=1_000)] = 1,
) -> HTMLResponse:
    """What has these words."""
    book = casebook_of(request)
    wanted = tokens(words)
    if not wanted:
        return render(request, "search.html.j2", words=words.strip(), found=None)
    number = book.count_reports(words)
    reports = book.search_reports(words, offset=(page - 1) * PAGE, limit=PAGE)
    pages = max(1, -(-min(number, COUNTED) // PAGE))
    return render(
        request,
        "search.html.j2",
        words=words.strip(),
        page=page,
        pages=pages,
        few=FEW,
        found={
            "incidents": [_incident(each, wanted) for each in _incidents(book, words)],
            "actors": book.actors(words, limit=FEW),
            "places": book.places(words, limit=FEW),
            "reports": _reports(book, reports, wanted),
        },
        number=f"more than {COUNTED:,}" if number > COUNTED else f"{number:,}",
        one=number == 1,
    )


def _incidents(book: Casebook, words: str) -> tuple[IncidentEntry, ...]:
    return book.browse(Filters(words=words), limit=FEW)


def _incident(entry: IncidentEntry, wanted: tuple[str, ...]) -> dict[str, Any]:
    known = entry.date_start is not None
    return {
        "id": entry.id,
        "title": marked(entry.title, wanted),
        "when": short_days(entry.date_start, entry.date_end) if known else "date not known",
        "where": place_in_words(entry.place),
        "status": entry.status,
        "sign": labels().statuses[entry.status],
    }


def _reports(
    book: Casebook, found: tuple[FoundReport, ...], wanted: tuple[str, ...]
) -> list[dict[str, Any]]:
    about = {each for report in found for each in report.incidents}
    titles = {each.id: each.title for each in book.entries_of(sorted(about))}
    return [
        {
            "report": each.report,
            "title": marked(each.report.title or "Untitled report", wanted),
            "excerpts": excerpts(each.text, wanted),
            "incidents": [(key, titles[key]) for key in each.incidents if key in titles],
        }
        for each in found
    ]
