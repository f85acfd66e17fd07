"""Lineage: which reports are one story, so that it counts as one voice.

    version     another state of one page (same address), or of one outlet's own story
    copy        near-identical text, or most of a story whose agency both name
    retelling   a paraphrase: it credits the agency or outlet of an earlier report on the same
                incident and gives the same figures

Texts are compared as sets of word shingles: MinHash with locality-sensitive hashing (Broder 1997;
`datasketch`) finds the pairs, the exact overlap decides. Chains of copies and versions are one
story; `Lineage.of` is its earliest report (by publication, of one day the longest, then by id), so
that no result depends on the order of arrival.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rashomon.gazetteer.names import key
from rashomon.known_actors import KnownActor, known_actors
from rashomon.records import Lineage, LineageKind, MentionProfile, Report

SHINGLE = 5
"""Words in a shingle: long enough that two writers do not share many by chance."""
NEAR_IDENTICAL = 0.6
"""Share of all shingles (Jaccard) from which two texts are one, whoever printed them."""
MOST_OF_IT = 0.5
"""Share of the shorter text's shingles found in the longer one from which two texts are one story,
given that they name one agency or one outlet: papers cut wire stories from the end."""
CANDIDATE = 0.3
"""Jaccard similarity from which the hashing should propose a pair."""
LEAST_WORDS = 25
"""Shorter texts are formulas ("More details soon") that many reports share."""
RETOLD_DAYS = 3
"""A retelling follows the story it credits within this many days."""
RETOLD_FIGURES = 1
"""Least number of tolls that a retelling shares with the story it credits; of several it retells
the one with most of its figures, and of equals the latest."""
LEAST_FIGURE = 3
"""A toll below this is in too many stories to show that one retells another."""

_WORD = re.compile(r"\w+")
_WORD_PERMUTATIONS = 128
_DATELINE = re.compile(r"\(([A-Z][\w .-]{1,24})\)\s*[-–—]")


@dataclass(frozen=True, slots=True)
class _Text:
    """What lineage needs of a report."""

    report: Report
    shingles: frozenset[str]
    credits: frozenset[str]
    """Keys of the agency named by the report's header or dateline, and of its outlet."""

    @property
    def age(self) -> tuple[str, int, str]:
        """The order of stories: by publication, unknown last; of one day the longer text first,
        for copies are cut; then by id."""
        return (self.report.published or "9999", -len(self.report.text), self.report.id)


def trace_lineage(
    reports: Iterable[Report], profiles: Iterable[MentionProfile] = ()
) -> dict[str, Lineage]:
    """The lineage of every report that is not the first of its story, by report id.

    `profiles` are the mentions of these reports; without them no retelling is found, because what
    makes one is that it tells of the same incident.
    """
    texts = {report.id: _text(report) for report in reports}
    family = _Families(texts)
    for a, b in _near(texts):
        kind = _relation(texts[a], texts[b])
        if kind is not None:
            family.join(a, b)
    for a, b in _one_address(texts):
        family.join(a, b)
    found = family.lineages()
    found.update(_retellings(texts, found, tuple(profiles)))
    return found


def story_of(report: str, lineage: Mapping[str, Lineage]) -> str:
    """The report where the story of `report` first appeared: itself where it has no lineage."""
    seen = {report}
    while report in lineage and lineage[report].of not in seen:
        report = lineage[report].of
        seen.add(report)
    return report


def _text(report: Report) -> _Text:
    words = [match.group().casefold() for match in _WORD.finditer(report.text)]
    shingles = frozenset(
        " ".join(words[i : i + SHINGLE]) for i in range(max(0, len(words) - SHINGLE + 1))
    )
    names = {credit for credit in (report.agency, report.outlet) if credit}
    dateline = _DATELINE.search(report.text[:200])
    if dateline is not None:
        names.add(dateline.group(1))
    return _Text(
        report=report,
        shingles=shingles if len(words) >= LEAST_WORDS else frozenset(),
        credits=frozenset(_credit(name) for name in names),
    )


def _credit(name: str) -> str:
    known = known_actors().find(name)
    return key(known.name if known else name)


def _near(texts: Mapping[str, _Text]) -> Iterator[tuple[str, str]]:
    """Pairs that hashing proposes, each once."""
    if len(texts) < 2:
        return
    from datasketch import MinHash, MinHashLSH  # brings SciPy: a third of a second to import

    index = MinHashLSH(threshold=CANDIDATE, num_perm=_WORD_PERMUTATIONS)
    hashes = {}
    for each in sorted(texts):
        if texts[each].shingles:
            hashes[each] = MinHash(num_perm=_WORD_PERMUTATIONS)
            hashes[each].update_batch([s.encode() for s in sorted(texts[each].shingles)])
            index.insert(each, hashes[each])
    for each, minhash in hashes.items():
        yield from ((each, other) for other in sorted(index.query(minhash)) if each < other)


def _one_address(texts: Mapping[str, _Text]) -> Iterator[tuple[str, str]]:
    """Pairs of reports from one address: states of one page, however much they differ."""
    first: dict[str, str] = {}
    for each in sorted(texts):
        url = texts[each].report.url
        if url:
            yield first.setdefault(url, each), each


def _relation(a: _Text, b: _Text) -> LineageKind | None:
    """How two texts belong together, or None."""
    if a.report.url is not None and a.report.url == b.report.url:
        return "version"
    shared = len(a.shingles & b.shingles)
    jaccard = shared / max(1, len(a.shingles | b.shingles))
    contained = shared / max(1, min(len(a.shingles), len(b.shingles)))
    one_outlet = bool(a.report.outlet) and a.report.outlet == b.report.outlet
    if jaccard >= NEAR_IDENTICAL or (contained >= MOST_OF_IT and a.credits & b.credits):
        return "version" if one_outlet and a.report.text != b.report.text else "copy"
    return None


class _Families:
    """Reports of one story, joined by copies and versions."""

    def __init__(self, texts: Mapping[str, _Text]) -> None:
        self._texts = texts
        self._above = {each: each for each in texts}

    def root(self, each: str) -> str:
        while self._above[each] != each:
            each = self._above[each]
        return each

    def join(self, a: str, b: str) -> None:
        """Put two stories together under the earlier report."""
        one, other = self.root(a), self.root(b)
        if one != other:
            first, second = sorted((one, other), key=lambda each: self._texts[each].age)
            self._above[second] = first

    def lineages(self) -> dict[str, Lineage]:
        """Every report but the first of its story, with its relation to that first one."""
        found = {}
        for each in sorted(self._texts):
            first = self.root(each)
            if first != each:
                kind = _relation(self._texts[first], self._texts[each]) or "copy"
                found[each] = Lineage(kind, first)
        return found


# -------------------------------------------------------------------------------------- retellings


def _retellings(
    texts: Mapping[str, _Text],
    found: Mapping[str, Lineage],
    profiles: Sequence[MentionProfile],
) -> dict[str, Lineage]:
    """Reports that paraphrase a story whose agency or outlet they credit."""
    mentions: dict[str, list[MentionProfile]] = {}
    for mention in profiles:
        if mention.report in texts and not mention.passing:
            mentions.setdefault(mention.report, []).append(mention)
    by_credit: dict[str, list[str]] = {}
    for each in sorted(mentions):
        for credit in texts[each].credits:
            by_credit.setdefault(credit, []).append(each)
    retold = {}
    for each in sorted(mentions):
        if each in found:
            continue
        sources = {
            source
            for credit in _credited(texts[each])
            for source in by_credit.get(credit, ())
            if _retells(texts[each], texts[source], mentions[each], mentions[source])
        }
        if sources:
            first = min(
                sources,
                key=lambda s: (
                    -_shared_figures(mentions[each], mentions[s]),
                    _days_before(texts[each], texts[s]),
                    s,
                ),
            )
            of = found[first].of if first in found else first
            if of != each:
                retold[each] = Lineage("retelling", of)
    return retold


def _credited(text: _Text) -> frozenset[str]:
    """Keys of the agencies and outlets that a text names, its own left out."""
    found = {key(actor.name) for actor in _media() if _names(text.report.text, actor)}
    return frozenset(found - text.credits)


def _media() -> list[KnownActor]:
    return [actor for actor in known_actors().actors if actor.kind == "media"]


def _names(text: str, actor: KnownActor) -> bool:
    names = (actor.name, *actor.aliases)
    return any(name in text and re.search(rf"\b{re.escape(name)}\b", text) for name in names)


def _retells(
    text: _Text,
    source: _Text,
    mine: Sequence[MentionProfile],
    theirs: Sequence[MentionProfile],
) -> bool:
    days = (text.report.day, source.report.day)
    if days[0] is None or days[1] is None or source.age >= text.age:
        return False
    if not 0 <= (days[0] - days[1]).days <= RETOLD_DAYS:
        return False
    return any(_same_story(one, other) for one in mine for other in theirs)


def _shared_figures(mine: Sequence[MentionProfile], theirs: Sequence[MentionProfile]) -> int:
    return max(len(_figures(one) & _figures(other)) for one in mine for other in theirs)


def _figures(mention: MentionProfile) -> set[tuple[str, int | None]]:
    return {(t.field, t.low) for t in mention.tolls if (t.low or 0) >= LEAST_FIGURE}


def _days_before(text: _Text, source: _Text) -> int:
    """How many days a story is older than its retelling; both are dated."""
    assert text.report.day is not None
    assert source.report.day is not None
    return (text.report.day - source.report.day).days


def _same_story(a: MentionProfile, b: MentionProfile) -> bool:
    """Whether two mentions are plausibly of one incident and give the same figures."""
    if a.date_start and b.date_start and not _near_days(a, b):
        return False
    if a.countries and b.countries and not set(a.countries) & set(b.countries):
        return False
    figures = [_figures(each) for each in (a, b)]
    shared = figures[0] & figures[1]
    return len(shared) >= RETOLD_FIGURES and len(shared) * 2 >= min(map(len, figures))


def _near_days(a: MentionProfile, b: MentionProfile) -> bool:
    starts = [date.fromisoformat(each.date_start or "") for each in (a, b)]
    ends = [date.fromisoformat(each.date_end or each.date_start or "") for each in (a, b)]
    return (starts[1] - ends[0]).days <= 1 and (starts[0] - ends[1]).days <= 1
