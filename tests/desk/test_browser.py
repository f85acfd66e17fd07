"""A coder's day at the desk in a real browser, and what it must be for everybody.

Drives the Chromium that is installed (Debian's package `chromium`); without one these tests are
skipped by name. Whatever a page asks of anything but the desk, and whatever it writes on the
console, fails the test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed (Debian: apt-get install chromium)"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    trouble: list[str] = []
    opened.on("console", lambda said: trouble.append(said.text))
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on("dialog", lambda shown: trouble.append(f"dialog {shown.message}"))
    opened.on(
        "request",
        lambda asked: None if asked.url.startswith(address) else trouble.append(asked.url),
    )
    yield opened
    context.close()
    assert not trouble


def test_a_day_at_the_desk(page: Page) -> None:
    page.goto("/")
    page.select_option("select[name=country]", "NE")
    page.click("text=Show")
    expect(page.locator("[data-row]")).to_have_count(1)
    assert "country=NE" in page.url

    page.click("[data-row] a.title")
    expect(page.locator("article h2")).to_contain_text("Ouallam")
    expect(page.locator("article .badge.contested").first).to_be_visible()

    # The evidence of a toll, in the report.
    page.locator(".claim", has_text="12 soldiers").locator("[data-open]").click()
    expect(page.locator(".reader mark.here").first).to_contain_text("Twelve soldiers were killed")

    # Correct it, and take that back.
    row = page.locator("[data-row].here")
    row.locator("[data-correct]").click()
    row.locator("input[name=low]").fill("11")
    row.locator("input[name=high]").fill("11")
    row.locator("details[open] input[name=why]").fill("the residents named eleven")
    row.locator("details[open] button").click()
    expect(page.locator(".notice")).to_contain_text("the residents named eleven")
    page.click(".notice [data-undo]")
    expect(page.locator(".notice")).to_have_count(0)

    # Sign a figure.
    page.click(".claims h3 a")
    figure = page.locator("form:has(input[name=best])").first
    figure.locator("input[name=best]").fill("8")
    figure.locator("input[name=why]").fill("the mayor's list")
    figure.locator("button").click()
    expect(page.locator(".toll .best")).to_contain_text("8")

    # Merge with the other incident, split again, and find it all in the log.
    here = page.url.split("/incidents/")[1].split("?")[0]
    page.goto("/?country=NG")
    page.click("[data-row] a.title")
    page.locator("input[name=other]").fill(here)
    page.locator("form:has(input[name=other]) input[name=why]").fill("to see")
    page.locator("form:has(input[name=other]) button").click()
    expect(page.locator("select[name=report] option")).to_have_count(3)
    page.select_option("select[name=report]", label=_hostile(page))
    page.locator("form:has(select[name=report]) input[name=why]").fill("no, another one")
    page.locator("form:has(select[name=report]) button").click()
    page.goto("/")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.click("text=Log")
    for word in ("correct", "withdraw", "set-figure", "merge", "split"):
        expect(page.locator("table.log")).to_contain_text(word)


def _hostile(page: Page) -> str:
    labels = page.locator("select[name=report] option").all_inner_texts()
    return next(each for each in labels if "<script>" in each)


def test_everything_is_reached_by_keys(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("ouallam")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".notice")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("u")
    expect(page.locator(".notice")).to_have_count(0)
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("details[open] input[name=why]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.keys")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_serious_barrier_on_any_page(page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    addresses = ["/", "/log"]
    addresses.append(page.locator("[data-row] a.title").last.get_attribute("href") or "")
    page.goto(addresses[-1])
    addresses.append(page.locator(".claims h3 a").first.get_attribute("href") or "")
    for each in addresses:
        page.goto(each)
        found = Axe().run(page)
        bad = [
            (each, broken["id"], [node["html"][:120] for node in broken["nodes"][:3]])
            for broken in found["violations"]
            if broken["impact"] in ("serious", "critical")
        ]
        assert not bad
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), each


def test_hostile_text_runs_nowhere(page: Page) -> None:
    for path in ("/?country=NG", "/log"):
        page.goto(path)
    page.goto("/?country=NG")
    page.click("[data-row] a.title")
    page.click(".claims h3 a")
    assert page.locator("script:not([src])").count() == 0
    assert "<script>" in page.locator("h1").inner_text()
