"""RSS and Atom feeds kept as files: a report for each entry that carries its article.

Many feeds give a headline and a teaser alone; such an entry is refused with its address, since a
teaser read as a report would miss what the article says.
"""

from __future__ import annotations

import calendar
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from rashomon.errors import RejectedInput
from rashomon.ingest.compose import Details
from rashomon.ingest.html import parse_page

ENTRIES: Final = 10_000


def entries(data: bytes, source: str) -> Iterator[tuple[str, Details, str] | RejectedInput]:
    """(place, what the feed says of the entry, its article) for each entry of a feed.

    An entry without an article comes as the `RejectedInput` that says so. Raises `RejectedInput`
    "bad-record" for what is no feed.
    """
    import feedparser

    if b"<!ENTITY" in data[:100_000]:
        raise RejectedInput(
            source, "bad-record", "it declares XML entities, which no feed needs; get it again"
        )
    # Nothing is fetched: the bytes are given as a file.
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    if not feed.version:
        raise RejectedInput(source, "bad-record", "it is no RSS or Atom feed; leave it out")
    for number, entry in enumerate(feed.entries[:ENTRIES], start=1):
        place = f"entry {number}"
        said = _said(feed.feed, entry)
        try:
            _, text = parse_page(_body(entry), source)
        except RejectedInput:
            where = said.get("url")
            yield RejectedInput(
                source,
                "no-article",
                "the feed gives no article for it, a teaser at most; save the page"
                + (f" {where}" if where else "")
                + " and name that",
                place,
            )
            continue
        yield place, Details(said), text


def _body(entry: Any) -> str:
    whole = [str(each.get("value", "")) for each in entry.get("content", [])]
    return max((*whole, str(entry.get("summary", ""))), key=len)


def _said(feed: Any, entry: Any) -> dict[str, str]:
    moment = entry.get("published_parsed")
    values = {
        "outlet": feed.get("title"),
        "author": entry.get("author"),
        "url": entry.get("link"),
        "title": entry.get("title"),
        "language": feed.get("language"),
        "published": (
            datetime.fromtimestamp(calendar.timegm(moment), UTC).isoformat() if moment else None
        ),
        "medium": "feed",
    }
    return {key: " ".join(value.split()) for key, value in values.items() if value}
