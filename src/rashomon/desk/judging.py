"""What a form of the desk decides, as a judgement (`rashomon.judging`).

A form says everything as text; here it becomes figures, stances and ids, or a sentence that says
what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, get_args

from rashomon import judging, pipeline
from rashomon.errors import UsageError
from rashomon.records import Judgement, JudgementKind, Quantity, Stance
from rashomon.store import Casebook

KINDS: Final = (
    "accept",
    "reject",
    "correct",
    "set-figure",
    "grade",
    "merge",
    "split",
    "not-an-incident",
    "note",
)
"""What can be decided here."""
LONGEST: Final = 2_000
"""Characters that a reason may have."""
ACCEPTED: Final = "the words say it"
"""The reason of what owes none."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the form says. `incident` is the one looked at; `said` the further fields by name."""

    kind: str
    by: str
    why: str
    incident: str | None
    claims: tuple[str, ...]
    said: Mapping[str, str]


def judge(book: Casebook, decision: Decision) -> Judgement:
    """Keeps what was decided, and puts the incidents concerned together anew.

    Raises UsageError for what cannot be decided so, naming what is missing.
    """
    kind, said = decision.kind, decision.said
    if kind not in KINDS:
        raise UsageError(f"{kind!r} is no judgement; there are {', '.join(KINDS)}")
    why = decision.why.strip() or (ACCEPTED if kind == "accept" else "")
    if not why:
        raise UsageError(f"{kind}: say why; the reason is kept with the judgement")
    if len(why) > LONGEST:
        raise UsageError(f"a reason has at most {LONGEST:,} characters")
    incidents = [decision.incident] if decision.incident else []
    if kind == "merge":
        other = said.get("other", "").strip()
        if not other:
            raise UsageError("merge: name the other incident, by its id or how its id begins")
        incidents.append(other)
    return judging.judge(
        book,
        cast(JudgementKind, kind),
        incidents,
        by=decision.by,
        why=why,
        claims=decision.claims,
        reports=[said["report"]] if kind == "split" and said.get("report") else (),
        value=_value(book, decision),
    )


def withdraw(book: Casebook, judgement: str, by: str, why: str = "") -> bool:
    """Takes a judgement back; false when that was done before. Raises CasebookError for one that
    is not there."""
    done = book.withdraw_judgement(judgement, by, book.now(), why.strip() or "taken back")
    pipeline.reconcile(book)
    return done


def _value(book: Casebook, decision: Decision) -> dict[str, Any]:
    match decision.kind:
        case "correct":
            return _corrected(book, decision)
        case "set-figure":
            return _figure(decision.said)
        case "grade":
            return {"grade": decision.said.get("grade", "")}
    return {}


def _corrected(book: Casebook, decision: Decision) -> dict[str, Any]:
    """The keys of a claim that a correction changes: of its value, and its stance."""
    claim = book.claims_by_id(decision.claims).get("".join(decision.claims))
    if claim is None:
        raise UsageError("correct: name the one claim that it is about")
    said = decision.said
    value: dict[str, Any] = {}
    if isinstance(claim.value, Quantity):
        figures = {name: _whole(said.get(name, ""), name) for name in ("low", "high")}
        value = {name: n for name, n in figures.items() if n != getattr(claim.value, name)}
    change: dict[str, Any] = {"value": value} if value else {}
    stance = said.get("stance", "")
    if stance and stance != claim.stance:
        if stance not in get_args(Stance):
            raise UsageError(f"correct: {stance!r} is no stance")
        change["stance"] = stance
    if not change:
        raise UsageError("correct: nothing is changed; change a figure or the stance")
    return change


def _figure(said: Mapping[str, str]) -> dict[str, Any]:
    """The figures that a person signs for a finding."""
    value: dict[str, Any] = {
        name: _whole(said[name], name) for name in judging.FIGURES if said.get(name, "").strip()
    }
    if "best" not in value:
        raise UsageError("set-figure: give the best figure")
    return value | {name: said[name] for name in ("field", "side", "group") if said.get(name)}


def _whole(text: str, name: str) -> int | None:
    plain = text.strip().replace(",", "").replace("\u202f", "").replace(" ", "")
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or len(plain) > 9:
        raise UsageError(f"{name}: {text.strip()[:40]!r} is no figure; write a whole number")
    return int(plain)
