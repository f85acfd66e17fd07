"""Work that is dear: some at once, a few more waiting, and for all others a word that it is busy.

Requests share a pool of threads. Whatever fills it with waiting stops the desk for everybody.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rashomon.errors import RashomonError


class Busy(RashomonError):
    """Too many ask for the same dear thing at once."""


class Turns:
    """So many at once, and so many waiting."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._turns = threading.BoundedSemaphore(at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Inside, it is one's turn. Raises Busy where too many wait already."""
        if not self._places.acquire(blocking=False):
            raise Busy("the desk is busy with others who ask for the same; try again in a minute")
        try:
            with self._turns:
                yield
        finally:
            self._places.release()
