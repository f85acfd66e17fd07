"""`rashomon schema`: the JSON Schema of a published shape."""

from __future__ import annotations

from typing import Annotated

import typer

from rashomon.cli.options import write_json


def schema(
    name: Annotated[str, typer.Argument(help="reading, list or incident.", show_default=False)],
) -> None:
    """Print the JSON Schema of what a command writes.

    `reading` is what `read` writes, `list` what `list` writes, `incident` what `show` writes.

    Example:

        rashomon schema reading > reading.schema.json
    """
    from rashomon import schemas

    write_json(schemas.written(schemas.published(name)).rstrip("\n"))
