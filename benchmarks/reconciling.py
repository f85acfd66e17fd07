"""How reconciling grows with the casebook, and Splink on the same mentions: `make bench`.

For each size, generated readings (`generated.py`, whose odds are its docstring) are put into a
casebook, and `reconcile` is timed from the profile of each mention to the entry of each incident:
time, highest resident memory, B-cubed against the truth. At the largest size a few reports more
come one by one. Then the same mentions, as a table of what reconciling compares (days, places,
names as they sound, actors, tolls, kinds, words), go to Splink (Linacre et al. 2022; DuckDB):
blocked on the same questions, its parameters estimated on the data, clustered at the best of
several thresholds.

Each measurement has a process of its own. Times are seconds of the processor (of all its cores
together), so that a busy machine changes little; what counts are the ratios.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.generated import Told, readings
from rashomon import pipeline
from rashomon.evaluate.clusters import b_cubed
from rashomon.gazetteer.names import key, skeleton
from rashomon.reconcile import profile
from rashomon.records import MentionProfile
from rashomon.store import Casebook

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000)
LATE = 5
"""Reports that come one by one at the end."""
LEAST_FOR_SPLINK = 5_000
THRESHOLDS = (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)


def reports_of(mentions: int, more: int = 0) -> tuple[list[Told], list[Told]]:
    """Readings with so many mentions, and a few reports that come after them."""
    stream = readings(mentions + 50 + more)
    found: list[Told] = []
    count = 0
    for told in stream:
        found.append(told)
        count += len(told.truth)
        if count >= mentions:
            break
    return found, list(islice(stream, more))


def megabytes() -> float:
    """The highest resident memory of this process so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def ours(mentions: int, late: int) -> dict[str, Any]:
    """Times `reconcile` on a casebook of its own."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        Casebook.open(Path(scratch) / "casebook.db", create=True) as casebook,
    ):
        truth: dict[str, str] = {}
        stream = readings(mentions + 50 + late)
        with casebook.batch(500):
            for told in stream:
                casebook.add_reading(told.reading)
                truth.update((mention, str(number)) for mention, number in told.truth.items())
                if len(truth) >= mentions:
                    break
        started = time.process_time()
        pipeline.reconcile(casebook)
        seconds = time.process_time() - started
        found = b_cubed(casebook.incidents_of(truth), truth)
        singles = []
        for told in islice(stream, late):
            casebook.add_reading(told.reading)
            started = time.process_time()
            pipeline.reconcile(casebook)
            singles.append(time.process_time() - started)
    return {
        "mentions": len(truth),
        "incidents": len(set(truth.values())),
        "seconds": seconds,
        "megabytes": megabytes(),
        **found,
        "one more": statistics.median(singles) if singles else None,
    }


# ------------------------------------------------------------------------------------------ Splink


def row_of(made: MentionProfile) -> dict[str, Any]:
    """A mention as a row of a table: what reconciling compares."""
    place = made.places[0] if made.places else None
    exact = made.date_start is not None and made.date_start == made.date_end
    published = (made.published or "")[:10] or None
    tolls = {each.field: each.low for each in made.tolls}
    who = [each.partition(" ")[2] for each in made.actors if each.startswith("perpetrator")]
    name = key(place.name) if place is not None and (place.where_prec or 1) < 4 else None
    return {
        "unique_id": made.id,
        "day": made.date_start if exact else None,
        "month": (made.date_start or published or "")[:7] or None,
        "published": published,
        "country": made.countries[0] if made.countries else None,
        "region": place.admin1 if place is not None else None,
        "name": name,
        "sound": skeleton(name) if name else None,
        "lat": place.latitude if name and place is not None else None,
        "lon": place.longitude if name and place is not None else None,
        "perpetrator": who[0] if who else None,
        "deaths": tolls.get("deaths"),
        "injuries": tolls.get("injuries"),
        "kind": made.types[-1] if made.types else None,
        "words": [word for word in made.words if " " not in word],
        "full_name": next((word for word in made.words if " " in word), None),
    }


def splink(mentions: int) -> dict[str, Any]:
    """Times Splink on the table of the same mentions; the best of several thresholds counts."""
    import duckdb
    import pyarrow
    from splink import DuckDBAPI, Linker

    found, _ = reports_of(mentions)
    truth = {m: str(number) for told in found for m, number in told.truth.items()}
    rows = [row_of(each) for told in found for each in profile(told.reading)]
    connection = duckdb.connect()
    connection.register("given", pyarrow.Table.from_pylist(rows))
    connection.execute(
        "CREATE TABLE mentions AS SELECT * REPLACE "
        "(TRY_CAST(day AS DATE) AS day, TRY_CAST(published AS DATE) AS published) FROM given"
    )
    started = time.process_time()
    api = DuckDBAPI(connection)
    linker = Linker(api.register("mentions"), settings(), log_level=40)
    _train(linker)
    pairs = linker.inference.predict(threshold_match_probability=THRESHOLDS[0])
    best: dict[str, float] = {}
    at = 0.0
    clustered = 0.0
    for threshold in THRESHOLDS:
        begun = time.process_time()
        made = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold)
        clustered = time.process_time() - begun
        label = {str(r["unique_id"]): str(r["cluster_id"]) for r in made.as_record_list()}
        score = b_cubed(label, truth)
        if score["f1"] > best.get("f1", -1.0):
            best, at = score, threshold
        started += time.process_time() - begun  # one clustering counts, not the search for the best
    seconds = time.process_time() - started + clustered
    return {
        "mentions": len(truth),
        "seconds": seconds,
        "megabytes": megabytes(),
        "threshold": at,
        **best,
    }


def settings() -> Any:
    """What Splink compares, and the pairs it looks at: our own questions in its words."""
    from splink import SettingsCreator, block_on
    from splink import comparison_library as cl

    far = "abs(date_diff('day', day_l, day_r))"
    return SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("country", "day"),
            block_on("sound", "month"),
            block_on("country", "published", "kind"),
            block_on("full_name"),
            block_on("deaths", "day"),
        ],
        comparisons=[
            cl.CustomComparison(
                output_column_name="day",
                comparison_levels=[
                    {"sql_condition": "day_l IS NULL OR day_r IS NULL", "is_null_level": True},
                    {"sql_condition": "day_l = day_r"},
                    {"sql_condition": f"{far} <= 1"},
                    {"sql_condition": f"{far} <= 3"},
                    {"sql_condition": "ELSE"},
                ],
            ),
            cl.JaroWinklerAtThresholds("name", [0.95, 0.85]),
            cl.DistanceInKMAtThresholds("lat", "lon", [5, 30, 100]),
            cl.ExactMatch("perpetrator"),
            cl.ExactMatch("deaths").configure(term_frequency_adjustments=True),
            cl.ExactMatch("injuries").configure(term_frequency_adjustments=True),
            cl.ExactMatch("kind"),
            cl.ArrayIntersectAtSizes("words", [8, 6, 4, 2]),
        ],
        retain_matching_columns=False,
        max_iterations=10,
    )


def _train(linker: Any) -> None:
    from splink import block_on

    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("country", "day", "sound"), block_on("full_name")], recall=0.6
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("country", "day"), block_on("name")):
        training.estimate_parameters_using_expectation_maximisation(rule)


# ------------------------------------------------------------------------------------------ the run


def apart(what: str, mentions: int, late: int = 0) -> dict[str, Any]:
    """One measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.reconciling", "--one", what, str(mentions)]
    done = subprocess.run(
        [*command, "--late", str(late)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"bench: {what} with {mentions} mentions failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(found: Mapping[str, Sequence[Mapping[str, Any]]], sizes: Iterable[int]) -> None:
    """Prints the table and the ratios."""
    console = Console(highlight=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    for heading in ("", "mentions", "seconds", "a mention", "MB", "precision", "recall", "F1"):
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for name, rows in found.items():
        for each in rows:
            table.add_row(
                name,
                f"{each['mentions']:,}",
                f"{each['seconds']:.1f}",
                f"{each['seconds'] / each['mentions'] * 1000:.2f} ms",
                f"{each['megabytes']:.0f}",
                *(f"{each[part]:.3f}" for part in ("precision", "recall", "f1")),
            )
    console.print(table)
    rows = found["rashomon"]
    for less, more in pairwise(rows):
        grown, took = more["mentions"] / less["mentions"], more["seconds"] / less["seconds"]
        console.print(f"{grown:.1f} times the mentions take {took:.1f} times the time")
    last = rows[-1]
    if last["one more"] is not None:
        console.print(
            f"one new report into {last['mentions']:,} mentions: {last['one more'] * 1000:.0f} ms"
        )
    if found.get("Splink"):
        theirs = found["Splink"][-1]
        console.print(
            f"Splink takes {theirs['seconds'] / last['seconds']:.2f} times our time; "
            f"B-cubed F1 {last['f1']:.3f} against its {theirs['f1']:.3f}"
        )


def main() -> None:
    """Measures every size, prints the table and writes the JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--mentions", type=int, nargs="+", default=SIZES)
    parser.add_argument("--late", type=int, default=LATE)
    parser.add_argument("--one", nargs=2, metavar=("WHAT", "MENTIONS"), help=argparse.SUPPRESS)
    parser.add_argument(
        "--out", type=Path, default=ROOT / "out" / "bench-reconciling.json", metavar="FILE"
    )
    options = parser.parse_args()
    if options.one:
        what, mentions = options.one[0], int(options.one[1])
        print(json.dumps(ours(mentions, options.late) if what == "ours" else splink(mentions)))
        return
    found: dict[str, list[dict[str, Any]]] = {"rashomon": []}
    for size in options.mentions:
        late = options.late if size == max(options.mentions) else 0
        found["rashomon"].append(apart("ours", size, late))
    if importlib.util.find_spec("splink") is not None:
        # Fewer mentions hold too few pairs of each kind for it to estimate its parameters.
        sizes = [size for size in options.mentions if size >= LEAST_FOR_SPLINK]
        found["Splink"] = [apart("splink", size) for size in sizes]
    else:
        print("Splink is not installed: pip install 'rashomon[bench]'")
    show(found, options.mentions)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(f"written to {options.out}")


if __name__ == "__main__":
    main()
