"""Writes the parts of docs/reference.md that the code already says: commands, keys, lists.

    python scripts/reference.py            write them anew
    python scripts/reference.py --check    end with 1 if the page is not what would be written

Each part stands between `<!-- made: NAME -->` and `<!-- /made -->`; what is around them is written
by hand. Commands and options come from the typer app, keys and lists from the records.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any, Final, get_args

from typer.main import get_command

from rashomon import errors, records
from rashomon.cli.main import app
from rashomon.codec import key_of
from rashomon.ingest.compose import KEYS

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
PART: Final = re.compile(r"(<!-- made: ([a-z-]+) -->\n).*?(<!-- /made -->)", re.DOTALL)
_EXAMPLE: Final = re.compile(r"^\[bold\]  (.*)\[/bold\]$")

LISTS: Final[dict[str, Any]] = {
    "`stance`": records.Stance,
    "`mode`": records.Mode,
    "`voice.kind`": records.VoiceKind,
    "`actors[].kind`": records.ActorKind,
    "`counts`": records.Counts,
    "`role` of a place": records.PlaceRole,
    "`method` of a place": records.PlaceMethod,
    "`status` of a finding": records.Status,
    "`lineage.kind`": records.LineageKind,
    "`judgements[].kind`": records.JudgementKind,
}


def commands() -> Iterator[str]:
    """Every command: what it does, its arguments and options, examples."""
    group = get_command(app)
    for name, command in walk(group, "rashomon"):
        yield f"### `{usage(name, command)}`"
        yield ""
        yield from prose(command.help or "")
        yield from table(command)


def walk(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    """(full name, command) of every command below a group, in the order of the help."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from walk(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def usage(name: str, command: Any) -> str:
    """The command with its arguments, as in `rashomon read FILE`."""
    arguments = [shown(each) for each in command.params if not is_option(each)]
    return " ".join([name, *arguments])


def is_option(parameter: Any) -> bool:
    """Whether a parameter is an option and no argument."""
    return str(parameter.opts[0]).startswith("-")


def shown(argument: Any) -> str:
    """How an argument is written in the usage."""
    name = str(argument.metavar or argument.name.upper())
    return name if argument.required else f"[{name}]"


def prose(text: str) -> Iterator[str]:
    """A command's help: paragraphs as they are, examples as a block."""
    for paragraph in text.replace(r"\[", "[").split("\n\n"):
        examples = [_EXAMPLE.match(line) for line in paragraph.split("\n")]
        if all(examples):
            yield "```console"
            yield from (each[1] for each in examples if each)
            yield "```"
        elif not re.fullmatch(r"Examples?:", paragraph.strip()):
            one = re.sub(r"Example: (rashomon .*)", r"Example: `\1`", " ".join(paragraph.split()))
            yield one
        else:
            continue
        yield ""


def table(command: Any) -> Iterator[str]:
    """Arguments and options as a table; `--help`, which all have, is left out."""
    rows = [f"| `{spelt(each)}` | {said(each)} |" for each in command.params if each.name != "help"]
    if rows:
        yield from ("| | |", "|---|---|", *rows, "")


def spelt(parameter: Any) -> str:
    """An option with what it takes (`--lang CODE`), an argument by its name."""
    if not is_option(parameter):
        return str(parameter.metavar or parameter.name.upper())
    if parameter.is_flag:
        return str(parameter.opts[0])
    takes = parameter.type_descriptor.annotation
    if isinstance(takes, type) and issubclass(takes, Enum):
        return f"{parameter.opts[0]} {'|'.join(each.value for each in takes)}".replace("|", r"\|")
    return f"{parameter.opts[0]} {parameter.metavar or 'WORDS'}"


def said(parameter: Any) -> str:
    """What the help says of a parameter, with its default and its environment variable."""
    words = [parameter.help]
    default = parameter.default
    if is_option(parameter) and parameter.show_default and isinstance(default, str):
        words.append(f"Default: `{default}`.")
    if parameter.envvar:
        words.append(f"Environment: `{parameter.envvar}`.")
    return " ".join(words).replace("|", r"\|")


def header_keys() -> Iterator[str]:
    """The keys of a header and of a record, in a line."""
    yield ", ".join(f"`{key}`" for key in KEYS)


def reasons() -> Iterator[str]:
    """Why an input is refused."""
    yield from ("| reason | what it means |", "|---|---|")
    yield from (f"| `{name}` | {meaning} |" for name, meaning in errors.REASONS.items())


def claim_fields() -> Iterator[str]:
    """The fields of claims with the keys of their values."""
    yield from ("| field | keys of `value` |", "|---|---|")
    by_shape: dict[type, list[str]] = {}
    for name in get_args(records.ClaimField):
        by_shape.setdefault(records.VALUE_OF_FIELD[name], []).append(name)
    for shape, names in by_shape.items():
        keys = ", ".join(f"`{key_of(each.name)}`" for each in fields(shape))
        yield f"| {' '.join(f'`{name}`' for name in names)} | {keys} |"


def value_lists() -> Iterator[str]:
    """The closed lists of the records."""
    yield from ("| key | values |", "|---|---|")
    for name, values in LISTS.items():
        yield f"| {name} | {', '.join(f'`{each}`' for each in get_args(values))} |"


PARTS: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "commands": commands,
    "header-keys": header_keys,
    "reasons": reasons,
    "claim-fields": claim_fields,
    "value-lists": value_lists,
}


def made(page: str) -> str:
    """The page with every part as it should be."""

    def part(match: re.Match[str]) -> str:
        lines = "\n".join(PARTS[match[2]]()).strip("\n")
        return f"{match[1]}\n{lines}\n\n{match[3]}"

    return PART.sub(part, page)


def main() -> int:
    """Write the page, or say whether it is current."""
    page = PAGE.read_text(encoding="utf-8")
    lacking = PARTS.keys() - {match[2] for match in PART.finditer(page)}
    if lacking:
        print(f"{PAGE.name}: no place for {', '.join(sorted(lacking))}", file=sys.stderr)
        return 1
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(made(page), encoding="utf-8")
        return 0
    if made(page) == page:
        return 0
    print(f"docs/{PAGE.name} is not current: run python scripts/reference.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
