"""How fast the gazetteer answers, and places resolve: `python benchmarks/places.py [DUMP.txt]`.

Prints opening, exact and fuzzy look-ups a second (every name another one, nothing cached),
resolving a report with 500 place names, and, with a GeoNames dump, loading it. Times are of this
machine, of one core as far as the system lends it: seconds of the processor, not of the clock.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rashomon.annotate import annotate
from rashomon.gazetteer import Gazetteer, open_builtin
from rashomon.gazetteer.added import add
from rashomon.knowledge import Knowledge
from rashomon.records import Report
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.places import resolve_places

COUNTRIES = ("NE", "ML", "NG", "BF", "TD", "CM", "SD", "ET", "SO", "KE", "IQ", "SY", "YE", "UA")
EXACT, FUZZY, NAMES = 20_000, 300, 500


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    knowledge = Knowledge.open()
    path = open_builtin().path
    tell("open the built-in gazetteer", seconds(lambda: Gazetteer.open(path)), "s")
    gazetteer = Gazetteer.open(path)
    names = [p.name for code in COUNTRIES for p in gazetteer.towns(code, 1)]
    random.Random(1).shuffle(names)
    chosen = list(dict.fromkeys(names))[:EXACT]
    took = seconds(lambda: [gazetteer.exact(name) for name in chosen])
    tell("exact look-ups", len(chosen) / took, "a second")
    misspelt = [name[:-2] + name[-1] for name in chosen if len(name) > 5][:FUZZY]
    took = seconds(lambda: [gazetteer.fuzzy(name) for name in misspelt])
    tell("fuzzy look-ups", len(misspelt) / took, "a second")
    towns = [p.name for code in COUNTRIES for p in gazetteer.towns(code, 20_000)]
    listed = list(dict.fromkeys(towns))[:NAMES]
    moves = " ".join(
        f"Troops went from {a} to {b}." for a, b in zip(listed[::2], listed[1::2], strict=True)
    )
    tell("resolve 500 listed names", resolving(knowledge, moves), "s")
    raids = " ".join(
        f"Gunmen raided the village of Zor{chr(97 + i % 26)}{chr(97 + i // 26)}venka, "
        f"{10 + i % 60} km north of {listed[i]}."
        for i in range(NAMES // 2)
    )
    tell("resolve 250 listed names and 250 located ones", resolving(knowledge, raids), "s")
    if arguments:
        with tempfile.TemporaryDirectory() as folder:
            took = seconds(lambda: add(Path(arguments[0]), Path(folder), gazetteer))
            tell(f"load {Path(arguments[0]).name}", took, "s")


def resolving(knowledge: Knowledge, text: str) -> float:
    """Seconds to find and resolve the places of a text that is parsed already."""
    document = annotate(Report.make(text), "en", knowledge)
    lexicon = PlaceLexicon.load("en")
    gazetteer = Gazetteer.open(knowledge.gazetteer.path)
    return seconds(lambda: resolve_places(document, gazetteer, knowledge.borders, lexicon))


def seconds(call: Callable[[], object]) -> float:
    """Of the processor, for one call."""
    began = time.process_time()
    call()
    return time.process_time() - began


def tell(what: str, value: float, unit: str) -> None:
    """One line."""
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.3f}"
    print(f"{what:<48}{shown:>10} {unit}")


if __name__ == "__main__":
    main(sys.argv[1:])
