"""Verbs of saying without their subject or their clause, which small models hang somewhere else.

* "The rebels *boasted* of killing nine": the verb is taken for what describes the noun;
* "A spokesman said *at the time* that two died": the clause hangs under the time;
* "Doctors *linked to* the union say …", "The spokesman, *writing on* Telegram, claimed …": the
  subject hangs under the participle that describes it.
"""

from __future__ import annotations

from rashomon.annotate.parse import LabelTable, Word
from rashomon.annotate.tree import NOMINAL, Tree
from rashomon.knowledge import Lexicon

MAX_CLIMB = 4
"""Nouns between a clause and the verb of saying that it completes."""
_HOLD_CLAUSES = ("document_nouns", "denied_nouns", "accusation_nouns")


def give_tellers(words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon) -> None:
    """Give verbs of saying back the subjects and clauses that are theirs."""
    cues, others = lexicon["speech.assert"].codes, lexicon["speech.ambiguous"].codes
    tellers = _Tellers(Tree(words, heads, labels), lexicon)
    for i, word in enumerate(words):
        if word.pos != "VERB" or word.lemma not in cues or "gerund" in word.features:
            continue
        tellers.part_channels(i)
        if word.lemma not in others:
            tellers.give_clause(i)
        if not tellers.give_subject(i) and word.lemma not in others:
            tellers.make_root(i)
            tellers.come_before(i)


class _Tellers:
    def __init__(self, tree: Tree, lexicon: Lexicon) -> None:
        self.tree, self.lexicon = tree, lexicon
        self.markers = lexicon["clause_markers"].codes

    def give_clause(self, cue: int) -> None:
        """Hang a clause with "that" and a subject of its own under the cue, where it was hung under
        a noun between them that holds no clause."""
        tree = self.tree
        if tree.has(cue, "complement"):
            return
        for noun in [c for c in tree.below.get(cue, ()) if c > cue]:
            for at in self._nouns(noun):
                clause = next((c for c in tree.below.get(at, ()) if self._is_clause(c, at)), None)
                if clause is not None:
                    tree.hang(clause, cue, "told")
                    return

    def _nouns(self, top: int) -> list[int]:
        """The nouns of a phrase behind a cue, the outer first, that do not hold clauses."""
        tree = self.tree
        found, todo = [], [(top, 0)]
        while todo:
            at, depth = todo.pop()
            word = tree.words[at]
            if any(word.lemma in self.lexicon[name].codes for name in _HOLD_CLAUSES):
                return []
            if word.pos in NOMINAL:
                found.append(at)
            elif word.pos != "ADP":
                continue
            if depth < MAX_CLIMB:
                todo.extend((c, depth + 1) for c in tree.below.get(at, ()) if c > at)
        return found

    def _is_clause(self, i: int, noun: int) -> bool:
        tree = self.tree
        below = [c for c in tree.below.get(i, ()) if noun < c < i]
        opens = below and min(below) == noun + 1
        marked = any(
            tree.words[c].lower in self.markers and tree.words[c].pos == "SCONJ" for c in below
        )
        subject = any(
            tree.relation(c) in ("agent", "patient") and tree.words[c].lower not in self.markers
            for c in below
        )
        return bool(opens) and marked and subject and tree.words[i].pos in ("VERB", "AUX")

    def give_subject(self, cue: int) -> bool:
        """Give a cue without a subject the one of a participle before it; True where it has one."""
        tree = self.tree
        below = tree.below.get(cue, [])
        if any(
            tree.relation(c) == "agent" or (tree.relation(c) == "patient" and c < cue)
            for c in below
        ):
            return True
        if not tree.is_finite(cue):
            return False
        for clause in [
            c for c in below if c < cue and tree.relation(c) in ("clause", "complement")
        ]:
            word = tree.words[clause]
            bare = word.pos == "VERB" and not tree.has(clause, "auxiliary", "marker")
            if not bare or not {"participle", "gerund", "past"} & word.features:
                continue
            subjects = [
                c
                for c in tree.below.get(clause, ())
                if c < clause and tree.relation(c) in ("agent", "patient")
            ]
            if len(subjects) != 1 or tree.words[subjects[0]].pos not in NOMINAL:
                continue
            commas = [tree.words[at].text == "," for at in (clause - 1, cue - 1)]
            if commas[0] != commas[1] or self._object_between(clause):
                continue
            tree.hang(subjects[0], cue, "speaker")
            tree.hang(clause, subjects[0], "besides")
            return True
        return False

    def _object_between(self, clause: int) -> bool:
        """Whether a past participle has an object: then it is a finite verb."""
        tree = self.tree
        return "gerund" not in tree.words[clause].features and tree.has(clause, "patient")

    def part_channels(self, cue: int) -> None:
        """Take what somebody spoke by for no doer: "said by telephone"."""
        tree = self.tree
        channels = self.lexicon["channels"].codes
        for by in [c for c in tree.below.get(cue, ()) if c > cue and tree.relation(c) == "agent"]:
            if any(tree.words[c].lemma in channels for c in tree.below.get(by, ())):
                tree.words[by] = tree.words[by].under(tree.labels.mends["means"])

    def make_root(self, cue: int) -> None:
        """Make a cue the root that describes the root noun before it, and has no word of its own
        for who does it."""
        tree = self.tree
        noun, word = tree.heads[cue], tree.words[cue]
        if tree.relation(cue) != "relative" or noun >= cue or tree.heads[noun] != noun:
            return
        if tree.words[noun].pos not in NOMINAL or "past" not in word.features:
            return
        below = tree.below.get(cue, ())
        if any(tree.relation(c) in ("auxiliary", "agent", "marker") and c < cue for c in below):
            return
        tells = tree.has(cue, "complement") or any(
            tree.words[c].pos in ("ADP", "VERB") and c > cue for c in below
        )
        if not tells or any(tree.relation(c) == "agent" for c in below if c > cue):
            return
        for child in list(tree.below.get(noun, ())):
            if child > cue or (child < noun and tree.words[child].pos in ("VERB", "PUNCT")):
                tree.hang(child, cue)
        tree.heads[cue] = cue
        tree.below[noun].remove(cue)
        tree.words[cue] = word.under("ROOT")
        tree.hang(noun, cue, "speaker")

    def come_before(self, cue: int) -> None:
        """Make a cue the root that hangs under the participle before it, taken for the verb: in
        "Doctors linked to the union say …" nothing joins the two."""
        tree = self.tree
        verb = tree.heads[cue]
        if verb >= cue or tree.heads[verb] != verb or tree.words[verb].pos != "VERB":
            return
        if "past" not in tree.words[verb].features or not tree.is_finite(cue):
            return
        between = {tree.words[i].pos for i in range(verb + 1, cue)}
        if between & {"PUNCT", "CCONJ", "SCONJ", "PRON"} or not tree.has(cue, "complement"):
            return
        if tree.has(verb, "patient", "auxiliary", "complement"):
            return
        subjects = [c for c in tree.below[verb] if c < verb and tree.relation(c) == "agent"]
        if len(subjects) != 1 or tree.words[subjects[0]].pos not in NOMINAL:
            return
        tree.below[verb].remove(cue)
        tree.heads[cue] = cue
        tree.words[cue] = tree.words[cue].under("ROOT")
        for child in [c for c in tree.below[verb] if c > cue or tree.words[c].pos == "PUNCT"]:
            tree.hang(child, cue)
        tree.hang(subjects[0], cue, "speaker")
        tree.heads[verb] = subjects[0]
        tree.below.setdefault(subjects[0], []).append(verb)
        tree.words[verb] = tree.words[verb].under(tree.labels.mends["besides"])
