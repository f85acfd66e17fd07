"""What a measure of the reader is, and which there are.

A measure is a module with one function, `measure(gold, asked) -> Score`: it reads gold data, lets
the reader predict, scores the predictions, and returns figures, tables for people and the
predictions themselves. To add one, write the module, name it in `MEASURES`, and give it floors in
`floors.yaml`; the command line, the JSON and `make evaluate` follow.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from rashomon.errors import UsageError

FLOORS = Path(__file__).with_name("floors.yaml")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asked of a measure.

    `limit`: score only the first so many texts (or incidents), None for all. `progress`: show a bar
    on standard error while it works. `articles`: of an incident with several articles, read the
    `latest` or `all` of them. `languages`: folders of further languages.
    """

    limit: int | None = None
    progress: bool = False
    articles: Literal["latest", "all"] = "latest"
    languages: tuple[Path, ...] = ()

    def track(self, items: Sequence[T], what: str) -> Iterator[T]:
        """The items one by one (at most `limit`), with a progress bar where one is wanted."""
        chosen = items if self.limit is None else items[: self.limit]
        if not self.progress:
            yield from chosen
            return
        from rich.console import Console
        from rich.progress import track

        yield from track(chosen, what, console=Console(stderr=True), transient=True)


@dataclass(frozen=True, slots=True)
class Table:
    """A table for people. `headings` name all columns; all but the first are set to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """What a measure found.

    `figures` is all of it, as JSON. `held` are the figures that can have a floor, by name.
    `predictions` is what the reader said, in the shape that the module documents. `remarks` are
    lines printed before the tables.
    """

    figures: Mapping[str, Any]
    tables: tuple[Table, ...]
    held: Mapping[str, float] = field(default_factory=dict)
    predictions: Any = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `gold` is a pattern that finds its gold data beneath a folder; `unit` tells what
    is scored at a time: each match itself, each folder that holds matches, or all together."""

    name: str
    module: str
    help: str
    example: str
    gold: str
    unit: Literal["match", "folder", "all"] = "match"
    also: str | None = None
    """Another name for the command."""
    has_articles: bool = False
    """Whether an incident has several articles, so that it can be asked which to read."""

    def run(self, gold: Path, asked: Asked) -> Score:
        """Scores the gold data at a path. Raises UsageError where it is not what it should be."""
        made: Callable[[Path, Asked], Score] = importlib.import_module(self.module).measure
        return made(gold, asked)

    def found(self, folder: Path) -> list[Path]:
        """The gold data of this measure at or beneath a folder, sorted by path."""
        matches = sorted(folder.rglob(self.gold))
        if self.unit == "folder":
            return sorted({match.parent for match in matches})
        return [folder] if matches and self.unit == "all" else matches


MEASURES = (
    Measure(
        "cases",
        "rashomon.evaluate.run",
        "Score the readings of cases: folders with a report.txt and an expected.json.",
        "rashomon evaluate cases tests/cases",
        "expected.json",
        unit="all",
    ),
    Measure(
        "caseless",
        "rashomon.evaluate.caseless",
        "Score the same cases without their capitals: how many of the rows met are kept.",
        "rashomon evaluate caseless tests/cases",
        "expected.json",
        unit="all",
    ),
    Measure(
        "times",
        "rashomon.evaluate.tempeval",
        "Score the time expressions of English texts in TimeML: .tml files, at any depth.",
        "rashomon evaluate times tempeval3/TimeBank",
        "*.tml",
        unit="folder",
        also="tempeval",
    ),
    Measure(
        "geoparsing",
        "rashomon.evaluate.geoparsing",
        "Score the places of names in a corpus such as LGL, GeoWebNews or TR-News: one .xml file.",
        "rashomon evaluate geoparsing lgl.xml",
        "*.xml",
    ),
    Measure(
        "gunviolence",
        "rashomon.evaluate.gunviolence",
        "Score the killed and injured of incidents of gun violence: one .jsonl file.",
        "rashomon evaluate gunviolence incidents.jsonl",
        "incidents.jsonl",
        has_articles=True,
    ),
    Measure(
        "villages",
        "rashomon.evaluate.villages",
        "Score the places given to villages that are hidden from the gazetteer: GeoNames dumps.",
        "rashomon evaluate villages geonames",
        "[A-Z][A-Z].txt",
        unit="folder",
    ),
    Measure(
        "polnear",
        "rashomon.evaluate.polnear",
        "Score who is said to say what, in English texts annotated as PolNeAR's are.",
        "rashomon evaluate polnear polnear/dev",
        "attributions",
        unit="folder",
    ),
    Measure(
        "muc4",
        "rashomon.evaluate.muc4",
        "Score incidents and who filled which role against the keys of MUC-4: one .jsonl file.",
        "rashomon evaluate muc4 muc4/dev.jsonl",
        "muc4/dev.jsonl",
    ),
    Measure(
        "clusters",
        "rashomon.evaluate.clusters",
        "Score which articles are put into one incident, and what is made of it: one .jsonl file.",
        "rashomon evaluate clusters incidents.jsonl --limit 600",
        "incidents.jsonl",
    ),
    Measure(
        "accounts",
        "rashomon.evaluate.accounts",
        "Score what comes of several reports together: folders of reports with an expected.yaml.",
        "rashomon evaluate accounts tests/accounts",
        "expected.yaml",
        unit="all",
    ),
)


def read_lines(gold: Path, parse: Callable[[str, str], T | None]) -> list[T]:
    """What `parse` makes of each line of a JSON Lines file and of where it stands ("x.jsonl, line
    3"), without the None. Raises UsageError where the file cannot be read or gives nothing."""
    found = []
    try:
        with gold.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                each = parse(line, f"{gold}, line {number}") if line.strip() else None
                if each is not None:
                    found.append(each)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{gold}: cannot be read as JSON Lines: {error}") from error
    if not found:
        raise UsageError(f"{gold}: no incident with gold figures there")
    return found


def digest(gold: Path) -> str:
    """SHA-256 over the names and bytes of a file, or of all files beneath a folder: which gold data
    a figure is of."""
    whole = hashlib.sha256()
    files = sorted(each for each in gold.rglob("*") if each.is_file()) if gold.is_dir() else [gold]
    for file in files:
        whole.update(str(file.relative_to(gold.parent)).encode() + b"\0")
        with file.open("rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
    return whole.hexdigest()


@cache
def floors() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    """Measure → name of the gold file or folder → figure → the least that it may be."""
    import yaml

    loaded: Mapping[str, Mapping[str, Mapping[str, float]]] = yaml.safe_load(
        FLOORS.read_text(encoding="utf-8")
    )
    return loaded


def below(measure: str, gold: Path, score: Score) -> list[str]:
    """The floors that a score does not hold, each told in a line; figures are as `held`."""
    told = []
    for name, floor in floors().get(measure, {}).get(gold.name, {}).items():
        if name not in score.held:
            raise UsageError(f"{FLOORS.name}: {measure} has no figure {name!r}")
        if score.held[name] < floor:
            told.append(f"{measure}, {gold.name}: {name} is {score.held[name]:.3f}, not {floor}")
    return told
