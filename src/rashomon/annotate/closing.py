"""Who says it at the end of a sentence: "…, residents told AFP.", "…, said the mayor, Ana Pop."

A small parser that reads such a sentence whole takes the speaker for more of those it tells of, or
the verb of what happened for a participle. What stands behind the last comma is parsed apart, where
it is no more than somebody, a verb of saying, and when, where or to whom it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rashomon.annotate.asides import Aside
from rashomon.document import Sentence
from rashomon.knowledge import Lexicon

MOST_WORDS = 14
"""Words of a speaker with what describes him."""
TAIL = 9
"""Words behind the verb that tell when, where or to whom it was said."""
FEWEST_TOLD = 8
"""Words of what is said; before fewer, parsers mistake only forms that may be nouns."""
FEWEST_BEFORE_NOUN = 4
"""Words of what is said before such a form ("…, police confirm")."""
_WORD = re.compile(r"[^\s,;:()“”\"«»]+")
_BREAKS = re.compile(r"[;:()“”\"«»]")
_QUOTED = re.compile(r"[“”\"«»]")
_ENDING = re.compile(r"[.!?]+\s*$")


@dataclass(frozen=True, slots=True)
class Closing:
    """The words by which a closing speaker is known, in one language."""

    cues: frozenset[str]
    """Finite forms of verbs of saying that are no nouns."""
    finite: frozenset[str]
    """Forms that show that a clause has a verb of its own."""
    ending: tuple[str, ...]
    """Endings of such forms."""
    relative: frozenset[str]
    """Words that open a clause about a speaker."""
    joining: frozenset[str]
    """Words that join two speakers."""
    never: frozenset[str]
    """Words that begin no speaker and stand in none: conjunctions, markers, relatives."""
    tails: frozenset[str]
    """Words that open what stands behind the verb: prepositions, days, "later"; no speaker."""
    pronouns: frozenset[str]
    """Pronouns that may speak."""
    tell: frozenset[str]
    """Cues behind which stands whom it was told."""
    nouns: frozenset[str]
    """Cues that parsers take for nouns."""

    @staticmethod
    def of(lexicon: Lexicon) -> Closing | None:
        """From the lexicon; None for a language that tells of none."""
        cues = lexicon["closing.cues"].codes
        if not cues:
            return None
        return Closing(
            frozenset(cues),
            frozenset(lexicon["closing.finite"].codes),
            tuple(lexicon["closing.finite_endings"].codes),
            frozenset(lexicon["closing.relative"].codes),
            frozenset(lexicon["and_words"].codes),
            frozenset(lexicon["closing.never"].codes),
            frozenset(lexicon["closing.tails"].codes),
            frozenset(lexicon["reflexive_pronouns"].codes),
            frozenset(lexicon["closing.tell"].codes),
            frozenset(lexicon["closing.nouns"].codes),
        )

    def asides(self, text: str, sentences: Sequence[Sentence]) -> Iterator[Aside]:
        """The closing speakers of a text, each with the comma before it."""
        for sentence in sentences:
            found = self._closing(text, sentence)
            if found is not None:
                yield found

    def _closing(self, text: str, sentence: Sentence) -> Aside | None:
        whole = text[sentence.start : sentence.end]
        ending = _ENDING.search(whole)
        if ending is None or "," not in whole or _QUOTED.search(whole) is not None:
            return None  # what stands in quotation marks parsers do not mistake
        end = sentence.start + ending.start()
        told = whole[: ending.start()]
        commas = [i for i, c in enumerate(told) if c == ","]
        for n in (1, 2, 3):  # "said", "the mayor, Ana Pop, said", "said the mayor, Ana Pop"
            if n > len(commas):
                return None
            at = commas[-n]
            clause = told[at + 1 :]
            if _BREAKS.search(clause) is not None:
                return None
            if self._is_speaker(clause) and self._tells(told[:at], clause):
                return Aside(sentence.start + at, end, "closing")
        return None

    def _is_speaker(self, clause: str) -> bool:
        """Whether a stretch is a speaker and a verb of saying, and no more."""
        words = _WORD.findall(clause)
        lower = [word.lower() for word in words]
        cues = [i for i, word in enumerate(lower) if word in self.cues]
        if not cues or len(words) > MOST_WORDS + TAIL:
            return False
        at = cues[-1]
        if at == 0:
            turned = clause.count(",") != 2 and lower[0] not in self.tell
            return turned and lower[1:2] != [] and self._is_named(words[1:], lower[1:])
        if clause.count(",") not in (0, 2) or len(words) - at - 1 > TAIL:
            return False
        first = at - 1 if lower[at - 1] in self.finite else at  # "had said"
        behind = lower[at + 1 :]
        whom = lower[at] in self.tell or lower[at + 1 : at + 2] == ["to"]
        opens = not behind or behind[0] in self.tails or whom or words[at + 1][:1].isupper()
        # Parsers do not lose "he said", and "the 24 deaths it had announced" is no speaker.
        speaker = words[:first]
        named = lower[first - 1] not in self.pronouns and self._is_named(speaker, lower)
        return opens and named and not self._holds_verb(behind)

    def _is_named(self, words: Sequence[str], lower: Sequence[str]) -> bool:
        """Whether words name or describe somebody: they hold no verb but in "who …"."""
        opening = self.never | self.relative | self.joining | self.tails
        if not words or len(words) > MOST_WORDS or lower[0] in opening:
            return False
        about = next((i for i, w in enumerate(lower) if w in self.relative), len(words))
        return not self._holds_verb(lower[: min(about, len(words))])

    def _holds_verb(self, lower: Sequence[str]) -> bool:
        return any(w in self.finite or w in self.never for w in lower)

    def _tells(self, before: str, clause: str) -> bool:
        """Whether a clause with a verb of its own stands before."""
        lower = [w.lower() for w in _WORD.findall(before)]
        mistaken = any(w.lower() in self.nouns for w in _WORD.findall(clause))
        return len(lower) >= (FEWEST_BEFORE_NOUN if mistaken else FEWEST_TOLD) and any(
            w in self.finite or w.endswith(self.ending) for w in lower
        )
