"""A coder's day on the examples, in a real browser: from the map to the log, with nothing lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from rashomon.ingest import Given
from rashomon.pipeline import ingest
from rashomon.store import Casebook
from tests.desk.test_browser import CHROMIUM, browser, page, press
from tests.desk.test_map import FILLED, drag
from tests.reader import knowledge

__all__ = ["browser", "page"]  # fixtures of the neighbour

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed (Debian: apt-get install chromium)"
)
EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("day") / "casebook.db"
    with Casebook.open(path, create=True) as casebook:
        ingest([EXAMPLES], casebook, knowledge(), Given())
    return path


@pytest.fixture
def book(examples: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(examples, tmp_path / "casebook.db"))


def fill(panel: Locator, **said: str) -> None:
    """Fills in a form and sends it."""
    for name, value in said.items():
        panel.locator(f"[name='{name}']").fill(value)
    panel.locator("button.main").click()


def test_a_coders_day(page: Page, book: Path, tmp_path: Path) -> None:
    # Filter on the map: what lies in its eastern half.
    page.goto("/")
    chart = page.locator(FILLED)
    expect(chart).to_have_attribute("data-filled", "3")
    chart.scroll_into_view_if_needed()
    page.click("text=Draw a box")
    edge = chart.bounding_box()
    assert edge is not None
    right, bottom = edge["x"] + edge["width"] - 4, edge["y"] + edge["height"] - 8
    with page.expect_navigation():
        drag(page, (edge["x"] + edge["width"] * 0.4, edge["y"] + 4), (right, bottom))
    assert "box=" in page.url
    expect(page.locator("[data-row]", has_text="Dioura")).to_have_count(0)

    # The most contested incident is the first to review.
    page.goto("/review")
    expect(page.locator(".queue [data-row]").first).to_contain_text("Chinagodrar")
    press(page, "j")
    with page.expect_navigation():  # what is under way when another page is asked for is given up
        press(page, "t")
    page.goto("/incidents/" + _id(book, "Chinagodrar"))
    expect(page.locator(".review-bar")).to_contain_text("in review")
    toll = page.locator(".toll", has_text="Soldiers killed")
    expect(toll.locator(".best")).to_contain_text("89")

    # The evidence of a toll, with its words in the report's own text.
    toll.locator(".best a").click()
    drawer = page.locator(".drawer")
    expect(drawer.locator("blockquote mark").first).to_contain_text("soldiers were killed")
    account = drawer.locator(".account", has_text="100 soldiers killed")
    quoted = account.locator("mark").inner_text()
    account.locator("[data-open]").click()
    expect(page.locator(".reader .text")).to_contain_text(quoted)
    expect(page.locator(".reader mark.here").first).to_be_visible()
    page.go_back()

    # A number is copied with its citation.
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    toll.locator("[data-copy]").click()
    cited = page.evaluate("navigator.clipboard.readText()")
    assert "best 89" in cited
    assert "state " in cited
    assert "contested" in cited

    # Correct it, see what follows, and take it back.
    page.locator(".matrix a", has_text="100").first.click()
    row = drawer.locator(".account.wanted [data-row]")
    row.locator("[data-correct]").click()
    fields = row.locator(".fields")
    expect(fields.locator("[name='value.low']")).to_have_value("100")
    fields.locator("[name='value.low']").fill("90")
    fill(fields, **{"value.high": "90", "why": "it says ninety"})
    expect(page.locator(".notice")).to_contain_text("it says ninety")
    expect(toll.locator(".best")).to_contain_text("high 90")
    press(page, "u")
    expect(toll.locator(".best")).to_contain_text("high 100")

    # Merge two incidents, and split them again, report by report.
    here = page.url.split("/incidents/")[1].split("?")[0]
    with Casebook.open(book, create=False) as casebook:
        own = next(each.reports for each in casebook.entries() if "Dioura" in each.title)
    page.goto("/incidents/" + _id(book, "Dioura"))
    expect(page.locator("#reports-title + ul > li")).to_have_count(len(own))
    press(page, "m")
    fill(page.locator("form.panel:visible"), other=here, why="to see")
    expect(page.locator(".notice")).to_contain_text("to see")
    press(page, "s")
    panel = page.locator("form.panel:visible")
    assert panel.locator("input[name=report]").count() > len(own)
    for each in own:
        panel.locator(f"input[value='{each}']").check()
    fill(panel, why="another country, another year")
    expect(page.locator(".notice")).to_contain_text("another country")
    page.goto("/")
    expect(page.locator("[data-row]")).to_have_count(4)

    # Sign a figure; the queue has a reason less.
    page.goto("/incidents/" + _id(book, "Dioura"))
    expect(page.locator(".review-bar summary")).to_contain_text("Soldats killed")
    page.locator(".toll [data-key=f]").first.click()
    panel = page.locator("form.panel:visible")
    panel.locator("[name=best]").fill("23")
    fill(panel, why="the list of names has 23")
    expect(page.locator(".toll").first).to_contain_text("signed")
    expect(page.locator(".review-bar summary")).not_to_contain_text("Soldats killed")

    # Export what is selected.
    page.goto("/?country=ML")
    press(page, "e")
    expect(page.locator("main")).to_contain_text("1 incident")
    page.select_option("select[name=format]", "csv positions")
    page.uncheck("input[name=reasons]")
    with page.expect_download() as taken:
        page.click("text='export'")
    table = tmp_path / "positions.csv"
    taken.value.save_as(table)
    assert "23" in table.read_text(encoding="utf-8")

    # Find it all in the log.
    page.click("text=Log")
    log = page.locator("table.log")
    for word in ("correct", "withdraw", "merge", "split", "set-figure", "export", "review"):
        expect(log).to_contain_text(word)


def _id(book: Path, town: str) -> str:
    with Casebook.open(book, create=False) as casebook:
        return next(each.id for each in casebook.entries() if town in each.title)
