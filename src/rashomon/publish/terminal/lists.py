"""The table of incidents, and the list of what was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rashomon.errors import REASONS
from rashomon.knowledge import LANGUAGES
from rashomon.languages import unread
from rashomon.publish.accounts import in_order
from rashomon.publish.labels import labels
from rashomon.publish.terminal.ink import count, ink, joined, line
from rashomon.publish.words import country_name, short_days
from rashomon.records import (
    IncidentEntry,
    IncidentFile,
    IncidentList,
    Rejection,
    ReportEntry,
)

SHORT_ID: Final = 8
"""Characters of an id that are shown at least; more where they do not tell the list's ids apart."""
TOLLS_SHOWN: Final = 2
"""Death tolls of an incident that the table shows before it counts the rest."""
WIDE: Final = 100
"""Columns from which the table spells its heads and dates out."""


def render_list(
    incidents: IncidentList,
    console: Console,
    *,
    files: Mapping[str, IncidentFile] | None = None,
    rejected: Sequence[Rejection] = (),
    readable: Sequence[str] = LANGUAGES,
) -> None:
    """Print the incident table: contested first, then the newest; parts under their parent.

    With `files` (by incident id) the column of deaths is filled: best, and low–high. `readable` are
    the languages that are read.
    """
    if not incidents.incidents:
        console.print(ink("No incidents in this casebook yet."))
    else:
        console.print(_table(incidents, console, files or {}))
    copies = sum(each.lineage is not None for each in incidents.reports)
    total = f"{count(len(incidents.incidents), 'incident')}, "
    total += count(len(incidents.reports), "report")
    if copies:
        total += f" (−{copies}: {'repeats' if copies == 1 else 'repeat'} another)"
    console.print(ink(total, "note"))
    others = unread((each.language for each in incidents.reports), readable)
    if others:
        console.print(ink(f"kept and not read, for their language: {others}"))
    if rejected:
        refused = count(len(rejected), "input was", "inputs were")
        console.print(ink(f"{refused} refused: see them with --rejected"))


def _table(incidents: IncidentList, console: Console, files: Mapping[str, IncidentFile]) -> Table:
    reports = {each.id: each for each in incidents.reports}
    letters = _telling([each.id for each in incidents.incidents])
    table = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        header_style="bold",
        padding=(0, 1, 0, 0),
    )
    table.add_column("Id", no_wrap=True)
    table.add_column("When", max_width=22 if console.width >= WIDE else 11)
    table.add_column("What and where", ratio=1, min_width=18)
    table.add_column("Status", no_wrap=True)
    if files:
        table.add_column("Killed", width=20 if console.width >= WIDE else 12)
    table.add_column("Reports", justify="right", width=8, no_wrap=True)
    for entry, depth in in_order(incidents.incidents):
        status = labels().statuses[entry.status]
        cells = [ink(entry.id[:letters]), _when(entry), _what(entry, depth)]
        cells.append(ink(f"{status.sign} {status.word}", entry.status))
        if files:
            cells.append(_killed(files.get(entry.id)))
        table.add_row(*cells, _reports(entry, reports))
    return table


def _telling(ids: Sequence[str]) -> int:
    """The fewest characters, and not fewer than SHORT_ID, that tell these ids apart."""
    longest = max(map(len, ids))
    lengths = range(SHORT_ID, longest)
    return next((n for n in lengths if len({each[:n] for each in ids}) == len(ids)), longest)


def _when(entry: IncidentEntry) -> Text:
    if entry.date_start is None and entry.date_end is None:
        return ink("not known", "note")
    vague = "~ " if entry.date_prec is not None and entry.date_prec > 1 else ""
    return ink(f"{vague}{short_days(entry.date_start, entry.date_end)}")


def _what(entry: IncidentEntry, depth: int) -> Text:
    title = ink(f"{'└ ' * bool(depth)}{entry.title}", "bold")
    if entry.place is None:
        return joined(title, ink("(place not known)", "note"))
    parts = (entry.place.name, entry.place.admin1, country_name(entry.place.country))
    rest = [p for p in parts if p and p.casefold() not in entry.title.casefold()]
    return joined(title, ink(f"· {', '.join(rest)}", "note")) if rest else title


def _killed(file: IncidentFile | None) -> Text:
    """One line a finding: "89 (25–100) soldiers"."""
    if file is None:
        return ink("")
    lines = []
    deaths = [each for each in file.findings if each.field == "deaths"]
    for finding in deaths[:TOLLS_SHOWN]:
        low, high = ("?" if n is None else f"{n:,}" for n in (finding.low, finding.high))
        span = f" ({low}–{high})" if low != high else ""
        best = "?" if finding.best is None else f"{finding.best:,}"
        lines.append(ink(f"{best}{span} {finding.group or ''}"))
    if len(deaths) > TOLLS_SHOWN:
        lines.append(ink(f"and {len(deaths) - TOLLS_SHOWN} more", "note"))
    return Text("\n").join(lines)


def _reports(entry: IncidentEntry, reports: Mapping[str, ReportEntry]) -> Text:
    """Reports about it, those of them that only repeat another, and those that only name it."""
    own = [reports[key] for key in entry.reports if key in reports]
    copies = sum(each.lineage is not None for each in own)
    if not entry.reports:
        return ink(f"named {len(entry.mentioned_in)}", "note")
    return ink(f"{len(entry.reports)}{f' (−{copies})' if copies else ''}")


def render_rejections(rejections: Sequence[Rejection], console: Console) -> None:
    """Print what was refused and why, grouped by reason; an empty list says so."""
    if not rejections:
        console.print(ink("Nothing was refused."))
        return
    console.print(ink(f"{count(len(rejections), 'input was', 'inputs were')} refused", "heading"))
    for reason in dict.fromkeys(each.reason for each in rejections):
        console.print()
        line(console, joined(ink(reason, "bold"), ink(f"— {REASONS.get(reason, '')}")))
        for each in (one for one in rejections if one.reason == reason):
            where = f", {each.place}" if each.place else ""
            at = f" · {each.at[:10]}" if each.at else ""
            line(console, joined(ink(f"{each.input}{where}"), ink(at, "note")), 2)
            line(console, ink(each.detail, "note"), 4)


def status_legend() -> Text:
    """What the signs of a status mean."""
    return joined(
        *(ink(f"{s.sign} {s.word}: {s.meaning}.", "note") for s in labels().statuses.values())
    )
