"""Records ↔ JSON.

The keys are the records' field names in their order (`from_` is written `from`, which Python keeps
for itself), tuples are arrays, None is null. What reads a class is compiled once from its type
hints and kept, so that a million claims cost no reflection.

The shape of a claim's value follows from its field (`VALUE_OF_FIELD`), and so does that of the
values inside a finding. A position or revision read alone is told by its keys, which no two value
classes share.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import (
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from rashomon.errors import InvariantError
from rashomon.records import VALUE_OF_FIELD, ClaimField, ClaimValue

Json: TypeAlias = dict[str, Any] | list[Any] | str | int | float | bool | None
Record = TypeVar("Record")
_Encode: TypeAlias = Callable[[Any], Any]
_Decode: TypeAlias = Callable[[Any, type | None], Any]

VALUE_CLASSES: tuple[type, ...] = get_args(ClaimValue)
"""The classes that a claim's value may have."""

_SCALARS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}


def key_of(name: str) -> str:
    """The JSON key of a field: its name, without the underscore that keeps it off a keyword."""
    return name.removesuffix("_")


def options_of(hint: Any) -> list[Any]:
    """The types that a type hint allows besides None."""
    if get_origin(hint) in (Union, types.UnionType):
        return [each for each in get_args(hint) if each is not type(None)]
    return [hint]


def to_json(record: Any) -> Any:
    """A record (or a tuple of records, a dict, a scalar) as what `json` writes."""
    cls: Any = type(record)  # mypy holds that a class has no hash
    encode: _Encode = _encoder_of(cls)
    return encode(record)


def from_json(cls: type[Record], value: object) -> Record:
    """The record of class `cls` that this JSON holds.

    A key may be missing where the class has a default. Raises InvariantError naming the path,
    e.g. `Reading: claims[3].value.low: should be a whole number or null, not 'many'`.
    """
    try:
        return cast(Record, _decoder(cast(Any, cls))(value, None))
    except _Misfit as misfit:
        where = f"{misfit.path}: " if misfit.path else ""
        raise InvariantError(f"{cls.__name__}: {where}{misfit.message}") from misfit


def dumps(record: Any, indent: int | None = None) -> str:
    """A record as JSON text: the same record always gives the same characters."""
    try:
        return json.dumps(
            to_json(record),
            ensure_ascii=False,
            allow_nan=False,
            indent=indent,
            separators=(",", ":") if indent is None else (",", ": "),
        )
    except ValueError as error:
        raise InvariantError(
            f"{type(record).__name__}: a number that JSON cannot hold: {error}"
        ) from error


def loads(cls: type[Record], text: str | bytes) -> Record:
    """The record of class `cls` in this JSON text. Raises InvariantError as `from_json` does."""
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InvariantError(f"{cls.__name__}: not JSON: {error}") from error
    return from_json(cls, value)


# --------------------------------------------------------------------------------- records to JSON


@cache
def _encoder_of(cls: type) -> _Encode:
    if is_dataclass(cls):
        return _dataclass_encoder(cls)
    if issubclass(cls, tuple | list):
        return lambda items: [to_json(item) for item in items]
    if issubclass(cls, dict):
        return lambda items: {key: to_json(item) for key, item in items.items()}
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _dataclass_encoder(cls: type) -> _Encode:
    hints = get_type_hints(cls)
    names = [each.name for each in fields(cls)]
    keys = [key_of(name) for name in names]
    values = attrgetter(*names) if len(names) > 1 else _single(names[0])
    nested = [
        (key, encode)
        for name, key in zip(names, keys, strict=True)
        if (encode := _encoder(hints[name])) is not None
    ]

    def encode_record(record: Any) -> dict[str, Any]:
        out = dict(zip(keys, values(record), strict=True))
        for key, encode in nested:
            value = out[key]
            if value is not None:
                out[key] = encode(value)
        return out

    return encode_record


def _single(name: str) -> Callable[[Any], tuple[Any]]:
    return lambda record: (getattr(record, name),)


def _encoder(hint: Any) -> _Encode | None:
    """What writes a field of this type; None when its values are JSON already."""
    if get_origin(hint) is tuple:
        item = _encoder(get_args(hint)[0])
        return list if item is None else lambda items: [item(each) for each in items]
    options = options_of(hint)
    if len(options) == 1 and is_dataclass(options[0]):
        return _dataclass_encoder(cast(type, options[0]))
    if options == [float]:
        return float  # 14 and 14.0 are one latitude, and must be one JSON
    if all(each in _SCALARS or get_origin(each) is Literal for each in options):
        return None
    return to_json


# --------------------------------------------------------------------------------- JSON to records


class _Misfit(Exception):
    """JSON that is no such record: where (a path that grows on the way out) and why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.path = ""

    def inside(self, step: str) -> _Misfit:
        """The same, one level further out."""
        joint = "." if self.path and not self.path.startswith("[") else ""
        self.path = f"{step}{joint}{self.path}"
        return self


@dataclass(frozen=True, slots=True)
class _Slot:
    """One field of a class: its key, what reads it, and its default (MISSING: it must be there)."""

    key: str
    decode: _Decode
    default: Any


@cache
def _decoder(hint: Any) -> _Decode:
    """What reads a value of this type. It is given the shape of the claim value around it."""
    if hint is ClaimValue:
        return _decode_claim_value
    if is_dataclass(hint):
        return _dataclass_decoder(cast(type, hint))
    origin = get_origin(hint)
    if origin is tuple:
        return _tuple_decoder(_decoder(get_args(hint)[0]))
    if origin is Literal:
        return _literal_decoder(get_args(hint))
    if origin is dict:
        return _decode_dict
    if origin in (Union, types.UnionType):
        return _optional_decoder(hint)
    return _scalar_decoder(hint)


def _dataclass_decoder(cls: type) -> _Decode:
    hints = get_type_hints(cls)
    slots = [
        _Slot(key_of(each.name), _decoder(hints[each.name]), each.default) for each in fields(cls)
    ]
    keys = frozenset(slot.key for slot in slots)
    by_field = hints.get("field") is ClaimField

    def decode(value: Any, shape: type | None) -> Any:
        if type(value) is not dict:
            raise _Misfit(
                f"should be an object with the keys of a {cls.__name__}, not {_shown(value)}"
            )
        if by_field:
            shape = _shape_of(value.get("field"))
        if not value.keys() <= keys:
            raise _Misfit(f"a {cls.__name__} has no key {min(value.keys() - keys)!r}")
        arguments = []
        for slot in slots:
            if slot.key not in value:
                if slot.default is MISSING:
                    raise _Misfit("is missing").inside(slot.key)
                arguments.append(slot.default)
                continue
            try:
                arguments.append(slot.decode(value[slot.key], shape))
            except _Misfit as misfit:
                raise misfit.inside(slot.key) from None
        try:
            return cls(*arguments)
        except InvariantError as error:
            raise _Misfit(str(error)) from error

    return decode


def _shape_of(field: Any) -> type | None:
    """The value class of a claim field; None leaves the complaint to the reader of `field`."""
    return VALUE_OF_FIELD.get(field) if isinstance(field, str) else None


def _decode_claim_value(value: Any, shape: type | None) -> Any:
    if shape is not None:
        return _decoder(shape)(value, None)
    if type(value) is dict:
        for cls in VALUE_CLASSES:
            if value.keys() == {key_of(each.name) for each in fields(cls)}:
                return _decoder(cls)(value, None)
    raise _Misfit(f"no claim has such a value: {_shown(value)}")


def _tuple_decoder(item: _Decode) -> _Decode:
    def decode(value: Any, shape: type | None) -> tuple[Any, ...]:
        if type(value) is not list:
            raise _Misfit(f"should be a list, not {_shown(value)}")
        done: list[Any] = []
        try:
            for each in value:
                done.append(item(each, shape))  # a loop: how many are done tells where it failed
        except _Misfit as misfit:
            raise misfit.inside(f"[{len(done)}]") from None
        return tuple(done)

    return decode


def _literal_decoder(allowed: tuple[Any, ...]) -> _Decode:
    words = frozenset(allowed)

    def decode(value: Any, shape: type | None) -> Any:
        if type(value) is not str or value not in words:
            raise _Misfit(f"should be one of {', '.join(map(str, allowed))}, not {_shown(value)}")
        return value

    return decode


def _optional_decoder(hint: Any) -> _Decode:
    (some,) = options_of(hint)  # the records hold no other union than "or None" and ClaimValue
    decode_some = _decoder(some)

    def decode(value: Any, shape: type | None) -> Any:
        if value is None:
            return None
        try:
            return decode_some(value, shape)
        except _Misfit as misfit:
            if not misfit.path:
                misfit.message = misfit.message.replace(", not ", " or null, not ", 1)
            raise

    return decode


def _scalar_decoder(hint: Any) -> _Decode:
    words = _SCALARS[hint]

    def decode(value: Any, shape: type | None) -> Any:
        if type(value) is not hint:
            raise _Misfit(f"should be {words}, not {_shown(value)}")
        return value

    return _decode_float if hint is float else decode


def _decode_float(value: Any, shape: type | None) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise _Misfit(f"should be a number, not {_shown(value)}")
    return float(value)


def _decode_dict(value: Any, shape: type | None) -> dict[str, Any]:
    if type(value) is not dict:
        raise _Misfit(f"should be an object, not {_shown(value)}")
    return value


def _shown(value: Any) -> str:
    """A value as an error message shows it: short."""
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
