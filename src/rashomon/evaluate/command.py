"""`rashomon evaluate`: readings against gold data, as a table for people or JSON for programs.

Imports nothing heavy until a command runs, since the command line loads it for its help.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rashomon.evaluate.cases import CaseScore, Totals

app = typer.Typer(
    name="evaluate",
    no_args_is_help=True,
    add_completion=False,
    help="Score the reader against gold data, such as the cases in tests/cases.",
)

_Path = Annotated[Path, typer.Argument(metavar="PATH", help="A folder of gold data.")]
_Json = Annotated[bool, typer.Option("--json", help="JSON, with every row and claim at fault.")]


@app.command("cases")
def cases_command(path: _Path, as_json: _Json = False) -> None:
    """Score the readings of cases: folders with a report.txt and an expected.json.

    Example: rashomon evaluate cases tests/cases
    """
    _evaluate([_CASES], path, as_json)


@app.command("times")
def times_command(path: _Path, as_json: _Json = False) -> None:
    """Score the time expressions of English texts in TimeML: .tml files, at any depth.

    Example: rashomon evaluate times tempeval3/TimeBank
    """
    _evaluate([_TIMES], path, as_json)


@app.command("all")
def all_command(path: _Path, as_json: _Json = False) -> None:
    """Score everything that PATH holds gold data for, one measure after the other.

    Example: rashomon evaluate all tests/cases
    """
    found = [each for each in (_CASES, _TIMES) if next(path.rglob(each.sign), None) is not None]
    _evaluate(found, path, as_json)


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of gold data: `sign` is a file that tells it, `score` scores a folder of it.

    `score` gives the scores as JSON and a function that prints them for people.
    """

    name: str
    sign: str
    score: Callable[[Path], tuple[dict[str, Any], Callable[[], None]]]


def _evaluate(measures: Sequence[Measure], path: Path, as_json: bool) -> None:
    from rashomon.errors import UsageError

    if not path.exists():
        raise UsageError(f"{path}: there is no such folder; check the name")
    if not measures:
        raise UsageError(f"{path}: no gold data there: neither expected.json nor .tml files")
    scored = [(each.name, *each.score(path)) for each in measures]
    if as_json:
        body = {name: figures for name, figures, _ in scored}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    for _, _, show in scored:
        show()


def _score_cases(path: Path) -> tuple[dict[str, Any], Callable[[], None]]:
    from rashomon.evaluate.run import score_cases
    from rashomon.knowledge import Knowledge

    scores = list(score_cases(path, Knowledge.open()))
    return cases_as_json(scores), lambda: _print_cases(scores)


def _score_times(path: Path) -> tuple[dict[str, Any], Callable[[], None]]:
    from rashomon.evaluate.tempeval import predict, read_folder, score
    from rashomon.resolve.time_lexicon import TimeLexicon

    texts = read_folder(path)
    figures = score(texts, predict(texts, TimeLexicon.load("en")))
    return {"texts": len(texts), **figures}, lambda: _print_times(len(texts), figures)


_CASES = Measure("cases", "expected.json", _score_cases)
_TIMES = Measure("times", "*.tml", _score_times)


def cases_as_json(scores: list[CaseScore]) -> dict[str, Any]:
    """The scores as JSON: totals, totals by language, and each case with what is at fault."""
    from rashomon.evaluate.cases import add_up

    return {
        "total": _totals_as_json(add_up(scores)),
        "languages": {
            language: _totals_as_json(totals) for language, totals in _by_language(scores)
        },
        "cases": [
            {
                "name": score.case.name,
                "language": score.language,
                "rows": score.rows,
                "met": score.met,
                "missing": [{"id": row.id, "what": row.what} for row in score.missing],
                "forbidden": [{"id": row.id, "what": row.what} for row in score.forbidden],
                "extra": list(score.extra),
                "bad": list(score.bad),
            }
            for score in scores
        ],
    }


def _totals_as_json(totals: Totals) -> dict[str, Any]:
    return {
        "cases": totals.cases,
        "rows": totals.rows,
        "met": totals.met,
        "share": None if totals.share is None else round(totals.share, 4),
        "forbidden": totals.forbidden,
        "extra": totals.extra,
        "bad": totals.bad,
    }


def _by_language(scores: list[CaseScore]) -> list[tuple[str, Totals]]:
    from rashomon.evaluate.cases import add_up

    languages = sorted({score.language or "?" for score in scores})
    return [
        (language, add_up(score for score in scores if (score.language or "?") == language))
        for language in languages
    ]


def _print_cases(scores: list[CaseScore]) -> None:
    from rich.console import Console
    from rich.table import Table

    from rashomon.evaluate.cases import add_up

    console = Console(highlight=False, soft_wrap=True)
    for score in scores:
        if score.holds:
            continue
        console.print(f"[bold]{score.case.name}[/bold]")
        for row in score.missing:
            console.print(f"  missing    {row.id}  {row.what}", markup=False)
        for row in score.forbidden:
            console.print(f"  forbidden  {row.id}  {row.what}", markup=False)
        for claim in score.extra:
            value = json.dumps(claim["value"], ensure_ascii=False)
            console.print(f"  extra      {claim['field']} {claim['stance']} {value}", markup=False)
        for words in score.bad:
            console.print(f"  bad span   {words}", markup=False)

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("case")
    for heading in ("rows", "of", "share", "forbidden", "extra", "bad spans"):
        table.add_column(heading, justify="right")
    for score in scores:
        _add_row(table, score.case.name, add_up([score]))
    table.add_section()
    for language, totals in _by_language(scores):
        _add_row(table, f"all {language}", totals)
    _add_row(table, "all", add_up(scores))
    console.print(table)


def _add_row(table: Any, name: str, totals: Totals) -> None:
    share = "" if totals.share is None else f"{totals.share:.2f}"
    counts = (totals.met, totals.rows, share, totals.forbidden, totals.extra, totals.bad)
    table.add_row(name, *(str(each) for each in counts))


def _print_times(texts: int, figures: dict[str, dict[str, float]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(f"time expressions, {texts} texts")
    for heading in ("precision", "recall", "f1"):
        table.add_column(heading, justify="right")
    for name, each in figures.items():
        shown = (f"{each[heading]:.3f}" for heading in ("precision", "recall", "f1"))
        table.add_row(name.replace("_", ", ", 1).replace("_", " "), *shown)
    Console(highlight=False).print(table)
