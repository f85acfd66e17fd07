"""The facets of all incidents in memory, a column an array: what a view is counted from.

A view of the desk counts every incident by status, country, region, event, day and where it is.
Asked of a database, that is a pass over all rows for each; over arrays it is a millisecond. The
arrays are made when they are first asked for, about 120 bytes an incident, and are shared by the
threads of a program. Each row of facets holds the number of the change that it was last written in,
so that later only what has changed is read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from rashomon.store import tables
from rashomon.store.session import count

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]

_facets = tables.facets
_COLUMNS: Final = (
    "number",
    "day",
    "status",
    "country",
    "admin1",
    "event",
    "place",
    "toll",
    "review",
    "x",
    "y",
    "latitude",
    "longitude",
)
NONE: Final = -1
"""What stands in a column of numbers for what is not known."""
UNDATED: Final = 0
REMEMBERED: Final = 200
"""Questions to the database whose rows are kept, a byte an incident each."""


class Codes:
    """Texts by number, in the order in which they came; only ever added to."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._codes: dict[str | None, int] = {None: NONE}

    def of(self, values: Iterable[str | None]) -> Numbers:
        """A number for each text; NONE for None."""
        codes, texts = self._codes, self.texts
        found = []
        for each in values:
            code = codes.get(each)
            if code is None:
                assert each is not None
                code = codes[each] = len(texts)
                texts.append(each)
            found.append(code)
        return np.array(found, dtype=np.int64)

    def one(self, text: str) -> int:
        """The number of a text; one that no row has, where it is not known."""
        return self._codes.get(text, len(self.texts))

    def counted(self, codes: Numbers) -> dict[str, int]:
        """Text → how often it is there, by the text."""
        numbers = np.bincount(codes[codes >= 0], minlength=0).tolist()
        return {self.texts[n]: k for n, k in sorted(enumerate(numbers), key=self._text) if k}

    def _text(self, each: tuple[int, int]) -> str:
        return self.texts[each[0]]


@dataclass(frozen=True, slots=True)
class Arrays:
    """The columns, in the order of day and number; `by_number` are the rows in that of the number.

    Days are whole numbers (20200109), UNDATED where there is none; texts are codes; numbers that
    are not known are NONE, degrees NaN.
    """

    change: int
    number: Numbers
    day: Numbers
    status: Numbers
    country: Numbers
    admin1: Numbers
    event: Numbers
    place: Numbers
    toll: Numbers
    review: Mask
    x: Numbers
    y: Numbers
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    by_number: Numbers
    codes: dict[str, Codes]
    asked: dict[tuple[str, str], Mask]

    def __len__(self) -> int:
        return len(self.number)

    def remembered(self, kind: str, words: str, look: Callable[[], Sequence[int]]) -> Mask:
        """The rows of the incidents whose numbers `look` finds, looked for once: the casebook is
        as it was, as long as these columns are."""
        found = self.asked.get((kind, words))
        if found is None:
            found = self.having(look())
            if len(self.asked) < REMEMBERED:
                self.asked[kind, words] = found
        return found

    def having(self, numbers: Sequence[int]) -> Mask:
        """The rows of these incidents; numbers that no row has are left out."""
        found = np.zeros(len(self), dtype=bool)
        if len(self) and numbers:
            wanted = np.array(numbers, dtype=np.int64)
            at = np.searchsorted(self.number[self.by_number], wanted)
            rows = self.by_number[np.minimum(at, len(self) - 1)]
            found[rows[self.number[rows] == wanted]] = True
        return found


class Columns:
    """The columns of one casebook, brought up to date when they are asked for."""

    def __init__(self) -> None:
        self._held: Arrays | None = None
        self._lock = threading.Lock()

    def current(self, connection: Connection) -> Arrays:
        """The columns as the casebook is now."""
        change = connection.execute(select(tables.listing.c.change)).scalar() or 0
        with self._lock:
            if self._held is None or self._held.change != change:
                self._held = self._read(connection, change)
            return self._held

    def _read(self, connection: Connection, change: int) -> Arrays:
        """What has changed since; everything, where that does not tell what is gone."""
        held = self._held
        if held is not None and held.change < change:
            made = _merged(held, _rows(connection, held.change), change)
            if len(made) == count(connection, _facets):
                return made
        return _made(_rows(connection, None), change, {})


def _rows(connection: Connection, since: int | None) -> list[Any]:
    query = select(*(_facets.c[name] for name in _COLUMNS))
    if since is not None:
        query = query.where(_facets.c.change > since)
    return list(connection.execute(query).all())


def _made(rows: Sequence[Any], change: int, known: dict[str, Codes]) -> Arrays:
    columns = dict(zip(_COLUMNS, zip(*rows, strict=True), strict=True)) if rows else {}
    texts = ("status", "country", "admin1", "event", "place")
    codes = {name: known.get(name) or Codes() for name in texts}

    def whole(name: str) -> Numbers:
        values = (NONE if each is None else each for each in columns.get(name, ()))
        return np.fromiter(values, dtype=np.int64)

    def degrees(name: str) -> NDArray[np.float64]:
        values = (np.nan if each is None else each for each in columns.get(name, ()))
        return np.fromiter(values, dtype=np.float64)

    days = (int(each.replace("-", "")) if each else UNDATED for each in columns.get("day", ()))
    return _in_order(
        Arrays(
            change=change,
            number=whole("number"),
            day=np.fromiter(days, dtype=np.int64),
            toll=whole("toll"),
            review=np.array(columns.get("review", ()), dtype=bool),
            x=whole("x"),
            y=whole("y"),
            latitude=degrees("latitude"),
            longitude=degrees("longitude"),
            by_number=np.empty(0, dtype=np.int64),
            codes=codes,
            asked={},
            **{name: codes[name].of(columns.get(name, ())) for name in texts},
        )
    )


def _merged(held: Arrays, rows: Sequence[Any], change: int) -> Arrays:
    """The columns with these rows in the place of those of the same incidents."""
    new = _made(rows, change, held.codes)
    stays = ~held.having(new.number.tolist())
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(held, name)[stays], getattr(new, name)]) for name in _COLUMNS
    }
    return _in_order(replace(new, **joined))


def _in_order(made: Arrays) -> Arrays:
    order = np.lexsort((made.number, made.day))
    sorted_ = {name: getattr(made, name)[order] for name in _COLUMNS}
    return replace(made, **sorted_, by_number=np.argsort(sorted_["number"]))
