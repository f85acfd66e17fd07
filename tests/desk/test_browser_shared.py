"""A shared desk in a real browser: signing in, two people at one incident, accounts and tokens."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from rashomon.desk import create_shared, passwords
from rashomon.store import Casebook
from tests.desk.test_browser import CHROMIUM, browser

__all__ = ["browser"]  # a fixture of the neighbour

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed (Debian: apt-get install chromium)"
)
WORDS = "four words of mine"


@pytest.fixture
def shared(book: Path) -> Iterator[str]:
    """A shared desk that runs, with an administrator and a reviewer."""
    with Casebook.open(book, create=False) as opened:
        kept = passwords.hashed(WORDS, "Anna")
        opened.add_account("Anna", "administrator", kept, "root", must_change=False)
        opened.add_account("Rita", "reviewer", kept, "root", must_change=False)
    config = uvicorn.Config(create_shared(str(book)), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def opened(browser: Browser, address: str, trouble: list[str]) -> Page:
    page = browser.new_context(base_url=address).new_page()
    page.on("pageerror", lambda error: trouble.append(str(error)))
    # A refusal is told on the console as well; it is what is tried here.
    page.on(
        "console",
        lambda said: (
            None
            if "GPU stall" in said.text or "status of 4" in said.text
            else trouble.append(said.text)
        ),
    )
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(address) else trouble.append(asked.url),
    )
    return page


def sign_in(page: Page, name: str, password: str) -> None:
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", password)
    page.click("form.sign-in button")


def check(page: Page) -> None:
    """Nothing on the page is a serious barrier, in light and dark, nor wider than a phone."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found = Axe().run(page)["violations"]
        assert not [each["id"] for each in found if each["impact"] in ("serious", "critical")]
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def test_two_people_at_a_shared_desk(browser: Browser, shared: str) -> None:
    trouble: list[str] = []
    anna, rita = (opened(browser, shared, trouble) for _ in range(2))
    anna.goto("/?country=NE")
    expect(anna.locator("h1")).to_have_text("Sign in")
    check(anna)
    sign_in(anna, "Anna", "not these words")
    expect(anna.locator("[role=alert]")).to_contain_text("wrong")
    sign_in(anna, "Anna", WORDS)
    expect(anna.locator("[data-row]")).to_have_count(1)
    assert "country=NE" in anna.url
    rita.goto("/?country=NE")
    sign_in(rita, "Rita", WORDS)

    # Both open the incident; Anna signs a grade, and then Rita another.
    for page in (anna, rita):
        page.click("[data-row] a.title")
    for page, grade in ((anna, "Fair"), (rita, "Weak")):
        page.locator("[data-key=g]").first.click()
        panel = page.locator("form.panel:visible")
        panel.locator("select[name=grade]").select_option(grade)
        panel.locator("input[name=why]").fill(f"{grade} to my mind")
        panel.locator("button.main").click()
    expect(anna.locator(".notice")).to_contain_text("Fair to my mind")
    expect(rita.locator("h1")).to_contain_text("Others have judged this incident meanwhile")
    expect(rita.locator("main")).to_contain_text("Fair to my mind")
    expect(rita.locator("input[name=why]")).to_have_value("Weak to my mind")
    check(rita)
    rita.click("text=keep it all the same")
    expect(rita.locator(".notice")).to_contain_text("Weak to my mind")

    # Rita's session ends while she writes; nothing is lost.
    rita.context.clear_cookies(name="rashomon")
    rita.locator("[data-key=n]").first.click()
    panel = rita.locator("form.panel:visible")
    panel.locator("[name=why]").fill("ask the mayor")
    panel.locator("button.main").click()
    sign_in(rita, "Rita", WORDS)
    expect(rita.locator("input[name=why]")).to_have_value("ask the mayor")
    check(rita)
    rita.click("main button")
    expect(rita.locator(".notice")).to_contain_text("ask the mayor")

    # A third person is added, with a password to be changed; a token is made and revoked.
    anna.click("text=Accounts")
    check(anna)
    anna.fill("form:has(legend:has-text('A new account')) input[name=name]", "Carl")
    anna.click("form:has(legend:has-text('A new account')) button")
    invented = anna.locator(".secret").inner_text()
    carl = opened(browser, shared, trouble)
    carl.goto("/log")
    sign_in(carl, "Carl", invented)
    expect(carl.locator(".notice")).to_contain_text("Somebody else chose your password")
    carl.fill("input[name=password]", invented)
    carl.fill("input[name=new]", WORDS)
    carl.fill("input[name=again]", WORDS)
    carl.click("text=Change it")
    carl.fill("input[name=name]", "nightly export")
    carl.click("text=make it")
    expect(carl.locator(".secret")).to_contain_text("rashomon_")
    check(carl)
    carl.click("text=revoke")
    expect(carl.locator("text=nightly export")).to_have_count(0)
    carl.goto("/log")
    for word in ("login", "token", "account", "grade", "login-refused"):
        expect(carl.locator("table.log")).to_contain_text(word)
    carl.click("text=sign out")
    expect(carl.locator("h1")).to_have_text("Sign in")
    assert not trouble
