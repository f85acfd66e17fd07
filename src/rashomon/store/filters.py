"""Which incidents: filters, as conditions on rows of facets, and the counts of what meets them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, select

from rashomon.mercator import xy
from rashomon.records import Status
from rashomon.store import tables
from rashomon.store.matching import matching, tokens

Order = Literal["newest", "oldest"]
Box = tuple[float, float, float, float]
Grain = Literal["day", "month", "year"]

_facets, _sides, _actors = tables.facets, tables.sides, tables.actors


@dataclass(frozen=True, slots=True)
class Filters:
    """Which incidents: all that meet every condition given.

    `words` are looked for in the title, the place and the names of the sides, each as the beginning
    of a word; `since` and `until` are ISO days, months or years around the day that the incident
    began (inclusive); `country` is ISO 3166-1 alpha-2 and `region` a first-order region in it;
    `actor` is an actor's id, or words of its name; `place` a place's key; `event` a type of event;
    `toll` the least number of deaths; `box` (west, south, east, north) in degrees, where west may
    lie beyond east, across the date line. `review`: its review is not done, and there is a reason
    to look at it; `unplaced`: it cannot be located.
    """

    status: Status | None = None
    country: str | None = None
    since: str | None = None
    until: str | None = None
    words: str | None = None
    region: str | None = None
    actor: str | None = None
    place: str | None = None
    event: str | None = None
    toll: int | None = None
    box: Box | None = None
    review: bool = False
    unplaced: bool = False


@dataclass(frozen=True, slots=True)
class Tallies:
    """How many incidents meet the filters: all of them; those to review; those that cannot be
    located; and by what they can be filtered by.

    `statuses`, `countries`, `regions` (of the country chosen, else empty) and `events` count what
    another choice there would give, the other filters kept. `periods` are days, months or years
    ("2020-01-09", "2020-01", "2020"), as `grain` says; incidents without a day are in none.
    """

    total: int
    review: int
    unplaced: int
    statuses: dict[str, int]
    countries: dict[str, int]
    regions: dict[str, int]
    events: dict[str, int]
    grain: Grain
    periods: dict[str, int]


def conditions(connection: Connection, filters: Filters) -> list[Any]:
    """The filters as conditions on rows of facets."""
    equal = {
        _facets.c.status: filters.status,
        _facets.c.country: filters.country,
        _facets.c.admin1: filters.region,
        _facets.c.place: filters.place,
        _facets.c.event: filters.event,
    }
    wanted: list[Any] = [column == value for column, value in equal.items() if value]
    if filters.since is not None:
        wanted.append(_facets.c.day >= filters.since)
    if filters.until is not None:
        # The days of a month or a year sort before its name with a character after all digits.
        wanted.append(_facets.c.day <= f"{filters.until}~")
    if filters.toll is not None:
        wanted.append(_facets.c.toll >= filters.toll)
    if filters.review:
        wanted.append(_facets.c.review)
    if filters.unplaced:
        wanted.append(_facets.c.x.is_(None))
    if filters.box is not None:
        wanted.append(_inside(filters.box))
    if filters.actor:
        wanted.append(_facets.c.number.in_(with_actor(filters.actor)))
    if filters.words and filters.words.strip():
        wanted.append(matching(connection, "facets", filters.words))
    return wanted


def _inside(box: Box) -> Any:
    """The condition that an incident lies in a box, its edges included."""
    west, south, east, north = box
    left, top = xy(north, west)
    right, bottom = xy(south, east)
    x = _facets.c.x
    across = x.between(left, right) if west <= east else (x >= left) | (x <= right)
    return across & _facets.c.y.between(top, bottom)


def with_actor(actor: str) -> Any:
    """The numbers of incidents with an actor, by its id or by words that its name has."""
    query = select(_sides.c.number).join(_actors, _actors.c.id == _sides.c.actor)
    if actor.startswith("a-"):
        return query.where(_actors.c.id == actor)
    return query.where(*named(_actors.c.words, actor))


def named(column: Any, words: str) -> list[Any]:
    """The conditions that a column of names (as `gazetteer.names.key` has them) holds each of these
    words as the beginning of one."""
    spaced = " " + column
    return [spaced.contains(f" {word}", autoescape=True) for word in tokens(words)]
