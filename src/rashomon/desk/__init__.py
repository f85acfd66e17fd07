"""The desk: where an analyst reads, judges and publishes, in a browser on the same machine.

app       the application: pages, API, and what keeps strangers out
books     the casebook that a request works on
pages     incidents, one incident, one report, the log
judging   what is decided: every change is a judgement, and every judgement can be taken back
api       the same data as JSON, under /api/v1
marked    a report's text cut where its claims begin and end
"""

from rashomon.desk.app import create

__all__ = ["create"]
