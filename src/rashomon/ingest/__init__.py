"""Ingest: files and folders become reports, or rejections that say why not and what to do.

sources   walks the paths and hands each file to its format
decode    bytes → characters, or the byte at which they stop being text
text      plain text with an optional header of `key: value` lines
html      a saved page → its article and what the page says about itself
jsonl     one report a line
tables    one report a row
parquet   one report a row, or the readings that `rashomon batch` wrote
feeds     one report an entry, where the feed carries its articles
documents PDF and Word, read in a process of their own (`apart`), within bounds
archives  ZIP, gzip and web archives: files in files, without unpacking them (`bounded`)
compose   what was given, said and found → a `Report`
language  which language a text is in, for reports that do not say
"""

from rashomon.ingest.compose import KEYS, Given, publication
from rashomon.ingest.language import language_code, readable_languages
from rashomon.ingest.sources import (
    Source,
    Stored,
    count,
    from_stream,
    holds_many,
    holds_reports,
    single,
    sources,
    stored_sources,
)

__all__ = [
    "KEYS",
    "Given",
    "Source",
    "Stored",
    "count",
    "from_stream",
    "holds_many",
    "holds_reports",
    "language_code",
    "publication",
    "readable_languages",
    "single",
    "sources",
    "stored_sources",
]
