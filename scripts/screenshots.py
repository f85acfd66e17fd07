"""The pictures of the desk that stand in docs/desk.md, from a casebook of the examples.

    python scripts/screenshots.py CASEBOOK FOLDER

Needs a Chromium that is installed (Debian: apt-get install chromium). `make screenshots` makes the
casebook too.
"""

from __future__ import annotations

import io
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from rashomon.desk import create

WIDTH, HEIGHT, PHONE = 1200, 820, 390
COLOURS = 128
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@contextmanager
def served(casebook: Path) -> Iterator[str]:
    """The desk of a casebook, on a free port."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        app = create(str(casebook), "A. Analyst")
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True).start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        server.should_exit = True


def incidents(page: Page) -> None:
    """The table, the timeline and the map."""
    page.goto("/")
    page.locator("[data-map][data-filled]").wait_for()
    page.wait_for_timeout(1500)  # the ground is drawn tile by tile


def search(page: Page) -> None:
    """What two words find."""
    page.goto("/search?words=ministry+soldiers")


def contested(page: Page) -> None:
    """The incident that is first to review."""
    page.goto("/review/next")


def evidence(page: Page) -> None:
    """The words behind one of its figures, beside the page."""
    contested(page)
    page.locator(".toll .best a").nth(1).click()
    page.locator(".drawer blockquote").first.wait_for()


def matrix(page: Page) -> None:
    """Its accounts, question by question."""
    contested(page)
    page.evaluate("document.getElementById('accounts-title').scrollIntoView({behavior: 'instant'})")


def signing(page: Page) -> None:
    """One of its figures being signed."""
    contested(page)
    page.locator(".toll [data-key=f]").nth(1).click()
    page.locator("form.panel:visible input[name=why]").fill("the court's list of names")


def review(page: Page) -> None:
    """The queue."""
    page.goto("/review")
    page.keyboard.press("j")


def report(page: Page) -> None:
    """One of its reports, with a claim about to be corrected."""
    contested(page)
    page.locator("#reports-title + ul a").first.click()
    page.locator(".reader mark").first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.locator(".fields input[name=why]").wait_for()
    page.evaluate("scrollTo(0, 0)")


def adding(page: Page) -> None:
    """A claim added from words that were selected."""
    contested(page)
    page.locator("#reports-title + ul a").first.click()
    page.locator(".reader mark").first.wait_for()
    page.keyboard.press("v")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    page.locator("[data-adding] form").wait_for()
    page.evaluate("scrollTo(0, 0)")


def share(page: Page) -> None:
    """What a selection can be passed on as."""
    page.goto("/share?country=NE")


PICTURES: dict[str, tuple[Callable[[Page], None], int, str]] = {
    "desk-incidents": (incidents, WIDTH, "light"),
    "desk-search": (search, WIDTH, "light"),
    "desk-review": (review, WIDTH, "light"),
    "desk-incident": (contested, WIDTH, "light"),
    "desk-matrix": (matrix, WIDTH, "light"),
    "desk-evidence": (evidence, WIDTH, "light"),
    "desk-judge": (signing, WIDTH, "light"),
    "desk-report": (report, WIDTH, "light"),
    "desk-adding": (adding, WIDTH, "light"),
    "desk-share": (share, WIDTH, "light"),
    "desk-phone-dark": (contested, PHONE, "dark"),
}


def main() -> None:
    """Takes every picture."""
    casebook, folder = Path(sys.argv[1]), Path(sys.argv[2])
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        raise SystemExit("no Chromium is installed; on Debian: apt-get install chromium")
    with served(casebook) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for name, (walk, width, scheme) in PICTURES.items():
            page = browser.new_page(
                base_url=address,
                viewport={"width": width, "height": HEIGHT},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            walk(page)
            page.wait_for_load_state()
            taken = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            taken.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(
                folder / f"{name}.png", optimize=True
            )
            page.close()
            print(folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
