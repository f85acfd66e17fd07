"""Descriptions: what an incident is called, when and where it was, and whose sides it had.

Each is what most stories support (copies count once, passing mentions half), and of what is equally
supported the most precise: a story that says "in October" supports the one that says "on the 4th".
"""

from __future__ import annotations

from calendar import month_name, monthrange
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from rashomon.accounts import ASSERTED, Account, Case, UnifiedActor
from rashomon.gazetteer.names import key
from rashomon.knowledge import load_yaml
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.countries import country_name
from rashomon.reconcile.lineage import story_of
from rashomon.reconcile.link import kilometres
from rashomon.reconcile.questions import place_answer
from rashomon.reconcile.unify import side_actor
from rashomon.records import (
    Finding,
    IncidentEntry,
    IncidentRecord,
    Involvement,
    Lineage,
    Place,
    PlaceValue,
    Report,
    ReportEntry,
    Side,
    Status,
    TimeValue,
    TypeValue,
)

PASSING_WEIGHT = 0.5
"""What a report that only names the incident weighs beside one that is about it."""

_STATUSES: tuple[Status, ...] = ("contested", "revised", "corroborated", "single")
_ROLES = ("perpetrator", "target", "victim", "participant")

DISTRICT = 3
"""UCDP's where_prec of a second-order region."""
NAMING_WEIGHT = 0.5
"""What a story that merely names a place weighs for its being the site."""


def describe(case: Case, incident: str, parent: str | None = None) -> IncidentRecord:
    """The incident as the casebook knows it; the same accounts give the same words.

    `parent` is the incident it is a part of: unless given, the one whose mentions its mentions are
    parts of in most reports.
    """
    when, where, what = _when(case), _where(case), _what(case)
    return IncidentRecord(
        id=incident,
        title=_title(case, when, where),
        parent=parent or _parent(case, incident),
        type=what,
        date_start=when.start[:10] if when and when.start else None,
        date_end=(when.end or when.start or "")[:10] or None if when else None,
        date_prec=when.date_prec if when else None,
        place=where,
        sides=tuple(Side(actor.id, actor.name, role) for actor, role in sides(case)),
    )


def _parent(case: Case, incident: str) -> str | None:
    votes: Counter[str] = Counter()
    for reading in case.readings:
        for mention in reading.incidents:
            above = case.incident_of.get(mention.parent or "")
            if mention.id in case.mentions and above is not None and above != incident:
                votes[above] += 1
    return min(votes, key=lambda each: (-votes[each], each)) if votes else None


def entry(case: Case, record: IncidentRecord, findings: Iterable[Finding]) -> IncidentEntry:
    """The incident as lists show it; its status is the worst of its findings'."""
    statuses = {finding.status for finding in findings}
    about = {a.report.id for a in case.accounts if not a.passing}
    reports = [reading.report.id for reading in case.readings if _has_part(case, reading.report)]
    return IncidentEntry(
        id=record.id,
        title=record.title,
        parent=record.parent,
        date_start=record.date_start,
        date_end=record.date_end,
        date_prec=record.date_prec,
        place=record.place,
        status=next((status for status in _STATUSES if status in statuses), "single"),
        reports=tuple(report for report in reports if report in about),
        mentioned_in=tuple(report for report in reports if report not in about),
    )


def report_entry(report: Report, lineage: Lineage | None) -> ReportEntry:
    """A report as lists show it: everything but its text."""
    return ReportEntry(
        id=report.id,
        outlet=report.outlet,
        agency=report.agency,
        author=report.author,
        url=report.url,
        title=report.title,
        published=report.published,
        language=report.language,
        medium=report.medium,
        lineage=lineage,
    )


def _has_part(case: Case, report: Report) -> bool:
    return any(
        mention.id in case.mentions
        for reading in case.readings
        if reading.report.id == report.id
        for mention in reading.incidents
    )


# --------------------------------------------------------------------------------------- support


def _weight(accounts: Iterable[Account]) -> float:
    stories: dict[str, float] = {}
    for account in accounts:
        weight = PASSING_WEIGHT if account.passing else 1.0
        stories[account.story] = max(stories.get(account.story, 0.0), weight)
    return sum(stories.values())


def _firm(case: Case) -> list[Account]:
    """Accounts that say how it was; those of coded datasets only where there are no others."""
    said = [
        account
        for account in case.accounts
        if account.claim.mode in ("actual", "historical") and account.claim.stance != "denied"
    ]
    return [account for account in said if not account.secondary] or said


# ------------------------------------------------------------------------------------------- when


def _when(case: Case) -> TimeValue | None:
    """The day range that most stories support, of equals the narrowest, then what most accounts
    give. A day after the first report of it is that of a statement or an arrest, and counts only
    where there is no other."""
    every: dict[tuple[str, str], list[Account]] = {}
    for account in _firm(case):
        value = account.value
        if isinstance(value, TimeValue) and value.start is not None:
            span = (value.start[:10], (value.end or value.start)[:10])
            every.setdefault(span, []).append(account)
    first = min((a.published for a in case.accounts if a.published and not a.passing), default="9")
    groups = {span: each for span, each in every.items() if span[0] <= first} or every
    if not groups:
        return None

    def rank(span: tuple[str, str]) -> tuple[object, ...]:
        around = [a for other, each in groups.items() if _inside(span, other) for a in each]
        days = (date.fromisoformat(span[1]) - date.fromisoformat(span[0])).days
        told = sum(1 + len(account.claim.also) for account in groups[span])
        return (-_weight(around), days, -told, span)

    accounts = groups[min(groups, key=rank)]
    values = [a.value for a in accounts if isinstance(a.value, TimeValue)]
    return min(values, key=lambda value: value.date_prec or 9)


def _inside(span: tuple[str, str], other: tuple[str, str]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


# ------------------------------------------------------------------------------------------ where


def _where(case: Case) -> Place | None:
    """The site that most stories give, a named spot before a region, of equals the one that more
    of them name at all; of the places found for it the best located one in the country of the
    incident, and of equals the most usual spelling. A site in a region of which the reports name
    little comes after one of another: names of people, streets and quarters are listed as towns
    somewhere."""
    sites = [a for a in _firm(case) if isinstance(a.value, PlaceValue) and a.value.role == "site"]
    spots = [a for a in sites if a.place is not None and _is_spot(a.place)]
    groups: dict[Hashable, list[Account]] = {}
    for account in spots or sites:
        groups.setdefault(place_answer(account), []).append(account)
    if not groups:
        return None
    named = _naming(case)
    alone, apart = _alone(case)

    def rank(answer: Hashable) -> tuple[object, ...]:
        places = [a.place for a in groups[answer] if a.place is not None]
        precision = min((place.where_prec or 8 for place in places), default=8)
        stories = {story for place in places for story in named.get(key(place.name), ())}
        named_only = NAMING_WEIGHT * len(stories - {a.story for a in groups[answer]})
        astray = bool(places) and all(place.id in apart for place in places)
        around = [a for each in groups.values() for a in each if _holds(a.place, places)]
        support = _weight([*groups[answer], *around])
        return (astray, -support - named_only, precision, _first_named(groups[answer]))

    accounts = groups[min(groups, key=rank)]
    chosen = [a.place for a in accounts if a.place is not None]
    chosen = [place for place in chosen if place.id not in alone] or chosen
    at_home = [place for place in chosen if place.country in (case.home, None)]
    by_name = [
        account.place
        for account in accounts
        if account.place is not None and account.place.method == "gazetteer"
        if key(account.place.name) == key(getattr(account.value, "text", ""))
    ]
    told = any(a.place and a.place.where_prec == 6 and a.place.country == case.home for a in sites)
    best = _best_located(at_home or ([] if told else by_name))
    if best is None:
        return _nowhere(accounts, case.home)
    if best.country is None and best.latitude is None and case.home is not None:
        said = f"most sites that the reports name lie in {country_name(case.home)}"
        return replace(best, country=case.home, explanation=f"{best.explanation}; {said}")
    return best


def _alone(case: Case) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of places that a gazetteer lists in a region of which no report names anything else;
    and of those in a region of which the reports name half as much as of another, at most."""
    names: dict[tuple[str | None, str | None], set[str]] = {}
    listed = [place for reading in case.readings for place in reading.places if _is_listed(place)]
    for place in listed:
        names.setdefault((place.country, place.admin1), set()).add(key(place.name))
    most = max(map(len, names.values()), default=0)
    company = {place.id: len(names[place.country, place.admin1]) for place in listed}
    found = {place.id for place in listed if place.method == "gazetteer"}
    return (
        frozenset(each for each in found if company[each] == 1),
        frozenset(each for each, count in company.items() if 2 * count <= most),
    )


def _is_listed(place: Place) -> bool:
    return place.method in ("gazetteer", "region", "from-report") and place.admin1 is not None


def _naming(case: Case) -> dict[str, set[str]]:
    """Key of a place's name → the stories whose reports name that place, wherever."""
    found: dict[str, set[str]] = {}
    for reading in case.readings:
        story = story_of(reading.report.id, case.lineage)
        for place in reading.places:
            found.setdefault(key(place.name), set()).add(story)
    return found


def _nowhere(accounts: Sequence[Account], home: str | None) -> Place | None:
    """The site without a location, where reports find one only by guessing a spelling and outside
    the country that the incident is in."""
    first = accounts[0].place
    if first is None:
        return None
    found = sorted({a.place.country for a in accounts if a.place and a.place.country})
    return replace(
        first,
        name=getattr(accounts[0].value, "text", first.name),
        country=home,
        admin1=None,
        admin2=None,
        latitude=None,
        longitude=None,
        radius_km=None,
        where_prec=None,
        geonameid=None,
        method="unresolved",
        region=None,
        explanation=f"the names that were found lie in {', '.join(found)}, the incident in {home}",
    )


def _is_spot(place: Place) -> bool:
    """Whether the name names a spot rather than a region or country."""
    return (place.where_prec or 1) < 4 or place.method in ("from-report", "unresolved")


def _first_seen(accounts: Sequence[Account]) -> tuple[str, str, int]:
    return min((a.published or "9999", a.report.id, a.claim.spans.content.start) for a in accounts)


def _first_named(accounts: Sequence[Account]) -> tuple[str, str, int, int]:
    """Where a place is named first: of two in one sentence the one that stands before the other."""
    return min(
        (
            a.published or "9999",
            a.report.id,
            a.claim.spans.content.start,
            a.claim.spans.content.text.find(getattr(a.value, "text", "")),
        )
        for a in accounts
    )


def _holds(district: Place | None, places: Iterable[Place]) -> bool:
    """Whether a place is a district that one of these finer ones lies in."""
    return (
        district is not None
        and district.where_prec == DISTRICT
        and any(
            (place.country, place.admin1) == (district.country, district.admin1)
            and (place.where_prec or DISTRICT) < DISTRICT
            and (place.admin2 in (district.name, district.admin2) or _is_within(place, district))
            for place in places
        )
    )


def _is_within(place: Place, district: Place) -> bool:
    """Whether a place lies within the radius of a district."""
    known = None not in (place.latitude, district.latitude, district.radius_km)
    return known and kilometres(place, district) <= (district.radius_km or 0.0)


def _best_located(places: Sequence[Place]) -> Place | None:
    if not places:
        return None
    spellings = [place.name for place in places]
    best = min((_radius(place) for place in places), default=_LOST)
    near = [place for place in places if _radius(place) <= best * 1.25]
    return min(near, key=lambda p: (-spellings.count(p.name), _radius(p), p.name, p.id))


_LOST = 20_038.0
"""Half the earth's circumference in kilometres: the radius of a place that is not located."""


def _radius(place: Place) -> float:
    if place.latitude is None:
        return _LOST
    return _LOST / 2 if place.radius_km is None else max(1.0, place.radius_km)


# ------------------------------------------------------------------------------------------- what


def _what(case: Case) -> TypeValue | None:
    groups: dict[tuple[object, ...], list[Account]] = {}
    for account in _firm(case):
        value = account.value
        if isinstance(value, TypeValue):
            answer = (value.acled_event, value.acled_sub_event, value.ucdp, value.plover)
            groups.setdefault(answer, []).append(account)
    if not groups:
        return None
    support = {answer: _weight(accounts) for answer, accounts in groups.items()}
    best = min(
        groups, key=lambda each: (-support[each], each.count(None), _first_seen(groups[each]))
    )
    found = min(groups[best], key=lambda a: (a.published or "9999", a.report.id, a.claim.id)).value
    return found if isinstance(found, TypeValue) else None


@cache
def _nouns() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml("reconcile/titles.yaml")
    return data


def _noun(case: Case) -> str:
    """What the stories call it; "Attack" only where nothing more telling is as well supported."""
    groups: dict[str, list[Account]] = {}
    for account in _firm(case):
        if isinstance(account.value, TypeValue):
            groups.setdefault(_noun_of(account.value), []).append(account)
    if not groups:
        return str(_nouns()["otherwise"])
    plain = ("Attack", _nouns()["otherwise"])
    return min(groups, key=lambda noun: (-_weight(groups[noun]), noun in plain, noun))


def _noun_of(value: TypeValue) -> str:
    trigger = f" {key(value.text)}"
    for noun, words in _nouns()["by_words"].items():
        if any(f" {key(word)}" in trigger for word in words):
            return str(noun)
    return str(_nouns()["by_type"].get(value.acled_sub_event, _nouns()["otherwise"]))


def _title(case: Case, when: TimeValue | None, where: Place | None) -> str:
    parts = [_noun(case) + _at(where)]
    country = (where.country if where else None) or case.home
    if country is not None and (where is None or country_name(country) != where.name):
        name = country_name(country)
        parts = [*parts, name] if where else [f"{parts[0]} in {name}"]
    if when is not None and when.start is not None:
        parts.append(written_dates(when.start[:10], (when.end or when.start)[:10]))
    return ", ".join(parts)


def _at(where: Place | None) -> str:
    if where is None:
        return ""
    if (where.where_prec or 1) >= 3:
        return f" in {where.name}"
    if where.where_prec == 2:
        return f" near {where.name}"
    return f" in {where.name}" if where.method == "gazetteer" else f" at {where.name}"


_MONTHS = tuple(month_name[1:])


def written_dates(start: str, end: str) -> str:
    """A range of ISO dates in words: "9 January 2020", "9-11 January 2020", "October 2017"."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    month = f"{_MONTHS[last.month - 1]} {last.year}"
    if first == last:
        return f"{last.day} {month}"
    if (first.month, first.year) == (last.month, last.year):
        whole = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
        return month if whole else f"{first.day}-{last.day} {month}"
    if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year)
    return f"{first.day} {_MONTHS[first.month - 1]} {first.year} to {last.day} {month}"


# ------------------------------------------------------------------------------------------ sides


def sides(case: Case) -> tuple[tuple[UnifiedActor, str], ...]:
    """The sides, each in the first of its roles; nobody unnamed where somebody is named.

    Every actor or side id that findings carry for them is among these, so that it has a name.
    """
    roles: dict[str, dict[str, UnifiedActor]] = {role: {} for role in _ROLES}
    for account in _firm(case):
        if account.claim.stance == "unverified":
            continue
        field: str = account.claim.field
        role = "perpetrator" if field == "responsibility" else field
        if account.actor is not None and role in roles and _took_a_side(account):
            _enter(roles[role], account.actor)
        if account.people is not None and account.people.startswith(STATE_PREFIX):
            _enter(roles["victim"], side_actor(account.people))
        if account.by is not None:
            _enter(roles["participant"], account.by)
    found: dict[str, tuple[UnifiedActor, str]] = {}
    for role in _ROLES:
        named = [actor for actor in roles[role].values() if actor.kind != "unidentified"]
        for actor in named or list(roles[role].values())[:1]:
            found.setdefault(actor.id, (actor, role))
    return tuple(found.values())


def _took_a_side(account: Account) -> bool:
    """Whether the account puts the actor into the incident at all."""
    if account.claim.field == "responsibility":
        return getattr(account.value, "kind", None) == "claimed"
    return isinstance(account.value, Involvement) and (
        account.claim.stance in ASSERTED or account.claim.stance == "suspected"
    )


def _enter(role: dict[str, UnifiedActor], actor: UnifiedActor) -> None:
    if actor.kind in ("private-person", "civilians", "media"):
        return
    role.setdefault(actor.id, actor)
    if actor.kind != "unidentified" and actor.side != actor.name:
        above = side_actor(actor.side)
        role.setdefault(above.id, above)
