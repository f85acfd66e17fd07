"""Everything that can go wrong, as one tree.

RashomonError               a message for people: what, where, what to do next
├── UsageError              the command was called wrongly            (exit code 2)
├── RejectedInput           one input could not become a report       (a Rejection is kept)
├── CasebookError           the store cannot be opened, read or written
│   ├── NewerCasebook       it was written by a newer version
│   ├── CasebookAway        it cannot be reached now: another program writes, its server is away
│   └── Overtaken           others have judged the incident since it was looked at
├── KnowledgeError          a lexicon, a model or the gazetteer is missing or broken
└── InvariantError          a record would break its own rules: a defect of ours
"""

from __future__ import annotations

from typing import Final

REASONS: Final[dict[str, str]] = {
    "not-found": "there is no such file or folder",
    "not-fetched": "an address from which nothing could be fetched, or nothing that may be",
    "no-reports": "a folder without files that can hold reports",
    "unreadable": "the file may not be read, or reading it failed",
    "empty": "nothing in it but white space",
    "binary": "not text: it holds bytes that no text has",
    "encoding": "not in the encoding it should be in",
    "damaged": "an archive or a document that is broken or locked",
    "too-large": "longer than one news report can be",
    "costly": "reading it took more time or memory than a report may",
    "no-article": "a page without an article in it",
    "bad-header": "a header line that cannot be understood",
    "bad-date": "a date that is none",
    "bad-record": "a record that is no report",
    "language": "in a language that is not read yet, or that cannot be told",
    "unsupported": "a kind of file that is not read yet",
    "reader": "the reader failed on it: a defect, please report it",
}
"""Why an input is refused: the words that stand in a rejection, and what each means."""


class RashomonError(Exception):
    """Base of all. The message is one sentence or two for people."""


class UsageError(RashomonError):
    """The command was called wrongly: the message names the option and what it takes."""


class RejectedInput(RashomonError):
    """An input that cannot become a report. `reason` is a key of `REASONS`."""

    def __init__(self, source: str, reason: str, detail: str, place: str | None = None) -> None:
        assert reason in REASONS, reason
        super().__init__(f"{source}{f', {place}' if place else ''}: {detail}")
        self.source = source
        self.reason = reason
        self.detail = detail
        self.place = place


class CasebookError(RashomonError):
    """The casebook cannot be opened, read or written."""


class NewerCasebook(CasebookError):
    """The casebook was written by a newer version than this one."""


class CasebookAway(CasebookError):
    """The casebook cannot be reached at the moment: trying again later may help."""


class Overtaken(CasebookError):
    """Others have judged an incident since whoever judges it now has looked at it."""

    def __init__(self, message: str, incident: str) -> None:
        super().__init__(message)
        self.incident = incident


class KnowledgeError(RashomonError):
    """A lexicon, a model or the gazetteer is missing or broken."""


class InvariantError(RashomonError):
    """A record would break its own rules."""
