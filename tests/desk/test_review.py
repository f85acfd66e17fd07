"""The review queue over HTTP: who may say what, what is refused, and where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rashomon.desk import create
from rashomon.desk.asking import Visitor
from rashomon.store import Role
from tests.desk.conftest import ticking


def desk_of(book: Path, role: Role) -> TestClient:
    app = create(str(book), "Rita", ticking())
    app.state.door.sits(Visitor("Rita", role, "a-token"))
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture
def client(book: Path) -> Iterator[TestClient]:
    with desk_of(book, "coder") as opened:
        yield opened


def say(client: TestClient, **form: str) -> Any:
    return client.post("/review", data={"token": "a-token", "back": "/review", **form})


def attack(client: TestClient) -> str:
    (found,) = client.get("/api/v1/incidents", params={"words": "ouallam"}).json()["incidents"]
    return str(found["id"])


def test_each_incident_stands_with_its_reasons(client: TestClient) -> None:
    page = client.get("/review").text
    assert page.index("Ouallam") < page.index("Kano"), "a contested toll comes first"
    assert "7 ≠ 12" in page
    only = client.get("/review?country=NG").text
    assert "Kano" in only
    assert "Ouallam" not in only


def test_a_review_goes_on_to_the_next(client: TestClient) -> None:
    first = attack(client)
    kept = say(client, incident=first, status="in review", assignee="Rita")
    assert kept.headers["location"] == "/review"
    assert "with Rita" in client.get(f"/incidents/{first}").text
    assert "Ouallam" in client.get("/review?stage=in+review&mine=true").text
    done = say(client, incident=first, status="done", assignee="Rita", next="queue")
    following = done.headers["location"]
    assert following.startswith("/incidents/")
    assert first not in following
    other = following.split("/")[-1]
    assert client.get("/review/next").headers["location"] == following
    last = say(client, incident=other, status="done", next="queue")
    assert last.headers["location"] == "/review?stage=done"
    log = client.get("/log").text
    assert log.count(">review<") == 3


def test_a_viewer_reads_the_queue_and_no_more(book: Path) -> None:
    with desk_of(book, "viewer") as client:
        assert "<button" not in client.get("/review").text.split("<main")[1]
        assert say(client, incident=attack(client), status="done").status_code == 403


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"status": "done"}, 400),
        ({"incident": "i-none", "status": "done"}, 404),
        ({"incident": "HERE", "status": "finished"}, 400),
        ({"incident": "HERE", "assignee": "x" * 500}, 400),
    ],
)
def test_what_is_no_review_is_told(client: TestClient, form: dict[str, str], status: int) -> None:
    said = {name: each.replace("HERE", attack(client)) for name, each in form.items()}
    assert say(client, **said).status_code == status


@pytest.mark.parametrize("query", ["stage=never", "page=0", "mine=perhaps", "country=x"])
def test_a_queue_that_is_none_is_told(client: TestClient, query: str) -> None:
    assert client.get(f"/review?{query}").status_code == 422


def test_an_incident_tells_why_its_reports_are_together(client: TestClient) -> None:
    page = client.get(f"/incidents/{attack(client)}").text
    assert "why it is here" in page
    assert client.get(f"/incidents/{attack(client)}?as_of=1999-01-01").status_code == 200
