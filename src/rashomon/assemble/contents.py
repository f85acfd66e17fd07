"""What a cue governs: its clause, a quotation, the death or the figure that it announces."""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.assemble.attribution import CueClass
from rashomon.assemble.marks import Marks
from rashomon.assemble.speakers import Speakers
from rashomon.document import CountPhrase

MIN_CONTENT = 3
"""Tokens: less than this ("faire *état* de") is no more than a part of the cue."""
FIGURE_REACH = 4
"""Tokens between "at" and the number that something is put at."""
MIN_QUOTATION = 15
"""Characters: a word or two in inverted commas are no statement."""


class Contents:
    """The tokens that the cues of a document govern."""

    def __init__(self, marks: Marks, speakers: Speakers) -> None:
        self.marks = marks
        self.speakers = speakers

    def is_ambiguous(self, verb: int) -> bool:
        """Whether a verb is a cue only with a clause or a quotation ("put", "see")."""
        return self.marks.hit("speech.ambiguous", verb) is not None

    def follows_from(self, verb: int) -> bool:
        """Whether what was told before moves a toll, and not who is named last in it: "has died in
        hospital, which raises the toll to six"."""
        marks, noun = self.marks, self.marks.token(verb).head
        if marks.token(verb).relation != "relative" or marks.hit("toll_moves", verb) is None:
            return False
        return marks.case(noun) in marks.lexicon["place_roles.site"].codes

    def of(self, verb: int, cue_class: CueClass) -> set[int]:
        marks = self.marks
        content: set[int] = set()
        complements = marks.children(verb, "complement")
        behind = [c for c in complements if c > verb and marks.is_verb(c)]
        if self.is_ambiguous(verb) and any(p > verb for p in marks.children(verb, "patient")):
            complements = tuple(behind)  # "this is where it stands: rescuers put the dead at 30"
        for child in behind or complements:  # "rescuers put it at 30, the army has said it did it"
            content.update(marks.document.subtree(child))
            content -= self._contrasted(child)
        if marks.token(verb).relation == "aside" and marks.token(verb).head != verb:
            above = marks.predicate(marks.token(verb).head)
            content.update(set(marks.document.subtree(above)) - set(marks.document.subtree(verb)))
        if not marks.is_passive(verb):
            content.update(self._quoted(verb))
        if not self.is_ambiguous(verb) or cue_class != "assert":
            for patient in marks.children(verb, "patient"):
                if self._can_be_said(patient) or cue_class == "deny":
                    content.update(marks.document.subtree(patient))
        for patient in marks.children(verb, "patient"):
            if patient > verb and marks.hit("effects.toll", patient) is not None:
                content.update(marks.document.subtree(patient))  # "gave a toll of nine dead"
            if patient > verb and self._is_figure(patient) and self._tells_figure(verb, cue_class):
                content.update(i for i in marks.document.subtree(verb) if i > verb)
            if patient > verb and cue_class == "assert" and self._is_bare_toll(patient):
                content.update(i for i in marks.document.subtree(verb) if i > verb)
        if not content and cue_class == "assert" and self.names_as(verb):
            content.update(i for i in marks.document.subtree(verb) if i > verb)
        if not content and cue_class == "assert" and self.calls_so(verb):
            for called in marks.children(verb, "patient", "complement", "oblique"):
                content.update(i for i in marks.document.subtree(called) if i > verb)
        scant = len(content) < MIN_CONTENT and not self._has_figure(content)
        if cue_class == "suspect" or (scant and self._gives_figure(verb)):
            content.update(i for i in marks.document.subtree(verb) if i > verb)
            content -= self._told_besides(verb, content, cue_class)
        content |= self._behind_colon(verb, content)
        if cue_class in ("deny", "suspect"):
            content -= self._presupposed(content, cue_class)
        return content - {verb} - self._time_behind(verb) - self._others_words(verb, content)

    def names_as(self, verb: int) -> bool:
        """Whether somebody tells who somebody was: "police identified the gunman as James Hill"."""
        marks = self.marks
        codes = marks.hits("speech")[verb].codes if verb in marks.hits("speech") else ()
        as_words = marks.lexicon["as_words"].codes
        return "identify" in codes and any(
            c > verb and marks.case(c) in as_words for c in marks.children(verb, "oblique")
        )

    def calls_so(self, verb: int) -> bool:
        """Whether somebody calls something something ("called the raid legitimate", "described it
        as a massacre") and gives no figure with it, which would be the narrator's."""
        marks = self.marks
        codes = marks.hits("speech")[verb].codes if verb in marks.hits("speech") else ()
        if "brand" not in codes or marks.is_passive(verb):
            return False
        behind = [i for i in marks.document.subtree(verb) if i > verb]
        if any(c.first in behind for c in marks.counts):
            return False
        as_words = marks.lexicon["as_words"].codes
        called = [c for c in marks.children(verb, "complement", "patient") if c > verb]
        if any(marks.token(c).lower in marks.lexicon["perpetrator.itself"].codes for c in called):
            return False  # "calls itself the Guardians"
        told = any(marks.case(c) in as_words for c in marks.children(verb, "oblique"))
        return len(called) > 1 or (bool(called) and told)

    def _is_figure(self, noun: int) -> bool:
        """Whether a noun stands for a toll: "the figure", "the number", "the death toll"."""
        marks = self.marks
        return any(marks.hit(name, noun) is not None for name in ("count_nouns", "effects.toll"))

    def _is_bare_toll(self, number: int) -> bool:
        """Whether an object is a number of people and what was done to them: "reported 12 killed
        and 11 wounded"."""
        marks = self.marks
        harmed = ("effects.patient", "effects.adjective", "effects.noun")
        return marks.token(number).pos == "NUM" and any(
            marks.hit(name, c) is not None
            for c in marks.children(number, "relative", "modifier", "clause")
            for name in harmed
            if c == number + 1
        )

    def _behind_colon(self, verb: int, content: set[int]) -> set[int]:
        """The list that a colon opens right behind what is said: "said that 22 had died: 12 members
        of its staff and ten patients"."""
        marks = self.marks
        last = max(content, default=verb)
        end = marks.document.sentence_of(verb).last
        if last <= verb or last + 1 >= end or marks.token(last + 1).text != ":":
            return set()
        rest = range(last + 1, end)
        said = any(i in marks.hits("speech") and marks.is_verb(i) for i in rest)
        return set() if said else set(rest)

    def _tells_figure(self, verb: int, cue_class: CueClass) -> bool:
        """Whether a cue whose object is "the figure", "the toll" tells it: "lowered the figure to
        49", "maintains the figure of 272 dead"."""
        marks = self.marks
        within = marks.document.subtree(verb)
        return cue_class == "assert" and any(
            c.first > verb and c.first in within for c in marks.counts
        )

    def _others_words(self, verb: int, content: set[int]) -> set[int]:
        """What somebody else says beside it: "put the dead at 16 but police dismissed that number",
        "was warned in June, a charge that the ministry denies"."""
        marks = self.marks
        others: set[int] = set()
        for i in content:
            hit, token = marks.hit("speech", i), marks.token(i)
            if hit is None or not marks.is_verb(i) or not self._has_own_speaker(i):
                continue
            if token.relation == "conjunct" and token.head == verb:
                others.update(marks.document.subtree(i))
                others.update(c for c in marks.children(verb, "coordinator") if c < i)
            elif token.relation in ("relative", "clause") and "deny" in hit.codes:
                others.update(marks.document.subtree(i))
                if marks.hit("denied_nouns", token.head) is not None:
                    others.update(marks.document.subtree(token.head))
        return others

    def _has_own_speaker(self, verb: int) -> bool:
        """Whether a cue has a subject of its own that can speak, and is no pronoun."""
        marks = self.marks
        return any(
            marks.token(a).pos != "PRON" and (self.speakers.can_speak(a))
            for a in marks.children(verb, "agent")
        )

    def _contrasted(self, verb: int) -> set[int]:
        """What somebody else says against it: "nine were killed, while residents say …"."""
        marks = self.marks
        words = marks.lexicon["contrast"].codes
        return {
            i
            for child in marks.children(verb, "clause")
            if marks.hit("speech", child) is not None and marks.children(child, "agent")
            if any(marks.token(m).lower in words for m in marks.children(child, "marker"))
            for i in marks.document.subtree(child)
        }

    def _told_besides(self, verb: int, content: set[int], cue_class: CueClass) -> set[int]:
        """Finite relative clauses that nothing said governs: "is suspected of the strike, which
        killed three"."""
        marks = self.marks
        complements = {
            i for c in marks.children(verb, "complement") for i in marks.document.subtree(c)
        }
        besides: set[int] = set()
        cue = marks.hit("speech", verb)
        own = range(cue.first, cue.last) if cue is not None else range(0)
        for i in content - complements:
            token = marks.token(i)
            if token.head in own:
                continue  # "are working on the theory that …"
            forms = [i, *(marks.children(i, "auxiliary") if cue_class == "suspect" else ())]
            finite = any("finite" in marks.token(f).features for f in forms)
            if token.relation == "relative" and finite and marks.is_verb(i):
                besides.update(marks.document.subtree(i))
        return besides

    def _presupposed(self, content: set[int], cue_class: CueClass) -> set[int]:
        """What is told of an event that a denial or a suspicion takes for granted: "denied any role
        in the bombing, which killed 22"; "blame a militia for the massacre, in which 34 died"."""
        marks = self.marks
        granted: set[int] = set()
        for i in content:
            lists = ["events.nouns", "effects.noun", "responsibility.involvement_nouns"]
            if cue_class == "deny":  # "denies that it bombed the market where 40 died"
                lists.extend(["targets", "place_roles.sites"])
            if marks.is_verb(i) or not any(marks.hit(name, i) is not None for name in lists):
                continue
            determiners = (marks.token(c).lower for c in marks.children(i, "determiner"))
            part = marks.hit("responsibility.involvement_nouns", i) is not None
            if not part and not any(d in marks.lexicon["anaphora"].codes for d in determiners):
                continue  # "denied an attack"
            if cue_class == "deny" and self._part_in(i):
                granted.update(marks.document.subtree(i))
            for told in marks.children(i, "relative"):
                if marks.is_verb(told):
                    granted.update(marks.document.subtree(told))
        return granted

    def _part_in(self, event: int) -> bool:
        """Whether an event is named as what somebody had, or had no, part in."""
        marks = self.marks
        over = marks.token(event).head
        lists = (
            "responsibility.involvement_nouns",
            "responsibility.involved",
            "responsibility.behind",
        )
        return any(marks.hit(name, over) is not None for name in lists)

    def _has_figure(self, content: set[int]) -> bool:
        """Whether what is said already holds a number of people or things."""
        return any(c.first in content for c in self.marks.counts)

    def _time_behind(self, verb: int) -> set[int]:
        """The time right behind a cue, when it was said: "a reconnu dimanche la mort de …"."""
        found: set[int] = set()
        at = verb + 1
        while at in self.marks.times_by_token:
            found.add(at)
            at += 1
        return found

    def _gives_figure(self, verb: int) -> bool:
        """A figure given without a clause: "put its losses at three dead", "announced 25"."""
        marks = self.marks
        after = tuple(i for i in marks.document.subtree(verb) if i > verb)
        if marks.hit("figure_setting", verb) is not None and not self._sets_at(after):
            return False  # "was putting footballs into his car when two gunmen came up"
        telling = ["effects.noun", "effects.toll", "effects.adjective"]
        armed = (marks.hit("weapons", p) is not None for p in marks.children(verb, "patient"))
        if self.is_ambiguous(verb) and any(armed):
            return False  # "ont lancé une grenade dans un bar, faisant 12 blessés"
        if not self.is_ambiguous(verb):
            telling.extend(["events.nouns", "operation_nouns"])
        return any(marks.any_hit(name, after) is not None for name in telling) or any(
            c.first in after
            and (
                (c.noun is not None and marks.hit("people", c.noun) is not None)
                or self._is_bare_figure(c, verb)
            )
            for c in marks.counts
        )

    def _sets_at(self, after: Sequence[int]) -> bool:
        """Whether words tell at, or to, what number something is put."""
        marks = self.marks
        at = marks.lexicon["figure_cases"].codes
        near = {i for c in marks.counts for i in range(c.first - FIGURE_REACH, c.first)}
        return any(i in near and marks.token(i).lower in at for i in after) or any(
            marks.hit(name, i) is not None
            for i in after[:FIGURE_REACH]
            for name in ("effects.toll", "count_nouns")
        )

    def _is_bare_figure(self, count: CountPhrase, verb: int) -> bool:
        """Whether a number alone is what somebody gives: "spoke of 41", "had it at 51"."""
        tied = self.marks.token(count.last - 1).head == verb
        return count.noun is None and tied and self.marks.gives_figure(verb, count.first)

    def _quoted_by_another(self, verb: int, end: int) -> bool:
        """Whether another cue stands between a quotation and a cue behind it: '"…", its director
        said, rejecting what officials have said'."""
        marks = self.marks
        first = marks.document.token_at(end)
        between = range(first, verb) if first is not None else range(0)
        return any(
            i in marks.hits("speech.assert") and marks.is_verb(i) and marks.children(i, "agent")
            for i in between
        )

    def _can_be_said(self, noun: int) -> bool:
        """Whether a noun names something that can be announced ("the death of 25 soldiers")."""
        marks = self.marks
        return any(
            marks.hit(name, noun) is not None
            for name in ("events.nouns", "effects.noun", "effects.toll", "operation_nouns")
        ) or (noun in marks.count_of_noun)

    def _quoted(self, verb: int) -> set[int]:
        """The tokens of quotations in the cue's sentence, when no other cue stands nearer."""
        marks = self.marks
        sentence = marks.document.sentence_of(verb)
        found: set[int] = set()
        for quotation in marks.document.quotations:
            if quotation.start < sentence.start or quotation.end > sentence.end:
                continue
            if quotation.end - quotation.start < MIN_QUOTATION:
                continue
            if quotation.start <= marks.token(verb).start < quotation.end:
                continue
            if marks.token(verb).relation == "relative" and quotation.end < marks.token(verb).start:
                continue  # '"…", said a woman who counted five bodies'
            if self._quoted_by_another(verb, quotation.end):
                continue
            first = marks.document.token_at(quotation.start)
            last = marks.document.token_at(quotation.end)
            if first is not None and last is not None:
                found.update(i for i in range(first, last) if i != verb)
        return found
