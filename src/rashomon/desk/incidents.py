"""The table of incidents, with its map and its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Final, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rashomon.desk.rendering import casebook_of, render
from rashomon.desk.selection import Selected, Selection
from rashomon.publish.labels import labels
from rashomon.publish.words import country_name, place_in_words, short_days
from rashomon.records import IncidentEntry, Status
from rashomon.store import Casebook, KnownActor, Tallies

router = APIRouter(default_response_class=HTMLResponse)

PAGE: Final = 50
"""Incidents on a page of the table."""
BARS: Final = 96
"""Bars of the timeline: a quarter in days, or eight years of months."""
ACTORS: Final = 50
"""Actors offered where one is filtered by; any other is found by its name."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """A day, month or year of the timeline: how many incidents began in it, and the view of them
    alone."""

    name: str
    incidents: int
    height: int
    href: str


@router.get("/")
def incidents(
    request: Request,
    selected: Selected,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> HTMLResponse:
    """The table, the map and the timeline of the incidents that are selected."""
    book, kept = casebook_of(request), request.app.state.kept
    filters = selected.filters
    tallies: Tallies = kept.get(book, ("tally", filters), lambda: book.tally(filters))
    first = (page - 1) * PAGE
    shown = book.browse(filters, order=selected.order, offset=first, limit=PAGE)
    pages = max(1, -(-tallies.total // PAGE))
    return render(
        request,
        "incidents.html.j2",
        chosen=selected.said,
        order=selected.order,
        here_query=f"?{selected.query()}" if selected.query() else "",
        tallies=tallies,
        lines=_lines(book, shown, first),
        extent=kept.get(book, ("extent", filters), lambda: book.extent(filters)),
        query=selected.query(),
        choices=_choices(tallies, selected),
        actors=kept.get(book, "actors", lambda: book.actors(limit=ACTORS)),
        narrowed=_narrowed(book, selected),
        bars=_bars(tallies, selected),
        page=page,
        pages=pages,
        before=selected.address(page - 1) if page > 1 else None,
        after=selected.address(page + 1) if page < pages else None,
        counts=kept.get(book, "counts", book.counts, given=True),
        listed=book.listed(),
    )


def _choices(tallies: Tallies, selected: Selection) -> dict[str, list[tuple[str, str, int]]]:
    """Filter → what can be chosen there: (value, its words, how many incidents it gives)."""
    found = {
        "status": [
            (each, labels().statuses[each].word, tallies.statuses.get(each, 0))
            for each in get_args(Status)
        ],
        "country": sorted(
            ((code, country_name(code) or code, n) for code, n in tallies.countries.items()),
            key=lambda each: each[1],
        ),
        "region": [(each, each, number) for each, number in tallies.regions.items()],
        "event": [(each, each, number) for each, number in tallies.events.items()],
    }
    for name, values in found.items():
        # What is chosen stands there, even where the other filters leave nothing of it.
        if selected.said[name] and all(each[0] != selected.said[name] for each in values):
            values.append((selected.said[name], selected.said[name], 0))
    return found


def _narrowed(book: Casebook, selected: Selection) -> list[tuple[str, str]]:
    """(what is said of a filter that no field shows, the address without it)."""
    found = []
    if selected.said["box"]:
        found.append(("in the box drawn on the map", selected.address(box="")))
    if selected.said["place"]:
        place = book.place(selected.said["place"])
        called = place.name if place is not None else selected.said["place"]
        found.append((f"at {called}", selected.address(place="")))
    actor: KnownActor | None = None
    if selected.said["actor"].startswith("a-"):
        actor = book.actor(selected.said["actor"])
    if actor is not None:
        found.append((f"with {actor.name}", selected.address(actor="")))
    return found


def _bars(tallies: Tallies, selected: Selection) -> list[_Bar]:
    """A bar a day, month or year, empty ones between included."""
    counted = tallies.periods
    if not counted:
        return []
    named = _all(min(counted), max(counted), tallies.grain)[-BARS:]
    most = max(counted.values())
    return [
        _Bar(
            name,
            counted.get(name, 0),
            max(3, round(48 * counted[name] / most)) if name in counted else 1,
            selected.address(since=name, until=name),
        )
        for name in named
    ]


def _all(first: str, last: str, grain: str) -> list[str]:
    """Every day, month or year from one to another."""
    if grain == "year":
        return [f"{year:04}" for year in range(int(first), int(last) + 1)]
    if grain == "month":
        start, end = (int(each[:4]) * 12 + int(each[5:7]) - 1 for each in (first, last))
        return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(start, end + 1)]
    start_day = date.fromisoformat(first)
    days = (date.fromisoformat(last) - start_day).days
    return [(start_day + timedelta(days=n)).isoformat() for n in range(days + 1)]


def _lines(book: Casebook, shown: Sequence[IncidentEntry], first: int) -> list[dict[str, Any]]:
    tolls = book.tolls(each.id for each in shown)
    return [_line(each, number, tolls.get(each.id)) for number, each in enumerate(shown, first + 1)]


def _line(entry: IncidentEntry, number: int, toll: int | None) -> dict[str, Any]:
    known = entry.date_start is not None or entry.date_end is not None
    return {
        "number": number,
        "entry": entry,
        "when": short_days(entry.date_start, entry.date_end) if known else "date not known",
        "where": place_in_words(entry.place),
        "status": labels().statuses[entry.status],
        "toll": toll,
    }
