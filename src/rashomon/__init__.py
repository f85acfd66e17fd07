"""Rashomon: one incident, every account.

Reads reports of violent incidents and keeps, for every incident, who says what: each claim with its
voice, its stance, and the very characters of the report that say so.

    from rashomon import Knowledge, Report, read

    report = Report.make(text, published="2020-01-10", language="en", outlet="A wire agency")
    reading = read(report, Knowledge.open())
    for claim in reading.claims:
        print(claim.voice.text, claim.stance, claim.field, claim.spans.content.text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rashomon.records import Reading, Report

if TYPE_CHECKING:
    from rashomon.knowledge import Knowledge
    from rashomon.pipeline import read
    from rashomon.store import Casebook

__all__ = ["Casebook", "Knowledge", "Reading", "Report", "read"]


def __getattr__(name: str) -> object:
    """The parts that take long to import are imported when they are first used."""
    if name == "Knowledge":
        from rashomon.knowledge import Knowledge

        return Knowledge
    if name == "Casebook":
        from rashomon.store import Casebook

        return Casebook
    if name == "read":
        from rashomon.pipeline import read

        return read
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
