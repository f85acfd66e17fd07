"""Holdings: what one voice answers to one question, over all reports, and which of it still stands.

A voice that changes its answer holds the new one; what it held before is a revision. For numbers:

* a vaguer repetition ("more than 60" after 63) is no new answer;
* an answer that one story alone puts in a voice's mouth, while others go on giving another of the
  same voice and day, is a misreport: it is shown as a position and is nobody's figure;
* two answers of one voice on one day, from different stories, both stand: nobody can say which
  came first;
* outlets and unnamed sources know what was known when they spoke: their figure is stale once a
  newer one has come, and overtaken once the side that they repeated has replaced its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from rashomon.accounts import ASSERTED, Account, UnifiedVoice
from rashomon.bounds import Bounds, agree, is_plural
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.people import FIGHTERS
from rashomon.reconcile.questions import Question, answer
from rashomon.records import TOLL_FIELDS, ItemQuantity, Quantity, Stance, TimeValue

_COMMITMENT: tuple[Stance, ...] = (
    "admitted",
    "claimed",
    "reported",
    "suspected",
    "possible",
    "unverified",
    "denied",
)
"""From the stance that commits a voice most to the one that commits it least."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One voice's answer: its accounts, in order of publication.

    `polarity` is "asserted", or the stance of those who do not assert. `first` is the day the
    voice first gave it, `last` the last day a report gives it as standing (ISO; "" if unknown).
    """

    voice: UnifiedVoice
    answer: Hashable
    polarity: str
    accounts: tuple[Account, ...]
    first: str
    last: str

    @property
    def value(self) -> Quantity | ItemQuantity | None:
        """The number, where the question asks for one."""
        value = self.accounts[0].value
        return value if isinstance(value, Quantity | ItemQuantity) else None

    @property
    def superseded(self) -> bool:
        """Whether every report that gives it says that it was replaced."""
        return all(account.claim.superseded for account in self.accounts)

    @property
    def provisional(self) -> bool:
        """Whether every report that gives it calls it provisional."""
        return all(account.claim.provisional for account in self.accounts)

    @property
    def secondary(self) -> bool:
        """Whether it comes from a coded dataset."""
        return all(account.secondary for account in self.accounts)

    @property
    def minute(self) -> int:
        """When the voice first gave it, as a number that grows with time: the day, and the hour at
        which a report of that day appeared, where it is known."""
        told = (_appeared(a) for a in self.accounts if a.said == self.first == a.published)
        digits = "".join(filter(str.isdigit, min(told, default=self.first)))
        return int(digits[:12].ljust(12, "0"))

    @property
    def last_told(self) -> str:
        """When the last report that gives it as standing appeared, to the hour where known."""
        given = (a.report.published or "" for a in self.accounts if not a.claim.superseded)
        return max(given, key=_hour, default="")

    @property
    def passing(self) -> bool:
        """Whether every report that gives it only names the incident."""
        return all(account.passing for account in self.accounts)

    @property
    def stories(self) -> frozenset[str]:
        """The stories that give it: reports without their copies."""
        return frozenset(account.story for account in self.accounts)

    @property
    def stance(self) -> Stance:
        """The stance that commits the voice most."""
        return committed(account.claim.stance for account in self.accounts)

    @property
    def bounds(self) -> Bounds:
        """What the number allows; only for questions that ask for one."""
        assert self.value is not None
        return Bounds.of(self.value, provisional=self.provisional)

    @property
    def lasting(self) -> bool:
        """Whether the voice can be held to its word later: a side or a named one."""
        return self.voice.named and not self.voice.press


@lru_cache(maxsize=10_000)
def _hour(published: str) -> str:
    """A time of publication so that later ones sort after earlier ones, whatever their zones."""
    if "T" not in published:
        return published
    told = datetime.fromisoformat(published)
    return (told if told.tzinfo is None else told.astimezone(UTC)).isoformat()


def _appeared(account: Account) -> str:
    return _hour(account.report.published or "9999")


def committed(stances: Iterable[Stance]) -> Stance:
    """Of several stances the one that commits most."""
    return min(stances, key=_COMMITMENT.index)


def hold(question: Question, accounts: Sequence[Account]) -> tuple[Holding, ...]:
    """The holdings of one question, in order of first answers."""
    grouped: dict[tuple[str, Hashable, str], list[Account]] = {}
    for account in accounts:
        at = (account.voice.key, answer(question, account), polarity(account))
        grouped.setdefault(at, []).append(account)
    found = [_holding(at[1], each) for at, each in _join_unnamed(grouped).items()]
    return tuple(sorted(found, key=_order))


def polarity(account: Account) -> str:
    """ "asserted", the stance where it is none of those that assert, or the mode."""
    if account.claim.mode in ("future", "hypothetical"):
        return account.claim.mode
    return "asserted" if account.claim.stance in ASSERTED else account.claim.stance


def _join_unnamed(
    grouped: dict[tuple[str, Hashable, str], list[Account]],
) -> dict[tuple[str, Hashable, str], list[Account]]:
    """Unnamed sources of one kind that give one answer are one voice, and the named one of their
    kind where there is one: nobody can show that they are others."""
    joined: dict[tuple[str, Hashable, str], list[Account]] = {}
    owner: dict[tuple[str, Hashable, str], tuple[str, Hashable, str]] = {}
    ordered = sorted(grouped, key=lambda each: (not grouped[each][0].voice.named, each[0]))
    for at in ordered:
        voice = grouped[at][0].voice
        kind = (voice.kind, at[1], at[2])
        if voice.press or voice.side is not None:
            joined[at] = grouped[at]
        elif not voice.named and kind in owner:
            joined[owner[kind]] = [*joined[owner[kind]], *grouped[at]]
        else:
            owner.setdefault(kind, at)
            joined[at] = grouped[at]
    return joined


def _holding(given: Hashable, accounts: Sequence[Account]) -> Holding:
    ordered = sorted(accounts, key=lambda a: (_appeared(a), a.report.id, a.claim.id))
    named = sorted(ordered, key=lambda a: not a.voice.named)
    standing = [a.published or "" for a in ordered if not a.claim.superseded]
    return Holding(
        voice=named[0].voice,
        answer=given,
        polarity=polarity(ordered[0]),
        accounts=tuple(ordered),
        first=min((a.said or "9999" for a in ordered), default=""),
        last=max(standing, default=""),
    )


def _order(each: Holding) -> tuple[object, ...]:
    """By the day first given; what was replaced goes before what replaced it, then as written."""
    first = each.accounts[0]
    return (
        each.first,
        not each.superseded,
        not each.provisional,
        _appeared(first),
        first.report.id,
        first.claim.spans.content.start,
        first.claim.id,
    )


# ------------------------------------------------------------------------------------- timelines


@dataclass(frozen=True, slots=True)
class Move:
    """A voice replaced one answer by another."""

    before: Holding
    after: Holding


@dataclass(frozen=True, slots=True)
class Timeline:
    """One voice's asserted answers: those that stand, those it moved between, and misreports."""

    standing: tuple[Holding, ...]
    moves: tuple[Move, ...]
    misreports: tuple[Holding, ...]


def follow(holdings: Sequence[Holding], clash: Callable[[Holding, Holding], bool]) -> Timeline:
    """The timeline of one voice's asserted holdings, given in order of first answers.

    `clash` says whether two answers cannot both be true.
    """
    ordered = _undated_in_place(holdings)
    gone = [each for each in holdings if any(a.claim.superseded for a in each.accounts)]
    misreports = tuple(each for each in ordered if _misreported(each, ordered, clash, gone))
    steps: list[Holding] = []
    moves: list[Move] = []
    for each in (step for step in ordered if step not in misreports):
        if any(_vaguer(each, before) for before in steps) or _is_old(each, moves):
            continue
        steps = [before for before in steps if not _is_said_by(before, each)]
        replaced = [before for before in steps if _replaces(each, before, clash, gone)]
        moves.extend(Move(_first_of(replaced), each) for _ in replaced[-1:])
        steps = [before for before in steps if before not in replaced] + [each]
    return Timeline(_standing(steps), tuple(moves), misreports)


def _is_old(each: Holding, moves: Sequence[Move]) -> bool:
    """Whether one story gives in other words ("at least 38") what the voice has replaced before: it
    has not heard of it, or tells how the count has grown."""
    if len(each.stories) > 1 or each.superseded:
        return False
    return any(_gives(each, move.before) for move in moves)


def _first_of(replaced: Sequence[Holding]) -> Holding:
    """Of the answers that one takes the place of the last; where it was given before as well as "at
    least" or "about" that number, as it was given first."""
    return next(each for each in replaced if each is replaced[-1] or _gives(each, replaced[-1]))


def _standing(steps: Sequence[Holding]) -> tuple[Holding, ...]:
    """What a voice holds at last. What it "had put" at a number still stands where no report has
    another of this voice: only who gives a new figure replaces an old one."""
    held = tuple(step for step in steps if not step.superseded)
    return held or tuple(step for step in steps[-1:] if step.lasting)


def _undated_in_place(holdings: Sequence[Holding]) -> list[Holding]:
    """The answers in order, those that are known only as replaced ones, of a day that nobody tells,
    before the others, whenever their reports appeared; but a number that lies between one given
    earlier and the one that its report has instead came after that."""
    undated = [
        each
        for each in holdings
        if each.superseded and all(a.claim.said is None for a in each.accounts)
    ]
    ordered = [each for each in holdings if each not in undated]
    for each in reversed(undated):
        before = max((n for n, other in enumerate(ordered) if _led_to(other, each)), default=-1)
        ordered.insert(before + 1, each)
    return ordered


def _led_to(earlier: Holding, undated: Holding) -> bool:
    """Whether a lower number was given on a day before the report that has the other replaced."""
    if earlier.value is None or undated.value is None or earlier.superseded:
        return False
    told = min((a.published or "" for a in undated.accounts), default="")
    return earlier.first < told and earlier.bounds.low < undated.bounds.low


def _vaguer(each: Holding, before: Holding) -> bool:
    if each.value is None or before.value is None or before.superseded:
        return False
    return each.bounds.holds(before.bounds) and each.bounds != before.bounds


def _is_said_by(before: Holding, each: Holding) -> bool:
    """Whether an answer was a mere plural of which another now gives the number, or is the replaced
    figure that another told while it stood: no revision."""
    if each.value is None or before.value is None:
        return False
    if before.superseded:
        return agree(before.value, each.value)
    return is_plural(before.value) and each.bounds != before.bounds and each.bounds.low > 0


def _replaces(
    each: Holding,
    before: Holding,
    clash: Callable[[Holding, Holding], bool],
    gone: Sequence[Holding],
) -> bool:
    """Whether a later answer takes the place of an earlier one of the same voice; `gone` are the
    answers that reports give as replaced."""
    if before.superseded:
        return each.answer != before.answer
    if each.value is not None and before.value is not None:
        different = not agree(each.value, before.value)
        return different and (_later(each, before, gone) or before.provisional)
    return clash(each, before) and _later(each, before, gone)


def _later(each: Holding, before: Holding, gone: Sequence[Holding]) -> bool:
    """Whether a voice gave an answer after another: on a later day, or on the same one in a report
    that came after the last with the other, or that says that it replaces it."""
    if each.first != before.first:
        return each.first > before.first
    same = [before, *(other for other in gone if _gives(other, before))]
    replaced = {a.report.id for other in same for a in other.accounts if a.claim.superseded}
    if any(a.report.id in replaced for a in each.accounts if not a.claim.superseded):
        return True
    if _grows(before, each):
        return True
    appeared, last = each.accounts[0].report.published or "", before.last_told
    if "T" in appeared and "T" in last:
        return _hour(appeared) > _hour(last)
    return bool(last) and appeared[:10] > last[:10]


def _gives(one: Holding, other: Holding) -> bool:
    """Whether two answers give one number: "103" and "at least 103"."""
    return one.value is not None and other.value is not None and agree(one.value, other.value)


def _misreported(
    each: Holding,
    all_of_voice: Sequence[Holding],
    clash: Callable[[Holding, Holding], bool],
    gone: Sequence[Holding],
) -> bool:
    """Whether other stories go on giving another answer of this voice from the day on that one
    story gives this one, and none has it as replaced."""
    if all(account.slip for account in each.accounts):
        return True
    slip = isinstance(each.accounts[0].value, TimeValue)  # a day is the outlet's to get wrong
    if len(each.stories) > 1 or each.superseded or not (each.voice.side or slip):
        return False
    if any(_gives(other, each) for other in gone):
        return False
    published = each.accounts[0].published or ""
    for other in all_of_voice:
        if other.first > each.first or not clash(each, other) or each.stories <= other.stories:
            continue
        given = [a for a in other.accounts if not a.claim.superseded]
        after = {a.story for a in given if slip or (a.published or "") >= published} - each.stories
        late = [a for a in given if a.story in after and _days_after(published, a.published) > 1]
        outdated = _grows(other, each) and len(after) == len({a.story for a in late}) == 1
        if after and not outdated and len(other.stories) >= 2 * len(each.stories):
            return True
    return False


def _days_after(day: str, other: str | None) -> int:
    """How many days after a day another one is; 0 where one is not known."""
    if not day or not other:
        return 0
    return (date.fromisoformat(other) - date.fromisoformat(day)).days


def _grows(before: Holding, after: Holding) -> bool:
    """Whether a number is a higher one of a later day, or of that day in a report of a later one:
    who gives the lower one days after that, alone, has not heard of it."""
    if before.value is None or after.value is None or before.bounds.high >= after.bounds.low:
        return False
    one, other = ((each.first, each.accounts[0].published or "") for each in (before, after))
    return one < other


# ------------------------------------------------------------------------------- what still stands


def active(question: Question, timelines: Sequence[Timeline]) -> tuple[Holding, ...]:
    """The answers that stand today, without those that newer ones have made stale."""
    standing = [each for timeline in timelines for each in timeline.standing]
    moves = [move for timeline in timelines for move in timeline.moves]
    if not standing or standing[0].value is None:
        return tuple(standing)
    return tuple(
        each
        for each in standing
        if not _overtaken(question, each, moves) and not _stale(question, each, standing)
    )


def speaks_of_others(question: Question, voice: UnifiedVoice) -> bool:
    """Whether a side speaks of another side's people."""
    owner = question.topic.split("|")[0]
    if voice.side is None or question.field not in TOLL_FIELDS:
        return False
    if owner == FIGHTERS:
        return voice.side.startswith(STATE_PREFIX)
    return owner.startswith(STATE_PREFIX) and voice.side != owner


def _overtaken(question: Question, each: Holding, moves: Iterable[Move]) -> bool:
    """Whether a side has replaced the figure that this voice repeats.

    That holds for outlets, unnamed sources, and for a side that speaks of another's people while
    these keep their own count; a named witness or local official knows for himself.
    """
    if each.value is None:
        return False
    owner = question.topic.split("|")[0]
    for move in moves:
        source = move.before.voice
        if source.key == each.voice.key or source.side is None or move.before.value is None:
            continue
        if each.lasting and not (each.voice.side is not None and source.side == owner):
            continue
        if agree(each.value, move.before.value) and each.last <= move.after.first:
            return True
    return False


def _stale(question: Question, each: Holding, standing: Sequence[Holding]) -> bool:
    """Whether a newer figure has come since an outlet or unnamed source gave this one.

    An outlet makes only outlets stale, and what a side says of its enemy's losses nobody; a figure
    that somebody gave before is not newer.
    """
    if each.lasting and not each.provisional:
        return False
    for other in standing:
        if other.voice.key == each.voice.key or other.value is None or each.value is None:
            continue
        if (other.voice.press and not each.voice.press) or other.secondary or other.passing:
            continue
        if speaks_of_others(question, other.voice):
            continue
        first = min(o.first for o in standing if o.answer == other.answer)
        if first > each.last and not agree(each.value, other.value):
            return True
    return False
