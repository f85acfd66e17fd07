"""Reading the cases with this reader, in this process, and telling what it held of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rashomon import codec, pipeline
from rashomon.errors import UsageError
from rashomon.evaluate.cases import (
    Case,
    CaseScore,
    Totals,
    add_up,
    find_cases,
    load_case,
    score_reading,
)
from rashomon.evaluate.measure import Asked, Score, Table
from rashomon.ingest.compose import Given
from rashomon.ingest.sources import single
from rashomon.knowledge import Knowledge
from rashomon.records import Rejection
from rashomon.settings import Settings

_OPTIONS = {
    "--published": "published",
    "--outlet": "outlet",
    "--url": "url",
    "--title": "title",
    "--lang": "language",
}
"""Options of `rashomon read` that a case may name → what they give."""


def given_by(case: Case) -> Given:
    """What the case's `read` arguments say of the report. UsageError for an option not known."""
    options, values = case.read[::2], case.read[1::2]
    unknown = [each for each in options if each not in _OPTIONS]
    if unknown or len(options) != len(values):
        raise UsageError(
            f"{case.folder / 'expected.json'}: read takes pairs of {', '.join(_OPTIONS)} "
            f"and a value, not {list(case.read)}"
        )
    given = {_OPTIONS[key]: value for key, value in zip(options, values, strict=True)}
    return Given(
        published=given.get("published"),
        outlet=given.get("outlet"),
        url=given.get("url"),
        language=given.get("language"),
        title=given.get("title"),
    )


def score_case(case: Case, knowledge: Knowledge) -> CaseScore:
    """Reads the case's report and scores the reading."""
    report = single(case.folder / "report.txt", given_by(case), knowledge.settings)
    if isinstance(report, Rejection):
        raise UsageError(f"{report.input}: {report.detail}")
    return score_reading(case, codec.to_json(pipeline.read(report, knowledge)))


def score_cases(
    path: Path, knowledge: Knowledge, asked: Asked | None = None
) -> Iterator[CaseScore]:
    """Scores every case at or beneath `path`, by name. UsageError where there is none."""
    folders = find_cases(path)
    if not folders:
        raise UsageError(f"{path}: no case there; a case is a folder with an expected.json")
    for folder in (asked or Asked()).track(folders, "reading the cases"):
        yield score_case(load_case(folder), knowledge)


def measure(path: Path, asked: Asked) -> Score:
    """The cases at or beneath a folder: rows held, forbidden rows, extra claims, bad spans."""
    settings = replace(Settings.default(), languages=asked.languages)
    scores = list(score_cases(path, Knowledge.open(settings), asked))
    total = add_up(scores)
    held = {} if total.share is None else {"share of rows": total.share}
    return Score(as_json(scores), (_table(scores),), held, remarks=tuple(_faults(scores)))


def as_json(scores: Sequence[CaseScore]) -> dict[str, Any]:
    """The scores as JSON: totals, totals by language, and each case with what is at fault."""
    return {
        **_totals(add_up(scores)),
        "languages": {language: _totals(totals) for language, totals in _by_language(scores)},
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


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "rows": totals.rows,
        "met": totals.met,
        "share": None if totals.share is None else round(totals.share, 4),
        "forbidden": totals.forbidden,
        "extra": totals.extra,
        "bad": totals.bad,
    }


def _by_language(scores: Sequence[CaseScore]) -> list[tuple[str, Totals]]:
    languages = sorted({score.language or "?" for score in scores})
    return [
        (language, add_up(score for score in scores if (score.language or "?") == language))
        for language in languages
    ]


def _faults(scores: Sequence[CaseScore]) -> Iterator[str]:
    for score in scores:
        if score.holds:
            continue
        yield score.case.name
        for row in score.missing:
            yield f"  missing    {row.id}  {row.what}"
        for row in score.forbidden:
            yield f"  forbidden  {row.id}  {row.what}"
        for claim in score.extra:
            value = json.dumps(claim["value"], ensure_ascii=False)
            yield f"  extra      {claim['field']} {claim['stance']} {value}"
        for words in score.bad:
            yield f"  bad span   {words}"


def _table(scores: Sequence[CaseScore]) -> Table:
    rows = [_row(score.case.name, add_up([score])) for score in scores]
    rows += [_row(f"all {language}", totals) for language, totals in _by_language(scores)]
    rows.append(_row("all", add_up(scores)))
    return Table(("case", "rows", "of", "share", "forbidden", "extra", "bad spans"), tuple(rows))


def _row(name: str, totals: Totals) -> tuple[str, ...]:
    share = "" if totals.share is None else f"{totals.share:.2f}"
    counts = (totals.met, totals.rows, share, totals.forbidden, totals.extra, totals.bad)
    return (name, *(str(each) for each in counts))
