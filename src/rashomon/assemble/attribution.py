"""Attributions as voices use them: one act of saying, its class, its speaker and its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rashomon.document import TimeExpression
from rashomon.records import Span, Stance, Voice

CueClass = Literal["assert", "admit", "deny", "suspect", "fear", "unverified"]
SPEAKING = frozenset(
    {
        "assert",
        "admit",
        "deny",
        "suspect",
        "fear",
        "verify",
        "learn",
        "brand",
        "show",
        "intake",
        "accept",
        "identify",
        "exclude",
    }
)
"""Classes of verbs by which somebody speaks; `brand` ("called it a lie") only denies, `show` is
said of records, `intake` of those who treat people, `accept` denies where it is negated, `identify`
says who somebody was, `exclude` leaves open where it is negated."""


STANCE_OF_CUE: dict[CueClass, Stance] = {
    "assert": "claimed",
    "admit": "admitted",
    "deny": "denied",
    "suspect": "suspected",
    "fear": "possible",
    "unverified": "unverified",
}
"""Reading rule 4 of the contract."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One act of saying. `content` are the token indices that it governs; `verb` the cue's token;
    `voice` None where the narrator vouches for a hedge without naming who ("is believed to")."""

    cue_class: CueClass
    voice: Voice | None
    cue: Span
    source: Span | None
    verb: int
    content: frozenset[int]
    said: TimeExpression | None
    aside: frozenset[int] = frozenset()
    """The tokens of a cue set between commas: part of nobody else's words."""
