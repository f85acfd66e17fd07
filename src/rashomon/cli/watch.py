"""`rashomon watch`: feeds and pages from the web into a casebook, again and again."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Annotated, Final

import typer

from rashomon.cli.failures import INTERRUPTED, tell
from rashomon.cli.options import (
    DEFAULT_CASEBOOK,
    CasebookOption,
    ContactOption,
    PagesOption,
    PrivateOption,
    beside,
    counted,
    settings,
)
from rashomon.cli.recording import names, taken_in
from rashomon.errors import UsageError

if TYPE_CHECKING:
    from rashomon.fetch import Pages, Visitor
    from rashomon.knowledge import Knowledge
    from rashomon.store import Casebook

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SOONEST: Final = 60
"""Seconds between two rounds at least: no feed is asked more often."""


def watch(
    named: Annotated[
        list[str],
        typer.Argument(
            metavar="FEED...",
            help="Addresses of feeds or pages, OPML files, or files with an address a line.",
            show_default=False,
        ),
    ],
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="Time between two rounds: 15m, 2h, 1d.")
    ] = "15m",
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
    casebook: CasebookOption = DEFAULT_CASEBOOK,
    pages: PagesOption = None,
    contact: ContactOption = None,
    private: PrivateOption = False,
) -> None:
    """Fetch what is new in feeds and pages, politely, and read it into a casebook.

    Servers are asked only for what is new, each at its own pace and as its robots.txt and its
    answers allow. What was fetched is kept as web archives, so that a vanished page can still be
    shown. Stopped at any point, the same command goes on where it was. One program at a time
    fetches for a casebook.

    Examples:

        rashomon watch feeds.opml --every 15m --casebook sahel.db

        rashomon watch https://example.org/news.rss --once
    """
    from rashomon.addresses import addresses
    from rashomon.fetch import Bounds, Pages, Visitor
    from rashomon.knowledge import Knowledge
    from rashomon.store import Casebook

    pause, urls = seconds(every), addresses(named)
    try:
        with (
            Pages.alone(pages or beside(casebook)) as kept,
            Casebook.open(casebook, create=True) as book,
            Visitor(Bounds(private=private), contact=contact) as visitor,
        ):
            knowledge = Knowledge.open(settings())
            while True:
                began = time.monotonic()
                take_round(urls, visitor, kept, book, knowledge)
                if once:
                    return
                time.sleep(max(0.0, pause - (time.monotonic() - began)))
    except KeyboardInterrupt:
        tell("interrupted; what was fetched is kept, and the same command goes on")
        raise typer.Exit(INTERRUPTED) from None


def take_round(
    urls: list[str], visitor: Visitor, kept: Pages, book: Casebook, knowledge: Knowledge
) -> None:
    """Fetch what is new, and read it and whatever an earlier round fetched and did not read."""
    from rashomon import pipeline
    from rashomon.cli.ingest import waiting
    from rashomon.fetch import look
    from rashomon.ingest import Given

    done = look(urls, visitor, kept, lambda url, why: tell(f"{url}: {why}"))
    before = book.counts()
    if files := kept.waiting():
        with taken_in(book, "watch", names(urls)):
            pipeline.ingest(files, book, knowledge, Given(as_default=True), None, waiting)
        kept.taken()
    now = book.counts()
    typer.echo(
        f"{counted(len(done.new), 'page')} fetched, {now.reports - before.reports:,} reports new, "
        f"{now.rejections - before.rejections:,} refused, {len(done.refused):,} not to be had; "
        f"{book.name} holds {counted(now.reports, 'report')}, {counted(now.incidents, 'incident')}"
    )


def seconds(words: str) -> float:
    """A time such as 15m or 2h. Raises UsageError for what is none, or too short to be polite."""
    match = re.fullmatch(r"(\d+)\s*([smhd])", words.strip())
    if match is None or int(match[1]) * _UNITS[match[2]] < SOONEST:
        raise UsageError(f"--every: {words!r} is no time of a minute or more, as in 15m, 2h or 1d")
    return float(int(match[1]) * _UNITS[match[2]])
