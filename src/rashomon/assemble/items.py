"""Reports that are lists: a round-up of short news under bullets or headings, one event an item."""

from __future__ import annotations

from rashomon.document import Document

LIST_ITEMS = 3
"""Paragraphs under bullets or headings from which a report is a list of several."""


def items_of(document: Document) -> dict[int, int]:
    """The item that each sentence stands in, by the sentence's index; {} for a report that is no
    list. Numbers of paragraphs open no item: long reports number all of theirs."""
    items: dict[int, int] = {}
    starts = 0
    for sentence in document.sentences:
        before = document.text[: sentence.start].rsplit("\n", 1)[-1].strip()
        opened = len(before) == 1 and not before.isalnum()
        hour = document.text[sentence.start].isdigit()  # an entry of a live blog
        heading = sentence.kind == "dateline" and sentence.start > 0 and not hour
        if (opened or heading) and sentence.kind != "title":
            starts += 1
        if starts:
            items[sentence.index] = starts
    return items if starts >= LIST_ITEMS else {}
