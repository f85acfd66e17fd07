"""The casebook as JSON under /api/v1: the published shapes, a page at a time, with ETags."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from rashomon import codec, pipeline
from rashomon.desk.books import Books
from rashomon.records import LIST_SCHEMA
from rashomon.store import Casebook, Filters

router = APIRouter(prefix="/api/v1")

_Id = Annotated[str, Path(max_length=80, pattern=r"^[a-z0-9-]+$")]
_Missing: dict[int | str, dict[str, Any]] = {404: {"description": "There is none with this id."}}


def _book(request: Request) -> Casebook:
    books: Books = request.app.state.books
    return books.book()


def _answer(request: Request, body: str) -> Response:
    """The body with its ETag, or 304 where the asker has it already."""
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/incidents", summary="Incidents, a page at a time")
def incidents(
    request: Request,
    status: Literal["contested", "revised", "corroborated", "single"] | None = None,
    country: Annotated[str | None, Query(pattern=r"^[A-Z]{2}$")] = None,
    since: Annotated[date | None, Query()] = None,
    until: Annotated[date | None, Query()] = None,
    words: Annotated[str | None, Query(max_length=200)] = None,
    order: Literal["newest", "oldest"] = "newest",
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Response:
    """`rashomon/list/1` with the incidents that meet the filters, and `total`, how many do."""
    book = _book(request)
    filters = Filters(
        status,
        country,
        None if since is None else since.isoformat(),
        None if until is None else until.isoformat(),
        words,
    )
    found = book.browse(filters, order=order, offset=offset, limit=limit)
    reports = tuple(
        book.report_entries({report for each in found for report in each.reports}) if found else ()
    )
    body = {
        "schema": LIST_SCHEMA,
        "total": book.tally(filters).total,
        "incidents": [codec.to_json(each) for each in found],
        "reports": [codec.to_json(each) for each in reports],
    }
    return _answer(request, json.dumps(body, ensure_ascii=False))


@router.get("/incidents/{incident}", summary="One incident, every account", responses=_Missing)
def incident(
    request: Request, incident: _Id, as_of: Annotated[date | None, Query()] = None
) -> Response:
    """`rashomon/incident/1`, as `rashomon show` gives it."""
    book = _book(request)
    return _answer(request, codec.dumps(pipeline.show(book, book.resolve_id(incident), as_of)))


@router.get("/reports/{report}", summary="One report and its reading", responses=_Missing)
def report(request: Request, report: _Id) -> Response:
    """`rashomon/reading/1`: the report's text with all its claims."""
    return _answer(request, codec.dumps(_book(request).reading(report)))
