"""`rashomon search`: reports by their words, incidents, actors and places by their names."""

from __future__ import annotations

from typing import Annotated

import typer

from rashomon.cli.options import DEFAULT_CASEBOOK, CasebookOption, console
from rashomon.errors import UsageError


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS…", help="All must be there.")],
    casebook: CasebookOption = DEFAULT_CASEBOOK,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=1_000, help="Reports, incidents… of each at most.")
    ] = 10,
) -> None:
    """Find reports by the words of their texts, and incidents, actors and places by their names.

    Every word is looked for as the beginning of one; accents and capitals do not matter.

    Examples:

        rashomon search market bomb --casebook sahel.db

        rashomon search tillab --limit 50 --casebook sahel.db
    """
    from rashomon.publish.terminal import render_found
    from rashomon.store import Casebook, Filters, tokens

    asked = " ".join(words)
    if not tokens(asked):
        raise UsageError(f"{asked!r} has no word in it; name a letter or a figure at least")
    with Casebook.open(casebook, create=False) as book:
        render_found(
            tokens(asked),
            console(),
            reports=book.search_reports(asked, limit=limit),
            more=book.count_reports(asked) > limit,
            incidents=book.browse(Filters(words=asked), limit=limit),
            actors=[(each.name, each.incidents) for each in book.actors(asked, limit=limit)],
            places=[(each.name, each.incidents) for each in book.places(asked, limit=limit)],
        )
