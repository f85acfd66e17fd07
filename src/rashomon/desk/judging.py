"""What a form of the desk decides, as a judgement (`rashomon.judging`).

A form says everything as text; here it becomes figures, stances and ids, or a sentence that says
what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, cast, get_args

from rashomon import judging, pipeline
from rashomon.desk import fields
from rashomon.desk.asking import Change
from rashomon.errors import UsageError
from rashomon.records import (
    VALUE_OF_FIELD,
    ClaimField,
    Judgement,
    JudgementKind,
    Mode,
    Reading,
    Stance,
)
from rashomon.store import Casebook, Role

NEEDS: Final[Mapping[str, Role]] = {
    "accept": "coder",
    "reject": "coder",
    "correct": "coder",
    "add": "coder",
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
    return judging.judge(
        book,
        cast(JudgementKind, kind),
        incidents,
        by=change.who.name,
        why=why,
        claims=change.all("claim"),
        reports=[each for each in change.all("report") if each] if kind == "split" else (),
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
        case "add":
            return _added(book, change)
        case "set-figure":
            return _figure(change)
        case "grade":
            return {"grade": change.said("grade")}
    return {}


def _corrected(book: Casebook, change: Change) -> dict[str, Any]:
    """The keys of a claim that a correction changes."""
    claim = book.claims_by_id(change.all("claim")).get("".join(change.all("claim")))
    if claim is None:
        raise UsageError("correct: name the one claim that it is about")
    right = fields.changed(claim, _all(change), _reading(book, change.said("report")))
    if not right:
        raise UsageError("correct: nothing is changed; change a figure, the stance or the voice")
    return right


def _added(book: Casebook, change: Change) -> dict[str, Any]:
    """A claim that the reader missed: its words, what they say, and who says it."""
    reading = _reading(book, change.said("report"))
    field = fields.one_of(change.said("field"), tuple(VALUE_OF_FIELD), "the question")
    said = _all(change)
    start, quote = words(reading.report.text, change.said("quote"), change.said("start"))
    added: dict[str, Any] = {
        "report": reading.report.id,
        "field": field,
        "quote": quote,
        "start": start,
        "value": fields.told(cast(ClaimField, field), said, reading),
        "stance": fields.one_of(change.said("stance"), get_args(Stance), "stance"),
        "mode": fields.one_of(change.said("mode") or "actual", get_args(Mode), "mode"),
    }
    voice = fields.voice_told(said, reading)
    return added | ({"voice": voice} if voice else {})


def words(text: str, quote: str, start: str) -> tuple[int, str]:
    """Where the words stand in a report: at `start`, in characters, or the only place where they
    do. Raises UsageError where they stand nowhere, or in several places and none is named."""
    said = quote.replace("\r\n", "\n").strip()
    if not said:
        raise UsageError("add: select or write the words of the report that say it")
    found = [at.start() for at in re.finditer(re.escape(said), text)]
    if not found:
        raise UsageError(f"add: the report does not hold the words “{said[:80]}”")
    if start.strip().isdecimal() and len(start) < 10:
        return min(found, key=lambda at: abs(at - int(start))), said
    if len(found) > 1:
        raise UsageError(
            f"add: “{said[:80]}” stands in {len(found)} places; give more of the words"
        )
    return found[0], said


def _all(change: Change) -> dict[str, str]:
    return {name: change.said(name) for name in change.form}


def _reading(book: Casebook, report: str) -> Reading:
    if not report:
        raise UsageError("name the report")
    return book.reading(report)


def _figure(change: Change) -> dict[str, Any]:
    """The figures that a person signs for a finding."""
    value: dict[str, Any] = {
        name: fields.whole(change.said(name), name)
        for name in judging.FIGURES
        if change.said(name).strip()
    }
    if "best" not in value:
        raise UsageError("set-figure: give the best figure")
    about = {name: change.said(name) for name in ("field", "side", "group")}
    return value | {name: said for name, said in about.items() if said}
