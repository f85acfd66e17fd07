"""The map and the timeline in a real browser: what is chosen there is what the table shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect

from rashomon.store import Casebook
from tests.desk.test_browser import CHROMIUM, browser, page

__all__ = ["browser", "page"]  # fixtures of the neighbour

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed (Debian: apt-get install chromium)"
)
FILLED = "[data-map][data-filled]"


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=3)
    page.mouse.move(*end, steps=3)
    page.mouse.up()


@needs_chromium
def test_a_box_on_the_map_is_the_tables_filter(page: Page) -> None:
    page.goto("/")
    chart = page.locator(FILLED)
    expect(chart).to_have_attribute("data-filled", "2")
    chart.scroll_into_view_if_needed()
    page.click("text=Draw a box")
    edge = chart.bounding_box()
    assert edge is not None
    # The incident in Niger lies to the west of the one in Nigeria.
    middle, top, bottom = edge["x"] + edge["width"] / 2, edge["y"] + 4, edge["y"] + edge["height"]
    with page.expect_navigation():
        drag(page, (edge["x"] + 4, top), (middle, bottom - 8))
    assert "box=" in page.url
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator("[data-row]")).to_contain_text("Ouallam")
    expect(page.locator(FILLED)).to_have_attribute("data-filled", "1")
    page.click(".narrowed a")
    expect(page.locator("[data-row]")).to_have_count(2)

    # By keyboard: the map is moved with the arrows, and then the table is asked for what it shows.
    expect(page.locator(FILLED)).to_have_attribute("data-filled", "2")
    page.locator("[data-map] canvas").focus()
    page.locator("[data-map-here]").press("Enter")
    expect(page.locator("[data-row]")).to_have_count(2)
    assert "box=" in page.url


@needs_chromium
def test_dragging_over_the_timeline_chooses_its_periods(page: Page) -> None:
    page.goto("/")
    bars = page.locator("[data-period]")
    periods = [bars.nth(n).get_attribute("data-period") for n in range(bars.count())]
    first, second = bars.nth(0).bounding_box(), bars.nth(2).bounding_box()
    assert first is not None
    assert second is not None
    with page.expect_navigation():
        drag(
            page,
            (first["x"] + first["width"] / 2, first["y"] + first["height"] - 2),
            (second["x"] + second["width"] / 2, second["y"] + second["height"] - 2),
        )
    assert f"since={periods[0]}&until={periods[2]}" in page.url
    expect(page.locator("[data-row]")).to_have_count(1)


@needs_chromium
def test_a_place_on_the_map_leads_to_its_incident(page: Page) -> None:
    page.goto("/?country=NE")
    chart = page.locator(FILLED)
    expect(chart).to_have_attribute("data-filled", "1")
    chart.scroll_into_view_if_needed()
    edge = chart.bounding_box()
    assert edge is not None
    page.wait_for_timeout(300)
    page.mouse.click(edge["x"] + edge["width"] / 2, edge["y"] + edge["height"] / 2)
    page.click(".maplibregl-popup a")
    page.wait_for_url("**/incidents/i-*")
    expect(page.locator("main")).to_contain_text("Ouallam")


@needs_chromium
def test_without_webgl_there_is_the_drawing(browser: Browser, address: str) -> None:
    opened = browser.new_page(base_url=address)
    opened.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    opened.goto("/")
    expect(opened.locator("[data-map].drawn svg.map.wide")).to_be_visible()
    assert Axe().run(opened)["violations"] == []
    opened.close()
    context = browser.new_context(base_url=address, java_script_enabled=False)
    plain = context.new_page()
    plain.goto("/?country=NE")
    plain.click("text=as a drawing")
    expect(plain.locator("svg.map.wide")).to_be_visible()
    plain.click("svg.map.wide a")
    plain.wait_for_url("**/incidents/i-*")
    context.close()


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_where_incidents_are_looked_for(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for each in ("/search?words=ouallam", "/search", "/actors", "/places", "/map"):
            page.goto(each)
            broken = [
                (each, found["id"], [node["html"][:120] for node in found["nodes"][:3]])
                for found in Axe().run(page)["violations"]
                if found["impact"] in ("serious", "critical")
            ]
            assert not broken
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), each


# ---------------------------------------------------------------------------- without a browser


def test_the_ground_comes_from_the_package(client: TestClient) -> None:
    world = client.get("/map/tiles/0/0/0")
    assert world.status_code == 200
    assert world.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    for layer in (b"land", b"borders", b"names", b"disputed", b"graticule"):
        assert (layer in world.content) == (layer != b"graticule")
    assert client.get("/map/tiles/6/0/0").status_code == 204  # the sea
    for nowhere in ("/map/tiles/9/0/0", "/map/tiles/0/-1/0"):
        assert client.get(nowhere).status_code == 204
    assert client.get("/map/tiles/x/0/0").status_code == 422
    plain = client.get("/map/tiles/0/0/0", headers={"accept-encoding": "identity"})
    assert plain.content == world.content


def test_what_the_map_shows_is_bounded_by_its_window(client: TestClient, book: Path) -> None:
    def shown(**query: str) -> Any:
        window = {"window": "-180,-85,180,85", "zoom": "1"}
        found: Any = client.get("/map/incidents", params={**window, **query}).json()
        return found

    # Far away both are one circle, near by two places.
    (both,) = shown()["clusters"]
    assert both["incidents"] == 2
    near = shown(zoom="7")
    assert near["clusters"] == []
    assert len(near["spots"]) == 2
    assert [each["title"] for each in shown(country="NG")["spots"]] == [
        each["title"] for each in near["spots"] if "Nigeria" in each["title"]
    ]
    assert shown(window="100,20,120,40", zoom="5") == {
        "incidents": 0,
        "clusters": [],
        "spots": [],
        "areas": [],
    }
    box = both["box"]
    around = ",".join(
        str(float(edge) + hair) for edge, hair in zip(box, (-1, -1, 1, 1), strict=True)
    )
    assert shown(box=around)["incidents"] == 2
    with Casebook.open(book, create=False) as casebook:
        assert casebook.listed() == 2


@pytest.mark.parametrize(
    "query",
    [
        "window=1,2,3",
        "window=a,b,c,d",
        "window=0,50,10,40",
        "window=nan,0,1,1",
        "window=0,0,1000,1",
        "",
        "window=-180,-85,180,85&zoom=99",
        "window=-180,-85,180,85&box=1",
        "window=-180,-85,180,85&country=%27",
    ],
)
def test_a_window_that_is_none_is_told(client: TestClient, query: str) -> None:
    answer = client.get(f"/map/incidents?{query}")
    assert answer.status_code in (400, 422)
    assert "Traceback" not in answer.text


def test_report_text_stays_text_in_the_maps_data(client: TestClient) -> None:
    found = client.get("/map/incidents?window=-180,-85,180,85&zoom=7")
    assert found.headers["content-type"].startswith("application/json")
    json.loads(found.text)
    assert client.get("/map/drawing?country=NG").text.count("<script") == 0
