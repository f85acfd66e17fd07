"""Single people in one row with people counted: "two women and a baby", "four soldiers, an officer
of the border guard and six civilians", "his wife and three children".

A row shares what was done to it, so that one more figure of one (or of a couple) comes of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rashomon.assemble.deeds import Effect
from rashomon.assemble.drafts import Draft
from rashomon.assemble.harms import is_denied
from rashomon.assemble.marks import MAX_CLIMB, Marks
from rashomon.assemble.whose import Whose
from rashomon.document import CountPhrase
from rashomon.records import Quantity, Span

ROW_REACH = 14
"""Tokens that one of a row may stand apart from the next counted one ("a sub-inspector of the
Border Security Force and six civilians")."""
_OF_ROWS = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM", "CCONJ", "ADP", "PART", "PRON"})


class Beside:
    """Finds those who share a row with people counted."""

    def __init__(self, marks: Marks, people: Whose) -> None:
        self.marks = marks
        self.people = people
        self.found: set[int] = set()
        """The nouns of those found."""

    def drafts(self, figures: Sequence[tuple[CountPhrase, Draft]]) -> Iterator[Draft]:
        """A draft for each single person or couple in the row of a figure, told once."""
        told = {d.anchor for _, d in figures}
        for n, (count, figure) in enumerate(figures):
            after = figures[n + 1][0] if n + 1 < len(figures) else None
            found = {*self._joined(count), *self._between(count, after), *self._rest(figure, count)}
            for noun in sorted(found - told):
                told.add(noun)
                self.found.add(noun)
                yield self._draft(noun, figure)

    def _joined(self, count: CountPhrase) -> Iterator[int]:
        """Those whom the parser joins to the people counted."""
        marks = self.marks
        if count.noun is None or not self._are_people(count.noun):
            return
        top = count.noun
        for _ in range(MAX_CLIMB):
            token = marks.token(top)
            if token.relation != "conjunct" or marks.is_verb(token.head) or token.head == top:
                break
            top = token.head
        for noun in marks.with_conjuncts(top):
            if noun != count.noun and (self._is_single(noun) or self._is_known(noun)):
                yield noun

    def _is_known(self, noun: int) -> bool:
        """Whether a noun is one person whom an article alone tells: "the driver and six others"."""
        marks = self.marks
        hit = marks.hit("people", noun)
        known = hit is not None and hit.code in ("civilians", "forces", "fighters")
        plain = marks.token(noun).pos == "NOUN" and "plural" not in marks.token(noun).features
        determiners = {marks.token(c).lower for c in marks.children(noun, "determiner")}
        one = marks.hit("persons.many", noun) is None and noun not in marks.count_of_noun
        return (
            known and plain and one and bool(determiners & {*marks.lexicon["persons.known"].codes})
        )

    def _between(self, count: CountPhrase, after: CountPhrase | None) -> Iterator[int]:
        """Those in a list between two counted, whatever the parser makes of it."""
        marks = self.marks
        if count.noun is None or after is None or after.noun is None:
            return
        between = range(count.noun + 1, after.first)
        people = all(marks.hit("people", c.noun) is not None for c in (count, after) if c.noun)
        if not people or not 3 < len(between) <= ROW_REACH:
            return
        tokens = [marks.token(i) for i in between]
        listed = all(t.pos in _OF_ROWS or t.text == "," for t in tokens)
        same = tokens[0].sentence == marks.token(after.first).sentence
        if not same or not listed or tokens[0].text != "," or tokens[-1].pos != "CCONJ":
            return
        yield from (i for i in between if self._is_single(i))

    def _rest(self, figure: Draft, count: CountPhrase) -> Iterator[int]:
        """The one left over of a part: "twelve were gang members, and the other was a woman"."""
        marks = self.marks
        value = figure.value
        if not isinstance(value, Quantity) or value.counts != "part":
            return
        for i in range(count.last, marks.document.sentence_of(count.first).last - 1):
            token = marks.token(i)
            other = token.lower in marks.lexicon["persons.another"].codes
            if other and marks.token(i + 1).pos == "AUX" and i not in marks.count_at:
                yield from filter(self._is_single, marks.children(i + 1, "complement"))

    def _are_people(self, noun: int) -> bool:
        return self.marks.hit("people", noun) is not None or self.marks.native(noun)

    def _is_single(self, noun: int) -> bool:
        """Whether a noun is one person (or a couple) told of here first, or somebody's own."""
        marks = self.marks
        token = marks.token(noun)
        named = token.pos == "NOUN" or marks.native(noun)  # "three Britons and a Pole"
        if not named or not self._are_people(noun):
            return False
        if "plural" in token.features or noun in marks.count_of_noun or noun in marks.count_at:
            return False
        one = any(
            marks.token(c).lower in marks.lexicon.numbers.singular
            for c in marks.children(noun, "determiner", "number")
        )
        owned = any(marks.token(c).pos == "PRON" for c in marks.children(noun, "possessor"))
        many = marks.hit("persons.many", noun) is not None
        if is_denied(marks, noun):
            return False  # "killed 10 civilians and not an extremist"
        return (one or owned) and (not many or marks.hit("pairs", noun) is not None)

    def _resumes(self, noun: int, part: Draft) -> bool:
        """Whether a row goes on behind a closed list of parts: "34 civilians, among them eight
        women and five children, and a soldier"."""
        marks = self.marks
        first = min((noun, *marks.children(noun, "determiner", "number")))
        if part.part_of is None or first < 2 or marks.token(first - 2).text != ",":
            return False
        listed = range(part.part_of.anchor, first - 1)
        joined = [i for i in listed if marks.token(i).relation == "coordinator"]
        return marks.token(first - 1).relation == "coordinator" and bool(joined)

    def _draft(self, noun: int, figure: Draft) -> Draft:
        marks = self.marks
        value = figure.value
        assert isinstance(value, Quantity)
        if value.counts == "part" and self._resumes(noun, figure):
            figure = replace(figure, part_of=None)
            value = replace(value, counts="total")
        number = 2 if marks.hit("pairs", noun) is not None else 1
        words = self.people.phrase(noun)
        status, side = self.people.side(noun, Effect(figure.field, noun, None))
        token = marks.token(noun)
        content = figure.content
        start, end = min(content.start, token.start), max(content.end, token.end)
        return replace(
            figure,
            value=replace(
                value,
                low=number,
                high=number,
                approximate=False,
                text=words,
                group=words,
                side=side,
                status=status,
                category=self.people.category(noun),
                counts=value.counts if value.counts == "part" else "total",
                unit="persons",
            ),
            anchor=noun if value.counts != "part" else figure.anchor,
            words=token.text,
            content=Span.of(marks.document.text, start, end),
            superseded=False,
        )
