"""Reading the cases with this reader, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rashomon import codec, pipeline
from rashomon.errors import UsageError
from rashomon.evaluate.cases import Case, CaseScore, find_cases, load_case, score_reading
from rashomon.ingest.compose import Given
from rashomon.ingest.sources import single
from rashomon.knowledge import Knowledge
from rashomon.records import Rejection

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


def score_cases(path: Path, knowledge: Knowledge) -> Iterator[CaseScore]:
    """Scores every case at or beneath `path`, by name. UsageError where there is none."""
    folders = find_cases(path)
    if not folders:
        raise UsageError(f"{path}: no case there; a case is a folder with an expected.json")
    for folder in folders:
        yield score_case(load_case(folder), knowledge)
