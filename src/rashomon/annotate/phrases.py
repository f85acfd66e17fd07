"""Phrases and clauses that a parser hangs under the wrong word, and their order under the right.

A small model hangs what stands behind a day under the day ("l'attaque de lundi à Gao"), an object
behind a phrase of place under the place ("a abattu près de la frontière deux rebelles"), and takes
a participle between commas for the verb of its sentence ("Des hommes, arrivés à moto, tuent …").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rashomon.annotate.asides import AsidePatterns
from rashomon.annotate.attached import mend_attachments
from rashomon.annotate.parse import LabelTable, Word
from rashomon.annotate.set_figures import free_tolls
from rashomon.annotate.telling import mend_telling
from rashomon.annotate.tree import MAX_CLIMB, NOMINAL, Tree
from rashomon.document import Feature, Relation
from rashomon.knowledge import Lexicon

OWN: frozenset[Relation] = frozenset(
    {"determiner", "case", "number", "punctuation", "name", "other"}
)
"""What a day, or a word of suspicion, may govern itself."""
LEFT_OVER: frozenset[Relation] = frozenset({"aside", "conjunct"})
"""How the verb of a sentence hangs under a participle that was taken for it."""
FINITE: frozenset[Feature] = frozenset({"finite", "present"})


def free_phrases(
    words: list[Word],
    heads: list[int],
    labels: LabelTable,
    lexicon: Lexicon,
    patterns: AsidePatterns,
) -> None:
    """Hang phrases, objects and participles of a text where the order of its words puts them."""
    tree = _Phrases(words, heads, labels)
    tree.give_back(patterns.days, lexicon["suspected_words"].codes)
    tree.part_participles(patterns.verbs)
    tree.part_joined_participles()
    tree.one_subject()
    tree.join_relatives(lexicon["possessives"].codes)
    tree.hang_relatives(patterns.relative_words)
    tree.go_on()
    free_tolls(tree, lexicon)
    tree.free_objects(patterns.days)
    tree.give_gerunds()
    tree.join_counted()
    tree.name_subjects()
    mend_attachments(tree, lexicon, patterns.days, patterns.verbs)
    mend_telling(tree, lexicon, patterns.verbs)


class _Phrases(Tree):
    """The mends of phrases, objects and participles of one text."""

    def give_back(self, days: frozenset[str], suspicions: Mapping[str, object]) -> None:
        """What hangs behind a day, or behind "présumés", belongs to what they hang under."""
        for i, word in enumerate(self.words):
            suspects = word.pos in ("VERB", "ADJ") and word.lower in suspicions
            if word.lower not in days and not suspects:
                continue
            head = self.heads[i]
            if suspects and head != i:
                head = self.heads[head]
            if head == i or head == self.heads[i] == i or self.words[head].is_space:
                continue
            for child in list(self.below.get(i, ())):
                if child > i and self.relation(child) not in OWN and child != head:
                    kept = self.words[child].lower in days or self.relation(child) == "modifier"
                    if suspects or not kept:
                        self.hang(child, head)

    def part_participles(self, verbs: Mapping[str, str]) -> None:
        """A participle between commas behind its noun is no verb of the sentence, where another
        stands behind the second comma: "Des hommes, arrivés à moto, tuent le chef du village"."""
        for root in [i for i, head in enumerate(self.heads) if i == head and self.is_past(i)]:
            if root == 0 or self.words[root - 1].text != ",":
                continue
            below = sorted(self.below.get(root, ()))
            subject = next(
                (c for c in below if c < root and self.words[c].relation in self.subjects), None
            )
            verb = next((c for c in below if c > root and self._is_left_over(c, verbs)), None)
            if subject is None or verb is None:
                continue
            own = self.below.get(verb, ())
            if any(self.words[c].relation in self.subjects and c < verb for c in own):
                continue
            if self.words[verb].pos not in ("VERB", "AUX"):
                lemma = verbs[self.words[verb].lower]
                self.words[verb] = replace(
                    self.words[verb], pos="VERB", lemma=lemma, features=FINITE
                )
            undergone = any(self.words[c].relation in self.labels.passive for c in own)
            self.hang(verb, verb)
            self.words[verb] = self.words[verb].under("ROOT")
            self.hang(subject, verb, "undergoer" if undergone else "subject")
            for child in list(self.below.get(root, ())):
                if child > verb or child < subject:
                    self.hang(child, verb)
            self.hang(root, subject, "relative")

    def part_joined_participles(self) -> None:
        """A participle between commas that the parser gave the subject of the verb behind it: "une
        soixantaine d'hommes, arrivés à moto, ont pris d'assaut un poste"."""
        for i in range(2, len(self.words)):
            verb = self.heads[i]
            if not self.is_past(i) or self.words[i - 1].text != "," or not i < verb:
                continue
            if not self.is_finite(verb) or not self._follows_comma(verb):
                continue
            subject = next(
                (c for c in self.below.get(i, ()) if self.words[c].relation in self.subjects), None
            )
            own = self.below.get(verb, ())
            if subject is None or not subject < i - 1:
                continue
            if any(self.words[c].relation in self.subjects for c in own):
                continue
            passive = any(self.words[c].relation in self.labels.passive for c in own)
            self.hang(subject, verb, "undergoer" if passive else "subject")
            for child in list(self.below.get(i, ())):
                if child < subject:
                    self.hang(child, verb)
            self.hang(i, subject, "relative")

    def _is_left_over(self, i: int, verbs: Mapping[str, str]) -> bool:
        """Whether a word behind a comma is a finite verb, or a listed form of one."""
        if not self._follows_comma(i):
            return False
        return self.words[i].lower in verbs or (self.relation(i) in LEFT_OVER and self.is_finite(i))

    def one_subject(self) -> None:
        """A second subject, right behind its verb, is the object: "tuent le chef du village"."""
        for i, word in enumerate(self.words):
            verb = self.heads[i]
            if word.relation != self.labels.mends["subject"] or not verb < i:
                continue
            if word.pos not in NOMINAL or self.words[verb].pos != "VERB":
                continue
            below = self.below.get(verb, ())
            before = any(c < verb and self.words[c].relation in self.subjects for c in below)
            if before and not self.has(verb, "patient") and self.first(i) == verb + 1:
                self.hang(i, verb, "object")

    def join_relatives(self, possessives: Mapping[str, object]) -> None:
        """In "le chef du village, son fils et quatre autres" the son is one more, not the chief."""
        for i, word in enumerate(self.words):
            if self.relation(i) != "apposition" or word.pos not in NOMINAL:
                continue
            below = self.below.get(i, ())
            owned = any(self.words[c].lower in possessives for c in below)
            joined = [c for c in below if c > i and self.relation(c) == "conjunct"]
            commas = any(self.words[self.first(c) - 2].text == "," for c in joined)
            if owned and joined and not commas:
                self.words[i] = word.under(self.labels.mends["joined"])

    def hang_relatives(self, pronouns: frozenset[str]) -> None:
        """A relative clause that hangs under a verb or an adjective belongs to the noun right
        before its pronoun: "responsable de la frappe qui a tué 40 personnes"."""
        for i, word in enumerate(self.words):
            if word.pos != "PRON" or word.lower not in pronouns or i < 2:
                continue
            before = i - 2 if self.words[i - 1].pos == "ADP" else i - 1
            verb = self.heads[i]
            if self.words[before].pos not in NOMINAL or not i < verb:
                continue
            if self.words[verb].pos not in ("VERB", "AUX"):
                verb = self.heads[verb]
            over = self.heads[verb]
            if self.words[verb].pos != "VERB" or not over < before or not i < verb:
                continue
            if self.relation(verb) in ("relative", "other", "clause", "complement"):
                noun = self.words[over].pos in NOMINAL and not self.has(over, "auxiliary", "copula")
                if not noun and not self.leads_to(before, verb):
                    self.hang(verb, before, "relative")

    def go_on(self) -> None:
        """A bare participle behind "et" that hangs under a noun goes on with the verb before it:
        "ont arrêté un bus près de Gao et tué neuf passagers"; the noun behind it is its object."""
        for i in range(2, len(self.words) - 1):
            over = self.heads[i]
            if self.relation(i - 1) != "coordinator" or not self.is_past(i) or not over < i:
                continue
            if self.relation(i) != "conjunct" or self.words[over].pos not in NOMINAL:
                continue
            done = [
                v
                for v in range(over - 1, max(over - MAX_CLIMB, -1), -1)
                if self.words[v].pos == "VERB" and self.leads_to(over, v)
            ]
            if not done or not self.has(done[0], "auxiliary") or not self.has(done[0], "patient"):
                continue
            if any(self.words[c].relation in self.labels.passive for c in self.below[done[0]]):
                continue
            self.hang(i, done[0], "joined")
            behind = next(
                (c for c in range(i + 1, min(i + 5, len(self.words))) if self._counted(c)), None
            )
            if behind is not None and self.first(behind) == i + 1 and self.heads[behind] != i:
                self.hang(behind, i, "object")

    def _follows_comma(self, verb: int) -> bool:
        """Whether a comma stands right before a verb with its auxiliaries and negation."""
        own = [c for c in self.below.get(verb, ()) if c < verb and self.words[c].pos != "PUNCT"]
        first = min([verb, *own])
        return first > 0 and self.words[first - 1].text == ","

    def free_objects(self, days: frozenset[str]) -> None:
        """A noun with a number and without a preposition, behind a phrase with one, is what the
        verb before that phrase is done to: "a abattu près de la frontière deux rebelles"."""
        for i, word in enumerate(self.words):
            if word.pos != "NOUN" or self.relation(i) != "oblique" or self.heads[i] >= i:
                continue
            if self.has(i, "case") or not self.has(i, "number", "determiner") or word.lower in days:
                continue
            first = self.first(i)
            if self.words[first - 1].pos in ("PUNCT", "CCONJ", "ADP"):
                continue
            if not self._counted(i) and not self._is_bare(self.heads[i], first):
                continue
            verb = self.heads[i]
            for _ in range(MAX_CLIMB):
                if self.words[verb].pos not in NOMINAL or self.heads[verb] in (verb, i):
                    break
                verb = self.heads[verb]
            if self.words[verb].pos != "VERB" or not verb < first or self.has(verb, "patient"):
                continue
            if any(self.words[c].relation in self.labels.passive for c in self.below.get(verb, ())):
                continue
            self.hang(i, verb, "object")

    def _is_bare(self, noun: int, behind: int) -> bool:
        """Whether a noun with a preposition and no article, right before a word, is part of a verb:
        "ont pris d'assaut un poste"."""
        bare = self.has(noun, "case") and not self.has(noun, "determiner", "modifier")
        verb = self.heads[noun]
        return bare and noun + 1 == behind and noun - 2 <= verb < noun

    def join_counted(self) -> None:
        """A counted noun behind "et" is joined to the counted noun right before it, and to nothing
        farther off: "le médecin, qui a reçu trois corps et quinze blessés"."""
        for i, word in enumerate(self.words):
            if self.relation(i) != "conjunct" or word.pos not in NOMINAL or not self._counted(i):
                continue
            link = self.first(i) - 1
            if link < 1 or self.relation(link) != "coordinator":
                continue
            before = link - 1
            while self.words[before].pos == "ADJ" and before > self.heads[i]:
                before -= 1
            far = self.heads[i] < self.first(before)
            if before == self.heads[i] or not far or self.words[before].pos not in NOMINAL:
                continue
            between = range(self.heads[i] + 1, before)
            told = any(self.words[b].pos == "VERB" for b in between)
            if told and self._counted(before) and not self.leads_to(before, i):
                self.hang(i, before)

    def _counted(self, i: int) -> bool:
        return any(
            self.relation(c) == "number" or self.words[c].pos == "NUM"
            for c in self.below.get(i, ())
        )

    def give_gerunds(self) -> None:
        """A noun right behind a present participle is its object, though another verb follows: "Un
        bus transportant une cinquantaine de passagers a sauté"."""
        for i, word in enumerate(self.words):
            if word.pos != "VERB" or not {"participle", "present"} <= word.features:
                continue
            if self.has(i, "patient", "agent") or self.heads[i] >= i:
                continue
            noun = next(
                (
                    c
                    for c in range(i + 1, min(i + 5, len(self.words)))
                    if self.words[c].pos in NOMINAL and self.words[c].relation in self.subjects
                ),
                None,
            )
            if noun is None or self.first(noun) != i + 1 or self.heads[noun] <= noun:
                continue
            subjects = [
                c
                for c in self.below.get(self.heads[noun], ())
                if c < i and self.words[c].relation in self.subjects
            ]
            if subjects:
                self.hang(noun, i, "object")

    def name_subjects(self) -> None:
        """A name before a finite verb without a subject is its subject: "Boko Haram a décapité"."""
        for i, word in enumerate(self.words):
            verb = self.heads[i]
            able = word.pos == "PROPN" or (word.pos == "NOUN" and self.has(i, "number"))
            if not able or not i < verb or self.relation(i) not in ("modifier", "other"):
                continue
            if self.words[verb].pos != "VERB" or self.has(i, "case") or not self.is_finite(verb):
                continue
            below = self.below.get(verb, ())
            if any(self.words[c].relation in self.subjects for c in below):
                continue
            passive = any(self.words[c].relation in self.labels.passive for c in below)
            self.hang(i, verb, "undergoer" if passive else "subject")
