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
    # What a drawing without a graphics card costs is told by the browser, not by the desk.
    opened.on(
        "console",
        lambda said: None if "GPU stall" in said.text else trouble.append(said.text),
    )
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
    expect(page.locator("h1")).to_contain_text("Ouallam")
    expect(page.locator(".top .badge.contested")).to_be_visible()

    # The evidence of a toll, beside the page, and then in the report.
    page.locator(".matrix a", has_text="12").click()
    expect(page.locator(".drawer .account.wanted blockquote")).to_contain_text("Twelve soldiers")
    page.locator(".drawer .account.wanted [data-open]").click()
    expect(page.locator(".reader mark.here").first).to_contain_text("Twelve soldiers were killed")
    page.go_back()

    # Correct it, and take that back.
    expect(page.locator(".drawer .account.wanted")).to_be_visible()
    row = page.locator(".drawer [data-row].here")
    row.locator("[data-correct]").click()
    row.locator("input[name='value.low']").fill("11")
    row.locator("input[name='value.high']").fill("11")
    row.locator(".fields input[name=why]").fill("the residents named eleven")
    row.locator(".fields button.main").click()
    expect(page.locator(".notice")).to_contain_text("the residents named eleven")
    expect(page.locator(".drawer .account.wanted .what")).to_contain_text("11 soldiers")
    page.click(".notice [data-undo]")
    expect(page.locator(".notice")).to_have_count(0)

    # Sign a figure.
    page.locator(".toll [data-key=f]").click()
    figure = page.locator("form.panel:visible")
    figure.locator("input[name=best]").fill("8")
    figure.locator("input[name=why]").fill("the mayor's list")
    figure.locator("button.main").click()
    expect(page.locator(".toll .best")).to_contain_text("8")
    expect(page.locator(".toll")).to_contain_text("signed")

    # Merge with the other incident, split again, and find it all in the log.
    here = page.url.split("/incidents/")[1].split("?")[0].split("#")[0]
    page.goto("/?country=NG")
    page.click("[data-row] a.title")
    page.click("[data-key=m]")
    panel = page.locator("form.panel:visible")
    panel.locator("input[name=other]").press_sequentially("oualla")
    expect(panel.locator("[data-found]")).to_contain_text(here)
    panel.locator("input[name=other]").fill(here)
    panel.locator("input[name=why]").fill("to see")
    panel.locator("button.main").click()
    page.click("[data-key=s]")
    expect(panel.locator("input[name=report]")).to_have_count(3)
    panel.locator("label", has_text="<script>").locator("input").check()
    panel.locator("input[name=why]").fill("no, another one")
    panel.locator("button.main").click()
    page.goto("/")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.click("text=Log")
    for word in ("correct", "withdraw", "set-figure", "merge", "split"):
        expect(page.locator("table.log")).to_contain_text(word)


def press(page: Page, key: str) -> None:
    """A key, when the page has its scripts."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def test_the_review_queue_is_gone_through_by_keys(page: Page) -> None:
    page.goto("/review")
    expect(page.locator(".queue [data-row]")).to_have_count(2)
    press(page, "j")
    press(page, "t")
    expect(page.locator(".tabs")).to_contain_text("in review 1")
    page.goto("/review?stage=all")
    press(page, "j")
    first = page.locator("[data-row].here a.title").inner_text()
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text(first)
    press(page, "d")
    expect(page.locator("h1")).not_to_have_text(first)
    press(page, "n")
    expect(page.locator("form.panel:visible textarea")).to_be_focused()
    page.keyboard.type("seen")
    press(page, "Tab")
    press(page, "Enter")
    expect(page.locator("#judge")).to_contain_text("seen")
    press(page, "u")
    expect(page.locator("#judge")).to_contain_text("None yet")
    page.goto("/review?stage=done")
    expect(page.locator(".queue [data-row]")).to_have_count(1)


def test_a_claim_is_added_from_words_selected(page: Page) -> None:
    """In a text that begins with a character of two UTF-16 units, whose offsets are characters."""
    page.goto("/?country=NG")
    page.click("[data-row] a.title")
    page.locator("#reports-title ~ ul a").first.click()
    expect(page.locator(".reader mark").first).to_be_visible()
    before = page.locator(".claims [data-row]").count()
    page.evaluate(
        """() => {
          const text = document.querySelector(".reader .text");
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          for (let node; (node = walker.nextNode()); ) {
            const at = node.data.indexOf("in a market");
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + "in a market".length);
            getSelection().addRange(range);
            return;
          }
        }"""
    )
    press(page, "w")
    form = page.locator("[data-adding] form")
    expect(form.locator("[name=quote]")).to_have_value("in a market")
    form.locator("[data-question]").select_option("target")
    expect(form.locator("[name='value.action']")).to_be_visible()
    expect(form.locator("[name=quote]")).to_have_value("in a market")
    form.locator("button.main").click()
    expect(page.locator(".claims [data-row]")).to_have_count(before + 1)
    added = page.locator(".claims [data-row]", has_text="added by an analyst")
    expect(added).to_contain_text("in a market")
    added.locator("[data-open]").click()
    expect(page.locator(".reader mark", has_text="in a market").first).to_be_visible()
    press(page, "u")
    expect(page.locator(".claims [data-row]")).to_have_count(before)


def test_words_are_selected_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/?country=NG")
    page.click("[data-row] a.title")
    page.locator("#reports-title ~ ul a").first.click()
    expect(page.locator("[data-by-keys]")).to_be_visible()
    press(page, "v")
    expect(page.locator("textarea.by-keys")).to_be_focused()
    for _ in range(6):
        press(page, "Shift+ArrowRight")
    press(page, "Enter")
    form = page.locator("[data-adding] form")
    expect(form.locator("[name=quote]")).to_have_value("A bomb")
    expect(form.locator("[name=start]")).to_have_value("0")


def test_it_works_without_the_script(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?country=NE")
    page.click("[data-row] a.title")
    page.locator(".matrix a", has_text="12").click()
    wanted = page.locator(".drawer .account.wanted")
    expect(wanted.locator("blockquote")).to_contain_text("Twelve soldiers")
    wanted.locator("[data-correct]").click()
    form = page.locator(".claim.here .fields")
    form.locator("[name='value.low']").fill("11")
    form.locator("input[name=why]").fill("eleven")
    form.locator("button.main").click()
    expect(page.locator(".notice")).to_contain_text("eleven")
    page.click(".notice [data-undo]")
    page.click("[data-add]")
    page.locator("[data-adding] [name=quote]").fill("two residents")
    page.locator("[data-adding] button.main").click()
    expect(page.locator(".claims")).to_contain_text("added by an analyst")
    page.locator(".crumbs a", has_text="Ouallam").click()
    page.click("[data-key=n]")
    page.locator("#do-note textarea").fill("without a script")
    page.locator("#do-note button.main").click()
    expect(page.locator("#judge")).to_contain_text("without a script")
    context.close()


def test_everything_is_reached_by_keys(page: Page) -> None:
    page.goto("/")
    press(page, "/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("ouallam")
    press(page, "Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    press(page, "j")
    press(page, "Enter")
    expect(page.locator("h1")).to_contain_text("Ouallam")
    press(page, "j")
    press(page, "Enter")
    expect(page.locator(".drawer blockquote").first).to_be_visible()
    press(page, "a")
    expect(page.locator(".notice")).to_be_visible()
    press(page, "u")
    expect(page.locator(".notice")).to_have_count(0)
    press(page, "j")
    press(page, "Enter")
    expect(page.locator(".drawer blockquote").first).to_be_visible()
    press(page, "r")
    expect(page.locator("details[open] input[name=why]")).to_be_focused()
    press(page, "Tab")
    press(page, "Escape")
    for key, called in {
        "m": "Merge",
        "g": "Grade",
        "x": "Not an incident",
        "n": "Note",
        "f": "Sign: ",
    }.items():
        press(page, key)
        panel = page.locator("form.panel:visible")
        assert (panel.get_attribute("aria-label") or "").startswith(called)
        expect(
            panel.locator("input:visible, select:visible, textarea:visible").first
        ).to_be_focused()
        press(page, "Escape")
        expect(panel).to_have_count(0)
    press(page, "?")
    expect(page.locator("dialog.keys")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("dialog.keys")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_no_serious_barrier_on_any_page(page: Page, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    addresses = ["/", "/log", "/review"]
    incident = page.locator("[data-row] a.title").last.get_attribute("href") or ""
    page.goto(incident)
    report = page.locator("#reports-title ~ ul a").first.get_attribute("href") or ""
    addresses += [incident, f"{incident}?question=1", report, f"{report}?add=deaths", "/share"]
    if scheme == "dark":  # what differs is the contrast, and these hold every colour
        addresses = ["/review", f"{incident}?question=1", f"{report}?add=deaths"]
    for each in [*addresses, ""]:
        if each:
            page.goto(each)
        else:  # a panel over the page
            page.goto(incident)
            page.locator("[data-key=f]").first.click()
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
    page.locator(".matrix a, .toll a").first.click()
    expect(page.locator(".drawer blockquote").first).to_be_visible()
    page.locator("#reports-title ~ ul a").first.click()
    assert page.locator("script:not([src])").count() == 0
    assert "<script>" in page.locator("h1").inner_text()
