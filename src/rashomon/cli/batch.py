"""`rashomon batch`: a large archive into readings, on many cores or many machines."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli.failures import INTERRUPTED, REFUSED, tell
from rashomon.cli.ingest import PLAIN_LINES, ColumnsOption, columns_of
from rashomon.cli.options import (
    LanguageOption,
    OutletOption,
    PublishedOption,
    counted,
    given,
    one_thread,
    settings,
)
from rashomon.errors import UsageError

if TYPE_CHECKING:
    from rashomon.batch import Done, Failed, Partition, Plan

    Result = Done | Failed


def batch(
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="A file, folder or pattern of them; or its URL, as s3://bucket/wire/*.jsonl.gz",
            show_default=False,
        ),
    ],
    output: Annotated[
        str,
        typer.Argument(
            metavar="OUTPUT",
            help="The folder for the readings, or its URL.",
            show_default=False,
        ),
    ],
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", metavar="N", min=1, help="Partitions read at once; one a core, if not said."
        ),
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option(
            "--ray",
            metavar="ADDRESS",
            help="Read on this Ray cluster (auto: the one that this machine belongs to; local: one "
            "made for this, of --jobs cores).",
            show_default=False,
        ),
    ] = None,
    published: PublishedOption = None,
    outlet: OutletOption = None,
    lang: LanguageOption = None,
    columns: ColumnsOption = None,
) -> None:
    """Read an archive into readings, as Parquet, on many cores or a Ray cluster.

    Takes what ingest takes: best files of some thousand reports each (.jsonl, .parquet, .warc, also
    packed with gzip), of which one is a partition; files of one report each are read 500 at a time.
    Each partition becomes one Parquet file, the same however many read. Stopped at any point, the
    same command goes on with the partitions that are left. Then `rashomon ingest` takes the
    readings into a casebook and puts the accounts together.

    Examples:

        rashomon batch archive/ readings/ --jobs 8

        rashomon ingest readings/ --casebook sahel.db

        rashomon batch s3://bucket/wire s3://bucket/readings --ray auto
    """
    from rashomon.batch import Plan, done_before, left_over, partitions
    from rashomon.parquet import pyarrow

    about = given(published=published, outlet=outlet, url=None, language=lang, as_default=True)
    plan = Plan(output, replace(about, columns=columns_of(columns)), settings())
    pyarrow()
    found = partitions(source)
    before = done_before(found, plan)
    for name in left_over(found, plan):
        tell(
            f"{output}/{name} is of no file of {source}; remove it if its reports should not count"
        )
    seen = Seen()
    for each in before.values():
        seen.add(each)
    todo = [each for each in found if each.name not in before]
    began = time.monotonic()
    try:
        with _progress(found, seen, len(before)) as tick:
            for result in _results(todo, plan, jobs, ray):
                tick(result)
    except KeyboardInterrupt:
        tell("interrupted; the partitions that were read are kept, and the same command goes on")
        raise typer.Exit(INTERRUPTED) from None
    typer.echo(_summary(seen, len(found), len(before), time.monotonic() - began, output))
    raise typer.Exit(REFUSED if seen.refused or seen.failed else 0)


def _results(
    todo: Sequence[Partition], plan: Plan, jobs: int | None, ray: str | None
) -> Iterator[Result]:
    from rashomon.batch import in_processes, in_this_process, on_ray

    one_thread()
    cores = jobs or _cores()
    if not todo:
        return iter(())
    if ray is not None:
        if jobs is not None and ray != "local":
            raise UsageError("--jobs: a Ray cluster has the cores it has; leave it out with --ray")
        return on_ray(todo, plan, ray, cores)
    if min(cores, len(todo)) == 1:
        return in_this_process(todo, plan)
    if len(todo) < cores:
        tell(f"{counted(len(todo), 'partition')} for {cores} jobs: divide large files to use all")
    return in_processes(todo, plan, cores)


def _cores() -> int:
    """The cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class Seen:
    """What came of the partitions so far."""

    reports: int = 0
    refused: int = 0
    new: int = 0
    failed: int = 0
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, done: Done) -> None:
        """Count a partition that was read."""
        self.reports += done.reports
        self.refused += done.refused
        self.languages.update(done.languages)


@contextmanager
def _progress(
    found: Sequence[Partition], seen: Seen, before: int
) -> Iterator[Callable[[Result], None]]:
    """What is called with each partition done: a bar on a terminal, a line now and then elsewhere;
    every failure is told as it comes."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from rashomon.batch import Failed

    bar = Progress(
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("partitions"),
        TimeRemainingColumn(),
        console=Console(stderr=True, highlight=False),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    task = bar.add_task("reading", total=len(found), completed=before)
    done = before

    def tick(result: Result) -> None:
        nonlocal done
        if isinstance(result, Failed):
            seen.failed += 1
            tell(f"{result.name}: not read: {result.why}; the same command tries it again")
        else:
            seen.add(result)
            seen.new += result.reports
        done += 1
        bar.update(task, completed=done, description=f"{seen.reports:,} reports read")
        if bar.disable and done % max(1, len(found) // PLAIN_LINES) == 0:
            tell(f"{done:,} of {len(found):,} partitions, {seen.reports:,} reports")

    with bar:
        yield tick


def _summary(seen: Seen, partitions: int, before: int, seconds: float, output: str) -> str:
    from rashomon.languages import describe

    lines = [
        f"{counted(partitions, 'partition')}, {before:,} of them read before: "
        f"{counted(seen.reports, 'report')}, {seen.refused:,} refused. "
        f"{seen.new:,} read now in {seconds:,.0f} s ({seen.new / max(seconds, 1):,.1f} a second)."
    ]
    if seen.languages:
        others = ", ".join(f"{n:,} in {describe(code)}" for code, n in seen.languages.most_common())
        lines.append(f"Kept and not read, for their language: {others}.")
    if seen.failed:
        lines.append(f"{counted(seen.failed, 'partition')} not read; the same command tries again.")
    lines.append(f"Next: rashomon ingest {output} --casebook FILE")
    return "\n".join(lines)
