"""Lineage: which reports are one story, so that it counts as one voice.

    version     another state of one page (same address), or of one outlet's own story
    copy        near-identical text, or most of a story whose agency both name
    retelling   a paraphrase: it credits the agency or outlet of an earlier report on the same
                incident and gives the same figures

Texts are compared as sets of word shingles: keys made from their MinHash (Broder 1997;
`datasketch`) say which pairs are worth comparing, the exact overlap decides. Chains of copies and
versions are one story; `Lineage.of` is its earliest report (by publication, of one day the longest,
then by id), so that no result depends on the order of arrival.

A new report touches only the stories that it shares a key with and what retells them (`retrace`);
the keys of every report (`story_keys`) are kept beside it.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from rashomon.accounts import DATASET
from rashomon.gazetteer.names import key
from rashomon.knowledge import load_yaml
from rashomon.known_actors import known_actors
from rashomon.reconcile.days import shifted
from rashomon.records import Lineage, LineageKind, MentionProfile, Report

SHINGLE = 5
"""Words in a shingle: long enough that two writers do not share many by chance."""
NEAR_IDENTICAL = 0.6
"""Share of all shingles (Jaccard) from which two texts are one, whoever printed them."""
MOST_OF_IT = 0.5
"""Share of the shorter text's shingles found in the longer one from which two texts are one story,
given that they name one agency or one outlet: papers cut wire stories from the end."""
ALL_OF_IT = 0.8
"""The same share from which nobody need be named: so much is not alike by quoting one statement."""
BANDS, ROWS = 32, 2
"""MinHash values a key, and keys a text."""
SHARED_BANDS = 2
"""Keys that two texts share, at least, to be held against each other: one alone is shared by chance
with every hundredth text. Of two with a Jaccard similarity of 0.6 that leaves out fewer than one in
ten thousand, at 0.4 one in forty, at 0.3 (a text of which a third was printed) one in five; at
0.05, where two texts on one kind of incident are, one in three hundred is compared for nothing."""
COPIED_DAYS = 28
"""Days between two texts, at most, for one to be a copy or a version of the other (of one address
always): a story is printed again while it is news. Texts that are alike months apart are formulas
("the fifth attack this year"), and there are the more of them the more reports there are."""
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
_CLOSING = re.compile(r"[(\n–—-]\s*([A-Z][\w .-]{1,24}?)\s*[).]?\s*\Z")
"""Who is named where wire copy ends: "(AFP)", "– Reuters"."""
_DATELINE = re.compile(r"\(([A-Z][\w .-]{1,24})\)\s*[-–—]")


class Library(Protocol):
    """Where reports, their keys and what is known of their lineage are looked up."""

    def reports_by_id(self, ids: Iterable[str]) -> Mapping[str, Report]:
        """The reports with these ids."""

    def profiles_of(self, reports: Iterable[str]) -> Mapping[str, Sequence[MentionProfile]]:
        """Report → the profiles of its mentions."""

    def sharing(self, keys: Iterable[str]) -> Mapping[str, Collection[str]]:
        """Story key → the reports that have it."""

    def months(self) -> Collection[str]:
        """The months (2020-01) in which reports were published."""

    def lineages(self, report_ids: Iterable[str]) -> Mapping[str, Lineage]:
        """Report → its lineage, where it has one."""

    def followers(self, reports: Iterable[str]) -> Mapping[str, Lineage]:
        """The reports whose lineage leads to one of these, with it."""


@dataclass(frozen=True, slots=True)
class _Text:
    """What lineage needs of a report."""

    report: Report
    number: int | None
    """The day of publication as a number."""
    shingles: array[int]
    """Each once; a set of them takes twenty times the room, and texts of months are held."""
    credits: frozenset[str]
    """Keys of the agency named by the report's header, dateline or last line, and of its outlet."""

    @property
    def age(self) -> tuple[str, bool, int, str]:
        """The order of stories: by publication, unknown last; of one day that which does not say
        that it is a reprint; then the longer text, for copies are cut; then by id."""
        reprint = any(f" {words} " in f" {key(self.report.text)} " for words in _reprints())
        published = self.report.published or "9999"
        return (published, reprint, -len(self.report.text), self.report.id)


def trace_lineage(
    reports: Iterable[Report], profiles: Iterable[MentionProfile] = ()
) -> dict[str, Lineage]:
    """The lineage of every report that is not the first of its story, by report id.

    `profiles` are the mentions of these reports; without them no retelling is found, because what
    makes one is that it tells of the same incident.
    """
    shelf = _Shelf(reports, profiles)
    return {report: each for report, each in retrace(shelf.keys, shelf).items() if each is not None}


def story_of(report: str, lineage: Mapping[str, Lineage]) -> str:
    """The report where the story of `report` first appeared: itself where it has no lineage."""
    seen = {report}
    while report in lineage and lineage[report].of not in seen:
        report = lineage[report].of
        seen.add(report)
    return report


# -------------------------------------------------------------------------------------- story keys


def story_keys(report: Report, profiles: Iterable[MentionProfile] = ()) -> tuple[str, ...]:
    """The keys under which a report's story is looked up.

    `b:` a band of its text's MinHash, with the month of publication · `u:` its address · `s:` what
    it may be the source of, and `t:` what it may retell: the agency or outlet, a figure, and the
    day of publication. A row of a coded dataset tells no story: rows look alike because they have
    the same columns.
    """
    if report.medium == DATASET:
        return ()
    text = _text(report)
    month = _month(report.day)
    found = {f"b:{month}:{each}" for each in _bands(text.shingles)}
    if report.url:
        found.add(f"u:{report.url}")
    figures = _told(profiles)
    if report.day is not None and figures:
        for credit in text.credits:
            found.update(_story_key("s", credit, figure, report.day) for figure in figures)
        for credit in _credited(text):
            found.update(_story_key("t", credit, figure, report.day) for figure in figures)
    return tuple(sorted(found))


def _month(day: date | None) -> str:
    return day.isoformat()[:7] if day is not None else ""


def _told(profiles: Iterable[MentionProfile]) -> set[tuple[str, int | None]]:
    return {figure for each in profiles if not each.passing for figure in _figures(each)}


def _story_key(kind: str, credit: str, figure: tuple[str, int | None], day: date) -> str:
    return f"{kind}:{day.isoformat()}:{credit}:{figure[0]}:{figure[1]}"


@cache
def _hasher() -> Any:
    from datasketch import MinHash  # brings SciPy: a third of a second to import

    return MinHash(num_perm=BANDS * ROWS, hashfunc=int)


def _bands(shingles: Sequence[int]) -> Iterator[str]:
    if not shingles:
        return
    minhash = _hasher().copy()
    minhash.update_batch(shingles)
    values = minhash.hashvalues.tolist()
    for band in range(BANDS):
        row = ",".join(f"{value:x}" for value in values[band * ROWS : (band + 1) * ROWS])
        yield f"{band}:{zlib.crc32(row.encode()):x}"


def _text(report: Report) -> _Text:
    words = [match.group().casefold() for match in _WORD.finditer(report.text)]
    shingles = {
        zlib.crc32(" ".join(words[i : i + SHINGLE]).encode())
        for i in range(max(0, len(words) - SHINGLE + 1))
    }
    names = {credit for credit in (report.agency, report.outlet) if credit}
    dateline = _DATELINE.search(report.text[:200])
    if dateline is not None:
        names.add(dateline.group(1))
    closing = _CLOSING.search(report.text)
    signed = known_actors().find(closing.group(1)) if closing is not None else None
    if closing is not None and signed is not None and signed.kind == "media":
        names.add(closing.group(1))
    return _Text(
        report=report,
        number=report.day.toordinal() if report.day is not None else None,
        shingles=array("I", sorted(shingles) if len(words) >= LEAST_WORDS else ()),
        credits=frozenset(_credit(name) for name in names),
    )


def _credit(name: str) -> str:
    known = known_actors().find(name)
    return key(known.name if known else name)


# ------------------------------------------------------------------------------------------ tracing


def retrace(
    new: Mapping[str, Sequence[str]],
    library: Library,
    former: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Lineage | None]:
    """The lineages that change with reports that are new, or that were read again; None: it has
    none any longer.

    `new` gives their story keys, under which the library finds them already; `former` the keys of
    their readings before.
    """
    shelf = _Reading(library, new)
    families = _Families(shelf)
    for each in sorted(new):
        families.place(each)
    found: dict[str, Lineage | None] = dict(families.changed())
    tellers = {*new, *families.moved()}
    sources = {*new, *found, *families.moved()}
    tellers |= shelf.tellers_of([*map(shelf.keys, sources), *(former or {}).values()])
    followers = library.followers(families.moved())
    tellers |= {each for each, known in followers.items() if known.kind == "retelling"}
    for each in sorted(tellers):
        if not families.follows(each):
            found[each] = _retelling(each, shelf, families)
    before = library.lineages(found)
    return {each: lineage for each, lineage in found.items() if before.get(each) != lineage}


class _Reading:
    """What was looked up, so that nothing is twice."""

    def __init__(self, library: Library, new: Mapping[str, Sequence[str]]) -> None:
        self.library = library
        self._keys: dict[str, Sequence[str]] = dict(new)
        reports = library.reports_by_id(new)
        self._texts = {each: _text(report) for each, report in reports.items()}
        self._profiles = dict(library.profiles_of(new))
        self._credited: dict[str, frozenset[str]] = {}
        self._near: dict[str, frozenset[str]] = {}
        wanted = {each for keys in new.values() for each in (*keys, *self._bands_near(keys))}
        self._with_key: dict[str, Collection[str]] = dict.fromkeys(wanted, ())
        self._with_key.update(library.sharing(wanted))
        self._alike: dict[str, frozenset[str]] = {}
        near = {other for each in new for other in self.alike(each)} - self._texts.keys()
        self.lineages = dict(library.lineages({*new, *near}))
        """Of those reports that are asked for most."""
        self.fetched = frozenset({*new, *near})
        self._texts.update((each, _text(r)) for each, r in library.reports_by_id(near).items())

    def text(self, report: str) -> _Text:
        if report not in self._texts:
            (found,) = self.library.reports_by_id([report]).values()
            self._texts[report] = _text(found)
        return self._texts[report]

    def profiles(self, report: str) -> Sequence[MentionProfile]:
        """Those of the incidents that the report is about."""
        if report not in self._profiles:
            self._profiles[report] = self.library.profiles_of([report]).get(report, ())
        return [each for each in self._profiles[report] if not each.passing]

    def keys(self, report: str) -> Sequence[str]:
        if report not in self._keys:
            self._keys[report] = story_keys(self.text(report).report, self.profiles(report))
        return self._keys[report]

    def credited(self, report: str) -> frozenset[str]:
        if report not in self._credited:
            self._credited[report] = _credited(self.text(report))
        return self._credited[report]

    def sharing(self, keys: Iterable[str]) -> set[str]:
        """The reports with one of these keys."""
        wanted = set(keys)
        self._look_up(wanted)
        return {report for each in wanted for report in self._with_key[each]}

    def _look_up(self, keys: Collection[str]) -> None:
        missing = {each for each in keys if each not in self._with_key}
        if missing:
            self._with_key.update(dict.fromkeys(missing, ()))
            self._with_key.update(self.library.sharing(missing))

    def lineage(self, report: str) -> Lineage | None:
        """What is kept of a report's lineage."""
        if report in self.fetched:
            return self.lineages.get(report)
        return self.library.lineages([report]).get(report)

    def alike(self, report: str) -> frozenset[str]:
        """The reports whose text may be this one's: of its address, or with enough of its bands."""
        if report not in self._alike:
            self._alike[report] = frozenset(self._found_alike(report))
        return self._alike[report]

    def _found_alike(self, report: str) -> set[str]:
        bands = self._bands_near(self.keys(report))
        self._look_up(bands)
        shared: Counter[str] = Counter()
        for each in bands:
            shared.update(self._with_key[each])
        found = {other for other, count in shared.items() if count >= SHARED_BANDS}
        found |= self.sharing(each for each in self.keys(report) if each.startswith("u:"))
        return found - {report}

    def _bands_near(self, keys: Iterable[str]) -> list[str]:
        """The bands among some keys, with every month of what may be a copy."""
        own = [each[2:].partition(":") for each in keys if each.startswith("b:")]
        return [f"b:{month}:{band}" for its, _, band in own for month in self._months_near(its)]

    def _months_near(self, month: str) -> Collection[str]:
        """The months of copies of a text of this month; "" stands for no date, and any month may
        be its."""
        if month not in self._near:
            near = {*_months_around(month)} if month else {*self.library.months()}
            self._near[month] = frozenset({"", *near})
        return self._near[month]

    def tellers_of(self, sources: Iterable[Sequence[str]]) -> set[str]:
        """The reports that may retell one of those with these keys."""
        wanted = [
            _turned(each, "t", step)
            for keys in sources
            for each in keys
            if each.startswith("s:")
            for step in range(RETOLD_DAYS + 1)
        ]
        return self.sharing(wanted)

    def sources_of(self, report: str) -> set[str]:
        """The reports that this one may retell."""
        wanted = [
            _turned(each, "s", -step)
            for each in self.keys(report)
            if each.startswith("t:")
            for step in range(RETOLD_DAYS + 1)
        ]
        return self.sharing(wanted)


def _months_around(month: str) -> Iterator[str]:
    """A month, the one before and the one after, which hold every day `COPIED_DAYS` from its own:
    no month has fewer days."""
    first = date.fromisoformat(f"{month}-01")
    yield from (_month(shifted(first, days)) for days in (-1, 0, 31))


def _turned(story_key: str, kind: str, days: int) -> str:
    """The key of the other side of a retelling, so many days later."""
    day, _, rest = story_key[2:].partition(":")
    return f"{kind}:{shifted(date.fromisoformat(day), days).isoformat()}:{rest}"


def _relation(a: _Text, b: _Text) -> LineageKind | None:
    """How two texts belong together, or None."""
    if a.report.url is not None and a.report.url == b.report.url:
        return "version"
    if a.number is not None and b.number is not None and abs(a.number - b.number) > COPIED_DAYS:
        return None
    shared = len(frozenset(a.shingles).intersection(b.shingles))
    if not shared:
        return None
    jaccard = shared / (len(a.shingles) + len(b.shingles) - shared)
    contained = shared / min(len(a.shingles), len(b.shingles))
    one_outlet = bool(a.report.outlet) and a.report.outlet == b.report.outlet
    credited = contained >= MOST_OF_IT and a.credits & b.credits
    if jaccard >= NEAR_IDENTICAL or contained >= ALL_OF_IT or credited:
        return "version" if one_outlet and a.report.text != b.report.text else "copy"
    return None


class _Families:
    """Reports of one story, joined by copies and versions, those that are known included."""

    def __init__(self, shelf: _Reading) -> None:
        self._shelf = shelf
        self._above: dict[str, str] = {}
        self._was: dict[str, Lineage | None] = {}
        self._joined: dict[str, set[str]] = {}

    def root(self, each: str) -> str:
        if each not in self._above:
            known = self._shelf.lineage(each)
            self._was[each] = known
            of = known.of if known is not None and known.kind != "retelling" else each
            self._above[each] = of
            if of != each and of not in self._above:
                self._above[of] = of
        while self._above[each] != each:
            each = self._above[each]
        return each

    def follows(self, each: str) -> bool:
        """Whether a report is a copy or version of another."""
        return self.root(each) != each

    def place(self, each: str) -> None:
        """Join a report's story with those of its copies and versions."""
        for other in sorted(self._shelf.alike(each)):
            if self.root(each) != self.root(other) and _relation(
                self._shelf.text(each), self._shelf.text(other)
            ):
                self._join(self.root(each), self.root(other))

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((one, other), key=lambda each: self._shelf.text(each).age)
        self._above[second] = first
        joined = {first, second, *self._joined.pop(second, ())}
        self._joined.setdefault(first, set()).update(joined)

    def moved(self) -> set[str]:
        """The stories that were joined with another, by the reports that they began with."""
        return {old for joined in self._joined.values() for old in joined}

    def changed(self) -> dict[str, Lineage]:
        """The reports that follow another first one now, with their relation to it."""
        found = {}
        followers = self._shelf.library.followers(self.moved())
        for first, joined in self._joined.items():
            members = joined | {
                report
                for report, lineage in followers.items()
                if lineage.of in joined - {first} and lineage.kind != "retelling"
            }
            for each in members - {first}:
                kind = _relation(self._shelf.text(first), self._shelf.text(each)) or "copy"
                found[each] = Lineage(kind, first)
        return found


# -------------------------------------------------------------------------------------- retellings


def _retelling(each: str, shelf: _Reading, families: _Families) -> Lineage | None:
    """What a report paraphrases: the story whose agency or outlet it credits."""
    mine = shelf.profiles(each)
    sources = [
        source
        for source in shelf.sources_of(each) - {each}
        if shelf.credited(each) & shelf.text(source).credits
        and _retells(shelf.text(each), shelf.text(source), mine, shelf.profiles(source))
    ]
    if not sources:
        return None
    text = shelf.text(each)
    first = min(
        sources,
        key=lambda s: (
            -_shared_figures(mine, shelf.profiles(s)),
            _days_before(text, shelf.text(s)),
            s,
        ),
    )
    of = families.root(first)
    return Lineage("retelling", of) if of != each else None


def _credited(text: _Text) -> frozenset[str]:
    """Keys of the agencies and outlets that a text names, its own left out."""
    words = text.report.text
    found = {outlet for name, outlet, whole in _media() if name in words and whole.search(words)}
    return frozenset(found - text.credits)


@cache
def _reprints() -> tuple[str, ...]:
    data = load_yaml("reconcile/voices.yaml")["reprints"]
    return tuple(key(words) for words in data)


@cache
def _media() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Every name of an agency or outlet, the outlet's key, and the name as whole words."""
    return tuple(
        (name, key(actor.name), re.compile(rf"\b{re.escape(name)}\b"))
        for actor in known_actors().actors
        if actor.kind == "media"
        for name in (actor.name, *actor.aliases)
    )


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


class _Shelf:
    """A library of reports in memory, of whose lineage nothing is known."""

    def __init__(self, reports: Iterable[Report], profiles: Iterable[MentionProfile]) -> None:
        self._reports = {report.id: report for report in reports}
        self._profiles: dict[str, list[MentionProfile]] = {}
        for each in profiles:
            self._profiles.setdefault(each.report, []).append(each)
        self.keys: dict[str, tuple[str, ...]] = {}
        self._with_key: dict[str, list[str]] = {}
        for report in self._reports.values():
            self.keys[report.id] = story_keys(report, self._profiles.get(report.id, ()))
            for each_key in self.keys[report.id]:
                self._with_key.setdefault(each_key, []).append(report.id)

    def reports_by_id(self, ids: Iterable[str]) -> dict[str, Report]:
        return {each: self._reports[each] for each in ids}

    def profiles_of(self, reports: Iterable[str]) -> dict[str, list[MentionProfile]]:
        return {each: self._profiles.get(each, []) for each in reports}

    def sharing(self, keys: Iterable[str]) -> dict[str, list[str]]:
        return {each: self._with_key[each] for each in keys if each in self._with_key}

    def months(self) -> set[str]:
        return {_month(report.day) for report in self._reports.values()}

    def lineages(self, report_ids: Iterable[str]) -> dict[str, Lineage]:
        return {}

    def followers(self, reports: Iterable[str]) -> dict[str, Lineage]:
        return {}
