"""What was worked out of the casebook, kept while the casebook says the same.

Counting a hundred thousand incidents by all that they can be filtered by costs more than a page
should; most pages ask for the same few selections. What is kept is known by the state of the
casebook that it was made in, so that nothing old is ever shown.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar, cast

from rashomon.store import Casebook

MOST: Final = 512
"""Answers kept at most; the one asked for longest ago goes first."""

Made = TypeVar("Made")


class Kept:
    """Answers by what was asked. May be shared between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, book: Casebook, asked: Hashable, make: Callable[[], Made], *, given: bool = False
    ) -> Made:
        """The answer to what is asked, made anew where the casebook has changed since; with
        `given`, only where reports, readings or rejections came."""
        now = book.state()
        state = now.given if given else now.following
        with self._lock:
            known = self._found.get(asked)
            if known is not None and known[0] == state:
                self._found.move_to_end(asked)
                return cast(Made, known[1])
        made = make()
        with self._lock:
            self._found[asked] = (state, made)
            self._found.move_to_end(asked)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return made
