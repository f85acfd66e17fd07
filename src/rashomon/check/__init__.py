"""Checking: accounts held against the calendar, arithmetic, the map and each other.

Each rule has a name, an explanation (`data/check/rules.yaml`) and a function from the accounts of
one incident to what it found. A rule that had nothing to look at says nothing; none changes a
claim.
"""

from __future__ import annotations

from rashomon.check.rules import explanation, run_checks

__all__ = ["explanation", "run_checks"]
