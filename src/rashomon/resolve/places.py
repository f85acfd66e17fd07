"""Where the names of a report are: `resolve_places`.

1. find the names, listed and unlisted (`place_names`);
2. rank the listed ones' candidates by the whole report (`place_rank`);
3. read the clauses that say where a place lies (`place_clauses`), and rank again with them, then
   without places in countries that the report has nothing to do with (`place_strays`);
4. locate what is not listed from its clauses (`place_locate`), the main site first, each place that
   is located serving the next as an anchor;
5. write it all down, undecided names included, with the reason (`place_write`).
"""

from __future__ import annotations

from dataclasses import replace

from rashomon.document import Document, PlaceName
from rashomon.gazetteer import Borders, Gazetteer, GazetteerPlace
from rashomon.gazetteer.names import key as name_key
from rashomon.geodesy import Anchor, Constraint, Location
from rashomon.records import Place
from rashomon.resolve.place_capitals import unnamed_capitals
from rashomon.resolve.place_clauses import BESIDE, FROM_THE_SITE, Clause, ClauseFinder
from rashomon.resolve.place_hits import QUARTER, NameHit, lists_of, settled
from rashomon.resolve.place_lexicon import PlaceLexicon
from rashomon.resolve.place_locate import (
    LARGEST_TOWN_KM,
    Known,
    across_the_border,
    anchor_of,
    can_miss,
    constraints_on,
    is_elsewhere,
    leads_to_others,
    locate_name,
    misses_km,
    point_radius_km,
)
from rashomon.resolve.place_names import find_names
from rashomon.resolve.place_rank import NameGroup, Ranked, fitting, group_names, is_decided, rank
from rashomon.resolve.place_spellings import nearly_listed
from rashomon.resolve.place_spots import SPOT, with_spots
from rashomon.resolve.place_state import MOSTLY, Resolution
from rashomon.resolve.place_strays import without_strays
from rashomon.resolve.place_write import written

IMPOSSIBLE_KM = 60.0
"""A listed place this far from where the clauses put it is another place of the same name."""
SMALLEST_TOWN_KM = 3.0
"""How far a quarter may lie from the middle of the smallest town that has any."""
MOSTLY_ABOUT = 1.5
"""A report is about the country that it names this many times as often as the next."""
_SHOWN_BY: frozenset[str] = frozenset(
    {"distance", "distance-direction", "distance-border", "distance-direction-site",
     "distance-site", "direction", "near", "near-border", "road"}
)  # fmt: skip
"""Clauses that only a place can have or be measured from."""


def resolve_places(
    document: Document,
    gazetteer: Gazetteer,
    borders: Borders,
    lexicon: PlaceLexicon,
    home: str | None = None,
    bodies: frozenset[tuple[int, int]] = frozenset(),
) -> tuple[tuple[PlaceName, ...], tuple[Place, ...]]:
    """Every place name of the document in order, and the places that they mean.

    A demonym's place is its country. Names that could not be decided or located are places with
    method "unresolved", no coordinates, the candidates and the reason. `home` is the country of
    the outlet, where it is known; `bodies` where known groups and bodies are named (start, end):
    such a name is no place ("affiliés au Hezbollah").
    """
    return written(_resolved(document, gazetteer, borders, lexicon, home, bodies))


def located(
    document: Document, gazetteer: Gazetteer, borders: Borders, lexicon: PlaceLexicon
) -> dict[str, Location]:
    """Name key → where its clauses meet, for every name that no gazetteer lists."""
    state = _resolved(document, gazetteer, borders, lexicon)
    return {name: location for name, (location, _) in state.located.items()}


def _resolved(
    document: Document,
    gazetteer: Gazetteer,
    borders: Borders,
    lexicon: PlaceLexicon,
    home: str | None = None,
    bodies: frozenset[tuple[int, int]] = frozenset(),
) -> Resolution:
    state = Resolution(document, gazetteer, borders, lexicon, home)
    _find(state, bodies)
    _rank_with_clauses(state)
    _leave_strays(state)
    _add_capitals(state)
    _locate_unlisted(state)
    return state


# ------------------------------------------------------------------------------------ find, rank


def _find(state: Resolution, bodies: frozenset[tuple[int, int]]) -> None:
    named = find_names(state.document, state.gazetteer, state.lexicon)
    found = tuple(h for h in named if (h.start, h.end) not in bodies)
    finder = ClauseFinder(state.document, state.lexicon)
    clauses = finder.clauses(found)
    shown = {
        key
        for clause in clauses
        if clause.kind in _SHOWN_BY
        for key in [clause.subject, *(a.key for a in clause.anchors if not a.person)]
        if key is not None
    }
    # "X, dans la province de Y": only a place can have an area right behind it.
    shown |= {
        h.key
        for clause in clauses
        if clause.kind in ("inside", "part")
        for h in found
        if h.key == clause.subject
        and 0 <= clause.start - h.end <= BESIDE
        and "," in state.document.text[h.end : clause.start + 1]
    }
    state.hits = settled(found, frozenset(shown) | _fitting(state, found, frozenset(shown)))
    told = _of_lists(state.hits, finder.clauses(state.hits))
    state.hits, state.clauses = with_spots(state.document, state.hits, told, state.lexicon)
    state.groups = group_names(state.hits, state.gazetteer)


def _of_lists(hits: tuple[NameHit, ...], clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses, an area told behind the last name of a list told of all: "X, Y and Z, in …"."""
    more = [
        replace(clause, subject=hit.key)
        for names in lists_of(hits)
        for clause in clauses
        if clause.kind in ("inside", "part") and clause.subject == names[-1].key
        if names[-1].end <= clause.start and clause.sentence == names[-1].sentence
        for hit in names[:-1]
        if hit.use == "place"
    ]
    return tuple(dict.fromkeys((*clauses, *more)))


def _fitting(
    state: Resolution, found: tuple[NameHit, ...], shown: frozenset[str]
) -> frozenset[str]:
    """Keys of names that only the list shows to be places, and that fit the others."""
    kept = {h.start for h in settled(found, shown)}
    weak = [h for h in found if h.start not in kept and h.options and h.use != "part-of-name"]
    if not weak:
        return frozenset()
    strong = [h for h in found if h.start in kept]
    groups = group_names(strong, state.gazetteer)
    ranked, focus = rank(groups, strong, state.gazetteer, home=state.home)
    state.ranked_first = [h.start for h in strong], ranked, focus
    return fitting(group_names(weak, state.gazetteer), focus)


def _rank_with_clauses(state: Resolution) -> None:
    """Rank, hold the candidates against the clauses, and rank again without the names that no
    listed place can be meant by, one at a time: each may have misled the others."""
    _rank(state, {})
    stated = tuple(c for c in state.clauses if c.distance is not None or _is_beside(state, c))
    for _ in range(len(state.groups)):
        misses = _misses(state)
        if misses or state.unlisted:
            _rank(state, misses)
        impossible = _most_impossible(state, stated)
        if impossible is None:
            return
        state.unlisted.add(impossible)
        state.known.pop(impossible, None)


def _leave_strays(state: Resolution) -> None:
    """Rank again without listed places in countries that the report has nothing to do with."""
    kept = without_strays(
        state.hits, state.groups, state.known, state.gazetteer, state.borders, state.home,
        state.lexicon.winds,
    )  # fmt: skip
    if kept is None:
        return
    state.strays = {
        g.key: state.ranked[g.key, g.within]
        for g in state.groups
        for hit in kept
        if hit.key == g.key and hit.options != g.hits[0].options
    }
    state.hits = kept
    state.groups = group_names(kept, state.gazetteer)
    _rank_with_clauses(state)


def _add_capitals(state: Resolution) -> None:
    """The capitals that are told by that word alone: they decide nothing of the other names."""
    capitals = tuple(
        unnamed_capitals(
            state.document, state.hits, state.focus.countries, state.gazetteer, state.lexicon
        )
    )
    if not capitals:
        return
    for hit in capitals:
        place = hit.options[0]
        why = "the capital of the country that the report is about"
        state.ranked[hit.key, None] = (Ranked(place, 1.0, why),)
        state.known[hit.key] = _known(place)
    state.hits = tuple(sorted((*state.hits, *capitals), key=lambda hit: hit.start))
    state.groups += tuple(NameGroup(hit.key, None, (hit,)) for hit in capitals)


def _rank(state: Resolution, misses: dict[tuple[str, int], float]) -> None:
    starts, ranked, focus = state.ranked_first
    state.ranked_first = [], {}, focus
    # Where no further name fitted, the names are those that were ranked to see what fits.
    if not starts or starts != [h.start for h in state.hits]:
        groups = [g for g in state.groups if g.key not in state.unlisted]
        ranked, focus = rank(groups, state.hits, state.gazetteer, misses, state.home)
    state.ranked.update(ranked)
    state.focus = focus
    _settle_known(state)
    state.main = _main_site(state)


def _misses(state: Resolution) -> dict[tuple[str, int], float]:
    """(key, index of the option) → km by which it fails the clauses, where any tests it."""
    found: dict[tuple[str, int], float] = {}
    for group in state.groups:
        constraints = constraints_on(group.key, state.clauses_on(group.key), state.setting())
        for i, place in enumerate(group.options if constraints else ()):
            missed = misses_km(place, constraints) if can_miss(place) else None
            if missed is not None:
                found[group.key, i] = missed
    return found


def _most_impossible(state: Resolution, stated: tuple[Clause, ...]) -> str | None:
    """The name whose listed places all lie far from where the clauses told of it put them: a place
    that is not listed. Of several the one that the most clauses tell of, since the others may only
    be measured from a place wrongly taken for a listed one."""
    worst: tuple[int, str] | None = None
    for group in state.groups:
        if group.key in state.unlisted or not group.options:
            continue
        own = [c for c in stated if (c.subject or state.main) == group.key]
        if _is_measured_from(state, group.key):  # it is known: nobody measures from the unknown
            own = [c for c in own if c.subject is not None]
        if group.key not in state.known:  # nothing decides: what is far from all is no clue then
            own = [c for c in own if _is_beside(state, c)]
        constraints = constraints_on(group.key, own, state.setting())
        area = _is_called_area(state, group)
        if constraints and all(
            (place.is_point or (can_miss(place) and not area))
            and is_elsewhere(place, constraints, IMPOSSIBLE_KM)
            for place in group.options
        ):
            worst = max(worst or (0, ""), (len(own), group.key))
    return worst[1] if worst else None


def _is_measured_from(state: Resolution, key: str) -> bool:
    """Whether the report measures where something else is from a name: "65 miles west of X"."""
    measured = (c for c in state.clauses if c.distance is not None and c.subject != key)
    return any(anchor.key == key for clause in measured for anchor in clause.anchors)


def _is_called_area(state: Resolution, group: NameGroup) -> bool:
    """Whether the words call a name a division's: "X County", "the X district"."""
    last = group.hits[0].text.split()[-1]
    told = any(hit.feature == "A" for hit in group.hits)
    return told or state.lexicon.feature_class(last) == "A"


def _is_beside(state: Resolution, clause: Clause) -> bool:
    """True for an area or a town told right behind its place: "X, in the Y region", "X, near Y"."""
    return clause.kind in ("inside", "part", "near") and any(
        h.key == clause.subject and 0 <= clause.start - h.end <= BESIDE for h in state.hits
    )


def _settle_known(state: Resolution) -> None:
    state.known = {}
    for group in state.groups:
        ranked = state.ranked[group.key, group.within]
        done = group.key in state.known or group.key in state.unlisted
        if is_decided(ranked) and not done:
            state.known[group.key] = _known(ranked[0].place)


def _known(place: GazetteerPlace) -> Known:
    radius = point_radius_km(place) if place.is_point else place.radius_km
    return Known(place.name, place.latitude, place.longitude, radius or 10.0, place)


def _main_site(state: Resolution) -> str | None:
    """The key of the place the report is about: its most mentioned settlement, the first of equals.

    Unlisted places and those told to be a town or village come first, capitals last: a capital is
    named for its government, or to measure from.
    """
    best: tuple[float, str] | None = None
    for group in state.groups:
        places = [h for h in group.hits if h.use == "place" and h.feature != SPOT]
        top = state.ranked[group.key, group.within][:1]
        code = top[0].place.feature_code if top else "unlisted"
        if not places or code in ("PCLI", "ADM1", "ADM2", "CONT") or (top and top[0].place.is_wide):
            continue
        told = any(h.feature == "P" for h in places)
        anchor_only = all(_is_anchor(state, h) for h in places)
        score = min(len(places), 4) + 1.5 * told + (code == "unlisted") - 2 * (code == "PPLC")
        score -= 2 * anchor_only
        if best is None or score > best[0]:
            best = (score, group.key)
    return best[1] if best else None


def _is_anchor(state: Resolution, hit: NameHit) -> bool:
    return any(
        hit.start == a.start for c in state.clauses if c.kind in _SHOWN_BY for a in c.anchors
    )


# ---------------------------------------------------------------------------------------- locate


def _locate_unlisted(state: Resolution) -> None:
    waiting = [g.key for g in state.groups if g.key not in state.known and _may_locate(state, g)]
    waiting = sorted(dict.fromkeys(waiting), key=lambda key: key != state.main)
    waiting = [key for key in waiting if not _is_nearly_listed(state, key)]
    progress = True
    while waiting and progress:
        progress = False
        for key in list(waiting):
            constraints = _constraints(state, key)
            if not any(c.kind != "inside" for c in constraints):
                continue
            waiting.remove(key)
            progress = True
            location = locate_name(constraints) or _by_own_clauses(state, key)
            if location is None:
                state.contradictions[key] = constraints
                continue
            _keep(state, key, location, constraints)
            waiting += [other for other in _mistaken(state, key) if other not in waiting]
    for key in waiting:
        constraints = _constraints(state, key)
        if any(_is_region(c) for c in constraints):
            location = locate_name(constraints)
            if location is not None:
                _keep(state, key, location, constraints)


def _is_nearly_listed(state: Resolution, key: str) -> bool:
    """Whether another spelling of an unlisted name is listed: it is settled then."""
    group = next(g for g in state.groups if g.key == key)
    found = nearly_listed(state, group) if not state.ranked[key, group.within] else None
    if found is None:
        return False
    place = found[0]
    state.nearly[key] = found
    state.known[key] = _known(place)
    return True


def _by_own_clauses(state: Resolution, key: str) -> Location | None:
    """Without the clauses that tell of other places from here: those may be mistaken ones."""
    direct = tuple(c for c in state.clauses if c.kind not in FROM_THE_SITE)
    constraints = constraints_on(key, direct, state.setting())
    return locate_name(constraints) if any(c.kind == "distance" for c in constraints) else None


def _mistaken(state: Resolution, key: str) -> list[str]:
    """Names taken for listed places that, now that this one is located, cannot be those."""
    found = []
    for clause in state.clauses:
        other = clause.subject
        place = state.known[other].place if other in state.known else None
        if clause.kind not in FROM_THE_SITE or key != state.main or place is None or other is None:
            continue
        missed = misses_km(place, constraints_on(other, (clause,), state.setting()))
        if (
            place.feature_class == "P"
            and place.feature_code != "PPLC"
            and missed is not None
            and missed > IMPOSSIBLE_KM
        ):
            del state.known[other]
            found.append(other)
    return found


def _keep(
    state: Resolution, key: str, location: Location, constraints: tuple[Constraint, ...]
) -> None:
    state.located[key] = (location, constraints)
    name = next(h.text for h in state.hits if h.key == key)
    state.known[key] = Known(name, location.latitude, location.longitude, location.radius_km)


def _may_locate(state: Resolution, group: NameGroup) -> bool:
    ranked = state.ranked[group.key, group.within]
    dropped = group.key not in state.known and is_decided(ranked)
    return not ranked or dropped or group.key in state.unlisted


def _is_region(constraint: Constraint) -> bool:
    """True for "in the X region": an area smaller than a whole country."""
    return constraint.kind == "inside" and not constraint.text.startswith(MOSTLY)


def _in_town(state: Resolution, key: str) -> tuple[Constraint, ...]:
    """That a quarter lies in its town."""
    hit = next((h for h in state.hits if h.key == key and h.evidence == QUARTER and h.within), None)
    town = state.known.get(name_key(hit.within)) if hit is not None and hit.within else None
    if town is None or hit is None:
        return ()
    anchor = Anchor(town.name, town.latitude, town.longitude)
    reach = max(min(town.radius_km, LARGEST_TOWN_KM), SMALLEST_TOWN_KM)
    told = f"a quarter of {hit.within}"
    return (Constraint("distance", told, anchor, low_km=0, high_km=reach, expected_km=reach / 2),)


def _constraints(state: Resolution, key: str) -> tuple[Constraint, ...]:
    """The clauses on a name, and the country that the report is about."""
    setting = state.setting()
    own = (*constraints_on(key, state.clauses_on(key), setting), *_in_town(state, key))
    measured = any(c.kind != "inside" for c in own)
    bounded = any(c.kind == "inside" for c in own)
    # "near the border with X" says that the place is not in X.
    across = across_the_border(key, state.clauses_on(key), setting)
    countries = [c for c in setting.countries if c[0] not in across]
    if own and (measured or bounded) and countries:
        code, share = countries[0]
        second = countries[1][1] if len(countries) > 1 else 0.0
        area = state.borders.country(code)
        if area is not None and share >= MOSTLY_ABOUT * second:
            home = anchor_of(setting.country_names(code), area)
            if not bounded:
                told = f"{MOSTLY} {home.name}"
                own = (*own, Constraint("inside", told, home, assumed=True))
            if measured:
                own = (*own, *leads_to_others(key, state.clauses, setting, home))
    return own
