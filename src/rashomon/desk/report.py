"""One report: its text with the claims marked, to judge them, put them right, and add what was
missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Final, cast, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rashomon.desk import claims as told
from rashomon.desk import fields
from rashomon.desk.asking import inside
from rashomon.desk.marked import stretches
from rashomon.desk.rendering import casebook_of, render
from rashomon.errors import CasebookError, UsageError
from rashomon.judging import with_added
from rashomon.publish.labels import labels
from rashomon.publish.words import Names
from rashomon.records import (
    TOLL_FIELDS,
    VALUE_OF_FIELD,
    WITHOUT_INCIDENT,
    Claim,
    ClaimField,
    Judgement,
    Mode,
    Reading,
    Stance,
    VoiceKind,
)
from rashomon.store import Casebook

router = APIRouter(default_response_class=HTMLResponse)

ADDABLE: Final = tuple(
    sorted(
        set(VALUE_OF_FIELD) - WITHOUT_INCIDENT,
        key=lambda each: (each not in TOLL_FIELDS, each != "deaths", each),
    )
)
"""The questions that a claim can be added to: tolls first."""

_Id = Annotated[str | None, Query(max_length=60)]
_Question = Annotated[str | None, Query(max_length=30)]
_Words = Annotated[str, Query(max_length=4_000)]
_Start = Annotated[str, Query(pattern=r"^\d{0,9}$")]


@router.get("/reports/{name}")
def report(
    request: Request,
    name: str,
    correct: _Id = None,
    add: _Question = None,
    quote: _Words = "",
    start: _Start = "",
) -> HTMLResponse:
    """A report's text with its claims marked, each with the forms to judge it."""
    book = casebook_of(request)
    shown = book.report(name)
    try:
        reading: Reading | None = book.reading(name)
    except CasebookError:
        reading = None
    placed, titles = _placed(book, reading)
    rows: list[dict[str, Any]] = []
    whole = reading
    if reading is not None:
        judgements = {j.id: j for incident in titles for j in book.judgements(incident)}
        judged: dict[str, list[Judgement]] = {}
        for each in judgements.values():
            for key in each.claims:
                judged.setdefault(key, []).append(each)
        (whole,) = with_added([reading], judgements.values(), placed.keys())
        read = {each.id for each in reading.claims}
        names = Names.of([reading])
        for claim in sorted(whole.claims, key=lambda each: (each.spans.content.start, each.id)):
            row = told.row(claim, names, whole, judged.get(claim.id, []))
            row |= {"incident": placed.get(claim.incident or ""), "added": claim.id not in read}
            rows.append(row)
    back = f"/reports/{name}"
    return render(
        request,
        "report.html.j2",
        report=shown,
        reading=reading,
        stretches=stretches(shown.text, whole.claims if whole else ()),
        rows=rows,
        groups=_grouped(rows, titles),
        titles=titles,
        correcting=_correcting(reading, placed, correct, f"{back}#row-{correct}"),
        adding=_adding(reading, placed, titles, add, quote, start),
        versions=[each for each in book.versions(name) if each != name],
        lineage=book.lineages([name]).get(name),
    )


@router.get("/reports/{name}/correcting")
def correcting(
    request: Request,
    name: str,
    claim: Annotated[str, Query(max_length=60)],
    back: Annotated[str, Query(max_length=400)] = "/",
) -> HTMLResponse:
    """The form that puts a claim right, alone."""
    book = casebook_of(request)
    reading = book.reading(name)
    placed, _ = _placed(book, reading)
    form = _correcting(reading, placed, claim, inside(back))
    if form is None:
        raise CasebookError(f"report {name}: there is no claim {claim}")
    return render(request, "correcting.html.j2", correcting=form)


@router.get("/reports/{name}/adding")
def adding(
    request: Request,
    name: str,
    field: Annotated[str, Query(max_length=30)] = "deaths",
    quote: _Words = "",
    start: _Start = "",
) -> HTMLResponse:
    """The form that adds a claim, alone."""
    book = casebook_of(request)
    reading = book.reading(name)
    form = _adding(reading, *_placed(book, reading), field, quote, start)
    return render(request, "adding.html.j2", adding=form)


def _placed(book: Casebook, reading: Reading | None) -> tuple[dict[str, str], dict[str, str]]:
    """Mention → incident, and incident → title, for all that a report tells of."""
    if reading is None:
        return {}, {}
    placed = book.incidents_of({each.id for each in reading.incidents})
    entries = book.entries_of(sorted(set(placed.values())))
    return placed, {each.id: each.title for each in entries}


def _correcting(
    reading: Reading | None, placed: Mapping[str, str], claim: str | None, back: str
) -> dict[str, Any] | None:
    """What the form to correct a claim shows; None where there is no such claim."""
    found = [each for each in reading.claims if each.id == claim] if reading else []
    if reading is None or not found:
        return None
    return {
        "claim": found[0],
        "report": reading.report.id,
        "incident": placed.get(found[0].incident or ""),
        "back": back,
        "inputs": fields.inputs(found[0].field, reading, found[0].value),
        **_lists(reading, found[0]),
    }


def _adding(
    reading: Reading | None,
    placed: Mapping[str, str],
    titles: Mapping[str, str],
    field: str | None,
    quote: str,
    start: str,
) -> dict[str, Any] | None:
    """What the form to add a claim shows, the incident first that the report tells most of; None
    where none is asked for."""
    if reading is None or not field:
        return None
    if field not in ADDABLE:
        raise UsageError(f"{field!r} is no question; there are {', '.join(ADDABLE)}")
    told_of = Counter(placed.get(claim.incident or "") for claim in reading.claims)
    return {
        "report": reading.report.id,
        "field": field,
        "questions": {each: labels().questions[each] for each in ADDABLE},
        "incidents": dict(sorted(titles.items(), key=lambda each: -told_of[each[0]])),
        "quote": quote,
        "start": start,
        "inputs": fields.inputs(cast(ClaimField, field), reading, None),
        **_lists(reading, None),
    }


def _lists(reading: Reading, claim: Claim | None) -> dict[str, Any]:
    """What a claim's voice, stance and mode are chosen from."""
    return {
        "stances": get_args(Stance),
        "stance": claim.stance if claim else "claimed",
        "modes": get_args(Mode),
        "mode": claim.mode if claim else "actual",
        "kinds": get_args(VoiceKind),
        "kind": claim.voice.kind if claim else "narrator",
        "voice": claim.voice.text if claim else (reading.report.outlet or "the report"),
        "voices": sorted({each.voice.text for each in reading.claims}),
    }


def _grouped(
    rows: list[dict[str, Any]], titles: Mapping[str, str]
) -> list[tuple[str | None, list[dict[str, Any]]]]:
    """The claims by the incident that they are about, in the order of the text; last those about
    none."""
    groups: dict[str | None, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["incident"] if row["incident"] in titles else None, []).append(row)
    return sorted(groups.items(), key=lambda group: group[0] is None)
