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

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

from rashomon.annotate import annotate, shown
from rashomon.as_written import as_written
from rashomon.assemble import assemble
from rashomon.check import run_checks
from rashomon.errors import CasebookAway, KnowledgeError, UsageError
from rashomon.ingest import Given, Source, Stored, sources
from rashomon.knowledge import Knowledge
from rashomon.languages import is_read
from rashomon.reconcile import (
    Case,
    along,
    batched,
    cluster,
    code,
    compare_all,
    connected,
    decided,
    describe,
    entry,
    facets,
    gather,
    in_portions,
    inside,
    joins,
    parts,
    profile,
    retrace,
    story_keys,
    weigh_questions,
    weights,
)
from rashomon.records import (
    INCIDENT_SCHEMA,
    LIST_SCHEMA,
    READING_SCHEMA,
    IncidentFile,
    IncidentList,
    Link,
    MentionProfile,
    Reader,
    Reading,
    Rejection,
    Report,
)
from rashomon.resolve import resolve
from rashomon.review import Looked, concerns, state
from rashomon.store import REGROUPING, Casebook, patiently

BATCH = 50
"""Reports a transaction: what an interrupted ingest reads again at most."""

HELD_SECONDS = 20.0
"""What was read is stored after this long even when few reports came."""

LINKED_AT_ONCE = 400
"""Mentions (or reports) that are looked at together: about a week of the news of a continent."""

Outcome = Report | Rejection
Waiting = Callable[[CasebookAway, float], None]
"""Told why the casebook cannot be reached, and for how many seconds we wait."""


def read(report: Report, knowledge: Knowledge) -> Reading:
    """All that one report says, as attributed claims tied to its characters.

    1. annotate   sentences, parses, quotations, numbers
    2. resolve    times, places, actors: each with its reason
    3. assemble   voices, incidents told apart, claims

    A text all in one case is read with its capitals put back, and capitals with the accents that
    they lack; all is told as it was written.
    """
    language = report.language or "en"
    text = knowledge.lexicon(language).accented(shown(report.text, language))
    seen = report if text == report.text else replace(report, text=text)
    document = annotate(seen, language, knowledge)
    document = resolve(document, knowledge)
    return as_written(assemble(document, knowledge), report)


def attempt(report: Report, knowledge: Knowledge) -> Reading | Outcome:
    """The reading of a report; the report alone where its language is not read (its figures are
    not guessed); a rejection where the reader failed on it."""
    if not is_read(report.language, knowledge.languages):
        return report
    try:
        return read(report, knowledge)
    except (KnowledgeError, UsageError):
        raise  # not this report's fault: every other one would fail alike
    except Exception as error:  # noqa: BLE001  one report must not end a batch of a million
        reason = f"the reader failed ({type(error).__name__}: {error}); please report it"
        return Rejection(report.title or report.url or report.id, None, "reader", reason)


def ingest(
    paths: Sequence[Path | Stored],
    casebook: Casebook,
    knowledge: Knowledge,
    given: Given,
    progress: Callable[[Outcome | None], None] | None = None,
    waiting: Waiting | None = None,
    correct: str | None = None,
) -> int:
    """Read what is new in files and folders into a casebook, and reconcile it.

    1. sources    each input as a report, or as a rejection with its reason
    2. read       it, unless this reader has, or it comes with its reading, or is in a language
                  that is not read; a defect of the reader is a rejection too
    3. store      reports with their readings, some at a time: nobody waits while we read
    4. reconcile  once, at the end: the order of the inputs makes no difference

    What an input adds to a known report (its date, its outlet) is taken, and the report read
    again; what it says otherwise only where `correct` names who wants it so. Returns how many said
    otherwise and were not followed.

    While the casebook is away it is tried again for two minutes; `waiting` is told why. `progress`
    is told of each input, and None when all is read.
    """
    inbox = Inbox(casebook, knowledge, waiting, correct)
    try:
        for source in sources(paths, given, knowledge.settings):
            outcome = inbox.take(source)
            if progress is not None:
                progress(outcome)
    finally:
        inbox.keep()
    if progress is not None:
        progress(None)
    patiently(lambda: reconcile(casebook), waiting)
    return inbox.differing


class Inbox:
    """Reports that were read and are not stored yet: `BATCH` of them, or of some seconds."""

    def __init__(
        self,
        casebook: Casebook,
        knowledge: Knowledge,
        waiting: Waiting | None,
        correct: str | None,
    ) -> None:
        self.differing = 0
        self._correct = correct
        self._casebook = casebook
        self._knowledge = knowledge
        self._waiting = waiting
        self._held: dict[str, tuple[Report, Reading | None]] = {}
        self._refused: list[Rejection] = []
        self._since = time.monotonic()

    def take(self, source: Source) -> Outcome:
        """Read a report that is not read yet; the report as it is kept, or why it is refused.

        A reading that is brought is taken as it is, unless this reader has read the report, or
        more is known of the report than it was read with.
        """
        given = source.report if isinstance(source, Reading) else source
        full = len(self._held) + len(self._refused) >= BATCH or given in self
        if full or time.monotonic() - self._since > HELD_SECONDS:
            self.keep()
        if isinstance(given, Rejection):
            self._refused.append(given)
            return given
        readers = [self._knowledge.reader]
        if isinstance(source, Reading):
            readers.append(source.reader)
        report, known = patiently(lambda: self._known(given, readers), self._waiting)
        if known:
            return report
        self._held[report.id] = (report, None)
        brought = isinstance(source, Reading) and source.report == report
        outcome = source if brought else attempt(report, self._knowledge)
        if isinstance(outcome, Reading):
            self._held[report.id] = (report, outcome)
        elif isinstance(outcome, Rejection):
            self._refused.append(outcome)
            return outcome
        return report

    def __contains__(self, source: Outcome) -> bool:
        return isinstance(source, Report) and source.id in self._held

    def _known(self, source: Report, readers: Sequence[Reader]) -> tuple[Report, bool]:
        """The report as the casebook has it or is to have it, and whether one of these readers has
        read that."""
        if not self._casebook.has_report(source.id):
            return source, False
        kept = self._casebook.report(source.id)
        report = kept.told(source, correct=self._correct is not None)
        self.differing += report != report.told(source, correct=True)
        if report != kept:
            return report, False
        unread = all(self._casebook.needs_reading(report.id, each) for each in readers)
        return report, not (unread and is_read(report.language, self._knowledge.languages))

    def keep(self) -> None:
        """Store what is held, in one transaction; all of it, or nothing."""
        if self._held or self._refused:
            patiently(self._store, self._waiting)
        self._held, self._refused, self._since = {}, [], time.monotonic()

    def _store(self) -> None:
        casebook = self._casebook
        # A reading that takes another's place moves mentions, which nobody may be grouping then.
        again = any(map(casebook.has_reading, self._held))
        with casebook.turn() if again else nullcontext(), casebook.whole():
            for report, reading in self._held.values():
                if reading is not None and casebook.add_new(reading):
                    continue
                casebook.add_report(report)
                kept = casebook.report(report.id)
                told = kept.told(report, correct=self._correct is not None)
                if casebook.correct_report(told, self._correct or "ingest"):
                    kept = told
                readable = is_read(kept.language, self._knowledge.languages)
                if not readable and casebook.has_reading(report.id):
                    reading = nothing(kept, self._knowledge)
                if reading is not None:
                    # Another program may have added it meanwhile, and said other things of it.
                    same = kept == report
                    casebook.add_reading(reading if same else read(kept, self._knowledge))
            for rejection in self._refused:
                casebook.add_rejection(rejection)


def nothing(report: Report, knowledge: Knowledge) -> Reading:
    """The reading of a report that was read, and turned out to be in a language that is not."""
    return Reading(READING_SCHEMA, knowledge.reader, report, (), (), (), ())


def reconcile(casebook: Casebook) -> None:
    """Put together what the reports say of the same incidents; touch only what is new.

    1. profile    each new mention: what tells incidents apart
    2. link       new mentions with their neighbours by block key, every reason kept
    3. cluster    components of kept links; an analyst's merges and splits win
    4. lineage    copies, retellings and versions of one story
    5. describe   the incidents that changed: title, time, place, status, why to look at them

    One program at a time; what analysts judge meanwhile is looked at before it ends.
    """
    with casebook.turn():
        while True:
            judged = casebook.decisions()
            _reconcile(casebook)
            if not casebook.awaken_since(judged):
                return


def _reconcile(casebook: Casebook) -> None:
    for reports in batched(casebook.unprofiled(), BATCH):
        with casebook.batch():
            found = casebook.readings(reports)
            casebook.save_profiles(each for reading in found for each in profile(reading))
    new = casebook.unreconciled()
    _link(new, casebook)
    _regroup(new, casebook)
    _trace(casebook)
    judged = bool(casebook.decisions())
    for incidents in batched(casebook.undescribed(), BATCH):
        with casebook.batch():
            _describe(casebook, incidents, judged)


def _link(new: Sequence[str], casebook: Casebook) -> None:
    """Compare each new mention with those that share a block key with it, every pair once; keep
    what joins them."""
    place = {mention: number for number, mention in enumerate(new)}
    known: dict[str, MentionProfile] = {}
    for some in batched(new, LINKED_AT_ONCE):
        known = _look_up(some, known, casebook)
        blocks = casebook.with_block_key({key for each in some for key in known[each].keys})
        pairs = {
            (mention, other)
            for mention in some
            for key in known[mention].keys
            for other in blocks[key]
            if place.get(other, -1) < place[mention]
        }
        known = _look_up({each for pair in pairs for each in pair}, known, casebook)
        with casebook.batch():
            casebook.save_links(compare_all(known, sorted(pairs), joins))


def _look_up(
    ids: Collection[str], known: Mapping[str, MentionProfile], casebook: Casebook
) -> dict[str, MentionProfile]:
    """These profiles by id; those that are known already are not fetched again."""
    found = {each: known[each] for each in ids if each in known}
    found.update((each.id, each) for each in casebook.profiles(set(ids) - found.keys()))
    return found


def _regroup(new: Sequence[str], casebook: Casebook) -> None:
    """Cluster anew what new mentions may join or part: their incidents, those linked to them, and
    those that a judgement names, until nothing more is reached. What strictly parts two that others
    join is kept too."""
    judgements = casebook.judgements(kinds=REGROUPING)
    judged = casebook.mentions_of_claims(claim for each in judgements for claim in each.claims)
    must, cannot = decided(judgements, judged)
    reached = connected(new, (casebook.joined_with, casebook.sharing_incident, along(must)))
    for units in in_portions(reached, LINKED_AT_ONCE):
        touched = [mention for unit in units for mention in unit]
        links = casebook.links_among(touched, reasons=False)
        profiles = {each.id: each for each in casebook.profiles(touched)}
        keys = {each: frozenset(made.keys) for each, made in profiles.items()}
        pairs = inside(units, keys, {(link.a, link.b) for link in links})
        parted = tuple(compare_all(profiles, pairs, parts))
        with casebook.batch():
            casebook.save_links(parted)
            casebook.regroup(cluster(touched, (*links, *parted), must, cannot, profiles.values()))


def _trace(casebook: Casebook) -> None:
    """Find what new reports copy, retell or are versions of, and what of theirs."""
    for reports in batched(casebook.untraced(), LINKED_AT_ONCE):
        texts, profiles = casebook.reports_by_id(reports), casebook.profiles_of(reports)
        keys = {each: story_keys(texts[each], profiles.get(each, ())) for each in reports}
        former = casebook.story_keys(reports)
        with casebook.batch():
            casebook.save_story_keys(keys)
            casebook.save_lineages(retrace(keys, casebook, former), traced=reports)


def _describe(casebook: Casebook, incidents: Sequence[str], judged: bool) -> None:
    """Keep the entries of incidents in the list, and why each should be looked at. Whatever is
    asked of the casebook is asked for all of them at once."""
    cases = _cases(casebook, incidents, judged)
    joined: dict[str, set[str]] = {}
    for mention, other in casebook.joined_with(m for case in cases.values() for m in case.mentions):
        joined.setdefault(mention, set()).add(other)
    beside = {
        incident: {other for each in case.mentions for other in joined.get(each, ())}
        - case.mentions
        for incident, case in cases.items()
    }
    every = {*joined, *(other for others in joined.values() for other in others)}
    links = {(link.a, link.b): link for link in casebook.links_among(every, reasons=False)}
    titles = casebook.titles(other for others in beside.values() for other in others)
    before = casebook.reviewed(incidents)
    entries, found, queue = [], [], []
    for incident, case in cases.items():
        record, weighed = describe(case, incident), weigh_questions(case)
        findings = tuple(each.finding for each in weighed)
        entries.append(entry(case, record, findings))
        found.append(facets(case, record, weighed))
        looked = Looked(
            case=case,
            record=record,
            entry=entries[-1],
            findings=findings,
            checks=run_checks(case, record, findings),
            links=_among({*case.mentions, *beside[incident]}, links),
            titles={each: titles[each] for each in beside[incident] & titles.keys()},
            keep=weights().keep,
            before=before.get(incident),
        )
        queue.append((incident, concerns(looked), state(case)))
    casebook.save_entries(entries, found)
    casebook.save_queued(queue)


def _among(mentions: Collection[str], links: Mapping[tuple[str, str], Link]) -> tuple[Link, ...]:
    """The links between some mentions."""
    pairs = combinations(sorted(mentions), 2)
    return tuple(links[pair] for pair in pairs if pair in links)


def show(casebook: Casebook, incident: str, as_of: date | None = None) -> IncidentFile:
    """One incident, every account, as it was known on a day (or as it is known now)."""
    return dossier(casebook, incident, as_of)[0]


def dossier(
    casebook: Casebook, incident: str, as_of: date | None = None
) -> tuple[IncidentFile, tuple[Reading, ...]]:
    """What `show` tells of an incident, with the readings of its reports that it was made from."""
    case = _case(casebook, incident, as_of)
    weighed = weigh_questions(case)
    findings = tuple(each.finding for each in weighed)
    record = describe(case, incident)
    shown = {reading.report.id for reading in case.readings}
    file = IncidentFile(
        schema=INCIDENT_SCHEMA,
        incident=record,
        findings=findings,
        reports=tuple(e for e in casebook.report_entries(sorted(shown)) if e.id in shown),
        checks=run_checks(case, record, findings),
        judgements=casebook.judgements(incident),
        coded=code(case, record, weighed),
    )
    return file, case.readings


def _case(casebook: Casebook, incident: str, as_of: date | None) -> Case:
    return _cases(casebook, [incident], True, as_of)[incident]


def _cases(
    casebook: Casebook, incidents: Sequence[str], judged: bool, as_of: date | None = None
) -> dict[str, Case]:
    """The accounts of incidents, by their ids; without judgements where there are none at all."""
    members: dict[str, set[str]] = {each: set() for each in incidents}
    told: dict[str, set[str]] = {each: set() for each in incidents}
    for incident, mention, report in casebook.tellings(incidents):
        members[incident].add(mention)
        told[incident].add(report)
    reports = sorted({report for each in told.values() for report in each})
    readings = {each.report.id: each for each in casebook.readings(reports)}
    mentions = [mention.id for each in readings.values() for mention in each.incidents]
    lineages, placed = casebook.lineages(reports), casebook.incidents_of(mentions)
    return {
        each: gather(
            [readings[report] for report in sorted(told[each]) if report in readings],
            sorted(members[each]),
            {report: lineages[report] for report in told[each] & lineages.keys()},
            casebook.judgements(each) if judged else (),
            as_of,
            placed,
        )
        for each in incidents
    }


def list_incidents(casebook: Casebook) -> IncidentList:
    """Every incident and every report of a casebook, but those judged to be no incident."""
    dismissed = casebook.dismissed()
    return IncidentList(
        schema=LIST_SCHEMA,
        incidents=tuple(each for each in casebook.entries() if each.id not in dismissed),
        reports=tuple(casebook.report_entries()),
    )
