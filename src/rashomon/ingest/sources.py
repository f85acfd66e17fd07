"""From paths to reports: walk files and folders in a fixed order, and read each in its format."""

from __future__ import annotations

import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, Literal

from rashomon.errors import RejectedInput, UsageError
from rashomon.ingest.apart import Apart
from rashomon.ingest.archives import Member, unzipped, warc_members, zip_members
from rashomon.ingest.compose import Details, Given, compose, to_be_read, too_large
from rashomon.ingest.decode import decode
from rashomon.ingest.feeds import entries
from rashomon.ingest.html import parse_page
from rashomon.ingest.jsonl import lines, parse_record
from rashomon.ingest.parquet import parquet_rows, rows_in
from rashomon.ingest.tables import rows
from rashomon.ingest.text import parse_text
from rashomon.records import Medium, Reading, Rejection, Report
from rashomon.settings import Settings

Format = Literal[
    "text", "page", "records", "table", "parquet", "feed", "pdf", "docx", "zip", "warc"
]
Source = Report | Reading | Rejection
"""What an input is: a report, one that was read already, or none and why."""

FORMATS: Final[dict[str, Format]] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".jsonl": "records",
    ".ndjson": "records",
    ".csv": "table",
    ".tsv": "table",
    ".parquet": "parquet",
    ".rss": "feed",
    ".atom": "feed",
    ".pdf": "pdf",
    ".docx": "docx",
    ".zip": "zip",
    ".warc": "warc",
}
PACKED: Final = ".gz"
"""A file of any format may be packed with gzip: `wire.jsonl.gz`, `pages.warc.gz`."""
_ON_REQUEST: Final = frozenset({".csv", ".tsv"})
"""Tables in a folder may hold anything: they are read where they are named outright."""
DOCUMENTS: Final = frozenset([".doc", ".odt", ".rtf", ".epub", ".eml", ".msg", ".mht", ".mhtml"])
"""Files that hold reports as a rule, and are not read yet: in a folder they are refused by name.
What else lies there (pictures, styles and scripts of a saved page, tables) is passed over."""
UNSUPPORTED: Final = DOCUMENTS | {".wacz", ".tar", ".tgz", ".7z", ".json", ".xlsx", ".xls", ".xml"}
"""Refused where they are named outright."""

DEPTH: Final = 2
"""An archive may lie in an archive, and no deeper: a release of a month of archives does, and an
archive that holds itself goes on for ever."""
_BYTES_PER_CHARACTER: Final = 4
_HEADER_BYTES: Final = 16_384
_MARKUP: Final = 20
"""A page may have this many bytes for each character that a report may have. Saved news pages have
200 kB to 2 MB around 2,000 to 20,000 characters of article."""
_DOCUMENT_BYTES: Final = 50_000_000
"""A PDF or Word document may be so large: pictures weigh, and its text is bounded on its own. A
feed has a few megabytes."""
_SNIFFED_BYTES: Final = 512
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class How:
    """What every format needs to know: what was given, the settings, and where documents are
    read."""

    given: Given
    settings: Settings
    apart: Apart


@dataclass(frozen=True, slots=True)
class Item:
    """A file, wherever it lies. `source` names it for people; `name` tells its format; `size` in
    bytes, None where it is not known; `url` where it was fetched; `depth` of archives around it."""

    source: str
    name: str
    size: int | None = None
    url: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """A file wherever it is stored. `source` names it for people, `name` tells its format; `size`
    in bytes, None where it is not known."""

    source: str
    name: str
    size: int | None
    open: Callable[[], BinaryIO]


def sources(paths: Sequence[Path | Stored], given: Given, settings: Settings) -> Iterator[Source]:
    """Every report in `paths`, and a rejection for each input that is none; never raises for one.

    Folders are walked whole, in the order of their names; hidden files and README files in them
    are passed over. A file named outright is read whatever its name is.
    """
    with Apart() as apart:
        how = How(given, settings, apart)
        for path in paths:
            if isinstance(path, Stored):
                try:
                    yield from _stored(path, how)
                except OSError as error:
                    yield _rejection(_unreadable(path.source, error))
            else:
                yield from _folder(path, how) if path.is_dir() else _file(path, how)


def stored_sources(files: Iterable[Stored], given: Given, settings: Settings) -> Iterator[Source]:
    """Every report in these files, as `sources` gives them. Raises OSError where one cannot be read
    at the moment; one that is not there, or may not be read, is a rejection."""
    with Apart() as apart:
        how = How(given, settings, apart)
        for each in files:
            yield from _stored(each, how)


def single(path: Path, given: Given, settings: Settings) -> Report | Rejection:
    """The one report of a file, in a language that is read. Raises `UsageError` where it is a
    folder, is not there, or holds several reports."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder; read takes one report, ingest takes folders")
    if not path.exists():
        raise UsageError(f"{path}: there is no such file; check the name")
    with Apart() as apart:
        found = _file(path, How(given, settings, apart))
        first = next(found)
        if isinstance(first, Reading) or next(found, None) is not None:
            raise UsageError(f"{path} holds several reports; read takes one, ingest takes them all")
    try:
        return to_be_read(first, settings, str(path)) if isinstance(first, Report) else first
    except RejectedInput as error:
        return _rejection(error)


def count(paths: Sequence[Path | Stored]) -> int:
    """How many reports and rejections `sources` will give, as far as names and line ends tell: an
    archive counts once, whatever it holds. For showing how far an ingest has come."""
    total = 0
    for path in paths:
        if isinstance(path, Stored):
            total += 1
            continue
        for found in _walk(path) if path.is_dir() else (path,):
            total += _count_in(found) if isinstance(found, Path) else 1
    return total


def from_stream(
    stream: BinaryIO, given: Given, settings: Settings, *, source: str = "standard input"
) -> Report | Rejection:
    """The one report that a stream holds: a page or plain text with an optional header."""
    try:
        how = How(given, settings, Apart())
        return to_be_read(_written(stream, None, Item(source, ""), how), settings, source)
    except RejectedInput as error:
        return _rejection(error)


# ----------------------------------------------------------------------------------------- walking


def _folder(folder: Path, how: How) -> Iterator[Source]:
    empty = True
    for found in _walk(folder):
        empty = False
        if isinstance(found, OSError):
            yield _rejection(_unreadable(str(found.filename), found))
        else:
            yield from _file(found, how)
    if empty:
        yield Rejection(
            str(folder),
            None,
            "no-reports",
            "the folder holds no reports; they are files ending in .txt, .md, .html, .pdf, .docx, "
            ".jsonl, .zip or .warc (a .csv table is to be named itself)",
        )


def _walk(folder: Path) -> Iterator[Path | OSError]:
    """Files of a folder that hold reports as a rule, in the order of their names, depth first; an
    error for each folder in it that cannot be listed. Links to folders are not followed."""
    refused: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(here) / name for name in sorted(names)):
            if holds_reports(path.name):
                yield path
    yield from refused


def holds_reports(name: str) -> bool:
    """True for the name of a file that, found in a folder, holds reports as a rule."""
    hidden = name.startswith(".") or PurePosixPath(name).stem.lower() == "readme"
    return not hidden and _suffix(name)[0] in (FORMATS.keys() - _ON_REQUEST) | DOCUMENTS


def holds_many(name: str) -> bool:
    """True for the name of a file that holds many reports as a rule."""
    return FORMATS.get(_suffix(name)[0]) in ("records", "table", "parquet", "zip", "warc")


def _suffix(name: str) -> tuple[str, bool]:
    """The suffix that tells a file's format, and whether it is packed with gzip around that."""
    path = PurePosixPath(name.lower())
    packed = path.suffix == PACKED
    return (PurePosixPath(path.stem).suffix if packed else path.suffix), packed


def _stored(file: Stored, how: How) -> Iterator[Source]:
    try:
        stream = file.open()
    except FileNotFoundError:
        yield _not_there(file.source)
        return
    except PermissionError as error:
        yield _rejection(_unreadable(file.source, error))
        return
    with stream:
        yield from _reports(stream, Item(file.source, file.name, file.size), how)


def _file(path: Path, how: How) -> Iterator[Source]:
    source = str(path)
    try:
        size = path.stat().st_size if path.is_file() else None
        with path.open("rb") as stream:
            yield from _reports(stream, Item(source, path.name, size), how)
    except FileNotFoundError:
        yield _not_there(source)
    except OSError as error:
        yield _rejection(_unreadable(source, error))


def _not_there(source: str) -> Rejection:
    return Rejection(source, None, "not-found", "there is no such file or folder; check the name")


def _count_in(path: Path) -> int:
    kind = FORMATS.get(path.suffix.lower())
    if kind not in ("records", "table", "parquet"):
        return 1
    try:
        with path.open("rb") as stream:
            if kind == "parquet":
                return rows_in(stream)
            return sum(piece.count(b"\n") for piece in iter(lambda: stream.read(_PIECE), b"")) or 1
    except OSError:
        return 1


# ----------------------------------------------------------------------------------------- reading


def _reports(stream: BinaryIO, item: Item, how: How) -> Iterator[Source]:
    """The reports that a file holds, by its format; what goes wrong with it is a rejection."""
    suffix, packed = _suffix(item.name)
    try:
        if suffix in UNSUPPORTED or (packed and suffix not in FORMATS):
            raise RejectedInput(
                item.source,
                "unsupported",
                f"{suffix or PACKED} files are not read yet; save the report's text as a .txt or "
                ".html file, or put reports one a line in a .jsonl file",
            )
        kind = FORMATS.get(suffix)
        if packed:
            stream = unzipped(stream, item.size, item.source)
            item = Item(item.source, item.name, None, item.url, item.depth)
        match kind:
            case "records":
                yield from _records(stream, item, how)
            case "table" | "feed" | "parquet":
                yield from _listed(stream, kind, item, how)
            case "zip" | "warc":
                yield from _archive(stream, kind, item, how)
            case "pdf" | "docx":
                yield _document(stream, kind, item, how)
            case _:
                yield _written(stream, kind, item, how)
    except RejectedInput as error:
        yield _rejection(error)
    except (EOFError, zlib.error) as error:
        yield Rejection(
            item.source, None, "damaged", f"it breaks off or is damaged ({error}); get it again"
        )


def _written(stream: BinaryIO, kind: Format | None, item: Item, how: How) -> Report:
    """The report of a page or a text, read no further than one may be."""
    source, settings = item.source, how.settings
    data = stream.read(_SNIFFED_BYTES)
    page = kind == "page" or (kind is None and _looks_like_page(data))
    limit = _HEADER_BYTES + settings.max_characters * (_MARKUP if page else _BYTES_PER_CHARACTER)
    if b"\x00" not in data:
        if item.size is not None and item.size > limit:
            raise too_large(f"it has {item.size:,} bytes", settings, source)
        data += stream.read(limit)
        if len(data) > limit:
            raise too_large(f"it has more than {limit:,} bytes", settings, source)
    text = decode(data, source, page=page)
    if page and text.strip():
        said, text = parse_page(text, source)
    else:
        said, text = parse_text(text, source)
    return _composed(text, said, item, how, medium="html" if page else "text")


def _document(stream: BinaryIO, kind: Literal["pdf", "docx"], item: Item, how: How) -> Report:
    said, text = how.apart.read(kind, _whole(stream, item, how), item.source)
    return _composed(decode(text.encode(), item.source), said, item, how)


def _composed(
    text: str,
    said: Details,
    item: Item,
    how: How,
    *,
    place: str | None = None,
    medium: Medium = "text",
) -> Report:
    if item.url is not None:
        said = Details({"url": item.url, **said.values}, said.places)
    return compose(
        text, said, how.given, how.settings, source=item.source, place=place, medium=medium
    )


def _records(stream: BinaryIO, item: Item, how: How) -> Iterator[Source]:
    none = True
    for number, line in lines(stream, how.settings.max_characters):
        none = False
        place = f"line {number}"
        try:
            if line is None:
                raise too_large("it is a longer line", how.settings, item.source, place)
            said, text = parse_record(line, item.source, place)
            yield _composed(text, said, item, how, place=place)
        except RejectedInput as error:
            yield _rejection(error)
    if none:
        raise RejectedInput(item.source, "empty", "there is no report in it; leave it out")


def _listed(
    stream: BinaryIO, kind: Literal["table", "feed", "parquet"], item: Item, how: How
) -> Iterator[Source]:
    """The reports of a table's rows or a feed's entries; the readings of a table of them."""
    none = True
    with _seekable(stream) if kind == "parquet" else nullcontext(stream) as whole:
        for each in _entries(whole, kind, item, how):
            none = False
            if isinstance(each, RejectedInput):
                yield _rejection(each)
            elif not isinstance(each, tuple):
                yield each
            else:
                place, said, text = each
                try:
                    yield _composed(text, said, item, how, place=place)
                except RejectedInput as error:
                    yield _rejection(error)
    if none:
        raise RejectedInput(item.source, "empty", "there is no report in it; leave it out")


def _entries(
    stream: BinaryIO, kind: Literal["table", "feed", "parquet"], item: Item, how: How
) -> Iterator[tuple[str, Details, str] | Source | RejectedInput]:
    columns = dict(how.given.columns)
    if kind == "table":
        yield from rows(stream, columns, how.settings.max_characters, item.source)
    elif kind == "parquet":
        yield from parquet_rows(stream, columns, item.source)
    else:
        yield from entries(_whole(stream, item, how), item.source)


def _archive(
    stream: BinaryIO, kind: Literal["zip", "warc"], item: Item, how: How
) -> Iterator[Source]:
    """The reports of an archive's members; members that hold none as a rule are passed over."""
    if item.depth >= DEPTH:
        raise RejectedInput(
            item.source,
            "unsupported",
            f"it lies {DEPTH} archives deep; unpack the outer ones and name it itself",
        )
    none = True
    with _seekable(stream) as whole:
        members = (zip_members if kind == "zip" else warc_members)(whole, item.source)
        for member in members:
            suffix, _ = _suffix(member.name)
            if suffix not in FORMATS.keys() | DOCUMENTS:
                continue
            none = False
            if member.stream is not None:
                yield from _reports(member.stream, _inside(member, item), how)
            elif member.refused is not None:
                yield _rejection(member.refused)
    if none:
        raise RejectedInput(item.source, "empty", "there is no report in it; leave it out")


@contextmanager
def _seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """A ZIP archive is read from its end: one that comes as a stream is set down first, in a file
    without a name that is gone when it is closed."""
    if stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as laid:
        shutil.copyfileobj(stream, laid, _PIECE)
        laid.seek(0)
        yield laid


def _inside(member: Member, item: Item) -> Item:
    source = f"{item.source}/{member.name}" if member.url is None else member.url
    return Item(source, member.name, member.size, member.url, item.depth + 1)


def _whole(stream: BinaryIO, item: Item, how: How) -> bytes:
    """All bytes of a document. Raises `RejectedInput` "too-large" past what one may have."""
    data = stream.read(_DOCUMENT_BYTES + 1)
    if len(data) > _DOCUMENT_BYTES:
        raise RejectedInput(
            item.source,
            "too-large",
            f"it has more than {_DOCUMENT_BYTES:,} bytes; save the report's text as a .txt file",
        )
    return data


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
