"""`rashomon ingest`: files and folders of reports into a casebook."""

from __future__ import annotations

import getpass
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from rashomon.cli.failures import INTERRUPTED, REFUSED, tell
from rashomon.cli.options import (
    DEFAULT_CASEBOOK,
    CasebookOption,
    ContactOption,
    LanguageOption,
    OutletOption,
    PagesOption,
    PrivateOption,
    PublishedOption,
    UrlOption,
    beside,
    counted,
    given,
    in_words,
    settings,
)
from rashomon.cli.recording import names, taken_in
from rashomon.errors import CasebookAway, UsageError
from rashomon.languages import unread

if TYPE_CHECKING:
    from collections.abc import Callable

    from rashomon.ingest import Stored
    from rashomon.records import Rejection, Report
    from rashomon.store import Counts

    Outcome = Report | Rejection

ColumnsOption = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="KEY=HEADING,...",
        help="For tables: the columns where a report's text, title, date ... stand.",
        show_default=False,
    ),
]

_STORE: Final = re.compile(r"[a-z][a-z0-9+.-]*://")
"""What begins the address of an object store, as in s3://bucket/readings."""
PLAIN_LINES: Final = 10
"""How many lines say how far an ingest has come where standard error is no terminal."""


def ingest(
    named: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Reports: files, folders with them (or their URL, as s3://bucket/readings), "
            "addresses, or lists of addresses.",
            show_default=False,
        ),
    ],
    casebook: CasebookOption = DEFAULT_CASEBOOK,
    published: PublishedOption = None,
    outlet: OutletOption = None,
    url: UrlOption = None,
    lang: LanguageOption = None,
    columns: ColumnsOption = None,
    correct: Annotated[
        bool,
        typer.Option(
            "--correct",
            help="Let these inputs correct the date, outlet, language ... of known reports.",
        ),
    ] = False,
    pages: PagesOption = None,
    contact: ContactOption = None,
    private: PrivateOption = False,
) -> None:
    """Read reports into a casebook and put together what they say of the same incidents.

    Takes text (.txt, .md) with an optional header of `key: value` lines closed by `---`, saved web
    pages (.html), PDF and Word documents (.pdf, .docx), JSON with a report a line (.jsonl), tables
    with a report a row (.csv, named outright, or .parquet), feeds (.rss, .atom), web archives
    (.warc), any of these packed (.zip, .gz), and the readings that `rashomon batch` wrote. The
    options hold for reports that do not say themselves. What cannot be read is refused with a
    reason, and the rest goes on; ingesting the same again changes nothing.

    An address is fetched as `rashomon watch` does, once: a page, or the new pages of a feed. So are
    those in a list, which is an OPML file or a text file with nothing but an address a line.

    Examples:

        rashomon ingest reports/ --casebook sahel.db

        rashomon ingest wire.jsonl pages/ --casebook sahel.db --lang fr

        rashomon ingest https://example.org/report.html addresses.txt --casebook sahel.db

        rashomon ingest archive.csv --columns text=Body,published=Date,outlet=Source
    """
    about = given(published=published, outlet=outlet, url=url, language=lang, as_default=True)
    about = replace(about, columns=columns_of(columns))
    paths, urls = _divided(named)
    if url is not None and (urls or len(paths) > 1 or Path(named[0]).is_dir()):
        raise UsageError("--url is the address of one report: name one file with it")
    from rashomon import pipeline
    from rashomon.ingest import count
    from rashomon.knowledge import Knowledge
    from rashomon.store import Casebook

    seen = Seen()
    try:
        with (
            Casebook.open(casebook, create=True) as book,
            _fetched(urls, pages or beside(casebook), contact, private) as fetched,
        ):
            before = book.counts().reports
            every: list[Path | Stored] = [*paths, *fetched.files]
            with (
                taken_in(book, "ingest", names(named)),
                _progress(count(every), seen) as tick,
            ):
                for rejection in fetched.refused:
                    book.add_rejection(rejection)
                for rejection in (*fetched.refused, *fetched.put_off):
                    tick(rejection)
                differing = pipeline.ingest(
                    every,
                    book,
                    Knowledge.open(settings()),
                    about,
                    tick,
                    waiting,
                    getpass.getuser() if correct else None,
                )
            typer.echo(_summary(seen, before, book.counts(), book.name))
            if differing:
                typer.echo(
                    f"{counted(differing, 'known report')} came with another date, outlet, title "
                    "or language; what was said first stands, unless you add --correct"
                )
    except KeyboardInterrupt:
        tell(f"interrupted; what was read is kept in {casebook}, and the same command goes on")
        raise typer.Exit(INTERRUPTED) from None
    raise typer.Exit(REFUSED if seen.refused else 0)


def _divided(named: list[str]) -> tuple[list[Path | Stored], list[str]]:
    """Files and folders, in an object store too; and addresses of the web, those in lists too.
    Raises UsageError for a list without one, and a store in which nothing is found."""
    from rashomon.addresses import addresses, is_address, lists_addresses

    lists = [each for each in named if is_address(each) or lists_addresses(Path(each))]
    files: list[Path | Stored] = []
    for each in named:
        if each in lists:
            continue
        if _STORE.match(each):
            from rashomon.batch import partitions

            files += [file.stored() for part in partitions(each) for file in part.files]
        else:
            files.append(Path(each))
    return files, addresses(lists) if lists else []


@dataclass
class Fetched:
    """What came of addresses: archives of pages to read, why others are not to be had, and which
    were not asked for this time."""

    files: list[Path] = field(default_factory=list)
    refused: list[Rejection] = field(default_factory=list)
    put_off: list[Rejection] = field(default_factory=list)


@contextmanager
def _fetched(
    urls: list[str], folder: Path, contact: str | None, private: bool
) -> Iterator[Fetched]:
    """Fetches addresses; what came of them. Inside, no other program fetches for the casebook."""
    if not urls:
        yield Fetched()
        return
    from rashomon.fetch import Bounds, Pages, Visitor, look
    from rashomon.records import Rejection

    with (
        Pages.alone(folder) as kept,
        Visitor(Bounds(private=private), contact=contact) as visitor,
    ):
        early = [each for each in urls if kept.not_before(each) > time.time()]
        done = look(urls, visitor, kept)
        refused = [Rejection(each, None, "not-fetched", why) for each, why in done.refused]
        soon = "its server asked not to be asked again so soon"
        put_off = [Rejection(each, None, "not-fetched", soon) for each in early]
        yield Fetched(kept.waiting(), refused, put_off)
        kept.taken()


def columns_of(said: str | None) -> tuple[tuple[str, str], ...]:
    """Pairs of a report's key (or "text") and the heading it stands under. Raises UsageError."""
    if said is None:
        return ()
    from rashomon.ingest import KEYS

    pairs = [tuple(part.strip() for part in each.split("=", 1)) for each in said.split(",")]
    for pair in pairs:
        if len(pair) != 2 or pair[0] not in (*KEYS, "text") or not pair[1]:
            raise UsageError(
                f"--columns {said}: {'='.join(pair)!r} is no key=HEADING; the keys are text, "
                f"{', '.join(KEYS)}"
            )
    return tuple((pair[0], pair[1]) for pair in pairs)


def waiting(error: CasebookAway, seconds: float) -> None:
    """Tell why nothing goes on for some seconds."""
    tell(f"{error}; trying again in {seconds:g} s")


@dataclass
class Seen:
    """How many inputs an ingest has come across, how many of them it refused, and the languages of
    the others."""

    reports: int = 0
    refused: int = 0
    languages: Counter[str | None] = field(default_factory=Counter)


def _summary(seen: Seen, before: int, now: Counts, name: str) -> str:
    new = now.reports - before
    lines = [
        f"{counted(seen.reports, 'report')}, {new:,} of them new. {name} holds "
        f"{counted(now.reports, 'report')}, {counted(now.claims, 'claim')}, "
        f"{counted(now.incidents, 'incident')}."
    ]
    from rashomon.knowledge import languages

    others = unread(seen.languages.elements(), languages(settings().languages))
    if others:
        lines.append(f"Kept and not read, for their language: {others}.")
    if seen.refused:
        lines.append(
            f"{counted(seen.refused, 'input')} refused; why: "
            f"rashomon list --rejected --casebook {name}"
        )
    return "\n".join(lines)


@contextmanager
def _progress(total: int, seen: Seen) -> Iterator[Callable[[Outcome | None], None]]:
    """What is called with each report read and each input refused, and with None when all is read:
    a bar on a terminal, a line now and then elsewhere; every refusal is told as it comes."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TimeRemainingColumn,
    )

    from rashomon.records import Rejection

    console = Console(stderr=True, highlight=False)
    bar = Progress(
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    task = bar.add_task("reading", total=total)

    def tick(outcome: Outcome | None) -> None:
        if outcome is None:
            bar.update(task, description="putting the accounts together")
            if bar.disable:
                tell("putting the accounts together")
            return
        bar.advance(task)
        if isinstance(outcome, Rejection):
            seen.refused += 1
            tell(f"refused {in_words(outcome)}")
        else:
            seen.reports += 1
            seen.languages[outcome.language] += 1
        done = seen.reports + seen.refused
        if done > total:
            bar.update(task, total=done)
        if bar.disable and done % max(1, total // PLAIN_LINES) == 0:
            tell(f"read {done:,} of {max(done, total):,}")

    with bar:
        yield tick
