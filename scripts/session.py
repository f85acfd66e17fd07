"""Writes the sessions shown in README.md and docs/ from real runs over the examples.

    python scripts/session.py            run the commands and write what they print
    python scripts/session.py --check    end with 1 where a page shows what is no longer printed

A session stands between `<!-- session: NAME -->` and `<!-- /session -->`. What is left out of an
output is marked `[…]`; nothing else is changed but blanks at the ends of lines. The check is loose:
a better reader moves a line here and there, so a page is out of date only when much of it is.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from typer.testing import CliRunner

from rashomon.cli.main import app

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
PART: Final = re.compile(r"(<!-- session: ([a-z-]+) -->\n).*?(<!-- /session -->)", re.DOTALL)
WIDTH: Final = 108
"""Columns: what a page shows without scrolling."""
CASEBOOK: Final = "out/casebook.db"
FIRST: Final = "examples/chinagodrar-01-ministry-en.txt"
DENIALS: Final = "examples/chinagodrar-04-denials-en.html"
QUESTION: Final = "  Soldiers killed"
READ_LINES: Final = 20
CUT: Final = "[…]"
ENOUGH: Final = 0.7
"""Share of a session's lines that must still be printed."""

Lines = list[str]


class Shell:
    """Runs commands in a folder of their own that holds the examples, and keeps what they print."""

    def __init__(self) -> None:
        self._printed: dict[tuple[str, ...], Lines] = {}

    def run(self, *arguments: str) -> Lines:
        """The lines that a command prints; it is run once."""
        if arguments not in self._printed:
            result = CliRunner().invoke(app, arguments, env={"COLUMNS": str(WIDTH)})
            if result.exit_code != 0:
                raise SystemExit(f"rashomon {' '.join(arguments)} failed: {result.stderr}")
            self._printed[arguments] = [line.rstrip() for line in result.stdout.splitlines()]
        return self._printed[arguments]

    def ask(self, *arguments: str) -> Any:
        """What a command answers as JSON."""
        return json.loads("\n".join(self.run(*arguments, "--format", "json")))

    @cached_property
    def summary(self) -> Lines:
        """The last lines of the ingest, which comes before everything else."""
        return self.run("ingest", "examples", "--casebook", CASEBOOK)

    @cached_property
    def incident(self) -> str:
        """The short id of the incident that most reports are about."""
        assert self.summary
        listed = self.ask("list", "--casebook", CASEBOOK)["incidents"]
        chosen = max(listed, key=lambda each: (len(each["reports"]), each["id"]))
        return str(chosen["id"])[:8]

    def show(self, *more: str) -> Lines:
        """The incident on the terminal."""
        return self.run("show", self.incident, "--casebook", CASEBOOK, *more, "--format", "text")

    def shown(self, *more: str) -> str:
        """What is typed for that."""
        return " ".join(["$ rashomon show", self.incident, "--casebook", CASEBOOK, *more])


def headed(lines: Sequence[str], heading: str) -> Lines:
    """A part of an output: from a line that begins so to before the next one set as far out."""
    start = next(i for i, line in enumerate(lines) if line.startswith(heading))
    indent = re.match(r" *", heading)
    depth = len(indent.group()) if indent else 0
    end = next(
        (i for i in range(start + 1, len(lines)) if _opens(lines[i], depth)),
        len(lines),
    )
    return _trimmed(lines[start:end])


def _opens(line: str, depth: int) -> bool:
    return bool(line) and len(line) - len(line.lstrip()) <= depth


def _trimmed(lines: Sequence[str]) -> Lines:
    found = list(lines)
    while found and not found[-1]:
        found.pop()
    return found


def paragraphs(lines: Sequence[str], most: int) -> Lines:
    """The first blocks between empty lines, and the mark where more follow."""
    blocks = "\n".join(lines).split("\n\n")
    kept = "\n\n".join(blocks[:most]).splitlines()
    return kept if len(blocks) <= most else [*kept, "", CUT]


def block(lines: Sequence[str], beginning: str) -> Lines:
    """The block between empty lines whose first line begins so; the first of all if none does."""
    blocks = [each.splitlines() for each in "\n".join(lines).split("\n\n")]
    return next((each for each in blocks if each[0].startswith(beginning)), blocks[0])


# ------------------------------------------------------------------------------------ the sessions


def make_run(shell: Shell) -> Iterator[str]:
    """What `make run` shows first: the incidents."""
    yield "$ make run"
    yield from shell.summary
    yield ""
    yield from shell.run("list", "--casebook", CASEBOOK, "--format", "text")
    yield CUT


def disagreement(shell: Shell) -> Iterator[str]:
    """One incident: who says how many, and what is affirmed and denied."""
    lines = shell.show()
    yield shell.shown()
    yield from headed(lines, lines[0])[:5]
    yield CUT
    yield ""
    yield from paragraphs(headed(lines, "WHO SAYS HOW MANY"), 3)
    yield ""
    disputed = headed(lines, "AFFIRMED AND DENIED")
    yield disputed[0]
    yield from headed(disputed[1:], disputed[1])
    yield CUT


def as_of(shell: Shell) -> Iterator[str]:
    """The figures of the same incident as they were known on a day."""
    day = ("--as-of", "2020-01-11")
    yield shell.shown(*day)
    yield CUT
    yield from paragraphs(headed(shell.show(*day), "WHO SAYS HOW MANY"), 3)


def accounts(shell: Shell) -> Iterator[str]:
    """The accounts of one question, with stance and words."""
    lines = headed(shell.show(), "THE ACCOUNTS, IN ORDER OF TIME")
    yield shell.shown()
    yield CUT
    yield lines[0]
    yield ""
    yield from block(lines[2:], QUESTION)
    yield CUT


def copies(shell: Shell) -> Iterator[str]:
    """The reports, with those that only repeat another."""
    yield shell.shown()
    yield CUT
    yield from headed(shell.show(), "REPORTS")
    yield CUT


def checks(shell: Shell) -> Iterator[str]:
    """What the named rules found."""
    yield shell.shown()
    yield CUT
    yield from dict.fromkeys(headed(shell.show(), "CHECKS AGAINST THE WORLD"))


def reading(shell: Shell) -> Iterator[str]:
    """One report with its claims."""
    lines = shell.run("read", FIRST, "--format", "text")
    yield f"$ rashomon read {FIRST}"
    yield from lines[:READ_LINES]
    yield f"  {CUT}"


def places(shell: Shell) -> Iterator[str]:
    """How a place that no gazetteer lists was located."""
    lines = headed(shell.run("read", DENIALS, "--format", "text"), "PLACES")
    yield f"$ rashomon read {DENIALS}"
    yield CUT
    yield "PLACES"
    start = next(i for i, line in enumerate(lines) if "located from" in line)
    body = next(i for i in range(start, len(lines)) if lines[i].startswith("    "))
    yield from lines[start:body]
    yield from takewhile(lambda line: line.startswith("    "), lines[body:])
    yield CUT


def claim(shell: Shell) -> Iterator[str]:
    """The denial in a reading, as JSON."""
    read = shell.ask("read", DENIALS)
    at = next(i for i, each in enumerate(read["claims"]) if each["stance"] == "denied")
    chosen = read["claims"][at]
    yield f"$ rashomon read {DENIALS} --format json | jq '.claims[{at}]'"
    body = [f'  "{key}": {json.dumps(chosen[key], ensure_ascii=False)}' for key in chosen]
    yield from ("{", *",\n".join(body).splitlines(), "}")


SESSIONS: Final[dict[str, Callable[[Shell], Iterator[str]]]] = {
    "make-run": make_run,
    "disagreement": disagreement,
    "as-of": as_of,
    "accounts": accounts,
    "copies": copies,
    "checks": checks,
    "reading": reading,
    "places": places,
    "claim": claim,
}


# ------------------------------------------------------------------------------------------- pages


def written(page: str, shell: Shell) -> str:
    """The page with its sessions as they are now."""

    def session(match: re.Match[str]) -> str:
        lines = "\n".join(SESSIONS[match[2]](shell))
        return f"{match[1]}```console\n{lines}\n```\n{match[3]}"

    return PART.sub(session, page)


def outdated(page: str, shell: Shell) -> list[str]:
    """The sessions of a page that are no longer what is printed."""
    found = []
    for match in PART.finditer(page):
        now = set(SESSIONS[match[2]](shell))
        shown = [line for line in match.group().splitlines()[2:-2] if line.strip(f" {CUT}")]
        kept = sum(line in now for line in shown)
        if not shown or kept < ENOUGH * len(shown):
            found.append(f"{match[2]} ({kept} of {len(shown)} lines)")
    return found


def main() -> int:
    """Write the pages, or say which sessions are out of date."""
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "examples").symlink_to(ROOT / "examples", target_is_directory=True)
        os.chdir(folder)
        shell = Shell()
        for path in PAGES:
            page = path.read_text(encoding="utf-8")
            if "--check" not in sys.argv[1:]:
                path.write_text(written(page, shell), encoding="utf-8")
            elif old := outdated(page, shell):
                said = f"{path.relative_to(ROOT)}: {', '.join(old)} out of date"
                print(f"{said}: run python scripts/session.py", file=sys.stderr)
                status = 1
        os.chdir(ROOT)
    return status


if __name__ == "__main__":
    sys.exit(main())
