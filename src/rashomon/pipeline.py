"""The flow of Rashomon, on one screen.

    ingest     sources → Report | Rejection(reason)
    read       Report → Reading:  annotate → resolve → assemble
    store      append readings and judgements; nothing is overwritten
    reconcile  mentions → incidents:  unify, link, weigh
    check      incidents → results of named rules
    publish    casebook → list, show, sitrep
"""

from __future__ import annotations

from rashomon.annotate import annotate
from rashomon.assemble import assemble
from rashomon.knowledge import Knowledge
from rashomon.records import Reading, Report
from rashomon.resolve import resolve


def read(report: Report, knowledge: Knowledge) -> Reading:
    """All that one report says, as attributed claims tied to its characters.

    1. annotate   sentences, parses, quotations, numbers
    2. resolve    times, places, actors: each with its reason
    3. assemble   voices, incidents told apart, claims
    """
    document = annotate(report, report.language or "en", knowledge)
    document = resolve(document, knowledge)
    return assemble(document, knowledge)
