"""`rashomon desk`: read and judge a casebook in a browser."""

from __future__ import annotations

import getpass
import socket
from typing import Annotated, Final

import typer

from rashomon.cli.failures import tell
from rashomon.cli.options import DEFAULT_CASEBOOK, CasebookOption
from rashomon.errors import UsageError

HOST: Final = "127.0.0.1"


def desk(
    casebook: CasebookOption = DEFAULT_CASEBOOK,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 8642,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="NAME",
            help="Who judges, as it is kept with every judgement. Your login if none is named.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Open the desk: incidents, accounts, evidence and judgements, in a browser on this machine.

    Answers on 127.0.0.1 alone and asks for no password: whoever can use this machine's account can
    use it. Ctrl-C ends it; what was judged is kept as it is judged.

    Examples:

        rashomon desk --casebook sahel.db

        rashomon desk --casebook sahel.db --port 9000 --by "A. Analyst"
    """
    import uvicorn

    from rashomon.desk import create

    app = create(casebook, by or _login())
    with socket.socket() as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((HOST, port))
        except OSError as error:
            raise UsageError(
                f"--port {port} is taken or not allowed ({error.strerror}); name another, or 0 for "
                "a free one"
            ) from error
        tell(f"the desk of {casebook}: http://{HOST}:{bound.getsockname()[1]}/ (Ctrl-C ends it)")
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[bound])


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no login name, as in some containers
        return "analyst"
