"""What measurements share: a line of a table, a command in a process of its own, the machine."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import psutil
from rich.console import Console
from rich.table import Table

ROOT: Final = Path(__file__).resolve().parent.parent
COMMAND: Final = (sys.executable, "-c", "from rashomon.cli.main import run; run()")
MEGABYTE: Final = 1e6


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, and how."""

    what: str
    value: float
    unit: str
    how: str


@dataclass(frozen=True, slots=True)
class Process:
    """What a command took: wall seconds, seconds of the processors (its own and those of processes
    that it started and waited for), and the highest resident memory of one process in bytes."""

    seconds: float
    processor: float
    memory: int


def machine() -> str:
    """The machine in one line: processor, cores, memory, Python."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else model
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"{platform.system()}, Python {platform.python_version()}, rashomon {version('rashomon')}; "
        f"load {os.getloadavg()[0]:.1f} when it began"
    )


def run(arguments: Sequence[str | Path], *, aloud: bool = False) -> Process:
    """Runs the command line in a process of its own; ends the benchmark if that fails. What it says
    of its progress is passed on if `aloud`, each line with the time."""
    started = time.perf_counter()
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        cwd=ROOT, text=True, errors="replace",
    ) as process:  # fmt: skip
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if aloud:
                print(f"{datetime.now():%H:%M:%S} {line}", end="", flush=True)
        # wait4 tells of this child alone; RUSAGE_CHILDREN would mix them.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode != 0:
        raise SystemExit(f"bench: rashomon {' '.join(map(str, arguments))} failed:\n{said}")
    in_bytes = 1 if sys.platform == "darwin" else 1024
    return Process(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * in_bytes)


def show(figures: Sequence[Figure]) -> None:
    """Prints the table."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(machine(), style="bold")
    table = Table(box=None, pad_edge=False)
    table.add_column("what")
    table.add_column("value", justify="right")
    table.add_column("unit")
    table.add_column("how", style="dim")
    for each in figures:
        digits = 0 if each.value >= 100 else 1 if each.value >= 10 else 2
        table.add_row(each.what, f"{each.value:,.{digits}f}", each.unit, each.how)
    console.print(table)
