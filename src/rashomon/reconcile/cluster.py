"""Clusters: which mentions are one incident, from kept links and an analyst's judgements.

Clusters are the connected components of the kept links, with two exceptions that cut:

1. what an analyst parted stays apart ("cannot"), whatever links it;
2. two mentions whose own comparison speaks strongly against them (a veto) are not put together by
   what links both: a vague mention ("an attack in the north in October") must not glue two exact
   ones.

Both are cut where the chain between them is weakest: links are taken from the strongest to the
weakest, what an analyst joined first, and one that would put two parted mentions together is left
out.

A mention without a day may be of any, one of "April" of any of April: what links it to one incident
and to another says nothing of the two. A link of such a mention that would put incidents of two
days together therefore has to bear what those days speak against each other, where the nearest of
their days do.

That is Kruskal's maximum spanning forest with constraints, so the result depends on the links and
the days alone, not on their order; and a veto yields to an analyst's merge, a merge to a split.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from rashomon.reconcile.link import days_apart, joins, parts
from rashomon.reconcile.seen import When
from rashomon.records import Judgement, Link, MentionProfile

Pair = tuple[str, str]
PAIR = 2


class _Forest:
    """Union-find that knows the days of each tree, and which trees it must not be joined with."""

    def __init__(self, ids: Iterable[str], days: Mapping[str, When]) -> None:
        self._days = {each: {(when.start, when.of_the_report): when} for each, when in days.items()}
        self._above = {each: each for each in ids}
        self._size = dict.fromkeys(self._above, 1)
        self._apart: dict[str, set[str]] = {}

    def root(self, each: str) -> str:
        while self._above[each] != each:
            self._above[each] = self._above[self._above[each]]
            each = self._above[each]
        return each

    def part(self, a: str, b: str) -> None:
        """Keep two trees apart from now on; those already joined stay so."""
        one, other = self.root(a), self.root(b)
        if one != other:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def against(self, a: str, b: str) -> float:
        """What the days of two trees speak against each other, by the nearest of them."""
        one, other = (self._days.get(self.root(each), {}).values() for each in (a, b))
        return max((days_apart(x, y) for x in one for y in other), default=0.0)

    def join(self, a: str, b: str) -> None:
        """Put two trees together unless they are kept apart."""
        one, other = self.root(a), self.root(b)
        if one == other or other in self._apart.get(one, ()):
            return
        if (self._size[one], other) < (self._size[other], one):
            one, other = other, one
        self._above[other] = one
        self._size[one] += self._size[other]
        if other in self._days:
            self._days.setdefault(one, {}).update(self._days.pop(other))
        for foreign in self._apart.pop(other, ()):
            self._apart[foreign].discard(other)
            self._apart[foreign].add(one)
            self._apart.setdefault(one, set()).add(foreign)

    def trees(self) -> tuple[frozenset[str], ...]:
        grouped: dict[str, list[str]] = {}
        for each in self._above:
            grouped.setdefault(self.root(each), []).append(each)
        return tuple(sorted((frozenset(ids) for ids in grouped.values()), key=min))


def cluster(
    mentions: Collection[str],
    links: Iterable[Link],
    must: Iterable[Pair] = (),
    cannot: Iterable[Pair] = (),
    profiles: Iterable[MentionProfile] = (),
) -> tuple[frozenset[str], ...]:
    """The incidents as sets of mention ids, each mention in exactly one, ordered by their least id.

    `links` may hold those that were not kept: the ones with a veto cut. `must` and `cannot` are
    pairs that an analyst joined or parted; `profiles` tell the days. Ids that are not in `mentions`
    are left out.
    """
    known = frozenset(mentions)
    days = {each.id: When(each) for each in profiles if each.id in known}
    dated = {each: when for each, when in days.items() if when.exact}
    forest = _Forest(known, dated)
    for a, b in _within(cannot, known):
        forest.part(a, b)
    for a, b in _within(must, known):
        forest.join(a, b)
    inside = [link for link in links if link.a in known and link.b in known]
    for link in inside:
        if parts(link.points):
            forest.part(link.a, link.b)
    kept = sorted((link for link in inside if link.kept), key=lambda k: (-k.points, k.a, k.b))
    for link in kept:
        if _have_told(link, days) or joins(link.points + forest.against(link.a, link.b)):
            forest.join(link.a, link.b)
    return forest.trees()


def _have_told(link: Link, days: Mapping[str, When]) -> bool:
    """Whether the two of a link were held against each other by their days: both are exact, or one
    lies in the other."""
    both = [days[each] for each in (link.a, link.b) if each in days and days[each].days]
    return len(both) == PAIR and (all(w.exact for w in both) or not days_apart(*both))


def _within(pairs: Iterable[Pair], known: frozenset[str]) -> list[Pair]:
    ordered = {(min(pair), max(pair)) for pair in pairs}
    return sorted(p for p in ordered if p[0] in known and p[1] in known and p[0] != p[1])


def decided(
    judgements: Iterable[Judgement], mention_of: Mapping[str, str]
) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """(pairs that belong together, pairs that do not) by an analyst's merges and splits.

    `mention_of` leads from the claims that stand for mentions to the mentions; a claim that is not
    there (its report was read anew and no longer says it) decides nothing. A split whose value has
    `parts` (lists of claims) parts these from each other and leaves each as it is. The last
    judgement on a pair wins.
    """
    last: dict[Pair, bool] = {}
    for each in sorted(judgements, key=lambda j: j.at):
        if each.kind not in ("merge", "split"):
            continue
        for pair in _pairs_of(each, mention_of):
            last[pair] = each.kind == "merge"
    together = frozenset(pair for pair, joined in last.items() if joined)
    return together, frozenset(pair for pair, joined in last.items() if not joined)


def _pairs_of(judgement: Judgement, mention_of: Mapping[str, str]) -> Iterator[Pair]:
    """The pairs of mentions that a merge or split is about."""
    parts = (judgement.value or {}).get("parts") if judgement.kind == "split" else None
    groups = [[claim] for claim in judgement.claims] if parts is None else parts
    found = [{mention_of[claim] for claim in group if claim in mention_of} for group in groups]
    for one, other in combinations(found, 2):
        yield from ((min(a, b), max(a, b)) for a in one for b in other if a != b)


# --------------------------------------------------------------------------------- what is reached


Step = Callable[[Collection[str]], Iterable[Pair]]
"""From some mentions to pairs of them and what they are joined with."""


def connected(start: Iterable[str], steps: Sequence[Step]) -> tuple[tuple[str, ...], ...]:
    """Everything that steps lead to from some mentions, in parts that no step joins, by id.

    What steps give is not held: there are some ten times as many pairs as mentions.
    """
    above: dict[str, str] = {each: each for each in start}

    def root(each: str) -> str:
        while above[each] != each:
            above[each] = above[above[each]]
            each = above[each]
        return each

    frontier = sorted(above)
    while frontier:
        wider: set[str] = set()
        for step in steps:
            for pair in step(frontier):
                for each in pair:
                    if each not in above:
                        above[each] = each
                        wider.add(each)
                one, other = sorted(map(root, pair))
                above[other] = one
        frontier = sorted(wider)
    parts: dict[str, list[str]] = {}
    for each in sorted(above):
        parts.setdefault(root(each), []).append(each)
    return tuple(tuple(part) for _, part in sorted(parts.items()))


def along(pairs: Iterable[Pair]) -> Step:
    """The step from mentions to those that stand in a pair with them."""
    beside: dict[str, list[str]] = {}
    for a, b in pairs:
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)

    def step(mentions: Collection[str]) -> Iterable[Pair]:
        return ((each, other) for each in mentions for other in beside.get(each, ()))

    return step


def inside(
    units: Iterable[Collection[str]],
    keys: Mapping[str, frozenset[str]],
    known: Collection[Pair],
) -> Iterator[Pair]:
    """The pairs within each unit that share one of their keys and are not known, each once."""
    for unit in units:
        for one, other in combinations(sorted(unit), 2):
            if (one, other) not in known and not keys[one].isdisjoint(keys[other]):
                yield one, other


def in_portions(
    parts: Iterable[tuple[str, ...]], least: int
) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Parts a few at a time: as many as make `least` mentions, the last portion may have fewer."""
    portion: list[tuple[str, ...]] = []
    for part in parts:
        portion.append(part)
        if sum(map(len, portion)) >= least:
            yield tuple(portion)
            portion = []
    if portion:
        yield tuple(portion)


def batched(items: Iterable[str], size: int) -> Iterator[list[str]]:
    """The items, `size` at a time. All are fetched first: what is done with some of them may
    change what is still to be fetched."""
    every = list(items)
    for first in range(0, len(every), size):
        yield every[first : first + size]
