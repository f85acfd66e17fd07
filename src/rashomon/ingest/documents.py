"""PDF and Word documents: their text, paragraph by paragraph, and what they say about themselves.

These formats are programs of a kind, and files of them come from anywhere: they are read in a
process of their own (`apart`), which imports this module and nothing of the reader.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Any, Final

from rashomon.errors import RejectedInput
from rashomon.ingest.compose import Details

PAGES: Final = 500
"""A document of more pages is no news report; it would be cut silently otherwise."""

_SENTENCE_END: Final = re.compile(r"[.!?…:][\"'”’»)\]\s]*$")
_BULLET: Final = re.compile(r"^\s*(?:[•●▪◦‣–—*-]|\d{1,2}[.)])\s+")
_SHORT: Final = 0.8
"""A line this much shorter than the document's usual line, and ending a sentence, ends a
paragraph."""
_REPEATED: Final = 3
"""A line that stands at the top or the foot of so many pages, digits aside, is no text of it."""
_EDGE: Final = 2
"""How many lines at the top and the foot of a page can be such lines."""
_DIGITS: Final = re.compile(r"\d+")
_SOFT_HYPHEN: Final = "\u00ad"
_BROKEN: Final = re.compile("[\x02\ufffe](?:\r?\n)?(.?)|\r\n")
"""PDFium puts one of these characters where a word is broken at the end of a line."""


def parse_pdf(data: bytes, source: str) -> tuple[Details, str]:
    """The text of a PDF and its title and author.

    The date in a PDF is that of the file, and none of publication: it is not taken. Raises
    `RejectedInput`: "damaged" (broken, or locked with a password), "too-large", "empty" where its
    pages are pictures.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise RejectedInput(
            source, "damaged", f"the PDF cannot be opened ({error}); save its text as a .txt file"
        ) from error
    if len(document) > PAGES:
        raise RejectedInput(
            source,
            "too-large",
            f"it has {len(document):,} pages, and at most {PAGES} are read; save the pages of the "
            "report alone",
        )
    pages = []
    for number in range(len(document)):
        page = document[number].get_textpage().get_text_bounded()
        pages.append(_BROKEN.sub(_mended, page).replace("\r", "\n").split("\n"))
    said = document.get_metadata_dict(skip_empty=True)
    text = paragraphs(pages)
    if not text.strip():
        raise RejectedInput(
            source,
            "empty",
            "the PDF holds pictures of pages and no text; run text recognition on it first",
        )
    values = {"title": _plain(said.get("Title")), "author": _plain(said.get("Author"))}
    return Details({"medium": "pdf", **{key: each for key, each in values.items() if each}}), text


def parse_docx(data: bytes, source: str) -> tuple[Details, str]:
    """The text of a Word document, tables row by row, and its title, author and language.

    Raises `RejectedInput` "damaged".
    """
    import docx
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
        blocks = [
            "\n".join("\t".join(cell.text for cell in row.cells) for row in block.rows)
            if isinstance(block, Table)
            else block.text
            for block in document.iter_inner_content()
        ]
        properties = document.core_properties
    except Exception as error:
        # python-docx raises whatever its parts do: KeyError, ValueError, BadZipFile, XML errors.
        raise RejectedInput(
            source,
            "damaged",
            f"the document cannot be opened ({type(error).__name__}: {error}); save its text as a "
            ".txt file",
        ) from error
    values = {
        "title": _plain(properties.title),
        "author": _plain(properties.author),
        "language": _plain(properties.language),
    }
    # The template's own author, which says nothing of who wrote the report.
    if values["author"] == "python-docx":
        del values["author"]
    text = "\n\n".join(block.strip() for block in blocks if block.strip())
    return Details({"medium": "docx", **{key: each for key, each in values.items() if each}}), text


def paragraphs(pages: Sequence[Sequence[str]]) -> str:
    """The lines of pages, as a PDF has them, joined to paragraphs parted by an empty line.

    Lines that stand at the edge of many pages (running heads, page numbers) are left out; words
    broken at the end of a line are joined.
    """
    repeated = _running(pages)
    lines: list[str] = []
    for page in pages:
        kept = [line.rstrip() for line in page]
        for at, line in enumerate(kept):
            edge = at < _EDGE or at >= len(kept) - _EDGE
            if not (edge and _masked(line) in repeated):
                lines.append(line)
    written = [line for line in lines if line.strip()]
    if not written:
        return ""
    usual = median(len(line) for line in written)
    found: list[str] = []
    gathered = ""
    for line, following in pairwise([*lines, ""]):
        if not line.strip():
            continue
        gathered = _joined(gathered, line.strip())
        ends = bool(_SENTENCE_END.search(line)) and len(line) < _SHORT * usual
        heading = len(gathered) == len(line.strip()) and len(line) < _SHORT * usual
        if not following.strip() or ends or _BULLET.match(following) or (heading and _opens(line)):
            found.append(gathered)
            gathered = ""
    if gathered:
        found.append(gathered)
    return "\n\n".join(_rejoined(found))


def _rejoined(found: Sequence[str]) -> list[str]:
    """Paragraphs cut by the foot of a page put together again: the first does not end a sentence,
    and the next goes on in lower case."""
    whole: list[str] = []
    for each in found:
        if whole and not _SENTENCE_END.search(whole[-1]) and each[:1].islower():
            whole[-1] = _joined(whole[-1], each)
        else:
            whole.append(each)
    return whole


def _opens(line: str) -> bool:
    """A short line that ends in no punctuation and is no start of a sentence going on: a heading,
    a dateline, a byline."""
    return not line.rstrip().endswith((",", ";", "-")) and len(line.split()) <= 12


def _mended(match: re.Match[str]) -> str:
    following = match[1]
    if following is None:
        return "\n"
    return following if following.islower() else f"-{following}"


def _joined(before: str, line: str) -> str:
    if not before:
        return line
    if before.endswith(_SOFT_HYPHEN):
        return before[:-1] + line
    if before.endswith("-") and before[-2:-1].isalpha():
        # "exam-" + "ple" is one word; "Al-" + "Qaida" keeps its hyphen.
        return (before[:-1] if line[:1].islower() else before) + line
    return f"{before} {line}"


def _running(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    seen: Counter[str] = Counter()
    for page in pages:
        edges = {_masked(line) for line in (*page[:_EDGE], *page[-_EDGE:]) if line.strip()}
        seen.update(edges)
    return frozenset(line for line, times in seen.items() if times >= _REPEATED)


def _masked(line: str) -> str:
    return _DIGITS.sub("#", line.strip())


def _plain(value: Any) -> str | None:
    words = " ".join(str(value).split()) if value else ""
    return words or None
