"""What the name of a speaker tells by itself: of a person, of a body, by its letters alone."""

from __future__ import annotations

import re
from functools import cached_property
from typing import cast

from rashomon.assemble.marks import Marks
from rashomon.document import ActorMention
from rashomon.records import VoiceKind

SHORTEST = 4
"""Letters of the shortest name of a police department by its letters ("NYPD"); "PD" and "CPD" may
be anything."""
CALL_LETTERS = re.compile(r"[KW][A-Z]{2,3}(?:-(?:TV|FM|AM))?(?: News| TV)?")
"""Names of broadcasters of the United States, which begin with K or W."""
CALLED = "US"
"""The country where stations have such names."""
OFFICE_WORDS = 6
"""Words of an office behind a name, up to its noun."""
PRONOUN_REACH = 2
"""Sentences behind somebody's in which a pronoun is still them."""


class VoiceNames:
    """What the names in a document tell of who speaks."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks

    def by_letters(self, head: int) -> VoiceKind | None:
        """What a name of capitals alone is: a police department's ("NYPD"), or the call letters of
        a station in a report on where stations have such ("WXYZ", "KXYZ-TV")."""
        marks = self.marks
        text = marks.token(head).text
        endings = tuple(marks.lexicon["police_letters"].codes)
        if text.isupper() and len(text) >= SHORTEST and text.lower().endswith(endings):
            return "official"
        called = CALL_LETTERS.fullmatch(marks.words(head).text)
        return "media" if called and self._has_call_letters else None

    @cached_property
    def _has_call_letters(self) -> bool:
        """Whether most places named in the document lie where stations have call letters."""
        countries = [p.country for p in self.marks.document.places if p.country]
        return countries.count(CALLED) * 2 > len(countries)

    def is_surname(self, head: int, mention: ActorMention | None) -> bool:
        """Whether a word that could tell an office is only the last name of somebody with a title:
        "Captain Michael Elder"."""
        marks = self.marks
        if mention is None or marks.token(head).pos != "PROPN" or head - mention.first < 2:
            return False
        given = marks.token(head - 1)
        named = given.pos == "PROPN" and marks.hit("titles", given.i) is None
        return named and marks.any_hit("titles", range(mention.first, head - 1)) is not None

    def body_led(self, mention: ActorMention) -> VoiceKind | None:
        """The kind of the body by whose name an office stands: "Clean Seas Fund president Ann
        Lee"."""
        marks = self.marks
        words = range(mention.first, mention.last)
        office = next((i for i in words if marks.hit("offices", i) is not None), None)
        if office is None:
            return None
        found = (self.body(i) for i in range(mention.first, office))
        return next(filter(None, found), None)

    def body(self, i: int) -> VoiceKind | None:
        """The kind of a body by a word that hardly other names have: "the Clean Seas Fund"."""
        token = self.marks.token(i)
        hit = self.marks.hit("body_names", i)
        if hit is None or not token.text[:1].isupper() or token.pos != "PROPN":
            return None
        return cast(VoiceKind, hit.code)

    def office_behind(self, head: int, mention: ActorMention) -> int | None:
        """The head of an office in commas behind a name, which parsers take for the main clause:
        "…, said Ann Lee, public information officer for the county"."""
        marks = self.marks
        end = marks.document.sentence_of(head).last
        at = mention.last
        if at >= end or marks.token(at).text != "," or marks.token(head).pos != "PROPN":
            return None
        last = None
        for i in range(at + 1, min(at + 1 + OFFICE_WORDS, end)):
            token = marks.token(i)
            if token.pos not in ("DET", "ADJ", "NOUN", "PROPN", "PART"):
                break
            last = i if token.pos in ("NOUN", "PROPN") else last
        if last is None or marks.token(last).pos == "PROPN":
            return None
        acts = marks.token(last).relation == "agent" and marks.token(last).head > last
        return None if acts else last

    def is_person(self, mention: ActorMention) -> bool:
        """Whether a name that nothing describes is a person's: of two or three capitals, and the
        last of them, or "he" or "she", goes on speaking for it; no body's name is cut like that."""
        marks = self.marks
        words = [marks.token(i) for i in range(mention.first, mention.last)]
        named = [t for t in words if t.pos == "PROPN" and t.text[:1].isupper()]
        if named != words or any(t.text.isupper() and len(t.text) > 1 for t in words):
            return False
        if any(marks.hit(n, t.i) for n in ("organisation_kinds", "body_names") for t in words):
            return False
        if any(t.i in marks.places_by_token or t.i in marks.times_by_token for t in words):
            return False
        company = marks.lexicon["company_endings"].codes
        if any(t.lower in company or marks.hit("events.nouns", t.i) for t in words):
            return False
        if len(words) == 1:
            return self._given_before(mention)
        return len(words) <= 4 and (
            self._goes_on_by_surname(mention) or self._goes_on_by_pronoun(mention)
        )

    def speaks_of_own(self, head: int) -> bool:
        """Whether somebody with a name tells in the same sentence of people and things of their
        life: "Ann Lee said her son was among them", "Ann Lee, whose shop was hit"."""
        marks = self.marks
        sentence = marks.document.sentence_of(head)
        for i in range(sentence.first, sentence.last):
            if marks.hit("own_life", i) is None:
                continue
            for owner in marks.children(i, "possessor"):
                if marks.token(owner).pos in ("PRON", "DET") and owner > head:
                    return True
        return False

    @cached_property
    def _whole_names(self) -> dict[str, ActorMention]:
        """Last words of the names in the document with two words or more → the first such name."""
        found: dict[str, ActorMention] = {}
        for mention in self.marks.document.actor_mentions:
            last = self.marks.token(mention.last - 1)
            if mention.last - mention.first > 1 and last.pos == "PROPN":
                found.setdefault(last.text, mention)
        return found

    @cached_property
    def _alone(self) -> frozenset[str]:
        """Names of one word."""
        return frozenset(
            self.marks.token(m.head).text
            for m in self.marks.document.actor_mentions
            if m.last - m.first == 1 and self.marks.token(m.head).pos == "PROPN"
        )

    def _given_before(self, mention: ActorMention) -> bool:
        whole = self._whole_names.get(self.marks.token(mention.head).text)
        return whole is not None and whole.first < mention.first and self.is_person(whole)

    def _goes_on_by_surname(self, mention: ActorMention) -> bool:
        return self.marks.token(mention.last - 1).text in self._alone

    def _goes_on_by_pronoun(self, mention: ActorMention) -> bool:
        """Whether "he" or "she" acts in the same sentence behind a name, or begins one of the next
        two."""
        marks = self.marks
        personal = marks.lexicon["of_persons_only"].codes
        sentences = marks.document.sentences
        own = marks.token(mention.head).sentence
        for sentence in sentences[own : own + PRONOUN_REACH + 1]:
            for i in range(max(sentence.first, mention.last), sentence.last):
                if marks.token(i).lower in personal and marks.token(i).relation == "agent":
                    return True
        return False
