"""Who some of those counted were, between commas: "334 people, 186 of them children, died", "12
villagers, including a boy of six, were killed".

A small parser that reads such a sentence whole gives the verb behind it to those inside the commas,
or loses it. What stands between is parsed apart and hung under the noun before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rashomon.annotate.asides import Aside
from rashomon.document import Sentence
from rashomon.knowledge import Lexicon

LONGEST = 90
"""Characters that may stand between the commas."""
_INSIDE = r"(?:[^,;:.!?()\"“”«»]|(?<=\d)[,.](?=\d))"


@dataclass(frozen=True, slots=True)
class Some:
    """How such words are known in one language."""

    pattern: re.Pattern[str]

    @staticmethod
    def of(lexicon: Lexicon) -> Some | None:
        """From the lexicon; None for a language that tells of none."""
        openers = lexicon["some_of.openers"].codes
        if not openers:
            return None
        finite = _any_of((*lexicon["closing.finite"].codes, *lexicon["some_of.finite"].codes))
        pronouns, of = (_any_of(lexicon[f"some_of.{n}"].codes) for n in ("pronouns", "of"))
        joined = _any_of(lexicon["and_words"].codes)
        counted = rf"{_INSIDE}{{1,30}}\s{of}\s{pronouns}"
        listed = rf"{_any_of(openers)}\s{_INSIDE}{{2,{LONGEST}}}(?:,\s{_INSIDE}{{2,40}}){{0,3}}?"
        return Some(
            re.compile(
                rf",\s(?:(?:{counted}\s{_INSIDE}{{2,{LONGEST}}}|{listed}),(?=\s{finite}\b)"
                rf"|{of}\s{pronouns}\s{_INSIDE}{{2,{LONGEST}}},(?=\s(?:{finite}|{joined})\b))",
                re.IGNORECASE,
            )
        )

    def asides(self, text: str, sentences: Sequence[Sentence]) -> Iterator[Aside]:
        """The words between the commas, and the commas, of each such place of a text."""
        for sentence in sentences:
            for match in self.pattern.finditer(text, sentence.start + 1, sentence.end):
                yield Aside(match.start(), match.start() + 1, "mark")
                yield Aside(match.start() + 2, match.end() - 1, "beside")
                yield Aside(match.end() - 1, match.end(), "mark")


def _any_of(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word) for word in ordered) + ")"
