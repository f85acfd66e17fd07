"""Who is named by "according to": "selon le maire", "d'après lui", "À en croire les habitants"."""

from __future__ import annotations

from dataclasses import replace

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.marks import Marks
from rashomon.assemble.speakers import Speakers
from rashomon.document import ActorMention

PERSONAL = ("persons.he", "persons.she", "object_pronouns", "reflexive_pronouns", "first_person")
"""Lists of pronouns that stand for a speaker named before."""
MIN_QUOTATION = 15
"""Characters: a word or two in inverted commas are a name."""


class According:
    """The attributions of a document's prepositions."""

    def __init__(self, marks: Marks, speakers: Speakers) -> None:
        self.marks = marks
        self.speakers = speakers

    def first(self) -> set[int]:
        """As in "Pour l'opposition, …": a preposition that attributes only at the head of a
        sentence, before somebody who can speak."""
        marks = self.marks
        found = set()
        for i in marks.hits("speech.according_first"):
            sentence = marks.document.sentence_of(i)
            able = any(
                m.first in (i + 1, i + 2)
                and (marks.token(m.head).pos == "PROPN" or self._speaks_before_comma(m))
                for m in marks.document.actor_mentions
            )
            if i == sentence.first and able:
                found.add(i)
        return found

    def _speaks_before_comma(self, mention: ActorMention) -> bool:
        """Whether a phrase that names a kind of speaker closes with a comma."""
        marks = self.marks
        last = marks.document.sentence_of(mention.head).last
        closed = mention.last < last and marks.token(mention.last).text == ","
        return closed and marks.hit("voices", mention.head) is not None

    def attribution(self, i: int, name: str = "speech.according") -> Attribution | None:
        marks = self.marks
        hit = marks.hits(name)[i]
        sentence = marks.document.sentence_of(i)
        # "de source sécuritaire": the source is part of the cue itself.
        start = hit.last - 1 if marks.hit("voices.anonymous", hit.last - 1) else hit.last
        near = [
            m
            for m in marks.document.actor_mentions
            if start <= m.first <= start + 2 and m.last <= sentence.last and m.head >= start
        ]
        # "the country's Defence Ministry": the longest phrase that begins here, not "the country".
        able = [m for m in near if self.speakers.can_speak(m.head)] or near
        head = max(able, key=lambda m: (-m.first, m.last)).head if able else None
        pronoun = start < sentence.last and marks.token(start).pos == "PRON"
        pronoun = pronoun and marks.token(start).relation != "possessor"  # "its figures"
        personal = pronoun and any(
            marks.token(start).lower in marks.lexicon[name].codes for name in PERSONAL
        )
        relative = pronoun and not personal
        if personal:
            head = start  # "selon lui, 36 personnes …"
        elif relative:  # "des rescapés, selon lesquels": the noun before, or the speaker before
            head = self._antecedent(hit.first, sentence.first) or start
            if head == start and marks.hit("hearsay_nouns", hit.first - 1) is not None:
                return self._hearsay(hit.first - 1, start)
        if head is None:
            head = next(
                (
                    j
                    for j in range(start, min(start + 6, sentence.last))
                    if marks.token(j).pos in ("NOUN", "PROPN")
                ),
                None,
            )
        if head is None:
            return None
        # "Selon un bilan provisoire": a document that nobody issued is no speaker.
        mute = any(marks.hit(n, head) for n in ("document_nouns", "effects.toll"))
        mute = mute and marks.token(head).pos != "PROPN"
        speaker = self.speakers.resolve(head, i, anyone=not mute)
        if speaker is None:
            return None
        phrase = {*range(hit.first, hit.last), *speaker.tokens, *marks.document.subtree(head)}
        phrase -= self._quoted_behind(head)
        if hit.first == sentence.first:  # "À en croire les habitants, des hommes ont tué …"
            phrase -= self._main_clause(max(speaker.tokens, default=head), phrase)
        for clause in marks.children(head, "relative"):
            if marks.is_verb(clause) and "finite" in marks.token(clause).features:
                phrase -= set(marks.document.subtree(clause))
        content = set(range(sentence.first, sentence.last)) - phrase
        if relative:
            content = {i for i in content if i > start}
        return Attribution(
            cue_class="assert",
            voice=speaker.voice,
            cue=marks.document.span(hit.first, max(hit.last, hit.first + 1)),
            source=speaker.span,
            verb=i,
            content=frozenset(content),
            said=None,
            aside=frozenset(phrase),
        )

    def _main_clause(self, last: int, phrase: set[int]) -> set[int]:
        """What of a phrase stands behind the comma after it and has a verb with a subject."""
        marks = self.marks
        behind = {i for i in phrase if i > last + 1 and marks.token(last + 1).text == ","}
        told = any(marks.is_verb(i) and set(marks.agents(i)) & behind for i in behind)
        return behind if told else set()

    def _hearsay(self, noun: int, start: int) -> Attribution | None:
        """What is only told of: "les informations selon lesquelles neuf soldats sont morts"; None
        where somebody denies it."""
        marks = self.marks
        over = marks.hit("speech", marks.predicate(noun))
        if over is not None and {"deny", "brand"} & set(over.codes):
            return None
        last = marks.document.sentence_of(noun).last
        return Attribution(
            cue_class="assert",
            voice=replace(self.speakers.described(noun), kind="anonymous"),
            cue=marks.document.span(start - 1, start),
            source=marks.document.span(noun, noun + 1),
            verb=start - 1,
            content=frozenset(range(start + 1, last)),
            said=None,
        )

    def _quoted_behind(self, head: int) -> set[int]:
        """The words of quotations that begin behind a speaker: no part of what tells who it is,
        wherever a parser hangs them."""
        document = self.marks.document
        sentence = document.sentence_of(head)
        at = document.tokens[head].end
        found: set[int] = set()
        for quotation in document.quotations:
            told = quotation.end - quotation.start >= MIN_QUOTATION  # less is a name
            if told and at <= quotation.start < sentence.end:
                first = document.token_at(quotation.start)
                last = document.token_at(quotation.end)
                found.update(range(first or 0, sentence.last if last is None else last))
        return found

    def _antecedent(self, before: int, first: int) -> int | None:
        """The speaker that a relative pronoun stands for: the phrase that ends right before it."""
        marks = self.marks
        at = before - 1
        while at > first and marks.token(at).pos == "PUNCT":
            at -= 1
        for mention in marks.document.actor_mentions:
            if mention.first <= at < mention.last and self.speakers.can_speak(mention.head):
                return mention.head
        return None
