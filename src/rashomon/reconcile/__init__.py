"""Reconciling: from the mentions of many reports to incidents with every account side by side.

    profile         a mention boiled down to what tells incidents apart
    compare         two profiles → a link with every reason
    cluster         links and judgements → incidents
    trace_lineage   which reports are one story
    gather          the accounts of one incident
    weigh           accounts → findings: positions, statuses, figures, revisions
    code            accounts, findings → the incident as UCDP, ACLED and Airwars would code it
    describe        accounts → the incident's title, time, place and sides
    facets          accounts → what the incident is found by: kind of event, toll, sides

Pure functions from records to records: nothing here reads or writes a casebook.
"""

from __future__ import annotations

from rashomon.accounts import Account, Case
from rashomon.reconcile.cluster import (
    along,
    batched,
    cluster,
    connected,
    decided,
    in_portions,
    inside,
)
from rashomon.reconcile.coding import code
from rashomon.reconcile.describe import describe, entry, report_entry
from rashomon.reconcile.facets import facets
from rashomon.reconcile.gathering import gather
from rashomon.reconcile.lineage import retrace, story_keys, story_of, trace_lineage
from rashomon.reconcile.link import compare, compare_all, joins, parts, weights
from rashomon.reconcile.profile import profile
from rashomon.reconcile.weigh import weigh, weigh_case, weigh_questions

__all__ = [
    "Account",
    "Case",
    "along",
    "batched",
    "cluster",
    "code",
    "compare",
    "compare_all",
    "connected",
    "decided",
    "describe",
    "entry",
    "facets",
    "gather",
    "in_portions",
    "inside",
    "joins",
    "parts",
    "profile",
    "report_entry",
    "retrace",
    "story_keys",
    "story_of",
    "trace_lineage",
    "weigh",
    "weigh_case",
    "weigh_questions",
    "weights",
]
