"""Totals: the killed and the wounded of all sides together, best, low and high."""

from __future__ import annotations

from collections.abc import Sequence

from rashomon.accounts import Case
from rashomon.reconcile.coding.tolls import add, tolls_of, totals
from rashomon.reconcile.coding.wording import sentence
from rashomon.reconcile.weigh import Weighed
from rashomon.records import CodedValue, IncidentRecord, SchemeCoding

_FIELDS = {"killed": "deaths", "injured": "injuries"}


def code_totals(case: Case, record: IncidentRecord, weighed: Sequence[Weighed]) -> SchemeCoding:
    """What a sum over an incident's sides gives, None where no voice holds a figure that enters;
    and the country it was in."""
    values = []
    proposed = True
    for name, field in _FIELDS.items():
        tolls = tolls_of(case, weighed, field)
        best = add(tolls, lambda toll: toll.finding.best)
        low = add(tolls, lambda toll: toll.finding.low)
        high = add(tolls, lambda toll: toll.finding.high)
        nobody = sentence("ucdp", "no_class")
        proposed &= all(toll.finding.proposed for toll in totals(tolls))
        said = sentence("ucdp", "parts", best=best.number, parts=best.parts)
        least = sentence("ucdp", "low", low=low.number, parts=low.parts)
        most = sentence("ucdp", "high", high=high.number, parts=high.parts)
        for column, total, why in (("best", best, said), ("low", low, least), ("high", high, most)):
            reason = nobody if total.number is None else why
            values.append(CodedValue.of(f"{name}_{column}", total.number, reason))
    values.append(_country(case, record))
    return SchemeCoding("totals", None, tuple(values), proposed)


def _country(case: Case, record: IncidentRecord) -> CodedValue:
    """The country, by its ISO 3166-1 alpha-2 code: the place's, else the one that most sites of its
    reports lie in."""
    own = record.place.country if record.place is not None else None
    reason = "its_place" if own is not None else "home" if case.home is not None else "nowhere"
    return CodedValue.of("country", own or case.home, sentence("totals", reason))
