"""Asking as a good guest does: robots.txt, a pause for each host, and later when told so."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from rashomon.fetch.web import AGENT, Bounds, Page, Refused, Web

PAUSE: Final = 2.0
"""Seconds between two questions to one host; its robots.txt may ask for more."""
LONGEST_PAUSE: Final = 60.0
TRIES: Final = 3
BACK_OFF: Final = 5.0
"""Seconds before the second try where the server does not say; the third waits four times that."""
AFTER_AN_ERROR: Final = 3600.0
_BUSY: Final = frozenset({429, 500, 502, 503, 504})


class Visitor:
    """Fetches from any number of hosts. `contact` is told to them in the user agent.

    Not to be shared between threads.
    """

    def __init__(
        self,
        bounds: Bounds | None = None,
        *,
        contact: str | None = None,
        pause: float = PAUSE,
        back_off: float = BACK_OFF,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        agent = f"{AGENT}/0.1" + (f" (+{contact})" if contact else "")
        self._web = Web(bounds or Bounds(), agent)
        self._pause = pause
        self._back_off = back_off
        self._sleep = sleep
        self._asked: dict[str, float] = {}
        self._robots: dict[str, RobotFileParser] = {}

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self._web.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Page:
        """What is at an address, with status 200, or 304 where `headers` ask for what is new.

        Raises Refused: the host's robots.txt forbids it, it is gone, it cannot be had, or not yet.
        """
        self._ask_the_robots(url)
        for number in range(1, TRIES + 1):
            page = self._turn(url, headers)
            if page.status in (200, 304):
                return page
            later = retry_after(page)
            if page.status not in _BUSY:
                raise Refused(f"the server says {page.status}", status=page.status)
            wait = self._back_off * 4 ** (number - 1) if later is None else later
            if number == TRIES or wait > LONGEST_PAUSE:
                raise Refused(
                    f"the server says {page.status}: not now",
                    status=page.status,
                    later=AFTER_AN_ERROR if later is None else later,
                )
            self._sleep(wait)
        raise AssertionError("not reached")

    def _turn(self, url: str, headers: Mapping[str, str] | None) -> Page:
        """Ask, once it is this host's turn again."""
        host = urlsplit(url).netloc
        robots = self._robots.get(_root(url))
        delay = robots.crawl_delay(AGENT) if robots is not None else None
        pause = max(self._pause, min(float(delay or 0), LONGEST_PAUSE))
        waits = self._asked.get(host, -pause) + pause - time.monotonic()
        if host in self._asked and waits > 0:
            self._sleep(waits)
        try:
            return self._web.get(url, headers)
        finally:
            self._asked[host] = time.monotonic()

    def _ask_the_robots(self, url: str) -> None:
        """Raises Refused where the host's robots.txt forbids the address (RFC 9309: a robots.txt
        that is not there allows all, one that the server fails to give allows nothing)."""
        root = _root(url)
        if root not in self._robots:
            robots = RobotFileParser()
            page = self._web.get(f"{root}/robots.txt")
            if page.status >= 500 or page.status == 429:
                raise Refused(
                    f"its robots.txt cannot be had (the server says {page.status})",
                    status=page.status,
                    later=retry_after(page) or AFTER_AN_ERROR,
                )
            lines = page.body[:500_000].decode("utf-8", "replace").splitlines()
            robots.parse(lines if page.status == 200 else [])
            self._robots[root] = robots
        if not self._robots[root].can_fetch(AGENT, url):
            raise Refused("its robots.txt does not allow it")


def _root(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(f"{url[:200]} is no address of the web")
    return f"{parts.scheme}://{parts.netloc}"


def retry_after(page: Page) -> float | None:
    """The seconds that a server asks to wait, as a number or until a date (RFC 9110, 10.2.3)."""
    said = page.header("retry-after")
    if said is None:
        return None
    if said.strip().isdigit():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
