"""The dossier of an incident: its file and the claims behind it, private persons left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rashomon.publish.private import PrivateNames, withhold
from rashomon.publish.words import Names
from rashomon.records import (
    LIST_SCHEMA,
    Claim,
    CodedValue,
    Finding,
    IncidentEntry,
    IncidentFile,
    IncidentList,
    Reading,
    ReportEntry,
    SchemeCoding,
)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is known of one incident.

    `claims` are in the order of publication, each with its report; `aggregated` is true for a
    parent that is exported in the place of its parts; `counted_in` says which incident counts this
    one's dead, None where it counts them itself; `withheld` whether names are left out.
    """

    entry: IncidentEntry
    file: IncidentFile
    readings: tuple[Reading, ...]
    claims: tuple[tuple[Claim, ReportEntry], ...]
    names: Names
    aggregated: bool
    counted_in: str | None
    withheld: bool

    def coding(self, scheme: str) -> SchemeCoding:
        """How this scheme would code the incident."""
        return next(each for each in self.file.coded if each.scheme == scheme)

    def coded(self, scheme: str) -> Mapping[str, CodedValue]:
        """The values of a scheme by column."""
        return {value.column: value for value in self.coding(scheme).values}

    def findings(self, field: str) -> tuple[Finding, ...]:
        """The findings of one field."""
        return tuple(each for each in self.file.findings if each.field == field)


def make_dossier(
    entry: IncidentEntry,
    file: IncidentFile,
    readings: Sequence[Reading],
    private: PrivateNames | None,
    *,
    aggregated: bool = False,
    counted_in: str | None = None,
) -> Dossier:
    """The dossier. `private` are the names that the whole casebook withholds; None: withhold
    nothing."""
    if private is not None:
        listed = IncidentList(LIST_SCHEMA, (entry,), ())
        by_report = {reading.report.id: reading for reading in readings}
        listed, files, covered = withhold(listed, [file], by_report, private)
        entry, file = listed.incidents[0], files[0]
        readings = tuple(covered[reading.report.id] for reading in readings)
    told = {report.id: report for report in file.reports}
    wanted = _about(file, readings)
    claims = tuple(
        (claim, told[reading.report.id])
        for reading in readings
        for claim in reading.claims
        if claim.id in wanted
    )
    return Dossier(
        entry=entry,
        file=file,
        readings=tuple(readings),
        claims=claims,
        names=Names.of(readings, file),
        aggregated=aggregated,
        counted_in=counted_in,
        withheld=private is not None,
    )


def _about(file: IncidentFile, readings: Sequence[Reading]) -> frozenset[str]:
    """The claims of this incident's mentions: those of which findings hold one, and what was
    rejected or answers no question. Claims on where forces are belong to no incident."""
    held = {c for f in file.findings for p in f.positions for c in p.claims}
    mentions = {
        claim.incident
        for reading in readings
        for claim in reading.claims
        if claim.id in held and claim.incident is not None
    }
    return frozenset(
        claim.id for reading in readings for claim in reading.claims if claim.incident in mentions
    )
