"""ACLED: the two actors, whether civilians were the target, and the conservative fatalities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from rashomon.accounts import Case
from rashomon.gazetteer.names import key
from rashomon.reconcile.coding.parties import Parties, Party
from rashomon.reconcile.coding.tolls import Toll, add, tolls_of, totals
from rashomon.reconcile.coding.ucdp import happened
from rashomon.reconcile.coding.wording import sentence, wording
from rashomon.reconcile.countries import country_name
from rashomon.reconcile.weigh import Weighed
from rashomon.records import CodedValue, IncidentRecord, SchemeCoding

STATE: Final = 1
REBELS: Final = 2
MILITIA: Final = 3
RIOTERS: Final = 5
PROTESTERS: Final = 6
CIVILIANS: Final = 7
EXTERNAL: Final = 8
_LEAST_PRECISE: Final = 4
"""UCDP's date_prec of a month: ACLED's time_precision 3. What is less exact is not entered."""
_INTER: Final = {"armed-group": REBELS, "militia": MILITIA}


def code_acled(
    case: Case, record: IncidentRecord, weighed: Sequence[Weighed], parties: Parties
) -> SchemeCoding:
    """The incident as ACLED would hold it."""
    tolls = tolls_of(case, weighed, "deaths")
    values = [
        *_actors(record, parties, tolls, case.home),
        _targeted(record, parties),
        _fatalities(tolls, _days(record)),
    ]
    proposed = all(toll.finding.proposed for toll in totals(tolls))
    return SchemeCoding(
        "acled", _outside(case, record), tuple(values), proposed or not totals(tolls)
    )


def _outside(case: Case, record: IncidentRecord) -> str | None:
    if not happened(case):
        return sentence("acled", "not_actual")
    if record.type is None or record.type.acled_event is None:
        return sentence("acled", "no_type")
    if record.date_start is None or (record.date_prec or 9) > _LEAST_PRECISE:
        return sentence("acled", "no_date")
    if (record.place.country if record.place else None) is None and case.home is None:
        return sentence("acled", "no_country")
    return None


# ------------------------------------------------------------------------------------------ actors


def _actors(
    record: IncidentRecord, parties: Parties, tolls: Sequence[Toll], home: str | None
) -> list[CodedValue]:
    event = record.type.acled_event if record.type is not None else None
    country = (record.place.country if record.place else None) or home
    first = parties.attackers[0] if parties.attackers else None
    struck = [p for p in parties.struck if first is None or p.key != first.key]
    if event in ("Protests", "Riots"):
        return _crowd(event, [*parties.attackers, *struck], country)
    one = _named(first, country, tolls, parties)
    if struck and event != "Violence against civilians":
        two = _struck(struck[0], country, tolls)
    elif parties.civilians or event == "Violence against civilians":
        two = (f"Civilians ({_in(country)})", CIVILIANS, sentence("acled", "targeted"))
    elif struck:
        two = _struck(struck[0], country, tolls)
    else:
        two = None
    beside = [p for p in parties.attackers[1:] if first is not None and _beside(first, p)]
    others = struck[1:] if two is not None and two[1] != CIVILIANS else []
    return _entered(
        one,
        two,
        _associated(first, beside, country, tolls),
        _associated(struck[0] if struck and others else None, others, country, tolls),
    )


def _beside(first: Party, other: Party) -> bool:
    """Whether two attackers fight on one side: both states, or both not."""
    return first.is_state == other.is_state


_Actor = tuple[str, int, str]


def _entered(
    one: _Actor, two: _Actor | None, with_one: tuple[str, str], with_two: tuple[str, str]
) -> list[CodedValue]:
    nobody = sentence("acled", "nobody")
    codes = sorted([one[1], two[1]]) if two is not None else [one[1]]
    both = int(f"{codes[0]}{codes[1]}") if len(codes) == 2 else codes[0] * 10
    return [
        CodedValue.of("actor1", one[0], one[2]),
        CodedValue.of("assoc_actor_1", with_one[0] or None, with_one[1]),
        CodedValue.of("inter1", one[1], one[2]),
        CodedValue.of("actor2", two[0] if two else None, two[2] if two else nobody),
        CodedValue.of("assoc_actor_2", with_two[0] or None, with_two[1]),
        CodedValue.of("inter2", two[1] if two else 0, two[2] if two else nobody),
        CodedValue.of("interaction", both, f"{one[1]} and {two[1] if two else 'nobody'}"),
    ]


def _crowd(event: str, sides: Sequence[Party], country: str | None) -> list[CodedValue]:
    """Protesters and rioters come first, whoever met them."""
    name, code = ("Protesters", PROTESTERS) if event == "Protests" else ("Rioters", RIOTERS)
    one = (f"{name} ({_in(country)})", code, f"its event type is {event}")
    states = [party for party in sides if party.is_state]
    two = _struck(states[0], country, ()) if states else None
    return _entered(one, two, ("", sentence("acled", "nobody")), ("", sentence("acled", "nobody")))


def _named(
    party: Party | None, country: str | None, tolls: Sequence[Toll], parties: Parties
) -> _Actor:
    if party is None:
        why = sentence("acled", "attacker_unnamed", who=parties.attackers_unnamed)
        return f"Unidentified Armed Group ({_in(country)})", MILITIA, why
    name, code = _called(party, country, tolls)
    return name, code, sentence("acled", "attacker", name=party.name, how=party.how)


def _struck(party: Party, country: str | None, tolls: Sequence[Toll]) -> _Actor:
    name, code = _called(party, country, tolls)
    return name, code, sentence("acled", "struck", name=party.name, how=party.how)


def _called(party: Party, country: str | None, tolls: Sequence[Toll]) -> tuple[str, int]:
    """ACLED's form of the name, and its kind of actor."""
    if not party.is_state:
        most = party.names[0] if party.names else party.name
        return most, _INTER.get(party.kind, MILITIA)
    code = STATE if party.country == country else EXTERNAL
    own = [toll.finding.group for toll in tolls if toll.people == party.key]
    police = bool(own) and all(_is_police(group) for group in own)
    return f"{'Police' if police else 'Military'} Forces of {party.name}", code


def _is_police(group: str | None) -> bool:
    words = key(group or "").split()
    return bool({key(word) for word in wording()["police"]} & set(words))


def _associated(
    first: Party | None, others: Sequence[Party], country: str | None, tolls: Sequence[Toll]
) -> tuple[str, str]:
    """The names beside the first: what else it is called, and those on its side."""
    names = []
    if first is not None and not first.is_state:
        chosen = _called(first, country, tolls)[0]
        names += [name for name in (first.name, *first.names) if name != chosen]
    names += [_called(party, country, tolls)[0] for party in others]
    why = "; ".join(dict.fromkeys(p.how for p in others)) or (first.how if first else "")
    nobody = sentence("acled", "nobody")
    return "; ".join(dict.fromkeys(names)), why if names else nobody


def _in(country: str | None) -> str:
    return country_name(country) if country is not None else "International"


def _targeted(record: IncidentRecord, parties: Parties) -> CodedValue:
    event = record.type.acled_event if record.type is not None else None
    unarmed = parties.civilians and not parties.struck
    targeted = event == "Violence against civilians" or unarmed
    value = "Civilian targeting" if targeted else None
    return CodedValue.of(
        "civilian_targeting", value, sentence("acled", "targeted" if targeted else "not_targeted")
    )


# -------------------------------------------------------------------------------------- fatalities


def _days(record: IncidentRecord) -> int:
    """How many days the incident lasted, where its dates are exact; else 1."""
    if record.date_prec != 1 or record.date_start is None or record.date_end is None:
        return 1
    last, first = date.fromisoformat(record.date_end), date.fromisoformat(record.date_start)
    return (last - first).days + 1


def _fatalities(tolls: Sequence[Toll], days: int) -> CodedValue:
    total = add(tolls, lambda toll: toll.conservative)
    alone = [
        sentence("acled", "alone", high=toll.finding.high, people=toll.named)
        for toll in totals(tolls)
        if toll.alone and toll.finding.high
    ]
    if total.number is None:
        return CodedValue.of("fatalities", 0, "; ".join([sentence("acled", "none"), *alone]))
    said = sentence("acled", "fatalities", number=total.number, parts=total.parts)
    vague = [toll.vague for toll in totals(tolls) if toll.vague]
    more = [f"{words}{sentence('acled', 'large')}" if " 3 " in words else words for words in vague]
    if days > 1:
        more.append(sentence("acled", "split", number=total.number // days, days=days))
    return CodedValue.of("fatalities", total.number, "; ".join([said, *more, *alone]))
