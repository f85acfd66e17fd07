"""Spots that have no name: "54 nautical miles south-west of X" is a place of its own.

A measured clause is about the place named before it, or about the main site of the report. Where
the report has named no village that it could be about, what was there was at the spot it measures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rashomon.document import Document
from rashomon.resolve.place_clauses import Clause
from rashomon.resolve.place_hits import NameHit
from rashomon.resolve.place_lexicon import PlaceLexicon

_MEASURED = frozenset({"distance", "distance-direction", "distance-border"})
SPOT = "spot"
"""What is told of a name that is none: a measure, and what it is measured from."""
NAMED_SOON = 3
"""Sentences behind a measured spot in which its name may still be told."""

A_TOWN = 20_000
"""Inhabitants from which a place is one to measure from."""


_TAKEN_UP = re.compile(
    r"(?<!\w)(?:the|this|la|le|l['’]|cette|ce|cet)\s?(?P<noun>[^\W\d_]+),?"
    r"(?:\s(?:which|that|qui|se|is|lies|lay|sits|est|trouve|située?)){0,3}\s(?:à\s)?$",
    re.IGNORECASE,
)
"""A noun with its article right before a clause, but for "which lies"."""


def with_spots(
    document: Document,
    hits: Sequence[NameHit],
    clauses: Sequence[Clause],
    lexicon: PlaceLexicon,
) -> tuple[tuple[NameHit, ...], tuple[Clause, ...]]:
    """The hits with one more for every spot that is only measured, in order; and the clauses, those
    that measure them now about them, and still about the site where that may be named later."""
    found = list(hits)
    told: list[Clause] = []
    villages_from = min(
        (c.start for c in clauses if c.kind in _MEASURED and c.subject is not None),
        default=len(document.text),
    )
    for clause in clauses:
        measures = clause.kind in _MEASURED and clause.subject is None
        # Behind a village that is measured, other measures are of it too.
        if not measures or clause.distance is None or clause.start > villages_from:
            told.append(clause)
            continue
        villages = [h for h in hits if _may_be_site(h, clause)]
        if any(h.start < clause.start for h in villages) or _is_of_town(clause, document, lexicon):
            told.append(clause)
            continue
        spot = _spot(document, clause)
        if spot is None:
            told.append(clause)
            continue
        found.append(spot)
        told.append(replace(clause, subject=spot.key))
        if any(h.feature == "P" and h.sentence <= clause.sentence + NAMED_SOON for h in villages):
            told.append(clause)
    return tuple(sorted(found, key=lambda h: (h.start, -h.end))), tuple(told)


def _may_be_site(hit: NameHit, clause: Clause) -> bool:
    """Whether a name may be that of what the clause measures: a village, listed or not."""
    if hit.use != "place" or hit.key in {a.key for a in clause.anchors}:
        return False
    if not hit.options:
        return bool(hit.evidence) and hit.feature in (None, "P")
    return hit.feature == "P" and all((p.population or 0) < A_TOWN for p in hit.options)


def _is_of_town(clause: Clause, document: Document, lexicon: PlaceLexicon) -> bool:
    """Whether the words right before a clause take up a town named before: "the town, 30 km from
    Y", "la ville se trouve à 30 km de Y"."""
    start = document.sentences[clause.sentence].start
    match = _TAKEN_UP.search(document.text, start, clause.start)
    return match is not None and lexicon.feature_class(match["noun"]) in ("P", "A")


def _spot(document: Document, clause: Clause) -> NameHit | None:
    """The name of a spot: its measure and what it is measured from."""
    assert clause.distance is not None
    start, end = clause.distance.start, clause.end
    first, last = document.token_at(start), document.token_at(end - 1)
    if first is None or last is None:
        return None
    return NameHit(
        start, end, document.text[start:end], f"@{start}", first, last + 1, clause.sentence,
        "place", (), feature=SPOT, evidence="measured",
    )  # fmt: skip
