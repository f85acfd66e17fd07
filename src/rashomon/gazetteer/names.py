"""Names as keys: one key for every spelling that differs in accents, hyphens or apostrophes, and a
coarser skeleton for the spellings that differ in transliteration.

The skeleton follows how French, English, Arabic and Hausa place names vary in print: ou/u/w,
dj/j, kh/k, gh/g, q/k, ch/sh, doubled letters, and vowels, of which only a leading one is kept.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_LEADING_ARTICLE = re.compile(r"^(?:the|le|la|les|l) (?=\w)")
_ARABIC_ARTICLE = re.compile(r"\b(?:al|el|ad|ar|as|ash|at|az|an) (?=\w{2})")
_ABBREVIATIONS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
_SOUNDS = (
    ("tch", "c"),
    ("sch", "c"),
    ("sh", "c"),
    ("ch", "c"),
    ("dj", "j"),
    ("kh", "k"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("gu", "g"),
    ("qu", "k"),
    ("ck", "k"),
    ("x", "ks"),
    ("q", "k"),
    ("z", "s"),
    ("v", "b"),
)
_SOFT_C = re.compile(r"c(?=[eiy])")
_HARD_C = re.compile(r"c(?![h])")
_VOWELS = frozenset("aeiouyw")


@lru_cache(maxsize=50_000)
def key(name: str) -> str:
    """The name in lower-case ASCII words: no accents, dots, hyphens, apostrophes or brackets.

    >>> key("Côte d’Ivoire"), key("Saint-Denis"), key("U.S.")
    ('cote d ivoire', 'st denis', 'us')
    """
    plain = anyascii(name).casefold().replace(".", "")
    words = _NO_LETTERS.sub(" ", plain).split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


def without_article(a_key: str) -> str:
    """The key without a leading English or French article: "la paz" → "paz"."""
    return _LEADING_ARTICLE.sub("", a_key)


@lru_cache(maxsize=50_000)
def skeleton(a_key: str) -> str:
    """The consonants of a key as they sound, with one "a" for a leading vowel.

    >>> skeleton("tillabery") == skeleton("tillaberi"), skeleton("djibo") == skeleton("jibo")
    (True, True)
    """
    text = _ARABIC_ARTICLE.sub("", without_article(a_key)).replace(" ", "")
    for written, _ in _SOUNDS[:4]:
        text = text.replace(written, "1")
    text = _HARD_C.sub("k", _SOFT_C.sub("s", text)).replace("1", "c")
    for written, sound in _SOUNDS[4:]:
        text = text.replace(written, sound)
    out: list[str] = []
    for i, letter in enumerate(text):
        if letter in _VOWELS or (letter == "h" and i > 0):
            if i == 0:
                out.append("a")
            continue
        if not out or out[-1] != letter:
            out.append(letter)
    return "".join(out)


_MOST_LATIN = 0x24F


def latin(name: str) -> bool:
    """Whether a name is in Latin letters."""
    return all(ord(c) <= _MOST_LATIN or 0x1E00 <= ord(c) <= 0x1EFF or c in "’‘ʼ" for c in name)


def usable(name: str) -> bool:
    """Alternate names that a report in English or French may use.

    GeoNames also lists airport codes in capitals and machine transliterations in lower case.
    """
    code = len(name) <= 4 and name.isupper()
    return len(name) > 1 and not code and name[:1].isupper() and latin(name)


_LETTERS = "abcdfghjklmnprst"


def skeletons_near(a_skeleton: str) -> tuple[str, ...]:
    """The skeleton and, where it has three letters or more, all those one edit away from it."""
    if len(a_skeleton) < 3:
        return (a_skeleton,)
    found = dict.fromkeys([a_skeleton])
    for i in range(len(a_skeleton) + 1):
        head, tail = a_skeleton[:i], a_skeleton[i:]
        if tail:
            found[head + tail[1:]] = None
            found.update((head + letter + tail[1:], None) for letter in _LETTERS)
        if len(tail) > 1:
            found[head + tail[1] + tail[0] + tail[2:]] = None
        found.update((head + letter + tail, None) for letter in _LETTERS)
    return tuple(found)
