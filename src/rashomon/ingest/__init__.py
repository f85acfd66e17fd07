"""Ingest: files and folders become reports, or rejections that say why not and what to do.

sources   walks the paths and hands each file to its format
decode    bytes → characters, or the byte at which they stop being text
text      plain text with an optional header of `key: value` lines
html      a saved page → its article and what the page says about itself
jsonl     one report a line
compose   what was given, said and found → a `Report`
language  which language a text is in, for reports that do not say
"""

from rashomon.ingest.compose import Given, publication
from rashomon.ingest.language import language_code, readable_languages
from rashomon.ingest.sources import count, from_stream, single, sources

__all__ = [
    "Given",
    "count",
    "from_stream",
    "language_code",
    "publication",
    "readable_languages",
    "single",
    "sources",
]
