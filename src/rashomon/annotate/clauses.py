"""Verbs that a parser lost: behind a long subject, or in a form that is also another word.

A small model makes the noun the root and hangs its verb under it as a relative clause, though no
pronoun opens one ("La coordinatrice d'une ONG d'aide aux déplacés parle de …"), or takes the verb
for something else ("Alger dément avoir …"). Words and their order tell it better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rashomon.annotate.asides import AsidePatterns
from rashomon.annotate.parse import LabelTable, Word
from rashomon.document import Feature, Relation
from rashomon.knowledge import Lexicon

SUBJECTS = frozenset({"NOUN", "PROPN"})
VERBS = frozenset({"VERB", "AUX"})
FINITE: frozenset[Feature] = frozenset({"finite", "present"})
BEFORE_NO_VERB = frozenset({"DET", "ADP", "NUM"})
"""Parts of speech behind which a form that may be a verb is a noun."""
BEHIND_VERB = frozenset({"DET", "ADP", "AUX", "SCONJ", "VERB", "NUM", "PRON", "ADV"})
DEEDS = ("effects.patient", "damage.verbs", "events.verbs", "speech.assert")
"""Lists of verbs whose infinitives are looked for."""
HUNG_BELOW: frozenset[Relation] = frozenset(
    {"relative", "complement", "clause", "other", "modifier"}
)
"""How a lost verb hangs."""


def name_verbs(
    words: list[Word], heads: list[int], labels: LabelTable, patterns: AsidePatterns
) -> None:
    """Give listed forms of verbs their verb, where the model knows the form for one and not whose
    ("indique", verb "indique"), or takes it for a noun behind an auxiliary ("sont morts")."""
    for i, word in enumerate(words):
        counts = i + 1 < len(words) and words[i + 1].pos == "NUM" and word.lower in patterns.verbs
        if counts and i > 0 and words[i - 1].lower in patterns.counted:  # "l'ONG en compte 27"
            words[i - 1] = replace(words[i - 1], pos="PRON").under(labels.mends["taken_up"])
        if word.pos == "X" and word.text.isupper() and len(word.text) > 1:
            words[i] = word = replace(word, pos="PROPN")  # "ONG"
        behind = i > 0 and words[i - 1].pos == "AUX" and word.pos == "NOUN"
        if behind and word.lower in patterns.participles:
            done: frozenset[Feature] = frozenset({"participle", "past"})
            verb = patterns.participles[word.lower]
            words[i] = replace(word, pos="VERB", lemma=verb, features=word.features | done)
            for child in [c for c, head in enumerate(heads) if head == i and c < i - 1]:
                if words[child].pos == "NUM":  # "vingt sont morts"
                    words[child] = words[child].under(labels.mends["subject"])
        if word.pos == "VERB" and word.lemma == word.lower and word.lower in patterns.verbs:
            words[i] = replace(word, lemma=patterns.verbs[word.lower])


def find_infinitives(
    words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon
) -> None:
    """Infinitives behind a preposition that the model takes for nouns: "avant d'incendier des
    greniers". What hangs under one is its object; it hangs under the verb before it."""
    before = lexicon["before_infinitives"].codes
    for i in range(1, len(words)):
        word = words[i]
        if word.pos not in SUBJECTS or words[i - 1].lower not in before:
            continue
        if not any(word.lower in lexicon[name].codes for name in DEEDS):
            continue
        verb = next((j for j in range(i - 1, -1, -1) if words[j].pos == "VERB"), None)
        if verb is None or not _same_sentence(verb, i, heads):
            continue
        shown: frozenset[Feature] = frozenset({"infinitive"})
        words[i] = replace(word, pos="VERB", lemma=word.lower, features=shown)
        for child in [c for c, head in enumerate(heads) if head == i and c > i]:
            if words[child].pos in SUBJECTS:
                words[child] = words[child].under(labels.mends["object"])
        if heads[i] != verb and not _hangs_under(verb, i, heads):
            words[i], heads[i] = words[i].under(labels.mends["clause"]), verb


def join_infinitives(words: list[Word], heads: list[int], labels: LabelTable) -> None:
    """A participle joined to a verb whose infinitive stands between goes on with the infinitive:
    "affirme avoir tué neuf rebelles et détruit trois camions"."""
    below = children_of(heads)
    for i, children in below.items():
        if any("infinitive" in words[a].features and words[a].pos == "AUX" for a in children):
            for c in children:  # "avoir tué une dizaine d'hommes": nobody stands behind as subject
                if c > i and words[c].relation == labels.mends["subject"]:
                    words[c] = words[c].under(labels.mends["object"])
    for i, word in enumerate(words):
        verb = heads[i]
        past = word.pos == "VERB" and {"participle", "past"} <= word.features
        if not past or verb >= i or labels.relations.get(word.relation) != "conjunct":
            continue
        if words[verb].pos != "VERB" or any(words[c].pos == "AUX" for c in below.get(i, ())):
            continue
        done = [
            c
            for c in below.get(verb, ())
            if verb < c < i
            and labels.relations.get(words[c].relation) == "complement"
            and any("infinitive" in words[a].features for a in below.get(c, ()) if a < c)
        ]
        if done:
            heads[i] = done[-1]


def free_counted(words: list[Word], heads: list[int], labels: LabelTable) -> None:
    """A counted noun behind "no fewer than" stands where those words stand: "Pas moins de 40 cases
    ont été incendiées"; models hang it under the adverb."""
    for i, word in enumerate(words):
        bound = heads[i]
        if word.pos != "NOUN" or bound >= i or words[bound].pos != "ADV" or heads[bound] == bound:
            continue
        if not any(words[j].pos == "NUM" and heads[j] == i for j in range(bound + 1, i)):
            continue
        verb = heads[bound]
        if words[verb].pos != "VERB":
            continue
        passive = any(
            heads[j] == verb and words[j].relation in labels.passive for j in range(i, verb)
        )
        role = labels.mends["undergoer"] if passive else labels.mends["subject"]
        heads[i] = verb
        words[i] = word.under(role if i < verb else labels.mends["object"])
        heads[bound] = i


def set_voice(words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon) -> None:
    """The auxiliaries tell whether a participle is passive: "ont pris en otages …" is not, "ont été
    pris" is; models mistake one for the other before a phrase in the object's place."""
    having, being = (lexicon[name].codes for name in ("anterior_auxiliaries", "being_verbs"))
    mends, below, dying = labels.mends, children_of(heads), lexicon["effects.agent"].codes
    for i, word in enumerate(words):
        if word.pos != "VERB" or not {"participle", "past"} <= word.features:
            continue
        children = below.get(i, ())
        helpers = [c for c in children if words[c].pos == "AUX"]
        been = any(words[c].lemma in being and "participle" in words[c].features for c in helpers)
        have = any(words[c].lemma in having for c in helpers)
        dies = word.lemma in dying  # "sont morts": of no passive, whatever stands before it
        if dies or (have and not been and not any(words[c].lemma in being for c in helpers)):
            words[i] = replace(word, features=word.features - {"passive"})
            for c in children:
                if words[c].relation == mends["undergoer"]:
                    words[c] = words[c].under(mends["subject"])
                elif c in helpers and words[c].relation in labels.passive:
                    words[c] = words[c].under(mends["auxiliary"])
        elif been:
            for c in children:
                if words[c].relation == mends["subject"]:
                    words[c] = words[c].under(mends["undergoer"])


def _hangs_under(word: int, above: int, heads: Sequence[int]) -> bool:
    while heads[word] != word:
        word = heads[word]
        if word == above:
            return True
    return False


def give_verbs(
    words: list[Word], heads: list[int], labels: LabelTable, patterns: AsidePatterns
) -> None:
    """Give each sentence whose root is its subject the verb that it has."""
    clauses = _Clauses(words, heads, labels, patterns)
    for root in [i for i, head in enumerate(heads) if i == head and words[i].pos in SUBJECTS]:
        verb = clauses.lost_verb(root)
        if verb is not None:
            clauses.make_root(verb, root)
    for verb, word in enumerate(words):
        if word.pos not in VERBS and word.lower in patterns.verbs and 0 < verb != heads[verb]:
            clauses.take_place(verb)


class _Clauses:
    """A parse under repair: words and heads are changed in place."""

    def __init__(
        self, words: list[Word], heads: list[int], labels: LabelTable, patterns: AsidePatterns
    ) -> None:
        self.words, self.heads = words, heads
        self.labels, self.patterns = labels, patterns
        self.below: Mapping[int, list[int]] = children_of(heads)

    def relation(self, i: int) -> Relation | None:
        """A word's relation in our labels."""
        return self.labels.relations.get(self.words[i].relation)

    def tree(self, root: int) -> list[int]:
        """A word and all that hangs under it, in order."""
        found, todo = {root}, [root]
        while todo:
            for child in self.below.get(todo.pop(), ()):
                if child not in found:
                    found.add(child)
                    todo.append(child)
        return sorted(found)

    def lost_verb(self, root: int) -> int | None:
        """The first word behind a root that ought to be its verb."""
        if any(self.relation(i) == "copula" for i in self.below.get(root, ())):
            return None
        joined = [i for i in self.below.get(root, ()) if self._is_of_both(i, root)]
        if joined:
            return joined[0]
        return next((i for i in self.tree(root) if i > root and self._is_lost(i)), None)

    def _is_lost(self, i: int) -> bool:
        word = self.words[i]
        listed = word.lower in self.patterns.verbs
        if word.pos not in VERBS:
            return (
                listed
                and i + 1 < len(self.words)
                and self.words[i - 1].pos not in BEFORE_NO_VERB
                and (
                    self.words[i + 1].pos in BEHIND_VERB
                    or (self.words[i + 1].pos == "PUNCT" and self.words[i - 1].pos in SUBJECTS)
                )
            )
        auxiliaries = [c for c in self.below.get(i, ()) if self.relation(c) == "auxiliary"]
        finite = any("finite" in self.words[c].features for c in (i, *auxiliaries))
        hung = self.relation(i) in HUNG_BELOW or self._behind_participle(i)
        if not (finite or listed) or not hung:
            return False
        return not any(
            self.words[j].lower in self.patterns.relative_words
            or self.relation(j) == "marker"
            or (self.relation(j) == "agent" and not self._joined_subject(j))
            for j in self.tree(i)
            if j < i
        )

    def _is_of_both(self, verb: int, root: int) -> bool:
        """Whether a verb joined to a noun has the noun behind "and" for its subject: of both, as in
        "45 maisons et 34 véhicules ont été incendiés"."""
        if self.relation(verb) != "conjunct" or self.words[verb].pos != "VERB":
            return False
        before = [c for c in self.below.get(verb, ()) if root < c < verb]
        links = [c for c in before if self.relation(c) == "coordinator"]
        nouns = [c for c in before if self.words[c].pos in SUBJECTS]
        subject = len(nouns) == 1 and self.relation(nouns[0]) in ("agent", "patient")
        number = [j for j in range(root + 1, verb) if self.words[j].pos == "PUNCT"]
        return bool(links) and subject and links[0] == min(before) and not number

    def _joined_subject(self, i: int) -> bool:
        """Whether "and" before a subject joins it to the one before: "Neuf soldats et 20
        assaillants ont péri"."""
        first = min((c for c in self.below.get(i, ()) if c < i), default=i)
        return self.relation(first) == "coordinator" and self.words[first - 1].pos in SUBJECTS

    def _behind_participle(self, i: int) -> bool:
        """Whether a verb is joined, by a comma alone, to a participle that only describes the
        subject: "Le maire, joint par téléphone, parle de …"."""
        over = self.heads[i]
        if self.relation(i) != "conjunct" or self.relation(over) != "relative":
            return False
        past = {"participle", "past"} <= self.words[over].features
        bare = not any(self.relation(c) == "auxiliary" for c in self.below.get(over, ()))
        joined = any(self.relation(c) == "coordinator" for c in self.below.get(i, ()))
        return past and bare and not joined

    def make_root(self, verb: int, root: int) -> None:
        """Make a verb the root, the root before its subject, and what stands behind it its own."""
        words, heads = self.words, self.heads
        if words[verb].pos not in VERBS or "finite" not in words[verb].features:
            self._set_verb(verb)
        for i in self.tree(root):
            if i > verb > heads[i]:
                if self.relation(i) not in ("punctuation", "aside"):
                    words[i] = words[i].under(self._role(i))
                heads[i] = verb
        passive = any(words[i].relation in self.labels.passive for i in self.below.get(verb, ()))
        role = self.labels.mends["undergoer" if passive else "subject"]
        words[verb], heads[verb] = words[verb].under("ROOT"), verb
        words[root], heads[root] = words[root].under(role), verb

    def take_place(self, verb: int) -> None:
        """Give a verb that hangs under its subject as something else the place of what the model
        took for its sentence's: "mais la police dément ce chiffre", "L'armée dément avoir bombardé
        le marché où …"."""
        words, heads = self.words, self.heads
        noun = heads[verb]
        over = heads[noun]
        if not noun < verb < over or words[noun].pos not in SUBJECTS or not self._is_lost(verb):
            return
        if self.relation(noun) not in ("agent", "patient", "oblique"):
            return
        taken = heads[over], words[over].relation
        self._set_verb(verb)
        told = words[over].pos in VERBS
        opened = [i for i in range(verb, over) if words[i].lower in self.patterns.relative_words]
        if told and opened and words[opened[-1] - 1].pos in SUBJECTS:
            heads[over] = opened[-1] - 1
            words[over] = words[over].under(self.labels.mends["relative"])
        else:
            heads[over] = verb
            words[over] = words[over].under(self._role(over))
        for i, head in enumerate(heads):
            before, behind = head == over and i < verb, head == noun and i > verb
            if i != verb and (before or behind):
                if behind and self.relation(i) not in ("punctuation", "aside"):
                    words[i] = words[i].under(self._role(i))
                heads[i] = verb
        heads[verb] = verb if taken[0] == over else taken[0]
        words[verb] = words[verb].under(taken[1])
        words[noun], heads[noun] = words[noun].under(self.labels.mends["subject"]), verb
        self.below = children_of(heads)

    def _set_verb(self, i: int) -> None:
        lemma = self.patterns.verbs.get(self.words[i].lower, self.words[i].lemma)
        shown: frozenset[Feature] = (self.words[i].features | FINITE) - {"infinitive"}
        self.words[i] = replace(self.words[i], pos="VERB", lemma=lemma, features=shown)

    def _role(self, i: int) -> str:
        """What a word behind its verb is: a clause, a phrase with a preposition, or the object."""
        word, roles = self.words[i], self.labels.mends
        if word.pos in VERBS:
            return roles["clause"]
        if any(self.relation(c) == "case" for c in self.below.get(i, ())):
            return roles["phrase"]
        return roles["object"] if word.pos in ("NOUN", "PROPN", "PRON") else word.relation


def children_of(heads: Sequence[int]) -> dict[int, list[int]]:
    """The words that hang under each word that has some."""
    below: dict[int, list[int]] = {}
    for i, head in enumerate(heads):
        if head != i:
            below.setdefault(head, []).append(i)
    return below


def free_modifiers(words: list[Word], heads: list[int], labels: LabelTable) -> None:
    """A verb with a subject of its own that the model hangs before its object, as if it were an
    adjective: "two men on a motorcycle killed Jim Roe"."""
    for i, word in enumerate(words):
        noun = heads[i]
        plain = word.pos == "VERB" and labels.relations.get(word.relation) == "modifier"
        if not plain or noun <= i or words[noun].pos not in SUBJECTS or "past" not in word.features:
            continue
        below = [c for c, head in enumerate(heads) if head == i and c < i]
        if not any(labels.relations.get(words[c].relation) == "agent" for c in below):
            continue
        heads[i] = i if heads[noun] == noun else heads[noun]
        words[i] = word.under(words[noun].relation)
        for c in [c for c, head in enumerate(heads) if head == noun and c < i and c != noun]:
            heads[c] = i  # "On Monday …" tells when it was done
        heads[noun] = i
        words[noun] = words[noun].under(labels.mends["taken"])


def part_joined(words: list[Word], heads: list[int], labels: LabelTable) -> None:
    """No noun before "and" is the subject of the verb right behind it, where another verb stands
    before that noun: "avance un bilan de neuf tués et accuse des militaires"."""
    relation = labels.relations
    for i in range(2, len(words)):
        verb = heads[i - 1]
        if relation.get(words[i - 1].relation) != "coordinator" or verb not in (i, i + 1):
            continue
        if words[verb].pos != "VERB":
            continue
        for noun in range(i - 2, -1, -1):
            if words[noun].pos == "PUNCT" and words[noun].text in ".;:":
                break
            subject = heads[noun] == verb and relation.get(words[noun].relation) == "agent"
            if not subject or words[noun].pos not in SUBJECTS:
                continue
            before = next((j for j in range(noun - 1, -1, -1) if words[j].pos == "VERB"), None)
            if before is not None and heads[before] != noun and _same_sentence(before, noun, heads):
                heads[noun], heads[verb] = before, before
                words[noun] = words[noun].under(labels.mends["object"])
                words[verb] = words[verb].under(labels.mends["joined"])
            break


def _same_sentence(i: int, j: int, heads: Sequence[int]) -> bool:
    """Whether two words hang, in the end, under one."""
    tops = []
    for at in (i, j):
        while heads[at] != at:
            at = heads[at]
        tops.append(at)
    return tops[0] == tops[1]
