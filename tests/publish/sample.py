"""A casebook by hand: two incidents told in contradiction, as reconciling would give them.

Readings are made from words (`tests/factories.py`); findings are put together here from the claims
of those readings, so that every claim id leads to words in a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from rashomon.records import (
    INCIDENT_SCHEMA,
    LIST_SCHEMA,
    CheckResult,
    Claim,
    ClaimField,
    Finding,
    IncidentEntry,
    IncidentFile,
    IncidentList,
    IncidentRecord,
    Judgement,
    Lineage,
    Place,
    Position,
    PositionVoice,
    Reading,
    ReportEntry,
    Revision,
    Side,
    Stance,
    Status,
    TypeValue,
    VoiceKind,
)
from tests.factories import (
    ClaimSketch,
    actor,
    claim,
    day,
    kind_of_event,
    make_reading,
    place,
    site,
    toll,
    who,
)

ARMY = actor("Nigerien army", "state-forces", "NE")
RAIDERS = actor("assailants", "unidentified")
GROUP = actor("Islamic State", "armed-group", None, "The group")
AFRICOM = actor("U.S. Africa Command", "state-forces", "US")
FRENCH = actor("French army", "state-forces", "FR")
MALIAN = actor("Malian army", "state-forces", "ML")
JNIM = actor("JNIM", "armed-group", "ML")

MINISTRY = ("official", "Defence Ministry")
SOURCES = ("security-source", "four security sources")

PATCH = {
    "type": "Polygon",
    "coordinates": [
        [
            [2.90, 15.18], [2.97, 15.14], [3.07, 15.17], [3.11, 15.24],
            [3.06, 15.31], [2.98, 15.33], [2.91, 15.27], [2.90, 15.18],
        ]
    ],
}  # fmt: skip
CAMP = place(
    "Chinagodrar",
    15.2325,
    2.9989,
    country="NE",
    admin1="Tillabéri",
    radius_km=12.0,
    where_prec=2,
    method="from-report",
    region=PATCH,
)
DIOURA = place(
    "Dioura",
    14.8253,
    -5.2514,
    country="ML",
    admin1="Mopti",
    radius_km=25.0,
    where_prec=2,
    method="from-report",
)


def killed(content: str, low: int | None, high: int | None, group: str, **more: Any) -> ClaimSketch:
    """Deaths with a short number text: the figure's own words are the number alone."""
    return toll("deaths", content, low, high, group=group, **{"text": str(low), **more})


MINISTRY_TEXT = """Niger's Defence Ministry said that 25 soldiers and 63 assailants were killed on \
Thursday when an army camp at Chinagodrar was attacked.

Six soldiers were wounded, it added. The attack began at about 1 p.m. local time.

No group has claimed responsibility."""

RADIO_TEXT = """Vingt-cinq militaires ont été tués jeudi dans l'attaque du camp de Chinagodrar.

Deux frappes de drones américains ont visé les assaillants au cours des combats."""

DENIAL_TEXT = """U.S. Africa Command said it conducted no air strikes in Niger or Mali on \
Thursday. The French army said that aircraft had made a show of force, and that there had been no \
strike.

The authorities believe that the camp at Chinagodrar was attacked by Islamic State."""

WIRE_TEXT = """NIAMEY (Reuters) - At least 89 soldiers were killed in an attack on a Nigerien army \
camp on Thursday, four security sources said.

One of the sources said that the real number might be higher. The Defence Ministry had said that \
25 soldiers had been killed."""

SPOKESMAN_TEXT = """Niger's government acknowledged on Sunday that 89 of its soldiers were killed \
in Thursday's attack at Chinagodrar. Its spokesman put the number of assailants killed at 77."""

CLAIM_TEXT = """Islamic State claimed responsibility on Tuesday for the attack at Chinagodrar, in \
a statement carried by SITE. The group said that it had killed 100 soldiers and lost five of its \
own men."""


def _chinagodrar_first() -> list[Reading]:
    ministry = make_reading(
        MINISTRY_TEXT,
        published="2020-01-09",
        outlet="A radio station",
        url="https://example.org/niger-25",
        title="Niger says 25 soldiers killed in attack on army camp",
        actors=[ARMY, RAIDERS],
        places=[CAMP],
        titles={"main": "Attack on an army camp at Chinagodrar"},
        claims=[
            killed("25 soldiers and 63 assailants were killed", 25, 25, "soldiers",
                   side="Nigerien army", voice=MINISTRY, party=True,
                   cue="said", source="Niger's Defence Ministry"),
            killed("25 soldiers and 63 assailants were killed", 63, 63, "assailants",
                   side="assailants", voice=MINISTRY, party=True,
                   cue="said", source="Niger's Defence Ministry"),
            toll("injuries", "Six soldiers were wounded", 6, 6, text="Six", group="soldiers",
                 side="Nigerien army", voice=MINISTRY, cue="added", source="it"),
            day("The attack began at about 1 p.m. local time", "2020-01-09", time="13:00",
                voice=MINISTRY),
            site("an army camp at Chinagodrar was attacked", "Chinagodrar", voice=MINISTRY),
            kind_of_event("an army camp at Chinagodrar was attacked", acled_event="Battles",
                          acled_sub_event="Armed clash", ucdp=1),
            claim("responsibility", "No group has claimed responsibility",
                  {"actor": None, "kind": "unclaimed"}),
        ],
    )  # fmt: skip
    radio = make_reading(
        RADIO_TEXT,
        published="2020-01-10",
        outlet="Une radio internationale",
        language="fr",
        title="Niger : deux frappes de drones américains",
        actors=[ARMY, RAIDERS, AFRICOM],
        places=[CAMP],
        titles={"main": "Attaque du camp de Chinagodrar"},
        claims=[
            killed("Vingt-cinq militaires ont été tués", 25, 25, "militaires",
                   side="Nigerien army"),
            who("participant", "Deux frappes de drones américains ont visé les assaillants",
                "U.S. Africa Command", "air strikes"),
        ],
    )  # fmt: skip
    denial = make_reading(
        DENIAL_TEXT,
        published="2020-01-10",
        outlet="A defence news site",
        title="U.S. Africa Command denies strikes in battle for Niger camp",
        actors=[AFRICOM, FRENCH, GROUP],
        places=[CAMP],
        titles={"main": "Attack at Chinagodrar"},
        claims=[
            who("participant", "it conducted no air strikes in Niger or Mali",
                "U.S. Africa Command", "air strikes", stance="denied",
                voice=("official", "U.S. Africa Command", "U.S. Africa Command"),
                cue="said", source="U.S. Africa Command"),
            who("participant", "there had been no strike", "U.S. Africa Command", "air strikes",
                stance="denied", voice=("official", "French army", "French army"),
                cue="said", source="The French army"),
            who("perpetrator", "the camp at Chinagodrar was attacked by Islamic State",
                "Islamic State", "attacked", stance="suspected",
                voice=("official", "the authorities"), cue="believe", source="The authorities"),
        ],
    )  # fmt: skip
    return [ministry, radio, denial]


def _chinagodrar_then() -> list[Reading]:
    return [
        _wire("A national daily", "At least 89 soldiers died in Niger camp attack, sources say"),
        _wire("A broadcaster's website", "Niger: army's losses far heavier than announced"),
        make_reading(
            SPOKESMAN_TEXT,
            published="2020-01-12",
            outlet="A morning newspaper",
            agency="AFP",
            title="Niger government raises army's dead to 89",
            actors=[ARMY, RAIDERS],
            places=[CAMP],
            titles={"main": "Attack at Chinagodrar"},
            claims=[
                killed("89 of its soldiers were killed", 89, 89, "soldiers", side="Nigerien army",
                       stance="admitted", voice=("official", "Niger's government"), party=True,
                       cue="acknowledged", source="Niger's government"),
                killed("put the number of assailants killed at 77", 77, 77, "assailants",
                       side="assailants", voice=("official", "Niger's government"), party=True,
                       source="Its spokesman"),
            ],
        ),
        make_reading(
            CLAIM_TEXT,
            published="2020-01-14",
            outlet="A Sunday newspaper's website",
            agency="Reuters",
            title="Islamic State says it attacked Niger camp",
            actors=[ARMY, GROUP],
            places=[CAMP],
            titles={"main": "Attack at Chinagodrar"},
            claims=[
                killed("it had killed 100 soldiers", 100, 100, "soldiers", side="Nigerien army",
                       voice=("belligerent", "Islamic State", "Islamic State"), via=("SITE",),
                       party=True, cue="said", source="The group"),
                killed("lost five of its own men", 5, 5, "men", text="five",
                       side="Islamic State", stance="admitted",
                       voice=("belligerent", "Islamic State", "Islamic State"), via=("SITE",),
                       party=True, source="The group"),
                claim("responsibility",
                      "Islamic State claimed responsibility on Tuesday for the attack",
                      {"actor": "Islamic State", "kind": "claimed"},
                      voice=("belligerent", "Islamic State", "Islamic State"), via=("SITE",)),
            ],
        ),
    ]  # fmt: skip


def _wire(outlet: str, title: str) -> Reading:
    return make_reading(
        WIRE_TEXT,
        published="2020-01-11",
        outlet=outlet,
        agency="Reuters",
        title=title,
        actors=[ARMY],
        places=[CAMP],
        titles={"main": "Attack on a Nigerien army camp"},
        claims=[
            killed("At least 89 soldiers were killed", 89, None, "soldiers", side="Nigerien army",
                   voice=SOURCES, cue="said", source="four security sources"),
            killed("the real number might be higher", 90, None, "soldiers", side="Nigerien army",
                   text="higher", stance="possible",
                   voice=("security-source", "One of the sources"),
                   cue="said", source="One of the sources"),
            killed("25 soldiers had been killed", 25, 25, "soldiers", side="Nigerien army",
                   voice=MINISTRY, party=True, cue="had said", source="The Defence Ministry"),
        ],
    )  # fmt: skip


MAYOR_TEXT = """Gunmen attacked an army base at Dioura in central Mali at dawn on Sunday. Sixteen \
bodies have been counted so far, said Youssouf Coulibaly, the mayor of Karéri."""
EVENING_TEXT = """Une attaque contre un camp de l'armée malienne à Dioura a fait 21 morts, a \
indiqué dimanche soir une source militaire, parlant d'un bilan provisoire.

L'armée malienne accuse Ba Ag Moussa, un colonel déserteur, d'avoir mené l'attaque."""
FINAL_TEXT = """Mali's army said on Monday that 23 soldiers were killed at Dioura on Sunday, and \
called the figure final."""
JNIM_TEXT = """The group JNIM said on Friday that it had carried out the attack at Dioura, killing \
about 30 soldiers. It denied that Ba Ag Moussa had led it. A military source put the army's dead \
at 26."""


def _dioura() -> list[Reading]:
    moussa = actor("Ba Ag Moussa", "public-person", "ML")
    army: dict[str, Any] = {"group": "soldiers", "side": "Malian army"}
    return [
        make_reading(
            MAYOR_TEXT, published="2019-03-17", outlet="A wire agency", agency="Reuters",
            title="Gunmen attack army base in central Mali", actors=[MALIAN], places=[DIOURA],
            claims=[
                toll("deaths", "Sixteen bodies have been counted so far", 16, 16, text="Sixteen",
                     **army, provisional=True, voice=("local", "Youssouf Coulibaly"), cue="said",
                     source="Youssouf Coulibaly, the mayor of Karéri"),
                site("an army base at Dioura", "Dioura"),
                day("at dawn on Sunday", "2019-03-17"),
            ],
        ),
        make_reading(
            EVENING_TEXT, published="2019-03-17", outlet="Un journal en ligne", agency="AFP",
            language="fr", title="Mali : 21 morts", actors=[MALIAN, moussa], places=[DIOURA],
            claims=[
                toll("deaths", "a fait 21 morts", 21, 21, text="21", **army, provisional=True,
                     voice=("security-source", "une source militaire"), cue="a indiqué",
                     source="une source militaire"),
                who("perpetrator", "Ba Ag Moussa, un colonel déserteur, d'avoir mené l'attaque",
                    "Ba Ag Moussa", "led", stance="suspected",
                    voice=("official", "L'armée malienne", "Malian army"), party=True,
                    cue="accuse", source="L'armée malienne"),
            ],
        ),
        make_reading(
            FINAL_TEXT, published="2019-03-18", outlet="A business daily", agency="Reuters",
            title="Mali raises toll", actors=[MALIAN], places=[DIOURA],
            claims=[
                toll("deaths", "23 soldiers were killed at Dioura", 23, 23, text="23", **army,
                     stance="admitted", voice=("official", "Mali's army", "Malian army"),
                     party=True, cue="said", source="Mali's army"),
            ],
        ),
        make_reading(
            JNIM_TEXT, published="2019-03-22", outlet="A news site", agency="AFP",
            title="Group says it attacked Mali base", actors=[MALIAN, JNIM, moussa],
            places=[DIOURA],
            claims=[
                toll("deaths", "killing about 30 soldiers", 30, 30, text="30", approximate=True,
                     **army, voice=("belligerent", "JNIM", "JNIM"), party=True, cue="said",
                     source="The group JNIM"),
                toll("deaths", "A military source put the army's dead at 26", 26, 26, text="26",
                     **army, voice=("security-source", "A military source"),
                     source="A military source"),
                who("perpetrator", "Ba Ag Moussa had led it", "Ba Ag Moussa", "led",
                    stance="denied", voice=("belligerent", "JNIM", "JNIM"), party=True,
                    cue="denied", source="It"),
                claim("responsibility", "it had carried out the attack at Dioura",
                      {"actor": "JNIM", "kind": "claimed"},
                      voice=("belligerent", "JNIM", "JNIM"), party=True, cue="said"),
            ],
        ),
    ]  # fmt: skip


# ----------------------------------------------------------------------- from readings to findings


@dataclass(frozen=True)
class Picked:
    """A claim and the report it is in."""

    claim: Claim
    report: str
    published: str | None


def pick(readings: Sequence[Reading], field: str, words: str, group: str | None = None) -> Picked:
    """The first claim of this field whose quoted clause holds these words."""
    for reading in readings:
        for each in reading.claims:
            fits = group is None or getattr(each.value, "group", None) == group
            if each.field == field and words in each.spans.content.text and fits:
                return Picked(each, reading.report.id, reading.report.published)
    raise AssertionError(f"no {field} claim says {words!r}")


def voice(
    kind: VoiceKind, text: str, stance: Stance, *picked: Picked, side: str | None = None,
    copies: int = 0,
) -> PositionVoice:  # fmt: skip
    """A voice of a position, seen in the reports of these claims."""
    days = sorted(each.published for each in picked if each.published)
    return PositionVoice(
        kind=kind,
        side=side,
        text=text,
        texts=tuple(dict.fromkeys(each.claim.voice.text for each in picked)),
        via=tuple(dict.fromkeys(via for each in picked for via in each.claim.voice.via)),
        stance=stance,
        first_seen=days[0] if days else None,
        last_seen=days[-1] if days else None,
        reports=tuple(dict.fromkeys(each.report for each in picked)),
        copies=copies,
    )


def position(picked: Sequence[Picked], *voices: PositionVoice) -> Position:
    """A position with the value of its first claim."""
    days = sorted(each.published for each in picked if each.published)
    stance = picked[0].claim.stance
    return Position(
        value=picked[0].claim.value,
        stance=stance,
        voices=voices,
        first_seen=days[0] if days else None,
        last_seen=days[-1] if days else None,
        claims=tuple(each.claim.id for each in picked),
    )


def alone(kind: VoiceKind, text: str, *picked: Picked, side: str | None = None) -> Position:
    """A position that one voice holds."""
    return position(picked, voice(kind, text, picked[0].claim.stance, *picked, side=side))


def finding(
    field: ClaimField,
    status: Status,
    *positions: Position,
    group: str | None = None,
    side: str | None = None,
    figures: tuple[int | None, int | None, int | None] = (None, None, None),
    rule: str = "the only value there is",
    revisions: tuple[Revision, ...] = (),
) -> Finding:
    """A finding; `figures` are best, low and high."""
    best, low, high = figures
    return Finding(
        field, group, side, status, best, low, high, rule, True, positions, revisions
    )  # fmt: skip


def entry(reading: Reading, lineage: Lineage | None = None) -> ReportEntry:
    """A report as lists show it."""
    r = reading.report
    return ReportEntry(
        r.id, r.outlet, r.agency, r.author, r.url, r.title, r.published, r.language, r.medium,
        lineage,
    )  # fmt: skip


def _actor_id(reading: Reading, name: str) -> str:
    return next(each.id for each in reading.actors if each.name == name)


@cache
def chinagodrar() -> tuple[IncidentFile, tuple[Reading, ...]]:
    """The first incident: figures 25 → 89, 63 → 77, 100 and 5; strikes affirmed and denied."""
    readings = (*_chinagodrar_first(), *_chinagodrar_then())
    ministry, _, _, wire, copy, spokesman, statement = readings
    army = _actor_id(ministry, "Nigerien army")
    first = pick([ministry], "deaths", "25 soldiers", "soldiers")
    again = [pick([each], "deaths", "25 soldiers had") for each in (wire, copy)]
    radio = pick(readings, "deaths", "Vingt-cinq")
    sources = [pick([each], "deaths", "At least 89") for each in (wire, copy)]
    might = [pick([each], "deaths", "might be higher") for each in (wire, copy)]
    raised = pick([spokesman], "deaths", "89 of its")
    hundred = pick([statement], "deaths", "100 soldiers")
    soldiers = finding(
        "deaths", "contested",
        position([first, radio, *again],
                 voice("official", "Niger's government", "claimed", first, *again, side=army,
                       copies=1),
                 voice("narrator", "Une radio internationale", "reported", radio)),
        position(sources, voice("security-source", "four security sources", "claimed", *sources,
                                copies=1)),
        position(might, voice("security-source", "One of the sources", "possible", *might,
                              copies=1)),
        alone("official", "Niger's government", raised, side=army),
        alone("belligerent", "Islamic State", hundred,
              side=_actor_id(statement, "Islamic State")),
        group="soldiers", side=army, figures=(89, 25, 100),
        rule="best is the figure a side last conceded of its own people; high is its enemy's claim",
        revisions=(_revision("Niger's government", first, raised),),
    )  # fmt: skip
    return _file_of_chinagodrar(readings, soldiers), readings


def _revision(name: str, first: Picked, then: Picked) -> Revision:
    return Revision(
        voice=name,
        from_=first.claim.value,
        to=then.claim.value,
        first=first.published,
        then=then.published,
        claims=(first.claim.id, then.claim.id),
    )


def _file_of_chinagodrar(readings: tuple[Reading, ...], soldiers: Finding) -> IncidentFile:
    ministry, radio, denial, wire, copy, spokesman, statement = readings
    army, raiders = _actor_id(ministry, "Nigerien army"), _actor_id(ministry, "assailants")
    group = _actor_id(statement, "Islamic State")
    lost = pick([ministry], "deaths", "63 assailants", "assailants")
    more = pick([spokesman], "deaths", "at 77")
    five = pick([statement], "deaths", "lost five")
    strikes = pick([radio], "participant", "Deux frappes")
    africom, french = (pick([denial], "participant", w) for w in ("conducted no", "been no strike"))
    wounded = pick([ministry], "injuries", "Six")
    unclaimed = pick([ministry], "responsibility", "No group")
    claimed = pick([statement], "responsibility", "claimed")
    findings = (
        soldiers,
        finding(
            "deaths", "contested",
            alone("official", "Niger's government", lost, side=army),
            alone("official", "Niger's government", more, side=army),
            alone("belligerent", "Islamic State", five, side=group),
            group="assailants", side=raiders, figures=(None, 5, 77),
            rule="no best: each side alone gives the other side's dead, and they differ",
            revisions=(_revision("Niger's government", lost, more),),
        ),
        finding("injuries", "single", alone("official", "Niger's government", wounded, side=army),
                group="soldiers", side=army, figures=(6, 6, 6)),
        finding(
            "participant", "contested",
            alone("narrator", "Une radio internationale", strikes),
            position([africom, french],
                     voice("official", "U.S. Africa Command", "denied", africom),
                     voice("official", "French army", "denied", french)),
        ),
        finding(
            "perpetrator", "single",
            alone("official", "the authorities", pick([denial], "perpetrator", "Islamic State"),
                  side=army),
        ),
        finding(
            "responsibility", "revised",
            alone("narrator", "A radio station", unclaimed),
            alone("belligerent", "Islamic State", claimed, side=group),
        ),
        *_settled(ministry),
    )  # fmt: skip
    return IncidentFile(
        schema=INCIDENT_SCHEMA,
        incident=IncidentRecord(
            id="i-0a1b2c3d4e5f60718293",
            title="Attack on an army camp at Chinagodrar, Niger",
            parent=None,
            type=TypeValue("Battles", "Armed clash", 1, "ASSAULT", None, "attacked"),
            date_start="2020-01-09",
            date_end="2020-01-09",
            date_prec=1,
            place=_explained(ministry.places[0]),
            sides=(
                Side(army, "Niger", "target"),
                Side(raiders, "assailants", "perpetrator"),
                Side(group, "Islamic State", "perpetrator"),
            ),
        ),
        findings=findings,
        reports=tuple(
            entry(each, Lineage("copy", wire.report.id) if each is copy else None)
            for each in readings
        ),
        checks=(
            CheckResult("weekday", "pass", "“Thursday” is 9 January 2020.", ()),
            CheckResult(
                "distance",
                "warn",
                "209 km from Niamey, one report says; the place lies 213 km from it.",
                (first_claim(spokesman),),
            ),
        ),
        judgements=(
            Judgement(
                "j-1", "note", "M. Keita", "2020-02-01T10:00:00Z",
                "The 31 of one broadcast is 25 dead plus 6 wounded.", (first_claim(ministry),),
            ),
        ),
    )  # fmt: skip


def _settled(reading: Reading) -> list[Finding]:
    """Time, place and type, which nobody disputes."""
    made = []
    for field in ("time", "place", "type"):
        claims = [each for each in reading.claims if each.field == field]
        for each in claims:
            one = Picked(each, reading.report.id, reading.report.published)
            name = each.voice.text
            made.append(finding(each.field, "single", alone(each.voice.kind, name, one)))
    return made


def first_claim(reading: Reading) -> str:
    """The id of a reading's first claim."""
    return reading.claims[0].id


def _explained(where: Place) -> Place:
    return replace(
        where,
        explanation="no gazetteer lists it; it lies where the region of Tillabéri, “seven miles "
        "from Niger's border with Mali” and “209 km from Niamey” meet",
    )


@cache
def dioura() -> tuple[IncidentFile, tuple[Reading, ...]]:
    """The third incident: 16, 21, 23, 26, about 30; a leader whom one side names, one denies."""
    readings = tuple(_dioura())
    mayor, evening, final, group = readings
    army, jnim = _actor_id(final, "Malian army"), _actor_id(group, "JNIM")
    words = {16: "Sixteen", 21: "21 morts", 23: "23 soldiers", 26: "at 26", 30: "30"}
    found = {n: pick(readings, "deaths", said) for n, said in words.items()}
    deaths = finding(
        "deaths", "contested",
        alone("local", "Youssouf Coulibaly, the mayor of Karéri", found[16]),
        alone("security-source", "military source", found[21]),
        alone("official", "Malian army", found[23], side=army),
        alone("security-source", "military source", found[26]),
        alone("belligerent", "JNIM", found[30], side=jnim),
        group="soldiers", side=army, figures=(23, 16, 30),
        rule="best is the figure the army conceded of its own people",
        revisions=(_revision("military source", found[21], found[26]),),
    )  # fmt: skip
    leader = finding(
        "perpetrator", "contested",
        alone("official", "Malian army", pick([evening], "perpetrator", "Ba Ag Moussa"), side=army),
        alone("belligerent", "JNIM", pick([group], "perpetrator", "Ba Ag Moussa"), side=jnim),
    )  # fmt: skip
    claimed = finding(
        "responsibility", "single",
        alone("belligerent", "JNIM", pick([group], "responsibility", "carried out"), side=jnim),
    )  # fmt: skip
    record = IncidentRecord(
        id="i-77f0e1d2c3b4a5968778", title="Attack on an army base at Dioura, Mali", parent=None,
        type=None, date_start="2019-03-17", date_end="2019-03-17", date_prec=1,
        place=mayor.places[0],
        sides=(Side(army, "Malian army", "target"), Side(jnim, "JNIM", "perpetrator")),
    )  # fmt: skip
    return (
        IncidentFile(
            schema=INCIDENT_SCHEMA,
            incident=record,
            findings=(deaths, leader, claimed, *_settled(mayor)),
            reports=tuple(entry(each) for each in readings),
            checks=(),
            judgements=(),
        ),
        readings,
    )


@dataclass(frozen=True)
class Sample:
    """Everything that publishing takes."""

    incidents: IncidentList
    files: tuple[IncidentFile, ...]
    readings: dict[str, Reading]

    @property
    def claims(self) -> dict[str, Claim]:
        """Every claim by its id."""
        return {each.id: each for reading in self.readings.values() for each in reading.claims}


def _listed(file: IncidentFile) -> IncidentEntry:
    it = file.incident
    return IncidentEntry(
        it.id, it.title, it.parent, it.date_start, it.date_end, it.date_prec, it.place,
        "contested", tuple(r.id for r in file.reports), (),
    )  # fmt: skip


@cache
def sample() -> Sample:
    """Both incidents, and one of which hardly anything is known."""
    pairs = (chinagodrar(), dioura())
    files = tuple(file for file, _ in pairs)
    readings = {each.report.id: each for _, some in pairs for each in some}
    bare = IncidentEntry(
        "i-5566778899aabbccddee", "Attack at Inates", None, "2019-12-01", "2019-12-31", 4, None,
        "single", (), (files[0].reports[0].id,),
    )  # fmt: skip
    reports = tuple(report for file in files for report in file.reports)
    return Sample(
        incidents=IncidentList(LIST_SCHEMA, (*(_listed(file) for file in files), bare), reports),
        files=files,
        readings=readings,
    )
