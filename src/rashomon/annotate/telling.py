"""Who says something, and what: speakers, their names and what is told of them, put where the order
of the words has them.

French sets a speaker behind the verb, a name behind an office, and what somebody is behind the
name, all between commas; a small model hangs half of it under the verb.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rashomon.annotate.tree import MAX_CLIMB, NOMINAL, Tree
from rashomon.document import Feature, Relation
from rashomon.knowledge import Lexicon

CLOSING = frozenset({"PUNCT", "SPACE"})
"""What stands behind a name that tells who holds an office."""
CLOSING_QUOTES = frozenset({"»", "”", '"'})
QUOTED_NAME = 6
"""Words between quotation marks that may be the name of an outlet: "« Le Quotidien d'Oran »"."""
SHOWN: frozenset[Feature] = frozenset({"finite", "present"})
"""What is known of a form that the model took for another word."""
OFFICES = ("titles", "offices", "voices", "people")
"""Lists of nouns that tell what somebody is."""


def mend_telling(tree: Tree, lexicon: Lexicon, verbs: Mapping[str, str]) -> None:
    """Put right who says what in a text; `verbs` are forms of verbs that are also other words."""
    mends = _Telling(tree, lexicon)
    mends.free_cues()
    mends.part_relatives(verbs)
    mends.name_quoted()
    mends.turn_speakers()
    mends.give_contents()
    mends.name_holders()
    mends.describe_speakers()


class _Telling:
    """The mends of one text, by the words for saying and for what people are."""

    def __init__(self, tree: Tree, lexicon: Lexicon) -> None:
        self.tree = tree
        self.words, self.heads, self.below = tree.words, tree.heads, tree.below
        self.cues = lexicon["speech"].codes
        self.that = lexicon["restrictive"].codes
        self.offices = [lexicon[name].codes for name in OFFICES]

    def _holds(self, i: int) -> bool:
        """Whether a noun tells what somebody is: an office, a trade, a kind of speaker."""
        word = self.words[i]
        return word.pos in NOMINAL and any(
            word.lower in codes or word.lemma in codes for codes in self.offices
        )

    def _is_cue(self, i: int) -> bool:
        return self.words[i].lemma in self.cues or self.words[i].lower in self.cues

    def _subject(self, verb: int) -> int | None:
        own = self.below.get(verb, ())
        return next((c for c in own if self.words[c].relation in self.tree.subjects), None)

    def free_cues(self) -> None:
        """A verb of saying before an infinitive is no auxiliary of it: "dément ces accusations et
        affirme n'avoir tué que …"."""
        tree = self.tree
        for i, word in enumerate(self.words):
            said = self.heads[i]
            if tree.relation(i) != "auxiliary" or not i < said or not self._is_cue(i):
                continue
            helped = any(
                i < c < said
                and self.words[c].pos == "AUX"
                and "infinitive" in self.words[c].features
                for c in self.below.get(said, ())
            )
            if not helped and "infinitive" not in self.words[said].features:
                continue
            above = self.heads[said]
            links = [c for c in self.below.get(said, ()) if tree.relation(c) == "coordinator"]
            self.words[i] = replace(word, pos="VERB")
            tree.hang(i, above if above != said else i, "joined" if links else None)
            for link in links:
                tree.hang(link, i)
            tree.hang(said, i, "clause")

    def part_relatives(self, verbs: Mapping[str, str]) -> None:
        """A verb of saying in a clause that "que" opens behind a noun has its subject before it, or
        behind it: "un chiffre que l'opposition conteste", "ce que dément le mouvement"."""
        tree = self.tree
        for que, word in enumerate(self.words):
            if word.lower not in self.that or que < 2 or que + 2 >= len(self.words):
                continue
            noun = que - 1
            if self.words[noun].pos not in (*NOMINAL, "PRON"):
                continue
            at = que + 1
            turned = self.words[at].lower in verbs
            if turned:
                subject = self._noun_from(at + 1)
            else:
                subject = self._noun_from(at)
                at = -1 if subject is None else subject + 1
                behind = self.below.get(subject, ()) if subject is not None else ()
                if at >= 0 and any(c >= at and tree.has(c, "case") for c in behind):
                    at = max(i for c in behind for i in (c, *self.below.get(c, ()))) + 1
                while 0 <= at < len(self.words) and self.words[at].pos in ("ADJ", "AUX"):
                    at += 1
            if subject is None or not 0 <= at < len(self.words):
                continue
            listed = self.words[at].lower in verbs
            if not self._is_cue(at) and not listed:
                continue
            if self._subject(at) not in (None, subject) or not (listed or tree.is_finite(at)):
                continue
            if tree.leads_to(noun, at) or self.words[at].pos not in ("VERB", "NOUN", "ADJ", "ADV"):
                continue
            if self.words[at].pos != "VERB":
                lemma = verbs.get(self.words[at].lower, self.words[at].lemma)
                self.words[at] = replace(self.words[at], pos="VERB", lemma=lemma, features=SHOWN)
            tree.hang(at, noun, "relative")
            tree.hang(subject, at, "subject")
            tree.hang(que, at, "object")

    def _noun_from(self, first: int) -> int | None:
        """The noun of a phrase that begins at a word with a determiner, or is a name."""
        for i in range(first, min(first + 4, len(self.words))):
            if self.words[i].pos in NOMINAL:
                return i
            if self.words[i].pos not in ("DET", "ADJ", "NUM"):
                return None
        return None

    def name_quoted(self) -> None:
        """A name between quotation marks before a finite verb is its subject: "« El Watan »
        rappelle que deux soldats ont été tués"."""
        tree = self.tree
        for end, word in enumerate(self.words):
            if word.text not in CLOSING_QUOTES or end + 1 >= len(self.words):
                continue
            start = self._opened(end)
            if start is None or not self.words[start + 1].text[:1].isupper():
                continue
            verb = end + 1
            while self.words[verb].pos == "AUX" and self.heads[verb] == verb + 1:
                verb += 1
            if self.words[verb].pos != "VERB" or not tree.is_finite(verb):
                continue
            named = range(start + 1, end)
            top = next((j for j in named if self.heads[j] not in named or self.heads[j] == j), None)
            if top is None or self.words[top].pos not in NOMINAL:
                continue
            wrong = self._subject(verb)
            if wrong is not None and wrong < verb:
                continue
            if self.heads[top] == top or tree.leads_to(verb, top):
                tree.hang(verb, verb)
                self.words[verb] = self.words[verb].under("ROOT")
            tree.hang(top, verb, "subject")
            if wrong is not None:
                self._give_subject(wrong, verb)

    def _opened(self, end: int) -> int | None:
        """Where a short quotation begins that ends at a word."""
        for i in range(end - 1, max(end - QUOTED_NAME - 2, -1), -1):
            if self.words[i].text in ("«", "“") or (self.words[i].text == '"' and i < end - 1):
                return i if i < end - 1 else None
        return None

    def _give_subject(self, noun: int, verb: int) -> None:
        """A noun behind a verb that is the subject of the clause that the verb governs."""
        clause = next(
            (
                c
                for c in self.below.get(verb, ())
                if c > noun
                and self.tree.relation(c) == "complement"
                and self._subject(c) is None
                and any(verb < m < noun for m in self.below.get(c, ()))
            ),
            None,
        )
        if clause is not None:
            own = self.below.get(clause, ())
            passive = any(self.words[c].relation in self.tree.labels.passive for c in own)
            self.tree.hang(noun, clause, "undergoer" if passive else "subject")

    def turn_speakers(self) -> None:
        """Somebody right behind a verb of saying that closes what is said is its subject, and a
        participle behind them tells of them: "« … », raconte un rescapé, hospitalisé à Gao"."""
        tree = self.tree
        for i, word in enumerate(self.words):
            if word.pos != "VERB" or i < 2 or not self._is_cue(i) or not tree.is_finite(i):
                continue
            first = min([i, *(c for c in self.below.get(i, ()) if self.words[c].pos == "AUX")])
            before = [self.words[first - 1].text, self.words[first - 2].text]
            wrong = self._subject(i)
            closes = before[1] in CLOSING_QUOTES and not self._names(first - 2, wrong)
            if before[0] != "," or (wrong is not None and not (closes and wrong < first - 2)):
                continue
            noun = self._behind(i, ("patient", "complement") if closes else ("patient",))
            if noun is None or not (closes or self._holds(noun)):
                continue
            if wrong is not None:
                tree.hang(wrong, i, "clause")
            tree.hang(noun, i, "subject")
            for child in list(self.below.get(i, ())):
                behind = child > noun and self.words[child - 1].text == ","
                if behind and tree.is_past(child):
                    tree.hang(child, noun, "relative")

    def _names(self, end: int, subject: int | None) -> bool:
        """Whether the few words of a quotation are a name behind the subject: "Le chef, dit
        « Roméo », a nié toute implication"."""
        start = self._opened(end)
        return start is not None and subject is not None and subject < start

    def _behind(self, verb: int, relations: tuple[Relation, ...]) -> int | None:
        """The noun right behind a verb, or behind the one word of a day, under it and without a
        preposition."""
        tree = self.tree
        for child in sorted(self.below.get(verb, ())):
            if child <= verb or self.words[child].pos not in NOMINAL:
                continue
            if tree.relation(child) in relations and tree.first(child) in (verb + 1, verb + 2):
                return None if tree.has(child, "case") else child
        return None

    def give_contents(self) -> None:
        """A clause that "que" opens behind a phrase in commas is what the cue before it says: "a
        assuré, sur une radio de la ville, qu'il les avait laissés partir"."""
        tree = self.tree
        for i, word in enumerate(self.words):
            noun = self.heads[i]
            if tree.relation(i) != "relative" or self.words[noun].pos not in NOMINAL:
                continue
            opens = self._opens(i)
            if word.pos not in ("VERB", "AUX", "NOUN", "ADJ") or opens < 2:
                continue
            if self.words[opens].pos != "SCONJ" or self.words[opens - 1].text != ",":
                continue
            verb = noun
            for _ in range(MAX_CLIMB):
                if self.words[verb].pos not in NOMINAL or self.heads[verb] == verb:
                    break
                verb = self.heads[verb]
            said = self.words[verb].pos == "VERB" and self._is_cue(verb)
            if said and verb < noun and not tree.has(verb, "complement", "patient"):
                tree.hang(i, verb, "clause")

    def name_holders(self) -> None:
        """Two names or more behind a comma, and closed by a sign, name whoever holds the office
        before it: "le chef du gouvernement tunisien, Habib Essid"."""
        tree = self.tree
        for i, word in enumerate(self.words):
            if word.pos not in NOMINAL or i < 2 or self.words[i - 1].text != ",":
                continue
            end = i
            while end < len(self.words) and self._is_name(end):
                end += 1
            if end - i < 2 or (end < len(self.words) and self.words[end].pos not in CLOSING):
                continue
            top = next((j for j in range(i, end) if not i <= self.heads[j] < end), i)
            if self.words[top].relation in tree.subjects and self.heads[top] > top:
                continue
            holder = self._above(i - 2)
            if holder is None or "plural" in self.words[holder].features:
                continue
            if self.heads[top] == holder:
                self.words[top] = self.words[top].under(tree.labels.mends["beside"])
            elif not tree.leads_to(holder, top):
                tree.hang(top, holder, "beside")

    def _is_name(self, i: int) -> bool:
        word = self.words[i]
        return word.text[:1].isupper() and word.pos not in ("DET", "ADP", "PUNCT", "PRON")

    def _above(self, i: int) -> int | None:
        """The first noun that tells what somebody is, from a word up through the phrase that ends
        with it."""
        best = None
        for _ in range(MAX_CLIMB):
            if self.words[i].pos not in ("NOUN", "PROPN", "ADJ"):
                break
            if self.words[i].pos == "NOUN" and self._holds(i):
                best = i
            if self.heads[i] == i:
                break
            i = self.heads[i]
        return best

    def describe_speakers(self) -> None:
        """What tells who a speaker behind the cue is hangs under the name, and not under the cue:
        "raconte Mabrouk, un boulanger", "dit Li Fen, qui vend des nouilles"."""
        tree = self.tree
        for i, word in enumerate(self.words):
            if word.text != "," or i == 0 or i + 1 >= len(self.words):
                continue
            name = i - 1
            while tree.relation(name) == "name" and self.heads[name] != name:
                name = self.heads[name]
            cue = self.heads[name]
            if self.words[name].pos != "PROPN" or not cue < name or self.words[cue].pos != "VERB":
                continue
            if self.words[name].relation not in tree.subjects:
                continue
            for child in list(self.below.get(cue, ())):
                if child <= i:
                    continue
                described = tree.first(child) == i + 1 and self._holds(child)
                clause = self.words[child].pos in ("VERB", "AUX") and self._opens(child) == i + 1
                if described and not tree.has(child, "case"):
                    tree.hang(child, name, "beside")
                elif clause and self.words[i + 1].pos == "PRON":
                    tree.hang(child, name, "relative")

    def _opens(self, verb: int) -> int:
        """The first word of a clause: its pronoun."""
        first: int = min([verb, *self.below.get(verb, ())])
        return first
