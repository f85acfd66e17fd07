"""Where paragraphs of a stripped page begin that have no line of their own.

Many pages reach us with their breaks lost: "… to the border.Three lorries burnt …", "Curfew in the
valleyThe governor said …", "Mine kills two in NorthmarchKELDRAN, Oct. 3 (Agency) -- …". What a
paragraph is tells how far a speaker's word reaches and which line is a headline, so the break is
put back where the letters show it. Sound text never has such letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rashomon.knowledge import Lexicon

END = re.compile(
    r"[.!?](?:(?<=[a-zà-ÿ]{2}.)|(?<=[\s\d]\d.)|(?<=\b[A-Z]{3}.)|(?<=[a-z\d]\).)|(?<=[a-z][\"”’»].))"
    r"[\"”’»]?(?=[\"“«]?[A-ZÀ-Þ][a-zà-ÿ’' ])"
)
"""The end of a sentence without a space behind it ("on Monday.Police said")."""
_HEADING = re.compile(
    r"(?<![^\s\"“”(.!?])(?:"
    r"[a-zà-ÿ]{3,}(?=[A-ZÀ-Þ](?:[a-zà-ÿ]|\s[a-zà-ÿ]))"  # curfewA nurse said, riverShops
    r"|[^\W\d_]*[a-zà-ÿ]{3,}(?=[A-ZÀ-Þ]{3,}[,\s]\s?(?:[^\W\d_]+,?\s)?"
    r"(?:[–—-]|\(|\w{3,9}\.?\s\d))"  # NorthmarchKELDRAN, Oct. 3, harvestLIMA —
    r"|[A-ZÀ-Þ][a-zà-ÿ]{2,}(?=(?P<opener>[A-ZÀ-Þ][a-zà-ÿ]*)\s)"  # GondaraThe town
    r")"
)
"""A line that runs into the first word of the next."""
_TITLE = re.compile(r"={2,}\s?[^=\n]{1,80}?\s?={2,}")
"""A heading in the marks of a wiki ("==Background==")."""
_RUN_ON = re.compile(r"[a-zà-ÿ][A-ZÀ-Þ]")
"""What every heading that runs on has; most texts have none."""
LEAST = 2
"""Sentences glued to the next from which a page has lost its breaks; one may be a slip."""


def breaks(text: str, lexicon: Lexicon) -> tuple[int, ...]:
    """The offsets at which a paragraph begins inside a line, in order."""
    ends: list[int] = []
    for match in END.finditer(text):
        ends.append(_behind(text, match, ends[-1] if ends else 0))
    found = set(ends) if len(ends) >= LEAST else set()
    if "==" in text:
        found.update(at for match in _TITLE.finditer(text) for at in match.span())
    return tuple(sorted(found.union(_headings(text, lexicon))))


def _behind(text: str, end: re.Match[str], before: int) -> int:
    """Where the next paragraph begins: before the mark that opens its quotation, behind one that
    closes a quotation, which of straight ones only their number since the paragraph began tells."""
    if not end.group().endswith('"'):
        return end.end()
    begun = max(before, text.rfind("\n", 0, end.start()) + 1)
    return end.end() if text.count('"', begun, end.end()) % 2 == 0 else end.end() - 1


def _headings(text: str, lexicon: Lexicon) -> Iterator[int]:
    if _RUN_ON.search(text) is None:
        return
    openers = lexicon["openers"].codes
    for match in _HEADING.finditer(text):
        opener = match["opener"]
        if opener is None or opener.lower() in openers:
            yield match.end()
