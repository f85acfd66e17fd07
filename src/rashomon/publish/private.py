"""Leaving private persons out: their names replaced everywhere, the records still true.

Works on records, before anything is rendered, so that no page, chart, tooltip or link can forget
it. In a report's text the name is replaced and every span moved with it: the withheld report is a
report of its own, its spans are its text. Names are withheld where

* a private person's full name stands, in any text of the casebook's selection;
* one part of it, or a name of one word, stands in a report that names the person, or in what is
  said of the incidents of that report, unless it is there part of the name of someone public.

Upper case and accents do not hide a name. An address that holds one is left out whole.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, Final, TypeVar, cast

import yaml

from rashomon.publish.labels import labels
from rashomon.records import Actor, IncidentFile, IncidentList, Reading, Report, Span

R = TypeVar("R")

SHORTEST_PART: Final = 3
"""A part of a name shorter than this ("de", "Al", initials) names nobody."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_IDS: Final = frozenset(
    {"id", "schema", "parent", "incident", "actor", "place", "side", "by", "part_of", "reports"}
    | {"claims", "of", "mentioned_in", "members", "field", "stance", "mode", "kind", "status"}
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


@dataclass(frozen=True, slots=True)
class _Veil:
    """What to withhold: full names anywhere, parts of names, and names that shield a part."""

    whole: tuple[str, ...]
    parts: frozenset[str]
    shields: tuple[str, ...]

    def find(self, text: str, shielded: Iterable[Span] = ()) -> list[tuple[int, int]]:
        """Where names stand in a text, in order, none overlapping."""
        plain = _plain(text)
        found = [hit for name in self.whole for hit in _hits(name, plain)]
        safe = [(span.start, span.end) for span in shielded]
        safe += [hit for name in self.shields for hit in _hits(name, plain)]
        for word in _WORD.finditer(text) if self.parts else ():
            start, end = word.span()
            known = plain[start:end] in self.parts and not text[start].islower()
            if known and not any(a <= start and end <= b for a, b in safe):
                found.append((start, end))
        return _merged(text, sorted(found))

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


# ------------------------------------------------------------------------------ whose names, where


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


def _is_private(actor: Actor) -> bool:
    return actor.kind == "private-person"


def _hidden(actor: Actor) -> bool:
    """True for a private person with a name; "a villager" names nobody."""
    return _is_private(actor) and bool(_parts(actor.name))


def withhold(
    incidents: IncidentList, files: Sequence[IncidentFile], readings: Mapping[str, Reading]
) -> tuple[IncidentList, tuple[IncidentFile, ...], dict[str, Reading]]:
    """The same records without the names of private persons."""
    private = {a.id: a for r in readings.values() for a in r.actors if _is_private(a)}
    if not private:
        return incidents, tuple(files), dict(readings)
    by_report = {reading.report.id: reading for reading in readings.values()}
    everyone = [actor for reading in readings.values() for actor in reading.actors]
    whole = tuple(sorted({name for a in private.values() for name in _names(a)}, key=len)[::-1])
    shields = tuple(sorted({_plain(a.name) for a in everyone if not _is_private(a)} - set(whole)))

    def veil(reports: Iterable[str]) -> _Veil:
        inside = [a for key in reports if key in by_report for a in by_report[key].actors]
        parts = {part for a in inside if _is_private(a) for part in _parts(a.name)}
        return _Veil(whole, frozenset(parts), shields)

    covered = {key: _reading(each, veil([each.report.id])) for key, each in readings.items()}
    told = tuple(_anything(each, veil(r.id for r in each.reports)) for each in files)
    entries = tuple(
        _anything(each, veil([*each.reports, *each.mentioned_in])) for each in incidents.incidents
    )
    reports = tuple(_anything(each, veil([each.id])) for each in incidents.reports)
    return replace(incidents, incidents=entries, reports=reports), told, covered


def _reading(reading: Reading, veil: _Veil) -> Reading:
    """A reading of the withheld text, every span moved to where its words now are."""
    text = reading.report.text
    others = [s for a in reading.actors if not _is_private(a) for s in a.spans]
    found = veil.find(text, others)
    shown = _Moved(text, found)
    report: Report = replace(_anything(replace(reading.report, text="-"), veil), text=shown.text)
    hidden = labels().withheld
    actors = tuple(
        replace(_anything(a, veil, shown), name=hidden if _hidden(a) else veil.apply(a.name))
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
    names = [{_plain(w) for w in _WORD.findall(name)} for name in veil.whole]
    return bool(words & veil.parts) or any(name <= words for name in names)
