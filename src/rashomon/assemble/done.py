"""Whether a verb of violence tells that its subject did it: it may only be called for, asked,
wanted, or done to the subject."""

from __future__ import annotations

from rashomon.assemble.marks import MAX_CLIMB, Marks


def told_as_done(marks: Marks, verb: int) -> bool:
    """Whether it is told as something that was done."""
    return not (_is_called_for(marks, verb) or _is_asked(marks, verb) or _is_wanted(marks, verb))


def is_undergone(marks: Marks, verb: int) -> bool:
    """Whether a participle without an auxiliary, or a verb behind "saw", tells what happened to
    people: "people found shot to death", "we saw people hit"."""
    token = marks.token(verb)
    harm = marks.hit("effects.patient", verb) is not None and "past" in token.features
    others = any(
        marks.token(a).lower in marks.lexicon.linkers and a == verb - 1
        for a in marks.children(verb, "agent")
    )
    if harm and others:
        return True  # "and ten others wounded, among them three civilians"
    if marks.children(verb, "patient"):
        return False
    over = marks.governor(verb)
    seen = over is not None and marks.hit("perceiving", over) is not None
    if seen and token.relation in ("complement", "clause", "patient"):
        return True
    joined = token.relation == "conjunct" and marks.is_passive(token.head)
    if joined and harm and not marks.children(verb, "auxiliary", "recipient"):
        return True  # "one man was killed, and ten others wounded"
    bare = {"participle", "past"} <= token.features and "finite" not in token.features
    own = marks.children(verb, "auxiliary", "agent", "oblique", "recipient")
    return bare and not own and token.relation != "conjunct" and token.head != verb


def strikes_speaker(marks: Marks, verb: int) -> bool:
    """Whether whoever speaks is the one struck: "they tried to assassinate me"."""
    words = marks.lexicon["first_person_objects"].codes
    return any(marks.token(p).lower in words for p in marks.children(verb, "patient"))


def is_incited(marks: Marks, verb: int) -> bool:
    """Whether somebody only calls on others to do it: "called on its followers to kill"."""
    token = marks.token(verb)
    over = token.head
    called = token.relation in ("complement", "clause") and marks.hit("inciting", over) is not None
    return called and over != verb and _infinitive(marks, verb)


def is_only_tried(marks: Marks, word: int) -> bool:
    """Whether harm was only tried: "attempted murder of two officers", "trying to kill a guard",
    "a plot to abduct him", « tentative d'assassinat de deux ministres »."""
    attempted = marks.lexicon["persons.attempted"].codes
    of = marks.lexicon["of_words"].codes
    at = word
    for _ in range(MAX_CLIMB):
        token = marks.token(at)
        if any(marks.token(c).lower in attempted for c in marks.children(at, "modifier", "name")):
            return True
        if token.head == at:
            return False
        over = token.head
        if marks.is_verb(at):
            if not _infinitive(marks, at):
                return False
            if marks.hit("persons.tries", over) or marks.hit("persons.attempts", over):
                return True
            if token.relation != "conjunct":
                return False
        elif marks.token(over).lower in attempted and marks.case(at) in of:
            return True
        elif token.relation not in ("conjunct", "name", "modifier"):
            return False
        at = over
    return False


def _infinitive(marks: Marks, verb: int) -> bool:
    return "infinitive" in marks.token(verb).features or any(
        marks.token(c).lower in marks.lexicon["to_words"].codes
        for c in marks.children(verb, "auxiliary", "marker")
    )


def _is_called_for(marks: Marks, verb: int) -> bool:
    """Whether a noun says that it was to be done, not that it was: "calls to strike them"."""
    over = marks.token(verb).head
    infinitive = any(
        marks.token(c).lower in marks.lexicon["to_words"].codes
        for c in marks.children(verb, "auxiliary", "marker")
    )
    return infinitive and marks.hit("calls_for", over) is not None


def _is_asked(marks: Marks, verb: int) -> bool:
    """Whether it stands in a question: "did not say whether other units fired"."""
    return any(
        marks.token(c).lower in marks.lexicon["whether_words"].codes
        for c in marks.children(verb, "marker", "modifier")
    )


def _is_wanted(marks: Marks, verb: int) -> bool:
    """Whether somebody only wanted it done: "wanted to drive out farmers", "urged its followers to
    kill"."""
    token = marks.token(verb)
    over = token.head if token.relation in ("complement", "clause") else verb
    return over != verb and _infinitive(marks, verb) and marks.hit("wishing", over) is not None
