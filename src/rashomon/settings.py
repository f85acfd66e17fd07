"""Settings: one frozen object, read from the environment in the command line alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_data_path


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set. Every field has a sensible default.

    `cache`: folder for what is derived and can be made again (the gazetteer's index).
    `gazetteers`: folder of the gazetteers that a user added; None for the built-in one alone.
    `languages`: folders of further languages, each laid out as the package's `data` is.
    `models`: language code → the name of an installed spaCy model, to use a larger one.
    `max_characters`: a report longer than this is refused (a news report has 2,000 to 20,000).
    """

    cache: Path
    models: tuple[tuple[str, str], ...] = ()
    max_characters: int = 200_000
    gazetteers: Path | None = None
    languages: tuple[Path, ...] = ()

    @staticmethod
    def default() -> Settings:
        """The settings without any environment."""
        return Settings(cache=user_cache_path("rashomon"))

    @staticmethod
    def from_environment(environment: Mapping[str, str]) -> Settings:
        """RASHOMON_CACHE, RASHOMON_GAZETTEERS, RASHOMON_LANGUAGES (folders), RASHOMON_MODEL_EN,
        RASHOMON_MODEL_FR (names of models)."""
        models = tuple(
            (key.removeprefix("RASHOMON_MODEL_").lower(), value)
            for key, value in sorted(environment.items())
            if key.startswith("RASHOMON_MODEL_") and value
        )
        cache, added = environment.get("RASHOMON_CACHE"), environment.get("RASHOMON_GAZETTEERS")
        folders = environment.get("RASHOMON_LANGUAGES", "").split(os.pathsep)
        return Settings(
            cache=Path(cache).expanduser() if cache else user_cache_path("rashomon"),
            models=models,
            gazetteers=Path(added).expanduser() if added else user_data_path("rashomon") / "places",
            languages=tuple(Path(folder).expanduser() for folder in folders if folder),
        )
