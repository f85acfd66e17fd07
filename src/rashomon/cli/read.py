"""`rashomon read`: one report, all its claims."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from rashomon.cli.failures import REFUSED, tell
from rashomon.cli.options import (
    Format,
    FormatOption,
    LanguageOption,
    OutletOption,
    PublishedOption,
    UrlOption,
    chosen,
    console,
    given,
    in_words,
    settings,
    write_json,
)


def read(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="The report: text, a saved web page, or - for standard input.",
            allow_dash=True,
            show_default=False,
        ),
    ],
    published: PublishedOption = None,
    outlet: OutletOption = None,
    url: UrlOption = None,
    title: Annotated[str | None, typer.Option("--title", help="Its headline.")] = None,
    lang: LanguageOption = None,
    output: FormatOption = None,
) -> None:
    """Read one report: its incidents, and every claim with voice, stance and the words that say it.

    What is said here about the report wins over what the report says about itself. Give the date
    of publication: "on Thursday" and "last month" are counted from it.

    Examples:

        rashomon read report.txt --published 2020-01-10 --outlet "A wire agency"

        rashomon read page.html --format json > reading.json

        curl -s https://example.org/article | rashomon read -
    """
    about = given(published=published, outlet=outlet, url=url, language=lang, title=title)
    from rashomon.ingest import from_stream, single

    used = settings()
    if str(file) == "-":
        report = from_stream(sys.stdin.buffer, about, used)
    else:
        report = single(file, about, used)

    from rashomon.records import Rejection

    if isinstance(report, Rejection):
        tell(in_words(report))
        raise typer.Exit(REFUSED)

    from rashomon import pipeline
    from rashomon.knowledge import Knowledge

    reading = pipeline.read(report, Knowledge.open(used))
    if chosen(output) is Format.json:
        from rashomon import codec

        write_json(codec.dumps(reading, indent=2))
    else:
        from rashomon.publish.terminal import render_reading

        render_reading(reading, console())
