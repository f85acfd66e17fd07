"""Who speaks, over all reports of one incident: one person, office or body as one voice.

What one report calls "regional governor, P. K." is "the governor" in the next and P. K. in the
third. Over the accounts of one incident

* a person is one voice, whether the whole name is given or a part of it, with an office or without:
  a local figure's own voice where some report has him as such, for he does not speak for the
  government; else that of his side where some report tells it;
* an office of the place that one person holds at a time (mayor, governor) is one voice, as long as
  no two people or places are named with it;
* a body is one voice under its whole name and a shorter one;
* an official without a state is one of the incident's country where no other state's officials
  speak; a minister or policeman also where others do in other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from rapidfuzz import fuzz

from rashomon.accounts import Account, UnifiedVoice
from rashomon.gazetteer.names import key, skeleton
from rashomon.knowledge import LANGUAGES, load_yaml
from rashomon.known_actors import STATE_PREFIX
from rashomon.reconcile.countries import country_in
from rashomon.reconcile.unify import is_of_government, side_voice, voice_words

Name = tuple[str, ...]

_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_OFFICE_OF = re.compile(
    r"\b(?:of|for|in|de|du|d['’]|des)\s+(?:the\s+|la\s+|l['’])?((?:[A-ZÀ-Ý][\w'’-]+ ?)+)"
)
ALIKE = 75
"""Least rapidfuzz ratio (0-100) of two spellings of a name that sound alike."""
SHORT, ALIKE_SHORT = 2, 80
"""A name of so few consonants ("Lunin", "Lounine") has to be spelt more alike."""
_LONGEST_NAME = 5
"""Words of a person's name, at most."""


def same_voices(accounts: Sequence[Account], home: str | None) -> list[Account]:
    """The accounts with each person, office and official as one voice over their reports; `home`
    is the country of the incident."""
    accounts = _same_persons(accounts)
    accounts = _same_bodies(_same_offices(accounts))
    return _with_sides(accounts, home)


# ---------------------------------------------------------------------------------------- persons


def _same_persons(accounts: Sequence[Account]) -> list[Account]:
    told = {name for a in accounts if not a.voice.press and (name := person_in(a.claim.voice.text))}
    if not told:
        return list(accounts)
    one = _one_spelling({part for name in told for part in name})
    spelt = {name: tuple(one[part] for part in name) for name in told}
    whole = {name: _whole(spelt[name], set(spelt.values())) for name in told}
    bare = _bare_names(accounts, set(whole.values()))
    voices: dict[Name, list[UnifiedVoice]] = {}
    meant: list[Name | None] = []
    for account in accounts:
        words = account.claim.voice.text
        person = bare.get(words) or whole.get(person_in(words))
        person = None if account.voice.press else person
        meant.append(person)
        if person is not None and words not in bare:
            voices.setdefault(person, []).append(account.voice)
    return [
        account if person is None else replace(account, voice=_of_person(person, voices[person]))
        for account, person in zip(accounts, meant, strict=True)
    ]


def _one_spelling(parts: Iterable[str]) -> dict[str, str]:
    """Parts of names → one spelling for those that sound alike: Prokudin, Prokoudine."""
    found: dict[str, str] = {}
    by_sound: dict[str, list[str]] = {}
    for part in sorted(parts):
        alike = by_sound.setdefault(skeleton(part), [])
        least = ALIKE if len(skeleton(part)) > SHORT else ALIKE_SHORT
        same = (e for e in alike if len(skeleton(e)) >= SHORT and fuzz.ratio(e, part) >= least)
        found[part] = next(same, part)
        if found[part] == part:
            alike.append(part)
    return found


def _bare_names(accounts: Sequence[Account], names: Iterable[Name]) -> dict[str, Name]:
    """Voices that are one word, the last of the name of one person who speaks: "Lane" for "Police
    Chief Dale Lane"."""
    found = {}
    for words in {a.claim.voice.text for a in accounts if not a.voice.press}:
        persons = [
            each for each in names if len(each) > 1 and each[-1:] == tuple(key(words).split())
        ]
        if words[:1].isupper() and " " not in words and len(persons) == 1:
            found[words] = persons[0]
    return found


def _whole(name: Name, names: Iterable[Name]) -> Name:
    """The longest name that this one is a part of, where only one person is meant."""
    longer = [each for each in names if set(name) < set(each)]
    longest = [each for each in longer if not any(set(each) < set(other) for other in longer)]
    persons = {frozenset(each) for each in longest}
    return min(longest) if len(persons) == 1 else min(_spellings(name, names))


def _spellings(name: Name, names: Iterable[Name]) -> list[Name]:
    return [each for each in names if set(each) == set(name)]


def _of_person(name: Name, voices: Sequence[UnifiedVoice]) -> UnifiedVoice:
    """A person's one voice: that of the group spoken for, a local figure's own, that of a state or
    body, else the person's own."""
    ordered = sorted(set(voices), key=lambda voice: (not voice.named, voice.kind, voice.key))
    for kind in ("belligerent", "local"):
        spoken = [each for each in ordered if each.kind == kind]
        if spoken and kind == "local":
            return UnifiedVoice(" ".join(name), "local", None, True, False)
        if spoken:
            return spoken[0]
    sided = [each for each in ordered if each.side is not None]
    bodies = [each for each in ordered if each.kind in ("un", "ngo")]
    known = [*sided, *bodies]
    if known:
        return known[0]
    return UnifiedVoice(" ".join(name), ordered[0].kind, None, True, False)


@lru_cache(maxsize=50_000)
def person_in(words: str) -> Name:
    """The parts of the person's name in the words for a voice ("the governor, Pavlo Kyrylenko",
    "Colonel Ba", "Lt. Ali Musa (police)"): a part set off by commas that is a name alone or ends in
    one behind a title; () where there is none."""
    plain = re.sub(r"\([^)]*\)", " ", words)
    for part in reversed(plain.split(",")):
        name = _name_in(part)
        if name:
            return name
    return ()


def _name_in(part: str) -> Name:
    tokens = _WORD.findall(part)
    first = len(tokens)
    while first > 0 and (tokens[first - 1][0].isupper() or _joins(tokens, first - 1)):
        first -= 1
    run, before = tokens[first:], tokens[:first]
    if not run or any(_is_possessive(token) for token in run[:-1]):
        return ()
    told = len(run)
    while run and _is_office(run[0]):
        run = run[1:]
    titled = len(run) < told or (bool(before) and _is_office(before[-1]))
    if (before and not titled) or not run or len(run) > _LONGEST_NAME:
        return ()
    parts = tuple(part for token in run for part in key(token).split() if len(part) > 1)
    if country_in(" ".join(run)) is not None or any(_is_body(token) for token in run):
        return ()
    return parts if len(parts) > 1 or (titled and parts) else ()


def _joins(tokens: Sequence[str], at: int) -> bool:
    """Whether a small word stands inside a name: "Shams al-Din Kabbashi", "Zulkifli bin Hir"."""
    small = key(tokens[at]).split()[:1]
    return (
        bool(small)
        and small[0] in voice_words()["name_particles"]
        and 0 < at < len(tokens) - 1
        and tokens[at - 1][0].isupper()
    )


def _is_possessive(token: str) -> bool:
    return token.endswith(("'s", "’s"))


@cache
def _office_words() -> frozenset[str]:
    found = set(voice_words()["office_words"])
    for language in LANGUAGES:
        lexicon = load_yaml(f"lexicons/{language}.yaml")
        for name in ("titles", "offices", "polite_titles", "force_words"):
            found.update(part for word in lexicon[name] for part in key(str(word)).split())
    return frozenset(found) - voice_words()["of_bodies"]


@cache
def _body_words() -> frozenset[str]:
    found = set(voice_words()["body_words"])
    for language in LANGUAGES:
        lexicon = load_yaml(f"lexicons/{language}.yaml")
        for name in ("organisations", "force_words"):
            found.update(part for word in lexicon[name] for part in key(str(word)).split())
    return frozenset(found)


def _is_office(token: str) -> bool:
    parts = key(token).split()
    return bool(parts) and all(part in _office_words() for part in parts)


def _is_body(token: str) -> bool:
    return not _body_words().isdisjoint(key(token).split())


# ---------------------------------------------------------------------------------------- offices


def _same_offices(accounts: Sequence[Account]) -> list[Account]:
    """The accounts with who holds an office of the place as one voice in every report."""
    seen: dict[str, list[Account]] = {}
    for account in accounts:
        office = _office(account)
        if office is not None:
            seen.setdefault(office, []).append(account)
    if not seen:
        return list(accounts)
    one = {office: each for office, told in seen.items() if (each := _one_holder(office, told))}
    found = []
    for account in accounts:
        voice = one.get(_office(account) or "")
        found.append(account if voice is None else replace(account, voice=voice))
    return found


def _office(account: Account) -> str | None:
    """The office of the place that a voice holds and that only one person holds at a time."""
    if account.voice.kind not in ("local", "official") or account.voice.side is not None:
        return None
    if account.claim.voice.kind not in ("local", "official"):
        return None
    return _single_office(account.claim.voice.text)


@lru_cache(maxsize=10_000)
def _single_office(words: str) -> str | None:
    text = f" {key(words)} "
    for office, names in _single_offices().items():
        if any(f" {name} " in text for name in names):
            return office
    return None


@cache
def _single_offices() -> Mapping[str, tuple[str, ...]]:
    told: Mapping[str, Sequence[str]] = load_yaml("reconcile/voices.yaml")["single_offices"]
    return {office: tuple(key(name) for name in names) for office, names in told.items()}


def _one_holder(office: str, told: Sequence[Account]) -> UnifiedVoice | None:
    """The one voice of an office; None where two people, or two places, are named with it."""
    persons = {a.voice for a in told if person_in(a.claim.voice.text)}
    places = {place for a in told if (place := _place_of_office(a.claim.voice.text))}
    if len(persons) > 1 or len(places) > 1:
        return None
    return next(iter(persons), UnifiedVoice(f"the {office}", "local", None, True, False))


@lru_cache(maxsize=10_000)
def _place_of_office(words: str) -> str:
    """Where an office is: the words with capitals behind it ("governor of Borno", not his name)."""
    before = words.split(",")[0]
    found = _OFFICE_OF.search(before)
    return key(found.group(1)) if found else ""


# ----------------------------------------------------------------------------------------- bodies


def _same_bodies(accounts: Sequence[Account]) -> list[Account]:
    """The accounts with each body of no side under its longest name, in whatever language: "the
    doctors' committee" is "the Central Committee of Sudan Doctors"."""
    names = {a.voice: name for a in accounts if (name := _body_name(a))}
    if len(names) < 2:
        return list(accounts)
    found = []
    for account in accounts:
        own = names.get(account.voice, frozenset())
        longer = {voice for voice, name in names.items() if len(own) > 1 and own <= name}
        if longer:
            best = min(longer, key=lambda voice: (-len(names[voice]), voice.key))
            account = replace(account, voice=best)
        found.append(account)
    return found


def _body_name(account: Account) -> frozenset[str]:
    """The telling words of a body's name, in the singular and in one language; none for persons and
    sources."""
    voice = account.voice
    if voice.kind not in ("ngo", "medical") or voice.side is not None or not voice.named:
        return frozenset()
    if person_in(account.claim.voice.text):
        return frozenset()
    return _telling_words(account.claim.voice.text)


@lru_cache(maxsize=10_000)
def _telling_words(words: str) -> frozenset[str]:
    empty, same = voice_words()["of_bodies"], _body_classes()
    told = (_singular(word) for word in key(words).split() if word not in empty)
    return frozenset(same.get(word, word) for word in told)


@cache
def _body_classes() -> Mapping[str, str]:
    """Words of bodies' names, in the singular → one word for what they mean in every language."""
    told: Mapping[str, Sequence[str]] = load_yaml("reconcile/voices.yaml")["same_in_bodies"]
    return {
        _singular(key(word)): _singular(key(one)) for one, words in told.items() for word in words
    }


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


# ------------------------------------------------------------------------------------------ sides


def _with_sides(accounts: Sequence[Account], home: str | None) -> list[Account]:
    """The accounts with officials who are named without a state as those of the incident's country:
    where no other state's officials speak, in the report alone for an office of a government."""
    if home is None:
        return list(accounts)
    abroad = {
        account.report.id
        for account in accounts
        if account.claim.voice.kind == "official" and account.voice.side is not None
        if account.voice.side != STATE_PREFIX + home
    }
    foreign = abroad | {a.report.id for a in accounts if _of_another_state(a, home)}
    found = []
    for account in accounts:
        voice = account.voice
        if voice.kind == "official" and voice.side is None and voice.named:
            government = is_of_government(account.claim.voice.text)
            alone = account.report.id not in foreign
            if not abroad or alone or (government and account.report.id not in abroad):
                account = replace(account, voice=side_voice(home))
        found.append(account)
    return found


def _of_another_state(account: Account, home: str) -> bool:
    """Whether a report has another state than the incident's country do something."""
    did = account.claim.field in ("perpetrator", "participant", "responsibility")
    doers = (account.actor if did else None, account.by)
    states = {each.side for each in doers if each is not None}
    return any(each.startswith(STATE_PREFIX) and each != STATE_PREFIX + home for each in states)
