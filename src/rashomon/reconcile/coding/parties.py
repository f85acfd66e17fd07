"""Parties: who is said to have done it and who was struck, as far as schemes ask for it.

A party is a side: a state, or the armed group that others belong to, with the names it goes by in
this incident. Stories count once, and a claim of responsibility more than a suspicion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rashomon.accounts import ASSERTED, Account, Case, UnifiedActor
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.coding.wording import sentence
from rashomon.reconcile.people import CIVILIANS, FIGHTERS
from rashomon.reconcile.unify import STATE_KINDS, side_actor
from rashomon.records import TOLL_FIELDS, ActorKind, Quantity

ORGANISED: Final = STATE_KINDS | {"armed-group", "militia"}
"""Kinds of actors that UCDP and ACLED call organised."""
_HARMED: Final = frozenset({"deaths", "injuries", "casualties", "abductions", "missing"})
_CLAIMED, _SAID, _SUSPECTED, _COUNTED = 1.5, 1.0, 0.5, 0.25


@dataclass(slots=True)
class _Heard:
    """What was heard of a side: weight by story, its names, and the first sentence of why."""

    actor: UnifiedActor
    stories: dict[str, float] = field(default_factory=dict)
    names: Counter[str] = field(default_factory=Counter)
    how: tuple[float, str] = (0.0, "")

    def hear(self, account: Account, name: str, weight: float, how: str) -> None:
        self.stories[account.story] = max(self.stories.get(account.story, 0.0), weight)
        self.names[name] += 1
        if weight > self.how[0]:
            self.how = (weight, how)


@dataclass(frozen=True, slots=True)
class Party:
    """A side of the incident. `key` is `state:XX` or the group; `names` what it is called, most
    first; `how` the sentence that puts it here."""

    key: str
    name: str
    kind: ActorKind
    country: str | None
    names: tuple[str, ...]
    weight: float
    how: str

    @property
    def is_state(self) -> bool:
        """Whether it is a state."""
        return self.key.startswith(STATE_PREFIX)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who is said to have done it, who was struck and who took part, the best supported first.

    `unnamed` are the words for attackers whom nobody names; `civilians` is true when civilians are
    said to have been struck; `denied` holds the sides that deny it, with the voice that says so.
    """

    attackers: tuple[Party, ...]
    struck: tuple[Party, ...]
    others: tuple[Party, ...]
    unnamed: tuple[str, ...]
    civilians: bool
    claimed: frozenset[str]
    denied: dict[str, str]

    @property
    def home_states(self) -> tuple[Party, ...]:
        """The states among those who were struck."""
        return tuple(party for party in self.struck if party.is_state)

    @property
    def attackers_unnamed(self) -> str:
        """The words for attackers whom nobody names, the first of them."""
        return self.unnamed[0] if self.unnamed else sentence("acled", "nobody")


def parties_of(case: Case) -> Parties:
    """The parties of an incident; rows of coded datasets only where nobody else speaks."""
    firm = [a for a in case.accounts if a.claim.mode in ("actual", "historical")]
    firm = [a for a in firm if not a.secondary] or firm
    attackers: dict[str, _Heard] = {}
    struck: dict[str, _Heard] = {}
    others: dict[str, _Heard] = {}
    unnamed: Counter[str] = Counter()
    denied: dict[str, str] = {}
    for account in firm:
        if account.claim.stance == "denied" or _denies(account):
            _enter_denial(denied, account)
            continue
        if account.claim.stance == "unverified":
            continue
        _hear_attacker(attackers, unnamed, account)
        _hear_struck(struck, account)
        if account.claim.field == "participant" and account.actor is not None:
            _hear(others, account, account.actor, _weight(account), "asserted")
    own = set(attackers)
    taken = own | set(struck)
    home = None if case.home is None else STATE_PREFIX + case.home
    return Parties(
        attackers=_ranked(attackers.values()),
        struck=_ranked((each for key, each in struck.items() if key not in own), home),
        others=_ranked(each for key, each in others.items() if key not in taken),
        unnamed=tuple(words for words, _ in unnamed.most_common()),
        civilians=any(_strikes_civilians(a) for a in firm),
        claimed=frozenset(
            a.actor.side
            for a in firm
            if a.actor is not None
            and a.claim.field == "responsibility"
            and getattr(a.value, "kind", None) == "claimed"
            and a.claim.stance in ASSERTED
        ),
        denied=denied,
    )


def _denies(account: Account) -> bool:
    kind = getattr(account.value, "kind", None)
    return account.claim.field == "responsibility" and kind == "denied"


def _enter_denial(denied: dict[str, str], account: Account) -> None:
    if account.claim.field in ("perpetrator", "participant", "responsibility") and account.actor:
        denied.setdefault(account.actor.side, account.claim.voice.text)


def _weight(account: Account) -> float:
    return _SAID if account.claim.stance in ASSERTED else _SUSPECTED


def _hear_attacker(heard: dict[str, _Heard], unnamed: Counter[str], account: Account) -> None:
    actor = account.actor
    if account.claim.field == "responsibility":
        if actor is not None and getattr(account.value, "kind", None) == "claimed":
            _hear(heard, account, actor, _CLAIMED, "responsibility")
    elif account.claim.field == "perpetrator":
        if actor is None or actor.kind in ("unidentified", "civilians"):
            unnamed[getattr(account.value, "text", "")] += 1
        else:
            how = "asserted" if account.claim.stance in ASSERTED else "suspected"
            _hear(heard, account, actor, _weight(account), how)
    elif account.by is not None:
        _hear(heard, account, account.by, _COUNTED, "count")


def _hear_struck(heard: dict[str, _Heard], account: Account) -> None:
    if account.claim.field == "target" and account.actor is not None:
        _hear(heard, account, account.actor, _weight(account), "target")
    if account.claim.field not in _HARMED or account.people is None:
        return
    if account.people.startswith(STATE_PREFIX):
        _hear(heard, account, side_actor(account.people), _weight(account), "losses")
    elif account.people == FIGHTERS and account.side is not None:
        _hear(heard, account, account.side, _weight(account), "losses")


def _hear(
    heard: dict[str, _Heard], account: Account, actor: UnifiedActor, weight: float, how: str
) -> None:
    if actor.kind not in ORGANISED and side_actor(actor.side).kind not in ORGANISED:
        return
    if actor.kind not in ORGANISED and actor.side == actor.name:
        return  # a person or body that is on nobody's side
    if actor.kind == "unidentified" or actor.side.startswith("unidentified"):
        return
    side = side_actor(actor.side)
    voice = account.claim.voice.text or account.report.outlet or account.report.id
    why = sentence("how", how, voice=voice, name=side.name)
    entry = heard.setdefault(actor.side, _Heard(side))
    entry.hear(account, actor.name, weight, why)


def _ranked(heard: Iterable[_Heard], home: str | None = None) -> tuple[Party, ...]:
    """The best supported first; before all others the state that the incident is in, if named."""
    found = [
        Party(
            key=each.actor.side,
            name=each.actor.name,
            kind=each.actor.kind,
            country=each.actor.country,
            names=tuple(name for name, _ in each.names.most_common()),
            weight=sum(each.stories.values()),
            how=each.how[1],
        )
        for each in heard
    ]
    return tuple(sorted(found, key=lambda party: (party.key != home, -party.weight, party.key)))


def _strikes_civilians(account: Account) -> bool:
    if account.claim.stance in ("denied", "unverified"):
        return False
    if account.claim.field in TOLL_FIELDS and isinstance(account.value, Quantity):
        none = account.value.high == 0
        return account.people == CIVILIANS and account.claim.field in _HARMED and not none
    kind = account.actor.kind if account.actor is not None else None
    return account.claim.field in ("target", "victim") and kind in ("civilians", "private-person")
