"""A report's text cut where its claims begin and end, so that each stretch names its claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rashomon.records import Claim


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some characters of a report and the ids of the claims whose words they are; `begins` are
    those whose words begin here."""

    text: str
    claims: tuple[str, ...]
    begins: tuple[str, ...]


def stretches(text: str, claims: Iterable[Claim]) -> tuple[Stretch, ...]:
    """The whole text, in order, in stretches; their texts joined are the text."""
    spans = [(claim.spans.content, claim.id) for claim in claims]
    edges = {0, len(text)}
    for span, _ in spans:
        edges |= {span.start, span.end}
    found = []
    for start, end in pairwise(sorted(edges)):
        over = tuple(key for span, key in spans if span.start <= start and end <= span.end)
        begins = tuple(key for span, key in spans if span.start == start)
        found.append(Stretch(text[start:end], over, begins))
    return tuple(found)
