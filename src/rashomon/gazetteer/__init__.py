"""The gazetteer and the borders: where names are, shared by `resolve` and `check`."""

from __future__ import annotations

from pathlib import Path

from rashomon.gazetteer.borders import Borders
from rashomon.gazetteer.index import Country, Gazetteer, GazetteerPlace

__all__ = ["Borders", "Country", "Gazetteer", "GazetteerPlace", "open_builtin", "open_gazetteer"]


def open_builtin(cache: Path | None = None) -> Gazetteer:
    """The built-in gazetteer, its index built first where it is missing (about half a minute)."""
    from rashomon.gazetteer.build import ensure_builtin

    return Gazetteer.open(ensure_builtin(cache))


def open_gazetteer(cache: Path | None, folder: Path | None) -> Gazetteer:
    """The built-in gazetteer with those over it that were added to a folder."""
    from rashomon.gazetteer.added import added
    from rashomon.gazetteer.build import ensure_builtin

    return Gazetteer.open(ensure_builtin(cache), [each.path for each in added(folder)])
