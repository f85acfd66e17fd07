"""Deeds that a sentence takes up again behind its speaker: "A bomb exploded in the market, police
said, killing nine people", « …, a indiqué la police, tuant neuf personnes ».

Parsers make the speaker the one who kills. What the participle tells belongs to the deed before the
speaker, as it would without him.
"""

from __future__ import annotations

from collections.abc import Mapping

from rashomon.annotate.parse import LabelTable, Word
from rashomon.annotate.tree import NOMINAL, Tree
from rashomon.document import Feature
from rashomon.knowledge import Lexicon

HARM = ("effects.patient", "events.verbs", "damage.verbs", "damage.setting", "causing")
PRESENT: frozenset[Feature] = frozenset({"present", "participle"})
MAX_CLIMB = 6
"""Words between the participle and the verb of saying that it hangs under."""


def resume_deeds(words: list[Word], heads: list[int], labels: LabelTable, lexicon: Lexicon) -> None:
    """Hang participles of harm behind an inserted speaker under the verb that the speaker tells."""
    tree = Tree(words, heads, labels)
    for i in range(3, len(words)):
        word = words[i]
        if words[i - 1].text != "," or word.pos != "VERB" or not _is_participle(word):
            continue
        if not any(word.lemma in lexicon[name].codes for name in HARM):
            continue
        deed = _told_before(i, tree, lexicon)
        if deed is not None:
            tree.hang(i, deed, "resumed")


def _is_participle(word: Word) -> bool:
    return "gerund" in word.features or word.features >= PRESENT


def _told_before(participle: int, tree: Tree, lexicon: Lexicon) -> int | None:
    """The verb before an inserted speaker whose words the participle goes on with."""
    says, according = lexicon["speech.assert"].codes, lexicon["speech.according"].codes
    at = tree.heads[participle]
    for _ in range(MAX_CLIMB):
        word, above = tree.words[at], tree.heads[at]
        if at >= participle:
            return None
        if _credits(at, tree, according):
            return above if tree.words[above].pos == "VERB" and above < at else None
        if word.pos == "VERB":
            return _told_by(at, tree) if word.lemma in says else None
        if above == at or word.pos not in (*NOMINAL, "ADP"):
            return None
        at = above
    return None


def _credits(i: int, tree: Tree, according: Mapping[str, object]) -> bool:
    """Whether a word is whom something is credited to: « selon un habitant »."""
    cases = [c for c in tree.below.get(i, ()) if tree.relation(c) == "case"]
    return any(tree.words[c].lower in according for c in cases)


def _told_by(says: int, tree: Tree) -> int | None:
    """What a verb of saying tells, where all of it stands before the verb and who says it."""
    below = tree.below.get(says, ())
    if tree.relation(says) == "aside":
        deed = tree.heads[says]
        return deed if deed < says and tree.words[deed].pos == "VERB" else None
    told = [c for c in below if tree.relation(c) == "complement"]
    subjects = [c for c in below if tree.relation(c) == "agent"]
    if len(told) != 1 or not subjects or tree.words[told[0]].pos != "VERB":
        return None
    return told[0] if told[0] < min(*subjects, says) else None
