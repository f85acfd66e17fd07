"""The list of rules, and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from rashomon.accounts import Case
from rashomon.check import against, sums, world
from rashomon.check.found import Found
from rashomon.gazetteer import Borders
from rashomon.knowledge import load_yaml
from rashomon.records import CheckResult, Finding, IncidentRecord

Rule = Callable[[Case, IncidentRecord, Sequence[Finding]], Iterable[Found] | None]

RULES: tuple[tuple[str, Rule], ...] = (
    ("weekday", world.weekday),
    ("after publication", world.after_publication),
    ("where it lies", world.stated_whereabouts),
    ("parts and total", sums.parts_and_total),
    ("killed and casualties", sums.killed_and_casualties),
    ("dead and wounded added", sums.dead_and_wounded_added),
    ("place against the others", against.place),
    ("day against the others", against.day),
    ("figure against the others", against.figures),
    ("people against the others", against.people),
    ("tolls swapped", against.tolls_swapped),
    ("toll of another incident", sums.toll_of_another),
    ("copies only", against.copies_only),
)
"""Name and method, in the order in which they are shown. A rule gives what it found, nothing when
all is well, and None when it had nothing to look at."""


def run_checks(
    case: Case,
    record: IncidentRecord,
    findings: Sequence[Finding],
    borders: Borders | None = None,
) -> tuple[CheckResult, ...]:
    """What the rules say of one incident.

    `findings` are those of the same case; `borders` are the shipped ones unless given.
    """
    results: list[CheckResult] = []
    for name, rule in RULES:
        results.extend(_results(name, rule(case, record, findings)))
    inside = world.inside_the_country(case, borders or _shipped_borders())
    results.extend(_results("inside the country", inside))
    return tuple(results)


def _results(name: str, found: Iterable[Found] | None) -> list[CheckResult]:
    if found is None:
        return []
    rule = _rules()[name]
    all_found = sorted(set(found))
    if not all_found:
        return [CheckResult(name, "pass", rule["passes"], ())]
    claims: dict[str, set[str]] = {}
    for each in all_found:  # several accounts may show the same
        claims.setdefault(each.detail, set()).update(each.claims)
    return [
        CheckResult(name, rule["result"], detail, tuple(sorted(ids)))
        for detail, ids in claims.items()
    ]


def explanation(rule: str) -> str:
    """What a rule checks, in a sentence."""
    text: str = _rules()[rule]["explains"]
    return text


@cache
def _rules() -> dict[str, Any]:
    data: dict[str, Any] = load_yaml("check/rules.yaml")
    return data


@cache
def _shipped_borders() -> Borders:
    return Borders.open()
