"""From a casebook to the dossiers that exports are made from, one incident at a time.

1. private    the names that the whole casebook withholds
2. once       which of a parent and its parts counts the dead
3. dossier    each incident wanted, names withheld
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from rashomon.pipeline import dossier, show
from rashomon.publish.export import Dossier, Wanted, counted_once, make_dossier
from rashomon.publish.private import PrivateNames
from rashomon.records import IncidentEntry
from rashomon.store import Casebook


def dossiers(
    casebook: Casebook,
    wanted: Wanted | None = None,
    as_of: date | None = None,
    *,
    with_private_names: bool = False,
) -> Iterator[Dossier]:
    """Incidents as exports take them, by date; all of them unless some are wanted.

    `as_of` tells them as they were known on a day. Memory holds one incident, the private names of
    the casebook, and which incidents are parts of others.
    """
    chosen = wanted or Wanted()
    private = None if with_private_names else PrivateNames(casebook.readings())
    parents: set[str] = set()
    left = counted_once(_noting(casebook.entries(), parents), lambda i: _dead(casebook, i, as_of))
    for each in casebook.entries():
        if not chosen.listed(each):
            continue
        file, readings = dossier(casebook, each.id, as_of)
        if file.reports and chosen.told(file):
            yield make_dossier(
                each,
                file,
                readings,
                private,
                aggregated=each.id in parents and each.id not in left,
                counted_in=left.get(each.id),
            )


def _noting(entries: Iterable[IncidentEntry], parents: set[str]) -> Iterator[IncidentEntry]:
    for each in entries:
        if each.parent is not None:
            parents.add(each.parent)
        yield each


def _dead(casebook: Casebook, incident: str, as_of: date | None) -> int | None:
    """The dead of all sides of an incident; None where nobody counts them, or it is no more."""
    if not casebook.members(incident):
        return None
    totals = next(each for each in show(casebook, incident, as_of).coded if each.scheme == "totals")
    return next(each.number for each in totals.values if each.column == "killed_best")
