"""Accounts: the claims about one incident as they are weighed.

`gather` takes the readings of an incident's reports and lays out what each voice says of it, with
one identity for actors and voices over all reports, what analysts rejected left out, and what they
corrected put right. Everything after it works on accounts alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rashomon import codec
from rashomon.reconcile.lineage import story_of
from rashomon.reconcile.people import people_of
from rashomon.reconcile.unify import UnifiedActor, UnifiedVoice, unify_actor, unify_voice
from rashomon.records import (
    VALUE_OF_FIELD,
    Actor,
    Claim,
    ClaimValue,
    Judgement,
    Lineage,
    Place,
    PlaceValue,
    Quantity,
    Reading,
    RelationValue,
    Report,
)

DATASET = "dataset"
"""The medium of a report that holds the rows of a coded dataset: secondary, never weighed."""

ASSERTED = frozenset({"reported", "claimed", "admitted"})
"""The stances of one who says that it is so."""


@dataclass(frozen=True, slots=True)
class Account:
    """One claim as it is weighed.

    `value` names actors by their identity over all reports; `people` is the class of the people
    counted; `said` the day the voice said it (as the report tells, else its publication) and
    `published` the day the report appeared, both ISO or None; `story` the id of the report where
    this story first appeared; `passing` true where the report only names the incident.
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

    @property
    def asserted(self) -> bool:
        """Whether the voice says that it is so, of what has happened."""
        return self.claim.stance in ASSERTED and self.claim.mode in ("actual", "historical")


@dataclass(frozen=True, slots=True)
class Case:
    """Everything known of one incident, laid out for weighing.

    `accounts` are in order of publication; `home` is the country most sites lie in.
    """

    readings: tuple[Reading, ...]
    mentions: frozenset[str]
    lineage: Mapping[str, Lineage]
    accounts: tuple[Account, ...]
    judgements: tuple[Judgement, ...]
    home: str | None


def gather(
    readings: Iterable[Reading],
    mentions: Collection[str],
    lineage: Mapping[str, Lineage],
    judgements: Iterable[Judgement] = (),
    as_of: date | str | None = None,
    incident_of: Mapping[str, str] | None = None,
) -> Case:
    """The accounts of one incident.

    `mentions` are the ids of its mentions; `as_of` leaves out what was published after that day
    (and what has no date), and figures that analysts set after it; `incident_of` leads from
    mentions to incidents, for relations to others.
    """
    day = as_of.isoformat() if isinstance(as_of, date) else as_of
    kept = sorted(
        (each for each in readings if day is None or _published_by(each.report, day)),
        key=lambda each: (each.report.published or "9999", each.report.id),
    )
    ruled = tuple(sorted(judgements, key=lambda each: (each.at, each.id)))
    case = Case(
        readings=tuple(kept),
        mentions=frozenset(mentions),
        lineage=lineage,
        accounts=(),
        judgements=tuple(j for j in ruled if day is None or not _sets_later(j, day)),
        home=_home(kept, frozenset(mentions)),
    )
    maker = _Accounts(case, incident_of or {})
    return replace(case, accounts=tuple(a for each in kept for a in maker.of(each)))


def _published_by(report: Report, day: str) -> bool:
    return report.published is not None and report.published[:10] <= day[:10]


def _sets_later(judgement: Judgement, day: str) -> bool:
    """What was signed later did not stand then; corrections of the reading always hold."""
    return judgement.kind in ("set-figure", "grade") and judgement.at[:10] > day[:10]


def _home(readings: Sequence[Reading], mentions: frozenset[str]) -> str | None:
    votes: Counter[str] = Counter()
    for reading in readings:
        country = {place.id: place.country for place in reading.places}
        votes.update(
            code
            for claim in reading.claims
            if claim.incident in mentions and isinstance(claim.value, PlaceValue)
            if claim.value.role == "site" and (code := country[claim.value.place]) is not None
        )
    return min(votes, key=lambda code: (-votes[code], code)) if votes else None


class _Accounts:
    """Makes accounts of one case."""

    def __init__(self, case: Case, incident_of: Mapping[str, str]) -> None:
        self._case = case
        self._incident_of = incident_of
        self._reports = {each.report.id: each.report for each in case.readings}
        self._rejected = {
            claim for each in case.judgements if each.kind == "reject" for claim in each.claims
        }
        self._corrected = {
            claim: each.value
            for each in case.judgements
            if each.kind == "correct" and each.value is not None
            for claim in each.claims
        }

    def of(self, reading: Reading) -> Iterable[Account]:
        """The accounts of one reading, in its order."""
        claims = [c for c in reading.claims if c.incident in self._case.mentions]
        claims = [self._correct(c) for c in claims if c.id not in self._rejected]
        passing = bool(claims) and all(claim.mode == "historical" for claim in claims)
        actors = {actor.id: actor for actor in reading.actors}
        places = {place.id: place for place in reading.places}
        for claim in claims:
            yield self._account(claim, reading.report, actors, places, passing)

    def _correct(self, claim: Claim) -> Claim:
        """The claim with an analyst's correction: keys of a claim, or of its value alone."""
        change = self._corrected.get(claim.id)
        if change is None:
            return claim
        outer = {k: v for k, v in change.items() if k in ("value", "stance", "mode")}
        inner = outer.pop("value", None) or ({} if outer else change)
        merged = {**codec.to_json(claim.value), **inner}
        value = codec.from_json(VALUE_OF_FIELD[claim.field], merged)
        return replace(claim, value=value, **outer)

    def _account(
        self,
        claim: Claim,
        report: Report,
        actors: Mapping[str, Actor],
        places: Mapping[str, Place],
        passing: bool,
    ) -> Account:
        story = story_of(report.id, self._case.lineage)
        first = self._reports.get(story) or replace(report, id=story)
        speaker = actors.get(claim.voice.actor or "")
        published = report.published[:10] if report.published else None
        found = {
            name: unify_actor(actors[actor], self._case.home)
            for name in ("actor", "side", "by")
            if (actor := getattr(claim.value, name, None)) is not None and actor in actors
        }
        value = self._unified(claim.value, found)
        return Account(
            claim=claim,
            value=value,
            voice=unify_voice(claim.voice, speaker, first, self._case.home),
            report=report,
            story=story,
            said=claim.said.start if claim.said else published,
            published=published,
            passing=passing,
            secondary=report.medium == DATASET,
            actor=found.get("actor"),
            side=found.get("side"),
            by=found.get("by"),
            people=(
                people_of(claim.value, found.get("side"))
                if isinstance(claim.value, Quantity)
                else None
            ),
            place=places.get(claim.value.place) if isinstance(claim.value, PlaceValue) else None,
        )

    def _unified(self, value: ClaimValue, found: Mapping[str, UnifiedActor]) -> ClaimValue:
        """The value with actors (and incidents) by their identity over all reports."""
        if isinstance(value, RelationValue):
            other = self._incident_of.get(value.incident or "", value.incident)
            return replace(value, incident=other)
        changed: dict[str, Any] = {name: actor.id for name, actor in found.items()}
        return replace(value, **changed) if changed else value
