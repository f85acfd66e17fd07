"""The flow of Rashomon, on one screen.

    ingest     sources → Report | Rejection(reason)
    read       Report → Reading:  annotate → resolve → assemble
    store      append readings and judgements; nothing is overwritten
    reconcile  mentions → incidents:  profile, link, cluster, trace lineage, describe
    show       one incident: gather, weigh, check
    publish    casebook → list, show, sitrep                       (`rashomon.publish`)

Every step takes up where it was when it was stopped: the store knows what is not read, not
profiled, not grouped and not described yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from rashomon.annotate import annotate
from rashomon.assemble import assemble
from rashomon.check import run_checks
from rashomon.errors import KnowledgeError, UsageError
from rashomon.ingest import Given, sources
from rashomon.knowledge import Knowledge
from rashomon.reconcile import (
    Case,
    cluster,
    compare,
    decided,
    describe,
    entry,
    gather,
    profile,
    trace_lineage,
    weigh_case,
)
from rashomon.records import (
    INCIDENT_SCHEMA,
    LIST_SCHEMA,
    IncidentFile,
    IncidentList,
    MentionProfile,
    Reading,
    Rejection,
    Report,
)
from rashomon.resolve import resolve
from rashomon.store import Casebook

BATCH = 50
"""Reports a transaction: what an interrupted ingest reads again at most."""

Outcome = Report | Rejection


def read(report: Report, knowledge: Knowledge) -> Reading:
    """All that one report says, as attributed claims tied to its characters.

    1. annotate   sentences, parses, quotations, numbers
    2. resolve    times, places, actors: each with its reason
    3. assemble   voices, incidents told apart, claims
    """
    document = annotate(report, report.language or "en", knowledge)
    document = resolve(document, knowledge)
    return assemble(document, knowledge)


def ingest(
    paths: Sequence[Path],
    casebook: Casebook,
    knowledge: Knowledge,
    given: Given,
    progress: Callable[[Outcome], None] | None = None,
) -> None:
    """Read what is new in files and folders into a casebook, and reconcile it.

    1. sources    each input as a report, or as a rejection with its reason
    2. store      the report, unless it is known
    3. read       it, unless this reader has; a defect of the reader is a rejection too
    4. reconcile  once, at the end: the order of the inputs makes no difference
    """
    with casebook.batch(BATCH):
        for source in sources(paths, given, knowledge.settings):
            outcome = _take_in(source, casebook, knowledge)
            if progress is not None:
                progress(outcome)
    reconcile(casebook)


def _take_in(source: Outcome, casebook: Casebook, knowledge: Knowledge) -> Outcome:
    if isinstance(source, Rejection):
        casebook.add_rejection(source)
        return source
    casebook.add_report(source)
    report = casebook.report(source.id)
    if not casebook.needs_reading(report.id, knowledge.reader):
        return report
    try:
        reading = read(report, knowledge)
    except (KnowledgeError, UsageError):
        raise  # not this report's fault: every other one would fail alike
    except Exception as error:  # noqa: BLE001  one report must not end a batch of a million
        reason = f"the reader failed ({type(error).__name__}: {error}); please report it"
        rejection = Rejection(report.title or report.url or report.id, None, "reader", reason)
        casebook.add_rejection(rejection)
        return rejection
    casebook.add_reading(reading)
    return report


def reconcile(casebook: Casebook) -> None:
    """Put together what the reports say of the same incidents; touch only what is new.

    1. profile    each new mention: what tells incidents apart
    2. link       new mentions with their neighbours by block key, every reason kept
    3. cluster    components of kept links; an analyst's merges and splits win
    4. lineage    copies, retellings and versions of one story
    5. describe   the incidents that changed: title, time, place, status
    """
    for report in tuple(casebook.unprofiled()):
        casebook.save_profiles(profile(casebook.reading(report)))
    new = tuple(casebook.unreconciled())
    if new:
        _regroup(new, casebook)
    _trace(casebook)
    for incident in tuple(casebook.undescribed()):
        case = _case(casebook, incident, None)
        record = describe(case, incident)
        casebook.save_entries([entry(case, record, weigh_case(case))])


def _regroup(new: Sequence[MentionProfile], casebook: Casebook) -> None:
    for mention in new:
        near = [other for other in casebook.neighbours(mention.keys) if other.id != mention.id]
        casebook.save_links(compare(mention, other) for other in near)
    judgements = casebook.judgements()
    judged = casebook.mentions_of_claims(
        claim for each in judgements if each.kind in ("merge", "split") for claim in each.claims
    )
    touched = _reached(casebook, {mention.id for mention in new}, judged.values())
    must, cannot = decided(judgements, judged)
    casebook.regroup(cluster(touched, casebook.links_among(touched), must, cannot))


def _reached(casebook: Casebook, start: set[str], judged: Iterable[str]) -> tuple[str, ...]:
    """Everything that new mentions may join or part: their incidents, those linked to them, and
    those that a judgement names, until nothing more is reached."""
    reached = start | set(judged)
    while True:
        wider = reached | set(casebook.companions(reached))
        wider |= casebook.linked_to(wider)
        if wider == reached:
            return tuple(sorted(reached))
        reached = wider


def _trace(casebook: Casebook) -> None:
    profiles = casebook.profiles(
        mention for incident in casebook.incidents() for mention in casebook.members(incident)
    )
    reports = tuple(casebook.reports())
    found = trace_lineage(reports, profiles)
    casebook.save_lineages({report.id: found.get(report.id) for report in reports})


def show(casebook: Casebook, incident: str, as_of: date | None = None) -> IncidentFile:
    """One incident, every account, as it was known on a day (or as it is known now)."""
    case = _case(casebook, incident, as_of)
    findings = weigh_case(case)
    record = describe(case, incident)
    shown = {reading.report.id for reading in case.readings}
    return IncidentFile(
        schema=INCIDENT_SCHEMA,
        incident=record,
        findings=findings,
        reports=tuple(e for e in casebook.report_entries(sorted(shown)) if e.id in shown),
        checks=run_checks(case, record, findings),
        judgements=casebook.judgements(incident),
    )


def _case(casebook: Casebook, incident: str, as_of: date | None) -> Case:
    reports = casebook.reports_of(incident)
    readings = tuple(casebook.readings(reports))
    mentions = [mention.id for reading in readings for mention in reading.incidents]
    return gather(
        readings,
        casebook.members(incident),
        casebook.lineages(reports),
        casebook.judgements(),
        as_of,
        casebook.incidents_of(mentions),
    )


def list_incidents(casebook: Casebook) -> IncidentList:
    """Every incident and every report of a casebook."""
    return IncidentList(
        schema=LIST_SCHEMA,
        incidents=tuple(casebook.entries()),
        reports=tuple(casebook.report_entries()),
    )
