"""Gathering: the accounts of one incident from the readings of its reports.

What analysts rejected is left out, what they corrected put right, and what was published after the
day asked for is not there yet. Whose people each count is about is settled over all accounts of the
incident at once, because one account alone often does not say it:

* "soldiers" of no named state are those of the only state whose people are counted, or the
  speaker's own where there are several;
* people whose side nobody gives are those of the only side that was attacked, unless some account
  counts them as more than that side ("40 people, 25 of them soldiers");
* those whom a state's forces killed are one people, called terrorists by one and civilians by
  another, unless an account counts both apart (CONTRACT.md, meeting rule 1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rashomon import codec
from rashomon.accounts import DATASET, Account, Case, UnifiedActor, UnifiedVoice
from rashomon.bounds import compatible, is_plural
from rashomon.errors import InvariantError
from rashomon.gazetteer.names import key
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.breath import tell_parts
from rashomon.reconcile.lineage import story_of
from rashomon.reconcile.people import (
    CIVILIANS,
    FIGHTERS,
    FORCES,
    FORCES_OF_THE_PLACE,
    HARM,
    PEOPLE,
    STRUCK,
    people_of,
)
from rashomon.reconcile.slips import tell_slips
from rashomon.reconcile.speaking import same_voices
from rashomon.reconcile.unify import (
    STATE_KINDS,
    is_own,
    is_theirs,
    side_actor,
    unify_actor,
    unify_voice,
    voice_words,
)
from rashomon.records import (
    Actor,
    Claim,
    ClaimValue,
    Judgement,
    Lineage,
    Place,
    PlaceValue,
    Quantity,
    Reading,
    RelationValue,
    Report,
    ResponsibilityValue,
    Span,
    identify,
)

FAR_MORE = 4
"""So many times as many people as a side has lost are not its people alone."""
TELLING = 10
"""The least number by which people without more are known to be those of another account."""


def gather(
    readings: Iterable[Reading],
    mentions: Collection[str],
    lineage: Mapping[str, Lineage],
    judgements: Iterable[Judgement] = (),
    as_of: date | str | None = None,
    incident_of: Mapping[str, str] | None = None,
) -> Case:
    """The accounts of one incident.

    `mentions` are the ids of its mentions; `as_of` leaves out what was published after that day
    (and what has no date), and figures that analysts set after it; `incident_of` leads from
    mentions to incidents, for relations to others.
    """
    day = as_of.isoformat() if isinstance(as_of, date) else as_of
    kept = sorted(
        (each for each in readings if day is None or _published_by(each.report, day)),
        key=lambda each: (each.report.published or "9999", each.report.id),
    )
    ruled = tuple(sorted(judgements, key=lambda each: each.at))
    case = Case(
        readings=tuple(kept),
        mentions=frozenset(mentions),
        lineage=lineage,
        accounts=(),
        judgements=tuple(j for j in ruled if day is None or not _sets_later(j, day)),
        home=_home(kept, frozenset(mentions)),
        incident_of=incident_of or {},
    )
    maker = _Accounts(case)
    accounts = _whole_alone([a for reading in kept for a in maker.of(reading)])
    accounts = same_voices(accounts, case.home)
    return settle_people(replace(case, accounts=tuple(accounts)))


def _published_by(report: Report, day: str) -> bool:
    return report.published is not None and report.published[:10] <= day[:10]


def _sets_later(judgement: Judgement, day: str) -> bool:
    """What was signed later did not stand then; corrections of the reading always hold."""
    return judgement.kind in ("set-figure", "grade") and judgement.at[:10] > day[:10]


def _home(readings: Sequence[Reading], mentions: frozenset[str]) -> str | None:
    """The country that most sites lie in. A country that is named counts twice; a place that was
    found under another spelling than the report's is a guess and counts half."""
    votes: Counter[str] = Counter()
    for reading in readings:
        places = {place.id: place for place in reading.places}
        for claim in reading.claims:
            value = claim.value
            if claim.incident not in mentions or not isinstance(value, PlaceValue):
                continue
            place = places[value.place]
            if value.role == "site" and place.country is not None:
                guessed = key(place.name) != key(value.text)
                votes[place.country] += 1 if guessed else 4 if place.where_prec == 6 else 2
    return min(votes, key=lambda code: (-votes[code], code)) if votes else None


class _Accounts:
    """Makes accounts of one case."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._reports = {each.report.id: each.report for each in case.readings}
        self._rejected = {
            claim for each in case.judgements if each.kind == "reject" for claim in each.claims
        }
        self._corrected = {
            claim: each.value
            for each in case.judgements
            if each.kind == "correct" and each.value is not None
            for claim in each.claims
        }

    def of(self, reading: Reading) -> Iterable[Account]:
        """The accounts of one reading, in its order."""
        claims = [c for c in reading.claims if c.incident in self._case.mentions]
        claims += self._added(reading)
        claims = [self._correct(c) for c in claims if c.id not in self._rejected]
        passing = bool(claims) and all(claim.mode == "historical" for claim in claims)
        actors = {actor.id: actor for actor in reading.actors}
        places = {place.id: place for place in reading.places}
        for claim in claims:
            yield self._account(claim, reading.report, actors, places, passing)

    def _added(self, reading: Reading) -> list[Claim]:
        """The claims that analysts found in this report beside those that were read."""
        mention = next((m.id for m in reading.incidents if m.id in self._case.mentions), None)
        return [
            added_claim(each, reading.report, mention)
            for each in self._case.judgements
            if each.kind == "add" and (each.value or {}).get("report") == reading.report.id
        ]

    def _correct(self, claim: Claim) -> Claim:
        change = self._corrected.get(claim.id)
        return claim if change is None else corrected_claim(claim, change)

    def _account(
        self,
        claim: Claim,
        report: Report,
        actors: Mapping[str, Actor],
        places: Mapping[str, Place],
        passing: bool,
    ) -> Account:
        story = story_of(report.id, self._case.lineage)
        first = self._reports.get(story) or replace(report, id=story)
        speaker = actors.get(claim.voice.actor or "")
        published = report.published[:10] if report.published else None
        home = self._state_of(claim.voice.text, actors)
        voice = unify_voice(claim.voice, speaker, first, home)
        found = {
            name: _doer(actors[actor], voice, self._case.home, actors[actor] == speaker)
            for name in ("actor", "side", "by")
            if (actor := getattr(claim.value, name, None)) is not None and actor in actors
        }
        value = self._unified(claim.value, found)
        owners = actors.get(getattr(claim.value, "side", None) or "")
        placed = owners is not None and unify_actor(owners).side.startswith(STATE_PREFIX)
        return Account(
            claim=claim,
            value=value,
            voice=voice,
            report=report,
            story=story,
            said=claim.said.start if claim.said else published,
            published=published,
            passing=passing,
            secondary=report.medium == DATASET,
            actor=found.get("actor"),
            side=found.get("side"),
            by=found.get("by"),
            people=_people(claim, voice, found, placed),
            place=places.get(claim.value.place) if isinstance(claim.value, PlaceValue) else None,
        )

    def _state_of(self, words: str, actors: Mapping[str, Actor]) -> str | None:
        """The country of a body that is named without one: that of the only body of the report
        which these words shorten ("the military" after "the U.S. military"), else the incident's.
        """
        short = f" {key(words)}"
        meant = {
            actor.country
            for actor in actors.values()
            if actor.country is not None and actor.kind in STATE_KINDS
            if key(actor.name).endswith(short)
        }
        return meant.pop() if len(meant) == 1 else self._case.home

    def _unified(self, value: ClaimValue, found: Mapping[str, UnifiedActor]) -> ClaimValue:
        """The value with actors (and incidents) by their identity over all reports."""
        if isinstance(value, RelationValue):
            other = self._case.incident_of.get(value.incident or "", value.incident)
            return replace(value, incident=other)
        changed: dict[str, Any] = {name: actor.id for name, actor in found.items()}
        return replace(value, **changed) if changed else value


def _doer(
    actor: Actor, voice: UnifiedVoice, home: str | None, speaks: bool = False
) -> UnifiedActor:
    """The actor over all reports; "his men" are on the side of the one who speaks of them, and so
    is the "commander of the Pakistani Taliban" who speaks of himself."""
    forces = actor.kind in ("state-forces", "unidentified") and actor.country is None
    own = (forces and is_theirs(actor.name)) or (
        speaks and voice.kind == "belligerent" and actor.kind in STATE_KINDS
    )
    if own and voice.side is not None:
        return side_actor(voice.side)
    return unify_actor(actor, home)


def corrected_claim(claim: Claim, change: Mapping[str, Any]) -> Claim:
    """The claim with an analyst's correction: keys of its `value`, its `stance`, `mode` and
    `voice`, or keys of its value alone. InvariantError where that makes no claim."""
    outer = {k: v for k, v in change.items() if k in ("value", "stance", "mode", "voice")}
    inner = outer.pop("value", None) or ({} if outer else change)
    whole = codec.to_json(claim)
    voice = {**whole["voice"], **(outer.pop("voice", None) or {})}
    value = {**whole["value"], **inner}
    return codec.from_json(Claim, {**whole, **outer, "voice": voice, "value": value})


def added_claim(judgement: Judgement, report: Report, mention: str | None) -> Claim:
    """The claim of an `add` judgement: `value` has `field`, `value` (as in a claim), `quote` (words
    of the report) and may have `start` (where they begin, in characters; their first place, if it
    does not), `stance`, `mode` and `voice` (`kind`, `text`). InvariantError where that makes no
    claim or the report does not hold the quote there."""
    told = judgement.value or {}
    quote = str(told.get("quote") or "")
    start = report.text.find(quote) if quote else -1
    if isinstance(told.get("start"), int):
        start = told["start"] if report.text.startswith(quote, told["start"]) else -1
    if start < 0 or not quote.strip():
        raise InvariantError(f"report {report.id} does not hold the words {quote!r}")
    span = Span.of(report.text, start, start + len(quote))
    voice = {"kind": "narrator", "text": report.outlet or "the report", **(told.get("voice") or {})}
    return codec.from_json(
        Claim,
        {
            "id": identify("c", judgement.id),
            "incident": mention,
            "field": told.get("field"),
            "value": {"text": quote, **(told.get("value") or {})},
            "stance": told.get("stance") or "reported",
            "mode": told.get("mode") or "actual",
            "scope": None,
            "said": None,
            "provisional": False,
            "superseded": False,
            "voice": {"actor": None, "via": [], "party": False, **voice},
            "spans": {"content": codec.to_json(span), "cue": None, "source": None},
        },
    )


def _people(
    claim: Claim, voice: UnifiedVoice, found: Mapping[str, UnifiedActor], placed: bool
) -> str | None:
    """The class of the people counted; `placed`: the report tells whose forces they are. "Its own
    men" are the speaker's; so are a state's "its soldiers" and a group's "its fighters"; and what a
    side admits of people without more, or says that it has lost, is its own, unless it is what its
    own side did."""
    if not isinstance(claim.value, Quantity):
        return None
    side = found.get("side")
    people = people_of(claim.value, side)
    if people.startswith(STATE_PREFIX) and side is not None and people == side.side and not placed:
        people = FORCES_OF_THE_PLACE
    words = claim.value.group or claim.value.text
    lost = side is None and _has_lost(claim.spans.content.text)
    admitted = people == PEOPLE and (claim.stance == "admitted" or lost)
    if voice.side is None or not (is_own(words) or admitted or _is_theirs(words, people, voice)):
        return people
    if "by" in found and found["by"].side == voice.side:
        return people
    return voice.side if voice.side.startswith(STATE_PREFIX) else FIGHTERS


def _has_lost(words: str) -> bool:
    """Whether words tell of people as lost."""
    return not voice_words()["lost_words"].isdisjoint(key(words).split())


def _is_theirs(words: str, people: str, voice: UnifiedVoice) -> bool:
    """Whether "its people" are of the speaker's kind: a state's forces, a group's fighters."""
    state = (voice.side or "").startswith(STATE_PREFIX)
    kinds = {PEOPLE, FORCES, FORCES_OF_THE_PLACE} if state else {PEOPLE, FIGHTERS}
    return people in kinds and is_theirs(words)


def _whole_alone(accounts: Sequence[Account]) -> list[Account]:
    """The accounts with a "part" that is more than the people added, of whom it is said to be one,
    as the total that it is: "five more have died, which brings the number to 57"."""
    by_claim = {account.claim.id: account.value for account in accounts}
    found = []
    for account in accounts:
        value = account.value
        if isinstance(value, Quantity) and value.counts == "part":
            whole = by_claim.get(value.part_of or "")
            added = isinstance(whole, Quantity) and whole.counts == "added"
            if added and isinstance(whole, Quantity) and (value.low or 0) > (whole.high or 0) > 0:
                account = replace(account, value=replace(value, counts="total", part_of=None))
        found.append(account)
    return found


# ----------------------------------------------------------------------------------- whose people


def settle_people(case: Case) -> Case:
    """The case with the classes of people that this incident has."""
    accounts = tell_parts(_settle_forces(case.accounts, case.home))
    struck = _struck_by_a_state(accounts)
    if struck:
        accounts = [_as(a, STRUCK) if a.people in (FIGHTERS, CIVILIANS) else a for a in accounts]
    accounts = _by_their_number(_counted_after(accounts))
    attacked = {a.people for a in accounts if a.people is not None and not a.within}
    attacked -= {PEOPLE, FIGHTERS}
    if len(attacked) == 1 and not _more_than_that(accounts):
        only = min(attacked)
        others = _others(accounts, only) | _far_more(accounts, only)
        accounts = [
            _as(a, only) if a.people == PEOPLE and a.claim.id not in others else a for a in accounts
        ]
    return replace(case, accounts=tuple(tell_slips(accounts)))


def _by_their_number(accounts: Sequence[Account]) -> list[Account]:
    """The accounts with people without more as those of whom another account gives the very number:
    "44, the police say" are the 44 commandos; of two classes with it the speaker's own. A whole
    with parts is more than any of them."""
    wholes = {a.value.part_of for a in accounts if isinstance(a.value, Quantity)}
    classes: dict[tuple[str, int], set[str]] = {}
    for account in accounts:
        number = _telling(account)
        known = account.people not in (PEOPLE, None) and not account.claim.superseded
        if number is not None and known and not account.within:
            classes.setdefault((account.claim.field, number), set()).add(account.people or "")
    found = []
    for account in accounts:
        number = _telling(account)
        same = classes.get((account.claim.field, number or 0), set())
        plain = account.people == PEOPLE and not account.within and account.claim.id not in wholes
        own = same & {account.voice.side}
        same = own if len(same) > 1 and own else same
        if plain and number is not None and len(same) == 1:
            account = _as(account, next(iter(same)))
        found.append(account)
    return found


def _counted_after(accounts: Sequence[Account]) -> list[Account]:
    """The accounts with a bare count ("four died") behind a mere plural of the same report
    ("soldiers of its own were killed") as the number of those people."""
    counts = [account for account in accounts if isinstance(account.value, Quantity)]
    if not any(isinstance(a.value, Quantity) and is_plural(a.value) for a in counts):
        return list(accounts)
    found, plural = [], None
    for account in sorted(counts, key=lambda a: (a.report.id, a.claim.spans.content.start)):
        value = account.value
        assert isinstance(value, Quantity)
        at = (account.report.id, account.claim.field)
        if is_plural(value):
            plural = (at, account.people)
        elif plural is not None and plural[0] == at:
            if account.people == PEOPLE and value.group is None and value.counts == "total":
                found.append((account.claim.id, plural[1]))
            plural = None
    whose = dict(found)
    return [
        _as(each, whose[each.claim.id] or PEOPLE) if each.claim.id in whose else each
        for each in accounts
    ]


def _telling(account: Account) -> int | None:
    """The number of a total that is too large to be another's by chance."""
    value = account.value
    if not isinstance(value, Quantity) or value.counts != "total" or value.category is not None:
        return None
    return value.low if value.low is not None and value.low >= TELLING else None


def _as(account: Account, people: str) -> Account:
    return replace(account, people=people)


def _others(accounts: Sequence[Account], only: str) -> frozenset[str]:
    """Claims on people without more that cannot be the attacked side's: the same voice gives
    another number for these in the same report ("89 soldiers … seventy-seven of them")."""
    found = set()
    for one in accounts:
        for other in accounts:
            if not (isinstance(one.value, Quantity) and isinstance(other.value, Quantity)):
                continue
            if one.people != PEOPLE or other.people != only or not _one_breath(one, other):
                continue
            part = other.value.category is not None or other.value.part_of == one.claim.id
            part = part or other.value.counts == "added"
            if not part and not compatible(one.value, other.value):
                found.add(one.claim.id)
    return frozenset(found)


def _far_more(accounts: Sequence[Account], only: str) -> frozenset[str]:
    """Claims on people without more that are several times as many as anybody counts of the
    attacked state's: "a hundred killed in the village", where the army says it lost eight men."""
    if not only.startswith(STATE_PREFIX):
        return frozenset()
    counted = [_total(account) for account in accounts if account.people == only]
    most = max(counted, default=0)
    return frozenset(
        account.claim.id
        for account in accounts
        if account.people == PEOPLE and most and _total(account) > max(FAR_MORE * most, TELLING)
    )


def _total(account: Account) -> int:
    value = account.value
    if not isinstance(value, Quantity) or value.counts != "total":
        return 0
    return 0 if value.category in ("women", "children") else value.low or 0


def _one_breath(one: Account, other: Account) -> bool:
    a, b = one.claim, other.claim
    same = one.report.id == other.report.id and one.voice.key == other.voice.key
    return same and a.field == b.field and not (a.superseded or b.superseded)


def _settle_forces(accounts: Sequence[Account], home: str | None) -> list[Account]:
    """The accounts with soldiers of no named state as those of one: the speaker's own where the
    incident has people of his state, else the incident's, or the only state's that has any."""
    named = {a.people for a in accounts if a.people and a.people.startswith(STATE_PREFIX)}
    here = {STATE_PREFIX + home} if home is not None else set()
    states = named | (here if any(a.people == FORCES_OF_THE_PLACE for a in accounts) else set())
    if not states:
        states = {
            a.actor.side
            for a in accounts
            if a.claim.field in ("target", "victim") and a.actor
            if a.actor.side.startswith(STATE_PREFIX)
        }
    states = states or here
    found = []
    for account in accounts:
        if account.people in (FORCES, FORCES_OF_THE_PLACE):
            own = states & {account.voice.side}
            own = own or (here if account.people == FORCES_OF_THE_PLACE else set())
            own = own or (states if len(states) == 1 else set())
            account = _as(account, next(iter(own), None) or FORCES)
        found.append(account)
    return found


def _struck_by_a_state(accounts: Sequence[Account]) -> bool:
    """Whether a state's forces did it, nobody else claims it, and no account counts fighters and
    civilians apart."""
    by_state = by_others = False
    for account in accounts:
        value = account.value
        claimed = isinstance(value, ResponsibilityValue) and value.kind == "claimed"
        did = claimed or account.claim.field == "perpetrator"
        harmed = account.claim.field in HARM
        actors = [account.by if harmed else None, account.actor if did else None]
        for actor in actors:
            if actor is not None and account.claim.stance != "denied":
                state = actor.side.startswith(STATE_PREFIX)
                by_state = by_state or state
                by_others = by_others or (not state and (claimed or actor.kind != "unidentified"))
    return by_state and not by_others and not _counted_apart(accounts)


def _counted_apart(accounts: Sequence[Account]) -> bool:
    seen: dict[tuple[str, str, str], set[str | None]] = {}
    for account in accounts:
        value = account.value
        if isinstance(value, Quantity) and value.counts == "total" and not is_plural(value):
            at = (account.report.id, account.claim.field, account.voice.key)
            seen.setdefault(at, set()).add(account.people)
    return any({FIGHTERS, CIVILIANS} <= classes for classes in seen.values())


def _more_than_that(accounts: Sequence[Account]) -> bool:
    """Whether people without more are counted as a whole with parts, or by one voice of one report
    as more than the attacked side. Children and women among them say nothing of the others."""
    counts = [a.value for a in accounts if isinstance(a.value, Quantity)]
    wholes = {value.part_of for value in counts if value.category is None} - {None}
    if any(a.people == PEOPLE and a.claim.id in wholes for a in accounts):
        return True
    people: dict[tuple[str, str, str], int] = {}
    side: dict[tuple[str, str, str], int] = {}
    for account in accounts:
        value = account.value
        if not isinstance(value, Quantity) or value.counts != "total" or value.low is None:
            continue
        if value.category in ("women", "children"):
            continue
        at = (account.report.id, account.claim.field, account.voice.key)
        table = people if account.people == PEOPLE else side
        if account.people != FIGHTERS and not account.claim.superseded:
            table[at] = max(table.get(at, 0), value.low)
    return any(at in side and count > side[at] for at, count in people.items())
