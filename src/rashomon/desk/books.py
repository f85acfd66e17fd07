"""The casebook that a request works on: one open casebook a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

from rashomon.store import Casebook


class Books:
    """Opens the casebook once in each thread that asks for it.

    Requests run in a pool of threads, and an open casebook is not to be shared between threads.
    """

    def __init__(self, target: str, clock: Callable[[], str] | None = None) -> None:
        self.target = target
        self._clock = clock
        self._own = threading.local()

    def book(self) -> Casebook:
        """This thread's casebook. Raises CasebookError when it cannot be opened."""
        opened: Casebook | None = getattr(self._own, "book", None)
        if opened is None:
            if self._clock is None:
                opened = Casebook.open(self.target, create=False)
            else:
                opened = Casebook.open(self.target, create=False, clock=self._clock)
            self._own.book = opened
        return opened
