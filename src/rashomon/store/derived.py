"""What follows from the evidence: profiles, links, incidents with their ids, entries, lineages.

All of it can be made anew from the readings and judgements, except incident ids, which are kept for
ever (`identity`). What reconcile has yet to look at is marked in the tables, so that a process
that dies between two steps is taken up where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, cast

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, update

from rashomon.codec import dumps, from_json, loads
from rashomon.errors import CasebookError
from rashomon.records import (
    Facets,
    IncidentEntry,
    Lineage,
    Link,
    LinkFeature,
    MentionProfile,
    ReportEntry,
    Status,
    identify,
)
from rashomon.store import listing, tables
from rashomon.store.identity import IncidentChanges, KnownId, assign
from rashomon.store.judging import Judging
from rashomon.store.session import chunks, made, replace_all

_mentions, _incidents, _entries = tables.mentions, tables.incidents, tables.entries
_UNKNOWN_DATE = "9999"  # after every date, so that what has none comes last


class Derived(Judging):
    """Mentions, links, incidents, entries and lineages."""

    # -------------------------------------------------------------------------------- profiles

    def unprofiled(self) -> Iterator[str]:
        """Ids of the reports whose current reading has mentions without a profile, by the day of
        their publication: keys of one time lie together, and are written together."""
        published = tables.reports.c.published
        query = (
            select(_mentions.c.report, published)
            .join(tables.reports, tables.reports.c.id == _mentions.c.report)
            .where(_mentions.c.pending, _mentions.c.profile.is_(None))
            .distinct()
            .order_by(published, _mentions.c.report)
        )
        with self._reading() as connection:
            found = connection.execute(query).scalars().all()
        yield from found

    def save_profiles(self, profiles: Iterable[MentionProfile]) -> None:
        """Keep the profiles of mentions; a changed one waits for reconciling.

        Raises CasebookError when a mention is in no current reading.
        """
        with self._writing() as connection:
            for chunk in chunks(iter(profiles)):
                self._save_profiles(connection, {each.id: each for each in chunk})

    def _save_profiles(
        self, connection: Connection, profiles: Mapping[str, MentionProfile]
    ) -> None:
        keys, links = tables.mention_keys, tables.links
        bodies = {each: dumps(profile) for each, profile in profiles.items()}
        known = select(_mentions.c.id, _mentions.c.profile).where(_mentions.c.id.in_(bodies))
        before = {row[0]: row[1] for row in connection.execute(known)}
        for each in bodies:
            if each not in before:
                raise CasebookError(
                    f"casebook {self.name}: no current reading has the mention {each}"
                )
        changed = sorted(each for each in bodies if before[each] != bodies[each])
        again = [each for each in changed if before[each] is not None]
        if again:
            connection.execute(delete(keys).where(keys.c.mention.in_(again)))
            connection.execute(delete(links).where(links.c.a.in_(again) | links.c.b.in_(again)))
        if changed:
            profiled = update(_mentions).where(_mentions.c.id == bindparam("mention"))
            rows = [{"mention": each, "body": bodies[each]} for each in changed]
            connection.execute(profiled.values(profile=bindparam("body"), pending=True), rows)
        rows = [
            {"key": key, "mention": each}
            for each in changed
            for key in dict.fromkeys(profiles[each].keys)
        ]
        if rows:
            connection.execute(insert(keys), rows)

    def profiles(self, mention_ids: Iterable[str]) -> tuple[MentionProfile, ...]:
        """The profiles of these mentions, by id; mentions without one are left out."""
        found: list[MentionProfile] = []
        with self._reading() as connection:
            for chunk in chunks(sorted(set(mention_ids))):
                query = select(_mentions.c.profile).where(
                    _mentions.c.id.in_(chunk), _mentions.c.profile.is_not(None)
                )
                bodies = connection.execute(query.order_by(_mentions.c.id)).scalars()
                found.extend(loads(MentionProfile, body) for body in bodies)
        return tuple(found)

    def titles(self, mention_ids: Iterable[str]) -> dict[str, str]:
        """Mention → its title, for those of these that have a profile."""
        found: dict[str, str] = {}
        profiled = select(_mentions.c.id, _mentions.c.profile)
        with self._reading() as connection:
            for chunk in chunks(sorted(set(mention_ids))):
                query = profiled.where(_mentions.c.id.in_(chunk), _mentions.c.profile.is_not(None))
                found.update(
                    (row[0], json.loads(row[1])["title"]) for row in connection.execute(query)
                )
        return found

    def with_block_key(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """Block key → the ids of the mentions that have it; keys that none has are left out."""
        table = tables.mention_keys
        found: dict[str, list[str]] = {}
        with self._reading() as connection:
            for chunk in chunks(sorted(set(keys))):
                query = select(table.c.key, table.c.mention).where(table.c.key.in_(chunk))
                for key, mention in connection.execute(query):
                    found.setdefault(key, []).append(mention)
        return found

    def neighbours(self, keys: Iterable[str]) -> tuple[MentionProfile, ...]:
        """The profiles of every mention with one of these block keys, by id.

        Mentions that the keys were taken from are among them.
        """
        found = self.with_block_key(keys).values()
        return self.profiles(mention for each in found for mention in each)

    def unreconciled(self) -> tuple[str, ...]:
        """The mentions that reconcile has yet to look at, by the day of their publication.

        New ones, those of reports that were read again, and those that a merge or split judgement
        or its withdrawal touches. Those of one day stand together, so that what they are compared
        with is looked up together.
        """
        reports = tables.reports
        query = (
            select(_mentions.c.id)
            .join(reports, reports.c.id == _mentions.c.report)
            .where(_mentions.c.pending, _mentions.c.profile.is_not(None))
            .order_by(reports.c.published, _mentions.c.id)
        )
        with self._reading() as connection:
            return tuple(connection.execute(query).scalars())

    # ----------------------------------------------------------------------------------- links

    def save_links(self, links: Iterable[Link]) -> None:
        """Keep links with their reasons, in the place of those between the same mentions."""
        table = tables.links
        with self._writing() as connection:
            for chunk in chunks(iter(links)):
                rows = [
                    {
                        "a": link.a,
                        "b": link.b,
                        "points": link.points,
                        "kept": link.kept,
                        "features": dumps(link.features) if link.features else "[]",
                    }
                    for link in chunk
                ]
                replace_all(connection, table, rows, ("a", "b"))

    def links_among(self, mention_ids: Iterable[str], *, reasons: bool = True) -> tuple[Link, ...]:
        """Every link between two of these mentions, by their ids; without its reasons if not asked
        for."""
        table = tables.links
        wanted = set(mention_ids)
        found: list[Link] = []
        columns = [table.c.a, table.c.b, table.c.points, table.c.kept]
        if reasons:
            columns.append(table.c.features)
        with self._reading() as connection:
            for chunk in chunks(sorted(wanted)):
                for row in connection.execute(select(*columns).where(table.c.a.in_(chunk))):
                    if row.b in wanted:
                        told = json.loads(row.features) if reasons else ()
                        features = tuple(from_json(LinkFeature, each) for each in told)
                        found.append(Link(row.a, row.b, row.points, row.kept, features))
        return tuple(sorted(found, key=lambda link: (link.a, link.b)))

    def joined_with(self, mention_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """(mention, other) for every kept link of these mentions, from both its ends."""
        table = tables.links
        with self._reading() as connection:
            for chunk in chunks(sorted(set(mention_ids))):
                for here, there in ((table.c.a, table.c.b), (table.c.b, table.c.a)):
                    joined = select(here, there).where(here.in_(chunk), table.c.kept)
                    yield from ((row[0], row[1]) for row in connection.execute(joined))

    def linked_to(self, mention_ids: Iterable[str]) -> frozenset[str]:
        """The mentions that a kept link joins to one of these, by their ids."""
        return frozenset(other for _, other in self.joined_with(mention_ids))

    # ------------------------------------------------------------------------------- incidents

    def incidents(self) -> Iterator[str]:
        """The ids of all incidents that mentions belong to; no aliases."""
        occupied = exists().where(_mentions.c.incident == _incidents.c.id)
        for row in self._pages(select(_incidents.c.id).where(occupied), _incidents.c.id):
            yield row[0]

    def members(self, incident_id: str) -> tuple[str, ...]:
        """The ids of the mentions that belong to an incident.

        Empty for an alias, and for an incident whose reports were all read again and say nothing
        of it any longer.
        """
        query = select(_mentions.c.id).where(_mentions.c.incident == incident_id)
        with self._reading() as connection:
            return tuple(connection.execute(query.order_by(_mentions.c.id)).scalars())

    def tellings(self, incidents: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """(incident, mention, report) for every mention that belongs to one of these incidents."""
        columns = (_mentions.c.incident, _mentions.c.id, _mentions.c.report)
        with self._reading() as connection:
            for chunk in chunks(sorted(set(incidents))):
                query = select(*columns).where(_mentions.c.incident.in_(chunk))
                for row in connection.execute(query.order_by(*columns)):
                    yield row[0], row[1], row[2]

    def report_of_mention(self, mention_id: str) -> str:
        """The report that a mention is of. Raises CasebookError when there is no such mention."""
        query = select(_mentions.c.report).where(_mentions.c.id == mention_id)
        with self._reading() as connection:
            found = connection.execute(query).scalar()
        if found is None:
            raise CasebookError(f"casebook {self.name}: there is no mention {mention_id}")
        return str(found)

    def reports_of(self, incident_id: str) -> tuple[str, ...]:
        """The ids of the reports whose mentions belong to an incident."""
        query = select(_mentions.c.report).where(_mentions.c.incident == incident_id).distinct()
        with self._reading() as connection:
            return tuple(connection.execute(query.order_by(_mentions.c.report)).scalars())

    def incident_of(self, mention_id: str) -> str | None:
        """The incident that a mention belongs to; None while it waits for reconciling."""
        return self.incidents_of([mention_id]).get(mention_id)

    def incidents_of(self, mention_ids: Iterable[str]) -> dict[str, str]:
        """Mention → incident, for those of these mentions that belong to one."""
        with self._reading() as connection:
            return {
                mention: incident
                for mention, incident, _ in _placed(connection, mention_ids)
                if incident is not None
            }

    def sharing_incident(self, mention_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """(mention, other) for these mentions and all others of the incidents that they belong to,
        or belonged to before their reports were read again: what has to be regrouped together."""
        with self._reading() as connection:
            placed = _placed(connection, mention_ids)
            of = {mention: incident or former for mention, incident, former in placed}
            members: dict[str, list[str]] = {}
            for chunk in chunks(sorted({each for each in of.values() if each is not None})):
                belong = select(_mentions.c.incident, _mentions.c.id)
                for row in connection.execute(belong.where(_mentions.c.incident.in_(chunk))):
                    members.setdefault(row[0], []).append(row[1])
        first: dict[str, str] = {}
        for mention, incident in of.items():
            if incident is not None:
                yield mention, first.setdefault(incident, mention)
        for incident, others in members.items():
            yield from ((first[incident], other) for other in others)

    def companions(self, mention_ids: Iterable[str]) -> tuple[str, ...]:
        """These mentions and all others of the incidents that they belong to, or belonged to before
        their reports were read again: what has to be regrouped together."""
        with self._reading() as connection:
            placed = _placed(connection, mention_ids)
            touched = {incident or former for _, incident, former in placed} - {None}
            found = {mention for mention, _, _ in placed}
            for chunk in chunks(sorted(cast(set[str], touched))):
                belong = select(_mentions.c.id).where(_mentions.c.incident.in_(chunk))
                found.update(connection.execute(belong).scalars())
        return tuple(sorted(found))

    def regroup(self, components: Iterable[Iterable[str]]) -> IncidentChanges:
        """Make an incident of each group of mention ids; what changed is returned.

        Gives ids by the rules of `identity` and applies them, in one transaction. An incident that
        one of the mentions belongs to must lie wholly in the groups (`companions` widens them).
        """
        groups = [frozenset(each) for each in components]
        with self._writing() as connection:
            mentions = sorted(mention for group in groups for mention in group)
            before = _before(connection, mentions)
            aliases = _known_ids(connection, _incidents.c.survivor, before.values())
            changes = assign(groups, before, _finder(connection, groups, before), aliases.values())
            self._apply(connection, changes)
        return changes

    def apply(self, changes: IncidentChanges) -> None:
        """Carry out changes of incidents, all or none.

        Raises CasebookError when they name a mention that is in no current reading.
        """
        with self._writing() as connection:
            self._apply(connection, changes)

    def _apply(self, connection: Connection, changes: IncidentChanges) -> None:
        self._give_ids(connection, changes)
        for chunk in chunks(sorted(changes.members)):
            # A mention that is not named again stands outside until reconcile looks at it.
            connection.execute(
                update(_mentions)
                .where(_mentions.c.incident.in_(chunk))
                .values(former=_mentions.c.incident, incident=None, pending=True)
            )
        rows = [
            {"of": incident, "mention": mention}
            for incident, members in changes.members.items()
            for mention in members
        ]
        placed = _placed(connection, [row["mention"] for row in rows])
        known = {mention for mention, _, _ in placed}
        for row in rows:
            if row["mention"] not in known:
                raise CasebookError(
                    f"casebook {self.name}: no current reading has the mention {row['mention']}"
                )
        if rows:
            belongs = update(_mentions).where(_mentions.c.id == bindparam("mention"))
            moved = belongs.values(incident=bindparam("of"), former=None, pending=False)
            connection.execute(moved, rows)
        self._tidy(connection, changes)
        left = {each for _, incident, former in placed for each in (incident, former) if each}
        listing.forget(connection, left | changes.members.keys())

    def _give_ids(self, connection: Connection, changes: IncidentChanges) -> None:
        """Make the new ids, and lead the old ones where they belong."""
        revived = _known_ids(connection, _incidents.c.id, changes.founders)
        rows = [
            {"id": incident, "founder": founder, "created_at": self._now()}
            for incident, founder in sorted(changes.founders.items())
            if incident not in revived
        ]
        if rows:
            connection.execute(insert(_incidents), rows)
        for chunk in chunks(sorted(revived)):
            again = update(_incidents).where(_incidents.c.id.in_(chunk)).values(survivor=None)
            connection.execute(again)
        for alias, survivor in sorted(changes.aliases.items()):
            leads = _incidents.c.id == alias
            followed = (_incidents.c.survivor == alias) & _incidents.c.id.not_in(changes.aliases)
            connection.execute(update(_incidents).where(leads | followed).values(survivor=survivor))

    def _tidy(self, connection: Connection, changes: IncidentChanges) -> None:
        """Aliases hold no mentions and stand in no list; changed incidents want a new entry."""
        for chunk in chunks(sorted(changes.aliases)):
            left = _mentions.c.incident.in_(chunk)
            if connection.execute(select(_mentions.c.id).where(left)).first() is not None:
                raise CasebookError(
                    f"casebook {self.name}: an incident that mentions belong to cannot be an alias"
                )
            listing.forget(connection, chunk, all_=True)
            connection.execute(delete(_entries).where(_entries.c.incident.in_(chunk)))
        for chunk in chunks(sorted(changes.members)):
            changed = _entries.c.incident.in_(chunk)
            connection.execute(update(_entries).where(changed).values(stale=True))

    # --------------------------------------------------------------------------------- entries

    def save_entries(self, entries: Iterable[IncidentEntry], facets: Iterable[Facets] = ()) -> None:
        """Keep incidents as lists show them, and what they are found by, in the place of their
        older entries.

        Raises CasebookError for an id that is no incident's.
        """
        found = {each.incident: each for each in facets}
        with self._writing() as connection:
            for chunk in chunks(iter(entries)):
                self._save_entries(connection, {each.id: each for each in chunk}, found)

    def _save_entries(
        self,
        connection: Connection,
        entries: Mapping[str, IncidentEntry],
        facets: Mapping[str, Facets],
    ) -> None:
        known = _known_ids(connection, _incidents.c.id, entries)
        for each in entries:
            if each not in known or known[each].survivor is not None:
                raise CasebookError(
                    f"casebook {self.name}: {each} is no incident, so it has no entry"
                )
        rows = [
            {
                "incident": entry.id,
                "status": entry.status,
                "country": None if entry.place is None else entry.place.country,
                "sort_date": entry.date_start or _UNKNOWN_DATE,
                "stale": False,
                "body": dumps(entry),
            }
            for entry in entries.values()
        ]
        replace_all(connection, _entries, rows, ["incident"])
        listed = [each for each in entries.values() if known[each.id].occupied]
        numbers = {each.id: known[each.id].number for each in listed}
        own = {each: facets[each] for each in numbers if each in facets}
        listing.keep(connection, listed, numbers, own)

    def entries(
        self, *, status: Status | None = None, country: str | None = None
    ) -> Iterator[IncidentEntry]:
        """The incidents as lists show them, by date and id, those without a date last.

        Only incidents that mentions belong to. A page at a time.
        """
        occupied = exists().where(_mentions.c.incident == _entries.c.incident)
        query = select(_entries.c.sort_date, _entries.c.incident, _entries.c.body).where(occupied)
        if status is not None:
            query = query.where(_entries.c.status == status)
        if country is not None:
            query = query.where(_entries.c.country == country)
        for row in self._pages(query, _entries.c.sort_date, _entries.c.incident):
            yield loads(IncidentEntry, row.body)

    def undescribed(self) -> Iterator[str]:
        """Ids of the incidents whose entry is missing or older than what it is made from."""
        occupied = exists().where(_mentions.c.incident == _incidents.c.id)
        query = (
            select(_incidents.c.id)
            .outerjoin(_entries, _entries.c.incident == _incidents.c.id)
            .where(occupied, func.coalesce(_entries.c.stale, True))
        )
        for row in self._pages(query, _incidents.c.id):
            yield row[0]

    # -------------------------------------------------------------------------------- reports

    def report_entries(self, report_ids: Iterable[str] | None = None) -> Iterator[ReportEntry]:
        """These reports (all, if not given) as lists show them, by id: no text, with lineage."""
        reports, lineages = tables.reports, tables.lineages
        names = [each.name for each in fields(ReportEntry) if each.name != "lineage"]
        query = select(*(reports.c[name] for name in names), lineages.c.kind, lineages.c.of)
        query = query.outerjoin(lineages, lineages.c.report == reports.c.id)
        if report_ids is None:
            rows = self._pages(query, reports.c.id)
        else:
            rows = (
                row
                for chunk in chunks(sorted(set(report_ids)))
                for row in self._pages(query.where(reports.c.id.in_(chunk)), reports.c.id)
            )
        yield from map(_report_entry, rows)

    def report_page(self, *, offset: int = 0, limit: int = 50) -> tuple[ReportEntry, ...]:
        """Reports as lists show them, the newest first; those without a date last."""
        reports, lineages = tables.reports, tables.lineages
        names = [each.name for each in fields(ReportEntry) if each.name != "lineage"]
        query = select(*(reports.c[name] for name in names), lineages.c.kind, lineages.c.of)
        query = query.outerjoin(lineages, lineages.c.report == reports.c.id)
        order = (reports.c.published.is_(None), reports.c.published.desc(), reports.c.id)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(*order).limit(limit).offset(offset))
            return tuple(map(_report_entry, rows))


def _report_entry(row: Sequence[Any]) -> ReportEntry:
    *values, kind, of = row
    return made(ReportEntry, (*values, None if kind is None else Lineage(kind, of)))


def _placed(
    connection: Connection, mention_ids: Iterable[str]
) -> Sequence[tuple[str, str | None, str | None]]:
    """(mention, incident, former incident) for those of these mentions that there are."""
    columns = (_mentions.c.id, _mentions.c.incident, _mentions.c.former)
    return [
        (row[0], row[1], row[2])
        for chunk in chunks(sorted(set(mention_ids)))
        for row in connection.execute(select(*columns).where(_mentions.c.id.in_(chunk)))
    ]


def _before(connection: Connection, mentions: Sequence[str]) -> dict[str, str]:
    """Mention → the incident that it belongs or belonged to, for the given ones and for all others
    of those incidents, so that a group which leaves one out is noticed."""
    placed = _placed(connection, mentions)
    survivors = {
        row[0]: row[1] or row[0]
        for chunk in chunks(sorted({each[1] or each[2] or "" for each in placed}))
        for row in connection.execute(
            select(_incidents.c.id, _incidents.c.survivor).where(_incidents.c.id.in_(chunk))
        )
    }
    before = {
        mention: survivors[incident or former or ""]
        for mention, incident, former in placed
        if incident or former
    }
    for chunk in chunks(sorted(set(before.values()))):
        belong = select(_mentions.c.id, _mentions.c.incident)
        for mention, incident in connection.execute(belong.where(_mentions.c.incident.in_(chunk))):
            before[mention] = incident
    return before


def _finder(
    connection: Connection, groups: Iterable[frozenset[str]], before: Mapping[str, str]
) -> Callable[[str], KnownId | None]:
    """Looks an incident id up. The ids that will be asked for are fetched at once beforehand."""
    likely = {*before.values(), *(identify("i", min(group)) for group in groups if group)}
    known = _known_ids(connection, _incidents.c.id, likely)

    def find(incident: str) -> KnownId | None:
        if incident not in likely:
            known.update(_known_ids(connection, _incidents.c.id, [incident]))
            likely.add(incident)
        return known.get(incident)

    return find


def _known_ids(connection: Connection, column: Any, values: Iterable[str]) -> dict[str, KnownId]:
    """The incident ids whose `column` (the id itself, or where it leads) is one of `values`."""
    occupied = exists().where(_mentions.c.incident == _incidents.c.id)
    columns = (_incidents.c.id, _incidents.c.number, _incidents.c.founder, _incidents.c.survivor)
    return {
        row[0]: made(KnownId, row)
        for chunk in chunks(sorted(set(values)))
        for row in connection.execute(select(*columns, occupied).where(column.in_(chunk)))
    }
