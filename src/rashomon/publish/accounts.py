"""Accounts side by side: an incident's findings as rows in order of time, and as a matrix.

A row is one voice holding one position, with the words that say so. The terminal and the sitrep
both show these; what a row says is decided here and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rashomon.publish.evidence import Evidence
from rashomon.publish.labels import labels
from rashomon.publish.words import (
    Names,
    figure_in_words,
    question_in_words,
    value_in_words,
    voice_in_words,
)
from rashomon.records import (
    TOLL_FIELDS,
    Claim,
    ClaimValue,
    Finding,
    IncidentEntry,
    IncidentFile,
    Position,
    PositionVoice,
    Quantity,
    ReportEntry,
    Revision,
)

QUESTION_ORDER: Final = (
    "deaths",
    "casualties",
    "injuries",
    "missing",
    "abductions",
    "releases",
    "arrests",
    "displaced",
    "survivors",
    "perpetrator",
    "responsibility",
    "participant",
    "target",
    "victim",
    "type",
    "time",
    "place",
    "damage",
    "weapon",
    "tactic",
    "motive",
    "relation",
    "statement",
)
"""Tolls first, then who, then what, when and where: the order in which accounts are compared."""

STATUS_ORDER: Final = ("contested", "revised", "corroborated", "single")
NOT_ASSERTED: Final = frozenset({"suspected", "possible", "unverified", "denied"})
"""Stances that do not put a value forward as fact: drawn hollow, never joined to a line."""


OUTLETS: Final = "narrator"
"""The key of the column that the outlets share."""
OTHERS: Final = "others"
"""The key of the column that the voices with least to say share."""
COLUMNS: Final = 5
"""Voices with a column of their own: with the two shared ones they fit a page of 1,100 pixels."""
SPEAKS_FOR_ITS_SIDE: Final = frozenset({"official", "belligerent"})
"""Kinds of which all voices of one side are one voice (CONTRACT.md)."""


OF_CLAIMS: Final = frozenset({"accept", "correct", "reject", "add"})
"""Judgements that are about a claim itself and stand beside it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One voice holding one position. `revises` is what the same voice said before, in words."""

    voice: PositionVoice
    position: Position
    says: str
    revises: str | None
    claims: tuple[Claim, ...]

    @property
    def who(self) -> str:
        """The voice with its kind."""
        return voice_in_words(self.voice.kind, self.voice.text)


@dataclass(frozen=True, slots=True)
class Question:
    """A finding with its question in words and its rows in order of time."""

    number: int
    finding: Finding
    asks: str
    rows: tuple[Row, ...]

    @property
    def counts_people(self) -> bool:
        """True for a toll, whose figures can be drawn."""
        return self.finding.field in TOLL_FIELDS

    @property
    def comparable(self) -> bool:
        """False for statements, which answer no common question, and for what is undisputed."""
        return self.finding.field != "statement" and not self.undisputed

    @property
    def undisputed(self) -> bool:
        """True when one voice alone answers with one value that counts nobody."""
        return len(self.rows) == 1 and not self.counts_people


@dataclass(frozen=True, slots=True)
class Column:
    """A voice of the matrix: one speaker over all questions; the outlets share one column."""

    key: str
    title: str
    kind: str

    @property
    def who(self) -> str:
        """The voice with its kind."""
        return voice_in_words(self.kind, self.title)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Questions against voices; `cells` by (question number, column key), rows in order of time."""

    columns: tuple[Column, ...]
    cells: Mapping[tuple[int, str], tuple[Row, ...]]


def questions(file: IncidentFile, evidence: Evidence, names: Names) -> tuple[Question, ...]:
    """The findings of an incident: tolls first, then the rest with the most disputed ahead."""

    def order(each: Finding) -> tuple[int, ...]:
        field, status = _rank(each.field, QUESTION_ORDER), _rank(each.status, STATUS_ORDER)
        voices = -sum(len(position.voices) for position in each.positions)
        if each.field in TOLL_FIELDS:
            return 0, field, status, voices
        return 1 + (each.field == "statement"), status, field, voices

    ordered = sorted(file.findings, key=order)
    return tuple(
        Question(number, each, question_in_words(each, names), _rows(each, evidence, names))
        for number, each in enumerate(ordered, 1)
    )


def _rank(word: str, order: Sequence[str]) -> int:
    return order.index(word) if word in order else len(order)


def _rows(finding: Finding, evidence: Evidence, names: Names) -> tuple[Row, ...]:
    made = []
    for position in finding.positions:
        behind = evidence.behind(position)
        for number, voice in enumerate(position.voices):
            claims = behind.get(number, ())
            revises = _revised_from(finding, position, voice, claims, names)
            says = value_in_words(finding.field, position.value, names)
            made.append(Row(voice, position, says, revises, claims))
    return tuple(sorted(made, key=_when))


def _when(row: Row) -> tuple[str, int, str, str]:
    """First said first; on one day asserted, then doubted, then denied. Unknown days come last."""
    doubt = (row.voice.stance in NOT_ASSERTED) + (row.voice.stance == "denied")
    return (row.voice.first_seen or "9999")[:10], doubt, row.who, row.says


def _revised_from(
    finding: Finding,
    position: Position,
    voice: PositionVoice,
    claims: Sequence[Claim],
    names: Names,
) -> str | None:
    for revision in finding.revisions:
        if _says_that(revision.to, position.value) and _same_voice(
            revision, position, voice, claims
        ):
            before = revision.from_
            if isinstance(before, Quantity):
                return figure_in_words(before)
            return value_in_words(finding.field, before, names)
    return None


def _says_that(value: ClaimValue, other: ClaimValue) -> bool:
    """The same answer; figures are compared as figures, since wordings differ within a position."""
    if isinstance(value, Quantity) and isinstance(other, Quantity):
        return (value.low, value.high) == (other.low, other.high)
    return value == other


def _same_voice(
    revision: Revision, position: Position, voice: PositionVoice, claims: Sequence[Claim]
) -> bool:
    """By its claims where these are at hand, else by its wording, else where there is no other."""
    if claims:
        return bool(set(revision.claims) & {claim.id for claim in claims})
    said = {text.casefold() for text in (voice.text, *voice.texts)}
    only = len(position.voices) == 1
    return revision.voice.casefold() in said or (
        only and bool(set(revision.claims) & set(position.claims))
    )


def column_key(voice: PositionVoice) -> str:
    """One column for a speaker.

    A side's ministries, army and spokesmen are one voice, an armed group's statements another; the
    outlets, speaking for themselves, share a column.
    """
    if voice.kind == "narrator":
        return OUTLETS
    if voice.side is not None and voice.kind in SPEAKS_FOR_ITS_SIDE:
        return f"{voice.kind}|{voice.side}"
    return f"{voice.kind}:{voice.text.casefold()}"


def columns(file: IncidentFile, asked: Sequence[Question]) -> tuple[Column, ...]:
    """The voices of an incident: the one with most to say first, the outlets last.

    A side that speaks through several bodies is named as the side, a single body as itself.
    """
    sides = {side.actor: side.name for side in file.incident.sides}
    wordings: dict[str, Counter[str]] = {}
    kinds: dict[str, str] = {}
    for row in (row for question in asked for row in question.rows):
        key = column_key(row.voice)
        kinds.setdefault(key, row.voice.kind)
        wordings.setdefault(key, Counter())[row.voice.text] += 1

    def title(key: str) -> str:
        if key == OUTLETS:
            return "the outlets themselves"
        side = sides.get(key.partition("|")[2])
        return side if side and len(wordings[key]) > 1 else wordings[key].most_common(1)[0][0]

    order = sorted(kinds, key=lambda key: (key == OUTLETS, -wordings[key].total()))
    return tuple(Column(key, title(key), kinds[key]) for key in order)


def matrix(file: IncidentFile, asked: Sequence[Question]) -> Matrix:
    """Every question against every voice; in a cell, rows in order of time.

    The voices that answer most of what is disputed have a column each; the rest share one, in
    which every answer names its voice.
    """
    voices = columns(file, asked)
    rank = {voice.key: number for number, voice in enumerate(voices)}
    disputed: Counter[str] = Counter()
    for question in asked:
        weight = 100 if question.finding.status == "contested" else 1
        for key in {column_key(row.voice) for row in question.rows} - {OUTLETS}:
            disputed[key] += weight * (2 if question.counts_people else 1)
    heard = sorted(disputed, key=lambda key: (-disputed[key], rank[key]))
    shared = set(heard[COLUMNS:]) if len(heard) > COLUMNS + 1 else set()
    cells: dict[tuple[int, str], list[Row]] = {}
    for question in asked:
        for row in question.rows:
            key = column_key(row.voice)
            place = (question.number, OTHERS if key in shared else key)
            cells.setdefault(place, []).append(row)
    own = {voice.key: voice for voice in voices if voice.key not in shared}
    shown = [own[key] for key in heard if key in own]
    if shared:
        shown.append(Column(OTHERS, "other voices", ""))
    if OUTLETS in own:
        shown.append(own[OUTLETS])
    return Matrix(tuple(shown), {where: tuple(rows) for where, rows in cells.items()})


def in_order(entries: Sequence[IncidentEntry]) -> list[tuple[IncidentEntry, int]]:
    """Contested first, then the newest; a part follows its parent, one step deeper.

    Incidents that no report is about, only named for context, come after all others.
    """
    ranked = sorted(entries, key=lambda each: each.id)
    ranked.sort(key=lambda each: each.date_start or "", reverse=True)
    ranked.sort(key=lambda each: (not each.reports, STATUS_ORDER.index(each.status)))
    known = {each.id for each in entries}
    parts: dict[str | None, list[IncidentEntry]] = {}
    for each in ranked:
        parts.setdefault(each.parent if each.parent in known else None, []).append(each)
    placed: list[tuple[IncidentEntry, int]] = []
    waiting = [(each, 0) for each in reversed(parts.get(None, []))]
    while waiting:
        entry, depth = waiting.pop()
        placed.append((entry, depth))
        waiting += [(part, depth + 1) for part in reversed(parts.get(entry.id, []))]
    return placed


def judged(file: IncidentFile, claims: Sequence[Claim]) -> tuple[str, ...]:
    """What analysts decided on these very claims: "rejected by M. Keita: a misprint"."""
    ids = {claim.id for claim in claims}
    return tuple(
        f"{labels().judgements[each.kind]} by {each.by}: {each.why}"
        for each in file.judgements
        if each.kind in OF_CLAIMS and ids & set(each.claims)
    )


def repeaters(file: IncidentFile) -> int:
    """How many reports of an incident only repeat another."""
    return sum(each.lineage is not None and each.lineage.kind != "version" for each in file.reports)


def source_in_words(report: ReportEntry) -> str:
    """An outlet with the agency it prints: "A national daily (Reuters)"."""
    outlet = report.outlet or report.url or "a report without an outlet"
    if report.agency and report.agency.casefold() not in outlet.casefold():
        return f"{outlet} ({report.agency})"
    return outlet


def bounds(row: Row) -> tuple[int | None, int | None] | None:
    """Low and high of a row that counts people; None where it gives no number."""
    value = row.position.value
    if not isinstance(value, Quantity) or (value.low is None and value.high is None):
        return None
    return value.low, value.high
