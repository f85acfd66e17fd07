"""How many: numbers of people, tied to what happened to them.

From each number the rules climb the sentence to what was done ("25 soldiers ← were killed"), with
the neighbouring words as a second way where the parse is of no help. Whose people they are and who
did it come from the noun counted and from the verb (CONTRACT.md, reading rules 7 and 8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast

from rashomon.assemble.drafts import Draft
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import MAX_CLIMB, Marks
from rashomon.document import CountPhrase
from rashomon.records import ClaimField, Counts, Quantity, Scope, Span

ADJACENT = 4
"""Tokens after a counted noun in which "killed", "blessés" still belong to it."""
SCOPE_WORDS = 12
"""Tokens that the words of a scope may have ("since the coup of February 2021")."""
PART_REACH = 4
"""Tokens between "including" and the number of a part."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What happened to the people counted: the field, the word that says so, and who did it."""

    field: ClaimField
    word: int
    verb: int | None
    loser: int | None = None


class Tolls:
    """Every figure of people in a document."""

    def __init__(self, marks: Marks, happenings: Happenings) -> None:
        self.marks = marks
        self.happenings = happenings
        self._drafts: list[Draft] = []

    def drafts(self) -> list[Draft]:
        """A draft for each figure, in the order of the text."""
        before: tuple[CountPhrase, Draft] | None = None
        for count in self.marks.counts:
            draft = self._figure(count, before)
            if draft is not None:
                self._drafts.append(draft)
                before = (count, draft)
        self._drafts.extend(self._uncounted())
        return sorted(self._drafts, key=lambda d: d.anchor)

    # -------------------------------------------------------------------------------- figures

    def _figure(self, count: CountPhrase, before: tuple[CountPhrase, Draft] | None) -> Draft | None:
        marks = self.marks
        if before is not None and not self._same_sentence(count, before[0]):
            before = None
        effect = self._effect(count)
        part_of = self._part_of(count, before)
        if effect is None and part_of is not None and self._counts_people(count):
            effect = Effect(part_of.field, count.last - 1, None)
        if effect is None:
            return None
        noun = count.noun if count.noun is not None else count.last - 1
        group, head = self._group(count)
        if group is None:
            group, head = self._group_of_toll(effect)
        if group is None:
            group, head = self._group_of_pronoun(count)
        if group is None and before is not None and self._shares_group(count):
            value_before = before[1].value
            assert isinstance(value_before, Quantity)
            group, status, side = value_before.group, value_before.status, value_before.side
        else:
            status, side = self._whose(head, effect)
        if head is None or (marks.hit("people", head) or _NOBODY).code == "persons":
            group, status, side = self._ranks(count) or (group, status, side)
        value = Quantity(
            low=count.low,
            high=count.high,
            approximate=count.approximate,
            text=self._value_text(count, effect),
            group=group,
            side=side,
            by=self._by(effect, count.noun if head is None else head),
            status=status,
            category=self._category(head),
            counts=self._counts(count, part_of),
            unit=self._unit(head),
        )
        sentence = marks.document.sentence_of(noun)
        within = range(sentence.first, sentence.last)
        scope = self._scope(effect, within)
        return Draft(
            field=effect.field,
            value=value,
            anchor=count.first,
            words=count.span.text,
            content=self._content(count, effect),
            about=self.happenings.of(effect.word) if scope is None else None,
            scope=scope,
            provisional=marks.any_hit("provisional", within) is not None,
            superseded=self._superseded(count, effect, within),
            part_of=part_of,
        )

    def _scope(self, effect: Effect, within: range) -> Scope | None:
        """What a figure covers that is not one incident's: "the conflict has killed 6,000", "attacks
        have killed hundreds since 2021" (reading rule 8)."""
        marks = self.marks
        verb = marks.predicate(effect.word)
        wide = [a for a in marks.agents(verb) if marks.hit("scope_agents", a) is not None]
        plural = [
            a
            for a in wide
            if "plural" in marks.token(a).features
            and not any(marks.children(a, "determiner", "number"))
        ]
        conflict = [a for a in wide if marks.hit("events.nouns", a) is None]
        words = marks.any_hit("scope_words", within)
        since = words is not None and (wide or marks.predicate(words.head) == verb)
        if not (conflict or plural or since):
            return None
        if words is not None:
            end = words.last
            tree = marks.document.subtree(words.head)
            end = max(end, tree[-1] + 1) if since and len(tree) < SCOPE_WORDS else end
            return Scope(marks.document.span(words.first, max(end, words.last)).text)
        return Scope(self._phrase((conflict or plural)[0]))

    def _same_sentence(self, a: CountPhrase, b: CountPhrase) -> bool:
        return self.marks.token(a.first).sentence == self.marks.token(b.first).sentence

    def _counts_people(self, count: CountPhrase) -> bool:
        return count.noun is not None and self.marks.hit("people", count.noun) is not None

    # --------------------------------------------------------------------------------- effect

    def _effect(self, count: CountPhrase) -> Effect | None:
        """What happened to those counted: by the noun, its neighbours, the tree, the toll."""
        marks = self.marks
        noun = count.noun
        if noun is not None:
            if self._is_thing(noun):
                return None
            own = self._effect_word(noun)
            if own is not None:
                return own
        start = noun if noun is not None else count.last - 1
        found = self._beside(start, count) or self._climb(start) or self._climb(count.last - 1)
        if found is None:
            found = self._toll_moved(count)
        if found is None:
            return None
        if noun is None and not self._elliptic(count):
            # "killed one" and "six wounded" count people; "killed in 2 …" does not.
            return found if found.word in range(count.last, count.last + 2) else None
        return self._together(found, count)

    def _elliptic(self, count: CountPhrase) -> bool:
        marks = self.marks
        token = marks.token(count.last - 1)
        after = marks.token(count.last) if count.last < len(marks.document.tokens) else None
        if after is not None and after.pos in ("NOUN", "PROPN") and after.lower[:1].isalpha():
            return (
                marks.hit("people", after.i) is not None or self._effect_word(after.i) is not None
            )
        return token.pos in ("NUM", "NOUN", "PRON", "ADJ", "DET")

    def _is_thing(self, noun: int) -> bool:
        marks = self.marks
        if marks.hit("people", noun) is not None:
            return False
        return any(
            marks.hit(name, noun) is not None for name in ("damage.items", "weapons", "targets")
        )

    def _effect_word(self, i: int) -> Effect | None:
        marks = self.marks
        for name in ("effects.toll", "effects.noun", "effects.adjective"):
            hit = marks.hit(name, i)
            if hit is not None:
                return Effect(cast(ClaimField, hit.code), i, None)
        return None

    def _beside(self, start: int, count: CountPhrase) -> Effect | None:
        """ "25 soldiers dead", "six others wounded", "25 soldats tués": the word right after."""
        marks = self.marks
        last = marks.document.sentence_of(start).last
        phrases = {h.first: h for h in marks.hits("effects.phrase").values()}
        for i in range(start + 1, min(start + 1 + ADJACENT, last)):
            token = marks.token(i)
            if i in phrases and phrases[i].code != "casualties":
                return Effect(cast(ClaimField, phrases[i].code), i, None)
            adjective = marks.hit("effects.adjective", i)
            verb = marks.hit("effects.patient", i) if "participle" in token.features else None
            if adjective is not None or verb is not None:
                if "finite" in token.features and not marks.is_passive(i):
                    return None
                hit = adjective or verb
                assert hit is not None
                return Effect(cast(ClaimField, hit.code), i, i if verb is not None else None)
            if token.pos in ("PUNCT", "VERB", "CCONJ") or any(
                c.first <= i < c.last for c in marks.counts if c is not count
            ):
                return None
        return None

    def _climb(self, start: int) -> Effect | None:
        """Up the tree from the people to what was done to them."""
        marks = self.marks
        at = start
        for _ in range(MAX_CLIMB):
            token = marks.token(at)
            above = token.head
            found = self._step(at, above)
            if found is not None:
                return found
            if above == at or not self._may_climb(at):
                return None
            at = above
        return None

    def _may_climb(self, at: int) -> bool:
        """Over conjuncts, numbers, names, "of the attackers" and "members of": never over clauses."""
        marks = self.marks
        token = marks.token(at)
        if marks.is_verb(at) and token.relation != "relative":
            return False
        if token.relation in ("number", "modifier", "name", "apposition", "determiner"):
            return True
        if token.relation == "conjunct":
            return not marks.is_verb(token.head) or token.pos == "NUM"
        return token.relation == "oblique" and (marks.case(at) in marks.lexicon["of_words"].codes)

    def _step(self, at: int, above: int) -> Effect | None:
        marks = self.marks
        relation = marks.token(at).relation
        role = "agent" if at in marks.children(above, "agent") else relation
        if marks.is_verb(at) and relation == "conjunct":
            return None
        for child in marks.children(at, "relative", "modifier"):
            hit = marks.hit("effects.patient", child)
            if hit is not None and marks.is_passive(child):
                return Effect(cast(ClaimField, hit.code), child, child)
            died = marks.hit("effects.agent", child)
            if died is not None and marks.is_verb(child):
                return Effect(cast(ClaimField, died.code), child, None)
            if marks.hit("effects.adjective", child) is not None:
                return self._effect_word(child)
        if role == "oblique" and marks.is_verb(above) and marks.case(at) is None:
            role = "patient"  # "ont décapité au moins huit habitants", parsed as "au … habitants"
        if role == "patient":
            return self._done_to(at, above)
        if role == "agent":
            return self._undergone(at, above)
        if relation == "oblique":
            noun = self._effect_word(above)
            if noun is not None and not marks.is_verb(above):
                by = noun.word if marks.hit("effects.noun", above) else None
                return Effect(noun.field, above, by)
        return None

    def _done_to(self, at: int, verb: int) -> Effect | None:
        marks = self.marks
        hit = marks.hit("effects.patient", verb)
        if hit is not None and (not self._takes_things(verb) or self._is_people(at)):
            return Effect(cast(ClaimField, hit.code), verb, verb)
        if marks.hit("units_of_people.bodies", at) and marks.hit("body_verbs", verb):
            return Effect("deaths", verb, None)
        lose = marks.hit("effects.lose", verb)
        if lose is not None and self._is_people(at):
            loser = marks.agents(verb)
            return Effect(cast(ClaimField, lose.code), verb, None, loser[0] if loser else None)
        if marks.hit("causing", verb) is not None or marks.hit("effects.lose", verb) is not None:
            for child in marks.children(verb, "complement", "modifier"):
                found = self._effect_word(child)
                if found is not None:
                    return Effect(found.field, child, None)
            if marks.hit("lives", at) is not None:
                return Effect("deaths", verb, None)
        return None

    def _undergone(self, at: int, verb: int) -> Effect | None:
        marks = self.marks
        phrase = self._phrase_effect(verb)
        if phrase is not None and self._is_people(at):
            return phrase
        hit = marks.hit("effects.agent", verb)
        if hit is not None and self._is_people(at):
            return Effect(cast(ClaimField, hit.code), verb, None)
        if marks.is_passive(verb):
            return self._done_to(at, verb)
        copular = self._effect_word(verb) if not marks.hit("effects.patient", verb) else None
        if copular is not None and marks.children(verb, "copula", "auxiliary"):
            return copular
        for child in marks.children(verb, "complement"):
            found = self._effect_word(child) if not marks.is_verb(child) else None
            if found is not None:
                return found
        return None

    def _phrase_effect(self, verb: int) -> Effect | None:
        """ "Lost their lives", "ont trouvé la mort": the verb is part of a set phrase."""
        for hit in self.marks.hits("effects.phrase").values():
            if hit.first <= verb < hit.last and hit.code != "casualties":
                return Effect(cast(ClaimField, hit.code), verb, None)
        return None

    def _takes_things(self, verb: int) -> bool:
        return self.marks.hit("object_of_people_verbs", verb) is not None

    def _is_people(self, i: int) -> bool:
        marks = self.marks
        return marks.hit("people", i) is not None or (
            marks.token(i).pos in ("NUM", "PROPN", "PRON") and not self._is_thing(i)
        )

    def _toll_moved(self, count: CountPhrase) -> Effect | None:
        """ "The death toll rose from 25 to 89", "le bilan est passé à 89"."""
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        within = range(sentence.first, sentence.last)
        if count.noun is not None and not self._is_people(count.noun):
            return None
        for noun, field in self._toll_nouns(within):
            verb = marks.predicate(noun)
            moves = marks.hit("toll_moves", verb) is not None or marks.token(verb).pos == "AUX"
            governed = marks.predicate(count.last - 1) == verb or count.first < noun
            if (moves and governed) or count.last - 1 in marks.document.subtree(noun):
                return Effect(field, noun, None)
        return None

    def _toll_nouns(self, within: range) -> Iterator[tuple[int, ClaimField]]:
        """ "The death toll", "the number of attackers killed": nouns whose value is a figure."""
        marks = self.marks
        for i in within:
            toll = marks.hit("effects.toll", i)
            if toll is not None:
                yield i, cast(ClaimField, toll.code)
            elif marks.hit("count_nouns", i) is not None:
                for below in marks.document.subtree(i):
                    effect = self._effect_word(below) if below != i else None
                    if effect is not None:
                        yield i, effect.field
                        break

    def _together(self, effect: Effect, count: CountPhrase) -> Effect:
        """ "25 killed or wounded" is one figure of casualties."""
        sentence = self.marks.document.sentence_of(count.first)
        for i, hit in self.marks.hits("effects.phrase").items():
            inside = sentence.first <= i < sentence.last
            if inside and hit.code == "casualties" and hit.first <= effect.word < hit.last:
                return replace(effect, field="casualties")
        return effect

    # -------------------------------------------------------------------------- whose, by whom

    def _group(self, count: CountPhrase) -> tuple[str | None, int | None]:
        """The words for the people, and their head; (None, None) when only the effect is named."""
        marks = self.marks
        noun = count.noun
        if noun is None or self._effect_word(noun) is not None:
            head = self._among(noun) if noun is not None else None
            if head is None:
                return None, None
            return self._phrase(head), head
        if marks.token(noun).lower in marks.lexicon.linkers:
            return None, None
        return self._words(count.last, noun), noun

    def _group_of_toll(self, effect: Effect) -> tuple[str | None, int | None]:
        """The people that a toll's own phrase names: "the number of attackers killed"."""
        marks = self.marks
        if marks.hit("count_nouns", effect.word) is None and (
            marks.hit("effects.toll", effect.word) is None
        ):
            return None, None
        for i in marks.document.subtree(effect.word):
            hit = marks.hit("people", i)
            if hit is not None and i != effect.word and self._effect_word(i) is None:
                return self._phrase(i), i
        return None, None

    def _group_of_pronoun(self, count: CountPhrase) -> tuple[str | None, int | None]:
        """ "Seventy-seven of them": the people named last before."""
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        after = range(count.last, min(count.last + 3, sentence.last))
        if not any(marks.token(i).pos == "PRON" for i in after):
            return None, None
        earliest = marks.document.sentences[max(sentence.index - 1, 0)].first
        for i in range(count.first - 1, earliest - 1, -1):
            hit = marks.hit("people", i)
            named = hit is not None and hit.code in ("forces", "fighters", "civilians")
            if named and "plural" in marks.token(i).features:
                return self._phrase(i), i
        return None, None

    def _among(self, noun: int) -> int | None:
        """The people of "89 dead soldiers", "25 morts parmi les soldats", "death of 3 civilians"."""
        marks = self.marks
        for child in marks.children(noun, "oblique", "modifier", "name"):
            if marks.hit("people", child) is not None:
                return child
        return None

    def _phrase(self, head: int) -> str:
        """The noun phrase around a head, without its determiner and number."""
        marks = self.marks
        mention = marks.mention(head)
        start = mention.first if mention is not None else head
        while start < head and marks.token(start).relation in ("determiner", "number", "case"):
            start += 1
        return marks.document.span(start, mention.last if mention is not None else head + 1).text

    def _words(self, first: int, head: int) -> str:
        """The words after a number up to the end of the noun phrase that it counts."""
        marks = self.marks
        mention = marks.mention(head)
        last = mention.last if mention is not None else head + 1
        start = min(first, head)
        while start < head and (
            marks.token(start).lower in marks.lexicon.linkers
            or marks.token(start).relation in ("determiner", "case")
            or marks.token(start).pos == "PUNCT"
        ):
            start += 1
        return marks.document.span(start, max(last, head + 1)).text

    def _shares_group(self, count: CountPhrase) -> bool:
        marks = self.marks
        if count.noun is None:
            return True
        lower = marks.token(count.noun).lower
        return lower in marks.lexicon.linkers or self._effect_word(count.noun) is not None

    def _whose(
        self, head: int | None, effect: Effect
    ) -> tuple[Literal["combatant", "civilian", "unknown"], str | None]:
        marks = self.marks
        if effect.loser is not None:
            mention = marks.mention(effect.loser)
            side = mention.actor if mention else None
            if head is None or (marks.hit("people", head) or _NOBODY).code == "persons":
                forces = mention and marks.actor(mention.actor).kind in ("state-forces", "state")
                return ("combatant" if forces else "unknown"), side
        if head is None:
            return "unknown", None
        mention = marks.mention(head)
        hit = marks.hit("people", head)
        side = mention.actor if mention is not None else None
        if hit is None:
            return "unknown", side
        if hit.code in ("forces", "fighters"):
            return "combatant", side
        if hit.code == "civilians":
            return "civilian", side
        return "unknown", side

    def _ranks(
        self, count: CountPhrase
    ) -> tuple[str | None, Literal["combatant", "civilian", "unknown"], str | None] | None:
        """Whose the dead are by "on the side of", "dans les rangs de", "in its own ranks"."""
        marks = self.marks
        sentence = marks.document.sentence_of(count.first)
        others = [c.first for c in marks.counts if sentence.first <= c.first < sentence.last]
        after = min((o for o in others if o > count.first), default=sentence.last)
        first = count.first == min(others)
        for hit in sorted(
            marks.hits("ranks").values(), key=lambda h: (h.first < count.first, h.first)
        ):
            behind = count.last <= hit.first < after
            ahead = first and sentence.first <= hit.first < count.first
            mention = next(
                (
                    m
                    for m in marks.document.actor_mentions
                    if hit.last <= m.first <= hit.last + 1 and m.head not in marks.count_of_noun
                ),
                None,
            )
            if (behind or ahead) and mention is not None:
                status, side = self._whose(mention.head, Effect("deaths", mention.head, None))
                if marks.actor(mention.actor).kind in ("state-forces", "armed-group", "militia"):
                    status = "combatant"
                return self._phrase(mention.head), status, side
        own = marks.any_hit("own_ranks", range(sentence.first, sentence.last))
        if own is None:
            return None
        verb = marks.predicate(own.head)
        owners = [m for a in marks.agents(verb) if (m := marks.mention(a)) is not None]
        if not owners:
            return None
        return None, "combatant", owners[0].actor

    def _by(self, effect: Effect, head: int | None) -> str | None:
        if effect.verb is None or not self.marks.is_verb(effect.verb):
            return None
        for agent in self.marks.agents(effect.verb):
            mention = self.marks.mention(agent)
            if mention is not None and agent != head and self._can_act(agent):
                return mention.actor
        return None

    def _can_act(self, i: int) -> bool:
        marks = self.marks
        if marks.hit("people", i) or marks.hit("organisation_kinds", i):
            return True
        mention = marks.mention(i)
        return mention is not None and marks.actor(mention.actor).kind != "unidentified"

    def _category(self, head: int | None) -> Literal["women", "children", "men"] | None:
        hit = self.marks.hit("categories", head) if head is not None else None
        if hit is None or len(hit.codes) > 1:
            code = "children" if hit is not None and "children" in hit.codes else None
            return cast(Literal["children"] | None, code)
        return cast(Literal["women", "children", "men"], hit.code)

    def _unit(self, head: int | None) -> Literal["persons", "households", "bodies"]:
        hit = self.marks.hit("units_of_people", head) if head is not None else None
        return cast(Literal["households", "bodies"], hit.code) if hit else "persons"

    # ------------------------------------------------------------------ parts, words, revisions

    def _part_of(
        self, count: CountPhrase, before: tuple[CountPhrase, Draft] | None
    ) -> Draft | None:
        if before is None:
            return None
        start = max(count.first - PART_REACH, before[0].last)
        last = min(count.last + 2, len(self.marks.document.tokens))
        part = self.marks.any_hit("part_words", range(start, last))
        return before[1] if part is not None else None

    def _counts(self, count: CountPhrase, part_of: Draft | None) -> Counts:
        sentence = self.marks.document.sentence_of(count.first)
        among = self.marks.any_hit("among_words", range(count.last, sentence.last))
        if part_of is not None or among is not None:
            return "part"
        after = range(count.last, count.last + 1)
        added = any(
            self.marks.token(i).lower in self.marks.lexicon["added_words"].codes
            for i in after
            if i < len(self.marks.document.tokens)
        )
        return "added" if added else "total"

    def _value_text(self, count: CountPhrase, effect: Effect) -> str:
        """The figure as written; with the word for the deed where it is a side's euphemism."""
        marks = self.marks
        if marks.hit("euphemisms", effect.word) is None:
            return count.span.text
        first, last = sorted((count.first, effect.word))
        return marks.document.span(first, max(last + 1, count.last)).text

    def _content(self, count: CountPhrase, effect: Effect) -> Span:
        """The clause around the effect; widened to hold the number itself."""
        marks = self.marks
        clause = marks.clause(marks.predicate(effect.word))
        if clause.covers(count.span):
            return clause
        start, end = min(clause.start, count.span.start), max(clause.end, count.span.end)
        sentence = marks.document.sentence_of(count.first)
        if start < sentence.start or end > sentence.end:
            start, end = count.span.start, count.span.end
        return Span.of(marks.document.text, start, end)

    def _superseded(self, count: CountPhrase, effect: Effect, within: range) -> bool:
        marks = self.marks
        before = marks.document.text[max(0, count.span.start - 20) : count.span.start].lower()
        moved = any(marks.hit(n, effect.word) for n in ("effects.toll", "count_nouns"))
        if moved and before.rstrip().endswith(marks.lexicon.numbers.not_a_range_after):
            return True
        near = range(max(within.start, count.first - 12), count.first)
        return marks.any_hit("supersede", near) is not None

    # --------------------------------------------------------------------- people not counted

    def _uncounted(self) -> Iterator[Draft]:
        """ "Soldiers were killed": a plural with no number is two or more, a singular is one."""
        marks = self.marks
        for verb, hit in sorted(marks.hits("effects.patient").items()):
            if not marks.is_verb(verb) or self._takes_things(verb):
                continue
            for noun in marks.patients(verb):
                draft = self._uncounted_draft(noun, verb, cast(ClaimField, hit.code))
                if draft is not None:
                    yield draft

    def _uncounted_draft(self, noun: int, verb: int, field: ClaimField) -> Draft | None:
        marks = self.marks
        people = marks.hit("people", noun)
        if people is None or noun in marks.count_of_noun or marks.negated(verb):
            return None
        if any(c.first <= noun < c.last for c in marks.counts):
            return None
        if marks.hit("count_nouns", marks.token(noun).head) is not None:
            return None  # "the number of attackers killed"
        determiners = [marks.token(c).lower for c in marks.children(noun, "determiner")]
        singular = any(d in marks.lexicon.numbers.singular for d in determiners)
        plural = "plural" in marks.token(noun).features and not singular
        if not singular and not (plural and not self._is_known(determiners)):
            return None
        effect = Effect(field, verb, verb)
        status, side = self._whose(noun, effect)
        words = self._phrase(noun)
        return Draft(
            field=field,
            value=Quantity(
                low=1 if singular else 2,
                high=1 if singular else None,
                approximate=False,
                text=words or marks.token(noun).text,
                group=words,
                side=side,
                by=self._by(effect, noun),
                status=status,
                category=self._category(noun),
                unit=self._unit(noun),
            ),
            anchor=noun,
            words=marks.token(noun).text,
            content=marks.clause(verb),
            about=self.happenings.of(verb),
        )

    def _is_known(self, determiners: list[str]) -> bool:
        """Whether "the soldiers killed" refers to people told of before."""
        return any(d in self.marks.lexicon["anaphora"].codes for d in determiners)


@dataclass(frozen=True, slots=True)
class _Nobody:
    code: str = ""


_NOBODY = _Nobody()
