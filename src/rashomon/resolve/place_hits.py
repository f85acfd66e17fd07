"""Names of places as they were found, and what names beside each other say of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rashomon.document import Document, PlaceUse
from rashomon.gazetteer import GazetteerPlace
from rashomon.gazetteer.names import key


@dataclass(frozen=True, slots=True)
class NameHit:
    """One name at one spot. Tokens `first` to `last` (exclusive).

    `options` are the listed places of that name, none for an unlisted one; `feature` the class of
    place that the words beside it tell (P, A, other); `within` the name after its comma ("X, Y");
    `evidence` what shows it to be a place, or "" where nothing but the list does yet.
    """

    start: int
    end: int
    text: str
    key: str
    first: int
    last: int
    sentence: int
    use: PlaceUse
    options: tuple[GazetteerPlace, ...]
    feature: str | None = None
    within: str | None = None
    evidence: str = ""
    country: str | None = None
    person: bool = False
    """Looks like a person's name: a place only where a clause right after it says so."""


_COMMA = re.compile(r"\s*,\s*(?:in\s+|en\s+|au\s+|dans\s+)?$|\s*\($")


def with_containers(hits: list[NameHit], document: Document) -> Iterator[NameHit]:
    """ "X, Y" and "X (Y)": Y says where X is."""
    for i, hit in enumerate(hits):
        if i + 1 < len(hits) and hit.use == "place" and hits[i + 1].use == "place":
            following = hits[i + 1]
            between = document.text[hit.end : following.start]
            listed = any(
                p.feature_class == "A" for p in following.options if p.feature_code != "ADM2"
            )
            if _COMMA.fullmatch(between) and listed and not _is_list(hits, i, document):
                evidence = hit.evidence or f"before “{following.text}”"
                hit = replace(hit, within=following.text, evidence=evidence)
        yield hit


def is_number(hit: NameHit, document: Document) -> bool:
    """Whether a name is rather a number in words, where a town is called by that word."""
    for count in document.counts:
        if count.first <= hit.first and hit.last <= count.last:
            counts_something = count.noun is not None or count.last - count.first > 1
            opens = hit.first == document.sentences[hit.sentence].first
            return counts_something or (opens and hit.within is None)
    return False


_LISTED_ON = re.compile(r",?\s+(?:and|or|et|ou)\s+(?=[A-ZÀ-Þ])")


def _is_list(hits: list[NameHit], i: int, document: Document) -> bool:
    """ "Mali, Niger and Chad": a country beside a country is a list; so is "X, Y and Z", unless
    there is an X in Y."""
    if any(p.feature_code == "PCLI" for p in hits[i].options[:2]):
        return True
    following = hits[i + 1]
    if not _LISTED_ON.match(document.text, following.end):
        return False
    areas = {(p.country, p.admin1) for p in following.options if p.feature_code == "ADM1"}
    return not any(
        (p.country, p.admin1) in areas and key(p.name) == hits[i].key for p in hits[i].options
    )
