"""Sentence cases: what a reading of a few sentences must say, as data beside this file.

A case has a text in each language (or in one) and the claims that a reading of it must make:

    - about: a figure open above
      en:
        text: At least 25 soldiers were killed in the attack, the ministry said.
        claims:
          - {deaths: 25.., group: soldiers, status: combatant, voice: ministry, kind: official}

A claim is written with its field first. The value after it is, by field,

    deaths, injuries … damage, presence   the bounds: 25, 25.., ..70, 20-30, ~40 (about), "?" (open)
    perpetrator, target, participant      the words that name them
    place                                 the words; `role` tells which
    time                                  the day, or first..last
    type                                  ACLED's sub-event, or null
    weapon, tactic, motive, statement     the words
    responsibility, relation              the kind; `to` is the label of the other incident
    membership                            how many members

and the keys beside it are those of the claim (`stance`, `mode`, `scope` …), of its value (`group`,
`status` …; `actor`, `side` and `by` compare the actor's name), of its voice (`voice`: its text,
`kind`, `via`, `party`), of its spans (`content`, `cue`, `source`), or `incident`: a label that is
the same for claims about one incident and differs for others, or null for none. A key that is left
out may be anything, null must be null, `/…/` is a pattern to be found; capitals do not matter.

The claims are complete: any other figure of people is a fault, and so is any claim of another field
that the case names, unless it says no more than one that is listed. `never` lists claims that must
not be made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

from rashomon.records import TOLL_FIELDS, VALUE_OF_FIELD, Claim, Reading
from tests.gaps import rows
from tests.reader import PUBLISHED, read_text

FOLDER = Path(__file__).parent
OF_FIELD = {"type": "acled_sub_event", "responsibility": "kind", "relation": "kind"}
"""The part of a value that stands behind its field, where it is not its words."""
VALUE_KEYS = {
    "text",
    "group",
    "status",
    "category",
    "counts",
    "unit",
    "part_of",
    "side",
    "by",
    "item",
}
VALUE_KEYS |= {"actor", "action", "role", "code", "date_prec", "age", "sex", "fate"}
CLAIM_KEYS = {"stance", "mode", "scope", "said", "provisional", "superseded", "incident", "also"}
VOICE_KEYS = {"voice", "voice_actor", "kind", "via", "party", "content", "cue", "source"}
MADE_KEYS = {"time_of_day", "place_name", "country", "to"}
KEYS = VALUE_KEYS | CLAIM_KEYS | VOICE_KEYS | MADE_KEYS
"""Keys that a case may use; any other is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class SentenceCase:
    """One text and the claims that a reading of it must make (`claims`) and must not (`never`)."""

    about: str
    language: str
    text: str
    published: str | None
    outlet: str | None
    claims: tuple[Mapping[str, Any], ...]
    never: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        """How the case is called in the output of the tests."""
        return f"{self.language}: {self.about}"


def load(name: str) -> tuple[SentenceCase, ...]:
    """The cases of a file beside this one, each language its own."""
    return tuple(case_of(*row) for row in rows(FOLDER / f"{name}.yaml"))


def case_of(about: str, language: str, told: Mapping[str, Any]) -> SentenceCase:
    """A case from what its file says."""
    return SentenceCase(
        about=about,
        language=language,
        text=told["text"],
        published=told.get("published", PUBLISHED),
        outlet=told.get("outlet"),
        claims=tuple(_plain(claim) for claim in told["claims"]),
        never=tuple(_plain(claim) for claim in told.get("never", ())),
    )


def holds(of: str, language: str, told: Mapping[str, Any]) -> bool:
    """Whether a reading of the text makes the claims of a case."""
    return not faults(case_of(of, language, told))


def _plain(claim: Mapping[str, Any]) -> dict[str, Any]:
    """A claim with `null`, `true` and `false` as what they mean; all else stays words."""
    words = {"null": None, "true": True, "false": False}
    return {k: words.get(v, v) if isinstance(v, str) else v for k, v in claim.items()}


def slips(case: SentenceCase) -> Iterator[str]:
    """What is wrong with a case itself: no field, or a key that means nothing."""
    for wanted in (*case.claims, *case.never):
        field, *keys = wanted
        if field not in VALUE_OF_FIELD:
            yield f"{case.name}: {field} is no field of a claim"
        for key in keys:
            if key not in KEYS:
                yield f"{case.name}: {key} is no key of a claim"


def faults(case: SentenceCase) -> tuple[str, ...]:
    """What a reading of the text lacks, has beyond what it should, or must not have."""
    reading = read_text(case.text, case.language, case.published, case.outlet)
    shown = _Shown(reading)
    labels = sorted({str(w["incident"]) for w in case.claims if w.get("incident")})
    labels += sorted({str(w["to"]) for w in case.claims if w.get("to")} - set(labels))
    mentions = [m.id for m in reading.incidents] + ["none"] * len(labels)
    found = [
        tuple(_faults(case, reading, shown, dict(zip(labels, assigned, strict=True))))
        for assigned in dict.fromkeys(permutations(mentions, len(labels)))
    ]
    return min(found, key=len)


def report(case: SentenceCase, wrong: Sequence[str]) -> str:
    """A failed case for people: the text, what is wrong, and all that was read."""
    reading = read_text(case.text, case.language, case.published, case.outlet)
    shown = _Shown(reading)
    lines = [f"{case.name}\n  {case.text}", *(f"  {each}" for each in wrong), "  the reading:"]
    return "\n".join([*lines, *(f"    {shown.line(claim)}" for claim in reading.claims)])


def _faults(
    case: SentenceCase, reading: Reading, shown: _Shown, labels: Mapping[str, str]
) -> Iterator[str]:
    matching = {
        number: [c.id for c in reading.claims if shown.meets(c, wanted, labels)]
        for number, wanted in enumerate(case.claims)
    }
    taken = _paired(matching)
    for number, wanted in enumerate(case.claims):
        if number not in taken:
            yield f"missing: {_written(wanted)}"
    closed = TOLL_FIELDS | {next(iter(wanted)) for wanted in case.claims}
    for claim in reading.claims:
        again = claim.field not in TOLL_FIELDS and any(claim.id in ids for ids in matching.values())
        if claim.field in closed and claim.id not in taken.values() and not again:
            yield f"too much: {shown.line(claim)}"
        for wanted in case.never:
            if shown.meets(claim, wanted, labels):
                yield f"never: {shown.line(claim)}"


def _paired(matching: Mapping[int, list[str]]) -> dict[int, str]:
    """As many wanted claims as can be, each with a claim of its own (augmenting paths)."""
    owner: dict[str, int] = {}

    def place(number: int, tried: set[str]) -> bool:
        for claim in matching[number]:
            if claim in tried:
                continue
            tried.add(claim)
            if claim not in owner or place(owner[claim], tried):
                owner[claim] = number
                return True
        return False

    for number in matching:
        place(number, set())
    return {number: claim for claim, number in owner.items()}


class _Shown:
    """The claims of one reading in the terms of the cases."""

    def __init__(self, reading: Reading) -> None:
        self.actors = {a.id: a for a in reading.actors}
        self.places = {p.id: p for p in reading.places}
        self.letters = {m.id: chr(ord("A") + n) for n, m in enumerate(reading.incidents)}

    def terms(self, claim: Claim) -> dict[str, Any]:
        """Everything that a case can ask of a claim."""
        value, voice, spans = claim.value, claim.voice, claim.spans
        terms: dict[str, Any] = {
            name: getattr(value, name) for name in value.__dataclass_fields__ if name != "incident"
        }
        terms.pop("kind", None)  # what stands behind the field; `kind` is the voice's
        for name in ("actor", "side", "by"):
            if terms.get(name) is not None:
                terms[name] = self.actors[terms[name]].name
        if terms.get("place") is not None:
            place = self.places[terms["place"]]
            terms["country"], terms["place_name"] = place.country, place.name
        terms["part_of"] = terms.get("part_of") is not None
        terms["time_of_day"] = terms.get("time")
        scope = claim.scope.text if claim.scope else None
        said = claim.said.start if claim.said else None
        cue = spans.cue.text if spans.cue else None
        source = spans.source.text if spans.source else None
        terms.update(
            stance=claim.stance, mode=claim.mode, scope=scope, said=said, cue=cue, source=source,
            provisional=claim.provisional, superseded=claim.superseded, also=len(claim.also),
            voice=voice.text, kind=voice.kind, via=list(voice.via), party=voice.party,
            content=spans.content.text,
        )  # fmt: skip
        terms["voice_actor"] = self.actors[voice.actor].name if voice.actor else None
        return terms

    def meets(self, claim: Claim, wanted: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
        """Whether a claim is the one wanted, where labels stand for these incidents."""
        field = next(iter(wanted))
        if claim.field != field or not _equal(self.main(claim), wanted[field]):
            return False
        terms = self.terms(claim)
        for key, want in wanted.items():
            if key == field:
                continue
            if key == "incident":
                if claim.incident != (labels[str(want)] if want is not None else None):
                    return False
            elif key == "to":
                if getattr(claim.value, "incident", None) != labels[str(want)]:
                    return False
            elif not _equal(terms.get(key), want):
                return False
        return True

    def main(self, claim: Claim) -> Any:
        """What stands behind the field of a claim in a case."""
        value: Any = claim.value
        if hasattr(value, "approximate"):
            return _bounds(value.low, value.high, value.approximate)
        if claim.field == "time":
            ends = [value.start, value.end]
            return value.start if value.start == value.end else "..".join(str(e) for e in ends)
        if claim.field == "membership":
            return len(value.members)
        return getattr(value, OF_FIELD.get(claim.field, "text"))

    def line(self, claim: Claim) -> str:
        """A claim as a case would write it, with what tells most."""
        terms = self.terms(claim)
        kept = {
            key: terms[key]
            for key in ("group", "status", "category", "counts", "side", "by", "actor", "role")
            if terms.get(key) not in (None, "unknown", "total")
        }
        kept.update({k: terms[k] for k in ("scope", "provisional", "superseded") if terms[k]})
        kept.update({k: terms[k] for k in ("stance", "mode", "kind", "voice", "via") if terms[k]})
        if claim.incident:
            kept["incident"] = self.letters[claim.incident]
        return _written({claim.field: self.main(claim), **kept})


def _bounds(low: int | None, high: int | None, approximate: bool) -> str:
    if low is None and high is None:
        return "?"
    about = "~" if approximate else ""
    if low == high:
        return f"{about}{low}"
    if low is None or high is None:
        return f"{about}{'' if low is None else low}..{'' if high is None else high}"
    return f"{about}{low}-{high}"


def _equal(found: Any, wanted: Any) -> bool:
    if wanted is None or isinstance(wanted, bool):
        return found is wanted
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return False
        return all(_equal(f, w) for f, w in zip(found, wanted, strict=True))
    if found is None:
        return False
    text = str(wanted)
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        return re.search(text[1:-1], str(found), re.IGNORECASE) is not None
    return str(found).casefold() == text.casefold()


def _written(wanted: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in wanted.items()) + "}"
