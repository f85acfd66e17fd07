"""What is only to come or only meant: it has no incident of its own."""

from __future__ import annotations

from rashomon.assemble.marks import Marks


def is_to_come(marks: Marks, verb: int) -> bool:
    """Whether a clause tells of what will be, is meant or is expected: "vows to attack", "reprisals
    are likely"."""
    for i in (verb, *marks.children(verb)):
        if i != verb and marks.token(i).relation == "conjunct":
            continue  # "were shot, but are expected to live"
        if "future" in marks.token(i).features:
            return True
        if i in marks.hits("future.phrases") and not (i == verb and _goes(marks, verb)):
            return True
    return _is_planned(marks, verb) or _is_expected(marks, verb)


def _goes(marks: Marks, verb: int) -> bool:
    """Whether a verb that tells the future before an infinitive has none: "ils vont bien"."""
    hit = marks.hits("future.phrases")[verb]
    below = marks.children(verb, "complement")
    ahead = any("infinitive" in marks.token(i).features for i in below)
    return hit.last == hit.first + 1 and not ahead


def is_purpose(marks: Marks, event: int) -> bool:
    """Whether events are only what something is for: "guns stored for attacks at Easter"."""
    if marks.is_verb(event) or "plural" not in marks.token(event).features:
        return False
    return marks.case(event) in marks.lexicon["purpose_words"].codes and not (
        marks.children(event, "determiner") or event in marks.count_of_noun
    )


def _is_expected(marks: Marks, verb: int) -> bool:
    """Whether something is only to come: "reprisals are likely", "more is expected"."""
    words = [c for c in (verb, *marks.children(verb)) if marks.hit("future.expected", c)]
    now = any(
        "present" in marks.token(i).features and "finite" in marks.token(i).features
        for i in (verb, *marks.children(verb, "auxiliary", "copula"))
    )
    told = {marks.token(w).pos for w in words} & {"ADJ", "VERB"}
    return bool(told) and now and not marks.children(verb, "complement")


def _is_planned(marks: Marks, verb: int) -> bool:
    """Whether a deed is only meant: "the rebels plan to attack", "prévoient d'attaquer"; or is to
    come: "vont attaquer"."""
    token = marks.token(verb)
    if "infinitive" not in token.features or token.relation not in ("complement", "clause"):
        return False
    meant = marks.hit("speech.promise", token.head) or marks.hit("future.phrases", token.head)
    return token.head != verb and meant is not None
