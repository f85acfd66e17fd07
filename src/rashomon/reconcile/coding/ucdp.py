"""UCDP GED: type of violence, the two sides, and the dead by side with best, low and high.

An event needs a death, an organised actor who did it, a country and a date. The dead of side A,
side B and civilians and those of whom nobody says more add up to best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rashomon.accounts import Case
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.coding.parties import Parties, Party
from rashomon.reconcile.coding.tolls import Toll, add, tolls_of, totals
from rashomon.reconcile.coding.wording import sentence, wording
from rashomon.reconcile.figures import sides_of
from rashomon.reconcile.people import CIVILIANS, FIGHTERS, FORCES, PEOPLE, STRUCK
from rashomon.reconcile.weigh import Weighed
from rashomon.records import CodedValue, IncidentRecord, SchemeCoding

STATE_BASED: Final = 1
NON_STATE: Final = 2
ONE_SIDED: Final = 3
_COLUMNS: Final = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")


@dataclass(frozen=True, slots=True)
class Dyad:
    """The two sides of an event and its type of violence; `b` is None for civilians."""

    kind: int
    a: Party
    b: Party | None
    how: str


def code_ucdp(
    case: Case, record: IncidentRecord, weighed: Sequence[Weighed], parties: Parties
) -> SchemeCoding:
    """The incident as UCDP GED would hold it."""
    tolls = tolls_of(case, weighed, "deaths")
    dyad = _dyad(parties, record)
    values: list[CodedValue] = []
    if isinstance(dyad, Dyad):
        values += _sides(dyad)
    values += _figures(case, tolls, dyad if isinstance(dyad, Dyad) else None)
    outside = _outside(case, record, tolls, dyad)
    proposed = all(toll.finding.proposed for toll in totals(tolls))
    return SchemeCoding("ucdp", outside, tuple(values), proposed or not totals(tolls))


def happened(case: Case) -> bool:
    """Whether any account is of what has happened."""
    return any(account.claim.mode in ("actual", "historical") for account in case.accounts)


def _outside(
    case: Case, record: IncidentRecord, tolls: Sequence[Toll], dyad: Dyad | str
) -> str | None:
    country = record.place.country if record.place is not None else None
    high = add(tolls, lambda toll: toll.finding.high).number
    best = add(tolls, lambda toll: toll.finding.best).number
    if not happened(case):
        return sentence("ucdp", "not_actual")
    if not high and not best:
        return sentence("ucdp", "no_death")
    if isinstance(dyad, str):
        return dyad
    if record.date_start is None:
        return sentence("ucdp", "no_date")
    return sentence("ucdp", "no_country") if (country or case.home) is None else None


# ------------------------------------------------------------------------------------------- sides


def _dyad(parties: Parties, record: IncidentRecord) -> Dyad | str:
    """The two sides, or why there are none."""
    attackers = [*parties.attackers]
    if not attackers and len(parties.others) > 1:
        attackers = [parties.others[0]]
    if not attackers:
        return sentence("ucdp", "no_actor", who=parties.attackers_unnamed)
    first = attackers[0]
    enemies = [p for p in (*parties.struck, *parties.others) if p.key != first.key]
    coded = record.type.ucdp if record.type is not None else None
    if not enemies and len(attackers) > 1 and coded != ONE_SIDED:
        enemies = [p for p in attackers[1:] if p.is_state != first.is_state]
    struck = [p for p in enemies if p in parties.struck] or enemies
    if struck:
        return _between(first, struck[0])
    if parties.civilians or coded == ONE_SIDED or _on_civilians(record):
        why = sentence("ucdp", "one_sided", a=_name(first), how=first.how)
        return Dyad(ONE_SIDED, first, None, why)
    return sentence("ucdp", "no_dyad", name=first.name)


def _on_civilians(record: IncidentRecord) -> bool:
    return record.type is not None and record.type.acled_event == "Violence against civilians"


def _between(first: Party, other: Party) -> Dyad:
    a, b = (other, first) if other.is_state and not first.is_state else (first, other)
    kind = STATE_BASED if a.is_state else NON_STATE
    how = f"{first.name}: {first.how}; {other.name}: {other.how}"
    name = "state_based" if kind == STATE_BASED else "non_state"
    return Dyad(kind, a, b, sentence("ucdp", name, a=_name(a), b=_name(b), how=how))


def _name(party: Party) -> str:
    return f"Government of {party.name}" if party.is_state else party.name


def _sides(dyad: Dyad) -> list[CodedValue]:
    b = _name(dyad.b) if dyad.b is not None else "Civilians"
    a_code = dyad.a.country if dyad.a.is_state else None
    b_code = dyad.b.country if dyad.b is not None and dyad.b.is_state else None
    return [
        CodedValue.of("type_of_violence", dyad.kind, dyad.how),
        CodedValue.of("side_a", _name(dyad.a), dyad.a.how),
        CodedValue.of("side_b", b, dyad.b.how if dyad.b is not None else dyad.how),
        CodedValue.of("gwnoa", a_code, dyad.a.how),
        CodedValue.of("gwnob", b_code, dyad.b.how if dyad.b is not None else dyad.how),
    ]


# ----------------------------------------------------------------------------------------- figures


def _figures(case: Case, tolls: Sequence[Toll], dyad: Dyad | None) -> list[CodedValue]:
    best = add(tolls, lambda toll: toll.finding.best)
    low = add(tolls, lambda toll: toll.finding.low)
    high = add(tolls, lambda toll: toll.finding.high)
    if best.number is None and high.number is None:
        return []
    number = best.number or 0
    least = min(low.number or 0, number)
    most = max(high.number or 0, number)
    rule = sentence("ucdp", "parts", best=number, parts=best.parts)
    if best.number is None:
        why = "; ".join(dict.fromkeys(toll.finding.rule for toll in totals(tolls)))
        rule = sentence("ucdp", "nothing_best", why=why)
    return [
        *_by_side(case, tolls, dyad, number),
        CodedValue.of("best", number, rule),
        CodedValue.of("low", least, sentence("ucdp", "low", low=least, parts=low.parts or rule)),
        CodedValue.of("high", most, sentence("ucdp", "high", high=most, parts=high.parts)),
    ]


def _by_side(case: Case, tolls: Sequence[Toll], dyad: Dyad | None, best: int) -> list[CodedValue]:
    """The dead of each side; those of whom nobody says more are what remains of best."""
    hostile = sides_of(case).hostile
    sums = dict.fromkeys(_COLUMNS, 0)
    reasons: dict[str, list[str]] = {column: [] for column in _COLUMNS}
    for toll in totals(tolls):
        if toll.people == PEOPLE:
            continue
        column = _column(toll, dyad, hostile)
        sums[column] += toll.finding.best or 0
        reasons[column].append(f"{toll.named}: {toll.finding.rule}")
    rest = best - sum(sums.values())
    if rest > 0:
        civilians = dyad is not None and dyad.kind == ONE_SIDED
        column = "deaths_civilians" if civilians else "deaths_unknown"
        sums[column] += rest
        called = wording()["people"][PEOPLE]
        reasons[column].append(
            sentence("ucdp", "one_sided_dead")
            if civilians
            else f"{rest} {called}, beyond those of the sides"
        )
    nobody = sentence("ucdp", "no_class")
    return [CodedValue.of(c, sums[c], "; ".join(reasons[c]) or nobody) for c in _COLUMNS]


def _column(toll: Toll, dyad: Dyad | None, hostile: frozenset[frozenset[str]]) -> str:
    """The column of a class: its side's, civilians', or unknown."""
    people = toll.people
    if people == CIVILIANS:
        return "deaths_civilians"
    if people == STRUCK:
        called = {getattr(p.value, "status", "unknown") for p in toll.finding.positions}
        civilians = "civilian" in called and "combatant" not in called
        return "deaths_civilians" if civilians else _fighters(called, dyad)
    if dyad is None:
        return "deaths_unknown"
    a, b = dyad.a, dyad.b
    if people == FIGHTERS:
        if b is not None and not b.is_state and a.is_state:
            return "deaths_b"
        if a.is_state or b is not None:
            return "deaths_unknown"
        return "deaths_a"
    if people.startswith(STATE_PREFIX) and b is not None:
        if people == a.key or (a.is_state and frozenset((people, a.key)) not in hostile):
            return "deaths_b" if people == b.key else "deaths_a"
        return "deaths_b" if people == b.key else "deaths_unknown"
    if people == FORCES and a.is_state:
        return "deaths_a"
    return "deaths_a" if people == a.key else "deaths_unknown"


def _fighters(called: set[str], dyad: Dyad | None) -> str:
    """Where those whom a state's forces struck are counted when some call them fighters."""
    named = dyad is not None and dyad.a.is_state and dyad.b is not None and not dyad.b.is_state
    return "deaths_b" if called == {"combatant"} and named else "deaths_unknown"
