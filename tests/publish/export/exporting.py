"""An export as its readers have it: bytes, rows, what was left out."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from rashomon.exchange import dossiers
from rashomon.publish.export import (
    FORMATS,
    Dossier,
    Left,
    Reason,
    Wanted,
    Written,
    table_format,
    write,
)
from rashomon.store import Casebook

TEXTS = ("ged", "acled", "airwars", "geojson", "ftm", "hxl")
TABLES = ("claims", "positions", "incidents")


@dataclass(frozen=True)
class Exported:
    """What an export wrote, and what it said."""

    data: bytes
    written: tuple[Written, ...]
    left: tuple[Left, ...]

    @property
    def text(self) -> str:
        return self.data.decode("utf-8")

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.text, newline="")))

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]

    @property
    def reasons(self) -> list[Reason]:
        return [reason for each in self.written for reason in each.reasons]


@cache
def _all(casebook: Casebook, private: bool) -> tuple[Dossier, ...]:
    """Every dossier of a casebook that does not change."""
    return tuple(dossiers(casebook, with_private_names=private))


def export(
    casebook: Casebook,
    kind: str,
    table: str | None = None,
    wanted: Wanted | None = None,
    *,
    private: bool = False,
) -> Exported:
    form = table_format(kind, table) if table else FORMATS[kind]
    stream = io.BytesIO()
    told = _all(casebook, private) if wanted is None else dossiers(casebook, wanted)
    said = list(write(told, form, stream))
    return Exported(
        stream.getvalue(),
        tuple(each for each in said if isinstance(each, Written)),
        tuple(each for each in said if isinstance(each, Left)),
    )
