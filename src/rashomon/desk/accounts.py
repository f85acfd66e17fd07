"""The accounts of a shared desk, for its administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from rashomon.desk import passwords
from rashomon.desk.asking import Administering, Change, Visitor, asking_as
from rashomon.desk.rendering import casebook_of, render
from rashomon.errors import UsageError
from rashomon.store import ROLES, Role

router = APIRouter()

_Administrator = Annotated[Visitor, Depends(asking_as("administrator"))]


@router.get("/accounts")
def accounts(request: Request, who: _Administrator) -> Response:
    """Who may work on the casebook."""
    return _shown(request)


def _shown(request: Request, name: str = "", password: str = "", status: int = 200) -> Response:
    book = casebook_of(request)
    now = book.now()
    return render(
        request,
        "accounts.html.j2",
        status,
        accounts=book.accounts(),
        tokens=[t for t in book.tokens() if t.revoked_at is None and t.ends_at > now],
        roles=ROLES,
        whose=name,
        password=password,
    )


@router.post("/accounts")
def add(request: Request, change: Administering) -> Response:
    """A new account, with a password that is shown this once and has to be changed."""
    name, password = change.said("name").strip(), passwords.invented()
    kept = passwords.hashed(password, name)
    made = casebook_of(request).add_account(
        name, _role(change), kept, change.who.name, must_change=True
    )
    return _shown(request, made.name, password, 201)


@router.post("/accounts/role")
def role(request: Request, change: Administering) -> Response:
    """Another role, from the next request on."""
    casebook_of(request).set_role(change.said("name"), _role(change), change.who.name)
    return change.back(to="/accounts")


@router.post("/accounts/password")
def password(request: Request, change: Administering) -> Response:
    """A new password for somebody who forgot theirs, shown this once, to be changed."""
    name, invented = change.said("name"), passwords.invented()
    kept = passwords.hashed(invented, name)
    casebook_of(request).set_password(name, kept, change.who.name, must_change=True)
    if name == change.who.name:  # whose session is over with it
        return change.back(to="/login")
    return _shown(request, name, invented, 201)


@router.post("/accounts/remove")
def remove(request: Request, change: Administering) -> Response:
    """Lets nobody in by this account any more."""
    casebook_of(request).remove_account(change.said("name"), change.who.name)
    return change.back(to="/accounts")


def _role(change: Change) -> Role:
    role = change.said("role")
    if role not in ROLES:
        raise UsageError(f"a role is one of {', '.join(ROLES)}")
    return role
