"""Which language a text is in.

Only asked for reports that do not say: the model behind it (py3langid, offline) takes a second to
load. What a text may be in stands in `data/languages.tsv`; what is read has a lexicon.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rashomon.knowledge import LANGUAGES, languages
from rashomon.languages import names

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SURE: Final = 0.5
"""Below this probability the language is not known. On paragraphs of news in English and French cut
to 40 characters no wrong answer reached it, and one right answer in eleven stayed below; from 80
characters on it is one in fifty (0.3 to 0.7 tried)."""

_CODE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")
_LATIN_LETTERS_AT_LEAST: Final = 0.5


@cache
def readable_languages(folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that are read; `folders` are those of further ones."""
    return languages(folders)


def language_code(words: str) -> str | None:
    """The code in what a source says of its language: "en", "fr-FR", "en_US", "French".

    Returns the primary code even of a language that is not read; None for what is no language.
    """
    plain = words.strip()
    for code, name in names().items():
        if plain.lower() == name.lower():
            return code
    match = _CODE.fullmatch(plain)
    return None if match is None else match[1].lower()


def detect(text: str) -> str | None:
    """The ISO 639 code of the language of `text`, or None where no language is likely enough."""
    code, probability = _identifier().classify(text)
    return str(code) if probability >= SURE else None


def fits_script(code: str, text: str) -> bool:
    """False when `text` cannot be in the language: one of the package's, in another script than its
    own. Templates of web pages often declare English over an Arabic or Russian article."""
    if code not in LANGUAGES:
        return True
    letters = [each for each in text if each.isalpha()]
    latin = sum(1 for each in letters if each < "\u0250")
    return not letters or latin >= _LATIN_LETTERS_AT_LEAST * len(letters)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if code in names()])
    return identifier
