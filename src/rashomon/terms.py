"""Term lists: words and phrases of a lexicon, found in a document.

A single word is matched by lemma or form, a phrase by its words in a row, each with a possible
plural ending. A word may stand in several lists, and under several codes of one list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from rashomon.document import WORD_RUN, Document, Runs, Token, normalise

PLURALS = ("s", "es", "x")
_WORD = re.compile(r"\w+'|\w+|[^\w\s]")
_GAP = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A term at one spot: its codes (the list's keys), tokens `first` to `last` (exclusive), and
    `head`, the token through which it hangs in the sentence."""

    codes: tuple[str, ...]
    first: int
    last: int
    head: int

    @property
    def code(self) -> str:
        """The first code: lists put the most telling one first."""
        return self.codes[0]


class Present(NamedTuple):
    """By which words a document may have some term of a list: runs with which phrases begin, lemmas
    that may be the first of a phrase, and words."""

    runs: list[str]
    lemmas: list[str]
    forms: list[str]


class Phrase(NamedTuple):
    """A phrase of a list, found from character `start` of a text to `end` (exclusive)."""

    start: int
    end: int
    phrase: str


class Openings:
    """Phrases by the two runs of letters that a text must have where one begins.

    A pattern of a thousand phrases tries them all at each character; this tries those few that
    begin with a word of the text and its next, at that word. Between their words may stand any
    spaces and hyphens, and behind each word one of `endings`.
    """

    def __init__(self, phrases: Iterable[str], endings: Sequence[str]) -> None:
        self._endings = tuple(endings)
        self._by_runs: dict[str, dict[str, list[_Words]]] = {}
        """By the first run and the second; by "" those that any run may follow."""
        for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
            second = next(islice(WORD_RUN.finditer(phrase), 1, None), None)
            behind = opening_of(phrase[second.start() :], endings) if second else frozenset({""})
            words = _Words(phrase, tuple(word for word in _GAP.split(phrase) if word))
            if not words.words:
                continue
            for run in opening_of(phrase, endings):
                by_second = self._by_runs.setdefault(run, {})
                for each in behind:
                    by_second.setdefault(each, []).append(words)
        for by_second in self._by_runs.values():
            always = by_second.get("")
            if always:  # tried whichever run follows, and in its place among longer and shorter
                for each in by_second.keys() - {""}:
                    by_second[each].extend(always)
                    by_second[each].sort(key=lambda w: (-len(w.phrase), w.phrase))

    def matches(
        self, text: str, runs: Runs, begun: Iterable[str] | None = None
    ) -> Iterator[Phrase]:
        """The phrases in a text, from left to right, of several at one spot the longest, none
        overlapping another; `runs` is `runs_of(text)`, `begun` those with which a phrase begins,
        where that is known."""
        if begun is None:
            begun = self._by_runs.keys() & runs.places.keys()
        starts = [(at, tried) for run in begun for at, tried in self._going_on(run, runs)]
        if "" in self._by_runs:
            starts.extend(self._signs(text))
        starts.sort(key=itemgetter(0))
        done = 0
        for start, tried in starts:
            if start < done:
                continue
            for phrase, words in tried:
                end = self._end(text, start, words)
                if end is not None:
                    done = end
                    yield Phrase(start, end, phrase)
                    break

    def _going_on(self, run: str, runs: Runs) -> Iterator[tuple[int, Sequence[_Words]]]:
        """Where a run begins a phrase that the run behind it may go on, with those phrases."""
        by_second = self._by_runs[run]
        always = by_second.get("")
        for at in runs.places[run]:
            tried = by_second.get(runs.after.get(at, ""), always)
            if tried:
                yield at, tried

    def _signs(self, text: str) -> Iterator[tuple[int, Sequence[_Words]]]:
        """Where a phrase may begin with another sign than letters and digits."""
        for words in {id(w): w for tried in self._by_runs[""].values() for w in tried}.values():
            at = text.find(words.words[0])
            while at >= 0:
                if not _is_word(text[at - 1 : at]):
                    yield at, (words,)
                at = text.find(words.words[0], at + 1)

    def _end(self, text: str, at: int, words: Sequence[str]) -> int | None:
        """Where words in a row end that begin at a character; None where they do not."""
        last = len(words) - 1
        for n, word in enumerate(words):
            if not text.startswith(word, at):
                return None
            at += len(word)
            if _is_word(text[at : at + 1]):
                for ending in self._endings:
                    beyond = at + len(ending)
                    if text.startswith(ending, at) and not _is_word(text[beyond : beyond + 1]):
                        at = beyond
                        break
                else:
                    return None
            if n < last:
                gap = _GAP.match(text, at)
                if gap is None:
                    return None
                at = gap.end()
        return at

    @property
    def everywhere(self) -> bool:
        """Whether a phrase may begin with another sign than letters and digits."""
        return "" in self._by_runs

    def openings(self) -> KeysView[str]:
        """The runs with which phrases begin."""
        return self._by_runs.keys()


class _Words(NamedTuple):
    phrase: str
    words: tuple[str, ...]


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


_BARE = {"é": "e", "è": "e", "ê": "e", "î": "i", "ô": "o"}
_ACCENTED = re.compile(r"\b[éèêîô](?=\w{3})")
"""First letters that many papers print bare as capitals: « l'Etat », « une Eglise »."""


def opening_of(phrase: str, endings: Iterable[str]) -> frozenset[str]:
    """The runs of letters with which a match of a phrase can begin: its own, and, where that is a
    whole word, the same with an ending; "" where it begins with another sign."""
    first = _GAP.split(phrase)[0]
    run = WORD_RUN.match(first)
    if run is None:
        return frozenset({""})
    if run.end() < len(first):
        return frozenset({run.group()})
    return frozenset({run.group(), *(run.group() + ending for ending in endings)})


@dataclass(frozen=True)
class Terms:
    """A list of words and phrases, each with the codes that it stands for."""

    codes: Mapping[str, tuple[str, ...]]

    @staticmethod
    def of(data: Mapping[str, Iterable[str]] | Iterable[str], code: str = "") -> Terms:
        """From a list of terms (all with `code`), or from a mapping code → terms."""
        grouped = data if isinstance(data, Mapping) else {code: data}
        codes: dict[str, list[str]] = {}
        for key, terms in grouped.items():
            for term in terms or ():
                codes.setdefault(normalise(term), []).append(key)
                bare = _ACCENTED.sub(lambda m: _BARE[m.group()], normalise(term))
                if bare != normalise(term) and bare not in codes:
                    codes.setdefault(bare, []).append(key)
        return Terms({term: tuple(keys) for term, keys in codes.items()})

    @cached_property
    def phrases(self) -> Openings:
        """The terms that are more than one word of letters and digits."""
        several = [term for term in self.codes if not term.isalnum()]
        return Openings(several, PLURALS)

    def of_token(self, token: Token) -> tuple[str, ...]:
        """The codes of a single word, of its form, then of its lemma; () when not in the list."""
        form, lemma = self.codes.get(token.lower, ()), self.codes.get(token.lemma, ())
        return form if not lemma or form == lemma else (*form, *(c for c in lemma if c not in form))

    def find(self, document: Document, there: Present | None = None) -> Mapping[int, Hit]:
        """Every term of the document, by its head token; the longest wins, phrases before words.
        `there`: by which words it may have some, where that is known.

        Only words that are in both are looked at, so that the time taken depends on what is found
        and not on the length of the list or of the text.
        """
        hits: dict[int, Hit] = {}
        taken: set[int] = set()
        if there is None:
            there = self._there(document)
        for match in self.phrases.matches(document.normal, document.runs, there.runs):
            hit = self._phrase_hit(match, document)
            if hit is not None and not taken.intersection(range(hit.first, hit.last)):
                taken.update(range(hit.first, hit.last))
                hits[hit.head] = hit
        tokens = document.tokens
        for i in _places_of(there.lemmas, document.lemmas):
            if i in taken:
                continue
            hit = self._verb_phrase(tokens[i], document)
            if hit is not None and not taken.intersection(range(hit.first, hit.last)):
                taken.update(range(hit.first, hit.last))
                hits[hit.head] = hit
        for i in _places_of(there.forms, document.forms):
            if i not in taken:
                hits[i] = Hit(self.of_token(tokens[i]), i, i + 1, i)
        return hits

    def _there(self, document: Document) -> Present:
        return Present(
            [*(self.phrases.openings() & document.runs.places.keys())],
            [*(self.first_words.keys() & document.lemmas.keys())],
            [*(self.codes.keys() & document.forms.keys())],
        )

    @cached_property
    def first_words(self) -> Mapping[str, Mapping[str, list[tuple[list[str], tuple[str, ...]]]]]:
        """What follows in phrases, by their first word and their second, for those that begin with
        an inflected verb."""
        found: dict[str, dict[str, list[tuple[list[str], tuple[str, ...]]]]] = {}
        for term, codes in self.codes.items():
            words = _WORD.findall(term)
            if len(words) > 1:
                found.setdefault(words[0], {}).setdefault(words[1], []).append((words[1:], codes))
        return found

    def _verb_phrase(self, token: Token, document: Document) -> Hit | None:
        """A phrase at a token that inflects its first word: "ont pris d'assaut"."""
        tokens = document.tokens
        if token.i + 1 == len(tokens):
            return None
        for rest, codes in self.first_words[token.lemma].get(tokens[token.i + 1].lower, ()):
            after = tokens[token.i + 1 : token.i + 1 + len(rest)]
            if [t.lower for t in after] == rest:
                return Hit(codes, token.i, token.i + 1 + len(rest), token.i)
        return None

    def _phrase_hit(self, match: Phrase, document: Document) -> Hit | None:
        first, last = document.token_at(match.start), document.token_at(match.end - 1)
        if first is None or last is None:
            return None
        head = next(
            (
                t.i
                for t in document.tokens[first : last + 1]
                if t.relation == "root" or not first <= t.head <= last
                if t.pos != "ADP" or first == last
            ),
            last,
        )
        return Hit(self.codes[match.phrase], first, last + 1, head)


class Lists:
    """Many lists at once: by one look at each word of a document, those of which it may have a
    term."""

    def __init__(self, terms: Mapping[str, Terms]) -> None:
        self._always: list[str] = []
        self._by_run: dict[str, list[str]] = {}
        self._by_lemma: dict[str, list[str]] = {}
        self._by_form: dict[str, list[str]] = {}
        for name, each in terms.items():
            if each.phrases.everywhere:
                self._always.append(name)
            for of, words in (
                (self._by_run, each.phrases.openings()),
                (self._by_lemma, each.first_words.keys()),
                (self._by_form, each.codes.keys()),
            ):
                for word in words:
                    of.setdefault(word, []).append(name)

    def in_words_of(self, document: Document) -> Mapping[str, Present]:
        """The lists of which some term may be in a document, and by which words."""
        found = {name: Present([], [], []) for name in self._always}
        for n, (of, words) in enumerate(
            (
                (self._by_run, document.runs.places),
                (self._by_lemma, document.lemmas),
                (self._by_form, document.forms),
            )
        ):
            for word in of.keys() & words.keys():
                for name in of[word]:
                    present = found.get(name)
                    if present is None:
                        present = found[name] = Present([], [], [])
                    present[n].append(word)
        return found


def _places_of(words: Sequence[str], places: Mapping[str, Sequence[int]]) -> Iterable[int]:
    """Where any of some words of a document stand in it, in order."""
    if not words:
        return ()
    return sorted({i for word in words for i in places[word]})


def flatten(prefix: str, data: Mapping[str, Any]) -> Mapping[str, Terms]:
    """Every list in a nested mapping as `Terms` under its dotted key; lists of `effects` and
    `events` are turned inside out, so that the class becomes the code."""
    found: dict[str, Terms] = {}
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, list):
            found[name] = Terms.of(value, key)
        elif isinstance(value, dict) and value and all(isinstance(v, list) for v in value.values()):
            found[name] = Terms.of(value)
            found.update({f"{name}.{k}": Terms.of(v, k) for k, v in value.items()})
        elif isinstance(value, dict) and value and all(isinstance(v, dict) for v in value.values()):
            kinds: Sequence[str] = sorted({kind for entry in value.values() for kind in entry})
            for kind in kinds:
                found[f"{name}.{kind}"] = Terms.of(
                    {code: entry.get(kind, ()) for code, entry in value.items()}
                )
    return found
