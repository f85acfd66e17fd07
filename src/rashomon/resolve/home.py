"""The home of whoever published a report: weak evidence for where its places are."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from rashomon.knowledge import load_yaml
from rashomon.known_actors import KnownActors
from rashomon.records import Report


def home_of(report: Report, actors: KnownActors) -> str | None:
    """The country (ISO 3166-1 alpha-2) of the outlet: of a known one its own, else that of the
    domain of its address; None for a wire that is everywhere, and where neither says."""
    outlet = actors.find(report.outlet) if report.outlet else None
    if outlet is not None:
        return None if outlet.agency else outlet.country
    return country_of_address(report.url) if report.url else None


def country_of_address(url: str) -> str | None:
    """ "https://example.co.uk/1" → "GB"; None for a domain that anyone uses."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    last = host.rpartition(".")[2].lower()
    data = _domains()
    if len(last) != 2 or not last.isalpha() or last in data["anyone"]:
        return None
    return data["country_of"].get(last, last.upper())


@cache
def _domains() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = load_yaml("gazetteer/domains.yaml")
    return loaded
