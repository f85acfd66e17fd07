"""Who changes what: roles, and two people who judge the same incident at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rashomon.desk import create
from rashomon.desk.asking import Visitor
from rashomon.errors import Overtaken
from rashomon.judging import judge
from rashomon.store import Casebook, Role
from tests.desk.conftest import ticking


def desk_of(book: Path, name: str, role: Role) -> TestClient:
    """A desk on the casebook at which this person sits."""
    app = create(str(book), name, ticking())
    app.state.door.sits(Visitor(name, role, f"token-of-{name}"))
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


def the_attack(client: TestClient) -> str:
    (found,) = client.get("/api/v1/incidents", params={"words": "ouallam"}).json()["incidents"]
    return str(found["id"])


def form_on(client: TestClient, incident: str) -> dict[str, str]:
    """What the hidden fields of the incident's page say now; a viewer's page has no forms, but his
    session a token."""
    page = client.get(f"/incidents/{incident}").text
    if 'name="kind" value="note"' not in page:
        return {"token": "token-of-Someone", "seen": "", "incident": incident, "back": "/"}
    form = re.search(r'name="kind" value="note">(.*?)</form>', page, re.S)
    assert form
    seen = re.search(r'name="seen" value="([^"]*)"', form[1])
    token = re.search(r'name="token" value="([^"]*)"', page)
    assert seen
    assert token
    return {"token": token[1], "seen": seen[1], "incident": incident, "back": "/"}


def test_the_later_of_two_sees_what_changed_and_loses_nothing(book: Path) -> None:
    first = desk_of(book, "Anna", "reviewer")
    second = desk_of(book, "Bintou", "reviewer")
    attack = the_attack(first)
    before = form_on(second, attack)
    figure = {"kind": "set-figure", "field": "deaths"}
    kept = first.post(
        "/judgements",
        data={**form_on(first, attack), **figure, "best": "9", "why": "the mayor's list"},
    )
    assert kept.status_code == 303
    asked = second.post(
        "/judgements", data={**before, **figure, "best": "8", "why": "the hospital's register"}
    )
    assert asked.status_code == 409
    for words in ("the mayor&#39;s list", "Anna", "the hospital&#39;s register", 'value="8"'):
        assert words in asked.text
    assert judged(second, attack) == [("set-figure", "Anna")]

    again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', asked.text))
    again["why"] = "the hospital's register"
    assert second.post("/judgements", data=again).status_code == 303
    assert judged(second, attack) == [("set-figure", "Anna"), ("set-figure", "Bintou")]


def judged(client: TestClient, incident: str) -> list[tuple[str, str]]:
    file: dict[str, Any] = client.get(f"/api/v1/incidents/{incident}").json()
    return [(each["kind"], each["by"]) for each in file["judgements"]]


def test_what_was_taken_back_meanwhile_is_a_change_too(book: Path) -> None:
    anna, bintou = desk_of(book, "Anna", "reviewer"), desk_of(book, "Bintou", "reviewer")
    attack = the_attack(anna)
    note = {"kind": "note", "why": "the mayor was asked"}
    made = anna.post("/judgements", data={**form_on(anna, attack), **note})
    name = made.headers["location"].split("judged=")[1]
    before = form_on(bintou, attack)
    back = anna.post(
        f"/judgements/{name}/withdraw", data={**form_on(anna, attack), "why": "he was not"}
    )
    assert back.status_code == 303
    asked = bintou.post("/judgements", data={**before, **note})
    assert asked.status_code == 409
    assert "he was not" in asked.text
    # One's own are no surprise.
    own = {**before, **note, "token": "token-of-Anna"}
    assert anna.post("/judgements", data=own).status_code == 303


def test_the_store_asks_in_the_transaction_that_keeps(book: Path) -> None:
    with Casebook.open(book, create=False) as casebook:
        (attack, *_) = casebook.incidents()
        seen = frozenset(casebook.standing(attack))
        judge(casebook, "note", [attack], by="Anna", why="first", seen=seen)
        with pytest.raises(Overtaken):
            judge(casebook, "note", [attack], by="Bintou", why="second", seen=seen)
        judge(casebook, "note", [attack], by="Bintou", why="from the command line")
        assert [each.why for each in casebook.judgements(attack)] == [
            "first",
            "from the command line",
        ]


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        ("viewer", "note", 403),
        ("viewer", "grade", 403),
        ("coder", "note", 303),
        ("coder", "grade", 403),
        ("coder", "not-an-incident", 403),
        ("reviewer", "grade", 303),
        ("administrator", "grade", 303),
    ],
)
def test_a_role_does_what_it_may(book: Path, role: Role, kind: str, status: int) -> None:
    client = desk_of(book, "Someone", role)
    attack = the_attack(client)
    form = {**form_on(client, attack), "kind": kind, "why": "so", "grade": "Fair"}
    assert client.post("/judgements", data=form).status_code == status
    assert bool(judged(client, attack)) is (status == 303)


def test_a_coder_takes_back_only_their_own(book: Path) -> None:
    reviewer, coder = desk_of(book, "Rita", "reviewer"), desk_of(book, "Carl", "coder")
    attack = the_attack(reviewer)
    made = reviewer.post(
        "/judgements", data={**form_on(reviewer, attack), "kind": "note", "why": "so"}
    )
    name = made.headers["location"].split("judged=")[1]
    form = form_on(coder, attack)
    assert coder.post(f"/judgements/{name}/withdraw", data=form).status_code == 403
    form = form_on(reviewer, attack)
    assert reviewer.post(f"/judgements/{name}/withdraw", data=form).status_code == 303
