"""Readings made up for measuring: a stream of news about incidents that resemble each other.

Nothing here is taken from a text. What makes reconciling hard is drawn with fixed odds, so that the
truth is known: campaigns (several incidents on neighbouring days in neighbouring villages by one
group), villages that share a name, spellings that differ from outlet to outlet, vague and missing
days, a wrong year, the wrong group or a namesake far away now and then, tolls that move, reports
without a place, French beside English, wire stories that many outlets print, and reports that name
an earlier incident in passing.

Ten times the reports are ten times the days: the news of a day stays as it is.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from rashomon.records import (
    READING_SCHEMA,
    Actor,
    Claim,
    ClaimField,
    ClaimSpans,
    ClaimValue,
    Involvement,
    Mention,
    Mode,
    Place,
    PlaceValue,
    Quantity,
    Reader,
    Reading,
    Report,
    Span,
    TimeValue,
    TypeValue,
    Voice,
    VoiceKind,
    identify,
)

READER = Reader("generator", "1", "none")
FIRST_DAY = date(2015, 1, 1)
REPORTS_A_DAY = 55
"""One hundred thousand reports are five years of news."""
COUNTRIES = (
    ("NE", 15.0, 5.0), ("ML", 16.0, -3.0), ("BF", 12.5, -1.5), ("NG", 10.0, 8.0),
    ("TD", 14.0, 18.0), ("CM", 6.0, 12.0), ("CF", 6.5, 20.5), ("CD", 0.0, 25.0),
    ("SO", 4.0, 45.0), ("ET", 9.0, 39.0), ("SD", 14.0, 30.0), ("MZ", -14.0, 38.0),
    ("AF", 34.0, 66.0), ("PK", 30.0, 69.0), ("IQ", 33.0, 43.0), ("SY", 35.0, 38.0),
    ("YE", 15.5, 47.0), ("CO", 4.0, -73.0), ("PH", 9.0, 124.0), ("MM", 21.0, 96.0),
)  # fmt: skip
REGIONS = 8
"""First-order regions a country."""
VILLAGES = 60
"""Villages a region."""
GROUPS = (
    "the Northern Front",
    "the People's Guard",
    "the Brigade of the Hills",
    "the River League",
)
KINDS = (
    ("Violence against civilians", "Attack", 3, "gunmen attacked", "des hommes armés ont attaqué"),
    ("Battles", "Armed clash", 1, "fighters clashed with the army", "des combats ont eu lieu"),
    (
        "Explosions/Remote violence",
        "Remote explosive/landmine/IED",
        1,
        "a bomb exploded",
        "une bombe a explosé",
    ),
    (
        "Violence against civilians",
        "Abduction/forced disappearance",
        3,
        "armed men kidnapped people",
        "des hommes armés ont enlevé des gens",
    ),
)  # fmt: skip
OUTLETS = tuple(
    f"Outlet {letter}{number}" for letter in string.ascii_uppercase for number in range(8)
)
DETAILS = (
    ("the market was burnt", "le marché a été incendié"),
    ("a bridge was closed", "un pont a été fermé"),
    ("the school stayed shut", "l'école est restée fermée"),
    ("helicopters were heard", "des hélicoptères ont été entendus"),
    ("cattle were driven away", "le bétail a été emporté"),
    ("a curfew was imposed", "un couvre-feu a été imposé"),
    ("families fled on foot", "des familles ont fui à pied"),
    ("the telephone mast fell", "l'antenne est tombée"),
    ("a granary was looted", "un grenier a été pillé"),
    ("the clinic ran out of blood", "le dispensaire a manqué de sang"),
)


@dataclass(frozen=True, slots=True)
class Village:
    """A place of the made-up world."""

    name: str
    country: str
    region: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Happening:
    """An incident of the made-up world: the truth that reports tell in part."""

    number: int
    day: date
    village: Village
    kind: int
    group: str | None
    killed: int
    hurt: int
    victim: str | None
    details: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One report's reading, and the number of the incident that each of its mentions tells."""

    reading: Reading
    truth: dict[str, int]


def readings(count: int, seed: int = 1) -> Iterator[Told]:
    """`count` reports, by the day they were published."""
    chance = Random(seed)
    world = _world(Random(7))
    waiting: list[tuple[date, int, Told]] = []
    made = number = 0
    earlier: list[Happening] = []
    today = FIRST_DAY
    while made < count:
        while len(waiting) < REPORTS_A_DAY * 40 and made + len(waiting) < count * 1.2 + 50:
            campaign = _campaign(chance, world, today, number)
            number += len(campaign)
            for each in campaign:
                earlier = [*earlier[-200:], each]
                for told in _reports(chance, each, earlier):
                    day = told.reading.report.day or today
                    waiting.append((day, len(waiting), told))
            if chance.random() < len(campaign) * 2.1 / REPORTS_A_DAY:
                today += timedelta(days=1)
        waiting.sort(key=lambda each: (each[0], each[2].reading.report.id))
        ready = waiting[: max(1, len(waiting) // 2)]
        for _, _, told in ready[: count - made]:
            yield told
            made += 1
        waiting = waiting[len(ready) :]


def _world(chance: Random) -> list[list[Village]]:
    """Villages by region; names of three syllables, of which many recur."""
    regions = []
    starts, middles = list("BDFGKLMNST"), ["a", "o", "i", "ou"]
    ends = ["ra", "ko", "gui", "ma", "di", "lou"]
    for country, latitude, longitude in COUNTRIES:
        for region in range(REGIONS):
            lat0, lon0 = latitude + (region % 3) * 1.5, longitude + (region // 3) * 1.5
            regions.append(
                [
                    Village(
                        chance.choice(starts)
                        + chance.choice(middles)
                        + chance.choice("nrstlmb")
                        + chance.choice(middles)
                        + chance.choice(ends),
                        country,
                        f"Region {region} of {country}",
                        round(lat0 + chance.uniform(-0.6, 0.6), 4),
                        round(lon0 + chance.uniform(-0.6, 0.6), 4),
                    )
                    for _ in range(VILLAGES)
                ]
            )
    return regions


def _campaign(
    chance: Random, world: list[list[Village]], today: date, number: int
) -> list[Happening]:
    """One incident, or a few of one group in one region on neighbouring days."""
    region = chance.choice(world)
    size = 1 if chance.random() < 0.7 else chance.randint(2, 4)
    group = chance.choice(GROUPS) if chance.random() < 0.5 else None
    found = []
    for step in range(size):
        killed = min(400, int(chance.paretovariate(0.9)) - (chance.random() < 0.2))
        found.append(
            Happening(
                number=number + step,
                day=today + timedelta(days=chance.randint(0, step)),
                village=chance.choice(region),
                kind=chance.randrange(len(KINDS)),
                group=group,
                killed=killed,
                hurt=int(chance.paretovariate(0.9)),
                victim=_person(chance) if chance.random() < 0.3 else None,
                details=tuple(chance.sample(range(len(DETAILS)), 3)),
            )
        )
    return found


def _person(chance: Random) -> str:
    def name() -> str:
        return "".join(
            chance.choice("bdfgklmnrst") + chance.choice("aeiou") for _ in range(3)
        ).capitalize()

    return f"{name()} {name()}"


def _reports(chance: Random, what: Happening, earlier: list[Happening]) -> Iterator[Told]:
    """What is told of one incident: mostly one or two reports, sometimes many, wire copies too."""
    stories = min(12, int(chance.paretovariate(1.1)))
    for _ in range(stories):
        told = _Writer(chance, what, earlier)
        first = told.report(chance.choice(OUTLETS))
        yield first
        if chance.random() < 0.12:
            for outlet in chance.sample(OUTLETS, chance.randint(1, 4)):
                yield told.again(first, outlet)


class _Writer:
    """Writes one story: which part of the truth it has, and what it gets wrong."""

    def __init__(self, chance: Random, what: Happening, earlier: list[Happening]) -> None:
        self.chance, self.what = chance, what
        self.french = chance.random() < 0.25
        self.delay = min(20, int(chance.expovariate(0.9)))
        other = chance.choice(earlier)
        self.other = other if chance.random() < 0.1 and other.number != what.number else None

    def report(self, outlet: str) -> Told:
        chance, what = self.chance, self.what
        kind = KINDS[what.kind]
        name = _spelt(chance, what.village.name)
        killed, hurt = what.killed, what.hurt
        if chance.random() < 0.25:
            killed = max(0, killed + chance.choice((-2, -1, 1, 2, killed // 3)))
        in_words = name if chance.random() > 0.05 else what.village.region
        details = [DETAILS[i][self.french] for i in chance.sample(what.details, 2)]
        if self.french:
            parts = [f"{killed} personnes tuées et {hurt} blessées", f"{kind[4]} à {in_words}"]
        else:
            parts = [f"{killed} people killed and {hurt} wounded", f"{kind[3]} in {in_words}"]
        parts += details
        if what.group is not None and chance.random() < 0.6:
            named = what.group if chance.random() > 0.05 else chance.choice(GROUPS)
            parts.append(f"{named} did it")
        if what.victim is not None and chance.random() < 0.7:
            parts.append(f"{what.victim} {'est mort' if self.french else 'died'}")
        if self.other is not None:
            parts.append(f"{self.other.village.name} before it")
        text = ". ".join(parts) + "."
        published = what.day + timedelta(days=self.delay)
        report = Report.make(
            text,
            outlet=outlet,
            published=published.isoformat(),
            language="fr" if self.french else "en",
            title=parts[1],
            url=f"https://news.example/{what.number}/{chance.getrandbits(48):x}",
        )
        return self._told(report, parts, (killed, hurt), in_words)

    def again(self, first: Told, outlet: str) -> Told:
        """The same story in another outlet."""
        old = first.reading.report
        report = Report.make(
            old.text,
            outlet=outlet,
            published=old.published,
            language=old.language,
            title=old.title,
            url=f"{old.url}/{outlet.replace(' ', '')}",
        )
        parts = old.text.rstrip(".").split(". ")
        tolls = next((int(parts[0].split()[0]), int(parts[0].split()[4])) for _ in (0,))
        return self._told(
            report,
            parts,
            tolls,
            parts[1].rpartition(" in ")[2] if not self.french else parts[1].rpartition(" à ")[2],
        )

    def _told(self, report: Report, parts: list[str], tolls: tuple[int, int], name: str) -> Told:
        what, kind = self.what, KINDS[self._kind(report)]
        pen = _Pen(report)
        main = pen.mention("main")
        pen.toll(main, "deaths", tolls[0], parts[0])
        pen.toll(main, "injuries", tolls[1], parts[0])
        pen.claim(
            main, "type", TypeValue(kind[0], kind[1], kind[2], None, None, parts[1]), parts[1]
        )
        region = name == what.village.region
        pen.site(main, self._placed(report), name, parts[1], region)
        day = self._day(report)
        if day is not None:
            start, end = day
            prec = 1 if start == end else 3 if (end - start).days < 8 else 4
            value = TimeValue(start.isoformat(), end.isoformat(), prec, None, None, parts[1])
            pen.claim(main, "time", value, parts[1])
        for part in parts[2:]:
            if part.endswith(" did it"):
                pen.perpetrator(main, part.removesuffix(" did it"), part)
        if self.other is not None:
            passing = pen.mention("earlier")
            pen.site(passing, self.other.village, self.other.village.name, parts[-1], False)
            month = self.other.day.replace(day=1)
            last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            value = TimeValue(month.isoformat(), last.isoformat(), 4, None, None, parts[-1])
            pen.claim(passing, "time", value, parts[-1], mode="historical")
            return Told(pen.reading(), {main: what.number, passing: self.other.number})
        return Told(pen.reading(), {main: what.number})

    def _kind(self, report: Report) -> int:
        """The kind of incident as it was read: now and then another one."""
        odds = Random(identify("k", report.text))
        return self.what.kind if odds.random() > 0.1 else odds.randrange(len(KINDS))

    def _placed(self, report: Report) -> Village:
        """The village as the gazetteer has it: now and then a namesake."""
        odds = Random(identify("p", report.text))
        at = self.what.village
        if odds.random() > 0.03:
            return at
        away = replace(at, latitude=at.latitude + odds.uniform(-4, 4), region="another region")
        return replace(away, longitude=at.longitude + odds.uniform(-4, 4))

    def _day(self, report: Report) -> tuple[date, date] | None:
        odds = Random(identify("x", report.text)).random()  # copies say the same
        day = self.what.day
        if odds < 0.10:
            return None
        if odds < 0.16:
            return day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday())
        if odds < 0.20:
            return day - timedelta(days=1), day - timedelta(days=1)
        if odds < 0.21 and (day.month, day.day) != (2, 29):
            return day.replace(year=day.year - 1), day.replace(year=day.year - 1)
        return day, day


def _spelt(chance: Random, name: str) -> str:
    odds = chance.random()
    if odds < 0.7:
        return name
    if odds < 0.8:
        return name.replace("ou", "u")
    if odds < 0.88:
        return name.replace("gui", "gi")
    at = chance.randrange(1, len(name))
    return name[:at] + name[at] + name[at:] if odds < 0.96 else name[:at] + name[at + 1 :]


class _Pen:
    """Makes the records of one reading."""

    def __init__(self, report: Report) -> None:
        self.of = report
        self.actors: dict[str, Actor] = {}
        self.places: dict[str, Place] = {}
        self.mentions: list[Mention] = []
        self.claims: list[Claim] = []

    def mention(self, label: str) -> str:
        self.mentions.append(Mention(identify("m", self.of.id, label), label, None))
        return self.mentions[-1].id

    def claim(
        self,
        mention: str,
        field: ClaimField,
        value: ClaimValue,
        words: str,
        mode: Mode = "actual",
        voice: tuple[VoiceKind, str] = ("narrator", ""),
    ) -> None:
        start = self.of.text.find(words)
        span = ClaimSpans(Span(start, start + len(words), words), None, None)
        self.claims.append(
            Claim(
                id=Claim.identify(self.of.id, field, span, f"{mention} {value}"),
                incident=mention,
                field=field,
                value=value,
                stance="reported" if voice[0] == "narrator" else "claimed",
                mode=mode,
                scope=None,
                said=None,
                provisional=False,
                superseded=False,
                voice=Voice(voice[0], None, voice[1] or self.of.outlet or "", (), False),
                spans=span,
            )
        )

    def listed(self, name: str) -> bool:
        """Whether the gazetteer that this report was read with knows the region of a place."""
        return Random(identify("x", self.of.id, name)).random() > 0.1

    def toll(self, mention: str, field: ClaimField, count: int, words: str) -> None:
        self.claim(mention, field, Quantity(count, count, False, str(count), "people"), words)

    def site(self, mention: str, at: Village, name: str, words: str, region: bool) -> None:
        place = Place(
            id=identify("p", self.of.id, name, mention),
            name=name,
            country=at.country,
            admin1=at.region if self.listed(name) else None,
            admin2=None,
            latitude=at.latitude,
            longitude=at.longitude,
            radius_km=90.0 if region else 5.0,
            where_prec=4 if region else 1,
            geonameid=None,
            method="gazetteer",
            region=None,
            candidates=(),
            explanation="made up",
            spans=(),
        )
        self.places[place.id] = place
        self.claim(mention, "place", PlaceValue(place.id, name, "site"), words)

    def perpetrator(self, mention: str, name: str, words: str) -> None:
        actor = Actor(identify("a", self.of.id, name), name, "armed-group", None, ())
        self.actors[actor.id] = actor
        self.claim(mention, "perpetrator", Involvement(actor.id, name), words)

    def reading(self) -> Reading:
        return Reading(
            schema=READING_SCHEMA,
            reader=READER,
            report=self.of,
            actors=tuple(self.actors.values()),
            places=tuple(self.places.values()),
            incidents=tuple(self.mentions),
            claims=tuple(self.claims),
        )
