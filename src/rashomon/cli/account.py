"""`rashomon account`: who may work at a shared desk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer

from rashomon.cli.options import (
    DEFAULT_CASEBOOK,
    CasebookOption,
    Format,
    FormatOption,
    as_help,
    chosen,
    console,
    login,
    write_json,
)
from rashomon.errors import UsageError


class RoleName(StrEnum):
    """What somebody may do; each may do what the one before may."""

    viewer = "viewer"
    coder = "coder"
    reviewer = "reviewer"
    administrator = "administrator"


_Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The name that they sign in with and are logged by.")
]
_Role = Annotated[RoleName, typer.Option("--role", help="What they may do.")]
_Stdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input; do not ask."),
]

account = typer.Typer(
    name="account",
    help="Who may work at a shared desk (rashomon desk --shared).",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


def add(
    name: _Name,
    role: _Role = RoleName.coder,
    password_stdin: _Stdin = False,
    casebook: CasebookOption = DEFAULT_CASEBOOK,
) -> None:
    """Add an account; asks for its password.

    A viewer reads. A coder also judges how reports are to be read, merges and splits. A reviewer
    also signs figures and grades. An administrator also adds accounts.

    Example:

        rashomon account add "A. Analyst" --role administrator --casebook sahel.db
    """
    from rashomon.desk.passwords import hashed
    from rashomon.store import Casebook

    with Casebook.open(casebook, create=False) as book:
        if book.account(name) is not None:
            raise UsageError(f"there is an account {name!r} already")
        kept = hashed(_password(name, password_stdin), name)
        made = book.add_account(name, role.value, kept, login(), must_change=False)
        typer.echo(f"{book.name}: {made.name} may come in as {made.role}")


def list_(
    casebook: CasebookOption = DEFAULT_CASEBOOK,
    output: FormatOption = None,
) -> None:
    """List the accounts.

    Example:

        rashomon account list --casebook sahel.db
    """
    import json
    from dataclasses import asdict

    from rich.table import Table

    from rashomon.store import Casebook

    with Casebook.open(casebook, create=False) as book:
        found = book.accounts()
    if chosen(output) is Format.json:
        write_json(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo(f"{casebook}: no accounts; add one with: rashomon account add NAME")
        return
    table = Table("name", "role", "since", box=None)
    for each in found:
        table.add_row(
            each.name, each.role if each.active else f"{each.role}, removed", each.added_at[:10]
        )
    console().print(table)


def role(
    name: _Name,
    role: Annotated[
        str,
        typer.Argument(metavar="ROLE", help=f"What they may do: {', '.join(RoleName)}."),
    ],
    casebook: CasebookOption = DEFAULT_CASEBOOK,
) -> None:
    """Give an account another role, from its next request on.

    Example:

        rashomon account role "B. Coder" reviewer --casebook sahel.db
    """
    from rashomon.store import ROLES, Casebook

    if role not in ROLES:
        raise UsageError(f"{role!r} is no role; there are {', '.join(ROLES)}")
    with Casebook.open(casebook, create=False) as book:
        book.set_role(name, role, login())
        typer.echo(f"{book.name}: {name} is {role}")


def remove(name: _Name, casebook: CasebookOption = DEFAULT_CASEBOOK) -> None:
    """Let nobody in by this account any more: its sessions and tokens end.

    What they judged stays, under their name.

    Example:

        rashomon account remove "B. Coder" --casebook sahel.db
    """
    from rashomon.store import Casebook

    with Casebook.open(casebook, create=False) as book:
        book.remove_account(name, login())
        typer.echo(f"{book.name}: {name} may not come in any more")


def password(
    name: _Name, password_stdin: _Stdin = False, casebook: CasebookOption = DEFAULT_CASEBOOK
) -> None:
    """Give an account another password; asks for it, and ends its sessions.

    Example:

        rashomon account password "A. Analyst" --casebook sahel.db
    """
    from rashomon.desk.passwords import hashed
    from rashomon.store import Casebook

    with Casebook.open(casebook, create=False) as book:
        if book.account(name) is None:
            raise UsageError(f"there is no account {name!r}; rashomon account list has them")
        book.set_password(name, hashed(_password(name, password_stdin), name), login())
        typer.echo(f"{book.name}: {name} has a new password")


def _password(name: str, from_stdin: bool) -> str:
    """The password, from standard input or asked for twice. Never an option: others could see it
    in the list of what runs."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked for the password: add --password-stdin")
    return str(
        typer.prompt(f"Password of {name}", hide_input=True, confirmation_prompt="The same again")
    )


COMMANDS: dict[str, Callable[..., None]] = {
    "add": add,
    "list": list_,
    "role": role,
    "remove": remove,
    "password": password,
}
for _called, _command in COMMANDS.items():
    account.command(_called, help=as_help(_command.__doc__))(_command)
