"""What was given: reports, how they were read, what was refused, and who did what.

Nothing here is ever changed or deleted. Which reading of a report is the current one is a pointer
beside them; with it move the mentions and claims that the rest of the casebook works on.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from rashomon.codec import dumps, from_json, to_json
from rashomon.errors import CasebookError, InvariantError
from rashomon.records import CORRECTABLE, Reader, Reading, Rejection, Report, identify
from rashomon.store import listing, tables
from rashomon.store.identity import succeed
from rashomon.store.session import Session, chunks, count, insert_missing, insert_or_replace, made

REPORT_COLUMNS = [tables.reports.c[each.name] for each in fields(Report)]
_CURRENT = (
    tables.current_readings.join(
        tables.readings, tables.current_readings.c.reading == tables.readings.c.number
    )
).join(tables.reports, tables.current_readings.c.report == tables.reports.c.id)


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the activity log: when (UTC), who, what, and the particulars."""

    at: str
    by: str
    action: str
    detail: str


class Evidence(Session):
    """Reports, readings, rejections and the activity log."""

    # --------------------------------------------------------------------------------- reports

    def add_report(self, report: Report) -> Literal["new", "known", "version"]:
        """Keep a report.

        "known": it is there already, and nothing changes. "version": other text at a url that the
        casebook knows; the report before it stays, and `versions` tells them in order.
        """
        if self._batch is not None:
            with self._told():
                self._batch.count_report()
        with self._writing() as connection:
            return self._add_report(connection, report)

    def _add_report(
        self, connection: Connection, report: Report
    ) -> Literal["new", "known", "version"]:
        table = tables.reports
        known = select(table.c.number).where(table.c.id == report.id)
        if connection.execute(known).first() is not None:
            return "known"
        previous = None
        if report.url is not None:
            at_url = select(table.c.id).where(table.c.url == report.url)
            previous = connection.execute(at_url.order_by(table.c.number.desc()).limit(1)).scalar()
        row = {**to_json(report), "previous": previous, "added_at": self._now()}
        if not insert_missing(connection, table, row):
            return "known"
        connection.execute(insert(tables.traces).values(report=report.id, pending=True))
        return "new" if previous is None else "version"

    def correct_report(self, report: Report, by: str) -> bool:
        """Let a report say of itself what this one, of the same id, says; false when it does.

        What it said before is kept in `corrections`, with who changed it and when. One that was
        read has to be read again: the days in it are counted from its date. Raises CasebookError
        when there is no such report.
        """
        table = tables.reports
        with self._writing() as connection:
            query = select(*REPORT_COLUMNS).where(table.c.id == report.id)
            row = connection.execute(query).first()
            if row is None:
                raise CasebookError(f"casebook {self.name}: there is no report {report.id}")
            before, after = to_json(made(Report, row)), to_json(report)
            changed = [key for key in CORRECTABLE if after[key] != before[key]]
            if not changed:
                return False
            at = self._now()
            rows = [
                {
                    "report": report.id,
                    "key": key,
                    "before": before[key],
                    "after": after[key],
                    "at": at,
                    "by": by,
                }
                for key in changed
            ]
            connection.execute(insert(tables.corrections), rows)
            said = {key: after[key] for key in changed}
            connection.execute(update(table).where(table.c.id == report.id).values(**said))
            again = update(tables.traces).where(tables.traces.c.report == report.id)
            connection.execute(again.values(pending=True))
            told = ", ".join(f"{key}: {before[key]!r} → {after[key]!r}" for key in changed)
            self._log(connection, "correct-report", f"{report.id}: {told}", by)
            return True

    def has_report(self, report_id: str) -> bool:
        """True when the casebook holds a report with this id."""
        query = select(tables.reports.c.number).where(tables.reports.c.id == report_id)
        with self._reading() as connection:
            return connection.execute(query).first() is not None

    def report(self, report_id: str) -> Report:
        """The report with this id. Raises CasebookError when there is none."""
        query = select(*REPORT_COLUMNS).where(tables.reports.c.id == report_id)
        with self._reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise CasebookError(f"casebook {self.name}: there is no report {report_id}")
        return made(Report, row)

    def reports(self) -> Iterator[Report]:
        """Every report, in the order of their ids, a page at a time."""
        for row in self._pages(select(*REPORT_COLUMNS), tables.reports.c.id):
            yield made(Report, row)

    def versions(self, report_id: str) -> tuple[str, ...]:
        """The ids of all reports at this report's url, in the order in which they came."""
        table = tables.reports
        url = self.report(report_id).url
        if url is None:
            return (report_id,)
        query = select(table.c.id).where(table.c.url == url).order_by(table.c.number)
        with self._reading() as connection:
            return tuple(connection.execute(query).scalars())

    # -------------------------------------------------------------------------------- readings

    def needs_reading(self, report_id: str, reader: Reader) -> bool:
        """True unless the current reading of the report is this reader's, of what the report says
        of itself now."""
        table = tables.readings
        query = (
            select(table.c.reader, table.c.version, table.c.knowledge)
            .select_from(_CURRENT)
            .where(tables.current_readings.c.report == report_id)
        )
        with self._reading() as connection:
            row = connection.execute(query).first()
            knowledge = _knowledge(connection, report_id, reader)
        return row is None or tuple(row) != (reader.name, reader.version, knowledge)

    def has_reading(self, report_id: str) -> bool:
        """True when the report has been read, by whatever reader."""
        table = tables.current_readings
        query = select(table.c.reading).where(table.c.report == report_id)
        with self._reading() as connection:
            return connection.execute(query).first() is not None

    def add_reading(self, reading: Reading) -> bool:
        """Keep a reading and make it the report's current one; false when it is that already.

        The report is added if it is new. A reading by the same reader (name, version, knowledge)
        is not kept twice. The mentions of the reading before drop out of their incidents; the new
        ones wait for reconciling and remember whose place they take.

        Raises InvariantError when the reading is of other metadata than the casebook's report (what
        was read against another date is not a reading of this report), CasebookError when an id in
        it belongs to another report.
        """
        report, reader = reading.report, reading.reader
        with self._writing() as connection:
            if self._add_report(connection, report) != "known":
                self._keep_first(connection, reading)
                return True
            query = select(*REPORT_COLUMNS).where(tables.reports.c.id == report.id)
            if made(Report, connection.execute(query).one()) != report:
                raise InvariantError(
                    f"report {report.id} was read with other metadata than the casebook has; "
                    "read the report as the casebook gives it"
                )
            number = self._keep_reading(connection, reading, reader)
            pointer = tables.current_readings
            current = connection.execute(
                select(pointer.c.reading).where(pointer.c.report == report.id)
            ).scalar()
            if current == number:
                return False
            insert_or_replace(
                connection, pointer, {"report": report.id, "reading": number}, "report"
            )
            again = update(tables.traces).where(tables.traces.c.report == report.id)
            connection.execute(again.values(pending=True))
            with self._ids_unique(report):
                _replace_mentions(connection, reading)
            return True

    def add_new(self, reading: Reading) -> bool:
        """Keep a report that is new, with its reading; false, and nothing is kept, when the
        casebook has the report. Raises CasebookError when an id in it belongs to another report."""
        with self._writing() as connection:
            if self._add_report(connection, reading.report) == "known":
                return False
            self._keep_first(connection, reading)
            return True

    def _keep_first(self, connection: Connection, reading: Reading) -> None:
        """Keep the reading of a report that was added just now: nothing stands in its place."""
        report, reader = reading.report, reading.reader
        row = _reading_row(reading, reader.knowledge, self._now())
        added = connection.execute(insert(tables.readings).values(row))
        assert added.inserted_primary_key is not None  # of one row
        pointer = {"report": report.id, "reading": added.inserted_primary_key[0]}
        connection.execute(insert(tables.current_readings).values(pointer))
        with self._ids_unique(report):
            _add_mentions(connection, reading, {})

    @contextmanager
    def _ids_unique(self, report: Report) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            raise CasebookError(
                f"casebook {self.name}: the reading of report {report.id} has a mention or a "
                "claim with the id of another report's; its reader must make ids unique"
            ) from error

    def _keep_reading(self, connection: Connection, reading: Reading, reader: Reader) -> int:
        """The number of the reading, added if it is new."""
        table = tables.readings
        knowledge = _knowledge(connection, reading.report.id, reader)
        insert_missing(connection, table, _reading_row(reading, knowledge, self._now()))
        query = select(table.c.number).where(
            table.c.report == reading.report.id,
            table.c.reader == reader.name,
            table.c.version == reader.version,
            table.c.knowledge == knowledge,
        )
        return int(connection.execute(query).scalar_one())

    def reading(self, report_id: str) -> Reading:
        """The current reading of a report. Raises CasebookError when it has not been read."""
        for reading in self.readings([report_id]):
            return reading
        raise CasebookError(f"casebook {self.name}: report {report_id} has not been read")

    def readings(self, report_ids: Iterable[str] | None = None) -> Iterator[Reading]:
        """The current readings of these reports (of all, if not given), by report id.

        Reports that have no reading are left out. Read a page at a time.
        """
        query = select(
            tables.current_readings.c.report, tables.readings.c.body, *REPORT_COLUMNS
        ).select_from(_CURRENT)
        key = tables.current_readings.c.report
        if report_ids is None:
            rows = self._pages(query, key)
            yield from (unpacked(row.body, made(Report, row[2:])) for row in rows)
            return
        for chunk in chunks(sorted(set(report_ids))):
            rows = self._pages(query.where(key.in_(chunk)), key)
            yield from (unpacked(row.body, made(Report, row[2:])) for row in rows)

    def history(self, report_id: str) -> tuple[Reading, ...]:
        """Every reading of a report that was ever made, oldest first, superseded ones included."""
        report = self.report(report_id)
        table = tables.readings
        query = select(table.c.body).where(table.c.report == report_id).order_by(table.c.number)
        with self._reading() as connection:
            bodies = connection.execute(query).scalars().all()
        return tuple(unpacked(body, report) for body in bodies)

    # ------------------------------------------------------------------ rejections and activity

    def add_rejection(self, rejection: Rejection) -> bool:
        """Keep what was refused and why; false when the same was refused before."""
        words = (rejection.input, rejection.place, rejection.reason, rejection.detail)
        row = {
            "digest": identify("x", *words),
            "input": rejection.input,
            "place": rejection.place,
            "reason": rejection.reason,
            "detail": rejection.detail,
            "at": rejection.at or self._now(),
        }
        with self._writing() as connection:
            return insert_missing(connection, tables.rejections, row)

    def rejections(self) -> Iterator[Rejection]:
        """What was refused, in the order in which it came."""
        table = tables.rejections
        names = [table.c[each.name] for each in fields(Rejection)]
        for row in self._pages(select(table.c.number, *names), table.c.number):
            yield made(Rejection, row[1:])

    def log(self, action: str, detail: str, by: str) -> None:
        """Add a line to the activity log, which nothing edits."""
        with self._writing() as connection:
            self._log(connection, action, detail, by)

    def _log(self, connection: Connection, action: str, detail: str, by: str) -> None:
        row = {"at": self._now(), "by": by, "action": action, "detail": detail}
        connection.execute(insert(tables.activity).values(row))

    def count_activity(self) -> int:
        """How many lines the activity log has."""
        with self._reading() as connection:
            return count(connection, tables.activity)

    def logged(self) -> Iterator[Activity]:
        """The activity log, oldest first."""
        table = tables.activity
        names = [table.c[each.name] for each in fields(Activity)]
        for row in self._pages(select(table.c.number, *names), table.c.number):
            yield made(Activity, row[1:])


def _knowledge(connection: Connection, report_id: str, reader: Reader) -> str:
    """What a reading of the report by this reader is made with: the reader's knowledge, and what
    the report says of itself where that was corrected, so that it is read again then."""
    corrected = select(tables.corrections.c.number).where(tables.corrections.c.report == report_id)
    if connection.execute(corrected.limit(1)).first() is None:
        return reader.knowledge
    query = select(*REPORT_COLUMNS).where(tables.reports.c.id == report_id)
    report = made(Report, connection.execute(query).one())
    return f"{reader.knowledge}+{identify('d', *(getattr(report, each) for each in CORRECTABLE))}"


def _reading_row(reading: Reading, knowledge: str, at: str) -> dict[str, Any]:
    return {
        "report": reading.report.id,
        "reader": reading.reader.name,
        "version": reading.reader.version,
        "knowledge": knowledge,
        "added_at": at,
        "body": _packed(reading),
    }


def _packed(reading: Reading) -> bytes:
    """A reading as its row holds it: without its report, which has a row of its own."""
    body = to_json(reading)
    del body["report"]
    return zlib.compress(dumps(body).encode("utf-8"))


def unpacked(body: bytes, report: Report) -> Reading:
    """A reading from its row's body and its report. Raises InvariantError where they do not fit."""
    return from_json(Reading, {**json.loads(zlib.decompress(body)), "report": to_json(report)})


def _replace_mentions(connection: Connection, reading: Reading) -> None:
    """Put the reading's mentions and claims in the place of those of the reading before."""
    report = reading.report.id
    mentions, claims, entries = tables.mentions, tables.claims, tables.entries
    belonged = func.coalesce(mentions.c.incident, mentions.c.former)
    old: Mapping[str, str] = {
        row[0]: row[1]
        for row in connection.execute(
            select(mentions.c.id, belonged).where(mentions.c.report == report)
        )
        if row[1] is not None
    }
    old_claims = {
        row[0]: row[1]
        for row in connection.execute(
            select(claims.c.id, claims.c.mention).where(claims.c.report == report)
        )
        if row[1] is not None
    }
    made = [each.id for each in reading.incidents]
    heirs = succeed(
        old, old_claims, made, {c.id: c.incident for c in reading.claims if c.incident is not None}
    )
    for chunk in chunks(sorted(set(old.values()))):
        connection.execute(update(entries).where(entries.c.incident.in_(chunk)).values(stale=True))
    connection.execute(delete(claims).where(claims.c.report == report))
    connection.execute(delete(mentions).where(mentions.c.report == report))
    _add_mentions(connection, reading, heirs)
    listing.forget(connection, old.values())


def _add_mentions(connection: Connection, reading: Reading, heirs: Mapping[str, str]) -> None:
    """Add the reading's mentions, which remember whose place they take, and its claims."""
    report = reading.report.id
    mention_rows: list[dict[str, Any]] = [
        {"id": each.id, "report": report, "former": heirs.get(each.id), "pending": True}
        for each in reading.incidents
    ]
    claim_rows: list[dict[str, Any]] = [
        {"id": each.id, "report": report, "mention": each.incident, "field": each.field}
        for each in reading.claims
    ]
    for table, rows in ((tables.mentions, mention_rows), (tables.claims, claim_rows)):
        if rows:
            connection.execute(insert(table), rows)
