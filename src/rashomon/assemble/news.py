"""Whether words tell of an event as news, and whether a place is where it was: what parts one
incident of a report from another (CONTRACT.md, reading rule 6)."""

from __future__ import annotations

from rashomon.assemble.marks import Marks
from rashomon.document import PlaceName
from rashomon.geodesy import distance_km

FINE = 3
"""UCDP's where_prec of a district: what is coarser says little of where an event was."""
WAVE_REACH = 4
"""Tokens behind "a series of" in which its attacks are named."""
SCENE_KM = 20.0
"""How far the places of one incident lie from each other at most, where nothing says otherwise."""
OUTSKIRTS_KM = 30.0
"""How far the outskirts of a great city lie from its middle."""
CAUSE_REACH = 8
"""Tokens before a noun in which "in retaliation for" makes it a cause."""
MAX_CLIMB = 8
"""Steps from a place up to the event that it may be the site of."""


def introduces(marks: Marks, event: int, indefinite: bool) -> bool:
    """Whether words tell of something new: "a bombing", "three strikes", "a drone struck a mosque";
    not "the blast", nor what was done to "them". `indefinite`: whether a noun has an indefinite
    article."""
    if not marks.is_verb(event):
        return indefinite or (event in marks.count_of_noun and is_new(marks, event))
    involved = (*marks.agents(event), *marks.patients(event))
    return bool(involved) and all(is_new(marks, noun) for noun in involved)


def is_new(marks: Marks, noun: int) -> bool:
    """Whether a noun names somebody or something for the first time: "a farmer", "nine men"."""
    if marks.token(noun).pos == "PRON":
        return False
    determiners = {marks.token(c).lower for c in marks.children(noun, "determiner")}
    if determiners & set(marks.lexicon["anaphora"].codes):
        return False
    return not marks.children(noun, "possessor") and marks.hit("persons.another", noun) is None


def is_site(marks: Marks, name: PlaceName, event: int) -> bool:
    """Whether a place tells where an event was: "in X", "a market in X"; not "to X", nor "a
    hospital in X"."""
    at = marks.document.token_at(name.span.end - 1)
    sites = marks.lexicon["place_roles.site"].codes
    if at is not None and _opens_with(marks, name, at, event):
        return True
    ways = {
        *marks.lexicon["place_roles.origin"].codes,
        *marks.lexicon["place_roles.destination"].codes,
    }
    located = False
    for _ in range(MAX_CLIMB):
        if at is None or at == event:
            return located and at is not None
        case = marks.case(at)
        if case in ways or marks.hit("conditions.care", at) is not None:
            return False
        located = located or case in sites or _is_near(marks, at, case)
        if (marks.is_verb(at) and not _is_modifier(marks, at)) or marks.token(at).head == at:
            return located and at == marks.predicate(event)
        at = marks.token(at).head
    return False


def was_there(marks: Marks, name: PlaceName, event: int) -> bool:
    """Whether an event was in a town, or struck it; not where only who acts is of it ("the
    authorities in X attributed the attack to …")."""
    token = marks.document.token_at(name.span.end - 1)
    if not marks.is_verb(event):
        own = token in marks.document.subtree(event)
        return (own or not is_known(marks, event)) and is_site(marks, name, event)
    struck = {j for p in marks.patients(event) for j in marks.document.subtree(p)}
    return token in struck or is_site(marks, name, event)


def is_known(marks: Marks, event: int) -> bool:
    """Whether a noun names an event as told: "the attack", "that raid"."""
    known = marks.lexicon["anaphora"].codes
    below = marks.children(event, "determiner")
    return any(marks.token(c).lower in known for c in below)


def is_cause(marks: Marks, i: int) -> bool:
    """Whether a noun names what the main event answers: "in retaliation for a raid"."""
    if marks.is_verb(i):
        return False
    sentence = marks.document.sentence_of(i)
    before = range(max(i - CAUSE_REACH, sentence.first), i)
    hits = marks.hits("motives.retaliation")
    return any(h.first in before and h.last <= i for h in hits.values())


def _is_near(marks: Marks, noun: int, case: str | None) -> bool:
    """Whether a noun stands behind two words such as "près de"."""
    if case not in marks.lexicon["of_words"].codes:
        return False
    before = min(marks.children(noun, "case")) - 1
    return before >= 0 and marks.token(before).lower in marks.lexicon["place_roles.site"].codes


def _opens_with(marks: Marks, name: PlaceName, last: int, event: int) -> bool:
    """Whether the sentence of an event opens with "In X, …", whatever a parse makes of it."""
    sentence = marks.document.sentence_of(event)
    first = marks.document.token_at(name.span.start)
    if first != sentence.first + 1 or not last + 1 < event < sentence.last:
        return False
    sites = marks.lexicon["place_roles.site"].codes
    return marks.token(sentence.first).lower in sites and marks.token(last + 1).text == ","


def _is_modifier(marks: Marks, verb: int) -> bool:
    """Whether a participle only tells more of its noun: "a bomb buried in a road in X"."""
    token = marks.token(verb)
    return "participle" in token.features and token.relation in ("relative", "modifier")


def overlap(marks: Marks, one: str, other: str) -> bool:
    """Whether one place's name holds the other's: "Sa'ada" and "Sa'ada City"."""
    a, b = marks.place(one).name.lower(), marks.place(other).name.lower()
    return a in b or b in a


def far_apart(marks: Marks, one: str, other: str) -> bool:
    """Whether two places cannot be one scene: of two countries, or of two regions of one. `one`,
    `other`: ids of places."""
    a, b = marks.place(one), marks.place(other)
    if a.country is None or b.country is None:
        return False
    if a.country != b.country:
        return True
    apart = None not in (a.admin1, b.admin1) and a.admin1 != b.admin1
    return apart and not _are_neighbours(marks, one, other)


def _are_neighbours(marks: Marks, one: str, other: str) -> bool:
    """Whether two towns lie as near each other as a city and its surroundings in another region."""
    towns = all(
        p.where_prec is not None and p.where_prec < FINE for p in map(marks.place, (one, other))
    )
    return towns and not are_distant(marks, one, other, OUTSKIRTS_KM)


def are_distant(marks: Marks, one: str, other: str, km: float = SCENE_KM) -> bool:
    """Whether two places lie farther from each other than one scene reaches. `one`, `other`: ids of
    places; `km`: as far as that."""
    a, b = marks.place(one), marks.place(other)
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return False
    return distance_km(a.latitude, a.longitude, b.latitude, b.longitude) > km


def is_fine(marks: Marks, name: PlaceName) -> bool:
    """Whether a place is a town or finer, or one that could not be resolved."""
    place = marks.place(name.place)
    if place.method in ("gazetteer", "region"):
        return place.where_prec is None or place.where_prec <= FINE
    return True


def are_joined(marks: Marks, name: PlaceName) -> bool:
    """Whether several towns are named as one: "in X and Y"."""
    token = marks.document.token_at(name.span.end - 1)
    several = [] if token is None else [*marks.with_conjuncts(token)]
    above = None if token is None else marks.token(token)
    joined = above is not None and above.relation == "conjunct"
    return joined or sum(t in marks.places_by_token for t in several) > 1


def is_wave(marks: Marks, event: int) -> bool:
    """Whether words tell of several attacks as one: "a series of attacks", "coordinated bombings",
    "five raids", "attacks on the villages of X and Y", "killed in three churches"."""
    if _strikes_several(marks, event):
        return True
    if marks.is_verb(event) or "plural" not in marks.token(event).features:
        return False
    if any(0 <= event - hit.last < WAVE_REACH for hit in marks.hits("wave_words").values()):
        return True
    count = marks.count_of_noun.get(event)
    if count is not None and (count.low or 0) > 1:
        return True
    below = marks.children(event, "modifier")
    return any(marks.token(c).lower in marks.lexicon["wave_modifiers"].codes for c in below)


def _strikes_several(marks: Marks, event: int) -> bool:
    """Whether an event was in several towns, or in several of what has one place each."""
    sites = marks.lexicon["place_roles.site"].codes
    below = [*marks.children(event, "oblique")]
    if marks.is_verb(event):
        struck = [p for p in marks.patients(event) if marks.hit("wave_sites", p) is not None]
        below.extend(struck)
    else:
        struck = []
    for noun in below:
        if noun not in struck and marks.case(noun) not in sites:
            continue
        count = marks.count_of_noun.get(noun)
        many = count is not None and (count.low or 0) > 1
        if many and marks.hit("wave_sites", noun) is not None:
            return True
        if "plural" in marks.token(noun).features and marks.hit("wave_sites", noun) is not None:
            named = {p for c in marks.children(noun) for p in _places(marks, c)}
            if len(named) > 1:
                return True
        if noun in marks.places_by_token and len(_places(marks, noun)) > 1:
            return True
    return False


def _places(marks: Marks, noun: int) -> set[str]:
    """The towns that a name and those joined to it name."""
    names = (marks.places_by_token.get(n) for n in marks.with_conjuncts(noun))
    return {n.place for n in names if n is not None and n.use == "place" and is_fine(marks, n)}
