"""The pages: what is asked of the casebook for each, and the judgements that their forms make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal, cast, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from rashomon import pipeline
from rashomon.desk import judging
from rashomon.desk.books import Books
from rashomon.desk.marked import stretches
from rashomon.errors import CasebookError, UsageError
from rashomon.gazetteer.borders import Borders
from rashomon.judging import GRADES
from rashomon.publish.labels import labels
from rashomon.publish.maps import Spot, draw_both
from rashomon.publish.sitrep.tell import article
from rashomon.publish.sitrep.view import overview
from rashomon.publish.words import (
    Names,
    country_name,
    place_in_words,
    short_days,
    value_in_words,
    voice_in_words,
)
from rashomon.records import (
    LIST_SCHEMA,
    Claim,
    IncidentEntry,
    IncidentFile,
    IncidentList,
    Judgement,
    Quantity,
    Reading,
    Stance,
    Status,
)
from rashomon.store import Casebook, Filters

router = APIRouter(default_response_class=HTMLResponse)

PAGE: Final = 50
"""Incidents on a page of the table."""
LOG_PAGE: Final = 100
BARS: Final = 96
"""Bars of the timeline: eight years of months."""
LIKELY: Final = 8
"""Incidents offered as perhaps the same one."""

_Day = Annotated[str | None, Query(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")]


@cache
def _environment() -> Environment:
    return Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("rashomon.desk", "templates"),
                PackageLoader("rashomon.publish.sitrep", "templates"),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _borders() -> Borders:
    return Borders.open()


def _page(request: Request, name: str, status: int = 200, **shown: Any) -> HTMLResponse:
    state = request.app.state
    rendered = (
        _environment()
        .get_template(name)
        .render(
            casebook=state.books.book().name,
            by=state.by,
            token=state.token,
            labels=labels(),
            here=request.url.path,
            decided=_decided(request),
            **shown,
        )
    )
    return HTMLResponse(rendered, status)


def _decided(request: Request) -> Judgement | None:
    """The judgement that led to this page, so that it can be taken back at once."""
    named = request.query_params.get("judged")
    return _book(request).judgement(named) if named else None


def failure(request: Request, message: str, status: int) -> HTMLResponse:
    """The page that says in one sentence what went wrong."""
    return _page(request, "failure.html.j2", status, message=message)


def _book(request: Request) -> Casebook:
    books: Books = request.app.state.books
    return books.book()


@router.get("/style.css")
def style() -> Response:
    """The style that the desk shares with the situation report."""
    environment = _environment()
    assert environment.loader is not None
    return Response(
        environment.loader.get_source(environment, "style.css")[0], media_type="text/css"
    )


# ---------------------------------------------------------------------------------------- incidents


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
    book = _book(request)
    tallies = book.tally(filters)
    shown = book.browse(filters, order=order, offset=(page - 1) * PAGE, limit=PAGE)
    spots = [
        Spot(each.place, str(number), href=f"/incidents/{each.id}", says=each.title)
        for number, each in enumerate(shown, (page - 1) * PAGE + 1)
        if each.place is not None
    ]
    pages = max(1, -(-tallies.total // PAGE))
    return _page(
        request,
        "incidents.html.j2",
        chosen=chosen,
        tallies=tallies,
        lines=[_line(each, number) for number, each in enumerate(shown, (page - 1) * PAGE + 1)],
        map=draw_both(spots, _borders()),
        unplaced=len(shown) - len(spots),
        statuses=[
            (key, labels().statuses[key], tallies.statuses.get(key, 0)) for key in get_args(Status)
        ],
        countries=sorted(
            (country_name(code) or code, code, number) for code, number in tallies.countries.items()
        ),
        bars=_bars(tallies.months, chosen),
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


# ------------------------------------------------------------------------------------- one incident


@router.get("/incidents/{name}")
def incident(
    request: Request,
    name: str,
    as_of: Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}$")] = None,
) -> Response:
    """One incident, every account, with the forms to judge them."""
    from datetime import date

    book = _book(request)
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
    line = overview(listed, [file], readings, _borders()).told[0]
    told = article(line, readings, listed, _borders())
    members = frozenset(book.members(wanted))
    return _page(
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
                shown.append(_claim(claim, names, reading, judged.get(claim.id, [])))
    return shown


def _claim(claim: Claim, names: Names, reading: Reading, judged: list[Judgement]) -> dict[str, Any]:
    report = reading.report
    said = value_in_words(claim.field, claim.value, names)
    who = voice_in_words(claim.voice.kind, claim.voice.text)
    cited = ", ".join(
        each for each in (report.outlet, report.title, report.published, report.url) if each
    )
    return {
        "claim": claim,
        "cite": f"{said}: {who}, “{claim.spans.content.text}” ({cited})",
        "says": said,
        "asks": labels().questions.get(claim.field, claim.field),
        "who": who,
        "counted": isinstance(claim.value, Quantity),
        "report": report,
        "judged": judged,
        "rejected": any(each.kind == "reject" for each in judged),
    }


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


# --------------------------------------------------------------------------------------- one report


@router.get("/reports/{name}")
def report(request: Request, name: str) -> HTMLResponse:
    """A report's text with its claims marked, each with the form to judge it."""
    book = _book(request)
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
            row = _claim(claim, names, reading, judged.get(claim.id, []))
            row["incident"] = placed.get(claim.incident or "")
            rows.append(row)
    return _page(
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


# ----------------------------------------------------------------------------------------- judging


@router.post("/judgements")
async def judge(request: Request) -> Response:
    """Keeps what a form decides, and goes back to where it stands."""
    from starlette.concurrency import run_in_threadpool

    form = await request.form()
    said = {name: str(value) for name, value in form.items()}
    _own(request, said)
    decision = judging.Decision(
        kind=said.get("kind", ""),
        by=request.app.state.by,
        why=said.get("why", ""),
        incident=said.get("incident") or None,
        claims=tuple(str(each) for each in form.getlist("claim")),
        said=said,
    )

    def keep() -> str:
        book = _book(request)
        made = judging.judge(book, decision)
        where = said.get("back", "/")
        if decision.kind in ("merge", "split") and decision.incident is not None:
            where = f"/incidents/{book.resolve_id(decision.incident)}"
        return _returned(where, made.id)

    return RedirectResponse(await run_in_threadpool(keep), 303)


@router.post("/judgements/{judgement}/withdraw")
def withdraw(
    request: Request,
    judgement: str,
    token: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
    why: Annotated[str, Form(max_length=judging.LONGEST)] = "",
) -> Response:
    """Takes a judgement back."""
    _own(request, {"token": token})
    book = _book(request)
    judging.withdraw(book, judgement, request.app.state.by, why)
    return RedirectResponse(_returned(back), 303)


def _own(request: Request, said: Mapping[str, str]) -> None:
    """Refuses a form that no page of this desk made."""
    import secrets

    if not secrets.compare_digest(said.get("token", "").encode(), request.app.state.token.encode()):
        raise UsageError("the page is older than the desk; load it again, and then decide")


def _returned(back: str, judgement: str | None = None) -> str:
    """The page to go back to: a path on this desk, and nowhere else."""
    inside = back.startswith("/") and not back.startswith(("//", "/\\"))
    path, _, anchor = (back if inside else "/").partition("#")
    if judgement is not None:
        path += ("&" if "?" in path else "?") + urlencode({"judged": judgement})
    return f"{path}#{anchor}" if anchor else path


# --------------------------------------------------------------------------------------------- log


@router.get("/log")
def log(request: Request, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> HTMLResponse:
    """Everything that was ever done to the casebook, the newest first."""
    book = _book(request)
    lines = book.recent_activity(offset=(page - 1) * LOG_PAGE, limit=LOG_PAGE + 1)
    return _page(
        request,
        "log.html.j2",
        lines=lines[:LOG_PAGE],
        before=f"/log?page={page - 1}" if page > 1 else None,
        after=f"/log?page={page + 1}" if len(lines) > LOG_PAGE else None,
    )
