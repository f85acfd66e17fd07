"""Which runs of capitals name persons, so that their words are no places."""

from __future__ import annotations

import re

from rashomon.document import Sentence
from rashomon.resolve.place_hits import is_headline
from rashomon.resolve.place_runs import JOINERS, Runs

NAME = 2.0
"""Log odds of a capital from which a word is a name alone."""
OFFICE_REACH = 8
"""Words before a name among which its office is looked for."""
_AGE_BEFORE = re.compile(r"(?:[-\s]old|\bans)\s+$")
_AGE_BEHIND = re.compile(r"\s?[,(]\s?\d{1,2}(?:\s?[,);]|\s(?:ans|and|of|from|years)\b|\.?$)")
_OPENING, _CLOSING = frozenset("\"“«‘'"), frozenset("\"”»’'")


class Persons(Runs):
    """Runs of capitals that name persons."""

    def surnames(self) -> frozenset[str]:
        """Lower-case words of names of persons: after a title, or in a run that lists no place."""
        found: set[str] = set()
        for sentence in self._document.sentences:
            at = sentence.first if sentence.kind != "dateline" else sentence.last
            while at < sentence.last:
                if not self._is_name_word(at, sentence):
                    at += 1
                    continue
                end = self._run_end(at, sentence)
                while at + 1 < end and (self._is_demonym_at(at) or self._ages(at, end)):
                    at += 1
                at = self._behind_title(at, end)
                whole = self._nicknamed_end(end, sentence)
                if whole > end or self._is_person_run(at, end, sentence):
                    found.update(t.lower for t in self._tokens[at:whole] if t.text[:1].isupper())
                at = whole
        return frozenset(found)

    def _behind_title(self, at: int, end: int) -> int:
        """The title in the middle of a run, from which a person is named: "Interior Minister X Y";
        the run's first token where there is none."""
        for i in range(at + 1, end - 1):
            if self._lexicon.is_in("titles", self._tokens[i].lower.strip(".")):
                return i
        return at

    def _nicknamed_end(self, end: int, sentence: Sentence) -> int:
        """The token after a name with a nickname in it (Pat "Boots" Doe), of which a run
        of capitals ends here; `end` where there is none."""
        marks = [t.text for t in self._tokens[end : min(end + 3, sentence.last)]]
        if len(marks) < 3 or marks[0] not in _OPENING or marks[2] not in _CLOSING:
            return end
        behind = end + 3
        names = marks[1][:1].isupper() and behind < sentence.last
        if not names or not self._is_name_word(behind, sentence):
            return end
        return self._run_end(behind, sentence)

    def _is_of_age(self, at: int, end: int, sentence: Sentence) -> bool:
        """Whether an age stands beside a run: "Pat Doe, 29,", "29-year-old Pat Doe", "Pat Doe (34
        ans)". Where something lies has none."""
        tokens = self._tokens
        before = tokens[at - 1].lower if at > sentence.first else ""
        if self._lexicon.is_in("locative", before):
            return False
        start = tokens[at].start
        if _AGE_BEFORE.search(self._text, max(start - 20, sentence.start), start):
            return True
        return _AGE_BEHIND.match(self._text, tokens[end - 1].end, sentence.end) is not None

    def _holds_office(self, at: int, end: int, sentence: Sentence) -> bool:
        """Whether the office stands before a run: "the mayor of Springfield, Pat Doe". Not "the
        mayor of Springfield, New York"."""
        tokens = self._tokens
        if at - 2 < sentence.first or tokens[at - 1].text != ",":
            return False
        if self._longest_listed(at, sentence) == end:
            return False
        for i in range(at - 2, max(at - 2 - OFFICE_REACH, sentence.first - 1), -1):
            if tokens[i].pos in ("VERB", "AUX", "PUNCT") and tokens[i].text not in JOINERS:
                return False
            if self._lexicon.is_in("titles", tokens[i].lower):
                return i == at - 2 or tokens[i + 1].pos in ("ADP", "DET")
        return False

    def _ages(self, at: int, end: int) -> bool:
        """Whether a token belongs to the age before a name ("Seventeen-year-old Pat Doe")."""
        return any(t.lower == "old" for t in self._tokens[at:end])

    def _is_person_run(self, at: int, end: int, sentence: Sentence) -> bool:
        words = [t.lower.strip(".") for t in self._tokens[at:end]]
        title = next((i for i, w in enumerate(words) if self._lexicon.is_in("titles", w)), None)
        if title is not None and 0 < title < len(words) - 1:
            # "Springfield Mayor Pat Doe": what stands before the title is no part of the person.
            return False
        titled = title == 0 and len(words) > 1
        before = [t.lower for t in self._tokens[max(at - 2, sentence.first) : at] if t.text != "."]
        # "Colonel Ali Hassan", "Col. Ali Hassan"
        if titled or (before and self._lexicon.is_in("titles", before[-1].strip("."))):
            return not any(self._lexicon.is_in("organisation_words", w) for w in words[1:])
        names = [t for t in self._tokens[at:end] if t.text not in JOINERS]  # "Pat Doe-Roe"
        if not 2 <= len(names) <= 4 or not all(t.pos == "PROPN" for t in names):
            return False
        told = ("organisation_words", "direction_adjectives", "not_places")
        if any(self._lexicon.is_in(name, w) for name in told for w in words):
            return False
        if any(self._lexicon.feature_class(w) for w in words):
            return False
        if any(self._gazetteer.countries_by_demonym(w) for w in words):
            return False
        if before and self._lexicon.is_in("locative", before[-1]):
            return False
        if self._is_of_age(at, end, sentence) or self._holds_office(at, end, sentence):
            return True
        start = self._tokens[at].start
        if before and self._lexicon.shown_before.search(self._text[max(start - 60, 0) : start]):
            return self._tokens[at - 1].pos == "VERB"  # "attacked Pat Doe"
        if any(self._longest_listed(i, sentence) > i + 1 for i in range(at, end)):
            return False
        large = [i for i in range(at, end) if self._is_large(i)]
        return not large or (large == [end - 1] and self._is_named_like(at, end, sentence))

    def _is_named_like(self, at: int, end: int, sentence: Sentence) -> bool:
        """Whether a run that ends in a town's name is a person's: "Kevin Anthony Springfield"."""
        if is_headline(self._tokens[sentence.first : sentence.last]):
            return False
        words = self._tokens[at:end]
        regions = ("PCLI", "PPLC", "ADM1")
        options = self._gazetteer.exact(words[-1].text)[:2]
        if any(p.feature_code in regions for p in options):
            return False
        given = all((self._odds(t) or 0.0) >= NAME for t in words[:-1])
        aged = end + 1 < sentence.last and (
            self._tokens[end].text == "," and self._tokens[end + 1].text.isdigit()
        )
        return aged or given
