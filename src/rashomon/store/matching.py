"""Words that are looked for, in the index of words that each kind of database has.

A word matches the beginning of a word, whatever its accents and case; all words must be there.
Signs are no query language: what is no letter or digit parts words, and that is all.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, bindparam, column, func, literal_column, select, table, text

from rashomon.gazetteer.names import key
from rashomon.store import tables

MOST: Final = 12
"""Words of a question that are looked for; a text pasted by mistake is no question."""


def tokens(words: str) -> tuple[str, ...]:
    """The words of a question as the index has them, each once."""
    return tuple(dict.fromkeys(key(words[:500]).split()))[:MOST]


def matching(connection: Connection, name: str, words: str) -> Any:
    """The condition that a row of a table of `tables.SEARCHED` has all of these words.

    False for a question without a word, such as one of signs alone.
    """
    wanted = tokens(words)
    numbered = tables.metadata.tables[name].c.number
    if not wanted:
        return numbered.is_(None)
    if connection.dialect.name == "sqlite":
        index = table(f"{name}_words", column("rowid"))
        asked = " ".join(f'"{word}"*' for word in wanted)
        match = text(f"{name}_words MATCH :asked_{name}").bindparams(
            bindparam(f"asked_{name}", asked)
        )
        return numbered.in_(select(index.c.rowid).where(match))
    asked = " & ".join(f"{word}:*" for word in wanted)
    query = func.to_tsquery(literal_column("'simple'::regconfig"), asked)
    return vector(name).op("@@")(query)


def vector(name: str) -> Any:
    """The words of a row on a server, as the index of the table has them."""
    columns = tables.metadata.tables[name].c
    if name == "reports":
        return func.rashomon_words(columns.title, columns.text)
    return func.to_tsvector(literal_column("'simple'::regconfig"), columns.words)
