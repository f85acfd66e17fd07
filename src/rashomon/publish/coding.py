"""How others would code an incident, in words: one wording for the terminal and the sitrep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rashomon.publish.labels import labels
from rashomon.records import CodedValue, IncidentFile, SchemeCoding


@dataclass(frozen=True, slots=True)
class CodedLine:
    """A scheme with what it would enter, and why; `outside` where it would not hold the incident,
    which `why` then says."""

    scheme: str
    entered: str
    why: tuple[str, ...]
    outside: bool
    proposed: bool


def coded_lines(file: IncidentFile) -> tuple[CodedLine, ...]:
    """A line for each scheme."""
    return tuple(_line(each) for each in file.coded if each.scheme in labels().schemes)


def _line(coding: SchemeCoding) -> CodedLine:
    name = labels().schemes[coding.scheme]
    if coding.outside is not None:
        return CodedLine(name, "", (coding.outside,), True, coding.proposed)
    values = {value.column: value for value in coding.values}
    entered, columns = {"ucdp": _ucdp, "acled": _acled, "airwars": _airwars}[coding.scheme](values)
    why = tuple(dict.fromkeys(values[column].reason for column in columns))
    return CodedLine(name, entered, why, False, coding.proposed)


Said = tuple[str, tuple[str, ...]]


def _ucdp(values: Mapping[str, CodedValue]) -> Said:
    best, low, high = (values[name].value for name in ("best", "low", "high"))
    sides = f"{values['side_a'].value} – {values['side_b'].value}"
    return f"best {best} · low {low} · high {high} — {sides}", ("type_of_violence", "best", "high")


def _acled(values: Mapping[str, CodedValue]) -> Said:
    number = values["fatalities"].value
    actors = [values[name].value for name in ("actor1", "actor2")]
    sides = " – ".join(str(actor) for actor in actors if actor is not None)
    return f"fatalities {number} — {sides}", ("fatalities", "actor1")


def _airwars(values: Mapping[str, CodedValue]) -> Said:
    killed = "civilian_non_combatants_killed"
    low, high = values[f"{killed}_min"].value, values[f"{killed}_max"].value
    figure = (
        "no figure" if low is None and high is None else f"{low}–{'?' if high is None else high}"
    )
    grade = values["civilian_harm_status"].value
    return f"civilians killed {figure} — {grade}", ("civilian_harm_status", f"{killed}_max")
