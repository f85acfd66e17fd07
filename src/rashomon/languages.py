"""The names of languages, and how reports that are kept and not read are told of."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache
from importlib import resources


@cache
def names() -> dict[str, str]:
    """ISO 639 code → English name, in the order of `data/languages.tsv`."""
    path = resources.files("rashomon") / "data" / "languages.tsv"
    lines = (line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {row["code"]: row["name"] for row in csv.DictReader(lines, delimiter="\t")}


def describe(code: str) -> str:
    """The English name of a language, or its code where the name is not known."""
    return names().get(code, code)


def is_read(code: str | None, readable: Collection[str]) -> bool:
    """True for a language that is read; a report that does not say its language is read too."""
    return code is None or code in readable


def unread(codes: Iterable[str | None], readable: Collection[str]) -> str | None:
    """Which languages of these are not read, in words ("2 in Arabic, 1 in Spanish"), or None."""
    found = Counter(code for code in codes if code is not None and not is_read(code, readable))
    return ", ".join(f"{n:,} in {describe(code)}" for code, n in found.most_common()) or None
