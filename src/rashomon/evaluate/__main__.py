"""`python -m rashomon.evaluate`: the same as `rashomon evaluate`, without the rest of it."""

from __future__ import annotations

import sys

from rashomon.errors import RashomonError, UsageError
from rashomon.evaluate.command import app


def main() -> None:
    """Runs a command; an error of ours is one line on standard error."""
    try:
        app()
    except RashomonError as error:
        print(f"rashomon: {error}", file=sys.stderr)
        raise SystemExit(2 if isinstance(error, UsageError) else 1) from error


if __name__ == "__main__":
    main()
