"""What an attacker tries: at the pages, at the API, in the texts that are read."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.routing import Mount

from rashomon.desk.signing import OPEN
from rashomon.pipeline import reconcile
from rashomon.records import Reader
from rashomon.store import Casebook, Filters, Role
from rashomon.store.copying import backup, restore
from tests.desk.conftest import HOSTILE
from tests.desk.sharing import Desk, share
from tests.factories import make_report
from tests.postgres import Server

EXAMPLES = 8
"""Requests that schemathesis makes up for each operation."""
ROLES: dict[str, Role] = {"Vera": "viewer", "Carl": "coder", "Rita": "reviewer"}


@pytest.fixture
def desk(book: Path) -> Desk:
    return share(book)


# -------------------------------------------------------------------------- nothing for strangers


def routes_of(holder: Any) -> Iterator[Any]:
    """Every route of an application, those of the routers that it includes among them."""
    for route in holder.routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from routes_of(included)
        else:
            yield route


def addresses(app: FastAPI) -> Iterator[tuple[str, str]]:
    """(method, path) of everything that the desk answers, with an id where a path wants one."""
    for route in routes_of(app):
        if isinstance(route, Mount):
            yield "GET", f"{route.path}/desk.js"
            continue
        path = re.sub(r"\{[^}]+\}", "1", route.path)
        yield from ((method, path) for method in sorted(route.methods))


def test_nothing_is_told_to_strangers(desk: Desk) -> None:
    client, insider = desk.stranger(), desk.signed_in("Vera")
    secrets = _told(insider.get("/").text) | _told(insider.get("/log").text)
    walked = [each for each in addresses(desk.app) if each[1] not in OPEN]
    assert len(walked) > 25
    for method, path in walked:
        answer = client.request(method, path, content=b"" if method != "GET" else None)
        assert answer.status_code in (303, 401), (method, path)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/login?next="), (method, path)
        assert not secrets & _told(answer.text), (method, path)
    for path in OPEN:
        assert client.get(path).status_code == 200
        assert not secrets & _told(client.get(path).text), path


def _told(text: str) -> set[str]:
    """Words that only somebody who may read the casebook can know."""
    return {each for each in ("Ouallam", "Kano", "residents", "Anna", "soldiers") if each in text}


def test_what_a_stranger_may_see_is_the_login_alone(desk: Desk) -> None:
    assert {"/login", "/style.css", "/static/desk.css", "/static/mark.svg"} == OPEN
    for path in ("/static/desk.css/../desk.js", "//", "/login/", "/LOGIN"):
        assert desk.stranger().get(path).status_code in (303, 401), path


# --------------------------------------------------------------------------- another role's action


def test_every_change_wants_a_role_and_the_sessions_own_token(desk: Desk) -> None:
    """Each route that changes anything refuses a viewer, but for what is their own, and whoever
    sends the token of another session."""
    own = {"/logout", "/account/password", "/account/tokens", "/account/tokens/1/revoke"}
    own |= {"/share", "/export", "/reports/1/case"}  # what may be read may be taken, and is logged
    posts = [path for method, path in addresses(desk.app) if method == "POST" and path not in OPEN]
    assert len(posts) > 8
    vera = desk.signed_in("Vera")
    for path in posts:
        api = path.startswith("/api/")
        body: dict[str, Any] = {"data": {"a": "1"}}
        if api:
            body = {"json": {"why": "so"} | ({} if "withdraw" in path else {"kind": "note"})}
        without = vera.post(path, **body)
        assert without.status_code == 403, path
        if api:
            continue
        for token in ("", "token-of-Anna", "x" * 43):
            assert vera.post(path, data={"token": token}).status_code == 403, (path, token)
        if path not in own:
            assert vera.post(path, data={"token": "token-of-Vera"}).status_code == 403, path
    with desk.book() as book:
        assert not book.judgements()


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        ("viewer", "note", 403),
        ("coder", "note", 201),
        ("coder", "grade", 403),
        ("reviewer", "grade", 201),
    ],
)
def test_a_token_does_what_its_role_may(desk: Desk, role: Role, kind: str, status: int) -> None:
    program = desk.program("Rita", role)
    incident = program.get("/api/v1/incidents").json()["incidents"][0]["id"]
    made = {"kind": kind, "why": "so", "value": {"grade": "Fair"} if kind == "grade" else None}
    answer = program.post(f"/api/v1/incidents/{incident}/judgements", json=made)
    assert answer.status_code == status
    private = program.get("/api/v1/exports/geojson", params={"private_names": "true"})
    assert private.status_code == (200 if role == "reviewer" else 403)


# -------------------------------------------------------------------------------- request forgery


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "http://desk.example.elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_page_elsewhere_changes_nothing(desk: Desk, headers: dict[str, str]) -> None:
    anna = desk.signed_in("Anna")
    form = {"token": "token-of-Anna", "name": "Eve", "role": "administrator"}
    for path in ("/accounts", "/judgements", "/login", "/logout", "/account/tokens"):
        assert anna.post(path, data=form, headers=headers).status_code == 403
    json = {"kind": "note", "why": "so"}
    judged = anna.post("/api/v1/incidents/i-1/judgements", json=json, headers=headers)
    assert judged.status_code == 403
    with desk.book() as book:
        assert book.account("Eve") is None


def test_the_api_does_not_judge_by_a_cookie(desk: Desk) -> None:
    anna = desk.signed_in("Anna")
    incident = anna.get("/api/v1/incidents").json()["incidents"][0]["id"]
    for media in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
        answer = anna.post(
            f"/api/v1/incidents/{incident}/judgements",
            content=b'{"kind": "note", "why": "so"}',
            headers={"content-type": media},
        )
        assert answer.status_code in (403, 422)
    with desk.book() as book:
        assert not book.judgements()


# --------------------------------------------------------------------------- cross-site scripting


class Markup(HTMLParser):
    """What of a page could run: scripts without a source, handlers, styles, outside addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        source = named.get("src") or ""
        if tag == "script" and not source.startswith("/static/"):
            self.found.append(f"script {source}")
        if tag in ("img", "iframe", "object", "embed", "base", "style"):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.found.append(f"{tag} {name}")
            if name in ("href", "action", "formaction") and re.match(
                r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE
            ):
                self.found.append(f"{tag} {name} {value}")


def runs(page: str) -> list[str]:
    """What of a page could run, that is not the desk's own."""
    markup = Markup()
    markup.feed(page)
    return markup.found


def poisoned(path: Path | str) -> str:
    """Puts markup wherever a casebook holds text of others: names of actors and places, titles,
    outlet, author, address. Returns an incident that has it."""
    with Casebook.open(path, create=False) as book:
        for reading in list(book.readings()):
            actors = tuple(replace(each, name=HOSTILE) for each in reading.actors)
            places = tuple(
                replace(each, name=HOSTILE, explanation=HOSTILE) for each in reading.places
            )
            incidents = tuple(replace(each, title=HOSTILE) for each in reading.incidents)
            worse = replace(reading, actors=actors, places=places, incidents=incidents)
            book.add_reading(replace(worse, reader=Reader("another", "9", "none")))
        said = "Gunmen killed three people in a market in Kano, in northern Nigeria, on Thursday."
        book.add_report(
            make_report(said, outlet=HOSTILE, author=HOSTILE, url="javascript:alert(3)")
        )
        reconcile(book)
        return next(each.id for each in book.browse(Filters(words="alert")) if each.reports)


def test_no_text_of_others_is_markup_on_any_page(desk: Desk) -> None:
    incident = poisoned(desk.path)
    anna = desk.signed_in("Anna")
    with desk.book() as book:
        told_in = [each.id for each in book.reports()]
        book.add_token("Anna", HOSTILE[:60], "viewer", "digest", 30)
        book.add_account(HOSTILE[:60], "viewer", "none", HOSTILE, must_change=False)
        actors = [each.name for each in book.actors()]
    assert HOSTILE in actors, "the names have come as far as the lists"
    form = {"token": "token-of-Anna", "incident": incident, "why": HOSTILE, "back": "/"}
    kept = anna.post("/judgements", data={**form, "kind": "note"})
    assert kept.status_code == 303
    pages = ["/", "/log", "/accounts", "/account", f"/incidents/{incident}"]
    pages += [kept.headers["location"], f"/?words={HOSTILE}", f"/incidents/{HOSTILE}", "/review"]
    pages += [f"/incidents/{incident}/evidence?question={number}" for number in (1, 2, 3)]
    pages += ["/search?words=alert", "/search?words=script", f"/map/drawing?words={HOSTILE}"]
    for each in told_in:
        pages += [f"/reports/{each}", f"/reports/{each}/adding?field=deaths&start=0&end=9"]
        reading = anna.get(f"/api/v1/reports/{each}")
        for claim in reading.json()["claims"][:2] if reading.status_code == 200 else []:
            pages.append(f"/reports/{each}/correcting?claim={claim['id']}")
    pages += [path for path in _plain_pages(desk.app) if path not in pages]
    shown = 0
    for path in pages:
        page = anna.get(path)
        if "text/html" not in page.headers.get("content-type", ""):
            continue
        assert not runs(page.text), path
        shown += page.status_code == 200 and "&lt;script&gt;alert" in page.text
        policy = page.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'; script-src 'self'")
    assert shown > 12, "pages that show it"
    told = anna.post("/judgements", data={**form, "kind": HOSTILE})
    assert told.status_code == 400
    assert not runs(told.text)
    login = desk.stranger().get("/login", params={"next": f'/"><script>{HOSTILE}'})
    assert not runs(login.text)


def _plain_pages(app: FastAPI) -> list[str]:
    """Pages whose address holds no id."""
    return [
        route.path
        for route in routes_of(app)
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and "{" not in route.path
    ]


def test_what_would_run_is_noticed() -> None:
    for page in (HOSTILE, "<p style='x'>", "<a href=' JavaScript:x'>", "<p onclick=x>", "<style>"):
        assert runs(page), page
    assert not runs('<a href="/incidents/1">x</a><script src="/static/desk.js"></script>')


# ----------------------------------------------------------------- paths, queries, broken requests


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2f..%2fapp.py",
        "/static/%2e%2e/%2e%2e/app.py",
        "/static/%252e%252e/app.py",
        "/static//etc/passwd",
        "/static/..\\app.py",
        "/static/desk.js%00.css",
        "/reports/..%2f..%2f..%2fetc%2fpasswd",
        "/api/v1/exports/..%2f..%2fetc%2fpasswd",
        "/api/v1/reports/%2e%2e%2fsecrets",
    ],
)
def test_no_path_leads_out_of_the_desk(desk: Desk, path: str) -> None:
    answer = desk.signed_in("Anna").get(path)
    assert answer.status_code in (400, 404, 422)
    assert "root:" not in answer.text
    assert "def create" not in answer.text


def test_the_same_on_a_server(book: Path, tmp_path: Path, postgres: Server) -> None:
    """What a database on a server makes of it: words that are a query to it, and two at once."""
    with Casebook.open(book, create=False) as casebook:
        backup(casebook, tmp_path / "saved.db")
    url = postgres.database()
    restore(tmp_path / "saved.db", url)
    desk = share(url)
    anna, rita = desk.signed_in("Anna"), desk.signed_in("Rita")
    for words in ("a' | !b:* & (c", "'; DROP TABLE accounts; --", "\\", "<-> foo", "%"):
        for path in ("/", "/search", "/actors", "/api/v1/places", "/api/v1/incidents"):
            assert anna.get(path, params={"words": words}).status_code == 200, (path, words)
    incident = anna.get("/api/v1/incidents").json()["incidents"][0]["id"]
    form = {"kind": "note", "incident": incident, "seen": "", "back": "/log"}
    own = {**form, "token": "token-of-Anna", "why": "first"}
    assert anna.post("/judgements", data=own).status_code == 303
    late = {**form, "token": "token-of-Rita", "why": "second"}
    asked = rita.post("/judgements", data=late)
    assert asked.status_code == 409
    assert "first" in asked.text
    assert rita.post("/judgements", data={**late, "seen": "1"}).status_code == 303
    broken = {**late, "why": "\x00", "seen": "1.2"}
    assert rita.post("/judgements", data=broken).status_code == 400
    assert rita.get("/api/v1/exports/csv?table=claims").status_code == 200
    for deed in ("DELETE FROM activity", "UPDATE activity SET by = 'nobody'"):
        with (
            desk.book() as casebook,
            pytest.raises(DBAPIError, match="are kept"),
            casebook._engine.begin() as connection,
        ):
            connection.execute(text(deed))


INJECTED = (
    "' OR '1'='1",
    "'; DROP TABLE accounts; --",
    "1) UNION SELECT password FROM accounts --",
)


@pytest.mark.parametrize("words", [*INJECTED, '" OR NEAR(a b) AND -c:d^ * --'])
def test_no_words_are_a_query(desk: Desk, words: str) -> None:
    """Every parameter of every page, and every field of every form, as the database's language."""
    anna = desk.signed_in("Anna")
    tried = 0
    for route in routes_of(desk.app):
        if not isinstance(route, APIRoute):
            continue
        asked = {each.alias: words for each in route.dependant.query_params}
        for inner in route.dependant.dependencies:
            asked |= {each.alias: words for each in inner.query_params}
        for name in asked:
            path = re.sub(r"\{[^}]+\}", "1", route.path)
            if "GET" in (route.methods or ()):
                answer = anna.get(path, params={name: words})
                assert answer.status_code < 500, (path, name)
                tried += 1
    assert tried > 40
    for field in ("incident", "claim", "other", "back", "kind", "seen"):
        form = {"token": "token-of-Anna", "kind": "note", "why": "so", field: words}
        assert anna.post("/judgements", data=form).status_code < 500
    anna.post("/accounts/role", data={"token": "token-of-Anna", "name": words, "role": "viewer"})
    with desk.book() as book:
        assert len(book.accounts()) == 4
        assert book.account("Anna").role == "administrator"  # type: ignore[union-attr]
        assert book.counts().reports == 3


def test_what_is_too_large_or_broken_is_refused(desk: Desk) -> None:
    anna = desk.signed_in("Anna")
    form = "application/x-www-form-urlencoded"
    multipart = "multipart/form-data; boundary=x"
    file = b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n--x--\r\n'
    latin = b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n\xff\xfe\r\n--x--\r\n'
    broken: list[tuple[str, bytes, tuple[int, ...]]] = [
        (form, b"why=" + b"x" * 200_000, (413,)),
        (form, b"&".join(b"a%d=1" % n for n in range(500)), (400,)),
        (form, b"token=\xff\xfe%ff%fe", (400, 403)),
        (form, b"token=token-of-Anna&kind=note&why=%00", (400,)),
        (form, b"token=token-of-Anna&kind=note&why=so&seen=" + b"1." * 40_000, (400,)),
        (form, b"token=token-of-Anna&kind=note&why=so&incident=x&seen=9" + b"9" * 30, (400,)),
        (multipart, b"--x\r\nno header", (400,)),
        (multipart, file, (400,)),
        (multipart, b"\x00" * 100, (400,)),
        (multipart, latin, (400, 403)),
        ("multipart/form-data", b"", (400, 403)),
        ("application/json", b'{"token": "token-of-Anna"}', (403,)),
        ("text/plain", b"token=token-of-Anna", (403,)),
    ]
    for media, body, statuses in broken:
        for path in ("/judgements", "/login", "/account/password", "/review"):
            answer = anna.post(path, content=body, headers={"content-type": media})
            assert answer.status_code in {*statuses, 403}, (path, media, body[:60])
            assert "Traceback" not in answer.text
    unknown = anna.post("/judgements", content=iter([b"x" * 10]))
    assert unknown.status_code == 413, "a length that is not told"
    program = desk.program("Rita", "reviewer")
    path = "/api/v1/incidents/i-1/judgements"
    for json in (b"[" * 50_000, b'{"why": "\\ud800"', b'{"kind": 1e999}', b"\xff", b"", b"null"):
        answer = program.post(path, content=json, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422), json[:20]


@pytest.mark.parametrize("signed_in", [True, False])
def test_who_goes_away_while_sending_breaks_nothing(desk: Desk, signed_in: bool) -> None:
    told: list[Any] = []
    headers = [(b"host", b"desk.example"), (b"content-length", b"90")]
    headers.append((b"content-type", b"application/x-www-form-urlencoded"))
    if signed_in:
        headers.append((b"cookie", b"rashomon=key-of-Anna"))
    scope = {"type": "http", "method": "POST", "path": "/judgements", "raw_path": b"/judgements"}
    scope |= {"query_string": b"", "headers": headers, "scheme": "http", "http_version": "1.1"}
    scope |= {"client": ("10.0.0.1", 1), "server": ("desk.example", 80), "root_path": ""}

    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def tell(message: Any) -> None:
        told.append(message)

    asyncio.run(desk.app(scope, gone, tell))
    assert [each["status"] for each in told if "status" in each] in ([400], [])


# ---------------------------------------------------------------------------- the API, made up


def test_the_document_of_the_api_is_kept_to(desk: Desk) -> None:
    """Requests that schemathesis makes up from the OpenAPI document: none is answered by a failure
    of the server, nor by a status that the document does not name."""
    program = desk.program("Rita", "reviewer")
    headers = {"authorization": program.headers["authorization"]}
    incident = program.get("/api/v1/incidents").json()["incidents"][0]["id"]
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", desk.app, headers=headers)
    operations: list[Any] = [each.ok() for each in schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(operations) > 8
    for operation in operations:
        _fuzz(operation, headers, incident)


def _fuzz(operation: Any, headers: dict[str, str], incident: str) -> None:
    @given(operation.as_strategy())
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    def asks(case: Any) -> None:
        for known in (False, True):
            if known and "incident" in (case.path_parameters or {}):
                case.path_parameters["incident"] = incident
            elif known:
                continue
            case.call_and_validate(
                headers=headers,
                checks=[
                    not_a_server_error,
                    status_code_conformance,
                    content_type_conformance,
                    response_schema_conformance,
                ],
            )

    asks()
