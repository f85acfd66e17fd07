"""Runs of capitalised words: what may be a name, how far it goes, and what is far more often a
plain word."""

from __future__ import annotations

from rashomon.casing import casing
from rashomon.document import Document, Sentence, Token
from rashomon.gazetteer import Gazetteer, GazetteerPlace
from rashomon.gazetteer.names import key
from rashomon.resolve.place_hits import CONNECTORS, is_headline
from rashomon.resolve.place_lexicon import PlaceLexicon

LONGEST_NAME, LONGEST_DEMONYM = 7, 4
"""Tokens, hyphens and apostrophes counted ("South Korean", "Papua New Guinean")."""
LARGE_POPULATION = 100_000
"""A town this large needs no more evidence; a smaller one shares its name with things."""
PLAIN = -1.3
"""Log odds of a capital up to which a word is a plain word."""
JOINERS = frozenset(["-", "–", "’", "'"])
POSSESSIVES = frozenset(["'s", "’s"])
APOSTROPHES, ELIDED = "'’", "LDJCQ"
"""What stands for a vowel left out, and the letters of French that are words before it."""
FUNCTION_WORDS = frozenset(
    ["DET", "ADP", "PRON", "CCONJ", "SCONJ", "ADV", "AUX", "PUNCT", "INTJ", "PART"]
)
_RUNS_ON = frozenset("/&@")  # make a word a part of something else: "Re/Max"


class Runs:
    """The words of one document, as names of places are made of them."""

    def __init__(self, document: Document, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> None:
        self._document = document
        self._tokens = document.tokens
        self._text = document.text
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._casing = casing(document.language)
        self._days = {t.span.start for t in document.times if t.start and t.date_prec == 1}

    def _abbreviated(self, at: int, sentence: Sentence) -> tuple[GazetteerPlace, ...]:
        """ "Springfield, Ill.": the region that an abbreviation after a comma stands for."""
        token = self._tokens[at]
        if at - 2 < sentence.first or self._tokens[at - 1].text != ",":
            return ()
        if not token.text[:1].isupper() or not self._tokens[at - 2].text[:1].isupper():
            return ()
        name = self._lexicon.region_abbreviations.get(token.lower.replace(".", ""))
        if name is None or not (token.text.endswith(".") or token.text.isupper()):
            return ()
        return tuple(p for p in self._gazetteer.exact(name) if p.feature_code == "ADM1")

    def _is_name_word(self, at: int, sentence: Sentence) -> bool:
        token = self._tokens[at]
        if not token.text[:1].isupper() or not token.text[:1].isalpha():
            return False
        if self._is_part_of_word(at):
            return True
        opens = at == sentence.first or self._tokens[at - 1].text in ('"', "“", "«", "‘")
        return not (opens and token.pos in FUNCTION_WORDS and not self._long_name(at, sentence))

    def _long_name(self, at: int, sentence: Sentence) -> bool:
        """ "The Hague", "La Paz": a listed name of several words that opens with an article."""
        return self._longest_listed(at, sentence) > at + 1

    def _is_demonym(self, at: int, listed_to: int) -> bool:
        token = self._tokens[at]
        if listed_to > at and token.pos == "PROPN" and not token.features & {"plural"}:
            places = self._gazetteer.exact(token.text)
            if any(p.feature_code == "PCLI" for p in places):
                return False
        return token.text[:1].isupper() or self._may_be_small(token)

    def _may_be_small(self, token: Token) -> bool:
        """Whether a people's name may stand here without a capital ("militaires nigériens")."""
        return self._lexicon.lower_demonyms and token.pos in ("ADJ", "NOUN", "PROPN", "VERB")

    def _demonym_end(self, at: int, sentence: Sentence) -> int:
        """The token after the longest people's name that begins here ("South Korean"), or `at`."""
        if self._is_surname(at, sentence):
            return at
        for last in range(min(at + LONGEST_DEMONYM, sentence.last), at, -1):
            if not self._tokens[last - 1].text[-1:].isalpha():
                continue
            words = self._text[self._tokens[at].start : self._tokens[last - 1].end]
            if self._gazetteer.countries_by_demonym(words):
                return last
        return at

    def _is_surname(self, at: int, sentence: Sentence) -> bool:
        """Whether a people's name ends a run that names somebody: "Volker Türk"; not "South
        Korean", "Northern Irish" or "Gaza's Palestinian"."""
        if at == sentence.first or not self._tokens[at].text[:1].isupper():
            return False
        before = self._tokens[at - 1]
        if before.pos != "PROPN" or self._tokens[at].pos != "PROPN" or not before.text.istitle():
            return False
        if before.end + 1 != self._tokens[at].start or self._run_end(at, sentence) > at + 1:
            return False
        odds = self._odds(before)
        return (
            (odds is None or odds > 0)
            and not self._lexicon.is_in("direction_adjectives", before.lower)
            and not self._lexicon.is_in("organisation_words", before.lower)
            and not self._lexicon.is_in("not_places", before.lower)
            and not self._gazetteer.countries_by_demonym(before.text)
            and not self._is_large(at - 1)
        )

    def _longest_listed(self, at: int, sentence: Sentence) -> int:
        """The token after the longest listed name that begins here, or `at`."""
        stop, last = min(at + LONGEST_NAME, sentence.last), at
        ends = []
        for i in range(at, stop):
            token = self._tokens[i]
            if i > at and not self._joins(i):
                if i == at + 1 and self._lexicon.is_in("country_heads", self._tokens[at].lower):
                    return self._country_end(at, stop)
                break
            if token.text[:1].isupper() or (token.text[:1].isdigit() and i > at):
                ends.append(i + 1)
        for end in reversed(ends):
            words = self._text[self._tokens[at].start : self._tokens[end - 1].end]
            known = self._gazetteer.knows(words, article=False)
            if known and not self._is_common(at, end):
                last = end
                break
        return last

    def _country_end(self, at: int, stop: int) -> int:
        """The token after a country with an adjective in small letters ("Arabie saoudite"), or
        `at`."""
        for end in range(stop, at + 1, -1):
            words = self._text[self._tokens[at].start : self._tokens[end - 1].end]
            if any(p.feature_code == "PCLI" for p in self._gazetteer.exact(words)):
                return end
        return at

    def _joins(self, at: int) -> bool:
        """Whether a token may stand inside a name."""
        token = self._tokens[at]
        if token.text[:1].isupper():
            return True
        apart = token.start > self._tokens[at - 1].end
        if token.text in JOINERS or token.lower in POSSESSIVES:
            return not apart  # "Cox's Bazar"
        return token.lower in CONNECTORS or (not apart and token.text.isalpha())

    def _is_common(self, first: int, last: int) -> bool:
        """Whether a listed word of one token is far more often a plain word or an initial."""
        token = self._tokens[first]
        if last - first > 1:  # "West Side" is a side of any town
            words = self._tokens[first:last]
            options = self._gazetteer.exact(self._text[words[0].start : words[-1].end])
            whole = any(p.feature_code in ("PCLI", "ADM1") for p in options)
            return not whole and all(self._lexicon.is_in("town_parts", t.lower) for t in words)
        if token.text.endswith(".") and token.lower[:-1] in self._lexicon.region_abbreviations:
            return True
        part = first and self._lexicon.is_in("town_parts", self._tokens[first - 1].lower)
        if part and self._lexicon.is_in("town_parts", token.lower):
            return True
        compound = self._text[token.end : token.end + 1] in JOINERS
        if self._is_plain(token) and not compound and not self._is_told(first):
            return True
        if token.text.isupper() and len(token.text) <= 4:
            # "EU", "SA", "WHO": capitals are a body's, unless they are a country's ("UAE", "RDC").
            return not any(p.feature_code == "PCLI" for p in self._gazetteer.exact(token.text))
        if self._text[token.end : token.end + 1] in _RUNS_ON or self._is_article(last):
            return True
        return len(token.text) < 2 or self._lexicon.is_in("not_places", token.lower)

    def _is_plain(self, token: Token) -> bool:
        """Whether a word is far more often written small: "Officer", "Store"."""
        odds = self._odds(token)
        return odds is not None and odds <= PLAIN and not token.text.isupper()

    def _odds(self, token: Token) -> float | None:
        return self._casing.odds.get(token.lower) if self._casing is not None else None

    def _is_told(self, at: int) -> bool:
        """Whether a preposition or a noun for a place before a word shows it a name after all."""
        sentence = self._document.sentences[self._tokens[at].sentence]
        before = self._text[
            max(sentence.start, self._tokens[at].start - 60) : self._tokens[at].start
        ]
        named = self._lexicon.feature_before.search(before) is not None
        follows = at + 1 < sentence.last and self._region_follows(at + 1, sentence)
        told = self._preposition(at, sentence) is not None and not is_headline(
            self._tokens[sentence.first : sentence.last]
        )
        return named or follows or told

    def _is_article(self, after: int) -> bool:
        """Whether a word of one token only opens a longer name: "El Adde", "Las Anod"."""
        opens = self._tokens[after - 1].lower in CONNECTORS and after < len(self._tokens)
        follows = opens and self._same_run(after - 1, after)
        return follows and self._lexicon.feature_class(self._tokens[after].text) is None

    def _starts_run(self, at: int, sentence: Sentence) -> bool:
        return at == sentence.first or not self._same_run(at - 1, at)

    def _same_run(self, left: int, right: int) -> bool:
        """Whether two neighbouring tokens belong to one capitalised run."""
        a, b = self._tokens[left], self._tokens[right]
        if a.sentence != b.sentence:
            return False
        if a.text in JOINERS or b.text in JOINERS:
            return a.end == b.start
        if b.start in self._days:
            return False  # "in Springfield Tuesday"
        if self._is_part_of_word(left):
            return True
        if a.pos in FUNCTION_WORDS and (a.text.istitle() or len(a.text) == 1):
            return False
        return a.text[:1].isupper() and b.text[:1].isupper() and not a.text.endswith("’s")

    def _is_part_of_word(self, at: int) -> bool:
        """Whether a letter before an apostrophe begins a name: "N’Guigmi"; not "L’Humanité"."""
        token = self._tokens[at]
        if len(token.text) != 2 or token.text[1] not in APOSTROPHES or at + 1 >= len(self._tokens):
            return False
        after = self._tokens[at + 1]
        name = token.text[0].isupper() and token.text[0] not in ELIDED and after.text[0].isupper()
        return name and token.end == after.start

    def _run_end(self, at: int, sentence: Sentence) -> int:
        end = at + 1
        while end < sentence.last and self._same_run(end - 1, end):
            end += 1
        while end > at + 1 and self._tokens[end - 1].text in JOINERS:
            end -= 1
        return end

    def _is_aged(self, first: int, last: int, sentence: Sentence) -> bool:
        """Whether a name stands in a run of several words that goes on to an age: "X Hill, 29,",
        "Pat X, 68, died", "X Dupont (34 ans)"."""
        end = self._run_end(first, sentence)
        if end + 1 >= sentence.last or self._tokens[end].text not in (",", "("):
            return False
        age = self._tokens[end + 1].text
        if not age.isdigit() or len(age) > 2:
            return False
        if end > last:
            return True
        bounded = end + 2 >= sentence.last or self._tokens[end + 2].pos == "PUNCT"
        return bounded and not self._starts_run(first, sentence)

    def _is_introduced(self, first: int, last: int, sentence: Sentence) -> bool:
        """Whether words show a name to be somebody's: "gave his name only as X", "his brother X",
        "said X, who …"."""
        start = self._tokens[first].start
        before = self._text[max(start - 60, sentence.start) : start]
        if self._lexicon.person_before.search(before):
            return True
        stops = last >= sentence.last or self._tokens[last].pos == "PUNCT"
        return stops and last == first + 1 and bool(self._lexicon.said_before.search(before))

    def _is_large(self, at: int, *, own: bool = False) -> bool:
        """Whether a word is the name of a large town, region or country; with `own` its main
        name."""
        word = self._tokens[at].text
        return any(
            p.feature_code in ("PCLI", "PPLC", "ADM1") or (p.population or 0) >= LARGE_POPULATION
            for p in self._gazetteer.exact(word)[:3]
            if not own or p.feature_code == "PCLI" or key(p.name).startswith(key(word))
        )

    def _region_follows(self, last: int, sentence: Sentence) -> bool:
        """ "X, Ohio", "X, N.J.": a comma and a region or a country after it."""
        if last + 1 >= sentence.last or self._tokens[last].text != ",":
            return False
        if self._abbreviated(last + 1, sentence):
            return True
        end = self._longest_listed(last + 1, sentence)
        words = self._text[self._tokens[last + 1].start : self._tokens[max(end - 1, last + 1)].end]
        codes = {p.feature_code for p in self._gazetteer.exact(words)[:2]} if end > last + 1 else ()
        return bool({"PCLI", "ADM1"}.intersection(codes))

    def _preposition(self, first: int, sentence: Sentence) -> str | None:
        at = first - 1
        while at >= sentence.first and (
            self._tokens[at].pos == "DET"
            or self._lexicon.is_in("direction_adjectives", self._tokens[at].lower)
        ):
            at -= 1
        if at < sentence.first:
            return None
        token = self._tokens[at]
        aimed = at > sentence.first and self._lexicon.is_in("aiming", self._tokens[at - 1].lower)
        if aimed and self._lexicon.is_in("at_words", token.lower):
            return None  # "fired at Pat Doe"
        return token.lower if self._lexicon.is_in("locative", token.lower) else None

    def _is_demonym_at(self, at: int) -> bool:
        return bool(self._gazetteer.countries_by_demonym(self._tokens[at].text))
