"""Talk of what goes on in general, and is no incident: "insurgents who continue to ambush convoys",
"bandits often kidnap traders", "the region has seen numerous bombings", "killings are
commonplace"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rashomon.assemble.ahead import is_to_come
from rashomon.assemble.marks import Marks
from rashomon.assemble.news import is_fine
from rashomon.document import TimeExpression
from rashomon.records import ClaimField, Quantity

if TYPE_CHECKING:
    from rashomon.assemble.drafts import Draft

OWN = frozenset[ClaimField](
    {"perpetrator", "participant", "target", "victim", "weapon", "tactic", "type", "place", "time"}
)
"""Fields that only an incident has."""
MAX_CLIMB = 6
"""Steps from a word up to the clause that tells what goes on."""
AROUND = 2
"""Tokens around a verb in which "often" stands."""
HABITUAL = "SET"
"""The type of times such as "every week"."""


class General:
    """Tells which words of one document speak of no incident."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self._verbs: dict[int, bool] = {}
        self._nouns: list[int] = []

    def tells(self, i: int) -> bool:
        """Whether what a word for an event tells goes on in general."""
        marks = self.marks
        if marks.document.sentence_of(i).kind != "body":
            return False
        if not marks.is_verb(i):
            kind = self._is_kind(i)
            if kind:
                self._nouns.append(i)
            return kind
        return any(self._goes_on(verb) for verb in self._above(i))

    def without(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts without who does what goes on, to whom and with what."""
        return [d for d in drafts if not self._is_of(d)]

    def _is_of(self, draft: Draft) -> bool:
        marks, value = self.marks, draft.value
        vague = isinstance(value, Quantity) and (value.low, value.high) == (2, None)
        if draft.field not in OWN and not vague:
            return False
        if marks.document.sentence_of(draft.anchor).kind != "body":
            return False
        if any(self._goes_on(verb) for verb in self._above(draft.anchor)):
            return True
        return any(draft.anchor in marks.document.subtree(n) for n in self._nouns)

    def _above(self, i: int) -> Iterator[int]:
        """The verbs that a word hangs under, the nearest first, up to its clause."""
        marks = self.marks
        at = i if marks.is_verb(i) else marks.predicate(i)
        for _ in range(MAX_CLIMB):
            yield at
            token = marks.token(at)
            ties = token.relation in ("complement", "clause", "conjunct")
            bare = "finite" not in token.features or token.relation == "conjunct"
            if not ties or not bare or token.head == at or not marks.is_verb(token.head):
                return
            at = token.head

    # ---------------------------------------------------------------------------------- verbs

    def _goes_on(self, verb: int) -> bool:
        if verb not in self._verbs:
            self._verbs[verb] = self._is_habit(verb)
        return self._verbs[verb]

    def _is_habit(self, verb: int) -> bool:
        marks = self.marks
        if any(t.timex_type == HABITUAL for t in self._times(verb)):
            return True
        if any(t.start is not None for t in self._times(verb)):
            return False
        if self._is_regular(verb):
            return True
        if self._is_counted(verb):
            return False
        if not self._is_now(verb):
            return False
        if marks.hit("general.governors", verb) is not None:
            return True
        return self._is_of_kinds(verb)

    def _is_of_kinds(self, verb: int) -> bool:
        """Whether what is done now, by no one in particular, is what they do: "gangs attack buses",
        "militants have been using bombs"."""
        marks = self.marks
        if "present" not in marks.lexicon["general.tenses"].codes:
            return False
        sentence = marks.document.sentence_of(verb)
        if not marks.document.text[: sentence.end].rstrip().endswith((".", '."', ".”")):
            return False  # a headline
        progressive = {"participle", "present"} <= marks.token(verb).features
        simple = "finite" in marks.token(verb).features
        if not (progressive or simple) or marks.is_passive(verb) or is_to_come(marks, verb):
            return False
        agents = marks.agents(verb)
        return bool(agents) and all(
            "plural" in marks.token(a).features
            and marks.hit("people", a) is not None
            and not marks.children(a, "determiner")
            for a in agents
        )

    def _is_regular(self, verb: int) -> bool:
        """Whether an adverb says that it is done again and again."""
        marks = self.marks
        near = range(verb - AROUND, verb + AROUND + 1)
        hits = marks.hits("general.adverbs").values()
        below = marks.children(verb, "modifier")
        return any(h.head in below or (h.head in near and self._of(h.head, verb)) for h in hits)

    def _of(self, adverb: int, verb: int) -> bool:
        return self.marks.predicate(adverb) == verb

    def _is_now(self, verb: int) -> bool:
        """Whether a verb is in the present tense, or has begun before and not ended."""
        marks = self.marks
        own = (verb, *marks.children(verb, "auxiliary"))
        finite = [i for i in own if "finite" in marks.token(i).features]
        return bool(finite) and all("present" in marks.token(i).features for i in finite)

    def _is_counted(self, verb: int) -> bool:
        """Whether a clause counts people, or names the town in which it was."""
        marks = self.marks
        for i in marks.document.subtree(verb):
            name = marks.places_by_token.get(i)
            if i in marks.count_at or (name is not None and is_fine(marks, name)):
                return True
        return False

    def _times(self, verb: int) -> Iterator[TimeExpression]:
        marks = self.marks
        for i in marks.document.subtree(verb):
            time = marks.times_by_token.get(i)
            if time is not None and marks.predicate(i) == verb:
                yield time

    # ---------------------------------------------------------------------------------- nouns

    def _is_kind(self, noun: int) -> bool:
        """Whether a plural names no attacks, but that there are some: "frequent attacks", "has seen
        bombings", "kidnappings are commonplace"."""
        marks = self.marks
        if "plural" not in marks.token(noun).features or self._is_told(noun):
            return False
        if any(marks.hit("general.frequent", c) for c in marks.children(noun, "modifier")):
            return True
        verb = marks.predicate(noun)
        if not marks.is_verb(verb) or marks.token(noun).head != verb:
            return False
        if marks.token(noun).relation == "agent":
            said = (*marks.children(verb, "complement"), *marks.children(verb, "modifier"))
            return self._is_now(verb) and any(marks.hit("general.common", c) for c in said)
        return marks.hit("general.seeing", verb) is not None and self._is_now(verb)

    def _is_told(self, noun: int) -> bool:
        """Whether attacks are told by day, number or town, or as known."""
        marks = self.marks
        if marks.children(noun, "determiner"):
            return True
        count = marks.count_of_noun.get(noun)
        if count is not None and not count.approximate and count.high is not None:
            return True
        for i in marks.document.subtree(noun):
            time, name = marks.times_by_token.get(i), marks.places_by_token.get(i)
            if time is not None and time.start is not None and (time.date_prec or 5) < 5:
                return True
            if name is not None and is_fine(marks, name):
                return True
        return False
