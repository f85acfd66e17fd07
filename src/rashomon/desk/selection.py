"""The selection: which incidents are looked at, held in the address of the page.

Table, map and timeline show one selection, and every link among them is the address of another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal, cast
from urllib.parse import urlencode

from fastapi import Depends, Query

from rashomon.errors import UsageError
from rashomon.records import Status
from rashomon.store import Box, Filters, Order

_Day = Annotated[str, Query(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")]
_Name = Annotated[str, Query(max_length=200)]
_Whole = Annotated[str, Query(pattern=r"^\d{0,6}$")]
_Box = Annotated[str, Query(max_length=100)]
_Yes = Literal["", "1"]

FILTERS: Final = (
    "words",
    "status",
    "country",
    "region",
    "since",
    "until",
    "actor",
    "place",
    "event",
    "toll",
    "review",
    "unplaced",
    "box",
)
"""The parameters of an address that select, in the order in which it has them."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What an address selects, each value as it is written there."""

    said: Mapping[str, str]
    order: Order

    @property
    def filters(self) -> Filters:
        """The selection as the casebook is asked for it."""
        said = self.said
        return Filters(
            status=cast(Status, said["status"]) if said["status"] else None,
            country=said["country"] or None,
            since=said["since"] or None,
            until=said["until"] or None,
            words=said["words"] or None,
            region=said["region"] or None,
            actor=said["actor"] or None,
            place=said["place"] or None,
            event=said["event"] or None,
            toll=int(said["toll"]) if said["toll"] else None,
            box=box_of(said["box"], "box"),
            review=said["review"] == "1",
            unplaced=said["unplaced"] == "1",
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is selected at all."""
        return any(self.said.values())

    def query(self, page: int = 1, **changed: str) -> str:
        """The query of an address: filters that say something, and the page where it is not the
        first. `changed` are filters, or the order, that it has otherwise."""
        order = {"order": "" if self.order == "newest" else self.order}
        said = {**self.said, **order, **changed, "page": str(page) if page > 1 else ""}
        return urlencode({name: value for name, value in said.items() if value})

    def address(self, page: int = 1, **changed: str) -> str:
        """The address of the table with this selection."""
        query = self.query(page, **changed)
        return f"/?{query}" if query else "/"


def box_of(said: str, name: str) -> Box | None:
    """West, south, east, north in degrees, from four numbers between commas; None from nothing.

    Raises UsageError, naming the parameter, for what is no box on the earth.
    """
    if not said:
        return None
    try:
        west, south, east, north = (round(float(each), 5) for each in said.split(","))
    except ValueError as error:
        raise UsageError(f"{name}: {said[:60]!r} is no west,south,east,north in degrees") from error
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise UsageError(f"{name}: {said[:60]!r} does not lie on the earth")
    return west, south, east, north


def _selection(
    words: _Name = "",
    status: Literal["", "contested", "revised", "corroborated", "single"] = "",
    country: Annotated[str, Query(pattern=r"^([A-Z]{2})?$")] = "",
    region: _Name = "",
    since: _Day = "",
    until: _Day = "",
    actor: _Name = "",
    place: _Name = "",
    event: _Name = "",
    toll: _Whole = "",
    review: _Yes = "",
    unplaced: _Yes = "",
    box: _Box = "",
    order: Order = "newest",
) -> Selection:
    given = locals()
    said = {name: given[name].strip() for name in FILTERS}
    if not country:
        said["region"] = ""
    made = Selection(said, order)
    _ = made.filters  # what is no box is told here, and not by whoever asks first
    return made


Selected = Annotated[Selection, Depends(_selection)]
"""The selection of the address that is asked for."""
