"""Options that say which incidents, for the commands that publish."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli.options import day
from rashomon.errors import UsageError

if TYPE_CHECKING:
    from rashomon.publish.export import Wanted
    from rashomon.store import Casebook


class Status(StrEnum):
    """The status of an incident: the worst of its questions'."""

    contested = "contested"
    revised = "revised"
    corroborated = "corroborated"
    single = "single"


CountryOption = Annotated[
    str | None,
    typer.Option(
        "--country",
        metavar="CODE",
        help="Only incidents in this country: its ISO code (NE) or English name.",
        rich_help_panel="Which incidents",
    ),
]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DATE",
        help="Only incidents on or after this day.",
        rich_help_panel="Which incidents",
    ),
]
ToOption = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="DATE",
        help="Only incidents on or before this day.",
        rich_help_panel="Which incidents",
    ),
]
ActorOption = Annotated[
    str | None,
    typer.Option(
        "--actor",
        metavar="NAME",
        help="Only incidents with this actor on a side, under any of its known names.",
        rich_help_panel="Which incidents",
    ),
]
StatusOption = Annotated[
    Status | None,
    typer.Option(
        "--status",
        help="Only incidents with this status.",
        rich_help_panel="Which incidents",
    ),
]
DatePrecOption = Annotated[
    int | None,
    typer.Option(
        "--date-prec",
        min=1,
        max=5,
        metavar="N",
        help="Only dates at least this exact, by UCDP's date_prec: 1 day, 2 six days, 3 week, "
        "4 month, 5 year.",
        rich_help_panel="Which incidents",
    ),
]
WherePrecOption = Annotated[
    int | None,
    typer.Option(
        "--where-prec",
        min=1,
        max=7,
        metavar="N",
        help="Only located places at least this exact, by UCDP's where_prec: 1 exact, 2 25 km, "
        "3 district, 4 region, 5 landscape, 6 country.",
        rich_help_panel="Which incidents",
    ),
]
IncidentOption = Annotated[
    list[str] | None,
    typer.Option(
        "--incident",
        metavar="ID",
        help="Only this incident, by its id or the beginning of it; more than once for several.",
        rich_help_panel="Which incidents",
    ),
]
PrivateOption = Annotated[
    bool,
    typer.Option(
        "--with-private-names",
        help="Leave the names of private persons in. They are withheld otherwise.",
    ),
]


def wanted_of(
    book: Casebook,
    country: str | None,
    start: str | None,
    end: str | None,
    actor: str | None,
    status: Status | None,
    date_prec: int | None,
    where_prec: int | None,
    incidents: list[str] | None,
) -> Wanted:
    """What was typed of which incidents. Raises UsageError for what is none."""
    from rashomon.publish.export import Wanted

    first, last = day(start, "--from"), day(end, "--to")
    if first is not None and last is not None and first > last:
        raise UsageError(f"--from {first} is after --to {last}")
    return Wanted(
        country=_country(country),
        start=first.isoformat() if first else None,
        end=last.isoformat() if last else None,
        actor=actor,
        status=status.value if status else None,
        date_prec=date_prec,
        where_prec=where_prec,
        incidents=frozenset(book.resolve_id(each) for each in incidents or ()),
    )


def _country(words: str | None) -> str | None:
    if words is None:
        return None
    from rashomon.publish.words import country_code

    code = country_code(words)
    if code is None:
        raise UsageError(
            f"--country: {words!r} is no country; give its ISO 3166-1 code (NE) or English name"
        )
    return code
