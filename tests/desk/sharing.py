"""A shared desk and the people at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from rashomon.desk import create_shared
from rashomon.desk.signing import digest
from rashomon.store import Casebook, Role
from tests.desk.conftest import ticking

PEOPLE: dict[str, Role] = {
    "Vera": "viewer",
    "Carl": "coder",
    "Rita": "reviewer",
    "Anna": "administrator",
}


@dataclass(frozen=True)
class Desk:
    """A shared desk. `people` are signed in with a session of their own."""

    app: FastAPI
    path: Path | str

    def stranger(self, base: str = "http://desk.example") -> TestClient:
        """A browser in which nobody is signed in."""
        return TestClient(self.app, base_url=base, follow_redirects=False)

    def signed_in(self, name: str) -> TestClient:
        """The browser of somebody."""
        client = self.stranger()
        client.cookies.set("rashomon", f"key-of-{name}")
        return client

    def program(self, name: str, role: Role) -> TestClient:
        """A program with a token of somebody's."""
        client = self.stranger()
        key = f"rashomon_{name}_{role}"
        with self.book() as book:
            book.add_token(name, "a program", role, digest(key), 30)
        client.headers["Authorization"] = f"Bearer {key}"
        return client

    def book(self) -> Casebook:
        """The casebook itself."""
        return Casebook.open(self.path, create=False)


def share(path: Path | str) -> Desk:
    """A shared desk with one person of each role, each signed in."""
    clock = ticking()
    with Casebook.open(path, create=False, clock=clock) as book:
        for name, role in PEOPLE.items():
            book.add_account(name, role, "no password", "root", must_change=False)
            book.begin_session(name, digest(f"key-of-{name}"), f"token-of-{name}")
    return Desk(create_shared(str(path), clock), path)


def hidden(page: str, name: str) -> str:
    """The value of the first field of this name on a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]
