"""One round over feeds and pages: what is new in them is fetched and kept."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from rashomon.addresses import is_address
from rashomon.fetch.kept import Pages
from rashomon.fetch.polite import Visitor
from rashomon.fetch.web import Page, Refused

NEW_AT_MOST: Final = 200
"""Pages that one round takes from one feed; the rest has its turn in the next."""


@dataclass
class Round:
    """What came of one round: archives of new pages, and (address, why) for what was not had."""

    new: list[Path] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def look(
    urls: Iterable[str],
    visitor: Visitor,
    pages: Pages,
    told: Callable[[str, str], None] | None = None,
) -> Round:
    """Ask each address for what is new: a feed for its new pages, a page for itself.

    What cannot be had is told, and asked for again when the server says so, or never where it is
    gone or not allowed.
    """
    done = Round()
    for url in urls:
        page = _ask(url, visitor, pages, done, told, always=True)
        if page is None or page.status == 304:
            continue
        links = _links(page)
        if links is None:
            if not pages.same(page):
                done.new.append(pages.keep(page))
            continue
        new = [link for link in links if link not in pages]
        for link in new[:NEW_AT_MOST]:
            found = _ask(link, visitor, pages, done, told)
            if found is not None:
                done.new.append(pages.keep(found))
        if not any(pages.wanted(link) for link in new):
            pages.note(page)  # else it would not be given again, and with it what is still wanted
    return done


def _ask(
    url: str,
    visitor: Visitor,
    pages: Pages,
    done: Round,
    told: Callable[[str, str], None] | None,
    *,
    always: bool = False,
) -> Page | None:
    """What is at an address, None where it cannot be had now."""
    if time.time() < pages.not_before(url):
        return None
    try:
        return visitor.get(url, pages.validators(url) if always else None)
    except Refused as error:
        done.refused.append((url, str(error)))
        if told is not None:
            told(url, str(error))
        if error.later is not None:
            pages.put_off(url, time.time() + error.later)
        elif not always:
            pages.put_off(url, None)
        return None


def _links(page: Page) -> list[str] | None:
    """The pages that a feed names; None where the page is no feed."""
    import feedparser

    kind = (page.header("content-type") or "").lower()
    start = page.body[:2000].lower()
    if "html" in kind or not (b"<rss" in start or b"<feed" in start or b"<rdf" in start):
        return None
    if b"<!ENTITY" in page.body[:100_000]:
        return []
    feed = feedparser.parse(io.BytesIO(page.body), sanitize_html=False)
    links = (urljoin(page.url, str(each.get("link") or "")) for each in feed.entries)
    return [link for link in dict.fromkeys(links) if is_address(link)]
