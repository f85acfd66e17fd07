"""Finding the names of places in a document: listed ones, and unlisted ones by their context.

The parser's entity labels are not used: they are wrong on most names of the places this is for.
A capitalised run of words is looked up in the gazetteer, longest first; then what stands beside it
decides whether it names a place at all ("in Gao", "the town of X", "X Province"), a person
("Colonel X"), a part of another name ("X University"), whose people ("Nigerien soldiers"), or a
government ("Paris denied").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rashomon.document import Document, PlaceUse, Sentence
from rashomon.gazetteer import Gazetteer, GazetteerPlace
from rashomon.gazetteer.names import key
from rashomon.resolve.place_hits import (
    DATELINE,
    NameHit,
    is_headline,
    is_number,
    with_containers,
    with_lists,
    with_quarters,
    without_outlet,
    without_towns,
)
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.place_others import Others
from rashomon.resolve.place_persons import NAME
from rashomon.resolve.place_runs import FUNCTION_WORDS, JOINERS, LARGE_POPULATION
from rashomon.resolve.place_use import use_of

SHORTEST_HALF = 4
"""Letters of the first half of a double name; a shorter one is an article ("Al-", "Umm-")."""
STREET_REACH = 30
"""Characters before a name in which words for a street's part are looked for ("block of West")."""
LONGEST_ARTICLE = 3
"""Letters of an article in front of a hyphen: "al-", "esh-"."""
_WITH_ARTICLE = re.compile(r"[a-z]{2,3}[-–][A-ZÀ-Þ]")
_BEFORE_DISTANCE = re.compile(r"\s*[,(–—-]\s*(?:[a-zà-ÿ’']+\s+){0,3}|(?:\s+[a-zà-ÿ’']+){1,3}\s+")
"""What may stand between a name and a distance: "X (30 km …", "X, à 30 km …", "X lies 30 km …"."""
_ARTICLE = re.compile(r"(?<!\w)(?:the|le|du|au|this|ce)\s+$", re.IGNORECASE)
"""Right before "quarter of X" where that is what it is called; not "the Y quarter of X"."""
_ACRONYM = re.compile(r"^[A-Z0-9.]{2,}s?$")


def find_names(
    document: Document, gazetteer: Gazetteer, lexicon: PlaceLexicon
) -> tuple[NameHit, ...]:
    """Every name of a place, demonym and metonym, in order, none overlapping another.

    Hits without evidence (`evidence` is "") are there too: clauses may yet show them to be places.
    """
    finder = _Finder(document, gazetteer, lexicon)
    hits = [hit for s in document.sentences if s.kind != "byline" for hit in finder.sentence(s)]
    hits = list(without_towns(hits, finder.quarters))
    hits = list(with_quarters(hits, document, lexicon))
    hits = list(without_outlet(hits, document, lexicon.words["outlet_words"]))
    days = [t.span for t in document.times if t.timex_type == "DATE" and t.start is not None]
    hits = [h for h in hits if not any(d.start <= h.start and h.end <= d.end for d in days)]
    hits = [h for h in with_containers(hits, document) if not is_number(h, document)]
    return tuple(with_lists(hits, document))


class _Finder(Others):
    def __init__(self, document: Document, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> None:
        super().__init__(document, gazetteer, lexicon)
        self.quarters: set[str] = set()
        """Keys of names that the words beside them call a quarter of a town."""
        self._people = self.surnames()

    def sentence(self, sentence: Sentence) -> Iterator[NameHit]:
        """The hits of one sentence."""
        at = sentence.first
        while at < sentence.last:
            hit = self._hit(at, sentence)
            if hit is None:
                at += 1
                continue
            last, found = hit
            if found is not None:
                yield found
            at = max(last, at + 1)

    def _hit(self, at: int, sentence: Sentence) -> tuple[int, NameHit | None] | None:
        """(the token after, the hit or None) of what begins at a token; None if nothing does."""
        token = self._tokens[at]
        if not token.text[:1].isupper() and not self._may_be_small(token):
            return None
        if self._ends_double_name(at, sentence):
            return at + 1, None
        region = self._abbreviated(at, sentence)
        if region:
            return at + 1, self._make(at, at + 1, "place", "after a comma", region)
        end = self._longest_listed(at, sentence) if self._is_name_word(at, sentence) else at
        whole = self._linked_end(at, end, sentence)
        if whole > end:
            return whole, self._unlisted(at, whole, sentence)
        whole = self._run_before_distance(at, end, sentence)
        if whole:
            return whole, self._unlisted(at, whole, sentence)
        last = self._demonym_end(at, sentence)
        if last > at and end <= last and self._is_demonym(at, end):
            words = self._text[token.start : self._tokens[last - 1].end]
            countries = self._gazetteer.countries_by_demonym(words)
            return last, self._make(at, last, "demonym", "a people's name", (), countries)
        if end == at + 1 and self._only_says_what(at, sentence):
            return end, None
        whole = self._compound_end(at, end, sentence)
        if whole > end > at:
            return whole, self._unlisted(at, whole, sentence)
        if end > at:
            whole = self._longer_name(at, end, sentence)
            if whole > end:
                return whole, self._unlisted(at, whole, sentence)
            return end, self._listed(at, end, sentence)
        starts = self._starts_run(at, sentence) or self._ends_way(at, sentence)
        if self._is_name_word(at, sentence) and starts:
            last = self._run_end(at, sentence)
            for inner in range(at + 1, last):
                if self._demonym_end(inner, sentence) > inner:
                    return inner, None
                if self._longest_listed(inner, sentence) > inner and self._splits(at, inner):
                    return inner, None
            return last, self._unlisted(at, last, sentence)
        return None

    def _linked_end(self, at: int, listed_to: int, sentence: Sentence) -> int:
        """The token after an unlisted name with a small word inside it ("Ras al-X", "San Pedro de
        X"), that stands where a place does; `listed_to` for any other."""
        tokens = self._tokens
        if not self._is_name_word(at, sentence) or not self._starts_run(at, sentence):
            return listed_to
        if not self._lexicon.is_in("name_heads", tokens[at].lower):
            return listed_to
        end = self._run_end(at, sentence)
        while end < sentence.last:
            link = end
            if _WITH_ARTICLE.match(self._tokens[end].text):
                end += 1  # one token with its article
                continue
            while link < sentence.last and self._links(link):
                link += 1
            if link == end or link >= sentence.last or not tokens[link].text[:1].isupper():
                break
            end = self._run_end(link, sentence)
        if end <= max(listed_to, self._run_end(at, sentence)):
            return listed_to
        before = self._text[max(sentence.start, tokens[at].start - 60) : tokens[at].start]
        shown = self._preposition(at, sentence) or self._lexicon.feature_before.search(before)
        shown = shown or self._lexicon.shown_before.search(before)
        return end if shown else listed_to

    def _links(self, at: int) -> bool:
        """Whether a small word may stand inside a name: "de", "al" and its hyphen."""
        token = self._tokens[at]
        if token.text in JOINERS:
            return token.start == self._tokens[at - 1].end
        if self._lexicon.is_in("name_links", token.lower):
            return True
        glued = at + 1 < len(self._tokens) and self._tokens[at + 1].text in JOINERS
        return glued and token.text.islower() and 2 <= len(token.text) <= LONGEST_ARTICLE

    def _ends_double_name(self, at: int, sentence: Sentence) -> bool:
        """Whether a word is hyphened to a name that is no place: the second half of a surname."""
        if at - 2 < sentence.first or self._tokens[at - 1].text != "-":
            return False
        first, mark, word = self._tokens[at - 2 : at + 1]
        glued = first.end == mark.start and mark.end == word.start
        if not glued or not first.text[:1].isupper() or len(first.text) < SHORTEST_HALF:
            return False
        people = self._is_demonym_at(at) or self._is_demonym_at(at - 2)  # "Austro-Hungarian"
        return not people and not self._gazetteer.knows(first.text)

    def _only_says_what(self, at: int, sentence: Sentence) -> bool:
        """Whether a word only says what the name before it is of: "Cherry Tree Lane"."""
        word = self._tokens[at].lower
        noun = self._lexicon.feature_class(word) or self._lexicon.is_in("streets", word)
        return bool(noun) and not self._starts_run(at, sentence)

    def _compound_end(self, at: int, listed_to: int, sentence: Sentence) -> int:
        """The token after "X-Y", where X is a listed name of one word and Y none: another place;
        `listed_to` where it is none."""
        joined = listed_to + 1 < sentence.last and self._tokens[listed_to].text == "-"
        if not joined or listed_to != at + 1 or self._is_large(at):
            return listed_to
        if not self._same_run(at, listed_to) or not self._same_run(listed_to, listed_to + 1):
            return listed_to
        if self._is_way(at, listed_to + 2, sentence):
            return listed_to
        other = self._longest_listed(listed_to + 1, sentence) > listed_to + 1
        if other or self._is_demonym_at(listed_to + 1):
            return listed_to
        end = listed_to + 2
        while end + 1 < sentence.last and self._same_run(end, end + 1):
            if self._tokens[end].text not in JOINERS or not self._same_run(end - 1, end):
                break
            end += 2  # "Dasht-e-Barchi"
        return end

    def _longer_name(self, at: int, listed_to: int, sentence: Sentence) -> int:
        """The token after "X Y" in "in X Y", where X alone is a small listed place and Y tells of
        nothing else: another place; `listed_to` where it is none."""
        end = self._run_end(at, sentence)
        headed = self._lexicon.is_in("name_heads", self._tokens[at].lower)
        if headed and listed_to == at + 1 < end and self._starts_run(at, sentence):
            return min(end, at + 2)  # "Puerto X", though there is a Puerto
        if end == listed_to or not self._starts_run(at, sentence):
            return listed_to
        if listed_to > at + 1 and not headed:
            return listed_to
        if self._tokens[listed_to].text in JOINERS:
            return listed_to
        if not headed and (self._preposition(at, sentence) is None or self._is_large(at, own=True)):
            return listed_to
        if is_headline(self._tokens[sentence.first : sentence.last]):
            return listed_to
        told = ("organisation_words", "titles", "streets", "not_places", "direction_adjectives")
        for i in range(listed_to, end):
            word = self._tokens[i].lower.strip(".")
            if (self._tokens[i].pos != "PROPN" and not headed) or self._is_demonym_at(i):
                return listed_to
            odds = self._odds(self._tokens[i])
            if (odds is not None and odds < NAME) or self._tokens[i].text.isupper():
                return listed_to  # "the X Marina" is in X
            if self._lexicon.feature_class(word) or any(self._lexicon.is_in(n, word) for n in told):
                return listed_to
            if self._longest_listed(i, sentence) > i and self._is_large(i):
                return listed_to
        return end

    def _ends_way(self, at: int, sentence: Sentence) -> bool:
        """Whether a name is the other end of a road: Y in "l'axe X-Y"."""
        joined = at - 2 >= sentence.first and self._tokens[at - 1].text in JOINERS
        return joined and self._is_way(at - 2, self._run_end(at, sentence), sentence)

    def _is_way(self, first: int, last: int, sentence: Sentence) -> bool:
        """Whether two names with a hyphen are the ends of a road: "the X-Y road", "l'axe X-Y"."""
        before = {t.lower for t in self._tokens[max(first - 2, sentence.first) : first]}
        after = self._tokens[last].lower if last < sentence.last else ""
        return any(self._lexicon.is_in("ways", word) for word in (*before, after))

    def _run_before_distance(self, at: int, listed_to: int, sentence: Sentence) -> int:
        """The end of a run of several words that a distance or "a village" follows, else 0.

        "X Y, 30 km from Z" is one place, even where X and Y are listed each for itself.
        """
        if not self._is_name_word(at, sentence) or not self._starts_run(at, sentence):
            return 0
        end = self._run_end(at, sentence)
        if end - at < 2 or listed_to >= end:
            return 0
        after = self._tokens[end - 1].end
        follows = any(
            self._lexicon.distance.match(self._text, end, sentence.end)
            for end in self._before_distance(after, sentence)
        )
        apposed = self._lexicon.feature_apposed.match(self._text, after, sentence.end)
        doubled = len({t.text for t in self._tokens[at:end]}) == 1  # "Pago Pago", "Bora Bora"
        return end if follows or apposed or doubled else 0

    def _before_distance(self, after: int, sentence: Sentence) -> Iterator[int]:
        """Offsets at which a distance told of a name that ends at `after` may begin."""
        match = _BEFORE_DISTANCE.match(self._text, after, sentence.end)
        if match is None:
            return
        yield match.end()
        for space in re.finditer(r"\s+", match[0]):
            # "X lies about 30 km away": the distance begins with its own "about".
            yield after + space.end()

    def _splits(self, first: int, inner: int) -> bool:
        """Whether a listed name inside a run stands for itself: "D-Gao", "Operation Mali"."""
        if self._lexicon.is_in("name_heads", self._tokens[first].lower):
            return False  # "Puerto X"
        before = [t.lower.strip(".") for t in self._tokens[first:inner]]
        named = ("organisation_words", "not_places", "titles", "direction_adjectives")
        told = any(self._lexicon.is_in(name, w) for name in named for w in before)
        if told or len(before[0]) < 2:
            return True
        if before[-1] in JOINERS:
            # "D-Gao", "Gao-Kidal"; but a name such as "Zarma-Gao" is one.
            head = self._tokens[inner - 2].text
            if head.islower():
                return False  # the "e" of "Dasht-e-Barchi"
            return len(head) <= 2 or self._gazetteer.knows(head) or self._is_demonym_at(inner - 2)
        return self._is_large(inner)

    # -------------------------------------------------------------------- hits

    def _listed(self, first: int, last: int, sentence: Sentence) -> NameHit | None:
        """The hit of a listed name, or None where the words beside it make it something else."""
        words = self._text[self._tokens[first].start : self._tokens[last - 1].end]
        options = self._gazetteer.exact(words)
        evidence, feature = self._evidence(first, last, sentence, options)
        belongs = self._belongs(first, last, sentence)
        if self._is_aged(first, last, sentence) and not evidence.startswith("after"):
            belongs = "person"
        weighty = any(p.feature_code in ("PCLI", "PPLC", "ADM1") for p in options[:3])
        if not weighty and feature is None and self._is_introduced(first, last, sentence):
            belongs = "person"
        if self._gazetteer.is_regional_adjective(words):
            belongs = None
        if belongs is None and self._is_business(first, last, sentence):
            return self._make(first, last, "part-of-name", "", options)
        if belongs is None and self._is_river(first, last, sentence, options):
            return self._make(first, last, "part-of-name", "", options)
        if belongs == "person":
            # "Paris Doe" is a person, unless the report elsewhere tells of Paris.
            return self._make(first, last, "part-of-name", "", options)
        if belongs == "part-of-name":
            weighty = any(
                p.feature_code in ("PCLI", "ADM1")
                or ((p.population or 0) >= 10_000 and key(p.name) == key(words))
                for p in options
            )
            told = "inside another name" if weighty or last - first > 1 else ""
            return self._make(first, last, "part-of-name", told, options)
        if not weighty and self._is_people(first, last, sentence):
            return None
        surname = last == first + 1 and self._tokens[first].lower in self._people
        shown = evidence.startswith("after") or self._region_follows(last, sentence)
        if surname and feature is None and not shown:
            return None
        if self._tokens[first].pos in ("VERB", "ADV", "ADP", "PRON", "DET") and last == first + 1:
            evidence = evidence if evidence.startswith("after") else ""
        hit = self._make(first, last, "place", evidence, options)
        return replace(
            hit, feature=feature, use=use_of(hit, self._document, self._gazetteer, self._lexicon)
        )

    def _unlisted(self, first: int, last: int, sentence: Sentence) -> NameHit | None:
        """The hit of a run that no list knows, where it may be a place."""
        if last - first > 1 and self._lexicon.feature_class(self._tokens[last - 1].text) == "A":
            last -= 1  # "Paek District"
        tokens = self._tokens[first:last]
        words = [t.lower.strip(".") for t in tokens]
        named = ("organisation_words", "titles", "direction_adjectives")
        if any(self._lexicon.is_in(name, w) for name in named for w in words):
            return None
        if all(self._lexicon.is_in("not_places", w) or w in JOINERS for w in words):
            return None
        if any(self._lexicon.is_in("joined_words", w) for w in words):
            return None  # "the Serb-majority north"
        opens_line = sentence.kind == "dateline" and first == sentence.first
        if all(_ACRONYM.match(t.text) for t in tokens) and not opens_line:
            return None
        if tokens[0].pos in FUNCTION_WORDS and not self._is_part_of_word(first):
            return None
        if all(self._is_plain(t) or self._lexicon.is_in("not_places", t.lower) for t in tokens):
            return None
        if self._is_people(first, last, sentence):
            return None
        evidence, feature = self._evidence(first, last, sentence, ())
        if feature is None and is_headline(self._tokens[sentence.first : sentence.last]):
            evidence = ""  # every word has a capital there
        opens = (
            first == sentence.first
            and not any(t.pos == "PROPN" for t in tokens)
            and not evidence.startswith("before")
        )
        numbered = last < sentence.last and self._tokens[last].text[:1].isdigit()
        if opens or numbered or any(c.isdigit() for w in words for c in w):
            return None
        if any(self._gazetteer.countries_by_demonym(t.text) for t in tokens):
            return None
        if self._belongs(first, last, sentence) is not None:
            return None
        introduced = self._is_introduced(first, last, sentence)
        person = (introduced or any(w in self._people for w in words)) and feature is None
        hit = self._make(first, last, "place", "" if person else evidence, ())
        return replace(hit, feature=feature, person=person)

    def _make(
        self,
        first: int,
        last: int,
        use: PlaceUse,
        evidence: str,
        options: tuple[GazetteerPlace, ...],
        countries: tuple[str, ...] = (),
    ) -> NameHit:
        start, end = self._tokens[first].start, self._tokens[last - 1].end
        words = self._text[start:end]
        return NameHit(
            start, end, words, key(words), first, last, self._tokens[first].sentence, use,
            options, evidence=evidence, country=countries[0] if len(countries) == 1 else None,
        )  # fmt: skip

    def _is_told_person(self, noun: re.Match[str], first: int, last: int) -> bool:
        """Whether a comma parts a noun from a person: "the chief of the village, Pat Doe"."""
        words = [t.lower for t in self._tokens[first:last] if t.text not in JOINERS]
        return "," in noun.group() and all(w in self._people for w in words)

    def _evidence(
        self, first: int, last: int, sentence: Sentence, options: tuple[GazetteerPlace, ...]
    ) -> tuple[str, str | None]:
        """(what shows the name to be a place, the class its words tell), "" and None without."""
        start, end = self._tokens[first].start, self._tokens[last - 1].end
        before = self._text[max(sentence.start, start - 60) : start]
        match = self._lexicon.feature_before.search(before)
        told_of_it = match is not None and not (
            _ends_a_name(match)
            or self._is_told_person(match, first, last)
            or self._is_anothers(match, before)
        )
        if match and told_of_it:
            noun = match[1].strip()
            lead = before[: match.start()].rstrip()
            anothers = lead.rpartition(" ")[2][:1].isupper() and not lead.endswith(",")
            if anothers and not noun[:1].isupper() and self._lexicon.feature_class(noun) == "A":
                return f"after “{noun}”", None  # "the X district of Y" tells nothing of Y
            called = _ARTICLE.search(before, 0, match.start()) is not None
            if called and self._lexicon.is_in("quarters_of", noun.lower()):
                self.quarters.add(key(self._text[start:end]))
            whole = any(p.feature_code == "PCLI" for p in options[:2])
            return f"after “{noun}”", None if whole else self._lexicon.feature_class(noun)
        match = self._lexicon.feature_apposed.match(self._text, end, sentence.end)
        if match:
            noun = match["noun"]
            told = self._lexicon.feature_class(noun)
            # "X, district de Y" lies in the district; "X, un district de Y" is one.
            inside = told == "A" and match["article"] is None
            return f"before “{noun}”", None if inside else told
        match = self._lexicon.feature_after.match(self._text, end, sentence.end)
        if match and not self._is_actor_noun(last + 1, sentence):
            if self._lexicon.is_in("quarters", match[1].lower()):
                self.quarters.add(key(self._text[start:end]))
            return f"before “{match[1]}”", self._lexicon.feature_class(match[1])
        word = self._preposition(first, sentence)
        if word:
            return f"after “{word}”", None
        dated = sentence.kind == "dateline" and (options or first == sentence.first)
        if dated or self._is_dateline(first, last, sentence):  # else an agency in brackets
            return DATELINE, None
        if any(self._is_capital_or_country(p, first, last) for p in options):
            return "a country or capital", None
        if any(p.is_wide or p.feature_code == "ADM1" for p in options):
            return "a region", None
        if any((p.population or 0) >= LARGE_POPULATION for p in options):
            return "a large town", None
        after = self._tokens[last].lower if last < sentence.last else ""
        if options and self._lexicon.is_in("residents", after):
            return f"before “{after}”", None
        if options and last - first > 1:
            return "a name of several words", None
        shown = self._lexicon.shown_before.search(before)
        return (f"after “{shown[0].strip()}”" if shown else ""), None

    def _is_anothers(self, noun: re.Match[str], before: str) -> bool:
        """Whether a noun tells what the name before it is: "X district, Y"."""
        words = before[: noun.start()].rstrip()
        named = words.rpartition(" ")[2][:1].isupper()
        return "," in noun.group() and named and before[noun.start() - 1 : noun.start()] == " "

    def _is_dateline(self, first: int, last: int, sentence: Sentence) -> bool:
        """ "GAO —", "GAO (Agency) -": a name in capitals that opens a sentence before a dash."""
        words = self._text[self._tokens[first].start : self._tokens[last - 1].end]
        if first != sentence.first or last >= sentence.last or not words.isupper():
            return False
        return self._tokens[last].text in ("-", "–", "—", "--", "(")

    def _belongs(self, first: int, last: int, sentence: Sentence) -> str | None:
        """ "person" or "part-of-name" where the run goes on beyond the name; None where not."""
        if self._lexicon.street_before.search(
            self._text,
            max(sentence.start, self._tokens[first].start - STREET_REACH),
            self._tokens[first].start,
        ):
            return "part-of-name"
        left = first > sentence.first and self._same_run(first - 1, first)
        right = last < sentence.last and self._same_run(last - 1, last)
        joined = left and self._tokens[first - 1].text in JOINERS  # "the Abuja-Kaduna Road"
        is_in = self._lexicon.is_in
        if right:
            after = [t.lower.strip(".") for t in self._tokens[last : self._run_end(last, sentence)]]
            if after[0] in JOINERS:
                right = False
            elif not joined and (is_in("streets", after[0]) or is_in("streets", after[-1])):
                return "part-of-name"
            elif self._lexicon.feature_class(after[0]):
                return None
            elif any(self._lexicon.is_in("titles", w) for w in after):
                # "Springfield Mayor Pat Doe": the town of the office.
                right = False
            elif any(self._lexicon.is_in("organisation_words", w) for w in after):
                return "part-of-name"
            elif self._longest_listed(last, sentence) > last or self._is_demonym_at(last):
                right = False
        if left and right is False:
            return self._belongs_left(first, sentence)
        if right:
            division = last - first > 1 and self._lexicon.feature_class(self._tokens[last - 1].text)
            whole = division or self._is_large_name(first, last)
            return "part-of-name" if whole else "person"
        return self._inside_of(first, sentence)

    def _belongs_left(self, first: int, sentence: Sentence) -> str | None:
        before = self._tokens[first - 1]
        word = before.lower.strip(".")
        if word in JOINERS or self._lexicon.is_in("direction_adjectives", word):
            return None
        if self._lexicon.feature_class(word) or self._gazetteer.countries_by_demonym(before.text):
            return None
        if self._is_titled(first, sentence):
            return "person"
        if self._lexicon.is_in("organisation_words", word):
            return "part-of-name"
        if first - 1 == sentence.first and before.pos in FUNCTION_WORDS | {"VERB", "SCONJ"}:
            return None
        if before.pos == "PROPN" and self._is_large(first - 1):
            return None
        return "part-of-name" if self._is_large(first) else "person"

    def _is_titled(self, first: int, sentence: Sentence) -> bool:
        """Whether a title stands in the run before a name: "Police Chief Jay X"."""
        at = first
        while at > sentence.first and self._same_run(at - 1, at):
            at -= 1
            if self._lexicon.is_in("titles", self._tokens[at].lower.strip(".")):
                return True
        return False

    def _inside_of(self, first: int, sentence: Sentence) -> str | None:
        """ "Bank of X", "University of X", "Université de X": part of the longer name."""
        saint = self._lexicon.is_in("saints", self._tokens[first].lower.strip("."))
        at = first - 1
        before = self._tokens[at].lower if at >= sentence.first else ""
        if saint and self._lexicon.is_in("sanctuaries", before):
            return "part-of-name"  # "la basilique Notre-Dame"
        while at > sentence.first and self._tokens[at].lower in ("the", "la", "le", "l'"):
            at -= 1
        if at <= sentence.first or self._tokens[at].lower not in ("of", "de", "du", "d'", "des"):
            word = self._tokens[first - 1].lower.strip(".") if first > sentence.first else ""
            return "person" if self._lexicon.is_in("titles", word) else None
        head = self._tokens[at - 1]
        capital = head.text[:1].isupper() and at - 1 > sentence.first
        if saint and self._lexicon.is_in("sanctuaries", head.lower):
            return "part-of-name"  # "the church of San X"
        named = self._lexicon.is_in("organisation_words", head.lower)
        division = self._lexicon.feature_class(head.text) == "A"  # "the Garden District of X"
        return "part-of-name" if capital and named and not division else None

    def _is_large_name(self, first: int, last: int) -> bool:
        words = self._text[self._tokens[first].start : self._tokens[last - 1].end]
        return any(
            p.feature_code in ("PCLI", "PPLC", "ADM1") for p in self._gazetteer.exact(words)[:3]
        )

    def _is_actor_noun(self, at: int, sentence: Sentence) -> bool:
        return at < sentence.last and self._lexicon.is_in("actor_nouns", self._tokens[at].lower)


def _ends_a_name(noun: re.Match[str]) -> bool:
    """Whether a noun for places only ends the name before it: "governor of X State, Pat Doe"."""
    return noun[1][:1].isupper() and "," in noun.group()
