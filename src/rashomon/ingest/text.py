"""Plain text with an optional header.

    outlet: A wire agency
    published: 2020-01-09
    ---
    Gunmen attacked …

Lines `key: value` closed by a line `---` are a header; a line `---` may open it too (the front
matter of Markdown). Where the first lines are anything else, the whole file is the report's text.
"""

from __future__ import annotations

import re
from typing import Final

from rashomon.errors import RejectedInput
from rashomon.ingest.compose import KEYS, Details, publication

_FENCE: Final = "---"
_LINE: Final = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
_HEADER_LINES: Final = 40
"""No header is longer; past that a line `---` is a rule drawn in the text."""


def parse_text(text: str, source: str) -> tuple[Details, str]:
    """What the header says, and the text after it (without the empty lines around it).

    Raises `RejectedInput` naming the line: "bad-header" for a key that reports do not have, a key
    said twice or a line that is no `key: value`, "bad-date" for a `published` that is no date.
    """
    lines = text.split("\n")
    first = 1 if lines[0].strip() == _FENCE else 0
    block = _block(lines, first)
    if block is None or not _is_header(lines[first:block]):
        return Details(), text.strip("\n")
    values: dict[str, str] = {}
    places: dict[str, str] = {}
    for at in range(first, block):
        key, value = _entry(lines[at], source, f"line {at + 1}")
        if key in places:
            raise RejectedInput(
                source,
                "bad-header",
                f"{key} is said twice ({places[key]} and here); keep one",
                f"line {at + 1}",
            )
        places[key] = f"line {at + 1}"
        if value:
            values[key] = _checked(key, value, source, places[key])
    return Details(values, places), "\n".join(lines[block + 1 :]).strip("\n")


def _block(lines: list[str], first: int) -> int | None:
    """Index of the line that closes the block at the top, if one does before an empty line."""
    for at in range(first, min(len(lines), first + _HEADER_LINES)):
        if lines[at].strip() == _FENCE:
            return at if at > first else None
        if not lines[at].strip():
            return None
    return None


def _is_header(block: list[str]) -> bool:
    """True when each line is `key: value`, or the first names a report's key: then a line that is
    not is a slip to be told, not a text to be read."""
    matches = [_LINE.fullmatch(line.strip()) for line in block]
    return all(matches) or (matches[0] is not None and matches[0][1].lower() in KEYS)


def _entry(line: str, source: str, place: str) -> tuple[str, str]:
    match = _LINE.fullmatch(line.strip())
    keys = ", ".join(KEYS)
    if match is None:
        raise RejectedInput(
            source, "bad-header", f"{line.strip()[:60]!r} is no `key: value` ({keys})", place
        )
    key = match[1].lower()
    if key not in KEYS:
        raise RejectedInput(
            source, "bad-header", f"a report has no {match[1]!r}; its keys are {keys}", place
        )
    return key, (match[2] or "").strip()


def _checked(key: str, value: str, source: str, place: str) -> str:
    return publication(value, source, place) if key == "published" else value
