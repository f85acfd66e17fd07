"""Documents read in a process of their own, within bounds of time and memory.

    with Apart() as apart:
        details, text = apart.read("pdf", data, "report.pdf")

The process is started with the first document, serves the next ones, and is ended and started
again after one that took too much. It is `python -m rashomon.ingest.apart`: a request is a line of
JSON and the document's bytes, an answer a line of JSON.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
from types import TracebackType
from typing import Any, BinaryIO, Final, Literal

from rashomon.errors import RejectedInput
from rashomon.ingest.compose import Details

Kind = Literal["pdf", "docx"]

SECONDS: Final = 30.0
"""The longest that one document may take; a report's takes a tenth of a second."""
MEMORY: Final = 1 << 30
"""Bytes of address space that the process may have (POSIX)."""


class Apart:
    """Starts and ends the process. Not to be shared between threads."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Apart:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def read(self, kind: Kind, data: bytes, source: str) -> tuple[Details, str]:
        """What the document says of itself, and its text. Raises `RejectedInput`: "damaged",
        "too-large", "empty", or "costly" where it took more than it may."""
        answer = self._ask(kind, data, source)
        if answer is None:
            self._end()
            raise RejectedInput(
                source,
                "costly",
                f"reading it took more than {self._seconds:g} seconds or more memory than a report "
                "needs, or made its reader fail; save its text as a .txt file",
            )
        if "refused" in answer:
            raise RejectedInput(source, *answer["refused"])
        return Details(answer["said"]), answer["text"]

    def _ask(self, kind: Kind, data: bytes, source: str) -> dict[str, Any] | None:
        """The answer, or None where none came in time."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "rashomon.ingest.apart"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        request = {"kind": kind, "bytes": len(data), "source": source}
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n" + data)
            process.stdin.flush()
        except BrokenPipeError:
            return None
        ready, _, _ = select.select([process.stdout], [], [], self._seconds)
        line = process.stdout.readline() if ready else b""
        return json.loads(line) if line else None

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate()
        self._process = None


def main() -> None:
    """Serves documents from standard input until it closes."""
    _bound_memory()
    from rashomon.ingest.documents import parse_docx, parse_pdf

    parsers = {"pdf": parse_pdf, "docx": parse_docx}
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    while line := stdin.readline():
        request = json.loads(line)
        data = _exactly(stdin, request["bytes"])
        try:
            said, text = parsers[request["kind"]](data, request["source"])
            answer: dict[str, Any] = {"said": dict(said.values), "text": text}
        except RejectedInput as error:
            answer = {"refused": [error.reason, error.detail, error.place]}
        # One line: what a line end inside the text is written as is "\n".
        stdout.write(json.dumps(answer).encode() + b"\n")
        stdout.flush()


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise SystemExit(0)
    return data


def _bound_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
