"""What the pages say is there, is there: links, files, commands, options, settings, messages."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.exceptions import Exit
from typer.main import get_command

from rashomon import errors
from rashomon.cli.main import app
from rashomon.schemas import SHAPES
from tests.docs import pages

ROOT = pages.ROOT
SOURCE = ROOT / "src" / "rashomon"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"[\w.-]+(?:/[\w.*-]+)*(?:/|\.(?:py|md|yaml|tsv|lock|toml|svg|png|sqlite))")
MADE = re.compile(r"^(?:out/|sahel\.|report\.txt|page\.html|reports/|pages/|\.venv)|xx|NAME|CODE")
"""Paths that a reader makes, and those with a letter to fill in."""


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in LINK.findall(pages.prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (
            anchor and file.suffix == ".md" and anchor not in pages.anchors(file)
        ):
            broken.append(target)
    assert not broken


@pytest.mark.parametrize("page", pages.DOCS, ids=pages.name)
def test_files_that_are_named_exist(page: Path) -> None:
    named = {each for each in pages.inline(page) if PATH.fullmatch(each) and not MADE.search(each)}
    bases = (ROOT, SOURCE, page.parent)
    missing = [each for each in sorted(named) if not any(_there(b, each) for b in bases)]
    assert not missing


def _there(base: Path, named: str) -> bool:
    return any(True for _ in base.glob(named.rstrip("/"))) or (
        "/" not in named and base == SOURCE and any(True for _ in base.rglob(named))
    )


def test_every_page_of_the_docs_is_linked_from_another() -> None:
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in pages.DOCS
        for target in LINK.findall(pages.prose(page))
        if not re.match(r"[a-z]+:", target)
    }
    assert not [pages.name(page) for page in pages.DOCS[1:] if page not in linked]


# ------------------------------------------------------------------------------------- commands


def command_lines() -> Iterator[tuple[str, list[str]]]:
    for page in pages.DOCS:
        for words in pages.command_lines(page):
            yield pages.name(page), words


def test_every_command_line_can_be_typed() -> None:
    refused = [f"{page}: {why}" for page, words in command_lines() if (why := _refusal(words))]
    assert not refused
    assert len(list(command_lines())) > 30  # they are found at all


def _refusal(words: list[str]) -> str | None:
    """Why the command line cannot be typed, if it cannot."""
    words = ["FILE" if word == "…" else word for word in words]
    command: Any = get_command(app)
    typed, name, above = words, "rashomon", None
    try:
        while hasattr(command, "commands"):
            if not typed:
                return None  # a group of commands, named as such
            context = command.make_context(name, list(typed), parent=above)
            rest = context._protected_args + context.args
            name, above = rest[0], context
            if name not in command.commands:
                return f"there is no command {name!r}"
            command, typed = command.commands[name], rest[1:]
        command.make_context(name, list(typed), parent=above)
    except Exit:
        return None  # --help, --version
    except Exception as error:  # noqa: BLE001  whatever typer raises says what is wrong
        if str(error).startswith("Missing parameter") and len(words) < 3:
            return None  # a command named in the running text
        return f"rashomon {' '.join(words)}: {error}"
    return None


def test_a_wrong_command_line_would_be_noticed() -> None:
    assert _refusal(["list", "--rejcted"])
    assert _refusal(["lst"])
    assert _refusal(["read", "--lang", "fr"])
    assert _refusal(["read", "report.txt", "--format", "xml"])
    assert _refusal(["read", "report.txt"]) is None


def test_the_tutorial_and_the_readme_name_every_command() -> None:
    named = {words[0] for page, words in command_lines() if page == "README.md"}
    group: Any = get_command(app)
    assert not set(group.commands) - named


def test_the_reference_is_made_from_the_code() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "scripts" / "reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_the_reference_names_every_option() -> None:
    text = pages.read(ROOT / "docs" / "reference.md")
    assert not [option for option in _options(get_command(app)) if f"`{option}" not in text]


def _options(command: Any) -> Iterator[str]:
    for parameter in command.params:
        if parameter.name not in ("help", "version"):
            yield from (each for each in parameter.opts if each.startswith("--"))
    for below in getattr(command, "commands", {}).values():
        yield from _options(below)


def test_the_reference_names_every_schema_and_variable() -> None:
    text = pages.read(ROOT / "docs" / "reference.md")
    assert not [shape for shape, _ in SHAPES.values() if shape not in text]
    known = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"RASHOMON_[A-Z_]*[A-Z]", path.read_text())
    } - {"RASHOMON_MODEL"}
    assert known
    assert not [name for name in sorted(known) if name not in text]


# ------------------------------------------------------------------------------------- messages


@cache
def spoken() -> tuple[str, ...]:
    """Every string in the code, with what is filled in as `…`, and the lines of the set-up."""
    found = []
    for path in (*SOURCE.rglob("*.py"), *(ROOT / "scripts").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.append("".join(_part(each) for each in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return (*found, (ROOT / "scripts" / "find-python").read_text(encoding="utf-8"))


def _part(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else "…"


def trouble() -> list[str]:
    """The lines that the tutorial explains."""
    _, _, part = pages.prose(ROOT / "docs" / "tutorial.md").partition(
        "## When something goes wrong"
    )
    return re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE)


def test_the_messages_that_are_explained_are_said() -> None:
    said = spoken()
    typed_wrongly = {"No such option"}  # typer's own
    lost = [
        each
        for each in trouble()
        if each not in typed_wrongly
        and not any(all(part.strip() in text for part in each.split("…")) for text in said)
    ]
    assert trouble()
    assert not lost


def test_every_reason_for_a_refusal_is_explained() -> None:
    text = pages.read(ROOT / "docs" / "tutorial.md")
    assert not [reason for reason in errors.REASONS if f"| `{reason}` |" not in text]
