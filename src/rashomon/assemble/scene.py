"""The scene: where and when an incident was, where the words that tell it do not say so.

Local news tells what happened in one sentence, when in the next ("It happened around 1 p.m.
Sunday", "Officers were called there just before midnight Tuesday"), and where only through whoever
deals with it ("Springfield police said …"), the dateline or the headline. Each claim made here has
such words as its content; the main incident alone is placed so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.triggers import READ_KINDS
from rashomon.document import PlaceName, TimeExpression
from rashomon.geodesy import distance_km
from rashomon.records import Place, PlaceValue, TimeValue

OPENING = 3
"""Sentences that count as a report's opening: headline, its repetition on the page, lead."""
REACH = 8
"""Sentences from the first that tells of the incident in which its day is looked for."""
TOWN = 3
"""UCDP's precision of a district: what is finer is a town, what is coarser a region."""
OF_POLICE, OF_DATELINE, OF_OPENING, OF_MENTION = 3.0, 2.5, 1.5, 0.25
"""What a mention says for a town being the scene: police of it deal with it, the report is from
there, it opens the report, or it is merely named."""
REGION_KM = 40.0
"""How far a town may lie from the middle of a district whose extent is not known."""
OF_DISTRICT = -1.0
"""A county or district is a coarser answer than a town."""


@dataclass(slots=True)
class _Named:
    """A place that may be the scene: what speaks for it, and the mention that says it best."""

    score: float = 0.0
    telling: bool = False
    """Whether more than the dateline and mere mentions speak for it."""
    best: float = 0.0
    name: PlaceName | None = None
    token: int = 0


class Scene:
    """Place and time claims from beside the words for the event."""

    def __init__(self, marks: Marks, happenings: Happenings) -> None:
        self.marks = marks
        self.happenings = happenings

    def drafts(self, told: list[Draft]) -> list[Draft]:
        """What `told`, the place and time claims so far, lack; a place told as a mere reference
        that turns out to be the scene becomes the site."""
        found = [each for h in self.happenings.found for each in self._time(h, told)]
        if self.happenings.main is not None:
            found.extend(self._place(self.happenings.main, told))
        return found

    # ------------------------------------------------------------------------------------ when

    def _time(self, happening: Happening, told: list[Draft]) -> Iterator[Draft]:
        known = [d.value for d in told if d.about is happening and isinstance(d.value, TimeValue)]
        if any(value.date_prec == 1 for value in known):
            return
        for verb, scope in (*self._verbs(happening), *self._sentences(happening)):
            time = self.happenings.dates.within(scope)
            if time is None or time.date_prec != 1 or time.start is None:
                continue
            if not all(_holds(value, time) for value in known if value.start is not None):
                continue
            token = self.marks.document.token_at(time.span.start)
            for draft in told:  # an hour that nothing had dated
                _give_day(draft, happening, time)
            yield Draft(
                field="time",
                value=TimeValue(
                    start=time.start.isoformat(),
                    end=(time.end or time.start).isoformat(),
                    date_prec=time.date_prec,
                    time=time.time,
                    tz=time.tz,
                    text=time.span.text,
                ),
                anchor=verb if token is None else token,
                words=time.span.text,
                content=self.marks.clause(verb if token is None else self.marks.predicate(token)),
                about=happening,
                mode=happening.mode,  # "charges will be filed in Tuesday's shooting"
            )
            return

    def _sentences(self, happening: Happening) -> Iterator[tuple[int, set[int]]]:
        """What else is told of the incident first: its sentences, each with a verb of it, from the
        opening on, in which it may not have its name yet."""
        document = self.marks.document
        if happening is not self.happenings.main:
            return
        first = document.sentence_of(happening.triggers[0].i).index
        times = [time for time in document.times if time.start is not None]
        for sentence in document.sentences[: first + REACH]:
            tokens = range(sentence.first, sentence.last)
            if sentence.kind not in READ_KINDS or not tokens:
                continue
            if not any(t.span.start < sentence.end and sentence.start < t.span.end for t in times):
                continue
            owner = self.happenings.owner
            ahead = {verb: self._is_ahead(verb) for verb in {owner[j] for j in tokens}}
            past = {j for j in tokens if not ahead[owner[j]] and self.happenings.of(j) is happening}
            if past:
                yield self.happenings.owner[min(past)], past

    def _is_ahead(self, verb: int) -> bool:
        """Whether a clause is about what is to come, or only might."""
        marks = self.marks
        helpers = tuple(marks.children(verb, "auxiliary", "marker"))
        features = marks.token(verb).features
        if features & {"future", "conditional"} or ("infinitive" in features and helpers):
            return True  # "to rob"; a bare "shot" is a past that was taken for an infinitive
        return any(
            marks.hit(name, i) is not None
            for i in (verb, *helpers)
            for name in ("future", "possible.modals")
        )

    def _verbs(self, happening: Happening) -> Iterator[tuple[int, set[int]]]:
        """Verbs that go on about the incident: it happened, then who was called to it."""
        marks = self.marks
        for name in ("scene.happen", "scene.respond"):
            for verb in sorted(marks.hits(name)):
                sentence = marks.document.sentence_of(verb)
                if not marks.is_verb(verb) or sentence.kind not in READ_KINDS:
                    continue
                if self.happenings.of(verb) is happening and not self._other_people(verb, name):
                    yield verb, self._clause(verb)

    def _other_people(self, verb: int, name: str) -> bool:
        """Whether somebody else than those who are called to such things is called or comes."""
        return name != "scene.happen" and not self.happenings.dates.called(verb)

    def _clause(self, verb: int) -> set[int]:
        sentence = self.marks.document.sentence_of(verb)
        owner = self.happenings.owner
        return {j for j in range(sentence.first, sentence.last) if owner[j] == verb}

    # ----------------------------------------------------------------------------------- where

    def _place(self, happening: Happening, told: list[Draft]) -> Iterator[Draft]:
        sites = [
            self.marks.place(d.value.place)
            for d in told
            if d.about is happening
            if isinstance(d.value, PlaceValue) and d.value.role == "site"
        ]
        spot = self._spot(happening)
        if spot is not None:
            yield from self._at_spot(spot, happening, told)
            return
        if any(_is_town(place) or place.method == "from-report" for place in sites):
            return
        found = self._candidates(sites, happening)
        if not found:
            if all(site.method != "unresolved" for site in sites):
                yield from self._unlisted(happening, sites)
            return
        place, best = max(self._finest(found), key=lambda each: (each[1].score, -each[1].token))
        if best.name is None:
            return
        for draft in told:  # said with the event already, and not that it was there
            value = draft.value
            if draft.about is not happening or not isinstance(value, PlaceValue):
                continue
            if value.place == place and value.role == "reference":
                draft.value = replace(value, role="site")
                return
        yield Draft(
            field="place",
            value=PlaceValue(place, best.name.span.text, "site"),
            anchor=best.token,
            words=best.name.span.text,
            content=self.marks.clause(self.marks.predicate(best.token)),
            about=happening,
        )

    def _finest(self, found: dict[str, _Named]) -> list[tuple[str, _Named]]:
        """The candidates; where a district has the most for it, the towns in it that were told of
        more than in passing: its police deal with them."""
        most = max(found, key=lambda each: found[each].score)
        district = self.marks.place(most)
        if district.where_prec != TOWN:
            return list(found.items())
        inside = [
            (id_, named)
            for id_, named in found.items()
            if named.best >= OF_OPENING and _lies_in(self.marks.place(id_), district)
        ]
        return inside or list(found.items())

    def _spot(self, happening: Happening) -> PlaceName | None:
        """The measured spot at which a sentence on the incident puts it, in its opening: "The ship
        was some 54 nautical miles south-west of Aden"."""
        document = self.marks.document
        first = document.sentence_of(happening.triggers[0].i).index
        measures = [c for c in document.counts if c.kind == "measure"]
        for name in document.place_names:
            token = document.token_at(name.span.start)
            if token is None or self.marks.place(name.place).method != "from-report":
                continue
            if not any(name.span.start <= c.span.start < name.span.end for c in measures):
                continue
            sentence = document.sentence_of(token)
            if sentence.kind == "body" and 0 <= sentence.index - first < REACH:
                return name if self.happenings.of(token) is happening else None
        return None

    def _at_spot(self, spot: PlaceName, happening: Happening, told: list[Draft]) -> Iterator[Draft]:
        """The spot as the site, where it is not told so; the town that it is measured from is then
        only that."""
        token = self.marks.document.token_at(spot.span.start)
        if token is None:
            return
        inside = {
            name.place
            for name in self.marks.document.place_names
            if name != spot
            and spot.span.start <= name.span.start
            and name.span.end <= spot.span.end
        }
        known = False
        for draft in told:
            value = draft.value
            if draft.about is not happening or not isinstance(value, PlaceValue):
                continue
            known |= value.place == spot.place and value.role == "site"
            if value.place in inside and value.role == "site":
                draft.value = replace(value, role="reference")
        if not known:
            yield self._site(spot, token, happening)

    def _unlisted(self, happening: Happening, sites: list[Place]) -> Iterator[Draft]:
        """The village that no gazetteer lists and that more of the incident is told of than of any
        other: it is hardly named for anything else. Only where nothing but a region is told."""
        found: dict[str, list[tuple[PlaceName, int]]] = {}
        for name in self.marks.document.place_names:
            place, token = self.marks.place(name.place), self._head_of(name)
            if token is None or place.method not in ("from-report", "unresolved"):
                continue
            sentence = self.marks.document.sentence_of(token)
            if sentence.kind != "body" or not _fits(place, sites) or self._is_way(token):
                continue
            if self._is_in(name, token) and self.happenings.of(token) is happening:
                found.setdefault(name.place, []).append((name, token))
        if not found:
            return
        names = max(found.values(), key=lambda each: (len(each), -each[0][1]))
        name, token = names[0]
        yield self._site(name, token, happening)

    def _site(self, name: PlaceName, token: int, happening: Happening) -> Draft:
        """That an incident happened where a name says."""
        return Draft(
            field="place",
            value=PlaceValue(name.place, name.span.text, "site"),
            anchor=token,
            words=name.span.text,
            content=self.marks.clause(self.marks.predicate(token)),
            about=happening,
        )

    def _head_of(self, name: PlaceName) -> int | None:
        return self.marks.document.token_at(name.span.end - 1)

    def _candidates(self, sites: list[Place], happening: Happening) -> dict[str, _Named]:
        """The towns that may be the scene, by the id of their place."""
        found: dict[str, _Named] = {}
        there = {j for _, scope in self._verbs(happening) for j in scope}
        county = any(site.where_prec == TOWN for site in sites)
        for name in self.marks.document.place_names:
            place = self.marks.place(name.place)
            token = self.marks.document.token_at(name.span.start)
            if token is None or not is_listed(place) or not _fits(place, sites):
                continue
            other = self.happenings.of(token)
            if other is not None and other.is_part:
                continue  # that attack's alone
            worth = (
                OF_POLICE
                if token in there and self._is_in(name, token)
                else self.worth(name, token)
            )
            if county and (worth < OF_POLICE or place.where_prec == TOWN):
                continue
            named = found.setdefault(name.place, _Named(OF_DISTRICT * (place.where_prec == TOWN)))
            named.score += worth
            named.telling |= worth in (OF_POLICE, OF_OPENING)
            if worth > named.best:
                named.best, named.name, named.token = worth, name, token
        named_only = {p for p, n in found.items() if not n.telling and n.best < OF_DATELINE}
        towns = {p for p in found if self.marks.place(p).where_prec != TOWN}
        lone = sum(found[p].best >= OF_OPENING for p in towns) == 1 and not sites
        return {
            place: each
            for place, each in found.items()
            if each.telling or (each.best == OF_DATELINE and lone)
            if place not in named_only
        }

    def worth(self, name: PlaceName, token: int) -> float:
        """What one mention says for a place being the scene (`OF_POLICE`, …)."""
        marks = self.marks
        sentence = marks.document.sentence_of(token)
        if self._is_of_police(name, token):
            return OF_POLICE
        if name.use != "place" or self._is_way(token):
            return 0.0
        if sentence.kind == "dateline":
            return OF_DATELINE
        return OF_OPENING if sentence.index < OPENING else OF_MENTION

    def _is_in(self, name: PlaceName, token: int) -> bool:
        """Whether a name stands behind a word such as "in"; not "rushed to …"."""
        case = self.marks.case(token)
        head = self.marks.token(token).head
        of = case in self.marks.lexicon["of_words"].codes  # "in the city of X"
        near = case if case is not None and not of else self.marks.case(head)
        return name.use == "place" and near in self.marks.lexicon["place_roles.site"].codes

    def _is_way(self, token: int) -> bool:
        """Whether somebody only went to a place, came from it ("fled towards X"), or was treated
        there."""
        if self.marks.hit("conditions.treat_verbs", self.marks.predicate(token)) is not None:
            return True
        lexicon, case = self.marks.lexicon, self.marks.case(token)
        roles = (lexicon["place_roles.destination"], lexicon["place_roles.origin"])
        return any(case in role.codes for role in roles)

    def _is_of_police(self, name: PlaceName, token: int) -> bool:
        """ "Springfield police", "the Springfield Police Department", "la police de Valence"."""
        marks = self.marks
        last = marks.document.token_at(name.span.end - 1)
        after = token if last is None else last
        if any(hit.first == after + 1 for hit in marks.hits("scene.police").values()):
            return True
        of = marks.case(token) in marks.lexicon["of_words"].codes
        return of and marks.hit("scene.police", marks.token(token).head) is not None


def _give_day(draft: Draft, happening: Happening, time: TimeExpression) -> None:
    """The day of an incident to its claim of an hour alone."""
    value = draft.value
    if draft.about is not happening or not isinstance(value, TimeValue) or value.start is not None:
        return
    assert time.start is not None
    day, end = time.start.isoformat(), (time.end or time.start).isoformat()
    draft.value = replace(value, start=day, end=end, date_prec=time.date_prec)


def _is_town(place: Place) -> bool:
    """Whether a gazetteer lists it, and as a town or finer."""
    return is_listed(place) and (place.where_prec is None or place.where_prec < TOWN)


def is_listed(place: Place) -> bool:
    """Whether a gazetteer lists it, and as a town, or a district at most."""
    listed = place.method in ("gazetteer", "region") and place.latitude is not None
    return listed and (place.where_prec is None or place.where_prec <= TOWN)


def _lies_in(place: Place, district: Place) -> bool:
    """Whether a listed town lies in a district, or about as near to its middle as its edge is."""
    if place.where_prec == TOWN or (place.country, place.admin1) != (
        district.country,
        district.admin1,
    ):
        return False
    if place.admin2 is not None and place.admin2 == district.name:
        return True
    if None in (place.latitude, place.longitude, district.latitude, district.longitude):
        return False
    km = distance_km(place.latitude, place.longitude, district.latitude, district.longitude)  # type: ignore[arg-type]  # none is None
    return km <= (district.radius_km or REGION_KM)


def _fits(place: Place, sites: list[Place]) -> bool:
    """Whether a place can lie where the sites, all of them coarse or not located, are."""
    return all(
        (site.country in (None, place.country) or place.country is None)
        and (site.method != "region" or site.admin1 in (None, place.admin1))
        for site in sites
    )


def _holds(value: TimeValue, time: TimeExpression) -> bool:
    """Whether a coarser time holds a day."""
    assert time.start is not None
    day = time.start.isoformat()
    return value.start is not None and value.start[:10] <= day <= (value.end or value.start)[:10]
