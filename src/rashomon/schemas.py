"""JSON Schemas (draft 2020-12) of the public shapes, generated from the records.

`rashomon/reading/1` is what `read` writes, `rashomon/list/1` what `list` writes and
`rashomon/incident/1` what `show` writes. The copies in `data/schemas/` are the published ones; a
test holds them against the records, so that a change of the contract is seen and meant
(`python -m rashomon.schemas` writes them anew).

Every object is closed: a key that the schema does not name is a mistake. All keys are written
always, null where unknown.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args, get_origin, get_type_hints

from rashomon.codec import VALUE_CLASSES, key_of, options_of
from rashomon.errors import UsageError
from rashomon.records import (
    INCIDENT_SCHEMA,
    LIST_SCHEMA,
    READING_SCHEMA,
    VALUE_OF_FIELD,
    Claim,
    ClaimValue,
    Finding,
    IncidentFile,
    IncidentList,
    Reading,
)

Schema = dict[str, Any]

SHAPES: Final[dict[str, tuple[str, type]]] = {
    "reading": (READING_SCHEMA, Reading),
    "list": (LIST_SCHEMA, IncidentList),
    "incident": (INCIDENT_SCHEMA, IncidentFile),
}
"""The public shapes: name → the schema's id and its record."""

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_SCALAR_TYPES: Final[dict[type, str]] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    dict: "object",
}
_BOUNDS: Final[dict[tuple[str, str], Schema]] = {
    ("Span", "start"): {"minimum": 0},
    ("Span", "end"): {"minimum": 1},
    ("Place", "latitude"): {"minimum": -90, "maximum": 90},
    ("Place", "longitude"): {"minimum": -180, "maximum": 180},
    ("Place", "where_prec"): {"minimum": 1, "maximum": 7},
    ("Quantity", "low"): {"minimum": 0},
    ("Quantity", "high"): {"minimum": 0},
    ("ItemQuantity", "low"): {"minimum": 0},
    ("ItemQuantity", "high"): {"minimum": 0},
    ("TimeValue", "date_prec"): {"minimum": 1, "maximum": 5},
}
"""What the records enforce and their types do not say."""


def generate(name: str) -> Schema:
    """The schema of a public shape, made from the records. Raises UsageError on another name."""
    identifier, record = _shape(name)
    definitions: dict[str, Schema] = {}
    body = _object(record, definitions)
    body["properties"]["schema"] = {"const": identifier}
    return {
        "$schema": _DRAFT,
        "$id": identifier,
        "title": f"{name} ({identifier})",
        **body,
        "$defs": dict(sorted(definitions.items())),
    }


def published(name: str) -> Schema:
    """The schema as it is published, from `data/schemas`. Raises UsageError on another name."""
    _shape(name)
    text = files("rashomon").joinpath(f"data/schemas/{name}.json").read_text(encoding="utf-8")
    return cast(Schema, json.loads(text))


def written(schema: Schema) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _shape(name: str) -> tuple[str, type]:
    if name not in SHAPES:
        raise UsageError(f"no schema is called {name!r}; there are: {', '.join(SHAPES)}")
    return SHAPES[name]


def _object(cls: type, definitions: dict[str, Schema]) -> Schema:
    """The schema of a record; those of the records inside it go to `definitions`."""
    hints = get_type_hints(cls)
    properties = {
        key_of(each.name): _bounded(_of(hints[each.name], definitions), cls, each.name)
        for each in fields(cls)
    }
    schema: Schema = {
        "description": " ".join((inspect.getdoc(cls) or "").split()),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    if cls is Claim:
        schema["allOf"] = _by_field(lambda value: {"value": value})
    if cls is Finding:
        schema["allOf"] = _by_field(_values_of_finding)
    return schema


def _of(hint: Any, definitions: dict[str, Schema]) -> Schema:
    if hint is ClaimValue:
        return {"anyOf": [_reference(each, definitions) for each in VALUE_CLASSES]}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _of(get_args(hint)[0], definitions)}
    (some,) = options_of(hint)
    if some is not hint:
        return _or_null(_of(some, definitions))
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    if is_dataclass(hint):
        return _reference(cast(type, hint), definitions)
    return {"type": _SCALAR_TYPES[get_origin(hint) or hint]}


def _or_null(schema: Schema) -> Schema:
    if "type" in schema and set(schema) == {"type"}:
        return {"type": [schema["type"], "null"]}
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    return {"anyOf": [schema, {"type": "null"}]}


def _bounded(schema: Schema, cls: type, name: str) -> Schema:
    return {**schema, **_BOUNDS.get((cls.__name__, name), {})}


def _reference(cls: type, definitions: dict[str, Schema]) -> Schema:
    if cls.__name__ not in definitions:
        definitions[cls.__name__] = {}  # holds the place, should a record ever contain itself
        definitions[cls.__name__] = _object(cls, definitions)
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _by_field(constrained: Callable[[Schema], Schema]) -> list[Schema]:
    """One condition for each value class: these fields have values of this shape."""
    return [
        {
            "if": {
                "properties": {
                    "field": {"enum": [f for f, shape in VALUE_OF_FIELD.items() if shape is cls]}
                }
            },
            "then": {"properties": constrained({"$ref": f"#/$defs/{cls.__name__}"})},
        }
        for cls in VALUE_CLASSES
    ]


def _values_of_finding(value: Schema) -> Schema:
    moved = {"properties": {"from": value, "to": value}}
    return {
        "positions": {"items": {"properties": {"value": value}}},
        "revisions": {"items": moved},
    }


def main() -> None:
    """Write the published copies anew."""
    folder = Path(__file__).parent / "data" / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHAPES:
        folder.joinpath(f"{name}.json").write_text(written(generate(name)), encoding="utf-8")


if __name__ == "__main__":
    main()
