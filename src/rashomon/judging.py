"""Judging: what an analyst decides, as a judgement beside the claims (CONTRACT.md, meeting rule 7).

    with Casebook.open("sahel.db", create=False) as casebook:
        judge(casebook, "merge", ["i-3f2a…", "i-77bc…"], by="A. Coder", why="one raid, two dates")

A judgement overwrites nothing: `casebook.withdraw_judgement` takes it back, and everything is as it
was. Reconciling follows at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from rashomon import codec
from rashomon.errors import InvariantError, UsageError
from rashomon.pipeline import reconcile
from rashomon.reconcile.gathering import added_claim, corrected_claim
from rashomon.records import VALUE_OF_FIELD, Claim, Judgement, JudgementKind, Reading, identify
from rashomon.store import Casebook

GRADES: Final = ("Confirmed", "Fair", "Weak", "Contested", "Discounted")
"""Airwars' grades of a harm claim."""
OF_CLAIMS: Final = frozenset({"accept", "correct", "reject"})
FIGURES: Final = ("best", "low", "high")


def judge(
    casebook: Casebook,
    kind: JudgementKind,
    incidents: Sequence[str],
    *,
    by: str,
    why: str,
    claims: Sequence[str] = (),
    reports: Sequence[str] = (),
    value: Mapping[str, Any] | None = None,
    seen: frozenset[int] | None = None,
) -> Judgement:
    """Keep a judgement and reconcile.

    `incidents` are ids (or their beginnings): two or more for a merge, one else; none where
    `claims` say it. `reports` are what a split takes out of its incident. `value`: for a correction
    the keys of the claim's value (or `value`, `stance`, `mode`, `voice`) that change; for
    `set-figure` `field` and one or more of `best`, `low`, `high`, with `side` or `group` where the
    field has several findings; for `grade` `grade`; for `add` what `added_claim` asks for.

    `seen` are the judgements that its maker saw on the incident (`Casebook.standing`).

    Raises UsageError where that makes no judgement of this kind, Overtaken where others have judged
    the incident since.
    """
    if not by.strip() or not why.strip():
        raise UsageError("a judgement says who made it and why: --by NAME --why TEXT")
    named = [casebook.resolve_id(each) for each in incidents]
    told = dict(value or {})
    chosen = tuple(claims)
    if kind == "merge":
        chosen = _of_incidents(casebook, named)
    elif kind == "split":
        chosen, told = _parted(casebook, named, chosen, reports)
    elif kind in OF_CLAIMS:
        _check_claims(casebook, kind, chosen, told)
    else:
        _check_incident(casebook, kind, named, told)
    at = casebook.now()
    made = Judgement(
        id=identify("j", kind, by, at, why, *named, *chosen, codec.dumps(told)),
        kind=kind,
        by=by,
        at=at,
        why=why,
        claims=chosen,
        incident=named[0] if named else None,
        value=told or None,
    )
    casebook.add_judgement(made, seen=seen)
    reconcile(casebook)
    return made


def _of_incidents(casebook: Casebook, incidents: Sequence[str]) -> tuple[str, ...]:
    """One claim of every mention of these incidents: it stands for the mention."""
    if len(set(incidents)) < 2:
        raise UsageError("a merge needs two incidents or more: rashomon judge merge ID ID")
    return tuple(
        claim for each in incidents for _, claim in sorted(_claim_of(casebook, each).items())
    )


def _claim_of(casebook: Casebook, incident: str) -> dict[str, str]:
    """Mention of an incident → the first claim of it."""
    members = set(casebook.members(incident))
    found: dict[str, str] = {}
    for reading in casebook.readings(casebook.reports_of(incident)):
        for claim in reading.claims:
            if claim.incident in members:
                found.setdefault(claim.incident, claim.id)
    return found


def _parted(
    casebook: Casebook, incidents: Sequence[str], claims: Sequence[str], reports: Sequence[str]
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The claims of a split, and which of them are parted from which."""
    if len(incidents) != 1:
        raise UsageError("a split names one incident: rashomon judge split ID --report REPORT")
    (incident,) = incidents
    out: list[str] = []
    stay: list[str] = []
    mentions = casebook.mentions_of_claims(claims)
    for mention, claim in sorted(_claim_of(casebook, incident).items()):
        report = casebook.report_of_mention(mention)
        leaves = mention in mentions.values() or any(report.startswith(r) for r in reports)
        (out if leaves else stay).append(claim)
    if not out or not stay:
        raise UsageError(
            f"nothing of incident {incident} is parted from the rest: name some of its reports "
            f"(--report) or claims (--claim), not all; they are in: rashomon show {incident}"
        )
    return (*out, *stay), {"parts": [out, stay]}


def _check_claims(
    casebook: Casebook, kind: str, claims: Sequence[str], value: Mapping[str, Any]
) -> None:
    if not claims:
        raise UsageError(f"name the claim: rashomon judge {kind} --claim CLAIM")
    known = casebook.claims_by_id(claims)
    for each in claims:
        if each not in known:
            raise UsageError(f"no claim {each!r}; rashomon show ID --format json has their ids")
        if kind == "correct":
            corrected(known[each], value)


def corrected(claim: Claim, change: Mapping[str, Any]) -> Claim:
    """The claim with a correction: keys of its value, or `value`, `stance`, `mode` and `voice`.
    Raises UsageError where that makes no claim."""
    if not change:
        raise UsageError('say what is right: --value \'{"low": 30, "high": 30}\'')
    try:
        return corrected_claim(claim, change)
    except InvariantError as error:
        raise UsageError(f"claim {claim.id} cannot be corrected so: {error}") from error


def with_added(
    readings: Iterable[Reading], judgements: Iterable[Judgement], mentions: Collection[str]
) -> tuple[Reading, ...]:
    """The readings with the claims that analysts added to an incident of these mentions, so that
    their words are quoted like any other's."""
    found: dict[str, list[Judgement]] = {}
    for each in judgements:
        if each.kind == "add" and each.value is not None:
            found.setdefault(str(each.value.get("report")), []).append(each)
    return tuple(
        replace(reading, claims=(*reading.claims, *_added(reading, made, mentions)))
        if (made := found.get(reading.report.id))
        else reading
        for reading in readings
    )


def _added(
    reading: Reading, made: Iterable[Judgement], mentions: Collection[str]
) -> Iterator[Claim]:
    mention = next((each.id for each in reading.incidents if each.id in mentions), None)
    known = {claim.id for claim in reading.claims}
    for each in made:
        claim = added_claim(each, reading.report, mention)
        if claim.id not in known:
            yield claim


def _check_incident(
    casebook: Casebook, kind: str, incidents: Sequence[str], value: Mapping[str, Any]
) -> None:
    if len(incidents) != 1:
        raise UsageError(f"name one incident: rashomon judge {kind} ID")
    if kind == "set-figure":
        numbers = [value.get(name) for name in FIGURES if name in value]
        whole = all(n is None or (type(n) is int and n >= 0) for n in numbers)
        if value.get("field") not in VALUE_OF_FIELD or not numbers or not whole:
            raise UsageError(
                "say which figure: --field deaths --best 25 (--low, --high, --side, --group)"
            )
    elif kind == "grade" and value.get("grade") not in GRADES:
        raise UsageError(f"a grade is one of {', '.join(GRADES)}, not {value.get('grade')!r}")
    elif kind == "add":
        _check_added(casebook, incidents[0], value)


def _check_added(casebook: Casebook, incident: str, value: Mapping[str, Any]) -> None:
    reports = casebook.reports_of(incident)
    if value.get("report") not in reports:
        raise UsageError(
            f"an added claim names a report of the incident: --report, one of {', '.join(reports)}"
        )
    draft = Judgement("j", "add", "", "", "", (), incident, dict(value))
    try:
        added_claim(draft, casebook.report(str(value["report"])), None)
    except InvariantError as error:
        raise UsageError(f"that makes no claim: {error}") from error
