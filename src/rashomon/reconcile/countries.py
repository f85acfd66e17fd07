"""Countries by code and by the words for them, from `data/gazetteer/countries.tsv`."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from rashomon.gazetteer.names import key


@cache
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """(code → English name, word or phrase for the country or its people → code)."""
    folder = files("rashomon") / "data" / "gazetteer"
    names: dict[str, str] = {}
    words: dict[str, str] = {}
    text = (folder / "countries.tsv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        names[row["code"]] = row["name"]
        if row["sovereign"] != "1":
            continue
        for column in (each for each in row if each.startswith(("names_", "demonyms_"))):
            for word in filter(None, row[column].split("|")):
                words.setdefault(key(word), row["code"])
    extra = (folder / "countries_extra.tsv").read_text(encoding="utf-8")
    for line in extra.splitlines():
        if line.startswith(("#", "code\t")) or not line.strip():
            continue
        code, _, values = line.split("\t")
        for word in values.split("|"):
            if word.startswith("!"):
                words.pop(key(word[1:]), None)
            elif len(key(word)) > 2:
                words.setdefault(key(word), code)
    return names, words


def country_name(code: str) -> str:
    """The English name of an ISO 3166-1 alpha-2 code; the code itself where it has none."""
    return _table()[0].get(code, code)


@cache
def country_in(words: str) -> str | None:
    """The country that words name by its name or its people ("Nigerien officials"): the first."""
    capitals = " ".join(re.findall(r"\b[^\W\d_][\w'’.-]*", words))
    tokens = key(capitals).split()
    table = _table()[1]
    for first in range(len(tokens)):
        for length in range(min(4, len(tokens) - first), 0, -1):
            found = table.get(" ".join(tokens[first : first + length]))
            if found is not None:
                return found
    return "US" if re.search(r"\bU\.?S\.?\b", words) else None
