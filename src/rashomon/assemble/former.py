"""Figures that a later one has replaced: "up from 27", "its earlier count of 60".

A report tells them beside the figure that holds now, mostly bare: by the words that bring them in
("compared with 40"), as the figure that somebody had given ("had first spoken of nine"), or as what
is corrected ("revising a toll of 38").
"""

from __future__ import annotations

from rashomon.assemble.drafts import Draft
from rashomon.assemble.marks import Marks
from rashomon.document import CountPhrase

FROM_WORDS = 20
"""Characters before a figure in which "up from" stands."""
NAMED_BEFORE = 12
"""Tokens before a figure in which "an earlier toll" is named."""
BESIDE_VERB = 2
"""Tokens between a verb of saying and the adverb that puts it into the past: "first put at"."""
SENTENCES = 1
"""Sentences behind a figure in which the one is told that it has replaced."""


class Former:
    """Which figures of a document were replaced by later ones."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks

    def replaced(self, count: CountPhrase) -> bool:
        """Whether the words around a figure say that another has taken its place."""
        return (
            self.stands_after_from(count)
            or self.is_compared(count)
            or self._named_before(count)
            or self._corrected(count)
            or self._said_at_first(count)
            or self._called_former(count)
            or self._had_been(count)
        )

    def of(self, count: CountPhrase, drafts: list[Draft]) -> Draft | None:
        """The figure that has replaced a bare one, told just before it: "17 soldiers were killed,
        against 11 announced the day before"."""
        marks = self.marks
        bare = count.noun is None or marks.hit("count_nouns", count.noun) is not None
        if not drafts or not bare or count.kind != "count":
            return None
        if count.high == 1 and not (self.stands_after_from(count) or self.is_compared(count)):
            return None  # "of whom one said …"
        before = drafts[-1]
        here = marks.token(before.anchor).sentence
        dead = [d for d in drafts if marks.token(d.anchor).sentence == here]
        dead = [d for d in dead if d.field == "deaths" and d.part_of is None]
        if dead and before.field == "displaced":
            before = dead[-1]
        apart = marks.token(count.first).sentence - marks.token(before.anchor).sentence
        return before if apart <= SENTENCES and self.replaced(count) else None

    def stands_after_from(self, count: CountPhrase) -> bool:
        """Whether the words right before a figure say that it moved from there."""
        marks = self.marks
        before = marks.document.text[max(0, count.span.start - FROM_WORDS) : count.span.start]
        moved = before.lower().rstrip().endswith(marks.lexicon.numbers.not_a_range_after)
        return moved or self._leads_to_another(count)

    def _leads_to_another(self, count: CountPhrase) -> bool:
        """Whether "from 25 to 89" begins here, which is no range ("from 20 to 30 people")."""
        marks = self.marks
        came = marks.token(count.first - 1).lower if count.first else ""
        if came not in marks.lexicon.numbers.moved_from or count.kind != "count":
            return False
        after = next((c for c in marks.counts if c.first == count.last + 1), None)
        to = marks.token(count.last).lower if after is not None else ""
        return after is not None and to in marks.lexicon["figure_words"].codes

    def is_difference(self, count: CountPhrase) -> bool:
        """Whether a number only tells by how much a figure moved: "three fewer than announced",
        "raised the toll by two"."""
        marks = self.marks
        behind = {hit.first for hit in marks.hits("difference_words").values()}
        if count.last in behind:
            return True
        by = marks.token(count.first - 1).lower if count.first else ""
        moved = marks.hit("toll_moves", marks.predicate(count.first)) is not None
        return count.noun is None and moved and by in marks.lexicon["difference_by"].codes

    def is_compared(self, count: CountPhrase) -> bool:
        """Whether a figure stands right behind a word that holds an older one against it; of people
        who are named it is none: "an attack against 11 soldiers"."""
        marks = self.marks
        people = count.noun is not None and marks.hit("people", count.noun) is not None
        ends = {hit.last for hit in marks.hits("compared_words").values()}
        return not people and count.first in ends

    def claims(self, count: CountPhrase, first: int) -> bool:
        """Whether words that begin at token `first` ("initial toll") speak of this figure alone,
        for it was replaced and they stand right before it."""
        near = count.first - NAMED_BEFORE <= first < count.first
        between = any(first < other.first < count.first for other in self.marks.counts)
        return near and not between and self.replaced(count)

    def _had_been(self, count: CountPhrase) -> bool:
        """Whether it is what a figure was before: "on Saturday its figure had been 133", "on Monday
        night it had been eleven"."""
        marks = self.marks
        verb = marks.predicate(count.last - 1)
        had = marks.lexicon["past_perfect"].codes
        before = any(marks.token(c).lower in had for c in marks.children(verb, "auxiliary"))
        if count.noun is not None or marks.token(verb).pos != "AUX" or not before:
            return False
        same = marks.lexicon["of_bodies_only"].codes
        subjects = marks.children(verb, "agent")
        return any(marks.is_toll(s) or marks.token(s).lower in same for s in subjects)

    def _called_former(self, count: CountPhrase) -> bool:
        """Whether the word right before a bare number sets it aside: "from an initial 25", and
        "from 47" where a toll moves."""
        marks = self.marks
        if count.noun is not None or count.first == 0:
            return False
        at = count.first - 1
        before = marks.token(at).lower
        if marks.hit("former_adjectives", at) is not None:
            return True
        moved = marks.hit("toll_moves", marks.predicate(count.first)) is not None
        return moved and before in marks.lexicon["former_from"].codes

    def _named_before(self, count: CountPhrase) -> bool:
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        near = range(max(sentence.first, count.first - NAMED_BEFORE), count.first)
        hit = marks.any_hit("supersede", near)
        if hit is None:
            return False
        verb = marks.predicate(hit.head)
        between = any(hit.last <= other.first < count.first for other in marks.counts)
        own = verb in self._above(count.first)
        return own or not (
            between or (marks.is_verb(hit.head) and marks.governor(verb) is not None)
        )

    def _above(self, i: int) -> tuple[int, ...]:
        """The verb of a word's clause, and the one that governs it."""
        verb = self.marks.predicate(i)
        joined = self.marks.token(verb).relation == "conjunct"
        governor = None if joined else self.marks.governor(verb)
        return (verb,) if governor is None else (verb, governor)

    def _corrected(self, count: CountPhrase) -> bool:
        """Whether a figure is that which is revised, not that to which it is."""
        marks = self.marks
        verb = marks.predicate(count.first)
        if marks.hit("toll_revises", verb) is None or count.first == 0:
            return False
        of = marks.token(count.first - 1).lower in marks.lexicon["of_words"].codes
        tolls = ("effects.toll", "count_nouns")
        return of and any(
            marks.hit(name, patient) is not None
            for patient in marks.children(verb, "patient")
            for name in tolls
            if patient < count.first
        )

    def _said_at_first(self, count: CountPhrase) -> bool:
        """Whether somebody said it at first: "initially put at six", "after reporting 25"."""
        marks = self.marks
        behind = marks.lexicon["former_behind"].codes
        said = [
            v
            for v in self._above(count.first)
            if (marks.hit("speech.assert", v) or marks.hit("toll_moves", v)) and v < count.first
        ]
        return any(
            marks.any_hit("former_adverbs", range(max(0, v - BESIDE_VERB), v + BESIDE_VERB))
            or (
                any(marks.token(m).lower in behind for m in marks.children(v, "marker"))
                and not any(s < v for s in marks.children(v, "agent", "patient"))
            )
            for v in said
            if marks.token(v).sentence == marks.token(count.first).sentence
        )
