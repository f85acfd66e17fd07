"""What was fetched, kept as web archives (WARC, ISO 28500), and what is known of each address.

    folder/2024-05-31/120000-<hash>.warc.gz    body, headers, time and SHA-256 of one page
    folder/known.json                            address → validators, digest, file

The file of a page is written before it is noted, and each is whole or not there: a process that
dies between the two fetches that page once more.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rashomon.errors import UsageError
from rashomon.fetch.web import Page
from rashomon.store.locking import locked

_KNOWN: Final = "known.json"
_LOCK: Final = ".fetching"
NEVER: Final = 1e18
"""A time that does not come, in seconds since 1970."""


class Pages:
    """The folder of what was fetched for one casebook. Two programs that wrote what they know into
    it would each lose what the other knows: `alone` keeps them apart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            text = (folder / _KNOWN).read_text("utf-8") if (folder / _KNOWN).exists() else "{}"
            self._known: dict[str, dict[str, Any]] = json.loads(text)
        except (OSError, ValueError) as error:
            raise UsageError(f"{folder} cannot hold what is fetched ({error})") from error

    @staticmethod
    @contextmanager
    def alone(folder: Path) -> Iterator[Pages]:
        """The folder, for this program alone. Raises UsageError while another has it."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with locked(folder / _LOCK, wait=False):
                yield Pages(folder)
        except BlockingIOError as error:
            raise UsageError(
                f"{folder}: another program fetches into it (rashomon watch, or ingest with "
                "addresses); let it end, or name another folder with --pages"
            ) from error

    def __contains__(self, url: str) -> bool:
        return "file" in self._known.get(url, {})

    def validators(self, url: str) -> dict[str, str]:
        """The headers that ask for an address only if it is new (RFC 9110, 13.1)."""
        known = self._known.get(url, {})
        names = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
        return {name: known[key] for name, key in names.items() if known.get(key)}

    def wanted(self, url: str) -> bool:
        """True for a page that is not here, and may still be had."""
        return url not in self and self.not_before(url) < NEVER

    def not_before(self, url: str) -> float:
        """The time (seconds since 1970) before which an address is not to be asked for again."""
        return float(self._known.get(url, {}).get("later", 0.0))

    def put_off(self, url: str, until: float | None) -> None:
        """Note that an address could not be had, and is not to be asked for before `until` (None:
        never again)."""
        known = self._known.setdefault(url, {})
        known["later"] = NEVER if until is None else until
        self._save()

    def same(self, page: Page) -> bool:
        """True for a page that was kept as it is."""
        known = self._known.get(page.asked, {})
        return "file" in known and known["digest"] == page.digest

    def waiting(self) -> list[Path]:
        """The archives of pages that were kept and not taken into the casebook yet."""
        new = (each["file"] for each in self._known.values() if each.get("new"))
        return sorted(self._folder / file for file in new)

    def taken(self) -> None:
        """Note that all that was kept is in the casebook."""
        for each in self._known.values():
            each.pop("new", None)
        self._save()

    def keep(self, page: Page) -> Path:
        """Keep a page; the web archive that holds it."""
        folder = self._folder / page.at[:10]
        folder.mkdir(exist_ok=True)
        which = hashlib.sha256(f"{page.asked}\n{page.digest}".encode()).hexdigest()
        path = folder / f"{page.at[11:19].replace(':', '')}-{which[:16]}.warc.gz"
        _write(path, _archived(page))
        self._note(page, file=path.relative_to(self._folder).as_posix(), new="yes")
        return path

    def note(self, page: Page) -> None:
        """Note a feed's validators, so that it is asked only for what is new."""
        self._note(page)

    def files(self) -> Iterator[Path]:
        """The web archives of all pages, oldest first."""
        yield from sorted(self._folder.glob("*/*.warc.gz"))

    def _note(self, page: Page, **more: str) -> None:
        self._known[page.asked] = {
            "etag": page.header("etag"),
            "last-modified": page.header("last-modified"),
            "digest": page.digest,
            "at": page.at,
            **more,
        }
        self._save()

    def _save(self) -> None:
        text = json.dumps(self._known, ensure_ascii=False, indent=0, sort_keys=True)
        _write(self._folder / _KNOWN, text.encode())


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


def _archived(page: Page) -> bytes:
    """The page as one record, its body unpacked and its SHA-256 in the record's headers."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    left_out = ("content-encoding", "transfer-encoding", "content-length")
    given = [(name, value) for name, value in page.headers if name not in left_out]
    given.append(("content-length", str(len(page.body))))
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    headers = StatusAndHeaders(f"{page.status} OK", given, protocol="HTTP/1.1")
    record = writer.create_warc_record(
        page.url,
        "response",
        payload=io.BytesIO(page.body),
        http_headers=headers,
        warc_headers_dict={
            "WARC-Date": page.at.replace("+00:00", "Z"),
            "X-Payload-SHA-256": page.digest,
            "X-Asked": page.asked,
        },
    )
    writer.write_record(record)
    return out.getvalue()
