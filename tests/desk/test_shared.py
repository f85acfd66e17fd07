"""The shared desk: the login, accounts, and tokens of programs."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rashomon.desk import create_shared, passwords
from rashomon.desk.signing import Attempts
from rashomon.errors import UsageError
from rashomon.store import Casebook
from tests.desk.sharing import Desk, hidden, share

WORDS = "four words of mine"


@pytest.fixture
def desk(book: Path) -> Desk:
    return share(book)


def sign_in(client: TestClient, name: str, password: str, then: str = "/") -> tuple[int, str]:
    """Fills in the login: the status, and where it leads."""
    form = {"form_token": hidden(client.get("/login").text, "form_token"), "next": then}
    answer = client.post("/login", data={**form, "name": name, "password": password})
    return answer.status_code, answer.headers.get("location", "")


def with_password(desk: Desk, name: str) -> None:
    with desk.book() as book:
        book.set_password(name, passwords.hashed(WORDS, name), "root")


def test_a_desk_without_an_administrator_is_not_opened(book: Path) -> None:
    with pytest.raises(UsageError, match="rashomon account add NAME --role administrator"):
        create_shared(str(book))


def test_whoever_knows_the_password_comes_in_and_goes_out(desk: Desk) -> None:
    with_password(desk, "Carl")
    client = desk.stranger()
    assert client.get("/log").headers["location"] == "/login?next=%2Flog"
    assert sign_in(client, "Carl", "not that one") == (401, "")
    assert sign_in(client, "Nobody", WORDS) == (401, "")
    assert sign_in(client, "carl", WORDS, "/log") == (303, "/log")
    page = client.get("/log")
    assert page.status_code == 200
    assert "(coder)" in page.text
    form = {"token": hidden(page.text, "token")}
    assert client.post("/logout", data=form).headers["location"] == "/login"
    assert client.get("/log").status_code == 303
    with desk.book() as book:
        lines = [(each.by, each.action) for each in book.recent_activity(limit=4)]
    assert lines == [
        ("Carl", "logout"),
        ("Carl", "login"),
        ("a stranger", "login-refused"),
        ("Carl", "login-refused"),
    ]


def test_the_login_leads_nowhere_else(desk: Desk) -> None:
    with_password(desk, "Carl")
    for then in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"):
        assert sign_in(desk.stranger(), "Carl", WORDS, then) == (303, "/")
        assert desk.signed_in("Vera").get("/login", params={"next": then}).headers["location"] == (
            "/"
        )


def test_a_session_known_before_the_login_is_worth_nothing(desk: Desk) -> None:
    """Session fixation: whoever has put a key into the browser is not let in by it."""
    with_password(desk, "Carl")
    client = desk.stranger()
    client.cookies.set("rashomon", "key-chosen-by-another")
    assert sign_in(client, "Carl", WORDS)[0] == 303
    keys = {each.value for each in client.cookies.jar if each.name == "rashomon"}
    assert keys - {"key-chosen-by-another"}
    thief = desk.stranger()
    thief.cookies.set("rashomon", "key-chosen-by-another")
    assert thief.get("/").status_code == 303
    # Nor does a session that was somebody's go on when another signs in over it.
    rita = desk.signed_in("Rita")
    assert sign_in_over(rita, "Carl")[0] == 303
    assert desk.signed_in("Rita").get("/").status_code == 303


def sign_in_over(client: TestClient, name: str) -> tuple[int, str]:
    nonce = client.get("/login", headers={"cookie": "none=1"})
    form = {"form_token": hidden(nonce.text, "form_token"), "next": "/"}
    answer = client.post("/login", data={**form, "name": name, "password": WORDS})
    return answer.status_code, answer.headers.get("location", "")


def test_the_cookie_is_for_the_desk_alone(desk: Desk) -> None:
    with_password(desk, "Carl")
    for base, secure in (("http://desk.example", False), ("https://desk.example", True)):
        client = desk.stranger(base)
        form = {"form_token": hidden(client.get("/login").text, "form_token")}
        answer = client.post("/login", data={**form, "name": "Carl", "password": WORDS})
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert ("secure" in cookie) is secure
        assert cookie.startswith("__host-rashomon=" if secure else "rashomon=")
        assert ("strict-transport-security" in answer.headers) is secure


def test_a_login_form_of_another_browser_is_refused(desk: Desk) -> None:
    with_password(desk, "Carl")
    form_token = hidden(desk.stranger().get("/login").text, "form_token")
    form = {"name": "Carl", "password": WORDS, "form_token": form_token}
    assert desk.stranger().post("/login", data=form).status_code == 403
    assert desk.stranger().post("/login", data={**form, "form_token": ""}).status_code == 403


def test_guessing_is_stopped_by_account_and_by_address(desk: Desk) -> None:
    attempts = Attempts("2 per 15 minutes", "5 per 15 minutes")
    assert [attempts.one_more("Anna", "10.0.0.1") for _ in range(3)] == [True, True, False]
    assert not attempts.one_more("ANNA ", "10.0.0.2"), "the same account from elsewhere"
    assert [attempts.one_more(f"n{n}", "10.0.0.1") for n in range(3)] == [True, True, False]
    attempts.forget("Anna")
    assert attempts.one_more("Anna", "10.0.0.3")
    network = [attempts.one_more(f"m{n}", f"2001:db8:1:2::{n}") for n in range(6)]
    assert network == [True] * 5 + [False]

    with_password(desk, "Carl")
    inside, client = desk.stranger(), desk.stranger()
    assert sign_in(inside, "Carl", WORDS)[0] == 303
    desk.app.state.door.attempts = Attempts("1 per 15 minutes", "100 per 15 minutes")
    assert sign_in(client, "Carl", "not that one")[0] == 401
    assert sign_in(client, "Carl", WORDS)[0] == 429
    assert inside.get("/").status_code == 200, "who is in stays in"


def test_a_password_is_changed_and_other_sessions_end(desk: Desk) -> None:
    with_password(desk, "Carl")
    here, there = desk.stranger(), desk.stranger()
    assert sign_in(here, "Carl", WORDS)[0] == sign_in(there, "Carl", WORDS)[0] == 303
    token = hidden(here.get("/account").text, "token")
    new = "other words of mine"

    def change(**form: str) -> int:
        data = {"token": token, "password": WORDS, "new": new, "again": new, **form}
        return int(here.post("/account/password", data=data).status_code)

    assert change(password="not that one") == 403
    assert change(again="not the same one") == 400
    assert change(new="short", again="short") == 400
    assert change(new="aaaaaaaaaaaaaa", again="aaaaaaaaaaaaaa") == 400
    assert change(new=WORDS, again=WORDS) == 400
    assert change() == 303
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 303
    assert sign_in(desk.stranger(), "Carl", WORDS)[0] == 401
    assert sign_in(desk.stranger(), "Carl", new)[0] == 303


def test_an_administrator_adds_and_removes(desk: Desk) -> None:
    anna = desk.signed_in("Anna")
    form = {"token": "token-of-Anna"}
    page = anna.post("/accounts", data={**form, "name": "Nadia", "role": "coder"})
    assert page.status_code == 201
    shown = re.search(r'<code class="secret">([^<]+)</code>', page.text)
    assert shown
    assert shown[1] not in anna.get("/accounts").text
    nadia = desk.stranger()
    assert sign_in(nadia, "Nadia", shown[1], "/log") == (303, "/account")
    assert nadia.get("/").headers["location"] == "/account", "not before the password is hers"
    own = {"token": hidden(nadia.get("/account").text, "token")}
    data = {**own, "password": shown[1], "new": WORDS, "again": WORDS}
    assert nadia.post("/account/password", data=data).status_code == 303
    assert nadia.get("/").status_code == 200

    promoted = {**form, "name": "Nadia", "role": "reviewer"}
    assert anna.post("/accounts/role", data=promoted).status_code == 303
    assert "(reviewer)" in nadia.get("/").text
    assert anna.post("/accounts/remove", data={**form, "name": "Nadia"}).status_code == 303
    assert nadia.get("/").status_code == 303
    assert anna.post("/accounts/remove", data={**form, "name": "Anna"}).status_code == 400
    bad = {**form, "name": "Otto", "role": "king"}
    assert anna.post("/accounts", data=bad).status_code == 400


@pytest.mark.parametrize("name", ["Vera", "Carl", "Rita"])
def test_accounts_are_for_administrators(desk: Desk, name: str) -> None:
    client = desk.signed_in(name)
    form = {"token": f"token-of-{name}", "name": "Vera", "role": "administrator"}
    assert client.get("/accounts").status_code == 403
    for path in ("/accounts", "/accounts/role", "/accounts/password", "/accounts/remove"):
        assert client.post(path, data=form).status_code == 403
    with desk.book() as book:
        account = book.account("Vera")
    assert account is not None
    assert account.role == "viewer"


def test_a_program_comes_in_by_its_token(desk: Desk) -> None:
    carl = desk.signed_in("Carl")
    form = {"token": "token-of-Carl", "name": "nightly", "days": "30"}
    assert carl.post("/account/tokens", data={**form, "role": "reviewer"}).status_code == 403
    page = carl.post("/account/tokens", data={**form, "role": "viewer"})
    shown = re.search(r'<code class="secret">(rashomon_[^<]+)</code>', page.text)
    assert shown
    program = desk.stranger()
    program.headers["Authorization"] = f"Bearer {shown[1]}"
    assert program.get("/api/v1/incidents").status_code == 200
    assert program.get("/").status_code == 303, "pages are for people"
    with desk.book() as book:
        (token,) = book.tokens("Carl")
    revoke = f"/account/tokens/{token.number}/revoke"
    rita = desk.signed_in("Rita")
    assert rita.post(revoke, data={"token": "token-of-Rita"}).status_code == 400, "not hers"
    assert program.get("/api/v1/incidents").status_code == 200
    assert carl.post(revoke, data={"token": "token-of-Carl"}).status_code == 303
    refused = program.get("/api/v1/incidents")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer x", "Basic eDp5", "Bearer", "", "Bearer \x7f"])
def test_a_false_token_opens_nothing_even_beside_a_session(desk: Desk, header: str) -> None:
    client = desk.signed_in("Anna")
    answer = client.get("/api/v1/incidents", headers={"authorization": header})
    assert answer.status_code == 401


def test_judgements_are_signed_with_the_account(desk: Desk) -> None:
    carl = desk.signed_in("Carl")
    incident = carl.get("/api/v1/incidents").json()["incidents"][0]["id"]
    form = {"token": "token-of-Carl", "kind": "note", "why": "so", "incident": incident}
    assert carl.post("/judgements", data={**form, "by": "Anna"}).status_code == 303
    with Casebook.open(desk.path, create=False) as book:
        assert [each.by for each in book.judgements()] == ["Carl"]


def test_what_was_entered_outlasts_the_session(desk: Desk) -> None:
    """A form that comes when the session is over is kept over the login, and sent again."""
    with_password(desk, "Carl")
    client = desk.stranger()
    incident = desk.signed_in("Rita").get("/api/v1/incidents").json()["incidents"][0]["id"]
    form = {"token": "an old one", "kind": "note", "why": "the mayor & his list"}
    late = client.post("/judgements", data={**form, "incident": incident, "back": "/log"})
    assert late.status_code == 401
    assert "what you entered is kept" in late.text
    fields = {name: html.unescape(hidden(late.text, name)) for name in ("form_token", "kept")}
    wrong = client.post("/login", data={**fields, "name": "Carl", "password": "no such words"})
    assert html.unescape(hidden(wrong.text, "kept")) == fields["kept"]
    back = client.post("/login", data={**fields, "name": "Carl", "password": WORDS})
    assert 'action="/judgements"' in back.text
    again = dict(re.findall(r'name="(\w+)" value="([^"]*)"', back.text))
    assert again["token"] != "an old one"
    sent = client.post("/judgements", data={k: html.unescape(v) for k, v in again.items()})
    assert sent.status_code == 303
    with desk.book() as book:
        assert [each.why for each in book.judgements(incident)] == ["the mayor & his list"]


@pytest.mark.parametrize("kept", ["{", "[]", '{"to": 1}', '{"to": "//x", "fields": [["a"]]}', "9"])
def test_what_was_kept_is_no_way_out(desk: Desk, kept: str) -> None:
    with_password(desk, "Carl")
    client = desk.stranger()
    form = {"form_token": hidden(client.get("/login").text, "form_token"), "kept": kept}
    answer = client.post("/login", data={**form, "name": "Carl", "password": WORDS})
    assert answer.headers.get("location") == "/"


def test_a_password_is_not_kept_over_the_login(desk: Desk) -> None:
    late = desk.stranger().post("/account/password", data={"password": WORDS, "new": WORDS})
    assert late.status_code == 401
    assert WORDS not in late.text
