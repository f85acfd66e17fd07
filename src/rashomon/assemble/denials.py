"""Denials of what was just said: "the ministry denied this figure", "a démenti ce bilan".

The denial points at another voice's words; the claim that it denies is repeated with the denier's
voice and the stance `denied`, its value affirmative (CONTRACT.md, reading rule 4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import Voices
from rashomon.records import (
    TOLL_FIELDS,
    Involvement,
    Quantity,
    ResponsibilityValue,
    Stance,
    StatementValue,
)
from rashomon.terms import Hit

MIN_WORDS = 4
"""Tokens: less than this is a fragment of what was said."""
REACH = 2
"""Sentences back in which the words denied must stand."""
SHORT_ANSWER = 12
"""Tokens of "that claim was absolutely false"; more says something of its own."""


def denials(marks: Marks, voices: Voices, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """A denied draft for every figure that a voice denies by pointing at it."""
    for each, within in _bare(marks, voices):
        sentence = marks.token(each.verb).sentence
        denied = denied_figures(marks, voices, drafts, each)
        here = [d for d in denied if marks.token(d.anchor).sentence == sentence]
        totals = [d for d in here or denied if d.part_of is None]
        if within and not here:
            yield from said_before(marks, voices, each, drafts, within=True)
        if len(totals) == 1 and (here or not within):
            yield replace(
                totals[0],
                anchor=each.verb,
                words=f"{totals[0].words} denied",
                content=marks.clause(each.verb),
                stance="denied",
                voice=each.voice,
            )
    for each in voices.attributions:
        if each.voice is not None and each.cue_class == "deny":
            yield from _answered(marks, each, drafts, _accusation(marks, each.verb), "denied")
        if each.voice is None or not _denies_back(marks, each):
            continue
        own = _own_deed(marks, drafts, each)
        if own is not None:
            yield own
            continue
        if _is_accused(marks, each):
            yield from said_before(marks, voices, each, drafts, accused=True)
            continue
        denied = denied_figures(marks, voices, drafts, each)
        if not denied:
            yield from said_before(marks, voices, each, drafts)
        wholes = [d for d in denied if d.part_of is None]
        if len(wholes) > 1 and not _names_figure(marks, each):
            continue  # "dismissed the claim": which of several is not said
        for draft in denied:
            yield replace(
                draft,
                anchor=each.verb,
                words=f"{draft.words} denied",
                content=marks.clause(each.verb),
                stance="denied",
                voice=each.voice,
            )


def said_before(
    marks: Marks,
    voices: Voices,
    each: Attribution,
    drafts: Sequence[Draft],
    *,
    within: bool = False,
    accused: bool = False,
    stance: Stance = "denied",
) -> Iterator[Draft]:
    """What the voice before said, denied (or with another stance): who did it, where that was said
    ("accused the army … The army denied this"), else all of it as a whole ("the minister rejects
    that"). `within`: in the sentence itself ("…, a charge that the ministry denies"); `accused`:
    only who did it, as somebody was accused there or before."""
    sentence = marks.token(each.verb).sentence
    others = [
        a
        for a in voices.attributions
        if a.verb < each.verb and a.voice is not None and a.voice != each.voice and a.content
        if (0 if within or accused else 1) <= sentence - marks.token(a.verb).sentence <= REACH
        if not within or marks.token(a.verb).sentence == sentence
    ]
    if accused:
        others = [a for a in others if a.cue_class == "suspect"] or others
    if not others or each.voice is None:
        return
    own = set(marks.document.subtree(each.verb))
    content = others[-1].content - own
    deeds = list(_answered(marks, each, drafts, content, stance))
    yield from deeds
    tokens = sorted(content)
    last = next((n for n, i in enumerate(tokens) if i != tokens[0] + n), len(tokens))
    if deeds or accused or last < MIN_WORDS:
        return
    said = marks.document.span(tokens[0], tokens[last - 1] + 1)
    yield Draft(
        field="statement",
        value=StatementValue(said.text),
        anchor=each.verb,
        words=said.text,
        content=marks.clause(each.verb),
        about=_about(drafts, content, each.verb),
        voice=each.voice,
        stance=stance,
    )


def _accusation(marks: Marks, verb: int) -> frozenset[int]:
    """What an accusation tells that somebody denies in a clause about it: "accusations, which the
    army denies, that soldiers killed nine"; parsers hang it under what governs the accusation."""
    noun = marks.token(verb).head
    about = marks.token(verb).relation == "relative"
    names = ("accusation_nouns", "denied_nouns")
    if not about or not any(marks.hit(name, noun) is not None for name in names):
        return frozenset()
    over = (noun, marks.predicate(noun))
    told = (c for o in over for c in marks.children(o, "complement", "clause", "relative"))
    return frozenset(i for c in told if c > verb for i in marks.document.subtree(c))


def _answered(
    marks: Marks,
    each: Attribution,
    drafts: Sequence[Draft],
    content: frozenset[int],
    stance: Stance,
) -> Iterator[Draft]:
    """Who did it, as some words tell, again with the stance of the voice that answers them."""
    for deed in drafts:
        told = deed.field in ("perpetrator", "participant") and deed.anchor in content
        if not told or deed.stance == "denied" or deed.voice is not None:
            continue
        yield replace(
            deed,
            field="participant" if deed.may_lead else deed.field,
            may_lead=False,
            anchor=each.verb,
            words=f"{deed.words} {stance}",
            content=marks.clause(each.verb),
            stance=stance,
            voice=each.voice,
        )


def _about(drafts: Sequence[Draft], content: frozenset[int], verb: int) -> Happening | None:
    """The incident that denied words are about: that of what they tell, else the one told last."""
    for draft in (
        *(d for d in drafts if d.anchor in content),
        *sorted((d for d in drafts if d.anchor < verb), key=lambda d: -d.anchor),
    ):
        if draft.about is not None:
            return draft.about
    return None


def _denies_back(marks: Marks, each: Attribution) -> bool:
    """Whether somebody denies by pointing at what was said: "rejected that claim", "said that the
    claim was false"."""
    if each.cue_class == "deny":
        return _points_back(marks, each)
    content = sorted(each.content)
    if each.cue_class != "assert" or len(content) > SHORT_ANSWER:
        return False
    called = marks.any_hit("false_words", tuple(content))
    mistaken = called is None
    if called is None:
        called = _called_mistaken(marks, content)
    if called is None:
        return False
    words = (marks.token(i).lower for i in range(called.first, called.last))
    within = any(word in marks.lexicon["negations"].codes for word in words)  # "not true"
    if not within and marks.negated(marks.predicate(called.head)):
        return False
    verb = marks.predicate(called.head)
    if mistaken and any(marks.token(a).pos == "PRON" for a in marks.children(verb, "agent")):
        return True  # "il s'agissait d'une erreur"
    return any(
        marks.hit("denied_nouns", i) is not None and i in each.content
        for i in marks.children(verb, "agent", "patient")
    )


def _called_mistaken(marks: Marks, content: Sequence[int]) -> Hit | None:
    """Where a figure is called a mistake, by its name or right behind it ("put the dead at 93, but
    the office said that this was a mistake"); of a deed, that would be an admission."""
    called = marks.any_hit("mistaken_words", tuple(content))
    if called is None:
        return None
    subjects = marks.children(marks.predicate(called.head), "agent", "patient")
    figures = ("count_nouns", "effects.toll")
    if any(marks.hit(name, i) is not None for i in subjects for name in figures):
        return called
    before = range(marks.document.sentence_of(content[0]).first, content[0])
    gave = any(i in marks.hits("toll_moves") and marks.is_verb(i) for i in before)
    return called if gave and any(c.first in before for c in marks.counts) else None


def _bare(marks: Marks, voices: Voices) -> Iterator[tuple[Attribution, bool]]:
    """Denials without an object of their own, and whether they deny the clause that they hang
    under: "…, ce que la direction dément"; "le parquet dément"."""
    mere = ("PRON", "SCONJ")
    known = {
        each.verb
        for each in voices.attributions
        if any(marks.token(i).pos not in mere for i in each.content)
    }
    for verb, hit in sorted(marks.hits("speech").items()):
        if "deny" not in hit.codes or verb in known or not marks.is_verb(verb):
            continue
        if marks.negated(verb) or marks.is_passive(verb) or marks.children(verb, "complement"):
            continue
        objects = marks.children(verb, "patient")
        if any(marks.token(o).pos not in ("PRON", "DET", "SCONJ") for o in objects):
            continue
        heads = [a for a in marks.children(verb, "agent") if marks.token(a).pos != "PRON"]
        speaker = voices.speakers.resolve(heads[0], verb) if heads else None
        if speaker is None:
            continue
        within = marks.token(verb).relation == "relative" or any(
            marks.token(o).lower in marks.lexicon["restrictive"].codes for o in objects
        )
        yield (
            Attribution(
                cue_class="deny",
                voice=speaker.voice,
                cue=marks.document.span(verb, verb + 1),
                source=speaker.span,
                verb=verb,
                content=frozenset(),
                said=None,
            ),
            within,
        )


def _own_deed(marks: Marks, drafts: Sequence[Draft], each: Attribution) -> Draft | None:
    """The responsibility that a group denies when it denies "this" after it was blamed."""
    if each.voice is None or each.voice.kind != "belligerent":
        return None
    sentence = marks.token(each.verb).sentence
    named = [marks.mention(i) for i in _speakers(marks, each.verb)]
    mine = {m.actor for m in named if m is not None} | {each.voice.actor}
    for draft in reversed(drafts):
        value = draft.value
        near = 0 <= sentence - marks.token(draft.anchor).sentence <= REACH
        if draft.field != "perpetrator" or not near or draft.voice == each.voice:
            continue
        if isinstance(value, Involvement) and (value.actor in mine or _is_the_group(marks, each)):
            return Draft(
                field="responsibility",
                value=ResponsibilityValue(value.actor, "denied"),
                anchor=each.verb,
                words=marks.token(each.verb).text,
                content=marks.clause(each.verb),
                about=draft.about,
                voice=each.voice,
                stance="claimed",
            )
    return None


def _speakers(marks: Marks, verb: int) -> list[int]:
    """Who denies, and whose spokesman it is."""
    agents = marks.agents(verb)
    return [*agents, *(c for a in agents for c in marks.children(a, "oblique", "possessor"))]


def _is_the_group(marks: Marks, each: Attribution) -> bool:
    """Whether "the group" denies: the one blamed just before."""
    return any(
        (hit := marks.hit("organisation_kinds", i)) is not None and hit.code == "armed-group"
        for i in _speakers(marks, each.verb)
    )


def _points_back(marks: Marks, each: Attribution) -> bool:
    objects = marks.children(each.verb, "patient")
    if any(_tells(marks, o) for o in objects):
        return False  # "called reports that its aircraft struck baseless" tells what it denies
    named = [n for o in objects for n in (o, *marks.children(o, "name", "modifier"))]
    return any(
        marks.hit("denied_nouns", o) is not None or marks.hit("effects.toll", o) is not None
        for o in named
    )


def _is_accused(marks: Marks, each: Attribution) -> bool:
    """Whether "the allegation", "the charges" are what is denied: a deed, and no figure."""
    objects = marks.children(each.verb, "patient")
    return any(marks.hit("accusation_nouns", o) is not None for o in objects)


def _tells(marks: Marks, noun: int) -> bool:
    """Whether a clause under a noun, or in its place, says what was claimed."""
    clauses = [noun, *marks.children(noun, "complement", "clause", "relative")]
    return any(marks.is_verb(c) and marks.children(c, "agent", "patient") for c in clauses)


def _names_figure(marks: Marks, each: Attribution) -> bool:
    """Whether the words denied are "the figure", "the toll"."""
    objects = marks.children(each.verb, "patient")
    return any(marks.hit("count_nouns", o) or marks.hit("effects.toll", o) for o in objects)


def denied_figures(
    marks: Marks, voices: Voices, drafts: Sequence[Draft], each: Attribution
) -> list[Draft]:
    """The figures of the last other voice that gave some, just before."""
    sentence = marks.token(each.verb).sentence
    named = {c.low for c in marks.counts if c.first in each.content and c.low is not None}
    same = [
        d
        for d in drafts
        if d.field in TOLL_FIELDS and d.anchor < each.verb and voices.at(d.anchor) is not each
        if isinstance(d.value, Quantity) and d.value.low in named
        if sentence - marks.token(d.anchor).sentence <= REACH
    ]
    if same:
        return same[-1:]
    spoken = [a for a in voices.attributions if a.verb < each.verb and a.voice != each.voice]
    if not spoken or not any(d.anchor in spoken[-1].content for d in drafts):
        return []
    before = [
        d
        for d in drafts
        if d.field in TOLL_FIELDS
        and d.anchor in spoken[-1].content
        and sentence - marks.token(d.anchor).sentence <= REACH
        and voices.voice_at(d.anchor).text != (each.voice.text if each.voice else None)
    ]
    if not before:
        return []
    last = marks.token(before[-1].anchor).sentence
    voice = voices.voice_at(before[-1].anchor).text
    return [
        d
        for d in before
        if marks.token(d.anchor).sentence == last and voices.voice_at(d.anchor).text == voice
    ]
