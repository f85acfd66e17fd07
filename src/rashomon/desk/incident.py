"""One incident, every account: its page, and the evidence behind each of its values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rashomon import pipeline
from rashomon.desk.claims import row
from rashomon.desk.joined import alike_to, joined_by
from rashomon.desk.rendering import borders, casebook_of, render
from rashomon.errors import UsageError
from rashomon.judging import GRADES, with_added
from rashomon.publish.accounts import Question, Row, questions
from rashomon.publish.evidence import Evidence, quote
from rashomon.publish.labels import labels
from rashomon.publish.sitrep.tell import article
from rashomon.publish.sitrep.view import line_of, state_of
from rashomon.publish.words import Names, day_in_words, figures_in_words, short_days
from rashomon.records import (
    LIST_SCHEMA,
    Claim,
    IncidentEntry,
    IncidentFile,
    IncidentList,
    Judgement,
    Reading,
    ReviewStatus,
)
from rashomon.review import waiting
from rashomon.store import Casebook

router = APIRouter(default_response_class=HTMLResponse)

NEAR: Final = 12
"""Incidents named in the same reports that are shown."""

_Day = Annotated[str | None, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
_Id = Annotated[str | None, Query(max_length=60)]


@dataclass(frozen=True, slots=True)
class _Opened:
    """An incident as the pages take it. `readings` hold the claims that analysts added."""

    book: Casebook
    file: IncidentFile
    readings: tuple[Reading, ...]
    members: frozenset[str]
    names: Names
    as_of: str | None

    @property
    def id(self) -> str:
        return self.file.incident.id


def _open(book: Casebook, incident: str, as_of: str | None) -> _Opened:
    try:
        day = date.fromisoformat(as_of) if as_of else None
    except ValueError as error:
        raise UsageError(f"{as_of!r} is no date; write year-month-day") from error
    file, read = pipeline.dossier(book, incident, day)
    members = frozenset(book.members(incident))
    readings = with_added(read, file.judgements, members)
    return _Opened(book, file, readings, members, Names.of(readings, file), as_of or None)


@router.get("/incidents/{name}")
def incident(
    request: Request,
    name: str,
    as_of: _Day = None,
    claim: _Id = None,
    question: Annotated[int | None, Query(ge=1, le=10_000)] = None,
) -> Response:
    """One incident, every account, with the forms to judge them; with the evidence of a claim, or
    of a question, beside it."""
    book = casebook_of(request)
    wanted = book.resolve_id(name)
    if wanted != name:
        return RedirectResponse(f"/incidents/{wanted}", 303)
    it = _open(book, wanted, as_of)
    (entry,) = book.entries_of([wanted]) or [None]
    if entry is None:
        raise UsageError(f"no incident {name!r}: no report tells of it any longer")
    listed = IncidentList(schema=LIST_SCHEMA, incidents=(entry,), reports=it.file.reports)
    repeating = {each.id for each in it.file.reports if each.lineage is not None}
    readings = {each.report.id: each for each in it.readings}
    dated = f"as_of={it.as_of}&" if it.as_of else ""
    told = article(
        line_of(entry, it.file, repeating=repeating),
        readings,
        listed,
        borders(),
        f"/incidents/{wanted}?{dated}",
    )
    return render(
        request,
        "desk_incident.html.j2",
        it=told,
        as_of=it.as_of,
        evidence=_evidence(it, claim, question),
        cited=_cited(it, told.tolls, told.when),
        telling=_telling(it),
        grades=GRADES,
        waiting=waiting(it.file.judgements, it.readings),
        joined=joined_by(book, it.members, it.readings),
        related=_related(it, entry),
        queued=book.queue_line(wanted),
        known_names=request.app.state.kept.get(book, "assignees", book.assignees),
        review_statuses=get_args(ReviewStatus),
        title=it.file.incident.title,
    )


@router.get("/incidents/{name}/evidence")
def evidence(
    request: Request,
    name: str,
    as_of: _Day = None,
    claim: _Id = None,
    question: Annotated[int | None, Query(ge=1, le=10_000)] = None,
) -> HTMLResponse:
    """The evidence of a claim or of a question alone, to be put beside the page that asks."""
    book = casebook_of(request)
    it = _open(book, book.resolve_id(name), as_of)
    found = _evidence(it, claim, question)
    if found is None:
        raise UsageError("no incident's evidence: name a claim or a question of it")
    return render(request, "evidence.html.j2", evidence=found, incident=it.id, as_of=it.as_of)


def _evidence(it: _Opened, claim: str | None, question: int | None) -> dict[str, Any] | None:
    """A question with every account of it and the words of each; None where none is asked for, or
    nothing like it is there."""
    if claim is None and question is None:
        return None
    asked = questions(it.file, Evidence.of(it.readings), it.names)
    for each in asked:
        behind = {c.id for row in each.rows for c in row.claims}
        if each.number == question or claim in behind:
            return _told(it, each, claim)
    return None


def _told(it: _Opened, asked: Question, wanted: str | None) -> dict[str, Any]:
    finding = asked.finding
    judged: dict[str, list[Judgement]] = {}
    for judgement in it.file.judgements:
        for key in judgement.claims:
            judged.setdefault(key, []).append(judgement)
    home = {claim.id: reading for reading in it.readings for claim in reading.claims}

    def words(claim: Claim) -> dict[str, Any]:
        reading = home[claim.id]
        shown = row(claim, Names.of([reading]), reading, judged.get(claim.id, []))
        added = claim.id not in it.book.claims_by_id([claim.id])
        return shown | {
            "incident": it.id,
            "segments": quote(reading.report.text, claim),
            "here": claim.id == wanted,
            "added": added,
        }

    def account(each: Row) -> dict[str, Any]:
        return {
            "row": each,
            "sign": labels().stances[each.voice.stance],
            "day": day_in_words(each.voice.first_seen, short=True)
            if each.voice.first_seen
            else "no date",
            "words": [words(claim) for claim in each.claims if claim.id in home],
            "here": any(claim.id == wanted for claim in each.claims),
        }

    return {
        "asks": asked.asks,
        "number": asked.number,
        "finding": finding,
        "status": labels().statuses[finding.status],
        "figures": figures_in_words(finding) if asked.counts_people else None,
        "accounts": [account(each) for each in asked.rows],
    }


def _cited(it: _Opened, tolls: Iterable[Any], when: str) -> dict[int, str]:
    """Question number → its figures as they are cited: with the incident, the rule and the state of
    the casebook."""
    state = state_of([it.file], {each.report.id: each for each in it.readings})
    known = f" as known on {it.as_of}" if it.as_of else ""
    return {
        toll.question.number: (
            f"{toll.question.asks}: {figures_in_words(toll.question.finding)} "
            f"({toll.question.finding.status}, "
            f"{'proposed' if toll.question.finding.proposed else 'signed'}){known}. "
            f"{it.file.incident.title}, {when}. {toll.question.finding.rule}. "
            f"{len(it.file.reports)} reports; Rashomon {it.id}, state {state}"
        )
        for toll in tolls
    }


def _telling(it: _Opened) -> list[tuple[str, str]]:
    """(report, how it is called) for the reports that tell of an incident."""
    found = []
    for reading in it.readings:
        report = reading.report
        if any(mention.id in it.members for mention in reading.incidents):
            said = (report.outlet, report.title, report.published)
            found.append((report.id, ", ".join(each for each in said if each) or report.id))
    return sorted(found, key=lambda each: each[1])


def _related(it: _Opened, entry: IncidentEntry) -> list[dict[str, Any]]:
    """What an incident is part of, its parts, what is much like it, with the reasons for and
    against, and what else its reports tell of."""
    alike = alike_to(it.book, it.id, it.members)
    beside = _also_named(it)
    wanted = [*([entry.parent] if entry.parent else []), *alike, *beside]
    found: list[dict[str, Any]] = []
    for each in it.book.entries_of(wanted):
        how = [
            said
            for said, so in (
                ("part of", each.id == entry.parent),
                ("has the part", each.parent == it.id),
                ("much alike", each.id in alike),
                ("named in the same reports", each.id in beside),
            )
            if so
        ]
        found.append({"how": how, "entry": each, "when": _when(each), "link": alike.get(each.id)})
    order = ("part of", "has the part", "much alike", "named in the same reports")
    return sorted(found, key=lambda each: order.index(each["how"][0]))[:NEAR]


def _when(entry: IncidentEntry) -> str:
    return short_days(entry.date_start, entry.date_end) if entry.date_start else "no date"


def _also_named(it: _Opened) -> frozenset[str]:
    mentions = {m.id for reading in it.readings for m in reading.incidents} - it.members
    return frozenset(it.book.incidents_of(mentions).values()) - {it.id}
