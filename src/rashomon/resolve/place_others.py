"""Names of towns that are something else's: a people's, a hotel's, a river's."""

from __future__ import annotations

from rashomon.document import Sentence
from rashomon.gazetteer import GazetteerPlace
from rashomon.resolve.place_persons import Persons
from rashomon.resolve.place_runs import JOINERS, POSSESSIVES

SMALL_CAPITAL = 20_000
"""Inhabitants below which a capital that is called like a kind of place is not that capital."""


class Others(Persons):
    """What the words beside a name make it, if no place."""

    def _is_business(self, first: int, last: int, sentence: Sentence) -> bool:
        """Whether a name is that of a hotel, a hall, a restaurant ("the X wedding hall"), or of a
        shop that is called like its owner ("outside X's.")."""
        if first == sentence.first:
            return False
        behind = [t.lower for t in self._tokens[last : min(last + 3, sentence.last)]]
        if behind and behind[0] in POSSESSIVES and not self._is_large(first):
            owned = self._tokens[last + 1].pos if last + 1 < sentence.last else "PUNCT"
            if owned in ("PUNCT", "ADP", "CCONJ", "VERB", "AUX", "PRON", "SCONJ"):
                return True
        if self._tokens[first - 1].pos != "DET":
            return False
        return any(
            self._lexicon.is_in("businesses", word)
            and all(self._tokens[last + i].pos in ("NOUN", "ADJ", "PROPN") for i in range(n + 1))
            for n, word in enumerate(behind)
        )

    def _is_river(
        self, first: int, last: int, sentence: Sentence, options: tuple[GazetteerPlace, ...]
    ) -> bool:
        """Whether an article makes the name of a town that of a river or a range: "the banks of the
        X", "across the X." Countries and regions have articles too."""
        before = self._tokens[first - 1].lower if first > sentence.first else ""
        if not self._lexicon.is_in("river_articles", before):
            return False
        if not all(p.is_point and p.feature_class == "P" for p in options[:3]):
            return False
        if last < sentence.last:
            token = self._tokens[last]
            if token.pos in ("NOUN", "PROPN", "ADJ", "NUM", "VERB") or token.text in JOINERS:
                return False
            if token.lower in ("'s", "’s", "s"):
                return False
        return True

    def _is_people(self, first: int, after: int, sentence: Sentence) -> bool:
        """Whether a word beside a name makes it that of a people: "the X minority", "ethnic X"."""
        before = self._tokens[first - 1] if first > sentence.first else None
        if before is not None and self._lexicon.is_in("people_before", before.lower):
            return True
        if after < sentence.last and self._tokens[after].text == "-":
            after += 1  # "X-speaking"
        word = self._tokens[after].lower if after < sentence.last else ""
        called = before is not None and before.pos == "DET"
        return self._lexicon.is_in("people_nouns", word) or (
            called and self._lexicon.is_in("people_called", word)
        )

    def _is_capital_or_country(self, place: GazetteerPlace, first: int, last: int) -> bool:
        """Whether a place needs no other evidence; "Valley" is no capital by itself."""
        noun = last == first + 1 and self._lexicon.feature_class(self._tokens[first].lower)
        small = (place.population or 0) < SMALL_CAPITAL
        return place.feature_code in ("PCLI", "CONT") or (
            place.feature_code == "PPLC" and not (noun and small)
        )
