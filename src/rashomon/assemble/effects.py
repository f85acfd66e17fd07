"""What happened to the people counted: from a number to the deed, by the noun itself, the words
right beside it, the sentence's tree, and last the toll that it moves."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from rashomon.assemble import care, harms, pools
from rashomon.assemble.behind import VERB_GROUP, verb_behind
from rashomon.assemble.deeds import Effect, into_care
from rashomon.assemble.marks import MAX_CLIMB, Marks
from rashomon.assemble.moved import MovedTolls
from rashomon.assemble.states import in_state, of_cases
from rashomon.assemble.taken_up import harms_to, leads_to_death
from rashomon.assemble.takings import goes_off_with
from rashomon.document import CountPhrase
from rashomon.records import ClaimField

ADJACENT = 4
"""Tokens after a counted noun in which "killed", "blessés" still belong to it."""
LABEL_WORDS = 3
"""Words that a label before a colon has ("Confirmed dead: 12")."""
DESCRIBING = frozenset({"abductions", "arrests", "missing", "displaced"})
"""Fields whose participles before a noun only tell who people are: "kidnapped students"."""


class Effects:
    """Finds what was done to those whom a number counts."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self._moved = MovedTolls(marks, self.is_people, self.told_by)

    def find(self, count: CountPhrase) -> Effect | None:
        """What happened to those counted: by the noun, its neighbours, the tree, the toll."""
        noun = count.noun
        if noun is None and pools.is_bare_pool(self.marks, count):
            return None  # "six of the seven were released"
        if noun is not None:
            if harms.is_grave(self.marks, noun):
                return Effect("deaths", noun, None)  # "counted thirteen graves"
            if self._is_thing(noun) or self._speaks(noun, count):
                return None
            if pools.bodies_described(self.marks, noun, count) or self._of_the_harmed(noun, count):
                return None
            own = self.of_word(noun)
            if own is not None and pools.is_only_described(self.marks, noun, count):
                return None
            if (each := of_cases(self.marks, count)) is not None:
                return each
            if own is not None and own.field not in ("abductions", "casualties"):
                died = pools.since_died(self.marks, noun) or self._died_of_it(noun, noun)
                died = died or self._some_died(count)
                return died if died is not None and own.field == "injuries" else own
            if own is None and count.low == count.high == 0:
                own = self._reported(noun)
                if own is not None:
                    return own
            if own is None and self._is_deed(noun):
                return None  # "two shootings that killed others"
            if own is None and count.low == count.high == 0 and not self.is_people(noun):
                return None  # "no group has claimed those killings"
            if own is not None and pools.is_pool(self.marks, noun, count):
                return own  # "12 of the 20 hostages were freed"
            if own is not None:  # "six hostages were executed": the deed says more than the noun
                return self._climb(noun) or verb_behind(self, noun, count) or own
        if noun is not None and pools.is_pool(self.marks, noun, count):
            before = (c for c in self.marks.counts if c.noun == noun and c.first < count.first)
            if any(c.low == c.high == 0 for c in before):
                return None  # "none of the 12 was hurt"
            if (of_all := self._told_of_all(noun)) is not None:
                return of_all
            found = self._beside(noun, count)
            between = range(noun + 1, found.word) if found is not None else range(0)
            over = any(self.marks.token(i).pos == "AUX" for i in between)
            return None if over else found  # "two of the four suspects were killed": not the four
        start = noun if noun is not None else count.last - 1
        bare = noun is None or self.marks.token(noun).lower in self.marks.lexicon.linkers
        own = self._verb_before(count) if bare else None
        if own is not None and self.marks.token(count.last - 1).head != own.word:
            return own  # "tuant neuf personnes et en blessant 12"
        found = self._of_pool(count) or self._beside(start, count) or self._climb(start)
        found = found or self._climb(count.last - 1)
        if found is not None and found.field in ("casualties", "injuries"):
            whom = noun if noun is not None else found.word
            found = self._died_of_it(whom, found.word) or found  # "two men who were shot have died"
        if found is None:
            found = self._verb_before(count) or verb_behind(self, start, count)
        if found is None:
            found = self._labelled(count) or self._moved.find(count)
            found = found or care.told_in_clause(self.marks, count)
        taken = found is not None and self.marks.hit("taking", found.word) is not None
        if (found is None or taken) and noun is not None and self.is_people(noun):
            found = self._taken_up(noun, count) or found  # "took nine off a bus and shot them"
        if found is None or self._other_clause(count, found):
            return None
        if pools.is_among_pool(self.marks, count) and self._told_of_all(noun) == found:
            return self._climb(count.last - 1)  # "one of two men who were killed": both were
        if self.marks.case(found.word) in self.marks.lexicon["lack_words"].codes:
            return replace(found, field="survivors")  # "were brought out without injury"
        if found.field == "survivors" and self.marks.negated(found.word):
            found = replace(found, field="deaths")  # "one of them did not survive"
        if noun is None and not self._elliptic(count):
            # "killed one" and "six wounded" count people; "killed in 2 …" does not.
            return found if found.word in range(count.last, count.last + 2) else None
        return self._together(found, count)

    def _labelled(self, count: CountPhrase) -> Effect | None:
        """What a label before a colon says of a figure: "Dead: 47 soldiers", "Missing: 11"."""
        marks, colon = self.marks, count.first - 1
        first = marks.document.sentence_of(count.first).first
        if colon <= first or marks.token(colon).text != ":":
            return None
        label = [i for i in range(first, colon) if marks.token(i).pos != "PUNCT"]
        if not label or len(label) > LABEL_WORDS or (count.noun and not self.is_people(count.noun)):
            return None
        return self.of_word(label[-1])

    def _taken_up(self, noun: int, count: CountPhrase) -> Effect | None:
        """What a later verb does to those counted: "took nine passengers off it and shot them"."""
        exact = count.high if count.low == count.high else None
        for verb, field in harms_to(self.marks, noun, exact):
            return Effect(self.field_of(verb, field), verb, verb)
        return None

    def _told_of_all(self, noun: int | None) -> Effect | None:
        """What a relative clause tells of all of whom one is meant: "one of two men who were
        killed"."""
        marks = self.marks
        for verb in marks.children(noun, "relative") if noun is not None else ():
            hit = marks.hit("effects.patient", verb)
            if marks.of_somebody(verb) and hit is not None and marks.is_passive(verb):
                return Effect(self.field_of(verb, cast(ClaimField, hit.code)), verb, verb)
        return None

    def _reported(self, noun: int) -> Effect | None:
        """Of what there is no word: "no reports of injuries"."""
        marks = self.marks
        if marks.hit("report_nouns", noun) is None:
            return None
        for child in marks.children(noun, "oblique", "modifier"):
            found = self.of_word(child)
            if found is not None and marks.case(child) in marks.lexicon["of_words"].codes:
                return found
        return None

    def _died_of_it(self, noun: int, word: int) -> Effect | None:
        """What the clause says of people of whom a relative one said less: that they died."""
        marks, above = self.marks, self.marks.token(noun).head
        told = above != noun and word in marks.document.subtree(noun)
        if not told or noun not in marks.children(above, "agent", "patient"):
            return None
        found = self._undergone(noun, above) if marks.is_verb(above) else None
        return found if found is not None and found.field == "deaths" else None

    def _some_died(self, count: CountPhrase) -> Effect | None:
        """That some of the hurt have died: "deux des blessés sont morts"."""
        marks = self.marks
        of = count.last < len(marks.document.tokens) and marks.token(count.last).lower
        if of not in marks.lexicon["of_words"].codes:
            return None
        found = self._climb(count.last - 1)
        return found if found is not None and found.field == "deaths" else None

    def _of_pool(self, count: CountPhrase) -> Effect | None:
        """What became of some of the hurt or taken: "three of the wounded died"."""
        marks = self.marks
        if count.noun is not None or count.last + 1 >= len(marks.document.tokens):
            return None
        if marks.token(count.last).lower not in marks.lexicon["of_words"].codes:
            return None
        verb = marks.predicate(count.last - 1)
        if marks.token(count.last - 1).head != verb or not marks.is_verb(verb):
            return None
        return self._climb(count.last - 1)

    def _other_clause(self, count: CountPhrase, found: Effect) -> bool:
        """Whether "none of the four who died was …" denies something else than the deaths."""
        is_none = count.low == 0 and count.high == 0
        inside = count.first in self.marks.document.subtree(found.word)  # "where nobody was hurt"
        return is_none and not inside and self.marks.token(found.word).relation == "relative"

    def _elliptic(self, count: CountPhrase) -> bool:
        marks = self.marks
        token = marks.token(count.last - 1)
        after = marks.token(count.last) if count.last < len(marks.document.tokens) else None
        if after is not None and after.pos in ("NOUN", "PROPN") and after.lower[:1].isalpha():
            return marks.hit("people", after.i) is not None or self.of_word(after.i) is not None
        return token.pos in ("NUM", "NOUN", "PRON", "ADJ", "DET")

    def _is_thing(self, noun: int) -> bool:
        marks = self.marks
        if marks.hit("people", noun) is not None:
            return False
        return any(
            marks.hit(name, noun) is not None
            for name in ("damage.items", "weapons", "targets", "shots")
        )

    def _of_the_harmed(self, noun: int, count: CountPhrase) -> bool:
        """Whether none of the dead or the hurt is told of: "none of the dead bore a weapon"."""
        behind = range(count.last + 1, noun + 1)
        return count.low == count.high == 0 and any(
            self.marks.token(i - 1).relation == "determiner" and self.of_word(i) for i in behind
        )

    def _is_deed(self, noun: int) -> bool:
        marks = self.marks
        return marks.hit("events.nouns", noun) is not None and marks.hit("people", noun) is None

    def field_of(self, word: int, field: ClaimField) -> ClaimField:
        """What a word for harm comes to with a mortal word beside it: "fatally shot", "deadly
        shooting", "beaten to death"."""
        marks = self.marks
        if field == "arrests" and care.is_kept_in_care(self.marks, word):
            return "injuries"  # "detained in hospital"
        if field not in ("injuries", "casualties"):
            return "injuries" if field == "displaced" and into_care(marks, word) else field
        for child in marks.children(word):
            if marks.hit("mortal_words", child) is not None:
                return "deaths"
            if field == "casualties" and harms.is_survived(self.marks, child):
                field = "injuries"  # "shot in the leg", "were shot but survived"
            to = marks.case(child) in marks.lexicon["to_words"].codes
            if to and not marks.is_verb(child):
                own = self.of_word(child)
                if own is not None and own.field == "deaths":
                    return "deaths"
        return field

    def of_word(self, i: int) -> Effect | None:
        marks = self.marks
        for name in ("effects.toll", "effects.noun", "effects.adjective"):
            hit = marks.hit(name, i)
            if hit is not None:
                return Effect(cast(ClaimField, hit.code), i, None)
        return None

    def _beside(self, start: int, count: CountPhrase) -> Effect | None:
        """As in "25 soldiers dead", "six others wounded", "25 soldats tués": the word right
        after."""
        marks = self.marks
        last = marks.document.sentence_of(start).last
        phrases = {h.first: h for h in marks.hits("effects.phrase").values()}
        for i in range(start + 1, min(start + 1 + ADJACENT, last)):
            token = marks.token(i)
            if token.relation == "marker":
                return None  # "wounding five before taking his own life"
            if i in phrases and phrases[i].code != "casualties":
                return Effect(cast(ClaimField, phrases[i].code), i, None)
            if marks.is_verb(i) and marks.children(i, "patient") and start in marks.agents(i):
                return None  # "two men on a motorcycle killed Jim Roe"
            adjective = marks.hit("effects.adjective", i)
            verb = marks.hit("effects.patient", i) if "participle" in token.features else None
            if adjective is not None or verb is not None:
                if "finite" in token.features and not marks.is_passive(i):
                    return None
                if pools.is_of_others(marks, i, start):
                    return None
                hit = adjective or verb
                assert hit is not None
                field = self.field_of(i, cast(ClaimField, hit.code))
                return Effect(field, i, i if verb is not None else None)
            if token.pos in ("PUNCT", "VERB", "CCONJ") or marks.count_at.get(i, count) is not count:
                return None
        return None

    def _verb_before(self, count: CountPhrase) -> Effect | None:
        """The verb right before a number, where the parser ties them otherwise: "tuant neuf"."""
        marks = self.marks
        at = count.first - 1
        while at >= 0 and marks.token(at).pos == "ADV":
            at -= 1
        if at < marks.document.sentence_of(count.first).first or not marks.is_verb(at):
            return None
        hit = marks.hit("effects.patient", at)
        if hit is None or "passive" in marks.token(at).features:
            return None
        if count.noun is not None and not self.is_people(count.noun):
            return None
        return Effect(self.field_of(at, cast(ClaimField, hit.code)), at, at)

    def _climb(self, start: int) -> Effect | None:
        """Up the tree from the people to what was done to them."""
        marks = self.marks
        at = start
        described: Effect | None = None
        for _ in range(MAX_CLIMB):
            token = marks.token(at)
            above = token.head
            found = self._step(at, above)
            if found is not None and found.word < at and found.field in DESCRIBING:
                # "eight captured militiamen": what else was done to them says more
                described = described or found
                found = self._by_role(at, above)
            if found is not None:
                return found
            if above == at or not self._may_climb(at):
                break
            at = above
        return described

    def _may_climb(self, at: int) -> bool:
        """Over conjuncts, numbers, names and "of the attackers": never over clauses."""
        marks = self.marks
        token = marks.token(at)
        if marks.is_verb(at) and token.relation != "relative":
            return False
        if token.relation in ("number", "modifier", "name", "apposition", "determiner"):
            return True
        if token.relation == "conjunct":
            return not marks.is_verb(token.head) or token.pos == "NUM"
        of = token.relation == "oblique" and marks.case(at) in marks.lexicon["of_words"].codes
        return of and marks.hit("kin", token.head) is None  # "the sister of the two boys"

    def _step(self, at: int, above: int) -> Effect | None:
        marks = self.marks
        relation = marks.token(at).relation
        if marks.is_verb(at) and relation == "conjunct":
            return None
        for child in marks.children(at, "relative", "modifier"):
            if self._tells_of_some(child):
                continue  # "64 patients, four of whom died"
            hit = marks.hit("effects.patient", child)
            if hit is not None and marks.is_passive(child):
                return Effect(self.field_of(child, cast(ClaimField, hit.code)), child, child)
            died = marks.hit("effects.agent", child)
            if died is not None and marks.is_verb(child):
                return Effect(cast(ClaimField, died.code), child, None)
            if marks.hit("effects.adjective", child) is not None:
                return self.of_word(child)
        return self._by_role(at, above)

    def _tells_of_some(self, verb: int) -> bool:
        """Whether a relative clause tells only of some, whom a number in it counts."""
        own = self.marks.children(verb, "agent", "patient")
        return any(i in self.marks.count_at for i in own)

    def _by_role(self, at: int, above: int) -> Effect | None:
        """What the word above says was done to people, by their place in its clause."""
        marks = self.marks
        relation = marks.token(at).relation
        role = "agent" if at in marks.children(above, "agent") else relation
        if role == "conjunct" and marks.is_verb(above) and at in marks.patients(above):
            role = "patient"  # "killed a couple and their four children"
        if role == "oblique" and marks.is_verb(above) and marks.case(at) is None:
            role = "patient"  # "ont décapité au moins huit habitants", parsed as "au … habitants"
        if role == "patient":
            return self._done_to(at, above) or self._goes_on(at, above)
        if role == "agent":
            done_by = marks.case(at) in marks.lexicon["by_words"].codes
            if done_by and marks.is_verb(above):
                return None
            return self._undergone(at, above) or self._goes_on(at, above)
        of = relation == "oblique" and marks.case(at) in marks.lexicon["of_words"].codes
        if of and marks.hit("units_of_people.bodies", above) is not None and self.is_people(at):
            return Effect("deaths", above, None)  # "the bodies of eight miners"
        if relation in ("oblique", "recipient") and harms.lives_cost(
            marks, at, above, self.is_people(at)
        ):
            return Effect("deaths", above, None)
        if relation == "oblique" and self.is_people(at) and harms.is_of_unknown_fate(marks, above):
            return Effect("missing", above, None)
        if relation == "oblique" and self.is_people(at) and goes_off_with(marks, at, above):
            return Effect("abductions", above, above)
        if relation == "oblique" and not pools.is_credited(marks, at):
            noun = self.of_word(above)
            if noun is not None and not marks.is_verb(above):
                by = noun.word if marks.hit("effects.noun", above) else None
                return Effect(noun.field, above, by)
        return None

    def _goes_on(self, at: int, verb: int) -> Effect | None:
        """What a verb without a subject of its own tells behind the one of the people counted:
        "were lined up and shot", "had been thrown into the water and were missing"."""
        marks = self.marks
        if not marks.is_verb(verb) or not (self.is_people(at) or self.is_people(marks.counted(at))):
            return None
        if marks.token(at).relation == "patient" and not marks.is_passive(verb):
            return None
        for child in marks.children(verb, "conjunct"):
            others = any(at < c.first < child for c in marks.counts)  # "and one of them died"
            by = marks.lexicon["by_words"].codes  # "were dragged out and killed by a mob"
            did = any(marks.case(c) not in by for c in marks.children(child, "agent"))
            own = others or did or marks.children(child, "patient")
            if marks.is_verb(child) and not own:
                found = self._undergone(at, child)
                past = "past" in marks.token(child).features and marks.is_passive(verb)
                if found is None and past and child - verb <= VERB_GROUP:
                    found = self._done_to(at, child)  # "lined up and shot": taken for active
                if found is not None and found.field == "casualties":
                    return replace(found, field="deaths") if leads_to_death(marks, verb) else found
                if found is not None:
                    return found
        return None

    def _done_to(self, at: int, verb: int) -> Effect | None:
        marks = self.marks
        hit = marks.hit("effects.patient", verb)
        people = self.is_people(at) or self.is_people(marks.counted(at))
        if hit is not None and (not self.takes_things(verb) or people):
            return Effect(self.field_of(verb, cast(ClaimField, hit.code)), verb, verb)
        if self._bodies_found(at, verb):
            return Effect("deaths", verb, None)
        for child in marks.children(verb, "oblique"):  # "beat two labourers to death"
            to = marks.case(child) in marks.lexicon["to_words"].codes
            word = self.of_word(child) if to and not marks.is_verb(child) else None
            if word is not None and marks.hit("sentencing", verb) is not None:
                return None  # "21 were sentenced to death"
            if word is not None and word.field == "deaths" and self.is_people(at):
                return Effect("deaths", verb, verb)
        phrase = self.phrase_effect(verb) if marks.is_passive(verb) else None
        if phrase is not None and people:
            return phrase  # "has not been heard from"
        if people and harms.is_uprooted(self.marks, verb):
            return Effect("displaced", verb, None)
        if people and marks.hit("among_verbs", verb) is not None:
            among = marks.lexicon["ranks"].codes  # "parmi les 22 morts, on compte neuf femmes"
            wholes = [o for o in marks.children(verb, "oblique") if marks.case(o) in among]
            for whole in (*marks.agents(verb), *wholes):  # "the dead included two children"
                found = self.of_word(whole)
                if found is not None:
                    return Effect(found.field, whole, None)
        lose = marks.hit("effects.lose", verb)
        if (
            lose is not None
            and self.is_people(marks.counted(at))
            and not harms.is_anybody(self.marks, at)
        ):
            loser = marks.agents(verb)
            return Effect(cast(ClaimField, lose.code), verb, None, loser[0] if loser else None)
        if marks.hit("causing", verb) is not None or marks.hit("effects.lose", verb) is not None:
            for child in marks.children(verb, "complement", "modifier"):
                found = self.of_word(child)
                if found is not None and child < at and (own := care.of_rest(marks, at)):
                    return own  # "left one dead and three others in hospital"
                if found is not None:
                    return Effect(found.field, child, None)
            under = (*marks.patients(verb), *marks.children(at, "patient"))
            if any(marks.hit("lives", n) is not None for n in (at, *under)):
                return Effect("deaths", verb, None)  # "cost one constable his life"
        victims = marks.hit("persons.victims", at) is not None
        if victims and marks.hit("life_takers", verb) is not None:
            return Effect("deaths", verb, None)  # "claimed eight victims"
        cared = care.of_hospital(marks, at, verb) if self.is_people(at) else None
        if cared is not None:
            return cared
        if (
            people
            and marks.hit("harm_verbs", verb) is not None
            and care.is_hit_by_fire(marks, verb)
        ):
            return Effect("casualties", verb, None)  # "four people were struck by bullets"
        for child in marks.children(verb, "complement") if people else ():
            fled = marks.hit("effects.agent", child)
            to = "infinitive" in marks.token(child).features and not marks.children(child, "agent")
            if to and fled is not None and fled.code == "displaced":
                return Effect("displaced", child, None)  # "a contraint 200 familles à fuir"
        if marks.hit("sentencing", verb) is not None:
            return None  # "six were sentenced to hang"
        if marks.is_passive(verb):  # "hundreds were feared dead"
            for child in marks.children(verb, "complement"):
                if marks.is_verb(child) and people and not marks.children(child, "agent"):
                    found = self._infinitive(child)  # "are believed to have been killed"
                else:
                    found = self.of_word(child) if not marks.is_verb(child) else None
                if found is not None:
                    return found
        return None

    def _bodies_found(self, at: int, verb: int) -> bool:
        """Whether bodies are told to have been found; "no bodies have been found" leaves open
        whether anybody died."""
        marks = self.marks
        found = marks.hit("units_of_people.bodies", at) and marks.hit("body_verbs", verb)
        return bool(found) and not marks.zeroed(at)

    def _infinitive(self, verb: int) -> Effect | None:
        """What an infinitive tells of the subject above it: "to have been killed"."""
        marks = self.marks
        died = marks.hit("effects.agent", verb)
        done = marks.hit("effects.patient", verb)
        passive = marks.is_passive(verb) and not marks.children(verb, "patient")
        if done is not None and passive:
            return Effect(self.field_of(verb, cast(ClaimField, done.code)), verb, verb)
        if died is not None:
            return Effect(cast(ClaimField, died.code), verb, None)
        return None

    def _undergone(self, at: int, verb: int) -> Effect | None:
        marks = self.marks
        verb = marks.elided(verb)
        people = self.is_people(at) or self.is_people(marks.counted(at))
        phrase = self.phrase_effect(verb)
        if phrase is not None and people:
            return phrase
        if self._bodies_found(at, verb):
            return Effect("deaths", verb, None)
        hit = marks.hit("effects.agent", verb)
        if any(marks.hit("unhurt", c) is not None for c in marks.children(verb)):
            return None  # "19 escaped unhurt"
        mortal = hit is not None and hit.code == "deaths" and not self._is_thing(at)
        if hit is not None and (mortal or people):
            return Effect(cast(ClaimField, hit.code), verb, None)
        for child in marks.children(verb, "complement", "clause"):
            phrase = self.phrase_effect(child) if marks.is_verb(child) else None
            if phrase is not None and people and "infinitive" in marks.token(child).features:
                return phrase  # "ont réussi à s'échapper"
            fled = marks.hit("effects.agent", child) if marks.is_verb(child) else None
            infinitive = "infinitive" in marks.token(child).features
            had_to = marks.is_verb(child) and marks.hit("had_to", verb) is not None
            if had_to and people and (done := self._infinitive(child)) is not None:
                return done  # "had to be treated"
            if fled is not None and infinitive and people and not marks.children(child, "agent"):
                return Effect(cast(ClaimField, fled.code), child, None)  # "forced to flee"
        if marks.is_passive(verb) or self._is_headline_passive(verb):
            return self._done_to(at, verb)
        if harms.are_on_the_move(marks, at, verb):
            return Effect("displaced", verb, None)
        if people and (state := in_state(marks, verb)) is not None:
            return state
        copular = self.of_word(verb) if not marks.hit("effects.patient", verb) else None
        if copular is not None and marks.children(verb, "copula", "auxiliary"):
            return copular
        for child in marks.children(verb, "complement"):
            own = marks.is_verb(child) or marks.children(child, "agent")
            if not own and (found := self.of_word(child)) is not None:
                return found
        return None

    def _is_headline_passive(self, verb: int) -> bool:
        """Whether a participle stands alone for a passive: "Two labourers beaten to death"."""
        marks = self.marks
        token = marks.token(verb)
        alone = not marks.children(verb, "auxiliary", "patient", "copula")
        if "past" not in token.features or not alone:
            return False
        hit = marks.hit("effects.patient", verb)
        harmed = hit is not None and hit.code in ("deaths", "injuries", "abductions")
        return "participle" in token.features or (harmed and not self.takes_things(verb))

    def _speaks(self, noun: int, count: CountPhrase) -> bool:
        """Whether the counted are who says it: "un rescapé a raconté", "four sources said"."""
        marks = self.marks
        token = marks.token(noun)
        verb = marks.predicate(noun)
        return (
            token.relation == "agent"
            and token.head == verb
            and (marks.hit("voices", noun) is not None or self.of_word(noun) is None)
            and marks.hit("speech", verb) is not None
            and marks.hit("effects.patient", verb) is None
            and count.low == count.high
        )

    def phrase_effect(self, verb: int) -> Effect | None:
        """As in "Lost their lives", "ont trouvé la mort": the verb is part of a set phrase."""
        for hit in self.marks.hits("effects.phrase").values():
            if hit.first <= verb < hit.last and hit.code != "casualties":
                return Effect(cast(ClaimField, hit.code), verb, None)
        return None

    def told_by(self, i: int) -> Effect | None:
        """What a word of a toll phrase says of those counted: "dead", "killed", "who fled"."""
        own = self.of_word(i)
        if own is None and self.marks.token(i).relation in ("relative", "modifier"):
            return self._infinitive(i) or self.phrase_effect(i)
        return own

    def takes_things(self, verb: int) -> bool:
        return self.marks.hit("object_of_people_verbs", verb) is not None

    def is_people(self, i: int) -> bool:
        marks = self.marks
        if marks.hit("people", i) is not None or marks.native(i):
            return True
        token = marks.token(i)
        if token.lower in marks.lexicon["anybody"].codes:
            return True  # "no one", whatever a model takes it for
        more = token.lower in marks.lexicon.linkers
        if more and any(c in marks.count_at for c in marks.children(i, "number")):
            return True  # "lost 35 more"
        return token.pos in ("NUM", "PROPN", "PRON") and not self._is_thing(i)

    def _together(self, effect: Effect, count: CountPhrase) -> Effect:
        """One figure of casualties, where the words are "25 killed or wounded"."""
        sentence = self.marks.document.sentence_of(count.first)
        for i, hit in self.marks.hits("effects.phrase").items():
            inside = sentence.first <= i < sentence.last
            if inside and hit.code == "casualties" and hit.first <= effect.word < hit.last:
                return replace(effect, field="casualties")
        return effect
