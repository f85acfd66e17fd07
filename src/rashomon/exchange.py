"""What goes out in others' formats and what comes in: dossiers for exports, rows of coded datasets.

One incident or row at a time: memory does not grow with the casebook or the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

from rashomon.ingest.coded import Scheme, coded
from rashomon.pipeline import BATCH, dossier, list_incidents, reconcile, show
from rashomon.publish.export import Dossier, Wanted, counted_once, make_dossier
from rashomon.publish.private import PrivateNames
from rashomon.records import IncidentEntry, IncidentFile, IncidentList, Reading, Rejection, Status
from rashomon.store import Casebook


def dossiers(
    casebook: Casebook,
    wanted: Wanted | None = None,
    as_of: date | None = None,
    *,
    with_private_names: bool = False,
    known: PrivateNames | None = None,
) -> Iterator[Dossier]:
    """Incidents as exports take them, by date; all of them unless some are wanted.

    1. private    the names that the whole casebook withholds
    2. once       which of a parent and its parts counts the dead
    3. dossier    each incident wanted, names withheld

    `known` are the names of step 1, where they are at hand; `as_of` tells incidents as they were
    known on a day. Memory holds one incident, the private names of
    the casebook, and which incidents are parts of others.
    """
    chosen = wanted or Wanted()
    private = known
    if with_private_names:
        private = None
    elif private is None:
        private = PrivateNames(casebook.readings())
    parents: set[str] = set()
    left = counted_once(_noting(casebook.entries(), parents), lambda i: _dead(casebook, i, as_of))
    for each in casebook.entries():
        if as_of is None and not chosen.listed(each):
            continue
        file, readings = dossier(casebook, each.id, as_of)
        listed = each if as_of is None else _as_known(each, file)
        if file.reports and chosen.listed(listed) and chosen.told(file):
            yield make_dossier(
                listed,
                file,
                readings,
                private,
                aggregated=each.id in parents and each.id not in left,
                counted_in=left.get(each.id),
            )


def _as_known(entry: IncidentEntry, file: IncidentFile) -> IncidentEntry:
    """The incident's entry as it would have stood on the day that the file is of."""
    it, known = file.incident, {report.id for report in file.reports}
    statuses = {finding.status for finding in file.findings}
    return replace(
        entry,
        title=it.title,
        parent=it.parent,
        date_start=it.date_start,
        date_end=it.date_end,
        date_prec=it.date_prec,
        place=it.place,
        status=next((each for each in get_args(Status) if each in statuses), "single"),
        reports=tuple(each for each in entry.reports if each in known),
        mentioned_in=tuple(each for each in entry.mentioned_in if each in known),
    )


def selection(
    casebook: Casebook, wanted: Wanted
) -> tuple[IncidentList, tuple[IncidentFile, ...], dict[str, Reading]]:
    """The incidents wanted, with their files and the readings of their reports (by report id)."""
    found = list_incidents(casebook)
    told = [(e, show(casebook, e.id)) for e in found.incidents if wanted.listed(e)]
    kept = [(entry, file) for entry, file in told if wanted.told(file)]
    named = {report.id for _, file in kept for report in file.reports}
    everything = len(kept) == len(found.incidents)
    reports = tuple(each for each in found.reports if everything or each.id in named)
    listed = replace(found, incidents=tuple(entry for entry, _ in kept), reports=reports)
    readings = {each.report.id: each for each in casebook.readings(sorted(named))}
    return listed, tuple(file for _, file in kept), readings


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


def take_in_coded(
    path: Path,
    scheme: Scheme,
    casebook: Casebook,
    *,
    name: str | None = None,
    published: str | None = None,
    progress: Callable[[Reading | Rejection], None] | None = None,
) -> None:
    """Read the rows of a coded dataset into a casebook, and reconcile them with what is there.

    1. coded      each row as a reading, or as a rejection with its row and column
    2. store      both; a row that is known changes nothing
    3. reconcile  once, at the end
    """
    with casebook.batch(BATCH):
        for each in coded(path, scheme, outlet=name, published=published):
            if isinstance(each, Rejection):
                casebook.add_rejection(each)
            else:
                casebook.add_report(each.report)
                casebook.add_reading(each)
            if progress is not None:
                progress(each)
    reconcile(casebook)
