"""How fast the desk answers in a large casebook: `make bench` (its last part).

    python -m benchmarks.desk out/large.db --seconds 60

Starts `rashomon desk` on the casebook (makes one of 100,000 incidents where there is none), and
lets 20 users ask it for one page a second each, every user at a moment of their own: the table with
filters as they come, incidents, what the map shows of a window. Every selection is drawn anew, so
that most have not been asked for before. Prints the median, the 95th and 99th percentile and the
slowest of each kind of page, from sending the request to the last byte; then, asking for one page
after another, what each takes of the processor, which a busy machine changes little. Writes both to
out/bench-desk.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import httpx
import psutil
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from benchmarks.casebooks import fill
from benchmarks.generated import COUNTRIES, GROUPS, KINDS
from rashomon.store import Casebook, tables

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sys.executable).with_name("rashomon")
USERS = 20
PATIENCE = 30.0
"""Seconds after which a request counts as failed."""
KEPT_OPEN = 2.0
"""Seconds for which a connection waits to be used again: fewer than after which the desk closes it,
so that no request meets one that is just being closed."""
ALONE = 100
"""Pages of each kind that are asked for one after another."""
SHOWN = 5
"""Failed requests that are named."""
WARM_UP = 5
"""Seconds at the start that do not count: what a desk opens once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: what it was for, how long it took in milliseconds, and its status."""

    kind: str
    milliseconds: float
    status: int
    path: str


def selection(chance: Random) -> dict[str, str]:
    """Filters as people choose them: mostly one or two, sometimes none."""
    year = chance.randint(2015, 2019)
    country, latitude, longitude = chance.choice(COUNTRIES)
    box = (longitude - 3, latitude - 3, longitude + 3, latitude + 3)
    filters: list[dict[str, str]] = [
        {"country": country},
        {"country": country, "region": f"Region {chance.randrange(8)} of {country}"},
        {"status": chance.choice(("contested", "corroborated", "single"))},
        {"since": f"{year}-{chance.randint(1, 12):02}", "until": f"{year + 1}"},
        {"event": chance.choice(KINDS)[1]},
        {"actor": chance.choice(GROUPS)},
        {"toll": str(chance.choice((1, 5, 10, 25, 50, 100)))},
        {"review": "1"},
        {"words": chance.choice(("attack", "clash b", "mara", "gou", "river league"))},
        {"box": ",".join(f"{each:.3f}" for each in box)},
    ]
    chosen: dict[str, str] = {}
    for _ in range(chance.choice((0, 1, 1, 2, 2, 3))):
        chosen |= chance.choice(filters)
    return chosen


def window(chance: Random) -> dict[str, str]:
    """The world, a country or a district, as a map of 700 by 500 pixels shows it."""
    zoom = chance.choice((1, 3, 5, 5, 7, 9))
    _, latitude, longitude = chance.choice(COUNTRIES)
    wide = 700 / 512 * 360 / 2**zoom
    tall = wide * 0.6
    west, east = max(-180.0, longitude - wide / 2), min(180.0, longitude + wide / 2)
    south, north = max(-85.0, latitude - tall / 2), min(85.0, latitude + tall / 2)
    seen = ",".join(f"{each:.4f}" for each in (west, south, east, north))
    return {"zoom": str(zoom), "window": seen}


def paths(ids: list[str]) -> dict[str, tuple[float, Callable[[Random], str]]]:
    """Kind of page → (how often it is asked for, its address)."""

    def table(chance: Random) -> str:
        page = {"page": str(chance.randint(2, 5))} if chance.random() < 0.2 else {}
        return f"/?{urlencode({**selection(chance), **page})}"

    def shown(chance: Random) -> str:
        return f"/map/incidents?{urlencode({**selection(chance), **window(chance)})}"

    return {
        "table": (0.4, table),
        "incident": (0.3, lambda chance: f"/incidents/{chance.choice(ids)}"),
        "map's data": (0.3, shown),
    }


async def user(
    client: httpx.AsyncClient, number: int, ids: list[str], until: float, seen: list[Asked]
) -> None:
    """Asks for a page a second, whether or not the one before has come."""
    chance = Random(number)
    kinds = paths(ids)
    waiting: set[asyncio.Task[None]] = set()
    await asyncio.sleep(number / USERS)
    moment = time.perf_counter()
    while moment < until:
        kind = chance.choices(list(kinds), [share for share, _ in kinds.values()])[0]
        task = asyncio.create_task(ask(client, kind, kinds[kind][1](chance), seen))
        waiting.add(task)
        task.add_done_callback(waiting.discard)
        moment += 1.0
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
    await asyncio.gather(*waiting)


async def ask(client: httpx.AsyncClient, kind: str, path: str, seen: list[Asked]) -> None:
    """One request, timed."""
    started = time.perf_counter()
    try:
        answer = await client.get(path)
        status = answer.status_code
    except httpx.HTTPError:
        status = 0
    seen.append(Asked(kind, (time.perf_counter() - started) * 1000, status, path))


async def load(address: str, ids: list[str], seconds: float) -> list[Asked]:
    """What all users asked for, the warm-up left out."""
    seen: list[Asked] = []
    limits = httpx.Limits(max_connections=200, keepalive_expiry=KEPT_OPEN)
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits) as client:
        for length in (WARM_UP, seconds):
            seen.clear()
            until = time.perf_counter() + length
            await asyncio.gather(*(user(client, n, ids, until, seen) for n in range(USERS)))
    return seen


def alone(address: str, ids: list[str], process: psutil.Process) -> dict[str, float]:
    """Kind of page → milliseconds of the processor that one takes the desk, on average."""
    chance = Random(0)
    found = {}
    with httpx.Client(base_url=address, timeout=PATIENCE) as client:
        for kind, (_, path) in paths(ids).items():
            before = sum(process.cpu_times()[:2])
            for _ in range(ALONE):
                client.get(path(chance))
            found[kind] = (sum(process.cpu_times()[:2]) - before) / ALONE * 1000
    return found


def show(
    seen: list[Asked], seconds: float, busy: float, own_time: dict[str, float]
) -> list[dict[str, object]]:
    """Prints the table; its rows."""
    console = Console(highlight=False, width=110)
    table = Table(box=None, pad_edge=False)
    for name in ("page", "requests", "failed", "median", "95 %", "99 %", "slowest", "processor"):
        table.add_column(name, justify="left" if name == "page" else "right")
    rows: list[dict[str, object]] = []
    for kind in (*paths([""]), "all"):
        own = [each for each in seen if kind in (each.kind, "all")]
        times = sorted(each.milliseconds for each in own)
        failed = sum(each.status != 200 for each in own)
        cut = statistics.quantiles(times, n=100, method="inclusive")
        row = {"median": cut[49], "95 %": cut[94], "99 %": cut[98], "slowest": times[-1]}
        if kind in own_time:
            row["processor"] = own_time[kind]
        table.add_row(kind, str(len(own)), str(failed), *(f"{v:,.0f} ms" for v in row.values()))
        rows.append({"page": kind, "requests": len(own), "failed": failed, **row})
    console.print(table)
    print(
        f"{USERS} users, {len(seen) / seconds:.1f} requests a second; the desk used {busy:.2f} of "
        f"{os.cpu_count()} cores; the machine's load was {os.getloadavg()[0]:.1f}"
    )
    return rows


def main() -> None:
    """Starts the desk, asks, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("casebook", nargs="?", default=str(ROOT / "out" / "large.db"))
    parser.add_argument("--incidents", type=int, default=100_000, help="in a new casebook")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench-desk.json")
    options = parser.parse_args()
    if "://" not in options.casebook and not Path(options.casebook).exists():
        print(f"making {options.casebook} with {options.incidents:,} incidents: some minutes")
        with Casebook.open(options.casebook, create=True) as casebook:
            fill(casebook, options.incidents)
    with Casebook.open(options.casebook, create=False) as casebook:
        counts = casebook.counts()
        sample = select(tables.incidents.c.id).order_by(func.random()).limit(2_000)
        with casebook._reading() as connection:
            ids = list(connection.execute(sample).scalars())
    print(f"{counts.incidents:,} incidents, {counts.reports:,} reports, {counts.claims:,} claims")
    command = [COMMAND, "desk", "--casebook", options.casebook, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as desk:
        assert desk.stderr is not None
        address = ""
        for line in desk.stderr:
            address = next((word for word in line.split() if word.startswith("http")), "")
            if address:
                break
        process = psutil.Process(desk.pid)
        try:
            before = sum(process.cpu_times()[:2])
            started = time.perf_counter()
            seen = asyncio.run(load(address.rstrip("/"), ids, options.seconds))
            used = sum(process.cpu_times()[:2]) - before
            busy = used / (time.perf_counter() - started)
            own_time = alone(address.rstrip("/"), ids, process)
            memory = process.memory_info().rss / 1e6
        finally:
            desk.terminate()
    for each in [one for one in seen if one.status != 200][:SHOWN]:
        print(f"failed: {each.path}: {each.status or 'no answer'}")
    rows = show(seen, options.seconds, busy, own_time)
    print(f"the desk held {memory:,.0f} MB")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"pages": rows, "cores": busy, "memory": memory}, indent=2))
    print(f"written to {options.out}")


if __name__ == "__main__":
    main()
