"""annotate: Report → Document. Sentences, parses, quotations and numbers."""

from __future__ import annotations

from rashomon.annotate.asides import AsidePatterns, asides_of, in_order
from rashomon.annotate.closing import Closing
from rashomon.annotate.counts import counts_of
from rashomon.annotate.layout import quotations_of, sentences_of
from rashomon.annotate.mend import mended
from rashomon.annotate.parse import tokens_of
from rashomon.annotate.some import Some
from rashomon.annotate.wordwise import parsed_by_words
from rashomon.casing import shown
from rashomon.document import Document, Sentence, Token, is_headline
from rashomon.knowledge import Knowledge
from rashomon.records import Report


def annotate(report: Report, language: str, knowledge: Knowledge) -> Document:
    """The report's text as a document: sentences, tokens in our labels, quotations and numbers."""
    lexicon = knowledge.lexicon(language)
    model = knowledge.model(language)
    text = report.text
    sentences = sentences_of(text, lexicon)
    patterns = _patterns(language, knowledge)
    asides = asides_of(text, sentences, patterns, lexicon)
    closing = Closing.of(lexicon)
    if closing is not None:
        asides = tuple(sorted((*asides, *closing.asides(text, sentences)), key=lambda a: a.start))
    some = Some.of(lexicon)
    if some is not None:
        asides = in_order(asides, some.asides(text, sentences))
    parsed = model.parse(text, [s.start for s in sentences], asides)
    parsed = parsed_by_words(parsed, sentences, lexicon)
    headlines = [(s.start, s.end) for s in sentences if is_headline(text, s)]
    parsed = mended(parsed, model.labels, lexicon, patterns, headlines)
    tokens = tokens_of(parsed, model.labels, sentences)
    sentences = _with_tokens(sentences, tokens)
    return Document(
        report=report,
        language=language,
        tokens=tokens,
        sentences=sentences,
        quotations=quotations_of(text, lexicon),
        counts=counts_of(text, tokens, sentences, lexicon),
    )


def _patterns(language: str, knowledge: Knowledge) -> AsidePatterns | None:
    """What stands apart in a language; None for one that says nothing of it."""
    name = f"lexicons/asides.{language}.yaml"
    if not knowledge.has(name):
        return None
    found: AsidePatterns = knowledge.keep(
        f"asides.{language}", lambda: AsidePatterns.from_mapping(knowledge.data(name))
    )
    return found


def _with_tokens(
    sentences: tuple[Sentence, ...], tokens: tuple[Token, ...]
) -> tuple[Sentence, ...]:
    bounds = {s.index: (0, 0) for s in sentences}
    for token in tokens:
        first, last = bounds[token.sentence]
        bounds[token.sentence] = (token.i if first == last else first, token.i + 1)
    return tuple(
        Sentence(s.index, *bounds[s.index], s.start, s.end, s.kind, s.paragraph) for s in sentences
    )


__all__ = ["annotate", "shown"]
