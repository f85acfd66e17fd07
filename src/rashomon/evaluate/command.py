"""`rashomon evaluate`: the reader against gold data, as a table for people or JSON for programs.

Imports nothing heavy until a command runs, since the command line loads it for its help.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from rashomon.errors import UsageError
from rashomon.evaluate.measure import MEASURES, Asked, Measure, Score, Table, below, digest
from rashomon.settings import Settings

app = typer.Typer(
    name="evaluate",
    no_args_is_help=True,
    add_completion=False,
    help="Score the reader against gold data, such as the cases in tests/cases.",
)

_Path = Annotated[Path, typer.Argument(metavar="PATH", help="Gold data: a file or a folder.")]
_Json = Annotated[bool, typer.Option("--json", help="JSON, with everything that is at fault.")]
_Limit = Annotated[
    int | None, typer.Option("--limit", min=1, help="Score only the first so many texts.")
]
_Articles = Annotated[
    Literal["latest", "all"],
    typer.Option("--articles", help="Of an incident, read the latest article or all of them."),
]
_Predictions = Annotated[
    Path | None,
    typer.Option("--predictions", help="Write what the reader said, as JSON, to this file."),
]


def _languages() -> tuple[Path, ...]:
    """The folders of further languages that the environment names."""
    return Settings.from_environment(os.environ).languages


def _command(measure: Measure) -> Callable[..., None]:
    def run(path: Path, asked: Asked, as_json: bool, predictions: Path | None) -> None:
        _there(path)
        score = measure.run(path, asked)
        if predictions is not None:
            _write(score.predictions, measure, predictions)
        if as_json:
            typer.echo(json.dumps(score.figures, ensure_ascii=False, indent=2))
        else:
            _print_all([score])

    def command(
        path: _Path, as_json: _Json = False, limit: _Limit = None, predictions: _Predictions = None
    ) -> None:
        run(path, Asked(limit, progress=_watched(), languages=_languages()), as_json, predictions)

    def command_with_articles(
        path: _Path,
        as_json: _Json = False,
        limit: _Limit = None,
        predictions: _Predictions = None,
        articles: _Articles = "latest",
    ) -> None:
        run(path, Asked(limit, progress=_watched(), articles=articles), as_json, predictions)

    chosen = command_with_articles if measure.has_articles else command
    chosen.__doc__ = f"{measure.help}\n\nExample: {measure.example}"
    return chosen


for _measure in MEASURES:
    app.command(_measure.name)(_command(_measure))
    if _measure.also:
        app.command(_measure.also, hidden=True)(_command(_measure))


@app.command("all")
def all_command(path: _Path, as_json: _Json = False, limit: _Limit = None) -> None:
    """Score everything that PATH holds gold data for, and hold it against the floors.

    Exits with 1 where a figure is below its floor (a sample, --limit, is not held against them).

    Example: rashomon evaluate all tests/cases
    """
    _there(path)
    found = [(measure, gold) for measure in MEASURES for gold in measure.found(path)]
    if not found:
        signs = ", ".join(measure.gold for measure in MEASURES)
        raise UsageError(f"{path}: no gold data there: none of {signs}")
    asked = Asked(limit, progress=_watched())
    scored = []
    for measure, gold in found:
        typer.echo(f"evaluate {measure.name}: {gold} (SHA-256 {digest(gold)[:12]})", err=True)
        scored.append((measure, gold, measure.run(gold, asked)))
    if as_json:
        body: dict[str, object] = {}
        for measure, gold, score in scored:
            alone = sum(other is measure for other, _, _ in scored) == 1
            named = measure.name if alone else f"{measure.name} {gold.name}"
            body[named] = {"digest": digest(gold), **score.figures}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        _print_all([score for _, _, score in scored])
    if limit is not None:
        return
    short = [line for measure, gold, score in scored for line in below(measure.name, gold, score)]
    for line in short:
        typer.echo(f"below its floor: {line}", err=True)
    if short:
        raise typer.Exit(1)


def _there(path: Path) -> None:
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder; check the name")


def _watched() -> bool:
    import sys

    return sys.stderr.isatty()


def _write(predictions: object, measure: Measure, path: Path) -> None:
    if predictions is None:
        raise UsageError(f"evaluate {measure.name} has no predictions to write; leave the option")
    try:
        path.write_text(json.dumps(predictions, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def _print_all(scores: Sequence[Score]) -> None:
    for score in scores:
        for line in score.remarks:
            typer.echo(line)
        for table in score.tables:
            _print(table)


def _print(table: Table) -> None:
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    drawn = Drawn(box=None, pad_edge=False, header_style="bold")
    for i, heading in enumerate(table.headings):
        drawn.add_column(heading, justify="right" if i else "left")
    for row in table.rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console(highlight=False, soft_wrap=True).print(drawn)
