"""A wave of attacks is one incident, and the attacks told one by one are its parts."""

from __future__ import annotations

from tests.reader import read_text

WAVE = """A series of attacks on three towns killed 20 people on Monday, officials said.

A bomb killed five soldiers in Mopti on Monday.

Gunmen shot nine traders in Kayes on Monday.

In March, a bomb killed two policemen in Gao."""
APART = """Gunmen killed 12 villagers in the town of Gao on Monday.

In a separate incident, a bomb killed five soldiers in Mopti on Monday."""


def test_the_attacks_of_a_wave_are_its_parts() -> None:
    reading = read_text(WAVE)
    wave = reading.incidents[0]
    parts = [each for each in reading.incidents if each.parent is not None]
    assert wave.parent is None
    assert len(parts) == 2
    assert all(each.parent == wave.id for each in parts)
    assert any("Mopti" in each.title for each in parts)


def test_incidents_told_apart_are_no_parts() -> None:
    reading = read_text(APART)
    assert len(reading.incidents) == 2
    assert all(each.parent is None for each in reading.incidents)
