"""Reconciling: from the mentions of many reports to incidents with every account side by side.

    profile         a mention boiled down to what tells incidents apart
    compare         two profiles → a link with every reason
    cluster         links and judgements → incidents
    trace_lineage   which reports are one story
    gather          the accounts of one incident
    weigh           accounts → findings: positions, statuses, figures, revisions
    describe        accounts → the incident's title, time, place and sides

Pure functions from records to records: nothing here reads or writes a casebook.
"""

from __future__ import annotations

from rashomon.accounts import Account, Case
from rashomon.reconcile.cluster import cluster, decided
from rashomon.reconcile.describe import describe, entry, report_entry
from rashomon.reconcile.gathering import gather
from rashomon.reconcile.lineage import story_of, trace_lineage
from rashomon.reconcile.link import compare
from rashomon.reconcile.profile import profile
from rashomon.reconcile.weigh import weigh, weigh_case

__all__ = [
    "Account",
    "Case",
    "cluster",
    "compare",
    "decided",
    "describe",
    "entry",
    "gather",
    "profile",
    "report_entry",
    "story_of",
    "trace_lineage",
    "weigh",
    "weigh_case",
]
