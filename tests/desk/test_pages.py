"""The desk's pages, its API and its judgements, without a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rashomon.desk import create
from rashomon.desk.marked import stretches
from rashomon.errors import CasebookError
from rashomon.records import Claim
from rashomon.store import Casebook
from tests.desk.conftest import HOSTILE


def listed(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/v1/incidents", params=query).json()["incidents"]
    return found


def the_attack(client: TestClient) -> str:
    (found,) = [each for each in listed(client) if "Ouallam" in each["title"]]
    return str(found["id"])


def token(client: TestClient) -> str:
    found = re.search(
        r'name="token" value="([^"]+)"', client.get(f"/incidents/{the_attack(client)}").text
    )
    assert found
    return found[1]


def decide(client: TestClient, **form: Any) -> Any:
    return client.post("/judgements", data={"token": token(client), "back": "/", **form})


def deaths(client: TestClient) -> list[dict[str, Any]]:
    file = client.get(f"/api/v1/incidents/{the_attack(client)}").json()
    return [each for each in file["findings"] if each["field"] == "deaths"]


# --------------------------------------------------------------------------------- what is shown


def test_two_reports_of_one_attack_and_another_incident(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "2 incidents of 2; 3 reports" in page.text
    assert len(listed(client)) == 2
    assert [each["id"] for each in listed(client, words="ouallam")] == [the_attack(client)]
    assert not listed(client, words="%allam")
    assert [each["place"]["country"] for each in listed(client, country="NG")] == ["NG"]
    assert len(listed(client, since="2021-04-01")) == 1
    assert len(listed(client, until="2021-03-15")) == 1
    assert listed(client, order="oldest") == listed(client)[::-1]
    assert len(listed(client, limit=1, offset=1)) == 1


def test_a_view_that_shows_nothing_says_so(client: TestClient) -> None:
    assert "No incident meets these filters" in client.get("/?words=nowhere").text


def test_the_incident_and_the_words_behind_it(client: TestClient) -> None:
    page = client.get(f"/incidents/{the_attack(client)}").text
    assert "≠" in page  # contested: seven and twelve
    for name in ("", "/evidence"):
        found = client.get(f"/incidents/{the_attack(client)}{name}?question=1").text
        assert "Twelve soldiers were killed" in found
        assert "two residents" in found
    assert client.get(f"/incidents/{the_attack(client)}/evidence?question=99").status_code == 404
    assert client.get("/incidents/i-").status_code in (303, 400)
    assert client.get("/incidents/nothing").status_code == 404
    before = client.get(f"/incidents/{the_attack(client)}?as_of=2021-03-16").text
    assert "Twelve soldiers" not in before


def test_the_report_with_its_claims_marked(client: TestClient) -> None:
    file = client.get(f"/api/v1/incidents/{the_attack(client)}").json()
    page = client.get(f"/reports/{file['reports'][0]['id']}").text
    assert '<mark data-claims="c-' in page
    assert client.get("/reports/r-none").status_code == 404


@given(
    st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_stretches_joined_are_the_text(text: str, pairs: list[tuple[int, int]]) -> None:
    spans = [tuple(sorted(min(each, len(text)) for each in pair)) for pair in pairs]
    claims = [_claim(f"c-{n}", start, end) for n, (start, end) in enumerate(spans)]
    found = stretches(text, claims)
    assert "".join(each.text for each in found) == text
    for claim in claims:
        span = claim.spans.content
        own = "".join(each.text for each in found if claim.id in each.claims)
        assert own == text[span.start : span.end]


def _claim(key: str, start: int, end: int) -> Claim:
    from types import SimpleNamespace
    from typing import cast

    content = SimpleNamespace(start=start, end=end)
    return cast(Claim, SimpleNamespace(id=key, spans=SimpleNamespace(content=content)))


# ---------------------------------------------------------------------------------- what is decided


def test_a_figure_is_signed_and_taken_back(client: TestClient) -> None:
    assert [each["best"] for each in deaths(client)] == [7]
    kept = decide(
        client,
        kind="set-figure",
        incident=the_attack(client),
        field="deaths",
        best="9",
        why="the list of names has nine",
    )
    assert kept.status_code == 303
    (finding,) = deaths(client)
    assert (finding["best"], finding["proposed"]) == (9, False)
    assert "A. Analyst" in finding["rule"]
    judged = kept.headers["location"].split("judged=")[1]
    assert "the list of names has nine" in client.get(kept.headers["location"]).text
    back = client.post(f"/judgements/{judged}/withdraw", data={"token": token(client)})
    assert back.status_code == 303
    assert [(each["best"], each["proposed"]) for each in deaths(client)] == [(7, True)]
    log = client.get("/log").text
    assert "set-figure" in log
    assert "withdraw" in log


def test_a_claim_is_rejected_and_corrected(client: TestClient, book: Path) -> None:
    (finding,) = deaths(client)
    twelve = next(p for p in finding["positions"] if p["value"]["low"] == 12)
    report = twelve["voices"][0]["reports"][0]
    common = {"incident": the_attack(client), "claim": twelve["claims"][0], "why": "misheard"}
    assert (
        decide(
            client,
            kind="correct",
            report=report,
            **{"value.low": "10", "value.high": "10"},
            **common,
        ).status_code
        == 303
    )
    (finding,) = deaths(client)
    assert {p["value"]["low"] for p in finding["positions"]} == {7, 10}
    assert decide(client, kind="reject", **common).status_code == 303
    (finding,) = deaths(client)
    assert [p["value"]["low"] for p in finding["positions"]] == [7]
    with Casebook.open(book, create=False) as casebook:
        assert casebook.reading(report).report.text.startswith("Twelve")


def test_a_grade_and_what_is_no_incident(client: TestClient) -> None:
    attack = the_attack(client)
    assert decide(client, kind="grade", incident=attack, grade="Fair", why="two").status_code == 303
    kept = decide(client, kind="not-an-incident", incident=attack, why="a drill")
    assert kept.status_code == 303
    page = client.get(f"/incidents/{attack}").text
    assert "a drill" in page
    kinds = [j["kind"] for j in client.get(f"/api/v1/incidents/{attack}").json()["judgements"]]
    assert kinds == ["grade", "not-an-incident"]


def test_incidents_are_merged_and_split_again(client: TestClient) -> None:
    attack = the_attack(client)
    (other,) = [each["id"] for each in listed(client) if each["id"] != attack]
    assert (
        decide(client, kind="merge", incident=attack, other=other, why="a test").status_code == 303
    )
    (whole,) = listed(client)
    assert len(whole["reports"]) == 3
    assert client.get(f"/incidents/{other}").status_code in (200, 303)
    page = client.get(f"/incidents/{whole['id']}").text
    report = re.search(r'name="report" value="(r-[^"]+)"> &lt;script&gt;', page)
    assert report
    parted = decide(client, kind="split", incident=whole["id"], report=report[1], why="no")
    assert parted.status_code == 303
    assert sorted(len(each["reports"]) for each in listed(client)) == [1, 2]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"kind": "reject", "why": ""}, "say why"),
        ({"kind": "reject", "why": "so"}, "name the claim"),
        ({"kind": "erase", "why": "so"}, "is no judgement"),
        ({"kind": "merge", "why": "so"}, "name the other incident"),
        ({"kind": "merge", "why": "so", "other": "i-zzz"}, "no incident"),
        ({"kind": "split", "why": "so", "report": "r-zzz"}, "name some of its reports"),
        ({"kind": "split", "why": "so"}, "name some of its reports"),
        ({"kind": "grade", "why": "so", "grade": "Splendid"}, "a grade is one of"),
        ({"kind": "correct", "why": "so"}, "name the one claim"),
        ({"kind": "set-figure", "why": "so", "field": "deaths"}, "best figure"),
        ({"kind": "set-figure", "why": "so", "field": "deaths", "best": "many"}, "is no figure"),
        ({"kind": "set-figure", "why": "so", "field": "deaths", "best": "-3"}, "is no figure"),
        ({"kind": "note", "why": "x" * 3000}, "at most 2,000"),
    ],
)
def test_what_cannot_be_decided_is_told(
    client: TestClient, form: dict[str, str], words: str
) -> None:
    answer = decide(client, incident=the_attack(client), **form)
    assert answer.status_code in (400, 404)
    assert words in answer.text
    assert client.get("/log").text.count(">judge<") == 0


# ------------------------------------------------------------------------------------------ safety


def test_report_text_is_never_markup(client: TestClient) -> None:
    (other,) = [each for each in listed(client) if each["id"] != the_attack(client)]
    for path in ("/", f"/incidents/{other['id']}", f"/reports/{other['reports'][0]}", "/log"):
        page = client.get(path)
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]
    assert HOSTILE not in client.get(f"/incidents/{other['id']}").text


def test_a_page_elsewhere_changes_nothing(client: TestClient) -> None:
    form = {"kind": "note", "why": "so", "incident": the_attack(client), "back": "/"}
    own = {**form, "token": token(client)}
    assert client.post("/judgements", data=form).status_code == 403
    assert client.post("/judgements", data={**form, "token": "x"}).status_code == 403
    for headers in (
        {"origin": "https://elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null"},
    ):
        assert client.post("/judgements", data=own, headers=headers).status_code == 403
    assert client.post("/judgements", data=own).status_code == 303


@pytest.mark.parametrize(
    "host", ["rebound.example", "127.0.0.1.example:80", "localhost.example", ""]
)
def test_only_this_machine_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


def test_nobody_is_led_away(client: TestClient) -> None:
    for back in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"):
        answer = decide(client, kind="note", why="so", incident=the_attack(client), back=back)
        assert answer.headers["location"].startswith("/?judged=")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/reports/..%2f..%2fetc%2fpasswd",
        "/incidents/' OR 1=1 --",
        "/incidents/%00",
        "/?country=' OR 1=1 --",
        "/?status=nothing",
        "/?page=0",
        "/?page=99999999999999999999",
        "/?since=2020-13-45x",
        "/?words=" + "x" * 300,
        "/api/v1/incidents?limit=100000",
        "/api/v1/incidents?since=never",
        "/api/v1/reports/..%2fx",
        "/nowhere",
        "/api/v1/reports/r-none",
        "/api/v1/incidents/i-none",
        "/incidents/i-none?as_of=2020-02-31",
    ],
)
def test_nonsense_gets_an_answer_and_no_more(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (303, 400, 404, 422)
    assert "Traceback" not in answer.text


def test_words_are_no_query_language(client: TestClient) -> None:
    for words in ("'; DROP TABLE entries; --", '"', "\\", "%", "_"):
        assert client.get("/", params={"words": words}).status_code == 200
    assert client.get("/", params={"words": "\x00"}).status_code == 400
    assert len(listed(client)) == 2


def test_a_form_too_large_is_refused(client: TestClient) -> None:
    assert client.post("/judgements", data={"why": "x" * 200_000}).status_code == 413


def test_an_answer_that_is_known_already(client: TestClient) -> None:
    first = client.get("/api/v1/incidents")
    again = client.get("/api/v1/incidents", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_casebook_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match="there is none"):
        create(str(tmp_path / "none.db"), "A. Analyst")
