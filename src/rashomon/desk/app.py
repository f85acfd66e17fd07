"""The application, and what keeps strangers out of it.

Alone, the desk serves one person on one machine: it is bound to 127.0.0.1 and asks for no password.
What could still reach it is a web page open in the same browser, so every request must be addressed
to this machine by name (a page elsewhere that rebinds its own name is refused). Shared, nothing but
the login is answered to whoever is not signed in.

Either way a request that changes anything must come from the desk's own pages and carry the token
that only they have. Report text is never markup, and the content security policy allows no script
and no style but the desk's own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import resources
from importlib.metadata import version
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.staticfiles import StaticFiles

from rashomon.desk import (
    account,
    accounts,
    api,
    incident,
    incidents,
    judgements,
    log,
    maps,
    named,
    rendering,
    report,
    review,
    search,
    sharing,
    signing,
)
from rashomon.desk.asking import Alone, Change, Door, Forbidden, Visitor, inside
from rashomon.desk.books import Books
from rashomon.desk.described import describe
from rashomon.desk.kept import Kept
from rashomon.desk.signing import OPEN, Shared, kept_of, over
from rashomon.desk.turns import Busy
from rashomon.errors import CasebookError, Overtaken, RashomonError, UsageError

PAGES: Final = (
    rendering.router,
    incidents.router,
    maps.router,
    named.router,
    search.router,
    incident.router,
    report.router,
    review.router,
    sharing.router,
    judgements.router,
    log.router,
)
"""The pages: a module for each group of them."""
PAGES_WHEN_SHARED: Final = (
    signing.router,
    account.router,
    accounts.router,
)
BEFORE_A_PASSWORD: Final = frozenset(
    {"/account", "/account/password", "/logout", "/static/desk.js"}
)
"""What somebody sees whose password somebody else has chosen."""

HOSTS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": forms would then come with the origin "null", as those of strangers do.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
BODY_BYTES: Final = 100_000
"""The largest form that is taken: a reason and a few figures."""


def create(casebook: str, by: str, clock: Callable[[], str] | None = None) -> FastAPI:
    """The desk of one casebook (a path or URL) for one person, `by`, who judges. `clock` gives the
    time in ISO 8601 (UTC now, if none). Opens the casebook, so that a wrong name is told at once.
    """
    return _made(Books(casebook, clock), Alone(by))


def create_shared(casebook: str, clock: Callable[[], str] | None = None) -> FastAPI:
    """The desk of one casebook for those who have an account in it. Raises UsageError where there
    is no administrator, who would add the others."""
    books = Books(casebook, clock)
    if not any(each.active and each.role == "administrator" for each in books.book().accounts()):
        raise UsageError(
            f"casebook {books.book().name} has no administrator yet; make one with: "
            f"rashomon account add NAME --role administrator --casebook {books.book().name}"
        )
    return _made(books, Shared(books))


def _made(books: Books, door: Door) -> FastAPI:
    app = FastAPI(
        title="Rashomon",
        version=version("rashomon"),
        summary="One incident, every account: the casebook as JSON.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    books.book().listed()  # what views are counted from is made now, and not with the first page
    app.state.books = books
    app.state.kept = Kept()
    app.state.door = door
    app.state.shared = isinstance(door, Shared)
    for each in (*PAGES, *(PAGES_WHEN_SHARED if app.state.shared else ())):
        app.include_router(each, include_in_schema=False)
    app.include_router(api.router)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]  # FastAPI's own way
    static = resources.files("rashomon.desk") / "static"
    app.mount("/static", StaticFiles(directory=str(static)), name="static")
    app.middleware("http")(_guarded)
    app.add_exception_handler(RashomonError, _told)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(HTTPException, _refused)
    return app


async def _guarded(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    request.state.who = None
    try:
        response = _refused_unseen(request) or await _let_in(request) or await go_on(request)
    except ClientDisconnect:  # nobody is there any more to be told anything
        response = Response(status_code=400)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.url.scheme == "https":
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


async def _let_in(request: Request) -> Response | None:
    """Finds out who asks: None where they may go on, else what they are told."""
    door: Door = request.app.state.door
    try:
        request.state.who = await door.visitor(request)
        kept = await kept_of(request) if _is_late(request) else ""
        return await run_in_threadpool(_turned_away, request, kept)
    except RashomonError as error:
        return await _told(request, error)


def _is_late(request: Request) -> bool:
    """Whether a form has come whose session is over."""
    path = request.url.path
    stranger = request.state.who is None and path not in OPEN and not path.startswith("/api/")
    return stranger and request.method == "POST"


def _turned_away(request: Request, kept: str) -> Response | None:
    """What a stranger is told, and whoever must choose a password first; None for all others."""
    who: Visitor | None = request.state.who
    path = request.url.path
    if path in OPEN:
        return None
    if who is None and path.startswith("/api/"):
        told = {"detail": "send a token that is valid: Authorization: Bearer …"}
        return JSONResponse(told, 401, {"WWW-Authenticate": "Bearer"})
    if who is None and request.method in ("GET", "HEAD"):
        wanted = path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(inside("/login", next=wanted), 303)
    if who is None:
        return over(request, kept)
    if who.must_change and path not in BEFORE_A_PASSWORD:
        return RedirectResponse("/account", 303)
    return None


def _refused_unseen(request: Request) -> Response | None:
    """The answer to a request that is not looked at any further, or None."""
    refusal = _refusal(request)
    if refusal is None:
        return None
    why, status = refusal
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": why}, status)
    return PlainTextResponse(why, status)


def _refusal(request: Request) -> tuple[str, int] | None:
    """Why a request is not answered, and the status that says so; or None."""
    host = request.headers.get("host", "")
    elsewhere = host.rsplit(":", 1)[0] not in HOSTS and host not in HOSTS
    if "%00" in request.url.path + request.url.query or "\x00" in request.url.path:
        return "The address holds a character that no text has.", 400
    if elsewhere and not request.app.state.shared:
        return "The desk answers on 127.0.0.1 and localhost alone.", 421
    if request.method in ("GET", "HEAD"):
        return None
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return "A page elsewhere may not change the casebook.", 403
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return "A page elsewhere may not change the casebook.", 403
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > BODY_BYTES:
        return "The form is too large.", 413
    return None


async def _told(request: Request, error: Exception) -> Response:
    """What went wrong, in its one sentence: as a page, or as JSON to a program."""
    if isinstance(error, Overtaken) and hasattr(request.state, "change"):
        return await run_in_threadpool(_asked_again, request, error)
    if isinstance(error, Overtaken):
        return _answered(request, str(error), 409)
    status = 400 if isinstance(error, UsageError) else 404
    absent = ("there is no", "has not been read")
    if isinstance(error, CasebookError) and not any(each in str(error) for each in absent):
        status = 503
    if isinstance(error, UsageError) and str(error).startswith("no incident"):
        status = 404
    if isinstance(error, Forbidden):
        status = 403
    if isinstance(error, Busy):
        status = 503
    return _answered(request, str(error), status)


def _asked_again(request: Request, error: Overtaken) -> Response:
    """What others have judged meanwhile, and the form as it was filled in, to be sent again."""
    change: Change = request.state.change
    book = rendering.casebook_of(request)
    later, taken = book.decided_since(error.incident, change.seen or frozenset(), change.who.name)
    return rendering.render(
        request,
        "overtaken.html.j2",
        409,
        incident=error.incident,
        later=later,
        taken=taken,
        fields=[
            (name, str(value))
            for name, value in change.form.multi_items()
            if name not in ("token", "seen")
        ],
    )


async def _misread(request: Request, error: Exception) -> Response:
    """A parameter that is none: which one, and what it should be."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(each) for each in first["loc"] if each not in ("query", "path", "body"))
    return _answered(request, f"{where or 'the request'}: {first['msg']}", 422)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    what = "there is no such page" if error.status_code == 404 else str(error.detail)
    return _answered(request, what, error.status_code)


def _answered(request: Request, message: str, status: int) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": message}, status)
    return rendering.failure(request, message, status)
