"""Candidates for what is said: for a cue, the stretches of text that may be its content.

A content is one stretch of tokens or two, where the cue stands inside ("It will, he said, be
hard"). Candidates are many and cheap; the network chooses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rashomon.attributions.reaches import Reaches

Side = Literal["right", "left", "around", "above"]
Range = tuple[int, int]
MAX_ENDS = 8
MOST = 60
"""Candidates of one cue; only sentences without an end in sight have more."""
MAX_FOLLOWING = 12
"""Sentences that a quotation may go on after the cue's own."""


@dataclass(frozen=True, slots=True)
class Content:
    """A candidate: its token ranges (last exclusive), on which side of the cue they lie, and how
    its edges were found."""

    ranges: tuple[Range, ...]
    side: Side
    starts_by: str
    ends_by: str

    @property
    def first(self) -> int:
        """The first token."""
        return self.ranges[0][0]

    @property
    def last(self) -> int:
        """The token after the last."""
        return self.ranges[-1][1]


def contents(reaches: Reaches, cue: int) -> list[Content]:
    """Every candidate of a cue, each set of ranges once."""
    found: dict[tuple[Range, ...], Content] = {}
    for each in _all(reaches, cue):
        ranges = _clean(reaches, each.ranges, cue)
        if len(found) == MOST:
            break
        if ranges and ranges not in found:
            found[ranges] = Content(ranges, each.side, each.starts_by, each.ends_by)
    return list(found.values())


def _clean(reaches: Reaches, ranges: tuple[Range, ...], cue: int) -> tuple[Range, ...]:
    clean = []
    for first, last in ranges:
        first, last = reaches.trimmed(first, last)
        if first < last:
            first, last = reaches.with_marks(first, last)
        if first < last and not first <= cue < last:
            clean.append((first, last))
    return tuple(clean)


def _all(reaches: Reaches, cue: int) -> Iterator[Content]:
    first, last = block(reaches, cue)
    rights = _rights(reaches, cue, last)
    lefts = _lefts(reaches, cue, first)
    for start, s_by in rights:
        for end, e_by in _right_ends(reaches, cue, start):
            yield Content(((start, end),), "right", s_by, e_by)
    for start, s_by in lefts:
        yield Content(((start, first),), "left", s_by, "block")
    yield from _around(reaches, cue, first, last, lefts, rights)
    yield from _above(reaches, cue)


def block(reaches: Reaches, cue: int) -> Range:
    """The tokens of the cue with its subject and auxiliaries: "the ministry has said", "said a
    doctor at the hospital"."""
    tokens = reaches.tokens
    sentence = reaches.document.sentence_of(cue)
    first, last = cue, cue + 1
    if tokens[cue].relation == "case" and tokens[cue].head > cue:  # "according to the police"
        return cue, min(reaches.right[tokens[cue].head], sentence.last)
    for child in reaches.children[cue]:
        relation = tokens[child].relation
        if child < cue and relation in ("agent", "auxiliary", "negation"):
            left = reaches.left[child] if relation == "agent" else child
            if left >= sentence.first:
                first = min(first, left)
        if child > cue and relation == "agent" and child <= cue + 12:
            last = max(last, min(reaches.right[child], sentence.last))
    return first, last


def _rights(reaches: Reaches, cue: int, block_last: int) -> list[tuple[int, str]]:
    """Where a content after the cue may begin."""
    tokens = reaches.tokens
    sentence = reaches.document.sentence_of(cue)
    found: dict[int, str] = {}

    def add(at: int, by: str) -> None:
        if cue < at < sentence.last and at not in found:
            found[at] = by

    for child in reaches.children[cue]:
        if child <= cue:
            continue
        relation = tokens[child].relation
        left = max(reaches.left[child], cue + 1)
        add(left, f"child:{relation}")
        if tokens[left].relation in ("case", "marker"):
            add(left + 1, f"case:{relation}")
        if relation in ("patient", "oblique", "complement", "agent", "modifier"):
            for below in reaches.children[child]:
                beneath = tokens[below].relation
                if below > child and beneath in (
                    "relative",
                    "complement",
                    "clause",
                    "oblique",
                    "apposition",
                ):
                    left = max(reaches.left[below], child + 1)
                    add(left, f"below:{relation}:{beneath}")
                    if tokens[left].relation in ("case", "marker"):
                        add(left + 1, f"belowcase:{relation}:{beneath}")
    if tokens[cue].relation == "case" and tokens[cue].head > cue:
        noun = tokens[cue].head
        for i in range(noun + 1, block_last):
            if tokens[i].text in (",", "—", "–", "--"):
                add(i + 1, "behind")
                break
        add(block_last, "block")
    else:
        add(cue + 1, "next")
        add(block_last, "block")
    quoted = 0
    for i in range(cue + 1, sentence.last):
        number = reaches.quote[i]
        if number is not None and reaches.quote_first[number] == i and quoted < 2:
            add(i, "quote")
            quoted += 1
        if tokens[i].text == ":" and i + 1 < sentence.last:
            add(i + 1, "colon")
        if tokens[i].relation == "marker" and tokens[tokens[i].head].pos in ("VERB", "AUX"):
            add(i, "marker")
    if block_last >= sentence.last - 2 or tokens[sentence.last - 1].text == ":":
        following = sentence.index + 1
        if following < len(reaches.document.sentences):
            after = reaches.document.sentences[following]
            if after.first < after.last:
                found.setdefault(after.first, "following")
    return list(found.items())


def _right_ends(reaches: Reaches, cue: int, start: int) -> list[tuple[int, str]]:
    tokens = reaches.tokens
    document = reaches.document
    sentence = document.sentence_of(start)
    found: dict[int, str] = {}

    def add(at: int, by: str) -> None:
        if start < at and at not in found:
            found[at] = by

    stop = sentence.last
    closing = stop - 1 if tokens[stop - 1].text in (".", "?", "!") else stop
    add(closing, "sentence")
    for child in reaches.children[cue]:
        if reaches.left[child] <= start < reaches.right[child] and child > cue:
            add(min(reaches.right[child], stop), "child")
    number = reaches.quote[min(start + 1, stop - 1)]
    if number is not None:
        add(min(reaches.quote_last[number], stop), "quote")
        last = reaches.quote_last[number]
        if last > stop and tokens[last - 1].sentence - sentence.index <= MAX_FOLLOWING:
            add(last, "quote-on")
    follow = sentence.index + 1
    if follow < len(document.sentences) and number is None:
        after = document.sentences[follow]
        if after.paragraph == sentence.paragraph and after.first < after.last:
            add(after.last, "next-sentence")
    signs = 0
    for i in range(start + 1, closing):
        token = tokens[i]
        if token.text in (",", "—", "–", "--") and signs < 3:
            add(i, "sign")
            signs += 1
        elif (
            token.relation in ("clause", "conjunct", "relative")
            and token.pos in ("VERB", "AUX")
            and reaches.left[i] > start
        ):
            add(reaches.left[i], f"before:{token.relation}")
        if len(found) >= MAX_ENDS:
            break
    return list(found.items())


def _lefts(reaches: Reaches, cue: int, block_first: int) -> list[tuple[int, str]]:
    """Where a content before the cue may begin."""
    tokens = reaches.tokens
    document = reaches.document
    sentence = document.sentence_of(cue)
    found: dict[int, str] = {}

    def add(at: int, by: str) -> None:
        if at < block_first and at not in found:
            found[at] = by

    add(sentence.first, "sentence")
    for i in range(sentence.first, block_first):
        number = reaches.quote[i]
        if number is not None and (i == sentence.first or reaches.quote[i - 1] != number):
            first = reaches.quote_first[number]
            add(first, "quote" if first >= sentence.first else "quote-on")
    head = tokens[cue].head
    if head != cue and head < cue:
        add(max(reaches.left[head], sentence.first), "head")
        add(head, "at-head")
    signs = 0
    for i in range(block_first - 2, sentence.first, -1):
        if tokens[i].text in (",", "—", "–", ":", "--") and signs < 3:
            add(i + 1, "sign")
            signs += 1
        elif tokens[i].relation == "coordinator" and signs < 3:
            add(i + 1, "and")
            signs += 1
        elif tokens[i].relation == "marker" and signs < 3:
            add(i + 1, "marker")
            signs += 1
    for child in reaches.children[cue]:
        if child < cue and tokens[child].relation in ("patient", "complement", "oblique"):
            add(max(reaches.left[child], sentence.first), f"child:{tokens[child].relation}")
    if tokens[sentence.first].text[:1] in ("”", '"') or block_first <= sentence.first + 1:
        before = sentence.index - 1
        if before >= 0:
            first = document.sentences[before].first
            if first < block_first:
                found.setdefault(first, "preceding")
    return list(found.items())


def _around(
    reaches: Reaches,
    cue: int,
    first: int,
    last: int,
    lefts: list[tuple[int, str]],
    rights: list[tuple[int, str]],
) -> Iterator[Content]:
    """Contents with the cue and its subject inside."""
    tokens = reaches.tokens
    sentence = reaches.document.sentence_of(cue)
    if first <= sentence.first:
        return
    starts = [at for at, by in rights if by in ("quote", "block", "next", "colon", "behind")]
    for i in range(last, sentence.last - 1):
        if tokens[i].text in (",", ":", "—", "–"):
            starts.append(i + 1)
            break
    on = _quoted_after(reaches, cue)
    for left, by in lefts:
        if by in ("marker", "and", "at-head"):
            continue
        if on is not None:
            yield Content(((left, first), on), "around", by, "after")
        for start in dict.fromkeys(starts):
            for end, e_by in _right_ends(reaches, cue, start):
                if e_by in ("sentence", "quote", "quote-on", "next-sentence"):
                    yield Content(((left, first), (start, end)), "around", by, e_by)
    for child in reaches.children[cue]:
        if child < cue and tokens[child].relation == "patient":
            left = max(reaches.left[child], sentence.first)
            for start, by in rights:
                if by.startswith(("child", "case", "next")):
                    for end, e_by in _right_ends(reaches, cue, start)[:3]:
                        right = reaches.right[child]
                        if right <= first + 1 or right <= cue:
                            yield Content(
                                ((left, min(right, cue)), (start, end)), "around", "patient", e_by
                            )


def _quoted_after(reaches: Reaches, cue: int) -> Range | None:
    """The quotation that opens right after the cue's sentence, in its paragraph."""
    document = reaches.document
    sentence = document.sentence_of(cue)
    if sentence.index + 1 >= len(document.sentences):
        return None
    after = document.sentences[sentence.index + 1]
    if after.paragraph != sentence.paragraph or after.last - after.first < 2:
        return None
    for i in (after.first, after.first + 1):
        number = reaches.quote[i]
        if number is not None and reaches.quote_first[number] == i:
            return i, max(reaches.quote_last[number], i + 1)
    return None


def _above(reaches: Reaches, cue: int) -> Iterator[Content]:
    """What the cue hangs under: "the plan that he proposed", "his supporters"."""
    tokens = reaches.tokens
    sentence = reaches.document.sentence_of(cue)
    head = tokens[cue].head
    for child in reaches.children[cue]:
        if child < cue:
            relation = tokens[child].relation
            left = max(reaches.left[child], sentence.first)
            right = min(reaches.right[child], cue)
            yield Content(((left, right),), "above", f"before:{relation}", "child")
            if tokens[left].relation == "determiner" and right - left > 1:
                yield Content(((left + 1, right),), "above", f"before:{relation}", "child")
    if head == cue:
        return
    left, right = max(reaches.left[head], sentence.first), min(reaches.right[head], sentence.last)
    if head < cue:
        yield Content(((left, reaches.left[cue]),), "above", "head", "cue")
    else:
        yield Content(((reaches.right[cue], right),), "above", "head", "cue")
    if left < reaches.left[cue] and reaches.right[cue] < right:
        yield Content(
            ((left, reaches.left[cue]), (reaches.right[cue], right)), "above", "head", "both"
        )
