"""`rashomon judge`: what an analyst decides, beside the claims."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer

from rashomon.cli.options import DEFAULT_CASEBOOK, CasebookOption
from rashomon.errors import UsageError

if TYPE_CHECKING:
    from rashomon.store import Casebook

_Claims = Annotated[
    list[str] | None,
    typer.Option("--claim", metavar="CLAIM", help="A claim judged; may be given several times."),
]
_Reports = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="REPORT",
        help="split: a report to take out; add: the report that says it. Its id or how it begins.",
    ),
]
_Value = Annotated[
    str | None,
    typer.Option("--value", metavar="JSON", help="correct, add: keys of the claim, as JSON."),
]


def judge(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="accept, correct, reject (claims); merge, split, add, set-figure, grade, "
            "not-an-incident, note (incidents); withdraw (a judgement).",
        ),
    ],
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]…", help="Incidents; for withdraw the judgement."),
    ] = None,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who judges.")] = "",
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="Why.")] = "",
    claims: _Claims = None,
    reports: _Reports = None,
    field: Annotated[
        str | None, typer.Option("--field", help="set-figure, add: deaths, injuries, …")
    ] = None,
    best: Annotated[int | None, typer.Option("--best", help="set-figure: the figure.")] = None,
    low: Annotated[int | None, typer.Option("--low", help="set-figure: the least.")] = None,
    high: Annotated[int | None, typer.Option("--high", help="set-figure: the most.")] = None,
    side: Annotated[
        str | None, typer.Option("--side", help="set-figure: whose people, where several are.")
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", help="set-figure: the words for them, likewise.")
    ] = None,
    grade: Annotated[
        str | None,
        typer.Option("--grade", help="Confirmed, Fair, Weak, Contested or Discounted."),
    ] = None,
    quote: Annotated[
        str | None, typer.Option("--quote", help="add: the words of the report that say it.")
    ] = None,
    value: _Value = None,
    casebook: CasebookOption = DEFAULT_CASEBOOK,
) -> None:
    """Judge claims and incidents: accept, correct, reject, merge, split, add, set a figure, grade.

    A judgement stands beside the claims with who, when and why; it overwrites nothing, survives
    every re-run, and can be withdrawn.

    Examples:

        rashomon judge merge i-3f2a i-77bc --by "A. Coder" --why "one raid, two dates"

        rashomon judge split i-3f2a --report r-81 --by "A. Coder" --why "the next village"

        rashomon judge correct --claim c-5d --value '{"low": 30, "high": 30}' --by A --why misread

        rashomon judge set-figure i-3f2a --field deaths --best 71 --by A --why "the court's count"

        rashomon judge withdraw j-90e1 --by "A. Coder" --why "the dates do agree"
    """
    from rashomon.records import JudgementKind
    from rashomon.store import Casebook

    kinds = get_args(JudgementKind)
    if kind not in (*kinds, "withdraw"):
        raise UsageError(f"no judgement {kind!r}; there are {', '.join((*kinds, 'withdraw'))}")
    told: dict[str, Any] = _json(value)
    given = {"best": best, "low": low, "high": high, "field": field, "side": side, "group": group}
    given.update(grade=grade, quote=quote)
    told.update((name, each) for name, each in given.items() if each is not None)
    with Casebook.open(casebook, create=False) as book:
        if kind == "withdraw":
            _withdraw(book, ids or [], by, why)
            return
        from rashomon.judging import judge as keep

        found = [_whole(book, each) for each in reports or []]
        if kind == "add" and found:
            told["report"] = found[0]
        named = cast("JudgementKind", kind)
        made = keep(
            book, named, ids or [], by=by, why=why, claims=claims or [], reports=found, value=told
        )
        typer.echo(f"{made.id}: {kind} kept; take it back with: rashomon judge withdraw {made.id}")


def _withdraw(book: Casebook, ids: list[str], by: str, why: str) -> None:
    from rashomon.pipeline import reconcile

    if len(ids) != 1 or not by.strip() or not why.strip():
        raise UsageError("rashomon judge withdraw JUDGEMENT --by NAME --why TEXT")
    done = book.withdraw_judgement(ids[0], by, book.now(), why)
    reconcile(book)
    typer.echo(f"{ids[0]}: {'withdrawn' if done else 'was withdrawn before'}")


def _json(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except ValueError as error:
        raise UsageError(f"--value is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise UsageError('--value is an object of JSON: {"low": 30, "high": 30}')
    return found


def _whole(book: Casebook, beginning: str) -> str:
    """The id of the one report whose id begins so."""
    found = [each.id for each in book.report_entries() if each.id.startswith(beginning)]
    if len(found) != 1:
        raise UsageError(
            f"{'no' if not found else 'more than one'} report {beginning!r}; their ids are in: "
            "rashomon list --format json"
        )
    return found[0]


def case(
    report: Annotated[
        str,
        typer.Argument(
            metavar="REPORT", help="The report, or how its id begins.", show_default=False
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where the case's folder is made.")
    ] = Path("cases"),
    casebook: CasebookOption = DEFAULT_CASEBOOK,
) -> None:
    """Save what was judged of a report's claims as a case that `rashomon evaluate cases` runs.

    What was accepted, corrected or added must be read so; what was rejected, or read otherwise than
    it was corrected to, must not. The case holds the report's own text.

    Examples:

        rashomon case r-81 --casebook sahel.db --out cases

        rashomon evaluate cases cases
    """
    from rashomon.evaluate.corrected import case_of
    from rashomon.store import Casebook

    with Casebook.open(casebook, create=False) as book:
        made = case_of(book, _whole(book, report)).write(out)
    typer.echo(f"{made}: run it with: rashomon evaluate cases {out}")
