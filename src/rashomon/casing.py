"""Capitals put back into text that has none, or nothing else, so that it can be parsed.

The result has the length of the text, character by character: only the case of letters differs, so
that every offset holds in both. How words are written is counted beforehand from news with capitals
(`data/models/casing.*.tsv.gz`, made by recipes/casing); a word that no table lists is most likely a
name. Neighbours move the odds: "may" before a day of the month, "front" after a name.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?:^|[.!?…]|\n)[\s\"'“‘«(\[]*$")
_AT_HYPHENS = re.compile(r"(?<=-)")
_ENGLISH_GENITIVE = re.compile(r"(['’]s|['’])$")
LOWER_CASE = 0.005
"""Share of words with a capital below which a text counts as lower case throughout: one name or
heading in two hundred words is enough to show that capitals are used."""
UPPER_CASE = 0.8
"""Share of letters that are capitals from which a text counts as upper case throughout."""
LEAST_WORDS = 12
"""Below this a text is too short to say how it is written."""
LONGEST_HEADLINE = 200
"""Characters."""
LONG_WORD, LEAST_LONG, TITLE_CASE = 4, 3, 0.9
"""A headline has capitals on this share of its words of so many letters, of which there are so
many; shorter ones ("of", "in") are small in either style."""
UNKNOWN = 1.0
"""Log odds of a capital for a word that is in no table."""
AFTER_NAME = 0.8
"""What a capital just before adds to the log odds of an unknown or ambiguous word."""
SHORT_FORM = 6
"""Letters up to which an unknown word alone in brackets is the short form of a name: (EPL)."""
_PLAIN_ENDINGS = ("ing", "ed", "ly", "ness", "ment", "tion", "tions", "ments", "able", "ies")


@dataclass(frozen=True, slots=True)
class Casing:
    """How the words of a language are written."""

    forms: Mapping[str, str]
    odds: Mapping[str, float]
    after: Mapping[tuple[str, str], float]
    before: Mapping[tuple[str, str], float]

    @staticmethod
    def open(language: str) -> Casing | None:
        """The table of a language (ISO 639-1), or None where there is none."""
        path = files("rashomon") / "data" / "models" / f"casing.{language}.tsv.gz"
        if not path.is_file():
            return None
        forms: dict[str, str] = {}
        odds: dict[str, float] = {}
        pairs: dict[str, dict[tuple[str, str], float]] = {">": {}, "<": {}}
        for line in gzip.decompress(path.read_bytes()).decode().splitlines():
            words, form, value = line.split("\t")
            if words[0] in pairs:
                first, second = words[1:].split(" ")
                pairs[words[0]][first, second] = float(value)
                continue
            odds[words] = float(value)
            if form:
                forms[words] = form
        return Casing(forms, odds, pairs[">"], pairs["<"])

    def restore(self, text: str) -> str:
        """The text with its words cased as they most likely are; as long as the text itself."""
        out = list(text.lower()) if len(text.lower()) == len(text) else list(text)
        low = "".join(out)
        words = list(WORD.finditer(low))
        capital_before = False
        for n, match in enumerate(words):
            word = match.group()
            start = _opens(low, match.start())
            near = n > 0 and low[words[n - 1].end() : match.start()] in (" ", " (", "-")
            odds = self._odds(word)
            if n:
                odds += self.after.get((words[n - 1].group(), word), 0.0)
            if n + 1 < len(words):
                odds += self.before.get((word, words[n + 1].group()), 0.0)
            if near and capital_before and not start and -3 < odds < 3:
                odds += AFTER_NAME
            name = odds > 0
            if name or start:
                bracketed = low[match.start() - 1 : match.start()] == "(" and (
                    low[match.end() : match.end() + 1] == ")"
                )
                short = bracketed and len(word) <= SHORT_FORM and word not in self.odds
                written = _same_length(word, word.upper()) if short else self._written(word, name)
                out[match.start() : match.end()] = written
            capital_before = name
        return "".join(out)

    def plain(self, line: str) -> str:
        """A headline that writes its words with capitals ("Man Shot Dead Near Park"), with those
        of names alone left; as long as the line."""
        out = list(line)
        words = list(WORD.finditer(line))
        low = [match.group().lower() for match in words]
        for n, match in enumerate(words[1:], start=1):
            word = match.group()
            parts = word.split("-")
            if any(part != part.capitalize() for part in parts) or len(low[n]) != len(word):
                continue  # a short form in capitals, or a small letter
            if line[: match.start()].rstrip("\"'“‘ ")[-1:] in (":", ".", "!", "?", "|"):
                continue
            odds = self._odds(low[n]) + self.after.get((low[n - 1], low[n]), 0.0)
            if n + 1 < len(words):
                odds += self.before.get((low[n], low[n + 1]), 0.0)
            if odds <= 0:
                out[match.start() : match.end()] = low[n]
        return "".join(out)

    def _odds(self, word: str) -> float:
        known = self.odds.get(word)
        if known is None:
            bare = _ENGLISH_GENITIVE.sub("", word)
            known = self.odds.get(bare)
        if known is None and "-" in word:
            parts = [self.odds.get(part, UNKNOWN) for part in word.split("-") if part]
            known = max(parts, default=UNKNOWN)
        if known is not None:
            return known
        return -UNKNOWN if word.endswith(_PLAIN_ENDINGS) else UNKNOWN

    def _written(self, word: str, name: bool) -> str:
        bare = _ENGLISH_GENITIVE.sub("", word)
        form = self.forms.get(word) or self.forms.get(bare) if name else None
        if form is not None and form.lower() == word[: len(form)]:
            return form + word[len(form) :]
        if name and "." in word and all(len(part) <= 1 for part in word.split(".")):
            return _same_length(word, word.upper())
        parts = _AT_HYPHENS.split(word) if name and "-" in word else [word]
        return "".join(_same_length(p, p[:1].upper() + p[1:]) for p in parts)


def _opens(text: str, at: int) -> bool:
    """Whether a sentence may begin at a character."""
    if at > 1 and text[at - 1] == " " and text[at - 2].isalnum():
        return False
    return _SENTENCE_END.search(text, max(at - 12, 0), at) is not None


@cache
def casing(language: str) -> Casing | None:
    """The table of a language, opened once."""
    return Casing.open(language)


def shown(text: str, language: str) -> str:
    """The text as it is shown to the parser: itself, with capitals put back where it is all in one
    case, and taken from the plain words of headlines that write them all with capitals. Always as
    long as the text."""
    table = casing(language)
    if table is None:
        return text
    if caseless(text):
        return table.restore(text)
    lines = text.split("\n")
    plain = [table.plain(line) if in_title_case(line) else line for line in lines]
    return "\n".join(plain) if plain != lines else text


def in_title_case(line: str) -> bool:
    """Whether a line is a headline that writes its words with capitals, verbs and nouns alike."""
    if len(line) > LONGEST_HEADLINE or line.rstrip().endswith("."):
        return False
    words = [match.group() for match in WORD.finditer(line)]
    long = [word for word in words if len(word) >= LONG_WORD]
    if len(long) < LEAST_LONG:
        return False
    return sum(word[0].isupper() for word in long) >= TITLE_CASE * len(long)


def caseless(text: str) -> bool:
    """Whether a text is in lower case throughout, or in capitals throughout."""
    words = WORD.findall(text)
    if len(words) < LEAST_WORDS:
        return False
    capitals = sum(word[0].isupper() for word in words)
    if capitals <= LOWER_CASE * len(words):
        return True
    letters = [c for word in words for c in word if c.isupper() or c.islower()]
    return len([c for c in letters if c.isupper()]) >= UPPER_CASE * len(letters)


def _same_length(old: str, new: str) -> str:
    return new if len(new) == len(old) else old
