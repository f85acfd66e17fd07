"""Questions: which accounts answer the same one, and which of them give the same answer.

"How many soldiers died?" is one question, whatever words the people go by; "did American aircraft
strike?" is another. A question is a field and a topic; an account's answer is a key that is equal
for equal answers ("25 to 25", "Islamic State", "2020-01-09").
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cache

from rashomon.accounts import Account, Case
from rashomon.gazetteer.names import key, skeleton
from rashomon.knowledge import load_yaml
from rashomon.reconcile.breath import is_general, kind_of
from rashomon.reconcile.people import CIVILIANS, PEOPLE, STRUCK
from rashomon.records import (
    TOLL_FIELDS,
    ClaimField,
    Involvement,
    ItemQuantity,
    MeansValue,
    MotiveValue,
    PlaceValue,
    Quantity,
    RelationValue,
    ResponsibilityValue,
    StatementValue,
    TimeValue,
    TypeValue,
    VictimValue,
)


@dataclass(frozen=True, slots=True, order=True)
class Question:
    """What is asked: the field, and what tells questions of one field apart."""

    field: ClaimField
    topic: str


def ask(case: Case) -> dict[Question, tuple[Account, ...]]:
    """The questions of a case with the accounts that answer them, in the order of first answers."""
    total_of = {account.claim.id: account for account in case.accounts}
    found: dict[Question, list[Account]] = {}
    for account in case.accounts:
        for topic in _topics(account, total_of):
            found.setdefault(Question(account.claim.field, topic), []).append(account)
    return {question: tuple(each) for question, each in found.items()}


def _topics(account: Account, total_of: dict[str, Account]) -> Iterable[str]:
    value = account.value
    if isinstance(value, Quantity):
        yield _toll_topic(account, value, total_of)
    elif isinstance(value, ItemQuantity):
        owner = account.actor.side if account.actor else ""
        taken = "taken" if _class_in("taken", account.claim.spans.content.text) else ""
        yield f"{_class_of('things', value.item or value.text)}|{owner}|{taken}"
    elif isinstance(value, TimeValue):
        if value.start is not None:
            yield "day"
        if value.time is not None:
            yield HOUR
    elif isinstance(value, PlaceValue):
        if value.role != "reference":
            yield value.role
    elif account.claim.field == "participant" and isinstance(value, Involvement):
        who = account.actor.side if account.actor else key(value.text)
        yield f"{who}|{_class_of('actions', value.action or value.text)}"
    elif isinstance(value, MeansValue):
        yield value.code or key(value.text)
    elif isinstance(value, MotiveValue):
        yield value.kind or ""
    elif isinstance(value, RelationValue):
        yield f"{value.kind}|{value.incident or ''}"
    else:
        yield ""


def _toll_topic(account: Account, value: Quantity, total_of: dict[str, Account]) -> str:
    counts = value.counts
    whole = total_of.get(value.part_of or "")
    people = account.people or PEOPLE
    # A part of people without more, of no count in particular, is one of whoever counts them all.
    others = people != PEOPLE if whole is None else whole.people != account.people
    if counts == "part" and others and value.category is None:
        counts = "total"  # "25 soldiers among 40 dead" is the total of the soldiers
    people, category = account.people or "", value.category
    if category == "men" and people not in (CIVILIANS, PEOPLE):
        category = None  # "men" of a force or a group are its members, not its males
    if account.within and counts == "total" and category is None:
        counts = "part"
    if category is not None and counts == "total":
        counts = "part"  # "twelve children" are all children whoever counts the others too
    if category in ("women", "children") and people in (PEOPLE, STRUCK):
        people = CIVILIANS
    group = kind_of(value) if counts == "part" and category is None else ""
    if account.within and is_general(account):
        group = f"{value.low}-{value.high}"  # a part that nothing but its number tells from others
    households = "households" if value.unit == "households" else ""
    return "|".join((people, counts, category or "", group, households))


# ---------------------------------------------------------------------------------------- answers


HOUR = "hour"
"""The topic of the question at what hour of its day it was."""


def answer(question: Question, account: Account) -> Hashable:
    """A key that is equal for accounts that answer a question alike."""
    value = account.value
    if isinstance(value, Quantity):
        means = value.status if value.status != "unknown" else None
        disputed = means if account.people == STRUCK else None
        return (value.low, value.high, value.approximate, disputed)
    if isinstance(value, ItemQuantity):
        return (value.low, value.high, value.approximate)
    if isinstance(value, ResponsibilityValue):
        return (account.actor.side if account.actor else None, value.kind)
    if isinstance(value, TimeValue):
        return value.time if question.topic == HOUR else (value.start, value.end)
    if isinstance(value, PlaceValue):
        return place_answer(account)
    if isinstance(value, TypeValue):
        return (value.acled_event, value.acled_sub_event, value.ucdp)
    if isinstance(value, Involvement | VictimValue):
        named = account.actor is not None and account.actor.kind != "unidentified"
        if account.claim.field == "participant":
            return "took part"
        if named and account.actor:
            return account.actor.id
        in_words = "things" if account.claim.field == "target" else ""
        return _class_of(in_words, value.text) if in_words else _bare(value.text)
    if isinstance(value, StatementValue):
        return key(value.text)
    return "so"


def place_answer(account: Account) -> Hashable:
    """One key for a place under any spelling: the name that the report writes, as it sounds.

    Not the name of the place that was found for it: two reports may find two places of one name.
    """
    if not isinstance(account.value, PlaceValue):
        return None
    plain = key(account.value.text)
    sound = skeleton(plain)
    return sound if len(sound) >= 4 else plain


def _bare(words: str) -> str:
    return re.sub(r"^(the|a|an|some|le|la|les|des|un|une|l|d) ", "", key(words))


# ----------------------------------------------------------------------------------- word classes


@cache
def _classes(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = load_yaml("reconcile/questions.yaml")[name]
    lists = data if isinstance(data, dict) else {name: data}
    return tuple((code, _any_of(words)) for code, words in lists.items())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted({key(str(word)) for word in words}, key=lambda w: (-len(w), w))
    phrases = "|".join(re.sub(r" ", r"(?:e?s|x)? ", word) for word in ordered)
    return re.compile(rf"\b(?:{phrases})(?:e?s|x|e)?\b")


def _class_of(name: str, words: str) -> str:
    """The class of a list that words fall in; the words themselves where in none."""
    plain = key(words)
    for code, pattern in _classes(name):
        if pattern.search(plain):
            return code
    return _bare(words)


def _class_in(name: str, words: str) -> bool:
    return any(pattern.search(key(words)) for _, pattern in _classes(name))


def is_toll(question: Question) -> bool:
    """Whether the question asks for a number of people."""
    return question.field in TOLL_FIELDS
