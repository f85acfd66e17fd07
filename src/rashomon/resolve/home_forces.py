"""Whose forces a headline means by its country: "Mali : l'armée revendique des frappes"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rashomon.document import Document, PlaceName

HEADLINES = 2
"""Sentences among which the headline is."""
REACH = 3
"""Tokens from the country to its forces."""


def home_forces(
    document: Document, countries: Mapping[int, PlaceName], states: set[int], forces: Iterable[int]
) -> dict[str, str | None]:
    """Words for forces that stand right behind a country and a colon in a headline → its code."""
    words = list(forces)
    return {
        document.tokens[i].lower: countries[sentence.first].country
        for sentence in document.sentences[:HEADLINES]
        if sentence.first in states
        and sentence.first + REACH < sentence.last
        and document.tokens[sentence.first + 1].text == ":"
        for i in words
        if sentence.first < i <= sentence.first + REACH
    }
