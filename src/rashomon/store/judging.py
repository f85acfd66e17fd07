"""What analysts decided. A judgement stands beside claims; withdrawing one adds a withdrawal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, or_, select, update

from rashomon.codec import dumps, to_json
from rashomon.errors import CasebookError, Overtaken
from rashomon.records import Claim, Judgement, JudgementKind
from rashomon.store import tables
from rashomon.store.evidence import Evidence
from rashomon.store.session import chunks, insert_missing

REGROUPING: Final[tuple[JudgementKind, ...]] = ("merge", "split")
"""The judgements that change which mentions belong together, so that reconcile must look again."""

_judgements, _claims, _withdrawals = (
    tables.judgements,
    tables.judgement_claims,
    tables.withdrawals,
)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A judgement that was taken back: who did it, when and why."""

    judgement: Judgement
    by: str
    at: str
    why: str


class Judging(Evidence):
    """Judgements and their withdrawals."""

    def add_judgement(self, judgement: Judgement, *, seen: frozenset[int] | None = None) -> bool:
        """Keep a judgement; false when it is there already.

        Its incident's entry becomes stale, and after a merge or split its mentions wait for
        reconciling. `seen` are the judgements that its maker saw on the incident (`standing`), None
        if that does not matter. Raises CasebookError when another judgement has its id, Overtaken
        when others have judged the incident since, or taken a judgement back.
        """
        row = to_json(judgement)
        claims = row.pop("claims")
        row["value"] = None if judgement.value is None else dumps(judgement.value)
        with self._writing() as connection:
            self._hold(connection, judgement.incident, seen, judgement.by)
            if not insert_missing(connection, _judgements, row):
                if self._judgement(connection, judgement.id) == judgement:
                    return False
                raise CasebookError(
                    f"casebook {self.name}: another judgement has the id {judgement.id}"
                )
            if claims:
                rows = [
                    {"judgement": judgement.id, "position": position, "claim": claim}
                    for position, claim in enumerate(claims)
                ]
                connection.execute(insert(_claims), rows)
            _awaken(connection, judgement)
            about = ", ".join([judgement.incident or "", *judgement.claims]).strip(", ")
            detail = f"{judgement.kind} {judgement.id} on {about}: {judgement.why}"
            self._log(connection, "judge", detail, judgement.by)
        return True

    def withdraw_judgement(
        self, judgement_id: str, by: str, at: str, why: str, *, seen: frozenset[int] | None = None
    ) -> bool:
        """Take a judgement back: it stays, and counts no longer. False when that was done before.

        Raises CasebookError when there is no such judgement; Overtaken as `add_judgement` does.
        """
        with self._writing() as connection:
            judgement = self._judgement(connection, judgement_id)
            if judgement is None:
                raise CasebookError(f"casebook {self.name}: there is no judgement {judgement_id}")
            self._hold(connection, judgement.incident, seen, by)
            row = {"judgement": judgement_id, "by": by, "at": at, "why": why}
            if not insert_missing(connection, _withdrawals, row):
                return False
            _awaken(connection, judgement)
            self._log(connection, "withdraw", f"{judgement.kind} {judgement_id}: {why}", by)
        return True

    def judgements(
        self, incident: str | None = None, *, kinds: Sequence[JudgementKind] | None = None
    ) -> tuple[Judgement, ...]:
        """The judgements that stand, in the order of their time; of one incident, if it is named,
        and of these kinds, if some are.

        A judgement belongs to the incidents that its claims belong to now; where it names no claim,
        or none that any current reading holds, to the incident that it names.
        """
        table = _judgements
        query = select(table).where(table.c.id.not_in(select(_withdrawals.c.judgement)))
        if incident is not None:
            query = query.where(_concerns(incident))
        if kinds is not None:
            query = query.where(table.c.kind.in_(kinds))
        with self._reading() as connection:
            return _read(connection, query.order_by(table.c.at, table.c.number))

    def standing(self, incident: str) -> tuple[int, ...]:
        """The numbers of the judgements that stand on an incident: its version, to whoever judges
        it. An old id is as good as the one that it leads to."""
        with self._reading() as connection:
            return tuple(sorted(_standing(connection, incident)))

    def decided_since(
        self, incident: str, seen: frozenset[int], by: str
    ) -> tuple[tuple[Judgement, ...], tuple[Withdrawal, ...]]:
        """What others than `by` have judged of an incident and taken back since these judgements
        stood on it."""
        with self._reading() as connection:
            added, gone = _since(connection, incident, seen, by)
            query = select(_judgements).where(_judgements.c.number.in_(sorted(added)))
            later = _read(connection, query.order_by(_judgements.c.number))
            back = select(_judgements.c.number, _withdrawals).join(_withdrawals)
            found = connection.execute(back.where(_judgements.c.number.in_(sorted(gone)))).all()
            judged = {row.number: self._judgement(connection, row.judgement) for row in found}
        taken = []
        for row in found:
            judgement = judged[row.number]
            assert judgement is not None
            taken.append(Withdrawal(judgement, row.by, row.at, row.why))
        return later, tuple(sorted(taken, key=lambda each: (each.at, each.judgement.id)))

    def _hold(
        self, connection: Connection, incident: str | None, seen: frozenset[int] | None, by: str
    ) -> None:
        """Raises Overtaken where others have judged the incident since these judgements stood."""
        if incident is None or seen is None:
            return
        added, gone = _since(connection, incident, seen, by)
        if added or gone:
            raise Overtaken(
                f"casebook {self.name}: others have judged incident {incident} meanwhile", incident
            )

    def decisions(self) -> frozenset[tuple[str, bool]]:
        """(judgement id, whether it was withdrawn) for all that was ever judged."""
        withdrawn = _withdrawals.c.judgement.is_not(None)
        query = select(_judgements.c.id, withdrawn).outerjoin(
            _withdrawals, _withdrawals.c.judgement == _judgements.c.id
        )
        with self._reading() as connection:
            return frozenset((row[0], bool(row[1])) for row in connection.execute(query))

    def awaken_since(self, known: frozenset[tuple[str, bool]]) -> bool:
        """Mark anew what follows from judgements and withdrawals that are not among `known`, since
        whoever made it in the meantime may not have seen them; false when there are none."""
        later = {judgement for judgement, _ in self.decisions() - known}
        if not later:
            return False
        with self._writing() as connection:
            for each in sorted(later):
                judgement = self._judgement(connection, each)
                assert judgement is not None
                _awaken(connection, judgement)
        return True

    def claims_by_id(self, claims: Iterable[str]) -> dict[str, Claim]:
        """Id → claim, for those of these that a current reading holds."""
        table = tables.claims
        wanted = set(claims)
        with self._reading() as connection:
            reports = {
                report
                for chunk in chunks(sorted(wanted))
                for report in connection.execute(
                    select(table.c.report).where(table.c.id.in_(chunk))
                ).scalars()
            }
        return {
            claim.id: claim
            for reading in self.readings(reports)
            for claim in reading.claims
            if claim.id in wanted
        }

    def dismissed(self) -> frozenset[str]:
        """The incidents that an analyst judged to be none."""
        made = self.judgements(kinds=["not-an-incident"])
        named = {each.incident for each in made if each.incident is not None and not each.claims}
        mentions = self.mentions_of_claims(claim for each in made for claim in each.claims)
        table, incidents = tables.mentions, tables.incidents
        found: set[str] = set()
        with self._reading() as connection:
            for chunk in chunks(sorted(set(mentions.values()))):
                query = select(table.c.incident).where(table.c.id.in_(chunk))
                found.update(each for each in connection.execute(query).scalars() if each)
            for chunk in chunks(sorted(named)):
                leads = select(incidents.c.id, incidents.c.survivor)
                for row in connection.execute(leads.where(incidents.c.id.in_(chunk))):
                    found.add(row.survivor or row.id)
        return frozenset(found)

    def _judgement(self, connection: Connection, judgement_id: str) -> Judgement | None:
        found = _read(connection, select(_judgements).where(_judgements.c.id == judgement_id))
        return found[0] if found else None

    def mentions_of_claims(self, claims: Iterable[str]) -> dict[str, str]:
        """Claim id → the mention that the current reading gives it, for those that have one."""
        table = tables.claims
        found: dict[str, str] = {}
        with self._reading() as connection:
            for chunk in chunks(sorted(set(claims))):
                query = select(table.c.id, table.c.mention).where(
                    table.c.id.in_(chunk), table.c.mention.is_not(None)
                )
                found.update((row[0], row[1]) for row in connection.execute(query))
        return found


def _standing(connection: Connection, incident: str) -> dict[int, str]:
    """The judgements that stand on an incident: number → whose it is."""
    incidents = tables.incidents
    leads = select(func.coalesce(incidents.c.survivor, incidents.c.id))
    now = connection.execute(leads.where(incidents.c.id == incident)).scalar() or incident
    query = select(_judgements.c.number, _judgements.c.by).where(
        _judgements.c.id.not_in(select(_withdrawals.c.judgement)), _concerns(now)
    )
    return {row.number: row.by for row in connection.execute(query)}


def _since(
    connection: Connection, incident: str, seen: frozenset[int], by: str
) -> tuple[set[int], set[int]]:
    """The numbers of the judgements that others made of an incident since these stood, and of those
    among these that others took back."""
    standing = _standing(connection, incident)
    added = {number for number, whose in standing.items() if number not in seen and whose != by}
    missing = sorted(seen - set(standing))
    if not missing:
        return added, set()
    query = select(_judgements.c.number).join(_withdrawals)
    taken = query.where(_judgements.c.number.in_(missing), _withdrawals.c.by != by)
    return added, set(connection.execute(taken).scalars())


def _concerns(incident: str) -> Any:
    """The condition that a judgement belongs to this incident."""
    claims, mentions, incidents = tables.claims, tables.mentions, tables.incidents
    placed = (
        select(_claims.c.judgement, mentions.c.incident)
        .join(claims, claims.c.id == _claims.c.claim)
        .join(mentions, mentions.c.id == claims.c.mention)
        .where(mentions.c.incident.is_not(None))
        .subquery()
    )
    aliases = select(incidents.c.id).where(incidents.c.survivor == incident)
    named = or_(_judgements.c.incident == incident, _judgements.c.incident.in_(aliases))
    return or_(
        _judgements.c.id.in_(select(placed.c.judgement).where(placed.c.incident == incident)),
        named & _judgements.c.id.not_in(select(placed.c.judgement)),
    )


def _read(connection: Connection, query: Select[Any]) -> tuple[Judgement, ...]:
    rows = connection.execute(query).all()
    claims: dict[str, list[str]] = {row.id: [] for row in rows}
    for chunk in chunks(list(claims)):
        wanted = select(_claims.c.judgement, _claims.c.claim).where(_claims.c.judgement.in_(chunk))
        for judgement, claim in connection.execute(wanted.order_by(_claims.c.position)):
            claims[judgement].append(claim)
    return tuple(
        Judgement(
            id=row.id,
            kind=row.kind,
            by=row.by,
            at=row.at,
            why=row.why,
            claims=tuple(claims[row.id]),
            incident=row.incident,
            value=None if row.value is None else json.loads(row.value),
        )
        for row in rows
    )


def _awaken(connection: Connection, judgement: Judgement) -> None:
    """Mark what follows from the judged claims as to be made anew."""
    mentions, entries = tables.mentions, tables.entries
    touched = set(_incidents_named(connection, judgement.incident))
    for chunk in chunks(sorted(set(judgement.claims))):
        judged = select(tables.claims.c.mention).where(tables.claims.c.id.in_(chunk))
        if judgement.kind in REGROUPING:
            connection.execute(
                update(mentions).where(mentions.c.id.in_(judged)).values(pending=True)
            )
        belong = select(mentions.c.incident).where(mentions.c.id.in_(judged))
        touched.update(each for each in connection.execute(belong).scalars() if each is not None)
    if judgement.kind in REGROUPING and not judgement.claims and touched:
        regrouped = mentions.c.incident.in_(sorted(touched))
        connection.execute(update(mentions).where(regrouped).values(pending=True))
    stale = update(entries).where(entries.c.incident.in_(sorted(touched))).values(stale=True)
    connection.execute(stale)


def _incidents_named(connection: Connection, incident: str | None) -> Iterator[str]:
    """The incident that a judgement names, and where it leads if it is an alias."""
    table = tables.incidents
    query = select(table.c.id, table.c.survivor).where(table.c.id == incident)
    for row in connection.execute(query):
        yield row.survivor or row.id
