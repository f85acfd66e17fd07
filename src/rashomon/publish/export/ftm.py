"""FollowTheMoney: one incident → an Event, those involved in it, and the reports as Articles.

One entity a line. An entity that several incidents share stands with each of them, the same each
time: `ftm` merges by id. Only organised sides are entities; nobody unnamed, no private person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rashomon.known_actors import known_actors
from rashomon.publish.accounts import source_in_words
from rashomon.publish.export.acled import accounts
from rashomon.publish.export.dossier import Dossier
from rashomon.publish.export.facts import country_of, edtf_of, sources
from rashomon.publish.words import country_code, country_name, place_in_words, type_in_words
from rashomon.records import Actor, IncidentRecord, ReportEntry, Side, identify

Entity = Mapping[str, Any]

SCHEMATA: Final = {
    "state": "PublicBody",
    "state-forces": "PublicBody",
    "armed-group": "Organization",
    "militia": "Organization",
    "organisation": "Organization",
}
"""What a kind of actor is in FollowTheMoney; other kinds are no entities here."""


def ftm(dossier: Dossier) -> tuple[Entity, ...] | str:
    """The entities."""
    involved = list(_involved(dossier))
    articles = [_article(report) for report in sources(dossier)]
    event = _event(dossier, involved, articles)
    return (event, *(entity for entity, _ in involved), *articles)


def _entity(key: str, schema: str, properties: Mapping[str, Any]) -> Entity:
    """An entity; properties are lists of texts, those without a value left out."""
    kept: dict[str, list[str]] = {}
    for name, value in properties.items():
        values = value if isinstance(value, list) else [value]
        texts = list(dict.fromkeys(str(each) for each in values if each not in (None, "")))
        if texts:
            kept[name] = texts
    return {"id": key, "schema": schema, "properties": kept}


def _event(dossier: Dossier, involved: list[tuple[Entity, Side]], articles: list[Entity]) -> Entity:
    it = dossier.file.incident
    best = dossier.coded("ucdp").get("best")
    did = [entity["id"] for entity, side in involved if side.role == "perpetrator"]
    said = accounts(dossier)
    return _entity(
        it.id,
        "Event",
        {
            "name": it.title,
            "recordId": it.id,
            "summary": [f"Killed: {best.reason}"] if best is not None else [],
            "description": [f"Accounts of the dead: {said}"] if said else [],
            "notes": _dated(it),
            "keywords": type_in_words(it.type) if it.type is not None else None,
            "startDate": it.date_start,
            "endDate": it.date_end,
            "date": it.date_start if it.date_prec == 1 else None,
            "location": place_in_words(it.place) if it.place is not None else None,
            "country": (country_of(dossier) or "").lower(),
            "organizer": did,
            "involved": [entity["id"] for entity, _ in involved],
            "sourceUrl": [report.url for report in sources(dossier)],
            "publisher": [source_in_words(report) for report in sources(dossier)],
            "proof": [article["id"] for article in articles],
        },
    )


def _dated(it: IncidentRecord) -> str | None:
    """An uncertain date as EDTF: the typed properties hold the first and last day alone."""
    exact = it.date_prec == 1 or it.date_start is None
    return None if exact else f"Date (EDTF): {edtf_of(it)}"


def _article(report: ReportEntry) -> Entity:
    return _entity(
        report.id,
        "Article",
        {
            "title": report.title,
            "author": report.author,
            "publisher": source_in_words(report),
            "publishedAt": (report.published or "")[:10],
            "sourceUrl": report.url,
            "language": _LANGUAGES.get(report.language or ""),
        },
    )


_LANGUAGES: Final = {"en": "eng", "fr": "fra"}
"""ISO 639-1 → 639-3, as FollowTheMoney has languages, for those that are read."""


def _involved(dossier: Dossier) -> Iterator[tuple[Entity, Side]]:
    kinds = {actor.name: actor for reading in dossier.readings for actor in reading.actors}
    for side in dossier.file.incident.sides:
        schema, country = _kind(side, kinds)
        if schema is not None:
            name = country_name(country) if schema == "PublicBody" and country else None
            called = f"Government of {name}" if name == side.name else side.name
            key = identify("ftm", side.actor, side.name)
            properties = {"name": called, "country": country.lower() if country else None}
            yield _entity(key, schema, properties), side


def _kind(side: Side, kinds: Mapping[str, Actor]) -> tuple[str | None, str | None]:
    """The schema and the country of a side; None where it is no organised actor."""
    known = known_actors().find(side.name)
    if known is not None:
        return SCHEMATA.get(known.kind), known.country
    actor = kinds.get(side.name)
    if actor is not None:
        return SCHEMATA.get(actor.kind), actor.country
    country = country_code(side.name)
    return ("PublicBody", country) if country is not None else (None, None)
