"""What commands take into a casebook and give out of it, as lines of its activity log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rashomon.cli.failures import tell
from rashomon.cli.options import counted, login
from rashomon.errors import CasebookError

if TYPE_CHECKING:
    from rashomon.store import Casebook


@contextmanager
def taken_in(book: Casebook, action: str, what: str) -> Iterator[None]:
    """Inside, reports are added: the log tells how many, however the block ends. Where nothing was
    added or refused that was not there before, nothing was changed, and nothing is told."""
    before = book.counts()
    try:
        yield
    finally:
        now = book.counts()
        new, refused = now.reports - before.reports, now.rejections - before.rejections
        if new or refused:
            said = f"{what}: {counted(new, 'new report')}, {refused:,} refused"
            book.log(action, said, login())


def given_out(book: Casebook, action: str, detail: str) -> None:
    """The log tells of an export. One from a casebook that may not be written goes on without."""
    try:
        book.log(action, detail, login())
    except CasebookError as error:
        tell(f"not in the activity log: {error}")


def names(things: list[str]) -> str:
    """The first of several, and how many more."""
    more = f" and {len(things) - 1:,} more" if len(things) > 1 else ""
    return f"{things[0]}{more}"
