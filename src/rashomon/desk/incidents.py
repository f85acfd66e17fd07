"""The table of incidents, with its map and its timeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, cast, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rashomon.desk.rendering import borders, casebook_of, render
from rashomon.publish.labels import labels
from rashomon.publish.maps import Spot, draw_both
from rashomon.publish.words import country_name, place_in_words, short_days
from rashomon.records import IncidentEntry, Status
from rashomon.store import Filters

router = APIRouter(default_response_class=HTMLResponse)

PAGE: Final = 50
"""Incidents on a page of the table."""
BARS: Final = 96
"""Bars of the timeline: eight years of months."""

_Day = Annotated[str | None, Query(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")]


@dataclass(frozen=True, slots=True)
class _Bar:
    """A month of the timeline: how many incidents began in it, and the view of them alone."""

    month: str
    incidents: int
    height: int
    href: str


@router.get("/")
def incidents(
    request: Request,
    status: Literal["", "contested", "revised", "corroborated", "single"] = "",
    country: Annotated[str, Query(pattern=r"^([A-Z]{2})?$")] = "",
    since: _Day = None,
    until: _Day = None,
    words: Annotated[str, Query(max_length=200)] = "",
    order: Literal["newest", "oldest"] = "newest",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> HTMLResponse:
    """The table, the map and the timeline of the incidents that meet the filters."""
    chosen = {
        "status": status,
        "country": country,
        "since": since or "",
        "until": until or "",
        "words": words.strip(),
        "order": "" if order == "newest" else order,
    }
    filters = _filters(chosen)
    book = casebook_of(request)
    tallies = book.tally(filters)
    shown = book.browse(filters, order=order, offset=(page - 1) * PAGE, limit=PAGE)
    spots = [
        Spot(each.place, str(number), href=f"/incidents/{each.id}", says=each.title)
        for number, each in enumerate(shown, (page - 1) * PAGE + 1)
        if each.place is not None
    ]
    pages = max(1, -(-tallies.total // PAGE))
    return render(
        request,
        "incidents.html.j2",
        chosen=chosen,
        tallies=tallies,
        lines=[_line(each, number) for number, each in enumerate(shown, (page - 1) * PAGE + 1)],
        map=draw_both(spots, borders()),
        unplaced=len(shown) - len(spots),
        statuses=[
            (key, labels().statuses[key], tallies.statuses.get(key, 0)) for key in get_args(Status)
        ],
        countries=sorted(
            (country_name(code) or code, code, number) for code, number in tallies.countries.items()
        ),
        bars=_bars(tallies.periods, chosen),
        page=page,
        pages=pages,
        before=_view(chosen, page - 1) if page > 1 else None,
        after=_view(chosen, page + 1) if page < pages else None,
        counts=book.counts(),
    )


def _filters(chosen: Mapping[str, str]) -> Filters:
    return Filters(
        status=cast(Status, chosen["status"]) if chosen["status"] else None,
        country=chosen["country"] or None,
        since=chosen["since"] or None,
        until=chosen["until"] or None,
        words=chosen["words"] or None,
    )


def _view(chosen: Mapping[str, str], page: int = 1, **changed: str) -> str:
    """The address of a view: filters that say something, and the page where it is not the first."""
    said = {**chosen, **changed, "page": str(page) if page > 1 else ""}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"/?{query}" if query else "/"


def _bars(months: Mapping[str, int], chosen: Mapping[str, str]) -> list[_Bar]:
    """A bar a month, empty months between included; a bar a year where the months are too many."""
    named = _all_months(min(months), max(months)) if months else []
    counted = dict(months)
    if len(named) > BARS:
        counted = {}
        for month, number in months.items():
            counted[month[:4]] = counted.get(month[:4], 0) + number
        named = [f"{year:04}" for year in range(int(min(counted)), int(max(counted)) + 1)]
    most = max(counted.values(), default=1)
    return [
        _Bar(
            name,
            counted.get(name, 0),
            max(3, round(48 * counted[name] / most)) if name in counted else 1,
            _view(chosen, since=name, until=name),
        )
        for name in named[-BARS:]
    ]


def _all_months(first: str, last: str) -> list[str]:
    start, end = (int(each[:4]) * 12 + int(each[5:7]) - 1 for each in (first, last))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(start, end + 1)]


def _line(entry: IncidentEntry, number: int) -> dict[str, Any]:
    known = entry.date_start is not None or entry.date_end is not None
    return {
        "number": number,
        "entry": entry,
        "when": short_days(entry.date_start, entry.date_end) if known else "date not known",
        "where": place_in_words(entry.place),
        "status": labels().statuses[entry.status],
    }
