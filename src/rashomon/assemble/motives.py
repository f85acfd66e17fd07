"""Why it was done, in the words of the report: "the motive was robbery", "to avenge a chief",
"because they were spies", "a feud is behind it"."""

from __future__ import annotations

from collections.abc import Iterator

from rashomon.assemble.drafts import Draft
from rashomon.assemble.happening import Happening
from rashomon.assemble.happenings import Happenings
from rashomon.assemble.marks import Marks
from rashomon.assemble.own_part import in_voice_of
from rashomon.records import MotiveValue, Span, Stance

DEEDS = ("events.nouns", "effects.noun", "operation_nouns")
LONGEST = 20
"""Tokens of a reason that is kept; a clause that runs on says something else."""


class Motives:
    """Claims of why the incidents of a document happened."""

    def __init__(self, marks: Marks, happenings: Happenings) -> None:
        self.marks = marks
        self.happenings = happenings

    def drafts(self) -> Iterator[Draft]:
        """Everything found."""
        introduced = list(self._introduced())
        yield from introduced
        yield from self._reasons()
        yield from self._stated()
        for draft in self._wanted():
            if not any(draft.words == told.words for told in introduced):
                yield draft
        yield from self._because()
        yield from self._labelled()
        yield from self._ransom()

    def _introduced(self) -> Iterator[Draft]:
        """Behind a phrase that introduces it: "in retaliation for …", "over a land dispute"."""
        marks = self.marks
        for i, hit in sorted(marks.hits("motives").items()):
            about = self.happenings.of(i)
            held = marks.hit("effects.patient", marks.predicate(i))
            if held is not None and held.code == "arrests":
                continue  # "held on suspicion of murder"
            sentence = marks.document.sentence_of(i)
            end = next(
                (
                    j
                    for j in range(hit.last, sentence.last)
                    if marks.token(j).pos == "PUNCT" and marks.token(j).text != "-"
                ),
                sentence.last,
            )
            if about is None or end <= hit.last:
                continue
            yield self._draft(marks.document.span(hit.first, end), i, about, hit.code)

    def _reasons(self) -> Iterator[Draft]:
        """What a deed is said to come from: "it was connected to drug trafficking", "the shooting
        followed a dispute", "a gang feud is behind it", "blamed a quarrel for the shooting"."""
        marks = self.marks
        for noun in sorted(marks.hits("motive_nouns")):
            verb = marks.predicate(noun)
            if marks.is_verb(noun) or marks.negated(verb) or marks.zeroed(noun):
                continue
            told = marks.children(verb, "agent", "patient")
            if not self._tells_reason(noun, verb):
                behind = noun in told and any(
                    marks.predicate(i) == verb for i in marks.hits("responsibility.behind")
                )
                if not behind:
                    continue
            about = self.happenings.of(verb) or self.happenings.main
            blamed = marks.hit("perpetrator.blame", verb) is not None and noun in told
            if about is not None:
                words = self._with_what(noun)
                yield self._draft(words, noun, about, None, "suspected" if blamed else None)

    def _tells_reason(self, noun: int, verb: int) -> bool:
        """Whether a reason stands behind a verb whose subject is the deed."""
        marks = self.marks
        token, at = marks.token(noun), noun
        part = marks.hit("part_of_it", token.head) is not None
        if token.relation == "oblique" and part and not marks.is_verb(token.head):
            at = token.head  # "are part of a turf war"
        role = marks.token(at).relation
        over = marks.governor(verb)
        subjects = (*marks.agents(verb), *marks.children(verb, "agent", "patient"))
        if over is not None and marks.is_passive(over):
            subjects = (*subjects, *marks.patients(over))
        deed = any(self._is_deed(d) for d in subjects if d != noun)
        if noun < verb or marks.token(at).head != verb:
            return False
        if marks.hit("perpetrator.blame", verb) is not None and role == "patient":
            tied = marks.hit("perpetrator.tie", verb) is not None
            return not tied and not marks.is_passive(verb)
        if role in ("oblique", "agent"):
            return deed and marks.hit("motive_verbs", verb) is not None
        if role == "patient":
            return deed and marks.hit("following_verbs", verb) is not None
        being = marks.hit("being_verbs", verb) is not None
        return role == "complement" and being and deed

    def _stated(self) -> Iterator[Draft]:
        """As in "the motive was robbery", "their aim was to sow terror"."""
        marks = self.marks
        for noun in sorted(marks.hits("motive_subjects")):
            verb = marks.predicate(noun)
            if noun not in marks.children(verb, "agent") or marks.negated(verb):
                continue
            if marks.hit("being_verbs", verb) is None or marks.zeroed(noun):
                continue
            told = [c for c in marks.children(verb, "complement", "patient") if c > verb]
            below = [i for c in told for i in marks.document.subtree(c)]
            unknown = marks.any_hit("unknown_words", tuple(sorted(below))) is not None
            if below and not unknown and self.happenings.main is not None:
                about = self.happenings.of(verb) or self.happenings.main
                yield self._draft(self._span(below), told[0], about, None)

    def _wanted(self) -> Iterator[Draft]:
        """What the attackers, or the attack, are said to have been for: "wanted to drive out
        farmers", "was meant to derail the talks"."""
        marks = self.marks
        for verb in sorted(marks.hits("wanting")):
            if not marks.is_verb(verb) or marks.negated(verb):
                continue
            told = (*marks.agents(verb), *marks.patients(verb))
            by = any(self._is_attacker(a) or self._is_deed(a, pronouns=False) for a in told)
            aims = [c for c in marks.children(verb, "complement", "clause") if c > verb]
            aims = [c for c in aims if "infinitive" in marks.token(c).features or self._to(c)]
            aims = [c for c in aims if marks.hit("events.verbs", c) is None]  # that is a target
            about = self.happenings.of(verb) or self.happenings.main
            if by and aims and about is not None:
                yield self._draft(self._span(marks.document.subtree(aims[0])), aims[0], about, None)

    def _because(self) -> Iterator[Draft]:
        """The clause that gives a reason for a deed: "killed them because they were spies", "shot
        for refusing to pay"."""
        marks = self.marks
        for i, hit in sorted(marks.hits("reason_markers").items()):
            clause = marks.predicate(i) if not marks.is_verb(i) else i
            deed = marks.governor(clause)
            gerund = "gerund" in marks.token(clause).features or (
                {"participle", "present"} <= marks.token(clause).features
            )
            if deed is None or (hit.code == "gerund" and not gerund) or clause < i:
                continue
            struck = any(
                marks.hit(n, deed) is not None
                for n in ("events.verbs", "effects.patient", "responsibility.did")
            )
            held = marks.hit("effects.patient", deed)
            if not struck or (held is not None and held.code in ("arrests", "releases")):
                continue
            about = self.happenings.of(deed)
            below = marks.document.subtree(clause)
            if about is not None and deed < i and i in below:
                yield self._draft(self._span([j for j in below if j >= i]), i, about, None)

    def _labelled(self) -> Iterator[Draft]:
        """What somebody calls or treats it as: "treated the attack as terrorism", "spoke of a hate
        crime"."""
        marks = self.marks
        for noun in sorted(marks.hits("motive_labels")):
            verb = marks.predicate(noun)
            labels = marks.hit("labelling", verb) is not None
            if not labels or noun < verb or marks.negated(verb) or marks.zeroed(noun):
                continue
            about = self.happenings.of(verb) or self.happenings.main
            if about is not None:
                hit = marks.hits("motive_labels")[noun]
                words = marks.document.span(hit.first, hit.last)
                draft = self._draft(words, noun, about, None)
                yield in_voice_of(marks, self.happenings.voices, draft, verb)

    def _ransom(self) -> Iterator[Draft]:
        """As in "demanded a ransom of a million dollars"."""
        marks = self.marks
        for noun in sorted(marks.hits("ransom_words")):
            verb = marks.predicate(noun)
            asked = marks.hit("demanding", verb) is not None
            if not asked or marks.negated(verb) or marks.zeroed(noun):
                continue
            about = self.happenings.of(verb) or self.happenings.main
            if about is not None:
                yield self._draft(self._span(marks.document.subtree(noun)), noun, about, None)

    def _is_deed(self, noun: int, *, pronouns: bool = True) -> bool:
        marks = self.marks
        if marks.token(noun).pos == "PRON":
            return pronouns and marks.token(noun).lower in marks.lexicon["anaphora"].codes
        return any(marks.hit(name, noun) is not None for name in DEEDS)

    def _is_attacker(self, noun: int) -> bool:
        marks = self.marks
        hit, mention = marks.hit("people", noun), marks.mention(noun)
        kind = marks.actor(mention.actor).kind if mention is not None else None
        return (hit is not None and hit.code == "fighters") or kind in ("armed-group", "militia")

    def _to(self, verb: int) -> bool:
        marks = self.marks
        to = marks.lexicon["to_words"].codes
        return any(marks.token(c).lower in to for c in marks.children(verb, "auxiliary", "marker"))

    def _with_what(self, noun: int) -> Span:
        """A reason with what it was about: "a quarrel between gangs", "a dispute over land"."""
        marks = self.marks
        own = marks.words(noun)
        below = [i for i in marks.document.subtree(noun) if i >= noun]
        last = noun
        while last + 1 in below and marks.token(last + 1).pos != "PUNCT":
            last += 1
        end = marks.token(min(last, noun + LONGEST)).end
        return Span.of(marks.document.text, own.start, max(own.end, end))

    def _span(self, tokens: list[int] | tuple[int, ...]) -> Span:
        """The first run of tokens, without a mark at its end."""
        run = sorted(tokens)[:1]
        chosen = set(tokens)
        while run[-1] + 1 in chosen and len(run) < LONGEST:
            run.append(run[-1] + 1)
        while len(run) > 1 and self.marks.token(run[-1]).pos == "PUNCT":
            run.pop()
        return self.marks.document.span(run[0], run[-1] + 1)

    def _draft(
        self,
        words: Span,
        anchor: int,
        about: Happening,
        code: str | None,
        stance: Stance | None = None,
    ) -> Draft:
        return Draft(
            field="motive",
            value=MotiveValue(words.text, code),
            anchor=anchor,
            words=words.text,
            content=self.marks.clause_of(self.marks.predicate(anchor)),
            about=about,
            mode=about.mode,
            stance=stance,
        )
