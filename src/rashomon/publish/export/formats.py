"""The formats: which rows each makes of an incident, and in what kind of file they go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from rashomon.publish.export.acled import acled
from rashomon.publish.export.airwars import airwars
from rashomon.publish.export.dossier import Dossier
from rashomon.publish.export.facts import schemes
from rashomon.publish.export.ftm import ftm
from rashomon.publish.export.ged import ged
from rashomon.publish.export.geojson import geojson
from rashomon.publish.export.hxl import hxl
from rashomon.publish.export.sinks import (
    CsvSink,
    GeoJsonSink,
    LinesSink,
    ParquetSink,
    Sink,
    XlsxSink,
)
from rashomon.publish.export.tables import COLUMNS, rows_of

Row = Mapping[str, Any]
Rows = Callable[[Dossier], Sequence[Row] | str]


@dataclass(frozen=True, slots=True)
class Format:
    """A format. `rows` makes an incident's rows, or says why it holds none; `sink` opens the file
    that takes them; `counts` is true where rows are summed, so that of a parent and its parts only
    one may stand in it; `binary` where a terminal cannot show it."""

    name: str
    what: str
    rows: Rows
    sink: Callable[[BinaryIO], Sink]
    counts: bool = False
    binary: bool = False
    scheme: str | None = None


def _scheme_csv(name: str) -> Callable[[BinaryIO], Sink]:
    return lambda stream: CsvSink(stream, schemes()[name]["columns"])


def _hxl_csv(stream: BinaryIO) -> Sink:
    columns: Mapping[str, str] = schemes()["hxl"]["columns"]
    return CsvSink(stream, list(columns), second=list(columns.values()))


FORMATS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        Format("ged", "UCDP GED, CSV", ged, _scheme_csv("ged"), True, scheme="ucdp"),
        Format("acled", "ACLED, CSV", acled, _scheme_csv("acled"), True, scheme="acled"),
        Format("airwars", "Airwars, JSON lines", airwars, LinesSink, True, scheme="airwars"),
        Format("geojson", "GeoJSON, RFC 7946", geojson, GeoJsonSink),
        Format("ftm", "FollowTheMoney, JSON lines", ftm, LinesSink),
        Format("hxl", "HXL, CSV with a row of tags", hxl, _hxl_csv, True, scheme="totals"),
    )
}
"""The formats of others, by name."""

TABLES: Final[Mapping[str, tuple[Callable[..., Sink], bool]]] = {
    "csv": (lambda stream, columns, _: CsvSink(stream, list(columns)), False),
    "xlsx": (lambda stream, columns, title: XlsxSink(stream, columns, title), True),
    "parquet": (lambda stream, columns, _: ParquetSink(stream, columns), True),
}
"""Kinds of files for tables: what opens one, and whether it is binary."""


def table_format(kind: str, table: str) -> Format:
    """The format of a table in a kind of file."""
    make, binary = TABLES[kind]
    return Format(
        kind,
        f"{table}, {kind.upper()}",
        rows_of(table),
        lambda stream: make(stream, COLUMNS[table], table),
        binary=binary,
    )


@dataclass(frozen=True, slots=True)
class Left:
    """An incident that a format does not hold, and why."""

    incident: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A number or name that was written, and the sentence that gave it. `row` counts from 1, the
    header not among them."""

    row: int
    incident: str
    column: str
    value: int | str | None
    why: str


@dataclass(frozen=True, slots=True)
class Written:
    """An incident that was written: its rows, and the reasons of what its scheme coded."""

    incident: str
    rows: int
    reasons: tuple[Reason, ...]


def write(dossiers: Iterable[Dossier], form: Format, stream: BinaryIO) -> Iterator[Written | Left]:
    """Write incidents to a stream one by one, and tell of each what became of it.

    Nothing is kept between two incidents. The file is whole when the iterator has ended.
    """
    number = 0
    with form.sink(stream) as sink:
        for dossier in dossiers:
            entry = dossier.entry
            if form.counts and dossier.counted_in is not None:
                yield Left(entry.id, entry.title, dossier.counted_in)
                continue
            if (no_incident := _judged_none(dossier)) is not None:
                yield Left(entry.id, entry.title, no_incident)
                continue
            rows = form.rows(dossier)
            if isinstance(rows, str):
                yield Left(entry.id, entry.title, rows)
                continue
            for row in rows:
                sink.add(row)
            yield Written(entry.id, len(rows), tuple(_reasons(dossier, form, rows, number)))
            number += len(rows)


def _judged_none(dossier: Dossier) -> str | None:
    """What an analyst says who judged that there was no incident."""
    for each in dossier.file.judgements:
        if each.kind == "not-an-incident":
            return f"judged to be no incident by {each.by} on {each.at[:10]}: {each.why}"
    return None


def _reasons(dossier: Dossier, form: Format, rows: Sequence[Row], before: int) -> Iterator[Reason]:
    if form.scheme is None:
        return
    for number, row in enumerate(rows, before + 1):
        for value in dossier.coding(form.scheme).values:
            written = row.get(value.column, value.value)
            yield Reason(number, dossier.entry.id, value.column, written, value.reason)
