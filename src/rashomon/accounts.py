"""Accounts: the claims about one incident as they are weighed.

One claim, with one identity for actors and voices over all reports, its people's class and its
story. `reconcile.gather` makes them; weighing, checking and describing work on accounts alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rashomon.records import (
    ActorKind,
    Claim,
    ClaimValue,
    Judgement,
    Lineage,
    Place,
    Reading,
    Report,
    VoiceKind,
)

DATASET = "dataset"
"""The medium of a report that holds the rows of a coded dataset: secondary, never weighed."""

ASSERTED = frozenset({"reported", "claimed", "admitted"})
"""The stances of one who says that it is so."""


@dataclass(frozen=True, slots=True)
class UnifiedActor:
    """An actor over all reports. `side` is `state:XX` or the name of the side it is on."""

    id: str
    name: str
    kind: ActorKind
    country: str | None
    side: str


@dataclass(frozen=True, slots=True)
class UnifiedVoice:
    """A voice over all reports: equal keys are one voice.

    `side` as in `UnifiedActor`, None for one that speaks for no side. `named` is false for sources
    that nobody could tell apart; `press` true for outlets and narrators.
    """

    key: str
    kind: VoiceKind
    side: str | None
    named: bool
    press: bool


@dataclass(frozen=True, slots=True)
class Account:
    """One claim as it is weighed.

    `value` names actors by their identity over all reports; `people` is the class of the people
    counted; `said` the day the voice said it (as the report tells, else its publication) and
    `published` the day the report appeared, both ISO or None; `story` the id of the report where
    this story first appeared; `passing` true where the report only names the incident;
    `within` where it counts a part of its people; `slip` where its story has it so, and wrongly.
    """

    claim: Claim
    value: ClaimValue
    voice: UnifiedVoice
    report: Report
    story: str
    said: str | None
    published: str | None
    passing: bool
    secondary: bool
    actor: UnifiedActor | None = None
    side: UnifiedActor | None = None
    by: UnifiedActor | None = None
    people: str | None = None
    place: Place | None = None
    within: bool = False
    slip: bool = False

    @property
    def asserted(self) -> bool:
        """Whether the voice says that it is so, of what has happened."""
        return self.claim.stance in ASSERTED and self.claim.mode in ("actual", "historical")


@dataclass(frozen=True, slots=True)
class Case:
    """Everything known of one incident, laid out for weighing.

    `accounts` are in order of publication; `home` is the country most sites lie in; `incident_of`
    leads from mentions to incidents, as far as that is known.
    """

    readings: tuple[Reading, ...]
    mentions: frozenset[str]
    lineage: Mapping[str, Lineage]
    accounts: tuple[Account, ...]
    judgements: tuple[Judgement, ...]
    home: str | None
    incident_of: Mapping[str, str]
