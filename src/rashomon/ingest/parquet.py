"""Parquet: tables with a report a row, and the readings that `rashomon batch` wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, BinaryIO, Final

from rashomon.errors import InvariantError, RejectedInput, UsageError
from rashomon.ingest.compose import Details
from rashomon.ingest.decode import normalise
from rashomon.ingest.tables import TEXT, columns_of
from rashomon.parquet import SCHEMA, Outcome, batches, outcome_of, pyarrow

GROUP_BYTES: Final = 1 << 30
"""A group of rows that unpacks to more is refused: it is held in memory."""

Row = tuple[str, Details, str]


def parquet_rows(
    stream: BinaryIO, columns: Mapping[str, str], source: str
) -> Iterator[Row | Outcome | RejectedInput]:
    """What a Parquet file holds, row by row: readings, reports and rejections as `rashomon batch`
    wrote them; else (place, what the row says of its report, the report's text).

    `columns` as for CSV. A row that is none of these comes as the `RejectedInput` that says why.
    Raises `RejectedInput` where the file as a whole cannot be read.
    """
    file = _opened(stream, source)
    try:
        if (file.schema_arrow.metadata or {}).get(b"rashomon") == SCHEMA:
            yield from _outcomes(file, source)
        else:
            yield from _reports(file, columns, source)
    except (ValueError, OSError) as error:  # what pyarrow says of pages that are damaged
        raise _damaged(source, error) from error


def rows_in(stream: BinaryIO) -> int:
    """How many rows a Parquet file says it has; 1 where it cannot be read."""
    try:
        return int(pyarrow().parquet.ParquetFile(stream).metadata.num_rows) or 1
    except (UsageError, ValueError, OSError):
        return 1


def _opened(stream: BinaryIO, source: str) -> Any:
    try:
        file = pyarrow().parquet.ParquetFile(stream)
    except UsageError as error:
        raise RejectedInput(source, "unsupported", str(error)) from error
    except (ValueError, OSError) as error:
        raise _damaged(source, error) from error
    found = file.metadata
    groups = (found.row_group(number).total_byte_size for number in range(found.num_row_groups))
    if max(groups, default=0) > GROUP_BYTES:
        raise RejectedInput(
            source,
            "too-large",
            f"a group of its rows has more than {GROUP_BYTES:,} bytes; write it with smaller ones",
        )
    return file


def _outcomes(file: Any, source: str) -> Iterator[Outcome | RejectedInput]:
    for number, row in enumerate(batches(file, ("kind", "json")), start=1):
        try:
            yield outcome_of(row["kind"], row["json"])
        except InvariantError as error:
            yield RejectedInput(
                source, "bad-record", f"{error}; make the file again", f"row {number}"
            )


def _reports(file: Any, columns: Mapping[str, str], source: str) -> Iterator[Row | RejectedInput]:
    headings = list(file.schema_arrow.names)
    named = {key: headings[at] for key, at in columns_of(headings, columns, source).items()}
    for number, row in enumerate(batches(file, sorted(set(named.values()))), start=1):
        place = f"row {number}"
        try:
            said = {key: _words(row[name], key, source, place) for key, name in named.items()}
        except RejectedInput as error:
            yield error
            continue
        text = said.pop(TEXT)
        yield place, Details({key: words for key, words in said.items() if words}), text


def _words(value: Any, key: str, source: str, place: str) -> str:
    """A cell in words: a date is its day, a moment without a zone too."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.isoformat() if value.tzinfo is not None else value.date().isoformat()
    elif isinstance(value, date):
        value = value.isoformat()
    if not isinstance(value, str):
        what = f"`{key}` is {type(value).__name__}, and should be a text or a date"
        raise RejectedInput(source, "bad-record", f"{what}; mend the row", place)
    words = normalise(value, source, place)
    return words if key == TEXT else words.strip()


def _damaged(source: str, error: Exception) -> RejectedInput:
    said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return RejectedInput(source, "damaged", f"it is no Parquet file, or damaged ({said})")
