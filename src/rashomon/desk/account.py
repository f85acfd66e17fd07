"""One's own account at a shared desk: the password, and the tokens of one's programs."""

from __future__ import annotations

import secrets
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from rashomon.desk import passwords
from rashomon.desk.asking import Asking, Forbidden, Own
from rashomon.desk.rendering import casebook_of, render
from rashomon.desk.signing import Shared, digest, sign_in
from rashomon.errors import UsageError
from rashomon.store import ROLES

router = APIRouter()

LASTS: Final = (30, 90, 365)
"""Days that a token may let in."""
MOST_TOKENS: Final = 20
"""Tokens of one account that let in at the same time."""
PREFIX: Final = "rashomon_"
"""How every token begins, so that whoever finds one knows what it opens."""


@router.get("/account")
def account(request: Request, who: Asking) -> Response:
    """The password and the tokens."""
    return _shown(request, who.name)


def _shown(request: Request, name: str, made: str = "", status: int = 200) -> Response:
    book = casebook_of(request)
    now = book.now()
    return render(
        request,
        "account.html.j2",
        status,
        tokens=[each for each in book.tokens(name) if each.revoked_at is None],
        now=now,
        made=made,
        roles=[each for each in ROLES if request.state.who.may(each)],
        lasts=LASTS,
        shortest=passwords.SHORTEST,
    )


@router.post("/account/password")
def change_password(request: Request, change: Own) -> Response:
    """Another password: every other session of the account ends."""
    book, name = casebook_of(request), change.who.name
    door: Shared = request.app.state.door
    if not door.attempts.one_more(name, ""):
        raise Forbidden("too many attempts; wait a quarter of an hour")
    if not passwords.holds(book.password_of(name), change.said("password")):
        raise Forbidden("that is not your password")
    door.attempts.forget(name)
    new = change.said("new")
    if new != change.said("again"):
        raise UsageError("the new password was typed in two ways")
    if new == change.said("password"):
        raise UsageError("the new password is the old one")
    book.set_password(name, passwords.hashed(new, name), name)
    mine = book.account(name)
    assert mine is not None
    return sign_in(request, book, mine, lambda: RedirectResponse("/account", 303))


@router.post("/account/tokens")
def make_token(request: Request, change: Own) -> Response:
    """A new token, which is shown this once."""
    name, role, days = change.said("name").strip(), change.said("role"), change.said("days")
    if not 1 <= len(name) <= 60 or not name.isprintable():
        raise UsageError("name the program that the token is for, in 1 to 60 characters")
    if role not in ROLES or days not in map(str, LASTS):
        raise UsageError("say what the token may do, and for how many days")
    change.who.needs(role)
    book = casebook_of(request)
    now = book.now()
    standing = [t for t in book.tokens(change.who.name) if not t.revoked_at and t.ends_at > now]
    if len(standing) >= MOST_TOKENS:
        raise UsageError(f"there are {MOST_TOKENS} tokens already; revoke one first")
    key = PREFIX + secrets.token_urlsafe(32)
    book.add_token(change.who.name, name, role, digest(key), int(days))
    return _shown(request, change.who.name, key, 201)


@router.post("/account/tokens/{number}/revoke")
def revoke(request: Request, number: int, change: Own) -> Response:
    """Ends a token of one's own; an administrator, anybody's."""
    mine = None if change.who.may("administrator") else change.who.name
    casebook_of(request).revoke_token(number, change.who.name, of=mine)
    return change.back()
