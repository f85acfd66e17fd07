"""assemble: Document → Reading. Voices, claims, and the incidents told apart inside a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rashomon.assemble.claims import Claims
from rashomon.assemble.custody import released, set_arrests, without_mere_meetings
from rashomon.assemble.denials import denials
from rashomon.assemble.disavowals import Disavowals
from rashomon.assemble.doubts import doubts
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.involvement import Involvements
from rashomon.assemble.marks import Marks
from rashomon.assemble.means import Means
from rashomon.assemble.motives import Motives
from rashomon.assemble.outlets import is_own_statement, narrator
from rashomon.assemble.quarters import Quarters
from rashomon.assemble.relations import Relations
from rashomon.assemble.responsibility import Responsibility
from rashomon.assemble.scene import Scene
from rashomon.assemble.situation import Situation
from rashomon.assemble.tolls import Tolls
from rashomon.assemble.typing import type_of
from rashomon.assemble.voices import Voices
from rashomon.assemble.waves import parents
from rashomon.assemble.whereabouts import Whereabouts
from rashomon.attributions import Finder
from rashomon.document import Document
from rashomon.knowledge import Knowledge
from rashomon.records import (
    READING_SCHEMA,
    WITHOUT_INCIDENT,
    Actor,
    Claim,
    ClaimField,
    Involvement,
    Mention,
    Place,
    PlaceValue,
    Quantity,
    Reading,
    TimeValue,
    identify,
)

"""Kinds of bodies that publish reports themselves, and whose names tell what they are."""


def assemble(document: Document, knowledge: Knowledge) -> Reading:
    """Everything that the report says, as claims.

    1. voices      who says what, over which words
    2. happenings  the incidents told apart
    3. drafts      tolls, involvement, whereabouts, situation, types; then statements
    4. claims      drafts with voice, stance, mode and id; repetitions folded
    """
    marks = Marks(document, knowledge.lexicon(document.language))
    lexicon = knowledge.lexicon(document.language)
    own = narrator(document.report, lexicon)
    if own.kind == "narrator" and is_own_statement(document, lexicon):
        own = replace(own, kind="ngo")
    voices = Voices(marks, own, Finder.of(document, knowledge))
    happenings = Happenings(marks, voices)
    scene = Scene(marks, happenings)
    drafts = _drafts(marks, voices, happenings, scene, knowledge)
    told = _told(happenings, drafts, marks)
    ids = {h.number: _mention_id(document, h) for h in told}
    claims = Claims(marks, voices, happenings, ids).make(drafts)
    wave = parents(marks, happenings.found)
    moved = Quarters(marks, scene).moved(drafts)
    return Reading(
        schema=READING_SCHEMA,
        reader=knowledge.reader,
        report=document.report,
        actors=_used_actors(document, claims),
        places=tuple(moved.get(p.id, p) for p in _used_places(document, claims)),
        incidents=tuple(
            Mention(
                ids[h.number],
                _title(h, claims, ids[h.number], marks),
                ids.get(wave.get(h.number, -1)),
            )
            for h in told
        ),
        claims=claims,
    )


def _told(happenings: Happenings, drafts: list[Draft], marks: Marks) -> list[Happening]:
    """The incidents that something is told of. What was only stated, with nothing more exact, tells
    of the main incident, or of none; so does where and when a count over several was made."""
    counted = {marks.token(d.anchor).sentence for d in drafts if d.scope is not None}
    told = [
        h
        for h in happenings.found
        for tells in [_LITTLE | {"place"} if _only_in(h, counted, marks) else _LITTLE]
        if any(d.about is h for d in drafts if d.field not in tells)
    ]
    main = happenings.main if happenings.main in told else None
    for draft in [d for d in drafts if d.about is not None and d.about not in told]:
        if draft.field == "statement":
            draft.about = main
        else:
            drafts.remove(draft)
    return told


_LITTLE: frozenset[ClaimField] = frozenset({"statement", "time", "type"})
"""Fields that alone make no incident."""


def _only_in(happening: Happening, sentences: set[int], marks: Marks) -> bool:
    """Whether an incident is told of in these sentences alone."""
    return all(marks.token(t.i).sentence in sentences for t in happening.triggers)


def _drafts(
    marks: Marks, voices: Voices, happenings: Happenings, scene: Scene, knowledge: Knowledge
) -> list[Draft]:
    situation = Situation(marks, voices, happenings)
    drafts = [
        *Tolls(marks, happenings).drafts(),
        *Involvements(marks, voices, happenings).drafts(),
        *Responsibility(marks, voices, happenings).drafts(),
        *Disavowals(marks, voices, happenings).drafts(),
        *Means(marks, happenings).drafts(),
        *Motives(marks, happenings).drafts(),
        *Relations(marks, happenings).drafts(),
        *situation.drafts(),
    ]
    set_arrests(drafts, marks)
    drafts = without_mere_meetings(drafts, marks)
    drafts.extend(released(drafts, marks))
    _name_perpetrators(drafts, marks)
    drafts.extend([*denials(marks, voices, drafts), *doubts(marks, voices, drafts)])
    carried = {d.anchor for d in drafts if d.field not in WITHOUT_INCIDENT}
    drafts.extend(situation.statements(carried))
    drafts = [d for d in drafts if not _is_repeated_statement(d, drafts)]
    whereabouts = Whereabouts(marks, happenings).drafts()
    drafts.extend((*whereabouts, *scene.drafts(whereabouts)))
    drafts.extend(_types(drafts, marks, happenings, knowledge))
    drafts = [d for d in drafts if not _is_asked(d, marks)]
    if happenings.general is not None:
        drafts = happenings.general.without(drafts)
    return sorted(drafts, key=lambda d: (d.anchor, d.field))


def _name_perpetrators(drafts: list[Draft], marks: Marks) -> None:
    """State forces that struck are the perpetrator of an incident in which nobody else struck;
    where somebody else did, they took part: they hit back. A crowd leaves them what they did, and
    whoever is only blamed struck nobody where the incident is told from the first as theirs."""
    others = [d for d in drafts if d.field == "perpetrator" and not d.unarmed]
    led = {id(d.about) for d in others}
    struck = {id(d.about) for d in others if d.stance is None}
    for draft in drafts:
        if draft.may_lead and draft.about is not None:
            first = marks.token(draft.about.triggers[0].i).sentence
            told_first = marks.token(draft.anchor).sentence == first
            if id(draft.about) in struck and (draft.hits_back or not told_first):
                continue
            if id(draft.about) not in led or told_first or not draft.hits_back:
                draft.field = "perpetrator"
    for draft in [d for d in drafts if d.field == "participant" and d.stance != "denied"]:
        if any(_is_same_blame(draft, other, marks) for other in others):
            drafts.remove(draft)


def _is_same_blame(draft: Draft, blame: Draft, marks: Marks) -> bool:
    """Whether somebody blamed for a deed is the one told of in the same breath as taking part."""
    both = (draft.value, blame.value)
    return (
        blame.about is draft.about
        and blame.stance == "suspected"
        and marks.token(blame.anchor).sentence == marks.token(draft.anchor).sentence
        and all(isinstance(v, Involvement) and v.actor is not None for v in both)
        and getattr(draft.value, "actor", None) == getattr(blame.value, "actor", None)
    )


def _is_asked(draft: Draft, marks: Marks) -> bool:
    """Whether a figure only stands in a question: "How many people have died?"."""
    if not isinstance(draft.value, Quantity):
        return False
    sentence = marks.document.sentence_of(draft.anchor)
    return marks.document.text[sentence.start : sentence.end].rstrip("\"'”’»").endswith("?")


def _is_repeated_statement(draft: Draft, drafts: list[Draft]) -> bool:
    return draft.field == "statement" and any(
        d is not draft and d.field == "statement" and d.content.covers(draft.content)
        for d in drafts
        if d.content != draft.content
    )


def _types(
    drafts: list[Draft], marks: Marks, happenings: Happenings, knowledge: Knowledge
) -> Iterator[Draft]:
    taxonomy = knowledge.data("taxonomies/types.yaml")
    for happening in happenings.found:
        value = type_of(happening, drafts, marks, taxonomy)
        if value is None:
            continue
        first = happening.triggers[0]
        yield Draft(
            field="type",
            value=value,
            anchor=first.i,
            words=value.text,
            content=marks.clause(marks.predicate(first.i)),
            about=happening,
        )


def _mention_id(document: Document, happening: Happening) -> str:
    first = document.tokens[happening.triggers[0].i]
    return identify("m", document.report.id, first.start, first.end)


def _title(happening: Happening, claims: tuple[Claim, ...], mention: str, marks: Marks) -> str:
    """What happened, where and when, as the report words it: "attack, Ansongo, 2021-03-16"."""
    mine = [c for c in claims if c.incident == mention]
    tokens = [marks.token(t.i) for t in happening.triggers]
    nouns = [token.lower for token in tokens if token.pos in ("NOUN", "PROPN")]
    words = [nouns[0] if nouns else happening.triggers[0].event_class]
    sites = [c.value for c in mine if isinstance(c.value, PlaceValue) and c.value.role == "site"]
    fine = [s for s in sites if marks.place(s.place).method != "region"] or sites
    words.extend(site.text for site in fine[:1])
    times = [c.value for c in mine if isinstance(c.value, TimeValue) and c.value.start]
    words.extend(str(time.start) for time in sorted(times, key=lambda t: t.date_prec or 9)[:1])
    return ", ".join(words)


def _used_places(document: Document, claims: tuple[Claim, ...]) -> tuple[Place, ...]:
    """The places named, without those that only stand in another name ("Boko" of "Boko Haram"):
    a country there ("Bank of Mali") still tells where things are."""
    named = {n.place for n in document.place_names if n.use != "part-of-name"}
    named |= {getattr(c.value, "place", None) or "" for c in claims}
    return tuple(p for p in document.places if p.id in named or p.clauses or p.method == "region")


def _used_actors(document: Document, claims: tuple[Claim, ...]) -> tuple[Actor, ...]:
    """The actors that a claim needs. Private persons keep every spot of their name, so that it can
    be left out everywhere."""
    used: set[str] = set()
    for claim in claims:
        used.add(claim.voice.actor or "")
        for name in ("actor", "side", "by"):
            used.add(getattr(claim.value, name, None) or "")
        used.update(getattr(claim.value, "members", ()))
    kept = []
    for actor in document.actors:
        if actor.kind == "private-person":
            kept.append(replace(actor, spans=_every_spot(document, actor)))
        elif actor.id in used:
            kept.append(actor)
    return tuple(kept)


def _every_spot(document: Document, actor: Actor) -> tuple:  # type: ignore[type-arg]
    words = {w for w in actor.name.split() if w[:1].isupper() and len(w) > 2}
    spans = set(actor.spans)
    for token in document.tokens:
        if token.text in words:
            spans.add(document.span(token.i, token.i + 1))
    return tuple(sorted(spans))


__all__ = ["Place", "assemble", "narrator"]
