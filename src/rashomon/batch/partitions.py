"""What an input is divided into: a file of many reports, or some files of one report each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Final, cast

from rashomon.errors import UsageError
from rashomon.ingest import Stored, holds_many, holds_reports

TOGETHER: Final = 500
"""Files of one report each that make a partition: about a minute of reading."""
_GLOB: Final = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class File:
    """A file of the input. `url` is what opens it, `inside` where it lies in the input, `source`
    what people are told; `state` changes whenever its content does."""

    url: str
    inside: str
    source: str
    size: int | None
    state: str

    def stored(self) -> Stored:
        """The file as ingest takes it."""
        name = PurePosixPath(self.inside).name
        return Stored(self.source, name, self.size, partial(_opened, self.url))


@dataclass(frozen=True, slots=True)
class Partition:
    """What one worker reads. `name` is unlike that of any other partition of the input, and does
    not depend on how many workers there are."""

    name: str
    files: tuple[File, ...]

    @property
    def state(self) -> str:
        """What changes whenever the content of the partition does."""
        words = "\n".join(f"{each.source} {each.state}" for each in self.files)
        return hashlib.sha256(words.encode()).hexdigest()[:32]


def storage(url: str) -> tuple[Any, str]:
    """The file system that a path or URL names, and the path in it (fsspec). Raises UsageError."""
    try:
        fsspec: Any = import_module("fsspec")
    except ImportError as error:
        raise UsageError("batch needs the package fsspec: pip install 'rashomon[batch]'") from error
    try:
        system, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise UsageError(f"{url}: this kind of address cannot be opened ({error})") from error
    return system, str(path)


def partitions(url: str) -> list[Partition]:
    """The partitions of a file, a folder or a pattern (`s3://bucket/2024/*.jsonl.gz`), by name.

    Raises UsageError where there is nothing to read.
    """
    system, path = storage(url)
    try:
        found = sorted(_files(system, path, url), key=lambda each: each.inside.rpartition("/"))
    except OSError as error:
        raise UsageError(f"{url}: it cannot be listed ({error.strerror or error})") from error
    if not found:
        raise UsageError(
            f"{url}: there is nothing to read; batch takes .jsonl, .parquet and .warc files, and "
            "all else that ingest takes, or a folder or a pattern of them"
        )
    return list(_divided(found))


def _files(system: Any, path: str, url: str) -> Iterator[File]:
    """The files that the input names; those of a folder that hold reports as a rule."""
    if _GLOB & set(path):
        matching = system.glob(path, detail=True)
        found = {name: info for name, info in matching.items() if info["type"] == "file"}
        path, url = _fixed(path), _fixed(url)
    elif not system.exists(path):
        raise UsageError(f"{url}: there is no such file or folder; check the name")
    elif not system.isdir(path):
        yield _file(system, path, system.info(path), PurePosixPath(path).name, url)
        return
    else:
        found = system.find(path, detail=True)
    for name, info in found.items():
        inside = name.removeprefix(path.rstrip("/")).lstrip("/")
        hidden = any(part.startswith((".", "_")) for part in PurePosixPath(inside).parts)
        if not hidden and holds_reports(PurePosixPath(inside).name):
            yield _file(
                system, name, info, inside, f"{url.rstrip('/')}/{inside}" if url else inside
            )


def _fixed(pattern: str) -> str:
    """The folder that all that a pattern finds lies in."""
    return pattern[: min(pattern.find(each) for each in _GLOB & set(pattern))].rpartition("/")[0]


def _file(system: Any, path: str, info: dict[str, Any], inside: str, source: str) -> File:
    moment = info.get("mtime")
    state = f"{info.get('size')} {moment}" if moment is not None else str(system.ukey(path))
    return File(system.unstrip_protocol(path), inside, source, info.get("size"), state)


def _divided(files: Sequence[File]) -> Iterator[Partition]:
    """Each file of many reports alone; the others of a folder together, `TOGETHER` at a time."""
    for _, lying in groupby(files, key=lambda each: each.inside.rpartition("/")[0]):
        small = []
        for each in lying:
            if holds_many(each.inside):
                yield Partition(each.inside, (each,))
            else:
                small.append(each)
        for at in range(0, len(small), TOGETHER):
            some = tuple(small[at : at + TOGETHER])
            more = f"+{len(some) - 1}" if len(some) > 1 else ""
            yield Partition(f"{some[0].inside}{more}", some)


def _opened(url: str) -> BinaryIO:
    system, path = storage(url)
    return cast(BinaryIO, system.open(path, "rb"))
