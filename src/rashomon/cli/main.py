"""`rashomon`: the commands, and what every one of them does when something goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import Annotated

import typer

from rashomon.cli.account import account
from rashomon.cli.batch import batch
from rashomon.cli.casebook import list_, show, sitrep
from rashomon.cli.desk import desk
from rashomon.cli.export import export
from rashomon.cli.failures import Commands
from rashomon.cli.gazetteer import gazetteer
from rashomon.cli.imports import import_
from rashomon.cli.ingest import ingest
from rashomon.cli.judge import case, judge
from rashomon.cli.keeping import backup, restore, verify
from rashomon.cli.options import as_help, one_thread
from rashomon.cli.read import read
from rashomon.cli.schema import schema
from rashomon.cli.search import search
from rashomon.cli.watch import watch
from rashomon.evaluate.command import app as evaluate

HELP = """
One incident, every account: read reports of violent incidents and keep who says what.

Try:

    rashomon read report.txt --published 2020-01-10

    rashomon ingest reports/ --casebook sahel.db

    rashomon list --casebook sahel.db

    rashomon sitrep --casebook sahel.db --out sahel.html
"""

app = typer.Typer(
    cls=Commands,
    name="rashomon",
    help=as_help(HELP),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS: dict[str, Callable[..., None]] = {
    "read": read,
    "ingest": ingest,
    "list": list_,
    "show": show,
    "search": search,
    "judge": judge,
    "case": case,
    "sitrep": sitrep,
    "export": export,
    "desk": desk,
    "watch": watch,
    "batch": batch,
    "verify": verify,
    "backup": backup,
    "restore": restore,
    "import": import_,
    "schema": schema,
}
for _name, _command in COMMANDS.items():
    app.command(_name, help=as_help(_command.__doc__))(_command)
app.add_typer(account, name="account")
app.add_typer(gazetteer, name="gazetteer")
app.add_typer(evaluate, name="evaluate")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"rashomon {version('rashomon')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say which version."),
    ] = False,
) -> None:
    """Options before the command."""


def run() -> None:
    """Entry point of the `rashomon` command."""
    one_thread()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show a character shows a question mark, and no traceback.
            stream.reconfigure(errors="replace")
    app()
