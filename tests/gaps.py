"""Known gaps: cases that the reader does not get right yet, and that a fair reader would.

A gap stands in `known_gaps.yaml` of its folder, one language to an entry, with `of`, the file that
it belongs to. A test says when one has been closed; then

    python -m tests.gaps

moves every closed gap to its file, where it must hold from then on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

GAPS = "known_gaps.yaml"
LANGUAGES = ("en", "fr")

Holds = Callable[[str, str, dict[str, Any]], bool]
"""Whether a case holds: its file (`of`), its language, what it says."""


def rows(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(what it is about, language, the case) of every case of a file, each language its own.

    All scalars are words ("13:00" is no number, "no" no truth value); a gap's `of` is among what
    the case says.
    """
    for row in yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) or ():
        for language in LANGUAGES:
            if language in row:
                yield row["about"], language, {**row[language], "of": row.get("of")}


def closed_gaps(folder: Path, holds: Holds) -> list[str]:
    """The gaps of a folder that are none any more."""
    return [
        f"{told['of']}.yaml, {language}: {about}"
        for about, language, told in rows(folder / GAPS)
        if holds(told["of"], language, told)
    ]


def move_closed(folder: Path, holds: Holds) -> int:
    """Move the closed gaps of a folder to the files that they belong to; how many there were.

    Works on the text of the entries, so that they stay as they were written.
    """
    head, *entries = re.split(
        r"^(?=- about:)", (folder / GAPS).read_text(encoding="utf-8"), flags=re.M
    )
    kept = []
    for entry in entries:
        (row,) = yaml.load(entry, yaml.BaseLoader)
        language = next(each for each in LANGUAGES if each in row)
        if not holds(row["of"], language, row[language]):
            kept.append(entry)
            continue
        target = folder / f"{row['of']}.yaml"
        moved = re.sub(r"^  of: .*\n", "", entry, flags=re.M).rstrip()
        before = target.read_text(encoding="utf-8").rstrip()
        target.write_text(f"{before}\n\n{moved}\n", encoding="utf-8")
    text = (head + "".join(kept)).rstrip() + "\n"
    (folder / GAPS).write_text(text, encoding="utf-8")
    return len(entries) - len(kept)


def main() -> None:
    """Move every closed gap, and say how many are left where."""
    from tests.annotate import test_annotate
    from tests.assemble import sentences
    from tests.resolve import test_actors

    for module in (test_annotate, test_actors, sentences):
        moved = move_closed(module.FOLDER, module.holds)
        left = sum(1 for _ in rows(module.FOLDER / GAPS))
        print(f"{module.FOLDER.name}: {moved} moved, {left} left")


if __name__ == "__main__":
    main()
