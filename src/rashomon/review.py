"""Review: what makes an incident worth an analyst's next look, each reason with its points.

The reasons and their points are data (`data/review.yaml`). They are found when an incident is
described, and kept, so that the queue of a hundred thousand incidents is a page of an index.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from rashomon.accounts import Case
from rashomon.knowledge import load_yaml
from rashomon.publish.labels import labels
from rashomon.publish.words import Names, figure_in_words, question_in_words
from rashomon.records import (
    TOLL_FIELDS,
    CheckResult,
    Concern,
    Finding,
    IncidentEntry,
    IncidentRecord,
    Judgement,
    Link,
    Quantity,
    Reading,
    Reviewed,
    identify,
)

WHO: Final = frozenset({"perpetrator", "responsibility"})
OF_CLAIMS: Final = frozenset({"accept", "correct", "reject"})
FIGURES_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked at to tell what an incident's review should begin with.

    `links` are those of its mentions, kept or not, to each other and to others; `titles` those of
    the others by mention; `keep` the points from which a link is kept; `before` its last review.
    """

    case: Case
    record: IncidentRecord
    entry: IncidentEntry
    findings: Sequence[Finding]
    checks: Sequence[CheckResult]
    links: Sequence[Link]
    titles: Mapping[str, str]
    keep: float
    before: Reviewed | None


def state(case: Case) -> str:
    """A digest of what is known of an incident: its reports, and the claims about it."""
    claims = (c.id for r in case.readings for c in r.claims if c.incident in case.mentions)
    return identify("s", *sorted(each.report.id for each in case.readings), *sorted(claims))


def waiting(judgements: Iterable[Judgement], readings: Iterable[Reading]) -> frozenset[str]:
    """The ids of the judgements of claims that none of these readings holds any longer."""
    held = {claim.id for reading in readings for claim in reading.claims}
    return frozenset(
        each.id for each in judgements if each.kind in OF_CLAIMS and not held & set(each.claims)
    )


def concerns(looked: Looked) -> tuple[Concern, ...]:
    """The reasons to look at an incident, the weightiest first; none where nothing stands out, or
    an analyst judged that it is no incident."""
    if any(each.kind == "not-an-incident" for each in looked.case.judgements):
        return ()
    found = [
        *_waiting(looked),
        *_changed(looked),
        *_contested(looked),
        *_checked(looked.checks),
        *_linked(looked),
        *_unknown(looked.record),
        *_tolls(looked.findings, Names.of(looked.case.readings)),
    ]
    if not looked.entry.reports:
        share = _words()["context"]
        found = [Concern(each.kind, each.points * share, each.detail) for each in found]
    found = [Concern(each.kind, round(each.points, 1), each.detail) for each in found]
    return tuple(sorted(_no_more_than(found), key=lambda each: -each.points))


def _no_more_than(found: Iterable[Concern]) -> Iterator[Concern]:
    """The reasons, of each kind the weightiest, as many as count."""
    seen: Counter[str] = Counter()
    most: Mapping[str, int] = _words()["most"]
    for each in sorted(found, key=lambda each: -each.points):
        seen[each.kind] += 1
        if each.points > 0 and seen[each.kind] <= most.get(each.kind, seen[each.kind]):
            yield each


def _because(kind: str, share: float = 1.0, /, **said: Any) -> Concern:
    return Concern(kind, _words()["points"][kind] * share, _words()["says"][kind].format(**said))


def _waiting(looked: Looked) -> Iterator[Concern]:
    """Judgements on claims that no current reading of the incident's reports holds."""
    found = waiting(looked.case.judgements, looked.case.readings)
    for each in looked.case.judgements:
        if each.id in found:
            yield _because("waiting", kind=labels().judgements[each.kind], by=each.by)


def _changed(looked: Looked) -> Iterator[Concern]:
    before = looked.before
    if before is None or before.status != "done" or before.state == state(looked.case):
        return
    new = {each.report.id for each in looked.case.readings} - set(before.reports)
    number = f"{len(new)} new {'report' if len(new) == 1 else 'reports'}"
    yield _because("changed", what=number if new else "its reports are read or grouped otherwise")


def _contested(looked: Looked) -> Iterator[Concern]:
    names = Names.of(looked.case.readings)
    for each in looked.findings:
        signed = any(_signs(judgement, each) for judgement in looked.case.judgements)
        if each.status != "contested" or signed:
            continue
        asks = question_in_words(each, names)
        if each.field in TOLL_FIELDS:
            share = 1.0 if each.field == "deaths" else 0.5
            yield _because("contested toll", share, asks=asks, figures=_figures(each))
        else:
            yield _because("contested who" if each.field in WHO else "contested other", asks=asks)


def _signs(judgement: Judgement, finding: Finding) -> bool:
    said = judgement.value or {}
    return (
        judgement.kind == "set-figure"
        and not finding.proposed
        and said.get("field") == finding.field
    )


def _figures(finding: Finding) -> str:
    held = [
        figure_in_words(each.value, quoted=False)
        for each in finding.positions
        if isinstance(each.value, Quantity)
    ]
    told = list(dict.fromkeys(held))
    more = f" and {len(told) - FIGURES_NAMED} more" if len(told) > FIGURES_NAMED else ""
    return " ≠ ".join(told[:FIGURES_NAMED]) + more


def _checked(checks: Iterable[CheckResult]) -> Iterator[Concern]:
    for each in checks:
        if each.result != "pass":
            kind = "check fails" if each.result == "fail" else "check warns"
            yield _because(kind, detail=each.detail)


def _linked(looked: Looked) -> Iterator[Concern]:
    """The mention that is held by the weakest best link, and the others that are most alike."""
    members, keep = looked.case.mentions, looked.keep
    best: dict[str, float] = {}
    outside: dict[str, float] = {}
    for link in looked.links:
        if link.a in members and link.b in members:
            for each in (link.a, link.b):
                best[each] = max(best.get(each, link.points), link.points)
        elif link.kept and (link.a in members or link.b in members):
            other = link.b if link.a in members else link.a
            outside[other] = max(outside.get(other, link.points), link.points)
    joined = {m for j in looked.case.judgements if j.kind == "merge" for m in _mentions(looked, j)}
    weak = {each: points for each, points in best.items() if each not in joined}
    if weak:
        weakest = min(weak, key=lambda each: (weak[each], each))
        if keep <= weak[weakest] < keep + _words()["margin"]:
            yield _because(
                "weak link",
                report=_report_of(looked.case, weakest),
                points=f"{weak[weakest]:.1f}",
                keep=keep,
            )
    parted = {m for j in looked.case.judgements if j.kind == "split" for m in _mentions(looked, j)}
    alike = [each for each in outside if not parted]
    if alike:
        nearest = max(alike, key=lambda each: (outside[each], each))
        yield _because("alike", title=looked.titles.get(nearest, "another incident"))


def _report_of(case: Case, mention: str) -> str:
    """How the report of a mention is called."""
    for reading in case.readings:
        if any(each.id == mention for each in reading.incidents):
            report = reading.report
            return ", ".join(e for e in (report.outlet or report.title, report.published) if e)
    return "a report"


def _mentions(looked: Looked, judgement: Judgement) -> set[str]:
    """The mentions that a merge or a split is about."""
    claims = set(judgement.claims)
    return {
        claim.incident
        for reading in looked.case.readings
        for claim in reading.claims
        if claim.incident is not None and claim.id in claims
    }


def _unknown(record: IncidentRecord) -> Iterator[Concern]:
    if record.place is None or record.place.latitude is None:
        yield _because("unplaced")
    if record.date_start is None and record.date_end is None:
        yield _because("undated")


def _tolls(findings: Iterable[Finding], names: Names) -> Iterator[Concern]:
    deaths = [each for each in findings if each.field == "deaths"]
    highest = max((n for f in deaths for n in (f.best, f.low, f.high) if n is not None), default=0)
    if highest > 0:
        yield _because("toll", math.log2(1 + highest), high=f"{highest:,}")
    for each in deaths:
        alone = each.status == "single" and each.proposed and each.best is not None
        if alone and (each.best or 0) >= _words()["worst alone"]:
            asks = question_in_words(each, names)
            yield _because("alone", asks=asks, best=f"{each.best:,}")


@cache
def _words() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml("review.yaml")
    return data
