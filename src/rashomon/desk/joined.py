"""Why reports stand in one incident, and why another incident might be the same: the links between
mentions, with every reason for and against."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from rashomon.records import Link, Reading
from rashomon.store import Casebook

ALIKE: Final = 8
"""Incidents that are told to be much like one."""


def joined_by(
    book: Casebook, members: Collection[str], readings: Iterable[Reading]
) -> dict[str, Link]:
    """Report → the strongest link that joins what it says to what the others say; none for a report
    that nothing but a judgement joins."""
    best: dict[str, Link] = {}
    for link in book.links_among(members):
        for mention in (link.a, link.b):
            if link.kept and (mention not in best or link.points > best[mention].points):
                best[mention] = link
    return {
        reading.report.id: best[mention.id]
        for reading in readings
        for mention in reading.incidents
        if mention.id in best
    }


def alike_to(book: Casebook, incident: str, members: Collection[str]) -> dict[str, Link]:
    """The incidents most like one, with the strongest link to each: more speaks for their being the
    same than against it, yet they are kept apart."""
    links = [link for link in book.links_of(members) if link.points > 0]
    placed = book.incidents_of({end for link in links for end in (link.a, link.b)} - set(members))
    best: dict[str, Link] = {}
    for link in links:
        other = placed.get(link.b if link.a in members else link.a)
        if other is not None and other != incident:
            best.setdefault(other, link)  # the strongest come first
    return dict(list(best.items())[:ALIKE])
