"""The review queue: why to look at which incident next, and where the review of each stands.

What people say of a review (its status, who looks at it) is only ever added to. What follows from
it and from the incident, the line of the queue, is made anew with the incident's entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from sqlalchemy import Connection, Select, func, insert, select, update

from rashomon.codec import dumps, from_json, loads
from rashomon.errors import CasebookError, UsageError
from rashomon.records import Concern, IncidentEntry, Reviewed, ReviewStatus
from rashomon.store import listing, tables
from rashomon.store.browsing import Browsing
from rashomon.store.filters import Filters, conditions
from rashomon.store.session import chunks, count, replace_all

LONGEST_NAME: Final = 200

_queue, _reviews, _entries = tables.queue, tables.reviews, tables.entries
_facets = tables.facets
_mentions = tables.mentions


@dataclass(frozen=True, slots=True)
class QueueLine:
    """An incident in the queue: its review, and the reasons to look at it, weightiest first."""

    entry: IncidentEntry
    status: ReviewStatus
    assignee: str | None
    weight: float
    concerns: tuple[Concern, ...]


class Reviewing(Browsing):
    """The queue and the reviews."""

    def save_queued(self, lines: Iterable[tuple[str, Sequence[Concern], str]]) -> None:
        """Keep of incidents why to look at them, and a digest of what is known of them.

        A review that was done of another state is open again.
        """
        given = list(lines)
        before = self.reviewed(incident for incident, _, _ in given)
        rows = [
            {
                "incident": incident,
                "status": _status(before.get(incident), state),
                "assignee": before[incident].assignee if incident in before else None,
                "weight": sum(each.points for each in concerns),
                "concerns": dumps(tuple(concerns)) if concerns else "[]",
                "state": state,
            }
            for incident, concerns, state in given
        ]
        with self._writing() as connection:
            replace_all(connection, _queue, rows, ["incident"])
            listing.reviewed(connection, [incident for incident, _, _ in given])

    def reviewed(self, incidents: Iterable[str]) -> dict[str, Reviewed]:
        """What was said last of the review of incidents, where anybody has said anything."""
        found: dict[str, Reviewed] = {}
        with self._reading() as connection:
            for chunk in chunks(sorted(set(incidents))):
                query = select(_reviews).where(_reviews.c.incident.in_(chunk))
                for row in connection.execute(query.order_by(_reviews.c.number)):
                    said = (row.status, row.assignee, row.state, tuple(json.loads(row.reports)))
                    found[row.incident] = Reviewed(*said)
        return found

    def review(
        self, incident: str, by: str, *, status: ReviewStatus | None, assignee: str | None
    ) -> None:
        """Say where the review of an incident stands, and who looks at it (None: nobody).

        A status of None leaves it as it stands. Raises UsageError for what is no status or no name,
        CasebookError where the incident stands in no queue.
        """
        if status is not None and status not in get_args(ReviewStatus):
            raise UsageError(
                f"{status!r} is no status; there are {', '.join(get_args(ReviewStatus))}"
            )
        name = (assignee or "").strip() or None
        if name is not None and len(name) > LONGEST_NAME:
            raise UsageError(f"a name has at most {LONGEST_NAME} characters")
        with self._writing() as connection:
            now = connection.execute(select(_queue).where(_queue.c.incident == incident)).first()
            if now is None:
                raise CasebookError(
                    f"casebook {self.name}: there is no incident {incident} to review"
                )
            said = status or now.status
            if (said, name) == (now.status, now.assignee):
                return
            reports = select(_mentions.c.report).where(_mentions.c.incident == incident).distinct()
            known = sorted(connection.execute(reports).scalars())
            row = {
                "incident": incident,
                "status": said,
                "assignee": name,
                "by": by,
                "at": self._now(),
                "state": now.state,
                "reports": json.dumps(known),
            }
            connection.execute(insert(_reviews).values(row))
            line = update(_queue).where(_queue.c.incident == incident)
            connection.execute(line.values(status=said, assignee=name))
            listing.reviewed(connection, [incident])
            if said == "done":  # what was to be looked at has been; describing it anew says so
                stale = update(_entries).where(_entries.c.incident == incident)
                connection.execute(stale.values(stale=True))
            detail = f"{incident}: {said}, {f'with {name}' if name else 'with nobody'}"
            self._log(connection, "review", detail, by)

    def queue(
        self,
        status: ReviewStatus | None = None,
        *,
        assignee: str | None = None,
        filters: Filters | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[QueueLine, ...]:
        """The incidents to look at, what matters most first; of one status and with one person, if
        these are given."""
        with self._reading() as connection:
            query = _ordered(_lines(connection, status, assignee, filters))
            # First which, then what stands in them: sorting carries no bodies along.
            page = query.with_only_columns(_queue.c.incident).limit(limit).offset(offset)
            wanted = list(connection.execute(page).scalars())
            lines = _lines(connection, None, None, None).where(_queue.c.incident.in_(wanted))
            found = {row.incident: _line(row) for row in connection.execute(lines)}
        return tuple(found[each] for each in wanted)

    def count_queue(
        self,
        status: ReviewStatus | None = None,
        *,
        assignee: str | None = None,
        filters: Filters | None = None,
    ) -> int:
        """How many incidents there are to look at; of one status and with one person, if these are
        given."""
        with self._reading() as connection:
            lines = _lines(connection, status, assignee, filters)
            wanted = lines.with_only_columns(func.count(), maintain_column_froms=True)
            return int(connection.execute(wanted).scalar_one())

    def queue_line(self, incident: str) -> QueueLine | None:
        """The line of one incident; None where it stands in no queue."""
        with self._reading() as connection:
            query = _lines(connection, None, None, None).where(_queue.c.incident == incident)
            row = connection.execute(query).first()
        return None if row is None else _line(row)

    def queued_after(
        self, incident: str | None, status: ReviewStatus = "open", assignee: str | None = None
    ) -> str | None:
        """The incident of this status that comes next in the queue after this one, else the first
        of them; None where there is no other."""
        with self._reading() as connection:
            query = _lines(connection, status, assignee, None)
            if incident is not None:
                query = query.where(_queue.c.incident != incident)
                of = select(_queue.c.weight).where(_queue.c.incident == incident)
                weight = connection.execute(of).scalar()
                if weight is not None:
                    # In this order: of equal weight, lighter, any; each follows the index.
                    equal = query.where(_queue.c.weight == weight, _queue.c.incident > incident)
                    lighter = query.where(_queue.c.weight < weight)
                    return _first(connection, equal, lighter, query)
            return _first(connection, query)

    def queued(self) -> dict[str, int]:
        """How many incidents stand at each status of review."""
        with self._reading() as connection:
            said = (
                select(_queue.c.status, func.count())
                .join(_facets, _facets.c.incident == _queue.c.incident)
                .where(_queue.c.status != "open")
                .group_by(_queue.c.status)
            )
            found = {row[0]: int(row[1]) for row in connection.execute(said)}
            # Nearly all are open: they are the rest, and not counted one by one.
            found["open"] = count(connection, _facets) - sum(found.values())
        return {each: found.get(each, 0) for each in get_args(ReviewStatus)}

    def assignees(self) -> tuple[str, ...]:
        """Who looks at something, by name."""
        query = select(_queue.c.assignee).where(_queue.c.assignee.is_not(None)).distinct()
        with self._reading() as connection:
            return tuple(sorted(connection.execute(query).scalars()))


def _lines(
    connection: Connection,
    status: ReviewStatus | None,
    assignee: str | None,
    filters: Filters | None,
) -> Select[Any]:
    query = (
        select(_queue, _entries.c.body)
        .join(_entries, _entries.c.incident == _queue.c.incident)
        .join(_facets, _facets.c.incident == _queue.c.incident)
    )
    query = query.where(*conditions(connection, filters or Filters()))
    if status is not None:
        query = query.where(_queue.c.status == status)
    if assignee is not None:
        query = query.where(_queue.c.assignee == assignee)
    return query


def _first(connection: Connection, *queries: Select[Any]) -> str | None:
    """The incident that comes first, of the first of these queries that has any."""
    for query in queries:
        wanted = _ordered(query).with_only_columns(_queue.c.incident).limit(1)
        found = connection.execute(wanted).scalar()
        if found is not None:
            return str(found)
    return None


def _ordered(query: Select[Any]) -> Select[Any]:
    return query.order_by(_queue.c.weight.desc(), _queue.c.incident)


def _line(row: Any) -> QueueLine:
    reasons = tuple(from_json(Concern, each) for each in json.loads(row.concerns))
    entry = loads(IncidentEntry, row.body)
    return QueueLine(entry, row.status, row.assignee, row.weight, reasons)


def _status(before: Reviewed | None, state: str) -> ReviewStatus:
    """Where a review stands: what was done of another state is open again."""
    if before is None or (before.status == "done" and before.state != state):
        return "open"
    return before.status
