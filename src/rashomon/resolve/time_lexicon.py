"""The words for times of one language, and its phrases compiled to patterns.

The words stand in `data/lexicons/times.<language>.yaml`, where a reader of the language can judge
and change them; what they mean to the calendar stands in the modules beside this one. Words and
texts are compared after `fold`, which keeps every offset: one character for one character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from rashomon.errors import KnowledgeError
from rashomon.knowledge import load_yaml

Value: TypeAlias = str | int | float

# White space inside a phrase: a line may break, a paragraph may not. Bounded, so that a text of
# blanks costs no more than any other.
GAP: Final = r"(?: {1,3}(?:\n {0,3})?|\n {0,3})"
BEFORE: Final = r"(?<![\w$€£])(?<!\d[.,])"
AFTER: Final = r"(?!\w)(?![.,:/]\d)(?!%)"

# Figures that mean the same in every language.
FIGURES: Final[dict[str, str]] = {
    "day": r"(?:0?[1-9]|[12]\d|3[01])(?!\d)",
    "year": r"(?:(?:1\d|20|21)\d\d|'\d\d)(?!\d)",
    "decade": r"(?:(?:1\d|20)\d|'?[2-9])0'?s",
    "decade_figure": r"(?:(?:1\d|20)\d|'?[2-9])0(?!\d)",
    "hour": r"(?:[01]?\d|2[0-4])(?!\d)",
    "minute": r"[0-5]\d(?!\d)",
    "hour4": r"(?:[01]\d|2[0-3])[0-5]\d(?!\d)",
    "numeric_date": (
        r"\d{4}-\d\d-\d\d(?:t\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:z|[+-]\d\d:?\d\d)?)?"
        r"|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)(?!\d)"
    ),
}
DIGITS: Final = r"\d{1,4}"
FIGURE_CORES: Final[dict[str, str]] = {
    "numeric": r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}",
    "year": r"(?<!\d)(?:1\d|20|21)\d\d(?!\d)|'\d\d(?!\d)|\d0'?s\b",
}

_PLACEHOLDER = re.compile(r"\{([a-z_0-9]+(?::[a-z_0-9]+)?)\}")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A form of time expression: `reads` names how it is understood, `order` breaks ties."""

    reads: str
    order: int
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class TenseCues:
    """Words that tell which way an undated weekday lies, for texts that nobody has parsed."""

    past: re.Pattern[str]
    future: re.Pattern[str]
    neither: frozenset[str]


@dataclass(frozen=True, slots=True)
class TimeLexicon:
    """What `resolve_times` knows of one language. Made by `load`; can be sent to a process.

    `day_first`: whether 9/1/2020 is in January, None where readers differ; `capital_months`:
    whether months are written with a capital. `words`: class → folded word → value. `cores`: a
    word that may carry an expression → the groups of phrases to try. `vocabulary`: every word that
    may stand inside one. `gaps`: what may lie between two expressions that make one. `context`:
    lists that tell a time from a homonym.
    """

    language: str
    day_first: bool | None
    capital_months: bool
    words: Mapping[str, Mapping[str, Value]]
    context: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[Phrase, ...]]
    cores: Mapping[str, frozenset[str]]
    figure_cores: tuple[tuple[str, re.Pattern[str]], ...]
    vocabulary: frozenset[str]
    gaps: Mapping[str, re.Pattern[str]]
    ranges: tuple[tuple[frozenset[str], re.Pattern[str]], ...]
    since: frozenset[str]
    tense: TenseCues

    def value(self, kind: str, word: str) -> Value:
        """What `word` (as matched, folded) means as a `kind`."""
        return self.words[kind][_canonical(word)]

    @staticmethod
    def load(language: str) -> TimeLexicon:
        """The lexicon of a language of the package; KnowledgeError where there is none, or where
        its file is broken."""
        name = f"lexicons/times.{language}.yaml"
        return lexicon_from(load_yaml(name), name)


def fold(text: str) -> str:
    """`text` in lower case without accents, with one kind of blank, apostrophe and hyphen.

    As long as `text`, character for character, so that offsets hold in both.
    """
    return text.translate({ord(each): _fold_character(each) for each in set(text)})


_EVEN: Final = {
    **dict.fromkeys("\t\r\v\f\u00a0\u2007\u2009\u200a\u202f\u2002\u2003", " "),
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4`\u2032", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u00ad", "-"),
}


def _fold_character(character: str) -> str:
    if character in _EVEN:
        return _EVEN[character]
    plain = unicodedata.normalize("NFD", character)[0].lower()
    return plain if len(plain) == 1 else character


def _canonical(word: str) -> str:
    return " ".join(word.split()).rstrip(".")


GAPS: Final = (
    "day_part",
    "part_day",
    "day_clock",
    "clock_day",
    "clock_part",
    "part_clock",
    "same_clock",
    "list",
    "length_after",
)


def lexicon_from(entries: Any, name: str) -> TimeLexicon:
    """A lexicon from the parsed YAML of `name`; KnowledgeError says which entry is wrong."""
    try:
        words = {kind: _entries(listed) for kind, listed in entries["words"].items()}
        words["number"] |= _compounds(words["number"], words["tens"], entries["context"])
        phrases = _phrases(entries, words, name)
        figures = FIGURE_CORES | {"clock": fold(entries["context"]["clock_core"])}
        return TimeLexicon(
            language=entries["language"],
            day_first=entries["day_first"],
            capital_months=entries["capital_months"],
            words=words,
            context=_context(entries["context"]),
            phrases=phrases,
            cores=_cores(words, frozenset(phrases)),
            figure_cores=tuple((kind, re.compile(each)) for kind, each in figures.items()),
            vocabulary=_vocabulary(words, entries["phrases"]),
            gaps={kind: _gap(entries["gaps"][kind]) for kind in GAPS},
            ranges=tuple(
                (frozenset(fold(lead).split("|")), _gap(link))
                for lead, link in entries["gaps"]["range"]
            ),
            since=frozenset(fold(word) for word in entries["gaps"]["since"]),
            tense=_tense(entries["tense"]),
        )
    except (KeyError, TypeError, AttributeError, ValueError, re.error) as error:
        raise KnowledgeError(f"{name} is not a lexicon of times: {error!r}") from error


def _entries(listed: Any) -> dict[str, Value]:
    """Folded word → value; a plain list gives each word itself as its value."""
    pairs = listed.items() if isinstance(listed, dict) else ((word, word) for word in listed)
    return {_canonical(fold(str(word))): value for word, value in pairs}


def _context(listed: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {
        key: frozenset(fold(str(word)) for word in each)
        for key, each in listed.items()
        if isinstance(each, list)
    }


def _compounds(
    ones: Mapping[str, Value], tens: Mapping[str, Value], context: Mapping[str, Any]
) -> dict[str, Value]:
    """Number words from 20 to 99: "twenty-five", "vingt et un", "soixante-douze"."""
    link = context.get("number_link")
    made: dict[str, Value] = dict(tens)
    for ten, base in tens.items():
        top = 19 if ten in (context.get("tens_with_teens") or ()) else 9
        for one, count in ones.items():
            if isinstance(count, int) and 1 <= count <= top and one.replace("-", "").isalpha():
                for joint in ("-", " ", *((f" {link} ", f"-{link}-") if link else ())):
                    made[f"{ten}{joint}{one}"] = int(base) + count
    return made


def _alternatives(words: Mapping[str, Value], dotted: frozenset[str]) -> str:
    """One pattern for all the words of a class, longest first; an abbreviation's dot is free."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(
        re.escape(word).replace(r"\ ", GAP) + (r"\.?" if word in dotted else "") + r"(?![^\W\d_])"
        for word in ordered
    )


def _classes(listed: Mapping[str, Any], words: Mapping[str, Mapping[str, Value]]) -> dict[str, str]:
    """Class → its pattern."""
    made = dict(FIGURES)
    for kind, each in words.items():
        dotted = frozenset(
            _canonical(fold(str(word))) for word in listed[kind] if str(word).endswith(".")
        )
        pattern = _alternatives(each, dotted)
        made[kind] = f"(?:{pattern}|{DIGITS})" if kind == "number" else f"(?:{pattern})"
    return made


def _phrases(
    entries: Mapping[str, Any], words: Mapping[str, Mapping[str, Value]], name: str
) -> dict[str, tuple[Phrase, ...]]:
    classes = _classes(entries["words"], words)
    made: dict[str, tuple[Phrase, ...]] = {}
    order = 0
    for core, listed in entries["phrases"].items():
        group = []
        for entry in listed:
            ((reads, template),) = entry.items()
            group.append(Phrase(reads, order, _compile(template, classes, f"{name}, {core}")))
            order += 1
        made[core] = tuple(group)
    return made


def _compile(template: str, classes: Mapping[str, str], where: str) -> re.Pattern[str]:
    """The pattern of a phrase: placeholders become named groups, blanks and "~" gaps."""
    made = []
    for at, piece in enumerate(_PLACEHOLDER.split(fold(template))):
        if at % 2 == 0:
            made.append(piece.replace("~", f"(?:{GAP}|-)").replace(" ", GAP))
            continue
        kind, _, label = piece.partition(":")
        kind = kind if kind in classes else kind.rstrip("0123456789")
        if kind not in classes:
            raise KnowledgeError(f"{where}: there is no list of words {{{piece}}}")
        made.append(f"(?P<{label or piece}>{classes[kind]})")
    try:
        return re.compile(f"{BEFORE}(?:{''.join(made)}){AFTER}")
    except re.error as error:
        raise KnowledgeError(f"{where}: {template!r} is no pattern: {error}") from error


def _gap(template: str) -> re.Pattern[str]:
    return re.compile(fold(template).replace(" ", GAP))


def _cores(
    words: Mapping[str, Mapping[str, Value]], groups: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Word → the groups of phrases it may carry; of several words the longest stands for all."""
    made: dict[str, set[str]] = {}
    for kind in groups & words.keys():
        for word in words[kind]:
            parts = _WORD.findall(word)
            made.setdefault(max(parts, key=len), set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in made.items()}


def _vocabulary(
    words: Mapping[str, Mapping[str, Value]], phrases: Mapping[str, Any]
) -> frozenset[str]:
    made = {part for each in words.values() for word in each for part in _WORD.findall(word)}
    for listed in phrases.values():
        for entry in listed:
            for template in entry.values():
                made.update(_WORD.findall(_PLACEHOLDER.sub(" ", fold(template))))
    return frozenset(made)


def _tense(entries: Mapping[str, Any]) -> TenseCues:
    def cues(kind: str) -> re.Pattern[str]:
        words = "|".join(re.escape(fold(word)) for word in entries[kind])
        shape = entries[f"{kind}_pattern"]
        return re.compile(rf"(?<![\w])(?:{words}{'|' + shape if shape else ''})(?!\w)")

    neither = frozenset(fold(word) for word in entries["neither"])
    return TenseCues(past=cues("past"), future=cues("future"), neither=neither)
