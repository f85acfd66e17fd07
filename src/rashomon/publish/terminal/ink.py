"""Text for the terminal: cleaned of control characters, styled, indented."""

from __future__ import annotations

import unicodedata
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from rashomon.publish.labels import labels

STYLES: Final = {
    "contested": "bold yellow",
    "revised": "bold cyan",
    "corroborated": "bold green",
    "single": "dim",
    "denied": "bold",
    "heading": "bold",
    "note": "dim",
    "quote": "italic",
}
"""Terminal styles by what they mark. None stands for a side, and none carries a meaning alone."""

QUOTE_LENGTH: Final = 240
"""Characters of a quoted clause that are shown before it is cut."""


def ink(words: str, style: str = "") -> Text:
    """The words on one line, control and direction characters replaced, styled by purpose."""
    shown = "".join(_visible(character) for character in " ".join(words.split()))
    return Text(shown, style=STYLES.get(style, style))


def _visible(character: str) -> str:
    """Control (Cc), format (Cf: direction overrides, zero width) and surrogates become a sign."""
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character)[0] == "C" else character


def joined(*parts: Text | str, by: str = " ") -> Text:
    """Parts in a row; empty ones are left out."""
    kept = [ink(part) if isinstance(part, str) else part for part in parts if part]
    return Text(by).join(kept)


def status_mark(status: str) -> Text:
    """A status as sign and word: "≠ CONTESTED"."""
    label = labels().statuses[status]
    return ink(f"{label.sign} {label.word.upper()}", status)


def quoted(words: str) -> Text:
    """Words of a report in quotation marks, cut when they are long."""
    flat = " ".join(words.split())
    cut = flat if len(flat) <= QUOTE_LENGTH else f"{flat[:QUOTE_LENGTH].rstrip()} …"
    return ink(f"“{cut}”", "quote")


def line(console: Console, text: Text, indent: int = 0) -> None:
    """Print, wrapped lines hanging under the first."""
    console.print(Padding(text, (0, 0, 0, indent), expand=False))


def heading(console: Console, words: str) -> None:
    """A section's heading, with an empty line before it."""
    console.print()
    console.print(ink(words.upper(), "heading"))


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 report", "3 reports", "no reports"."""
    word = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {word}"
