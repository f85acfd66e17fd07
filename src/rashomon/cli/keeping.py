"""`rashomon verify`, `backup` and `restore`: is a casebook whole, and keeping it so."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rashomon.cli.failures import REFUSED, tell
from rashomon.cli.options import DEFAULT_CASEBOOK, CasebookOption, counted


def verify(casebook: CasebookOption = DEFAULT_CASEBOOK) -> None:
    """Check that a casebook is whole: hashes, spans, references, incident ids, the log.

    Every reading that was ever made is held against its report's text again. What does not hold is
    told one a line; the exit code is 1 when anything does not.

    Example:

        rashomon verify --casebook sahel.db
    """
    from rashomon.store import Casebook
    from rashomon.store.verify import verify as defects

    with Casebook.open(casebook, create=False) as book:
        found = 0
        for defect in defects(book):
            found += 1
            typer.echo(f"{defect.where}: {defect.what}")
        counts = book.counts()
    if found:
        tell(f"casebook {book.name}: {counted(found, 'defect')}; restore a backup that has none")
        raise typer.Exit(REFUSED)
    typer.echo(
        f"{book.name}: {counted(counts.reports, 'report')}, {counted(counts.claims, 'claim')}, "
        f"{counted(counts.incidents, 'incident')}, {counted(counts.judgements, 'judgement')}; "
        "all of it holds"
    )


def backup(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="The file to write.", show_default=False)
    ],
    casebook: CasebookOption = DEFAULT_CASEBOOK,
) -> None:
    """Write a casebook, of whichever kind, into one new file.

    The file is a casebook itself: every command can look into it. Others may go on working on the
    casebook meanwhile. It is written whole or not at all, and nothing is overwritten.

    Example:

        rashomon backup sahel-monday.db --casebook sahel.db
    """
    from rashomon.store import Casebook
    from rashomon.store.copying import backup as write

    with Casebook.open(casebook, create=False) as book:
        write(book, out)
        typer.echo(f"{out}: {counted(book.counts().reports, 'report')}", err=True)


def restore(
    saved: Annotated[Path, typer.Argument(metavar="BACKUP", help="A backup.", show_default=False)],
    casebook: CasebookOption = DEFAULT_CASEBOOK,
) -> None:
    """Make a casebook of a backup: a new file, or an empty PostgreSQL database.

    A casebook that is there already is left as it is; move it away first.

    Example:

        rashomon restore sahel-monday.db --casebook sahel.db
    """
    from rashomon.store import Casebook
    from rashomon.store.copying import restore as put_back

    put_back(saved, casebook)
    with Casebook.open(casebook, create=False) as book:
        typer.echo(f"{book.name}: {counted(book.counts().reports, 'report')}", err=True)
