"""One partition of an archive → a Parquet file of its readings, and a note that it is done.

    OUTPUT/2024/wire-03.jsonl.parquet         the readings of the partition 2024/wire-03.jsonl
    OUTPUT/_batch/2024/wire-03.jsonl.json     what it was made from and with, and how many

The file appears whole or not at all, the note after it: a worker that dies leaves the partition
undone. What the file holds depends on the partition, what was given and the reader alone, never on
how many workers there are, on which one read it, or on what that one had read before.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO, Final, cast

from rashomon import parquet
from rashomon.batch.partitions import Partition, storage
from rashomon.ingest import Given, stored_sources
from rashomon.knowledge import Knowledge
from rashomon.pipeline import attempt
from rashomon.records import Rejection, Report
from rashomon.settings import Settings

NOTES: Final = "_batch"
"""The folder of the notes; others that read a folder of Parquet pass over what begins with _."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What every worker needs to know. `output` is a folder or the URL of one."""

    output: str
    given: Given
    settings: Settings

    def made_with(self) -> str:
        """What changes whenever the same partition would be read otherwise."""
        reader = opened(self.settings).reader
        words = (reader, self.given, self.settings.max_characters)
        return hashlib.sha256(repr(words).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Done:
    """A partition that was read: how many reports, how many of them in a language that is not read
    (by language), and how many inputs were refused."""

    name: str
    reports: int
    refused: int
    languages: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """A partition that could not be read, and why; nothing of it is there."""

    name: str
    why: str


@lru_cache(maxsize=1)
def opened(settings: Settings) -> Knowledge:
    """The knowledge of these settings, opened once in a process."""
    return Knowledge.open(settings)


def read_partition(partition: Partition, plan: Plan) -> Done | Failed:
    """Read all reports of a partition and write their readings.

    1. sources    each input as a report, or as a rejection with its reason
    2. read       it, as `rashomon ingest` does
    3. write      the readings as one Parquet file, then the note that it is done

    What the storage does not give or take at the moment makes it Failed. Raises KnowledgeError and
    UsageError, with which every partition would fail.
    """
    seen: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    knowledge = opened(plan.settings)

    def outcomes() -> Iterator[parquet.Outcome]:
        files = (each.stored() for each in partition.files)
        for source in stored_sources(files, plan.given, plan.settings):
            outcome = attempt(source, knowledge) if isinstance(source, Report) else source
            seen["refused" if isinstance(outcome, Rejection) else "reports"] += 1
            if isinstance(outcome, Report):
                languages[outcome.language or ""] += 1
            yield outcome

    try:
        _write(plan.output, f"{partition.name}{parquet.EXTENSION}", outcomes())
        done = Done(
            partition.name, seen["reports"], seen["refused"], dict(sorted(languages.items()))
        )
        _note(plan, partition, done)
    except OSError as error:
        return Failed(partition.name, f"{error.filename or ''} {error.strerror or error}".strip())
    return done


def done_before(found: Iterable[Partition], plan: Plan) -> dict[str, Done]:
    """Those partitions that were read with the same reader and options, and have not changed."""
    system, path = storage(plan.output)
    notes = f"{path.rstrip('/')}/{NOTES}"
    there = set(system.find(path)) if system.isdir(path) else set()
    made_with, done = plan.made_with(), {}
    for partition in found:
        note = f"{notes}/{partition.name}.json"
        if (
            note not in there
            or f"{path.rstrip('/')}/{partition.name}{parquet.EXTENSION}" not in there
        ):
            continue
        with suppress(ValueError, TypeError, KeyError):  # a note that is none: read it again
            said = json.loads(system.cat_file(note))
            if (said["state"], said["made_with"]) == (partition.state, made_with):
                done[partition.name] = Done(**said["done"])
    return done


def left_over(found: Iterable[Partition], plan: Plan) -> list[str]:
    """Readings in the output that belong to no partition: of files that the input has no more."""
    system, path = storage(plan.output)
    if not system.isdir(path):
        return []
    root = f"{path.rstrip('/')}/"
    inside = {each.removeprefix(root) for each in system.find(path)}
    made = {
        each for each in inside if each.endswith(parquet.EXTENSION) and not each.startswith("_")
    }
    return sorted(made - {f"{each.name}{parquet.EXTENSION}" for each in found})


def _note(plan: Plan, partition: Partition, done: Done) -> None:
    said = {"state": partition.state, "made_with": plan.made_with(), "done": asdict(done)}
    system, path = _place(plan.output, f"{NOTES}/{partition.name}.json")
    with _appearing(system, path) as stream:
        stream.write(json.dumps(said, ensure_ascii=False, indent=1).encode())


def _write(output: str, name: str, outcomes: Iterable[parquet.Outcome]) -> None:
    system, path = _place(output, name)
    with _appearing(system, path) as stream:
        parquet.write(stream, outcomes)


def _place(output: str, name: str) -> tuple[Any, str]:
    system, root = storage(output)
    path = f"{root.rstrip('/')}/{name}"
    system.makedirs(path.rpartition("/")[0], exist_ok=True)
    return system, path


@contextmanager
def _appearing(system: Any, path: str) -> Iterator[BinaryIO]:
    """A file to write that is there whole or not at all. What a worker that died left of it is
    written over by the next."""
    folder, _, name = path.rpartition("/")
    part = f"{folder}/.{name}.part"
    with system.open(part, "wb") as stream:
        yield cast(BinaryIO, stream)
    system.mv(part, path)
