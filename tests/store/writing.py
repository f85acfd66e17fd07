"""A program that adds readings to a casebook and reconciles it; `test_server` starts several."""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta

from rashomon.pipeline import reconcile
from rashomon.records import Reading
from rashomon.store import Casebook, patiently
from tests.factories import day, make_reading, place, site, toll

TOWNS = ("Kemba", "Tora", "Bandi", "Sulu")
AT_ONCE = 5


def told(number: int) -> Reading:
    """One of many reports: a few tell of the same attack, as its town and day say."""
    town = TOWNS[number % len(TOWNS)]
    on = (date(2020, 1, 1) + timedelta(days=7 * (number // 12))).isoformat()
    words = f"{number % 3 + 5} soldiers were killed in {town}"
    return make_reading(
        f"{words} on {on}, officials in place number {number} said.",
        published=on,
        places=[place(town, 14 + number % len(TOWNS), 1.1, country="NE")],
        claims=[
            toll("deaths", words, number % 3 + 5, None, group="soldiers"),
            site(f"in {town}", town),
            day(f"on {on}", on),
        ],
    )


def main(target: str, reports: int, writer: int) -> None:
    """Add all reports but every fourth, in this writer's order, some in a transaction."""
    numbers = [n for n in range(reports) if n % 4 != writer]
    random.Random(writer).shuffle(numbers)
    with Casebook.open(target, create=False, patience=30) as casebook:
        for start in range(0, len(numbers), AT_ONCE):
            with casebook.whole():
                for number in numbers[start : start + AT_ONCE]:
                    casebook.add_reading(told(number))
            if start == 2 * AT_ONCE:
                patiently(lambda: reconcile(casebook))
        patiently(lambda: reconcile(casebook))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
