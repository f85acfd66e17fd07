"""Every measurement, one part after the other, and all figures in one table: `make bench`.

    python -m benchmarks [--texts PATH] [--quick]

The parts are `bench` (starting, reading, archives, ingest, store, memory), `reconciling` and
`desk`; each is a command of its own, and writes its figures to a file in `out`. `--quick` takes so
little of everything that it tells only whether all parts work.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from benchmarks.measuring import ROOT, Figure, show

ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
QUICK: Final = {
    "bench": ("--archive", "40", "--rounds", "1", "--texts", str(ROOT / "examples")),
    "reconciling": ("--mentions", "100", "1000", "--late", "1"),
    "desk": (str(ROOT / "out" / "quick.db"), "--incidents", "300", "--seconds", "3"),
}


def of_bench(found: dict[str, Any]) -> Iterator[Figure]:
    """The figures of `benchmarks.bench` are such already."""
    yield from (Figure(**each) for each in found["figures"])


def of_reconciling(found: dict[str, Any]) -> Iterator[Figure]:
    """Seconds and memory by size, how they grow, and how right it is."""
    for name, rows in found.items():
        for each in rows:
            of = f"{each['mentions']:,} mentions"
            yield Figure(f"reconciling, {name}", each["seconds"], "s", f"{of}, of the processor")
            yield Figure("its memory", each["megabytes"], "MB", "highest resident")
            yield Figure("its B-cubed F1", each["f1"], "", of)
    for less, more in pairwise(found["rashomon"]):
        how = f"processor time, {more['mentions']:,} : {less['mentions']:,} mentions"
        yield Figure("more mentions", more["seconds"] / less["seconds"], "x", how)
    ours = found["rashomon"][-1]
    if ours["one more"] is not None:
        how = f"of the processor, into {ours['mentions']:,} mentions"
        yield Figure("one new report", ours["one more"] * 1000, "ms", how)
    for theirs in found.get("Splink", [])[-1:]:
        ratio = theirs["seconds"] / ours["seconds"]
        yield Figure("Splink : rashomon", ratio, "x", f"time, {theirs['mentions']:,} mentions")


def of_desk(found: dict[str, Any]) -> Iterator[Figure]:
    """The 95th percentile of each kind of page, and what failed."""
    for each in found["pages"]:
        how = f"95th percentile of {each['requests']:,} requests, {each['failed']} failed"
        yield Figure(f"desk, {each['page']}", each["95 %"], "ms", how)
    yield Figure("its memory, desk", found["memory"], "MB", "resident")


PARTS: Final = {
    "bench": ("bench.json", of_bench),
    "reconciling": ("bench-reconciling.json", of_reconciling),
    "desk": ("bench-desk.json", of_desk),
}


def main() -> None:
    """Runs the parts and prints the table; ends with 1 when one of them failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path, metavar="PATH", help="what bench reads by turns")
    parser.add_argument("--quick", action="store_true", help="a few of everything: does it work?")
    options = parser.parse_args()
    out = ROOT / "out" / "quick" if options.quick else ROOT / "out"
    out.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
    figures: list[Figure] = []
    failed = []
    for name, (file, figures_of) in PARTS.items():
        command = [sys.executable, "-m", f"benchmarks.{name}", "--out", str(out / file)]
        command += QUICK[name] if options.quick else ()
        if name == "bench" and options.texts is not None:
            command += ["--texts", str(options.texts)]
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0:
            found = json.loads((out / file).read_text(encoding="utf-8"))
            figures += figures_of(found)
        else:
            failed.append(name)
    print()
    show(figures)
    if failed:
        sys.exit(f"bench: {', '.join(failed)} failed; the figures above are of the other parts")


if __name__ == "__main__":
    main()
