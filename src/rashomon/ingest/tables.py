"""Tables of reports: CSV or tab-separated values with a heading, a report a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from rashomon.errors import RejectedInput
from rashomon.ingest.compose import KEYS, Details
from rashomon.ingest.decode import normalise

TEXT: Final = "text"
_FIELD_BYTES: Final = 4
_SNIFFED: Final = 4096


def rows(
    stream: BinaryIO, columns: Mapping[str, str], max_characters: int, source: str
) -> Iterator[tuple[str, Details, str] | RejectedInput]:
    """(place, what the row says of its report, the report's text) for each row.

    `columns` maps keys of a report, and "text", to the headings they stand under; headings that are
    such keys need none. A row that is no report comes as the `RejectedInput` that says why. Raises
    `RejectedInput` where the table as a whole cannot be read.
    """
    csv.field_size_limit(max_characters * _FIELD_BYTES)
    decoded = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    try:
        first = decoded.readline(_SNIFFED)
    except UnicodeDecodeError as error:
        raise _not_utf8(source) from error
    if not first.strip():
        raise RejectedInput(source, "empty", "there is no table in it; leave it out")
    delimiter = max(",;\t", key=first.count)
    headings = [each.strip() for each in next(csv.reader([first], delimiter=delimiter))]
    places = columns_of(headings, columns, source)
    reader = csv.reader(decoded, delimiter=delimiter)
    while True:
        place = f"row at line {reader.line_num + 2}"
        try:
            row = next(reader)
        except StopIteration:
            return
        except UnicodeDecodeError as error:
            raise _not_utf8(source) from error
        except csv.Error as error:
            yield _bad(source, str(error), place)
            continue
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(headings):
            what = f"it has {len(row)} cells, and the heading {len(headings)}"
            yield _bad(source, what, place)
            continue
        try:
            cells = {key: normalise(row[at], source, place) for key, at in places.items()}
        except RejectedInput as error:
            yield error
            continue
        text = cells.pop(TEXT)
        values = {key: cell.strip() for key, cell in cells.items() if cell.strip()}
        yield place, Details(values), text


def columns_of(headings: list[str], columns: Mapping[str, str], source: str) -> dict[str, int]:
    """Key of a report, or "text" → where its column stands among the headings.

    Raises `RejectedInput` where a column that `columns` names is not there, or none holds the text.
    """
    plain = [heading.lower() for heading in headings]
    named = {key: key for key in (*KEYS, TEXT) if key in plain} | dict(columns)
    missing = [heading for heading in named.values() if heading.lower() not in plain]
    if missing:
        raise RejectedInput(
            source,
            "bad-record",
            f"it has no column {missing[0]!r}; its columns are {', '.join(headings)[:300]}",
            "line 1",
        )
    if TEXT not in named:
        raise RejectedInput(
            source,
            "bad-record",
            "it has no column `text`; say which one holds the report's text "
            f"(--columns text=NAME): {', '.join(headings)[:300]}",
            "line 1",
        )
    return {key: plain.index(heading.lower()) for key, heading in named.items()}


def _bad(source: str, what: str, place: str) -> RejectedInput:
    return RejectedInput(source, "bad-record", f"{what}; mend the row", place)


def _not_utf8(source: str) -> RejectedInput:
    return RejectedInput(
        source,
        "encoding",
        "it is not UTF-8; save it as UTF-8 (in a spreadsheet: CSV UTF-8), or convert it "
        "(for example: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW)",
    )
