"""The outlet's own voice (reading rule 2)."""

from __future__ import annotations

from typing import cast

from rashomon.document import Document, normalise
from rashomon.knowledge import Lexicon
from rashomon.known_actors import known_actors
from rashomon.records import Report, Voice, VoiceKind

BODIES: tuple[VoiceKind, ...] = ("un", "ngo")
_SPEAKING: tuple[VoiceKind, ...] = (*BODIES, "official", "belligerent")
"""Kinds with which an outlet speaks that is itself such a body."""
ARTICLE = 3
"""Letters at most of an article that a name begins with."""
SIGNS = 2
"""Signs that make a text an organisation's statement: a columnist may write of "our clinics"."""


def narrator(report: Report, lexicon: Lexicon | None = None) -> Voice:
    """The outlet's own voice; an outlet that is itself a UN body, a ministry, an NGO or an armed
    group speaks with that kind, as its known name or the words of it tell."""
    known = known_actors().find_in(report.outlet) if report.outlet else None
    kind: VoiceKind | None = None
    if known is not None and known.voice in BODIES:
        kind = known.voice
    if known is not None and known.kind in ("state", "state-forces"):
        kind = "official"
    if known is not None and known.kind in ("armed-group", "militia"):
        kind = "belligerent"
    if known is None and report.outlet and lexicon is not None:
        described = _is_description(report.outlet) and _kind_of_description(report.outlet, lexicon)
        kind = described or _kind_of_name(report.outlet, lexicon)
    return Voice(kind or "narrator", None, report.outlet or "the report", (), False)


def _is_description(outlet: str) -> bool:
    """Whether an outlet is told by what it is: "A medical charity", not "The Guardian"."""
    words = outlet.split()
    return len(words) > 1 and len(words[0]) <= ARTICLE and words[-1][:1].islower()


def _kind_of_description(outlet: str, lexicon: Lexicon) -> VoiceKind | None:
    """By the noun before any "of", "in" or "that", with as many words before it as a list knows:
    "A rebel group", "An aid agency of the churches"; None where its noun may be of several kinds
    ("An agency")."""
    words = normalise(outlet).split()[1:]
    small = ("of_words", "place_roles.site", "place_roles.origin", "event_relatives")
    ends = [n for n, word in enumerate(words) if n and any(word in lexicon[s].codes for s in small)]
    head = words[: ends[0]] if ends else words
    for first in range(len(head)):
        phrase = " ".join(head[first:])
        found = {
            *lexicon["voices"].codes.get(phrase, ()),
            *lexicon["returning_bodies"].codes.get(phrase, ()),
            *(("official",) if phrase in lexicon["force_words"].codes else ()),
        }
        if found:
            speaking = [kind for kind in _SPEAKING if kind in found]
            if len(speaking) > 1 and "ngo" in speaking and "media" not in found:
                return _kind_of_name(outlet, lexicon) or "ngo"  # "A press freedom organisation"
            return speaking[0] if len(speaking) == 1 and "media" not in found else None
    return None


def _kind_of_name(outlet: str, lexicon: Lexicon) -> VoiceKind | None:
    """What the words of an outlet's name say of it: "Karamoja Human Rights Network" is an NGO,
    "Ministère de la Défense" official; "Army Times" is neither."""
    words = f" {normalise(outlet).replace('-', ' ')} "
    telling = {
        term: cast(VoiceKind, code)
        for term, codes in lexicon["voices"].codes.items()
        for code in codes
        if f" {term.replace('-', ' ')} " in words
    }
    if "media" in telling.values():
        return None
    longest = max(telling, key=len, default="")
    if " " in longest and telling[longest] in BODIES:
        return telling[longest]
    of = (*(f"{word} " for word in lexicon["of_words"].codes), "d'")
    for term, code in telling.items():
        head, _, rest = words.partition(f" {term.replace('-', ' ')} ")
        before = [word for n, word in enumerate(head.split()) if n or len(word) > ARTICLE]
        begins = not before and rest.startswith(of)  # "The Ministry of Defence"
        ends = before and not rest and not {f"{w} " for w in before} & {*of}  # "Nigerian Army"
        if code == "official" and (begins or ends):
            return "official"
    return next((kind for kind in BODIES if kind in telling.values()), None)


def is_own_statement(document: Document, lexicon: Lexicon) -> bool:
    """Whether a report speaks, outside quotation marks, of its people and places as an organisation
    does that helps or campaigns ("our teams", "we call on …"), and of none as newspapers do."""
    people, deeds = lexicon["own_words.people"].codes, lexicon["own_words.deeds"].codes
    press = lexicon["press_people"].codes
    ours, we = lexicon["own_words.ours"].codes, lexicon["own_words.we"].codes
    signs = 0
    for token in document.tokens:
        if token.lower not in ours and token.lower not in we:
            continue
        if any(q.start <= token.start < q.end for q in document.quotations):
            continue
        head = document.tokens[token.head]
        if token.lower in ours and head.lemma in press:
            return False
        owned = token.lower in ours and (head.lemma in people or head.lower in people)
        done = token.lower in we and head.lemma in deeds
        signs += owned or done
    return signs >= SIGNS
