"""Events that no word names: "On 9 January a farmer lost an eye when he lit a fire", "Separately, a
fire has broken out at a terminal". Only a day of their own, or words that set them apart, tell that
they are no part of what the report is about."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.assemble.apart import Apart
from rashomon.assemble.marks import Marks
from rashomon.assemble.news import is_new
from rashomon.assemble.triggers import READ_KINDS, Trigger, Triggers
from rashomon.document import Sentence

NAMELESS = "event"
"""The class of an event without a word for it: no type follows from it."""


def unnamed(marks: Marks, found: Triggers, apart: Apart) -> Iterator[Trigger]:
    """The events of sentences in which no word names one, each at the verb that tells it."""
    told = {marks.token(t.i).sentence for t in found.found}
    for sentence in marks.document.sentences:
        if sentence.kind not in READ_KINDS or sentence.index in told or not sentence.index:
            continue
        words = set(range(sentence.first, sentence.last))
        elsewhere = apart.opens_elsewhere(sentence)
        headed, places = found.heading_of(sentence)
        dated = headed is not None or any(i in marks.times_by_token for i in words)
        if not (dated or elsewhere):
            continue
        verb = _telling(marks, sentence) or (_root(marks, sentence) if elsewhere else None)
        if verb is None:
            continue
        time = headed or found.dates.within(words)
        if time is None and not elsewhere:
            continue
        yield Trigger(
            i=verb,
            event_class=_class(marks, verb),
            time=time,
            places=found.places_in(words) or places,
            is_earlier=False,
            is_indefinite=False,
            is_apart=False,
        )


def _class(marks: Marks, verb: int) -> str:
    done = marks.hit("effects.patient", verb)
    return "abduction" if done is not None and "abductions" in done.codes else NAMELESS


def _telling(marks: Marks, sentence: Sentence) -> int | None:
    """The first verb that tells what happened to somebody new, or what somebody new did."""
    for i in range(sentence.first, sentence.last):
        token = marks.token(i)
        if not marks.is_verb(i) or "past" not in token.features or token.relation == "relative":
            continue
        if marks.negated(i) or marks.hit("scene.aftermath", i) is not None:
            continue
        saying = marks.hit("speech", i) is not None and marks.children(i, "complement", "marker")
        if token.relation in ("auxiliary", "copula", "aside") or saying:
            continue
        nouns = (*marks.agents(i), *marks.patients(i))
        if any(_is_somebody(marks, n) and is_new(marks, n) for n in nouns):
            return i
    return None


def _root(marks: Marks, sentence: Sentence) -> int | None:
    tokens = range(sentence.first, sentence.last)
    return next((i for i in tokens if marks.token(i).head == i and marks.is_verb(i)), None)


def _is_somebody(marks: Marks, noun: int) -> bool:
    return marks.hit("people", noun) is not None or noun in marks.count_of_noun
