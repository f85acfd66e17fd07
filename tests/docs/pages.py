"""The pages of documentation, and what stands in them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
"""What is written for users: all commands, paths and messages in it are checked."""
PAGES = (
    *DOCS,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "recipes").rglob("*.md")),
    ROOT / "examples" / "README.md",
)
"""Every page whose links are checked."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_PUNCTUATION = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Block:
    """A fenced block: its page, its language, its text."""

    page: Path
    language: str
    text: str


def name(page: Path) -> str:
    """The page's path as people say it."""
    return page.relative_to(ROOT).as_posix()


@cache
def read(page: Path) -> str:
    """The page's text."""
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page."""
    return [Block(page, language, text) for language, text in _FENCE.findall(read(page))]


def prose(page: Path) -> str:
    """A page without its fenced blocks and comments."""
    return _COMMENT.sub("", _FENCE.sub("", read(page)))


def inline(page: Path) -> list[str]:
    """What stands in backticks in the running text and the tables of a page."""
    return [each.replace(r"\|", "|") for each in _INLINE.findall(prose(page))]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made for the web."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", _FENCE.sub("", read(page)), re.MULTILINE):
        plain = _PUNCTUATION.sub("", heading.lower().replace("`", ""))
        found.add(plain.strip().replace(" ", "-"))
    return found


def command_lines(page: Path) -> list[list[str]]:
    """Every `rashomon …` that a page tells its reader to type, as words."""
    lines = []
    for block in blocks(page):
        lines += [line.strip().removeprefix("$ ") for line in block.text.splitlines()]
    for indented in re.findall(r"^ {4}(\S.*)$", prose(page), re.MULTILINE):
        lines.append(indented)
    lines += inline(page)
    return [words for line in lines for words in _commands(line)]


def _commands(line: str) -> list[list[str]]:
    """The calls of rashomon in a line of shell, without pipes, redirections and comments."""
    if not re.search(r"(^|[|;&(] *)rashomon ", line):
        return []
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    calls: list[list[str]] = [[]]
    for word in lexer:
        if set(word) <= set("|;&<>()"):
            calls.append(["after", word])
        else:
            calls[-1].append(word)
    found = [call[2:] if call[:1] == ["after"] else call for call in calls]
    return [call[1:] for call in found if call[:1] == ["rashomon"] and len(call) > 1]
