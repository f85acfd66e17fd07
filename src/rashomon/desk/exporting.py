"""Exports of a selection, for the desk's pages and its API: a file that is sent and not kept."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, BinaryIO, Final, cast

from rashomon.desk.kept import Kept
from rashomon.desk.turns import Turns
from rashomon.errors import UsageError
from rashomon.exchange import dossiers
from rashomon.publish.export import FORMATS, TABLES, Format, Left, Wanted, table_format, write
from rashomon.publish.export.sinks import CsvSink
from rashomon.publish.export.tables import COLUMNS
from rashomon.publish.private import PrivateNames
from rashomon.store import Casebook

CHUNK: Final = 1 << 16
IN_MEMORY: Final = 1 << 22
"""Bytes of a file to be sent that are held in memory; what is longer lies on the disk meanwhile."""
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time of a file in an archive, which is none: the same again gives the same bytes."""
ENDINGS: Final = {"airwars": "jsonl", "ftm": "jsonl", "geojson": "geojson"}
"""Format → how its file's name ends, where that is neither csv nor the format's own name."""
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}
_EXPORTING: Final = Turns(at_once=2, waiting=4)
"""Each export goes through the whole casebook."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken out: these incidents, as known on a day or now, and how that is said."""

    incidents: tuple[str, ...]
    everything: bool
    as_of: date | None
    private: bool
    said: str


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of the incidents: rows written of how many, their reasons, and what was left."""

    rows: int
    incidents: int
    reasons: IO[bytes]
    left: IO[bytes]
    left_out: int

    @property
    def said(self) -> str:
        """In a sentence."""
        left = f"; {self.left_out:,} left out" if self.left_out else ""
        return f"{self.rows:,} rows of {self.incidents:,} incidents{left}"


def format_of(asked: str) -> tuple[Format, str]:
    """The format and the name of its file: "ged", or "csv claims" for a table."""
    name, _, table = asked.partition(" ")
    if not table and name in FORMATS:
        return FORMATS[name], f"{name}.{ENDINGS.get(name, 'csv')}"
    if name in TABLES and table in COLUMNS:
        return table_format(name, table), f"{table}.{name}"
    raise UsageError(f"{asked[:40]!r} is no format; choose one of those offered")


def private_names(book: Casebook, kept: Kept) -> PrivateNames:
    """The names that a casebook withholds, gone through once for all that is taken out of it."""
    return kept.get(book, "private names", lambda: PrivateNames(book.readings()), given=True)


def exported(book: Casebook, form: Format, taken: Taken, kept: Kept) -> tuple[IO[bytes], Exported]:
    """Writes the incidents to a file, and tells what became of each. Raises Busy."""
    ids = frozenset() if taken.everything else frozenset(taken.incidents)
    out, why, left_out = _file(), _file(), _file()
    rows = incidents = left = 0
    with (
        _EXPORTING.turn(),
        CsvSink(cast(BinaryIO, left_out), ["incident", "title", "why"]) as left_sink,
        CsvSink(cast(BinaryIO, why), ["row", "incident", "column", "value", "why"]) as why_sink,
    ):
        told = (
            dossiers(
                book,
                Wanted(incidents=ids),
                taken.as_of,
                with_private_names=taken.private,
                known=None if taken.private else private_names(book, kept),
            )
            if taken.everything or ids
            else iter(())
        )
        for each in write(told, form, cast(BinaryIO, out)):
            if isinstance(each, Left):
                left += 1
                left_sink.add({"incident": each.incident, "title": each.title, "why": each.why})
                continue
            rows, incidents = rows + each.rows, incidents + 1
            for reason in each.reasons:
                why_sink.add({name: getattr(reason, name) for name in reason.__slots__})
    return out, Exported(rows, incidents, why, left_out, left)


def _file() -> IO[bytes]:
    """A file to be sent, which is no longer there when it is closed."""
    return cast(IO[bytes], tempfile.SpooledTemporaryFile(IN_MEMORY))


def zipped(name: str, stream: IO[bytes], told: Exported) -> IO[bytes]:
    """The file with the reasons of what stands in it, and what it does not hold and why."""
    whole = _file()
    parts = ((name, stream), ("reasons.csv", told.reasons), ("left-out.csv", told.left))
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for called, part in parts:
            part.seek(0)
            with archive.open(zipfile.ZipInfo(called, EARLIEST), "w") as into:
                for block in iter(lambda: part.read(CHUNK), b""):  # noqa: B023  used at once
                    into.write(block)
    return whole


def read(stream: IO[bytes]) -> Iterator[bytes]:
    """A file from its beginning, a piece at a time; it is gone when the last has been taken."""
    with stream:
        stream.seek(0)
        yield from iter(lambda: stream.read(CHUNK), b"")


def logged(book: Casebook, by: str, action: str, what: str, taken: Taken) -> None:
    """A line in the log of what was taken out, and whether private persons are named in it."""
    known = f", as known on {taken.as_of}" if taken.as_of else ""
    private = "WITH names of private persons" if taken.private else "private persons withheld"
    book.log(action, f"{what} ({taken.said}{known}); {private}", by)


def attached(name: str) -> dict[str, str]:
    """The header by which a browser keeps what it is sent under this name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}
