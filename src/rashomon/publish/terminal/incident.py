"""One incident, every account: what the terminal shows of it.

First the glance: who says how many died, day by day, and what one voice affirms and another denies.
Then every question with its rows in order of time, and the words of each. Then copies, checks and
judgements. On a wide terminal a question is a table; on a narrow one its rows stand in lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rashomon.publish.accounts import (
    NOT_ASSERTED,
    Column,
    Question,
    Row,
    bounds,
    column_key,
    columns,
    judged,
    questions,
    repeaters,
    source_in_words,
)
from rashomon.publish.coding import coded_lines
from rashomon.publish.evidence import Evidence
from rashomon.publish.labels import labels
from rashomon.publish.terminal.ink import (
    count,
    heading,
    ink,
    joined,
    line,
    quoted,
    status_mark,
)
from rashomon.publish.words import (
    Names,
    date_precision,
    day_in_words,
    days_in_words,
    figures_in_words,
    move_in_words,
    place_in_words,
    place_precision,
    type_in_words,
)
from rashomon.records import (
    Claim,
    IncidentFile,
    Quantity,
    Reading,
    ReportEntry,
    StatementValue,
)

WIDE: Final = 120
"""Columns from which a question is a table of six columns."""
SPEAKER: Final = 26
"""Columns that a speaker needs beside the days; with fewer left, each day is a row."""
OUTLETS: Final = 3
"""Outlets named with a row before the rest are counted."""


def render_incident(
    file: IncidentFile,
    console: Console,
    claims: Mapping[str, Claim] | None = None,
    readings: Sequence[Reading] = (),
) -> None:
    """Print one incident.

    `claims` (by id) give the words that say each thing; `readings` of its reports give them too,
    and the names of the actors and places that values refer to. Neither is needed.
    """
    names = Names.of(readings, file)
    read = Evidence.of(readings)
    asked = questions(file, Evidence({**read.claims, **(claims or {})}, read.reports), names)
    _head(file, asked, console)
    _glance(file, asked, console)
    _denials(asked, console)
    heading(console, "The accounts, in order of time")
    for question in (each for each in asked if not each.undisputed):
        _question(question, file, names, console)
    _undisputed([each for each in asked if each.undisputed], file, console)
    _coded(file, console)
    _reports(file, console)
    _checks(file, console)
    _judgements(file, console)


def _coded(file: IncidentFile, console: Console) -> None:
    """What UCDP, ACLED and Airwars would enter, each number with the sentence that gave it."""
    lines = coded_lines(file)
    if not lines:
        return
    heading(console, "As others would code it")
    for each in lines:
        mark = "not held" if each.outside else "proposed" if each.proposed else "signed"
        line(
            console,
            joined(ink(each.scheme, "bold"), ink(each.entered), ink(f"({mark})", "note")),
            2,
        )
        for why in each.why:
            line(console, ink(why, "note"), 4)


def _head(file: IncidentFile, asked: Sequence[Question], console: Console) -> None:
    it = file.incident
    console.print(joined(ink(it.title, "heading"), ink(it.id, "note"), by="  "))
    if it.type is not None:
        line(console, ink(type_in_words(it.type)), 2)
    precision = date_precision(it.date_prec)
    when = days_in_words(it.date_start, it.date_end)
    line(console, joined(ink(when), ink(f"({precision})" if precision else "", "note")), 2)
    where = joined(ink(place_in_words(it.place)), ink(f"({place_precision(it.place)})", "note"))
    line(console, where, 2)
    for role in dict.fromkeys(side.role for side in it.sides):
        line(console, ink(f"{role}: {', '.join(s.name for s in it.sides if s.role == role)}"), 2)
    said = count(len(file.reports), "report")
    if repeated := repeaters(file):
        said += f", {repeated} of which only {'repeats' if repeated == 1 else 'repeat'} another"
    statuses = [question.finding.status for question in asked]
    parts = [f"{statuses.count(s)} {labels().statuses[s].word}" for s in dict.fromkeys(statuses)]
    line(console, ink(f"{said} · {count(len(asked), 'question')}: {', '.join(parts)}"), 2)


# ------------------------------------------------------------------------------------- at a glance


def _glance(file: IncidentFile, asked: Sequence[Question], console: Console) -> None:
    """Who says how many died, in order of time; other tolls when nobody counts the dead."""
    tolls = [each for each in asked if each.counts_people and any(map(bounds, each.rows))]
    deaths = [each for each in tolls if each.finding.field == "deaths"] or tolls
    if not deaths:
        return
    heading(console, "Who says how many")
    for question in deaths:
        console.print()
        title = joined(ink(question.asks, "bold"), status_mark(question.finding.status), by="  ")
        line(console, joined(title, ink(figures_in_words(question.finding)), by="  "), 2)
        table = _days(question, columns(file, asked), console)
        console.print(Padding(table, (0, 0, 0, 4), expand=False))
    line(console, _legend(deaths), 2)


def _days(question: Question, voices: Sequence[Column], console: Console) -> Table:
    """Voices against days; the days become rows when there are too many for the width."""
    counted = [row for row in question.rows if bounds(row) is not None]
    days = sorted({(row.voice.first_seen or "")[:10] for row in counted})
    same_year = len({day[:4] for day in days if day}) == 1
    by_voice: dict[str, list[Row]] = {}
    for row in counted:
        by_voice.setdefault(column_key(row.voice), []).append(row)
    by_day = []
    for day in days:
        title = day_in_words(day, short=True, year=not same_year) if day else "no date"
        said = [
            _cell([row for row in rows if (row.voice.first_seen or "")[:10] == day])
            for rows in by_voice.values()
        ]
        by_day.append([ink(title, "note"), *said])
    left = console.width - 4 - sum(max(map(len, each)) + 2 for each in by_day)
    if left < SPEAKER:
        return _days_as_rows(counted)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(max_width=left)
    for _ in days:
        table.add_column(justify="right", no_wrap=True)
    known = {voice.key: voice.who for voice in voices}
    for number, who in enumerate(["", *(known[key] for key in by_voice)]):
        table.add_row(ink(who), *(each[number] for each in by_day))
    return table


def _days_as_rows(rows: Sequence[Row]) -> Table:
    table = Table.grid(padding=(0, 2))
    for row in rows:
        seen = row.voice.first_seen
        day = day_in_words(seen, short=True) if seen else "no date"
        table.add_row(ink(day, "note"), _cell([row]), ink(row.who))
    return table


def _cell(rows: Sequence[Row]) -> Text:
    """Figures as briefly as they can be: "≥89", "→ 77", "✗ 12", "25 ×3"."""
    cells: list[Text] = []
    for row in rows:
        sign = labels().stances[row.voice.stance].sign if row.voice.stance in NOT_ASSERTED else ""
        arrow = "→" if row.revises else ""
        repeats = f"×{row.voice.copies + 1}" if row.voice.copies else ""
        figure = joined(sign, arrow, _figure(row), repeats)
        figure.stylize("bold")
        if figure.plain not in (cell.plain for cell in cells):
            cells.append(figure)
    return Text(" / ").join(cells)


def _figure(row: Row) -> str:
    value = row.position.value
    assert isinstance(value, Quantity)
    about = "~" if value.approximate else ""
    if value.low == value.high:
        return f"{about}{value.low:,}"
    if value.high is None:
        return f"{about}≥{value.low:,}"
    if value.low is None:
        return f"{about}≤{value.high:,}"
    return f"{about}{value.low:,}–{value.high:,}"


def _legend(asked: Sequence[Question]) -> Text:
    """Only the signs that stand above."""
    rows = [row for question in asked for row in question.rows if bounds(row) is not None]
    parts = []
    for stance in dict.fromkeys(row.voice.stance for row in rows):
        if stance in NOT_ASSERTED:
            parts.append(f"{labels().stances[stance].sign} {stance}")
    if any(row.revises for row in rows):
        parts.append("→ the voice moved its own figure")
    if any(row.voice.copies for row in rows):
        parts.append("×2 in two reports, one repeating the other")
    return ink("; ".join(parts), "note")


def _denials(asked: Sequence[Question], console: Console) -> None:
    """Questions in which a voice denies something: all that is affirmed, then what is denied."""
    disputed = [each for each in asked if any(r.voice.stance == "denied" for r in each.rows)]
    if disputed:
        heading(console, "Affirmed and denied")
    for question in disputed:
        line(console, joined(ink(question.asks, "bold"), status_mark(question.finding.status)), 2)
        denied = [row for row in question.rows if row.voice.stance == "denied"]
        affirmed = [row for row in question.rows if row.voice.stance != "denied"]
        for said, rows in _by_value(affirmed).items():
            line(console, joined(ink("●"), ink(said, "bold"), ink(f"— {_voices(rows)}")), 4)
        for said, rows in _by_value(denied).items():
            voices = ink(f"— denied by {_voices(rows)}")
            line(console, joined(ink("✗", "denied"), ink(said, "bold"), voices), 4)


def _by_value(rows: Sequence[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.says.casefold(), []).append(row)
    return {group[0].says: group for group in grouped.values()}


def _voices(rows: Sequence[Row]) -> str:
    said = []
    for row in rows:
        day = day_in_words(row.voice.first_seen, short=True) if row.voice.first_seen else "no date"
        held = "" if row.voice.stance == "denied" else f"{labels().held[row.voice.stance]} "
        said.append(f"{held}{row.who} ({day})")
    return ", ".join(said)


# ---------------------------------------------------------------------------- question by question


def _question(question: Question, file: IncidentFile, names: Names, console: Console) -> None:
    finding = question.finding
    console.print()
    title = joined(ink(question.asks, "bold"), status_mark(finding.status), by=" — ")
    if question.counts_people:
        title = joined(title, ink(figures_in_words(finding)), by=" — ")
        if finding.proposed:
            title = joined(title, ink("(proposed)", "note"))
    line(console, title, 2)
    if finding.rule:
        line(console, ink(finding.rule, "note"), 4)
    for each in finding.revisions:
        moved = move_in_words(finding.field, each.from_, each.to, names)
        days = [day_in_words(d, short=True) if d else "no date" for d in (each.first, each.then)]
        line(console, ink(f"→ {each.voice}: {moved} ({' → '.join(days)})", "revised"), 4)
    reports = {each.id: each for each in file.reports}
    if console.width >= WIDE:
        console.print(_wide(question.rows, reports))
    else:
        console.print(_narrow(question.rows, reports))
    for row in question.rows:
        for decided in judged(file, row.claims):
            line(console, joined(ink(row.says, "bold"), ink(decided)), 4)


def _wide(rows: Sequence[Row], reports: Mapping[str, ReportEntry]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim")
    table.add_column("  First said", no_wrap=True)
    table.add_column("Who says it", ratio=3)
    table.add_column("What", ratio=3)
    table.add_column("Stance", no_wrap=True)
    table.add_column("Where it stands", ratio=3)
    table.add_column("The words", ratio=5)
    for row in rows:
        words = _words(row)
        where = ink(_where(row, reports), "note")
        table.add_row(_seen(row), ink(row.who), _says(row), _stance(row), where, words)
    return table


def _narrow(rows: Sequence[Row], reports: Mapping[str, ReportEntry]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=13, no_wrap=True)
    table.add_column(ratio=1)
    for row in rows:
        block = [joined(ink(row.who), ink("·"), _stance(row)), _says(row)]
        block.append(ink(_where(row, reports), "note"))
        block.append(_words(row))
        table.add_row(_seen(row), Text("\n").join(part for part in block if part))
    return table


def _words(row: Row) -> Text:
    """The clause that says it; nothing when the value is that clause, or it is not at hand."""
    if not row.claims or isinstance(row.position.value, StatementValue):
        return ink("")
    return quoted(row.claims[0].spans.content.text)


def _seen(row: Row) -> Text:
    if row.voice.first_seen is None:
        return ink("  no date", "note")
    text = Text("  ")
    return text.append_text(ink(day_in_words(row.voice.first_seen, short=True)))


def _stance(row: Row) -> Text:
    sign = labels().stances[row.voice.stance]
    word = "denies" if row.voice.stance == "denied" else row.voice.stance
    return ink(f"{sign.sign} {word}", row.voice.stance)


def _says(row: Row) -> Text:
    """The value; after a revision what the same voice said before."""
    said = ink(row.says, "bold")
    return joined(said, ink(f"(before: {row.revises})", "revised")) if row.revises else said


def _where(row: Row, reports: Mapping[str, ReportEntry]) -> str:
    voice = row.voice
    known = [reports[key] for key in voice.reports if key in reports]
    outlets = list(dict.fromkeys(source_in_words(each) for each in known))
    said = f"in {_some(outlets)}" if outlets and outlets != [row.who] else ""
    if voice.via:
        said = f"via {', '.join(voice.via)}{'; ' if said else ''}{said}"
    if voice.copies:
        said += (
            f" (×{voice.copies + 1}: {count(voice.copies, 'only repeats it', 'only repeat it')})"
        )
    seen = (voice.first_seen or "")[:10], (voice.last_seen or "")[:10]
    if all(seen) and seen[0] != seen[1]:
        said += f"; last on {day_in_words(seen[1], short=True)}"
    return said.removeprefix("; ")


def _some(outlets: Sequence[str]) -> str:
    more = len(outlets) - OUTLETS
    return ", ".join(outlets[:OUTLETS]) + (f" and {more} more" if more > 0 else "")


def _undisputed(asked: Sequence[Question], file: IncidentFile, console: Console) -> None:
    """What one voice alone says and nobody contradicts, two lines each."""
    if not asked:
        return
    heading(console, "Said by one voice alone")
    reports = {each.id: each for each in file.reports}
    for question in asked:
        row = question.rows[0]
        held = f"{labels().stances[row.voice.stance].sign} {labels().held[row.voice.stance]}"
        day = day_in_words(row.voice.first_seen, short=True) if row.voice.first_seen else "no date"
        who = ink(f"— {held} {row.who}, {day}")
        line(console, joined(ink(f"{question.asks}:"), ink(row.says, "bold"), who), 2)
        where = ink(_where(row, reports), "note")
        words = _words(row)
        if words or where:
            line(console, joined(words, where), 4)


# --------------------------------------------------------------------- reports, checks, judgements


def _reports(file: IncidentFile, console: Console) -> None:
    if not file.reports:
        return
    heading(console, "Reports")
    known = {each.id: each for each in file.reports}
    table = Table.grid(padding=(0, 1))
    table.add_column(width=13, no_wrap=True)
    table.add_column(ratio=1)
    for each in sorted(file.reports, key=lambda r: (r.published or "9999", r.id)):
        day = day_in_words(each.published, short=True) if each.published else "no date"
        said = joined(ink(source_in_words(each), "bold"), ink(each.title or ""), by=" · ")
        if each.lineage is not None:
            said.append_text(Text("\n")).append_text(_lineage(each, known))
        table.add_row(Text("  ").append_text(ink(day)), said)
    console.print(table)


def _lineage(report: ReportEntry, known: Mapping[str, ReportEntry]) -> Text:
    assert report.lineage is not None
    other = known.get(report.lineage.of)
    name = report.lineage.of if other is None else source_in_words(other)
    if other is not None and other.published:
        name += f", {day_in_words(other.published, short=True)}"
    return ink(f"= {labels().lineages[report.lineage.kind]} {name}: one voice with it", "revised")


def _checks(file: IncidentFile, console: Console) -> None:
    if not file.checks:
        return
    heading(console, "Checks against the world")
    for each in sorted(file.checks, key=lambda c: ("fail", "warn", "pass").index(c.result)):
        sign = labels().results[each.result]
        said = joined(ink(f"{sign.sign} {sign.word}", "bold"), ink(f"{each.rule}: {each.detail}"))
        line(console, said, 2)


def _judgements(file: IncidentFile, console: Console) -> None:
    if not file.judgements:
        return
    heading(console, "Judgements")
    for each in file.judgements:
        said = f"{labels().judgements[each.kind]} by {each.by}, {day_in_words(each.at, short=True)}"
        line(console, joined(ink(said, "bold"), ink(f"— {each.why}")), 2)
