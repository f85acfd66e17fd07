"""Who asks, and what is changed: the two things that every page of the desk goes through.

A page that shows something takes who asks; one that changes something takes the change:

    @router.get("/queue")
    def queue(request: Request, who: Asking) -> HTMLResponse:
        return render(request, "queue.html.j2", mine=who.name)

    @router.post("/assignments")
    def assign(request: Request, change: Coding) -> Response:
        whom, what = change.said("whom"), change.incident
        with change.recorded(casebook_of(request), "assign", f"{what} to {whom}") as book:
            book.assign(what, whom)
        return change.back()

`Coding`, `Reviewing` and `Administering` say the role that a change needs. Before the route runs,
the form came from this desk's own pages for this very session (its token), and who asks has that
role; otherwise the asker is told, and nothing happens. What changes an incident hands `change.seen`
on (`Casebook.add_judgement`, `withdraw_judgement`): where others have judged the incident since the
page was shown, `Overtaken` is raised, and the desk shows what changed with the form as it was
filled in, to be sent again. So every form about an incident carries the macro `hidden`.

Everybody who may see the desk is at least a viewer. A page that only some may see takes
`Annotated[Visitor, Depends(asking_as("administrator"))]`.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Final, Protocol, cast

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from rashomon.errors import RashomonError, UsageError
from rashomon.store import ROLES, Casebook, Role

FIELDS: Final = 200
"""The most fields of a form."""
JUDGED: Final = 5_000
"""The most judgements that a form says to have seen."""


class Forbidden(RashomonError):
    """Who asks may not do that, or the form is not one of this session's."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. `name` is what judgements and the log are signed with; `token` is what the forms of
    this session carry, empty for a program, which sends no forms. `must_change`: nothing is done
    before they have chosen a password of their own."""

    name: str
    role: Role
    token: str
    must_change: bool = False

    def may(self, role: Role) -> bool:
        """Whether what needs this role may be done."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def needs(self, role: Role) -> None:
        """Raises Forbidden where what needs this role may not be done."""
        if not self.may(role):
            raise Forbidden(f"that takes the role {role}; you are signed in as {self.role}")


class Door(Protocol):
    """Tells who is asking; None for a stranger."""

    async def visitor(self, request: Request) -> Visitor | None:
        """Who sent this request."""
        ...


class Alone:
    """The door of a desk on one's own machine: whoever reaches it is its one analyst."""

    def __init__(self, name: str) -> None:
        self.sits(Visitor(name, "administrator", secrets.token_urlsafe(32)))

    def sits(self, visitor: Visitor) -> None:
        """From now on this is who asks."""
        self._visitor = visitor

    async def visitor(self, request: Request) -> Visitor:
        """The analyst."""
        return self._visitor


def asking(request: Request) -> Visitor:
    """Who asks. The application lets no stranger through to any route but the login."""
    return cast(Visitor, request.state.who)


def asking_as(role: Role) -> Callable[[Request], Visitor]:
    """A dependency: who asks, who must have this role or one above."""

    def dependency(request: Request) -> Visitor:
        who = asking(request)
        who.needs(role)
        return who

    return dependency


@dataclass(frozen=True, slots=True)
class Change:
    """A form that may be acted upon. `seen` are the numbers of the judgements that stood on the
    incident when the page was shown; None where the form is about no incident."""

    who: Visitor
    form: FormData
    incident: str | None
    seen: frozenset[int] | None

    def said(self, name: str, default: str = "") -> str:
        """The one value of a field (the last, if several)."""
        return str(self.form.get(name, default))

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field."""
        return tuple(str(each) for each in self.form.getlist(name))

    @contextmanager
    def recorded(self, book: Casebook, action: str, detail: str) -> Iterator[Casebook]:
        """Inside, what is done to the casebook is one transaction, and the log tells of it. For
        what the casebook does not log by itself, as it does for judgements."""
        with book.whole():
            yield book
            book.log(action, detail, self.who.name)

    def back(self, to: str = "", **query: str) -> Response:
        """Sends the browser back to where the form stands, or to another page of the desk, with
        this added to the query of its address."""
        return RedirectResponse(inside(to or self.said("back"), **query), 303)


def changing(role: Role) -> Callable[[Request], Awaitable[Change]]:
    """A dependency: the change that a form asks for, by somebody who has this role or one above."""

    async def dependency(request: Request) -> Change:
        who = asking(request)
        form = await request.form(max_files=0, max_fields=FIELDS)
        change = _checked(who, form)
        who.needs(role)
        request.state.change = change
        return change

    return dependency


Asking = Annotated[Visitor, Depends(asking)]
Own = Annotated[Change, Depends(changing("viewer"))]
"""What everybody may change: what is their own."""
Coding = Annotated[Change, Depends(changing("coder"))]
Reviewing = Annotated[Change, Depends(changing("reviewer"))]
Administering = Annotated[Change, Depends(changing("administrator"))]


def _checked(who: Visitor, form: FormData) -> Change:
    token = str(form.get("token", ""))
    if not who.token or not secrets.compare_digest(token.encode(), who.token.encode()):
        raise Forbidden(
            "the page is older than the desk or your session; load it again, and then decide"
        )
    if any("\x00" in str(value) for value in form.values()):
        raise UsageError("a field holds a character that no text has")
    return Change(who, form, str(form.get("incident", "")) or None, _seen(form))


def _seen(form: FormData) -> frozenset[int] | None:
    if "seen" not in form:
        return None
    numbers = [each for each in str(form["seen"]).split(".") if each]
    whole = all(each.isascii() and each.isdigit() and len(each) < 16 for each in numbers)
    if not whole or len(numbers) > JUDGED:
        raise UsageError("seen: no version of an incident; load the page again")
    return frozenset(map(int, numbers))


def inside(address: str, **query: str) -> str:
    """A path on this desk, and nowhere else: `/` for an address that leads away. `query` is added
    to it."""
    from urllib.parse import urlencode

    within = address.startswith("/") and not address.startswith(("//", "/\\"))
    within = within and address.isprintable()
    path, _, anchor = (address if within else "/").partition("#")
    if query:
        path += ("&" if "?" in path else "?") + urlencode(query)
    return f"{path}#{anchor}" if anchor else path
