"""Streams that end in time: what is packed small and unpacks without end is refused on the way."""

from __future__ import annotations

import io
from typing import BinaryIO, Final, cast

from rashomon.errors import RejectedInput

FREE: Final = 100_000_000
"""Bytes that anything may unpack to, however small it was packed."""
RATIO: Final = 100
"""Past that, at most so many times the packed size. Text packs to a tenth or so, the most even
tables to a fiftieth; deflate can reach a thousand, and only bombs do."""


class _Bounded(io.RawIOBase):
    def __init__(self, stream: BinaryIO, limit: int, source: str) -> None:
        self._stream, self._left, self._limit, self._source = stream, limit, limit, source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        data = self._stream.read(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise RejectedInput(
                self._source,
                "too-large",
                f"it unpacks to more than {self._limit:,} bytes, far more than text does; if it is "
                "sound, unpack it yourself and name the files",
            )
        view[: len(data)] = data
        return len(data)


def bounded(stream: BinaryIO, packed: int | None, source: str) -> BinaryIO:
    """`stream`, which was unpacked from `packed` bytes (None: not known), refused when it goes on
    past all reason. Raises `RejectedInput` "too-large" from its reads."""
    limit = max(FREE, RATIO * packed) if packed is not None else FREE
    return cast(BinaryIO, io.BufferedReader(_Bounded(stream, limit, source)))
