"""Quarters: names of a town's parts, streets and people that a gazetteer lists somewhere else.

"Tucson police: boy wounded in Midvale" is about a part of Tucson, and not about the town of that
name in another state that happens to be the one listed. A site is taken to lie in or near the town
whose police deal with it where

* the one listed is a small place in another region, or a namesake lies near that town;
* nothing else that the report names lies near it there, or in that region;
* neither its own police nor a dateline place it there.

What is called a quarter ("the Springfield neighborhood") is no town far away, whatever its size.

Where no town's police are named, the only town that the report names is taken for names that are
listed several times in its country: they tell little of where they are. One of the namesakes near
the town is taken where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rashomon.assemble.drafts import Draft
from rashomon.assemble.marks import Marks
from rashomon.assemble.scene import OF_DATELINE, OF_POLICE, Scene, is_listed
from rashomon.geodesy import distance_km
from rashomon.records import Place, PlaceCandidate, PlaceValue

FAR_KM = 60.0
"""A quarter lies nearer to its town than this."""
SMALL_KM = 1.0
"""Radius of a small place: some fifty thousand inhabitants."""
NAMESAKES = 2
"""So many places of one name in a country make it a name that tells little."""
BESIDE = 2
"""Tokens from a name to the noun that calls it a quarter."""
AROUND_KM = 15.0
"""How far from the middle of its town a quarter may lie."""


class Quarters:
    """Sites that are put beside the town of the report."""

    def __init__(self, marks: Marks, scene: Scene) -> None:
        self.marks = marks
        self.scene = scene
        self._worth = self._worths()
        self._called = self._quarters()

    def moved(self, drafts: Iterable[Draft]) -> dict[str, Place]:
        """Id of a place → the place as it is more likely to be, for sites alone."""
        sites = {
            d.value.place: self.marks.place(d.value.place)
            for d in drafts
            if isinstance(d.value, PlaceValue) and d.value.role == "site"
        }
        found = {}
        for site in sites.values():
            town = self._town(site)
            if town is not None and self._is_astray(site, town) and self._is_common(site, town):
                found[site.id] = _beside(site, town)
        return found

    def _worths(self) -> dict[str, float]:
        """Id of a listed place → the most that a mention says for the report being about it."""
        found: dict[str, float] = {}
        for name in self.marks.document.place_names:
            token = self.marks.document.token_at(name.span.start)
            if token is not None and is_listed(self.marks.place(name.place)):
                worth = self.scene.worth(name, token)
                found[name.place] = max(found.get(name.place, 0.0), worth)
        return found

    def _quarters(self) -> set[str]:
        """The ids of places that are called a quarter: "the X Park neighborhood", "le quartier de
        X"."""
        document, found = self.marks.document, set()
        for name in document.place_names:
            first = document.token_at(name.span.start)
            last = document.token_at(name.span.end - 1)
            if first is None or last is None:
                continue
            sentence = document.sentence_of(first)
            around = (
                *range(max(first - BESIDE, sentence.first), first),
                *range(last + 1, min(last + 1 + BESIDE, sentence.last)),
            )
            if any(self._is_quarter(i, first, last) for i in around):
                found.add(name.place)
        return found

    def _is_quarter(self, i: int, first: int, last: int) -> bool:
        """Whether a token beside a name is the noun for the quarter that it names: behind it after
        words of the name alone, before it with "of" at most."""
        marks = self.marks
        if marks.hit("quarters", i) is None:
            return False
        if i > last:
            return all(marks.token(j).text[:1].isupper() for j in range(last + 1, i))
        return marks.document.language != "en" and all(
            marks.token(j).lower in marks.lexicon["of_words"].codes for j in range(i + 1, first)
        )

    def _town(self, site: Place) -> Place | None:
        """The town whose police deal with it; else the only town or district that is named."""
        others = [self.marks.place(each) for each in self._worth if each != site.id]
        police = [place for place in others if self._worth[place.id] >= OF_POLICE]
        chosen = police or [place for place in others if self._worth[place.id] > 0]
        if not chosen or not _together(chosen):
            return None
        return min(chosen, key=lambda place: (place.where_prec == 3, -(place.radius_km or 0.0)))

    def _is_astray(self, site: Place, town: Place) -> bool:
        if site.method != "gazetteer" or (site.where_prec or 1) > 2:
            return False
        quarter = site.id in self._called
        same_region = (site.country, site.admin1) == (town.country, town.admin1)
        if not quarter and (same_region or self._worth.get(site.id, 0.0) >= OF_DATELINE):
            return False
        if town.latitude is None or _km(site, town) <= FAR_KM:
            return False
        small = (site.radius_km or 0.0) <= SMALL_KM
        if not (quarter or small or any(_is_near(c, town) for c in site.candidates)):
            return False
        others = [p for p in self.marks.document.places if p.id not in (site.id, town.id)]
        if same_region:
            return not any(o.latitude is not None and _km(o, site) <= FAR_KM for o in others)
        return not any(_is_company(other, site, town) for other in others)

    def _is_common(self, site: Place, town: Place) -> bool:
        """Whether a name tells little of where it is, beside what the town's police tell."""
        if self._worth[town.id] >= OF_POLICE or site.id in self._called:
            return True
        if site.country != town.country or (site.radius_km or 0.0) >= (town.radius_km or 0.0):
            return False
        return sum(each.country == town.country for each in site.candidates) >= NAMESAKES


def _together(places: Sequence[Place]) -> bool:
    """Whether all lie in one region: the report is about one town and what is around it."""
    return len({(place.country, place.admin1) for place in places}) == 1


def _is_company(other: Place, site: Place, town: Place) -> bool:
    """Whether another place of the report supports that the site is where it is listed."""
    if other.latitude is None:
        return False
    if (other.country, other.admin1) == (site.country, site.admin1):
        return True
    if (other.where_prec or 1) > 3:
        return other.where_prec == 6 and site.country == other.country != town.country
    return _km(other, site) <= FAR_KM


def _beside(site: Place, town: Place) -> Place:
    """The site by that town: the namesake that lies there, else somewhere in it."""
    near = next((c for c in site.candidates if _is_near(c, town)), None)
    if near is not None:
        said = f"of the places of that name the one near {town.name}, which the report is about"
        return replace(
            site,
            name=near.name.split(",")[0],
            country=near.country,
            admin1=town.admin1,
            admin2=None,
            latitude=near.latitude,
            longitude=near.longitude,
            geonameid=None,
            explanation=f"{said}. {site.explanation}",
        )
    said = (
        f"the listed {site.name} lies {_km(site, town):.0f} km from {town.name}, which the report "
        f"is about, and nothing else in it is near there: taken for a part of {town.name}"
    )
    name = site.spans[0].text if site.spans else site.name
    return replace(
        site,
        name=name,
        country=town.country,
        admin1=town.admin1,
        admin2=town.admin2,
        latitude=town.latitude,
        longitude=town.longitude,
        radius_km=AROUND_KM + (town.radius_km or 0.0),
        where_prec=max(2, town.where_prec or 2),
        geonameid=None,
        method="from-report",
        region=None,
        explanation=f"{said}. {site.explanation}",
    )


def _is_near(candidate: PlaceCandidate, town: Place) -> bool:
    if candidate.latitude is None or candidate.longitude is None or town.latitude is None:
        return False
    assert town.longitude is not None
    km = distance_km(candidate.latitude, candidate.longitude, town.latitude, town.longitude)
    return km <= FAR_KM and candidate.country == town.country and "similar" not in candidate.why


def _km(one: Place, other: Place) -> float:
    assert one.latitude is not None
    assert one.longitude is not None
    assert other.latitude is not None
    assert other.longitude is not None
    return distance_km(one.latitude, one.longitude, other.latitude, other.longitude)
