"""Asides: words that stand apart in a sentence, found before it is parsed.

A small parser hangs much on a day that stands in its way ("a été attaqué lundi par des bandits"),
and loses its thread at a clause set between commas ("Neuf soldats, a précisé l'armée, ont été
tués"). Such words are parsed apart, the sentence without them, and then hung where they belong.
Which they are, `lexicons/asides.CODE.yaml` tells; a language without it is parsed as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rashomon.document import Sentence, is_headline, normalise
from rashomon.knowledge import Lexicon

AsideKind = Literal["adverb", "speech", "mark", "beside", "head", "closing"]
_HEAD = re.compile(r"(?P<head>[^\W\d_][^\d:.,;?!\"“”«»\n]{1,40}):\s+(?=[\"'“‘«]?[^\W_])")
"""Who says a headline: "Police: …", "Defence ministry: …"."""
MOST_WORDS = 6
"""Before a colon, there are fewer of those who say a headline."""
_QUOTED = re.compile(r"«\s?([^«».,;:!?]{1,40}?)\s?»|“([^“”.,;:!?]{1,40}?)”")
BESIDE = 70
"""Characters that may stand between commas behind a noun."""
_BRACKETS = re.compile(r"\([^()\n]{2,40}\)")
_NO_SPEAKER = ("events.nouns", "effects.noun", "effects.toll", "operation_nouns", "weapons")
_LAST_WORD = re.compile(r"(\w+)'?\s*$")
_CLASS = re.compile(r"\{([a-z]\w*)\}")


@dataclass(frozen=True, slots=True)
class Aside:
    """Characters `start` to `end` that are parsed apart from their sentence."""

    start: int
    end: int
    kind: AsideKind
    speaker: int | None = None
    """The character at which the speaker's noun begins, where it was found."""


@dataclass(frozen=True, slots=True)
class AsidePatterns:
    """What stands apart in one language: patterns over the text in lower case."""

    adverbs: re.Pattern[str]
    """Times and adverbials."""
    pronoun: re.Pattern[str]
    beside: re.Pattern[str]
    """A noun phrase or a part of a number between commas, before a finite verb."""
    speech: re.Pattern[str]
    says_on: re.Pattern[str]
    speaker: re.Pattern[str]
    """A determiner with the noun behind it, in group `noun`."""
    not_speaker_after: frozenset[str]
    finite: re.Pattern[str]
    told: re.Pattern[str]
    relatives: re.Pattern[str]
    resumes: re.Pattern[str]
    relative_words: frozenset[str]
    verbs: Mapping[str, str]
    """Forms of verbs that are also other words → the verb."""
    participles: Mapping[str, str]
    """Participles that are nouns, too → the verb that they are behind an auxiliary."""
    counted: frozenset[str]
    """Pronouns before a verb that stand for what is counted behind it ("en compte 27")."""
    days: frozenset[str]
    """The names of days and months."""

    @staticmethod
    def from_mapping(data: Mapping[str, Any]) -> AsidePatterns:
        """From the YAML of `lexicons/asides.CODE.yaml`."""
        words = {name: _any_of(each) for name, each in data["words"].items()}

        def filled(pattern: str) -> str:
            return _CLASS.sub(lambda m: words[m[1]], pattern)

        times = "|".join(filled(p) for p in data["times"])
        finite = _words([*data["finite"], *data["words"]["tells"], *data["verbs"]])
        not_after = "".join(rf"(?<!\b{re.escape(w)} )" for w in data["times_not_after"])
        not_after += "".join(rf"(?<!{re.escape(w)})" for w in data["times_not_after"] if "'" in w)
        return AsidePatterns(
            adverbs=re.compile(
                rf"(?<!\w)(?:{not_after}(?:{times})|{_any_of(data['adverbs'])})(?![\w-])"
            ),
            pronoun=re.compile(rf",\s{_words(data['pronouns'])},"),
            beside=re.compile(
                rf",\s{_words(data['beside_noun'])}[^,;:.!?«»\"()]{{2,{BESIDE}}},(?=\s{finite})"
            ),
            speech=re.compile(rf"(?:,|»,?|”,?)\s{filled(data['speech'])}(?!\w)"),
            says_on=re.compile(rf"\s?{_words(data['says_on'])}"),
            speaker=re.compile(rf"{_words(data['determiners'])}\s?(?P<noun>\w+)"),
            not_speaker_after=frozenset(data["not_speaker_after"]),
            finite=re.compile(_words(data["finite"])),
            told=re.compile(_words([*data["words"]["told"], *data["words"]["tells"]])),
            relatives=re.compile(rf"\W*{_words(data['relatives'])}"),
            resumes=re.compile(rf"\s{_words(data['resumes'])}"),
            relative_words=frozenset(data["relatives"]),
            verbs=data["verbs"],
            participles=data["participles"],
            counted=frozenset(data["counted"]),
            days=frozenset((*data["words"]["weekday"], *data["words"]["month"])),
        )


def asides_of(
    text: str,
    sentences: Sequence[Sentence],
    patterns: AsidePatterns | None,
    lexicon: Lexicon,
) -> tuple[Aside, ...]:
    """What is parsed apart in a text, in order, the outer of two before the one inside it."""
    found = [head for sentence in sentences for head in _heads(text, sentence)]
    if patterns is None:
        return tuple(found)
    normal = normalise(text)
    for sentence in sentences:
        for aside in (
            *_speech(normal, sentence, patterns, lexicon),
            *_between(normal, sentence, patterns),
            *_adverbs(normal, sentence, patterns),
            *_marks(normal, sentence),
        ):
            if not any(_crosses(aside, other) for other in found if other.end > sentence.start):
                found.append(aside)
    return tuple(sorted(found, key=lambda a: (a.start, -a.end)))


def in_order(found: Sequence[Aside], further: Iterator[Aside]) -> tuple[Aside, ...]:
    """Asides with further ones that cross none of them, in order."""
    new = [a for a in further if not any(_crosses(a, other) for other in found)]
    return tuple(sorted((*found, *new), key=lambda a: (a.start, -a.end)))


def _heads(text: str, sentence: Sentence) -> Iterator[Aside]:
    """Who stands before the colon of a headline: it ends without a full stop."""
    match = _HEAD.match(text, sentence.start, sentence.end)
    if match is None or not is_headline(text, sentence):
        return
    told = text[match.end() : sentence.end].split()
    if len(match["head"].split()) < min(len(told), MOST_WORDS):
        yield Aside(match.start(), match.end("head") + 1, "head")


def _crosses(a: Aside, b: Aside) -> bool:
    """Whether two stretches overlap and neither holds the other."""
    apart = a.end <= b.start or b.end <= a.start
    inside = (a.start >= b.start and a.end <= b.end) or (b.start >= a.start and b.end <= a.end)
    return not apart and (not inside or (a.start, a.end) == (b.start, b.end))


def _between(text: str, sentence: Sentence, patterns: AsidePatterns) -> Iterator[Aside]:
    """What stands between commas or in brackets behind a noun."""
    for match in patterns.beside.finditer(text, sentence.start + 1, sentence.end):
        yield Aside(match.start(), match.start() + 1, "mark")
        yield Aside(match.start() + 2, match.end() - 1, "beside")
        yield Aside(match.end() - 1, match.end(), "mark")
    for match in _BRACKETS.finditer(text, sentence.start + 1, sentence.end):
        yield Aside(match.start(), match.end(), "beside")
    for match in patterns.pronoun.finditer(text, sentence.start + 1, sentence.end):
        yield Aside(match.start(), match.end(), "mark")


def _adverbs(text: str, sentence: Sentence, patterns: AsidePatterns) -> Iterator[Aside]:
    for match in patterns.adverbs.finditer(text, sentence.start, sentence.end):
        start, end = match.span()
        before, after = text[sentence.start : start].rstrip(), text[end : sentence.end]
        if after.lstrip().startswith(","):
            comma = end + after.index(",") + 1
            if not before:
                end = comma  # "Lundi, des hommes …"
            elif before.endswith(","):
                start, end = sentence.start + len(before) - 1, comma
        if before or text[end : sentence.end].strip(" .:"):
            yield Aside(start, end, "adverb")


def _speech(
    text: str, sentence: Sentence, patterns: AsidePatterns, lexicon: Lexicon
) -> Iterator[Aside]:
    at = sentence.start + 1
    while (match := patterns.speech.search(text, at, sentence.end)) is not None:
        at = match.end()
        end = _speech_end(text, match.end(), sentence.end, patterns)
        quoted = text[match.start()] != ","
        inverted = match["clitic"] or match["clitic2"]
        resumed = text[end - 1] == "," and patterns.finite.match(text, end + 1) is not None
        told = quoted or resumed or _tells(text[sentence.start : match.start()], patterns)
        speaker = _speaker(text, match.end(), end, patterns, lexicon)
        if inverted or (told and speaker is not None):
            named = None if inverted or speaker == match.end() else speaker
            yield Aside(match.start() + quoted, end, "speech", named)
            at = max(end - 1, match.end())


def _tells(before: str, patterns: AsidePatterns) -> bool:
    """Whether a clause with a verb of its own stands before an aside."""
    return any(
        patterns.finite.search(part) is not None and patterns.relatives.match(part) is None
        for part in before.split(",")
    )


def _speaker(
    text: str, start: int, end: int, patterns: AsidePatterns, lexicon: Lexicon
) -> int | None:
    """Where the first noun behind a verb of saying begins, if it may be who says it and not what
    is said; `start` itself where no noun with a determiner stands there, but perhaps a name."""
    if patterns.says_on.match(text, start, end) is not None:
        return None
    for found in patterns.speaker.finditer(text, start, end):
        before = _LAST_WORD.search(text, start, found.start())
        if before is None or before[1] not in patterns.not_speaker_after:
            told = found["noun"].removesuffix("s")
            said = any(told in lexicon[name].codes for name in _NO_SPEAKER)
            return None if said else found.start("noun")
    return start


def _speech_end(text: str, start: int, last: int, patterns: AsidePatterns) -> int:
    """Behind the comma after which the main clause goes on; else before the full stop."""
    colon = text.find(" :", start, last)
    last = colon if colon >= 0 else last  # "…, a dit le maire : sept hommes et deux femmes"
    for comma in re.finditer(",", text[start:last]):
        at = start + comma.end()
        if patterns.resumes.match(text, at, last):
            return at
    return start + len(text[start:last].rstrip(" .!?…"))


def _marks(text: str, sentence: Sentence) -> Iterator[Aside]:
    """The marks around a word or two in inverted commas."""
    for match in _QUOTED.finditer(text, sentence.start, sentence.end):
        yield Aside(match.start(), match.start() + 1, "mark")
        yield Aside(match.end() - 1, match.end(), "mark")


def _any_of(words: Sequence[str]) -> str:
    ordered = sorted(words, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(word) for word in ordered) + ")"


def _words(words: Sequence[str]) -> str:
    """One of some words, whole; one that ends in an apostrophe stands before any letter."""
    return rf"(?<!\w){_any_of(words)}(?:(?<=')|(?!\w))"
