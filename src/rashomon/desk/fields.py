"""A claim as the fields of a form, and a form's fields as a claim: what is asked follows from the
shape of the value (`records.VALUE_OF_FIELD`), so that every claim can be put right and none is left
out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, time
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from rashomon.codec import options_of
from rashomon.errors import UsageError
from rashomon.knowledge import load_yaml
from rashomon.publish.labels import labels
from rashomon.records import (
    VALUE_OF_FIELD,
    Claim,
    ClaimField,
    ClaimValue,
    Mode,
    Reading,
    Stance,
    TypeValue,
    VoiceKind,
)

Choices = tuple[tuple[str, str], ...]

PREFIX: Final = "value."
"""What the names of a value's fields begin with in a form."""
LONGEST: Final = 400
"""Characters that a field of a claim may have."""
HIGHEST: Final = 999_999_999
LEFT_OUT: Final = frozenset({"part_of", "text", "tz", "mode", "plover", "ucdp", "members"})
"""What a form does not ask for: `text` is the report's own words, codes follow from the type."""
YES_OR_NO: Final[Choices] = (("no", "no"), ("yes", "yes"))
ACTORS: Final = frozenset({"actor", "side", "by"})
ACLED: Final = ("acled_event", "acled_sub_event")
ASKS: Final[Mapping[str, str]] = {
    "low": "At least",
    "high": "At most",
    "approximate": "“About”",
    "group": "Who (as written)",
    "side": "Whose people",
    "by": "By whom",
    "status": "Combatant or civilian",
    "category": "Women, children, men",
    "counts": "Counts as",
    "unit": "Unit",
    "item": "What",
    "actor": "Actor",
    "place": "Place",
    "action": "Did what",
    "age": "Age",
    "sex": "Sex",
    "fate": "Fate",
    "role": "Role of the place",
    "start": "From (day)",
    "end": "To (day)",
    "date_prec": "Precision",
    "time": "Time of day",
    "code": "Code",
    "kind": "Kind",
    "incident": "Other incident",
    "acled_event": "Type, as ACLED has it",
}
SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "start": (r"\d{4}-\d{2}-\d{2}", "2020-01-09"),
    "end": (r"\d{4}-\d{2}-\d{2}", "2020-01-09"),
    "time": (r"\d{2}:\d{2}", "13:00"),
}
"""Field → the pattern of what is written in it, and an example."""


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form: what it is called, what is asked, what stands in it, and how it is
    given: a whole number, one of several, or words (with a pattern and an example)."""

    name: str
    asks: str
    kind: Literal["whole", "one of", "words"]
    value: str
    choices: Choices = ()
    pattern: str = ""
    example: str = ""


def inputs(field: ClaimField, reading: Reading, value: ClaimValue | None) -> tuple[Input, ...]:
    """The fields that ask for a value; filled in, if there is one already."""
    return tuple(_inputs(VALUE_OF_FIELD[field], reading, value))


def _inputs(shape: type, reading: Reading, value: ClaimValue | None) -> Iterator[Input]:
    for name, hint in _hints(shape).items():
        if name in LEFT_OUT or name == ACLED[1]:
            continue
        stands = getattr(value, name, None) if value is not None else _unsaid(shape, name)
        if name == ACLED[0]:
            stands = " / ".join(filter(None, (stands, getattr(value, ACLED[1], None)))) or None
        choices = _choices(name, hint, reading, optional=value is None or stands is None)
        written = "" if stands is None else str(stands)
        kind: Literal["whole", "one of", "words"] = "words"
        if bool in options_of(hint):
            kind, choices, written = "one of", YES_OR_NO, "yes" if stands else "no"
        elif choices:
            kind = "one of"
        elif int in options_of(hint):
            kind = "whole"
        pattern, example = SHAPES.get(name, ("", ""))
        yield Input(PREFIX + name, ASKS.get(name, name), kind, written, choices, pattern, example)


def _unsaid(shape: type, name: str) -> Any:
    """What a field holds where nobody says anything of it."""
    default = next(each.default for each in fields(shape) if each.name == name)
    return None if default is MISSING else default


@cache
def _hints(shape: type) -> dict[str, Any]:
    hints = get_type_hints(shape)
    return {each.name: hints[each.name] for each in fields(shape)}


def _choices(name: str, hint: Any, reading: Reading, *, optional: bool) -> Choices:
    """(what the form says, how it is called) for a field with a closed list."""
    nothing: Choices = (("", "–"),)
    if name in ACTORS:
        return nothing + tuple((each.id, each.name) for each in reading.actors)
    if name == "place":
        return tuple((each.id, each.name) for each in reading.places)
    if name == "incident":
        return nothing + tuple((each.id, each.title) for each in reading.incidents)
    if name == "date_prec":
        return nothing + tuple((str(k), w) for k, w in labels().date_precision.items())
    if name == ACLED[0]:
        return nothing + tuple((each, each) for each in _types())
    words = [word for each in _options(hint) for word in get_args(each)]
    listed: Choices = tuple((str(word), str(word)) for word in words)
    return nothing + listed if listed and type(None) in get_args(hint) else listed


def _options(hint: Any) -> list[Any]:
    return [each for each in (hint, *get_args(hint)) if get_origin(each) is Literal]


@cache
def _types() -> tuple[str, ...]:
    """ACLED's events with their sub-events, as the shipped taxonomy has them."""
    rules: list[dict[str, Any]] = load_yaml("taxonomies/types.yaml")["rules"]
    return tuple(sorted({" / ".join(each["acled"]) for each in rules if each.get("acled")}))


# --------------------------------------------------------------------------------- from the form


def told(field: ClaimField, said: Mapping[str, str], reading: Reading) -> dict[str, Any]:
    """What a form says of a value: the fields that it has, with what stands in them (None for
    nothing). Raises UsageError for what cannot stand there."""
    found: dict[str, Any] = {}
    for each in inputs(field, reading, None):
        name = each.name.removeprefix(PREFIX)
        if each.name not in said:
            continue
        written = said[each.name].strip()
        if len(written) > LONGEST:
            raise UsageError(f"{each.asks}: at most {LONGEST} characters")
        if each.choices == YES_OR_NO:
            found[name] = written == "yes"
        elif each.kind == "whole" or name == "date_prec":
            found[name] = whole(written, each.asks)
        elif written and each.pattern and not _well_formed(name, written, each.pattern):
            raise UsageError(f"{each.asks}: {written!r} is none; write it like {each.example}")
        elif each.choices and written not in {key for key, _ in each.choices}:
            raise UsageError(f"{each.asks}: {written!r} is none of those offered")
        elif name == ACLED[0]:
            event, _, sub = written.partition(" / ")
            found |= {ACLED[0]: event or None, ACLED[1]: sub or None}
        else:
            found[name] = written or None
    return found


def _well_formed(name: str, written: str, pattern: str) -> bool:
    if re.fullmatch(pattern, written, re.ASCII) is None:
        return False
    try:
        (time if name == "time" else date).fromisoformat(written)
    except ValueError:
        return False
    return True


def whole(text: str, asks: str) -> int | None:
    """A whole number as a person writes it ("1,200"), None for nothing. Raises UsageError."""
    plain = text.strip().replace(",", "").replace("\u202f", "").replace(" ", "")
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or int(plain[:12]) > HIGHEST:
        raise UsageError(f"{asks}: {text.strip()[:40]!r} is no figure; write a whole number")
    return int(plain)


def changed(claim: Claim, said: Mapping[str, str], reading: Reading) -> dict[str, Any]:
    """What a form puts right of a claim: keys of its `value`, its `stance`, `mode` and `voice`, as
    far as it says otherwise than the claim does. Raises UsageError for what is none of these."""
    right: dict[str, Any] = {}
    if any(name.startswith(PREFIX) for name in said):
        now = told(claim.field, said, reading)
        value = {n: each for n, each in now.items() if each != getattr(claim.value, n)}
        if isinstance(claim.value, TypeValue) and value:
            value |= {"ucdp": None, "plover": None, "mode": None}
        if value:
            right["value"] = value
    for name, known in (("stance", get_args(Stance)), ("mode", get_args(Mode))):
        word = said.get(name, "")
        if word and word != getattr(claim, name):
            right[name] = one_of(word, known, name)
    voice = voice_told(said, reading)
    if voice and (voice["kind"], voice["text"]) != (claim.voice.kind, claim.voice.text):
        right["voice"] = voice
    return right


def voice_told(said: Mapping[str, str], reading: Reading) -> dict[str, Any]:
    """The voice that a form names, and which actor of the reading it is, if one has its name;
    nothing where it names none. Raises UsageError."""
    text = said.get("voice.text", "").strip()
    if not text:
        return {}
    if len(text) > LONGEST:
        raise UsageError(f"the voice: at most {LONGEST} characters")
    return {
        "kind": one_of(said.get("voice.kind", ""), get_args(VoiceKind), "voice"),
        "text": text,
        "actor": next((each.id for each in reading.actors if each.name == text), None),
    }


def one_of(word: str, known: tuple[str, ...], what: str) -> str:
    """The word, if it is one of the known ones; raises UsageError naming them, else."""
    if word not in known:
        raise UsageError(f"{what}: {word!r} is none of {', '.join(known)}")
    return word
