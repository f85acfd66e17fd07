"""How a page is made: templates, what stands on every page, and the casebook it is asked of."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from rashomon.desk.asking import Visitor
from rashomon.desk.books import Books
from rashomon.gazetteer.borders import Borders
from rashomon.publish.labels import labels
from rashomon.records import Judgement
from rashomon.store import Casebook

router = APIRouter()


@cache
def environment() -> Environment:
    """The desk's templates, and those that it shares with the situation report."""
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
def borders() -> Borders:
    """The borders that maps are drawn with."""
    return Borders.open()


def casebook_of(request: Request) -> Casebook:
    """The casebook, for the thread that the request runs in."""
    books: Books = request.app.state.books
    return books.book()


def render(request: Request, name: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """A template filled in. Beside what is shown, it has `who` asks (None on the pages of
    strangers), whether the desk is `shared`, `token` for its forms, `seen(incident)` for those
    about an incident, `labels`, `here` (its own path), `casebook` (its name) and `decided` (the
    judgement that led here)."""
    who: Visitor | None = getattr(request.state, "who", None)
    opened = casebook_of(request)
    rendered = (
        environment()
        .get_template(name)
        .render(
            casebook=opened.name,
            who=who,
            shared=request.app.state.shared,
            token=who.token if who else "",
            labels=labels(),
            here=request.url.path,
            decided=_decided(request) if who else None,
            seen=_seen(opened),
            **shown,
        )
    )
    return HTMLResponse(rendered, status)


def _decided(request: Request) -> Judgement | None:
    """The judgement that led to this page, so that it can be taken back at once."""
    named = request.query_params.get("judged")
    return casebook_of(request).judgement(named) if named else None


def _seen(opened: Casebook) -> Callable[[str], str]:
    """Incident → the version of it that a form carries: its judgements by number."""

    @cache
    def version(incident: str) -> str:
        return ".".join(map(str, opened.standing(incident)))

    return version


def failure(request: Request, message: str, status: int) -> HTMLResponse:
    """The page that says in one sentence what went wrong."""
    return render(request, "failure.html.j2", status, message=message)


@router.get("/style.css")
def style() -> Response:
    """The style that the desk shares with the situation report."""
    loader = environment().loader
    assert loader is not None
    return Response(loader.get_source(environment(), "style.css")[0], media_type="text/css")
