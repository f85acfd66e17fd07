"""The situation around: where forces are stationed, who belongs to what, what else was said."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.assemble.attribution import STANCE_OF_CUE, Attribution
from rashomon.assemble.drafts import Draft
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.owners import Owners
from rashomon.assemble.voices import Voices
from rashomon.document import CountPhrase
from rashomon.records import ItemQuantity, MembershipValue, StatementValue

MIN_STATEMENT = 3
"""Tokens: less than this is a fragment, not a statement."""


class Situation:
    """Claims of no incident, and statements that fit no other field."""

    def __init__(self, marks: Marks, voices: Voices, happenings: Happenings) -> None:
        self.marks = marks
        self.voices = voices
        self.happenings = happenings
        self.owners = Owners(marks)

    def drafts(self) -> list[Draft]:
        """Presence and membership, in the order of the text."""
        return sorted([*self._presence(), *self._membership()], key=lambda d: d.anchor)

    def statements(self, anchors: set[int]) -> Iterator[Draft]:
        """What a named voice says in which no rule found anything more exact. `anchors` are the
        tokens that carry the claims found so far."""
        for each in self.voices.attributions:
            if each.voice is None or len(each.content) < MIN_STATEMENT or anchors & each.content:
                continue
            claiming = self.marks.hit("responsibility.claim_verbs", each.verb) is not None
            if (each.cue_class == "deny" or claiming) and each.verb in anchors:
                continue  # a denial, a claim of responsibility that a rule told in full
            if self._is_turn(each):
                continue
            first, last = self._stretch(each)
            content = self.marks.document.span(first, last)
            yield Draft(
                field="statement",
                value=StatementValue(content.text),
                anchor=first,
                words=content.text,
                content=content,
                about=None if self._said_before(each) else self.happenings.of(each.verb),
                voice=each.voice,
                stance=STANCE_OF_CUE[each.cue_class],
            )

    def _is_turn(self, each: Attribution) -> bool:
        """Whether it is all that somebody says in an interview: no one statement."""
        return self.marks.document.sentence_of(each.verb).kind == "label"

    def _stretch(self, each: Attribution) -> tuple[int, int]:
        """The widest run of the content inside the cue's sentence, without marks at its ends."""
        sentence = self.marks.document.sentence_of(each.verb)
        near = sorted(i for i in each.content if sentence.first <= i < sentence.last)
        inside = near or sorted(each.content)
        runs: list[list[int]] = []
        for i in inside:
            if runs and i == runs[-1][-1] + 1:
                runs[-1].append(i)
            else:
                runs.append([i])
        best = max(runs, key=len)
        while len(best) > 1 and self.marks.token(best[0]).pos in ("PUNCT", "SCONJ"):
            best = best[1:]
        while len(best) > 1 and self.marks.token(best[-1]).pos == "PUNCT":
            best = best[:-1]
        return best[0], best[-1] + 1

    def _said_before(self, each: Attribution) -> bool:
        """Whether it was said before the main incident happened: then it is about no incident."""
        main = self.happenings.main
        if main is None or each.said is None or each.said.end is None:
            return main is None
        starts = [t.start for t in main.times if t.start is not None]
        return bool(starts) and each.said.end < min(starts)

    # ----------------------------------------------------------------------- presence, members

    def _presence(self) -> Iterator[Draft]:
        marks = self.marks
        for verb in sorted(marks.hits("presence.verbs")):
            if not marks.is_verb(verb) or marks.negated(verb):
                continue
            owners = [m.actor for a in marks.agents(verb) if (m := marks.mention(a)) is not None]
            if any(self._is_capital(a) for a in marks.agents(verb)):
                owners = owners or [""]
            for noun in marks.patients(verb):
                if marks.hit("presence.items", noun) is None:
                    continue
                own = owners or self._whose(noun)
                counted = self._count(noun) is not None
                if not counted and (not own or marks.hit("presence.sent", verb) is not None):
                    continue
                if not own and marks.hit("presence.of_anybody", verb) is not None:
                    continue  # "the hospital has three officers"
                words = self._item(noun)
                count = self._count(noun)
                plural = "plural" in marks.token(noun).features
                low, high = (2, None) if plural else (1, 1)
                yield Draft(
                    field="presence",
                    value=ItemQuantity(
                        low=count.low if count else low,
                        high=count.high if count else high,
                        approximate=count.approximate if count else False,
                        text=count.span.text if count else words,
                        item=words,
                        actor=(own[0] or None) if own else None,
                        place=self._place(verb),
                    ),
                    anchor=noun,
                    words=words,
                    content=marks.clause(verb),
                    about=None,
                )

    def _is_capital(self, noun: int) -> bool:
        """Whether a town or country stands for its government: "Canberra has 43 soldiers there"."""
        place = self.marks.places_by_token.get(noun)
        return place is not None and place.use == "place" and self.marks.case(noun) is None

    def _whose(self, noun: int) -> list[str]:
        """The state beside its soldiers: "900 U.S. soldiers are stationed in …"."""
        marks = self.marks
        beside = (marks.mention(owner) for owner in self.owners.of(noun))
        return [m.actor for m in beside if m is not None]

    def _item(self, noun: int) -> str:
        marks = self.marks
        before = [c for c in marks.children(noun, "modifier", "name") if c < noun]
        first = min([noun, *(marks.document.subtree(c)[0] for c in before)])
        count = self._count(noun)
        if count is not None:
            first = max(first, count.last)
        return marks.document.span(first, noun + 1).text

    def _count(self, noun: int) -> CountPhrase | None:
        own = self.marks.count_of_noun.get(noun)
        if own is not None:
            return own
        tree = self.marks.document.subtree(noun)
        inside = [c for c in self.marks.counts if c.first in tree and c.last <= noun]
        return inside[0] if inside else None

    def _place(self, verb: int) -> str | None:
        for i in self.marks.document.subtree(verb):
            name = self.marks.places_by_token.get(i)
            if name is not None and name.use == "place":
                return name.place
        return None

    def _membership(self) -> Iterator[Draft]:
        marks = self.marks
        for verb in sorted(marks.hits("membership.verbs")):
            if not marks.is_verb(verb):
                continue
            wholes = [m for a in marks.agents(verb) if (m := marks.mention(a)) is not None]
            named = [m for m in wholes if any(c.isupper() for c in m.span.text)]
            heads = [
                *marks.patients(verb),
                *(
                    n
                    for c in marks.children(verb, "oblique")
                    if marks.case(c) in marks.lexicon["of_words"].codes
                    for n in marks.with_conjuncts(c)
                ),
            ]
            members = tuple(
                dict.fromkeys(
                    m.actor
                    for h in heads
                    if (m := marks.mention(h)) is not None and marks.token(h).pos == "PROPN"
                )
            )
            if not named or len(members) < 2:
                continue
            yield Draft(
                field="membership",
                value=MembershipValue(named[0].actor, members),
                anchor=verb,
                words=named[0].span.text,
                content=marks.clause(verb),
                about=None,
            )
