"""Runs of names with a capital, side by side."""

from __future__ import annotations

from rashomon.document import Document


def runs_of_names(document: Document) -> dict[int, range]:
    """The run of names with a capital that each token is in: two words and more, side by side."""
    found: dict[int, range] = {}
    start = 0
    tokens = document.tokens
    for i in range(len(tokens) + 1):
        goes_on = (
            i < len(tokens)
            and tokens[i].pos == "PROPN"
            and tokens[i].text[:1].isupper()
            and (i == start or tokens[i].sentence == tokens[i - 1].sentence)
        )
        if not goes_on:
            if i - start >= 1:
                found.update(dict.fromkeys(range(start, i), range(start, i)))
            start = i + 1
    return found


def run_head(document: Document, run: range) -> int:
    """The token through which a run of names hangs in its sentence."""
    return next((i for i in run if document.tokens[i].head not in run), run.start)
