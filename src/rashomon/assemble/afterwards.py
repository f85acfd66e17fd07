"""What else became of people counted: "six pupils were kidnapped and killed", "trois hommes arrêtés
lundi ont été relâchés". Each deed has a figure of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from rashomon.assemble.deeds import Effect
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.taken_up import harms_to
from rashomon.assemble.whose import Whose
from rashomon.document import CountPhrase
from rashomon.records import ClaimField, Quantity, Span

ENDS: dict[str, frozenset[str]] = {
    "abductions": frozenset({"deaths", "releases", "survivors"}),
    "arrests": frozenset({"deaths", "releases"}),
    "missing": frozenset({"deaths", "releases", "survivors", "abductions"}),
    "deaths": frozenset({"abductions", "arrests"}),
    "releases": frozenset({"abductions", "arrests"}),
}
"""What else can be told of the same people, beside each deed."""


class Afterwards:
    """Finds further deeds done to those whom a figure counts."""

    def __init__(self, marks: Marks, happenings: Happenings, people: Whose) -> None:
        self.marks = marks
        self.happenings = happenings
        self.people = people

    def drafts(
        self, figures: Sequence[tuple[CountPhrase, Draft]], told: Sequence[Draft]
    ) -> Iterator[Draft]:
        """A draft for each further deed that the clauses of a figure tell, and nothing among
        `told` has."""
        for count, draft in figures:
            value = draft.value
            if count.noun is None or draft.field not in ENDS or not isinstance(value, Quantity):
                continue
            if value.high == 0 or value.unit == "bodies" or draft.scope is not None:
                continue
            told_of = [(verb, self._field(verb, count.noun)) for verb in self._verbs(count.noun)]
            exact = value.high if value.low == value.high else None
            for verb, field in (*told_of, *harms_to(self.marks, count.noun, exact)):
                if field is None or field not in ENDS[draft.field]:
                    continue
                here = self.marks.token(verb).sentence
                if any(
                    d.field == field
                    and isinstance(d.value, Quantity)
                    and d.value.low == value.low
                    and self.marks.token(d.anchor).sentence == here
                    for d in told
                ):
                    continue
                yield self._draft(draft, value, count, verb, field)

    def _verbs(self, noun: int) -> list[int]:
        """The verbs of which a noun is the subject or what they are done to: its clause's, its
        participles and relative clauses, and those joined to them without their own subject."""
        marks = self.marks
        above = marks.token(noun).head
        subject = marks.token(noun).relation in ("agent", "patient") and marks.is_verb(above)
        found = [above] if subject and above != noun else []
        behind = (c for c in marks.children(noun, "relative", "modifier") if c > noun)
        found.extend(c for c in behind if marks.is_verb(c))
        for verb in list(found):
            for joined in marks.children(verb, "conjunct"):
                own = any(a != noun for a in marks.children(joined, "agent"))
                if marks.is_verb(joined) and not own:
                    found.append(joined)
        return found

    def _field(self, verb: int, noun: int) -> ClaimField | None:
        """What a verb tells of those who underwent it, or did it."""
        marks = self.marks
        if marks.negated(verb):
            return None
        for i in (verb, *marks.children(verb)):
            hit = marks.hit("effects.phrase", i)
            if hit is not None and hit.first <= verb < hit.last:
                return cast(ClaimField, hit.code)
        objects = [p for p in marks.children(verb, "patient") if p != noun]
        undergone = marks.is_passive(verb) or "participle" in marks.token(verb).features
        hit = marks.hit("effects.patient", verb)
        if hit is not None and undergone and not objects:
            return cast(ClaimField, hit.code)
        hit = marks.hit("effects.agent", verb)
        if hit is not None and not objects and not marks.is_passive(verb):
            return cast(ClaimField, hit.code)
        return None

    def _draft(
        self, draft: Draft, value: Quantity, count: CountPhrase, verb: int, field: ClaimField
    ) -> Draft:
        marks = self.marks
        effect = Effect(field, verb, verb)
        clause = marks.clause(verb)
        start, end = min(clause.start, count.span.start), max(clause.end, count.span.end)
        within = marks.document.sentence_of(verb)
        if start >= within.start and end <= within.end:
            clause = Span.of(marks.document.text, start, end)
        return replace(
            draft,
            field=field,
            value=replace(value, by=self.people.by(effect, count.noun or verb)),
            anchor=verb,
            content=clause,
            about=self.happenings.of_count(range(count.first, count.last), verb),
        )
