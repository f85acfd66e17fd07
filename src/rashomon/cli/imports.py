"""`rashomon import`: rows of a coded dataset as claims of one more, secondary voice."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli.failures import REFUSED, tell
from rashomon.cli.options import (
    DEFAULT_CASEBOOK,
    CasebookOption,
    counted,
    day,
    in_words,
)
from rashomon.cli.recording import taken_in

if TYPE_CHECKING:
    from rashomon.records import Reading, Rejection

REFUSALS_TOLD = 40
"""Rows refused that are told one by one; all are in `rashomon list --rejected`."""


class Dataset(StrEnum):
    """Whose rows they are."""

    ged = "ged"
    acled = "acled"


def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The dataset, as CSV.", show_default=False)
    ],
    dataset: Annotated[
        Dataset, typer.Option("--format", help="Whose columns it has.", show_default=False)
    ],
    casebook: CasebookOption = DEFAULT_CASEBOOK,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="The dataset with its version: UCDP GED 25.1."),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="DATE", help="The day on which it was published."),
    ] = None,
) -> None:
    """Compare a coded dataset with the reports: its rows become claims of one more voice.

    Each row is put with the incident that it is about, and its figures stand beside those of the
    reports. It is secondary: it corroborates nobody and enters no best, low or high. A row that
    cannot be understood is refused with its number and column, and the rest goes on; importing the
    same again changes nothing.

    Examples:

        rashomon import --format ged GEDEvent.csv --casebook sahel.db --name "UCDP GED 25.1"

        rashomon import --format acled acled.csv --casebook sahel.db

        rashomon list --rejected --casebook sahel.db
    """
    known = day(published, "--published")
    from rashomon.exchange import take_in_coded
    from rashomon.records import Rejection
    from rashomon.store import Casebook

    taken = refused = 0

    def tick(each: Reading | Rejection) -> None:
        nonlocal taken, refused
        if not isinstance(each, Rejection):
            taken += 1
            return
        refused += 1
        if refused <= REFUSALS_TOLD:
            tell(f"refused {in_words(each)}")

    with Casebook.open(casebook, create=True) as book:
        before = book.counts().reports
        with taken_in(book, "import", f"{file} ({dataset.value})"):
            take_in_coded(
                file,
                dataset.value,
                book,
                name=name,
                published=known.isoformat() if known else None,
                progress=tick,
            )
        now = book.counts()
    typer.echo(
        f"{counted(taken, 'row')}, {now.reports - before:,} of them new. {casebook} holds "
        f"{counted(now.reports, 'report')} and rows, {counted(now.claims, 'claim')}, "
        f"{counted(now.incidents, 'incident')}."
    )
    if refused:
        typer.echo(
            f"{counted(refused, 'row')} refused; why: "
            f"rashomon list --rejected --casebook {casebook}"
        )
    raise typer.Exit(REFUSED if refused else 0)
