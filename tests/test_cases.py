"""The project's own cases: the gold data is sound, and the reader holds the floors.

The cases are data in `tests/cases` (CONTRIBUTING.md tells how to add one), the floors are in
`tests/cases/floors.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
import yaml

from rashomon.evaluate.cases import Case, CaseScore, Row, add_up, find_cases, load_case
from rashomon.evaluate.run import given_by, score_case
from rashomon.knowledge import Knowledge
from rashomon.records import VALUE_OF_FIELD, Actor, Claim, Place

FOLDER = Path(__file__).parent / "cases"
CASES = [load_case(folder) for folder in find_cases(FOLDER)]
_HELD = yaml.safe_load((FOLDER / "floors.yaml").read_text(encoding="utf-8"))
FLOORS, ASIDE = _HELD["floors"], frozenset(_HELD["aside"])
FRESH = frozenset(_HELD["fresh"])

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


# ---------------------------------------------------------------------------- the gold data itself


@each_case
def test_the_case_is_complete(case: Case) -> None:
    assert case.about
    assert given_by(case).published, "a case says when its report was published"
    ids = [row.id for row in (*case.rows, *case.never)]
    assert len(ids) == len(set(ids))
    assert case.never, "a case names the mistakes that must not be made"
    closed = {label: {f for each, f in case.closed if each == label} for label in case.incidents}
    for label in case.incidents:
        assert {"deaths", "injuries", "responsibility"} <= closed[label]
        assert any(row.label == label for row in case.rows)


@each_case
def test_rows_name_what_the_records_have(case: Case) -> None:
    for row in (*case.rows, *case.never):
        wrong = list(_impossible(row))
        assert not wrong, f"{case.name} {row.id}: {wrong}"


@each_case
def test_rows_look_for_words_of_the_report(case: Case) -> None:
    quoted = {"value.text", "value.group", "value.item", "voice.text", "spans.content.text"}
    for row in (*case.rows, *case.never):
        for path, want in row.conditions:
            if path in quoted and isinstance(want, dict) and "re" in want:
                found = re.search(want["re"].replace("^", ""), case.text)
                assert found, f"{case.name} {row.id}: {path} looks for {want['re']!r}"


def _impossible(row: Row) -> Iterator[str]:
    """Conditions of a row that no record could ever meet."""
    conditions = dict(row.conditions)
    fields = _alternatives(conditions.get("field", {"in": list(VALUE_OF_FIELD)}))
    values = [VALUE_OF_FIELD[str(name)] for name in fields]
    records: dict[str, type[Any]] = {"actor": Actor, "place": Place}
    for path, want in row.conditions:
        if path in ("incident", "near", "members"):
            continue
        head, _, rest = path.partition(".")
        roots: list[type[Any]] = [Claim]
        if head == "value":
            roots = list(values)
        elif head in records:
            roots = [records[head]]
        hints = [_hint(root, path if root is Claim else rest) for root in roots]
        if not any(hints):
            yield f"no record has {path}"
        for each in _alternatives(want):
            if not any(_allows(hint, each) for hint in hints if hint is not None):
                yield f"{path} is never {each!r}"


def _alternatives(want: Any) -> list[Any]:
    if isinstance(want, dict):
        return list(want.get("in", []))
    return [want]


def _hint(record: Any, path: str) -> Any:
    """The type of what stands at a dotted path of a record class, None where nothing does."""
    for key in path.split("."):
        record = next((each for each in _members(record) if hasattr(each, "__slots__")), record)
        hints = get_type_hints(record) if isinstance(record, type) else {}
        if key not in hints:
            return None
        record = hints[key]
    return record


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _allows(hint: Any, value: Any) -> bool:
    for member in _members(hint):
        if get_origin(member) is Literal:
            if value in get_args(member):
                return True
        elif value is None:
            if member is type(None):
                return True
        elif isinstance(member, type) and type(value) is member:
            return True
    return False


# ---------------------------------------------------------------------------- what the reader does


@pytest.fixture(scope="module")
def scores() -> dict[str, list[CaseScore]]:
    knowledge = Knowledge.open()
    made: dict[str, list[CaseScore]] = {}
    for case in CASES:
        score = score_case(case, knowledge)
        made.setdefault(_group(case.name, str(score.language)), []).append(score)
    return made


def _group(name: str, language: str) -> str:
    """Which floor a case counts for."""
    if name in FRESH:
        return "fresh"
    return "aside" if name in ASIDE else language


def test_every_group_of_cases_has_a_floor(scores: dict[str, list[CaseScore]]) -> None:
    assert set(scores) == set(FLOORS)
    assert {case.name for case in CASES} >= ASIDE >= FRESH


@pytest.mark.parametrize("group", sorted(FLOORS))
def test_the_floors_hold(scores: dict[str, list[CaseScore]], group: str) -> None:
    totals, floor = add_up(scores[group]), FLOORS[group]
    faults = "; ".join(
        f"{score.case.name} {row.id} {row.what}"
        for score in scores[group]
        if score.case.name not in ASIDE  # what is wrong with those, nobody is told
        for row in (*score.forbidden, *score.missing)
    )
    assert totals.bad == 0
    assert totals.forbidden <= floor["forbidden"], faults
    assert totals.extra <= floor["extra"]
    assert totals.met / totals.rows >= floor["share"], faults
