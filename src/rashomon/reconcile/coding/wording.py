"""The sentences and words of `data/reconcile/coding.yaml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from rashomon.knowledge import load_yaml


@cache
def wording() -> dict[str, Any]:
    """The file."""
    data: dict[str, Any] = load_yaml("reconcile/coding.yaml")
    return data


def sentence(part: str, name: str, /, **filled: object) -> str:
    """A sentence of one part of the file with its braces filled."""
    text: str = wording()[part][name]
    return text.format(**filled)
