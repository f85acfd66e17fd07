"""Coding: an incident as the coders of UCDP GED, ACLED and Airwars would enter it.

The same accounts, by each scheme's own rules: who fought whom, how many died, how sure. Every value
carries the sentence that gave it, and all of it is proposed until a person signs. What a scheme
would not hold at all is `outside` it, with the reason. Sentences and words are data
(`data/reconcile/coding.yaml`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rashomon.accounts import Case
from rashomon.reconcile.coding.acled import code_acled
from rashomon.reconcile.coding.airwars import code_airwars
from rashomon.reconcile.coding.parties import parties_of
from rashomon.reconcile.coding.totals import code_totals
from rashomon.reconcile.coding.ucdp import code_ucdp
from rashomon.reconcile.coding.wording import wording
from rashomon.reconcile.weigh import Weighed
from rashomon.records import IncidentRecord, SchemeCoding

__all__ = ["code"]


def code(
    case: Case, record: IncidentRecord, weighed: Sequence[Weighed]
) -> tuple[SchemeCoding, ...]:
    """The sums over all sides, and the incident in every scheme."""
    parties = parties_of(case)
    found = (
        code_totals(case, record, weighed),
        code_ucdp(case, record, weighed, parties),
        code_acled(case, record, weighed, parties),
        code_airwars(case, record, weighed, parties),
    )
    if case.accounts and all(account.secondary for account in case.accounts):
        return tuple(replace(each, outside=wording()["coded_only"]) for each in found)
    return found
