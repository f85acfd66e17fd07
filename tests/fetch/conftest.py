"""A web server on this machine that answers as a test wants it to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rashomon.fetch import Bounds, Visitor

ARTICLE = " ".join(["Gunmen killed seven soldiers near the border on Thursday, the army said."] * 6)
PAGE = f"<html lang=en><head><title>News</title></head><article><p>{ARTICLE}</p></article></html>"
HTML = "text/html; charset=utf-8"
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A server: what it answers by path, and what it was asked (path, headers)."""

    url: str = ""
    answers: dict[str, Callable[[dict[str, str]], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def gives(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        self.answers[path] = lambda _: (status, given, data)

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        made = self.answers.get(path)
        return (404, {}, b"") if made is None else made(headers)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


@pytest.fixture
def site() -> Iterator[Site]:
    here = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {key.lower(): value for key, value in self.headers.items()}
            here.asked.append((self.path, headers))
            if self.path == "/silent":
                time.sleep(3)
                return
            if self.path.startswith("/drip"):
                self._drip()
                return
            status, given, body = here.answer(self.path, headers)
            self.send_response(status)
            for key, value in given.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _drip(self) -> None:
            """A byte now and then, of a body or of a header."""
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
                if self.path == "/drip":
                    self.wfile.write(b"x\r\n\r\n")
                for _ in range(200):
                    self.wfile.write(b"a")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                pass

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield here
    server.shutdown()
    server.server_close()


def visitor(slept: list[float] | None = None, bounds: Bounds | None = None) -> Visitor:
    return Visitor(
        bounds or Bounds(private=True),
        contact="desk@example.org",
        pause=0.0,
        sleep=(slept if slept is not None else []).append,
    )


def feed(*links: str) -> str:
    items = "".join(f"<item><title>x</title><link>{link}</link></item>" for link in links)
    return f'<rss version="2.0"><channel><title>A</title>{items}</channel></rss>'
