"""From paths to reports: walk files and folders in a fixed order, and read each in its format."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, Literal

from rashomon.errors import RejectedInput, UsageError
from rashomon.ingest.compose import Given, compose, too_large
from rashomon.ingest.decode import decode
from rashomon.ingest.html import parse_page
from rashomon.ingest.jsonl import lines, parse_record
from rashomon.ingest.text import parse_text
from rashomon.records import Medium, Rejection, Report
from rashomon.settings import Settings

Format = Literal["text", "page", "records"]

FORMATS: Final[dict[str, Format]] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".jsonl": "records",
    ".ndjson": "records",
}
DOCUMENTS: Final = frozenset(
    [".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".eml", ".msg", ".mht", ".mhtml", ".warc"]
)
"""Files that hold reports as a rule, and are not read yet: in a folder they are refused by name.
What else lies there (pictures, styles and scripts of a saved page, tables) is passed over."""
UNSUPPORTED: Final = DOCUMENTS | {".wacz", ".gz", ".zip", ".json", ".csv", ".tsv", ".xlsx", ".xml"}
"""Refused where they are named outright."""

_BYTES_PER_CHARACTER: Final = 4
_HEADER_BYTES: Final = 16_384
_MARKUP: Final = 20
"""A page may have this many bytes for each character that a report may have. Saved news pages have
200 kB to 2 MB around 2,000 to 20,000 characters of article."""
_SNIFFED_BYTES: Final = 512
_PIECE: Final = 1 << 20


def sources(
    paths: Sequence[Path], given: Given, settings: Settings
) -> Iterator[Report | Rejection]:
    """Every report in `paths`, and a rejection for each input that is none; never raises for one.

    Folders are walked whole, in the order of their names; hidden files and README files in them
    are passed over. A file named outright is read whatever its name is.
    """
    for path in paths:
        if path.is_dir():
            yield from _folder(path, given, settings)
        else:
            yield from _file(path, given, settings)


def single(path: Path, given: Given, settings: Settings) -> Report | Rejection:
    """The one report of a file. Raises `UsageError` where it is a folder, is not there, or holds
    several reports."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder; read takes one report, ingest takes folders")
    if not path.exists():
        raise UsageError(f"{path}: there is no such file; check the name")
    found = _file(path, given, settings)
    first = next(found)
    if next(found, None) is not None:
        raise UsageError(f"{path} holds several reports; read takes one, ingest takes them all")
    return first


def count(paths: Sequence[Path]) -> int:
    """How many reports and rejections `sources` will give at most: a look at names and, for files
    with a report a line, at line ends. For showing how far an ingest has come."""
    total = 0
    for path in paths:
        for found in _walk(path) if path.is_dir() else (path,):
            total += _lines_in(found) if isinstance(found, Path) and _is_records(found) else 1
    return total


def from_stream(
    stream: BinaryIO, given: Given, settings: Settings, *, source: str = "standard input"
) -> Report | Rejection:
    """The one report that a stream holds: a page or plain text with an optional header."""
    try:
        return _report(stream, None, None, given, settings, source)
    except RejectedInput as error:
        return _rejection(error)


# ----------------------------------------------------------------------------------------- walking


def _folder(folder: Path, given: Given, settings: Settings) -> Iterator[Report | Rejection]:
    empty = True
    for found in _walk(folder):
        empty = False
        if isinstance(found, OSError):
            yield _rejection(_unreadable(str(found.filename), found))
        else:
            yield from _file(found, given, settings)
    if empty:
        yield Rejection(
            str(folder),
            None,
            "no-reports",
            "the folder holds no reports; they are files ending in .txt, .md, .html or .jsonl",
        )


def _walk(folder: Path) -> Iterator[Path | OSError]:
    """Files of a folder that hold reports as a rule, in the order of their names, depth first; an
    error for each folder in it that cannot be listed. Links to folders are not followed."""
    refused: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(here) / name for name in sorted(names)):
            hidden = path.name.startswith(".") or path.stem.lower() == "readme"
            if not hidden and path.suffix.lower() in (FORMATS.keys() | DOCUMENTS):
                yield path
    yield from refused


def _file(path: Path, given: Given, settings: Settings) -> Iterator[Report | Rejection]:
    source = str(path)
    kind = FORMATS.get(path.suffix.lower())
    try:
        if path.suffix.lower() in UNSUPPORTED:
            raise RejectedInput(
                source,
                "unsupported",
                f"{path.suffix.lower()} files are not read yet; save the report's text as a .txt "
                "or .html file, or put reports one a line in a .jsonl file",
            )
        size = path.stat().st_size if path.is_file() else None
        with path.open("rb") as stream:
            if kind == "records":
                yield from _records(stream, given, settings, source)
            else:
                yield _report(stream, kind, size, given, settings, source)
    except RejectedInput as error:
        yield _rejection(error)
    except FileNotFoundError:
        yield Rejection(
            source, None, "not-found", "there is no such file or folder; check the name"
        )
    except OSError as error:
        yield _rejection(_unreadable(source, error))


def _is_records(path: Path) -> bool:
    return FORMATS.get(path.suffix.lower()) == "records"


def _lines_in(path: Path) -> int:
    try:
        with path.open("rb") as stream:
            return sum(piece.count(b"\n") for piece in iter(lambda: stream.read(_PIECE), b"")) or 1
    except OSError:
        return 1


# ----------------------------------------------------------------------------------------- reading


def _report(
    stream: BinaryIO,
    kind: Format | None,
    size: int | None,
    given: Given,
    settings: Settings,
    source: str,
) -> Report:
    """The report of a stream of `size` bytes (None: not known), read no further than one may be."""
    data = stream.read(_SNIFFED_BYTES)
    page = kind == "page" or (kind is None and _looks_like_page(data))
    limit = _HEADER_BYTES + settings.max_characters * (_MARKUP if page else _BYTES_PER_CHARACTER)
    if b"\x00" not in data:
        if size is not None and size > limit:
            raise too_large(f"it has {size:,} bytes", settings, source)
        data += stream.read(limit)
        if len(data) > limit:
            raise too_large(f"it has more than {limit:,} bytes", settings, source)
    text = decode(data, source, page=page)
    if page and text.strip():
        said, text = parse_page(text, source)
    else:
        said, text = parse_text(text, source)
    medium: Medium = "html" if page else "text"
    return compose(text, said, given, settings, source=source, medium=medium)


def _records(
    stream: BinaryIO, given: Given, settings: Settings, source: str
) -> Iterator[Report | Rejection]:
    none = True
    for number, line in lines(stream, settings.max_characters):
        none = False
        place = f"line {number}"
        try:
            if line is None:
                raise too_large("it is a longer line", settings, source, place)
            said, text = parse_record(line, source, place)
            yield compose(text, said, given, settings, source=source, place=place)
        except RejectedInput as error:
            yield _rejection(error)
    if none:
        raise RejectedInput(source, "empty", "there is no report in it; leave it out")


def _looks_like_page(start: bytes) -> bool:
    beginning = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return beginning.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<!--"))


def _unreadable(source: str, error: OSError) -> RejectedInput:
    return RejectedInput(
        source,
        "unreadable",
        f"it cannot be read ({error.strerror or error}); check its permissions",
    )


def _rejection(error: RejectedInput) -> Rejection:
    return Rejection(error.source, error.place, error.reason, error.detail)
