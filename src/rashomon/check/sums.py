"""Accounts held against arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rashomon.accounts import Account, Case
from rashomon.bounds import compatible
from rashomon.check.found import Found, counted, exact, outlet, who
from rashomon.records import TOLL_FIELDS, Finding, IncidentRecord, Quantity

WORTH_NOTING = 5
"""The least figure whose recurrence is worth a remark: smaller ones recur by chance."""


def parts_and_total(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """A part is no more than its total."""
    by_claim = {account.claim.id: account for account in case.accounts}
    parts = [
        (account, account.value, by_claim[account.value.part_of])
        for account in case.accounts
        if isinstance(account.value, Quantity) and account.value.part_of in by_claim
    ]
    return _too_many(parts) if parts else None


def _too_many(parts: Iterable[tuple[Account, Quantity, Account]]) -> Iterator[Found]:
    for part, value, whole in parts:
        total = whole.value
        if not isinstance(total, Quantity) or value.low is None or total.high is None:
            continue
        if value.low > total.high:
            yield Found.of(
                f"{who(part)} has {value.low} {value.group or 'people'} among {total.high}",
                [part, whole],
            )


def killed_and_casualties(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """As one voice of one report has them, the killed are no more than all casualties."""
    casualties = {_speaker(a): (a, v) for a, v in counted(case.accounts, "casualties")}
    both = [
        (account, value, *casualties[_speaker(account)])
        for account, value in counted(case.accounts, "deaths")
        if _speaker(account) in casualties
    ]
    if not both:
        return None
    return (
        Found.of(f"{who(a)} has {v.low} killed, of {all_.high} killed and wounded", [a, b])
        for a, v, b, all_ in both
        if v.low is not None and all_.high is not None and v.low > all_.high
    )


def _speaker(account: Account) -> tuple[str, str, str | None]:
    return (account.report.id, account.voice.key, account.people)


def dead_and_wounded_added(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """A figure for the dead that other stories' dead and wounded make together."""
    deaths, injuries = counted(case.accounts, "deaths"), counted(case.accounts, "injuries")
    if not deaths or not injuries:
        return None
    return _added(deaths, injuries)


def _added(
    deaths: Sequence[tuple[Account, Quantity]], injuries: Sequence[tuple[Account, Quantity]]
) -> Iterator[Found]:
    sums: dict[tuple[str | None, int], list[tuple[Account, int, Account, int]]] = {}
    for dead, d in deaths:
        for hurt, i in injuries:
            fewer, wounded = exact(d), exact(i)
            if dead.people != hurt.people or not fewer or not wounded:
                continue
            if dead.report.id == hurt.report.id:
                both = (dead, fewer, hurt, wounded)
                sums.setdefault((dead.people, fewer + wounded), []).append(both)
    for account, value in deaths:
        total = exact(value)
        for dead, fewer, hurt, wounded in sums.get((account.people, total or -1), ()):
            if dead.story != account.story and dead.voice.key == account.voice.key:
                yield Found.of(
                    f"the {total} dead of {outlet(account)} are {fewer} dead and {wounded} wounded "
                    "of the same voice elsewhere",
                    [account, dead, hurt],
                )


def toll_of_another(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """No exact figure of this incident is that of another one: of its own report, or, where one
    story alone gives it and others another, of any report."""
    others: dict[tuple[str, str, int | None], str] = {
        (reading.report.id, claim.field, exact(claim.value)): claim.id
        for reading in case.readings
        for claim in reading.claims
        if claim.incident is not None and claim.incident not in case.mentions
        if isinstance(claim.value, Quantity)
    }
    return [*_recurring(case, others), *_mistaken(case, others)] if others else None


def _mistaken(case: Case, others: dict[tuple[str, str, int | None], str]) -> Iterator[Found]:
    elsewhere = {(field, number): claim for (_, field, number), claim in others.items()}
    for field in sorted(TOLL_FIELDS):
        told = [(a, v) for a, v in counted(case.accounts, field) if not a.claim.superseded]
        for account, value in told:
            number = exact(value)
            claim = elsewhere.get((field, number))
            if number is None or number < WORTH_NOTING or claim is None:
                continue
            rest = [v for a, v in told if a.people == account.people and a.story != account.story]
            total = value.counts == "total" and not account.within
            if total and rest and not any(compatible(v, value) for v in rest):
                yield Found(
                    f"{outlet(account)} alone gives {field} {number}, others have it for another "
                    "incident",
                    tuple(sorted((account.claim.id, claim))),
                )


def _recurring(case: Case, others: dict[tuple[str, str, int | None], str]) -> Iterator[Found]:
    for field in sorted(TOLL_FIELDS):
        for account, value in counted(case.accounts, field):
            number = exact(value)
            other = others.get((account.report.id, field, number))
            if number is not None and number >= WORTH_NOTING and other is not None:
                yield Found(
                    f"{outlet(account)} gives {field} {number} for another incident too",
                    tuple(sorted((account.claim.id, other))),
                )
