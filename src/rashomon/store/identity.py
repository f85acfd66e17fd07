"""Which id an incident has: ids are cited, so they outlive every regrouping.

* A new incident's id is made from its founding mention, the one with the smallest id, so that the
  same mentions give the same ids whatever order they came in.
* Where mentions of one incident part, a part that holds the founding mention of an old id which led
  there takes that id back, so that undoing a merge gives every part its own. The incident's id
  stays with the part, among the others, that holds most of its mentions; at a tie with its founding
  mention's, else with the smallest mention id's.
* Where incidents join, the oldest id stays, and the others become aliases that lead to it.
* An alias leads to wherever its founding mention is now.
* A mention that was read again takes its place: the new mention with the same id, or with most of
  its claims, succeeds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rashomon.errors import InvariantError
from rashomon.records import identify

_Part: TypeAlias = tuple[str, ...]
"""The mentions of one incident to be, by id."""


@dataclass(frozen=True, slots=True)
class IncidentChanges:
    """What one reconciling changes, to be applied as a whole.

    `members`: incident id → all its mention ids, complete for each incident named, none empty.
    `founders`: for each id that is new or an incident again: the mention it was made from.
    `aliases`: an old id → the id it leads to now.
    """

    members: Mapping[str, tuple[str, ...]]
    founders: Mapping[str, str]
    aliases: Mapping[str, str]

    def __post_init__(self) -> None:
        counted = Counter(mention for each in self.members.values() for mention in each)
        twice = sorted(mention for mention, times in counted.items() if times > 1)
        if twice:
            raise InvariantError(f"mentions in two incidents: {', '.join(twice[:5])}")
        if not all(self.members.values()):
            raise InvariantError("an incident without a mention")
        if self.aliases.keys() & self.members.keys():
            raise InvariantError("an id that is both an incident and an alias")
        if not self.founders.keys() <= self.members.keys():
            raise InvariantError("a founding mention of no incident")


@dataclass(frozen=True, slots=True)
class KnownId:
    """An incident id as the casebook has it. `number` orders ids by age; `survivor` is where an
    alias leads; `occupied` is true while mentions belong to it."""

    id: str
    number: int
    founder: str
    survivor: str | None
    occupied: bool


def assign(
    components: Iterable[frozenset[str]],
    before: Mapping[str, str],
    known: Callable[[str], KnownId | None],
    aliases: Iterable[KnownId],
) -> IncidentChanges:
    """The ids of these groups of mentions.

    `before`: mention → the incident it belonged to, where it did; incidents named there must lie
    wholly in `components`. `known` looks an id up; `aliases` are all that lead to the incidents of
    `before`. The result does not depend on the order of anything.
    """
    parts = sorted(tuple(sorted(part)) for part in components)
    if parts and not parts[0]:
        raise InvariantError("an incident without a mention")
    part_of = {mention: part for part in parts for mention in part}
    old_ids = sorted(aliases, key=lambda each: (each.number, each.id))
    heirs = _heirs(before, part_of, known, old_ids)

    id_of: dict[_Part, str] = {}
    led: dict[str, str] = {}
    for incident in sorted(heirs, key=lambda each: (_number(known(each)), each)):
        survivor = id_of.setdefault(heirs[incident], incident)
        if survivor != incident:
            led[incident] = survivor
    founders: dict[str, str] = {}
    for alias in old_ids:
        part = part_of.get(alias.founder)
        if part is not None and part not in id_of:
            id_of[part] = alias.id
            founders[alias.id] = alias.founder
    for part in parts:
        if part not in id_of:
            id_of[part] = _new_id(part[0], known, taken={*before.values(), *founders})
            founders[id_of[part]] = part[0]
    for alias in old_ids:
        if alias.id not in founders:
            here = part_of.get(alias.founder) or heirs[alias.survivor or ""]
            led[alias.id] = id_of[here]
    return IncidentChanges(
        members={id_of[part]: part for part in parts}, founders=founders, aliases=led
    )


def _heirs(
    before: Mapping[str, str],
    part_of: Mapping[str, _Part],
    known: Callable[[str], KnownId | None],
    old_ids: Iterable[KnownId],
) -> dict[str, _Part]:
    """For each incident the part that its id stays with."""
    votes: dict[str, Counter[_Part]] = {}
    for mention, incident in before.items():
        if mention not in part_of:
            raise InvariantError(f"incident {incident}: its mention {mention} is in no group")
        votes.setdefault(incident, Counter())[part_of[mention]] += 1
    elsewhere: dict[str, set[str]] = {}
    for alias in old_ids:
        elsewhere.setdefault(alias.survivor or "", set()).add(alias.founder)
    heirs = {}
    for incident, parts in votes.items():
        found = known(incident)
        founder = found.founder if found is not None else ""
        others = elsewhere.get(incident, set())
        heirs[incident] = min(
            parts,
            key=lambda part: (
                founder not in part and not others.isdisjoint(part),
                -parts[part],
                founder not in part,
                part,
            ),
        )
    return heirs


def _number(known: KnownId | None) -> int:
    assert known is not None, "an incident that mentions belong to is known"
    return known.number


def _new_id(founder: str, known: Callable[[str], KnownId | None], taken: set[str]) -> str:
    """An id made from the founding mention that no other incident has."""
    number = 1
    while True:
        candidate = identify("i", founder) if number == 1 else identify("i", founder, number)
        found = known(candidate)
        if candidate not in taken and (found is None or not found.occupied):
            return candidate
        number += 1


def succeed(
    old: Mapping[str, str],
    old_claims: Mapping[str, str],
    new: Iterable[str],
    new_claims: Mapping[str, str],
) -> dict[str, str]:
    """New mention → the incident of the mention that it takes the place of, where there is one.

    `old`: mention → its incident; `old_claims` and `new_claims`: claim → its mention. A claim's id
    outlives a re-reading, a mention's may not.
    """
    mentions = sorted(new)
    heirs = {mention: old[mention] for mention in mentions if mention in old}
    shared: dict[str, Counter[str]] = {}
    for claim, mention in new_claims.items():
        before = old_claims.get(claim)
        if before is not None and before in old and mention not in heirs:
            shared.setdefault(mention, Counter())[old[before]] += 1
    for mention, votes in shared.items():
        heirs[mention] = min(votes, key=lambda incident: (-votes[incident], incident))
    left = sorted(set(old.values()) - set(heirs.values()))
    unplaced = [mention for mention in mentions if mention not in heirs]
    if len(left) == 1 and len(unplaced) == 1:  # nothing else that either could be
        heirs[unplaced[0]] = left[0]
    return heirs
