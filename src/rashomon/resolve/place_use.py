"""What a listed name does in its sentence: it names where, whose people, or a government."""

from __future__ import annotations

from rashomon.document import Document, PlaceUse, Token
from rashomon.gazetteer import Gazetteer
from rashomon.resolve.place_hits import NameHit
from rashomon.resolve.place_lexicon import PlaceLexicon


def use_of(
    hit: NameHit, document: Document, gazetteer: Gazetteer, lexicon: PlaceLexicon
) -> PlaceUse:
    """What a listed name does in its sentence."""
    if gazetteer.is_regional_adjective(hit.text):
        return "demonym"
    sentence = document.sentences[hit.sentence]
    before = document.text[max(sentence.start, hit.start - 40) : hit.start]
    if lexicon.seat_before.search(before):
        return "metonym"  # "the agency, based in X": that body, and no scene
    codes = {p.feature_code for p in hit.options[:3]}
    if not codes & {"PCLI", "PPLC"}:
        return "place"
    if "PCLI" in codes and _is_whose(hit, document, lexicon):
        return "demonym"
    head = _head(hit, document)
    if head.relation == "conjunct":
        head = document.tokens[head.head]
    verb = document.tokens[head.head]
    # The French model leaves some subjects at the head of a sentence without a label.
    subject = head.relation == "agent" or (head.relation == "other" and head.i < verb.i)
    acts = subject and verb.i != head.i and verb.pos in ("VERB", "AUX")
    if acts and not lexicon.is_in("place_verbs", verb.lemma):
        return "metonym"
    before = document.text[max(0, hit.start - 16) : hit.start].lower().rstrip()
    told = any(before.endswith(w) for w in lexicon.words["speech_before"])
    return "metonym" if told else "place"


def _head(hit: NameHit, document: Document) -> Token:
    inside = document.tokens[hit.first : hit.last]
    outside = [t for t in inside if not hit.first <= t.head < hit.last or t.head == t.i]
    return outside[-1] if outside else inside[-1]


def _is_whose(hit: NameHit, document: Document, lexicon: PlaceLexicon) -> bool:
    """ "Niger soldiers", "Mali's army", "the army of Mali"."""
    after = [t for t in document.tokens[hit.last : hit.last + 4] if t.sentence == hit.sentence]
    if after and after[0].lower in ("'s", "’s", "'", "s"):
        after = after[1:]
    for token in after[:3]:
        if lexicon.is_in("actor_nouns", token.lower):
            return True
        if token.pos not in ("ADJ", "NOUN", "PROPN") or lexicon.feature_class(token.lower):
            break
    before = [t.lower for t in document.tokens[max(0, hit.first - 3) : hit.first]]
    while before and before[-1] in ("the", "la", "le", "l'"):
        before.pop()
    linked = len(before) >= 2 and before[-1] in ("of", "de", "du", "d'")
    return linked and lexicon.is_in("actor_nouns", before[-2])
