"""A saved page: its article, paragraph by paragraph, and what the page says about itself.

trafilatura finds the article and the page's metadata (Barbaresi 2021, ACL demo), htmldate its date.
Only what the markup states is taken: a date guessed from the running text is none of publication.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeAlias

from rashomon.errors import RejectedInput
from rashomon.ingest.compose import Details
from rashomon.ingest.language import fits_script, language_code

Element: TypeAlias = Any
"""An lxml element; lxml ships no types."""

# What these two find wrong with a page becomes a rejection; their own log lines would only repeat
# it on the terminal.
for _library in ("trafilatura", "htmldate"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

ARTICLE_WORDS: Final = 40
"""A page that does not call itself an article needs this many words of prose outside links to be
taken for one: notices about cookies and scripts have 10 to 30, the shortest dispatches about 40."""
DECLARED_ARTICLE_WORDS: Final = 5

_EARLIEST: Final = "1900-01-01"
_BLOCKS: Final = frozenset(
    {"body", "div", "p", "head", "list", "item", "quote", "table", "row", "code"}
)
"""trafilatura's own tags (after TEI) that begin a new line of the article."""
_SENTENCE_END: Final = re.compile(r"[.!?…][\"'”’»)\s]*$")
_SPACES: Final = re.compile(r"\s+")
_LINK_CHARACTERS: Final = 16
_LINKS_LOOKED_AT: Final = 2_000
_ISO_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T")


def parse_page(page: str, source: str) -> tuple[Details, str]:
    """What the page says of itself, and its article's text, paragraphs parted by an empty line.

    The headline is the title and stands in the text only where the article has no other.
    Raises `RejectedInput` "no-article".
    """
    tree = _tree(page)
    found = None if tree is None else _extract(tree)
    if tree is None or found is None or found.body is None:
        raise _no_article(source)
    blocks = _blocks(found.body)
    if blocks and found.title and _letters(blocks[0][1]) == _letters(found.title):
        blocks = blocks[1:]
    wanted = DECLARED_ARTICLE_WORDS if _declares_article(tree) else ARTICLE_WORDS
    if _prose_words(blocks, _links(tree)) < wanted:
        raise _no_article(source)
    text = "\n\n".join(text for _, text in blocks)
    return Details(_said(tree, found, text)), text


def _tree(page: str) -> Element:
    from trafilatura import load_html

    whole = f"<html><body>{page}</body></html>" if _bare(page) else page
    return load_html(whole)


def _bare(page: str) -> bool:
    """A fragment without a document around it, as a clipping tool saves it."""
    return re.search(r"<(?:html|body|head)\b", page, re.IGNORECASE) is None


def _extract(tree: Element) -> Any:
    from trafilatura import bare_extraction

    return bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            "min_date": _EARLIEST,
        },
    )


def _no_article(source: str) -> RejectedInput:
    return RejectedInput(
        source,
        "no-article",
        "no article is found in the page; save the report's text as a .txt file instead",
    )


# ------------------------------------------------------------------------------------- the article


def _blocks(body: Element) -> list[tuple[str, str]]:
    """(tag, text) of each paragraph, heading, list item, quotation and table row, in order.

    Line ends of the source are spaces. A line break parts paragraphs where a sentence ends before
    it, as pages that know no paragraphs write them.
    """
    blocks: list[tuple[str, str]] = []

    def walk(element: Element, tag: str) -> None:
        words = [_flat(element.text)]
        for child in element:
            if child.tag in _BLOCKS:
                _close(blocks, tag, words)
                walk(child, str(child.tag))
            else:
                words.append("\n" if child.tag == "lb" else _flat("".join(child.itertext())))
                words.append(" " if child.tag == "cell" else "")
            words.append(_flat(child.tail))
        _close(blocks, tag, words)

    walk(body, "body")
    return blocks


def _flat(text: str | None) -> str:
    return _SPACES.sub(" ", text or "")


def _close(blocks: list[tuple[str, str]], tag: str, words: list[str]) -> None:
    """Write down what has gathered of a block."""
    lines: list[str] = []
    for line in (_SPACES.sub(" ", each).strip() for each in "".join(words).split("\n")):
        if line and lines and not _SENTENCE_END.search(lines[-1]):
            lines[-1] += "\n" + line
        elif line:
            lines.append(line)
    blocks.extend((tag, line) for line in lines)
    words.clear()


def _prose_words(blocks: list[tuple[str, str]], links: frozenset[str]) -> int:
    """How many words stand in sentences, without headings and without what is mostly links."""
    words = 0
    for tag, text in blocks:
        linked = sum(len(link) * text.count(link) for link in links if link in text)
        if tag != "head" and linked * 2 <= len(text) and _SENTENCE_END.search(text):
            words += len(text.split())
    return words


def _links(tree: Element) -> frozenset[str]:
    """The words of the page's links, but for those of a word or two inside a sentence."""
    anchors = islice(tree.iter("a"), _LINKS_LOOKED_AT)
    texts = (_flat("".join(each.itertext())).strip() for each in anchors)
    return frozenset(text for text in texts if len(text) >= _LINK_CHARACTERS)


def _declares_article(tree: Element) -> bool:
    kinds = tree.xpath("//meta[@property='og:type']/@content")
    return bool(
        any(str(kind).lower().startswith("article") for kind in kinds)
        or tree.xpath("boolean(//article)")
        or tree.xpath("boolean(//*[contains(@itemtype, 'Article')])")
    )


# --------------------------------------------------------------------------- what the page says


def _said(tree: Element, found: Any, text: str) -> dict[str, str]:
    values = {
        "outlet": found.sitename,
        "author": found.author,
        "url": found.url,
        "title": found.title,
        "published": _published(tree, found.date),
        "language": _language(tree, text),
        "medium": "html",
    }
    return {key: _SPACES.sub(" ", value).strip() for key, value in values.items() if value}


def _published(tree: Element, day: str | None) -> str | None:
    """The day that htmldate finds, with the time of day where the page states one and its zone."""
    if day is None:
        return None
    for content in tree.xpath("//meta[@property='article:published_time']/@content"):
        stated = str(content).strip()
        if _ISO_MOMENT.match(stated) and stated.startswith(day):
            try:
                moment = datetime.fromisoformat(stated)
            except ValueError:
                continue
            if moment.tzinfo is not None:
                return moment.isoformat()
    return day


def _language(tree: Element, text: str) -> str | None:
    """What the page declares, unless the letters of its article belie it."""
    stated = [
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        *tree.xpath("//meta[@property='og:locale']/@content"),
        *tree.xpath("//meta[translate(@http-equiv, 'CL', 'cl')='content-language']/@content"),
    ]
    for each in stated:
        code = language_code(each) if each else None
        if code is not None and fits_script(code, text):
            return code
    return None


def _letters(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
