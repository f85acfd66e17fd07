"""Which reports are one story: the keys that find it, and the lineage of each report.

What has yet to be looked at is marked, so that a process that dies in between is taken up where it
was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update

from rashomon.codec import loads
from rashomon.records import Lineage, MentionProfile, Report
from rashomon.store import tables
from rashomon.store.derived import Derived
from rashomon.store.evidence import REPORT_COLUMNS
from rashomon.store.session import chunks, insert_or_replace, made

_traces, _keys, _lineages = tables.traces, tables.story_keys, tables.lineages


class Stories(Derived):
    """Story keys and lineages; what `reconcile.retrace` looks things up in."""

    def untraced(self) -> tuple[str, ...]:
        """The reports whose lineage has yet to be looked at, by the day of their publication."""
        query = (
            select(_traces.c.report)
            .join(tables.reports, tables.reports.c.id == _traces.c.report)
            .where(_traces.c.pending)
            .order_by(tables.reports.c.published, _traces.c.report)
        )
        with self._reading() as connection:
            return tuple(connection.execute(query).scalars())

    def save_story_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Keep the keys of these reports, in the place of their former ones."""
        with self._writing() as connection:
            for chunk in chunks(sorted(keys)):
                connection.execute(delete(_keys).where(_keys.c.report.in_(chunk)))
                rows = [{"key": key, "report": each} for each in chunk for key in keys[each]]
                if rows:
                    connection.execute(insert(_keys), rows)

    def story_keys(self, reports: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Report → its keys, for those of these reports that have some."""
        found: dict[str, list[str]] = {}
        with self._reading() as connection:
            for chunk in chunks(sorted(set(reports))):
                query = select(_keys.c.report, _keys.c.key).where(_keys.c.report.in_(chunk))
                for report, key in connection.execute(query):
                    found.setdefault(report, []).append(key)
        return {report: tuple(sorted(keys)) for report, keys in found.items()}

    def sharing(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """Story key → the reports that have it, by id; keys that none has are left out."""
        found: dict[str, list[str]] = {}
        with self._reading() as connection:
            for chunk in chunks(sorted(set(keys))):
                query = select(_keys.c.key, _keys.c.report).where(_keys.c.key.in_(chunk))
                for key, report in connection.execute(query.order_by(_keys.c.key, _keys.c.report)):
                    found.setdefault(key, []).append(report)
        return found

    def months(self) -> frozenset[str]:
        """The months (2020-01) in which reports were published."""
        day = func.substr(tables.reports.c.published, 1, 10)
        query = select(day).where(tables.reports.c.published.is_not(None)).distinct()
        with self._reading() as connection:
            days = connection.execute(query).scalars()
            return frozenset(date.fromisoformat(each).isoformat()[:7] for each in days)

    def reports_by_id(self, ids: Iterable[str]) -> dict[str, Report]:
        """Id → report, for those of these that there are."""
        found: dict[str, Report] = {}
        with self._reading() as connection:
            for chunk in chunks(sorted(set(ids))):
                query = select(*REPORT_COLUMNS).where(tables.reports.c.id.in_(chunk))
                found.update((row.id, made(Report, row)) for row in connection.execute(query))
        return found

    def profiles_of(self, reports: Iterable[str]) -> dict[str, list[MentionProfile]]:
        """Report → the profiles of its mentions, by id."""
        found: dict[str, list[MentionProfile]] = {}
        mentions = tables.mentions
        with self._reading() as connection:
            for chunk in chunks(sorted(set(reports))):
                query = select(mentions.c.report, mentions.c.profile).where(
                    mentions.c.report.in_(chunk), mentions.c.profile.is_not(None)
                )
                for report, body in connection.execute(query.order_by(mentions.c.id)):
                    found.setdefault(report, []).append(loads(MentionProfile, body))
        return found

    # ------------------------------------------------------------------------------- lineages

    def save_lineages(
        self, lineages: Mapping[str, Lineage | None], traced: Iterable[str] = ()
    ) -> None:
        """Keep what each of these reports is a copy, retelling or version of; None: of nothing.

        The incidents of reports whose lineage changes want a new entry; `traced` are looked at.
        """
        with self._writing() as connection:
            before = self.lineages(lineages)
            changed = [each for each in sorted(lineages) if lineages[each] != before.get(each)]
            for report in changed:
                lineage = lineages[report]
                if lineage is None:
                    connection.execute(delete(_lineages).where(_lineages.c.report == report))
                else:
                    values = {"report": report, "kind": lineage.kind, "of": lineage.of}
                    insert_or_replace(connection, _lineages, values, "report")
            mentions, entries = tables.mentions, tables.entries
            for chunk in chunks(changed):
                touched = select(mentions.c.incident).where(mentions.c.report.in_(chunk))
                connection.execute(
                    update(entries).where(entries.c.incident.in_(touched)).values(stale=True)
                )
            for chunk in chunks(sorted(set(traced))):
                done = update(_traces).where(_traces.c.report.in_(chunk))
                connection.execute(done.values(pending=False))

    def lineages(self, report_ids: Iterable[str] | None = None) -> dict[str, Lineage]:
        """Report → its lineage, for those of these reports (of all, if not given) that have one."""
        query = select(_lineages.c.report, _lineages.c.kind, _lineages.c.of)
        if report_ids is None:
            rows = self._pages(query, _lineages.c.report)
            return {row[0]: Lineage(row[1], row[2]) for row in rows}
        wanted = chunks(sorted(set(report_ids)))
        return dict(self._found(query.where(_lineages.c.report.in_(each)) for each in wanted))

    def followers(self, reports: Iterable[str]) -> dict[str, Lineage]:
        """Report → its lineage, for those whose lineage leads to one of these."""
        query = select(_lineages.c.report, _lineages.c.kind, _lineages.c.of)
        wanted = chunks(sorted(set(reports)))
        return dict(self._found(query.where(_lineages.c.of.in_(each)) for each in wanted))

    def _found(self, queries: Iterable[Select[Any]]) -> Iterator[tuple[str, Lineage]]:
        with self._reading() as connection:
            for query in queries:
                for row in connection.execute(query):
                    yield row[0], Lineage(row[1], row[2])
