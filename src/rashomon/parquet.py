"""Readings as Parquet: what `rashomon batch` writes and `rashomon ingest` takes.

One row for each input, in their order: its `kind` (reading, report, rejection), what a table of
readings is filtered by, and `json`, the record itself. A report in a language that is not read is
there without a reading; what was refused is there with its reason.

The same rows always give the same bytes with the same version of pyarrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, BinaryIO, Final

from rashomon.codec import dumps, loads
from rashomon.errors import InvariantError, UsageError
from rashomon.records import Reading, Rejection, Report, identify

SCHEMA: Final = b"rashomon/readings/1"
"""The value of the key `rashomon` in such a file's metadata."""
EXTENSION: Final = ".parquet"
COLUMNS: Final = (
    "kind",
    "report",
    "outlet",
    "url",
    "title",
    "published",
    "language",
    "reader",
    "json",
)
ROWS: Final = 500
"""Rows of a group: what is held in memory, and read at once (about 10 MB)."""

Outcome = Reading | Report | Rejection
_KINDS: Final[dict[str, type[Outcome]]] = {
    "reading": Reading,
    "report": Report,
    "rejection": Rejection,
}


def pyarrow() -> Any:
    """The library, with its part for Parquet. Raises UsageError naming the extra that brings it."""
    try:
        import_module("pyarrow.parquet")
        return import_module("pyarrow")
    except ImportError as error:
        raise UsageError(
            "Parquet files need the package pyarrow: pip install 'rashomon[batch]'"
        ) from error


def write(stream: BinaryIO, outcomes: Iterable[Outcome]) -> None:
    """Writes outcomes as a Parquet file, a group of rows at a time."""
    arrow = pyarrow()
    fields = [(name, arrow.string()) for name in COLUMNS]
    schema = arrow.schema(fields, metadata={b"rashomon": SCHEMA})
    with arrow.parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        rows: list[dict[str, str | None]] = []
        for outcome in outcomes:
            rows.append(_row(outcome))
            if len(rows) == ROWS:
                writer.write_table(arrow.Table.from_pylist(rows, schema=schema))
                rows = []
        writer.write_table(arrow.Table.from_pylist(rows, schema=schema))


def _row(outcome: Outcome) -> dict[str, str | None]:
    row: dict[str, str | None] = dict.fromkeys(COLUMNS)
    row["kind"] = next(kind for kind, cls in _KINDS.items() if isinstance(outcome, cls))
    row["json"] = dumps(outcome)
    if isinstance(outcome, Rejection):
        return row
    report = outcome.report if isinstance(outcome, Reading) else outcome
    row |= {
        "report": report.id,
        "outlet": report.outlet,
        "url": report.url,
        "title": report.title,
        "published": report.published,
        "language": report.language,
    }
    if isinstance(outcome, Reading):
        reader = outcome.reader
        row["reader"] = f"{reader.name} {reader.version} {reader.knowledge}"
    return row


def outcome_of(kind: Any, text: Any) -> Outcome:
    """The record that a row holds. Raises InvariantError where it breaks its own rules."""
    cls = _KINDS.get(kind) if isinstance(kind, str) else None
    if cls is None or not isinstance(text, str):
        raise InvariantError(f"a row holds a {', a '.join(_KINDS)}, not {kind!r:.40}")
    outcome: Outcome = loads(cls, text)
    report = outcome.report if isinstance(outcome, Reading) else outcome
    if isinstance(report, Report) and report.id != identify(
        "r", report.text, report.url or report.outlet
    ):
        raise InvariantError(f"report {report.id}: its id is not the hash of its text")
    return outcome


def batches(file: Any, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of an open Parquet file as dicts of these columns, some at a time."""
    for batch in file.iter_batches(batch_size=ROWS, columns=list(columns)):
        yield from batch.to_pylist()
