"""`rashomon gazetteer`: the built-in index of places."""

from __future__ import annotations

import typer

from rashomon.cli.options import as_help, settings

gazetteer = typer.Typer(
    help="The built-in index of places: build it, or see what it holds.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


def build() -> None:
    """Build the index of places, once: it takes about half a minute and 60 MB in the cache.

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
    index.close()


for _name, _command in {"build": build, "info": info}.items():
    gazetteer.command(_name, help=as_help(_command.__doc__))(_command)
