"""Which incidents are exported: what was asked for, and of a parent and its parts never both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rashomon.gazetteer.names import key
from rashomon.known_actors import known_actors
from rashomon.records import IncidentEntry, IncidentFile

_UNKNOWN: Final = 9
"""After every precision: an incident whose precision is not known is less exact than any asked."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which incidents: all that meet every condition that is given.

    `country` ISO 3166-1 alpha-2; `start` and `end` ISO dates, both inclusive, which the incident's
    own dates must touch; `actor` a name or alias of a side; `status` one of the four; `date_prec`
    and `where_prec` UCDP's numbers, the least exact that will do; `incidents` their ids.
    """

    country: str | None = None
    start: str | None = None
    end: str | None = None
    actor: str | None = None
    status: str | None = None
    date_prec: int | None = None
    where_prec: int | None = None
    incidents: frozenset[str] = frozenset()

    def listed(self, entry: IncidentEntry) -> bool:
        """Whether an incident may be meant, as far as its entry in the list tells."""
        if self.incidents and entry.id not in self.incidents:
            return False
        if self.status is not None and entry.status != self.status:
            return False
        country = entry.place.country if entry.place is not None else None
        if self.country is not None and country != self.country:
            return False
        return self._dated(entry.date_start, entry.date_end) and self._exact(entry)

    def _dated(self, start: str | None, end: str | None) -> bool:
        if self.start is None and self.end is None:
            return True
        if start is None:
            return False
        begins = self.end is None or start[:10] <= self.end
        return begins and (self.start is None or (end or start)[:10] >= self.start)

    def _exact(self, entry: IncidentEntry) -> bool:
        where = entry.place.where_prec if entry.place is not None else None
        located = entry.place is not None and entry.place.latitude is not None
        if self.date_prec is not None and (entry.date_prec or _UNKNOWN) > self.date_prec:
            return False
        if self.where_prec is None:
            return True
        return located and (where or _UNKNOWN) <= self.where_prec

    def told(self, file: IncidentFile) -> bool:
        """Whether the incident is meant, now that its sides are known."""
        if self.actor is None:
            return True
        wanted = _names(self.actor)
        return any(wanted & _names(side.name) for side in file.incident.sides)


def _names(name: str) -> set[str]:
    """A name as it is compared, and that of the known actor and its side that it stands for."""
    known = known_actors().find(name) or known_actors().find_in(name)
    found = {key(name)}
    if known is not None:
        found |= {key(known.name)}
    return found


def counted_once(
    entries: Iterable[IncidentEntry], best: Callable[[str], int | None]
) -> Mapping[str, str]:
    """Incidents to leave out so that nothing is counted twice: id → the sentence why.

    A parent is left out where its parts account for at least as many dead, else its parts are.
    `best` gives an incident's dead, None where nobody counts them. Only incidents with a parent
    and their parents are held in memory.
    """
    parts: dict[str, list[str]] = {}
    for entry in entries:
        if entry.parent is not None and entry.parent != entry.id:
            parts.setdefault(entry.parent, []).append(entry.id)
    left: dict[str, str] = {}
    inside = {part for each in parts.values() for part in each}
    waiting = sorted(parent for parent in parts if parent not in inside)
    while waiting:
        parent = waiting.pop(0)
        below = parts.pop(parent, [])
        if not below:
            continue
        whole = best(parent)
        sums = [best(part) for part in below]
        divided = sum(number for number in sums if number is not None)
        if whole is None or (divided >= whole and None not in sums) or divided > whole:
            left[parent] = f"its {len(below)} parts are exported: counting both would count twice"
            waiting += below
        else:
            for part in _all_below(below, parts):
                left[part] = f"counted in {parent}, whose toll its parts do not account for"
    return left


def _all_below(found: list[str], parts: dict[str, list[str]]) -> list[str]:
    """These and everything below them, each once."""
    below = list(found)
    for part in below:
        below += [each for each in parts.pop(part, []) if each not in below]
    return below
