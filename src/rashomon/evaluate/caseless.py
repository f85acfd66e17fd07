"""Cases read without their capitals: how much of what is read survives.

Every case is read as it stands, in lower case, and in upper case. Readings of the changed texts are
told over the report's own characters, which stand at the same offsets, and scored like any other.
`kept` is the share of the rows met as the text stands that are met without its capitals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rashomon import codec, pipeline
from rashomon.as_written import as_written
from rashomon.errors import UsageError
from rashomon.evaluate.cases import Case, CaseScore, add_up, find_cases, load_case, score_reading
from rashomon.evaluate.measure import Asked, Score, Table
from rashomon.evaluate.run import given_by
from rashomon.ingest.sources import single
from rashomon.knowledge import Knowledge
from rashomon.records import Rejection


def lower(text: str) -> str:
    """Lower case, character for character."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def upper(text: str) -> str:
    """Upper case, character for character."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


WAYS: dict[str, Callable[[str], str]] = {
    "as it stands": str,
    "lower case": lower,
    "capitals": upper,
}


def score_without_capitals(
    case: Case, change: Callable[[str], str], knowledge: Knowledge
) -> CaseScore:
    """Reads the changed report of a case and scores what is read."""
    report = single(case.folder / "report.txt", given_by(case), knowledge.settings)
    if isinstance(report, Rejection):
        raise UsageError(f"{report.input}: {report.detail}")
    reading = pipeline.read(replace(report, text=change(report.text)), knowledge)
    return score_reading(case, codec.to_json(as_written(reading, report)))


def measure(gold: Path, asked: Asked) -> Score:
    """Scores every case at or beneath a path, in each of WAYS."""
    folders = find_cases(gold)
    if not folders:
        raise UsageError(f"{gold}: no case there; a case is a folder with an expected.json")
    knowledge = Knowledge.open()
    scores: dict[tuple[str, str], list[CaseScore]] = defaultdict(list)
    for folder in asked.track(folders, "reading"):
        case = load_case(folder)
        for way, change in WAYS.items():
            score = score_without_capitals(case, change, knowledge)
            scores[score.language or "?", way].append(score)
    figures: dict[str, dict[str, float]] = {}
    rows, held = [], {}
    for (language, way), each in sorted(scores.items()):
        totals, base = add_up(each), add_up(scores[language, "as it stands"])
        kept = totals.met / base.met if base.met else 0.0
        figures[f"{language}, {way}"] = {
            "rows": totals.rows,
            "met": totals.met,
            "kept": kept,
            "forbidden": totals.forbidden,
            "extra": totals.extra,
        }
        held[f"{language}, {way}"] = kept
        counts = (totals.met, totals.rows, f"{kept:.2f}", totals.forbidden, totals.extra)
        rows.append((f"{language}, {way}", *(str(x) for x in counts)))
    headings = ("cases without capitals", "rows", "of", "kept", "forbidden", "extra")
    return Score(figures, (Table(headings, tuple(rows)),), held)
