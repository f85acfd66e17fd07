"""Lines into paragraphs and sentences, before any model sees the text.

Sentence ends are found by rule (a full stop before a capital, not after an abbreviation), because
the models' own boundaries break at hyphens, initials and datelines, and every later stage leans on
whole sentences. What a line is (dateline, byline, caption, furniture such as "READ MORE") is told
by the patterns of the language's lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rashomon.annotate.glued import END as GLUED
from rashomon.annotate.glued import breaks
from rashomon.document import Quotation, Sentence, SentenceKind
from rashomon.knowledge import Lexicon

_END = re.compile(
    r"(?:;(?=\s)|[.!?…]+(?:[ \u00a0\u202f]?»|[\"'”’)\]])*"
    r"(?=\s+[\"'“‘«(\[–—-]*\s*[^\Wa-zà-ÿ_]|\s*$))"
)
_WORD_BEFORE = re.compile(r"[\w.\-’']*$")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
_QUOTES = (("“", "”"), ("«", "»"), ('"', '"'), ("„", "“"), ("‟", "”"), ("''", "''"), ("``", "''"))
_CLOSING = dict(_QUOTES)
_OPENING = re.compile("|".join(re.escape(opening) for opening, _ in _QUOTES))
_DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ]{3,40}[A-ZÀ-Þ '’-]{0,60}(?:,\s[^\n.:;]{2,25}?)?(?:\s--?|:)\s)"  # ERBIL, Iraq -
    r"|[A-ZÀ-Þ][\w .'’/-]{1,40}?"  # NIAMEY or Niamey
    r"(?:,\s[A-ZÀ-Þ][\w .'’-]{1,30}?)?"  # , Niger
    r"(?:[,.]?\s\(?(?:le\s)?(?:\w{3,9}\.?\s\d{1,2}|\d{1,2}(?:er)?\s\w{3,9}\.?)"  # , Jan 11
    r"(?:,?\s\d{4})?\)?)?"
    r"(?:\s?\(\w[\w /.&-]{1,25}\)\s?[-–—:]{1,2}|\s[–—]{1,2}|(?<=[A-Z]{3})\s--?)\s"
    r"|\([A-ZÀ-Þ][\w .,'’/-]{1,45}\)\s?[–—-]{1,2}\s"  # (Nairobi, le 3 mai 2021) –
    r"|[A-ZÀ-Þ][a-zà-ÿ’-]{2,20}(?:\s[A-ZÀ-Þ][a-zà-ÿ’-]{2,20})?(?:,\s[A-ZÀ-Þ][a-zà-ÿ]{2,20})?"
    r"\s--?\s(?=[A-ZÀ-Þ])"  # Gao - A patrol
)
"""A place, perhaps a date, then an agency in brackets or a dash, at the start of a paragraph."""
_BULLET = re.compile(r"(?:[•·▪‣◦●■►*]\s*|[-–—]\s+|\(?\d{1,3}[.)]\s+(?=[A-ZÀ-Þ«“\"]))(?=\S)")
"""What opens an item of a list; the item itself is read like any other line."""
_CLOCK = re.compile(
    r"\d{1,2}(?:[:.h]\d{2}|\s?h(?:\s?\d{2})?)?\s?(?:[ap]\.?m\.?\s?)?(?:[A-Z]{2,4}T?|UTC)?\s?[-–—|:]\s+(?=[^\W\d_])"
    r"|\d{1,2}(?:[:h]|\sh\s)\d{2}\s?(?:[ap]\.?m\.?|GMT|UTC|[A-Z]{2,3}T)?\s+(?=[^\Wa-z\d_])"
)
"""The hour before an entry of a live blog ("14:35 GMT - Police say …")."""
_NUMBERING = re.compile(
    r"(?:[^\W\d_]{3,12}\s)?\d{1,3}\s?(?:of|/|de|sur)\s?\d{1,3}\s+(?=[^\Wa-z\d_])"
)
"""What numbers a picture or a page before its words ("Image 1 of 8 A child …")."""
_LABEL = re.compile(
    r"(?P<who>[^\Wa-zß-ÿ\d_][^\n:()«»“”\"]{0,40}?)(?:\s?\([^)\n]{1,30}\))?\s?:\s+(?=\S)"
)
"""Who speaks in the lines of an interview: "Q: ", "PRESENTER: ", "Musa Bello (by phone): "."""
_LISTED = re.compile(
    r"(?:[•·▪‣◦●■►*]\s*)?(?P<kind>[^\W\d_][^\W_]+),\s[^\n:;.!?«“\"]{3,60}:\s(?=[^\Wa-zß-ÿ_])"
)
"""What heads an item of a police log: the kind of incident, where, a colon."""
MIN_TURNS = 3
"""Labelled lines from which a text is an interview."""
PROSE = 160
"""Characters from which a line is a paragraph: before the first, a date is the day of publication;
behind it, one opens an entry of a chronicle."""
MAX_SENTENCE = 1_200
"""Characters. A longer stretch without an end is cut at a space: parsers need memory with the
square of a sentence's length, and text that long without a full stop is not prose."""


def sentences_of(text: str, lexicon: Lexicon) -> tuple[Sentence, ...]:
    """Every sentence of the text, without its token indices (`first` = `last` = 0)."""
    found: list[Sentence] = []
    opening = True
    paragraphs = tuple(_paragraphs(text, lexicon))
    labels = _labels(text, paragraphs)
    listed = _listed(text, paragraphs, lexicon)
    for paragraph, (start, end) in enumerate(paragraphs):
        opening = opening and end - start < PROSE
        kind = _kind(text[start:end], lexicon, opening)
        if kind == "body" and start in labels:
            head, begin = labels[start]
            found.append(Sentence(len(found), 0, 0, start, head, "label", paragraph))
            start = begin
        bullet = _BULLET.match(text, start, end)
        if bullet is not None and kind == "body" and bullet.end() < end:
            start = bullet.end()
        dateline = _opening(text, start, end) if kind == "body" else None
        if dateline is None and kind == "body":
            dateline = listed.get(start)
        if dateline is not None and dateline.end() < end:
            head = dateline.end() - 1
            found.append(Sentence(len(found), 0, 0, start, head, "dateline", paragraph))
            start = dateline.end()
        for s, e in _split(text, start, end, lexicon):
            found.append(Sentence(len(found), 0, 0, s, e, kind, paragraph))
    return tuple(found)


def _labels(text: str, paragraphs: Sequence[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """The labels of an interview, by where they begin: where each ends, and where the words behind
    it begin. An interview is where one label comes back after another."""
    found = {
        start: match
        for start, end in paragraphs
        if (match := _LABEL.match(text, start, end)) is not None
    }
    whose = [match["who"] for match in found.values()]
    again = len(whose) - len(set(whose))
    if len(set(whose)) < 2 or not again or len(whose) < MIN_TURNS:
        return {}
    spoken = {who for who in whose if whose.count(who) > 1 or who.isupper()}
    return {
        start: (match.end() - len(match.group()) + len(match.group().rstrip()), match.end())
        for start, match in found.items()
        if match["who"] in spoken
    }


def _listed(
    text: str, paragraphs: Sequence[tuple[int, int]], lexicon: Lexicon
) -> dict[int, re.Match[str]]:
    """The heads of the paragraphs of a list that begin with the kind of incident ("Stabbing,
    Riverside Park: "), by where they begin; {} where only one does."""
    kinds = lexicon["events.nouns"].codes if "events.nouns" in lexicon.terms else {}
    found = {
        start: match
        for start, end in paragraphs
        if (match := _LISTED.match(text, start, end)) is not None
        if match["kind"].lower() in kinds
    }
    return found if len(found) > 1 else {}


def _opening(text: str, start: int, end: int) -> re.Match[str] | None:
    """The dateline of an agency, the hour of a live blog, or the number of a picture, at the start
    of a paragraph."""
    found = (each.match(text, start, end) for each in (_CLOCK, _NUMBERING, _DATELINE))
    return next((match for match in found if match is not None), None)


def quotations_of(text: str, lexicon: Lexicon) -> tuple[Quotation, ...]:
    """What stands between quotation marks, paragraph by paragraph; an unclosed quotation runs to
    the end of its paragraph, as newspapers set long ones."""
    found = []
    for start, end in _paragraphs(text, lexicon):
        at = start
        while at < end:
            opening = _next_opening(text, at, end)
            if opening is None:
                break
            position, closing, width = opening
            inside = position + width
            close = text.find(closing, inside, end)
            stop = close if close >= 0 else end
            if stop > inside:
                found.append(Quotation(inside, stop))
            at = stop + len(closing)
    return tuple(found)


def _paragraphs(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    inside = iter((*breaks(text, lexicon), len(text) + 1))
    glued = next(inside)
    at = 0
    for line in text.split("\n"):
        behind = at + len(line)
        while at <= behind:
            stop = min(glued, behind)
            part = text[at:stop]
            start, end = at + len(part) - len(part.lstrip()), at + len(part.rstrip())
            if end > start:
                yield start, end
            at = stop
            if stop < glued:
                break
            glued = next(inside)
        at = behind + 1


def _split(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    at = start
    ends = (*_END.finditer(text, start, end), *GLUED.finditer(text, start, end))
    for match in sorted(ends, key=lambda m: m.end()):
        if match.end() < end and _is_abbreviation(text, at, match, lexicon):
            continue
        yield from _cut(text, at, match.end())
        at = match.end()
        while at < end and text[at].isspace():
            at += 1
    if at < end:
        yield from _cut(text, at, end)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE:
        space = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = space if space > start else start + MAX_SENTENCE
        yield start, cut
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _is_abbreviation(text: str, start: int, match: re.Match[str], lexicon: Lexicon) -> bool:
    if match.group().strip("\"'”’»)]") != ".":
        return False
    before = _WORD_BEFORE.search(text, start, match.start())
    word = before.group().lower() if before else ""
    is_initial = len(word) == 1 and word.isalpha()
    if is_initial or f"{word}." in lexicon.abbreviations:
        return True
    return _INITIALS.fullmatch(word) is not None and _goes_on(text, start, match, lexicon)


def _goes_on(text: str, start: int, match: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether initials are part of a name that goes on ("Mayor G.T. Bynum"), and do not end a
    sentence ("in Washington D.C. The mayor …"): a name around them, no word that opens one."""
    behind = _NEXT_WORD.match(text, match.end())
    before = text[start : match.start()].split()
    named = len(before) == 1 or before[-2][:1].isupper()
    opening = ("anaphora", "reflexive_pronouns", "place_roles.site", "contrast", "first_person")
    opens = behind is not None and any(
        behind.group(1).lower() in lexicon[name].codes for name in opening
    )
    return named and behind is not None and not opens


def _kind(line: str, lexicon: Lexicon, opening: bool) -> SentenceKind:
    if opening and lexicon.header is not None and lexicon.header.match(line):
        return "byline"
    for kind, pattern in lexicon.line_kinds:
        if pattern.match(line):
            return kind
    return "body"


def _next_opening(text: str, start: int, end: int) -> tuple[int, str, int] | None:
    match = _OPENING.search(text, start, end)
    return None if match is None else (match.start(), _CLOSING[match.group()], len(match.group()))
