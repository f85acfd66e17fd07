"""What a form of the desk decides, as a judgement (`rashomon.judging`).

A form says everything as text; here it becomes figures, stances and ids, or a sentence that says
what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast, get_args

from rashomon import judging, pipeline
from rashomon.desk.asking import Change, Role
from rashomon.errors import UsageError
from rashomon.records import Judgement, JudgementKind, Quantity, Stance
from rashomon.store import Casebook

NEEDS: Final[Mapping[str, Role]] = {
    "accept": "coder",
    "reject": "coder",
    "correct": "coder",
    "merge": "coder",
    "split": "coder",
    "note": "coder",
    "set-figure": "reviewer",
    "grade": "reviewer",
    "not-an-incident": "reviewer",
}
"""What can be decided here, and the role that it takes: coders say how reports are to be read,
reviewers sign."""
LONGEST: Final = 2_000
"""Characters that a reason may have."""
ACCEPTED: Final = "the words say it"
"""The reason of what owes none."""


def judge(book: Casebook, change: Change) -> Judgement:
    """Keeps what was decided, and puts the incidents concerned together anew.

    Raises UsageError for what cannot be decided so, naming what is missing; Forbidden where it
    takes a role above; Overtaken where others have judged the incident since the page was shown.
    """
    kind = change.said("kind")
    if kind not in NEEDS:
        raise UsageError(f"{kind!r} is no judgement; there are {', '.join(NEEDS)}")
    change.who.needs(NEEDS[kind])
    why = change.said("why").strip() or (ACCEPTED if kind == "accept" else "")
    if not why:
        raise UsageError(f"{kind}: say why; the reason is kept with the judgement")
    if len(why) > LONGEST:
        raise UsageError(f"a reason has at most {LONGEST:,} characters")
    incidents = [change.incident] if change.incident else []
    if kind == "merge":
        other = change.said("other").strip()
        if not other:
            raise UsageError("merge: name the other incident, by its id or how its id begins")
        incidents.append(other)
    report = change.said("report")
    return judging.judge(
        book,
        cast(JudgementKind, kind),
        incidents,
        by=change.who.name,
        why=why,
        claims=change.all("claim"),
        reports=[report] if kind == "split" and report else (),
        value=_value(book, kind, change),
        seen=change.seen,
    )


def withdraw(book: Casebook, judgement: str, change: Change) -> bool:
    """Takes a judgement back; false when that was done before. Others' judgements take a reviewer.

    Raises CasebookError for one that is not there, Forbidden, Overtaken.
    """
    made = book.judgement(judgement)
    if made is not None and made.by != change.who.name:
        change.who.needs("reviewer")
    why = change.said("why").strip()[:LONGEST] or "taken back"
    done = book.withdraw_judgement(judgement, change.who.name, book.now(), why, seen=change.seen)
    pipeline.reconcile(book)
    return done


def _value(book: Casebook, kind: str, change: Change) -> dict[str, Any]:
    match kind:
        case "correct":
            return _corrected(book, change)
        case "set-figure":
            return _figure(change)
        case "grade":
            return {"grade": change.said("grade")}
    return {}


def _corrected(book: Casebook, change: Change) -> dict[str, Any]:
    """The keys of a claim that a correction changes: of its value, and its stance."""
    claim = book.claims_by_id(change.all("claim")).get("".join(change.all("claim")))
    if claim is None:
        raise UsageError("correct: name the one claim that it is about")
    value: dict[str, Any] = {}
    if isinstance(claim.value, Quantity):
        figures = {name: _whole(change.said(name), name) for name in ("low", "high")}
        value = {name: n for name, n in figures.items() if n != getattr(claim.value, name)}
    right: dict[str, Any] = {"value": value} if value else {}
    stance = change.said("stance")
    if stance and stance != claim.stance:
        if stance not in get_args(Stance):
            raise UsageError(f"correct: {stance!r} is no stance")
        right["stance"] = stance
    if not right:
        raise UsageError("correct: nothing is changed; change a figure or the stance")
    return right


def _figure(change: Change) -> dict[str, Any]:
    """The figures that a person signs for a finding."""
    value: dict[str, Any] = {
        name: _whole(change.said(name), name)
        for name in judging.FIGURES
        if change.said(name).strip()
    }
    if "best" not in value:
        raise UsageError("set-figure: give the best figure")
    about = {name: change.said(name) for name in ("field", "side", "group")}
    return value | {name: said for name, said in about.items() if said}


def _whole(text: str, name: str) -> int | None:
    plain = text.strip().replace(",", "").replace("\u202f", "").replace(" ", "")
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or len(plain) > 9:
        raise UsageError(f"{name}: {text.strip()[:40]!r} is no figure; write a whole number")
    return int(plain)
