"""What one voice counts in one breath: totals and what is only a part of them.

"Nineteen children and two teachers", "30 soldiers and two policemen: 32 in all" are no rival totals
of those killed. Which counts are parts is seen over the counts of one field that one voice gives in
one report:

* a count that is exactly the sum of the others is their total, and they are its parts;
* a kind of people counted beside a larger count of those people without more is a part of it, and
  so is a second count of them without more, smaller than the one that the report leads with ("207
  people … more than 50 at one church");
* two kinds and more side by side are parts, of a total that nobody gives.

A kind that is a part in one report is one in every report ("twelve of its staff", then "fourteen
members of staff"): its counts answer one question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from rashomon.accounts import Account
from rashomon.bounds import compatible
from rashomon.gazetteer.names import key
from rashomon.knowledge import load_yaml
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.people import CIVILIANS, FIGHTERS, FORCES, PEOPLE, class_of_words
from rashomon.records import Quantity

LEAST_SUM = 10
"""The least total that counts of another voice do not make by chance."""
LEAST_OF_SEVERAL = 2
"""A count of more is no slip of one."""
_ANYBODY = frozenset({PEOPLE, CIVILIANS})


def tell_parts(accounts: Sequence[Account]) -> list[Account]:
    """The accounts with those marked as `within` that count a part of the people of their class."""
    breaths: dict[tuple[str, str, str], list[Account]] = {}
    for account in accounts:
        if _is_count(account):
            at = (account.report.id, account.claim.field, account.voice.key)
            breaths.setdefault(at, []).append(account)
    parts: set[str] = set()
    for breath in breaths.values():
        parts |= _parts(breath)
    parts |= _told_by_others(breaths) | _later_ones(accounts) | _beside_their_total(accounts)
    kinds = {
        (_family(a), kind_of(a.value))
        for a in accounts
        if a.claim.id in parts and isinstance(a.value, Quantity)
    }
    return [
        replace(account, within=True)
        if account.claim.id in parts or _is_of(account, kinds)
        else account
        for account in accounts
    ]


def _told_by_others(breaths: Mapping[tuple[str, str, str], Sequence[Account]]) -> set[str]:
    """The counts of one voice that add up exactly to the only count of another one of that report:
    "fifty, the governor said; 38 on the spot and 12 in hospital"."""
    found: set[str] = set()
    for (report, field, voice), breath in breaths.items():
        plain = [a for a in breath if not _category(a) and a.people != FIGHTERS]
        total = sum(map(_number, plain))
        if len(plain) < 2 or min(map(_number, plain)) < 1 or total < LEAST_SUM:
            continue
        wholes = [
            account
            for at, others in breaths.items()
            if at[:2] == (report, field) and at[2] != voice
            for account in others
            if not _category(account)
        ]
        same = {_family(each) for each in [*plain, *wholes]}
        if len(wholes) == 1 and _number(wholes[0]) == total and len(same) == 1:
            found |= {each.claim.id for each in plain}
    return found


def _later_ones(accounts: Sequence[Account]) -> set[str]:
    """The single people counted after several: "a wounded man has died" tells of one of them, and
    is no lower count, which would say what it replaces."""
    counts = [account for account in accounts if _is_count(account)]
    return {
        each.claim.id
        for each in counts
        if _is_one(each)
        and any(
            _number(other) > LEAST_OF_SEVERAL and _is_before(other, each)
            for other in counts
            if (other.claim.field, _family(other)) == (each.claim.field, _family(each))
        )
        and not any(a.claim.superseded for a in accounts if a.report.id == each.report.id)
    }


def _beside_their_total(accounts: Sequence[Account]) -> set[str]:
    """The counts of people without more in a report whose outlet leads with a higher one that the
    same voice gives elsewhere: "the dead are 108 … forty bodies lay in the river, doctors say"."""
    counts = [account for account in accounts if _is_count(account) and is_general(account)]
    given: dict[tuple[str, str], set[int]] = {}
    lead: dict[tuple[str, str], Account] = {}
    for each in counts:
        given.setdefault((each.claim.field, each.voice.key), set()).add(_number(each))
        at = (each.report.id, each.claim.field)
        first = lead.get(at)
        if first is None or each.claim.spans.content.start < first.claim.spans.content.start:
            lead[at] = each
    found = set()
    for each in counts:
        led = lead[each.report.id, each.claim.field]
        others = given[each.claim.field, each.voice.key]
        less = _number(each) < _number(led) and _number(led) in others
        same = _family(each) == _family(led) and not _category(each)
        if led.voice.press and not each.voice.press and same and less:
            found.add(each.claim.id)
    return found


def _is_one(account: Account) -> bool:
    value = account.value
    return isinstance(value, Quantity) and value.low == value.high == 1


def _is_before(one: Account, other: Account) -> bool:
    """Whether an account appeared on an earlier day."""
    return (one.published or "9999") < (other.published or "")


def _is_count(account: Account) -> bool:
    value = account.value
    firm = account.asserted and not account.claim.superseded and account.claim.scope is None
    return firm and isinstance(value, Quantity) and value.counts != "added"


def _is_of(account: Account, kinds: Iterable[tuple[str, str]]) -> bool:
    value = account.value
    if not isinstance(value, Quantity) or value.category is not None or is_general(account):
        return False
    return (_family(account), kind_of(value)) in kinds


def _parts(breath: Sequence[Account]) -> set[str]:
    """The claims of one breath that count parts."""
    summed = _summed([each for each in breath if each.people != FIGHTERS])
    if summed:
        return summed
    found: set[str] = set()
    for family in {_family(account) for account in breath}:
        counts = [account for account in breath if _family(account) == family]
        general = [account for account in counts if is_general(account)]
        kinds = [account for account in counts if account not in general]
        names = {_name(account) for account in kinds}
        most = max((_number(account) for account in general), default=0)
        if general:
            found |= {each.claim.id for each in kinds if _number(each) <= most}
            found |= _smaller(general)
            found |= {e.claim.id for e in general if _is_one(e) and most > LEAST_OF_SEVERAL}
        elif len(names) > 1:
            found |= {each.claim.id for each in kinds}
    return {each.claim.id for each in breath if each.claim.id in found and not _category(each)}


def _smaller(general: Sequence[Account]) -> set[str]:
    """The counts of people without more that are less than what the report leads with: "more than
    50" after 207 too, which is no rounding of it."""
    told = sorted(general, key=lambda account: account.claim.spans.content.start)
    lead = told[0].value
    if not isinstance(lead, Quantity) or lead.counts != "total":
        return set()
    return {
        each.claim.id
        for each in told[1:]
        if isinstance(each.value, Quantity)
        and _number(each) < _number(told[0])
        and (not compatible(each.value, lead) or 2 * _number(each) < _number(told[0]))
    }


def _summed(breath: Sequence[Account]) -> set[str]:
    """The parts of a count that is the sum of all others; none where there is no such count.

    What is of another class than the whole is all of that class ("97 of the 100 were policemen").
    """
    breath = [account for account in breath if not _category(account)]
    numbers = {account.claim.id: _number(account) for account in breath}
    if len(breath) < 3 or min(numbers.values()) < 1:
        return set()
    whole = max(breath, key=lambda account: numbers[account.claim.id])
    others = [account for account in breath if account is not whole]
    if numbers[whole.claim.id] != sum(numbers[each.claim.id] for each in others):
        return set()
    same = {_family(whole)} | ({""} if _family(whole) == FORCES else set())
    return {
        each.claim.id
        for each in others
        if _family(each) in same or (_of_state(each) and _of_state(whole))
    }


def _of_state(account: Account) -> bool:
    return (account.people or "").startswith(STATE_PREFIX) or account.people == FORCES


def _family(account: Account) -> str:
    """The class of the people, those of whom nobody says more with the civilians."""
    return CIVILIANS if account.people in _ANYBODY else account.people or ""


def _number(account: Account) -> int:
    value = account.value
    return value.low or 0 if isinstance(value, Quantity) else 0


def _category(account: Account) -> bool:
    value = account.value
    return isinstance(value, Quantity) and value.category in ("women", "children")


def _name(account: Account) -> str:
    value = account.value
    if not isinstance(value, Quantity):
        return ""
    return value.category or kind_of(value)


# --------------------------------------------------------------------------------- kinds of people


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(key(word) for word in load_yaml("reconcile/people.yaml")[name])


def is_general(account: Account) -> bool:
    """Whether the words name the people of their class as a whole: "people", "soldiers",
    "villagers"; not "teachers" or "officers", and not "adults"."""
    value = account.value
    if not isinstance(value, Quantity):
        return False
    if value.category in ("women", "children"):
        return False
    words = kind_of(value).split()
    if not words or _holds(words, "general"):
        return True
    if _holds(words, "kinds"):
        return False
    fighters = account.people not in _ANYBODY and not _of_state(account)
    return fighters or class_of_words(value.group or "") in (PEOPLE, None)


def _holds(words: Sequence[str], name: str) -> bool:
    listed = _words(name)
    return any(word in listed or word.rstrip("sx") in listed for word in words)


def kind_of(value: Quantity) -> str:
    """The words for the people counted without articles, owners, numbers and endings of the plural:
    one key for "members of its staff" and "staff"."""
    return _kind(value.group or "")


@lru_cache(maxsize=10_000)
def _kind(words: str) -> str:
    empty = _words("empty")
    kept = [word for word in key(words).split() if word not in empty and not word.isdigit()]
    return " ".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in kept)
