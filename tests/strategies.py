"""Hypothesis strategies for reports and readings that keep every invariant of the records.

Spans are cut from the report's own text, ids are unique and refer to what is there, and every field
of a claim gets a value of its shape. Texts mix plain words with accents, quotation marks, line
breaks and characters outside the basic plane, since offsets go wrong there first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, get_args

from hypothesis import strategies as st

from rashomon.records import (
    READING_SCHEMA,
    WITHOUT_INCIDENT,
    Actor,
    ActorKind,
    Claim,
    ClaimField,
    ClaimSpans,
    Involvement,
    ItemQuantity,
    MeansValue,
    MembershipValue,
    Mention,
    Mode,
    MotiveValue,
    Place,
    PlaceCandidate,
    PlaceClause,
    PlaceMethod,
    PlaceRole,
    PlaceValue,
    Quantity,
    Reader,
    Reading,
    RelationValue,
    Report,
    ResponsibilityValue,
    SaidWhen,
    Scope,
    Span,
    Stance,
    StatementValue,
    TimeValue,
    TypeValue,
    VictimValue,
    Voice,
    VoiceKind,
    identify,
)

WORDS = (
    "At least", "25", "soldiers", "were killed", "in", "Kéndou", "on Thursday", "the ministry said",
    "“nobody”", "une quarantaine de", "morts", "l’armée", "denied", "gunmen", "—", "\n\n", "🚁",
    "village", "wounded", "<b>", "d'après", "hundreds",
)  # fmt: skip

texts = st.lists(
    st.sampled_from(WORDS) | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    min_size=1,
    max_size=30,
).map(lambda words: "Report. " + " ".join(words))
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
maybe_words = st.none() | words
days = st.dates(date(1990, 1, 1), date(2030, 12, 31)).map(date.isoformat)
countries = st.sampled_from([None, "NE", "ML", "FR", "CO", "PH"])
counts = st.none() | st.integers(0, 5000)


def one_of_type(literal: Any) -> st.SearchStrategy[Any]:
    """One word of a Literal."""
    return st.sampled_from(get_args(literal))


@st.composite
def reports(draw: st.DrawFn, text: st.SearchStrategy[str] = texts) -> Report:
    """Any report."""
    published = draw(st.none() | days)
    if published is not None and draw(st.booleans()):
        published += draw(st.sampled_from(["T06:30:00Z", "T23:59:00+01:00"]))
    return Report.make(
        draw(text),
        outlet=draw(maybe_words),
        agency=draw(st.sampled_from([None, "AFP", "Reuters"])),
        author=draw(maybe_words),
        url=draw(st.none() | st.integers(1, 9).map(lambda n: f"https://example.org/{n}")),
        title=draw(maybe_words),
        published=published,
        language=draw(st.sampled_from([None, "en", "fr"])),
        medium=draw(st.sampled_from([None, "text", "html"])),
    )


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    """Any stretch of the text."""
    start = draw(st.integers(0, len(text) - 1))
    return Span.of(text, start, draw(st.integers(start + 1, len(text))))


@st.composite
def _places(draw: st.DrawFn, report: Report, number: int) -> Place:
    method = draw(one_of_type(PlaceMethod))
    found = method != "unresolved"
    candidate = PlaceCandidate(
        name=draw(words), country=draw(countries), latitude=1.5, longitude=-3.25, score=0.5, why="x"
    )
    box = {"type": "Polygon", "coordinates": [[[0.0, 1.0], [1.0, 1.0], [1.0, 2.0], [0.0, 1.0]]]}
    return Place(
        id=identify("p", report.id, number),
        name=draw(words),
        country=draw(countries),
        admin1=draw(maybe_words),
        admin2=None,
        latitude=draw(st.floats(-90, 90)) if found else None,
        longitude=draw(st.floats(-180, 180)) if found else None,
        radius_km=draw(st.floats(0, 500)) if found else None,
        where_prec=draw(st.integers(1, 7)) if found else None,
        geonameid=draw(st.none() | st.integers(1, 10**7)),
        method=method,
        region=box if found and draw(st.booleans()) else None,
        candidates=(candidate,) * draw(st.integers(0, 2)),
        explanation=draw(words),
        spans=tuple(draw(st.lists(spans(report.text), max_size=2))),
        clauses=tuple(
            PlaceClause(span, draw(words), draw(st.booleans()))
            for span in draw(st.lists(spans(report.text), max_size=2))
        ),
    )


@st.composite
def _actors(draw: st.DrawFn, report: Report, number: int) -> Actor:
    return Actor(
        id=identify("a", report.id, number),
        name=draw(words),
        kind=draw(one_of_type(ActorKind)),
        country=draw(countries),
        spans=tuple(draw(st.lists(spans(report.text), max_size=2))),
    )


class _Ids:
    """The ids that claims of one reading may refer to."""

    def __init__(self, actors: Sequence[Actor], places: Sequence[Place], mentions: Sequence[str]):
        self.actors = [each.id for each in actors]
        self.places = [each.id for each in places]
        self.mentions = list(mentions)


def _bounds(draw: st.DrawFn) -> dict[str, Any]:
    low, high = draw(counts), draw(counts)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return {"low": low, "high": high, "approximate": draw(st.booleans()), "text": draw(words)}


def _maybe(draw: st.DrawFn, ids: Sequence[str]) -> str | None:
    return draw(st.sampled_from([None, *ids]))


def _quantity(draw: st.DrawFn, ids: _Ids) -> Quantity:
    return Quantity(
        **_bounds(draw),
        group=draw(maybe_words),
        side=_maybe(draw, ids.actors),
        by=_maybe(draw, ids.actors),
        status=draw(st.sampled_from(["combatant", "civilian", "unknown"])),
        category=draw(st.sampled_from([None, "women", "children", "men"])),
        counts=draw(st.sampled_from(["total", "part", "added"])),
        unit=draw(st.sampled_from(["persons", "households", "bodies"])),
    )


def _items(draw: st.DrawFn, ids: _Ids) -> ItemQuantity:
    return ItemQuantity(
        **_bounds(draw),
        item=draw(maybe_words),
        actor=_maybe(draw, ids.actors),
        place=_maybe(draw, ids.places),
        by=_maybe(draw, ids.actors),
    )


def _involvement(draw: st.DrawFn, ids: _Ids) -> Involvement:
    return Involvement(_maybe(draw, ids.actors), draw(words), draw(maybe_words))


def _victim(draw: st.DrawFn, ids: _Ids) -> VictimValue:
    return VictimValue(
        actor=_maybe(draw, ids.actors),
        text=draw(words),
        age=draw(st.none() | st.integers(0, 110)),
        sex=draw(st.sampled_from([None, "female", "male"])),
        fate=draw(maybe_words),
    )


def _place_value(draw: st.DrawFn, ids: _Ids) -> PlaceValue:
    role = draw(one_of_type(PlaceRole))
    return PlaceValue(draw(st.sampled_from(ids.places)), draw(words), role)


def _time(draw: st.DrawFn, ids: _Ids) -> TimeValue:
    start, end = sorted([draw(days), draw(days)])
    return TimeValue(
        start=start,
        end=end,
        date_prec=draw(st.none() | st.integers(1, 5)),
        time=draw(st.sampled_from([None, "06:30"])),
        tz=None,
        text=draw(words),
    )


def _type(draw: st.DrawFn, ids: _Ids) -> TypeValue:
    return TypeValue(
        acled_event=draw(st.sampled_from([None, "Battles"])),
        acled_sub_event=None,
        ucdp=draw(st.sampled_from([None, 1, 2, 3])),
        plover=draw(st.sampled_from([None, "ASSAULT"])),
        mode=None,
        text=draw(words),
    )


def _means(draw: st.DrawFn, ids: _Ids) -> MeansValue:
    return MeansValue(draw(words), draw(maybe_words))


def _motive(draw: st.DrawFn, ids: _Ids) -> MotiveValue:
    return MotiveValue(draw(words), draw(maybe_words))


def _responsibility(draw: st.DrawFn, ids: _Ids) -> ResponsibilityValue:
    kind: Any = draw(st.sampled_from(["claimed", "unclaimed", "denied"]))
    return ResponsibilityValue(_maybe(draw, ids.actors), kind)


def _relation(draw: st.DrawFn, ids: _Ids) -> RelationValue:
    kind: Any = draw(st.sampled_from(["response-to", "part-of", "follows", "linked"]))
    return RelationValue(_maybe(draw, ids.mentions), kind)


def _membership(draw: st.DrawFn, ids: _Ids) -> MembershipValue:
    members = draw(st.lists(st.sampled_from(ids.actors), max_size=3))
    return MembershipValue(draw(st.sampled_from(ids.actors)), tuple(members))


def _statement(draw: st.DrawFn, ids: _Ids) -> StatementValue:
    return StatementValue(draw(words))


_VALUES: dict[str, Callable[[st.DrawFn, _Ids], Any]] = {
    "damage": _items,
    "presence": _items,
    "perpetrator": _involvement,
    "target": _involvement,
    "participant": _involvement,
    "victim": _victim,
    "place": _place_value,
    "time": _time,
    "type": _type,
    "weapon": _means,
    "tactic": _means,
    "motive": _motive,
    "responsibility": _responsibility,
    "relation": _relation,
    "membership": _membership,
    "statement": _statement,
}


@st.composite
def _claims(draw: st.DrawFn, report: Report, ids: _Ids, number: int) -> Claim:
    possible = [
        field
        for field in get_args(ClaimField)
        if (ids.places or field != "place") and (ids.actors or field != "membership")
    ]
    field = draw(st.sampled_from(possible))
    mention = None if field in WITHOUT_INCIDENT else _maybe(draw, ids.mentions)
    value = _VALUES.get(field, _quantity)(draw, ids)
    span = spans(report.text)
    said = sorted([draw(days), draw(days)])
    return Claim(
        id=identify("c", report.id, number),
        incident=mention,
        field=field,
        value=value,
        stance=draw(one_of_type(Stance)),
        mode=draw(one_of_type(Mode)),
        scope=Scope("since 2015", "2015-01-01")
        if mention is None and draw(st.booleans())
        else None,
        said=SaidWhen(said[0], said[1]) if draw(st.booleans()) else None,
        provisional=draw(st.booleans()),
        superseded=draw(st.booleans()),
        voice=Voice(
            kind=draw(one_of_type(VoiceKind)),
            actor=_maybe(draw, ids.actors),
            text=draw(words),
            via=tuple(draw(st.lists(words, max_size=2))),
            party=draw(st.booleans()),
        ),
        spans=ClaimSpans(draw(span), draw(st.none() | span), draw(st.none() | span)),
        also=tuple(draw(st.lists(span, max_size=1))),
    )


@st.composite
def readings(
    draw: st.DrawFn,
    report: st.SearchStrategy[Report] | None = None,
    reader: Reader | None = None,
) -> Reading:
    """Any reading, of any report or of one that `report` draws."""
    of = draw(report if report is not None else reports())
    actors = [draw(_actors(of, n)) for n in range(draw(st.integers(0, 2)))]
    places = [draw(_places(of, n)) for n in range(draw(st.integers(0, 2)))]
    mentions: list[Mention] = []
    for n in range(draw(st.integers(0, 3))):
        parent = _maybe(draw, [each.id for each in mentions])
        mentions.append(Mention(identify("m", of.id, n), draw(words), parent))
    ids = _Ids(actors, places, [each.id for each in mentions])
    claims = [draw(_claims(of, ids, n)) for n in range(draw(st.integers(0, 4)))]
    return Reading(
        schema=READING_SCHEMA,
        reader=reader or Reader("strategy", draw(st.sampled_from(["1", "2"])), "none"),
        report=of,
        actors=tuple(actors),
        places=tuple(places),
        incidents=tuple(mentions),
        claims=tuple(claims),
    )
