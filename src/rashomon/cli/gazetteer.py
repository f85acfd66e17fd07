"""`rashomon gazetteer`: the index of places, and the GeoNames files added to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.cli.failures import tell
from rashomon.cli.options import (
    Format,
    FormatOption,
    as_help,
    chosen,
    console,
    counted,
    settings,
    write_json,
)

if TYPE_CHECKING:
    from rashomon.gazetteer import Gazetteer, GazetteerPlace

gazetteer = typer.Typer(
    help="The index of places: what it holds, and GeoNames files added to it.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
SHOWN = 20
"""Broken lines that `add` names."""


def build() -> None:
    """Build the built-in index of places, once: about half a minute and 60 MB in the cache.

    Nothing is downloaded. RASHOMON_CACHE names another folder for it.

    Example:

        rashomon gazetteer build
    """
    from rashomon.gazetteer.build import ensure_builtin

    path = ensure_builtin(settings().cache, lambda step: typer.echo(f"gazetteer: {step}", err=True))
    typer.echo(str(path))


def info() -> None:
    """Say where the index of places is, what it was made from, and how large it is.

    Example:

        rashomon gazetteer info
    """
    from rashomon.gazetteer import Gazetteer
    from rashomon.gazetteer.build import builtin_path

    path = builtin_path(settings().cache)
    index = Gazetteer.open(path)
    typer.echo(f"file       {path}")
    typer.echo(f"size       {path.stat().st_size / 1e6:.0f} MB")
    typer.echo(f"digest     {index.digest}")
    typer.echo(f"countries  {len(index.countries())}")
    typer.echo(f"added      {_folder()}")
    index.close()


def add(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A GeoNames file: NE.txt, NE.zip, allCountries.")
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="NAME", help="What to call it. The file's name if not said."
        ),
    ] = None,
) -> None:
    """Add a GeoNames file: a country dump, allCountries, or alternateNames; as .txt or .zip.

    Reports read from then on find its places. A file of the same name takes the place of the
    earlier one. A line that cannot be read is named and skipped; what is there stays until the
    whole file is loaded. RASHOMON_GAZETTEERS names another folder for what is added.

    Example:

        rashomon gazetteer add NE.txt
    """
    import time

    from rashomon.gazetteer import open_builtin
    from rashomon.gazetteer.added import add as load

    began = time.monotonic()
    with_builtin = open_builtin(settings().cache)
    loaded = load(
        file, _folder(), with_builtin, name,
        lambda lines: typer.echo(f"gazetteer: {lines:,} lines read", err=True),
    )  # fmt: skip
    for broken in loaded.broken[:SHOWN]:
        tell(f"{file}, line {broken.number}: {broken.reason}; skipped")
    if loaded.added.skipped > SHOWN:
        tell(f"{file}: {counted(loaded.added.skipped, 'broken line')} in all, the first are named")
    each = loaded.added
    held = counted(each.places, "place") if each.kind == "places" else "other names"
    typer.echo(
        f"{each.name}: {held} under {counted(each.names, 'name')}, "
        f"{counted(each.skipped, 'line')} skipped, in {time.monotonic() - began:.1f} s"
    )


def list_(output: FormatOption = None) -> None:
    """List the GeoNames files that were added.

    Example:

        rashomon gazetteer list
    """
    import json

    from rashomon.gazetteer.added import added

    found = added(_folder())
    if chosen(output) is Format.json:
        rows = [
            {
                "name": each.name,
                "kind": each.kind,
                "places": each.places,
                "names": each.names,
                "skipped": each.skipped,
                "loaded": each.loaded,
                "source": each.source,
                "digest": each.digest,
            }
            for each in found
        ]
        write_json(json.dumps({"added": rows}, ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo("none is added: the built-in places alone; `rashomon gazetteer add FILE` adds")
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("name")
    for heading in ("places", "names", "skipped"):
        table.add_column(heading, justify="right")
    table.add_column("loaded")
    table.add_column("from", overflow="fold")
    for each in found:
        counts = (f"{n:,}" for n in (each.places, each.names, each.skipped))
        table.add_row(each.name, *counts, each.loaded, each.source)
    console().print(table)


def remove(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="As `rashomon gazetteer list` has it.")
    ],
) -> None:
    """Remove a GeoNames file that was added. Readings made with it stay as they are.

    Example:

        rashomon gazetteer remove NE
    """
    from rashomon.gazetteer.added import remove as drop

    drop(name, _folder())
    typer.echo(f"{name} is removed")


def search(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, in any spelling.")],
    country: Annotated[
        str | None, typer.Option("--country", metavar="CODE", help="Of one country alone: NE.")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="How many to show at most.")
    ] = 20,
    output: FormatOption = None,
) -> None:
    """Search the places of a name: those called so, or else those spelt nearly so.

    Exits with 1 where there is none.

    Example:

        rashomon gazetteer search Tillabery --country NE
    """
    import json

    from rashomon.gazetteer import open_gazetteer

    index = open_gazetteer(settings().cache, _folder())
    code = country.upper() if country else None
    found = [(p, 1.0) for p in index.exact(name, country=code)[:limit]]
    found = found or list(index.fuzzy(name, country=code, limit=limit))
    if chosen(output) is Format.json:
        rows = [_as_json(place, likeness) for place, likeness in found]
        write_json(json.dumps({"places": rows}, ensure_ascii=False, indent=2))
    else:
        _print_found(index, found)
    index.close()
    if not found:
        tell(f"no place is called {name!r}, or nearly so{f' in {code}' if code else ''}")
        raise typer.Exit(1)


def _folder() -> Path:
    folder = settings().gazetteers
    assert folder is not None  # the environment always gives one
    return folder


def _as_json(place: GazetteerPlace, likeness: float) -> dict[str, object]:
    return {
        "name": place.name,
        "country": place.country,
        "admin1": place.admin1,
        "admin2": place.admin2,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "feature_class": place.feature_class,
        "feature_code": place.feature_code,
        "population": place.population,
        "geonameid": place.geonameid,
        "source": place.source,
        "likeness": round(likeness, 3),
    }


def _print_found(index: Gazetteer, found: list[tuple[GazetteerPlace, float]]) -> None:
    from rich.table import Table

    countries = {each.code: each.name for each in index.countries()}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("name", "country", "region", "kind"):
        table.add_column(heading)
    for heading in ("latitude", "longitude", "people", "alike"):
        table.add_column(heading, justify="right")
    table.add_column("source")
    for place, likeness in found:
        table.add_row(
            place.name, countries.get(place.country or "", ""), place.admin1 or "",
            f"{place.feature_class}/{place.feature_code}", f"{place.latitude:.4f}",
            f"{place.longitude:.4f}", f"{place.population:,}" if place.population else "",
            "" if likeness == 1 else f"{likeness:.0%}", place.source,
        )  # fmt: skip
    if found:
        console().print(table)


_COMMANDS: dict[str, Callable[..., None]] = {
    "add": add, "list": list_, "remove": remove, "search": search, "build": build, "info": info,
}  # fmt: skip
for _name, _command in _COMMANDS.items():
    gazetteer.command(_name, help=as_help(_command.__doc__))(_command)
