"""Who is said to say what: the attributions of a document, each with how sure it is.

For each word that may be a cue, the first network says whether it is one; the second chooses its
content among the candidates of `contents.py`, the third its source among those of `sources.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rashomon.annotate.attributions.contents import Content, Range, contents
from rashomon.annotate.attributions.features import Features
from rashomon.annotate.attributions.network import Floats, Network, Networks
from rashomon.annotate.attributions.reaches import Reaches, with_inverted_subjects
from rashomon.annotate.attributions.sources import sources
from rashomon.document import Document, Saying, Token

LEAST = 0.25
"""How sure an attribution has to be. On articles of PolNeAR's training part kept aside, 0.2 to 0.35
give the same F1 within 0.005; below, much is found that nobody said."""
LEAST_CUE = 0.12
"""A word less likely to be a cue than this is not looked at further."""
LEAST_SHARE = 0.005
"""Of the times that a word was seen: less often a cue, and it is not looked at (97 in 100 cues of
articles kept aside pass, and one word in five)."""
SELDOM = 5
"""A verb seen less often than this is judged by what stands around it."""
SAME = 0.6
"""Two contents that share this much (of their union) are one attribution."""
TELLING = 0.02
"""Candidates less likely than this do not back another."""
VERBS = frozenset({"VERB"})
KINDS_OF_WORD = frozenset({"VERB", "AUX", "NOUN", "ADJ", "ADV", "ADP", "PROPN"})


def sayings_of(
    document: Document, networks: Networks, same: Mapping[str, str] | None = None
) -> tuple[Saying, ...]:
    """The attributions of a document, by their cue. `same`: words of its language in English, None
    where it is English."""
    features = Features(Reaches(with_inverted_subjects(document)), same)
    words = [t for t in document.tokens if may_be_cue(t, features, networks)]
    if not words:
        return ()
    likely = _likely(networks.cue.scores([features.cue(t.i) for t in words]))
    cues = [(t.i, float(p)) for t, p in zip(words, likely, strict=True) if p >= LEAST_CUE]
    found = [_saying(i, p, features, networks) for i, p in cues]
    return _apart([each for each in found if each is not None and each.sure >= LEAST])


def may_be_cue(token: Token, features: Features, networks: Networks) -> bool:
    """Whether a word was a cue often enough, or is a verb that was never seen much."""
    if token.text == ":":
        return True
    lemma, pos = features.lemmas[token.i], features.pos[token.i]
    if pos not in KINDS_OF_WORD:
        return False
    seen, cues = networks.words.get((lemma, pos), (0, 0))
    if seen < SELDOM and pos in VERBS:
        return True
    return cues > 0 and cues >= seen * LEAST_SHARE


def _saying(i: int, likely: float, features: Features, networks: Networks) -> Saying | None:
    reaches = features.reaches
    candidates = contents(reaches, i)
    if not candidates:
        return None
    shares = _shares(networks.content, features.contents(i, candidates))
    content, backed = _best(candidates, shares)
    sure = likely * backed
    if sure < LEAST:
        return None
    named = sources(reaches, i)
    by = _shares(networks.source, features.sources(i, content, named))
    best = int(by.argmax())
    source = named[best] if best < len(named) else None
    return Saying(
        cue=i,
        content=_without_full_stop(reaches, content.ranges),
        source=None if source is None else (source.first, source.last),
        speaker=None if source is None else source.head,
        sure=sure,
    )


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
