"""The clauses that say where a place is: from words to links between places of the report.

"X, about 30 km north-east of Y" links X to Y; "Y, which is almost 30 km away" links Y to the site
of the report. Which name a clause is about is decided here, and nothing else: what a link is worth
in kilometres is for `place_locate`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rashomon.document import Document, Sentence
from rashomon.patterns import may_match
from rashomon.resolve.place_hits import NameHit
from rashomon.resolve.place_lexicon import (
    DEMONYM_MARK,
    DISTANCE_MARK,
    PLACE_MARK,
    ClauseKind,
    ClausePattern,
    Distance,
    PlaceLexicon,
)

FOLLOWING_REACH = 60
"""Characters after a clause within which its place may follow ("30 km from Y, the town of X")."""
FROM_THE_SITE: frozenset[ClauseKind] = frozenset({"distance-direction-site", "distance-site"})
"""Clauses that measure from the report's main site without naming it."""
_AREAS: frozenset[ClauseKind] = frozenset({"part", "inside"})
AREA_CODES = frozenset({"PCLI", "CONT", "RGN"})
_SPACE = re.compile(r"\s")
BESIDE = 4
"""Characters between a name that nothing else shows to be a place and a clause about it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. `subject` is the key of the name it is about, None for the report's main site.

    `anchors` are the hits it names; `bearing` degrees from the anchor to the subject. For the two
    kinds that end in "-site" the anchor is the main site, which the clause does not name.
    """

    kind: ClauseKind
    start: int
    end: int
    text: str
    sentence: int
    subject: str | None
    anchors: tuple[NameHit, ...]
    distance: Distance | None
    bearing: float | None
    winds: int


class ClauseFinder:
    """Finds the clauses of a document, for one set of names after another."""

    def __init__(self, document: Document, lexicon: PlaceLexicon) -> None:
        self._document = document
        self._lexicon = lexicon
        self._found: dict[int, tuple[list[NameHit], tuple[Clause, ...]]] = {}

    def clauses(self, hits: Sequence[NameHit]) -> tuple[Clause, ...]:
        """Every clause, in order; longer ones win over the shorter ones inside them.

        A sentence whose names are the same as last time is not searched again.
        """
        by_sentence: dict[int, list[NameHit]] = {}
        for hit in hits:
            if hit.use != "part-of-name":
                by_sentence.setdefault(hit.sentence, []).append(hit)
        found: list[Clause] = []
        for sentence in self._document.sentences:
            own = by_sentence.get(sentence.index, [])
            before, clauses = self._found.get(sentence.index, (None, ()))
            if before != own:
                clauses = tuple(_of_sentence(self._document, sentence, own, self._lexicon))
                self._found[sentence.index] = own, clauses
            found.extend(clauses)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class _Match:
    """A pattern that matched a masked sentence, in offsets of the report."""

    kind: ClauseKind
    start: int
    end: int
    anchors: tuple[NameHit, ...]
    distance: Distance | None
    wind: str | None
    part: str | None


def _of_sentence(
    document: Document, sentence: Sentence, hits: list[NameHit], lexicon: PlaceLexicon
) -> Iterator[Clause]:
    distances = lexicon.distances(document.text, sentence.start, sentence.end)
    if not hits and not distances:
        return  # every pattern asks for a name or a distance
    masked = _masked(document.text, sentence, hits, distances)
    lower = masked.lower()
    patterns = (
        p
        for p in lexicon.clauses
        if len(hits) >= p.names and (distances or not p.has_distance) and may_match(p.needs, lower)
    )
    matches = _best([m for p in patterns for m in _matches(p, masked, sentence, hits, distances)])
    anchored = {
        hit.start
        for match in matches
        for hit in match.anchors
        if match.kind not in _AREAS and match.kind not in FROM_THE_SITE
    }
    for match in matches:
        subject = _subject(match, hits, anchored, document, lexicon)
        yield Clause(
            match.kind, match.start, match.end, document.text[match.start : match.end],
            sentence.index, subject, match.anchors, match.distance, *_bearing(match, lexicon),
        )  # fmt: skip


def _masked(
    text: str, sentence: Sentence, hits: list[NameHit], distances: tuple[Distance, ...]
) -> str:
    """The sentence with names and distances as marks of the same length."""
    letters = list(text[sentence.start : sentence.end])

    def mark(start: int, end: int, with_: str) -> None:
        for i in range(max(start, sentence.start), min(end, sentence.end)):
            letters[i - sentence.start] = with_

    for distance in distances:
        mark(distance.start, distance.end, DISTANCE_MARK)
    for hit in hits:
        people = hit.use == "demonym" and not hit.options
        mark(hit.start, hit.end, DEMONYM_MARK if people else PLACE_MARK)
    return _SPACE.sub(" ", "".join(letters))


def _matches(
    clause: ClausePattern,
    masked: str,
    sentence: Sentence,
    hits: list[NameHit],
    distances: tuple[Distance, ...],
) -> Iterator[_Match]:
    at_hit = {h.start - sentence.start: h for h in hits}
    at_distance = {d.start - sentence.start: d for d in distances}
    for match in clause.pattern.finditer(masked):
        groups = match.groupdict()
        anchors = tuple(
            at_hit[match.start(name)]
            for name in ("a", "b")
            if groups.get(name) and match.start(name) in at_hit
        )
        wanted = sum(1 for name in ("a", "b") if groups.get(name))
        if len(anchors) < wanted:
            continue
        distance = at_distance.get(match.start("dist")) if groups.get("dist") else None
        if groups.get("dist") and distance is None:
            continue
        yield _Match(
            clause.kind, sentence.start + match.start(), sentence.start + match.end(),
            anchors, distance, groups.get("dir"), groups.get("part"),
        )  # fmt: skip


def _best(matches: list[_Match]) -> list[_Match]:
    """Without overlaps: the clause with a distance before one without, then the longer."""
    kept: list[_Match] = []
    ranked = sorted(matches, key=lambda m: (m.distance is None, m.start - m.end, m.start))
    for match in ranked:
        if all(match.end <= k.start or k.end <= match.start for k in kept):
            kept.append(match)
    return sorted(kept, key=lambda m: m.start)


def _subject(
    match: _Match,
    hits: list[NameHit],
    anchored: set[int],
    document: Document,
    lexicon: PlaceLexicon,
) -> str | None:
    """The name that a clause is about, or None for the report's main site.

    The nearest point-like name before the clause that is not itself what another clause measures
    from; else one that follows closely; a clause may also open its sentence about the site.
    """

    def may_be(hit: NameHit) -> bool:
        area = any(p.feature_code in AREA_CODES for p in hit.options[:1]) or hit.feature == "A"
        if any(a.within == hit.text for a in match.anchors):
            return False  # "30 km from X (Y)": where X is
        way = hit.evidence.removeprefix("after “").removesuffix("”")
        if lexicon.is_in("ways", way):
            return False  # "30 km from X, on the Y-Z road"
        return hit.use == "place" and not area and hit.start not in anchored

    before = [h for h in hits if h.end <= match.start and may_be(h)]
    shown = [h for h in before if h.evidence or _is_beside(h, match, document)]
    shown = shown or [
        h for h in before if not h.person and lexicon.places(document.text[h.end : match.start])
    ]
    if shown and _reaches(document.text[shown[-1].end : match.start]):
        left = _is_left_behind(shown[-1], match, document, lexicon)
        return None if left else shown[-1].key
    after = [
        h
        for h in hits
        if 0 <= h.start - match.end <= FOLLOWING_REACH and may_be(h) and not h.person
    ]
    if match.kind in _AREAS:
        after = []
    if after and match.kind not in FROM_THE_SITE and _introduces(document.text, match, after[0]):
        return after[0].key
    return None


def _is_beside(hit: NameHit, match: _Match, document: Document) -> bool:
    """Whether a name stands right before a clause; what looks like a person's only with a comma
    between: "killed X Y near Z" does not place X Y."""
    between = document.text[hit.end : match.start]
    return len(between) <= BESIDE and (
        not hit.person or re.match(r"\s*[,(–—-]", between) is not None
    )


def _is_left_behind(hit: NameHit, match: _Match, document: Document, lexicon: PlaceLexicon) -> bool:
    """Whether somebody only went to a name or came from it, and a measure that no comma ties to it
    tells where he was: "a convoy to X was ambushed 30 km from Y"."""
    before = document.tokens[hit.first - 1].lower if hit.first else ""
    if match.distance is None or not lexicon.is_in("to_or_from", before):
        return False
    return re.match(r"\s*[,(–—-]", document.text[hit.end : match.start]) is None


_BREAK = re.compile(r"[;:]|\b(?:while|whereas|but|tandis que|alors que|mais)\b", re.IGNORECASE)


def _reaches(between: str) -> bool:
    """Whether a clause is still about the name before it: no change of clause lies between."""
    return len(between) <= 160 and _BREAK.search(between) is None


def _introduces(text: str, match: _Match, hit: NameHit) -> bool:
    """ "About 30 km north of Y, the village of X": only a short run of words lies between."""
    between = text[match.end : hit.start]
    if _BREAK.search(between):
        return False
    return "," in between or hit.feature is not None or len(between) < 25


def _bearing(match: _Match, lexicon: PlaceLexicon) -> tuple[float | None, int]:
    word = match.wind or match.part
    if word is None:
        return None, 4
    table = lexicon.directions if match.wind else lexicon.parts
    plain = re.sub(r"\s+", " ", word.lower())
    bearing = table.get(plain)
    return bearing, 8 if bearing is not None and bearing % 90 else 4
