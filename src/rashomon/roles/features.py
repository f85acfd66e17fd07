"""What can be seen of a candidate: its words, what governs it, and what stands around it.

A feature is a short string ("head=bomb", "over=kill/patient"); a model knows it by its hash alone.
Word classes come from the language's lexicon, so that a word which training never met still counts
as the weapon, the target or the fighter that it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from rashomon.casing import casing
from rashomon.document import Document, Token
from rashomon.knowledge import Lexicon
from rashomon.known_actors import known_actors
from rashomon.roles.candidates import Candidate, Variant

CLASS_LISTS = (
    "events.verbs", "events.nouns", "effects.patient", "effects.noun", "effects.agent",
    "effects.adjective", "people", "targets", "military_targets", "weapons", "tactics",
    "damage.verbs", "damage.items", "damage.taken", "organisations", "organisation_kinds",
    "force_words", "identity_words", "titles", "suspected_words", "speech",
    "responsibility.claim_verbs", "responsibility.claim_nouns", "perpetrator.by_verbs",
    "perpetrator.blame", "perpetrator.work_of", "voices", "event_support_verbs", "private_roles",
    "operation_nouns", "motion_verbs",
)  # fmt: skip
"""The lists of a lexicon whose words make classes."""
NEAR = 12
"""Tokens around a candidate in which the nearest trigger is looked for."""
_SHAPE = re.compile(r"[^\W\d_]+|\d+")
TRIGGER_LISTS = frozenset(
    {"events.verbs", "events.nouns", "effects.patient", "effects.noun", "effects.agent",
     "effects.adjective", "damage.verbs"}
)  # fmt: skip


def plain(text: str) -> str:
    """Lower case without punctuation and articles: what two mentions must share to be one."""
    kept = "".join(c for c in text.lower() if c.isalnum() or c.isspace())
    return " ".join(w for w in kept.split() if w not in ("a", "an", "the"))


class Classes:
    """The classes of words in one lexicon, looked up once for each word."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._terms = [(name, lexicon[name]) for name in CLASS_LISTS if name in lexicon.terms]
        self.of = lru_cache(maxsize=50_000)(self._of)

    def __call__(self, token: Token) -> tuple[str, ...]:
        """The classes of a token, each as "list:code"."""
        return self.of(token.lower, token.lemma)

    def _of(self, lower: str, lemma: str) -> tuple[str, ...]:
        found: list[str] = []
        for name, terms in self._terms:
            codes = terms.codes.get(lower) or terms.codes.get(lemma) or ()
            found.extend(f"{name}:{code}" for code in codes)
        return tuple(found)

    def triggers(self, token: Token) -> tuple[str, ...]:
        """Those classes that say that something happened."""
        return tuple(c for c in self(token) if c.partition(":")[0] in TRIGGER_LISTS)


class Scene:
    """A document seen for features: what governs what, triggers, and where all of it stands."""

    def __init__(self, document: Document, classes: Classes) -> None:
        self.document = document
        self.tokens = document.tokens
        self.classes = classes
        self.triggers = [classes.triggers(t) for t in self.tokens]
        self.quoted = [False] * len(self.tokens)
        for quotation in document.quotations:
            at = document.token_at(quotation.start)
            while (
                at is not None and at < len(self.tokens) and self.tokens[at].start < quotation.end
            ):
                self.quoted[at] = True
                at += 1

        self._words = " " + " ".join(w for w in (plain(t.text) for t in self.tokens) if w) + " "
        self._times: dict[str, int] = {}
        self._casing = casing(document.language)

    def plain(self, first: int, last: int) -> str:
        """The words of tokens `first` to `last` (exclusive), as `plain` gives them."""
        words = (plain(t.text) for t in self.tokens[first:last])
        return " ".join(w for w in words if w)

    def times(self, words: str) -> int:
        """How often words stand in the document, in a row."""
        if words not in self._times:
            self._times[words] = self._words.count(f" {words} ") if words else 0
        return self._times[words]

    def written(self, token: Token) -> str:
        """How a word is commonly written: unknown, with a capital, without, or either."""
        odds = self._casing.odds.get(token.lower) if self._casing is not None else None
        if odds is None:
            return "unknown"
        return "capital" if odds > 2 else "small" if odds < -2 else "either"

    def features(self, candidate: Candidate) -> list[str]:
        """Every feature of a candidate."""
        head = self.tokens[candidate.head]
        found = ["bias"]
        found += self._head(head, candidate)
        found += self._governors(head)
        found += self._around(head, candidate)
        found += self._sentence(head)
        return found

    def _head(self, head: Token, candidate: Candidate) -> list[str]:
        classes = self.classes(head)
        found = [f"head={head.lemma}", f"form={head.lower}", f"end={head.lower[-3:]}"]
        found += [f"is={c}" for c in classes]
        if head.relation in ("name", "modifier") and head.head > head.i:
            whole = self.tokens[head.head]
            found += [f"inside={whole.lemma}", *(f"inside-is={c}" for c in self.classes(whole))]
        proper = head.pos == "PROPN"
        found.append(f"pos={head.pos}/{'plural' if 'plural' in head.features else ''}")
        first = candidate.variants[0].first
        name = self.name_of(head.i)
        if proper:
            found.append(f"name-words={min(len(name), 5)}")
            words = " ".join(t.lower for t in name)
            found.append(f"name={words}")
            if head.text.isupper() and len(head.text) > 1:
                found.append("short-form")
            actor = known_actors().find(" ".join(t.text for t in name))
            if actor is not None:
                found.append(f"known={actor.kind}")
            before = self.tokens[name[0].i - 1] if name[0].i else None
            if before is not None and before.sentence == head.sentence:
                found += [f"before-name={before.lower}", f"before-pos={before.pos}"]
                found += [f"before-is={c}" for c in self.classes(before)]
            for token in name[:-1]:
                found.append(f"in-name={token.lower}")
                found += [f"in-name-is={c}" for c in self.classes(token)]
        for token in self.tokens[first : head.i]:
            if token.head == head.i or token.pos in ("ADJ", "NOUN", "NUM", "PROPN"):
                found.append(f"mod={token.lemma}")
                found += [f"mod-is={c}" for c in self.classes(token)]
                if token.pos == "NUM":
                    found.append("number")
        for i in self.document.children[head.i]:
            token = self.tokens[i]
            if token.relation == "oblique" and i > head.i:
                case = self.case(i)
                found += [
                    f"of={case}/{token.lemma}",
                    *(f"of-is={case}/{c}" for c in self.classes(token)),
                ]
                if token.pos == "PROPN":
                    found.append(f"of-name={case}")
            elif token.relation in ("relative", "apposition") and i > head.i:
                found.append(f"{token.relation}={token.lemma}")
                found += [f"{token.relation}-is={c}" for c in self.classes(token)]
            elif token.relation == "determiner":
                found.append(f"det={token.lower}")
        return found

    def name_of(self, i: int) -> list[Token]:
        """The row of proper nouns that ends at token `i`."""
        at = i
        while (
            at - 1 >= 0
            and self.tokens[at - 1].pos == "PROPN"
            and (self.tokens[at - 1].sentence == self.tokens[i].sentence)
        ):
            at -= 1
        return list(self.tokens[at : i + 1])

    def case(self, i: int) -> str:
        """The preposition of a noun, or nothing."""
        return next(
            (
                self.tokens[c].lower
                for c in self.document.children[i]
                if self.tokens[c].relation == "case"
            ),
            "",
        )

    def _governors(self, head: Token) -> list[str]:
        """The way up the sentence: what governs it, and what governs that."""
        found = []
        at = head
        relation = head.relation
        for _ in range(4):  # a member of a list stands where its first member stands
            if relation not in ("conjunct", "apposition") or at.head == at.i:
                break
            found.append(f"joined={relation}")
            found += [f"joined-is={c}" for c in self.classes(self.tokens[at.head])]
            at = self.tokens[at.head]
            relation = at.relation
        case = self.case(at.i)
        way = relation if relation != "oblique" else f"oblique-{case}"
        up = self.tokens[at.head]
        if "passive" in up.features:
            way += "-passive"
        found.append(f"way={way}")
        for step, name in enumerate(("over", "over2", "over3")):
            if step and up.head == up.i:
                break
            if step:
                way = up.relation if up.relation != "oblique" else f"oblique-{self.case(up.i)}"
                up = self.tokens[up.head]
            found.append(f"{name}={up.lemma}")
            found += [f"{name}-is={c}" for c in self.classes(up)]
            if step == 0:
                found.append(f"{name}={up.lemma}/{way}")
                found += [f"{name}-is={c}/{way}" for c in self.classes(up)]
                for i in self.document.children[up.i]:
                    other = self.tokens[i]
                    if other.relation in ("patient", "agent") and i != at.i:
                        found += [f"beside-{other.relation}={other.lemma}"]
                        found += [f"beside-{other.relation}-is={c}" for c in self.classes(other)]
                    elif other.relation == "negation":
                        found.append("negated")
                    elif other.relation == "auxiliary":
                        found.append(f"aux={other.lemma}")
            elif step == 1:
                found += [f"{name}-is={c}/{way}" for c in self.classes(up)]
        return found

    def _around(self, head: Token, candidate: Candidate) -> list[str]:
        """Words before and after the phrase, and the nearest triggers on both sides."""
        found = []
        sentence = self.document.sentence_of(head.i)
        first, last = candidate.variants[0].first, head.i + 1
        for n in (1, 2, 3):
            if first - n >= sentence.first:
                found.append(f"left{n}={self.tokens[first - n].lower}")
            if last + n - 1 < sentence.last:
                found.append(f"right{n}={self.tokens[last + n - 1].lower}")
        for side, steps in (("left", range(head.i - 1, head.i - 1 - NEAR, -1)),
                            ("right", range(head.i + 1, head.i + 1 + NEAR))):  # fmt: skip
            for i in steps:
                if not sentence.first <= i < sentence.last:
                    break
                if self.triggers[i]:
                    gap = "near" if abs(i - head.i) <= 4 else "far"
                    found += [f"{side}-trigger={c}" for c in self.triggers[i]]
                    found += [f"{side}-trigger={self.tokens[i].lemma}", f"{side}-{gap}"]
                    break
        return found

    def _sentence(self, head: Token) -> list[str]:
        sentence = self.document.sentence_of(head.i)
        found = [f"place={min(sentence.index, 6)}"]
        if self.quoted[head.i]:
            found.append("quoted")
        seen: set[str] = set()
        for i in range(sentence.first, sentence.last):
            seen.update(self.triggers[i])
        found += [f"said-here={c}" for c in seen]
        if not seen:
            found.append("nothing-here")
        return found


def document_features(document: Document, scene: Scene) -> list[str]:
    """What can be seen of the whole document: its words, pairs of words, and triggers."""
    found = []
    words = [t for t in document.tokens if any(c.isalpha() for c in t.text)]
    lemmas = {t.lemma for t in words}
    found += [f"word={w}" for w in lemmas]
    start = {t.lemma for t in words if t.sentence < 2}
    found += [f"start={w}" for w in start]
    content = [t.lemma for t in words if t.pos in ("NOUN", "VERB", "PROPN", "ADJ")]
    found += list({f"pair={a}/{b}" for a, b in pairwise(content)})
    for t in words:
        for c in scene.triggers[t.i]:
            found.append(f"trigger={c}")
            if t.sentence < 3:
                found.append(f"early={c}")
            for i in document.children[t.i]:
                child = document.tokens[i]
                for cc in scene.classes(child):
                    found.append(f"act={c}/{child.relation}/{cc}")
    return sorted(set(found))


def feature_strings(
    document: Document, candidates: Sequence[Candidate], scene: Scene
) -> list[list[str]]:
    """The features of each candidate."""
    return [scene.features(c) for c in candidates]


def variant_features(scene: Scene, candidate: Candidate, variant: Variant, role: str) -> list[str]:
    """What can be seen of one way to cut a phrase, for choosing among them for a role."""
    tokens = scene.tokens
    head = tokens[candidate.head]
    first, last = variant.first, variant.last
    name = scene.name_of(head.i)
    start = tokens[first]
    found = [
        f"start={start.pos}",
        f"start-is={start.lemma}",
        f"length={min(last - first, 6)}",
        f"left={candidate.head - first if candidate.head - first < 4 else 4}",
        f"right={min(last - 1 - candidate.head, 4)}/{head.pos}",
        f"head={head.lemma}/{min(last - 1 - candidate.head, 1)}",
        f"head={head.lemma}/{min(candidate.head - first, 2)}l",
    ]
    found += [f"start-is={c}" for c in scene.classes(start)]
    if name[0].i == first and head.pos == "PROPN":
        found.append(f"whole-name/{last == head.i + 1}")
    if first > 0 and tokens[first - 1].sentence == head.sentence:
        out = tokens[first - 1]
        linked = out.head <= head.i and out.head >= first
        found += [f"out-left={out.pos}/{linked}", f"out-left={out.lower}/{linked}"]
        found += [f"out-left-is={c}/{linked}" for c in scene.classes(out)]
    if last < len(tokens) and tokens[last].sentence == head.sentence:
        out = tokens[last]
        linked = first <= out.head < last
        found += [f"out-right={out.pos}/{linked}", f"out-right={out.lower}"]
        if out.pos == "ADP" and last + 1 < len(tokens):
            found.append(f"out-right={out.lower}/{tokens[last + 1].pos}")
    words = scene.plain(first, last)
    times = scene.times(words)
    found.append(f"times={min(times, 4)}")
    if last - first > 1:
        shorter = scene.times(scene.plain(first + 1, last))
        found += [f"shorter={min(shorter, 4)}/{min(times, 4)}", f"more-without={shorter > times}"]
    if first > 0 and tokens[first - 1].sentence == head.sentence:
        longer = scene.times(scene.plain(first - 1, last))
        found += [f"longer={min(longer, 3)}/{min(times, 4)}", f"same-with={longer == times}"]
    for side, token in (("start", start), ("out", tokens[first - 1] if first else None)):
        if token is not None and token.sentence == head.sentence and token.pos in ("PROPN", "NOUN"):
            found.append(f"{side}-written={scene.written(token)}/{token.pos}/{head.pos}")
    named = known_actors().find(scene.document.text[start.start : tokens[last - 1].end])
    found.append(f"known={named is not None}")
    for i in range(head.i + 1, last):
        token = tokens[i]
        inside = first <= token.head < last
        found += [f"in-right={token.pos}/{inside}"]
        if token.pos in ("ADP", "CCONJ", "PUNCT", "VERB", "PRON"):
            found.append(f"in-right={token.lower}")
        found += [f"in-right-is={c}" for c in scene.classes(token)]
    for i in range(first, head.i):
        token = tokens[i]
        found += [f"in-left={token.pos}", f"in-left={token.lemma}"]
        found += [f"in-left-is={c}" for c in scene.classes(token)]
    return found + [f"{role}/{f}" for f in found]


def sentence_features(scene: Scene, index: int) -> list[str]:
    """What can be seen of one sentence: its words, who does what to whom in it, where it stands."""
    document = scene.document
    sentence = document.sentences[index]
    tokens = scene.tokens[sentence.first : sentence.last]
    words = [t for t in tokens if any(c.isalpha() for c in t.text)]
    found = {f"word={t.lemma}" for t in words}
    content = [t.lemma for t in words if t.pos in ("NOUN", "VERB", "PROPN", "ADJ")]
    found.update(f"pair={a}/{b}" for a, b in pairwise(content))
    found.add(f"place={min(index, 5)}")
    found.add(f"length={min(len(words) // 8, 5)}")
    for token in tokens:
        classes = scene.classes(token)
        found.update(f"is={c}" for c in classes)
        for c in scene.triggers[token.i]:
            found.add(f"trigger={c}/{token.lemma}")
            found.update(f"trigger-is={c}/{f}" for f in token.features)
            for i in document.children[token.i]:
                child = scene.tokens[i]
                found.add(f"act={c}/{child.relation}/{child.pos}")
                found.update(f"act={c}/{child.relation}/{k}" for k in scene.classes(child))
            up = scene.tokens[token.head]
            if up.i != token.i:
                found.add(f"under={c}/{up.lemma}")
                found.update(f"under={c}/{k}" for k in scene.classes(up))
    for near, name in ((index - 1, "before"), (index + 1, "after")):
        if 0 <= near < len(document.sentences):
            other = document.sentences[near]
            for i in range(other.first, other.last):
                found.update(f"{name}={c}" for c in scene.triggers[i])
    if any(scene.quoted[t.i] for t in tokens):
        found.add("quoted")
    root = next((t for t in tokens if t.relation == "root"), None)
    if root is not None:
        found.add(f"root={root.lemma}")
        found.update(f"root-is={f}" for f in root.features)
        found.update(f"root-is={c}" for c in scene.classes(root))
    return sorted(found)
