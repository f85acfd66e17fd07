"""The casebook that a request works on: each thread has its own, on the same connections."""

from __future__ import annotations

import threading
from collections.abc import Callable

from rashomon.store import Casebook, utc_now


class Books:
    """Opens the casebook once in each thread that asks for it.

    Requests run in a pool of threads, and an open casebook is not to be shared between threads.
    """

    def __init__(self, target: str, clock: Callable[[], str] | None = None) -> None:
        self.target = target
        self._clock = clock
        self._own = threading.local()
        self._first: Casebook | None = None
        self._opening = threading.Lock()

    def book(self) -> Casebook:
        """This thread's casebook. Raises CasebookError when it cannot be opened."""
        opened: Casebook | None = getattr(self._own, "book", None)
        if opened is None:
            opened = self._own.book = self._opened().beside()
        return opened

    def _opened(self) -> Casebook:
        with self._opening:
            if self._first is None:
                clock = self._clock or utc_now
                self._first = Casebook.open(self.target, create=False, clock=clock)
            return self._first
