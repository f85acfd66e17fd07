"""The casebook: one object to keep reports, readings and judgements in, and to ask for incidents.

    with Casebook.open("casebook.db", create=True) as casebook:
        casebook.add_report(report)            # "new"
        casebook.add_reading(reading)          # True
        casebook.save_profiles(profile(reading))
        casebook.regroup(components)           # incidents, with ids that stay
        casebook.resolve_id("i-3f")            # the one incident whose id begins so

A SQLite file, or a PostgreSQL database by URL: the same SQLAlchemy Core code for both. Every call
is one transaction; `batch` makes many calls one. Iterators read a page at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, exists, select

from rashomon.codec import loads
from rashomon.errors import UsageError
from rashomon.records import IncidentEntry
from rashomon.store import tables
from rashomon.store.accounts import Accounts
from rashomon.store.columns import Columns
from rashomon.store.mapping import Mapping
from rashomon.store.opening import open_engine
from rashomon.store.session import count

_NEAR = 5  # ids named when the one asked for is not there: what fits on a line or two


def utc_now() -> str:
    """The time, as the casebook writes it: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a casebook holds. `incidents` have mentions; `claims` are of current readings;
    `unread` reports have no reading."""

    reports: int
    unread: int
    rejections: int
    claims: int
    incidents: int
    judgements: int


class Casebook(Mapping, Accounts):
    """An open casebook. Not to be shared between threads; open one in each."""

    def __init__(
        self, engine: Engine, name: str, clock: Callable[[], str], columns: Columns
    ) -> None:
        """`open` makes one; `columns` may be shared by several on one engine."""
        super().__init__(engine, name, clock)
        self._columns = columns

    @classmethod
    def open(
        cls,
        target: str | Path,
        *,
        create: bool,
        clock: Callable[[], str] = utc_now,
        patience: float = 10.0,
    ) -> Self:
        """Open the casebook at a path or database URL; make it if there is none and `create`.

        `clock` tells the time that additions are stamped with; `patience` is how many seconds to
        wait while another program writes. Raises CasebookError (not there, not a casebook, not
        writable) and NewerCasebook, each with the next step; what is no casebook is left untouched.
        """
        engine, name = open_engine(target, create=create, patience=patience)
        return cls(engine, name, clock, Columns())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def beside(self) -> Self:
        """Another open casebook on the same database, for another thread: both draw on the same
        connections, and know the same statements."""
        return type(self)(self._engine, self._name, self._now, self._columns)

    def counts(self) -> Counts:
        """How many reports, incidents and so on there are."""
        reports, mentions = tables.reports, tables.mentions
        read = select(tables.current_readings.c.report)
        occupied = exists().where(mentions.c.incident == tables.incidents.c.id)
        with self._reading() as connection:
            return Counts(
                reports=count(connection, reports),
                unread=count(connection, reports, reports.c.id.not_in(read)),
                rejections=count(connection, tables.rejections),
                claims=count(connection, tables.claims),
                incidents=count(connection, tables.incidents, occupied),
                judgements=count(connection, tables.judgements),
            )

    def resolve_id(self, text: str) -> str:
        """The incident that a person means: its id, an old id that leads to it, or how only its id
        begins (with or without `i-`). Raises UsageError naming ids that come near."""
        table = tables.incidents
        wanted = text.strip()
        with self._reading() as connection:
            for exact in (wanted, f"i-{wanted}"):
                query = select(table.c.id, table.c.survivor).where(table.c.id == exact)
                row = connection.execute(query).first()
                if row is not None:
                    return str(row.survivor or row.id)
        found = self._beginning(wanted)
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"incident {text!r} may be any of {len(found)}: {self._named(found)}; type more"
            )
        if next(self.incidents(), None) is None:
            raise UsageError(
                f"no incident {text!r}: the casebook {self.name} has none yet; "
                f"add reports with: rashomon ingest PATH --casebook {self.name}"
            )
        raise UsageError(f"no incident {text!r}; near it: {self._named(self._near(wanted))}")

    def _beginning(self, prefix: str) -> list[str]:
        """The incidents whose id, or an old id that leads to them, begins with `prefix`."""
        if not prefix:
            return []
        table = tables.incidents
        begins = table.c.id.startswith(prefix, autoescape=True)
        if not prefix.startswith("i-"):
            begins = begins | table.c.id.startswith(f"i-{prefix}", autoescape=True)
        with self._reading() as connection:
            rows = connection.execute(select(table.c.id, table.c.survivor).where(begins))
            return sorted({str(row.survivor or row.id) for row in rows})

    def _near(self, wanted: str) -> list[str]:
        """The incidents whose ids share the longest beginning with what was asked for."""
        bare = wanted.removeprefix("i-")
        for length in range(len(bare), 0, -1):
            found = self._beginning(f"i-{bare[:length]}")
            if found:
                return found
        return [each for each, _ in zip(self.incidents(), range(_NEAR), strict=False)]

    def _named(self, incidents: list[str]) -> str:
        """Ids with their titles, the first few."""
        shown = incidents[:_NEAR]
        titles = {}
        query = select(tables.entries.c.incident, tables.entries.c.body)
        with self._reading() as connection:
            for row in connection.execute(query.where(tables.entries.c.incident.in_(shown))):
                titles[row.incident] = loads(IncidentEntry, row.body).title
        named = [f"{each} ({titles[each]})" if each in titles else each for each in shown]
        return ", ".join(named) + (", …" if len(incidents) > len(shown) else "")
