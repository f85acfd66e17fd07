"""`rashomon export`: a casebook in the formats that others work with."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final

import typer

from rashomon.cli.failures import tell
from rashomon.cli.options import DEFAULT_CASEBOOK, CasebookOption, counted, day
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
from rashomon.errors import UsageError

if TYPE_CHECKING:
    from rashomon.publish.export import Format, Left

LEFT_TOLD: Final = 40
"""Incidents left out that are told one by one on standard error; all are in `--left-out FILE`."""


class Kind(StrEnum):
    """What to export to."""

    ged = "ged"
    acled = "acled"
    airwars = "airwars"
    geojson = "geojson"
    ftm = "ftm"
    hxl = "hxl"
    csv = "csv"
    xlsx = "xlsx"
    parquet = "parquet"


class Table(StrEnum):
    """What a row is."""

    claims = "claims"
    positions = "positions"
    incidents = "incidents"


def export(
    output: Annotated[Kind, typer.Option("--format", help="What to write.", show_default=False)],
    table: Annotated[
        Table | None,
        typer.Option(
            "--table", help="What a row is, in csv, xlsx and parquet.", show_default=False
        ),
    ] = None,
    out: Annotated[
        str,
        typer.Option("--out", metavar="FILE", help="The file to write; - is standard output."),
    ] = "-",
    casebook: CasebookOption = DEFAULT_CASEBOOK,
    country: CountryOption = None,
    start: FromOption = None,
    end: ToOption = None,
    actor: ActorOption = None,
    status: StatusOption = None,
    date_prec: DatePrecOption = None,
    where_prec: WherePrecOption = None,
    incident: IncidentOption = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="As it was known on this day: 2020-01-10."),
    ] = None,
    with_private_names: PrivateOption = False,
    left_out: Annotated[
        Path | None,
        typer.Option(
            "--left-out",
            metavar="FILE",
            help="Also write there, as CSV, the incidents that the format does not hold, and why.",
        ),
    ] = None,
    reasons: Annotated[
        Path | None,
        typer.Option(
            "--reasons",
            metavar="FILE",
            help="Also write there, as CSV, the sentence behind every figure, actor and grade.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files that are there already.")
    ] = False,
) -> None:
    """Export incidents, claims or positions in the formats that others work with.

    ged, acled and airwars code every incident by that scheme's own rules, from the same claims;
    what a scheme would not hold is left out and named, with the reason, on standard error. Ids that
    a scheme's owner assigns stay empty. hxl, geojson and ftm are for dashboards, maps and graphs.
    csv, xlsx and parquet are tables: a claim's row has its quotation, offsets, address and voice.

    Names of private persons are withheld, inside quotations and titles too. Of an incident and its
    parts never both are counted.

    Examples:

        rashomon export --format ged --casebook sahel.db --out sahel-ged.csv

        rashomon export --format acled --country NE --from 2020-01-01 --to 2020-03-31 > niger.csv

        rashomon export --format xlsx --table claims --out claims.xlsx --status contested

        rashomon export --format geojson --where-prec 3 --out map.geojson

        rashomon export --format ged --out ged.csv --reasons why.csv --left-out left.csv
    """
    from rashomon.publish.export import FORMATS, table_format
    from rashomon.store import Casebook

    known_by = day(as_of, "--as-of")
    tabular = output.value not in FORMATS
    if tabular is (table is None):
        raise UsageError(
            f"--format {output.value} takes no --table; it is for csv, xlsx and parquet"
            if table is not None
            else f"--format {output.value} needs --table claims, positions or incidents"
        )
    form = table_format(output.value, table.value) if table else FORMATS[output.value]
    if form.binary and out == "-" and sys.stdout.isatty():
        raise UsageError(f"{output.value} is no text for a terminal: name a file with --out")
    with Casebook.open(casebook, create=False) as book:
        wanted = wanted_of(
            book, country, start, end, actor, status, date_prec, where_prec, incident
        )
        from rashomon.exchange import dossiers

        told = dossiers(book, wanted, known_by, with_private_names=with_private_names)
        said = _write(told, form, out, left_out, reasons, force=force)
        named = f"{output.value}, {table.value}" if table else output.value
        withheld = "included" if with_private_names else "withheld"
        given_out(book, "export", f"{named} to {said}; private names {withheld}")


def _write(
    told: Iterator[object],
    form: Format,
    out: str,
    left_out: Path | None,
    reasons: Path | None,
    *,
    force: bool,
) -> str:
    """Writes the files; returns what was written, in words."""
    from rashomon.publish.export import Left, write
    from rashomon.publish.export.sinks import CsvSink

    for path in (left_out, reasons, None if out == "-" else Path(out)):
        if path is not None and path.exists() and not force:
            raise UsageError(f"{path} is there already: name another file, or add --force")
    rows = incidents = left = 0
    with (
        opened(out) as stream,
        opened(left_out) as left_stream,
        opened(reasons) as why_stream,
        CsvSink(left_stream, ["incident", "title", "why"]) as left_sink,
        CsvSink(why_stream, ["row", "incident", "column", "value", "why"]) as why_sink,
    ):
        for each in write(told, form, stream):  # type: ignore[arg-type]  # the pipeline's dossiers
            if isinstance(each, Left):
                left += 1
                left_sink.add({"incident": each.incident, "title": each.title, "why": each.why})
                _tell_left(each, left, left_out)
                continue
            rows, incidents = rows + each.rows, incidents + 1
            for reason in each.reasons:
                why_sink.add({name: getattr(reason, name) for name in reason.__slots__})
    where = "" if out == "-" else f"{out}: "
    said = f"{counted(rows, 'row')} of {counted(incidents, 'incident')}"
    said += f"; {counted(left, 'incident')} left out" if left else ""
    typer.echo(where + said, err=True)
    return f"{out}: {said}"


def _tell_left(left: Left, number: int, file: Path | None) -> None:
    if number <= LEFT_TOLD:
        tell(f"left out {left.incident} ({left.title}): {left.why}")
    elif number == LEFT_TOLD + 1:
        more = f"all are in {file}" if file else "name a file with --left-out to have all"
        tell(f"left out: more than {LEFT_TOLD} incidents; {more}")


@contextmanager
def opened(target: str | Path | None) -> Iterator[BinaryIO]:
    """A stream to write to: standard output for -, nothing for None, else a file that is put in
    its place when all of it is written."""
    if target is None:
        with tempfile.TemporaryFile() as nowhere:
            yield nowhere
        return
    if str(target) == "-":
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as part:
            made = Path(part.name)
            try:
                yield part  # type: ignore[misc]  # a wrapper of a binary file, and used as one
                part.flush()
                made.chmod(0o644)
                made.replace(path)
            except BaseException:
                made.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror or error}); name another file"
        ) from error
