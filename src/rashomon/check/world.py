"""Accounts held against the calendar and the map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from shapely import contains_xy

from rashomon.accounts import Account, Case
from rashomon.check.found import Found, outlet
from rashomon.gazetteer import Borders
from rashomon.gazetteer.names import key
from rashomon.geodesy import BORDER_ERROR_KM, distance_to_km
from rashomon.knowledge import load_yaml
from rashomon.records import Finding, IncidentRecord, PlaceValue, TimeValue


def weekday(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """A weekday named with a date is that date's."""
    named = [(a, v, d) for a, v in _days(case) if (d := _weekday_in(v.text)) is not None]
    if not named:
        return None
    return (
        Found.of(
            f"{value.start} is a {date.fromisoformat(value.start or '').strftime('%A')}, "
            f"not as {outlet(account)} has it: {value.text!r}",
            [account],
        )
        for account, value, said in named
        if date.fromisoformat(value.start or "").weekday() != said
    )


def after_publication(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """No incident starts after the report that tells of it."""
    dated = [
        (account, account.value.start)
        for account in case.accounts
        if isinstance(account.value, TimeValue) and account.claim.mode in ("actual", "historical")
        if account.value.start is not None and account.published is not None
    ]
    if not dated:
        return None
    return (
        Found.of(f"{outlet(account)} gives a day that had not come: {start[:10]}", [account])
        for account, start in dated
        if start[:10] > (account.published or "")
    )


def stated_whereabouts(
    case: Case, record: IncidentRecord, findings: Sequence[Finding]
) -> Iterable[Found] | None:
    """A site lies where the report that names it says: distances, directions, regions, borders."""
    told = [
        (account, account.place, clause)
        for account in case.accounts
        if isinstance(account.value, PlaceValue) and account.value.role == "site"
        if account.place is not None
        for clause in account.place.clauses
    ]
    if not told:
        return None
    return (
        Found.of(
            f"{outlet(account)} has {place.name} {clause.span.text!r} ({clause.means}), "
            f"{'where it is not' if place.latitude is not None else 'which cannot all be true'}",
            [account],
        )
        for account, place, clause in told
        if not clause.met
    )


def inside_the_country(case: Case, borders: Borders) -> Iterable[Found] | None:
    """A located site lies in the country it is said to be in, as far as it is known where it is."""
    sites = [
        account
        for account in case.accounts
        if isinstance(account.value, PlaceValue) and account.value.role == "site"
        if account.place is not None
        and account.place.country
        and account.place.latitude is not None
    ]
    return _outside(sites, borders) if sites else None


def _outside(sites: Iterable[Account], borders: Borders) -> Iterator[Found]:
    for account in sites:
        place = account.place
        if place is None or place.latitude is None or place.longitude is None:
            continue
        shape = borders.country(place.country or "")
        if shape is None or contains_xy(shape, place.longitude, place.latitude):
            continue
        off = distance_to_km(place.latitude, place.longitude, shape)
        if off > BORDER_ERROR_KM + (place.radius_km or 0.0):
            there = borders.country_at(place.latitude, place.longitude) or "no country"
            yield Found.of(
                f"{place.name} is put {off:.0f} km outside {place.country}, in {there}", [account]
            )


def _days(case: Case) -> Iterator[tuple[Account, TimeValue]]:
    for account in case.accounts:
        value = account.value
        if isinstance(value, TimeValue) and value.start is not None and value.start == value.end:
            yield account, value


@cache
def _weekdays() -> dict[str, int]:
    data = load_yaml("check/rules.yaml")["weekdays"]
    return {name: int(day) for day, names in data.items() for name in names}


def _weekday_in(words: str) -> int | None:
    """The one weekday that words name; None for none or several."""
    found = {_weekdays()[w] for w in re.findall(r"[a-z]+", key(words)) if w in _weekdays()}
    return min(found) if len(found) == 1 else None
