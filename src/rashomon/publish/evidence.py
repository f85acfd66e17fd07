"""The words behind a value: a claim's clause in its sentence, with what was marked in it.

Only the report's own characters are cut and marked, never changed. Where the speaker or the
attributing words stand in another sentence ("… , it added"), that sentence is shown too and the
gap between them is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from rashomon.records import Claim, Position, PositionVoice, Reading, Span

Role = Literal["plain", "content", "cue", "source", "gap"]

SENTENCE_REACH: Final = 260
"""Characters shown at most before and after the clause: a news sentence has 100 to 250."""

_BREAK: Final = re.compile(r"\n|(?<=[.!?…»”\"])\s+(?=[\"“«(\[]?\s?[^\Wa-z\d_])")
_ABBREVIATION: Final = re.compile(r"(?:\b[^\W\d_]|\b[A-Z][a-z]{1,3}|\bM\w{1,3})\.$")
"""One letter or a short capitalised word before a full stop ("U.S.", "Col.", "Jan."): no end."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a report's text: the assertion, its cue, its speaker, plain, or left out."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Evidence:
    """Claims by id, with the report each is in where that is known."""

    claims: Mapping[str, Claim]
    reports: Mapping[str, str]

    @staticmethod
    def of(readings: Iterable[Reading]) -> Evidence:
        """The claims of these readings."""
        claims: dict[str, Claim] = {}
        reports: dict[str, str] = {}
        for reading in readings:
            for claim in reading.claims:
                claims[claim.id] = claim
                reports[claim.id] = reading.report.id
        return Evidence(claims, reports)

    def behind(self, position: Position) -> dict[int, tuple[Claim, ...]]:
        """A position's claims by the voice that makes them (its number in `position.voices`).

        A claim belongs to the voice with its kind, its wording and its report, as far as these are
        known; one that fits none stays with the first voice, so that no evidence is lost.
        """
        found: dict[int, list[Claim]] = {}
        for key in position.claims:
            claim = self.claims.get(key)
            if claim is None:
                continue
            fits = [self._fit(claim, voice) for voice in position.voices]
            best = max(range(len(fits)), key=lambda i: (fits[i], -i), default=None)
            if best is not None:
                found.setdefault(best, []).append(claim)
        return {number: tuple(claims) for number, claims in found.items()}

    def _fit(self, claim: Claim, voice: PositionVoice) -> int:
        words = {text.casefold() for text in (voice.text, *voice.texts)}
        points = 4 * (self.reports.get(claim.id) in voice.reports)
        points += 2 * (claim.voice.text.casefold() in words)
        return points + (claim.voice.kind == voice.kind)


def quote(text: str, claim: Claim) -> tuple[Segment, ...]:
    """The claim in its sentence or sentences, cut where its parts begin and end."""
    marked: list[tuple[Span, Role]] = [(claim.spans.content, "content")]
    if claim.spans.cue is not None:
        marked.append((claim.spans.cue, "cue"))
    if claim.spans.source is not None:
        marked.append((claim.spans.source, "source"))
    windows = _joined(sorted(_sentence(text, span) for span, _ in marked))
    segments: list[Segment] = []
    for number, (start, end) in enumerate(windows):
        if number:
            segments.append(Segment(" … ", "gap"))
        elif text[:start].strip():
            segments.append(Segment("… ", "gap"))
        segments.extend(_cut(text, start, end, marked))
    if text[windows[-1][1] :].strip():
        segments.append(Segment(" …", "gap"))
    return tuple(segments)


def _cut(text: str, start: int, end: int, marked: Iterable[tuple[Span, Role]]) -> Iterable[Segment]:
    """The window in pieces; where marks overlap, the shorter one is on top."""
    inside = [(s, role) for s, role in marked if s.start < end and start < s.end]
    edges = {start, end}
    for span, _ in inside:
        edges |= {max(start, span.start), min(end, span.end)}
    ordered = sorted(edges)
    for left, right in pairwise(ordered):
        over = [(s, role) for s, role in inside if s.start <= left and right <= s.end]
        role: Role = min(over, key=lambda each: each[0].end - each[0].start)[1] if over else "plain"
        yield Segment(text[left:right], role)


def _sentence(text: str, span: Span) -> tuple[int, int]:
    """Start and end of the sentence or sentences that a span lies in, within `SENTENCE_REACH`."""
    first = max(0, span.start - SENTENCE_REACH)
    start = first if first == 0 else _word_start(text, first)
    # The pattern looks ahead: it must see the letter after the break.
    for found in _BREAK.finditer(text, first, min(span.start + 3, len(text))):
        if found.end() <= span.start and _ends(text, found):
            start = found.end()
    last = min(len(text), span.end + SENTENCE_REACH)
    end = last if last == len(text) else _word_end(text, last)
    for found in _BREAK.finditer(text, max(0, span.end - 1), last):
        if found.start() >= span.end and _ends(text, found):
            end = found.start()
            break
    return min(start, span.start), max(end, span.end)


def _ends(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - 8) : found.start()]
    return found.group().startswith("\n") or _ABBREVIATION.search(before) is None


def _word_start(text: str, at: int) -> int:
    while at < len(text) and not text[at - 1].isspace():
        at += 1
    return at


def _word_end(text: str, at: int) -> int:
    while at > 0 and not text[at].isspace():
        at -= 1
    return at


def _joined(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Windows that touch or nearly touch become one."""
    joined: list[tuple[int, int]] = []
    for start, end in windows:
        if joined and start <= joined[-1][1] + 2:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
