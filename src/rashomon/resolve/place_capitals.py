"""Capitals that are not named: "a bar in the capital", "the Somali capital", "la capitale"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rashomon.document import Document, Token
from rashomon.gazetteer import Gazetteer
from rashomon.resolve.place_hits import NameHit
from rashomon.resolve.place_lexicon import PlaceLexicon

ITS_COUNTRY = 0.5
"""Share of a report from which "the capital" is that of a country."""
OWNING_REACH = 7
"""Tokens from "at one of …" to the capital whose market it is."""
_OWNS = frozenset({"'s", "’s"})
_DEFINITE = frozenset({"the", "la", "its", "sa"})
_OF = frozenset({"of", "de", "du", "des", "d'", "d’", "city"})


def unnamed_capitals(
    document: Document,
    hits: Sequence[NameHit],
    shares: Mapping[str, float],
    gazetteer: Gazetteer,
    lexicon: PlaceLexicon,
) -> Iterator[NameHit]:
    """A hit for every capital that is told by that word alone. `shares`: country code → share of
    the report, of which the largest is meant where no people is named beside the word."""
    taken = {i for hit in hits if hit.use == "place" for i in range(hit.first, hit.last)}
    peoples = {hit.last: hit for hit in hits if hit.use in ("demonym", "metonym", "place")}
    before = {hit.first: hit for hit in hits if hit.use == "demonym"}
    for token in document.tokens:
        if not lexicon.is_in("capital_words", token.lower) or token.i in taken:
            continue
        code = _country(document, token, peoples, before, shares)
        place = gazetteer.capital(code) if code is not None else None
        if place is None or _is_named(document, token, taken):
            continue
        if not _is_located(document, token, lexicon):
            continue
        yield NameHit(
            token.start, token.end, token.text, f"@{token.start}", token.i, token.i + 1,
            token.sentence, "place", (place,), evidence="a country or capital", country=None,
        )  # fmt: skip


def _is_located(document: Document, token: Token, lexicon: PlaceLexicon) -> bool:
    """Whether something is said to be in it: "in the Somali capital", "at one of the Somali
    capital's markets"; not "the capital said"."""
    sentence = document.sentences[token.sentence]
    owns = token.i + 1 < sentence.last and document.tokens[token.i + 1].lower in _OWNS
    reach = OWNING_REACH if owns else 4
    words = [t.lower for t in document.tokens[max(sentence.first, token.i - reach) : token.i]]
    if owns and any(lexicon.is_in("locative", word) for word in words):
        return True
    return any(lexicon.is_in("capital_before", word) for word in words)


def _country(
    document: Document,
    token: Token,
    peoples: dict[int, NameHit],
    before: dict[int, NameHit],
    shares: Mapping[str, float],
) -> str | None:
    """The country whose capital is meant: of the people beside it, else that of the report."""
    first = document.sentences[token.sentence].first
    at = token.i
    if at > first and document.tokens[at - 1].lower in _OWNS:
        at -= 1
    beside = peoples.get(at) if at > first else None
    beside = beside or before.get(token.i + 1)
    if beside is not None:
        listed = next((p.country for p in beside.options if p.feature_code == "PCLI"), None)
        return beside.country or listed
    if token.i == first or document.tokens[token.i - 1].lower not in _DEFINITE:
        return None
    best = max(shares.items(), key=lambda each: each[1], default=(None, 0.0))
    return best[0] if best[1] >= ITS_COUNTRY else None


def _is_named(document: Document, token: Token, taken: set[int]) -> bool:
    """Whether the name stands behind: "the capital, X", "the capital of X"."""
    sentence = document.sentences[token.sentence]
    after = document.tokens[token.i + 1 : sentence.last][:3]
    words = [t.lower for t in after]
    if words and words[0] in _OF:
        return True
    return any(t.i in taken for t in after[:2]) or any(
        t.text[:1].isupper() and t.pos == "PROPN" for t in after[:1]
    )
