"""Signing in to a shared desk and out of it, and the door that lets in whoever is signed in.

A session is known by a random key of 256 bits in a cookie that no script can read; the casebook
keeps its digest. The key is a new one at every login, so that a key that somebody else has put into
the browser before is worth nothing. Programs come in by a token in the header `Authorization:
Bearer`, and to the API alone. What was tried at the login is counted by account and by address.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import secrets
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from rashomon.desk import passwords
from rashomon.desk.asking import FIELDS, Own, Visitor, inside
from rashomon.desk.books import Books
from rashomon.desk.rendering import casebook_of, render
from rashomon.store import Account, Casebook

router = APIRouter()

BY_ACCOUNT: Final = "10 per 15 minutes"
BY_ADDRESS: Final = "30 per 15 minutes"
"""Logins tried before the next ones are refused unseen."""
WAIT: Final = 15 * 60
"""Seconds after which all of them are forgotten."""
OPEN: Final = frozenset({"/login", "/style.css", "/static/desk.css", "/static/mark.svg"})
"""What strangers are shown: the login, and what it is drawn with."""
SECRET: Final = frozenset({"/login", "/logout", "/account/password"})
"""Forms that are not kept over a login."""
WRONG: Final = "The name or the password is wrong."
TOO_MANY: Final = "Too many attempts. Wait a quarter of an hour."
PART: Final = 100_000
_LOGIN_COOKIE: Final = "rashomon-login"


class Attempts:
    """How often somebody has tried to come in."""

    def __init__(self, by_account: str = BY_ACCOUNT, by_address: str = BY_ADDRESS) -> None:
        self._by_account, self._by_address = parse(by_account), parse(by_address)
        self._counted = MovingWindowRateLimiter(MemoryStorage())

    def one_more(self, name: str, address: str) -> bool:
        """Counts an attempt; false when there were too many."""
        whence = self._counted.hit(self._by_address, "address", _network(address))
        return self._counted.hit(self._by_account, "account", name.strip().casefold()) and whence

    def forget(self, name: str) -> None:
        """Whoever knows the password has not guessed it."""
        self._counted.clear(self._by_account, "account", name.strip().casefold())


def _network(address: str) -> str:
    """The address, of which one party has only one: in IPv6 the network, half of it."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, 64), strict=False))


class Shared:
    """The door of a shared desk."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._secret = secrets.token_bytes(32)
        self.attempts = Attempts()

    async def visitor(self, request: Request) -> Visitor | None:
        """Whose session or token this is; None for a stranger."""
        given = request.headers.get("authorization")
        if given is not None:
            scheme, _, key = given.partition(" ")
            if scheme.lower() != "bearer" or not request.url.path.startswith("/api/"):
                return None
            return await run_in_threadpool(self._program, key.strip())
        key = request.cookies.get(cookie_of(request), "")
        return await run_in_threadpool(self._person, key) if key else None

    def _program(self, key: str) -> Visitor | None:
        found = self._books.book().bearer(digest(key))
        return None if found is None else Visitor(found[0].name, found[1], "")

    def _person(self, key: str) -> Visitor | None:
        found = self._books.book().session(digest(key))
        if found is None:
            return None
        account, token = found
        return Visitor(account.name, account.role, token, account.must_change)

    def form_token(self, nonce: str) -> str:
        """What the login form carries for the browser that holds this nonce."""
        return hmac.new(self._secret, nonce.encode(), hashlib.sha256).hexdigest()


def digest(key: str) -> str:
    """What is kept of a key. It is random and long: nobody can try all keys that there are."""
    return hashlib.sha256(key.encode()).hexdigest()


def cookie_of(request: Request) -> str:
    """The name of the session's cookie; with https one that no other host and no plain http can
    set."""
    return "__Host-rashomon" if request.url.scheme == "https" else "rashomon"


def sign_in(
    request: Request, book: Casebook, account: Account, answer: Callable[[], Response]
) -> Response:
    """Begins a session under a new key, in the place of the one that the browser had. `answer` is
    asked for when it has begun."""
    book.end_session(digest(request.cookies.get(cookie_of(request), "")))
    key, token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    book.begin_session(account.name, digest(key), token)
    request.state.who = Visitor(account.name, account.role, token, account.must_change)
    response = answer()
    response.set_cookie(
        cookie_of(request),
        key,
        httponly=True,
        samesite="lax",  # strict would show the login to whoever follows a colleague's link
        secure=request.url.scheme == "https",
        path="/",
    )
    return response


# ---------------------------------------------------------------------------------------- the login


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002  the address shows it
    """The login."""
    if request.state.who is not None:
        return RedirectResponse(inside(next), 303)
    return _login(request, next)


def over(request: Request, kept: str) -> Response:
    """The login for somebody whose session is over, with what they were about to send."""
    told = "Your session is over. Sign in again: what you entered is kept until then."
    return _login(
        request, "/", told if kept else "Your session is over. Sign in again.", "", 401, kept
    )


async def kept_of(request: Request) -> str:
    """What a form holds that came without a session: its address and fields, as JSON; empty for
    one whose fields are secrets, or that is none."""
    if request.url.path in SECRET:
        return ""
    try:
        form = await request.form(max_files=0, max_fields=FIELDS)
    except HTTPException:
        return ""
    fields = [(name, str(value)) for name, value in form.multi_items() if name != "token"]
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return json.dumps({"to": wanted, "fields": fields})


def _again(request: Request, kept: str) -> Response:
    """The form that was kept, to be sent in the session that has begun."""
    try:
        found = json.loads(kept)
        to, fields = inside(str(found["to"])), [(str(n), str(v)) for n, v in found["fields"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return RedirectResponse("/", 303)
    return render(request, "again.html.j2", to=to, fields=fields)


def _login(
    request: Request,
    then: str,
    told: str = "",
    name: str = "",
    status: int = 200,
    kept: str = "",
) -> Response:
    door: Shared = request.app.state.door
    # The one it has, so that the login may stand open in two tabs.
    nonce = request.cookies.get(_LOGIN_COOKIE) or secrets.token_urlsafe(24)
    page = render(
        request,
        "login.html.j2",
        status,
        then=inside(then),
        told=told,
        typed=name[:100],
        kept=kept,
        form_token=door.form_token(nonce),
    )
    page.set_cookie(
        _LOGIN_COOKIE,
        nonce,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/login",
        max_age=3600,
    )
    if status == 429:
        page.headers["Retry-After"] = str(WAIT)
    return page


async def _form(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=10, max_part_size=PART)


@router.post("/login")
def login(request: Request, form: Annotated[FormData, Depends(_form)]) -> Response:
    """Lets somebody in who knows their password."""
    door: Shared = request.app.state.door
    name, then = str(form.get("name", "")), str(form.get("next", "/"))
    kept_form = str(form.get("kept", ""))
    nonce = request.cookies.get(_LOGIN_COOKIE, "")
    made = str(form.get("form_token", ""))
    if not nonce or not secrets.compare_digest(made.encode(), door.form_token(nonce).encode()):
        return _login(request, then, "The page was too old. Try again.", name, 403, kept_form)
    address = request.client.host if request.client is not None else ""
    if not door.attempts.one_more(name, address):
        return _login(request, then, TOO_MANY, name, 429, kept_form)
    book = casebook_of(request)
    kept = None if "\x00" in name else book.password_of(name)
    password = str(form.get("password", ""))
    account = book.account(name) if passwords.holds(kept, password) else None
    if account is None or kept is None:
        _note_refusal(book, name, known=kept is not None)
        return _login(request, then, WRONG, name, 401, kept_form)
    door.attempts.forget(name)
    if passwords.outdated(kept):
        book.refresh_password(account.name, passwords.hashed(password, account.name))
    to = "/account" if account.must_change else inside(then)
    return sign_in(
        request,
        book,
        account,
        lambda: (
            _again(request, kept_form)
            if kept_form and not account.must_change
            else RedirectResponse(to, 303)
        ),
    )


def _note_refusal(book: Casebook, name: str, *, known: bool) -> None:
    """Notes it in the log. A name that is none may be a password in the wrong field: not kept."""
    account = book.account(name) if known else None
    book.log("login-refused", "", account.name if account is not None else "a stranger")


@router.post("/logout")
def logout(request: Request, change: Own) -> Response:
    """Ends the session."""
    casebook_of(request).end_session(digest(request.cookies.get(cookie_of(request), "")))
    response = RedirectResponse("/login", 303)
    response.delete_cookie(cookie_of(request), path="/", secure=request.url.scheme == "https")
    return response
