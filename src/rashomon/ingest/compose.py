"""What was given, what the source says and what was found, put together to one report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final

from rashomon.errors import RejectedInput
from rashomon.ingest.dated import day_of
from rashomon.ingest.language import detect, language_code, readable_languages
from rashomon.languages import describe, is_read
from rashomon.records import Medium, Report
from rashomon.settings import Settings

KEYS: Final = (
    "outlet",
    "agency",
    "author",
    "url",
    "title",
    "published",
    "language",
    "medium",
)
"""What a source may say of a report beside its text: the keys of `Report` but id and text."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says of the reports. None: nothing said.

    `as_default`: it holds only for reports that do not say themselves (a folder of reports);
    otherwise it is about this very report and wins over what the report says.
    `columns`: for tables, (key of a report or "text", the heading it stands under).
    """

    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    title: str | None = None
    as_default: bool = False
    columns: tuple[tuple[str, str], ...] = ()

    def of(self, key: str) -> str | None:
        """What is given for a report's key, None for keys that cannot be given."""
        known: dict[str, str | None] = {
            "published": self.published,
            "outlet": self.outlet,
            "url": self.url,
            "language": self.language,
            "title": self.title,
        }
        return known.get(key)


@dataclass(frozen=True, slots=True)
class Details:
    """What a source says of its report: values by key, and where each stands ("line 3")."""

    values: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


def publication(text: str, source: str, place: str | None = None) -> str:
    """A date of publication in ISO 8601: "2020-01-09", or a time with its zone.

    Raises `RejectedInput` "bad-date". The source's own zone is kept: the day of publication is the
    day where it was published.
    """
    words = text.strip()
    try:
        if _DAY.fullmatch(words):
            return date.fromisoformat(words).isoformat()
        if _DAY.match(words):
            moment = datetime.fromisoformat(words)
            if moment.tzinfo is not None:
                return moment.isoformat()
            raise RejectedInput(
                source,
                "bad-date",
                f"{words[:60]!r} is a time without its zone; add it (2020-01-09T18:30:00+01:00), "
                "or give the day alone",
                place,
            )
    except ValueError:
        pass
    raise RejectedInput(
        source,
        "bad-date",
        f"{words[:60]!r} is no date; write year-month-day, as in 2020-01-09",
        place,
    )


def compose(
    text: str,
    said: Details,
    given: Given,
    settings: Settings,
    *,
    source: str,
    place: str | None = None,
    medium: Medium = "text",
) -> Report:
    """The report that `text` and what is said of it make; `place` is where in `source` it stands.

    A report in a language that is not read is one all the same, and says its language. Raises
    `RejectedInput`: "empty", "too-large", "bad-date", and "language" where it is none or cannot be
    told.
    """
    if not text.strip():
        raise RejectedInput(source, "empty", "there is no text in it; leave it out", place)
    if len(text) > settings.max_characters:
        raise too_large(f"it has {len(text):,} characters", settings, source, place)
    values = {key: _choose(given.of(key), said.values.get(key), given) for key in KEYS}
    published = values["published"]
    if published is not None:
        values["published"] = publication(published, source, said.places.get("published", place))
    language = _language(
        values["language"], text, settings.languages, source, said.places.get("language", place)
    )
    if published is None:
        values["published"] = day_of(text, language)
    return Report.make(
        text,
        outlet=values["outlet"],
        agency=values["agency"],
        author=values["author"],
        url=values["url"],
        title=values["title"],
        published=values["published"],
        language=language,
        medium=values["medium"] or medium,
    )


def too_large(
    what: str, settings: Settings, source: str, place: str | None = None
) -> RejectedInput:
    """The rejection of what is longer than one report may be; `what` says how long it is."""
    return RejectedInput(
        source,
        "too-large",
        f"{what}, and one report has at most {settings.max_characters:,} characters; split it, or "
        "put its reports one a line in a .jsonl file",
        place,
    )


def _choose(given: str | None, said: str | None, rule: Given) -> str | None:
    ranked = (said, given) if rule.as_default else (given, said)
    return next((each for each in ranked if each), None)


def _language(
    said: str | None, text: str, folders: tuple[Path, ...], source: str, place: str | None
) -> str:
    code = language_code(said) if said else detect(text)
    if code is None:
        what = f"{said!r} is no language" if said else "its language cannot be told"
        raise RejectedInput(source, "language", f"{what}{_choice(folders)}", place)
    return code


def to_be_read(report: Report, settings: Settings, source: str) -> Report:
    """The report, if its language is one that is read. Raises `RejectedInput` "language"."""
    if not is_read(report.language, readable_languages(settings.languages)):
        what = f"it is in {describe(report.language or '')}"
        raise RejectedInput(source, "language", f"{what}{_choice(settings.languages)}")
    return report


def _choice(folders: tuple[Path, ...]) -> str:
    choice = " or ".join(f"{each} ({describe(each)})" for each in readable_languages(folders))
    return (
        f", and what is read is {choice}; if it is one of these, say so with --lang or a "
        "`language:` line"
    )
