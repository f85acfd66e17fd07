"""Profiles: each mention of a reading boiled down to what tells incidents apart.

A profile is made from one reading alone, so that comparing two mentions never depends on what else
has arrived. Its block keys say which mentions are worth comparing at all:

    d:NE:2020-01-09     country and day (the day itself and the one after it)
    n:cngdr:2020-01     the site's name as it sounds, and the month: vague dates meet exact ones
    n:cngdr:01-09       the same with the day and no year: a wrong year meets the right one
    n:cngdr             a place that no gazetteer lists, whatever the date: so rare a name is enough
    a:Ansar Dine:2020-W02   a named armed group and the week (for reports that name no place)
    t:25:2020-01-09     a toll and the day: a report that has the country wrong
    w:Raymon Okello     a full name: later reports often name a victim and no day
    w:Lubira:2020-01    a rare name and the month of the incident or of the report
    r:REPORT            the report: what it tells apart is compared, so that nothing else joins it
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from rashomon.accounts import DATASET, UnifiedActor
from rashomon.gazetteer.names import key, skeleton
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.days import shifted
from rashomon.reconcile.people import people_of
from rashomon.reconcile.unify import PERSONS, unify_actor
from rashomon.reconcile.words import (
    STEM,
    aged_names,
    content_words,
    is_rare,
    merged,
    name_pairs,
    sentence_around,
)
from rashomon.records import (
    Claim,
    Involvement,
    MeansValue,
    Mention,
    MentionProfile,
    Place,
    PlaceValue,
    Quantity,
    Reading,
    Report,
    ResponsibilityValue,
    TimeValue,
    TollFigure,
    TypeValue,
    VoiceKind,
)

LEAST_HEADLINE = 4
"""A headline has this many words, or else the whole title is taken."""
LEAD_CHARACTERS = 1_200
"""How much of a report's beginning counts as words of the incident it is about: news reports put
what they are about first (the first four to six paragraphs)."""
SPEAKING_OFTEN: frozenset[VoiceKind] = frozenset(
    {"official", "belligerent", "media", "un", "ngo", "expert"}
)
"""Voices that speak of one incident after the other; witnesses and relatives speak of their own."""
HEADLINE_IN_LEAD = 0.25
"""The share of a headline's words that the beginning of its own text holds, at least."""
LEAST_SENTENCE = 12
"""A line of so many words is text, whatever it ends with."""
_LINE = re.compile(r"[^\n]+")
_ENDS = frozenset(".!?…\"”»)'")
_HOST = re.compile(r"https?://(?:www\.)?([^/:?#]+)")
_BEFORE_OUTLET = re.compile(r"\s+(?:\||-|–|—|::)\s+")
UNDATED_DAYS = 3
"""An undated incident is taken to be of this many days before its report, when blocking."""
PAIRS_FOR_BLOCKING = 8
NAMES_FOR_BLOCKING = 10
"""The first so many full and rare names make block keys: the headline and the lead name what a
report is about."""
TOLL_FOR_BLOCKING = 4
"""The least toll that is worth a block key: smaller ones are in half of all reports of a day."""


def profile(reading: Reading) -> tuple[MentionProfile, ...]:
    """The profile of every mention of a reading, in its order."""
    claims: dict[str, list[Claim]] = {mention.id: [] for mention in reading.incidents}
    for claim in reading.claims:
        if claim.incident is not None:
            claims[claim.incident].append(claim)
    about = {mention.id: not _passing(claims[mention.id]) for mention in reading.incidents}
    whole = {each.id for each in reading.incidents if each.parent is None}
    main = [
        mention.id for mention in reading.incidents if about[mention.id] and mention.id in whole
    ]
    return tuple(
        _profile(reading, mention, claims[mention.id], not about[mention.id], main == [mention.id])
        for mention in reading.incidents
    )


def _passing(claims: Sequence[Claim]) -> bool:
    """Whether the report only names the incident for context."""
    return all(claim.mode == "historical" for claim in claims)


def _profile(
    reading: Reading, mention: Mention, claims: Sequence[Claim], passing: bool, only: bool
) -> MentionProfile:
    sites = _sites(reading, claims)
    countries = _countries(reading, sites, claims)
    home = countries[0] if len(countries) == 1 else None
    when = _best_time(claims)
    tolls, actors = _tolls(reading, claims, home), _actors(reading, claims, home)
    made = MentionProfile(
        id=mention.id,
        report=reading.report.id,
        published=reading.report.published,
        passing=passing,
        title=mention.title,
        parent=mention.parent,
        date_start=when.start if when else None,
        date_end=when.end if when else None,
        date_prec=when.date_prec if when else None,
        places=sites,
        countries=countries,
        actors=actors,
        tolls=tolls,
        types=_types(claims),
        words=_words(reading, claims, only),
        keys=(),
    )
    return MentionProfile(
        **{name: getattr(made, name) for name in MentionProfile.__slots__ if name != "keys"},
        keys=tuple(sorted(set(_keys(made)))),
    )


def _asserted(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Claims that say how it was: no denials, nothing that has not happened."""
    for claim in claims:
        if claim.stance != "denied" and claim.mode in ("actual", "historical"):
            yield claim


def _best_time(claims: Sequence[Claim]) -> TimeValue | None:
    """The narrowest day range; among equals the one most claims give, then the first."""
    times = [
        claim.value
        for claim in _asserted(claims)
        if isinstance(claim.value, TimeValue) and claim.value.start is not None
    ]
    if not times:
        return None
    votes = Counter((value.start, value.end) for value in times)
    return min(times, key=lambda value: (_days(value), -votes[(value.start, value.end)]))


def _days(value: TimeValue) -> int:
    start, end = value.start or "", value.end or value.start or ""
    return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days


def _sites(reading: Reading, claims: Sequence[Claim]) -> tuple[Place, ...]:
    """The sites, the most precise first; one place once."""
    by_id = {place.id: place for place in reading.places}
    ids = dict.fromkeys(
        claim.value.place
        for claim in _asserted(claims)
        if isinstance(claim.value, PlaceValue) and claim.value.role == "site"
    )
    return tuple(sorted((by_id[i] for i in ids), key=lambda place: place.where_prec or 7))


def _countries(
    reading: Reading, sites: Sequence[Place], claims: Sequence[Claim]
) -> tuple[str, ...]:
    found = dict.fromkeys(place.country for place in sites if place.country)
    if not found:
        roles = ("origin", "destination", "reference")
        by_id = {place.id: place.country for place in reading.places}
        found = dict.fromkeys(
            country
            for claim in claims
            if isinstance(claim.value, PlaceValue) and claim.value.role in roles
            if (country := by_id[claim.value.place]) is not None
        )
    if not found:
        actors = {actor.id: actor for actor in reading.actors}
        found = dict.fromkeys(
            country
            for claim in claims
            if isinstance(claim.value, Quantity) and claim.value.side is not None
            if (country := actors[claim.value.side].country) is not None
        )
    if not found:
        named = Counter(place.country for place in reading.places if place.country)
        found = dict.fromkeys(code for code, _ in named.most_common(1))
    return tuple(sorted(found))


def _tolls(reading: Reading, claims: Sequence[Claim], home: str | None) -> tuple[TollFigure, ...]:
    actors = _unified(reading, home)
    found = dict.fromkeys(
        TollFigure(
            field=claim.field,
            low=claim.value.low,
            high=claim.value.high,
            group=people_of(claim.value, actors.get(claim.value.side or "")),
        )
        for claim in _asserted(claims)
        if isinstance(claim.value, Quantity) and claim.value.counts != "added"
        if claim.value.low is not None or claim.value.high is not None
    )
    return tuple(found)


def _actors(reading: Reading, claims: Sequence[Claim], home: str | None) -> tuple[str, ...]:
    """ "role name" of every actor that a name or a state identifies."""
    actors = _unified(reading, home)
    found: dict[str, None] = {}
    for claim in _asserted(claims):
        value = claim.value
        actor = None
        if isinstance(value, Involvement | ResponsibilityValue):
            actor = actors.get(value.actor or "")
        role = "perpetrator" if claim.field == "responsibility" else claim.field
        if actor is not None and actor.kind not in ("unidentified", "civilians", "private-person"):
            found[f"{role} {actor.name if actor.kind in PERSONS else actor.side}"] = None
        if isinstance(value, Quantity) and value.side in actors:
            side = actors[value.side]
            if side.kind not in ("unidentified", "civilians"):
                found[f"victim {side.side}"] = None
    return tuple(sorted(found))


def _unified(reading: Reading, home: str | None) -> dict[str, UnifiedActor]:
    return {actor.id: unify_actor(actor, home) for actor in reading.actors}


def _types(claims: Sequence[Claim]) -> tuple[str, ...]:
    """ACLED event and sub-event types, and means by their code."""
    found: dict[str, None] = {}
    for claim in _asserted(claims):
        if isinstance(claim.value, TypeValue):
            found.update(
                dict.fromkeys(
                    each
                    for each in (claim.value.acled_event, claim.value.acled_sub_event)
                    if each is not None
                )
            )
        elif isinstance(claim.value, MeansValue) and claim.value.code:
            found[f"{claim.field} {claim.value.code}"] = None
    return tuple(sorted(found))


def _words(reading: Reading, claims: Sequence[Claim], only: bool) -> tuple[str, ...]:
    """Content words of the sentences that speak of the mention; where the report is about it alone,
    of the headline and the beginning as well. Full names are added as pairs of words, those of
    people whose age is told with a mark before them: victims and suspects have an age, whoever
    speaks of them has none.

    A row of a coded dataset has columns and no sentences: all that it has is whose row it is."""
    if reading.report.medium == DATASET:
        return (dataset_mark(reading.report.outlet or ""),)
    text = reading.report.text
    spans = [
        sentence_around(text, span.start, span.end)
        for claim in claims
        for span in (claim.spans.content, *claim.also)
    ]
    parts = []
    if only:
        headline = _headline(reading.report.title or "")
        parts.append(headline)
        if _goes_on_about(headline, text[:LEAD_CHARACTERS]):
            spans.extend(_running_text(text, LEAD_CHARACTERS))
    parts.extend(text[first:last] for first, last in merged(spans))
    words = (*content_words("\n".join(parts)), *name_pairs("\n".join(parts)))
    speakers = _speakers(reading)
    furniture = _furniture(reading.report)
    told = tuple(word for word in words if word not in speakers and word not in furniture)
    aged = aged_names(text if only else "\n".join(parts))
    return (*(f"{PERSON_MARK}{name}" for name in aged), *told)


def _speakers(reading: Reading) -> frozenset[str]:
    """The names of those who speak, whole and in parts: a minister, a mayor or a spokesman speaks
    of every incident of his country, and is what none of them is told by."""
    names = {claim.voice.text for claim in reading.claims if claim.voice.kind in SPEAKING_OFTEN}
    names |= {actor.name for actor in reading.actors if actor.kind in ("public-person", "media")}
    text = "\n".join(f"by {name}" for name in sorted(names))
    pairs = name_pairs(text)
    parts = {part for pair in pairs for part in pair.split()}
    return frozenset((*pairs, *(part for part in parts if is_rare(part))))


def _furniture(report: Report) -> frozenset[str]:
    """The outlet's names for itself, in its title bar, its address and its credit: every page of
    one station has them, whatever it is about. What the headline names is none."""
    title = report.title or ""
    headline = _headline(title)
    bar = _BEFORE_OUTLET.split(title)[1:]
    names = "\n".join(f"by {part}" for part in (*bar, report.outlet or ""))
    host = _HOST.findall(report.url or "")[-1:]
    labels = {part for each in host for part in re.split(r"[.-]", each.casefold())}
    own = (*name_pairs(names), *(word for word in content_words(names) if is_rare(word)))
    own = (*own, *(part[:STEM].capitalize() for part in labels if is_rare(part)))
    return frozenset(own) - set(content_words(f"by {headline}"))


def _running_text(text: str, most: int) -> Iterator[tuple[int, int]]:
    """The lines of a text's first so many characters that are sentences: no buttons, menus and
    bylines, which all reports of one site share."""
    for line in _LINE.finditer(text, 0, min(len(text), most)):
        words = line.group().split()
        if len(words) >= LEAST_SENTENCE or (words and line.group().rstrip()[-1] in _ENDS):
            yield line.span()


def _goes_on_about(headline: str, lead: str) -> bool:
    """Whether a text speaks of what its headline says. What was saved of a page is sometimes its
    consent form, its menu, or another story."""
    said = set(content_words(headline.casefold()))
    if len(said) < LEAST_HEADLINE:
        return True
    rest = lead.casefold().replace(headline.casefold(), " ")
    return len(said & set(content_words(rest))) >= HEADLINE_IN_LEAD * len(said)


DATASET_MARK = "dataset:"
PERSON_MARK = "person:"
"""Before the name of somebody whose age is told, which sets it apart from two names in a row."""


def dataset_mark(name: str) -> str:
    """The word that rows of one coded dataset share, and no text does."""
    return DATASET_MARK + "-".join(key(name).split())


def _headline(title: str) -> str:
    """A title without the outlet's name behind it ("… | A Station", "… - A Paper, City")."""
    head = _BEFORE_OUTLET.split(title)[0]
    return head if len(head.split()) >= LEAST_HEADLINE else title


# ------------------------------------------------------------------------------------- block keys


def _keys(made: MentionProfile) -> Iterator[str]:
    """What the mention is looked up by. Days stand first, so that the news of one time lies
    together in the store, and what is added to it does not touch all the rest."""
    yield f"r:{made.report}"
    days = list(_block_days(made))
    for country in sorted({*made.countries, *countries_of_sides(made)}):
        yield from (f"d:{day.isoformat()}:{country}" for day in days)
    names = {_name_key(place, name) for place in made.places for name in spellings(place)} - {""}
    for name in sorted(names):
        yield from _name_keys(name, made, days)
    rare = {
        _name_key(place, name)
        for place in made.places
        if is_unlisted(place)
        for name in spellings(place)
    } - {""}
    yield from (f"n:{name}" for name in sorted(rare))
    weeks = {"{}-W{:02}".format(*day.isocalendar()[:2]) for day in days}
    for actor in made.actors:
        if "state:" not in actor:
            yield from (f"a:{week}:{actor.partition(' ')[2]}" for week in weeks)
    yield from _word_keys(made)
    for toll in made.tolls:
        if toll.low is not None and toll.low >= TOLL_FOR_BLOCKING:
            yield from (f"t:{day.isoformat()}:{toll.low}" for day in days)


def _word_keys(made: MentionProfile) -> Iterator[str]:
    pairs = [word for word in made.words if " " in word]
    yield from (f"w:{pair}" for pair in pairs[:PAIRS_FOR_BLOCKING])
    rare = [w for w in made.words if w[0].isupper() and " " not in w and is_rare(w)]
    months = {day[:7] for day in (made.date_start, made.published) if day is not None}
    for name in rare[:NAMES_FOR_BLOCKING]:
        yield from (f"w:{month}:{name}" for month in sorted(months))


def _name_keys(name: str, made: MentionProfile, days: Sequence[date]) -> Iterator[str]:
    months = {day.isoformat()[:7] for day in days} or set(_months(made))
    yield from (f"n:{month}:{name}" for month in months)
    yield from (f"n:{day.isoformat()[5:]}:{name}" for day in days)


def _block_days(made: MentionProfile) -> Iterator[date]:
    """The days that block keys name: an exact date and the day after it (so that neighbouring days
    meet), the days before an undated report; none for dates too vague to be days."""
    if made.date_start is not None and made.date_end is not None:
        start, end = date.fromisoformat(made.date_start), date.fromisoformat(made.date_end)
        if (end - start).days <= 7:
            for step in range((end - start).days + 2):
                yield shifted(start, step)
    elif made.published is not None and not made.passing:
        published = date.fromisoformat(made.published[:10])
        yield from (shifted(published, -step) for step in range(UNDATED_DAYS + 1))


def _months(made: MentionProfile) -> Iterator[str]:
    """The months of a vague date, at most a year of them."""
    if made.date_start is None or made.date_end is None:
        return
    at, end = date.fromisoformat(made.date_start).replace(day=1), made.date_end[:7]
    for _ in range(13):
        if at.isoformat()[:7] > end:
            return
        yield at.isoformat()[:7]
        at = shifted(at, 32).replace(day=1)


def spellings(place: Place) -> tuple[str, ...]:
    """The place's name and how the report writes it, each once."""
    return tuple(dict.fromkeys((place.name, *(span.text for span in place.spans))))


def countries_of_sides(made: MentionProfile) -> frozenset[str]:
    """The states whose people or forces are in it: an attack on soldiers of one country near the
    border of another is often placed in the wrong one."""
    found = (actor.partition(STATE_PREFIX)[2] for actor in made.actors)
    return frozenset(code for code in found if code)


def _name_key(place: Place, name: str) -> str:
    """A site's name as it sounds; the whole key where too few consonants remain to tell names
    apart, nothing for countries and regions."""
    if place.where_prec is not None and place.where_prec >= 4 and not is_unlisted(place):
        return ""
    plain = key(name)
    sound = skeleton(plain)
    return sound if len(sound) >= 4 else plain


def is_unlisted(place: Place) -> bool:
    """Whether no gazetteer lists it: a name that few other places share."""
    return place.method in ("from-report", "unresolved")
