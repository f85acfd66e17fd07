"""One address → its body and headers, within bounds.

Only http and https; every address that a name or a redirect leads to is looked at before it is
connected to, and private, loopback and link-local ones are refused: a page must not be able to make
us ask machines that are not meant for it. The connection goes to the very address that was looked
at, so that a name cannot mean another one in between (DNS rebinding).
"""

from __future__ import annotations

import hashlib
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpcore

AGENT: Final = "Rashomon"
"""The name by which robots.txt knows us."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GZIP: Final = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one fetch may take. `private`: also addresses of this machine and its network."""

    seconds: float = 60.0
    silence: float = 20.0
    bytes: int = 20_000_000
    redirects: int = 5
    private: bool = False


class Refused(Exception):
    """It was not fetched, and why. `status` is the server's, where it gave one; `later`: seconds
    after which trying again may help, None where it does not."""

    def __init__(self, why: str, *, status: int | None = None, later: float | None = None) -> None:
        super().__init__(why)
        self.status = status
        self.later = later


@dataclass(frozen=True, slots=True)
class Page:
    """What a server gave. `url` is where it was found in the end, `asked` what was asked for;
    `at` ISO 8601 UTC; `digest` SHA-256 of the body in hexadecimal; header names in lower case."""

    asked: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: str
    digest: str

    def header(self, name: str) -> str | None:
        """The header's value, None where it is not there."""
        return next((value for key, value in self.headers if key == name), None)


class _Timed(httpcore.NetworkStream):
    """A connection on which nobody waits longer than until `backend.ends`, however slowly the
    other side sends."""

    def __init__(self, stream: httpcore.NetworkStream, backend: _Backend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._left(timeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None) -> float:
        left = self._backend.ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is up")
        return left if timeout is None else min(timeout, left)


class _Backend(httpcore.SyncBackend):
    """Connects to public addresses alone."""

    def __init__(self, private: bool) -> None:
        self._private = private
        self.ends = float("inf")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Refused(f"there is no server {host}", later=3600) from error
        addresses = [str(each[4][0]) for each in found]
        for address in addresses:
            if not self._private and not is_public(address):
                raise Refused(f"{host} is at {address}, an address of a private network")
        made = super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)
        return _Timed(made, self)


def is_public(address: str) -> bool:
    """False for addresses of this machine, of private networks, and of no single machine."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast


class Web:
    """Fetches one address at a time. Not to be shared between threads."""

    def __init__(self, bounds: Bounds, agent: str) -> None:
        self.bounds = bounds
        self._agent = agent
        self._backend = _Backend(bounds.private)
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=self._backend
        )

    def close(self) -> None:
        """Close what is connected."""
        self._pool.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Page:
        """What is at an address, redirects followed. Raises Refused; a status is given as it is."""
        ends = time.monotonic() + self.bounds.seconds
        here, again = url, 0
        self._backend.ends = ends
        while True:
            page = self._once(url, here, dict(headers or {}), ends)
            target = page.header("location")
            if page.status not in _REDIRECTS or target is None:
                return page
            again += 1
            if again > self.bounds.redirects:
                raise Refused(f"it leads on more than {self.bounds.redirects} times")
            here = urljoin(here, target)

    def _once(self, asked: str, url: str, headers: dict[str, str], ends: float) -> Page:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused(f"{url[:200]} is no address of the web")
        sent = {"User-Agent": self._agent, "Accept-Encoding": "gzip", "Accept": "*/*", **headers}
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self.bounds.silence)
        try:
            with self._pool.stream(
                "GET", url, headers=list(sent.items()), extensions={"timeout": timeout}
            ) as answer:
                body = self._body(answer, ends)
                given = tuple(
                    (key.decode("latin-1").lower(), value.decode("latin-1"))
                    for key, value in answer.headers
                )
                status = answer.status
        except httpcore.TimeoutException as error:
            raise Refused("it does not answer in time", later=600) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
            raise Refused(f"it cannot be reached ({error})", later=600) from error
        except (httpcore.UnsupportedProtocol, UnicodeError, ValueError) as error:
            raise Refused(f"{url[:200]} is no address of the web") from error
        at = datetime.now(UTC).isoformat(timespec="seconds")
        return Page(asked, url, status, given, body, at, hashlib.sha256(body).hexdigest())

    def _body(self, answer: httpcore.Response, ends: float) -> bytes:
        packed = any(k.lower() == b"content-encoding" and b"gzip" in v for k, v in answer.headers)
        unpack = zlib.decompressobj(_GZIP) if packed else None
        body = bytearray()
        for piece in answer.iter_stream():
            if time.monotonic() > ends:
                raise Refused(f"it takes more than {self.bounds.seconds:g} seconds", later=3600)
            left = self.bounds.bytes + 1 - len(body)
            try:
                body += piece if unpack is None else unpack.decompress(piece, left)
            except zlib.error as error:
                raise Refused("what it gives is damaged", later=3600) from error
            if len(body) > self.bounds.bytes:
                raise Refused(f"it has more than {self.bounds.bytes:,} bytes")
        return bytes(body)
