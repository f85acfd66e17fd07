"""Voices: who says what in a document, by which words, and over which part of the text.

An attribution ties a cue ("said", "according to", "a démenti") to its speaker and to the tokens
that it governs. A token inside several belongs to the innermost; the outer speakers passed it on
(`via`). What nobody is said to say, the narrator says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import cast

from rashomon.assemble.according import According
from rashomon.assemble.attribution import SPEAKING, Attribution, CueClass
from rashomon.assemble.chains import chained
from rashomon.assemble.citations import Citations
from rashomon.assemble.contents import Contents
from rashomon.assemble.headlines import Headlines
from rashomon.assemble.insertions import Insertions
from rashomon.assemble.learnt import Learnt
from rashomon.assemble.marks import Marks
from rashomon.assemble.reckonings import Reckonings
from rashomon.assemble.relays import Relays
from rashomon.assemble.several import gapped, own_clauses, parted
from rashomon.assemble.speakers import Speakers
from rashomon.assemble.turns import Turns
from rashomon.attributions import Finder
from rashomon.document import CountPhrase
from rashomon.records import Span, Voice

BESIDE = 10
"""Tokens from one speaker to another beside them."""
COUNTING = frozenset({"official", "medical", "un", "ngo"})
"""Kinds of voices whose count goes on in the sentence behind."""
CONDITIONAL = frozenset({"brand", "show", "intake", "accept", "identify", "exclude"})
"""Codes of cues that say something only of some subjects or objects."""


class Voices:
    """Every attribution of a document, and which of them governs a token."""

    def __init__(self, marks: Marks, narrator: Voice, finder: Finder) -> None:
        self.marks = marks
        self.narrator = narrator
        self.speakers = Speakers(marks, narrator)
        self.according = According(marks, self.speakers)
        self.contents = Contents(marks, self.speakers)
        self.insertions = Insertions(marks, self.speakers)
        self.learnt = Learnt(marks, self.speakers, finder)
        self.citations = Citations(marks, self.speakers)
        found = self.citations.applied(sorted(self._all(), key=lambda a: a.verb))
        told = [each for each in found if not self._told_by(each, found)]
        told, more = gapped(marks, self.speakers, told)
        apart = [_without_asides(each, told) for each in parted(marks, told)]
        apart = own_clauses(marks, apart) + more
        relays = Relays(marks)
        told = [relays.with_relays(a) for a in apart if a.content]
        self.attributions = tuple(chained(told, marks.lexicon["first_person"].codes))
        self._innermost: dict[int, Attribution] = {}
        for each in sorted(self.attributions, key=lambda a: -len(a.content)):
            self._innermost.update(dict.fromkeys(each.content, each))
        self._by_span = {m.span: m for m in marks.document.actor_mentions}
        self._continue_quotations()
        self._continue_counts()

    def at(self, i: int) -> Attribution | None:
        """The innermost attribution that governs a token; None for the narrator's own words."""
        return self._innermost.get(i)

    def voice_at(self, i: int) -> Voice:
        """Who says token `i`."""
        attribution = self.at(i)
        if attribution is None or attribution.voice is None:
            return self.narrator
        return attribution.voice

    def beside(self, each: Attribution) -> list[Voice]:
        """Who says the same in one breath: the doctor in "police and a doctor said"."""
        marks = self.marks
        mention = self._by_span.get(each.source) if each.source is not None else None
        if mention is None or each.voice is None:
            return []
        head = mention.head
        joined = [
            c
            for c in marks.children(head, "conjunct")
            if head < c <= head + BESIDE and c not in each.content and c != each.verb
            if self.speakers.can_speak(c) and c not in marks.places_by_token
            if not any(other.verb == c for other in self.attributions)  # "… and the clinic one"
        ]
        found = [replace(self.speakers.described(c), via=each.voice.via) for c in joined]
        return [v for v in found if v.text != each.voice.text and v.actor != each.voice.actor]

    # ------------------------------------------------------------------------------- finding

    def _all(self) -> Iterator[Attribution]:
        # In the order of the text, so that "they added" finds the speaker before it.
        according = self.marks.hits("speech.according")
        speech = self.marks.hits("speech")
        first = self.according.first()
        counts = Reckonings(self.marks, self.speakers)
        cites = self.marks.hits("speech.cite")
        headed = Headlines(self.marks, self.speakers)
        turns = Turns(self.marks, self.speakers)
        self._open: list[Attribution] = []
        quoted: set[int] = set()
        for i in sorted(
            {
                *according,
                *speech,
                *first,
                *counts.nouns,
                *headed.colons,
                *turns.cues,
                *self.learnt.cues,
            }
        ):
            if i in turns.cues:
                found = turns.attribution(i)
                if found is not None:
                    yield found
                continue
            found = headed.attribution(i)
            if found is not None:
                yield found
                continue
            if i in quoted:
                continue  # "as saying"
            if i in cites:
                found = self.citations.note(i)
                quoted.update(self.marks.children(i) if found is not None else ())
                if found is None:
                    continue
            elif i in according:
                found = self.according.attribution(i)
            elif i in first:
                found = self.according.attribution(i, "speech.according_first")
            elif i in counts.nouns:
                found = counts.attribution(i)
            elif i in speech and SPEAKING.intersection(speech[i].codes) and self.marks.is_verb(i):
                found = self._spoken(i)
            if found is None:
                found = self.learnt.attribution(i, self._class_of(i))
            if found is not None and found.content:
                self._open.append(found)
                yield found

    def _spoken(self, verb: int) -> Attribution | None:
        marks = self.marks
        cue_class = self._cue_class(verb)
        if cue_class is None or self._only_undergone(verb, cue_class):
            return None
        goes_on = {"participle", "present"} <= marks.token(verb).features
        goes_on = goes_on and self.contents.is_ambiguous(verb)
        if goes_on and any(verb in a.content and a.cue_class == "assert" for a in self._open):
            return None  # "…, said the ministry, raising its first count to 17"
        if goes_on and not self._moves_figures(marks.token(verb).head):
            return None  # "a wounded man has died, raising the toll to 51, the police said"
        if self.contents.follows_from(verb):
            return None
        inserted = self.insertions.attribution(verb, cue_class)
        if inserted is not None:
            return inserted
        content = self.contents.of(verb, cue_class)
        joined = self._went_on(verb, cue_class, content) or self._joined(verb, cue_class, content)
        if joined is not None:
            return joined
        if not content:
            self._remember(verb)
            return None
        if marks.is_passive(verb):  # "has been blamed by the authorities on …"
            for agent in marks.children(verb, "agent"):
                content -= set(marks.document.subtree(agent))
        head = self._speaker_head(verb, content)
        if head is None and not marks.is_passive(verb):
            return None
        if head in marks.times_by_token:
            return None  # "on 8 April, which brings the number to 57"
        if head is not None and not self.speakers.may_speak(head):
            head = self._lost_subject(verb) or head
        declares = not self.contents.is_ambiguous(verb) and cue_class in ("assert", "deny", "admit")
        anyone = declares and head is not None and self.speakers.may_speak(head)
        speaker = self.speakers.resolve(head, verb, anyone=anyone) if head is not None else None
        if speaker is None and (head is not None or cue_class not in ("suspect", "fear")):
            return None
        own = set(marks.document.subtree(verb)) - content
        if speaker is not None:
            self.speakers.issued(own, speaker.voice)
        voice = replace(speaker.voice, via=self.insertions.told_to(verb)) if speaker else None
        return Attribution(
            cue_class=cue_class,
            voice=voice,
            cue=self._cue_span(verb),
            source=speaker.span if speaker else None,
            verb=verb,
            content=frozenset(content - (speaker.tokens if speaker else frozenset())),
            said=next(
                (marks.times_by_token[i] for i in sorted(own) if i in marks.times_by_token), None
            ),
        )

    def _moves_figures(self, verb: int) -> bool:
        """Whether a verb says or changes something, so that its subject may do so in a participle
        behind it too."""
        hit = self.marks.hits("speech").get(verb)
        said = hit is not None and not SPEAKING.isdisjoint(hit.codes)
        return said or self.marks.hit("toll_moves", verb) is not None

    def _went_on(self, verb: int, cue_class: CueClass, content: set[int]) -> Attribution | None:
        """What a speaker named in an aside went on to say: "…, the army said, adding that …"."""
        marks = self.marks
        above = next((a for a in reversed(self._open) if verb in a.aside), None)
        features = marks.token(verb).features
        goes_on = "gerund" in features or {"participle", "present"} <= features
        if above is None or not goes_on or not content or marks.children(verb, "agent"):
            return None
        return Attribution(
            cue_class=cue_class,
            voice=above.voice,
            cue=self._cue_span(verb),
            source=above.source,
            verb=verb,
            content=frozenset(i for i in content if i > verb),
            said=above.said,
        )

    def _joined(self, verb: int, cue_class: CueClass, content: set[int]) -> Attribution | None:
        """A second cue of the speaker before ("the junta confirmed that … but denied that …"),
        which parsers like to hang inside what the first one says."""
        marks = self.marks
        token = marks.token(verb)
        above = next((a for a in reversed(self._open) if verb in a.content), None)
        if above is None or above.voice is None or token.relation != "conjunct":
            return None
        if marks.children(verb, "agent") or marks.is_passive(verb):
            return None
        accuses = cue_class == "suspect" and bool(marks.children(verb, "patient"))
        if not accuses and not marks.children(verb, "complement"):
            return None
        if marks.hit("speech", token.head) is not None:
            return None
        return Attribution(
            cue_class=cue_class,
            voice=above.voice,
            cue=self._cue_span(verb),
            source=above.source,
            verb=verb,
            content=frozenset(content),
            said=None,
            aside=frozenset(marks.document.subtree(verb)),
        )

    def _only_undergone(self, verb: int, cue_class: CueClass) -> bool:
        """Whether a cue is passive and names nobody ("were admitted to hospital")."""
        marks = self.marks
        return (
            cue_class in ("assert", "admit", "deny")
            and marks.is_passive(verb)
            and not marks.children(verb, "agent")
        )

    def _remember(self, verb: int) -> None:
        """Somebody speaks without our catching what: "he" in the next sentence may be them."""
        for agent in self.marks.agents(verb)[:1]:
            if self.marks.token(agent).pos != "PRON" and self.marks.hit("voices", agent):
                self.speakers.resolve(agent, verb)

    def _class_of(self, i: int) -> CueClass | None:
        """The class of a cue that no rule took: the lexicon's; others assert, unless negated."""
        hit = self.marks.hit("speech", i)
        if hit is None:
            return None if self.marks.negated(i) else "assert"
        return self._cue_class(i) if SPEAKING.intersection(hit.codes) else None

    def _cue_class(self, verb: int) -> CueClass | None:
        hit = self.marks.hits("speech")[verb]
        if "intake" in hit.codes and self._takes_in(verb):
            return None if self.marks.negated(verb) else "assert"
        says = SPEAKING.intersection(hit.codes) - CONDITIONAL
        if "show" in hit.codes and not says and not self._is_record(verb):
            return None
        if "accept" in hit.codes:
            # "We do not accept that civilians were targeted"; "accepted the offer" says nothing.
            return "deny" if self.marks.negated(verb) and self._has_clause(verb) else None
        if "exclude" in hit.codes:
            return "fear" if self.marks.negated(verb) else None
        if "identify" in hit.codes and not self.contents.names_as(verb):
            return None
        if "brand" in hit.codes and self._calls_false(verb):
            return None if self.marks.negated(verb) else "deny"
        if "brand" in hit.codes and not says and self.contents.calls_so(verb):
            return None if self.marks.negated(verb) else "assert"
        code = next((c for c in hit.codes if c in SPEAKING and c not in CONDITIONAL), None)
        if code is None:
            found = {"show", "identify"}.intersection(hit.codes)
            return "assert" if found and not self.marks.negated(verb) else None
        if self.marks.negated(verb):
            # "did not confirm" leaves it open; "does not say" and "did not deny" say nothing.
            return "unverified" if "verify" in hit.codes else None
        if code in ("verify", "learn"):
            return "assert"
        return cast(CueClass, code)

    def _has_clause(self, verb: int) -> bool:
        """Whether a clause stands behind a cue: what is said."""
        return any(self.marks.is_verb(c) for c in self.marks.children(verb, "complement"))

    def _takes_in(self, verb: int) -> bool:
        """Whether a hospital or a charity tells by whom it treated: "the clinic admitted 30
        wounded"."""
        marks = self.marks
        finite = [
            c
            for c in marks.children(verb, "complement")
            if "finite" in marks.token(c).features or marks.children(c, "auxiliary", "marker")
        ]
        if marks.is_passive(verb) or finite:
            return False
        agents = marks.agents(verb)
        treats = bool(agents) and self.speakers.kind_of(agents[0]) in ("medical", "ngo", "un")
        counted = [c.first for c in marks.counts]
        taken = marks.children(verb, "patient", "complement")
        within = {i for p in taken for i in marks.document.subtree(p)}
        return treats and any(i in within for i in counted)

    def _told_by(self, each: Attribution, found: list[Attribution]) -> bool:
        """Whether somebody else tells whom a hospital took in: then the hospital says nothing."""
        hit = self.marks.hit("speech", each.verb)
        taking = hit is not None and "intake" in hit.codes and each.cue_class == "assert"
        taking = taking and not {"assert"}.intersection(hit.codes if hit is not None else ())
        return taking and any(o is not each and each.verb in o.content for o in found)

    def _is_record(self, verb: int) -> bool:
        """Whether a document with an owner shows something: "police records show"."""
        marks = self.marks
        agents = marks.children(verb, "agent")
        return any(
            marks.hit("document_nouns", a) is not None
            and any(
                marks.hit("voices", c) is not None or marks.token(c).pos == "PROPN"
                for c in marks.children(a, "name", "modifier", "possessor", "oblique")
            )
            for a in agents
        )

    def _calls_false(self, verb: int) -> bool:
        """Whether somebody calls something a lie, baseless, propaganda."""
        marks = self.marks
        return marks.any_hit("false_words", marks.document.subtree(verb)) is not None

    def _lost_subject(self, verb: int) -> int | None:
        """Who speaks where the parser lost the main verb behind a relative clause and hangs all
        under the subject ("A herder who reached the spot after the blast said …")."""
        marks = self.marks
        root = marks.document.sentence_of(verb).first
        while marks.token(root).head != root:
            root = marks.token(root).head
        lost = marks.token(root).pos in ("NOUN", "PROPN") and root < verb
        return root if lost and self.speakers.can_speak(root) else None

    def _speaker_head(self, verb: int, content: set[int]) -> int | None:
        marks = self.marks
        agents = [
            a
            for a in marks.agents(verb)
            if a not in content and not self.speakers.is_dateline(a, verb)
        ]
        if agents:
            return agents[0]
        lost = self._lost_before(verb)
        if lost is not None and lost not in content:
            return lost
        token = marks.token(verb)
        if "tell" in marks.hits("speech")[verb].codes and token.relation != "aside":
            return None  # whom they told
        # French sets the speaker after the verb, where the parser takes it for an object.
        after = [p for p in marks.children(verb, "patient") if p not in content and p > verb]
        if after and (token.relation == "aside" or content) and self.speakers.can_speak(after[0]):
            return after[0]
        return None

    def _lost_before(self, verb: int) -> int | None:
        """Who stands right before a verb that the parser left without a subject ("At the time of
        the kidnapping teachers and residents had told …")."""
        marks = self.marks
        features = marks.token(verb).features
        auxiliaries = [c for c in marks.children(verb, "auxiliary") if verb - 3 <= c < verb]
        bare = "participle" in features or "gerund" in features or "infinitive" in features
        if marks.is_passive(verb) or (bare and not auxiliaries):
            return None
        start = min([verb, *auxiliaries])
        return next(
            (
                m.head
                for m in marks.document.actor_mentions
                if m.last == start and m.head in marks.hits("voices")
            ),
            None,
        )

    def _cue_span(self, verb: int) -> Span:
        auxiliaries = [
            c for c in self.marks.children(verb, "auxiliary", "negation") if verb - 4 <= c < verb
        ]
        return self.marks.document.span(min([verb, *auxiliaries]), verb + 1)

    # ------------------------------------------------------------------- chains and quotations

    def _continue_quotations(self) -> None:
        """A sentence wholly inside quotation marks, without a cue of its own, goes on in the voice
        of the attribution before it."""
        document = self.marks.document
        for sentence in document.sentences:
            tokens = range(sentence.first, sentence.last)
            if not tokens or any(i in self._innermost for i in tokens):
                continue
            quoted = any(
                q.start <= document.tokens[tokens[0]].end
                and document.tokens[tokens[-1]].start <= q.end
                and q.end - q.start > (sentence.end - sentence.start) // 2
                for q in document.quotations
            )
            if not quoted:
                continue
            before = [a for a in self.attributions if a.verb < tokens[0] and a.voice is not None]
            last = self._closes_quotation(tokens[0]) or (before[-1] if before else None)
            if last is not None:
                self._innermost.update(
                    dict.fromkeys(tokens, replace(last, content=frozenset(tokens)))
                )

    def _closes_quotation(self, i: int) -> Attribution | None:
        """Who is named behind the end of the quotation that a token stands in: '"They took him.
        That is all we know," said his father.'"""
        marks = self.marks
        at = marks.token(i).start
        whole = next((q for q in marks.document.quotations if q.start <= at + 1 < q.end), None)
        if whole is None:
            return None
        for each in self.attributions:
            said = (marks.token(j).start for j in each.content if j > i)
            behind = each.verb > i and marks.token(each.verb).start >= whole.end
            if each.voice is not None and behind and any(start < whole.end for start in said):
                return each
        return None

    def _continue_counts(self) -> None:
        """A sentence with figures of people and without a cue, right behind one that a body is
        said to say and that gives figures too, goes on with that body's count: "…, the prison
        service said. Seventy-nine inmates were injured."."""
        marks = self.marks
        document = marks.document
        speech = marks.hits("speech")
        for before, sentence in pairwise(document.sentences):
            tokens = range(sentence.first, sentence.last)
            if before.paragraph != sentence.paragraph or not tokens:
                continue
            if any(i in self._innermost for i in tokens) or any(i in speech for i in tokens):
                continue
            if not any(self._counts_people(c) for c in marks.counts if c.first in tokens):
                continue
            counted = [c for c in marks.counts if before.first <= c.first < before.last]
            tellers = {id(a): a for c in counted if (a := self.at(c.first)) is not None}
            if len(tellers) != 1:
                continue
            (each,) = tellers.values()
            voice = each.voice
            closes = bool(each.aside) and max(each.aside) >= before.last - 3
            if voice is None or voice.kind not in COUNTING or each.cue_class != "assert":
                continue
            if closes:
                goes_on = replace(each, content=frozenset(tokens))
                self._innermost.update(dict.fromkeys(tokens, goes_on))

    def _counts_people(self, count: CountPhrase) -> bool:
        """Whether a number is one of people, or stands alone ("two of them")."""
        return count.noun is None or self.marks.hit("people", count.noun) is not None


def _without_asides(each: Attribution, found: list[Attribution]) -> Attribution:
    """What somebody says, without the words by which another is said to say it; an attribution
    inside such words ("…, he said, adding that …") keeps its own."""
    content = each.content
    for other in found:
        if other is not each and each.verb not in other.aside:
            content -= other.aside
    return replace(each, content=content)
