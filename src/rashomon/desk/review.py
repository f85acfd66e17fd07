"""The review queue: which incident to look at next, why, and where the review of each stands."""

from __future__ import annotations

from typing import Annotated, Final, Literal, cast, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rashomon import pipeline
from rashomon.desk.asking import Asking, Coding
from rashomon.desk.rendering import casebook_of, render
from rashomon.desk.selection import Selected
from rashomon.errors import UsageError
from rashomon.publish.labels import labels
from rashomon.publish.words import place_in_words, short_days
from rashomon.records import ReviewStatus
from rashomon.store import QueueLine

router = APIRouter(default_response_class=HTMLResponse)

PAGE: Final = 25
"""Incidents on a page of the queue: each with its reasons."""
NOBODY_LEFT: Final = "/review?stage=done"


@router.get("/review")
def queue(
    request: Request,
    who: Asking,
    selected: Selected,
    stage: Literal["open", "in review", "done", "all"] = "open",
    mine: bool = False,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> HTMLResponse:
    """The incidents to look at, what matters most first; of the table's selection, if there is
    one."""
    book = casebook_of(request)
    lines = book.queue(
        None if stage == "all" else stage,
        assignee=who.name if mine else None,
        filters=selected.filters,
        offset=(page - 1) * PAGE,
        limit=PAGE + 1,
    )

    def view(**changed: str) -> str:
        said = {**selected.said, "stage": stage, "mine": "true" if mine else "", **changed}
        return f"/review?{urlencode({name: each for name, each in said.items() if each})}"

    return render(
        request,
        "review.html.j2",
        lines=[
            _shown(each, number) for number, each in enumerate(lines[:PAGE], (page - 1) * PAGE + 1)
        ],
        counts=book.queued(),
        statuses=get_args(ReviewStatus),
        chosen=stage,
        table=selected.address() if selected.narrowed else None,
        mine=mine,
        view=view,
        back=view(page=str(page) if page > 1 else ""),
        before=view(page=str(page - 1)) if page > 1 else None,
        after=view(page=str(page + 1)) if len(lines) > PAGE else None,
        known_names=book.assignees(),
    )


def _shown(line: QueueLine, number: int) -> dict[str, object]:
    entry = line.entry
    known = entry.date_start is not None or entry.date_end is not None
    return {
        "number": number,
        "line": line,
        "when": short_days(entry.date_start, entry.date_end) if known else "date not known",
        "where": place_in_words(entry.place),
        "status": labels().statuses[entry.status],
    }


@router.get("/review/next")
def following(
    request: Request, after: Annotated[str | None, Query(max_length=60)] = None
) -> Response:
    """Leads to the open incident that comes next in the queue."""
    book = casebook_of(request)
    return _led_to(book.queued_after(after))


def _led_to(incident: str | None) -> Response:
    return RedirectResponse(NOBODY_LEFT if incident is None else f"/incidents/{incident}", 303)


@router.post("/review")
def review(request: Request, change: Coding) -> Response:
    """Says where the review of an incident stands, and who looks at it."""
    if change.incident is None:
        raise UsageError("review: name the incident")
    book = casebook_of(request)
    incident = book.resolve_id(change.incident)
    following = book.queued_after(incident)
    book.review(
        incident,
        change.who.name,
        status=cast(ReviewStatus, change.said("status")) or None,
        assignee=change.said("assignee"),
    )
    pipeline.reconcile(book)
    if change.said("next") == "queue":
        return _led_to(following)
    return change.back()
