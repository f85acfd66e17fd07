"""From drafts to claims: voice, stance, mode, party, id; repetitions folded into one claim."""

from __future__ import annotations

from dataclasses import replace

from rashomon.assemble.ahead import is_to_come
from rashomon.assemble.attribution import STANCE_OF_CUE, Attribution
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.voices import Voices
from rashomon.records import (
    TOLL_FIELDS,
    Claim,
    ClaimSpans,
    Involvement,
    Mode,
    Quantity,
    RelationValue,
    SaidWhen,
    Span,
    Stance,
    Voice,
)

BY_EACH = TOLL_FIELDS | {"perpetrator", "participant"}
"""Fields that count for each of several speakers."""
HEDGEABLE: frozenset[str] = frozenset({"reported", "claimed"})
"""Stances that a modal or a conditional weakens; a denial or an admission stays what it is."""

RUMOUR_REACH = 5
"""Steps from a figure up to the rumours that tell it."""


class Claims:
    """Makes the claims of one report from its drafts."""

    def __init__(
        self, marks: Marks, voices: Voices, happenings: Happenings, ids: dict[int, str]
    ) -> None:
        self.marks = marks
        self.voices = voices
        self.happenings = happenings
        self.ids = ids
        self._sides: dict[int | None, tuple[set[str], set[str]]] = {}

    def make(self, drafts: list[Draft]) -> tuple[Claim, ...]:
        """The claims, in the order of their evidence."""
        self._sides = self._sides_of(drafts)
        claims: dict[tuple[object, ...], Claim] = {}
        of_draft: dict[int, str] = {}
        for draft in drafts:
            claim = self._claim(draft, of_draft)
            if claim is None:
                continue
            for said in (claim, *self._said_beside(draft, claim)):
                key = self._identity(said)
                first = claims.get(key)
                if first is None:
                    claims[key] = said
                elif said.spans.content not in (first.spans.content, *first.also):
                    claims[key] = replace(first, also=(*first.also, said.spans.content))
            of_draft[id(draft)] = claims[self._identity(claim)].id
        made = sorted(claims.values(), key=lambda c: (c.spans.content, c.field, c.id))
        return self._distinct(made)

    def _claim(self, draft: Draft, of_draft: dict[int, str]) -> Claim | None:
        attribution = self.voices.at(draft.anchor)
        voice = draft.voice or self.voices.voice_at(draft.anchor)
        stance = self._stance(draft, attribution)
        mode = draft.mode or self._mode(draft)
        if stance == "denied" and draft.field in ("place", "time", "type"):
            return None  # where and when nothing happened
        if draft.voice is not None and attribution is not None and attribution.voice is not None:
            voice = self._passed_on(draft.voice, attribution.voice)
        spans = self._spans(draft, attribution)
        value = draft.value
        if isinstance(value, Quantity) and draft.part_of is not None:
            value = replace(value, part_of=of_draft.get(id(draft.part_of)))
        if isinstance(value, RelationValue) and value.incident is not None:
            value = replace(value, incident=self.ids.get(int(value.incident.removeprefix("#"))))
        report = self.marks.document.report.id
        said = attribution.said if attribution is not None and draft.voice is None else None
        return Claim(
            id=Claim.identify(report, draft.field, spans, draft.words),
            incident=self.ids.get(draft.about.number) if draft.about is not None else None,
            field=draft.field,
            value=value,
            stance=stance,
            mode=mode,
            scope=draft.scope,
            said=(
                SaidWhen(said.start.isoformat(), (said.end or said.start).isoformat())
                if said is not None and said.start is not None
                else None
            ),
            provisional=draft.provisional,
            superseded=draft.superseded,
            voice=replace(voice, party=self._is_party(voice, draft.about)),
            spans=spans,
        )

    def _said_beside(self, draft: Draft, claim: Claim) -> list[Claim]:
        """A claim again for each that says it in the same breath as its voice: two are two."""
        attribution = self.voices.at(draft.anchor)
        if draft.field not in BY_EACH or draft.voice is not None or attribution is None:
            return []
        return [
            replace(claim, voice=replace(voice, party=self._is_party(voice, draft.about)))
            for voice in self.voices.beside(attribution)
        ]

    def _passed_on(self, voice: Voice, outer: Voice) -> Voice:
        """The voice of a draft that names its own, with whoever reports it as `via`."""
        if outer.text == voice.text or outer.actor == voice.actor is not None:
            return voice
        if outer.text in voice.via:
            return voice
        return replace(voice, via=(*voice.via, outer.text))

    # ------------------------------------------------------------------------ stance and mode

    def _stance(self, draft: Draft, attribution: Attribution | None) -> Stance:
        """Rule 4 of the contract."""
        stance: Stance = "reported"
        if attribution is not None and draft.voice is None:
            stance = STANCE_OF_CUE[attribution.cue_class]
            if stance == "claimed" and self._owns_up(draft, attribution):
                stance = "admitted"
        elif draft.voice is not None:
            stance = draft.stance or "claimed"
        if draft.stance is not None and stance in HEDGEABLE:
            stance = draft.stance
        if stance in HEDGEABLE and self._is_called_false(draft):
            return "denied"
        if stance in HEDGEABLE and self._is_unverified(draft):
            return "unverified"
        if stance in HEDGEABLE and self._is_hedged(draft):
            return "possible"
        return stance

    def _owns_up(self, draft: Draft, attribution: Attribution) -> bool:
        """Whether a side confirms its own deed: "the junta confirmed that its planes struck"."""
        value, voice = draft.value, attribution.voice
        return (
            isinstance(value, Involvement)
            and voice is not None
            and voice.actor is not None
            and value.actor == voice.actor
            and self.marks.hit("speech.verify", attribution.verb) is not None
        )

    def _is_hedged(self, draft: Draft) -> bool:
        marks = self.marks
        verb = marks.predicate(draft.anchor)
        chain = {verb}
        token = marks.token(verb)
        if token.relation == "complement" and token.head != verb:
            above = marks.predicate(token.head)
            if marks.hit("speech", above) is None:
                chain.add(above)
        goes_on = {"participle", "present"} <= token.features or "gerund" in token.features
        if goes_on and token.relation == "clause" and marks.is_verb(token.head):
            chain.add(token.head)  # "auraient bombardé un camp, tuant sept civils"
        for each in chain:
            for i in (each, *marks.children(each, "auxiliary", "copula")):
                if "conditional" in marks.token(i).features:
                    return True
                if marks.hit("possible.modals", i) is not None:
                    return True
        start, end = draft.content.start, draft.content.end
        for i, hit in marks.hits("possible.phrases").items():
            inside = start <= marks.token(hit.first).start < end
            if inside and marks.predicate(i) in chain:
                return True
        return False

    def _is_called_false(self, draft: Draft) -> bool:
        """Whether a figure is only that of rumours which are said to be false: "reports of six
        deaths are baseless"."""
        marks = self.marks
        if not isinstance(draft.value, Quantity):
            return False
        at = draft.anchor
        for _ in range(RUMOUR_REACH):
            if marks.hit("rumour_nouns", at) is not None:
                verb = marks.token(at).head
                own = set(marks.document.subtree(at))
                rest = tuple(i for i in marks.document.subtree(verb) if i not in own)
                says = marks.token(at).relation == "agent"
                return says and marks.any_hit("false_words", rest) is not None
            if marks.token(at).head == at:
                return False
            at = marks.token(at).head
        return False

    def _is_unverified(self, draft: Draft) -> bool:
        sentence = self.marks.document.sentence_of(draft.anchor)
        within = range(sentence.first, sentence.last)
        return self.marks.any_hit("unverified_phrases", within) is not None

    def _mode(self, draft: Draft) -> Mode:
        marks = self.marks
        verb = marks.predicate(draft.anchor)
        for i in (verb, *marks.children(verb)):
            if i in marks.hits("hypothetical.phrases"):
                return "hypothetical"
        if self._is_under_condition(verb):
            return "hypothetical"
        if is_to_come(marks, verb):
            return "future"
        return draft.about.mode if draft.about is not None else "actual"

    def _is_under_condition(self, verb: int) -> bool:
        """Whether a conditional depends on what did not happen: "seraient morts si la bombe avait
        explosé"."""
        marks = self.marks
        forms = (verb, *marks.children(verb, "auxiliary", "copula"))
        if not any("conditional" in marks.token(i).features for i in forms):
            return False
        clauses = marks.children(verb, "clause")
        return any(
            m in marks.hits("hypothetical.phrases")
            for clause in clauses
            for m in marks.children(clause, "marker")
        )

    # ---------------------------------------------------------------------------------- spans

    def _spans(self, draft: Draft, attribution: Attribution | None) -> ClaimSpans:
        content = draft.content
        if attribution is not None and draft.voice is None:
            content = self._within(draft, content, attribution)
            if draft.part_of is not None and content.end < draft.content.end:
                # "59 were killed, he said: 36 women, 22 men": a part's own words are kept
                content = Span.of(self.marks.document.text, content.start, draft.content.end)
            return ClaimSpans(content, attribution.cue, attribution.source)
        for each in self.voices.attributions:
            if draft.voice is not None and each.verb == draft.anchor:
                return ClaimSpans(content, each.cue, each.source)
        if attribution is not None and attribution.voice == draft.voice:
            return ClaimSpans(content, attribution.cue, attribution.source)
        return ClaimSpans(content, None, None)

    def _within(self, draft: Draft, content: Span, attribution: Attribution) -> Span:
        """The clause without the words that attribute it, where they stand at one of its ends."""
        document = self.marks.document
        inside = [
            i
            for i in attribution.content
            if content.start <= document.tokens[i].start < content.end
        ]
        if not inside:
            return content
        run = [draft.anchor] if draft.anchor in inside else [min(inside)]
        chosen = set(inside)
        while run[-1] + 1 in chosen:
            run.append(run[-1] + 1)
        while run[0] - 1 in chosen:
            run.insert(0, run[0] - 1)
        while len(run) > 1 and document.tokens[run[0]].pos in ("PUNCT", "SCONJ"):
            run = run[1:]
        while len(run) > 1 and document.tokens[run[-1]].pos == "PUNCT":
            run = run[:-1]
        return document.span(run[0], run[-1] + 1)

    # ---------------------------------------------------------------------------------- party

    def _sides_of(self, drafts: list[Draft]) -> dict[int | None, tuple[set[str], set[str]]]:
        """For each incident the actors who took part, and the states whose forces did."""
        sides: dict[int | None, tuple[set[str], set[str]]] = {}
        for draft in drafts:
            number = draft.about.number if draft.about is not None else None
            actors, countries = sides.setdefault(number, (set(), set()))
            value = draft.value
            named = []
            if isinstance(value, Involvement):
                named = [value.actor]
            elif isinstance(value, Quantity):
                named = [value.side, value.by]
            for actor_id in named:
                if actor_id is None:
                    continue
                actor = self.marks.actor(actor_id)
                actors.add(actor_id)
                if actor.kind in ("state", "state-forces") and actor.country:
                    countries.add(actor.country)
        return sides

    def _is_party(self, voice: Voice, about: Happening | None) -> bool:
        if voice.kind not in ("official", "belligerent") or about is None:
            return False
        actors, countries = self._sides.get(about.number, (set(), set()))
        if voice.actor is None:
            return False
        actor = self.marks.actor(voice.actor)
        if voice.actor in actors:
            return True
        if voice.kind == "belligerent":
            return actor.kind in ("armed-group", "militia")
        if actor.country is None:  # "the general staff": that of the country where it happened
            return bool(countries) or self._forces_took_part(actors)
        return actor.country in countries

    def _forces_took_part(self, actors: set[str]) -> bool:
        return any(self.marks.actor(a).kind == "state-forces" for a in actors)

    # -------------------------------------------------------------------------------- folding

    def _identity(self, claim: Claim) -> tuple[object, ...]:
        """What makes two drafts one claim: the same voice says the same of the same incident."""
        value: object = claim.value
        if isinstance(value, Quantity):
            value = (value.low, value.high, value.group, value.counts, value.category)
        elif isinstance(value, Involvement):
            value = (value.actor or value.text, value.action)
        return (claim.incident, claim.field, value, claim.voice.text, claim.stance, claim.mode)

    def _distinct(self, claims: list[Claim]) -> tuple[Claim, ...]:
        """Ids made different where two claims share report, field, spans and words."""
        seen: dict[str, int] = {}
        out = []
        renamed: dict[str, str] = {}
        for claim in claims:
            count = seen.get(claim.id, 0)
            seen[claim.id] = count + 1
            if count:
                claim = replace(claim, id=f"{claim.id}-{count + 1}")
            renamed[claim.id] = claim.id
            out.append(claim)
        return tuple(out)
