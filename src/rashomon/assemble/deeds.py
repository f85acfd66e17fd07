"""What happened to people, as one place of the text tells it."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.records import ClaimField


@dataclass(frozen=True, slots=True)
class Effect:
    """What happened to the people counted: the field, the word that says so, and who did it."""

    field: ClaimField
    word: int
    verb: int | None
    loser: int | None = None
