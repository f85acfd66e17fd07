"""Several sources in one sentence, each with its own part of it: "ten dead according to the army,
fifteen according to the rebels", "Selon l'armée, dix morts ; selon l'ONU, quinze"; or with a cue
that only the first has: "the army spoke of ten dead, the rebels of fifteen"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rashomon.assemble.attribution import Attribution
from rashomon.assemble.marks import Marks
from rashomon.assemble.speakers import Speakers
from rashomon.document import CountPhrase

_PARTING = frozenset((",", ";", "–", "—", ":"))
"""Signs at which what one source says may end and what the next one says begin."""


def gapped(
    marks: Marks, speakers: Speakers, found: Sequence[Attribution]
) -> tuple[list[Attribution], list[Attribution]]:
    """The attributions without what further speakers say of them by the same cue, and those
    speakers': "the army spoke of ten dead, the rebels of fifteen"."""
    left, more = [], []
    for each in found:
        verb = each.verb
        said = each.voice is not None and each.cue_class == "assert" and marks.is_verb(verb)
        figures = [c for c in marks.counts if verb < c.first and c.first in each.content]
        if said and marks.hit("speech.assert", verb) is not None and figures:
            for other in _other_speakers(marks, speakers, each, figures):
                more.append(other)
                own = other.content | other.aside
                each = replace(each, content=each.content - own)
        left.append(each)
    return left, more


def _other_speakers(
    marks: Marks, speakers: Speakers, each: Attribution, figures: Sequence[CountPhrase]
) -> Iterator[Attribution]:
    sentence = marks.document.sentence_of(each.verb)
    words = {*marks.lexicon["figure_words"].codes, *marks.lexicon["of_words"].codes}
    for mention in marks.document.actor_mentions:
        if not figures[0].last < mention.first <= mention.head < sentence.last - 2:
            continue
        before = marks.token(mention.first - 1)
        if before.text not in (",", ";") and before.pos != "CCONJ":
            continue
        at = mention.head + 1
        if marks.token(at).lower in words:
            at += 1
        count = marks.count_at.get(at)
        if count is None or count.first != at or count.last >= sentence.last:
            continue
        last = count.last
        while marks.token(last).pos == "CCONJ" and last + 1 in marks.count_at:
            last = marks.count_at[last + 1].last
        closes = last < sentence.last and marks.token(last).pos in ("PUNCT", "CCONJ")
        if count.noun not in (None, mention.head) or not closes:
            continue
        able = marks.any_hit("voices", range(mention.first, mention.last)) is not None
        able = able or marks.actor(mention.actor).kind not in ("unidentified", "private-person")
        speaker = speakers.resolve(mention.head, at) if able else None
        if speaker is None:
            continue
        voice = speaker.voice
        if mention.first < count.first < mention.last:  # "le gouvernement de dix"
            voice = replace(voice, text=marks.token(mention.head).text)
        yield replace(
            each,
            voice=voice,
            source=speaker.span,
            verb=mention.head,
            content=frozenset(range(at, last)),
            aside=frozenset(range(mention.first, at)),
        )


def own_clauses(marks: Marks, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions without a clause behind them in which somebody else speaks: "nine dead,
    according to the police, and residents accuse …", "selon le maire, tandis que l'armée parle de
    trois morts". With "and that" the first speaker goes on."""
    starts = {id(b): _clause_start(marks, b) for b in found}
    left = []
    for each in found:
        sentence = marks.document.sentence_of(each.verb)
        own = max((i for i in each.aside if i in range(sentence.first, sentence.last)), default=0)
        for other in found:
            start = starts[id(other)]
            apart = other.voice is not None and other.voice != each.voice
            if start is None or not apart or other.verb not in each.content:
                continue
            cited = each.verb in marks.hits("speech.according")
            before = max(own, each.verb) if cited else each.verb
            if before < start and (cited or marks.is_verb(each.verb)):
                each = replace(each, content=each.content - set(range(start, sentence.last)))
        left.append(each)
    return left


def _clause_start(marks: Marks, each: Attribution) -> int | None:
    """Where a clause with a cue and its own speaker begins behind a sign and "and", "but" or
    "while"; None for any other clause."""
    if each.voice is None or not marks.is_verb(each.verb):
        return None
    agents = [a for a in marks.agents(each.verb) if a < each.verb]
    if not agents or marks.token(agents[0]).pos == "PRON":
        return None
    first = marks.document.sentence_of(each.verb).first
    words = marks.lexicon["contrast"].codes
    for at in range(agents[0] - 1, first, -1):
        token = marks.token(at)
        if token.pos == "VERB":
            return None
        if token.pos != "CCONJ" and token.lower not in words:
            continue
        parted = marks.token(at - 1).text in _PARTING
        behind = marks.token(at + 1)
        goes_on = token.pos == "CCONJ" and behind.pos == "SCONJ"
        return at if parted and not goes_on else None
    return None


@dataclass(frozen=True, slots=True)
class _Source:
    """An attribution by "according to", and the tokens of its phrase."""

    attribution: Attribution
    first: int
    last: int


def parted(marks: Marks, found: Sequence[Attribution]) -> list[Attribution]:
    """The attributions, those of several sources of one sentence cut down to the parts of it that
    stand before or behind them."""
    sources: dict[int, list[_Source]] = {}
    for each in found:
        if each.verb in marks.hits("speech.according") and each.source is not None:
            first = marks.document.token_at(each.cue.start)
            last = marks.document.token_at(each.source.end - 1)
            if first is not None and last is not None and last >= each.verb:
                of = marks.token(each.verb).sentence
                sources.setdefault(of, []).append(_Source(each, first, last + 1))
    own: dict[int, Attribution] = {}
    for several in sources.values():
        if len(several) > 1:
            ordered = sorted(several, key=lambda s: s.first)
            for source, part in zip(ordered, _parts(marks, ordered), strict=True):
                own[id(source.attribution)] = _cut_down(source, part)
    return [own.get(id(each), each) for each in found]


def _cut_down(source: _Source, part: range) -> Attribution:
    """An attribution with its part of the sentence, whatever a parser hangs under its phrase."""
    each = source.attribution
    phrase = set(range(source.first, source.last))
    content = ((each.content | each.aside) & set(part)) - phrase
    return replace(each, content=frozenset(content), aside=each.aside & phrase)


def _parts(marks: Marks, sources: Sequence[_Source]) -> list[range]:
    """What each source of a sentence tells: the tokens before it where the first stands behind
    something that is told, else those behind it."""
    sentence = marks.document.sentence_of(sources[0].first)
    starts = [sentence.first, *(s.last for s in sources)]
    ends = [*(s.first for s in sources), sentence.last]
    between = [range(a, b) for a, b in zip(starts, ends, strict=True)]
    telling = [_tells(marks, part) for part in between]
    parts: list[range] = []
    for n in range(len(sources)):
        before, behind = between[n], between[n + 1]
        if telling[0]:
            part = before if telling[n] or not telling[n + 1] else behind
            if n == len(sources) - 1 and part is before:
                part = range(before.start, sentence.last)
        elif n == 0 or telling[n + 1]:
            part = behind
            following = n + 2 == len(sources) and not telling[n + 2]
            cut = _cut(marks, behind) if following else None
            part = part if cut is None else range(part.start, cut)
        else:
            cut = _cut(marks, before)
            part = before if cut is None else range(cut, before.stop)
        parts.append(part)
    return parts


def _cut(marks: Marks, part: range) -> int | None:
    """Where, between two sources, the words of the second begin: behind the last sign with a
    number behind it."""
    at = next((i for i in reversed(part) if marks.token(i).text in _PARTING), None)
    told = at is not None and _tells(marks, range(at + 1, part.stop))
    return at + 1 if at is not None and told and at > part.start else None


def _tells(marks: Marks, part: range) -> bool:
    """Whether some words tell something: a number, or a verb."""
    counted = any(c.first in part for c in marks.counts)
    return counted or any(marks.is_verb(i) for i in part)
