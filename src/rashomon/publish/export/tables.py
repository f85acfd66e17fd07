"""Tables: claims, positions and incidents as plain rows, every column always there.

A claim's row has the quotation with its offsets, the address, who says it, through whom, how sure,
and what analysts judged. Figures of an incident that another one counts are left empty, so that a
column can be summed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from rashomon.publish.export.dossier import Dossier
from rashomon.publish.export.facts import country_of, edtf_of, source_names
from rashomon.publish.labels import labels
from rashomon.publish.words import (
    country_name,
    question_in_words,
    type_in_words,
    value_in_words,
)
from rashomon.records import (
    Claim,
    Finding,
    ItemQuantity,
    Position,
    PositionVoice,
    Quantity,
    ReportEntry,
)

Row = Mapping[str, Any]

CLAIMS: Final[Mapping[str, type]] = {
    "incident": str, "incident_title": str, "claim": str, "field": str, "says": str,
    "low": int, "high": int, "approximate": bool, "text": str, "group": str, "side": str,
    "by": str, "people": str, "category": str, "counts": str, "unit": str,
    "stance": str, "mode": str, "provisional": bool, "superseded": bool,
    "said_start": str, "said_end": str,
    "voice": str, "voice_kind": str, "via": str, "party": bool,
    "quote": str, "start": int, "end": int, "cue": str, "source": str, "also": int,
    "report": str, "outlet": str, "agency": str, "author": str, "title": str, "url": str,
    "published": str, "language": str, "lineage": str, "lineage_of": str, "judgement": str,
}  # fmt: skip
"""Columns of the claims with their types."""

POSITIONS: Final[Mapping[str, type]] = {
    "incident": str, "incident_title": str, "question": str, "field": str, "group": str,
    "side": str, "status": str, "best": int, "low": int, "high": int, "rule": str,
    "proposed": bool, "says": str, "value_low": int, "value_high": int, "stance": str,
    "voice": str, "voice_kind": str, "voice_side": str, "wordings": str, "via": str,
    "first_seen": str, "last_seen": str, "reports": int, "copies": int, "claims": str,
}  # fmt: skip

INCIDENTS: Final[Mapping[str, type]] = {
    "incident": str, "title": str, "parent": str, "counted_in": str, "status": str,
    "date_start": str, "date_end": str, "date_prec": int, "date": str,
    "place": str, "admin1": str, "admin2": str, "country": str, "country_name": str,
    "latitude": float, "longitude": float, "radius_km": float, "where_prec": int, "method": str,
    "explanation": str, "type": str, "acled_event": str, "acled_sub_event": str,
    "ucdp_type_of_violence": int, "plover": str, "perpetrators": str, "targets": str,
    "killed_best": int, "killed_low": int, "killed_high": int, "killed_rule": str,
    "injured_best": int, "injured_low": int, "injured_high": int,
    "acled_fatalities": int, "acled_rule": str,
    "airwars_civilians_killed_min": int, "airwars_civilians_killed_max": int,
    "airwars_grade": str, "airwars_rule": str,
    "reports": int, "repeating": int, "mentioned_in": int, "claims": int, "sources": str,
    "signed": bool,
}  # fmt: skip

COLUMNS: Final[Mapping[str, Mapping[str, type]]] = {
    "claims": CLAIMS,
    "positions": POSITIONS,
    "incidents": INCIDENTS,
}

JOIN: Final = " | "
"""Between the parts of a list in one cell."""


# ------------------------------------------------------------------------------------------ claims


def claims(dossier: Dossier) -> tuple[Row, ...]:
    """Every claim on the incident, in order of publication and place in the report."""
    return tuple(_claim(dossier, claim, report) for claim, report in dossier.claims)


def _claim(dossier: Dossier, claim: Claim, report: ReportEntry) -> Row:
    value, names = claim.value, dossier.names
    counted = value if isinstance(value, Quantity | ItemQuantity) else None
    people = value if isinstance(value, Quantity) else None
    return {
        "incident": dossier.entry.id,
        "incident_title": dossier.entry.title,
        "claim": claim.id,
        "field": claim.field,
        "says": value_in_words(claim.field, value, names),
        "low": counted.low if counted else None,
        "high": counted.high if counted else None,
        "approximate": counted.approximate if counted else None,
        "text": getattr(value, "text", None),
        "group": people.group if people else None,
        "side": names.actor(people.side) if people else None,
        "by": names.actor(counted.by) if counted else None,
        "people": people.status if people else None,
        "category": people.category if people else None,
        "counts": people.counts if people else None,
        "unit": people.unit if people else None,
        "stance": claim.stance,
        "mode": claim.mode,
        "provisional": claim.provisional,
        "superseded": claim.superseded,
        "said_start": claim.said.start if claim.said else None,
        "said_end": claim.said.end if claim.said else None,
        "voice": claim.voice.text or None,
        "voice_kind": claim.voice.kind,
        "via": JOIN.join(claim.voice.via) or None,
        "party": claim.voice.party,
        "quote": claim.spans.content.text,
        "start": claim.spans.content.start,
        "end": claim.spans.content.end,
        "cue": claim.spans.cue.text if claim.spans.cue else None,
        "source": claim.spans.source.text if claim.spans.source else None,
        "also": len(claim.also),
        "report": report.id,
        **{
            name: getattr(report, name)
            for name in ("outlet", "agency", "author", "title", "url", "published", "language")
        },
        "lineage": report.lineage.kind if report.lineage else None,
        "lineage_of": report.lineage.of if report.lineage else None,
        "judgement": _judged(dossier, claim.id),
    }


def _judged(dossier: Dossier, claim: str) -> str | None:
    """What analysts decided on the claim: "rejected by M. Keita on 2020-01-11: a misprint"."""
    told = [
        f"{labels().judgements[each.kind]} by {each.by} on {each.at[:10]}: {each.why}"
        for each in dossier.file.judgements
        if claim in each.claims
    ]
    return JOIN.join(told) or None


# --------------------------------------------------------------------------------------- positions


def positions(dossier: Dossier) -> tuple[Row, ...]:
    """Every voice on every position of every question."""
    return tuple(
        _position(dossier, finding, position, voice)
        for finding in dossier.file.findings
        for position in finding.positions
        for voice in position.voices
    )


def _position(dossier: Dossier, finding: Finding, position: Position, voice: PositionVoice) -> Row:
    value, names = position.value, dossier.names
    counted = value if isinstance(value, Quantity | ItemQuantity) else None
    return {
        "incident": dossier.entry.id,
        "incident_title": dossier.entry.title,
        "question": question_in_words(finding, names),
        "field": finding.field,
        "group": finding.group,
        "side": names.actor(finding.side),
        "status": finding.status,
        "best": finding.best,
        "low": finding.low,
        "high": finding.high,
        "rule": finding.rule,
        "proposed": finding.proposed,
        "says": value_in_words(finding.field, value, names),
        "value_low": counted.low if counted else None,
        "value_high": counted.high if counted else None,
        "stance": voice.stance,
        "voice": voice.text or None,
        "voice_kind": voice.kind,
        "voice_side": names.actor(voice.side),
        "wordings": JOIN.join(voice.texts) or None,
        "via": JOIN.join(voice.via) or None,
        "first_seen": voice.first_seen,
        "last_seen": voice.last_seen,
        "reports": len(voice.reports),
        "copies": voice.copies,
        "claims": JOIN.join(position.claims),
    }


# --------------------------------------------------------------------------------------- incidents


def incidents(dossier: Dossier) -> tuple[Row, ...]:
    """The incident in one row."""
    return ({**_known(dossier), **_figures(dossier)},)


def _known(dossier: Dossier) -> dict[str, Any]:
    it, place = dossier.file.incident, dossier.file.incident.place
    what = it.type
    return {
        "incident": it.id,
        "title": it.title,
        "parent": it.parent,
        "counted_in": dossier.counted_in,
        "status": dossier.entry.status,
        "date_start": it.date_start,
        "date_end": it.date_end,
        "date_prec": it.date_prec,
        "date": edtf_of(it),
        "place": place.name if place else None,
        **{
            name: getattr(place, name, None)
            for name in ("admin1", "admin2", "latitude", "longitude", "radius_km")
        },
        "country": country_of(dossier),
        "country_name": country_name(country_of(dossier)),
        "where_prec": place.where_prec if place else None,
        "method": place.method if place else None,
        "explanation": place.explanation if place else None,
        "type": type_in_words(what) if what else None,
        "acled_event": what.acled_event if what else None,
        "acled_sub_event": what.acled_sub_event if what else None,
        "ucdp_type_of_violence": what.ucdp if what else None,
        "plover": what.plover if what else None,
        "perpetrators": JOIN.join(s.name for s in it.sides if s.role == "perpetrator") or None,
        "targets": JOIN.join(s.name for s in it.sides if s.role in ("target", "victim")) or None,
        "reports": len(dossier.entry.reports),
        "repeating": sum(report.lineage is not None for report in dossier.file.reports),
        "mentioned_in": len(dossier.entry.mentioned_in),
        "claims": len(dossier.claims),
        "sources": JOIN.join(source_names(dossier)),
        "signed": any(not finding.proposed for finding in dossier.file.findings),
    }


def _figures(dossier: Dossier) -> dict[str, Any]:
    """The figures, empty where another incident counts them."""
    killed, injured = toll_of(dossier, "deaths"), toll_of(dossier, "injuries")
    acled, airwars = dossier.coded("acled"), dossier.coded("airwars")
    best = dossier.coded("ucdp").get("best")
    once = dossier.counted_in is None
    civilians = "civilian_non_combatants_killed"
    return {
        **{f"killed_{name}": number for name, number in killed.items()},
        **{f"injured_{name}": number for name, number in injured.items()},
        "killed_rule": best.reason if best is not None else None,
        "acled_fatalities": acled["fatalities"].value if once else None,
        "acled_rule": acled["fatalities"].reason,
        "airwars_civilians_killed_min": airwars[f"{civilians}_min"].value if once else None,
        "airwars_civilians_killed_max": airwars[f"{civilians}_max"].value if once else None,
        "airwars_grade": airwars["civilian_harm_status"].value,
        "airwars_rule": airwars["civilian_harm_status"].reason,
    }


def toll_of(dossier: Dossier, field: str) -> dict[str, int | None]:
    """Best, low and high of the killed or wounded, all sides together; None where nobody counts
    them, or where another incident counts them."""
    if dossier.counted_in is not None:
        return dict.fromkeys(("best", "low", "high"))
    coded = dossier.coded("totals")
    name = {"deaths": "killed", "injuries": "injured"}[field]
    return {figure: coded[f"{name}_{figure}"].number for figure in ("best", "low", "high")}


def rows_of(table: str) -> Callable[[Dossier], tuple[Row, ...]]:
    """What makes the rows of a table."""
    return {"claims": claims, "positions": positions, "incidents": incidents}[table]
