"""What comparing needs of a profile, worked out once: each is held against some thirty others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from rashomon.bounds import Bounds
from rashomon.gazetteer.names import key, skeleton
from rashomon.reconcile.profile import (
    DATASET_MARK,
    PERSON_MARK,
    countries_of_sides,
    is_unlisted,
    spellings,
)
from rashomon.reconcile.words import content_words, information, name_pairs
from rashomon.records import MentionProfile, Place, TollFigure


@dataclass(frozen=True, slots=True)
class Site:
    """A site: its names as they are compared, and its point in radians, if it has one."""

    place: Place
    names: tuple[tuple[str, str], ...]
    """Key and sound of every spelling."""
    unlisted: bool
    point: tuple[float, float, float] | None
    """Latitude, longitude, and the cosine of the former."""
    radius: float

    @staticmethod
    def of(place: Place) -> Site:
        """What is compared of a place."""
        keys = dict.fromkeys(key(each) for each in spellings(place))
        point = None
        if place.latitude is not None and place.longitude is not None:
            latitude = math.radians(place.latitude)
            point = (latitude, math.radians(place.longitude), math.cos(latitude))
        return Site(
            place=place,
            names=tuple((each, skeleton(each)) for each in keys),
            unlisted=is_unlisted(place),
            point=point,
            radius=place.radius_km or 0.0,
        )

    def kilometres(self, other: Site) -> float:
        """Great-circle distance of two located sites."""
        assert self.point is not None
        assert other.point is not None
        (one, east, narrow), (two, west, shorter) = self.point, other.point
        half = math.sin((two - one) / 2) ** 2
        half += narrow * shorter * math.sin((west - east) / 2) ** 2
        return 12_742 * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True, slots=True)
class Toll:
    """A figure of a field: the number that it stands for, and what it allows."""

    figure: int | None
    bounds: Bounds
    group: str | None

    @staticmethod
    def of(told: TollFigure) -> Toll:
        """What is compared of a toll."""
        high = math.inf if told.high is None else told.high
        figure = told.low if told.low is not None else told.high
        return Toll(figure, Bounds(told.low or 0, high), told.group)


class When:
    """The days of a profile as comparing needs them."""

    __slots__ = (
        "days",
        "end",
        "exact",
        "of_the_report",
        "passing",
        "published",
        "start",
        "when",
    )  # fmt: skip

    def __init__(self, profile: MentionProfile) -> None:
        self.passing = profile.passing
        self.published = date.fromisoformat(profile.published[:10]) if profile.published else None
        self.start = date.fromisoformat(profile.date_start) if profile.date_start else None
        self.end = date.fromisoformat(profile.date_end) if profile.date_end else None
        self.days = None if self.start is None else (self.start, self.end or self.start)
        self.exact = self.start is not None and profile.date_start == profile.date_end
        one = profile.date_end is None or profile.date_end == profile.date_start
        self.when = f"{profile.date_start}" + ("" if one else f" to {profile.date_end}")
        # Arrests, deaths in hospital and communiqués are dated too, and taken for the incident.
        self.of_the_report = (
            self.end is not None
            and self.published is not None
            and self.published - self.end <= timedelta(days=1)
        )


class Seen(When):
    """A profile as comparing needs it."""

    __slots__ = (
        "countries",
        "dataset",
        "finest",
        "information",
        "length",
        "named",
        "names",
        "perpetrators",
        "persons",
        "profile",
        "region_words",
        "regions",
        "regions_told",
        "site_words",
        "states",
        "tolls",
        "types",
        "victims",
        "weights",
        "words",
    )  # fmt: skip

    def __init__(self, profile: MentionProfile) -> None:
        super().__init__(profile)
        self.profile = profile
        self._see_where(profile)
        self._see_who(profile)
        self._see_words(profile)

    def _see_where(self, profile: MentionProfile) -> None:
        sites = [Site.of(place) for place in profile.places]
        fine = [each for each in sites if (each.place.where_prec or 1) < 4]
        self.finest = tuple(each for each in fine or sites if each.point is not None)
        """The located places below region level; where there are none, the others."""
        self.named = tuple(
            each for each in sites if (each.place.where_prec or 1) < 4 or each.unlisted
        )
        """The places whose names name a spot: no countries and regions."""
        self.countries = frozenset(profile.countries)
        self.states = countries_of_sides(profile)
        regions = [place.admin1 for place in profile.places if place.admin1]
        self.regions = frozenset(key(each) for each in regions)
        self.regions_told = bool(regions)
        named = "\n".join(f"at {each}" for p in profile.places for each in spellings(p))
        self.site_words = frozenset((*content_words(named), *name_pairs(named)))
        """The words of the sites' names, alone and in pairs: the name of the place counts them."""
        coarse = [each.place for each in sites if (each.place.where_prec or 1) >= 4]
        wide = " ".join(f"at {name}" for place in coarse for name in spellings(place))
        self.region_words = frozenset(word.casefold() for word in content_words(wide))
        """Those of countries and regions, which every report from there has."""

    def _see_who(self, profile: MentionProfile) -> None:
        roles: dict[bool, set[str]] = {True: set(), False: set()}
        for each in profile.actors:
            role, _, name = each.partition(" ")
            roles[role == "perpetrator"].add(name)
        self.perpetrators, self.victims = frozenset(roles[True]), frozenset(roles[False])
        self.tolls: dict[str, list[Toll]] = {}
        for toll in profile.tolls:
            self.tolls.setdefault(toll.field, []).append(Toll.of(toll))
        self.types = frozenset(profile.types)

    def _see_words(self, profile: MentionProfile) -> None:
        self.words = frozenset(profile.words)
        self.names = frozenset(w for w in self.words if w[0].isupper() or w.isdigit())
        self.persons = frozenset(w for w in self.words if w.startswith(PERSON_MARK))
        self.dataset = frozenset(w for w in self.words if w.startswith(DATASET_MARK))
        weights: dict[str, float] = {}
        for word in profile.words:
            plain = word.casefold()
            if " " not in word and plain not in self.region_words:
                weights[plain] = max(weights.get(plain, 0.0), information(word))
        self.weights = weights
        """The words without full names, whatever their capitals, and what each tells."""
        self.information = sum(weights.values())
        self.length = math.sqrt(sum(value * value for value in weights.values()))
