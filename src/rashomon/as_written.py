"""A reading of a text whose capitals were put back, told in the text as it was written.

Both texts have the same length (`casing.py`), so that every offset holds; spans, and the
words of values, get the characters of the report. Names of actors, places and voices keep the
capitals that were put back.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from rashomon.records import Claim, Reading, Report, Span


def as_written(reading: Reading, report: Report) -> Reading:
    """The reading, over the report's own text. The reading itself when the texts are the same."""
    if reading.report == report:
        return reading
    text = report.text
    return replace(
        reading,
        report=report,
        actors=_rewritten(reading.actors, text),
        places=_rewritten(reading.places, text),
        claims=tuple(_claim(claim, reading.report.text, text) for claim in reading.claims),
    )


def _claim(claim: Claim, shown: str, text: str) -> Claim:
    words = getattr(claim.value, "text", None)
    value: Any = claim.value
    if words:
        within = (s for s in (claim.spans.content, *claim.also) if words in s.text)
        start = next((s.start + s.text.index(words) for s in within), shown.find(words))
        if start >= 0:
            value = replace(value, text=text[start : start + len(words)])
    rewritten: Claim = _rewritten(replace(claim, value=value), text)
    return rewritten


def _rewritten(record: Any, text: str) -> Any:
    """A record with every span in it, at any depth, over another text."""
    if isinstance(record, Span):
        return Span.of(text, record.start, record.end)
    if isinstance(record, tuple):
        return tuple(_rewritten(each, text) for each in record)
    rewritten = {}
    for name in _names(record.__class__):
        value = getattr(record, name)
        if isinstance(value, tuple) or _names(value.__class__):
            rewritten[name] = _rewritten(value, text)
    return replace(record, **rewritten) if rewritten else record


@cache
def _names(of: Hashable) -> tuple[str, ...]:
    """The names of the fields of a class of records; none for another class."""
    return tuple(f.name for f in fields(of)) if is_dataclass(of) else ()
