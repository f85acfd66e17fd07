"""Options that several commands share, and the checks of what is typed in them."""

from __future__ import annotations

import getpass
import inspect
import os
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rashomon.errors import RejectedInput, UsageError
from rashomon.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from rashomon.ingest import Given
    from rashomon.records import Rejection


class Format(StrEnum):
    """How a command shows its result."""

    text = "text"
    json = "json"


CasebookOption = Annotated[
    str,
    typer.Option(
        "--casebook",
        metavar="FILE",
        envvar="RASHOMON_CASEBOOK",
        help="The casebook: a SQLite file, or the URL of a PostgreSQL database.",
        rich_help_panel="Where",
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        help="What to write. Text on a terminal, JSON into a file or a pipe, unless said here.",
        show_default=False,
    ),
]
PublishedOption = Annotated[
    str | None,
    typer.Option(
        "--published",
        metavar="DATE",
        help="Date of publication: 2020-01-10, or a time with its zone (2020-01-10T18:30+01:00).",
    ),
]
OutletOption = Annotated[
    str | None, typer.Option("--outlet", metavar="NAME", help="Who published it.")
]
UrlOption = Annotated[str | None, typer.Option("--url", metavar="URL", help="Its address.")]
LanguageOption = Annotated[
    str | None,
    typer.Option("--lang", metavar="CODE", help="Its language: en or fr. Found out if not said."),
]

PagesOption = Annotated[
    Path | None,
    typer.Option(
        "--pages",
        metavar="FOLDER",
        help="Where what is fetched is kept; beside the casebook, if not said.",
        show_default=False,
        rich_help_panel="From the web",
    ),
]
ContactOption = Annotated[
    str | None,
    typer.Option(
        "--contact",
        metavar="ADDRESS",
        help="Told to the servers: whom they can write to.",
        rich_help_panel="From the web",
    ),
]
PrivateOption = Annotated[
    bool,
    typer.Option(
        "--private",
        help="Also fetch from this machine and its own network.",
        rich_help_panel="From the web",
    ),
]

DEFAULT_CASEBOOK = "casebook.db"


def as_help(text: str | None) -> str:
    """A docstring as a command's help: a paragraph is one line, for the terminal to wrap, and
    what is indented is an example of what to type."""
    shown: list[str] = []
    for paragraph in inspect.cleandoc(text or "").split("\n\n"):
        line = " ".join(paragraph.split()).replace("[", r"\[")
        if not paragraph.startswith(" "):
            shown.append(line)
        elif shown[-1].startswith(_EXAMPLE):
            shown[-1] += f"\n{_EXAMPLE}{line}[/bold]"
        else:
            shown.append(f"{_EXAMPLE}{line}[/bold]")
    return "\n\n".join(shown)


_EXAMPLE = "[bold]  $ "


def settings() -> Settings:
    """The settings of the environment; nothing else in the package reads it."""
    return Settings.from_environment(os.environ)


def given(
    *,
    published: str | None,
    outlet: str | None,
    url: str | None,
    language: str | None,
    title: str | None = None,
    as_default: bool = False,
) -> Given:
    """What was typed about the reports. Raises UsageError for a date or a language that is none."""
    from rashomon.ingest import Given, language_code, publication, readable_languages

    if published is not None:
        try:
            published = publication(published, "--published")
        except RejectedInput as error:
            raise UsageError(str(error)) from error
    if language is not None:
        code, readable = language_code(language), readable_languages(settings().languages)
        if code not in readable:
            raise UsageError(
                f"--lang: no reader for language {language!r}; "
                f"the languages are {', '.join(readable)}"
            )
        language = code
    return Given(published, outlet, url, language, title, as_default)


def day(words: str | None, option: str) -> date | None:
    """The day typed after an option. Raises UsageError for what is no date."""
    if words is None:
        return None
    try:
        return date.fromisoformat(words.strip())
    except ValueError as error:
        raise UsageError(
            f"{option}: {words!r} is no date; write year-month-day, as in 2020-01-09"
        ) from error


def chosen(output: Format | None) -> Format:
    """The format asked for, else text for a terminal and JSON for a program."""
    if output is not None:
        return output
    return Format.text if sys.stdout.isatty() else Format.json


def console() -> Console:
    """Where text for people goes: standard output, without colours where it is no terminal."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


def write_json(text: str) -> None:
    """JSON to standard output, as UTF-8 whatever the terminal is set to."""
    typer.echo(text.encode("utf-8"))


def write_file(path: Path, text: str | bytes) -> None:
    """Write a file whole or not at all. Raises UsageError where it cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        part.replace(path)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror or error}); name another file with --out"
        ) from error


def in_words(rejection: Rejection) -> str:
    """What was refused, where in it, why, and what to do."""
    place = f", {rejection.place}" if rejection.place else ""
    return f"{rejection.input}{place}: {rejection.detail}"


def beside(casebook: str) -> Path:
    """The folder for what is fetched for a casebook: beside its file, or where we are."""
    if "://" in casebook:
        return Path("casebook-pages")
    path = Path(casebook)
    return path.with_name(f"{path.stem}-pages")


def counted(n: int, what: str) -> str:
    """ "1 report", "2 reports"."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def login() -> str:
    """Who is at the keyboard, as the machine knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no login name, as in some containers
        return "analyst"


def one_thread() -> None:
    """Let numerical libraries have a thread each, unless the environment says otherwise: what they
    are given is small, and the cores are shared out by jobs. To be said before they are loaded."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
