"""How fast Rashomon is on this machine: `make bench`.

* cold read    a whole `rashomon read` in a process of its own, one English and one French report
* warm read    one report in a process that has its models, over all examples
* reading      words a second of the processor's time against plain spaCy (the same models, all
               components, `nlp.pipe`) over the same texts; the two alternate in one run, so that a
               busy machine slows both
* ingest       `rashomon ingest` of all examples into a new casebook, in a process of its own
* archive      `rashomon batch` with one job and with one a core, `rashomon ingest` of what it made,
               storing alone, and what ten times the reports make of time and memory (`archive.py`)
* memory       the highest resident memory of those processes; and that of one with both languages
               loaded, after a tenth of the texts and after all of them

The texts are the examples and the cases of the tests, or those of DATA (a folder, a file, or the
JSON lines of MUC-4): `make bench DATA=muc4/dev.jsonl`.

`make bench` allows numerical libraries one thread each. Absolute times are the machine's; only the
ratio travels. Prints one table and writes it as JSON to `out/bench.json`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import spacy

from benchmarks.archive import figures as archive
from benchmarks.measuring import MEGABYTE, ROOT, Figure, machine, run, show
from rashomon import pipeline
from rashomon.ingest.compose import Given
from rashomon.ingest.sources import sources
from rashomon.knowledge import Knowledge
from rashomon.records import Report

LANGUAGES = {"en": "English", "fr": "French"}
ARCHIVE = 4_000
OPENING = {
    "en": "A bomb killed three people in Baghdad on Monday, police said.",
    "fr": "Une bombe a tué trois personnes à Bagdad lundi, a déclaré la police.",
}
"""A text with which the models and lists of a language are opened, which is measured apart."""
TURN = 10
"""Texts that one of the two reads before it is the other's turn."""


def cold_reads(files: dict[str, Path], rounds: int) -> list[Figure]:
    """A read of one report from nothing, in each language."""
    figures = []
    for language, file in files.items():
        runs = [run(["read", file, "--format", "json"]) for _ in range(rounds)]
        name = LANGUAGES[language]
        seconds = statistics.median(each.seconds for each in runs)
        memory = max(each.memory for each in runs) / MEGABYTE
        how = f"median of {rounds} runs"
        figures.append(Figure(f"cold read, {name}", seconds, "s", how))
        figures.append(Figure(f"its memory, {name}", memory, "MB", "highest resident"))
    return figures


def warm_reads(reports: Sequence[Report], knowledge: Knowledge) -> list[Figure]:
    """One report at a time in a process that has read before."""
    figures = []
    for language, name in LANGUAGES.items():
        own = [report for report in reports if report.language == language]
        times = []
        for report in own:
            started = time.perf_counter()
            pipeline.read(report, knowledge)
            times.append((time.perf_counter() - started) * 1000)
        how = f"median of {len(own)}, slowest {max(times):.0f} ms"
        figures.append(Figure(f"warm read, {name}", statistics.median(times), "ms", how))
    return figures


def seconds_for(work: Callable[[], object]) -> float:
    """How long the processor works on it: others may use the machine, too."""
    started = time.process_time()
    work()
    return time.process_time() - started


def reading_speed(reports: Sequence[Report], knowledge: Knowledge) -> list[Figure]:
    """Words a second of processor time of this reader and of plain spaCy, by turns over the same
    texts.

    Both have opened their models before the first turn. Each text is read once by each: what
    the reader keeps of a word comes from other texts, as in life.
    """
    figures = []
    for language, name in LANGUAGES.items():
        own = [report for report in reports if report.language == language]
        if not own:
            continue
        words = sum(len(report.text.split()) for report in own)
        plain = spacy.load(knowledge.lexicon(language).model)
        pipeline.read(Report.make(OPENING[language], language=language), knowledge)
        plain(OPENING[language])
        theirs = ours = 0.0
        turns = [own[at : at + TURN] for at in range(0, len(own), TURN)]
        for number, turn in enumerate(turns):

            def by_spacy(nlp: Any = plain, turn: Sequence[Report] = turn) -> None:
                for _ in nlp.pipe(report.text for report in turn):
                    pass

            def by_rashomon(turn: Sequence[Report] = turn) -> None:
                for report in turn:
                    pipeline.read(report, knowledge)

            if number % 2:
                ours += seconds_for(by_rashomon)
            theirs += seconds_for(by_spacy)
            if not number % 2:
                ours += seconds_for(by_rashomon)
        how = f"{words:,} words of {len(own)} texts, {len(turns)} turns"
        figures += [
            Figure(f"plain spaCy, {name}", words / theirs, "words/s", how),
            Figure(f"rashomon, {name}", words / ours, "words/s", how),
            Figure(f"rashomon : spaCy, {name}", theirs / ours, "x", "above 1: faster than spaCy"),
        ]
    return figures


def memory_of(reports: Sequence[Report], knowledge: Knowledge) -> dict[str, float]:
    """Resident megabytes with every model loaded, after a tenth of the reports and after all."""
    process = psutil.Process()
    for language in LANGUAGES:
        knowledge.model(language)
    found = {}
    for number, report in enumerate(reports, start=1):
        pipeline.read(report, knowledge)
        if number in (max(len(reports) // 10, 1), len(reports)):
            found[str(number)] = process.memory_info().rss / MEGABYTE
    return found


def memory(arguments: Sequence[str]) -> list[Figure]:
    """The memory of a process of its own that reads the texts, both languages loaded."""
    command = [sys.executable, "-m", "benchmarks.bench", "--memory", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(done.stdout)
    return [
        Figure(f"memory after {number} texts", value, "MB", "both languages loaded, resident")
        for number, value in found.items()
    ]


def texts_of(path: Path, knowledge: Knowledge) -> list[Report]:
    """The reports of a folder or file; of JSON lines with `doctext` (MUC-4), English texts."""
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        if rows and "doctext" in rows[0]:
            return [Report.make(row["doctext"], language="en") for row in rows]
    found = sources([path], Given(as_default=True), knowledge.settings)
    return [each for each in found if isinstance(each, Report) and each.language in LANGUAGES]


def ingest(folder: Path, count: int) -> list[Figure]:
    """A folder of reports into a new casebook, models and all."""
    with tempfile.TemporaryDirectory() as scratch:
        done = run(["ingest", folder, "--casebook", Path(scratch) / "casebook.db"])
    how = f"{count} reports, new casebook"
    return [
        Figure("ingest", done.seconds, "s", how),
        Figure("ingest rate", count / done.seconds, "reports/s", "the same run"),
        Figure("its memory, ingest", done.memory / MEGABYTE, "MB", "highest resident"),
    ]


def main() -> None:
    """Measures, prints the table and writes the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reports", type=Path, default=ROOT / "examples", metavar="FOLDER")
    parser.add_argument("--texts", type=Path, metavar="PATH", help="what both read by turns")
    parser.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each repeated measure")
    parser.add_argument("--archive", type=int, default=ARCHIVE, help="made-up reports; 0: none")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench.json", metavar="FILE")
    options = parser.parse_args()

    knowledge = Knowledge.open()
    paths = [options.texts] if options.texts else [options.reports, ROOT / "tests" / "cases"]
    texts = [report for path in paths for report in texts_of(path, knowledge)]
    if not texts:
        raise SystemExit(f"bench: there is no report in {paths[0]}")
    if options.memory:
        print(json.dumps(memory_of(texts, knowledge)))
        return
    given = Given(as_default=True)
    every = sources([options.reports], given, knowledge.settings)
    found = [each for each in every if isinstance(each, Report) and each.language in LANGUAGES]
    first: dict[str, Path] = {}
    for file in sorted(options.reports.glob("*.txt")):
        for each in sources([file], given, knowledge.settings):
            if isinstance(each, Report) and each.language in LANGUAGES:
                first.setdefault(each.language, file)
    if set(first) != set(LANGUAGES):
        raise SystemExit(f"bench: {options.reports} needs a text file in English and in French")

    # Processes first, while this one is small: what a process had at most counts for those that it
    # starts, too.
    figures = cold_reads(first, options.rounds)
    figures += ingest(options.reports, len(found))
    if options.archive:
        with tempfile.TemporaryDirectory(prefix="bench-") as work:
            figures += archive(Path(work), options.archive, psutil.cpu_count() or 1)
    for file_language in LANGUAGES:
        pipeline.read(next(r for r in found if r.language == file_language), knowledge)
    figures += warm_reads(found, knowledge)
    figures += reading_speed(texts, knowledge)
    figures += memory(["--texts", str(options.texts.resolve())] if options.texts else [])
    show(figures)

    options.out.parent.mkdir(parents=True, exist_ok=True)
    record = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "figures": [asdict(each) for each in figures],
    }
    options.out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(f"written to {options.out}")


if __name__ == "__main__":
    main()
