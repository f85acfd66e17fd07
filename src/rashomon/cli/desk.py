"""`rashomon desk`: read and judge a casebook in a browser."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from rashomon.cli.failures import tell
from rashomon.cli.options import DEFAULT_CASEBOOK, CasebookOption, login
from rashomon.errors import UsageError

if TYPE_CHECKING:
    from fastapi import FastAPI

HOST: Final = "127.0.0.1"
_SHARING: Final = "Sharing"


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
    shared: Annotated[
        bool,
        typer.Option(
            "--shared",
            help="For those who have an account (rashomon account), and for nobody else.",
            rich_help_panel=_SHARING,
        ),
    ] = False,
    bind: Annotated[
        str,
        typer.Option(
            "--bind",
            metavar="ADDRESS",
            help="The address to answer on; 0.0.0.0 is every one of this machine.",
            rich_help_panel=_SHARING,
        ),
    ] = HOST,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate",
            metavar="FILE",
            help="The certificate for https, PEM.",
            rich_help_panel=_SHARING,
        ),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key", metavar="FILE", help="The certificate's key, PEM.", rich_help_panel=_SHARING
        ),
    ] = None,
    proxy: Annotated[
        str | None,
        typer.Option(
            "--proxy",
            metavar="ADDRESS",
            help="The proxy before the desk that speaks https, such as 127.0.0.1: what it says of "
            "who asks is believed.",
            show_default=False,
            rich_help_panel=_SHARING,
        ),
    ] = None,
) -> None:
    """Open the desk: incidents, accounts, evidence and judgements, in a browser.

    Alone, it answers on 127.0.0.1 and asks for no password: whoever can use this machine's account
    can use it. With --shared it asks everybody to sign in, and may answer on other addresses.
    Ctrl-C ends it; what was judged is kept as it is judged.

    Examples:

        rashomon desk --casebook sahel.db

        rashomon desk --casebook sahel.db --port 9000 --by "A. Analyst"

        rashomon account add "A. Analyst" --role administrator --casebook sahel.db

        rashomon desk --shared --casebook sahel.db --bind 0.0.0.0 --certificate c.pem --key k.pem
    """
    from rashomon.desk import create, create_shared

    if not shared and (bind != HOST or certificate or key or proxy):
        raise UsageError(
            "--bind, --certificate, --key and --proxy need --shared: without it the desk asks "
            "nobody for a password, and answers on 127.0.0.1 alone"
        )
    if shared and by is not None:
        raise UsageError("--by is for a desk alone: at a shared one everybody signs in themselves")
    _complete(casebook)
    app = create_shared(casebook) if shared else create(casebook, by or login())
    secure = _https(certificate, key)
    if shared and not (secure or proxy or _is_here(bind)):
        tell(
            f"passwords cross the network to {bind} as they are typed: give --certificate and "
            "--key, or put a proxy with https before the desk (--proxy)"
        )
    _serve(app, casebook, bind, port, secure, proxy)


def _complete(casebook: str) -> None:
    """Describe what an earlier version left to be described anew, or an ingest that was cut off."""
    from rashomon import pipeline
    from rashomon.store import Casebook

    with Casebook.open(casebook, create=False) as book:
        if next(book.undescribed(), None) is not None:
            tell("some incidents are to be described anew; the desk opens when that is done")
            pipeline.reconcile(book)


def _serve(
    app: FastAPI, casebook: str, bind: str, port: int, secure: dict[str, Any], proxy: str | None
) -> None:
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy,
        **secure,
    )
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((bind, port))
        except socket.gaierror as error:
            raise UsageError(f"--bind {bind!r} is no address of this machine") from error
        except OSError as error:
            raise UsageError(
                f"--port {port} is taken or not allowed on {bind} ({error.strerror}); name another "
                "port, or 0 for a free one"
            ) from error
        host = f"[{bind}]" if family == socket.AF_INET6 else bind
        address = f"{'https' if secure else 'http'}://{host}:{bound.getsockname()[1]}/"
        tell(f"the desk of {casebook}: {address} (Ctrl-C ends it)")
        uvicorn.Server(config).run(sockets=[bound])


def _https(certificate: Path | None, key: Path | None) -> dict[str, Any]:
    """What the server needs to speak https; nothing where it does not."""
    if certificate is None and key is None:
        return {}
    if certificate is None or key is None:
        raise UsageError("--certificate and --key go together")
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            f"--certificate {certificate}, --key {key}: no certificate with its key, in PEM "
            f"({error})"
        ) from error
    return {"ssl_certfile": str(certificate), "ssl_keyfile": str(key)}


def _is_here(address: str) -> bool:
    """Whether nobody but this machine reaches the address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
