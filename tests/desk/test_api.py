"""The API: pages, ETags, exports, and judgements by programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rashomon.desk import create
from rashomon.desk.judging import NEEDS
from rashomon.pipeline import reconcile
from rashomon.records import Actor, Reader, Span
from rashomon.store import Casebook
from tests.desk.conftest import ticking
from tests.desk.sharing import Desk, share


@pytest.fixture
def desk(book: Path) -> Desk:
    return share(book)


@pytest.fixture
def reviewer(desk: Desk) -> Iterator[TestClient]:
    with desk.program("Rita", "reviewer") as program:
        yield program


def ids(client: TestClient, **query: Any) -> list[str]:
    found = client.get("/api/v1/incidents", params=query).json()["incidents"]
    return [each["id"] for each in found]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("incidents", "incidents"),
        ("reports", "reports"),
        ("actors", "actors"),
        ("log", "lines"),
        ("review", "queue"),
    ],
)
def test_pages_are_walked_by_their_links(reviewer: TestClient, path: str, key: str) -> None:
    whole = reviewer.get(f"/api/v1/{path}", params={"limit": 500}).json()
    assert whole["total"] == len(whole[key]) > 1
    walked, address = [], f"/api/v1/{path}?limit=1"
    while address:
        page = reviewer.get(address)
        walked += page.json()[key]
        links = {
            part.split(">; rel=")[1].strip('"'): part.split(">")[0].strip(" <")
            for part in page.headers.get("link", "").split(",")
            if part
        }
        address = links.get("next", "")
    assert walked == whole[key]


def test_a_view_of_the_table_can_be_asked_for(reviewer: TestClient) -> None:
    assert len(ids(reviewer)) == 2
    assert len(ids(reviewer, country="NE", status="contested", since="2021-03")) == 1
    assert ids(reviewer, country="NE", order="oldest") == ids(reviewer, words="ouallam")
    assert reviewer.get("/api/v1/incidents?box=1,2").status_code == 400


@pytest.mark.parametrize("path", ["incidents", "reports", "actors", "places", "log"])
def test_what_is_known_is_not_sent_again(reviewer: TestClient, path: str) -> None:
    first = reviewer.get(f"/api/v1/{path}")
    for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}'):
        again = reviewer.get(f"/api/v1/{path}", headers={"if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
    other = reviewer.get(f"/api/v1/{path}", headers={"if-none-match": '"other"'})
    assert other.json() == first.json()


def test_a_program_judges_and_takes_back(reviewer: TestClient, desk: Desk) -> None:
    (incident,) = ids(reviewer, country="NE")
    path = f"/api/v1/incidents/{incident}"
    before = reviewer.get(path)
    signed = {"kind": "set-figure", "why": "the mayor's list"}
    signed["value"] = {"field": "deaths", "best": 9}  # type: ignore[assignment]
    match = {"if-match": before.headers["etag"]}
    kept = reviewer.post(f"{path}/judgements", json=signed, headers=match)
    assert kept.status_code == 201
    assert (kept.json()["by"], kept.json()["incident"]) == ("Rita", incident)
    late = reviewer.post(f"{path}/judgements", json=signed, headers=match)
    assert late.status_code == 412, "it has changed since the ETag was given"

    withdraw = f"/api/v1/judgements/{kept.json()['id']}/withdraw"
    carl = desk.program("Carl", "coder")
    assert carl.post(withdraw, json={"why": "so"}).status_code == 403
    assert reviewer.post(withdraw, json={"why": "misread"}).status_code == 204
    assert reviewer.get(path).json()["findings"] == before.json()["findings"]
    missing = reviewer.post("/api/v1/judgements/j-none/withdraw", json={"why": "so"})
    assert missing.status_code == 404


def test_a_merge_names_the_others(reviewer: TestClient) -> None:
    one, other = ids(reviewer)
    made = {"kind": "merge", "why": "one", "others": [other]}
    assert reviewer.post(f"/api/v1/incidents/{one}/judgements", json=made).status_code == 201
    assert len(ids(reviewer)) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(["field", "best", "low", "high", "value", "stance", "mode", "report"])
            | st.sampled_from(["quote", "grade", "side", "group", "text", "unit", "actor", "x"]),
            inside,
            max_size=4,
        )
    ),
    max_leaves=6,
)


@given(kind=st.sampled_from(sorted(NEEDS)), value=JSON, claimed=st.booleans())
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_value_of_a_judgement_breaks_the_desk(
    client: TestClient, kind: str, value: Any, claimed: bool
) -> None:
    """Whatever JSON a judgement says, it is kept or refused, and the incident can still be seen."""
    (incident,) = ids(client, country="NE")
    claims = []
    if claimed:
        report = client.get(f"/api/v1/incidents/{incident}").json()["reports"][0]["id"]
        claims = [client.get(f"/api/v1/reports/{report}").json()["claims"][0]["id"]]
    made = {"kind": kind, "why": "so", "claims": claims, "value": value}
    kept = client.post(f"/api/v1/incidents/{incident}/judgements", json=made)
    assert kept.status_code in (201, 400, 404, 422), kept.text
    assert client.get(f"/api/v1/incidents/{incident}").status_code == 200
    if kept.status_code == 201:
        withdraw = f"/api/v1/judgements/{kept.json()['id']}/withdraw"
        assert client.post(withdraw, json={"why": "so"}).status_code == 204


# ----------------------------------------------------------------------------------------- exports


def named_in_private(path: Path | str) -> str:
    """Lets a report of the casebook name a private person; returns the name."""
    with Casebook.open(path, create=False) as book:
        reading = next(each for each in book.readings() if "residents" in each.report.text)
        at = reading.report.text.index("two residents")
        span = Span(at, at + len("two residents"), "two residents")
        person = Actor("a-private", "Aminata Diallo-Traoré", "private-person", None, (span,))
        claims = tuple(
            replace(each, voice=replace(each.voice, text=person.name, actor=person.id))
            for each in reading.claims
        )
        named = replace(
            reading,
            actors=(*reading.actors, person),
            claims=claims,
            reader=Reader("another", "9", "none"),
        )
        book.add_reading(named)
        reconcile(book)
    return person.name


def test_exports_withhold_private_persons_and_are_logged(desk: Desk) -> None:
    name = named_in_private(desk.path)
    vera, rita = desk.program("Vera", "viewer"), desk.program("Rita", "reviewer")
    taken = vera.get("/api/v1/exports/csv", params={"table": "claims", "country": "NE"})
    assert taken.headers["content-type"].startswith("text/csv")
    assert "claims.csv" in taken.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(taken.content.decode("utf-8-sig"))))
    assert rows
    assert "Kano" not in taken.text, "the selection alone"
    assert name not in taken.text
    asked = {"table": "claims", "private_names": "true"}
    assert vera.get("/api/v1/exports/csv", params=asked).status_code == 403
    assert name in rita.get("/api/v1/exports/csv", params=asked).text
    with desk.book() as book:
        lines = [each for each in book.recent_activity(limit=10) if each.action == "export"]
    assert [each.by for each in lines] == ["Rita", "Vera"]
    assert "WITH names of private persons" in lines[0].detail
    assert "private persons withheld" in lines[1].detail


@pytest.mark.parametrize("kind", ["ged", "acled", "airwars", "geojson", "ftm", "hxl"])
def test_every_format_comes(reviewer: TestClient, kind: str) -> None:
    taken = reviewer.get(f"/api/v1/exports/{kind}")
    assert taken.status_code == 200
    told = [int(taken.headers[f"rashomon-{each}"]) for each in ("incidents", "left-out")]
    assert sum(told) == 2
    if kind == "geojson":
        assert json.loads(taken.content)["type"] == "FeatureCollection"
    empty = reviewer.get(f"/api/v1/exports/{kind}", params={"country": "FR"})
    assert empty.status_code == 200
    assert (len(empty.content) < len(taken.content)) is (told[0] > 0)
    assert empty.headers["rashomon-incidents"] == "0"


def test_a_format_that_is_none_is_told(reviewer: TestClient) -> None:
    for path in ("ged?table=claims", "csv", "csv?table=nothing", "shapefile"):
        assert reviewer.get(f"/api/v1/exports/{path}").status_code in (400, 422)


def test_a_desk_alone_wants_no_token(book: Path) -> None:
    with TestClient(create(str(book), "A. Analyst", ticking()), base_url="http://localhost") as c:
        document = c.get("/api/v1/openapi.json").json()
        assert document["security"] == []
        (incident,) = ids(c, country="NE")
        made = {"kind": "note", "why": "by a script"}
        kept = c.post(f"/api/v1/incidents/{incident}/judgements", json=made)
        assert kept.json()["by"] == "A. Analyst"
