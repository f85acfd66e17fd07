"""Whose people a count is about: a state's, the fighters', civilians, or people without more.

Accounts of one question use different words for the same people ("soldiers", "militaires",
"troops"; "terrorists", "civilians"). A class keeps what tells peoples apart and drops the rest:

    state:NE    people of that state who are no civilians
    forces      forces of a state that nobody names
    fighters    the armed people of no state
    civilians
    people      "25 dead": whose is not said

The words come from the `people` lists and the `force_words` of the lexicons, in every language at
once.
"""

from __future__ import annotations

import re
from functools import cache

from rashomon.accounts import UnifiedActor
from rashomon.gazetteer.names import key
from rashomon.knowledge import LANGUAGES, load_yaml
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.countries import country_in
from rashomon.records import Quantity

FORCES, FIGHTERS, CIVILIANS, PEOPLE = "forces", "fighters", "civilians", "people"
"""The classes that are no state's."""
FORCES_OF_THE_PLACE = "forces of the place"
"""Forces of no named state in one account; they are some state's once all accounts are seen."""
STRUCK = "those struck"
"""Those whom a state's forces killed, whatever each account calls them; given when the accounts of
an incident are put together, never to one claim alone."""

HARM = frozenset(
    {"deaths", "injuries", "casualties", "missing", "abductions", "displaced", "damage"}
)
"""What an attacker does to others: who arrests or frees people attacked nobody by it."""

_ORDER = ("fighters", "forces", "civilians", "persons")
_AMBIGUOUS = frozenset({"agent", "general", "major", "guide", "one", "figure", "dead", "other"})


@cache
def _words() -> dict[str, str]:
    """Normalised word or phrase → its list; the more telling list wins."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        lexicon = load_yaml(f"lexicons/{language}.yaml")
        lists = {**lexicon["people"]}
        lists["forces"] = [*lists["forces"], *lexicon["force_words"]]
        for name in _ORDER:
            for word in lists.get(name, ()):
                found.setdefault(key(str(word)), name)
    return {word: name for word, name in found.items() if word not in _AMBIGUOUS}


@cache
def class_of_words(words: str) -> str | None:
    """fighters, forces, civilians or people, as the words say; None when they say none of these.

    The last telling word decides, as the head of an English group does ("civilian militiamen");
    French heads come first, but their modifiers are adjectives, which are in no list.
    """
    tokens = re.findall(r"[a-z0-9]+", key(words))
    table, last = _words(), None
    for first in range(len(tokens)):
        for length in (3, 2, 1):
            name = _lookup(table, tokens[first : first + length])
            if name is not None:
                last = name if name != "persons" or last is None else last
                break
    return PEOPLE if last == "persons" else last


def _lookup(table: dict[str, str], tokens: list[str]) -> str | None:
    phrase = " ".join(tokens)
    for ending in ("", "s", "es", "x"):
        if ending and not phrase.endswith(ending):
            continue
        found = table.get(phrase[: -len(ending)] if ending else phrase)
        if found is not None:
            return found
    return None


@cache
def _anybody() -> frozenset[str]:
    return frozenset(key(str(word)) for word in load_yaml("reconcile/people.yaml")["anybody"])


def is_anybody(words: str) -> bool:
    """Whether words name people only by what anybody may be doing: "worshippers", "passengers"."""
    tokens = key(words).split()
    return bool(tokens) and all(_lookup_in(_anybody(), each) for each in tokens)


def _lookup_in(listed: frozenset[str], word: str) -> bool:
    return word in listed or (word[-1] in "sx" and word[:-1] in listed)


def people_of(value: Quantity, side: UnifiedActor | None) -> str:
    """The class of the people counted; `side` is the actor whose people they are, if said."""
    words = class_of_words(value.group or "") or class_of_words(value.text)
    country = country_in(value.group or "")
    if is_anybody(value.group or "") and value.category is None:
        return PEOPLE
    if value.status == "civilian" or words == CIVILIANS:
        return CIVILIANS
    if country is not None and words != FIGHTERS:
        return STATE_PREFIX + country  # "four Americans", "two French soldiers"
    if side is not None and side.kind == "civilians":
        return CIVILIANS
    if side is not None and side.side.startswith(STATE_PREFIX):
        return FIGHTERS if words == FIGHTERS else side.side
    if side is not None and side.kind in ("armed-group", "militia"):
        return FIGHTERS
    if words in (FIGHTERS, FORCES):
        return words
    if side is not None and side.kind == "unidentified":
        named = class_of_words(side.name)
        if named is not None and named != PEOPLE:
            return named
    return PEOPLE
