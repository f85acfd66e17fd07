"""The terminal at 80 columns, without colour, through a pipe."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from rashomon.publish.terminal import (
    render_incident,
    render_list,
    render_reading,
    render_rejections,
)
from rashomon.records import (
    INCIDENT_SCHEMA,
    LIST_SCHEMA,
    IncidentFile,
    IncidentList,
    Judgement,
    Rejection,
)
from tests.factories import day, make_reading, toll
from tests.publish.sample import chinagodrar, dioura, first_claim, sample


class Screen:
    """A console that writes to a string, and what it wrote."""

    def __init__(self, width: int = 80) -> None:
        self._file = io.StringIO()
        self.console = Console(file=self._file, width=width)

    @property
    def text(self) -> str:
        return self._file.getvalue()

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.text.splitlines()]


def _shown(width: int = 80) -> Screen:
    screen = Screen(width)
    file, _ = chinagodrar()
    render_incident(file, screen.console, sample().claims)
    return screen


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_nothing_is_wider_than_the_screen(width: int) -> None:
    screen = _shown(width)
    made = sample()
    render_list(made.incidents, screen.console, files={f.incident.id: f for f in made.files})
    for reading in made.readings.values():
        render_reading(reading, screen.console)
    assert max(cell_len(line) for line in screen.lines) <= width
    assert "\x1b" not in screen.text


def test_the_glance_says_who_said_how_many_in_order_of_time() -> None:
    lines = _shown().lines
    start = next(i for i, line in enumerate(lines) if "Soldiers killed" in line)
    head, days, *rows = lines[start : start + 8]
    assert "≠ CONTESTED" in head
    assert "best 89 · low 25 · high 100" in head
    assert days.split() == ["9", "Jan", "10", "Jan", "11", "Jan", "12", "Jan", "14", "Jan"]
    government = next(row for row in rows if "Niger (official)" in row)
    assert government.split()[-4:] == ["25", "×2", "→", "89"]
    assert any("four security sources" in row and "≥89 ×2" in row for row in rows)
    assert any("○ ≥90" in row for row in rows)
    assert any(row.endswith("100") and "Islamic State" in row for row in rows)


def test_what_one_voice_affirms_and_another_denies() -> None:
    text = _shown(140).text
    start = text.index("AFFIRMED AND DENIED")
    part = text[start : text.index("THE ACCOUNTS")]
    strikes = "U.S. Africa Command: air strikes"
    assert "Who took part ≠ CONTESTED" in part
    assert f"● {strikes} — reported by Une radio internationale (10 Jan 2020)" in part
    assert f"✗ {strikes} — denied by French army (official) (10 Jan 2020)" in part


def test_a_question_has_its_figures_rule_revision_and_words() -> None:
    text = " ".join(_shown().text.split())
    assert "Soldiers killed (Niger) — ≠ CONTESTED — best 89 · low 25 · high 100" in text
    assert "best is the figure a side last conceded" in text
    assert "→ Niger's government: 25 → 89 (9 Jan 2020 → 12 Jan 2020)" in text
    assert "89 soldiers killed (before: 25)" in text
    assert "“At least 89 soldiers were killed”" in text
    assert "(×2: 1 only repeats it)" in text
    assert "via SITE" in text


def test_a_question_of_one_voice_takes_two_lines() -> None:
    text = _shown(140).text
    part = text[text.index("SAID BY ONE VOICE ALONE") : text.index("REPORTS")]
    assert "When: Thursday 9 January 2020, 13:00 — ● claimed by Defence Ministry (official)" in part


def test_copies_checks_and_judgements() -> None:
    text = " ".join(_shown().text.split())
    assert "= copy of A national daily (Reuters), 11 Jan 2020: one voice with it" in text
    assert text.index("! look again distance:") < text.index("✓ fits weekday:")
    assert "note by M. Keita, 1 Feb 2020" in text


def test_a_judgement_stands_beside_its_claim() -> None:
    file, readings = chinagodrar()
    decided = Judgement(
        "j-2", "reject", "A. Analyst", "2020-02-02", "a misprint", (first_claim(readings[0]),)
    )
    screen = Screen()
    render_incident(replace(file, judgements=(decided,)), screen.console, sample().claims)
    assert "25 soldiers killed rejected by A. Analyst: a misprint" in screen.text


def test_on_a_wide_screen_a_question_is_a_table() -> None:
    lines = _shown(140).lines
    heads = [line for line in lines if "First said" in line and "The words" in line]
    assert heads
    assert any("14 Jan 2020" in line and "Islamic State" in line for line in lines)


def test_without_claims_the_words_are_left_out_and_all_else_stays() -> None:
    screen = Screen()
    file, readings = chinagodrar()
    render_incident(file, screen.console)
    assert "At least 89 soldiers were killed" not in screen.text
    assert "at least 89 soldiers killed" in screen.text
    with_readings = Screen()
    render_incident(file, with_readings.console, readings=readings)
    assert "At least 89 soldiers were killed" in with_readings.text


def test_many_days_become_rows() -> None:
    screen = Screen(60)
    file, _ = chinagodrar()
    render_incident(file, screen.console)
    text = screen.text[: screen.text.index("THE ACCOUNTS")]
    assert "12 Jan 2020" in text
    assert "→ 89" in text


def test_an_incident_of_which_nothing_is_known() -> None:
    file, _ = dioura()
    bare = replace(
        file.incident, place=None, date_start=None, date_end=None, date_prec=None, sides=()
    )
    screen = Screen()
    render_incident(IncidentFile(INCIDENT_SCHEMA, bare, (), (), (), ()), screen.console)
    assert "date not known" in screen.text
    assert "no report names a place" in screen.text


def test_a_reading_shows_value_stance_voice_and_offsets() -> None:
    screen = Screen()
    reading = next(iter(sample().readings.values()))
    render_reading(reading, screen.console)
    text = " ".join(screen.text.split())
    assert "ATTACK ON AN ARMY CAMP AT CHINAGODRAR" in text
    assert "● 25 soldiers killed — claimed by Defence Ministry (official)" in text
    content = reading.claims[0].spans.content
    assert f"“{content.text}” {content.start}–{content.end}" in text
    assert "● claimed by nobody — reported by the outlet" in text
    assert "Chinagodrar, Tillabéri, Niger — 15.2325, 2.9989" in text


def test_a_reading_marks_what_is_not_actual_or_of_no_incident() -> None:
    reading = make_reading(
        "Last year 71 died there. About 4,000 died in the whole year.",
        claims=[
            toll("deaths", "71 died there", 71, 71, text="71", mode="historical", provisional=True),
            toll("deaths", "4,000 died in the whole year", 4000, 4000, text="4,000",
                 approximate=True, scope="the whole year"),
            day("Last year", None, date_prec=None),
        ],
    )  # fmt: skip
    screen = Screen()
    render_reading(reading, screen.console)
    text = " ".join(screen.text.split())
    assert "[earlier, for context; provisional]" in text
    assert "OF NO INCIDENT" in text
    assert "about 4,000 people killed" in text
    assert "[the whole year]" in text


def test_the_list_has_contested_first_and_copies_told() -> None:
    made = sample()
    screen = Screen()
    files = {file.incident.id: file for file in made.files}
    refused = (Rejection("a.bin", None, "binary", "not text"),)
    render_list(made.incidents, screen.console, files=files, rejected=refused)
    text = screen.text
    assert text.index("Chinagodrar") < text.index("Dioura") < text.index("Inates")
    assert "≠ contested" in text
    assert "89 (25–100)" in text
    assert "7 (−1)" in text
    assert "named 1" in text
    assert "3 incidents, 11 reports (−1: repeats another)" in text
    assert "1 input was refused: see them with --rejected" in text


def test_ids_are_long_enough_to_tell_apart() -> None:
    made = sample().incidents
    first = made.incidents[0]
    twin = replace(first, id=f"{first.id[:10]}ffff")
    screen = Screen()
    render_list(replace(made, incidents=(first, twin)), screen.console)
    assert first.id[:11] in screen.text
    assert twin.id[:11] in screen.text


def test_an_empty_casebook() -> None:
    screen = Screen()
    render_list(IncidentList(LIST_SCHEMA, (), ()), screen.console)
    assert "No incidents in this casebook yet." in screen.text
    render_rejections((), screen.console)
    assert "Nothing was refused." in screen.text


def test_parts_stand_under_their_parent() -> None:
    made = sample().incidents
    whole, part, _ = made.incidents
    screen = Screen(120)
    render_list(
        replace(made, incidents=(whole, replace(part, parent=whole.id, status="single"))),
        screen.console,
    )
    assert "└ Attack on an army base at Dioura" in screen.text


def test_rejections_say_what_why_and_what_next() -> None:
    screen = Screen()
    refused = (
        Rejection("b.txt", "line 3", "bad-date", "“32 May” is no date; write 2020-05-31"),
        Rejection("c.bin", None, "binary", "it holds null bytes", "2026-01-01T00:00:00Z"),
    )
    render_rejections(refused, screen.console)
    text = " ".join(screen.text.split())
    assert "bad-date — a date that is none b.txt, line 3 “32 May” is no date" in text
    assert "c.bin · 2026-01-01" in text


def test_a_text_cannot_steer_the_terminal() -> None:
    wild = "Six died\x1b[2J\x07 [bold red]there[/] \u202eereht"
    reading = make_reading(
        f"{wild} today.", title="[blink]Title\x1b]0;x\x07", outlet="\x9bOutlet[/bold]",
        claims=[toll("deaths", wild, 6, 6, text="Six")],
    )  # fmt: skip
    screen = Screen()
    render_reading(reading, screen.console)
    assert not set("\x1b\x07\x9b\u202e") & set(screen.text)
    assert "[bold red]there[/]" in " ".join(screen.text.split())
    assert "[blink]Title" in screen.text
