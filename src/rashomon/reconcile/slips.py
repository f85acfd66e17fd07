"""Slips of one outlet that put a figure in a voice's mouth which it never gave.

Both sides' tolls the other way round ("64 soldiers and 16 fighters" for 16 and 64): where the
stories that have them one way are fewer than those that have them the other, their figures are
shown and are nobody's. Where as many have them either way nobody can say which are wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from rashomon.accounts import Account
from rashomon.records import Quantity

_Side = tuple[str, str]
"""A field and a class of people."""
_FIELDS = frozenset({"deaths", "injuries"})


def tell_slips(accounts: Sequence[Account]) -> list[Account]:
    """The accounts with those marked as a `slip` that give each side the other's toll."""
    told: dict[_Side, dict[int, set[str]]] = {}
    for account in accounts:
        number = _number(account)
        if number is not None and account.people is not None:
            side = (account.claim.field, account.people)
            told.setdefault(side, {}).setdefault(number, set()).add(account.story)
    wrong = {
        (side, number, story)
        for one, other in combinations(sorted(told), 2)
        if one[0] == other[0]
        for side, number, stories in _swapped(one, told[one], other, told[other])
        for story in stories
    }
    if not wrong:
        return list(accounts)
    return [
        replace(account, slip=True)
        if ((account.claim.field, account.people), _number(account), account.story) in wrong
        else account
        for account in accounts
    ]


def _number(account: Account) -> int | None:
    value = account.value
    if account.claim.field not in _FIELDS or not isinstance(value, Quantity):
        return None
    exact = value.low if value.low == value.high else None
    return exact if account.asserted and not account.secondary else None


def _swapped(
    a: _Side, at_a: dict[int, set[str]], b: _Side, at_b: dict[int, set[str]]
) -> Iterable[tuple[_Side, int, set[str]]]:
    """Side, number and stories of what fewer stories have the other way round than not."""
    for x in sorted(set(at_a) & set(at_b)):
        for y in sorted(set(at_a) & set(at_b)):
            if x == y or not at_a[x] & at_b[y] or not at_a[y] & at_b[x]:
                continue
            if (at_a[x] | at_b[y]) & (at_a[y] | at_b[x]):
                continue  # a story that gives both ways is read wrongly rather than written so
            if len(at_a[x]) + len(at_b[y]) < len(at_a[y]) + len(at_b[x]):
                yield a, x, at_a[x]
                yield b, y, at_b[y]
