"""Leaving private persons out: their names replaced everywhere, the records still true.

Works on records, before anything is rendered, so that no page, chart, table or link can forget it.
In a report's text the name is replaced and every span moved with it: the withheld report is a
report of its own, its spans are its text. Private are the persons whom a reading has as such, and
witnesses, medical staff and victims whom it names without knowing what they are. Withheld is

* a private person's full name in any text of the casebook (`PrivateNames` holds them all);
* one part of it, or a name of one word, in a report that names the person, or in what is said of
  the incidents of that report, unless it is there part of the name of someone public.

Upper case, accents and line breaks do not hide a name. An address that holds one is left out whole.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, Final, TypeVar, cast

import yaml

from rashomon.publish.labels import labels
from rashomon.records import (
    Actor,
    IncidentFile,
    IncidentList,
    Reading,
    Report,
    Span,
    VictimValue,
)

R = TypeVar("R")

SHORTEST_PART: Final = 3
"""A part of a name shorter than this ("de", "Al", initials) names nobody."""
LONGEST_GAP: Final = 3
"""Characters between two words of one name: a hyphen, a full stop and a space, a line break."""
PRIVATE_VOICES: Final = frozenset({"witness", "medical"})
"""Kinds of voices that speak for themselves: a full name among them is a private person's."""
_UNKNOWN: Final = frozenset({"unidentified", "civilians"})
_WORD: Final = re.compile(r"[^\W\d_]+")
_GAP: Final = re.compile(r"[\s.,'’\-‐–]*")
_IDS: Final = frozenset(
    {"id", "schema", "parent", "incident", "actor", "place", "side", "by", "part_of", "reports"}
    | {"claims", "of", "mentioned_in", "members", "field", "stance", "mode", "kind", "status"}
    | {"scheme", "column"}
)
"""Fields that hold ids or words of a closed list, never a name. A judgement's `by` is the analyst
who signs it, an actor's id elsewhere."""


@cache
def _titles() -> frozenset[str]:
    """Forms of address, which are no part of a name ("Mrs", "Mme", "Colonel")."""
    source = resources.files("rashomon") / "data" / "publish" / "forms_of_address.yaml"
    words: list[str] = yaml.safe_load(source.read_text(encoding="utf-8"))["forms"]
    return frozenset(_plain(word) for word in words)


def _plain(text: str) -> str:
    """The text without case and accents, character for character, so that offsets stay true."""
    return "".join(_bare(character) for character in text)


@cache
def _bare(character: str) -> str:
    letter = unicodedata.normalize("NFKD", character)[0].casefold()
    return letter if len(letter) == 1 else character


# ------------------------------------------------------------------------------------- whose names


def _parts(name: str) -> set[str]:
    """The parts of a name by which its bearer is named alone."""
    words = {word.group() for word in _WORD.finditer(name)}
    named = {word for word in words if not word[0].islower()}
    return {_plain(w) for w in named if len(w) >= SHORTEST_PART} - _titles()


def _names(actor: Actor) -> set[str]:
    """The wordings that name a person in full: of several parts, one at least of the name."""
    parts = _parts(actor.name)
    spans = {span.text for span in actor.spans if _parts(span.text) & parts}
    return {_plain(name) for name in {actor.name, *spans} if len(_parts(name)) > 1}


def _is_full_name(words: str) -> bool:
    """Two to four words, each with a capital: "Aïcha Béré", not "a resident" or "Residents"."""
    found = _WORD.findall(words)
    return 2 <= len(found) <= 4 and all(word[0].isupper() for word in found)


def private_persons(reading: Reading) -> Iterator[Actor]:
    """The private persons of a reading: those it has as such, and those whom it names in full as
    witnesses, medical staff or victims without knowing what they are."""
    actors = {actor.id: actor for actor in reading.actors}
    seen = {actor.id for actor in reading.actors if actor.kind == "private-person"}
    yield from (actors[key] for key in seen)
    public = {_plain(a.name) for a in reading.actors if a.kind not in _UNKNOWN and a.id not in seen}
    for claim in reading.claims:
        named: list[tuple[str, str | None]] = []
        if claim.voice.kind in PRIVATE_VOICES:
            named.append((claim.voice.text, claim.voice.actor))
        if isinstance(claim.value, VictimValue):
            named.append((claim.value.text, claim.value.actor))
        for words, key in named:
            known = actors.get(key or "")
            unknown = known is None or known.kind in _UNKNOWN
            if unknown and _is_full_name(words) and _plain(words) not in public:
                spans = known.spans if known is not None else ()
                yield Actor(key or words, words, "private-person", None, spans)


class PrivateNames:
    """The full names of private persons over any number of readings, found word by word.

    Takes memory for names alone; a text is gone through once, however many names there are.
    """

    def __init__(self, readings: Iterable[Reading] = ()) -> None:
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        for reading in readings:
            self.add(reading)

    def add(self, reading: Reading) -> None:
        """Learn the names of a reading's private persons."""
        for actor in private_persons(reading):
            for name in _names(actor):
                words = tuple(_WORD.findall(name))
                self._by_first.setdefault(words[0], set()).add(words)

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def __contains__(self, name: str) -> bool:
        words = tuple(_WORD.findall(_plain(name)))
        return bool(words) and words in self._by_first.get(words[0], ())

    def find(self, plain: str) -> list[tuple[int, int]]:
        """Where full names stand in a text without case and accents."""
        if not self._by_first:
            return []
        words = [(found.group(), found.start(), found.end()) for found in _WORD.finditer(plain)]
        found = []
        for first, (word, start, _) in enumerate(words):
            for name in self._by_first.get(word, ()):
                last = first + len(name) - 1
                if last < len(words) and self._same(plain, words[first : last + 1], name):
                    found.append((start, words[last][2]))
        return found

    def _same(self, plain: str, words: Sequence[tuple[str, int, int]], name: Sequence[str]) -> bool:
        if any(word != part for (word, _, _), part in zip(words, name, strict=True)):
            return False
        gaps = [plain[a[2] : b[1]] for a, b in pairwise(words)]
        whole = _edge(plain, words[0][1] - 1) and _edge(plain, words[-1][2])
        return whole and all(len(gap) <= LONGEST_GAP and _GAP.fullmatch(gap) for gap in gaps)

    def spelt(self, words: set[str]) -> bool:
        """Whether a set of words, as of an address, holds all those of a name."""
        return any(
            words.issuperset(name) for word in words for name in self._by_first.get(word, ())
        )


def _edge(plain: str, at: int) -> bool:
    """Whether a name may begin after, or end before, the character at this offset."""
    return not 0 <= at < len(plain) or not (plain[at].isalnum() or plain[at] == "_")


@dataclass(frozen=True, slots=True)
class _Veil:
    """What to withhold: full names anywhere, parts of names, and names that shield a part."""

    whole: PrivateNames
    parts: frozenset[str]
    shields: tuple[str, ...]

    def find(self, text: str, shielded: Iterable[Span] = ()) -> list[tuple[int, int]]:
        """Where names stand in a text, in order, none overlapping."""
        plain = _plain(text)
        found = self.whole.find(plain)
        words = [w for w in _WORD.finditer(text) if self._is_part(text, plain, w.span())]
        if words:
            safe = [(span.start, span.end) for span in shielded]
            safe += [hit for name in self.shields for hit in _hits(name, plain)]
            spans = (word.span() for word in words)
            found += [(a, b) for a, b in spans if not any(s <= a and b <= e for s, e in safe)]
        return _merged(text, sorted(found))

    def _is_part(self, text: str, plain: str, at: tuple[int, int]) -> bool:
        return plain[slice(*at)] in self.parts and not text[at[0]].islower()

    def apply(self, text: str) -> str:
        """The text with every name replaced."""
        return _replaced(text, self.find(text))


def _hits(name: str, plain: str) -> list[tuple[int, int]]:
    pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
    return [found.span() for found in re.finditer(pattern, plain)]


def _merged(text: str, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Names that overlap, or with nothing but a space between them, are one."""
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and (start <= merged[-1][1] or not text[merged[-1][1] : start].strip()):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _replaced(text: str, found: Sequence[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in found:
        pieces += [text[at:start], labels().withheld]
        at = end
    return "".join([*pieces, text[at:]])


# ------------------------------------------------------------------------------------- withholding


def withhold(
    incidents: IncidentList,
    files: Sequence[IncidentFile],
    readings: Mapping[str, Reading],
    known: PrivateNames | None = None,
) -> tuple[IncidentList, tuple[IncidentFile, ...], dict[str, Reading]]:
    """The same records without the names of private persons.

    `known` are the full names to withhold everywhere, those of these readings unless given: give
    the whole casebook's where only some of its incidents are published.
    """
    whole = PrivateNames(readings.values()) if known is None else known
    private = {reading.report.id: tuple(private_persons(reading)) for reading in readings.values()}
    if not whole and not any(private.values()):
        return incidents, tuple(files), dict(readings)
    hidden = {actor.id for actors in private.values() for actor in actors}
    everyone = {a.name for r in readings.values() for a in r.actors if a.id not in hidden}
    shields = tuple(sorted(_plain(name) for name in everyone if name not in whole))

    def veil(reports: Iterable[str]) -> _Veil:
        inside = [actor for key in reports for actor in private.get(key, ())]
        return _Veil(whole, frozenset(p for a in inside for p in _parts(a.name)), shields)

    covered = {
        key: _reading(each, veil([each.report.id]), hidden) for key, each in readings.items()
    }
    told = tuple(_anything(each, veil(r.id for r in each.reports)) for each in files)
    entries = tuple(
        _anything(each, veil([*each.reports, *each.mentioned_in])) for each in incidents.incidents
    )
    reports = tuple(_anything(each, veil([each.id])) for each in incidents.reports)
    return replace(incidents, incidents=entries, reports=reports), told, covered


def _reading(reading: Reading, veil: _Veil, private: set[str]) -> Reading:
    """A reading of the withheld text, every span moved to where its words now are."""
    text = reading.report.text
    others = [s for a in reading.actors if a.id not in private for s in a.spans]
    found = veil.find(text, others)
    shown = _Moved(text, found)
    report: Report = replace(_anything(replace(reading.report, text="-"), veil), text=shown.text)
    hidden = labels().withheld
    actors = tuple(
        replace(
            _anything(a, veil, shown),
            name=hidden if a.id in private and _parts(a.name) else veil.apply(a.name),
        )
        for a in reading.actors
    )
    return replace(
        reading,
        report=report,
        actors=actors,
        places=_anything(reading.places, veil, shown),
        incidents=_anything(reading.incidents, veil),
        claims=_anything(reading.claims, veil, shown),
    )


class _Moved:
    """A text with names replaced, and where each of its old offsets now is."""

    def __init__(self, text: str, found: Sequence[tuple[int, int]]) -> None:
        self.text = _replaced(text, found)
        self._found = found
        self._starts = [start for start, _ in found]

    def span(self, span: Span) -> Span:
        """The same words; a span that cuts into a name holds the whole replacement."""
        return Span.of(self.text, self._at(span.start, after=False), self._at(span.end, after=True))

    def _at(self, offset: int, *, after: bool) -> int:
        put = len(labels().withheld)
        before = bisect_right(self._starts, offset - 1 if after else offset)
        moved = offset + sum(put - (end - start) for start, end in self._found[:before])
        if before == 0:
            return moved
        start, end = self._found[before - 1]
        if offset >= end:
            return moved
        shift = sum(put - (b - a) for a, b in self._found[: before - 1])
        return start + shift + (put if after else 0)


def _anything(record: R, veil: _Veil, moved: _Moved | None = None) -> R:
    """A record of any shape with names replaced in its strings and its spans moved."""
    return cast(R, _walk(record, veil, moved))


def _walk(record: Any, veil: _Veil, moved: _Moved | None) -> Any:
    if isinstance(record, str):
        return veil.apply(record)
    if isinstance(record, Span):
        return record if moved is None else moved.span(record)
    if isinstance(record, tuple | list):
        return type(record)(_walk(each, veil, moved) for each in record)
    if isinstance(record, dict):
        return {key: _walk(each, veil, moved) for key, each in record.items()}
    if not is_dataclass(record) or isinstance(record, type):
        return record
    changed = {}
    for each in fields(record):
        old = getattr(record, each.name)
        if each.name == "url" and isinstance(old, str):
            changed[each.name] = None if _in_address(old, veil) else old
        elif not (each.name in _IDS and _only_words(old)):
            changed[each.name] = _walk(old, veil, moved)
    return replace(record, **changed)


def _only_words(value: Any) -> bool:
    """An id or a list of ids: some fields hold records under the same key elsewhere."""
    return isinstance(value, str) or (
        isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    )


def _in_address(url: str, veil: _Veil) -> bool:
    """True when an address spells a name, in any case and with any sign between its words."""
    words = {_plain(word) for word in _WORD.findall(url)}
    return bool(words & veil.parts) or veil.whole.spelt(words)
