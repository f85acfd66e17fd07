"""Files that hold other files: ZIP archives, gzip, and web archives (WARC, ISO 28500).

No member is ever unpacked to a file of its name, so a name is only a name. Members come in the
archive's order, one at a time, and none is held whole in memory.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from rashomon.errors import RejectedInput
from rashomon.ingest.bounded import bounded

MEMBERS: Final = 200_000
"""A ZIP archive with more members is refused: its directory is held in memory, 500 bytes each."""

_DIRECTORY_END: Final = b"PK\x05\x06"
_DIRECTORY_END_BYTES: Final = 22
_COMMENT_BYTES: Final = 65_535
_ENCRYPTED: Final = 0x1

PAGES: Final = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "application/pdf": ".pdf",
}
"""Content types of a web archive's records that can hold a report → the suffix of such files."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another: its name there, its size in bytes (None: not said) and its bytes.

    `url` is the address it was fetched from, for records of a web archive. `refused` says why its
    bytes cannot be had.
    """

    name: str
    size: int | None
    stream: BinaryIO | None
    url: str | None = None
    refused: RejectedInput | None = None


def zip_members(stream: BinaryIO, source: str) -> Iterator[Member]:
    """The files of a ZIP archive, but for hidden ones and folders. Raises `RejectedInput`."""
    _few_enough(stream, source)
    with _damage(source), zipfile.ZipFile(stream) as archive:
        for entry in archive.infolist():
            hidden = any(part.startswith((".", "__MACOSX")) for part in _parts(entry.filename))
            if entry.is_dir() or hidden:
                continue
            inside = f"{source}/{entry.filename}"
            if entry.flag_bits & _ENCRYPTED:
                locked = RejectedInput(
                    inside, "damaged", "it is locked with a password; unpack it and name the files"
                )
                yield Member(entry.filename, entry.file_size, None, refused=locked)
                continue
            with archive.open(entry) as opened:
                member = bounded(cast(BinaryIO, opened), entry.compress_size, inside)
                yield Member(entry.filename, entry.file_size, member)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in PurePosixPath(name).parts if part not in (".", ".."))


def _few_enough(stream: BinaryIO, source: str) -> None:
    """Looks at the record that closes a ZIP archive, before all of its directory is read."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _DIRECTORY_END_BYTES - _COMMENT_BYTES))
    end = stream.read()
    at = end.rfind(_DIRECTORY_END)
    stream.seek(0)
    if at < 0:
        raise _damaged(source, "it is no ZIP archive, or its end is missing")
    members = int.from_bytes(end[at + 10 : at + 12], "little")
    directory = int.from_bytes(end[at + 12 : at + 16], "little")
    # The archive's own count saturates at 65,535 (ZIP64 holds the true one elsewhere); the size of
    # the directory, at least 46 bytes a member, tells then.
    if max(members, directory // (46 * 4)) > MEMBERS:
        raise RejectedInput(
            source, "too-large", f"it has more than {MEMBERS:,} files; pack them in several"
        )


def unzipped(stream: BinaryIO, packed: int | None, source: str) -> BinaryIO:
    """What a gzip file holds, refused on the way where it unpacks without end."""
    return bounded(cast(BinaryIO, gzip.GzipFile(fileobj=stream)), packed, source)


def warc_members(stream: BinaryIO, source: str) -> Iterator[Member]:
    """The responses of a web archive that can hold a report: status 200, and pages, texts or PDF.

    Raises `RejectedInput` "damaged" where the archive breaks off or is none.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for record in ArchiveIterator(stream):
            if record.rec_type not in ("response", "resource"):
                continue
            headers = record.http_headers
            if headers is not None and headers.get_statuscode() != "200":
                continue
            kind = headers.get_header("Content-Type") if headers is not None else None
            kind = kind or record.rec_headers.get_header("Content-Type") or ""
            suffix = PAGES.get(kind.split(";")[0].strip().lower())
            if suffix is None:
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            body = bounded(cast(BinaryIO, _Body(record.content_stream())), record.length, source)
            yield Member(f"{url or 'record'}{suffix}", None, body, url=url)
    except ArchiveLoadFailed as error:
        raise _damaged(source, f"it is no web archive, or it is damaged ({error})") from error


class _Body:
    """A record's bytes: warcio's stream, which gives as much as it has at hand, read on until as
    much as was asked for is there."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        pieces = []
        while size > 0 and (piece := self._stream.read(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


@contextmanager
def _damage(source: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise _damaged(source, f"it is damaged ({error})") from error


def _damaged(source: str, what: str) -> RejectedInput:
    return RejectedInput(source, "damaged", f"{what}; get it again, or name the files in it")
