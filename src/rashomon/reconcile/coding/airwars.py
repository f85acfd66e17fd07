"""Airwars: how many civilians were harmed, at least and at most, who did it, and a proposed grade.

Grades, the first that applies: Contested (competing claims of responsibility), Confirmed (the party
said to have done it accepts responsibility), Discounted (those killed were fighters), Fair (two or
more independent voices, and an armed actor is said to have done it), Weak (a single one).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rashomon.accounts import ASSERTED, Account, Case
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.coding.parties import Parties, Party
from rashomon.reconcile.coding.tolls import Toll, tolls_of
from rashomon.reconcile.coding.ucdp import happened
from rashomon.reconcile.coding.wording import sentence
from rashomon.reconcile.people import CIVILIANS, FIGHTERS, FORCES, PEOPLE, STRUCK
from rashomon.reconcile.weigh import Weighed
from rashomon.records import CodedValue, IncidentRecord, Quantity, SchemeCoding

_HARM: Final = {"deaths": "killed", "injuries": "injured"}
_CATEGORIES: Final = ("children", "women", "men")
_FIELDS: Final = frozenset({"deaths", "injuries", "casualties", "victim"})


@dataclass(frozen=True, slots=True)
class _Heard:
    """Who says that civilians were harmed: `independent` voices that could know by themselves."""

    independent: tuple[str, ...]
    all: tuple[str, ...]


def code_airwars(
    case: Case, record: IncidentRecord, weighed: Sequence[Weighed], parties: Parties
) -> SchemeCoding:
    """The incident as Airwars would hold it."""
    heard = _heard(case, parties)
    ranges = [value for field in _HARM for value in _ranges(tolls_of(case, weighed, field), field)]
    belligerent = parties.attackers[0] if parties.attackers else None
    outside = None
    if not happened(case):
        outside = sentence("airwars", "not_actual")
    elif not heard.all:
        outside = sentence("airwars", "no_harm")
    signed = _signed(case, record)
    grade = signed or _grade(case, weighed, parties, heard)
    harm = CodedValue.of(
        "civilian_harm_reported",
        "Yes" if heard.all else "No",
        ", ".join(heard.all) or sentence("airwars", "no_harm"),
    )
    values = [
        harm,
        grade,
        _strike(parties, belligerent, case),
        *ranges,
        _belligerent(belligerent),
        _assessment(case, parties, belligerent),
        *_conceded(case, parties, belligerent),
    ]
    return SchemeCoding("airwars", outside, tuple(values), signed is None)


# ------------------------------------------------------------------------------------ who says what


def _heard(case: Case, parties: Parties) -> _Heard:
    independent: dict[str, str] = {}
    everyone: dict[str, str] = {}
    attackers = {party.key for party in parties.attackers}
    for account in case.accounts:
        if not _harms_civilians(account):
            continue
        voice = account.voice
        name = account.claim.voice.text or account.report.outlet or account.report.id
        everyone.setdefault(voice.key, name)
        if not voice.press and voice.side not in attackers:
            independent.setdefault(voice.key, name)
    return _Heard(tuple(independent.values()), tuple(everyone.values()))


def _harms_civilians(account: Account) -> bool:
    claim = account.claim
    firm = claim.stance in ASSERTED and claim.mode in ("actual", "historical")
    if not firm or account.secondary or claim.field not in _FIELDS:
        return False
    if isinstance(account.value, Quantity):
        called = account.value.status == "civilian"
        counted = account.value.high is None or account.value.high > 0
        return counted and (called or account.people == CIVILIANS)
    kind = account.actor.kind if account.actor is not None else None
    return kind in ("civilians", "private-person")


def _killed_were_fighters(case: Case, parties: Parties) -> str | None:
    """The voice that says those killed were fighters, where a state struck them."""
    for account in case.accounts:
        if account.people == STRUCK and isinstance(account.value, Quantity):
            own = account.voice.side in {party.key for party in parties.attackers}
            if account.value.status == "combatant" and account.asserted and not own:
                return account.claim.voice.text or account.report.outlet
    return None


# ------------------------------------------------------------------------------------------- grade


def _signed(case: Case, record: IncidentRecord) -> CodedValue | None:
    """The grade that a person signed last, None where nobody did."""
    claims = {account.claim.id for account in case.accounts}
    for each in reversed(case.judgements):
        meant = each.incident == record.id or not claims.isdisjoint(each.claims)
        if each.kind == "grade" and meant and each.value and each.value.get("grade"):
            day = each.at[:10]
            said = sentence("airwars", "signed", by=each.by, day=day, why=each.why)
            return CodedValue.of("civilian_harm_status", str(each.value["grade"]), said)
    return None


def _grade(case: Case, weighed: Sequence[Weighed], parties: Parties, heard: _Heard) -> CodedValue:
    return CodedValue.of("civilian_harm_status", *_graded(case, weighed, parties, heard))


def _graded(
    case: Case, weighed: Sequence[Weighed], parties: Parties, heard: _Heard
) -> tuple[str | None, str]:
    if not heard.all:
        return None, sentence("airwars", "no_harm")
    voices = ", ".join(heard.independent) or ", ".join(heard.all)
    said = [p for p in parties.attackers if p.weight >= 1]
    rivals = _rivals(said) if _disputed(weighed) else []
    accepting = [p for p in said if p.key in parties.claimed or _conceding(case, p)]
    fighters = _killed_were_fighters(case, parties)
    if rivals:
        names = ", ".join(party.name for party in rivals)
        return "Contested", sentence("airwars", "contested", names=names)
    if accepting:
        first = accepting[0]
        return "Confirmed", sentence("airwars", "confirmed", name=first.name, who=first.how)
    count = len(heard.independent)
    if fighters is not None and count == 0:
        return "Discounted", sentence("airwars", "discounted", who=fighters)
    if count > 1 and parties.attackers:
        name = parties.attackers[0].name
        return "Fair", sentence("airwars", "fair", count=count, voices=voices, name=name)
    if count > 1:
        return "Weak", sentence("airwars", "weak_nobody", count=count)
    return "Weak", sentence("airwars", "weak" if count else "weak_none", voices=voices)


def _disputed(weighed: Sequence[Weighed]) -> bool:
    """Whether the accounts contest who did it: allies who struck together are no rivals."""
    fields = ("perpetrator", "responsibility", "participant")
    return any(
        each.question.field in fields and each.finding.status == "contested" for each in weighed
    )


def _rivals(said: Sequence[Party]) -> list[Party]:
    """The attackers of whom each is said to have done it at least half as often as the first."""
    near = [party for party in said if party.weight >= said[0].weight / 2]
    return near if len(near) > 1 else []


# ------------------------------------------------------------------------------------------ figures


def _ranges(tolls: Sequence[Toll], field: str) -> list[CodedValue]:
    found = []
    groups: dict[str, Callable[[Toll], bool]] = {
        "civilian_non_combatants": lambda toll: not toll.category and _civilian(toll),
        **{
            name: lambda toll, name=name: toll.category == name and not _armed(toll)  # type: ignore[misc]
            for name in _CATEGORIES
        },
        "belligerents": lambda toll: not toll.category and _armed(toll),
    }
    for group, wanted in groups.items():
        chosen = [toll for toll in tolls if wanted(toll)]
        maybe = [t for t in tolls if not t.category and t.people in (PEOPLE, STRUCK)]
        doubtful = maybe if group == "civilian_non_combatants" else []
        found += _range(f"{group}_{_HARM[field]}", chosen, doubtful)
    return found


def _civilian(toll: Toll) -> bool:
    if toll.people == STRUCK:
        called = {getattr(p.value, "status", "unknown") for p in toll.finding.positions}
        return "civilian" in called and "combatant" not in called
    return toll.people == CIVILIANS


def _armed(toll: Toll) -> bool:
    return toll.people in (FIGHTERS, FORCES) or toll.people.startswith(STATE_PREFIX)


def _range(column: str, chosen: Sequence[Toll], doubtful: Sequence[Toll]) -> list[CodedValue]:
    lows = [toll.finding.low for toll in chosen if toll.finding.low is not None]
    highs = [toll.finding.high for toll in chosen if toll.finding.high is not None]
    low = sum(lows) if lows else None
    high = sum(highs) if highs else None
    doubt = max((t.finding.high or 0 for t in doubtful if t not in chosen), default=0)
    if low is None and high is None and not doubt:
        nobody = sentence("airwars", "no_one")
        return [CodedValue.of(f"{column}_{end}", None, nobody) for end in ("min", "max")]
    said = sentence("airwars", "range", low=low or 0, high=high or 0)
    if doubt > (high or 0):
        said += sentence("airwars", "maybe", high=doubt - (high or 0))
        high = doubt
    return [
        CodedValue.of(f"{column}_min", low or 0, said),
        CodedValue.of(f"{column}_max", high, said),
    ]


# -------------------------------------------------------------------------------------- belligerent


def _belligerent(party: Party | None) -> CodedValue:
    if party is None:
        return CodedValue.of("belligerent_name", None, sentence("airwars", "no_belligerent"))
    why = sentence("airwars", "belligerent", name=party.name, how=party.how)
    return CodedValue.of("belligerent_name", party.name, why)


def _strike(parties: Parties, party: Party | None, case: Case) -> CodedValue:
    if party is None:
        return CodedValue.of("strike_status", "alleged", sentence("airwars", "alleged_nobody"))
    own = party.key in parties.claimed or any(
        account.voice.side == party.key and account.asserted and _own_deed(account, party.key)
        for account in case.accounts
    )
    status = "declared" if own else "alleged"
    return CodedValue.of("strike_status", status, sentence("airwars", status, name=party.name))


def _own_deed(account: Account, side: str) -> bool:
    """Whether an account has the party do it."""
    fields = ("perpetrator", "participant", "responsibility")
    did = account.claim.field in fields and account.actor is not None
    if did and account.actor is not None and account.actor.side == side:
        return getattr(account.value, "kind", "claimed") == "claimed"
    return account.by is not None and account.by.side == side


def _assessment(case: Case, parties: Parties, party: Party | None) -> CodedValue:
    column = "belligerent_assessment"
    if party is None:
        return CodedValue.of(column, None, sentence("airwars", "no_belligerent"))
    if party.key in parties.denied:
        who = parties.denied[party.key]
        return CodedValue.of(
            column, "denied", sentence("airwars", "denies", name=party.name, who=who)
        )
    if party.key in parties.claimed:
        said = sentence("airwars", "accepts", name=party.name, who=party.how)
        return CodedValue.of(column, "accepted", said)
    return CodedValue.of(column, None, sentence("airwars", "silent", name=party.name))


def _conceded(case: Case, parties: Parties, party: Party | None) -> list[CodedValue]:
    """The dead among civilians that the party itself concedes."""
    found = _conceding(case, party) if party is not None else []
    lows = [a.value.low for a in found if isinstance(a.value, Quantity) and a.value.low is not None]
    highs = [
        a.value.high for a in found if isinstance(a.value, Quantity) and a.value.high is not None
    ]
    if party is None or not found or not (lows or highs):
        nobody = sentence("airwars", "not_conceded")
        return [CodedValue.of(f"deaths_conceded_{end}", None, nobody) for end in ("min", "max")]
    low, high = min(lows, default=0), max([*highs, *lows])
    who = found[0].claim.voice.text
    why = sentence("airwars", "conceded", low=low, high=high, name=party.name, who=who)
    return [
        CodedValue.of("deaths_conceded_min", low, why),
        CodedValue.of("deaths_conceded_max", high, why),
    ]


def _conceding(case: Case, party: Party) -> list[Account]:
    """The accounts in which a party counts civilians dead, in what it is said to have done."""
    return [
        account
        for account in case.accounts
        if account.claim.field == "deaths"
        and account.voice.side == party.key
        and isinstance(account.value, Quantity)
        and account.asserted
        and account.people in (CIVILIANS, STRUCK)
        and account.value.status == "civilian"
    ]
