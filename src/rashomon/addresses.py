"""Addresses of the web that are typed, or stand in files: OPML, or a list with one a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from rashomon.errors import UsageError

LISTED_AT_MOST: Final = 1_000_000
"""Bytes that are looked at to tell a list of addresses from a report."""
_LISTS: Final = frozenset({"", ".txt", ".text", ".md", ".urls", ".list"})
_WEB: Final = re.compile(r"https?://\S+")


def is_address(word: str) -> bool:
    """True for an address of the web."""
    return _WEB.fullmatch(word) is not None


def addresses(named: Iterable[str]) -> list[str]:
    """Addresses that are named outright, or stand in files: OPML, or a list with one a line.

    Raises UsageError for a file that is not there or holds none.
    """
    found: dict[str, None] = {}
    for each in named:
        if _WEB.fullmatch(each):
            found[each] = None
            continue
        try:
            data = Path(each).read_bytes()
        except OSError as error:
            raise UsageError(f"{each}: it cannot be read ({error.strerror or error})") from error
        inside = _outlines(data, each) if b"<opml" in data[:2000].lower() else _listed(data)
        if not inside:
            raise UsageError(f"{each}: there is no address in it; they begin with http")
        found.update(dict.fromkeys(inside))
    return list(found)


def lists_addresses(path: Path) -> bool:
    """True for a file that is OPML, or holds nothing but addresses (and lines with a #)."""
    try:
        with path.open("rb") as stream:
            start = stream.read(LISTED_AT_MOST)
    except OSError:
        return False
    if path.suffix.lower() == ".opml":
        return True
    if path.suffix.lower() not in _LISTS or b"\x00" in start:
        return False
    lines = start.decode("utf-8-sig", "replace").splitlines()
    told = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return bool(told) and all(_WEB.fullmatch(line) for line in told)


def _outlines(data: bytes, source: str) -> list[str]:
    if b"<!ENTITY" in data:
        raise UsageError(f"{source}: it declares XML entities, which no OPML needs")
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise UsageError(f"{source}: it is no OPML ({error})") from error
    urls = (str(each.get("xmlUrl") or "") for each in root.iter("outline"))
    return [url for url in urls if _WEB.fullmatch(url)]


def _listed(data: bytes) -> list[str]:
    lines = (line.strip() for line in data.decode("utf-8-sig", "replace").splitlines())
    return [line for line in lines if _WEB.fullmatch(line)]
