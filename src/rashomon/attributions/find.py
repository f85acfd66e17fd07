"""Who is said to say what: the attributions of a document, each with how sure it is.

For each word that may be a cue, the first network says whether it is one; the second chooses its
content among the candidates of `contents.py`, the third its source among those of `sources.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rashomon.attributions.contents import Content, Range, contents
from rashomon.attributions.features import Features
from rashomon.attributions.network import Floats, Network, Networks, words_of
from rashomon.attributions.reaches import Reaches, with_inverted_subjects
from rashomon.attributions.sources import sources
from rashomon.document import Document, Token
from rashomon.knowledge import Knowledge

LEAST = 0.25
"""How sure an attribution has to be. On articles of PolNeAR's training part kept aside, 0.2 to 0.35
give the same F1 within 0.005; below, much is found that nobody said."""
LEAST_SHARE = 0.005
"""Of the times that a word was seen: less often a cue, and it is not looked at (97 in 100 cues of
articles kept aside pass, and one word in five)."""
LONGEST = 150
"""Tokens: a longer stretch is no sentence, and what its parse says of it means little."""
SELDOM = 5
"""A verb seen less often than this is judged by what stands around it."""
SAME = 0.6
"""Two contents that share this much (of their union) are one attribution."""
TELLING = 0.02
"""Candidates less likely than this do not back another."""
VERBS = frozenset({"VERB"})
KINDS_OF_WORD = frozenset({"VERB", "AUX", "NOUN", "ADJ", "ADV", "ADP", "PROPN"})


@dataclass(frozen=True, slots=True)
class Saying:
    """Words that the text attributes to somebody: to what extent is for rules to judge.

    `cue` is the token of the attributing word; `content` what is attributed, as one or more ranges
    of tokens (last exclusive); `source` the words for who says it and `speaker` their head, None
    where nobody is named; `sure` from 0 to 1.
    """

    cue: int
    content: tuple[tuple[int, int], ...]
    source: tuple[int, int] | None
    speaker: int | None
    sure: float


class Finder:
    """Finds the attributions of one document, or those of some of its words alone.

    `same`: the words of its language in English, None where it is English.
    """

    def __init__(
        self, document: Document, networks: Networks, same: Mapping[str, str] | None = None
    ) -> None:
        self.networks = networks
        self.features = Features(Reaches(with_inverted_subjects(document)), same)
        self.document = document

    @staticmethod
    def of(document: Document, knowledge: Knowledge) -> Finder:
        """With the networks and words of the package."""
        same = words_of(knowledge, document.language)
        return Finder(document, Networks.open(knowledge), same)

    def sayings(self, least: float = LEAST) -> tuple[Saying, ...]:
        """Every attribution that is at least so sure, by its cue."""
        found = [self.saying(i, p, least) for i, p in self.cues(least).items()]
        return _apart([each for each in found if each is not None])

    def cues(self, least: float = LEAST, share: float = LEAST_SHARE) -> dict[int, float]:
        """The tokens that may be cues, with how likely they are: at least so likely, of words that
        are cues in at least such a share of their uses."""
        words = [
            token
            for sentence in self.document.sentences
            if sentence.last - sentence.first <= LONGEST
            for token in self.document.tokens[sentence.first : sentence.last]
            if may_be_cue(token, self.features, self.networks, share)
        ]
        if not words:
            return {}
        likely = _likely(self.networks.cue.scores([self.features.cue(t.i) for t in words]))
        return {t.i: float(p) for t, p in zip(words, likely, strict=True) if p >= least}

    def saying(self, cue: int, likely: float, least: float = LEAST) -> Saying | None:
        """The attribution of a cue that is so likely one; None where it is less sure."""
        features, reaches = self.features, self.features.reaches
        candidates = contents(reaches, cue)
        if not candidates:
            return None
        shares = _shares(self.networks.content, features.contents(cue, candidates))
        content, backed = _best(candidates, shares)
        sure = likely * backed
        if sure < least:
            return None
        named = sources(reaches, cue)
        by = _shares(self.networks.source, features.sources(cue, content, named))
        best = int(by.argmax())
        source = named[best] if best < len(named) else None
        return Saying(
            cue=cue,
            content=_without_full_stop(reaches, content.ranges),
            source=None if source is None else (source.first, source.last),
            speaker=None if source is None else source.head,
            sure=sure,
        )


def may_be_cue(token: Token, features: Features, networks: Networks, share: float) -> bool:
    """Whether a word was a cue often enough, or is a verb that was never seen much."""
    if token.text == ":":
        return True
    lemma, pos = features.lemmas[token.i], features.pos[token.i]
    if pos not in KINDS_OF_WORD:
        return False
    seen, cues = networks.words.get((lemma, pos), (0, 0))
    if seen < SELDOM and pos in VERBS:
        return share <= LEAST_SHARE
    return cues > 0 and cues >= seen * share


def _without_full_stop(reaches: Reaches, ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    first, last = ranges[-1]
    stops = reaches.tokens[last - 1].text == "." and reaches.quote[last - 1] is None
    return (*ranges[:-1], (first, last - 1)) if stops and last - 1 > first else ranges


def _best(candidates: Sequence[Content], shares: Floats) -> tuple[Content, float]:
    """The candidate that most of the likelihood backs: its own, and that of those nearly like it
    (half of their union shared)."""
    telling = [k for k in range(len(candidates)) if shares[k] >= TELLING]
    backed = {
        k: sum(
            float(shares[other])
            for other in telling
            if shared(candidates[k].ranges, candidates[other].ranges) >= 0.5
        )
        for k in telling
    }
    best = max(telling, key=lambda k: (backed[k], float(shares[k])))
    return candidates[best], backed[best]


def _apart(found: Sequence[Saying]) -> tuple[Saying, ...]:
    """The surest of those that say the same, in the order of the text."""
    kept: list[Saying] = []
    for each in sorted(found, key=lambda s: -s.sure):
        if all(shared(each.content, other.content) < SAME for other in kept):
            kept.append(each)
    return tuple(sorted(kept, key=lambda s: s.cue))


def shared(one: tuple[Range, ...], other: tuple[Range, ...]) -> float:
    """Tokens in both over tokens in either."""
    both = sum(
        max(0, min(last, stop) - max(first, start)) for first, last in one for start, stop in other
    )
    either = sum(b - a for a, b in one) + sum(b - a for a, b in other) - both
    return both / either


def _likely(scores: Floats) -> Floats:
    result: Floats = (1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0)))).astype(np.float32)
    return result


def _shares(network: Network, examples: Sequence[Sequence[str]]) -> Floats:
    scores = network.scores(examples)
    raised = np.exp(scores - scores.max())
    result: Floats = raised / raised.sum()
    return result
