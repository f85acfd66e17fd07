"""Is a casebook whole? Everything that must hold of what it keeps, looked up again.

    for defect in verify(casebook):
        print(defect.where, defect.what)

Hashes are made anew, spans held against the texts, references against what they lead to, what is
derived against what it is derived from. A page of rows is held at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Column, Table, and_, exists, inspect, or_, select, text

from rashomon.codec import loads
from rashomon.errors import InvariantError
from rashomon.records import CORRECTABLE, IncidentEntry, MentionProfile, Reading, Report, identify
from rashomon.store import tables
from rashomon.store.casebook import Casebook
from rashomon.store.evidence import REPORT_COLUMNS, unpacked
from rashomon.store.session import made

MOST_IDS: Final = 1000
"""An incident's id is made from its founder, and numbered when that one had an id before."""


@dataclass(frozen=True, slots=True)
class Defect:
    """Something that should hold and does not: where ("report r-1f…"), and what."""

    where: str
    what: str


def verify(casebook: Casebook, progress: Callable[[str], None] | None = None) -> Iterator[Defect]:
    """Every defect of a casebook; none in one that is whole. `progress` is told what is looked at
    next."""
    for name, check in _CHECKS.items():
        if progress is not None:
            progress(name)
        yield from check(casebook)


def _file(casebook: Casebook) -> Iterator[Defect]:
    """SQLite's own check of its pages and indexes; a server keeps checksums of its own."""
    if casebook._engine.dialect.name != "sqlite":
        return
    with casebook._reading() as connection:
        for said in connection.execute(text("PRAGMA integrity_check")).scalars():
            if said != "ok":
                yield Defect("the file", str(said))


def _guards(casebook: Casebook) -> Iterator[Defect]:
    """What was given is kept from being changed by triggers of the database."""
    queries = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    wanted = {f"keep_{table}_{deed}" for table in tables.APPEND_ONLY for deed in _DEEDS}
    with casebook._reading() as connection:
        query = queries[connection.dialect.name]
        there = set(connection.execute(text(query)).scalars())
        missing = set(tables.metadata.tables) - set(inspect(connection).get_table_names())
    for name in sorted({*wanted, "keep_incidents_delete"} - there):
        yield Defect(f"trigger {name}", "it is gone: what was given could be changed")
    for name in sorted(missing):
        yield Defect(f"table {name}", "it is gone")


_DEEDS: Final = ("update", "delete")


def _references(casebook: Casebook) -> Iterator[Defect]:
    """Every value that names a row of another table: that row is there."""
    for table in tables.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                yield from _dangling(casebook, table, column, key.column)


def _dangling(
    casebook: Casebook, table: Table, column: Column[Any], there: Column[Any]
) -> Iterator[Defect]:
    other = there.table.alias("other")
    query = (
        select(column)
        .select_from(table.outerjoin(other, column == other.c[there.name]))
        .where(column.is_not(None), other.c[there.name].is_(None))
    )
    with casebook._reading() as connection:
        found = connection.execute(query.distinct().order_by(column)).scalars().all()
    for value in found:
        yield Defect(f"{table.name}.{column.name}", f"it names {value}, which is not there")


def _reports(casebook: Casebook) -> Iterator[Defect]:
    """A report's id is the hash of its text and address; the version before it is older."""
    table = tables.reports
    earlier: dict[str, tuple[int, str | None]] = {}
    query = select(table.c.number, table.c.previous, *REPORT_COLUMNS)
    for row in casebook._pages(query, table.c.number):
        try:
            report = made(Report, row[2:])
        except InvariantError as error:
            yield Defect(f"report {row.id}", str(error))
            continue
        if report.id != identify("r", report.text, report.url or report.outlet):
            yield Defect(f"report {report.id}", "its id is not the hash of its text and address")
        if row.previous is not None and earlier.get(row.previous, (0, None))[1] != report.url:
            yield Defect(f"report {report.id}", "the version before it has another address")
        if report.url is not None:
            earlier[report.id] = (row.number, report.url)


def _corrections(casebook: Casebook) -> Iterator[Defect]:
    """Every report says of itself what the last correction of it says."""
    table, reports = tables.corrections, tables.reports
    now = [reports.c[key] for key in CORRECTABLE]
    query = select(table.c.number, table.c.report, table.c.key, table.c.after, *now)
    query = query.join(reports, reports.c.id == table.c.report)
    last: dict[tuple[str, str], bool] = {}
    for row in casebook._pages(query, table.c.number):
        last[row.report, row.key] = row.after == row[4 + CORRECTABLE.index(row.key)]
    for (report, key), holds in last.items():
        if not holds:
            yield Defect(f"report {report}", f"its {key} is not what it was corrected to")


def _readings(casebook: Casebook) -> Iterator[Defect]:
    """Every reading that was ever made: its spans are the text, its references lead somewhere; the
    mentions and claims of the casebook are those of the current ones."""
    table, current = tables.readings, tables.current_readings
    query = (
        select(table.c.number, table.c.body, current.c.reading, *REPORT_COLUMNS)
        .join(tables.reports, tables.reports.c.id == table.c.report)
        .outerjoin(current, current.c.reading == table.c.number)
    )
    for row in casebook._pages(query, table.c.number):
        try:
            reading = unpacked(row.body, made(Report, row[3:]))
        except InvariantError as error:
            yield Defect(f"reading {row.number}", str(error))
            continue
        except Exception as error:  # noqa: BLE001  whatever is wrong with the bytes is told
            yield Defect(f"reading {row.number}", f"it cannot be read back ({error})")
            continue
        if row.reading is not None:
            yield from _derived(casebook, reading)


def _derived(casebook: Casebook, reading: Reading) -> Iterator[Defect]:
    """The rows that follow from a current reading are the ones that it gives."""
    report = reading.report.id
    claims, mentions = tables.claims, tables.mentions
    told = {(each.id, each.incident, each.field) for each in reading.claims}
    query = select(claims.c.id, claims.c.mention, claims.c.field).where(claims.c.report == report)
    with casebook._reading() as connection:
        kept = {tuple(row) for row in connection.execute(query)}
        here = select(mentions.c.id).where(mentions.c.report == report)
        incidents = set(connection.execute(here).scalars())
    if kept != told:
        yield Defect(f"report {report}", "its claims are not those of its current reading")
    if incidents != {each.id for each in reading.incidents}:
        yield Defect(f"report {report}", "its mentions are not those of its current reading")


def _pointers(casebook: Casebook) -> Iterator[Defect]:
    """A report's current reading is a reading of that report."""
    table, current = tables.readings, tables.current_readings
    query = select(current.c.report).join(table, table.c.number == current.c.reading)
    with casebook._reading() as connection:
        strays = connection.execute(query.where(table.c.report != current.c.report)).scalars()
        for report in strays.all():
            yield Defect(f"report {report}", "its current reading is another report's")


def _profiles(casebook: Casebook) -> Iterator[Defect]:
    """A mention's profile is its own, and its block keys are the profile's."""
    table, keys = tables.mentions, tables.mention_keys
    query = select(table.c.id, table.c.profile).where(table.c.profile.is_not(None))
    for row in casebook._pages(query, table.c.id):
        profile = loads(MentionProfile, row.profile)
        with casebook._reading() as connection:
            found = connection.execute(select(keys.c.key).where(keys.c.mention == row.id))
            kept = set(found.scalars())
        if profile.id != row.id or kept != set(profile.keys):
            yield Defect(f"mention {row.id}", "its profile is not its own")


def _incidents(casebook: Casebook) -> Iterator[Defect]:
    """An incident's id comes from its founder; an alias leads to an id that is none; mentions
    belong to no alias."""
    table, mentions = tables.incidents, tables.mentions
    aliases: set[str] = set()
    leads: dict[str, str] = {}
    for row in casebook._pages(
        select(table.c.number, table.c.id, table.c.founder, table.c.survivor), table.c.number
    ):
        if not _founded(row.id, row.founder):
            yield Defect(f"incident {row.id}", "its id is not made from its founding mention")
        if row.survivor is not None:
            aliases.add(row.id)
            leads[row.id] = row.survivor
    for alias, survivor in leads.items():
        if survivor in aliases:
            yield Defect(f"incident {alias}", f"it leads to {survivor}, which leads on")
    belong = select(mentions.c.id, mentions.c.incident).where(mentions.c.incident.is_not(None))
    for row in casebook._pages(belong, mentions.c.id):
        if row.incident in aliases:
            yield Defect(f"mention {row.id}", f"it belongs to {row.incident}, an alias")


def _founded(incident: str, founder: str) -> bool:
    return incident == identify("i", founder) or any(
        incident == identify("i", founder, number) for number in range(2, MOST_IDS)
    )


def _entries(casebook: Casebook) -> Iterator[Defect]:
    """Entries that are not stale tell of their incident, with the reports it has."""
    table, mentions = tables.entries, tables.mentions
    query = select(table.c.incident, table.c.body).where(table.c.stale.is_(False))
    for row in casebook._pages(query, table.c.incident):
        entry = loads(IncidentEntry, row.body)
        there = select(mentions.c.report).where(mentions.c.incident == row.incident).distinct()
        with casebook._reading() as connection:
            reports = set(connection.execute(there).scalars())
        if entry.id != row.incident or not set(entry.reports) <= reports:
            yield Defect(f"incident {row.incident}", "its entry tells of other reports than it has")


def _lists(casebook: Casebook) -> Iterator[Defect]:
    """What incidents are found by says the same as their entries, and of those alone that mentions
    belong to."""
    facets, entries, mentions = tables.facets, tables.entries, tables.mentions
    query = (
        select(facets.c.number, facets.c.incident, facets.c.status, facets.c.country, facets.c.day)
        .add_columns(
            entries.c.status,
            entries.c.country,
            entries.c.sort_date,
            exists().where(mentions.c.incident == facets.c.incident),
        )
        .outerjoin(entries, entries.c.incident == facets.c.incident)
    )
    for row in casebook._pages(query, facets.c.number):
        _, incident, status, country, day, *entry, occupied = row
        if not occupied:
            yield Defect(f"incident {incident}", "it is in lists, and no report tells of it")
        elif [status, country, day or "9999"] != entry:
            yield Defect(f"incident {incident}", "lists find it by other words than its entry has")


def _rejections(casebook: Casebook) -> Iterator[Defect]:
    """A rejection's digest is the hash of its words."""
    table = tables.rejections
    query = select(
        table.c.number, table.c.digest, table.c.input, table.c.place, table.c.reason, table.c.detail
    )
    for row in casebook._pages(query, table.c.number):
        if row.digest != identify("x", *row[2:]):
            yield Defect(f"rejection {row.number}", "its digest is not the hash of its words")


def _log(casebook: Casebook) -> Iterator[Defect]:
    """What analysts judged and took back stands in the log, by whom it was done."""
    judged, taken, log = tables.judgements, tables.withdrawals, tables.activity
    wanted = {
        "judge": select(judged.c.id, judged.c.kind, judged.c.by),
        "withdraw": select(judged.c.id, judged.c.kind, taken.c.by).join(
            taken, taken.c.judgement == judged.c.id
        ),
    }
    for action, query in wanted.items():
        with casebook._reading() as connection:
            rows = sorted(tuple(row) for row in connection.execute(query))
        for (judgement, kind), each in groupby(rows, key=lambda row: (row[0], row[1])):
            by = {row[2] for row in each}
            begins = f"{kind} {judgement}"
            said = or_(
                log.c.detail.startswith(f"{begins} ", autoescape=True),
                log.c.detail.startswith(f"{begins}:", autoescape=True),
            )
            there = select(log.c.by).where(and_(log.c.action == action, said))
            with casebook._reading() as connection:
                if not by & set(connection.execute(there).scalars()):
                    yield Defect(f"judgement {judgement}", f"the log does not tell of its {action}")


_CHECKS: Final[dict[str, Callable[[Casebook], Iterator[Defect]]]] = {
    "the file": _file,
    "tables and triggers": _guards,
    "references": _references,
    "reports": _reports,
    "corrections": _corrections,
    "readings": _readings,
    "current readings": _pointers,
    "profiles": _profiles,
    "incidents": _incidents,
    "entries": _entries,
    "lists": _lists,
    "rejections": _rejections,
    "the log": _log,
}
