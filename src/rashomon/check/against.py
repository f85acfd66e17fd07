"""Accounts held against each other: what one story alone says, and what only copies support."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import combinations

from rashomon.accounts import Account, Case
from rashomon.bounds import agree, compatible
from rashomon.check.found import Found, counted, exact, outlet
from rashomon.gazetteer.names import key
from rashomon.geodesy import distance_km
from rashomon.records import (
    TOLL_FIELDS,
    Finding,
    IncidentRecord,
    Place,
    PlaceValue,
    Quantity,
    TimeValue,
)

ALONE_KM = 30.0
"""A site this much farther off than the uncertainties of both stands alone."""
OTHERS = 2
"""How many other stories must agree with each other before one that differs stands alone."""


def place(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """No story alone puts the incident somewhere else."""
    sites = [
        account
        for account in case.accounts
        if isinstance(account.value, PlaceValue) and account.value.role == "site"
        if account.place is not None and account.place.latitude is not None
        if (account.place.where_prec or 1) < 4
    ]
    if len({account.story for account in sites}) < OTHERS + 1:
        return None
    return _alone(sites, _elsewhere, lambda a: f"puts it at {a.place.name if a.place else '?'}")


def _elsewhere(a: Account, b: Account) -> bool:
    """Whether two accounts tell of two sites. One name that a list has in two places is no outlet's
    doing, unless each report itself says where it lies."""
    if a.place is None or b.place is None:
        return False
    told = {a.place.method, b.place.method} == {"from-report"}
    if key(a.place.name) == key(b.place.name) and not told:
        return False
    return _far(a.place, b.place)


def _far(a: Place, b: Place) -> bool:
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return False
    apart = distance_km(a.latitude, a.longitude, b.latitude, b.longitude)
    return apart > ALONE_KM + (a.radius_km or 0.0) + (b.radius_km or 0.0)


def day(case: Case, record: IncidentRecord, findings: Sequence[Finding]) -> Iterable[Found] | None:
    """No story alone dates the incident otherwise."""
    times = [
        account
        for account in case.accounts
        if isinstance(account.value, TimeValue) and account.value.start is not None
        if account.claim.stance != "denied"
    ]
    if len({account.story for account in times}) < OTHERS + 1:
        return None
    return _alone(times, _another_day, _dates_it)


def _another_day(a: Account, b: Account) -> bool:
    one, other = _range(a), _range(b)
    return one[0] > other[1] or other[0] > one[1]


def _range(account: Account) -> tuple[str, str]:
    assert isinstance(account.value, TimeValue)
    start = (account.value.start or "")[:10]
    return start, (account.value.end or start)[:10]


def _dates_it(account: Account) -> str:
    start, end = _range(account)
    return f"dates it {start}" if start == end else f"dates it {start} to {end}"


def _alone(
    accounts: Sequence[Account],
    differ: Callable[[Account, Account], bool],
    says: Callable[[Account], str],
) -> Iterator[Found]:
    """Accounts of one story that differ from all others, where two others agree."""
    for account in accounts:
        own = [a for a in accounts if a.story == account.story]
        others = [a for a in accounts if a.story != account.story]
        if any(not differ(a, b) for a in own for b in others):
            continue
        agreeing = {
            story
            for a, b in combinations(others, 2)
            if a.story != b.story and not differ(a, b)
            for story in (a.story, b.story)
        }
        if len(agreeing) >= OTHERS:
            yield Found.of(
                f"{outlet(account)} {says(account)}; {len(agreeing)} other stories agree on "
                "something else",
                [account],
            )


def figures(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """No story alone gives another figure of a side for a day on which others give one."""
    spoken = [
        (account, value)
        for field in sorted(TOLL_FIELDS)
        for account, value in counted(case.accounts, field)
        if account.voice.side is not None and not account.claim.superseded and not account.within
    ]
    groups: dict[Hashable, list[tuple[Account, Quantity]]] = {}
    for account, value in spoken:
        at = (account.claim.field, account.people, value.counts, account.voice.key)
        groups.setdefault(at, []).append((account, value))
    several = [g for g in groups.values() if len({a.story for a, _ in g}) >= OTHERS + 1]
    replaced = [
        account.value
        for account in case.accounts
        if account.claim.superseded and isinstance(account.value, Quantity)
    ]
    return (f for group in several for f in _misheard(group, replaced)) if several else None


def _misheard(
    group: Sequence[tuple[Account, Quantity]], replaced: Sequence[Quantity]
) -> Iterator[Found]:
    for account, value in group:
        same = {a.story for a, v in group if compatible(v, value)}
        if len(same) > 1 or any(agree(v, value) for v in replaced):
            continue
        others = [
            (a, v)
            for a, v in group
            if not compatible(v, value) and (a.published or "") >= (account.published or "")
        ]
        before = [
            (a, v)
            for a, v in group
            if not compatible(v, value) and (a.published or "") <= (account.published or "")
        ]
        going_on = [(a, v) for a, v in others if any(compatible(v, w) for _, w in before)]
        stories = {
            a.story for a, v in [*others, *before] if any(compatible(v, w) for _, w in going_on)
        }
        if going_on and len(stories) >= OTHERS:
            yield Found.of(
                f"{outlet(account)} has {account.claim.voice.text} say {value.text!r}; others have "
                f"the same side say {going_on[0][1].text!r}",
                [account],
            )


def people(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """No story alone counts one country's people where the others count another's."""
    exacts = [
        (account, number)
        for field in sorted(TOLL_FIELDS)
        for account, value in counted(case.accounts, field)
        if (number := exact(value)) is not None and number > 2
        if (account.people or "").startswith("state:")
    ]
    by_number: dict[tuple[str, int], dict[str, set[str]]] = {}
    for account, number in exacts:
        states = by_number.setdefault((account.claim.field, number), {})
        states.setdefault(account.people or "", set()).add(account.story)
    if not any(len(stories) >= OTHERS for s in by_number.values() for stories in s.values()):
        return None
    return _whose(exacts, by_number)


def _whose(
    exacts: Sequence[tuple[Account, int]], by_number: dict[tuple[str, int], dict[str, set[str]]]
) -> Iterator[Found]:
    for account, number in exacts:
        states = by_number[(account.claim.field, number)]
        own = states[account.people or ""]
        for other, stories in sorted(states.items()):
            if other == account.people or len(own) > 1 or len(stories - own) < OTHERS:
                continue
            if not own & stories:
                yield Found.of(
                    f"{outlet(account)} counts {number} of {account.people}, the others of {other}",
                    [account],
                )


def tolls_swapped(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """No story gives each side the other's toll."""
    tolls: dict[tuple[str, str], dict[str, dict[int, Account]]] = {}
    for field in ("deaths", "injuries"):
        for account, value in counted(case.accounts, field):
            number = exact(value)
            if number is not None and account.people is not None:
                sides = tolls.setdefault((field, account.story), {})
                sides.setdefault(account.people, {}).setdefault(number, account)
    two_sided = {at: sides for at, sides in tolls.items() if len(sides) >= 2}
    if len(two_sided) < 2:
        return None
    return (
        found
        for one, other in combinations(sorted(two_sided), 2)
        if one[0] == other[0]
        for found in _swapped(two_sided[one], two_sided[other])
    )


def _swapped(
    one: dict[str, dict[int, Account]], other: dict[str, dict[int, Account]]
) -> Iterator[Found]:
    for a, b in combinations(sorted(set(one) & set(other)), 2):
        for x in sorted(set(one[a]) & set(other[b])):
            for y in sorted(set(one[b]) & set(other[a])):
                straight = x in other[a] or y in other[b] or x in one[b] or y in one[a]
                if x != y and not straight:
                    claims = [one[a][x], one[b][y], other[a][y], other[b][x]]
                    yield Found.of(
                        f"{x} and {y}: {outlet(one[a][x])} and {outlet(other[a][y])} have them the "
                        "other way round",
                        claims,
                    )


def copies_only(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """No figure that several reports give rests on one story."""
    story = {account.report.id: account.story for account in case.accounts}
    figures_ = [
        (finding, position, {r for voice in position.voices for r in voice.reports})
        for finding in findings
        if finding.field in TOLL_FIELDS
        for position in finding.positions
    ]
    several = [(f, p, reports) for f, p, reports in figures_ if len(reports) > 1]
    if not several:
        return None
    return (
        Found(
            f"{finding.field} {getattr(position.value, 'text', '')!r} is in {len(reports)} reports "
            "of one story",
            position.claims,
        )
        for finding, position, reports in several
        if len({story.get(report, report) for report in reports}) == 1
    )
