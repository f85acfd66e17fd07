"""What the command line does when something goes wrong: one line, and an exit code.

0  done                              2    called wrongly: an option, an id, a file that is not there
1  done in part, or not possible     130  interrupted
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from rashomon.errors import InvariantError, RashomonError, UsageError

REFUSED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130


def tell(message: str) -> None:
    """One line on standard error, whatever line ends and control characters are in `message`."""
    line = " ".join(message.split())
    # Not typer.echo: it writes past the stream that a progress bar puts in the place of stderr.
    print(f"rashomon: {''.join(c if c.isprintable() else '�' for c in line)}", file=sys.stderr)


class Commands(TyperGroup):
    """The group of all commands: what they raise for people becomes one line and an exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and leave the process with the exit code (or return it, if not standalone)."""
        run = super().main
        code = _guarded(
            lambda: run(args, prog_name, complete_var, False, windows_expand_args, **extra)
        )
        if standalone_mode:
            sys.exit(code)
        return code

    def invoke(self, ctx: Any) -> Any:
        """Run the command that the arguments name."""
        run = super().invoke
        return _guarded(lambda: run(ctx))


def _guarded(call: Callable[[], Any]) -> int:
    try:
        code = call()
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except TyperException as error:
        return _usage(error)
    except UsageError as error:
        tell(str(error))
        return USAGE
    except InvariantError as error:
        tell(f"{error}; this is a defect of rashomon: please report it")
        return REFUSED
    except RashomonError as error:
        tell(str(error))
        return REFUSED
    except BrokenPipeError:
        # Whoever reads our output has read enough. Python would complain once more on leaving.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        tell("interrupted")
        return INTERRUPTED
    except OSError as error:
        if error.errno is None:  # not the system's word: a library's error that is one by descent
            raise
        where = f"{error.filename}: " if error.filename else ""
        tell(f"{where}{error.strerror or error}; check the path, its permissions and the disk")
        return REFUSED


def _usage(error: TyperException) -> int:
    """A wrong call in one line; a command without arguments shows its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        if message := error.format_message().strip():  # empty where making it has shown the help
            typer.echo(message)
        return USAGE
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "rashomon"
    tell(f"{error.format_message()} Type `{command} --help` for what it takes.")
    return USAGE
