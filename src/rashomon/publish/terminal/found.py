"""What a search found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rich.console import Console
from rich.text import Text

from rashomon.publish.excerpts import Piece, excerpts, marked
from rashomon.publish.terminal.ink import count, ink, joined, line, status_mark
from rashomon.records import IncidentEntry, ReportEntry


class Found(Protocol):
    """A report that was found, with its text."""

    @property
    def report(self) -> ReportEntry:
        """The report as lists show it."""
        ...

    @property
    def text(self) -> str:
        """All of its text."""
        ...


def render_found(
    wanted: Sequence[str],
    console: Console,
    *,
    reports: Sequence[Found],
    more: bool,
    incidents: Sequence[IncidentEntry],
    actors: Sequence[tuple[str, int]],
    places: Sequence[tuple[str, int]],
) -> None:
    """Print incidents, actors and places (name, number of incidents), and reports with the words
    that were looked for; `more` says that not all reports are among them."""
    if not (reports or incidents or actors or places):
        console.print(ink("Nothing has all of these words."))
        return
    for each in incidents:
        title = _inked(marked(each.title, wanted))
        line(console, joined(ink(each.id, "note"), title, status_mark(each.status)))
    for called, named in (("actor", actors), ("place", places)):
        for name, number in named:
            what = Text.assemble(ink(f"{called} ", "note"), _inked(marked(name, wanted)))
            line(console, joined(what, ink(f"in {count(number, 'incident')}", "note")))
    for found in reports:
        report = found.report
        said = (report.outlet, (report.published or "")[:10])
        line(console, joined(ink(report.id, "note"), _inked(marked(report.title or "", wanted))))
        line(console, ink(", ".join(each for each in said if each), "note"), indent=2)
        for cut in excerpts(found.text, wanted):
            line(console, _inked(cut), indent=2)
    if more:
        console.print(ink("There are more reports; --limit shows them.", "note"))


def _inked(pieces: Sequence[Piece]) -> Text:
    """The pieces with those that were looked for set off. Spaces between them are kept."""
    made = Text()
    for text, hit in pieces:
        inner = ink(text, "bold underline" if hit else "")
        before = " " if text[:1].isspace() else ""
        after = " " if text[-1:].isspace() and text.strip() else ""
        made.append(before).append_text(inner).append(after)
    return made
