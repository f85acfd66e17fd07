"""Weighing: from the accounts of one incident to its findings.

A finding holds everything said on one question: the positions, each with every voice that holds
it; the status and the figures, each with the sentence that gave it; and what voices revised.
Nothing is dropped: denials, suspicions, misreports and rows of coded datasets are positions too;
they only do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from rashomon.accounts import Account, Case
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.figures import Figures, Sides, best_low_high, sides_of, signed
from rashomon.reconcile.gathering import gather
from rashomon.reconcile.holdings import (
    Holding,
    Move,
    Timeline,
    active,
    committed,
    follow,
    hold,
)
from rashomon.reconcile.people import FIGHTERS
from rashomon.reconcile.questions import Question, ask
from rashomon.reconcile.statuses import clash, judge
from rashomon.reconcile.unify import side_actor
from rashomon.records import (
    ClaimField,
    Finding,
    Judgement,
    Lineage,
    Position,
    PositionVoice,
    Quantity,
    Reading,
    Revision,
    VoiceKind,
)

_FIELDS: tuple[ClaimField, ...] = get_args(ClaimField)
_STATUSES = ("contested", "revised", "corroborated", "single")
OTHERS = frozenset({"medical", "ngo", "un"})
"""The kinds of bodies that no state speaks through."""


def weigh(
    readings: Iterable[Reading],
    mentions: Collection[str],
    lineage: Mapping[str, Lineage],
    judgements: Iterable[Judgement] = (),
    as_of: date | str | None = None,
    incident_of: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """The findings of one incident; the parameters are those of `gathering.gather`."""
    return weigh_case(gather(readings, mentions, lineage, judgements, as_of, incident_of))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A finding with the question it is about and the answers that stand."""

    question: Question
    finding: Finding
    standing: tuple[Holding, ...]


def weigh_case(case: Case) -> tuple[Finding, ...]:
    """The findings of a case, the fields in the contract's order, the most disputed first."""
    return tuple(each.finding for each in weigh_questions(case))


def weigh_questions(case: Case) -> tuple[Weighed, ...]:
    """The findings of a case with what they were made from, in the order of `weigh_case`."""
    sides = sides_of(case)
    found = [
        _weighed(question, accounts, sides, case.judgements)
        for question, accounts in ask(case).items()
    ]
    return tuple(sorted(found, key=lambda each: _finding_order(each.finding)))


def _finding_order(finding: Finding) -> tuple[object, ...]:
    return (
        _FIELDS.index(finding.field),
        _STATUSES.index(finding.status),
        -len(finding.positions),
        finding.group or "",
        finding.side or "",
        tuple(claim for position in finding.positions for claim in position.claims),
    )


def _weighed(
    question: Question,
    accounts: Sequence[Account],
    sides: Sides,
    judgements: Sequence[Judgement],
) -> Weighed:
    holdings = hold(question, accounts)
    timelines = _timelines(holdings)
    standing = active(question, timelines)
    others = [each for each in holdings if each.polarity != "asserted"]
    moves = [move for timeline in timelines for move in timeline.moves]
    verdict = judge(standing, others, moves)
    counted = isinstance(accounts[0].value, Quantity) or question.field == "damage"
    figures = Figures(None, None, None, verdict.why)
    if counted:
        figures = best_low_high(question, standing, sides)
    side = _side(question, accounts)
    finding = Finding(
        field=question.field,
        group=_group(accounts),
        side=side,
        status=verdict.status,
        best=figures.best,
        low=figures.low,
        high=figures.high,
        rule=figures.rule,
        proposed=True,
        positions=_positions(holdings),
        revisions=tuple(_revision(move, holdings) for move in moves),
    )
    if counted:
        finding = _as_set(finding, judgements)
    return Weighed(question, finding, standing)


def _timelines(holdings: Sequence[Holding]) -> tuple[Timeline, ...]:
    """One timeline a voice; unnamed sources have none that could be followed."""
    by_voice: dict[str, list[Holding]] = {}
    for each in holdings:
        follows = each.polarity == "asserted" or _suspects(each)
        if follows:
            by_voice.setdefault(each.voice.key, []).append(each)
    return tuple(_asserted(follow(each, clash)) for each in by_voice.values())


def _suspects(each: Holding) -> bool:
    """Suspicions of who did it are followed over time: a side may come to suspect another."""
    return each.polarity == "suspected" and each.accounts[0].claim.field == "perpetrator"


def _asserted(timeline: Timeline) -> Timeline:
    """Standing answers that were asserted; suspicions stand beside them as what they are."""
    standing = tuple(each for each in timeline.standing if each.polarity == "asserted")
    return replace(timeline, standing=standing)


# ------------------------------------------------------------------------------------- positions


def _positions(holdings: Sequence[Holding]) -> tuple[Position, ...]:
    grouped: dict[tuple[object, str], list[Holding]] = {}
    for each in holdings:
        grouped.setdefault((each.answer, each.polarity), []).append(each)
    found = [_position(each) for each in grouped.values()]
    return tuple(sorted(found, key=lambda p: (p.first_seen or "9999", p.claims)))


def _position(holdings: Sequence[Holding]) -> Position:
    accounts = [account for each in holdings for account in each.accounts]
    first = min(accounts, key=_age)
    return Position(
        value=first.value,
        stance=committed(account.claim.stance for account in accounts),
        voices=tuple(
            sorted(
                (_voice(each) for each in holdings),
                key=lambda voice: (voice.first_seen or "9999", voice.kind, voice.text),
            )
        ),
        first_seen=_earliest(accounts),
        last_seen=_latest(accounts),
        claims=tuple(account.claim.id for account in sorted(accounts, key=_age)),
    )


def _age(account: Account) -> tuple[str, str, int, str]:
    claim = account.claim
    return (account.published or "9999", account.report.id, claim.spans.content.start, claim.id)


def _voice(each: Holding) -> PositionVoice:
    accounts = sorted(each.accounts, key=_age)
    texts = Counter(account.claim.voice.text for account in accounts)
    text = min(texts, key=lambda words: (-texts[words], -len(words), words))
    kinds = Counter(_kind(account) for account in accounts)
    reports = dict.fromkeys(account.report.id for account in accounts)
    return PositionVoice(
        kind=min(kinds, key=lambda kind: (-kinds[kind], kind != each.voice.kind, kind)),
        side=side_actor(each.voice.side).id if each.voice.side else None,
        text=text,
        texts=tuple(dict.fromkeys(account.claim.voice.text for account in accounts)),
        via=tuple(dict.fromkeys(via for account in accounts for via in account.claim.voice.via)),
        stance=each.stance,
        first_seen=_earliest(accounts),
        last_seen=_latest(accounts),
        reports=tuple(reports),
        copies=len(reports) - len(each.stories),
    )


def _kind(account: Account) -> VoiceKind:
    """The kind of an account's voice as the report has it, unless it was read as a state's and is
    that of a body which no state speaks through."""
    told = account.claim.voice.kind
    other = told == "official" and account.voice.side is None and account.voice.kind in OTHERS
    return account.voice.kind if other else told


def _earliest(accounts: Iterable[Account]) -> str | None:
    return min((a.published for a in accounts if a.published is not None), default=None)


def _latest(accounts: Iterable[Account]) -> str | None:
    return max((a.published for a in accounts if a.published is not None), default=None)


def _day_of(accounts: Iterable[Account]) -> str | None:
    """The day that an answer was first given: a report that has it as a replaced one, and does not
    tell when it was given, only says that it was given before."""
    dated = (a.said for a in accounts if a.claim.said is not None or not a.claim.superseded)
    return min((said for said in dated if said is not None), default=None)


def _revision(move: Move, holdings: Iterable[Holding]) -> Revision:
    """What a voice replaced, and when, be it that it first only suspected it. A day that no report
    tells is None."""
    before, after = move.before, move.after
    same = [h for h in holdings if (h.voice.key, h.answer) == (before.voice.key, before.answer)]
    given = [a for h in same if h.polarity in ("asserted", "suspected") for a in h.accounts]
    return Revision(
        voice=_voice(after).text,
        from_=before.accounts[0].value,
        to=after.accounts[0].value,
        first=_day_of(given),
        then=_day_of(after.accounts),
        claims=tuple(a.claim.id for a in sorted([*before.accounts, *after.accounts], key=_age)),
    )


# ----------------------------------------------------------------------------------- group and side


def _group(accounts: Sequence[Account]) -> str | None:
    """The words that most use for the people counted; of equals those used first."""
    words = [a.value.group for a in accounts if isinstance(a.value, Quantity) and a.value.group]
    if not words:
        return None
    votes = Counter(words)
    return min(votes, key=lambda word: (-votes[word], words.index(word)))


def _side(question: Question, accounts: Sequence[Account]) -> str | None:
    """The side whose people or deeds the question is about."""
    owner = question.topic.split("|")[0]
    if owner.startswith(STATE_PREFIX):
        return side_actor(owner).id
    if question.field == "participant":
        actor = next((a.actor for a in accounts if a.actor is not None), None)
        return actor.id if actor is not None else None
    named = Counter(
        account.side.side
        for account in accounts
        if account.side is not None and account.side.kind in ("armed-group", "militia")
    )
    if owner == FIGHTERS and named:
        return side_actor(min(named, key=lambda side: (-named[side], side))).id
    own = Counter(account.side.id for account in accounts if account.side is not None)
    return min(own, key=lambda side: (-own[side], side)) if own else None


# ------------------------------------------------------------------------------------- judgements


def _as_set(finding: Finding, judgements: Sequence[Judgement]) -> Finding:
    """The finding with the figure that a person signed last, if one did."""
    claims = {claim for position in finding.positions for claim in position.claims}
    for each in reversed(judgements):
        if each.kind != "set-figure" or each.value is None:
            continue
        if claims & set(each.claims) if each.claims else _meant(finding, each):
            best = each.value.get("best", finding.best)
            low, high = each.value.get("low", finding.low), each.value.get("high", finding.high)
            return replace(
                finding,
                best=best,
                low=low if low is None or best is None else min(low, best),
                high=high if high is None or best is None else max(high, best),
                rule=signed(each.why, each.by, each.at),
                proposed=False,
            )
    return finding


def _meant(finding: Finding, judgement: Judgement) -> bool:
    """Whether a figure set without claims means this finding: its field, and side or group."""
    value = judgement.value or {}
    if value.get("field") != finding.field:
        return False
    return all(value[name] == getattr(finding, name) for name in ("side", "group") if name in value)
