"""Claim values: the shape of what a claim says, by its field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from rashomon.errors import InvariantError
from rashomon.records.terms import TOLL_FIELDS, Counts, PlaceRole


@dataclass(frozen=True, slots=True)
class Quantity:
    """People counted. A bound that the words leave open is None ("at least 25": 25 to None).

    `group` is the words for the people ("soldiers"); `side` the id of the actor whose people they
    are, `by` of the actor who did it; `part_of` the claim id of the total this is a part of.
    """

    low: int | None
    high: int | None
    approximate: bool
    text: str
    group: str | None = None
    side: str | None = None
    by: str | None = None
    status: Literal["combatant", "civilian", "unknown"] = "unknown"
    category: Literal["women", "children", "men"] | None = None
    counts: Counts = "total"
    part_of: str | None = None
    unit: Literal["persons", "households", "bodies"] = "persons"

    def __post_init__(self) -> None:
        _check_bounds(self.low, self.high)


@dataclass(frozen=True, slots=True)
class ItemQuantity:
    """Things counted: destroyed (`damage`) or stationed (`presence`)."""

    low: int | None
    high: int | None
    approximate: bool
    text: str
    item: str | None = None
    actor: str | None = None
    place: str | None = None
    by: str | None = None

    def __post_init__(self) -> None:
        _check_bounds(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Involvement:
    """Who took part and how: perpetrator, target, participant. `actor` is an actor id."""

    actor: str | None
    text: str
    action: str | None = None


@dataclass(frozen=True, slots=True)
class VictimValue:
    """A victim, with age in years, sex and fate where the report gives them."""

    actor: str | None
    text: str
    action: str | None = None
    age: int | None = None
    sex: Literal["female", "male"] | None = None
    fate: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """Where: `place` is a place id. Only a `site` places an incident."""

    place: str
    text: str
    role: PlaceRole


@dataclass(frozen=True, slots=True)
class TimeValue:
    """When: ISO dates, both inclusive; UCDP's date_prec 1-5; `time` HH:MM of the local day."""

    start: str | None
    end: str | None
    date_prec: int | None
    time: str | None
    tz: str | None
    text: str

    def __post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start > self.end:
            raise InvariantError(f"a time ends before it starts: {self.start} to {self.end}")
        if self.date_prec is not None and not 1 <= self.date_prec <= 5:
            raise InvariantError(f"date_prec is 1 to 5, not {self.date_prec}")


@dataclass(frozen=True, slots=True)
class TypeValue:
    """What kind of incident, in three schemes; None where it lies outside that scheme."""

    acled_event: str | None
    acled_sub_event: str | None
    ucdp: int | None
    plover: str | None
    mode: str | None
    text: str


@dataclass(frozen=True, slots=True)
class MeansValue:
    """A weapon or a tactic: the words, and its code in `data/taxonomies`."""

    text: str
    code: str | None


@dataclass(frozen=True, slots=True)
class MotiveValue:
    """Why, as a voice says."""

    text: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class ResponsibilityValue:
    """Whether someone has claimed the incident. `actor` is None when nobody has."""

    actor: str | None
    kind: Literal["claimed", "unclaimed", "denied"]


@dataclass(frozen=True, slots=True)
class RelationValue:
    """How the claim's incident stands to another incident of the reading (`incident`: its id)."""

    incident: str | None
    kind: Literal[
        "same-perpetrator", "response-to", "retaliation-for", "part-of", "follows", "linked"
    ]


@dataclass(frozen=True, slots=True)
class MembershipValue:
    """What an organisation consists of: actor ids."""

    actor: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementValue:
    """What a voice says that fits no other field."""

    text: str


ClaimValue: TypeAlias = (
    Quantity
    | ItemQuantity
    | Involvement
    | VictimValue
    | PlaceValue
    | TimeValue
    | TypeValue
    | MeansValue
    | MotiveValue
    | ResponsibilityValue
    | RelationValue
    | MembershipValue
    | StatementValue
)

VALUE_OF_FIELD: dict[str, type[ClaimValue]] = {
    **dict.fromkeys(sorted(TOLL_FIELDS), Quantity),
    "damage": ItemQuantity,
    "presence": ItemQuantity,
    "perpetrator": Involvement,
    "target": Involvement,
    "participant": Involvement,
    "victim": VictimValue,
    "place": PlaceValue,
    "time": TimeValue,
    "type": TypeValue,
    "weapon": MeansValue,
    "tactic": MeansValue,
    "motive": MotiveValue,
    "responsibility": ResponsibilityValue,
    "relation": RelationValue,
    "membership": MembershipValue,
    "statement": StatementValue,
}
"""The shape of a claim's value, by its field."""


def _check_bounds(low: int | None, high: int | None) -> None:
    if low is not None and high is not None and low > high:
        raise InvariantError(f"a quantity's low exceeds its high: {low} > {high}")
    if (low is not None and low < 0) or (high is not None and high < 0):
        raise InvariantError(f"a quantity is not negative: {low} to {high}")
