"""Reports as JSON, one a line: an object with `text` and any of a report's keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, Final

from rashomon.errors import RejectedInput
from rashomon.ingest.compose import KEYS, Details
from rashomon.ingest.decode import decode, normalise

_BYTES_PER_CHARACTER: Final = 6
"""The most that JSON needs for a character of a text: its escape \\uXXXX."""
_BYTES_BESIDE_THE_TEXT: Final = 100_000
_PIECE: Final = 1 << 20


def lines(stream: BinaryIO, max_characters: int) -> Iterator[tuple[int, bytes | None]]:
    """(line number from 1, its bytes); None for the bytes of a line longer than a report can be,
    which is skipped without holding it in memory. Empty lines are left out."""
    limit = max_characters * _BYTES_PER_CHARACTER + _BYTES_BESIDE_THE_TEXT
    number = 0
    while True:
        line = stream.readline(limit)
        if not line:
            return
        number += 1
        if len(line) == limit and not line.endswith(b"\n"):
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = stream.readline(_PIECE)
            yield number, None
        elif line.strip():
            yield number, line


def parse_record(line: bytes, source: str, place: str) -> tuple[Details, str]:
    """What a record says of its report, and the report's text.

    An `id` is allowed and passed over: a report's id is a hash of its text. Raises `RejectedInput`
    "bad-record", "encoding", "binary".
    """
    try:
        record = json.loads(_decoded(line, source, place))
    except json.JSONDecodeError as error:
        raise _bad(
            source, f"it is no JSON ({error.msg} at character {error.pos + 1})", place
        ) from error
    except RecursionError as error:
        raise _bad(source, "it is nested too deeply", place) from error
    except ValueError as error:  # a number of thousands of digits
        raise _bad(source, "it holds a number too long to be one", place) from error
    if not isinstance(record, dict):
        raise _bad(source, "it is no JSON object", place)
    text = record.get("text")
    if not isinstance(text, str):
        raise _bad(source, "it has no `text`" if text is None else "`text` is no string", place)
    values: dict[str, str] = {}
    for key, value in record.items():
        if key in ("text", "id") or value is None:
            continue
        if key not in KEYS:
            raise _bad(source, f"a report has no {key[:40]!r}", place)
        if not isinstance(value, str):
            raise _bad(source, f"`{key}` is no string", place)
        if value.strip():
            values[key] = normalise(value, source, place).strip()
    return Details(values), normalise(text, source, place)


def _decoded(line: bytes, source: str, place: str) -> str:
    try:
        return decode(line, source)
    except RejectedInput as error:
        raise RejectedInput(
            source, error.reason, error.detail, f"{place}, {error.place}" if error.place else place
        ) from error


def _bad(source: str, what: str, place: str) -> RejectedInput:
    return RejectedInput(
        source,
        "bad-record",
        f"{what}; a line is one JSON object with `text` and any of {', '.join(KEYS)}",
        place,
    )
