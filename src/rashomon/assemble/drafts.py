"""Drafts: what a rule found, before voice, stance, incident and id make it a claim."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.assemble.happening import Happening
from rashomon.records import ClaimField, ClaimValue, Mode, Scope, Span, Stance, Voice


@dataclass(slots=True)
class Draft:
    """One thing that the text says.

    `anchor` is the token that carries it: whose voice governs that token says it. `words` are the
    value's words as written; `content` the asserting clause. `stance`, `mode` and `voice` override
    what the surroundings tell. `about` None is about no incident.
    """

    field: ClaimField
    value: ClaimValue
    anchor: int
    words: str
    content: Span
    about: Happening | None
    stance: Stance | None = None
    mode: Mode | None = None
    voice: Voice | None = None
    scope: Scope | None = None
    provisional: bool = False
    superseded: bool = False
    part_of: Draft | None = None
    may_lead: bool = False
    """State forces that struck: the perpetrator, where the report names no other."""
    fought: bool = False
    """One of the sides that fought each other."""
    unarmed: bool = False
    """Civilians who struck: a crowd, a student."""
    hits_back: bool = False
    """Done to fighters, or to nobody who is named."""
