"""One incident, worded and drawn for the page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from rashomon.gazetteer.borders import Borders
from rashomon.geodesy import distance_km
from rashomon.publish.accounts import (
    Column,
    Question,
    Row,
    columns,
    judged,
    matrix,
    questions,
    repeaters,
    source_in_words,
)
from rashomon.publish.charts import NARROW, WIDE, chart, undated, worth_drawing
from rashomon.publish.coding import coded_lines
from rashomon.publish.evidence import Evidence, quote
from rashomon.publish.labels import Sign, labels
from rashomon.publish.maps import COUNTRY, FIRST_ORDER, Spot, draw_both
from rashomon.publish.sitrep.view import (
    Account,
    Article,
    Asked,
    Cell,
    Drawing,
    Line,
    MatrixLine,
    Quote,
    Source,
    toll_in_short,
)
from rashomon.publish.words import (
    Names,
    date_precision,
    day_in_words,
    days_in_words,
    figure_in_words,
    move_in_words,
    place_in_words,
    place_precision,
    type_in_words,
)
from rashomon.records import (
    CheckResult,
    Claim,
    IncidentEntry,
    IncidentFile,
    IncidentList,
    Place,
    PlaceValue,
    Quantity,
    Reading,
    ReportEntry,
)

NAMED: Final = 3
"""Voices that are named in one cell of the matrix before the rest are counted."""
DRAWN_KM: Final = 500.0
"""A further place is drawn when it is this near to one drawn: it would shrink the rest."""
SAME_KM: Final = 5.0
"""Two points this near are one place: gazetteers differ by as much for one village."""


def article(
    line: Line,
    readings: Mapping[str, Reading],
    incidents: IncidentList,
    borders: Borders,
    evidence: str | None = None,
) -> Article:
    """Everything of one incident. `line.file` must be there. Values lead to their words on the same
    page or, where `evidence` is an address with an open query ("/x?"), to it with `claim=ID`."""
    file = line.file
    assert file is not None
    own = [readings[report.id] for report in file.reports if report.id in readings]
    names = Names.of(own, file)
    asked = questions(file, Evidence.of(own), names)
    it = file.incident
    compared = [each for each in asked if each.comparable]
    table = matrix(file, compared)
    teller = _Teller(
        file,
        readings,
        names,
        columns(file, [each for each in asked if each.counts_people]),
        evidence,
    )
    told = tuple(teller.tell(each) for each in asked)
    place = it.place
    spots, far = _spots(file, asked, names)
    return Article(
        line=line,
        file=file,
        when=days_in_words(it.date_start, it.date_end),
        when_precision=date_precision(it.date_prec),
        where=place_in_words(place),
        where_precision=place_precision(place),
        explanation=None if place is None else _sentence(place.explanation),
        type=None if it.type is None else type_in_words(it.type),
        sides=_sides(file),
        parent=next((_link(e) for e in incidents.incidents if e.id == it.parent), None),
        parts=tuple(_link(e) for e in incidents.incidents if e.parent == it.id),
        tolls=tuple(each for each in told if each.question.counts_people),
        columns=table.columns,
        matrix=tuple(teller.matrix_line(each, table.columns, table.cells) for each in compared),
        charts=tuple(
            teller.draw(each) for each in asked if each.counts_people and worth_drawing(each)
        ),
        map=draw_both(spots, borders),
        far=far,
        asked=told,
        sources=_sources(file),
        repeats=repeaters(file),
        checks=_checks(file, teller.anchors),
        judgements=tuple(
            (labels().judgements[each.kind], each, day_in_words(each.at, short=True))
            for each in file.judgements
        ),
        coded=coded_lines(file),
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _link(entry: IncidentEntry) -> tuple[str, str]:
    return f"i-{entry.id}", entry.title


def _sides(file: IncidentFile) -> tuple[tuple[str, str], ...]:
    roles = dict.fromkeys(side.role for side in file.incident.sides)
    return tuple(
        (role, ", ".join(side.name for side in file.incident.sides if side.role == role))
        for role in roles
    )


def _spots(
    file: IncidentFile, asked: Sequence[Question], names: Names
) -> tuple[list[Spot], tuple[str, ...]]:
    """What the map shows: the incident's place, places that contradict it, and near ones that it is
    measured from. Then the names of contradicting places too far away to be drawn beside it."""
    place = file.incident.place
    spots = [] if place is None else [Spot(place, place.name)]
    seen = {spot.place.name.casefold() for spot in spots}
    far: list[str] = []
    for row in (row for question in asked for row in question.rows):
        value = row.position.value
        found = names.places.get(value.place) if isinstance(value, PlaceValue) else None
        if found is None or found.latitude is None or found.name.casefold() in seen:
            continue
        assert isinstance(value, PlaceValue)
        site = value.role == "site"
        if site and any(_agree(found, spot.place) for spot in spots):
            continue
        near = any(_apart_km(found, spot.place) < DRAWN_KM for spot in spots)
        if near or (site and not spots):
            spots.append(Spot(found, found.name, site=site))
        elif site:
            far.append(place_in_words(found))
        seen.add(found.name.casefold())
    return spots, tuple(far)


def _agree(a: Place, b: Place) -> bool:
    """True when one may be the other more exactly: it lies inside it, or within its uncertainty."""
    if _inside(a, b) or _inside(b, a):
        return True
    return _apart_km(a, b) <= (a.radius_km or 0) + (b.radius_km or 0) + SAME_KM


def _inside(place: Place, area: Place) -> bool:
    """True when the area is the country or the first-order region that the place is in."""
    if place.country is None or place.country != area.country:
        return False
    named = (area.admin1 or area.name).casefold()
    of_region = area.where_prec == FIRST_ORDER and (place.admin1 or "").casefold() == named
    return area.where_prec == COUNTRY or of_region


def _apart_km(a: Place, b: Place) -> float:
    """Kilometres between two points; infinite where one of the places has none."""
    if a.latitude is None or b.latitude is None or a.longitude is None or b.longitude is None:
        return math.inf
    return distance_km(a.latitude, a.longitude, b.latitude, b.longitude)


def _sources(file: IncidentFile) -> tuple[Source, ...]:
    known = {report.id: report for report in file.reports}
    made = []
    for report in sorted(file.reports, key=lambda each: (each.published or "9999", each.id)):
        lineage = None
        if report.lineage is not None:
            other = known.get(report.lineage.of)
            name = "a report that is not shown here" if other is None else source_in_words(other)
            on = f", {_day(other.published)}" if other is not None else ""
            lineage = f"{labels().lineages[report.lineage.kind]} {name}{on}: one voice with it"
        made.append(
            Source(
                report, source_in_words(report), _day(report.published), safe_url(report), lineage
            )
        )
    return tuple(made)


def _checks(
    file: IncidentFile, anchors: Mapping[str, str]
) -> tuple[tuple[Sign, CheckResult, tuple[str, ...]], ...]:
    ranked = sorted(file.checks, key=lambda each: ("fail", "warn", "pass").index(each.result))
    return tuple(
        (
            labels().results[each.result],
            each,
            tuple(anchors[claim] for claim in each.claims if claim in anchors),
        )
        for each in ranked
    )


def _day(published: str | None) -> str:
    return "no date" if published is None else day_in_words(published, short=True)


def safe_url(report: ReportEntry) -> str | None:
    """The address when it is one that a browser may follow: http or https, nothing that runs."""
    if report.url is None:
        return None
    return report.url if urlsplit(report.url).scheme in ("http", "https") else None


class _Teller:
    """Words one incident's questions; gives each claim one anchor on the page."""

    def __init__(
        self,
        file: IncidentFile,
        readings: Mapping[str, Reading],
        names: Names,
        voices: tuple[Column, ...],
        evidence: str | None,
    ) -> None:
        self.voices = voices
        self.evidence = evidence
        years = {report.published[:4] for report in file.reports if report.published}
        self.several_years = len(years) != 1
        self.file = file
        self.names = names
        self.reports = {report.id: report for report in file.reports}
        self.home = {
            claim.id: readings[report.id]
            for report in file.reports
            if report.id in readings
            for claim in readings[report.id].claims
        }
        self.anchors: dict[str, str] = {}

    def tell(self, question: Question) -> Asked:
        """A question with its accounts and their quotes."""
        finding = question.finding
        figures = (("best", finding.best), ("low", finding.low), ("high", finding.high))
        shown = tuple((name, "–" if n is None else f"{n:,}") for name, n in figures)
        revisions = tuple(
            f"{each.voice}: {move_in_words(finding.field, each.from_, each.to, self.names)} "
            f"({_day(each.first)} → {_day(each.then)})"
            for each in finding.revisions
        )
        return Asked(
            question=question,
            anchor=self._anchor_of(question),
            status=labels().statuses[finding.status],
            figures=shown if question.counts_people else (),
            revisions=revisions,
            accounts=tuple(self._account(row) for row in question.rows),
        )

    def _anchor_of(self, question: Question) -> str:
        return f"f-{self.file.incident.id}-{question.number}"

    def _account(self, row: Row) -> Account:
        voice = row.voice
        known = [self.reports[key] for key in voice.reports if key in self.reports]
        outlets = list(dict.fromkeys(source_in_words(each) for each in known))
        where = ", ".join(outlets) if outlets != [row.who] else ""
        if voice.via:
            where = f"through {', '.join(voice.via)}{'; ' if where else ''}{where}"
        notes = []
        if voice.copies:
            notes.append(
                f"×{voice.copies + 1}: {voice.copies} only "
                f"{'repeats' if voice.copies == 1 else 'repeat'} it"
            )
        notes += _notes(row.claims)
        last = (voice.last_seen or "")[:10]
        again = last and last != (voice.first_seen or "")[:10]
        return Account(
            row=row,
            sign=labels().stances[voice.stance],
            day=_day(voice.first_seen),
            until=day_in_words(last, short=True) if again else None,
            where=where,
            quotes=self._quotes(row.claims),
            notes=tuple(notes),
        )

    def _quotes(self, claims: Sequence[Claim]) -> tuple[Quote, ...]:
        """A quote for each wording; reports with the very same words stand under the first."""
        by_words: dict[str, list[Claim]] = {}
        for claim in claims:
            if claim.id in self.home:
                by_words.setdefault(claim.spans.content.text, []).append(claim)
        return tuple(self._quote(same) for same in by_words.values())

    def _quote(self, same: Sequence[Claim]) -> Quote:
        first, reading = same[0], self.home[same[0].id]
        anchors = [self._claim_anchor(claim) for claim in same]
        report = reading.report
        entry = self.reports[report.id]
        others = [self.reports[self.home[claim.id].report.id] for claim in same[1:]]
        also = dict.fromkeys(
            f"{source_in_words(each)}, {_day(each.published)}" for each in others if each != entry
        )
        return Quote(
            anchor=anchors[0],
            segments=quote(report.text, first),
            language=report.language,
            source=source_in_words(entry),
            published=_day(report.published),
            url=safe_url(entry),
            also=tuple(also),
            judged=judged(self.file, same),
            more_anchors=tuple(anchor for anchor in anchors[1:] if anchor is not None),
        )

    def _claim_anchor(self, claim: Claim) -> str | None:
        """An id for the first place where a claim is quoted; None for any further one."""
        if claim.id in self.anchors:
            return None
        self.anchors[claim.id] = f"q-{claim.id}"
        return self.anchors[claim.id]

    def _href(self, row: Row, question: Question) -> str:
        quoted = [claim for claim in row.claims if claim.id in self.home]
        if self.evidence is not None:
            asked = f"claim={quoted[0].id}" if quoted else f"question={question.number}"
            return f"{self.evidence}{asked}"
        return f"#q-{quoted[0].id}" if quoted else f"#{self._anchor_of(question)}"

    def matrix_line(
        self,
        question: Question,
        columns: Sequence[Column],
        cells: Mapping[tuple[int, str], tuple[Row, ...]],
    ) -> MatrixLine:
        """A question's answers by column."""
        finding = question.finding
        figures = ""
        if question.counts_people:
            toll = toll_in_short(finding).removesuffix(finding.group or "").strip()
            figures = f"best {toll}" if finding.best is not None else toll
        return MatrixLine(
            asks=question.asks,
            status=labels().statuses[finding.status],
            status_key=finding.status,
            figures=figures,
            anchor=self._anchor_of(question),
            cells=tuple(
                (
                    column,
                    self._cells(
                        cells.get((question.number, column.key), ()), question, column.title
                    ),
                )
                for column in columns
            ),
        )

    def _cells(self, rows: Sequence[Row], question: Question, title: str) -> tuple[Cell, ...]:
        """One cell an answer: voices of one column that say the same stand in it together."""
        same: dict[tuple[str, str, str | None], list[Row]] = {}
        for row in rows:
            same.setdefault((row.says, row.voice.stance, row.revises), []).append(row)
        return tuple(self._cell(each, question, title) for each in same.values())

    def _cell(self, rows: Sequence[Row], question: Question, title: str) -> Cell:
        row = rows[0]
        value, stance = row.position.value, row.voice.stance
        voices = dict.fromkeys(each.voice.text for each in rows if each.voice.text != title)
        who = list(voices)[:NAMED]
        if len(voices) > NAMED:
            who.append(f"{len(voices) - NAMED} more")
        days = dict.fromkeys(self._short_day(each.voice.first_seen) for each in rows)
        return Cell(
            sign=labels().stances[stance].sign,
            says=figure_in_words(value) if isinstance(value, Quantity) else row.says,
            held="denies" if stance == "denied" else stance,
            revises=row.revises,
            denies=stance == "denied",
            asserted=stance in ("reported", "claimed", "admitted"),
            day=" – ".join(dict.fromkeys([next(iter(days)), list(days)[-1]])),
            who=", ".join(who) or None,
            href=self._href(row, question),
            answer=_answers(question).index(_answer(row)),
        )

    def _short_day(self, seen: str | None) -> str:
        """A day without its year where all reports are of one year."""
        if seen is None:
            return "no date"
        return day_in_words(seen, short=True, year=self.several_years)

    def draw(self, question: Question) -> Drawing:
        """The chart of a toll for a wide and for a narrow page."""
        hrefs = {number: self._href(row, question) for number, row in enumerate(question.rows)}
        wide = chart(question, hrefs, self.voices, WIDE)
        narrow = chart(question, hrefs, self.voices, NARROW)
        assert wide is not None
        assert narrow is not None
        finding = question.finding
        return Drawing(
            asks=question.asks,
            status=labels().statuses[finding.status],
            status_key=finding.status,
            wide=wide,
            narrow=narrow,
            undated=undated(question),
        )


def _answer(row: Row) -> tuple[str, bool]:
    """What a row says, and whether it denies it; figures are compared as figures."""
    value = row.position.value
    says = figure_in_words(value, quoted=False) if isinstance(value, Quantity) else row.says
    return says, row.voice.stance == "denied"


def _answers(question: Question) -> list[tuple[str, bool]]:
    """The different answers to a question, in order of time."""
    return list(dict.fromkeys(_answer(row) for row in question.rows))


def _notes(claims: Sequence[Claim]) -> list[str]:
    notes = []
    if claims and all(claim.provisional for claim in claims):
        notes.append("called provisional")
    modes = {labels().modes[claim.mode] for claim in claims}
    notes += sorted(mode for mode in modes if mode)
    return notes
