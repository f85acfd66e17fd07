"""A lock between programs of one machine, and trying again what did not go for the moment."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from rashomon.errors import CasebookAway

PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Seconds between tries: a server that is restarted is back within two minutes."""

Result = TypeVar("Result")


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Inside, no other program holds the lock at this path: waits until none does, or raises
    BlockingIOError.

    The file is empty and gone afterwards; what a killed process leaves is taken over.
    """
    descriptor = _taken(path, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _taken(path: Path, how: int) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, how)
            held, there = os.fstat(descriptor), path.stat()
        except FileNotFoundError:  # whoever held it took it away
            os.close(descriptor)
            continue
        except BaseException:
            os.close(descriptor)
            raise
        if (held.st_ino, held.st_dev) == (there.st_ino, there.st_dev):
            return descriptor
        os.close(descriptor)


def patiently(
    call: Callable[[], Result],
    waiting: Callable[[CasebookAway, float], None] | None = None,
    pauses: Sequence[float] = PAUSES,
) -> Result:
    """What `call` returns; while the casebook is away, tried again after each of the pauses.

    `call` must be one that may be made twice. `waiting` is told why, and for how many seconds.
    """
    for pause in pauses:
        try:
            return call()
        except CasebookAway as error:
            if waiting is not None:
                waiting(error, pause)
            time.sleep(pause)
    return call()
