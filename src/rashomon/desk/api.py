"""The casebook as JSON under /api/v1: the published shapes, a page at a time, with ETags.

Reads and exports take any role, judgements the role that they take at the desk. What selects
incidents is what selects them in the address of the table, so that a view can be asked for here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rashomon import codec, judging, pipeline
from rashomon.desk.asking import Asking, Forbidden, Visitor
from rashomon.desk.described import shape
from rashomon.desk.exporting import TYPES, Taken, attached, exported, format_of, logged, read
from rashomon.desk.judging import LONGEST, NEEDS
from rashomon.desk.rendering import casebook_of
from rashomon.desk.selection import Selected
from rashomon.records import LIST_SCHEMA, JudgementKind, ReviewStatus

router = APIRouter(prefix="/api/v1")

MOST: Final = 500
"""Things on a page at most."""


class Told(BaseModel):
    """Why something was not done, in a sentence."""

    detail: str


_Id = Annotated[str, Path(max_length=80, pattern=r"^[a-z0-9-]+$")]
_Offset = Annotated[int, Query(ge=0, le=10_000_000)]
_Limit = Annotated[int, Query(ge=1, le=MOST)]
_Day = Annotated[date | None, Query(description="As it was known on this day.")]
_Words = Annotated[str, Query(max_length=200)]
_Known = Annotated[str | None, Header(alias="If-None-Match", max_length=200)]


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    means = {
        304: "It is as it was when its ETag was given.",
        400: "It cannot be done so.",
        401: "No token, or one that lets nobody in (a shared desk).",
        403: "Your role does not allow it.",
        404: "There is none with this id.",
        409: "Others have judged the incident meanwhile.",
        412: "The incident is not as it was when its ETag was given.",
        413: "It is too large.",
        422: "A parameter or a field is none.",
        503: "The casebook cannot be reached now.",
    }
    always = (400, 401, 422, 503)
    return {
        each: {"description": means[each], **({} if each == 304 else {"model": Told})}
        for each in sorted({*always, *statuses})
    }


# ------------------------------------------------------------------------------------------ answers


def _etag(body: str) -> str:
    return f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'


def _answer(request: Request, body: str, headers: Mapping[str, str] | None = None) -> Response:
    """The body with its ETag, or 304 where the asker has it already."""
    told = {"ETag": _etag(body), "Cache-Control": "no-cache", **(headers or {})}
    known = request.headers.get("if-none-match", "")
    if told["ETag"] in [each.strip().removeprefix("W/") for each in known.split(",")]:
        return Response(status_code=304, headers=told)
    return Response(body, media_type="application/json", headers=told)


def _page(
    request: Request, things: Mapping[str, Any], offset: int, limit: int, total: int
) -> Response:
    """A page with `total` and, in the header `Link` (RFC 8288), the pages beside it."""
    beside = {}
    if offset + limit < total:
        beside["next"] = offset + limit
    if offset > 0:
        beside["prev"] = max(0, offset - limit)
    query = [each for each in request.query_params.multi_items() if each[0] != "offset"]
    links = [
        f'<{request.url.path}?{urlencode([*query, ("offset", str(at))])}>; rel="{which}"'
        for which, at in beside.items()
    ]
    body = json.dumps({**things, "total": total}, ensure_ascii=False)
    return _answer(request, body, {"Link": ", ".join(links)} if links else None)


def _plain(things: Sequence[Any]) -> list[dict[str, Any]]:
    return [asdict(each) for each in things]


# -------------------------------------------------------------------------------------------- reads


@router.get(
    "/incidents",
    summary="Incidents, a page at a time",
    responses={**shape("list-page", "A page of the list."), **_refusals(304)},
)
def incidents(
    request: Request,
    selected: Selected,
    offset: _Offset = 0,
    limit: _Limit = 50,
    known: _Known = None,
) -> Response:
    """`rashomon/list/1` with the incidents that are selected, and `total`, how many they are."""
    book = casebook_of(request)
    filters = selected.filters
    found = book.browse(filters, order=selected.order, offset=offset, limit=limit)
    reports = tuple(
        book.report_entries({report for each in found for report in each.reports}) if found else ()
    )
    things = {
        "schema": LIST_SCHEMA,
        "incidents": [codec.to_json(each) for each in found],
        "reports": [codec.to_json(each) for each in reports],
    }
    return _page(request, things, offset, limit, book.tally(filters).total)


@router.get(
    "/incidents/{incident}",
    summary="One incident, every account",
    responses={**shape("incident", "The incident."), **_refusals(304, 404)},
)
def incident(request: Request, incident: _Id, as_of: _Day = None, known: _Known = None) -> Response:
    """`rashomon/incident/1`, as `rashomon show` gives it."""
    book = casebook_of(request)
    return _answer(request, codec.dumps(pipeline.show(book, book.resolve_id(incident), as_of)))


@router.get("/reports", summary="Reports, a page at a time", responses=_refusals(304))
def reports(
    request: Request, offset: _Offset = 0, limit: _Limit = 50, known: _Known = None
) -> Response:
    """Reports as lists show them, the newest first; those without a date last."""
    book = casebook_of(request)
    found = [codec.to_json(each) for each in book.report_page(offset=offset, limit=limit)]
    return _page(request, {"reports": found}, offset, limit, book.counts().reports)


@router.get(
    "/reports/{report}",
    summary="One report and its reading",
    responses={**shape("reading", "The reading."), **_refusals(304, 404)},
)
def report(request: Request, report: _Id, known: _Known = None) -> Response:
    """`rashomon/reading/1`: the report's text with all its claims."""
    return _answer(request, codec.dumps(casebook_of(request).reading(report)))


@router.get("/actors", summary="Actors, a page at a time", responses=_refusals(304))
def actors(
    request: Request,
    words: _Words = "",
    offset: _Offset = 0,
    limit: _Limit = 50,
    known: _Known = None,
) -> Response:
    """The sides of incidents whose names have these words, those with most incidents first."""
    book = casebook_of(request)
    found = book.actors(words, offset=offset, limit=limit)
    return _page(request, {"actors": _plain(found)}, offset, limit, book.count_actors(words))


@router.get("/places", summary="Places, a page at a time", responses=_refusals(304))
def places(
    request: Request,
    words: _Words = "",
    offset: _Offset = 0,
    limit: _Limit = 50,
    known: _Known = None,
) -> Response:
    """Where incidents are placed, those with most incidents first."""
    book = casebook_of(request)
    found = book.places(words, offset=offset, limit=limit)
    return _page(request, {"places": _plain(found)}, offset, limit, book.count_places(words))


@router.get("/review", summary="What to look at, a page at a time", responses=_refusals(304))
def review(
    request: Request,
    selected: Selected,
    stands: Annotated[ReviewStatus | None, Query(description="Where the review stands.")] = None,
    assignee: _Words = "",
    offset: _Offset = 0,
    limit: _Limit = 50,
    known: _Known = None,
) -> Response:
    """The incidents to look at, what matters most first, each with where its review stands, who
    looks at it, and why to look at it."""
    book = casebook_of(request)
    asked = {"assignee": assignee or None, "filters": selected.filters}
    lines = book.queue(stands, offset=offset, limit=limit, **asked)  # type: ignore[arg-type]
    found = [{**asdict(each), "entry": codec.to_json(each.entry)} for each in lines]
    total = book.count_queue(stands, **asked)  # type: ignore[arg-type]
    return _page(request, {"queue": found}, offset, limit, total)


@router.get("/log", summary="The activity log, newest first", responses=_refusals(304))
def log(
    request: Request, offset: _Offset = 0, limit: _Limit = 50, known: _Known = None
) -> Response:
    """Lines of the log: when (UTC), who, what, and the particulars."""
    book = casebook_of(request)
    found = book.recent_activity(offset=offset, limit=limit)
    return _page(request, {"lines": _plain(found)}, offset, limit, book.count_activity())


@router.get(
    "/exports/{kind}",
    summary="A selection in a format of others",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The file.",
            "content": {each: {} for each in TYPES.values()},
        },
        **_refusals(403),
    },
)
def export(
    request: Request,
    who: Asking,
    selected: Selected,
    kind: Literal["ged", "acled", "airwars", "geojson", "ftm", "hxl", "csv", "xlsx", "parquet"],
    table: Literal["claims", "positions", "incidents"] | None = None,
    as_of: _Day = None,
    private_names: Annotated[
        bool, Query(description="Leave the names of private persons in: takes a reviewer.")
    ] = False,
) -> Response:
    """As `rashomon export` writes it. `csv`, `xlsx` and `parquet` take a `table`. The headers
    `Rashomon-Incidents` and `Rashomon-Left-Out` tell how many incidents it holds, and how many the
    format does not hold."""
    if private_names:
        who.needs("reviewer")
    book = casebook_of(request)
    form, name = format_of(f"{kind} {table}" if table else kind)
    taken = Taken(
        book.selected(selected.filters),
        everything=not selected.narrowed,
        as_of=as_of,
        private=private_names,
        said=selected.query() or "all incidents",
    )
    stream, told = exported(book, form, taken, request.app.state.kept)
    logged(book, who.name, "export", f"{form.what}: {told.said}", taken)
    headers = attached(name) | {
        "Cache-Control": "no-store",
        "Rashomon-Incidents": str(told.incidents),
        "Rashomon-Left-Out": str(told.left_out),
    }
    media = TYPES[name.rsplit(".", 1)[1]]
    return StreamingResponse(read(stream), media_type=media, headers=headers)


# --------------------------------------------------------------------------------------- judgements


_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def _writable(value: Any) -> Any:
    """What can be kept as text: no NUL, which databases refuse, and no half of a character."""
    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode()
    except (ValueError, RecursionError) as error:
        raise ValueError("holds what no text has") from error
    if _NUL.search(text):
        raise ValueError("holds a character that no text has")
    return value


_Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(_writable)]
_Named = Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9-]+$")]
_Several = Annotated[list[_Named], Field(max_length=1000)]


class JudgementMade(BaseModel):
    """What is decided. `others` are the incidents that are the same one, for `merge`; `reports`
    what a `split` takes out; `value` as `rashomon judge --value` takes it."""

    model_config = ConfigDict(extra="forbid")

    kind: JudgementKind
    why: Annotated[_Text, Field(min_length=1)]
    claims: _Several = []
    reports: _Several = []
    others: _Several = []
    value: Annotated[dict[str, Any] | None, AfterValidator(_writable)] = None


class Withdrawn(BaseModel):
    """Why a judgement is taken back."""

    model_config = ConfigDict(extra="forbid")

    why: Annotated[_Text, Field(min_length=1)]


def _program(request: Request, who: Visitor) -> None:
    """Judging by the API takes a token: a session's cookie comes along with every request, those
    that a page elsewhere has made too."""
    if request.app.state.shared and who.token:
        raise Forbidden("send a token; the session of a browser does not judge by the API")


@router.post(
    "/incidents/{incident}/judgements",
    summary="Judge an incident or its claims",
    status_code=201,
    responses={
        201: {
            "description": "The judgement.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Judgement"}}},
        },
        **_refusals(403, 404, 409, 412, 413),
    },
)
def judge(
    request: Request,
    who: Asking,
    incident: _Id,
    made: JudgementMade,
    if_match: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """Keeps a judgement, and puts the incidents concerned together anew. With the ETag of the
    incident in `If-Match`, it is refused where anything has changed since."""
    _program(request, who)
    who.needs(NEEDS[made.kind])
    book = casebook_of(request)
    wanted = book.resolve_id(incident)
    seen = None
    if if_match is not None:
        seen = frozenset(book.standing(wanted))
        if if_match.strip() not in ("*", _etag(codec.dumps(pipeline.show(book, wanted, None)))):
            return _told("the incident has changed since; ask for it again", 412)
    kept = judging.judge(
        book,
        made.kind,
        [wanted, *made.others],
        by=who.name,
        why=made.why,
        claims=made.claims,
        reports=made.reports,
        value=made.value,
        seen=seen,
    )
    return Response(codec.dumps(kept), 201, media_type="application/json")


@router.post(
    "/judgements/{judgement}/withdraw",
    summary="Take a judgement back",
    status_code=204,
    responses=_refusals(403, 404, 413),
)
def withdraw(request: Request, who: Asking, judgement: _Id, made: Withdrawn) -> Response:
    """It stays, and counts no longer. Others' judgements take a reviewer."""
    _program(request, who)
    who.needs("coder")
    book = casebook_of(request)
    known = book.judgement(judgement)
    if known is not None and known.by != who.name:
        who.needs("reviewer")
    book.withdraw_judgement(judgement, who.name, book.now(), made.why)
    pipeline.reconcile(book)
    return Response(status_code=204)


def _told(detail: str, status: int) -> Response:
    return Response(json.dumps({"detail": detail}), status, media_type="application/json")
