"""Makes the environment in `.venv`: the locked packages, Rashomon itself, the gazetteer's index.

`make setup` calls this when there is no environment yet or the lock is newer than it. Standard
library only, because nothing is installed yet. Every step can be repeated: an interrupted setup is
finished by the next one, and the stamp `.venv/.ready` is written last.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".ready"
LOCK = ROOT / "requirements.lock"

PINNED = re.compile(r"^[A-Za-z0-9][\w.-]*==", re.MULTILINE)
COLLECTING = re.compile(r"^(?:Collecting|Requirement already satisfied:) (?P<name>[\w.-]+)")
LAST_LINES = 25
"""How much of pip's output is shown when it fails: its error is among the last lines."""


def say(text: str) -> None:
    """Prints a line of progress at once."""
    print(f"setup: {text}", flush=True)


def fail(text: str) -> NoReturn:
    """Ends with the reason and the next step."""
    print(f"setup: {text}", file=sys.stderr)
    raise SystemExit(1)


def make_environment() -> None:
    """Creates `.venv`, and again where it cannot run (its Python was removed, or it was moved)."""
    if PYTHON.exists():
        works = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False)
        if works.returncode == 0:
            return
        say("the environment in .venv does not run; making it anew")
    else:
        say(f"making an environment in .venv with Python {sys.version.split()[0]}")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False)
    if made.returncode != 0:
        fail("no environment could be made in .venv; the lines above say why")


def install(arguments: list[str], total: int) -> None:
    """Runs pip, showing how many of `total` packages it has reached, and its end if it fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    last: deque[str] = deque(maxlen=LAST_LINES)
    live = sys.stdout.isatty()
    reached = 0
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            last.append(line.rstrip())
            found = COLLECTING.match(line)
            if found and total:
                reached = min(reached + 1, total)
                if live:
                    print(f"\r\033[K  {reached} of {total} {found['name']}", end="", flush=True)
                elif reached % 20 == 0:
                    print(f"  {reached} of {total} packages", flush=True)
            elif live and line.startswith("Installing collected packages"):
                print("\r\033[K  writing them into .venv", end="", flush=True)
    if live and total:
        print("\r\033[K", end="")
    if pip.returncode != 0:
        print("\n".join(last), file=sys.stderr)
        fail("pip could not install the packages; its last lines are above. Then: make setup")


def main() -> None:
    """Makes the environment, installs, builds the index, and marks it as ready."""
    started = time.monotonic()
    make_environment()
    total = len(PINNED.findall(LOCK.read_text(encoding="utf-8")))
    say(f"installing {total} packages: 350 MB to download, 1 GB on disk; one to five minutes")
    install(["--require-hashes", "-r", str(LOCK)], total)
    say("installing rashomon itself")
    install(["--no-deps", "--no-build-isolation", "--editable", "."], 0)
    say("building the gazetteer's index in the user cache; up to a minute, once")
    built = subprocess.run([PYTHON, "-m", "rashomon.gazetteer.build"], cwd=ROOT, check=False)
    if built.returncode != 0:
        fail("the gazetteer's index could not be built; the lines above say why. Then: make setup")
    STAMP.touch()
    say(f"ready in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
