"""The log: everything that was ever done to the casebook."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rashomon.desk.rendering import casebook_of, render

router = APIRouter(default_response_class=HTMLResponse)

LOG_PAGE: Final = 100


@router.get("/log")
def log(request: Request, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> HTMLResponse:
    """Everything that was ever done to the casebook, the newest first."""
    book = casebook_of(request)
    lines = book.recent_activity(offset=(page - 1) * LOG_PAGE, limit=LOG_PAGE + 1)
    return render(
        request,
        "log.html.j2",
        lines=lines[:LOG_PAGE],
        before=f"/log?page={page - 1}" if page > 1 else None,
        after=f"/log?page={page + 1}" if len(lines) > LOG_PAGE else None,
    )
