"""What is decided at the desk. Every change is a judgement with who, when and why; a judgement
stands beside the claims, and taking it back adds a withdrawal.

After each one the casebook is reconciled, which touches only the incidents concerned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast, get_args

from rashomon import codec, pipeline
from rashomon.errors import InvariantError, UsageError
from rashomon.records import (
    VALUE_OF_FIELD,
    Claim,
    Judgement,
    JudgementKind,
    Quantity,
    Stance,
    identify,
)
from rashomon.store import Casebook

KINDS: Final = ("accept", "reject", "correct", "set-figure", "merge", "split", "note")
"""What can be decided here."""
OWES_REASON: Final = frozenset(KINDS) - {"accept"}
LONGEST: Final = 2_000
"""Characters that a reason or a corrected wording may have."""
ACCEPTED: Final = "the words say it"
_FIGURES: Final = ("best", "low", "high")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the form says. `incident` is the one looked at; `said` the further fields by name."""

    kind: str
    by: str
    why: str
    incident: str | None
    claims: tuple[str, ...]
    said: Mapping[str, str]


def judge(book: Casebook, decision: Decision, at: str) -> tuple[Judgement, ...]:
    """Keeps what was decided and puts the incidents concerned together anew.

    Returns the judgements made: several for a split, which parts one mention from each other one.
    Raises UsageError for what cannot be decided so, naming what is missing.
    """
    if decision.kind not in KINDS:
        raise UsageError(f"{decision.kind!r} is no judgement; there are {', '.join(KINDS)}")
    why = decision.why.strip()
    if not why and decision.kind in OWES_REASON:
        raise UsageError(f"{decision.kind}: say why; the reason is kept with the judgement")
    if len(why) > LONGEST:
        raise UsageError(f"a reason has at most {LONGEST:,} characters")
    made = [
        Judgement(
            id=identify("j", at, decision.by, decision.kind, str(decision.incident), *claims, why),
            kind=cast(JudgementKind, decision.kind),
            by=decision.by,
            at=at,
            why=why or ACCEPTED,
            claims=claims,
            incident=decision.incident,
            value=value,
        )
        for claims, value in _decided(book, decision)
    ]
    with book.batch():
        for judgement in made:
            book.add_judgement(judgement)
    pipeline.reconcile(book)
    return tuple(made)


def withdraw(book: Casebook, judgement: str, by: str, at: str, why: str = "") -> bool:
    """Takes a judgement back; false when that was done before. Raises CasebookError for one that
    is not there."""
    done = book.withdraw_judgement(judgement, by, at, why.strip() or "taken back")
    pipeline.reconcile(book)
    return done


def _decided(
    book: Casebook, decision: Decision
) -> list[tuple[tuple[str, ...], dict[str, Any] | None]]:
    """(claims, value) of each judgement to make."""
    match decision.kind:
        case "merge":
            return [(_joined(book, decision), None)]
        case "split":
            return [(pair, None) for pair in _parted(book, decision)]
        case "correct":
            return [(decision.claims, _corrected(book, decision))]
        case "set-figure":
            return [((), _figure(decision))]
        case "note":
            return [(decision.claims, None)]
    if not decision.claims:
        raise UsageError(f"{decision.kind}: name the claim that it is about")
    return [(decision.claims, None)]


# ------------------------------------------------------------------------------------------ claims


def claim_of(book: Casebook, claim: str, report: str) -> Claim:
    """The claim of a report's current reading. Raises UsageError when it is not there."""
    for each in book.reading(report).claims:
        if each.id == claim:
            return each
    raise UsageError(f"{claim}: the current reading of report {report} has no such claim")


def _corrected(book: Casebook, decision: Decision) -> dict[str, Any]:
    """The keys of a claim that a correction changes: of its value, and its stance."""
    if len(decision.claims) != 1:
        raise UsageError("correct: name the one claim that it is about")
    said = decision.said
    claim = claim_of(book, decision.claims[0], said.get("report", ""))
    value: dict[str, Any] = {}
    if isinstance(claim.value, Quantity):
        for name in ("low", "high"):
            number = _whole(said.get(name, ""), name)
            if number != getattr(claim.value, name):
                value[name] = number
        low, high = value.get("low", claim.value.low), value.get("high", claim.value.high)
        if low is not None and high is not None and low > high:
            raise UsageError(f"correct: the low figure {low:,} is above the high one {high:,}")
    change: dict[str, Any] = {"value": value} if value else {}
    stance = said.get("stance", "")
    if stance and stance != claim.stance:
        if stance not in get_args(Stance):
            raise UsageError(f"correct: {stance!r} is no stance")
        change["stance"] = stance
    if not change:
        raise UsageError("correct: nothing is changed; change a figure or the stance")
    try:
        shape = VALUE_OF_FIELD[claim.field]
        codec.from_json(shape, {**codec.to_json(claim.value), **value})
    except InvariantError as error:
        raise UsageError(f"correct: {error}") from error
    return change


def _figure(decision: Decision) -> dict[str, Any]:
    """The figures that a person signs for a finding."""
    if not decision.said.get("field"):
        raise UsageError("set-figure: name the question that the figure answers")
    value: dict[str, Any] = {
        name: _whole(decision.said[name], name)
        for name in _FIGURES
        if decision.said.get(name, "").strip()
    }
    if "best" not in value:
        raise UsageError("set-figure: give the best figure")
    value["field"] = decision.said["field"]
    for name in ("side", "group"):
        if decision.said.get(name):
            value[name] = decision.said[name]
    return value


def _whole(text: str, name: str) -> int | None:
    plain = text.strip().replace(",", "").replace("\u202f", "").replace(" ", "")
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or len(plain) > 9:
        raise UsageError(f"{name}: {text.strip()[:40]!r} is no figure; write a whole number")
    return int(plain)


# --------------------------------------------------------------------------------------- incidents


def mentions_of(book: Casebook, incident: str) -> dict[str, tuple[str, str]]:
    """Mention → (its report, one of its claims, which stands for it in a merge or split), for the
    mentions of an incident that have a claim."""
    members = set(book.members(incident))
    found: dict[str, tuple[str, str]] = {}
    for reading in book.readings(book.reports_of(incident)):
        for claim in reading.claims:
            if claim.incident in members:
                found.setdefault(claim.incident, (reading.report.id, claim.id))
    return found


def _joined(book: Casebook, decision: Decision) -> tuple[str, ...]:
    other = decision.said.get("other", "").strip()
    if decision.incident is None or not other:
        raise UsageError("merge: name the other incident, by its id or how its id begins")
    joined = book.resolve_id(other)
    if joined == decision.incident:
        raise UsageError("merge: that is this incident; name another")
    claims: list[str] = []
    for incident in (decision.incident, joined):
        mentions = mentions_of(book, incident)
        if not mentions:
            raise UsageError(f"merge: {incident} has no claims that could stand for it")
        claims.append(min(mentions.items())[1][1])
    return tuple(claims)


def _parted(book: Casebook, decision: Decision) -> Sequence[tuple[str, str]]:
    if decision.incident is None or not decision.said.get("mention"):
        raise UsageError("split: name the report that tells of another incident")
    mentions = mentions_of(book, decision.incident)
    parted = mentions.pop(decision.said["mention"], None)
    if parted is None:
        raise UsageError("split: that report does not tell of this incident")
    if not mentions:
        raise UsageError("split: no other report tells of this incident; there is nothing to part")
    return [(parted[1], claim) for _, claim in mentions.values()]
