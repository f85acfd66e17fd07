"""The field's value lists, as types: an unknown word in code does not pass the type checker."""

from __future__ import annotations

import hashlib
from typing import Literal

Stance = Literal["reported", "claimed", "admitted", "suspected", "possible", "unverified", "denied"]
Mode = Literal["actual", "historical", "future", "hypothetical"]
VoiceKind = Literal[
    "narrator",
    "official",
    "belligerent",
    "local",
    "security-source",
    "medical",
    "witness",
    "media",
    "un",
    "ngo",
    "expert",
    "anonymous",
]
ActorKind = Literal[
    "state",
    "state-forces",
    "armed-group",
    "militia",
    "civilians",
    "organisation",
    "media",
    "public-person",
    "private-person",
    "unidentified",
]
ClaimField = Literal[
    "deaths",
    "injuries",
    "casualties",
    "abductions",
    "releases",
    "missing",
    "arrests",
    "displaced",
    "survivors",
    "damage",
    "presence",
    "perpetrator",
    "target",
    "victim",
    "participant",
    "place",
    "time",
    "type",
    "weapon",
    "tactic",
    "motive",
    "responsibility",
    "relation",
    "membership",
    "statement",
]
PlaceRole = Literal["site", "origin", "destination", "reference"]
PlaceMethod = Literal["gazetteer", "from-report", "region", "unresolved"]
Counts = Literal["total", "part", "added"]
Status = Literal["contested", "revised", "corroborated", "single"]
LineageKind = Literal["copy", "retelling", "version"]
JudgementKind = Literal[
    "accept",
    "correct",
    "reject",
    "merge",
    "split",
    "add",
    "set-figure",
    "grade",
    "not-an-incident",
    "note",
]
ReviewStatus = Literal["open", "in review", "done"]
Medium = Literal["text", "html", "pdf", "docx", "feed"]

READING_SCHEMA = "rashomon/reading/1"
LIST_SCHEMA = "rashomon/list/1"
INCIDENT_SCHEMA = "rashomon/incident/1"

TOLL_FIELDS: frozenset[str] = frozenset(
    {
        "deaths",
        "injuries",
        "casualties",
        "abductions",
        "releases",
        "missing",
        "arrests",
        "displaced",
        "survivors",
    }
)
"""The fields that count people; their value is a `Quantity`."""

WITHOUT_INCIDENT: frozenset[str] = frozenset({"presence", "membership"})
"""Fields whose claims belong to no incident (CONTRACT.md, reading rule 10)."""


def identify(prefix: str, *parts: object) -> str:
    """A short, stable id: `prefix-` and 80 bits of SHA-256 over the parts, in hexadecimal."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return f"{prefix}-{hashlib.sha256(joined.encode('utf-8')).hexdigest()[:20]}"
