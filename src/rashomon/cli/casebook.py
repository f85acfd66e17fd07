"""`rashomon list`, `show` and `sitrep`: what a casebook holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from rashomon.cli.options import (
    DEFAULT_CASEBOOK,
    CasebookOption,
    Format,
    FormatOption,
    chosen,
    console,
    counted,
    day,
    settings,
    write_file,
    write_json,
)
from rashomon.cli.recording import given_out
from rashomon.cli.which import (
    ActorOption,
    CountryOption,
    DatePrecOption,
    FromOption,
    IncidentOption,
    PrivateOption,
    StatusOption,
    ToOption,
    WherePrecOption,
    wanted_of,
)
from rashomon.errors import CasebookError, UsageError

if TYPE_CHECKING:
    from rashomon.records import Claim, IncidentFile
    from rashomon.store import Casebook

RANKED_AT_MOST: Final = 20
"""`--most-contested` looks into this many incidents, those with most reports first."""
WITH_FIGURES_AT_MOST: Final = 200
"""A longer table of incidents goes without the column of deaths."""
REJECTIONS_SCHEMA: Final = "rashomon/rejections/1"


def list_(
    casebook: CasebookOption = DEFAULT_CASEBOOK,
    rejected: Annotated[
        bool, typer.Option("--rejected", help="List what was refused, and why, instead.")
    ] = False,
    output: FormatOption = None,
) -> None:
    """List the incidents of a casebook: when, where, contested or not, and how many reports.

    Examples:

        rashomon list --casebook sahel.db

        rashomon list --casebook sahel.db --rejected

        rashomon list --casebook sahel.db --format json | jq '.incidents[].title'
    """
    from rashomon import codec, pipeline
    from rashomon.store import Casebook

    with Casebook.open(casebook, create=False) as book:
        if rejected:
            _list_rejected(book, chosen(output))
            return
        found = pipeline.list_incidents(book)
        if chosen(output) is Format.json:
            write_json(codec.dumps(found, indent=2))
            return
        from rashomon.knowledge import languages
        from rashomon.publish.terminal import render_list

        # Entries hold no figures, and weighing many incidents to fill one column takes too long.
        shown = found.incidents if len(found.incidents) <= WITH_FIGURES_AT_MOST else ()
        files = {each.id: pipeline.show(book, each.id, None) for each in shown}
        render_list(
            found,
            console(),
            files=files,
            rejected=tuple(book.rejections()),
            readable=languages(settings().languages),
        )


def show(
    incident: Annotated[
        str | None,
        typer.Argument(
            metavar="ID", help="The incident: its id, or the beginning of it.", show_default=False
        ),
    ] = None,
    casebook: CasebookOption = DEFAULT_CASEBOOK,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="As it was known on this day: 2020-01-10."),
    ] = None,
    most_contested: Annotated[
        bool, typer.Option("--most-contested", help="The incident that accounts differ on most.")
    ] = False,
    output: FormatOption = None,
) -> None:
    """Show one incident: every account side by side, in order of time, and what moved.

    Examples:

        rashomon show i-3f2a --casebook sahel.db

        rashomon show i-3f2a --casebook sahel.db --as-of 2020-01-10

        rashomon show --most-contested --casebook sahel.db
    """
    if (incident is None) is not most_contested:
        raise UsageError("name one incident: rashomon show ID, or rashomon show --most-contested")
    known_by = day(as_of, "--as-of")
    from rashomon import codec, pipeline
    from rashomon.store import Casebook

    with Casebook.open(casebook, create=False) as book:
        wanted = _most_contested(book) if incident is None else book.resolve_id(incident)
        file = pipeline.show(book, wanted, known_by)
        if chosen(output) is Format.json:
            write_json(codec.dumps(file, indent=2))
            return
        from rashomon.publish.terminal import render_incident

        render_incident(file, console(), _claims(book, file))


def sitrep(
    casebook: CasebookOption = DEFAULT_CASEBOOK,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="The page to write (.pdf: a PDF); standard output if none.",
        ),
    ] = None,
    title: Annotated[str, typer.Option("--title", help="The heading of the page.")] = (
        "Situation report"
    ),
    country: CountryOption = None,
    start: FromOption = None,
    end: ToOption = None,
    actor: ActorOption = None,
    status: StatusOption = None,
    date_prec: DatePrecOption = None,
    where_prec: WherePrecOption = None,
    incident: IncidentOption = None,
    with_private_names: PrivateOption = False,
) -> None:
    """Write a situation report: one web page that opens as a file, without a network, or a PDF.

    Incidents with their accounts side by side, how the figures moved, a map, and for every value
    the words of the report that say so. Names of private persons are withheld.

    Examples:

        rashomon sitrep --casebook sahel.db --out sahel.html

        rashomon sitrep --country NE --from 2020-01-01 --status contested --out niger.html

        rashomon sitrep --casebook sahel.db --incident i-3f2a --out attack.pdf
    """
    from rashomon.exchange import selection
    from rashomon.publish.private import PrivateNames
    from rashomon.store import Casebook

    with Casebook.open(casebook, create=False) as book:
        wanted = wanted_of(
            book, country, start, end, actor, status, date_prec, where_prec, incident
        )
        found, files, readings = selection(book, wanted)
        page = _page(out)(
            found,
            files,
            readings,
            title=title,
            generated=date.today().isoformat(),
            include_private=with_private_names,
            private=None if with_private_names else PrivateNames(book.readings()),
        )
        withheld = "included" if with_private_names else "withheld"
        detail = f"sitrep to {out or '-'}: {counted(len(files), 'incident')}"
        given_out(book, "export", f"{detail}; private names {withheld}")
    if out is None:
        typer.echo(page.encode("utf-8") if isinstance(page, str) else page)
        return
    write_file(out, page)
    typer.echo(f"{out}: {counted(len(files), 'incident')}", err=True)


def _page(out: Path | None) -> Callable[..., str | bytes]:
    """What makes the report: a PDF where the file's name says so, else a web page."""
    if out is not None and out.suffix.lower() == ".pdf":
        from rashomon.publish.sitrep.pdf import typeset

        return typeset
    from rashomon.publish.sitrep import render

    return render


def _list_rejected(book: Casebook, output: Format) -> None:
    from rashomon import codec

    refused = tuple(book.rejections())
    if output is Format.json:
        import json

        body = {"schema": REJECTIONS_SCHEMA, "rejections": [codec.to_json(r) for r in refused]}
        write_json(json.dumps(body, ensure_ascii=False, indent=2))
        return
    from rashomon.publish.terminal import render_rejections

    render_rejections(refused, console())


def _most_contested(book: Casebook) -> str:
    """The id of the incident with most contested findings, then most positions on them."""
    from rashomon import pipeline

    entries = pipeline.list_incidents(book).incidents
    if not entries:
        raise CasebookError(
            f"casebook {book.name}: it holds no incident; add reports with rashomon ingest PATH"
        )
    ranked = sorted(entries, key=lambda e: (e.status != "contested", -len(e.reports), e.id))
    files = [pipeline.show(book, each.id, None) for each in ranked[:RANKED_AT_MOST]]
    return max(files, key=_disagreement).incident.id


def _disagreement(file: IncidentFile) -> tuple[int, int]:
    contested = [each for each in file.findings if each.status == "contested"]
    return len(contested), sum(len(each.positions) for each in contested)


def _claims(book: Casebook, file: IncidentFile) -> dict[str, Claim]:
    readings = book.readings(tuple(each.id for each in file.reports))
    return {claim.id: claim for reading in readings for claim in reading.claims}
